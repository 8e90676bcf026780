//! The worker at each block.

use super::{
	blobs::{Blobs, Delivery, Errand},
	decide::{decide, stage_of, Step},
	engines::{answer, Engine, Finished, Order},
	transactions::{News, Purpose, Transactions},
};
use crate::{
	engine::{Job, Run},
	http::Health,
	journal::{new_salt, Entry, Journal, JournalError, Stage},
	metrics::Metrics,
	receipts::Receipts,
};
use assay_client::{calls, At, BlobError, BlockId, ChainUpdate, Client, ClientError, Key};
use assay_primitives::{
	api::{ModelView, ParamsView, TaskView, WorkerView},
	model::ModelParams,
	task::{prompt_units, Input, Outcome, Payload, TaskIdentity, TaskKind, Verification},
	AccountId, Balance, BlockNumber, ModelId, ParamsVersion, TaskId, MAX_INLINE_OUTPUT,
};
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
	time::{Duration, Instant},
};

type Params = ModelParams<Balance, BlockNumber>;

/// How long an orderly end waits for its last transactions to become final.
const FINALITY_PATIENCE: Duration = Duration::from_secs(15);

/// A version of a model that this worker has.
pub struct Served {
	pub view: ModelView,
	pub name: String,
	/// Versions with the same weights share one.
	pub engine: Arc<Engine>,
	/// Whether tasks are posted for this version. It runs those that were.
	pub current: bool,
}

/// What a worker is made of.
pub struct Parts {
	pub client: Client,
	pub key: Arc<Key>,
	pub capacity: u32,
	pub served: Vec<Served>,
	pub journal: Arc<Journal>,
	pub receipts: Receipts,
	pub metrics: Metrics,
	pub health: Health,
	pub transactions: Transactions,
	pub blobs: Blobs,
	pub pause_after_commit: bool,
	/// Most bytes of output that go into a transaction.
	pub inline_output: Option<u32>,
}

pub struct Worker {
	pub(super) client: Client,
	pub(super) key: Arc<Key>,
	pub(super) journal: Arc<Journal>,
	pub(super) receipts: Receipts,
	pub(super) metrics: Metrics,
	pub(super) health: Health,
	pub(super) served: Vec<Served>,
	pub(super) transactions: Transactions,
	pub(super) blobs: Blobs,
	pub(super) capacity: u32,
	operator: AccountId,
	pause_after_commit: bool,
	inline_output: u32,
	head: Option<BlockId>,
	connected: bool,
	/// Runs queued or under way.
	running: HashSet<TaskIdentity>,
	/// Tasks whose run failed. A run is a function of the task: it would fail again.
	given_up: HashSet<TaskIdentity>,
	/// Live tasks seen revealed: nothing to do unless a reorganisation comes.
	revealed: HashSet<TaskId>,
	/// What was last said about a task that is blocked.
	said: HashMap<TaskIdentity, &'static str>,
	pub(super) hindrance: Option<String>,
	/// Height at which it asked what became of its models.
	pub(super) refreshed: BlockNumber,
	/// Whether being ready was logged.
	pub(super) announced: bool,
	pub(super) draining: bool,
	/// While draining: since when nothing is left to do.
	idle_since: Option<Instant>,
}

impl Worker {
	pub fn new(parts: Parts) -> Self {
		Self {
			operator: parts.key.account(),
			client: parts.client,
			key: parts.key,
			journal: parts.journal,
			receipts: parts.receipts,
			metrics: parts.metrics,
			health: parts.health,
			served: parts.served,
			transactions: parts.transactions,
			blobs: parts.blobs,
			capacity: parts.capacity,
			pause_after_commit: parts.pause_after_commit,
			inline_output: parts
				.inline_output
				.map_or(MAX_INLINE_OUTPUT, |most| most.min(MAX_INLINE_OUTPUT)),
			head: None,
			connected: false,
			running: HashSet::new(),
			given_up: HashSet::new(),
			revealed: HashSet::new(),
			said: HashMap::new(),
			hindrance: None,
			refreshed: 0,
			announced: false,
			draining: false,
			idle_since: None,
		}
	}

	/// Whether the orderly end is reached.
	pub fn is_done(&self) -> bool {
		self.idle_since.is_some_and(|since| {
			self.transactions.pending() == 0 || since.elapsed() > FINALITY_PATIENCE
		})
	}

	pub async fn on_best(&mut self, update: ChainUpdate) -> Result<(), JournalError> {
		if !update.retracted.is_empty() || update.gap {
			tracing::debug!(blocks = update.retracted.len(), "reorganisation");
			self.revealed.clear();
		}
		self.head = Some(update.head);
		if !self.connected {
			self.connected = true;
			tracing::info!(block = update.head.number, "following the chain");
		} else if self.metrics.connected.get() == 0 {
			self.metrics.reconnects.inc();
			tracing::info!(block = update.head.number, "the node is back");
		}
		self.metrics.connected.set(1);
		self.metrics.best_block.set(update.head.number.into());
		self.health.update(|health| {
			health.connected = true;
			health.head = Some((update.head.number, Instant::now()));
		});
		self.tick().await
	}

	/// Takes no new tasks and ends when those there are need nothing more.
	pub async fn drain(&mut self) -> Result<(), JournalError> {
		self.draining = true;
		self.metrics.draining.set(1);
		self.health.update(|health| health.draining = true);
		self.tick().await
	}

	/// Does all that the state at the head calls for.
	async fn tick(&mut self) -> Result<(), JournalError> {
		let Some(head) = self.head else { return Ok(()) };
		let view = match self.client.worker(&self.operator, At::Block(head.hash)).await {
			Ok(view) => view,
			Err(error) => {
				self.on_chain_error(&error);
				return Ok(());
			}
		};
		self.show(view.as_ref());
		let Some(view) = view else {
			self.hinder(Some(format!(
				"no worker has this operator; as its stash: assay stake register {}",
				self.key.ss58()
			)));
			self.idle(self.running.is_empty());
			return Ok(());
		};
		if let Err(error) = self.offer(&view, head).await {
			self.on_chain_error(&error);
		}
		self.revealed.retain(|task| view.live_tasks.contains(task));
		let mut needed = false;
		for task in &view.live_tasks {
			if self.revealed.contains(task) {
				continue;
			}
			match self.client.task(*task, At::Block(head.hash)).await {
				Ok(Some(task)) => needed |= self.attend(&view.stash, task, head).await?,
				Ok(None) => {}
				Err(error) => {
					self.on_chain_error(&error);
					needed = true;
				}
			}
		}
		self.idle(view.ready.is_none() && !needed);
		Ok(())
	}

	fn idle(&mut self, idle: bool) {
		self.idle_since = match self.idle_since {
			_ if !(idle && self.draining) => None,
			Some(since) => Some(since),
			None => Some(Instant::now()),
		};
	}

	/// Does the next step for one task. Says whether the task still needs this worker.
	async fn attend(
		&mut self,
		stash: &AccountId,
		view: TaskView,
		head: BlockId,
	) -> Result<bool, JournalError> {
		let (identity, block) = (view.identity, head.number);
		let task = identity.number;
		let entry = self.journal.get(&identity)?;
		// A prompt that a run has, or had, need not be fetched again.
		let fetched = self.blobs.has_prompt(&identity)
			|| self.running.contains(&identity)
			|| self.given_up.contains(&identity);
		let step = decide(&view, stash, entry.as_ref(), fetched);
		if let Some(entry) = entry.as_ref() {
			self.advance(entry, &step, block)?;
		}
		let model = self.model_name(&view.task.model);
		let needed = step.needs_us();
		match step {
			Step::NotOurs => {}
			Step::Revealed => {
				self.revealed.insert(task);
			}
			Step::Blocked(reason) => {
				if self.said.insert(identity, reason) != Some(reason) {
					tracing::error!(task, %model, phase = %"blocked", block, "{reason}");
				}
			}
			Step::Fetch | Step::Acknowledge | Step::Run if self.given_up.contains(&identity) => {
				return Ok(false)
			}
			// Not to be acknowledged: it could not be run.
			Step::Fetch | Step::Acknowledge if self.served_for(&view).is_none() => {
				return Ok(false)
			}
			Step::Fetch if !self.blobs.has_stores() => {
				if self.said.insert(identity, "store").is_none() {
					tracing::error!(
						task, %model, phase = %"blocked", block,
						"its prompt lies in a blob store, and none is named: not acknowledging it; use --blob-store URL"
					);
				}
				return Ok(false);
			}
			Step::Fetch => {
				self.note_assigned(entry, stash, &view, block)?;
				let (hash, len) = (view.task.input_hash, view.task.input_len);
				if self.blobs.fetch(identity, hash, len, block) {
					tracing::debug!(task, %model, phase = %"fetch", len, block);
				}
			}
			Step::Acknowledge => {
				let sent =
					self.transactions.send(Purpose::Ack(identity), block, || calls::ack(task));
				if sent {
					tracing::debug!(task, %model, phase = %"send-ack", block);
				}
			}
			Step::Run if self.running.contains(&identity) => {}
			Step::Run => {
				self.note_assigned(entry, stash, &view, block)?;
				if let Err(error) = self.start(view, head).await {
					self.on_chain_error(&error);
				}
			}
			// Other workers of a replicated task must not find the output before this one is bound to its own.
			Step::Commit(_)
				if view.task.verification == Verification::Audited
					&& !self.output_is_out(entry.as_ref(), block) => {}
			Step::Commit(commitment) => {
				let sent = self
					.transactions
					.send(Purpose::Commit(identity), block, || calls::commit(task, commitment));
				if sent {
					tracing::debug!(task, %model, phase = %"send-commit", block);
				}
			}
			Step::Wait => {
				if self.said.insert(identity, "replicas") != Some("replicas") {
					tracing::info!(task, %model, phase = %"waiting", block, "for the other replicas");
				}
			}
			Step::Reveal(_) if self.pause_after_commit => {
				if self.said.insert(identity, "paused").is_none() {
					tracing::warn!(task, %model, phase = %"paused", block, "--pause-after commit");
				}
				return Ok(false);
			}
			Step::Reveal(_) if !self.output_is_out(entry.as_ref(), block) => {}
			Step::Reveal(outcome) => {
				let sent = self
					.transactions
					.send(Purpose::Reveal(identity), block, || calls::reveal(task, outcome));
				if sent {
					tracing::debug!(task, %model, phase = %"send-reveal", block);
				}
			}
		}
		Ok(needed)
	}

	/// Makes a journal entry for a task that has none that counts.
	fn note_assigned(
		&mut self,
		entry: Option<Entry>,
		stash: &AccountId,
		view: &TaskView,
		block: u32,
	) -> Result<(), JournalError> {
		if entry.is_none_or(|entry| entry.stage.is_final() || entry.worker != *stash) {
			let fresh = Entry::new(view.identity, stash.clone(), view.task.model, block);
			self.journal.put(&fresh)?;
			self.metrics.assigned.inc();
			let (task, model) = (view.identity.number, self.model_name(&view.task.model));
			tracing::info!(task, %model, phase = %"assigned", block);
		}
		Ok(())
	}

	/// Whether the output of an entry needs no pushing. Begins to push it if it does.
	fn output_is_out(&mut self, entry: Option<&Entry>, block: u32) -> bool {
		let Some(entry) = entry else { return true };
		let Some(Outcome::Done { output: Payload::Blob { len, .. }, .. }) = entry.outcome else {
			return true;
		};
		let identity = entry.identity;
		if self.blobs.is_pushed(&identity) {
			return true;
		}
		let task = identity.number;
		if !self.blobs.has_stores() {
			if self.said.insert(identity, "store").is_none() {
				tracing::error!(task, phase = %"blocked", block, "its output must go to a blob store, and none is named; use --blob-store URL");
			}
		} else if self.blobs.push(identity, entry.output.clone(), block) {
			tracing::debug!(task, phase = %"push", len, block);
		}
		false
	}

	/// A prompt came, or an output is out; or neither.
	pub async fn on_delivery(&mut self, delivery: Delivery) -> Result<(), JournalError> {
		let block = self.head.map_or(0, |head| head.number);
		let (identity, errand) = (delivery.identity, delivery.errand);
		let task = identity.number;
		match (self.blobs.arrived(delivery, block), errand) {
			(Ok(()), Errand::Fetch) => {
				self.metrics.blob_fetches.inc();
				tracing::info!(task, phase = %"fetched", block);
				return self.tick().await;
			}
			(Ok(()), Errand::Push) => {
				self.metrics.blob_pushes.inc();
				tracing::info!(task, phase = %"pushed", block);
				return self.tick().await;
			}
			(Err(error), Errand::Fetch) => {
				self.metrics.blob_fetch_failures.inc();
				let lost = matches!(error, BlobError::Nonsense { .. });
				let error = error.to_string().replace('\n', " ");
				if lost {
					self.given_up.insert(identity);
					tracing::error!(task, phase = %"fetch", block, %error, "not acknowledging it");
				} else {
					tracing::warn!(task, phase = %"fetch", block, %error, "not acknowledging it; trying again");
				}
			}
			(Err(error), Errand::Push) => {
				self.metrics.blob_push_failures.inc();
				let error = error.to_string().replace('\n', " ");
				tracing::error!(task, phase = %"push", block, %error, "trying again");
			}
		}
		Ok(())
	}

	/// Writes down how far the chain has come with a task.
	fn advance(&mut self, entry: &Entry, step: &Step, block: u32) -> Result<(), JournalError> {
		let Some(stage) = stage_of(step).filter(|stage| *stage != entry.stage) else {
			return Ok(());
		};
		let mut entry = entry.clone();
		// A stage that was missed, between two blocks seen or before a restart, counts all the same.
		if entry.committed_at.is_none() {
			self.metrics.committed.inc();
			entry.committed_at = Some(block);
		}
		if stage == Stage::Revealed && entry.revealed_at.is_none() {
			self.metrics.revealed.inc();
			entry.revealed_at = Some(block);
		}
		entry.stage = stage;
		self.journal.put(&entry)?;
		let phase = if stage == Stage::Revealed { "reveal" } else { "commit" };
		let model = self.model_name(&entry.model);
		let (task, units, tps) = (entry.identity.number, entry.units, speed(&entry));
		tracing::info!(task, %model, %phase, units, %tps, block);
		Ok(())
	}

	/// Which of the served models a task is for.
	fn served_for(&mut self, view: &TaskView) -> Option<usize> {
		let index = self.served.iter().position(|served| is_for(&served.view, view));
		if index.is_none() && self.said.insert(view.identity, "model").is_none() {
			tracing::error!(
				task = view.identity.number, phase = %"blocked", model = ?view.task.model,
				"this worker has not the weights of the model that the task was posted for; name its file with --model"
			);
		}
		index
	}

	/// Hands a task to its model.
	async fn start(&mut self, view: TaskView, head: BlockId) -> Result<(), ClientError> {
		let (identity, task) = (view.identity, view.identity.number);
		let Some(index) = self.served_for(&view) else { return Ok(()) };
		let takes_blobs = view.task.blob || self.takes_blobs(index, &view, head).await?;
		let prompt = match view.input {
			Some(Input::Inline(prompt)) => prompt.into_inner(),
			_ => match self.blobs.take_prompt(&identity) {
				Some(prompt) => prompt,
				None => return Ok(()),
			},
		};
		let Some(served) = self.served.get(index) else { return Ok(()) };
		let TaskKind::Generate { max_tokens, sampling } = view.task.kind;
		let job = Job {
			template: served.view.manifest.template.to_vec(),
			context: served.view.manifest.context_length,
			prompt,
			max_tokens,
			sampling,
			prompt_ids: view.task.prompt_ids,
		};
		let prompt_units = prompt_units(view.task.input_len);
		let inline_output = (takes_blobs && self.blobs.has_stores()).then_some(self.inline_output);
		if served.engine.order(Order { identity, prompt_units, inline_output, job }) {
			self.running.insert(identity);
			self.metrics.running.set(self.running.len() as i64);
		} else {
			tracing::error!(task, model = %served.name, "the model's thread is gone; restart the worker");
		}
		Ok(())
	}

	/// Whether the model took blobs by the parameters with which a task was posted. They may have changed since, and the
	/// chain goes by these.
	async fn takes_blobs(
		&self,
		index: usize,
		view: &TaskView,
		head: BlockId,
	) -> Result<bool, ClientError> {
		let (model, version) = (view.task.model, view.task.params_version);
		let held = self.served.get(index).and_then(|served| held_params(&served.view, version));
		if let Some(params) = held {
			return Ok(params.max_blob_bytes > 0);
		}
		let history = self.client.model_history(model, At::Block(head.hash)).await?;
		let params = history.and_then(|history| former_params(history.params, version));
		// None only of a model that is gone, and it has no live tasks.
		Ok(params.is_some_and(|params| params.max_blob_bytes > 0))
	}

	/// A run ended: its outcome goes to the journal before anything goes to the chain.
	pub async fn on_finished(&mut self, finished: Finished) -> Result<(), JournalError> {
		let Finished { identity, prompt_units, inline_output, execution_class, took, result } =
			finished;
		let task = identity.number;
		self.running.remove(&identity);
		self.metrics.running.set(self.running.len() as i64);
		// Reorganised away, or over: nobody waits for it.
		let Some(mut entry) = self.journal.get(&identity)? else { return Ok(()) };
		if entry.stage != Stage::Assigned {
			return Ok(());
		}
		let model = self.model_name(&entry.model);
		let answered = result.map_err(|error| error.to_string()).and_then(|run| {
			let salt = new_salt().map_err(|error| error.to_string())?;
			self.count(&run);
			answer(run, salt, inline_output).map_err(|error| error.to_string())
		});
		self.metrics.run_seconds.observe(took.as_secs_f64());
		let answer = match answered {
			Ok(answer) => answer,
			Err(error) => {
				self.metrics.engine_errors.inc();
				self.given_up.insert(identity);
				tracing::error!(task, %model, phase = %"run", %error, "the run failed; not committing");
				return Ok(());
			}
		};
		entry.units = match &answer.outcome {
			Outcome::Done { .. } | Outcome::Fault { .. } => {
				prompt_units.saturating_add(answer.output_ids)
			}
			Outcome::Refused { .. } => 0,
		};
		entry.outcome = Some(answer.outcome);
		entry.output = answer.output;
		entry.execution_class = execution_class;
		entry.millis = took.as_millis() as u64;
		entry.stage = Stage::Computed;
		self.journal.put(&entry)?;
		let (units, tps) = (entry.units, speed(&entry));
		let seconds = format!("{:.2}", took.as_secs_f64());
		let block = self.head.map_or(0, |head| head.number);
		tracing::info!(task, %model, phase = %"run", units, %tps, %seconds, block);
		self.tick().await
	}

	fn count(&self, run: &Run) {
		match run {
			Run::Done(done) => {
				self.metrics.prompt_tokens.inc_by(done.prompt_ids.len() as u64);
				self.metrics.output_tokens.inc_by(done.output_ids.len() as u64);
			}
			Run::Refused(_) => self.metrics.refused.inc(),
			Run::Fault(_) => self.metrics.faults.inc(),
		}
	}

	pub fn on_news(&mut self, purpose: Purpose, news: News) {
		let height = self.head.map_or(0, |head| head.number);
		self.transactions.heard(purpose, &news, height);
		let (task, phase) = (purpose.task().map(|identity| identity.number), purpose.as_str());
		match news {
			News::InBlock(block) => {
				tracing::debug!(task, %phase, block = block.number, "in a block")
			}
			News::Final => tracing::debug!(task, %phase, "final"),
			News::Retracted => {
				self.metrics.transaction_retries.inc();
				tracing::warn!(task, %phase, "reorganised away; sent again");
			}
			News::Failed(error) => {
				self.metrics.transaction_failures.inc();
				tracing::warn!(task, %phase, block = height, %error, "refused; looking again at the next blocks");
			}
		}
	}

	pub(super) fn model_name(&self, id: &ModelId) -> String {
		let served = self.served.iter().find(|served| served.view.id == *id);
		served.map_or_else(|| format!("{id:?}"), |served| served.name.clone())
	}

	/// A task is over.
	pub(super) fn forget(&mut self, identity: &TaskIdentity) {
		self.transactions.forget(identity);
		self.blobs.forget(identity);
		self.given_up.remove(identity);
		self.said.remove(identity);
	}

	fn show(&self, view: Option<&WorkerView>) {
		let ready = view.is_some_and(|view| view.ready.is_some());
		let live = view.map_or(0, |view| view.live_tasks.len());
		self.metrics.registered.set(view.is_some().into());
		self.metrics.ready.set(ready.into());
		self.metrics.live_tasks.set(live as i64);
		self.health.update(|health| {
			health.registered = view.is_some();
			health.ready = ready;
			health.live_tasks = live;
		});
	}

	/// Says why the worker is not on offer, once.
	pub(super) fn hinder(&mut self, reason: Option<String>) {
		if reason == self.hindrance {
			return;
		}
		if let Some(reason) = &reason {
			tracing::warn!(phase = %"waiting", "{reason}");
		}
		self.health.update(|health| health.hindrance = reason.clone());
		self.hindrance = reason;
	}
}

/// Whether a version is the one that a task was posted for. Numbers alone do not say it: a model that was withdrawn can be
/// registered again.
fn is_for(version: &ModelView, view: &TaskView) -> bool {
	let task = &view.task;
	(version.id, version.version, version.manifest.weights_root)
		== (task.model, task.model_version, task.weights_root)
}

/// The parameters of this version, if the model has them now.
fn held_params(model: &ModelView, version: ParamsVersion) -> Option<&Params> {
	(model.params_version == version).then_some(&model.params)
}

/// The parameters of this version, whether the model has them now or not.
fn former_params(history: Vec<ParamsView>, version: ParamsVersion) -> Option<Params> {
	history.into_iter().find(|it| it.version == version).map(|it| it.params)
}

/// Output tokens per second of a run, the prompt's time included.
fn speed(entry: &Entry) -> String {
	let tokens = match &entry.outcome {
		Some(Outcome::Done { output_ids, .. }) => f64::from(*output_ids),
		_ => 0.0,
	};
	format!("{:.1}", tokens * 1000.0 / entry.millis.max(1) as f64)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::tests::{manifest, model},
		run::decide::tests::{assigned, stash, view},
	};
	use assay_primitives::model::{Authority, Decision};

	/// A task that was posted for a version.
	fn task_for(version: &ModelView) -> TaskView {
		let mut view = view(assigned(stash()));
		view.task.model = version.id;
		view.task.model_version = version.version;
		view.task.weights_root = version.manifest.weights_root;
		view
	}

	#[test]
	fn a_task_is_for_one_version() {
		let task = task_for(&model(1));
		assert!(is_for(&model(1), &task));
		assert!(!is_for(&model(0), &task));
		assert!(!is_for(&ModelView { id: Default::default(), ..model(1) }, &task));
		// The number alone does not say it.
		assert!(!is_for(&ModelView { manifest: manifest(9), ..model(1) }, &task));
		// A version with the same weights, as one with another licence.
		let same = ModelView { manifest: manifest(1), ..model(2) };
		assert!(is_for(&same, &task_for(&same)));
		assert!(!is_for(&same, &task));
	}

	#[test]
	fn a_task_keeps_the_parameters_with_which_it_was_posted() {
		let blobs = |max_blob_bytes| Params { max_blob_bytes, ..model(0).params };
		// They changed while it ran.
		let now = ModelView { params_version: 1, params: blobs(0), ..model(0) };
		assert_eq!(held_params(&now, 1), Some(&blobs(0)));
		assert_eq!(held_params(&now, 0), None);
		let view = |version, params| ParamsView {
			version,
			params,
			decided: Decision { block: 1, by: Authority::Proposer },
			at: 1,
		};
		let history = vec![view(0, blobs(400)), view(1, blobs(0))];
		assert_eq!(former_params(history.clone(), 0), Some(blobs(400)));
		assert_eq!(former_params(history.clone(), 1), Some(blobs(0)));
		assert_eq!(former_params(history, 2), None);
	}
}
