//! A thread per model, and what becomes of a run.

use crate::{
	disputes::court::Lies,
	engine::{Generation, Job, Model, Run, RunError},
};
use assay_client::blob_hash;
use assay_primitives::{
	task::{Outcome, Payload, TaskIdentity, TokenIds},
	Hash, Units, MAX_INLINE_OUTPUT,
};
use std::{
	sync::mpsc,
	time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedSender;

/// A task for a model.
pub struct Order {
	pub identity: TaskIdentity,
	/// What its prompt is billed.
	pub prompt_units: Units,
	/// Most bytes of output that go into the transaction; `None`: what is longer can't go anywhere else.
	pub inline_output: Option<u32>,
	pub job: Job,
}

/// A run that ended.
pub struct Finished {
	pub identity: TaskIdentity,
	pub prompt_units: Units,
	pub inline_output: Option<u32>,
	pub execution_class: String,
	pub took: Duration,
	pub result: Result<Run, RunError>,
}

/// How a worker differs from a good one, to test those that notice.
#[derive(Clone, Copy, Default, Debug)]
pub struct Temper {
	/// Which results are wrong, and how.
	pub lies: Option<Lies>,
	/// Pause before each run.
	pub delay: Duration,
}

/// A loaded model with a thread of its own. Orders are run one after the other.
pub struct Engine {
	orders: mpsc::Sender<Order>,
	execution_class: String,
}

impl Engine {
	pub fn start(
		mut model: Model,
		temper: Temper,
		done: UnboundedSender<Finished>,
	) -> std::io::Result<Self> {
		let (orders, receiver) = mpsc::channel::<Order>();
		let execution_class = model.execution_class();
		let class = execution_class.clone();
		std::thread::Builder::new().name("engine".into()).spawn(move || {
			while let Ok(order) = receiver.recv() {
				let Order { identity, prompt_units, inline_output, job } = order;
				let began = Instant::now();
				std::thread::sleep(temper.delay);
				let fault = temper.lies.and_then(|lies| lies.about(&identity));
				let result = match fault {
					None => model.run(&job),
					Some(fault) => model.run_wrongly(&job, fault),
				};
				let took = began.elapsed();
				let execution_class = class.clone();
				let finished = Finished {
					identity,
					prompt_units,
					inline_output,
					execution_class,
					took,
					result,
				};
				if done.send(finished).is_err() {
					return;
				}
			}
		})?;
		Ok(Self { orders, execution_class })
	}

	pub fn execution_class(&self) -> &str {
		&self.execution_class
	}

	/// Hands over a task. False if the thread is gone.
	pub fn order(&self, order: Order) -> bool {
		self.orders.send(order).is_ok()
	}
}

/// What a worker answers, from what its model did.
#[derive(Debug)]
pub struct Answer {
	pub outcome: Outcome,
	pub output: Vec<u8>,
	pub prompt_ids: u32,
	pub output_ids: u32,
}

/// Why a finished run can't be answered with.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
	#[error(
		"the output has {0} bytes, and {MAX_INLINE_OUTPUT} fit a transaction; longer ones need a model that takes \
		 blobs, and --blob-store"
	)]
	OutputTooLong(usize),
	#[error("the run has {0} positions, more than the chain takes")]
	TooManyIds(usize),
}

/// Puts a salt to what a model did. An output of more than `inline` bytes is named by its hash, for a blob store has
/// it; with `None` it must fit. Ids always fit: the chain takes no run with more positions than a transaction.
pub fn answer(run: Run, salt: Hash, inline: Option<u32>) -> Result<Answer, AnswerError> {
	match run {
		Run::Done(Generation { prompt_ids, output_ids, output, root, .. }) => {
			let (before, after) = (prompt_ids.len() as u32, output_ids.len() as u32);
			let ids = [prompt_ids, output_ids].concat();
			let ids = ids.try_into().map_err(|ids: Vec<_>| AnswerError::TooManyIds(ids.len()))?;
			let too_long = || AnswerError::OutputTooLong(output.len());
			let len = u32::try_from(output.len()).map_err(|_| too_long())?;
			let payload = match inline {
				Some(most) if len > most => Payload::Blob { hash: blob_hash(&output), len },
				_ => Payload::Inline(output.clone().try_into().map_err(|_| too_long())?),
			};
			let outcome = Outcome::Done {
				output: payload,
				ids: TokenIds::Inline(ids),
				prompt_ids: before,
				output_ids: after,
				root,
				salt,
			};
			Ok(Answer { outcome, output, prompt_ids: before, output_ids: after })
		}
		Run::Refused(reason) => Ok(Answer {
			outcome: Outcome::Refused { reason, salt },
			output: Vec::new(),
			prompt_ids: 0,
			output_ids: 0,
		}),
		Run::Fault(stopped) => {
			let (before, after) =
				(stopped.prompt_ids.len() as u32, stopped.output_ids.len() as u32);
			let ids = [stopped.prompt_ids, stopped.output_ids].concat();
			let ids = ids.try_into().map_err(|ids: Vec<_>| AnswerError::TooManyIds(ids.len()))?;
			let outcome = Outcome::Fault {
				ids: TokenIds::Inline(ids),
				prompt_ids: before,
				output_ids: after,
				position: stopped.position,
				layer: stopped.layer,
				operation: stopped.operation,
				index: stopped.index,
				root: stopped.root,
				salt,
			};
			Ok(Answer { outcome, output: Vec::new(), prompt_ids: before, output_ids: after })
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn done(output: Vec<u8>) -> Run {
		Run::Done(Generation {
			prompt_ids: vec![1, 2],
			output_ids: vec![3],
			output,
			root: Hash::repeat_byte(9),
			prefill: Duration::ZERO,
			decode: Duration::ZERO,
		})
	}

	#[test]
	fn a_run_becomes_an_outcome() {
		let answer = answer(done(b"text".to_vec()), Hash::repeat_byte(5), None).unwrap();
		assert_eq!((answer.prompt_ids, answer.output_ids), (2, 1));
		let Outcome::Done { ids, prompt_ids, output_ids, root, salt, output } = answer.outcome
		else {
			panic!()
		};
		assert_eq!(ids.digest().1, 3);
		assert_eq!((prompt_ids, output_ids), (2, 1));
		assert_eq!((root, salt), (Hash::repeat_byte(9), Hash::repeat_byte(5)));
		assert_eq!(output.digest().1, 4);
	}

	#[test]
	fn an_output_that_does_not_fit_is_an_error() {
		let long = vec![0; MAX_INLINE_OUTPUT as usize + 1];
		let error = answer(done(long.clone()), Hash::zero(), None).unwrap_err();
		assert!(error.to_string().contains("16385"), "{error}");

		let output =
			|inline| match answer(done(long.clone()), Hash::zero(), inline).unwrap().outcome {
				Outcome::Done { output, .. } => output,
				other => panic!("{other:?}"),
			};
		let blob = output(Some(MAX_INLINE_OUTPUT));
		assert_eq!(blob, Payload::Blob { hash: blob_hash(&long), len: MAX_INLINE_OUTPUT + 1 });
		// The commitment does not depend on where the output is.
		let short = answer(done(b"text".to_vec()), Hash::zero(), None).unwrap().outcome;
		let elsewhere = answer(done(b"text".to_vec()), Hash::zero(), Some(0)).unwrap().outcome;
		assert_eq!(short.hash(), elsewhere.hash());
		assert_ne!(short, elsewhere);
	}
}
