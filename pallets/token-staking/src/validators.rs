//! Standing for election as a validator, and the election.

use crate::{
	types::EraStake, Config, CurrentEra, EraStakes, Error, Event, Leavings, Ledgers, Pallet,
	PendingSlashes, Pool, Pools, Prefs, Role, Validators,
};
use alloc::vec::Vec;
use assay_primitives::{traits::Sessions, Balance, EraIndex};
use core::cmp::Reverse;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_runtime::{
	traits::{Saturating, Zero},
	ArithmeticError, DispatchError, SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	/// Returns whether a candidate had to make room.
	pub(crate) fn do_validate(stash: &T::AccountId, prefs: Prefs) -> Result<bool, DispatchError> {
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ensure!(ledger.role != Some(Role::Worker), Error::<T>::RoleTaken);
		ensure!(ledger.active()? >= T::MinValidatorBond::get(), Error::<T>::BelowMinValidatorBond);
		ensure!(PendingSlashes::<T>::get(stash) == 0, Error::<T>::SlashPending);
		ensure!(T::Sessions::has_keys(stash), Error::<T>::NoSessionKeys);
		let crowded = !Validators::<T>::contains_key(stash)
			&& Validators::<T>::count() >= T::MaxCandidates::get();
		if crowded {
			Self::make_room(stash)?;
		}
		Self::stand(stash, prefs)?;
		Ok(crowded)
	}

	/// Makes a stash a candidate. Everything else was checked.
	pub(crate) fn stand(stash: &T::AccountId, prefs: Prefs) -> DispatchResult {
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ledger.role = Some(Role::Validator);
		Ledgers::<T>::insert(stash, ledger);
		Validators::<T>::insert(stash, ());
		Self::change_prefs(stash, prefs)?;
		Self::deposit_event(Event::Validating { stash: stash.clone(), prefs });
		Ok(())
	}

	pub(crate) fn do_chill(stash: &T::AccountId) -> DispatchResult {
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotValidator)?;
		ensure!(ledger.role == Some(Role::Validator), Error::<T>::NotValidator);
		ledger.role = None;
		Self::put_ledger(stash, ledger);
		Validators::<T>::remove(stash);
		Self::drop_operator(stash);
		if let Some(pool) = Self::pool(stash)? {
			Self::put_pool(stash, pool);
		}
		Self::deposit_event(Event::Chilled { stash: stash.clone() });
		Ok(())
	}

	pub(crate) fn do_set_prefs(stash: &T::AccountId, prefs: Prefs) -> DispatchResult {
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStaker)?;
		ensure!(ledger.role.is_some(), Error::<T>::NotStaker);
		Self::change_prefs(stash, prefs)?;
		Self::deposit_event(Event::PrefsSet { stash: stash.clone(), prefs });
		Ok(())
	}

	/// A commission may fall at any time. It may rise slowly, so that delegators see it coming; if there are none, at once.
	fn change_prefs(stash: &T::AccountId, prefs: Prefs) -> DispatchResult {
		let mut pool = Self::pool(stash)?.unwrap_or_default();
		let old = pool.prefs.commission;
		if pool.delegators > 0 && prefs.commission > old {
			let now = CurrentEra::<T>::get();
			let most = old.saturating_add(T::MaxCommissionRise::get());
			ensure!(prefs.commission <= most, Error::<T>::CommissionRisesTooFast);
			ensure!(pool.raised.is_none_or(|era| era < now), Error::<T>::CommissionRisesTooFast);
			pool.raised = Some(now);
		}
		pool.prefs = prefs;
		Pools::<T>::insert(stash, pool);
		Ok(())
	}

	/// Chills the candidate with the least behind it, if that is less than what is behind `stash`.
	fn make_room(stash: &T::AccountId) -> DispatchResult {
		let own =
			|candidate: &T::AccountId| Self::standing(candidate).map_or(0, |(total, _)| total);
		let mut least: Option<(Balance, T::AccountId)> = None;
		for candidate in Self::candidates() {
			let total = own(&candidate);
			if least.as_ref().is_none_or(|(weakest, _)| total < *weakest) {
				least = Some((total, candidate));
			}
		}
		let (weakest, candidate) = least.ok_or(Error::<T>::TooManyCandidates)?;
		ensure!(own(stash) > weakest, Error::<T>::TooManyCandidates);
		Self::do_chill(&candidate)
	}

	/// Stashes that stand for election, in no order.
	pub fn candidates() -> Vec<T::AccountId> {
		Validators::<T>::iter_keys().take(T::MaxCandidates::get().saturated_into()).collect()
	}

	/// Stake with which a stash stands for election, and its own part.
	fn standing(stash: &T::AccountId) -> Option<(Balance, Balance)> {
		let own = Ledgers::<T>::get(stash)?.active().ok()?;
		let pool = Pools::<T>::get(stash).unwrap_or_default();
		let total = own.checked_add(pool.tokens)?.checked_add(pool.joining)?;
		Some((total, own))
	}

	/// The validators of the next era: those with most stake, their own and delegated. None if too few can be had; then
	/// the ones there are go on.
	pub(crate) fn elect() -> Option<Vec<T::AccountId>> {
		let minimum = T::MinValidatorBond::get();
		let mut all: Vec<(Reverse<Balance>, T::AccountId)> = Self::candidates()
			.into_iter()
			.filter_map(|stash| {
				let (total, own) = Self::standing(&stash)?;
				let eligible = own >= minimum
					&& PendingSlashes::<T>::get(&stash).is_zero()
					&& T::Sessions::has_keys(&stash);
				eligible.then_some((Reverse(total), stash))
			})
			.collect();
		all.sort_unstable();
		all.truncate(T::MaxValidators::get().saturated_into());
		let enough = all.len() >= T::MinValidators::get().max(1).saturated_into::<usize>();
		enough.then(|| all.into_iter().map(|(_, stash)| stash).collect())
	}

	/// Notes what stands behind the validators of an era that begins, and until when it does.
	pub(crate) fn note_validators(era: EraIndex) -> u32 {
		let until = era.saturating_add(T::BondingDuration::get());
		let mut count = 0u32;
		for stash in T::Sessions::validators() {
			count = count.saturating_add(1);
			if let Ok(stake) = Self::stake_behind(&stash, era) {
				EraStakes::<T>::insert(era, &stash, stake);
			}
			Ledgers::<T>::mutate_extant(&stash, |ledger| ledger.exposed_until = Some(until));
		}
		count
	}

	/// What can be slashed of a staker for an era that begins: what is active, and what was unbonded after it was elected.
	pub(crate) fn stake_behind(
		stash: &T::AccountId,
		era: EraIndex,
	) -> Result<EraStake, DispatchError> {
		let last = era.checked_add(T::BondingDuration::get()).ok_or(ArithmeticError::Overflow)?;
		let own = match Ledgers::<T>::get(stash) {
			Some(ledger) => {
				let leaving = ledger.unbonding.iter().find(|chunk| chunk.era >= last);
				ledger
					.active()?
					.checked_add(leaving.map_or(0, |chunk| chunk.amount))
					.ok_or(ArithmeticError::Overflow)?
			}
			None => 0,
		};
		let pool: Pool = Self::pool(stash)?.unwrap_or_default();
		let leaving = Leavings::<T>::get(stash, last).unwrap_or_default();
		let delegated = pool.tokens.checked_add(leaving.tokens).ok_or(ArithmeticError::Overflow)?;
		Ok(EraStake { own, delegated })
	}
}
