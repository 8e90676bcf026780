//! Whether a result of a canonical model is right, and what to say about it in a dispute.

use crate::{
	canonical::{headers_of, sampler_of, spellings, Canonical},
	Vocabulary,
};
use assay_canon::{
	card::Card,
	disclosure::Scope,
	engine::{Machine, Run, Weights},
	keep::{CellPart, Wanted},
	merkle::Tree,
	ops::Op,
	party::{Content, Lie, Party, PartyError, Theirs},
	text::{self, Accusation, End, Facts, Header, Rule},
	trace::{Ending, Layout, Leaf},
};
use assay_primitives::{
	audit,
	model::TemplatePart,
	task::{ResultKind, Sampling},
	Hash,
};
use std::{
	fmt,
	sync::{Arc, OnceLock},
};

/// A result as its worker shows it, and the task that it is of.
#[derive(Clone, PartialEq, Debug)]
pub struct Revealed {
	/// From the manifest.
	pub template: Vec<TemplatePart>,
	/// From the manifest: most ids of prompt and output together.
	pub context: u32,
	pub prompt: Vec<u8>,
	pub max_tokens: u32,
	pub sampling: Sampling,
	/// What became of the task.
	pub kind: ResultKind,
	/// Of prompt and output; none if the prompt is said to be too long.
	pub ids: Vec<u32>,
	/// How many of them are the prompt's; of one too long, how many it has.
	pub prompt_ids: u32,
	pub output: Vec<u8>,
	/// Root of the trace, before it is bound to the numbers of ids.
	pub root: Hash,
}

impl Revealed {
	/// Ids of prompt and output. `None` if there are fewer than the prompt is said to have.
	pub fn split(&self) -> Option<(&[u32], &[u32])> {
		self.ids.split_at_checked(self.prompt_ids as usize)
	}

	/// How far the run is said to have gone.
	fn ending(&self) -> Ending {
		match self.kind {
			ResultKind::Done => Ending::Done,
			ResultKind::TooLong | ResultKind::BadIds => Ending::Unrun,
			ResultKind::Fault { position, layer, .. } => Ending::Fault { position, layer },
		}
	}
}

/// A template's ids before and after the prompt. `None` unless the prompt stands in it once.
pub(crate) fn around(template: &[TemplatePart]) -> Option<(Vec<u32>, Vec<u32>)> {
	let mut parts = template.split(|part| matches!(part, TemplatePart::Prompt));
	let (before, after) = (parts.next()?, parts.next()?);
	if parts.next().is_some() {
		return None;
	}
	let ids = |parts: &[TemplatePart]| {
		let ids = parts.iter().filter_map(|part| match part {
			TemplatePart::Ids(ids) => Some(ids.iter().copied()),
			TemplatePart::Prompt => None,
		});
		ids.flatten().collect()
	};
	Some((ids(before), ids(after)))
}

/// The pieces that a seed names in a run arranged like this.
fn wanted(seed: Hash, layout: &Layout, card: &Card) -> Vec<Wanted> {
	let part = |part| match part {
		audit::CellPart::Input => CellPart::Input,
		audit::CellPart::Keys => CellPart::Keys,
		audit::CellPart::Values => CellPart::Values,
	};
	let pieces = audit::digest_pieces(seed, layout, &card.shape).into_iter();
	pieces
		.map(|it| Wanted {
			position: it.position,
			layer: it.layer,
			part: part(it.part),
			piece: it.piece,
		})
		.collect()
}

/// What a judge finds.
#[derive(Clone, PartialEq, Debug)]
pub enum Opinion {
	/// Text and trace are those of this model.
	Right,
	/// The text does not belong to the ids, or the ids to what was chosen, by this rule.
	Text(Rule),
	/// The trace is of other values. If the ids or the text break a rule too, by which.
	Trace(Option<Rule>),
	/// All is right up to the number that is said not to be finite: the run does not stop there.
	Finite,
	/// The prompt is spelt otherwise than the tokenizer does, which is the worker's choice. No more can be said.
	Spelling,
}

/// A place of a run at which somebody has another result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
	pub position: u32,
	/// `None`: the position's id or end.
	pub layer: Option<u32>,
	/// The first operation with another output, if its outputs were disclosed.
	pub operation: Option<Op>,
}

impl fmt::Display for Difference {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "position {}", self.position)?;
		if let Some(layer) = self.layer {
			write!(f, ", layer {layer}")?;
		}
		if let Some(operation) = self.operation {
			write!(f, ", operation {}", format!("{operation:?}").to_lowercase())?;
		}
		Ok(())
	}
}

/// Name of an operation, by its number.
pub fn operation_name(number: u8) -> Option<String> {
	Op::from_number(number).map(|op| format!("{op:?}").to_lowercase())
}

/// Judges results of one canonical model.
pub struct Judge {
	weights: Arc<Weights>,
	machine: Machine,
	card: Card,
	vocabulary: Arc<Vocabulary>,
	spellings: OnceLock<Tree>,
}

impl Judge {
	pub(crate) fn new(canonical: &Canonical, vocabulary: Arc<Vocabulary>) -> Self {
		let (weights, machine) = canonical.parts();
		let card = canonical.card().clone();
		Self { weights, machine, card, vocabulary, spellings: OnceLock::new() }
	}

	/// What the model is to the chain.
	pub fn card(&self) -> &Card {
		&self.card
	}

	pub fn vocabulary(&self) -> &Vocabulary {
		&self.vocabulary
	}

	/// Tree over the spellings of all ids.
	pub fn spellings(&self) -> &Tree {
		self.spellings.get_or_init(|| spellings(&self.card.shape, &self.vocabulary))
	}

	/// A run without positions.
	pub(crate) fn fresh(&self) -> Run {
		Run::new(self.weights.clone(), self.machine.clone())
	}

	/// The layout of a result's trace. `None` if it can have none, or no run stops where this one is said to have.
	fn layout(&self, revealed: &Revealed) -> Option<Layout> {
		let output = match revealed.kind {
			ResultKind::TooLong => 0,
			_ => (revealed.ids.len() as u32).checked_sub(revealed.prompt_ids)?,
		};
		let shape = &self.card.shape;
		let layout = Layout::with(revealed.prompt_ids, output, shape.layers, revealed.ending())?;
		if let Some((scope, position)) = self.stop(revealed) {
			scope?.place(shape, &layout, position, sampler_of(revealed.sampling))?;
		}
		Some(layout)
	}

	/// Whether no run of this model can have stopped where this one is said to have.
	fn impossible(&self, revealed: &Revealed) -> bool {
		matches!(revealed.kind, ResultKind::Fault { .. }) && self.layout(revealed).is_none()
	}

	/// The place where a result is said to have stopped. `None` inside: there is no such operation.
	fn stop(&self, revealed: &Revealed) -> Option<(Option<Scope>, u32)> {
		let ResultKind::Fault { position, layer, operation, index } = revealed.kind else {
			return None;
		};
		let op = u8::try_from(operation).ok().and_then(Op::from_number);
		let layer = (layer < self.card.shape.layers).then_some(layer);
		Some((op.map(|op| Scope::Stop { layer, op, index }), position))
	}

	/// The place where a result is said to have stopped.
	pub fn stopped(&self, revealed: &Revealed) -> Option<(Scope, u32)> {
		let (scope, position) = self.stop(revealed)?;
		Some((scope?, position))
	}

	/// The ids of a result: as revealed, or those of a prompt too long as the tokenizer has them. `None` if there are
	/// other numbers of them.
	fn ids(&self, revealed: &Revealed) -> Option<(Vec<u32>, Vec<u32>)> {
		if revealed.kind != ResultKind::TooLong {
			let (prompt, output) = revealed.split()?;
			return Some((prompt.to_vec(), output.to_vec()));
		}
		let (prefix, suffix) = around(&revealed.template)?;
		let user = self.vocabulary.encode_exactly(&revealed.prompt).ok()?;
		let ids = [prefix, user, suffix].concat();
		(ids.len() == revealed.prompt_ids as usize).then(|| (ids, Vec::new()))
	}

	/// The run that a result is of, with all that is needed to answer for it or to prove it wrong.
	pub fn party_of(&self, revealed: &Revealed, lie: Option<Lie>) -> Result<Party, PartyError> {
		self.party_keeping(revealed, lie, None)
	}

	/// As [`Self::party_of`], and keeps what an auditor has to show: the pieces that the seed names.
	fn party_keeping(
		&self,
		revealed: &Revealed,
		lie: Option<Lie>,
		seed: Option<Hash>,
	) -> Result<Party, PartyError> {
		let (prompt, output) = self.ids(revealed).ok_or(PartyError::Counts)?;
		self.party((&prompt, &output), revealed.ending(), revealed.sampling, lie, seed)
	}

	/// A run over these ids, see [`Self::party_of`].
	pub fn party(
		&self,
		(prompt, output): (&[u32], &[u32]),
		ending: Ending,
		sampling: Sampling,
		lie: Option<Lie>,
		seed: Option<Hash>,
	) -> Result<Party, PartyError> {
		let headers = headers_of(prompt, output, &self.vocabulary);
		// Ids that the vocabulary lacks are a rule broken, which the headers show. Any other id serves to compute
		// what stands beside them.
		let known = |ids: &[u32]| -> Vec<u32> {
			let size = self.card.shape.vocabulary;
			ids.iter().map(|id| if *id < size { *id } else { 0 }).collect()
		};
		let run = self.fresh();
		let ids = (&known(prompt)[..], &known(output)[..]);
		let card = self.card.clone();
		let wanted = |layout: &Layout| match seed {
			Some(seed) => wanted(seed, layout, &self.card),
			None => Vec::new(),
		};
		Party::keeping(run, card, ids, &headers, sampler_of(sampling), ending, lie, wanted)
	}

	/// Looks for a rule that a result breaks, as far as headers that agree with its ids show it; with `party`, whose
	/// trace is the result's, as far as the ends show it, too. The accusation lacks the ways to the roots.
	pub fn find(&self, revealed: &Revealed, party: Option<&Party>) -> Option<(Rule, Accusation)> {
		if self.impossible(revealed) {
			return Some((Rule::Count, Accusation::Count));
		}
		self.with_facts(revealed, |facts| {
			let ids = self.ids(revealed);
			let headers =
				ids.map(|(prompt, output)| headers_of(&prompt, &output, &self.vocabulary));
			let chosen: Vec<u32> = match party {
				Some(party) => {
					let before = revealed.prompt_ids - 1;
					let ends = (before..).map_while(|position| party.trace().end(position));
					ends.map(|(_, id)| id).collect()
				}
				None => Vec::new(),
			};
			let headers = headers.unwrap_or_default();
			text::find(facts, &headers, &chosen, |id| self.spelling(id))
		})
		.flatten()
	}

	/// Whether an id is special, and what it spells.
	fn spelling(&self, id: u32) -> Option<(bool, &[u8])> {
		let known = id < self.card.shape.vocabulary;
		known.then(|| (self.vocabulary.is_special(id), self.vocabulary.spelling(id)))
	}

	fn with_facts<T>(&self, revealed: &Revealed, then: impl FnOnce(&Facts) -> T) -> Option<T> {
		let (prefix, suffix) = around(&revealed.template)?;
		let layout = self.layout(revealed)?;
		let done = revealed.kind == ResultKind::Done;
		let too_long = revealed.kind == ResultKind::TooLong;
		Some(then(&Facts {
			card: &self.card,
			layout,
			trace: revealed.root.0,
			prefix: &prefix,
			suffix: &suffix,
			prompt: &revealed.prompt,
			output: done.then_some(&revealed.output),
			ids: (!too_long).then_some(&revealed.ids),
			too_long,
			max_tokens: revealed.max_tokens,
			context: revealed.context,
		}))
	}

	/// What is wrong with a result, if anything is, and the run over its ids; no run if there are more of them than
	/// the model takes.
	pub fn look(&self, revealed: &Revealed) -> Result<(Opinion, Option<Party>), PartyError> {
		self.look_for(revealed, None)
	}

	/// As [`Self::look`], with what an auditor has to show among [`Party::kept`]: the pieces that the seed names.
	pub fn look_for(
		&self,
		revealed: &Revealed,
		seed: Option<Hash>,
	) -> Result<(Opinion, Option<Party>), PartyError> {
		let by_ids = self.find(revealed, None).map(|(rule, _)| rule);
		if by_ids == Some(Rule::Count) {
			return Ok((Opinion::Text(Rule::Count), None));
		}
		if revealed.kind == ResultKind::TooLong && self.ids(revealed).is_none() {
			return Ok((Opinion::Spelling, None));
		}
		let party = self.party_keeping(revealed, None, seed)?;
		let same = party.trace().root() == revealed.root.0;
		let opinion = match self.find(revealed, Some(&party)) {
			// Its ids are not shown: they may be others.
			_ if !same && revealed.kind == ResultKind::TooLong => Opinion::Spelling,
			_ if !same => Opinion::Trace(by_ids),
			Some((rule, _)) => Opinion::Text(rule),
			None if self.stops_there(revealed, &party) => Opinion::Right,
			None => Opinion::Finite,
		};
		Ok((opinion, Some(party)))
	}

	/// Whether a run stops at the number at which it is said to; or is not said to stop.
	fn stops_there(&self, revealed: &Revealed, party: &Party) -> bool {
		let ResultKind::Fault { position, layer, operation, index } = revealed.kind else {
			return true;
		};
		let found = party
			.faults()
			.iter()
			.map(|fault| (fault.position, fault.layer, fault.op as u32, fault.index));
		found.eq([(position, layer, operation, index)])
	}

	/// An accusation with the ways to the roots of the accused trace. `party`: the run over the revealed ids; all
	/// headers and ends that are accused are its own but for those in `theirs`.
	pub fn prove(
		&self,
		accusation: Accusation,
		party: Option<&Party>,
		theirs: &Theirs,
	) -> Option<Accusation> {
		if accusation == Accusation::Count {
			return Some(accusation);
		}
		let party = party?;
		let mut proved = accusation.prove(party.trace(), self.spellings())?;
		let header = |header: &mut Header| {
			let path = party.path(theirs, Leaf::Header { position: header.position })?;
			header.path = path;
			Some(())
		};
		let end = |end: &mut End| {
			end.path = party.path(theirs, Leaf::End { position: end.position })?;
			Some(())
		};
		match &mut proved {
			Accusation::Count => {}
			Accusation::Header(one) => header(one)?,
			Accusation::Step { before, after, .. } => {
				header(before)?;
				header(after)?;
			}
			Accusation::Length { first, last, .. } => {
				header(first)?;
				header(last)?;
			}
			Accusation::Bytes { header: one, first, .. } => {
				header(one)?;
				first.iter_mut().try_for_each(header)?;
			}
			Accusation::Carry { header: one, end: chosen } => {
				header(one)?;
				end(chosen)?;
			}
		}
		Some(proved)
	}

	/// The rule that a header breaks which is the first of an accused trace that differs from this party's.
	pub fn accuse_header(
		&self,
		revealed: &Revealed,
		party: &Party,
		position: u32,
		(id, offset): (u32, u32),
	) -> Option<(Rule, Accusation)> {
		let found = Header { position, id, offset, path: Vec::new() };
		let alone = Accusation::Header(found.clone());
		let step = position.checked_sub(1).and_then(|position| {
			let Content::Header { id, offset } = party.content(Leaf::Header { position })? else {
				return None;
			};
			let (special, bytes) = self.spelling(id)?;
			let (bytes, path) = (bytes.to_vec(), Vec::new());
			let spelling = text::Spelling { id, special, bytes, path };
			let before = Header { position, id, offset, path: Vec::new() };
			Some(Accusation::Step { before, after: found, spelling })
		});
		self.with_facts(revealed, |facts| {
			let broken = |accusation: Accusation| Some((accusation.rule(facts).ok()?, accusation));
			broken(alone).or_else(|| broken(step?))
		})
		.flatten()
	}

	/// Where a disclosure of a named place differs from this machine's run. `None`: nowhere.
	pub fn difference(
		&self,
		revealed: &Revealed,
		(scope, position): (Scope, u32),
		disclosed: &[Hash],
	) -> Result<Option<Difference>, PartyError> {
		let mut party = self.party_of(revealed, None)?;
		let pieces: Vec<_> = disclosed.iter().map(|piece| piece.0).collect();
		let differs = party.differing_piece(scope, position, &pieces)?;
		let layer = scope.layer();
		Ok(differs.map(|(op, _)| Difference { position, layer, operation: Some(op) }))
	}

	/// Whether the chain would find the accusation right.
	pub fn holds(&self, revealed: &Revealed, accusation: &Accusation) -> bool {
		if self.impossible(revealed) {
			return *accusation == Accusation::Count;
		}
		let judged = self.with_facts(revealed, |facts| {
			accusation.judge::<assay_canon::merkle::Plain>(facts).is_ok()
		});
		judged.unwrap_or_default()
	}
}
