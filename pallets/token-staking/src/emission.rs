//! New tokens: how many an era brings, and who gets them.
//!
//! An era's emission follows a curve that governance sets: so many plancks at first, half as many after a number of eras,
//! with a straight line between. One part is for authoring blocks and divided by points. The others, for work and for
//! opinions, are most that may be minted: there a point is a planck, and only if there are too many it is worth less. What
//! nobody has points for is not minted.
//!
//! A staker's reward goes to its own stake and to the pool of its delegators, whose shares are worth more then. That
//! takes the same time for one delegator and for thousands.

use crate::{
	pools::mul_div, Config, CurrentEra, EraPoints, EraRewards, EraStakes, Error, Event, HoldReason,
	Ledgers, OldestUnpaidEra, Pallet, Points, Pools, WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{
	traits::{Duty, RewardPoints},
	Balance, EraIndex,
};
use frame_support::{
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate, MutateHold, Unbalanced, UnbalancedHold},
		tokens::Precision,
		Get,
	},
	weights::Weight,
};
use sp_runtime::{ArithmeticError, DispatchError, Permill, Rounding, SaturatedConversion};

/// Eras for which a staker is paid before something is done with its pool. There is more than one only after a block that
/// took longer than an era.
const MAX_UNPAID_ERAS: u32 = 3;

/// Plancks that an era brings: `base` in era 0, half of that `halving` eras later and so on, with straight lines between.
/// Always `base` if `halving` is zero.
pub fn curve(base: Balance, halving: EraIndex, era: EraIndex) -> Balance {
	let (Some(halvings), Some(since)) = (era.checked_div(halving), era.checked_rem(halving)) else {
		return base;
	};
	let from = base.checked_shr(halvings).unwrap_or(0);
	let fall = from.checked_div(2).unwrap_or(0);
	let fallen = mul_div(fall, since.into(), halving.into(), Rounding::Down).unwrap_or(0);
	from.saturating_sub(fallen)
}

impl<T: Config> RewardPoints<T::AccountId> for Pallet<T> {
	fn add_points(stash: &T::AccountId, duty: Duty, points: Balance) {
		let era = CurrentEra::<T>::get();
		let stake = match EraStakes::<T>::get(era, stash) {
			Some(stake) => stake,
			None => {
				// A worker: validators' stakes are noted when the era begins.
				let Ok(stake) = Self::stake_behind(stash, era) else { return };
				EraStakes::<T>::insert(era, stash, stake);
				stake
			}
		};
		let mut all = EraPoints::<T>::get(era, stash);
		let points = match duty {
			Duty::Validation => points,
			// New tokens for work are a yield on what stands behind it, and bounded as such.
			Duty::Work => {
				let behind = stake.own.saturating_add(stake.delegated);
				let most = T::MaxWorkYield::get().mul_floor(behind);
				points.min(most.saturating_sub(all.work))
			}
			Duty::Opinion => points,
		};
		if points == 0 {
			return;
		}
		all.add(duty, points);
		EraPoints::<T>::insert(era, stash, all);
		EraRewards::<T>::mutate(era, |reward| reward.points.add(duty, points));
	}
}

impl Points {
	// 64 bits hold more points than blocks can carry, 128 more plancks than there can be.
	fn add(&mut self, duty: Duty, points: Balance) {
		match duty {
			Duty::Validation => {
				self.validation = self.validation.saturating_add(points.saturated_into())
			}
			Duty::Work => self.work = self.work.saturating_add(points),
			Duty::Opinion => self.opinion = self.opinion.saturating_add(points),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Says what the points of the current era are worth, as it ends.
	pub(crate) fn close_rewards(era: EraIndex) {
		let mut reward = EraRewards::<T>::get(era);
		if reward.points == Points::default() {
			return;
		}
		let emission = Self::emission_of(era);
		let validation: Permill = T::ValidationShare::get();
		let validation = validation.mul_floor(emission);
		let rest = emission.saturating_sub(validation);
		let opinion: Permill = T::OpinionShare::get();
		let opinion = opinion.mul_floor(rest);
		let work = rest.saturating_sub(opinion);
		reward.validation = if reward.points.validation > 0 { validation } else { 0 };
		reward.work = work.min(reward.points.work);
		reward.opinion = opinion.min(reward.points.opinion);
		EraRewards::<T>::insert(era, reward);
		Self::deposit_event(Event::EmissionSet {
			era,
			validation: reward.validation,
			work: reward.work,
			opinion: reward.opinion,
		});
	}

	/// Most plancks that an era brings if it ends now.
	pub fn emission_of(era: EraIndex) -> Balance {
		let most = T::MaxEmission::get().mul_floor(T::Currency::total_issuance());
		curve(T::EraEmission::get(), T::EmissionHalving::get(), era).min(most)
	}

	/// Pays a staker for all eras that are over and for which it was not paid yet.
	pub(crate) fn pay_past_eras(stash: &T::AccountId) -> DispatchResult {
		let now = CurrentEra::<T>::get();
		let oldest = OldestUnpaidEra::<T>::get();
		for era in (oldest..now).take(MAX_UNPAID_ERAS.saturated_into()) {
			Self::do_pay_staker(stash, era)?;
		}
		Ok(())
	}

	/// Pays a staker for an era that is over. Does nothing if it has no points, or was paid.
	pub(crate) fn do_pay_staker(stash: &T::AccountId, era: EraIndex) -> DispatchResult {
		if era >= CurrentEra::<T>::get() {
			return Err(Error::<T>::EraNotOver.into());
		}
		let Some(points) = EraPoints::<T>::try_get(era, stash).ok() else { return Ok(()) };
		with_storage_layer(|| {
			EraPoints::<T>::remove(era, stash);
			let reward = EraRewards::<T>::get(era);
			let part = |whole, points: Balance, all: Balance| {
				mul_div(whole, points, all, Rounding::Down).unwrap_or(0)
			};
			let all = reward.points;
			let amount = [
				part(reward.validation, points.validation.into(), all.validation.into()),
				part(reward.work, points.work, all.work),
				part(reward.opinion, points.opinion, all.opinion),
			]
			.into_iter()
			.try_fold(0, Balance::checked_add)
			.ok_or(ArithmeticError::Overflow)?;
			let (own, delegated) = Self::share_reward(stash, era, amount)?;
			if own > 0 || delegated > 0 {
				Self::deposit_event(Event::Rewarded { stash: stash.clone(), era, own, delegated });
			}
			Ok(())
		})
	}

	/// Adds a reward to a staker's own stake and to its pool. Returns what each of them got. What would be for somebody
	/// who has left is not minted.
	fn share_reward(
		stash: &T::AccountId,
		era: EraIndex,
		amount: Balance,
	) -> Result<(Balance, Balance), DispatchError> {
		let stake = EraStakes::<T>::get(era, stash).unwrap_or_default();
		let all = stake.own.checked_add(stake.delegated).ok_or(ArithmeticError::Overflow)?;
		let pool = Pools::<T>::get(stash);
		let mut delegated = 0;
		if let (Some(mut pool), true) = (pool, stake.delegated > 0) {
			let commission = pool.prefs.commission.mul_ceil(amount);
			let rest = amount.checked_sub(commission).ok_or(ArithmeticError::Underflow)?;
			delegated = mul_div(rest, stake.delegated, all, Rounding::Down).unwrap_or(0);
			let added = pool.reward(delegated)?;
			if added > 0 {
				Self::mint_held(HoldReason::Delegation, &Self::pot(stash), added)?;
				Pools::<T>::insert(stash, pool);
			}
			let own = amount.checked_sub(delegated).ok_or(ArithmeticError::Underflow)?;
			return Ok((Self::reward_own(stash, own)?, added));
		}
		let own = amount.checked_sub(delegated).ok_or(ArithmeticError::Underflow)?;
		Ok((Self::reward_own(stash, own)?, 0))
	}

	fn reward_own(stash: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
		let Some(mut ledger) = Ledgers::<T>::get(stash).filter(|_| amount > 0) else {
			return Ok(0);
		};
		ledger.free = ledger.free.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::mint_held(HoldReason::Stake, stash, amount)?;
		Ledgers::<T>::insert(stash, ledger);
		Ok(amount)
	}

	/// Mints tokens on hold. They never pass through the free balance, which may be too small to take them.
	fn mint_held(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		let reason = reason.into();
		let issued =
			T::Currency::total_issuance().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		T::Currency::increase_balance_on_hold(&reason, who, amount, Precision::Exact)?;
		T::Currency::set_total_issuance(issued);
		// The events that `mint_into` and `hold` would have emitted.
		T::Currency::done_mint_into(who, amount);
		T::Currency::done_hold(&reason, who, amount);
		Ok(())
	}

	/// Pays stakers for eras that are over, a bounded number. Returns the weight used.
	pub(crate) fn work_off_payouts() -> Weight {
		let mut weight = T::DbWeight::get().reads(2);
		let now = CurrentEra::<T>::get();
		let era = OldestUnpaidEra::<T>::get();
		if era >= now {
			return weight;
		}
		let most = T::MaxPayoutsPerBlock::get();
		let stakers: Vec<_> =
			EraPoints::<T>::iter_key_prefix(era).take(most.saturated_into()).collect();
		weight.saturating_accrue(T::WeightInfo::era_paid());
		if stakers.is_empty() {
			EraRewards::<T>::remove(era);
			OldestUnpaidEra::<T>::put(era.saturating_add(1));
			return weight;
		}
		for stash in stakers {
			weight.saturating_accrue(T::WeightInfo::pay_staker());
			if let Err(error) = Self::do_pay_staker(&stash, era) {
				frame_support::defensive!("a staker can't be paid", error);
				// The next ones must not wait for it.
				EraPoints::<T>::remove(era, &stash);
			}
		}
		weight
	}
}
