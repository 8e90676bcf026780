//! Free calls of operators: when they are free, their place in the transaction pool, and what failures cost.

use crate::{
	types::FreeCall, Call, Config, FreeFailures, FreeOfferFailures, Pallet, WeightInfo, Workers,
};
use assay_primitives::{
	traits::{Eras, FreeCalls, TaskBonds},
	TaskId, CALL_CLOSED,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
	dispatch::{CheckIfFeeless, DispatchResult},
	pallet_prelude::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction, Weight,
	},
	traits::{Contains, IsSubType, OriginTrait},
};
use frame_system::pallet_prelude::OriginFor;
use scale_info::TypeInfo;
use sp_runtime::traits::{
	DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
	TransactionExtension, ValidateResult,
};

/// Free calls that may fail for one task, or for one worker's offer in one era, before such calls cost a fee.
pub const MAX_FREE_FAILURES: u8 = 3;
/// Priority of free operator calls in the pool. Fees and tips give priorities far below.
pub const OPERATOR_PRIORITY: u64 = u64::MAX / 2;
/// Blocks for which a free operator call stays in the pool; deadlines have passed by then.
pub const OPERATOR_LONGEVITY: u64 = 64;

/// What a free call that failed is counted against, with the types of a runtime.
pub type FreeCallOf<T> = FreeCall<
	<T as frame_system::Config>::AccountId,
	<<T as Config>::MoreFreeCalls as FreeCalls<
		OriginFor<T>,
		<T as frame_system::Config>::RuntimeCall,
	>>::Ticket,
>;

impl<T: Config> Pallet<T> {
	fn signer(origin: &OriginFor<T>) -> Option<&T::AccountId> {
		origin.as_signer()
	}

	fn may_fail(task: &TaskId) -> bool {
		FreeFailures::<T>::get(task) < MAX_FREE_FAILURES
	}

	pub(crate) fn is_free_ack(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::signer(origin)
			.is_some_and(|who| Self::may_fail(task) && Self::task_to_ack(who, *task).is_ok())
	}

	pub(crate) fn is_free_commit(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::signer(origin)
			.is_some_and(|who| Self::may_fail(task) && Self::task_to_commit(who, *task).is_ok())
	}

	pub(crate) fn is_free_submit(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::signer(origin)
			.is_some_and(|who| Self::may_fail(task) && Self::task_to_submit(who, *task).is_ok())
	}

	pub(crate) fn is_free_reveal(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::signer(origin)
			.is_some_and(|who| Self::may_fail(task) && Self::task_to_reveal(who, *task).is_ok())
	}

	pub(crate) fn is_free_offer(origin: &OriginFor<T>, withdraws: bool) -> bool {
		let Some(stash) = Self::signer(origin).and_then(T::Stake::worker_of) else { return false };
		let (era, failures) = FreeOfferFailures::<T>::get(&stash);
		if era == T::Eras::current() && failures >= MAX_FREE_FAILURES {
			return false;
		}
		let worker = Workers::<T>::get(&stash);
		(!withdraws || worker.offer.is_some())
			&& Self::ensure_changeable(&worker, Self::now()).is_ok()
	}

	/// Counts a free call that failed.
	pub(crate) fn count_failure(call: FreeCallOf<T>) {
		match call {
			FreeCall::Task(task) => {
				FreeFailures::<T>::mutate(task, |failures| *failures = failures.saturating_add(1))
			}
			FreeCall::Offer(stash) => FreeOfferFailures::<T>::mutate(stash, |(era, failures)| {
				let current = T::Eras::current();
				if *era != current {
					(*era, *failures) = (current, 0);
				}
				*failures = failures.saturating_add(1);
			}),
			FreeCall::Other(ticket) => T::MoreFreeCalls::failed(ticket),
		}
	}
}

/// Gives free operator calls a fixed high priority and a short life in the transaction pool, where they would have
/// none without a fee, and counts those that fail: after three, calls about that task cost the usual fee.
///
/// Stands before the extension that skips payment for free calls.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct OperatorCalls<T>(PhantomData<T>);

impl<T> OperatorCalls<T> {
	/// The extension has no content.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> Default for OperatorCalls<T> {
	fn default() -> Self {
		Self::new()
	}
}

impl<T> core::fmt::Debug for OperatorCalls<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str("OperatorCalls")
	}
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for OperatorCalls<T>
where
	T::RuntimeCall: Dispatchable<RuntimeOrigin = OriginFor<T>> + IsSubType<Call<T>>,
{
	const IDENTIFIER: &'static str = "OperatorCalls";
	type Implicit = ();
	type Val = Option<FreeCallOf<T>>;
	type Pre = Option<FreeCallOf<T>>;

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		if call.is_sub_type().is_some() || T::MoreFreeCalls::is_one(call) {
			T::WeightInfo::operator_calls()
		} else {
			Weight::zero()
		}
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Implication,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let counted = match (call.is_sub_type(), T::MoreFreeCalls::ticket(&origin, call)) {
			(Some(ours), _) if ours.is_feeless(&origin) => match ours {
				Call::ack { task }
				| Call::commit { task, .. }
				| Call::reveal { task, .. }
				| Call::submit { task, .. } => Some(FreeCall::Task(*task)),
				_ => {
					Pallet::<T>::signer(&origin).and_then(T::Stake::worker_of).map(FreeCall::Offer)
				}
			},
			(None, Some(ticket)) => Some(FreeCall::Other(ticket)),
			_ => return Ok((ValidTransaction::default(), None, origin)),
		};
		// A call that is closed would fail for nothing, and use up the failures that are free.
		if !T::BaseCallFilter::contains(call) {
			return Err(InvalidTransaction::Custom(CALL_CLOSED).into());
		}
		let validity = ValidTransaction {
			priority: OPERATOR_PRIORITY,
			longevity: OPERATOR_LONGEVITY,
			..Default::default()
		};
		Ok((validity, counted, origin))
	}

	fn prepare(
		self,
		val: Self::Val,
		_origin: &DispatchOriginOf<T::RuntimeCall>,
		_call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		Ok(val)
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		// The call's own changes were rolled back; this is outside of it and stays.
		if let (Some(call), Err(_)) = (pre, result) {
			Pallet::<T>::count_failure(call);
		}
		Ok(Weight::zero())
	}
}
