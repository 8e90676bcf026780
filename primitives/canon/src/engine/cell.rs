//! One place operation by operation, through the definitions: for disputes, audits and faults.

use super::{run::Cache, Fault, Run, Weights};
use crate::{
	merkle::{self, Hash, Plain},
	ops::{Element, Failure, Op, Operand, Place, Source, CHUNK},
	quant::{BLOCK, BLOCK_BYTES},
	sampling::Sampler,
	trace,
};
use std::collections::BTreeMap;

/// Writes an id's row of the embedding.
pub(super) fn embed(weights: &Weights, id: u32, x: &mut [f32]) {
	for (block, x) in x.chunks_exact_mut(BLOCK).enumerate() {
		let block = weights.embedding.block(id as usize, block);
		for (n, x) in x.iter_mut().enumerate() {
			*x = block.value(n).unwrap_or_default();
		}
	}
}

/// Outputs of all operations of a place, in pieces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FineTrace {
	/// Pieces of the place's input.
	pub input: Vec<Vec<u8>>,
	/// Pieces of every operation's output, in the operations' order. Up to a fault: zeros stand for it and for the
	/// outputs after it of the same operation.
	pub outputs: BTreeMap<Op, Vec<Vec<u8>>>,
	/// The first output that is not finite.
	pub fault: Option<(Op, u32)>,
}

impl FineTrace {
	/// Hashes of the pieces of an operation's output.
	pub fn hashes(&self, op: Op) -> Vec<Hash> {
		let pieces = self.outputs.get(&op).into_iter().flatten();
		pieces.map(|piece| trace::piece::<Plain>(piece)).collect()
	}

	/// Roots of all operations' outputs, by the operations' numbers.
	pub fn roots(&self) -> BTreeMap<u8, Hash> {
		let roots =
			self.outputs.keys().map(|op| (*op as u8, merkle::root::<Plain>(self.hashes(*op))));
		roots.collect()
	}

	/// Root of the place's input.
	pub fn input_root(&self) -> Hash {
		trace::tensor_root::<Plain>(self.input.iter().map(|piece| trace::piece::<Plain>(piece)))
	}

	fn input(x: &[f32]) -> Self {
		let piece = |x: &[f32]| x.iter().flat_map(|x| x.to_le_bytes()).collect();
		Self { input: x.chunks(CHUNK as usize).map(piece).collect(), ..Self::default() }
	}
}

/// Everything that a place's operations read.
pub(super) struct Memory<'a> {
	pub weights: &'a Weights,
	pub cache: Option<&'a Cache>,
	pub trace: FineTrace,
	/// The position's id, or the one chosen there.
	pub id: u32,
	/// The operand that was asked for last.
	pub bytes: Vec<u8>,
}

impl Source for Memory<'_> {
	fn get(&mut self, operand: Operand) -> Option<&[u8]> {
		let head = self.weights.shape().head as usize;
		let cached = |heads: &[Vec<f32>], index: u32, position: u32| {
			let numbers = heads.get(index as usize)?;
			let numbers = numbers.get(position as usize * head..(position as usize + 1) * head)?;
			Some(numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>())
		};
		self.bytes = match operand {
			Operand::Input { chunk } => {
				return self.trace.input.get(chunk as usize).map(|c| &c[..])
			}
			Operand::Output { op, chunk } => {
				return self.trace.outputs.get(&op)?.get(chunk as usize).map(|c| &c[..])
			}
			Operand::Key { position, head } => cached(&self.cache?.keys, head, position)?,
			Operand::Value { position, head } => cached(&self.cache?.values, head, position)?,
			Operand::Row { tensor, row } => self.weights.row(tensor, row)?,
			Operand::Id | Operand::Chosen => self.id.to_le_bytes().to_vec(),
		};
		Some(&self.bytes)
	}
}

impl Memory<'_> {
	/// Computes all operations of a place in order, up to the first output that is a fault.
	fn compute(&mut self, place: &Place, ops: impl Iterator<Item = Op>) {
		for op in ops {
			let outputs = op.outputs(place.shape, place.position);
			let bytes = match op.element() {
				Element::Block => BLOCK_BYTES,
				Element::Number | Element::Id => 4,
			};
			// Sums over spans of positions read their own operation's earlier outputs, so all pieces have their sizes.
			let whole = vec![0; outputs as usize * bytes];
			let size = op.chunk(place.shape) as usize;
			let pieces = whole.chunks(size * bytes).map(<[u8]>::to_vec).collect();
			self.trace.outputs.insert(op, pieces);
			let mut output = Vec::new();
			for index in 0..outputs {
				output.clear();
				match place.recompute(op, index, self) {
					Ok(value) => value.write(&mut output),
					Err(Failure::Fault) => {
						self.trace.fault = Some((op, index));
						return;
					}
					Err(other) => unreachable!("all operands are in memory: {other:?}; qed"),
				}
				let (piece, within) = (index as usize / size, index as usize % size * bytes);
				if let Some(pieces) = self.trace.outputs.get_mut(&op) {
					pieces[piece][within..within + bytes].copy_from_slice(&output);
				}
			}
		}
	}
}

pub(super) fn place<'a>(weights: &'a Weights, position: u32, layer: Option<u32>) -> Place<'a> {
	Place { shape: weights.shape(), position, layer, sampler: Sampler::Greedy, step: 0 }
}

impl Run {
	/// All operations of a layer at a position, from the layer's input there; the run has the positions before.
	pub fn fine_trace(&self, position: u32, layer: u32, input: &[f32]) -> FineTrace {
		let weights = &*self.weights;
		let mut memory = Memory {
			weights,
			cache: self.cache.get(layer as usize),
			trace: FineTrace::input(input),
			id: 0,
			bytes: Vec::new(),
		};
		let family = weights.shape().family;
		memory.compute(&place(weights, position, Some(layer)), Op::of_layer(family));
		memory.trace
	}
}

/// The operations from the last layer's output to the logits.
pub fn end_trace(weights: &Weights, position: u32, hidden: &[f32]) -> FineTrace {
	let mut memory =
		Memory { weights, cache: None, trace: FineTrace::input(hidden), id: 0, bytes: Vec::new() };
	let ops = Op::of_end().filter(|op| *op != Op::Choose);
	memory.compute(&place(weights, position, None), ops);
	memory.trace
}

/// The first fault at a position, of which a run has the positions before.
pub(super) fn first_fault(run: &Run, position: u32, id: u32) -> Fault {
	let weights = &*run.weights;
	let shape = weights.shape();
	let mut x = vec![0.0; shape.width as usize];
	embed(weights, id, &mut x);
	for layer in 0..shape.layers {
		let trace = run.fine_trace(position, layer, &x);
		if let Some((op, index)) = trace.fault {
			return Fault { position, layer, op, index };
		}
		let output: Vec<u8> =
			trace.outputs.get(&Op::FeedAdd).into_iter().flatten().flatten().copied().collect();
		x = output.as_chunks::<4>().0.iter().map(|x| f32::from_le_bytes(*x)).collect();
	}
	unreachable!(
		"a layer at this position had a fault, and definitions give the kernels' bits; qed"
	)
}

/// The first fault at the end of a position.
pub(super) fn fault_at_end(weights: &Weights, position: u32, hidden: &[f32]) -> Fault {
	match end_trace(weights, position, hidden).fault {
		Some((op, index)) => Fault { position, layer: weights.shape().layers, op, index },
		None => unreachable!("the end had a fault, and definitions give the kernels' bits; qed"),
	}
}
