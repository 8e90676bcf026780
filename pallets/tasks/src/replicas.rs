//! Replicas: tasks of the same content, run by different workers, whose results are compared.
//!
//! Each replica is a task like any other, with its own escrow, bond, worker, disputes and audits. They meet at three
//! points: no worker gets two of them; none is revealed before all are committed to, or have ended; and when the window of
//! one is over, what the others say decides whether it is paid.
//!
//! Once one is revealed none is computed any more, so that there is nobody left who could copy it. A replica whose worker
//! commits and does not reveal is refunded therefore, not given to another.

use crate::{
	types::Verdict, BlockNumberFor, Config, Event, HoldReason, Pallet, TaskOf, TaskStateOf, Tasks,
	WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{
	task::{RefundReason, ResultKind, ResultSummary, TaskState},
	traits::Audits,
	Balance, Hash, TaskId,
};
use frame_support::{
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
		Defensive, Get,
	},
	weights::Weight,
};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

impl<T: Config> Pallet<T> {
	/// Whether a task has other replicas.
	pub(crate) fn is_replica(task: &TaskOf<T>) -> bool {
		task.verification.workers() > 1
	}

	/// All replicas of a task, itself among them: at most [`Config::MaxReplicas`].
	fn replicas(id: TaskId, task: &TaskOf<T>) -> Vec<(TaskId, TaskOf<T>)> {
		let stored = |id| Some((id, Tasks::<T>::get(id).defensive()?));
		task.replicas(id).filter_map(stored).collect()
	}

	/// The other replicas of a task; none if it has none.
	fn others(id: TaskId, task: &TaskOf<T>) -> Vec<TaskOf<T>> {
		let stored = |id| Tasks::<T>::get(id).defensive();
		task.replicas(id).filter(|other| *other != id).filter_map(stored).collect()
	}

	/// Workers that have another replica of a task, or ended one.
	pub(crate) fn workers_of_others(id: TaskId, task: &TaskOf<T>) -> Vec<T::AccountId> {
		let others = Self::others(id, task);
		others.into_iter().filter_map(|other| other.state.worker().cloned()).collect()
	}

	/// Whether nobody is bound to an outcome of this task yet.
	pub(crate) fn is_unbound(state: &TaskStateOf<T>) -> bool {
		matches!(state, TaskState::Open { .. } | TaskState::Assigned { .. })
	}

	/// Whether a worker's capacity is taken by this task. A replica needs none while it waits for the others.
	pub(crate) fn is_computed(task: &TaskOf<T>) -> bool {
		match task.state {
			TaskState::Assigned { .. } => true,
			TaskState::Committed { .. } => !Self::is_replica(task),
			_ => false,
		}
	}

	/// Height by which every other replica has been committed to or has ended, if the chain was not behind with the
	/// timeouts: each waits, is acknowledged and computed twice at most. Every deadline is inclusive.
	pub(crate) fn backstop(task: &TaskOf<T>) -> BlockNumberFor<T> {
		let round = T::QueueTtl::get()
			.max(One::one())
			.saturating_add(T::AckDeadline::get())
			.saturating_add(task.deadline)
			.saturating_add(3u32.into());
		Self::now().saturating_add(round).saturating_add(round)
	}

	/// Starts the clocks of replicas that were committed to, if nobody has to commit to any. To be called whenever a
	/// replica stops being one of those. Returns the weight used.
	pub(crate) fn open_replicas(id: TaskId, task: &TaskOf<T>) -> Weight {
		if !Self::is_replica(task) {
			return Weight::zero();
		}
		let replicas = Self::replicas(id, task);
		if replicas.iter().any(|(_, replica)| Self::is_unbound(&replica.state)) {
			return T::WeightInfo::open_replicas(0);
		}
		let due = Self::now().saturating_add(T::RevealDeadline::get());
		let mut opened = 0u32;
		for (number, mut replica) in replicas {
			let TaskState::Committed { worker, commitment, at, open: false, .. } =
				replica.state.clone()
			else {
				continue;
			};
			let state = TaskState::Committed { worker, commitment, at, due, open: true };
			Self::enter(number, &mut replica, state);
			opened = opened.saturating_add(1);
		}
		if opened > 0 {
			Self::deposit_event(Event::ReplicasOpen { first: task.replicas(id).start, due });
		}
		T::WeightInfo::open_replicas(opened)
	}

	/// Says so if a result that is being revealed is not that of another replica.
	pub(crate) fn note_split(id: TaskId, task: &TaskOf<T>, result: &ResultSummary<Balance>) {
		let Some(ours) = Self::answer_of(task, result) else { return };
		let differs = |other: &TaskId| {
			let answer = Tasks::<T>::get(other).and_then(|other| Self::answer(&other));
			answer.is_some_and(|theirs| theirs != ours)
		};
		if let Some(other) = task.replicas(id).filter(|other| *other != id).find(differs) {
			Self::deposit_event(Event::Split { task: id, other });
		}
	}

	/// What replicas are compared by, if a task was revealed and not found wrong.
	pub(crate) fn answer(task: &TaskOf<T>) -> Option<Hash> {
		match &task.state {
			TaskState::Convicted { .. } => None,
			state => Self::answer_of(task, state.result()?),
		}
	}

	/// What a result is compared by with those of other replicas.
	///
	/// A refusal of a canonical model is compared with nothing. It can rest on another spelling of the prompt, which no
	/// dispute finds wrong, so it must not stand against an answer; and it is not paid for anyway.
	fn answer_of(task: &TaskOf<T>, result: &ResultSummary<Balance>) -> Option<Hash> {
		let refuses = matches!(result.kind, ResultKind::TooLong | ResultKind::BadIds);
		(task.canon.is_none() || !refuses).then_some(result.outcome_hash)
	}

	/// What becomes of a revealed task whose window is over.
	///
	/// Of a canonical model a wrong result can be proved to be wrong, so nobody is outvoted. While results that differ
	/// stand side by side, all replicas wait until the windows of all are over, and the disputes. If two still stand then,
	/// nobody showed which is right, and none is paid. Replicas wait for one another, but none beyond the last of their
	/// windows, so they come to an end together.
	///
	/// Of other models the result counts that more than half of those revealed have. All results are known by then and do
	/// not change, so it is the same for each replica, whenever it is asked.
	pub(crate) fn verdict(
		id: TaskId,
		task: &TaskOf<T>,
		result: &ResultSummary<Balance>,
	) -> Verdict<BlockNumberFor<T>> {
		let Some(ours) = Self::answer_of(task, result).filter(|_| Self::is_replica(task)) else {
			return Verdict::Pays;
		};
		let others = Self::others(id, task);
		let is_split = |other: &TaskOf<T>| {
			matches!(other.state, TaskState::Refunded { reason: RefundReason::Split, .. })
		};
		// One of them came to its end first. Its result is not kept, but this is.
		if others.iter().any(is_split) {
			return Verdict::Split;
		}
		let now = Self::now();
		let next = now.saturating_add(One::one());
		let revealed_by = |other: &TaskOf<T>| match other.state {
			TaskState::Committed { due, .. } => Some(due.saturating_add(One::one()).max(next)),
			_ => None,
		};
		let hashes: Vec<Hash> = others.iter().filter_map(Self::answer).collect();
		let mut until = others.iter().filter_map(revealed_by).max();
		if task.canon.is_none() {
			return match until {
				Some(until) => Verdict::Waits(until),
				None => vote(ours, &hashes),
			};
		}
		if until.is_none() && hashes.iter().all(|hash| *hash == ours) {
			return Verdict::Pays;
		}
		let decided_by = |other: &TaskOf<T>| match other.state {
			TaskState::Revealed { ends, .. } if ends > now => Some(ends),
			TaskState::Disputed { .. } => Some(now.saturating_add(Self::window(other))),
			_ => None,
		};
		let answers = others.iter().filter(|other| Self::answer(other).is_some());
		until = until.max(answers.filter_map(decided_by).max());
		until.map_or(Verdict::Split, Verdict::Waits)
	}

	/// Keeps a revealed task from ending before this height.
	pub(crate) fn wait(id: TaskId, task: &mut TaskOf<T>, until: BlockNumberFor<T>) {
		let TaskState::Revealed { worker, result, at, .. } = task.state.clone() else { return };
		Self::deposit_event(Event::Extended { task: id, ends: until });
		Self::enter(id, task, TaskState::Revealed { worker, result, at, ends: until });
	}

	/// Ends a task whose result most replicas do not have. The requester pays, so that nobody gets answers for less by
	/// adding wrong ones; the worker gets nothing. Returns the weight used.
	pub(crate) fn outvote(
		id: TaskId,
		task: &mut TaskOf<T>,
		worker: T::AccountId,
		result: ResultSummary<Balance>,
	) -> Weight {
		let burnt = Self::burn_escrow(&task.requester, result.fee.min(task.quote));
		let refund = task.quote.saturating_sub(burnt);
		Self::free_escrow(&task.requester, refund);
		Self::release_bond(&worker, id);
		T::Audits::outvoted(id, &worker, &task.model);
		Self::deposit_event(Event::Outvoted {
			task: id,
			worker: worker.clone(),
			requester: task.requester.clone(),
			burnt,
			refund,
		});
		let at = Self::now();
		let state = TaskState::Outvoted { worker: worker.clone(), result, at };
		T::WeightInfo::settle()
			.saturating_add(Self::finish(id, task, state, at))
			.saturating_add(Self::give_slot_each(&worker))
	}

	/// Ends a task whose result stands against another one. Returns the weight used.
	pub(crate) fn split(id: TaskId, task: &mut TaskOf<T>, worker: T::AccountId) -> Weight {
		Self::release_bond(&worker, id);
		T::Audits::split(id, &worker, &task.model);
		T::WeightInfo::settle()
			.saturating_add(Self::refund(id, task, RefundReason::Split))
			.saturating_add(Self::give_slot_each(&worker))
	}

	/// Burns a part of a requester's escrow. Returns what was burnt.
	fn burn_escrow(requester: &T::AccountId, amount: Balance) -> Balance {
		if amount == 0 {
			return 0;
		}
		T::Currency::burn_held(
			&HoldReason::Escrow.into(),
			requester,
			amount,
			Precision::Exact,
			// Votes lock tokens, but not against a debt.
			Fortitude::Force,
		)
		.unwrap_or_else(|error| {
			frame_support::defensive!("the escrow of a live task is missing", error);
			0
		})
	}
}

/// What becomes of one of several results that nobody can prove wrong: its own hash, and those of the others.
fn vote<BlockNumber>(ours: Hash, others: &[Hash]) -> Verdict<BlockNumber> {
	let is_most = |hash: Hash| {
		let all = [ours].into_iter().chain(others.iter().copied());
		let same: u32 = all.filter(|other| *other == hash).count().saturated_into();
		let total = others.len().saturated_into::<u32>().saturating_add(1);
		same.saturating_mul(2) > total
	};
	if is_most(ours) {
		Verdict::Pays
	} else if others.iter().any(|hash| is_most(*hash)) {
		Verdict::Outvoted
	} else {
		Verdict::Split
	}
}
