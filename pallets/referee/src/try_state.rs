//! What holds between blocks.

use crate::{
	types::{Refuting, Stage},
	Answers, Cases, Challenges, Config, Disclosures, FreeFailures, HoldReason, Pallet, Pieces,
	Places, Timeouts,
};
use alloc::collections::BTreeMap;
use assay_primitives::{task::TaskState, traits::DisputedTasks, Balance};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	traits::{One, Saturating},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// - Every case is of a disputed task, or of a convicted one with only earlier challenges open.
	/// - Every open challenge is listed in its case, and has one timeout; no timeout is of anything else.
	/// - Bonds held are those of open challenges and of disclosures that stand.
	/// - Nothing is left of challenges that ended.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut challenge_bonds: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut disclosure_bonds: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut open = 0usize;
		for (id, case) in Cases::<T>::iter() {
			let task = T::Tasks::task(id).ok_or("a case of no task")?;
			let fits = match (&task.state, &case.convicted) {
				(TaskState::Disputed { worker, .. }, None) => *worker == case.worker,
				(TaskState::Convicted { worker, .. }, Some(_)) => *worker == case.worker,
				_ => false,
			};
			ensure!(fits, "a case does not fit its task");
			ensure!(!case.open.is_empty(), "a case without challenges");
			for challenger in &case.open {
				let challenge = Challenges::<T>::get(id, challenger).ok_or("no such challenge")?;
				if let Some((rank, _)) = &case.convicted {
					ensure!(challenge.rank() < *rank, "a later challenge is still open");
				}
			}
			open = open.saturating_add(case.open.len());
		}
		let mut challenges = 0usize;
		let mut standing = 0usize;
		for (id, challenger, challenge) in Challenges::<T>::iter() {
			challenges = challenges.saturating_add(1);
			let case = Cases::<T>::get(id).ok_or("a challenge without case")?;
			ensure!(case.open.contains(&challenger), "a challenge that is not listed");
			let at = challenge.due.saturating_add(One::one());
			ensure!(
				Timeouts::<T>::contains_key(at, (id, challenger.clone())),
				"a challenge without timeout"
			);
			let bonds = challenge_bonds.entry(challenger.clone()).or_default();
			*bonds = bonds.saturating_add(challenge.bond);
			let named = matches!(challenge.stage, Stage::Named { .. });
			ensure!(Places::<T>::contains_key(id, &challenger) == named, "a place is not named");
			if let Stage::Named { makers, .. } = &challenge.stage {
				for maker in makers {
					let disclosure = Disclosures::<T>::get((id, &challenger, maker))
						.ok_or("no such disclosure")?;
					ensure!(
						disclosure.due >= challenge.due,
						"a disclosure is due before its challenge"
					);
					ensure!(
						(disclosure.bond == 0) == (*maker == case.worker),
						"all but the worker put up a bond"
					);
					if let Refuting::Opened { bytes, .. } = &disclosure.stage {
						ensure!(!bytes.is_empty(), "an empty piece");
					}
					let bonds = disclosure_bonds.entry(maker.clone()).or_default();
					*bonds = bonds.saturating_add(disclosure.bond);
					standing = standing.saturating_add(1);
				}
				ensure!(
					makers.len() == 1 || !makers.contains(&case.worker),
					"others stand beside the worker"
				);
			}
		}
		ensure!(
			FreeFailures::<T>::iter_keys().all(Cases::<T>::contains_key),
			"failures without a case"
		);
		ensure!(challenges == open, "listed challenges are not there");
		ensure!(Timeouts::<T>::iter().count() == challenges, "a timeout of no challenge");
		ensure!(Disclosures::<T>::iter().count() == standing, "a disclosure of no challenge");
		ensure!(Pieces::<T>::iter().count() == standing, "pieces of no disclosure");
		ensure!(
			Answers::<T>::iter_keys().all(|(id, who)| Challenges::<T>::contains_key(id, who)),
			"an answer to no challenge"
		);
		for (reason, bonds) in
			[(HoldReason::Challenge, challenge_bonds), (HoldReason::Disclosure, disclosure_bonds)]
		{
			for (who, amount) in bonds {
				ensure!(
					T::Currency::balance_on_hold(&reason.into(), &who) == amount,
					"held bonds are not those of challenges and disclosures"
				);
			}
		}
		Ok(())
	}
}
