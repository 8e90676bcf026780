use super::*;
use crate::{Markets, Slots};

fn offer(
	n: u8,
	models: Vec<(Hash, u32)>,
	capacity: u32,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Market::set_ready(signed(operator(n)), models.try_into().unwrap(), capacity)
}

#[test]
fn an_offer_is_checked() {
	run(|| {
		let m = (model(), 0);
		let fails = |models, capacity, error: Error<Test>| {
			let result = offer(0, models, capacity).map_err(|failed| failed.error);
			assert_eq!(result.unwrap_err(), error.into());
		};
		assert!(Market::set_ready(signed(ALICE), Default::default(), 1).is_err());
		fails(vec![], 1, Error::NoModels);
		fails(vec![m, m], 1, Error::DuplicateModel);
		fails(vec![(Hash::zero(), 0)], 1, Error::UnknownModel);
		fails(vec![(model(), 1)], 1, Error::OtherVersion);
		fails(vec![m], 0, Error::BadCapacity);
		fails(vec![m], 5, Error::BadCapacity);
		assert_ok!(offer(0, vec![m], 4));
		fails(vec![m], 4, Error::TooSoon);
		assert!(Market::set_unready(signed(operator(0))).is_err());
		run_to(4);
		assert_ok!(Market::set_unready(signed(operator(0))));
		assert_eq!(Markets::<Test>::get(m.0).ready, 0);
	});
}

#[test]
fn slots_are_as_many_as_stake_and_capacity_cover() {
	run(|| {
		// The largest bond is 25 × 100 × (100 + 100) plancks.
		change(|world| world.free.insert(stash(0), 2 * 500_000 + 499_999));
		change(|world| world.free.insert(stash(1), 499_999));
		ready(0, 4);
		assert_eq!(Markets::<Test>::get(model()).ready, 2);
		let failed = offer(1, vec![(model(), 0)], 1).unwrap_err();
		assert_eq!(failed.error, Error::<Test>::StakeTooLow.into());
	});
}

#[test]
fn slots_leave_and_return_with_tasks_and_are_not_drawn_before_their_time() {
	run(|| {
		ready(0, 2);
		ready(1, 2);
		post();
		next_block();
		assert!(matches!(state(0), TaskState::Open { .. }));
		next_block();
		let TaskState::Assigned { worker, .. } = state(0) else { panic!("not assigned") };
		assert_eq!(Markets::<Test>::get(model()).ready, 3);
		let n = if worker == stash(0) { 0 } else { 1 };
		assert_ok!(Market::submit(signed(operator(n)), 0, done(1)));
		assert_eq!(Slots::<Test>::iter_values().map(|page| page.len()).sum::<usize>(), 4);
	});
}
