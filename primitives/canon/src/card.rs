//! What a model is, in one hash: hyper-parameters, and the roots over its rows of weights and its ids' spellings.

use crate::{
	merkle::{Hash, Hasher, Kind},
	shape::{Family, Shape},
};
use alloc::vec::Vec;

/// Most ids at which a run stops.
pub const MAX_STOP_IDS: usize = 16;
/// Version of the arithmetic.
pub const VERSION: u16 = 1;

/// The preimage of a model's root.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
	pub shape: Shape,
	/// Root over the rows of all tensors, in the order of [`Shape::tensors`].
	pub rows: Hash,
	/// Root over the spellings of all ids, see [`spelling`].
	pub spellings: Hash,
	/// Ids at which a run stops, ascending.
	pub stop: Vec<u32>,
}

/// Leaf of an id: the bytes that it stands for in a text, none if it is special.
pub fn spelling<H: Hasher>(special: bool, bytes: &[u8]) -> Hash {
	H::leaf(Kind::Spelling, &[&[u8::from(special)], bytes])
}

impl Card {
	/// Bytes of the encoding without stop ids.
	const FIXED: usize = 2 + 1 + 1 + 11 * 4 + 2 * 32;

	/// The model's root.
	pub fn root<H: Hasher>(&self) -> Hash {
		H::leaf(Kind::Model, &[&self.encode()])
	}

	/// Version, family and tying a byte or two each; then numbers of four bytes, all little endian; roots; stop ids.
	pub fn encode(&self) -> Vec<u8> {
		let Shape {
			family,
			layers,
			width,
			heads,
			kv_heads,
			head,
			inner,
			vocabulary,
			context,
			epsilon,
			rope_base,
			tied,
		} = self.shape;
		let mut bytes = Vec::with_capacity(Self::FIXED);
		bytes.extend_from_slice(&VERSION.to_le_bytes());
		bytes.push(match family {
			Family::Llama => 0,
			Family::Qwen3 => 1,
		});
		bytes.push(tied.into());
		let numbers = [
			layers,
			width,
			heads,
			kv_heads,
			head,
			inner,
			vocabulary,
			context,
			epsilon.to_bits(),
			rope_base.to_bits(),
			self.stop.len() as u32,
		];
		numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
		bytes.extend_from_slice(&self.rows);
		bytes.extend_from_slice(&self.spellings);
		self.stop.iter().for_each(|id| bytes.extend_from_slice(&id.to_le_bytes()));
		bytes
	}

	/// Reads an encoding. `None` if it is not one, or names a shape without canonical arithmetic.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let (version, rest) = bytes.split_first_chunk::<2>()?;
		let ([family, tied], rest) = rest.split_first_chunk::<2>()?;
		let (numbers, rest) = rest.split_at_checked(44)?;
		let numbers = numbers.as_chunks::<4>().0;
		let number = |n: usize| numbers.get(n).map(|bytes| u32::from_le_bytes(*bytes));
		let (rows, rest) = rest.split_first_chunk::<32>()?;
		let (spellings, rest) = rest.split_first_chunk::<32>()?;
		let (stop, rest) = rest.as_chunks::<4>();
		let shape = Shape {
			family: match family {
				0 => Family::Llama,
				1 => Family::Qwen3,
				_ => return None,
			},
			layers: number(0)?,
			width: number(1)?,
			heads: number(2)?,
			kv_heads: number(3)?,
			head: number(4)?,
			inner: number(5)?,
			vocabulary: number(6)?,
			context: number(7)?,
			epsilon: f32::from_bits(number(8)?),
			rope_base: f32::from_bits(number(9)?),
			tied: match tied {
				0 => false,
				1 => true,
				_ => return None,
			},
		};
		let stop: Vec<u32> = stop.iter().map(|id| u32::from_le_bytes(*id)).collect();
		let valid = u16::from_le_bytes(*version) == VERSION
			&& rest.is_empty()
			&& stop.len() <= MAX_STOP_IDS
			&& number(10)? as usize == stop.len()
			&& stop.is_sorted_by(|a, b| a < b)
			&& stop.iter().all(|id| *id < shape.vocabulary)
			&& shape.check().is_ok();
		valid.then_some(Self { shape, rows: *rows, spellings: *spellings, stop })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{merkle::Plain, shape::tests::small};

	fn card() -> Card {
		Card { shape: small(Family::Qwen3), rows: [1; 32], spellings: [2; 32], stop: vec![2, 9] }
	}

	#[test]
	fn cards_survive_the_way_there_and_back() {
		let card = card();
		let bytes = card.encode();
		assert_eq!(bytes.len(), Card::FIXED + 8);
		assert_eq!(Card::decode(&bytes), Some(card.clone()));
		for len in 0..bytes.len() {
			assert_eq!(Card::decode(&bytes[..len]), None);
		}
		// Every byte matters: another card, or none.
		for at in 0..bytes.len() {
			let mut other = bytes.clone();
			other[at] ^= 1;
			let decoded = Card::decode(&other);
			assert_ne!(decoded, Some(card.clone()), "byte {at}");
			if let Some(decoded) = decoded {
				assert_ne!(decoded.root::<Plain>(), card.root::<Plain>());
			}
		}
	}

	#[test]
	fn stop_ids_are_ascending_and_known() {
		for stop in [vec![9, 2], vec![2, 2], vec![300], (0..17).collect()] {
			assert_eq!(Card::decode(&Card { stop, ..card() }.encode()), None);
		}
	}
}
