//! Delegating to a staker, and taking it back.
//!
//! Delegated plancks leave the delegator's account for the pot of the staker's pool, an account without a key, where they
//! are on hold. Only so can a slash take a part of all of them at once, however many delegators there are.

use crate::{
	types::{DelegationInfo, JoinPrice, Leaving, LeavingChunk},
	Config, CurrentEra, DelegationOf, Delegations, Error, Event, HoldReason, JoinPrices, Leavings,
	Ledgers, Pallet, PendingSlashes, PlannedEra, Pool, Pools,
};
use alloc::vec::Vec;
use assay_primitives::{Balance, EraIndex};
use codec::Decode;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get,
	},
};
use sp_runtime::{
	traits::{Hash, TrailingZeroInput},
	ArithmeticError, DispatchError, Perbill,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_delegate(
		delegator: &T::AccountId,
		stash: &T::AccountId,
		value: Balance,
		max_commission: Perbill,
	) -> DispatchResult {
		ensure!(delegator != stash, Error::<T>::SelfDelegation);
		ensure!(value >= T::MinDelegation::get(), Error::<T>::BelowMinDelegation);
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStaker)?;
		ensure!(ledger.role.is_some(), Error::<T>::NotStaker);
		let mut pool = Self::pool(stash)?.ok_or(Error::<T>::DelegationsBlocked)?;
		ensure!(!pool.prefs.blocked, Error::<T>::DelegationsBlocked);
		ensure!(pool.prefs.commission <= max_commission, Error::<T>::CommissionTooHigh);
		ensure!(!pool.is_worn_out(), Error::<T>::PoolWornOut);
		ensure!(PendingSlashes::<T>::get(stash) == 0, Error::<T>::SlashPending);

		let era = CurrentEra::<T>::get().checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let known = Self::delegation(delegator, stash)?;
		let mut delegation = match known {
			Some(delegation) => delegation,
			None => {
				if pool.delegators == 0 {
					// The pot exists as long as the pool has delegators, without a balance of its own.
					frame_system::Pallet::<T>::inc_providers(&Self::pot(stash));
				}
				pool.delegators =
					pool.delegators.checked_add(1).ok_or(ArithmeticError::Overflow)?;
				DelegationOf::<T>::default()
			}
		};
		if delegation.joining == 0 {
			pool.joiners = pool.joiners.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			if delegation.shares == 0 {
				pool.fresh = pool.fresh.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			}
		}
		delegation.joining =
			delegation.joining.checked_add(value).ok_or(ArithmeticError::Overflow)?;
		delegation.joins = era;
		pool.joining = pool.joining.checked_add(value).ok_or(ArithmeticError::Overflow)?;
		pool.joins = era;

		T::Currency::transfer_and_hold(
			&HoldReason::Delegation.into(),
			delegator,
			&Self::pot(stash),
			value,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Delegations::<T>::insert(delegator, stash, delegation);
		Pools::<T>::insert(stash, pool);
		Self::deposit_event(Event::Delegated {
			delegator: delegator.clone(),
			stash: stash.clone(),
			amount: value,
			era,
		});
		Ok(())
	}

	pub(crate) fn do_undelegate(
		delegator: &T::AccountId,
		stash: &T::AccountId,
		value: Option<Balance>,
	) -> DispatchResult {
		let mut pool = Self::pool(stash)?.ok_or(Error::<T>::NotDelegator)?;
		let mut delegation = Self::delegation(delegator, stash)?.ok_or(Error::<T>::NotDelegator)?;
		let worth = pool.worth(delegation.shares)?;
		let whole = worth.checked_add(delegation.joining).ok_or(ArithmeticError::Overflow)?;
		let value = value.unwrap_or(whole);
		ensure!(value > 0, Error::<T>::ZeroAmount);
		let rest = whole.checked_sub(value).ok_or(Error::<T>::InsufficientDelegation)?;
		ensure!(rest == 0 || rest >= T::MinDelegation::get(), Error::<T>::BelowMinDelegation);

		// What does not count yet goes first.
		let joining = value.min(delegation.joining);
		let counting = value.checked_sub(joining).ok_or(ArithmeticError::Underflow)?;
		if joining > 0 {
			delegation.joining =
				delegation.joining.checked_sub(joining).ok_or(ArithmeticError::Underflow)?;
			pool.joining = pool.joining.checked_sub(joining).ok_or(ArithmeticError::Underflow)?;
			if delegation.joining == 0 {
				pool.joiners = pool.joiners.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
				if delegation.shares == 0 {
					pool.fresh = pool.fresh.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
				}
			}
		}
		if counting > 0 {
			let cost = pool.take(counting, delegation.shares)?;
			delegation.shares =
				delegation.shares.checked_sub(cost).ok_or(ArithmeticError::Underflow)?;
			if delegation.shares == 0 {
				pool.holder_left()?;
			}
		}

		// The next era's validators were elected with what joins in it, which must stay and be slashable like all else.
		let elected = PlannedEra::<T>::get() > CurrentEra::<T>::get();
		let (returned, leaves) = if elected { (0, value) } else { (joining, counting) };
		let era = Self::unbonding_era()?;
		if leaves > 0 {
			let mut leaving = Leavings::<T>::get(stash, era).unwrap_or_default();
			let points = leaving.join(leaves)?;
			Leavings::<T>::insert(stash, era, leaving);
			match delegation.leaving.iter_mut().find(|chunk| chunk.era == era) {
				Some(chunk) => {
					chunk.points =
						chunk.points.checked_add(points).ok_or(ArithmeticError::Overflow)?
				}
				None => delegation
					.leaving
					.try_push(LeavingChunk { era, points })
					.map_err(|_| Error::<T>::TooManyChunks)?,
			}
		}
		if returned > 0 {
			Self::pay_from_pot(stash, delegator, returned)?;
		}
		Self::put_delegation(delegator, stash, delegation, pool)?;
		Self::deposit_event(Event::Undelegated {
			delegator: delegator.clone(),
			stash: stash.clone(),
			returned,
			leaving: leaves,
			era,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_delegation(
		delegator: &T::AccountId,
		stash: &T::AccountId,
	) -> DispatchResult {
		let pool = Self::pool(stash)?.ok_or(Error::<T>::NotDelegator)?;
		let mut delegation = Self::delegation(delegator, stash)?.ok_or(Error::<T>::NotDelegator)?;
		ensure!(PendingSlashes::<T>::get(stash) == 0, Error::<T>::SlashPending);
		let now = CurrentEra::<T>::get();
		let ripe: Vec<_> = delegation.leaving.iter().filter(|c| c.era <= now).copied().collect();
		ensure!(!ripe.is_empty(), Error::<T>::NothingToWithdraw);

		let mut amount: Balance = 0;
		for chunk in ripe {
			let mut leaving = Leavings::<T>::get(stash, chunk.era).unwrap_or_default();
			let part = leaving.take(chunk.points)?;
			amount = amount.checked_add(part).ok_or(ArithmeticError::Overflow)?;
			if leaving.points == 0 {
				Leavings::<T>::remove(stash, chunk.era);
			} else {
				Leavings::<T>::insert(stash, chunk.era, leaving);
			}
		}
		delegation.leaving.retain(|chunk| chunk.era > now);
		Self::pay_from_pot(stash, delegator, amount)?;
		Self::put_delegation(delegator, stash, delegation, pool)?;
		Self::deposit_event(Event::DelegationWithdrawn {
			delegator: delegator.clone(),
			stash: stash.clone(),
			amount,
		});
		Ok(())
	}

	/// The account that keeps what was delegated to a staker.
	pub fn pot(stash: &T::AccountId) -> T::AccountId {
		let name = T::Hashing::hash_of(&(b"assay/delegations", stash));
		match T::AccountId::decode(&mut TrailingZeroInput::new(name.as_ref())) {
			Ok(account) => account,
			// Reading on after the end gives zeros, so that any fixed number of bytes can be decoded.
			Err(_) => {
				frame_support::defensive!("an account identifier that not all bytes spell");
				stash.clone()
			}
		}
	}

	/// The pool of a staker as of now: paid for past eras, and joined by those who come in this one.
	pub(crate) fn pool(stash: &T::AccountId) -> Result<Option<Pool>, DispatchError> {
		Self::pay_past_eras(stash)?;
		let Some(mut pool) = Pools::<T>::get(stash) else { return Ok(None) };
		if let Some((era, price)) = pool.join(CurrentEra::<T>::get())? {
			JoinPrices::<T>::insert(stash, era, price);
			Pools::<T>::insert(stash, pool);
		}
		Ok(Some(pool))
	}

	/// A delegation as of now, its shares written down. The pool must have been.
	fn delegation(
		delegator: &T::AccountId,
		stash: &T::AccountId,
	) -> Result<Option<DelegationOf<T>>, DispatchError> {
		let Some(mut delegation) = Delegations::<T>::get(delegator, stash) else {
			return Ok(None);
		};
		if delegation.joining > 0 && delegation.joins <= CurrentEra::<T>::get() {
			let era = delegation.joins;
			let price = JoinPrices::<T>::get(stash, era).ok_or(Error::<T>::NotDelegator)?;
			let shares = price.shares_for(delegation.joining)?;
			delegation.shares =
				delegation.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
			delegation.joining = 0;
			match price.open.checked_sub(1) {
				None | Some(0) => JoinPrices::<T>::remove(stash, era),
				Some(open) => JoinPrices::<T>::insert(stash, era, JoinPrice { open, ..price }),
			}
			Delegations::<T>::insert(delegator, stash, &delegation);
		}
		Ok(Some(delegation))
	}

	/// Stores a delegation and its pool, or forgets what has become empty.
	fn put_delegation(
		delegator: &T::AccountId,
		stash: &T::AccountId,
		delegation: DelegationOf<T>,
		mut pool: Pool,
	) -> DispatchResult {
		if !delegation.is_empty() {
			Delegations::<T>::insert(delegator, stash, delegation);
			Pools::<T>::insert(stash, pool);
			return Ok(());
		}
		Delegations::<T>::remove(delegator, stash);
		pool.delegators = pool.delegators.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
		if pool.delegators == 0 {
			// What rounding left behind belongs to nobody.
			let dust = core::mem::take(&mut pool.tokens);
			pool.shares = 0;
			let pot = Self::pot(stash);
			Self::burn_from_pot(stash, dust)?;
			if dust > 0 {
				Self::deposit_event(Event::DustBurnt { stash: stash.clone(), amount: dust });
			}
			frame_system::Pallet::<T>::dec_providers(&pot)?;
		}
		Self::put_pool(stash, pool);
		Ok(())
	}

	/// Stores a pool, or forgets it if nobody needs it.
	pub(crate) fn put_pool(stash: &T::AccountId, pool: Pool) {
		let staker = Ledgers::<T>::get(stash).is_some_and(|ledger| ledger.role.is_some());
		if staker || pool.delegators > 0 {
			Pools::<T>::insert(stash, pool);
		} else {
			Pools::<T>::remove(stash);
		}
	}

	/// First era in which what is unbonded now can be withdrawn. Until then it can be slashed for all that the stash does
	/// in the eras for which it is elected.
	pub(crate) fn unbonding_era() -> Result<EraIndex, ArithmeticError> {
		PlannedEra::<T>::get()
			.max(CurrentEra::<T>::get())
			.checked_add(T::BondingDuration::get())
			.ok_or(ArithmeticError::Overflow)
	}

	fn pay_from_pot(stash: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&HoldReason::Delegation.into(),
				&Self::pot(stash),
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Polite,
			)?;
		}
		Ok(())
	}

	pub(crate) fn burn_from_pot(stash: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::burn_held(
				&HoldReason::Delegation.into(),
				&Self::pot(stash),
				amount,
				Precision::Exact,
				Fortitude::Force,
			)?;
		}
		Ok(())
	}

	/// What an account delegated, at most `limit` stakers. Rewards of past eras that are not paid yet are not in it.
	pub fn delegations_of(
		delegator: &T::AccountId,
		limit: usize,
	) -> Vec<DelegationInfo<T::AccountId>> {
		let now = CurrentEra::<T>::get();
		let info = |(stash, delegation): (T::AccountId, DelegationOf<T>)| {
			let mut pool = Pools::<T>::get(&stash)?;
			let joined = pool.join(now).ok()?;
			let (mut shares, mut joining) = (delegation.shares, delegation.joining);
			if joining > 0 && delegation.joins <= now {
				let price = match joined {
					Some((era, price)) if era == delegation.joins => price,
					_ => JoinPrices::<T>::get(&stash, delegation.joins)?,
				};
				shares = shares.checked_add(price.shares_for(joining).ok()?)?;
				joining = 0;
			}
			let leaving = delegation.leaving.iter().filter_map(|chunk| {
				let leaving = Leavings::<T>::get(&stash, chunk.era).unwrap_or_default();
				Some((leaving.worth(chunk.points).ok()?, chunk.era))
			});
			let leaving = leaving.collect();
			Some(DelegationInfo { worth: pool.worth(shares).ok()?, joining, leaving, stash })
		};
		Delegations::<T>::iter_prefix(delegator).take(limit).filter_map(info).collect()
	}
}

impl Leaving {
	/// Whether a slash for an offence of an era hits what can be withdrawn from `era` on.
	pub(crate) fn is_hit(era: EraIndex, offence: EraIndex, bonding: EraIndex) -> bool {
		offence.checked_add(bonding).is_none_or(|first| era >= first)
	}
}
