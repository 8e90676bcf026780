use super::{replicas::replicated, *};
use assay_primitives::{traits::DisputedTasks, TaskId};
use sp_core::crypto::AccountId32;

/// A small generator of pseudorandom numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
	fn below(&mut self, n: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		self.0 % n
	}
}

/// Does what the workers of a task's replicas should do next, mostly.
fn work(random: &mut Random, id: TaskId) {
	let Some(task) = Tasks::<Test>::get(id) else { return };
	for id in task.replicas(id) {
		let state = state(id);
		let worker = (0..MOST_WORKERS).find(|n| state.worker() == Some(&stash(*n)));
		let (Some(n), Some(identity)) = (worker, Market::identity(id)) else { continue };
		if random.below(8) == 0 {
			continue;
		}
		let who = || signed(operator(n));
		let _ = Market::ack(who(), id);
		// They differ now and then.
		let outcome = if random.below(4) == 0 { done(8) } else { done(7) };
		let hash = commitment(&identity, &stash(n), outcome.salt(), outcome.hash());
		let _ = Market::commit(who(), id, hash);
		let _ = Market::reveal(who(), id, done(7)).or_else(|_| Market::reveal(who(), id, done(8)));
	}
}

fn step(random: &mut Random) {
	let tasks = crate::NextTask::<Test>::get();
	let id = match random.below(4) {
		0 => random.below(tasks + 1),
		_ => tasks.saturating_sub(1 + random.below(10)),
	};
	let n = random.below(u64::from(MOST_WORKERS)) as u8;
	// Mostly the operator that may.
	let assigned = Tasks::<Test>::get(id)
		.and_then(|task| task.state.worker().cloned())
		.and_then(|worker| (0..MOST_WORKERS).find(|n| stash(*n) == worker));
	let who = operator(if random.below(8) == 0 { n } else { assigned.unwrap_or(n) });
	let outcome = match random.below(8) {
		0 => too_long(512),
		1 => fault(random.below(20) as u32),
		_ => done(1 + random.below(20) as u32),
	};
	let _ = match random.below(26) {
		0..=2 => {
			// Worker 2 posts tasks too, and may be drawn for them.
			let requester: AccountId32 = match random.below(3) {
				0 => stash(2),
				1 => BOB,
				_ => ALICE,
			};
			let input = match random.below(3) {
				0 => Input::Blob { hash: Hash::zero(), len: 1 + random.below(400) as u32 },
				_ => text(1 + random.below(400) as usize),
			};
			let kind = generate(1 + random.below(100) as u32);
			let options = match random.below(2) {
				0 => replicated(2 + random.below(4) as u8),
				_ => Default::default(),
			};
			Market::post(signed(requester), model(), kind, input, Balance::MAX, options)
				.map_err(|_| ())
		}
		3 if random.below(2) == 0 => Market::cancel(signed(ALICE), id).map(|_| ()).map_err(|_| ()),
		4 => Market::ack(signed(who), id).map(|_| ()).map_err(|_| ()),
		5 | 11 => match (Market::identity(id), assigned) {
			(Some(identity), Some(worker)) => {
				// Replicas differ now and then.
				let outcome = if random.below(5) == 0 { done(8) } else { done(7) };
				let hash = commitment(&identity, &stash(worker), outcome.salt(), outcome.hash());
				Market::commit(signed(who), id, hash).map(|_| ()).map_err(|_| ())
			}
			_ => Ok(()),
		},
		6 | 17 => Market::reveal(signed(who.clone()), id, done(7))
			.or_else(|_| Market::reveal(signed(who), id, done(8)))
			.map(|_| ())
			.map_err(|_| ()),
		7 | 12 => Market::submit(signed(who), id, outcome).map(|_| ()).map_err(|_| ()),
		13 | 14 | 20..=22 => {
			work(random, id);
			Ok(())
		}
		8 => Market::poke(signed(BOB), id).map(|_| ()).map_err(|_| ()),
		9 | 15 | 16 => {
			let models = vec![(model(), version())].try_into().unwrap();
			let capacity = random.below(6) as u32;
			Market::set_ready(signed(operator(n)), models, capacity).map(|_| ()).map_err(|_| ())
		}
		10 if random.below(8) == 0 => {
			Market::set_unready(signed(operator(n))).map(|_| ()).map_err(|_| ())
		}
		18 => {
			let revealed = |id: &TaskId| matches!(state(*id), TaskState::Revealed { .. });
			let id = (0..tasks).rev().take(20).find(revealed).unwrap_or(id);
			<Market as DisputedTasks>::stop(id).map_err(|_| ())
		}
		19 => {
			let disputed = |id: &TaskId| matches!(state(*id), TaskState::Disputed { .. });
			let id = (0..tasks).rev().take(100).find(disputed).unwrap_or(id);
			match random.below(2) {
				0 => <Market as DisputedTasks>::convict(id, Grounds::Proof).map_err(|_| ()),
				_ => <Market as DisputedTasks>::resume(id).map_err(|_| ()),
			}
		}
		_ => {
			match random.below(60) {
				// The hook misses some blocks.
				0 => System::set_block_number(System::block_number() + random.below(30) as u32),
				1 => change(|world| world.era += 1),
				_ => {}
			}
			next_block();
			Ok(())
		}
	};
}

#[test]
fn nothing_is_ever_stuck_lost_or_made() {
	let (mut splits, mut replicas, mut outvoted) = (0, 0, 0);
	for seed in 1..=4u64 {
		run(|| {
			let canon = (seed % 2 == 1).then_some(1);
			TERMS.with(|terms| terms.borrow_mut().manifest.canon = canon);
			let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
			let issuance = Balances::total_issuance();
			for n in 0..2_000 {
				// As a transaction: a failed call leaves nothing.
				step(&mut random);
				// Every state is checked at first, then every tenth: the check visits every task there ever was.
				if n < 300 || n % 10 == 0 {
					check();
				}
				System::reset_events();
			}
			SEED.with(|seed| *seed.borrow_mut() = None);
			for id in 0..crate::NextTask::<Test>::get() {
				// Those that still wait for the referee.
				let _ = <Market as DisputedTasks>::resume(id);
			}
			for _ in 0..400 {
				next_block();
			}
			check();
			assert!(Tasks::<Test>::iter_values().all(|task| !task.state.is_live()));
			assert!(Tasks::<Test>::iter().count() > 100);
			let settled =
				|task: &crate::TaskOf<Test>| matches!(task.state, TaskState::Settled { .. });
			assert!(Tasks::<Test>::iter_values().filter(settled).count() > 10);
			let convicted =
				|task: &crate::TaskOf<Test>| matches!(task.state, TaskState::Convicted { .. });
			let convicted = Tasks::<Test>::iter_values().filter(convicted).count();
			match canon {
				Some(_) => assert!(convicted > 2, "{convicted}"),
				None => assert_eq!(convicted, 0, "nothing can be proved"),
			}
			let fee = |task: crate::TaskOf<Test>| match task.state {
				TaskState::Outvoted { result, .. } => result.fee,
				_ => 0,
			};
			let burnt = Tasks::<Test>::iter_values().map(fee).sum::<Balance>();
			assert_eq!(Balances::total_issuance() + burnt, issuance);
			let of_a_split = |task: &crate::TaskOf<Test>| {
				matches!(task.state, TaskState::Refunded { reason: RefundReason::Split, .. })
			};
			splits += Tasks::<Test>::iter_values().filter(of_a_split).count();
			let several = |task: &crate::TaskOf<Test>| settled(task) && task.replica > 0;
			replicas += Tasks::<Test>::iter_values().filter(several).count();
			outvoted += burnt;
			let world = world();
			assert!(world.bonds.is_empty());
			let free = world.free.values().sum::<u128>();
			assert_eq!(free + world.burnt + world.convicted, STAKE * u128::from(MOST_WORKERS));
			for who in [ALICE, BOB].into_iter().chain((0..MOST_WORKERS).map(stash)) {
				assert_eq!(Balances::balance(&who), total(&who));
			}
			assert_eq!(crate::Inputs::<Test>::iter().count(), 0);
			assert_eq!(crate::Outcomes::<Test>::iter().count(), 0);
		});
	}
	assert!(splits > 5 && replicas > 5 && outvoted > 0, "{splits}, {replicas}, {outvoted}");
}

#[test]
fn a_requester_that_is_its_own_worker_loses() {
	run(|| {
		ready(2, 2);
		run_to(3);
		let before = total(&stash(2)) + world().free[&stash(2)];
		let kind = generate(50);
		for _ in 0..3 {
			let id = crate::NextTask::<Test>::get();
			assert_ok!(Market::post(
				signed(stash(2)),
				model(),
				kind.clone(),
				text(40),
				Balance::MAX,
				Default::default()
			));
			next_block();
			assert_ok!(Market::submit(signed(operator(2)), id, done(50)));
			run_to(System::block_number() + 12);
		}
		assert!(total(&stash(2)) + world().free[&stash(2)] < before);
	});
}
