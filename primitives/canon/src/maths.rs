//! Elementary functions out of additions and multiplications alone, and one division or root where named. No
//! library function is used: those differ between platforms.

/// A number that is not finite turned up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotFinite;

/// The number, if it is finite.
pub fn finite(value: f32) -> Result<f32, NotFinite> {
	if value.to_bits() & 0x7f80_0000 == 0x7f80_0000 {
		Err(NotFinite)
	} else {
		Ok(value)
	}
}

/// Below this `exp` is zero, so that results are never subnormal.
pub const EXP_LEAST: f32 = -87.0;
/// Above this `exp` is infinite.
pub const EXP_MOST: f32 = 88.0;
/// Adding it rounds to a whole number, ties to even, which then stands in the low bits: 1.5 × 2^23.
const ROUND: f32 = 12_582_912.0;
/// 1 / ln 2.
const LOG2_E: f32 = f32::from_bits(0x3fb8_aa3b);
/// ln 2 in two parts; the first has few enough bits that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;
/// Coefficients of (e^r − 1 − r) / r² on |r| ≤ ln 2 / 2, highest power first (the `expf` of Cephes).
const EXP_COEFFICIENTS: [f32; 6] =
	[1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];

/// e to the power of `x`, relative error below 1.2e-7. Exactly zero below [`EXP_LEAST`], infinite above [`EXP_MOST`].
/// The argument must be finite.
///
/// Both bounds are looked at last, so that vector units compute many at a time.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
	let shifted = x * LOG2_E + ROUND;
	let n = shifted - ROUND;
	let r = x - n * LN2_HIGH - n * LN2_LOW;
	let mut p = 0.0f32;
	for coefficient in EXP_COEFFICIENTS {
		p = p * r + coefficient;
	}
	let y = p * (r * r) + r + 1.0;
	// The low bits of `shifted` are the whole number, within −126 and 127.
	let power = y * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
	if x < EXP_LEAST {
		0.0
	} else if x > EXP_MOST {
		f32::INFINITY
	} else {
		power
	}
}

/// x / (1 + e^−x), the activation of gated layers. The argument must be finite; the result is.
pub fn silu(x: f32) -> f32 {
	// Beyond, e^−x is infinite and the quotient zero.
	x / (1.0 + exp(-x))
}

/// The square root, to the nearest. Of zero and positive numbers only.
pub fn sqrt(x: f32) -> f32 {
	sqrt_f64(f64::from(x)) as f32
}

/// A root of twice the precision: rounding it gives the nearest number of half of it (Figueroa 1995).
fn sqrt_f64(x: f64) -> f64 {
	if x <= 0.0 {
		return 0.0;
	}
	// A guess within 4 %: half the exponent. Each step of Newton's squares the error; after four it is below 2^-70.
	let mut y = f64::from_bits((x.to_bits() >> 1).wrapping_add(0x1ff7_a3be_a91d_9b1b));
	for _ in 0..5 {
		y = 0.5 * (y + x / y);
	}
	y
}

const LN_2: f64 = core::f64::consts::LN_2;

/// Natural logarithm of a positive, normal number, error below 1e-15 of the larger of 1 and the result.
pub fn ln(x: f64) -> f64 {
	let bits = x.to_bits();
	// x = m × 2^e with m within √½ and √2.
	let offset = bits.wrapping_sub(0x3fe6_a09e_667f_3bcd);
	let e = (offset as i64) >> 52;
	let m = f64::from_bits(bits.wrapping_sub((e as u64) << 52));
	// ln m = 2 artanh s.
	let s = (m - 1.0) / (m + 1.0);
	let z = s * s;
	let mut p = 0.0;
	for k in (0..12u32).rev() {
		p = p * z + 1.0 / (f64::from(k) * 2.0 + 1.0);
	}
	2.0 * s * p + e as f64 * LN_2
}

/// e to the power of `x`, for |x| < 700, relative error below 1e-15.
pub fn exp_f64(x: f64) -> f64 {
	const ROUND_F64: f64 = 6_755_399_441_055_744.0;
	let n = x * core::f64::consts::LOG2_E + ROUND_F64 - ROUND_F64;
	// ln 2 in two parts: the first with 32 bits.
	let r =
		x - n * f64::from_bits(0x3fe6_2e42_fee0_0000) - n * f64::from_bits(0x3dea_39ef_3579_3c76);
	let mut p = 1.0;
	for k in (1..15u32).rev() {
		p = 1.0 + p * r / f64::from(k);
	}
	p * f64::from_bits(((n as i64).wrapping_add(1023) as u64) << 52)
}

/// Sine and cosine of an angle within 0 and 2^20, error below 1e-10.
pub fn sin_cos(angle: f64) -> (f64, f64) {
	const HALF_PI_HIGH: f64 = f64::from_bits(0x3ff9_21fb_5440_0000);
	const HALF_PI_LOW: f64 = f64::from_bits(0x3dd0_b461_1a62_6331);
	let quarter = (angle * core::f64::consts::FRAC_2_PI + 0.5) as i64;
	let n = quarter as f64;
	let r = angle - n * HALF_PI_HIGH - n * HALF_PI_LOW;
	let z = r * r;
	// Taylor's series: on |r| ≤ π/4 the first term left out is below 1e-15.
	let mut sine = 1.0;
	let mut cosine = 1.0;
	for k in (1..9u32).rev() {
		let even = f64::from(k) * 2.0;
		sine = 1.0 - sine * z / (even * (even + 1.0));
		cosine = 1.0 - cosine * z / (even * (even - 1.0));
	}
	sine *= r;
	match quarter & 3 {
		0 => (sine, cosine),
		1 => (cosine, -sine),
		2 => (-sine, -cosine),
		_ => (-cosine, sine),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn worst(of: impl Fn(f64) -> (f64, f64), from: f64, to: f64) -> f64 {
		(0..=1_000_000)
			.map(|n| of(from + (to - from) * f64::from(n) / 1e6))
			.map(|(got, expected)| ((got - expected) / expected.abs().max(1e-300)).abs())
			.fold(0.0, f64::max)
	}

	#[test]
	fn exp_is_close() {
		let error = worst(
			|x| (f64::from(exp(x as f32)), f64::from(x as f32).exp()),
			f64::from(EXP_LEAST),
			f64::from(EXP_MOST),
		);
		assert!(error < 1.2e-7, "{error}");
		assert_eq!(exp(0.0), 1.0);
		assert_eq!(exp(-87.001), 0.0);
		assert_eq!(exp(88.001), f32::INFINITY);
		assert!(exp(EXP_LEAST).is_normal() && exp(EXP_MOST).is_normal());
	}

	#[test]
	fn silu_is_close() {
		for x in [-1e30f32, -100.0, -88.0, -1.0, -0.0, 0.0, 0.5, 20.0, 1e30] {
			let expected = f64::from(x) / (1.0 + (-f64::from(x)).exp());
			assert!((f64::from(silu(x)) - expected).abs() <= expected.abs() * 3e-7 + 1e-30, "{x}");
		}
	}

	#[test]
	fn roots_are_the_nearest() {
		let mut x = 1u32;
		while x < 0x7f80_0000 {
			let value = f32::from_bits(x);
			assert_eq!(sqrt(value).to_bits(), value.sqrt().to_bits(), "{value}");
			x += 1009;
		}
		assert_eq!(sqrt(0.0), 0.0);
	}

	#[test]
	fn double_precision_functions_are_close() {
		assert!(worst(|x| (exp_f64(x), x.exp()), -30.0, 30.0) < 2e-15);
		for n in 1..1_000_000 {
			let x = f64::from(n) * 1e-6;
			assert!((ln(x) - x.ln()).abs() <= 2e-15 * x.ln().abs().max(1.0), "{x}");
		}
		for n in 0..2_000_000 {
			let x = f64::from(n) * 0.0021;
			let (sine, cosine) = sin_cos(x);
			assert!((sine - x.sin()).abs() < 1e-10 && (cosine - x.cos()).abs() < 1e-10, "{x}");
		}
	}
}
