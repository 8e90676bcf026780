//! One output proved right or wrong: its operands, each with the way to a root that was committed to.
//!
//! What a dispute has agreed on is in [`Agreed`]. A [`Witness`] carries operands; [`Witness::recompute`] checks that
//! each is what was committed to, computes the output, and refuses operands that are not needed.

use crate::{
	card::Card,
	merkle::{climb, depth_of, Hash, Hasher, Kind},
	ops::{Failure, Op, Operand, Output, Place, Source, CHUNK, SPAN},
	trace::{self, Layout, Leaf},
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};

/// Operations with an output of their own, by number.
pub const OPS: usize = Op::ALL.len();

/// What is known to be committed to.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
	/// The preimage of the model's root.
	pub card: &'a Card,
	/// The run's trace.
	pub layout: Layout,
	pub trace: Hash,
	/// Root of the place's input.
	pub input: Hash,
	/// The position's id, and the one chosen there.
	pub id: u32,
	pub chosen: u32,
	/// Roots of the operations' outputs, as disclosed, by the operations' numbers.
	pub outputs: &'a BTreeMap<u8, Hash>,
}

/// An operand and the way to its root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
	pub operand: Operand,
	pub bytes: Vec<u8>,
	pub path: Vec<Hash>,
}

/// Cells of one layer at up to 64 positions, which are one subtree of the trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
	/// First position, a multiple of [`SPAN`].
	pub first: u32,
	/// Roots of input, keys and values of each position that the run has in the span.
	pub cells: Vec<[Hash; 3]>,
	/// From the subtree's root to the trace's.
	pub path: Vec<Hash>,
}

/// All that is needed to compute one output.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Witness {
	pub items: Vec<Item>,
	pub spans: Vec<Span>,
}

/// Why a witness proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
	/// An item is not needed, or is there twice.
	Superfluous(Operand),
	/// An item is not what was committed to.
	NotCommitted(Operand),
	/// A span is not what was committed to, or is there twice.
	BadSpan(u32),
	/// No operation of this number was disclosed.
	NotDisclosed(Op),
	/// The output can't be computed from these operands.
	Failure(Failure),
}

impl Span {
	/// Checks the span of a layer and returns the roots of its cells by position.
	fn verify<H: Hasher>(
		&self,
		agreed: &Agreed,
		layer: u32,
		cells: &mut BTreeMap<u32, [Hash; 3]>,
	) -> Result<(), Refused> {
		let bad = Refused::BadSpan(self.first);
		let layout = &agreed.layout;
		let there = layout.positions().saturating_sub(self.first).min(SPAN);
		let aligned = self.first.is_multiple_of(SPAN);
		if !aligned || there == 0 || self.cells.len() != there as usize {
			return Err(bad);
		}
		let leaves = (self.first..)
			.zip(&self.cells)
			.map(|(position, roots)| trace::cell::<H>(position, layer, roots))
			.collect();
		let levels = depth_of(SPAN as usize);
		let subtree = crate::merkle::Tree::new::<H>(leaves, levels).root();
		let index = layout.index(Leaf::Cell { position: self.first, layer }).ok_or(bad)?;
		let above = layout.depth().saturating_sub(levels);
		let index = index.checked_shr(levels).ok_or(bad)?;
		if self.path.len() != above as usize
			|| climb::<H>(subtree, index, &self.path) != agreed.trace
		{
			return Err(bad);
		}
		for (position, roots) in (self.first..).zip(&self.cells) {
			if cells.insert(position, *roots).is_some() {
				return Err(bad);
			}
		}
		Ok(())
	}
}

/// Operands that were checked.
struct Checked<'a> {
	items: BTreeMap<Operand, &'a [u8]>,
	id: [u8; 4],
	chosen: [u8; 4],
	used: BTreeSet<Operand>,
}

impl Source for Checked<'_> {
	fn get(&mut self, operand: Operand) -> Option<&[u8]> {
		match operand {
			Operand::Id => return Some(&self.id),
			Operand::Chosen => return Some(&self.chosen),
			_ => {}
		}
		self.used.insert(operand);
		self.items.get(&operand).copied()
	}
}

impl Witness {
	/// Computes an output from the witness alone.
	pub fn recompute<H: Hasher>(
		&self,
		agreed: &Agreed,
		place: &Place,
		op: Op,
		index: u32,
	) -> Result<Output, Refused> {
		let mut cells = BTreeMap::new();
		for span in &self.spans {
			span.verify::<H>(agreed, place.layer.unwrap_or_default(), &mut cells)?;
		}
		let mut checked = Checked {
			items: BTreeMap::new(),
			id: agreed.id.to_le_bytes(),
			chosen: agreed.chosen.to_le_bytes(),
			used: BTreeSet::new(),
		};
		for item in &self.items {
			item.verify::<H>(agreed, place, &cells)?;
			if checked.items.insert(item.operand, &item.bytes).is_some() {
				return Err(Refused::Superfluous(item.operand));
			}
		}
		let output = place.recompute(op, index, &mut checked).map_err(Refused::Failure)?;
		match checked.items.keys().find(|operand| !checked.used.contains(*operand)) {
			Some(operand) => Err(Refused::Superfluous(*operand)),
			None => Ok(output),
		}
	}
}

impl Item {
	/// Whether the operand is what was committed to.
	fn verify<H: Hasher>(
		&self,
		agreed: &Agreed,
		place: &Place,
		cells: &BTreeMap<u32, [Hash; 3]>,
	) -> Result<(), Refused> {
		let shape = place.shape;
		let bad = Refused::NotCommitted(self.operand);
		let cell = |position: u32| cells.get(&position).ok_or(bad);
		let (leaf, index, leaves, root) = match self.operand {
			Operand::Input { chunk } => {
				let count = shape.width.div_ceil(CHUNK);
				(trace::piece::<H>(&self.bytes), chunk, count, agreed.input)
			}
			Operand::Output { op, chunk } => {
				let root = agreed.outputs.get(&(op as u8)).ok_or(Refused::NotDisclosed(op))?;
				let count = op.chunks(shape, place.position);
				(trace::piece::<H>(&self.bytes), chunk, count, *root)
			}
			Operand::Key { position, head } => {
				let [_, keys, _] = cell(position)?;
				(trace::piece::<H>(&self.bytes), head, shape.kv_heads, *keys)
			}
			Operand::Value { position, head } => {
				let [_, _, values] = cell(position)?;
				(trace::piece::<H>(&self.bytes), head, shape.kv_heads, *values)
			}
			Operand::Row { tensor, row } => {
				let row = shape.row(tensor, row).ok_or(bad)?;
				let leaf = H::leaf(Kind::Row, &[&self.bytes]);
				(leaf, row, shape.rows(), agreed.card.rows)
			}
			// They are agreed on.
			Operand::Id | Operand::Chosen => return Err(bad),
		};
		let depth = depth_of(leaves as usize);
		let fits = index < leaves && self.path.len() == depth as usize;
		if fits && climb::<H>(leaf, index.into(), &self.path) == root {
			Ok(())
		} else {
			Err(bad)
		}
	}
}
