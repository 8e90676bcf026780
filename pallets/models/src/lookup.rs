//! The registry as the market sees it.

use crate::{Config, ModelRecordOf, Models, Pallet};
use assay_primitives::{
	traits::{ModelLookup, ModelTerms},
	Balance, ModelId,
};
use frame_support::defensive;
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> ModelLookup for Pallet<T> {
	type Balance = Balance;
	type BlockNumber = BlockNumberFor<T>;

	fn terms(model: &ModelId) -> Option<ModelTerms<Self::Balance, Self::BlockNumber>> {
		let (record, params) = Self::get(*model)?;
		Some(ModelTerms {
			status: record.status,
			version: record.version,
			manifest: record.manifest,
			params_version: record.params_version,
			params,
		})
	}

	fn task_opened(model: &ModelId) {
		Self::count_live(model, |live| live.checked_add(1));
	}

	fn task_closed(model: &ModelId) {
		Self::count_live(model, |live| live.checked_sub(1));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model() -> ModelId {
		let (manifest, params) = crate::benchmarking::largest::<T>();
		let model = manifest.id();
		if !Models::<T>::contains_key(model) {
			let status = assay_primitives::model::ModelStatus::Admitted;
			Self::insert(model, None, None, manifest, params, status);
		}
		model
	}
}

impl<T: Config> Pallet<T> {
	/// Counts live tasks. The market opens a task only on a model whose terms it has just read, and closes each
	/// task once; a model with live tasks can't be withdrawn. Neither case below can arise, and if it did the
	/// count would stay, which keeps the model registered.
	fn count_live(model: &ModelId, change: impl FnOnce(u32) -> Option<u32>) {
		Models::<T>::mutate(model, |record: &mut Option<ModelRecordOf<T>>| match record {
			Some(record) => match change(record.live_tasks) {
				Some(live) => record.live_tasks = live,
				None => {
					defensive!("live tasks of a model counted out of range");
				}
			},
			None => {
				defensive!("a task names a model that is not registered");
			}
		});
	}
}
