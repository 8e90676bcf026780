//! The arithmetic of a pool: what shares are worth, and how rewards, slashes, comings and goings change that.
//!
//! Nothing here reads or writes storage. All rounding is in favour of those who stay in the pool, and no step loses them
//! more than a planck.
//!
//! A pool that opens gives [`SHARES_PER_PLANCK`] shares for a planck, and begins with [`VIRTUAL_SHARES`] that belong to
//! nobody. They keep the price of a share from being moved far by whoever is first to come or last to go, and rounding
//! from taking what a later delegator brings.

use crate::types::{sum, JoinPrice, Leaving, Prefs};
use assay_primitives::{Balance, EraIndex};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding, ArithmeticError, Perbill, Rounding,
};

/// Shares for the first plancks of a pool.
pub const SHARES_PER_PLANCK: u128 = 1_000;
/// Shares that belong to nobody.
pub const VIRTUAL_SHARES: u128 = 1_000;
/// A pool that was slashed until a share is worth this many times less than at first takes no delegations any more: the
/// numbers of shares would get out of hand.
const WORN_OUT: u128 = 1 << 20;

/// What delegators entrusted to a staker. Every planck is in `tokens`, in `joining`, or in a [`Leaving`].
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Pool {
	/// What the staker asks of delegators.
	pub prefs: Prefs,
	/// Era in which the commission was last raised.
	pub raised: Option<EraIndex>,
	/// Plancks that count in this era. If nobody has shares, what rounding left of those who had.
	pub tokens: Balance,
	/// Shares of them. Zero if nobody has any.
	pub shares: u128,
	/// Delegations with shares.
	pub holders: u32,
	/// Plancks that count from era `joins` on.
	pub joining: Balance,
	/// The era.
	pub joins: EraIndex,
	/// Delegations that `joining` is of, and those of them that have no shares yet.
	pub joiners: u32,
	pub fresh: u32,
	/// All delegations, those included that only wait to be withdrawn.
	pub delegators: u32,
}

/// `a × b / c`, rounded down. None if that is no number of 128 bits, or `c` is zero.
pub(crate) fn mul_div(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
	if c == 0 {
		return None;
	}
	multiply_by_rational_with_rounding(a, b, c, rounding)
}

impl Pool {
	/// Shares that belong to delegators, or to nobody by rounding.
	pub fn owned(&self) -> u128 {
		self.shares.saturating_sub(VIRTUAL_SHARES)
	}

	/// Plancks that shares are worth.
	pub fn worth(&self, shares: u128) -> Result<Balance, ArithmeticError> {
		if shares == 0 {
			return Ok(0);
		}
		mul_div(shares, self.tokens, self.shares, Rounding::Down).ok_or(ArithmeticError::Overflow)
	}

	/// Whether so much was slashed that the pool can take no delegations.
	pub fn is_worn_out(&self) -> bool {
		self.holders > 0
			&& self
				.tokens
				.checked_mul(SHARES_PER_PLANCK)
				.and_then(|full| full.checked_mul(WORN_OUT))
				.is_some_and(|full| full < self.shares)
	}

	/// Turns what joins in this era or before into shares. Returns the era in which it joined, and at what price.
	pub fn join(
		&mut self,
		now: EraIndex,
	) -> Result<Option<(EraIndex, JoinPrice)>, ArithmeticError> {
		if self.joining == 0 || self.joins > now {
			return Ok(None);
		}
		let price = if self.holders == 0 {
			self.shares = VIRTUAL_SHARES;
			JoinPrice { tokens: 1, shares: SHARES_PER_PLANCK, open: self.joiners }
		} else {
			JoinPrice { tokens: self.tokens, shares: self.shares, open: self.joiners }
		};
		let shares = price.shares_for(self.joining)?;
		self.shares = self.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
		self.tokens = self.tokens.checked_add(self.joining).ok_or(ArithmeticError::Overflow)?;
		self.holders = self.holders.checked_add(self.fresh).ok_or(ArithmeticError::Overflow)?;
		self.joining = 0;
		self.joiners = 0;
		self.fresh = 0;
		Ok(Some((self.joins, price)))
	}

	/// Takes `amount` plancks out, for which no more than `shares` shares are given up: those that it costs, all of them
	/// if it is all that they are worth. Returns how many.
	pub fn take(&mut self, amount: Balance, shares: u128) -> Result<u128, ArithmeticError> {
		let worth = self.worth(shares)?;
		let cost = if amount == worth {
			shares
		} else {
			mul_div(amount, self.shares, self.tokens, Rounding::Up)
				.ok_or(ArithmeticError::Overflow)?
		};
		if amount > worth || cost > shares {
			return Err(ArithmeticError::Underflow);
		}
		self.shares = self.shares.checked_sub(cost).ok_or(ArithmeticError::Underflow)?;
		self.tokens = self.tokens.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		Ok(cost)
	}

	/// One that had shares has none any more. When nobody has, there is no price, and the pool opens anew for the next to
	/// come: else a reward would make dear what rounding left.
	pub fn holder_left(&mut self) -> Result<(), ArithmeticError> {
		self.holders = self.holders.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
		if self.holders == 0 {
			self.shares = 0;
		}
		Ok(())
	}

	/// Adds a reward, which all shares have a part in. Returns what was added: nothing if nobody has shares.
	pub fn reward(&mut self, amount: Balance) -> Result<Balance, ArithmeticError> {
		if self.holders == 0 {
			return Ok(0);
		}
		self.tokens = self.tokens.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Ok(amount)
	}
}

impl JoinPrice {
	/// Shares for an amount that joined at this price.
	pub fn shares_for(&self, amount: Balance) -> Result<u128, ArithmeticError> {
		mul_div(amount, self.shares, self.tokens, Rounding::Down).ok_or(ArithmeticError::Overflow)
	}
}

impl Leaving {
	/// Adds plancks. Returns the points for them.
	pub fn join(&mut self, amount: Balance) -> Result<u128, ArithmeticError> {
		let points = match self.points {
			0 => amount,
			points => mul_div(amount, points, self.tokens, Rounding::Down)
				.ok_or(ArithmeticError::Overflow)?,
		};
		self.points = self.points.checked_add(points).ok_or(ArithmeticError::Overflow)?;
		self.tokens = self.tokens.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Ok(points)
	}

	/// Plancks that points are worth.
	pub fn worth(&self, points: u128) -> Result<Balance, ArithmeticError> {
		if points == 0 {
			return Ok(0);
		}
		mul_div(points, self.tokens, self.points, Rounding::Down).ok_or(ArithmeticError::Overflow)
	}

	/// Gives up points. Returns the plancks for them; the last to leave gets what rounding left.
	pub fn take(&mut self, points: u128) -> Result<Balance, ArithmeticError> {
		let amount = self.worth(points)?;
		self.points = self.points.checked_sub(points).ok_or(ArithmeticError::Underflow)?;
		self.tokens = self.tokens.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		Ok(amount)
	}
}

/// Spreads a slash of `amount` over parts, by their size and rounded down; of no part more than `cap`. Returns the sum.
///
/// A part that is not empty keeps at least a planck as long as `cap` is not the whole, so that shares never lose their
/// price.
pub fn spread(
	amount: Balance,
	cap: Perbill,
	parts: &mut [&mut Balance],
) -> Result<Balance, ArithmeticError> {
	let total = sum(parts.iter().map(|part| **part))?;
	let amount = amount.min(cap.mul_floor(total));
	let mut cut_off: Balance = 0;
	for part in parts {
		let cut = mul_div(amount, **part, total, Rounding::Down).unwrap_or(0);
		**part = part.checked_sub(cut).ok_or(ArithmeticError::Underflow)?;
		cut_off = cut_off.checked_add(cut).ok_or(ArithmeticError::Overflow)?;
	}
	Ok(cut_off)
}
