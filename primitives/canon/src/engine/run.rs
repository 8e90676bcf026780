//! Positions through the layers.

use super::{cell, weights::Layer, Machine, Weights};
use crate::{
	kernels::{flushes_to_zero, ActivationRow, Activations, Kernels, Matrix, GROUP},
	maths::NotFinite,
	ops::{Op, SPAN},
	sampling::Sampler,
	shape::Family,
	vector,
};
use std::sync::Arc;

/// Parts of a matrix per thread: threads that finish early take what is left.
const PARTS_PER_THREAD: usize = 8;
/// Multiplications below which a part is not worth another thread's while.
const WORTH_A_PART: usize = 1 << 16;

/// Elements of a row that are normed before they are quantised.
const PART_OF_ROW: usize = 256;
/// Rows of queries that pass by keys and values together.
const ROWS_OF_QUERIES: usize = 16;

/// Is shown every value that a trace commits to, in order of batches, layers and positions.
pub trait Witness: Send {
	/// A layer at the positions of a batch.
	fn cells(&mut self, cells: Cells) {
		let _ = cells;
	}

	/// Output of the last layer, logits and chosen id of a position.
	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		let _ = (position, hidden, logits, id);
	}

	/// Of a survey: a place with a fault of which the keys and values, or the logits, are not known; and its input.
	fn fault(&mut self, fault: Fault, input: &[f32]) {
		let _ = (fault, input);
	}
}

/// Inputs of a layer at positions in a row, and the keys and values that the layer adds, by head. Of all positions one
/// after the other.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
	pub layer: u32,
	/// The first position.
	pub first: u32,
	/// Number of positions.
	pub rows: usize,
	pub inputs: &'a [f32],
	pub keys: &'a [f32],
	pub values: &'a [f32],
}

impl<'a> Cells<'a> {
	/// Of each position: input, keys and values.
	pub fn each(self) -> impl Iterator<Item = (u32, [&'a [f32]; 3])> {
		(0..self.rows).map(move |row| {
			let of_row = |all: &'a [f32]| {
				let width = all.len() / self.rows;
				&all[row * width..][..width]
			};
			(self.first + row as u32, [self.inputs, self.keys, self.values].map(of_row))
		})
	}
}

/// Nobody looks.
impl Witness for () {}

/// Where a number that is not finite first turned up: positions come first, then layers, operations and outputs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
	pub position: u32,
	/// The number of layers for the end of a position.
	pub layer: u32,
	pub op: Op,
	pub index: u32,
}

/// Keys and values of a layer, by head, then position.
#[derive(Clone, Default)]
pub(super) struct Cache {
	pub keys: Vec<Vec<f32>>,
	pub values: Vec<Vec<f32>>,
}

impl Cache {
	fn truncate(&mut self, len: usize) {
		self.keys.iter_mut().chain(&mut self.values).for_each(|head| head.truncate(len));
	}
}

/// A run: ids so far, and what their positions left behind.
pub struct Run {
	pub(super) weights: Arc<Weights>,
	machine: Machine,
	pub(super) cache: Vec<Cache>,
	length: u32,
	scratch: Scratch,
}

/// What is computed within a layer. Kept, as asking for memory takes time.
#[derive(Default)]
pub(super) struct Scratch {
	activations: Activations,
	q: Vec<f32>,
	pub k: Vec<f32>,
	pub v: Vec<f32>,
	mixed: Vec<f32>,
	gate: Vec<f32>,
	up: Vec<f32>,
	output: Vec<f32>,
}

impl Run {
	/// A run without positions.
	pub fn new(weights: Arc<Weights>, machine: Machine) -> Self {
		let shape = weights.shape();
		let heads = vec![Vec::new(); shape.kv_heads as usize];
		let cache = Cache { keys: heads.clone(), values: heads };
		let cache = vec![cache; shape.layers as usize];
		Self { cache, weights, machine, length: 0, scratch: Scratch::default() }
	}

	/// The model's weights.
	pub fn weights(&self) -> &Arc<Weights> {
		&self.weights
	}

	/// Number of positions.
	pub fn len(&self) -> u32 {
		self.length
	}

	/// Whether there is no position yet.
	pub fn is_empty(&self) -> bool {
		self.length == 0
	}

	/// Forgets positions from number `length` on.
	pub fn truncate(&mut self, length: u32) {
		self.length = self.length.min(length);
		let kept = (self.length * self.weights.shape.head) as usize;
		self.cache.iter_mut().for_each(|cache| cache.truncate(kept));
	}

	/// Says how many positions there are.
	pub(super) fn set_len(&mut self, length: u32) {
		self.length = length;
	}

	/// Forgets positions of one layer from number `length` on.
	pub(super) fn cut_layer(&mut self, number: usize, length: usize) {
		self.cache[number].truncate(length * self.weights.shape.head as usize);
	}

	/// Appends ids, at most as many as the context has room for, and returns the last layer's output at each of their
	/// positions. After a fault, the run has the positions before the one with the fault.
	///
	/// Panics if the context is too short or an id is not of the vocabulary.
	pub fn extend(&mut self, ids: &[u32], witness: &mut impl Witness) -> Result<Vec<f32>, Fault> {
		let shape = *self.weights.shape();
		let first = self.length;
		assert!(ids.len() <= (shape.context - first) as usize, "more ids than the context holds");
		assert!(ids.iter().all(|id| *id < shape.vocabulary), "an id that the vocabulary lacks");
		assert!(!flushes_to_zero(), "this thread flushes small numbers to zero");
		if let Ok(hidden) = self.layers(ids, witness) {
			self.length += ids.len() as u32;
			return Ok(hidden);
		}
		// Faults of a batch show layer by layer; the first is that of the earliest position.
		self.truncate(first);
		for id in ids {
			if self.layers(std::slice::from_ref(id), &mut ()).is_err() {
				let position = self.length;
				self.truncate(position);
				return Err(cell::first_fault(self, position, *id));
			}
			self.length += 1;
		}
		unreachable!("a batch gives the bits of its positions; qed")
	}

	/// Logits of a position from the last layer's output there.
	pub fn logits(&self, hidden: &[f32]) -> Result<Vec<f32>, NotFinite> {
		let weights = &self.weights;
		let mut activations = Activations::default();
		activations.resize(1, hidden.len());
		self.norm_and_quantise(hidden, &weights.output_norm, activations.row_mut(0))?;
		let mut logits = Vec::new();
		self.products([(weights.logits(), &mut logits)], &activations, || {})?;
		logits.truncate(weights.shape.vocabulary as usize);
		Ok(logits)
	}

	/// The id that a sampler chooses at a position from the last layer's output there, with the logits.
	pub fn choose(
		&self,
		position: u32,
		hidden: &[f32],
		sampler: Sampler,
		step: u32,
	) -> Result<(u32, Vec<f32>), Fault> {
		let chosen = self.logits(hidden).and_then(|logits| {
			let id = sampler.choose(&logits, step)?;
			Ok((id, logits))
		});
		chosen.map_err(|NotFinite| cell::fault_at_end(&self.weights, position, hidden))
	}

	fn norm_divisor(&self, x: &[f32]) -> Result<f32, NotFinite> {
		let squares = crate::maths::finite(self.machine.kernels.sum_of_squares(x))?;
		let epsilon = self.weights.shape.epsilon;
		Ok(vector::norm_divisor(squares, x.len() as u32, epsilon))
	}

	fn norm_and_quantise(
		&self,
		x: &[f32],
		gain: &[f32],
		row: ActivationRow,
	) -> Result<(), NotFinite> {
		let divisor = self.norm_divisor(x)?;
		let parts = x.chunks(PART_OF_ROW).zip(gain.chunks(PART_OF_ROW));
		for ((x, gain), row) in parts.zip(row.chunks(PART_OF_ROW)) {
			let mut normed = [0.0; PART_OF_ROW];
			let normed = &mut normed[..x.len()];
			self.machine.kernels.norm(x, divisor, gain, normed);
			self.machine.kernels.quantise_row(normed, row)?;
		}
		Ok(())
	}

	/// Does something with every item, on all threads. Items of a batch are as many as its rows.
	fn each<T: Send>(
		&self,
		items: impl Iterator<Item = T>,
		work: impl Fn(T) -> Result<(), NotFinite> + Sync,
	) -> Result<(), NotFinite> {
		match self.machine.team.each(items.collect(), |item| work(item).is_ok()) {
			true => Ok(()),
			false => Err(NotFinite),
		}
	}

	/// Matrices times activations: for each matrix, rows of outputs, one after the other, each padded to whole groups.
	/// Meanwhile, one thread runs an errand.
	fn products<const N: usize>(
		&self,
		mut products: [(&Matrix, &mut Vec<f32>); N],
		activations: &Activations,
		errand: impl FnOnce() + Send,
	) -> Result<(), NotFinite> {
		let kernels = self.machine.kernels;
		let rows = activations.rows();
		let threads = self.machine.threads();
		let all: usize = products.iter().map(|(matrix, _)| matrix.groups()).sum();
		let work = all * GROUP * activations.blocks() * 32 * rows;
		let most = if threads == 1 { 1 } else { threads * PARTS_PER_THREAD };
		let size = all.div_ceil((work / WORTH_A_PART).clamp(1, most));
		let mut parts = vec![Part::Errand(errand)];
		for (matrix, output) in &mut products {
			let groups = matrix.groups();
			output.resize(groups * GROUP * rows, 0.0);
			let mut rest: Vec<&mut [f32]> = output.chunks_exact_mut(groups * GROUP).collect();
			for start in (0..groups).step_by(size) {
				let end = (start + size).min(groups);
				let slices = rest
					.iter_mut()
					.filter_map(|row| row.split_off_mut(..(end - start) * GROUP))
					.collect();
				parts.push(Part::Product(matrix, start..end, slices));
			}
		}
		let finite = self.machine.team.each(parts, |part| match part {
			Part::Errand(errand) => {
				errand();
				true
			}
			Part::Product(matrix, groups, mut slices) => {
				kernels.multiply(matrix, groups, activations, &mut slices);
				slices.iter().all(|slice| kernels.all_finite(slice))
			}
		});
		if finite {
			Ok(())
		} else {
			Err(NotFinite)
		}
	}

	/// Takes ids through all layers and extends the caches.
	fn layers(&mut self, ids: &[u32], witness: &mut impl Witness) -> Result<Vec<f32>, NotFinite> {
		let weights = self.weights.clone();
		let width = weights.shape.width as usize;
		let mut x = vec![0.0f32; ids.len() * width];
		for (x, id) in x.chunks_exact_mut(width).zip(ids) {
			cell::embed(&weights, *id, x);
		}
		let mut scratch = std::mem::take(&mut self.scratch);
		for (number, layer) in weights.layers.iter().enumerate() {
			self.layer(number, layer, &mut scratch, &mut x, witness)?;
		}
		self.scratch = scratch;
		Ok(x)
	}

	/// Queries, keys and values of a layer; keys and values go into the cache.
	pub(super) fn project(
		&mut self,
		number: usize,
		layer: &Layer,
		scratch: &mut Scratch,
		x: &[f32],
	) -> Result<(), NotFinite> {
		let weights = self.weights.clone();
		let shape = &weights.shape;
		let (width, head) = (shape.width as usize, shape.head as usize);
		let (queries, keys) = (shape.queries() as usize, shape.keys() as usize);
		let first = self.length as usize;
		let Scratch { activations, q, k, v, .. } = scratch;
		activations.resize(x.len() / width, width);
		self.each(x.chunks_exact(width).zip(activations.rows_mut()), |(x, row)| {
			self.norm_and_quantise(x, &layer.attention_norm, row)
		})?;
		let products = [(&layer.query, &mut *q), (&layer.key, &mut *k), (&layer.value, &mut *v)];
		self.products(products, activations, || {})?;
		let pairs = head / 2;
		let rotations = weights.rotations[first * pairs..].chunks_exact(pairs);
		let turned = q.chunks_exact_mut(queries).zip(k.chunks_exact_mut(keys)).zip(rotations);
		let norms = layer.head_norms.as_ref();
		self.each(turned, |((q, k), rotations)| {
			self.turn(q, norms.map(|norms| &norms.0[..]), rotations)?;
			self.turn(k, norms.map(|norms| &norms.1[..]), rotations)
		})?;
		let cache = &mut self.cache[number];
		for (cache, new) in [(&mut cache.keys, &*k), (&mut cache.values, &*v)] {
			for (index, cached) in cache.iter_mut().enumerate() {
				for row in new.chunks_exact(keys) {
					cached.extend_from_slice(&row[index * head..][..head]);
				}
			}
		}
		Ok(())
	}

	/// Takes inputs of a layer through it, and shows the cells.
	pub(super) fn layer(
		&mut self,
		number: usize,
		layer: &Layer,
		scratch: &mut Scratch,
		x: &mut [f32],
		witness: &mut impl Witness,
	) -> Result<(), NotFinite> {
		let weights = self.weights.clone();
		let shape = &weights.shape;
		let kernels = self.machine.kernels;
		let width = shape.width as usize;
		let queries = shape.queries() as usize;
		let rows = x.len() / width;
		let first = self.length as usize;
		self.project(number, layer, scratch, x)?;
		let Scratch { activations, q, k, v, mixed, gate, up, output } = scratch;
		mixed.clear();
		mixed.resize(rows * queries, 0.0);
		self.attention(number, q, mixed)?;
		activations.resize(rows, queries);
		self.each(mixed.chunks_exact(queries).zip(activations.rows_mut()), |(mixed, row)| {
			kernels.quantise_row(mixed, row)
		})?;
		self.products([(&layer.attention_output, &mut *output)], activations, || {
			let (layer, first) = (number as u32, first as u32);
			witness.cells(Cells { layer, first, rows, inputs: x, keys: k, values: v });
		})?;

		activations.resize(rows, width);
		let added = x.chunks_exact_mut(width).zip(output.chunks_exact(width));
		self.each(added.zip(activations.rows_mut()), |((x, output), row)| {
			add(x, output);
			self.norm_and_quantise(x, &layer.feed_norm, row)
		})?;
		let products = [(&layer.gate, &mut *gate), (&layer.up, &mut *up)];
		self.products(products, activations, || {})?;
		let inner = shape.inner as usize;
		activations.resize(rows, inner);
		let gated = gate.chunks_exact_mut(inner).zip(up.chunks_exact(inner));
		self.each(gated.zip(activations.rows_mut()), |((gate, up), row)| {
			kernels.silu_multiply(gate, up);
			kernels.quantise_row(gate, row)
		})?;
		self.products([(&layer.down, &mut *output)], activations, || {})?;
		self.each(x.chunks_exact_mut(width).zip(output.chunks_exact(width)), |(x, output)| {
			add(x, output);
			finite(kernels, x)
		})
	}

	/// Norms the heads of a vector, if the family does, and rotates them.
	fn turn(
		&self,
		vector: &mut [f32],
		gain: Option<&[f32]>,
		rotations: &[(f32, f32)],
	) -> Result<(), NotFinite> {
		let shape = &self.weights.shape;
		let head = shape.head as usize;
		let mut normed = vec![0.0; head];
		for part in vector.chunks_exact_mut(head) {
			if let Some(gain) = gain {
				let divisor = self.norm_divisor(part)?;
				self.machine.kernels.norm(part, divisor, gain, &mut normed);
				part.copy_from_slice(&normed);
			}
			match shape.family {
				Family::Llama => {
					let pairs = part.as_chunks_mut::<2>().0;
					for (pair, rotation) in pairs.iter_mut().zip(rotations) {
						(pair[0], pair[1]) = vector::rotated((pair[0], pair[1]), *rotation);
					}
				}
				Family::Qwen3 => {
					let (low, high) = part.split_at_mut(head / 2);
					for ((a, b), rotation) in low.iter_mut().zip(high).zip(rotations) {
						(*a, *b) = vector::rotated((*a, *b), *rotation);
					}
				}
			}
		}
		finite(self.machine.kernels, vector)
	}

	/// Values mixed by attention, for each row of queries.
	fn attention(&self, number: usize, q: &[f32], mixed: &mut [f32]) -> Result<(), NotFinite> {
		let shape = &self.weights.shape;
		let kernels = self.machine.kernels;
		let head = shape.head as usize;
		let kv_heads = shape.kv_heads as usize;
		let sharing = (shape.heads / shape.kv_heads) as usize;
		let cache = &self.cache[number];
		let scale = shape.scale();
		let first = self.length as usize;
		// Queries that share keys go together: some rows of them.
		let mut parts: Vec<(usize, Vec<Query>)> = Vec::new();
		let of_head = |kv_head| (kv_head, Vec::with_capacity(sharing));
		let shared = q.chunks_exact(sharing * head).zip(mixed.chunks_exact_mut(sharing * head));
		for (index, (q, mixed)) in shared.enumerate() {
			let (row, kv_head) = (index / kv_heads, index % kv_heads);
			if row % ROWS_OF_QUERIES == 0 {
				parts.push(of_head(kv_head));
			}
			let part = row / ROWS_OF_QUERIES * kv_heads + kv_head;
			let heads = q.chunks_exact(head).zip(mixed.chunks_exact_mut(head));
			let positions = first + row + 1;
			parts[part].1.extend(heads.map(|(q, mixed)| Query { positions, q, mixed }));
		}
		self.each(parts.into_iter(), |(kv_head, mut queries)| {
			let (keys, values) = (&cache.keys[kv_head], &cache.values[kv_head]);
			let most = queries.last().map_or(0, |query| query.positions);
			let mut scores = vec![0.0; most * queries.len()];
			// A span of positions for all queries before the next, so that keys and values are fetched once.
			let spans = || (0..most).step_by(SPAN as usize);
			for start in spans() {
				for (query, scores) in queries.iter().zip(scores.chunks_exact_mut(most)) {
					let end = query.positions.min(start + SPAN as usize);
					if start < end {
						let keys = &keys[start * head..end * head];
						kernels.scores(query.q, keys, scale, &mut scores[start..end]);
					}
				}
			}
			for (query, scores) in queries.iter().zip(scores.chunks_exact_mut(most)) {
				kernels.softmax(&mut scores[..query.positions])?;
			}
			for start in spans() {
				for (query, shares) in queries.iter_mut().zip(scores.chunks_exact(most)) {
					let end = query.positions.min(start + SPAN as usize);
					if start < end {
						let values = &values[start * head..end * head];
						kernels.accumulate(&shares[start..end], values, query.mixed);
					}
				}
			}
			queries.iter().try_for_each(|query| finite(kernels, query.mixed))
		})
	}
}

/// A head of a row of queries, with the number of positions it attends to.
struct Query<'a> {
	positions: usize,
	q: &'a [f32],
	mixed: &'a mut [f32],
}

/// What a thread does while matrices are multiplied.
enum Part<'a, E> {
	Errand(E),
	/// Groups of a matrix, and for each row of activations the outputs.
	Product(&'a Matrix, std::ops::Range<usize>, Vec<&'a mut [f32]>),
}

fn finite(kernels: Kernels, x: &[f32]) -> Result<(), NotFinite> {
	if kernels.all_finite(x) {
		Ok(())
	} else {
		Err(NotFinite)
	}
}

fn add(x: &mut [f32], y: &[f32]) {
	x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}
