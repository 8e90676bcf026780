use super::*;

#[test]
fn a_worker_has_an_operator_without_balance() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), MIN_WORKER_BOND));
		let _ = events_since_last_call();
		assert_ok!(Staking::register_worker(signed(ALICE), OPERATOR));
		assert_eq!(
			events_since_last_call(),
			vec![Event::WorkerRegistered { stash: ALICE, operator: OPERATOR }]
		);
		assert_eq!(Ledgers::<Test>::get(ALICE).unwrap().role, Some(Role::Worker));
		assert_eq!(Operators::<Test>::get(OPERATOR).unwrap().stash, ALICE);
		assert_eq!(Operators::<Test>::get(OPERATOR).unwrap().since, 1);
		assert_eq!(<Staking as TaskBonds>::worker_of(&OPERATOR), Some(ALICE));
		assert_eq!(<Staking as TaskBonds>::operator_of(&ALICE), Some(OPERATOR));
		assert_eq!(Staking::stash_of(OPERATOR), Some(ALICE));
		// It exists, and so has a nonce, without owning anything.
		assert_eq!(Balances::total_balance(&OPERATOR), 0);
		assert_eq!(System::sufficients(&OPERATOR), 1);
	});
}

#[test]
fn registering_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Staking::register_worker(root(), OPERATOR), BadOrigin);
		let register = |who, operator| Staking::register_worker(signed(who), operator);
		assert_noop!(register(ALICE, OPERATOR), StakingError::NotStash);
		assert_ok!(Staking::bond(signed(ALICE), MIN_WORKER_BOND - 1));
		assert_noop!(register(ALICE, OPERATOR), StakingError::BelowMinWorkerBond);
		assert_ok!(Staking::bond_extra(signed(ALICE), 1));
		assert_ok!(Staking::bond(signed(BOB), MIN_WORKER_BOND));
		assert_noop!(register(ALICE, ALICE), StakingError::OperatorIsStash);
		assert_noop!(register(ALICE, BOB), StakingError::OperatorIsStash);
		assert_ok!(register(ALICE, OPERATOR));
		assert_noop!(register(ALICE, OTHER_OPERATOR), StakingError::RoleTaken);
		assert_noop!(register(BOB, OPERATOR), StakingError::OperatorTaken);
	});
}

#[test]
fn stake_that_unbonds_does_not_make_a_worker() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), MIN_WORKER_BOND + 100));
		assert_ok!(Staking::unbond(signed(ALICE), 101));
		assert_noop!(
			Staking::register_worker(signed(ALICE), OPERATOR),
			StakingError::BelowMinWorkerBond
		);
	});
}

#[test]
fn a_new_operator_replaces_the_old_one_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, 10));
		let _ = events_since_last_call();
		System::set_block_number(9);
		assert_ok!(Staking::set_operator(signed(ALICE), OTHER_OPERATOR));
		assert_eq!(
			events_since_last_call(),
			vec![Event::OperatorChanged { stash: ALICE, old: Some(OPERATOR), new: OTHER_OPERATOR }]
		);
		assert_eq!(<Staking as TaskBonds>::worker_of(&OPERATOR), None);
		assert_eq!(<Staking as TaskBonds>::worker_of(&OTHER_OPERATOR), Some(ALICE));
		assert_eq!(Operators::<Test>::get(OTHER_OPERATOR).unwrap().since, 9);
		assert_eq!(System::sufficients(&OPERATOR), 0);
		assert_eq!(Staking::worker(OTHER_OPERATOR).unwrap().live_tasks, vec![1]);
	});
}

#[test]
fn changing_the_operator_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Staking::set_operator(root(), OPERATOR), BadOrigin);
		let set = |who, operator| Staking::set_operator(signed(who), operator);
		assert_noop!(set(ALICE, OPERATOR), StakingError::NotStaker);
		assert_ok!(Staking::bond(signed(BOB), MIN_BOND));
		assert_noop!(set(BOB, OPERATOR), StakingError::NotStaker);
		alice_works(MIN_WORKER_BOND);
		assert_noop!(set(ALICE, OPERATOR), StakingError::OperatorTaken);
		assert_noop!(set(ALICE, BOB), StakingError::OperatorIsStash);
		// The operator itself may not hand on its role.
		assert_noop!(set(OPERATOR, OTHER_OPERATOR), StakingError::NotStaker);
	});
}

#[test]
fn a_worker_leaves_when_nothing_depends_on_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Staking::deregister_worker(root()), BadOrigin);
		assert_noop!(Staking::deregister_worker(signed(ALICE)), StakingError::NotWorker);
		alice_works(MIN_WORKER_BOND);
		assert_noop!(Staking::deregister_worker(signed(OPERATOR)), StakingError::NotWorker);
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, 10));
		assert_noop!(Staking::deregister_worker(signed(ALICE)), StakingError::TaskBondsLive);
		assert_ok!(<Staking as TaskBonds>::release(&ALICE, 1));
		Offers::set(ALICE, true);
		assert_noop!(Staking::deregister_worker(signed(ALICE)), StakingError::WorkerActive);
		Offers::set(ALICE, false);
		let _ = events_since_last_call();

		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_eq!(
			events_since_last_call(),
			vec![Event::WorkerDeregistered { stash: ALICE, operator: OPERATOR }]
		);
		assert_eq!(OperatorOf::<Test>::get(ALICE), None);
		assert_eq!(System::sufficients(&OPERATOR), 0);
		assert_eq!(Staking::worker(ALICE), None);
		assert_ok!(Staking::unbond(signed(ALICE), MIN_WORKER_BOND));
	});
}

#[test]
fn genesis_can_have_workers() {
	ExtBuilder::default().with_worker(ALICE, OPERATOR, MIN_WORKER_BOND).build_and_execute(|| {
		let worker = Staking::worker(ALICE).unwrap();
		assert_eq!((worker.stash, worker.operator), (ALICE, OPERATOR));
		assert_eq!((worker.stake, worker.free), (MIN_WORKER_BOND, MIN_WORKER_BOND));
		assert_eq!(Staking::worker(OPERATOR), Some(worker));
		assert_eq!(Staking::free_stake_of(ALICE), MIN_WORKER_BOND);
	});
}

#[test]
#[should_panic(expected = "genesis worker")]
fn genesis_refuses_workers_without_stake() {
	ExtBuilder::default().with_worker(ALICE, OPERATOR, MIN_WORKER_BOND - 1).build();
}
