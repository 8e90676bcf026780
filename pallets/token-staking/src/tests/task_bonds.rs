use super::*;

type Bonds = Staking;

fn bond(task: u64, amount: Balance) -> frame_support::dispatch::DispatchResult {
	<Bonds as TaskBonds>::bond(&ALICE, task, amount)
}

#[test]
fn a_bond_is_made_of_free_stake_and_returns_to_it() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(bond(7, 300));
		assert_eq!(parts(ALICE), (700, 300, 0));
		assert_eq!(<Bonds as TaskBonds>::free_stake(&ALICE), 700);
		assert_eq!((bond_of(ALICE, 7), held(ALICE)), (Some(300), MIN_WORKER_BOND));
		assert_ok!(<Bonds as TaskBonds>::release(&ALICE, 7), 300);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND, 0, 0));
		assert_eq!((bond_of(ALICE, 7), held(ALICE)), (None, MIN_WORKER_BOND));
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::TaskBonded { stash: ALICE, task: 7, amount: 300 },
				Event::TaskBondReleased { stash: ALICE, task: 7, amount: 300 },
			]
		);
	});
}

#[test]
fn no_stake_covers_two_tasks() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(bond(1, 600));
		assert_noop!(bond(2, 401), StakingError::InsufficientFreeStake);
		assert_ok!(bond(2, 400));
		assert_noop!(bond(3, 1), StakingError::InsufficientFreeStake);
	});
}

#[test]
fn bonding_a_task_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(bond(1, 1), StakingError::NotWorker);
		assert_ok!(Staking::bond(signed(ALICE), MIN_WORKER_BOND));
		assert_noop!(bond(1, 1), StakingError::NotWorker);
		assert_eq!(<Bonds as TaskBonds>::free_stake(&ALICE), 0, "no role, nothing to bond");
		assert_ok!(Staking::register_worker(signed(ALICE), OPERATOR));
		assert_noop!(bond(1, 0), StakingError::ZeroAmount);
		assert_ok!(bond(1, 1));
		assert_noop!(bond(1, 1), StakingError::TaskAlreadyBonded);
		for task in 2..=u64::from(MAX_TASK_BONDS) {
			assert_ok!(bond(task, 1));
		}
		assert_noop!(bond(100, 1), StakingError::TooManyTaskBonds);
		assert_noop!(<Bonds as TaskBonds>::release(&ALICE, 100), StakingError::NoTaskBond);
		assert_noop!(<Bonds as TaskBonds>::penalise(&ALICE, 100, 1), StakingError::NoTaskBond);
		assert_noop!(
			<Bonds as TaskBonds>::convict(&ALICE, 100, &CAROL, CANON, Grounds::Proof),
			StakingError::NoTaskBond
		);
		assert_noop!(<Bonds as TaskBonds>::release(&BOB, 1), StakingError::NoTaskBond);
	});
}

#[test]
fn a_penalty_burns_part_of_the_bond_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		let issued = Balances::total_issuance();
		assert_ok!(bond(1, 300));
		assert_ok!(bond(2, 300));
		let _ = events_since_last_call();
		assert_ok!(<Bonds as TaskBonds>::penalise(&ALICE, 1, 25), 25);
		assert_ok!(<Bonds as TaskBonds>::penalise(&ALICE, 2, 1_000), 300);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND - 325, 0, 0));
		assert_eq!(Balances::total_issuance(), issued - 325);
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::Penalised { stash: ALICE, task: 1, burnt: 25, released: 275 },
				Event::Penalised { stash: ALICE, task: 2, burnt: 300, released: 0 },
			]
		);
	});
}

#[test]
fn a_conviction_splits_the_bond_to_the_planck() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		let issued = Balances::total_issuance();
		let had = (Balances::balance(&BOB), Balances::balance(&CAROL));
		assert_ok!(bond(1, 333));
		convict(ALICE, 1, CAROL);
		assert_eq!(settle(1, Some(BOB)), Split { prover: 66, requester: 66, burnt: 201 });
		assert_eq!(Balances::balance(&BOB), had.0 + 66);
		assert_eq!(Balances::balance(&CAROL), had.1 + 66);
		assert_eq!(Balances::total_issuance(), issued - 201);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND - 333, 0, 0));
	});
}

#[test]
fn who_can_not_be_paid_does_not_stop_a_conviction() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		// 20 % of 40 plancks is below the existential deposit of an account that does not exist.
		assert_ok!(bond(1, 40));
		convict(ALICE, 1, CAROL);
		let split = settle(1, Some(NOBODY));
		assert_eq!(split, Split { prover: 0, requester: 8, burnt: 32 });
		assert_eq!(Balances::total_balance(&NOBODY), 0);
	});
}

#[test]
fn prover_and_requester_may_be_one_and_even_the_convict() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(bond(1, 100));
		convict(ALICE, 1, BOB);
		let split = settle(1, Some(BOB));
		assert_eq!(split, Split { prover: 20, requester: 20, burnt: 60 });
		// Proving one's own fault returns less than a fault costs.
		assert_ok!(bond(2, 100));
		let before = Balances::total_balance(&ALICE);
		convict(ALICE, 2, ALICE);
		let split = settle(2, Some(ALICE));
		assert_eq!(split.burnt, 60);
		assert_eq!(Balances::total_balance(&ALICE), before - 60);
	});
}

#[test]
fn shares_above_the_whole_pay_what_there_is() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		ProverShare::set(Perbill::from_percent(70));
		RequesterShare::set(Perbill::from_percent(70));
		assert_ok!(bond(1, 100));
		convict(ALICE, 1, CAROL);
		let split = settle(1, Some(BOB));
		assert_eq!(split, Split { prover: 70, requester: 30, burnt: 0 });
		ProverShare::set(Perbill::from_percent(20));
		RequesterShare::set(Perbill::from_percent(20));
	});
}

/// The account has only its stake and an existential deposit: nothing may get stuck for lack of spendable balance.
#[test]
fn bonds_move_in_an_account_without_spendable_balance() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Balances::mint_into(&NOBODY, MIN_WORKER_BOND + EXISTENTIAL_DEPOSIT));
		assert_ok!(Staking::bond(signed(NOBODY), MIN_WORKER_BOND));
		assert_ok!(Staking::register_worker(signed(NOBODY), OPERATOR));
		for task in 0..3 {
			assert_ok!(<Bonds as TaskBonds>::bond(&NOBODY, task, 300));
		}
		assert_ok!(<Bonds as TaskBonds>::release(&NOBODY, 0));
		assert_ok!(<Bonds as TaskBonds>::penalise(&NOBODY, 1, 100));
		convict(NOBODY, 2, CAROL);
		settle(2, Some(BOB));
		assert_eq!(parts(NOBODY), (MIN_WORKER_BOND - 400, 0, 0));
	});
}

#[test]
fn a_worker_that_lost_everything_can_leave() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND);
		assert_ok!(bond(1, MIN_WORKER_BOND));
		convict(ALICE, 1, CAROL);
		settle(1, Some(BOB));
		assert_eq!(parts(ALICE), (0, 0, 0));
		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_eq!(Ledgers::<Test>::get(ALICE), None);
	});
}
