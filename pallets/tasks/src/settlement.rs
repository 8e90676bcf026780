//! How a task ends, and who gets what of its escrow.

use crate::{
	BlockNumberFor, Cleanups, Config, Event, FreeFailures, HoldReason, Pallet, PendingMisses,
	TaskOf, TaskStateOf, WeightInfo,
};
use assay_primitives::{
	task::{RefundReason, ResultSummary, TaskState},
	traits::{Audits, ModelLookup},
	Balance, TaskId,
};
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::{DepositConsequence, Fortitude, Precision, Provenance, Restriction},
		Get,
	},
	weights::Weight,
};
use sp_runtime::traits::{One, Saturating};

impl<T: Config> Pallet<T> {
	/// Ends a task whose window has passed: fee to chain, auditors and worker, the rest back to the requester. Returns the
	/// weight used.
	pub(crate) fn settle(
		id: TaskId,
		task: &mut TaskOf<T>,
		worker: T::AccountId,
		result: ResultSummary<Balance>,
	) -> Weight {
		// The fee was bounded by the quote at the reveal.
		let fee = result.fee.min(task.quote);
		let share = T::ProtocolFee::get().mul_floor(fee);
		let protocol_fee = Self::pay(&task.requester, &T::ProtocolAccount::get(), share);
		let mut left = fee.saturating_sub(share);
		let mut paid = T::Audits::bill(id, &task.model, fee);
		for (to, amount) in &mut paid {
			let due = (*amount).min(left);
			left = left.saturating_sub(due);
			*amount = Self::pay(&task.requester, to, due);
		}
		let to_worker = Self::pay(&task.requester, &worker, left);
		let audits = paid.iter().fold(0, |all: Balance, (_, amount)| all.saturating_add(*amount));
		let refund = [protocol_fee, audits, to_worker]
			.into_iter()
			.fold(task.quote, |rest, paid| rest.saturating_sub(paid));
		T::Audits::settled(id, &worker, &task.model, fee, protocol_fee, &paid);
		Self::free_escrow(&task.requester, refund);
		Self::release_bond(&worker, id);
		Self::deposit_event(Event::Settled {
			task: id,
			worker: worker.clone(),
			requester: task.requester.clone(),
			to_worker,
			protocol_fee,
			audits,
			refund,
		});
		let at = Self::now();
		let state = TaskState::Settled { worker: worker.clone(), result, protocol_fee, at };
		T::WeightInfo::settle()
			.saturating_add(Self::finish(id, task, state, at))
			.saturating_add(Self::give_slot_each(&worker))
	}

	/// Ends a task and returns the whole quote. Returns the weight of slots that a worker got back by it, and of other
	/// replicas that can be revealed now.
	pub(crate) fn refund(id: TaskId, task: &mut TaskOf<T>, reason: RefundReason) -> Weight {
		Self::free_escrow(&task.requester, task.quote);
		Self::deposit_event(Event::Refunded {
			task: id,
			requester: task.requester.clone(),
			amount: task.quote,
			reason,
		});
		let at = Self::now();
		Self::finish(id, task, TaskState::Refunded { reason, at }, at)
			.saturating_add(Self::open_replicas(id, task))
	}

	pub(crate) fn finish(
		id: TaskId,
		task: &mut TaskOf<T>,
		state: TaskStateOf<T>,
		now: BlockNumberFor<T>,
	) -> Weight {
		// Nobody acknowledged the task after this worker: nothing is proven against it.
		let given = match PendingMisses::<T>::take(id) {
			Some(suspect) => {
				Self::release_bond(&suspect, id);
				Self::give_slot_each(&suspect)
			}
			None => Weight::zero(),
		};
		Self::enter(id, task, state);
		FreeFailures::<T>::remove(id);
		Cleanups::<T>::insert(now.saturating_add(T::PayloadKeep::get().max(One::one())), id, ());
		T::Models::task_closed(&task.model);
		given
	}

	/// Pays out of a requester's escrow. Returns what was paid: all, or nothing if the receiver can't take it.
	/// Settlement must not depend on that; what is not paid goes back to the requester.
	fn pay(requester: &T::AccountId, to: &T::AccountId, amount: Balance) -> Balance {
		if amount == 0
			|| T::Currency::can_deposit(to, amount, Provenance::Extant)
				!= DepositConsequence::Success
		{
			return 0;
		}
		with_storage_layer(|| {
			T::Currency::transfer_on_hold(
				&HoldReason::Escrow.into(),
				requester,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				// Votes lock tokens, but not against a debt.
				Fortitude::Force,
			)
		})
		.unwrap_or(0)
	}

	pub(crate) fn free_escrow(requester: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		if let Err(error) =
			T::Currency::release(&HoldReason::Escrow.into(), requester, amount, Precision::Exact)
		{
			frame_support::defensive!("the escrow of a live task is missing", error);
		}
	}
}
