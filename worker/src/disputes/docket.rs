//! The disputes that concern this process, at each block.

use super::{
	book::{Book, Learnt, Record},
	brief::{self, Brief},
	court::{Court, DigestCheck, Finding, Lies, Play, Played, Sham, Work},
	decide::{attack, defend, should_challenge, Move, Side},
};
use crate::{
	chain::log_name,
	engine::{Judge, Opinion},
	journal::{new_salt, JournalError},
	metrics::Metrics,
	run::transactions::{News, Purpose, Transactions},
};
use assay_client::{
	calls,
	referee::{commitment_to, Case, Content, Dispute, Stage, Texts},
	At, BlobStores, BlockId, Call, ChainUpdate, Client, ClientError, Event, RefereeEvent,
	ScoringEvent, TxQueue,
};
use assay_primitives::{
	api::{ModelView, TaskView},
	task::{Outcome, TaskState},
	AccountId, BlockNumber, Hash, ModelId, ModelVersion, TaskId,
};
use std::{
	collections::{hash_map::DefaultHasher, HashMap, HashSet, VecDeque},
	fmt,
	hash::{Hash as _, Hasher},
	sync::Arc,
	time::Duration,
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// Tasks that are looked up at a block to see whether they are ours to check.
const LOOKUPS: usize = 16;
/// Results at a desk that wait to be checked.
const WAITING: usize = 64;
/// Times that the texts of a task are asked for, with growing pauses.
const FETCHES: u32 = 6;

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
	Finding(Finding),
	News(Purpose, News),
}

/// A version of a canonical model whose results are judged here.
struct Judged {
	view: ModelView,
	name: String,
	/// Place of its desk. Versions with the same weights share one.
	desk: usize,
}

/// Where results of a file's models are judged.
struct Desk {
	court: Court,
	/// Results to look at, one at a time.
	waiting: VecDeque<Arc<Brief>>,
	looking: bool,
}

/// What is known of a result.
struct File {
	brief: Arc<Brief>,
	/// `None`: not looked at, or nothing can be said.
	opinion: Option<Opinion>,
}

/// All disputes of a process.
pub struct Docket {
	client: Client,
	account: AccountId,
	/// Of those that challenge. `None`: of a worker that answers for its own results alone.
	book: Option<Book>,
	/// Whether only results are looked at that [`Self::look_at`] names.
	on_request: bool,
	lies: Option<Lies>,
	sham: Option<Sham>,
	transactions: Transactions,
	metrics: Metrics,
	/// By model and version.
	models: HashMap<(ModelId, ModelVersion), Judged>,
	desks: Vec<Desk>,
	files: HashMap<TaskId, File>,
	/// What auditors said to have computed: task, auditor, digest.
	digests: VecDeque<(TaskId, AccountId, Hash)>,
	/// Tasks to look up.
	inbox: VecDeque<TaskId>,
	/// Where texts are that do not lie on chain.
	stores: Arc<BlobStores>,
	/// Tasks whose texts are being fetched, or could not be: how often, and from which height on they are asked for again.
	fetching: HashMap<TaskId, (u32, BlockNumber)>,
	/// Steps that a court works out.
	working: HashSet<Purpose>,
	/// Steps about which nothing can be said. Courts are functions of the step: asking again would not help.
	given_up: HashSet<Purpose>,
	/// Tasks of which the chain computed an output for us.
	computed: HashSet<TaskId>,
	/// Challenges by others that were answered.
	answered: HashSet<(TaskId, AccountId)>,
	/// Tasks with open disputes that need this process.
	open: HashSet<TaskId>,
	/// What was said once.
	said: HashSet<(TaskId, &'static str)>,
	head: Option<BlockId>,
	/// Blocks whose events were not read yet.
	unread: VecDeque<BlockId>,
	turn: Option<BlockNumber>,
	draining: bool,
	findings: UnboundedReceiver<Finding>,
	news: UnboundedReceiver<(Purpose, News)>,
	/// For courts.
	finding_sender: UnboundedSender<Finding>,
}

impl Docket {
	pub fn new(
		client: Client,
		queue: TxQueue,
		metrics: Metrics,
		stores: BlobStores,
		book: Option<Book>,
	) -> Self {
		let (finding_sender, findings) = mpsc::unbounded_channel();
		let (news_sender, news) = mpsc::unbounded_channel();
		Self {
			client,
			account: queue.account().clone(),
			book,
			on_request: false,
			lies: None,
			sham: None,
			transactions: Transactions::new(queue, news_sender),
			metrics,
			models: HashMap::new(),
			desks: Vec::new(),
			files: HashMap::new(),
			digests: VecDeque::new(),
			inbox: VecDeque::new(),
			stores: Arc::new(stores),
			fetching: HashMap::new(),
			working: HashSet::new(),
			given_up: HashSet::new(),
			computed: HashSet::new(),
			answered: HashSet::new(),
			open: HashSet::new(),
			said: HashSet::new(),
			head: None,
			unread: VecDeque::new(),
			turn: None,
			draining: false,
			findings,
			news,
			finding_sender,
		}
	}

	/// Looks at no results but those it is told to.
	pub fn on_request(mut self) -> Self {
		self.on_request = true;
		self
	}

	/// Looks at these results, and challenges them if they are wrong.
	pub fn look_at(&mut self, tasks: Vec<TaskId>) {
		let unknown = tasks.into_iter().filter(|task| !self.files.contains_key(task));
		self.enqueue(unknown.collect::<Vec<_>>());
	}

	/// This worker's own results are wrong in this way; it answers for them as far as it can.
	pub fn lying(mut self, lies: Option<Lies>) -> Self {
		self.lies = lies;
		self
	}

	/// What this process says in disputes is wrong, in this way.
	pub fn shamming(mut self, sham: Option<Sham>) -> Self {
		self.sham = sham;
		self
	}

	/// Adds all versions of models to judge that a file is.
	pub fn judge(
		&mut self,
		views: impl IntoIterator<Item = ModelView>,
		judge: Judge,
	) -> std::io::Result<()> {
		let court = Court::start(judge, self.lies, self.sham, self.finding_sender.clone())?;
		let desk = self.desks.len();
		self.desks.push(Desk { court, waiting: VecDeque::new(), looking: false });
		for view in views {
			let (model, name) = ((view.id, view.version), log_name(&view.manifest));
			self.models.insert(model, Judged { view, name, desk });
		}
		Ok(())
	}

	/// The desk at which results of a model are judged.
	fn desk(&mut self, model: &(ModelId, ModelVersion)) -> Option<&mut Desk> {
		let desk = self.models.get(model)?.desk;
		self.desks.get_mut(desk)
	}

	/// Whether nothing here needs this process any more.
	pub fn is_idle(&self) -> bool {
		self.open.is_empty() && self.working.is_empty()
	}

	/// Transactions that are neither final nor failed.
	pub fn pending(&self) -> usize {
		self.transactions.pending()
	}

	/// Begins nothing new.
	pub fn drain(&mut self) {
		self.draining = true;
		self.inbox.clear();
		self.desks.iter_mut().for_each(|desk| desk.waiting.clear());
	}

	/// Waits for what is not a block.
	pub async fn next(&mut self) -> Message {
		tokio::select! {
			Some(finding) = self.findings.recv() => Message::Finding(finding),
			Some((purpose, news)) = self.news.recv() => Message::News(purpose, news),
			// Only without courts and transactions, and the first sender is ours.
			else => std::future::pending().await,
		}
	}

	pub async fn on_message(&mut self, message: Message) -> Result<(), JournalError> {
		match message {
			Message::Finding(Finding::Fetched { view, texts }) => {
				self.on_fetched(&view, texts);
				let tick = self.tick().await;
				return self.endure(tick);
			}
			Message::Finding(Finding::Looked { brief, took, opinion }) => {
				self.on_looked(brief, took, opinion);
				let tick = self.tick().await;
				return self.endure(tick);
			}
			Message::Finding(Finding::Played { play, result }) => self.on_played(*play, result)?,
			Message::Finding(Finding::Digested { check, result }) => {
				self.on_digested(&check, result)
			}
			Message::News(purpose, news) => self.on_news(purpose, news),
		}
		Ok(())
	}

	/// Does all that a new block calls for.
	pub async fn on_best(&mut self, update: &ChainUpdate) -> Result<(), JournalError> {
		let first = self.head.replace(update.head).is_none();
		let done = self.at_block(update, first).await;
		self.endure(done)
	}

	/// Errors of the chain are logged, those of the journal are not to be lived with.
	fn endure(&mut self, done: Result<(), Trouble>) -> Result<(), JournalError> {
		match done {
			Ok(()) => Ok(()),
			Err(Trouble::Journal(error)) => Err(error),
			Err(Trouble::Chain(error)) => {
				self.metrics.chain_errors.inc();
				let error = error.to_string().replace('\n', " ");
				tracing::warn!(%error, "a query about disputes failed; trying again");
				Ok(())
			}
		}
	}

	async fn at_block(&mut self, update: &ChainUpdate, first: bool) -> Result<(), Trouble> {
		let watching = self.book.is_some();
		if first && watching {
			self.recall().await?;
		}
		if watching && !self.on_request && (first || update.gap) {
			// What was revealed before this process saw blocks.
			let tasks = self.client.tasks_with_outcome(At::Block(update.head.hash)).await?;
			self.enqueue(tasks);
		}
		if watching || !self.open.is_empty() {
			self.unread.extend(&update.enacted);
		}
		while let Some(block) = self.unread.front().copied() {
			let events = match self.client.events(block).await {
				Err(error) if error.is_unreachable() => return Err(error.into()),
				// The node has dropped the block, or it is of another branch.
				Err(error) => {
					tracing::debug!(block = block.number, %error, "a block's events can't be read");
					Vec::new()
				}
				Ok(events) => events,
			};
			self.unread.pop_front();
			for event in events {
				self.on_event(event.event, block)?;
			}
		}
		self.tick().await
	}

	/// Goes through the challenges of an earlier process.
	async fn recall(&mut self) -> Result<(), Trouble> {
		let Some(book) = &self.book else { return Ok(()) };
		let genesis = self.client.genesis_hash();
		for mut record in book.all()? {
			let identity = record.identity;
			if identity.genesis != genesis {
				continue;
			}
			let view = self.client.task(identity.number, At::Best).await?;
			let view = view.filter(|view| view.identity == identity);
			let open = self.client.dispute(identity.number, &record.challenger, At::Best).await?;
			match (view, open) {
				(_, Some(_)) => {
					let task = identity.number;
					tracing::info!(task, phase = %"resume", "a challenge of ours is open");
				}
				(Some(view), None) if view.task.state.is_live() => {
					if record.seen {
						// Lost while nobody looked.
						record.was_late(random()?);
						book.put(&record)?;
						self.metrics.challenges_lost.inc();
						let (task, again) = (identity.number, !record.given_up);
						tracing::error!(task, phase = %"lost", again, "a challenge of ours failed while this process was away");
					}
				}
				(_, None) => book.remove(&identity)?,
			}
		}
		Ok(())
	}

	fn enqueue(&mut self, tasks: impl IntoIterator<Item = TaskId>) {
		if self.draining {
			return;
		}
		for task in tasks {
			if !self.inbox.contains(&task) {
				self.inbox.push_back(task);
			}
		}
	}

	fn on_event(&mut self, event: Event, block: BlockId) -> Result<(), JournalError> {
		match event {
			Event::Tasks(event) => {
				let Some(task) = event.task else { return Ok(()) };
				match event.name.as_str() {
					"Revealed" if self.book.is_some() && !self.on_request => self.enqueue([task]),
					// A conviction leaves earlier challenges open.
					"Settled" | "Refunded" => {
						self.files.remove(&task);
						self.fetching.remove(&task);
						self.said.retain(|(other, _)| *other != task);
					}
					_ => {}
				}
				Ok(())
			}
			Event::Referee(event) => self.on_decision(event, block),
			Event::Scoring(event) => {
				self.on_verdict(event);
				Ok(())
			}
			_ => Ok(()),
		}
	}

	/// Has the digest of an auditor that found a result right computed again, once that result was looked at here.
	fn on_verdict(&mut self, event: ScoringEvent) {
		let named = event.task.zip(event.auditor.clone()).zip(event.hash("digest"));
		if let ("VerdictRevealed", Some(((task, auditor), digest))) = (event.name.as_str(), named) {
			if self.book.is_some() && !self.on_request && !self.draining {
				self.digests.push_back((task, auditor, digest));
			}
		}
	}

	/// Hands digests of results that were found right to their models' courts.
	async fn check_digests(&mut self, head: BlockId) -> Result<(), ClientError> {
		for _ in 0..LOOKUPS.min(self.digests.len()) {
			let Some((task, auditor, digest)) = self.digests.pop_front() else { break };
			let audit = self.client.audit(task, At::Block(head.hash)).await?;
			// It has ended: the bond is back.
			let Some(audit) = audit else { continue };
			let Some(file) = self.files.get(&task) else {
				if self.inbox.contains(&task) || self.fetching.contains_key(&task) {
					self.digests.push_back((task, auditor, digest));
				}
				continue;
			};
			match file.opinion {
				Some(Opinion::Right | Opinion::Spelling) => {}
				// Not looked at yet.
				None => {
					self.digests.push_back((task, auditor, digest));
					continue;
				}
				Some(_) => continue,
			}
			let (brief, seed) = (file.brief.clone(), audit.seed);
			let Some(desk) = self.desk(&brief.model) else { continue };
			let check = DigestCheck { brief, auditor, seed, digest };
			desk.court.order(Work::Digest(Box::new(check)));
		}
		Ok(())
	}

	fn on_digested(&mut self, check: &DigestCheck, result: Result<Option<Call>, String>) {
		let (task, auditor) = (check.brief.identity.number, &check.auditor);
		let block = self.head.map_or(0, |head| head.number);
		match result {
			Ok(None) => tracing::debug!(task, %auditor, block, "the auditor's digest is right"),
			Ok(Some(call)) => {
				let mut hasher = DefaultHasher::new();
				let account: [u8; 32] = auditor.clone().into();
				account.hash(&mut hasher);
				let purpose = Purpose::Dispute(check.brief.identity, "disprove", hasher.finish());
				if self.transactions.send(purpose, block, || call) {
					tracing::warn!(task, phase = %"disprove", %auditor, block, "the auditor did not compute what it said");
				}
			}
			Err(error) => {
				tracing::error!(task, %auditor, block, %error, "an auditor's digest can't be computed")
			}
		}
	}

	/// Logs and counts what was decided.
	fn on_decision(&mut self, event: RefereeEvent, block: BlockId) -> Result<(), JournalError> {
		let (Some(task), block) = (event.task, block.number) else { return Ok(()) };
		let ours = event.challenger.as_ref() == Some(&self.account);
		let by_us = event.account("maker").as_ref() == Some(&self.account);
		match event.name.as_str() {
			"Challenged" if ours => {
				self.metrics.challenges_made.inc();
				let bond = event.number("bond").unwrap_or_default();
				let bond = assay_client::format_amount(bond).replace(' ', "");
				tracing::info!(task, phase = %"challenged", bond = %bond, block);
			}
			"Computed" if ours || by_us => {
				if ours {
					self.computed.insert(task);
				}
				let (operation, index) = (event.number("operation"), event.number("index"));
				let (operation, index) = (show(operation), show(index));
				tracing::info!(task, phase = %"computed", %operation, %index, block);
			}
			"Succeeded" if ours => {
				self.computed.remove(&task);
				self.metrics.challenges_won.inc();
				let grounds = event.variant("grounds").unwrap_or("?").to_lowercase();
				tracing::info!(task, phase = %"won", %grounds, block, "the result is wrong; its worker is convicted");
			}
			"Failed" if ours => {
				self.metrics.challenges_lost.inc();
				// What the chain computed was as the worker said: this machine is wrong.
				let proved = self.computed.remove(&task);
				let salt = random()?;
				self.mark(task, |record| {
					record.given_up |= proved;
					record.was_late(salt);
				})?;
				let why = if proved {
					"the chain computed what the worker says; check this machine"
				} else {
					"this process was late"
				};
				tracing::error!(task, phase = %"lost", block, "the challenge failed, half its bond is burnt: {why}");
			}
			"Failed" => {
				if let Some(challenger) = event.challenger {
					if self.answered.remove(&(task, challenger)) {
						self.metrics.defences.inc();
						tracing::info!(task, phase = %"defended", block, "the challenge failed");
					}
				}
			}
			"Succeeded" => {
				if let Some(challenger) = event.challenger {
					if self.answered.remove(&(task, challenger)) {
						tracing::error!(task, phase = %"undefended", block, "the challenge succeeded, although it was answered");
					}
				}
			}
			"Dropped" if ours => {
				tracing::info!(task, phase = %"dropped", block, "an earlier challenge succeeded; the bond is back");
			}
			"Refuted" if by_us => {
				self.metrics.disclosures_lost.inc();
				tracing::error!(task, phase = %"refuted", block, "a disclosure of ours was refuted; its bond is lost");
			}
			"Refuted" if ours => {
				tracing::info!(task, phase = %"refuted", block, "a false disclosure is gone");
			}
			"CaseClosed" => {
				let prover = event.optional_account("prover");
				if prover.is_some() {
					// Else it goes on, and may be challenged again.
					self.files.remove(&task);
				}
				if prover.as_ref() == Some(&self.account) {
					tracing::info!(task, phase = %"prover", block, "the prover's part of the bond is ours once the conviction is mature");
				}
				self.given_up
					.retain(|purpose| purpose.task().map(|task| task.number) != Some(task));
			}
			_ => {}
		}
		Ok(())
	}

	/// Changes the record of a task's challenge.
	fn mark(&self, task: TaskId, change: impl FnOnce(&mut Record)) -> Result<(), JournalError> {
		let Some(book) = &self.book else { return Ok(()) };
		let record = book.all()?.into_iter().find(|record| {
			record.identity.number == task && record.identity.genesis == self.client.genesis_hash()
		});
		if let Some(mut record) = record {
			change(&mut record);
			book.put(&record)?;
		}
		Ok(())
	}

	/// Does all that the state at the head calls for.
	async fn tick(&mut self) -> Result<(), Trouble> {
		let Some(head) = self.head else { return Ok(()) };
		let at = At::Block(head.hash);
		let cases = self.client.cases(at).await?;
		let mut stash = None;
		if self.book.is_none() && !cases.is_empty() {
			stash = self.client.worker(&self.account, at).await?.map(|view| view.stash);
		}
		let mut open = HashSet::new();
		for (task, case) in &cases {
			// A worker without a book answers for itself alone.
			if (self.book.is_some() || Some(&case.worker) == stash.as_ref())
				&& self.attend(*task, case, stash.is_some(), head).await?
			{
				open.insert(*task);
			}
		}
		self.open = open;
		self.challenge_wrong(&cases, head).await?;
		self.check_digests(head).await?;
		self.look_on(head).await
	}

	/// Does the next steps in all challenges of a task. Says whether one of them needs this process.
	async fn attend(
		&mut self,
		task: TaskId,
		case: &Case,
		is_worker: bool,
		head: BlockId,
	) -> Result<bool, Trouble> {
		let at = At::Block(head.hash);
		if !self.files.contains_key(&task) {
			let Some(view) = self.client.task(task, at).await? else { return Ok(false) };
			if let Err(reason) = self.take_on(&view, is_worker, true) {
				self.say_once(task, reason);
				return Ok(false);
			}
		}
		let Some(file) = self.files.get(&task) else { return Ok(false) };
		let brief = file.brief.clone();
		// An operator answers for what its worker committed to, without another look.
		let right = is_worker || file.opinion == Some(Opinion::Right);
		let mut needed = false;
		let height = self.client.active_height(head).await?;
		for challenger in &case.open {
			let ours = *challenger == self.account;
			if !ours && (!right || case.convicted.is_some()) {
				continue;
			}
			let Some(dispute) = self.client.dispute(task, challenger, at).await? else { continue };
			if ours {
				needed = true;
				let Some(record) = self.note(&brief, &dispute)? else { continue };
				for step in attack(&dispute, height) {
					self.order(&brief, &dispute, step, Some(&record), head);
				}
			} else {
				let turn = match self.turn {
					Some(turn) => turn,
					None => *self.turn.insert(self.client.answer_deadline().await?),
				};
				let account = self.account.clone();
				let eager = self.sham.is_some();
				let side = Side { account, worker: case.worker.clone(), is_worker, turn, eager };
				let disclosed =
					dispute.standing.iter().any(|standing| standing.maker == side.account);
				needed |= is_worker || disclosed;
				for step in defend(&dispute, &side, height) {
					self.order(&brief, &dispute, step, None, head);
				}
			}
		}
		Ok(needed)
	}

	/// Writes down what our challenge has come to. `None` if the journal does not know it.
	fn note(&mut self, brief: &Brief, dispute: &Dispute) -> Result<Option<Record>, JournalError> {
		let Some(book) = &self.book else { return Ok(None) };
		let record = book.get(&brief.identity)?;
		let Some(mut record) = record.filter(|record| record.challenger == self.account) else {
			self.say_once(
				dispute.task,
				"a challenge by this key is open, and the journal has no salt of it; was the data directory changed?",
			);
			return Ok(None);
		};
		let mut changed = !record.seen;
		record.seen = true;
		if let Some(answer) = &dispute.answer {
			if let Content::Nodes(nodes) = &answer.content {
				let (level, index) = (answer.node.level, answer.node.index);
				changed |= record.learn(Learnt { level, index, nodes: nodes.clone() });
			}
		}
		if changed {
			book.put(&record)?;
		}
		Ok(Some(record))
	}

	/// Has a step worked out, unless that was done.
	fn order(
		&mut self,
		brief: &Arc<Brief>,
		dispute: &Dispute,
		step: Move,
		record: Option<&Record>,
		head: BlockId,
	) {
		let purpose = Purpose::Dispute(brief.identity, step.as_str(), number_of(dispute, &step));
		if self.working.contains(&purpose)
			|| self.given_up.contains(&purpose)
			|| !self.transactions.may_send(purpose, head.number)
		{
			return;
		}
		let task = dispute.task;
		let Some(desk) = self.desk(&brief.model) else { return };
		let play = Play {
			purpose,
			brief: brief.clone(),
			dispute: dispute.clone(),
			step,
			salt: record.map(|record| record.salt).unwrap_or_default(),
			learnt: record.map(|record| record.learnt.clone()).unwrap_or_default(),
		};
		if desk.court.order(Work::Play(Box::new(play))) {
			self.working.insert(purpose);
		} else {
			tracing::error!(task, "the thread of the task's model is gone; restart the worker");
		}
	}

	fn on_played(
		&mut self,
		play: Play,
		result: Result<Played, String>,
	) -> Result<(), JournalError> {
		let Play { purpose, dispute, step, .. } = play;
		self.working.remove(&purpose);
		let task = dispute.task;
		let block = self.head.map_or(0, |head| head.number);
		let played = match result {
			Ok(played) => played,
			Err(error) => {
				self.given_up.insert(purpose);
				if !step.defends() {
					// It will be lost, and so would be any other.
					self.mark(task, |record| record.given_up = true)?;
				}
				let phase = step.as_str();
				tracing::error!(task, %phase, block, %error, "nothing to say in a dispute");
				return Ok(());
			}
		};
		let Played { call, word, position, layer, operation, rule } = played;
		if !self.transactions.send(purpose, block, || call) {
			return Ok(());
		}
		if step.defends() {
			self.answered.insert((task, dispute.challenger.clone()));
		}
		let model = self.files.get(&task).and_then(|file| self.models.get(&file.brief.model));
		let model = model.map_or("?", |model| &model.name);
		let (position, layer) = (show(position), show(layer));
		let (operation, rule) = (debug(operation), debug(rule));
		let challenger = &dispute.challenger;
		tracing::info!(
			task, %model, phase = %word, %position, %layer, %operation, %rule, %challenger, block
		);
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

	/// Challenges results that are wrong.
	async fn challenge_wrong(
		&mut self,
		cases: &[(TaskId, Case)],
		head: BlockId,
	) -> Result<(), Trouble> {
		let wrong: Vec<TaskId> = self
			.files
			.iter()
			.filter(|(_, file)| {
				!matches!(file.opinion, None | Some(Opinion::Right | Opinion::Spelling))
			})
			.map(|(task, _)| *task)
			.collect();
		if wrong.is_empty() {
			return Ok(());
		}
		let height = self.client.active_height(head).await?;
		for task in wrong {
			let Some(book) = &self.book else { return Ok(()) };
			let view = self.client.task(task, At::Block(head.hash)).await?;
			let Some(file) = self.files.get(&task) else { continue };
			let identity = file.brief.identity;
			let Some(view) = view.filter(|view| view.identity == identity) else {
				self.files.remove(&task);
				continue;
			};
			let case = cases.iter().find(|(other, _)| *other == task).map(|(_, case)| case);
			if !view.task.state.is_live() && case.is_none() {
				book.remove(&identity)?;
				self.files.remove(&task);
				continue;
			}
			if !should_challenge(&view.task.state, case, &self.account, height) {
				continue;
			}
			let record = book.get(&identity)?.filter(|record| record.challenger == self.account);
			let record = match record {
				Some(record) if record.given_up => continue,
				// Its block was reorganised away, or this process ended before it was sent.
				Some(record) => record,
				None if self.draining => continue,
				None => {
					let salt = random()?;
					let record = Record {
						identity,
						challenger: self.account.clone(),
						salt,
						learnt: Vec::new(),
						seen: false,
						late: 0,
						given_up: false,
					};
					book.put(&record)?;
					record
				}
			};
			let commitment = commitment_to(&identity, &self.account, record.salt);
			let purpose = Purpose::Dispute(identity, "challenge", 0);
			let send = || calls::challenge(task, commitment);
			if self.transactions.send(purpose, head.number, send) {
				let model = (view.task.model, view.task.model_version);
				let model = self.models.get(&model).map_or("?", |model| &model.name);
				tracing::info!(task, %model, phase = %"challenge", block = head.number);
			}
		}
		Ok(())
	}

	/// Looks up tasks, and hands the next result at each desk to its court.
	async fn look_on(&mut self, head: BlockId) -> Result<(), Trouble> {
		if self.book.is_none() {
			return Ok(());
		}
		let full = self.desks.iter().any(|desk| desk.waiting.len() >= WAITING);
		for _ in 0..LOOKUPS.min(self.inbox.len()) {
			if full || self.draining {
				break;
			}
			let Some(task) = self.inbox.front().copied() else { break };
			let view = self.client.task(task, At::Block(head.hash)).await?;
			self.inbox.pop_front();
			let Some(view) = view else { continue };
			let known = self.files.get(&task).is_some_and(|file| {
				file.brief.identity == view.identity
					&& view.outcome.as_ref().map(Outcome::hash) == Some(file.brief.outcome)
			});
			if known {
				continue;
			}
			if let Err(reason) = self.take_on(&view, false, false) {
				tracing::debug!(task, phase = %"skipped", "{reason}");
			}
		}
		for desk in self.desks.iter_mut().filter(|desk| !desk.looking) {
			if let Some(brief) = desk.waiting.pop_front() {
				desk.looking = desk.court.order(Work::Look(brief));
			}
		}
		Ok(())
	}

	/// Puts a result into the queue of its model's desk.
	fn wait_for(&mut self, file: &File, first: bool) {
		let Some(desk) = self.desk(&file.brief.model) else { return };
		if desk.waiting.iter().any(|brief| brief.identity == file.brief.identity) {
			return;
		}
		if first {
			desk.waiting.push_front(file.brief.clone());
		} else {
			desk.waiting.push_back(file.brief.clone());
		}
	}

	/// Takes a task up, once all that it takes is here. Says why it is not judged.
	fn take_on(
		&mut self,
		view: &TaskView,
		is_worker: bool,
		first: bool,
	) -> Result<(), &'static str> {
		let task = view.identity.number;
		match self.file(view, &Texts::default(), is_worker)? {
			Some(file) => {
				if !is_worker {
					self.wait_for(&file, first);
				}
				self.files.insert(task, file);
				Ok(())
			}
			None if self.stores.is_empty() => {
				Err("its texts lie in a blob store; name those that its requesters use with --blob-store")
			}
			None => {
				self.fetch(view);
				Ok(())
			}
		}
	}

	/// Asks the blob stores for a task's texts.
	fn fetch(&mut self, view: &TaskView) {
		let block = self.head.map_or(0, |head| head.number);
		let (times, not_before) = self.fetching.entry(view.identity.number).or_default();
		if block < *not_before {
			if *not_before != BlockNumber::MAX {
				self.inbox.push_back(view.identity.number);
			}
			return;
		}
		*times += 1;
		// Until it is answered.
		*not_before = BlockNumber::MAX;
		let (stores, view) = (self.stores.clone(), Box::new(view.clone()));
		let findings = self.finding_sender.clone();
		tokio::spawn(async move {
			let texts = brief::texts_of(&stores, &view).await.map_err(|error| error.to_string());
			let _ = findings.send(Finding::Fetched { view, texts });
		});
	}

	fn on_fetched(&mut self, view: &TaskView, texts: Result<Texts, String>) {
		let task = view.identity.number;
		let block = self.head.map_or(0, |head| head.number);
		match texts {
			Ok(texts) => {
				self.fetching.remove(&task);
				if let Ok(Some(file)) = self.file(view, &texts, false) {
					self.wait_for(&file, true);
					self.files.insert(task, file);
				}
			}
			Err(error) => {
				let Some((times, not_before)) = self.fetching.get_mut(&task) else { return };
				*not_before = block.saturating_add(1 << *times);
				let again = *times < FETCHES;
				tracing::warn!(task, phase = %"fetch", block, %error, again, "the task's texts can't be had from the blob stores");
				if again {
					self.inbox.push_back(task);
				} else {
					self.fetching.remove(&task);
				}
			}
		}
	}

	/// What is to be judged of a task, or why nothing is. `None`: its texts have to be fetched, and were not given. Whoever
	/// answers for its own result needs none.
	fn file(
		&self,
		view: &TaskView,
		given: &Texts,
		is_worker: bool,
	) -> Result<Option<File>, &'static str> {
		match view.task.state {
			TaskState::Settled { .. } => return Err("it is settled"),
			TaskState::Refunded { .. } => return Err("it was refunded"),
			_ => {}
		}
		let model = (view.task.model, view.task.model_version);
		let model = self.models.get(&model).ok_or("its model's file is not here")?;
		let brief = Brief::of(view, &model.view, given, is_worker)?;
		Ok(brief.map(|brief| File { brief: Arc::new(brief), opinion: None }))
	}

	fn on_looked(&mut self, brief: Arc<Brief>, took: Duration, opinion: Result<Opinion, String>) {
		let task = brief.identity.number;
		let block = self.head.map_or(0, |head| head.number);
		let Some(desk) = self.desk(&brief.model) else { return };
		desk.looking = false;
		let Some(model) = self.models.get(&brief.model).map(|model| &model.name) else { return };
		let file = self.files.get_mut(&task).filter(|file| Arc::ptr_eq(&file.brief, &brief));
		// Over, or reorganised away.
		let Some(file) = file else { return };
		self.metrics.results_checked.inc();
		let seconds = format!("{:.2}", took.as_secs_f64());
		match opinion {
			Ok(opinion) => {
				let (verdict, rule) = match &opinion {
					Opinion::Right => ("right", None),
					Opinion::Text(rule) => ("wrong", Some(*rule)),
					Opinion::Trace(rule) => ("wrong", *rule),
					Opinion::Finite => ("wrong", None),
					Opinion::Spelling => ("other-spelling", None),
				};
				if matches!(opinion, Opinion::Right | Opinion::Spelling) {
					tracing::info!(task, %model, phase = %"checked", %verdict, %seconds, block);
				} else {
					self.metrics.results_wrong.inc();
					let trace = matches!(opinion, Opinion::Trace(_));
					let (rule, trace) = (debug(rule), if trace { "other" } else { "same" });
					tracing::warn!(task, %model, phase = %"checked", %verdict, %trace, %rule, %seconds, block);
				}
				file.opinion = Some(opinion);
			}
			Err(error) => {
				tracing::error!(task, %model, phase = %"checked", verdict = %"unknown", %error, block, "this result can't be judged");
			}
		}
	}

	fn say_once(&mut self, task: TaskId, reason: &'static str) {
		if self.said.insert((task, reason)) {
			tracing::warn!(task, phase = %"dispute", "{reason}");
		}
	}
}

/// A salt.
fn random() -> Result<Hash, JournalError> {
	new_salt().map_err(|error| JournalError::Random(error.to_string()))
}

/// Tells a step from all others of a task.
fn number_of(dispute: &Dispute, step: &Move) -> u64 {
	let mut hasher = DefaultHasher::new();
	let account = |account: &AccountId| -> [u8; 32] { account.clone().into() };
	account(&dispute.challenger).hash(&mut hasher);
	dispute.challenge.order.hash(&mut hasher);
	match step {
		Move::Show => {
			// Another after each answer.
			let answer =
				dispute.answer.as_ref().map(|answer| (answer.node.level, answer.node.index));
			answer.hash(&mut hasher);
		}
		Move::Select { maker } | Move::Prove { maker } => {
			account(maker).hash(&mut hasher);
			let pieces = dispute.standing.iter().find(|standing| standing.maker == *maker);
			pieces.map(|standing| bytes_of(&standing.pieces)).hash(&mut hasher);
		}
		Move::Answer { node, .. } => (node.level, node.index).hash(&mut hasher),
		Move::Disclose => {
			// What was disclosed may be gone, and be needed again.
			if let Stage::Named { left, .. } = &dispute.challenge.stage {
				left.hash(&mut hasher);
			}
		}
		Move::Open { maker, op, chunk } => {
			account(maker).hash(&mut hasher);
			(op, chunk).hash(&mut hasher);
		}
	}
	hasher.finish()
}

fn bytes_of(hashes: &[Hash]) -> Vec<[u8; 32]> {
	hashes.iter().map(|hash| hash.0).collect()
}

/// A value for a log line, or a dash.
fn show(value: Option<impl fmt::Display>) -> String {
	value.map_or_else(|| "-".into(), |value| value.to_string())
}

fn debug(value: Option<impl fmt::Debug>) -> String {
	value.map_or_else(|| "-".into(), |value| format!("{value:?}").to_lowercase())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn missing_values_are_dashes() {
		assert_eq!(show(None::<u32>), "-");
		assert_eq!(show(Some(7)), "7");
		assert_eq!(debug(Some(assay_canon::ops::Op::FeedAdd)), "feedadd");
	}
}
