//! What operators do: acknowledge, commit, reveal.

use crate::{
	BlockNumberFor, Config, Error, Event, Outcomes, Pallet, PendingMisses, TaskOf, WeightInfo,
};
use assay_primitives::{
	task::{
		commitment, ids_hash, prompt_units, trace_root, Outcome, Payload, Refusal, ResultKind,
		ResultSummary, TaskKind, TaskState, TokenIds,
	},
	traits::{Audits, ModelLookup, TaskBonds},
	Balance, Hash, TaskId, MAX_POSITIONS,
};
use frame_support::{ensure, pallet_prelude::DispatchError, traits::Get, weights::Weight};
use sp_runtime::{
	traits::{One, SaturatedConversion, Saturating},
	ArithmeticError, Perbill,
};

/// Most ids that a prompt can be said to have: a tree over more is built by nobody.
const MAX_PROMPT_IDS: u32 = 1 << 24;

/// Number of the last operation of canonical arithmetic.
const LAST_OPERATION: u32 = 34;

/// Bytes of an outcome that the chain hashes and stores.
pub fn outcome_len(outcome: &Outcome) -> u32 {
	let output = match outcome {
		Outcome::Done { output: Payload::Inline(bytes), .. } => bytes.len(),
		_ => 0,
	};
	let ids = match outcome {
		Outcome::Done { ids: TokenIds::Inline(ids), .. }
		| Outcome::Fault { ids: TokenIds::Inline(ids), .. }
		| Outcome::Refused { reason: Refusal::BadIds { ids, .. }, .. } => ids.len(),
		Outcome::Done { ids: TokenIds::Blob { .. }, .. }
		| Outcome::Fault { ids: TokenIds::Blob { .. }, .. }
		| Outcome::Refused { reason: Refusal::TooLong { .. }, .. } => 0,
	};
	output.saturating_add(ids.saturating_mul(4)).saturated_into()
}

/// What an outcome says of the task's ids.
struct Spelling {
	/// Hash of the ids that it has.
	hash: Hash,
	prompt: u32,
	output: u32,
	/// Root over them and the values of the run.
	root: Hash,
}

impl<T: Config> Pallet<T> {
	/// The task, if `who` acts for the worker to which it is assigned and that worker's time has not passed.
	pub(crate) fn task_of_operator(
		who: &T::AccountId,
		id: TaskId,
	) -> Result<(TaskOf<T>, T::AccountId), DispatchError> {
		let task = Self::task(id)?;
		let (worker, due) = match &task.state {
			TaskState::Assigned { worker, due, .. } | TaskState::Committed { worker, due, .. } => {
				(worker.clone(), *due)
			}
			_ => return Err(Error::<T>::NotAssigned.into()),
		};
		ensure!(T::Stake::worker_of(who).as_ref() == Some(&worker), Error::<T>::NotAssignee);
		ensure!(Self::now() <= due, Error::<T>::DeadlinePassed);
		Ok((task, worker))
	}

	/// As [`Self::task_of_operator`], for a task that is ready to be committed to.
	pub(crate) fn task_to_commit(
		who: &T::AccountId,
		id: TaskId,
	) -> Result<(TaskOf<T>, T::AccountId), DispatchError> {
		let (task, worker) = Self::task_of_operator(who, id)?;
		match &task.state {
			TaskState::Assigned { acked: true, .. } => Ok((task, worker)),
			TaskState::Assigned { .. } => Err(Error::<T>::NotAcknowledged.into()),
			_ => Err(Error::<T>::AlreadyCommitted.into()),
		}
	}

	/// As [`Self::task_to_commit`], for a task whose outcome nobody could copy.
	pub(crate) fn task_to_submit(
		who: &T::AccountId,
		id: TaskId,
	) -> Result<(TaskOf<T>, T::AccountId), DispatchError> {
		let (task, worker) = Self::task_to_commit(who, id)?;
		ensure!(!Self::is_replica(&task), Error::<T>::CommitFirst);
		Ok((task, worker))
	}

	/// As [`Self::task_of_operator`], for a task whose input has to be acknowledged.
	pub(crate) fn task_to_ack(
		who: &T::AccountId,
		id: TaskId,
	) -> Result<(TaskOf<T>, T::AccountId), DispatchError> {
		let (task, worker) = Self::task_of_operator(who, id)?;
		ensure!(
			matches!(task.state, TaskState::Assigned { acked: false, .. }),
			Error::<T>::AlreadyAcknowledged
		);
		Ok((task, worker))
	}

	/// As [`Self::task_of_operator`], with the commitment to reveal.
	pub(crate) fn task_to_reveal(
		who: &T::AccountId,
		id: TaskId,
	) -> Result<(TaskOf<T>, T::AccountId, Hash), DispatchError> {
		let (task, worker) = Self::task_of_operator(who, id)?;
		let TaskState::Committed { commitment, open, .. } = &task.state else {
			return Err(Error::<T>::NotCommitted.into());
		};
		ensure!(*open, Error::<T>::ReplicasPending);
		let commitment = *commitment;
		Ok((task, worker, commitment))
	}

	/// Returns the weight used.
	pub(crate) fn do_ack(who: &T::AccountId, id: TaskId) -> Result<Weight, DispatchError> {
		let (mut task, worker) = Self::task_to_ack(who, id)?;
		let now = Self::now();
		let due = now.saturating_add(task.deadline);
		Self::deposit_event(Event::Acknowledged { task: id, worker: worker.clone(), due });
		// The input can be had: the worker before let the task lie.
		let missed = match PendingMisses::<T>::take(id) {
			Some(suspect) => Self::miss(&suspect, id, &task),
			None => Weight::zero(),
		};
		Self::enter(id, &mut task, TaskState::Assigned { worker, at: now, acked: true, due });
		Ok(T::WeightInfo::ack().saturating_add(missed))
	}

	/// Returns the weight used.
	pub(crate) fn do_commit(
		who: &T::AccountId,
		id: TaskId,
		commitment: Hash,
	) -> Result<Weight, DispatchError> {
		let (mut task, worker) = Self::task_to_commit(who, id)?;
		Self::note_pace(&task, &worker);
		let at = Self::now();
		let open = !Self::is_replica(&task);
		let due = match open {
			true => at.saturating_add(T::RevealDeadline::get()),
			false => Self::backstop(&task),
		};
		Self::deposit_event(Event::Committed { task: id, worker: worker.clone(), commitment, due });
		let state = TaskState::Committed { worker: worker.clone(), commitment, at, due, open };
		Self::enter(id, &mut task, state);
		if open {
			return Ok(T::WeightInfo::commit());
		}
		// It may wait for long, and computes nothing meanwhile.
		Self::stop_computing(&worker, &task);
		Ok(T::WeightInfo::commit()
			.saturating_add(Self::give_slot_each(&worker))
			.saturating_add(Self::open_replicas(id, &task)))
	}

	/// Returns the weight used.
	pub(crate) fn do_reveal(
		who: &T::AccountId,
		id: TaskId,
		outcome: Outcome,
	) -> Result<Weight, DispatchError> {
		let len = outcome_len(&outcome);
		let (mut task, worker, committed) = Self::task_to_reveal(who, id)?;
		let result = Self::check_outcome(&task, &outcome)?;
		let identity = Self::identity_of(id, &task);
		ensure!(
			commitment(&identity, &worker, outcome.salt(), result.outcome_hash) == committed,
			Error::<T>::CommitmentMismatch
		);
		let given = Self::enter_revealed(id, &mut task, worker, outcome, result);
		Ok(T::WeightInfo::reveal(len).saturating_add(given))
	}

	/// Returns the weight used.
	pub(crate) fn do_submit(
		who: &T::AccountId,
		id: TaskId,
		outcome: Outcome,
	) -> Result<Weight, DispatchError> {
		let len = outcome_len(&outcome);
		let (mut task, worker) = Self::task_to_submit(who, id)?;
		let result = Self::check_outcome(&task, &outcome)?;
		let identity = Self::identity_of(id, &task);
		let commitment = commitment(&identity, &worker, outcome.salt(), result.outcome_hash);
		Self::note_pace(&task, &worker);
		let due = Self::now();
		Self::deposit_event(Event::Committed { task: id, worker: worker.clone(), commitment, due });
		let given = Self::enter_revealed(id, &mut task, worker, outcome, result);
		Ok(T::WeightInfo::submit(len).saturating_add(given))
	}

	/// Returns the weight of the slots that the worker got back.
	pub(crate) fn enter_revealed(
		id: TaskId,
		task: &mut TaskOf<T>,
		worker: T::AccountId,
		outcome: Outcome,
		result: ResultSummary<Balance>,
	) -> Weight {
		let at = Self::now();
		let ends: BlockNumberFor<T> = at.saturating_add(Self::window(task));
		Outcomes::<T>::insert(id, outcome);
		T::Audits::revealed(id, &worker, &task.model);
		Self::deposit_event(Event::Revealed {
			task: id,
			worker: worker.clone(),
			kind: result.kind,
			outcome_hash: result.outcome_hash,
			units: result.units,
			fee: result.fee,
			ends,
		});
		Self::note_split(id, task, &result);
		let computed = Self::is_computed(task);
		if computed {
			Self::stop_computing(&worker, task);
		}
		Self::enter(id, task, TaskState::Revealed { worker: worker.clone(), result, at, ends });
		match computed {
			true => Self::give_slot_each(&worker),
			false => Weight::zero(),
		}
	}

	/// Reports how long a worker took from assignment to commitment, next to the least time that the model grants for so
	/// many units. Not next to the task's own deadline, which its requester chose.
	fn note_pace(task: &TaskOf<T>, worker: &T::AccountId) {
		let TaskState::Assigned { at, .. } = &task.state else { return };
		let taken = Self::now().saturating_sub(*at);
		let units = prompt_units(task.input_len).saturating_add(task.kind.max_tokens());
		let granted = T::Models::params(&task.model, task.params_version)
			.map_or(task.deadline, |params| params.min_deadline(units));
		let pace = Perbill::from_rational(taken, granted.max(One::one()));
		T::Audits::committed(worker, &task.model, pace);
	}

	/// Blocks in which a result of a task can be challenged: the network's, or more if the parameters say so with which it
	/// was posted.
	pub(crate) fn window(task: &TaskOf<T>) -> BlockNumberFor<T> {
		let least = T::ChallengeWindow::get().max(One::one());
		T::Models::params(&task.model, task.params_version)
			.and_then(|params| params.challenge_window)
			.map_or(least, |blocks| blocks.max(least))
	}

	/// Whether an outcome is one that this task can have, and what it costs.
	pub(crate) fn check_outcome(
		task: &TaskOf<T>,
		outcome: &Outcome,
	) -> Result<ResultSummary<Balance>, DispatchError> {
		let TaskKind::Generate { max_tokens, .. } = task.kind;
		// A model with live tasks can't be removed.
		let params = T::Models::params(&task.model, task.params_version);
		let params = params.ok_or(Error::<T>::UnknownModel)?;
		let blobs = task.blob || params.max_blob_bytes > 0;
		let nothing = || Payload::Inline(Default::default()).digest();
		let (kind, output, spelling, billed) = match outcome {
			Outcome::Done { output, ids, prompt_ids, output_ids, root, .. } => {
				ensure!((1..=max_tokens).contains(output_ids), Error::<T>::BadOutputCount);
				let inline = matches!(output, Payload::Inline(_));
				ensure!(inline || blobs, Error::<T>::BlobsNotTaken);
				let spelling =
					Self::check_run(task, ids, (*prompt_ids, *output_ids), *root, blobs)?;
				(ResultKind::Done, output.digest(), spelling, true)
			}
			Outcome::Refused { reason: Refusal::TooLong { ids_root, count }, .. } => {
				ensure!((1..=MAX_PROMPT_IDS).contains(count), Error::<T>::BadPromptCount);
				let manifest = T::Models::manifest(&task.model, task.model_version);
				let context = manifest.ok_or(Error::<T>::UnknownModel)?.context_length;
				ensure!(*count >= context, Error::<T>::NotTooLong);
				let hash = ids_hash(&[]);
				let spelling = Spelling { hash, prompt: *count, output: 0, root: *ids_root };
				(ResultKind::TooLong, nothing(), spelling, false)
			}
			Outcome::Refused { reason: Refusal::BadIds { ids, ids_root }, .. } => {
				let fixed = task.prompt_ids.ok_or(Error::<T>::IdsNotFixed)?;
				ensure!(!ids.is_empty(), Error::<T>::BadPromptCount);
				let hash = ids_hash(ids);
				ensure!(hash != fixed, Error::<T>::IdsAreFixed);
				let prompt = ids.len().saturated_into();
				let spelling = Spelling { hash, prompt, output: 0, root: *ids_root };
				(ResultKind::BadIds, nothing(), spelling, false)
			}
			Outcome::Fault {
				ids,
				prompt_ids,
				output_ids,
				position,
				layer,
				operation,
				index,
				root,
				..
			} => {
				// A run with all its ids has ended well.
				ensure!(*output_ids < max_tokens, Error::<T>::BadFault);
				let spelling =
					Self::check_run(task, ids, (*prompt_ids, *output_ids), *root, blobs)?;
				let positions = prompt_ids.saturating_add(*output_ids);
				// Output ids were chosen at the positions before.
				let least = if *output_ids > 0 { positions.saturating_sub(1) } else { 0 };
				ensure!((least..positions).contains(position), Error::<T>::BadFault);
				let known = task.canon.is_none() || *operation <= LAST_OPERATION;
				ensure!(known, Error::<T>::BadFault);
				let (position, layer, operation, index) = (*position, *layer, *operation, *index);
				let kind = ResultKind::Fault { position, layer, operation, index };
				(kind, nothing(), spelling, task.canon.is_some())
			}
		};
		let Spelling { hash: ids_hash, prompt: prompt_ids, output: output_ids, root } = spelling;
		ensure!(task.canon.is_some() || root.is_zero(), Error::<T>::RootNotZero);
		let units = if billed {
			prompt_units(task.input_len).checked_add(output_ids).ok_or(ArithmeticError::Overflow)?
		} else {
			0
		};
		let fee = task.price.checked_mul(units.into()).ok_or(ArithmeticError::Overflow)?;
		Ok(ResultSummary {
			outcome_hash: outcome.hash(),
			kind,
			output_hash: output.0,
			output_len: output.1,
			ids_hash,
			trace_root: trace_root(root, prompt_ids, output_ids),
			prompt_ids,
			output_ids,
			units,
			fee,
		})
	}

	/// Whether a run of this task can have these ids: so many of the prompt, so many of the output. `blobs`: whether they
	/// may lie elsewhere.
	fn check_run(
		task: &TaskOf<T>,
		ids: &TokenIds,
		(prompt, output): (u32, u32),
		root: Hash,
		blobs: bool,
	) -> Result<Spelling, DispatchError> {
		ensure!(prompt >= 1, Error::<T>::BadPromptCount);
		let positions = prompt.checked_add(output).ok_or(Error::<T>::BadPromptCount)?;
		ensure!(positions <= MAX_POSITIONS, Error::<T>::BadPromptCount);
		ensure!(blobs || matches!(ids, TokenIds::Inline(_)), Error::<T>::BlobsNotTaken);
		let (hash, count) = ids.digest();
		ensure!(count == positions, Error::<T>::IdCountMismatch);
		if let (Some(fixed), TokenIds::Inline(ids)) = (task.prompt_ids, ids) {
			let used = ids.get(..prompt.saturated_into()).unwrap_or_default();
			ensure!(ids_hash(used) == fixed, Error::<T>::PromptIdsMismatch);
		}
		Ok(Spelling { hash, prompt, output, root })
	}
}
