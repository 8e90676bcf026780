//! Results that are wrong on purpose, to test those that look for wrong ones.

use crate::{
	canonical::sampler_of, judge::around, Job, Judge, Model, Run, RunError, Stopped, Weights,
};
use assay_canon::{
	disclosure::Scope,
	merkle::{Hasher, Plain},
	ops::Op,
	party::{Lie, PartyError},
	trace::Ending,
};
use assay_primitives::{
	task::{Refusal, Sampling},
	Hash, MAX_POSITIONS,
};
use std::{fmt, str::FromStr};

/// What is wrong with a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
	/// A number that a layer gives.
	Value,
	/// A number among the keys of a position.
	Cache,
	/// A number of an id's embedding.
	Embed,
	/// A logit.
	Logit,
	/// An id that was not the best to choose; all that follows follows from it.
	Token,
	/// A number that is not finite.
	Nan,
	/// Half of the prompt was read.
	HalfPrompt,
	/// Half of the output.
	EarlyStop,
	/// More bytes than the ids spell.
	Append,
	/// A special id among the user's.
	Special,
	/// A root of nothing.
	Garbage,
	/// No answer: a number that is finite is said not to be.
	Fault,
	/// No answer: the prompt is said to have more ids than it has.
	TooLong,
	/// No answer: the ids that the requester fixed are said not to be the prompt's. If none were, nothing is wrong.
	BadIds,
}

impl FaultKind {
	pub const ALL: [Self; 14] = [
		Self::Value,
		Self::Cache,
		Self::Embed,
		Self::Logit,
		Self::Token,
		Self::Nan,
		Self::HalfPrompt,
		Self::EarlyStop,
		Self::Append,
		Self::Special,
		Self::Garbage,
		Self::Fault,
		Self::TooLong,
		Self::BadIds,
	];

	pub fn as_str(self) -> &'static str {
		match self {
			Self::Value => "value",
			Self::Cache => "cache",
			Self::Embed => "embed",
			Self::Logit => "logit",
			Self::Token => "token",
			Self::Nan => "nan",
			Self::HalfPrompt => "half-prompt",
			Self::EarlyStop => "early-stop",
			Self::Append => "append",
			Self::Special => "special",
			Self::Garbage => "garbage",
			Self::Fault => "fault",
			Self::TooLong => "too-long",
			Self::BadIds => "bad-ids",
		}
	}
}

impl fmt::Display for FaultKind {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.as_str())
	}
}

impl FromStr for FaultKind {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
			let known = Self::ALL.map(Self::as_str).join(", ");
			format!("there is no such fault; there are {known}")
		})
	}
}

/// The number of an operation's output that is wrong, and the bit of it.
const WRONG_OUTPUT: u32 = 5;
const WRONG_BIT: u32 = 1 << 18;
/// Bits of a number that is none.
const NOT_A_NUMBER: u32 = 0x7fc0_0000;
const APPENDED: &[u8] = b" Selah.";

fn failed(error: impl fmt::Display) -> RunError {
	RunError::Model(error.to_string())
}

impl Judge {
	/// The lie by which a run over these ids is wrong. The same for the same ids, so that whoever told it can answer
	/// for it later. `None`: the trace is that of the ids.
	pub fn lie(
		&self,
		fault: FaultKind,
		prompt: &[u32],
		output: &[u32],
		sampling: Sampling,
	) -> Result<Option<Lie>, PartyError> {
		let honest = || self.party((prompt, output), Ending::Done, sampling, None, None);
		let before = prompt.len() as u32 - 1;
		// Where ids are chosen, so that what the last layer gives is committed to.
		let position = before + (output.len() as u32).saturating_sub(1) / 2;
		let layer = self.card().shape.layers / 2;
		let (index, flipped) = (WRONG_OUTPUT, WRONG_BIT);
		let lie = |layer, op| Lie { position, layer, op, index, flipped };
		Ok(match fault {
			FaultKind::Value => Some(lie(Some(layer), Op::FeedAdd)),
			FaultKind::Cache => Some(lie(Some(layer), Op::KeyRotate)),
			FaultKind::Embed => Some(lie(Some(0), Op::Embed)),
			FaultKind::Logit => Some(lie(None, Op::Logit)),
			FaultKind::Token => {
				let honest = honest()?;
				let chosen = |step: usize| honest.trace().end(before + step as u32);
				let wrong = output.iter().enumerate().find_map(|(step, id)| {
					let (_, right) = chosen(step)?;
					(right != *id).then_some((step as u32, right ^ id))
				});
				wrong.map(|(step, flipped)| Lie {
					position: before + step,
					layer: None,
					op: Op::Choose,
					index: 0,
					flipped,
				})
			}
			FaultKind::Nan => {
				let place = (Scope::Layer { layer }, position);
				let (piece, _) = honest()?.open(place, Op::FeedAdd, 0)?;
				let start = WRONG_OUTPUT as usize * 4;
				let bytes = piece.get(start..start + 4).and_then(|bytes| bytes.try_into().ok());
				let bits = u32::from_le_bytes(bytes.ok_or(PartyError::NoSuchPlace)?);
				Some(Lie { flipped: bits ^ NOT_A_NUMBER, ..lie(Some(layer), Op::FeedAdd) })
			}
			FaultKind::Fault => Some(Lie {
				position: before,
				layer: Some(layer),
				op: Op::Gate,
				index: WRONG_OUTPUT,
				flipped: 0,
			}),
			FaultKind::TooLong
			| FaultKind::BadIds
			| FaultKind::HalfPrompt
			| FaultKind::EarlyStop
			| FaultKind::Append
			| FaultKind::Special
			| FaultKind::Garbage => None,
		})
	}
}

impl Judge {
	/// Says that a run stopped at the end of its prompt.
	fn stop_wrongly(&self, prompt: &[u32], sampling: Sampling) -> Result<Run, RunError> {
		let nothing = || failed("nothing to lie about");
		let lie = self.lie(FaultKind::Fault, prompt, &[], sampling).map_err(failed)?;
		let Some(Lie { position, layer: Some(layer), op, index, .. }) = lie else {
			return Err(nothing());
		};
		let ending = Ending::Fault { position, layer };
		let party = self.party((prompt, &[]), ending, sampling, lie, None).map_err(failed)?;
		Ok(Run::Fault(Stopped {
			prompt_ids: prompt.to_vec(),
			output_ids: Vec::new(),
			position,
			layer,
			operation: op as u32,
			index,
			root: Hash::from(party.trace().root()),
		}))
	}

	/// Replaces the last output id by one that was not chosen, and goes on from there until the run ends.
	fn choose_wrongly(
		&self,
		prompt: &[u32],
		output: &mut Vec<u32>,
		sampling: Sampling,
		limit: usize,
	) -> Result<(), RunError> {
		let nothing = || failed("an output without ids");
		let right = output.pop().ok_or_else(nothing)?;
		let stop = &self.card().stop;
		let words = self.vocabulary();
		let other = (0..words.size()).find(|id| {
			*id != right
				&& !stop.contains(id)
				&& !words.is_special(*id)
				&& !words.spelling(*id).is_empty()
		});
		output.push(other.ok_or_else(nothing)?);
		let fault = |fault| failed(format!("{fault:?}"));
		let width = self.card().shape.width as usize;
		let mut run = self.fresh();
		let mut next = [prompt, output].concat();
		while output.len() < limit {
			let mut hidden = Vec::new();
			for batch in next.chunks(64) {
				hidden = run.extend(batch, &mut ()).map_err(fault)?;
			}
			let last = hidden.len().checked_sub(width).ok_or_else(nothing)?;
			let (position, step) = (run.len() - 1, output.len() as u32);
			let (id, _) =
				run.choose(position, &hidden[last..], sampler_of(sampling), step).map_err(fault)?;
			output.push(id);
			if stop.contains(&id) {
				break;
			}
			next = vec![id];
		}
		Ok(())
	}
}

impl Model {
	/// Runs a job and makes the result wrong, in a form that the chain takes. Of canonical models only.
	pub fn run_wrongly(&mut self, job: &Job, fault: FaultKind) -> Result<Run, RunError> {
		let judge = self.judge().ok_or(RunError::NotCanonical)?;
		let mut done = match self.run(job)? {
			Run::Done(done) => done,
			other => return Ok(other),
		};
		let context = job.context.min(self.info.context).min(MAX_POSITIONS) as usize;
		let room = |prompt: &[u32]| {
			(job.max_tokens as usize).min(context.saturating_sub(prompt.len())).max(1)
		};
		let prompt = &done.prompt_ids;
		match fault {
			FaultKind::Fault => return judge.stop_wrongly(prompt, job.sampling),
			FaultKind::TooLong => {
				// As many as would not fit: the last again and again.
				let last = prompt.last().copied().unwrap_or_default();
				let more = std::iter::repeat_n(last, context.saturating_sub(prompt.len()));
				let ids: Vec<u32> = prompt.iter().copied().chain(more).collect();
				let (ids_root, count) = (self.ids_root(&ids), ids.len() as u32);
				return Ok(Run::Refused(Refusal::TooLong { ids_root, count }));
			}
			FaultKind::BadIds if job.prompt_ids.is_some() => {
				let half = other_prompt(&judge, job, FaultKind::HalfPrompt, prompt)?;
				let ids_root = self.ids_root(&half);
				let ids = half.try_into().map_err(|_| failed("a prompt of too many ids"))?;
				return Ok(Run::Refused(Refusal::BadIds { ids, ids_root }));
			}
			FaultKind::HalfPrompt | FaultKind::Special => {
				let prompt = other_prompt(&judge, job, fault, &done.prompt_ids)?;
				let most = room(&prompt) as u32;
				let Weights::Canonical(canonical) = &mut self.weights else {
					return Err(RunError::NotCanonical);
				};
				return Ok(canonical.run(prompt, most, job.sampling, &self.vocabulary));
			}
			FaultKind::EarlyStop => {
				let half = done.output_ids.len() / 2;
				if half == 0 {
					return Err(failed("an output of one id can't end early"));
				}
				done.output_ids.truncate(half);
			}
			FaultKind::Token => {
				let limit = room(&done.prompt_ids);
				let output = &mut done.output_ids;
				judge.choose_wrongly(&done.prompt_ids, output, job.sampling, limit)?;
			}
			_ => {}
		}
		done.output = judge.vocabulary().spell(&done.output_ids);
		if fault == FaultKind::Append {
			done.output.extend_from_slice(APPENDED);
		}
		let (prompt, output) = (&done.prompt_ids, &done.output_ids);
		let lie = judge.lie(fault, prompt, output, job.sampling).map_err(failed)?;
		let party = judge.party((prompt, output), Ending::Done, job.sampling, lie, None);
		let party = party.map_err(failed)?;
		let root = party.trace().root();
		let garbage = fault == FaultKind::Garbage;
		done.root = Hash::from(if garbage { Plain::hash(&root) } else { root });
		Ok(Run::Done(done))
	}
}

/// Ids that read only half of the user's prompt, or a special id in its middle.
fn other_prompt(
	judge: &Judge,
	job: &Job,
	fault: FaultKind,
	ids: &[u32],
) -> Result<Vec<u32>, RunError> {
	let (before, after) = around(&job.template)
		.ok_or_else(|| failed("the prompt stands not once in the template"))?;
	let end = ids.len().saturating_sub(after.len());
	let user = ids.get(before.len()..end).unwrap_or_default();
	let half = user.len() / 2;
	if half == 0 {
		return Err(failed("a prompt of one id has no half"));
	}
	let (first, rest) = user.split_at(half);
	Ok(if fault == FaultKind::Special {
		let words = judge.vocabulary();
		let special = (0..words.size()).find(|id| words.is_special(*id));
		let special = special.ok_or_else(|| failed("the vocabulary has no special id"))?;
		[&before, first, &[special], rest, &after].concat()
	} else {
		[&before, first, &after].concat()
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_read_back() {
		for kind in FaultKind::ALL {
			assert_eq!(kind.to_string().parse(), Ok(kind));
		}
		assert!("lies".parse::<FaultKind>().unwrap_err().contains("half-prompt"));
	}
}
