//! Replicas of a model without canonical arithmetic: most of them are right.

use super::{
	replicas::{
		answered, assigned, commit, is_settled, is_split, post_replicas, reveal, worker_of,
	},
	*,
};
use crate::Event;
use assay_primitives::TaskId;

fn after_windows() {
	run_to(System::block_number() + 12);
}

fn is_outvoted(id: TaskId) -> bool {
	matches!(state(id), TaskState::Outvoted { .. })
}

#[test]
fn a_minority_is_not_paid_and_its_fee_is_burnt() {
	run(|| {
		let issuance = Balances::total_issuance();
		let all = answered(&[done(5), done(6), done(5)]);
		let (few, many) = (worker_of(all[1]), worker_of(all[0]));
		after_windows();
		assert!(is_settled(all[0]) && is_settled(all[2]) && is_outvoted(all[1]));
		// 10 prompt units and 6 tokens.
		System::assert_has_event(
			Event::Outvoted {
				task: all[1],
				worker: stash(few),
				requester: ALICE,
				burnt: 1_600,
				refund: 1_400,
			}
			.into(),
		);
		assert_eq!(Balances::total_issuance(), issuance - 1_600);
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 2 * 1_500 - 1_600);
		assert_eq!(total(&stash(many)), RICHES + 1_500 - 75);
		assert_eq!((total(&stash(few)), world().free[&stash(few)]), (RICHES, STAKE));
		assert!(world().reports.contains(&Report::Outvoted(all[1], stash(few))));
		assert_eq!((world().burnt, world().bonds.len()), (0, 0));
		// Only the task itself stays, with its result.
		assert!(crate::Outcomes::<Test>::contains_key(all[1]));
		run_to(System::block_number() + 20);
		assert!(!crate::Outcomes::<Test>::contains_key(all[1]));
		assert_eq!(state(all[1]).result().unwrap().fee, 1_600);
	});
}

#[test]
fn without_a_majority_all_are_refunded() {
	for outcomes in [
		vec![done(5), done(6)],
		vec![done(5), done(6), done(7)],
		vec![done(5), done(5), done(6), done(6)],
		vec![done(5), done(5), done(6), done(6), too_long(512)],
	] {
		run(|| {
			let all = answered(&outcomes);
			after_windows();
			run_to(System::block_number() + 2);
			assert!(all.iter().all(|id| is_split(*id)));
			assert_eq!(Balances::balance(&ALICE), RICHES - 90 * all.len() as u128);
			assert!(world().bonds.is_empty());
		});
	}
}

#[test]
fn three_of_five_are_most_and_two_of_five_are_not() {
	run(|| {
		let all = answered(&[done(5), done(6), done(5), done(7), done(5)]);
		run_to(System::block_number() + 14);
		let settled: Vec<bool> = all.iter().map(|id| is_settled(*id)).collect();
		assert_eq!(settled, [true, false, true, false, true]);
		assert!(is_outvoted(all[1]) && is_outvoted(all[3]));
	});
}

#[test]
fn only_what_was_revealed_counts() {
	for (other, paid) in [(done(5), true), (done(6), false)] {
		run(|| {
			let all = assigned(3);
			commit(all[0], &done(5));
			commit(all[1], &other);
			commit(all[2], &done(5));
			reveal(all[0], done(5));
			reveal(all[1], other.clone());
			run_to(System::block_number() + 14);
			assert!(matches!(
				state(all[2]),
				TaskState::Refunded { reason: RefundReason::Missed, .. }
			));
			assert!(all[..2].iter().all(|id| if paid { is_settled(*id) } else { is_split(*id) }));
		});
	}
}

#[test]
fn a_text_that_is_not_the_ids_is_another_answer() {
	run(|| {
		let mut other = done(5);
		if let Outcome::Done { output, .. } = &mut other {
			*output = Payload::Inline(b"lies".to_vec().try_into().unwrap());
		}
		let all = answered(&[done(5), other, done(5)]);
		after_windows();
		assert!(is_outvoted(all[1]));
	});
}

#[test]
fn a_fault_costs_nothing_to_outvote() {
	run(|| {
		let issuance = Balances::total_issuance();
		let all = answered(&[done(5), fault(5), done(5)]);
		after_windows();
		assert!(is_outvoted(all[1]));
		assert_eq!(Balances::total_issuance(), issuance);
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 2 * 1_500);
	});
}

/// Two of three workers are the requester's, and outvote the third: the requester pays for its answer all the same.
#[test]
fn outvoting_others_saves_nothing() {
	run(|| {
		let all = answered(&[done(9), done(5), done(9)]);
		after_windows();
		assert!(is_outvoted(all[1]));
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 2 * 1_900 - 1_500);
	});
}

#[test]
fn one_that_is_left_alone_is_paid() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let all = post_replicas(2);
		next_block();
		let taken = *all.iter().find(|id| state(**id).worker().is_some()).unwrap();
		let other = *all.iter().find(|id| **id != taken).unwrap();
		assert_ok!(Market::cancel(signed(ALICE), other));
		commit(taken, &done(5));
		reveal(taken, done(5));
		after_windows();
		assert!(is_settled(taken));
	});
}
