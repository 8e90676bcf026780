//! From a prompt's ids to output ids.

use super::{Fault, Run, Witness};
use crate::sampling::Sampler;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
	/// At least one.
	pub prompt: &'a [u32],
	/// Most output ids; a run also ends where the context does.
	pub max_tokens: u32,
	/// Ids that end a run; they are part of the output.
	pub stop: &'a [u32],
	pub sampler: Sampler,
	/// Prompt ids that go through the layers at a time; makes no difference to the result.
	pub batch: usize,
}

/// A finished run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Generation {
	/// Output ids, at least one.
	pub output: Vec<u32>,
	/// Whether it ended with a stop id.
	pub stopped: bool,
}

/// Why a run did not finish.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stopped {
	/// A number was not finite.
	Fault(Fault),
	/// The caller no longer wants the result.
	Cancelled,
}

impl Run {
	/// Generates from the beginning. `go_on` is asked before every batch and every output id.
	///
	/// Panics if the prompt is empty, longer than the context allows with one output id, or has unknown ids.
	pub fn generate(
		&mut self,
		request: Request,
		witness: &mut impl Witness,
		mut go_on: impl FnMut(&[u32]) -> bool,
	) -> Result<Generation, Stopped> {
		let shape = *self.weights.shape();
		let width = shape.width as usize;
		self.truncate(0);
		assert!(!request.prompt.is_empty(), "a prompt has at least one id");
		assert!(request.prompt.len() < shape.context as usize, "room for an output id");
		let mut hidden = Vec::new();
		for batch in request.prompt.chunks(request.batch.max(1)) {
			if !go_on(&[]) {
				return Err(Stopped::Cancelled);
			}
			hidden = self.extend(batch, witness).map_err(Stopped::Fault)?;
			hidden.drain(..hidden.len() - width);
		}
		// The context has room for the prompt and so many: the last output id is never a position's input.
		let most = request.max_tokens.min(shape.context - request.prompt.len() as u32).max(1);
		let mut output = Vec::new();
		loop {
			let step = output.len() as u32;
			let position = self.len() - 1;
			let (id, logits) =
				self.choose(position, &hidden, request.sampler, step).map_err(Stopped::Fault)?;
			witness.end(position, &hidden, &logits, id);
			output.push(id);
			let stopped = request.stop.contains(&id);
			if stopped || output.len() as u32 == most {
				return Ok(Generation { output, stopped });
			}
			if !go_on(&output) {
				return Err(Stopped::Cancelled);
			}
			hidden = self.extend(&[id], witness).map_err(Stopped::Fault)?;
		}
	}

	/// Goes over given output ids as if they had been chosen, and reports what would have been chosen at each.
	pub fn replay(
		&mut self,
		request: Request,
		output: &[u32],
		witness: &mut impl Witness,
		mut go_on: impl FnMut() -> bool,
	) -> Result<Vec<u32>, Stopped> {
		let width = self.weights.shape().width as usize;
		self.truncate(0);
		let prompt = request.prompt.len();
		let ids: Vec<u32> = request
			.prompt
			.iter()
			.chain(output.split_last().map_or(&[][..], |(_, ids)| ids))
			.copied()
			.collect();
		let mut chosen = Vec::new();
		for batch in ids.chunks(request.batch.max(1)) {
			if !go_on() {
				return Err(Stopped::Cancelled);
			}
			let first = self.len() as usize;
			let hidden = self.extend(batch, witness).map_err(Stopped::Fault)?;
			for (n, hidden) in hidden.chunks_exact(width).enumerate() {
				let position = (first + n) as u32;
				if first + n + 1 >= prompt {
					let step = chosen.len() as u32;
					let (id, logits) = self
						.choose(position, hidden, request.sampler, step)
						.map_err(Stopped::Fault)?;
					witness.end(position, hidden, &logits, id);
					chosen.push(id);
				}
			}
		}
		Ok(chosen)
	}
}
