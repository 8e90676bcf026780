//! What becomes of a convicted bond: it waits, and is then split, or returned if it was declared void.

use super::*;
use crate::{Award, Convictions, Maturing, VoidedUpTo};
use frame_support::dispatch::Pays;

/// Alice works and has bonds of 100 plancks for these tasks.
fn bonded(tasks: impl IntoIterator<Item = u64>) {
	alice_works(MIN_WORKER_BOND);
	for task in tasks {
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, task, 100));
	}
	let _ = events_since_last_call();
}

fn convict_by(task: u64, canon: u16, grounds: Grounds<Balance>) {
	assert_ok!(<Staking as TaskBonds>::convict(&ALICE, task, &CAROL, canon, grounds));
}

fn award(task: u64, prover: Option<AccountId>) {
	assert_ok!(<Staking as TaskBonds>::award(task, prover.as_ref()));
}

fn convicted() -> Balance {
	Ledgers::<Test>::get(ALICE).map_or(0, |ledger| ledger.convicted)
}

#[test]
fn a_convicted_bond_is_no_stake_but_stays_held() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		let issued = Balances::total_issuance();
		let bond = <Staking as TaskBonds>::convict(&ALICE, 1, &CAROL, CANON, Grounds::Proof);
		assert_eq!(bond, Ok(100));
		assert_eq!((parts(ALICE), convicted()), ((MIN_WORKER_BOND - 100, 0, 0), 100));
		assert_eq!(held(ALICE), MIN_WORKER_BOND);
		assert_eq!((bond_of(ALICE, 1), Balances::balance(&CAROL)), (None, RICHES));
		assert_eq!(Balances::total_issuance(), issued);
		let worker = Staking::worker(ALICE).unwrap();
		assert_eq!((worker.stake, worker.convicted), (MIN_WORKER_BOND - 100, 100));
		assert!(worker.live_tasks.is_empty());
		let (stash, requester, grounds) = (ALICE, CAROL, Grounds::Proof);
		let expected = Event::Convicted { stash, task: 1, bond: 100, requester, grounds };
		assert_eq!(events_since_last_call(), vec![expected]);
		// It can neither be unbonded nor bonded again.
		assert_noop!(
			<Staking as TaskBonds>::bond(&ALICE, 2, MIN_WORKER_BOND - 99),
			StakingError::InsufficientFreeStake
		);
		assert_noop!(<Staking as TaskBonds>::release(&ALICE, 1), StakingError::NoTaskBond);
		assert_noop!(
			<Staking as TaskBonds>::convict(&ALICE, 1, &CAROL, CANON, Grounds::Proof),
			StakingError::AlreadyConvicted
		);
	});
}

/// Two workers can have bonds for one task, but only one of them its result.
#[test]
fn a_task_has_one_convict() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		assert_ok!(Staking::bond(signed(BOB), MIN_WORKER_BOND));
		assert_ok!(Staking::register_worker(signed(BOB), OTHER_OPERATOR));
		assert_ok!(<Staking as TaskBonds>::bond(&BOB, 1, 100));
		convict(ALICE, 1, CAROL);
		assert_noop!(
			<Staking as TaskBonds>::convict(&BOB, 1, &CAROL, CANON, Grounds::Proof),
			StakingError::AlreadyConvicted
		);
		assert_ok!(<Staking as TaskBonds>::release(&BOB, 1));
	});
}

#[test]
fn nobody_is_paid_before_its_time() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict(ALICE, 1, CAROL);
		run_to(5);
		award(1, Some(BOB));
		run_to(MATURITY);
		assert_eq!((convicted(), Balances::balance(&BOB)), (100, RICHES));
		assert_noop!(Staking::settle_conviction(signed(BOB), 1), StakingError::NotMature);
		let _ = events_since_last_call();
		run_to(1 + MATURITY);
		let expected = Event::ConvictionSettled {
			stash: ALICE,
			task: 1,
			prover: Some(BOB),
			to_prover: 20,
			requester: CAROL,
			to_requester: 20,
			burnt: 60,
		};
		assert_eq!(events_since_last_call(), vec![expected]);
		assert_eq!((convicted(), Convictions::<Test>::iter().count()), (0, 0));
		assert_eq!(
			(Balances::balance(&BOB), Balances::balance(&CAROL)),
			(RICHES + 20, RICHES + 20)
		);
	});
}

#[test]
fn an_open_question_does_not_mature() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict(ALICE, 1, CAROL);
		run_to(10 * MATURITY);
		assert_noop!(Staking::settle_conviction(signed(BOB), 1), StakingError::NotMature);
		let _ = events_since_last_call();
		award(1, None);
		let matures = 10 * MATURITY + 1;
		let prover = None;
		let expected = Event::ConvictionAwarded { task: 1, prover, matures };
		assert_eq!(events_since_last_call(), vec![expected]);
		assert_eq!(Convictions::<Test>::get(1).unwrap().award, Some(Award { prover, matures }));
		assert_noop!(Staking::settle_conviction(signed(BOB), 1), StakingError::NotMature);
		run_to(matures);
		assert_eq!(convicted(), 0);
	});
}

#[test]
fn a_conviction_is_awarded_once() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		let refused = |error: fn() -> StakingError| {
			assert_noop!(<Staking as TaskBonds>::award(1, Some(&BOB)), error());
			assert_noop!(<Staking as TaskBonds>::award(1, None), error());
		};
		refused(|| StakingError::UnknownConviction);
		convict(ALICE, 1, CAROL);
		award(1, None);
		refused(|| StakingError::AlreadyAwarded);
		run_to(1 + MATURITY);
		refused(|| StakingError::UnknownConviction);
		assert_noop!(Staking::settle_conviction(signed(BOB), 1), StakingError::UnknownConviction);
	});
}

#[test]
fn what_nobody_proved_is_burnt() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict(ALICE, 1, CAROL);
		assert_eq!(settle(1, None), Split { prover: 0, requester: 20, burnt: 80 });
	});
}

#[test]
fn silence_pays_the_challengers_costs_and_nobody_else() {
	ExtBuilder::default().build_and_execute(|| {
		bonded(1..=4);
		for (task, costs) in [(1, 30), (2, 0), (3, 100), (4, Balance::MAX)] {
			convict_by(task, CANON, Grounds::Silence { costs });
			let prover = costs.min(100);
			assert_eq!(
				settle(task, Some(BOB)),
				Split { prover, requester: 0, burnt: 100 - prover }
			);
		}
		assert_eq!(Balances::balance(&CAROL), RICHES);
	});
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict_by(1, CANON, Grounds::Silence { costs: 30 });
		assert_eq!(settle(1, None), Split { prover: 0, requester: 0, burnt: 100 });
	});
}

#[test]
fn the_hook_settles_a_few_per_block_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		bonded(1..=5);
		for task in 1..=5 {
			convict(ALICE, task, CAROL);
			// The last one is mature first.
			if task == 4 {
				award(5 - task, Some(BOB));
			}
			run_to(System::block_number() + u64::from(task == 4));
		}
		for task in 2..=5 {
			award(task, Some(BOB));
		}
		let left =
			|n| assert_eq!(Maturing::<Test>::iter().count(), n, "{}", System::block_number());
		run_to(MATURITY);
		left(5);
		run_to(1 + MATURITY);
		left(3);
		run_to(2 + MATURITY);
		left(1);
		assert!(Convictions::<Test>::contains_key(5), "the last to be convicted");
		run_to(3 + MATURITY);
		left(0);
		assert_eq!(convicted(), 0);
	});
}

/// Of a block's backlog anyone may do his part at once, for nothing.
#[test]
fn anyone_settles_what_is_mature() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1, 2]);
		for task in [1, 2] {
			convict(ALICE, task, CAROL);
			award(task, Some(BOB));
		}
		System::set_block_number(1 + MATURITY);
		let info = Staking::settle_conviction(signed(NOBODY), 2).unwrap();
		assert_eq!(info.pays_fee, Pays::No);
		assert_eq!((convicted(), Maturing::<Test>::iter().count()), (100, 1));
		run_to(2 + MATURITY);
		assert_eq!((convicted(), Maturing::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn a_long_pause_of_the_hook_is_caught_up_with() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict(ALICE, 1, CAROL);
		System::set_block_number(500);
		award(1, Some(BOB));
		System::set_block_number(1_000);
		run_to(1_000 + 500 / 30);
		assert_eq!(convicted(), 0);
	});
}

#[test]
fn all_convictions_by_a_version_are_void_and_no_others() {
	ExtBuilder::default().build_and_execute(|| {
		bonded(1..=4);
		let issued = Balances::total_issuance();
		convict_by(1, 1, Grounds::Proof);
		convict_by(2, 1, Grounds::Silence { costs: 10 });
		convict_by(3, 2, Grounds::Proof);
		award(1, Some(BOB));
		run_to(5);
		let _ = events_since_last_call();
		assert_ok!(Staking::void_convictions(root(), 1));
		let expected = Event::ConvictionsVoided { canon: 1, height: 5 };
		assert_eq!(events_since_last_call(), vec![expected]);
		assert_eq!(VoidedUpTo::<Test>::get(1), Some(5));
		run_to(6);
		convict_by(4, 1, Grounds::Proof);
		for task in [2, 3, 4] {
			award(task, Some(BOB));
		}
		assert_eq!(convicted(), 400, "a void one returns when the others are paid");
		let _ = events_since_last_call();
		run_to(6 + MATURITY);
		let mut paid = Vec::new();
		for event in events_since_last_call() {
			match event {
				Event::ConvictionVoided { stash: ALICE, task, amount: 100, staked: true } => {
					assert!(task == 1 || task == 2)
				}
				Event::ConvictionSettled { task, burnt: 60, .. } => paid.push(task),
				other => panic!("{other:?}"),
			}
		}
		assert_eq!(paid, vec![3, 4]);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND - 200, 0, 0));
		assert_eq!(Balances::total_issuance(), issued - 120);
	});
}

#[test]
fn what_was_paid_out_stays_paid() {
	ExtBuilder::default().build_and_execute(|| {
		bonded([1]);
		convict(ALICE, 1, CAROL);
		settle(1, Some(BOB));
		assert_ok!(Staking::void_convictions(root(), CANON));
		run_to(3 * MATURITY);
		assert_eq!((held(ALICE), Balances::balance(&BOB)), (MIN_WORKER_BOND - 100, RICHES + 20));
	});
}

#[test]
fn only_the_root_track_voids() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Staking::void_convictions(origin, CANON), BadOrigin);
		}
	});
}

/// A worker that loses everything may leave, but is remembered until its bond is gone.
#[test]
fn a_convict_is_not_forgotten() {
	for void in [false, true] {
		ExtBuilder::default().build_and_execute(|| {
			alice_works(MIN_WORKER_BOND);
			assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, MIN_WORKER_BOND));
			convict(ALICE, 1, CAROL);
			assert_ok!(Staking::deregister_worker(signed(ALICE)));
			assert_eq!(parts(ALICE), (0, 0, 0));
			assert_noop!(
				Staking::withdraw_unbonded(signed(ALICE)),
				StakingError::NothingToWithdraw
			);
			assert_noop!(Staking::unbond(signed(ALICE), 1), StakingError::InsufficientFreeStake);
			if void {
				assert_ok!(Staking::void_convictions(root(), CANON));
			}
			award(1, None);
			run_to(1 + MATURITY);
			assert_eq!((Ledgers::<Test>::get(ALICE), held(ALICE)), (None, 0));
			// Who has left gets a void bond as a balance.
			let lost = if void { 0 } else { MIN_WORKER_BOND };
			assert_eq!(Balances::balance(&ALICE), RICHES - lost);
		});
	}
}

#[test]
fn a_void_bond_of_a_staker_is_stake_again() {
	ExtBuilder::default().build_and_execute(|| {
		alice_works(MIN_WORKER_BOND + MIN_BOND);
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, MIN_WORKER_BOND));
		convict(ALICE, 1, CAROL);
		assert_ok!(Staking::deregister_worker(signed(ALICE)));
		assert_ok!(Staking::void_convictions(root(), CANON));
		award(1, Some(BOB));
		run_to(1 + MATURITY);
		assert_eq!(parts(ALICE), (MIN_WORKER_BOND + MIN_BOND, 0, 0));
	});
}

/// The account has only its stake and an existential deposit.
#[test]
fn a_bond_returns_in_an_account_without_spendable_balance() {
	for leaves in [false, true] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(Balances::mint_into(&NOBODY, MIN_WORKER_BOND + EXISTENTIAL_DEPOSIT));
			assert_ok!(Staking::bond(signed(NOBODY), MIN_WORKER_BOND));
			assert_ok!(Staking::register_worker(signed(NOBODY), OPERATOR));
			assert_ok!(<Staking as TaskBonds>::bond(&NOBODY, 1, MIN_WORKER_BOND));
			convict(NOBODY, 1, CAROL);
			if leaves {
				assert_ok!(Staking::deregister_worker(signed(NOBODY)));
			}
			assert_ok!(Staking::void_convictions(root(), CANON));
			award(1, Some(BOB));
			run_to(1 + MATURITY);
			let staked = if leaves { 0 } else { MIN_WORKER_BOND };
			assert_eq!(held(NOBODY), staked);
			assert_eq!(Balances::total_balance(&NOBODY), MIN_WORKER_BOND + EXISTENTIAL_DEPOSIT);
		});
	}
}
