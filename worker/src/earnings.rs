//! `assay-worker earnings`: what a worker, or a validator that audits, earned and lost in the last blocks, by the chain's
//! own events.

use crate::{config::Settings, keys, run::connect};
use assay_client::{format_amount, At, BlockId, Client, ClientError, Event};
use assay_primitives::{AccountId, Balance};
use futures::{stream, StreamExt, TryStreamExt};
use serde::Serialize;
use std::collections::BTreeMap;

/// Blocks whose events are asked for at a time.
const AT_A_TIME: usize = 16;

/// What moved tokens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
	/// The worker's part of a settled task's fee.
	Fee,
	/// An audit fee.
	Audit,
	/// New tokens, added to the stake.
	Emission,
	/// Burnt of a bond: a missed deadline, silence, a verdict that did not hold.
	Penalty,
	/// The bond of a task whose result was found wrong.
	Conviction,
}

impl Cause {
	fn name(self) -> &'static str {
		match self {
			Self::Fee => "fees",
			Self::Audit => "audit fees",
			Self::Emission => "new tokens",
			Self::Penalty => "penalties",
			Self::Conviction => "convictions",
		}
	}

	fn is_loss(self) -> bool {
		matches!(self, Self::Penalty | Self::Conviction)
	}
}

/// A movement, and where the chain says so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
	pub block: u32,
	pub cause: Cause,
	/// The task that it is about, if one.
	pub task: Option<u64>,
	/// Plancks.
	#[serde(serialize_with = "as_text")]
	pub amount: Balance,
}

fn as_text<S: serde::Serializer>(amount: &Balance, to: S) -> Result<S::Ok, S::Error> {
	to.serialize_str(&amount.to_string())
}

/// What an event means for a stash.
fn entry(event: &Event, stash: &AccountId, block: u32) -> Option<Entry> {
	let of = |cause, task, amount: Option<Balance>| {
		Some(Entry { block, cause, task, amount: amount.filter(|amount| *amount > 0)? })
	};
	match event {
		Event::Tasks(it)
			if it.name == "Settled" && it.account("worker").as_ref() == Some(stash) =>
		{
			of(Cause::Fee, it.task, it.amount("to_worker"))
		}
		Event::Scoring(it) if it.name == "AuditPaid" && it.auditor.as_ref() == Some(stash) => {
			of(Cause::Audit, it.task, it.amount("amount"))
		}
		Event::Staking(it) if it.stash.as_ref() == Some(stash) => {
			let task = it.amount("task").and_then(|task| u64::try_from(task).ok());
			match it.name.as_str() {
				"Rewarded" => of(Cause::Emission, None, it.amount("own")),
				"Penalised" => of(Cause::Penalty, task, it.amount("burnt")),
				"AuditBondLost" => {
					let both = it.amount("paid")?.checked_add(it.amount("burnt")?);
					of(Cause::Penalty, task, both)
				}
				"Convicted" => of(Cause::Conviction, task, it.amount("bond")),
				_ => None,
			}
		}
		_ => None,
	}
}

/// All movements in blocks from `first` to `last`.
async fn entries(
	client: &Client,
	stash: &AccountId,
	first: u32,
	last: u32,
) -> Result<Vec<Entry>, ClientError> {
	let questions = (first..=last).map(|number| async move {
		let Some(hash) = client.block_hash(number).await? else { return Ok(Vec::new()) };
		let events = client.events(BlockId { number, hash }).await?;
		let found = events.iter().filter_map(|event| entry(&event.event, stash, number));
		Ok::<_, ClientError>(found.collect::<Vec<_>>())
	});
	let all: Vec<Vec<Entry>> = stream::iter(questions).buffered(AT_A_TIME).try_collect().await?;
	Ok(all.concat())
}

pub async fn run(settings: &Settings, blocks: u32, json: bool) -> anyhow::Result<()> {
	let key = keys::load(settings)?;
	let client = connect(settings).await?;
	let head = client.best_block().await?;
	let at = At::Block(head.hash);
	let Some(staker) = client.staker(&key.account(), at).await? else {
		anyhow::bail!(
			"{} acts for no staker: as the stash, use `assay stake register` or `assay stake operator`",
			key.ss58()
		);
	};
	let first = head.number.saturating_sub(blocks.saturating_sub(1)).max(1);
	let entries = entries(&client, &staker.stash, first, head.number).await?;
	let mut sums: BTreeMap<Cause, (u32, Balance)> = BTreeMap::new();
	for entry in &entries {
		let (count, sum) = sums.entry(entry.cause).or_default();
		*count += 1;
		*sum = sum.saturating_add(entry.amount);
	}
	if json {
		let document = serde_json::json!({
			"stash": staker.stash.to_string(),
			"operator": key.ss58(),
			"fromBlock": first,
			"toBlock": head.number,
			"ownStake": staker.own.to_string(),
			"entries": entries,
		});
		println!("{}", serde_json::to_string_pretty(&document)?);
		return Ok(());
	}
	println!("stash       {}", staker.stash);
	println!("blocks      {first} to {}", head.number);
	for (cause, (count, sum)) in &sums {
		let sign = if cause.is_loss() { "-" } else { "+" };
		println!("{:<11} {sign}{} in {count} event(s)", cause.name(), format_amount(*sum));
	}
	if sums.is_empty() {
		println!(
			"nothing was earned or lost; `assay-worker why-no-tasks` says why tasks stay away"
		);
	}
	for entry in entries.iter().rev().take(20) {
		let sign = if entry.cause.is_loss() { "-" } else { "+" };
		let task = entry.task.map(|task| format!(", task {task}")).unwrap_or_default();
		println!(
			"  block {}: {} {sign}{}{task}",
			entry.block,
			entry.cause.name(),
			format_amount(entry.amount)
		);
	}
	println!(
		"own stake   {}; fees are in the free balance of the stash",
		format_amount(staker.own)
	);
	Ok(())
}
