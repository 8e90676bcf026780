//! One output proved right or wrong: its operands, each with the way to a root that was committed to.
//!
//! What a dispute has agreed on is in [`Agreed`]. A [`Witness`] carries operands; [`Witness::recompute`] checks that
//! each is what was committed to, computes the output, and refuses operands that are not needed.

use crate::{
	card::Card,
	merkle::{climb, depth_of, Hash, Hasher, Kind},
	ops::{Failure, Op, Operand, Output, Place, Source, CHUNK, SPAN},
	shape::Tensor,
	trace::{self, Layout, Leaf},
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
#[cfg(feature = "codec")]
use codec::{Decode, DecodeWithMemTracking, Encode};
#[cfg(feature = "codec")]
use scale_info::TypeInfo;

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
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub struct Item {
	pub operand: Operand,
	pub bytes: Vec<u8>,
	pub path: Vec<Hash>,
}

/// Cells of one layer at up to 64 positions, which are one subtree of the trace.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub struct Span {
	/// First position, a multiple of [`SPAN`].
	pub first: u32,
	/// The cell of each position that the run has in the span; where it stopped, the leaf.
	pub cells: Vec<SpanCell>,
	/// From the subtree's root to the trace's.
	pub path: Vec<Hash>,
}

/// A cell of a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub enum SpanCell {
	/// Roots of input, keys and values: of a cell whose keys or values are operands.
	#[cfg_attr(feature = "codec", codec(index = 0))]
	Roots([Hash; 3]),
	/// The leaf: of any other cell. Whoever makes the witness may not know what it is the hash of.
	#[cfg_attr(feature = "codec", codec(index = 1))]
	Leaf(Hash),
}

/// All that is needed to compute one output.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
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
	/// A span is not what was committed to, not needed, or there twice.
	BadSpan(u32),
	/// No operation of this number was disclosed.
	NotDisclosed(Op),
	/// The output can't be computed from these operands.
	Failure(Failure),
}

impl SpanCell {
	/// Bytes of the encoding in SCALE.
	fn encoded_size(&self) -> usize {
		match self {
			Self::Roots(_) => 97,
			Self::Leaf(_) => 33,
		}
	}
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
		let there = layout.leaves(layer).saturating_sub(self.first).min(SPAN);
		let aligned = self.first.is_multiple_of(SPAN);
		if !aligned || there == 0 || self.cells.len() != there as usize {
			return Err(bad);
		}
		let leaves = (self.first..)
			.zip(&self.cells)
			.map(|(position, cell)| match cell {
				SpanCell::Roots(roots) => trace::cell::<H>(position, layer, roots),
				SpanCell::Leaf(hash) => *hash,
			})
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
		for (position, cell) in (self.first..).zip(&self.cells) {
			if let SpanCell::Roots(roots) = cell {
				cells.insert(position, *roots);
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

/// Bytes of a list's length in SCALE.
fn length_bytes(len: usize) -> usize {
	match len {
		0..=0x3f => 1,
		0x40..=0x3fff => 2,
		0x4000..=0x3fff_ffff => 4,
		_ => 5,
	}
}

impl Item {
	/// Bytes of its encoding in SCALE.
	pub fn encoded_size(&self) -> usize {
		let operand: usize = match self.operand {
			Operand::Id | Operand::Chosen => 1,
			Operand::Input { .. } => 5,
			Operand::Output { .. } => 6,
			Operand::Key { .. } | Operand::Value { .. } => 9,
			Operand::Row { tensor: Tensor::Layer(..), .. } => 11,
			Operand::Row { .. } => 6,
		};
		operand
			.saturating_add(length_bytes(self.bytes.len()))
			.saturating_add(self.bytes.len())
			.saturating_add(length_bytes(self.path.len()))
			.saturating_add(self.path.len().saturating_mul(32))
	}
}

impl Witness {
	/// Bytes of its encoding in SCALE, without making it.
	pub fn encoded_size(&self) -> usize {
		let items = self.items.iter().map(Item::encoded_size);
		let spans = self.spans.iter().map(|span| {
			4usize
				.saturating_add(length_bytes(span.cells.len()))
				.saturating_add(span.cells.iter().map(SpanCell::encoded_size).sum::<usize>())
				.saturating_add(length_bytes(span.path.len()))
				.saturating_add(span.path.len().saturating_mul(32))
		});
		[self.items.len(), self.spans.len()]
			.into_iter()
			.map(length_bytes)
			.chain(items)
			.chain(spans)
			.fold(0, usize::saturating_add)
	}

	/// Computes an output from the witness alone.
	pub fn recompute<H: Hasher>(
		&self,
		agreed: &Agreed,
		place: &Place,
		op: Op,
		index: u32,
	) -> Result<Output, Refused> {
		let mut cells = BTreeMap::new();
		let mut firsts = BTreeSet::new();
		for span in &self.spans {
			if !firsts.insert(span.first) {
				return Err(Refused::BadSpan(span.first));
			}
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
		if let Some(operand) = checked.items.keys().find(|item| !checked.used.contains(*item)) {
			return Err(Refused::Superfluous(*operand));
		}
		let needed = |span: &&Span| {
			checked.items.keys().any(|operand| match operand {
				Operand::Key { position, .. } | Operand::Value { position, .. } => {
					position.checked_sub(span.first).is_some_and(|within| within < SPAN)
				}
				_ => false,
			})
		};
		match self.spans.iter().find(|span| !needed(span)) {
			Some(span) => Err(Refused::BadSpan(span.first)),
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

#[cfg(all(test, feature = "codec"))]
mod tests {
	use super::*;
	use crate::shape::Part;

	#[test]
	fn numbers_of_variants_are_fixed() {
		for (number, op) in Op::ALL.into_iter().enumerate() {
			assert_eq!(op.encode(), [number as u8]);
		}
		assert!(Op::decode(&mut &[35][..]).is_err());
		for (number, part) in Part::ALL.into_iter().enumerate() {
			assert_eq!(Tensor::Layer(7, part).encode(), [3, 7, 0, 0, 0, number as u8]);
		}
		let row = |tensor| Operand::Row { tensor, row: 1 }.encode();
		assert_eq!(row(Tensor::Embedding), [4, 0, 1, 0, 0, 0]);
		assert_eq!(row(Tensor::Output), [4, 1, 1, 0, 0, 0]);
		assert_eq!(row(Tensor::OutputNorm), [4, 2, 1, 0, 0, 0]);
		assert_eq!(Operand::Input { chunk: 2 }.encode(), [0, 2, 0, 0, 0]);
		assert_eq!(Operand::Output { op: Op::Mix, chunk: 2 }.encode(), [1, 17, 2, 0, 0, 0]);
		let (position, head) = (3, 4);
		assert_eq!(Operand::Key { position, head }.encode(), [2, 3, 0, 0, 0, 4, 0, 0, 0]);
		assert_eq!(Operand::Value { position, head }.encode(), [3, 3, 0, 0, 0, 4, 0, 0, 0]);
		assert_eq!((Operand::Id.encode(), Operand::Chosen.encode()), (vec![5], vec![6]));
		use crate::disclosure::Scope;
		assert_eq!(Scope::Embed.encode(), [0]);
		assert_eq!(Scope::Cache { layer: 1 }.encode(), [1, 1, 0, 0, 0]);
		assert_eq!(Scope::Layer { layer: 1 }.encode(), [2, 1, 0, 0, 0]);
		assert_eq!(Scope::End.encode(), [3]);
	}

	#[test]
	fn sizes_are_those_of_the_encoding() {
		let operands = [
			Operand::Input { chunk: 1 },
			Operand::Output { op: Op::Query, chunk: 1 },
			Operand::Key { position: 1, head: 1 },
			Operand::Value { position: 1, head: 1 },
			Operand::Row { tensor: Tensor::OutputNorm, row: 0 },
			Operand::Row { tensor: Tensor::Layer(1, Part::Gate), row: 0 },
			Operand::Id,
			Operand::Chosen,
		];
		for lengths in [[0, 0, 0], [1, 63, 64], [63, 16_384, 16_383], [64, 5, 70_000]] {
			let [many, path, bytes] = lengths;
			let items = operands.iter().cycle().take(many.max(8)).map(|operand| Item {
				operand: *operand,
				bytes: vec![1; bytes],
				path: vec![[2; 32]; path.min(100)],
			});
			let span = Span {
				first: 64,
				cells: vec![SpanCell::Roots([[3; 32]; 3]); path],
				path: vec![[4; 32]; path],
			};
			let witness = Witness { items: items.collect(), spans: vec![span; many.min(9)] };
			let encoded = witness.encode();
			assert_eq!(witness.encoded_size(), encoded.len());
			assert_eq!(Witness::decode(&mut &encoded[..]), Ok(witness));
		}
		assert_eq!(Witness::default().encoded_size(), 2);
	}
}
