//! Audits: what auditors say, when, and what silence costs.

use crate::{
	types::{Auditor, Phase, Standing},
	AuditOf, Audits, BlockNumberFor, Config, Deadlines, Error, Event, FreeFailures, NextDeadline,
	Pallet, WeightInfo,
};
use alloc::vec::Vec;
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	traits::{AuditBonds, AuditedTasks},
	Hash, TaskId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
	weights::Weight,
};
use sp_runtime::traits::{One, SaturatedConversion, Saturating};

impl<T: Config> Pallet<T> {
	/// Brings an audit into a phase, with a timeout after its deadline, and keeps the task open for what is to come. The
	/// caller stores the audit.
	pub(crate) fn enter(id: TaskId, audit: &mut AuditOf<T>, phase: Phase<BlockNumberFor<T>>) {
		let one = One::one();
		if let Some(due) = audit.phase.due() {
			Deadlines::<T>::remove(due.saturating_add(one), id);
		}
		audit.phase = phase;
		let later = match phase {
			Phase::Commit { .. } => T::RevealPeriod::get(),
			Phase::Reveal { .. } | Phase::Closed => 0u32.into(),
		};
		if let Some(due) = phase.due() {
			Deadlines::<T>::insert(due.saturating_add(one), id, ());
		}
		let last = phase.due().unwrap_or_else(Self::now).saturating_add(later);
		T::Tasks::extend(id, last.saturating_add(T::VerdictWindow::get()));
	}

	/// An audit in which it is this auditor's turn, with the auditor's place in it.
	pub(crate) fn audit_of(
		operator: &T::AccountId,
		id: TaskId,
	) -> Result<(AuditOf<T>, usize), DispatchError> {
		let stash = Self::validator_of(operator)?;
		let audit = Audits::<T>::get(id).ok_or(Error::<T>::NoAudit)?;
		let place = audit.auditors.iter().position(|auditor| auditor.stash == stash);
		let place = place.ok_or(Error::<T>::NotDrawn)?;
		ensure!(audit.phase.due().is_some_and(|due| Self::now() <= due), Error::<T>::TooLate);
		Ok((audit, place))
	}

	/// An audit that this auditor has yet to say anything about.
	pub(crate) fn audit_to_commit(
		operator: &T::AccountId,
		id: TaskId,
	) -> Result<(AuditOf<T>, usize), DispatchError> {
		let (audit, place) = Self::audit_of(operator, id)?;
		let drawn = audit.auditors.get(place).map(|auditor| &auditor.standing);
		ensure!(drawn == Some(&Standing::Drawn), Error::<T>::AlreadyCommitted);
		Ok((audit, place))
	}

	/// The same, if it was drawn by this seed.
	pub(crate) fn audit_to_judge(
		operator: &T::AccountId,
		id: TaskId,
		seed: Hash,
	) -> Result<(AuditOf<T>, usize), DispatchError> {
		let (audit, place) = Self::audit_to_commit(operator, id)?;
		ensure!(audit.seed == seed, Error::<T>::OtherDraw);
		Ok((audit, place))
	}

	/// An audit whose verdict this auditor can reveal now, and what it committed to.
	pub(crate) fn audit_to_reveal(
		operator: &T::AccountId,
		id: TaskId,
	) -> Result<(AuditOf<T>, usize, Hash), DispatchError> {
		let (audit, place) = Self::audit_of(operator, id)?;
		let committed = match audit.auditors.get(place).map(|auditor| &auditor.standing) {
			Some(Standing::Committed(hash)) => *hash,
			Some(Standing::Revealed { .. }) => return Err(Error::<T>::AlreadyRevealed.into()),
			_ => return Err(Error::<T>::NotCommitted.into()),
		};
		ensure!(matches!(audit.phase, Phase::Reveal { .. }), Error::<T>::TooEarly);
		Ok((audit, place, committed))
	}

	fn set(audit: &mut AuditOf<T>, place: usize, standing: Standing<T::AccountId>) {
		if let Some(auditor) = audit.auditors.get_mut(place) {
			auditor.standing = standing;
		}
	}

	pub(crate) fn do_commit(
		operator: &T::AccountId,
		id: TaskId,
		seed: Hash,
		commitment: Hash,
	) -> DispatchResult {
		let (mut audit, place) = Self::audit_to_judge(operator, id, seed)?;
		let auditor = Self::stash_at(&audit, place)?;
		Self::set(&mut audit, place, Standing::Committed(commitment));
		Self::deposit_event(Event::VerdictCommitted { task: id, auditor, commitment });
		Self::move_on(id, audit);
		Ok(())
	}

	pub(crate) fn do_reveal(
		operator: &T::AccountId,
		id: TaskId,
		verdict: Verdict<T::AccountId>,
		digest: Hash,
		salt: Hash,
	) -> DispatchResult {
		let (mut audit, place, committed) = Self::audit_to_reveal(operator, id)?;
		let auditor = Self::stash_at(&audit, place)?;
		let identity = T::Tasks::identity(id).ok_or(Error::<T>::NoAudit)?;
		ensure!(
			verdict_commitment(&identity, &auditor, &verdict, digest, salt) == committed,
			Error::<T>::CommitmentMismatch
		);
		let standing = Standing::Revealed { verdict: verdict.clone(), digest };
		Self::set(&mut audit, place, standing);
		Self::deposit_event(Event::VerdictRevealed { task: id, auditor, verdict, digest });
		Self::move_on(id, audit);
		Ok(())
	}

	/// An auditor can't audit. The first time, another is drawn in its place.
	pub(crate) fn do_abstain(operator: &T::AccountId, id: TaskId) -> DispatchResult {
		let (mut audit, place) = Self::audit_to_commit(operator, id)?;
		let stash = Self::stash_at(&audit, place)?;
		T::Bonds::release(&stash, id)?;
		Self::set(&mut audit, place, Standing::Abstained);
		Self::count_member(&audit.model, &stash, |member| {
			// At most from as many as are counted: it may have been drawn for this one before the era began.
			member.abstained = member.abstained.saturating_add(1).min(member.drawn)
		});
		Self::deposit_event(Event::Abstained { task: id, auditor: stash });
		if !audit.redrawn {
			audit.redrawn = true;
			let task = T::Tasks::task(id).ok_or(Error::<T>::NoAudit)?;
			if Self::draw_auditor(id, &task, &mut audit) {
				let due = Self::now().saturating_add(T::CommitPeriod::get());
				Self::enter(id, &mut audit, Phase::Commit { due });
				if let Some(auditor) = audit.auditors.last() {
					Self::deposit_event(Event::Drawn {
						task: id,
						model: audit.model,
						auditor: auditor.stash.clone(),
						bond: audit.bond,
						due,
					});
				}
			}
		}
		Self::move_on(id, audit);
		Ok(())
	}

	fn stash_at(audit: &AuditOf<T>, place: usize) -> Result<T::AccountId, DispatchError> {
		audit
			.auditors
			.get(place)
			.map(|auditor| auditor.stash.clone())
			.ok_or(Error::<T>::NotDrawn.into())
	}

	/// Stores an audit, in its next phase if all have done what this one is for.
	fn move_on(id: TaskId, mut audit: AuditOf<T>) {
		let any = |of: fn(&Standing<T::AccountId>) -> bool| {
			audit.auditors.iter().any(|auditor| of(&auditor.standing))
		};
		let drawn = any(|standing| matches!(standing, Standing::Drawn));
		let committed = any(|standing| matches!(standing, Standing::Committed(_)));
		let next = match audit.phase {
			Phase::Commit { .. } if !drawn => {
				let due = Self::now().saturating_add(T::RevealPeriod::get());
				Some(if committed { Phase::Reveal { due } } else { Phase::Closed })
			}
			Phase::Reveal { .. } if !committed => Some(Phase::Closed),
			_ => None,
		};
		if let Some(next) = next {
			Self::enter(id, &mut audit, next);
			Self::deposit_event(match next {
				Phase::Reveal { due } => Event::RevealsBegun { task: id, due },
				_ => Event::AuditClosed { task: id },
			});
		}
		Audits::<T>::insert(id, audit);
	}

	/// Does what is due for an audit whose deadline has passed: who said nothing loses half of its bond and leaves all
	/// panels, so that an outage costs it no more than once.
	pub(crate) fn act(id: TaskId, mut audit: AuditOf<T>) {
		let late = |standing: &Standing<T::AccountId>| match audit.phase {
			Phase::Commit { .. } => matches!(standing, Standing::Drawn),
			Phase::Reveal { .. } => matches!(standing, Standing::Committed(_)),
			Phase::Closed => false,
		};
		let silent: Vec<usize> = audit
			.auditors
			.iter()
			.enumerate()
			.filter(|(_, auditor)| late(&auditor.standing))
			.map(|(place, _)| place)
			.collect();
		let penalty = T::SilencePenalty::get().mul_ceil(audit.bond);
		for place in silent {
			let Ok(stash) = Self::stash_at(&audit, place) else { continue };
			let burnt = T::Bonds::penalise(&stash, id, penalty).unwrap_or_else(|error| {
				frame_support::defensive!("the bond of an auditor is missing", error);
				0
			});
			Self::set(&mut audit, place, Standing::Silent);
			Self::deposit_event(Event::Silent { task: id, auditor: stash.clone(), burnt });
			Self::leave_all(&stash);
		}
		Self::move_on(id, audit);
	}

	/// Works off deadlines that have passed, a bounded number. Returns the weight used.
	pub(crate) fn work_off_deadlines() -> Weight {
		let now = Self::now();
		let mut left = T::MaxDeadlinesPerBlock::get();
		let mut empty = crate::lottery::MAX_EMPTY_HEIGHTS;
		let mut height = NextDeadline::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		while height <= now && left > 0 && empty > 0 {
			let due: Vec<TaskId> =
				Deadlines::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::height());
			if due.is_empty() {
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			for id in due {
				left = left.saturating_sub(1);
				weight.saturating_accrue(T::WeightInfo::height());
				weight.saturating_accrue(T::WeightInfo::deadline());
				match Audits::<T>::get(id) {
					Some(audit) => Self::act(id, audit),
					None => {
						frame_support::defensive!("a deadline of no audit", id);
						Deadlines::<T>::remove(height, id);
					}
				}
			}
		}
		NextDeadline::<T>::put(height);
		weight
	}

	/// Removes an audit and all that belongs to it. `each`: what becomes of the bond of an auditor that has one.
	pub(crate) fn end(
		id: TaskId,
		each: impl Fn(&AuditOf<T>, &Auditor<T::AccountId>) -> DispatchResult,
	) -> Option<AuditOf<T>> {
		let audit = Audits::<T>::take(id)?;
		if let Some(due) = audit.phase.due() {
			Deadlines::<T>::remove(due.saturating_add(One::one()), id);
		}
		for auditor in &audit.auditors {
			FreeFailures::<T>::remove(id, &auditor.stash);
			if auditor.is_bonded() {
				if let Err(error) = each(&audit, auditor) {
					frame_support::defensive!("the bond of an auditor is missing", error);
				}
			}
		}
		Some(audit)
	}
}
