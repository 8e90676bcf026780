//! Kernels for 64-bit ARM. The compiler finds the lanes of `slices` by itself there.

use super::matrix::{Activations, Matrix, GROUP, GROUP_BYTES};
use crate::{half, quant::BLOCK};
use core::arch::aarch64::*;
use std::ops::Range;

/// See [`super::Kernels::multiply`], which checks the sizes.
pub fn multiply(
	matrix: &Matrix,
	groups: Range<usize>,
	activations: &Activations,
	out: &mut [&mut [f32]],
) {
	for (n, group) in groups.enumerate() {
		let blocks = matrix.group(group).as_chunks::<GROUP_BYTES>().0;
		for (row, out) in out.iter_mut().enumerate() {
			let (elements, scales) = activations.row(row);
			let elements = elements.as_chunks::<BLOCK>().0;
			let out = &mut out[n * GROUP..][..GROUP];
			// SAFETY: every 64-bit ARM has these instructions; what is read and written lies within the slices.
			unsafe {
				let mut sums = [vdupq_n_f32(0.0); 2];
				for ((weights, elements), scale) in blocks.iter().zip(elements).zip(scales) {
					// Lanes are pairs of products, then rows: 4 × i32 for rows 0 to 3, and for rows 4 to 7.
					let mut dots = [vdupq_n_s32(0); 2];
					for quad in 0..BLOCK / 4 {
						let four = elements.as_ptr().add(quad * 4).cast::<i32>().read_unaligned();
						let four = vreinterpret_s8_s32(vdup_n_s32(four));
						let packed = weights.as_ptr().add(GROUP * 2 + quad * GROUP * 4);
						for (part, dot) in dots.iter_mut().enumerate() {
							let packed = vld1q_s8(packed.add(part * 16).cast());
							let low = vpaddlq_s16(vmull_s8(vget_low_s8(packed), four));
							let high = vpaddlq_s16(vmull_s8(vget_high_s8(packed), four));
							*dot = vaddq_s32(*dot, vpaddq_s32(low, high));
						}
					}
					for (part, (sum, dot)) in sums.iter_mut().zip(dots).enumerate() {
						let scales: [f32; 4] = std::array::from_fn(|lane| {
							let at = (part * 4 + lane) * 2;
							half::to_f32(u16::from_le_bytes([weights[at], weights[at + 1]])) * scale
						});
						let scaled = vmulq_f32(vcvtq_f32_s32(dot), vld1q_f32(scales.as_ptr()));
						*sum = vaddq_f32(*sum, scaled);
					}
				}
				vst1q_f32(out.as_mut_ptr(), sums[0]);
				vst1q_f32(out.as_mut_ptr().add(4), sums[1]);
			}
		}
	}
}
