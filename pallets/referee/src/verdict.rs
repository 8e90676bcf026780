//! How challenges end: lost, won, or dropped.

use crate::{
	types::Stage, Answers, Cases, ChallengeOf, Challenges, Config, Disclosures, Event,
	FreeFailures, HoldReason, Pallet, Pieces, Places,
};
use assay_primitives::{task::Grounds, traits::DisputedTasks, Balance, TaskId};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// A challenge failed. Its bond goes, half of it to whoever answered. Returns how many challenges were ended.
	pub(crate) fn fail(
		id: TaskId,
		challenger: &T::AccountId,
		challenge: ChallengeOf<T>,
		answerer: Option<T::AccountId>,
	) -> u32 {
		let (to_answerer, burnt) =
			Self::take(HoldReason::Challenge, challenger, challenge.bond, answerer.as_ref());
		Self::forget(id, challenger, &challenge);
		Self::deposit_event(Event::Failed {
			task: id,
			challenger: challenger.clone(),
			answerer,
			to_answerer,
			burnt,
		});
		Self::leave(id, |other| other == challenger);
		1
	}

	/// A disclosure was refuted, by proof or because nobody opened a piece of it. The worker's own convicts it; another
	/// maker loses its bond. Returns how many challenges were ended.
	pub(crate) fn refute(
		id: TaskId,
		challenger: &T::AccountId,
		mut challenge: ChallengeOf<T>,
		maker: &T::AccountId,
		proved: bool,
	) -> u32 {
		if Cases::<T>::get(id).is_some_and(|case| case.worker == *maker) {
			return if proved {
				Self::succeed(id, challenger, challenge, Grounds::Proof)
			} else {
				Self::succeed_by_silence(id, challenger, challenge)
			};
		}
		Pieces::<T>::remove((id, challenger, maker));
		let bond =
			Disclosures::<T>::take((id, challenger, maker)).map_or(0, |disclosure| disclosure.bond);
		let (to_challenger, burnt) =
			Self::take(HoldReason::Disclosure, maker, bond, Some(challenger));
		Self::deposit_event(Event::Refuted {
			task: id,
			challenger: challenger.clone(),
			maker: maker.clone(),
			to_challenger,
			burnt,
		});
		if let Stage::Named { makers, .. } = &mut challenge.stage {
			makers.retain(|other| other != maker);
		}
		// Once none stands, the worker's clock runs on.
		Self::reckon(id, challenger, challenge);
		0
	}

	/// Nobody answered. Returns how many challenges were ended.
	pub(crate) fn succeed_by_silence(
		id: TaskId,
		challenger: &T::AccountId,
		challenge: ChallengeOf<T>,
	) -> u32 {
		let fee = Self::facts(id).map_or(0, |facts| facts.result.fee);
		let looked = T::AuditFee::get().mul_floor(fee).saturating_mul(2);
		let costs = T::DisputeFees::get().saturating_add(looked);
		Self::succeed(id, challenger, challenge, Grounds::Silence { costs })
	}

	/// A challenge succeeded: the worker is convicted, unless a later challenge succeeded before. Later challenges end,
	/// earlier ones run on. Returns how many challenges were ended.
	pub(crate) fn succeed(
		id: TaskId,
		challenger: &T::AccountId,
		challenge: ChallengeOf<T>,
		grounds: Grounds<Balance>,
	) -> u32 {
		let Some(mut case) = Cases::<T>::get(id) else {
			frame_support::defensive!("a challenge without a case", id);
			return 0;
		};
		Self::give_back(HoldReason::Challenge, challenger, challenge.bond);
		Self::forget(id, challenger, &challenge);
		Self::deposit_event(Event::Succeeded { task: id, challenger: challenger.clone(), grounds });
		if case.convicted.is_none() {
			if let Err(error) = T::Tasks::convict(id, grounds) {
				frame_support::defensive!("a disputed task can't be convicted", error);
			}
		} else if grounds == Grounds::Proof {
			// So that nobody saves the victim's part by leaving an accomplice's challenge unanswered.
			if let Err(error) = T::Tasks::prove(id) {
				frame_support::defensive!("a conviction can't be proved", error);
			}
		}
		let mut closed = 1u32;
		for other in case.open.iter().filter(|other| *other != challenger) {
			let Some(late) = Challenges::<T>::get(id, other) else { continue };
			if late.rank() < challenge.rank() {
				continue;
			}
			Self::give_back(HoldReason::Challenge, other, late.bond);
			Self::forget(id, other, &late);
			Self::deposit_event(Event::Dropped {
				task: id,
				challenger: other.clone(),
				returned: late.bond,
			});
			closed = closed.saturating_add(1);
		}
		case.convicted = Some((challenge.rank(), challenger.clone()));
		Cases::<T>::insert(id, case);
		Self::leave(id, |other| !Challenges::<T>::contains_key(id, other));
		closed
	}

	/// Removes all that belongs to a challenge, and returns the bonds of disclosures that stand.
	fn forget(id: TaskId, challenger: &T::AccountId, challenge: &ChallengeOf<T>) {
		if let Stage::Named { makers, .. } = &challenge.stage {
			for maker in makers {
				Self::return_disclosure(id, challenger, maker);
			}
		}
		Self::move_timeout(id, challenger, Some(challenge.due), None);
		Answers::<T>::remove(id, challenger);
		Places::<T>::remove(id, challenger);
		Challenges::<T>::remove(id, challenger);
	}

	/// Takes challengers off the list of open challenges. With the last, the case is closed.
	fn leave(id: TaskId, gone: impl Fn(&T::AccountId) -> bool) {
		let Some(mut case) = Cases::<T>::get(id) else { return };
		case.open.retain(|other| !gone(other));
		if !case.open.is_empty() {
			Cases::<T>::insert(id, case);
			return;
		}
		Cases::<T>::remove(id);
		FreeFailures::<T>::remove(id);
		let prover = case.convicted.map(|(_, prover)| prover);
		let result = match &prover {
			Some(prover) => T::Tasks::award(id, Some(prover)),
			None => T::Tasks::resume(id),
		};
		if let Err(error) = result {
			frame_support::defensive!("a task does not go on", error);
		}
		Self::deposit_event(Event::CaseClosed { task: id, prover });
	}
}
