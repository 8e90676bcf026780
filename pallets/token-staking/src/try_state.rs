//! Invariants over all of this pallet's storage.

use crate::{
	types::sum, Config, Convictions, HoldReason, Ledgers, Maturing, NextMaturing, Operators,
	Pallet, Role, TaskBonds, Workers,
};
use alloc::collections::{BTreeMap, BTreeSet};
use assay_primitives::Balance;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Per stash, held stake = free + unbonding, and held task bonds = bonded + convicted, which are the sums over
	///   its tasks and its convictions.
	/// - Only workers have task bonds; their number is as recorded and bounded.
	/// - No task bond without a ledger, no ledger without content, no chunk or bond of zero, one chunk per era.
	/// - Awarded convictions, and no others, are in the agenda, once, at their height.
	/// - Workers and operators point at each other, and each operator has a sufficient reference.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut task_bonds = 0u64;
		let mut workers = 0u64;
		let mut convicted: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut awarded = 0usize;
		for (task, conviction) in Convictions::<T>::iter() {
			ensure!(conviction.bond > 0, "convicted bond of zero");
			let total = convicted.entry(conviction.stash).or_default();
			*total = sum([*total, conviction.bond].into_iter())?;
			if let Some(award) = conviction.award {
				ensure!(award.matures > conviction.at, "a conviction matures at once");
				ensure!(
					Maturing::<T>::contains_key(award.matures, task),
					"an awarded conviction is not in the agenda"
				);
				ensure!(
					award.matures >= NextMaturing::<T>::get(),
					"a mature conviction was passed over"
				);
				awarded = awarded.saturating_add(1);
			}
		}
		ensure!(Maturing::<T>::iter_keys().count() == awarded, "the agenda names no conviction");
		for (stash, ledger) in Ledgers::<T>::iter() {
			ensure!(!ledger.is_empty(), "empty ledger");
			ensure!(ledger.unbonding.iter().all(|chunk| chunk.amount > 0), "empty chunk");
			let eras: BTreeSet<_> = ledger.unbonding.iter().map(|chunk| chunk.era).collect();
			ensure!(eras.len() == ledger.unbonding.len(), "two chunks of one era");
			let stake =
				ledger.free.checked_add(ledger.unbonding_total()?).ok_or("stake overflows")?;
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Stake.into(), &stash) == stake,
				"held stake differs from the ledger"
			);
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::TaskBond.into(), &stash)
					== sum([ledger.bonded, ledger.convicted].into_iter())?,
				"held task bonds differ from the ledger"
			);
			ensure!(
				convicted.remove(&stash).unwrap_or(0) == ledger.convicted,
				"convictions do not add up to the ledger"
			);

			let mut count = 0u32;
			let mut bonded = 0u128;
			for (_, amount) in TaskBonds::<T>::iter_prefix(&stash) {
				ensure!(amount > 0, "task bond of zero");
				count = count.checked_add(1).ok_or("too many task bonds")?;
				bonded = sum([bonded, amount].into_iter())?;
			}
			ensure!(bonded == ledger.bonded, "task bonds do not add up to the ledger");
			ensure!(count == ledger.task_bonds, "number of task bonds differs from the ledger");
			ensure!(count <= T::MaxTaskBonds::get(), "too many task bonds");
			ensure!(
				count == 0 || ledger.role == Some(Role::Worker),
				"task bond of a stash that is no worker"
			);
			task_bonds = task_bonds.checked_add(count.into()).ok_or("too many task bonds")?;

			match ledger.role {
				Some(Role::Worker) => {
					workers = workers.checked_add(1).ok_or("too many workers")?;
					let operator = Workers::<T>::get(&stash).ok_or("worker without operator")?;
					let record = Operators::<T>::get(&operator).ok_or("operator without record")?;
					ensure!(record.stash == stash, "operator acts for another stash");
					ensure!(
						frame_system::Pallet::<T>::sufficients(&operator) > 0,
						"operator without sufficient reference"
					);
				}
				None => {
					ensure!(!Workers::<T>::contains_key(&stash), "operator of a stash without role")
				}
			}
		}
		ensure!(convicted.is_empty(), "conviction without ledger");
		ensure!(TaskBonds::<T>::iter().count() as u64 == task_bonds, "task bond without ledger");
		ensure!(Workers::<T>::iter().count() as u64 == workers, "worker without ledger");
		ensure!(Operators::<T>::iter().count() as u64 == workers, "operator without worker");
		Ok(())
	}
}
