//! What happens when nobody answers.

use super::play::*;
use crate::{mock::*, Challenges, Error, Event};
use assay_primitives::{task::Grounds, Hash};
use frame_support::{assert_noop, assert_ok};

/// What a challenger gets by silence at most: fees of a dispute and two fifths of the task's fee.
const COSTS: u128 = 500 + 2 * 400;

#[test]
fn unanswered_demands_convict() {
	for answers in 0..4 {
		let lie = lie(3, Some(0), assay_canon::ops::Op::FeedAdd, 5, 1);
		run_lying(Some(lie), |worker| {
			challenge(&PROVER);
			let mut left = answers;
			let found = demand(&PROVER, &honest(), || {
				if left == 0 {
					return false;
				}
				left -= 1;
				answer(OPERATOR, &PROVER, &worker);
				true
			});
			if found.is_some() {
				// Three were enough for this tree; the challenger's turn.
				return;
			}
			pass(8);
			assert_eq!(convicted(), None);
			pass(1);
			assert_eq!(convicted(), Some(Grounds::Silence { costs: COSTS }));
			assert_eq!(world().awarded, Some(Some(PROVER)));
			// What demands cost comes back, too.
			assert_eq!(Balances::free_balance(&PROVER), RICHES);
		})
	}
}

#[test]
fn an_undisclosed_place_and_an_unopened_piece_convict() {
	for opened in [false, true] {
		let lie = lie(3, Some(0), assay_canon::ops::Op::FeedAdd, 5, 1);
		run_lying(Some(lie), |mut worker| {
			let mut ours = honest();
			to_place(&PROVER, &ours, &worker);
			if opened {
				disclose(OPERATOR, &PROVER, &mut worker);
				select(&PROVER, &WORKER, &mut ours).unwrap();
			}
			pass(9);
			assert_eq!(convicted(), Some(Grounds::Silence { costs: COSTS }));
		})
	}
}

#[test]
fn passed_deadlines_are_passed_before_the_hook_comes() {
	let lie = lie(3, Some(0), assay_canon::ops::Op::FeedAdd, 5, 1);
	run_lying(Some(lie), |mut worker| {
		let ours = honest();
		to_place(&PROVER, &ours, &worker);
		assert_noop!(Referee::poke(signed(account(1)), TASK, PROVER), Error::<Test>::NothingDue);
		System::set_block_number(System::block_number() + 9);
		let place = crate::Places::<Test>::get(TASK, &PROVER).unwrap();
		let pieces = hashes(worker.disclose(place.scope, place.position).unwrap());
		assert_noop!(
			Referee::disclose(signed(OPERATOR), TASK, PROVER, pieces.try_into().unwrap()),
			Error::<Test>::TooLate
		);
		assert_ok!(Referee::poke(signed(account(1)), TASK, PROVER));
		assert!(convicted().is_some());
		assert_noop!(Referee::poke(signed(account(1)), TASK, PROVER), Error::<Test>::NoChallenge);
	})
}

#[test]
fn no_more_than_a_few_are_acted_on_in_a_block() {
	run_lying(None, |_| {
		for n in 0..8 {
			challenge(&account(n));
		}
		assert_noop!(
			Referee::challenge(signed(account(8)), TASK, commitment(&account(8), SALT)),
			Error::<Test>::NoSlot
		);
		pass(6);
		assert_eq!(Challenges::<Test>::iter().count(), 5);
		pass(2);
		assert_eq!(Challenges::<Test>::iter().count(), 0);
		System::assert_last_event(Event::CaseClosed { task: TASK, prover: None }.into());
	})
}

#[test]
fn a_liar_can_hide_a_leaf_by_nothing() {
	// The worker's tree has a leaf that is no hash of anything it knows: it can't answer the last demand.
	let lie = lie(3, Some(0), assay_canon::ops::Op::KeyRotate, 5, 1);
	run_lying(Some(lie), |worker| {
		challenge(&PROVER);
		let ours = honest();
		let mut demands = 0;
		let found = demand(&PROVER, &ours, || {
			let challenge = Challenges::<Test>::get(TASK, &PROVER).unwrap();
			let crate::types::Stage::Demanded { node, .. } = challenge.stage else { panic!() };
			demands += 1;
			if node.level == 0 {
				return false;
			}
			answer(OPERATOR, &PROVER, &worker);
			true
		});
		assert!(found.is_none() && demands > 1);
		pass(9);
		assert!(matches!(convicted(), Some(Grounds::Silence { .. })));
		let _ = Hash::zero();
	})
}
