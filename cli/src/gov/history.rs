//! `assay history`: every version of a model and of its parameters, and the decisions behind them.

use super::params;
use crate::{
	config::Settings,
	output::{self, Failure},
	task::{find_model, name},
};
use assay_client::{
	governance::{enactment_name, ReferendumIndex},
	At, BlockId, ChainEvent, Client, Event, GovernanceEvent,
};
use assay_primitives::{
	api::{HistoryView, ParamsView, UpgradeView, VersionView},
	model::{Authority, Decision},
	BlockNumber, Hash, ModelId, ModelVersion, ParamsVersion,
};
use serde_json::{json, Value};
use std::collections::{hash_map::Entry, BTreeMap, HashMap};

/// Something that was decided about a model.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
	Admission,
	Deprecation,
	Retirement,
	/// A version, which may come back, decided in this block.
	Weights(ModelVersion, BlockNumber),
	Params(ParamsVersion),
}

impl What {
	/// Whether an event of the model says it.
	fn is_in(self, event: &GovernanceEvent) -> bool {
		let is = |name| event.is("Models", name);
		match self {
			Self::Admission => is("Admitted"),
			Self::Deprecation => is("Deprecated"),
			Self::Retirement => is("Retired"),
			// With a model its first version is admitted.
			Self::Weights(0, _) if is("Admitted") => true,
			Self::Weights(version, _) => {
				is("Upgraded") && event.number("version") == Some(version.into())
			}
			Self::Params(version) => {
				is("ParamsSet") && event.number("params_version") == Some(version.into())
			}
		}
	}
}

/// What is known of who is behind a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Behind {
	Referendum(ReferendumIndex),
	/// A call that a referendum had approved and the technical committee whitelisted only later. Nothing in the block says which
	/// referendum it was.
	Earlier,
	/// No referendum's call did it.
	NoReferendum,
	/// The node no longer has the events of the block.
	Forgotten,
}

/// Who is behind each decision.
type Known = BTreeMap<What, Behind>;

pub async fn run(settings: &Settings, model: Option<String>) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let model = find_model(&client, model.as_deref()).await?;
	let at = At::Block(client.best_block().await?.hash);
	let view = client
		.model_history(model.id, at)
		.await?
		.ok_or_else(|| Failure::other("the model is gone"))?;
	let known = known(&client, model.id, &view, at).await?;
	if settings.json {
		return output::json(&json(&model.id, &name(&model), &view, &known));
	}
	output::line(&format!("{}  {}", name(&model), output::hex(&model.id.0)))?;
	for line in lines(&view, &known) {
		output::line(&line)?;
	}
	Ok(())
}

/// All decisions about a model.
fn decisions(view: &HistoryView) -> Vec<(What, &Decision<BlockNumber>)> {
	let upgrades = view.upgrades.iter().map(|it| (upgrade(it), &it.decided));
	let params = view.params.iter().map(|it| (What::Params(it.version), &it.decided));
	let steps = [
		(What::Admission, &view.admitted),
		(What::Deprecation, &view.deprecated),
		(What::Retirement, &view.retired),
	];
	let steps = steps.into_iter().filter_map(|(what, it)| Some((what, it.as_ref()?)));
	upgrades.chain(params).chain(steps).collect()
}

fn upgrade(it: &UpgradeView) -> What {
	What::Weights(it.version, it.decided.block)
}

/// Looks into the blocks of the decisions for the referenda.
async fn known(
	client: &Client,
	model: ModelId,
	view: &HistoryView,
	at: At,
) -> Result<Known, Failure> {
	let count = client.referendum_count(at).await?;
	let names: HashMap<Hash, ReferendumIndex> =
		(0..count).map(|index| (Hash::from(enactment_name(index)), index)).collect();
	// Of a block that the node no longer has nothing is known: it keeps the state of its last blocks only, unless it is told
	// to keep all.
	let mut blocks: HashMap<BlockNumber, Option<Vec<ChainEvent>>> = HashMap::new();
	let mut known = Known::new();
	for (what, decision) in decisions(view) {
		if decision.by == Authority::Proposer {
			continue;
		}
		let number = decision.block;
		if let Entry::Vacant(unread) = blocks.entry(number) {
			unread.insert(match client.block_hash(number).await? {
				Some(hash) => client.events(BlockId { number, hash }).await.ok(),
				None => None,
			});
		}
		let behind = match blocks.get(&number) {
			Some(Some(events)) => match referendum(events, model, what, &names) {
				Some(index) => Behind::Referendum(index),
				None if is_whitelisted(events, model, what) => Behind::Earlier,
				None => Behind::NoReferendum,
			},
			_ => Behind::Forgotten,
		};
		known.insert(what, behind);
	}
	Ok(known)
}

/// The referendum that decided something in a block: a scheduled call is followed by the event that says which it was.
fn referendum(
	events: &[ChainEvent],
	model: ModelId,
	what: What,
	names: &HashMap<Hash, ReferendumIndex>,
) -> Option<ReferendumIndex> {
	let mut decided = false;
	for event in events.iter().filter(|event| event.extrinsic.is_none()) {
		let Event::Governance(event) = &event.event else { continue };
		decided |= event.hash("model") == Some(model) && what.is_in(event);
		if event.is("Scheduler", "Dispatched") {
			if decided {
				return event.hash("id").and_then(|id| names.get(&id)).copied();
			}
			decided = false;
		}
	}
	None
}

/// Whether a whitelisted call decided it in somebody's transaction: anyone makes it when its referendum came first.
fn is_whitelisted(events: &[ChainEvent], model: ModelId, what: What) -> bool {
	let mut decided = None;
	for event in events.iter().filter(|event| event.extrinsic.is_some()) {
		let Event::Governance(it) = &event.event else { continue };
		if it.hash("model") == Some(model) && what.is_in(it) {
			decided = event.extrinsic;
		}
		if it.is("Whitelist", "WhitelistedCallDispatched") && decided == event.extrinsic {
			return true;
		}
	}
	false
}

fn authority(by: Authority) -> &'static str {
	match by {
		Authority::Proposer => "proposer",
		Authority::Track => "track",
		Authority::Root => "root",
	}
}

/// When something was decided, and by whom.
fn decided(what: What, decision: &Decision<BlockNumber>, known: &Known) -> String {
	let (block, by) = (decision.block, authority(decision.by));
	match (decision.by, known.get(&what)) {
		(Authority::Proposer, _) => format!("block {block}, as proposed"),
		(Authority::Track, Some(Behind::Referendum(index))) => {
			format!("block {block}, by referendum {index}")
		}
		(Authority::Root, Some(Behind::Referendum(index))) => {
			format!("block {block}, by referendum {index}, as root")
		}
		(_, Some(Behind::Earlier)) => format!(
			"block {block}, by {by}, for a referendum that was approved before the technical committee whitelisted its call"
		),
		(_, Some(Behind::NoReferendum)) => format!("block {block}, by {by}, without a referendum"),
		(_, Some(Behind::Forgotten) | None) => format!(
			"block {block}, by {by}; the node no longer has its events, one with --state-pruning archive does"
		),
	}
}

/// The referendum behind a decision, where it is known.
fn index(what: What, known: &Known) -> Option<ReferendumIndex> {
	match known.get(&what) {
		Some(Behind::Referendum(index)) => Some(*index),
		_ => None,
	}
}

fn lines(view: &HistoryView, known: &Known) -> Vec<String> {
	let mut lines = vec![format!("registered in block {}", view.registered)];
	for (word, what, decision) in [
		("admitted", What::Admission, &view.admitted),
		("deprecated", What::Deprecation, &view.deprecated),
		("retired", What::Retirement, &view.retired),
	] {
		if let Some(decision) = decision {
			lines.push(format!("{word} in {}", decided(what, decision, known)));
		}
	}
	for version in &view.versions {
		let now = if version.version == view.version { " (current)" } else { "" };
		lines.push(match (version.version, &version.adopted) {
			(0, _) => format!("weights 0{now}, the model's first"),
			(number, Some(_)) => format!("weights {number}{now}"),
			(number, None) => format!(
				"weights {number} proposed in block {}, attested by {} of {} validators",
				version.proposed,
				version.attested.len(),
				view.attestations_needed
			),
		});
		for it in view.upgrades.iter().filter(|it| it.version == version.version) {
			lines.push(format!(
				"  from height {} on, {}",
				it.at,
				decided(upgrade(it), &it.decided, known)
			));
		}
		lines.push(format!("  root {}", output::hex(&version.manifest.weights_root.0)));
	}
	for it in &view.params {
		let now = if it.version == view.params_version { " (current)" } else { "" };
		let by = decided(What::Params(it.version), &it.decided, known);
		lines.push(match params::replaced_by(&view.params, it) {
			Some(last) => format!(
				"parameters {} for height {}, {by}; never held: replaced by {}",
				it.version, it.at, last.version
			),
			None => format!("parameters {}{now} from height {} on, {by}", it.version, it.at),
		});
		let what = match params::held_before(&view.params, it) {
			None => params::all(&it.params),
			Some(before) => params::changes(&before.params, &it.params)
				.iter()
				.map(params::Change::text)
				.collect(),
		};
		lines.extend(what.iter().map(|text| format!("  {text}")));
	}
	lines
}

fn decision_json(what: What, decision: &Decision<BlockNumber>, known: &Known) -> Value {
	json!({
		"block": decision.block,
		"by": authority(decision.by),
		"referendum": index(what, known),
	})
}

fn version_json(it: &VersionView) -> Value {
	json!({
		"version": it.version,
		"manifest": it.manifest,
		"proposer": it.proposer.as_ref().map(ToString::to_string),
		"proposed": it.proposed,
		"adopted": it.adopted.is_some(),
		"attested": it.attested.iter().map(ToString::to_string).collect::<Vec<_>>(),
	})
}

fn upgrade_json(it: &UpgradeView, known: &Known) -> Value {
	json!({
		"version": it.version,
		"at": it.at,
		"decided": decision_json(upgrade(it), &it.decided, known),
	})
}

fn params_json(it: &ParamsView, all: &[ParamsView], known: &Known) -> Value {
	let changes: Vec<Value> = params::held_before(all, it)
		.map(|before| params::changes(&before.params, &it.params))
		.unwrap_or_default()
		.iter()
		.map(params::Change::json)
		.collect();
	json!({
		"version": it.version,
		"params": it.params,
		"changes": changes,
		"at": it.at,
		"replacedBy": params::replaced_by(all, it).map(|last| last.version),
		"block": it.decided.block,
		"by": authority(it.decided.by),
		"referendum": index(What::Params(it.version), known),
	})
}

fn json(model: &ModelId, name: &str, view: &HistoryView, known: &Known) -> Value {
	let versions: Vec<Value> =
		view.params.iter().map(|it| params_json(it, &view.params, known)).collect();
	let step = |what, decision: &Option<Decision<BlockNumber>>| {
		decision.as_ref().map(|decision| decision_json(what, decision, known))
	};
	json!({
		"model": output::hex(&model.0),
		"name": name,
		"registered": view.registered,
		"admitted": step(What::Admission, &view.admitted),
		"deprecated": step(What::Deprecation, &view.deprecated),
		"retired": step(What::Retirement, &view.retired),
		"currentWeights": view.version,
		"currentParams": view.params_version,
		"weights": view.versions.iter().map(version_json).collect::<Vec<_>>(),
		"upgrades": view.upgrades.iter().map(|it| upgrade_json(it, known)).collect::<Vec<_>>(),
		"versions": versions,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::params::tests::current;
	use assay_primitives::model::ModelStatus;
	use subxt::ext::scale_value::{Composite, Value as Field};

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
		let known = Known::from([(What::Params(1), Behind::Referendum(4))]);
		let lines = lines(&view(), &known);
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
		let fields = json(&ModelId::repeat_byte(1), "demo", &view(), &known);
		assert_eq!(fields["versions"][1]["referendum"], 4);
		assert_eq!(fields["versions"][1]["changes"][0]["to"], 30);
		assert_eq!(fields["currentParams"], 1);
	}

	#[test]
	fn what_never_held_is_said_to_be_replaced() {
		let mut view = view();
		let mut third = view.params[1].clone();
		third.version = 2;
		third.params.bond_factor = 40;
		view.params.push(third);
		view.params_version = 2;
		let lines = lines(&view, &Known::new());
		let at = lines.iter().position(|line| line.starts_with("parameters 1")).unwrap();
		assert!(lines[at].ends_with("never held: replaced by 2"), "{lines:?}");
		assert_eq!(lines[at + 1], "  bond factor 25 → 30");
		assert!(lines[at + 2].starts_with("parameters 2 (current) from height 90 on"));
		// Against what held before, which is not the version that was replaced.
		assert_eq!(lines[at + 3], "  bond factor 25 → 40");
		let fields = json(&ModelId::repeat_byte(1), "demo", &view, &Known::new());
		assert_eq!(fields["versions"][1]["replacedBy"], 2);
		assert_eq!(fields["versions"][2]["replacedBy"], Value::Null);
		assert_eq!(fields["versions"][2]["changes"][0]["from"], 25);
	}

	#[test]
	fn weights_that_come_back_are_told_twice() {
		let mut view = view();
		let upgrade = |version, block, at| UpgradeView {
			version,
			decided: Decision { block, by: Authority::Track },
			at,
		};
		view.upgrades = vec![upgrade(1, 60, 70), upgrade(0, 80, 90)];
		let known = Known::from([
			(What::Weights(1, 60), Behind::Referendum(3)),
			(What::Weights(0, 80), Behind::Referendum(4)),
		]);
		let told = json(&ModelId::repeat_byte(1), "demo", &view, &known);
		let told = told["upgrades"].as_array().unwrap();
		let of =
			|at: usize| [&told[at]["version"], &told[at]["at"], &told[at]["decided"]["referendum"]];
		assert_eq!(of(0), [1, 70, 3]);
		assert_eq!(of(1), [0, 90, 4]);
	}

	#[test]
	fn what_the_node_has_forgotten_is_said() {
		let decision = Decision { block: 80, by: Authority::Track };
		let what = What::Params(1);
		let text = decided(what, &decision, &Known::new());
		assert!(text.contains("by track") && text.contains("--state-pruning archive"), "{text}");
		let text = decided(what, &decision, &Known::from([(what, Behind::NoReferendum)]));
		assert_eq!(text, "block 80, by track, without a referendum");
		let text = decided(what, &decision, &Known::from([(what, Behind::Earlier)]));
		assert!(text.contains("before the technical committee"), "{text}");
	}

	#[test]
	fn a_whitelisted_call_that_came_late_had_a_referendum() {
		let model = ModelId::repeat_byte(1);
		let event = |extrinsic, pallet: &str, name: &str, fields: Vec<(&str, Field)>| ChainEvent {
			index: 0,
			extrinsic,
			event: Event::Governance(GovernanceEvent {
				pallet: pallet.into(),
				name: name.into(),
				fields: Composite::named(fields),
				failure: None,
			}),
		};
		let admitted = |extrinsic| {
			event(extrinsic, "Models", "Admitted", vec![("model", Field::from_bytes(model.0))])
		};
		let done = |extrinsic| event(extrinsic, "Whitelist", "WhitelistedCallDispatched", vec![]);
		let is = |events: &[ChainEvent]| is_whitelisted(events, model, What::Admission);
		assert!(is(&[admitted(Some(2)), done(Some(2))]));
		assert!(!is(&[admitted(Some(2)), done(Some(3))]));
		assert!(!is(&[done(Some(2)), admitted(Some(2))]));
		assert!(!is(&[admitted(None), done(None)]));
		assert!(!is(&[done(Some(2))]));
	}

	#[test]
	fn two_decisions_of_a_block_have_each_their_referendum() {
		let model = ModelId::repeat_byte(1);
		let event = |pallet: &str, name: &str, fields: Vec<(&str, Field)>| ChainEvent {
			index: 0,
			extrinsic: None,
			event: Event::Governance(GovernanceEvent {
				pallet: pallet.into(),
				name: name.into(),
				fields: Composite::named(fields),
				failure: None,
			}),
		};
		let bytes = |bytes: [u8; 32]| Field::from_bytes(bytes);
		let about = |field, number: u32| {
			vec![("model", bytes(model.0)), (field, Field::u128(number.into()))]
		};
		let dispatched = |index: ReferendumIndex| {
			event("Scheduler", "Dispatched", vec![("id", bytes(enactment_name(index)))])
		};
		let events = [
			event("Models", "Admitted", vec![("model", bytes(model.0))]),
			dispatched(4),
			event("Models", "Upgraded", about("version", 2)),
			dispatched(5),
			event("Models", "UrisSet", about("count", 3)),
			dispatched(6),
			event("Models", "ParamsSet", about("params_version", 3)),
			dispatched(7),
			event("Models", "ParamsSet", about("params_version", 4)),
			event("Scheduler", "Dispatched", vec![]),
		];
		let names = (0..9).map(|index| (Hash::from(enactment_name(index)), index)).collect();
		let of = |what| referendum(&events, model, what, &names);
		assert_eq!(of(What::Admission), Some(4));
		assert_eq!(of(What::Weights(0, 80)), Some(4));
		assert_eq!(of(What::Weights(2, 80)), Some(5));
		assert_eq!(of(What::Params(3)), Some(7));
		// Of a call that has no referendum's name, and of what is not there.
		assert_eq!(of(What::Params(4)), None);
		assert_eq!(of(What::Weights(3, 80)), None);
		assert_eq!(referendum(&events, ModelId::zero(), What::Weights(2, 80), &names), None);
	}
}
