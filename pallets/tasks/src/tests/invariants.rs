use super::*;
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

fn step(random: &mut Random) {
	let tasks = crate::NextTask::<Test>::get();
	let id = match random.below(4) {
		0 => random.below(tasks + 1),
		_ => tasks.saturating_sub(1 + random.below(10)),
	};
	let n = random.below(u64::from(WORKERS)) as u8;
	// Mostly the operator that may.
	let assigned = Tasks::<Test>::get(id)
		.and_then(|task| task.state.worker().cloned())
		.and_then(|worker| (0..WORKERS).find(|n| stash(*n) == worker));
	let who = operator(if random.below(8) == 0 { n } else { assigned.unwrap_or(n) });
	let outcome = match random.below(8) {
		0 => too_long(512),
		1 => fault(random.below(20) as u32),
		_ => done(1 + random.below(20) as u32),
	};
	let _ = match random.below(20) {
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
			Market::post(signed(requester), model(), kind, input, Balance::MAX, Default::default())
				.map_err(|_| ())
		}
		3 => Market::cancel(signed(ALICE), id).map(|_| ()).map_err(|_| ()),
		4 => Market::ack(signed(who), id).map(|_| ()).map_err(|_| ()),
		5 => match (Market::identity(id), assigned) {
			(Some(identity), Some(worker)) => {
				let outcome = done(7);
				let hash = commitment(&identity, &stash(worker), outcome.salt(), outcome.hash());
				Market::commit(signed(who), id, hash).map_err(|_| ())
			}
			_ => Ok(()),
		},
		6 => Market::reveal(signed(who), id, done(7)).map(|_| ()).map_err(|_| ()),
		7 | 12..=14 => Market::submit(signed(who), id, outcome).map(|_| ()).map_err(|_| ()),
		8 => Market::poke(signed(BOB), id).map(|_| ()).map_err(|_| ()),
		9 | 15 | 16 => {
			let models = vec![model()].try_into().unwrap();
			let capacity = random.below(6) as u32;
			Market::set_ready(signed(operator(n)), models, capacity).map(|_| ()).map_err(|_| ())
		}
		10 if random.below(8) == 0 => {
			Market::set_unready(signed(operator(n))).map(|_| ()).map_err(|_| ())
		}
		18 if random.below(3) == 0 => {
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
	for seed in 1..=4u64 {
		run(|| {
			TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
			let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
			let issuance = Balances::total_issuance();
			for n in 0..3_000 {
				// As a transaction: a failed call leaves nothing.
				step(&mut random);
				// Every state is checked at first, then every fifth: the check visits every task there ever was.
				if n < 500 || n % 5 == 0 {
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
			assert!(convicted > 5, "{convicted}");
			assert_eq!(Balances::total_issuance(), issuance);
			let world = world();
			assert!(world.bonds.is_empty());
			let free = world.free.values().sum::<u128>();
			assert_eq!(free + world.burnt + world.convicted, STAKE * 3);
			for who in [ALICE, BOB, stash(0), stash(1), stash(2)] {
				assert_eq!(Balances::balance(&who), total(&who));
			}
			assert_eq!(crate::Inputs::<Test>::iter().count(), 0);
			assert_eq!(crate::Outcomes::<Test>::iter().count(), 0);
		});
	}
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
