//! Witnesses for single outputs.

use super::{cell::Memory, FineTrace, Run};
use crate::{
	merkle::{depth_of, Hash, Plain, Tree},
	ops::{Failure, Op, Operand, Place, Source, SPAN},
	proof::{Item, Span, SpanCell, Witness},
	trace::{piece, Layout, Leaf, Trace},
};
use std::collections::{BTreeMap, BTreeSet};

/// A trace as far as whoever proves something about it knows it.
pub trait Nodes {
	/// Where leaves stand.
	fn layout(&self) -> &Layout;

	/// A node by its level, from the leaves at 0, and its number within the level.
	fn node(&self, level: u32, index: u64) -> Option<Hash>;

	/// Roots of input, keys and values of a layer at a position.
	fn roots(&self, position: u32, layer: u32) -> Option<[Hash; 3]>;

	/// The way from a node to the root.
	fn path(&self, level: u32, index: u64) -> Option<Vec<Hash>> {
		let depth = self.layout().depth();
		(level..depth).map(|at| self.node(at, (index >> (at - level)) ^ 1)).collect()
	}
}

impl Nodes for Trace {
	fn layout(&self) -> &Layout {
		self.layout()
	}

	fn node(&self, level: u32, index: u64) -> Option<Hash> {
		self.node(level, index)
	}

	fn roots(&self, position: u32, layer: u32) -> Option<[Hash; 3]> {
		self.roots(position, layer).copied()
	}
}

/// Hands operands on and remembers them.
struct Recording<'a> {
	memory: Memory<'a>,
	seen: BTreeMap<Operand, Vec<u8>>,
}

impl Source for Recording<'_> {
	fn get(&mut self, operand: Operand) -> Option<&[u8]> {
		let bytes = self.memory.get(operand)?.to_vec();
		Some(self.seen.entry(operand).or_insert(bytes))
	}
}

impl Run {
	/// The witness for an output, out of the fine trace of its place. The run has the positions before.
	///
	/// `rows`: the tree over [`super::Weights::row_leaves`]. `fine`: pieces of outputs, and `hashes` those of all pieces
	/// of an operation's output as they were disclosed. `id`: the position's id, or for the choice the one chosen there.
	pub fn witness(
		&self,
		trace: &impl Nodes,
		rows: &Tree,
		(fine, hashes): (&FineTrace, impl Fn(Op) -> Vec<Hash>),
		(place, id): (&Place, u32),
		(op, index): (Op, u32),
	) -> Result<Witness, Failure> {
		let memory = Memory {
			weights: &self.weights,
			cache: place.layer.and_then(|layer| self.cache.get(layer as usize)),
			trace: fine.clone(),
			id,
			bytes: Vec::new(),
		};
		let mut source = Recording { memory, seen: BTreeMap::new() };
		match place.recompute(op, index, &mut source) {
			Ok(_) | Err(Failure::Fault) => {}
			Err(failure) => return Err(failure),
		}
		let Recording { mut memory, seen } = source;
		let shape = *place.shape;
		let mut heads = |position: u32, of: fn(u32, u32) -> Operand| -> Vec<Hash> {
			let pieces = (0..shape.kv_heads)
				.filter_map(|head| memory.get(of(position, head)).map(piece::<Plain>));
			pieces.collect()
		};
		let mut read = BTreeSet::new();
		let mut witness = Witness::default();
		for (operand, bytes) in seen {
			let (leaves, chunk): (Vec<Hash>, u32) = match operand {
				Operand::Id | Operand::Chosen => continue,
				Operand::Row { tensor, row } => {
					let row = shape.row(tensor, row).ok_or(Failure::NoSuchOutput)?;
					let path = rows.path(0, row as usize);
					witness.items.push(Item { operand, bytes, path });
					continue;
				}
				Operand::Input { chunk } => {
					(fine.input.iter().map(|bytes| piece::<Plain>(bytes)).collect(), chunk)
				}
				Operand::Output { op, chunk } => (hashes(op), chunk),
				Operand::Key { position, head } => {
					read.insert(position);
					(heads(position, |position, head| Operand::Key { position, head }), head)
				}
				Operand::Value { position, head } => {
					read.insert(position);
					(heads(position, |position, head| Operand::Value { position, head }), head)
				}
			};
			let path = Tree::new::<Plain>(leaves, 0).path(0, chunk as usize);
			witness.items.push(Item { operand, bytes, path });
		}
		let layer = place.layer.unwrap_or_default();
		let firsts: BTreeSet<u32> = read.iter().map(|position| position / SPAN * SPAN).collect();
		for first in firsts {
			let last = trace.layout().leaves(layer).min(first + SPAN);
			let leaf = Leaf::Cell { position: first, layer };
			let index = trace.layout().index(leaf).ok_or(Failure::NoSuchOutput)?;
			let cells = (first..last).map(|position| {
				if read.contains(&position) {
					trace.roots(position, layer).map(SpanCell::Roots)
				} else {
					trace.node(0, index + u64::from(position - first)).map(SpanCell::Leaf)
				}
			});
			let cells: Option<Vec<_>> = cells.collect();
			let levels = depth_of(SPAN as usize);
			let path = trace.path(levels, index >> levels).ok_or(Failure::NoSuchOutput)?;
			witness.spans.push(Span { first, cells: cells.ok_or(Failure::NoSuchOutput)?, path });
		}
		Ok(witness)
	}
}
