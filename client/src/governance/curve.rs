//! What a referendum needs, as it falls while the decision goes on.
//!
//! The formulas are those of pallet `Referenda`, `Curve::threshold` and `Curve::delay`, in parts per billion.

use codec::{Decode, Encode};
use sp_runtime::Perbill;

/// Parts of the whole.
const WHOLE: i128 = 1_000_000_000;

/// A threshold as a function of the time since the decision began, both as parts of a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Curve {
	/// From `ceil` straight down to `floor`, which it reaches at `length`.
	#[codec(index = 0)]
	LinearDecreasing { length: Perbill, floor: Perbill, ceil: Perbill },
	/// Down by `step` every `period`, from `begin` to `end`.
	#[codec(index = 1)]
	SteppedDecreasing { begin: Perbill, end: Perbill, step: Perbill, period: Perbill },
	/// `factor / (x + x_offset) + y_offset`, all in parts per billion.
	#[codec(index = 2)]
	Reciprocal { factor: i64, x_offset: i64, y_offset: i64 },
}

fn wide(part: &Perbill) -> i128 {
	part.deconstruct().into()
}

fn clamped(parts: i128) -> Perbill {
	Perbill::from_parts(parts.clamp(0, WHOLE).try_into().unwrap_or_default())
}

/// Rounded up; `None` where there is nothing to divide by.
fn div_ceil(numerator: i128, denominator: i128) -> Option<i128> {
	let floor = numerator.checked_div_euclid(denominator)?;
	let exact = numerator.checked_rem_euclid(denominator)? == 0;
	Some(if exact { floor } else { floor + 1 })
}

impl Curve {
	/// The least that is needed at this time.
	pub fn threshold(&self, time: Perbill) -> Perbill {
		let x = wide(&time);
		match self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let (length, floor, ceil) = (wide(length), wide(floor), wide(ceil));
				let passed = (x.min(length) * WHOLE).checked_div(length).unwrap_or(WHOLE);
				clamped(ceil - passed * (ceil - floor) / WHOLE)
			}
			Self::SteppedDecreasing { begin, end, step, period } => {
				let steps = x.checked_div(wide(period)).unwrap_or(WHOLE);
				clamped((wide(begin) - wide(step) * steps).max(wide(end)))
			}
			Self::Reciprocal { factor, x_offset, y_offset } => {
				let quotient =
					(i128::from(*factor) * WHOLE).checked_div_euclid(x + i128::from(*x_offset));
				quotient.map_or(Perbill::one(), |y| clamped(y + i128::from(*y_offset)))
			}
		}
	}

	/// From which time on so much is enough; `None` if it never is.
	pub fn reached(&self, reached: Perbill) -> Option<Perbill> {
		if reached < self.threshold(Perbill::one()) {
			return None;
		}
		if reached >= self.threshold(Perbill::zero()) {
			return Some(Perbill::zero());
		}
		let y = wide(&reached);
		let time = match self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let (length, floor, ceil) = (wide(length), wide(floor), wide(ceil));
				div_ceil((ceil - y) * length, ceil - floor)
			}
			Self::SteppedDecreasing { begin, step, period, .. } => {
				div_ceil(wide(begin) - y, wide(step)).map(|steps| steps * wide(period))
			}
			Self::Reciprocal { factor, x_offset, y_offset } => {
				div_ceil(i128::from(*factor) * WHOLE, y - i128::from(*y_offset))
					.map(|x| x - i128::from(*x_offset))
			}
		};
		// Rounding may leave a part or two.
		let mut time = clamped(time?);
		for _ in 0..8 {
			if reached >= self.threshold(time) {
				break;
			}
			time = Perbill::from_parts(time.deconstruct().saturating_add(1));
		}
		Some(time)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn percent(parts: u32) -> Perbill {
		Perbill::from_percent(parts)
	}

	fn linear() -> Curve {
		Curve::LinearDecreasing { length: percent(50), floor: percent(10), ceil: percent(60) }
	}

	fn stepped() -> Curve {
		Curve::SteppedDecreasing {
			begin: percent(80),
			end: percent(30),
			step: percent(10),
			period: percent(15),
		}
	}

	/// About 1/(x + 0.5) - 0.5, from 150 % (that is 100 %) to 16.7 %.
	fn reciprocal() -> Curve {
		Curve::Reciprocal { factor: 1_000_000_000, x_offset: 500_000_000, y_offset: -500_000_000 }
	}

	#[test]
	fn thresholds_fall() {
		assert_eq!(linear().threshold(percent(0)), percent(60));
		assert_eq!(linear().threshold(percent(25)), percent(35));
		assert_eq!(linear().threshold(percent(50)), percent(10));
		assert_eq!(linear().threshold(percent(100)), percent(10));
		assert_eq!(stepped().threshold(percent(14)), percent(80));
		assert_eq!(stepped().threshold(percent(15)), percent(70));
		assert_eq!(stepped().threshold(percent(100)), percent(30));
		assert_eq!(reciprocal().threshold(percent(0)), percent(100));
		assert_eq!(reciprocal().threshold(percent(50)), percent(50));
		assert_eq!(
			reciprocal().threshold(percent(100)),
			Perbill::from_parts(166_666_666),
			"rounded down"
		);
	}

	#[test]
	fn times_are_told() {
		assert_eq!(linear().reached(percent(70)), Some(percent(0)));
		assert_eq!(linear().reached(percent(35)), Some(percent(25)));
		assert_eq!(linear().reached(percent(9)), None);
		assert_eq!(stepped().reached(percent(75)), Some(percent(15)));
		assert_eq!(reciprocal().reached(percent(50)), Some(percent(50)));
		assert_eq!(reciprocal().reached(percent(10)), None);
	}

	#[test]
	fn a_curve_without_length_is_at_its_floor() {
		let flat =
			Curve::LinearDecreasing { length: percent(0), floor: percent(10), ceil: percent(60) };
		assert_eq!(flat.threshold(percent(0)), percent(10));
		assert_eq!(flat.reached(percent(10)), Some(percent(0)));
	}

	proptest! {
		#[test]
		fn what_is_enough_stays_enough(kind in 0..3, y in 0..=1_000_000_000u32) {
			let curve = [linear(), stepped(), reciprocal()][kind as usize];
			let y = Perbill::from_parts(y);
			match curve.reached(y) {
				None => prop_assert!(y < curve.threshold(Perbill::one())),
				Some(time) => {
					prop_assert!(y >= curve.threshold(time));
					let parts = time.deconstruct();
					// Not much earlier either: a part in a million.
					if parts > 1_000 {
						prop_assert!(y < curve.threshold(Perbill::from_parts(parts - 1_000)));
					}
				}
			}
		}
	}
}
