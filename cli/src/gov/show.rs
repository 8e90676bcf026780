//! `assay gov show`.

use super::{
	before_end, call, explain, params, time,
	view::{self, Rows},
};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	governance::{
		enactment_name, Deferred, Ended, Ending, Governance, Ongoing, Proposal, Referendum,
		ReferendumIndex,
	},
	At, BlockId, ChainEvent, Client, Datum, DescribedCall, Event,
};
use assay_primitives::{BlockNumber, Hash, ModelId};
use serde_json::{json, Value};
use std::collections::BTreeSet;

/// Blocks from when an enactment is due in which it is looked for: where a block is full, it has to wait.
const SEARCH: BlockNumber = 64;
/// Longest call that is shown as it is encoded where it can't be taken apart, in bytes.
const LONGEST_ENCODED: usize = 1024;

pub async fn run(settings: &Settings, index: ReferendumIndex) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let at = At::Block(client.best_block().await?.hash);
	let governance = client.governance(at).await?;
	let Some(referendum) = client.referendum(index, at).await? else {
		let count = client.referendum_count(at).await?;
		return Err(Failure::other(view::unknown(index, count)));
	};
	// The block whose state is compared with: of what is over, it may be changed by now, by the referendum itself too.
	let (rows, mut fields, what, then) = match &referendum {
		Referendum::Ongoing(it) => {
			let track = governance.track(it.track).ok_or_else(|| {
				Failure::other(format!("the chain has no track {} any more", it.track))
			})?;
			let rows = view::ongoing_rows(index, it, track, &governance);
			let fields = view::ongoing_json(index, it, track, &governance);
			(rows, fields, What::read(&client, &it.proposal, at).await?, at)
		}
		Referendum::Ended(it) => {
			let mut rows = view::ended_rows(index, it);
			let mut fields = view::ended_json(index, it, &governance);
			let before = before_end(&client, index, it.block).await;
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
				let starts = starts(it, before.as_ref().map(|(last, _)| last), &governance);
				let (text, value) = enactment(&client, index, &starts, &governance, at).await?;
				rows.push(("enactment", text));
				fields["enactment"] = value;
			}
			let (what, then) = match &before {
				Some((last, then)) => (What::read(&client, &last.proposal, *then).await?, *then),
				None => (What::Forgotten, at),
			};
			(rows, fields, what, then)
		}
	};
	let changes = what.changes(&client, then).await;
	if settings.json {
		fields["proposal"] = what.json();
		fields["changes"] = changes.json();
		return output::json(&fields);
	}
	output::line(&format!("referendum {index}"))?;
	output::pairs(&rows)?;
	output::line("call")?;
	for line in what.lines() {
		output::line(&format!("  {line}"))?;
	}
	for line in changes.lines(matches!(referendum, Referendum::Ended(_))) {
		output::line(&line)?;
	}
	Ok(())
}

/// What a call for new model parameters changes.
enum Changes {
	/// It is no such call.
	None,
	/// The node does not say what they would be compared with.
	Unknown,
	/// Against what holds at the height from which they are to hold.
	At(BlockNumber, Vec<params::Change>),
}

impl Changes {
	fn lines(&self, over: bool) -> Vec<String> {
		match self {
			Self::None => Vec::new(),
			Self::Unknown => {
				vec!["what it would change is not known: the node does not say what held before"
					.into()]
			}
			Self::At(height, changes) => {
				let would = if over { "was to change" } else { "would change" };
				let nothing = if changes.is_empty() { " nothing" } else { "" };
				let then = if over { ", as it was decided before the end" } else { "" };
				let mut lines =
					vec![format!("which {would}{nothing} from height {height} on{then}")];
				lines.extend(changes.iter().map(|change| format!("  {}", change.text())));
				lines
			}
		}
	}

	fn json(&self) -> Value {
		match self {
			Self::None => json!([]),
			Self::Unknown => Value::Null,
			Self::At(_, changes) => changes.iter().map(params::Change::json).collect(),
		}
	}
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
			Err(error) => Self::Unreadable(view::why_unreadable(&error), bytes),
		})
	}

	fn lines(&self) -> Vec<String> {
		match self {
			Self::Call(described, _) => call::lines(described),
			Self::Unreadable(why, bytes) => {
				let encoded = if bytes.len() <= LONGEST_ENCODED {
					output::hex(bytes)
				} else {
					format!("{} bytes, whose BLAKE2b-256 is {}", bytes.len(), hash(bytes))
				};
				vec![format!("can't be read: {why}"), encoded]
			}
			Self::NotNoted(hash) => vec![format!(
				"unknown: its preimage {hash} is not noted, and without it nothing will happen. Do not vote for what you \
				 can't read"
			)],
			Self::Forgotten => vec![
				"the node no longer has the state of that time, and does not know what it would have changed; ask one that runs \
				 with --state-pruning archive"
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
				let encoded = (bytes.len() <= LONGEST_ENCODED).then(|| output::hex(bytes));
				json!({
					"unreadable": why,
					"encoded": encoded,
					"hash": hash(bytes),
					"length": bytes.len(),
				})
			}
			Self::NotNoted(hash) => json!({ "preimage": hash, "noted": false }),
			Self::Forgotten => Value::Null,
		}
	}

	/// What a call for new model parameters changes of what holds at its height, as it was decided by this block.
	async fn changes(&self, client: &Client, then: At) -> Changes {
		let Self::Call(described, bytes) = self else { return Changes::None };
		let Some(new) = params::of_call(described, bytes) else { return Changes::None };
		let Some((model, height)) = model_and_height(described) else { return Changes::None };
		match client.model_history(model, then).await {
			Ok(Some(history)) => params::holds_at(&history.params, height)
				.map_or(Changes::Unknown, |held| {
					Changes::At(height, params::changes(&held.params, &new))
				}),
			_ => Changes::Unknown,
		}
	}
}

/// The model of a call for new parameters, and the height from which they are to hold.
fn model_and_height(call: &DescribedCall) -> Option<(ModelId, BlockNumber)> {
	let (Datum::Bytes(model), Datum::Number(height)) =
		(call.argument("model")?, call.argument("at")?)
	else {
		return None;
	};
	let model = <[u8; 32]>::try_from(model.as_slice()).ok()?;
	Some((model.into(), (*height).try_into().ok()?))
}

/// BLAKE2b-256, by which a preimage is known.
fn hash(bytes: &[u8]) -> String {
	output::hex(&sp_crypto_hashing::blake2_256(bytes))
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

/// Blocks from which on the enactment of an approved referendum is looked for: the one in which it was due, or where the node
/// has forgotten which that was, those that the tracks would give.
fn starts(it: &Ended, last: Option<&Ongoing>, governance: &Governance) -> BTreeSet<BlockNumber> {
	match last.and_then(|last| Some(last.enacted(governance.track(last.track)?, it.block))) {
		Some(due) => [due].into(),
		None => governance
			.tracks
			.iter()
			.map(|track| it.block.saturating_add(track.enactment.max(1)))
			.collect(),
	}
}

/// When the call of an approved referendum was, or will be, dispatched, and what came of it.
async fn enactment(
	client: &Client,
	index: ReferendumIndex,
	starts: &BTreeSet<BlockNumber>,
	governance: &Governance,
	at: At,
) -> Result<(String, Value), Failure> {
	if let Some(block) = client.enactment(index, at).await? {
		let text = time::block(block, governance.now, governance.block_millis);
		return Ok((text, json!({ "block": block, "done": false })));
	}
	Ok(match dispatched(client, index, starts, governance.now).await? {
		Some((block, mut outcome)) => {
			for call in std::mem::take(&mut outcome.deferred) {
				let state = client.deferred(call, at).await?;
				outcome.failed.push(deferred_text(state, governance));
			}
			(outcome.text(block), outcome.json(block))
		}
		None => missing(starts, governance.now),
	})
}

/// What can be said of a call that the scheduler does not have and of whose dispatch no event is found.
fn missing(starts: &BTreeSet<BlockNumber>, now: BlockNumber) -> (String, Value) {
	if starts.first().is_some_and(|start| now < *start) {
		let error = "it is not on the agenda: there was no place for it in its block, or it was taken back. It can be proposed \
			again";
		return (error.into(), json!({ "block": null, "done": false, "error": error }));
	}
	("its time has come; what became of it is in the events of that block".into(), Value::Null)
}

/// What became of a call that the technical committee had not whitelisted when it was approved.
fn deferred_text(state: Option<Deferred>, all: &Governance) -> String {
	let Some(Deferred { until, whitelisted }) = state else {
		return "it was approved before the technical committee whitelisted it, and waits no more: it was made later, or its time \
			was over"
			.into();
	};
	if until <= all.now {
		return format!(
			"the technical committee had until block {until} to whitelist it, and nobody made it: propose it again"
		);
	}
	let until = time::block(until, all.now, all.block_millis);
	if whitelisted {
		return format!(
			"the technical committee has whitelisted it since: anyone can make it before {until}, with \
			 whitelist.dispatchWhitelistedCallWithPreimage"
		);
	}
	format!("the technical committee has not whitelisted it yet: it waits until {until}")
}

/// What came of a scheduled call.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Outcome {
	/// Why it was not done.
	error: Option<String>,
	/// Why calls within it failed, where it was a batch that goes on, or ends, without them, or made a whitelisted call.
	failed: Vec<String>,
	/// Hashes of whitelisted calls that were put off.
	deferred: Vec<Hash>,
	/// Numbers of the spends that it granted.
	spends: Vec<u32>,
}

impl Outcome {
	/// Reads it from the events of a block; `None` if it was not due there. What a scheduled call does is followed by the event
	/// that says which it was.
	fn of(events: Vec<ChainEvent>, name: Hash) -> Option<Self> {
		let mut it = Self::default();
		let own = events.into_iter().filter(|event| event.extrinsic.is_none());
		for event in own {
			let Event::Governance(event) = event.event else { continue };
			if event.is("Treasury", "AssetSpendApproved") {
				let index = event.number("index").and_then(|index| u32::try_from(index).ok());
				it.spends.extend(index);
			}
			if let Some(failure) = event.failure.as_ref().filter(|_| event.pallet != "Scheduler") {
				it.failed.push(match event.number("index") {
					Some(index) => format!("it ended with call {index}: {failure}"),
					None => failure.to_string(),
				});
			}
			if event.is("Whitelist", "DispatchDeferred") {
				it.deferred.extend(event.hash("call_hash"));
			}
			if event.pallet != "Scheduler" {
				continue;
			}
			let error = match event.name.as_str() {
				"Dispatched" => event.failure.as_ref().map(ToString::to_string),
				"CallUnavailable" => Some("Scheduler.CallUnavailable".into()),
				"PermanentlyOverweight" => Some("Scheduler.PermanentlyOverweight".into()),
				_ => continue,
			};
			if event.hash("id") == Some(name) {
				return Some(Self { error, ..it });
			}
			it = Self::default();
		}
		None
	}

	fn text(&self, block: BlockNumber) -> String {
		if let Some(error) = &self.error {
			return format!("failed in block {block}: {}", explain::with_advice(error.clone()));
		}
		let mut text = format!("done in block {block}");
		if !self.failed.is_empty() {
			let failed = self.failed.iter().cloned().map(explain::with_advice);
			let failed: Vec<String> = failed.collect();
			text = format!("{text}, but not all of it: {}", failed.join("; "));
		}
		for spend in &self.spends {
			text = format!("{text}; spend {spend} is paid by `assay gov payout {spend}`");
		}
		text
	}

	fn json(&self, block: BlockNumber) -> Value {
		json!({
			"block": block,
			"done": true,
			"error": self.error,
			"failedCalls": self.failed,
			"spends": self.spends,
		})
	}
}

/// Looks for what came of the call in the blocks in which it may have been due. Those of which the node no longer has the events
/// are passed over.
async fn dispatched(
	client: &Client,
	index: ReferendumIndex,
	starts: &BTreeSet<BlockNumber>,
	now: BlockNumber,
) -> Result<Option<(BlockNumber, Outcome)>, Failure> {
	let name = Hash::from(enactment_name(index));
	let all: BTreeSet<BlockNumber> =
		starts.iter().flat_map(|start| *start..=now.min(start.saturating_add(SEARCH))).collect();
	for number in all {
		let Some(hash) = client.block_hash(number).await? else { continue };
		let events = match client.events(BlockId { number, hash }).await {
			Ok(events) => events,
			Err(error) if error.is_unreachable() => return Err(error.into()),
			Err(_) => continue,
		};
		if let Some(outcome) = Outcome::of(events, name) {
			return Ok(Some((number, outcome)));
		}
	}
	Ok(None)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::{
		params::tests::current,
		view::tests::{governance, ongoing, track},
	};
	use assay_client::{
		governance::{Enactment, Track},
		DispatchFailure, GovernanceEvent,
	};
	use subxt::ext::scale_value::{Composite, Value as Field};

	fn event(pallet: &str, name: &str, fields: Vec<(&str, Field)>, failed: bool) -> ChainEvent {
		let failure = failed.then(|| DispatchFailure {
			pallet: "Models".into(),
			name: "HeightPassed".into(),
			docs: String::new(),
		});
		ChainEvent {
			index: 0,
			extrinsic: None,
			event: Event::Governance(GovernanceEvent {
				pallet: pallet.into(),
				name: name.into(),
				fields: Composite::named(fields),
				failure,
			}),
		}
	}

	fn scheduled(name: &str, index: ReferendumIndex, failed: bool) -> ChainEvent {
		let id = vec![("id", Field::from_bytes(enactment_name(index)))];
		event("Scheduler", name, id, failed)
	}

	fn spend(index: u32) -> ChainEvent {
		let fields = vec![("index", Field::u128(index.into()))];
		event("Treasury", "AssetSpendApproved", fields, false)
	}

	fn outcome(events: &[ChainEvent], index: ReferendumIndex) -> Option<Outcome> {
		Outcome::of(events.to_vec(), enactment_name(index).into())
	}

	#[test]
	fn a_call_is_looked_for_when_it_was_due() {
		let ended = Ended {
			how: Ending::Approved,
			block: 100,
			submission_deposit: None,
			decision_deposit: None,
		};
		let mut all = governance(1_000);
		// Two tracks with the same time, and one with another.
		all.tracks.push(Track { id: 30, enactment: 300, ..track() });
		all.tracks.push(Track { id: 31, enactment: 300, ..track() });
		let of =
			|last: Option<&Ongoing>| starts(&ended, last, &all).into_iter().collect::<Vec<_>>();
		assert_eq!(of(None), [105, 400]);
		let mut last = ongoing();
		assert_eq!(of(Some(&last)), [105]);
		last.track = 30;
		assert_eq!(of(Some(&last)), [400]);
		last.enactment = Enactment::At(700);
		assert_eq!(of(Some(&last)), [700]);
		last.track = 99;
		assert_eq!(of(Some(&last)), [105, 400]);
	}

	#[test]
	fn a_call_that_is_not_on_the_agenda_is_said_to_be_lost() {
		let starts = BTreeSet::from([105, 400]);
		let (text, value) = missing(&starts, 104);
		assert!(text.contains("not on the agenda") && text.contains("proposed again"), "{text}");
		assert_eq!(value["done"], false);
		assert_eq!(value["error"], text);
		let (text, value) = missing(&starts, 105);
		assert!(text.contains("its time has come"), "{text}");
		assert_eq!(value, Value::Null);
	}

	#[test]
	fn every_end_of_an_enactment_is_told() {
		let done = outcome(&[scheduled("Dispatched", 3, false)], 3).unwrap();
		assert_eq!(done, Outcome::default());
		assert_eq!(done.text(9), "done in block 9");
		assert_eq!(done.json(9)["error"], Value::Null);
		let failed = outcome(&[scheduled("Dispatched", 3, true)], 3).unwrap();
		assert_eq!(failed.text(9), "failed in block 9: Models.HeightPassed. It took longer than its height allows: propose it again for a later one");
		let gone = outcome(&[scheduled("CallUnavailable", 3, false)], 3).unwrap();
		assert_eq!(gone.json(9)["error"], "Scheduler.CallUnavailable");
		assert!(gone.text(9).contains("preimage"), "{}", gone.text(9));
		let heavy = outcome(&[scheduled("PermanentlyOverweight", 3, false)], 3).unwrap();
		assert_eq!(heavy.json(9)["error"], "Scheduler.PermanentlyOverweight");
		assert_eq!(outcome(&[scheduled("Dispatched", 4, false)], 3), None);
		assert_eq!(outcome(&[scheduled("Scheduled", 3, false)], 3), None);
	}

	#[test]
	fn what_belongs_to_another_call_of_the_block_is_not_told() {
		let mut paid = spend(8);
		paid.extrinsic = Some(2);
		let events = [
			spend(5),
			scheduled("Dispatched", 2, false),
			paid,
			spend(6),
			spend(7),
			scheduled("Dispatched", 3, false),
			spend(9),
		];
		let granted = outcome(&events, 3).unwrap();
		assert_eq!(granted.spends, [6, 7]);
		assert!(granted.text(9).contains("`assay gov payout 6`"), "{}", granted.text(9));
		assert_eq!(outcome(&events, 2).unwrap().spends, [5]);
	}

	#[test]
	fn a_batch_that_failed_in_part_is_not_done() {
		let place = vec![("index", Field::u128(2))];
		let events = [
			event("Utility", "BatchInterrupted", place, true),
			scheduled("Dispatched", 3, false),
			event("Utility", "ItemFailed", vec![], true),
			event("Utility", "ItemCompleted", vec![], false),
			scheduled("Dispatched", 4, false),
		];
		let first = outcome(&events, 3).unwrap();
		assert_eq!(first.failed, ["it ended with call 2: Models.HeightPassed"]);
		assert!(first.text(9).contains("but not all of it: it ended with call 2"));
		let second = outcome(&events, 4).unwrap();
		assert_eq!(second.json(9)["failedCalls"], json!(["Models.HeightPassed"]));
	}

	#[test]
	fn a_whitelisted_call_that_failed_or_waits_is_not_done() {
		let events = [
			event("Whitelist", "WhitelistedCallDispatched", vec![], true),
			scheduled("Dispatched", 3, false),
			event(
				"Whitelist",
				"DispatchDeferred",
				vec![("call_hash", Field::from_bytes([7; 32]))],
				false,
			),
			scheduled("Dispatched", 4, false),
		];
		assert_eq!(outcome(&events, 3).unwrap().failed, ["Models.HeightPassed"]);
		assert_eq!(outcome(&events, 4).unwrap().deferred, [Hash::repeat_byte(7)]);
	}

	#[test]
	fn a_call_that_was_put_off_is_told_as_it_is_now() {
		let text = |state, now| deferred_text(state, &governance(now));
		let state = |whitelisted| Some(Deferred { until: 130, whitelisted });
		let waits = text(state(false), 100);
		assert!(
			waits.contains("not whitelisted it yet: it waits until block 130, in 30"),
			"{waits}"
		);
		assert!(text(state(true), 100).contains("anyone can make it before block 130"));
		assert!(text(state(true), 130).contains("propose it again"));
		assert!(text(None, 100).contains("waits no more"));
	}

	#[test]
	fn a_call_in_anothers_name_that_failed_is_not_done() {
		let events =
			[event("Utility", "DispatchedAs", vec![], true), scheduled("Dispatched", 3, false)];
		assert_eq!(outcome(&events, 3).unwrap().failed, ["Models.HeightPassed"]);
	}

	#[test]
	fn new_parameters_are_compared_with_what_holds_at_their_height() {
		let mut new = current();
		new.bond_factor = 30;
		let changes = Changes::At(90, params::changes(&current(), &new));
		assert_eq!(
			changes.lines(false),
			["which would change from height 90 on", "  bond factor 25 → 30"]
		);
		assert!(changes.lines(true)[0].ends_with("on, as it was decided before the end"));
		assert_eq!(changes.json()[0]["to"], 30);
		let same = Changes::At(90, Vec::new());
		assert_eq!(same.lines(false), ["which would change nothing from height 90 on"]);
		assert!(Changes::Unknown.lines(true)[0].contains("not known"));
		assert_eq!(Changes::Unknown.json(), Value::Null);
		assert_eq!(Changes::None.json(), json!([]));
		assert!(Changes::None.lines(false).is_empty());
	}

	#[test]
	fn a_call_for_parameters_names_model_and_height() {
		let call = |model: Vec<u8>, at: u128| DescribedCall {
			pallet: "Models".into(),
			name: "set_params".into(),
			arguments: vec![
				("model".into(), Datum::Bytes(model)),
				("at".into(), Datum::Number(at)),
			],
		};
		let model = ModelId::repeat_byte(7);
		assert_eq!(model_and_height(&call(vec![7; 32], 90)), Some((model, 90)));
		assert_eq!(model_and_height(&call(vec![7; 31], 90)), None);
		assert_eq!(model_and_height(&call(vec![7; 32], u128::MAX)), None);
	}

	#[test]
	fn long_calls_that_can_not_be_read_are_shown_by_their_hash() {
		let of = |len| What::Unreadable("why".into(), vec![7; len]);
		assert_eq!(of(2).lines(), ["can't be read: why", "0x0707"]);
		assert_eq!(of(2).json()["encoded"], "0x0707");
		let long = of(LONGEST_ENCODED + 1);
		assert!(
			long.lines()[1].starts_with("1025 bytes, whose BLAKE2b-256 is 0x"),
			"{:?}",
			long.lines()
		);
		assert_eq!(long.json()["encoded"], Value::Null);
		assert_eq!(long.json()["length"], 1025);
	}
}
