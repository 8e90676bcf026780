//! The checks themselves: `try_state` sees what is wrong, `integrity_test` refuses what can't work.

use super::*;
use crate::{
	Convictions, Maturing, NextMaturing, OperatorRecord, Pallet, TaskBonds as TaskBondsOf,
	UnbondingChunk,
};
use frame_support::traits::{
	fungible::{hold, MutateHold},
	tokens::Precision,
	Hooks,
};

/// A worker with a task bond and an unbonding, broken by `harm`, which `try_state` must call by `name`.
fn notices(name: &'static str, harm: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		alice_works(MIN_WORKER_BOND + 50);
		assert_ok!(Staking::unbond(signed(ALICE), 20));
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 1, 300));
		assert_ok!(Pallet::<Test>::do_try_state());
		harm();
		let noticed = Pallet::<Test>::do_try_state();
		assert_eq!(noticed, Err(sp_runtime::DispatchError::Other(name)));
	});
}

fn edit(change: impl FnOnce(&mut crate::LedgerOf<Test>)) {
	Ledgers::<Test>::mutate(ALICE, |ledger| change(ledger.as_mut().unwrap()));
}

fn release(reason: crate::HoldReason) {
	assert_ok!(Balances::release(&reason.into(), &ALICE, 1, Precision::Exact));
}

#[test]
fn money_that_is_not_where_the_ledger_says() {
	notices("held stake differs from the ledger", || edit(|ledger| ledger.free += 1));
	notices("held stake differs from the ledger", || release(crate::HoldReason::Stake));
	notices("held task bonds differ from the ledger", || release(crate::HoldReason::TaskBond));
	notices("held task bonds differ from the ledger", || edit(|ledger| ledger.bonded -= 1));
	notices("task bonds do not add up to the ledger", || {
		TaskBondsOf::<Test>::insert(ALICE, 1, 299)
	});
	notices("stake overflows", || edit(|ledger| ledger.free = Balance::MAX));
}

#[test]
fn bonds_and_chunks_that_should_not_be() {
	notices("task bond of zero", || TaskBondsOf::<Test>::insert(ALICE, 2, 0));
	notices("number of task bonds differs from the ledger", || {
		edit(|ledger| ledger.task_bonds = 2)
	});
	notices("task bond without ledger", || TaskBondsOf::<Test>::insert(BOB, 2, 5));
	notices("task bond of a stash that is neither worker nor validator", || {
		edit(|ledger| ledger.role = None)
	});
	notices("empty chunk", || {
		edit(|ledger| ledger.unbonding.try_push(UnbondingChunk { amount: 0, era: 9 }).unwrap())
	});
	notices("two chunks of one era", || {
		edit(|ledger| {
			ledger.unbonding[0].amount = 10;
			let twin = ledger.unbonding[0];
			ledger.unbonding.try_push(twin).unwrap();
		})
	});
	notices("empty ledger", || Ledgers::<Test>::insert(BOB, crate::LedgerOf::<Test>::default()));
	notices("too many task bonds", || {
		for task in 2..=u64::from(MAX_TASK_BONDS) + 1 {
			TaskBondsOf::<Test>::insert(ALICE, task, 1);
			assert_ok!(<Balances as hold::Unbalanced<_>>::increase_balance_on_hold(
				&crate::HoldReason::TaskBond.into(),
				&ALICE,
				1,
				Precision::Exact,
			));
			edit(|ledger| {
				ledger.bonded += 1;
				ledger.task_bonds += 1;
			});
		}
	});
}

/// Task 2 is a conviction, awarded to Bob.
fn notices_of_convict(name: &'static str, harm: impl FnOnce()) {
	notices(name, || {
		assert_ok!(<Staking as TaskBonds>::bond(&ALICE, 2, 200));
		convict(ALICE, 2, CAROL);
		assert_ok!(<Staking as TaskBonds>::award(2, Some(&BOB)));
		assert_ok!(Pallet::<Test>::do_try_state());
		harm();
	});
}

#[test]
fn convictions_that_nobody_will_settle() {
	let edit_conviction = |change: fn(&mut crate::ConvictionOf<Test>)| {
		Convictions::<Test>::mutate(2, |conviction| change(conviction.as_mut().unwrap()))
	};
	notices_of_convict("convictions do not add up to the ledger", || {
		edit(|ledger| {
			ledger.convicted -= 1;
			ledger.bonded += 1;
		})
	});
	notices_of_convict("held task bonds differ from the ledger", || {
		edit(|ledger| ledger.convicted += 1)
	});
	notices_of_convict("conviction without ledger", || {
		let foreign = Convictions::<Test>::get(2).map(|it| crate::Conviction {
			stash: BOB,
			award: None,
			..it
		});
		Convictions::<Test>::insert(3, foreign.unwrap());
	});
	notices_of_convict("convicted bond of zero", || edit_conviction(|it| it.bond = 0));
	notices_of_convict("a conviction matures at once", || edit_conviction(|it| it.at = 21));
	notices_of_convict("an awarded conviction is not in the agenda", || {
		Maturing::<Test>::remove(1 + MATURITY, 2)
	});
	notices_of_convict("a mature conviction was passed over", || {
		NextMaturing::<Test>::put(2 + MATURITY)
	});
	notices_of_convict("the agenda names no conviction", || Maturing::<Test>::insert(9, 1, ()));
}

#[test]
fn operators_that_act_for_nobody() {
	notices("worker without operator", || OperatorOf::<Test>::remove(ALICE));
	notices("operator without record", || Operators::<Test>::remove(OPERATOR));
	notices("operator acts for another stash", || {
		Operators::<Test>::mutate(OPERATOR, |record| record.as_mut().unwrap().stash = BOB)
	});
	notices("operator without sufficient reference", || {
		System::dec_sufficients(&OPERATOR);
	});
	notices("operator without ledger", || OperatorOf::<Test>::insert(BOB, OTHER_OPERATOR));
	notices("operator without staker", || {
		let record = Operators::<Test>::get(OPERATOR).unwrap();
		Operators::<Test>::insert(OTHER_OPERATOR, record);
	});
	notices("operator of another role", || {
		assert_ok!(Staking::bond(signed(BOB), MIN_BOND));
		let record = Operators::<Test>::get(OPERATOR).unwrap();
		System::inc_sufficients(&OTHER_OPERATOR);
		Operators::<Test>::insert(OTHER_OPERATOR, OperatorRecord { stash: BOB, ..record });
		OperatorOf::<Test>::insert(BOB, OTHER_OPERATOR);
	});
}

/// `integrity_test` must refuse what `set` sets, and say `why`.
fn refuses(why: &str, set: impl FnOnce() + std::panic::UnwindSafe) {
	let refused = std::panic::catch_unwind(|| {
		ExtBuilder::default().build().execute_with(|| {
			set();
			<Staking as Hooks<u64>>::integrity_test()
		})
	});
	assert_eq!(refused.unwrap_err().downcast_ref::<&str>(), Some(&why));
	LeastBond::set(MIN_BOND);
	UnbondingEras::set(BONDING_DURATION);
	MaturesAfter::set(MATURITY);
	ProverShare::set(Perbill::from_percent(20));
	MaxSlash::set(Perbill::from_percent(25));
	MinValidators::set(1);
	MaxCandidates::set(4);
}

#[test]
fn a_runtime_that_can_not_work_is_refused() {
	let works =
		|| ExtBuilder::default().build().execute_with(<Staking as Hooks<u64>>::integrity_test);
	works();
	refuses("MinBond must be at least the existential deposit", || {
		LeastBond::set(EXISTENTIAL_DEPOSIT - 1)
	});
	refuses("MinWorkerBond must be at least MinBond", || LeastBond::set(MIN_WORKER_BOND + 1));
	refuses("stake must not be withdrawn before it can be slashed", || {
		UnbondingEras::set(DEFERRAL)
	});
	refuses("BondingDuration is too long", || UnbondingEras::set(300));
	refuses("MaxSlash must not be the whole", || MaxSlash::set(Perbill::one()));
	refuses("MinValidators must not be above MaxValidators", || MinValidators::set(4));
	refuses("MaxCandidates must not be below MaxValidators", || MaxCandidates::set(2));
	refuses("ConvictionMaturity must not be zero", || MaturesAfter::set(0));
	refuses("ProverShare and RequesterShare must not be more than the whole", || {
		ProverShare::set(Perbill::from_percent(81))
	});
	works();
}
