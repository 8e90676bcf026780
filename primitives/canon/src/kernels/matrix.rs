//! Quantised matrices, rearranged for vector units, and the scalar kernel.

use crate::{
	half,
	quant::{Block, BLOCK, BLOCK_BYTES},
};
use bytes::BytesMut;
use std::ops::Range;

/// Rows that are computed together, one lane each.
pub const GROUP: usize = 8;
/// Bytes of a block of a group: the scales, then four elements of each row in turn.
pub(super) const GROUP_BYTES: usize = GROUP * BLOCK_BYTES;

/// Memory for matrices, one after the other, so that large pages fit.
#[derive(Default)]
pub struct Arena(BytesMut);

impl Arena {
	/// Memory that is taken at once. What is not used is never touched, so it costs nothing.
	const BYTES: usize = 1 << 27;

	/// Zeros.
	fn take(&mut self, bytes: usize) -> BytesMut {
		if self.0.len() < bytes {
			self.0 = BytesMut::zeroed(bytes.max(Self::BYTES));
			prefer_large_pages(&mut self.0);
		}
		self.0.split_to(bytes)
	}
}

/// A matrix of [`Block`]s, a row for each output.
pub struct Matrix {
	rows: usize,
	blocks: usize,
	data: BytesMut,
}

impl Matrix {
	/// Takes rows of blocks as GGUF files store them. `None` where the number of bytes is not that of `rows` rows of
	/// `columns` elements, whole blocks, or a scale is not finite.
	pub fn from_rows(arena: &mut Arena, bytes: &[u8], rows: usize, columns: usize) -> Option<Self> {
		let blocks = columns / BLOCK;
		let row_bytes = blocks.checked_mul(BLOCK_BYTES)?;
		if !columns.is_multiple_of(BLOCK)
			|| blocks == 0
			|| bytes.len() != rows.checked_mul(row_bytes)?
		{
			return None;
		}
		let mut data = arena.take(rows.div_ceil(GROUP) * blocks * GROUP_BYTES);
		for (row, source) in bytes.chunks_exact(row_bytes).enumerate() {
			let lane = row % GROUP;
			let start = row / GROUP * blocks * GROUP_BYTES;
			for (block, source) in source.as_chunks::<BLOCK_BYTES>().0.iter().enumerate() {
				Block::read(source)?;
				let target = &mut data[start + block * GROUP_BYTES..][..GROUP_BYTES];
				target[lane * 2..][..2].copy_from_slice(&source[..2]);
				for quad in 0..BLOCK / 4 {
					target[GROUP * 2 + (quad * GROUP + lane) * 4..][..4]
						.copy_from_slice(&source[2 + quad * 4..][..4]);
				}
			}
		}
		Some(Self { rows, blocks, data })
	}

	/// Number of outputs.
	pub fn rows(&self) -> usize {
		self.rows
	}

	/// Blocks in a row.
	pub fn blocks(&self) -> usize {
		self.blocks
	}

	/// Groups of rows; the last may have rows of zeros at its end.
	pub fn groups(&self) -> usize {
		self.rows.div_ceil(GROUP)
	}

	pub(super) fn group(&self, group: usize) -> &[u8] {
		let bytes = self.blocks * GROUP_BYTES;
		&self.data[group * bytes..][..bytes]
	}

	/// A block of a row, as it came.
	pub fn block(&self, row: usize, block: usize) -> Block {
		let group = &self.group(row / GROUP)[block * GROUP_BYTES..][..GROUP_BYTES];
		let lane = row % GROUP;
		Block {
			scale: u16::from_le_bytes([group[lane * 2], group[lane * 2 + 1]]),
			elements: std::array::from_fn(|n| {
				group[GROUP * 2 + (n / 4 * GROUP + lane) * 4 + n % 4] as i8
			}),
		}
	}
}

/// Asks for large pages behind memory that is still to be filled: with small ones, reading weights waits for the
/// translation of addresses. Systems that don't know such pages, or don't want to, leave it as it is.
fn prefer_large_pages(data: &mut [u8]) {
	#[cfg(target_os = "linux")]
	{
		const LARGE: usize = 1 << 21;
		let skipped = data.as_ptr().align_offset(LARGE);
		let Some(pages) = data.get_mut(skipped..) else { return };
		let whole = pages.len() / LARGE * LARGE;
		// SAFETY: these pages are ours, and the advice changes nothing that can be seen.
		unsafe { libc::madvise(pages.as_mut_ptr().cast(), whole, libc::MADV_HUGEPAGE) };
	}
	#[cfg(not(target_os = "linux"))]
	let _ = data;
}

/// Rows of quantised activations.
#[derive(Clone, Default)]
pub struct Activations {
	rows: usize,
	blocks: usize,
	elements: Vec<i8>,
	scales: Vec<f32>,
}

impl Activations {
	/// Makes room for `rows` rows of `columns` elements, whole blocks.
	pub fn resize(&mut self, rows: usize, columns: usize) {
		assert_eq!(columns % BLOCK, 0, "whole blocks");
		self.rows = rows;
		self.blocks = columns / BLOCK;
		self.elements.resize(rows * columns, 0);
		self.scales.resize(rows * self.blocks, 0.0);
	}

	/// Number of rows.
	pub fn rows(&self) -> usize {
		self.rows
	}

	/// Blocks in a row.
	pub fn blocks(&self) -> usize {
		self.blocks
	}

	pub(super) fn row(&self, row: usize) -> (&[i8], &[f32]) {
		let (elements, scales) = (self.blocks * BLOCK, self.blocks);
		(&self.elements[row * elements..][..elements], &self.scales[row * scales..][..scales])
	}

	/// A row to write.
	pub fn row_mut(&mut self, row: usize) -> ActivationRow<'_> {
		let (elements, scales) = (self.blocks * BLOCK, self.blocks);
		ActivationRow {
			elements: &mut self.elements[row * elements..][..elements],
			scales: &mut self.scales[row * scales..][..scales],
		}
	}

	/// All rows, to write them one by one.
	pub fn rows_mut(&mut self) -> impl Iterator<Item = ActivationRow<'_>> {
		let elements = self.elements.chunks_exact_mut((self.blocks * BLOCK).max(1));
		let scales = self.scales.chunks_exact_mut(self.blocks.max(1));
		elements.zip(scales).map(|(elements, scales)| ActivationRow { elements, scales })
	}

	/// A block of a row, as traces hold it.
	pub fn block(&self, row: usize, block: usize) -> Block {
		let (elements, scales) = self.row(row);
		Block {
			scale: half::from_f32(scales[block]).unwrap_or_default(),
			elements: std::array::from_fn(|n| elements[block * BLOCK + n]),
		}
	}
}

/// A row of [`Activations`] to write.
pub struct ActivationRow<'a> {
	pub(super) elements: &'a mut [i8],
	pub(super) scales: &'a mut [f32],
}

/// Sums of products of a block of each row of a group with a block of activations.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn dots(quads: &[[u8; GROUP * 4]], elements: &[[i8; 4]]) -> [i32; GROUP] {
	let mut dots = [0i32; GROUP];
	for (quad, elements) in quads.iter().zip(elements) {
		for (dot, weights) in dots.iter_mut().zip(quad.as_chunks::<4>().0) {
			for (weight, element) in weights.iter().zip(elements) {
				*dot += i32::from(*weight as i8) * i32::from(*element);
			}
		}
	}
	dots
}

/// Sums of products of a block of each row of a group with a block of activations, with what every x86-64 has.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn dots(quads: &[[u8; GROUP * 4]], elements: &[[i8; 4]]) -> [i32; GROUP] {
	use core::arch::x86_64::*;
	assert_eq!((quads.len(), elements.len()), (BLOCK / 4, BLOCK / 4), "a block");
	// SAFETY: reads the bytes of a block on either side, and writes an array.
	unsafe {
		let below = |bytes| _mm_cmpgt_epi8(_mm_setzero_si128(), bytes);
		// For each row, sums of its elements 0 and 1 of every four, and of 2 and 3.
		let mut halves = [_mm_setzero_si128(); 4];
		for (two, elements) in quads.as_chunks::<2>().0.iter().zip(elements.as_chunks::<2>().0) {
			let elements = _mm_loadl_epi64(elements.as_ptr().cast());
			let elements = _mm_unpacklo_epi8(elements, below(elements));
			let fours =
				[_mm_unpacklo_epi64(elements, elements), _mm_unpackhi_epi64(elements, elements)];
			for quad in 0..2 {
				for side in 0..2 {
					let bytes = _mm_loadu_si128(two[quad].as_ptr().add(side * 16).cast());
					let signs = below(bytes);
					let low = _mm_madd_epi16(_mm_unpacklo_epi8(bytes, signs), fours[quad]);
					let high = _mm_madd_epi16(_mm_unpackhi_epi8(bytes, signs), fours[quad]);
					halves[side * 2] = _mm_add_epi32(halves[side * 2], low);
					halves[side * 2 + 1] = _mm_add_epi32(halves[side * 2 + 1], high);
				}
			}
		}
		let mut sums = [0i32; GROUP * 2];
		for (halves, sums) in halves.into_iter().zip(sums.as_chunks_mut::<4>().0) {
			_mm_storeu_si128(sums.as_mut_ptr().cast(), halves);
		}
		std::array::from_fn(|row| sums[row * 2] + sums[row * 2 + 1])
	}
}

impl<'a> ActivationRow<'a> {
	/// Parts of so many elements, whole blocks.
	pub fn chunks(self, elements: usize) -> impl Iterator<Item = ActivationRow<'a>> {
		assert_eq!(elements % BLOCK, 0, "whole blocks");
		let scales = self.scales.chunks_mut(elements / BLOCK);
		let parts = self.elements.chunks_mut(elements).zip(scales);
		parts.map(|(elements, scales)| ActivationRow { elements, scales })
	}
}

/// See [`super::Kernels::multiply`].
pub(super) fn multiply(
	matrix: &Matrix,
	groups: Range<usize>,
	activations: &Activations,
	out: &mut [&mut [f32]],
) {
	let mut scales = Vec::with_capacity(matrix.blocks());
	for (n, group) in groups.enumerate() {
		let blocks = matrix.group(group).as_chunks::<GROUP_BYTES>().0;
		scales.clear();
		scales.extend(blocks.iter().map(|weights| -> [f32; GROUP] {
			std::array::from_fn(|row| {
				half::to_f32(u16::from_le_bytes([weights[row * 2], weights[row * 2 + 1]]))
			})
		}));
		for (row, out) in out.iter_mut().enumerate() {
			let (elements, row_scales) = activations.row(row);
			let elements = elements.as_chunks::<BLOCK>().0;
			let mut sums = [0.0f32; GROUP];
			for (((weights, elements), scales), scale) in
				blocks.iter().zip(elements).zip(&scales).zip(row_scales)
			{
				let quads = weights[GROUP * 2..].as_chunks().0;
				let dots = dots(quads, elements.as_chunks().0);
				for row in 0..GROUP {
					sums[row] += dots[row] as f32 * (scales[row] * scale);
				}
			}
			out[n * GROUP..][..GROUP].copy_from_slice(&sums);
		}
	}
}
