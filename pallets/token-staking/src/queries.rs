//! Answers to queries. Nothing here runs in a block.

use crate::{
	Config, CurrentEra, Ledgers, Offences, OperatorOf, Operators, Pallet, Pools, Role, SlashQueue,
	StakerStake, TaskBonds, WorkerStake,
};
use alloc::vec::Vec;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// A worker by its stash or, if it is none, by its operator. Reads at most [`Config::MaxTaskBonds`] bonds.
	pub fn worker_stake(account: &T::AccountId) -> Option<WorkerStake<T::AccountId>> {
		let (stash, operator) = match OperatorOf::<T>::get(account) {
			Some(operator) => (account.clone(), operator),
			None => (Operators::<T>::get(account)?.stash, account.clone()),
		};
		let ledger = Ledgers::<T>::get(&stash).filter(|it| it.role == Some(Role::Worker))?;
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

	/// A stash by itself or by its operator. Also one that has left while others' delegations to it are left.
	pub fn staker_stake(account: &T::AccountId) -> Option<StakerStake<T::AccountId>> {
		// Anyone may have been named as an operator by a stranger; what he has himself comes first.
		let itself = Ledgers::<T>::contains_key(account) || Pools::<T>::contains_key(account);
		let stash = match Operators::<T>::get(account) {
			Some(record) if !itself => record.stash,
			_ => account.clone(),
		};
		let ledger = Ledgers::<T>::get(&stash);
		let pool = Pools::<T>::get(&stash);
		if ledger.is_none() && pool.is_none() {
			return None;
		}
		let ledger = ledger.unwrap_or_default();
		let prefs = pool.map(|pool| pool.prefs);
		let mut pool = pool.unwrap_or_default();
		pool.join(CurrentEra::<T>::get()).ok()?;
		let mut slashes: Vec<_> = SlashQueue::<T>::iter_keys()
			.filter(|(_, (_, who))| *who == stash)
			.map(|(due, (era, who))| {
				let offence = Offences::<T>::get(era, who);
				(era, offence.reported.saturating_sub(offence.done), due)
			})
			.collect();
		slashes.sort_unstable();
		Some(StakerStake {
			role: ledger.role,
			operator: OperatorOf::<T>::get(&stash),
			own: ledger.active().ok()?,
			unbonding: ledger.unbonding.iter().map(|chunk| (chunk.amount, chunk.era)).collect(),
			delegated: pool.tokens,
			joining: pool.joining,
			delegators: pool.delegators,
			prefs,
			slashes,
			active: Self::is_active_validator(&stash),
			stash,
		})
	}
}
