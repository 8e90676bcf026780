//! What those are told and paid who check results, and how their scores count in draws.

use crate::{mock::*, Event, Pallet};
use assay_primitives::{
	task::{Grounds, TaskState},
	traits::{AuditedTasks, DisputedTasks},
	Balance, Hash, TaskId,
};
use frame_support::{assert_ok, traits::fungible::Inspect};
use sp_runtime::{Perbill, Permill};

/// A task of 15 units at 100 plancks that was revealed at height 4.
fn revealed() -> TaskId {
	ready(0, 2);
	let id = post();
	run_to(4);
	assert_ok!(Market::submit(signed(operator(0)), id, done(5)));
	id
}

#[test]
fn everything_that_becomes_of_a_task_is_reported() {
	run(|| {
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
		let id = revealed();
		let worker = stash(0);
		// One block of the six that the model grants for 30 units at least.
		let pace = Perbill::from_rational(1u32, 6);
		let begin =
			vec![Report::Committed(worker.clone(), pace), Report::Revealed(id, worker.clone())];
		assert_eq!(world().reports, begin);
		run_to(14);
		let paid = Report::Settled(id, worker.clone(), 75, vec![]);
		assert_eq!(world().reports.last(), Some(&paid));

		change(|world| world.reports.clear());
		let id = post();
		run_to(50);
		assert!(matches!(
			state(id),
			TaskState::Assigned { .. } | TaskState::Open { .. } | TaskState::Refunded { .. }
		));
		assert_eq!(world().reports, [Report::Missed(worker.clone())]);
	});
}

#[test]
fn a_conviction_is_reported() {
	run(|| {
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
		let id = revealed();
		assert_ok!(<Market as DisputedTasks>::stop(id));
		assert_ok!(<Market as DisputedTasks>::convict(id, Grounds::Proof));
		assert_eq!(world().reports.last(), Some(&Report::Convicted(id, stash(0))));
	});
}

#[test]
fn audits_are_paid_out_of_the_fee_before_the_worker() {
	run(|| {
		change(|world| world.bill = vec![(PROTOCOL, 75), (BOB, 300)]);
		let id = revealed();
		let before = [total(&ALICE), total(&stash(0)), total(&BOB), total(&PROTOCOL)];
		run_to(14);
		let after = [total(&ALICE), total(&stash(0)), total(&BOB), total(&PROTOCOL)];
		// Of 1,500: 75 to the protocol, 75 and 300 as the bill says, the rest to the worker.
		let moved: Vec<i128> = after
			.iter()
			.zip(before)
			.map(|(after, before)| *after as i128 - before as i128)
			.collect();
		assert_eq!(moved, [-1_500, 1_050, 300, 150]);
		let paid = vec![(PROTOCOL, 75), (BOB, 300)];
		assert_eq!(world().reports.last(), Some(&Report::Settled(id, stash(0), 75, paid)));
		assert_eq!(
			System::events().iter().rev().find_map(|record| match &record.event {
				RuntimeEvent::Market(Event::Settled {
					to_worker,
					protocol_fee,
					audits,
					refund,
					..
				}) => Some((*to_worker, *protocol_fee, *audits, *refund)),
				_ => None,
			}),
			Some((1_050, 75, 375, 1_500))
		);
	});
}

#[test]
fn a_bill_never_takes_more_than_the_fee_and_what_cannot_be_paid_goes_back() {
	run(|| {
		// Below what an account needs to exist.
		let nobody = assay_primitives::AccountId::new([77; 32]);
		change(|world| world.bill = vec![(nobody.clone(), 9), (BOB, Balance::MAX)]);
		let id = revealed();
		let (alice, worker) = (total(&ALICE), total(&stash(0)));
		run_to(14);
		assert_eq!(total(&nobody), 0);
		assert_eq!((alice - total(&ALICE), total(&stash(0))), (1_500 - 9, worker));
		let paid = vec![(nobody, 0), (BOB, 1_500 - 75 - 9)];
		assert_eq!(world().reports.last(), Some(&Report::Settled(id, stash(0), 75, paid)));
	});
}

#[test]
fn an_audit_keeps_a_task_from_settling() {
	run(|| {
		let id = revealed();
		let TaskState::Revealed { ends, .. } = state(id) else { panic!("not revealed") };
		<Market as AuditedTasks>::extend(id, ends);
		<Market as AuditedTasks>::extend(id, 3);
		assert!(matches!(state(id), TaskState::Revealed { ends: still, .. } if still == ends));
		<Market as AuditedTasks>::extend(id, 40);
		System::assert_last_event(Event::Extended { task: id, ends: 40 }.into());
		check();
		run_to(39);
		assert!(matches!(state(id), TaskState::Revealed { ends: 40, .. }));
		run_to(40);
		assert!(matches!(state(id), TaskState::Settled { .. }));
		<Market as AuditedTasks>::extend(id, 90);
		<Market as AuditedTasks>::extend(id + 1, 90);
		assert!(matches!(state(id), TaskState::Settled { .. }));
	});
}

#[test]
fn fewer_auditors_or_none_change_the_bond_as_deterrence_needs() {
	run(|| {
		TERMS.with(|terms| {
			let mut terms = terms.borrow_mut();
			terms.manifest.canon = Some(1);
			terms.params.audit.rate = Permill::from_percent(10);
			terms.params.audit.auditors = 2;
		});
		let bond = |able| {
			change(|world| world.able = able);
			let id = post();
			crate::Tasks::<Test>::get(id).unwrap().bond
		};
		// Quotes of 3,000: 25 quotes with both auditors, 38 with one; where nobody looks, the model's own factor.
		assert_eq!([2, 3, 1, 0].map(bond), [75_000, 75_000, 114_000, 75_000]);
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = None);
		assert_eq!(bond(1), 75_000, "nothing can be proved of it");
	});
}

#[test]
fn the_better_of_two_wins_and_newcomers_get_their_share() {
	run(|| {
		for n in 0..WORKERS {
			ready(n, 1);
		}
		run_to(4);
		let id = 0;
		post();
		let task = crate::Tasks::<Test>::get(id).unwrap();
		change(|world| {
			world.scores = [(stash(0), 10), (stash(1), 20), (stash(2), 0)].into();
			world.newcomers = vec![stash(2)];
		});
		let (mut newcomers, mut wins) = (0u32, [0u32; 3]);
		let rounds = 2_000u32;
		for n in 0..rounds {
			let seed = Hash::from_low_u64_be(n.into());
			newcomers += u32::from(Pallet::<Test>::is_for_newcomers(id, seed));
			let worker = Pallet::<Test>::drawn(id, &task, seed).unwrap();
			let n = (0..WORKERS).find(|n| stash(*n) == worker).unwrap();
			wins[usize::from(n)] += 1;
		}
		// An eighth of the draws are for newcomers.
		assert!((200..=300).contains(&newcomers), "{newcomers}");
		// Slots are drawn with repetition: of nine pairs the best is in five, and wins all of them otherwise.
		let [middle, best, newcomer] = wins.map(|wins| wins * 1_000 / rounds);
		assert!(best > 480 && best < 560, "{wins:?}");
		assert!(middle > 280 && middle < 345, "{wins:?}");
		// One pair in nine is itself twice; of the other four, an eighth.
		assert!(newcomer > 130 && newcomer < 200, "{wins:?}");
		assert_eq!(Balances::balance(&stash(0)), RICHES);
	});
}
