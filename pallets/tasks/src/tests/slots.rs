use super::*;
use crate::{Markets, Slots};
use frame_support::storage::storage_prefix;
use std::collections::BTreeSet;

type Numbers = Vec<u32>;

fn slots(n: u8) -> Numbers {
	let mut own = Workers::<Test>::get(stash(n)).slots(&model()).to_vec();
	own.sort();
	own
}

fn pages() -> Vec<usize> {
	let mut pages: Vec<_> =
		Slots::<Test>::iter().map(|(_, page, owners)| (page, owners.len())).collect();
	pages.sort();
	assert!(pages.iter().enumerate().all(|(n, (page, _))| n == *page as usize));
	pages.into_iter().map(|(_, slots)| slots).collect()
}

#[test]
fn slots_fill_pages_and_the_last_slot_fills_a_gap() {
	run(|| {
		ready(0, 2);
		ready(1, 4);
		ready(2, 2);
		assert_eq!((slots(0), slots(1), slots(2)), (vec![0, 1], vec![2, 3, 4, 5], vec![6, 7]));
		assert_eq!(pages(), vec![3, 3, 2]);
		run_to(5);
		// 5, 4, 3 and 2 leave in this order, and 7, 6, 5 and 4 take their numbers, of which the worker itself had two.
		assert_ok!(Market::set_unready(signed(operator(1))));
		assert_eq!((slots(0), slots(1), slots(2)), (vec![0, 1], vec![], vec![2, 3]));
		assert_eq!(pages(), vec![3, 1]);
		run_to(10);
		ready(0, 1);
		assert_eq!((slots(0), slots(2)), (vec![2], vec![0, 1]));
		assert_eq!(pages(), vec![3]);
		assert_ok!(Market::set_unready(signed(operator(2))));
		assert_eq!(slots(0), vec![0]);
		check();
		run_to(15);
		assert_ok!(Market::set_unready(signed(operator(0))));
		assert_eq!(pages(), Vec::<usize>::new());
		assert_eq!(Markets::<Test>::get(model()).ready, 0);
	});
}

#[test]
fn the_slot_that_was_drawn_is_the_one_that_leaves() {
	for seed in 0..20 {
		run(|| {
			SEED.with(|cell| *cell.borrow_mut() = Some(seed));
			for n in 0..WORKERS {
				ready(n, 4);
			}
			run_to(3);
			let before: Vec<Numbers> = (0..WORKERS).map(slots).collect();
			let id = post();
			let block = Hash::from_low_u64_be(seed * 1_000_000 + 4);
			let drawn: Vec<_> =
				(0..2).map(|n| Market::draw_slot(id, &model(), block, n).unwrap()).collect();
			next_block();
			let TaskState::Assigned { worker, .. } = state(id) else { panic!("not assigned") };
			// Equally good workers: the one drawn first.
			assert_eq!(worker, drawn[0].1);
			let gone = drawn[0].0;
			for n in 0..WORKERS {
				// The last slot took the number of the one that left.
				let mut expected = before[n as usize].clone();
				if stash(n) == worker {
					expected.retain(|slot| *slot != gone);
				}
				expected.iter_mut().filter(|slot| **slot == 11).for_each(|slot| *slot = gone);
				expected.sort();
				assert_eq!(slots(n), expected);
			}
		});
	}
}

/// Every key is a path through the state's tree, so the keys that a task touches are what it costs when there are many
/// workers and slots.
#[test]
fn an_assignment_touches_few_keys() {
	let mut most = [0; 4];
	for seed in 0..20 {
		let mut ext = new_test_ext();
		ext.execute_with(|| {
			SEED.with(|cell| *cell.borrow_mut() = Some(seed));
			for n in 0..WORKERS {
				ready(n, 4);
			}
			run_to(3);
			post();
			assert_eq!(pages(), vec![3; 4]);
		});
		ext.commit_all().unwrap();
		let recorder = Default::default();
		ext.execute_with_recorder(Clone::clone(&recorder), next_block);
		let count = |keys: &BTreeSet<Vec<u8>>, storage: &str| {
			let prefix = storage_prefix(b"Market", storage.as_bytes());
			keys.iter().filter(|key| key.starts_with(&prefix)).count()
		};
		let read = recorder.recorded_keys();
		let read = read.values().flat_map(|keys| keys.keys()).map(|key| key.to_vec()).collect();
		let changes = ext.overlayed_changes().changes();
		let written = changes.map(|(key, _)| key.clone()).collect();
		let counts = [
			count(&read, "Workers"),
			count(&read, "Slots"),
			count(&written, "Workers"),
			count(&written, "Slots"),
		];
		most.iter_mut().zip(counts).for_each(|(most, count)| *most = count.max(*most));
	}
	// Two workers are drawn, by a slot each, and the last slot, perhaps of a third, takes the number of the one that
	// leaves: so that page and the last are written, and two workers' records.
	assert_eq!(most, [3, 3, 2, 2]);
}
