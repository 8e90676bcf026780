//! Kernels for x86-64.

use super::{
	matrix::{ActivationRow, Activations, Matrix, GROUP, GROUP_BYTES},
	slices,
};
use crate::{maths::NotFinite, quant::BLOCK, vector::LANES};
use core::arch::x86_64::*;
use std::ops::Range;

/// Rows of activations that share one reading of the weights: with their sums they fit the registers.
const TILE: usize = 6;
/// Groups of weights that are read side by side for a single row: memory answers several streams faster than one.
const STREAMS: usize = 4;
/// Bytes of weights that are kept while rows of activations pass by.
const CACHED: usize = 1 << 17;
/// Bytes ahead of which weights are asked for from memory.
const AHEAD: usize = 512;

macro_rules! with_avx2 {
	($($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {$(
		#[target_feature(enable = "avx2,f16c")]
		pub fn $name($($argument: $type),*) $(-> $result)? {
			slices::$name($($argument),*)
		}
	)*};
}

with_avx2! {
	norm(x: &[f32], divisor: f32, gain: &[f32], out: &mut [f32]);
	shares(scores: &mut [f32], most: f32);
	silu_multiply(gate: &mut [f32], up: &[f32]);
	all_finite(x: &[f32]) -> bool;
	quantise(x: &[f32], row: ActivationRow) -> Result<(), NotFinite>;
}

/// Lanes of sums, eight in each, of a vector times others.
///
/// Safety: all have as many elements.
#[target_feature(enable = "avx2")]
#[inline]
// Loops over a number of vectors that is known, so that sums stay in registers.
#[allow(clippy::needless_range_loop)]
unsafe fn lanes<const N: usize>(a: &[f32], others: [*const f32; N]) -> [[__m256; 2]; N] {
	let mut lanes = [[_mm256_setzero_ps(); 2]; N];
	let whole = a.len() / LANES * LANES;
	for n in (0..whole).step_by(LANES) {
		let low = _mm256_loadu_ps(a.as_ptr().add(n));
		let high = _mm256_loadu_ps(a.as_ptr().add(n + 8));
		for other in 0..N {
			let products = _mm256_mul_ps(low, _mm256_loadu_ps(others[other].add(n)));
			lanes[other][0] = _mm256_add_ps(lanes[other][0], products);
			let products = _mm256_mul_ps(high, _mm256_loadu_ps(others[other].add(n + 8)));
			lanes[other][1] = _mm256_add_ps(lanes[other][1], products);
		}
	}
	if whole < a.len() {
		for (lanes, b) in lanes.iter_mut().zip(others) {
			let mut rest = [0.0; LANES];
			for (n, rest) in (whole..a.len()).zip(&mut rest) {
				*rest = a[n] * *b.add(n);
			}
			// Adding a zero changes no sum that began with one.
			lanes[0] = _mm256_add_ps(lanes[0], _mm256_loadu_ps(rest.as_ptr()));
			lanes[1] = _mm256_add_ps(lanes[1], _mm256_loadu_ps(rest.as_ptr().add(8)));
		}
	}
	lanes
}

/// Lanes 8 apart, then 4 apart, added.
#[target_feature(enable = "avx2")]
#[inline]
fn halved(lanes: [__m256; 2]) -> __m128 {
	let eight = _mm256_add_ps(lanes[0], lanes[1]);
	_mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight))
}

#[target_feature(enable = "avx2")]
#[inline]
fn total(lanes: [__m256; 2]) -> f32 {
	let four = halved(lanes);
	let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
	_mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
}

#[target_feature(enable = "avx2")]
pub fn sum_of_squares(x: &[f32]) -> f32 {
	// SAFETY: a vector is as long as itself.
	let [lanes] = unsafe { lanes(x, [x.as_ptr()]) };
	total(lanes)
}

#[target_feature(enable = "avx2")]
pub fn scores(query: &[f32], keys: &[f32], scale: f32, out: &mut [f32]) {
	let width = query.len();
	// Four sums at a time: each waits for itself only.
	let (fours, rest) = out.as_chunks_mut::<4>();
	let mut keys = keys.chunks_exact(width);
	let mut next = || keys.next().unwrap_or_default().as_ptr();
	for out in fours {
		// SAFETY: there is a key for each score.
		let [a, b, c, d] = unsafe { lanes(query, [next(), next(), next(), next()]) };
		let (a, b, c, d) = (halved(a), halved(b), halved(c), halved(d));
		// Lanes become vectors, to be added 2 and 1 apart.
		let (low, high) = (_mm_unpacklo_ps(a, c), _mm_unpackhi_ps(a, c));
		let (low_2, high_2) = (_mm_unpacklo_ps(b, d), _mm_unpackhi_ps(b, d));
		let first = _mm_unpacklo_ps(low, low_2);
		let second = _mm_unpackhi_ps(low, low_2);
		let third = _mm_unpacklo_ps(high, high_2);
		let fourth = _mm_unpackhi_ps(high, high_2);
		let sums = _mm_add_ps(_mm_add_ps(first, third), _mm_add_ps(second, fourth));
		let scaled = _mm_mul_ps(sums, _mm_set1_ps(scale));
		// SAFETY: four numbers.
		unsafe { _mm_storeu_ps(out.as_mut_ptr(), scaled) };
	}
	for out in rest {
		// SAFETY: as above.
		let [lanes] = unsafe { lanes(query, [next()]) };
		*out = total(lanes) * scale;
	}
}

#[target_feature(enable = "avx2")]
pub fn accumulate(shares: &[f32], values: &[f32], out: &mut [f32]) {
	let width = out.len();
	let mut first = 0;
	while first < width {
		let values = &values[first..];
		// SAFETY: rows of `width` values for each share; the part ends where rows do, at most.
		first += unsafe {
			match width - first {
				64.. => accumulate_part::<8>(shares, values, width, &mut out[first..]),
				32.. => accumulate_part::<4>(shares, values, width, &mut out[first..]),
				8.. => accumulate_part::<1>(shares, values, width, &mut out[first..]),
				_ => {
					for (share, values) in shares.iter().zip(values.chunks(width)) {
						for (out, value) in out[first..].iter_mut().zip(values) {
							*out += share * value;
						}
					}
					width - first
				}
			}
		};
	}
}

/// Eight times `N` sums in registers. Returns how many that are.
///
/// Safety: so many sums; as many values at the beginning of each row, of which there is one for each share.
#[target_feature(enable = "avx2")]
#[inline]
// Loops over a number of vectors that is known, so that sums stay in registers.
#[allow(clippy::needless_range_loop)]
unsafe fn accumulate_part<const N: usize>(
	shares: &[f32],
	values: &[f32],
	width: usize,
	out: &mut [f32],
) -> usize {
	let mut sums = [_mm256_setzero_ps(); N];
	for n in 0..N {
		sums[n] = _mm256_loadu_ps(out.as_ptr().add(n * 8));
	}
	let mut row = values.as_ptr();
	for share in shares {
		let share = _mm256_set1_ps(*share);
		for n in 0..N {
			let products = _mm256_mul_ps(share, _mm256_loadu_ps(row.add(n * 8)));
			sums[n] = _mm256_add_ps(sums[n], products);
		}
		row = row.wrapping_add(width);
	}
	for n in 0..N {
		_mm256_storeu_ps(out.as_mut_ptr().add(n * 8), sums[n]);
	}
	N * 8
}

/// Adds the products of four elements of each of eight rows to eight sums. Of the factors one has no signs, and is 128 at
/// most; the other is within −128 and 127, and never −128 with 128: so a pair of products fits 16 bits.
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

/// A block of a single row of activations. A product of a weight w with an element e below zero is |e| · (−w − 1) + |e|,
/// and −w − 1 is w with all bits flipped.
#[derive(Clone, Copy)]
struct Spread {
	/// Magnitudes of four elements at a time.
	magnitudes: [i32; BLOCK / 4],
	/// All bits where an element is below zero.
	flips: [i32; BLOCK / 4],
	/// Sum of the magnitudes of elements below zero.
	negative: i32,
	scale: f32,
}

/// All blocks of a row.
#[target_feature(enable = "avx2")]
fn spread((elements, scales): (&[i8], &[f32])) -> Vec<Spread> {
	let mut spread = Vec::with_capacity(scales.len());
	for (elements, scale) in elements.as_chunks::<BLOCK>().0.iter().zip(scales) {
		let (mut magnitudes, mut flips, mut parts) = ([0; BLOCK / 4], [0; BLOCK / 4], [0; 4]);
		// SAFETY: all are of 32 bytes.
		unsafe {
			let elements = _mm256_loadu_si256(elements.as_ptr().cast());
			let below = _mm256_cmpgt_epi8(_mm256_setzero_si256(), elements);
			let positive = _mm256_abs_epi8(elements);
			// Sums of eight bytes.
			let zero = _mm256_setzero_si256();
			let sums = _mm256_sad_epu8(_mm256_and_si256(positive, below), zero);
			_mm256_storeu_si256((&raw mut magnitudes).cast(), positive);
			_mm256_storeu_si256((&raw mut flips).cast(), below);
			_mm256_storeu_si256((&raw mut parts).cast(), sums);
		}
		let [a, b, c, d]: [i64; 4] = parts;
		let negative = (a + b + c + d) as i32;
		spread.push(Spread { magnitudes, flips, negative, scale: *scale });
	}
	spread
}

/// What a group's blocks need besides their elements, computed once for all rows of activations.
#[derive(Clone, Copy)]
struct Panel {
	/// The weights' scales.
	scales: __m256,
	/// Sums of the magnitudes of negative weights.
	negative: __m256i,
}

macro_rules! multiply {
	($name:ident, $one:ident, $tile:ident, $panel:ident, $features:literal, $dot:ident) => {
		/// See [`super::Kernels::multiply`], which checks the sizes.
		#[target_feature(enable = $features)]
		pub fn $name(
			matrix: &Matrix,
			groups: Range<usize>,
			activations: &Activations,
			out: &mut [&mut [f32]],
		) {
			if let [out] = out {
				let row = spread(activations.row(0));
				let apart = groups.len() / STREAMS;
				// SAFETY: the sizes were checked; so many groups are left each time.
				unsafe {
					for n in 0..apart {
						$one::<STREAMS>(matrix, groups.start, (n, apart), &row, out);
					}
					for n in apart * STREAMS..groups.len() {
						$one::<1>(matrix, groups.start, (n, 0), &row, out);
					}
				}
				return;
			}
			let rows = (0..activations.rows()).map(|row| activations.row(row));
			let rows: Vec<(&[i8], &[f32])> = rows.collect();
			let blocks = matrix.blocks();
			// As many groups at a time as the cache next to the core keeps, while all rows pass by.
			let most = (CACHED / (blocks * GROUP_BYTES)).max(1);
			let mut panels = Vec::with_capacity(most * blocks);
			for chunk in groups.clone().step_by(most) {
				let chunk = chunk..(chunk + most).min(groups.end);
				panels.clear();
				for group in chunk.clone() {
					let weights = matrix.group(group).as_ptr();
					// SAFETY: within the group's bytes.
					let panel = |block| unsafe { $panel(weights.add(block * GROUP_BYTES)) };
					panels.extend((0..blocks).map(panel));
				}
				let mut first = 0;
				// Tiles of nearly equal size.
				for left in (1..=out.len().div_ceil(TILE)).rev() {
					let size = (out.len() - first).div_ceil(left);
					let (rows, out) = (&rows[first..], &mut out[first..]);
					for (group, panel) in chunk.clone().zip(panels.chunks_exact(blocks)) {
						let (weights, n) = (matrix.group(group), group - groups.start);
						// SAFETY: the sizes were checked, and as many rows are left.
						unsafe {
							match size {
								1 => $tile::<1>(weights, panel, rows, n, out),
								2 => $tile::<2>(weights, panel, rows, n, out),
								3 => $tile::<3>(weights, panel, rows, n, out),
								4 => $tile::<4>(weights, panel, rows, n, out),
								5 => $tile::<5>(weights, panel, rows, n, out),
								_ => $tile::<TILE>(weights, panel, rows, n, out),
							}
						}
					}
					first += size;
				}
			}
		}

		/// A row of activations times groups `first + n`, `first + n + apart` and so on.
		///
		/// Safety: there are so many groups, of the activations' width, and outputs for them.
		#[target_feature(enable = $features)]
		// Loops over a number of groups that is known, so that sums stay in registers.
		#[allow(clippy::needless_range_loop)]
		unsafe fn $one<const GROUPS: usize>(
			matrix: &Matrix,
			first: usize,
			(n, apart): (usize, usize),
			row: &[Spread],
			out: &mut [f32],
		) {
			let at = |stream: usize| matrix.group(first + n + stream * apart).as_ptr();
			let mut weights: [*const u8; GROUPS] = std::array::from_fn(at);
			let mut sums = [_mm256_setzero_ps(); GROUPS];
			for block in row {
				let mut dots = [_mm256_set1_epi32(block.negative); GROUPS];
				for quad in 0..BLOCK / 4 {
					let magnitudes = _mm256_set1_epi32(block.magnitudes[quad]);
					let flips = _mm256_set1_epi32(block.flips[quad]);
					for stream in 0..GROUPS {
						let packed = weights[stream].add(GROUP * 2 + quad * GROUP * 4);
						if quad % 2 == 0 {
							// The end of the matrix may be nearer; asking for what is not there does nothing.
							_mm_prefetch::<_MM_HINT_T0>(packed.wrapping_add(AHEAD).cast());
						}
						let packed = _mm256_loadu_si256(packed.cast());
						let signed = _mm256_xor_si256(packed, flips);
						dots[stream] = $dot!(dots[stream], magnitudes, signed);
					}
				}
				let scale = _mm256_set1_ps(block.scale);
				for stream in 0..GROUPS {
					let scales = _mm256_cvtph_ps(_mm_loadu_si128(weights[stream].cast()));
					let scales = _mm256_mul_ps(scales, scale);
					let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(dots[stream]), scales);
					sums[stream] = _mm256_add_ps(sums[stream], scaled);
					weights[stream] = weights[stream].add(GROUP_BYTES);
				}
			}
			for (stream, sum) in sums.into_iter().enumerate() {
				let out = &mut out[(n + stream * apart) * GROUP..][..GROUP];
				_mm256_storeu_ps(out.as_mut_ptr(), sum);
			}
		}

		/// Safety: a group's block starts there.
		#[target_feature(enable = $features)]
		unsafe fn $panel(weights: *const u8) -> Panel {
			let mut negative = _mm256_setzero_si256();
			for quad in 0..BLOCK / 4 {
				let packed = _mm256_loadu_si256(weights.add(GROUP * 2 + quad * GROUP * 4).cast());
				let below = _mm256_cmpgt_epi8(_mm256_setzero_si256(), packed);
				let magnitudes = _mm256_and_si256(_mm256_abs_epi8(packed), below);
				negative = $dot!(negative, magnitudes, _mm256_set1_epi8(1));
			}
			Panel { scales: _mm256_cvtph_ps(_mm_loadu_si128(weights.cast())), negative }
		}

		/// Safety: `ROWS` rows of activations of the group's width, and outputs for all groups.
		#[target_feature(enable = $features)]
		// Loops over a number of rows that is known, so that sums stay in registers.
		#[allow(clippy::needless_range_loop)]
		unsafe fn $tile<const ROWS: usize>(
			weights: &[u8],
			panel: &[Panel],
			rows: &[(&[i8], &[f32])],
			n: usize,
			out: &mut [&mut [f32]],
		) {
			let rows: [(&[i8], &[f32]); ROWS] = std::array::from_fn(|n| rows[n]);
			let mut weights = weights.as_ptr();
			let mut sums = [_mm256_setzero_ps(); ROWS];
			for (block, panel) in panel.iter().enumerate() {
				let packed = weights.add(GROUP * 2);
				// A weight w below zero times an element e is |w| · (−e − 1) + |w|, and −e − 1 is e with all bits
				// flipped. So the sum starts with those |w|, and flipping is all there is to do for each row.
				let mut dots = [panel.negative; ROWS];
				for quad in 0..BLOCK / 4 {
					let packed = _mm256_loadu_si256(packed.add(quad * GROUP * 4).cast());
					let magnitudes = _mm256_abs_epi8(packed);
					let flip = _mm256_cmpgt_epi8(_mm256_setzero_si256(), packed);
					for row in 0..ROWS {
						let four = rows[row].0.as_ptr().add(block * BLOCK + quad * 4);
						let four = _mm256_set1_epi32(four.cast::<i32>().read_unaligned());
						dots[row] = $dot!(dots[row], magnitudes, _mm256_xor_si256(four, flip));
					}
				}
				for row in 0..ROWS {
					let scale = _mm256_set1_ps(*rows[row].1.get_unchecked(block));
					let scale = _mm256_mul_ps(panel.scales, scale);
					let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(dots[row]), scale);
					sums[row] = _mm256_add_ps(sums[row], scaled);
				}
				weights = weights.add(GROUP_BYTES);
			}
			for row in 0..ROWS {
				_mm256_storeu_ps(out[row][n * GROUP..][..GROUP].as_mut_ptr(), sums[row]);
			}
		}
	};
}

multiply!(multiply_avx2, one_avx2, tile_avx2, panel_avx2, "avx2,f16c", dot_avx2);
multiply!(
	multiply_vnni,
	one_vnni,
	tile_vnni,
	panel_vnni,
	"avx2,f16c,avx512vl,avx512vnni",
	dot_vnni
);
