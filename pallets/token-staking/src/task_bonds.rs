//! Bonds per task, and what a worker loses of them.
//!
//! Other pallets call these functions from hooks too, which are not transactional. So each function that changes
//! more than one thing does so in a storage layer of its own: it happens whole, or not at all.

use crate::{
	Config, Error, Event, HoldReason, LedgerOf, Ledgers, OperatorOf, Operators, Pallet, Role,
};
use assay_primitives::{task::Grounds, traits, Balance, CanonVersion, TaskId};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, MutateHold, UnbalancedHold},
		tokens::{DepositConsequence, Fortitude, Precision, Provenance, Restriction},
		Get,
	},
};
use sp_runtime::{ArithmeticError, DispatchError};

impl<T: Config> traits::TaskBonds for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = Balance;

	fn worker_of(operator: &T::AccountId) -> Option<T::AccountId> {
		Operators::<T>::get(operator)
			.filter(|record| record.role == Role::Worker)
			.map(|record| record.stash)
	}

	fn operator_of(stash: &T::AccountId) -> Option<T::AccountId> {
		OperatorOf::<T>::get(stash)
	}

	fn free_stake(stash: &T::AccountId) -> Balance {
		match Ledgers::<T>::get(stash) {
			Some(ledger) if ledger.role == Some(Role::Worker) => ledger.free,
			_ => 0,
		}
	}

	fn bond(stash: &T::AccountId, task: TaskId, amount: Balance) -> DispatchResult {
		with_storage_layer(|| Self::do_bond_task(stash, task, amount))
	}

	fn release(stash: &T::AccountId, task: TaskId) -> Result<Balance, DispatchError> {
		with_storage_layer(|| Self::do_release_task(stash, task))
	}

	fn penalise(
		stash: &T::AccountId,
		task: TaskId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		with_storage_layer(|| Self::do_penalise(stash, task, amount))
	}

	fn convict(
		stash: &T::AccountId,
		task: TaskId,
		requester: &T::AccountId,
		canon: CanonVersion,
		grounds: Grounds<Balance>,
	) -> Result<Balance, DispatchError> {
		with_storage_layer(|| Self::do_convict(stash, task, requester, canon, grounds))
	}

	fn prove(task: TaskId) -> DispatchResult {
		Self::do_prove_conviction(task)
	}

	fn award(task: TaskId, prover: Option<&T::AccountId>) -> DispatchResult {
		with_storage_layer(|| Self::do_award(task, prover))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> (T::AccountId, T::AccountId) {
		crate::benchmarking::make_worker::<T>(index)
	}
}

impl<T: Config> Pallet<T> {
	fn do_bond_task(stash: &T::AccountId, task: TaskId, amount: Balance) -> DispatchResult {
		let ledger = Self::worker_ledger(stash)?;
		Self::bond_ledger(stash, ledger, task, amount)
	}

	/// Bonds free stake of a ledger that was just read.
	pub(crate) fn bond_ledger(
		stash: &T::AccountId,
		mut ledger: LedgerOf<T>,
		task: TaskId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(!crate::TaskBonds::<T>::contains_key(stash, task), Error::<T>::TaskAlreadyBonded);
		ensure!(ledger.task_bonds < T::MaxTaskBonds::get(), Error::<T>::TooManyTaskBonds);
		ledger.free = ledger.free.checked_sub(amount).ok_or(Error::<T>::InsufficientFreeStake)?;
		ledger.bonded = ledger.bonded.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		ledger.task_bonds = ledger.task_bonds.checked_add(1).ok_or(ArithmeticError::Overflow)?;

		Self::move_hold(HoldReason::Stake, HoldReason::TaskBond, stash, amount)?;
		Ledgers::<T>::insert(stash, ledger);
		crate::TaskBonds::<T>::insert(stash, task, amount);
		Self::deposit_event(Event::TaskBonded { stash: stash.clone(), task, amount });
		Ok(())
	}

	fn do_release_task(stash: &T::AccountId, task: TaskId) -> Result<Balance, DispatchError> {
		let (mut ledger, amount) = Self::take_task_bond(stash, task)?;
		Self::free_task_bond(stash, &mut ledger, amount)?;
		Ledgers::<T>::insert(stash, ledger);
		Self::deposit_event(Event::TaskBondReleased { stash: stash.clone(), task, amount });
		Ok(amount)
	}

	fn do_penalise(
		stash: &T::AccountId,
		task: TaskId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		let (mut ledger, bond) = Self::take_task_bond(stash, task)?;
		let burnt = amount.min(bond);
		let released = bond.checked_sub(burnt).ok_or(ArithmeticError::Underflow)?;
		Self::burn_task_bond(stash, burnt)?;
		Self::free_task_bond(stash, &mut ledger, released)?;
		Ledgers::<T>::insert(stash, ledger);
		Self::deposit_event(Event::Penalised { stash: stash.clone(), task, burnt, released });
		Ok(burnt)
	}

	/// Removes the bond of a task and takes it out of the ledger, which the caller stores. The tokens are still
	/// held.
	pub(crate) fn take_task_bond(
		stash: &T::AccountId,
		task: TaskId,
	) -> Result<(LedgerOf<T>, Balance), DispatchError> {
		let amount = crate::TaskBonds::<T>::take(stash, task).ok_or(Error::<T>::NoTaskBond)?;
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ledger.bonded = ledger.bonded.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		ledger.task_bonds = ledger.task_bonds.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
		Ok((ledger, amount))
	}

	pub(crate) fn free_task_bond(
		stash: &T::AccountId,
		ledger: &mut LedgerOf<T>,
		amount: Balance,
	) -> DispatchResult {
		ledger.free = ledger.free.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::move_hold(HoldReason::TaskBond, HoldReason::Stake, stash, amount)
	}

	pub(crate) fn burn_task_bond(stash: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::burn_held(
				&HoldReason::TaskBond.into(),
				stash,
				amount,
				Precision::Exact,
				// Votes lock tokens, but not against a slash.
				Fortitude::Force,
			)?;
		}
		Ok(())
	}

	/// Pays out of a bond and returns what was paid: `amount`, or nothing if the receiver can't take it, for
	/// whatever reason. A conviction must not fail for that.
	pub(crate) fn pay_from_task_bond(
		stash: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> Balance {
		if amount == 0
			|| T::Currency::can_deposit(to, amount, Provenance::Extant)
				!= DepositConsequence::Success
		{
			return 0;
		}
		with_storage_layer(|| {
			T::Currency::transfer_on_hold(
				&HoldReason::TaskBond.into(),
				stash,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)
		})
		.unwrap_or(0)
	}

	/// Moves tokens from one hold of a stash to another.
	///
	/// Not `release` then `hold`: that way goes through the spendable balance and fails where this is at odds with
	/// the existential deposit, and a bond must never be stuck. The new hold is made first, so that the account is
	/// never without a hold in between and can't be reaped.
	fn move_hold(
		from: HoldReason,
		to: HoldReason,
		stash: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let (from, to) = (from.into(), to.into());
		T::Currency::increase_balance_on_hold(&to, stash, amount, Precision::Exact)?;
		T::Currency::decrease_balance_on_hold(&from, stash, amount, Precision::Exact)?;
		// The events that `release` and `hold` would have emitted.
		T::Currency::done_release(&from, stash, amount);
		T::Currency::done_hold(&to, stash, amount);
		Ok(())
	}
}
