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
//! - **Era**: a number of sessions. Unbonding is counted in eras.
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
//! ## Slashing
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
//! Total issuance falls by exactly the `burnt` of [`Event::Penalised`] and [`Event::ConvictionSettled`]; nothing else
//! here changes it. `pallet-balances` reports the same amounts as `BurnedHeld`.
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod convictions;
mod eras;
#[cfg(test)]
mod mock;
mod queries;
mod roles;
mod stake;
mod task_bonds;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::{Award, Conviction, Ledger, OperatorRecord, Role, UnbondingChunk, WorkerStake};
pub use weights::WeightInfo;

use frame_system::pallet_prelude::BlockNumberFor;

/// Ledger with the bound of a runtime.
pub type LedgerOf<T> = Ledger<<T as Config>::MaxUnbondingChunks>;
/// Operator record with the types of a runtime.
pub type OperatorRecordOf<T> =
	OperatorRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// Conviction with the types of a runtime.
pub type ConvictionOf<T> = Conviction<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

#[frame_support::pallet]
// The code that FRAME generates uses it.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use assay_primitives::{
		task::Grounds, traits::WorkerActivity, Balance, CanonVersion, EraIndex, TaskId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, Pays},
		pallet_prelude::*,
		traits::fungible,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{BlockNumberProvider, Zero},
		Perbill,
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

		/// Eras from unbonding to withdrawal.
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
	}

	/// Stake and role of every stash, by stash. Amounts in plancks.
	#[pallet::storage]
	pub type Ledgers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, LedgerOf<T>, OptionQuery>;

	/// The operator of every worker, by stash.
	#[pallet::storage]
	pub type Workers<T: Config> =
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

	/// Workers from the first block on.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Stash, operator and stake in plancks. The stash's balance must cover the stake.
		pub workers: Vec<(T::AccountId, T::AccountId, Balance)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
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
		/// The operator of a worker was replaced; `old` may do nothing for it any more.
		OperatorChanged { stash: T::AccountId, old: T::AccountId, new: T::AccountId },
		/// A stash is no worker any more.
		WorkerDeregistered { stash: T::AccountId, operator: T::AccountId },
		/// `amount` plancks of a worker's free stake were bonded to a task.
		TaskBonded { stash: T::AccountId, task: TaskId, amount: Balance },
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
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Settles convictions that are mature, a bounded number.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::work_off_convictions()
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
			assert!(T::BondingDuration::get() > 0, "BondingDuration must not be zero");
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
		///   that is left must be zero or at least `MinBond`; that of a worker at least `MinWorkerBond`.
		///
		/// Errors: `NotStash`, `ZeroAmount`, `InsufficientFreeStake`, `BelowMinBond`, `BelowMinWorkerBond`,
		/// `TooManyChunks`. Event: `Unbonding`.
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
		/// Errors: `NotStash`, `NothingToWithdraw`. Event: `Withdrawn`.
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
		/// Errors: `NotStash`, `RoleTaken`, `BelowMinWorkerBond`, `OperatorIsStash`, `OperatorTaken`. Event:
		/// `WorkerRegistered`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register_worker())]
		pub fn register_worker(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			let stash = ensure_signed(origin)?;
			Self::do_register_worker(&stash, &operator)
		}

		/// Replaces the operator of a worker at once, for example because its key was stolen. Live tasks go on, in
		/// the hands of the new operator.
		///
		/// Origin: signed by the stash of a worker.
		///
		/// - `operator`: account of the new key, with the rules of `register_worker`. Use a fresh one.
		///
		/// Errors: `NotWorker`, `OperatorIsStash`, `OperatorTaken`. Event: `OperatorChanged`.
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
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A worker by its stash or its operator: stake, unbonding and live tasks.
		pub fn worker(account: T::AccountId) -> Option<WorkerStake<T::AccountId>> {
			Self::worker_stake(&account)
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
