//! Following the chain: which blocks became part of the best chain and which ceased to be.

use crate::{client::Client, error::ClientError};
use sp_core::H256;
use std::collections::VecDeque;
use subxt::rpcs::client::{rpc_params, RpcSubscription};

/// Blocks that a follower remembers, and fetches at most after a pause.
const WINDOW: usize = 256;

/// A block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockId {
	/// Height.
	pub number: u32,
	/// Hash of the header.
	pub hash: H256,
}

/// What changed when the head moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainUpdate {
	/// The new head.
	pub head: BlockId,
	/// Blocks that are new on the chain, oldest first; the last is the head.
	pub enacted: Vec<BlockId>,
	/// Blocks that are no longer on the chain, newest first.
	pub retracted: Vec<BlockId>,
	/// More blocks were missed than can be fetched: `enacted` begins after a gap.
	pub gap: bool,
}

/// A header, as far as following needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Link {
	pub id: BlockId,
	pub parent: H256,
}

/// Remembers the last blocks of a chain and works out how a new head changes it.
#[derive(Default)]
pub(crate) struct Tracker {
	/// Oldest first, contiguous.
	window: VecDeque<BlockId>,
}

/// What [`Tracker::step`] needs or has found.
pub(crate) enum Step {
	/// The header with this hash.
	Fetch(H256),
	Done(ChainUpdate),
}

impl Tracker {
	/// The block `depth` below the head, or the oldest that is remembered.
	pub fn ancestor(&self, depth: usize) -> Option<BlockId> {
		let index = self.window.len().saturating_sub(depth + 1);
		self.window.get(index).copied()
	}

	fn position(&self, hash: H256) -> Option<usize> {
		self.window.iter().rposition(|block| block.hash == hash)
	}

	/// Given a branch from the new head downwards, newest first: asks for the next header, or, once the branch meets
	/// what is remembered, applies it. `None` if the branch is empty or its head is known to be the head.
	pub fn step(&mut self, branch: &[Link]) -> Option<Step> {
		let head = branch.first()?.id;
		let last = branch.last()?;
		if self.window.back() == Some(&head) {
			return None;
		}
		let parent = self.position(last.parent);
		let (kept, gap) = match parent {
			Some(position) => (position + 1, false),
			// The first block ever seen stands for itself.
			None if self.window.is_empty() => (0, false),
			None if branch.len() < WINDOW && last.id.number > 0 => {
				return Some(Step::Fetch(last.parent))
			}
			None => (0, true),
		};
		let retracted: Vec<_> = self.window.drain(kept..).rev().collect();
		if gap {
			self.window.clear();
		}
		let enacted: Vec<_> = branch.iter().rev().map(|link| link.id).collect();
		self.window.extend(enacted.iter().copied());
		while self.window.len() > WINDOW {
			self.window.pop_front();
		}
		Some(Step::Done(ChainUpdate { head, enacted, retracted, gap }))
	}
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
	parent_hash: H256,
	number: String,
	state_root: H256,
	extrinsics_root: H256,
	digest: Digest,
}

#[derive(serde::Deserialize)]
struct Digest {
	logs: Vec<String>,
}

/// Which head a stream follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Head {
	Best,
	Finalised,
}

/// Changes of the chain, one by one and without gaps, over lost connections too. The first is the head at the time of
/// the subscription.
pub struct BlockStream {
	client: Client,
	head: Head,
	subscription: Option<RpcSubscription<serde_json::Value>>,
	tracker: Tracker,
	/// A head whose ancestors could not be fetched yet.
	unfinished: Option<Link>,
}

impl BlockStream {
	pub(crate) async fn new(client: Client, head: Head) -> Result<Self, ClientError> {
		let mut stream = Self {
			client,
			head,
			subscription: None,
			tracker: Tracker::default(),
			unfinished: None,
		};
		stream.subscribe().await?;
		Ok(stream)
	}

	async fn subscribe(&mut self) -> Result<(), ClientError> {
		let (sub, unsub) = match self.head {
			Head::Best => ("chain_subscribeNewHeads", "chain_unsubscribeNewHeads"),
			Head::Finalised => ("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads"),
		};
		let subscription = self
			.client
			.rpc()
			.subscribe(sub, rpc_params![], unsub)
			.await
			.map_err(|error| ClientError::from_rpc(sub, error))?;
		self.subscription = Some(subscription);
		Ok(())
	}

	/// The next change. Never ends; after an error it may be asked again and goes on where it was.
	pub async fn next(&mut self) -> Result<ChainUpdate, ClientError> {
		loop {
			let head = match self.unfinished.take() {
				Some(head) => head,
				None => match self.next_head().await? {
					Some(head) => head,
					None => continue,
				},
			};
			self.unfinished = Some(head);
			let mut branch = vec![head];
			let update = loop {
				match self.tracker.step(&branch) {
					Some(Step::Fetch(hash)) => match self.client.link(hash).await {
						Ok(link) => branch.push(link),
						// A node that came back without this branch: take its next head.
						Err(ClientError::UnknownHash(_)) => break None,
						Err(error) => return Err(error),
					},
					Some(Step::Done(update)) => break Some(update),
					None => break None,
				}
			};
			self.unfinished = None;
			if let Some(update) = update {
				return Ok(update);
			}
		}
	}

	/// The block `depth` below the head that was seen last.
	pub(crate) fn ancestor(&self, depth: usize) -> Option<BlockId> {
		self.tracker.ancestor(depth)
	}

	async fn next_head(&mut self) -> Result<Option<Link>, ClientError> {
		let Some(subscription) = &mut self.subscription else {
			self.subscribe().await?;
			return Ok(None);
		};
		match subscription.next().await {
			Some(Ok(header)) => {
				let header = serde_json::from_value(header)
					.map_err(|error| ClientError::undecodable("block header", error))?;
				link_of(header).map(Some)
			}
			Some(Err(_)) | None => {
				self.subscription = None;
				Ok(None)
			}
		}
	}
}

/// The hash of a header is not part of the node's answer: BLAKE2b-256 of its SCALE encoding.
fn link_of(header: Header) -> Result<Link, ClientError> {
	let undecodable = |reason: String| ClientError::undecodable("block header", reason);
	let number = header
		.number
		.strip_prefix("0x")
		.and_then(|digits| u32::from_str_radix(digits, 16).ok())
		.ok_or_else(|| undecodable(format!("bad number {}", header.number)))?;
	let mut encoded = Vec::new();
	use codec::{Compact, Encode};
	header.parent_hash.encode_to(&mut encoded);
	Compact(number).encode_to(&mut encoded);
	header.state_root.encode_to(&mut encoded);
	header.extrinsics_root.encode_to(&mut encoded);
	Compact(header.digest.logs.len() as u32).encode_to(&mut encoded);
	for log in &header.digest.logs {
		let bytes = hex::decode(log.trim_start_matches("0x"))
			.map_err(|error| undecodable(error.to_string()))?;
		encoded.extend(bytes);
	}
	let hash = H256(sp_crypto_hashing::blake2_256(&encoded));
	Ok(Link { id: BlockId { number, hash }, parent: header.parent_hash })
}

impl Client {
	/// Header of a block.
	pub(crate) async fn link(&self, hash: H256) -> Result<Link, ClientError> {
		let header: Option<Header> = self.request("chain_getHeader", rpc_params![hash]).await?;
		let link = link_of(header.ok_or(ClientError::UnknownHash(hash))?)?;
		if link.id.hash == hash {
			Ok(link)
		} else {
			Err(ClientError::undecodable(
				"block header",
				"its hash is not the one that was asked for",
			))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Block `number` of branch `fork`; branches share everything below 100.
	fn id(number: u32, fork: u8) -> BlockId {
		let fork = if number < 100 { 0 } else { fork };
		BlockId { number, hash: H256::from_low_u64_be(u64::from(number) << 8 | u64::from(fork)) }
	}

	fn link(number: u32, fork: u8) -> Link {
		Link { id: id(number, fork), parent: id(number - 1, fork).hash }
	}

	/// Gives the tracker a head and all the ancestors it asks for.
	fn advance(tracker: &mut Tracker, number: u32, fork: u8) -> Option<ChainUpdate> {
		let mut branch = vec![link(number, fork)];
		loop {
			match tracker.step(&branch)? {
				Step::Fetch(hash) => {
					let next = link(branch.last().unwrap().id.number - 1, fork);
					assert_eq!(next.id.hash, hash);
					branch.push(next);
				}
				Step::Done(update) => return Some(update),
			}
		}
	}

	#[test]
	fn follows_and_fills_gaps() {
		let mut tracker = Tracker::default();
		let first = advance(&mut tracker, 10, 0).unwrap();
		assert_eq!((first.enacted, first.retracted, first.gap), (vec![id(10, 0)], vec![], false));
		assert_eq!(advance(&mut tracker, 10, 0), None);
		let next = advance(&mut tracker, 13, 0).unwrap();
		assert_eq!(next.enacted, vec![id(11, 0), id(12, 0), id(13, 0)]);
		assert_eq!(tracker.ancestor(0), Some(id(13, 0)));
		assert_eq!(tracker.ancestor(2), Some(id(11, 0)));
		assert_eq!(tracker.ancestor(50), Some(id(10, 0)));
	}

	#[test]
	fn tells_reorganisations() {
		let mut tracker = Tracker::default();
		advance(&mut tracker, 98, 0);
		advance(&mut tracker, 102, 1);
		let update = advance(&mut tracker, 103, 2).unwrap();
		assert_eq!(update.retracted, vec![id(102, 1), id(101, 1), id(100, 1)]);
		assert_eq!(update.enacted, (100..=103).map(|number| id(number, 2)).collect::<Vec<_>>());
		// Back to the first branch, whose blocks were forgotten.
		let update = advance(&mut tracker, 104, 1).unwrap();
		assert_eq!(update.retracted.len(), 4);
		assert_eq!(update.enacted.len(), 5);
		// The head can move down too.
		let update = advance(&mut tracker, 101, 2).unwrap();
		assert_eq!(update.head, id(101, 2));
		assert_eq!(update.retracted.len(), 5);
		// And to an ancestor that is known.
		let mut tracker = Tracker::default();
		advance(&mut tracker, 98, 0);
		advance(&mut tracker, 100, 1);
		let update = advance(&mut tracker, 99, 0).unwrap();
		assert_eq!(
			(update.enacted, update.retracted),
			(vec![id(99, 0)], vec![id(100, 1), id(99, 0)])
		);
	}

	#[test]
	fn long_absence_is_a_gap() {
		let mut tracker = Tracker::default();
		advance(&mut tracker, 10, 0);
		let update = advance(&mut tracker, 10 + 1_000, 1).unwrap();
		assert!(update.gap);
		assert_eq!(update.enacted.len(), WINDOW);
		assert_eq!(update.head, id(1_010, 1));
		assert_eq!(update.retracted, vec![id(10, 0)]);
	}

	#[test]
	fn header_hash_is_that_of_the_encoding() {
		use assay_primitives::Header as Native;
		use sp_runtime::{generic::DigestItem, traits::Header as _};
		let mut header = Native::new(
			70_000,
			H256::repeat_byte(1),
			H256::repeat_byte(2),
			H256::repeat_byte(3),
			Default::default(),
		);
		header.digest.push(DigestItem::PreRuntime(*b"BABE", vec![1, 2, 3]));
		header.digest.push(DigestItem::Seal(*b"BABE", vec![4; 64]));
		let json = serde_json::to_value(&header).unwrap();
		let link = link_of(serde_json::from_value(json).unwrap()).unwrap();
		assert_eq!(link.id, BlockId { number: 70_000, hash: header.hash() });
		assert_eq!(link.parent, header.parent_hash);
	}
}
