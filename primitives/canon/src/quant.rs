//! Numbers in blocks of 32 bytes that share a scale: `Q8_0` of GGUF files, for weights and for activations.

use crate::{
	half,
	maths::{finite, NotFinite},
};

/// Elements of a block.
pub const BLOCK: usize = 32;
/// Bytes of a block: the scale, half precision and little endian, then the elements.
pub const BLOCK_BYTES: usize = 34;

/// 32 numbers: element times scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
	/// Half precision, as its bits.
	pub scale: u16,
	pub elements: [i8; BLOCK],
}

impl Block {
	/// All zeros.
	pub const ZERO: Self = Self { scale: 0, elements: [0; BLOCK] };

	/// Reads a block as files and witnesses hold it. `None` if the scale is not finite.
	pub fn read(bytes: &[u8; BLOCK_BYTES]) -> Option<Self> {
		let (scale, rest) = bytes.split_first_chunk::<2>()?;
		let scale = u16::from_le_bytes(*scale);
		if scale & 0x7c00 == 0x7c00 {
			return None;
		}
		let mut elements = [0; BLOCK];
		elements.iter_mut().zip(rest).for_each(|(to, from)| *to = *from as i8);
		Some(Self { scale, elements })
	}

	/// As files and witnesses hold it.
	pub fn write(&self) -> [u8; BLOCK_BYTES] {
		let mut bytes = [0; BLOCK_BYTES];
		let whole = self.scale.to_le_bytes().into_iter().chain(self.elements.map(|e| e as u8));
		bytes.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
		bytes
	}

	/// Quantises activations: the largest magnitude becomes 127. Fails on a number that is not finite, and where the
	/// scale is too large for half precision.
	pub fn quantise(values: &[f32; BLOCK]) -> Result<Self, NotFinite> {
		let mut most = 0.0f32;
		for value in values {
			let magnitude = f32::from_bits(finite(*value)?.to_bits() & 0x7fff_ffff);
			if magnitude > most {
				most = magnitude;
			}
		}
		let exact = most / 127.0;
		let scale = half::from_f32(exact).ok_or(NotFinite)?;
		if scale == 0 {
			return Ok(Self::ZERO);
		}
		let inverse = 1.0 / exact;
		Ok(Self { scale, elements: values.map(|value| round(value * inverse)) })
	}

	/// Element number `index`.
	pub fn value(&self, index: usize) -> Option<f32> {
		self.elements.get(index).map(|e| f32::from(*e) * half::to_f32(self.scale))
	}

	/// Sum of products with another block, scales included.
	pub fn dot(&self, other: &Self) -> f32 {
		let whole: i32 = self
			.elements
			.iter()
			.zip(&other.elements)
			.map(|(a, b)| i32::from(*a).wrapping_mul(i32::from(*b)))
			.fold(0, i32::wrapping_add);
		whole as f32 * (half::to_f32(self.scale) * half::to_f32(other.scale))
	}
}

/// The nearest whole number, halves away from zero. For magnitudes below 2^23 only.
fn round(value: f32) -> i8 {
	let whole = value as i32;
	let rest = value - whole as f32;
	let step = i32::from(rest >= 0.5).wrapping_sub(i32::from(rest <= -0.5));
	whole.wrapping_add(step) as i8
}

/// One output of a quantised matrix product: a row of weights times activations, block after block.
pub fn dot<'a>(
	weights: impl IntoIterator<Item = &'a Block>,
	activations: impl IntoIterator<Item = &'a Block>,
) -> f32 {
	let mut sum = 0.0f32;
	for (w, a) in weights.into_iter().zip(activations) {
		sum += w.dot(a);
	}
	sum
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn quantising_loses_half_a_step_at_most(values: [f32; 32], power in -20i32..9) {
			let values = values.map(|v| if v.is_finite() { v.rem_euclid(1.0) * 2f32.powi(power) } else { 0.0 });
			let block = Block::quantise(&values).unwrap();
			let most = values.iter().fold(0.0f32, |m, v| m.max(v.abs()));
			for (n, value) in values.iter().enumerate() {
				// Half a step, and what half precision takes off the scale.
				let bound = most / 127.0 * 0.51 + most / 1024.0 + 127.0 * 6e-8;
				prop_assert!((block.value(n).unwrap() - value).abs() <= bound);
			}
			prop_assert_eq!(Block::read(&block.write()), Some(block));
		}
	}

	#[test]
	fn halves_go_away_from_zero() {
		let mut values = [0.0; 32];
		values[..6].copy_from_slice(&[127.0, 0.5, -0.5, 1.5, -2.5, 0.499_999_97]);
		let block = Block::quantise(&values).unwrap();
		assert_eq!(block.elements[..6], [127, 1, -1, 2, -3, 0]);
	}

	#[test]
	fn what_is_not_finite_or_too_large_fails() {
		for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 8.4e6, -3e38] {
			let mut values = [1.0; 32];
			values[31] = bad;
			assert_eq!(Block::quantise(&values), Err(NotFinite), "{bad}");
		}
		let mut bytes = Block::ZERO.write();
		bytes[1] = 0x7c;
		assert_eq!(Block::read(&bytes), None);
	}

	#[test]
	fn tiny_values_become_zeros() {
		assert_eq!(Block::quantise(&[1e-6; 32]), Ok(Block::ZERO));
		assert_eq!(Block::quantise(&[f32::from_bits(1); 32]), Ok(Block::ZERO));
	}
}
