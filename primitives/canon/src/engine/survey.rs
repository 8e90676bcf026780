//! Runs over given ids that go on after a fault, as far as anything can be computed.
//!
//! Who compares a run with another's has to know every value up to the first that differs, layers in order and positions
//! within them. A fault at one position leaves everything computable in the layers below, and before it in those above.

use super::{cell, run::Scratch, Cells, Fault, Run, Witness};
use crate::{ops::Op, sampling::Sampler};

/// Positions that go through a layer at a time.
const BATCH: usize = 64;

/// Passes each cell of a layer on once.
struct Once<'a, W> {
	witness: &'a mut W,
	/// The first position that was not shown yet.
	next: u32,
}

impl<W: Witness> Witness for Once<'_, W> {
	fn cells(&mut self, cells: Cells) {
		// A batch that failed is gone through again one by one.
		if cells.first >= self.next {
			self.next = cells.first + cells.rows as u32;
			self.witness.cells(cells);
		}
	}
}

impl Run {
	/// Goes over given ids layer by layer and shows all that can be computed: of each layer the cells up to the first
	/// fault in their keys or values, of positions whose input is known; the ends of positions from number `chosen` on,
	/// where ids are chosen. Returns the faults in the order of the leaves that they leave unknown. None: the run is
	/// whole.
	///
	/// Afterwards the run serves to look at places ([`Run::fine_trace`], [`Run::witness`]) and for nothing else, until it
	/// is truncated.
	///
	/// Panics if there are more ids than the context holds, or unknown ones.
	pub fn survey(
		&mut self,
		ids: &[u32],
		chosen: u32,
		sampler: Sampler,
		witness: &mut impl Witness,
	) -> Vec<Fault> {
		let weights = self.weights.clone();
		let shape = weights.shape();
		let width = shape.width as usize;
		self.truncate(0);
		assert!(ids.len() <= shape.context as usize, "more ids than the context holds");
		assert!(ids.iter().all(|id| *id < shape.vocabulary), "an id that the vocabulary lacks");
		let mut x = vec![0.0f32; ids.len() * width];
		for (x, id) in x.chunks_exact_mut(width).zip(ids) {
			cell::embed(&weights, *id, x);
		}
		let mut faults = Vec::new();
		let mut scratch = Scratch::default();
		for number in 0..shape.layers {
			let known = self.survey_layer(number, &mut scratch, &mut x, witness, &mut faults);
			x.truncate(known * width);
		}
		for (position, hidden) in (0u32..).zip(x.chunks_exact(width)).skip(chosen as usize) {
			match self.choose(position, hidden, sampler, position - chosen) {
				Ok((id, logits)) => witness.end(position, hidden, &logits, id),
				Err(fault) => {
					witness.fault(fault, hidden);
					faults.push(fault);
					break;
				}
			}
		}
		self.set_len(ids.len() as u32);
		faults
	}

	/// Takes inputs through a layer. Returns at how many positions its output is known.
	fn survey_layer(
		&mut self,
		number: u32,
		scratch: &mut Scratch,
		x: &mut [f32],
		witness: &mut impl Witness,
		faults: &mut Vec<Fault>,
	) -> usize {
		let weights = self.weights.clone();
		let width = weights.shape().width as usize;
		let layer = &weights.layers[number as usize];
		let mut shown = Once { witness, next: 0 };
		let count = x.len() / width;
		let mut first = 0;
		while first < count {
			let rows = BATCH.min(count - first);
			let (batch, behind) = x[first * width..].split_at_mut(rows * width);
			self.set_len(first as u32);
			let inputs = batch.to_vec();
			if self.layer(number as usize, layer, scratch, batch, &mut shown).is_ok() {
				first += rows;
				continue;
			}
			// Somewhere in the batch: one by one.
			self.cut_layer(number as usize, first);
			for (row, input) in inputs.chunks_exact(width).enumerate() {
				let position = (first + row) as u32;
				self.set_len(position);
				let output = &mut batch[row * width..][..width];
				output.copy_from_slice(input);
				if self.layer(number as usize, layer, scratch, output, &mut shown).is_ok() {
					continue;
				}
				self.cut_layer(number as usize, first + row);
				let fault = self.fault_at(number, position, input);
				if fault.op <= Op::KeyRotate {
					shown.witness.fault(fault, input);
				} else {
					// Keys and values are there, and those of positions behind, which are not computed any further.
					let rest = [&inputs[row * width..], behind].concat();
					faults.extend(self.survey_cells(number, position, scratch, &rest, &mut shown));
				}
				faults.push(fault);
				return first + row;
			}
			unreachable!("a batch gives the bits of its positions; qed")
		}
		first
	}

	/// Shows cells of a layer from a position on, as far as there are any. Returns the fault that ends them.
	fn survey_cells(
		&mut self,
		number: u32,
		first: u32,
		scratch: &mut Scratch,
		inputs: &[f32],
		shown: &mut Once<impl Witness>,
	) -> Option<Fault> {
		let weights = self.weights.clone();
		let shape = weights.shape();
		let layer = &weights.layers[number as usize];
		let keys = shape.keys() as usize;
		for (position, input) in (first..).zip(inputs.chunks_exact(shape.width as usize)) {
			self.set_len(position);
			if self.project(number as usize, layer, scratch, input).is_err() {
				let fault = self.fault_at(number, position, input);
				shown.witness.fault(fault, input);
				return Some(fault);
			}
			shown.cells(Cells {
				layer: number,
				first: position,
				rows: 1,
				inputs: input,
				keys: &scratch.k[..keys],
				values: &scratch.v[..keys],
			});
		}
		None
	}

	/// The fault of a layer at a position that has one.
	fn fault_at(&self, layer: u32, position: u32, input: &[f32]) -> Fault {
		match self.fine_trace(position, layer, input).fault {
			Some((op, index)) => Fault { position, layer, op, index },
			None => unreachable!("definitions give the kernels' bits; qed"),
		}
	}
}
