//! What must always hold in the registry's storage.

use crate::{Attestations, Config, Models, Pallet, Params, Upgrades, Uris, Versions};
use alloc::collections::BTreeSet;
use assay_primitives::{model::ModelStatus, ParamsVersion};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks the registry's invariants.
	///
	/// - The count is the number of models, and no more than the registry holds.
	/// - Each model lies under the hash of its first manifest, and all manifests are well formed.
	/// - Parameters are there for every version given, and no others; those that hold now or will are within their limits.
	///   Whether they deter is checked when they are set: what the network asks for may change without them.
	/// - Adopted versions of weights are there, as many versions as are counted, and none of a model that is not.
	/// - Changes that were decided are in order of their heights, and each is there.
	/// - The histories of weights and of parameters say what holds: of those whose height has come that with the greatest,
	///   and of several for one height the last.
	/// - Whoever has a deposit is known; a proposal has one, and its model no live tasks; nor has a retired one.
	/// - Attestations, and addresses of files, are of versions that there are; attestations of proposals alone.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut count: u32 = 0;
		let mut params_stored: u32 = 0;
		let mut versions_stored: u32 = 0;
		for (model, mut record) in Models::<T>::iter() {
			count = count.saturating_add(1);
			params_stored = params_stored.saturating_add(record.next_params);
			let versions_counted = record.adopted.saturating_add(record.proposals);
			versions_stored = versions_stored.saturating_add(versions_counted);
			let heights = record.pending.iter().map(|pending| pending.at);
			ensure!(heights.is_sorted(), "changes of a model are not in order");
			record.catch_up(Self::now());
			ensure!(
				record.next_params <= T::MaxParamsVersions::get(),
				"a model has too many versions of parameters"
			);
			ensure!(record.adopted <= T::MaxVersions::get(), "a model has too many versions");
			let proposed = record.status == ModelStatus::Proposed;
			// Version 0 has its place among the models.
			let places = T::MaxProposals::get().saturating_add(proposed.into());
			ensure!(record.proposals <= places, "a model has too many proposals");
			let mut holds: Option<(BlockNumberFor<T>, ParamsVersion)> = None;
			for version in 0..record.next_params {
				let params = Params::<T>::get(model, version)
					.ok_or("a version of a model's parameters is missing")?;
				let at = params.adopted.at;
				if at <= Self::now() && holds.is_none_or(|(other, _)| other <= at) {
					holds = Some((at, version));
				}
			}
			ensure!(
				holds.map(|(_, version)| version) == Some(record.params_version),
				"parameters hold that were not decided last"
			);
			let upgrades = Upgrades::<T>::get(model);
			let come = upgrades.iter().filter(|upgrade| upgrade.adopted.at <= Self::now());
			// The last of several that are greatest.
			let holds = come.max_by_key(|upgrade| upgrade.adopted.at);
			ensure!(
				holds.map_or(0, |upgrade| upgrade.version) == record.version,
				"a version holds that was not decided last"
			);
			let first = Versions::<T>::get(model, 0).ok_or("a model's first version is missing")?;
			ensure!(first.manifest.id() == model, "a model lies under another's identifier");
			ensure!(first.proposer == record.owner, "a model's owner did not register it");
			ensure!(proposed == first.adopted.is_none(), "a model is admitted, its version not");
			for weights in record.weights_ahead() {
				let version =
					Versions::<T>::get(model, weights).ok_or("a version that holds is missing")?;
				ensure!(
					version.adopted.is_some() || (proposed && weights == 0),
					"a version holds that was not adopted"
				);
				for params in record.params_ahead() {
					let params = Params::<T>::get(model, params)
						.ok_or("parameters that hold are missing")?
						.params;
					Self::check_limits(&version.manifest, &params)
						.map_err(|_| "a model's parameters are beyond their limits")?;
				}
			}
			let mut stored: u32 = 0;
			let mut adopted: u32 = 0;
			for (number, version) in Versions::<T>::iter_prefix(model) {
				stored = stored.saturating_add(1);
				ensure!(number < record.next_version, "a version has a number that was not given");
				Self::check_manifest(&version.manifest)
					.map_err(|_| "a registered manifest is malformed")?;
				ensure!(
					version.deposit.is_none() || version.proposer.is_some(),
					"a deposit belongs to nobody"
				);
				ensure!(
					version.adopted.is_some() || version.deposit.is_some(),
					"a proposal has no deposit"
				);
				adopted = adopted.saturating_add(version.adopted.is_some().into());
				let first = upgrades.iter().find(|upgrade| upgrade.version == number);
				ensure!(
					first.map(|upgrade| upgrade.adopted) == version.adopted,
					"the history says something else about a version"
				);
			}
			ensure!(stored == versions_counted, "the count of a model's versions is wrong");
			ensure!(adopted == record.adopted, "the count of adopted versions is wrong");
			for upgrade in &upgrades {
				ensure!(
					Versions::<T>::contains_key(model, upgrade.version),
					"the history names a version that is missing"
				);
			}
			if !matches!(record.status, ModelStatus::Admitted | ModelStatus::Deprecated) {
				ensure!(record.live_tasks == 0, "a model that takes no tasks has live ones");
			}
			let decided = [
				(record.admitted.is_some(), !proposed),
				(record.retired.is_some(), record.status == ModelStatus::Retired),
			];
			ensure!(decided.iter().all(|(is, ought)| is == ought), "a decision is not recorded");
		}
		ensure!(Models::<T>::count() == count, "the count of models is wrong");
		ensure!(count <= T::MaxModels::get(), "there are too many models");
		ensure!(
			Params::<T>::iter_keys().count() == params_stored as usize,
			"there are parameters of no model"
		);
		ensure!(
			Versions::<T>::iter_keys().count() == versions_stored as usize,
			"there are versions of no model"
		);
		ensure!(
			Upgrades::<T>::iter_keys().all(Models::<T>::contains_key),
			"there is a history of no model"
		);
		for (model, version) in Uris::<T>::iter_keys() {
			ensure!(Versions::<T>::contains_key(model, version), "addresses of no version");
		}
		for (model, version, who) in Attestations::<T>::iter() {
			let record = Versions::<T>::get(model, version).ok_or("attestations of no version")?;
			ensure!(record.adopted.is_none(), "attestations of a version that is adopted");
			ensure!(
				who.iter().collect::<BTreeSet<_>>().len() == who.len(),
				"a validator attested twice"
			);
		}
		Ok(())
	}
}
