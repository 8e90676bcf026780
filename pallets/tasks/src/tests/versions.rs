//! Models whose weights and parameters are replaced while tasks run.

use super::*;
use crate::{Event, Markets};
use assay_primitives::traits::AuditedTasks;

/// The model gets weights of another root.
fn new_weights() {
	upgrade(|terms| terms.manifest.weights_root = Hash::repeat_byte(8));
}

#[test]
fn tasks_are_posted_for_the_version_that_holds_and_keep_it() {
	run(|| {
		let old = post();
		new_weights();
		let new = post();
		let pinned = |id| {
			let task = Tasks::<Test>::get(id).unwrap();
			(task.model_version, task.weights_root, task.params_version)
		};
		assert_eq!(pinned(old), (0, Hash::repeat_byte(7), 0));
		assert_eq!(pinned(new), (1, Hash::repeat_byte(8), 1));
		let contents = [old, new].map(|id| Tasks::<Test>::get(id).unwrap().content_hash);
		assert_ne!(contents[0], contents[1]);
	});
}

#[test]
fn a_running_task_keeps_its_parameters() {
	run(|| {
		ready(0, 1);
		let id = post();
		run_to(4);
		assert!(matches!(state(id), TaskState::Assigned { .. }));
		// Shorter, dearer, without blobs, with a longer window and other audits: all for later tasks.
		upgrade(|terms| {
			terms.manifest.context_length = 2;
			terms.params.price_floor = 1_000_000;
			terms.params.max_output_tokens = 1;
			terms.params.max_blob_bytes = 0;
			terms.params.units_per_block = 1;
			terms.params.challenge_window = Some(99);
			terms.params.audit.auditors = 4;
		});
		assert_eq!(<Market as AuditedTasks>::audit_params_of(id).unwrap().auditors, 1);
		assert_eq!(<Market as AuditedTasks>::audit_params(&model()).unwrap().auditors, 4);
		// A blob was allowed when it was posted, and its context has 512 places.
		let blob = Outcome::Done {
			output: Payload::Blob { hash: Hash::repeat_byte(1), len: 9 },
			ids: TokenIds::Blob { hash: Hash::repeat_byte(2), count: 8 },
			prompt_ids: 3,
			output_ids: 5,
			root: Hash::zero(),
			salt: Hash::zero(),
		};
		assert_noop!(
			Market::submit(signed(operator(0)), id, too_long(511)),
			Error::<Test>::NotTooLong
		);
		assert_ok!(Market::submit(signed(operator(0)), id, blob));
		let TaskState::Revealed { ends, result, .. } = state(id) else { panic!("not revealed") };
		assert_eq!((ends, result.fee), (14, 1_500));
		run_to(14);
		assert!(matches!(state(id), TaskState::Settled { .. }));
	});
}

#[test]
fn a_model_may_ask_for_a_longer_window_but_not_for_a_shorter_one() {
	for (asked, window) in [(None, 10), (Some(3), 10), (Some(25), 25)] {
		run(|| {
			TERMS.with(|terms| terms.borrow_mut().params.challenge_window = asked);
			ready(0, 1);
			let id = post();
			run_to(4);
			assert_ok!(Market::submit(signed(operator(0)), id, done(1)));
			let TaskState::Revealed { ends, .. } = state(id) else { panic!("not revealed") };
			assert_eq!(ends, 4 + window);
		});
	}
}

#[test]
fn who_has_the_old_weights_gets_no_new_tasks_but_finishes_old_ones() {
	run(|| {
		ready(0, 2);
		let running = post();
		run_to(4);
		assert!(matches!(state(running), TaskState::Assigned { .. }));
		let waiting = post();
		new_weights();
		next_block();
		// It still has a slot, and gets the task that was posted for its weights.
		assert!(matches!(state(waiting), TaskState::Assigned { .. }), "{:?}", state(waiting));
		let new = post();
		assert_ok!(Market::submit(signed(operator(0)), running, done(1)));
		// The slot of the task that ended does not come back.
		assert_eq!(Markets::<Test>::get(model()).ready, 0);
		assert_ok!(Market::submit(signed(operator(0)), waiting, done(1)));
		next_block();
		assert!(matches!(state(new), TaskState::Open { .. }));
		run_to(10);
		// It has fetched the new weights.
		ready(0, 2);
		run_to(13);
		assert!(matches!(state(new), TaskState::Assigned { .. }));
		assert_eq!(Workers::<Test>::get(stash(0)).serves(&model()), Some(1));
	});
}

#[test]
fn a_slot_for_old_weights_goes_when_it_is_drawn_for_a_new_task() {
	run(|| {
		ready(0, 1);
		run_to(4);
		new_weights();
		let new = post();
		next_block();
		assert!(matches!(state(new), TaskState::Open { .. }));
		assert_eq!(Markets::<Test>::get(model()).ready, 0);
		System::assert_has_event(
			Event::SlotLost { worker: stash(0), model: model(), slots: 0 }.into(),
		);
	});
}

#[test]
fn many_slots_for_old_weights_go_in_one_block() {
	run(|| {
		// 20 slots, of which a visit draws four, and one worker that has the new weights.
		for n in 0..5 {
			ready(n, 4);
		}
		new_weights();
		ready(5, 1);
		run_to(4);
		assert_eq!(Markets::<Test>::get(model()).ready, 21);
		let tasks = [post(), post()];
		// A block has 12 visits, since it may assign 3 tasks.
		next_block();
		assert_eq!(Markets::<Test>::get(model()).ready, 0);
		assert!(matches!(state(tasks[0]), TaskState::Assigned { .. }), "{:?}", state(tasks[0]));
		assert!(matches!(state(tasks[1]), TaskState::Open { .. }));
	});
}

#[test]
fn weights_that_hold_again_are_offered_by_those_that_kept_them() {
	run(|| {
		ready(0, 2);
		run_to(4);
		let first = TERMS.with(|terms| terms.borrow().version);
		new_weights();
		// Back to the version before, which has its number again.
		TERMS.with(|terms| terms.borrow_mut().version = first);
		let task = post();
		next_block();
		assert!(matches!(state(task), TaskState::Assigned { .. }), "{:?}", state(task));
		assert_eq!(Tasks::<Test>::get(task).unwrap().model_version, first);
	});
}

#[test]
fn a_task_that_waits_for_replaced_weights_is_refunded() {
	run(|| {
		let before = total(&ALICE);
		let old = post();
		let fee = 50 + 40;
		new_weights();
		let new = post();
		// Whoever is on offer has the new weights.
		ready(0, 1);
		run_to(4);
		let TaskState::Refunded { reason, .. } = state(old) else { panic!("{:?}", state(old)) };
		assert_eq!(reason, RefundReason::Superseded);
		assert!(matches!(state(new), TaskState::Assigned { .. }));
		assert_eq!(total(&ALICE), before - 2 * fee);
	});
}

#[test]
fn without_anyone_on_offer_it_waits_its_time_out() {
	run(|| {
		let old = post();
		new_weights();
		run_to(20);
		assert!(matches!(state(old), TaskState::Open { .. }));
		run_to(21);
		assert!(matches!(state(old), TaskState::Refunded { reason: RefundReason::Superseded, .. }));
	});
}

#[test]
fn only_the_current_version_is_offered() {
	run(|| {
		let offer = |version| {
			let models = vec![(model(), version)].try_into().unwrap();
			Market::set_ready(signed(operator(0)), models, 1)
		};
		new_weights();
		assert_noop!(offer(0), Error::<Test>::OtherVersion);
		assert_noop!(offer(2), Error::<Test>::OtherVersion);
		assert_ok!(offer(1));
	});
}
