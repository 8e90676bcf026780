//! `assay-worker why-no-tasks`: what keeps a worker from getting tasks, each with what the chain says about it.

use crate::{config::Settings, keys, run::connect};
use assay_client::{format_amount, At, Client, ClientError};
use assay_primitives::{
	api::{MetagraphView, ModelView, WorkerView},
	task::{Sampling, TaskKind, Verification},
	Balance, BlockNumber, ModelVersion,
};
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
	/// With this no task comes.
	Blocks,
	/// With this fewer tasks come.
	Slows,
	/// As it should be.
	Fine,
}

/// Something that the chain says about a worker's chances.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
	pub weight: Weight,
	/// What it is about: `registration`, `pause`, `offer`, `capacity`, `stake`, `demand`, `score`.
	pub about: &'static str,
	/// The model that it is about, if one.
	pub model: Option<String>,
	/// What the chain says.
	pub evidence: String,
	/// What to do about it, if anything.
	pub remedy: Option<String>,
}

impl Finding {
	fn new(weight: Weight, about: &'static str, evidence: impl Into<String>) -> Self {
		Self { weight, about, model: None, evidence: evidence.into(), remedy: None }
	}

	fn of(mut self, model: &str) -> Self {
		self.model = Some(model.into());
		self
	}

	fn but(mut self, remedy: impl Into<String>) -> Self {
		self.remedy = Some(remedy.into());
		self
	}
}

/// What is known of a model on offer.
pub struct Offered {
	pub view: ModelView,
	/// The version that the worker has.
	pub version: ModelVersion,
	/// The largest bond that a task of it can need now.
	pub slot_bond: Option<Balance>,
	pub metagraph: Option<MetagraphView>,
}

/// Judges a worker that is registered.
pub fn findings(worker: &WorkerView, models: &[Offered], height: BlockNumber) -> Vec<Finding> {
	let mut found = Vec::new();
	if let Some(until) = worker.paused_until.filter(|until| height < *until) {
		let evidence = format!(
			"it may not offer itself until block {until} (now {height}), after a missed deadline or a conviction; {} deadlines \
			 missed count now",
			worker.misses
		);
		let remedy = "wait; `assay-worker run` offers itself again then. If deadlines are missed often, lower --capacity";
		found.push(Finding::new(Weight::Blocks, "pause", evidence).but(remedy));
	}
	let Some(ready) = &worker.ready else {
		let remedy =
			"start `assay-worker run` with this key; its log says why if it does not offer itself";
		found.push(Finding::new(Weight::Blocks, "offer", "it is not on offer").but(remedy));
		return found;
	};
	if height < ready.since {
		let evidence = format!("its slots count from block {} on (now {height})", ready.since);
		found.push(Finding::new(Weight::Blocks, "offer", evidence).but("wait"));
	} else {
		let evidence =
			format!("on offer for {} models since block {}", ready.models.len(), ready.since);
		found.push(Finding::new(Weight::Fine, "offer", evidence));
	}
	if ready.busy >= ready.capacity {
		let evidence = format!("it runs {} tasks of {} at a time", ready.busy, ready.capacity);
		found.push(Finding::new(Weight::Blocks, "capacity", evidence).but("it has tasks"));
	} else {
		let evidence = format!("it runs {} tasks of {} at a time", ready.busy, ready.capacity);
		found.push(Finding::new(Weight::Fine, "capacity", evidence));
	}
	for model in models {
		found.extend(of_model(worker, model));
	}
	found
}

fn of_model(worker: &WorkerView, model: &Offered) -> Vec<Finding> {
	let name = String::from_utf8_lossy(&model.view.manifest.name).into_owned();
	let mut found = Vec::new();
	let of = |finding: Finding| finding.of(&name);
	if !model.view.status.takes_tasks() {
		let evidence =
			format!("the model is {:?} and takes no tasks", model.view.status).to_lowercase();
		found.push(of(Finding::new(Weight::Blocks, "offer", evidence)));
		return found;
	}
	if model.version != model.view.version {
		let evidence = format!(
			"it offers version {}, tasks are posted for version {}",
			model.version, model.view.version
		);
		let remedy =
			"give `assay-worker run` the new version's file with --model; it may have both";
		found.push(of(Finding::new(Weight::Blocks, "version", evidence).but(remedy)));
		return found;
	}
	let free = format_amount(worker.free);
	match model.slot_bond {
		Some(bond) if worker.free < bond => {
			let missing = format_amount(bond.saturating_sub(worker.free));
			let evidence =
				format!("its free stake is {free}, and a slot takes {}", format_amount(bond));
			let remedy = format!(
				"as the stash: assay stake bond-extra '{missing}', or wait until tasks settle"
			);
			found.push(of(Finding::new(Weight::Blocks, "stake", evidence).but(remedy)));
		}
		Some(bond) => {
			let evidence =
				format!("its free stake is {free}, of which a slot takes {}", format_amount(bond));
			found.push(of(Finding::new(Weight::Fine, "stake", evidence)));
		}
		None => {}
	}
	let (waiting, slots) = (model.view.queued, model.view.ready_slots);
	let demand = format!("{waiting} tasks wait, {slots} slots are ready");
	if waiting == 0 {
		let evidence = format!(
			"{demand}: every task finds a worker at once, and it is another one {}",
			chance(model, worker)
		);
		found.push(of(Finding::new(Weight::Slows, "demand", evidence)));
	} else {
		found.push(of(Finding::new(Weight::Fine, "demand", demand)));
	}
	if let Some(graph) = &model.metagraph {
		let rivals = graph.workers.iter().filter(|it| it.slots > 0 && it.stash != worker.stash);
		let ours = graph.workers.iter().find(|it| it.stash == worker.stash);
		let score = ours.map_or(0, |it| it.score);
		let better = rivals.clone().filter(|it| it.score > score).count();
		let all = rivals.count();
		let percent = |part: u32| format!("{:.1} %", f64::from(part) / 1e7);
		let evidence = match ours {
			Some(it) => format!(
				"its score is {} (audits passed {:.1}, failed {:.1}; deadlines met {:.1}, missed {:.1}; it takes {} of the time granted); {better} of {all} others on offer have more",
				percent(score),
				thousandths(it.passed),
				thousandths(it.failed),
				thousandths(it.done),
				thousandths(it.missed),
				percent(it.pace),
			),
			None => format!("it has run no task of the model yet; {better} of {all} others on offer have a score"),
		};
		let weight = if better > 0 { Weight::Slows } else { Weight::Fine };
		let mut finding = of(Finding::new(weight, "score", evidence));
		if better > 0 {
			finding = finding.but("of two workers drawn the better gets the task, for one in eight a newcomer: scores grow with audits that are passed");
		}
		found.push(finding);
	}
	found
}

fn thousandths(count: u64) -> f64 {
	count as f64 / 1_000.0
}

/// How often a slot of this worker is drawn, in words.
fn chance(model: &Offered, worker: &WorkerView) -> String {
	let slots = model
		.metagraph
		.iter()
		.flat_map(|graph| &graph.workers)
		.find(|it| it.stash == worker.stash)
		.map_or(0, |it| it.slots);
	match (slots, model.view.ready_slots) {
		(0, _) | (_, 0) => "mostly".into(),
		(ours, all) => format!("in {} of {all} draws", all.saturating_sub(ours)),
	}
}

/// Asks the chain for all that the findings are about.
async fn offered(
	client: &Client,
	worker: &WorkerView,
	at: At,
) -> Result<Vec<Offered>, ClientError> {
	let mut models = Vec::new();
	for (id, version) in worker.ready.iter().flat_map(|ready| &ready.models) {
		let Some(view) = client.model(*id, at).await? else { continue };
		let kind = TaskKind::Generate {
			max_tokens: view
				.params
				.max_output_tokens
				.min(view.manifest.context_length.saturating_sub(1)),
			sampling: Sampling::Greedy,
		};
		let len = view.params.max_input_bytes.max(view.params.max_blob_bytes);
		let quote = client.quote(*id, &kind, len, Verification::Audited, at).await?;
		let slot_bond = quote.ok().map(|quote| quote.bond);
		let metagraph = client.metagraph(*id, at).await?;
		models.push(Offered { view, version: *version, slot_bond, metagraph });
	}
	Ok(models)
}

/// True if nothing blocks.
pub async fn run(settings: &Settings, json: bool) -> anyhow::Result<bool> {
	let key = keys::load(settings)?;
	let client = connect(settings).await?;
	let head = client.best_block().await?;
	let at = At::Block(head.hash);
	let found = match client.worker(&key.account(), at).await? {
		Some(worker) => {
			let models = offered(&client, &worker, at).await?;
			findings(&worker, &models, head.number)
		}
		None => {
			let remedy = format!("as the stash: assay stake register {}", key.ss58());
			vec![Finding::new(Weight::Blocks, "registration", "this key is no worker's operator")
				.but(remedy)]
		}
	};
	let free = found.iter().all(|finding| finding.weight != Weight::Blocks);
	if json {
		let document = serde_json::json!({
			"operator": key.ss58(),
			"block": head.number,
			"getsTasks": free,
			"findings": found,
		});
		println!("{}", serde_json::to_string_pretty(&document)?);
		return Ok(free);
	}
	println!("operator {} at block {}", key.ss58(), head.number);
	for finding in &found {
		let mark = match finding.weight {
			Weight::Blocks => "STOP",
			Weight::Slows => "less",
			Weight::Fine => "ok  ",
		};
		let about = match &finding.model {
			Some(model) => format!("{} of {model}", finding.about),
			None => finding.about.to_owned(),
		};
		println!("{mark}  {about}: {}", finding.evidence);
		if let Some(remedy) = &finding.remedy {
			println!("      {remedy}");
		}
	}
	println!(
		"{}",
		if free { "Nothing keeps tasks away." } else { "What says STOP keeps all tasks away." }
	);
	Ok(free)
}
