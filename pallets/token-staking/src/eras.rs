//! Eras, counted in sessions: when one begins, and when the validators of the next are elected.

use crate::{
	Config, CurrentEra, EraStartSession, EraStarts, Event, Pallet, PlannedEra, WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{
	traits::{self, Sessions},
	EraIndex,
};
use frame_support::{pallet_prelude::DispatchClass, traits::Get};
use sp_runtime::SaturatedConversion;

impl<T: Config> traits::Eras for Pallet<T> {
	fn current() -> EraIndex {
		CurrentEra::<T>::get()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_set(era: EraIndex) {
		CurrentEra::<T>::put(era);
	}
}

impl<T: Config> Pallet<T> {
	/// Begins an era if the current one has had its sessions. The runtime's session manager calls this when the
	/// session `index` starts; it charges its own weight to the block.
	///
	/// The length is compared with the first session of the era, not derived from `index`, so that a change of
	/// [`Config::SessionsPerEra`] never skips or repeats an era.
	pub fn on_session_start(index: u32) {
		let mut validators = 0;
		if Self::is_last_session_over(index) {
			validators = Self::begin_era(index);
		}
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::on_session_start(validators),
			DispatchClass::Mandatory,
		);
	}

	fn is_last_session_over(index: u32) -> bool {
		let sessions = index.checked_sub(EraStartSession::<T>::get());
		sessions.is_some_and(|sessions| sessions >= T::SessionsPerEra::get().max(1))
	}

	/// Returns the number of validators of the new era.
	fn begin_era(index: u32) -> u32 {
		let old = CurrentEra::<T>::get();
		let Some(era) = old.checked_add(1) else { return 0 };
		Self::close_rewards(old);
		CurrentEra::<T>::put(era);
		EraStartSession::<T>::put(index);
		// Usually planned already; not if the sessions of an era were changed in it.
		PlannedEra::<T>::mutate(|planned| *planned = (*planned).max(era));
		Self::note_start(era, index);
		let validators = Self::note_validators(era);
		Self::deposit_event(Event::EraStarted { era });
		validators
	}

	/// Remembers where an era begins, as long as offences of it can be reported.
	pub(crate) fn note_start(era: EraIndex, session: u32) {
		EraStarts::<T>::mutate(|starts| {
			let kept = T::BondingDuration::get();
			starts.retain(|(start, _)| start.saturating_add(kept) >= era);
			if starts.is_full() {
				starts.remove(0);
			}
			// There is room: one was removed if there was none.
			let _ = starts.try_push((era, session));
		});
	}

	/// Validators of the session `index`, which is planned now, if an era begins with it and enough stand for election.
	/// The runtime's session manager calls this; it charges its own weight to the block.
	pub fn plan_session(index: u32) -> Option<Vec<T::AccountId>> {
		let era = CurrentEra::<T>::get();
		if PlannedEra::<T>::get() > era || !Self::is_last_session_over(index) {
			return None;
		}
		let next = era.checked_add(1)?;
		let candidates = crate::Validators::<T>::count();
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::plan_session(candidates),
			DispatchClass::Mandatory,
		);
		PlannedEra::<T>::put(next);
		let elected = Self::elect();
		match &elected {
			Some(validators) => Self::deposit_event(Event::ValidatorsElected {
				era: next,
				validators: validators.len().saturated_into(),
			}),
			None => Self::deposit_event(Event::TooFewCandidates { era: next, candidates }),
		}
		elected
	}

	/// Whether an account authors and finalises blocks now.
	pub(crate) fn is_active_validator(stash: &T::AccountId) -> bool {
		T::Sessions::validators().contains(stash)
	}
}
