use super::*;
use crate::{Convictions, Pallet};
use proptest::prelude::*;

/// Anything that can happen to stake; numbers choose account, task and amount.
#[derive(Clone, Copy, Debug)]
enum Step {
	Bond(u64, Balance),
	BondExtra(u64, Balance),
	Unbond(u64, Balance),
	Withdraw(u64),
	Register(u64, u64),
	SetOperator(u64, u64),
	Deregister(u64),
	BondTask(u64, u64, Balance),
	Release(u64, u64),
	Penalise(u64, u64, Balance),
	Convict(u64, u64, u64, u16, Option<Balance>),
	Award(u64, Option<u64>),
	Settle(u64),
	Void(u16),
	Blocks(u64),
	Session,
}

fn step() -> impl Strategy<Value = Step> {
	let stash = 1..4u64;
	let task = 0..8u64;
	let operator = 10..14u64;
	let anyone = prop_oneof![1..4u64, Just(NOBODY)];
	let amount = prop_oneof![0..3_000u128, Just(RICHES), Just(Balance::MAX)];
	prop_oneof![
		1 => (stash.clone(), amount.clone()).prop_map(|(who, value)| Step::Bond(who, value)),
		1 => (stash.clone(), amount.clone()).prop_map(|(who, value)| Step::BondExtra(who, value)),
		1 => (stash.clone(), amount.clone()).prop_map(|(who, value)| Step::Unbond(who, value)),
		1 => stash.clone().prop_map(Step::Withdraw),
		1 => (stash.clone(), operator.clone()).prop_map(|(who, hot)| Step::Register(who, hot)),
		1 => (stash.clone(), operator).prop_map(|(who, hot)| Step::SetOperator(who, hot)),
		1 => stash.clone().prop_map(Step::Deregister),
		4 => (stash.clone(), task.clone(), amount.clone())
			.prop_map(|(who, task, value)| Step::BondTask(who, task, value)),
		2 => (stash.clone(), task.clone()).prop_map(|(who, task)| Step::Release(who, task)),
		1 => (stash.clone(), task.clone(), amount)
			.prop_map(|(who, task, value)| Step::Penalise(who, task, value)),
		2 => (stash, task.clone(), anyone.clone(), 1..3u16, proptest::option::of(0..2_000u128))
			.prop_map(|(who, task, requester, canon, costs)| {
				Step::Convict(who, task, requester, canon, costs)
			}),
		2 => (task.clone(), proptest::option::of(anyone))
			.prop_map(|(task, prover)| Step::Award(task, prover)),
		1 => task.prop_map(Step::Settle),
		1 => (1..3u16).prop_map(Step::Void),
		2 => (1..10u64).prop_map(Step::Blocks),
		2 => Just(Step::Session),
	]
}

/// Takes a step and returns what it should have burnt. Refusals are fine; they must change nothing, which the
/// invariants show.
fn take(step: Step, session: &mut u32) -> Balance {
	let call = |result: frame_support::dispatch::DispatchResult| {
		let _ = result;
		0
	};
	match step {
		Step::Bond(who, value) => call(Staking::bond(signed(who), value)),
		Step::BondExtra(who, value) => call(Staking::bond_extra(signed(who), value)),
		Step::Unbond(who, value) => call(Staking::unbond(signed(who), value)),
		Step::Withdraw(who) => call(Staking::withdraw_unbonded(signed(who))),
		Step::Register(who, hot) => call(Staking::register_worker(signed(who), hot)),
		Step::SetOperator(who, hot) => call(Staking::set_operator(signed(who), hot)),
		Step::Deregister(who) => call(Staking::deregister_worker(signed(who))),
		Step::BondTask(who, task, value) => call(<Staking as TaskBonds>::bond(&who, task, value)),
		Step::Release(who, task) => {
			let bonded = bond_of(who, task);
			assert_eq!(<Staking as TaskBonds>::release(&who, task).ok(), bonded);
			0
		}
		Step::Penalise(who, task, value) => {
			let most = bond_of(who, task).map(|bond| bond.min(value));
			let burnt = <Staking as TaskBonds>::penalise(&who, task, value).ok();
			assert_eq!(burnt, most);
			burnt.unwrap_or(0)
		}
		Step::Convict(who, task, requester, canon, costs) => {
			let grounds = costs.map_or(Grounds::Proof, |costs| Grounds::Silence { costs });
			let expected = bond_of(who, task).filter(|_| !Convictions::<Test>::contains_key(task));
			let bond = <Staking as TaskBonds>::convict(&who, task, &requester, canon, grounds);
			assert_eq!(bond.ok(), expected);
			0
		}
		Step::Award(task, prover) => call(<Staking as TaskBonds>::award(task, prover.as_ref())),
		Step::Settle(task) => {
			let _ = events_since_last_call();
			let _ = Staking::settle_conviction(signed(CAROL), task);
			burnt_by_convictions()
		}
		Step::Void(canon) => call(Staking::void_convictions(root(), canon)),
		Step::Blocks(count) => {
			let _ = events_since_last_call();
			run_to(System::block_number() + count);
			burnt_by_convictions()
		}
		Step::Session => {
			*session += 1;
			Staking::on_session_start(*session);
			0
		}
	}
}

/// What the events since the last call say was burnt. Whole bonds are accounted for.
fn burnt_by_convictions() -> Balance {
	let burnt = |event| match event {
		Event::ConvictionSettled { burnt, .. } => burnt,
		_ => 0,
	};
	events_since_last_call().into_iter().map(burnt).sum()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// Holds are what the ledgers say after any sequence of steps, and tokens vanish only where a penalty or a
	/// conviction says so.
	#[test]
	fn nothing_is_lost_or_made(steps in proptest::collection::vec(step(), 1..200)) {
		ExtBuilder::default().build().execute_with(|| {
			let mut session = 0;
			for step in steps {
				let issued = Balances::total_issuance();
				let burnt = take(step, &mut session);
				assert_eq!(Balances::total_issuance(), issued - burnt, "{step:?}");
				Pallet::<Test>::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
			}
		});
	}
}
