//! Kernels for x86-64.

use super::{
	matrix::{Activations, Matrix, GROUP, GROUP_BYTES},
	slices,
};
use crate::{maths::NotFinite, quant::BLOCK};
use core::arch::x86_64::*;
use std::ops::Range;

/// Rows of activations that share one reading of the weights.
const TILE: usize = 4;
/// Bytes ahead of which weights are asked for from memory.
const AHEAD: usize = 2048;

macro_rules! with_avx2 {
	($($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {$(
		#[target_feature(enable = "avx2,f16c")]
		pub fn $name($($argument: $type),*) $(-> $result)? {
			slices::$name($($argument),*)
		}
	)*};
}

with_avx2! {
	sum_of_squares(x: &[f32]) -> f32;
	scores(query: &[f32], keys: &[f32], scale: f32, out: &mut [f32]);
	norm(x: &[f32], divisor: f32, gain: &[f32], out: &mut [f32]);
	shares(scores: &mut [f32], most: f32);
	accumulate(shares: &[f32], values: &[f32], out: &mut [f32]);
	silu_multiply(gate: &[f32], up: &[f32], out: &mut [f32]);
	all_finite(x: &[f32]) -> bool;
	quantise(x: &[f32], activations: &mut Activations, row: usize) -> Result<(), NotFinite>;
}

/// Adds the products of four elements of each of eight rows to eight sums. Both factors' magnitudes are below 129, so
/// that a pair of products fits 16 bits: the weights' magnitudes, as unsigned numbers, times elements of their sign.
macro_rules! dot_avx2 {
	($sums:expr, $magnitudes:expr, $signed:expr) => {
		_mm256_add_epi32(
			$sums,
			_mm256_madd_epi16(_mm256_maddubs_epi16($magnitudes, $signed), _mm256_set1_epi16(1)),
		)
	};
}

/// The same in one instruction.
macro_rules! dot_vnni {
	($sums:expr, $magnitudes:expr, $signed:expr) => {
		_mm256_dpbusd_epi32($sums, $magnitudes, $signed)
	};
}

macro_rules! multiply {
	($name:ident, $tile:ident, $features:literal, $dot:ident) => {
		/// See [`super::Kernels::multiply`], which checks the sizes.
		#[target_feature(enable = $features)]
		pub fn $name(
			matrix: &Matrix,
			groups: Range<usize>,
			activations: &Activations,
			out: &mut [&mut [f32]],
		) {
			let mut first = 0;
			while first < out.len() {
				let left = out.len() - first;
				let out = &mut out[first..];
				// SAFETY: the sizes were checked, and as many rows are left.
				match left {
					1 => unsafe { $tile::<1>(matrix, groups.clone(), activations, first, out) },
					2 => unsafe { $tile::<2>(matrix, groups.clone(), activations, first, out) },
					3 => unsafe { $tile::<3>(matrix, groups.clone(), activations, first, out) },
					_ => unsafe { $tile::<TILE>(matrix, groups.clone(), activations, first, out) },
				}
				first += TILE;
			}
		}

		/// Safety: `first + ROWS` rows of activations of the matrix' width, and outputs for all groups.
		#[target_feature(enable = $features)]
		// Loops over a number of rows that is known, so that sums stay in registers.
		#[allow(clippy::needless_range_loop)]
		unsafe fn $tile<const ROWS: usize>(
			matrix: &Matrix,
			groups: Range<usize>,
			activations: &Activations,
			first: usize,
			out: &mut [&mut [f32]],
		) {
			let rows: [(&[i8], &[f32]); ROWS] = std::array::from_fn(|n| activations.row(first + n));
			for (n, group) in groups.enumerate() {
				let mut weights = matrix.group(group).as_ptr();
				let mut sums = [_mm256_setzero_ps(); ROWS];
				for block in 0..matrix.blocks() {
					let scales = _mm256_cvtph_ps(_mm_loadu_si128(weights.cast()));
					let packed = weights.add(GROUP * 2);
					_mm_prefetch::<_MM_HINT_T0>(packed.add(AHEAD).cast());
					_mm_prefetch::<_MM_HINT_T0>(packed.add(AHEAD + 64).cast());
					_mm_prefetch::<_MM_HINT_T0>(packed.add(AHEAD + 128).cast());
					_mm_prefetch::<_MM_HINT_T0>(packed.add(AHEAD + 192).cast());
					let mut dots = [_mm256_setzero_si256(); ROWS];
					for quad in 0..BLOCK / 4 {
						let packed = _mm256_loadu_si256(packed.add(quad * GROUP * 4).cast());
						let magnitudes = _mm256_abs_epi8(packed);
						for row in 0..ROWS {
							let four = rows[row].0.as_ptr().add(block * BLOCK + quad * 4);
							let four = _mm256_set1_epi32(four.cast::<i32>().read_unaligned());
							let signed = _mm256_sign_epi8(four, packed);
							dots[row] = $dot!(dots[row], magnitudes, signed);
						}
					}
					for row in 0..ROWS {
						let scale = _mm256_set1_ps(*rows[row].1.get_unchecked(block));
						let scale = _mm256_mul_ps(scales, scale);
						let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(dots[row]), scale);
						sums[row] = _mm256_add_ps(sums[row], scaled);
					}
					weights = weights.add(GROUP_BYTES);
				}
				for row in 0..ROWS {
					_mm256_storeu_ps(out[row][n * GROUP..][..GROUP].as_mut_ptr(), sums[row]);
				}
			}
		}
	};
}

multiply!(multiply_avx2, tile_avx2, "avx2,f16c", dot_avx2);
multiply!(multiply_vnni, tile_vnni, "avx2,f16c,avx512vl,avx512vnni", dot_vnni);
