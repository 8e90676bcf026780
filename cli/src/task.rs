//! Tasks: what they cost, posting, following, results.

use crate::{
	args::{Post, Until, What},
	config::Settings,
	history::History,
	output::{self, Failure},
	send::{failed, send},
};
use assay_client::{calls, format_amount, At, Client, Event, TxQueue};
use assay_engine::{inspect, prompt_ids};
use assay_primitives::{
	api::{ModelView, QuoteView, TaskView},
	model::{ModelManifest, ModelStatus},
	task::{
		ids_hash, Input, Outcome, Payload, RefundReason, ResultKind, ResultSummary, Sampling,
		TaskKind, TaskOptions, TaskState, Verification,
	},
	Balance, Hash, TaskId, MAX_INLINE_INPUT,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{json, Value};
use std::{
	fs,
	io::{self, IsTerminal, Read, Write},
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};

/// Largest prompt that is read, and largest output that is fetched, in bytes. What a model takes is far below.
pub const MAX_BLOB: u32 = 64 << 20;

/// Name of a model, for people.
pub fn name(model: &ModelView) -> String {
	String::from_utf8_lossy(&model.manifest.name).into_owned()
}

fn status(status: ModelStatus) -> &'static str {
	match status {
		ModelStatus::Proposed => "proposed",
		ModelStatus::Admitted => "admitted",
		ModelStatus::Deprecated => "deprecated",
		ModelStatus::Retired => "retired",
	}
}

/// `assay models`.
pub async fn models(settings: &Settings) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let models = client.models(At::Best).await?;
	if settings.json {
		let all: Vec<Value> = models
			.iter()
			.map(|model| {
				json!({
					"id": output::hex(&model.id.0),
					"name": name(model),
					"status": status(model.status),
					"version": model.version,
					"paramsVersion": model.params_version,
					"next": model.next.iter().map(|next| json!({
						"version": next.version,
						"weightsRoot": output::hex(&next.manifest.weights_root.0),
						"at": next.at,
					})).collect::<Vec<_>>(),
					"architecture": format!("{:?}", model.manifest.architecture),
					"quantisation": format!("{:?}", model.manifest.quantisation),
					"weightsRoot": output::hex(&model.manifest.weights_root.0),
					"pricePerUnit": model.price.to_string(),
					"maxInputBytes": model.params.max_input_bytes,
					"maxBlobBytes": model.params.max_blob_bytes,
					"maxOutputTokens": model.params.max_output_tokens,
					"queued": model.queued,
					"readySlots": model.ready_slots,
				})
			})
			.collect();
		return output::json(&Value::Array(all));
	}
	let rows: Vec<Vec<String>> = models
		.iter()
		.map(|model| {
			vec![
				name(model),
				status(model.status).into(),
				format_amount(model.price),
				model.params.max_output_tokens.to_string(),
				model.queued.to_string(),
				model.ready_slots.to_string(),
				output::hex(&model.id.0),
			]
		})
		.collect();
	output::table(
		&["NAME", "STATUS", "PRICE PER UNIT", "MAX TOKENS", "QUEUED", "READY", "ID"],
		&rows,
	)
}

/// Finds a model by identifier or name; the only one that takes tasks if none is named.
pub async fn find_model(client: &Client, wanted: Option<&str>) -> Result<ModelView, Failure> {
	let models = client.models(At::Best).await?;
	let known = || models.iter().map(name).collect::<Vec<_>>().join(", ");
	match (fitting(&models, wanted).as_slice(), wanted) {
		([model], _) => Ok((*model).clone()),
		([], Some(wanted)) => {
			Err(Failure::usage(format!("there is no model `{wanted}`; there are: {}", known())))
		}
		([], None) => Err(Failure::other("no model takes tasks now; see `assay models`")),
		(several, _) => {
			let several: Vec<String> = several
				.iter()
				.map(|model| format!("{} ({})", output::hex(&model.id.0), name(model)))
				.collect();
			Err(Failure::usage(format!(
				"which model? Give one by its identifier (see `assay models`): {}",
				several.join(", ")
			)))
		}
	}
}

/// Models that may be meant. Anyone can register one under a name that another has: the one that takes tasks, which token holders
/// have admitted, comes before those.
fn fitting<'a>(models: &'a [ModelView], wanted: Option<&str>) -> Vec<&'a ModelView> {
	let mut found: Vec<&ModelView> = match wanted {
		Some(wanted) => models
			.iter()
			.filter(|model| {
				name(model) == wanted || output::hex(&model.id.0) == wanted.to_lowercase()
			})
			.collect(),
		None => models.iter().collect(),
	};
	if wanted.is_none() || found.iter().any(|model| model.status.takes_tasks()) && found.len() > 1 {
		found.retain(|model| model.status.takes_tasks());
	}
	found
}

fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
	let mut bytes = Vec::new();
	from.take(u64::from(MAX_BLOB).saturating_add(1)).read_to_end(&mut bytes)?;
	Ok(bytes)
}

fn prompt(what: &What) -> Result<Vec<u8>, Failure> {
	let bytes = match (&what.prompt, &what.file) {
		(Some(text), _) => text.clone().into_bytes(),
		(None, Some(path)) => fs::File::open(path)
			.and_then(read_bounded)
			.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?,
		(None, None) => read_bounded(io::stdin().lock())?,
	};
	if bytes.is_empty() {
		return Err(Failure::usage("the prompt is empty"));
	}
	if bytes.len() > MAX_BLOB as usize {
		return Err(Failure::usage(format!("the prompt is longer than {MAX_BLOB} bytes")));
	}
	if std::str::from_utf8(&bytes).is_err() {
		return Err(Failure::usage("the prompt is not UTF-8 text"));
	}
	Ok(bytes)
}

fn kind(what: &What) -> TaskKind {
	let sampling = match what.temperature {
		Some(milli) => Sampling::Temperature { milli, seed: what.seed.unwrap_or_default() },
		None => Sampling::Greedy,
	};
	TaskKind::Generate { max_tokens: what.max_tokens, sampling }
}

fn verification(what: &What) -> Verification {
	what.replicas.map_or(Verification::Audited, Verification::Replicated)
}

async fn ask_quote(
	client: &Client,
	model: &ModelView,
	what: &What,
	len: usize,
) -> Result<QuoteView, Failure> {
	client
		.quote(model.id, &kind(what), len as u32, verification(what), At::Best)
		.await?
		.map_err(|error| Failure::refused(format!("no quote for `{}`: {error:?}", name(model))))
}

fn total(quote: &QuoteView) -> Result<Balance, Failure> {
	quote
		.quote
		.checked_add(quote.posting_fee)
		.ok_or_else(|| Failure::other("the quote is out of range"))
}

fn quote_rows(
	model: &ModelView,
	what: &What,
	quote: &QuoteView,
) -> Result<Vec<(&'static str, String)>, Failure> {
	Ok(vec![
		("model", name(model)),
		("price per unit", format_amount(quote.price)),
		("workers", verification(what).workers().to_string()),
		("units at most", quote.max_units.to_string()),
		("quote (held)", format_amount(quote.quote)),
		("posting fee", format_amount(quote.posting_fee)),
		("at most", format_amount(total(quote)?)),
		("deadline", format!("{} blocks", quote.default_deadline)),
		("queued", quote.queued.to_string()),
		("ready slots", quote.ready_slots.to_string()),
	])
}

/// `assay quote`.
pub async fn quote(settings: &Settings, what: What) -> Result<(), Failure> {
	let bytes = prompt(&what)?;
	let client = settings.connect().await?;
	let model = find_model(&client, what.model.as_deref()).await?;
	let quote = ask_quote(&client, &model, &what, bytes.len()).await?;
	if settings.json {
		return output::json(&json!({
			"model": output::hex(&model.id.0),
			"pricePerUnit": quote.price.to_string(),
			"workers": verification(&what).workers(),
			"maxUnits": quote.max_units,
			"quote": quote.quote.to_string(),
			"postingFee": quote.posting_fee.to_string(),
			"total": total(&quote)?.to_string(),
			"workerBond": quote.bond.to_string(),
			"minDeadline": quote.min_deadline,
			"defaultDeadline": quote.default_deadline,
			"queued": quote.queued,
			"readySlots": quote.ready_slots,
		}));
	}
	output::pairs(&quote_rows(&model, &what, &quote)?)
}

/// `assay post`.
pub async fn post(settings: &Settings, arguments: Post) -> Result<(), Failure> {
	let bytes = prompt(&arguments.what)?;
	let key = settings.key()?;
	let client = settings.connect().await?;
	key.check_allowed_on(client.chain_type())?;
	let model = find_model(&client, arguments.what.model.as_deref()).await?;
	let quote = ask_quote(&client, &model, &arguments.what, bytes.len()).await?;
	let replicated = arguments.what.replicas.is_some();
	if replicated && model.manifest.canon.is_some() && arguments.fix_ids.is_none() {
		return Err(Failure::usage(format!(
			"--replicas needs --fix-ids FILE for `{}`: of answers to two spellings of the prompt, nobody could show that \
			 one is wrong",
			name(&model)
		)));
	}
	let prompt_ids = match arguments.fix_ids.clone() {
		None => None,
		Some(path) => {
			let (tokenizer, manifest) = (arguments.tokenizer.clone(), model.manifest.clone());
			let prompt = bytes.clone();
			let work = move || fixed_ids(&path, tokenizer, &manifest, &prompt);
			Some(tokio::task::spawn_blocking(work).await.map_err(Failure::other)??)
		}
	};
	let inline = bytes.len() <= model.params.max_input_bytes.min(MAX_INLINE_INPUT) as usize;
	if !inline && settings.blob_stores.is_empty() {
		return Err(Failure::usage(format!(
			"the prompt has {} bytes, `{}` takes {} in a transaction; longer ones go through a blob store: use \
			 --blob-store URL",
			bytes.len(),
			name(&model),
			model.params.max_input_bytes
		)));
	}
	let needed = total(&quote)?;
	let max_fee = arguments.max_fee.unwrap_or(needed);
	if max_fee < needed {
		return Err(Failure::usage(format!(
			"--max-fee {} does not cover {}: quote {} and posting fee {}",
			format_amount(max_fee),
			format_amount(needed),
			format_amount(quote.quote),
			format_amount(quote.posting_fee)
		)));
	}
	if !settings.json && io::stderr().is_terminal() {
		for (label, value) in quote_rows(&model, &arguments.what, &quote)? {
			output::note(&format!("{label:16}{value}"));
		}
	}
	if !arguments.yes {
		confirm(needed)?;
	}
	let input = match bytes.try_into() {
		Ok(bytes) if inline => Input::Inline(bytes),
		Ok(bytes) => push_prompt(settings, bytes.into_inner()).await?,
		Err(bytes) => push_prompt(settings, bytes).await?,
	};
	let options = TaskOptions {
		deadline: arguments.deadline,
		verification: verification(&arguments.what),
		parent: arguments.parent,
		prompt_ids,
	};
	let queue = TxQueue::start(client.clone(), Arc::new(key));
	let kind = kind(&arguments.what);
	let mut handle = queue.submit(calls::post(model.id, kind, input, max_fee, options));
	let posted = match handle.in_block().await {
		Ok(posted) => posted,
		Err(error) => return Err(failed(&client, "Tasks", "post", error).await),
	};
	let tasks: Vec<TaskId> = posted
		.events
		.iter()
		.filter_map(|event| match &event.event {
			Event::Tasks(event) if event.name == "Posted" => event.task,
			_ => None,
		})
		.collect();
	let task = match tasks.as_slice() {
		[] => return Err(Failure::other("the chain took the task but named no number")),
		[task] => *task,
		_ => {
			let at = posted.block.number;
			return replicas(settings, &client, &tasks, at, &arguments).await;
		}
	};
	if arguments.no_wait {
		return if settings.json {
			output::json(&json!({ "task": task, "block": posted.block.number }))
		} else {
			output::line(&task.to_string())
		};
	}
	if !settings.json {
		output::note(&format!("task {task} posted in block {}", posted.block.number));
	}
	let view = follow(settings, &client, task, arguments.until).await?;
	if !settings.json {
		return print_result(settings, task, &view).await;
	}
	let history = History::read(&client, task, posted.block.number).await?;
	let fetched = output_of(settings, &view).await;
	output::json(&with_output(history.describe(task, &view), &fetched))?;
	ended_well(&view)?;
	fetched.map(|_| ())
}

/// The rest of `assay post` for several replicas: follows all, compares, and prints the answer that they have in common.
async fn replicas(
	settings: &Settings,
	client: &Client,
	tasks: &[TaskId],
	posted: u32,
	arguments: &Post,
) -> Result<(), Failure> {
	if arguments.no_wait {
		if settings.json {
			return output::json(&json!({ "replicas": tasks, "block": posted }));
		}
		return tasks.iter().try_for_each(|task| output::line(&task.to_string()));
	}
	if !settings.json {
		for task in tasks {
			output::note(&format!("task {task} posted in block {posted}"));
		}
	}
	for task in tasks {
		follow(settings, client, *task, arguments.until).await?;
	}
	// All at one block. The first may have gone on since it was followed.
	let head = At::Block(client.best_block().await?.hash);
	let mut views = Vec::new();
	for task in tasks {
		views.push((*task, task_or_fail(client, *task, head).await?));
	}
	let answers = answers(views.iter().map(|(task, view)| (*task, standing(view))));
	let comparison = compare(&views, &answers);
	if settings.json {
		let mut all = Vec::new();
		for (task, view) in &views {
			let history = History::read(client, *task, posted).await?;
			let fetched = output_of(settings, view).await;
			all.push(with_output(history.describe(*task, view), &fetched));
		}
		output::json(&json!({
			"replicas": all,
			"agree": answers.len() == 1,
			"answers": answers,
		}))?;
		let (_, view) = comparison?;
		return ended_well(view);
	}
	let (text, view) = comparison?;
	output::note(&text);
	print_result(settings, view.identity.number, view).await
}

/// Hash of the outcome of a task, unless it was found wrong or, where the chain compares it with nothing either, is a
/// refusal.
fn standing(view: &TaskView) -> Option<Hash> {
	if matches!(view.task.state, TaskState::Convicted { .. }) {
		return None;
	}
	let result = view.task.state.result()?;
	let refuses = matches!(result.kind, ResultKind::TooLong | ResultKind::BadIds);
	(view.task.canon.is_none() || !refuses).then_some(result.outcome_hash)
}

/// Tasks by their answers, the most common answer first.
fn answers(tasks: impl Iterator<Item = (TaskId, Option<Hash>)>) -> Vec<Vec<TaskId>> {
	let mut answers: Vec<(Hash, Vec<TaskId>)> = Vec::new();
	for (task, hash) in tasks {
		let Some(hash) = hash else { continue };
		match answers.iter_mut().find(|(known, _)| *known == hash) {
			Some((_, same)) => same.push(task),
			None => answers.push((hash, vec![task])),
		}
	}
	// Stable: of equally common ones the first stays the first.
	answers.sort_by_key(|(_, same)| std::cmp::Reverse(same.len()));
	answers.into_iter().map(|(_, same)| same).collect()
}

/// Which answer counts, if one does, and in words how it came to that.
fn compare<'a>(
	views: &'a [(TaskId, TaskView)],
	answers: &[Vec<TaskId>],
) -> Result<(String, &'a TaskView), Failure> {
	let total: usize = answers.iter().map(Vec::len).sum();
	let many = answers.first().map_or(0, Vec::len);
	let canonical = views.iter().any(|(_, view)| view.task.canon.is_some());
	let of_first = |(task, _): &&(TaskId, TaskView)| {
		answers.first().and_then(|same| same.first()) == Some(task)
	};
	match (views.iter().find(of_first), answers.len()) {
		(Some((_, view)), 1) if many == views.len() => {
			Ok((format!("all {many} workers gave the same answer"), view))
		}
		(Some((_, view)), 1) => {
			Ok((format!("{many} of {} workers gave an answer, the same", views.len()), view))
		}
		// Of a canonical model the right answer may be the rarer one.
		(Some((_, view)), _) if !canonical && many.saturating_mul(2) > total => Ok((
			format!("{many} of {total} answers are the same, which counts; the others differ"),
			view,
		)),
		(Some(_), _) => {
			let groups: Vec<String> = answers
				.iter()
				.map(|same| same.iter().map(TaskId::to_string).collect::<Vec<_>>().join(" and "))
				.collect();
			let next = if canonical {
				". `assay verify TASK` computes which is wrong, and `assay-worker watch` challenges it"
			} else {
				""
			};
			Err(Failure::no_result(format!(
				"the answers differ: task {}. `assay result TASK` prints each{next}",
				groups.join(", other than task ")
			)))
		}
		// Each says why.
		(None, _) => match views.first() {
			Some((_, view)) => {
				ended_well(view).and(Err(Failure::no_result("no replica has an answer")))
			}
			None => Err(Failure::no_result("no replica has an answer")),
		},
	}
}

/// Hash of the ids that a prompt has, by the tokenizer of the model's own file.
fn fixed_ids(
	path: &Path,
	tokenizer: Option<PathBuf>,
	manifest: &ModelManifest,
	prompt: &[u8],
) -> Result<Hash, Failure> {
	let beside = path.with_file_name("tokenizer.json");
	let tokenizer = tokenizer.or_else(|| beside.is_file().then_some(beside));
	let found = inspect(path, tokenizer.as_deref()).map_err(Failure::usage)?;
	found.check(manifest).map_err(|error| {
		Failure::usage(format!("{} is not the task's model: {error}", path.display()))
	})?;
	let ids = prompt_ids(path, tokenizer.as_deref(), manifest, prompt).map_err(Failure::usage)?;
	Ok(ids_hash(&ids))
}

/// Puts a prompt where workers find it.
async fn push_prompt(settings: &Settings, bytes: Vec<u8>) -> Result<Input, Failure> {
	let len = u32::try_from(bytes.len()).map_err(Failure::usage)?;
	let pushed = settings.blob_stores.push(bytes).await?;
	for (url, fault) in &pushed.failed {
		output::note(&format!("{url} {fault}"));
	}
	if !settings.json {
		output::note(&format!("the prompt is at {}", pushed.taken.join(", ")));
	}
	Ok(Input::Blob { hash: pushed.hash, len })
}

fn confirm(needed: Balance) -> Result<(), Failure> {
	if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
		return Err(Failure::usage(format!(
			"this costs up to {}; add --yes to pay without being asked",
			format_amount(needed)
		)));
	}
	let _ = write!(io::stderr(), "Pay up to {}? [y/N] ", format_amount(needed));
	let mut answer = String::new();
	io::stdin().read_line(&mut answer)?;
	if matches!(answer.trim(), "y" | "Y" | "yes") {
		Ok(())
	} else {
		Err(Failure::other("nothing was posted"))
	}
}

/// Where a task stands, in a few words.
fn stage(task: &TaskView) -> (&'static str, String) {
	match &task.task.state {
		TaskState::Open { expires } => {
			("open", format!("waits for a worker until block {expires}"))
		}
		TaskState::Assigned { acked, due, .. } if *acked || !task.task.blob => {
			("assigned", format!("a worker runs it, due by block {due}"))
		}
		TaskState::Assigned { due, .. } => {
			("assigned", format!("a worker fetches the prompt, due by block {due}"))
		}
		TaskState::Committed { open: false, .. } => (
			"committed",
			"the worker is bound to a result, other replicas are being computed".into(),
		),
		TaskState::Committed { due, .. } => {
			("committed", format!("the worker is bound to a result, reveals by block {due}"))
		}
		TaskState::Revealed { ends, .. } => {
			("revealed", format!("the result is public, settles at block {ends}"))
		}
		TaskState::Disputed { .. } => {
			("disputed", "the result was challenged, the chain decides".into())
		}
		TaskState::Convicted { at, .. } => {
			("convicted", format!("the result was wrong, the quote was returned in block {at}"))
		}
		TaskState::Settled { at, .. } => ("settled", format!("paid in block {at}")),
		TaskState::Outvoted { at, .. } => (
			"outvoted",
			format!("most replicas had another result, its fee was burnt in block {at}"),
		),
		TaskState::Refunded { reason, at } => {
			("refunded", format!("{} (block {at})", refund_reason(*reason)))
		}
	}
}

fn refund_reason(reason: RefundReason) -> &'static str {
	match reason {
		RefundReason::Cancelled => "it was cancelled",
		RefundReason::Expired => "no worker was free in time",
		RefundReason::Missed => "two workers let it lie",
		RefundReason::Superseded => {
			"its model has new weights, and no worker still ran those it was posted for"
		}
		RefundReason::Split => "other replicas had other results, and nobody showed which is right",
	}
}

pub async fn task_or_fail(client: &Client, task: TaskId, at: At) -> Result<TaskView, Failure> {
	client
		.task(task, at)
		.await?
		.ok_or_else(|| Failure::other(format!("there is no task {task} on this chain")))
}

/// Follows a task and shows its progress.
async fn follow(
	settings: &Settings,
	client: &Client,
	task: TaskId,
	until: Until,
) -> Result<TaskView, Failure> {
	let bar = if settings.json || !io::stderr().is_terminal() {
		ProgressBar::hidden()
	} else {
		let bar = ProgressBar::new_spinner();
		if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
			bar.set_style(style);
		}
		bar.enable_steady_tick(Duration::from_millis(120));
		bar
	};
	let mut blocks = client.follow_best().await?;
	let mut last = "";
	loop {
		let update = blocks.next().await?;
		let view = match task_or_fail(client, task, At::Block(update.head.hash)).await {
			Ok(view) => view,
			Err(failure) => {
				bar.finish_and_clear();
				return Err(failure);
			}
		};
		let (word, text) = stage(&view);
		bar.set_message(format!("block {}  task {task}: {text}", update.head.number));
		if word != last && bar.is_hidden() && !settings.json {
			output::note(&format!("block {}  task {task}: {text}", update.head.number));
		}
		last = word;
		let revealed = matches!(view.task.state, TaskState::Revealed { .. });
		if !view.task.state.is_live() || (revealed && until == Until::Result) {
			bar.finish_and_clear();
			return Ok(view);
		}
	}
}

/// `assay watch`.
pub async fn watch(settings: &Settings, task: TaskId) -> Result<(), Failure> {
	let client = settings.connect().await?;
	task_or_fail(&client, task, At::Best).await?;
	let view = follow(settings, &client, task, Until::Settled).await?;
	if settings.json {
		output::json(&describe(task, &view))?;
	} else {
		output::line(&format!("task {task}: {}", stage(&view).1))?;
	}
	ended_well(&view)
}

/// `assay result`.
pub async fn result(settings: &Settings, task: TaskId) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let view = task_or_fail(&client, task, At::Best).await?;
	print_result(settings, task, &view).await
}

/// Fails with the right code unless the task has a result.
fn ended_well(view: &TaskView) -> Result<(), Failure> {
	match &view.task.state {
		TaskState::Revealed { result, .. }
		| TaskState::Disputed { result, .. }
		| TaskState::Settled { result, .. } => match no_answer(result) {
			Some(why) => Err(Failure::no_result(why)),
			None => Ok(()),
		},
		TaskState::Refunded { reason, .. } => Err(Failure::no_result(format!(
			"the task was refunded: {}. Post it again, perhaps later or with a longer --deadline",
			refund_reason(*reason)
		))),
		TaskState::Outvoted { .. } => Err(Failure::no_result(
			"most replicas of the task had another result: see those with the numbers next to it",
		)),
		TaskState::Convicted { .. } => Err(Failure::no_result(
			"the result was wrong: its worker lost the bond, the quote was returned. Post the task again",
		)),
		_ => Err(Failure::no_result(format!(
			"the task has no result yet: {}. Use `assay watch`",
			stage(view).1
		))),
	}
}

/// Why a result is no answer, and what its requester can do. `None`: it is one.
fn no_answer(result: &ResultSummary<Balance>) -> Option<String> {
	let prompt = tokens(result.prompt_ids);
	match result.kind {
		ResultKind::Done => None,
		ResultKind::TooLong => Some(format!(
			"the worker refused the task: the prompt's {prompt} leave no room for an answer in the model's context. \
			 Nothing is billed. Post a shorter prompt, or take a model with a longer context"
		)),
		ResultKind::BadIds => Some(format!(
			"the worker refused the task: the token ids that were fixed for it are not the prompt's, which has \
			 {prompt}. Nothing is billed. Post it again without fixed ids, or with those of the model's tokenizer \
			 and template"
		)),
		ResultKind::Fault { position, layer, operation, index } => {
			let when = match result.output_ids {
				0 => "inside the prompt".into(),
				output => format!("after {} of output", tokens(output)),
			};
			Some(format!(
				"the run left the finite numbers {when} (position {position}, layer {layer}, operation {operation}, \
				 output {index}), so there is no answer. The run up to there costs {}. Post another prompt, or take \
				 another model",
				format_amount(result.fee)
			))
		}
	}
}

/// So many tokens, in words.
fn tokens(count: u32) -> String {
	match count {
		1 => "1 token".into(),
		_ => format!("{count} tokens"),
	}
}

/// The output's bytes, from the chain or a blob store. `None`: the task has none, or the chain has dropped it.
async fn output_of(settings: &Settings, view: &TaskView) -> Result<Option<Vec<u8>>, Failure> {
	match &view.outcome {
		Some(Outcome::Done { output, .. }) => fetch_output(settings, output).await.map(Some),
		_ => Ok(None),
	}
}

/// The bytes of a payload, compared with what the chain says of them.
pub async fn fetch_output(settings: &Settings, output: &Payload) -> Result<Vec<u8>, Failure> {
	match output {
		Payload::Inline(bytes) => Ok(bytes.to_vec()),
		// The chain does not limit the length that a worker claims.
		Payload::Blob { len, .. } if *len > MAX_BLOB => Err(Failure::other(format!(
			"the worker claims an output of {len} bytes; more than {MAX_BLOB} are not fetched"
		))),
		Payload::Blob { hash, len } => Ok(settings.blob_stores.fetch(*hash, (*len).into()).await?),
	}
}

async fn print_result(settings: &Settings, task: TaskId, view: &TaskView) -> Result<(), Failure> {
	let fetched = output_of(settings, view).await;
	if settings.json {
		output::json(&with_output(describe(task, view), &fetched))?;
		ended_well(view)?;
		return fetched.map(|_| ());
	}
	ended_well(view)?;
	match fetched? {
		Some(bytes) => output::raw(&bytes),
		None => Err(Failure::other(
			"the chain no longer keeps the output; a receipt from the worker has it: `assay receipt fetch`",
		)),
	}
}

/// A described task with the output that was fetched for it.
fn with_output(mut value: Value, fetched: &Result<Option<Vec<u8>>, Failure>) -> Value {
	if let (Some(object), Ok(Some(bytes))) = (value.as_object_mut(), fetched) {
		object.insert("outputHex".into(), json!(output::hex(bytes)));
		if let Ok(text) = std::str::from_utf8(bytes) {
			object.insert("output".into(), json!(text));
		}
	}
	value
}

/// A task as JSON. Amounts are decimal text in plancks.
pub fn describe(task: TaskId, view: &TaskView) -> Value {
	let stored = &view.task;
	let mut value = json!({
		"task": task,
		"state": stage(view).0,
		"requester": stored.requester.to_string(),
		"model": output::hex(&stored.model.0),
		"quote": stored.quote.to_string(),
		"pricePerUnit": stored.price.to_string(),
		"postedAt": stored.posted_at,
		"contentHash": output::hex(&stored.content_hash.0),
	});
	let Some(object) = value.as_object_mut() else { return value };
	if let Verification::Replicated(count) = stored.verification {
		object.insert("replica".into(), json!(stored.replica));
		object.insert("replicas".into(), json!(count));
	}
	if let Some(worker) = stored.state.worker() {
		object.insert("worker".into(), json!(worker.to_string()));
	}
	match &stored.state {
		TaskState::Revealed { result, at, .. }
		| TaskState::Disputed { result, at, .. }
		| TaskState::Convicted { result, at, .. }
		| TaskState::Outvoted { result, at, .. }
		| TaskState::Settled { result, at, .. } => {
			object.insert("at".into(), json!(at));
			object.insert("fee".into(), json!(result.fee.to_string()));
			object.insert("units".into(), json!(result.units));
			object.insert("promptTokens".into(), json!(result.prompt_ids));
			object.insert("outputTokens".into(), json!(result.output_ids));
			object.insert("outputHash".into(), json!(output::hex(&result.output_hash.0)));
		}
		TaskState::Refunded { reason, at } => {
			object.insert("at".into(), json!(at));
			object.insert("reason".into(), json!(refund_reason(*reason)));
		}
		_ => {}
	}
	if let TaskState::Settled { result, protocol_fee, .. } = &stored.state {
		object.insert("protocolFee".into(), json!(protocol_fee.to_string()));
		let refund = stored.quote.saturating_sub(result.fee);
		object.insert("refund".into(), json!(refund.to_string()));
	}
	if let Some(Input::Inline(bytes)) = &view.input {
		if let Ok(text) = std::str::from_utf8(bytes) {
			object.insert("prompt".into(), json!(text));
		}
	}
	if stored.blob {
		let hash = output::hex(&stored.input_hash.0);
		object.insert("promptBlob".into(), json!({ "hash": hash, "bytes": stored.input_len }));
	}
	match &view.outcome {
		Some(Outcome::Done { output: Payload::Inline(bytes), .. }) => {
			object.insert("outputHex".into(), json!(output::hex(bytes)));
			if let Ok(text) = std::str::from_utf8(bytes) {
				object.insert("output".into(), json!(text));
			}
		}
		Some(Outcome::Done { output: Payload::Blob { hash, len }, .. }) => {
			let hash = output::hex(&hash.0);
			object.insert("outputBlob".into(), json!({ "hash": hash, "bytes": len }));
		}
		_ => {}
	}
	value
}

/// `assay cancel`.
pub async fn cancel(settings: &Settings, task: TaskId) -> Result<(), Failure> {
	send(settings, calls::cancel(task)).await
}

#[cfg(test)]
mod tests {
	use super::*;

	fn model(id: u8, name: &str, status: ModelStatus) -> ModelView {
		let manifest: ModelManifest = serde_json::from_value(json!({
			"name": name,
			"architecture": "Llama",
			"quantisation": "Q8_0",
			"weightsRoot": format!("0x{}", "01".repeat(32)),
			"tokenizer": null,
			"template": ["Prompt"],
			"contextLength": 128,
			"canon": null,
			"licence": "MIT",
			"parent": null,
		}))
		.unwrap();
		ModelView {
			id: Hash::repeat_byte(id),
			version: 0,
			status,
			manifest,
			params_version: 0,
			params: crate::gov::params::tests::current(),
			params_hash: Hash::zero(),
			price: 1,
			queued: 0,
			ready_slots: 0,
			next: Vec::new(),
		}
	}

	#[test]
	fn nobody_takes_the_name_of_a_model_that_takes_tasks() {
		let models = [
			model(1, "demo", ModelStatus::Proposed),
			model(2, "demo", ModelStatus::Admitted),
			model(3, "old", ModelStatus::Retired),
			model(4, "new", ModelStatus::Proposed),
			model(5, "new", ModelStatus::Proposed),
		];
		let of = |wanted: Option<&str>| {
			let found = fitting(&models, wanted);
			found.iter().map(|model| model.id.0[0]).collect::<Vec<_>>()
		};
		assert_eq!(of(None), [2]);
		assert_eq!(of(Some("demo")), [2]);
		assert_eq!(of(Some(&output::hex(&[1; 32]))), [1]);
		assert_eq!(of(Some("old")), [3]);
		assert_eq!(of(Some("new")), [4, 5]);
		assert_eq!(of(Some("none")), [0u8; 0]);
	}

	#[test]
	fn answers_are_counted_and_the_most_common_comes_first() {
		let hash = |byte| Some(Hash::repeat_byte(byte));
		let of = |all: &[(TaskId, Option<Hash>)]| answers(all.iter().copied());
		assert_eq!(of(&[(4, hash(1)), (5, hash(1))]), [[4, 5]]);
		let all = [(4, hash(1)), (5, None), (6, hash(2)), (7, hash(2))];
		assert_eq!(of(&all), [vec![6, 7], vec![4]]);
		assert_eq!(of(&[(4, hash(2)), (5, hash(1))]), [[4], [5]]);
		assert_eq!(of(&[(4, None)]), Vec::<Vec<TaskId>>::new());
	}
}
