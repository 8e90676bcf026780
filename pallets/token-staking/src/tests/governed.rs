//! Numbers that governance may change while stake is bonded under the old ones.

use super::*;

/// Whoever is below a new minimum may add to his stake or take all of it out, but not stay with less.
#[test]
fn a_higher_minimum_locks_nobody_in() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), MIN_BOND));
		LeastBond::set(2 * MIN_BOND);
		assert_noop!(Staking::unbond(signed(ALICE), 1), StakingError::BelowMinBond);
		assert_noop!(Staking::bond_extra(signed(ALICE), 1), StakingError::BelowMinBond);
		assert_ok!(Staking::unbond(signed(ALICE), MIN_BOND));
		assert_eq!(parts(ALICE), (0, 0, MIN_BOND));
		// What unbonds does not count towards the minimum.
		assert_noop!(Staking::bond_extra(signed(ALICE), MIN_BOND), StakingError::BelowMinBond);
		assert_ok!(Staking::bond_extra(signed(ALICE), 2 * MIN_BOND));
	});
}

#[test]
fn a_shorter_wait_holds_for_later_unbondings_only() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 1_000));
		assert_ok!(Staking::unbond(signed(ALICE), 100));
		UnbondingEras::set(1);
		assert_ok!(Staking::unbond(signed(ALICE), 10));
		advance(1);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(parts(ALICE), (890, 0, 100), "the later chunk is ripe, the earlier one is not");
		advance(BONDING_DURATION - 2);
		// Both end in one era now, so they share a chunk.
		assert_ok!(Staking::unbond(signed(ALICE), 1));
		assert_eq!(Ledgers::<Test>::get(ALICE).unwrap().unbonding.len(), 1);
		advance(1);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(held(ALICE), 889);
	});
}

#[test]
fn a_longer_wait_moves_no_chunk() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 1_000));
		assert_ok!(Staking::unbond(signed(ALICE), 100));
		UnbondingEras::set(10);
		advance(BONDING_DURATION);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(held(ALICE), 900);
	});
}

#[test]
fn a_wait_beyond_the_last_era_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 1_000));
		UnbondingEras::set(u32::MAX);
		advance(1);
		assert_noop!(Staking::unbond(signed(ALICE), 100), sp_runtime::ArithmeticError::Overflow);
	});
}

/// A worker that lost stake keeps its role, and can add to its stake, take tasks and leave, but not unbond.
#[test]
fn a_worker_below_its_minimum_is_not_stuck() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, 950));
		convict(ALICE, 1, CAROL);
		settle(1, Some(BOB));
		assert_eq!(parts(ALICE), (50, 0, 0));
		assert_noop!(Staking::unbond(signed(ALICE), 50), StakingError::BelowMinWorkerBond);
		assert_noop!(Staking::bond_extra(signed(ALICE), 1), StakingError::BelowMinBond);
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 2, 50));
		assert_ok!(<Staking as TaskBonds>::release(&ALICE, 2));
		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_ok!(Staking::unbond(signed(ALICE), 50));
		advance(BONDING_DURATION);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!((Ledgers::<Test>::get(ALICE), held(ALICE)), (None, 0));
	});
}

#[test]
fn a_worker_may_leave_and_come_back() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_ok!(Staking::register_worker(signed(ALICE), OPERATOR));
		assert_ok!(Staking::set_operator(signed(ALICE), OTHER_OPERATOR));
		assert_ok!(Staking::set_operator(signed(ALICE), OPERATOR));
		assert_eq!(System::sufficients(&OPERATOR), 1);
		assert_eq!(System::sufficients(&OTHER_OPERATOR), 0);
	});
}

/// Or else anyone could keep a stranger from staking by naming him as an operator.
#[test]
fn an_operator_may_stake_all_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), MIN_WORKER_BOND));
		assert_ok!(Staking::register_worker(signed(ALICE), BOB));
		assert_ok!(Staking::bond(signed(BOB), MIN_WORKER_BOND));
		assert_ok!(Staking::register_worker(signed(BOB), OPERATOR));
		// As a stash, Bob is shown as himself.
		assert_eq!(Staking::worker(BOB).unwrap().operator, OPERATOR);
		assert_eq!(Staking::stash_of(BOB), Some(ALICE));
		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_eq!(System::sufficients(&BOB), 0);
		assert_eq!(Staking::stash_of(BOB), None);
	});
}

#[test]
fn nobody_but_a_signer_may_call() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [root(), RuntimeOrigin::none()] {
			let calls = [
				crate::Call::<Test>::bond { value: 500 },
				crate::Call::bond_extra { value: 500 },
				crate::Call::unbond { value: 500 },
				crate::Call::withdraw_unbonded {},
				crate::Call::register_worker { operator: OPERATOR },
				crate::Call::set_operator { operator: OPERATOR },
				crate::Call::deregister_worker {},
				crate::Call::settle_conviction { task: 1 },
			];
			for call in calls {
				use sp_runtime::traits::Dispatchable;
				let refused = RuntimeCall::Staking(call).dispatch(origin.clone()).unwrap_err();
				assert_eq!(refused.error, BadOrigin);
			}
		}
	});
}
