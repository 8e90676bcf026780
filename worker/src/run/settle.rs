//! What final blocks end: entries of the journal become settled, missed or convicted, and receipts are written.

use super::worker::Worker;
use crate::{
	journal::{Entry, JournalError, Stage, KEEP_ENDED},
	receipts::ids_of,
};
use assay_client::{At, BlockId, ClientError};
use assay_primitives::{
	api::TaskView,
	receipt::{Receipt, RECEIPT_VERSION},
	task::{Input, RefundReason, TaskState},
	Balance, Hash,
};

/// Blocks after which a task that is not on the final chain is forgotten. Transactions about it, which the
/// queue may send again after a reorganisation, are invalid by then.
const FORGET_AFTER: u32 = 128;
/// Prompt and output in bytes up to which a receipt is written: it holds both.
const MAX_RECEIPT: usize = 4 << 20;

/// What the final chain says about an entry.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
	/// Not over.
	Live,
	/// Paid, if at all, with this fee.
	Settled { fee: Balance },
	/// Taken from this worker, or refunded.
	Missed,
	/// Not paid: other replicas have other results.
	Unpaid,
	/// Found wrong.
	Convicted,
	/// The chain has another task, or none, of this number.
	Gone,
}

pub(super) fn end_of(entry: &Entry, view: Option<&TaskView>, finalised: u32) -> End {
	if finalised < entry.assigned_at {
		return End::Live;
	}
	let Some(view) = view.filter(|view| view.identity == entry.identity) else {
		let over = finalised >= entry.assigned_at.saturating_add(FORGET_AFTER);
		return if over { End::Gone } else { End::Live };
	};
	match &view.task.state {
		TaskState::Settled { worker, result, .. } if *worker == entry.worker => {
			End::Settled { fee: result.fee }
		}
		TaskState::Convicted { worker, .. } if *worker == entry.worker => End::Convicted,
		TaskState::Outvoted { worker, .. } if *worker == entry.worker => End::Unpaid,
		// Whose it was the chain does not say any more. Nothing is refunded so that was not revealed.
		TaskState::Refunded { reason: RefundReason::Split, .. }
			if entry.stage == Stage::Revealed =>
		{
			End::Unpaid
		}
		state if state.worker() == Some(&entry.worker) => End::Live,
		_ => End::Missed,
	}
}

impl Worker {
	pub async fn on_finalised(&mut self, head: BlockId) -> Result<(), JournalError> {
		self.metrics.finalised_block.set(head.number.into());
		let genesis = self.client.genesis_hash();
		let mut ended = false;
		for entry in self.journal.open_entries()? {
			if entry.identity.genesis != genesis || head.number < entry.assigned_at {
				continue;
			}
			let view = match self.client.task(entry.identity.number, At::Block(head.hash)).await {
				Ok(view) => view,
				Err(error) => {
					self.on_chain_error(&error);
					return Ok(());
				}
			};
			ended |= self.end(entry, view, head)?;
		}
		if ended {
			self.journal.prune(KEEP_ENDED)?;
		}
		Ok(())
	}

	/// Says whether the entry is over.
	fn end(
		&mut self,
		mut entry: Entry,
		view: Option<TaskView>,
		head: BlockId,
	) -> Result<bool, JournalError> {
		let (task, block) = (entry.identity.number, head.number);
		match (end_of(&entry, view.as_ref(), head.number), view) {
			(End::Live, _) | (End::Settled { .. }, None) => return Ok(false),
			(End::Gone, _) => {
				tracing::warn!(task, block, phase = %"gone", "a reorganisation took the task");
				self.journal.remove(&entry.identity)?;
				self.forget(&entry.identity);
				return Ok(true);
			}
			(End::Settled { fee }, Some(view)) => {
				self.write_receipt(&entry, view);
				let model = self.model_name(&entry.model);
				let fee_text = assay_client::format_amount(fee).replace(' ', "");
				tracing::info!(task, %model, phase = %"settled", units = entry.units, fee = %fee_text, block);
				self.metrics.settled.inc();
				entry.stage = Stage::Settled;
				entry.fee = Some(fee);
			}
			(End::Missed, _) => {
				let model = self.model_name(&entry.model);
				tracing::warn!(task, %model, phase = %"missed", block, "the task went to another worker or was refunded");
				self.metrics.missed.inc();
				entry.stage = Stage::Missed;
			}
			(End::Unpaid, _) => {
				let model = self.model_name(&entry.model);
				tracing::warn!(
					task, %model, phase = %"unpaid", block,
					"other workers had other results for the same task; the bond is free"
				);
				self.metrics.unpaid.inc();
				entry.stage = Stage::Unpaid;
			}
			(End::Convicted, _) => {
				let model = self.model_name(&entry.model);
				tracing::error!(
					task, %model, phase = %"convicted", block,
					"the result was found wrong, and the task's bond is lost; stop this worker and check its machine: \
					 assay-worker doctor"
				);
				self.metrics.convicted.inc();
				entry.stage = Stage::Convicted;
			}
		}
		entry.ended_at = Some(head.number);
		entry.outcome = None;
		entry.output = Vec::new();
		self.journal.put(&entry)?;
		self.forget(&entry.identity);
		Ok(true)
	}

	fn write_receipt(&self, entry: &Entry, view: TaskView) {
		let task = entry.identity.number;
		let Some(receipt) = receipt(entry, &view, self.key.account()) else {
			tracing::warn!(task, "no receipt: the journal holds no outcome");
			return;
		};
		let input = match view.input {
			Some(Input::Inline(input)) => Some(input.into_inner()),
			_ => self.blobs.kept_prompt(&entry.identity, view.task.input_hash),
		};
		let Some(input) = input else {
			tracing::warn!(task, "no receipt: the prompt is gone");
			return;
		};
		if input.len().saturating_add(entry.output.len()) > MAX_RECEIPT {
			tracing::warn!(task, "no receipt: prompt and output are too large for one");
			return;
		}
		if self.receipts.has(&receipt) {
			return;
		}
		let sign = |bytes: &[u8]| self.key.sign(bytes);
		match self.receipts.write(receipt, sign, input, entry.output.clone()) {
			Ok(path) => {
				self.metrics.receipts.inc();
				tracing::debug!(task, path = %path.display(), "receipt written");
			}
			Err(error) => tracing::error!(task, %error, "the receipt can't be written"),
		}
	}

	/// A query failed. What it was for is done again at the next block.
	pub fn on_chain_error(&mut self, error: &ClientError) {
		self.metrics.chain_errors.inc();
		if error.is_unreachable() {
			self.metrics.connected.set(0);
			self.health.update(|health| health.connected = false);
		}
		let error = error.to_string().replace('\n', " ");
		tracing::warn!(%error, "a query to the node failed; trying again");
	}
}

/// What the worker vouches for.
fn receipt(
	entry: &Entry,
	view: &TaskView,
	operator: assay_primitives::AccountId,
) -> Option<Receipt> {
	let outcome = entry.outcome.as_ref()?;
	let (ids_hash, prompt_ids, output_ids) = ids_of(outcome);
	let hash = blake2b_simd::Params::new().hash_length(32).hash(&entry.output);
	Some(Receipt {
		version: RECEIPT_VERSION,
		task: entry.identity,
		model: view.task.model,
		model_version: view.task.model_version,
		weights_root: view.task.weights_root,
		canon: view.task.canon,
		execution_class: entry.execution_class.clone(),
		worker: entry.worker.clone(),
		operator,
		input_hash: view.task.input_hash,
		outcome_hash: outcome.hash(),
		output_hash: Hash::from_slice(hash.as_bytes()),
		ids_hash,
		prompt_ids,
		output_ids,
		units: entry.units,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::run::decide::tests::{assigned, stash, view, State};
	use assay_primitives::{
		task::{Grounds, ResultKind, ResultSummary},
		AccountId,
	};

	#[test]
	fn only_final_blocks_that_knew_the_task_end_it() {
		let live = view(assigned(stash()));
		let entry = Entry::new(live.identity, stash(), live.task.model, 100);
		assert_eq!(end_of(&entry, Some(&live), 120), End::Live);
		let open = view(State::Open { expires: 9 });
		// The final chain lags behind the assignment.
		assert_eq!(end_of(&entry, Some(&open), 99), End::Live);
		assert_eq!(end_of(&entry, Some(&open), 100), End::Missed);
		assert_eq!(end_of(&entry, None, 100), End::Live);
		assert_eq!(end_of(&entry, None, 100 + FORGET_AFTER), End::Gone);
		let other = view(assigned(AccountId::from([9; 32])));
		assert_eq!(end_of(&entry, Some(&other), 110), End::Missed);
		let result = ResultSummary {
			outcome_hash: Hash::zero(),
			kind: ResultKind::Done,
			output_hash: Hash::zero(),
			output_len: 0,
			ids_hash: Hash::zero(),
			trace_root: Hash::zero(),
			prompt_ids: 1,
			output_ids: 1,
			units: 2,
			fee: 2,
		};
		let (worker, at) = (stash(), 105);
		let disputed = State::Disputed { worker: worker.clone(), result: result.clone(), at };
		assert_eq!(end_of(&entry, Some(&view(disputed)), 110), End::Live);
		let outvoted = State::Outvoted { worker: worker.clone(), result: result.clone(), at };
		assert_eq!(end_of(&entry, Some(&view(outvoted)), 110), End::Unpaid);
		let convicted = State::Convicted { worker, result, grounds: Grounds::Proof, at };
		assert_eq!(end_of(&entry, Some(&view(convicted)), 110), End::Convicted);
		let split = view(State::Refunded { reason: RefundReason::Split, at: 5 });
		assert_eq!(end_of(&entry, Some(&split), 110), End::Missed);
		let revealed = Entry { stage: Stage::Revealed, ..entry.clone() };
		assert_eq!(end_of(&revealed, Some(&split), 110), End::Unpaid);
		let refunded = view(State::Refunded { reason: RefundReason::Missed, at: 5 });
		assert_eq!(end_of(&entry, Some(&refunded), 110), End::Missed);
		let mut foreign = live;
		foreign.identity.content = Hash::repeat_byte(8);
		assert_eq!(end_of(&entry, Some(&foreign), 110), End::Live);
		assert_eq!(end_of(&entry, Some(&foreign), 300), End::Gone);
	}
}
