//! Bonds of auditors, out of a validator's own stake.
//!
//! They stand among its bonds for tasks: a validator has no others. Half of its own stake stays free, so that what an
//! offence costs can always be had.

use crate::{
	types::EraStake, Config, CurrentEra, EraStakes, Error, Event, Ledgers, Operators, Pallet, Role,
	Validators,
};
use alloc::vec::Vec;
use assay_primitives::{
	traits::{self, Sessions},
	Balance, TaskId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, storage::with_storage_layer};
use sp_runtime::{ArithmeticError, DispatchError};

impl<T: Config> traits::AuditBonds for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = Balance;

	fn validator_of(operator: &T::AccountId) -> Option<T::AccountId> {
		Operators::<T>::get(operator)
			.filter(|record| record.role == Role::Validator)
			.map(|record| record.stash)
	}

	fn active() -> Vec<(T::AccountId, Balance)> {
		let era = CurrentEra::<T>::get();
		T::Sessions::validators()
			.into_iter()
			.filter_map(|stash| {
				let EraStake { own, delegated } = EraStakes::<T>::get(era, &stash)?;
				Some((stash, own.checked_add(delegated)?))
			})
			.collect()
	}

	fn is_worker(stash: &T::AccountId) -> bool {
		Ledgers::<T>::get(stash).is_some_and(|ledger| ledger.role == Some(Role::Worker))
	}

	fn has_delegated(delegator: &T::AccountId, staker: &T::AccountId) -> bool {
		crate::Delegations::<T>::contains_key(delegator, staker)
	}

	fn bonded(validator: &T::AccountId, task: TaskId) -> Balance {
		crate::TaskBonds::<T>::get(validator, task).unwrap_or_default()
	}

	fn bond(validator: &T::AccountId, task: TaskId, amount: Balance) -> DispatchResult {
		with_storage_layer(|| {
			let ledger = Ledgers::<T>::get(validator).ok_or(Error::<T>::NotValidator)?;
			ensure!(ledger.role == Some(Role::Validator), Error::<T>::NotValidator);
			let left = ledger.free.checked_sub(amount).ok_or(Error::<T>::InsufficientFreeStake)?;
			let bonded = ledger.bonded.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			ensure!(left >= bonded, Error::<T>::InsufficientFreeStake);
			Self::bond_ledger(validator, ledger, task, amount)
		})
	}

	fn release(validator: &T::AccountId, task: TaskId) -> Result<Balance, DispatchError> {
		<Self as traits::TaskBonds>::release(validator, task)
	}

	fn penalise(
		validator: &T::AccountId,
		task: TaskId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		<Self as traits::TaskBonds>::penalise(validator, task, amount)
	}

	fn forfeit(
		validator: &T::AccountId,
		task: TaskId,
		to: &T::AccountId,
	) -> Result<Balance, DispatchError> {
		with_storage_layer(|| {
			let (ledger, bond) = Self::take_task_bond(validator, task)?;
			let paid = Self::pay_from_task_bond(validator, to, bond / 2);
			let burnt = bond.checked_sub(paid).ok_or(ArithmeticError::Underflow)?;
			Self::burn_task_bond(validator, burnt)?;
			Self::put_ledger(validator, ledger);
			Self::deposit_event(Event::AuditBondLost {
				stash: validator.clone(),
				task,
				to: to.clone(),
				paid,
				burnt,
			});
			Ok(paid)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> T::AccountId {
		crate::benchmarking::make_worker::<T>(index).0
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(count: u32) -> Vec<(T::AccountId, T::AccountId)> {
		crate::benchmarking::make_auditors::<T>(count)
	}
}

impl<T: Config> traits::Attesters<T::AccountId> for Pallet<T> {
	fn attester(who: &T::AccountId) -> Option<T::AccountId> {
		let stash = match <Self as traits::AuditBonds>::validator_of(who) {
			Some(stash) => stash,
			None => who.clone(),
		};
		Some(stash).filter(<Self as traits::Attesters<T::AccountId>>::is_attester)
	}

	fn is_attester(stash: &T::AccountId) -> bool {
		Validators::<T>::contains_key(stash)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_attesters(count: u32) -> Vec<T::AccountId> {
		crate::benchmarking::make_candidates::<T>(count)
	}
}
