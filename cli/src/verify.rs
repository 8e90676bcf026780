//! `assay verify`: is a result right?

use crate::{
	args::Verify,
	config::Settings,
	output::{self, Failure},
	task::{fetch_output, task_or_fail},
};
use assay_client::At;
use assay_engine::{inspect, Arithmetic, Claim, Job, Model, Verdict};
use assay_primitives::{
	task::{Input, Outcome, TaskKind},
	TaskId,
};
use serde_json::json;

pub async fn run(settings: &Settings, arguments: Verify) -> Result<(), Failure> {
	let Verify { task, model: path, tokenizer, threads } = arguments;
	let client = settings.connect().await?;
	let view = task_or_fail(&client, task, At::Best).await?;
	let outcome = view.outcome.ok_or_else(|| no_payload(task, "answer"))?;
	let Outcome::Done { output, ids, prompt_ids, root, .. } = outcome else {
		return Err(Failure::no_result("the worker gave no output that could be compared"));
	};
	let prompt = match view.input.ok_or_else(|| no_payload(task, "prompt"))? {
		Input::Inline(bytes) => bytes.into_inner(),
		Input::Blob { hash, len } => settings.blob_stores.fetch(hash, len.into()).await?,
	};
	let claimed = fetch_output(settings, &output).await?;
	let ids = settings.blob_stores.fetch_ids(&ids).await?;
	let model = client
		.models(At::Best)
		.await?
		.into_iter()
		.find(|model| model.id == view.task.model)
		.ok_or_else(|| Failure::other("the chain no longer has the task's model"))?;
	let manifest = model.manifest;
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
		let claim = Claim { ids: &ids, prompt_ids, output: &claimed, root };
		let verdict = model.check(&job, claim).map_err(Failure::not_valid)?;
		let spell = |id| String::from_utf8_lossy(model.vocabulary().spelling(id)).into_owned();
		let text = explain(verdict, spell, (ids.len() as u32).saturating_sub(prompt_ids));
		Ok::<_, Failure>((verdict, text))
	};
	let (verdict, text) = tokio::task::spawn_blocking(work).await.map_err(Failure::other)??;
	let right = verdict == Verdict::Right;
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

fn no_payload(task: TaskId, what: &str) -> Failure {
	Failure::no_result(format!(
		"the chain has no {what} of task {task}: either it has no result yet, or it ended long ago"
	))
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
