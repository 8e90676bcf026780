//! What a party of a dispute computes: a run over the ids in question, compared with what another party committed to.
//!
//! A party that answers for a run uses [`Party::descendants`], [`Party::content`], [`Party::disclose`] and
//! [`Party::open`]; one that challenges it [`Party::differing_child`], [`Party::differing_place`],
//! [`Party::differing_piece`], [`Party::differing_output`] and [`Party::witness`].

// Indices follow from shapes that are checked when weights are loaded.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use crate::{
	card::Card,
	disclosure::{self, Disclosure, Scope},
	engine::{end_trace, Cells, FineTrace, Nodes, Run, Stopped, Witness as Observer},
	merkle::{Hash, Plain, Tree},
	ops::{Element, Failure, Op, Place, CHUNK},
	proof::Witness,
	quant::BLOCK_BYTES,
	sampling::Sampler,
	trace::{Layout, Leaf, Recorder, Trace},
};
use std::collections::BTreeMap;

/// What a leaf of a trace is the hash of, besides its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
	/// Id, and bytes of prompt or output before it.
	Header { id: u32, offset: u32 },
	/// Roots of a layer's input, and of the keys and values it adds.
	Cell([Hash; 3]),
	/// Roots of the last layer's output and of the logits, and the chosen id.
	End([Hash; 2], u32),
}

/// A wrong value that a dishonest party commits to, for tests of those that look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lie {
	pub position: u32,
	/// `None`: at the end of the position.
	pub layer: Option<u32>,
	/// Of which operation's output.
	pub op: Op,
	/// Which of its outputs, and the bits that are flipped: of a number's 32, or of an id's.
	pub index: u32,
	pub flipped: u32,
}

/// A run with all that is needed to answer for it, or to prove another wrong.
pub struct Party {
	run: Run,
	card: Card,
	rows: Tree,
	ids: Vec<u32>,
	sampler: Sampler,
	trace: Trace,
	lie: Option<Lie>,
	/// The place looked at last: many questions in a row are about the same.
	last: Option<(Scope, u32, FineTrace)>,
}

/// Notes what a trace commits to, and lies where it is told to.
pub struct Tracer {
	layers: u32,
	recorder: Recorder,
	lie: Option<Lie>,
}

impl Tracer {
	/// For a model with so many layers, and heads so wide.
	pub fn new(layers: u32, head: u32, lie: Option<Lie>) -> Self {
		Self { layers, recorder: Recorder::new(layers, head), lie }
	}

	/// The trace of the finished run, see [`Recorder::finish`].
	pub fn finish(self, headers: &[(u32, u32)], prompt: u32) -> Option<Trace> {
		self.recorder.finish::<Plain>(headers, prompt)
	}

	/// The lie, if it is about the output of one of these operations at a place.
	fn lie(&self, position: u32, layer: Option<u32>, ops: &[Op]) -> Option<Lie> {
		self.lie
			.filter(|lie| (lie.position, lie.layer) == (position, layer) && ops.contains(&lie.op))
	}
}

/// A vector with the number flipped that a lie is about.
fn flipped(numbers: &[f32], lie: Lie) -> Vec<f32> {
	let mut numbers = numbers.to_vec();
	if let Some(number) = numbers.get_mut(lie.index as usize) {
		*number = f32::from_bits(number.to_bits() ^ lie.flipped);
	}
	numbers
}

impl Observer for Tracer {
	fn cells(&mut self, cells: Cells) {
		let Cells { layer, rows, inputs, keys, values, .. } = cells;
		if self.lie.is_none() {
			self.recorder.cells::<Plain>(layer, rows, inputs, keys, values);
			return;
		}
		for (position, [input, keys, values]) in cells.each() {
			let before = match layer.checked_sub(1) {
				Some(below) => self.lie(position, Some(below), &[Op::FeedAdd]),
				None => self.lie(position, Some(0), &[Op::Embed]),
			};
			let of = |op| self.lie(position, Some(layer), &[op]);
			let (in_keys, in_values) = (of(Op::KeyRotate), of(Op::Value));
			let with = |numbers: &[f32], lie: Option<Lie>| match lie {
				Some(lie) => flipped(numbers, lie),
				None => numbers.to_vec(),
			};
			self.recorder.cells::<Plain>(
				layer,
				1,
				&with(input, before),
				&with(keys, in_keys),
				&with(values, in_values),
			);
		}
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		let logits = match self.lie(position, None, &[Op::Logit]) {
			Some(lie) => flipped(logits, lie),
			None => logits.to_vec(),
		};
		let id = match self.lie(position, None, &[Op::Choose]) {
			Some(lie) => id ^ lie.flipped,
			None => id,
		};
		let hidden = match self.lie(position, self.layers.checked_sub(1), &[Op::FeedAdd]) {
			Some(lie) => flipped(hidden, lie),
			None => hidden.to_vec(),
		};
		self.recorder.end::<Plain>(position, &hidden, &logits, id);
	}
}

/// Remembers the input of one place.
struct Catcher {
	position: u32,
	/// `None` for the end.
	layer: Option<u32>,
	caught: Vec<f32>,
	chosen: u32,
}

impl Observer for Catcher {
	fn cells(&mut self, cells: Cells) {
		if Some(cells.layer) != self.layer {
			return;
		}
		if let Some((_, [input, ..])) = cells.each().find(|(at, _)| *at == self.position) {
			self.caught = input.to_vec();
		}
	}

	fn end(&mut self, position: u32, hidden: &[f32], _: &[f32], id: u32) {
		if position == self.position {
			self.chosen = id;
			if self.layer.is_none() {
				self.caught = hidden.to_vec();
			}
		}
	}
}

/// What is known of another party's trace: answers to demands, and what is agreed on.
#[derive(Clone, Debug, Default)]
pub struct Theirs {
	/// Level and number of the top, levels below it, and the tree.
	answers: Vec<(u32, u64, u32, Tree)>,
}

impl Theirs {
	/// Notes the nodes that are a number of levels below a node.
	pub fn learn(&mut self, level: u32, index: u64, nodes: Vec<Hash>) {
		let tree = Tree::new::<Plain>(nodes, 0);
		self.answers.push((level, index, tree.depth(), tree));
	}

	fn node(&self, level: u32, index: u64) -> Option<Hash> {
		self.answers.iter().find_map(|(top, at, levels, tree)| {
			let above = top.checked_sub(level).filter(|above| above <= levels)?;
			(index >> above == *at)
				.then(|| tree.node(levels - above, (index - (at << above)) as usize))
		})
	}
}

/// Another party's trace, with this one's wherever nothing else was learnt: both agree on all before the first leaf that
/// differs, and answers that lead to that leaf give all that is beside its way.
struct View<'a> {
	theirs: &'a Theirs,
	ours: &'a Trace,
}

impl Nodes for View<'_> {
	fn layout(&self) -> &Layout {
		self.ours.layout()
	}

	fn node(&self, level: u32, index: u64) -> Option<Hash> {
		self.theirs.node(level, index).or_else(|| self.ours.node(level, index))
	}

	fn roots(&self, position: u32, layer: u32) -> Option<[Hash; 3]> {
		self.ours.roots(position, layer).copied()
	}
}

/// Why a run can't be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PartyError {
	#[error("the numbers of ids don't fit the model's context")]
	Counts,
	#[error("id {0} is not one of the model's")]
	UnknownId(u32),
	#[error("a number of the run is not finite: {0:?}")]
	Fault(crate::engine::Fault),
	#[error("there is no such place or output")]
	NoSuchPlace,
	#[error("the output can't be computed: {0:?}")]
	Failure(Failure),
}

impl From<Stopped> for PartyError {
	fn from(stopped: Stopped) -> Self {
		match stopped {
			Stopped::Fault(fault) => Self::Fault(fault),
			// Nobody cancels.
			Stopped::Cancelled => Self::Counts,
		}
	}
}

impl Party {
	/// Goes over the ids of prompt and output. `headers`: see [`Recorder::finish`].
	pub fn new(
		mut run: Run,
		card: Card,
		(prompt, output): (&[u32], &[u32]),
		headers: &[(u32, u32)],
		sampler: Sampler,
		lie: Option<Lie>,
	) -> Result<Self, PartyError> {
		let shape = card.shape;
		let (p, o) = (prompt.len() as u32, output.len() as u32);
		if Layout::new(p, o, shape.layers).is_none() || p + o > shape.context {
			return Err(PartyError::Counts);
		}
		let ids: Vec<u32> = prompt.iter().chain(output).copied().collect();
		if let Some(id) = ids.iter().find(|id| **id >= shape.vocabulary) {
			return Err(PartyError::UnknownId(*id));
		}
		let mut tracer = Tracer::new(shape.layers, shape.head, lie);
		let request =
			crate::engine::Request { prompt, max_tokens: o, stop: &[], sampler, batch: 64 };
		run.replay(request, output, &mut tracer, || true)?;
		let trace = tracer.finish(headers, p).ok_or(PartyError::Counts)?;
		let rows = Tree::new::<Plain>(run.weights().row_leaves().to_vec(), 0);
		Ok(Self { run, card, rows, ids, sampler, trace, lie, last: None })
	}

	/// The run's trace.
	pub fn trace(&self) -> &Trace {
		&self.trace
	}

	/// What the model is.
	pub fn card(&self) -> &Card {
		&self.card
	}

	/// The model, to be used again.
	pub fn into_run(self) -> Run {
		self.run
	}

	/// Nodes `levels` below a node of the trace.
	pub fn descendants(&self, level: u32, index: u64, levels: u32) -> Option<Vec<Hash>> {
		let below = level.checked_sub(levels)?;
		let first = index.checked_shl(levels)?;
		(0..1u64.checked_shl(levels)?).map(|n| self.trace.node(below, first + n)).collect()
	}

	/// Which of the nodes `levels` below a node is the first that differs from this party's.
	pub fn differing_child(
		&self,
		level: u32,
		index: u64,
		levels: u32,
		nodes: &[Hash],
	) -> Option<u16> {
		let ours = self.descendants(level, index, levels)?;
		let differs = ours.iter().zip(nodes).position(|(ours, theirs)| ours != theirs)?;
		u16::try_from(differs).ok()
	}

	/// What a leaf is the hash of.
	pub fn content(&self, leaf: Leaf) -> Option<Content> {
		Some(match leaf {
			Leaf::Header { position } => {
				let (id, offset) = self.trace.header(position)?;
				Content::Header { id, offset }
			}
			Leaf::Cell { position, layer } => Content::Cell(*self.trace.roots(position, layer)?),
			Leaf::End { position } => {
				let (roots, id) = self.trace.end(position)?;
				Content::End(roots, id)
			}
		})
	}

	/// The first place whose outputs differ, if a leaf is the first that does and is the hash of `theirs`. `None` if it
	/// is a header, which is not computed.
	pub fn differing_place(&self, leaf: Leaf, theirs: Content) -> Option<(Scope, u32)> {
		match (leaf, self.content(leaf)?, theirs) {
			(Leaf::Cell { position, layer }, Content::Cell(ours), Content::Cell(theirs)) => {
				let scope = if ours[0] == theirs[0] {
					Scope::Cache { layer }
				} else {
					layer.checked_sub(1).map_or(Scope::Embed, |layer| Scope::Layer { layer })
				};
				Some((scope, position))
			}
			(Leaf::End { position }, Content::End(ours, _), Content::End(theirs, _)) => {
				let scope = if ours[0] == theirs[0] {
					Scope::End
				} else {
					Scope::Layer { layer: self.card.shape.layers - 1 }
				};
				Some((scope, position))
			}
			_ => None,
		}
	}

	/// A place of the run.
	fn place(&self, scope: Scope, position: u32) -> Result<Place<'_>, PartyError> {
		let layout = self.trace.layout();
		let place = scope.place(&self.card.shape, layout, position, self.sampler);
		place.ok_or(PartyError::NoSuchPlace)
	}

	/// All outputs of a place, as this party says they are.
	fn fine(&mut self, scope: Scope, position: u32) -> Result<FineTrace, PartyError> {
		if let Some((at, of, fine)) = &self.last {
			if (*at, *of) == (scope, position) {
				return Ok(fine.clone());
			}
		}
		let layer = self.place(scope, position)?.layer;
		let mut catcher = Catcher { position, layer, caught: Vec::new(), chosen: 0 };
		self.run.truncate(0);
		let ids = &self.ids[..=position as usize];
		let mut hidden = Vec::new();
		for batch in ids.chunks(64) {
			hidden = self.run.extend(batch, &mut catcher).map_err(PartyError::Fault)?;
		}
		let failed = |(op, index)| {
			PartyError::Fault(crate::engine::Fault {
				position,
				layer: layer.unwrap_or(self.card.shape.layers),
				op,
				index,
			})
		};
		let mut fine = match (scope, layer) {
			(Scope::Embed, _) => {
				let bytes = |x: &[f32]| x.iter().flat_map(|x| x.to_le_bytes()).collect();
				let pieces = catcher.caught.chunks(CHUNK as usize).map(bytes).collect();
				let outputs = BTreeMap::from([(Op::Embed, pieces)]);
				FineTrace { input: Vec::new(), outputs }
			}
			(_, Some(layer)) => {
				self.run.fine_trace(position, layer, &catcher.caught).map_err(failed)?
			}
			(_, None) => {
				let width = self.card.shape.width as usize;
				let hidden = &hidden[hidden.len() - width..];
				end_trace(self.run.weights(), position, hidden).map_err(failed)?
			}
		};
		if let Some(lie) = self.lie.filter(|lie| {
			lie.position == position
				&& lie.layer == layer
				&& scope.contains(self.card.shape.family, lie.op)
		}) {
			alter(&mut fine, lie, lie.op.chunk(&self.card.shape));
		}
		self.last = Some((scope, position, fine.clone()));
		Ok(fine)
	}

	/// Hashes of all pieces of a place's outputs.
	pub fn disclose(&mut self, scope: Scope, position: u32) -> Result<Disclosure, PartyError> {
		let fine = self.fine(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		Ok(counts.iter().flat_map(|(op, _)| fine.hashes(*op)).collect())
	}

	/// A piece of an output, and the way to the output's root.
	pub fn open(
		&mut self,
		(scope, position): (Scope, u32),
		op: Op,
		chunk: u32,
	) -> Result<(Vec<u8>, Vec<Hash>), PartyError> {
		let fine = self.fine(scope, position)?;
		let pieces = fine.outputs.get(&op).ok_or(PartyError::NoSuchPlace)?;
		let piece = pieces.get(chunk as usize).ok_or(PartyError::NoSuchPlace)?.clone();
		let path = Tree::new::<Plain>(fine.hashes(op), 0).path(0, chunk as usize);
		Ok((piece, path))
	}

	/// The first piece of another party's disclosure that differs from this one's; the choice of the id if none does.
	pub fn differing_piece(
		&mut self,
		scope: Scope,
		position: u32,
		disclosed: &[Hash],
	) -> Result<Option<(Op, u32)>, PartyError> {
		let ours = self.disclose(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		let mut next = 0usize;
		for (op, count) in counts {
			for chunk in 0..count {
				if ours.get(next) != disclosed.get(next) {
					return Ok(Some((op, chunk)));
				}
				next += 1;
			}
		}
		Ok((scope == Scope::End).then_some((Op::Choose, 0)))
	}

	/// The first output of an opened piece that differs; of the choice of an id, the id that should have been chosen.
	pub fn differing_output(
		&mut self,
		(scope, position): (Scope, u32),
		op: Op,
		chunk: u32,
		bytes: &[u8],
	) -> Result<Option<u32>, PartyError> {
		if op == Op::Choose {
			return Ok(Some(self.chosen(position)?));
		}
		let (ours, _) = self.open((scope, position), op, chunk)?;
		let width = match op.element() {
			Element::Block => BLOCK_BYTES,
			Element::Number | Element::Id => 4,
		};
		let differs = ours.chunks(width).zip(bytes.chunks(width)).position(|(a, b)| a != b);
		let first = chunk * op.chunk(&self.card.shape);
		Ok(differs.map(|within| first + within as u32))
	}

	/// The id that is to be chosen at a position.
	fn chosen(&mut self, position: u32) -> Result<u32, PartyError> {
		let step = self.trace.layout().step(position).ok_or(PartyError::NoSuchPlace)?;
		self.run.truncate(0);
		let mut nobody = Catcher { position, layer: None, caught: Vec::new(), chosen: 0 };
		let ids = &self.ids[..=position as usize];
		let mut hidden = Vec::new();
		for batch in ids.chunks(64) {
			hidden = self.run.extend(batch, &mut nobody).map_err(PartyError::Fault)?;
		}
		let width = self.card.shape.width as usize;
		let hidden = &hidden[hidden.len() - width..];
		let (id, _) =
			self.run.choose(position, hidden, self.sampler, step).map_err(PartyError::Fault)?;
		Ok(id)
	}

	/// The way from a leaf to the root of another party's trace.
	pub fn path(&self, theirs: &Theirs, leaf: Leaf) -> Option<Vec<Hash>> {
		let index = self.trace.layout().index(leaf)?;
		View { theirs, ours: &self.trace }.path(0, index)
	}

	/// The operands of an output of another party's run. `chosen`: the id that it committed to, of a position's end.
	pub fn witness(
		&mut self,
		theirs: &Theirs,
		(scope, position): (Scope, u32),
		op: Op,
		index: u32,
		chosen: Option<u32>,
	) -> Result<Witness, PartyError> {
		let fine = self.fine(scope, position)?;
		// The run has to have the position, and the place may have been looked at before another.
		if self.run.len() <= position {
			self.last = None;
			self.fine(scope, position)?;
		}
		let place = self.place(scope, position)?;
		let id = chosen.unwrap_or(self.ids[position as usize]);
		self.run
			.witness(
				&View { theirs, ours: &self.trace },
				&self.rows,
				&fine,
				(&place, id),
				(op, index),
			)
			.map_err(PartyError::Failure)
	}

	/// The hash of one piece in a disclosure of this party's.
	pub fn piece(
		&mut self,
		(scope, position): (Scope, u32),
		op: Op,
		chunk: u32,
	) -> Result<Option<Hash>, PartyError> {
		let disclosed = self.disclose(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		Ok(disclosure::piece(&disclosed, &counts, op, chunk))
	}
}

/// Alters a fine trace by a lie.
fn alter(fine: &mut FineTrace, lie: Lie, size: u32) {
	let width = match lie.op.element() {
		Element::Block => BLOCK_BYTES,
		Element::Number | Element::Id => 4,
	};
	let (chunk, within) = ((lie.index / size) as usize, (lie.index % size) as usize * width);
	let piece = fine.outputs.get_mut(&lie.op).and_then(|pieces| pieces.get_mut(chunk));
	let bytes = piece.and_then(|piece| piece.get_mut(within..within + 4));
	for (byte, flip) in bytes.into_iter().flatten().zip(lie.flipped.to_le_bytes()) {
		*byte ^= flip;
	}
}
