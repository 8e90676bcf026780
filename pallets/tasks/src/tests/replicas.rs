//! Replicas from posting to their ends: who gets them, and when they can be revealed.

use super::*;
use crate::{Event, NextTask, OperatorCalls};
use assay_primitives::{api::QuoteError, TaskId};
use frame_support::dispatch::{CheckIfFeeless, GetDispatchInfo};
use sp_runtime::{traits::DispatchTransaction, transaction_validity::TransactionSource::External};

/// Options of so many replicas, with the prompt ids that [`done`] has.
pub fn replicated(count: u8) -> TaskOptions<u32> {
	TaskOptions {
		verification: Verification::Replicated(count),
		prompt_ids: Some(ids_hash(&[0, 1, 2])),
		..Default::default()
	}
}

/// Posts replicas of a task of 10 prompt units and 20 tokens, and returns their numbers.
pub fn post_replicas(count: u8) -> Vec<TaskId> {
	let id = NextTask::<Test>::get();
	let (origin, fee) = (signed(ALICE), Balance::MAX);
	assert_ok!(Market::post(origin, model(), generate(20), text(40), fee, replicated(count)));
	(id..id + u64::from(count)).collect()
}

/// Replicas of which each has a worker.
pub fn assigned(count: u8) -> Vec<TaskId> {
	(0..count).for_each(|n| ready(n, 1));
	run_to(3);
	let all = post_replicas(count);
	let waits = |id: &TaskId| matches!(state(*id), TaskState::Open { .. });
	while all.iter().any(waits) {
		next_block();
		check();
	}
	all
}

/// Number of the worker of a task.
pub fn worker_of(id: TaskId) -> u8 {
	let state = state(id);
	let worker = state.worker().expect("it has one");
	(0..MOST_WORKERS).find(|n| stash(*n) == *worker).unwrap()
}

pub fn commit(id: TaskId, outcome: &Outcome) {
	let n = worker_of(id);
	let identity = Market::identity(id).unwrap();
	let hash = commitment(&identity, &stash(n), outcome.salt(), outcome.hash());
	assert_ok!(Market::commit(signed(operator(n)), id, hash));
}

pub fn reveal(id: TaskId, outcome: Outcome) {
	assert_ok!(Market::reveal(signed(operator(worker_of(id))), id, outcome));
}

/// Replicas that were answered like this and revealed.
pub fn answered(outcomes: &[Outcome]) -> Vec<TaskId> {
	let all = assigned(outcomes.len() as u8);
	for (id, outcome) in all.iter().zip(outcomes) {
		commit(*id, outcome);
	}
	for (id, outcome) in all.iter().zip(outcomes) {
		reveal(*id, outcome.clone());
	}
	check();
	all
}

pub fn is_settled(id: TaskId) -> bool {
	matches!(state(id), TaskState::Settled { .. })
}

pub fn is_split(id: TaskId) -> bool {
	matches!(state(id), TaskState::Refunded { reason: RefundReason::Split, .. })
}

fn is_open(id: TaskId) -> bool {
	matches!(state(id), TaskState::Committed { open: true, .. })
}

#[test]
fn the_same_answer_of_three_is_paid_three_times_to_the_planck() {
	for canon in [None, Some(1)] {
		run(|| {
			TERMS.with(|terms| terms.borrow_mut().manifest.canon = canon);
			(0..3).for_each(|n| ready(n, 1));
			run_to(3);
			let all = post_replicas(3);
			System::assert_has_event(
				Event::Replicated { first: 0, count: 3, requester: ALICE, model: model() }.into(),
			);
			assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 3 * 3_000);
			assert_eq!(total(&PROTOCOL), 10 + 3 * 90);
			let tasks: Vec<_> = all.iter().map(|id| Tasks::<Test>::get(id).unwrap()).collect();
			assert!(tasks.iter().all(|task| task.content_hash == tasks[0].content_hash));
			assert_eq!(tasks.iter().map(|task| task.replica).collect::<Vec<_>>(), [0, 1, 2]);
			assert!(tasks.iter().zip(&all).all(|(task, id)| task.replicas(*id) == (0..3)));
			run_to(10);
			assert_eq!(world().bonds.len(), 3);
			for id in &all {
				assert!(!is_open(*id));
				commit(*id, &done(5));
				check();
			}
			let due = System::block_number() + 4;
			System::assert_last_event(Event::ReplicasOpen { first: 0, due }.into());
			all.iter().for_each(|id| reveal(*id, done(5)));
			assert!(!System::events()
				.iter()
				.any(|record| matches!(record.event, RuntimeEvent::Market(Event::Split { .. }))));
			run_to(System::block_number() + 12);
			assert!(all.iter().all(|id| is_settled(*id)));
			assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 3 * 1_500);
			for n in 0..3 {
				assert_eq!(total(&stash(n)), RICHES + 1_500 - 75);
			}
			assert_eq!(total(&PROTOCOL), 10 + 3 * 90 + 3 * 75);
			assert!(world().bonds.is_empty());
			assert_eq!(world().burnt, 0);
		});
	}
}

#[test]
fn posting_replicas_is_checked() {
	run(|| {
		let post = |options, fee| {
			Market::post(signed(ALICE), model(), generate(20), text(40), fee, options)
		};
		let quote = |count| Market::quote(model(), generate(20), 40, count);
		for count in [0, 1, 6, 255] {
			assert_noop!(post(replicated(count), Balance::MAX), Error::<Test>::BadReplicas);
			assert_eq!(quote(Verification::Replicated(count)), Err(QuoteError::BadReplicas));
		}
		let quoted = quote(Verification::Replicated(5)).unwrap();
		assert_eq!((quoted.quote, quoted.posting_fee), (15_000, 450));
		// What one worker bills and bonds.
		assert_eq!((quoted.max_units, quoted.bond), (30, 75_000));
		assert_noop!(post(replicated(5), 15_449), Error::<Test>::FeeAboveMax);
		assert_ok!(post(replicated(5), 15_450));
		// Eight may wait.
		assert_noop!(post(replicated(4), Balance::MAX), Error::<Test>::QueueFull);
		assert_eq!(quote(Verification::Replicated(4)), Err(QuoteError::QueueFull));
		assert_ok!(post(replicated(3), Balance::MAX));
		assert_noop!(post(Default::default(), Balance::MAX), Error::<Test>::QueueFull);
		let orphan = TaskOptions { parent: Some(8), ..replicated(2) };
		assert_noop!(post(orphan, Balance::MAX), Error::<Test>::UnknownParent);
	});
}

#[test]
fn replicas_of_a_canonical_model_need_fixed_ids() {
	run(|| {
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
		let post =
			|options| Market::post(signed(ALICE), model(), generate(20), text(40), 9_999, options);
		let free = || TaskOptions { prompt_ids: None, ..replicated(2) };
		assert_noop!(post(free()), Error::<Test>::IdsNeeded);
		assert_ok!(post(TaskOptions { verification: Verification::Audited, ..free() }));
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = None);
		assert_ok!(post(free()));
	});
}

#[test]
fn no_worker_gets_two_and_nobody_waits_behind_what_nobody_can_take() {
	run(|| {
		ready(0, 4);
		run_to(3);
		let all = post_replicas(3);
		let other = post();
		run_to(6);
		let taken = |id: &&TaskId| state(**id).worker() == Some(&stash(0));
		assert_eq!(all.iter().filter(taken).count(), 1);
		assert_eq!(worker_of(other), 0);
		// The first replica went, the others expire: it need not wait for them any longer then.
		let id = **all.iter().filter(taken).collect::<Vec<_>>().first().unwrap();
		commit(id, &done(5));
		assert_ok!(Market::submit(signed(operator(0)), other, done(1)));
		assert!(!is_open(id));
		run_to(22);
		assert!(!is_open(id));
		run_to(23);
		assert!(is_open(id));
		let expired = |id: &&TaskId| {
			matches!(state(**id), TaskState::Refunded { reason: RefundReason::Expired, .. })
		};
		assert_eq!(all.iter().filter(expired).count(), 2);
		reveal(id, done(5));
		run_to(33);
		assert!(is_settled(id));
		assert_eq!(world().burnt, 0);
	});
}

#[test]
fn a_replica_that_was_let_lie_does_not_go_to_the_worker_of_another() {
	run(|| {
		let all = assigned(2);
		let (lazy, busy) = (worker_of(all[0]), worker_of(all[1]));
		commit(all[1], &done(5));
		let TaskState::Assigned { due, .. } = state(all[0]) else { panic!("not assigned") };
		run_to(due + 3);
		// The other has a slot free, and does not get it.
		assert!(matches!(state(all[0]), TaskState::Open { .. }));
		assert_eq!(Workers::<Test>::get(stash(busy)).spare(), 1);
		assert_eq!(world().burnt, 750);
		ready(2, 1);
		run_to(due + 10);
		assert_eq!(worker_of(all[0]), 2);
		assert_ne!(lazy, 2);
		commit(all[0], &done(5));
		all.iter().for_each(|id| reveal(*id, done(5)));
		run_to(due + 21);
		assert!(all.iter().all(|id| is_settled(*id)));
	});
}

#[test]
fn nothing_is_shown_that_could_be_copied() {
	run(|| {
		let all = assigned(2);
		let who = |id: TaskId| signed(operator(worker_of(id)));
		let submit: RuntimeCall = crate::Call::submit { task: all[0], outcome: done(5) }.into();
		assert!(!submit.is_feeless(&who(all[0])));
		assert_noop!(Market::submit(who(all[0]), all[0], done(5)), Error::<Test>::CommitFirst);
		commit(all[0], &done(5));
		let revealing =
			|| -> RuntimeCall { crate::Call::reveal { task: all[0], outcome: done(5) }.into() };
		assert!(!revealing().is_feeless(&who(all[0])));
		assert_noop!(Market::reveal(who(all[0]), all[0], done(5)), Error::<Test>::ReplicasPending);
		// What the other committed to is of no use to anyone else.
		let TaskState::Committed { commitment: stolen, .. } = state(all[0]) else { panic!() };
		assert_ok!(Market::commit(who(all[1]), all[1], stolen));
		assert!(all.iter().all(|id| is_open(*id)));
		let call = revealing();
		assert!(call.is_feeless(&who(all[0])));
		let info = call.get_dispatch_info();
		assert_ok!(OperatorCalls::<Test>::new().validate_only(
			who(all[0]),
			&call,
			&info,
			0,
			External,
			0
		));
		assert_ok!(OperatorCalls::<Test>::new()
			.dispatch_transaction(who(all[0]), call, &info, 0, 0)
			.unwrap());
		assert_noop!(
			Market::reveal(who(all[1]), all[1], done(5)),
			Error::<Test>::CommitmentMismatch
		);
	});
}

#[test]
fn a_worker_computes_other_tasks_while_it_waits() {
	run(|| {
		let all = assigned(2);
		let n = worker_of(all[0]);
		assert_eq!(Workers::<Test>::get(stash(n)).spare(), 0);
		commit(all[0], &done(5));
		let worker = Workers::<Test>::get(stash(n));
		assert_eq!((worker.spare(), worker.live, worker.slots(&model()).len()), (1, 1, 1));
		let other = post();
		run_to(System::block_number() + 4);
		assert_eq!(worker_of(other), n);
		assert_ok!(Market::submit(signed(operator(n)), other, done(1)));
	});
}

#[test]
fn who_commits_and_does_not_reveal_pays_and_nobody_computes_again() {
	run(|| {
		let all = assigned(3);
		all.iter().for_each(|id| commit(*id, &done(5)));
		ready(3, 1);
		let TaskState::Committed { due, .. } = state(all[0]) else { panic!("not committed") };
		assert_eq!(due, System::block_number() + 4);
		reveal(all[1], done(5));
		reveal(all[2], done(5));
		System::set_block_number(due + 1);
		let late = Market::reveal(signed(operator(worker_of(all[0]))), all[0], done(5));
		assert_eq!(late.unwrap_err().error, Error::<Test>::DeadlinePassed.into());
		run_to(due + 3);
		assert!(matches!(state(all[0]), TaskState::Refunded { reason: RefundReason::Missed, .. }));
		assert_eq!(world().burnt, 750);
		run_to(due + 14);
		assert!(all[1..].iter().all(|id| is_settled(*id)));
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 2 * 1_500);
	});
}

#[test]
fn one_replica_is_cancelled_and_the_others_go_on() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let all = post_replicas(3);
		next_block();
		let mut open = all.iter().filter(|id| matches!(state(**id), TaskState::Open { .. }));
		let (first, second) = (*open.next().unwrap(), *open.next().unwrap());
		let taken = *all.iter().find(|id| state(**id).worker().is_some()).unwrap();
		assert_noop!(Market::cancel(signed(ALICE), taken), Error::<Test>::NotOpen);
		assert_ok!(Market::cancel(signed(ALICE), first));
		commit(taken, &done(5));
		check();
		assert!(!is_open(taken));
		assert_ok!(Market::cancel(signed(ALICE), second));
		let due = System::block_number() + 4;
		System::assert_last_event(Event::ReplicasOpen { first: all[0], due }.into());
		reveal(taken, done(5));
		run_to(30);
		assert_eq!(Balances::balance(&ALICE), RICHES - 3 * 90 - 1_500);
	});
}

/// The chain stood still, so the worker's clock ran out before that of a replica nobody took.
#[test]
fn who_waits_for_others_never_pays_for_it() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let all = post_replicas(2);
		next_block();
		let taken = *all.iter().find(|id| state(**id).worker().is_some()).unwrap();
		let waits = *all.iter().find(|id| **id != taken).unwrap();
		commit(taken, &done(5));
		let TaskState::Committed { due, open: false, .. } = state(taken) else { panic!() };
		// Twice 20 blocks in the queue, 4 to acknowledge and 12 to compute.
		assert_eq!(due, System::block_number() + 2 * (20 + 4 + 12 + 3));
		System::set_block_number(due + 1);
		assert_ok!(Market::poke(signed(BOB), taken));
		let TaskState::Committed { due: later, open: false, .. } = state(taken) else { panic!() };
		assert_eq!(later, due + 1 + 78);
		assert_noop!(Market::poke(signed(BOB), taken), Error::<Test>::NothingDue);
		check();
		assert_ok!(Market::poke(signed(BOB), waits));
		assert!(is_open(taken));
		reveal(taken, done(5));
		assert_eq!((world().burnt, Workers::<Test>::get(stash(0)).misses), (0, 0));
		run_to(due + 20);
		assert!(is_settled(taken));
	});
}

/// Both are due at the same height. The first to be acted on gives the other more time.
#[test]
fn a_replica_that_got_more_time_is_not_late() {
	for swapped in [false, true] {
		run(|| {
			let all = assigned(2);
			let (lies, waits) = if swapped { (all[1], all[0]) } else { (all[0], all[1]) };
			commit(waits, &done(5));
			// As if it had been taken from a worker before.
			let mut task = Tasks::<Test>::get(lies).unwrap();
			task.reassignments = 1;
			let TaskState::Assigned { due, .. } = task.state.clone() else { panic!() };
			Tasks::<Test>::insert(lies, task);
			let mut task = Tasks::<Test>::get(waits).unwrap();
			let TaskState::Committed { worker, commitment, at, .. } = task.state.clone() else {
				panic!()
			};
			let sooner = TaskState::Committed { worker, commitment, at, due, open: false };
			Market::enter(waits, &mut task, sooner);
			run_to(due + 1);
			assert!(!state(lies).is_live());
			assert!(is_open(waits), "{:?}", state(waits));
			reveal(waits, done(5));
			run_to(due + 20);
			assert!(is_settled(waits));
			// One worker missed a deadline.
			assert_eq!(world().burnt, 750);
		});
	}
}

#[test]
fn prompts_from_a_store_are_acknowledged_by_each() {
	run(|| {
		(0..2).for_each(|n| ready(n, 1));
		run_to(3);
		let input = Input::Blob { hash: Hash::zero(), len: 40 };
		let fee = Balance::MAX;
		assert_ok!(Market::post(signed(ALICE), model(), generate(20), input, fee, replicated(2)));
		let waits = |id: TaskId| matches!(state(id), TaskState::Open { .. });
		while waits(0) {
			next_block();
		}
		let lazy = worker_of(0);
		let TaskState::Assigned { due, .. } = state(0) else { panic!() };
		run_to(due);
		// Whoever gets the other may have let it lie, too.
		run_to(due + 2);
		assert_eq!(world().burnt, 0);
		ready(2, 1);
		ready(3, 1);
		run_to(due + 12);
		assert_ne!(state(0).worker(), Some(&stash(lazy)));
		check();
		run_to(due + 80);
		assert!(!state(0).is_live() && !state(1).is_live());
		assert!(world().bonds.is_empty());
	});
}
