//! The worker at each block.

use super::{
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
use assay_client::{calls, At, BlockId, ChainUpdate, Client, Key};
use assay_primitives::{
	api::{ModelView, TaskView, WorkerView},
	task::{prompt_units, Input, Outcome, TaskIdentity, TaskKind},
	AccountId, ModelId, TaskId,
};
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
	time::{Duration, Instant},
};

/// How long an orderly end waits for its last transactions to become final.
const FINALITY_PATIENCE: Duration = Duration::from_secs(15);

/// A model on offer.
pub struct Served {
	pub view: ModelView,
	pub name: String,
	pub engine: Engine,
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
	pub pause_after_commit: bool,
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
	pub(super) capacity: u32,
	operator: AccountId,
	pause_after_commit: bool,
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
			capacity: parts.capacity,
			pause_after_commit: parts.pause_after_commit,
			head: None,
			connected: false,
			running: HashSet::new(),
			given_up: HashSet::new(),
			revealed: HashSet::new(),
			said: HashMap::new(),
			hindrance: None,
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
				Ok(Some(task)) => needed |= self.attend(&view.stash, task, head)?,
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
	fn attend(
		&mut self,
		stash: &AccountId,
		view: TaskView,
		head: BlockId,
	) -> Result<bool, JournalError> {
		let (identity, block) = (view.identity, head.number);
		let task = identity.number;
		let entry = self.journal.get(&identity)?;
		let step = decide(&view, stash, entry.as_ref());
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
			Step::Run if self.given_up.contains(&identity) => return Ok(false),
			Step::Run if self.running.contains(&identity) => {}
			Step::Run => {
				if entry.is_none_or(|entry| entry.stage.is_final() || entry.worker != *stash) {
					let fresh = Entry::new(identity, stash.clone(), view.task.model, block);
					self.journal.put(&fresh)?;
					self.metrics.assigned.inc();
					tracing::info!(task, %model, phase = %"assigned", block);
				}
				self.start(view);
			}
			Step::Commit(commitment) => {
				let sent = self
					.transactions
					.send(Purpose::Commit(identity), block, || calls::commit(task, commitment));
				if sent {
					tracing::debug!(task, %model, phase = %"send-commit", block);
				}
			}
			Step::Reveal(_) if self.pause_after_commit => {
				if self.said.insert(identity, "paused").is_none() {
					tracing::warn!(task, %model, phase = %"paused", block, "--pause-after commit");
				}
				return Ok(false);
			}
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

	/// Hands a task to its model.
	fn start(&mut self, view: TaskView) {
		let (identity, task) = (view.identity, view.identity.number);
		let Some(served) = self.served.iter().find(|served| {
			served.view.id == view.task.model
				&& served.view.manifest.weights_root == view.task.weights_root
		}) else {
			if self.said.insert(identity, "model").is_none() {
				tracing::error!(
					task, phase = %"blocked", model = ?view.task.model,
					"this worker does not serve the model; name its file with --model"
				);
			}
			return;
		};
		let Some(Input::Inline(prompt)) = view.input else { return };
		let TaskKind::Generate { max_tokens, sampling } = view.task.kind;
		let job = Job {
			template: served.view.manifest.template.to_vec(),
			context: served.view.manifest.context_length,
			prompt: prompt.into_inner(),
			max_tokens,
			sampling,
			prompt_ids: view.task.prompt_ids,
		};
		let prompt_units = prompt_units(view.task.input_len);
		if served.engine.order(Order { identity, prompt_units, job }) {
			self.running.insert(identity);
			self.metrics.running.set(self.running.len() as i64);
		} else {
			tracing::error!(task, model = %served.name, "the model's thread is gone; restart the worker");
		}
	}

	/// A run ended: its outcome goes to the journal before anything goes to the chain.
	pub async fn on_finished(&mut self, finished: Finished) -> Result<(), JournalError> {
		let Finished { identity, prompt_units, execution_class, took, result } = finished;
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
			answer(run, salt).map_err(|error| error.to_string())
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
			Outcome::Done { .. } => prompt_units.saturating_add(answer.output_ids),
			Outcome::Refused { .. } | Outcome::Fault { .. } => 0,
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
			Run::Fault { .. } => self.metrics.faults.inc(),
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

/// Output tokens per second of a run, the prompt's time included.
fn speed(entry: &Entry) -> String {
	let tokens = match &entry.outcome {
		Some(Outcome::Done { output_ids, .. }) => f64::from(*output_ids),
		_ => 0.0,
	};
	format!("{:.1}", tokens * 1000.0 / entry.millis.max(1) as f64)
}
