//! What a worker commits to besides its output: a tree over the values between layers.
//!
//! The tree has sections of equal size: headers, then the cells of each layer, then ends; within a section, positions in
//! order. So 64 positions of a layer are one subtree.

use crate::{
	merkle::{Hash, Hasher, Kind, Tree, PADDING},
	ops::CHUNK,
	shape::{MAX_LAYERS, MAX_POSITIONS},
};
use alloc::vec::Vec;

/// Least depth of a section, so that spans of attention are whole subtrees.
const LEAST_DEPTH: u32 = 6;

/// Most ids of a run that was not begun.
pub const MAX_IDS: u32 = 1 << 24;

/// How far a run went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
	/// To its last output id.
	Done,
	/// To a number that is not finite: in this layer at this position; the number of layers for the position's end.
	Fault { position: u32, layer: u32 },
	/// Nowhere: there are ids alone.
	Unrun,
}

/// Where leaves stand. Follows from a few numbers that are known before anything is computed again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
	prompt: u32,
	output: u32,
	layers: u32,
	ending: Ending,
}

/// A leaf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaf {
	/// Id and offset of a position, and of the terminator.
	Header { position: u32 },
	/// Input, keys and values of a layer at a position.
	Cell { position: u32, layer: u32 },
	/// Logits and choice at a position. Of prompt ids but the last, padding.
	End { position: u32 },
	/// Input of the layer where the run stopped, which has nothing else; of the end, if that is the number of layers.
	Stop { position: u32, layer: u32 },
}

impl Layout {
	/// Of a run to its end. `None` if prompt or output are empty, or there are too many positions or layers.
	pub fn new(prompt: u32, output: u32, layers: u32) -> Option<Self> {
		Self::with(prompt, output, layers, Ending::Done)
	}

	/// `None` if no run has these numbers.
	pub fn with(prompt: u32, output: u32, layers: u32, ending: Ending) -> Option<Self> {
		let ids = prompt.checked_add(output)?;
		let fits = match ending {
			Ending::Done => output > 0 && ids <= MAX_POSITIONS,
			// Output ids were chosen at the positions before.
			Ending::Fault { position, layer } => {
				let last = ids.checked_sub(1)?;
				let there = if output > 0 { position == last } else { position <= last };
				// The end of a position is computed where an id is chosen.
				let chosen = position >= prompt.saturating_sub(1);
				ids <= MAX_POSITIONS && there && (layer < layers || layer == layers && chosen)
			}
			Ending::Unrun => output == 0 && ids <= MAX_IDS,
		};
		let valid = prompt > 0 && fits && (1..=MAX_LAYERS).contains(&layers);
		valid.then_some(Self { prompt, output, layers, ending })
	}

	/// How far the run went.
	pub fn ending(&self) -> Ending {
		self.ending
	}

	/// Number of ids.
	pub fn ids(&self) -> u32 {
		self.prompt.saturating_add(self.output)
	}

	/// Positions that were computed, the one where the run stopped included: of a run to its end, all ids but the last.
	pub fn positions(&self) -> u32 {
		match self.ending {
			Ending::Done => self.ids().saturating_sub(1),
			Ending::Fault { position, .. } => position.saturating_add(1),
			Ending::Unrun => 0,
		}
	}

	/// Positions with a cell of this layer; the number of layers stands for the ends.
	pub fn cells(&self, layer: u32) -> u32 {
		match self.ending {
			Ending::Fault { position, layer: stopped } if layer >= stopped => position,
			_ => self.positions(),
		}
	}

	/// Leaves of a layer: its cells, and where the run stopped.
	pub fn leaves(&self, layer: u32) -> u32 {
		let stopped =
			matches!(self.ending, Ending::Fault { layer: stopped, .. } if stopped == layer);
		self.cells(layer).saturating_add(stopped.into())
	}

	/// Prompt ids.
	pub fn prompt(&self) -> u32 {
		self.prompt
	}

	/// Output ids.
	pub fn output(&self) -> u32 {
		self.output
	}

	/// The leaf where the run stopped.
	pub fn stop(&self) -> Option<Leaf> {
		match self.ending {
			Ending::Fault { position, layer } => Some(Leaf::Stop { position, layer }),
			Ending::Done | Ending::Unrun => None,
		}
	}

	/// The leaf whose input a layer gives at a position: the next layer's, the end, or where the run stopped.
	pub fn after(&self, position: u32, layer: u32) -> Option<Leaf> {
		let above = layer.checked_add(1)?;
		let usual = if above < self.layers {
			Leaf::Cell { position, layer: above }
		} else {
			// What the last layer gives is part of the trace only where an id is chosen.
			self.step(position)?;
			Leaf::End { position }
		};
		let stop = Leaf::Stop { position, layer: above };
		[usual, stop].into_iter().find(|leaf| self.index(*leaf).is_some())
	}

	/// The leaf that has the first layer's input at a position.
	pub fn first(&self, position: u32) -> Option<Leaf> {
		let leaves = [Leaf::Cell { position, layer: 0 }, Leaf::Stop { position, layer: 0 }];
		leaves.into_iter().find(|leaf| self.index(*leaf).is_some())
	}

	/// Number of the output id that is chosen at a position.
	pub fn step(&self, position: u32) -> Option<u32> {
		let step = position.checked_add(1)?.checked_sub(self.prompt)?;
		// Where the run stopped at the end of a position, the next was to be chosen.
		let at_stop = self.ending == Ending::Fault { position, layer: self.layers };
		(step < self.output || at_stop).then_some(step)
	}

	/// Levels of a section.
	pub fn section_depth(&self) -> u32 {
		crate::merkle::depth_of(self.ids().saturating_add(1) as usize).max(LEAST_DEPTH)
	}

	/// Levels above sections.
	pub fn top_depth(&self) -> u32 {
		crate::merkle::depth_of(self.layers.saturating_add(2) as usize)
	}

	/// Levels of the whole tree.
	pub fn depth(&self) -> u32 {
		self.section_depth().saturating_add(self.top_depth())
	}

	/// Section and position of a leaf.
	fn place(&self, leaf: Leaf) -> Option<(u32, u32)> {
		let section_of = |layer: u32| layer.saturating_add(1);
		let (section, position, count) = match leaf {
			Leaf::Header { position } => (0, position, self.ids().saturating_add(1)),
			Leaf::Cell { position, layer } if layer < self.layers => {
				(section_of(layer), position, self.cells(layer))
			}
			Leaf::End { position } => (section_of(self.layers), position, self.cells(self.layers)),
			Leaf::Stop { position, layer } if self.stop() == Some(leaf) => {
				return Some((section_of(layer), position))
			}
			Leaf::Cell { .. } | Leaf::Stop { .. } => return None,
		};
		(position < count).then_some((section, position))
	}

	/// Number of a leaf. `None` if there is no such leaf.
	pub fn index(&self, leaf: Leaf) -> Option<u64> {
		let (section, position) = self.place(leaf)?;
		let sections = u64::from(section).checked_shl(self.section_depth())?;
		sections.checked_add(position.into())
	}

	/// The leaf of a number. `None` if there is padding.
	pub fn leaf(&self, index: u64) -> Option<Leaf> {
		let depth = self.section_depth();
		let section: u32 = index.checked_shr(depth)?.try_into().ok()?;
		let mask = 1u64.checked_shl(depth)?.checked_sub(1)?;
		let position: u32 = (index & mask).try_into().ok()?;
		if let Some(stop) = self.stop().filter(|stop| self.index(*stop) == Some(index)) {
			return Some(stop);
		}
		let leaf = match section.checked_sub(1) {
			None => Leaf::Header { position },
			Some(layer) if layer < self.layers => Leaf::Cell { position, layer },
			// Before the last prompt id nothing is chosen.
			Some(layer) if layer == self.layers => {
				self.step(position).map(|_| Leaf::End { position })?
			}
			Some(_) => return None,
		};
		(self.index(leaf) == Some(index)).then_some(leaf)
	}
}

/// Root of a tensor: over the hashes of its pieces.
pub fn tensor_root<H: Hasher>(pieces: impl IntoIterator<Item = Hash>) -> Hash {
	crate::merkle::root::<H>(pieces.into_iter().collect())
}

/// Hash of a piece of a tensor.
pub fn piece<H: Hasher>(bytes: &[u8]) -> Hash {
	H::leaf(Kind::Chunk, &[bytes])
}

/// Root of a vector of numbers in pieces of `size`.
pub fn vector_root<H: Hasher>(numbers: &[f32], size: u32) -> Hash {
	let size = size.max(1) as usize;
	crate::merkle::root::<H>(pieces::<H>(numbers, size))
}

/// Roots of `rows` vectors of one length, one after the other in `numbers`.
fn vector_roots<H: Hasher>(numbers: &[f32], rows: usize, size: u32) -> Vec<Hash> {
	let width = numbers.len().checked_div(rows).unwrap_or_default();
	if width.checked_rem(size as usize) == Some(0) {
		// Pieces of all rows at once.
		return crate::merkle::roots::<H>(pieces::<H>(numbers, size as usize), rows);
	}
	numbers.chunks(width.max(1)).map(|row| vector_root::<H>(row, size)).collect()
}

/// Hashes of pieces of `size` numbers; the last may have fewer.
fn pieces<H: Hasher>(numbers: &[f32], size: usize) -> Vec<Hash> {
	let bytes_of = |numbers: usize| numbers.saturating_mul(4);
	let count = numbers.len().div_ceil(size);
	let mut messages =
		alloc::vec![Kind::Chunk as u8; bytes_of(numbers.len()).saturating_add(count)];
	let message = bytes_of(size).saturating_add(1);
	for (message, numbers) in messages.chunks_mut(message).zip(numbers.chunks(size)) {
		let Some((_, bytes)) = message.split_first_mut() else { continue };
		let (words, _) = bytes.as_chunks_mut::<4>();
		words.iter_mut().zip(numbers).for_each(|(word, number)| *word = number.to_le_bytes());
	}
	H::hash_all(&messages, message)
}

/// Leaf of a position's header. `offset`: bytes of prompt or output before it.
pub fn header<H: Hasher>(position: u32, id: u32, offset: u32) -> Hash {
	let parts = [position, id, offset].map(u32::to_le_bytes);
	H::leaf(Kind::Header, &[&parts[0], &parts[1], &parts[2]])
}

/// Leaf of a layer at a position, by the roots of its input, keys and values.
pub fn cell<H: Hasher>(position: u32, layer: u32, roots: &[Hash; 3]) -> Hash {
	let [input, keys, values] = roots;
	let (position, layer) = (position.to_le_bytes(), layer.to_le_bytes());
	H::leaf(Kind::Cell, &[&position, &layer, input, keys, values])
}

/// Leaf of the end of a position, by the roots of the last layer's output and of the logits.
pub fn end<H: Hasher>(position: u32, roots: &[Hash; 2], id: u32) -> Hash {
	let [hidden, logits] = roots;
	H::leaf(Kind::End, &[&position.to_le_bytes(), hidden, logits, &id.to_le_bytes()])
}

/// Leaf of the place where a run stopped, by the root of its input.
pub fn stop<H: Hasher>(position: u32, layer: u32, input: &Hash) -> Hash {
	H::leaf(Kind::Stop, &[&position.to_le_bytes(), &layer.to_le_bytes(), input])
}

/// Collects the leaves of a run while it is computed.
#[derive(Clone, Default)]
pub struct Recorder {
	head: u32,
	/// Roots of input, keys and values, by layer, then position.
	cells: Vec<Vec<[Hash; 3]>>,
	/// From the last prompt id on: roots of the last layer's output and of the logits, and the chosen id.
	ends: Vec<([Hash; 2], u32)>,
	/// Of places whose input alone is known: position, layer, root of the input.
	stops: Vec<(u32, u32, Hash)>,
}

impl Recorder {
	/// For a model with so many layers, and heads so wide.
	pub fn new(layers: u32, head: u32) -> Self {
		let cells = alloc::vec![Vec::new(); layers as usize];
		Self { head, cells, ends: Vec::new(), stops: Vec::new() }
	}

	/// Notes a layer at the next `rows` positions: inputs, keys and values, position after position.
	pub fn cells<H: Hasher>(
		&mut self,
		layer: u32,
		rows: usize,
		inputs: &[f32],
		keys: &[f32],
		values: &[f32],
	) {
		let inputs = vector_roots::<H>(inputs, rows, CHUNK);
		let keys = vector_roots::<H>(keys, rows, self.head);
		let values = vector_roots::<H>(values, rows, self.head);
		if let Some(cells) = self.cells.get_mut(layer as usize) {
			let roots = inputs.into_iter().zip(keys).zip(values);
			cells.extend(roots.map(|((input, keys), values)| [input, keys, values]));
		}
	}

	/// Notes the end of the next position.
	pub fn end<H: Hasher>(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		let roots = [vector_root::<H>(hidden, CHUNK), vector_root::<H>(logits, CHUNK)];
		debug_assert!(
			self.cells.iter().all(|cells| cells.len() > position as usize),
			"a position's layers come before its end"
		);
		self.ends.push((roots, id));
	}

	/// Notes a place of which nothing but the input can be computed.
	pub fn stop<H: Hasher>(&mut self, position: u32, layer: u32, input: &[f32]) {
		self.stops.push((position, layer, vector_root::<H>(input, CHUNK)));
	}

	/// The trace of a finished run. `headers`: id and offset of every id of prompt and output, and of the terminator;
	/// `prompt`: how many are the prompt's. `None` if the numbers don't fit the run.
	pub fn finish<H: Hasher>(self, headers: &[(u32, u32)], prompt: u32) -> Option<Trace> {
		let ids = u32::try_from(headers.len()).ok()?.checked_sub(1)?;
		let output = ids.checked_sub(prompt)?;
		let layout = Layout::new(prompt, output, self.cells.len() as u32)?;
		let positions = layout.positions() as usize;
		let fits = self.cells.iter().all(|cells| cells.len() == positions)
			&& self.ends.len() == output as usize;
		if !fits {
			return None;
		}
		self.arrange::<H>(headers, layout, PADDING)
	}

	/// The trace of a run, arranged as `layout` says. Where the run has no such leaf stands `unknown`. `None` if headers
	/// or layers are not as many as the layout has.
	pub fn arrange<H: Hasher>(
		self,
		headers: &[(u32, u32)],
		layout: Layout,
		unknown: Hash,
	) -> Option<Trace> {
		let fits = headers.len() == layout.ids().saturating_add(1) as usize
			&& self.cells.len() == layout.layers as usize;
		if !fits {
			return None;
		}
		let mut trace = Trace {
			layout,
			headers: headers.to_vec(),
			cells: self.cells,
			ends: self.ends,
			stops: self.stops,
			top: Tree::new::<H>(Vec::new(), 0),
			sections: Vec::new(),
		};
		let headers = (0u32..).zip(headers).map(|(t, (id, offset))| header::<H>(t, *id, *offset));
		let mut sections: Vec<Vec<Hash>> = alloc::vec![headers.collect()];
		for layer in 0..=layout.layers {
			let of_position = |position: u32| {
				let leaf = if layer < layout.layers {
					Leaf::Cell { position, layer }
				} else if layout.step(position).is_some() {
					Leaf::End { position }
				} else {
					return PADDING;
				};
				trace.made::<H>(leaf).unwrap_or(unknown)
			};
			let mut leaves: Vec<Hash> = (0..layout.cells(layer)).map(of_position).collect();
			if let Some(stop @ Leaf::Stop { layer: stopped, .. }) = layout.stop() {
				if stopped == layer {
					leaves.push(trace.made::<H>(stop).unwrap_or(unknown));
				}
			}
			sections.push(leaves);
		}
		let depth = layout.section_depth();
		trace.sections = sections.into_iter().map(|leaves| Tree::new::<H>(leaves, depth)).collect();
		// Sections that are not there are padding as a whole.
		let mut empty = PADDING;
		for _ in 0..depth {
			empty = H::node(&empty, &empty);
		}
		let mut roots: Vec<Hash> = trace.sections.iter().map(Tree::root).collect();
		roots.resize(1usize.checked_shl(layout.top_depth())?, empty);
		trace.top = Tree::new::<H>(roots, 0);
		Some(trace)
	}
}

/// The tree of a run.
#[derive(Clone, Debug)]
pub struct Trace {
	layout: Layout,
	headers: Vec<(u32, u32)>,
	cells: Vec<Vec<[Hash; 3]>>,
	ends: Vec<([Hash; 2], u32)>,
	stops: Vec<(u32, u32, Hash)>,
	sections: Vec<Tree>,
	top: Tree,
}

impl Trace {
	/// Where leaves stand.
	pub fn layout(&self) -> &Layout {
		&self.layout
	}

	/// The root.
	pub fn root(&self) -> Hash {
		self.top.root()
	}

	/// Roots of input, keys and values of a layer at a position.
	pub fn roots(&self, position: u32, layer: u32) -> Option<&[Hash; 3]> {
		self.cells.get(layer as usize)?.get(position as usize)
	}

	/// Root of the input of a layer at a position; of the end's, of the number of layers.
	pub fn input(&self, position: u32, layer: u32) -> Option<Hash> {
		let of_cell = || self.roots(position, layer).map(|[input, ..]| *input);
		let of_end = || {
			let end = (layer == self.layout.layers).then(|| self.end(position))?;
			end.map(|([hidden, _], _)| hidden)
		};
		let of_stop = || {
			let stop = self.stops.iter().find(|(at, of, _)| (*at, *of) == (position, layer))?;
			Some(stop.2)
		};
		of_cell().or_else(of_end).or_else(of_stop)
	}

	/// Id and offset of a position's header.
	pub fn header(&self, position: u32) -> Option<(u32, u32)> {
		self.headers.get(position as usize).copied()
	}

	/// Roots of the last layer's output and of the logits at a position, and the id chosen there.
	pub fn end(&self, position: u32) -> Option<([Hash; 2], u32)> {
		let step = position.checked_add(1)?.checked_sub(self.layout.prompt)?;
		self.ends.get(step as usize).copied()
	}

	/// A leaf, from what the run computed.
	fn made<H: Hasher>(&self, leaf: Leaf) -> Option<Hash> {
		Some(match leaf {
			Leaf::Header { position } => {
				let (id, offset) = self.header(position)?;
				header::<H>(position, id, offset)
			}
			Leaf::Cell { position, layer } => {
				cell::<H>(position, layer, self.roots(position, layer)?)
			}
			Leaf::End { position } => {
				let (roots, id) = self.end(position)?;
				end::<H>(position, &roots, id)
			}
			Leaf::Stop { position, layer } => {
				stop::<H>(position, layer, &self.input(position, layer)?)
			}
		})
	}

	/// The way from a node of a level, from the leaves at 0, to the root; of levels within a section.
	pub fn path_from(&self, level: u32, leaf: Leaf) -> Option<Vec<Hash>> {
		let (section, position) = self.layout.place(leaf)?;
		let tree = self.sections.get(section as usize)?;
		let mut path = tree.path(level, position.checked_shr(level)? as usize);
		path.extend(self.top.path(0, section as usize));
		Some(path)
	}

	/// A leaf's hash.
	pub fn leaf(&self, leaf: Leaf) -> Option<Hash> {
		let (section, position) = self.layout.place(leaf)?;
		Some(self.sections.get(section as usize)?.node(0, position as usize))
	}

	/// The way from a leaf to the root.
	pub fn path(&self, leaf: Leaf) -> Option<Vec<Hash>> {
		self.path_from(0, leaf)
	}

	/// A node by its level, from the leaves at 0, and its number within the level.
	pub fn node(&self, level: u32, index: u64) -> Option<Hash> {
		let depth = self.layout.section_depth();
		let Some(within) = depth.checked_sub(level) else {
			return Some(self.top.node(level.checked_sub(depth)?, usize::try_from(index).ok()?));
		};
		let section = index.checked_shr(within)?;
		let mask = 1u64.checked_shl(within)?.checked_sub(1)?;
		match self.sections.get(usize::try_from(section).ok()?) {
			Some(tree) => Some(tree.node(level, usize::try_from(index & mask).ok()?)),
			None => self.sections.first().map(|tree| tree.padding(level)),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::merkle::{climb, Plain};

	fn recorded(prompt: u32, output: u32, layers: u32) -> Trace {
		let mut recorder = Recorder::new(layers, 32);
		for t in 0..prompt + output - 1 {
			for l in 0..layers {
				let x = [t as f32, l as f32, 1.0];
				let input = [&x[..], &[0.0; 300]].concat();
				recorder.cells::<Plain>(l, 1, &input, &[1.0; 64], &[t as f32; 64]);
			}
			if t + 1 >= prompt {
				recorder.end::<Plain>(t, &[t as f32], &[0.5; 300], 7);
			}
		}
		let headers: Vec<(u32, u32)> = (0..=prompt + output).map(|t| (t * 3, t * 5)).collect();
		recorder.finish::<Plain>(&headers, prompt).unwrap()
	}

	#[test]
	fn cells_are_the_same_one_by_one() {
		for width in [256, 300] {
			let numbers: Vec<f32> = (0..width * 5).map(|n| n as f32).collect();
			let (mut together, mut apart) = (Recorder::new(1, 32), Recorder::new(1, 32));
			together.cells::<Plain>(0, 5, &numbers, &numbers[..320], &numbers[..640]);
			for row in 0..5 {
				let input = &numbers[row * width..][..width];
				let (keys, values) = (&numbers[row * 64..][..64], &numbers[row * 128..][..128]);
				apart.cells::<Plain>(0, 1, input, keys, values);
			}
			assert_eq!(together.cells, apart.cells);
		}
	}

	#[test]
	fn every_leaf_has_its_place() {
		for (prompt, output, layers) in [(1, 1, 1), (5, 3, 2), (62, 1, 3), (63, 1, 6), (60, 80, 7)]
		{
			let trace = recorded(prompt, output, layers);
			let layout = trace.layout();
			let positions = layout.positions();
			let leaves = (0..positions + 2)
				.map(|position| Leaf::Header { position })
				.chain((0..positions).map(|position| Leaf::End { position }))
				.chain((0..layers).flat_map(|layer| {
					(0..positions).map(move |position| Leaf::Cell { position, layer })
				}));
			let mut seen = std::collections::BTreeSet::new();
			for leaf in leaves {
				let index = layout.index(leaf).unwrap();
				assert!(seen.insert(index) && index < 1 << layout.depth());
				let path = trace.path(leaf).unwrap();
				assert_eq!(path.len() as u32, layout.depth());
				let hash = trace.leaf(leaf).unwrap();
				assert_eq!(climb::<Plain>(hash, index, &path), trace.root());
				assert_eq!(trace.node(0, index), Some(hash));
			}
			for leaf in [
				Leaf::Header { position: positions + 2 },
				Leaf::Cell { position: positions, layer: 0 },
				Leaf::Cell { position: 0, layer: layers },
				Leaf::End { position: positions },
			] {
				assert_eq!((layout.index(leaf), trace.leaf(leaf)), (None, None));
			}
		}
	}

	/// Every arrangement that is not of a whole run.
	fn endings(prompt: u32, output: u32, layers: u32) -> Vec<Layout> {
		let faults = (0..=prompt + output + 1).flat_map(|position| {
			(0..=layers + 1).map(move |layer| Ending::Fault { position, layer })
		});
		faults
			.chain([Ending::Unrun])
			.filter_map(|ending| Layout::with(prompt, output, layers, ending))
			.collect()
	}

	#[test]
	fn leaves_have_their_numbers() {
		for (prompt, output, layers) in [(1, 1, 1), (5, 3, 3), (5, 0, 3), (60, 40, 7)] {
			let whole = Layout::new(prompt, output, layers);
			assert_eq!(whole.is_some(), output > 0);
			for layout in whole.into_iter().chain(endings(prompt, output, layers)) {
				let mut leaves = Vec::new();
				for position in 0..=prompt + output {
					leaves.push(Leaf::Header { position });
				}
				let stop = layout.stop();
				let stop_in = |layer| {
					stop.filter(|stop| matches!(stop, Leaf::Stop { layer: of, .. } if *of == layer))
				};
				for layer in 0..layers {
					let cells =
						(0..layout.cells(layer)).map(|position| Leaf::Cell { position, layer });
					leaves.extend(cells.chain(stop_in(layer)));
					assert_eq!(
						layout.leaves(layer),
						layout.cells(layer) + stop_in(layer).is_some() as u32
					);
				}
				let ends = prompt - 1..layout.cells(layers);
				leaves.extend(ends.map(|position| Leaf::End { position }).chain(stop_in(layers)));
				let found: Vec<Leaf> =
					(0..1u64 << layout.depth()).filter_map(|index| layout.leaf(index)).collect();
				assert_eq!(found, leaves, "{layout:?}");
				for index in [1 << layout.depth(), u64::MAX] {
					assert_eq!(layout.leaf(index), None);
				}
			}
		}
	}

	#[test]
	fn runs_stop_where_they_can() {
		// In the prompt anywhere, but at the end only where an id is chosen; later where the last id was put in.
		let stops = |prompt, output| -> Vec<(u32, u32)> {
			let stops = endings(prompt, output, 2).into_iter().filter_map(|layout| layout.stop());
			let stops = stops.map(|stop| match stop {
				Leaf::Stop { position, layer } => (position, layer),
				other => panic!("{other:?}"),
			});
			stops.collect()
		};
		assert_eq!(stops(2, 0), [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]);
		assert_eq!(stops(2, 1), [(2, 0), (2, 1), (2, 2)]);
		let at_end = Layout::with(2, 1, 2, Ending::Fault { position: 2, layer: 2 }).unwrap();
		assert_eq!([0, 1, 2, 3].map(|t| at_end.step(t)), [None, Some(0), Some(1), None]);
		let stop = Leaf::Stop { position: 2, layer: 2 };
		assert_eq!(
			(at_end.after(2, 1), at_end.first(2)),
			(Some(stop), Some(Leaf::Cell { position: 2, layer: 0 }))
		);
		assert_eq!(at_end.after(0, 1), None);
		let in_layer = Layout::with(2, 1, 2, Ending::Fault { position: 2, layer: 0 }).unwrap();
		assert_eq!([0, 1, 2].map(|t| in_layer.step(t)), [None, Some(0), None]);
		assert_eq!(in_layer.first(2), in_layer.stop());
		assert_eq!(Layout::with(3, 1, 2, Ending::Unrun), None);
		assert_eq!(Layout::with(MAX_IDS + 1, 0, 2, Ending::Unrun), None);
		assert_eq!(Layout::with(9_000, 0, 2, Ending::Unrun).unwrap().positions(), 0);
	}

	#[test]
	fn nodes_of_all_levels_lead_to_the_root() {
		let trace = recorded(60, 80, 4);
		let depth = trace.layout().depth();
		for level in 0..depth {
			for index in 0..1u64 << (depth - level) {
				let node = trace.node(level, index).unwrap();
				let neighbour = trace.node(level, index ^ 1).unwrap();
				let above = trace.node(level + 1, index / 2).unwrap();
				let (a, b) = if index & 1 == 0 { (node, neighbour) } else { (neighbour, node) };
				assert_eq!(Plain::node(&a, &b), above, "{level} {index}");
			}
		}
		assert_eq!(trace.node(depth, 0), Some(trace.root()));
	}

	#[test]
	fn bounds_are_kept() {
		assert_eq!(Layout::new(0, 1, 1), None);
		assert_eq!(Layout::new(1, 0, 1), None);
		assert_eq!(Layout::new(4096, 1, 1), None);
		assert_eq!(Layout::new(u32::MAX, 1, 1), None);
		assert_eq!(Layout::new(1, 1, 257), None);
		let layout = Layout::new(4, 3, 2).unwrap();
		let steps: Vec<_> = (0..8).map(|t| layout.step(t)).collect();
		assert_eq!(steps, [None, None, None, Some(0), Some(1), Some(2), None, None]);
		assert!(Recorder::new(2, 32).finish::<Plain>(&[(1, 0), (2, 1), (3, 0)], 1).is_none());
	}
}
