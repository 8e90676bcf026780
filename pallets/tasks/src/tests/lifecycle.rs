use super::*;
use assay_primitives::traits::WorkerActivity;

#[test]
fn a_task_is_committed_revealed_and_paid_to_the_planck() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let id = post();
		assert_eq!(Balances::balance(&ALICE), RICHES - 90 - 3_000);
		assert_eq!(total(&PROTOCOL), 10 + 90);
		next_block();
		assert!(
			matches!(state(id), TaskState::Assigned { ref worker, acked: true, .. } if *worker == stash(0))
		);
		assert_eq!(world().bonds.get(&(stash(0), id)), Some(&75_000));

		let outcome = done(5);
		let identity = Market::identity(id).unwrap();
		let hash = commitment(&identity, &stash(0), outcome.salt(), outcome.hash());
		assert_noop!(Market::commit(signed(operator(1)), id, hash), Error::<Test>::NotAssignee);
		assert_noop!(Market::reveal(signed(operator(0)), id, done(5)), Error::<Test>::NotCommitted);
		assert_ok!(Market::commit(signed(operator(0)), id, hash));
		assert_noop!(
			Market::commit(signed(operator(0)), id, hash),
			Error::<Test>::AlreadyCommitted
		);
		assert_noop!(
			Market::reveal(signed(operator(0)), id, done(6)),
			Error::<Test>::CommitmentMismatch
		);
		assert_ok!(Market::reveal(signed(operator(0)), id, outcome.clone()));
		assert_eq!(Market::task_view(id).unwrap().outcome, Some(outcome));
		let TaskState::Revealed { ends, .. } = state(id) else { panic!("not revealed") };
		run_to(ends);
		// 10 prompt units and 5 tokens at 100 plancks, plus a price that had not moved.
		let fee = 1_500;
		assert!(matches!(state(id), TaskState::Settled { protocol_fee: 75, .. }));
		assert_eq!(total(&stash(0)), RICHES + fee - 75);
		assert_eq!(Balances::balance(&ALICE), RICHES - 90 - fee);
		assert_eq!(total(&PROTOCOL), 10 + 90 + 75);
		assert!(world().bonds.is_empty());
		run_to(ends + 16);
		assert_eq!(Market::task_view(id).unwrap().outcome, None);
		assert!(Market::is_active(&stash(0)));
	});
}

#[test]
fn a_missed_deadline_costs_a_quarter_of_the_quote_and_the_task_goes_to_another() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let id = post();
		next_block();
		ready(1, 1);
		let TaskState::Assigned { due, .. } = state(id) else { panic!("not assigned") };
		run_to(due + 1);
		assert_eq!(world().burnt, 750);
		assert!(Workers::<Test>::get(stash(0)).offer.is_none());
		let TaskState::Assigned { worker, due, .. } = state(id) else { panic!("not reassigned") };
		assert_eq!(worker, stash(1));
		run_to(due + 1);
		assert_eq!(world().burnt, 1_500);
		assert!(matches!(state(id), TaskState::Refunded { reason: RefundReason::Missed, .. }));
		assert_eq!(Balances::balance(&ALICE), RICHES - 90);
		assert!(world().bonds.is_empty());
	});
}

#[test]
fn not_acknowledging_counts_only_if_the_next_worker_acknowledges() {
	for next_acks in [true, false] {
		run(|| {
			ready(0, 1);
			run_to(3);
			let input = Input::Blob { hash: Hash::repeat_byte(1), len: 40 };
			assert_ok!(Market::post(
				signed(ALICE),
				model(),
				generate(20),
				input,
				Balance::MAX,
				Default::default()
			));
			next_block();
			assert_noop!(
				Market::submit(signed(operator(0)), 0, done(1)),
				Error::<Test>::NotAcknowledged
			);
			ready(1, 1);
			run_to(9);
			let TaskState::Assigned { worker, acked: false, due, .. } = state(0) else {
				panic!("not assigned")
			};
			assert_eq!(worker, stash(1));
			assert_eq!((world().burnt, world().bonds.len()), (0, 2));
			check();
			if next_acks {
				assert_ok!(Market::ack(signed(operator(1)), 0));
				assert_eq!((world().burnt, world().bonds.len()), (750, 1));
				assert_ok!(Market::submit(signed(operator(1)), 0, done(1)));
			} else {
				run_to(due + 1);
				assert_eq!((world().burnt, world().bonds.len()), (0, 0));
				assert!(!state(0).is_live());
			}
		});
	}
}

/// A task with these prompt ids, answered like that and at its end, with what it shows of the result.
fn ended(prompt_ids: Option<Hash>, outcome: Outcome) -> ResultSummary<Balance> {
	ready(0, 1);
	run_to(3);
	let options = TaskOptions { prompt_ids, ..Default::default() };
	let post = Market::post(signed(ALICE), model(), generate(20), text(40), 10_000, options);
	assert_ok!(post);
	next_block();
	assert_ok!(Market::submit(signed(operator(0)), 0, outcome.clone()));
	assert_eq!(Market::task_view(0).unwrap().outcome, Some(outcome.clone()));
	let TaskState::Revealed { ends, .. } = state(0) else { panic!("not revealed") };
	run_to(ends);
	check();
	let TaskState::Settled { worker, result, .. } = state(0) else { panic!("not settled") };
	assert_eq!(worker, stash(0));
	assert_eq!(result.outcome_hash, outcome.hash());
	assert_eq!((result.output_len, world().burnt), (0, 0));
	assert!(world().bonds.is_empty());
	result
}

#[test]
fn an_outcome_must_have_an_output_id_and_no_more_than_the_task_asks_for() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let id = post();
		next_block();
		for count in [0, 21] {
			let fails = Error::<Test>::BadOutputCount;
			assert_noop!(Market::submit(signed(operator(0)), id, done(count)), fails);
		}
		assert_ok!(Market::submit(signed(operator(0)), id, done(20)));
	});
}

#[test]
fn a_prompt_that_is_too_long_is_refunded() {
	run(|| {
		let result = ended(None, too_long(512));
		assert_eq!(result.kind, ResultKind::TooLong);
		assert_eq!((result.prompt_ids, result.output_ids, result.units), (512, 0, 0));
		assert_eq!(result.ids_hash, ids_hash(&[]));
		assert_eq!(result.trace_root, trace_root(Hash::zero(), 512, 0));
		assert_eq!(Balances::balance(&ALICE), RICHES - 90);
		assert_eq!(total(&stash(0)), RICHES);
	});
}

#[test]
fn ids_that_are_not_the_prompts_are_refunded() {
	run(|| {
		let result = ended(Some(ids_hash(&[7, 8, 9])), bad_ids(&[7, 8]));
		assert_eq!(result.kind, ResultKind::BadIds);
		assert_eq!((result.prompt_ids, result.output_ids, result.units), (2, 0, 0));
		assert_eq!(result.ids_hash, ids_hash(&[7, 8]));
		assert_eq!(result.trace_root, trace_root(Hash::zero(), 2, 0));
		assert_eq!(Balances::balance(&ALICE), RICHES - 90);
		assert_eq!(total(&stash(0)), RICHES);
	});
}

#[test]
fn a_fault_is_billed_as_far_as_the_run_went() {
	for (canon, output, units) in [(Some(1), 5, 15), (Some(1), 0, 10), (None, 5, 0)] {
		run(|| {
			TERMS.with(|terms| terms.borrow_mut().manifest.canon = canon);
			let result = ended(None, fault(output));
			let place =
				ResultKind::Fault { position: 2 + output, layer: 1, operation: 34, index: 7 };
			assert_eq!(result.kind, place);
			assert_eq!((result.prompt_ids, result.output_ids), (3, output));
			let ids: Vec<u32> = (0..3 + output).collect();
			assert_eq!(result.ids_hash, ids_hash(&ids));
			assert_eq!(result.trace_root, trace_root(Hash::zero(), 3, output));
			let fee = Balance::from(units) * 100;
			assert_eq!((result.units, result.fee), (units, fee));
			assert_eq!(Balances::balance(&ALICE), RICHES - 90 - fee);
			assert_eq!(total(&stash(0)), RICHES + fee - fee / 20);
		});
	}
}

#[test]
fn the_ids_of_an_outcome_are_weighed() {
	use crate::outcome_len;
	assert_eq!(outcome_len(&done(5)), 3 + 4 * 8);
	assert_eq!(outcome_len(&fault(5)), 4 * 8);
	assert_eq!(outcome_len(&bad_ids(&[7, 8])), 4 * 2);
	assert_eq!(outcome_len(&too_long(512)), 0);
}

#[test]
fn only_the_requester_cancels_and_only_while_open() {
	run(|| {
		let id = post();
		assert_noop!(Market::cancel(signed(BOB), id), Error::<Test>::NotRequester);
		assert_noop!(Market::cancel(signed(BOB), 7), Error::<Test>::UnknownTask);
		assert_ok!(Market::cancel(signed(ALICE), id));
		assert_noop!(Market::cancel(signed(ALICE), id), Error::<Test>::NotOpen);
		assert_eq!(Balances::balance(&ALICE), RICHES - 90);
	});
}
