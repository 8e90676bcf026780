//! Bonds of auditors.

use super::*;
use crate::Prefs;
use assay_primitives::traits::{AuditBonds, Sessions, TaskBonds};

fn validator() {
	assert_ok!(Staking::bond(signed(ALICE), 10_000));
	assert_ok!(Staking::validate(signed(ALICE), Prefs::default()));
	assert_ok!(Staking::set_operator(signed(ALICE), OPERATOR));
	advance(1);
	assert!(Consensus::validators().contains(&ALICE));
}

#[test]
fn a_validator_is_known_by_its_operator_and_by_what_stands_behind_it() {
	ExtBuilder::default().with_worker(CAROL, OTHER_OPERATOR, 5_000).build_and_execute(|| {
		validator();
		assert_eq!(Staking::validator_of(&OPERATOR), Some(ALICE));
		assert_eq!(Staking::validator_of(&OTHER_OPERATOR), None, "of a worker");
		assert_eq!(<Staking as TaskBonds>::worker_of(&OPERATOR), None);
		assert_eq!(Staking::active(), [(ALICE, 10_000)]);
	});
}

#[test]
fn half_of_the_own_stake_stays_free() {
	ExtBuilder::default().build_and_execute(|| {
		validator();
		let bond = |task, amount| <Staking as AuditBonds>::bond(&ALICE, task, amount);
		assert_ok!(bond(1, 4_000));
		assert_noop!(bond(1, 10), StakingError::TaskAlreadyBonded);
		assert_noop!(bond(2, 1_001), StakingError::InsufficientFreeStake);
		assert_noop!(bond(2, 0), StakingError::ZeroAmount);
		assert_ok!(bond(2, 1_000));
		assert_eq!(Staking::bonded(&ALICE, 1), 4_000);
		assert_eq!(Staking::bonded(&BOB, 1), 0);
		let nobody = <Staking as AuditBonds>::bond(&BOB, 3, 10);
		assert_eq!(nobody, Err(StakingError::NotValidator.into()));
	});
}

#[test]
fn bonds_are_returned_cut_or_lost() {
	ExtBuilder::default().build_and_execute(|| {
		validator();
		for task in 1..=3 {
			assert_ok!(<Staking as AuditBonds>::bond(&ALICE, task, 1_000));
		}
		let issued = Balances::total_issuance();
		assert_ok!(<Staking as AuditBonds>::release(&ALICE, 1));
		assert_eq!(<Staking as AuditBonds>::penalise(&ALICE, 2, 400), Ok(400));
		assert_eq!(parts(ALICE).0, 8_600);
		let before = Balances::free_balance(BOB);
		assert_eq!(Staking::forfeit(&ALICE, 3, &BOB), Ok(500));
		assert_eq!(Balances::free_balance(BOB), before + 500);
		assert_eq!(Balances::total_issuance(), issued - 900);
		let lost = Event::AuditBondLost { stash: ALICE, task: 3, to: BOB, paid: 500, burnt: 500 };
		System::assert_last_event(lost.into());
		assert_noop!(Staking::forfeit(&ALICE, 3, &BOB), StakingError::NoTaskBond);
		// Who can't take it gets nothing; all is burnt.
		assert_ok!(<Staking as AuditBonds>::bond(&ALICE, 4, 10));
		assert_eq!(Staking::forfeit(&ALICE, 4, &NOBODY), Ok(0));
	});
}

#[test]
fn one_that_has_left_keeps_its_bonds_and_is_no_worker_until_they_are_back() {
	ExtBuilder::default().build_and_execute(|| {
		validator();
		assert_ok!(<Staking as AuditBonds>::bond(&ALICE, 1, 1_000));
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_eq!(Staking::validator_of(&OPERATOR), None);
		assert_noop!(
			Staking::register_worker(signed(ALICE), OTHER_OPERATOR),
			StakingError::TaskBondsLive
		);
		assert_noop!(Staking::unbond(signed(ALICE), 9_500), StakingError::InsufficientFreeStake);
		assert_ok!(<Staking as AuditBonds>::release(&ALICE, 1));
		assert_ok!(Staking::unbond(signed(ALICE), 10_000));
	});
}
