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
	engine::{end_trace, Cells, Fault, FineTrace, Nodes, Run, Witness as Observer},
	keep::{Keeper, Kept, Wanted},
	merkle::{Hash, Plain, Tree},
	ops::{Element, Failure, Op, Place, CHUNK},
	proof::Witness,
	quant::BLOCK_BYTES,
	sampling::Sampler,
	trace::{Ending, Layout, Leaf, Recorder, Trace},
};
use std::{
	collections::BTreeMap,
	hash::{BuildHasher, RandomState},
};

/// What a leaf of a trace is the hash of, besides its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
	/// Id, and bytes of prompt or output before it.
	Header { id: u32, offset: u32 },
	/// Roots of a layer's input, and of the keys and values it adds.
	Cell([Hash; 3]),
	/// Roots of the last layer's output and of the logits, and the chosen id.
	End([Hash; 2], u32),
	/// Root of the input of the place where the run stopped.
	Stop(Hash),
}

/// A wrong value that a dishonest party commits to, for tests of those that look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lie {
	pub position: u32,
	/// `None`: at the end of the position.
	pub layer: Option<u32>,
	/// Of which operation's output.
	pub op: Op,
	/// Which of its outputs, and the bits that are flipped: of a number's 32, or of an id's. None: the output is said not
	/// to be finite, and the run to stop there.
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
	/// Where a number is not finite, see [`Run::survey`].
	faults: Vec<Fault>,
	/// Vectors that were to be kept.
	kept: Vec<Kept>,
	lie: Option<Lie>,
	/// The place looked at last: many questions in a row are about the same.
	last: Option<(Scope, u32, FineTrace)>,
}

/// What another party disclosed of a place, for a witness.
#[derive(Clone, Copy, Debug)]
pub struct Disclosed<'a> {
	/// Hashes of the pieces of all outputs.
	pub pieces: &'a [Hash],
	/// The opened piece.
	pub opened: &'a [u8],
	/// The id that the end of the position commits to.
	pub chosen: u32,
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

	/// The trace of a run that may have stopped, see [`Recorder::arrange`].
	pub fn arrange(self, headers: &[(u32, u32)], layout: Layout, unknown: Hash) -> Option<Trace> {
		self.recorder.arrange::<Plain>(headers, layout, unknown)
	}

	/// The lie, if it is about the output of one of these operations at a place.
	fn lie(&self, position: u32, layer: Option<u32>, ops: &[Op]) -> Option<Lie> {
		self.lie
			.filter(|lie| (lie.position, lie.layer) == (position, layer) && ops.contains(&lie.op))
	}

	/// The lie, if it is about the input of a layer.
	fn lie_before(&self, position: u32, layer: u32) -> Option<Lie> {
		match layer.checked_sub(1) {
			Some(below) => self.lie(position, Some(below), &[Op::FeedAdd]),
			None => self.lie(position, Some(0), &[Op::Embed]),
		}
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
			let before = self.lie_before(position, layer);
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
		let hidden = match self.lie_before(position, self.layers) {
			Some(lie) => flipped(hidden, lie),
			None => hidden.to_vec(),
		};
		self.recorder.end::<Plain>(position, &hidden, &logits, id);
	}

	fn fault(&mut self, fault: Fault, input: &[f32]) {
		let Fault { position, layer, .. } = fault;
		let input = match self.lie_before(position, layer) {
			Some(lie) => flipped(input, lie),
			None => input.to_vec(),
		};
		self.recorder.stop::<Plain>(position, layer, &input);
	}
}

/// Remembers the input of one place.
struct Catcher {
	position: u32,
	/// `None` for the end.
	layer: Option<u32>,
	caught: Option<Vec<f32>>,
	/// The id chosen at the position.
	id: Option<u32>,
}

impl Observer for Catcher {
	fn cells(&mut self, cells: Cells) {
		if Some(cells.layer) != self.layer {
			return;
		}
		if let Some((_, [input, ..])) = cells.each().find(|(at, _)| *at == self.position) {
			self.caught = Some(input.to_vec());
		}
	}

	fn end(&mut self, position: u32, hidden: &[f32], _: &[f32], id: u32) {
		if position == self.position {
			self.id = Some(id);
			if self.layer.is_none() {
				self.caught = Some(hidden.to_vec());
			}
		}
	}

	fn fault(&mut self, fault: Fault, input: &[f32]) {
		// A fault at the end is the only one without a cell of its layer.
		let here = self.layer.is_none_or(|layer| layer == fault.layer);
		if fault.position == self.position && here {
			self.caught = Some(input.to_vec());
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
	Fault(Fault),
	#[error("there is no such place or output")]
	NoSuchPlace,
	#[error("the output can't be computed: {0:?}")]
	Failure(Failure),
}

impl Party {
	/// Goes over the ids of prompt and output, as far as they can be computed. `headers`: see [`Recorder::finish`].
	/// `ending`: how far the run is said to have gone; the trace is arranged by that, whether or not it is right.
	pub fn new(
		run: Run,
		card: Card,
		ids: (&[u32], &[u32]),
		headers: &[(u32, u32)],
		sampler: Sampler,
		ending: Ending,
		lie: Option<Lie>,
	) -> Result<Self, PartyError> {
		Self::keeping(run, card, ids, headers, sampler, ending, lie, |_| Vec::new())
	}

	/// As [`Self::new`], and keeps vectors of the run. `wanted`: those of a run arranged like this.
	#[allow(clippy::too_many_arguments)]
	pub fn keeping(
		mut run: Run,
		card: Card,
		(prompt, output): (&[u32], &[u32]),
		headers: &[(u32, u32)],
		sampler: Sampler,
		ending: Ending,
		lie: Option<Lie>,
		wanted: impl FnOnce(&Layout) -> Vec<Wanted>,
	) -> Result<Self, PartyError> {
		let shape = card.shape;
		let (p, o) = (prompt.len() as u32, output.len() as u32);
		let layout = Layout::with(p, o, shape.layers, ending).ok_or(PartyError::Counts)?;
		if ending != Ending::Unrun && p + o > shape.context {
			return Err(PartyError::Counts);
		}
		let ids: Vec<u32> = prompt.iter().chain(output).copied().collect();
		if let Some(id) = ids.iter().find(|id| **id >= shape.vocabulary) {
			return Err(PartyError::UnknownId(*id));
		}
		let mut tracer = Tracer::new(shape.layers, shape.head, lie);
		let computed = &ids[..layout.positions() as usize];
		let wanted = wanted(&layout);
		let mut keeper = Keeper::new(&mut tracer, &wanted, shape.head);
		let faults = run.survey(computed, p - 1, sampler, &mut keeper);
		let kept = keeper.kept();
		let trace = tracer.arrange(headers, layout, nobody_knows()).ok_or(PartyError::Counts)?;
		let rows = Tree::new::<Plain>(run.weights().row_leaves().to_vec(), 0);
		Ok(Self { run, card, rows, ids, sampler, trace, faults, kept, lie, last: None })
	}

	/// Where a number of the run is not finite, in the order of the leaves that can't be computed.
	pub fn faults(&self) -> &[Fault] {
		&self.faults
	}

	/// Vectors that were to be kept, as far as they were computed.
	pub fn kept(&self) -> &[Kept] {
		&self.kept
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
			Leaf::Stop { position, layer } => Content::Stop(self.trace.input(position, layer)?),
		})
	}

	/// The first place whose outputs differ, if a leaf is the first that does and is the hash of `theirs`. `None` if it
	/// is a header, which is not computed.
	pub fn differing_place(&self, leaf: Leaf, theirs: Content) -> Option<(Scope, u32)> {
		// What of the leaf this run can't compute follows from what it can't compute before.
		let same = |position, layer, theirs| self.trace.input(position, layer) == Some(theirs);
		let below =
			|layer: u32| layer.checked_sub(1).map_or(Scope::Embed, |layer| Scope::Layer { layer });
		let layers = self.card.shape.layers;
		match (leaf, theirs) {
			(Leaf::Cell { position, layer }, Content::Cell([theirs, ..])) => {
				let cache = Scope::Cache { layer };
				Some((if same(position, layer, theirs) { cache } else { below(layer) }, position))
			}
			(Leaf::End { position }, Content::End([theirs, _], _)) => {
				let end = Scope::End;
				Some((if same(position, layers, theirs) { end } else { below(layers) }, position))
			}
			(Leaf::Stop { position, layer }, Content::Stop(_)) => Some((below(layer), position)),
			_ => None,
		}
	}

	/// A place of the run.
	fn place(&self, scope: Scope, position: u32) -> Result<Place<'_>, PartyError> {
		let layout = self.trace.layout();
		let place = scope.place(&self.card.shape, layout, position, self.sampler);
		place.ok_or(PartyError::NoSuchPlace)
	}

	/// All outputs of a place, as this party says they are; up to a fault, if there is one.
	fn fine(&mut self, scope: Scope, position: u32) -> Result<FineTrace, PartyError> {
		if let Some((at, of, fine)) = &self.last {
			if (*at, *of) == (scope, position) {
				return Ok(fine.clone());
			}
		}
		let layer = self.place(scope, position)?.layer;
		let caught = self.catch(position, layer).caught.ok_or(PartyError::NoSuchPlace)?;
		let mut fine = match (scope, layer) {
			(Scope::Embed, _) => {
				let bytes = |x: &[f32]| x.iter().flat_map(|x| x.to_le_bytes()).collect();
				let pieces = caught.chunks(CHUNK as usize).map(bytes).collect();
				let outputs = BTreeMap::from([(Op::Embed, pieces)]);
				FineTrace { outputs, ..FineTrace::default() }
			}
			(_, Some(layer)) => self.run.fine_trace(position, layer, &caught),
			(_, None) => end_trace(self.run.weights(), position, &caught),
		};
		if let Some(lie) = self.lie.filter(|lie| {
			lie.position == position
				&& lie.layer == layer
				&& scope.contains(self.card.shape.family, lie.op)
				&& (lie.flipped != 0 || scope.stop(lie.op) == Some(lie.index))
		}) {
			alter(&mut fine, lie, lie.op.chunk(&self.card.shape));
		}
		self.last = Some((scope, position, fine.clone()));
		Ok(fine)
	}

	/// Goes over the ids up to a position, and remembers the input of a layer there, or of the end.
	fn catch(&mut self, position: u32, layer: Option<u32>) -> Catcher {
		let mut catcher = Catcher { position, layer, caught: None, id: None };
		let ids = &self.ids[..=position as usize];
		let chosen = self.trace.layout().prompt() - 1;
		self.run.survey(ids, chosen, self.sampler, &mut catcher);
		catcher
	}

	/// Hashes of all pieces of a place's outputs.
	pub fn disclose(&mut self, scope: Scope, position: u32) -> Result<Disclosure, PartyError> {
		let fine = self.fine(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		let known = |(op, index): (Op, u32)| {
			!scope.contains(self.card.shape.family, op) || scope.stop(op) == Some(index)
		};
		if let Some((op, index)) = fine.fault.filter(|fault| !known(*fault)) {
			let layer = scope.layer().unwrap_or(self.card.shape.layers);
			return Err(PartyError::Fault(Fault { position, layer, op, index }));
		}
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

	/// The first piece of another party's disclosure that differs from this one's, or in which one of the two has a number
	/// that is not finite and the other doesn't. If none does, of an end the choice of the id.
	pub fn differing_piece(
		&mut self,
		scope: Scope,
		position: u32,
		disclosed: &[Hash],
	) -> Result<Option<(Op, u32)>, PartyError> {
		let fine = self.fine(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		for (op, count) in &counts {
			let (ours, theirs) = (fine.hashes(*op), disclosure::pieces(disclosed, &counts, *op));
			let theirs = theirs.unwrap_or_default();
			let odd = odd_one(scope, &fine, *op).map(|index| index / op.chunk(&self.card.shape));
			let differs = (0..*count).find(|chunk| {
				odd == Some(*chunk) || ours.get(*chunk as usize) != theirs.get(*chunk as usize)
			});
			if let Some(chunk) = differs {
				return Ok(Some((*op, chunk)));
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
			return Ok(Some(self.catch(position, None).id.ok_or(PartyError::NoSuchPlace)?));
		}
		let fine = self.fine(scope, position)?;
		let ours = fine.outputs.get(&op).and_then(|pieces| pieces.get(chunk as usize));
		let ours = ours.ok_or(PartyError::NoSuchPlace)?;
		let width = match op.element() {
			Element::Block => BLOCK_BYTES,
			Element::Number | Element::Id => 4,
		};
		let size = op.chunk(&self.card.shape);
		let differs = ours.chunks(width).zip(bytes.chunks(width)).position(|(a, b)| a != b);
		let differs = differs.map(|within| chunk * size + within as u32);
		let odd = odd_one(scope, &fine, op).filter(|index| index / size == chunk);
		Ok(differs.into_iter().chain(odd).min())
	}

	/// The way from a leaf to the root of another party's trace.
	pub fn path(&self, theirs: &Theirs, leaf: Leaf) -> Option<Vec<Hash>> {
		let index = self.trace.layout().index(leaf)?;
		View { theirs, ours: &self.trace }.path(0, index)
	}

	/// The operands of an output of another party's run, which it disclosed.
	pub fn witness(
		&mut self,
		theirs: &Theirs,
		(scope, position): (Scope, u32),
		(op, index): (Op, u32),
		disclosed: Disclosed,
	) -> Result<Witness, PartyError> {
		let mut fine = self.fine(scope, position)?;
		// The run has to have the position, and the place may have been looked at before another.
		if self.run.len() <= position {
			self.last = None;
			self.fine(scope, position)?;
		}
		let place = self.place(scope, position)?;
		let counts = scope.counts(&self.card.shape, position);
		// Sums over spans of positions read earlier ones, which may lie in the piece that differs.
		let chunk = index / op.chunk(&self.card.shape);
		let pieces = fine.outputs.get_mut(&op).filter(|_| !disclosed.opened.is_empty());
		if let Some(piece) = pieces.and_then(|pieces| pieces.get_mut(chunk as usize)) {
			*piece = disclosed.opened.to_vec();
		}
		let hashes = |op| {
			let pieces = disclosure::pieces(disclosed.pieces, &counts, op);
			pieces.unwrap_or_default().to_vec()
		};
		let id = match scope {
			Scope::End => disclosed.chosen,
			_ => self.ids[position as usize],
		};
		self.run
			.witness(
				&View { theirs, ours: &self.trace },
				&self.rows,
				(&fine, hashes),
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

/// The first output of an operation that either this run or the other has as not finite, unless both have the same.
fn odd_one(scope: Scope, fine: &FineTrace, op: Op) -> Option<u32> {
	let ours = fine.fault.and_then(|(fault, index)| (fault == op).then_some(index));
	let theirs = scope.stop(op);
	if ours == theirs {
		return None;
	}
	ours.into_iter().chain(theirs).min()
}

/// Stands in a trace for leaves that can't be computed: nobody else's is the same.
fn nobody_knows() -> Hash {
	let mut hash = Hash::default();
	for part in hash.chunks_mut(8) {
		part.copy_from_slice(&RandomState::new().hash_one(part.len()).to_le_bytes());
	}
	hash
}

/// Alters a fine trace by a lie.
fn alter(fine: &mut FineTrace, lie: Lie, size: u32) {
	let width = match lie.op.element() {
		Element::Block => BLOCK_BYTES,
		Element::Number | Element::Id => 4,
	};
	let (chunk, within) = ((lie.index / size) as usize, (lie.index % size) as usize * width);
	let mut pieces = fine.outputs.get_mut(&lie.op).into_iter().flatten().skip(chunk);
	let Some(piece) = pieces.next() else { return };
	if lie.flipped == 0 {
		piece.iter_mut().skip(within).chain(pieces.flatten()).for_each(|byte| *byte = 0);
		fine.fault = Some((lie.op, lie.index));
		return;
	}
	let bytes = piece.get_mut(within..within + 4).into_iter().flatten();
	for (byte, flip) in bytes.zip(lie.flipped.to_le_bytes()) {
		*byte ^= flip;
	}
}
