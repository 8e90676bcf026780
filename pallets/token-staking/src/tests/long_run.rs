//! Long sequences, the same at every run, against a plain model that says of every step whether it succeeds.

use super::{
	model::{Conviction, Dice, World},
	*,
};
use frame_support::traits::Hooks;

const STEPS: u32 = 3_000;
/// Kinds of steps, the rare ones more than once.
const KINDS: [usize; 42] = [
	0, 0, 0, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 9, 9, 10, 10,
	10, 11, 11, 11, 11, 12, 13, 13, 13, 13, 13,
];

/// One step of this kind, on the chain and in the model. Says whether it succeeded, and what it burnt.
fn step(kind: usize, dice: &mut Dice, world: &mut World) -> (bool, Balance) {
	let who = dice.of(&[ALICE, ALICE, BOB, CAROL]);
	let task = dice.next() % 6;
	let whole = world.stashes.get(&who).map_or(MIN_WORKER_BOND, |stash| stash.free);
	let value = dice.amount(whole);
	let hot = dice.of(&[OPERATOR, OTHER_OPERATOR, 13, 14, 15, 16, BOB, who]);
	let (prover, requester) =
		(dice.of(&[BOB, CAROL, who, NOBODY]), dice.of(&[BOB, CAROL, who, NOBODY]));
	let known = world.stashes.contains_key(&who);
	let (got, expected, burnt) = match kind {
		0 => (Staking::bond(signed(who), value), !known && world.add_stake(who, value), 0),
		1 => {
			let expected = known && value > 0 && world.add_stake(who, value);
			(Staking::bond_extra(signed(who), value), expected, 0)
		}
		2 => (Staking::unbond(signed(who), value), world.unbond(who, value), 0),
		3 => (Staking::withdraw_unbonded(signed(who)), world.withdraw(who), 0),
		4 | 5 => {
			let fresh = world.operator_is_fresh(hot);
			let stash = world.stashes.get_mut(&who).filter(|stash| match kind {
				4 => fresh && stash.operator.is_none() && stash.active() >= MIN_WORKER_BOND,
				_ => fresh && stash.operator.is_some(),
			});
			let expected = stash.map(|stash| stash.operator = Some(hot)).is_some();
			let call = if kind == 4 { Staking::register_worker } else { Staking::set_operator };
			(call(signed(who), hot), expected, 0)
		}
		6 => {
			let offered = dice.next().is_multiple_of(4);
			Offers::set(who, offered);
			let stash = world
				.stashes
				.get_mut(&who)
				.filter(|stash| !offered && stash.operator.is_some() && stash.tasks.is_empty());
			let expected = stash.map(|stash| stash.operator = None).is_some();
			world.forget(who);
			(Staking::deregister_worker(signed(who)), expected, 0)
		}
		7 => {
			let stash = world.stashes.get_mut(&who).filter(|stash| {
				let room = stash.tasks.len() < MAX_TASK_BONDS as usize;
				let new = !stash.tasks.contains_key(&task);
				stash.operator.is_some() && room && new && value > 0 && value <= stash.free
			});
			let expected = stash.map(|stash| {
				stash.free -= value;
				stash.tasks.insert(task, value);
			});
			(<Staking as TaskBonds>::bond(&who, task, value), expected.is_some(), 0)
		}
		8 => {
			let bond = world.take(who, task);
			let free = bond.unwrap_or(0);
			world.stashes.entry(who).and_modify(|stash| stash.free += free);
			let got = <Staking as TaskBonds>::release(&who, task);
			assert_eq!(got.ok(), bond);
			(got.map(drop), bond.is_some(), 0)
		}
		9 => {
			let bond = world.take(who, task);
			let burnt = bond.map(|bond| bond.min(value));
			let free = bond.unwrap_or(0) - burnt.unwrap_or(0);
			world.stashes.entry(who).and_modify(|stash| stash.free += free);
			let got = <Staking as TaskBonds>::penalise(&who, task, value);
			assert_eq!(got.ok(), burnt);
			(got.map(drop), bond.is_some(), burnt.unwrap_or(0))
		}
		10 => {
			let free = !world.convictions.contains_key(&task);
			let bond = if free { world.take(who, task) } else { None };
			let canon = dice.of(&[1, 2, 3, 3, 3]);
			let costs = dice.of(&[None, None, Some(value.min(500))]);
			let at = System::block_number();
			if let Some(bond) = bond {
				world.stashes.get_mut(&who).unwrap().convicted += bond;
				let it = Conviction { stash: who, bond, requester, canon, costs, at, award: None };
				world.convictions.insert(task, it);
			}
			let grounds = costs.map_or(Grounds::Proof, |costs| Grounds::Silence { costs });
			let got = <Staking as TaskBonds>::convict(&who, task, &requester, canon, grounds);
			assert_eq!(got.ok(), bond);
			(got.map(drop), bond.is_some(), 0)
		}
		11 => {
			let prover = Some(prover).filter(|_| !value.is_multiple_of(5));
			let now = System::block_number();
			let open = world.convictions.get_mut(&task).filter(|it| it.award.is_none());
			let expected =
				open.map(|it| it.award = Some((prover, (it.at + MATURITY).max(now + 1)))).is_some();
			(<Staking as TaskBonds>::award(task, prover.as_ref()), expected, 0)
		}
		12 => {
			let canon = dice.of(&[1, 2]);
			world.voided.insert(canon, System::block_number());
			(Staking::void_convictions(root(), canon), true, 0)
		}
		_ => {
			let mature = world.convictions.keys().copied().find(|task| world.is_mature(*task));
			let task = mature.unwrap_or(task);
			let expected = mature.is_some();
			let burnt = if expected { world.settle(task).1 } else { 0 };
			let got = Staking::settle_conviction(signed(BOB), task);
			(got.map(drop).map_err(|failed| failed.error), expected, burnt)
		}
	};
	assert_eq!(got.is_ok(), expected, "kind {kind} of {who}, task {task}, {value}: {got:?}");
	(expected, burnt)
}

/// A block passes, perhaps without the hook. Returns what was burnt.
fn block(dice: &mut Dice, world: &mut World) -> Balance {
	let _ = events_since_last_call();
	System::set_block_number(System::block_number() + 1);
	if !dice.next().is_multiple_of(4) {
		return 0;
	}
	Staking::on_initialize(System::block_number());
	let events = events_since_last_call();
	let mut all = 0;
	for event in &events {
		let (Event::ConvictionSettled { task, .. } | Event::ConvictionVoided { task, .. }) = event
		else {
			panic!("the hook settles convictions and does nothing else")
		};
		let (expected, burnt) = world.settle(*task);
		assert_eq!(*event, expected);
		all += burnt;
	}
	let most = MAX_CONVICTIONS_PER_BLOCK as usize;
	let mature = world.convictions.keys().filter(|task| world.is_mature(**task)).count();
	assert!(events.len() == most || (events.len() < most && mature == 0), "as many as may");
	all
}

fn state_root() -> Vec<u8> {
	sp_io::storage::root(Default::default())
}

fn run(seed: u64) {
	ExtBuilder::default().build().execute_with(|| {
		let mut dice = Dice(seed);
		let cash = [
			(ALICE, RICHES),
			(BOB, RICHES),
			(CAROL, RICHES),
			(DAVE, RICHES),
			(EVE, RICHES),
			(NOBODY, 0),
		]
		.into();
		let mut world = World { cash, ..Default::default() };
		let mut successes = [0u32; 14];
		let mut issued = Balances::total_issuance();
		for _ in 0..STEPS {
			System::reset_events();
			if dice.next().is_multiple_of(8) {
				world.session += 1;
				world.era = world.session / 2;
				Staking::on_session_start(world.session);
			}
			if dice.next().is_multiple_of(4) {
				issued -= block(&mut dice, &mut world);
				System::reset_events();
			}
			let kind = dice.of(&KINDS);
			// Looked at now and then, because it takes its time.
			let root = dice.next().is_multiple_of(16).then(state_root);
			let events = System::events();
			let (ok, burnt) = step(kind, &mut dice, &mut world);
			if !ok {
				assert_eq!(System::events(), events, "a refusal says nothing");
				assert!(root.is_none_or(|root| root == state_root()), "a refusal changes nothing");
			}
			successes[kind] += u32::from(ok);
			issued -= burnt;
			world.compare(issued);
		}
		println!("{successes:?}");
		assert!(successes.iter().all(|n| *n >= 5), "all kinds of steps happen: {successes:?}");
	});
}

#[test]
fn the_first_long_run() {
	run(1);
}

#[test]
fn the_second_long_run() {
	run(2);
}

#[test]
fn the_third_long_run() {
	run(3);
}

#[test]
fn the_fourth_long_run() {
	run(4);
}
