//! `assay verify`: is a result right?

use crate::{
	args::Verify,
	config::Settings,
	output::{self, Failure},
	task::{fetch_output, task_or_fail},
};
use assay_client::{referee::Dispute, At, BlockId, Client, Event};
use assay_engine::{
	inspect, operation_name, Arithmetic, Claim, Difference, Job, Judge, Model, Opinion, Revealed,
	Verdict,
};
use assay_primitives::{
	task::{Input, Outcome, Refusal, ResultKind, TaskKind, TaskState},
	BlockNumber, TaskId,
};
use serde_json::json;

/// Blocks before a conviction in which the place that was disputed may have been named.
const LOOK_BACK: BlockNumber = 256;

pub async fn run(settings: &Settings, arguments: Verify) -> Result<(), Failure> {
	let Verify { task, model: path, tokenizer, threads } = arguments;
	let client = settings.connect().await?;
	let view = task_or_fail(&client, task, At::Best).await?;
	let decided = decided(&client, task, &view.task.state).await?;
	let disputes = disputes(&client, task).await?;
	let outcome = view.outcome.ok_or_else(|| match &decided {
		Some(decided) => Failure::not_valid(format!("task {task} is wrong: {decided}")),
		None => no_payload(task, "answer"),
	})?;
	let result = view.task.state.result().cloned().ok_or_else(|| no_payload(task, "answer"))?;
	let prompt = match view.input.ok_or_else(|| no_payload(task, "prompt"))? {
		Input::Inline(bytes) => bytes.into_inner(),
		Input::Blob { hash, len } => settings.blob_stores.fetch(hash, len.into()).await?,
	};
	let output = match &outcome {
		Outcome::Done { output, .. } => fetch_output(settings, output).await?,
		Outcome::Refused { .. } | Outcome::Fault { .. } => Vec::new(),
	};
	let (ids, root) = match &outcome {
		Outcome::Done { ids, root, .. } | Outcome::Fault { ids, root, .. } => {
			(settings.blob_stores.fetch_ids(ids).await?, *root)
		}
		Outcome::Refused { reason: Refusal::TooLong { ids_root, .. }, .. } => {
			(Vec::new(), *ids_root)
		}
		Outcome::Refused { reason: Refusal::BadIds { ids, ids_root }, .. } => {
			(ids.to_vec(), *ids_root)
		}
	};
	// The version that the task was posted for, which may have been replaced since.
	let history = client.model_history(view.task.model, At::Best).await?;
	let versions = history.map_or_else(Vec::new, |history| history.versions);
	let version = versions.into_iter().find(|it| it.version == view.task.model_version);
	let manifest = version
		.map(|version| version.manifest)
		.ok_or_else(|| Failure::other("the chain no longer has the task's model"))?;
	if manifest.canon.is_none() {
		return Err(Failure::other(
			"the model is not canonical: other machines may rightly get other results",
		));
	}
	let TaskKind::Generate { max_tokens, sampling } = view.task.kind;
	let job = Job {
		template: manifest.template.to_vec(),
		context: manifest.context_length,
		prompt,
		max_tokens,
		sampling,
		prompt_ids: view.task.prompt_ids,
	};

	let work = move || {
		let beside = path.with_file_name("tokenizer.json");
		let tokenizer = tokenizer.or_else(|| beside.is_file().then_some(beside));
		let found = inspect(&path, tokenizer.as_deref()).map_err(Failure::usage)?;
		found.check(&manifest).map_err(|error| {
			Failure::usage(format!("{} is not the task's model: {error}", path.display()))
		})?;
		let arithmetic = Arithmetic::of(manifest.canon, None, threads).map_err(Failure::other)?;
		let mut model =
			Model::load(&path, tokenizer.as_deref(), arithmetic).map_err(Failure::other)?;
		let (kind, prompt_ids) = (result.kind, result.prompt_ids);
		let (mut right, mut text) = if kind == ResultKind::Done {
			let claim = Claim { ids: &ids, prompt_ids, output: &output, root };
			let verdict = model.check(&job, claim).map_err(Failure::not_valid)?;
			let spell = |id| String::from_utf8_lossy(model.vocabulary().spelling(id)).into_owned();
			let tokens = (ids.len() as u32).saturating_sub(prompt_ids);
			(verdict == Verdict::Right, explain(verdict, spell, tokens))
		} else {
			(false, String::new())
		};
		if let Some(judge) = model.judge().filter(|_| !right) {
			let Job { template, context, prompt, max_tokens, sampling, .. } = job;
			#[rustfmt::skip]
			let revealed = Revealed {
				template, context, prompt, max_tokens, sampling, kind, ids, prompt_ids, output, root,
			};
			if kind != ResultKind::Done {
				let (opinion, _) = judge.look(&revealed).map_err(Failure::not_valid)?;
				right = matches!(opinion, Opinion::Right | Opinion::Spelling);
				text = explain_opinion(opinion, kind);
			}
			for place in disputes.iter().filter_map(|dispute| place(&judge, &revealed, dispute)) {
				text.push_str(&format!("; disputed now: {}", token(place, prompt_ids)));
			}
		}
		if let Some(decided) = decided {
			text.push_str(&format!("; {decided}"));
		}
		Ok::<_, Failure>((right, text))
	};
	let (right, text) = tokio::task::spawn_blocking(work).await.map_err(Failure::other)??;
	if settings.json {
		output::json(&json!({ "task": task, "right": right, "verdict": text }))?;
	} else if right {
		output::line(&format!("task {task} is right: {text}"))?;
	}
	if right {
		Ok(())
	} else {
		Err(Failure::not_valid(format!("task {task} is wrong: {text}")))
	}
}

/// What the chain found when it convicted the task's worker.
async fn decided(
	client: &Client,
	task: TaskId,
	state: &TaskState<assay_primitives::AccountId, u128, BlockNumber>,
) -> Result<Option<String>, Failure> {
	let TaskState::Convicted { at, .. } = state else { return Ok(None) };
	let mut text = format!("its worker was convicted in block {at}");
	let (mut computed, mut prover) = (None, None);
	for number in (at.saturating_sub(LOOK_BACK)..=*at).rev() {
		let Some(hash) = client.block_hash(number).await? else { continue };
		// A node may have dropped the state of old blocks: then this is all that can be said.
		let Ok(events) = client.events(BlockId { number, hash }).await else { break };
		for event in events.into_iter().rev() {
			let Event::Referee(event) = event.event else { continue };
			if event.task != Some(task) {
				continue;
			}
			match event.name.as_str() {
				"Succeeded" if prover.is_none() => {
					if event.variant("grounds") == Some("Silence") {
						text.push_str(" because nobody answered for it");
						return Ok(Some(text));
					}
					prover = event.challenger;
				}
				"Computed" if computed.is_none() && event.challenger == prover => {
					computed = event.number("operation").zip(event.number("index"));
					if computed.is_none() {
						return Ok(Some(text));
					}
				}
				"Named" if event.challenger == prover => {
					let position = event.number("position").unwrap_or_default();
					text.push_str(&format!(", at position {position}"));
					if let Some(layer) = event.optional("layer") {
						text.push_str(&format!(", layer {layer}"));
					}
					if let Some((operation, index)) = computed {
						let name = u8::try_from(operation).ok().and_then(operation_name);
						let name = name.unwrap_or_else(|| operation.to_string());
						text.push_str(&format!(", operation {name}, output {index}"));
					}
					return Ok(Some(text));
				}
				"Challenged" if event.challenger == prover => {
					text.push_str(": its ids and text do not belong together");
					return Ok(Some(text));
				}
				_ => {}
			}
		}
	}
	Ok(Some(text))
}

/// Open challenges of a task.
async fn disputes(client: &Client, task: TaskId) -> Result<Vec<Dispute>, Failure> {
	let mut disputes = Vec::new();
	if let Some(case) = client.case(task, At::Best).await? {
		for challenger in &case.open {
			disputes.extend(client.dispute(task, challenger, At::Best).await?);
		}
	}
	Ok(disputes)
}

/// Where a worker's or anyone's disclosure differs from what this machine gets.
fn place(judge: &Judge, revealed: &Revealed, dispute: &Dispute) -> Option<Difference> {
	let place = dispute.place.as_ref()?;
	dispute.standing.iter().find_map(|standing| {
		judge.difference(revealed, (place.scope, place.position), &standing.pieces).ok()?
	})
}

/// A place, with the number of the token that is chosen there.
fn token(place: Difference, prompt_ids: u32) -> String {
	match (place.position + 1).checked_sub(prompt_ids) {
		Some(step) => format!("output token {step}, {place}"),
		None => format!("prompt token {}, {place}", place.position),
	}
}

fn no_payload(task: TaskId, what: &str) -> Failure {
	Failure::no_result(format!(
		"the chain has no {what} of task {task}: either it has no result yet, or it ended long ago"
	))
}

/// What this machine says of a result that is no answer.
fn explain_opinion(opinion: Opinion, kind: ResultKind) -> String {
	match (opinion, kind) {
		(Opinion::Right, ResultKind::Fault { position, layer, operation, index }) => {
			let name = u8::try_from(operation).ok().and_then(operation_name);
			let name = name.unwrap_or_else(|| operation.to_string());
			format!(
				"the run stops at a number that is not finite: position {position}, layer {layer}, \
				 operation {name}, output {index}"
			)
		}
		(Opinion::Right, ResultKind::TooLong) => "the prompt leaves no room for an answer".into(),
		(Opinion::Right, _) => "the ids that the requester fixed are not the prompt's".into(),
		(Opinion::Spelling, _) => {
			"it can't be shown wrong; the prompt is spelt otherwise than this machine does, which is \
			 the worker's choice"
				.into()
		}
		(Opinion::Text(rule), _) => {
			let rule = format!("{rule:?}").to_lowercase();
			format!("its ids and the text do not belong together, by the rule of {rule}")
		}
		(Opinion::Trace(_), _) => "its trace is of other values than this machine gets".into(),
		(Opinion::Finite, _) => {
			"the number at which it is said to stop is finite on this machine".into()
		}
	}
}

fn explain(verdict: Verdict, spell: impl Fn(u32) -> String, tokens: u32) -> String {
	match verdict {
		Verdict::Right => {
			format!("{tokens} output tokens and the trace are what this machine gets")
		}
		Verdict::Malformed => "its ids are not those of a run of this model".into(),
		Verdict::Prompt { index } => {
			format!("the prompt is spelt with other ids than the tokenizer's, from id {index} on")
		}
		Verdict::Token { step, claimed, right } => format!(
			"output token {step} is {claimed} ({:?}), and should be {right} ({:?})",
			spell(claimed),
			spell(right)
		),
		Verdict::Length => "the output ends in the wrong place".into(),
		Verdict::Output => "the output's bytes are not those that its ids spell".into(),
		Verdict::Trace { right } => format!(
			"all ids are right, but the trace is of other values; its root should be {right:?}"
		),
	}
}
