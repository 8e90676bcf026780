//! What a fault costs, and that nothing stands in the way of taking it.

use super::*;
use frame_support::traits::{LockableCurrency, WithdrawReasons};

type Bonds = Staking;

/// Convicts Alice and waits until it is paid out.
fn convict(task: u64, prover: u64, requester: u64) -> Split {
	crate::mock::convict(ALICE, task, requester);
	settle(task, Some(prover))
}

fn bond(task: u64, amount: Balance) {
	assert_ok!(<Bonds as TaskBonds>::bond(&ALICE, task, amount));
}

#[test]
fn the_parts_are_the_bond_for_any_bond() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(500_000);
		for amount in (1..=60).chain([99, 999, 1_001, 12_347, 99_999]) {
			let issued = Balances::total_issuance();
			bond(1, amount);
			let split = convict(1, BOB, CAROL);
			let share = amount / 5;
			let burnt = amount - 2 * share;
			assert_eq!(split, Split { prover: share, requester: share, burnt });
			assert!(burnt * 5 >= amount * 3, "at least 60 % are gone");
			assert_eq!(Balances::total_issuance(), issued - burnt);
		}
	});
}

#[test]
fn votes_lock_tokens_but_not_against_a_slash() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		Balances::set_lock(*b"democrac", &ALICE, RICHES, WithdrawReasons::all());
		bond(1, 300);
		bond(2, 300);
		bond(3, 300);
		assert_eq!(convict(1, BOB, CAROL), Split { prover: 60, requester: 60, burnt: 180 });
		assert_ok!(<Bonds as TaskBonds>::penalise(&ALICE, 2, 100), 100);
		assert_ok!(<Bonds as TaskBonds>::release(&ALICE, 3), 300);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND - 400, 0, 0));
	});
}

#[test]
fn locked_tokens_can_be_staked() {
	ExtBuilder::default().build_and_execute(|| {
		Balances::set_lock(*b"democrac", &ALICE, RICHES, WithdrawReasons::all());
		assert_ok!(Staking::bond(signed(ALICE), RICHES / 2));
		assert_eq!(held(ALICE), RICHES / 2);
	});
}

#[test]
fn a_part_is_paid_from_the_existential_deposit_on() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		bond(1, 5 * EXISTENTIAL_DEPOSIT - 1);
		let burnt = 5 * EXISTENTIAL_DEPOSIT - 1;
		// Twice too little is not enough either: each part is paid on its own.
		assert_eq!(convict(1, NOBODY, NOBODY), Split { prover: 0, requester: 0, burnt });
		assert_eq!(Balances::total_balance(&NOBODY), 0);
		bond(2, 5 * EXISTENTIAL_DEPOSIT);
		let (prover, requester) = (EXISTENTIAL_DEPOSIT, EXISTENTIAL_DEPOSIT);
		let burnt = 3 * EXISTENTIAL_DEPOSIT;
		assert_eq!(convict(2, NOBODY, NOBODY), Split { prover, requester, burnt });
		assert_eq!(Balances::balance(&NOBODY), prover + requester);
	});
}

/// An operator exists by its reference alone, which is not enough to hold dust.
#[test]
fn an_operator_without_balance_may_be_the_prover() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		bond(1, 40);
		assert_eq!(convict(1, OPERATOR, CAROL).prover, 0);
		bond(2, 500);
		assert_eq!(convict(2, OPERATOR, CAROL).prover, 100);
		assert_eq!(Balances::balance(&OPERATOR), 100);
	});
}

#[test]
fn a_penalty_of_nothing_releases_the_bond() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		let issued = Balances::total_issuance();
		bond(1, 300);
		let _ = events_since_last_call();
		assert_ok!(<Bonds as TaskBonds>::penalise(&ALICE, 1, 0), 0);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND, 0, 0));
		assert_eq!(Balances::total_issuance(), issued);
		let (stash, task) = (ALICE, 1);
		let expected = Event::Penalised { stash, task, burnt: 0, released: 300 };
		assert_eq!(events_since_last_call(), vec![expected]);
	});
}

/// The module's documentation says that the token reports the same amounts.
#[test]
fn the_token_reports_what_is_burnt() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		bond(1, 100);
		bond(2, 100);
		crate::mock::convict(ALICE, 2, CAROL);
		assert_ok!(<Bonds as TaskBonds>::award(2, Some(&BOB)));
		assert_ok!(<Bonds as TaskBonds>::penalise(&ALICE, 1, 7));
		run_to(1 + MATURITY);
		let burnt: Vec<Balance> = System::read_events_for_pallet::<pallet_balances::Event<Test>>()
			.into_iter()
			.filter_map(|event| match event {
				pallet_balances::Event::BurnedHeld { who: ALICE, amount, .. } => Some(amount),
				_ => None,
			})
			.collect();
		assert_eq!(burnt, vec![7, 60]);
	});
}

/// Bonds of other tasks, and unbonding stake, are out of a conviction's reach.
#[test]
fn a_conviction_takes_one_bond_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND + 200);
		assert_ok!(Staking::unbond(signed(ALICE), 200));
		bond(1, 400);
		bond(2, 500);
		convict(1, BOB, CAROL);
		assert_eq!(parts(ALICE), (100, 500, 200));
		assert_eq!((bond_of(ALICE, 1), bond_of(ALICE, 2)), (None, Some(500)));
		assert_eq!(Staking::worker(ALICE).unwrap().unbonding, vec![(200, BONDING_DURATION)]);
	});
}

/// Hooks are not transactional: where a hold is missing, against all invariants, nothing may happen by half.
#[test]
fn a_failed_slash_changes_nothing() {
	use frame_support::traits::{fungible::MutateHold, tokens::Precision};
	ExtBuilder::default().build().execute_with(|| {
		alice_works(MIN_WORKER_BOND);
		bond(1, 300);
		let reason = crate::HoldReason::TaskBond.into();
		assert_ok!(Balances::release(&reason, &ALICE, 200, Precision::Exact));
		assert_noop!(<Bonds as TaskBonds>::release(&ALICE, 1), Token(TokenError::FundsUnavailable));
		assert!(<Bonds as TaskBonds>::penalise(&ALICE, 1, 200).is_err());
		assert_eq!((bond_of(ALICE, 1), parts(ALICE).1), (Some(300), 300));
		crate::mock::convict(ALICE, 1, CAROL);
		assert_ok!(<Bonds as TaskBonds>::award(1, Some(&BOB)));
		System::set_block_number(1 + MATURITY);
		assert!(Staking::settle_conviction(signed(BOB), 1).is_err());
		assert_eq!(Ledgers::<Test>::get(ALICE).unwrap().convicted, 300);
		assert_eq!((Balances::balance(&BOB), Balances::balance(&CAROL)), (RICHES, RICHES));
	});
}
