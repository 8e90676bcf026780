//! `assay gov show`.

use super::{
	call, explain, params, time,
	view::{self, Rows},
};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	governance::{
		enactment_name, Ended, Ending, Governance, Ongoing, Proposal, Referendum, ReferendumIndex,
	},
	At, BlockId, Client, Datum, DescribedCall, Event,
};
use assay_primitives::BlockNumber;
use serde_json::{json, Value};

/// Blocks after an approval in which its enactment is looked for.
const SEARCH: u32 = 64;

pub async fn run(settings: &Settings, index: ReferendumIndex) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let at = At::Block(client.best_block().await?.hash);
	let governance = client.governance(at).await?;
	let Some(referendum) = client.referendum(index, at).await? else {
		let count = client.referendum_count(at).await?;
		return Err(Failure::other(view::unknown(index, count)));
	};
	let (rows, mut fields, what) = match &referendum {
		Referendum::Ongoing(it) => {
			let track = governance.track(it.track).ok_or_else(|| {
				Failure::other(format!("the chain has no track {} any more", it.track))
			})?;
			let rows = view::ongoing_rows(index, it, track, &governance);
			let fields = view::ongoing_json(index, it, track, &governance);
			(rows, fields, What::read(&client, &it.proposal, at).await?)
		}
		Referendum::Ended(it) => {
			let mut rows = view::ended_rows(index, it);
			let mut fields = view::ended_json(index, it, &governance);
			let before = before_end(&client, index, it).await;
			if let Some((last, _)) = &before {
				let track = governance.track(last.track);
				let name = track.map_or("?", |track| track.name.as_str());
				rows.insert(
					0,
					("track", format!("{name} ({}), spoke for {}", last.track, last.origin)),
				);
				rows.extend(tally_rows(last, &governance));
				fields["track"] = json!(name);
				fields["trackId"] = json!(last.track);
				fields["ayes"] = json!(last.tally.ayes.to_string());
				fields["nays"] = json!(last.tally.nays.to_string());
				fields["support"] = json!(last.tally.support.to_string());
			}
			if it.how == Ending::Approved {
				let (text, value) = enactment(&client, index, it, &governance, at).await?;
				rows.push(("enactment", text));
				fields["enactment"] = value;
			}
			let what = match &before {
				Some((last, at)) => What::read(&client, &last.proposal, *at).await?,
				None => What::Forgotten,
			};
			(rows, fields, what)
		}
	};
	let changes = what.changes(&client, at).await;
	if settings.json {
		fields["proposal"] = what.json();
		fields["changes"] = changes.iter().map(params::Change::json).collect();
		return output::json(&fields);
	}
	output::line(&format!("referendum {index}"))?;
	output::pairs(&rows)?;
	output::line("call")?;
	for line in what.lines() {
		output::line(&format!("  {line}"))?;
	}
	if !changes.is_empty() {
		output::line("which would change, as things are")?;
		for change in changes {
			output::line(&format!("  {}", change.text()))?;
		}
	}
	Ok(())
}

/// A proposed call, as far as it can be known.
enum What {
	Call(DescribedCall, Vec<u8>),
	/// No call of this chain, or one that can't be taken apart: why, and the bytes.
	Unreadable(String, Vec<u8>),
	/// Only its hash is known.
	NotNoted(String),
	/// The node no longer has the state of that time.
	Forgotten,
}

impl What {
	async fn read(client: &Client, proposal: &Proposal, at: At) -> Result<Self, Failure> {
		let Some(bytes) = client.proposed_call(proposal, at).await? else {
			let hash = proposal.preimage().unwrap_or_default();
			return Ok(Self::NotNoted(output::hex(&hash.0)));
		};
		Ok(match client.describe_call(bytes.clone(), at).await {
			Ok(described) => Self::Call(described, bytes),
			Err(error) => Self::Unreadable(error.to_string(), bytes),
		})
	}

	fn lines(&self) -> Vec<String> {
		match self {
			Self::Call(described, _) => call::lines(described),
			Self::Unreadable(why, bytes) => {
				vec![format!("can't be read: {why}"), output::hex(bytes)]
			}
			Self::NotNoted(hash) => vec![format!(
				"unknown: its preimage {hash} is not noted, and without it nothing will happen. Do not vote for what you \
				 can't read"
			)],
			Self::Forgotten => vec![
				"the node no longer has the state of that time; ask one that runs with --state-pruning archive"
					.into(),
			],
		}
	}

	fn json(&self) -> Value {
		match self {
			Self::Call(described, bytes) => {
				let mut fields = call::json(described);
				fields["encoded"] = json!(output::hex(bytes));
				fields
			}
			Self::Unreadable(why, bytes) => {
				json!({ "unreadable": why, "encoded": output::hex(bytes) })
			}
			Self::NotNoted(hash) => json!({ "preimage": hash, "noted": false }),
			Self::Forgotten => Value::Null,
		}
	}

	/// What a call for new model parameters would change now.
	async fn changes(&self, client: &Client, at: At) -> Vec<params::Change> {
		let Self::Call(described, bytes) = self else { return Vec::new() };
		let Some(new) = params::of_call(described, bytes) else { return Vec::new() };
		let Some(Datum::Bytes(model)) = described.argument("model") else { return Vec::new() };
		let Ok(model) = <[u8; 32]>::try_from(model.as_slice()) else { return Vec::new() };
		match client.model(model.into(), at).await {
			Ok(Some(model)) => params::changes(&model.params, &new),
			_ => Vec::new(),
		}
	}
}

/// A referendum as it was in the block before its end, if the node still knows.
async fn before_end(client: &Client, index: ReferendumIndex, it: &Ended) -> Option<(Ongoing, At)> {
	let hash = client.block_hash(it.block.checked_sub(1)?).await.ok()??;
	let at = At::Block(hash);
	match client.referendum(index, at).await {
		Ok(Some(Referendum::Ongoing(last))) => Some((*last, at)),
		_ => None,
	}
}

fn tally_rows(last: &Ongoing, governance: &Governance) -> Rows {
	let format = assay_client::format_amount;
	vec![
		(
			"ayes",
			format!(
				"{}, {} of the votes, weighted by conviction",
				format(last.tally.ayes),
				view::rounded(last.tally.approval())
			),
		),
		("nays", format(last.tally.nays)),
		(
			"support",
			format!(
				"{}, {} of {}",
				view::rounded(last.tally.support_of(governance.turnout)),
				format(last.tally.support),
				format(governance.turnout)
			),
		),
	]
}

/// When the call of an approved referendum was, or will be, dispatched, and what came of it.
async fn enactment(
	client: &Client,
	index: ReferendumIndex,
	it: &Ended,
	governance: &Governance,
	at: At,
) -> Result<(String, Value), Failure> {
	if let Some(block) = client.enactment(index, at).await? {
		let text = time::block(block, governance.now, governance.block_millis);
		return Ok((text, json!({ "block": block, "done": false })));
	}
	Ok(match dispatched(client, index, it.block, governance.now).await {
		Some((block, None)) => (
			format!("done in block {block}"),
			json!({ "block": block, "done": true, "error": null }),
		),
		Some((block, Some(error))) => {
			let text = explain::with_advice(error.clone());
			(
				format!("failed in block {block}: {text}"),
				json!({ "block": block, "done": true, "error": error }),
			)
		}
		None => (
			"its time has come; what became of it is in the events of that block".into(),
			Value::Null,
		),
	})
}

/// Looks for the event of the dispatch in the blocks after the approval.
async fn dispatched(
	client: &Client,
	index: ReferendumIndex,
	approved: BlockNumber,
	now: BlockNumber,
) -> Option<(BlockNumber, Option<String>)> {
	let name = enactment_name(index);
	for number in approved..=now.min(approved.saturating_add(SEARCH)) {
		let hash = client.block_hash(number).await.ok()??;
		for event in client.events(BlockId { number, hash }).await.ok()? {
			let Event::Governance(event) = event.event else { continue };
			if event.is("Scheduler", "Dispatched") && event.hash("id").map(|id| id.0) == Some(name)
			{
				return Some((number, event.failure.map(|failure| failure.to_string())));
			}
		}
	}
	None
}
