//! `assay-worker run`: follows the chain's best blocks, and does for each task what it needs next.
//!
//! - [`decide`]: what that is.
//! - [`blobs`]: prompts from blob stores, and outputs to them.
//! - [`engines`]: runs of models.
//! - [`transactions`]: calls under way.
//! - [`worker`]: brings them together at each block.
//! - [`offer`]: being on offer.
//! - [`settle`]: what final blocks end.

mod blobs;
pub mod decide;
pub mod engines;
mod offer;
mod settle;
pub mod transactions;
mod worker;

use crate::{
	args::{PauseAfter, Run},
	chain::{self, Known, Standing},
	config::{ModelFile, Settings},
	disputes::{court::Lies, docket::Docket},
	engine::{Arithmetic, Model},
	http::{self, Health, Sources},
	journal::Journal,
	keys,
	metrics::Metrics,
	receipts::Receipts,
};
use anyhow::Context;
use assay_client::{ChainType, Client, ConnectConfig, TxQueue};
use blobs::{Blobs, Shelf};
use engines::{Engine, Temper};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, watch};
use worker::{Served, Worker};

/// Pause after an error that the connection did not already wait for.
pub(crate) const BREATH: Duration = Duration::from_millis(500);

/// Connects as the settings say.
pub async fn connect(settings: &Settings) -> anyhow::Result<Client> {
	let mut config = ConnectConfig::new(settings.urls.clone());
	config.expected_genesis = settings.genesis;
	Ok(Client::connect(config).await?)
}

/// Runs until told to end, or until something is wrong that only people can mend.
pub async fn run(settings: Settings, options: Run) -> anyhow::Result<()> {
	anyhow::ensure!(
		!settings.models.is_empty(),
		"no model to serve: use --model PATH, or name models in the settings file"
	);
	let key = Arc::new(keys::load(&settings)?);
	let listener = http::bind(settings.http).await?;
	let journal = Arc::new(Journal::open(&settings.data_dir)?);
	let receipts = settings.data_dir.join("receipts");
	let receipts =
		Receipts::open(&receipts).with_context(|| format!("can't make {}", receipts.display()))?;
	let open: Vec<_> = journal.open_entries()?.iter().map(|entry| entry.identity).collect();
	let shelf = settings.data_dir.join("prompts");
	let shelf =
		Shelf::open(&shelf, &open).with_context(|| format!("can't use {}", shelf.display()))?;
	let metrics = Metrics::new()?;
	let health = Health::default();

	// What is wrong with the files shows before anything waits for a node.
	let mut inspections = Vec::new();
	for file in &settings.models {
		inspections.push((file.clone(), chain::inspect(file).await?));
	}
	let client = connect(&settings).await?;
	key.check_allowed_on(client.chain_type())?;
	tracing::info!(
		chain = client.chain_name(),
		genesis = ?client.genesis_hash(),
		operator = %key.ss58(),
		"connected"
	);
	let lies = options.lies();
	if let Some(Lies { kind, every }) = lies {
		anyhow::ensure!(
			client.chain_type() == ChainType::Development,
			"--fault makes wrong results, which cost the stake; it is for development chains only"
		);
		tracing::warn!(fault = %kind, every, "results will be wrong");
	}
	let queue = TxQueue::start(client.clone(), key.clone());
	let mut docket = Docket::new(
		client.clone(),
		queue.clone(),
		metrics.clone(),
		settings.blob_stores.clone(),
		None,
	)
	.lying(lies);
	let delay = Duration::from_millis(options.delay.unwrap_or_default());
	let known = chain::known(&client).await?;
	let matched = chain::find_all(inspections, &known)?;
	let all: Vec<Known> = matched.iter().flat_map(|it| it.known.clone()).collect();
	announce(&all, settings.blob_stores.is_empty());
	let (done, results) = mpsc::unbounded_channel();
	let mut served: Vec<Served> = Vec::new();
	for it in matched {
		for (canon, known) in it.by_canon() {
			let arithmetic = Arithmetic::of(canon, settings.kernels, settings.threads)?;
			let ModelFile { path, tokenizer } = it.file.clone();
			let model = tokio::task::spawn_blocking(move || {
				Model::load(&path, tokenizer.as_deref(), arithmetic)
			})
			.await??;
			if let Some(judge) = model.judge() {
				let views = known.iter().map(|it| it.view.clone());
				docket.judge(views, judge).context("can't start a thread")?;
			}
			let engine = Engine::start(model, Temper { lies, delay }, done.clone())
				.context("can't start a thread")?;
			let engine = Arc::new(engine);
			for Known { view, standing } in known {
				let (name, version) = (chain::log_name(&view.manifest), view.version);
				tracing::info!(model = %name, version, class = engine.execution_class(), "loaded");
				let current = standing == Standing::Current;
				served.push(Served { view, name, engine: engine.clone(), current });
			}
		}
	}

	let (stop, mut stopped) = watch::channel(false);
	watch_signals(stop)?;
	let sources = Sources {
		metrics: metrics.clone(),
		health: health.clone(),
		receipts: receipts.clone(),
		journal: journal.clone(),
	};
	let address = listener.local_addr().unwrap_or(settings.http);
	tracing::info!(%address, "serving /metrics, /healthz, /tasks and /receipts/<task>");
	let server = tokio::spawn(http::serve(listener, sources, std::future::pending()));

	let (news_sender, mut news) = mpsc::unbounded_channel();
	let (delivery_sender, mut deliveries) = mpsc::unbounded_channel();
	let mut results = results;
	let mut worker = Worker::new(worker::Parts {
		client: client.clone(),
		key,
		capacity: settings.capacity,
		served,
		journal,
		receipts,
		metrics,
		health,
		transactions: transactions::Transactions::new(queue, news_sender),
		blobs: Blobs::new(settings.blob_stores.clone(), shelf, delivery_sender),
		inline_output: options.inline_output,
		pause_after_commit: options.pause_after == Some(PauseAfter::Commit),
	});
	let mut best = client.follow_best().await?;
	let mut finalised = client.follow_finalised().await?;
	while !(worker.is_done() && docket.is_idle()) {
		tokio::select! {
			update = best.next() => match update {
				Ok(update) => {
					worker.on_best(update.clone()).await?;
					docket.on_best(&update).await?;
				}
				Err(error) => {
					worker.on_chain_error(&error);
					tokio::time::sleep(BREATH).await;
				},
			},
			update = finalised.next() => match update {
				Ok(update) => worker.on_finalised(update.head).await?,
				Err(error) => {
					worker.on_chain_error(&error);
					tokio::time::sleep(BREATH).await;
				},
			},
			message = docket.next() => docket.on_message(message).await?,
			Some(finished) = results.recv() => worker.on_finished(finished).await?,
			Some(delivery) = deliveries.recv() => worker.on_delivery(delivery).await?,
			Some((purpose, item)) = news.recv() => worker.on_news(purpose, item),
			Ok(()) = stopped.changed() => worker.drain().await?,
		}
	}
	server.abort();
	tracing::info!("every task is done; ending");
	Ok(())
}

/// Says what of the models here needs attention.
fn announce(all: &[Known], no_stores: bool) {
	for Known { view, standing } in all {
		let (model, version) = (chain::log_name(&view.manifest), view.version);
		match standing {
			Standing::Current => {}
			Standing::From(at) => {
				tracing::info!(%model, version, at, "it is offered from then on")
			}
			Standing::Replaced if all.iter().any(|it| it.is_ahead_of(view)) => {
				tracing::info!(%model, version, "only tasks that were posted before are run");
				continue;
			}
			Standing::Replaced => {
				tracing::warn!(%model, version, "it has a new version: only tasks that were posted before are run");
				continue;
			}
		}
		let status = view.status;
		if !status.takes_tasks() {
			tracing::warn!(%model, "it takes no new tasks: its status is {status:?}");
		}
		if view.params.max_blob_bytes > 0 && no_stores {
			tracing::warn!(
				%model,
				"its prompts may lie in a blob store, and none is named: such tasks will not be acknowledged, which may \
				 count as missed deadlines; use --blob-store URL"
			);
		}
	}
}

/// The first signal asks for an orderly end, the second ends at once.
pub(crate) fn watch_signals(stop: watch::Sender<bool>) -> anyhow::Result<()> {
	use tokio::signal::unix::{signal, SignalKind};
	let mut terminate = signal(SignalKind::terminate())?;
	let mut interrupt = signal(SignalKind::interrupt())?;
	tokio::spawn(async move {
		let mut first = true;
		loop {
			tokio::select! {
				_ = terminate.recv() => {},
				_ = interrupt.recv() => {},
			}
			if !first {
				tracing::warn!(
					"second signal: ending at once; the journal keeps what was computed"
				);
				std::process::exit(1);
			}
			first = false;
			tracing::info!(
				"asked to end: taking no new tasks, finishing those there are; a second signal ends at once"
			);
			let _ = stop.send(true);
		}
	});
	Ok(())
}
