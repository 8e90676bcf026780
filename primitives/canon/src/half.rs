//! Half precision numbers, as GGUF files store the scales of their blocks.
//!
//! Our own integer code: hardware and libraries agree on numbers, but not on what they do with the rest.

/// The number that these bits stand for. Exact; infinities and NaNs become infinities and NaNs.
pub const fn to_f32(bits: u16) -> f32 {
	let sign = ((bits & 0x8000) as u32) << 16;
	let exponent = ((bits >> 10) & 0x1f) as u32;
	let fraction = (bits & 0x3ff) as u32;
	let magnitude = match exponent {
		0 => {
			// 24 bits hold the product of 10 bits and a power of two.
			let value = fraction as f32 * f32::from_bits(0x3380_0000);
			value.to_bits()
		}
		0x1f => 0x7f80_0000 | (fraction << 13),
		// 112 is the difference of the biases.
		_ => (exponent.wrapping_add(112) << 23) | (fraction << 13),
	};
	f32::from_bits(sign | magnitude)
}

/// Bits of the nearest half precision number, ties to even. `None` if it is too large for one, or not a number.
pub const fn from_f32(value: f32) -> Option<u16> {
	let bits = value.to_bits();
	let sign = ((bits >> 16) & 0x8000) as u16;
	let magnitude = bits & 0x7fff_ffff;
	// From 65520 on, the nearest would be infinity.
	if magnitude >= 0x477f_f000 {
		return None;
	}
	// Below 2^-14: multiples of 2^-24.
	if magnitude < 0x3880_0000 {
		if magnitude <= 0x3300_0000 {
			// Half of the least one, or below: zero is the even neighbour.
			return Some(sign);
		}
		let significand = (magnitude & 0x7f_ffff) | 0x80_0000;
		// Between 14 and 24, by the bounds above.
		let shift = 126u32.wrapping_sub(magnitude >> 23);
		return Some(sign | round_shift(significand, shift) as u16);
	}
	// A carry out of the fraction raises the exponent, as it must.
	Some(sign | round_shift(magnitude.wrapping_sub(112 << 23), 13) as u16)
}

/// `value / 2^shift` to the nearest, ties to even. `shift` is within 1 and 24.
const fn round_shift(value: u32, shift: u32) -> u32 {
	let kept = value >> shift;
	let rest = value & (1u32 << shift).wrapping_sub(1);
	let tie = 1u32 << shift.wrapping_sub(1);
	let up = rest > tie || (rest == tie && kept & 1 == 1);
	kept.wrapping_add(up as u32)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_half_survives_the_way_there_and_back() {
		for bits in 0..=u16::MAX {
			let value = to_f32(bits);
			match bits & 0x7fff {
				0x7c00 => assert!(value.is_infinite() && from_f32(value).is_none()),
				0x7c01.. => assert!(value.is_nan() && from_f32(value).is_none()),
				_ => assert_eq!(from_f32(value), Some(bits)),
			}
		}
	}

	#[test]
	fn rounds_to_the_nearest_and_ties_to_even() {
		for low in 0..0x7bffu16 {
			let (a, b) = (to_f32(low), to_f32(low + 1));
			let middle = ((f64::from(a) + f64::from(b)) / 2.0) as f32;
			let even = if low & 1 == 0 { low } else { low + 1 };
			assert_eq!(from_f32(middle), Some(even), "between {a} and {b}");
			assert_eq!(from_f32(f32::from_bits(middle.to_bits() - 1)), Some(low));
			assert_eq!(from_f32(f32::from_bits(middle.to_bits() + 1)), Some(low + 1));
			assert_eq!(from_f32(-middle), Some(even | 0x8000));
		}
		assert_eq!(from_f32(65519.99), Some(0x7bff));
		assert_eq!(from_f32(65520.0), None);
	}
}
