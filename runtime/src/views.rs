//! Answers of the runtime APIs that take more than one pallet. Nothing here runs in a block.

use crate::*;
use assay_primitives::{
	api::{
		DelegationView, HistoryView, MetagraphView, ModelView, NextVersion, ParamsView, ScoredView,
		SlashView, StakerRole, StakerView, StakingView, UpgradeView, VersionView, WorkerView,
	},
	model::ModelManifest,
	traits::ModelLookup,
	ModelId, ModelVersion, ParamsVersion,
};
use frame_support::traits::Get;
use pallet_models::{Change, ModelParamsOf, ModelRecordOf, ParamsRecordOf, VersionRecordOf};
use pallet_token_staking::{
	Config as StakingConfig, CurrentEra, DelegationInfo, EraStartSession, Role,
};
use sp_runtime::traits::BlockNumberProvider;

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

/// A stash by itself or its operator.
pub fn staker(account: AccountId) -> Option<StakerView> {
	let staker = TokenStaking::staker_stake(&account)?;
	let slash = |(era, part, due)| SlashView { era, part, due };
	Some(StakerView {
		stash: staker.stash,
		role: staker.role.map(|role| match role {
			Role::Worker => StakerRole::Worker,
			Role::Validator => StakerRole::Validator,
		}),
		operator: staker.operator,
		own: staker.own,
		unbonding: staker.unbonding,
		delegated: staker.delegated,
		joining: staker.joining,
		delegators: staker.delegators,
		commission: staker.prefs.map(|prefs| prefs.commission),
		blocked: staker.prefs.is_none_or(|prefs| prefs.blocked),
		slashes: staker.slashes.into_iter().map(slash).collect(),
		active: staker.active,
	})
}

/// What an account delegated.
pub fn delegations(delegator: AccountId) -> Vec<DelegationView> {
	let view = |info: DelegationInfo<AccountId>| DelegationView {
		stash: info.stash,
		worth: info.worth,
		joining: info.joining,
		leaving: info.leaving,
	};
	TokenStaking::delegations_of(&delegator, pallet_token_staking::MAX_LISTED)
		.into_iter()
		.map(view)
		.collect()
}

/// Where the chain stands in eras, and the terms of staking.
pub fn staking() -> StakingView {
	let mut candidates = TokenStaking::candidates();
	candidates.sort_unstable();
	StakingView {
		era: CurrentEra::<Runtime>::get(),
		start_session: EraStartSession::<Runtime>::get(),
		session: Session::current_index(),
		sessions_per_era: <Runtime as StakingConfig>::SessionsPerEra::get(),
		validators: Session::validators(),
		candidates,
		max_validators: <Runtime as StakingConfig>::MaxValidators::get(),
		min_validators: <Runtime as StakingConfig>::MinValidators::get(),
		min_validator_bond: <Runtime as StakingConfig>::MinValidatorBond::get(),
		min_worker_bond: <Runtime as StakingConfig>::MinWorkerBond::get(),
		min_delegation: <Runtime as StakingConfig>::MinDelegation::get(),
		unbonding_eras: <Runtime as StakingConfig>::BondingDuration::get(),
		emission: TokenStaking::emission_of(CurrentEra::<Runtime>::get()),
		validation_share: <Runtime as StakingConfig>::ValidationShare::get(),
	}
}

/// Who runs a model, who checks it, and how they stand.
pub fn metagraph(model: ModelId) -> Option<MetagraphView> {
	Models::get(model)?;
	let auditors = Scoring::panel(&model);
	let mut workers: Vec<ScoredView> = Scoring::scored(&model)
		.into_iter()
		.map(|it| ScoredView { slots: Tasks::slots_of(&it.stash, &model), ..it })
		.collect();
	workers.sort_unstable_by(|a, b| (b.score, &a.stash).cmp(&(a.score, &b.stash)));
	Some(MetagraphView {
		era: CurrentEra::<Runtime>::get(),
		auditors,
		workers,
		pot: pallet_scoring::Pots::<Runtime>::get(model),
		opinions: Scoring::opinions_of_era(),
	})
}

/// A model by its identifier.
pub fn model(id: ModelId) -> Option<ModelView> {
	let (record, manifest, params) = Models::get(id)?;
	view(id, record, manifest, params)
}

/// All registered models.
pub fn models() -> Vec<ModelView> {
	let view = |(id, record, manifest, params)| view(id, record, manifest, params);
	Models::all().into_iter().filter_map(view).collect()
}

fn view(
	id: ModelId,
	record: ModelRecordOf<Runtime>,
	manifest: ModelManifest,
	params: ModelParamsOf<Runtime>,
) -> Option<ModelView> {
	let (price, queued, ready_slots) = Tasks::model_market(&id)?;
	let next = record.pending.iter().filter_map(|pending| match pending.change {
		Change::Weights(version) => {
			let manifest = <Models as ModelLookup>::manifest(&id, version)?;
			Some(NextVersion { version, manifest, at: pending.at })
		}
		Change::Params(_) => None,
	});
	let next = next.collect();
	Some(ModelView {
		id,
		version: record.version,
		status: record.status,
		manifest,
		params_version: record.params_version,
		params_hash: params.hash(),
		params,
		price,
		queued,
		ready_slots,
		next,
	})
}

/// All that was ever decided about a model.
pub fn model_history(id: ModelId) -> Option<HistoryView> {
	let (record, ..) = Models::get(id)?;
	let version = |(version, stored): (ModelVersion, VersionRecordOf<Runtime>)| VersionView {
		version,
		manifest: stored.manifest,
		proposer: stored.proposer,
		proposed: stored.proposed,
		adopted: stored.adopted.map(|adopted| (adopted.decided, adopted.at)),
		attested: pallet_models::Attestations::<Runtime>::get(id, version).into_inner(),
		uris: pallet_models::Uris::<Runtime>::get(id, version)
			.map(|stored| stored.uris.into_iter().map(|uri| uri.into_inner()).collect())
			.unwrap_or_default(),
	};
	let params = |(version, stored): (ParamsVersion, ParamsRecordOf<Runtime>)| ParamsView {
		version,
		params: stored.params,
		decided: stored.adopted.decided,
		at: stored.adopted.at,
	};
	let upgrade = |it: pallet_models::Upgrade<BlockNumber>| UpgradeView {
		version: it.version,
		decided: it.adopted.decided,
		at: it.adopted.at,
	};
	Some(HistoryView {
		status: record.status,
		owner: record.owner,
		registered: record.registered,
		admitted: record.admitted,
		deprecated: record.deprecated,
		retired: record.retired.map(|retired| retired.decided),
		version: record.version,
		params_version: record.params_version,
		height: <Runtime as pallet_models::Config>::BlockNumberProvider::current_block_number(),
		attestations_needed: <Runtime as pallet_models::Config>::MinAttestations::get(),
		versions: Models::versions(id).into_iter().map(version).collect(),
		params: Models::params_history(id).into_iter().map(params).collect(),
		upgrades: pallet_models::Upgrades::<Runtime>::get(id).into_iter().map(upgrade).collect(),
	})
}
