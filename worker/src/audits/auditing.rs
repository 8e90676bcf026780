//! The audits that a validator was drawn for, at each block.

use super::{
	bench::{Bench, Found, Order},
	book::{Book, Record},
	decide::{next_step, Step},
	opinions,
};
use crate::{
	chain::log_name,
	disputes::brief::{texts_of, Brief},
	engine::{Judge, Opinion},
	journal::{new_salt, JournalError},
	metrics::Metrics,
	run::transactions::{News, Purpose, Transactions},
};
use assay_client::{
	calls,
	referee::Texts,
	scoring::{Audit, Phase},
	At, BlobStores, BlockId, Client, ClientError, TxQueue,
};
use assay_primitives::{
	api::{ModelView, TaskView},
	audit::Verdict,
	task::{Outcome, TaskIdentity},
	AccountId, EraIndex, Hash, ModelId, ModelVersion, TaskId,
};
use std::{
	collections::{HashMap, HashSet},
	path::PathBuf,
	sync::Arc,
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
	/// Trying again at the next block helps.
	#[error(transparent)]
	Chain(#[from] ClientError),
	/// Without its journal this process must not go on.
	#[error(transparent)]
	Journal(#[from] JournalError),
}

/// What there is to hear while waiting for a block.
pub enum Message {
	Found(Found),
	/// Texts that lie in blob stores, or why they can't be had.
	Fetched {
		view: Box<TaskView>,
		texts: Result<Texts, String>,
	},
	News(Purpose, News),
}

/// A version of a model that is audited.
struct Audited {
	view: ModelView,
	name: String,
	/// Versions with the same weights share one.
	bench: Arc<Bench>,
}

/// Where an audit is that this process works on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Work {
	/// Its texts are being fetched, or the task is being run again.
	UnderWay,
	/// It can't be done.
	Impossible,
}

/// All audits of a validator.
pub struct Auditing {
	client: Client,
	/// The validator's operator, which signs verdicts.
	operator: AccountId,
	/// Who challenges what is wrong.
	challenger: AccountId,
	book: Book,
	transactions: Transactions,
	metrics: Metrics,
	/// By model and version.
	models: HashMap<(ModelId, ModelVersion), Audited>,
	stores: Arc<BlobStores>,
	/// By task, with the seed of the draw: another after a reorganisation.
	work: HashMap<TaskIdentity, (Hash, Work)>,
	/// Texts that were fetched for tasks that are not begun yet.
	fetched_texts: HashMap<TaskIdentity, Texts>,
	/// Where the validator's opinion of workers is, if it has one.
	opinions: Option<PathBuf>,
	/// Era whose opinion could not be read.
	unread: Option<EraIndex>,
	said: HashSet<&'static str>,
	draining: bool,
	/// Audits that need this process.
	open: usize,
	head: Option<BlockId>,
	found: UnboundedReceiver<Found>,
	fetched: UnboundedReceiver<(Box<TaskView>, Result<Texts, String>)>,
	news: UnboundedReceiver<(Purpose, News)>,
	found_sender: UnboundedSender<Found>,
	fetched_sender: UnboundedSender<(Box<TaskView>, Result<Texts, String>)>,
}

impl Auditing {
	pub fn new(
		client: Client,
		queue: TxQueue,
		challenger: AccountId,
		metrics: Metrics,
		stores: BlobStores,
		book: Book,
	) -> Self {
		let (found_sender, found) = mpsc::unbounded_channel();
		let (fetched_sender, fetched) = mpsc::unbounded_channel();
		let (news_sender, news) = mpsc::unbounded_channel();
		Self {
			client,
			operator: queue.account().clone(),
			challenger,
			book,
			transactions: Transactions::new(queue, news_sender),
			metrics,
			models: HashMap::new(),
			stores: Arc::new(stores),
			work: HashMap::new(),
			fetched_texts: HashMap::new(),
			opinions: None,
			unread: None,
			said: HashSet::new(),
			draining: false,
			open: 0,
			head: None,
			found,
			fetched,
			news,
			found_sender,
			fetched_sender,
		}
	}

	/// Says in every era what this file says of workers.
	pub fn with_opinions(mut self, opinions: Option<PathBuf>) -> Self {
		self.opinions = opinions;
		self
	}

	/// Adds all versions of models to audit that a file is.
	pub fn audit(
		&mut self,
		views: impl IntoIterator<Item = ModelView>,
		judge: Judge,
		lazy: bool,
	) -> std::io::Result<()> {
		let bench = Arc::new(Bench::start(judge, lazy, self.found_sender.clone())?);
		for view in views {
			let (model, name) = ((view.id, view.version), log_name(&view.manifest));
			self.models.insert(model, Audited { view, name, bench: bench.clone() });
		}
		Ok(())
	}

	/// Says that nothing is audited any more, and sees through what is under way.
	pub fn drain(&mut self) {
		self.draining = true;
	}

	/// Whether nothing here needs this process any more.
	pub fn is_idle(&self) -> bool {
		self.open == 0
	}

	/// Transactions that are neither final nor failed.
	pub fn pending(&self) -> usize {
		self.transactions.pending()
	}

	/// Waits for what is not a block.
	pub async fn next(&mut self) -> Message {
		tokio::select! {
			Some(found) = self.found.recv() => Message::Found(found),
			Some((view, texts)) = self.fetched.recv() => Message::Fetched { view, texts },
			Some((purpose, news)) = self.news.recv() => Message::News(purpose, news),
			// The first senders are ours.
			else => std::future::pending().await,
		}
	}

	pub async fn on_message(&mut self, message: Message) -> Result<Vec<TaskId>, JournalError> {
		match message {
			Message::Found(found) => self.on_found(found)?,
			Message::Fetched { view, texts } => self.on_fetched(&view, texts),
			Message::News(purpose, news) => {
				self.on_news(purpose, news);
				return Ok(Vec::new());
			}
		}
		match self.head {
			Some(head) => self.on_best(head).await,
			None => Ok(Vec::new()),
		}
	}

	/// Does all that the state at a block calls for. Returns tasks whose results are to be challenged now.
	pub async fn on_best(&mut self, head: BlockId) -> Result<Vec<TaskId>, JournalError> {
		self.head = Some(head);
		match self.tick(head).await {
			Ok(wrong) => Ok(wrong),
			Err(Trouble::Journal(error)) => Err(error),
			Err(Trouble::Chain(error)) => {
				self.metrics.chain_errors.inc();
				let error = error.to_string().replace('\n', " ");
				tracing::warn!(%error, "a query about audits failed; trying again");
				Ok(Vec::new())
			}
		}
	}

	async fn tick(&mut self, head: BlockId) -> Result<Vec<TaskId>, Trouble> {
		let at = At::Block(head.hash);
		let staker = self.client.staker(&self.operator, at).await?;
		let Some(staker) = staker.filter(|it| it.operator.as_ref() == Some(&self.operator)) else {
			self.say_once(
				"this key is no validator's operator: as the validator's stash, use `assay stake operator`",
			);
			self.metrics.registered.set(0);
			return Ok(Vec::new());
		};
		self.metrics.registered.set(1);
		let stash = staker.stash.clone();
		self.offer(&stash, staker.active, head).await?;
		if staker.active {
			self.tell(&stash, head).await?;
		}
		let mut wrong = Vec::new();
		let mut open = 0;
		let height = self.client.active_height(head).await?;
		for (task, audit) in self.client.audits(at).await? {
			match next_step(&audit, &stash, height) {
				Step::Judge => {
					open += 1;
					self.judge(task, &audit, &stash, head).await?;
				}
				Step::Reveal(commitment) => {
					open += 1;
					self.reveal(task, audit.seed, commitment, head).await?;
				}
				Step::Challenge => wrong.push(task),
				Step::Wait => {
					let waits = audit.standing_of(&stash).is_some()
						&& !matches!(audit.phase, Phase::Closed);
					open += usize::from(waits);
				}
			}
		}
		self.open = open;
		Ok(wrong)
	}

	/// Says which models this validator audits, if the chain thinks otherwise.
	async fn offer(
		&mut self,
		stash: &AccountId,
		active: bool,
		head: BlockId,
	) -> Result<(), ClientError> {
		let served = self.client.audited_models(stash, At::Block(head.hash)).await?;
		self.metrics.ready.set(i64::from(!served.is_empty()));
		let mut wanted: Vec<ModelId> = Vec::new();
		if !self.draining {
			wanted.extend(self.models.keys().map(|(model, _)| model));
			wanted.sort_unstable();
			wanted.dedup();
		}
		let mut now = served.clone();
		now.sort_unstable();
		if now == wanted {
			return Ok(());
		}
		if !active {
			if !wanted.is_empty() {
				self.say_once("the validator is not in office; it audits once it is elected");
			}
			return Ok(());
		}
		self.said.remove("the validator is not in office; it audits once it is elected");
		let purpose = if wanted.is_empty() { Purpose::Unready } else { Purpose::Ready };
		let models = wanted.clone();
		if self.transactions.send(purpose, head.number, || calls::serve(models)) {
			tracing::info!(models = wanted.len(), block = head.number, phase = %"serve");
		}
		Ok(())
	}

	/// Commits to this era's opinion, and reveals that of the last.
	async fn tell(&mut self, stash: &AccountId, head: BlockId) -> Result<(), Trouble> {
		let at = At::Block(head.hash);
		let genesis = self.client.genesis_hash();
		let era = self.client.staking(at).await?.era;
		if let Some(last) = era.checked_sub(1) {
			if let Some(said) = self.client.opinion_commitment(last, stash, at).await? {
				let record = self.book.opinion(genesis, last)?;
				match record.filter(|record| record.commitment(genesis, last) == said) {
					Some(record) => {
						let purpose = Purpose::Opinion(last, "reveal-opinion");
						let call = || calls::reveal_opinion(record.opinion.clone(), record.salt);
						if self.transactions.send(purpose, head.number, call) {
							tracing::info!(era = last, phase = %"reveal-opinion", workers = record.opinion.len(), block = head.number);
						}
					}
					None => self.say_once(
						"an opinion of this validator is committed to, and the journal does not have it; was the data directory changed?",
					),
				}
			}
		}
		let Some(path) = self.opinions.clone().filter(|_| !self.draining) else { return Ok(()) };
		if self.client.opinion_commitment(era, stash, at).await?.is_some() {
			return Ok(());
		}
		let purpose = Purpose::Opinion(era, "commit-opinion");
		if self.unread == Some(era) || !self.transactions.may_send(purpose, head.number) {
			return Ok(());
		}
		let record = match self.book.opinion(genesis, era)? {
			// Its block was reorganised away, or this process ended before it was sent.
			Some(record) if record.validator == *stash => record,
			_ => {
				let opinion = match opinions::read(&path) {
					Ok(opinion) => opinion,
					Err(error) => {
						self.unread = Some(era);
						let path = path.display();
						tracing::error!(%path, era, %error, "the opinion can't be read; nothing is said in this era");
						return Ok(());
					}
				};
				let salt = new_salt().map_err(|error| JournalError::Random(error.to_string()))?;
				let record = opinions::Record { validator: stash.clone(), opinion, salt };
				self.book.put_opinion(genesis, era, &record)?;
				record
			}
		};
		let commitment = record.commitment(genesis, era);
		if self.transactions.send(purpose, head.number, || calls::commit_opinion(commitment)) {
			tracing::info!(era, phase = %"commit-opinion", workers = record.opinion.len(), block = head.number);
		}
		Ok(())
	}

	/// Has a result judged, or commits to what was found.
	async fn judge(
		&mut self,
		task: TaskId,
		audit: &Audit,
		stash: &AccountId,
		head: BlockId,
	) -> Result<(), Trouble> {
		let view = self.client.task(task, At::Block(head.hash)).await?;
		let Some(view) = view else { return Ok(()) };
		if !self.models.contains_key(&(view.task.model, view.task.model_version)) {
			let reason = "the file of the model's version it was posted for is not here";
			self.abstain(task, audit, reason, head).await?;
			return Ok(());
		}
		let outcome = view.outcome.as_ref().map(Outcome::hash);
		let record = self.book.get(&view.identity, audit.seed)?;
		let fits = |it: &Record| it.auditor == *stash && Some(it.outcome) == outcome;
		if let Some(record) = record.filter(fits) {
			let commitment = record.commitment();
			let purpose = Purpose::Audit(view.identity, "commit", audit.seed);
			let call = || calls::commit_verdict(task, audit.seed, commitment);
			if self.transactions.send(purpose, head.number, call) {
				tracing::info!(task, phase = %"commit", verdict = %word(&record.verdict), block = head.number);
			}
			return Ok(());
		}
		match self.work.get(&view.identity) {
			Some((seed, Work::UnderWay)) if *seed == audit.seed => return Ok(()),
			Some((seed, Work::Impossible)) if *seed == audit.seed => {
				self.abstain(task, audit, "it can't be judged", head).await?;
				return Ok(());
			}
			_ => {}
		}
		self.work.insert(view.identity, (audit.seed, Work::UnderWay));
		let texts = self.fetched_texts.remove(&view.identity).unwrap_or_default();
		self.begin(&view, &texts, audit.seed, stash);
		Ok(())
	}

	/// Hands a task to its model's thread, or has its texts fetched first.
	fn begin(&mut self, view: &TaskView, texts: &Texts, seed: Hash, stash: &AccountId) {
		let model = (view.task.model, view.task.model_version);
		let Some(model) = self.models.get(&model) else { return };
		let task = view.identity.number;
		match Brief::of(view, &model.view, texts, false) {
			Ok(Some(brief)) => {
				let order = Order { brief: Arc::new(brief), auditor: stash.clone(), seed };
				if !model.bench.order(order) {
					tracing::error!(task, model = %model.name, "the model's thread is gone; restart this process");
					self.work.insert(view.identity, (seed, Work::Impossible));
				}
			}
			Ok(None) if self.stores.is_empty() => {
				tracing::warn!(task, phase = %"fetch", "its texts lie in a blob store; name those that its requesters use with --blob-store");
				self.work.insert(view.identity, (seed, Work::Impossible));
			}
			Ok(None) => {
				let (stores, view) = (self.stores.clone(), Box::new(view.clone()));
				let sender = self.fetched_sender.clone();
				tokio::spawn(async move {
					let texts = texts_of(&stores, &view).await.map_err(|error| error.to_string());
					let _ = sender.send((view, texts));
				});
			}
			Err(reason) => {
				tracing::warn!(task, phase = %"skipped", "{reason}");
				self.work.insert(view.identity, (seed, Work::Impossible));
			}
		}
	}

	fn on_fetched(&mut self, view: &TaskView, texts: Result<Texts, String>) {
		let task = view.identity.number;
		// It is begun again, with these texts, or without to ask for them once more.
		self.work.remove(&view.identity);
		match texts {
			Ok(texts) => {
				self.fetched_texts.insert(view.identity, texts);
			}
			Err(error) => {
				tracing::warn!(task, phase = %"fetch", %error, "the task's texts can't be had from the blob stores");
			}
		}
	}

	fn on_found(&mut self, found: Found) -> Result<(), JournalError> {
		let Found { order, took, result } = found;
		let (identity, task) = (order.brief.identity, order.brief.identity.number);
		let block = self.head.map_or(0, |head| head.number);
		let model = self.models.get(&order.brief.model).map_or("?", |model| &model.name);
		let seconds = format!("{:.2}", took.as_secs_f64());
		self.metrics.results_checked.inc();
		let (opinion, digest) = match result {
			Ok(found) => found,
			Err(error) => {
				self.work.insert(identity, (order.seed, Work::Impossible));
				tracing::error!(task, %model, phase = %"checked", verdict = %"unknown", %error, block, "this result can't be judged");
				return Ok(());
			}
		};
		let verdict = match opinion {
			Opinion::Right => Verdict::Match,
			Opinion::Spelling => Verdict::Spelling,
			Opinion::Text(_) | Opinion::Trace(_) | Opinion::Finite => {
				self.metrics.results_wrong.inc();
				Verdict::Mismatch { challenger: self.challenger.clone() }
			}
		};
		tracing::info!(task, %model, phase = %"checked", verdict = %word(&verdict), %seconds, block);
		let salt = new_salt().map_err(|error| JournalError::Random(error.to_string()))?;
		self.book.put(&Record {
			identity,
			auditor: order.auditor,
			outcome: order.brief.outcome,
			seed: order.seed,
			verdict,
			digest,
			salt,
		})
	}

	async fn reveal(
		&mut self,
		task: TaskId,
		seed: Hash,
		commitment: Hash,
		head: BlockId,
	) -> Result<(), Trouble> {
		let Some(view) = self.client.task(task, At::Block(head.hash)).await? else {
			return Ok(());
		};
		let record = self.book.get(&view.identity, seed)?;
		let Some(record) = record.filter(|record| record.commitment() == commitment) else {
			self.say_once(
				"a verdict by this validator is committed to, and the journal does not have it; was the data directory changed?",
			);
			return Ok(());
		};
		let purpose = Purpose::Audit(view.identity, "reveal", seed);
		let (verdict, digest, salt) = (record.verdict.clone(), record.digest, record.salt);
		let call = || calls::reveal_verdict(task, verdict, digest, salt);
		if self.transactions.send(purpose, head.number, call) {
			tracing::info!(task, phase = %"reveal", verdict = %word(&record.verdict), block = head.number);
		}
		Ok(())
	}

	async fn abstain(
		&mut self,
		task: TaskId,
		audit: &Audit,
		reason: &'static str,
		head: BlockId,
	) -> Result<(), ClientError> {
		let view = self.client.task(task, At::Block(head.hash)).await?;
		let Some(view) = view else { return Ok(()) };
		let purpose = Purpose::Audit(view.identity, "abstain", audit.seed);
		if self.transactions.send(purpose, head.number, || calls::abstain(task)) {
			tracing::warn!(task, phase = %"abstain", block = head.number, "{reason}");
		}
		Ok(())
	}

	fn on_news(&mut self, purpose: Purpose, news: News) {
		let block = self.head.map_or(0, |head| head.number);
		self.transactions.heard(purpose, &news, block);
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
				tracing::warn!(task, %phase, block, %error, "refused; looking again at the next blocks");
			}
		}
	}

	fn say_once(&mut self, reason: &'static str) {
		if self.said.insert(reason) {
			tracing::warn!("{reason}");
		}
	}
}

/// A verdict for a log line.
fn word(verdict: &Verdict<AccountId>) -> &'static str {
	match verdict {
		Verdict::Match => "match",
		Verdict::Spelling => "spelling",
		Verdict::Mismatch { .. } => "mismatch",
	}
}
