//! What the author of a trace discloses of a place, so that others can point at an operation: the hashes of all pieces
//! of its operations' outputs.
//!
//! A [`Scope`] says of which operations. Their number and that of their pieces follow from the hyper-parameters and the
//! position alone, so a [`Disclosure`] is a list of hashes and nothing else.

use crate::{
	maths,
	merkle::{Hash, Hasher},
	ops::{Element, Op, Place},
	quant::{Block, BLOCK_BYTES},
	sampling::Sampler,
	shape::{Family, Shape},
	trace::{tensor_root, Layout, Leaf},
};
use alloc::{collections::BTreeMap, vec::Vec};
#[cfg(feature = "codec")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
#[cfg(feature = "codec")]
use scale_info::TypeInfo;

/// Most pieces that the outputs of a place have in all. Models with more have no canonical arithmetic: a dispute could
/// not be carried out.
pub const MAX_PIECES: u32 = 8_192;

/// Pieces of the largest place of a model.
pub fn most_pieces(shape: &Shape) -> u32 {
	let last = shape.context.saturating_sub(1);
	let pieces = |scope: Scope| {
		let counts = scope.counts(shape, last);
		counts.iter().map(|(_, count)| *count).fold(0, u32::saturating_add)
	};
	pieces(Scope::Layer { layer: 0 }).max(pieces(Scope::End))
}

/// Hashes of the pieces of all outputs: operation after operation, in the order of [`Scope::counts`].
pub type Disclosure = Vec<Hash>;

/// Operations that are disclosed together, since they lead to one leaf of the trace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(
	feature = "codec",
	derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)
)]
pub enum Scope {
	/// The input of the first layer at a position: [`Op::Embed`].
	#[cfg_attr(feature = "codec", codec(index = 0))]
	Embed,
	/// Keys and values of a layer at a position: its operations up to [`Op::KeyRotate`].
	#[cfg_attr(feature = "codec", codec(index = 1))]
	Cache { layer: u32 },
	/// All of a layer at a position: the input of the next layer, or of the end.
	#[cfg_attr(feature = "codec", codec(index = 2))]
	Layer { layer: u32 },
	/// The end of a position: logits and choice.
	#[cfg_attr(feature = "codec", codec(index = 3))]
	End,
	/// Where a run stopped: the operations of a layer, or of the end, up to the one of which this output is not finite.
	/// Zeros stand for that output and those after it.
	#[cfg_attr(feature = "codec", codec(index = 4))]
	Stop { layer: Option<u32>, op: Op, index: u32 },
}

impl Scope {
	/// The layer; none of what is outside of layers.
	pub fn layer(self) -> Option<u32> {
		match self {
			Self::Cache { layer } | Self::Layer { layer } => Some(layer),
			Self::Stop { layer, .. } => layer,
			Self::Embed | Self::End => None,
		}
	}

	/// Of an operation, the output that is said not to be finite.
	pub fn stop(self, op: Op) -> Option<u32> {
		match self {
			Self::Stop { op: stop, index, .. } => (stop == op).then_some(index),
			_ => None,
		}
	}

	/// Whether an operation is one of these. The first layer's input is [`Self::Embed`]'s alone.
	pub fn contains(self, family: Family, op: Op) -> bool {
		let known = family == Family::Qwen3 || !(Op::QuerySquares..=Op::KeyNorm).contains(&op);
		let (first, last) = match self {
			Self::Embed => (Op::Embed, Op::Embed),
			Self::Cache { .. } => (Op::AttentionSquares, Op::KeyRotate),
			Self::Layer { .. } => (Op::AttentionSquares, Op::FeedAdd),
			Self::End => (Op::FinalSquares, Op::Choose),
			Self::Stop { layer: Some(_), op, .. } => (Op::AttentionSquares, op.min(Op::FeedAdd)),
			Self::Stop { layer: None, op, .. } => (Op::FinalSquares, op.min(Op::Logit)),
		};
		known && (first..=last).contains(&op)
	}

	/// The operations, in order.
	pub fn ops(self, family: Family) -> impl Iterator<Item = Op> {
		Op::ALL.into_iter().filter(move |op| self.contains(family, *op))
	}

	/// The operations and how many pieces their outputs have, in order: what a disclosure has to contain. Without
	/// [`Op::Choose`]: the chosen id stands in the end's leaf.
	pub fn counts(self, shape: &Shape, position: u32) -> Vec<(Op, u32)> {
		let disclosed = self.ops(shape.family).filter(|op| op.element() != Element::Id);
		disclosed.map(|op| (op, op.chunks(shape, position))).collect()
	}

	/// The place of the operations at a position. `None` if a run of this layout has no such place.
	pub fn place<'a>(
		self,
		shape: &'a Shape,
		layout: &Layout,
		position: u32,
		sampler: Sampler,
	) -> Option<Place<'a>> {
		let step = layout.step(position);
		let (layer, step) = match self {
			Self::Embed => (Some(0), step.unwrap_or_default()),
			Self::Cache { layer } | Self::Layer { layer } => {
				(Some(layer), step.unwrap_or_default())
			}
			// Only where an id is chosen.
			Self::End => (None, step?),
			Self::Stop { layer, op, index } => {
				let there = self.contains(shape.family, op) && index < op.outputs(shape, position);
				there.then_some((layer, step.unwrap_or_default()))?
			}
		};
		layout.index(match (self, layer) {
			(Self::Stop { .. }, layer) => {
				Leaf::Stop { position, layer: layer.unwrap_or(shape.layers) }
			}
			(Self::Embed, _) => layout.first(position)?,
			(_, Some(layer)) => Leaf::Cell { position, layer },
			(_, None) => Leaf::End { position },
		})?;
		let there = layer.is_none_or(|layer| layer < shape.layers);
		there.then_some(Place { shape, position, layer, sampler, step })
	}
}

/// Root of each operation's output, by the operation's number. `None` if the disclosure is too long or too short.
pub fn roots<H: Hasher>(disclosed: &[Hash], counts: &[(Op, u32)]) -> Option<BTreeMap<u8, Hash>> {
	let mut rest = disclosed;
	let mut roots = BTreeMap::new();
	for (op, count) in counts {
		let (pieces, after) = rest.split_at_checked(*count as usize)?;
		roots.insert(*op as u8, tensor_root::<H>(pieces.iter().copied()));
		rest = after;
	}
	rest.is_empty().then_some(roots)
}

/// The hashes of all pieces of an operation's output.
pub fn pieces<'a>(disclosed: &'a [Hash], counts: &[(Op, u32)], op: Op) -> Option<&'a [Hash]> {
	let mut rest = disclosed;
	for (other, count) in counts {
		let (pieces, after) = rest.split_at_checked(*count as usize)?;
		if *other == op {
			return Some(pieces);
		}
		rest = after;
	}
	None
}

/// The hash of one piece of an operation's output.
pub fn piece(disclosed: &[Hash], counts: &[(Op, u32)], op: Op, chunk: u32) -> Option<Hash> {
	pieces(disclosed, counts, op)?.get(chunk as usize).copied()
}

/// Whether an opened piece consists of whole elements, all of them finite numbers. A run that claims no fault has no
/// other pieces.
pub fn finite(element: Element, bytes: &[u8]) -> bool {
	match element {
		Element::Number => {
			let (numbers, rest) = bytes.as_chunks::<4>();
			let mut numbers = numbers.iter().map(|number| f32::from_le_bytes(*number));
			rest.is_empty() && numbers.all(|number| maths::finite(number).is_ok())
		}
		Element::Block => {
			let (blocks, rest) = bytes.as_chunks::<BLOCK_BYTES>();
			rest.is_empty() && blocks.iter().all(|block| Block::read(block).is_some())
		}
		Element::Id => bytes.len() == 4,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{merkle::Plain, shape::tests::small, trace::piece as hash};

	const SCOPES: [Scope; 4] =
		[Scope::Embed, Scope::Cache { layer: 2 }, Scope::Layer { layer: 0 }, Scope::End];

	#[test]
	fn scopes_have_their_operations() {
		for family in [Family::Llama, Family::Qwen3] {
			let layer: Vec<Op> = Scope::Layer { layer: 1 }.ops(family).collect();
			assert_eq!(layer, Op::of_layer(family).collect::<Vec<_>>());
			let cache: Vec<Op> = Scope::Cache { layer: 1 }.ops(family).collect();
			assert_eq!(cache, layer[..cache.len()]);
			assert_eq!(cache.last(), Some(&Op::KeyRotate));
			assert!(Scope::End.ops(family).eq(Op::of_end()));
			assert!(Scope::Embed.ops(family).eq([Op::Embed]));
		}
	}

	#[test]
	fn disclosures_give_roots_and_pieces() {
		for family in [Family::Llama, Family::Qwen3] {
			let shape = small(family);
			for scope in SCOPES {
				for position in [0, 63, 64, 199] {
					let counts = scope.counts(&shape, position);
					assert!(counts.iter().all(|(op, count)| *op != Op::Choose && *count > 0));
					let total: u32 = counts.iter().map(|(_, count)| count).sum();
					let hashes: Disclosure =
						(0..total).map(|n| hash::<Plain>(&n.to_le_bytes())).collect();
					let roots = roots::<Plain>(&hashes, &counts).unwrap();
					assert_eq!(roots.len(), counts.len());
					let mut next = 0;
					for (op, count) in &counts {
						let mut pieces = Vec::new();
						for chunk in 0..*count {
							let found = piece(&hashes, &counts, *op, chunk).unwrap();
							assert_eq!(found, hashes[next]);
							pieces.push(found);
							next += 1;
						}
						assert_eq!(piece(&hashes, &counts, *op, *count), None);
						assert_eq!(piece(&hashes, &counts, *op, u32::MAX), None);
						assert_eq!(roots[&(*op as u8)], tensor_root::<Plain>(pieces));
					}
					let more = [&hashes[..], &[[1; 32]]].concat();
					for wrong in [&more[..], &hashes[1..], &[]] {
						assert_eq!(super::roots::<Plain>(wrong, &counts), None);
					}
				}
			}
		}
	}

	#[test]
	fn places_are_those_of_the_run() {
		let shape = small(Family::Llama);
		let layout = Layout::new(5, 3, 3).unwrap();
		let place = |scope: Scope, position| {
			let place = scope.place(&shape, &layout, position, Sampler::Greedy);
			place.map(|place| (place.layer, place.step))
		};
		assert_eq!(place(Scope::Embed, 0), Some((Some(0), 0)));
		assert_eq!(place(Scope::Embed, 6), Some((Some(0), 2)));
		assert_eq!(place(Scope::Layer { layer: 2 }, 6), Some((Some(2), 2)));
		assert_eq!(place(Scope::End, 4), Some((None, 0)));
		assert_eq!(place(Scope::End, 6), Some((None, 2)));
		for (scope, position) in [
			(Scope::Embed, 7),
			(Scope::Embed, u32::MAX),
			(Scope::Layer { layer: 3 }, 0),
			(Scope::Cache { layer: u32::MAX }, 0),
			(Scope::Cache { layer: 0 }, 7),
			(Scope::End, 3),
			(Scope::End, 7),
		] {
			assert_eq!(place(scope, position), None, "{scope:?} {position}");
		}
		let deeper = Layout::new(5, 3, 9).unwrap();
		let there = Scope::Layer { layer: 5 }.place(&shape, &deeper, 0, Sampler::Greedy);
		assert_eq!(there, None);
	}

	#[test]
	fn what_is_not_finite_shows() {
		let numbers = |x: f32| [1f32, x, -2.0].map(f32::to_le_bytes).concat();
		for good in [0.0, -0.0, f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1)] {
			assert!(finite(Element::Number, &numbers(good)));
		}
		for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::from_bits(0xff80_0001)] {
			assert!(!finite(Element::Number, &numbers(bad)));
		}
		assert!(!finite(Element::Number, &numbers(1.0)[1..]));
		let mut block = [Block::ZERO.write(), Block::ZERO.write()].concat();
		assert!(finite(Element::Block, &block));
		assert!(!finite(Element::Block, &block[1..]));
		block[35] = 0x7c;
		assert!(!finite(Element::Block, &block));
		block[35] = 0xfe;
		assert!(!finite(Element::Block, &block));
		assert!(finite(Element::Id, &[0; 4]) && !finite(Element::Id, &[0; 5]));
	}
}
