//! # Referee
//!
//! Disputes about results of canonical models. Nobody votes: whoever says that a result is wrong names the first place
//! where it is, and the chain computes one operation of that place again.
//!
//! ## Key terms
//!
//! - **Place**: a position and a layer, or the end of a position. Its operations follow from the model alone.
//! - **Challenge**: someone's bonded claim that a result is wrong. Eight may be open for a task, by different accounts.
//! - **Disclosure**: hashes of the outputs of a place's operations, piece by piece, as they should be according to
//!   whoever stands for the result.
//! - **Height**: number of active blocks, [`Config::BlockNumberProvider`]. Every clock here counts them.
//!
//! ## A challenge
//!
//! ```text
//! challenger                        anyone for the result, the worker above all
//! challenge (a hash)  ── OpenWithin
//! demand, 0 to 4 times ───────────> answer_nodes, answer_leaf
//! name a place        ───────────>  disclose
//! select a piece      ───────────>  open it
//! prove an output wrong: the result is wrong, or accuse: ids and text don't belong together
//! ```
//!
//! Every turn has [`Config::AnswerDeadline`] blocks. Challengers who miss theirs lose the challenge; if nobody answers
//! in time, the worker is convicted. A disclosure of the worker's replaces all others. While others' stand, the
//! worker's clock stops, and the challenger has to refute each: then its maker loses a bond, but the worker nothing. So
//! a false answer in a worker's name does no harm to it.
//!
//! While challenges are open the task does not settle. When the last one has failed its window begins anew, in full. A
//! challenge that fails proves nothing about the result.
//!
//! ## Money
//!
//! ```text
//! challenge bond  = max(ChallengeShare × bond of the task, MinChallengeBond) × 2^(challenges open before)
//!                   + DemandFee for every demand
//! disclosure bond = challenge bond without demands × 2^(disclosures by others than the worker before)
//! challenge lost  : half burnt, half to whoever answered; burnt whole if nobody did
//! disclosure lost : half burnt, half to the challenger
//! conviction      : the worker's bond goes as `TokenStaking` says; all open bonds return
//! ```
//!
//! After a conviction earlier challenges run on, and the prover's part goes to the earliest that succeeds.

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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bonds;
mod clock;
mod demands;
mod digests;
mod facts;
mod free;
#[cfg(test)]
mod mock;
mod places;
#[cfg(test)]
mod tests;
mod texts;
// Natively always, so that tests of whole runtimes can ask for it.
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod verdict;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

use frame_system::pallet_prelude::BlockNumberFor;

/// A case with the types of a runtime.
pub type CaseOf<T> = types::Case<<T as frame_system::Config>::AccountId>;
/// A challenge with the types of a runtime.
pub type ChallengeOf<T> =
	types::Challenge<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// A disclosure with the types of a runtime.
pub type DisclosureOf<T> = types::Disclosure<BlockNumberFor<T>>;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use crate::types::{
		Answer, Charge, Claim, Content, LeafContent, OutputBytes, Place, ShownPieces, Texts,
		TraceClaim, MAX_CHALLENGES, MAX_DISCLOSED, MAX_DISCLOSURES, MAX_NODES, MAX_OPEN, MAX_PIECE,
	};
	use assay_canon::proof::Witness;
	use assay_primitives::{
		task::Grounds,
		traits::{AuditClaims, DisputedTasks, TaskBonds},
		Balance, Hash, TaskId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
		pallet_prelude::*,
		traits::fungible,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{BlockNumberProvider, SaturatedConversion},
		Perbill, Permill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = Hash> {
		/// The native token, with holds.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::BalancedHold<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// The tasks.
		type Tasks: DisputedTasks<
			AccountId = Self::AccountId,
			Balance = Balance,
			BlockNumber = BlockNumberFor<Self>,
		>;

		/// Who acts for whom.
		type Stake: TaskBonds<AccountId = Self::AccountId, Balance = Balance>;

		/// Who audited results.
		type Audits: AuditClaims<Self::AccountId>;

		/// The clock of all deadlines: number of active blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Part of a task's bond that a challenge of it takes.
		#[pallet::constant]
		type ChallengeShare: Get<Perbill>;

		/// Least bond of a challenge, in plancks: twice the fee of the longest answer it can force.
		#[pallet::constant]
		type MinChallengeBond: Get<Balance>;

		/// Plancks that a demand adds to a challenge's bond.
		#[pallet::constant]
		type DemandFee: Get<Balance>;

		/// Plancks that the transactions of a whole dispute cost at most: what a challenger gets if nobody answers, with
		/// `AuditFee`.
		#[pallet::constant]
		type DisputeFees: Get<Balance>;

		/// Part of a task's fee that looking at it is worth. A challenger whom nobody answers gets it twice.
		#[pallet::constant]
		type AuditFee: Get<Permill>;

		/// Blocks in which a challenger has to show what it challenges.
		#[pallet::constant]
		type OpenWithin: Get<BlockNumberFor<Self>>;

		/// Blocks that every turn has.
		#[pallet::constant]
		type AnswerDeadline: Get<BlockNumberFor<Self>>;

		/// Most challenges whose time has passed that are acted on in a block.
		#[pallet::constant]
		type MaxTimeoutsPerBlock: Get<u32>;

		/// Weights of calls and hooks.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of an open challenge.
		#[codec(index = 0)]
		Challenge,
		/// The bond of a disclosure that stands.
		#[codec(index = 1)]
		Disclosure,
	}

	/// Tasks that are challenged.
	#[pallet::storage]
	pub type Cases<T: Config> = StorageMap<_, Twox64Concat, TaskId, CaseOf<T>, OptionQuery>;

	/// Open challenges, by task and challenger.
	#[pallet::storage]
	pub type Challenges<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TaskId,
		Blake2_128Concat,
		T::AccountId,
		ChallengeOf<T>,
		OptionQuery,
	>;

	/// The last answer to a challenger's demands, by task and challenger.
	#[pallet::storage]
	pub type Answers<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TaskId,
		Blake2_128Concat,
		T::AccountId,
		Answer<T::AccountId>,
		OptionQuery,
	>;

	/// Places that challengers named, by task and challenger.
	#[pallet::storage]
	pub type Places<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		TaskId,
		Blake2_128Concat,
		T::AccountId,
		Place,
		OptionQuery,
	>;

	/// Disclosures that stand, by task, challenger and maker: the worker's stash, or anyone else.
	#[pallet::storage]
	pub type Disclosures<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, TaskId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		DisclosureOf<T>,
		OptionQuery,
	>;

	/// Hashes of the pieces of all outputs of a disclosure: the operations of the place in order, their pieces in order.
	/// For the challenger to compare with.
	#[pallet::storage]
	pub type Pieces<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, TaskId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		BoundedVec<Hash, ConstU32<MAX_DISCLOSED>>,
		OptionQuery,
	>;

	/// Open challenges by the height at which the chain acts on them, if nobody did.
	#[pallet::storage]
	pub type Timeouts<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		BlockNumberFor<T>,
		Blake2_128Concat,
		(TaskId, T::AccountId),
		(),
		OptionQuery,
	>;

	/// Least height at which a timeout may be pending.
	#[pallet::storage]
	pub type NextTimeout<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Free answers that failed, by task with a case.
	#[pallet::storage]
	pub type FreeFailures<T: Config> = StorageMap<_, Twox64Concat, TaskId, u8, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A result was challenged; `bond` plancks are held. By height `due` the challenger has to say what is wrong.
		Challenged {
			task: TaskId,
			challenger: T::AccountId,
			order: u32,
			bond: Balance,
			due: BlockNumberFor<T>,
		},
		/// A challenger asks for what is below a node of the trace, by height `due`. `level` 0 is a leaf.
		Demanded {
			task: TaskId,
			challenger: T::AccountId,
			level: u32,
			index: u64,
			due: BlockNumberFor<T>,
		},
		/// A demand was answered; the challenger has until height `due`.
		Answered {
			task: TaskId,
			challenger: T::AccountId,
			by: T::AccountId,
			due: BlockNumberFor<T>,
		},
		/// A challenger named the place where it holds the run wrong: a position, and a layer unless it is about the
		/// position's id or end. By height `due` someone has to disclose the outputs of its operations.
		Named {
			task: TaskId,
			challenger: T::AccountId,
			position: u32,
			layer: Option<u32>,
			due: BlockNumberFor<T>,
		},
		/// Outputs were disclosed, under a bond unless by the worker. The challenger has to select a wrong piece by
		/// height `due`.
		Disclosed {
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			bond: Balance,
			due: BlockNumberFor<T>,
		},
		/// A challenger selected the first piece of a disclosure that it holds wrong. By height `due` someone has to
		/// open it.
		Selected {
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			operation: u8,
			chunk: u32,
			due: BlockNumberFor<T>,
		},
		/// `by` showed that the digest of an auditor, which had found the result right, is not of the run.
		DigestRefuted { task: TaskId, auditor: T::AccountId, by: T::AccountId },
		/// A piece was opened. The challenger has to prove one of its outputs wrong by height `due`.
		Opened {
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			operation: u8,
			chunk: u32,
			due: BlockNumberFor<T>,
		},
		/// The chain computed an output again: `claimed` is what was disclosed, `computed` what is right, as bytes of a
		/// single precision number, a block or an id; none of what is not a finite number, or is claimed not to be.
		Computed {
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			operation: u8,
			index: u32,
			claimed: OutputBytes,
			computed: Option<OutputBytes>,
		},
		/// A disclosure was refuted that was not the worker's. Of its bond, `to_challenger` plancks went to the
		/// challenger and `burnt` were destroyed.
		Refuted {
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			to_challenger: Balance,
			burnt: Balance,
		},
		/// A challenge succeeded: the result is wrong, or nobody stood for it.
		Succeeded { task: TaskId, challenger: T::AccountId, grounds: Grounds<Balance> },
		/// A challenge failed. Of its bond, `to_answerer` plancks went to whoever answered, `burnt` were destroyed.
		Failed {
			task: TaskId,
			challenger: T::AccountId,
			answerer: Option<T::AccountId>,
			to_answerer: Balance,
			burnt: Balance,
		},
		/// A challenge ended without being decided, because an earlier one succeeded. Its bond was returned.
		Dropped { task: TaskId, challenger: T::AccountId, returned: Balance },
		/// A disclosure ended without being refuted. Its bond was returned.
		Returned { task: TaskId, challenger: T::AccountId, maker: T::AccountId, returned: Balance },
		/// All challenges of a task are decided. If the worker was convicted, `prover` gets the prover's part of its
		/// bond when the conviction is mature.
		CaseClosed { task: TaskId, prover: Option<T::AccountId> },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No task has this number.
		UnknownTask,
		/// The task has no result that is challenged.
		NotDisputed,
		/// The worker was convicted already.
		AlreadyConvicted,
		/// This account has an open challenge of the task.
		AlreadyChallenged,
		/// Another open challenge has this hash.
		CommitmentTaken,
		/// Eight challenges of the task are open. Wait for one to be decided.
		NoSlot,
		/// This account has no open challenge of the task.
		NoChallenge,
		/// It is someone else's turn in this challenge.
		NotYourTurn,
		/// The time for this turn has passed.
		TooLate,
		/// The salt and this account are not what the challenge's hash was made of.
		SaltMismatch,
		/// The card is not the preimage of the model's root.
		WrongCard,
		/// The root and the counts of ids are not what the worker committed to.
		WrongTrace,
		/// A leaf or its path is not part of the trace, or not of the kind that the place has.
		WrongLeaf,
		/// The run has no such position, layer or node.
		NoSuchPlace,
		/// A place so large can't be disclosed.
		PlaceTooLarge,
		/// As many demands as a challenge may make were made.
		NoMoreDemands,
		/// The last answer has nothing with this number below it.
		NothingBelow,
		/// Nothing was demanded, or something else.
		NotDemanded,
		/// The answer is not what the node is the hash of.
		WrongAnswer,
		/// A challenger does not answer its own challenge.
		OwnChallenge,
		/// The worker has disclosed: nobody else needs to.
		WorkerAnswered,
		/// This account has disclosed already.
		AlreadyDisclosed,
		/// Four disclosures stand. Wait for one to be refuted.
		TooManyDisclosures,
		/// The disclosure does not have one hash for each piece of each output of the place.
		WrongLength,
		/// The disclosure has other keys, values, logits or a next input than the trace.
		NotCommitted,
		/// No such disclosure stands.
		NoDisclosure,
		/// The place has no such operation, or the operation no such piece.
		NoSuchPiece,
		/// The piece is not what was disclosed.
		WrongPiece,
		/// The piece has no such output.
		NoSuchOutput,
		/// The witness is too long.
		WitnessTooLong,
		/// The witness has an operand that was not committed to.
		OperandNotCommitted,
		/// The witness lacks an operand.
		OperandMissing,
		/// The witness has an operand of another length or one that is not a number.
		OperandMalformed,
		/// The witness has operands that the operation does not need.
		OperandSuperfluous,
		/// A span of cells in the witness is not part of the trace.
		WrongSpan,
		/// The prompt or the answer is not kept any more, or must be given.
		TextMissing,
		/// The text given is not what the task or the result is about.
		WrongText,
		/// The accusation is too long.
		AccusationTooLong,
		/// The accusation has leaves or spellings that are not part of the trace or of the model, or lacks some.
		WrongEvidence,
		/// What is accused is as it has to be.
		NothingWrong,
		/// The auditor has shown no digest that could be held against the trace.
		NoDigest,
		/// Nothing is due yet.
		NothingDue,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::work_off_timeouts()
		}

		fn integrity_test() {
			assert!(T::MaxTimeoutsPerBlock::get() > 0, "timeouts have to be worked off");
			assert!(T::ChallengeShare::get() <= Perbill::one(), "a share is one at most");
			const { assert!(MAX_CHALLENGES <= 16 && MAX_DISCLOSURES <= 16, "bonds double with each") };
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Challenges the result of a task, within its window. The task does not settle until the challenge is decided.
		///
		/// What is wrong stays hidden until the challenger's next call, `demand`, `name_place` or `accuse`, within `OpenWithin`
		/// blocks. Of challenges that succeed, the earliest gets the prover's part.
		///
		/// Origin: signed by anyone who can put up the bond.
		///
		/// - `task`: its number.
		/// - `commitment`: BLAKE2b-256 of `assay/challenge/1`, the task's identity, this account and a random salt of
		///   32 bytes.
		///
		/// Errors: `UnknownTask`, `AlreadyConvicted`, `AlreadyChallenged`, `CommitmentTaken`, `NoSlot`, those of
		/// `Tasks` if the result can't be challenged (any more), and the token's. Event: `Challenged`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::challenge())]
		pub fn challenge(origin: OriginFor<T>, task: TaskId, commitment: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge(who, task, commitment)
		}

		/// Asks for a part of a trace that its worker did not publish. If nobody answers, the worker is convicted. Three
		/// calls lead from the root to a leaf, a fourth to what the leaf is the hash of. Where a run has no leaf there has to
		/// be padding: anything else convicts at once.
		///
		/// Origin: signed by a challenger, whose bond grows by `DemandFee`.
		///
		/// - `task`, `salt`: of the challenge.
		/// - `trace`: the model's card and the trace's root.
		/// - `child`: which of the nodes of the last answer; of no meaning in the first call.
		///
		/// Errors: `NoChallenge`, `NotYourTurn`, `TooLate`, `SaltMismatch`, `WrongCard`, `WrongTrace`, `NoMoreDemands`,
		/// `NothingBelow`, `NoSuchPlace`, the token's. Events: `Demanded`, or `Succeeded` and what follows.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::demand_weight())]
		pub fn demand(
			origin: OriginFor<T>,
			task: TaskId,
			salt: Hash,
			trace: TraceClaim,
			child: u16,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let closed = Self::do_demand(who, task, salt, trace, child)?;
			Ok(Some(T::WeightInfo::demand().saturating_add(Self::ended_weight(closed))).into())
		}

		/// Answers a demand for what is below a node of a trace.
		///
		/// Origin: signed by anyone but the challenger. Free for the worker's operator.
		///
		/// - `task`, `challenger`: the challenge.
		/// - `nodes`: the 256 descendants of the node eight levels down, or all leaves below it if these are nearer.
		///
		/// Errors: `NoChallenge`, `OwnChallenge`, `NotDemanded`, `TooLate`, `WrongAnswer`. Event: `Answered`.
		#[pallet::call_index(2)]
		#[pallet::weight((
			T::WeightInfo::answer_nodes(), DispatchClass::Operational
		))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			task: &TaskId,
			_: &T::AccountId,
			_: &BoundedVec<Hash, ConstU32<MAX_NODES>>
		| -> bool {
			Pallet::<T>::is_free(origin, task)
		})]
		pub fn answer_nodes(
			origin: OriginFor<T>,
			task: TaskId,
			challenger: T::AccountId,
			nodes: BoundedVec<Hash, ConstU32<MAX_NODES>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer(who, task, challenger, Content::Nodes(nodes))
		}

		/// Answers a demand for what a leaf of a trace is the hash of.
		///
		/// Origin: signed by anyone but the challenger. Free for the worker's operator.
		///
		/// - `task`, `challenger`: the challenge.
		/// - `leaf`: the content of a header, a cell or an end.
		///
		/// Errors: `NoChallenge`, `OwnChallenge`, `NotDemanded`, `TooLate`, `WrongAnswer`. Event: `Answered`.
		#[pallet::call_index(3)]
		#[pallet::weight((T::WeightInfo::answer_leaf(), DispatchClass::Operational))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			task: &TaskId,
			_: &T::AccountId,
			_: &LeafContent
		| -> bool {
			Pallet::<T>::is_free(origin, task)
		})]
		pub fn answer_leaf(
			origin: OriginFor<T>,
			task: TaskId,
			challenger: T::AccountId,
			leaf: LeafContent,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer(who, task, challenger, Content::Leaf(leaf))
		}

		/// Names the first place, by layer and then position, at which a run is wrong.
		///
		/// Origin: signed by a challenger.
		///
		/// - `task`, `salt`: of the challenge.
		/// - `claim`: card, root, position, what of it, and the leaves of the trace that say what the worker committed
		///   to there.
		///
		/// Errors: `NoChallenge`, `NotYourTurn`, `TooLate`, `SaltMismatch`, `WrongCard`, `WrongTrace`, `WrongLeaf`,
		/// `NoSuchPlace`, `PlaceTooLarge`. Event: `Named`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::name_place())]
		pub fn name_place(
			origin: OriginFor<T>,
			task: TaskId,
			salt: Hash,
			claim: Claim,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_name(who, task, salt, claim)
		}

		/// Accuses a run of ids that do not belong to its text, to its template or to what was chosen before. Decided at
		/// once: if it is so, the worker is convicted.
		///
		/// Origin: signed by a challenger.
		///
		/// - `task`, `salt`: of the challenge.
		/// - `charge`: card, root, and the rule that is broken, with the leaves and spellings that show it.
		/// - `texts`: prompt, output or ids, where the chain has only their hash.
		///
		/// Errors: `NoChallenge`, `NotYourTurn`, `TooLate`, `SaltMismatch`, `WrongCard`, `WrongTrace`, `TextMissing`,
		/// `WrongText`, `AccusationTooLong`, `WrongEvidence`, `NothingWrong`. Events: `Succeeded`, and what follows.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::accuse_weight(charge, texts))]
		pub fn accuse(
			origin: OriginFor<T>,
			task: TaskId,
			salt: Hash,
			charge: Charge,
			texts: Texts,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::accuse_base(&charge, &texts);
			let closed = Self::do_accuse(who, task, salt, charge, texts)?;
			Ok(Some(weight.saturating_add(Self::close_weight(closed))).into())
		}

		/// Stands for a result: says what the outputs of a named place's operations are, by the hashes of their pieces.
		///
		/// Origin: signed by anyone but the challenger; others than the worker's operator put up a bond, which is lost if
		/// the challenger refutes the disclosure. Free for the worker's operator, whose disclosure replaces all others.
		///
		/// - `task`, `challenger`: the challenge.
		/// - `pieces`: hashes, operations in order, their pieces in order.
		///
		/// Errors: `NoChallenge`, `OwnChallenge`, `NotYourTurn`, `TooLate`, `WorkerAnswered`, `AlreadyDisclosed`,
		/// `TooManyDisclosures`, `WrongLength`, `NotCommitted`, the token's. Event: `Disclosed`.
		#[pallet::call_index(6)]
		#[pallet::weight((
			T::WeightInfo::disclose(pieces.len().saturated_into()),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			task: &TaskId,
			_: &T::AccountId,
			_: &BoundedVec<Hash, ConstU32<MAX_DISCLOSED>>
		| -> bool {
			Pallet::<T>::is_free(origin, task)
		})]
		pub fn disclose(
			origin: OriginFor<T>,
			task: TaskId,
			challenger: T::AccountId,
			pieces: BoundedVec<Hash, ConstU32<MAX_DISCLOSED>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_disclose(who, task, challenger, pieces)
		}

		/// Selects the first piece of a disclosure that differs from what the challenger computed.
		///
		/// Origin: signed by the challenger.
		///
		/// - `task`: its number.
		/// - `maker`: whose disclosure.
		/// - `operation`, `chunk`: number of the operation, and of the piece of its output. The choice of an id (34) has
		///   one, which needs no opening.
		///
		/// Errors: `NoChallenge`, `NoDisclosure`, `NotYourTurn`, `TooLate`, `NoSuchPiece`. Events: `Selected`, or
		/// `Opened`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::select())]
		pub fn select(
			origin: OriginFor<T>,
			task: TaskId,
			maker: T::AccountId,
			operation: u8,
			chunk: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_select(who, task, maker, operation, chunk)
		}

		/// Opens the selected piece of a disclosure. One with a number that is not finite refutes the disclosure.
		///
		/// Origin: signed by anyone but the challenger. Free for the worker's operator.
		///
		/// - `task`, `challenger`, `maker`: the disclosure.
		/// - `piece`: numbers of four bytes, little endian, or blocks of 34.
		/// - `path`: hashes from the piece's neighbour up to the root of the operation's output.
		///
		/// Errors: `NoChallenge`, `OwnChallenge`, `NoDisclosure`, `NotYourTurn`, `TooLate`, `WrongPiece`. Event:
		/// `Opened`, or those of a refutation.
		#[pallet::call_index(8)]
		#[pallet::weight((Pallet::<T>::open_weight(), DispatchClass::Operational))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			task: &TaskId,
			_: &T::AccountId,
			_: &T::AccountId,
			_: &BoundedVec<u8, ConstU32<MAX_PIECE>>,
			_: &BoundedVec<Hash, ConstU32<16>>
		| -> bool {
			Pallet::<T>::is_free(origin, task)
		})]
		pub fn open(
			origin: OriginFor<T>,
			task: TaskId,
			challenger: T::AccountId,
			maker: T::AccountId,
			piece: BoundedVec<u8, ConstU32<MAX_PIECE>>,
			path: BoundedVec<Hash, ConstU32<16>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let closed = Self::do_open(who, task, challenger, maker, piece, path)?;
			Ok(Some(T::WeightInfo::open().saturating_add(Self::ended_weight(closed))).into())
		}

		/// Has the chain compute one output of an opened piece again. If the result is another, the disclosure is
		/// refuted, and with the worker's own the worker convicted; if it is the same, the challenge has failed.
		///
		/// Origin: signed by the challenger.
		///
		/// - `task`, `maker`: the disclosure.
		/// - `index`: number of the output among all of the operation; of the choice of an id, the id that should have
		///   been chosen.
		/// - `witness`: the operands, each with its path.
		///
		/// Errors: `NoChallenge`, `NoDisclosure`, `NotYourTurn`, `TooLate`, `NoSuchOutput`, `WitnessTooLong`,
		/// `OperandNotCommitted`, `OperandMissing`, `OperandMalformed`, `OperandSuperfluous`, `WrongSpan`. Events:
		/// `Computed`, and `Succeeded`, `Refuted` or `Failed`.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::prove_weight(witness))]
		pub fn prove(
			origin: OriginFor<T>,
			task: TaskId,
			maker: T::AccountId,
			index: u32,
			witness: Witness,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::prove_base(&witness);
			let closed = Self::do_prove(who, task, maker, index, witness)?;
			Ok(Some(weight.saturating_add(Self::close_weight(closed))).into())
		}

		/// Shows that an auditor that found a result right did not compute it: its digest is not of the pieces that the trace
		/// has. It loses its bond, half of it to the caller. Works while the task has not ended.
		///
		/// Origin: signed by anyone.
		///
		/// - `task`: its number.
		/// - `auditor`: stash of the auditor.
		/// - `trace`: the model's card and the trace's root.
		/// - `pieces`: the pieces that the draw's seed names, in that order, each with its cell and paths.
		///
		/// Errors: `NoDigest`, `UnknownTask`, `WrongCard`, `WrongTrace`, `WrongEvidence`, `NothingWrong`. Event:
		/// `DigestRefuted`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::disprove_digest())]
		pub fn disprove_digest(
			origin: OriginFor<T>,
			task: TaskId,
			auditor: T::AccountId,
			trace: TraceClaim,
			pieces: ShownPieces,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_disprove(who, task, auditor, trace, pieces)
		}

		/// Does what is due for a challenge in which someone's time has passed, as the chain itself would. Costs nothing
		/// if it worked.
		///
		/// Origin: signed by anyone. `task`, `challenger`: the challenge.
		///
		/// Errors: `NoChallenge`, `NothingDue`. Events: those of what was done.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::poke_weight())]
		pub fn poke(
			origin: OriginFor<T>,
			task: TaskId,
			challenger: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let challenge =
				Challenges::<T>::get(task, &challenger).ok_or(Error::<T>::NoChallenge)?;
			ensure!(Self::now() > challenge.due, Error::<T>::NothingDue);
			let closed = Self::act(task, &challenger, challenge);
			let used = T::WeightInfo::timeout().saturating_add(Self::close_weight(closed));
			Ok(PostDispatchInfo { actual_weight: Some(used), pays_fee: Pays::No })
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Bond that the next challenge of a task takes, in plancks, without demands.
		pub fn challenge_bond(task: TaskId) -> Option<Balance> {
			let record = T::Tasks::task(task)?;
			let open = Cases::<T>::get(task).map_or(0, |case| {
				let slot = |who: &&T::AccountId| {
					Challenges::<T>::get(task, who).is_some_and(|challenge| !challenge.audit)
				};
				case.open.iter().filter(slot).count()
			});
			Some(Self::bond_for(record.bond, open.saturated_into()))
		}
	}

	/// Upper bounds of weights, put together from what benchmarks measured.
	impl<T: Config> Pallet<T> {
		/// Ending so many challenges with all that belongs to them.
		pub(crate) fn close_weight(closed: u32) -> Weight {
			T::WeightInfo::close().saturating_mul(closed.into())
		}

		/// A success with so many challenges ended; nothing if there was none.
		pub(crate) fn ended_weight(closed: u32) -> Weight {
			match closed {
				0 => Weight::zero(),
				closed => T::WeightInfo::timeout().saturating_add(Self::close_weight(closed)),
			}
		}

		pub(crate) fn demand_weight() -> Weight {
			T::WeightInfo::demand().saturating_add(Self::poke_weight())
		}

		pub(crate) fn poke_weight() -> Weight {
			T::WeightInfo::timeout().saturating_add(Self::close_weight(MAX_OPEN))
		}

		pub(crate) fn open_weight() -> Weight {
			T::WeightInfo::open().saturating_add(Self::poke_weight())
		}

		pub(crate) fn prove_base(witness: &Witness) -> Weight {
			T::WeightInfo::prove(witness.encoded_size().saturated_into())
		}

		pub(crate) fn prove_weight(witness: &Witness) -> Weight {
			Self::prove_base(witness).saturating_add(Self::close_weight(MAX_OPEN))
		}

		pub(crate) fn accuse_base(charge: &Charge, texts: &Texts) -> Weight {
			T::WeightInfo::accuse(
				charge.encoded_size().saturating_add(texts.encoded_size()).saturated_into(),
			)
		}

		pub(crate) fn accuse_weight(charge: &Charge, texts: &Texts) -> Weight {
			Self::accuse_base(charge, texts).saturating_add(Self::close_weight(MAX_OPEN))
		}
	}
}
