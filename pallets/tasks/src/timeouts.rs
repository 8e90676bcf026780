//! Clocks: when a task moves on by itself.
//!
//! Every live task stands once in an agenda, under the height at which it is due. Heights are worked off in order,
//! a bounded number of tasks and heights per block. A second agenda of the same form says when payloads go.

use crate::queue::End;
use crate::{
	types::{UnreadyReason, Verdict},
	BlockNumberFor, Cleanups, Config, Event, Inputs, NextCleanup, NextTimeout, Outcomes, Pallet,
	PendingMisses, TaskOf, TaskStateOf, Tasks, Timeouts, WeightInfo, Workers,
};
use assay_primitives::{
	task::{RefundReason, TaskState},
	traits::{Audits, Eras, ModelLookup, TaskBonds},
	Balance, TaskId,
};
use frame_support::{traits::Get, weights::Weight};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

/// Heights without anything due that a block passes over, at most. The clock moves by one a block, so there is a
/// backlog of heights only after one of tasks.
pub(crate) const MAX_EMPTY_HEIGHTS: u32 = 32;

impl<T: Config> Pallet<T> {
	/// Height at which a task in this state moves on by itself. Deadlines of workers are inclusive.
	pub(crate) fn wakes_at(state: &TaskStateOf<T>) -> Option<BlockNumberFor<T>> {
		match state {
			TaskState::Open { expires } => Some(*expires),
			TaskState::Assigned { due, .. } | TaskState::Committed { due, .. } => {
				Some(due.saturating_add(One::one()))
			}
			TaskState::Revealed { ends, .. } => Some(*ends),
			// The referee's clocks run.
			TaskState::Disputed { .. } => None,
			TaskState::Settled { .. }
			| TaskState::Refunded { .. }
			| TaskState::Convicted { .. }
			| TaskState::Outvoted { .. } => None,
		}
	}

	/// Brings a task into a state and sets its timeout accordingly.
	pub(crate) fn enter(id: TaskId, task: &mut TaskOf<T>, state: TaskStateOf<T>) {
		if let Some(at) = Self::wakes_at(&task.state) {
			Timeouts::<T>::remove(at, id);
		}
		if let Some(at) = Self::wakes_at(&state) {
			Timeouts::<T>::insert(at, id, ());
		}
		task.state = state;
		Tasks::<T>::insert(id, &*task);
	}

	/// Does what is due for a live task whose time has come. Returns the weight used.
	pub(crate) fn act(id: TaskId, mut task: TaskOf<T>) -> Weight {
		match task.state.clone() {
			TaskState::Open { .. } => {
				Self::dequeue(&task.model, id);
				let current = T::Models::version(&task.model);
				let reason = match current == Some(task.model_version) {
					true => RefundReason::Expired,
					false => RefundReason::Superseded,
				};
				T::WeightInfo::expire().saturating_add(Self::refund(id, &mut task, reason))
			}
			TaskState::Assigned { worker, acked: false, .. } => {
				Self::stop_computing(&worker, &task);
				let refunded = if task.reassignments == 0 {
					// Whether the worker let the task lie or the input can't be had shows with the next worker. The
					// bond stays until then.
					PendingMisses::<T>::insert(id, worker.clone());
					Self::reassign(id, &mut task, worker.clone());
					Weight::zero()
				} else {
					Self::release_bond(&worker, id);
					Self::refund(id, &mut task, RefundReason::Missed)
				};
				T::WeightInfo::miss()
					.saturating_add(refunded)
					.saturating_add(Self::give_slot_each(&worker))
			}
			TaskState::Committed { worker, commitment, at, open: false, .. } => {
				// The others ran out of time before this. If the chain has not come to them yet, it is not this worker's
				// fault.
				let due = Self::backstop(&task);
				let state = TaskState::Committed { worker, commitment, at, due, open: false };
				Self::enter(id, &mut task, state);
				Self::open_replicas(id, &task)
			}
			TaskState::Assigned { worker, .. } | TaskState::Committed { worker, .. } => {
				if Self::is_computed(&task) {
					Self::stop_computing(&worker, &task);
				}
				// Who got a replica now could copy what was revealed of the others.
				let copiable = Self::is_replica(&task) && !Self::is_unbound(&task.state);
				let missed = Self::miss(&worker, id, &task);
				let refunded = if task.reassignments == 0 && !copiable {
					Self::reassign(id, &mut task, worker);
					Weight::zero()
				} else {
					Self::refund(id, &mut task, RefundReason::Missed)
				};
				missed.saturating_add(refunded)
			}
			TaskState::Revealed { worker, result, .. } => match Self::verdict(id, &task, &result) {
				Verdict::Pays => Self::settle(id, &mut task, worker, result),
				Verdict::Outvoted => Self::outvote(id, &mut task, worker, result),
				Verdict::Split => Self::split(id, &mut task, worker),
				Verdict::Waits(until) => {
					Self::wait(id, &mut task, until);
					T::WeightInfo::settle()
				}
			},
			TaskState::Disputed { .. }
			| TaskState::Settled { .. }
			| TaskState::Refunded { .. }
			| TaskState::Convicted { .. }
			| TaskState::Outvoted { .. } => Weight::zero(),
		}
	}

	/// A worker computes a task no longer.
	pub(crate) fn stop_computing(worker: &T::AccountId, task: &TaskOf<T>) {
		Workers::<T>::mutate(worker, |record| record.busy = record.busy.saturating_sub(1));
		Self::with_market(&task.model, |market| market.busy = market.busy.saturating_sub(1));
	}

	/// A worker let a task lie: penalty, pause, end of its offer. Returns the weight used.
	pub(crate) fn miss(stash: &T::AccountId, id: TaskId, task: &TaskOf<T>) -> Weight {
		let era = T::Eras::current();
		let now = Self::now();
		let pause = now.saturating_add(T::MissPause::get());
		let (misses, before, paused_until) = Workers::<T>::mutate(stash, |worker| {
			let before = worker.misses_in(era);
			worker.misses = before.saturating_add(1);
			worker.misses_era = era;
			worker.live = worker.live.saturating_sub(1);
			(worker.misses, before, worker.pause(pause))
		});
		T::Audits::missed(stash, &task.model);
		// Capped by the bond, so saturation changes nothing.
		let doubled = 1u128.checked_shl(before).unwrap_or(Balance::MAX);
		let penalty = T::MissPenalty::get().mul_ceil(task.quote).saturating_mul(doubled);
		let burnt = T::Stake::penalise(stash, id, penalty).unwrap_or_else(|error| {
			frame_support::defensive!("the bond of a live task is missing", error);
			0
		});
		Self::deposit_event(Event::DeadlineMissed {
			task: id,
			worker: stash.clone(),
			burnt,
			misses,
			paused_until,
		});
		T::WeightInfo::miss().saturating_add(Self::withdraw_offer(stash, UnreadyReason::Missed))
	}

	fn reassign(id: TaskId, task: &mut TaskOf<T>, worker: T::AccountId) {
		let expires = Self::now().saturating_add(T::QueueTtl::get().max(One::one()));
		task.reassignments = task.reassignments.saturating_add(1);
		Self::deposit_event(Event::Reassigned { task: id, worker });
		let waiting = Self::enqueue(&task.model, id, End::Front);
		Self::deposit_event(Event::Queued { task: id, model: task.model, waiting, expires });
		Self::enter(id, task, TaskState::Open { expires });
	}

	/// Returns the bond of a task to its worker's free stake.
	pub(crate) fn release_bond(stash: &T::AccountId, id: TaskId) {
		if let Err(error) = T::Stake::release(stash, id) {
			frame_support::defensive!("the bond of a live task is missing", error);
		}
		Workers::<T>::mutate(stash, |worker| worker.live = worker.live.saturating_sub(1));
	}

	/// Works off timeouts that are due. Returns the weight used.
	pub(crate) fn work_off_timeouts() -> Weight {
		let now = Self::now();
		let mut left = T::MaxTimeoutsPerBlock::get();
		let mut empty = MAX_EMPTY_HEIGHTS;
		let mut height = NextTimeout::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		// A worker that missed loses all its slots. That work was paid for when the slots were made, but many may go
		// at once: there is a limit for all, so one task is the most that exceeds it.
		let limit = Self::timeouts_limit();
		while height <= now && left > 0 && empty > 0 {
			let due: alloc::vec::Vec<TaskId> =
				Timeouts::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::height());
			if due.is_empty() {
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			for id in due {
				left = left.saturating_sub(1);
				// Finding it in the agenda costs about as much as looking for a height.
				weight.saturating_accrue(T::WeightInfo::height());
				match Tasks::<T>::get(id) {
					// A replica that was acted on before it in this block may have given it more time.
					Some(task) if Self::wakes_at(&task.state).is_none_or(|at| at > now) => {}
					Some(task) => weight.saturating_accrue(Self::act(id, task)),
					None => {
						frame_support::defensive!("a timeout names a task that is not there", id);
					}
				}
				if weight.any_gt(limit) {
					left = 0;
					break;
				}
			}
		}
		NextTimeout::<T>::put(height);
		weight
	}

	/// Removes payloads whose time has come. Returns the weight used.
	pub(crate) fn work_off_cleanups() -> Weight {
		let now = Self::now();
		let mut left = T::MaxCleanupsPerBlock::get();
		let mut empty = MAX_EMPTY_HEIGHTS;
		let mut height = NextCleanup::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		while height <= now && left > 0 && empty > 0 {
			let due: alloc::vec::Vec<TaskId> =
				Cleanups::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::height());
			if due.is_empty() {
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			for id in due {
				left = left.saturating_sub(1);
				Self::clean_up(height, id);
				weight.saturating_accrue(T::WeightInfo::height());
				weight.saturating_accrue(T::WeightInfo::clean_up());
			}
		}
		NextCleanup::<T>::put(height);
		weight
	}

	/// Forgets the prompt and the answer of a task that ended.
	pub(crate) fn clean_up(height: BlockNumberFor<T>, id: TaskId) {
		Cleanups::<T>::remove(height, id);
		Inputs::<T>::remove(id);
		Outcomes::<T>::remove(id);
	}
}
