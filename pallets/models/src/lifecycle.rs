//! From proposal to removal.

use crate::{
	Config, Error, Event, GenesisModel, ModelParamsOf, ModelRecord, Models, Pallet, Params,
};
use assay_primitives::{
	model::{ModelManifest, ModelStatus},
	ModelId,
};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Footprint, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchError;

/// A step in the life of a registered model. There is no way back.
#[derive(Clone, Copy)]
pub(crate) enum Step {
	Admit,
	Deprecate,
	Retire,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		owner: T::AccountId,
		manifest: ModelManifest,
		params: ModelParamsOf<T>,
	) -> DispatchResult {
		let model = Self::check_new(&manifest, &params)?;
		let deposit = T::Consideration::new(&owner, Self::footprint(&manifest, &params))?;
		Self::insert(
			model,
			Some(owner.clone()),
			Some(deposit),
			manifest,
			params,
			ModelStatus::Proposed,
		);
		Self::deposit_event(Event::Registered { model, owner });
		Ok(())
	}

	pub(crate) fn insert_genesis(
		genesis: &GenesisModel<T::AccountId, BlockNumberFor<T>>,
	) -> Result<ModelId, Error<T>> {
		let GenesisModel { manifest, params, owner } = genesis.clone();
		let model = Self::check_new(&manifest, &params)?;
		Self::insert(model, owner, None, manifest, params, ModelStatus::Admitted);
		Ok(model)
	}

	/// What the deposit of a model is for.
	pub(crate) fn footprint(manifest: &ModelManifest, params: &ModelParamsOf<T>) -> Footprint {
		Footprint::from_encodable((manifest, params))
	}

	/// Checks that a model can be registered and returns its identifier.
	fn check_new(manifest: &ModelManifest, params: &ModelParamsOf<T>) -> Result<ModelId, Error<T>> {
		Self::check_manifest(manifest)?;
		Self::check_params(manifest, params)?;
		let model = manifest.id();
		ensure!(!Models::<T>::contains_key(model), Error::<T>::AlreadyRegistered);
		ensure!(Models::<T>::count() < T::MaxModels::get(), Error::<T>::TooManyModels);
		Ok(model)
	}

	/// Stores a checked model.
	pub(crate) fn insert(
		model: ModelId,
		owner: Option<T::AccountId>,
		deposit: Option<T::Consideration>,
		manifest: ModelManifest,
		params: ModelParamsOf<T>,
		status: ModelStatus,
	) {
		let record = ModelRecord {
			owner,
			deposit,
			version: 0,
			manifest,
			params_version: 0,
			status,
			live_tasks: 0,
			registered_at: frame_system::Pallet::<T>::block_number(),
		};
		Params::<T>::insert(model, record.params_version, params);
		Models::<T>::insert(model, record);
	}

	/// Takes a model one step further in its life. Returns the number of its live tasks.
	pub(crate) fn advance(model: ModelId, step: Step) -> Result<u32, Error<T>> {
		use ModelStatus::*;
		Models::<T>::try_mutate(model, |record| {
			let record = record.as_mut().ok_or(Error::<T>::UnknownModel)?;
			record.status = match (record.status, step) {
				(Proposed, Step::Admit) => Admitted,
				(Admitted, Step::Deprecate) => Deprecated,
				(Admitted | Deprecated, Step::Retire) => Retired,
				(Proposed, Step::Deprecate | Step::Retire) => return Err(Error::<T>::NotAdmitted),
				(Admitted | Deprecated, Step::Admit) => return Err(Error::<T>::AlreadyAdmitted),
				(Deprecated, Step::Deprecate) => return Err(Error::<T>::AlreadyDeprecated),
				(Retired, _) => return Err(Error::<T>::AlreadyRetired),
			};
			Ok(record.live_tasks)
		})
	}

	pub(crate) fn do_set_params(model: ModelId, params: ModelParamsOf<T>) -> DispatchResult {
		let params_version = Models::<T>::try_mutate(model, |record| {
			let record = record.as_mut().ok_or(Error::<T>::UnknownModel)?;
			ensure!(record.status != ModelStatus::Retired, Error::<T>::AlreadyRetired);
			Self::check_params(&record.manifest, &params)?;
			let next = record
				.params_version
				.checked_add(1)
				.filter(|next| *next < T::MaxParamsVersions::get())
				.ok_or(Error::<T>::TooManyParamsVersions)?;
			record.params_version = next;
			Ok::<_, Error<T>>(next)
		})?;
		Params::<T>::insert(model, params_version, params);
		Self::deposit_event(Event::ParamsSet { model, params_version });
		Ok(())
	}

	/// Removes a model. `by` is who asks, `None` for governance. Returns the number of parameter versions removed.
	pub(crate) fn do_withdraw(
		by: Option<T::AccountId>,
		model: ModelId,
	) -> Result<u32, DispatchError> {
		let record = Models::<T>::get(model).ok_or(Error::<T>::UnknownModel)?;
		ensure!(by.is_none() || by == record.owner, Error::<T>::NotOwner);
		ensure!(!record.status.takes_tasks(), Error::<T>::NotRetired);
		ensure!(record.live_tasks == 0, Error::<T>::LiveTasks);
		if let (Some(owner), Some(deposit)) = (&record.owner, record.deposit) {
			deposit.drop(owner)?;
		}
		for version in 0..=record.params_version {
			Params::<T>::remove(model, version);
		}
		Models::<T>::remove(model);
		Self::deposit_event(Event::Withdrawn { model, owner: record.owner });
		Ok(record.params_version.saturating_add(1))
	}
}
