//! A thread per model that judges results and computes what is said in disputes.

use super::{book::Learnt, brief::Brief, decide::Move};
use crate::{
	engine::{FaultKind, Judge, Opinion},
	run::transactions::Purpose,
};
use assay_canon::{
	disclosure::{self, Scope},
	ops::Op,
	party::{self, Disclosed, Lie, Party, PartyError, Theirs},
	text::{Accusation, Rule},
	trace::Leaf,
};
use assay_client::{
	calls,
	referee::{
		Charge, Claim, Content, Dispute, LeafContent, Place, ProvedLeaf, Refuting, ShownPiece,
		Texts, TraceClaim, DEMAND_LEVELS,
	},
	Call,
};
use assay_primitives::{api::TaskView, audit, task::TaskIdentity, AccountId, Hash};
use std::{
	any::Any,
	collections::VecDeque,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::{mpsc, Arc},
	time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedSender;

/// How someone plays falsely, for tests of those that play by the rules.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sham {
	/// Challenges results that are right.
	Challenge,
	/// Discloses in the name of workers what nobody can open.
	Disclose,
}

/// How a worker lies, for tests of those that look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lies {
	/// What is wrong with a result.
	pub kind: FaultKind,
	/// Tasks whose number is a multiple of this have a wrong result; 1 for all.
	pub every: u64,
}

impl Lies {
	/// What is wrong with the result of this task, if anything.
	pub fn about(&self, task: &TaskIdentity) -> Option<FaultKind> {
		task.number.is_multiple_of(self.every).then_some(self.kind)
	}
}

/// Runs that are kept in memory for the next question about them.
const KEPT: usize = 2;

/// Something to compute.
pub enum Work {
	/// Is the result right?
	Look(Arc<Brief>),
	/// What to say in a dispute.
	Play(Box<Play>),
	/// Did an auditor compute what it said?
	Digest(Box<DigestCheck>),
}

/// A digest to be computed again.
#[derive(Clone, PartialEq, Debug)]
pub struct DigestCheck {
	pub brief: Arc<Brief>,
	/// Stash of the auditor.
	pub auditor: AccountId,
	/// What named the pieces, and what the auditor said.
	pub seed: Hash,
	pub digest: Hash,
}

/// A step to be worked out.
pub struct Play {
	pub purpose: Purpose,
	pub brief: Arc<Brief>,
	pub dispute: Dispute,
	pub step: Move,
	/// Of the challenger's own challenge: its salt, and what it learnt before.
	pub salt: Hash,
	pub learnt: Vec<Learnt>,
}

/// What became of it.
pub enum Finding {
	/// Texts that lie in blob stores, or why they can't be had.
	Fetched {
		view: Box<TaskView>,
		texts: Result<Texts, String>,
	},
	Looked {
		brief: Arc<Brief>,
		took: Duration,
		opinion: Result<Opinion, String>,
	},
	Played {
		play: Box<Play>,
		result: Result<Played, String>,
	},
	/// The call that shows that a digest is false, if it is.
	Digested {
		check: Box<DigestCheck>,
		result: Result<Option<Call>, String>,
	},
}

/// A call to send, and what it says.
#[derive(Debug)]
pub struct Played {
	pub call: Call,
	pub word: &'static str,
	pub position: Option<u32>,
	pub layer: Option<u32>,
	pub operation: Option<Op>,
	pub rule: Option<Rule>,
}

/// A thread with a judge. Orders are worked off one after the other.
pub struct Court {
	orders: mpsc::Sender<Work>,
}

impl Court {
	/// `lies`: how this worker's own results are wrong.
	pub fn start(
		judge: Judge,
		lies: Option<Lies>,
		sham: Option<Sham>,
		findings: UnboundedSender<Finding>,
	) -> std::io::Result<Self> {
		let (orders, receiver) = mpsc::channel::<Work>();
		let mut bench = Bench { judge, lies, sham, parties: VecDeque::new() };
		std::thread::Builder::new().name("court".into()).spawn(move || {
			while let Ok(work) = receiver.recv() {
				if findings.send(bench.work(work)).is_err() {
					return;
				}
			}
		})?;
		Ok(Self { orders })
	}

	/// Hands over work. False if the thread is gone.
	pub fn order(&self, work: Work) -> bool {
		self.orders.send(work).is_ok()
	}
}

fn words(panic: Box<dyn Any + Send>) -> String {
	let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
	let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
	format!("it panicked: {}", text.unwrap_or_default())
}

fn hashes(hashes: Vec<[u8; 32]>) -> Vec<Hash> {
	hashes.into_iter().map(Hash::from).collect()
}

fn bytes(hashes: &[Hash]) -> Vec<[u8; 32]> {
	hashes.iter().map(|hash| hash.0).collect()
}

fn content(content: party::Content) -> LeafContent {
	match content {
		party::Content::Header { id, offset } => LeafContent::Header { id, offset },
		party::Content::Cell([input, keys, values]) => {
			LeafContent::Cell { input: input.into(), keys: keys.into(), values: values.into() }
		}
		party::Content::End([hidden, logits], id) => {
			LeafContent::End { hidden: hidden.into(), logits: logits.into(), id }
		}
		party::Content::Stop(input) => LeafContent::Stop { input: input.into() },
	}
}

fn of_content(content: LeafContent) -> party::Content {
	match content {
		LeafContent::Header { id, offset } => party::Content::Header { id, offset },
		LeafContent::Cell { input, keys, values } => {
			party::Content::Cell([input.0, keys.0, values.0])
		}
		LeafContent::End { hidden, logits, id } => party::Content::End([hidden.0, logits.0], id),
		LeafContent::Stop { input } => party::Content::Stop(input.0),
	}
}

impl Played {
	fn new(word: &'static str, call: Call) -> Self {
		Self { call, word, position: None, layer: None, operation: None, rule: None }
	}

	fn at(mut self, scope: Scope, position: u32) -> Self {
		self.position = Some(position);
		self.layer = scope.layer();
		self
	}

	fn of(mut self, op: Op) -> Self {
		self.operation = Some(op);
		self
	}
}

/// Why nothing can be said.
type Hindrance = String;

fn hindered(error: PartyError) -> Hindrance {
	error.to_string()
}

const NO_PLACE: &str = "the chain has no named place for the challenge";
const NO_DISCLOSURE: &str = "the disclosure is gone";

struct Bench {
	judge: Judge,
	lies: Option<Lies>,
	sham: Option<Sham>,
	/// The one asked for last is the last.
	parties: VecDeque<(TaskIdentity, Hash, Party)>,
}

impl Bench {
	fn work(&mut self, work: Work) -> Finding {
		match work {
			Work::Look(brief) => {
				let began = Instant::now();
				let look = AssertUnwindSafe(|| self.judge.look(&brief.revealed));
				let opinion = match catch_unwind(look) {
					Ok(Ok((opinion, party))) => {
						let opinion = match (opinion, self.sham) {
							(Opinion::Right, Some(Sham::Challenge)) => Opinion::Trace(None),
							(opinion, _) => opinion,
						};
						if let (Some(party), true) = (party, opinion != Opinion::Right) {
							self.keep(&brief, party);
						}
						Ok(opinion)
					}
					Ok(Err(error)) => Err(error.to_string()),
					Err(panic) => Err(words(panic)),
				};
				Finding::Looked { brief, took: began.elapsed(), opinion }
			}
			Work::Play(play) => {
				let result = catch_unwind(AssertUnwindSafe(|| self.play(&play)));
				let result = result.unwrap_or_else(|panic| {
					self.parties.clear();
					Err(words(panic))
				});
				Finding::Played { play, result }
			}
			Work::Digest(check) => {
				let result = catch_unwind(AssertUnwindSafe(|| self.digest(&check)));
				Finding::Digested {
					result: result.unwrap_or_else(|panic| Err(words(panic))),
					check,
				}
			}
		}
	}

	/// Computes an auditor's digest again. Nothing is said of a result that is not right: its auditors lose their bonds
	/// with it.
	fn digest(&self, check: &DigestCheck) -> Result<Option<Call>, Hindrance> {
		let DigestCheck { brief, auditor, seed, digest } = check;
		let looked = self.judge.look_for(&brief.revealed, Some(*seed)).map_err(hindered)?;
		let (Opinion::Right | Opinion::Spelling, Some(party)) = looked else { return Ok(None) };
		let mut pieces = Vec::new();
		for kept in party.kept() {
			let leaf = Leaf::Cell { position: kept.wanted.position, layer: kept.wanted.layer };
			let shown = party.content(leaf).zip(party.trace().path(leaf));
			let (found, path) = shown.ok_or("the trace has no such cell")?;
			pieces.push(ShownPiece {
				leaf: ProvedLeaf { content: content(found), path: hashes(path) },
				bytes: kept.bytes(),
				path: hashes(kept.path()),
			});
		}
		let real = audit::digest(auditor, *seed, pieces.iter().map(|it| it.bytes.as_slice()));
		if real == *digest {
			return Ok(None);
		}
		let trace = TraceClaim { card: self.judge.card().encode(), root: brief.revealed.root };
		let task = brief.identity.number;
		Ok(Some(calls::disprove_digest(task, auditor.clone(), trace, pieces)))
	}

	fn keep(&mut self, brief: &Brief, party: Party) {
		self.parties.push_back((brief.identity, brief.outcome, party));
		while self.parties.len() > KEPT {
			self.parties.pop_front();
		}
	}

	fn lie(&self, brief: &Brief) -> Result<Option<Lie>, PartyError> {
		let fault = self.lies.and_then(|lies| lies.about(&brief.identity));
		let Some((fault, (prompt, output))) =
			fault.filter(|_| !brief.revealed.ids.is_empty()).zip(brief.revealed.split())
		else {
			return Ok(None);
		};
		self.judge.lie(fault, prompt, output, brief.revealed.sampling)
	}

	/// The run over a result's ids: from memory, or computed again.
	fn party(&mut self, brief: &Brief) -> Result<Party, PartyError> {
		let key = (brief.identity, brief.outcome);
		let kept = self.parties.iter().position(|(task, outcome, _)| (*task, *outcome) == key);
		if let Some((_, _, party)) = kept.and_then(|at| self.parties.remove(at)) {
			return Ok(party);
		}
		let lie = self.lie(brief)?;
		self.judge.party_of(&brief.revealed, lie)
	}

	fn play(&mut self, play: &Play) -> Result<Played, Hindrance> {
		let brief = &play.brief;
		if play.step == Move::Show {
			// The one rule for which there is no run.
			let found = self.judge.find(&brief.revealed, None);
			if let Some((rule @ Rule::Count, accusation)) = found {
				return self.accuse(play, rule, accusation, None, &Theirs::default());
			}
		}
		let mut party = self.party(brief).map_err(hindered)?;
		let result = self.step(play, &mut party);
		self.keep(brief, party);
		result
	}

	fn step(&self, play: &Play, party: &mut Party) -> Result<Played, Hindrance> {
		let (task, dispute) = (play.dispute.task, &play.dispute);
		let to = || dispute.challenger.clone();
		if play.step.defends() && party.trace().root() != play.brief.revealed.root.0 {
			return Err("this machine's run has another trace: nothing to answer with".into());
		}
		match &play.step {
			Move::Show => self.show(play, party),
			Move::Select { maker } => {
				let (place, pieces, _) = disclosed(dispute, maker)?;
				let (scope, position) = (place.scope, place.position);
				let differs = party.differing_piece(scope, position, &bytes(pieces));
				let differs = differs.map_err(hindered)?;
				// Whoever shams has to select something.
				let differs = differs.or(self.sham.map(|_| (Op::AttentionNorm, 0)));
				let (op, chunk) = differs
					.ok_or("the disclosure has no piece that differs from this machine's")?;
				let call = calls::select(task, maker.clone(), op as u8, chunk);
				Ok(Played::new("select", call).at(scope, position).of(op))
			}
			Move::Prove { maker } => {
				let (place, pieces, stage) = disclosed(dispute, maker)?;
				let Refuting::Opened { op, chunk, bytes: opened } = stage else {
					return Err(NO_DISCLOSURE.into());
				};
				let (scope, position) = (place.scope, place.position);
				let op = Op::from_number(*op).ok_or("an operation that this program lacks")?;
				let index = party.differing_output((scope, position), op, *chunk, opened);
				let index = index.map_err(hindered)?;
				let index =
					index.or(self.sham.map(|_| *chunk * op.chunk(&self.judge.card().shape)));
				let index = index.ok_or("the opened piece is this machine's")?;
				let opened = if op == Op::Choose { &[][..] } else { opened };
				let pieces = bytes(pieces);
				let disclosed = Disclosed { pieces: &pieces, opened, chosen: place.id };
				let witness = party
					.witness(&theirs(play), (scope, position), (op, index), disclosed)
					.map_err(hindered)?;
				let call = calls::prove(task, maker.clone(), index, witness);
				Ok(Played::new("prove", call).at(scope, position).of(op))
			}
			Move::Answer { node, .. } => {
				if node.level > 0 {
					let levels = node.level.min(DEMAND_LEVELS);
					let nodes = party.descendants(node.level, node.index, levels);
					let nodes = nodes.ok_or("the trace has no such node")?;
					let call = calls::answer_nodes(task, to(), hashes(nodes));
					return Ok(Played::new("answer", call));
				}
				let leaf = party.trace().layout().leaf(node.index);
				let leaf = leaf.ok_or("the trace has no such leaf")?;
				let found = party.content(leaf).ok_or("the trace has no such leaf")?;
				let call = calls::answer_leaf(task, to(), content(found));
				let mut played = Played::new("answer", call);
				(played.position, played.layer) = place_of(leaf);
				Ok(played)
			}
			Move::Disclose => {
				let place = dispute.place.as_ref().ok_or(NO_PLACE)?;
				let (scope, position) = (place.scope, place.position);
				let mut pieces = party.disclose(scope, position).map_err(hindered)?;
				if let (Some(Sham::Disclose), Some(first)) = (self.sham, pieces.first_mut()) {
					*first = [0xee; 32];
				}
				let call = calls::disclose(task, to(), hashes(pieces));
				Ok(Played::new("disclose", call).at(scope, position))
			}
			Move::Open { maker, op, chunk } => {
				let (place, pieces, _) = disclosed(dispute, maker)?;
				let (scope, position) = (place.scope, place.position);
				let op = Op::from_number(*op).ok_or("an operation that this program lacks")?;
				let counts = scope.counts(&self.judge.card().shape, position);
				let theirs = disclosure::piece(&bytes(pieces), &counts, op, *chunk);
				let ours = party.piece((scope, position), op, *chunk).map_err(hindered)?;
				if ours.is_none() || ours != theirs {
					return Err("the selected piece is not what this machine computes".into());
				}
				let (piece, path) = party.open((scope, position), op, *chunk).map_err(hindered)?;
				let call = calls::open(task, to(), maker.clone(), piece, hashes(path));
				Ok(Played::new("open", call).at(scope, position).of(op))
			}
		}
	}

	/// What the challenger says is wrong, or what it asks for before it can.
	fn show(&self, play: &Play, party: &Party) -> Result<Played, Hindrance> {
		let revealed = &play.brief.revealed;
		let theirs = theirs(play);
		if party.trace().root() == revealed.root.0 && self.sham == Some(Sham::Challenge) {
			// Any place but the first: its leaves are as they should be.
			let leaf = Leaf::Cell { position: revealed.prompt_ids / 2, layer: 1 };
			let found = content(party.content(leaf).ok_or("the run has no such leaf")?);
			return self.name(play, party, &theirs, leaf, found);
		}
		if party.trace().root() == revealed.root.0 {
			if let Some((rule, accusation)) = self.judge.find(revealed, Some(party)) {
				return self.accuse(play, rule, accusation, Some(party), &theirs);
			}
			// All is right up to the number that is said not to be finite.
			let stopped = self.judge.stopped(revealed).ok_or("nothing is wrong with the result")?;
			let leaf = party.trace().layout().stop().ok_or("the run did not stop")?;
			let found = content(party.content(leaf).ok_or("the run has no such leaf")?);
			return self.name_place(play, party, &theirs, stopped, (leaf, found));
		}
		let task = play.dispute.task;
		let demand =
			|child| Played::new("demand", calls::demand(task, play.salt, self.claim(play), child));
		let Some(answer) = &play.dispute.answer else { return Ok(demand(0)) };
		let node = &answer.node;
		let found = match &answer.content {
			Content::Nodes(nodes) => {
				let levels = node.level.min(DEMAND_LEVELS);
				let child = party.differing_child(node.level, node.index, levels, &bytes(nodes));
				return Ok(demand(child.ok_or("the nodes are this machine's")?));
			}
			Content::Leaf(found) => *found,
		};
		let leaf = party.trace().layout().leaf(node.index);
		let leaf = leaf.ok_or("the trace has no such leaf")?;
		if let (Leaf::Header { position }, LeafContent::Header { id, offset }) = (leaf, found) {
			let found = self.judge.accuse_header(revealed, party, position, (id, offset));
			let (rule, accusation) = found.ok_or("the header breaks no rule")?;
			return self.accuse(play, rule, accusation, Some(party), &theirs);
		}
		// All headers are as revealed.
		if let Some((rule, accusation)) = self.judge.find(revealed, None) {
			return self.accuse(play, rule, accusation, Some(party), &theirs);
		}
		self.name(play, party, &theirs, leaf, found)
	}

	fn claim(&self, play: &Play) -> TraceClaim {
		TraceClaim { card: self.judge.card().encode(), root: play.brief.revealed.root }
	}

	fn accuse(
		&self,
		play: &Play,
		rule: Rule,
		accusation: Accusation,
		party: Option<&Party>,
		theirs: &Theirs,
	) -> Result<Played, Hindrance> {
		let proved = self.judge.prove(accusation, party, theirs);
		let proved = proved.filter(|proved| self.judge.holds(&play.brief.revealed, proved));
		let accusation = proved.ok_or("a rule is broken, and nothing known proves it")?;
		let position = match &accusation {
			Accusation::Count => None,
			Accusation::Header(header)
			| Accusation::Carry { header, .. }
			| Accusation::Bytes { header, .. } => Some(header.position),
			Accusation::Step { after, .. } => Some(after.position),
			Accusation::Length { last, .. } => Some(last.position),
		};
		let charge = Charge { trace: self.claim(play), accusation };
		let texts = play.brief.elsewhere.clone();
		let call = calls::accuse(play.dispute.task, play.salt, charge, texts);
		Ok(Played { position, rule: Some(rule), ..Played::new("accuse", call) })
	}

	fn name(
		&self,
		play: &Play,
		party: &Party,
		theirs: &Theirs,
		leaf: Leaf,
		found: LeafContent,
	) -> Result<Played, Hindrance> {
		let differs = party.differing_place(leaf, of_content(found));
		let (mut scope, position) =
			differs.ok_or("the leaf is of another kind than it has to be")?;
		if let (Some(Sham::Challenge), Scope::Cache { layer: 1.. }) = (self.sham, scope) {
			scope = Scope::Layer { layer: 0 };
		}
		self.name_place(play, party, theirs, (scope, position), (leaf, found))
	}

	/// Names a place as wrong, by the leaf that shows it.
	fn name_place(
		&self,
		play: &Play,
		party: &Party,
		theirs: &Theirs,
		(scope, position): (Scope, u32),
		(leaf, found): (Leaf, LeafContent),
	) -> Result<Played, Hindrance> {
		let proved = |leaf: Leaf, content: LeafContent| -> Result<ProvedLeaf, Hindrance> {
			let path = party.path(theirs, leaf).ok_or("the way to a leaf is not known")?;
			Ok(ProvedLeaf { content, path: hashes(path) })
		};
		let agreed = |leaf: Leaf| -> Result<ProvedLeaf, Hindrance> {
			proved(leaf, content(party.content(leaf).ok_or("the run has no such leaf")?))
		};
		let (own, next) = match scope {
			Scope::Embed => (agreed(Leaf::Header { position })?, Some(proved(leaf, found)?)),
			Scope::Layer { layer } => {
				(agreed(Leaf::Cell { position, layer })?, Some(proved(leaf, found)?))
			}
			Scope::Cache { .. } | Scope::End | Scope::Stop { .. } => (proved(leaf, found)?, None),
		};
		let claim = Claim { trace: self.claim(play), position, scope, leaf: own, next };
		let call = calls::name_place(play.dispute.task, play.salt, claim);
		Ok(Played::new("name", call).at(scope, position))
	}
}

/// What is known of the accused trace.
fn theirs(play: &Play) -> Theirs {
	let mut theirs = Theirs::default();
	for learnt in &play.learnt {
		theirs.learn(learnt.level, learnt.index, bytes(&learnt.nodes));
	}
	theirs
}

/// A disclosure that stands: its place, pieces and stage.
fn disclosed<'a>(
	dispute: &'a Dispute,
	maker: &AccountId,
) -> Result<(&'a Place, &'a [Hash], &'a Refuting), Hindrance> {
	let place = dispute.place.as_ref().ok_or(NO_PLACE)?;
	let standing = dispute.standing.iter().find(|standing| standing.maker == *maker);
	let standing = standing.ok_or(NO_DISCLOSURE)?;
	Ok((place, &standing.pieces, &standing.disclosure.stage))
}

fn place_of(leaf: Leaf) -> (Option<u32>, Option<u32>) {
	match leaf {
		Leaf::Header { position } | Leaf::End { position } => (Some(position), None),
		Leaf::Cell { position, layer } | Leaf::Stop { position, layer } => {
			(Some(position), Some(layer))
		}
	}
}
