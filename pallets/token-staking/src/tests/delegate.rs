use super::{emission::alice_has_delegators, *};
use crate::{Delegations, JoinPrices, Leavings, Pools, Prefs};

fn delegate(who: AccountId, stash: AccountId, value: Balance) -> sp_runtime::DispatchResult {
	Staking::delegate(signed(who), stash, value, Perbill::one())
}

/// Worth, what joins, what leaves.
fn of(delegator: AccountId) -> (Balance, Balance, Balance) {
	let info = &Staking::delegations_of(&delegator, 10)[0];
	(info.worth, info.joining, info.leaving.iter().map(|(amount, _)| amount).sum())
}

fn alice_validates() {
	assert_ok!(Staking::bond(signed(ALICE), 10_000));
	assert_ok!(Staking::validate(signed(ALICE), Prefs::default()));
	let _ = events_since_last_call();
}

#[test]
fn a_delegation_counts_from_the_next_era() {
	ExtBuilder::default().build_and_execute(|| {
		alice_validates();
		assert_ok!(delegate(DAVE, ALICE, 20_000));
		assert_eq!(
			events_since_last_call(),
			vec![Event::Delegated { delegator: DAVE, stash: ALICE, amount: 20_000, era: 1 }]
		);
		assert_eq!(of(DAVE), (0, 20_000, 0));
		assert_eq!(Balances::balance(&DAVE), RICHES - 20_000);
		assert_eq!(held(Staking::pot(&ALICE)), 20_000);
		advance(1);
		assert_eq!(of(DAVE), (19_999, 0, 0));
		// More of it, before the first part was written down as shares.
		assert_noop!(delegate(DAVE, ALICE, 1), StakingError::BelowMinDelegation);
		assert_ok!(delegate(DAVE, ALICE, MIN_DELEGATION));
		assert_eq!(of(DAVE), (19_999, MIN_DELEGATION, 0));
		assert_eq!(JoinPrices::<Test>::iter().count(), 0);
		assert_eq!(Pools::<Test>::get(ALICE).unwrap().delegators, 1);
	});
}

#[test]
fn delegating_is_refused() {
	ExtBuilder::default().with_worker(CAROL, OPERATOR, 5_000).build_and_execute(|| {
		assert_noop!(Staking::delegate(root(), ALICE, 100, Perbill::one()), BadOrigin);
		assert_noop!(delegate(DAVE, ALICE, 100), StakingError::NotStaker);
		assert_ok!(Staking::bond(signed(ALICE), 10_000));
		assert_noop!(delegate(DAVE, ALICE, 100), StakingError::NotStaker);
		assert_ok!(Staking::validate(
			signed(ALICE),
			Prefs { commission: Perbill::from_percent(5), blocked: false }
		));
		assert_noop!(delegate(ALICE, ALICE, 100), StakingError::SelfDelegation);
		assert_noop!(delegate(DAVE, ALICE, 0), StakingError::BelowMinDelegation);
		assert_noop!(delegate(DAVE, ALICE, MIN_DELEGATION - 1), StakingError::BelowMinDelegation);
		assert_noop!(delegate(DAVE, ALICE, RICHES), Token(TokenError::FundsUnavailable));
		assert_noop!(
			delegate(DAVE, ALICE, RICHES - EXISTENTIAL_DEPOSIT + 1),
			Token(TokenError::FundsUnavailable)
		);
		assert_noop!(
			Staking::delegate(signed(DAVE), ALICE, 100, Perbill::from_percent(4)),
			StakingError::CommissionTooHigh
		);
		assert_noop!(delegate(DAVE, CAROL, 100), StakingError::DelegationsBlocked);
		assert_ok!(delegate(DAVE, ALICE, 100));
		let blocked = Prefs { commission: Perbill::from_percent(5), blocked: true };
		assert_ok!(Staking::set_prefs(signed(ALICE), blocked));
		assert_noop!(delegate(DAVE, ALICE, 100), StakingError::DelegationsBlocked);
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_noop!(delegate(DAVE, ALICE, 100), StakingError::NotStaker);
	});
}

#[test]
fn what_does_not_count_yet_is_returned_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		alice_validates();
		assert_ok!(delegate(DAVE, ALICE, 500));
		let _ = events_since_last_call();
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, Some(200)));
		assert_eq!(
			events_since_last_call(),
			vec![Event::Undelegated {
				delegator: DAVE,
				stash: ALICE,
				returned: 200,
				leaving: 0,
				era: BONDING_DURATION
			}]
		);
		assert_eq!(Balances::balance(&DAVE), RICHES - 300);
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_eq!(Balances::balance(&DAVE), RICHES);
		assert_eq!(Delegations::<Test>::iter().count(), 0);
		assert_eq!(held(Staking::pot(&ALICE)), 0);
		assert_eq!(System::providers(&Staking::pot(&ALICE)), 0);
	});
}

#[test]
fn what_helped_to_elect_a_validator_stays() {
	ExtBuilder::default().build_and_execute(|| {
		alice_validates();
		assert_ok!(delegate(DAVE, ALICE, 500));
		// The last session of the era begins: the next era's validators are elected.
		assert_eq!(Staking::plan_session(2), Some(vec![ALICE]));
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_eq!(of(DAVE), (0, 0, 500));
		assert_ok!(Staking::bond_extra(signed(ALICE), 100));
		assert_ok!(Staking::unbond(signed(ALICE), 100));
		// It leaves as late as if it had been taken back in the next era.
		let era = 1 + BONDING_DURATION;
		assert_eq!(Leavings::<Test>::get(ALICE, era).unwrap().tokens, 500);
		assert_eq!(Ledgers::<Test>::get(ALICE).unwrap().unbonding[0].era, era);
	});
}

#[test]
fn what_was_taken_back_waits_and_is_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, Some(5_000)));
		assert_eq!(of(DAVE), (14_999, 0, 5_000));
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE),
			StakingError::NothingToWithdraw
		);
		advance(BONDING_DURATION - 1);
		assert_noop!(
			Staking::withdraw_delegation(signed(DAVE), ALICE),
			StakingError::NothingToWithdraw
		);
		advance(1);
		let _ = events_since_last_call();
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE));
		assert_eq!(
			events_since_last_call(),
			vec![Event::DelegationWithdrawn { delegator: DAVE, stash: ALICE, amount: 5_000 }]
		);
		assert_eq!(Balances::balance(&DAVE), RICHES - 15_000);
		assert_eq!(of(DAVE), (14_999, 0, 0));
	});
}

#[test]
fn taking_back_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let take = |who, value| Staking::undelegate(signed(who), ALICE, value);
		assert_noop!(Staking::undelegate(root(), ALICE, None), BadOrigin);
		assert_noop!(take(BOB, None), StakingError::NotDelegator);
		assert_noop!(Staking::undelegate(signed(DAVE), BOB, None), StakingError::NotDelegator);
		assert_noop!(take(DAVE, Some(0)), StakingError::ZeroAmount);
		assert_noop!(take(DAVE, Some(20_000)), StakingError::InsufficientDelegation);
		assert_noop!(take(DAVE, Some(19_950)), StakingError::BelowMinDelegation);
		assert_noop!(Staking::withdraw_delegation(signed(BOB), ALICE), StakingError::NotDelegator);
		for _ in 0..MAX_CHUNKS {
			assert_ok!(take(DAVE, Some(10)));
			// So that none is ripe: the eras are skipped, not lived through.
			crate::CurrentEra::<Test>::mutate(|era| *era += 1);
			crate::PlannedEra::<Test>::mutate(|era| *era += 1);
		}
		assert_noop!(take(DAVE, Some(10)), StakingError::TooManyChunks);
	});
}

#[test]
fn the_last_delegator_leaves_no_dust_behind() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let issued = Balances::total_issuance();
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, None));
		advance(BONDING_DURATION);
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE));
		let _ = events_since_last_call();
		assert_ok!(Staking::withdraw_delegation(signed(EVE), ALICE));
		assert_eq!(events_since_last_call()[0], Event::DustBurnt { stash: ALICE, amount: 1 });
		assert_eq!(Balances::total_issuance(), issued - 1);
		let pool = Pools::<Test>::get(ALICE).unwrap();
		assert_eq!((pool.tokens, pool.shares, pool.delegators), (0, 0, 0));
		// It opens again for the next one.
		assert_ok!(delegate(DAVE, ALICE, 1_000));
		advance(1);
		assert_eq!(of(DAVE), (999, 0, 0));
	});
}

#[test]
fn delegators_of_one_who_has_left_get_their_own() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		assert_ok!(Staking::chill(signed(ALICE)));
		let free = parts(ALICE).0;
		assert_ok!(Staking::unbond(signed(ALICE), free));
		advance(BONDING_DURATION + 1);
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_eq!(Ledgers::<Test>::get(ALICE), None);
		for who in [DAVE, EVE] {
			assert_ok!(Staking::undelegate(signed(who), ALICE, None));
		}
		advance(BONDING_DURATION + 1);
		for who in [DAVE, EVE] {
			assert_ok!(Staking::withdraw_delegation(signed(who), ALICE));
			assert!(Balances::balance(&who) >= RICHES - 1);
		}
		assert_eq!(Pools::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_commission_rises_slowly_and_falls_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let percent = |n| Prefs { commission: Perbill::from_percent(n), blocked: false };
		let set = |n| Staking::set_prefs(signed(ALICE), percent(n));
		assert_noop!(Staking::set_prefs(root(), percent(1)), BadOrigin);
		assert_noop!(set(5), StakingError::NotStaker);
		alice_validates();
		// Nobody is there to mind.
		assert_ok!(set(50));
		assert_ok!(set(80));
		assert_ok!(set(10));
		assert_ok!(delegate(DAVE, ALICE, 500));
		assert_noop!(set(12), StakingError::CommissionRisesTooFast);
		assert_ok!(set(11));
		assert_noop!(set(12), StakingError::CommissionRisesTooFast);
		// Nor by way of another call.
		assert_noop!(
			Staking::validate(signed(ALICE), percent(12)),
			StakingError::CommissionRisesTooFast
		);
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_noop!(
			Staking::validate(signed(ALICE), percent(90)),
			StakingError::CommissionRisesTooFast
		);
		assert_ok!(Staking::validate(signed(ALICE), percent(11)));
		advance(1);
		let _ = events_since_last_call();
		assert_ok!(set(12));
		assert_eq!(
			events_since_last_call(),
			vec![Event::PrefsSet { stash: ALICE, prefs: percent(12) }]
		);
		assert_ok!(set(0));
		assert_noop!(set(1), StakingError::CommissionRisesTooFast);
	});
}

#[test]
fn a_delegator_can_stake_too() {
	ExtBuilder::default().build_and_execute(|| {
		alice_validates();
		assert_ok!(Staking::bond(signed(DAVE), 5_000));
		assert_ok!(delegate(DAVE, ALICE, 5_000));
		assert_ok!(Staking::register_worker(signed(DAVE), OPERATOR));
		advance(1);
		assert_eq!(parts(DAVE), (5_000, 0, 0));
		assert_eq!(<Staking as TaskBonds>::free_stake(&DAVE), 5_000);
	});
}
