//! A runtime with balances and audits; tasks, stake and minting are played by plain storage.

use crate as pallet_scoring;
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	model::AuditParams,
	task::{ResultKind, ResultSummary, Task, TaskIdentity, TaskKind, TaskState, Verification},
	traits::{self, AuditedTasks, Audits as _, Duty},
	AccountId, Balance, BlockNumber, EraIndex, Hash, ModelId, TaskId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU128, ConstU32, Hooks},
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Permill};
use std::collections::BTreeMap;

pub const REQUESTER: AccountId = AccountId::new([1; 32]);
pub const WORKER: AccountId = AccountId::new([2; 32]);
pub const SOMEONE: AccountId = AccountId::new([3; 32]);
pub const POTS: AccountId = AccountId::new([99; 32]);
pub const PROTOCOL: AccountId = AccountId::new([98; 32]);
pub const QUOTE: Balance = 10_000;
pub const FEE: Balance = 8_000;
pub const PROTOCOL_FEE: Balance = 400;
pub const VALIDATORS: u8 = 4;

/// Stash of validator `n`, whose stake is `n + 1` times 100,000.
pub fn validator(n: u8) -> AccountId {
	AccountId::new([10 + n; 32])
}

/// Stash of worker `n`, for opinions.
pub fn worker(n: u8) -> AccountId {
	AccountId::new([20 + n; 32])
}

/// Its operator.
pub fn operator(n: u8) -> AccountId {
	AccountId::new([50 + n; 32])
}

pub fn model() -> ModelId {
	Hash::repeat_byte(0xaa)
}

pub fn other_model() -> ModelId {
	Hash::repeat_byte(0xbb)
}

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
	pub type Scoring = pallet_scoring;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = frame_support::traits::ConstU128<10>;
}

type TaskOf = Task<AccountId, Balance, BlockNumber>;

/// What the other pallets would store. Kept in storage, so that it rolls back with a call.
#[derive(Clone, codec::Encode, codec::Decode)]
pub struct World {
	pub tasks: BTreeMap<TaskId, TaskOf>,
	/// How results of the models' tasks are checked, and of those that were posted when it was otherwise.
	pub audit: AuditParams,
	pub pinned: BTreeMap<TaskId, AuditParams>,
	/// Stakes of validators in office.
	pub stakes: BTreeMap<AccountId, Balance>,
	/// Own stake that can be bonded.
	pub free: BTreeMap<AccountId, Balance>,
	pub bonds: BTreeMap<(AccountId, TaskId), Balance>,
	pub burnt: Balance,
	pub forfeited: Vec<(AccountId, AccountId, Balance)>,
	pub points: Vec<(AccountId, Balance)>,
	pub era: EraIndex,
	pub seed: u64,
	pub workers: Vec<AccountId>,
	pub delegations: Vec<(AccountId, AccountId)>,
	/// Plancks for opinions.
	pub told: Vec<(AccountId, Balance)>,
}

impl Default for World {
	fn default() -> Self {
		let stakes =
			(0..VALIDATORS).map(|n| (validator(n), 100_000 * (Balance::from(n) + 1))).collect();
		Self {
			tasks: BTreeMap::new(),
			audit: AuditParams {
				newcomer_rate: Permill::one(),
				rate: Permill::from_percent(30),
				auditors: 2,
			},
			pinned: BTreeMap::new(),
			stakes,
			free: (0..VALIDATORS).map(|n| (validator(n), 1_000_000)).collect(),
			bonds: BTreeMap::new(),
			burnt: 0,
			forfeited: Vec::new(),
			points: Vec::new(),
			era: 0,
			seed: 0,
			workers: (0..4).map(worker).collect(),
			delegations: Vec::new(),
			told: Vec::new(),
		}
	}
}

const WORLD: &[u8] = b":world";

pub fn world() -> World {
	frame_support::storage::unhashed::get_or_default(WORLD)
}

pub fn change<R>(f: impl FnOnce(&mut World) -> R) -> R {
	let mut world = world();
	let result = f(&mut world);
	frame_support::storage::unhashed::put(WORLD, &world);
	result
}

pub struct Others;

impl AuditedTasks for Others {
	type AccountId = AccountId;
	type Balance = Balance;
	type BlockNumber = BlockNumber;

	fn task(id: TaskId) -> Option<TaskOf> {
		world().tasks.get(&id).cloned()
	}

	fn identity(id: TaskId) -> Option<TaskIdentity> {
		world().tasks.contains_key(&id).then(|| identity(id))
	}

	fn audit_params(id: &ModelId) -> Option<AuditParams> {
		[model(), other_model()].contains(id).then(|| world().audit)
	}

	fn audit_params_of(id: TaskId) -> Option<AuditParams> {
		let world = world();
		let now = || world.tasks.get(&id).and_then(|task| Self::audit_params(&task.model));
		world.pinned.get(&id).copied().or_else(now)
	}

	fn extend(id: TaskId, until: BlockNumber) {
		change(|world| {
			if let Some(TaskState::Revealed { ends, .. }) =
				world.tasks.get_mut(&id).map(|task| &mut task.state)
			{
				*ends = until.max(*ends);
			}
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_task(index: u32) -> TaskId {
		revealed(index.into())
	}
}

pub fn identity(number: TaskId) -> TaskIdentity {
	TaskIdentity { genesis: Hash::zero(), number, content: Hash::repeat_byte(9) }
}

impl traits::AuditBonds for Others {
	type AccountId = AccountId;
	type Balance = Balance;

	fn validator_of(who: &AccountId) -> Option<AccountId> {
		(0..VALIDATORS).find(|n| operator(*n) == *who).map(validator)
	}

	fn active() -> Vec<(AccountId, Balance)> {
		world().stakes.into_iter().collect()
	}

	fn is_worker(stash: &AccountId) -> bool {
		world().workers.contains(stash)
	}

	fn has_delegated(delegator: &AccountId, staker: &AccountId) -> bool {
		world().delegations.contains(&(delegator.clone(), staker.clone()))
	}

	fn bonded(who: &AccountId, task: TaskId) -> Balance {
		world().bonds.get(&(who.clone(), task)).copied().unwrap_or(0)
	}

	fn bond(who: &AccountId, task: TaskId, amount: Balance) -> DispatchResult {
		change(|world| {
			if !world.stakes.contains_key(who) {
				return Err(DispatchError::CannotLookup);
			}
			let free = world.free.get_mut(who).ok_or(DispatchError::CannotLookup)?;
			*free = free.checked_sub(amount).ok_or(DispatchError::Exhausted)?;
			assert!(world.bonds.insert((who.clone(), task), amount).is_none());
			Ok(())
		})
	}

	fn release(who: &AccountId, task: TaskId) -> Result<Balance, DispatchError> {
		Self::penalise(who, task, 0)
	}

	fn penalise(who: &AccountId, task: TaskId, amount: Balance) -> Result<Balance, DispatchError> {
		change(|world| {
			let bond =
				world.bonds.remove(&(who.clone(), task)).ok_or(DispatchError::CannotLookup)?;
			let burnt = amount.min(bond);
			*world.free.get_mut(who).unwrap() += bond - burnt;
			world.burnt += burnt;
			Ok(burnt)
		})
	}

	fn forfeit(who: &AccountId, task: TaskId, to: &AccountId) -> Result<Balance, DispatchError> {
		change(|world| {
			let bond =
				world.bonds.remove(&(who.clone(), task)).ok_or(DispatchError::CannotLookup)?;
			world.forfeited.push((who.clone(), to.clone(), bond / 2));
			world.burnt += bond - bond / 2;
			Ok(bond / 2)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> AccountId {
		worker((index % 4) as u8)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(count: u32) -> Vec<(AccountId, AccountId)> {
		(0..count.min(VALIDATORS.into()) as u8).map(|n| (validator(n), operator(n))).collect()
	}
}

impl traits::Eras for Others {
	fn current() -> EraIndex {
		world().era
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_set(era: EraIndex) {
		change(|world| world.era = era);
	}
}

impl traits::BlockSeed for Others {
	fn block_seed() -> Option<Hash> {
		Some(Hash::from_low_u64_be(world().seed * 1_000_000 + u64::from(System::block_number())))
	}
}

impl traits::RewardPoints<AccountId> for Others {
	fn add_points(stash: &AccountId, duty: Duty, points: Balance) {
		change(|world| match duty {
			Duty::Work => world.points.push((stash.clone(), points)),
			Duty::Opinion => world.told.push((stash.clone(), points)),
			Duty::Validation => panic!("nobody authors blocks here"),
		})
	}
}

parameter_types! {
	pub const PotAccount: AccountId = POTS;
	pub const ProtocolAccount: AccountId = PROTOCOL;
	pub const PotShare: Permill = Permill::from_percent(5);
	pub const AuditFee: Permill = Permill::from_percent(20);
	pub const EmissionCap: Permill = Permill::from_percent(50);
	pub const OpinionWeight: Permill = Permill::from_percent(25);
	pub const SilencePenalty: Permill = Permill::from_percent(50);
}

impl pallet_scoring::Config for Test {
	type Currency = Balances;
	type Tasks = Others;
	type Bonds = Others;
	type Eras = Others;
	type Seed = Others;
	type Points = Others;
	type BlockNumberProvider = System;
	type PotAccount = PotAccount;
	type ProtocolAccount = ProtocolAccount;
	type PotShare = PotShare;
	type AuditFee = AuditFee;
	type EmissionCap = EmissionCap;
	type NewcomerAudits = ConstU32<2>;
	type DrawDelay = ConstU32<3>;
	type CommitPeriod = ConstU32<5>;
	type RevealPeriod = ConstU32<4>;
	type VerdictWindow = ConstU32<6>;
	type SilencePenalty = SilencePenalty;
	type ServeCooldown = ConstU32<3>;
	type MaxAuditedModels = ConstU32<2>;
	type MaxPanel = ConstU32<4>;
	type OpinionWeight = OpinionWeight;
	type OpinionPrice = ConstU128<8_000_000>;
	type MaxOpinion = ConstU32<3>;
	type MaxBallotsPerBlock = ConstU32<2>;
	type MaxDrawsPerBlock = ConstU32<2>;
	type MaxDeadlinesPerBlock = ConstU32<2>;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut balances = vec![(REQUESTER, 1_000_000), (WORKER, 1_000), (POTS, 10)];
	balances.extend((0..VALIDATORS).map(|n| (validator(n), 1_000)));
	let mut ext: sp_io::TestExternalities = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
	.into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test and checks all invariants afterwards.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		check();
	})
}

pub fn check() {
	Scoring::do_try_state().unwrap();
	// Nobody has a bond but auditors.
	for (who, id) in world().bonds.keys() {
		let audit = crate::Audits::<Test>::get(id).expect("a bond of no audit");
		assert!(audit.auditors.iter().any(|it| it.stash == *who && it.is_bonded()));
	}
}

/// Moves on by a block.
pub fn next_block() {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	Scoring::on_initialize(now);
}

pub fn run_to(height: BlockNumber) {
	while System::block_number() < height {
		next_block();
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Validators 0 to `count - 1` audit the model.
pub fn serve(count: u8) {
	for n in 0..count {
		let models = vec![model()].try_into().unwrap();
		assert_ok!(Scoring::serve(signed(operator(n)), models));
	}
}

/// A task that was just revealed, of a canonical model.
pub fn revealed(id: TaskId) -> TaskId {
	revealed_of(id, Some(1))
}

pub fn revealed_of(id: TaskId, canon: Option<u16>) -> TaskId {
	let at = System::block_number();
	let result = ResultSummary {
		outcome_hash: Hash::zero(),
		kind: ResultKind::Done,
		output_hash: Hash::zero(),
		output_len: 0,
		ids_hash: Hash::zero(),
		trace_root: Hash::zero(),
		prompt_ids: 1,
		output_ids: 1,
		units: 1,
		fee: FEE,
	};
	let task = Task {
		requester: REQUESTER,
		model: model(),
		model_version: 0,
		weights_root: Hash::zero(),
		params_version: 0,
		canon,
		kind: TaskKind::Generate {
			max_tokens: 1,
			sampling: assay_primitives::task::Sampling::Greedy,
		},
		input_hash: Hash::zero(),
		input_len: 4,
		blob: false,
		content_hash: Hash::repeat_byte(9),
		deadline: 10,
		price: 1,
		quote: QUOTE,
		bond: 25 * QUOTE,
		verification: Verification::Audited,
		replica: 0,
		parent: None,
		prompt_ids: None,
		posted_at: at,
		reassignments: 0,
		state: TaskState::Revealed { worker: WORKER, result, at, ends: at + 10 },
	};
	change(|world| world.tasks.insert(id, task));
	Scoring::revealed(id, &WORKER, &model());
	id
}

/// Height at which a revealed task settles.
pub fn ends(id: TaskId) -> BlockNumber {
	match world().tasks[&id].state {
		TaskState::Revealed { ends, .. } => ends,
		ref other => panic!("{other:?}"),
	}
}

/// Lets a task settle as the market would, paying the bill out of the requester's account. Returns what was paid to whom.
pub fn settle(id: TaskId) -> Vec<(AccountId, Balance)> {
	use frame_support::traits::{fungible::Mutate, tokens::Preservation::Preserve};
	let bill = Scoring::bill(id, &model(), FEE);
	for (to, amount) in &bill {
		assert_ok!(<Balances as Mutate<AccountId>>::transfer(&REQUESTER, to, *amount, Preserve));
	}
	finish(id);
	Scoring::settled(id, &WORKER, &model(), FEE, PROTOCOL_FEE, &bill);
	bill
}

/// Finds a result wrong as the referee would.
pub fn convict(id: TaskId) {
	Scoring::convicted(id, &WORKER, &model());
	finish(id);
}

fn finish(id: TaskId) {
	let at = System::block_number();
	change(|world| {
		let task = world.tasks.get_mut(&id).unwrap();
		task.state =
			TaskState::Refunded { reason: assay_primitives::task::RefundReason::Expired, at };
	});
}

pub const SALT: Hash = Hash::repeat_byte(7);
pub const DIGEST: Hash = Hash::repeat_byte(8);

/// Seed of a draw.
pub fn seed(id: TaskId) -> Hash {
	crate::Audits::<Test>::get(id).map_or(Hash::zero(), |audit| audit.seed)
}

pub fn commit(n: u8, id: TaskId, verdict: &Verdict<AccountId>) -> DispatchResult {
	let hash = verdict_commitment(&identity(id), &validator(n), verdict, DIGEST, SALT);
	Scoring::commit_verdict(signed(operator(n)), id, seed(id), hash)
}

pub fn reveal(n: u8, id: TaskId, verdict: &Verdict<AccountId>) -> DispatchResult {
	Scoring::reveal_verdict(signed(operator(n)), id, verdict.clone(), DIGEST, SALT)
}

/// Numbers of the validators that were drawn for an audit.
pub fn drawn(id: TaskId) -> Vec<u8> {
	let audit = crate::Audits::<Test>::get(id).expect("audited");
	let number = |it: &crate::types::Auditor<AccountId>| {
		(0..VALIDATORS).find(|n| validator(*n) == it.stash).unwrap()
	};
	audit.auditors.iter().map(number).collect()
}

/// All auditors say this, and reveal it.
pub fn all_say(id: TaskId, verdict: &Verdict<AccountId>) {
	let all = drawn(id);
	for n in &all {
		assert_ok!(commit(*n, id, verdict));
	}
	for n in &all {
		assert_ok!(reveal(*n, id, verdict));
	}
}
