//! `assay-worker audit`: runs tasks again that the chain drew for a validator, and says whether their results are right.
//!
//! - [`decide`]: what an auditor does next, from the chain's state.
//! - [`bench`]: runs tasks again, in a thread per model.
//! - [`book`]: verdicts, on disk before they are committed to.
//! - [`opinions`]: what the validator thinks of workers.
//! - [`auditing`]: brings them together at each block.
//!
//! Wrong results are challenged as `assay-worker watch` does, by an account with tokens, which the verdict names.

pub mod auditing;
pub mod bench;
pub mod book;
pub mod decide;
pub mod opinions;

use self::auditing::Auditing;
use crate::{
	args::Audit,
	chain,
	config::Settings,
	disputes::{book::Book as Challenges, docket::Docket},
	engine::{Arithmetic, Model},
	http::{self, Health},
	keys,
	metrics::Metrics,
	run::{connect, watch_signals, BREATH},
};
use anyhow::Context;
use assay_client::{At, ChainType, Client, ClientError, TxQueue};
use assay_primitives::AccountId;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::watch;

/// How long an orderly end waits for its last transactions to become final.
const PATIENCE: Duration = Duration::from_secs(15);

/// What becomes of audits without the model's file.
const ABSTAINING: &str =
	"audits of a model that is not here are abstained from, and no new ones taken";

/// Audits until told to end, or until something is wrong that only people can mend.
pub async fn run(settings: Settings, options: Audit) -> anyhow::Result<()> {
	let operator = Arc::new(keys::load(&settings)?);
	let challenger = match options.challenger() {
		Some(keys) => Arc::new(keys.load().context("the challenger's key")?),
		None => operator.clone(),
	};
	if let Some(path) = &options.opinions {
		// Later a bad file is skipped, not to lose audits over it.
		opinions::read(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
	}
	let listener = http::bind(settings.http).await?;
	let book = book::Book::open(&settings.data_dir)?;
	let challenges = Challenges::open(&settings.data_dir)?;
	let metrics = Metrics::new()?;
	let health = Health::default();

	let mut inspections = Vec::new();
	let mut missing = Vec::new();
	for file in &settings.models {
		match chain::inspect(file).await {
			Ok(inspection) => inspections.push((file.clone(), inspection)),
			Err(error) => missing.push(anyhow::Error::from(error)),
		}
	}
	if settings.models.is_empty() {
		missing.push(anyhow::anyhow!(
			"no model to audit: use --model PATH, or name models in the settings file"
		));
	}
	let client = connect(&settings).await?;
	for key in [&operator, &challenger] {
		key.check_allowed_on(client.chain_type())?;
	}
	tracing::info!(
		chain = client.chain_name(),
		genesis = ?client.genesis_hash(),
		operator = %operator.ss58(),
		challenger = %challenger.ss58(),
		"connected"
	);
	for error in missing {
		// What it was drawn for it can still abstain from. Silence would cost half of its bond.
		if !is_expected(&client, &operator.account()).await? {
			return Err(error);
		}
		tracing::error!(%error, "{ABSTAINING}");
	}
	if options.lazy {
		anyhow::ensure!(
			client.chain_type() == ChainType::Development,
			"--lazy costs the validator's bonds; it is for development chains only"
		);
		tracing::warn!("all results will be found right, without a look");
	}
	let queue = TxQueue::start(client.clone(), operator.clone());
	// One queue owns the numbers of a key.
	let challenging = match operator.account() == challenger.account() {
		true => queue.clone(),
		false => TxQueue::start(client.clone(), challenger.clone()),
	};
	let stores = settings.blob_stores.clone();
	let (account, shared) = (challenger.account(), metrics.clone());
	let mut docket =
		Docket::new(client.clone(), challenging, shared, stores.clone(), Some(challenges))
			.on_request();
	let mut auditing = Auditing::new(client.clone(), queue, account, metrics.clone(), stores, book)
		.with_opinions(options.opinions);
	let known = chain::known(&client).await?;
	let matched = match chain::find_all(inspections, &known) {
		Err(error) if !is_expected(&client, &operator.account()).await? => return Err(error.into()),
		Err(error) => {
			tracing::error!(%error, "{ABSTAINING}");
			Vec::new()
		}
		Ok(matched) => matched,
	};
	for it in matched {
		let (canon, known) = it.canonical()?;
		let arithmetic = Arithmetic::of(canon, settings.kernels, settings.threads)?;
		let file = it.file;
		let model = tokio::task::spawn_blocking(move || {
			Model::load(&file.path, file.tokenizer.as_deref(), arithmetic)
		})
		.await??;
		// They share the weights.
		let judges = model.judge().zip(model.judge()).context("a canonical model has a judge")?;
		let no_thread = "can't start a thread";
		chain::loaded(&known);
		let views = known.into_iter().map(|it| it.view);
		docket.judge(views.clone(), judges.0).context(no_thread)?;
		auditing.audit(views, judges.1, options.lazy).context(no_thread)?;
	}
	let funds = client.account(&challenger.account(), At::Best).await?;
	if funds.free == 0 {
		tracing::warn!(
			account = %challenger.ss58(),
			"the challenger's account is empty: to show that a result is wrong takes a bond, and fees; without them a verdict costs the auditor its bond. Send it some tokens"
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
		let idle = docket.is_idle() && auditing.is_idle();
		let pending = docket.pending() + auditing.pending();
		if let Some(since) = ending.as_mut().filter(|_| !idle) {
			*since = Instant::now();
		}
		if ending.is_some_and(|since: Instant| idle && (pending == 0 || since.elapsed() > PATIENCE))
		{
			break;
		}
		let wrong = tokio::select! {
			update = best.next() => match update {
				Ok(update) => {
					http::seen(&update, &metrics, &health);
					docket.on_best(&update).await?;
					auditing.on_best(update.head).await?
				}
				Err(error) => {
					metrics.chain_errors.inc();
					if error.is_unreachable() {
						metrics.connected.set(0);
						health.update(|health| health.connected = false);
					}
					tracing::warn!(%error, "the node does not answer; trying again");
					tokio::time::sleep(BREATH).await;
					continue;
				}
			},
			update = finalised.next() => {
				match update {
					Ok(update) => metrics.finalised_block.set(update.head.number.into()),
					Err(_) => tokio::time::sleep(BREATH).await,
				}
				continue;
			},
			message = docket.next() => {
				docket.on_message(message).await?;
				continue;
			}
			message = auditing.next() => auditing.on_message(message).await?,
			Ok(()) = stopped.changed() => {
				metrics.draining.set(1);
				health.update(|health| health.draining = true);
				docket.drain();
				auditing.drain();
				ending = Some(Instant::now());
				continue;
			}
		};
		docket.look_at(wrong);
	}
	server.abort();
	tracing::info!("no audit needs this process; ending");
	Ok(())
}

/// Whether the chain may wait for audits of the validator for which this operator acts.
async fn is_expected(client: &Client, operator: &AccountId) -> Result<bool, ClientError> {
	let Some(staker) = client.staker(operator, At::Best).await? else { return Ok(false) };
	if !client.audited_models(&staker.stash, At::Best).await?.is_empty() {
		return Ok(true);
	}
	let audits = client.audits(At::Best).await?;
	Ok(audits.iter().any(|(_, audit)| audit.standing_of(&staker.stash).is_some()))
}
