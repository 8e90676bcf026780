use super::*;
use frame_support::dispatch::Pays;

#[test]
fn late_calls_are_refused_before_the_hook_came() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let id = post();
		next_block();
		let TaskState::Assigned { due, .. } = state(id) else { panic!("not assigned") };
		// The clock moves, the hook does not run.
		System::set_block_number(due + 1);
		let who = || signed(operator(0));
		assert_noop!(Market::submit(who(), id, done(1)), Error::<Test>::DeadlinePassed);
		assert_noop!(Market::commit(who(), id, Hash::zero()), Error::<Test>::DeadlinePassed);
		let info = Market::poke(signed(BOB), id).unwrap();
		assert_eq!(info.pays_fee, Pays::No);
		assert!(matches!(state(id), TaskState::Open { .. }));
		assert_noop!(Market::poke(signed(BOB), id), Error::<Test>::NothingDue);
		assert_noop!(Market::poke(signed(BOB), 9), Error::<Test>::UnknownTask);
	});
}

#[test]
fn a_backlog_larger_than_a_block_takes_drains() {
	run(|| {
		for _ in 0..8 {
			post();
		}
		System::set_block_number(40);
		assert_noop!(Market::cancel(signed(ALICE), 0), Error::<Test>::DeadlinePassed);
		for _ in 0..8 {
			next_block();
			check();
		}
		assert!((0..8).all(|id| !state(id).is_live()));
		assert_eq!(Balances::balance(&ALICE), total(&ALICE));
	});
}
