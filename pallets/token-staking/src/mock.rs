//! A chain with stake and nothing else.

use crate::{self as pallet_token_staking, Error, Event, Ledgers, Pallet, TaskBonds};
use assay_primitives::{
	task::Grounds,
	traits::{Sessions, TaskBonds as _, WorkerActivity},
	Balance, CanonVersion, EraIndex, TaskId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, Hooks},
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Perbill, Permill};
use std::{cell::RefCell, collections::BTreeSet};

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Delegators.
pub const DAVE: AccountId = 4;
pub const EVE: AccountId = 5;
/// Operators, without any balance.
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
/// Never seen before.
pub const NOBODY: AccountId = 99;

pub const RICHES: Balance = 1_000_000;
pub const MIN_BOND: Balance = 100;
pub const MIN_WORKER_BOND: Balance = 1_000;
pub const MIN_VALIDATOR_BOND: Balance = 2_000;
pub const MIN_DELEGATION: Balance = 50;
pub const DEFERRAL: EraIndex = 1;
pub const BONDING_DURATION: EraIndex = 3;
pub const MAX_CHUNKS: u32 = 4;
pub const MAX_TASK_BONDS: u32 = 5;
pub const MATURITY: u64 = 20;
pub const MAX_CONVICTIONS_PER_BLOCK: u32 = 2;
/// Version of the arithmetic that convictions are by, if a test says nothing else.
pub const CANON: CanonVersion = 1;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Staking = pallet_token_staking;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

thread_local! {
	static ACTIVE: RefCell<BTreeSet<AccountId>> = const { RefCell::new(BTreeSet::new()) };
}

/// Workers that the market says are on offer.
pub struct Offers;
impl Offers {
	pub fn set(stash: AccountId, active: bool) {
		ACTIVE.with_borrow_mut(|all| if active { all.insert(stash) } else { all.remove(&stash) });
	}
}
impl WorkerActivity<AccountId> for Offers {
	fn is_active(stash: &AccountId) -> bool {
		ACTIVE.with_borrow(|all| all.contains(stash))
	}
}

thread_local! {
	static KEYLESS: RefCell<BTreeSet<AccountId>> = const { RefCell::new(BTreeSet::new()) };
	static VALIDATORS: RefCell<Vec<AccountId>> = const { RefCell::new(Vec::new()) };
	static DISABLED: RefCell<Vec<AccountId>> = const { RefCell::new(Vec::new()) };
}

/// Sessions as consensus would have them. Everyone has keys, unless it was said that he has none.
pub struct Consensus;
impl Consensus {
	pub fn without_keys(stash: AccountId) {
		KEYLESS.with_borrow_mut(|all| all.insert(stash));
	}
	pub fn set_validators(all: Vec<AccountId>) {
		VALIDATORS.set(all);
	}
	pub fn disabled() -> Vec<AccountId> {
		DISABLED.with_borrow(Clone::clone)
	}
}
impl Sessions<AccountId> for Consensus {
	fn has_keys(stash: &AccountId) -> bool {
		KEYLESS.with_borrow(|all| !all.contains(stash))
	}
	fn validators() -> Vec<AccountId> {
		VALIDATORS.with_borrow(Clone::clone)
	}
	fn disable(stash: &AccountId, _: Perbill) {
		if Self::validators().contains(stash) {
			DISABLED.with_borrow_mut(|all| all.push(*stash));
		}
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_keys(stash: &AccountId) {
		KEYLESS.with_borrow_mut(|all| all.remove(stash));
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(all: Vec<AccountId>) {
		Self::set_validators(all);
	}
}

parameter_types! {
	pub static Emission: Balance = 1_000;
	pub static Halving: EraIndex = 0;
	pub static Validation: Permill = Permill::from_percent(60);
	/// A fifth of the emission.
	pub static Opinion: Permill = Permill::from_percent(50);
	pub static MaxWorkYield: Perbill = Perbill::one();
	pub static MaxSlash: Perbill = Perbill::from_percent(25);
	pub static MaxValidators: u32 = 3;
	pub static MinValidators: u32 = 1;
	pub static MaxCandidates: u32 = 4;
	pub const MaxCommissionRise: Perbill = Perbill::from_percent(1);
	pub const MaxEmission: Permill = Permill::from_percent(1);
	pub static ProverShare: Perbill = Perbill::from_percent(20);
	pub static RequesterShare: Perbill = Perbill::from_percent(20);
	// The runtime's governance may change these too.
	pub static LeastBond: Balance = MIN_BOND;
	pub static UnbondingEras: EraIndex = BONDING_DURATION;
	pub static MaturesAfter: u64 = MATURITY;
}

impl crate::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type MinBond = LeastBond;
	type MinWorkerBond = ConstU128<MIN_WORKER_BOND>;
	type MinValidatorBond = ConstU128<MIN_VALIDATOR_BOND>;
	type MinDelegation = ConstU128<MIN_DELEGATION>;
	type MaxCommissionRise = MaxCommissionRise;
	type MaxValidators = MaxValidators;
	type MinValidators = MinValidators;
	type MaxCandidates = MaxCandidates;
	type MaxSlash = MaxSlash;
	type SlashDeferral = ConstU32<DEFERRAL>;
	type MaxSlashesPerBlock = ConstU32<2>;
	type CancelOrigin = frame_system::EnsureRoot<AccountId>;
	type EraEmission = Emission;
	type EmissionHalving = Halving;
	type ValidationShare = Validation;
	type OpinionShare = Opinion;
	type MaxWorkYield = MaxWorkYield;
	type MaxEmission = MaxEmission;
	type MaxPayoutsPerBlock = ConstU32<2>;
	type MaxPrunedPerBlock = ConstU32<2>;
	type Sessions = Consensus;
	type BondingDuration = UnbondingEras;
	type SessionsPerEra = ConstU32<2>;
	type MaxUnbondingChunks = ConstU32<MAX_CHUNKS>;
	type MaxTaskBonds = ConstU32<MAX_TASK_BONDS>;
	type ProverShare = ProverShare;
	type RequesterShare = RequesterShare;
	type ConvictionMaturity = MaturesAfter;
	type MaxConvictionsPerBlock = ConstU32<MAX_CONVICTIONS_PER_BLOCK>;
	type VoidOrigin = frame_system::EnsureRoot<AccountId>;
	type BlockNumberProvider = System;
	type Activity = Offers;
	type WeightInfo = ();
}

/// A chain to try things on.
#[derive(Default)]
pub struct ExtBuilder {
	workers: Vec<(AccountId, AccountId, Balance)>,
	validators: Vec<(AccountId, Balance)>,
}

impl ExtBuilder {
	/// A worker of the genesis block.
	pub fn with_worker(mut self, stash: AccountId, operator: AccountId, stake: Balance) -> Self {
		self.workers.push((stash, operator, stake));
		self
	}

	/// A validator of era 0.
	pub fn with_validator(mut self, stash: AccountId, stake: Balance) -> Self {
		self.validators.push((stash, stake));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let balances = [ALICE, BOB, CAROL, DAVE, EVE].map(|who| (who, RICHES)).to_vec();
		KEYLESS.with_borrow_mut(BTreeSet::clear);
		DISABLED.with_borrow_mut(Vec::clear);
		Consensus::set_validators(self.validators.iter().map(|(stash, _)| *stash).collect());
		let mut ext: sp_io::TestExternalities = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
			staking: pallet_token_staking::GenesisConfig {
				validators: self.validators,
				workers: self.workers,
			},
			..Default::default()
		}
		.build_storage()
		.unwrap()
		.into();
		ext.execute_with(|| {
			ACTIVE.with_borrow_mut(BTreeSet::clear);
			System::set_block_number(1);
		});
		ext
	}

	/// Runs `test`, then checks the invariants.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Pallet::<Test>::do_try_state().unwrap();
		})
	}
}

pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Begins `eras` eras, as sessions would: the second of two sessions elects, and the hook then has a few blocks.
pub fn advance(eras: EraIndex) {
	for _ in 0..eras {
		let start = crate::EraStartSession::<Test>::get();
		Staking::on_session_start(start + 1);
		let elected = Staking::plan_session(start + 2);
		if let Some(validators) = elected {
			Consensus::set_validators(validators);
		}
		Staking::on_session_start(start + 2);
		assert_eq!(Staking::plan_session(start + 3), None);
		for _ in 0..10 {
			Staking::on_initialize(System::block_number());
		}
	}
}

/// Moves on to this height, block by block.
pub fn run_to(height: u64) {
	while System::block_number() < height {
		let now = System::block_number() + 1;
		System::set_block_number(now);
		Staking::on_initialize(now);
	}
}

/// Convicts a worker by proof.
pub fn convict(stash: AccountId, task: TaskId, requester: AccountId) {
	assert_ok!(Staking::convict(&stash, task, &requester, CANON, Grounds::Proof));
}

/// Who was paid how much, and what was burnt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Split {
	pub prover: Balance,
	pub requester: Balance,
	pub burnt: Balance,
}

/// Awards a conviction, waits for its time and says how the bond was split.
pub fn settle(task: TaskId, prover: Option<AccountId>) -> Split {
	assert_ok!(Staking::award(task, prover.as_ref()));
	let _ = events_since_last_call();
	run_to(System::block_number() + MATURITY);
	let mut splits = events_since_last_call().into_iter().filter_map(|event| match event {
		Event::ConvictionSettled { task: of, to_prover, to_requester, burnt, .. } if of == task => {
			Some(Split { prover: to_prover, requester: to_requester, burnt })
		}
		_ => None,
	});
	splits.next().expect("the bond was paid out")
}

/// Plancks of a stash: free, bonded, unbonding.
pub fn parts(stash: AccountId) -> (Balance, Balance, Balance) {
	let ledger = Ledgers::<Test>::get(stash).unwrap();
	(ledger.free, ledger.bonded, ledger.unbonding_total().unwrap())
}

/// Plancks held of an account for any reason.
pub fn held(who: AccountId) -> Balance {
	Balances::total_balance_on_hold(&who)
}

pub fn bond_of(stash: AccountId, task: u64) -> Option<Balance> {
	TaskBonds::<Test>::get(stash, task)
}

/// Makes Alice a worker with this stake, operated by [`OPERATOR`].
pub fn alice_works(stake: Balance) {
	assert_ok!(Staking::bond(signed(ALICE), stake));
	assert_ok!(Staking::register_worker(signed(ALICE), OPERATOR));
	let _ = events_since_last_call();
}

/// The pallet's events since this was last called.
pub fn events_since_last_call() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

pub type StakingError = Error<Test>;
