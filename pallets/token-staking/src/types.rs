//! Types in storage and in answers to queries.

use alloc::vec::Vec;
use assay_primitives::{task::Grounds, Balance, CanonVersion, EraIndex, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound,
	PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::ArithmeticError;

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

/// The hot key of a worker.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct OperatorRecord<AccountId, BlockNumber> {
	/// The worker it acts for.
	pub stash: AccountId,
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
