//! Operations on vectors of single precision numbers, one output each.

use crate::maths::{self, finite, NotFinite};

/// Lanes of a sum.
pub const LANES: usize = 16;

/// A sum in an order that vector units can follow: term number n goes to lane n mod 16, then lanes are added in halves,
/// 8, 4, 2 and 1 apart.
#[derive(Clone, Copy, Default)]
pub struct Sum {
	lanes: [f32; LANES],
	next: usize,
}

impl Sum {
	/// Adds a term.
	pub fn add(&mut self, term: f32) {
		if let Some(lane) = self.lanes.get_mut(self.next) {
			*lane += term;
		}
		self.next = self.next.wrapping_add(1) % LANES;
	}

	/// The sum of all terms.
	pub fn total(self) -> f32 {
		let mut lanes = self.lanes;
		let mut half = LANES / 2;
		while half > 0 {
			let (low, high) = lanes.split_at_mut(half);
			low.iter_mut().zip(high).for_each(|(a, b)| *a += *b);
			half /= 2;
		}
		lanes[0]
	}
}

/// Sum of all terms, in the order of [`Sum`].
pub fn sum(terms: impl IntoIterator<Item = f32>) -> f32 {
	let mut sum = Sum::default();
	terms.into_iter().for_each(|term| sum.add(term));
	sum.total()
}

/// Sum of squares.
pub fn sum_of_squares(x: &[f32]) -> f32 {
	sum(x.iter().map(|x| x * x))
}

/// Sum of products.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
	sum(a.iter().zip(b).map(|(a, b)| a * b))
}

/// What all elements of a vector of `len` elements are divided by when it is normed.
pub fn norm_divisor(sum_of_squares: f32, len: u32, epsilon: f32) -> f32 {
	maths::sqrt(sum_of_squares / len as f32 + epsilon)
}

/// An element of a normed vector.
pub fn normed(x: f32, divisor: f32, gain: f32) -> f32 {
	x / divisor * gain
}

/// Rotates a pair of elements.
pub fn rotated(pair: (f32, f32), (sine, cosine): (f32, f32)) -> (f32, f32) {
	(pair.0 * cosine - pair.1 * sine, pair.0 * sine + pair.1 * cosine)
}

/// Largest score of a head. Fails where one is not finite, or there is none.
pub fn maximum(scores: &[f32]) -> Result<f32, NotFinite> {
	let mut most = finite(*scores.first().ok_or(NotFinite)?)?;
	for score in scores {
		if finite(*score)? > most {
			most = *score;
		}
	}
	// Which zero it is makes no difference later, but must not depend on the order.
	Ok(most + 0.0)
}

/// Sum of the exponentials of a head's scores.
pub fn exp_sum(scores: &[f32], most: f32) -> f32 {
	sum(scores.iter().map(|score| maths::exp(score - most)))
}

/// Share of a position in a head's attention.
pub fn share(score: f32, most: f32, exp_sum: f32) -> f32 {
	maths::exp(score - most) / exp_sum
}

/// Angles of rotation are these per position, by pair of elements: base^(−2i / width).
pub fn frequency(base: f32, pair: u32, width: u32) -> f64 {
	let exponent = -2.0 * f64::from(pair) / f64::from(width.max(1));
	maths::exp_f64(exponent * maths::ln(f64::from(base)))
}

/// Sine and cosine by which a pair is rotated at a position.
pub fn rotation(frequency: f64, position: u32) -> (f32, f32) {
	let (sine, cosine) = maths::sin_cos(frequency * f64::from(position));
	(sine as f32, cosine as f32)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sums_follow_the_lanes() {
		let terms: Vec<f32> = (0..77).map(|n| (n as f32 * 0.37).sin() * 1e3).collect();
		let mut lanes = [0f32; 16];
		for (n, term) in terms.iter().enumerate() {
			lanes[n % 16] += term;
		}
		let eight: Vec<f32> = (0..8).map(|n| lanes[n] + lanes[n + 8]).collect();
		let four: Vec<f32> = (0..4).map(|n| eight[n] + eight[n + 4]).collect();
		let expected = (four[0] + four[2]) + (four[1] + four[3]);
		assert_eq!(sum(terms), expected);
	}

	#[test]
	fn signs_of_zeros_do_not_matter() {
		assert_eq!(maximum(&[-0.0, 0.0]).unwrap().to_bits(), 0);
		assert_eq!(maximum(&[0.0, -0.0]).unwrap().to_bits(), 0);
		assert_eq!(maximum(&[-0.0]).unwrap().to_bits(), 0);
		assert_eq!(maximum(&[]), Err(NotFinite));
		assert_eq!(maximum(&[1.0, f32::NAN]), Err(NotFinite));
	}

	#[test]
	fn shares_add_up_to_one() {
		let scores: Vec<f32> = (0..300).map(|n| ((n * 7919) % 100) as f32 * 0.3 - 15.0).collect();
		let most = maximum(&scores).unwrap();
		let total = exp_sum(&scores, most);
		let all: f64 = scores.iter().map(|s| f64::from(share(*s, most, total))).sum();
		assert!((all - 1.0).abs() < 1e-5, "{all}");
	}

	#[test]
	fn frequencies_are_powers_of_the_base() {
		for (pair, width) in [(0, 64), (1, 64), (31, 64), (63, 128)] {
			let expected = 10_000f64.powf(-2.0 * f64::from(pair) / f64::from(width));
			let got = frequency(10_000.0, pair, width);
			assert!((got / expected - 1.0).abs() < 1e-14);
		}
	}
}
