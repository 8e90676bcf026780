//! Answers of the runtime APIs that take more than one pallet. Nothing here runs in a block.

use crate::*;
use assay_primitives::{
	api::{ModelView, WorkerView},
	ModelId,
};
use pallet_models::{ModelParamsOf, ModelRecordOf};

/// A worker by its stash or its operator.
pub fn worker(account: AccountId) -> Option<WorkerView> {
	let stake = TokenStaking::worker_stake(&account)?;
	let (misses, paused_until) = Tasks::standing(&stake.stash);
	Some(WorkerView {
		ready: Tasks::ready_view(&stake.stash),
		stash: stake.stash,
		operator: stake.operator,
		stake: stake.stake,
		free: stake.free,
		bonded: stake.bonded,
		unbonding: stake.unbonding,
		misses,
		paused_until,
		live_tasks: stake.live_tasks,
	})
}

/// A model by its identifier.
pub fn model(id: ModelId) -> Option<ModelView> {
	let (record, params) = Models::get(id)?;
	view(id, record, params)
}

/// All registered models.
pub fn models() -> Vec<ModelView> {
	Models::all().into_iter().filter_map(|(id, record, params)| view(id, record, params)).collect()
}

fn view(
	id: ModelId,
	record: ModelRecordOf<Runtime>,
	params: ModelParamsOf<Runtime>,
) -> Option<ModelView> {
	let (price, queued, ready_slots) = Tasks::model_market(&id)?;
	Some(ModelView {
		id,
		version: record.version,
		status: record.status,
		manifest: record.manifest,
		params_version: record.params_version,
		params,
		price,
		queued,
		ready_slots,
	})
}
