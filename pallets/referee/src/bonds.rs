//! Bonds: taken, returned, lost.

use crate::{Config, HoldReason, Pallet};
use assay_primitives::Balance;
use frame_support::{
	dispatch::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::{DepositConsequence, Fortitude, Precision, Provenance, Restriction},
		Get,
	},
};

impl<T: Config> Pallet<T> {
	/// Bond of a challenge of a task with bond `task`, while `open` others are open.
	pub(crate) fn bond_for(task: Balance, open: u32) -> Balance {
		Self::doubled(T::ChallengeShare::get().mul_ceil(task).max(T::MinChallengeBond::get()), open)
	}

	pub(crate) fn doubled(amount: Balance, times: u32) -> Balance {
		// 2^times, as long as it fits.
		amount.saturating_mul(1u128.checked_shl(times).unwrap_or(Balance::MAX))
	}

	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&reason.into(), who, amount)
	}

	/// Returns a bond.
	pub(crate) fn give_back(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if let Err(error) = T::Currency::release(&reason.into(), who, amount, Precision::Exact) {
			frame_support::defensive!("a bond is not held", error);
		}
	}

	/// Takes a bond: half to `to`, if there is someone who can take it, the rest burnt. Returns both.
	pub(crate) fn take(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
		to: Option<&T::AccountId>,
	) -> (Balance, Balance) {
		let paid = to.map_or(0, |to| Self::pay(&reason, who, to, amount / 2));
		let burnt = amount.saturating_sub(paid);
		let result = T::Currency::burn_held(
			&reason.into(),
			who,
			burnt,
			Precision::Exact,
			// Votes lock tokens, but not against a loss.
			Fortitude::Force,
		);
		if let Err(error) = result {
			frame_support::defensive!("a bond is not held", error);
		}
		(paid, burnt)
	}

	/// Pays out of a bond. Returns what was paid: all, or nothing if the receiver can't take it.
	fn pay(
		reason: &HoldReason,
		from: &T::AccountId,
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
				&(*reason).into(),
				from,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)
		})
		.unwrap_or(0)
	}
}
