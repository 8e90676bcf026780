//! # Tasks
//!
//! Posting, escrow, assignment, commitment, reveal and settlement of inference tasks.
//!
//! ## Key terms
//!
//! - **Units**: what a task is billed by, `ceil(prompt bytes / 4) + output tokens`.
//! - **Quote**: `price × (ceil(prompt bytes / 4) + max tokens)`, the most a task can cost; held from the requester.
//! - **Bond**: `max(bond factor × quote, MinTaskBond)` of the worker's own stake, locked until the task is final.
//! - **Slot**: what a worker on offer is drawn by. A worker has one per model for each task that it could take on
//!   beside those it computes, as far as its free stake covers the model's largest bond for each.
//! - **Replica**: one of several tasks of the same content, with consecutive numbers, that different workers run.
//! - **Height**: number of active blocks, [`Config::BlockNumberProvider`]. Every clock here counts them.
//!
//! ## Life of a task
//!
//! ```text
//! Open ──draw──> Assigned ──commit──> Committed ──reveal──> Revealed ──window ends──> Settled
//!  │ │            │ ack (blobs)         │ late (a replica: Refunded)
//!  │ └─cancel     │ late or no ack      │
//!  └─expired      └─────────────────────┴─> Open again, once; then Refunded
//!
//! Revealed <──challenges fail── Disputed ──one succeeds──> Convicted
//! ```
//!
//! Tasks posted in block `n` are drawn at the start of block `n + 1` at the earliest, with the seed of that block.
//! Every live task has one timeout, but for those in dispute: the referee's clocks run for them. The hook acts on a
//! bounded number of those due; [`Pallet::poke`] does the same for anyone. Every call compares the clock itself, so a
//! passed deadline is passed before either has come.
//!
//! ## Replicas
//!
//! `Replicated(n)` posts `n` tasks. No worker gets two of them. They are committed to, and can be revealed when nobody has
//! to commit to any: [`Event::ReplicasOpen`] starts the clocks. Results are the same if their outcomes have the same hash;
//! [`Event::Split`] tells of those that are not.
//!
//! ```text
//! canonical model, all the same   every replica settles
//! canonical model, a split        all wait for windows and disputes of all; what stands alone then is paid,
//!                                 where two results stand all are refunded
//! other models                    more than half of those revealed are the same: these settle, of the others the
//!                                 fee is burnt (Outvoted); else all are refunded
//! ```
//!
//! So the remedy of a worker next to which another is wrong is to challenge it, for which it gets the prover's share of a
//! bond. A refusal of a canonical model is compared with nothing: it is not paid, and may rest on another spelling of the
//! prompt, which is not wrong.
//!
//! ## Money
//!
//! ```text
//! posting fee = (base + per byte × prompt bytes) × 2^(filled quarters of the queue)      to the protocol, at once
//! fee         = price × units                                                           out of the quote
//! protocol    = floor(ProtocolFee × fee),   worker = fee − protocol − audits,   requester = quote − fee
//! penalty     = min(bond, MissPenalty × quote × 2^(deadlines missed))                   burnt from the bond
//! outvoted    = fee                                                                     burnt from the quote
//! ```
//!
//! The requester of a task whose result is found wrong gets the whole quote back at once; what becomes of the worker's
//! bond, the staking pallet says. What a receiver can't take stays with the requester; [`Event::Settled`] has the amounts that really moved. With
//! the events of the staking pallet about bonds, every movement can be followed to the planck.
//!
//! Records in [`Tasks`] stay for ever: they are small, and the posting fee pays for them. Prompts and answers go
//! [`Config::PayloadKeep`] blocks after the end.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

mod assignment;
mod audits;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod disputes;
pub mod extension;
#[cfg(test)]
mod mock;
mod posting;
pub mod price;
mod queue;
mod ready;
mod replicas;
mod settlement;
mod slots;
#[cfg(test)]
mod tests;
mod timeouts;
// Natively always, so that tests of whole runtimes can ask for it.
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod views;
pub mod weights;
mod work;

pub use extension::OperatorCalls;
pub use pallet::*;
pub use weights::WeightInfo;
pub use work::outcome_len;

use assay_primitives::{
	task::{Task, TaskOptions, TaskState},
	traits::ModelTerms,
	Balance,
};
use frame_support::BoundedVec;
use frame_system::pallet_prelude::BlockNumberFor;

/// A task with the types of a runtime.
pub type TaskOf<T> = Task<<T as frame_system::Config>::AccountId, Balance, BlockNumberFor<T>>;
/// State of a task with the types of a runtime.
pub type TaskStateOf<T> =
	TaskState<<T as frame_system::Config>::AccountId, Balance, BlockNumberFor<T>>;
/// Options of a task with the types of a runtime.
pub type TaskOptionsOf<T> = TaskOptions<BlockNumberFor<T>>;
/// Terms of a model with the types of a runtime.
pub type TermsOf<T> = ModelTerms<Balance, BlockNumberFor<T>>;
/// A worker with the types of a runtime.
pub type WorkerOf<T> =
	types::Worker<BlockNumberFor<T>, <T as Config>::MaxServedModels, <T as Config>::MaxCapacity>;
/// Numbers of a worker's slots for a model, with the types of a runtime.
pub type SlotNumbersOf<T> = BoundedVec<u32, <T as Config>::MaxCapacity>;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use crate::types::{Circle, Link, Market, UnreadyReason};
	use assay_primitives::{
		task::{
			Grounds, Input, Outcome, RefundReason, ResultKind, TaskIdentity, TaskKind, Verification,
		},
		traits::{
			Audits, BlockSeed, Deterrence, Eras, FreeCalls, ModelLookup, TaskBonds, WorkerScores,
		},
		EraIndex, Hash, ModelId, ModelVersion, TaskId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
		pallet_prelude::*,
		traits::fungible,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{BlockNumberProvider, SaturatedConversion, Zero},
		Permill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = Hash> {
		/// The native token, with holds.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// The registry of models.
		type Models: ModelLookup<Balance = Balance, BlockNumber = BlockNumberFor<Self>>;

		/// Stake of workers, and bonds out of it.
		type Stake: TaskBonds<AccountId = Self::AccountId, Balance = Balance>;

		/// The era, in which missed deadlines are counted.
		type Eras: Eras;

		/// Randomness of the block, for drawing workers.
		type Seed: BlockSeed;

		/// Who checks results.
		type Audits: Audits<Self::AccountId, Balance>;

		/// What bonds must be worth.
		type Deterrence: Deterrence;

		/// How good workers are at models.
		type Scores: WorkerScores<Self::AccountId>;

		/// Calls of other pallets that are free for operators: the referee's.
		type MoreFreeCalls: FreeCalls<OriginFor<Self>, <Self as frame_system::Config>::RuntimeCall>;

		/// The clock of all deadlines: number of active blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Receives the protocol's share of fees, and posting fees. Should exist.
		#[pallet::constant]
		type ProtocolAccount: Get<Self::AccountId>;

		/// Part of a task's fee that the protocol keeps.
		type ProtocolFee: Get<Permill>;

		/// Plancks taken for posting a task.
		type PostingFeeBase: Get<Balance>;

		/// Plancks taken per byte of prompt on top.
		type PostingFeePerByte: Get<Balance>;

		/// Part of the quote that a worker loses for the first missed deadline.
		#[pallet::constant]
		type MissPenalty: Get<Permill>;

		/// Least bond of a task, in plancks.
		#[pallet::constant]
		type MinTaskBond: Get<Balance>;

		/// Blocks in which a revealed result can be challenged, unless the model's parameters say more.
		#[pallet::constant]
		type ChallengeWindow: Get<BlockNumberFor<Self>>;

		/// Blocks in which a worker acknowledges that it has a task's blob.
		#[pallet::constant]
		type AckDeadline: Get<BlockNumberFor<Self>>;

		/// Blocks from the commitment to the reveal; of replicas, from when all are committed to.
		#[pallet::constant]
		type RevealDeadline: Get<BlockNumberFor<Self>>;

		/// Most blocks from assignment to commitment that a requester may grant.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// Blocks that a task waits for a worker before it is refunded.
		#[pallet::constant]
		type QueueTtl: Get<BlockNumberFor<Self>>;

		/// Most replicas that a task can have, at least 2.
		#[pallet::constant]
		type MaxReplicas: Get<u32>;

		/// Tasks per model that may wait, at least 4. Tasks that come back from a worker may exceed it.
		#[pallet::constant]
		type MaxQueue: Get<u32>;

		/// Blocks that a worker may not offer itself after a missed deadline.
		#[pallet::constant]
		type MissPause: Get<BlockNumberFor<Self>>;

		/// Blocks that a worker may not offer itself after it was convicted.
		#[pallet::constant]
		type ConvictionPause: Get<BlockNumberFor<Self>>;

		/// Blocks that prompts and answers are kept after a task ended.
		#[pallet::constant]
		type PayloadKeep: Get<BlockNumberFor<Self>>;

		/// Blocks from `set_ready` until a worker's slots can be drawn.
		#[pallet::constant]
		type ReadyDelay: Get<BlockNumberFor<Self>>;

		/// Least number of blocks between two changes of a worker's offer.
		#[pallet::constant]
		type ReadyCooldown: Get<BlockNumberFor<Self>>;

		/// Most models that a worker serves at a time.
		#[pallet::constant]
		type MaxServedModels: Get<u32>;

		/// Most tasks that a worker computes at a time.
		#[pallet::constant]
		type MaxCapacity: Get<u32>;

		/// Slots that are stored under one key. More of them make the map flatter, and each change costlier.
		#[pallet::constant]
		type SlotsPerPage: Get<u32>;

		/// Most tasks assigned in a block.
		#[pallet::constant]
		type MaxAssignmentsPerBlock: Get<u32>;

		/// Most timeouts acted on in a block.
		#[pallet::constant]
		type MaxTimeoutsPerBlock: Get<u32>;

		/// Most tasks whose payloads are removed in a block.
		#[pallet::constant]
		type MaxCleanupsPerBlock: Get<u32>;

		/// Weights of calls, hooks and the transaction extension.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The quote of a live task.
		#[codec(index = 0)]
		Escrow,
	}

	/// Number that the next task gets.
	#[pallet::storage]
	pub type NextTask<T: Config> = StorageValue<_, TaskId, ValueQuery>;

	/// Every task ever posted, by number: state, parties, amounts, deadlines, pinned versions.
	#[pallet::storage]
	pub type Tasks<T: Config> = StorageMap<_, Twox64Concat, TaskId, TaskOf<T>, OptionQuery>;

	/// Prompts, by task, until a while after the task ended.
	#[pallet::storage]
	pub type Inputs<T: Config> = StorageMap<_, Twox64Concat, TaskId, Input, OptionQuery>;

	/// Answers, by task, until a while after the task ended.
	#[pallet::storage]
	pub type Outcomes<T: Config> = StorageMap<_, Twox64Concat, TaskId, Outcome, OptionQuery>;

	/// Supply, demand and price of every model that was ever posted to or offered.
	#[pallet::storage]
	pub type Markets<T: Config> =
		StorageMap<_, Identity, ModelId, Market<BlockNumberFor<T>>, ValueQuery>;

	/// Neighbours of every open task in its model's queue.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageMap<_, Twox64Concat, TaskId, Link, OptionQuery>;

	/// The circle of models in which tasks wait.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageValue<_, Circle, ValueQuery>;

	/// Models in the circle, by index.
	#[pallet::storage]
	pub type WaitingModels<T: Config> = StorageMap<_, Twox64Concat, u64, ModelId, OptionQuery>;

	/// Workers by their slots' numbers, which run from 0 without gaps for each model. By model and page: slot `n` is at
	/// place `n % SlotsPerPage` of page `n / SlotsPerPage`. Every page but a model's last is full.
	#[pallet::storage]
	pub type Slots<T: Config> = StorageDoubleMap<
		_,
		Identity,
		ModelId,
		Twox64Concat,
		u32,
		BoundedVec<T::AccountId, T::SlotsPerPage>,
		ValueQuery,
	>;

	/// What workers offer, with the numbers of their slots, and how they stand, by stash.
	#[pallet::storage]
	pub type Workers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, WorkerOf<T>, ValueQuery>;

	/// Workers that did not acknowledge a task, by task, until it is clear whether the input could be had. Their bond
	/// stays locked.
	#[pallet::storage]
	pub type PendingMisses<T: Config> =
		StorageMap<_, Twox64Concat, TaskId, T::AccountId, OptionQuery>;

	/// Live tasks by the height at which they move on by themselves.
	#[pallet::storage]
	pub type Timeouts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, TaskId, (), OptionQuery>;

	/// Least height at which a timeout may be pending.
	#[pallet::storage]
	pub type NextTimeout<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Ended tasks by the height at which their payloads go.
	#[pallet::storage]
	pub type Cleanups<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, TaskId, (), OptionQuery>;

	/// Least height at which a clean-up may be pending.
	#[pallet::storage]
	pub type NextCleanup<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Free calls that failed, by live task.
	#[pallet::storage]
	pub type FreeFailures<T: Config> = StorageMap<_, Twox64Concat, TaskId, u8, ValueQuery>;

	/// Free changes of a worker's offer that failed, by stash: the era, and how many in it.
	#[pallet::storage]
	pub type FreeOfferFailures<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, (EraIndex, u8), ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A task was posted: `quote` plancks are held from the requester, `posting_fee` plancks were taken.
		Posted {
			task: TaskId,
			requester: T::AccountId,
			model: ModelId,
			content_hash: Hash,
			price: Balance,
			quote: Balance,
			posting_fee: Balance,
			bond: Balance,
			deadline: BlockNumberFor<T>,
		},
		/// `count` tasks were posted as replicas of one another; the first has number `first`, the others those that follow.
		Replicated { first: TaskId, count: u8, requester: T::AccountId, model: ModelId },
		/// A task waits for a worker until height `expires`; `waiting` tasks wait for this model.
		Queued { task: TaskId, model: ModelId, waiting: u32, expires: BlockNumberFor<T> },
		/// A worker got a task and has until height `due` to commit or, if `acked` is false, to acknowledge.
		/// `bond` plancks of its stake are locked.
		Assigned {
			task: TaskId,
			worker: T::AccountId,
			bond: Balance,
			acked: bool,
			due: BlockNumberFor<T>,
		},
		/// A worker has the input of a task and has until height `due` to commit.
		Acknowledged { task: TaskId, worker: T::AccountId, due: BlockNumberFor<T> },
		/// A worker committed to an outcome and has until height `due` to reveal it. Of a replica, `ReplicasOpen` says when
		/// it can be revealed, and until when.
		Committed { task: TaskId, worker: T::AccountId, commitment: Hash, due: BlockNumberFor<T> },
		/// A worker revealed an outcome. Unless it is challenged, the task settles at height `ends` and costs `fee`
		/// plancks for `units` units.
		Revealed {
			task: TaskId,
			worker: T::AccountId,
			kind: ResultKind,
			outcome_hash: Hash,
			units: u32,
			fee: Balance,
			ends: BlockNumberFor<T>,
		},
		/// All replicas of task `first` were committed to or have ended: those that were committed to can be revealed, until
		/// height `due`.
		ReplicasOpen { first: TaskId, due: BlockNumberFor<T> },
		/// The result of a replica that was revealed just now differs from that of `other`, which was revealed before. Of a
		/// canonical model one of them is wrong, and whoever proves it gets a part of its worker's bond.
		Split { task: TaskId, other: TaskId },
		/// More than half of a task's replicas have another result than this one: `burnt` plancks, its fee, were destroyed,
		/// `refund` plancks went back to the requester. The worker got nothing and has its bond back.
		Outvoted {
			task: TaskId,
			worker: T::AccountId,
			requester: T::AccountId,
			burnt: Balance,
			refund: Balance,
		},
		/// A task was paid out of its escrow: `to_worker`, `protocol_fee`, `audits` and `refund` plancks, which add up to
		/// the quote, to worker, protocol, audits and requester.
		Settled {
			task: TaskId,
			worker: T::AccountId,
			requester: T::AccountId,
			to_worker: Balance,
			protocol_fee: Balance,
			audits: Balance,
			refund: Balance,
		},
		/// A task ended without a result that is paid for; the whole quote, `amount` plancks, went back to the requester.
		Refunded { task: TaskId, requester: T::AccountId, amount: Balance, reason: RefundReason },
		/// The result of a task is being audited, or has to wait for other replicas: it settles at height `ends` at the
		/// earliest.
		Extended { task: TaskId, ends: BlockNumberFor<T> },
		/// A task was taken from a worker and waits for another.
		Reassigned { task: TaskId, worker: T::AccountId },
		/// A worker missed a deadline: `burnt` plancks of its bond were destroyed, the rest of the bond is free. It has
		/// `misses` now, and may offer itself again from height `paused_until`.
		DeadlineMissed {
			task: TaskId,
			worker: T::AccountId,
			burnt: Balance,
			misses: u32,
			paused_until: BlockNumberFor<T>,
		},
		/// A worker offers to compute `capacity` tasks at a time, with `slots` slots over all models, from height
		/// `since` on. Of each model it has the weights of the version next to it.
		WorkerReady {
			worker: T::AccountId,
			models: BoundedVec<(ModelId, ModelVersion), T::MaxServedModels>,
			capacity: u32,
			since: BlockNumberFor<T>,
			slots: u32,
		},
		/// A worker is no longer on offer.
		WorkerUnready { worker: T::AccountId, reason: UnreadyReason },
		/// A worker lost a slot for a model, because its free stake no longer covers it; it has `slots` left.
		SlotLost { worker: T::AccountId, model: ModelId, slots: u32 },
		/// A result was challenged: the task does not settle before the referee has decided.
		Stopped { task: TaskId, worker: T::AccountId },
		/// All challenges of a result have failed. Unless it is challenged again, the task settles at height `ends`.
		Resumed { task: TaskId, worker: T::AccountId, ends: BlockNumberFor<T> },
		/// A result was found wrong, or nobody stood for it: the requester has its whole quote back, `refund` plancks,
		/// and the worker lost the task's bond of `bond` plancks, which is paid out and burnt when the conviction is
		/// mature.
		Convicted {
			task: TaskId,
			worker: T::AccountId,
			requester: T::AccountId,
			refund: Balance,
			bond: Balance,
			grounds: Grounds<Balance>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No model has this identifier.
		UnknownModel,
		/// The model takes no tasks: it is not admitted yet, or retired.
		ModelClosed,
		/// There must be at least two replicas, and at most `MaxReplicas`.
		BadReplicas,
		/// `max_tokens` is zero, above the model's limit, or leaves no room for a prompt.
		BadMaxTokens,
		/// The temperature is not within 1 to 10,000 thousandths.
		BadSampling,
		/// The prompt has no bytes.
		InputEmpty,
		/// The prompt is not UTF-8 text.
		InputNotText,
		/// The prompt is longer than the model takes.
		InputTooLarge,
		/// The model takes no blobs.
		BlobsNotTaken,
		/// The parent task does not exist.
		UnknownParent,
		/// As many tasks wait for this model as may.
		QueueFull,
		/// The deadline is below the model's minimum for so many units.
		DeadlineTooShort,
		/// The deadline is longer than a task may have.
		DeadlineTooLong,
		/// Quote and posting fee together are more than `max_fee`.
		FeeAboveMax,
		/// No task has this number.
		UnknownTask,
		/// The task was posted by somebody else.
		NotRequester,
		/// The task is not waiting for a worker any more.
		NotOpen,
		/// The time for this has passed.
		DeadlinePassed,
		/// No worker is computing the task.
		NotAssigned,
		/// The task is assigned to a worker for which the caller does not act.
		NotAssignee,
		/// The task's input was acknowledged, or needs no acknowledgement.
		AlreadyAcknowledged,
		/// The task's input has to be acknowledged first.
		NotAcknowledged,
		/// The worker has committed to an outcome.
		AlreadyCommitted,
		/// The worker has not committed to an outcome.
		NotCommitted,
		/// The outcome is not the one that was committed to.
		CommitmentMismatch,
		/// The number of output ids is zero or more than the task allows.
		BadOutputCount,
		/// The number of prompt ids is zero or beyond all limits, or there are more positions than a run may have.
		BadPromptCount,
		/// There are more or fewer ids than prompt and output have.
		IdCountMismatch,
		/// The prompt's ids are not those that the requester fixed.
		PromptIdsMismatch,
		/// The model has no canonical arithmetic, so the root must be zero.
		RootNotZero,
		/// The prompt is said to be too long, but leaves room for an answer in the model's context.
		NotTooLong,
		/// The requester fixed no ids, so they can't be bad.
		IdsNotFixed,
		/// The fault is said to be where no run of the task with these ids can have one.
		BadFault,
		/// Nothing is due for this task.
		NothingDue,
		/// The caller is no worker's operator.
		NotOperator,
		/// No model is named.
		NoModels,
		/// A model is named twice.
		DuplicateModel,
		/// The capacity is zero or more than a worker may have.
		BadCapacity,
		/// The version is not the model's current one.
		OtherVersion,
		/// The worker missed a deadline or was convicted, and may not offer itself yet.
		Paused,
		/// The worker changed its offer a short time ago.
		TooSoon,
		/// The worker's free stake covers the largest bond of none of the models.
		StakeTooLow,
		/// The worker is not on offer.
		NotReady,
		/// The task has no result that could be challenged, or has ended.
		NotRevealed,
		/// The time in which the result could be challenged has passed.
		WindowPassed,
		/// The model has no canonical arithmetic: its results can't be judged.
		NotCanonical,
		/// The task's result is not challenged.
		NotDisputed,
		/// These are the ids that the requester fixed.
		IdsAreFixed,
		/// Replicas of a canonical model need fixed prompt ids.
		IdsNeeded,
		/// Replicas are not submitted in one call: use `commit`, and `reveal` when all are committed to.
		CommitFirst,
		/// Other replicas are still to be committed to.
		ReplicasPending,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Acts on what is due, then assigns tasks, then removes old payloads: each a bounded number.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::work_off_timeouts()
				.saturating_add(Self::assign_waiting())
				.saturating_add(Self::work_off_cleanups())
		}

		fn integrity_test() {
			assert!(T::MinTaskBond::get() > 0, "MinTaskBond must not be zero");
			assert!(T::MaxQueue::get() >= 4, "MaxQueue must be at least 4");
			assert!((2..=255).contains(&T::MaxReplicas::get()), "MaxReplicas must be 2 to 255");
			assert!(T::MaxQueue::get() >= T::MaxReplicas::get(), "replicas never fit the queue");
			assert!(!T::RevealDeadline::get().is_zero(), "RevealDeadline must not be zero");
			assert!(T::MaxServedModels::get() > 0, "MaxServedModels must not be zero");
			assert!(T::MaxCapacity::get() > 0, "MaxCapacity must not be zero");
			assert!(T::SlotsPerPage::get() > 0, "SlotsPerPage must not be zero");
			assert!(T::MaxAssignmentsPerBlock::get() > 0, "no task could be assigned");
			assert!(T::MaxTimeoutsPerBlock::get() > 0, "no task could end");
			assert!(T::MaxCleanupsPerBlock::get() > 0, "no payload could go");
			assert!(!T::ChallengeWindow::get().is_zero(), "ChallengeWindow must not be zero");
			assert!(!T::QueueTtl::get().is_zero(), "QueueTtl must not be zero");
			assert!(!T::MaxDeadline::get().is_zero(), "MaxDeadline must not be zero");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Posts a task: one request for one model. The most it can cost is held, and a posting fee is taken that is
		/// not returned.
		///
		/// Origin: signed by the requester.
		///
		/// - `model`: identifier of an admitted model.
		/// - `kind`: `Generate` with `max_tokens`, at most the model's limit, and `sampling`: `Greedy`, or `Temperature`
		///   with `milli` (1 to 10,000 thousandths) and a `seed`.
		/// - `input`: `Inline` UTF-8 text, or, where the model takes it, `Blob` with BLAKE2b-256 `hash` and `len` in bytes.
		/// - `max_fee`: most plancks that quote and posting fee together may be.
		/// - `options`: `deadline` in blocks from assignment to commitment (none: twice the model's minimum),
		///   `verification`, `parent` task, hash of the `prompt_ids` that the worker must use. `verification` is `Audited`, or
		///   `Replicated` with a number, 2 to `MaxReplicas`: then so many tasks are posted, each with its own quote and
		///   posting fee, different workers run them, and their results are compared. Canonical models need `prompt_ids`
		///   for it.
		///
		/// Errors: `UnknownModel`, `ModelClosed`, `BadReplicas`, `IdsNeeded`, `BadMaxTokens`, `BadSampling`, `InputEmpty`,
		/// `InputNotText`, `InputTooLarge`, `BlobsNotTaken`, `UnknownParent`, `QueueFull`, `DeadlineTooShort`,
		/// `DeadlineTooLong`, `FeeAboveMax`, and the token's. Events: perhaps `Replicated`, and for each task `Posted`,
		/// `Queued`.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::post_weight(input, options.verification))]
		pub fn post(
			origin: OriginFor<T>,
			model: ModelId,
			kind: TaskKind,
			input: Input,
			max_fee: Balance,
			options: TaskOptionsOf<T>,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_post(requester, model, kind, input, max_fee, options)?;
			Ok(())
		}

		/// Takes back a task that no worker has yet. The quote is returned, the posting fee is not. Other replicas go on.
		///
		/// Origin: signed by the requester. `task`: its number.
		///
		/// Errors: `UnknownTask`, `NotRequester`, `NotOpen`, `DeadlinePassed`. Events: `Refunded`, perhaps `ReplicasOpen`.
		#[pallet::call_index(1)]
		#[pallet::weight(
			T::WeightInfo::cancel()
				.saturating_add(Pallet::<T>::give_weight())
				.saturating_add(Pallet::<T>::open_weight())
		)]
		pub fn cancel(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_cancel(&who, task)?).into())
		}

		/// Says that the worker has the input of a task that was given as a blob. Starts its clock. If another worker
		/// had not acknowledged the same task, that counts as a missed deadline now.
		///
		/// Origin: signed by the operator of the assigned worker. Free while it would be accepted. `task`: its number.
		///
		/// Errors: `UnknownTask`, `NotAssigned`, `NotAssignee`, `DeadlinePassed`, `AlreadyAcknowledged`.
		/// Events: `Acknowledged`, perhaps `DeadlineMissed`.
		#[pallet::call_index(2)]
		#[pallet::weight((Pallet::<T>::ack_weight(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId| -> bool {
			Pallet::<T>::is_free_ack(origin, task)
		})]
		pub fn ack(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_ack(&who, task)?).into())
		}

		/// Commits the worker to an outcome that it keeps secret.
		///
		/// Origin: signed by the operator of the assigned worker. Free while it would be accepted.
		///
		/// - `task`: its number.
		/// - `commitment`: hash over domain, task identity, worker, salt and outcome hash.
		///
		/// Errors: `UnknownTask`, `NotAssigned`, `NotAssignee`, `DeadlinePassed`, `NotAcknowledged`, `AlreadyCommitted`.
		/// Events: `Committed`, perhaps `ReplicasOpen`.
		#[pallet::call_index(3)]
		#[pallet::weight((Pallet::<T>::commit_weight(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId, _: &Hash| -> bool {
			Pallet::<T>::is_free_commit(origin, task)
		})]
		pub fn commit(
			origin: OriginFor<T>,
			task: TaskId,
			commitment: Hash,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_commit(&who, task, commitment)?).into())
		}

		/// Reveals the outcome that was committed to. The worker is paid when the challenge window has passed. A replica can
		/// be revealed when all others are committed to or have ended.
		///
		/// Origin: signed by the operator of the assigned worker. Free while the task waits for it.
		///
		/// - `task`: its number.
		/// - `outcome`: `Done`, `Refused` or `Fault`, with the salt of the commitment.
		///
		/// Errors: `UnknownTask`, `NotAssigned`, `NotAssignee`, `DeadlinePassed`, `NotCommitted`, `ReplicasPending`,
		/// `CommitmentMismatch`, `BadOutputCount`, `BadPromptCount`, `IdCountMismatch`, `PromptIdsMismatch`,
		/// `BlobsNotTaken`, `RootNotZero`, `NotTooLong`, `IdsNotFixed`, `IdsAreFixed`, `BadFault`. Events: `Revealed`, perhaps `Split`.
		#[pallet::call_index(4)]
		#[pallet::weight((
			T::WeightInfo::reveal(outcome_len(outcome)).saturating_add(Pallet::<T>::give_weight()),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId, _: &Outcome| -> bool {
			Pallet::<T>::is_free_reveal(origin, task)
		})]
		pub fn reveal(
			origin: OriginFor<T>,
			task: TaskId,
			outcome: Outcome,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_reveal(&who, task, outcome)?).into())
		}

		/// Commits to an outcome and reveals it, in one call. Not for replicas: somebody could copy it.
		///
		/// Origin: signed by the operator of the assigned worker. Free while the task waits for it. Parameters as for
		/// `reveal`.
		///
		/// Errors: those of `commit` and of `reveal`, `CommitFirst`. Events: `Committed`, `Revealed`.
		#[pallet::call_index(5)]
		#[pallet::weight((
			T::WeightInfo::submit(outcome_len(outcome)).saturating_add(Pallet::<T>::give_weight()),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId, _: &Outcome| -> bool {
			Pallet::<T>::is_free_submit(origin, task)
		})]
		pub fn submit(
			origin: OriginFor<T>,
			task: TaskId,
			outcome: Outcome,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_submit(&who, task, outcome)?).into())
		}

		/// Does what is due for a task whose time has passed, as the chain itself would: settle, refund, reassign. Costs
		/// nothing if it worked.
		///
		/// Origin: signed by anyone. `task`: its number.
		///
		/// Errors: `UnknownTask`, `NothingDue`. Events: those of what was done.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::poke_weight())]
		pub fn poke(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let record = Self::task(task)?;
			let due = Self::wakes_at(&record.state).is_some_and(|at| Self::now() >= at);
			ensure!(due, Error::<T>::NothingDue);
			let used = Self::act(task, record).saturating_add(T::DbWeight::get().reads(1));
			Ok(PostDispatchInfo { actual_weight: Some(used), pays_fee: Pays::No })
		}

		/// Puts a worker on offer, or replaces its offer. Its slots can be drawn `ReadyDelay` blocks later.
		///
		/// Origin: signed by the operator of a worker. Free while it would be accepted.
		///
		/// - `models`: identifiers of admitted models it serves, each once, at most `MaxServedModels`, with the version of the
		///   weights that it has, which must be the current one. When a model gets new weights, its slots for it are lost: it
		///   has to offer the new version.
		/// - `capacity`: tasks it computes at a time, 1 to `MaxCapacity`. It gets a slot per model for each, as far as its
		///   free stake covers the largest bond that a task of the model can need at the present price.
		///
		/// Errors: `NotOperator`, `NoModels`, `DuplicateModel`, `BadCapacity`, `UnknownModel`, `ModelClosed`,
		/// `OtherVersion`, `Paused`, `TooSoon`, `StakeTooLow`. Event: `WorkerReady`.
		#[pallet::call_index(7)]
		#[pallet::weight((
			Pallet::<T>::set_ready_weight(models.len().saturated_into(), *capacity),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_: &BoundedVec<(ModelId, ModelVersion), T::MaxServedModels>,
			_: &u32
		| -> bool {
			Pallet::<T>::is_free_offer(origin, false)
		})]
		pub fn set_ready(
			origin: OriginFor<T>,
			models: BoundedVec<(ModelId, ModelVersion), T::MaxServedModels>,
			capacity: u32,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let slots = Self::do_set_ready(&who, models, capacity)?;
			Ok(Some(T::WeightInfo::set_ready().saturating_add(slots)).into())
		}

		/// Takes a worker off offer. Tasks that it has go on.
		///
		/// Origin: signed by the operator of a worker on offer. Free while it would be accepted.
		///
		/// Errors: `NotOperator`, `NotReady`, `TooSoon`. Event: `WorkerUnready`.
		#[pallet::call_index(8)]
		#[pallet::weight((
			T::WeightInfo::set_unready().saturating_add(Pallet::<T>::drop_all_weight()),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|origin: &OriginFor<T>| -> bool {
			Pallet::<T>::is_free_offer(origin, true)
		})]
		pub fn set_unready(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let slots = Self::do_set_unready(&who)?;
			Ok(Some(T::WeightInfo::set_unready().saturating_add(slots)).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What names a task in commitments and receipts.
		pub fn identity(task: TaskId) -> Option<TaskIdentity> {
			Tasks::<T>::get(task).map(|record| Self::identity_of(task, &record))
		}

		/// Where a task stands.
		pub fn task_state(task: TaskId) -> Option<TaskStateOf<T>> {
			Tasks::<T>::get(task).map(|record| record.state)
		}

		/// Plancks per unit of a model, now.
		pub fn price(model: ModelId) -> Option<Balance> {
			Self::model_market(&model).map(|(price, ..)| price)
		}
	}

	/// Upper bounds of weights, put together from what benchmarks measured.
	impl<T: Config> Pallet<T> {
		/// Adding `slots` slots for each of `models` models.
		pub(crate) fn add_weight(models: u32, slots: u32) -> Weight {
			T::WeightInfo::add_slots(slots.min(T::MaxCapacity::get())).saturating_mul(models.into())
		}

		/// A slot more for each model that a worker serves.
		pub(crate) fn give_weight() -> Weight {
			Self::add_weight(T::MaxServedModels::get(), 1)
		}

		/// Removing all slots that a worker can have.
		pub(crate) fn drop_all_weight() -> Weight {
			T::WeightInfo::drop_slots(T::MaxCapacity::get())
				.saturating_mul(T::MaxServedModels::get().into())
		}

		/// Posting a task, and every further replica of it.
		pub(crate) fn post_weight(input: &Input, verification: Verification) -> Weight {
			let bytes = match input {
				Input::Inline(bytes) => bytes.len().saturated_into(),
				Input::Blob { .. } => 0,
			};
			// With more, nothing is posted.
			let workers = u32::from(verification.workers()).min(T::MaxReplicas::get());
			T::WeightInfo::post(bytes).saturating_add(
				T::WeightInfo::replicate(bytes).saturating_mul(workers.saturating_sub(1).into()),
			)
		}

		/// Starting the clocks of all replicas.
		pub(crate) fn open_weight() -> Weight {
			T::WeightInfo::open_replicas(T::MaxReplicas::get())
		}

		pub(crate) fn commit_weight() -> Weight {
			T::WeightInfo::commit()
				.saturating_add(Self::open_weight())
				.saturating_add(Self::give_weight())
		}

		pub(crate) fn ack_weight() -> Weight {
			T::WeightInfo::ack()
				.saturating_add(T::WeightInfo::miss())
				.saturating_add(Self::drop_all_weight())
		}

		pub(crate) fn poke_weight() -> Weight {
			T::WeightInfo::miss()
				.max(T::WeightInfo::settle())
				.max(T::WeightInfo::expire())
				.saturating_add(Self::open_weight())
				// Of the worker, and of one that did not acknowledge the task before it.
				.saturating_add(Self::give_weight().saturating_mul(2))
				.saturating_add(Self::drop_all_weight())
				.saturating_add(T::DbWeight::get().reads(1))
		}

		/// What timeouts may use of a block, but for the last of them: every one a missed deadline of a worker with as
		/// many slots as it serves models.
		pub(crate) fn timeouts_limit() -> Weight {
			let slots = T::WeightInfo::drop_slots(1).max(T::WeightInfo::add_slots(1));
			T::WeightInfo::miss()
				.max(T::WeightInfo::settle())
				.saturating_add(slots.saturating_mul(T::MaxServedModels::get().into()))
				.saturating_mul(T::MaxTimeoutsPerBlock::get().into())
		}

		pub(crate) fn set_ready_weight(models: u32, capacity: u32) -> Weight {
			T::WeightInfo::set_ready()
				.saturating_add(Self::add_weight(models, capacity))
				.saturating_add(Self::drop_all_weight())
		}
	}
}
