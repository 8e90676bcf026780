//! A migration as a release needs one whose tasks are encoded otherwise. The stand-in for the next release has it, so that
//! tests can vote in a runtime that migrates: every task is decoded and written again.

use crate::Runtime;
use alloc::vec::Vec;
use assay_primitives::TaskId;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	weights::{Weight, WeightMeter},
	StoragePrefixedMap,
};
use pallet_tasks::Tasks;

/// Few, so that the tasks of a test take several blocks.
const TASKS_PER_BLOCK: usize = 4;

/// Writes all tasks again.
pub struct RewriteTasks;

/// A task is read and written, and the key after it is looked up.
fn weight_per_task() -> Weight {
	<Runtime as frame_system::Config>::DbWeight::get().reads_writes(2, 1)
}

impl SteppedMigration for RewriteTasks {
	type Cursor = TaskId;
	type Identifier = MigrationId<12>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"pallet_tasks", version_from: 1, version_to: 2 }
	}

	/// Far more than there can be tasks. One that never ended would keep the chain closed for ever, and votes with it.
	fn max_steps() -> Option<u32> {
		Some(100_000)
	}

	fn migrating_prefixes() -> Option<impl IntoIterator<Item = Vec<u8>>> {
		Some([Tasks::<Runtime>::final_prefix().to_vec()])
	}

	/// `cursor`: the last task that was rewritten.
	fn step(
		cursor: Option<TaskId>,
		meter: &mut WeightMeter,
	) -> Result<Option<TaskId>, SteppedMigrationError> {
		let required = weight_per_task();
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut tasks = match cursor {
			Some(last) => Tasks::<Runtime>::iter_keys_from(Tasks::<Runtime>::hashed_key_for(last)),
			None => Tasks::<Runtime>::iter_keys(),
		};
		let mut done = None;
		for _ in 0..TASKS_PER_BLOCK {
			if meter.try_consume(required).is_err() {
				break;
			}
			let Some(id) = tasks.next() else { return Ok(None) };
			// One that does not decode would be lost if it were skipped.
			let task = Tasks::<Runtime>::get(id).ok_or(SteppedMigrationError::Failed)?;
			Tasks::<Runtime>::insert(id, task);
			done = Some(id);
		}
		Ok(done)
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
		Ok(digest())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		frame_support::ensure!(before == digest(), "tasks differ after the migration");
		Ok(())
	}
}

/// A hash of all tasks.
#[cfg(feature = "try-runtime")]
fn digest() -> Vec<u8> {
	use codec::Encode;
	let tasks: Vec<_> = Tasks::<Runtime>::iter().map(|(id, task)| (id, task.encode())).collect();
	sp_io::hashing::blake2_256(&tasks.encode()).to_vec()
}
