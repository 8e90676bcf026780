//! `assay-worker watch`: computes the results of others again, challenges wrong ones and defends right ones.

use super::{book::Book, court::Sham, docket::Docket};
use crate::{
	chain,
	config::Settings,
	engine::{Arithmetic, Model},
	http::{self, Health},
	keys,
	metrics::Metrics,
	run::{connect, watch_signals, BREATH},
};
use anyhow::Context;
use assay_client::{At, ChainType, TxQueue};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::watch;

/// How long an orderly end waits for its last transactions to become final.
const PATIENCE: Duration = Duration::from_secs(15);

/// Watches until told to end, or until something is wrong that only people can mend.
pub async fn run(settings: Settings, sham: Option<Sham>) -> anyhow::Result<()> {
	anyhow::ensure!(
		!settings.models.is_empty(),
		"no model to watch: use --model PATH, or name models in the settings file"
	);
	let key = Arc::new(keys::load(&settings)?);
	let listener = http::bind(settings.http).await?;
	let book = Book::open(&settings.data_dir)?;
	let metrics = Metrics::new()?;
	let health = Health::default();

	let mut inspections = Vec::new();
	for file in &settings.models {
		inspections.push((file.clone(), chain::inspect(file).await?));
	}
	let client = connect(&settings).await?;
	key.check_allowed_on(client.chain_type())?;
	tracing::info!(
		chain = client.chain_name(),
		genesis = ?client.genesis_hash(),
		account = %key.ss58(),
		"connected"
	);
	let queue = TxQueue::start(client.clone(), key.clone());
	if let Some(sham) = sham {
		anyhow::ensure!(
			client.chain_type() == ChainType::Development,
			"--sham costs the bonds of this account; it is for development chains only"
		);
		tracing::warn!(?sham, "what is said in disputes will be wrong");
	}
	let mut docket = Docket::new(
		client.clone(),
		queue,
		metrics.clone(),
		settings.blob_stores.clone(),
		Some(book),
	)
	.shamming(sham);
	let known = chain::known(&client).await?;
	for it in chain::find_all(inspections, &known)? {
		let (canon, known) = it.canonical()?;
		let arithmetic = Arithmetic::of(canon, settings.kernels, settings.threads)?;
		let file = it.file;
		let model = tokio::task::spawn_blocking(move || {
			Model::load(&file.path, file.tokenizer.as_deref(), arithmetic)
		})
		.await??;
		let judge = model.judge().context("a canonical model has a judge")?;
		chain::loaded(&known);
		let views = known.into_iter().map(|it| it.view);
		docket.judge(views, judge).context("can't start a thread")?;
	}
	let funds = client.account(&key.account(), At::Best).await?;
	if funds.free == 0 {
		tracing::warn!(
			account = %key.ss58(),
			"the account is empty: a challenge takes a bond, and its transactions fees; send it some tokens"
		);
	}

	let (stop, mut stopped) = watch::channel(false);
	watch_signals(stop)?;
	let address = listener.local_addr().unwrap_or(settings.http);
	tracing::info!(%address, "serving /metrics and /healthz");
	let shown = (metrics.clone(), health.clone());
	let server =
		tokio::spawn(http::serve_health(listener, shown.0, shown.1, std::future::pending()));

	let mut best = client.follow_best().await?;
	let mut finalised = client.follow_finalised().await?;
	let mut ending = None;
	loop {
		let idle = docket.is_idle();
		if let Some(since) = ending.as_mut().filter(|_| !idle) {
			*since = Instant::now();
		}
		if ending.is_some_and(|since: Instant| {
			idle && (docket.pending() == 0 || since.elapsed() > PATIENCE)
		}) {
			break;
		}
		tokio::select! {
			update = best.next() => match update {
				Ok(update) => {
					http::seen(&update, &metrics, &health);
					docket.on_best(&update).await?;
				}
				Err(error) => {
					metrics.chain_errors.inc();
					if error.is_unreachable() {
						metrics.connected.set(0);
						health.update(|health| health.connected = false);
					}
					tracing::warn!(%error, "the node does not answer; trying again");
					tokio::time::sleep(BREATH).await;
				}
			},
			update = finalised.next() => match update {
				Ok(update) => metrics.finalised_block.set(update.head.number.into()),
				Err(_) => tokio::time::sleep(BREATH).await,
			},
			message = docket.next() => docket.on_message(message).await?,
			Ok(()) = stopped.changed() => {
				metrics.draining.set(1);
				health.update(|health| health.draining = true);
				docket.drain();
				ending = Some(Instant::now());
			}
		}
	}
	server.abort();
	tracing::info!("no dispute needs this process; ending");
	Ok(())
}
