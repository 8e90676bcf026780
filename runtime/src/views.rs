//! Answers of the runtime APIs that take more than one pallet. Nothing here runs in a block.

use crate::*;
use assay_primitives::{
	api::{
		DelegationView, MetagraphView, ModelView, ScoredView, SlashView, StakerRole, StakerView,
		StakingView, WorkerView,
	},
	ModelId,
};
use frame_support::traits::Get;
use pallet_models::{ModelParamsOf, ModelRecordOf};
use pallet_token_staking::{
	Config as StakingConfig, CurrentEra, DelegationInfo, EraStartSession, Role,
};

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
