//! The registry as the market sees it.

use crate::{Config, ModelRecordOf, Models, Pallet, Params, Versions};
use assay_primitives::{
	model::ModelManifest,
	traits::{ModelLookup, ModelTerms},
	Balance, ModelId, ModelVersion, ParamsVersion,
};
use frame_support::defensive;
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> ModelLookup for Pallet<T> {
	type Balance = Balance;
	type BlockNumber = BlockNumberFor<T>;

	fn terms(model: &ModelId) -> Option<ModelTerms<Self::Balance, Self::BlockNumber>> {
		let (record, manifest, params) = Self::get(*model)?;
		Some(ModelTerms {
			status: record.status,
			version: record.version,
			manifest,
			params_version: record.params_version,
			params,
		})
	}

	fn version(model: &ModelId) -> Option<ModelVersion> {
		Self::current(*model).map(|record| record.version)
	}

	fn manifest(model: &ModelId, version: ModelVersion) -> Option<ModelManifest> {
		Versions::<T>::get(model, version).map(|record| record.manifest)
	}

	fn params(model: &ModelId, version: ParamsVersion) -> Option<crate::ModelParamsOf<T>> {
		Params::<T>::get(model, version).map(|record| record.params)
	}

	fn task_opened(model: &ModelId) {
		Self::count_live(model, |live| live.checked_add(1));
	}

	fn task_closed(model: &ModelId) {
		Self::count_live(model, |live| live.checked_sub(1));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model() -> ModelId {
		crate::benchmarking::admitted::<T>()
	}
}

impl<T: Config> Pallet<T> {
	/// A model's record as it stands now.
	pub(crate) fn current(model: ModelId) -> Option<ModelRecordOf<T>> {
		let mut record = Models::<T>::get(model)?;
		record.catch_up(Self::now());
		Some(record)
	}

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
