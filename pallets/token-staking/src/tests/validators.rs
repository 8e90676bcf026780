use super::*;
use crate::{EraStake, EraStakes, EraStarts, PlannedEra, Prefs, Validators};

fn validate(who: AccountId, stake: Balance) {
	assert_ok!(Staking::bond(signed(who), stake));
	assert_ok!(Staking::validate(signed(who), Prefs::default()));
}

fn elected() -> Vec<AccountId> {
	use assay_primitives::traits::Sessions;
	Consensus::validators()
}

#[test]
fn the_stakes_decide_who_is_elected() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, stake) in [(ALICE, 2_000), (BOB, 3_000), (CAROL, 4_000), (DAVE, 5_000)] {
			validate(who, stake);
		}
		advance(1);
		assert_eq!(elected(), vec![DAVE, CAROL, BOB]);
		assert_eq!(EraStakes::<Test>::get(1, BOB), Some(EraStake { own: 3_000, delegated: 0 }));
		assert_eq!(EraStakes::<Test>::get(1, ALICE), None);
		// Delegations move who is in.
		assert_ok!(Staking::delegate(signed(EVE), ALICE, 2_500, Perbill::one()));
		advance(1);
		assert_eq!(elected(), vec![DAVE, ALICE, CAROL]);
		let stake = EraStakes::<Test>::get(2, ALICE).unwrap();
		assert_eq!(stake, EraStake { own: 2_000, delegated: 2_500 });
		assert_ok!(Staking::undelegate(signed(EVE), ALICE, None));
		advance(1);
		assert_eq!(elected(), vec![DAVE, CAROL, BOB]);
	});
}

#[test]
fn standing_for_election_is_refused() {
	ExtBuilder::default().with_worker(CAROL, OPERATOR, 5_000).build_and_execute(|| {
		let validate = |who| Staking::validate(signed(who), Prefs::default());
		assert_noop!(Staking::validate(root(), Prefs::default()), BadOrigin);
		assert_noop!(validate(ALICE), StakingError::NotStash);
		assert_noop!(validate(CAROL), StakingError::RoleTaken);
		assert_ok!(Staking::bond(signed(ALICE), MIN_VALIDATOR_BOND - 1));
		assert_noop!(validate(ALICE), StakingError::BelowMinValidatorBond);
		assert_ok!(Staking::bond_extra(signed(ALICE), 1));
		Consensus::without_keys(ALICE);
		assert_noop!(validate(ALICE), StakingError::NoSessionKeys);
		assert_ok!(Staking::bond(signed(BOB), MIN_VALIDATOR_BOND));
		assert_ok!(validate(BOB));
		assert_noop!(
			Staking::register_worker(signed(BOB), OTHER_OPERATOR),
			StakingError::RoleTaken
		);
		assert_noop!(Staking::unbond(signed(BOB), 1), StakingError::BelowMinValidatorBond);
		assert_noop!(Staking::chill(signed(ALICE)), StakingError::NotValidator);
		assert_noop!(Staking::chill(signed(CAROL)), StakingError::NotValidator);
		assert_noop!(Staking::chill(signed(EVE)), StakingError::NotValidator);
		assert_noop!(Staking::chill(root()), BadOrigin);
	});
}

#[test]
fn candidates_without_keys_or_stake_are_passed_over() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, stake) in [(ALICE, 2_000), (BOB, 3_000), (CAROL, 4_000)] {
			validate(who, stake);
		}
		Consensus::without_keys(CAROL);
		Ledgers::<Test>::mutate(BOB, |ledger| ledger.as_mut().unwrap().free = 1_999);
		assert_eq!(Staking::plan_session(2), Some(vec![ALICE]));
		Ledgers::<Test>::mutate(BOB, |ledger| ledger.as_mut().unwrap().free = 3_000);
	});
}

#[test]
fn too_few_candidates_change_nothing() {
	ExtBuilder::default()
		.with_validator(ALICE, 5_000)
		.with_validator(BOB, 5_000)
		.build_and_execute(|| {
			MinValidators::set(2);
			assert_ok!(Staking::chill(signed(ALICE)));
			let _ = events_since_last_call();
			assert_eq!(Staking::plan_session(2), None);
			assert_eq!(
				events_since_last_call(),
				vec![Event::TooFewCandidates { era: 1, candidates: 1 }]
			);
			// Alice goes on, and so does what is behind her.
			assert_eq!(PlannedEra::<Test>::get(), 1);
			assert_ok!(Staking::unbond(signed(ALICE), 5_000));
			Staking::on_session_start(2);
			assert_eq!(
				EraStakes::<Test>::get(1, ALICE),
				Some(EraStake { own: 5_000, delegated: 0 })
			);
			assert_eq!(elected(), vec![ALICE, BOB]);
			MinValidators::set(1);
		});
}

#[test]
fn the_weakest_candidate_makes_room() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, stake) in [(ALICE, 3_000), (BOB, 2_500), (CAROL, 4_000), (DAVE, 5_000)] {
			validate(who, stake);
		}
		assert_ok!(Staking::bond(signed(EVE), 2_500));
		assert_noop!(
			Staking::validate(signed(EVE), Prefs::default()),
			StakingError::TooManyCandidates
		);
		assert_ok!(Staking::bond_extra(signed(EVE), 1));
		let _ = events_since_last_call();
		assert_ok!(Staking::validate(signed(EVE), Prefs::default()));
		assert_eq!(events_since_last_call()[0], Event::Chilled { stash: BOB });
		assert_eq!(Validators::<Test>::count(), 4);
		// Whoever is in may say so again.
		assert_ok!(Staking::validate(signed(EVE), Prefs::default()));
		assert_eq!(Ledgers::<Test>::get(BOB).unwrap().role, None);
		assert_ok!(Staking::unbond(signed(BOB), 2_500));
	});
}

#[test]
fn a_validator_can_not_bond_the_same_stake_to_tasks() {
	ExtBuilder::default()
		.with_validator(ALICE, 5_000)
		.with_validator(BOB, 5_000)
		.build_and_execute(|| {
			assert_ok!(Staking::chill(signed(ALICE)));
			let register = || Staking::register_worker(signed(ALICE), OPERATOR);
			assert_noop!(register(), StakingError::StillExposed);
			advance(BONDING_DURATION);
			assert_noop!(register(), StakingError::StillExposed);
			advance(1);
			assert_ok!(register());
		});
}

#[test]
fn a_validator_has_an_operator_that_runs_no_tasks() {
	ExtBuilder::default().with_validator(ALICE, 5_000).build_and_execute(|| {
		assert_ok!(Staking::set_operator(signed(ALICE), OPERATOR));
		assert_eq!(
			events_since_last_call(),
			vec![Event::OperatorChanged { stash: ALICE, old: None, new: OPERATOR }]
		);
		assert_eq!(Staking::stash_of(OPERATOR), Some(ALICE));
		assert_eq!(<Staking as TaskBonds>::worker_of(&OPERATOR), None);
		assert_eq!(<Staking as TaskBonds>::free_stake(&ALICE), 0);
		assert_eq!(Staking::worker_stake(&OPERATOR), None);
		let staker = Staking::staker_stake(&OPERATOR).unwrap();
		assert_eq!(
			(staker.stash, staker.role, staker.active),
			(ALICE, Some(Role::Validator), true)
		);
		assert_noop!(Staking::deregister_worker(signed(ALICE)), StakingError::NotWorker);
		assert_ok!(Staking::chill(signed(ALICE)));
		assert_eq!(Staking::stash_of(OPERATOR), None);
		assert_eq!(System::sufficients(&OPERATOR), 0);
	});
}

#[test]
fn a_stash_that_a_stranger_named_as_operator_is_itself() {
	ExtBuilder::default().with_worker(ALICE, BOB, 5_000).build_and_execute(|| {
		assert_eq!(Staking::staker_stake(&BOB).unwrap().stash, ALICE);
		validate(BOB, 3_000);
		let bob = Staking::staker_stake(&BOB).unwrap();
		assert_eq!((bob.stash, bob.own, bob.role), (BOB, 3_000, Some(Role::Validator)));
		// As an operator it still acts for the other.
		assert_eq!(Staking::worker_stake(&BOB).unwrap().stash, ALICE);
	});
}

#[test]
fn eras_know_their_sessions_as_long_as_offences_can_be_slashed() {
	ExtBuilder::default().with_validator(ALICE, 5_000).build_and_execute(|| {
		advance(10);
		let starts = EraStarts::<Test>::get();
		assert_eq!(starts[..], [(7, 14), (8, 16), (9, 18), (10, 20)]);
		let era = Staking::era_of_session;
		assert_eq!((era(13), era(14), era(17), era(99)), (None, Some(7), Some(8), Some(10)));
	});
}

#[test]
fn old_eras_are_forgotten_a_few_entries_at_a_time() {
	ExtBuilder::default()
		.with_validator(ALICE, 5_000)
		.with_validator(BOB, 5_000)
		.with_validator(CAROL, 5_000)
		.build_and_execute(|| {
			advance(12);
			let mut eras: Vec<_> = EraStakes::<Test>::iter_keys().map(|(era, _)| era).collect();
			eras.sort_unstable();
			eras.dedup();
			let kept = BONDING_DURATION + DEFERRAL + 2;
			assert_eq!(eras, (12 - kept..=12).collect::<Vec<_>>());
		});
}
