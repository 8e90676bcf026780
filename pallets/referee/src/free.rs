//! Answers that are free for the operator of the worker in question, as its other calls are.

use crate::{Call, Cases, Config, FreeFailures, Pallet};
use assay_primitives::{traits::FreeCalls, TaskId};
use frame_support::{
	dispatch::CheckIfFeeless,
	traits::{IsSubType, OriginTrait},
};
use frame_system::pallet_prelude::OriginFor;

/// Free answers that may fail for one task before they cost a fee.
pub const MAX_FREE_FAILURES: u8 = 3;

impl<T: Config> Pallet<T> {
	/// Whether an answer costs no fee: it comes from the worker's operator.
	pub(crate) fn is_free(origin: &OriginFor<T>, id: &TaskId) -> bool {
		let (Some(who), Some(case)) = (origin.as_signer(), Cases::<T>::get(id)) else {
			return false;
		};
		Self::acts_for(who, &case.worker) && FreeFailures::<T>::get(id) < MAX_FREE_FAILURES
	}
}

impl<T: Config> FreeCalls<OriginFor<T>, <T as frame_system::Config>::RuntimeCall> for Pallet<T>
where
	<T as frame_system::Config>::RuntimeCall: IsSubType<Call<T>>,
{
	type Ticket = TaskId;

	fn is_one(call: &<T as frame_system::Config>::RuntimeCall) -> bool {
		answered_task(call).is_some()
	}

	fn ticket(
		origin: &OriginFor<T>,
		call: &<T as frame_system::Config>::RuntimeCall,
	) -> Option<TaskId> {
		let task = answered_task(call)?;
		call.is_sub_type().is_some_and(|call| call.is_feeless(origin)).then_some(task)
	}

	fn failed(task: TaskId) {
		// Cases end with their last challenge, and the count with them.
		if Cases::<T>::contains_key(task) {
			FreeFailures::<T>::mutate(task, |failures| *failures = failures.saturating_add(1));
		}
	}
}

/// The task that an answer is about.
fn answered_task<T: Config>(call: &impl IsSubType<Call<T>>) -> Option<TaskId> {
	match call.is_sub_type()? {
		Call::answer_nodes { task, .. }
		| Call::answer_leaf { task, .. }
		| Call::disclose { task, .. }
		| Call::open { task, .. } => Some(*task),
		_ => None,
	}
}
