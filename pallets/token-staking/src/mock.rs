//! A chain with stake and nothing else.

use crate::{self as pallet_token_staking, Error, Event, Ledgers, Pallet, TaskBonds};
use assay_primitives::{
	task::Grounds,
	traits::{TaskBonds as _, WorkerActivity},
	Balance, CanonVersion, EraIndex, TaskId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, Hooks},
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Perbill};
use std::{cell::RefCell, collections::BTreeSet};

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Operators, without any balance.
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
/// Never seen before.
pub const NOBODY: AccountId = 99;

pub const RICHES: Balance = 1_000_000;
pub const MIN_BOND: Balance = 100;
pub const MIN_WORKER_BOND: Balance = 1_000;
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

parameter_types! {
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
}

impl ExtBuilder {
	/// A worker of the genesis block.
	pub fn with_worker(mut self, stash: AccountId, operator: AccountId, stake: Balance) -> Self {
		self.workers.push((stash, operator, stake));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let balances = [ALICE, BOB, CAROL].map(|who| (who, RICHES)).to_vec();
		let mut ext: sp_io::TestExternalities = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
			staking: pallet_token_staking::GenesisConfig { workers: self.workers },
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

/// Begins `eras` eras.
pub fn advance(eras: EraIndex) {
	for _ in 0..eras {
		let start = crate::EraStartSession::<Test>::get();
		Staking::on_session_start(start + 1);
		Staking::on_session_start(start + 2);
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
