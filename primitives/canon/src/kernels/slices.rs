//! Operations on whole vectors, written so that the compiler finds the lanes. Inlined into one function for each set of
//! instructions.

use super::ActivationRow;
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

/// [`crate::vector::dot`] of vectors of one length.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
	let mut lanes = [0.0; LANES];
	let ((whole_a, rest_a), (whole_b, rest_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
	for n in 0..whole_a.len().min(whole_b.len()) {
		for lane in 0..LANES {
			lanes[lane] += whole_a[n][lane] * whole_b[n][lane];
		}
	}
	for ((lane, a), b) in lanes.iter_mut().zip(rest_a).zip(rest_b) {
		*lane += a * b;
	}
	total(lanes)
}

#[inline(always)]
pub fn sum_of_squares(x: &[f32]) -> f32 {
	dot(x, x)
}

#[inline(always)]
pub fn scores(query: &[f32], keys: &[f32], scale: f32, out: &mut [f32]) {
	for (key, out) in keys.chunks_exact(query.len()).zip(out) {
		*out = dot(query, key) * scale;
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
	let mut lanes = [0.0; LANES];
	let (whole, rest) = scores.as_chunks::<LANES>();
	for scores in whole {
		for lane in 0..LANES {
			lanes[lane] += scores[lane];
		}
	}
	lanes.iter_mut().zip(rest).for_each(|(lane, score)| *lane += score);
	let all = total(lanes);
	for score in scores {
		*score /= all;
	}
}

#[inline(always)]
pub fn accumulate(shares: &[f32], values: &[f32], out: &mut [f32]) {
	let width = out.len();
	// Four positions at a time, in order: sums are loaded and stored less often.
	let (fours, rest) = shares.as_chunks::<4>();
	for (shares, values) in fours.iter().zip(values.chunks_exact(width * 4)) {
		let (first, others) = values.split_at(width);
		let (second, others) = others.split_at(width);
		let (third, fourth) = others.split_at(width);
		for (((out, a), b), (c, d)) in
			out.iter_mut().zip(first).zip(second).zip(third.iter().zip(fourth))
		{
			*out = *out + shares[0] * a + shares[1] * b + shares[2] * c + shares[3] * d;
		}
	}
	let values = values[fours.len() * 4 * width..].chunks_exact(width);
	for (share, value) in rest.iter().zip(values) {
		for (out, value) in out.iter_mut().zip(value) {
			*out += share * value;
		}
	}
}

#[inline(always)]
pub fn silu_multiply(gate: &mut [f32], up: &[f32]) {
	for (gate, up) in gate.iter_mut().zip(up) {
		*gate = *gate / (1.0 + exp(-*gate)) * up;
	}
}

#[inline(always)]
pub fn all_finite(x: &[f32]) -> bool {
	x.iter().fold(true, |all, x| all & (x.to_bits() & 0x7f80_0000 != 0x7f80_0000))
}

#[inline(always)]
pub fn quantise(x: &[f32], row: ActivationRow) -> Result<(), NotFinite> {
	let ActivationRow { elements, scales } = row;
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
