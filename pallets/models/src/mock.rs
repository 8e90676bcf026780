//! A runtime with nothing but balances and the registry.

use crate as pallet_models;
use crate::{
	Error, Event, GenesisModel, ModelParamsOf, Models, Pallet, Params, Upgrades, Uris, Versions,
};
use assay_primitives::{
	deterrence::least_factor,
	model::{
		Architecture, AuditParams, ModelManifest, ModelParams, ModelStatus, Quantisation,
		TemplatePart,
	},
	traits::{Attesters, Deterrence, OnWithdrawn},
	Balance, CanonVersion, Hash, ModelId,
};
use codec::{Decode, Encode};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, ConstU32, ConstU64, Contains, EnsureOrigin, Footprint, OriginTrait,
	},
};
use frame_system::RawOrigin;
use sp_runtime::{traits::Convert, BoundedVec, BuildStorage, Perbill, Permill};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Has the existential deposit and nothing else.
pub const POOR: AccountId = 4;
pub const RICHES: Balance = 1_000_000;

/// The first of the validators; the others follow. Each has an operator.
pub const VALIDATOR: AccountId = 101;
pub const MAX_MODELS: u32 = 5;
pub const MAX_PARAMS: u32 = 8;
pub const MAX_VERSIONS: u32 = 4;
pub const MAX_PROPOSALS: u32 = 3;
pub const MAX_UPGRADES: u32 = 8;
pub const WITHDRAW_DELAY: u64 = 20;
/// Plancks for a place among the proposals.
pub const PLACE: Balance = 2_000;
pub const MIN_ATTESTATIONS: u32 = 2;
pub const MAX_ATTESTATIONS: u32 = 3;
pub const MAX_NOTICE: u64 = 100;
pub const MIN_BOND_FACTOR: u32 = 25;
pub const MAX_DEADLINE: u64 = 1_000;

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
	pub type Registry = pallet_models;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<10>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

parameter_types! {
	pub const RegistrationHold: RuntimeHoldReason =
		RuntimeHoldReason::Registry(pallet_models::HoldReason::Registration);
}

/// Knows arithmetic version 1.
pub struct CanonOne;
impl Contains<CanonVersion> for CanonOne {
	fn contains(version: &CanonVersion) -> bool {
		*version == 1
	}
}

/// With an emission of a fortieth of the fee at first, and a fifth of a bond for the prover.
pub struct ByFormula;
impl Deterrence for ByFormula {
	fn least_factor(audit: &AuditParams, auditors: u32) -> Option<u32> {
		least_factor(audit, auditors, Emission::get(), Perbill::from_percent(20))
	}

	fn is_covered(audit: &AuditParams) -> bool {
		audit.rate.deconstruct() * u32::from(audit.auditors) <= 300_000
	}
}

parameter_types! {
	/// Stashes that stand for election.
	pub static Validators: Vec<AccountId> = (0..5).map(|n| VALIDATOR + n).collect();
}

/// Operator of a validator.
pub fn operator(stash: AccountId) -> AccountId {
	stash + 100
}

pub struct Stakers;
impl Attesters<AccountId> for Stakers {
	fn attester(who: &AccountId) -> Option<AccountId> {
		Validators::get().into_iter().find(|stash| stash == who || operator(*stash) == *who)
	}

	fn is_attester(stash: &AccountId) -> bool {
		Validators::get().contains(stash)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_attesters(count: u32) -> Vec<AccountId> {
		Validators::set((0..u64::from(count)).map(|n| VALIDATOR + n).collect());
		Validators::get()
	}
}

parameter_types! {
	/// Part of a fee that a task brings in new tokens.
	pub static Emission: Permill = Permill::from_parts(25_000);
	/// Models that were withdrawn.
	pub static Gone: Vec<ModelId> = Vec::new();
}

pub struct Keeper;
impl OnWithdrawn for Keeper {
	fn withdrawn(model: &ModelId) {
		assert_eq!(Models::<Test>::get(model), None);
		Gone::mutate(|gone| gone.push(*model));
	}
}

/// 1,000 for what is stored, 10 per byte, and a place.
pub struct Price;
impl Convert<Footprint, Balance> for Price {
	fn convert(footprint: Footprint) -> Balance {
		1_000 + 10 * Balance::from(footprint.size) + PLACE * Balance::from(footprint.count)
	}
}

/// The parameters' track and that of the registry, beside root.
pub struct Tracks<const WHO: AccountId>;
pub const REGISTRY_TRACK: AccountId = 51;
pub const PARAMS_TRACK: AccountId = 52;
impl<const WHO: AccountId> EnsureOrigin<RuntimeOrigin> for Tracks<WHO> {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		match origin.as_system_ref() {
			Some(RawOrigin::Root) => Ok(()),
			Some(RawOrigin::Signed(who)) if *who == WHO => Ok(()),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

impl pallet_models::Config for Test {
	type RegistryOrigin = Tracks<REGISTRY_TRACK>;
	type ParamsOrigin = Tracks<PARAMS_TRACK>;
	type Attesters = Stakers;
	type MinAttestations = ConstU32<MIN_ATTESTATIONS>;
	type MaxAttestations = ConstU32<MAX_ATTESTATIONS>;
	type BlockNumberProvider = System;
	type MaxNotice = ConstU64<MAX_NOTICE>;
	type Consideration = HoldConsideration<AccountId, Balances, RegistrationHold, Price>;
	type CanonVersions = CanonOne;
	type MaxModels = ConstU32<MAX_MODELS>;
	type MaxParamsVersions = ConstU32<MAX_PARAMS>;
	type MaxVersions = ConstU32<MAX_VERSIONS>;
	type MaxProposals = ConstU32<MAX_PROPOSALS>;
	type MaxUpgrades = ConstU32<MAX_UPGRADES>;
	type WithdrawDelay = ConstU64<WITHDRAW_DELAY>;
	type OnWithdrawn = Keeper;
	type Deterrence = ByFormula;
	type MaxDeadline = ConstU64<MAX_DEADLINE>;
	type WeightInfo = ();
}

/// A chain to try things on.
#[derive(Default)]
pub struct ExtBuilder {
	genesis: Vec<GenesisModel<AccountId, u64>>,
}

impl ExtBuilder {
	/// A model of the genesis block, with this name.
	pub fn with_genesis_model(mut self, name: &str, owner: Option<AccountId>) -> Self {
		self.genesis.push(GenesisModel { manifest: manifest(name), params: params(), owner });
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let balances = vec![(ALICE, RICHES), (BOB, RICHES), (CAROL, RICHES), (POOR, 10)];
		Validators::set((0..5).map(|n| VALIDATOR + n).collect());
		Emission::set(Permill::from_parts(25_000));
		Gone::set(Vec::new());
		let mut ext: sp_io::TestExternalities = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
			registry: pallet_models::GenesisConfig { models: self.genesis },
			..Default::default()
		}
		.build_storage()
		.unwrap()
		.into();
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`, then checks the invariants.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check_invariants();
		})
	}
}

/// The pallet's own invariants, and: all that is held for a reason is recorded as a deposit, account by account.
pub fn check_invariants() {
	Pallet::<Test>::do_try_state().unwrap();
	for account in [ALICE, BOB, CAROL, POOR] {
		let versions = Versions::<Test>::iter_values()
			.filter(|record| record.proposer == Some(account))
			.filter_map(|record| record.deposit);
		let uris = Uris::<Test>::iter_values()
			.filter_map(|record| record.payer)
			.filter(|(payer, _)| *payer == account)
			.map(|(_, deposit)| deposit);
		let recorded: Balance = versions.chain(uris).map(|ticket| amount(&ticket)).sum();
		assert_eq!(held(account), recorded, "what account {account} holds is recorded");
	}
}

/// Plancks of a deposit's ticket.
pub fn amount(ticket: &<Test as crate::Config>::Consideration) -> Balance {
	Balance::decode(&mut &ticket.encode()[..]).unwrap()
}

/// Plancks that the registry holds of an account's.
pub fn held(account: AccountId) -> Balance {
	Balances::balance_on_hold(&RegistrationHold::get(), &account)
}

/// A manifest that only its name tells from others.
pub fn manifest(name: &str) -> ModelManifest {
	ModelManifest {
		name: text(name),
		architecture: Architecture::Llama,
		quantisation: Quantisation::Q8_0,
		weights_root: Hash::repeat_byte(7),
		tokenizer: None,
		template: vec![TemplatePart::Ids(vec![0].try_into().unwrap()), TemplatePart::Prompt]
			.try_into()
			.unwrap(),
		context_length: 512,
		canon: None,
		licence: text("Apache-2.0"),
		parent: None,
		datasets: Default::default(),
	}
}

pub fn params() -> ModelParamsOf<Test> {
	ModelParams {
		price_floor: 100,
		bond_factor: MIN_BOND_FACTOR,
		max_input_bytes: 4_096,
		max_blob_bytes: 0,
		max_output_tokens: 256,
		base_deadline: 10,
		units_per_block: 50,
		audit: AuditParams {
			newcomer_rate: Permill::one(),
			rate: Permill::from_percent(10),
			auditors: 2,
		},
		challenge_window: None,
		default_temperature: None,
		system_prompt: None,
		safety_policy: None,
	}
}

/// Parameters that `n` tells from others.
pub fn params_with(n: u32) -> ModelParamsOf<Test> {
	ModelParams { price_floor: 100 + Balance::from(n), ..params() }
}

pub fn text<const N: u32>(text: &str) -> BoundedVec<u8, ConstU32<N>> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Registers a model of this name for Alice and brings it to `status`.
pub fn model_at(name: &str, status: ModelStatus) -> ModelId {
	let model = manifest(name).id();
	assert_ok!(Registry::register(signed(ALICE), manifest(name), params()));
	if status != ModelStatus::Proposed {
		attest(model, 0);
		assert_ok!(admit(model));
	}
	if status == ModelStatus::Deprecated {
		assert_ok!(Registry::deprecate(root(), model));
	}
	if status == ModelStatus::Retired {
		assert_ok!(Registry::retire(root(), model));
	}
	let _ = events_since_last_call();
	model
}

/// Admits a model on the parameters that hold.
pub fn admit(model: ModelId) -> sp_runtime::DispatchResult {
	Registry::admit(root(), model, params_hash(model))
}

/// Hash of the parameters that hold.
pub fn params_hash(model: ModelId) -> Hash {
	Registry::get(model).map_or(Hash::zero(), |(_, _, params)| params.hash())
}

/// As many validators as are needed attest a version.
pub fn attest(model: ModelId, version: u32) {
	for n in 0..u64::from(MIN_ATTESTATIONS) {
		assert_ok!(Registry::attest(signed(VALIDATOR + n), model, version));
	}
}

/// Bob proposes weights that only this name tells from others. Returns the version.
pub fn propose(model: ModelId, name: &str) -> u32 {
	let version = Models::<Test>::get(model).unwrap().next_version;
	assert_ok!(Registry::propose_version(signed(BOB), model, manifest(name)));
	version
}

/// As [`propose`], attested.
pub fn held_version(model: ModelId, name: &str) -> u32 {
	let version = propose(model, name);
	attest(model, version);
	version
}

/// Versions and heights of all decisions about weights.
pub fn upgrades(model: ModelId) -> Vec<(u32, u64)> {
	Upgrades::<Test>::get(model).iter().map(|it| (it.version, it.adopted.at)).collect()
}

/// Sets parameters from now on.
pub fn set_params(model: ModelId, params: ModelParamsOf<Test>) -> sp_runtime::DispatchResult {
	Registry::set_params(root(), model, params, System::block_number())
}

/// Parameters of a version.
pub fn stored(model: ModelId, version: u32) -> Option<ModelParamsOf<Test>> {
	Params::<Test>::get(model, version).map(|record| record.params)
}

pub fn status(model: ModelId) -> Option<ModelStatus> {
	Models::<Test>::get(model).map(|record| record.status)
}

/// The registry's events since this was last called.
pub fn events_since_last_call() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

pub type RegistryError = Error<Test>;
