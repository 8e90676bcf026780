//! Operations on whole vectors, written so that the compiler finds the lanes. Inlined into one function for each set of
//! instructions.

use super::Activations;
use crate::{
	half,
	maths::{exp, NotFinite},
	quant::BLOCK,
	vector::LANES,
};

/// Halves of the lanes added to each other, as in [`crate::vector::Sum`].
#[inline(always)]
fn total(lanes: [f32; LANES]) -> f32 {
	let eight: [f32; 8] = std::array::from_fn(|n| lanes[n] + lanes[n + 8]);
	let four: [f32; 4] = std::array::from_fn(|n| eight[n] + eight[n + 4]);
	(four[0] + four[2]) + (four[1] + four[3])
}

/// Sum of `f` over the indices of a vector.
#[inline(always)]
fn sum(len: usize, f: impl Fn(usize) -> f32) -> f32 {
	let mut lanes = [0.0; LANES];
	let whole = len / LANES * LANES;
	let mut n = 0;
	while n < whole {
		for (lane, sum) in lanes.iter_mut().enumerate() {
			*sum += f(n + lane);
		}
		n += LANES;
	}
	for (lane, sum) in lanes.iter_mut().enumerate().take(len - whole) {
		*sum += f(whole + lane);
	}
	total(lanes)
}

#[inline(always)]
pub fn sum_of_squares(x: &[f32]) -> f32 {
	sum(x.len(), |n| x[n] * x[n])
}

#[inline(always)]
pub fn scores(query: &[f32], keys: &[f32], scale: f32, out: &mut [f32]) {
	for (key, out) in keys.chunks_exact(query.len()).zip(out) {
		*out = sum(query.len(), |n| query[n] * key[n]) * scale;
	}
}

#[inline(always)]
pub fn norm(x: &[f32], divisor: f32, gain: &[f32], out: &mut [f32]) {
	for ((x, gain), out) in x.iter().zip(gain).zip(out) {
		*out = x / divisor * gain;
	}
}

#[inline(always)]
pub fn shares(scores: &mut [f32], most: f32) {
	for score in scores.iter_mut() {
		*score = exp(*score - most);
	}
	let all = sum(scores.len(), |n| scores[n]);
	for score in scores {
		*score /= all;
	}
}

#[inline(always)]
pub fn accumulate(shares: &[f32], values: &[f32], out: &mut [f32]) {
	for (share, value) in shares.iter().zip(values.chunks_exact(out.len())) {
		for (out, value) in out.iter_mut().zip(value) {
			*out += share * value;
		}
	}
}

#[inline(always)]
pub fn silu_multiply(gate: &[f32], up: &[f32], out: &mut [f32]) {
	for ((gate, up), out) in gate.iter().zip(up).zip(out) {
		*out = gate / (1.0 + exp(-gate)) * up;
	}
}

#[inline(always)]
pub fn all_finite(x: &[f32]) -> bool {
	x.iter().fold(true, |all, x| all & (x.to_bits() & 0x7f80_0000 != 0x7f80_0000))
}

#[inline(always)]
pub fn quantise(x: &[f32], activations: &mut Activations, row: usize) -> Result<(), NotFinite> {
	let (elements, scales) = activations.row_mut(row);
	assert_eq!(x.len(), elements.len(), "the width of the activations");
	for ((x, elements), scale) in
		x.chunks_exact(BLOCK).zip(elements.chunks_exact_mut(BLOCK)).zip(scales)
	{
		// Of magnitudes as bits, the largest is the largest; what is not finite is larger than all.
		let most = x.iter().map(|x| x.to_bits() & 0x7fff_ffff).fold(0, u32::max);
		if most >= 0x7f80_0000 {
			return Err(NotFinite);
		}
		let exact = f32::from_bits(most) / 127.0;
		*scale = half::to_f32(half::from_f32(exact).ok_or(NotFinite)?);
		if *scale == 0.0 {
			elements.fill(0);
			continue;
		}
		let inverse = 1.0 / exact;
		for (x, element) in x.iter().zip(elements) {
			let scaled = x * inverse;
			// SAFETY: finite, and within ±128.
			let whole = unsafe { scaled.to_int_unchecked::<i32>() };
			let rest = scaled - whole as f32;
			*element = (whole + i32::from(rest >= 0.5) - i32::from(rest <= -0.5)) as i8;
		}
	}
	Ok(())
}
