//! What the market reports about workers, and what audits cost and bring.

use crate::{
	arithmetic::{
		emission::{entitled, Work},
		score::{score, Record},
	},
	AuditOf, Audits, Config, Draws, Event, Pallet, Panels, Pots, Records,
};
use alloc::vec::Vec;
use assay_primitives::{
	audit::Verdict,
	traits::{self, AuditBonds, AuditedTasks, Duty, Eras, RewardPoints},
	Balance, ModelId, TaskId,
};
use frame_support::traits::{fungible::Mutate, tokens::Preservation, Get};
use sp_runtime::Perbill;

/// Who is paid for an audit, out of what.
struct Pay<AccountId> {
	auditor: AccountId,
	/// Plancks out of the model's pot.
	from_pot: Balance,
	/// Plancks out of the task's fee, where the worker is a newcomer or the pot is empty.
	from_fee: Balance,
}

impl<T: Config> traits::Audits<T::AccountId, Balance> for Pallet<T> {
	fn able(model: &ModelId) -> u32 {
		Self::able_members(&Panels::<T>::get(model))
	}

	fn committed(worker: &T::AccountId, model: &ModelId, pace: Perbill) {
		Self::with_record(worker, model, |record| record.finish(pace));
	}

	fn revealed(task: TaskId, _: &T::AccountId, _: &ModelId) {
		Draws::<T>::insert(Self::now(), task, ());
	}

	fn missed(worker: &T::AccountId, model: &ModelId) {
		Self::with_record(worker, model, Record::miss);
	}

	fn bill(task: TaskId, model: &ModelId, fee: Balance) -> Vec<(T::AccountId, Balance)> {
		let mut bill = Vec::new();
		// Nobody saves for audits that nobody can make.
		if <Self as traits::Audits<T::AccountId, Balance>>::able(model) > 0 {
			bill.push((T::PotAccount::get(), T::PotShare::get().mul_floor(fee)));
		}
		if let Some(audit) = Audits::<T>::get(task) {
			let pays = Self::pays(&audit, fee).into_iter();
			bill.extend(pays.filter(|pay| pay.from_fee > 0).map(|pay| (pay.auditor, pay.from_fee)));
		}
		bill
	}

	fn settled(
		task: TaskId,
		worker: &T::AccountId,
		model: &ModelId,
		fee: Balance,
		protocol_fee: Balance,
		paid: &[(T::AccountId, Balance)],
	) {
		let audit = Self::end(task, |audit, auditor| match auditor.verdict() {
			// It could have shown that it is wrong, and did not: it is held to what it said.
			Some(Verdict::Mismatch { .. }) if audit.canonical => {
				T::Bonds::penalise(&auditor.stash, task, audit.bond).map(|_| ())
			}
			_ => T::Bonds::release(&auditor.stash, task).map(|_| ()),
		});
		let paid_to = |who: &T::AccountId| {
			paid.iter().filter(|(to, _)| to == who).map(|(_, amount)| *amount).next().unwrap_or(0)
		};
		let mut earned: Vec<(T::AccountId, Balance)> = Vec::new();
		if let Some(audit) = &audit {
			for pay in Self::pays(audit, fee) {
				let from_pot = Self::pay_from_pot(model, &pay.auditor, pay.from_pot);
				let all = paid_to(&pay.auditor).saturating_add(from_pot);
				Self::deposit_event(Event::AuditPaid {
					task,
					auditor: pay.auditor.clone(),
					amount: all,
				});
				earned.push((pay.auditor, all));
			}
		}
		let saved = paid_to(&T::PotAccount::get());
		if saved > 0 {
			Pots::<T>::mutate(model, |pot| *pot = pot.saturating_add(saved));
		}
		Self::give_points(task, worker, model, protocol_fee, &earned);
		let Some(audit) = audit else { return };
		if let Some(passed) = audit.passed() {
			Self::with_record(worker, model, |record| match passed {
				// What it did right before it was convicted counts as little as what was found right before.
				true if record.convictions != audit.convictions => {}
				true => record.pass(),
				false => record.fail(),
			});
		}
	}

	fn convicted(task: TaskId, worker: &T::AccountId, model: &ModelId) {
		Self::end(task, |audit, auditor| match auditor.verdict() {
			Some(Verdict::Match | Verdict::Spelling) => {
				let burnt = T::Bonds::penalise(&auditor.stash, task, audit.bond)?;
				Self::deposit_event(Event::WrongMatch {
					task,
					auditor: auditor.stash.clone(),
					burnt,
				});
				Ok(())
			}
			_ => T::Bonds::release(&auditor.stash, task).map(|_| ()),
		});
		Self::with_record(worker, model, Record::convict);
	}

	fn outvoted(task: TaskId, worker: &T::AccountId, model: &ModelId) {
		Self::drop_audit(task);
		// Another answer than most others': that is all that can be known of such a model.
		Self::with_record(worker, model, Record::fail);
	}

	fn split(task: TaskId, _: &T::AccountId, _: &ModelId) {
		Self::drop_audit(task);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_audited(task: TaskId, worker: &T::AccountId, model: &ModelId) {
		crate::benchmarking::make_settling::<T>(task, worker, model)
	}
}

impl<T: Config> Pallet<T> {
	/// A task ended without being paid or found wrong: its audit says nothing, and costs nothing.
	fn drop_audit(task: TaskId) {
		Self::end(task, |_, auditor| T::Bonds::release(&auditor.stash, task).map(|_| ()));
	}

	/// Changes what is remembered of a worker, as of now.
	fn with_record(worker: &T::AccountId, model: &ModelId, change: impl FnOnce(&mut Record)) {
		let era = T::Eras::current();
		Records::<T>::mutate(worker, model, |record| {
			*record = record.at(era);
			change(record);
		});
	}

	/// What is remembered of a worker, as it counts now.
	pub fn record(worker: &T::AccountId, model: &ModelId) -> Record {
		Records::<T>::get(worker, model).at(T::Eras::current())
	}

	/// Whether a worker has passed too few audits for its score to say much.
	pub(crate) fn is_new(worker: &T::AccountId, model: &ModelId) -> bool {
		Records::<T>::get(worker, model).is_newcomer(T::NewcomerAudits::get())
	}

	/// Who is to be paid for an audit if the result holds.
	fn pays(audit: &AuditOf<T>, fee: Balance) -> Vec<Pay<T::AccountId>> {
		let each = T::AuditFee::get().mul_floor(fee);
		let mut pot = if audit.newcomer { 0 } else { Pots::<T>::get(audit.model) };
		let pay = |auditor: &T::AccountId| {
			let from_pot = each.min(pot);
			pot = pot.saturating_sub(from_pot);
			Pay { auditor: auditor.clone(), from_pot, from_fee: each.saturating_sub(from_pot) }
		};
		audit.earners().map(pay).collect()
	}

	/// Pays out of a model's pot. Returns what was paid: all, or nothing if the receiver can't take it.
	fn pay_from_pot(model: &ModelId, to: &T::AccountId, amount: Balance) -> Balance {
		if amount == 0 {
			return 0;
		}
		let from = T::PotAccount::get();
		match T::Currency::transfer(&from, to, amount, Preservation::Preserve) {
			Ok(_) => {
				Pots::<T>::mutate(model, |pot| *pot = pot.saturating_sub(amount));
				amount
			}
			Err(_) => 0,
		}
	}

	/// New tokens that a settled task may bring its worker and its auditors: as many auditors must be able to check it as were
	/// asked for when it was posted.
	fn give_points(
		task: TaskId,
		worker: &T::AccountId,
		model: &ModelId,
		protocol_fee: Balance,
		earned: &[(T::AccountId, Balance)],
	) {
		let Some(params) = T::Tasks::audit_params_of(task) else { return };
		let work = Work {
			protocol_fee,
			score: Self::score_of(worker, model),
			newcomer: Self::is_new(worker, model),
			able: <Self as traits::Audits<T::AccountId, Balance>>::able(model),
			auditors: params.auditors.into(),
		};
		let fees: Vec<Balance> = earned.iter().map(|(_, amount)| *amount).collect();
		let Some(points) = entitled(&work, T::EmissionCap::get(), &fees) else { return };
		if points.worker > 0 {
			T::Points::add_points(worker, Duty::Work, points.worker);
		}
		for ((auditor, _), points) in earned.iter().zip(points.auditors) {
			if points > 0 {
				T::Points::add_points(auditor, Duty::Work, points);
			}
		}
	}

	/// Score of a worker for a model, in parts per billion.
	pub fn score_of(worker: &T::AccountId, model: &ModelId) -> u32 {
		let opinion = Self::opinion_of(worker);
		score(&Self::record(worker, model), opinion, T::OpinionWeight::get())
	}
}

impl<T: Config> traits::OnWithdrawn for Pallet<T> {
	fn withdrawn(model: &ModelId) {
		let amount = Pots::<T>::get(model);
		let (from, to) = (T::PotAccount::get(), T::ProtocolAccount::get());
		// What can't be moved stays the pot of a model that is registered again.
		if amount > 0 && T::Currency::transfer(&from, &to, amount, Preservation::Preserve).is_ok() {
			Pots::<T>::remove(model);
			Self::deposit_event(Event::PotClosed { model: *model, amount });
		}
	}
}

impl<T: Config> traits::WorkerScores<T::AccountId> for Pallet<T> {
	fn score(stash: &T::AccountId, model: &ModelId) -> u32 {
		Self::score_of(stash, model)
	}

	fn is_newcomer(stash: &T::AccountId, model: &ModelId) -> bool {
		Self::is_new(stash, model)
	}
}
