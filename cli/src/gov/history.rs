//! `assay history`: every version of a model's parameters, and the decisions behind them.

use super::params;
use crate::{
	config::Settings,
	output::{self, Failure},
	task::{find_model, name},
};
use assay_client::{
	governance::{enactment_name, ReferendumIndex},
	At, BlockId, ChainEvent, Client, Event,
};
use assay_primitives::{BlockNumber, Hash, ModelId, ParamsVersion};
use serde_json::{json, Map, Value};
use std::collections::HashMap;

/// Blocks that are searched for decisions, at most.
const MOST_BLOCKS: u32 = 100_000;

pub async fn run(
	settings: &Settings,
	model: Option<String>,
	from: Option<BlockNumber>,
) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let model = find_model(&client, model.as_deref()).await?;
	let last = client.finalised_block().await?;
	let at = At::Block(last.hash);
	let found = match from {
		Some(from) => search(&client, model.id, from, last.number).await?,
		None => Vec::new(),
	};
	let mut versions = Vec::new();
	// A change of the last moments may not be final yet.
	let newest = client.model(model.id, at).await?.map_or(0, |model| model.params_version);
	for version in 0..=newest {
		if let Some(params) = client.model_params(model.id, version, at).await? {
			versions.push((version, params));
		}
	}
	if settings.json {
		return output::json(&json(&model.id, &name(&model), &versions, &found));
	}
	output::line(&format!("{}  {}", name(&model), output::hex(&model.id.0)))?;
	for line in lines(&versions, &found) {
		output::line(&line)?;
	}
	if from.is_none() {
		output::note("the blocks of the changes and the referenda behind them: --from BLOCK");
	}
	Ok(())
}

/// Something that happened to a model.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Moment {
	block: BlockNumber,
	/// Name of the event.
	event: String,
	/// The new version, where parameters were set.
	version: Option<ParamsVersion>,
	/// The referendum behind it.
	referendum: Option<ReferendumIndex>,
}

/// Reads the events of final blocks.
async fn search(
	client: &Client,
	model: ModelId,
	from: BlockNumber,
	last: BlockNumber,
) -> Result<Vec<Moment>, Failure> {
	let count = last.saturating_sub(from).saturating_add(1);
	if count > MOST_BLOCKS {
		return Err(Failure::usage(format!(
			"{count} blocks are more than the {MOST_BLOCKS} that are searched at a time: begin with --from {} or later",
			last.saturating_sub(MOST_BLOCKS).saturating_add(1)
		)));
	}
	let referenda =
		client.referendum_count(At::Block(client.finalised_block().await?.hash)).await?;
	let names: HashMap<Hash, ReferendumIndex> =
		(0..referenda).map(|index| (Hash::from(enactment_name(index)), index)).collect();
	let mut found = Vec::new();
	for number in from..=last {
		let Some(hash) = client.block_hash(number).await? else { break };
		let events = client.events(BlockId { number, hash }).await.map_err(|error| {
			let failure = Failure::from(error);
			let text = failure.text.unwrap_or_default();
			Failure::other(format!(
				"the events of block {number} can't be read: {text}. A node keeps the state of its last blocks only, unless it \
				 runs with --state-pruning archive: begin with a later block, or ask such a node"
			))
		})?;
		found.extend(moments(&events, number, model, &names));
	}
	Ok(found)
}

/// What happened to a model in a block. A scheduled call is followed by the event that says which it was.
fn moments(
	events: &[ChainEvent],
	block: BlockNumber,
	model: ModelId,
	names: &HashMap<Hash, ReferendumIndex>,
) -> Vec<Moment> {
	let (mut done, mut open) = (Vec::new(), Vec::new());
	for event in events {
		let (extrinsic, Event::Governance(event)) = (event.extrinsic, &event.event) else {
			continue;
		};
		if event.is("Scheduler", "Dispatched") {
			let referendum = event.hash("id").and_then(|id| names.get(&id)).copied();
			done.extend(open.drain(..).map(|moment| Moment { referendum, ..moment }));
			continue;
		}
		if event.pallet != "Models" || event.hash("model") != Some(model) {
			continue;
		}
		let version = event.number("params_version").and_then(|version| version.try_into().ok());
		let moment = Moment { block, event: event.name.clone(), version, referendum: None };
		match extrinsic {
			Some(_) => done.push(moment),
			None => open.push(moment),
		}
	}
	done.extend(open);
	done
}

fn decided(moment: &Moment) -> String {
	match moment.referendum {
		Some(index) => format!("block {}, by referendum {index}", moment.block),
		None => format!("block {}", moment.block),
	}
}

fn lines(versions: &[(ParamsVersion, params::Current)], found: &[Moment]) -> Vec<String> {
	let mut lines = Vec::new();
	let mut before: Option<&params::Current> = None;
	for (version, params) in versions {
		let moment = found.iter().find(|moment| moment.version == Some(*version));
		let when = moment.map(|moment| format!("  {}", decided(moment))).unwrap_or_default();
		lines.push(format!("parameters {version}{when}"));
		let what = match before {
			None => params::all(params),
			Some(before) => {
				params::changes(before, params).iter().map(params::Change::text).collect()
			}
		};
		lines.extend(what.iter().map(|text| format!("  {text}")));
		before = Some(params);
	}
	for moment in found.iter().filter(|moment| moment.version.is_none()) {
		lines.push(format!("{}  {}", moment.event.to_lowercase(), decided(moment)));
	}
	lines
}

fn json(
	model: &ModelId,
	name: &str,
	versions: &[(ParamsVersion, params::Current)],
	found: &[Moment],
) -> Value {
	let mut before: Option<&params::Current> = None;
	let mut all = Vec::new();
	for (version, params) in versions {
		let moment = found.iter().find(|moment| moment.version == Some(*version));
		let changes: Vec<Value> = before
			.map(|before| params::changes(before, params))
			.unwrap_or_default()
			.iter()
			.map(params::Change::json)
			.collect();
		all.push(json!({
			"version": version,
			"params": params,
			"changes": changes,
			"block": moment.map(|moment| moment.block),
			"referendum": moment.and_then(|moment| moment.referendum),
		}));
		before = Some(params);
	}
	let events: Vec<Value> = found
		.iter()
		.map(|moment| {
			let mut fields = Map::new();
			fields.insert("block".into(), moment.block.into());
			fields.insert("event".into(), moment.event.clone().into());
			fields.insert("paramsVersion".into(), json!(moment.version));
			fields.insert("referendum".into(), json!(moment.referendum));
			Value::Object(fields)
		})
		.collect();
	json!({ "model": output::hex(&model.0), "name": name, "versions": all, "events": events })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::params::tests::current;

	#[test]
	fn versions_are_told_by_what_changed() {
		let first = current();
		let mut second = first.clone();
		second.bond_factor = 30;
		let moment =
			Moment { block: 80, event: "ParamsSet".into(), version: Some(1), referendum: Some(4) };
		let retired =
			Moment { block: 90, event: "Retired".into(), version: None, referendum: None };
		let versions = [(0, first), (1, second)];
		let found = [moment, retired];
		let lines = lines(&versions, &found);
		assert_eq!(lines[0], "parameters 0");
		assert!(lines.contains(&"  bond factor 25".to_string()));
		let at = lines.iter().position(|line| line.starts_with("parameters 1")).unwrap();
		assert_eq!(
			lines[at..],
			[
				"parameters 1  block 80, by referendum 4",
				"  bond factor 25 → 30",
				"retired  block 90"
			]
		);
		let fields = json(&ModelId::repeat_byte(1), "demo", &versions, &found);
		assert_eq!(fields["versions"][1]["referendum"], 4);
		assert_eq!(fields["versions"][1]["changes"][0]["to"], 30);
		assert_eq!(fields["events"][1]["event"], "Retired");
	}
}
