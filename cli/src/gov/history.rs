//! `assay history`: every version of a model and of its parameters, and the decisions behind them.

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
use assay_primitives::{
	api::{HistoryView, ParamsView, VersionView},
	model::{Authority, Decision},
	BlockNumber, Hash, ModelId,
};
use serde_json::{json, Value};
use std::collections::{BTreeMap, HashMap};

/// Referenda behind decisions, by the block. Of a block that the node no longer has nothing is known.
type Behind = BTreeMap<BlockNumber, Option<ReferendumIndex>>;

pub async fn run(settings: &Settings, model: Option<String>) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let model = find_model(&client, model.as_deref()).await?;
	let at = At::Block(client.best_block().await?.hash);
	let view = client
		.model_history(model.id, at)
		.await?
		.ok_or_else(|| Failure::other("the model is gone"))?;
	let behind = behind(&client, model.id, &view, at).await?;
	if settings.json {
		return output::json(&json(&model.id, &name(&model), &view, &behind));
	}
	output::line(&format!("{}  {}", name(&model), output::hex(&model.id.0)))?;
	for line in lines(&view, &behind) {
		output::line(&line)?;
	}
	Ok(())
}

/// All decisions about a model.
fn decisions(view: &HistoryView) -> impl Iterator<Item = &Decision<BlockNumber>> {
	let versions = view.versions.iter().filter_map(|it| it.adopted.as_ref().map(|(by, _)| by));
	let params = view.params.iter().map(|it| &it.decided);
	let steps = [&view.admitted, &view.deprecated, &view.retired].into_iter().flatten();
	versions.chain(params).chain(steps)
}

/// Looks into the blocks of the decisions for the referenda.
async fn behind(
	client: &Client,
	model: ModelId,
	view: &HistoryView,
	at: At,
) -> Result<Behind, Failure> {
	let count = client.referendum_count(at).await?;
	let names: HashMap<Hash, ReferendumIndex> =
		(0..count).map(|index| (Hash::from(enactment_name(index)), index)).collect();
	let mut behind = Behind::new();
	for decision in decisions(view).filter(|it| it.by != Authority::Proposer) {
		let number = decision.block;
		if behind.contains_key(&number) {
			continue;
		}
		let mut found = None;
		if let Some(hash) = client.block_hash(number).await? {
			// A node keeps the state of its last blocks only, unless it is told to keep all.
			if let Ok(events) = client.events(BlockId { number, hash }).await {
				found = referendum(&events, model, &names);
			}
		}
		behind.insert(number, found);
	}
	Ok(behind)
}

/// The referendum that changed a model in a block: a scheduled call is followed by the event that says which it was.
fn referendum(
	events: &[ChainEvent],
	model: ModelId,
	names: &HashMap<Hash, ReferendumIndex>,
) -> Option<ReferendumIndex> {
	let mut changed = false;
	for event in events.iter().filter(|event| event.extrinsic.is_none()) {
		let Event::Governance(event) = &event.event else { continue };
		if event.pallet == "Models" && event.hash("model") == Some(model) {
			changed = true;
		}
		if event.is("Scheduler", "Dispatched") {
			if changed {
				return event.hash("id").and_then(|id| names.get(&id)).copied();
			}
			changed = false;
		}
	}
	None
}

fn authority(by: Authority) -> &'static str {
	match by {
		Authority::Proposer => "proposer",
		Authority::Track => "track",
		Authority::Root => "root",
	}
}

/// When something was decided, and by whom.
fn decided(decision: &Decision<BlockNumber>, behind: &Behind) -> String {
	let block = decision.block;
	match (decision.by, behind.get(&block).copied().flatten()) {
		(Authority::Proposer, _) => format!("block {block}, as proposed"),
		(Authority::Track, Some(index)) => format!("block {block}, by referendum {index}"),
		(Authority::Root, Some(index)) => {
			format!("block {block}, by referendum {index} of the root track")
		}
		(by, None) => format!(
			"block {block}, by {}; the node no longer has its events, one with --state-pruning archive does",
			authority(by)
		),
	}
}

fn lines(view: &HistoryView, behind: &Behind) -> Vec<String> {
	let mut lines = vec![format!("registered in block {}", view.registered)];
	for (what, decision) in
		[("admitted", &view.admitted), ("deprecated", &view.deprecated), ("retired", &view.retired)]
	{
		if let Some(decision) = decision {
			lines.push(format!("{what} in {}", decided(decision, behind)));
		}
	}
	for version in &view.versions {
		let now = if version.version == view.version { " (current)" } else { "" };
		lines.push(match &version.adopted {
			Some((decision, at)) => format!(
				"weights {}{now} from height {at} on, {}",
				version.version,
				decided(decision, behind)
			),
			None => format!(
				"weights {} proposed in block {}, attested by {} of {} validators",
				version.version,
				version.proposed,
				version.attested.len(),
				view.attestations_needed
			),
		});
		lines.push(format!("  root {}", output::hex(&version.manifest.weights_root.0)));
	}
	let mut before: Option<&params::Current> = None;
	for it in &view.params {
		let now = if it.version == view.params_version { " (current)" } else { "" };
		lines.push(format!(
			"parameters {}{now} from height {} on, {}",
			it.version,
			it.at,
			decided(&it.decided, behind)
		));
		let what = match before {
			None => params::all(&it.params),
			Some(before) => {
				params::changes(before, &it.params).iter().map(params::Change::text).collect()
			}
		};
		lines.extend(what.iter().map(|text| format!("  {text}")));
		before = Some(&it.params);
	}
	lines
}

fn decision_json(decision: &Decision<BlockNumber>, behind: &Behind) -> Value {
	json!({
		"block": decision.block,
		"by": authority(decision.by),
		"referendum": behind.get(&decision.block).copied().flatten(),
	})
}

fn version_json(it: &VersionView, behind: &Behind) -> Value {
	json!({
		"version": it.version,
		"manifest": it.manifest,
		"proposer": it.proposer.as_ref().map(ToString::to_string),
		"proposed": it.proposed,
		"at": it.adopted.as_ref().map(|(_, at)| at),
		"decided": it.adopted.as_ref().map(|(decision, _)| decision_json(decision, behind)),
		"attested": it.attested.iter().map(ToString::to_string).collect::<Vec<_>>(),
	})
}

fn params_json(it: &ParamsView, before: Option<&params::Current>, behind: &Behind) -> Value {
	let changes: Vec<Value> = before
		.map(|before| params::changes(before, &it.params))
		.unwrap_or_default()
		.iter()
		.map(params::Change::json)
		.collect();
	json!({
		"version": it.version,
		"params": it.params,
		"changes": changes,
		"at": it.at,
		"block": it.decided.block,
		"by": authority(it.decided.by),
		"referendum": behind.get(&it.decided.block).copied().flatten(),
	})
}

fn json(model: &ModelId, name: &str, view: &HistoryView, behind: &Behind) -> Value {
	let mut before: Option<&params::Current> = None;
	let mut versions = Vec::new();
	for it in &view.params {
		versions.push(params_json(it, before, behind));
		before = Some(&it.params);
	}
	let step = |decision: &Option<Decision<BlockNumber>>| {
		decision.as_ref().map(|decision| decision_json(decision, behind))
	};
	json!({
		"model": output::hex(&model.0),
		"name": name,
		"registered": view.registered,
		"admitted": step(&view.admitted),
		"deprecated": step(&view.deprecated),
		"retired": step(&view.retired),
		"currentWeights": view.version,
		"currentParams": view.params_version,
		"weights": view.versions.iter().map(|it| version_json(it, behind)).collect::<Vec<_>>(),
		"versions": versions,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::params::tests::current;
	use assay_primitives::model::ModelStatus;

	fn view() -> HistoryView {
		let first = current();
		let mut second = first.clone();
		second.bond_factor = 30;
		let of = |version, params, block, by, at| ParamsView {
			version,
			params,
			decided: Decision { block, by },
			at,
		};
		HistoryView {
			status: ModelStatus::Admitted,
			owner: None,
			registered: 0,
			admitted: Some(Decision { block: 0, by: Authority::Proposer }),
			deprecated: None,
			retired: None,
			version: 0,
			params_version: 1,
			height: 100,
			attestations_needed: 1,
			versions: vec![],
			params: vec![
				of(0, first, 0, Authority::Proposer, 0),
				of(1, second, 80, Authority::Track, 90),
			],
			upgrades: vec![],
		}
	}

	#[test]
	fn versions_are_told_by_what_changed() {
		let behind = Behind::from([(80, Some(4))]);
		let lines = lines(&view(), &behind);
		assert_eq!(lines[..2], ["registered in block 0", "admitted in block 0, as proposed"]);
		assert_eq!(lines[2], "parameters 0 from height 0 on, block 0, as proposed");
		let at = lines.iter().position(|line| line.starts_with("parameters 1")).unwrap();
		assert_eq!(
			lines[at..],
			[
				"parameters 1 (current) from height 90 on, block 80, by referendum 4",
				"  bond factor 25 → 30",
			]
		);
		let fields = json(&ModelId::repeat_byte(1), "demo", &view(), &behind);
		assert_eq!(fields["versions"][1]["referendum"], 4);
		assert_eq!(fields["versions"][1]["changes"][0]["to"], 30);
		assert_eq!(fields["currentParams"], 1);
	}

	#[test]
	fn what_the_node_has_forgotten_is_said() {
		let text = decided(&Decision { block: 80, by: Authority::Track }, &Behind::new());
		assert!(text.contains("by track") && text.contains("--state-pruning archive"), "{text}");
	}
}
