//! Bonding, unbonding, withdrawing.

use crate::{
	types::sum, Config, CurrentEra, Error, Event, HoldReason, LedgerOf, Ledgers, Pallet,
	PendingSlashes, Role, UnbondingChunk,
};
use assay_primitives::Balance;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::MutateHold, tokens::Precision, Get},
};
use sp_runtime::ArithmeticError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bond(stash: &T::AccountId, value: Balance) -> DispatchResult {
		ensure!(!Ledgers::<T>::contains_key(stash), Error::<T>::AlreadyBonded);
		Self::add_stake(stash, LedgerOf::<T>::default(), value)
	}

	pub(crate) fn do_bond_extra(stash: &T::AccountId, value: Balance) -> DispatchResult {
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ensure!(value > 0, Error::<T>::ZeroAmount);
		Self::add_stake(stash, ledger, value)
	}

	fn add_stake(stash: &T::AccountId, mut ledger: LedgerOf<T>, value: Balance) -> DispatchResult {
		ledger.free = ledger.free.checked_add(value).ok_or(ArithmeticError::Overflow)?;
		let active = ledger.active()?;
		ensure!(active >= T::MinBond::get(), Error::<T>::BelowMinBond);

		T::Currency::hold(&HoldReason::Stake.into(), stash, value)?;
		Ledgers::<T>::insert(stash, ledger);
		Self::deposit_event(Event::Bonded { stash: stash.clone(), amount: value, active });
		Ok(())
	}

	pub(crate) fn do_unbond(stash: &T::AccountId, value: Balance) -> DispatchResult {
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ensure!(value > 0, Error::<T>::ZeroAmount);
		ledger.free = ledger.free.checked_sub(value).ok_or(Error::<T>::InsufficientFreeStake)?;
		let active = ledger.active()?;
		match ledger.role {
			Some(Role::Worker) => {
				ensure!(active >= T::MinWorkerBond::get(), Error::<T>::BelowMinWorkerBond)
			}
			Some(Role::Validator) => {
				ensure!(active >= T::MinValidatorBond::get(), Error::<T>::BelowMinValidatorBond)
			}
			None => {
				ensure!(active == 0 || active >= T::MinBond::get(), Error::<T>::BelowMinBond)
			}
		}

		let era = Self::unbonding_era()?;
		match ledger.unbonding.iter_mut().find(|chunk| chunk.era == era) {
			Some(chunk) => {
				chunk.amount = chunk.amount.checked_add(value).ok_or(ArithmeticError::Overflow)?
			}
			None => ledger
				.unbonding
				.try_push(UnbondingChunk { amount: value, era })
				.map_err(|_| Error::<T>::TooManyChunks)?,
		}
		Ledgers::<T>::insert(stash, ledger);
		Self::deposit_event(Event::Unbonding { stash: stash.clone(), amount: value, active, era });
		Ok(())
	}

	pub(crate) fn do_withdraw_unbonded(stash: &T::AccountId) -> DispatchResult {
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		let era = CurrentEra::<T>::get();
		let amount = sum(ledger
			.unbonding
			.iter()
			.filter(|chunk| chunk.era <= era)
			.map(|chunk| chunk.amount))?;
		ensure!(amount > 0, Error::<T>::NothingToWithdraw);
		ensure!(PendingSlashes::<T>::get(stash) == 0, Error::<T>::SlashPending);

		T::Currency::release(&HoldReason::Stake.into(), stash, amount, Precision::Exact)?;
		ledger.unbonding.retain(|chunk| chunk.era > era);
		Self::put_ledger(stash, ledger);
		Self::deposit_event(Event::Withdrawn { stash: stash.clone(), amount });
		Ok(())
	}

	/// Stores a ledger, or forgets it if there is nothing to remember.
	pub(crate) fn put_ledger(stash: &T::AccountId, ledger: LedgerOf<T>) {
		if ledger.is_empty() {
			Ledgers::<T>::remove(stash);
		} else {
			Ledgers::<T>::insert(stash, ledger);
		}
	}
}
