//! A runtime with balances and tasks; registry and stake are played by plain storage.

use crate as pallet_tasks;
use assay_primitives::{
	model::{
		Architecture, AuditParams, ModelManifest, ModelParams, ModelStatus, Quantisation,
		TemplatePart,
	},
	task::{Grounds, Input, Outcome, Payload, Refusal, Sampling, TaskKind, TokenIds},
	traits::{self, ModelTerms},
	AccountId, Balance, BlockNumber, CanonVersion, EraIndex, Hash, ModelId, TaskId,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::Inspect, ConstU128, ConstU32, Hooks},
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill, Permill};
use std::{cell::RefCell, collections::BTreeMap};

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
/// Workers in most tests.
pub const WORKERS: u8 = 3;
/// Workers that can be put on offer.
pub const MOST_WORKERS: u8 = 6;
pub const PROTOCOL: AccountId = AccountId::new([99; 32]);
pub const RICHES: Balance = 1_000_000_000;
pub const STAKE: Balance = 2_000_000_000;

/// Stash of worker `n`, which has a balance too.
pub fn stash(n: u8) -> AccountId {
	AccountId::new([10 + n; 32])
}

/// Operator of worker `n`.
pub fn operator(n: u8) -> AccountId {
	AccountId::new([50 + n; 32])
}

pub fn model() -> ModelId {
	Hash::repeat_byte(0xaa)
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
	pub type Market = pallet_tasks;
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
	type ExistentialDeposit = ConstU128<10>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

/// What the registry and the staking pallet would store. Kept in storage, so that it rolls back with a call.
#[derive(Clone, Default, codec::Encode, codec::Decode)]
pub struct World {
	pub free: BTreeMap<AccountId, Balance>,
	pub bonds: BTreeMap<(AccountId, TaskId), Balance>,
	pub burnt: Balance,
	pub convicted: Balance,
	pub live: u32,
	pub era: EraIndex,
	pub retired: bool,
	/// Validators that can audit.
	pub able: u32,
	/// Who is to be paid for audits of every task.
	pub bill: Vec<(AccountId, Balance)>,
	/// What the market reported last, in order.
	pub reports: Vec<Report>,
	pub scores: BTreeMap<AccountId, u32>,
	pub newcomers: Vec<AccountId>,
	/// What the registry says of versions that are not current any more.
	pub old_manifest: Option<ModelManifest>,
	pub old_params: Option<ModelParams<Balance, BlockNumber>>,
}

/// What becomes of tasks, as reported to whoever audits.
#[derive(Clone, PartialEq, Eq, Debug, codec::Encode, codec::Decode)]
pub enum Report {
	Committed(AccountId, Perbill),
	Revealed(TaskId, AccountId),
	Missed(AccountId),
	Settled(TaskId, AccountId, Balance, Vec<(AccountId, Balance)>),
	Convicted(TaskId, AccountId),
	Outvoted(TaskId, AccountId),
	Split(TaskId, AccountId),
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

thread_local! {
	pub static TERMS: RefCell<ModelTerms<Balance, BlockNumber>> = RefCell::new(terms());
	pub static SEED: RefCell<Option<u64>> = const { RefCell::new(Some(0)) };
}

pub fn terms() -> ModelTerms<Balance, BlockNumber> {
	ModelTerms {
		status: ModelStatus::Admitted,
		version: 0,
		manifest: ModelManifest {
			name: b"model".to_vec().try_into().unwrap(),
			architecture: Architecture::Llama,
			quantisation: Quantisation::Q8_0,
			weights_root: Hash::repeat_byte(7),
			tokenizer: None,
			template: vec![TemplatePart::Prompt].try_into().unwrap(),
			context_length: 512,
			canon: None,
			licence: b"Apache-2.0".to_vec().try_into().unwrap(),
			parent: None,
			datasets: Default::default(),
		},
		params_version: 0,
		params: ModelParams {
			price_floor: 100,
			bond_factor: 25,
			max_input_bytes: 400,
			max_blob_bytes: 400,
			max_output_tokens: 100,
			base_deadline: 5,
			units_per_block: 50,
			audit: AuditParams {
				newcomer_rate: Permill::one(),
				rate: Permill::from_percent(30),
				auditors: 1,
			},
			challenge_window: None,
			default_temperature: None,
			system_prompt: None,
			safety_policy: None,
		},
	}
}

pub struct Registry;
impl traits::ModelLookup for Registry {
	type Balance = Balance;
	type BlockNumber = BlockNumber;

	fn terms(id: &ModelId) -> Option<ModelTerms<Balance, BlockNumber>> {
		(*id == model()).then(|| TERMS.with(|terms| terms.borrow().clone()))
	}

	fn version(id: &ModelId) -> Option<u32> {
		Self::terms(id).map(|terms| terms.version)
	}

	fn manifest(id: &ModelId, version: u32) -> Option<ModelManifest> {
		let now = Self::terms(id).filter(|terms| terms.version == version);
		now.map(|terms| terms.manifest).or_else(|| world().old_manifest.filter(|_| *id == model()))
	}

	fn params(id: &ModelId, version: u32) -> Option<ModelParams<Balance, BlockNumber>> {
		let now = Self::terms(id).filter(|terms| terms.params_version == version);
		now.map(|terms| terms.params).or_else(|| world().old_params.filter(|_| *id == model()))
	}

	fn task_opened(_: &ModelId) {
		change(|world| world.live += 1)
	}

	fn task_closed(_: &ModelId) {
		change(|world| world.live -= 1)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model() -> ModelId {
		model()
	}
}

pub struct Staking;
impl traits::TaskBonds for Staking {
	type AccountId = AccountId;
	type Balance = Balance;

	fn worker_of(who: &AccountId) -> Option<AccountId> {
		(0..MOST_WORKERS).find(|n| operator(*n) == *who).map(stash)
	}

	fn operator_of(who: &AccountId) -> Option<AccountId> {
		(0..MOST_WORKERS).find(|n| stash(*n) == *who).map(operator)
	}

	fn free_stake(who: &AccountId) -> Balance {
		world().free.get(who).copied().unwrap_or(0)
	}

	fn bond(who: &AccountId, task: TaskId, amount: Balance) -> DispatchResult {
		change(|world| {
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

	fn convict(
		who: &AccountId,
		task: TaskId,
		_: &AccountId,
		canon: CanonVersion,
		_: Grounds<Balance>,
	) -> Result<Balance, DispatchError> {
		assert_eq!(canon, 1);
		change(|world| {
			let bond = world.bonds.remove(&(who.clone(), task));
			let bond = bond.ok_or(DispatchError::CannotLookup)?;
			world.convicted += bond;
			Ok(bond)
		})
	}

	fn prove(_: TaskId) -> DispatchResult {
		Ok(())
	}

	fn award(_: TaskId, _: Option<&AccountId>) -> DispatchResult {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> (AccountId, AccountId) {
		let n = (index % u32::from(WORKERS)) as u8;
		(stash(n), operator(n))
	}
}

fn report(report: Report) {
	change(|world| {
		// Long tests write this with every change.
		if world.reports.len() == 8 {
			world.reports.remove(0);
		}
		world.reports.push(report);
	});
}

pub struct Auditors;
impl traits::Audits<AccountId, Balance> for Auditors {
	fn able(_: &ModelId) -> u32 {
		world().able
	}

	fn committed(worker: &AccountId, _: &ModelId, pace: Perbill) {
		report(Report::Committed(worker.clone(), pace));
	}

	fn revealed(task: TaskId, worker: &AccountId, _: &ModelId) {
		report(Report::Revealed(task, worker.clone()));
	}

	fn missed(worker: &AccountId, _: &ModelId) {
		report(Report::Missed(worker.clone()));
	}

	fn bill(_: TaskId, _: &ModelId, _: Balance) -> Vec<(AccountId, Balance)> {
		world().bill
	}

	fn settled(
		task: TaskId,
		worker: &AccountId,
		_: &ModelId,
		_: Balance,
		protocol_fee: Balance,
		paid: &[(AccountId, Balance)],
	) {
		report(Report::Settled(task, worker.clone(), protocol_fee, paid.to_vec()));
	}

	fn convicted(task: TaskId, worker: &AccountId, _: &ModelId) {
		report(Report::Convicted(task, worker.clone()));
	}

	fn outvoted(task: TaskId, worker: &AccountId, _: &ModelId) {
		report(Report::Outvoted(task, worker.clone()));
	}

	fn split(task: TaskId, worker: &AccountId, _: &ModelId) {
		report(Report::Split(task, worker.clone()));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_audited(_: TaskId, _: &AccountId, _: &ModelId) {}
}

impl traits::Deterrence for Auditors {
	fn least_factor(audit: &AuditParams, auditors: u32) -> Option<u32> {
		let (emission, prover) = (Permill::from_parts(25_000), Perbill::from_percent(20));
		assay_primitives::deterrence::least_factor(audit, auditors, emission, prover)
	}

	fn is_covered(_: &AuditParams) -> bool {
		true
	}
}

impl traits::WorkerScores<AccountId> for Auditors {
	fn score(stash: &AccountId, _: &ModelId) -> u32 {
		world().scores.get(stash).copied().unwrap_or(0)
	}

	fn is_newcomer(stash: &AccountId, _: &ModelId) -> bool {
		world().newcomers.contains(stash)
	}
}

pub struct Clocks;
impl traits::Eras for Clocks {
	fn current() -> EraIndex {
		world().era
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_set(era: EraIndex) {
		change(|world| world.era = era);
	}
}
impl traits::BlockSeed for Clocks {
	fn block_seed() -> Option<Hash> {
		let seed = SEED.with(|seed| *seed.borrow())?;
		Some(Hash::from_low_u64_be(seed * 1_000_000 + u64::from(System::block_number())))
	}
}

parameter_types! {
	pub const ProtocolAccount: AccountId = PROTOCOL;
	pub const ProtocolFee: Permill = Permill::from_percent(5);
	pub const MissPenalty: Permill = Permill::from_percent(25);
}

impl pallet_tasks::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Models = Registry;
	type Stake = Staking;
	type Eras = Clocks;
	type Seed = Clocks;
	type Audits = Auditors;
	type Deterrence = Auditors;
	type Scores = Auditors;
	type MoreFreeCalls = ();
	type BlockNumberProvider = System;
	type ProtocolAccount = ProtocolAccount;
	type ProtocolFee = ProtocolFee;
	type PostingFeeBase = ConstU128<50>;
	type PostingFeePerByte = ConstU128<1>;
	type MissPenalty = MissPenalty;
	type MinTaskBond = ConstU128<1_000>;
	type ChallengeWindow = ConstU32<10>;
	type AckDeadline = ConstU32<4>;
	type RevealDeadline = ConstU32<4>;
	type MaxDeadline = ConstU32<100>;
	type QueueTtl = ConstU32<20>;
	type MaxReplicas = ConstU32<5>;
	type MaxQueue = ConstU32<8>;
	type MissPause = ConstU32<5>;
	type ConvictionPause = ConstU32<30>;
	type PayloadKeep = ConstU32<15>;
	type ReadyDelay = ConstU32<2>;
	type ReadyCooldown = ConstU32<3>;
	type MaxServedModels = ConstU32<4>;
	type MaxCapacity = ConstU32<4>;
	type SlotsPerPage = ConstU32<3>;
	type MaxAssignmentsPerBlock = ConstU32<3>;
	type MaxTimeoutsPerBlock = ConstU32<2>;
	type MaxCleanupsPerBlock = ConstU32<2>;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut balances = vec![(ALICE, RICHES), (BOB, RICHES), (PROTOCOL, 10)];
	balances.extend((0..MOST_WORKERS).map(|n| (stash(n), RICHES)));
	let mut ext: sp_io::TestExternalities = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
	.into();
	ext.execute_with(|| {
		TERMS.with(|cell| *cell.borrow_mut() = terms());
		SEED.with(|seed| *seed.borrow_mut() = Some(0));
		System::set_block_number(1);
		change(|world| world.free = (0..MOST_WORKERS).map(|n| (stash(n), STAKE)).collect());
	});
	ext
}

/// Runs a test and checks all invariants afterwards.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		check();
	})
}

/// The pallet's invariants, and: live tasks and bonds are what the other pallets know of.
pub fn check() {
	Market::do_try_state().unwrap();
	let world = world();
	let live = crate::Tasks::<Test>::iter_values().filter(|task| task.state.is_live()).count();
	assert_eq!(world.live as usize, live);
	let bonds: u32 = crate::Workers::<Test>::iter_values().map(|worker| worker.live).sum();
	assert_eq!(world.bonds.len() as u32, bonds);
}

/// Moves on by a block.
pub fn next_block() {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	Market::on_initialize(now);
}

pub fn run_to(height: BlockNumber) {
	while System::block_number() < height {
		next_block();
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn text(len: usize) -> Input {
	Input::Inline(vec![b'a'; len].try_into().unwrap())
}

pub fn generate(max_tokens: u32) -> TaskKind {
	TaskKind::Generate { max_tokens, sampling: Sampling::Greedy }
}

/// Posts a task of 10 prompt units and 20 tokens.
pub fn post() -> TaskId {
	let id = crate::NextTask::<Test>::get();
	let (origin, fee) = (signed(ALICE), Balance::MAX);
	assert_ok!(Market::post(origin, model(), generate(20), text(40), fee, Default::default()));
	id
}

/// The model's current version.
pub fn version() -> u32 {
	TERMS.with(|terms| terms.borrow().version)
}

/// The model gets other weights and parameters; those before stay known.
pub fn upgrade(change: impl FnOnce(&mut ModelTerms<Balance, BlockNumber>)) {
	TERMS.with(|cell| {
		let mut terms = cell.borrow_mut();
		let before = terms.clone();
		terms.version += 1;
		terms.params_version += 1;
		crate::mock::change(|world| {
			world.old_manifest = Some(before.manifest);
			world.old_params = Some(before.params);
		});
		change(&mut terms);
	})
}

pub fn ready(n: u8, capacity: u32) {
	let models = vec![(model(), version())].try_into().unwrap();
	assert_ok!(Market::set_ready(signed(operator(n)), models, capacity));
}

/// A result with so many output tokens.
pub fn done(output_ids: u32) -> Outcome {
	let ids: Vec<u32> = (0..3 + output_ids).collect();
	Outcome::Done {
		output: Payload::Inline(b"out".to_vec().try_into().unwrap()),
		ids: TokenIds::Inline(ids.try_into().unwrap()),
		prompt_ids: 3,
		output_ids,
		root: Hash::zero(),
		salt: Hash::repeat_byte(5),
	}
}

/// A run that stopped in the second layer after so many output tokens.
pub fn fault(output_ids: u32) -> Outcome {
	let ids: Vec<u32> = (0..3 + output_ids).collect();
	Outcome::Fault {
		ids: TokenIds::Inline(ids.try_into().unwrap()),
		prompt_ids: 3,
		output_ids,
		position: 2 + output_ids,
		layer: 1,
		operation: 34,
		index: 7,
		root: Hash::zero(),
		salt: Hash::repeat_byte(5),
	}
}

/// A prompt said to have so many ids.
pub fn too_long(count: u32) -> Outcome {
	let reason = Refusal::TooLong { ids_root: Hash::zero(), count };
	Outcome::Refused { reason, salt: Hash::repeat_byte(5) }
}

/// These ids instead of those that the requester fixed.
pub fn bad_ids(ids: &[u32]) -> Outcome {
	let ids = ids.to_vec().try_into().unwrap();
	let reason = Refusal::BadIds { ids, ids_root: Hash::zero() };
	Outcome::Refused { reason, salt: Hash::repeat_byte(5) }
}

pub fn state(id: TaskId) -> crate::TaskStateOf<Test> {
	crate::Tasks::<Test>::get(id).unwrap().state
}

pub fn total(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}
