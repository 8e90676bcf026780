//! `assay-worker doctor`: one line per check, and what to do.

use crate::{
	chain::{self, name_of},
	config::{ModelFile, Settings},
	engine::{Arithmetic, Job, Model, Run},
	http,
	journal::{Journal, JournalError},
	keys,
	run::connect,
};
use assay_client::{format_amount, At, Client, Key};
use assay_primitives::{
	api::{ModelView, WorkerView},
	model::TemplatePart,
	task::Sampling,
};
use std::io::Write;

/// Tokens of the test generation.
const TEST_TOKENS: u32 = 16;
const TEST_PROMPT: &[u8] = b"In the beginning";

/// Counts what failed while it prints.
struct Report<W: Write> {
	out: W,
	failed: usize,
}

impl<W: Write> Report<W> {
	fn ok(&mut self, name: &str, detail: impl std::fmt::Display) {
		let _ = writeln!(self.out, "ok    {name:<11} {detail}");
	}

	fn fail(&mut self, name: &str, detail: impl std::fmt::Display) {
		self.failed += 1;
		// One line per check.
		let detail = detail.to_string().replace('\n', " ");
		let _ = writeln!(self.out, "FAIL  {name:<11} {detail}");
	}

	fn check<T, E: std::fmt::Display>(
		&mut self,
		name: &str,
		result: Result<T, E>,
		detail: impl FnOnce(&T) -> String,
	) -> Option<T> {
		match result {
			Ok(value) => {
				self.ok(name, detail(&value));
				Some(value)
			}
			Err(error) => {
				self.fail(name, format!("{error:#}"));
				None
			}
		}
	}
}

/// Runs all checks. Says whether all passed.
pub async fn run(settings: &Settings, generate: bool) -> anyhow::Result<bool> {
	let mut report = Report { out: std::io::stdout(), failed: 0 };
	check_all(settings, generate, &mut report).await;
	Ok(report.failed == 0)
}

async fn check_all<W: Write>(settings: &Settings, generate: bool, report: &mut Report<W>) {
	report.ok(
		"settings",
		format!("{} in force; `assay-worker config` shows them", settings.origins.len()),
	);
	let key = report.check("key", keys::load(settings), |key: &Key| {
		format!("{} from {}", key.ss58(), key.origin())
	});
	let client = report.check("node", connect(settings).await, |client| {
		format!("{} at {}", client.chain_name(), settings.urls.join(", "))
	});
	let mut registered = None;
	if let Some(client) = &client {
		check_chain(client, settings, key.as_ref(), report).await;
		registered = report.check("registry", client.models(At::Best).await, |models| {
			format!("{} models on the chain", models.len())
		});
	}
	let mut matched = Vec::new();
	if settings.models.is_empty() {
		report.fail("model", "none is configured; use --model PATH");
	}
	for file in &settings.models {
		let view = check_model(settings, file, registered.as_deref(), generate, report).await;
		matched.extend(view);
	}
	if let (Some(client), Some(key)) = (&client, &key) {
		check_worker(client, key, &matched, report).await;
	}
	check_stores(settings, &matched, report).await;
	let mut runs = false;
	match Journal::open(&settings.data_dir) {
		Ok(journal) => {
			let opened = journal.open_entries().map(|open| open.len());
			let path = journal.path().display().to_string();
			report.check("journal", opened, |open| format!("{path}, {open} tasks not over"));
		}
		Err(JournalError::InUse { path }) => {
			runs = true;
			report.ok("journal", format!("{} is in use: the worker runs", path.display()));
		}
		Err(error) => report.fail("journal", error),
	}
	match http::bind(settings.http).await {
		Ok(_) => report.ok("http", format!("{} is free", settings.http)),
		Err(http::HttpError::PortTaken { addr }) if runs => {
			report.ok("http", format!("{addr} is taken, by the running worker as it seems"))
		}
		Err(error) => report.fail("http", error),
	}
}

async fn check_chain<W: Write>(
	client: &Client,
	settings: &Settings,
	key: Option<&Key>,
	report: &mut Report<W>,
) {
	let genesis = client.genesis_hash();
	match settings.genesis {
		Some(_) => report.ok("genesis", format!("{genesis:?}, as configured")),
		None => report.ok("genesis", format!("{genesis:?}; --genesis would insist on it")),
	}
	match client.sync_state().await {
		Ok(state) if state.is_syncing => report.fail(
			"sync",
			format!("the node is catching up, {} peers; wait until it has", state.peers),
		),
		Ok(state) if state.peers == 0 && !client.chain_type().allows_dev_keys() => {
			report.fail("sync", "the node has no peers; check its network and boot nodes")
		}
		Ok(state) => report.ok("sync", format!("up to date, {} peers", state.peers)),
		Err(error) => report.fail("sync", error),
	}
	if let Some(key) = key {
		report.check("key use", key.check_allowed_on(client.chain_type()), |()| {
			let own = if key.is_dev() { "a development key" } else { "a key of your own" };
			format!("{own} on a chain of type {:?}", client.chain_type())
		});
	}
}

async fn check_model<W: Write>(
	settings: &Settings,
	file: &ModelFile,
	registered: Option<&[ModelView]>,
	generate: bool,
	report: &mut Report<W>,
) -> Option<ModelView> {
	let path = file.path.display().to_string();
	let inspection = report.check("model file", chain::inspect(file).await, |found| {
		format!("{path}: {:?}, {} MiB", found.info.architecture, found.info.size >> 20)
	})?;
	let matched = registered.map(|models| chain::find(file, &inspection, models));
	let view = match matched {
		None => None,
		Some(Ok(matched)) => {
			let (name, status) = (name_of(&matched.view.manifest), matched.view.status);
			if status.takes_tasks() {
				report.ok("model", format!("`{name}` {:?}, {status:?}", matched.view.id));
			} else {
				report.fail(
					"model",
					format!("`{name}` takes no tasks: its status is {status:?}; serve another"),
				);
			}
			Some(matched.view)
		}
		Some(Err(error)) => {
			report.fail("model", error);
			None
		}
	};
	if generate {
		let manifest = view.as_ref().map(|view| view.manifest.clone());
		let template =
			manifest.as_ref().map_or(vec![TemplatePart::Prompt], |m| m.template.to_vec());
		let canon = manifest.as_ref().and_then(|m| m.canon);
		let context = manifest.map_or(inspection.info.context, |m| m.context_length);
		let arithmetic = Arithmetic::of(canon, settings.kernels, settings.threads);
		let tested = match arithmetic {
			Ok(arithmetic) => test(file.clone(), template, context, arithmetic).await,
			Err(error) => Err(error.to_string()),
		};
		report.check("generation", tested, |text| text.clone());
	}
	view
}

/// Runs the model once.
async fn test(
	file: ModelFile,
	template: Vec<TemplatePart>,
	context: u32,
	arithmetic: Arithmetic,
) -> Result<String, String> {
	let work = move || {
		let mut model = Model::load(&file.path, file.tokenizer.as_deref(), arithmetic)
			.map_err(|error| error.to_string())?;
		let job = Job {
			template,
			context,
			prompt: TEST_PROMPT.to_vec(),
			max_tokens: TEST_TOKENS,
			sampling: Sampling::Greedy,
			prompt_ids: None,
		};
		match model.run(&job) {
			Ok(Run::Done(done)) => Ok(format!(
				"{} tokens, {:.1} a second, as {}",
				done.output_ids.len(),
				done.tps(),
				model.execution_class()
			)),
			Ok(Run::Refused(reason)) => {
				Err(format!("the model refuses a short prompt: {reason:?}"))
			}
			Ok(Run::Fault(_)) => {
				Err("the model's numbers are not finite; fetch the file again".into())
			}
			Err(error) => Err(error.to_string()),
		}
	};
	tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(error.to_string()))
}

/// Puts a small blob into each store and reads it back, whole and in part.
async fn check_stores<W: Write>(settings: &Settings, models: &[ModelView], report: &mut Report<W>) {
	if settings.blob_stores.is_empty() {
		match models.iter().find(|model| model.params.max_blob_bytes > 0) {
			None => report.ok("blob store", "none; no model here needs one"),
			Some(model) => report.fail(
				"blob store",
				format!(
					"none is named, and prompts for `{}` may lie in one: such tasks are not acknowledged, which may count \
					 as missed deadlines; use --blob-store URL",
					name_of(&model.manifest)
				),
			),
		}
	}
	for (url, result) in settings.blob_stores.probe().await {
		match result {
			Ok(()) => {
				report.ok("blob store", format!("{url} takes blobs and gives them back"));
			}
			Err(fault) => report.fail("blob store", format!("{url} {fault}")),
		}
	}
}

async fn check_worker<W: Write>(
	client: &Client,
	key: &Key,
	models: &[ModelView],
	report: &mut Report<W>,
) {
	let view = match client.worker(&key.account(), At::Best).await {
		Ok(Some(view)) if view.operator == key.account() => view,
		Ok(Some(_)) => {
			report.fail(
				"operator",
				"this key is a stash; keep it offline and make one for the operator",
			);
			return;
		}
		Ok(None) => {
			let text =
				format!("no worker has it; as the stash: assay stake register {}", key.ss58());
			report.fail("operator", text);
			return;
		}
		Err(error) => {
			report.fail("operator", error);
			return;
		}
	};
	report.ok("operator", format!("acts for stash {}", view.stash));
	match view.paused_until {
		Some(until) => report
			.fail("standing", format!("{} misses, paused until block {until}; wait", view.misses)),
		None => report.ok("standing", format!("{} misses, not paused", view.misses)),
	}
	for model in models {
		check_stake(client, &view, model, report).await;
	}
}

async fn check_stake<W: Write>(
	client: &Client,
	view: &WorkerView,
	model: &ModelView,
	report: &mut Report<W>,
) {
	let name = name_of(&model.manifest);
	match chain::largest_bond(client, model, At::Best).await {
		Ok(Some(bond)) => {
			let (free, needs) = (format_amount(view.free), format_amount(bond));
			let tasks = view.free.checked_div(bond).unwrap_or(0);
			if tasks > 0 || !view.live_tasks.is_empty() {
				let text = format!("{free} free, `{name}` bonds up to {needs}: {tasks} tasks more");
				report.ok("stake", text);
			} else {
				let text = format!(
					"{free} free, `{name}` may bond {needs}; as the stash: assay stake bond"
				);
				report.fail("stake", text);
			}
		}
		Ok(None) => report.ok("stake", format!("`{name}` takes no tasks now, nothing to bond")),
		Err(error) => report.fail("stake", error),
	}
}
