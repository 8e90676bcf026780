//! Witnesses for single outputs.

use super::{cell::Memory, FineTrace, Run};
use crate::{
	merkle::{depth_of, Hash, Plain, Tree},
	ops::{Failure, Op, Operand, Place, Source, SPAN},
	proof::{Item, Span, Witness},
	trace::{piece, Leaf, Trace},
};
use std::collections::{BTreeMap, BTreeSet};

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
	/// The witness for an output, out of the fine trace of its place. The run has the position.
	///
	/// `rows`: the tree over [`super::Weights::row_leaves`]. `id`: the position's id, or for the choice the one chosen
	/// there.
	pub fn witness(
		&self,
		trace: &Trace,
		rows: &Tree,
		fine: &FineTrace,
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
		let mut firsts = BTreeSet::new();
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
				Operand::Output { op, chunk } => (fine.hashes(op), chunk),
				Operand::Key { position, head } => {
					firsts.insert(position / SPAN * SPAN);
					(heads(position, |position, head| Operand::Key { position, head }), head)
				}
				Operand::Value { position, head } => {
					firsts.insert(position / SPAN * SPAN);
					(heads(position, |position, head| Operand::Value { position, head }), head)
				}
			};
			let path = Tree::new::<Plain>(leaves, 0).path(0, chunk as usize);
			witness.items.push(Item { operand, bytes, path });
		}
		let layer = place.layer.unwrap_or_default();
		for first in firsts {
			let last = trace.layout().positions().min(first + SPAN);
			let cells = (first..last).filter_map(|position| trace.roots(position, layer).copied());
			let leaf = Leaf::Cell { position: first, layer };
			let path = trace.path_from(depth_of(SPAN as usize), leaf);
			let path = path.ok_or(Failure::NoSuchOutput)?;
			witness.spans.push(Span { first, cells: cells.collect(), path });
		}
		Ok(witness)
	}
}
