//! What holds between blocks.

use crate::{
	types::MAX_DRAWN, Audits, Ballots, Config, Deadlines, DrawSeeds, Draws, FreeFailures,
	NextDeadline, NextDraw, NextTally, OpinionCommitments, Pallet, Panels, Pots, Revealers,
	ServedModels, TallyOf,
};
use alloc::collections::BTreeSet;
use assay_primitives::{
	task::TaskState,
	traits::{AuditBonds, AuditedTasks, Eras},
	Balance,
};
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::{
	traits::{One, Saturating},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// - Every audit is of a task whose result can still be found wrong.
	/// - It has one deadline until it is closed; no deadline is of anything else.
	/// - Its auditors are different validators, each with the audit's bond until it has lost it.
	/// - A validator stands on the panels of exactly the models that it serves, once each.
	/// - The pots' account has what is in the pots.
	/// - Opinions are of eras that are still to be counted, and of validators that revealed them.
	/// - No result waits for a draw that has passed, nor a seed for results that are drawn.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut deadlines = 0usize;
		for (id, audit) in Audits::<T>::iter() {
			let task = T::Tasks::task(id).ok_or("an audit of no task")?;
			ensure!(
				matches!(task.state, TaskState::Revealed { .. } | TaskState::Disputed { .. }),
				"an audit of a task that has ended"
			);
			ensure!(task.model == audit.model, "an audit of another model");
			if let Some(due) = audit.phase.due() {
				let at = due.saturating_add(One::one());
				ensure!(Deadlines::<T>::contains_key(at, id), "an audit without a deadline");
				ensure!(at >= NextDeadline::<T>::get(), "a deadline that nobody comes to");
				deadlines = deadlines.saturating_add(1);
			}
			ensure!(!audit.auditors.is_empty(), "an audit without auditors");
			ensure!(audit.auditors.len() <= MAX_DRAWN as usize, "too many auditors");
			let mut seen = BTreeSet::new();
			for auditor in &audit.auditors {
				ensure!(seen.insert(auditor.stash.clone()), "an auditor twice");
				let bonded = T::Bonds::bonded(&auditor.stash, id);
				let expected = if auditor.is_bonded() { audit.bond } else { 0 };
				ensure!(bonded == expected, "the bond of an auditor is another");
			}
		}
		ensure!(Deadlines::<T>::iter_keys().count() == deadlines, "a deadline of no audit");
		ensure!(
			FreeFailures::<T>::iter_keys().all(|(id, _)| Audits::<T>::contains_key(id)),
			"failures of an audit that has ended"
		);

		let mut served = BTreeSet::new();
		for (model, panel) in Panels::<T>::iter() {
			ensure!(!panel.members.is_empty(), "a panel of nobody");
			for member in &panel.members {
				ensure!(served.insert((member.stash.clone(), model)), "a member twice");
				ensure!(member.abstained <= member.drawn, "more abstentions than audits");
			}
		}
		for (stash, models) in ServedModels::<T>::iter() {
			ensure!(!models.is_empty(), "a validator that serves nothing is remembered");
			for model in models {
				ensure!(
					served.remove(&(stash.clone(), model)),
					"a validator is missing on a panel"
				);
			}
		}
		ensure!(served.is_empty(), "a member of a panel that does not serve the model");

		let (era, next) = (T::Eras::current(), NextTally::<T>::get());
		let tally = TallyOf::<T>::get();
		ensure!(tally.as_ref().is_none_or(|it| it.era == next), "a count of another era");
		for (of, worker) in Ballots::<T>::iter_keys() {
			ensure!(of >= next && of < era, "opinions of an era that is not to be counted");
			let revealers = match &tally {
				Some(tally) if tally.era == of => tally.revealers.len(),
				_ => Revealers::<T>::get(of).len(),
			};
			let ballots = Ballots::<T>::get(of, worker);
			ensure!(
				ballots.iter().all(|ballot| (ballot.revealer as usize) < revealers),
				"an opinion of nobody"
			);
		}
		ensure!(
			OpinionCommitments::<T>::iter_keys().all(|(of, _)| of >= next),
			"a commitment of an era that was counted"
		);

		let pots: Balance = Pots::<T>::iter_values().fold(0, Balance::saturating_add);
		ensure!(pots <= T::Currency::balance(&T::PotAccount::get()), "pots without tokens");

		let next = NextDraw::<T>::get();
		ensure!(Draws::<T>::iter_keys().all(|(at, _)| at >= next), "a draw that nobody comes to");
		ensure!(DrawSeeds::<T>::iter_keys().all(|at| at >= next), "a seed of a draw long past");
		Ok(())
	}
}
