//! Weights in memory.

use crate::{
	kernels::{Arena, Matrix},
	maths,
	merkle::{Hash, Hasher, Kind, Plain},
	shape::{BadShape, Family, Part, Shape, Tensor},
	vector,
};
use rayon::prelude::*;
use std::{borrow::Cow, fmt::Display};

/// A model's weights, checked and rearranged.
pub struct Weights {
	pub(super) shape: Shape,
	pub(super) embedding: Matrix,
	output: Option<Matrix>,
	pub(super) output_norm: Vec<f32>,
	pub(super) layers: Vec<Layer>,
	/// Sines and cosines by position, then pair.
	pub(super) rotations: Vec<(f32, f32)>,
	rows: Vec<Hash>,
}

/// A layer's weights.
pub(super) struct Layer {
	pub attention_norm: Vec<f32>,
	pub query: Matrix,
	pub key: Matrix,
	pub value: Matrix,
	/// Norms of queries and keys.
	pub head_norms: Option<(Vec<f32>, Vec<f32>)>,
	pub attention_output: Matrix,
	pub feed_norm: Vec<f32>,
	pub gate: Matrix,
	pub up: Matrix,
	pub down: Matrix,
}

/// Why weights can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E: Display> {
	#[error("canonical arithmetic needs {0}")]
	Shape(BadShape),
	#[error("{0}")]
	Read(E),
	#[error(
		"{0:?} has {1} bytes, or a scale that is not finite; {2} rows of {3} elements are expected"
	)]
	Tensor(Tensor, usize, u32, u32),
}

impl Weights {
	/// Takes every tensor's bytes as GGUF files store them: `Q8_0` matrices, row after row, and `F32` vectors.
	pub fn load<'a, E: Display>(
		shape: Shape,
		mut read: impl FnMut(Tensor) -> Result<Cow<'a, [u8]>, E>,
	) -> Result<Self, LoadError<E>> {
		shape.check().map_err(LoadError::Shape)?;
		// In the order of the tree, so that rows are hashed in that order.
		let arena = Arena::default();
		let mut reader = Reader { shape, read: &mut read, rows: Vec::new(), arena };
		let embedding = reader.matrix(Tensor::Embedding)?;
		let output_norm = reader.vector(Tensor::OutputNorm)?;
		let output = if shape.tied { None } else { Some(reader.matrix(Tensor::Output)?) };
		let mut layers = Vec::new();
		for layer in 0..shape.layers {
			let of = |part| Tensor::Layer(layer, part);
			layers.push(Layer {
				attention_norm: reader.vector(of(Part::AttentionNorm))?,
				query: reader.matrix(of(Part::Query))?,
				key: reader.matrix(of(Part::Key))?,
				value: reader.matrix(of(Part::Value))?,
				head_norms: match shape.family {
					Family::Llama => None,
					Family::Qwen3 => {
						let query = reader.vector(of(Part::QueryNorm))?;
						Some((query, reader.vector(of(Part::KeyNorm))?))
					}
				},
				attention_output: reader.matrix(of(Part::AttentionOutput))?,
				feed_norm: reader.vector(of(Part::FeedNorm))?,
				gate: reader.matrix(of(Part::Gate))?,
				up: reader.matrix(of(Part::Up))?,
				down: reader.matrix(of(Part::Down))?,
			});
		}
		let rows = reader.rows;
		let rotations = rotations(&shape);
		Ok(Self { shape, embedding, output, output_norm, layers, rotations, rows })
	}

	/// Hyper-parameters.
	pub fn shape(&self) -> &Shape {
		&self.shape
	}

	/// Leaves of the rows of all tensors, in the order of [`Shape::tensors`].
	pub fn row_leaves(&self) -> &[Hash] {
		&self.rows
	}

	/// The matrix of the logits.
	pub(super) fn logits(&self) -> &Matrix {
		self.output.as_ref().unwrap_or(&self.embedding)
	}

	fn matrix(&self, tensor: Tensor) -> Option<&Matrix> {
		Some(match tensor {
			Tensor::Embedding => &self.embedding,
			Tensor::Output => self.output.as_ref()?,
			Tensor::OutputNorm => return None,
			Tensor::Layer(layer, part) => {
				let layer = self.layers.get(layer as usize)?;
				match part {
					Part::Query => &layer.query,
					Part::Key => &layer.key,
					Part::Value => &layer.value,
					Part::AttentionOutput => &layer.attention_output,
					Part::Gate => &layer.gate,
					Part::Up => &layer.up,
					Part::Down => &layer.down,
					_ => return None,
				}
			}
		})
	}

	fn vector(&self, tensor: Tensor) -> Option<&[f32]> {
		Some(match tensor {
			Tensor::OutputNorm => &self.output_norm,
			Tensor::Layer(layer, part) => {
				let layer = self.layers.get(layer as usize)?;
				match part {
					Part::AttentionNorm => &layer.attention_norm,
					Part::FeedNorm => &layer.feed_norm,
					Part::QueryNorm => &layer.head_norms.as_ref()?.0,
					Part::KeyNorm => &layer.head_norms.as_ref()?.1,
					_ => return None,
				}
			}
			_ => return None,
		})
	}

	/// A row's bytes, as they were read.
	pub fn row(&self, tensor: Tensor, row: u32) -> Option<Vec<u8>> {
		if let Some(vector) = self.vector(tensor) {
			return (row == 0).then(|| vector.iter().flat_map(|x| x.to_le_bytes()).collect());
		}
		let matrix = self.matrix(tensor)?;
		let row = row as usize;
		(row < matrix.rows())
			.then(|| (0..matrix.blocks()).flat_map(|b| matrix.block(row, b).write()).collect())
	}
}

/// Reads tensors and hashes their rows.
struct Reader<'r, F> {
	shape: Shape,
	read: &'r mut F,
	rows: Vec<Hash>,
	arena: Arena,
}

impl<'a, E: Display, F: FnMut(Tensor) -> Result<Cow<'a, [u8]>, E>> Reader<'_, F> {
	fn bytes(&mut self, tensor: Tensor) -> Result<Cow<'a, [u8]>, LoadError<E>> {
		let bytes = (self.read)(tensor).map_err(LoadError::Read)?;
		let rows = bytes.par_chunks(self.shape.row_bytes(tensor));
		self.rows.par_extend(rows.map(|row| Plain::leaf(Kind::Row, &[row])));
		Ok(bytes)
	}

	fn bad(&self, tensor: Tensor, bytes: &[u8]) -> LoadError<E> {
		let (rows, columns) = self.shape.dimensions(tensor);
		LoadError::Tensor(tensor, bytes.len(), rows, columns)
	}

	fn matrix(&mut self, tensor: Tensor) -> Result<Matrix, LoadError<E>> {
		let bytes = self.bytes(tensor)?;
		let (rows, columns) = self.shape.dimensions(tensor);
		Matrix::from_rows(&mut self.arena, &bytes, rows as usize, columns as usize)
			.ok_or_else(|| self.bad(tensor, &bytes))
	}

	fn vector(&mut self, tensor: Tensor) -> Result<Vec<f32>, LoadError<E>> {
		let bytes = self.bytes(tensor)?;
		let numbers = bytes.as_chunks::<4>().0.iter().map(|n| f32::from_le_bytes(*n));
		let numbers: Vec<f32> = numbers.collect();
		let whole = bytes.len() == self.shape.row_bytes(tensor);
		if whole && numbers.iter().all(|number| maths::finite(*number).is_ok()) {
			Ok(numbers)
		} else {
			Err(self.bad(tensor, &bytes))
		}
	}
}

fn rotations(shape: &Shape) -> Vec<(f32, f32)> {
	let frequencies: Vec<f64> = (0..shape.head / 2)
		.map(|pair| vector::frequency(shape.rope_base, pair, shape.head))
		.collect();
	(0..shape.context)
		.into_par_iter()
		.flat_map_iter(|position| {
			frequencies.iter().map(move |frequency| vector::rotation(*frequency, position))
		})
		.collect()
}
