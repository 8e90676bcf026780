//! Stakers and delegations, in words and as JSON. JSON has the names of the node's RPC: amounts are plancks as
//! text, parts of a whole parts per billion.

use assay_client::{format_amount, format_percent};
use assay_primitives::{
	api::{DelegationView, SlashView, StakerRole, StakerView, StakingView},
	AccountId, Balance, EraIndex,
};
use serde_json::{json, Map, Value};

pub type Rows = Vec<(&'static str, String)>;

/// Stake that would count in an election now.
pub fn total(staker: &StakerView) -> Balance {
	staker.own.saturating_add(staker.delegated).saturating_add(staker.joining)
}

fn role_name(role: StakerRole) -> &'static str {
	match role {
		StakerRole::Worker => "worker",
		StakerRole::Validator => "validator",
	}
}

/// What a stash does.
pub fn role(staker: &StakerView) -> &'static str {
	match (staker.role, staker.active) {
		(Some(StakerRole::Worker), _) => "worker",
		(Some(StakerRole::Validator), true) => "validator, active",
		(Some(StakerRole::Validator), false) => "validator, not elected",
		(None, true) => "none; validates until the eras are over that it is elected for",
		(None, false) => "none",
	}
}

/// When something can be withdrawn.
pub fn when(first: EraIndex, now: EraIndex) -> String {
	match first.checked_sub(now) {
		None | Some(0) => "can be withdrawn now".into(),
		Some(1) => format!("can be withdrawn from era {first} on, the next"),
		Some(eras) => format!("can be withdrawn from era {first} on, in {eras} eras"),
	}
}

pub fn slash(slash: &SlashView) -> String {
	format!(
		"{} of what was behind it in era {}, at the start of era {} unless cancelled",
		format_percent(slash.part),
		slash.era,
		slash.due
	)
}

/// Chunks on their way back.
pub fn chunks_json(chunks: &[(Balance, EraIndex)]) -> Value {
	chunks.iter().map(|(amount, era)| json!({ "amount": amount.to_string(), "era": era })).collect()
}

pub fn staker_json(staker: &StakerView) -> Map<String, Value> {
	let slashes: Vec<Value> = staker
		.slashes
		.iter()
		.map(|it| json!({ "era": it.era, "partPerBillion": it.part.deconstruct(), "due": it.due }))
		.collect();
	let fields = json!({
		"stash": staker.stash.to_string(),
		"role": staker.role.map(role_name),
		"active": staker.active,
		"operator": staker.operator.as_ref().map(ToString::to_string),
		"own": staker.own.to_string(),
		"unbonding": chunks_json(&staker.unbonding),
		"delegated": staker.delegated.to_string(),
		"joining": staker.joining.to_string(),
		"total": total(staker).to_string(),
		"delegators": staker.delegators,
		"commissionPerBillion": staker.commission.map(|part| part.deconstruct()),
		"blocked": staker.blocked,
		"slashes": slashes,
	});
	match fields {
		Value::Object(fields) => fields,
		_ => Map::new(),
	}
}

pub fn delegation_json(delegation: &DelegationView) -> Value {
	json!({
		"stash": delegation.stash.to_string(),
		"worth": delegation.worth.to_string(),
		"joining": delegation.joining.to_string(),
		"leaving": chunks_json(&delegation.leaving),
	})
}

/// Lines about what an account delegated to a staker.
pub fn delegation_rows(delegation: &DelegationView, now: EraIndex) -> Rows {
	let stash = &delegation.stash;
	let mut rows = Rows::new();
	if delegation.worth > 0 {
		rows.push(("delegation", format!("{} to {stash}", format_amount(delegation.worth))));
	}
	if delegation.joining > 0 {
		let joining = format_amount(delegation.joining);
		let next = now.saturating_add(1);
		rows.push(("joining", format!("{joining} to {stash}, counts from era {next} on")));
	}
	for (amount, first) in &delegation.leaving {
		let (amount, when) = (format_amount(*amount), when(*first, now));
		rows.push(("leaving", format!("{amount} from {stash}, {when}")));
	}
	rows
}

/// Which session of the era it is, counted from 1.
pub fn session_of_era(staking: &StakingView) -> u32 {
	staking.session.saturating_sub(staking.start_session).saturating_add(1)
}

/// A stash of which the chain knows no stake.
pub fn without_stake(stash: AccountId) -> StakerView {
	StakerView {
		stash,
		role: None,
		operator: None,
		own: 0,
		unbonding: Vec::new(),
		delegated: 0,
		joining: 0,
		delegators: 0,
		commission: None,
		blocked: true,
		slashes: Vec::new(),
		active: false,
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use assay_client::{parse_percent, Perbill};
	use codec::Decode;

	pub const ASY: Balance = assay_primitives::ASY;

	pub fn account(index: u8) -> AccountId {
		AccountId::from([index; 32])
	}

	pub fn percent(text: &str) -> Perbill {
		parse_percent(text).unwrap()
	}

	/// Terms as on a development chain, in era 5.
	pub fn staking() -> StakingView {
		StakingView {
			era: 5,
			start_session: 10,
			session: 11,
			sessions_per_era: 2,
			validators: vec![account(1)],
			candidates: vec![account(1), account(2)],
			max_validators: 8,
			min_validators: 1,
			min_validator_bond: 1_000 * ASY,
			min_worker_bond: 100 * ASY,
			min_delegation: ASY,
			unbonding_eras: 2,
			emission: 100 * ASY,
			// 40 %, in parts per million.
			validation_share: Decode::decode(&mut &400_000u32.to_le_bytes()[..]).unwrap(),
		}
	}

	/// A stash with 1,000 ASY of its own, 20 delegated and 3 joining, for 5 %.
	pub fn staker(index: u8, role: Option<StakerRole>) -> StakerView {
		StakerView {
			stash: account(index),
			role,
			operator: None,
			own: 1_000 * ASY,
			unbonding: Vec::new(),
			delegated: 20 * ASY,
			joining: 3 * ASY,
			delegators: 2,
			commission: Some(percent("5%")),
			blocked: false,
			slashes: Vec::new(),
			active: false,
		}
	}

	pub fn delegation(
		index: u8,
		worth: Balance,
		joining: Balance,
		leaving: &[(Balance, EraIndex)],
	) -> DelegationView {
		DelegationView { stash: account(index), worth, joining, leaving: leaving.to_vec() }
	}

	#[test]
	fn times_are_told_in_eras() {
		assert_eq!(when(4, 5), "can be withdrawn now");
		assert_eq!(when(5, 5), "can be withdrawn now");
		assert_eq!(when(6, 5), "can be withdrawn from era 6 on, the next");
		assert_eq!(when(7, 5), "can be withdrawn from era 7 on, in 2 eras");
		assert_eq!(session_of_era(&staking()), 2);
	}

	#[test]
	fn delegations_are_told_in_lines() {
		let rows = delegation_rows(&delegation(1, 5 * ASY, 0, &[]), 5);
		assert_eq!(rows, [("delegation", format!("5 ASY to {}", account(1)))]);
		let rows = delegation_rows(&delegation(1, 0, ASY, &[(ASY, 5), (2 * ASY, 7)]), 5);
		assert_eq!(
			rows,
			[
				("joining", format!("1 ASY to {}, counts from era 6 on", account(1))),
				("leaving", format!("1 ASY from {}, can be withdrawn now", account(1))),
				(
					"leaving",
					format!("2 ASY from {}, can be withdrawn from era 7 on, in 2 eras", account(1))
				),
			]
		);
	}

	#[test]
	fn json_has_whole_numbers() {
		let mut staker = staker(1, Some(StakerRole::Validator));
		staker.slashes = vec![SlashView { era: 3, part: percent("25%"), due: 6 }];
		staker.unbonding = vec![(ASY, 7)];
		let fields = Value::Object(staker_json(&staker));
		assert_eq!(fields["role"], "validator");
		assert_eq!(fields["own"], "1000000000000000");
		assert_eq!(fields["total"], "1023000000000000");
		assert_eq!(fields["commissionPerBillion"], 50_000_000);
		assert_eq!(fields["operator"], Value::Null);
		assert_eq!(fields["unbonding"], json!([{ "amount": "1000000000000", "era": 7 }]));
		assert_eq!(
			fields["slashes"],
			json!([{ "era": 3, "partPerBillion": 250_000_000, "due": 6 }])
		);
		assert_eq!(
			slash(&staker.slashes[0]),
			"25% of what was behind it in era 3, at the start of era 6 unless cancelled"
		);
		assert_eq!(staker_json(&without_stake(account(1)))["role"], Value::Null);
	}
}
