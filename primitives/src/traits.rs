//! What pallets ask of each other. A pallet names the trait in its `Config`, the runtime joins them.

use crate::{
	model::{AuditParams, ModelManifest, ModelParams, ModelStatus},
	task::{Grounds, Input, Outcome, Task, TaskIdentity},
	Balance as Plancks, CanonVersion, EraIndex, ModelId, ModelVersion, ParamsVersion, TaskId,
};
use alloc::vec::Vec;
use core::fmt::Debug;
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

	/// Version of a registered model's weights for which tasks are posted now.
	fn version(model: &ModelId) -> Option<ModelVersion>;

	/// What a version of a registered model is. Known as long as the model is registered.
	fn manifest(model: &ModelId, version: ModelVersion) -> Option<ModelManifest>;

	/// Parameters of a registered model, by their version. Known as long as the model is registered.
	fn params(
		model: &ModelId,
		version: ParamsVersion,
	) -> Option<ModelParams<Self::Balance, Self::BlockNumber>>;

	/// A task for the model went live. A model with live tasks can't be removed.
	fn task_opened(model: &ModelId);

	/// A task for the model ended.
	fn task_closed(model: &ModelId);

	/// Makes sure that an admitted model exists, and returns it.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model() -> ModelId;
}

/// Who keeps something for a model while it is registered.
pub trait OnWithdrawn {
	/// The model is not registered any more.
	fn withdrawn(model: &ModelId);
}

/// Nobody does.
impl OnWithdrawn for () {
	fn withdrawn(_: &ModelId) {}
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

	/// Makes this the current era.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_set(era: EraIndex);
}

/// What a staker is rewarded for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duty {
	/// Authoring blocks. A fixed part of the emission is divided by these points.
	Validation,
	/// Running and auditing tasks. A point is a planck that may be minted at most; less, if they are more than the part of
	/// the emission that is for work.
	Work,
	/// Opinions about workers, likewise.
	Opinion,
}

/// Who counts what stakers do. An era's emission is divided by these points.
pub trait RewardPoints<AccountId> {
	/// Adds points of the current era to a staker.
	fn add_points(stash: &AccountId, duty: Duty, points: Plancks);
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

/// Who may say that he holds a model's weights.
pub trait Attesters<AccountId> {
	/// Stash of the validator that stands for election for which `who` acts: its operator, or itself.
	fn attester(who: &AccountId) -> Option<AccountId>;

	/// Whether a stash is such a validator.
	fn is_attester(stash: &AccountId) -> bool;

	/// Makes so many validators and returns their stashes.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_attesters(count: u32) -> Vec<AccountId>;
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

/// What a bond must be worth so that cheating loses money on average.
pub trait Deterrence {
	/// Least bond of a task as a multiple of its quote, if so many validators can check. `None`: no bond is large enough.
	fn least_factor(audit: &AuditParams, auditors: u32) -> Option<u32>;

	/// Whether what every fee saves for audits pays for as many. Else whoever owns a model's auditors could earn by audits
	/// of his own tasks, out of what others saved.
	fn is_covered(audit: &AuditParams) -> bool;
}

/// Who checks results, and remembers how workers did. The market reports to it what becomes of tasks.
pub trait Audits<AccountId, Balance> {
	/// Validators that can check results of a model now.
	fn able(model: &ModelId) -> u32;

	/// A worker committed to a result. `pace`: what it took of the time that the model grants at least.
	fn committed(worker: &AccountId, model: &ModelId, pace: Perbill);

	/// A worker revealed a result.
	fn revealed(task: TaskId, worker: &AccountId, model: &ModelId);

	/// A worker let a task lie.
	fn missed(worker: &AccountId, model: &ModelId);

	/// A result holds, its window has passed. Who is to get how much of its fee before the worker: the model's pot, and
	/// auditors that the pot can't pay. Together less than the fee.
	fn bill(task: TaskId, model: &ModelId, fee: Balance) -> Vec<(AccountId, Balance)>;

	/// The task was paid: of `fee` plancks `protocol_fee` went to the protocol, and so much to each of those in the bill.
	fn settled(
		task: TaskId,
		worker: &AccountId,
		model: &ModelId,
		fee: Balance,
		protocol_fee: Balance,
		paid: &[(AccountId, Balance)],
	);

	/// The result was found wrong.
	fn convicted(task: TaskId, worker: &AccountId, model: &ModelId);

	/// Most replicas of the task had another result: it ended unpaid. Of models without canonical arithmetic.
	fn outvoted(task: TaskId, worker: &AccountId, model: &ModelId);

	/// Another replica's result differs, and it did not show which is right: the task ended unpaid.
	fn split(task: TaskId, worker: &AccountId, model: &ModelId);

	/// Brings a revealed task to where settling it costs most, and returns its worker.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_audited(task: TaskId, worker: &AccountId, model: &ModelId);
}

/// Nobody checks.
impl<AccountId, Balance> Audits<AccountId, Balance> for () {
	fn able(_: &ModelId) -> u32 {
		0
	}

	fn committed(_: &AccountId, _: &ModelId, _: Perbill) {}

	fn revealed(_: TaskId, _: &AccountId, _: &ModelId) {}

	fn missed(_: &AccountId, _: &ModelId) {}

	fn bill(_: TaskId, _: &ModelId, _: Balance) -> Vec<(AccountId, Balance)> {
		Vec::new()
	}

	fn settled(
		_: TaskId,
		_: &AccountId,
		_: &ModelId,
		_: Balance,
		_: Balance,
		_: &[(AccountId, Balance)],
	) {
	}

	fn convicted(_: TaskId, _: &AccountId, _: &ModelId) {}

	fn outvoted(_: TaskId, _: &AccountId, _: &ModelId) {}

	fn split(_: TaskId, _: &AccountId, _: &ModelId) {}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_audited(_: TaskId, _: &AccountId, _: &ModelId) {}
}

/// Tasks as those see them who check results.
pub trait AuditedTasks {
	type AccountId;
	type Balance;
	type BlockNumber;

	/// A task, whatever its state.
	fn task(id: TaskId) -> Option<Task<Self::AccountId, Self::Balance, Self::BlockNumber>>;

	/// What names it in commitments.
	fn identity(id: TaskId) -> Option<TaskIdentity>;

	/// How results of a model's tasks are checked that are posted now.
	fn audit_params(model: &ModelId) -> Option<AuditParams>;

	/// How results of a task are checked: by the parameters it was posted with.
	fn audit_params_of(id: TaskId) -> Option<AuditParams>;

	/// Makes sure that a revealed task does not settle before this height. Does nothing if it is not revealed, or settles
	/// later anyway.
	fn extend(id: TaskId, until: Self::BlockNumber);

	/// Makes a revealed task of a canonical model and returns it.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_task(index: u32) -> TaskId;
}

/// Bonds of auditors, out of a validator's own stake. Like [`TaskBonds`], one per auditor and task.
pub trait AuditBonds {
	type AccountId;
	type Balance;

	/// Stash for which `operator` acts, if that stash is a validator.
	fn validator_of(operator: &Self::AccountId) -> Option<Self::AccountId>;

	/// Validators in office, with all stake, own and delegated, that counts for them in this era.
	fn active() -> Vec<(Self::AccountId, Self::Balance)>;

	/// Whether an account is a worker's stash.
	fn is_worker(stash: &Self::AccountId) -> bool;

	/// Whether an account has delegated to a staker.
	fn has_delegated(delegator: &Self::AccountId, staker: &Self::AccountId) -> bool;

	/// What a validator has bonded to the audit of a task.
	fn bonded(validator: &Self::AccountId, task: TaskId) -> Self::Balance;

	/// Bonds `amount` of a validator's own stake to the audit of a task.
	fn bond(validator: &Self::AccountId, task: TaskId, amount: Self::Balance) -> DispatchResult;

	/// Returns the bond.
	fn release(validator: &Self::AccountId, task: TaskId) -> Result<Self::Balance, DispatchError>;

	/// Burns `amount` of the bond, all of it at most, and returns the rest. Returns what was burnt.
	fn penalise(
		validator: &Self::AccountId,
		task: TaskId,
		amount: Self::Balance,
	) -> Result<Self::Balance, DispatchError>;

	/// Takes the whole bond: half goes to `to`, the rest is burnt. Returns what `to` got.
	fn forfeit(
		validator: &Self::AccountId,
		task: TaskId,
		to: &Self::AccountId,
	) -> Result<Self::Balance, DispatchError>;

	/// Makes a worker and returns its stash.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_worker(index: u32) -> Self::AccountId;

	/// Puts so many validators with a large stake into office and returns their stashes and operators.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_validators(count: u32) -> Vec<(Self::AccountId, Self::AccountId)>;
}

/// What the referee asks about audits.
pub trait AuditClaims<AccountId> {
	/// Whether an auditor that found a result wrong named this account to show it.
	fn is_challenger(task: TaskId, who: &AccountId) -> bool;

	/// What an auditor said to have computed, if the result stands for it: seed and digest.
	fn digest_of(task: TaskId, auditor: &AccountId) -> Option<(sp_core::H256, sp_core::H256)>;

	/// An auditor's digest is not of the run: it takes its bond, half of it for `by`.
	fn disproved(task: TaskId, auditor: &AccountId, by: &AccountId) -> DispatchResult;

	/// Has a task audited by somebody who said a digest that is of nothing, where taking it back costs most. Returns the
	/// auditor and the seed.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_claim(task: TaskId) -> (AccountId, sp_core::H256);
}

/// There are none.
impl<AccountId> AuditClaims<AccountId> for () {
	fn is_challenger(_: TaskId, _: &AccountId) -> bool {
		false
	}

	fn digest_of(_: TaskId, _: &AccountId) -> Option<(sp_core::H256, sp_core::H256)> {
		None
	}

	fn disproved(_: TaskId, _: &AccountId, _: &AccountId) -> DispatchResult {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_claim(_: TaskId) -> (AccountId, sp_core::H256) {
		panic!("there are none")
	}
}

/// How good a worker is at a model. Between two workers that were drawn for a task, the higher score wins.
pub trait WorkerScores<AccountId> {
	/// Score of a worker for a model; comparable between workers of one model only.
	fn score(stash: &AccountId, model: &ModelId) -> u32;

	/// Whether a worker has not passed enough audits yet for its score to say much.
	fn is_newcomer(stash: &AccountId, model: &ModelId) -> bool;
}

/// All workers are equally good.
impl<AccountId> WorkerScores<AccountId> for () {
	fn score(_: &AccountId, _: &ModelId) -> u32 {
		0
	}

	fn is_newcomer(_: &AccountId, _: &ModelId) -> bool {
		false
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

/// Calls of other pallets that are free for operators.
pub trait FreeCalls<Origin, Call> {
	/// What failures of a free call are counted against.
	type Ticket: Clone + PartialEq + Eq + Debug;

	/// Whether a call is one of these, whoever makes it.
	fn is_one(call: &Call) -> bool;

	/// If such a call is free for this origin now, what its failure counts against.
	fn ticket(origin: &Origin, call: &Call) -> Option<Self::Ticket>;

	/// One that was free failed.
	fn failed(ticket: Self::Ticket);
}

/// A ticket of one of two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Either<A, B> {
	First(A),
	Second(B),
}

/// Those of both.
impl<Origin, Call, A: FreeCalls<Origin, Call>, B: FreeCalls<Origin, Call>> FreeCalls<Origin, Call>
	for (A, B)
{
	type Ticket = Either<A::Ticket, B::Ticket>;

	fn is_one(call: &Call) -> bool {
		A::is_one(call) || B::is_one(call)
	}

	fn ticket(origin: &Origin, call: &Call) -> Option<Self::Ticket> {
		A::ticket(origin, call)
			.map(Either::First)
			.or_else(|| B::ticket(origin, call).map(Either::Second))
	}

	fn failed(ticket: Self::Ticket) {
		match ticket {
			Either::First(ticket) => A::failed(ticket),
			Either::Second(ticket) => B::failed(ticket),
		}
	}
}

/// There are none.
impl<Origin, Call> FreeCalls<Origin, Call> for () {
	type Ticket = ();

	fn is_one(_: &Call) -> bool {
		false
	}

	fn ticket(_: &Origin, _: &Call) -> Option<()> {
		None
	}

	fn failed((): ()) {}
}
