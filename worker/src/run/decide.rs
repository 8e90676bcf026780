//! What a task needs from this worker, told from the chain's state and the journal alone. Blocks that were missed,
//! reorganisations and restarts therefore need no rules of their own.

use crate::journal::{Entry, Stage};
use assay_primitives::{
	api::TaskView,
	task::{Input, Outcome, TaskState},
	AccountId, Hash,
};

/// The next step for a task at one block.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
	/// Fetch the prompt from a blob store.
	Fetch,
	/// Say that the prompt was fetched, which starts the clock.
	Acknowledge,
	/// Run the model. The journal has no result that counts.
	Run,
	/// Send this commitment, again if need be: the chain does not have it.
	Commit(Hash),
	/// Show what was committed to.
	Reveal(Outcome),
	/// Bound to an outcome that must not be shown yet: other replicas are still to be committed to.
	Wait,
	/// The outcome is on chain. Wait for the end of the challenge window.
	Revealed,
	/// Nothing can be done, for this reason.
	Blocked(&'static str),
	/// The task is not ours at this block.
	NotOurs,
}

/// `entry` is the journal's for exactly this identity; `fetched` says whether a prompt that lies in a blob store is at
/// hand.
pub fn decide(view: &TaskView, stash: &AccountId, entry: Option<&Entry>, fetched: bool) -> Step {
	if view.task.state.worker() != Some(stash) {
		return Step::NotOurs;
	}
	// A commitment names the stash. A result of an earlier assignment that ended counts no more.
	let entry = entry.filter(|entry| entry.worker == *stash && !entry.stage.is_final());
	match &view.task.state {
		TaskState::Assigned { acked: false, .. } if view.task.blob => {
			if fetched {
				Step::Acknowledge
			} else {
				Step::Fetch
			}
		}
		TaskState::Assigned { acked: false, .. } => Step::Blocked(
			"it waits for an acknowledgement that only tasks with a fetched prompt need",
		),
		TaskState::Assigned { .. } => match entry.and_then(Entry::commitment) {
			// Also if the journal says `Committed`: then the commitment's block was reorganised away.
			Some(commitment) => Step::Commit(commitment),
			None if matches!(view.input, Some(Input::Inline(_))) => Step::Run,
			None if view.task.blob && fetched => Step::Run,
			None if view.task.blob => Step::Fetch,
			None => Step::Blocked("the node has no prompt for it"),
		},
		TaskState::Committed { commitment, open, .. } => {
			match entry.and_then(|entry| Some((entry.commitment()?, entry.outcome.clone()?))) {
				Some((ours, _)) if ours == *commitment && !open => Step::Wait,
				Some((ours, outcome)) if ours == *commitment => Step::Reveal(outcome),
				Some(_) => Step::Blocked("the commitment on chain is not the journal's"),
				None => Step::Blocked(
					"the journal holds no outcome for the commitment on chain; was the data directory changed?",
				),
			}
		}
		TaskState::Revealed { .. } | TaskState::Disputed { .. } => Step::Revealed,
		TaskState::Open { .. }
		| TaskState::Settled { .. }
		| TaskState::Refunded { .. }
		| TaskState::Convicted { .. }
		| TaskState::Outvoted { .. } => Step::NotOurs,
	}
}

impl Step {
	/// Whether ending now would lose the task.
	pub fn needs_us(&self) -> bool {
		matches!(
			self,
			Self::Fetch
				| Self::Acknowledge
				| Self::Run | Self::Commit(_)
				| Self::Reveal(_)
				| Self::Wait
		)
	}
}

/// The journal's stage that a step proves, if it is further than `Computed`.
pub fn stage_of(step: &Step) -> Option<Stage> {
	match step {
		Step::Reveal(_) | Step::Wait => Some(Stage::Committed),
		Step::Revealed => Some(Stage::Revealed),
		_ => None,
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use assay_primitives::task::{
		Refusal, ResultKind, ResultSummary, Sampling, Task, TaskIdentity, TaskKind, Verification,
	};

	pub type State = TaskState<AccountId, u128, u32>;

	pub fn stash() -> AccountId {
		AccountId::from([7; 32])
	}

	pub fn view(state: State) -> TaskView {
		let input = Input::Inline(b"prompt".to_vec().try_into().unwrap());
		let identity =
			TaskIdentity { genesis: Hash::zero(), number: 42, content: Hash::repeat_byte(1) };
		let task = Task {
			requester: AccountId::from([1; 32]),
			model: Hash::repeat_byte(3),
			model_version: 0,
			weights_root: Hash::repeat_byte(4),
			params_version: 0,
			canon: None,
			kind: TaskKind::Generate { max_tokens: 8, sampling: Sampling::Greedy },
			input_hash: input.hash(),
			input_len: input.len(),
			blob: false,
			content_hash: identity.content,
			deadline: 10,
			price: 1,
			quote: 10,
			bond: 250,
			verification: Verification::Audited,
			replica: 0,
			parent: None,
			prompt_ids: None,
			posted_at: 1,
			reassignments: 0,
			state,
		};
		TaskView { identity, task, input: Some(input), outcome: None }
	}

	pub fn assigned(worker: AccountId) -> State {
		State::Assigned { worker, at: 5, acked: true, due: 15 }
	}

	fn committed(commitment: Hash) -> State {
		State::Committed { worker: stash(), commitment, at: 6, due: 16, open: true }
	}

	fn computed() -> Entry {
		let view = view(assigned(stash()));
		let outcome = Outcome::Refused {
			reason: Refusal::TooLong { ids_root: Hash::zero(), count: 900 },
			salt: Hash::repeat_byte(9),
		};
		Entry {
			stage: Stage::Computed,
			outcome: Some(outcome),
			..Entry::new(view.identity, stash(), view.task.model, 5)
		}
	}

	fn step(state: State, entry: Option<&Entry>) -> Step {
		decide(&view(state), &stash(), entry, false)
	}

	#[test]
	fn a_new_task_is_run_and_committed_to() {
		assert_eq!(step(assigned(stash()), None), Step::Run);
		let bare = Entry { stage: Stage::Assigned, outcome: None, ..computed() };
		assert_eq!(step(assigned(stash()), Some(&bare)), Step::Run);
		let entry = computed();
		let commitment = entry.commitment().unwrap();
		assert_eq!(step(assigned(stash()), Some(&entry)), Step::Commit(commitment));
	}

	#[test]
	fn a_reorganised_commitment_is_sent_again_with_the_same_salt() {
		let entry = Entry { stage: Stage::Committed, ..computed() };
		let commitment = computed().commitment().unwrap();
		assert_eq!(step(assigned(stash()), Some(&entry)), Step::Commit(commitment));
		let entry = Entry { stage: Stage::Revealed, ..computed() };
		assert_eq!(step(assigned(stash()), Some(&entry)), Step::Commit(commitment));
		assert_eq!(
			step(committed(commitment), Some(&entry)),
			Step::Reveal(entry.outcome.clone().unwrap())
		);
	}

	#[test]
	fn after_a_restart_the_journal_reveals() {
		// The journal may be a step behind: it was killed after sending the commitment.
		for stage in [Stage::Computed, Stage::Committed] {
			let entry = Entry { stage, ..computed() };
			let step = step(committed(entry.commitment().unwrap()), Some(&entry));
			assert_eq!(step, Step::Reveal(entry.outcome.clone().unwrap()));
			assert!(step.needs_us());
			assert_eq!(stage_of(&step), Some(Stage::Committed));
		}
	}

	#[test]
	fn a_replica_is_not_shown_before_all_are_committed_to() {
		let entry = computed();
		let commitment = entry.commitment().unwrap();
		let closed = |commitment| State::Committed {
			worker: stash(),
			commitment,
			at: 6,
			due: 160,
			open: false,
		};
		// Also after a restart that lost the last stage.
		for stage in [Stage::Computed, Stage::Committed] {
			let entry = Entry { stage, ..entry.clone() };
			let step = step(closed(commitment), Some(&entry));
			assert_eq!(step, Step::Wait);
			// Ending now would lose the reveal.
			assert!(step.needs_us());
			assert_eq!(stage_of(&step), Some(Stage::Committed));
		}
		assert!(matches!(step(closed(Hash::zero()), Some(&entry)), Step::Blocked(_)));
		assert!(matches!(step(closed(commitment), None), Step::Blocked(_)));
		assert!(matches!(step(committed(commitment), Some(&entry)), Step::Reveal(_)));
	}

	#[test]
	fn what_can_not_be_done_is_said() {
		let entry = computed();
		assert!(matches!(step(committed(Hash::zero()), Some(&entry)), Step::Blocked(_)));
		assert!(matches!(step(committed(Hash::zero()), None), Step::Blocked(_)));
		let strange = view(State::Assigned { worker: stash(), at: 5, acked: false, due: 15 });
		assert!(matches!(decide(&strange, &stash(), None, false), Step::Blocked(_)));
		let mut gone = view(assigned(stash()));
		gone.input = None;
		assert!(matches!(decide(&gone, &stash(), None, false), Step::Blocked(_)));
		assert!(!decide(&gone, &stash(), None, false).needs_us());
	}

	#[test]
	fn a_prompt_from_a_store_is_fetched_then_acknowledged_then_run() {
		let mut blob = view(State::Assigned { worker: stash(), at: 5, acked: false, due: 15 });
		blob.task.blob = true;
		blob.input = Some(Input::Blob { hash: blob.task.input_hash, len: blob.task.input_len });
		let step = |view: &TaskView, entry: Option<&Entry>, fetched| {
			decide(view, &stash(), entry, fetched)
		};
		assert_eq!(step(&blob, None, false), Step::Fetch);
		assert_eq!(step(&blob, None, true), Step::Acknowledge);
		assert!(Step::Fetch.needs_us() && Step::Acknowledge.needs_us());
		blob.task.state = assigned(stash());
		assert_eq!(step(&blob, None, true), Step::Run);
		// A restart that lost it.
		assert_eq!(step(&blob, None, false), Step::Fetch);
		let entry = computed();
		let commitment = entry.commitment().unwrap();
		assert_eq!(step(&blob, Some(&entry), false), Step::Commit(commitment));
		blob.task.state = committed(commitment);
		assert!(matches!(step(&blob, Some(&entry), false), Step::Reveal(_)));
	}

	#[test]
	fn tasks_of_others_are_left_alone() {
		let entry = computed();
		let other = AccountId::from([8; 32]);
		assert_eq!(step(assigned(other.clone()), Some(&entry)), Step::NotOurs);
		assert_eq!(step(State::Open { expires: 9 }, Some(&entry)), Step::NotOurs);
		// A result under another stash can't be committed to.
		let foreign = Entry { worker: other, ..computed() };
		assert_eq!(step(assigned(stash()), Some(&foreign)), Step::Run);
		// Nor one that is over: salt and outcome are gone or worthless.
		let missed = Entry { stage: Stage::Missed, ..computed() };
		assert_eq!(step(assigned(stash()), Some(&missed)), Step::Run);
	}

	#[test]
	fn a_revealed_task_waits() {
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
		let step = step(State::Revealed { worker: stash(), result, at: 7, ends: 27 }, None);
		assert_eq!(step, Step::Revealed);
		assert!(!step.needs_us());
	}
}
