//! Results that are challenged: the referee stops the task, lets it go on, or ends it.

use crate::{mock::*, types::UnreadyReason, Error, Event};
use assay_primitives::{
	task::{Grounds, TaskState},
	traits::DisputedTasks,
	Balance, TaskId,
};
use frame_support::{assert_noop, assert_ok};

/// A revealed task of a model that results can be judged of.
fn revealed() -> TaskId {
	TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
	ready(0, 2);
	let id = post();
	run_to(4);
	assert_ok!(Market::submit(signed(operator(0)), id, done(5)));
	id
}

#[test]
fn a_challenged_task_waits_and_goes_on_with_a_whole_window() {
	run(|| {
		let id = revealed();
		assert_ok!(<Market as DisputedTasks>::stop(id));
		assert_ok!(<Market as DisputedTasks>::stop(id));
		let TaskState::Disputed { at, .. } = state(id) else { panic!("not disputed") };
		check();
		run_to(60);
		assert!(matches!(state(id), TaskState::Disputed { .. }), "no clock of ours runs");
		assert_noop!(Market::poke(signed(ALICE), id), Error::<Test>::NothingDue);
		assert_ok!(<Market as DisputedTasks>::resume(id));
		let TaskState::Revealed { ends, at: since, .. } = state(id) else { panic!("not revealed") };
		assert_eq!((ends, since), (70, at));
		assert_noop!(<Market as DisputedTasks>::resume(id), Error::<Test>::NotDisputed);
		run_to(70);
		assert!(matches!(state(id), TaskState::Settled { .. }));
		assert_noop!(<Market as DisputedTasks>::stop(id), Error::<Test>::NotRevealed);
	})
}

#[test]
fn a_convicted_result_is_refunded_and_its_worker_out() {
	run(|| {
		let before = total(&ALICE);
		let id = revealed();
		let quote = crate::Tasks::<Test>::get(id).unwrap().quote;
		let paid = before - total(&ALICE);
		assert_noop!(
			<Market as DisputedTasks>::convict(id, Grounds::Proof),
			Error::<Test>::NotDisputed
		);
		assert_ok!(<Market as DisputedTasks>::stop(id));
		let bond = crate::Tasks::<Test>::get(id).unwrap().bond;
		let grounds = Grounds::Silence { costs: 5 };
		assert_ok!(<Market as DisputedTasks>::convict(id, grounds));
		assert!(matches!(state(id), TaskState::Convicted { .. }));
		assert_eq!(world().convicted, bond);
		// All but the posting fee is back, and nothing of it held.
		assert_eq!(total(&ALICE), before - paid);
		let free: Balance = Balances::free_balance(ALICE);
		assert_eq!(free, before - paid);
		System::assert_has_event(
			Event::Convicted {
				task: id,
				worker: stash(0),
				requester: ALICE,
				refund: quote,
				bond,
				grounds,
			}
			.into(),
		);
		System::assert_has_event(
			Event::WorkerUnready { worker: stash(0), reason: UnreadyReason::Convicted }.into(),
		);
		let models = vec![(model(), 0)].try_into().unwrap();
		run_to(20);
		assert_noop!(Market::set_ready(signed(operator(0)), models, 1), Error::<Test>::Paused);
		run_to(34);
		ready(0, 1);
		check();
		// Prompt and answer go in time.
		assert!(!crate::Outcomes::<Test>::contains_key(id));
	})
}

/// A worker computes two tasks. It is convicted of one, and then misses the other's deadline.
#[test]
fn a_missed_deadline_does_not_shorten_a_convicts_pause() {
	run(|| {
		let id = revealed();
		let other = post();
		next_block();
		let TaskState::Assigned { due, .. } = state(other) else { panic!("not assigned") };
		assert_ok!(<Market as DisputedTasks>::stop(id));
		assert_ok!(<Market as DisputedTasks>::convict(id, Grounds::Proof));
		let until = System::block_number() + 30;
		assert_eq!(Market::standing(&stash(0)), (0, Some(until)));
		run_to(due + 1);
		assert_eq!(Market::standing(&stash(0)), (1, Some(until)));
		assert_eq!(world().burnt, 750);
	})
}

/// The requester must not wait for a bond that is, against all invariants, not there. With debug assertions it is
/// noticed at once.
#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "the bond of a live task is missing"))]
fn a_missing_bond_holds_nobody_up() {
	new_test_ext().execute_with(|| {
		let id = revealed();
		assert_ok!(<Market as DisputedTasks>::stop(id));
		change(|world| world.bonds.clear());
		assert!(Balances::reserved_balance(ALICE) > 0);
		assert_ok!(<Market as DisputedTasks>::convict(id, Grounds::Proof));
		assert!(matches!(state(id), TaskState::Convicted { .. }));
		assert_eq!(Balances::reserved_balance(ALICE), 0);
	})
}

#[test]
fn what_the_referee_reads_is_there_while_a_task_waits() {
	run(|| {
		let id = revealed();
		assert_ok!(<Market as DisputedTasks>::stop(id));
		run_to(100);
		let task = <Market as DisputedTasks>::task(id).unwrap();
		assert_eq!(task.state, state(id));
		assert_eq!(<Market as DisputedTasks>::identity(id), Market::identity(id));
		assert_eq!(<Market as DisputedTasks>::input(id), Some(text(40)));
		assert_eq!(<Market as DisputedTasks>::outcome(id), Some(done(5)));
		let manifest = || <Market as DisputedTasks>::manifest(id);
		let posted = TERMS.with(|terms| terms.borrow().manifest.clone());
		assert_eq!(manifest(), Some(posted.clone()));
		upgrade(|terms| terms.manifest.context_length = 64);
		assert_eq!(manifest(), Some(posted), "that of the version it was posted for");
		assert_eq!(<Market as DisputedTasks>::manifest(9), None);
	})
}

#[test]
fn what_can_not_be_judged_is_not_stopped() {
	run(|| {
		assert_noop!(<Market as DisputedTasks>::stop(9), Error::<Test>::UnknownTask);
		let id = revealed();
		let TaskState::Revealed { ends, .. } = state(id) else { panic!("not revealed") };
		System::set_block_number(ends);
		assert_noop!(<Market as DisputedTasks>::stop(id), Error::<Test>::WindowPassed);
		let open = post();
		assert_noop!(<Market as DisputedTasks>::stop(open), Error::<Test>::NotRevealed);
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = None);
		let tolerant = post();
		assert_noop!(<Market as DisputedTasks>::stop(tolerant), Error::<Test>::NotCanonical);
	})
}
