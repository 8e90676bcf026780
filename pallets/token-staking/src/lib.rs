//! # Token staking
//!
//! Who has something to lose, and how much of it is at stake for which task.
//!
//! ## Key terms
//!
//! - **Stash**: account that owns stake. Kept cold.
//! - **Operator**: hot key on the worker's machine. It acts for one stash, owns nothing and can be replaced at
//!   once. It needs no balance: being named gives its account a sufficient reference.
//! - **Active stake**: stake that is not unbonding. It is *free*, or *bonded* to tasks.
//! - **Task bond**: part of a worker's own stake, locked for one task until the task is final. No planck covers
//!   two tasks.
//! - **Era**: a number of sessions. Unbonding, elections and emission are counted in eras.
//! - **Staker**: a stash with a role. *Workers* run tasks, *validators* author and finalise blocks if they are elected. A
//!   stash has one role at a time.
//! - **Delegator**: an account that entrusted tokens to a staker. It owns *shares* of the staker's *pool*.
//!
//! ## Life of a stake
//!
//! ```text
//!             bond, bond_extra            unbond               withdraw_unbonded
//!  balance ───────────────────> free ──────────────> unbonding ──────────────────> balance
//!                               │  ▲                              (some eras later)
//!             TaskBonds::bond   │  │  TaskBonds::release
//!                               ▼  │
//!                              bonded ──penalise──> part burnt, the rest free again
//!                               │
//!             TaskBonds::convict▼
//!                            convicted ──mature──> prover, requester, burnt
//!                                      ──void────> free
//! ```
//!
//! `free` and `unbonding` are held for [`HoldReason::Stake`], `bonded` and `convicted` for [`HoldReason::TaskBond`].
//! Moving stake into and out of a task bond moves it from one hold to the other and never through the spendable
//! balance.
//!
//! A stash becomes a worker with [`Pallet::register_worker`] and gives the role up with
//! [`Pallet::deregister_worker`], when it has no task bond and is not on offer. Until then it keeps
//! [`Config::MinWorkerBond`] of active stake, unless penalties took it.
//!
//! ## Delegation
//!
//! ```text
//!             delegate          next era             undelegate              withdraw_delegation
//!  balance ──────────> joining ─────────> in the pool ──────────> leaving ─────────────────────> balance
//!                         └── undelegate, before the next era's validators are elected ──────────────┘
//! ```
//!
//! Delegations of an era join the pool when the next one begins, at the price that a share has then, and earn from
//! there on. With `T` plancks and `S` shares in the pool
//!
//! ```text
//! shares for a planck   S / T, 1,000 if nobody has any
//! a reward              T += reward
//! a slash               T −= slash
//! taking back v         v plancks for ceil(v × S / T) shares
//! ```
//!
//! so rewards compound by themselves, and rewards and slashes cost the chain the same for one delegator and for
//! thousands. What was taken back waits until the same era as own stake unbonded then, in a pool of its own, and is
//! slashed with the rest until then. Roundings go to the pool; what they leave when the last delegator is gone is burnt.
//!
//! A reward `R` for a staker with own stake `O` and delegated stake `D` at the start of the era is divided so:
//!
//! ```text
//! commission  ceil(c × R)
//! delegators  floor((R − commission) × D / (O + D))
//! staker      R − delegators
//! ```
//!
//! ## Validators
//!
//! [`Pallet::validate`] makes a stash with session keys and [`Config::MinValidatorBond`] a candidate. When the last
//! session of an era begins, the [`Config::MaxValidators`] candidates with most stake, own and delegated, are elected
//! for the next era. If there are fewer than [`Config::MinValidators`], the validators there are go on.
//!
//! A validator that signed two conflicting blocks or votes is disabled and chilled at once. [`Config::SlashDeferral`] eras
//! later it loses a part of what was behind it in the era of the offence, [`Config::MaxSlash`] at most, delegators in
//! proportion. Until then [`Config::CancelOrigin`] can cancel that, and nothing of it can be withdrawn. All of it is burnt.
//!
//! ## Slashing of workers
//!
//! A convicted bond is no stake any more, but its tokens stay held in the stash's account until the conviction is mature:
//! [`Config::ConvictionMaturity`] blocks after it, and not before the referee has said who proved the fault. Until then
//! [`Config::VoidOrigin`] may declare void all convictions by a version of the arithmetic that turned out to be faulty,
//! never a single one. Then the bond goes back to the stash when the others' would be paid.
//!
//! For a bond `B` the parts of a conviction are
//!
//! ```text
//!             by proof                         by silence
//! prover      floor(ProverShare × B)           min(costs, B)
//! requester   floor(RequesterShare × B)        0
//! burnt       B − prover − requester           B − prover
//! ```
//!
//! A part whose receiver cannot take it, because its account would stay below the existential deposit, is burnt
//! too, and so is the prover's if there is none. So the whole bond is always gone, and a worker that is its own prover
//! and requester loses at least `B − prover − requester`. Penalties are burnt whole.
//!
//! The hook settles a bounded number of mature convictions per block; [`Pallet::settle_conviction`] does the same for
//! anyone.
//!
//! No bond of a task, no penalty and no conviction ever touches delegated stake.
//!
//! Total issuance rises by exactly the `own` and `delegated` of [`Event::Rewarded`]. It falls by exactly the `burnt` of
//! [`Event::Penalised`], [`Event::ConvictionSettled`] and [`Event::AuditBondLost`], the `own` and `delegated` of [`Event::Slashed`] and the `amount`
//! of [`Event::DustBurnt`]. Nothing else here changes it. `pallet-balances` reports the same amounts as `Minted` and
//! `BurnedHeld`.
//!
//! ## Operators
//!
//! An operator must be a fresh account: it may be neither a stash nor the operator of another stash, so that hot
//! and cold keys stay apart. The reverse is not enforced: an account that somebody named as operator may still
//! bond, or else anyone could keep a stranger from staking by naming him. Use a new key at every change: an
//! account without balance forgets its nonce when it loses its reference, so transactions that it signed a short
//! time before could be replayed if it were named again.

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

mod audit_bonds;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod convictions;
mod delegations;
pub mod emission;
mod eras;
#[cfg(test)]
mod mock;
mod offences;
pub mod pools;
mod queries;
mod roles;
mod stake;
mod task_bonds;
#[cfg(test)]
mod tests;
// Natively always, so that tests of whole runtimes can ask for it.
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod validators;
pub mod weights;

pub use pallet::*;
pub use pools::Pool;
pub use types::{
	Award, Conviction, Delegation, DelegationInfo, EraReward, EraStake, JoinPrice, Leaving, Ledger,
	Offence, OperatorRecord, Points, Prefs, Role, StakerStake, UnbondingChunk, WorkerStake,
};
pub use weights::WeightInfo;

use frame_system::pallet_prelude::BlockNumberFor;

/// Ledger with the bound of a runtime.
pub type LedgerOf<T> = Ledger<<T as Config>::MaxUnbondingChunks>;
/// Delegation with the bound of a runtime.
pub type DelegationOf<T> = Delegation<<T as Config>::MaxUnbondingChunks>;
/// Operator record with the types of a runtime.
pub type OperatorRecordOf<T> =
	OperatorRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// Conviction with the types of a runtime.
pub type ConvictionOf<T> = Conviction<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Most eras whose first session is remembered; an unbonding must not take longer.
pub const MAX_ERAS: u32 = 256;
/// Most delegations of one account that a query lists.
pub const MAX_LISTED: usize = 256;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use assay_primitives::{
		task::Grounds,
		traits::{Sessions, WorkerActivity},
		Balance, CanonVersion, EraIndex, TaskId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, Pays},
		pallet_prelude::*,
		traits::fungible,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{BlockNumberProvider, Zero},
		Perbill, Permill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The native token, with holds.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Least active stake of a stash, in plancks. At least the existential deposit.
		#[pallet::constant]
		type MinBond: Get<Balance>;

		/// Least active stake with which a stash becomes a worker, and which it keeps while it is one, in plancks.
		/// At least [`Config::MinBond`].
		#[pallet::constant]
		type MinWorkerBond: Get<Balance>;

		/// Least own active stake with which a stash stands for election as a validator, in plancks. At least
		/// [`Config::MinBond`].
		#[pallet::constant]
		type MinValidatorBond: Get<Balance>;

		/// Least that is delegated to a staker at once, and least that stays, in plancks. At least the existential deposit.
		#[pallet::constant]
		type MinDelegation: Get<Balance>;

		/// Most by which a commission may rise in an era while there are delegators.
		#[pallet::constant]
		type MaxCommissionRise: Get<Perbill>;

		/// Most validators of an era.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// Least validators that an election must give. With fewer the validators there are go on.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// Most stashes that stand for election at the same time. When there are so many, a new one takes the place of the
		/// one with the least stake, if it has more.
		#[pallet::constant]
		type MaxCandidates: Get<u32>;

		/// Part of the stake behind a validator that an offence costs at most. Not the whole, so that shares keep a price.
		#[pallet::constant]
		type MaxSlash: Get<Perbill>;

		/// Whole eras between the report of an offence and its slash, in which the slash can be cancelled.
		#[pallet::constant]
		type SlashDeferral: Get<EraIndex>;

		/// Most slashes carried out in a block.
		#[pallet::constant]
		type MaxSlashesPerBlock: Get<u32>;

		/// Who may cancel a slash before it is carried out.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Plancks that era 0 brings, before its part for which there are no points is left out.
		type EraEmission: Get<Balance>;

		/// Eras until an era brings half of that. Zero: never.
		type EmissionHalving: Get<EraIndex>;

		/// Part of an era's emission that is for authoring blocks. The rest is for work and opinions.
		type ValidationShare: Get<Permill>;

		/// Part of that rest that is for opinions.
		type OpinionShare: Get<Permill>;

		/// Most that an era brings a staker for work, as a part of what stands behind it.
		type MaxWorkYield: Get<Perbill>;

		/// Most that an era may bring, as a part of total issuance.
		#[pallet::constant]
		type MaxEmission: Get<Permill>;

		/// Most stakers paid in a block.
		#[pallet::constant]
		type MaxPayoutsPerBlock: Get<u32>;

		/// Most entries of past eras forgotten in a block.
		#[pallet::constant]
		type MaxPrunedPerBlock: Get<u32>;

		/// Session keys, and who authors and finalises blocks now.
		type Sessions: Sessions<Self::AccountId>;

		/// Eras from unbonding to withdrawal. More than [`Config::SlashDeferral`].
		#[pallet::constant]
		type BondingDuration: Get<EraIndex>;

		/// Sessions per era.
		#[pallet::constant]
		type SessionsPerEra: Get<u32>;

		/// Most chunks of unbonding stake per stash. Unbondings of one era share a chunk.
		#[pallet::constant]
		type MaxUnbondingChunks: Get<u32>;

		/// Most live task bonds per stash.
		#[pallet::constant]
		type MaxTaskBonds: Get<u32>;

		/// Part of a convicted bond that goes to whoever proved the fault.
		#[pallet::constant]
		type ProverShare: Get<Perbill>;

		/// Part of a convicted bond that goes to the requester, on top of the refund. Together with
		/// [`Config::ProverShare`] at most the whole.
		#[pallet::constant]
		type RequesterShare: Get<Perbill>;

		/// Blocks from a conviction until its bond is paid out, in which it can be declared void.
		#[pallet::constant]
		type ConvictionMaturity: Get<BlockNumberFor<Self>>;

		/// Most convictions settled in a block.
		#[pallet::constant]
		type MaxConvictionsPerBlock: Get<u32>;

		/// Who may declare void the convictions by a version of the arithmetic.
		type VoidOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The clock of maturity: number of active blocks.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Tells whether a worker is on offer for tasks.
		type Activity: WorkerActivity<Self::AccountId>;

		/// Weights of calls and hooks.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Own stake, free or unbonding.
		#[codec(index = 0)]
		Stake,
		/// Own stake of a worker that is bonded to tasks, and convicted bonds that are not paid out yet.
		#[codec(index = 1)]
		TaskBond,
		/// Delegated stake, in the pot of a staker's pool.
		#[codec(index = 2)]
		Delegation,
	}

	/// Stake and role of every stash, by stash. Amounts in plancks.
	#[pallet::storage]
	pub type Ledgers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, LedgerOf<T>, OptionQuery>;

	/// The operators of stakers, by stash. Every worker has one, validators may.
	#[pallet::storage]
	pub type OperatorOf<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId, OptionQuery>;

	/// For whom an operator acts, by operator.
	#[pallet::storage]
	pub type Operators<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, OperatorRecordOf<T>, OptionQuery>;

	/// Bonds of live tasks in plancks, by stash and task. At most [`Config::MaxTaskBonds`] per stash.
	#[pallet::storage]
	pub type TaskBonds<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		TaskId,
		Balance,
		OptionQuery,
	>;

	/// Index of the current era, counted from 0.
	#[pallet::storage]
	pub type CurrentEra<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// Candidates for the next eras' validators, by stash.
	#[pallet::storage]
	pub type Validators<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, T::AccountId, (), OptionQuery>;

	/// What was delegated to stakers, and what they ask for it, by stash.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Pool, OptionQuery>;

	/// Delegations, by delegator and stash.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		DelegationOf<T>,
		OptionQuery,
	>;

	/// Price at which delegations joined a pool, by stash and era, until all of them have been written down as shares.
	#[pallet::storage]
	pub type JoinPrices<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		EraIndex,
		JoinPrice,
		OptionQuery,
	>;

	/// Delegated stake that was taken back, by stash and first era in which it can be withdrawn.
	#[pallet::storage]
	pub type Leavings<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		EraIndex,
		Leaving,
		OptionQuery,
	>;

	/// Last era whose validators are elected: the current one, or the next.
	#[pallet::storage]
	pub type PlannedEra<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// First sessions of the eras whose offences can be slashed, the oldest first.
	#[pallet::storage]
	pub type EraStarts<T: Config> =
		StorageValue<_, BoundedVec<(EraIndex, u32), ConstU32<MAX_ERAS>>, ValueQuery>;

	/// What stood behind stakers in an era, by era and stash.
	#[pallet::storage]
	pub type EraStakes<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		T::AccountId,
		EraStake,
		OptionQuery,
	>;

	/// What stakers did in an era and were not paid for yet, by era and stash.
	#[pallet::storage]
	pub type EraPoints<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		T::AccountId,
		Points,
		ValueQuery,
	>;

	/// What all stakers did in an era, and what is minted for it.
	#[pallet::storage]
	pub type EraRewards<T: Config> = StorageMap<_, Twox64Concat, EraIndex, EraReward, ValueQuery>;

	/// Oldest era for which not all stakers are paid.
	#[pallet::storage]
	pub type OldestUnpaidEra<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// Oldest era whose stakes are not forgotten.
	#[pallet::storage]
	pub type OldestEra<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// Offences of validators, by era and stash.
	#[pallet::storage]
	pub type Offences<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		T::AccountId,
		Offence,
		ValueQuery,
	>;

	/// Slashes that are to be carried out, by the era at whose start, then by era of the offence and stash.
	#[pallet::storage]
	pub type SlashQueue<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		EraIndex,
		Blake2_128Concat,
		(EraIndex, T::AccountId),
		(),
		OptionQuery,
	>;

	/// Least era at whose start a slash may wait to be carried out.
	#[pallet::storage]
	pub type NextSlashEra<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	/// How many slashes a stash waits for. While there are any, nothing behind it can be withdrawn.
	#[pallet::storage]
	pub type PendingSlashes<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// Index of the first session of the current era.
	#[pallet::storage]
	pub type EraStartSession<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Convictions whose bond is not paid out yet, by task.
	#[pallet::storage]
	pub type Convictions<T: Config> =
		StorageMap<_, Twox64Concat, TaskId, ConvictionOf<T>, OptionQuery>;

	/// Awarded convictions by the height from which their bond can be paid out.
	#[pallet::storage]
	pub type Maturing<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, TaskId, (), OptionQuery>;

	/// Least height at which a conviction may wait to be paid out.
	#[pallet::storage]
	pub type NextMaturing<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Height up to which all convictions by a version of the arithmetic are void, if they have not been paid out.
	#[pallet::storage]
	pub type VoidedUpTo<T: Config> =
		StorageMap<_, Twox64Concat, CanonVersion, BlockNumberFor<T>, OptionQuery>;

	/// Validators and workers from the first block on.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Stash and stake in plancks of the validators of era 0, whose keys `session` has. The stash's balance must cover
		/// the stake.
		pub validators: Vec<(T::AccountId, Balance)>,
		/// Stash, operator and stake in plancks. The stash's balance must cover the stake.
		pub workers: Vec<(T::AccountId, T::AccountId, Balance)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::note_start(0, 0);
			for (stash, stake) in &self.validators {
				let made = Pallet::<T>::do_bond(stash, *stake)
					.and_then(|()| Pallet::<T>::stand(stash, Prefs::default()))
					.and_then(|()| Pallet::<T>::stake_behind(stash, 0))
					.map(|stake| EraStakes::<T>::insert(0, stash, stake));
				assert!(made.is_ok(), "genesis validator {stash:?} can't be made: {made:?}");
				assert!(
					*stake >= T::MinValidatorBond::get(),
					"genesis validator {stash:?} has less stake than a validator needs"
				);
				Ledgers::<T>::mutate_extant(stash, |ledger| {
					ledger.exposed_until = Some(T::BondingDuration::get())
				});
			}
			for (stash, operator, stake) in &self.workers {
				let made = Pallet::<T>::do_bond(stash, *stake)
					.and_then(|()| Pallet::<T>::do_register_worker(stash, operator));
				// A chain must not start from a genesis that is not what its author wrote.
				assert!(made.is_ok(), "genesis worker {stash:?} can't be made: {made:?}");
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A stash staked `amount` plancks; `active` is its active stake now.
		Bonded { stash: T::AccountId, amount: Balance, active: Balance },
		/// `amount` plancks of a stash can be withdrawn from era `era` on; `active` is its active stake now.
		Unbonding { stash: T::AccountId, amount: Balance, active: Balance, era: EraIndex },
		/// `amount` plancks left the stake of a stash and are spendable again.
		Withdrawn { stash: T::AccountId, amount: Balance },
		/// A stash became a worker, for which `operator` acts.
		WorkerRegistered { stash: T::AccountId, operator: T::AccountId },
		/// A staker named a new operator; `old`, if it had one, may do nothing for it any more.
		OperatorChanged { stash: T::AccountId, old: Option<T::AccountId>, new: T::AccountId },
		/// A stash is no worker any more.
		WorkerDeregistered { stash: T::AccountId, operator: T::AccountId },
		/// `amount` plancks of a worker's free stake were bonded to a task.
		TaskBonded { stash: T::AccountId, task: TaskId, amount: Balance },
		/// An auditor said to have computed what it had not, and lost its bond: `paid` plancks to who showed it, `burnt`
		/// plancks were destroyed.
		AuditBondLost {
			stash: T::AccountId,
			task: TaskId,
			to: T::AccountId,
			paid: Balance,
			burnt: Balance,
		},
		/// The bond of a task, `amount` plancks, is free stake again.
		TaskBondReleased { stash: T::AccountId, task: TaskId, amount: Balance },
		/// A worker was penalised: `burnt` plancks of the task's bond were destroyed, `released` plancks are free
		/// stake again.
		Penalised { stash: T::AccountId, task: TaskId, burnt: Balance, released: Balance },
		/// A worker was convicted and lost the whole bond of a task, `bond` plancks. They stay held until it is clear who
		/// gets what of them.
		Convicted {
			stash: T::AccountId,
			task: TaskId,
			bond: Balance,
			requester: T::AccountId,
			grounds: Grounds<Balance>,
		},
		/// An era began.
		EraStarted { era: EraIndex },
		/// It is clear who gets the prover's part of a conviction, if anyone. The bond is paid out at height `matures`.
		ConvictionAwarded { task: TaskId, prover: Option<T::AccountId>, matures: BlockNumberFor<T> },
		/// The bond of a convicted worker was paid out: `to_prover` and `to_requester` plancks to those two, `burnt`
		/// plancks destroyed, which add up to the bond.
		ConvictionSettled {
			stash: T::AccountId,
			task: TaskId,
			prover: Option<T::AccountId>,
			to_prover: Balance,
			requester: T::AccountId,
			to_requester: Balance,
			burnt: Balance,
		},
		/// All convictions by a version of the arithmetic up to height `height` that were not paid out are void.
		ConvictionsVoided { canon: CanonVersion, height: BlockNumberFor<T> },
		/// The bond of a void conviction, `amount` plancks, was returned: to free stake, or, if the stash had no stake
		/// left and `staked` is false, to its balance.
		ConvictionVoided { stash: T::AccountId, task: TaskId, amount: Balance, staked: bool },
		/// A worker that was convicted because nobody answered was proved wrong as well: its bond is split as after a
		/// proof.
		ConvictionProved { task: TaskId },
		/// A stash stands for election as a validator.
		Validating { stash: T::AccountId, prefs: Prefs },
		/// A stash does not stand for election as a validator any more. If it is one, it goes on to the end of the era.
		Chilled { stash: T::AccountId },
		/// A staker changed what it asks of delegators.
		PrefsSet { stash: T::AccountId, prefs: Prefs },
		/// `amount` plancks were delegated to a staker. They count and earn from era `era` on.
		Delegated { delegator: T::AccountId, stash: T::AccountId, amount: Balance, era: EraIndex },
		/// A delegator took back `returned` plancks that did not count yet and are spendable again, and `leaving` plancks
		/// that can be withdrawn from era `era` on.
		Undelegated {
			delegator: T::AccountId,
			stash: T::AccountId,
			returned: Balance,
			leaving: Balance,
			era: EraIndex,
		},
		/// `amount` plancks of a delegation are spendable again.
		DelegationWithdrawn { delegator: T::AccountId, stash: T::AccountId, amount: Balance },
		/// The last delegator of a staker is gone; `amount` plancks that rounding had left were destroyed.
		DustBurnt { stash: T::AccountId, amount: Balance },
		/// The validators of an era were elected.
		ValidatorsElected { era: EraIndex, validators: u32 },
		/// Fewer than `MinValidators` of `candidates` candidates have keys and enough stake. The validators there are go on
		/// in era `era`.
		TooFewCandidates { era: EraIndex, candidates: u32 },
		/// An era is over: up to `validation` plancks will be minted for its blocks, up to `work` plancks for its tasks and
		/// audits, and up to `opinion` plancks for opinions about its workers.
		EmissionSet { era: EraIndex, validation: Balance, work: Balance, opinion: Balance },
		/// A staker was paid for an era: `own` plancks were minted and added to its own stake, `delegated` plancks to that
		/// of its delegators.
		Rewarded { stash: T::AccountId, era: EraIndex, own: Balance, delegated: Balance },
		/// A validator signed two conflicting blocks or votes in era `era`. It will lose `fraction` of what was behind it
		/// then, at the start of era `due`, unless that is cancelled.
		OffenceReported { stash: T::AccountId, era: EraIndex, fraction: Perbill, due: EraIndex },
		/// A slash for an offence of era `era` was cancelled.
		SlashCancelled { stash: T::AccountId, era: EraIndex },
		/// A validator was slashed for an offence of era `era`: `own` plancks of its own stake and `delegated` plancks of its
		/// delegators' were destroyed.
		Slashed { stash: T::AccountId, era: EraIndex, own: Balance, delegated: Balance },
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The amount is zero.
		ZeroAmount,
		/// The account has stake already; use `bond_extra`.
		AlreadyBonded,
		/// The account has no stake here.
		NotStash,
		/// Less than the minimum bond would be staked. Unbond everything instead.
		BelowMinBond,
		/// Less active stake than a worker needs. A worker must deregister before it unbonds that much.
		BelowMinWorkerBond,
		/// More than the free stake: the rest is bonded to tasks or unbonding.
		InsufficientFreeStake,
		/// Too many unbondings are under way; withdraw or wait.
		TooManyChunks,
		/// No unbonding has come to its end.
		NothingToWithdraw,
		/// The stash has a role already.
		RoleTaken,
		/// The stash is not a worker.
		NotWorker,
		/// The operator acts for a worker already.
		OperatorTaken,
		/// The operator has stake itself. Hot and cold keys must be different accounts.
		OperatorIsStash,
		/// Stake of the worker is still bonded to a task.
		TaskBondsLive,
		/// The worker is on offer for tasks or has one; withdraw the offer first.
		WorkerActive,
		/// The worker has bonded this task already.
		TaskAlreadyBonded,
		/// The worker has no bond for this task.
		NoTaskBond,
		/// The worker has bonds for as many tasks as it may.
		TooManyTaskBonds,
		/// A worker was convicted for this task already.
		AlreadyConvicted,
		/// There is no conviction for this task, or its bond was paid out.
		UnknownConviction,
		/// It was said already who proved the fault.
		AlreadyAwarded,
		/// The conviction is not mature: its time has not come, or disputes about the task are open.
		NotMature,
		/// The stash is neither a worker nor stands for election as a validator.
		NotStaker,
		/// The stash does not stand for election as a validator.
		NotValidator,
		/// Less active stake than a validator needs. It must chill before it unbonds that much.
		BelowMinValidatorBond,
		/// The account has no session keys; set them with `session.setKeys` first.
		NoSessionKeys,
		/// As many stashes stand for election as may, and all have at least as much stake.
		TooManyCandidates,
		/// A slash is due, and until it is carried out or cancelled nothing behind the validator can be withdrawn or added.
		SlashPending,
		/// The stash was a validator not long ago and can still be slashed for it, so its stake can't be bonded to tasks.
		StillExposed,
		/// A commission may rise once per era, by `MaxCommissionRise` at most, while there are delegators.
		CommissionRisesTooFast,
		/// The staker's commission is above the most that the delegator accepts.
		CommissionTooHigh,
		/// The staker takes no new delegations.
		DelegationsBlocked,
		/// A staker can't delegate to itself. Use `bond_extra`.
		SelfDelegation,
		/// Less than the minimum is delegated, or would be left. Take back everything instead.
		BelowMinDelegation,
		/// The account delegates nothing to this stash.
		NotDelegator,
		/// The delegation is worth less than that.
		InsufficientDelegation,
		/// So much of this pool was slashed that it takes no delegations any more.
		PoolWornOut,
		/// The era is not over yet.
		EraNotOver,
		/// There is no slash to cancel: none was reported, or it was carried out or cancelled.
		NoSlashDue,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Settles convictions that are mature, pays stakers for past eras, carries out slashes and forgets old eras, a
		/// bounded number of each.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::work_off_convictions()
				.saturating_add(Self::work_off_payouts())
				.saturating_add(Self::work_off_slashes())
				.saturating_add(Self::forget_old_eras())
		}

		fn integrity_test() {
			use fungible::Inspect;
			assert!(
				T::MinBond::get() >= T::Currency::minimum_balance(),
				"MinBond must be at least the existential deposit"
			);
			assert!(T::MinBond::get() > 0, "MinBond must not be zero");
			assert!(
				T::MinWorkerBond::get() >= T::MinBond::get(),
				"MinWorkerBond must be at least MinBond"
			);
			assert!(
				T::MinValidatorBond::get() >= T::MinBond::get(),
				"MinValidatorBond must be at least MinBond"
			);
			assert!(
				T::MinDelegation::get() >= T::Currency::minimum_balance(),
				"MinDelegation must be at least the existential deposit"
			);
			assert!(T::MinDelegation::get() > 0, "MinDelegation must not be zero");
			assert!(
				T::BondingDuration::get() > T::SlashDeferral::get(),
				"stake must not be withdrawn before it can be slashed"
			);
			assert!(
				T::BondingDuration::get().saturating_add(2) <= MAX_ERAS,
				"BondingDuration is too long"
			);
			assert!(T::MaxSlash::get() < Perbill::one(), "MaxSlash must not be the whole");
			assert!(T::MaxValidators::get() > 0, "MaxValidators must not be zero");
			assert!(
				T::MinValidators::get() <= T::MaxValidators::get(),
				"MinValidators must not be above MaxValidators"
			);
			assert!(
				T::MaxCandidates::get() >= T::MaxValidators::get(),
				"MaxCandidates must not be below MaxValidators"
			);
			assert!(T::MaxPayoutsPerBlock::get() > 0, "nobody could be paid");
			assert!(T::MaxSlashesPerBlock::get() > 0, "nobody could be slashed");
			assert!(T::MaxPrunedPerBlock::get() > 0, "nothing could be forgotten");
			assert!(T::SessionsPerEra::get() > 0, "SessionsPerEra must not be zero");
			assert!(T::MaxUnbondingChunks::get() > 0, "MaxUnbondingChunks must not be zero");
			assert!(T::MaxTaskBonds::get() > 0, "MaxTaskBonds must not be zero");
			assert!(T::MaxConvictionsPerBlock::get() > 0, "no conviction could be settled");
			assert!(!T::ConvictionMaturity::get().is_zero(), "ConvictionMaturity must not be zero");
			let shares = T::ProverShare::get()
				.deconstruct()
				.checked_add(T::RequesterShare::get().deconstruct());
			assert!(
				shares.is_some_and(|parts| parts <= Perbill::one().deconstruct()),
				"ProverShare and RequesterShare must not be more than the whole"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Stakes tokens of the caller, who becomes a stash.
		///
		/// Origin: signed by an account without stake.
		///
		/// - `value`: plancks, at least `MinBond`. They stay in the caller's account, on hold, and an existential
		///   deposit must stay free beside them. Tokens locked for voting may be staked too.
		///
		/// Errors: `AlreadyBonded`, `BelowMinBond`, `FundsUnavailable` of the token. Event: `Bonded`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(origin: OriginFor<T>, #[pallet::compact] value: Balance) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_bond(&stash, value)
		}

		/// Stakes more tokens of a stash.
		///
		/// Origin: signed by a stash.
		///
		/// - `value`: plancks, not zero. Afterwards the active stake must be at least `MinBond`.
		///
		/// Errors: `NotStash`, `ZeroAmount`, `BelowMinBond`, `FundsUnavailable` of the token. Event: `Bonded`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::bond_extra())]
		pub fn bond_extra(
			origin: OriginFor<T>,
			#[pallet::compact] value: Balance,
		) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_bond_extra(&stash, value)
		}

		/// Takes free stake out of service. It can be withdrawn `BondingDuration` eras later.
		///
		/// Origin: signed by a stash.
		///
		/// - `value`: plancks, not zero and at most the free stake: what is bonded to a task stays. The active stake
		///   that is left must be zero or at least `MinBond`; that of a worker at least `MinWorkerBond`, of a validator at
		///   least `MinValidatorBond`.
		///
		/// Errors: `NotStash`, `ZeroAmount`, `InsufficientFreeStake`, `BelowMinBond`, `BelowMinWorkerBond`,
		/// `BelowMinValidatorBond`, `TooManyChunks`. Event: `Unbonding`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] value: Balance) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_unbond(&stash, value)
		}

		/// Makes all stake spendable whose unbonding has come to its end. A stash with nothing left and no role is
		/// forgotten.
		///
		/// Origin: signed by a stash.
		///
		/// Errors: `NotStash`, `NothingToWithdraw`, `SlashPending`. Event: `Withdrawn`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_unbonded())]
		pub fn withdraw_unbonded(origin: OriginFor<T>) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_withdraw_unbonded(&stash)
		}

		/// Makes a stash a worker and names the hot key that acts for it.
		///
		/// Origin: signed by a stash without a role, with an active stake of at least `MinWorkerBond`.
		///
		/// - `operator`: account of the key on the worker's machine. It needs no balance. It must not be a stash,
		///   nor the operator of another one.
		///
		/// Errors: `NotStash`, `RoleTaken`, `BelowMinWorkerBond`, `StillExposed`, `OperatorIsStash`, `OperatorTaken`. Event:
		/// `WorkerRegistered`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register_worker())]
		pub fn register_worker(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_register_worker(&stash, &operator)
		}

		/// Replaces the operator of a staker at once, for example because its key was stolen. Live tasks go on, in
		/// the hands of the new operator. A validator names its first one so, too.
		///
		/// Origin: signed by the stash of a worker or validator.
		///
		/// - `operator`: account of the new key, with the rules of `register_worker`. Use a fresh one.
		///
		/// Errors: `NotStaker`, `OperatorIsStash`, `OperatorTaken`. Event: `OperatorChanged`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_operator())]
		pub fn set_operator(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_set_operator(&stash, &operator)
		}

		/// Gives up the role of a worker. The stake stays and can then be unbonded whole. Convicted bonds that are not
		/// paid out yet are no stake; they stay held.
		///
		/// Origin: signed by the stash of a worker that has no live task and is not on offer.
		///
		/// Errors: `NotWorker`, `TaskBondsLive`, `WorkerActive`. Event: `WorkerDeregistered`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::deregister_worker())]
		pub fn deregister_worker(origin: OriginFor<T>) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_deregister_worker(&stash)
		}

		/// Pays out the bond of a convicted worker whose time has passed, as the chain itself would, or returns it if the
		/// conviction is void. Costs nothing if it worked.
		///
		/// Origin: signed by anyone. `task`: number of the task.
		///
		/// Errors: `UnknownConviction`, `NotMature`. Event: `ConvictionSettled` or `ConvictionVoided`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::settle_conviction())]
		pub fn settle_conviction(origin: OriginFor<T>, task: TaskId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_settle_conviction(task)?;
			Ok(Pays::No.into())
		}

		/// Declares void all convictions by a version of the canonical arithmetic up to this block that have not been
		/// paid out, because that version turned out to be faulty. Their bonds return when they would have been paid out.
		/// Refunds of requesters stay.
		///
		/// Origin: `VoidOrigin`, the root track. `canon`: the version.
		///
		/// Event: `ConvictionsVoided`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::void_convictions())]
		pub fn void_convictions(origin: OriginFor<T>, canon: CanonVersion) -> DispatchResult {
			T::VoidOrigin::ensure_origin(origin)?;
			Self::do_void_convictions(canon);
			Ok(())
		}

		/// Stands for election as a validator, from the next election on, or changes what the validator asks of delegators.
		///
		/// Origin: signed by a stash that is no worker, has session keys and an active stake of at least `MinValidatorBond`.
		///
		/// - `prefs`: `commission`, the part of every reward that the validator takes before it is shared with delegators,
		///   and `blocked`, whether new delegations are refused.
		///
		/// Errors: `NotStash`, `RoleTaken`, `BelowMinValidatorBond`, `SlashPending`, `NoSessionKeys`, `TooManyCandidates`,
		/// `CommissionRisesTooFast`. Event: `Validating`; `Chilled` of a candidate that had to make room.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::validate().max(T::WeightInfo::validate_crowded()))]
		pub fn validate(origin: OriginFor<T>, prefs: Prefs) -> DispatchResultWithPostInfo {
			let stash = ensure_signed(origin)?;
			let crowded = Self::do_validate(&stash, prefs)?;
			Ok((!crowded).then(T::WeightInfo::validate).into())
		}

		/// Stands for election no more. A validator that is elected goes on to the end of the eras it is elected for; its
		/// stake can be unbonded at once, and slashed until it can be withdrawn. Delegations stay until they are taken back.
		///
		/// Origin: signed by the stash of a validator.
		///
		/// Errors: `NotValidator`. Event: `Chilled`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn chill(origin: OriginFor<T>) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_chill(&stash)
		}

		/// Changes what a staker asks of delegators. A worker takes delegations from the first such call on.
		///
		/// Origin: signed by the stash of a worker or validator.
		///
		/// - `prefs`: as in `validate`. While there are delegators, the commission may rise once per era, by
		///   `MaxCommissionRise` at most.
		///
		/// Errors: `NotStaker`, `CommissionRisesTooFast`. Event: `PrefsSet`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_prefs())]
		pub fn set_prefs(origin: OriginFor<T>, prefs: Prefs) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_set_prefs(&stash, prefs)
		}

		/// Entrusts tokens to a staker. They count, and earn, from the next era on; rewards are added to them by themselves.
		/// With a validator they are slashed as its own stake is; no worker's fault touches them.
		///
		/// Origin: signed.
		///
		/// - `stash`: the worker or validator.
		/// - `value`: plancks, at least `MinDelegation`. An existential deposit must stay in the caller's account.
		/// - `max_commission`: the highest commission that the caller accepts, in case it changes before this takes effect.
		///
		/// Errors: `SelfDelegation`, `BelowMinDelegation`, `NotStaker`, `DelegationsBlocked`, `CommissionTooHigh`,
		/// `PoolWornOut`, `SlashPending`, `FundsUnavailable` of the token. Event: `Delegated`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			stash: T::AccountId,
			#[pallet::compact] value: Balance,
			max_commission: Perbill,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_delegate(&delegator, &stash, value, max_commission)
		}

		/// Takes back tokens that were delegated. What does not count yet is spendable at once, unless the validators of the
		/// next era are elected already; all else can be withdrawn `BondingDuration` eras later.
		///
		/// Origin: signed by a delegator.
		///
		/// - `stash`: the staker.
		/// - `value`: plancks, at most what the delegation is worth now; nothing for all of it. What is left must be at least
		///   `MinDelegation`, or nothing.
		///
		/// Errors: `NotDelegator`, `ZeroAmount`, `InsufficientDelegation`, `BelowMinDelegation`, `TooManyChunks`. Event:
		/// `Undelegated`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::undelegate())]
		pub fn undelegate(
			origin: OriginFor<T>,
			stash: T::AccountId,
			value: Option<Balance>,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_undelegate(&delegator, &stash, value)
		}

		/// Makes spendable what was taken back from a staker long enough ago.
		///
		/// Origin: signed by a delegator. `stash`: the staker.
		///
		/// Errors: `NotDelegator`, `SlashPending`, `NothingToWithdraw`. Event: `DelegationWithdrawn`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::withdraw_delegation(T::MaxUnbondingChunks::get()))]
		pub fn withdraw_delegation(origin: OriginFor<T>, stash: T::AccountId) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_withdraw_delegation(&delegator, &stash)
		}

		/// Pays a staker and its delegators for an era that is over, as the chain itself does in the blocks after it. Does
		/// nothing if they were paid, or have no points.
		///
		/// Origin: signed by anyone. `stash`: the staker. `era`: the era.
		///
		/// Errors: `EraNotOver`. Event: `Rewarded`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::pay_staker())]
		pub fn pay_staker(
			origin: OriginFor<T>,
			stash: T::AccountId,
			era: EraIndex,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_pay_staker(&stash, era)
		}

		/// Cancels a slash that was not carried out yet. The validator stays chilled.
		///
		/// Origin: `CancelOrigin`, the canceller's track.
		///
		/// - `stash`: the validator.
		/// - `era`: era of the offence.
		///
		/// Errors: `NoSlashDue`. Event: `SlashCancelled`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::cancel_slash())]
		pub fn cancel_slash(
			origin: OriginFor<T>,
			stash: T::AccountId,
			era: EraIndex,
		) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel_slash(&stash, era)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A worker by its stash or its operator: stake, unbonding and live tasks.
		pub fn worker(account: T::AccountId) -> Option<WorkerStake<T::AccountId>> {
			Self::worker_stake(&account)
		}

		/// A stash by itself or its operator: role, stake, delegations, slashes that are due.
		pub fn staker(account: T::AccountId) -> Option<StakerStake<T::AccountId>> {
			Self::staker_stake(&account)
		}

		/// What an account delegated to stakers, and what it is worth now. At most 256 of them.
		pub fn delegations(delegator: T::AccountId) -> Vec<DelegationInfo<T::AccountId>> {
			Self::delegations_of(&delegator, MAX_LISTED)
		}

		/// The stash for which an operator acts.
		pub fn stash_of(operator: T::AccountId) -> Option<T::AccountId> {
			Operators::<T>::get(operator).map(|record| record.stash)
		}

		/// Plancks of own stake that a worker can bond to tasks now. Zero for others.
		pub fn free_stake_of(stash: T::AccountId) -> Balance {
			<Self as assay_primitives::traits::TaskBonds>::free_stake(&stash)
		}
	}
}
