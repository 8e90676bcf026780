//! Answers to queries. Nothing here runs in a block.

use crate::{
	arithmetic::{
		score::{Record, EVENT},
		BILLION,
	},
	Config, LargestConsensus, Pallet, Panels, Records,
};
use alloc::vec::Vec;
use assay_primitives::{
	api::{AuditorView, ScoredView},
	traits::Eras,
	AccountId, EraIndex, ModelId,
};
use sp_runtime::SaturatedConversion;

impl<T: Config<AccountId = AccountId>> Pallet<T> {
	/// The validators that audit a model.
	pub fn panel(model: &ModelId) -> Vec<AuditorView> {
		Panels::<T>::get(model)
			.members
			.into_iter()
			.map(|member| AuditorView {
				able: member.is_able(),
				stash: member.stash,
				stake: member.stake,
				drawn: member.drawn,
				abstained: member.abstained,
			})
			.collect()
	}

	/// The workers that have run tasks of a model. Slots are not known here.
	pub fn scored(model: &ModelId) -> Vec<ScoredView> {
		let era = T::Eras::current();
		Records::<T>::iter()
			.filter(|(_, of, _)| of == model)
			.map(|(stash, _, record)| {
				let record: Record = record.at(era);
				let thousandths = |count: u64| count.saturating_mul(1_000) / EVENT;
				let pace = u128::from(record.paces)
					.saturating_mul(BILLION.into())
					.checked_div(record.done.into());
				ScoredView {
					slots: 0,
					score: Self::score_of(&stash, model),
					facts: record.facts(),
					opinion: Self::opinion_of(&stash).map(|part| part.deconstruct()),
					streak: record.streak,
					newcomer: Self::is_new(&stash, model),
					passed: thousandths(record.passed),
					failed: thousandths(record.failed),
					done: thousandths(record.done),
					missed: thousandths(record.missed),
					pace: pace.unwrap_or(0).saturated_into(),
					stash,
				}
			})
			.collect()
	}

	/// The era whose opinions scores are mixed with.
	pub fn opinions_of_era() -> Option<EraIndex> {
		let (era, largest) = LargestConsensus::<T>::get();
		(largest > 0).then_some(era)
	}
}
