//! Answers to queries. Nothing here runs in a block.

use crate::{Config, Ledgers, Operators, Pallet, TaskBonds, WorkerStake, Workers};
use alloc::vec::Vec;

impl<T: Config> Pallet<T> {
	/// A worker by its stash or, if it is none, by its operator. Reads at most [`Config::MaxTaskBonds`] bonds.
	pub fn worker_stake(account: &T::AccountId) -> Option<WorkerStake<T::AccountId>> {
		let (stash, operator) = match Workers::<T>::get(account) {
			Some(operator) => (account.clone(), operator),
			None => (Operators::<T>::get(account)?.stash, account.clone()),
		};
		let ledger = Ledgers::<T>::get(&stash)?;
		let mut live_tasks: Vec<_> = TaskBonds::<T>::iter_key_prefix(&stash).collect();
		live_tasks.sort_unstable();
		Some(WorkerStake {
			stake: ledger.active().ok()?,
			free: ledger.free,
			bonded: ledger.bonded,
			unbonding: ledger.unbonding.iter().map(|chunk| (chunk.amount, chunk.era)).collect(),
			live_tasks,
			convicted: ledger.convicted,
			stash,
			operator,
		})
	}
}
