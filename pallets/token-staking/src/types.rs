//! Types in storage and in answers to queries.

use alloc::vec::Vec;
use assay_primitives::{task::Grounds, Balance, CanonVersion, EraIndex, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound,
	PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{ArithmeticError, Perbill};

/// What a stash does for the network. A stash has one role at a time.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Role {
	/// Its operator runs tasks.
	#[codec(index = 0)]
	Worker,
	/// It stands for election to author and finalise blocks.
	#[codec(index = 1)]
	Validator,
}

/// Stake that waits to be withdrawn.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct UnbondingChunk {
	/// Plancks.
	pub amount: Balance,
	/// First era in which the amount can be withdrawn.
	pub era: EraIndex,
}

/// Stake and role of a stash. Every planck that it has here is in exactly one of `free`, `bonded`,
/// `unbonding` and `convicted`:
///
/// - held for [`crate::HoldReason::Stake`] = `free` + sum of `unbonding`;
/// - held for [`crate::HoldReason::TaskBond`] = `bonded` + `convicted`;
/// - `bonded` = sum of the stash's [`crate::TaskBonds`];
/// - `convicted` = sum of the stash's [`crate::Convictions`].
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxChunks))]
pub struct Ledger<MaxChunks: Get<u32>> {
	/// What the stash does, if anything.
	pub role: Option<Role>,
	/// Plancks neither bonded to a task nor unbonding.
	pub free: Balance,
	/// Plancks bonded to live tasks.
	pub bonded: Balance,
	/// Number of live tasks with a bond of this stash.
	pub task_bonds: u32,
	/// Plancks that wait to be withdrawn, one chunk per era.
	pub unbonding: BoundedVec<UnbondingChunk, MaxChunks>,
	/// Plancks of bonds of tasks for which the stash was convicted. No stake any more, but not paid out yet.
	pub convicted: Balance,
	/// Last era in which stake can be slashed for an offence as a validator. Until then the stash can't become a worker.
	pub exposed_until: Option<EraIndex>,
}

impl<MaxChunks: Get<u32>> Ledger<MaxChunks> {
	/// Active stake in plancks: free and bonded.
	pub fn active(&self) -> Result<Balance, ArithmeticError> {
		self.free.checked_add(self.bonded).ok_or(ArithmeticError::Overflow)
	}

	/// Plancks that wait to be withdrawn, ripe or not.
	pub fn unbonding_total(&self) -> Result<Balance, ArithmeticError> {
		sum(self.unbonding.iter().map(|chunk| chunk.amount))
	}

	/// Whether nothing is left that the ledger would have to remember.
	pub fn is_empty(&self) -> bool {
		self.role.is_none()
			&& self.free == 0
			&& self.task_bonds == 0
			&& self.unbonding.is_empty()
			&& self.convicted == 0
	}
}

/// Adds up, without wrapping.
pub(crate) fn sum(mut amounts: impl Iterator<Item = Balance>) -> Result<Balance, ArithmeticError> {
	amounts
		.try_fold(0, |total: Balance, amount| total.checked_add(amount))
		.ok_or(ArithmeticError::Overflow)
}

/// The hot key of a staker.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct OperatorRecord<AccountId, BlockNumber> {
	/// The staker it acts for.
	pub stash: AccountId,
	/// What that staker does. It may do nothing else with the key.
	pub role: Role,
	/// Height at which it was named.
	pub since: BlockNumber,
}

/// A worker as queries show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct WorkerStake<AccountId> {
	/// Owner of the stake.
	pub stash: AccountId,
	/// Hot key that acts for it.
	pub operator: AccountId,
	/// Plancks of active stake: `free` and `bonded` together.
	pub stake: Balance,
	/// Plancks neither bonded to a task nor unbonding.
	pub free: Balance,
	/// Plancks bonded to live tasks.
	pub bonded: Balance,
	/// Plancks that unbond, with the first era in which they can be withdrawn.
	pub unbonding: Vec<(Balance, EraIndex)>,
	/// Tasks with a bond of this worker, in ascending order.
	pub live_tasks: Vec<TaskId>,
	/// Plancks of convicted bonds that are not paid out yet. They are no stake.
	pub convicted: Balance,
}

/// A conviction whose bond is not paid out yet.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Conviction<AccountId, BlockNumber> {
	/// Stash of the convicted worker, in whose account the bond is held.
	pub stash: AccountId,
	/// Plancks.
	pub bond: Balance,
	/// Who posted the task.
	pub requester: AccountId,
	/// Version of the arithmetic by which the result was judged.
	pub canon: CanonVersion,
	/// Why the worker was convicted.
	pub grounds: Grounds<Balance>,
	/// Height of the conviction.
	pub at: BlockNumber,
	/// None while it is open who gets the prover's part; then the conviction does not mature.
	pub award: Option<Award<AccountId, BlockNumber>>,
}

/// Who proved a fault, and when the bond is paid out.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Award<AccountId, BlockNumber> {
	/// Who gets the prover's part. If nobody, it is burnt.
	pub prover: Option<AccountId>,
	/// Height from which the bond can be paid out.
	pub matures: BlockNumber,
}

/// Parts of a convicted bond, in plancks. The rest is burnt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BondSplit {
	/// To whoever proved the fault.
	pub prover: Balance,
	/// To the requester, on top of the refund.
	pub requester: Balance,
}

/// What a staker asks of those who delegate to it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Prefs {
	/// Part of every reward that the staker takes before it is shared with the delegators.
	#[codec(compact)]
	pub commission: Perbill,
	/// Whether new delegations are refused.
	pub blocked: bool,
}

/// What an account delegated to one staker.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxChunks))]
pub struct Delegation<MaxChunks: Get<u32>> {
	/// Shares of the staker's pool.
	pub shares: u128,
	/// Plancks that count from era `joins` on, and are turned into shares then.
	pub joining: Balance,
	/// The era.
	pub joins: EraIndex,
	/// What was taken back and waits to be withdrawn, one chunk per era.
	pub leaving: BoundedVec<LeavingChunk, MaxChunks>,
}

impl<MaxChunks: Get<u32>> Delegation<MaxChunks> {
	/// Whether nothing is left that it would have to remember.
	pub fn is_empty(&self) -> bool {
		self.shares == 0 && self.joining == 0 && self.leaving.is_empty()
	}
}

/// Part of a delegation that was taken back.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct LeavingChunk {
	/// First era in which it can be withdrawn; names the [`Leaving`] that it is part of.
	pub era: EraIndex,
	/// Shares of that.
	pub points: u128,
}

/// All that delegators of one staker can withdraw from one era on. Slashed as the pool is until then.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Leaving {
	/// Plancks.
	pub tokens: Balance,
	/// Shares of them: as many as plancks unless it was slashed.
	pub points: u128,
}

/// What a pool was worth when an era's delegations joined it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct JoinPrice {
	/// `shares` shares cost `tokens` plancks.
	pub tokens: Balance,
	pub shares: u128,
	/// Delegations whose shares have not been written down yet. Forgotten with the last of them.
	pub open: u32,
}

/// What stood behind a staker in an era: its part of rewards is by this, and offences of the era cost a part of it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct EraStake {
	/// Plancks of its own.
	pub own: Balance,
	/// Plancks of delegators.
	pub delegated: Balance,
}

/// What a staker did in an era.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Points {
	/// For authoring blocks.
	pub validation: u64,
	/// For tasks and audits: plancks that they may bring at most.
	pub work: Balance,
	/// For opinions: plancks that they may bring at most.
	pub opinion: Balance,
}

/// What all stakers did in an era, and what is minted for it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct EraReward {
	/// Sums of all stakers' points.
	pub points: Points,
	/// Plancks for all points for authoring blocks; set when the era ends.
	pub validation: Balance,
	/// Plancks for all points for work; set when the era ends.
	pub work: Balance,
	/// Plancks for all points for opinions; set when the era ends.
	pub opinion: Balance,
}

/// Offences of a validator in an era. They cost once what the gravest costs.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Offence {
	/// Part of the era's stake that it is to lose in all.
	pub reported: Perbill,
	/// Part that was slashed, or will not be because it was cancelled.
	pub done: Perbill,
	/// Era at whose start the rest is slashed, if there is any.
	pub due: Option<EraIndex>,
}

/// A staker as queries show it. Amounts in plancks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StakerStake<AccountId> {
	/// Owner of the stake.
	pub stash: AccountId,
	/// What it does, if anything.
	pub role: Option<Role>,
	/// Hot key that acts for it, if it named one.
	pub operator: Option<AccountId>,
	/// Its own active stake.
	pub own: Balance,
	/// Its own stake that unbonds, with the first era in which it can be withdrawn.
	pub unbonding: Vec<(Balance, EraIndex)>,
	/// Delegated plancks that count now, and those that count from the next era on.
	pub delegated: Balance,
	pub joining: Balance,
	/// Accounts that delegate to it, or wait to withdraw.
	pub delegators: u32,
	/// What it asks of delegators, if it takes any.
	pub prefs: Option<Prefs>,
	/// Offences by their era that it will be slashed for, with the part of the stake and the era at whose start that happens.
	pub slashes: Vec<(EraIndex, Perbill, EraIndex)>,
	/// Whether it authors and finalises blocks now.
	pub active: bool,
}

/// A delegation as queries show it. Amounts in plancks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DelegationInfo<AccountId> {
	/// The staker.
	pub stash: AccountId,
	/// What the delegation is worth now, rewards and slashes included.
	pub worth: Balance,
	/// What counts, and earns, from the next era on.
	pub joining: Balance,
	/// What was taken back, with the first era in which it can be withdrawn.
	pub leaving: Vec<(Balance, EraIndex)>,
}
