//! What must always hold in the registry's storage.

use crate::{Config, Models, Pallet, Params};
use assay_primitives::model::ModelStatus;
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks the registry's invariants.
	///
	/// - The count is the number of models, and no more than the registry holds.
	/// - Each model lies under its manifest's hash, and the manifest is well formed.
	/// - Parameters are there for every version up to the current one, and no others; the current ones are safe.
	/// - Whoever has a deposit is known, and a proposal has one and no live tasks.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut count: u32 = 0;
		let mut versions: u32 = 0;
		for (model, record) in Models::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(record.manifest.id() == model, "a model lies under another's identifier");
			Self::check_manifest(&record.manifest)
				.map_err(|_| "a registered manifest is malformed")?;
			for version in 0..=record.params_version {
				let params = Params::<T>::get(model, version)
					.ok_or("a version of a model's parameters is missing")?;
				if version == record.params_version {
					Self::check_params(&record.manifest, &params)
						.map_err(|_| "a model's current parameters are unsafe")?;
				}
				versions = versions.saturating_add(1);
			}
			ensure!(
				record.params_version < T::MaxParamsVersions::get(),
				"a model has too many versions of parameters"
			);
			ensure!(
				record.deposit.is_none() || record.owner.is_some(),
				"a deposit belongs to nobody"
			);
			if record.status == ModelStatus::Proposed {
				ensure!(record.deposit.is_some(), "a proposal has no deposit");
				ensure!(record.live_tasks == 0, "a proposal has live tasks");
			}
		}
		ensure!(Models::<T>::count() == count, "the count of models is wrong");
		ensure!(count <= T::MaxModels::get(), "there are too many models");
		ensure!(
			Params::<T>::iter_keys().count() == versions as usize,
			"there are parameters of no model"
		);
		Ok(())
	}
}
