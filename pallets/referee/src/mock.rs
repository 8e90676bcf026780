//! A runtime with balances and the referee; tasks and stake are played by plain storage, models and runs are real.

use crate as pallet_referee;
use assay_canon::{
	card::{self, Card},
	engine::{Fault, Machine, Run, Stopped, Weights},
	half,
	kernels::Path,
	merkle::{self, Plain, Tree},
	ops::Op,
	party::{Lie, Party},
	sampling::{philox, Sampler},
	shape::{Family, Shape, Tensor},
	trace::Ending,
};
use assay_primitives::{
	model::{Architecture, ModelManifest, Quantisation, TemplatePart},
	task::{
		ids_hash, trace_root, Grounds, Input, Outcome, Payload, Refusal, ResultKind, ResultSummary,
		Sampling, Task, TaskIdentity, TaskKind, TaskState, TokenIds, Verification,
	},
	traits, AccountId, Balance, BlockNumber, CanonVersion, Hash, TaskId,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::Inspect, ConstU128, ConstU32, Hooks},
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill, Permill};
use std::{
	borrow::Cow,
	cell::Cell,
	sync::{Arc, OnceLock},
};

pub const REQUESTER: AccountId = AccountId::new([1; 32]);
pub const WORKER: AccountId = AccountId::new([2; 32]);
pub const OPERATOR: AccountId = AccountId::new([3; 32]);
pub const PROVER: AccountId = AccountId::new([4; 32]);
pub const ACCOMPLICE: AccountId = AccountId::new([5; 32]);
pub const FRIEND: AccountId = AccountId::new([6; 32]);
pub const RICHES: Balance = 1_000_000_000;
pub const TASK: TaskId = 7;
pub const BOND: Balance = 100_000;
pub const SALT: Hash = Hash::repeat_byte(9);

/// Someone with money.
pub fn account(n: u8) -> AccountId {
	AccountId::new([100 + n; 32])
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
	pub type Referee = pallet_referee;
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

/// What the other pallets would store. Kept in storage, so that it rolls back with a call.
#[derive(Clone, codec::Encode, codec::Decode)]
pub struct World {
	pub task: Task<AccountId, Balance, BlockNumber>,
	pub outcome: Outcome,
	pub input: Input,
	pub manifest: ModelManifest,
	pub awarded: Option<Option<AccountId>>,
	pub resumed: u32,
	/// Whom auditors named to show that the result is wrong.
	pub named: Vec<AccountId>,
	/// Seed and digest of an auditor.
	pub digest: Option<(AccountId, Hash, Hash)>,
	/// Who showed that it is false.
	pub disproved: Option<AccountId>,
}

const WORLD: &[u8] = b":world";

pub fn world() -> World {
	frame_support::storage::unhashed::get(WORLD).expect("the world is there")
}

pub fn change(f: impl FnOnce(&mut World)) {
	let mut world = world();
	f(&mut world);
	frame_support::storage::unhashed::put(WORLD, &world);
}

pub struct Market;
impl traits::DisputedTasks for Market {
	type AccountId = AccountId;
	type Balance = Balance;
	type BlockNumber = BlockNumber;

	fn task(id: TaskId) -> Option<Task<AccountId, Balance, BlockNumber>> {
		(id == TASK).then(|| world().task)
	}

	fn identity(id: TaskId) -> Option<TaskIdentity> {
		let content = Hash::repeat_byte(1);
		(id == TASK).then(|| TaskIdentity { genesis: Hash::zero(), number: id, content })
	}

	fn outcome(id: TaskId) -> Option<Outcome> {
		(id == TASK).then(|| world().outcome)
	}

	fn input(id: TaskId) -> Option<Input> {
		(id == TASK).then(|| world().input)
	}

	fn manifest(id: TaskId) -> Option<ModelManifest> {
		(id == TASK).then(|| world().manifest)
	}

	fn stop(id: TaskId) -> DispatchResult {
		let mut found = Err(DispatchError::Unavailable);
		change(|world| {
			let state = world.task.state.clone();
			match state {
				TaskState::Revealed { worker, result, at, ends }
					if id == TASK && System::block_number() < ends =>
				{
					world.task.state = TaskState::Disputed { worker, result, at };
					found = Ok(());
				}
				TaskState::Disputed { .. } if id == TASK => found = Ok(()),
				_ => {}
			}
		});
		found
	}

	fn resume(_: TaskId) -> DispatchResult {
		change(|world| {
			let TaskState::Disputed { worker, result, at } = world.task.state.clone() else {
				panic!("only a disputed task goes on")
			};
			let ends = System::block_number() + 20;
			world.task.state = TaskState::Revealed { worker, result, at, ends };
			world.resumed += 1;
		});
		Ok(())
	}

	fn convict(_: TaskId, grounds: Grounds<Balance>) -> DispatchResult {
		change(|world| {
			let TaskState::Disputed { worker, result, .. } = world.task.state.clone() else {
				panic!("only a disputed task is convicted, once")
			};
			let at = System::block_number();
			world.task.state = TaskState::Convicted { worker, result, grounds, at };
		});
		Ok(())
	}

	fn prove(_: TaskId) -> DispatchResult {
		change(|world| {
			let TaskState::Convicted { grounds, .. } = &mut world.task.state else {
				panic!("only what is convicted is proved as well")
			};
			*grounds = Grounds::Proof;
		});
		Ok(())
	}

	fn award(_: TaskId, prover: Option<&AccountId>) -> DispatchResult {
		change(|world| {
			assert!(world.awarded.is_none(), "awarded once");
			assert!(matches!(world.task.state, TaskState::Convicted { .. }));
			world.awarded = Some(prover.cloned());
		});
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_revealed(_: u32, weights_root: Hash, outcome: Outcome) -> TaskId {
		let Outcome::Done { prompt_ids, output_ids, root, .. } = &outcome else {
			panic!("a run that was done")
		};
		let (prompt_ids, output_ids, root) = (*prompt_ids, *output_ids, *root);
		change(|world| {
			world.task.weights_root = weights_root;
			let mut result = result_of(&world.task.state);
			result.trace_root = trace_root(root, prompt_ids, output_ids);
			result.prompt_ids = prompt_ids;
			result.output_ids = output_ids;
			let at = System::block_number();
			world.task.state =
				TaskState::Revealed { worker: WORKER, result, at, ends: at + 1_000_000 };
			world.outcome = outcome;
		});
		TASK
	}
}

pub fn result_of(state: &TaskState<AccountId, Balance, BlockNumber>) -> ResultSummary<Balance> {
	match state {
		TaskState::Revealed { result, .. }
		| TaskState::Disputed { result, .. }
		| TaskState::Convicted { result, .. } => result.clone(),
		_ => panic!("a result is there"),
	}
}

pub struct Staking;
impl traits::TaskBonds for Staking {
	type AccountId = AccountId;
	type Balance = Balance;

	fn worker_of(who: &AccountId) -> Option<AccountId> {
		(*who == OPERATOR).then_some(WORKER)
	}

	fn operator_of(who: &AccountId) -> Option<AccountId> {
		(*who == WORKER).then_some(OPERATOR)
	}

	fn free_stake(_: &AccountId) -> Balance {
		0
	}

	fn bond(_: &AccountId, _: TaskId, _: Balance) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}

	fn release(_: &AccountId, _: TaskId) -> Result<Balance, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn penalise(_: &AccountId, _: TaskId, _: Balance) -> Result<Balance, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn convict(
		_: &AccountId,
		_: TaskId,
		_: &AccountId,
		_: CanonVersion,
		_: Grounds<Balance>,
	) -> Result<Balance, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn prove(_: TaskId) -> DispatchResult {
		Ok(())
	}

	fn award(_: TaskId, _: Option<&AccountId>) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(_: u32) -> (AccountId, AccountId) {
		(WORKER, OPERATOR)
	}
}

pub struct Audits;
impl traits::AuditClaims<AccountId> for Audits {
	fn is_challenger(task: TaskId, who: &AccountId) -> bool {
		task == TASK && world().named.contains(who)
	}

	fn digest_of(task: TaskId, auditor: &AccountId) -> Option<(Hash, Hash)> {
		let (who, seed, digest) = world().digest.filter(|_| task == TASK)?;
		(who == *auditor).then_some((seed, digest))
	}

	fn disproved(_: TaskId, _: &AccountId, by: &AccountId) -> DispatchResult {
		change(|world| world.disproved = Some(by.clone()));
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_claim(_: TaskId) -> (AccountId, Hash) {
		(WORKER, Hash::zero())
	}
}

parameter_types! {
	pub const ChallengeShare: Perbill = Perbill::from_percent(5);
	pub const AuditFee: Permill = Permill::from_percent(20);
}

impl pallet_referee::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Tasks = Market;
	type Stake = Staking;
	type Audits = Audits;
	type BlockNumberProvider = System;
	type ChallengeShare = ChallengeShare;
	type MinChallengeBond = ConstU128<1_000>;
	type DemandFee = ConstU128<100>;
	type DisputeFees = ConstU128<500>;
	type AuditFee = AuditFee;
	type OpenWithin = ConstU32<5>;
	type AnswerDeadline = ConstU32<8>;
	type MaxTimeoutsPerBlock = ConstU32<3>;
	type WeightInfo = ();
}

// --- A model and its runs ---------------------------------------------------------------------------------------

pub const SHAPE: Shape = Shape {
	family: Family::Qwen3,
	layers: 2,
	width: 64,
	heads: 4,
	kv_heads: 2,
	head: 32,
	inner: 96,
	vocabulary: 300,
	context: 200,
	epsilon: 1e-5,
	rope_base: 10_000.0,
	tied: true,
};
pub const STOP: u32 = 299;
const FIXED: u32 = 298;

/// What an id spells: nothing if it is special.
pub fn spelling(id: u32) -> (bool, Vec<u8>) {
	match id {
		FIXED | STOP => (true, Vec::new()),
		0..=255 => (false, vec![id as u8]),
		_ => (false, vec![b'a' + (id % 26) as u8; 2]),
	}
}

fn spellings() -> Tree {
	let leaf = |id| {
		let (special, bytes) = spelling(id);
		card::spelling::<Plain>(special, &bytes)
	};
	Tree::new::<Plain>((0..SHAPE.vocabulary).map(leaf).collect(), 0)
}

/// The way from an id's spelling to the root of all.
pub fn spelling_path(id: u32) -> Vec<merkle::Hash> {
	spellings().path(0, id as usize)
}

/// An element of a vector of weights that is so large that some runs leave the finite numbers.
pub type Hot = (Tensor, u32, f32);

thread_local! {
	static HOT: Cell<Option<Hot>> = const { Cell::new(None) };
}

/// From here on, in this thread, the model has this weight. Returns what it had.
pub fn heat(hot: Option<Hot>) -> Option<Hot> {
	HOT.replace(hot)
}

fn weights() -> Arc<Weights> {
	static COLD: OnceLock<Arc<Weights>> = OnceLock::new();
	match HOT.get() {
		Some(hot) => made_weights(Some(hot)),
		None => COLD.get_or_init(|| made_weights(None)).clone(),
	}
}

fn made_weights(hot: Option<Hot>) -> Arc<Weights> {
	let read = |tensor: Tensor| -> Result<Cow<'static, [u8]>, String> {
		let (rows, _) = SHAPE.dimensions(tensor);
		let number = SHAPE.tensors().position(|other| other == tensor).unwrap() as u32;
		let word = |n: usize| philox([n as u32, number, 0, 0], [5, 3])[0];
		let bytes = rows as usize * SHAPE.row_bytes(tensor);
		let mut bytes: Vec<u8> = if tensor.is_vector() {
			(0..bytes / 4).flat_map(|n| (0.5 + word(n) as f32 / 4e9).to_le_bytes()).collect()
		} else {
			let block = |n: usize| {
				let scale = half::from_f32(0.5 / 74.0 / 8.0 + word(n * 40) as f32 / 1e13).unwrap();
				let elements = (1..33).map(move |m| (word(n * 40 + m) >> 24) as u8);
				scale.to_le_bytes().into_iter().chain(elements)
			};
			(0..bytes / 34).flat_map(block).collect()
		};
		if let Some((_, index, value)) = hot.filter(|(of, ..)| *of == tensor) {
			bytes[index as usize * 4..][..4].copy_from_slice(&value.to_le_bytes());
		}
		Ok(Cow::Owned(bytes))
	};
	Arc::new(Weights::load(SHAPE, read).unwrap())
}

pub fn card() -> Card {
	Card {
		shape: SHAPE,
		rows: merkle::root::<Plain>(weights().row_leaves().to_vec()),
		spellings: spellings().root(),
		stop: vec![STOP],
	}
}

fn machine() -> Machine {
	static MACHINE: OnceLock<Machine> = OnceLock::new();
	MACHINE.get_or_init(|| Machine::new(Path::best(), 1).unwrap()).clone()
}

/// Prompt and output ids of the run that the tests are about.
pub fn ids() -> (Vec<u32>, Vec<u32>) {
	static IDS: OnceLock<(Vec<u32>, Vec<u32>)> = OnceLock::new();
	IDS.get_or_init(|| {
		let text = b"the quick brown fox jumps over the lazy dog, and then over another one ";
		let prompt: Vec<u32> =
			std::iter::once(FIXED).chain(text.iter().map(|byte| u32::from(*byte))).collect();
		// Whatever the weights are now.
		let hot = heat(None);
		let output = generate(&prompt).unwrap();
		heat(hot);
		(prompt, output)
	})
	.clone()
}

/// Output ids as a worker chooses them, six at most; or those up to a fault, and the fault.
pub fn generate(prompt: &[u32]) -> Result<Vec<u32>, (Vec<u32>, Fault)> {
	let request = assay_canon::engine::Request {
		prompt,
		max_tokens: 6,
		stop: &[STOP],
		sampler: Sampler::Greedy,
		batch: 32,
	};
	let mut nobody = assay_canon::party::Tracer::new(SHAPE.layers, SHAPE.head, None);
	let mut sofar = Vec::new();
	let generated = Run::new(weights(), machine()).generate(request, &mut nobody, |output| {
		sofar = output.to_vec();
		true
	});
	match generated {
		Ok(generation) => Ok(generation.output),
		Err(Stopped::Fault(fault)) => Err((sofar, fault)),
		Err(Stopped::Cancelled) => panic!("nobody cancels"),
	}
}

/// Ids and offsets of a run, terminator included.
pub fn headers(prompt: &[u32], output: &[u32]) -> Vec<(u32, u32)> {
	let mut headers = Vec::new();
	let mut end = 0;
	for ids in [prompt, output] {
		end = 0;
		for id in ids {
			headers.push((*id, end));
			end += spelling(*id).1.len() as u32;
		}
	}
	headers.push((0, end));
	headers
}

/// A party that goes over these ids, and lies or not.
pub fn party_of(prompt: &[u32], output: &[u32], lie: Option<Lie>) -> Party {
	party_to(prompt, output, Ending::Done, lie)
}

/// As [`party_of`], over a run that is said to have gone so far.
pub fn party_to(prompt: &[u32], output: &[u32], ending: Ending, lie: Option<Lie>) -> Party {
	let run = fresh_run();
	let headers = headers(prompt, output);
	Party::new(run, card(), (prompt, output), &headers, Sampler::Greedy, ending, lie).unwrap()
}

/// A run without positions.
pub fn fresh_run() -> Run {
	Run::new(weights(), machine())
}

/// Who computes what is right.
pub fn honest() -> Party {
	let (prompt, output) = ids();
	party_of(&prompt, &output, None)
}

pub fn lie(position: u32, layer: Option<u32>, op: Op, index: u32, flipped: u32) -> Lie {
	Lie { position, layer, op, index, flipped }
}

fn spelt(ids: &[u32]) -> Vec<u8> {
	ids.iter().flat_map(|id| spelling(*id).1).collect()
}

/// Chain state with one revealed task, whose worker committed to the trace of this party.
pub fn world_of(party: &Party, prompt: &[u32], output: &[u32]) -> World {
	let answer = spelt(output);
	let all: Vec<u32> = prompt.iter().chain(output).copied().collect();
	let (p, o) = (prompt.len() as u32, output.len() as u32);
	let root = Hash::from(party.trace().root());
	let outcome = Outcome::Done {
		output: Payload::Inline(answer.clone().try_into().unwrap()),
		ids: TokenIds::Inline(all.clone().try_into().unwrap()),
		prompt_ids: p,
		output_ids: o,
		root,
		salt: Hash::zero(),
	};
	let result = ResultSummary {
		outcome_hash: outcome.hash(),
		kind: ResultKind::Done,
		output_hash: Hash::from(sp_io::hashing::blake2_256(&answer)),
		output_len: answer.len() as u32,
		ids_hash: ids_hash(&all),
		trace_root: trace_root(root, p, o),
		prompt_ids: p,
		output_ids: o,
		units: 20,
		fee: 2_000,
	};
	world_with(prompt, outcome, result)
}

/// Chain state with one task whose worker says that the run stopped at an output that is not finite.
pub fn world_of_fault(party: &Party, prompt: &[u32], output: &[u32], fault: Fault) -> World {
	let all: Vec<u32> = prompt.iter().chain(output).copied().collect();
	let (p, o) = (prompt.len() as u32, output.len() as u32);
	let root = Hash::from(party.trace().root());
	let Fault { position, layer, op, index } = fault;
	let operation = op as u32;
	let outcome = Outcome::Fault {
		ids: TokenIds::Inline(all.clone().try_into().unwrap()),
		prompt_ids: p,
		output_ids: o,
		position,
		layer,
		operation,
		index,
		root,
		salt: Hash::zero(),
	};
	let result = ResultSummary {
		outcome_hash: outcome.hash(),
		kind: ResultKind::Fault { position, layer, operation, index },
		output_hash: Hash::from(sp_io::hashing::blake2_256(&[])),
		output_len: 0,
		ids_hash: ids_hash(&all),
		trace_root: trace_root(root, p, o),
		prompt_ids: p,
		output_ids: o,
		units: 20,
		fee: 2_000,
	};
	world_with(prompt, outcome, result)
}

/// Chain state with one task that its worker refused, with this tree over the prompt's ids.
pub fn world_of_refusal(prompt: &[u32], reason: Refusal) -> World {
	let (kind, root, ids) = match &reason {
		Refusal::TooLong { ids_root, count } => {
			(ResultKind::TooLong, trace_root(*ids_root, *count, 0), (ids_hash(&[]), *count))
		}
		Refusal::BadIds { ids, ids_root } => {
			let count = ids.len() as u32;
			(ResultKind::BadIds, trace_root(*ids_root, count, 0), (ids_hash(ids), count))
		}
	};
	let outcome = Outcome::Refused { reason, salt: Hash::zero() };
	let result = ResultSummary {
		outcome_hash: outcome.hash(),
		kind,
		output_hash: Hash::from(sp_io::hashing::blake2_256(&[])),
		output_len: 0,
		ids_hash: ids.0,
		trace_root: root,
		prompt_ids: ids.1,
		output_ids: 0,
		units: 0,
		fee: 0,
	};
	world_with(prompt, outcome, result)
}

fn world_with(prompt: &[u32], outcome: Outcome, result: ResultSummary<Balance>) -> World {
	let input = Input::Inline(spelt(prompt).try_into().unwrap());
	let card = card();
	let task = Task {
		requester: REQUESTER,
		model: Hash::repeat_byte(0xaa),
		model_version: 0,
		weights_root: Hash::from(card.root::<Plain>()),
		params_version: 0,
		canon: Some(1),
		kind: TaskKind::Generate { max_tokens: 6, sampling: Sampling::Greedy },
		input_hash: input.hash(),
		input_len: input.len(),
		blob: false,
		content_hash: Hash::repeat_byte(1),
		deadline: 10,
		price: 100,
		quote: 4_000,
		bond: BOND,
		verification: Verification::Audited,
		replica: 0,
		parent: None,
		prompt_ids: None,
		posted_at: 1,
		reassignments: 0,
		state: TaskState::Revealed { worker: WORKER, result, at: 1, ends: 20 },
	};
	let manifest = ModelManifest {
		name: b"model".to_vec().try_into().unwrap(),
		architecture: Architecture::Qwen3,
		quantisation: Quantisation::Q8_0,
		weights_root: task.weights_root,
		tokenizer: None,
		template: vec![TemplatePart::Ids(vec![FIXED].try_into().unwrap()), TemplatePart::Prompt]
			.try_into()
			.unwrap(),
		context_length: 200,
		canon: Some(1),
		licence: b"Apache-2.0".to_vec().try_into().unwrap(),
		parent: None,
		datasets: Default::default(),
	};
	World {
		task,
		outcome,
		input,
		manifest,
		awarded: None,
		resumed: 0,
		named: Vec::new(),
		digest: None,
		disproved: None,
	}
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let rich =
		[REQUESTER, PROVER, ACCOMPLICE, FRIEND, WORKER].into_iter().chain((0..12).map(account));
	let balances = rich.map(|who| (who, RICHES)).collect();
	RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
	.into()
}

/// Runs a test in which the worker committed to the run of this party, and checks all invariants afterwards.
pub fn run_with(party: &Party, prompt: &[u32], output: &[u32], test: impl FnOnce()) {
	run_in(world_of(party, prompt, output), test)
}

/// Runs a test in this state, and checks all invariants afterwards.
pub fn run_in(world: World, test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		frame_support::storage::unhashed::put(WORLD, &world);
		test();
		Referee::do_try_state().unwrap();
	})
}

/// As [`run_with`], for a lie about the usual ids.
pub fn run_lying(lie: Option<Lie>, test: impl FnOnce(Party)) {
	let (prompt, output) = ids();
	let party = party_of(&prompt, &output, lie);
	run_in(world_of(&party, &prompt, &output), || test(party))
}

pub fn next_block() {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	Referee::on_initialize(now);
	Referee::do_try_state().unwrap();
}

pub fn pass(blocks: u32) {
	for _ in 0..blocks {
		next_block();
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn total(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}

pub fn convicted() -> Option<Grounds<Balance>> {
	match world().task.state {
		TaskState::Convicted { grounds, .. } => Some(grounds),
		_ => None,
	}
}
