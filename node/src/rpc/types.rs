//! What the `assay_*` methods take and give, as JSON.
//!
//! - Names are in camelCase. A variant without fields is a string (`"greedy"`), one with fields an object with one
//!   key (`{ "temperature": { … } }`), as polkadot.js shows them.
//! - Hashes and bytes are hexadecimal with `0x`, accounts SS58.
//! - Amounts are decimal strings in plancks (1 ASY is 10^12): they do not fit a JavaScript number. So are seeds.
//! - Parts of a whole are numbers in parts per billion and say so in their name: `commissionPerBillion` of 50,000,000
//!   is 5 %.
//! - What is not there is `null`.

use assay_primitives::{
	api::{
		AuditorView, DelegationView, MetagraphView, ModelView, NextVersion, QuoteError, QuoteView,
		ReadyView, ScoredView, SlashView, StakerRole, StakerView, StakingView, TaskView,
		WorkerView,
	},
	model::{Architecture, ModelManifest, ModelParams, ModelStatus, Quantisation, TemplatePart},
	task::{
		Grounds, Input, Outcome, Payload, RefundReason, Refusal, ResultKind, ResultSummary,
		Sampling, TaskIdentity, TaskKind, TaskState, TokenIds, Verification,
	},
	AccountId, Balance, BlockNumber, CanonVersion, EraIndex, ModelId, ModelVersion, ParamsVersion,
	TaskId, Units,
};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::{Bytes, H256};
use sp_runtime::{Perbill, Permill};

/// A whole number as a decimal string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal<Number>(pub Number);

/// An amount in plancks.
pub type Plancks = Decimal<Balance>;

impl<Number: ToString> Serialize for Decimal<Number> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.0.to_string())
	}
}

impl<'de, Number: std::str::FromStr> Deserialize<'de> for Decimal<Number> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		text.parse()
			.map(Self)
			.map_err(|_| D::Error::custom(format!("`{text}` is not a whole number as a string")))
	}
}

/// A task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskJson {
	/// Number of the task.
	pub id: TaskId,
	/// Names the task across reorganisations and chains.
	pub identity: IdentityJson,
	/// Who posted it and pays.
	pub requester: AccountId,
	/// The model, and the versions that were current at posting.
	pub model: ModelId,
	pub model_version: ModelVersion,
	pub weights_root: H256,
	pub params_version: ParamsVersion,
	/// Canonical arithmetic; `null` for a model of the tolerance class.
	pub canon: Option<CanonVersion>,
	/// What to compute.
	pub kind: KindJson,
	/// The prompt; its bytes only while they are kept.
	pub input: ContentJson,
	/// Blocks from assignment (or acknowledgement of a blob) to commitment.
	pub deadline: BlockNumber,
	/// Plancks per unit.
	pub price: Plancks,
	/// Plancks held from the requester, the most the task can cost.
	pub quote: Plancks,
	/// Plancks of the worker's own stake that are locked while the task lives.
	pub bond: Plancks,
	pub verification: VerificationJson,
	/// Which replica this is, from 0; replicas have consecutive numbers.
	pub replica: u8,
	/// The task this one follows up on.
	pub parent: Option<TaskId>,
	/// Hash of the token ids that the requester fixed.
	pub prompt_ids: Option<H256>,
	/// Height at which the task was posted.
	pub posted_at: BlockNumber,
	/// Workers the task was taken from.
	pub reassignments: u8,
	pub state: StateJson,
	/// The worker's answer, from the reveal on and while it is kept.
	pub outcome: Option<OutcomeJson>,
}

/// Names a task across reorganisations and chains.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityJson {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	pub number: TaskId,
	/// Hash over everything that determines result and terms.
	pub content: H256,
}

/// What to compute.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KindJson {
	/// Continue the prompt.
	Generate { max_tokens: u32, sampling: SamplingJson },
}

/// How the next token is chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SamplingJson {
	/// The likeliest token.
	Greedy,
	/// A draw at a temperature in thousandths.
	Temperature { milli: u32, seed: Decimal<u64> },
}

/// How the result is checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VerificationJson {
	/// One worker, audits by lot.
	Audited,
	/// That many workers, compared.
	Replicated(u8),
}

/// Bytes, or what is known of bytes kept elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentJson {
	/// BLAKE2b-256 of the bytes.
	pub hash: H256,
	/// Their number.
	pub len: u32,
	/// Whether they were never on chain and have to be fetched by their hash.
	pub blob: bool,
	/// The bytes; `null` where the chain has them no longer or never had them.
	pub hex: Option<Bytes>,
	/// The bytes as text, if they are UTF-8.
	pub text: Option<String>,
}

impl ContentJson {
	fn inline(hash: H256, bytes: Vec<u8>) -> Self {
		Self {
			hash,
			len: bytes.len() as u32,
			blob: false,
			text: String::from_utf8(bytes.clone()).ok(),
			hex: Some(Bytes(bytes)),
		}
	}

	fn elsewhere(hash: H256, len: u32, blob: bool) -> Self {
		Self { hash, len, blob, hex: None, text: None }
	}
}

/// Where a task stands. Heights count active blocks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StateJson {
	/// Waits for a worker until `expires`.
	Open { expires: BlockNumber },
	/// `worker` must acknowledge the blob (while `acked` is false) or commit by `due`.
	Assigned { worker: AccountId, at: BlockNumber, acked: bool, due: BlockNumber },
	/// `worker` must reveal by `due`; or, while `open` is false, waits for other replicas.
	Committed { worker: AccountId, commitment: H256, at: BlockNumber, due: BlockNumber, open: bool },
	/// Settles at `ends` unless challenged.
	Revealed { worker: AccountId, result: ResultJson, at: BlockNumber, ends: BlockNumber },
	/// Challenged: waits for the referee.
	Disputed { worker: AccountId, result: ResultJson, at: BlockNumber },
	/// Paid. `result.fee` is what it cost, `protocolFee` of it the chain's.
	Settled { worker: AccountId, result: ResultJson, protocol_fee: Plancks, at: BlockNumber },
	/// The whole quote went back.
	Refunded { reason: RefundReasonJson, at: BlockNumber },
	/// Found wrong: the whole quote went back, the worker lost its bond.
	Convicted { worker: AccountId, result: ResultJson, grounds: GroundsJson, at: BlockNumber },
	/// Most replicas had another result: `result.fee` was burnt, the rest of the quote went back.
	Outvoted { worker: AccountId, result: ResultJson, at: BlockNumber },
}

/// Why a worker was convicted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GroundsJson {
	/// The chain computed a part of the run again, or read ids against text.
	Proof,
	/// Nobody answered; the challenger gets `costs` at most.
	Silence { costs: Plancks },
}

/// What is kept of an outcome.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultJson {
	pub kind: ResultKindJson,
	pub outcome_hash: H256,
	pub output_hash: H256,
	/// In bytes.
	pub output_len: u32,
	/// Hash of prompt and output ids.
	pub ids_hash: H256,
	/// Of a refusal, of the prompt's ids alone.
	pub trace_root: H256,
	/// Number of prompt and output ids; of a refusal, of the prompt's.
	pub prompt_ids: u32,
	pub output_ids: u32,
	/// What is billed.
	pub units: Units,
	/// What that costs the requester, in plancks.
	pub fee: Plancks,
}

/// Kind of an outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResultKindJson {
	Done,
	/// The prompt leaves no room for an answer.
	TooLong,
	/// The ids that the requester fixed are not the prompt's.
	BadIds,
	/// This output of an operation is not a finite number.
	Fault {
		position: u32,
		layer: u32,
		operation: u32,
		index: u32,
	},
}

/// Why a task was refunded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RefundReasonJson {
	/// By its requester, while it was open.
	Cancelled,
	/// No worker was free in time.
	Expired,
	/// Two workers let it lie; or one that had committed to a replica did not reveal it.
	Missed,
	/// Replicas have different results, and it did not show which of them is right.
	Split,
	/// Its model has new weights, and no worker was free that still ran those it was posted for.
	Superseded,
}

/// What a worker answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OutcomeJson {
	/// The task was run to its end.
	Done {
		output: ContentJson,
		ids: IdsJson,
		/// Number of prompt and output ids.
		prompt_ids: u32,
		output_ids: u32,
		/// Root over the run's intermediate values.
		root: H256,
		salt: H256,
	},
	/// The task can't be run.
	Refused { reason: RefusalJson, salt: H256 },
	/// The arithmetic left the finite numbers.
	Fault {
		/// Of the prompt, and of the output so far.
		ids: IdsJson,
		/// Number of prompt and output ids.
		prompt_ids: u32,
		output_ids: u32,
		/// The first place: position among the ids, layer, operation, output of the operation.
		position: u32,
		layer: u32,
		operation: u32,
		index: u32,
		/// Root over the values before.
		root: H256,
		salt: H256,
	},
}

/// Token ids of prompt and output.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdsJson {
	pub hash: H256,
	pub count: u32,
	/// The ids; `null` where they are kept elsewhere.
	pub list: Option<Vec<u32>>,
}

/// Why a worker declined.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RefusalJson {
	/// The prompt leaves no room for an answer in the model's context.
	TooLong { ids_root: H256, count: u32 },
	/// The ids that the requester fixed are not those of the prompt: these are.
	BadIds { ids: IdsJson, ids_root: H256 },
}

/// For what a price is asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuoteRequest {
	pub model: ModelId,
	/// Most tokens to produce.
	pub max_tokens: u32,
	/// Length of the prompt in bytes.
	pub input_len: u32,
	/// Temperature in thousandths; `null` for greedy.
	#[serde(default)]
	pub temperature_milli: Option<u32>,
	/// Workers that run the task; `null` for one that is audited by lot.
	#[serde(default)]
	pub replicas: Option<u8>,
}

impl QuoteRequest {
	/// As the runtime wants it. The seed does not change the price.
	pub fn kind(&self) -> TaskKind {
		let sampling = match self.temperature_milli {
			Some(milli) => Sampling::Temperature { milli, seed: 0 },
			None => Sampling::Greedy,
		};
		TaskKind::Generate { max_tokens: self.max_tokens, sampling }
	}

	/// As the runtime wants it.
	pub fn verification(&self) -> Verification {
		self.replicas.map_or(Verification::Audited, Verification::Replicated)
	}
}

/// What a task would cost now, all its replicas together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteJson {
	/// Plancks per unit.
	pub price: Plancks,
	/// Most units that a worker can bill.
	pub max_units: Units,
	/// Plancks held at posting, the most the task can cost.
	pub quote: Plancks,
	/// Plancks taken at posting and not returned.
	pub posting_fee: Plancks,
	/// Least `max_fee` that `tasks.post` accepts: quote and posting fee together.
	pub max_fee: Plancks,
	/// Plancks that each worker bonds.
	pub bond: Plancks,
	/// Least, and usual, number of blocks from assignment to commitment.
	pub min_deadline: BlockNumber,
	pub default_deadline: BlockNumber,
	/// Tasks of this model that wait for a worker.
	pub queued: u32,
	/// Slots of workers that are ready for this model.
	pub ready_slots: u32,
}

/// Why there is no quote; the data of the error object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteErrorJson {
	pub reason: QuoteReasonJson,
	pub model: ModelId,
	/// What the model takes; `null` where it is unknown.
	pub limits: Option<LimitsJson>,
}

/// Why there is no quote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QuoteReasonJson {
	UnknownModel,
	ModelClosed,
	InputEmpty,
	InputTooLarge,
	BadMaxTokens,
	BadSampling,
	BadReplicas,
	QueueFull,
}

/// What a model takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitsJson {
	pub status: ModelStatusJson,
	/// Largest prompt in bytes, inline and as a blob (0: takes no blobs).
	pub max_input_bytes: u32,
	pub max_blob_bytes: u32,
	/// Most output tokens.
	pub max_output_tokens: u32,
}

/// A worker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerJson {
	pub stash: AccountId,
	pub operator: AccountId,
	/// Own stake in plancks: all that is not unbonding, of it free, of it bonded to tasks.
	pub stake: Plancks,
	pub free: Plancks,
	pub bonded: Plancks,
	pub unbonding: Vec<UnbondingJson>,
	/// What the worker offers; `null` if it is not on offer.
	pub ready: Option<ReadyJson>,
	/// Deadlines missed, as they count now.
	pub misses: u32,
	/// Height until which the worker gets no tasks after a miss.
	pub paused_until: Option<BlockNumber>,
	/// Tasks that lock a bond of this worker.
	pub live_tasks: Vec<TaskId>,
}

/// Stake on its way out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnbondingJson {
	pub amount: Plancks,
	/// Era in which it can be withdrawn.
	pub era: EraIndex,
}

/// What a worker offers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadyJson {
	/// Models, and in the same order the versions of them that it runs.
	pub models: Vec<ModelId>,
	pub versions: Vec<ModelVersion>,
	/// Tasks it runs at the same time, and runs now.
	pub capacity: u32,
	pub busy: u32,
	/// Height from which its slots count.
	pub since: BlockNumber,
}

/// A stash, worker or validator or neither.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakerJson {
	pub stash: AccountId,
	/// `null` for a stash that is neither worker nor candidate.
	pub role: Option<StakerRoleJson>,
	/// Hot key that acts for it. Every worker has one.
	pub operator: Option<AccountId>,
	/// Its own active stake in plancks.
	pub own: Plancks,
	/// Its own stake on its way out.
	pub unbonding: Vec<UnbondingJson>,
	/// Delegated plancks that count now, and those that count from the next era on.
	pub delegated: Plancks,
	pub joining: Plancks,
	/// Accounts that delegate to it, or wait to withdraw.
	pub delegators: u32,
	/// Part of every reward that it takes before delegators get theirs, in parts per billion; `null` if it takes no
	/// delegations.
	pub commission_per_billion: Option<u32>,
	/// Whether it refuses new delegations.
	pub blocked: bool,
	/// Slashes that were not carried out yet.
	pub slashes: Vec<SlashJson>,
	/// Whether it authors and finalises blocks now.
	pub active: bool,
}

/// What a staker does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StakerRoleJson {
	/// Runs tasks.
	Worker,
	/// Stands for election to author and finalise blocks.
	Validator,
}

/// A slash that was not carried out yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlashJson {
	/// Era of the offence.
	pub era: EraIndex,
	/// Part of what stood behind the validator in that era, in parts per billion.
	pub part_per_billion: u32,
	/// Era at whose start it is carried out.
	pub due: EraIndex,
}

/// What an account delegated to one staker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DelegationJson {
	/// The staker.
	pub stash: AccountId,
	/// Plancks that it is worth now, rewards and slashes included.
	pub worth: Plancks,
	/// Plancks that count, and earn, from the next era on.
	pub joining: Plancks,
	/// What was taken back and waits to be withdrawn.
	pub leaving: Vec<UnbondingJson>,
}

/// Where the chain stands in eras, and the terms of staking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingJson {
	/// The current era.
	pub era: EraIndex,
	/// Its first session, the current one, and how many an era has.
	pub start_session: u32,
	pub session: u32,
	pub sessions_per_era: u32,
	/// Validators of the current session.
	pub validators: Vec<AccountId>,
	/// Stashes that stand for election.
	pub candidates: Vec<AccountId>,
	/// Most and least validators of an era.
	pub max_validators: u32,
	pub min_validators: u32,
	/// Least own stake of a validator and of a worker, and least delegation, in plancks.
	pub min_validator_bond: Plancks,
	pub min_worker_bond: Plancks,
	pub min_delegation: Plancks,
	/// Eras until unbonded stake can be withdrawn.
	pub unbonding_eras: u32,
	/// Plancks that the current era brings at most.
	pub emission: Plancks,
	/// Part of them that is for authoring blocks, in parts per billion.
	pub validation_share_per_billion: u32,
}

/// A validator that audits a model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditorJson {
	pub stash: AccountId,
	/// Plancks that stand behind it in this era, its own and delegated.
	pub stake: Plancks,
	/// Audits of the model for which it was drawn in this era, and those from which it abstained.
	pub drawn: u32,
	pub abstained: u32,
	/// Whether it can be drawn now.
	pub able: bool,
}

/// A worker that has run tasks of a model.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScoredJson {
	pub stash: AccountId,
	/// Slots by which it can be drawn now.
	pub slots: u32,
	/// Between two workers that were drawn the higher wins.
	pub score_per_billion: u32,
	/// The score without validators' opinion.
	pub facts_per_billion: u32,
	/// What validators think of it, relative to the worker that they think most of.
	pub opinion_per_billion: Option<u32>,
	/// Audits passed since the last one failed, and whether these are too few for emission.
	pub streak: u32,
	pub newcomer: bool,
	/// Audits passed and failed, tasks committed to and let lie, as they count now: older ones count less.
	pub passed: f64,
	pub failed: f64,
	pub done: f64,
	pub missed: f64,
	/// Mean part of the granted time that its tasks took.
	pub pace_per_billion: u32,
}

/// Who runs a model, who checks it, and how they stand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetagraphJson {
	pub era: EraIndex,
	/// The validators that audit the model.
	pub auditors: Vec<AuditorJson>,
	/// The workers, best first; those that have run no task of it are not there.
	pub workers: Vec<ScoredJson>,
	/// Plancks saved for audits.
	pub pot: Plancks,
	/// The era whose opinions were counted last, if enough validators had any.
	pub opinions: Option<EraIndex>,
}

impl From<MetagraphView> for MetagraphJson {
	fn from(view: MetagraphView) -> Self {
		let auditor = |it: AuditorView| AuditorJson {
			stash: it.stash,
			stake: Decimal(it.stake),
			drawn: it.drawn,
			abstained: it.abstained,
			able: it.able,
		};
		// Counts of thousandths, far below what a double holds exactly.
		let count = |thousandths: u64| thousandths as f64 / 1_000.0;
		let worker = |it: ScoredView| ScoredJson {
			stash: it.stash,
			slots: it.slots,
			score_per_billion: it.score,
			facts_per_billion: it.facts,
			opinion_per_billion: it.opinion,
			streak: it.streak,
			newcomer: it.newcomer,
			passed: count(it.passed),
			failed: count(it.failed),
			done: count(it.done),
			missed: count(it.missed),
			pace_per_billion: it.pace,
		};
		Self {
			era: view.era,
			auditors: view.auditors.into_iter().map(auditor).collect(),
			workers: view.workers.into_iter().map(worker).collect(),
			pot: Decimal(view.pot),
			opinions: view.opinions,
		}
	}
}

/// New session keys of a validator, and the call that sets them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionKeysJson {
	/// Who must sign the call: nobody else can set these keys.
	pub stash: AccountId,
	/// The public keys: BABE, GRANDPA, authority discovery, 32 bytes each.
	pub keys: Bytes,
	/// Their signatures, in the same order, 64 bytes each: they show that whoever made the keys has them and means
	/// `stash`.
	pub proof: Bytes,
	/// `session.setKeys` with both, SCALE-encoded.
	pub call: Bytes,
}

/// A model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelJson {
	pub id: ModelId,
	pub version: ModelVersion,
	pub status: ModelStatusJson,
	pub manifest: ManifestJson,
	pub params_version: ParamsVersion,
	pub params: ParamsJson,
	/// BLAKE2b-256 of the SCALE encoding of the parameters, as `models.admit` names it.
	pub params_hash: H256,
	/// Plancks per unit, now.
	pub price: Plancks,
	/// Tasks that wait, and slots that are ready.
	pub queued: u32,
	pub ready_slots: u32,
	/// Versions that are to replace this one, in the order of their heights.
	pub next: Vec<NextVersionJson>,
}

/// A version that is to replace the one before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NextVersionJson {
	pub version: ModelVersion,
	pub manifest: ManifestJson,
	/// Height from which tasks are posted for it.
	pub at: BlockNumber,
}

/// Where a model stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ModelStatusJson {
	/// Registered, not yet admitted.
	Proposed,
	/// Takes tasks.
	Admitted,
	/// Takes no new tasks, those that are live finish; a successor is recommended.
	Deprecated,
	/// Takes no tasks and has none.
	Retired,
}

/// What a model is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestJson {
	pub name: String,
	/// As GGUF files name it.
	pub architecture: ArchitectureJson,
	pub quantisation: Quantisation,
	pub weights_root: H256,
	/// BLAKE2b-256 of the `tokenizer.json`; `null` where the GGUF file carries the tokenizer.
	pub tokenizer: Option<H256>,
	pub template: Vec<TemplatePartJson>,
	/// Most positions, prompt and output together.
	pub context_length: u32,
	pub canon: Option<CanonVersion>,
	/// SPDX licence expression.
	pub licence: String,
	/// The model this one was made from.
	pub parent: Option<ModelId>,
	/// Hashes of the data sets that it was made from, as far as they are declared.
	pub datasets: Vec<H256>,
}

/// Layer arrangement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ArchitectureJson {
	Llama,
	Qwen3,
}

/// One part of a prompt template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TemplatePartJson {
	/// Fixed token ids.
	Ids(Vec<u32>),
	/// The requester's prompt.
	Prompt,
}

/// Governed parameters of a model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParamsJson {
	/// Least price, in plancks per unit.
	pub price_floor: Plancks,
	/// Task bond as a multiple of the quote.
	pub bond_factor: u32,
	/// Largest prompt in bytes, inline and as a blob (0: takes no blobs).
	pub max_input_bytes: u32,
	pub max_blob_bytes: u32,
	/// Most output tokens.
	pub max_output_tokens: u32,
	/// Blocks that a task of zero units may take.
	pub base_deadline: BlockNumber,
	/// Units that a worker must manage per block on top.
	pub units_per_block: Units,
	/// How results are checked.
	pub audit: AuditJson,
	/// Least number of blocks in which a result can be challenged, where that is more than the network's.
	pub challenge_window: Option<BlockNumber>,
	/// Temperature, in thousandths, of clients whose users name none; `null`: the likeliest token.
	pub default_temperature: Option<u32>,
	/// BLAKE2b-256 of the text that clients put before a prompt, and of that which says what the model is not for.
	pub system_prompt: Option<H256>,
	pub safety_policy: Option<H256>,
}

/// How results of a model are checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditJson {
	/// Part of the results of newcomers that are audited, in parts per million.
	pub newcomer_rate: u32,
	/// Part of all other results that are audited, in parts per million.
	pub rate: u32,
	/// Validators that audit a result.
	pub auditors: u8,
}

impl From<TaskView> for TaskJson {
	fn from(TaskView { identity, task, input, outcome }: TaskView) -> Self {
		let input = match input {
			Some(Input::Inline(bytes)) => ContentJson::inline(task.input_hash, bytes.into_inner()),
			_ => ContentJson::elsewhere(task.input_hash, task.input_len, task.blob),
		};
		Self {
			id: identity.number,
			identity: identity.into(),
			requester: task.requester,
			model: task.model,
			model_version: task.model_version,
			weights_root: task.weights_root,
			params_version: task.params_version,
			canon: task.canon,
			kind: task.kind.into(),
			input,
			deadline: task.deadline,
			price: Decimal(task.price),
			quote: Decimal(task.quote),
			bond: Decimal(task.bond),
			verification: task.verification.into(),
			replica: task.replica,
			parent: task.parent,
			prompt_ids: task.prompt_ids,
			posted_at: task.posted_at,
			reassignments: task.reassignments,
			state: task.state.into(),
			outcome: outcome.map(Into::into),
		}
	}
}

impl From<TaskIdentity> for IdentityJson {
	fn from(TaskIdentity { genesis, number, content }: TaskIdentity) -> Self {
		Self { genesis, number, content }
	}
}

impl From<TaskKind> for KindJson {
	fn from(kind: TaskKind) -> Self {
		match kind {
			TaskKind::Generate { max_tokens, sampling } => {
				Self::Generate { max_tokens, sampling: sampling.into() }
			}
		}
	}
}

impl From<Sampling> for SamplingJson {
	fn from(sampling: Sampling) -> Self {
		match sampling {
			Sampling::Greedy => Self::Greedy,
			Sampling::Temperature { milli, seed } => {
				Self::Temperature { milli, seed: Decimal(seed) }
			}
		}
	}
}

impl From<Verification> for VerificationJson {
	fn from(verification: Verification) -> Self {
		match verification {
			Verification::Audited => Self::Audited,
			Verification::Replicated(count) => Self::Replicated(count),
		}
	}
}

impl From<TaskState<AccountId, Balance, BlockNumber>> for StateJson {
	fn from(state: TaskState<AccountId, Balance, BlockNumber>) -> Self {
		match state {
			TaskState::Open { expires } => Self::Open { expires },
			TaskState::Assigned { worker, at, acked, due } => {
				Self::Assigned { worker, at, acked, due }
			}
			TaskState::Committed { worker, commitment, at, due, open } => {
				Self::Committed { worker, commitment, at, due, open }
			}
			TaskState::Revealed { worker, result, at, ends } => {
				Self::Revealed { worker, result: result.into(), at, ends }
			}
			TaskState::Disputed { worker, result, at } => {
				Self::Disputed { worker, result: result.into(), at }
			}
			TaskState::Convicted { worker, result, grounds, at } => Self::Convicted {
				worker,
				result: result.into(),
				grounds: match grounds {
					Grounds::Proof => GroundsJson::Proof,
					Grounds::Silence { costs } => GroundsJson::Silence { costs: Decimal(costs) },
				},
				at,
			},
			TaskState::Settled { worker, result, protocol_fee, at } => Self::Settled {
				worker,
				result: result.into(),
				protocol_fee: Decimal(protocol_fee),
				at,
			},
			TaskState::Refunded { reason, at } => Self::Refunded { reason: reason.into(), at },
			TaskState::Outvoted { worker, result, at } => {
				Self::Outvoted { worker, result: result.into(), at }
			}
		}
	}
}

impl From<ResultSummary<Balance>> for ResultJson {
	fn from(result: ResultSummary<Balance>) -> Self {
		Self {
			kind: match result.kind {
				ResultKind::Done => ResultKindJson::Done,
				ResultKind::TooLong => ResultKindJson::TooLong,
				ResultKind::BadIds => ResultKindJson::BadIds,
				ResultKind::Fault { position, layer, operation, index } => {
					ResultKindJson::Fault { position, layer, operation, index }
				}
			},
			outcome_hash: result.outcome_hash,
			output_hash: result.output_hash,
			output_len: result.output_len,
			ids_hash: result.ids_hash,
			trace_root: result.trace_root,
			prompt_ids: result.prompt_ids,
			output_ids: result.output_ids,
			units: result.units,
			fee: Decimal(result.fee),
		}
	}
}

impl From<RefundReason> for RefundReasonJson {
	fn from(reason: RefundReason) -> Self {
		match reason {
			RefundReason::Cancelled => Self::Cancelled,
			RefundReason::Expired => Self::Expired,
			RefundReason::Missed => Self::Missed,
			RefundReason::Split => Self::Split,
			RefundReason::Superseded => Self::Superseded,
		}
	}
}

impl From<Outcome> for OutcomeJson {
	fn from(outcome: Outcome) -> Self {
		match outcome {
			Outcome::Done { output, ids, prompt_ids, output_ids, root, salt } => Self::Done {
				output: output.into(),
				ids: ids.into(),
				prompt_ids,
				output_ids,
				root,
				salt,
			},
			Outcome::Refused { reason, salt } => Self::Refused { reason: reason.into(), salt },
			Outcome::Fault {
				ids,
				prompt_ids,
				output_ids,
				position,
				layer,
				operation,
				index,
				root,
				salt,
			} => Self::Fault {
				ids: ids.into(),
				prompt_ids,
				output_ids,
				position,
				layer,
				operation,
				index,
				root,
				salt,
			},
		}
	}
}

impl From<Payload> for ContentJson {
	fn from(payload: Payload) -> Self {
		let (hash, len) = payload.digest();
		match payload {
			Payload::Inline(bytes) => Self::inline(hash, bytes.into_inner()),
			Payload::Blob { .. } => Self::elsewhere(hash, len, true),
		}
	}
}

impl From<TokenIds> for IdsJson {
	fn from(ids: TokenIds) -> Self {
		let (hash, count) = ids.digest();
		let list = match ids {
			TokenIds::Inline(ids) => Some(ids.into_inner()),
			TokenIds::Blob { .. } => None,
		};
		Self { hash, count, list }
	}
}

impl From<Refusal> for RefusalJson {
	fn from(refusal: Refusal) -> Self {
		match refusal {
			Refusal::TooLong { ids_root, count } => Self::TooLong { ids_root, count },
			Refusal::BadIds { ids, ids_root } => {
				Self::BadIds { ids: TokenIds::Inline(ids).into(), ids_root }
			}
		}
	}
}

impl From<QuoteView> for QuoteJson {
	fn from(view: QuoteView) -> Self {
		Self {
			price: Decimal(view.price),
			max_units: view.max_units,
			quote: Decimal(view.quote),
			posting_fee: Decimal(view.posting_fee),
			max_fee: Decimal(view.quote.saturating_add(view.posting_fee)),
			bond: Decimal(view.bond),
			min_deadline: view.min_deadline,
			default_deadline: view.default_deadline,
			queued: view.queued,
			ready_slots: view.ready_slots,
		}
	}
}

impl From<QuoteError> for QuoteReasonJson {
	fn from(error: QuoteError) -> Self {
		match error {
			QuoteError::UnknownModel => Self::UnknownModel,
			QuoteError::ModelClosed => Self::ModelClosed,
			QuoteError::InputEmpty => Self::InputEmpty,
			QuoteError::InputTooLarge => Self::InputTooLarge,
			QuoteError::BadMaxTokens => Self::BadMaxTokens,
			QuoteError::BadSampling => Self::BadSampling,
			QuoteError::BadReplicas => Self::BadReplicas,
			QuoteError::QueueFull => Self::QueueFull,
		}
	}
}

impl From<&ModelView> for LimitsJson {
	fn from(view: &ModelView) -> Self {
		Self {
			status: view.status.into(),
			max_input_bytes: view.params.max_input_bytes,
			max_blob_bytes: view.params.max_blob_bytes,
			max_output_tokens: view.params.max_output_tokens,
		}
	}
}

impl From<WorkerView> for WorkerJson {
	fn from(view: WorkerView) -> Self {
		Self {
			stash: view.stash,
			operator: view.operator,
			stake: Decimal(view.stake),
			free: Decimal(view.free),
			bonded: Decimal(view.bonded),
			unbonding: view.unbonding.into_iter().map(Into::into).collect(),
			ready: view.ready.map(Into::into),
			misses: view.misses,
			paused_until: view.paused_until,
			live_tasks: view.live_tasks,
		}
	}
}

impl From<(Balance, EraIndex)> for UnbondingJson {
	fn from((amount, era): (Balance, EraIndex)) -> Self {
		Self { amount: Decimal(amount), era }
	}
}

impl From<ReadyView> for ReadyJson {
	fn from(ReadyView { models, capacity, busy, since }: ReadyView) -> Self {
		let (models, versions) = models.into_iter().unzip();
		Self { models, versions, capacity, busy, since }
	}
}

impl From<StakerView> for StakerJson {
	fn from(view: StakerView) -> Self {
		Self {
			stash: view.stash,
			role: view.role.map(Into::into),
			operator: view.operator,
			own: Decimal(view.own),
			unbonding: view.unbonding.into_iter().map(Into::into).collect(),
			delegated: Decimal(view.delegated),
			joining: Decimal(view.joining),
			delegators: view.delegators,
			commission_per_billion: view.commission.map(Perbill::deconstruct),
			blocked: view.blocked,
			slashes: view.slashes.into_iter().map(Into::into).collect(),
			active: view.active,
		}
	}
}

impl From<StakerRole> for StakerRoleJson {
	fn from(role: StakerRole) -> Self {
		match role {
			StakerRole::Worker => Self::Worker,
			StakerRole::Validator => Self::Validator,
		}
	}
}

impl From<SlashView> for SlashJson {
	fn from(SlashView { era, part, due }: SlashView) -> Self {
		Self { era, part_per_billion: part.deconstruct(), due }
	}
}

impl From<DelegationView> for DelegationJson {
	fn from(view: DelegationView) -> Self {
		Self {
			stash: view.stash,
			worth: Decimal(view.worth),
			joining: Decimal(view.joining),
			leaving: view.leaving.into_iter().map(Into::into).collect(),
		}
	}
}

impl From<StakingView> for StakingJson {
	fn from(view: StakingView) -> Self {
		Self {
			era: view.era,
			start_session: view.start_session,
			session: view.session,
			sessions_per_era: view.sessions_per_era,
			validators: view.validators,
			candidates: view.candidates,
			max_validators: view.max_validators,
			min_validators: view.min_validators,
			min_validator_bond: Decimal(view.min_validator_bond),
			min_worker_bond: Decimal(view.min_worker_bond),
			min_delegation: Decimal(view.min_delegation),
			unbonding_eras: view.unbonding_eras,
			emission: Decimal(view.emission),
			validation_share_per_billion: per_billion(view.validation_share),
		}
	}
}

/// Parts per million as parts per billion: a whole is 10^9, which fits.
fn per_billion(part: Permill) -> u32 {
	part.deconstruct().saturating_mul(1_000)
}

impl From<ModelView> for ModelJson {
	fn from(view: ModelView) -> Self {
		Self {
			id: view.id,
			version: view.version,
			status: view.status.into(),
			manifest: view.manifest.into(),
			params_version: view.params_version,
			params: view.params.into(),
			params_hash: view.params_hash,
			price: Decimal(view.price),
			queued: view.queued,
			ready_slots: view.ready_slots,
			next: view.next.into_iter().map(Into::into).collect(),
		}
	}
}

impl From<NextVersion> for NextVersionJson {
	fn from(next: NextVersion) -> Self {
		Self { version: next.version, manifest: next.manifest.into(), at: next.at }
	}
}

impl From<ModelStatus> for ModelStatusJson {
	fn from(status: ModelStatus) -> Self {
		match status {
			ModelStatus::Proposed => Self::Proposed,
			ModelStatus::Admitted => Self::Admitted,
			ModelStatus::Deprecated => Self::Deprecated,
			ModelStatus::Retired => Self::Retired,
		}
	}
}

impl From<ModelManifest> for ManifestJson {
	fn from(manifest: ModelManifest) -> Self {
		Self {
			name: String::from_utf8_lossy(&manifest.name).into_owned(),
			architecture: match manifest.architecture {
				Architecture::Llama => ArchitectureJson::Llama,
				Architecture::Qwen3 => ArchitectureJson::Qwen3,
			},
			quantisation: manifest.quantisation,
			weights_root: manifest.weights_root,
			tokenizer: manifest.tokenizer,
			template: manifest
				.template
				.into_iter()
				.map(|part| match part {
					TemplatePart::Ids(ids) => TemplatePartJson::Ids(ids.into_inner()),
					TemplatePart::Prompt => TemplatePartJson::Prompt,
				})
				.collect(),
			context_length: manifest.context_length,
			canon: manifest.canon,
			licence: String::from_utf8_lossy(&manifest.licence).into_owned(),
			parent: manifest.parent,
			datasets: manifest.datasets.into_inner(),
		}
	}
}

impl From<ModelParams<Balance, BlockNumber>> for ParamsJson {
	fn from(params: ModelParams<Balance, BlockNumber>) -> Self {
		Self {
			price_floor: Decimal(params.price_floor),
			bond_factor: params.bond_factor,
			max_input_bytes: params.max_input_bytes,
			max_blob_bytes: params.max_blob_bytes,
			max_output_tokens: params.max_output_tokens,
			base_deadline: params.base_deadline,
			units_per_block: params.units_per_block,
			audit: AuditJson {
				newcomer_rate: params.audit.newcomer_rate.deconstruct(),
				rate: params.audit.rate.deconstruct(),
				auditors: params.audit.auditors,
			},
			challenge_window: params.challenge_window,
			default_temperature: params.default_temperature,
			system_prompt: params.system_prompt,
			safety_policy: params.safety_policy,
		}
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use assay_primitives::task::{ids_hash, Task};
	use serde_json::{json, Value};

	fn hash(byte: u8) -> H256 {
		H256::repeat_byte(byte)
	}

	fn hash_text(byte: u8) -> String {
		format!("0x{}", hex::encode([byte; 32]))
	}

	/// Alice and Bob.
	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

	fn account(text: &str) -> AccountId {
		text.parse().unwrap()
	}

	fn result() -> ResultSummary<Balance> {
		ResultSummary {
			outcome_hash: hash(20),
			kind: ResultKind::Done,
			output_hash: hash(21),
			output_len: 5,
			ids_hash: hash(22),
			trace_root: hash(23),
			prompt_ids: 3,
			output_ids: 2,
			units: 4,
			fee: u128::MAX,
		}
	}

	fn result_json() -> Value {
		json!({
			"kind": "done",
			"outcomeHash": hash_text(20),
			"outputHash": hash_text(21),
			"outputLen": 5,
			"idsHash": hash_text(22),
			"traceRoot": hash_text(23),
			"promptIds": 3,
			"outputIds": 2,
			"units": 4,
			"fee": "340282366920938463463374607431768211455",
		})
	}

	/// A task with everything in it.
	pub fn task() -> TaskView {
		TaskView {
			identity: TaskIdentity { genesis: hash(1), number: 7, content: hash(2) },
			task: Task {
				requester: account(ALICE),
				model: hash(3),
				model_version: 1,
				weights_root: hash(4),
				params_version: 2,
				canon: Some(1),
				kind: TaskKind::Generate {
					max_tokens: 32,
					sampling: Sampling::Temperature { milli: 700, seed: u64::MAX },
				},
				input_hash: Input::Inline(b"Hall\xc3\xb6".to_vec().try_into().unwrap()).hash(),
				input_len: 6,
				blob: false,
				content_hash: hash(2),
				deadline: 10,
				price: 1_000,
				quote: 34_000,
				bond: 340_000,
				verification: Verification::Audited,
				replica: 0,
				parent: Some(6),
				prompt_ids: Some(hash(5)),
				posted_at: 100,
				reassignments: 1,
				state: TaskState::Settled {
					worker: account(BOB),
					result: result(),
					protocol_fee: 9,
					at: 130,
				},
			},
			input: Some(Input::Inline(b"Hall\xc3\xb6".to_vec().try_into().unwrap())),
			outcome: Some(Outcome::Done {
				output: Payload::Inline(vec![0xff, 0x00].try_into().unwrap()),
				ids: TokenIds::Inline(vec![1, 2, 3, 4, 5].try_into().unwrap()),
				prompt_ids: 3,
				output_ids: 2,
				root: hash(6),
				salt: hash(7),
			}),
		}
	}

	/// A model.
	pub fn model() -> ModelView {
		ModelView {
			id: hash(3),
			version: 1,
			status: ModelStatus::Admitted,
			manifest: ModelManifest {
				name: b"demo".to_vec().try_into().unwrap(),
				architecture: Architecture::Llama,
				quantisation: Quantisation::Q8_0,
				weights_root: hash(4),
				tokenizer: None,
				template: vec![
					TemplatePart::Ids(vec![1].try_into().unwrap()),
					TemplatePart::Prompt,
				]
				.try_into()
				.unwrap(),
				context_length: 512,
				canon: None,
				licence: b"CC0-1.0".to_vec().try_into().unwrap(),
				parent: Some(hash(8)),
				datasets: vec![hash(9)].try_into().unwrap(),
			},
			params_version: 2,
			params: ModelParams {
				price_floor: 1_000,
				bond_factor: 10,
				max_input_bytes: 2_048,
				max_blob_bytes: 0,
				max_output_tokens: 256,
				base_deadline: 5,
				units_per_block: 50,
				audit: assay_primitives::model::AuditParams {
					newcomer_rate: sp_runtime::Permill::one(),
					rate: sp_runtime::Permill::from_percent(30),
					auditors: 1,
				},
				challenge_window: None,
				default_temperature: Some(700),
				system_prompt: Some(hash(10)),
				safety_policy: None,
			},
			params_hash: hash(11),
			price: 1_250,
			queued: 3,
			ready_slots: 4,
			next: Vec::new(),
		}
	}

	/// Versions that are to replace the current one of [`model`].
	pub fn next_versions() -> Vec<NextVersion> {
		let manifest = model().manifest;
		vec![
			NextVersion { version: 3, manifest: manifest.clone(), at: 40 },
			NextVersion { version: 2, manifest, at: 50 },
		]
	}

	/// A worker.
	pub fn worker() -> WorkerView {
		WorkerView {
			stash: account(ALICE),
			operator: account(BOB),
			stake: 1_000_000_000_000_000,
			free: 900_000_000_000_000,
			bonded: 100_000_000_000_000,
			unbonding: vec![(5, 12)],
			ready: Some(ReadyView { models: vec![(hash(3), 1)], capacity: 2, busy: 1, since: 40 }),
			misses: 1,
			paused_until: None,
			live_tasks: vec![7],
		}
	}

	/// A validator that signed two blocks for one slot and is going to be slashed for it.
	pub fn staker() -> StakerView {
		StakerView {
			stash: account(ALICE),
			role: Some(StakerRole::Validator),
			operator: Some(account(BOB)),
			own: 10_000_000_000_000_000,
			unbonding: vec![(5, 12), (6, 13)],
			delegated: u128::MAX,
			joining: 7,
			delegators: 2,
			commission: Some(Perbill::from_percent(5)),
			blocked: true,
			slashes: vec![SlashView { era: 3, part: Perbill::from_percent(25), due: 46 }],
			active: true,
		}
	}

	/// A delegation, part of which was taken back.
	pub fn delegation() -> DelegationView {
		DelegationView { stash: account(ALICE), worth: 1_000, joining: 20, leaving: vec![(3, 90)] }
	}

	/// Where a chain stands in eras.
	pub fn staking() -> StakingView {
		StakingView {
			era: 3,
			start_session: 18,
			session: 20,
			sessions_per_era: 6,
			validators: vec![account(ALICE)],
			candidates: vec![account(BOB), account(ALICE)],
			max_validators: 100,
			min_validators: 4,
			min_validator_bond: 10_000_000_000_000_000,
			min_worker_bond: 1_000_000_000_000_000,
			min_delegation: 10_000_000_000_000,
			unbonding_eras: 84,
			emission: 100_000_000_000_000,
			validation_share: Permill::from_percent(40),
		}
	}

	/// A quote.
	pub fn quote() -> QuoteView {
		QuoteView {
			price: 1_000,
			max_units: 34,
			quote: 34_000,
			posting_fee: 10,
			bond: 340_000,
			min_deadline: 6,
			default_deadline: 12,
			queued: 0,
			ready_slots: 4,
		}
	}

	/// Serialises to `expected`, and reads back from it.
	fn check<T>(value: T, expected: Value)
	where
		T: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
	{
		assert_eq!(serde_json::to_value(&value).unwrap(), expected);
		let text = serde_json::to_string(&value).unwrap();
		assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value);
	}

	#[test]
	fn a_task_is_shown() {
		let TaskView { task: Task { input_hash, .. }, .. } = task();
		let output_hash = Payload::Inline(vec![0xff, 0x00].try_into().unwrap()).digest().0;
		let ids_hash = ids_hash(&[1, 2, 3, 4, 5]);
		check(
			TaskJson::from(task()),
			json!({
				"id": 7,
				"identity": { "genesis": hash_text(1), "number": 7, "content": hash_text(2) },
				"requester": ALICE,
				"model": hash_text(3),
				"modelVersion": 1,
				"weightsRoot": hash_text(4),
				"paramsVersion": 2,
				"canon": 1,
				"kind": { "generate": {
					"maxTokens": 32,
					"sampling": { "temperature": { "milli": 700, "seed": "18446744073709551615" } },
				} },
				"input": {
					"hash": input_hash, "len": 6, "blob": false, "hex": "0x48616c6cc3b6", "text": "Hallö",
				},
				"deadline": 10,
				"price": "1000",
				"quote": "34000",
				"bond": "340000",
				"verification": "audited",
				"replica": 0,
				"parent": 6,
				"promptIds": hash_text(5),
				"postedAt": 100,
				"reassignments": 1,
				"state": { "settled": {
					"worker": BOB, "result": result_json(), "protocolFee": "9", "at": 130,
				} },
				"outcome": { "done": {
					"output": { "hash": output_hash, "len": 2, "blob": false, "hex": "0xff00", "text": null },
					"ids": { "hash": ids_hash, "count": 5, "list": [1, 2, 3, 4, 5] },
					"promptIds": 3,
					"outputIds": 2,
					"root": hash_text(6),
					"salt": hash_text(7),
				} },
			}),
		);
	}

	#[test]
	fn payloads_that_are_gone_or_elsewhere_are_null() {
		let mut view = task();
		view.input = None;
		view.outcome = None;
		let json = TaskJson::from(view.clone());
		assert_eq!((json.input.len, json.input.blob), (6, false));
		assert_eq!((json.input.hex, json.input.text, json.outcome), (None, None, None));

		view.task.blob = true;
		view.input = Some(Input::Blob { hash: view.task.input_hash, len: 6 });
		view.outcome = Some(Outcome::Done {
			output: Payload::Blob { hash: hash(9), len: 70_000 },
			ids: TokenIds::Blob { hash: hash(10), count: 600 },
			prompt_ids: 500,
			output_ids: 100,
			root: hash(6),
			salt: hash(7),
		});
		let json = TaskJson::from(view);
		assert!(json.input.blob);
		check(
			json.outcome.unwrap(),
			json!({ "done": {
				"output": { "hash": hash_text(9), "len": 70_000, "blob": true, "hex": null, "text": null },
				"ids": { "hash": hash_text(10), "count": 600, "list": null },
				"promptIds": 500,
				"outputIds": 100,
				"root": hash_text(6),
				"salt": hash_text(7),
			} }),
		);
	}

	#[test]
	fn every_state_is_shown() {
		let worker = || account(BOB);
		for (state, expected) in [
			(TaskState::Open { expires: 60 }, json!({ "open": { "expires": 60 } })),
			(
				TaskState::Assigned { worker: worker(), at: 1, acked: false, due: 9 },
				json!({ "assigned": { "worker": BOB, "at": 1, "acked": false, "due": 9 } }),
			),
			(
				TaskState::Committed {
					worker: worker(),
					commitment: hash(1),
					at: 2,
					due: 9,
					open: true,
				},
				json!({ "committed": {
					"worker": BOB, "commitment": hash_text(1), "at": 2, "due": 9, "open": true
				} }),
			),
			(
				TaskState::Revealed { worker: worker(), result: result(), at: 3, ends: 23 },
				json!({ "revealed": { "worker": BOB, "result": result_json(), "at": 3, "ends": 23 } }),
			),
			(
				TaskState::Disputed { worker: worker(), result: result(), at: 3 },
				json!({ "disputed": { "worker": BOB, "result": result_json(), "at": 3 } }),
			),
			(
				TaskState::Convicted {
					worker: worker(),
					result: result(),
					grounds: Grounds::Silence { costs: 12 },
					at: 5,
				},
				json!({ "convicted": {
					"worker": BOB, "result": result_json(), "grounds": { "silence": { "costs": "12" } }, "at": 5
				} }),
			),
			(
				TaskState::Refunded { reason: RefundReason::Cancelled, at: 4 },
				json!({ "refunded": { "reason": "cancelled", "at": 4 } }),
			),
			(
				TaskState::Refunded { reason: RefundReason::Expired, at: 4 },
				json!({ "refunded": { "reason": "expired", "at": 4 } }),
			),
			(
				TaskState::Refunded { reason: RefundReason::Missed, at: 4 },
				json!({ "refunded": { "reason": "missed", "at": 4 } }),
			),
			(
				TaskState::Refunded { reason: RefundReason::Split, at: 4 },
				json!({ "refunded": { "reason": "split", "at": 4 } }),
			),
			(
				TaskState::Outvoted { worker: worker(), result: result(), at: 6 },
				json!({ "outvoted": { "worker": BOB, "result": result_json(), "at": 6 } }),
			),
		] {
			check(StateJson::from(state), expected);
		}
	}

	#[test]
	fn every_kind_of_result_is_shown() {
		let place = ResultKind::Fault { position: 1, layer: 2, operation: 3, index: 4 };
		for (kind, expected) in [
			(ResultKind::Done, json!("done")),
			(ResultKind::TooLong, json!("tooLong")),
			(ResultKind::BadIds, json!("badIds")),
			(place, json!({ "fault": { "position": 1, "layer": 2, "operation": 3, "index": 4 } })),
		] {
			let json = ResultJson::from(ResultSummary { kind, ..result() });
			check(json.kind, expected);
		}
	}

	#[test]
	fn every_other_outcome_is_shown() {
		let salt = hash(7);
		for (outcome, expected) in [
			(
				Outcome::Refused {
					reason: Refusal::TooLong { ids_root: hash(1), count: 900 },
					salt,
				},
				json!({ "refused": {
					"reason": { "tooLong": { "idsRoot": hash_text(1), "count": 900 } },
					"salt": hash_text(7),
				} }),
			),
			(
				Outcome::Refused {
					reason: Refusal::BadIds {
						ids: vec![8, 9].try_into().unwrap(),
						ids_root: hash(1),
					},
					salt,
				},
				json!({ "refused": {
					"reason": { "badIds": {
						"ids": { "hash": ids_hash(&[8, 9]), "count": 2, "list": [8, 9] },
						"idsRoot": hash_text(1),
					} },
					"salt": hash_text(7),
				} }),
			),
			(
				Outcome::Fault {
					ids: TokenIds::Inline(vec![8, 9, 10].try_into().unwrap()),
					prompt_ids: 2,
					output_ids: 1,
					position: 2,
					layer: 3,
					operation: 4,
					index: 5,
					root: hash(6),
					salt,
				},
				json!({ "fault": {
					"ids": { "hash": ids_hash(&[8, 9, 10]), "count": 3, "list": [8, 9, 10] },
					"promptIds": 2,
					"outputIds": 1,
					"position": 2,
					"layer": 3,
					"operation": 4,
					"index": 5,
					"root": hash_text(6),
					"salt": hash_text(7),
				} }),
			),
		] {
			check(OutcomeJson::from(outcome), expected);
		}
		check(KindJson::from(TaskKind::Generate { max_tokens: 1, sampling: Sampling::Greedy }), {
			json!({ "generate": { "maxTokens": 1, "sampling": "greedy" } })
		});
		check(VerificationJson::from(Verification::Replicated(3)), json!({ "replicated": 3 }));
	}

	#[test]
	fn a_model_is_shown() {
		check(
			ModelJson::from(model()),
			json!({
				"id": hash_text(3),
				"version": 1,
				"status": "admitted",
				"manifest": {
					"name": "demo",
					"architecture": "llama",
					"quantisation": "Q8_0",
					"weightsRoot": hash_text(4),
					"tokenizer": null,
					"template": [{ "ids": [1] }, "prompt"],
					"contextLength": 512,
					"canon": null,
					"licence": "CC0-1.0",
					"parent": hash_text(8),
					"datasets": [hash_text(9)],
				},
				"paramsVersion": 2,
				"params": {
					"priceFloor": "1000",
					"bondFactor": 10,
					"maxInputBytes": 2_048,
					"maxBlobBytes": 0,
					"maxOutputTokens": 256,
					"baseDeadline": 5,
					"unitsPerBlock": 50,
					"audit": { "newcomerRate": 1_000_000, "rate": 300_000, "auditors": 1 },
					"challengeWindow": null,
					"defaultTemperature": 700,
					"systemPrompt": hash_text(10),
					"safetyPolicy": null,
				},
				"paramsHash": hash_text(11),
				"price": "1250",
				"queued": 3,
				"readySlots": 4,
				"next": [],
			}),
		);
		let shown = ModelJson::from(ModelView { next: next_versions(), ..model() });
		let manifest = shown.manifest.clone();
		check(
			shown.next,
			json!([
				{ "version": 3, "manifest": manifest.clone(), "at": 40 },
				{ "version": 2, "manifest": manifest, "at": 50 },
			]),
		);
	}

	#[test]
	fn a_worker_is_shown() {
		check(
			WorkerJson::from(worker()),
			json!({
				"stash": ALICE,
				"operator": BOB,
				"stake": "1000000000000000",
				"free": "900000000000000",
				"bonded": "100000000000000",
				"unbonding": [{ "amount": "5", "era": 12 }],
				"ready": { "models": [hash_text(3)], "versions": [1], "capacity": 2, "busy": 1, "since": 40 },
				"misses": 1,
				"pausedUntil": null,
				"liveTasks": [7],
			}),
		);
	}

	#[test]
	fn a_staker_is_shown() {
		check(
			StakerJson::from(staker()),
			json!({
				"stash": ALICE,
				"role": "validator",
				"operator": BOB,
				"own": "10000000000000000",
				"unbonding": [{ "amount": "5", "era": 12 }, { "amount": "6", "era": 13 }],
				"delegated": "340282366920938463463374607431768211455",
				"joining": "7",
				"delegators": 2,
				"commissionPerBillion": 50_000_000,
				"blocked": true,
				"slashes": [{ "era": 3, "partPerBillion": 250_000_000, "due": 46 }],
				"active": true,
			}),
		);
		let left = StakerView {
			role: None,
			operator: None,
			commission: None,
			slashes: vec![],
			active: false,
			..staker()
		};
		let json = serde_json::to_value(StakerJson::from(left)).unwrap();
		for field in ["role", "operator", "commissionPerBillion"] {
			assert_eq!(json[field], Value::Null, "{field}");
		}
		check(StakerRoleJson::from(StakerRole::Worker), json!("worker"));
	}

	#[test]
	fn a_delegation_is_shown() {
		check(
			DelegationJson::from(delegation()),
			json!({
				"stash": ALICE,
				"worth": "1000",
				"joining": "20",
				"leaving": [{ "amount": "3", "era": 90 }],
			}),
		);
	}

	#[test]
	fn eras_and_terms_are_shown() {
		check(
			StakingJson::from(staking()),
			json!({
				"era": 3,
				"startSession": 18,
				"session": 20,
				"sessionsPerEra": 6,
				"validators": [ALICE],
				"candidates": [BOB, ALICE],
				"maxValidators": 100,
				"minValidators": 4,
				"minValidatorBond": "10000000000000000",
				"minWorkerBond": "1000000000000000",
				"minDelegation": "10000000000000",
				"unbondingEras": 84,
				"emission": "100000000000000",
				"validationSharePerBillion": 400_000_000,
			}),
		);
		assert_eq!(per_billion(Permill::one()), Perbill::one().deconstruct());
	}

	#[test]
	fn session_keys_are_shown() {
		check(
			SessionKeysJson {
				stash: account(ALICE),
				keys: vec![1, 2].into(),
				proof: vec![3].into(),
				call: vec![7, 0, 0xff].into(),
			},
			json!({ "stash": ALICE, "keys": "0x0102", "proof": "0x03", "call": "0x0700ff" }),
		);
	}

	#[test]
	fn a_quote_is_shown() {
		check(
			QuoteJson::from(quote()),
			json!({
				"price": "1000",
				"maxUnits": 34,
				"quote": "34000",
				"postingFee": "10",
				"maxFee": "34010",
				"bond": "340000",
				"minDeadline": 6,
				"defaultDeadline": 12,
				"queued": 0,
				"readySlots": 4,
			}),
		);
	}

	#[test]
	fn a_request_for_a_quote_is_read() {
		let read = |json: Value| serde_json::from_value::<QuoteRequest>(json);
		let request =
			read(json!({ "model": hash_text(3), "maxTokens": 5, "inputLen": 6 })).unwrap();
		assert_eq!(
			request.kind(),
			TaskKind::Generate { max_tokens: 5, sampling: Sampling::Greedy }
		);
		assert_eq!(request.verification(), Verification::Audited);

		let request = read(json!({
			"model": hash_text(3), "maxTokens": 5, "inputLen": 6, "temperatureMilli": 700, "replicas": 3,
		}))
		.unwrap();
		let sampling = Sampling::Temperature { milli: 700, seed: 0 };
		assert_eq!(request.kind(), TaskKind::Generate { max_tokens: 5, sampling });
		assert_eq!(request.verification(), Verification::Replicated(3));

		for (json, part) in [
			(json!({ "model": hash_text(3), "maxTokens": 5 }), "missing field `inputLen`"),
			(json!({ "model": "0x12", "maxTokens": 5, "inputLen": 6 }), "invalid length"),
			(json!({ "model": hash_text(3), "maxTokens": -5, "inputLen": 6 }), "invalid"),
			(
				json!({ "model": hash_text(3), "maxTokens": 5, "inputLen": 6, "max_fee": 1 }),
				"unknown field `max_fee`",
			),
		] {
			let error = read(json).unwrap_err().to_string();
			assert!(error.contains(part), "{error}");
		}
	}

	#[test]
	fn amounts_are_strings() {
		assert!(serde_json::from_str::<Plancks>("5").is_err());
		assert!(serde_json::from_str::<Plancks>("\"-5\"").is_err());
		assert!(serde_json::from_str::<Plancks>("\"1.5\"").is_err());
		assert_eq!(serde_json::from_str::<Plancks>("\"15\"").unwrap(), Decimal(15));
	}
}
