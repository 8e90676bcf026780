//! Disputes as the chain stores them, and the arguments of its calls about them.
//!
//! The types are pallet `Referee`'s, written down again without its runtime: encodings are the same.

use crate::{
	client::{At, Client},
	error::ClientError,
	runtime::Item,
};
use assay_canon::{
	disclosure::Scope,
	merkle,
	text::Accusation,
	trace::{self, Leaf},
};
use assay_primitives::{
	task::{hash_of, Outcome, TaskIdentity},
	AccountId, Balance, BlockNumber, CanonVersion, TaskId,
};
use codec::{Decode, DecodeAll, Encode};
use sp_core::H256;

/// Levels that an answer to a demand goes down.
pub const DEMAND_LEVELS: u32 = 8;
/// Challenges of a task that may be open at a time.
pub const MAX_CHALLENGES: usize = 8;
/// Keys that a node hands out at a time.
const PAGE: u32 = 500;
/// Most keys of a map that are read: more than the chain's limits allow.
const MOST_KEYS: usize = 100_000;

/// Storage that is read here, for the check against the chain.
pub(crate) const USED: &[Item] = &[
	Item::of::<Outcome>("Tasks", "Outcomes"),
	Item::of::<Case>("Referee", "Cases"),
	Item::of::<Challenge>("Referee", "Challenges"),
	Item::of::<Answer>("Referee", "Answers"),
	Item::of::<Place>("Referee", "Places"),
	Item::of::<Disclosure>("Referee", "Disclosures"),
	Item::of::<Vec<H256>>("Referee", "Pieces"),
];

/// The challenges of one task.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Case {
	/// Stash of the worker whose result is challenged.
	pub worker: AccountId,
	pub canon: CanonVersion,
	/// Challenges so far.
	pub challenges: u32,
	/// Who has an open challenge.
	pub open: Vec<AccountId>,
	/// Since the worker was convicted: rank and maker of the first challenge that succeeded.
	pub convicted: Option<((bool, u32), AccountId)>,
}

/// A challenge.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Challenge {
	pub order: u32,
	/// Whether an auditor named its maker.
	pub audit: bool,
	pub commitment: H256,
	/// Plancks held from the challenger.
	pub bond: Balance,
	/// Plancks that answering someone else's challenge takes at first.
	pub base: Balance,
	pub demands: u8,
	pub disclosures: u8,
	pub stage: Stage,
	/// Last height at which whoever's turn it is can act.
	pub due: BlockNumber,
}

/// Whose turn it is in a challenge.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
	/// The challenger's, to show itself.
	#[codec(index = 0)]
	Committed,
	/// The challenger's: to ask for more, to name a place, or to accuse.
	#[codec(index = 1)]
	Open,
	/// The worker's, to answer a demand.
	#[codec(index = 2)]
	Demanded { node: Node, layers: u32 },
	/// The place was named. The worker's turn while no disclosure stands.
	#[codec(index = 3)]
	Named {
		/// Blocks that the worker has left once no disclosure stands.
		left: BlockNumber,
		/// Whose disclosures stand.
		makers: Vec<AccountId>,
	},
}

/// A node of a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Node {
	/// Levels above the leaves.
	pub level: u32,
	/// Number within the level.
	pub index: u64,
	pub hash: H256,
}

/// What was answered to a demand.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Answer {
	pub node: Node,
	pub by: AccountId,
	pub content: Content,
}

/// What is below a node.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Content {
	/// Descendants of a node [`DEMAND_LEVELS`] levels down, or all leaves if these are nearer.
	#[codec(index = 0)]
	Nodes(Vec<H256>),
	#[codec(index = 1)]
	Leaf(LeafContent),
}

/// What a leaf of a trace is the hash of, besides its position and layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum LeafContent {
	#[codec(index = 0)]
	Header { id: u32, offset: u32 },
	#[codec(index = 1)]
	Cell { input: H256, keys: H256, values: H256 },
	#[codec(index = 2)]
	End { hidden: H256, logits: H256, id: u32 },
	#[codec(index = 3)]
	Stop { input: H256 },
}

/// A leaf of a trace and the way to its root.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ProvedLeaf {
	pub content: LeafContent,
	pub path: Vec<H256>,
}

/// What says how a trace is arranged.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct TraceClaim {
	/// The preimage of the model's root.
	pub card: Vec<u8>,
	/// Root of the run's tree, before it is bound to the counts of ids.
	pub root: H256,
}

/// A piece of a cell's vectors, and the way to the trace's root.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ShownPiece {
	pub leaf: ProvedLeaf,
	/// Numbers of four bytes, little endian.
	pub bytes: Vec<u8>,
	/// From the piece's neighbour up to the root of its vector.
	pub path: Vec<H256>,
}

/// A rule about ids and text that a run breaks.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub struct Charge {
	pub trace: TraceClaim,
	pub accusation: Accusation,
}

/// What a charge is about, where the chain has no more than its hash.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Texts {
	pub prompt: Option<Vec<u8>>,
	pub output: Option<Vec<u8>>,
	pub ids: Option<Vec<u32>>,
}

/// The first place of a run whose outputs the challenger holds wrong.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Claim {
	pub trace: TraceClaim,
	pub position: u32,
	pub scope: Scope,
	/// The place's own leaf: of `Embed`, the position's header.
	pub leaf: ProvedLeaf,
	/// Of `Embed`, the position's cell in the first layer; of `Layer`, its cell in the next, or its end.
	pub next: Option<ProvedLeaf>,
}

/// A named place.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Place {
	pub card: Vec<u8>,
	pub root: H256,
	pub position: u32,
	pub scope: Scope,
	pub input: H256,
	/// The position's id, for `Embed`; the id chosen there, for `End`.
	pub id: u32,
	pub targets: Vec<(u8, H256)>,
}

/// The outputs of a place's operations, as someone says they are.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Disclosure {
	pub bond: Balance,
	/// Root of each operation's output, by the operation's number.
	pub roots: Vec<(u8, H256)>,
	pub stage: Refuting,
	/// Last height at which whoever's turn it is can act.
	pub due: BlockNumber,
}

/// How far the challenger is in refuting a disclosure.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Refuting {
	/// Its turn: to select the first piece that differs.
	#[codec(index = 0)]
	Standing,
	/// Anyone's turn who stands for the disclosure: to open that piece.
	#[codec(index = 1)]
	Selected { op: u8, chunk: u32 },
	/// The challenger's turn: to prove an output wrong.
	#[codec(index = 2)]
	Opened { op: u8, chunk: u32, bytes: Vec<u8> },
}

/// A disclosure, whose it is, and the hashes of all its pieces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
	pub maker: AccountId,
	pub disclosure: Disclosure,
	pub pieces: Vec<H256>,
}

/// A challenge with all that belongs to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispute {
	pub task: TaskId,
	pub challenger: AccountId,
	pub challenge: Challenge,
	/// The last answer to its demands.
	pub answer: Option<Answer>,
	pub place: Option<Place>,
	pub standing: Vec<Standing>,
}

/// What a challenger commits to: nobody else can use it, nor it for another task.
pub fn commitment_to(identity: &TaskIdentity, challenger: &AccountId, salt: H256) -> H256 {
	hash_of(b"assay/challenge/1", &(identity, challenger, salt))
}

impl LeafContent {
	/// The leaf's hash, if this is what such a leaf is of.
	pub fn hash(&self, leaf: Leaf) -> Option<merkle::Hash> {
		type Plain = merkle::Plain;
		match (self, leaf) {
			(Self::Header { id, offset }, Leaf::Header { position }) => {
				Some(trace::header::<Plain>(position, *id, *offset))
			}
			(Self::Cell { input, keys, values }, Leaf::Cell { position, layer }) => {
				Some(trace::cell::<Plain>(position, layer, &[input.0, keys.0, values.0]))
			}
			(Self::End { hidden, logits, id }, Leaf::End { position }) => {
				Some(trace::end::<Plain>(position, &[hidden.0, logits.0], *id))
			}
			(Self::Stop { input }, Leaf::Stop { position, layer }) => {
				Some(trace::stop::<Plain>(position, layer, &input.0))
			}
			_ => None,
		}
	}
}

/// The key under which a map's entries begin.
pub(crate) fn prefix(pallet: &str, item: &str) -> Vec<u8> {
	let mut key = sp_crypto_hashing::twox_128(pallet.as_bytes()).to_vec();
	key.extend(sp_crypto_hashing::twox_128(item.as_bytes()));
	key
}

/// A part of a key, hashed with Twox64Concat.
pub(crate) fn twox(part: &impl Encode) -> Vec<u8> {
	let part = part.encode();
	let mut key = sp_crypto_hashing::twox_64(&part).to_vec();
	key.extend(part);
	key
}

pub(crate) fn blake(part: &impl Encode) -> Vec<u8> {
	let part = part.encode();
	let mut key = sp_crypto_hashing::blake2_128(&part).to_vec();
	key.extend(part);
	key
}

impl Client {
	/// Tasks that are challenged, with their cases.
	pub async fn cases(&self, at: At) -> Result<Vec<(TaskId, Case)>, ClientError> {
		let at = self.fixed(at).await?;
		let mut cases = Vec::new();
		for task in self.task_keys("Referee", "Cases", at).await? {
			if let Some(case) = self.case(task, at).await? {
				cases.push((task, case));
			}
		}
		Ok(cases)
	}

	/// The case of a task.
	pub async fn case(&self, task: TaskId, at: At) -> Result<Option<Case>, ClientError> {
		self.stored("Referee", "Cases", twox(&task), at).await
	}

	/// Tasks whose outcome the chain keeps.
	pub async fn tasks_with_outcome(&self, at: At) -> Result<Vec<TaskId>, ClientError> {
		let at = self.fixed(at).await?;
		let mut tasks = self.task_keys("Tasks", "Outcomes", at).await?;
		tasks.sort_unstable();
		Ok(tasks)
	}

	/// An open challenge and all that belongs to it.
	pub async fn dispute(
		&self,
		task: TaskId,
		challenger: &AccountId,
		at: At,
	) -> Result<Option<Dispute>, ClientError> {
		let at = self.fixed(at).await?;
		let key = || [twox(&task), blake(challenger)].concat();
		let Some(challenge): Option<Challenge> =
			self.stored("Referee", "Challenges", key(), at).await?
		else {
			return Ok(None);
		};
		let answer = self.stored("Referee", "Answers", key(), at).await?;
		let mut place = None;
		let mut standing = Vec::new();
		if let Stage::Named { makers, .. } = &challenge.stage {
			place = self.stored("Referee", "Places", key(), at).await?;
			for maker in makers {
				let key = || [key(), blake(maker)].concat();
				let disclosure = self.stored("Referee", "Disclosures", key(), at).await?;
				let pieces = self.stored("Referee", "Pieces", key(), at).await?;
				let (Some(disclosure), Some(pieces)) = (disclosure, pieces) else { continue };
				standing.push(Standing { maker: maker.clone(), disclosure, pieces });
			}
		}
		let challenger = challenger.clone();
		Ok(Some(Dispute { task, challenger, challenge, answer, place, standing }))
	}

	/// Blocks that every turn in a dispute has.
	pub async fn answer_deadline(&self) -> Result<BlockNumber, ClientError> {
		let runtime = self.runtime_at(None).await?;
		let undecodable = |error: &dyn std::fmt::Display| {
			ClientError::undecodable("constant Referee.AnswerDeadline", error)
		};
		let referee = runtime.metadata.pallet_by_name("Referee");
		let constant = referee
			.and_then(|pallet| pallet.constant_by_name("AnswerDeadline"))
			.ok_or_else(|| undecodable(&"the chain does not have it"))?;
		BlockNumber::decode_all(&mut constant.value()).map_err(|error| undecodable(&error))
	}

	/// A block whose state several questions can be about.
	pub(crate) async fn fixed(&self, at: At) -> Result<At, ClientError> {
		Ok(match at {
			At::Best => At::Block(self.best_block().await?.hash),
			At::Finalised => At::Block(self.finalised_block().await?.hash),
			At::Block(_) => at,
		})
	}

	pub(crate) async fn stored<T: Decode>(
		&self,
		pallet: &str,
		item: &str,
		key: Vec<u8>,
		at: At,
	) -> Result<Option<T>, ClientError> {
		let key = [prefix(pallet, item), key].concat();
		let Some(bytes) = self.storage(&key, at).await? else { return Ok(None) };
		let undecodable = |error| ClientError::undecodable(&format!("{pallet}.{item}"), error);
		T::decode_all(&mut &bytes[..]).map(Some).map_err(undecodable)
	}

	/// Keys of a map from tasks, hashed with Twox64Concat.
	pub(crate) async fn task_keys(
		&self,
		pallet: &str,
		item: &str,
		at: At,
	) -> Result<Vec<TaskId>, ClientError> {
		let prefix = prefix(pallet, item);
		let keys = self.keys(&prefix, PAGE, MOST_KEYS, at).await?;
		let tasks = keys.iter().map(|key| {
			// After the prefix, eight bytes of hash.
			let mut task = key.get(prefix.len() + 8..).unwrap_or_default();
			TaskId::decode_all(&mut task)
				.map_err(|error| ClientError::undecodable(&format!("{pallet}.{item}"), error))
		});
		tasks.collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn keys_are_those_of_the_chain() {
		// As polkadot.js shows them.
		let key = hex::encode(prefix("System", "Account"));
		assert_eq!(key, "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9");
		assert_eq!(twox(&1u64).len(), 16);
		assert_eq!(blake(&AccountId::from([1; 32])).len(), 48);
	}
}
