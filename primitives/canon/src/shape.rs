//! Hyper-parameters of a model, and where its weights stand in its tree.

use crate::quant::{BLOCK, BLOCK_BYTES};
#[cfg(feature = "codec")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
#[cfg(feature = "codec")]
use scale_info::TypeInfo;

/// Most positions of a run, so that every witness stays bounded.
pub const MAX_POSITIONS: u32 = 4096;
/// Widest vector between layers, and inside a layer.
pub const MAX_WIDTH: u32 = 8192;
pub const MAX_INNER: u32 = 32_768;
/// Most layers.
pub const MAX_LAYERS: u32 = 256;
/// Most ids.
pub const MAX_VOCABULARY: u32 = 1 << 20;

/// Arrangement of a layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
	/// Rotates neighbours.
	Llama,
	/// Norms queries and keys by head, and rotates halves.
	Qwen3,
}

/// Hyper-parameters. All operations of a run follow from them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shape {
	pub family: Family,
	pub layers: u32,
	/// Elements of the vector between layers.
	pub width: u32,
	pub heads: u32,
	/// Heads of keys and values; each serves `heads / kv_heads` heads.
	pub kv_heads: u32,
	/// Elements of a head.
	pub head: u32,
	/// Elements between the two parts of the feed-forward network.
	pub inner: u32,
	pub vocabulary: u32,
	/// Most positions.
	pub context: u32,
	/// Added to the mean of squares before its root.
	pub epsilon: f32,
	/// Base of the rotation's frequencies.
	pub rope_base: f32,
	/// Whether the embedding's rows serve as output rows.
	pub tied: bool,
}

/// Why a shape has no canonical arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadShape(pub &'static str);

impl core::fmt::Display for BadShape {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.0)
	}
}

impl Shape {
	/// Whether every operation is defined and every witness bounded.
	pub fn check(&self) -> Result<(), BadShape> {
		let ensure = |holds: bool, why| if holds { Ok(()) } else { Err(BadShape(why)) };
		let whole = |n: u32| n > 0 && n.is_multiple_of(BLOCK as u32);
		let number = |x: f32| x.is_finite() && x > 0.0;
		ensure((1..=MAX_LAYERS).contains(&self.layers), "1 to 256 layers")?;
		ensure(whole(self.width) && self.width <= MAX_WIDTH, "a width of whole blocks, to 8192")?;
		ensure(whole(self.inner) && self.inner <= MAX_INNER, "an inner width of blocks, to 32768")?;
		ensure(whole(self.head) && self.head <= 256, "heads of whole blocks, at most 256 wide")?;
		ensure(
			self.kv_heads > 0 && self.heads > 0 && self.heads.is_multiple_of(self.kv_heads),
			"heads that share the heads of keys evenly",
		)?;
		ensure(
			self.heads.checked_mul(self.head).is_some_and(|q| q <= MAX_INNER),
			"heads that together are at most 32768 wide",
		)?;
		ensure((1..=MAX_VOCABULARY).contains(&self.vocabulary), "1 to 2^20 ids")?;
		ensure((1..=MAX_POSITIONS).contains(&self.context), "1 to 4096 positions")?;
		ensure(number(self.epsilon) && self.epsilon < 1.0, "an epsilon within 0 and 1")?;
		ensure(number(self.rope_base) && self.rope_base < 1e9, "a base of rotation below 10^9")
	}

	/// Elements of all queries of a position.
	pub fn queries(&self) -> u32 {
		self.heads.saturating_mul(self.head)
	}

	/// Elements of all keys of a position.
	pub fn keys(&self) -> u32 {
		self.kv_heads.saturating_mul(self.head)
	}

	/// What scores are multiplied by.
	pub fn scale(&self) -> f32 {
		1.0 / crate::maths::sqrt(self.head as f32)
	}

	/// The pair of elements of a head with which an element is rotated, and the number of the pair.
	pub fn pair(&self, element: u32) -> (u32, u32, u32) {
		match self.family {
			Family::Llama => {
				let first = element & !1;
				(first, first.saturating_add(1), first / 2)
			}
			Family::Qwen3 => {
				let half = self.head / 2;
				let number = element.checked_rem(half).unwrap_or_default();
				(number, number.saturating_add(half), number)
			}
		}
	}

	/// Number of a tensor's rows and elements per row. A vector is one row.
	pub fn dimensions(&self, tensor: Tensor) -> (u32, u32) {
		match tensor {
			Tensor::Embedding | Tensor::Output => (self.vocabulary, self.width),
			Tensor::OutputNorm => (1, self.width),
			Tensor::Layer(_, part) => match part {
				Part::AttentionNorm | Part::FeedNorm => (1, self.width),
				Part::QueryNorm | Part::KeyNorm => (1, self.head),
				Part::Query => (self.queries(), self.width),
				Part::Key | Part::Value => (self.keys(), self.width),
				Part::AttentionOutput => (self.width, self.queries()),
				Part::Gate | Part::Up => (self.inner, self.width),
				Part::Down => (self.width, self.inner),
			},
		}
	}

	/// Bytes of a row of a tensor.
	pub fn row_bytes(&self, tensor: Tensor) -> usize {
		let (_, columns) = self.dimensions(tensor);
		let columns = columns as usize;
		if tensor.is_vector() {
			columns.saturating_mul(4)
		} else {
			(columns / BLOCK).saturating_mul(BLOCK_BYTES)
		}
	}

	/// All tensors, in the order of their rows in the tree of the model.
	pub fn tensors(&self) -> impl Iterator<Item = Tensor> + '_ {
		let ends = [Some(Tensor::Embedding), Some(Tensor::OutputNorm), self.output()];
		let layers = (0..self.layers).flat_map(move |layer| {
			let parts = Part::ALL.into_iter();
			parts
				.filter(move |part| {
					self.family == Family::Qwen3 || !matches!(part, Part::QueryNorm | Part::KeyNorm)
				})
				.map(move |part| Tensor::Layer(layer, part))
		});
		ends.into_iter().flatten().chain(layers)
	}

	fn output(&self) -> Option<Tensor> {
		(!self.tied).then_some(Tensor::Output)
	}

	/// The tensor whose rows give the logits.
	pub fn logits(&self) -> Tensor {
		self.output().unwrap_or(Tensor::Embedding)
	}

	/// Number of rows of all tensors.
	pub fn rows(&self) -> u32 {
		self.tensors().map(|tensor| self.dimensions(tensor).0).fold(0, u32::saturating_add)
	}

	/// Number of a row among those of all tensors.
	pub fn row(&self, tensor: Tensor, row: u32) -> Option<u32> {
		let first = self
			.tensors()
			.take_while(|other| *other != tensor)
			.map(|other| self.dimensions(other).0)
			.fold(0, u32::saturating_add);
		(row < self.dimensions(tensor).0).then(|| first.saturating_add(row))
	}
}

/// A tensor of weights.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
pub enum Tensor {
	#[cfg_attr(feature = "codec", codec(index = 0))]
	Embedding,
	#[cfg_attr(feature = "codec", codec(index = 1))]
	Output,
	#[cfg_attr(feature = "codec", codec(index = 2))]
	OutputNorm,
	/// Of a layer.
	#[cfg_attr(feature = "codec", codec(index = 3))]
	Layer(u32, Part),
}

impl Tensor {
	/// Single precision numbers, not blocks.
	pub fn is_vector(self) -> bool {
		match self {
			Self::Embedding | Self::Output => false,
			Self::OutputNorm => true,
			Self::Layer(_, part) => matches!(
				part,
				Part::AttentionNorm | Part::QueryNorm | Part::KeyNorm | Part::FeedNorm
			),
		}
	}
}

/// A tensor of a layer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
#[repr(u8)]
pub enum Part {
	AttentionNorm = 0,
	Query = 1,
	Key = 2,
	Value = 3,
	QueryNorm = 4,
	KeyNorm = 5,
	AttentionOutput = 6,
	FeedNorm = 7,
	Gate = 8,
	Up = 9,
	Down = 10,
}

impl Part {
	/// All, in the order of the tree.
	pub const ALL: [Self; 11] = [
		Self::AttentionNorm,
		Self::Query,
		Self::Key,
		Self::Value,
		Self::QueryNorm,
		Self::KeyNorm,
		Self::AttentionOutput,
		Self::FeedNorm,
		Self::Gate,
		Self::Up,
		Self::Down,
	];
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;

	/// A small model with all that large ones have.
	pub(crate) fn small(family: Family) -> Shape {
		Shape {
			family,
			layers: 3,
			width: 96,
			heads: 4,
			kv_heads: 2,
			head: 32,
			inner: 160,
			vocabulary: 300,
			context: 200,
			epsilon: 1e-5,
			rope_base: 10_000.0,
			tied: family == Family::Qwen3,
		}
	}

	#[test]
	fn rows_are_numbered_without_gaps() {
		for family in [Family::Llama, Family::Qwen3] {
			let shape = small(family);
			shape.check().unwrap();
			let mut next = 0;
			for tensor in shape.tensors() {
				let (rows, _) = shape.dimensions(tensor);
				for row in 0..rows {
					assert_eq!(shape.row(tensor, row), Some(next));
					next += 1;
				}
				assert_eq!(shape.row(tensor, rows), None);
			}
			assert_eq!(shape.rows(), next);
		}
	}

	#[test]
	fn odd_shapes_are_refused() {
		let good = small(Family::Llama);
		for (bad, why) in [
			(Shape { width: 100, ..good }, "a width"),
			(Shape { width: 16_384, ..good }, "a width"),
			(Shape { inner: 33, ..good }, "an inner"),
			(Shape { head: 16, ..good }, "heads of"),
			(Shape { heads: 3, ..good }, "heads that share"),
			(Shape { kv_heads: 0, ..good }, "heads that share"),
			(Shape { heads: 2048, kv_heads: 1, ..good }, "heads that together"),
			(Shape { layers: 0, ..good }, "1 to 256"),
			(Shape { context: 4097, ..good }, "1 to 4096"),
			(Shape { vocabulary: 0, ..good }, "1 to 2^20"),
			(Shape { epsilon: f32::NAN, ..good }, "an epsilon"),
			(Shape { rope_base: 0.0, ..good }, "a base"),
		] {
			let BadShape(text) = bad.check().unwrap_err();
			assert!(text.starts_with(why), "{text}");
		}
	}
}
