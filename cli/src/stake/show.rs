//! `assay stake show`: an account as worker, validator and delegator.

use super::view::{self, Rows};
use crate::{
	account::named_or_own,
	config::Settings,
	output::{self, Failure},
};
use assay_client::{format_amount, format_percent, At};
use assay_primitives::{
	api::{DelegationView, StakerRole, StakerView, WorkerView},
	AccountId, EraIndex,
};
use serde_json::{json, Map, Value};

/// All that is shown of an account.
struct Shown {
	account: AccountId,
	era: EraIndex,
	staker: Option<StakerView>,
	/// Of a worker, what it offers and does.
	worker: Option<WorkerView>,
	/// Of a validator, whether it has session keys.
	keys: Option<bool>,
	delegations: Vec<DelegationView>,
}

pub async fn run(settings: &Settings, named: Option<AccountId>) -> Result<(), Failure> {
	let account = named_or_own(settings, named)?;
	let client = settings.connect().await?;
	let at = At::Block(client.best_block().await?.hash);
	let era = client.staking(at).await?.era;
	let staker = client.staker(&account, at).await?;
	let delegations = client.delegations(&account, at).await?;
	let (mut worker, mut keys) = (None, None);
	if let Some(staker) = &staker {
		match staker.role {
			Some(StakerRole::Worker) => worker = client.worker(&staker.stash, at).await?,
			Some(StakerRole::Validator) => {
				keys = Some(client.has_session_keys(&staker.stash, at).await?)
			}
			None => {}
		}
	}
	if staker.is_none() && delegations.is_empty() {
		return Err(Failure::other(format!(
			"{account} has no stake and delegates nothing; begin with `assay stake bond` or `assay stake delegate`"
		)));
	}
	let shown = Shown { account, era, staker, worker, keys, delegations };
	if settings.json {
		output::json(&shown.json())
	} else {
		output::pairs(&shown.rows())
	}
}

impl Shown {
	fn json(&self) -> Value {
		let mut fields = Map::new();
		fields.insert("account".into(), self.account.to_string().into());
		fields.insert("era".into(), self.era.into());
		if let Some(staker) = &self.staker {
			fields.extend(view::staker_json(staker));
		}
		if let Some(keys) = self.keys {
			fields.insert("sessionKeys".into(), keys.into());
		}
		if let Some(worker) = &self.worker {
			fields.extend(worker_json(worker));
		}
		let delegations = self.delegations.iter().map(view::delegation_json).collect();
		fields.insert("delegations".into(), Value::Array(delegations));
		Value::Object(fields)
	}

	fn rows(&self) -> Rows {
		let mut rows = Rows::new();
		match &self.staker {
			Some(staker) => self.staker_rows(staker, &mut rows),
			None => rows.push(("account", self.account.to_string())),
		}
		for delegation in &self.delegations {
			rows.extend(view::delegation_rows(delegation, self.era));
		}
		rows
	}

	fn staker_rows(&self, staker: &StakerView, rows: &mut Rows) {
		rows.push(("stash", staker.stash.to_string()));
		rows.push(("role", view::role(staker).into()));
		if let Some(operator) = &staker.operator {
			rows.push(("operator", operator.to_string()));
		}
		match self.keys {
			Some(true) => rows.push(("session keys", "set".into())),
			Some(false) => {
				let missing = "none, so it is not elected: `assay stake set-keys`";
				rows.push(("session keys", missing.into()));
			}
			None => {}
		}
		rows.push(("stake", format_amount(staker.own)));
		if let Some(worker) = &self.worker {
			rows.push(("free", format_amount(worker.free)));
			rows.push(("bonded to tasks", format_amount(worker.bonded)));
		}
		for (amount, first) in &staker.unbonding {
			let when = view::when(*first, self.era);
			rows.push(("unbonding", format!("{}, {when}", format_amount(*amount))));
		}
		if staker.role.is_some() || staker.delegators > 0 {
			rows.push(("delegated to it", delegated(staker)));
			rows.push(("commission", commission(staker)));
		}
		for slash in &staker.slashes {
			rows.push(("slash due", view::slash(slash)));
		}
		if let Some(worker) = &self.worker {
			worker_rows(worker, rows);
		}
	}
}

fn delegated(staker: &StakerView) -> String {
	let mut text =
		format!("{} by {} account(s)", format_amount(staker.delegated), staker.delegators);
	if staker.joining > 0 {
		text.push_str(&format!(", {} more from the next era on", format_amount(staker.joining)));
	}
	text
}

fn commission(staker: &StakerView) -> String {
	match (staker.commission, staker.blocked) {
		(Some(part), false) => format_percent(part),
		(Some(part), true) => format!("{}, takes no new delegations", format_percent(part)),
		(None, _) => "none set, so it takes no delegations: `assay stake prefs`".into(),
	}
}

fn worker_json(worker: &WorkerView) -> Map<String, Value> {
	let ready = worker.ready.as_ref().map(|ready| {
		json!({
			"models": ready.models.iter().map(|(id, _)| output::hex(&id.0)).collect::<Vec<_>>(),
			"versions": ready.models.iter().map(|(_, version)| version).collect::<Vec<_>>(),
			"capacity": ready.capacity,
			"busy": ready.busy,
			"since": ready.since,
		})
	});
	let fields = [
		("stake", worker.stake.to_string().into()),
		("free", worker.free.to_string().into()),
		("bonded", worker.bonded.to_string().into()),
		("ready", ready.unwrap_or_default()),
		("misses", worker.misses.into()),
		("pausedUntil", worker.paused_until.into()),
		("liveTasks", worker.live_tasks.clone().into()),
	];
	fields.into_iter().map(|(name, value): (&str, Value)| (name.into(), value)).collect()
}

fn worker_rows(worker: &WorkerView, rows: &mut Rows) {
	rows.push((
		"on offer",
		match &worker.ready {
			Some(ready) => format!(
				"{} model(s), {} of {} slots busy, since block {}",
				ready.models.len(),
				ready.busy,
				ready.capacity,
				ready.since
			),
			None => "no".into(),
		},
	));
	if let Some(until) = worker.paused_until {
		rows.push(("paused", format!("until block {until}, after a missed deadline")));
	}
	rows.push(("missed deadlines", worker.misses.to_string()));
	rows.push(("live tasks", format!("{:?}", worker.live_tasks)));
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::stake::view::tests::{account, delegation, staker, ASY};

	fn shown(staker: Option<StakerView>) -> Shown {
		Shown {
			account: account(1),
			era: 5,
			staker,
			worker: None,
			keys: None,
			delegations: Vec::new(),
		}
	}

	fn value<'a>(rows: &'a Rows, name: &str) -> Option<&'a str> {
		rows.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
	}

	#[test]
	fn a_validator() {
		let mut staker = staker(1, Some(StakerRole::Validator));
		staker.active = true;
		staker.unbonding = vec![(ASY, 7)];
		let mut shown = Shown { keys: Some(true), ..shown(Some(staker)) };
		let rows = shown.rows();
		assert_eq!(value(&rows, "role"), Some("validator, active"));
		assert_eq!(value(&rows, "session keys"), Some("set"));
		assert_eq!(
			value(&rows, "delegated to it"),
			Some("20 ASY by 2 account(s), 3 ASY more from the next era on")
		);
		assert_eq!(value(&rows, "commission"), Some("5%"));
		assert_eq!(
			value(&rows, "unbonding"),
			Some("1 ASY, can be withdrawn from era 7 on, in 2 eras")
		);
		assert_eq!(value(&rows, "live tasks"), None);
		assert_eq!(shown.json()["sessionKeys"], true);
		shown.keys = Some(false);
		assert!(value(&shown.rows(), "session keys").unwrap().contains("set-keys"));
	}

	#[test]
	fn a_worker() {
		let worker = WorkerView {
			stash: account(1),
			operator: account(2),
			stake: 1_000 * ASY,
			free: 900 * ASY,
			bonded: 100 * ASY,
			unbonding: Vec::new(),
			ready: None,
			misses: 1,
			paused_until: Some(9),
			live_tasks: vec![4],
		};
		let mut staker = staker(1, Some(StakerRole::Worker));
		(staker.operator, staker.commission, staker.blocked) = (Some(account(2)), None, true);
		let shown = Shown { worker: Some(worker), ..shown(Some(staker)) };
		let rows = shown.rows();
		assert_eq!(value(&rows, "free"), Some("900 ASY"));
		assert!(value(&rows, "commission").unwrap().contains("assay stake prefs"));
		// What programs read of a worker.
		let json = shown.json();
		assert_eq!(json["stake"], "1000000000000000");
		assert_eq!(json["free"], "900000000000000");
		assert_eq!(json["bonded"], "100000000000000");
		assert_eq!(json["operator"], account(2).to_string());
		assert!(json["ready"].is_null());
		assert_eq!(json["misses"], 1);
		assert_eq!(json["pausedUntil"], 9);
		assert_eq!(json["liveTasks"], json!([4]));
	}

	#[test]
	fn a_delegator() {
		let delegations = vec![delegation(2, ASY, 0, &[(2 * ASY, 6)])];
		let shown = Shown { delegations, ..shown(None) };
		let rows = shown.rows();
		assert_eq!(value(&rows, "account"), Some(account(1).to_string().as_str()));
		assert_eq!(value(&rows, "delegation").unwrap(), format!("1 ASY to {}", account(2)));
		assert!(value(&rows, "leaving").unwrap().contains("the next"));
		let json = shown.json();
		assert!(json["stash"].is_null());
		assert_eq!(json["era"], 5);
		assert_eq!(
			json["delegations"],
			json!([{
				"stash": account(2).to_string(),
				"worth": "1000000000000",
				"joining": "0",
				"leaving": [{ "amount": "2000000000000", "era": 6 }],
			}])
		);
	}
}
