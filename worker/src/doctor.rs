//! `assay-worker doctor`: one line per check, and what to do.

use crate::{
	chain::{self, name_of, Known, Standing},
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
use std::{collections::HashSet, io::Write};

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
	let mut known = None;
	if let Some(client) = &client {
		check_chain(client, settings, key.as_ref(), report).await;
		known = report.check("registry", chain::known(client).await, |known| {
			let models = known.iter().filter(|it| it.standing == Standing::Current).count();
			format!("{models} models on the chain")
		});
	}
	let mut matched = Vec::new();
	if settings.models.is_empty() {
		report.fail("model", "none is configured; use --model PATH");
	}
	for file in &settings.models {
		matched.extend(check_model(settings, file, known.as_deref(), generate, report).await);
	}
	let matched = check_offer(&matched, report);
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
	known: Option<&[Known]>,
	generate: bool,
	report: &mut Report<W>,
) -> Vec<Known> {
	let path = file.path.display().to_string();
	let inspection = report.check("model file", chain::inspect(file).await, |found| {
		format!("{path}: {:?}, {} MiB", found.info.architecture, found.info.size >> 20)
	});
	let Some(inspection) = inspection else { return Vec::new() };
	let matched = match known.map(|known| chain::find(file, &inspection, known)) {
		None => Vec::new(),
		Some(Ok(matched)) => {
			for Known { view, standing } in &matched {
				let ModelView { version, id, .. } = view;
				let name = name_of(&view.manifest);
				let text = match standing {
					Standing::Current => format!("{:?}", view.status),
					Standing::From(at) => format!("current from block {at} on"),
					Standing::Replaced => "replaced; tasks that were posted before are run".into(),
				};
				report.ok("model", format!("`{name}` version {version} {id:?}, {text}"));
			}
			matched
		}
		Some(Err(error)) => {
			report.fail("model", error);
			Vec::new()
		}
	};
	if generate {
		let manifest = matched.first().map(|it| it.view.manifest.clone());
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
	matched
}

/// Whether a worker with these files can get tasks. Returns the models that it offers now or at a height to come.
fn check_offer<W: Write>(matched: &[Known], report: &mut Report<W>) -> Vec<ModelView> {
	let is_open = |it: &&Known| it.standing != Standing::Replaced && it.view.status.takes_tasks();
	let open: Vec<_> = matched.iter().filter(is_open).map(|it| it.view.clone()).collect();
	// Of files that are nothing each was reported.
	if let (Some(Known { view, .. }), true) = (matched.first(), open.is_empty()) {
		let (name, status) = (name_of(&view.manifest), view.status);
		report.fail(
			"offer",
			match status.takes_tasks() {
				true => format!("`{name}` has a new version; name its file with --model, too"),
				false => {
					format!("`{name}` takes no tasks: its status is {status:?}; serve another")
				}
			},
		);
	}
	open
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
	let mut seen = HashSet::new();
	// Versions of a model have one price.
	for model in models.iter().filter(|model| seen.insert(model.id)) {
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain::tests::model;
	use assay_primitives::model::ModelStatus;

	fn known(version: u32, standing: Standing) -> Known {
		Known { view: model(version), standing }
	}

	/// Versions that are offered now or later, and what the check says if it fails.
	fn offer(matched: Vec<Known>) -> (Vec<u32>, String) {
		let mut report = Report { out: Vec::new(), failed: 0 };
		let offered = check_offer(&matched, &mut report);
		let said = String::from_utf8(report.out).unwrap();
		assert_eq!(report.failed, usize::from(!said.is_empty()));
		(offered.iter().map(|view| view.version).collect(), said)
	}

	#[test]
	fn old_and_new_file_pass() {
		let (old, new) = (known(0, Standing::Replaced), known(1, Standing::Current));
		assert_eq!(offer(vec![old.clone(), new]), (vec![1], String::new()));
		let coming = known(1, Standing::From(9));
		assert_eq!(
			offer(vec![known(0, Standing::Current), coming.clone()]),
			(vec![0, 1], String::new())
		);
		assert_eq!(offer(vec![coming]), (vec![1], String::new()));
		// Alone the old one gets no tasks.
		let (offered, said) = offer(vec![old]);
		assert!(offered.is_empty() && said.contains("`demo` has a new version"), "{said}");
		// Files that are nothing were reported one by one.
		assert_eq!(offer(Vec::new()), (Vec::new(), String::new()));
	}

	#[test]
	fn one_model_that_takes_tasks_is_enough() {
		let closed = |standing| {
			let view = ModelView { status: ModelStatus::Deprecated, ..model(0) };
			Known { view, standing }
		};
		let (offered, said) = offer(vec![closed(Standing::Current)]);
		assert!(offered.is_empty() && said.contains("its status is Deprecated"), "{said}");
		let both = vec![closed(Standing::Current), known(1, Standing::Current)];
		assert_eq!(offer(both), (vec![1], String::new()));
	}
}
