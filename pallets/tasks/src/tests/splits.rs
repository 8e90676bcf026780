//! Replicas of a canonical model whose results differ: nobody is outvoted.

use super::{
	replicas::{answered, assigned, commit, is_settled, is_split, replicated, reveal, worker_of},
	*,
};
use crate::Event;
use assay_primitives::{
	traits::{AuditedTasks, DisputedTasks},
	TaskId,
};

fn canonical() {
	TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
}

fn convict(id: TaskId) {
	assert_ok!(<Market as DisputedTasks>::stop(id));
	assert_ok!(<Market as DisputedTasks>::convict(id, Grounds::Proof));
}

fn ends(id: TaskId) -> u32 {
	let TaskState::Revealed { ends, .. } = state(id) else { panic!("{:?}", state(id)) };
	ends
}

#[test]
fn a_split_that_nobody_challenges_is_refunded() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(6)]);
		System::assert_has_event(Event::Split { task: all[1], other: all[0] }.into());
		let workers = all.iter().map(|id| stash(worker_of(*id))).collect::<Vec<_>>();
		run_to(ends(all[0]));
		assert!(all.iter().all(|id| is_split(*id)));
		assert_eq!(Balances::balance(&ALICE), RICHES - 2 * 90);
		assert!(world().bonds.is_empty());
		assert_eq!((world().burnt, world().convicted), (0, 0));
		for (id, worker) in all.iter().zip(&workers) {
			assert_eq!((total(worker), world().free[worker]), (RICHES, STAKE));
			assert_eq!(Workers::<Test>::get(worker).misses, 0);
			assert!(world().reports.contains(&Report::Split(*id, worker.clone())));
		}
		// What they said is kept for a while, for whoever asks.
		assert!(crate::Outcomes::<Test>::contains_key(all[0]));
		run_to(System::block_number() + 20);
		assert!(!crate::Outcomes::<Test>::contains_key(all[0]));
	});
}

#[test]
fn who_is_left_after_a_conviction_is_paid() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(6), done(5)]);
		let wrong = worker_of(all[1]);
		convict(all[1]);
		run_to(ends(all[0]));
		assert!(is_settled(all[0]) && is_settled(all[2]));
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 2 * 1_500);
		assert_eq!(total(&stash(wrong)), RICHES);
		assert_eq!(world().convicted, 75_000);
	});
}

#[test]
fn most_replicas_are_not_right_for_being_most() {
	// With both of the many convicted the one is paid; with one of them, nobody.
	for convictions in [1, 2] {
		run(|| {
			canonical();
			let all = answered(&[done(6), done(6), done(5)]);
			let right = worker_of(all[2]);
			all.iter().take(convictions).for_each(|id| convict(*id));
			run_to(ends(all[2]) + 1);
			if convictions == 2 {
				assert!(is_settled(all[2]));
				assert_eq!(total(&stash(right)), RICHES + 1_500 - 75);
			} else {
				assert!(is_split(all[1]) && is_split(all[2]));
			}
			let paid = if convictions == 2 { 1_500 } else { 0 };
			assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - paid);
		});
	}
}

#[test]
fn all_wait_for_a_dispute_and_for_every_window() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(6), done(5)]);
		let first = ends(all[0]);
		assert_ok!(<Market as DisputedTasks>::stop(all[1]));
		run_to(first + 35);
		assert!(all.iter().all(|id| state(*id).is_live()));
		check();
		assert_ok!(<Market as DisputedTasks>::resume(all[1]));
		let last = ends(all[1]);
		assert_eq!(last, System::block_number() + 10);
		run_to(last - 1);
		assert!(all.iter().all(|id| state(*id).is_live()));
		run_to(last + 1);
		assert!(all.iter().all(|id| is_split(*id)), "{:?}", all.iter().map(|id| state(*id)));
	});
}

#[test]
fn who_waits_is_paid_when_the_dispute_ends_with_a_conviction() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(6)]);
		let first = ends(all[0]);
		assert_ok!(<Market as DisputedTasks>::stop(all[1]));
		run_to(first + 25);
		assert_ok!(<Market as DisputedTasks>::convict(all[1], Grounds::Proof));
		// A window at most, and no time more.
		run_to(System::block_number() + 10);
		assert!(is_settled(all[0]));
	});
}

#[test]
fn an_audit_of_one_keeps_all_of_a_split_waiting() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(6)]);
		<Market as AuditedTasks>::extend(all[1], 60);
		run_to(59);
		assert_eq!((ends(all[0]), ends(all[1])), (60, 60));
		assert_ok!(<Market as DisputedTasks>::stop(all[0]));
		assert_ok!(<Market as DisputedTasks>::convict(all[0], Grounds::Proof));
		run_to(60);
		assert!(is_settled(all[1]));
	});
}

#[test]
fn where_all_agree_nobody_waits_for_the_others() {
	run(|| {
		canonical();
		let all = answered(&[done(5), done(5)]);
		<Market as AuditedTasks>::extend(all[1], 60);
		run_to(ends(all[0]));
		assert!(is_settled(all[0]));
		assert_eq!(ends(all[1]), 60);
		run_to(60);
		assert!(is_settled(all[1]));
	});
}

/// A window that is shorter than the time to reveal.
#[test]
fn a_replica_waits_until_all_are_revealed() {
	for (last, paid) in [(done(5), true), (done(6), false)] {
		run(|| {
			canonical();
			let all = assigned(2);
			commit(all[0], &done(5));
			commit(all[1], &last);
			reveal(all[0], done(5));
			let mut task = Tasks::<Test>::get(all[1]).unwrap();
			let TaskState::Committed { worker, commitment, at, .. } = task.state.clone() else {
				panic!()
			};
			let due = ends(all[0]) + 7;
			let later = TaskState::Committed { worker, commitment, at, due, open: true };
			Market::enter(all[1], &mut task, later);
			run_to(due);
			assert_eq!(ends(all[0]), due + 1);
			reveal(all[1], last);
			run_to(due + 11);
			assert!(all.iter().all(|id| if paid { is_settled(*id) } else { is_split(*id) }));
		});
	}
}

/// It may rest on another spelling, of which nobody can prove anything; so it must not keep others from being paid.
#[test]
fn a_refusal_stands_against_no_answer() {
	run(|| {
		canonical();
		let all = answered(&[bad_ids(&[7, 8]), done(5), too_long(512)]);
		assert!(!System::events()
			.iter()
			.any(|record| matches!(record.event, RuntimeEvent::Market(Event::Split { .. }))));
		assert_ok!(<Market as DisputedTasks>::stop(all[2]));
		let paid = worker_of(all[1]);
		run_to(ends(all[1]));
		assert!(is_settled(all[0]) && is_settled(all[1]));
		assert_ok!(<Market as DisputedTasks>::resume(all[2]));
		run_to(ends(all[2]));
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 1_500);
		assert_eq!(total(&stash(paid)), RICHES + 1_500 - 75);
	});
}

#[test]
fn a_fault_stands_against_an_answer() {
	run(|| {
		canonical();
		let all = answered(&[done(5), fault(5)]);
		System::assert_has_event(Event::Split { task: all[1], other: all[0] }.into());
		run_to(ends(all[0]));
		assert!(all.iter().all(|id| is_split(*id)));
	});
}

/// The requester is one of the workers, and answers wrongly so that nobody is paid.
#[test]
fn who_splits_its_own_task_does_not_end_above_what_it_had() {
	for challenged in [false, true] {
		run(|| {
			canonical();
			let owner = stash(1);
			let before = total(&owner) + world().free[&owner];
			(0..2).for_each(|n| ready(n, 1));
			run_to(3);
			let options = replicated(2);
			let fee = Balance::MAX;
			let posted =
				Market::post(signed(owner.clone()), model(), generate(20), text(40), fee, options);
			assert_ok!(posted);
			run_to(10);
			let own = if worker_of(0) == 1 { 0 } else { 1 };
			commit(own, &done(20));
			commit(1 - own, &done(5));
			reveal(own, done(20));
			reveal(1 - own, done(5));
			if challenged {
				convict(own);
			}
			run_to(40);
			let after = total(&owner) + world().free[&owner];
			let paid = if challenged { 1_500 + 75_000 } else { 0 };
			assert_eq!(before - after, 2 * 90 + paid);
			assert_eq!(is_settled(1 - own), challenged);
		});
	}
}
