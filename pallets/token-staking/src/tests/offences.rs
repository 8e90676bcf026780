use super::{emission::alice_has_delegators, *};
use crate::{Offence, Offences, PendingSlashes, Prefs, SlashQueue, Validators};

const QUARTER: Perbill = Perbill::from_percent(25);

fn worth(delegator: AccountId) -> Balance {
	Staking::delegations_of(&delegator, 10)[0].worth
}

/// Reports Alice for the current era.
fn report(fraction: Perbill) {
	Staking::on_offence(&ALICE, fraction, crate::EraStartSession::<Test>::get());
}

#[test]
fn an_offender_is_chilled_at_once_and_slashed_later() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let issued = Balances::total_issuance();
		report(Perbill::one());
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::Chilled { stash: ALICE },
				Event::OffenceReported { stash: ALICE, era: 1, fraction: QUARTER, due: 3 },
			]
		);
		assert_eq!(Consensus::disabled(), vec![ALICE]);
		assert!(!Validators::<Test>::contains_key(ALICE));
		advance(1);
		assert_eq!((parts(ALICE).0, worth(DAVE)), (10_000, 19_999));
		advance(1);
		assert_eq!(parts(ALICE).0, 7_500);
		// A quarter, in proportion.
		assert_eq!((worth(DAVE), worth(EVE)), (14_999, 7_499));
		let slashed = Event::Slashed { stash: ALICE, era: 1, own: 2_500, delegated: 7_500 };
		assert!(events_since_last_call().contains(&slashed));
		assert_eq!(Balances::total_issuance(), issued - 10_000);
		assert_eq!(PendingSlashes::<Test>::get(ALICE), 0);
	});
}

#[test]
fn nothing_behind_an_offender_leaves_before_the_slash() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		// They hurry out, each in another era.
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_ok!(Staking::unbond(signed(ALICE), 10_000));
		assert_ok!(Staking::bond(signed(BOB), 5_000));
		assert_ok!(Staking::validate(signed(BOB), Prefs::default()));
		advance(1);
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, None));
		// Era 1 is remembered until all of it can be withdrawn; the report comes late.
		let session = 2;
		advance(BONDING_DURATION - 1);
		Staking::on_offence(&ALICE, QUARTER, session);
		assert_noop!(Staking::withdraw_unbonded(signed(ALICE)), StakingError::SlashPending);
		assert_noop!(Staking::withdraw_delegation(signed(DAVE), ALICE), StakingError::SlashPending);
		assert_noop!(
			Staking::validate(signed(ALICE), Prefs::default()),
			StakingError::BelowMinValidatorBond
		);
		advance(2);
		let _ = events_since_last_call();
		assert_ok!(Staking::withdraw_unbonded(signed(ALICE)));
		assert_ok!(Staking::withdraw_delegation(signed(DAVE), ALICE));
		assert_ok!(Staking::withdraw_delegation(signed(EVE), ALICE));
		assert_eq!(Balances::balance(&ALICE), RICHES - 2_500);
		assert!((14_998..=15_000).contains(&(Balances::balance(&DAVE) + 20_000 - RICHES)));
		assert!((7_498..=7_500).contains(&(Balances::balance(&EVE) + 10_000 - RICHES)));
	});
}

#[test]
fn what_left_before_the_offence_is_not_slashed() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		assert_ok!(Staking::undelegate(signed(DAVE), ALICE, None));
		assert_ok!(Staking::unbond(signed(ALICE), 5_000));
		advance(1);
		report(QUARTER);
		advance(2);
		let leaving = Staking::delegations_of(&DAVE, 10)[0].leaving.clone();
		assert_eq!(leaving, vec![(19_999, 1 + BONDING_DURATION)]);
		let ledger = Ledgers::<Test>::get(ALICE).unwrap();
		assert_eq!((ledger.free, ledger.unbonding[0].amount), (3_750, 5_000));
		// The planck is Dave's, by rounding.
		assert_eq!(worth(EVE), 7_500);
	});
}

#[test]
fn the_gravest_offence_of_an_era_counts() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		report(Perbill::from_percent(10));
		report(Perbill::from_percent(4));
		report(Perbill::from_percent(20));
		assert_eq!(
			Offences::<Test>::get(1, ALICE),
			Offence { reported: Perbill::from_percent(20), done: Perbill::zero(), due: Some(3) }
		);
		assert_eq!(PendingSlashes::<Test>::get(ALICE), 1);
		advance(2);
		assert_eq!(parts(ALICE).0, 8_000);
		// A graver one of the same era, reported later, costs the difference.
		Staking::on_offence(&ALICE, QUARTER, 2);
		advance(2);
		assert_eq!(parts(ALICE).0, 7_500);
		assert_eq!(PendingSlashes::<Test>::get(ALICE), 0);
		assert_eq!(SlashQueue::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_slash_can_be_cancelled_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let cancel = |origin| Staking::cancel_slash(origin, ALICE, 1);
		assert_noop!(cancel(root()), StakingError::NoSlashDue);
		report(QUARTER);
		assert_noop!(cancel(signed(ALICE)), BadOrigin);
		assert_noop!(
			Staking::delegate(signed(BOB), ALICE, 100, Perbill::one()),
			StakingError::NotStaker
		);
		assert_noop!(
			Staking::validate(signed(ALICE), Prefs::default()),
			StakingError::SlashPending
		);
		advance(1);
		let _ = events_since_last_call();
		assert_ok!(cancel(root()));
		assert_eq!(events_since_last_call(), vec![Event::SlashCancelled { stash: ALICE, era: 1 }]);
		assert_noop!(cancel(root()), StakingError::NoSlashDue);
		advance(2);
		assert_eq!((parts(ALICE).0, worth(DAVE)), (10_000, 19_999));
		// Said again, it still costs nothing; and the validator is free to stand again.
		Staking::on_offence(&ALICE, QUARTER, 2);
		assert_eq!(PendingSlashes::<Test>::get(ALICE), 0);
		assert_ok!(Staking::validate(signed(ALICE), Prefs::default()));
	});
}

#[test]
fn offences_of_forgotten_eras_cost_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		advance(BONDING_DURATION + 1);
		let _ = events_since_last_call();
		Staking::on_offence(&ALICE, QUARTER, 2);
		assert_eq!(events_since_last_call(), vec![]);
		assert!(Validators::<Test>::contains_key(ALICE));
	});
}

#[test]
fn slashing_oneself_never_pays() {
	// Alice, her accomplice Dave who delegates to her, and Eve, who is honest: what the two lose is burnt, and Eve's loss
	// is nobody's gain.
	ExtBuilder::default().build_and_execute(|| {
		alice_has_delegators(Perbill::zero());
		let both = || Balances::total_balance(&ALICE) + Balances::balance(&DAVE) + worth(DAVE);
		let (before, issued) = (both(), Balances::total_issuance());
		let eve = worth(EVE);
		report(QUARTER);
		advance(2);
		assert!(both() <= before - 2_500 - 5_000);
		assert_eq!(issued - Balances::total_issuance(), 10_000);
		assert_eq!(eve - worth(EVE), 2_500);
	});
}

#[test]
fn slashes_are_spread_over_blocks() {
	ExtBuilder::default()
		.with_validator(ALICE, 5_000)
		.with_validator(BOB, 5_000)
		.with_validator(CAROL, 5_000)
		.build_and_execute(|| {
			for who in [ALICE, BOB, CAROL] {
				Staking::on_offence(&who, QUARTER, 0);
			}
			// Nobody is left to be elected.
			advance(1);
			let start = crate::EraStartSession::<Test>::get();
			Staking::on_session_start(start + 2);
			let left = || SlashQueue::<Test>::iter().count();
			assert_eq!(left(), 3);
			let hook = || {
				<Staking as frame_support::traits::Hooks<u64>>::on_initialize(1);
			};
			hook();
			assert_eq!(left(), 1);
			hook();
			assert_eq!(left(), 0);
		});
}
