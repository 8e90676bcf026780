//! What the referee decides about results: tasks that wait for it, go on, or end.

use crate::{
	types::UnreadyReason, BlockNumberFor, Config, Error, Event, Inputs, Outcomes, Pallet, TaskOf,
	Tasks, Workers,
};
use assay_primitives::{
	model::ModelManifest,
	task::{Grounds, Input, Outcome, TaskIdentity, TaskState},
	traits::{Audits, DisputedTasks, ModelLookup, TaskBonds},
	Balance, TaskId,
};
use frame_support::{
	dispatch::{DispatchClass, DispatchResult},
	ensure,
	traits::Get,
};
use sp_runtime::traits::Saturating;

impl<T: Config> DisputedTasks for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = Balance;
	type BlockNumber = BlockNumberFor<T>;

	fn task(id: TaskId) -> Option<TaskOf<T>> {
		Tasks::<T>::get(id)
	}

	fn identity(id: TaskId) -> Option<TaskIdentity> {
		Tasks::<T>::get(id).map(|task| Self::identity_of(id, &task))
	}

	fn outcome(id: TaskId) -> Option<Outcome> {
		Outcomes::<T>::get(id)
	}

	fn input(id: TaskId) -> Option<Input> {
		Inputs::<T>::get(id)
	}

	fn manifest(id: TaskId) -> Option<ModelManifest> {
		let task = Tasks::<T>::get(id)?;
		T::Models::manifest(&task.model, task.model_version)
	}

	fn stop(id: TaskId) -> DispatchResult {
		let mut task = Self::task(id)?;
		ensure!(task.canon.is_some(), Error::<T>::NotCanonical);
		let (worker, result, at) = match &task.state {
			TaskState::Revealed { worker, result, at, ends } => {
				ensure!(Self::now() < *ends, Error::<T>::WindowPassed);
				(worker.clone(), result.clone(), *at)
			}
			TaskState::Disputed { .. } => return Ok(()),
			_ => return Err(Error::<T>::NotRevealed.into()),
		};
		Self::deposit_event(Event::Stopped { task: id, worker: worker.clone() });
		Self::enter(id, &mut task, TaskState::Disputed { worker, result, at });
		Ok(())
	}

	fn resume(id: TaskId) -> DispatchResult {
		let mut task = Self::task(id)?;
		let TaskState::Disputed { worker, result, at } = task.state.clone() else {
			return Err(Error::<T>::NotDisputed.into());
		};
		let ends: BlockNumberFor<T> = Self::now().saturating_add(Self::window(&task));
		Self::deposit_event(Event::Resumed { task: id, worker: worker.clone(), ends });
		Self::enter(id, &mut task, TaskState::Revealed { worker, result, at, ends });
		Ok(())
	}

	fn convict(id: TaskId, grounds: Grounds<Balance>) -> DispatchResult {
		Self::do_convict(id, grounds)
	}

	fn prove(id: TaskId) -> DispatchResult {
		let mut task = Self::task(id)?;
		let TaskState::Convicted { grounds, .. } = &mut task.state else {
			return Err(Error::<T>::NotDisputed.into());
		};
		*grounds = Grounds::Proof;
		T::Stake::prove(id)?;
		Tasks::<T>::insert(id, task);
		Ok(())
	}

	fn award(id: TaskId, prover: Option<&T::AccountId>) -> DispatchResult {
		T::Stake::award(id, prover)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_revealed(
		index: u32,
		weights_root: assay_primitives::Hash,
		outcome: Outcome,
	) -> TaskId {
		crate::benchmarking::make_revealed::<T>(index, weights_root, outcome)
	}
}

impl<T: Config> Pallet<T> {
	/// Nothing that a party can cause makes this fail: what can fail and shouldn't is logged, and the task ends.
	fn do_convict(id: TaskId, grounds: Grounds<Balance>) -> DispatchResult {
		let mut task = Self::task(id)?;
		let TaskState::Disputed { worker, result, .. } = task.state.clone() else {
			return Err(Error::<T>::NotDisputed.into());
		};
		let canon = task.canon.ok_or(Error::<T>::NotCanonical)?;
		let bond = T::Stake::convict(&worker, id, &task.requester, canon, grounds).unwrap_or_else(
			|error| {
				frame_support::defensive!("the bond of a live task is missing", error);
				0
			},
		);
		T::Audits::convicted(id, &worker, &task.model);
		let now = Self::now();
		Workers::<T>::mutate(&worker, |record| {
			record.live = record.live.saturating_sub(1);
			record.pause(now.saturating_add(T::ConvictionPause::get()));
		});
		// Slots may go by the dozen. The referee can't know how many, so the block is charged here.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			Self::withdraw_offer(&worker, UnreadyReason::Convicted),
			DispatchClass::Mandatory,
		);
		Self::free_escrow(&task.requester, task.quote);
		Self::deposit_event(Event::Convicted {
			task: id,
			worker: worker.clone(),
			requester: task.requester.clone(),
			refund: task.quote,
			bond,
			grounds,
		});
		let state = TaskState::Convicted { worker, result, grounds, at: now };
		// No task has a pending miss after its reveal, so nobody gets a slot back.
		Self::finish(id, &mut task, state, now);
		Ok(())
	}
}
