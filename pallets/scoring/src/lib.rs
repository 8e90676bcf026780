//! # Scoring
//!
//! Audits of results by validators, and what is remembered of workers: who gets tasks, and what their work may bring in
//! new tokens.
//!
//! ## Key terms
//!
//! - **Panel**: the validators in office that say they can run a model. Auditors are drawn from it by stake.
//! - **Audit**: some validators run a task again on the ids that the worker revealed, and say whether the result is right.
//! - **Digest**: the hash of eight pieces of the run's values, which pieces a random number says. Who says "match" shows by
//!   it that he computed them; the referee takes the bond of one that has not.
//! - **Pot**: a part of every fee, saved for audits of the model's other tasks, so that being audited costs a worker nothing.
//! - **Newcomer**: a worker that has passed fewer than `NewcomerAudits` audits of a model since it was last found wrong.
//! - **Score**: between 0 and 1, from audits, deadlines and speed. Of two workers drawn for a task the better gets it.
//! - **Height**: number of active blocks, [`Config::BlockNumberProvider`]. Every clock here counts them.
//!
//! ## An audit
//!
//! ```text
//! reveal ── D blocks ──> draw ──commit_verdict, abstain──> reveal_verdict ──> closed ── window ──> the task settles
//! ```
//!
//! Results of block `n` are drawn at `n + DrawDelay`, with the random numbers of the blocks between: all of newcomers', and
//! a part of others', as the model's parameters say. Every auditor bonds one quote of the task out of its own stake:
//!
//! | it says | and the result holds | and the result is found wrong |
//! | --- | --- | --- |
//! | match | gets its bond and the audit fee | loses its bond |
//! | mismatch | loses its bond | gets its bond; whoever it named shows it to the referee and gets the prover's part |
//! | abstains | gets its bond at once | the same |
//! | nothing | loses half of its bond | the same |
//!
//! For models without canonical arithmetic nothing can be proved: verdicts count for the score, and no bond is lost but by
//! silence.
//!
//! ## Money
//!
//! ```text
//! audit fee   = floor(AuditFee × fee) to each auditor that found the result right, out of the model's pot; out of the
//!               task's own fee if its worker is a newcomer, or as far as the pot is short
//! pot         + floor(PotShare × fee), of every task of a model that can be audited
//! new tokens  ≤ EmissionCap × protocol fee, to worker and auditors together
//! ```

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

pub mod arithmetic;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod claims;
mod lottery;
#[cfg(test)]
mod mock;
mod opinions;
mod panels;
mod records;
#[cfg(test)]
mod tests;
// Natively always, so that tests of whole runtimes can ask for it.
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod verdicts;
mod views;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

use frame_system::pallet_prelude::BlockNumberFor;

/// The panel of a model, with the types of a runtime.
pub type PanelOf<T> = types::Panel<<T as frame_system::Config>::AccountId, <T as Config>::MaxPanel>;
/// A count of opinions with the types of a runtime.
pub type TallyRecordOf<T> =
	types::Tally<<T as frame_system::Config>::AccountId, <T as Config>::MaxPanel>;
/// What a validator thinks of workers: each with a weight, in the order of accounts.
pub type OpinionOf<T> = frame_support::BoundedVec<
	(<T as frame_system::Config>::AccountId, u16),
	<T as Config>::MaxOpinion,
>;
/// An audit with the types of a runtime.
pub type AuditOf<T> = types::Audit<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use crate::{
		arithmetic::{information::Window, score::Record},
		types::{Ballot, Consensus, Revealer, MAX_DRAW_DELAY},
	};
	use assay_primitives::{
		audit::Verdict,
		deterrence::MAX_AUDITORS,
		traits::{AuditBonds, AuditedTasks, BlockSeed, Eras, RewardPoints},
		Balance, EraIndex, Hash, ModelId, TaskId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
		pallet_prelude::*,
		traits::fungible,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{BlockNumberProvider, SaturatedConversion},
		Permill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = Hash> {
		/// The native token, for paying auditors out of pots.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

		/// The tasks.
		type Tasks: AuditedTasks<
			AccountId = Self::AccountId,
			Balance = Balance,
			BlockNumber = BlockNumberFor<Self>,
		>;

		/// Bonds of auditors, and who is in office.
		type Bonds: AuditBonds<AccountId = Self::AccountId, Balance = Balance>;

		/// The era, by which evidence ages.
		type Eras: Eras;

		/// Randomness of the block.
		type Seed: BlockSeed;

		/// Who mints for work.
		type Points: RewardPoints<Self::AccountId>;

		/// The clock of all deadlines: number of active blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Keeps the pots. Should exist.
		#[pallet::constant]
		type PotAccount: Get<Self::AccountId>;

		/// Receives the pot of a model that is withdrawn. Should exist.
		#[pallet::constant]
		type ProtocolAccount: Get<Self::AccountId>;

		/// Part of a task's fee that goes into its model's pot.
		#[pallet::constant]
		type PotShare: Get<Permill>;

		/// Part of a task's fee that each auditor gets.
		#[pallet::constant]
		type AuditFee: Get<Permill>;

		/// New tokens that a task brings at most, as a part of the protocol's share of its fee; less than one.
		type EmissionCap: Get<Permill>;

		/// Audits that a worker has to pass before it is no newcomer any more.
		#[pallet::constant]
		type NewcomerAudits: Get<u32>;

		/// Blocks from a reveal to its draw, 1 to 64.
		#[pallet::constant]
		type DrawDelay: Get<u32>;

		/// Blocks in which auditors commit to verdicts.
		#[pallet::constant]
		type CommitPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks in which they reveal them.
		#[pallet::constant]
		type RevealPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks in which a result can still be challenged after an audit has closed.
		#[pallet::constant]
		type VerdictWindow: Get<BlockNumberFor<Self>>;

		/// Part of its bond that an auditor loses that says nothing.
		#[pallet::constant]
		type SilencePenalty: Get<Permill>;

		/// Least number of blocks between two changes of what a validator audits.
		#[pallet::constant]
		type ServeCooldown: Get<BlockNumberFor<Self>>;

		/// Most models that a validator audits.
		#[pallet::constant]
		type MaxAuditedModels: Get<u32>;

		/// Most validators that audit a model; as many as can be in office.
		#[pallet::constant]
		type MaxPanel: Get<u32>;

		/// How much opinion counts in a score; a half at most.
		type OpinionWeight: Get<Permill>;

		/// Plancks for moving opinion about all workers from one to another, to a validator with all stake.
		type OpinionPrice: Get<Balance>;

		/// Most workers that an opinion names.
		#[pallet::constant]
		type MaxOpinion: Get<u32>;

		/// Most workers about which opinions are counted in a block.
		#[pallet::constant]
		type MaxBallotsPerBlock: Get<u32>;

		/// Most results drawn in a block.
		#[pallet::constant]
		type MaxDrawsPerBlock: Get<u32>;

		/// Most deadlines of audits acted on in a block.
		#[pallet::constant]
		type MaxDeadlinesPerBlock: Get<u32>;

		/// Weights of calls and hooks.
		type WeightInfo: WeightInfo;
	}

	/// Validators that audit a model, by model.
	#[pallet::storage]
	pub type Panels<T: Config> = StorageMap<_, Identity, ModelId, PanelOf<T>, ValueQuery>;

	/// Models that a validator audits, by stash.
	#[pallet::storage]
	pub type ServedModels<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<ModelId, T::MaxAuditedModels>,
		ValueQuery,
	>;

	/// Height at which a validator last said what it audits, by stash.
	#[pallet::storage]
	pub type ServedSince<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BlockNumberFor<T>, OptionQuery>;

	/// The era whose stakes panels are being given, and the model that had them last.
	#[pallet::storage]
	pub type RefreshAfter<T: Config> = StorageValue<_, (EraIndex, Option<ModelId>), ValueQuery>;

	/// Random numbers of the last blocks, the newest last: as many as make up the seed of a draw.
	#[pallet::storage]
	pub type RecentSeeds<T: Config> =
		StorageValue<_, BoundedVec<Hash, ConstU32<MAX_DRAW_DELAY>>, ValueQuery>;

	/// Seeds of draws that have not been finished, by the height at which their results were revealed.
	#[pallet::storage]
	pub type DrawSeeds<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumberFor<T>, Hash, OptionQuery>;

	/// Results that wait for their draw, by the height at which they were revealed.
	#[pallet::storage]
	pub type Draws<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, TaskId, (), OptionQuery>;

	/// Least height at which a result may wait for its draw.
	#[pallet::storage]
	pub type NextDraw<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Audits of tasks that have not ended, by task.
	#[pallet::storage]
	pub type Audits<T: Config> = StorageMap<_, Twox64Concat, TaskId, AuditOf<T>, OptionQuery>;

	/// Audits by the height at which their phase has passed.
	#[pallet::storage]
	pub type Deadlines<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, TaskId, (), OptionQuery>;

	/// Least height at which a deadline may have passed.
	#[pallet::storage]
	pub type NextDeadline<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// What is remembered of workers, by stash and model, as of the era that it names.
	#[pallet::storage]
	pub type Records<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, ModelId, Record, ValueQuery>;

	/// Plancks saved for audits, by model. [`Config::PotAccount`] has them.
	#[pallet::storage]
	pub type Pots<T: Config> = StorageMap<_, Identity, ModelId, Balance, ValueQuery>;

	/// Free calls that failed, by task and auditor, while the audit lasts.
	#[pallet::storage]
	pub type FreeFailures<T: Config> =
		StorageDoubleMap<_, Twox64Concat, TaskId, Blake2_128Concat, T::AccountId, u8, ValueQuery>;

	/// Free calls about no task that failed, by stash: the era, and how many in it.
	#[pallet::storage]
	pub type FreeTellFailures<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, (EraIndex, u8), ValueQuery>;

	/// Opinions that validators have committed to and not revealed, by era and stash.
	#[pallet::storage]
	pub type OpinionCommitments<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		T::AccountId,
		Hash,
		OptionQuery,
	>;

	/// Validators that have revealed their opinion of an era.
	#[pallet::storage]
	pub type Revealers<T: Config> = StorageMap<
		_,
		Twox64Concat,
		EraIndex,
		BoundedVec<Revealer<T::AccountId>, T::MaxPanel>,
		ValueQuery,
	>;

	/// What validators gave workers, by era and worker, until it is counted.
	#[pallet::storage]
	pub type Ballots<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<Ballot, T::MaxPanel>,
		ValueQuery,
	>;

	/// The count that is under way.
	#[pallet::storage]
	pub type TallyOf<T: Config> = StorageValue<_, TallyRecordOf<T>, OptionQuery>;

	/// The era whose opinions are counted next.
	#[pallet::storage]
	pub type NextTally<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// What validators think of workers, as of the last era that was counted in which somebody named them.
	#[pallet::storage]
	pub type Consensuses<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Consensus, OptionQuery>;

	/// The last era whose opinions were counted, and the largest consensus in it, in parts per billion.
	#[pallet::storage]
	pub type LargestConsensus<T: Config> = StorageValue<_, (EraIndex, u32), ValueQuery>;

	/// What validators' opinions told in the last eras, by stash.
	#[pallet::storage]
	pub type Windows<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Window, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A validator audits these models from now on, and no others.
		Serving { validator: T::AccountId, models: BoundedVec<ModelId, T::MaxAuditedModels> },
		/// A validator was drawn to audit a task: `bond` plancks of its stake are locked, and it has until height `due` to
		/// commit to a verdict or to abstain.
		Drawn {
			task: TaskId,
			model: ModelId,
			auditor: T::AccountId,
			bond: Balance,
			due: BlockNumberFor<T>,
		},
		/// An auditor has committed to a verdict.
		VerdictCommitted { task: TaskId, auditor: T::AccountId, commitment: Hash },
		/// All auditors of a task have said what they will: they have until height `due` to reveal it.
		RevealsBegun { task: TaskId, due: BlockNumberFor<T> },
		/// An auditor has revealed what it found.
		VerdictRevealed {
			task: TaskId,
			auditor: T::AccountId,
			verdict: Verdict<T::AccountId>,
			digest: Hash,
		},
		/// An auditor can't audit a task; its bond is free again.
		Abstained { task: TaskId, auditor: T::AccountId },
		/// An auditor said nothing in time: `burnt` plancks of its bond were destroyed.
		Silent { task: TaskId, auditor: T::AccountId, burnt: Balance },
		/// Nothing more is to come in the audit of a task. It settles when its window has passed.
		AuditClosed { task: TaskId },
		/// An auditor that found a result right was paid `amount` plancks for it.
		AuditPaid { task: TaskId, auditor: T::AccountId, amount: Balance },
		/// An auditor found a result right that was then found wrong: `burnt` plancks of its bond were destroyed.
		WrongMatch { task: TaskId, auditor: T::AccountId, burnt: Balance },
		/// A validator has committed to its opinion of an era.
		OpinionCommitted { validator: T::AccountId, era: EraIndex, commitment: Hash },
		/// A validator has revealed its opinion of an era, about so many workers.
		OpinionRevealed { validator: T::AccountId, era: EraIndex, workers: u32 },
		/// The opinions of an era were counted: of so many validators, and whether they have enough stake to count.
		OpinionsCounted { era: EraIndex, validators: u32, quorum: bool },
		/// `by` showed that an auditor had not computed what it said. Its bond is gone.
		DigestDisproved { task: TaskId, auditor: T::AccountId, by: T::AccountId },
		/// A model was withdrawn: `amount` plancks that were saved for its audits went to the protocol.
		PotClosed { model: ModelId, amount: Balance },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is not the operator of a validator.
		NotOperator,
		/// The validator is not in office.
		NotInOffice,
		/// The same model stands twice in the list.
		DuplicateModel,
		/// No model has this identifier.
		UnknownModel,
		/// What a validator audits can't be changed again so soon.
		TooSoon,
		/// As many validators audit this model as there may be.
		PanelFull,
		/// The task is not audited, or no longer.
		NoAudit,
		/// The validator was not drawn for this audit.
		NotDrawn,
		/// The time for this has passed.
		TooLate,
		/// Other auditors may still commit; verdicts are revealed after that.
		TooEarly,
		/// The auditor has committed to a verdict or abstained already.
		AlreadyCommitted,
		/// The auditor has revealed its verdict already.
		AlreadyRevealed,
		/// The auditor has not committed to a verdict.
		NotCommitted,
		/// Verdict, digest and salt are not what the auditor committed to.
		CommitmentMismatch,
		/// The validator has no opinion to reveal now: it is revealed in the era after the one it was committed to in.
		NoOpinion,
		/// An opinion names its own maker, or a worker that it has delegated to.
		OwnOpinion,
		/// An opinion names an account that is no worker.
		UnknownWorker,
		/// The workers in an opinion are not in the order of their accounts, or one stands there twice.
		NotInOrder,
		/// All weights of an opinion are zero.
		EmptyOpinion,
		/// Nothing is due yet.
		NothingDue,
		/// The audit was drawn by another seed: the chain was reorganised since. What was found has to be committed to again,
		/// with a digest for this seed.
		OtherDraw,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::note_seed()
				.saturating_add(Self::refresh_panels())
				.saturating_add(Self::work_off_draws())
				.saturating_add(Self::work_off_deadlines())
				.saturating_add(Self::tally())
		}

		fn integrity_test() {
			assert!(T::MaxDrawsPerBlock::get() > 0, "results have to be drawn");
			assert!(T::MaxDeadlinesPerBlock::get() > 0, "deadlines have to be worked off");
			assert!(T::MaxPanel::get() > 0 && T::MaxAuditedModels::get() > 0, "somebody audits");
			// Protocol, at most a fifth, pot and auditors.
			let audits = T::AuditFee::get().deconstruct().saturating_mul(MAX_AUDITORS);
			let all = audits.saturating_add(T::PotShare::get().deconstruct());
			assert!(all <= 950_000, "something of a fee has to be left for the worker");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Says which models a validator can audit. It is drawn for audits of these from now on, and of no others.
		///
		/// Origin: signed by the operator of a validator in office. Free while it would be accepted.
		///
		/// - `models`: identifiers, each once, at most `MaxAuditedModels`; none to stop.
		///
		/// Errors: `NotOperator`, `NotInOffice`, `TooSoon`, `DuplicateModel`, `UnknownModel`, `PanelFull`. Event: `Serving`.
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::serve(), DispatchClass::Operational))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			models: &BoundedVec<ModelId, T::MaxAuditedModels>
		| -> bool {
			Pallet::<T>::is_free_serve(origin, models)
		})]
		pub fn serve(
			origin: OriginFor<T>,
			models: BoundedVec<ModelId, T::MaxAuditedModels>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_serve(&who, models)
		}

		/// Commits an auditor to a verdict that it keeps secret until the others have committed.
		///
		/// Origin: signed by the operator of a validator that was drawn. Free while it would be accepted.
		///
		/// - `task`: its number.
		/// - `seed`: of the draw, for which the digest was made. It is another after a reorganisation, and a verdict that was
		///   committed to before must not count then.
		/// - `commitment`: BLAKE2b-256 of `assay/verdict/1`, the task's identity, the auditor's stash, verdict, digest and salt.
		///
		/// Errors: `NotOperator`, `NoAudit`, `NotDrawn`, `TooLate`, `AlreadyCommitted`, `OtherDraw`. Event:
		/// `VerdictCommitted`.
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::commit_verdict(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId, seed: &Hash, _: &Hash| -> bool {
			Pallet::<T>::is_free_commit(origin, task, seed)
		})]
		pub fn commit_verdict(
			origin: OriginFor<T>,
			task: TaskId,
			seed: Hash,
			commitment: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit(&who, task, seed, commitment)
		}

		/// Reveals the verdict that an auditor has committed to.
		///
		/// Origin: signed by the operator of the auditor. Free while it would be accepted.
		///
		/// - `task`: its number.
		/// - `verdict`: `Match`, `Spelling` or `Mismatch`.
		/// - `digest`: of the pieces of the run that the draw's seed names; zero where nothing was computed.
		/// - `salt`: of the commitment.
		///
		/// Errors: `NotOperator`, `NoAudit`, `NotDrawn`, `TooLate`, `TooEarly`, `NotCommitted`, `AlreadyRevealed`,
		/// `CommitmentMismatch`. Event: `VerdictRevealed`.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::reveal_verdict(), DispatchClass::Operational))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			task: &TaskId,
			_: &Verdict<T::AccountId>,
			_: &Hash,
			_: &Hash
		| -> bool {
			Pallet::<T>::is_free_reveal(origin, task)
		})]
		pub fn reveal_verdict(
			origin: OriginFor<T>,
			task: TaskId,
			verdict: Verdict<T::AccountId>,
			digest: Hash,
			salt: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal(&who, task, verdict, digest, salt)
		}

		/// Says that an auditor can't audit a task, for example because it has not got the model. Its bond is returned; the
		/// first time in an audit, another validator is drawn. Who abstains from more than half of its audits is not drawn
		/// again until the next era.
		///
		/// Origin: signed by the operator of a validator that was drawn. Free while it would be accepted.
		///
		/// - `task`: its number.
		///
		/// Errors: `NotOperator`, `NoAudit`, `NotDrawn`, `TooLate`, `AlreadyCommitted`. Events: `Abstained`, `Drawn`.
		#[pallet::call_index(3)]
		#[pallet::weight((T::WeightInfo::abstain(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, task: &TaskId| -> bool {
			Pallet::<T>::is_free_abstain(origin, task)
		})]
		pub fn abstain(origin: OriginFor<T>, task: TaskId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_abstain(&who, task)
		}

		/// Commits a validator to its opinion about workers in this era, to be revealed in the next.
		///
		/// Origin: signed by the operator of a validator in office. Free while it would be accepted.
		///
		/// - `commitment`: BLAKE2b-256 of `assay/opinion/1`, the genesis hash, the era, the validator's stash, opinion and
		///   salt.
		///
		/// Errors: `NotOperator`, `NotInOffice`, `AlreadyCommitted`. Event: `OpinionCommitted`.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::commit_opinion(), DispatchClass::Operational))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _: &Hash| -> bool {
			Pallet::<T>::is_free_opinion(origin)
		})]
		pub fn commit_opinion(origin: OriginFor<T>, commitment: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit_opinion(&who, commitment)
		}

		/// Reveals the opinion that a validator has committed to in the last era.
		///
		/// Origin: signed by the operator of a validator in office. Free while it would be accepted.
		///
		/// - `opinion`: workers' stashes with weights, in ascending order of accounts; not itself, nor workers that it has
		///   delegated to. Only the proportions of weights count.
		/// - `salt`: of the commitment.
		///
		/// Errors: `NotOperator`, `NotInOffice`, `NoOpinion`, `CommitmentMismatch`, `OwnOpinion`, `UnknownWorker`,
		/// `NotInOrder`, `EmptyOpinion`. Event: `OpinionRevealed`.
		#[pallet::call_index(6)]
		#[pallet::weight((
			T::WeightInfo::reveal_opinion(opinion.len().saturated_into()),
			DispatchClass::Operational
		))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, opinion: &OpinionOf<T>, salt: &Hash| -> bool {
			Pallet::<T>::is_free_opinion_reveal(origin, opinion, *salt)
		})]
		pub fn reveal_opinion(
			origin: OriginFor<T>,
			opinion: OpinionOf<T>,
			salt: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal_opinion(&who, opinion, salt)
		}

		/// Does what is due for an audit whose time has passed, as the chain itself would. Costs nothing if it worked.
		///
		/// Origin: signed by anyone. `task`: its number.
		///
		/// Errors: `NoAudit`, `NothingDue`. Events: `Silent`, `RevealsBegun`, `AuditClosed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::deadline())]
		pub fn poke(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let audit = Audits::<T>::get(task).ok_or(Error::<T>::NoAudit)?;
			let late = audit.phase.due().is_some_and(|due| Self::now() > due);
			ensure!(late, Error::<T>::NothingDue);
			Self::act(task, audit);
			Ok(PostDispatchInfo { actual_weight: None, pays_fee: Pays::No })
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Score of a worker for a model, in parts per billion.
		pub fn score(worker: T::AccountId, model: ModelId) -> u32 {
			Self::score_of(&worker, &model)
		}

		/// The audit of a task that has not ended.
		pub fn audit(task: TaskId) -> Option<AuditOf<T>> {
			Audits::<T>::get(task)
		}
	}
}
