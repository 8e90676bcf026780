//! Runtime APIs behind the node's `assay_*` RPC methods.

use crate::{
	model::{Decision, ModelManifest, ModelParams, ModelStatus},
	task::{Input, Outcome, Sampling, Task, TaskIdentity, TaskKind, Verification},
	AccountId, Balance, BlockNumber, EraIndex, ModelId, ModelVersion, ParamsVersion, TaskId, Units,
};
use alloc::vec::Vec;
use assay_canon::{disclosure::Scope, proof::Witness};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{DispatchError, Perbill, Permill};

/// A task and, while they are kept, its prompt and answer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct TaskView {
	pub identity: TaskIdentity,
	pub task: Task<AccountId, Balance, BlockNumber>,
	pub input: Option<Input>,
	pub outcome: Option<Outcome>,
}

/// What a task would cost if it were posted now, all its replicas together.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct QuoteView {
	/// Plancks per unit.
	pub price: Balance,
	/// Most units that a worker can bill.
	pub max_units: Units,
	/// Plancks held at posting, the most the task can cost.
	pub quote: Balance,
	/// Plancks taken at posting and not returned. The `max_fee` of `post` must cover both.
	pub posting_fee: Balance,
	/// Plancks of its own stake that each worker bonds.
	pub bond: Balance,
	/// Least, and usual, number of blocks from assignment to commitment.
	pub min_deadline: BlockNumber,
	pub default_deadline: BlockNumber,
	/// Tasks of this model that wait for a worker.
	pub queued: u32,
	/// Slots of workers that are ready for this model.
	pub ready_slots: u32,
}

/// Why there is no quote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum QuoteError {
	UnknownModel,
	/// The model takes no tasks now.
	ModelClosed,
	InputEmpty,
	InputTooLarge,
	/// `max_tokens` is zero or above the model's limit.
	BadMaxTokens,
	/// The temperature is out of range.
	BadSampling,
	/// There must be at least two replicas, and not more than the chain takes.
	BadReplicas,
	QueueFull,
}

/// What a worker has offered.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ReadyView {
	/// Models, with the versions of them that it runs.
	pub models: Vec<(ModelId, ModelVersion)>,
	/// Tasks it runs at the same time, and runs now.
	pub capacity: u32,
	pub busy: u32,
	/// Height from which its slots count.
	pub since: BlockNumber,
}

/// A worker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct WorkerView {
	pub stash: AccountId,
	pub operator: AccountId,
	/// Own stake in plancks: all that is not unbonding, of it free, of it bonded to tasks.
	pub stake: Balance,
	pub free: Balance,
	pub bonded: Balance,
	/// Plancks that unbond, with the era in which they can be withdrawn.
	pub unbonding: Vec<(Balance, EraIndex)>,
	/// `None` if the worker is not on offer.
	pub ready: Option<ReadyView>,
	/// Deadlines missed, as they count now: halved every era.
	pub misses: u32,
	/// Height until which the worker is off the ready set after a miss or a conviction.
	pub paused_until: Option<BlockNumber>,
	/// Tasks that lock a bond of this worker.
	pub live_tasks: Vec<TaskId>,
}

/// What a staker does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum StakerRole {
	/// Runs tasks.
	Worker,
	/// Stands for election to author and finalise blocks.
	Validator,
}

/// A slash that was not carried out yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SlashView {
	/// Era of the offence.
	pub era: EraIndex,
	/// Part of what stood behind the validator in that era.
	pub part: Perbill,
	/// Era at whose start it is carried out.
	pub due: EraIndex,
}

/// A stash, worker or validator or neither. Amounts in plancks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StakerView {
	pub stash: AccountId,
	pub role: Option<StakerRole>,
	/// Hot key that acts for it. Every worker has one.
	pub operator: Option<AccountId>,
	/// Its own active stake.
	pub own: Balance,
	/// Its own stake that unbonds, with the first era in which it can be withdrawn.
	pub unbonding: Vec<(Balance, EraIndex)>,
	/// Delegated stake that counts now, and such that counts from the next era on.
	pub delegated: Balance,
	pub joining: Balance,
	/// Accounts that delegate to it, or wait to withdraw.
	pub delegators: u32,
	/// Part of every reward that it takes before delegators get theirs. `None` if it takes no delegations.
	pub commission: Option<Perbill>,
	/// Whether it refuses new delegations.
	pub blocked: bool,
	pub slashes: Vec<SlashView>,
	/// Whether it authors and finalises blocks now.
	pub active: bool,
}

/// What an account delegated to one staker. Amounts in plancks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DelegationView {
	pub stash: AccountId,
	/// What it is worth now, rewards and slashes included.
	pub worth: Balance,
	/// What counts, and earns, from the next era on.
	pub joining: Balance,
	/// What was taken back, with the first era in which it can be withdrawn.
	pub leaving: Vec<(Balance, EraIndex)>,
}

/// Where the chain stands in eras, and the terms of staking. Amounts in plancks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StakingView {
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
	/// Least own stake of a validator and of a worker, and least delegation.
	pub min_validator_bond: Balance,
	pub min_worker_bond: Balance,
	pub min_delegation: Balance,
	/// Eras until unbonded stake can be withdrawn.
	pub unbonding_eras: u32,
	/// Plancks that the current era brings at most, and the part of it that is for authoring blocks.
	pub emission: Balance,
	pub validation_share: Permill,
}

/// A validator that audits a model.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AuditorView {
	pub stash: AccountId,
	/// Plancks that stand behind it in this era, its own and delegated.
	pub stake: Balance,
	/// Audits of the model for which it was drawn in this era, and those from which it abstained.
	pub drawn: u32,
	pub abstained: u32,
	/// Whether it can be drawn now.
	pub able: bool,
}

/// A worker that has run tasks of a model. Parts are in parts per billion.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ScoredView {
	pub stash: AccountId,
	/// Slots by which it can be drawn now.
	pub slots: u32,
	/// Between two workers that were drawn the higher wins.
	pub score: u32,
	/// The score without validators' opinion.
	pub facts: u32,
	/// What validators think of it, relative to the worker that they think most of; none if they think nothing of any.
	pub opinion: Option<u32>,
	/// Audits passed since the last one failed, and whether these are too few for emission.
	pub streak: u32,
	pub newcomer: bool,
	/// Audits passed and failed, tasks committed to and let lie, as they count now: in thousandths, since they decay.
	pub passed: u64,
	pub failed: u64,
	pub done: u64,
	pub missed: u64,
	/// Mean part of the granted time that its tasks took.
	pub pace: u32,
}

/// Who runs a model, who checks it, and how they stand.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct MetagraphView {
	pub era: EraIndex,
	/// The validators that audit the model.
	pub auditors: Vec<AuditorView>,
	/// The workers, best first; those that have run no task of it are not there.
	pub workers: Vec<ScoredView>,
	/// Plancks saved for audits.
	pub pot: Balance,
	/// The era whose opinions were counted last, if enough validators had any.
	pub opinions: Option<EraIndex>,
}

/// A model.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ModelView {
	pub id: ModelId,
	pub version: ModelVersion,
	pub status: ModelStatus,
	pub manifest: ModelManifest,
	pub params_version: ParamsVersion,
	pub params: ModelParams<Balance, BlockNumber>,
	/// BLAKE2b-256 of the SCALE encoding of `params`, as a vote to admit the model names it.
	pub params_hash: H256,
	/// Plancks per unit, now.
	pub price: Balance,
	/// Tasks that wait, and slots that are ready.
	pub queued: u32,
	pub ready_slots: u32,
	/// Versions that are to replace this one, in the order of their heights.
	pub next: Vec<NextVersion>,
}

/// A version that is to replace the one before it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct NextVersion {
	pub version: ModelVersion,
	pub manifest: ModelManifest,
	/// Height from which tasks are posted for it.
	pub at: BlockNumber,
}

/// A version of a model's weights.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct VersionView {
	pub version: ModelVersion,
	pub manifest: ModelManifest,
	/// Who proposed it. Nobody, of models of the genesis block.
	pub proposer: Option<AccountId>,
	/// Number of the block in which it was proposed.
	pub proposed: BlockNumber,
	/// When it was decided first that it becomes the current one, by whom, and at which height; none as long as it is a
	/// proposal. All such decisions are in [`HistoryView::upgrades`].
	pub adopted: Option<(Decision<BlockNumber>, BlockNumber)>,
	/// Validators that say they hold its weights, while it is a proposal.
	pub attested: Vec<AccountId>,
	/// Where its files can be fetched, as UTF-8.
	pub uris: Vec<Vec<u8>>,
}

/// A decision that a version becomes the current one. The same version may become it more than once.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct UpgradeView {
	pub version: ModelVersion,
	/// When it was decided, by whom.
	pub decided: Decision<BlockNumber>,
	/// Height from which it holds, as far as none that holds from a later height, or was decided later for the same, has
	/// replaced it.
	pub at: BlockNumber,
}

/// A version of a model's parameters.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ParamsView {
	pub version: ParamsVersion,
	pub params: ModelParams<Balance, BlockNumber>,
	/// When they were decided, by whom.
	pub decided: Decision<BlockNumber>,
	/// Height from which they hold, as far as none that hold from a later height, or were decided later for the same, have
	/// replaced them.
	pub at: BlockNumber,
}

/// All that was ever decided about a model.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct HistoryView {
	pub status: ModelStatus,
	/// Who registered it. Models of the genesis block may have no owner.
	pub owner: Option<AccountId>,
	/// Number of the block in which it was registered, and what was decided since.
	pub registered: BlockNumber,
	pub admitted: Option<Decision<BlockNumber>>,
	pub deprecated: Option<Decision<BlockNumber>>,
	pub retired: Option<Decision<BlockNumber>>,
	/// Versions of weights and of parameters that hold at `height`, which is in active blocks.
	pub version: ModelVersion,
	pub params_version: ParamsVersion,
	pub height: BlockNumber,
	/// Validators that must say they hold the weights before a version can be adopted.
	pub attestations_needed: u32,
	/// All versions, in the order of their numbers.
	pub versions: Vec<VersionView>,
	pub params: Vec<ParamsView>,
	/// All decisions about weights, in the order in which they were made.
	pub upgrades: Vec<UpgradeView>,
}

/// An output of an operation, with all that a dispute about it would have agreed on.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Question {
	/// The preimage of the model's root.
	pub card: Vec<u8>,
	/// Number of prompt and output ids, and root of the run's trace.
	pub prompt_ids: u32,
	pub output_ids: u32,
	pub trace: H256,
	/// The place.
	pub position: u32,
	pub scope: Scope,
	/// Root of its input, and the position's id; of an end, the id chosen there.
	pub input: H256,
	pub id: u32,
	/// Roots of operations' outputs, by the operations' numbers.
	pub outputs: Vec<(u8, H256)>,
	pub sampling: Sampling,
	/// Number of the operation and of its output.
	pub operation: u8,
	pub index: u32,
	/// The operands.
	pub witness: Witness,
}

sp_api::decl_runtime_apis! {
	/// The referee's arithmetic.
	pub trait RefereeApi {
		/// Computes an output again, as in a dispute: its bytes, or none if it is no finite number.
		fn recompute(question: Question) -> Result<Option<Vec<u8>>, DispatchError>;
	}

	/// Queries of the market.
	pub trait AssayApi {
		/// A task by its number.
		fn task(task: TaskId) -> Option<TaskView>;
		/// What a task would cost now. `input_len` in bytes.
		fn quote(model: ModelId, kind: TaskKind, input_len: u32, verification: Verification) -> Result<QuoteView, QuoteError>;
		/// A worker by its stash or its operator.
		fn worker(account: AccountId) -> Option<WorkerView>;
		/// A stash by itself or its operator, whatever its role.
		fn staker(account: AccountId) -> Option<StakerView>;
		/// What an account delegated, to at most 256 stakers.
		fn delegations(delegator: AccountId) -> Vec<DelegationView>;
		/// Where the chain stands in eras, and the terms of staking.
		fn staking() -> StakingView;
		/// Who runs a model, who checks it, and how they stand. `None` if there is no such model.
		fn metagraph(model: ModelId) -> Option<MetagraphView>;
		/// A model by its identifier.
		fn model(model: ModelId) -> Option<ModelView>;
		/// All registered models; the registry bounds their number.
		fn models() -> Vec<ModelView>;
		/// All that was ever decided about a model. `None` if there is no such model.
		fn model_history(model: ModelId) -> Option<HistoryView>;
	}
}
