//! Tasks: what a requester posts, what a worker answers, and the hashes that bind both.
//!
//! Every hash is BLAKE2b-256 over a domain tag and the SCALE encoding of a tuple, so that no two kinds of
//! statement can be mistaken for one another.

use crate::{
	CanonVersion, ModelId, ModelVersion, ParamsVersion, TaskId, Units, MAX_INLINE_INPUT,
	MAX_INLINE_OUTPUT, MAX_POSITIONS,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
use scale_info::TypeInfo;
use sp_core::{ConstU32, H256};
use sp_runtime::BoundedVec;

/// BLAKE2b-256 over `domain` and the SCALE encoding of `value`.
pub fn hash_of(domain: &[u8], value: &impl Encode) -> H256 {
	let mut bytes = Vec::from(domain);
	value.encode_to(&mut bytes);
	H256(sp_crypto_hashing::blake2_256(&bytes))
}

/// Units of a prompt of `bytes` bytes: a quarter of its length, rounded up.
pub fn prompt_units(bytes: u32) -> Units {
	bytes.div_ceil(4)
}

/// What to compute.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TaskKind {
	/// Continue the prompt.
	#[codec(index = 0)]
	Generate {
		/// Most tokens to produce; the model may stop earlier.
		max_tokens: u32,
		/// How the next token is chosen.
		sampling: Sampling,
	},
}

impl TaskKind {
	/// Most output tokens this task can be billed.
	pub fn max_tokens(&self) -> u32 {
		match self {
			Self::Generate { max_tokens, .. } => *max_tokens,
		}
	}
}

/// How the next token is chosen.
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
pub enum Sampling {
	/// The likeliest token, the lowest id among equals.
	#[codec(index = 0)]
	Greedy,
	/// A draw from the softmax at a temperature, reproducible from the seed.
	#[codec(index = 1)]
	Temperature {
		/// Temperature in thousandths, 1 to 10,000.
		milli: u32,
		/// Seed of the draw.
		seed: u64,
	},
}

/// The prompt.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Input {
	/// UTF-8 text, part of the transaction.
	#[codec(index = 0)]
	Inline(BoundedVec<u8, ConstU32<MAX_INLINE_INPUT>>),
	/// Text kept elsewhere: BLAKE2b-256 and length in bytes.
	#[codec(index = 1)]
	Blob { hash: H256, len: u32 },
	// Index 2 is kept for sealed (encrypted) input.
}

impl Input {
	/// BLAKE2b-256 of the prompt's bytes.
	pub fn hash(&self) -> H256 {
		match self {
			Self::Inline(bytes) => H256(sp_crypto_hashing::blake2_256(bytes)),
			Self::Blob { hash, .. } => *hash,
		}
	}

	/// Length of the prompt in bytes.
	pub fn len(&self) -> u32 {
		match self {
			// The bound is a u32.
			Self::Inline(bytes) => bytes.len() as u32,
			Self::Blob { len, .. } => *len,
		}
	}

	/// Whether the prompt has no bytes.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Whether the prompt has to be fetched from elsewhere.
	pub fn is_blob(&self) -> bool {
		matches!(self, Self::Blob { .. })
	}
}

/// How the result is checked.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Verification {
	/// One worker; audits are drawn by lot after the reveal.
	#[default]
	#[codec(index = 0)]
	Audited,
	/// That many workers run the same task, each as a task of its own, and their results are compared.
	#[codec(index = 1)]
	Replicated(u8),
}

impl Verification {
	/// Workers that run the task.
	pub fn workers(&self) -> u8 {
		match self {
			Self::Audited => 1,
			Self::Replicated(count) => *count,
		}
	}
}

/// What a requester may set beyond the task itself.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TaskOptions<BlockNumber> {
	/// Blocks a worker has from assignment (or acknowledgement of a blob) to its commitment. `None`: twice the
	/// model's minimum for this many units.
	pub deadline: Option<BlockNumber>,
	/// How the result is checked.
	pub verification: Verification,
	/// A task this one follows up on. Only a reference for readers.
	pub parent: Option<TaskId>,
	/// [`ids_hash`] of the prompt's token ids. If set, a worker must use exactly these. Replicas of a canonical model need
	/// it: no dispute could decide between two spellings.
	pub prompt_ids: Option<H256>,
}

/// Bytes that are on chain or elsewhere.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Payload {
	/// The bytes.
	#[codec(index = 0)]
	Inline(BoundedVec<u8, ConstU32<MAX_INLINE_OUTPUT>>),
	/// Their BLAKE2b-256 and length.
	#[codec(index = 1)]
	Blob { hash: H256, len: u32 },
}

impl Payload {
	/// BLAKE2b-256 and length of the bytes, the same for both forms.
	pub fn digest(&self) -> (H256, u32) {
		match self {
			Self::Inline(bytes) => (H256(sp_crypto_hashing::blake2_256(bytes)), bytes.len() as u32),
			Self::Blob { hash, len } => (*hash, *len),
		}
	}
}

/// Token ids that are on chain or elsewhere.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TokenIds {
	/// The ids of prompt (template included) and output, in order.
	#[codec(index = 0)]
	Inline(BoundedVec<u32, ConstU32<MAX_POSITIONS>>),
	/// [`ids_hash`] of the same, and their number.
	#[codec(index = 1)]
	Blob { hash: H256, count: u32 },
}

impl TokenIds {
	/// [`ids_hash`] and number of the ids, the same for both forms.
	pub fn digest(&self) -> (H256, u32) {
		match self {
			Self::Inline(ids) => (ids_hash(ids), ids.len() as u32),
			Self::Blob { hash, count } => (*hash, *count),
		}
	}
}

/// Hash of token ids: over their little-endian bytes, four each, without a length.
pub fn ids_hash(ids: &[u32]) -> H256 {
	let mut bytes = Vec::from(&b"assay/ids/1"[..]);
	for id in ids {
		bytes.extend_from_slice(&id.to_le_bytes());
	}
	H256(sp_crypto_hashing::blake2_256(&bytes))
}

/// Why a worker may decline a task without penalty. Pays nothing.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Refusal {
	/// The prompt's ids leave no room for an answer in the model's context: root of the tree over them, and their number,
	/// template included.
	#[codec(index = 0)]
	TooLong { ids_root: H256, count: u32 },
	/// The ids that the requester fixed are not those of the prompt: these are, template included, and the root of the
	/// tree over them.
	#[codec(index = 1)]
	BadIds { ids: BoundedVec<u32, ConstU32<MAX_POSITIONS>>, ids_root: H256 },
}

/// What a worker answers.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Outcome {
	/// The task was run to its end.
	#[codec(index = 0)]
	Done {
		/// The text, without stop ids.
		output: Payload,
		/// Token ids of prompt and output.
		ids: TokenIds,
		/// Number of prompt ids, at least 1.
		prompt_ids: u32,
		/// Number of output ids, at least 1, a stop id included.
		output_ids: u32,
		/// Root over the run's intermediate values; zero for models without canon version.
		root: H256,
		/// Random bytes that hide the outcome while it is only committed to.
		salt: H256,
	},
	/// The task cannot be run.
	#[codec(index = 1)]
	Refused { reason: Refusal, salt: H256 },
	/// The arithmetic left the finite numbers. The run up to there is billed.
	#[codec(index = 2)]
	Fault {
		/// Token ids of the prompt, and of the output so far.
		ids: TokenIds,
		/// Number of prompt ids, at least 1.
		prompt_ids: u32,
		/// Number of output ids so far.
		output_ids: u32,
		/// The first output that is not a finite number, in this order: position among the ids, layer (the number of
		/// layers for what comes after them), operation, output of the operation.
		position: u32,
		layer: u32,
		operation: u32,
		index: u32,
		/// Root over the values before; zero for models without canon version.
		root: H256,
		salt: H256,
	},
}

impl Outcome {
	/// The salt of the commitment.
	pub fn salt(&self) -> H256 {
		match self {
			Self::Done { salt, .. } | Self::Refused { salt, .. } | Self::Fault { salt, .. } => {
				*salt
			}
		}
	}

	/// Hash of the outcome without its salt. Long payloads stand for themselves by hash and length, so it is the
	/// same whether they are inline or not.
	pub fn hash(&self) -> H256 {
		const DOMAIN: &[u8] = b"assay/outcome/1";
		match self {
			Self::Done { output, ids, prompt_ids, output_ids, root, .. } => hash_of(
				DOMAIN,
				&(0u8, output.digest(), ids.digest(), trace_root(*root, *prompt_ids, *output_ids)),
			),
			Self::Refused { reason: Refusal::TooLong { ids_root, count }, .. } => {
				hash_of(DOMAIN, &(1u8, trace_root(*ids_root, *count, 0)))
			}
			Self::Refused { reason: Refusal::BadIds { ids, ids_root }, .. } => {
				let root = trace_root(*ids_root, ids.len() as u32, 0);
				hash_of(DOMAIN, &(2u8, ids_hash(ids), root))
			}
			Self::Fault {
				ids,
				prompt_ids,
				output_ids,
				position,
				layer,
				operation,
				index,
				root,
				..
			} => {
				let root = trace_root(*root, *prompt_ids, *output_ids);
				let place = (position, layer, operation, index);
				hash_of(DOMAIN, &(3u8, ids.digest(), root, place))
			}
		}
	}

	/// Token ids, if the outcome has any: of prompt and output, or of the prompt.
	pub fn ids(&self) -> Option<&TokenIds> {
		match self {
			Self::Done { ids, .. } | Self::Fault { ids, .. } => Some(ids),
			Self::Refused { .. } => None,
		}
	}
}

/// Root of a trace: its Merkle root bound to the number of prompt and output ids.
pub fn trace_root(root: H256, prompt_ids: u32, output_ids: u32) -> H256 {
	hash_of(b"assay/trace/1", &(root, prompt_ids, output_ids))
}

/// Names a task across reorganisations and chains: a commitment made for one identity is worthless for another.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TaskIdentity {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// The task's number.
	pub number: TaskId,
	/// [`TaskContent::hash`].
	pub content: H256,
}

/// Everything that determines the result and the terms of a task, every limit as resolved at posting.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct TaskContent<'a, AccountId, Balance, BlockNumber> {
	pub requester: &'a AccountId,
	pub model: ModelId,
	pub model_version: ModelVersion,
	pub weights_root: H256,
	pub params_version: ParamsVersion,
	pub canon: Option<CanonVersion>,
	pub kind: &'a TaskKind,
	pub input_hash: H256,
	pub input_len: u32,
	/// Blocks from assignment to commitment.
	pub deadline: BlockNumber,
	/// Plancks per unit.
	pub price: Balance,
	/// Plancks the task can cost at most.
	pub quote: Balance,
	/// Plancks of the worker's own stake bonded to the task.
	pub bond: Balance,
	pub verification: Verification,
	pub parent: Option<TaskId>,
	pub prompt_ids: Option<H256>,
}

impl<AccountId: Encode, Balance: Encode, BlockNumber: Encode>
	TaskContent<'_, AccountId, Balance, BlockNumber>
{
	/// BLAKE2b-256 over a domain tag and the fields in the order given.
	pub fn hash(&self) -> H256 {
		hash_of(b"assay/task/1", self)
	}
}

/// What a worker binds itself to before anyone sees the outcome: no one else can use it, nor it for another task.
pub fn commitment(
	identity: &TaskIdentity,
	worker: &impl Encode,
	salt: H256,
	outcome: H256,
) -> H256 {
	hash_of(b"assay/commitment/1", &(identity, worker, salt, outcome))
}

/// A task as stored. Hashes only: prompt and answer lie in maps of their own and go a while after the task ends.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Task<AccountId, Balance, BlockNumber> {
	/// Who posted the task, pays for it and gets back what it does not cost.
	pub requester: AccountId,
	/// The model, and the versions that were current at posting.
	pub model: ModelId,
	pub model_version: ModelVersion,
	pub weights_root: H256,
	pub params_version: ParamsVersion,
	pub canon: Option<CanonVersion>,
	/// What to compute.
	pub kind: TaskKind,
	/// BLAKE2b-256 and length in bytes of the prompt.
	pub input_hash: H256,
	pub input_len: u32,
	/// Whether the prompt has to be fetched; then the worker's clock starts with its `ack`.
	pub blob: bool,
	/// [`TaskContent::hash`].
	pub content_hash: H256,
	/// Blocks from assignment (or `ack`) to commitment.
	pub deadline: BlockNumber,
	/// Plancks per unit.
	pub price: Balance,
	/// Plancks held from the requester: the most the task can cost.
	pub quote: Balance,
	/// Plancks of the worker's own stake that are locked while the task lives.
	pub bond: Balance,
	pub verification: Verification,
	/// Which replica this is, from 0. Replicas have consecutive numbers. 0 for a task without others.
	pub replica: u8,
	pub parent: Option<TaskId>,
	pub prompt_ids: Option<H256>,
	/// Height (in active blocks) at which the task was posted.
	pub posted_at: BlockNumber,
	/// Workers the task was taken from: at most one before it is refunded.
	pub reassignments: u8,
	/// Where the task stands.
	pub state: TaskState<AccountId, Balance, BlockNumber>,
}

impl<AccountId, Balance, BlockNumber> Task<AccountId, Balance, BlockNumber> {
	/// Numbers of all replicas of this task, which has number `id`; of itself alone if there are no others.
	pub fn replicas(&self, id: TaskId) -> Range<TaskId> {
		let first = id.saturating_sub(self.replica.into());
		first..first.saturating_add(self.verification.workers().into())
	}
}

/// Where a task stands. Heights are in active blocks; a passed deadline is passed whether or not the chain has
/// come round to acting on it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TaskState<AccountId, Balance, BlockNumber> {
	/// Waits for a worker until `expires`, then is refunded.
	#[codec(index = 0)]
	Open { expires: BlockNumber },
	/// `worker` (a stash) runs it and must commit by `due`. If `acked` is false, `due` is the deadline of the
	/// acknowledgement.
	#[codec(index = 1)]
	Assigned { worker: AccountId, at: BlockNumber, acked: bool, due: BlockNumber },
	/// `worker` has committed. If `open`, it must reveal by `due`. Else other replicas are still to be committed to, and
	/// at `due` the chain looks whether that is so.
	#[codec(index = 2)]
	Committed { worker: AccountId, commitment: H256, at: BlockNumber, due: BlockNumber, open: bool },
	/// The outcome is public; the task settles at `ends` unless it is challenged.
	#[codec(index = 3)]
	Revealed {
		worker: AccountId,
		result: ResultSummary<Balance>,
		at: BlockNumber,
		ends: BlockNumber,
	},
	/// The outcome was challenged: the task waits until the referee has decided about every challenge.
	#[codec(index = 4)]
	Disputed { worker: AccountId, result: ResultSummary<Balance>, at: BlockNumber },
	/// `fee` was taken from the escrow (`protocol_fee` of it by the chain), the rest of the quote returned.
	#[codec(index = 5)]
	Settled {
		worker: AccountId,
		result: ResultSummary<Balance>,
		protocol_fee: Balance,
		at: BlockNumber,
	},
	/// The whole quote was returned.
	#[codec(index = 6)]
	Refunded { reason: RefundReason, at: BlockNumber },
	/// The outcome was found wrong: the whole quote was returned, the worker lost its bond.
	#[codec(index = 7)]
	Convicted {
		worker: AccountId,
		result: ResultSummary<Balance>,
		grounds: Grounds<Balance>,
		at: BlockNumber,
	},
	/// Most replicas had another outcome, which nobody can prove right or wrong: the fee was burnt, the worker got
	/// nothing, the rest of the quote was returned.
	#[codec(index = 8)]
	Outvoted { worker: AccountId, result: ResultSummary<Balance>, at: BlockNumber },
}

/// Why a worker was convicted.
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
pub enum Grounds<Balance> {
	/// The chain computed one operation of the run again and found another result, or read ids against text.
	#[codec(index = 0)]
	Proof,
	/// Nobody answered for it in time. The challenger gets `costs` plancks of the bond at most, the requester its
	/// refund alone.
	#[codec(index = 1)]
	Silence { costs: Balance },
}

impl<AccountId, Balance, BlockNumber> TaskState<AccountId, Balance, BlockNumber> {
	/// Whether the task holds escrow and has a pending timeout.
	pub fn is_live(&self) -> bool {
		!matches!(
			self,
			Self::Settled { .. }
				| Self::Refunded { .. }
				| Self::Convicted { .. }
				| Self::Outvoted { .. }
		)
	}

	/// What became of the task, once its outcome is known.
	pub fn result(&self) -> Option<&ResultSummary<Balance>> {
		match self {
			Self::Revealed { result, .. }
			| Self::Disputed { result, .. }
			| Self::Settled { result, .. }
			| Self::Convicted { result, .. }
			| Self::Outvoted { result, .. } => Some(result),
			Self::Open { .. }
			| Self::Assigned { .. }
			| Self::Committed { .. }
			| Self::Refunded { .. } => None,
		}
	}

	/// Stash of the worker whose bond the task locks, who was paid, who was convicted, or who was outvoted.
	pub fn worker(&self) -> Option<&AccountId> {
		match self {
			Self::Assigned { worker, .. }
			| Self::Committed { worker, .. }
			| Self::Revealed { worker, .. }
			| Self::Disputed { worker, .. }
			| Self::Settled { worker, .. }
			| Self::Convicted { worker, .. }
			| Self::Outvoted { worker, .. } => Some(worker),
			Self::Open { .. } | Self::Refunded { .. } => None,
		}
	}
}

/// What is kept of an outcome.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ResultSummary<Balance> {
	/// [`Outcome::hash`]. Replicas whose outcomes have the same hash agree.
	pub outcome_hash: H256,
	/// What kind of outcome it is.
	pub kind: ResultKind,
	/// BLAKE2b-256 and length in bytes of the output; of no bytes unless `kind` is `Done`.
	pub output_hash: H256,
	pub output_len: u32,
	/// [`ids_hash`] of prompt and output ids.
	pub ids_hash: H256,
	/// [`trace_root`]; of a refusal, of the tree over the prompt's ids alone.
	pub trace_root: H256,
	/// Number of prompt and output ids; of a refusal, of the prompt's.
	pub prompt_ids: u32,
	pub output_ids: u32,
	/// What is billed, and in plancks what it costs the requester.
	pub units: Units,
	pub fee: Balance,
}

/// Kind of an outcome.
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
pub enum ResultKind {
	/// The task was run to its end.
	#[codec(index = 0)]
	Done,
	/// The prompt leaves no room for an answer.
	#[codec(index = 1)]
	TooLong,
	/// The ids that the requester fixed are not the prompt's.
	#[codec(index = 2)]
	BadIds,
	/// This output of an operation is not a finite number.
	#[codec(index = 3)]
	Fault { position: u32, layer: u32, operation: u32, index: u32 },
}

/// Why a requester got the whole quote back.
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
pub enum RefundReason {
	/// The requester cancelled the task while it was open.
	#[codec(index = 0)]
	Cancelled,
	/// No worker was free before the task expired.
	#[codec(index = 1)]
	Expired,
	/// Two workers let it lie; or one that had committed to a replica did not reveal it.
	#[codec(index = 2)]
	Missed,
	/// Replicas have different outcomes, and it did not show which of them is right.
	#[codec(index = 3)]
	Split,
	/// Its model has a new version, and no worker was free that still runs the one it was posted for.
	#[codec(index = 4)]
	Superseded,
}
