//! The market: stake, models and tasks, and the parameters that govern it.

use super::{
	network_numbers, tools::deposit, ConsensusSessions, OwnVrf, PotAccount, ProtocolAccount,
};
use crate::{
	governance::{origins, safety::MarketSeed},
	*,
};
use assay_primitives::{
	deterrence::least_factor, model::AuditParams, traits::Deterrence, MICRO_ASY, MILLI_ASY,
};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU128, ConstU16, ConstU32, Equals, Footprint, Get},
};
use frame_system::EnsureRoot;
use sp_runtime::{traits::Convert, Perbill, Permill};

network_numbers! {
	/// Least active stake of a stash.
	MinBond: Balance = min_bond;
	/// Least own stake of a worker.
	MinWorkerBond: Balance = min_worker_bond;
	/// Least own stake of a validator.
	MinValidatorBond: Balance = min_validator_bond;
	/// Least delegation to one staker.
	MinDelegation: Balance = min_delegation;
	/// Whole eras between the report of an offence and its slash.
	SlashDeferral: u32 = slash_deferral_eras;
	/// Most validators of an era.
	MaxValidators: u32 = max_validators;
	/// Least validators that an election must give.
	MinValidators: u32 = min_validators;
	/// Eras until unbonded stake can be withdrawn.
	BondingDuration: u32 = unbonding_eras;
	/// Sessions per era.
	SessionsPerEra: u32 = era_sessions;
	/// Least bond of a task.
	MinTaskBond: Balance = min_task_bond;
	/// Blocks in which a revealed result can be challenged.
	ChallengeWindow: BlockNumber = challenge_window;
	/// Blocks in which a challenger has to show what it challenges.
	OpenWithin: BlockNumber = open_within;
	/// Blocks that every turn in a dispute has.
	AnswerDeadline: BlockNumber = answer_deadline;
	/// Blocks in which a worker acknowledges that it has a task's blob.
	AckDeadline: BlockNumber = ack_deadline;
	/// Blocks from the commitment to the reveal.
	RevealDeadline: BlockNumber = reveal_deadline;
	/// Blocks that a task waits for a worker.
	QueueTtl: BlockNumber = queue_ttl;
	/// Tasks per model that may wait.
	MaxQueue: u32 = queue_length;
	/// Blocks that a worker is off the ready set after a missed deadline.
	MissPause: BlockNumber = miss_pause;
	/// Blocks that a worker is off the ready set after it was convicted.
	ConvictionPause: BlockNumber = conviction_pause;
	/// Blocks after which a conviction is paid out.
	ConvictionMaturity: BlockNumber = conviction_maturity;
	/// Blocks that prompts and answers are kept.
	PayloadKeep: BlockNumber = payload_keep;
	/// Blocks from a reveal to the draw of its audit.
	DrawDelay: u32 = draw_delay;
	/// Blocks in which auditors commit to verdicts.
	VerdictCommit: BlockNumber = verdict_commit;
	/// Blocks in which auditors reveal verdicts.
	VerdictReveal: BlockNumber = verdict_reveal;
	/// Audits that a worker has to pass before it is no newcomer any more.
	NewcomerAudits: u32 = newcomer_audits;
	/// Validators that must hold a model's weights before it is admitted.
	MinAttestations: u32 = min_attestations;
	/// Least number of blocks between two changes of an offer.
	ReadyCooldown: BlockNumber = ready_cooldown;
}

parameter_types! {
	/// Parts of a convicted bond: to the prover, and to the requester on top of the refund. The rest is burnt.
	pub const ProverShare: Perbill = Perbill::from_percent(20);
	pub const RequesterShare: Perbill = Perbill::from_percent(20);

	/// Most by which a commission may rise in an era while there are delegators: a hundredth of the reward.
	pub const MaxCommissionRise: Perbill = Perbill::from_percent(1);
	/// Part of the stake behind a validator that an offence costs at most.
	pub const MaxSlash: Perbill = Perbill::from_percent(25);
	/// Most that an era may bring, as a part of total issuance.
	pub const MaxEmission: Permill = Permill::from_parts(100);

	/// Most that an era brings a staker for work, as a part of its stake: in production, with twelve eras a day, 0.6 % a day.
	pub const MaxWorkYield: Perbill = Perbill::from_parts(500_000);

	pub const ModelHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Models(pallet_models::HoldReason::Registration);

	/// Part of a task's bond that a challenge takes.
	pub const ChallengeShare: Perbill = Perbill::from_percent(5);
	/// Part of a task's fee that looking at it is worth.
	pub const AuditFee: Permill = Permill::from_percent(20);

	/// Part of a task's fee that is saved for audits of its model.
	pub const PotShare: Permill = Permill::from_percent(6);
	/// Part of its bond that an auditor loses that says nothing.
	pub const SilencePenalty: Permill = Permill::from_percent(50);

	/// Part of the quote that a worker loses for the first missed deadline.
	pub const MissPenalty: Permill = Permill::from_percent(25);
}

/// The market's parameters, which governance moves through `Parameters.setParameter`.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// Fees of tasks.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod market {
		/// Part of a task's fee that the protocol keeps. Counts as one fifth if set above it.
		#[codec(index = 0)]
		pub static ProtocolFee: Permill = Permill::from_percent(5);
		/// Plancks taken for posting a task, whatever becomes of it.
		#[codec(index = 1)]
		pub static PostingFeeBase: Balance = 100 * MICRO_ASY;
		/// Plancks taken per byte of prompt on top.
		#[codec(index = 2)]
		pub static PostingFeePerByte: Balance = MICRO_ASY;
	}

	/// New tokens.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod emission {
		/// Plancks that era 0 brings. An era brings at most a ten-thousandth of all tokens, whatever is set.
		#[codec(index = 0)]
		pub static EraEmission: Balance = 100 * assay_primitives::ASY;
		/// Eras until an era brings half of that; with straight lines between. Zero: it stays.
		#[codec(index = 1)]
		pub static EmissionHalving: u32 = 17_520;
		/// Part of it that is for authoring blocks. The rest is for work and opinions.
		#[codec(index = 2)]
		pub static ValidationShare: Permill = Permill::from_percent(40);
		/// New tokens that a task brings at most, as a part of the protocol's share of its fee.
		#[codec(index = 3)]
		pub static TaskEmission: Permill = Permill::from_percent(50);
		/// Part of what is not for authoring blocks that is for opinions about workers.
		#[codec(index = 4)]
		pub static OpinionShare: Permill = Permill::from_percent(10);
		/// Plancks for moving the opinion about all workers from one to another, to a validator with all stake.
		#[codec(index = 5)]
		pub static OpinionPrice: Balance = 20 * assay_primitives::ASY;
		/// How much opinion counts in a score. Counts as a half if set above it.
		#[codec(index = 6)]
		pub static OpinionWeight: Permill = Permill::from_percent(25);
	}
}

/// Part of a fee that the protocol keeps: what governance set, a fifth at most, so that no vote can take the
/// workers' pay.
pub struct ProtocolFee;
impl Get<Permill> for ProtocolFee {
	fn get() -> Permill {
		dynamic_params::market::ProtocolFee::get().min(Permill::from_percent(20))
	}
}

/// New tokens that a task brings at most, as a part of the protocol's share of its fee: what governance set, below one, so
/// that nobody earns by paying himself.
pub struct EmissionCap;
impl Get<Permill> for EmissionCap {
	fn get() -> Permill {
		dynamic_params::emission::TaskEmission::get().min(Permill::from_parts(999_999))
	}
}

/// How much opinion counts in a score: what governance set, a half at most.
pub struct OpinionWeight;
impl Get<Permill> for OpinionWeight {
	fn get() -> Permill {
		dynamic_params::emission::OpinionWeight::get().min(Permill::from_percent(50))
	}
}

/// Most plancks that governance can ask for posting a task, and per byte.
const MAX_POSTING_FEE: Balance = 10 * assay_primitives::ASY;
const MAX_POSTING_FEE_PER_BYTE: Balance = assay_primitives::MILLI_ASY;

/// Plancks for posting a task.
pub struct PostingFeeBase;
impl Get<Balance> for PostingFeeBase {
	fn get() -> Balance {
		dynamic_params::market::PostingFeeBase::get().min(MAX_POSTING_FEE)
	}
}

/// Plancks per byte of prompt.
pub struct PostingFeePerByte;
impl Get<Balance> for PostingFeePerByte {
	fn get() -> Balance {
		dynamic_params::market::PostingFeePerByte::get().min(MAX_POSTING_FEE_PER_BYTE)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Market(dynamic_params::market::Parameters::PostingFeeBase(
			dynamic_params::market::PostingFeeBase,
			Some(MICRO_ASY),
		))
	}
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = origins::ParametersAdmin;
	type WeightInfo = crate::weights::pallet_parameters::WeightInfo<Runtime>;
}

/// Most validators whose word about a model's weights is stored.
pub const MAX_ATTESTATIONS: u32 = 32;
/// Most blocks from a decision about a model to when it takes effect, thirty days at two seconds.
const MAX_NOTICE: BlockNumber = 1_296_000;

/// Most blocks from assignment to commitment, a day: more than any model needs, less than anyone forgets.
const MAX_DEADLINE: BlockNumber = 43_200;

impl pallet_token_staking::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type MinBond = MinBond;
	type MinWorkerBond = MinWorkerBond;
	type MinValidatorBond = MinValidatorBond;
	type MinDelegation = MinDelegation;
	type MaxCommissionRise = MaxCommissionRise;
	type MaxValidators = MaxValidators;
	type MinValidators = MinValidators;
	type MaxCandidates = ConstU32<256>;
	type MaxSlash = MaxSlash;
	type SlashDeferral = SlashDeferral;
	type MaxSlashesPerBlock = ConstU32<4>;
	type CancelOrigin = origins::SlashAdmin;
	type EraEmission = dynamic_params::emission::EraEmission;
	type EmissionHalving = dynamic_params::emission::EmissionHalving;
	type ValidationShare = dynamic_params::emission::ValidationShare;
	type OpinionShare = dynamic_params::emission::OpinionShare;
	type MaxWorkYield = MaxWorkYield;
	type MaxEmission = MaxEmission;
	type MaxPayoutsPerBlock = ConstU32<16>;
	type MaxPrunedPerBlock = ConstU32<32>;
	type Sessions = ConsensusSessions;
	type BondingDuration = BondingDuration;
	type SessionsPerEra = SessionsPerEra;
	type MaxUnbondingChunks = ConstU32<32>;
	type MaxTaskBonds = ConstU32<256>;
	type ProverShare = ProverShare;
	type RequesterShare = RequesterShare;
	type ConvictionMaturity = ConvictionMaturity;
	type MaxConvictionsPerBlock = ConstU32<16>;
	// Nobody but root, and nothing less than a whole version of the arithmetic: no vote is about one case.
	type VoidOrigin = EnsureRoot<AccountId>;
	type BlockNumberProvider = Network;
	type Activity = Tasks;
	type WeightInfo = pallet_token_staking::weights::SubstrateWeight<Runtime>;
}

/// What bonds must be worth, with the emission that a task can bring now.
pub struct BondDeterrence;
impl Deterrence for BondDeterrence {
	fn least_factor(audit: &AuditParams, auditors: u32) -> Option<u32> {
		let emission = EmissionCap::get() * ProtocolFee::get();
		least_factor(audit, auditors, emission, ProverShare::get())
	}

	fn is_covered(audit: &AuditParams) -> bool {
		// Each audit costs `AuditFee` of a fee, and every fee saves `PotShare`. Newcomers pay for their own.
		let cost = AuditFee::get() * audit.rate.deconstruct();
		cost.saturating_mul(audit.auditors.into()) <= PotShare::get().deconstruct()
	}
}

/// Deposit for a place among the proposals of models and versions. Whoever fills all places has so many of these on hold, and
/// loses them when governance clears the places.
pub const PROPOSAL_DEPOSIT: Balance = 100 * assay_primitives::ASY;

/// What is held for the registry's bytes and, by the footprint's count, for places among the proposals.
pub struct ModelDeposit;
impl Convert<Footprint, Balance> for ModelDeposit {
	fn convert(footprint: Footprint) -> Balance {
		let places = PROPOSAL_DEPOSIT.saturating_mul(footprint.count.into());
		let bytes = deposit(0, 1).saturating_mul(footprint.size.into());
		deposit(2, 64).saturating_add(bytes).saturating_add(places)
	}
}

impl pallet_models::Config for Runtime {
	type RegistryOrigin = origins::RegistryAdmin;
	type ParamsOrigin = origins::ParamsAdmin;
	type Attesters = TokenStaking;
	type MinAttestations = MinAttestations;
	type MaxAttestations = ConstU32<MAX_ATTESTATIONS>;
	type BlockNumberProvider = Network;
	type MaxNotice = ConstU32<MAX_NOTICE>;
	type Consideration = HoldConsideration<AccountId, Balances, ModelHoldReason, ModelDeposit>;
	// The arithmetic that `Referee` judges by.
	type CanonVersions = Equals<ConstU16<1>>;
	type MaxModels = ConstU32<256>;
	type MaxParamsVersions = ConstU32<1024>;
	type MaxVersions = ConstU32<64>;
	type MaxProposals = ConstU32<32>;
	type MaxUpgrades = ConstU32<1024>;
	type WithdrawDelay = PayloadKeep;
	type OnWithdrawn = Scoring;
	type Deterrence = BondDeterrence;
	type MaxDeadline = ConstU32<MAX_DEADLINE>;
	type WeightInfo = pallet_models::weights::SubstrateWeight<Runtime>;
}

/// Blocks in which a result can be challenged after its audit has closed: half of the usual window.
pub struct VerdictWindow;
impl Get<BlockNumber> for VerdictWindow {
	fn get() -> BlockNumber {
		(ChallengeWindow::get() / 2).max(1)
	}
}

impl pallet_scoring::Config for Runtime {
	type Currency = Balances;
	type Tasks = Tasks;
	type Bonds = TokenStaking;
	type Eras = TokenStaking;
	type Seed = OwnVrf;
	type Points = TokenStaking;
	type BlockNumberProvider = Network;
	type PotAccount = PotAccount;
	type ProtocolAccount = ProtocolAccount;
	type PotShare = PotShare;
	type AuditFee = AuditFee;
	type EmissionCap = EmissionCap;
	type NewcomerAudits = NewcomerAudits;
	type DrawDelay = DrawDelay;
	type CommitPeriod = VerdictCommit;
	type RevealPeriod = VerdictReveal;
	type VerdictWindow = VerdictWindow;
	type SilencePenalty = SilencePenalty;
	type ServeCooldown = ReadyCooldown;
	type MaxAuditedModels = ConstU32<8>;
	type MaxPanel = ConstU32<{ super::MAX_AUTHORITIES }>;
	type OpinionWeight = OpinionWeight;
	type OpinionPrice = dynamic_params::emission::OpinionPrice;
	type MaxOpinion = ConstU32<256>;
	type MaxBallotsPerBlock = ConstU32<32>;
	type MaxDrawsPerBlock = ConstU32<32>;
	type MaxDeadlinesPerBlock = ConstU32<32>;
	type WeightInfo = pallet_scoring::weights::SubstrateWeight<Runtime>;
}

impl pallet_referee::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Tasks = Tasks;
	type Stake = TokenStaking;
	type Audits = Scoring;
	type BlockNumberProvider = Network;
	type ChallengeShare = ChallengeShare;
	type MinChallengeBond = ConstU128<{ 20 * MILLI_ASY }>;
	type DemandFee = ConstU128<MILLI_ASY>;
	type DisputeFees = ConstU128<{ 10 * MILLI_ASY }>;
	type AuditFee = AuditFee;
	type OpenWithin = OpenWithin;
	type AnswerDeadline = AnswerDeadline;
	type MaxTimeoutsPerBlock = ConstU32<16>;
	type WeightInfo = pallet_referee::weights::SubstrateWeight<Runtime>;
}

impl pallet_tasks::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Models = Models;
	type Stake = TokenStaking;
	type Eras = TokenStaking;
	type Seed = MarketSeed;
	type Audits = Scoring;
	type Deterrence = BondDeterrence;
	type Scores = Scoring;
	type MoreFreeCalls = (Referee, Scoring);
	type BlockNumberProvider = Network;
	type ProtocolAccount = ProtocolAccount;
	type ProtocolFee = ProtocolFee;
	type PostingFeeBase = PostingFeeBase;
	type PostingFeePerByte = PostingFeePerByte;
	type MissPenalty = MissPenalty;
	type MinTaskBond = MinTaskBond;
	type ChallengeWindow = ChallengeWindow;
	type AckDeadline = AckDeadline;
	type RevealDeadline = RevealDeadline;
	type MaxDeadline = ConstU32<MAX_DEADLINE>;
	type QueueTtl = QueueTtl;
	type MaxReplicas = ConstU32<5>;
	type MaxQueue = MaxQueue;
	type MissPause = MissPause;
	type ConvictionPause = ConvictionPause;
	type PayloadKeep = PayloadKeep;
	type ReadyDelay = ConstU32<2>;
	type ReadyCooldown = ReadyCooldown;
	type MaxServedModels = ConstU32<8>;
	type MaxCapacity = ConstU32<16>;
	type SlotsPerPage = ConstU32<32>;
	type MaxAssignmentsPerBlock = ConstU32<32>;
	type MaxTimeoutsPerBlock = ConstU32<64>;
	type MaxCleanupsPerBlock = ConstU32<64>;
	type WeightInfo = pallet_tasks::weights::SubstrateWeight<Runtime>;
}
