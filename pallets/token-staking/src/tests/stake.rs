use super::*;

#[test]
fn bonding_holds_tokens_and_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 500));
		assert_eq!(parts(ALICE), (500, 0, 0));
		assert_eq!(held(ALICE), 500);
		assert_ok!(Staking::bond_extra(signed(ALICE), 50));
		assert_eq!(parts(ALICE), (550, 0, 0));
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::Bonded { stash: ALICE, amount: 500, active: 500 },
				Event::Bonded { stash: ALICE, amount: 50, active: 550 },
			]
		);
	});
}

#[test]
fn bonding_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Staking::bond(root(), 500), BadOrigin);
		assert_noop!(Staking::bond(RuntimeOrigin::none(), 500), BadOrigin);
		assert_noop!(Staking::bond_extra(root(), 500), BadOrigin);
		assert_noop!(Staking::bond(signed(ALICE), MIN_BOND - 1), StakingError::BelowMinBond);
		assert_noop!(Staking::bond(signed(ALICE), 0), StakingError::BelowMinBond);
		assert_noop!(Staking::bond_extra(signed(ALICE), 500), StakingError::NotStash);
		// The existential deposit stays out of it.
		let all = Token(TokenError::FundsUnavailable);
		assert_noop!(Staking::bond(signed(ALICE), RICHES + 1), all);
		assert_noop!(Staking::bond(signed(ALICE), RICHES - EXISTENTIAL_DEPOSIT + 1), all);
		assert_noop!(Staking::bond(signed(NOBODY), 500), all);

		assert_ok!(Staking::bond(signed(ALICE), 500));
		assert_noop!(Staking::bond(signed(ALICE), 500), StakingError::AlreadyBonded);
		assert_noop!(Staking::bond_extra(signed(ALICE), 0), StakingError::ZeroAmount);
		assert_noop!(Staking::bond_extra(signed(ALICE), RICHES), all);
		assert_noop!(
			Staking::bond_extra(signed(ALICE), Balance::MAX),
			sp_runtime::ArithmeticError::Overflow
		);
	});
}

#[test]
fn unbonded_stake_comes_back_after_its_eras() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 500));
		let _ = events_since_last_call();
		assert_ok!(Staking::unbond(signed(ALICE), 100));
		assert_ok!(Staking::unbond(signed(ALICE), 50));
		assert_eq!(parts(ALICE), (350, 0, 150));
		assert_eq!(Ledgers::<Test>::get(ALICE).unwrap().unbonding.len(), 1, "one chunk per era");
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::Unbonding { stash: ALICE, amount: 100, active: 400, era: 3 },
				Event::Unbonding { stash: ALICE, amount: 50, active: 350, era: 3 },
			]
		);

		advance(BONDING_DURATION - 1);
		let early = || StakingError::NothingToWithdraw;
		assert_noop!(Staking::withdraw_unbonded(signed(ALICE)), early());
		assert_eq!(held(ALICE), 500);
		advance(1);
		let _ = events_since_last_call();
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(parts(ALICE), (350, 0, 0));
		assert_eq!(held(ALICE), 350);
		assert_eq!(events_since_last_call(), vec![Event::Withdrawn { stash: ALICE, amount: 150 }]);
		assert_noop!(Staking::withdraw_unbonded(signed(ALICE)), early());
	});
}

#[test]
fn a_stash_with_nothing_left_is_forgotten() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 500));
		assert_ok!(Staking::unbond(signed(ALICE), 500));
		advance(BONDING_DURATION);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(Ledgers::<Test>::get(ALICE), None);
		assert_eq!(Balances::balance(&ALICE), RICHES);
		assert_noop!(Staking::withdraw_unbonded(signed(ALICE)), StakingError::NotStash);
	});
}

#[test]
fn unbonding_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Staking::unbond(root(), 1), BadOrigin);
		assert_noop!(Staking::withdraw_unbonded(root()), BadOrigin);
		assert_noop!(Staking::unbond(signed(ALICE), 1), StakingError::NotStash);
		assert_noop!(Staking::withdraw_unbonded(signed(ALICE)), StakingError::NotStash);

		assert_ok!(Staking::bond(signed(ALICE), 500));
		assert_noop!(Staking::unbond(signed(ALICE), 0), StakingError::ZeroAmount);
		assert_noop!(Staking::unbond(signed(ALICE), 501), StakingError::InsufficientFreeStake);
		assert_noop!(Staking::unbond(signed(ALICE), 401), StakingError::BelowMinBond);

		assert_ok!(Staking::bond_extra(signed(ALICE), MIN_WORKER_BOND - 500));
		assert_ok!(Staking::register_worker(signed(ALICE), OPERATOR));
		assert_noop!(Staking::unbond(signed(ALICE), 1), StakingError::BelowMinWorkerBond);
		assert_ok!(Staking::bond_extra(signed(ALICE), 5));
		assert_ok!(Staking::unbond(signed(ALICE), 5));
		// What is bonded to a task counts towards the minimum, but can't be unbonded.
		assert_ok!(Staking::bond_extra(signed(ALICE), 50));
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, MIN_WORKER_BOND));
		assert_noop!(Staking::unbond(signed(ALICE), 51), StakingError::InsufficientFreeStake);
		assert_ok!(Staking::unbond(signed(ALICE), 50));
	});
}

#[test]
fn only_so_many_chunks_at_a_time() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 500));
		advance(1);
		for _ in 0..BONDING_DURATION {
			assert_ok!(Staking::unbond(signed(ALICE), 10));
			advance(1);
		}
		assert_ok!(Staking::unbond(signed(ALICE), 10));
		advance(1);
		assert_noop!(Staking::unbond(signed(ALICE), 10), StakingError::TooManyChunks);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_ok!(Staking::unbond(signed(ALICE), 10));
	});
}
