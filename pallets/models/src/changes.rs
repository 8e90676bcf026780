//! New parameters and new weights of a model that there is.

use crate::{
	Adopted, Attestations, Change, Config, Error, Event, ModelParamsOf, ModelRecordOf, Pallet,
	Params, ParamsRecord, Upgrade, Upgrades, UriRecord, Uris, VersionRecord, Versions,
};
use assay_primitives::{
	model::{Decision, ModelManifest, ModelStatus, Uris as UriList},
	traits::Attesters,
	ModelId, ModelVersion,
};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, DispatchError};

impl<T: Config> Pallet<T> {
	/// Whether a change can take effect at this height.
	fn check_height(at: BlockNumberFor<T>) -> Result<(), Error<T>> {
		let now = Self::now();
		ensure!(at >= now, Error::<T>::HeightPassed);
		ensure!(at <= now.saturating_add(T::MaxNotice::get()), Error::<T>::HeightTooFar);
		Ok(())
	}

	/// Makes a change at a height. The record is up to date.
	fn change_at(
		record: &mut ModelRecordOf<T>,
		at: BlockNumberFor<T>,
		change: Change,
	) -> Result<(), Error<T>> {
		if at <= Self::now() {
			match change {
				Change::Params(version) => record.params_version = version,
				Change::Weights(version) => record.version = version,
			}
			return Ok(());
		}
		ensure!(record.schedule(at, change), Error::<T>::TooManyPending);
		Ok(())
	}

	pub(crate) fn do_set_params(
		model: ModelId,
		params: ModelParamsOf<T>,
		at: BlockNumberFor<T>,
		decided: Decision<BlockNumberFor<T>>,
	) -> DispatchResult {
		Self::check_height(at)?;
		let params_version = Self::with_model(model, |record| {
			ensure!(record.status != ModelStatus::Retired, Error::<T>::AlreadyRetired);
			// Whichever of these weights are current when the parameters hold.
			for version in record.weights_ahead() {
				let version = Versions::<T>::get(model, version);
				let manifest = version.ok_or(Error::<T>::UnknownVersion)?.manifest;
				Self::check_params(&manifest, &params)?;
			}
			let version = record.next_params;
			record.next_params = version
				.checked_add(1)
				.filter(|next| *next <= T::MaxParamsVersions::get())
				.ok_or(Error::<T>::TooManyParamsVersions)?;
			Self::change_at(record, at, Change::Params(version))?;
			Ok::<_, Error<T>>(version)
		})?;
		let adopted = Adopted { decided, at };
		Params::<T>::insert(model, params_version, ParamsRecord { params, adopted });
		Self::deposit_event(Event::ParamsSet { model, params_version, at });
		Ok(())
	}

	/// Whether a model can get new weights.
	fn ensure_served(record: &ModelRecordOf<T>) -> Result<(), Error<T>> {
		match record.status {
			ModelStatus::Proposed => Err(Error::<T>::NotAdmitted),
			ModelStatus::Admitted | ModelStatus::Deprecated => Ok(()),
			ModelStatus::Retired => Err(Error::<T>::AlreadyRetired),
		}
	}

	/// Whether a manifest can replace the current one: results are checked in the same way, and tasks on all parameters
	/// that hold or will can be run.
	fn check_successor(
		model: ModelId,
		record: &ModelRecordOf<T>,
		manifest: &ModelManifest,
	) -> Result<(), Error<T>> {
		let current =
			Versions::<T>::get(model, record.version).ok_or(Error::<T>::UnknownVersion)?;
		let same = current.manifest.canon.is_some() == manifest.canon.is_some();
		ensure!(same, Error::<T>::OtherClass);
		for version in record.params_ahead() {
			let params = Params::<T>::get(model, version).ok_or(Error::<T>::UnknownVersion)?.params;
			ensure!(
				params.max_output_tokens <= manifest.context_length,
				Error::<T>::BadMaxOutputTokens
			);
		}
		Ok(())
	}

	pub(crate) fn do_propose_version(
		proposer: T::AccountId,
		model: ModelId,
		manifest: ModelManifest,
	) -> DispatchResult {
		Self::check_manifest(&manifest)?;
		Self::check_parent(&manifest)?;
		let manifest_hash = manifest.id();
		let (version, deposit) = Self::with_model(model, |record| {
			Self::ensure_served(record)?;
			Self::check_successor(model, record, &manifest)?;
			ensure!(record.adopted < T::MaxVersions::get(), Error::<T>::TooManyVersions);
			ensure!(record.proposals < T::MaxProposals::get(), Error::<T>::TooManyProposals);
			let version = record.next_version;
			record.next_version = version.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
			record.proposals = record.proposals.saturating_add(1);
			let deposit = T::Consideration::new(&proposer, Self::footprint_of_proposal(&manifest))?;
			Ok::<_, DispatchError>((version, deposit))
		})?;
		let record = VersionRecord {
			manifest,
			proposer: Some(proposer.clone()),
			deposit: Some(deposit),
			proposed: frame_system::Pallet::<T>::block_number(),
			adopted: None,
		};
		Versions::<T>::insert(model, version, record);
		Self::deposit_event(Event::VersionProposed { model, version, proposer, manifest_hash });
		Ok(())
	}

	pub(crate) fn do_upgrade(
		model: ModelId,
		version: ModelVersion,
		at: BlockNumberFor<T>,
		decided: Decision<BlockNumberFor<T>>,
	) -> DispatchResult {
		Self::check_height(at)?;
		Self::with_model(model, |record| {
			Self::ensure_served(record)?;
			let found = Versions::<T>::get(model, version).ok_or(Error::<T>::UnknownVersion)?;
			Self::check_successor(model, record, &found.manifest)?;
			Self::change_at(record, at, Change::Weights(version))?;
			let adopted = Adopted { decided, at };
			match found.adopted {
				// It was found that validators hold it.
				Some(_) => Self::note(model, version, adopted).map_err(Into::into),
				None => Self::adopt(model, record, version, adopted),
			}
		})?;
		Self::deposit_event(Event::Upgraded { model, version, at });
		Ok(())
	}

	/// Adds a decision about weights to the history.
	pub(crate) fn note(
		model: ModelId,
		version: ModelVersion,
		adopted: Adopted<BlockNumberFor<T>>,
	) -> Result<(), Error<T>> {
		let upgrade = Upgrade { version, adopted };
		Upgrades::<T>::try_append(model, upgrade).map_err(|()| Error::<T>::TooManyUpgrades)
	}

	/// Removes a proposed version. `by` is who asks, `None` for governance, which takes the deposit for it.
	pub(crate) fn do_close(
		by: Option<T::AccountId>,
		model: ModelId,
		version: ModelVersion,
	) -> DispatchResult {
		let record = Self::proposal(model, version)?;
		ensure!(by.is_none() || by == record.proposer, Error::<T>::NotProposer);
		ensure!(version > 0, Error::<T>::FirstVersion);
		let proposer = record.proposer.clone();
		Self::with_model(model, |record| {
			record.proposals = record.proposals.saturating_sub(1);
			Ok::<_, Error<T>>(())
		})?;
		Self::remove_version(model, version, record, by.is_none())?;
		Self::deposit_event(Event::VersionClosed { model, version, proposer });
		Ok(())
	}

	pub(crate) fn do_attest(
		who: &T::AccountId,
		model: ModelId,
		version: ModelVersion,
	) -> DispatchResult {
		let validator = T::Attesters::attester(who).ok_or(Error::<T>::NotValidator)?;
		let record = Self::current(model).ok_or(Error::<T>::UnknownModel)?;
		ensure!(record.status != ModelStatus::Retired, Error::<T>::AlreadyRetired);
		Self::proposal(model, version)?;
		Attestations::<T>::try_mutate(model, version, |holders| {
			ensure!(!holders.contains(&validator), Error::<T>::AlreadyAttested);
			if holders.is_full() {
				// Those that are validators no longer count for nothing.
				holders.retain(T::Attesters::is_attester);
			}
			let pushed = holders.try_push(validator.clone());
			pushed.map_err(|_| Error::<T>::EnoughAttestations)
		})?;
		Self::deposit_event(Event::Attested { model, version, validator });
		Ok(())
	}

	/// Says where a version's files are. `by` is who asks, `None` for governance, which pays no deposit.
	pub(crate) fn do_set_uris(
		by: Option<T::AccountId>,
		model: ModelId,
		version: ModelVersion,
		uris: UriList,
	) -> DispatchResult {
		let record = Versions::<T>::get(model, version).ok_or(Error::<T>::UnknownVersion)?;
		ensure!(by.is_none() || by == record.proposer, Error::<T>::NotProposer);
		Self::check_uris(&uris)?;
		let before = Uris::<T>::get(model, version).and_then(|before| before.payer);
		let count = uris.len() as u32;
		// Whoever paid before was the proposer, too.
		let payer = match (by, before) {
			(Some(who), Some((_, deposit))) if count > 0 => {
				let deposit = deposit.update(&who, Self::footprint(&uris))?;
				Some((who, deposit))
			}
			(Some(who), None) if count > 0 => {
				let deposit = T::Consideration::new(&who, Self::footprint(&uris))?;
				Some((who, deposit))
			}
			(_, Some((payer, deposit))) => {
				deposit.drop(&payer)?;
				None
			}
			(_, None) => None,
		};
		match count {
			0 => Uris::<T>::remove(model, version),
			_ => Uris::<T>::insert(model, version, UriRecord { uris, payer }),
		}
		Self::deposit_event(Event::UrisSet { model, version, count });
		Ok(())
	}
}
