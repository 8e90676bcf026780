//! What the referee asks about audits, and free calls of auditors.

use crate::{
	types::Standing, Audits, Call, Config, Error, Event, FreeFailures, FreeTellFailures, Pallet,
	Panels, ServedModels,
};
use assay_primitives::{
	audit::Verdict,
	traits::{AuditBonds, AuditClaims, Eras, FreeCalls},
	Hash, TaskId,
};
use frame_support::{
	dispatch::CheckIfFeeless,
	pallet_prelude::DispatchResult,
	traits::{Get, IsSubType, OriginTrait},
};
use frame_system::pallet_prelude::OriginFor;

/// Free calls that may fail for one auditor and audit before they cost a fee.
pub const MAX_FREE_FAILURES: u8 = 3;

impl<T: Config> AuditClaims<T::AccountId> for Pallet<T> {
	fn is_challenger(task: TaskId, who: &T::AccountId) -> bool {
		Audits::<T>::get(task).is_some_and(|audit| {
			audit.auditors.iter().any(|auditor| {
				matches!(
					auditor.verdict(),
					Some(Verdict::Mismatch { challenger }) if challenger == who
				)
			})
		})
	}

	fn digest_of(task: TaskId, auditor: &T::AccountId) -> Option<(Hash, Hash)> {
		let audit = Audits::<T>::get(task).filter(|audit| audit.canonical)?;
		let found = audit.auditors.iter().find(|it| it.stash == *auditor)?;
		match &found.standing {
			Standing::Revealed { verdict: Verdict::Match | Verdict::Spelling, digest } => {
				Some((audit.seed, *digest))
			}
			_ => None,
		}
	}

	fn disproved(task: TaskId, auditor: &T::AccountId, by: &T::AccountId) -> DispatchResult {
		let mut audit = Audits::<T>::get(task).ok_or(Error::<T>::NoAudit)?;
		let found = audit
			.auditors
			.iter_mut()
			.find(|it| it.stash == *auditor && it.is_bonded())
			.ok_or(Error::<T>::NotDrawn)?;
		found.standing = Standing::Disproved;
		T::Bonds::forfeit(auditor, task, by)?;
		Audits::<T>::insert(task, audit);
		Self::leave_all(auditor);
		Self::deposit_event(Event::DigestDisproved {
			task,
			auditor: auditor.clone(),
			by: by.clone(),
		});
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_claim(task: TaskId) -> (T::AccountId, Hash) {
		crate::benchmarking::make_claim::<T>(task)
	}
}

impl<T: Config> Pallet<T> {
	fn is_free(origin: &OriginFor<T>, task: TaskId, may: impl Fn(&T::AccountId) -> bool) -> bool {
		let Some(who) = origin.as_signer() else { return false };
		let failures = T::Bonds::validator_of(who).map(|stash| FreeFailures::<T>::get(task, stash));
		failures.is_some_and(|failures| failures < MAX_FREE_FAILURES) && may(who)
	}

	pub(crate) fn is_free_commit(origin: &OriginFor<T>, task: &TaskId, seed: &Hash) -> bool {
		Self::is_free(origin, *task, |who| Self::audit_to_judge(who, *task, *seed).is_ok())
	}

	pub(crate) fn is_free_abstain(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::is_free(origin, *task, |who| Self::audit_to_commit(who, *task).is_ok())
	}

	/// Whether a validator's free calls that are about no task have failed too often in this era.
	fn told_badly(who: &T::AccountId) -> bool {
		let Some(stash) = T::Bonds::validator_of(who) else { return true };
		let (era, failures) = FreeTellFailures::<T>::get(stash);
		era == T::Eras::current() && failures >= MAX_FREE_FAILURES
	}

	/// What it checks is all that can make the call fail.
	pub(crate) fn is_free_serve(
		origin: &OriginFor<T>,
		models: &[assay_primitives::ModelId],
	) -> bool {
		let Some(who) = origin.as_signer().filter(|who| !Self::told_badly(who)) else {
			return false;
		};
		let Ok((stash, _)) = Self::check_serve(who, models) else { return false };
		let before = ServedModels::<T>::get(&stash);
		let room = |model| Panels::<T>::get(model).members.len() < T::MaxPanel::get() as usize;
		before.as_slice() != models
			&& models.iter().filter(|model| !before.contains(model)).all(room)
	}

	pub(crate) fn is_free_opinion(origin: &OriginFor<T>) -> bool {
		origin
			.as_signer()
			.is_some_and(|who| !Self::told_badly(who) && Self::check_commit_opinion(who).is_ok())
	}

	pub(crate) fn is_free_opinion_reveal(
		origin: &OriginFor<T>,
		opinion: &crate::OpinionOf<T>,
		salt: Hash,
	) -> bool {
		let Some(who) = origin.as_signer().filter(|who| !Self::told_badly(who)) else {
			return false;
		};
		Self::check_reveal_opinion(who, opinion, salt).is_ok()
	}

	pub(crate) fn is_free_reveal(origin: &OriginFor<T>, task: &TaskId) -> bool {
		Self::is_free(origin, *task, |who| Self::audit_to_reveal(who, *task).is_ok())
	}
}

impl<T: Config> FreeCalls<OriginFor<T>, <T as frame_system::Config>::RuntimeCall> for Pallet<T>
where
	<T as frame_system::Config>::RuntimeCall: IsSubType<Call<T>>,
{
	/// The task, if the call is about one, and the validator.
	type Ticket = (Option<TaskId>, T::AccountId);

	fn is_one(call: &<T as frame_system::Config>::RuntimeCall) -> bool {
		about(call).is_some()
	}

	fn ticket(
		origin: &OriginFor<T>,
		call: &<T as frame_system::Config>::RuntimeCall,
	) -> Option<Self::Ticket> {
		let task = about(call)?;
		let stash = T::Bonds::validator_of(origin.as_signer()?)?;
		call.is_sub_type().is_some_and(|call| call.is_feeless(origin)).then_some((task, stash))
	}

	fn failed((task, stash): Self::Ticket) {
		match task {
			// Audits end with their task, and the count with them.
			Some(task) if Audits::<T>::contains_key(task) => {
				FreeFailures::<T>::mutate(task, stash, |failures| {
					*failures = failures.saturating_add(1)
				});
			}
			Some(_) => {}
			None => FreeTellFailures::<T>::mutate(stash, |(era, failures)| {
				let current = T::Eras::current();
				if *era != current {
					(*era, *failures) = (current, 0);
				}
				*failures = failures.saturating_add(1);
			}),
		}
	}
}

/// Whether a call is one of an auditor's, and the task that it is about, if it is about one.
fn about<T: Config>(call: &impl IsSubType<Call<T>>) -> Option<Option<TaskId>> {
	match call.is_sub_type()? {
		Call::commit_verdict { task, .. }
		| Call::reveal_verdict { task, .. }
		| Call::abstain { task } => Some(Some(*task)),
		Call::serve { .. } | Call::commit_opinion { .. } | Call::reveal_opinion { .. } => {
			Some(None)
		}
		_ => None,
	}
}
