//! Stake, balances, transfers and keys.

use crate::{
	args::{Key as KeyCommand, Stake},
	config::Settings,
	output::{self, Failure},
};
use assay_client::{calls, format_amount, generate_keyfile, At, Call, TxQueue};
use assay_primitives::{AccountId, Balance};
use serde_json::json;
use std::{str::FromStr, sync::Arc};

fn account(text: &str) -> Result<AccountId, Failure> {
	AccountId::from_str(text)
		.map_err(|error| Failure::usage(format!("`{text}` is not an address: {error}")))
}

/// The account named, or that of the key in use.
fn account_or_own(settings: &Settings, text: Option<&str>) -> Result<AccountId, Failure> {
	match text {
		Some(text) => account(text),
		None => Ok(settings.key()?.account()),
	}
}

/// Sends one call and waits for its block.
pub async fn send(settings: &Settings, call: Call) -> Result<(), Failure> {
	let key = settings.key()?;
	let client = settings.connect().await?;
	key.check_allowed_on(client.chain_type())?;
	let name = format!("{}.{}", call.pallet(), call.name());
	let queue = TxQueue::start(client, Arc::new(key));
	let done = queue.submit(call).in_block().await?;
	if settings.json {
		output::json(&json!({
			"call": name,
			"transaction": output::hex(&done.hash.0),
			"block": done.block.number,
			"blockHash": output::hex(&done.block.hash.0),
		}))
	} else {
		output::line(&format!("{name} done in block {}", done.block.number))
	}
}

/// `assay stake …`.
pub async fn run(settings: &Settings, command: Stake) -> Result<(), Failure> {
	let call = match command {
		Stake::Bond { amount } => calls::bond(amount),
		Stake::BondExtra { amount } => calls::bond_extra(amount),
		Stake::Unbond { amount } => calls::unbond(amount),
		Stake::Withdraw => calls::withdraw(),
		Stake::Register { operator } => calls::register_worker(account(&operator)?),
		Stake::SetOperator { operator } => calls::set_operator(account(&operator)?),
		Stake::Deregister => calls::deregister_worker(),
		Stake::Show { account } => return show(settings, account.as_deref()).await,
	};
	send(settings, call).await
}

async fn show(settings: &Settings, text: Option<&str>) -> Result<(), Failure> {
	let account = account_or_own(settings, text)?;
	let client = settings.connect().await?;
	let worker = client.worker(&account, At::Best).await?.ok_or_else(|| {
		Failure::other(format!("{account} is no worker; become one with `assay stake register`"))
	})?;
	let ready = worker.ready.as_ref();
	if settings.json {
		let unbonding: Vec<_> = worker
			.unbonding
			.iter()
			.map(|(amount, era)| json!({ "amount": amount.to_string(), "era": era }))
			.collect();
		return output::json(&json!({
			"stash": worker.stash.to_string(),
			"operator": worker.operator.to_string(),
			"stake": worker.stake.to_string(),
			"free": worker.free.to_string(),
			"bonded": worker.bonded.to_string(),
			"unbonding": unbonding,
			"ready": ready.map(|ready| json!({
				"models": ready.models.iter().map(|id| output::hex(&id.0)).collect::<Vec<_>>(),
				"capacity": ready.capacity,
				"busy": ready.busy,
				"since": ready.since,
			})),
			"misses": worker.misses,
			"pausedUntil": worker.paused_until,
			"liveTasks": worker.live_tasks,
		}));
	}
	let mut rows = vec![
		("stash", worker.stash.to_string()),
		("operator", worker.operator.to_string()),
		("stake", format_amount(worker.stake)),
		("free", format_amount(worker.free)),
		("bonded to tasks", format_amount(worker.bonded)),
	];
	for (amount, era) in &worker.unbonding {
		rows.push(("unbonding", format!("{}, free from era {era} on", format_amount(*amount))));
	}
	rows.push((
		"on offer",
		match ready {
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
	output::pairs(&rows)
}

/// `assay balance`.
pub async fn balance(settings: &Settings, text: Option<String>) -> Result<(), Failure> {
	let account = account_or_own(settings, text.as_deref())?;
	let client = settings.connect().await?;
	let info = client.account(&account, At::Best).await?;
	if settings.json {
		return output::json(&json!({
			"account": account.to_string(),
			"free": info.free.to_string(),
			"reserved": info.reserved.to_string(),
			"frozen": info.frozen.to_string(),
			"nonce": info.nonce,
		}));
	}
	output::pairs(&[
		("account", account.to_string()),
		("free", format_amount(info.free)),
		("on hold", format_amount(info.reserved)),
		("frozen", format_amount(info.frozen)),
	])
}

/// `assay transfer`.
pub async fn transfer(settings: &Settings, to: &str, amount: Balance) -> Result<(), Failure> {
	send(settings, calls::transfer(account(to)?, amount)).await
}

/// `assay key …`.
pub fn key(settings: &Settings, command: KeyCommand) -> Result<(), Failure> {
	let key = match command {
		KeyCommand::Generate { file } => {
			let key = generate_keyfile(&file)?;
			if !settings.json {
				output::note("the file is the only copy of this key: keep another one safe");
			}
			key
		}
		KeyCommand::Inspect => settings.key()?,
	};
	if settings.json {
		return output::json(&json!({
			"address": key.ss58(),
			"account": output::hex(key.account().as_ref()),
			"origin": key.origin().to_string(),
			"developmentKey": key.is_dev(),
		}));
	}
	let mut rows = vec![
		("address", key.ss58()),
		("account", output::hex(key.account().as_ref())),
		("origin", key.origin().to_string()),
	];
	if key.is_dev() {
		rows.push(("note", "everybody knows this key; for development chains only".into()));
	}
	output::pairs(&rows)
}
