//! `assay stake list`: validators, candidates, and the terms of staking.

use super::view;
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{format_amount, format_percent, At, Perbill};
use assay_primitives::{
	api::{StakerView, StakingView},
	AccountId, Balance, MILLI_ASY,
};
use serde_json::{json, Value};

pub async fn run(settings: &Settings) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let at = At::Block(client.best_block().await?.hash);
	let staking = client.staking(at).await?;
	let stashes = stashes(&staking);
	let found = client.stakers(&stashes, at).await?;
	let all = sorted(&staking, stashes, found);
	if settings.json {
		let mut fields = terms_json(&staking);
		let rows = all.iter().map(|staker| row_json(&staking, staker)).collect();
		fields["validators"] = Value::Array(rows);
		return output::json(&fields);
	}
	for line in terms(&staking) {
		output::line(&line)?;
	}
	let rows: Vec<Vec<String>> = all.iter().map(|staker| row(&staking, staker)).collect();
	output::table(
		&[
			"STASH",
			"STATE",
			"TOTAL",
			"OWN",
			"DELEGATED",
			"JOINING",
			"COMMISSION",
			"DELEGATORS",
			"SLASHES DUE",
		],
		&rows,
	)
}

/// Validators and candidates, each once.
fn stashes(staking: &StakingView) -> Vec<AccountId> {
	let mut all = [&staking.validators[..], &staking.candidates[..]].concat();
	all.sort_unstable();
	all.dedup();
	all
}

/// Those with most stake first. A validator that has withdrawn all its stake is listed too.
fn sorted(
	staking: &StakingView,
	stashes: Vec<AccountId>,
	found: Vec<StakerView>,
) -> Vec<StakerView> {
	let mut all: Vec<StakerView> = stashes
		.into_iter()
		.map(|stash| {
			let known = found.iter().find(|staker| staker.stash == stash).cloned();
			known.unwrap_or_else(|| view::without_stake(stash))
		})
		.collect();
	for staker in &mut all {
		staker.active = staking.validators.contains(&staker.stash);
	}
	all.sort_by(|a, b| view::total(b).cmp(&view::total(a)).then(a.stash.cmp(&b.stash)));
	all
}

fn is_candidate(staking: &StakingView, staker: &StakerView) -> bool {
	staking.candidates.contains(&staker.stash)
}

fn state(staking: &StakingView, staker: &StakerView) -> &'static str {
	match (staker.active, is_candidate(staking, staker)) {
		(true, true) => "active",
		(true, false) => "active, leaving",
		(false, _) => "waiting",
	}
}

/// For a table: rounded down to a thousandth of a token, if it is that much.
fn rounded(amount: Balance) -> String {
	match amount.checked_rem(MILLI_ASY) {
		Some(rest) if amount >= MILLI_ASY => format_amount(amount.saturating_sub(rest)),
		_ => format_amount(amount),
	}
}

fn row(staking: &StakingView, staker: &StakerView) -> Vec<String> {
	let mut commission = staker.commission.map_or("-".into(), format_percent);
	if staker.commission.is_some() && staker.blocked {
		commission.push_str(", blocked");
	}
	let slashes: Vec<String> = staker
		.slashes
		.iter()
		.map(|slash| format!("{} in era {}", format_percent(slash.part), slash.due))
		.collect();
	vec![
		staker.stash.to_string(),
		state(staking, staker).into(),
		rounded(view::total(staker)),
		rounded(staker.own),
		rounded(staker.delegated),
		rounded(staker.joining),
		commission,
		staker.delegators.to_string(),
		if slashes.is_empty() { "-".into() } else { slashes.join(", ") },
	]
}

fn row_json(staking: &StakingView, staker: &StakerView) -> Value {
	let mut fields = view::staker_json(staker);
	fields.insert("candidate".into(), is_candidate(staking, staker).into());
	Value::Object(fields)
}

/// What of an era's new tokens is for authoring blocks.
fn validation_share(staking: &StakingView) -> Perbill {
	Perbill::from_parts(staking.validation_share.deconstruct().saturating_mul(1_000))
}

fn terms(staking: &StakingView) -> [String; 3] {
	[
		format!(
			"era {}, session {} of {}; {} validators and {} candidates for at most {}",
			staking.era,
			view::session_of_era(staking),
			staking.sessions_per_era,
			staking.validators.len(),
			staking.candidates.len(),
			staking.max_validators
		),
		format!(
			"least stake: validator {}, worker {}, delegation {}; what is taken back is held for {} eras",
			format_amount(staking.min_validator_bond),
			format_amount(staking.min_worker_bond),
			format_amount(staking.min_delegation),
			staking.unbonding_eras
		),
		format!(
			"new tokens in this era: {} at most, {} of it for blocks, the rest for work",
			format_amount(staking.emission),
			format_percent(validation_share(staking))
		),
	]
}

fn terms_json(staking: &StakingView) -> Value {
	json!({
		"era": staking.era,
		"session": staking.session,
		"startSession": staking.start_session,
		"sessionsPerEra": staking.sessions_per_era,
		"maxValidators": staking.max_validators,
		"minValidators": staking.min_validators,
		"minValidatorBond": staking.min_validator_bond.to_string(),
		"minWorkerBond": staking.min_worker_bond.to_string(),
		"minDelegation": staking.min_delegation.to_string(),
		"unbondingEras": staking.unbonding_eras,
		"emission": staking.emission.to_string(),
		"validationSharePerBillion": validation_share(staking).deconstruct(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::stake::view::tests::{account, percent, staker, staking, ASY};
	use assay_primitives::api::{SlashView, StakerRole};

	#[test]
	fn those_with_most_stake_come_first() {
		let mut terms = staking();
		terms.validators = vec![account(3), account(1)];
		terms.candidates = vec![account(1), account(2), account(4)];
		let all = stashes(&terms);
		assert_eq!(all, [account(1), account(2), account(3), account(4)]);
		let mut second = staker(2, Some(StakerRole::Validator));
		second.joining = 4 * ASY;
		let found = vec![
			staker(1, Some(StakerRole::Validator)),
			second,
			staker(4, Some(StakerRole::Validator)),
		];
		let listed = sorted(&terms, all, found);
		let order: Vec<_> = listed.iter().map(|staker| staker.stash.clone()).collect();
		assert_eq!(order, [account(2), account(1), account(4), account(3)]);
		let states: Vec<_> = listed.iter().map(|staker| state(&terms, staker)).collect();
		assert_eq!(states, ["waiting", "active", "waiting", "active, leaving"]);
		assert_eq!(row_json(&terms, &listed[0])["candidate"], true);
		assert_eq!(row_json(&terms, &listed[3])["candidate"], false);
	}

	#[test]
	fn a_row() {
		let mut staker = staker(1, Some(StakerRole::Validator));
		staker.own = 1_000 * ASY + 1_234_567_890;
		staker.delegated = 42;
		staker.slashes = vec![SlashView { era: 3, part: percent("12.5%"), due: 6 }];
		staker.blocked = true;
		assert_eq!(
			row(&staking(), &staker)[2..],
			[
				"1003.001 ASY",
				"1000.001 ASY",
				"42 plancks",
				"3 ASY",
				"5%, blocked",
				"2",
				"12.5% in era 6"
			]
		);
	}

	#[test]
	fn terms_are_said() {
		let lines = terms(&staking());
		assert_eq!(lines[0], "era 5, session 2 of 2; 1 validators and 2 candidates for at most 8");
		assert_eq!(
			lines[1],
			"least stake: validator 1000 ASY, worker 100 ASY, delegation 1 ASY; what is taken back is held for 2 eras"
		);
		assert_eq!(
			lines[2],
			"new tokens in this era: 100 ASY at most, 40% of it for blocks, the rest for work"
		);
		assert_eq!(terms_json(&staking())["validationSharePerBillion"], 400_000_000);
	}
}
