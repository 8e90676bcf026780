//! What pallets ask of each other. A pallet names the trait in its `Config`, the runtime joins them.

use crate::{
	model::{ModelManifest, ModelParams, ModelStatus},
	task::{Grounds, Input, Outcome, Task, TaskIdentity},
	CanonVersion, EraIndex, ModelId, ModelVersion, ParamsVersion, TaskId,
};
use alloc::vec::Vec;
use sp_runtime::{DispatchError, DispatchResult, Perbill};

/// The terms on which tasks for a model are posted now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelTerms<Balance, BlockNumber> {
	pub status: ModelStatus,
	pub version: ModelVersion,
	pub manifest: ModelManifest,
	pub params_version: ParamsVersion,
	pub params: ModelParams<Balance, BlockNumber>,
}

/// The registry of models, as the market sees it.
pub trait ModelLookup {
	type Balance;
	type BlockNumber;

	/// Current terms of a registered model, whatever its status.
	fn terms(model: &ModelId) -> Option<ModelTerms<Self::Balance, Self::BlockNumber>>;

	/// A task for the model went live. A model with live tasks can't be removed.
	fn task_opened(model: &ModelId);

	/// A task for the model ended.
	fn task_closed(model: &ModelId);

	/// Makes sure that an admitted model exists, and returns it.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model() -> ModelId;
}

/// Bonds per task, out of a worker's own stake. No bond touches delegated stake, no stake covers two tasks.
pub trait TaskBonds {
	type AccountId;
	type Balance;

	/// Stash for which `operator` acts, if that stash is a worker.
	fn worker_of(operator: &Self::AccountId) -> Option<Self::AccountId>;

	/// Operator of a worker.
	fn operator_of(stash: &Self::AccountId) -> Option<Self::AccountId>;

	/// Own stake of a worker that is neither bonded to a task nor unbonding. Zero for others.
	fn free_stake(stash: &Self::AccountId) -> Self::Balance;

	/// Bonds `amount` of a worker's free stake to `task`.
	fn bond(stash: &Self::AccountId, task: TaskId, amount: Self::Balance) -> DispatchResult;

	/// Returns the bond of `task` to free stake.
	fn release(stash: &Self::AccountId, task: TaskId) -> Result<Self::Balance, DispatchError>;

	/// Burns `amount` of the bond of `task`, all of it at most, and returns the rest to free stake. Returns what
	/// was burnt.
	fn penalise(
		stash: &Self::AccountId,
		task: TaskId,
		amount: Self::Balance,
	) -> Result<Self::Balance, DispatchError>;

	/// Takes the whole bond of `task` from a worker whose result was wrong. The tokens stay held until [`Self::award`]
	/// has said who proved it and the conviction is mature; only then is anyone paid. Returns the bond.
	fn convict(
		stash: &Self::AccountId,
		task: TaskId,
		requester: &Self::AccountId,
		canon: CanonVersion,
		grounds: Grounds<Self::Balance>,
	) -> Result<Self::Balance, DispatchError>;

	/// Says who gets the prover's part of a conviction, once. `None`: it is burnt.
	fn award(task: TaskId, prover: Option<&Self::AccountId>) -> DispatchResult;

	/// A worker that was convicted because nobody answered was proved wrong as well: the conviction is one by proof now.
	fn prove(task: TaskId) -> DispatchResult;

	/// Makes a worker with a large free stake and returns its stash and operator.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> (Self::AccountId, Self::AccountId);
}

/// Where the chain stands in eras.
pub trait Eras {
	/// Index of the current era.
	fn current() -> EraIndex;
}

/// What a staker is rewarded for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duty {
	/// Authoring blocks.
	Validation,
	/// Running and auditing tasks.
	Work,
}

/// Who counts what stakers do. An era's emission is divided by these points.
pub trait RewardPoints<AccountId> {
	/// Adds points of the current era to a staker.
	fn add_points(stash: &AccountId, duty: Duty, points: u32);
}

/// Sessions of consensus, as staking sees them.
pub trait Sessions<AccountId> {
	/// Whether an account has keys to author and finalise blocks with.
	fn has_keys(stash: &AccountId) -> bool;

	/// Validators of the current session.
	fn validators() -> Vec<AccountId>;

	/// Takes an offender off duty, if it is a validator of the current session.
	fn disable(stash: &AccountId, severity: Perbill);

	/// Makes sure that an account has keys.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_keys(stash: &AccountId);

	/// Makes these the validators of the current session.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(stashes: Vec<AccountId>);
}

/// Whether a worker is on offer for tasks. Asked before it gives up its role.
pub trait WorkerActivity<AccountId> {
	/// Whether any ready slot or live task names the worker.
	fn is_active(stash: &AccountId) -> bool;
}

impl<AccountId> WorkerActivity<AccountId> for () {
	fn is_active(_: &AccountId) -> bool {
		false
	}
}

/// How good a worker is at a model. Between two workers that were drawn for a task, the higher score wins.
pub trait WorkerScores<AccountId> {
	/// Score of a worker for a model; comparable between workers of one model only.
	fn score(stash: &AccountId, model: &ModelId) -> u32;
}

/// All workers are equally good.
impl<AccountId> WorkerScores<AccountId> for () {
	fn score(_: &AccountId, _: &ModelId) -> u32 {
		0
	}
}

/// Randomness that nobody knew when he chose what to put into the block before.
pub trait BlockSeed {
	/// Hash of the VRF output in the current block's own pre-digest, readable from the first hook on. `None` if
	/// the block carries none.
	fn block_seed() -> Option<sp_core::H256>;
}

/// Tasks whose results the referee judges.
pub trait DisputedTasks {
	type AccountId;
	type Balance;
	type BlockNumber;

	/// A task, whatever its state.
	fn task(id: TaskId) -> Option<Task<Self::AccountId, Self::Balance, Self::BlockNumber>>;

	/// What names it in commitments.
	fn identity(id: TaskId) -> Option<TaskIdentity>;

	/// Its answer, while it is kept.
	fn outcome(id: TaskId) -> Option<Outcome>;

	/// Its prompt, while it is kept.
	fn input(id: TaskId) -> Option<Input>;

	/// What its model is: the manifest of the version that it was posted for.
	fn manifest(id: TaskId) -> Option<ModelManifest>;

	/// Stops the settlement of a revealed task whose window has not passed. Does nothing if it is stopped already.
	fn stop(id: TaskId) -> DispatchResult;

	/// Lets a stopped task go on: its window begins anew, in full.
	fn resume(id: TaskId) -> DispatchResult;

	/// Ends a stopped task as wrong: the whole quote back to the requester, the worker's bond taken.
	fn convict(id: TaskId, grounds: Grounds<Self::Balance>) -> DispatchResult;

	/// Says who gets the prover's part of a task's conviction, once. `None`: it is burnt.
	fn award(id: TaskId, prover: Option<&Self::AccountId>) -> DispatchResult;

	/// A result that was convicted because nobody answered was proved wrong as well.
	fn prove(id: TaskId) -> DispatchResult;

	/// Makes a revealed task of a canonical model, with the given trace root and counts of prompt and output ids.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_revealed(index: u32, weights_root: sp_core::H256, outcome: Outcome) -> TaskId;
}

/// Calls of other pallets about tasks that are free for workers' operators.
pub trait FreeCalls<Origin, Call> {
	/// The task that a call is about, if it is one of these.
	fn task_of(call: &Call) -> Option<TaskId>;

	/// Whether such a call is free for this origin now.
	fn is_free(origin: &Origin, call: &Call) -> bool;

	/// One that was free failed.
	fn failed(task: TaskId);
}

/// There are none.
impl<Origin, Call> FreeCalls<Origin, Call> for () {
	fn task_of(_: &Call) -> Option<TaskId> {
		None
	}

	fn is_free(_: &Origin, _: &Call) -> bool {
		false
	}

	fn failed(_: TaskId) {}
}
