//! Trees of hashes: BLAKE2b-256, with a tag that tells leaves from inner nodes, padded with zeros to a power of two.

use alloc::vec::Vec;

/// A hash.
pub type Hash = [u8; 32];

/// Stands where there is no leaf. No leaf and no node hashes to it.
pub const PADDING: Hash = [0; 32];

/// What a leaf is of; the first byte that is hashed, so that none passes for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
	/// A piece of a tensor.
	Chunk = 0,
	/// A row of weights.
	Row = 2,
	/// What a model is besides its weights.
	Model = 3,
	/// An id's spelling.
	Spelling = 4,
	/// Id and offset of a position.
	Header = 5,
	/// A layer at a position.
	Cell = 6,
	/// Logits and choice at a position.
	End = 7,
	/// Where a run stopped.
	Stop = 8,
}

/// Tag of inner nodes.
const NODE: u8 = 1;
/// Bytes that an inner node is the hash of.
const NODE_BYTES: usize = 65;

/// BLAKE2b-256, by the host's function where there is one.
pub trait Hasher {
	/// Hash of bytes.
	fn hash(bytes: &[u8]) -> Hash;

	/// Hashes of messages of `size` bytes each, one after the other in `messages`; the last may be shorter.
	fn hash_all(messages: &[u8], size: usize) -> Vec<Hash> {
		messages.chunks(size.max(1)).map(Self::hash).collect()
	}

	/// Hash of a leaf.
	fn leaf(kind: Kind, parts: &[&[u8]]) -> Hash {
		let len = parts.iter().map(|part| part.len()).fold(1, usize::saturating_add);
		let mut bytes = Vec::with_capacity(len);
		bytes.push(kind as u8);
		parts.iter().for_each(|part| bytes.extend_from_slice(part));
		Self::hash(&bytes)
	}

	/// Hash of an inner node.
	fn node(left: &Hash, right: &Hash) -> Hash {
		let mut bytes = [NODE; NODE_BYTES];
		let (_, both) = bytes.split_at_mut(1);
		let (low, high) = both.split_at_mut(32);
		low.copy_from_slice(left);
		high.copy_from_slice(right);
		Self::hash(&bytes)
	}
}

/// BLAKE2b-256 in plain code.
pub struct Plain;

impl Hasher for Plain {
	fn hash(bytes: &[u8]) -> Hash {
		sp_crypto_hashing::blake2_256(bytes)
	}

	/// As many at a time as vector units take.
	#[cfg(feature = "std")]
	fn hash_all(messages: &[u8], size: usize) -> Vec<Hash> {
		use blake2b_simd::many::{hash_many, HashManyJob};
		let mut params = blake2b_simd::Params::new();
		params.hash_length(PADDING.len());
		let jobs = messages.chunks(size.max(1)).map(|message| HashManyJob::new(&params, message));
		let mut jobs: Vec<HashManyJob> = jobs.collect();
		hash_many(&mut jobs);
		let bytes_of = |job: &HashManyJob| {
			let mut hash = PADDING;
			hash.copy_from_slice(job.to_hash().as_bytes());
			hash
		};
		jobs.iter().map(bytes_of).collect()
	}
}

/// All nodes of a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree {
	/// From the leaves to the root, each level without padding at its end.
	levels: Vec<Vec<Hash>>,
	depth: u32,
	/// Root of a subtree of padding alone, by level.
	padding: Vec<Hash>,
}

impl Tree {
	/// A tree over these leaves, with at least `2^depth` places.
	pub fn new<H: Hasher>(leaves: Vec<Hash>, depth: u32) -> Self {
		let depth = depth.max(depth_of(leaves.len()));
		let mut levels = Vec::new();
		let mut padding = Vec::new();
		let (mut level, mut pad) = (leaves, PADDING);
		for _ in 0..depth {
			let above = level_above::<H>(&level, level.len(), pad);
			levels.push(core::mem::replace(&mut level, above));
			padding.push(pad);
			pad = H::node(&pad, &pad);
		}
		levels.push(level);
		padding.push(pad);
		Self { levels, depth, padding }
	}

	/// The root.
	pub fn root(&self) -> Hash {
		self.node(self.depth, 0)
	}

	/// Levels between leaves and root.
	pub fn depth(&self) -> u32 {
		self.depth
	}

	/// A node by its level, from the leaves at 0, and its number.
	pub fn node(&self, level: u32, index: usize) -> Hash {
		let (nodes, padding) = (self.levels.get(level as usize), self.padding.get(level as usize));
		nodes.and_then(|nodes| nodes.get(index)).or(padding).copied().unwrap_or(PADDING)
	}

	/// Root of a subtree without leaves.
	pub fn padding(&self, level: u32) -> Hash {
		self.padding.get(level as usize).copied().unwrap_or(PADDING)
	}

	/// Neighbours on the way from a node to the root.
	pub fn path(&self, level: u32, index: usize) -> Vec<Hash> {
		(level..self.depth)
			.map(|at| self.node(at, (index >> at.saturating_sub(level).min(63)) ^ 1))
			.collect()
	}
}

/// Levels that so many leaves need.
pub fn depth_of(leaves: usize) -> u32 {
	leaves.checked_next_power_of_two().map_or(usize::BITS, usize::trailing_zeros)
}

/// The nodes above those of trees with `count` nodes each on this level, all trees' one after the other.
fn level_above<H: Hasher>(level: &[Hash], count: usize, pad: Hash) -> Vec<Hash> {
	let mut pairs = Vec::with_capacity(level.len().saturating_mul(NODE_BYTES));
	for pair in level.chunks(count.max(1)).flat_map(|tree| tree.chunks(2)) {
		pairs.push(NODE);
		pair.iter().chain(&[pad]).take(2).for_each(|node| pairs.extend_from_slice(node));
	}
	H::hash_all(&pairs, NODE_BYTES)
}

/// Root of a tree over these leaves.
pub fn root<H: Hasher>(leaves: Vec<Hash>) -> Hash {
	roots::<H>(leaves, 1).first().copied().unwrap_or(PADDING)
}

/// Roots of trees of one size over these leaves, all trees' one after the other.
pub fn roots<H: Hasher>(leaves: Vec<Hash>, trees: usize) -> Vec<Hash> {
	let mut count = leaves.len().checked_div(trees).unwrap_or_default();
	let (mut level, mut pad) = (leaves, PADDING);
	while count > 1 {
		level = level_above::<H>(&level, count, pad);
		count = count.div_ceil(2);
		pad = H::node(&pad, &pad);
	}
	level
}

/// Root to which a path leads from a node. The path's length is for the caller to check.
pub fn climb<H: Hasher>(node: Hash, index: u64, path: &[Hash]) -> Hash {
	let mut index = index;
	path.iter().fold(node, |node, neighbour| {
		let above =
			if index & 1 == 0 { H::node(&node, neighbour) } else { H::node(neighbour, &node) };
		index >>= 1;
		above
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn leaves(count: usize) -> Vec<Hash> {
		(0..count).map(|n| Plain::leaf(Kind::Chunk, &[&n.to_le_bytes()])).collect()
	}

	#[test]
	fn many_trees_have_the_roots_of_each() {
		for count in [1, 2, 3, 5, 8, 11] {
			let all = leaves(count * 3);
			let each =
				all.chunks(count).map(|leaves| Tree::new::<Plain>(leaves.to_vec(), 0).root());
			assert_eq!(roots::<Plain>(all.clone(), 3), each.collect::<Vec<_>>());
		}
		assert_eq!(root::<Plain>(Vec::new()), PADDING);
	}

	#[test]
	fn paths_lead_to_the_root() {
		for count in [1, 2, 3, 7, 8, 9, 100] {
			for depth in [0, 9] {
				let tree = Tree::new::<Plain>(leaves(count), depth);
				assert_eq!(tree.depth(), depth.max(depth_of(count)));
				for index in 0..1usize << tree.depth() {
					let path = tree.path(0, index);
					let node = tree.node(0, index);
					assert_eq!(climb::<Plain>(node, index as u64, &path), tree.root());
				}
				// From the middle, too.
				let level = tree.depth() / 2;
				let path = tree.path(level, 0);
				assert_eq!(climb::<Plain>(tree.node(level, 0), 0, &path), tree.root());
			}
		}
	}

	#[test]
	fn a_padded_tree_is_the_tree_over_padding() {
		let mut padded = leaves(5);
		let tree = Tree::new::<Plain>(padded.clone(), 4);
		padded.resize(16, PADDING);
		assert_eq!(tree.root(), root::<Plain>(padded));
	}

	#[test]
	fn another_leaf_another_place_or_another_count_is_another_root() {
		let tree = Tree::new::<Plain>(leaves(9), 0);
		let path = tree.path(0, 3);
		assert_ne!(climb::<Plain>(tree.node(0, 3), 2, &path), tree.root());
		assert_ne!(climb::<Plain>(tree.node(0, 4), 3, &path), tree.root());
		assert_ne!(root::<Plain>(leaves(10)), tree.root());
		assert_eq!(root::<Plain>(Vec::new()), PADDING);
	}

	#[test]
	fn leaves_are_no_nodes() {
		let (a, b) = (Plain::leaf(Kind::Chunk, &[b"a"]), Plain::leaf(Kind::Chunk, &[b"b"]));
		let bytes = [&a[..], &b[..]].concat();
		assert_ne!(Plain::node(&a, &b), Plain::leaf(Kind::Chunk, &[&bytes]));
		assert_ne!(Plain::leaf(Kind::Chunk, &[b"a"]), Plain::leaf(Kind::Row, &[b"a"]));
		assert_eq!(Plain::leaf(Kind::Chunk, &[b"ab"]), Plain::leaf(Kind::Chunk, &[b"a", b"b"]));
	}
}
