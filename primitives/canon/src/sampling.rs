//! Which id comes next.

use crate::maths::{finite, ln, NotFinite};

/// How an id is chosen from the logits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sampler {
	/// The largest logit; of equals the lowest id.
	Greedy,
	/// At random, by the logits at this temperature, in thousandths. Gumbel's way: whoever has the larger sum of logit
	/// and noise wins, so that two logits are enough to disprove a choice.
	Temperature { milli: u32, seed: u64 },
}

impl Sampler {
	/// What a candidate is compared by, at output token number `step`; the larger wins.
	pub fn key(&self, logit: f32, step: u32, id: u32) -> Result<f64, NotFinite> {
		let logit = f64::from(finite(logit)?);
		Ok(match *self {
			// Both zeros are the same logit.
			Self::Greedy => logit + 0.0,
			Self::Temperature { milli, seed } => {
				logit * 1000.0 / f64::from(milli.max(1)) + gumbel(seed, step, id)
			}
		})
	}

	/// Whether a candidate wins against another.
	pub fn beats(&self, (id, key): (u32, f64), (other, other_key): (u32, f64)) -> bool {
		key > other_key || (key == other_key && id < other)
	}

	/// Chooses an id at output token number `step`. Fails on logits that are not finite, or if there are none.
	pub fn choose(&self, logits: &[f32], step: u32) -> Result<u32, NotFinite> {
		let mut best: Option<(u32, f64)> = None;
		for (id, logit) in (0u32..).zip(logits) {
			let candidate = (id, self.key(*logit, step, id)?);
			if best.is_none_or(|best| self.beats(candidate, best)) {
				best = Some(candidate);
			}
		}
		best.map(|(id, _)| id).ok_or(NotFinite)
	}
}

/// Noise with Gumbel's distribution: −ln(−ln u), u = (n + ½) / 2²⁴ with 24 random bits n.
pub fn gumbel(seed: u64, step: u32, id: u32) -> f64 {
	let words = philox([id / 4, step, 0, 0], [seed as u32, (seed >> 32) as u32]);
	let word = words.into_iter().nth((id % 4) as usize).unwrap_or_default();
	let u = (f64::from(word >> 8) + 0.5) / 16_777_216.0;
	-ln(-ln(u))
}

/// Random bits by counter and key: Philox 4×32 with ten rounds (Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", 2011).
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
	let multiply = |a: u32, b: u32| {
		let product = u64::from(a).wrapping_mul(u64::from(b));
		((product >> 32) as u32, product as u32)
	};
	for _ in 0..10 {
		let (high_0, low_0) = multiply(0xd251_1f53, counter[0]);
		let (high_1, low_1) = multiply(0xcd9e_8d57, counter[2]);
		counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
		key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
	}
	counter
}

#[cfg(test)]
mod tests {
	use super::*;

	/// From the known answers of the authors' library, Random123.
	#[test]
	fn philox_gives_the_known_answers() {
		assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
		assert_eq!(
			philox([u32::MAX; 4], [u32::MAX; 2]),
			[0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
		);
		assert_eq!(
			philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
			[0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
		);
	}

	#[test]
	fn greedy_takes_the_lowest_of_the_largest() {
		assert_eq!(Sampler::Greedy.choose(&[-1.0, 3.0, 2.0, 3.0], 0), Ok(1));
		assert_eq!(Sampler::Greedy.choose(&[-0.0, 0.0], 0), Ok(0));
		assert_eq!(Sampler::Greedy.choose(&[], 0), Err(NotFinite));
		assert_eq!(Sampler::Greedy.choose(&[0.0, f32::NAN], 0), Err(NotFinite));
	}

	#[test]
	fn temperature_follows_the_distribution() {
		let logits = [0.0f32, 1.0, 2.0, -1.0, 0.5];
		let weights: Vec<f64> = logits.iter().map(|l| (f64::from(*l) / 0.7).exp()).collect();
		let total: f64 = weights.iter().sum();
		let mut counts = [0u32; 5];
		for step in 0..40_000 {
			let sampler = Sampler::Temperature { milli: 700, seed: 0x1234_5678_9abc_def0 };
			counts[sampler.choose(&logits, step).unwrap() as usize] += 1;
		}
		for (count, weight) in counts.iter().zip(&weights) {
			let (share, expected) = (f64::from(*count) / 40_000.0, weight / total);
			assert!((share - expected).abs() < 0.01, "{share} instead of {expected}");
		}
	}

	#[test]
	fn the_noise_is_finite() {
		for n in [0u32, 1, (1 << 24) - 1] {
			let u = (f64::from(n) + 0.5) / 16_777_216.0;
			assert!((-ln(-ln(u))).is_finite());
		}
	}
}
