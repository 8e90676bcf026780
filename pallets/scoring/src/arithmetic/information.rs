//! What an opinion was worth to know.
//!
//! A validator is paid for moving opinion to where the others go as well, not for agreeing with where it was. With `c` the
//! consensus of the era before, `v` what validator `i` gave worker `j` and `m_−i` the middle of all others
//! ([`consensus_and_others`]):
//!
//! ```text
//! Δ_i = v − c,   Δ_−i = m_−i − c
//! info_i = Σ_j sign(Δ_i Δ_−i) × min(|Δ_i|, |Δ_−i|)
//! ```
//!
//! Whoever repeats the era before has Δ_i = 0 and earns nothing. Whoever guesses loses as often as it wins, and since the
//! sums of eight eras are added before the negative part is dropped, and those of many workers within an era, little is
//! left of luck. Moves beyond those of the others earn nothing on top.
//!
//! The others' middle and not their consensus, since a consensus jumps: of two others it is what the one with more stake
//! says, by however little. If that one repeats the era before, whoever looks would earn nothing beside it.
//!
//! [`consensus_and_others`]: super::consensus::consensus_and_others

use assay_primitives::{Balance, EraIndex};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Eras whose information is added up.
pub const ERAS: usize = 8;

/// What one opinion about one worker adds to its validator's information, in parts per billion: at most 10^9 either way.
///
/// All three in parts per billion: `own`, what the validator gave; `others`, the middle of all others; `before`, the
/// consensus of all in the era before.
pub fn contribution(own: u32, others: u32, before: u32) -> i64 {
	let delta = |value: u32| i64::from(value).saturating_sub(before.into());
	let (own, others) = (delta(own), delta(others));
	let size = own.saturating_abs().min(others.saturating_abs());
	own.signum().saturating_mul(others.signum()).saturating_mul(size)
}

/// A validator's information in the last eight eras, in parts per billion, the newest first.
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
pub struct Window {
	sums: [i64; ERAS],
	/// Era of the newest sum.
	era: EraIndex,
}

impl Window {
	/// The window as of an era, as it is if that lies behind. Eras passed over add nothing.
	pub fn at(mut self, era: EraIndex) -> Self {
		let passed = usize::try_from(era.saturating_sub(self.era)).unwrap_or(ERAS).min(ERAS);
		self.sums.rotate_right(passed);
		self.sums.iter_mut().take(passed).for_each(|sum| *sum = 0);
		self.era = self.era.max(era);
		self
	}

	/// Adds to the sum of the era as of which the window is.
	pub fn add(&mut self, contribution: i64) {
		if let Some(sum) = self.sums.first_mut() {
			*sum = sum.saturating_add(contribution);
		}
	}

	/// Units that are paid for in the era as of which the window is: what the sums of all eight are above zero, in parts
	/// per billion. An era's sum is in the units of eight eras in turn; the price has to be an eighth of what a unit is
	/// worth.
	pub fn units(&self) -> u64 {
		let sum = self.sums.iter().fold(0i64, |all, sum| all.saturating_add(*sum));
		u64::try_from(sum).unwrap_or(0)
	}
}

/// What a unit of a validator with this stake is paid if a unit of one with all of it is paid `price`, in plancks. Whoever
/// spreads its stake over several accounts that say the same is paid for the same units several times, each time less:
/// without this it would be paid as many times as it has accounts. `None`: there is no stake.
pub fn price_for(stake: Balance, all: Balance, price: Balance) -> Option<Balance> {
	if all == 0 {
		return None;
	}
	multiply_by_rational_with_rounding(price, stake.min(all), all, Rounding::Down)
}

/// Plancks for so many units. `None`: more than there can be.
pub fn pay(units: u64, price: Balance) -> Option<Balance> {
	Balance::from(units).checked_mul(price)
}
