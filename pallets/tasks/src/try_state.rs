//! Invariants over all of this pallet's storage.

use crate::{
	price::MAX_MULTIPLE, Cleanups, Config, FreeFailures, HoldReason, Inputs, Markets, NextTask,
	NextTimeout, Outcomes, Pallet, PendingMisses, Queue, Slots, TaskOf, Tasks, Timeouts, Waiting,
	WaitingModels, Workers,
};
use alloc::collections::{BTreeMap, BTreeSet};
use assay_primitives::{
	task::{RefundReason, TaskState},
	Balance, TaskId,
};
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{FixedPointNumber, FixedU128, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// A task next to its other replicas, if it has any.
	fn check_replica(id: TaskId, task: &TaskOf<T>) -> Result<(), TryRuntimeError> {
		let waits = matches!(task.state, TaskState::Committed { open: false, .. });
		if !Self::is_replica(task) {
			ensure!(task.replica == 0 && !waits, "a task waits for replicas that it has not");
			return Ok(());
		}
		ensure!(task.replica < task.verification.workers(), "a replica beyond the last");
		let mut unbound = false;
		for other in task.replicas(id).filter(|other| *other != id) {
			let stored = Tasks::<T>::get(other).ok_or("a replica is missing")?;
			ensure!(stored.replicas(other) == task.replicas(id), "replicas of different tasks");
			ensure!(
				(stored.content_hash, stored.quote, stored.bond)
					== (task.content_hash, task.quote, task.bond),
				"replicas differ"
			);
			let same =
				stored.state.worker().is_some() && stored.state.worker() == task.state.worker();
			ensure!(!same, "a worker has two replicas");
			unbound |= Self::is_unbound(&stored.state);
			let paid = matches!(task.state, TaskState::Settled { .. }) && task.canon.is_some();
			if let (true, Some(ours), Some(theirs)) =
				(paid, Self::answer(task), Self::answer(&stored))
			{
				ensure!(ours == theirs, "a replica was paid against another");
			}
		}
		ensure!(!waits || unbound, "replicas wait for nothing");
		let public = match task.state {
			TaskState::Committed { open, .. } => open,
			_ => task.state.result().is_some(),
		};
		ensure!(!public || !unbound, "a replica was revealed to those who compute another");
		Ok(())
	}

	/// - Escrow held = quotes of live tasks, per requester.
	/// - Each live task has exactly one timeout, at the height of its state, unless it is in dispute; no timeout is a
	///   dead task's.
	/// - Each open task is in its model's queue exactly once; queues are whole and their models in the circle.
	/// - Slots are numbered without gaps, workers know theirs, and have no more than their spare capacity.
	/// - Busy and live counts are what the tasks say.
	/// - Replicas agree, no worker has two, none is computed after one was revealed, and their clocks run when they should.
	/// - Payloads are kept for live tasks and for those with a pending clean-up.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut escrow: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut busy = BTreeMap::new();
		let mut working: BTreeMap<T::AccountId, u32> = BTreeMap::new();
		let mut live: BTreeMap<T::AccountId, u32> = BTreeMap::new();
		let mut open: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
		let mut timeouts = 0usize;
		let mut ended = BTreeSet::new();
		let cleanups: BTreeSet<_> = Cleanups::<T>::iter_keys().map(|(_, id)| id).collect();
		ensure!(Cleanups::<T>::iter_keys().count() == cleanups.len(), "two clean-ups of a task");
		let bump = |count: &mut u32| *count = count.saturating_add(1);
		for (id, task) in Tasks::<T>::iter() {
			ensure!(id < NextTask::<T>::get(), "a task has a number that was not given");
			if let Some(at) = Self::wakes_at(&task.state) {
				ensure!(Timeouts::<T>::contains_key(at, id), "a live task has no timeout");
				ensure!(at >= NextTimeout::<T>::get(), "a timeout was passed over");
				timeouts = timeouts.saturating_add(1);
			}
			match task.state.is_live() {
				true => {
					let sum = escrow.entry(task.requester.clone()).or_default();
					*sum = sum.checked_add(task.quote).ok_or("escrow overflows")?;
					ensure!(Inputs::<T>::contains_key(id), "a live task has no input");
					ensure!(!cleanups.contains(&id), "a live task's payload is to go");
				}
				false => {
					ended.insert(id);
					ensure!(
						Inputs::<T>::contains_key(id) == cleanups.contains(&id),
						"a payload stays for ever, or went too early"
					);
					ensure!(!FreeFailures::<T>::contains_key(id), "failures of a dead task");
				}
			}
			let revealed =
				matches!(task.state, TaskState::Revealed { .. } | TaskState::Disputed { .. });
			let settled = matches!(
				task.state,
				TaskState::Settled { .. }
					| TaskState::Convicted { .. }
					| TaskState::Outvoted { .. }
					| TaskState::Refunded { reason: RefundReason::Split, .. }
			);
			ensure!(
				Outcomes::<T>::contains_key(id)
					== (revealed || (settled && cleanups.contains(&id))),
				"an outcome is kept for too long, or not long enough"
			);
			match &task.state {
				TaskState::Open { .. } => {
					open.entry(task.model).or_default().insert(id);
				}
				TaskState::Assigned { worker, .. } | TaskState::Committed { worker, .. } => {
					if Self::is_computed(&task) {
						bump(busy.entry(task.model).or_default());
						bump(working.entry(worker.clone()).or_default());
					}
					bump(live.entry(worker.clone()).or_default());
				}
				TaskState::Revealed { worker, .. } | TaskState::Disputed { worker, .. } => {
					bump(live.entry(worker.clone()).or_default())
				}
				TaskState::Settled { .. }
				| TaskState::Refunded { .. }
				| TaskState::Convicted { .. }
				| TaskState::Outvoted { .. } => {}
			}
			Self::check_replica(id, &task)?;
			if let Some(suspect) = PendingMisses::<T>::get(id) {
				bump(live.entry(suspect.clone()).or_default());
				let waits = matches!(
					&task.state,
					TaskState::Open { .. } | TaskState::Assigned { acked: false, .. }
				);
				ensure!(waits && task.reassignments == 1, "a miss is pending in a wrong state");
				ensure!(task.state.worker() != Some(&suspect), "a worker acquits itself");
			}
		}
		ensure!(Timeouts::<T>::iter_keys().count() == timeouts, "a timeout of a dead task");
		ensure!(cleanups.is_subset(&ended), "a clean-up of a task that has not ended");
		ensure!(
			PendingMisses::<T>::iter_keys().all(Tasks::<T>::contains_key),
			"a miss is pending for no task"
		);
		for (requester, amount) in &escrow {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Escrow.into(), requester) == *amount,
				"escrow held differs from the quotes of live tasks"
			);
		}
		for (_, task) in Tasks::<T>::iter() {
			ensure!(
				escrow.contains_key(&task.requester)
					|| T::Currency::balance_on_hold(&HoldReason::Escrow.into(), &task.requester)
						== 0,
				"escrow without a live task"
			);
		}

		let mut listed = BTreeSet::new();
		let circle = Waiting::<T>::get();
		for index in circle.head..circle.tail {
			let model = WaitingModels::<T>::get(index).ok_or("the circle of models has a gap")?;
			ensure!(listed.insert(model), "a model is in the circle twice");
		}
		ensure!(WaitingModels::<T>::iter().count() == listed.len(), "a model beside the circle");

		let mut queued = 0usize;
		let mut slots = 0usize;
		let mut pages = 0usize;
		for (model, market) in Markets::<T>::iter() {
			ensure!(market.listed == listed.contains(&model), "a model is listed, but not there");
			ensure!(market.waiting == 0 || market.listed, "tasks wait for a model not listed");
			ensure!(
				market.multiple >= FixedU128::from_u32(1)
					&& market.multiple <= FixedU128::saturating_from_integer(MAX_MULTIPLE),
				"a price is out of bounds"
			);
			ensure!(
				busy.remove(&model).unwrap_or(0) == market.busy,
				"busy tasks of a model differ from the count"
			);
			let mut wait = open.remove(&model).unwrap_or_default();
			ensure!(wait.len() == market.waiting as usize, "open tasks differ from the count");
			let (mut previous, mut next) = (None, market.first);
			while let Some(id) = next {
				ensure!(wait.remove(&id), "a queue holds a task that is not open, or twice");
				let link = Queue::<T>::get(id).ok_or("a queue is broken")?;
				ensure!(link.previous == previous, "a queue's links disagree");
				queued = queued.saturating_add(1);
				(previous, next) = (Some(id), link.next);
			}
			ensure!(market.last == previous, "the end of a queue is not its last task");
			ensure!(wait.is_empty(), "an open task is in no queue");
			for slot in 0..market.ready {
				let owner = Self::slot_owner(&model, slot).ok_or("slots have a gap")?;
				ensure!(
					Workers::<T>::get(&owner).slots(&model).contains(&slot),
					"a worker does not know its slot"
				);
				slots = slots.saturating_add(1);
			}
			if let Some(last) = market.ready.checked_sub(1) {
				let before = Self::place_of(last).0 as usize;
				pages = pages.saturating_add(before).saturating_add(1);
			}
		}
		ensure!(busy.is_empty() && open.is_empty(), "tasks of a model without market");
		ensure!(Queue::<T>::iter().count() == queued, "a task beside the queues");
		ensure!(Slots::<T>::iter().count() == pages, "a page beyond the last slot");
		let stored = Slots::<T>::iter_values().map(|owners| owners.len());
		ensure!(stored.fold(0, usize::saturating_add) == slots, "a slot beyond the count");

		let mut known = 0usize;
		for (stash, worker) in Workers::<T>::iter() {
			let spare = worker.spare() as usize;
			ensure!(
				working.remove(&stash).unwrap_or(0) == worker.busy,
				"tasks of a worker differ from its busy count"
			);
			ensure!(
				live.remove(&stash).unwrap_or(0) == worker.live,
				"tasks that lock a bond differ from the worker's count"
			);
			if let Some(offer) = worker.offer {
				ensure!(worker.paused_until.is_none(), "a paused worker is on offer");
				ensure!(
					(1..=T::MaxCapacity::get()).contains(&offer.capacity),
					"capacity out of bounds"
				);
				let mut models = BTreeSet::new();
				for served in offer.models {
					ensure!(models.insert(served.model), "a worker serves a model twice");
					ensure!(served.slots.len() <= spare, "a worker has more slots than capacity");
					known = known.saturating_add(served.slots.len());
				}
			}
		}
		ensure!(known == slots, "workers know of other slots than there are");
		ensure!(working.is_empty() && live.is_empty(), "a task of an unknown worker");
		Ok(())
	}
}
