//! From proposal to removal.

use crate::{
	Adopted, Attestations, Config, Error, Event, GenesisModel, ModelParamsOf, ModelRecord,
	ModelRecordOf, Models, Pallet, Params, ParamsRecord, Upgrade, Upgrades, Uris, VersionRecord,
	VersionRecordOf, Versions,
};
use assay_primitives::{
	model::{Authority, Decision, ModelManifest, ModelStatus},
	traits::{Attesters, OnWithdrawn},
	Hash, ModelId, ModelVersion,
};
use codec::Encode;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Footprint, Get, OriginTrait},
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::{
	traits::{BlockNumberProvider, SaturatedConversion, Saturating},
	BoundedVec, DispatchError,
};

/// A step in the life of a registered model. There is no way back.
#[derive(Clone, Copy)]
pub(crate) enum Step {
	/// With the hash of the parameters that were voted for.
	Admit(Hash),
	Deprecate,
	Retire,
}

impl<T: Config> Pallet<T> {
	/// Height of the chain in active blocks: the clock of all changes.
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	/// What is kept of a decision that is made now. Its origin was checked.
	pub(crate) fn decided(origin: &T::RuntimeOrigin) -> Decision<BlockNumberFor<T>> {
		let root = matches!(origin.as_system_ref(), Some(RawOrigin::Root));
		Self::decided_by(if root { Authority::Root } else { Authority::Track })
	}

	fn decided_by(by: Authority) -> Decision<BlockNumberFor<T>> {
		Decision { block: frame_system::Pallet::<T>::block_number(), by }
	}

	pub(crate) fn do_register(
		owner: T::AccountId,
		manifest: ModelManifest,
		params: ModelParamsOf<T>,
	) -> DispatchResult {
		let model = Self::check_new(&manifest, &params)?;
		let footprint = Self::footprint_of_proposal(&(&manifest, &params));
		let deposit = T::Consideration::new(&owner, footprint)?;
		Self::insert(model, Some(owner.clone()), Some(deposit), manifest, params, None);
		Self::deposit_event(Event::Registered { model, owner });
		Ok(())
	}

	pub(crate) fn insert_genesis(
		genesis: &GenesisModel<T::AccountId, BlockNumberFor<T>>,
	) -> Result<ModelId, Error<T>> {
		let GenesisModel { manifest, params, owner } = genesis.clone();
		let model = Self::check_new(&manifest, &params)?;
		let decided = Self::decided_by(Authority::Proposer);
		Self::insert(model, owner, None, manifest, params, Some(decided));
		Ok(model)
	}

	/// What a deposit is for: bytes.
	pub(crate) fn footprint(stored: &impl Encode) -> Footprint {
		Footprint::from_parts(0, stored.encoded_size())
	}

	/// Bytes, and a place among the proposals.
	pub(crate) fn footprint_of_proposal(stored: &impl Encode) -> Footprint {
		Footprint::from_parts(1, stored.encoded_size())
	}

	/// Checks that a model can be registered and returns its identifier.
	fn check_new(manifest: &ModelManifest, params: &ModelParamsOf<T>) -> Result<ModelId, Error<T>> {
		Self::check_manifest(manifest)?;
		Self::check_parent(manifest)?;
		Self::check_params(manifest, params)?;
		let model = manifest.id();
		ensure!(!Models::<T>::contains_key(model), Error::<T>::AlreadyRegistered);
		ensure!(Models::<T>::count() < T::MaxModels::get(), Error::<T>::TooManyModels);
		Ok(model)
	}

	pub(crate) fn check_parent(manifest: &ModelManifest) -> Result<(), Error<T>> {
		let known = manifest.parent.is_none_or(Models::<T>::contains_key);
		ensure!(known, Error::<T>::UnknownParent);
		Ok(())
	}

	/// Stores a checked model: admitted, if that was decided.
	pub(crate) fn insert(
		model: ModelId,
		owner: Option<T::AccountId>,
		deposit: Option<T::Consideration>,
		manifest: ModelManifest,
		params: ModelParamsOf<T>,
		admitted: Option<Decision<BlockNumberFor<T>>>,
	) {
		let registered = frame_system::Pallet::<T>::block_number();
		let at = Self::now();
		let first = admitted.map(|decided| Adopted { decided, at });
		let version = VersionRecord {
			manifest,
			proposer: owner.clone(),
			deposit,
			proposed: registered,
			adopted: first,
		};
		let adopted = Adopted { decided: Self::decided_by(Authority::Proposer), at };
		let record = ModelRecord {
			owner,
			status: match admitted {
				Some(_) => ModelStatus::Admitted,
				None => ModelStatus::Proposed,
			},
			version: 0,
			params_version: 0,
			pending: Default::default(),
			next_version: 1,
			next_params: 1,
			adopted: first.is_some().into(),
			proposals: first.is_none().into(),
			live_tasks: 0,
			registered,
			admitted,
			deprecated: None,
			retired: None,
		};
		if let Some(adopted) = first {
			let upgrade = Upgrade { version: record.version, adopted };
			Upgrades::<T>::insert(model, BoundedVec::truncate_from(alloc::vec![upgrade]));
		}
		Params::<T>::insert(model, record.params_version, ParamsRecord { params, adopted });
		Versions::<T>::insert(model, record.version, version);
		Models::<T>::insert(model, record);
	}

	/// Changes a model's record, after the changes that have taken effect.
	pub(crate) fn with_model<R, E: From<Error<T>>>(
		model: ModelId,
		change: impl FnOnce(&mut ModelRecordOf<T>) -> Result<R, E>,
	) -> Result<R, E> {
		Models::<T>::try_mutate(model, |record| {
			let record = record.as_mut().ok_or(Error::<T>::UnknownModel)?;
			record.catch_up(Self::now());
			change(record)
		})
	}

	/// Takes a model one step further in its life.
	pub(crate) fn advance(
		model: ModelId,
		step: Step,
		decided: Decision<BlockNumberFor<T>>,
	) -> DispatchResult {
		use ModelStatus::*;
		let adopted = Adopted { decided, at: Self::now() };
		Self::with_model(model, |record| {
			match (record.status, step) {
				(Proposed, Step::Admit(voted)) => {
					let (version, params) = (record.version, record.params_version);
					let params =
						Params::<T>::get(model, params).ok_or(Error::<T>::UnknownVersion)?.params;
					ensure!(params.hash() == voted, Error::<T>::OtherParams);
					Self::adopt(model, record, version, adopted)?;
					record.admitted = Some(decided);
					record.status = Admitted;
				}
				(Admitted, Step::Deprecate) => {
					record.deprecated = Some(decided);
					record.status = Deprecated;
				}
				(Admitted | Deprecated, Step::Retire) => {
					ensure!(record.live_tasks == 0, Error::<T>::LiveTasks);
					record.retired = Some(adopted);
					record.status = Retired;
				}
				(Proposed, Step::Deprecate | Step::Retire) => {
					return Err(Error::<T>::NotAdmitted.into())
				}
				(Admitted | Deprecated, Step::Admit(_)) => {
					return Err(Error::<T>::AlreadyAdmitted.into())
				}
				(Deprecated, Step::Deprecate) => return Err(Error::<T>::AlreadyDeprecated.into()),
				(Retired, _) => return Err(Error::<T>::AlreadyRetired.into()),
			}
			Ok(())
		})
	}

	/// Makes a proposal that enough validators hold a version that holds from its height on. What they attested has served
	/// its purpose, and so has the deposit for its place; that for the bytes stays.
	pub(crate) fn adopt(
		model: ModelId,
		record: &mut ModelRecordOf<T>,
		version: ModelVersion,
		adopted: Adopted<BlockNumberFor<T>>,
	) -> DispatchResult {
		ensure!(record.adopted < T::MaxVersions::get(), Error::<T>::TooManyVersions);
		let found = Self::proposal(model, version)?;
		let holders = Attestations::<T>::get(model, version);
		let holders = holders.iter().filter(|who| T::Attesters::is_attester(who)).count();
		let enough = holders >= T::MinAttestations::get().saturated_into();
		ensure!(enough, Error::<T>::TooFewAttestations);
		Self::note(model, version, adopted)?;
		let deposit = match (&found.proposer, found.deposit) {
			(Some(proposer), Some(deposit)) => {
				// That of a model is for its first parameters, too.
				let params = match version {
					0 => Params::<T>::get(model, 0).map(|first| first.params),
					_ => None,
				};
				let footprint = match &params {
					Some(params) => Self::footprint(&(&found.manifest, params)),
					None => Self::footprint(&found.manifest),
				};
				Some(deposit.update(proposer, footprint)?)
			}
			(_, deposit) => deposit,
		};
		record.adopted = record.adopted.saturating_add(1);
		record.proposals = record.proposals.saturating_sub(1);
		Attestations::<T>::remove(model, version);
		let adopted = Some(adopted);
		Versions::<T>::insert(model, version, VersionRecord { adopted, deposit, ..found });
		Ok(())
	}

	/// A version that is not adopted.
	pub(crate) fn proposal(
		model: ModelId,
		version: ModelVersion,
	) -> Result<VersionRecordOf<T>, Error<T>> {
		let record = Versions::<T>::get(model, version).ok_or(Error::<T>::UnknownVersion)?;
		ensure!(record.adopted.is_none(), Error::<T>::VersionAdopted);
		Ok(record)
	}

	/// Removes a model. `by` is who asks, `None` for governance. Returns the number of versions of its parameters and of
	/// its weights that were removed.
	pub(crate) fn do_withdraw(
		by: Option<T::AccountId>,
		model: ModelId,
	) -> Result<(u32, u32), DispatchError> {
		let record = Models::<T>::get(model).ok_or(Error::<T>::UnknownModel)?;
		ensure!(by.is_none() || by == record.owner, Error::<T>::NotOwner);
		let proposed = record.status == ModelStatus::Proposed;
		ensure!(proposed || record.status == ModelStatus::Retired, Error::<T>::NotRetired);
		ensure!(record.live_tasks == 0, Error::<T>::LiveTasks);
		// Challenges of results that were convicted may run on, and whoever computes a result again asks for its manifest.
		let kept = record.retired.is_some_and(|retired| {
			Self::now() < retired.at.saturating_add(T::WithdrawDelay::get())
		});
		ensure!(!kept, Error::<T>::RetiredLately);
		let refused = proposed && by.is_none();
		// Counted when they were proposed, and bounded then.
		let versions: alloc::vec::Vec<_> = Versions::<T>::iter_prefix(model).collect();
		for (number, version) in versions {
			Self::remove_version(model, number, version, refused)?;
		}
		for version in 0..record.next_params {
			Params::<T>::remove(model, version);
		}
		Upgrades::<T>::remove(model);
		Models::<T>::remove(model);
		T::OnWithdrawn::withdrawn(&model);
		Self::deposit_event(Event::Withdrawn { model, owner: record.owner });
		Ok((record.next_params, record.adopted.saturating_add(record.proposals)))
	}

	/// Forgets a version and returns the deposits for it; if it is a proposal that was refused, only that for its addresses.
	pub(crate) fn remove_version(
		model: ModelId,
		number: ModelVersion,
		version: VersionRecordOf<T>,
		refused: bool,
	) -> DispatchResult {
		match (&version.proposer, version.deposit) {
			(Some(proposer), Some(deposit)) if refused => deposit.burn(proposer),
			(Some(proposer), Some(deposit)) => deposit.drop(proposer)?,
			_ => {}
		}
		if let Some((payer, deposit)) = Uris::<T>::take(model, number).and_then(|uris| uris.payer) {
			deposit.drop(&payer)?;
		}
		Attestations::<T>::remove(model, number);
		Versions::<T>::remove(model, number);
		Ok(())
	}
}
