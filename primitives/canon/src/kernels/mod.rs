//! The operations for native machines: many outputs at a time, with the vector units that are there, the same bits.
//!
//! Lanes stand for different outputs, or for the lanes that the definition of a sum has itself, so that every output
//! is computed in the defined order. Integer sums are exact in any order.

// Indices follow from the shapes that are checked on entry.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod matrix;
#[cfg(target_arch = "aarch64")]
mod neon;
mod slices;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use matrix::{ActivationRow, Activations, Arena, Matrix, GROUP};

use crate::maths::NotFinite;
use std::{fmt, str::FromStr};

/// Which instructions kernels use. All give the same bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Path {
	/// What every machine has: plain code; on x86-64, SSE2 for products.
	Scalar,
	/// x86-64 with AVX2 and F16C.
	Avx2,
	/// x86-64 with AVX2, F16C, AVX-512VL and AVX-512-VNNI.
	Avx512Vnni,
	/// 64-bit ARM.
	Neon,
}

impl Path {
	/// All there are.
	pub const ALL: [Self; 4] = [Self::Scalar, Self::Avx2, Self::Avx512Vnni, Self::Neon];

	/// The fastest that this machine has.
	pub fn best() -> Self {
		Self::ALL.into_iter().rev().find(|path| path.is_available()).unwrap_or(Self::Scalar)
	}

	/// Whether this machine has the instructions.
	pub fn is_available(self) -> bool {
		match self {
			Self::Scalar => true,
			#[cfg(target_arch = "x86_64")]
			Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("f16c"),
			#[cfg(target_arch = "x86_64")]
			Self::Avx512Vnni => {
				Self::Avx2.is_available()
					&& is_x86_feature_detected!("avx512vl")
					&& is_x86_feature_detected!("avx512vnni")
			}
			#[cfg(target_arch = "aarch64")]
			Self::Neon => true,
			#[allow(unreachable_patterns)]
			_ => false,
		}
	}
}

impl fmt::Display for Path {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Scalar => "scalar",
			Self::Avx2 => "avx2",
			Self::Avx512Vnni => "avx512-vnni",
			Self::Neon => "neon",
		})
	}
}

impl FromStr for Path {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let path =
			Self::ALL.into_iter().find(|path| path.to_string() == text).ok_or_else(|| {
				let names = Self::ALL.map(|path| path.to_string()).join(", ");
				format!("there are no kernels `{text}`; there are: {names}")
			})?;
		if path.is_available() {
			Ok(path)
		} else {
			Err(format!("this machine has no {path}; leave the choice open, or take scalar"))
		}
	}
}

/// Kernels of one path. Made only for a path that is available.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kernels(Path);

/// Calls a function of `slices` compiled for the instructions of a path.
macro_rules! dispatch {
	($self:ident, $name:ident($($argument:expr),*)) => {
		match $self.0 {
			#[cfg(target_arch = "x86_64")]
			// SAFETY: `Kernels` of this path exist only where the instructions do.
			Path::Avx2 | Path::Avx512Vnni => unsafe { x86::$name($($argument),*) },
			_ => slices::$name($($argument),*),
		}
	};
}

impl Kernels {
	/// `None` if this machine lacks the instructions.
	pub fn new(path: Path) -> Option<Self> {
		path.is_available().then_some(Self(path))
	}

	/// The path they take.
	pub fn path(self) -> Path {
		self.0
	}

	/// Rows `groups × GROUP` of a matrix times each row of activations. `out` has, for each row of activations, the
	/// outputs of these groups, `stride` apart.
	///
	/// Panics where sizes don't fit.
	pub fn multiply(
		self,
		matrix: &Matrix,
		groups: std::ops::Range<usize>,
		activations: &Activations,
		out: &mut [&mut [f32]],
	) {
		assert!(groups.end <= matrix.groups(), "no such rows");
		assert_eq!(matrix.blocks(), activations.blocks(), "the width of the activations");
		assert_eq!(out.len(), activations.rows(), "a row of outputs for each row of activations");
		assert!(out.iter().all(|row| row.len() == groups.len() * GROUP), "the outputs' width");
		match self.0 {
			#[cfg(target_arch = "x86_64")]
			// SAFETY: as above, and the sizes were compared.
			Path::Avx2 => unsafe { x86::multiply_avx2(matrix, groups, activations, out) },
			#[cfg(target_arch = "x86_64")]
			// SAFETY: as above, and the sizes were compared.
			Path::Avx512Vnni => unsafe { x86::multiply_vnni(matrix, groups, activations, out) },
			#[cfg(target_arch = "aarch64")]
			Path::Neon => neon::multiply(matrix, groups, activations, out),
			_ => matrix::multiply(matrix, groups, activations, out),
		}
	}

	/// [`crate::vector::sum_of_squares`].
	pub fn sum_of_squares(self, x: &[f32]) -> f32 {
		dispatch!(self, sum_of_squares(x))
	}

	/// [`crate::vector::dot`] with each row of `keys`, which are as long as `query`, times `scale`.
	pub fn scores(self, query: &[f32], keys: &[f32], scale: f32, out: &mut [f32]) {
		assert_eq!(keys.len(), query.len() * out.len(), "a key for each score");
		dispatch!(self, scores(query, keys, scale, out))
	}

	/// [`crate::vector::normed`] of every element.
	pub fn norm(self, x: &[f32], divisor: f32, gain: &[f32], out: &mut [f32]) {
		assert!(x.len() == gain.len() && x.len() == out.len(), "vectors of one length");
		dispatch!(self, norm(x, divisor, gain, out))
	}

	/// [`crate::vector::exp_sum`], and [`crate::vector::share`] in place of every score.
	pub fn softmax(self, scores: &mut [f32]) -> Result<(), NotFinite> {
		let most = crate::vector::maximum(scores)?;
		dispatch!(self, shares(scores, most));
		Ok(())
	}

	/// Adds a row of values, times its share, to `out`, for each position in turn.
	pub fn accumulate(self, shares: &[f32], values: &[f32], out: &mut [f32]) {
		assert_eq!(values.len(), shares.len() * out.len(), "a value for each share");
		dispatch!(self, accumulate(shares, values, out))
	}

	/// [`crate::maths::silu`] of the gate, times the other, in the gate's place.
	pub fn silu_multiply(self, gate: &mut [f32], up: &[f32]) {
		assert_eq!(gate.len(), up.len(), "vectors of one length");
		dispatch!(self, silu_multiply(gate, up))
	}

	/// Whether every element is finite.
	pub fn all_finite(self, x: &[f32]) -> bool {
		dispatch!(self, all_finite(x))
	}

	/// Quantises `x` into row number `row`.
	pub fn quantise(
		self,
		x: &[f32],
		activations: &mut Activations,
		row: usize,
	) -> Result<(), NotFinite> {
		self.quantise_row(x, activations.row_mut(row))
	}

	/// Quantises `x`, which is as long as the row.
	pub fn quantise_row(self, x: &[f32], row: ActivationRow) -> Result<(), NotFinite> {
		assert_eq!(x.len(), row.elements.len(), "the width of the activations");
		dispatch!(self, quantise(x, row))
	}
}

/// Whether this thread's processor treats very small numbers as zero, which changes results.
pub fn flushes_to_zero() -> bool {
	let least = std::hint::black_box(f32::from_bits(1));
	let product = std::hint::black_box(f32::MIN_POSITIVE) * std::hint::black_box(0.5);
	least + least != f32::from_bits(2) || product != f32::from_bits(0x0040_0000)
}

/// Whether kernels give the bits of the scalar ones on this machine.
pub fn self_test(kernels: Kernels) -> bool {
	let (rows, columns) = (GROUP + 1, 128);
	// Any numbers do, with all signs and both ends of the range.
	let byte = |n: usize| (n * 167 + n / 7) as u8;
	let mut bytes: Vec<u8> = (0..rows * columns / 32 * 34).map(byte).collect();
	bytes.chunks_exact_mut(34).for_each(|block| block[1] &= 0x3b);
	let x: Vec<f32> = (0..columns * 5).map(|n| f32::from(byte(n) as i8) / 7.0).collect();
	let Some(matrix) = Matrix::from_rows(&mut Arena::default(), &bytes, rows, columns) else {
		return false;
	};
	let outputs = |kernels: Kernels| -> Option<Vec<u32>> {
		let mut activations = Activations::default();
		activations.resize(5, columns);
		for (row, x) in x.chunks_exact(columns).enumerate() {
			kernels.quantise(x, &mut activations, row).ok()?;
		}
		let mut out = vec![0.0; 5 * matrix.groups() * GROUP];
		let mut slices: Vec<&mut [f32]> = out.chunks_exact_mut(matrix.groups() * GROUP).collect();
		kernels.multiply(&matrix, 0..matrix.groups(), &activations, &mut slices);
		let mut softmax = x.clone();
		kernels.softmax(&mut softmax).ok()?;
		out.extend(softmax);
		out.push(kernels.sum_of_squares(&x));
		Some(out.into_iter().map(f32::to_bits).collect())
	};
	let expected = outputs(Kernels(Path::Scalar));
	expected.is_some() && outputs(kernels) == expected
}
