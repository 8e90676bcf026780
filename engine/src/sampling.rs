//! How the next token is chosen. Deterministic in (logits, sampling, step) on every platform: no library
//! generator, no system logarithm.
//!
//! **Greedy** is the largest logit, the lowest id among equals.
//!
//! **Temperature** is the Gumbel-max form of a draw from the softmax: the largest of
//! `logit × 1000 / milli + g`, the lowest id among equals, in f64, with `g = -ln(-ln u)` and
//! `u = (n + ½) / 2²⁴`. The 24-bit number `n` of output step `s` and token id `i` is a function of
//! (seed, s, i) alone: the upper 24 bits of the little-endian u32 at byte `4 × (i mod 16)` of
//! `BLAKE2b-512(key = "assay/gumbel/1", seed as u64 LE ‖ s as u32 LE ‖ (i div 16) as u32 LE)`. So anyone can
//! disprove a wrong choice by showing two logits.

use assay_primitives::task::Sampling;

const DOMAIN: &[u8] = b"assay/gumbel/1";
/// 24-bit numbers per hash.
const LANES: usize = 16;

/// Position of the first value that is not finite.
pub fn first_non_finite(logits: &[f32]) -> Option<usize> {
	logits.iter().position(|x| !x.is_finite())
}

/// Chooses output token number `step` (from 0). `None` only if there are no logits.
pub fn choose(logits: &[f32], sampling: Sampling, step: u32) -> Option<u32> {
	match sampling {
		Sampling::Greedy => argmax(logits.iter().map(|x| f64::from(*x))),
		Sampling::Temperature { milli, seed } => {
			let scale = 1000.0 / f64::from(milli.max(1));
			let mut lanes = [0u32; LANES];
			argmax(logits.iter().enumerate().map(|(index, logit)| {
				let lane = index % LANES;
				if lane == 0 {
					lanes = block(seed, step, (index / LANES) as u32);
				}
				f64::from(*logit) * scale + gumbel(lanes[lane])
			}))
		}
	}
}

fn argmax(scores: impl Iterator<Item = f64>) -> Option<u32> {
	let mut best: Option<(u32, f64)> = None;
	for (index, score) in scores.enumerate() {
		// Strictly greater: the first of equals stays.
		if best.is_none_or(|(_, top)| score > top) {
			best = Some((index as u32, score));
		}
	}
	best.map(|(index, _)| index)
}

/// The 24-bit numbers of token ids `16 × block .. 16 × block + 16`.
fn block(seed: u64, step: u32, block: u32) -> [u32; LANES] {
	let mut message = [0u8; 16];
	message[..8].copy_from_slice(&seed.to_le_bytes());
	message[8..12].copy_from_slice(&step.to_le_bytes());
	message[12..].copy_from_slice(&block.to_le_bytes());
	let hash = blake2b_simd::Params::new().hash_length(64).key(DOMAIN).hash(&message);
	let mut lanes = [0u32; LANES];
	for (lane, bytes) in lanes.iter_mut().zip(hash.as_bytes().chunks_exact(4)) {
		*lane = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) >> 8;
	}
	lanes
}

/// `-ln(-ln u)` for `u = (n + ½) / 2²⁴`.
fn gumbel(n: u32) -> f64 {
	let u = (f64::from(n) + 0.5) / f64::from(1u32 << 24);
	-ln(-ln(u))
}

/// Natural logarithm of a positive normal number, from additions, multiplications and divisions only: those are
/// exact to the bit on every machine, the system's `ln` is not. Relative error below 1e-14.
fn ln(x: f64) -> f64 {
	const LN_2: f64 = core::f64::consts::LN_2;
	const SQRT_2: f64 = core::f64::consts::SQRT_2;
	let bits = x.to_bits();
	let mut exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
	let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
	if mantissa > SQRT_2 {
		mantissa *= 0.5;
		exponent += 1;
	}
	// ln m = 2 artanh s, s = (m - 1) / (m + 1), |s| < 0.172: the twelfth term is below 1e-18.
	let s = (mantissa - 1.0) / (mantissa + 1.0);
	let square = s * s;
	let mut sum = 0.0;
	for k in (0..12).rev() {
		sum = sum * square + 1.0 / f64::from(2 * k + 1);
	}
	2.0 * s * sum + f64::from(exponent) * LN_2
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn greedy_takes_the_lowest_of_equals() {
		assert_eq!(choose(&[1.0, 3.0, 3.0, 2.0], Sampling::Greedy, 0), Some(1));
		assert_eq!(choose(&[-0.0, 0.0], Sampling::Greedy, 0), Some(0));
		assert_eq!(choose(&[f32::MIN, f32::MIN], Sampling::Greedy, 9), Some(0));
		assert_eq!(choose(&[], Sampling::Greedy, 0), None);
	}

	#[test]
	fn non_finite_values_are_found() {
		assert_eq!(first_non_finite(&[0.0, 1.0]), None);
		assert_eq!(first_non_finite(&[0.0, f32::NEG_INFINITY, f32::NAN]), Some(1));
	}

	#[test]
	fn own_logarithm_is_accurate() {
		let mut x = 1e-9f64;
		while x < 1e9 {
			let error = (ln(x) - x.ln()).abs();
			assert!(error <= 1e-14 * x.ln().abs().max(1.0), "{x}: {error}");
			x *= 1.000_37;
		}
		assert_eq!(ln(1.0), 0.0);
	}

	/// Anyone who implements the rule in the module's text must get these.
	#[test]
	fn golden_numbers() {
		assert_eq!(block(0, 0, 0)[..4], GOLDEN_BLOCK);
		assert_eq!(gumbel(0).to_bits(), GOLDEN_GUMBEL[0]);
		assert_eq!(gumbel(1 << 23).to_bits(), GOLDEN_GUMBEL[1]);
		assert_eq!(gumbel((1 << 24) - 1).to_bits(), GOLDEN_GUMBEL[2]);
	}

	#[test]
	fn golden_choices() {
		let logits: Vec<f32> = (0..100).map(|i| (i % 7) as f32 * 0.5).collect();
		let sampling = Sampling::Temperature { milli: 800, seed: 42 };
		let chosen: Vec<u32> =
			(0..8).map(|step| choose(&logits, sampling, step).unwrap()).collect();
		assert_eq!(chosen, GOLDEN_CHOICES);
	}

	#[test]
	fn draws_follow_the_softmax() {
		// Two tokens, logits ln 3 apart at temperature 1: three to one.
		let logits = [3f32.ln(), 0.0];
		let sampling = Sampling::Temperature { milli: 1000, seed: 7 };
		let draws = 20_000;
		let ones =
			(0..draws).filter(|step| choose(&logits, sampling, *step) == Some(0)).count() as f64;
		assert!((ones / f64::from(draws) - 0.75).abs() < 0.015, "{ones}");
	}

	#[test]
	fn a_low_temperature_is_greedy() {
		let logits = [0.0, 5.0, 4.0];
		for step in 0..200 {
			assert_eq!(choose(&logits, Sampling::Temperature { milli: 1, seed: 1 }, step), Some(1));
		}
	}

	// From an independent implementation in Python.
	const GOLDEN_BLOCK: [u32; 4] = [14_335_282, 2_906_093, 7_349_994, 5_646_508];
	const GOLDEN_GUMBEL: [u64; 3] =
		[0xc006_d1a3_a471_dfbf, 0x3fd7_74f2_f832_8948, 0x4031_5424_56f3_7d43];
	const GOLDEN_CHOICES: [u32; 8] = [90, 69, 54, 20, 19, 55, 62, 69];
}
