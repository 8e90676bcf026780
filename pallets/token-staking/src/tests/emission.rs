use super::*;
use crate::{emission::curve, EraPoints, EraRewards, OldestUnpaidEra, Prefs};
use assay_primitives::traits::{Duty, RewardPoints};
use sp_runtime::Permill;

/// Alice validates with 10,000 of her own; Dave delegates 20,000 and Eve 10,000, and both count.
pub fn alice_has_delegators(commission: Perbill) {
	assert_ok!(Staking::bond(signed(ALICE), 10_000));
	assert_ok!(Staking::validate(signed(ALICE), Prefs { commission, blocked: false }));
	assert_ok!(Staking::delegate(signed(DAVE), ALICE, 20_000, Perbill::one()));
	assert_ok!(Staking::delegate(signed(EVE), ALICE, 10_000, Perbill::one()));
	advance(1);
	let _ = events_since_last_call();
}

fn worth(delegator: AccountId) -> Balance {
	Staking::delegations_of(&delegator, 10).first().map_or(0, |info| info.worth)
}

#[test]
fn the_curve_halves_and_is_straight_between() {
	assert_eq!(curve(1_000, 0, 77), 1_000);
	assert_eq!(curve(1_000, 10, 0), 1_000);
	assert_eq!(curve(1_000, 10, 5), 750);
	assert_eq!(curve(1_000, 10, 10), 500);
	assert_eq!(curve(1_000, 10, 15), 375);
	assert_eq!(curve(1_000, 10, 1_000), 0);
	assert_eq!(curve(Balance::MAX, 1, u32::MAX), 0);
	let all: Vec<_> = (0..100).map(|era| curve(1_000_000, 7, era)).collect();
	assert!(all.windows(2).all(|two| two[0] >= two[1]));
}

#[test]
fn a_reward_is_shared_with_delegators() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::from_percent(10));
		Emission::set(10_000);
		let issued = Balances::total_issuance();
		Staking::add_points(&ALICE, Duty::Validation, 20);
		advance(1);
		// 60 % is for validation: 6,000, of which 600 are commission, 4,050 for 30,000 of 40,000.
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::ValidatorsElected { era: 2, validators: 1 },
				Event::EmissionSet { era: 1, validation: 6_000, work: 0, opinion: 0 },
				Event::Rewarded { stash: ALICE, era: 1, own: 1_950, delegated: 4_050 },
				Event::EraStarted { era: 2 },
			]
		);
		assert_eq!(Balances::total_issuance(), issued + 6_000);
		assert_eq!(parts(ALICE).0, 10_000 + 1_950);
		// Less a planck that belongs to the shares of nobody.
		assert_eq!((worth(DAVE), worth(EVE)), (22_699, 11_349));
		assert_eq!(EraPoints::<Test>::iter().count(), 0);
		assert_eq!(EraRewards::<Test>::iter().count(), 0);
		assert_eq!(OldestUnpaidEra::<Test>::get(), 2);
	});
}

#[test]
fn points_divide_what_an_era_brings() {
	ExtBuilder::default().with_worker(CAROL, OPERATOR, 5_000).build_and_execute(|| {
		for stash in [ALICE, BOB] {
			assert_ok!(Staking::bond(signed(stash), 10_000));
			assert_ok!(Staking::validate(signed(stash), Prefs::default()));
		}
		advance(1);
		let _ = events_since_last_call();
		Staking::add_points(&ALICE, Duty::Validation, 20);
		Staking::add_points(&BOB, Duty::Validation, 10);
		Staking::add_points(&CAROL, Duty::Work, 3_000);
		advance(1);
		let rewards: Vec<_> = events_since_last_call()
			.into_iter()
			.filter_map(|event| match event {
				Event::Rewarded { stash, own, delegated, .. } => Some((stash, own, delegated)),
				_ => None,
			})
			.collect();
		let mut sorted = rewards;
		sorted.sort_unstable();
		// Half of what is not for validation is for work; more points than that are worth less each.
		assert_eq!(sorted, vec![(ALICE, 400, 0), (BOB, 200, 0), (CAROL, 200, 0)]);
	});
}

#[test]
fn points_for_work_and_opinions_are_plancks_until_there_are_too_many() {
	ExtBuilder::default().with_worker(CAROL, OPERATOR, 5_000).build_and_execute(|| {
		assert_ok!(Staking::bond(signed(ALICE), 10_000));
		assert_ok!(Staking::validate(signed(ALICE), Prefs::default()));
		advance(1);
		let own = |who| parts(who).0;
		let (alice, carol) = (own(ALICE), own(CAROL));
		let issued = Balances::total_issuance();
		Staking::add_points(&CAROL, Duty::Work, 70);
		Staking::add_points(&CAROL, Duty::Work, 7);
		Staking::add_points(&ALICE, Duty::Work, 13);
		Staking::add_points(&ALICE, Duty::Opinion, 40);
		advance(1);
		assert_eq!((own(ALICE) - alice, own(CAROL) - carol), (53, 77));
		assert_eq!(Balances::total_issuance(), issued + 130, "the rest is not minted");

		// 200 plancks are for opinions.
		Staking::add_points(&ALICE, Duty::Opinion, 300);
		Staking::add_points(&CAROL, Duty::Opinion, 100);
		advance(1);
		assert_eq!((own(ALICE) - alice, own(CAROL) - carol), (53 + 150, 77 + 50));
	});
}

#[test]
fn work_brings_no_more_than_a_part_of_the_stake_behind_it() {
	ExtBuilder::default().with_worker(CAROL, OPERATOR, 5_000).build_and_execute(|| {
		MaxWorkYield::set(Perbill::from_percent(1));
		let before = parts(CAROL).0;
		Staking::add_points(&CAROL, Duty::Work, 30);
		Staking::add_points(&CAROL, Duty::Work, 30);
		advance(1);
		assert_eq!(parts(CAROL).0 - before, 50);
		// What stood behind it when it did its first work of the era.
		assert_ok!(Staking::bond_extra(signed(CAROL), 950));
		Staking::add_points(&CAROL, Duty::Work, 100);
		advance(1);
		assert_eq!(parts(CAROL).0 - before, 50 + 950 + 60);
		MaxWorkYield::set(Perbill::one());
	});
}

#[test]
fn nothing_is_minted_without_points_or_above_the_limit() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let issued = Balances::total_issuance();
		advance(1);
		assert_eq!(Balances::total_issuance(), issued);
		Emission::set(Balance::MAX);
		Staking::add_points(&ALICE, Duty::Validation, 1);
		advance(1);
		let most = Permill::from_percent(60) * (Permill::from_percent(1) * issued);
		assert_eq!(Balances::total_issuance(), issued + most);
		Emission::set(1_000);
	});
}

#[test]
fn who_has_left_is_paid_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		Staking::add_points(&ALICE, Duty::Validation, 20);
		// Both take back all that counts before the era ends.
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, None));
		let issued = Balances::total_issuance();
		advance(1);
		// The quarter that is Alice's.
		assert_eq!(Balances::total_issuance(), issued + 150);
		assert_eq!(parts(ALICE).0, 10_150);
	});
}

#[test]
fn anyone_can_have_a_staker_paid() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		Staking::add_points(&ALICE, Duty::Validation, 20);
		assert_noop!(Staking::pay_staker(root(), ALICE, 0), BadOrigin);
		assert_noop!(Staking::pay_staker(signed(BOB), ALICE, 1), StakingError::EraNotOver);
		let start = crate::EraStartSession::<Test>::get();
		Staking::on_session_start(start + 2);
		assert_ok!(Staking::pay_staker(signed(BOB), ALICE, 1));
		assert_eq!(parts(ALICE).0, 10_150);
		// Once.
		assert_ok!(Staking::pay_staker(signed(BOB), ALICE, 1));
		assert_eq!(parts(ALICE).0, 10_150);
	});
}

#[test]
fn a_delegation_is_priced_after_the_reward_of_the_era_before() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		Emission::set(100_000);
		Staking::add_points(&ALICE, Duty::Validation, 20);
		assert_ok!(Staking::delegate(signed(BOB), ALICE, 30_000, Perbill::one()));
		let start = crate::EraStartSession::<Test>::get();
		Staking::on_session_start(start + 2);
		// No hook has run. Whoever touches the pool first has it paid, then joined.
		assert_ok!(Staking::undelegate(signed(BOB), ALICE, Some(10_000)));
		// Bob lost a planck by rounding at most, and has no part in a reward for an era in which he was not there.
		let info = &Staking::delegations_of(&BOB, 10)[0];
		assert!((19_999..=20_000).contains(&info.worth), "{info:?}");
		assert!(worth(DAVE) > 20_000);
		Emission::set(1_000);
	});
}

#[test]
fn payouts_are_spread_over_blocks() {
	// Validators that stay in office are paid when the era begins; these are no validators.
	ExtBuilder::default().build_and_execute(|| {
		let all = [ALICE, BOB, CAROL];
		for stash in all {
			assert_ok!(Staking::bond(signed(stash), 10_000));
		}
		advance(1);
		all.iter().for_each(|stash| Staking::add_points(stash, Duty::Work, 20));
		let start = crate::EraStartSession::<Test>::get();
		Staking::on_session_start(start + 2);
		let unpaid = || EraPoints::<Test>::iter_prefix(1).count();
		assert_eq!(unpaid(), 3);
		run_to(2);
		assert_eq!(unpaid(), 1);
		run_to(3);
		assert_eq!((unpaid(), OldestUnpaidEra::<Test>::get()), (0, 1));
		run_to(4);
		assert_eq!(OldestUnpaidEra::<Test>::get(), 2);
		assert_eq!(EraRewards::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_worker_has_delegators_too() {
	ExtBuilder::default().with_worker(ALICE, OPERATOR, 10_000).build_and_execute(|| {
		assert_noop!(
			Staking::delegate(signed(DAVE), ALICE, 10_000, Perbill::one()),
			StakingError::DelegationsBlocked
		);
		assert_ok!(Staking::set_prefs(signed(ALICE), Prefs::default()));
		assert_ok!(Staking::delegate(signed(DAVE), ALICE, 10_000, Perbill::one()));
		advance(1);
		Staking::add_points(&ALICE, Duty::Work, 400);
		// No bond and no conviction touches delegated stake.
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, 10_000));
		convict(ALICE, 1, BOB);
		settle(1, None);
		assert_eq!(worth(DAVE), 9_999);
		advance(1);
		// 20 % is for work: 200, half of it for the half that was delegated.
		assert_eq!(worth(DAVE), 10_098);
		assert_eq!(parts(ALICE), (100, 0, 0));
	});
}
