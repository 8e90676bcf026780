//! Ids against text: what a run's headers and choices have to satisfy, judged from a few leaves.
//!
//! With P prompt ids and O output ids, the headers of t = 0 … P + O say which id stands at t and how many bytes of the
//! prompt or of the output come before it; offsets restart at P, and the last header, the terminator, stands where the
//! output ends. An [`Accusation`] opens the leaves in which a [`Rule`] is broken. A run that follows all rules is safe
//! from every accusation; for a run that breaks one, [`find`] names an accusation that succeeds.

use crate::{
	card::{self, Card},
	merkle::{climb, depth_of, Hash, Hasher},
	trace::{self, Ending, Layout, Leaf},
};
use alloc::vec::Vec;
#[cfg(feature = "codec")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
#[cfg(feature = "codec")]
use scale_info::TypeInfo;

/// What is known about a run before anyone accuses its author.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
	/// The preimage of the model's root.
	pub card: &'a Card,
	/// The run's trace.
	pub layout: Layout,
	pub trace: Hash,
	/// The template's ids before and after the user's prompt.
	pub prefix: &'a [u32],
	pub suffix: &'a [u32],
	/// The user's prompt; not empty.
	pub prompt: &'a [u8],
	/// The output as revealed. Of a run to its end alone.
	pub output: Option<&'a [u8]>,
	/// The ids of prompt and output as revealed, as many as the layout has. `None`: they were not.
	pub ids: Option<&'a [u32]>,
	/// Whether the run was not begun because it has too many ids.
	pub too_long: bool,
	/// Most output ids that the task asks for.
	pub max_tokens: u32,
	/// Most ids of prompt and output together that the model is offered with. The card's number is another bound.
	pub context: u32,
}

/// What a run has to satisfy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
#[repr(u8)]
pub enum Rule {
	/// The ids are enough for the template and one of the user's, and not more than the context holds or than were
	/// asked for. Where there are said to be too many, they leave no room for one more. Of a run that was not begun, not
	/// more are the user's than the prompt has bytes.
	Count = 0,
	/// Offsets begin at 0, in the prompt and in the output, and end with the output.
	Offset = 1,
	/// The ids are those that were revealed, if they were.
	Revealed = 2,
	/// The vocabulary has the ids.
	Known = 3,
	/// The template's ids are where it puts them.
	Template = 4,
	/// Offsets grow by what ids spell.
	Step = 5,
	/// The user's ids spell as many bytes as the prompt has.
	Length = 6,
	/// Ids spell the bytes of prompt and output, if there is one; each of the user's at least one.
	Bytes = 7,
	/// No special id stands for the user's text.
	Special = 8,
	/// Each output id is the one that was chosen at the position before.
	Carry = 9,
	/// A run ends with the first stop id, or where there is no room for more; one that stopped at a number that is not
	/// finite, before.
	Stop = 10,
}

/// Why an accusation proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextRefused {
	/// The number of ids is not that of the layout: nothing can be judged.
	Facts,
	/// There is no such position, or this accusation can't be about it.
	Position(u32),
	/// The evidence does not belong together, or a part of it is missing or not needed.
	Evidence,
	/// The header, or the end, of this position is not what was committed to.
	NotCommitted(u32),
	/// The id's spelling is not the vocabulary's.
	NotSpelt(u32),
	/// All rules hold.
	Holds,
}

/// An opened header.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub struct Header {
	pub position: u32,
	pub id: u32,
	/// Bytes of prompt or output before the id.
	pub offset: u32,
	/// From the leaf to the trace's root.
	pub path: Vec<Hash>,
}

/// The opened end of a position.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub struct End {
	pub position: u32,
	/// Roots of the last layer's output and of the logits.
	pub hidden: Hash,
	pub logits: Hash,
	/// The chosen id.
	pub id: u32,
	/// From the leaf to the trace's root.
	pub path: Vec<Hash>,
}

/// What an id stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub struct Spelling {
	pub id: u32,
	pub special: bool,
	pub bytes: Vec<u8>,
	/// From the leaf to the root over all spellings.
	pub path: Vec<Hash>,
}

/// Says that a run breaks a rule, with the leaves that show it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "codec", derive(Encode, Decode, DecodeWithMemTracking, TypeInfo))]
pub enum Accusation {
	/// [`Rule::Count`]: of the numbers alone.
	#[cfg_attr(feature = "codec", codec(index = 0))]
	Count,
	/// [`Rule::Offset`], [`Rule::Revealed`], [`Rule::Known`], [`Rule::Template`] or [`Rule::Stop`]: of one header.
	#[cfg_attr(feature = "codec", codec(index = 1))]
	Header(Header),
	/// [`Rule::Step`]: of two headers that follow each other, and what the first one's id spells.
	#[cfg_attr(feature = "codec", codec(index = 2))]
	Step { before: Header, after: Header, spelling: Spelling },
	/// [`Rule::Length`]: of the header of the user's first id and that of the first id after the user's; if the template
	/// has none there, of the user's last id and what it spells.
	#[cfg_attr(feature = "codec", codec(index = 3))]
	Length { first: Header, last: Header, spelling: Option<Spelling> },
	/// [`Rule::Bytes`] or [`Rule::Special`]: of a header of the user's or of the output, and what its id spells. For
	/// the user's, of the header of the user's first id as well.
	#[cfg_attr(feature = "codec", codec(index = 4))]
	Bytes { header: Header, first: Option<Header>, spelling: Spelling },
	/// [`Rule::Carry`]: of an output id's header and the end of the position before.
	#[cfg_attr(feature = "codec", codec(index = 5))]
	Carry { header: Header, end: End },
}

impl Header {
	/// Whether it is what the trace commits to.
	pub fn verify<H: Hasher>(&self, layout: &Layout, root: &Hash) -> Result<(), TextRefused> {
		let leaf = Leaf::Header { position: self.position };
		let index = layout.index(leaf).ok_or(TextRefused::Position(self.position))?;
		let leaf = trace::header::<H>(self.position, self.id, self.offset);
		let fits = self.path.len() == layout.depth() as usize;
		if fits && climb::<H>(leaf, index, &self.path) == *root {
			Ok(())
		} else {
			Err(TextRefused::NotCommitted(self.position))
		}
	}
}

impl End {
	/// Whether it is what the trace commits to.
	pub fn verify<H: Hasher>(&self, layout: &Layout, root: &Hash) -> Result<(), TextRefused> {
		let leaf = Leaf::End { position: self.position };
		let index = layout.index(leaf).ok_or(TextRefused::Position(self.position))?;
		let leaf = trace::end::<H>(self.position, &[self.hidden, self.logits], self.id);
		let fits = self.path.len() == layout.depth() as usize;
		if fits && climb::<H>(leaf, index, &self.path) == *root {
			Ok(())
		} else {
			Err(TextRefused::NotCommitted(self.position))
		}
	}
}

impl Spelling {
	/// Whether it is the vocabulary's.
	pub fn verify<H: Hasher>(&self, card: &Card) -> Result<(), TextRefused> {
		let leaf = card::spelling::<H>(self.special, &self.bytes);
		let ids = card.shape.vocabulary;
		let fits = self.id < ids && self.path.len() == depth_of(ids as usize) as usize;
		if fits && climb::<H>(leaf, self.id.into(), &self.path) == card.spellings {
			Ok(())
		} else {
			Err(TextRefused::NotSpelt(self.id))
		}
	}

	/// Number of bytes.
	fn len(&self) -> Option<u32> {
		u32::try_from(self.bytes.len()).ok()
	}
}

impl Facts<'_> {
	/// Ids of prompt and output.
	fn total(&self) -> u32 {
		self.layout.ids()
	}

	/// Positions of the user's ids.
	fn user(&self) -> Range<u32> {
		let after = u32::try_from(self.suffix.len()).unwrap_or(u32::MAX);
		let first = u32::try_from(self.prefix.len()).unwrap_or(u32::MAX);
		first..self.layout.prompt().saturating_sub(after)
	}

	/// Most ids of prompt and output.
	fn room(&self) -> u32 {
		self.context.min(self.card.shape.context)
	}

	/// Most output ids.
	fn limit(&self) -> u32 {
		self.max_tokens.min(self.room().saturating_sub(self.layout.prompt())).max(1)
	}

	/// The rule that the numbers break.
	fn count(&self) -> Option<Rule> {
		let output = self.layout.output();
		let wrong = match self.layout.ending() {
			Ending::Done => self.total() > self.room() || output > self.limit(),
			// There was one more to choose.
			Ending::Fault { .. } => self.total() >= self.room() || output >= self.limit(),
			// Each of the user's ids spells something.
			Ending::Unrun => {
				self.too_long && self.total() < self.room() || self.user().len() > self.prompt.len()
			}
		};
		(wrong || self.user().is_empty()).then_some(Rule::Count)
	}

	/// The rule that a header breaks by itself.
	fn header(&self, header: &Header) -> Result<Option<Rule>, TextRefused> {
		let Header { position, id, offset, .. } = *header;
		let (prompt, total) = (self.layout.prompt(), self.total());
		if position == total {
			// Another id would be another root for the same result.
			let end = match self.output {
				Some(output) => usize::try_from(offset) == Ok(output.len()),
				// What the ids spell, by the rule of steps.
				None => total > prompt || offset == 0,
			};
			return Ok((id != 0 || !end).then_some(Rule::Offset));
		}
		if position > total {
			return Err(TextRefused::Position(position));
		}
		if (position == 0 || position == prompt) && offset != 0 {
			return Ok(Some(Rule::Offset));
		}
		if self.ids.is_some_and(|ids| ids.get(position as usize) != Some(&id)) {
			return Ok(Some(Rule::Revealed));
		}
		if id >= self.card.shape.vocabulary {
			return Ok(Some(Rule::Known));
		}
		let broken = if position < prompt {
			let user = self.user();
			let fixed = match position.checked_sub(user.end) {
				_ if position < user.start => self.prefix.get(position as usize),
				Some(after) => self.suffix.get(after as usize),
				None => None,
			};
			fixed.is_some_and(|fixed| *fixed != id).then_some(Rule::Template)
		} else {
			let stop = self.card.stop.contains(&id);
			let done = self.layout.ending() == Ending::Done;
			let last = done && position.saturating_add(1) == total;
			let wrong = if last { !stop && self.layout.output() < self.limit() } else { stop };
			wrong.then_some(Rule::Stop)
		};
		Ok(broken)
	}

	/// Whether the offsets of two headers that follow each other differ by something else than a spelling.
	fn step(&self, headers: [&Header; 2], spelling: &Spelling) -> Result<bool, TextRefused> {
		let [before, after] = headers;
		let prompt = self.layout.prompt();
		// Offsets restart at the output.
		if before.position >= self.total() || before.position.saturating_add(1) == prompt {
			return Err(TextRefused::Position(before.position));
		}
		if before.position.checked_add(1) != Some(after.position) || spelling.id != before.id {
			return Err(TextRefused::Evidence);
		}
		Ok(after.offset.checked_sub(before.offset).is_none_or(|step| Some(step) != spelling.len()))
	}

	/// Whether the user's ids spell another number of bytes than the prompt has.
	fn length(
		&self,
		first: &Header,
		last: &Header,
		spelling: Option<&Spelling>,
	) -> Result<bool, TextRefused> {
		let user = self.user();
		if user.is_empty() || first.position != user.start {
			return Err(TextRefused::Position(first.position));
		}
		let (expected, end) = match spelling {
			None if !self.suffix.is_empty() => (user.end, Some(last.offset)),
			Some(spelling) if self.suffix.is_empty() && spelling.id == last.id => {
				let end = spelling.len().and_then(|len| last.offset.checked_add(len));
				(user.end.saturating_sub(1), end)
			}
			_ => return Err(TextRefused::Evidence),
		};
		if last.position != expected {
			return Err(TextRefused::Position(last.position));
		}
		let len = end.and_then(|end| end.checked_sub(first.offset));
		Ok(len.is_none_or(|len| usize::try_from(len) != Ok(self.prompt.len())))
	}

	/// The rule that an id's spelling breaks.
	fn bytes(
		&self,
		header: &Header,
		first: Option<&Header>,
		spelling: &Spelling,
	) -> Result<Option<Rule>, TextRefused> {
		let position = header.position;
		let user = self.user();
		if spelling.id != header.id {
			return Err(TextRefused::Evidence);
		}
		let (text, start) = match first {
			Some(first) if user.contains(&position) => {
				if first.position != user.start {
					return Err(TextRefused::Evidence);
				}
				if spelling.special {
					return Ok(Some(Rule::Special));
				}
				(self.prompt, header.offset.checked_sub(first.offset))
			}
			None if (self.layout.prompt()..self.total()).contains(&position) => {
				let output = self.output.ok_or(TextRefused::Position(position))?;
				(output, Some(header.offset))
			}
			_ if user.contains(&position) => return Err(TextRefused::Evidence),
			_ => return Err(TextRefused::Position(position)),
		};
		if first.is_some() && spelling.bytes.is_empty() {
			return Ok(Some(Rule::Bytes));
		}
		let there = start.and_then(|start| {
			let start = usize::try_from(start).ok()?;
			text.get(start..start.checked_add(spelling.bytes.len())?)
		});
		Ok((there != Some(&spelling.bytes)).then_some(Rule::Bytes))
	}

	/// Whether an id is another than the one chosen before it.
	fn carry(&self, header: &Header, end: &End) -> Result<bool, TextRefused> {
		if !(self.layout.prompt()..self.total()).contains(&header.position) {
			return Err(TextRefused::Position(header.position));
		}
		if end.position.checked_add(1) != Some(header.position) {
			return Err(TextRefused::Evidence);
		}
		Ok(header.id != end.id)
	}
}

impl Accusation {
	/// Whether the run is proved wrong. Checks all evidence, in time that grows with its size alone.
	pub fn judge<H: Hasher>(&self, facts: &Facts) -> Result<(), TextRefused> {
		let (headers, end, spelling) = self.evidence();
		for header in headers.into_iter().flatten() {
			header.verify::<H>(&facts.layout, &facts.trace)?;
		}
		if let Some(end) = end {
			end.verify::<H>(&facts.layout, &facts.trace)?;
		}
		if let Some(spelling) = spelling {
			spelling.verify::<H>(facts.card)?;
		}
		self.rule(facts).map(|_| ())
	}

	/// The rule that is broken if the evidence is what was committed to.
	pub fn rule(&self, facts: &Facts) -> Result<Rule, TextRefused> {
		if facts.ids.is_some_and(|ids| u32::try_from(ids.len()) != Ok(facts.total())) {
			return Err(TextRefused::Facts);
		}
		let broken = match self {
			Self::Count => facts.count(),
			Self::Header(header) => facts.header(header)?,
			Self::Step { before, after, spelling } => {
				facts.step([before, after], spelling)?.then_some(Rule::Step)
			}
			Self::Length { first, last, spelling } => {
				facts.length(first, last, spelling.as_ref())?.then_some(Rule::Length)
			}
			Self::Bytes { header, first, spelling } => {
				facts.bytes(header, first.as_ref(), spelling)?
			}
			Self::Carry { header, end } => facts.carry(header, end)?.then_some(Rule::Carry),
		};
		broken.ok_or(TextRefused::Holds)
	}

	fn evidence(&self) -> ([Option<&Header>; 2], Option<&End>, Option<&Spelling>) {
		match self {
			Self::Count => ([None; 2], None, None),
			Self::Header(header) => ([Some(header), None], None, None),
			Self::Step { before, after, spelling } => {
				([Some(before), Some(after)], None, Some(spelling))
			}
			Self::Length { first, last, spelling } => {
				([Some(first), Some(last)], None, spelling.as_ref())
			}
			Self::Bytes { header, first, spelling } => {
				([Some(header), first.as_ref()], None, Some(spelling))
			}
			Self::Carry { header, end } => ([Some(header), None], Some(end), None),
		}
	}

	/// Adds the ways to the roots, of a trace and of the tree over all spellings, and the roots of an end. `None` if the
	/// trace lacks a position.
	#[cfg(feature = "std")]
	pub fn prove(
		mut self,
		trace: &trace::Trace,
		spellings: &crate::merkle::Tree,
	) -> Option<Accusation> {
		let (headers, end, spelling) = match &mut self {
			Self::Count => ([None, None], None, None),
			Self::Header(header) => ([Some(header), None], None, None),
			Self::Step { before, after, spelling } => {
				([Some(before), Some(after)], None, Some(spelling))
			}
			Self::Length { first, last, spelling } => {
				([Some(first), Some(last)], None, spelling.as_mut())
			}
			Self::Bytes { header, first, spelling } => {
				([Some(header), first.as_mut()], None, Some(spelling))
			}
			Self::Carry { header, end } => ([Some(header), None], Some(end), None),
		};
		for header in headers.into_iter().flatten() {
			header.path = trace.path(Leaf::Header { position: header.position })?;
		}
		if let Some(end) = end {
			[end.hidden, end.logits] = trace.end(end.position)?.0;
			end.path = trace.path(Leaf::End { position: end.position })?;
		}
		if let Some(spelling) = spelling {
			spelling.path = spellings.path(0, spelling.id as usize);
		}
		Some(self)
	}
}

/// Finds a rule that a run breaks, and the accusation that proves it but for the ways to the roots.
///
/// `headers`: id and offset of every id and of the terminator, as committed to. `chosen`: the ids of the ends from the
/// last prompt id on. `spelling`: whether an id is special, and what it spells.
pub fn find<'s>(
	facts: &Facts,
	headers: &[(u32, u32)],
	chosen: &[u32],
	spelling: impl Fn(u32) -> Option<(bool, &'s [u8])>,
) -> Option<(Rule, Accusation)> {
	let header = |position: u32| {
		let (id, offset) = *headers.get(position as usize)?;
		Some(Header { position, id, offset, path: Vec::new() })
	};
	let spelt = |id: u32| {
		let (special, bytes) = spelling(id)?;
		Some(Spelling { id, special, bytes: bytes.to_vec(), path: Vec::new() })
	};
	let user = facts.user();
	let prompt = facts.layout.prompt();
	let of_length = || {
		let first = header(user.start)?;
		let (last, spelling) = if facts.suffix.is_empty() {
			let last = header(user.end.checked_sub(1)?)?;
			let spelling = spelt(last.id)?;
			(last, Some(spelling))
		} else {
			(header(user.end)?, None)
		};
		Some(Accusation::Length { first, last, spelling })
	};
	let of_step = |position: u32| {
		let (before, after) = (header(position)?, header(position.checked_add(1)?)?);
		let spelling = spelt(before.id)?;
		Some(Accusation::Step { before, after, spelling })
	};
	let of_bytes = |position: u32| {
		let header_here = header(position)?;
		let spelling = spelt(header_here.id)?;
		let first = if position < prompt { Some(header(user.start)?) } else { None };
		Some(Accusation::Bytes { header: header_here, first, spelling })
	};
	let of_carry = |position: u32| {
		let header = header(position)?;
		let id = *chosen.get(position.checked_sub(prompt)? as usize)?;
		let position = position.checked_sub(1)?;
		let (hidden, logits) = (Hash::default(), Hash::default());
		let end = End { position, hidden, logits, id, path: Vec::new() };
		Some(Accusation::Carry { header, end })
	};
	let of_header = |position: u32| header(position).map(Accusation::Header);
	let by_position = (0..=facts.total()).flat_map(|position| {
		[of_header(position), of_bytes(position), of_step(position), of_carry(position)]
	});
	core::iter::once(Some(Accusation::Count))
		.chain(by_position)
		.chain(core::iter::once_with(of_length))
		.flatten()
		.find_map(|accusation| Some((accusation.rule(facts).ok()?, accusation)))
}

#[cfg(all(test, feature = "std"))]
mod tests;
