//! Clocks: what happens to a challenge in which somebody's time has passed.
//!
//! Every open challenge stands once in an agenda, under the first height at which its deadline has passed. Heights are
//! worked off in order, a bounded number of challenges and heights per block.

use crate::{
	types::{Refuting, Stage},
	Answers, BlockNumberFor, ChallengeOf, Challenges, Config, Disclosures, NextTimeout, Pallet,
	Timeouts, WeightInfo,
};
use assay_primitives::TaskId;
use frame_support::{traits::Get, weights::Weight};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

/// Heights without anything due that a block passes over, at most.
pub(crate) const MAX_EMPTY_HEIGHTS: u32 = 32;

impl<T: Config> Pallet<T> {
	/// Moves a challenge in the agenda. Deadlines are inclusive.
	pub(crate) fn move_timeout(
		id: TaskId,
		challenger: &T::AccountId,
		from: Option<BlockNumberFor<T>>,
		to: Option<BlockNumberFor<T>>,
	) {
		if from == to {
			return;
		}
		let key = (id, challenger.clone());
		if let Some(from) = from {
			Timeouts::<T>::remove(from.saturating_add(One::one()), &key);
		}
		if let Some(to) = to {
			Timeouts::<T>::insert(to.saturating_add(One::one()), &key, ());
		}
	}

	/// Acts on a challenge whose deadline has passed. Returns how many challenges were ended.
	pub(crate) fn act(id: TaskId, challenger: &T::AccountId, challenge: ChallengeOf<T>) -> u32 {
		let makers = match &challenge.stage {
			Stage::Committed | Stage::Open => {
				let answerer = Answers::<T>::get(id, challenger).map(|answer| answer.by);
				return Self::fail(id, challenger, challenge, answerer);
			}
			Stage::Demanded { .. } => return Self::succeed_by_silence(id, challenger, challenge),
			Stage::Named { makers, .. } if makers.is_empty() => {
				return Self::succeed_by_silence(id, challenger, challenge)
			}
			Stage::Named { makers, .. } => makers.clone(),
		};
		let now = Self::now();
		let late = makers.iter().find_map(|maker| {
			let disclosure = Disclosures::<T>::get((id, challenger, maker))?;
			(now > disclosure.due).then(|| (maker.clone(), disclosure))
		});
		match late {
			Some((maker, disclosure)) => match disclosure.stage {
				// It stands unrefuted: one such is enough.
				Refuting::Standing | Refuting::Opened { .. } => {
					Self::fail(id, challenger, challenge, Some(maker))
				}
				Refuting::Selected { .. } => Self::refute(id, challenger, challenge, &maker, false),
			},
			None => {
				frame_support::defensive!("a challenge is due without reason", id);
				Self::reckon(id, challenger, challenge);
				0
			}
		}
	}

	/// Works off challenges whose deadlines have passed. Returns the weight used.
	pub(crate) fn work_off_timeouts() -> Weight {
		let now = Self::now();
		let mut left = T::MaxTimeoutsPerBlock::get();
		let mut empty = MAX_EMPTY_HEIGHTS;
		let mut height = NextTimeout::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		while height <= now && left > 0 && empty > 0 {
			let due: alloc::vec::Vec<(TaskId, T::AccountId)> =
				Timeouts::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::height());
			if due.is_empty() {
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			for (id, challenger) in due {
				left = left.saturating_sub(1);
				// It may have ended with another of the same task.
				if let Some(challenge) = Challenges::<T>::get(id, &challenger) {
					let closed = Self::act(id, &challenger, challenge);
					weight.saturating_accrue(T::WeightInfo::timeout());
					weight.saturating_accrue(Self::close_weight(closed));
				} else {
					weight.saturating_accrue(T::WeightInfo::height());
				}
			}
		}
		NextTimeout::<T>::put(height);
		weight
	}
}
