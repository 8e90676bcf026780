//! What a validator loses for signing two conflicting blocks or votes.
//!
//! It is chilled and disabled at once, and slashed later, so that governance can cancel a slash that a fault of the
//! software brought about. Until then nothing of its stake, own or delegated, can be withdrawn. Several offences of one
//! era cost what the gravest costs. All that is slashed is burnt: there is nothing to earn by slashing oneself, whoever's
//! stake it is.

use crate::{
	pools::spread, types::Leaving, Config, CurrentEra, EraStakes, EraStarts, Error, Event,
	HoldReason, Leavings, Ledgers, NextSlashEra, Offences, Pallet, PendingSlashes, Pools,
	SlashQueue, WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{traits::Sessions, Balance, EraIndex};
use frame_support::{
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
		Get,
	},
	weights::Weight,
};
use sp_runtime::{
	traits::Saturating, ArithmeticError, DispatchError, Perbill, SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	/// Notes an offence of a validator in a session, which is to cost it `fraction` of its stake of that era. The runtime's
	/// handler of offences calls this. Returns the weight used.
	pub fn on_offence(offender: &T::AccountId, fraction: Perbill, session: u32) -> Weight {
		let weight = T::WeightInfo::on_offence();
		let Some(era) = Self::era_of_session(session) else { return weight };
		let noted = with_storage_layer(|| Self::note_offence(offender, fraction, era));
		if let Err(error) = noted {
			frame_support::defensive!("an offence can't be noted", error);
		}
		weight
	}

	fn note_offence(offender: &T::AccountId, fraction: Perbill, era: EraIndex) -> DispatchResult {
		T::Sessions::disable(offender, fraction);
		// It may not be a candidate any more.
		if Self::is_validator(offender) {
			Self::do_chill(offender)?;
		}
		if !EraStakes::<T>::contains_key(era, offender) {
			// Nothing stood behind it: a validator that a genesis named without stake.
			return Ok(());
		}
		let fraction = fraction.min(T::MaxSlash::get());
		let mut offence = Offences::<T>::get(era, offender);
		if fraction <= offence.reported {
			return Ok(());
		}
		offence.reported = fraction;
		let due = match offence.due {
			Some(due) => due,
			None => {
				let due = CurrentEra::<T>::get()
					.checked_add(T::SlashDeferral::get())
					.and_then(|era| era.checked_add(1))
					.ok_or(ArithmeticError::Overflow)?;
				SlashQueue::<T>::insert(due, (era, offender), ());
				PendingSlashes::<T>::mutate(offender, |count| *count = count.saturating_add(1));
				due
			}
		};
		offence.due = Some(due);
		Offences::<T>::insert(era, offender, offence);
		Self::deposit_event(Event::OffenceReported { stash: offender.clone(), era, fraction, due });
		Ok(())
	}

	pub(crate) fn do_cancel_slash(stash: &T::AccountId, era: EraIndex) -> DispatchResult {
		Self::close_offence(stash, era)?;
		Self::deposit_event(Event::SlashCancelled { stash: stash.clone(), era });
		Ok(())
	}

	/// Takes a slash off the agenda: done with. Returns the part of the stake that it was to cost.
	fn close_offence(stash: &T::AccountId, era: EraIndex) -> Result<Perbill, DispatchError> {
		let mut offence = Offences::<T>::get(era, stash);
		let due = offence.due.take().ok_or(Error::<T>::NoSlashDue)?;
		let part = offence.reported.saturating_sub(offence.done);
		offence.done = offence.reported;
		Offences::<T>::insert(era, stash, offence);
		SlashQueue::<T>::remove(due, (era, stash));
		PendingSlashes::<T>::mutate_exists(stash, |count| {
			*count = count.and_then(|all| all.checked_sub(1)).filter(|rest| *rest > 0);
		});
		Ok(part)
	}

	/// Slashes a validator for its offences in an era.
	pub(crate) fn do_slash(stash: &T::AccountId, era: EraIndex) -> DispatchResult {
		with_storage_layer(|| {
			let part = Self::close_offence(stash, era)?;
			let stake = EraStakes::<T>::get(era, stash).unwrap_or_default();
			let own = Self::slash_own(stash, part.mul_floor(stake.own), era)?;
			let delegated = Self::slash_delegated(stash, part.mul_floor(stake.delegated), era)?;
			Self::deposit_event(Event::Slashed { stash: stash.clone(), era, own, delegated });
			Ok(())
		})
	}

	/// Burns own stake: free first, then what was unbonded since the offence. Returns how much.
	fn slash_own(
		stash: &T::AccountId,
		amount: Balance,
		era: EraIndex,
	) -> Result<Balance, DispatchError> {
		let Some(mut ledger) = Ledgers::<T>::get(stash) else { return Ok(0) };
		let mut left = amount;
		let mut take = |from: &mut Balance| {
			let cut = left.min(*from);
			*from = from.saturating_sub(cut);
			left = left.saturating_sub(cut);
		};
		take(&mut ledger.free);
		let bonding = T::BondingDuration::get();
		for chunk in ledger.unbonding.iter_mut() {
			if Leaving::is_hit(chunk.era, era, bonding) {
				take(&mut chunk.amount);
			}
		}
		ledger.unbonding.retain(|chunk| chunk.amount > 0);
		let burnt = amount.checked_sub(left).ok_or(ArithmeticError::Underflow)?;
		if burnt > 0 {
			T::Currency::burn_held(
				&HoldReason::Stake.into(),
				stash,
				burnt,
				Precision::Exact,
				Fortitude::Force,
			)?;
			Self::put_ledger(stash, ledger);
		}
		Ok(burnt)
	}

	/// Burns delegated stake, from the pool and from all that left it since the offence, in proportion. Returns how much.
	fn slash_delegated(
		stash: &T::AccountId,
		amount: Balance,
		era: EraIndex,
	) -> Result<Balance, DispatchError> {
		let Some(mut pool) = Self::pool(stash)?.filter(|_| amount > 0) else { return Ok(0) };
		let first = era.saturating_add(T::BondingDuration::get());
		let last = Self::unbonding_era()?;
		let mut leaving: Vec<(EraIndex, Leaving)> = (first..=last)
			.filter_map(|era| Leavings::<T>::get(stash, era).map(|leaving| (era, leaving)))
			.collect();
		let mut parts = alloc::vec![&mut pool.tokens];
		parts.extend(leaving.iter_mut().map(|(_, leaving)| &mut leaving.tokens));
		let burnt = spread(amount, T::MaxSlash::get(), &mut parts)?;
		Self::burn_from_pot(stash, burnt)?;
		for (era, leaving) in leaving {
			Leavings::<T>::insert(stash, era, leaving);
		}
		Pools::<T>::insert(stash, pool);
		Ok(burnt)
	}

	/// Carries out slashes that are due, a bounded number. Returns the weight used.
	pub(crate) fn work_off_slashes() -> Weight {
		let mut weight = T::DbWeight::get().reads(2);
		let due = NextSlashEra::<T>::get();
		if due > CurrentEra::<T>::get() {
			return weight;
		}
		let most = T::MaxSlashesPerBlock::get();
		let queued: Vec<_> =
			SlashQueue::<T>::iter_key_prefix(due).take(most.saturated_into()).collect();
		weight.saturating_accrue(T::WeightInfo::slash_era_done());
		if queued.is_empty() {
			NextSlashEra::<T>::put(due.saturating_add(1));
			return weight;
		}
		// Measured where little time passes until stake can be withdrawn; here it may be many eras, and each may have leavers.
		let eras = u64::from(T::BondingDuration::get()).saturating_add(1);
		let leavers = T::DbWeight::get().reads_writes(eras, eras);
		for (era, stash) in queued {
			weight.saturating_accrue(T::WeightInfo::slash().saturating_add(leavers));
			if let Err(error) = Self::do_slash(&stash, era) {
				frame_support::defensive!("a slash can't be carried out", error);
				// The next ones must not wait for it, nor the staker's delegators.
				if Self::close_offence(&stash, era).is_err() {
					SlashQueue::<T>::remove(due, (era, stash));
				}
			}
		}
		weight
	}

	/// The era that a session belongs to, if it is one whose offences can be slashed.
	pub(crate) fn era_of_session(session: u32) -> Option<EraIndex> {
		let starts = EraStarts::<T>::get();
		starts.iter().rev().find(|(_, first)| *first <= session).map(|(era, _)| *era)
	}

	fn is_validator(stash: &T::AccountId) -> bool {
		crate::Validators::<T>::contains_key(stash)
	}

	/// Forgets stakes, and the offences of those they are of, of eras that nothing can be reported of any more, a bounded number of entries. Returns
	/// the weight used.
	pub(crate) fn forget_old_eras() -> Weight {
		let weight = T::DbWeight::get().reads(3);
		let era = crate::OldestEra::<T>::get();
		let kept =
			T::BondingDuration::get().saturating_add(T::SlashDeferral::get()).saturating_add(2);
		let now = CurrentEra::<T>::get();
		// A slash that is late needs them.
		if era.saturating_add(kept) >= now || NextSlashEra::<T>::get() <= now {
			return weight;
		}
		let most = T::MaxPrunedPerBlock::get();
		let stakes: Vec<_> =
			EraStakes::<T>::iter_key_prefix(era).take(most.saturated_into()).collect();
		for stash in &stakes {
			EraStakes::<T>::remove(era, stash);
			Offences::<T>::remove(era, stash);
		}
		if stakes.is_empty() {
			crate::OldestEra::<T>::put(era.saturating_add(1));
		}
		weight.saturating_add(T::WeightInfo::forget_era(stakes.len().saturated_into()))
	}
}
