//! What this pallet stores, and the shapes of its calls' arguments.

use alloc::vec::Vec;
use assay_canon::{
	disclosure::Scope,
	merkle::{self, climb, Hasher},
	text::Accusation,
	trace::{self, Layout, Leaf},
};
use assay_primitives::{Balance, CanonVersion, Hash};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Challenges of a task that may be open at a time, besides those of its auditors.
pub const MAX_CHALLENGES: u32 = 8;
/// All of them.
pub const MAX_OPEN: u32 = MAX_CHALLENGES + assay_primitives::deterrence::MAX_AUDITORS + 1;
/// Disclosures that may stand against a challenge at a time.
pub const MAX_DISCLOSURES: u32 = 4;
/// Nodes of a trace that a challenger may ask for, one after the other; 256 of their descendants each.
pub const MAX_DEMANDS: u8 = 3;
/// Levels that an answer to a demand goes down.
pub const DEMAND_LEVELS: u32 = 8;
/// Most descendants in an answer.
pub const MAX_NODES: u32 = 1 << DEMAND_LEVELS;
/// Longest encoding of a model's card, in bytes.
pub const MAX_CARD: u32 = 256;
/// Most hashes in a disclosure.
pub const MAX_DISCLOSED: u32 = assay_canon::disclosure::MAX_PIECES;
/// Longest way from a leaf to a root.
pub const MAX_PATH: usize = 32;
/// Longest piece of an operation's output, in bytes.
pub const MAX_PIECE: u32 = 1_024;
/// Longest output of an operation, in bytes: a block.
pub const MAX_OUTPUT: u32 = 34;
/// Longest encoding of a witness, in bytes.
pub const MAX_WITNESS: usize = 262_144;
/// Longest encoding of an accusation, in bytes.
pub const MAX_ACCUSATION: usize = 65_536;

/// A model's card, as its root hashes it.
pub type CardBytes = BoundedVec<u8, ConstU32<MAX_CARD>>;

/// BLAKE2b-256 by the host.
pub struct Host;

impl Hasher for Host {
	fn hash(bytes: &[u8]) -> merkle::Hash {
		sp_io::hashing::blake2_256(bytes)
	}
}

/// The challenges of one task.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Case<AccountId> {
	/// Stash of the worker whose result is challenged.
	pub worker: AccountId,
	/// Version of the arithmetic by which the model runs.
	pub canon: CanonVersion,
	/// Challenges so far; also the number of the next.
	pub challenges: u32,
	/// Who has an open challenge.
	pub open: BoundedVec<AccountId, ConstU32<MAX_OPEN>>,
	/// Since the worker was convicted: rank and maker of the first challenge that succeeded so far. Only those before it
	/// are still open.
	pub convicted: Option<(Rank, AccountId)>,
}

/// A challenge.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Challenge<AccountId, BlockNumber> {
	/// Its number among those of the task.
	pub order: u32,
	/// Whether an auditor of the task named its maker. These take no slot and go before all others.
	pub audit: bool,
	/// [`commitment_to`] of challenger and salt.
	pub commitment: Hash,
	/// Plancks held from the challenger.
	pub bond: Balance,
	/// Plancks that answering someone else's challenge takes at first; doubles with each who does.
	pub base: Balance,
	/// Nodes that were asked for.
	pub demands: u8,
	/// Disclosures so far by others than the worker.
	pub disclosures: u8,
	/// Where it stands.
	pub stage: Stage<AccountId, BlockNumber>,
	/// Last height at which whoever's turn it is can act. While disclosures stand, the least of theirs.
	pub due: BlockNumber,
}

impl<AccountId, BlockNumber> Challenge<AccountId, BlockNumber> {
	/// Of challenges that succeed, the one of the least rank gets the prover's part.
	pub fn rank(&self) -> Rank {
		(!self.audit, self.order)
	}
}

/// Auditors' challenges come first, then the order counts.
pub type Rank = (bool, u32);

/// Whose turn it is in a challenge.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Stage<AccountId, BlockNumber> {
	/// The challenger's, to show itself: with `demand`, `name_place` or `accuse`.
	#[codec(index = 0)]
	Committed,
	/// The challenger's: to ask for more, to name a place, or to accuse.
	#[codec(index = 1)]
	Open,
	/// The worker's, to answer a demand.
	#[codec(index = 2)]
	Demanded {
		node: Node,
		/// Layers of the model, from which the tree's arrangement follows.
		layers: u32,
	},
	/// The place was named. The worker's turn while no disclosure stands; then the challenger's and their makers'.
	#[codec(index = 3)]
	Named {
		/// Blocks that the worker has left once no disclosure stands.
		left: BlockNumber,
		/// Whose disclosures stand: the worker's stash alone, or others.
		makers: BoundedVec<AccountId, ConstU32<MAX_DISCLOSURES>>,
	},
}

/// A node of a trace.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Node {
	/// Levels above the leaves.
	pub level: u32,
	/// Number within the level.
	pub index: u64,
	pub hash: Hash,
}

/// What was answered to a demand.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Answer<AccountId> {
	/// The node.
	pub node: Node,
	/// Who answered; gets half of the bond of a challenge that fails.
	pub by: AccountId,
	pub content: Content,
}

/// What is below a node.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Content {
	/// Descendants of a node [`DEMAND_LEVELS`] levels down, or all leaves if these are nearer.
	#[codec(index = 0)]
	Nodes(BoundedVec<Hash, ConstU32<MAX_NODES>>),
	/// What a leaf is the hash of.
	#[codec(index = 1)]
	Leaf(LeafContent),
}

/// What a leaf of a trace is the hash of, besides its position and layer.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum LeafContent {
	/// Id, and bytes of prompt or output before it.
	#[codec(index = 0)]
	Header { id: u32, offset: u32 },
	/// Roots of a layer's input, and of the keys and values it adds.
	#[codec(index = 1)]
	Cell { input: Hash, keys: Hash, values: Hash },
	/// Roots of the last layer's output and of the logits, and the chosen id.
	#[codec(index = 2)]
	End { hidden: Hash, logits: Hash, id: u32 },
	/// Root of the input of the place where the run stopped.
	#[codec(index = 3)]
	Stop { input: Hash },
}

impl LeafContent {
	/// The leaf's hash, if this is what such a leaf is of.
	pub fn hash(&self, leaf: Leaf) -> Option<merkle::Hash> {
		match (self, leaf) {
			(Self::Header { id, offset }, Leaf::Header { position }) => {
				Some(trace::header::<Host>(position, *id, *offset))
			}
			(Self::Cell { input, keys, values }, Leaf::Cell { position, layer }) => {
				Some(trace::cell::<Host>(position, layer, &[input.0, keys.0, values.0]))
			}
			(Self::End { hidden, logits, id }, Leaf::End { position }) => {
				Some(trace::end::<Host>(position, &[hidden.0, logits.0], *id))
			}
			(Self::Stop { input }, Leaf::Stop { position, layer }) => {
				Some(trace::stop::<Host>(position, layer, &input.0))
			}
			_ => None,
		}
	}
}

/// A leaf of a trace and the way to its root.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ProvedLeaf {
	pub content: LeafContent,
	/// From the leaf's neighbour up.
	pub path: Vec<Hash>,
}

impl ProvedLeaf {
	/// Whether the trace has this leaf at that place.
	pub fn is_in(&self, trace: merkle::Hash, layout: &Layout, leaf: Leaf) -> bool {
		let depth = layout.depth() as usize;
		if self.path.len() != depth || depth > MAX_PATH {
			return false;
		}
		let (Some(hash), Some(index)) = (self.content.hash(leaf), layout.index(leaf)) else {
			return false;
		};
		let path: Vec<merkle::Hash> = self.path.iter().map(|hash| hash.0).collect();
		climb::<Host>(hash, index, &path) == trace
	}
}

/// What says how a trace is arranged.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct TraceClaim {
	/// The preimage of the model's root.
	pub card: CardBytes,
	/// Root of the run's tree, before it is bound to the counts of ids.
	pub root: Hash,
}

/// A piece of a cell's vectors, and the way to the trace's root.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ShownPiece {
	/// The cell.
	pub leaf: ProvedLeaf,
	/// Numbers of four bytes, little endian.
	pub bytes: BoundedVec<u8, ConstU32<MAX_PIECE>>,
	/// From the piece's neighbour up to the root of its vector.
	pub path: BoundedVec<Hash, ConstU32<16>>,
}

/// Pieces that an auditor should have computed.
pub type ShownPieces = BoundedVec<ShownPiece, ConstU32<{ assay_primitives::audit::DIGEST_PIECES }>>;

/// A rule about ids and text that a run breaks.
#[derive(Clone, PartialEq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Charge {
	pub trace: TraceClaim,
	/// The rule, with the leaves and spellings that show it.
	pub accusation: Accusation,
}

/// What a charge is about, where the chain has no more than its hash.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Texts {
	/// The prompt, if it was posted as a blob.
	pub prompt: Option<Vec<u8>>,
	/// The output, if it was revealed as a blob.
	pub output: Option<Vec<u8>>,
	/// The ids of prompt and output, if they were revealed as a blob.
	pub ids: Option<Vec<u32>>,
}

/// The first place of a run whose outputs the challenger holds wrong. All before it is agreed on.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Claim {
	pub trace: TraceClaim,
	/// The position.
	pub position: u32,
	/// What is wrong at it: the input of the first layer, what a layer gives, the end, or that the run stopped there.
	pub scope: Scope,
	/// The place's own leaf: of `Embed`, the position's header.
	pub leaf: ProvedLeaf,
	/// Of `Embed`, the position's cell in the first layer; of `Layer`, its cell in the next, or its end; or there, where
	/// the run stopped. Else none.
	pub next: Option<ProvedLeaf>,
}

/// A named place.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Place {
	pub card: CardBytes,
	pub root: Hash,
	pub position: u32,
	pub scope: Scope,
	/// Root of its input; unused for `Embed`.
	pub input: Hash,
	/// The position's id, for `Embed`; the id chosen there, for `End`.
	pub id: u32,
	/// Roots of operations' outputs that the trace commits to, by the operations' numbers.
	pub targets: BoundedVec<(u8, Hash), ConstU32<3>>,
}

/// The outputs of a place's operations, as someone says they are.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Disclosure<BlockNumber> {
	/// Plancks held from its maker; none from the worker, who has the task's bond to lose.
	pub bond: Balance,
	/// Root of each operation's output, by the operation's number.
	pub roots: BoundedVec<(u8, Hash), ConstU32<35>>,
	pub stage: Refuting,
	/// Last height at which whoever's turn it is can act.
	pub due: BlockNumber,
}

/// How far the challenger is in refuting a disclosure.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Refuting {
	/// Its turn: to select the first piece that differs.
	#[codec(index = 0)]
	Standing,
	/// Anyone's turn who stands for the disclosure: to open that piece.
	#[codec(index = 1)]
	Selected { op: u8, chunk: u32 },
	/// The challenger's turn: to prove an output wrong. The id that was chosen needs no opening.
	#[codec(index = 2)]
	Opened { op: u8, chunk: u32, bytes: BoundedVec<u8, ConstU32<MAX_PIECE>> },
}

/// An output of an operation, as bytes: four of a number or an id, 34 of a block.
pub type OutputBytes = BoundedVec<u8, ConstU32<MAX_OUTPUT>>;

/// What a challenger commits to: nobody else can use it, nor it for another task.
pub fn commitment_to<AccountId: Encode>(
	identity: &assay_primitives::task::TaskIdentity,
	challenger: &AccountId,
	salt: Hash,
) -> Hash {
	assay_primitives::task::hash_of(b"assay/challenge/1", &(identity, challenger, salt))
}
