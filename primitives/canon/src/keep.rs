//! Keeps vectors of a run while it is computed, to show pieces of them later.

// Indices follow from shapes that are checked when weights are loaded.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	engine::{Cells, Fault, Witness},
	merkle::{Hash, Plain, Tree},
	ops::CHUNK,
	trace,
};

/// One of the three vectors of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellPart {
	Input,
	Keys,
	Values,
}

/// A vector to keep, and the piece of it that is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
	pub position: u32,
	pub layer: u32,
	pub part: CellPart,
	pub piece: u32,
}

/// A vector that was kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
	pub wanted: Wanted,
	numbers: Vec<f32>,
	/// Numbers of a piece.
	size: u32,
}

impl Kept {
	fn piece(&self, number: usize) -> Vec<u8> {
		let numbers = self.numbers.chunks(self.size.max(1) as usize).nth(number);
		numbers.unwrap_or_default().iter().flat_map(|number| number.to_le_bytes()).collect()
	}

	/// The piece: numbers of four bytes, little endian.
	pub fn bytes(&self) -> Vec<u8> {
		self.piece(self.wanted.piece as usize)
	}

	/// The way from the piece to the root of its vector.
	pub fn path(&self) -> Vec<Hash> {
		let pieces = self.numbers.len().div_ceil(self.size.max(1) as usize);
		let hashes = (0..pieces).map(|number| trace::piece::<Plain>(&self.piece(number)));
		Tree::new::<Plain>(hashes.collect(), 0).path(0, self.wanted.piece as usize)
	}
}

/// Keeps what is wanted, and passes everything on.
pub(crate) struct Keeper<'a, W> {
	witness: &'a mut W,
	wanted: &'a [Wanted],
	/// Width of a head.
	head: u32,
	kept: Vec<Kept>,
}

impl<'a, W: Witness> Keeper<'a, W> {
	pub fn new(witness: &'a mut W, wanted: &'a [Wanted], head: u32) -> Self {
		Self { witness, wanted, head, kept: Vec::new() }
	}

	/// One for each that was wanted, in that order. What was not computed is missing.
	pub fn kept(self) -> Vec<Kept> {
		let of = |wanted: &Wanted| self.kept.iter().find(|kept| kept.wanted == *wanted).cloned();
		self.wanted.iter().filter_map(of).collect()
	}
}

impl<W: Witness> Witness for Keeper<'_, W> {
	fn cells(&mut self, cells: Cells) {
		for wanted in self.wanted.iter().filter(|wanted| wanted.layer == cells.layer) {
			let found = cells.each().find(|(position, _)| *position == wanted.position);
			let Some((_, [input, keys, values])) = found else { continue };
			let (numbers, size) = match wanted.part {
				CellPart::Input => (input, CHUNK),
				CellPart::Keys => (keys, self.head),
				CellPart::Values => (values, self.head),
			};
			// One piece may be wanted twice.
			if !self.kept.iter().any(|kept| kept.wanted == *wanted) {
				self.kept.push(Kept { wanted: *wanted, numbers: numbers.to_vec(), size });
			}
		}
		self.witness.cells(cells);
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.witness.end(position, hidden, logits, id);
	}

	fn fault(&mut self, fault: Fault, input: &[f32]) {
		self.witness.fault(fault, input);
	}
}
