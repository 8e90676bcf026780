//! Whether a result of a canonical model is right, and what to say about it in a dispute.

use crate::{
	canonical::{headers_of, sampler_of, spellings, Canonical},
	Vocabulary,
};
use assay_canon::{
	card::Card,
	disclosure::Scope,
	engine::{Machine, Run, Weights},
	merkle::Tree,
	ops::Op,
	party::{Content, Lie, Party, PartyError, Theirs},
	text::{self, Accusation, End, Facts, Header, Rule},
	trace::{Layout, Leaf},
};
use assay_primitives::{model::TemplatePart, task::Sampling, Hash};
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
	/// Of prompt and output.
	pub ids: Vec<u32>,
	/// How many of them are the prompt's.
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

/// What a judge finds.
#[derive(Clone, PartialEq, Debug)]
pub enum Opinion {
	/// Text and trace are those of this model.
	Right,
	/// The text does not belong to the ids, or the ids to what was chosen, by this rule.
	Text(Rule),
	/// The trace is of other values. If the ids or the text break a rule too, by which.
	Trace(Option<Rule>),
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

	/// A run over these ids, with all that is needed to answer for it or to prove another wrong.
	pub fn party(
		&self,
		prompt: &[u32],
		output: &[u32],
		sampling: Sampling,
		lie: Option<Lie>,
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
		Party::new(run, self.card.clone(), ids, &headers, sampler_of(sampling), lie)
	}

	/// Looks for a rule that a result breaks, as far as headers that agree with its ids show it; with `party`, whose
	/// trace is the result's, as far as the ends show it, too. The accusation lacks the ways to the roots.
	pub fn find(&self, revealed: &Revealed, party: Option<&Party>) -> Option<(Rule, Accusation)> {
		self.with_facts(revealed, |facts| {
			let (prompt, output) = revealed.split()?;
			let headers = headers_of(prompt, output, &self.vocabulary);
			let chosen: Vec<u32> = match party {
				Some(party) => {
					let before = prompt.len() as u32 - 1;
					let ends = (before..).map_while(|position| party.trace().end(position));
					ends.map(|(_, id)| id).collect()
				}
				None => Vec::new(),
			};
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
		let (prompt, output) = revealed.split()?;
		let (prefix, suffix) = around(&revealed.template)?;
		let layout = Layout::new(prompt.len() as u32, output.len() as u32, self.card.shape.layers)?;
		Some(then(&Facts {
			card: &self.card,
			layout,
			trace: revealed.root.0,
			prefix: &prefix,
			suffix: &suffix,
			prompt: &revealed.prompt,
			output: &revealed.output,
			ids: &revealed.ids,
			max_tokens: revealed.max_tokens,
			context: revealed.context,
		}))
	}

	/// What is wrong with a result, if anything is, and the run over its ids; no run if there are more of them than
	/// the model takes.
	pub fn look(&self, revealed: &Revealed) -> Result<(Opinion, Option<Party>), PartyError> {
		let by_ids = self.find(revealed, None).map(|(rule, _)| rule);
		if by_ids == Some(Rule::Count) {
			return Ok((Opinion::Text(Rule::Count), None));
		}
		let (prompt, output) = revealed.split().ok_or(PartyError::Counts)?;
		let party = self.party(prompt, output, revealed.sampling, None)?;
		let opinion = if party.trace().root() == revealed.root.0 {
			match self.find(revealed, Some(&party)) {
				Some((rule, _)) => Opinion::Text(rule),
				None => Opinion::Right,
			}
		} else {
			Opinion::Trace(by_ids)
		};
		Ok((opinion, Some(party)))
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
		let (prompt, output) = revealed.split().ok_or(PartyError::Counts)?;
		let mut party = self.party(prompt, output, revealed.sampling, None)?;
		let pieces: Vec<_> = disclosed.iter().map(|piece| piece.0).collect();
		let differs = party.differing_piece(scope, position, &pieces)?;
		let layer = match scope {
			Scope::Cache { layer } | Scope::Layer { layer } => Some(layer),
			Scope::Embed | Scope::End => None,
		};
		Ok(differs.map(|(op, _)| Difference { position, layer, operation: Some(op) }))
	}

	/// Whether the chain would find the accusation right.
	pub fn holds(&self, revealed: &Revealed, accusation: &Accusation) -> bool {
		let judged = self.with_facts(revealed, |facts| {
			accusation.judge::<assay_canon::merkle::Plain>(facts).is_ok()
		});
		judged.unwrap_or_default()
	}
}
