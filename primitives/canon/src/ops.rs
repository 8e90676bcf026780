//! The operations of a run, and how each output is computed again from its operands.
//!
//! A *place* is a position and a layer, or the end of a position. The work of a place is the list of its operations;
//! each has one output tensor, of which every element follows from the place's input, outputs of earlier operations of
//! the same place, keys and values of earlier positions, and weights.

use crate::{
	maths::{self, NotFinite},
	quant::{self, Block, BLOCK, BLOCK_BYTES},
	sampling::Sampler,
	shape::{Family, Part, Shape, Tensor},
	vector,
};
use alloc::vec::Vec;
#[cfg(feature = "codec")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
#[cfg(feature = "codec")]
use scale_info::TypeInfo;

/// Elements in a piece of a tensor; keys and values are cut by head instead.
pub const CHUNK: u32 = 256;
/// Blocks in a piece of a quantised tensor.
pub const CHUNK_BLOCKS: u32 = 8;
/// Elements of a block.
const WIDE: u32 = 32;
/// Positions over which attention sums before the sum is committed.
pub const SPAN: u32 = 64;

/// An operation. The numbers are those of witnesses and faults; they never change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
#[repr(u8)]
pub enum Op {
	/// Input of the first layer: the id's row of the embedding.
	Embed = 0,
	/// Sum of squares of the input.
	AttentionSquares = 1,
	AttentionNorm = 2,
	AttentionQuantise = 3,
	Query = 4,
	Key = 5,
	/// Committed as the position's values.
	Value = 6,
	/// By head; of Qwen3 only, as the next three.
	QuerySquares = 7,
	QueryNorm = 8,
	KeySquares = 9,
	KeyNorm = 10,
	QueryRotate = 11,
	/// Committed as the position's keys.
	KeyRotate = 12,
	/// By head, then position.
	Score = 13,
	/// By head.
	Maximum = 14,
	/// By head.
	ExpSum = 15,
	/// By head, then position.
	Share = 16,
	/// Values times shares: by span of positions, then element; the sums run on.
	Mix = 17,
	/// Of the last span's sums.
	MixQuantise = 18,
	AttentionOutput = 19,
	AttentionAdd = 20,
	FeedSquares = 21,
	FeedNorm = 22,
	FeedQuantise = 23,
	Gate = 24,
	Up = 25,
	Activate = 26,
	ActivateQuantise = 27,
	Down = 28,
	/// Input of the next layer, or of the end.
	FeedAdd = 29,
	FinalSquares = 30,
	FinalNorm = 31,
	FinalQuantise = 32,
	Logit = 33,
	/// The next id. Computed again for one candidate against the chosen one.
	Choose = 34,
}

/// What an operation gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
	/// Single precision numbers.
	Number,
	/// Blocks of 32.
	Block,
	/// An id.
	Id,
}

impl Op {
	/// All, by number.
	pub const ALL: [Self; 35] = [
		Self::Embed,
		Self::AttentionSquares,
		Self::AttentionNorm,
		Self::AttentionQuantise,
		Self::Query,
		Self::Key,
		Self::Value,
		Self::QuerySquares,
		Self::QueryNorm,
		Self::KeySquares,
		Self::KeyNorm,
		Self::QueryRotate,
		Self::KeyRotate,
		Self::Score,
		Self::Maximum,
		Self::ExpSum,
		Self::Share,
		Self::Mix,
		Self::MixQuantise,
		Self::AttentionOutput,
		Self::AttentionAdd,
		Self::FeedSquares,
		Self::FeedNorm,
		Self::FeedQuantise,
		Self::Gate,
		Self::Up,
		Self::Activate,
		Self::ActivateQuantise,
		Self::Down,
		Self::FeedAdd,
		Self::FinalSquares,
		Self::FinalNorm,
		Self::FinalQuantise,
		Self::Logit,
		Self::Choose,
	];

	/// The operation of a number.
	pub fn from_number(number: u8) -> Option<Self> {
		Self::ALL.get(usize::from(number)).copied()
	}

	/// The operations of a layer, in order.
	pub fn of_layer(family: Family) -> impl Iterator<Item = Self> {
		let first = Self::AttentionSquares as usize;
		Self::ALL.into_iter().skip(first).take_while(|op| *op <= Self::FeedAdd).filter(move |op| {
			family == Family::Qwen3 || !(Self::QuerySquares..=Self::KeyNorm).contains(op)
		})
	}

	/// The operations of the end of a position, in order.
	pub fn of_end() -> impl Iterator<Item = Self> {
		Self::ALL.into_iter().skip(Self::FinalSquares as usize)
	}

	/// What its output consists of.
	pub fn element(self) -> Element {
		match self {
			Self::AttentionQuantise
			| Self::MixQuantise
			| Self::FeedQuantise
			| Self::ActivateQuantise
			| Self::FinalQuantise => Element::Block,
			Self::Choose => Element::Id,
			_ => Element::Number,
		}
	}

	/// Number of its outputs at a position.
	pub fn outputs(self, shape: &Shape, position: u32) -> u32 {
		let (queries, keys) = (shape.queries(), shape.keys());
		let positions = position.saturating_add(1);
		let blocks = |elements: u32| elements / WIDE;
		match self {
			Self::AttentionSquares | Self::FeedSquares | Self::FinalSquares | Self::Choose => 1,
			Self::Embed
			| Self::AttentionNorm
			| Self::AttentionOutput
			| Self::AttentionAdd
			| Self::FeedNorm
			| Self::Down
			| Self::FeedAdd
			| Self::FinalNorm => shape.width,
			Self::AttentionQuantise | Self::FeedQuantise | Self::FinalQuantise => {
				blocks(shape.width)
			}
			Self::Query | Self::QueryNorm | Self::QueryRotate => queries,
			Self::Key | Self::KeyNorm | Self::KeyRotate | Self::Value => keys,
			Self::QuerySquares | Self::Maximum | Self::ExpSum => shape.heads,
			Self::KeySquares => shape.kv_heads,
			Self::Score | Self::Share => shape.heads.saturating_mul(positions),
			Self::Mix => positions.div_ceil(SPAN).saturating_mul(queries),
			Self::MixQuantise => blocks(queries),
			Self::Gate | Self::Up | Self::Activate => shape.inner,
			Self::ActivateQuantise => blocks(shape.inner),
			Self::Logit => shape.vocabulary,
		}
	}

	/// Elements in a piece of its output.
	pub fn chunk(self, shape: &Shape) -> u32 {
		match (self, self.element()) {
			(Self::KeyRotate | Self::Value, _) => shape.head,
			(_, Element::Block) => CHUNK_BLOCKS,
			_ => CHUNK,
		}
	}

	/// Number of pieces of its output.
	pub fn chunks(self, shape: &Shape, position: u32) -> u32 {
		self.outputs(shape, position).div_ceil(self.chunk(shape).max(1))
	}
}

/// A piece of what an operation needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
pub enum Operand {
	/// Of the place's input: of a layer or of the end, in pieces of [`CHUNK`].
	#[cfg_attr(feature = "codec", codec(index = 0))]
	Input { chunk: u32 },
	/// Of an earlier operation's output at this place.
	#[cfg_attr(feature = "codec", codec(index = 1))]
	Output { op: Op, chunk: u32 },
	/// A head's keys at an earlier position.
	#[cfg_attr(feature = "codec", codec(index = 2))]
	Key { position: u32, head: u32 },
	/// A head's values at an earlier position.
	#[cfg_attr(feature = "codec", codec(index = 3))]
	Value { position: u32, head: u32 },
	/// A row of weights.
	#[cfg_attr(feature = "codec", codec(index = 4))]
	Row { tensor: Tensor, row: u32 },
	/// The position's id.
	#[cfg_attr(feature = "codec", codec(index = 5))]
	Id,
	/// The id chosen at the position.
	#[cfg_attr(feature = "codec", codec(index = 6))]
	Chosen,
}

/// Where operands come from.
pub trait Source {
	/// The bytes of an operand: numbers little endian, blocks as files hold them.
	fn get(&mut self, operand: Operand) -> Option<&[u8]>;
}

/// Why an output could not be computed again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
	/// There is no such output, or the operation does not belong to the place.
	NoSuchOutput,
	/// The source has no such operand.
	Missing(Operand),
	/// An operand is of another length.
	Malformed(Operand),
	/// An operand holds a number that is not finite.
	NotFinite(Operand),
	/// The output itself is not finite: a fault.
	Fault,
}

impl From<NotFinite> for Failure {
	fn from(_: NotFinite) -> Self {
		Self::Fault
	}
}

/// An output.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Output {
	Number(f32),
	Block(Block),
	Id(u32),
}

impl Output {
	/// As tensors hold it.
	pub fn write(&self, bytes: &mut Vec<u8>) {
		match self {
			Self::Number(number) => bytes.extend_from_slice(&number.to_le_bytes()),
			Self::Block(block) => bytes.extend_from_slice(&block.write()),
			Self::Id(id) => bytes.extend_from_slice(&id.to_le_bytes()),
		}
	}
}

/// What is computed, besides the operands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place<'a> {
	pub shape: &'a Shape,
	pub position: u32,
	/// `None` for the end of a position.
	pub layer: Option<u32>,
	pub sampler: Sampler,
	/// Number of the output token chosen here.
	pub step: u32,
}

impl Place<'_> {
	/// Computes output number `index` of an operation.
	pub fn recompute(
		&self,
		op: Op,
		index: u32,
		source: &mut impl Source,
	) -> Result<Output, Failure> {
		let reader = &mut Reader { place: self, source };
		let candidates = if op == Op::Choose { self.shape.vocabulary } else { self.outputs(op) };
		let belongs = match op {
			Op::Embed => self.layer == Some(0),
			_ => self.layer.is_some() == (op <= Op::FeedAdd),
		};
		if index >= candidates || !belongs {
			return Err(Failure::NoSuchOutput);
		}
		let number = match op {
			Op::Choose => return reader.choose(index).map(Output::Id),
			Op::AttentionQuantise => {
				return reader.quantise(Op::AttentionNorm, 0, index).map(Output::Block)
			}
			Op::MixQuantise => {
				let last = self.last_span();
				return reader.quantise(Op::Mix, last, index).map(Output::Block);
			}
			Op::FeedQuantise => return reader.quantise(Op::FeedNorm, 0, index).map(Output::Block),
			Op::ActivateQuantise => {
				return reader.quantise(Op::Activate, 0, index).map(Output::Block)
			}
			Op::FinalQuantise => {
				return reader.quantise(Op::FinalNorm, 0, index).map(Output::Block)
			}
			_ => reader.number(op, index)?,
		};
		Ok(Output::Number(maths::finite(number)?))
	}

	fn outputs(&self, op: Op) -> u32 {
		op.outputs(self.shape, self.position)
	}

	/// First element of the last span's sums.
	fn last_span(&self) -> u32 {
		(self.position / SPAN).saturating_mul(self.shape.queries())
	}
}

/// Reads operands out of their pieces.
struct Reader<'a, S> {
	place: &'a Place<'a>,
	source: &'a mut S,
}

/// A vector that an operation reads.
#[derive(Clone, Copy)]
enum Vector {
	Input,
	Op(Op),
}

impl<S: Source> Reader<'_, S> {
	fn bytes(&mut self, operand: Operand, len: usize) -> Result<&[u8], Failure> {
		let bytes = self.source.get(operand).ok_or(Failure::Missing(operand))?;
		if bytes.len() == len {
			Ok(bytes)
		} else {
			Err(Failure::Malformed(operand))
		}
	}

	/// `count` numbers of an operand of `len`, from number `first` on.
	fn numbers(
		&mut self,
		operand: Operand,
		len: u32,
		first: u32,
		count: u32,
		to: &mut Vec<f32>,
	) -> Result<(), Failure> {
		let bytes = self.bytes(operand, (len as usize).saturating_mul(4))?;
		let wanted = bytes.as_chunks::<4>().0.iter().skip(first as usize).take(count as usize);
		for number in wanted {
			let number = maths::finite(f32::from_le_bytes(*number));
			to.push(number.map_err(|_| Failure::NotFinite(operand))?);
		}
		Ok(())
	}

	/// Numbers `first` to `first + count` of a vector, out of as many pieces as they lie in.
	fn range(&mut self, from: Vector, first: u32, count: u32) -> Result<Vec<f32>, Failure> {
		let shape = self.place.shape;
		let (total, size) = match from {
			Vector::Input => (shape.width, CHUNK),
			Vector::Op(op) => (self.place.outputs(op), op.chunk(shape)),
		};
		let end = first.checked_add(count).filter(|end| *end <= total);
		let end = end.ok_or(Failure::NoSuchOutput)?;
		let mut numbers = Vec::with_capacity(count as usize);
		let mut next = first;
		while next < end {
			let chunk = next.checked_div(size).ok_or(Failure::NoSuchOutput)?;
			let start = chunk.saturating_mul(size);
			let stop = start.saturating_add(size).min(total);
			let operand = match from {
				Vector::Input => Operand::Input { chunk },
				Vector::Op(op) => Operand::Output { op, chunk },
			};
			let wanted = stop.min(end).saturating_sub(next);
			self.numbers(
				operand,
				stop.saturating_sub(start),
				next.saturating_sub(start),
				wanted,
				&mut numbers,
			)?;
			next = stop;
		}
		Ok(numbers)
	}

	fn one(&mut self, from: Vector, index: u32) -> Result<f32, Failure> {
		self.range(from, index, 1)?.first().copied().ok_or(Failure::NoSuchOutput)
	}

	/// An element of a vector of weights.
	fn gain(&mut self, tensor: Tensor, index: u32) -> Result<f32, Failure> {
		let (_, len) = self.place.shape.dimensions(tensor);
		let mut gain = Vec::with_capacity(1);
		self.numbers(Operand::Row { tensor, row: 0 }, len, index, 1, &mut gain)?;
		gain.first().copied().ok_or(Failure::NoSuchOutput)
	}

	/// Blocks of an operand.
	fn blocks(&mut self, operand: Operand, count: u32) -> Result<Vec<Block>, Failure> {
		let bytes = self.bytes(operand, (count as usize).saturating_mul(BLOCK_BYTES))?;
		bytes
			.as_chunks::<BLOCK_BYTES>()
			.0
			.iter()
			.map(|bytes| Block::read(bytes).ok_or(Failure::NotFinite(operand)))
			.collect()
	}

	fn id(&mut self, operand: Operand) -> Result<u32, Failure> {
		let bytes = self.bytes(operand, 4)?;
		bytes.first_chunk().map(|id| u32::from_le_bytes(*id)).ok_or(Failure::Malformed(operand))
	}

	fn quantise(&mut self, from: Op, first: u32, index: u32) -> Result<Block, Failure> {
		let first = index.saturating_mul(WIDE).saturating_add(first);
		let numbers = self.range(Vector::Op(from), first, WIDE)?;
		let numbers = numbers.first_chunk().ok_or(Failure::NoSuchOutput)?;
		Ok(Block::quantise(numbers)?)
	}

	/// A row of weights times all blocks of a quantised vector.
	fn product(&mut self, tensor: Tensor, row: u32, of: Op) -> Result<f32, Failure> {
		let (_, columns) = self.place.shape.dimensions(tensor);
		let total = columns / WIDE;
		let weights = self.blocks(Operand::Row { tensor, row }, total)?;
		let mut activations = Vec::with_capacity(total as usize);
		for chunk in 0..of.chunks(self.place.shape, self.place.position) {
			let start = chunk.saturating_mul(CHUNK_BLOCKS);
			let count = total.saturating_sub(start).min(CHUNK_BLOCKS);
			activations.extend(self.blocks(Operand::Output { op: of, chunk }, count)?);
		}
		Ok(quant::dot(&weights, &activations))
	}

	/// A head's sum of squares, or the whole vector's.
	fn squares(&mut self, from: Vector, first: u32, count: u32) -> Result<f32, Failure> {
		Ok(vector::sum_of_squares(&self.range(from, first, count)?))
	}

	fn norm(
		&mut self,
		(from, squares): (Vector, Op),
		index: u32,
		len: u32,
		tensor: Tensor,
	) -> Result<f32, Failure> {
		let group = index.checked_div(len).ok_or(Failure::NoSuchOutput)?;
		let element = index.checked_rem(len).ok_or(Failure::NoSuchOutput)?;
		let squares = self.one(Vector::Op(squares), group)?;
		let divisor = vector::norm_divisor(squares, len, self.place.shape.epsilon);
		let gain = self.gain(tensor, element)?;
		Ok(vector::normed(self.one(from, index)?, divisor, gain))
	}

	fn rotate(&mut self, from: Op, index: u32) -> Result<f32, Failure> {
		let shape = self.place.shape;
		let head = index.checked_div(shape.head).ok_or(Failure::NoSuchOutput)?;
		let element = index.checked_rem(shape.head).ok_or(Failure::NoSuchOutput)?;
		let start = head.saturating_mul(shape.head);
		let (first, second, number) = shape.pair(element);
		let pair = (
			self.one(Vector::Op(from), start.saturating_add(first))?,
			self.one(Vector::Op(from), start.saturating_add(second))?,
		);
		let frequency = vector::frequency(shape.rope_base, number, shape.head);
		let rotation = vector::rotation(frequency, self.place.position);
		let rotated = vector::rotated(pair, rotation);
		Ok(if element == first { rotated.0 } else { rotated.1 })
	}

	/// A head's keys or values at a position.
	fn cached(&mut self, op: Op, position: u32, head: u32) -> Result<Vec<f32>, Failure> {
		let len = self.place.shape.head;
		let operand = match op {
			_ if position == self.place.position => Operand::Output { op, chunk: head },
			Op::KeyRotate => Operand::Key { position, head },
			_ => Operand::Value { position, head },
		};
		let mut numbers = Vec::with_capacity(len as usize);
		self.numbers(operand, len, 0, len, &mut numbers)?;
		Ok(numbers)
	}

	/// The head of keys that a head uses.
	fn kv_head(&self, head: u32) -> Result<u32, Failure> {
		let shape = self.place.shape;
		let sharing = shape.heads.checked_div(shape.kv_heads);
		sharing.and_then(|n| head.checked_div(n)).ok_or(Failure::NoSuchOutput)
	}

	fn number(&mut self, op: Op, index: u32) -> Result<f32, Failure> {
		let place = self.place;
		let shape = place.shape;
		let positions = place.position.saturating_add(1);
		let weight = |part| Tensor::Layer(place.layer.unwrap_or_default(), part);
		let head_start = |head: u32| head.saturating_mul(shape.head);
		let by_position = (
			index.checked_div(positions).ok_or(Failure::NoSuchOutput)?,
			index.checked_rem(positions).ok_or(Failure::NoSuchOutput)?,
		);
		let rotated_query = if shape.family == Family::Qwen3 { Op::QueryNorm } else { Op::Query };
		let rotated_key = if shape.family == Family::Qwen3 { Op::KeyNorm } else { Op::Key };
		match op {
			Op::Embed => {
				let row = self.id(Operand::Id)?;
				let operand = Operand::Row { tensor: Tensor::Embedding, row };
				let blocks = self.blocks(operand, shape.width / WIDE)?;
				let (block, element) = (index as usize / BLOCK, index as usize % BLOCK);
				let value = blocks.get(block).and_then(|block| block.value(element));
				value.ok_or(Failure::NoSuchOutput)
			}
			Op::AttentionSquares | Op::FinalSquares => self.squares(Vector::Input, 0, shape.width),
			Op::AttentionNorm => self.norm(
				(Vector::Input, Op::AttentionSquares),
				index,
				shape.width,
				weight(Part::AttentionNorm),
			),
			Op::Query => self.product(weight(Part::Query), index, Op::AttentionQuantise),
			Op::Key => self.product(weight(Part::Key), index, Op::AttentionQuantise),
			Op::Value => self.product(weight(Part::Value), index, Op::AttentionQuantise),
			Op::QuerySquares => self.squares(Vector::Op(Op::Query), head_start(index), shape.head),
			Op::QueryNorm => self.norm(
				(Vector::Op(Op::Query), Op::QuerySquares),
				index,
				shape.head,
				weight(Part::QueryNorm),
			),
			Op::KeySquares => self.squares(Vector::Op(Op::Key), head_start(index), shape.head),
			Op::KeyNorm => self.norm(
				(Vector::Op(Op::Key), Op::KeySquares),
				index,
				shape.head,
				weight(Part::KeyNorm),
			),
			Op::QueryRotate => self.rotate(rotated_query, index),
			Op::KeyRotate => self.rotate(rotated_key, index),
			Op::Score => {
				let (head, position) = by_position;
				let query =
					self.range(Vector::Op(Op::QueryRotate), head_start(head), shape.head)?;
				let kv_head = self.kv_head(head)?;
				let key = self.cached(Op::KeyRotate, position, kv_head)?;
				Ok(vector::dot(&query, &key) * shape.scale())
			}
			Op::Maximum => {
				let first = index.saturating_mul(positions);
				let scores = self.range(Vector::Op(Op::Score), first, positions)?;
				Ok(vector::maximum(&scores)?)
			}
			Op::ExpSum => {
				let first = index.saturating_mul(positions);
				let scores = self.range(Vector::Op(Op::Score), first, positions)?;
				let most = self.one(Vector::Op(Op::Maximum), index)?;
				Ok(vector::exp_sum(&scores, most))
			}
			Op::Share => {
				let (head, _) = by_position;
				let score = self.one(Vector::Op(Op::Score), index)?;
				let most = self.one(Vector::Op(Op::Maximum), head)?;
				let all = self.one(Vector::Op(Op::ExpSum), head)?;
				Ok(vector::share(score, most, all))
			}
			Op::Mix => self.mix(index, positions),
			Op::AttentionOutput => {
				self.product(weight(Part::AttentionOutput), index, Op::MixQuantise)
			}
			Op::AttentionAdd => {
				let input = self.one(Vector::Input, index)?;
				Ok(input + self.one(Vector::Op(Op::AttentionOutput), index)?)
			}
			Op::FeedSquares => self.squares(Vector::Op(Op::AttentionAdd), 0, shape.width),
			Op::FeedNorm => self.norm(
				(Vector::Op(Op::AttentionAdd), Op::FeedSquares),
				index,
				shape.width,
				weight(Part::FeedNorm),
			),
			Op::Gate => self.product(weight(Part::Gate), index, Op::FeedQuantise),
			Op::Up => self.product(weight(Part::Up), index, Op::FeedQuantise),
			Op::Activate => {
				let gate = self.one(Vector::Op(Op::Gate), index)?;
				Ok(maths::silu(gate) * self.one(Vector::Op(Op::Up), index)?)
			}
			Op::Down => self.product(weight(Part::Down), index, Op::ActivateQuantise),
			Op::FeedAdd => {
				let before = self.one(Vector::Op(Op::AttentionAdd), index)?;
				Ok(before + self.one(Vector::Op(Op::Down), index)?)
			}
			Op::FinalNorm => {
				self.norm((Vector::Input, Op::FinalSquares), index, shape.width, Tensor::OutputNorm)
			}
			Op::Logit => self.product(shape.logits(), index, Op::FinalQuantise),
			Op::AttentionQuantise
			| Op::MixQuantise
			| Op::FeedQuantise
			| Op::ActivateQuantise
			| Op::FinalQuantise
			| Op::Choose => Err(Failure::NoSuchOutput),
		}
	}

	fn mix(&mut self, index: u32, positions: u32) -> Result<f32, Failure> {
		let shape = self.place.shape;
		let queries = shape.queries();
		let span = index.checked_div(queries).ok_or(Failure::NoSuchOutput)?;
		let element = index.checked_rem(queries).ok_or(Failure::NoSuchOutput)?;
		let head = element.checked_div(shape.head).ok_or(Failure::NoSuchOutput)?;
		let within = element.checked_rem(shape.head).ok_or(Failure::NoSuchOutput)?;
		let kv_head = self.kv_head(head)?;
		let mut sum = match index.checked_sub(queries) {
			Some(before) => self.one(Vector::Op(Op::Mix), before)?,
			None => 0.0,
		};
		let first = span.saturating_mul(SPAN);
		let count = positions.saturating_sub(first).min(SPAN);
		let row = head.saturating_mul(positions).saturating_add(first);
		let shares = self.range(Vector::Op(Op::Share), row, count)?;
		for (position, share) in (first..).zip(shares) {
			let values = self.cached(Op::Value, position, kv_head)?;
			let value = values.get(within as usize).ok_or(Failure::NoSuchOutput)?;
			sum += share * value;
		}
		Ok(sum)
	}

	/// The chosen id, or the candidate if it should have been chosen instead.
	fn choose(&mut self, candidate: u32) -> Result<u32, Failure> {
		let Place { sampler, step, .. } = *self.place;
		let chosen = self.id(Operand::Chosen)?;
		let key = |reader: &mut Self, id: u32| -> Result<(u32, f64), Failure> {
			let logit = reader.one(Vector::Op(Op::Logit), id)?;
			Ok((id, sampler.key(logit, step, id)?))
		};
		let (ours, other) = (key(self, candidate)?, key(self, chosen)?);
		Ok(if sampler.beats(ours, other) { candidate } else { chosen })
	}
}
