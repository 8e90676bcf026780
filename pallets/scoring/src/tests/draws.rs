use super::*;
use crate::{DrawSeeds, Draws, NextDraw, Pallet, RecentSeeds};
use assay_primitives::traits::Audits as _;
use frame_support::traits::Hooks;
use sp_runtime::Permill;

#[test]
fn a_result_is_drawn_after_the_delay_and_its_auditors_bond_a_quote() {
	run(|| {
		serve(3);
		let id = revealed(0);
		run_to(3);
		assert!(Audits::<Test>::get(id).is_none());
		next_block();
		let audit = Audits::<Test>::get(id).unwrap();
		assert_eq!(audit.auditors.len(), 2);
		assert_eq!((audit.bond, audit.newcomer, audit.canonical), (QUOTE, true, true));
		assert_eq!(audit.phase, Phase::Commit { due: 9 });
		// Commit to 9, reveal to 13, and six blocks for challenges.
		assert_eq!(ends(id), 19);
		for n in drawn(id) {
			assert_eq!(world().free[&validator(n)], 1_000_000 - QUOTE);
			System::assert_has_event(
				Event::Drawn {
					task: id,
					model: model(),
					auditor: validator(n),
					bond: QUOTE,
					due: 9,
				}
				.into(),
			);
		}
		assert_eq!(Draws::<Test>::iter().count() + DrawSeeds::<Test>::iter().count(), 0);
		assert_eq!(RecentSeeds::<Test>::get().len(), 3);
	});
}

#[test]
fn the_seed_is_of_all_blocks_between_and_of_no_other() {
	let seed_of = |change_at: Option<u32>| {
		let mut seed = None;
		run(|| {
			serve(2);
			revealed(0);
			for height in 2..=4 {
				change(|world| world.seed = u64::from(change_at == Some(height)));
				run_to(height);
			}
			seed = Audits::<Test>::get(0).map(|audit| audit.seed);
		});
		seed.unwrap()
	};
	let plain = seed_of(None);
	assert_eq!(plain, seed_of(Some(1)));
	assert_eq!(plain, seed_of(Some(5)));
	for height in 2..=4 {
		assert_ne!(plain, seed_of(Some(height)), "{height}");
	}
}

/// How many of 2,000 results are audited at once.
fn audited_of_2000() -> u32 {
	let mut count = 0;
	let id = revealed(0);
	for n in 0..2_000 {
		Pallet::<Test>::draw(id, Hash::from_low_u64_be(n));
		if Audits::<Test>::contains_key(id) {
			count += 1;
			Scoring::split(id, &WORKER, &model());
		}
	}
	count
}

#[test]
fn newcomers_are_looked_at_more_often() {
	run(|| {
		serve(2);
		change(|world| world.audit.newcomer_rate = Permill::from_percent(80));
		let new = audited_of_2000();
		assert!((1_500..=1_700).contains(&new), "{new}");
		for id in 100..102 {
			revealed(id);
			run_to(System::block_number() + 3);
			while !Audits::<Test>::contains_key(id) {
				let at = System::block_number();
				Pallet::<Test>::draw(id, Hash::from_low_u64_be(at.into()));
				next_block();
			}
			all_say(id, &Verdict::Match);
			settle(id);
		}
		let old = audited_of_2000();
		assert!((530..=670).contains(&old), "{old}");
		crate::Draws::<Test>::remove(System::block_number(), 0);
	});
}

#[test]
fn auditors_are_drawn_by_stake_and_never_twice() {
	run(|| {
		serve(VALIDATORS);
		change(|world| world.audit.auditors = 1);
		let id = revealed(0);
		let mut times = [0u32; 4];
		for n in 0..3_000 {
			Pallet::<Test>::draw(id, Hash::from_low_u64_be(n));
			times[usize::from(drawn(id)[0])] += 1;
			Scoring::split(id, &WORKER, &model());
		}
		// Stakes of 1 to 4 tenths.
		for (n, times) in times.into_iter().enumerate() {
			let expected = 300 * (n as u32 + 1);
			assert!(times.abs_diff(expected) < 90, "{n}: {times}");
		}
		change(|world| world.audit.auditors = 4);
		for n in 0..50 {
			Pallet::<Test>::draw(id, Hash::from_low_u64_be(n));
			let mut all = drawn(id);
			all.sort_unstable();
			assert_eq!(all, [0, 1, 2, 3]);
			Scoring::split(id, &WORKER, &model());
		}
	});
}

#[test]
fn who_cannot_bond_is_passed_over_and_with_nobody_there_is_no_audit() {
	run(|| {
		serve(3);
		change(|world| {
			world.free.insert(validator(2), QUOTE - 1);
		});
		let id = revealed(0);
		for n in 0..20 {
			Pallet::<Test>::draw(id, Hash::from_low_u64_be(n));
			assert!(!drawn(id).contains(&2));
			Scoring::split(id, &WORKER, &model());
		}
		change(|world| world.free.values_mut().for_each(|free| *free = 0));
		run_to(5);
		let before = ends(id);
		assert!(Audits::<Test>::get(id).is_none());
		run_to(6);
		assert_eq!(ends(id), before);
	});
}

#[test]
fn a_challenge_before_the_draw_saves_nobody_from_an_audit_but_an_end_does() {
	run(|| {
		serve(2);
		let [disputed, ended, unknown] = [revealed(0), revealed(1), 2];
		change(|world| {
			let task = world.tasks.get_mut(&disputed).unwrap();
			let assay_primitives::task::TaskState::Revealed { worker, result, at, .. } =
				task.state.clone()
			else {
				panic!("not revealed")
			};
			task.state = assay_primitives::task::TaskState::Disputed { worker, result, at };
		});
		convict(ended);
		Pallet::<Test>::draw(unknown, Hash::zero());
		run_to(5);
		assert!(Audits::<Test>::contains_key(disputed));
		assert!(!Audits::<Test>::contains_key(ended));
	});
}

#[test]
fn many_results_at_once_are_drawn_in_turn_with_their_own_seed() {
	run(|| {
		serve(2);
		change(|world| world.audit.auditors = 1);
		for id in 0..5 {
			revealed(id);
		}
		run_to(4);
		let audits = || (0..5).filter(|id| Audits::<Test>::contains_key(id)).count();
		assert_eq!(audits(), 2, "two a block");
		assert_eq!(NextDraw::<Test>::get(), 1);
		check();
		run_to(6);
		assert_eq!(audits(), 5);
		run_to(8);
		assert_eq!(NextDraw::<Test>::get(), 6);
		assert_eq!(DrawSeeds::<Test>::iter().count(), 0);
	});
}

#[test]
fn results_that_wait_for_their_turn_keep_their_seed_when_a_height_comes_twice() {
	run(|| {
		serve(2);
		for id in 0..5 {
			revealed(id);
		}
		run_to(4);
		let seed = DrawSeeds::<Test>::get(1).unwrap();
		change(|world| world.seed += 1);
		Scoring::on_initialize(System::block_number());
		assert_eq!(Draws::<Test>::iter_key_prefix(1).count(), 1);
		assert_eq!(DrawSeeds::<Test>::get(1), Some(seed));
	});
}
