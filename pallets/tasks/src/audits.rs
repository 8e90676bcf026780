//! What those see of tasks, and may do to them, who check results.

use crate::{BlockNumberFor, Config, Event, Pallet, TaskOf, Tasks};
use assay_primitives::{
	model::AuditParams,
	task::{TaskIdentity, TaskState},
	traits::{AuditedTasks, ModelLookup},
	Balance, ModelId, TaskId,
};

impl<T: Config> AuditedTasks for Pallet<T> {
	type AccountId = T::AccountId;
	type Balance = Balance;
	type BlockNumber = BlockNumberFor<T>;

	fn task(id: TaskId) -> Option<TaskOf<T>> {
		Tasks::<T>::get(id)
	}

	fn identity(id: TaskId) -> Option<TaskIdentity> {
		Tasks::<T>::get(id).map(|task| Self::identity_of(id, &task))
	}

	fn audit_params(model: &ModelId) -> Option<AuditParams> {
		T::Models::terms(model).map(|terms| terms.params.audit)
	}

	fn audit_params_of(id: TaskId) -> Option<AuditParams> {
		let task = Tasks::<T>::get(id)?;
		T::Models::params(&task.model, task.params_version).map(|params| params.audit)
	}

	fn extend(id: TaskId, until: BlockNumberFor<T>) {
		let Some(mut task) = Tasks::<T>::get(id) else { return };
		let TaskState::Revealed { worker, result, at, ends } = task.state.clone() else { return };
		// One that is due already is settled by whoever comes to it first.
		if until <= ends || Self::now() >= ends {
			return;
		}
		Self::deposit_event(Event::Extended { task: id, ends: until });
		Self::enter(id, &mut task, TaskState::Revealed { worker, result, at, ends: until });
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_task(index: u32) -> TaskId {
		crate::benchmarking::make_audited::<T>(index)
	}
}
