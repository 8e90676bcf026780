use super::*;
use crate::{Convictions, EraStartSession, Pallet, Prefs};
use assay_primitives::traits::{Duty, RewardPoints};
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
	Validate(u64, u32),
	Chill(u64),
	SetPrefs(u64, u32),
	Delegate(u64, u64, Balance),
	Undelegate(u64, u64, Option<Balance>),
	WithdrawDelegation(u64, u64),
	Points(u64),
	Offence(u64, u32, u32),
	Cancel(u64, u32),
}

fn step() -> impl Strategy<Value = Step> {
	let stash = 1..4u64;
	let task = 0..8u64;
	let operator = 10..14u64;
	let anyone = prop_oneof![1..4u64, Just(NOBODY)];
	let amount = prop_oneof![0..3_000u128, Just(RICHES), Just(Balance::MAX)];
	let pair = (1..6u64, 1..4u64);
	prop_oneof![
		3 => (stash.clone(), 0..20u32).prop_map(|(who, part)| Step::Validate(who, part)),
		1 => stash.clone().prop_map(Step::Chill),
		1 => (stash.clone(), 0..20u32).prop_map(|(who, part)| Step::SetPrefs(who, part)),
		6 => (pair.clone(), amount.clone())
			.prop_map(|((who, stash), value)| Step::Delegate(who, stash, value)),
		4 => (pair.clone(), proptest::option::of(amount.clone()))
			.prop_map(|((who, stash), value)| Step::Undelegate(who, stash, value)),
		2 => pair.prop_map(|(who, stash)| Step::WithdrawDelegation(who, stash)),
		3 => stash.clone().prop_map(Step::Points),
		1 => (stash.clone(), 1..30u32, 0..8u32)
			.prop_map(|(who, part, ago)| Step::Offence(who, part, ago)),
		1 => (stash.clone(), 0..4u32).prop_map(|(who, ago)| Step::Cancel(who, ago)),
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
		6 => Just(Step::Session),
	]
}

/// Whether it was refused is not looked at here.
fn ok<T, E>(_: Result<T, E>) {}

/// Takes a step. Refusals are fine; they must change nothing, which the invariants show.
fn take(step: Step) {
	let prefs = |part| Prefs { commission: Perbill::from_percent(part), blocked: false };
	let session = EraStartSession::<Test>::get();
	match step {
		Step::Bond(who, value) => ok(Staking::bond(signed(who), value)),
		Step::BondExtra(who, value) => ok(Staking::bond_extra(signed(who), value)),
		Step::Unbond(who, value) => ok(Staking::unbond(signed(who), value)),
		Step::Withdraw(who) => ok(Staking::withdraw_unbonded(signed(who))),
		Step::Register(who, hot) => ok(Staking::register_worker(signed(who), hot)),
		Step::SetOperator(who, hot) => ok(Staking::set_operator(signed(who), hot)),
		Step::Deregister(who) => ok(Staking::deregister_worker(signed(who))),
		Step::BondTask(who, task, value) => ok(<Staking as TaskBonds>::bond(&who, task, value)),
		Step::Release(who, task) => {
			let bonded = bond_of(who, task);
			assert_eq!(<Staking as TaskBonds>::release(&who, task).ok(), bonded);
		}
		Step::Penalise(who, task, value) => {
			let most = bond_of(who, task).map(|bond| bond.min(value));
			assert_eq!(<Staking as TaskBonds>::penalise(&who, task, value).ok(), most);
		}
		Step::Convict(who, task, requester, canon, costs) => {
			let grounds = costs.map_or(Grounds::Proof, |costs| Grounds::Silence { costs });
			let expected = bond_of(who, task).filter(|_| !Convictions::<Test>::contains_key(task));
			let bond = <Staking as TaskBonds>::convict(&who, task, &requester, canon, grounds);
			assert_eq!(bond.ok(), expected);
		}
		Step::Award(task, prover) => ok(<Staking as TaskBonds>::award(task, prover.as_ref())),
		Step::Settle(task) => ok(Staking::settle_conviction(signed(CAROL), task)),
		Step::Void(canon) => ok(Staking::void_convictions(root(), canon)),
		Step::Blocks(count) => run_to(System::block_number() + count),
		// The first session of an era, or its last; with an election between.
		Step::Session => {
			if let Some(all) = Staking::plan_session(session + 2) {
				Consensus::set_validators(all);
			} else {
				Staking::on_session_start(session + 2);
			}
		}
		Step::Validate(who, part) => ok(Staking::validate(signed(who), prefs(part))),
		Step::Chill(who) => ok(Staking::chill(signed(who))),
		Step::SetPrefs(who, part) => ok(Staking::set_prefs(signed(who), prefs(part))),
		Step::Delegate(who, stash, value) => {
			ok(Staking::delegate(signed(who), stash, value, Perbill::one()))
		}
		Step::Undelegate(who, stash, value) => ok(Staking::undelegate(signed(who), stash, value)),
		Step::WithdrawDelegation(who, stash) => {
			ok(Staking::withdraw_delegation(signed(who), stash))
		}
		Step::Points(who) => Staking::add_points(&who, Duty::Validation, 20),
		Step::Offence(who, part, ago) => {
			let part = Perbill::from_percent(part);
			let _ = Staking::on_offence(&who, part, session.saturating_sub(ago));
		}
		Step::Cancel(who, ago) => {
			let era = crate::CurrentEra::<Test>::get().saturating_sub(ago);
			ok(Staking::cancel_slash(root(), who, era));
		}
	}
}

/// What the events since the last call say was minted, and what burnt.
fn minted_and_burnt() -> (Balance, Balance) {
	events_since_last_call().into_iter().fold((0, 0), |(minted, lost), event| match event {
		Event::ConvictionSettled { burnt, .. } | Event::Penalised { burnt, .. } => {
			(minted, lost + burnt)
		}
		Event::DustBurnt { amount, .. } => (minted, lost + amount),
		Event::Slashed { own, delegated, .. } => (minted, lost + own + delegated),
		Event::Rewarded { own, delegated, .. } => (minted + own + delegated, lost),
		_ => (minted, lost),
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// Holds are what the ledgers and pools say after any sequence of steps, and tokens come and vanish only where an
	/// event says so, to the planck.
	#[test]
	fn nothing_is_lost_or_made(steps in proptest::collection::vec(step(), 1..300)) {
		ExtBuilder::default().build().execute_with(|| {
			for step in steps {
				let issued = Balances::total_issuance();
				let _ = events_since_last_call();
				take(step);
				let (minted, burnt) = minted_and_burnt();
				assert_eq!(Balances::total_issuance() + burnt, issued + minted, "{step:?}");
				Pallet::<Test>::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
			}
		});
	}
}
