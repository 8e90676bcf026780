use super::*;
use crate::{Event, FreeOfferFailures};
use sp_runtime::DispatchError::BadOrigin;

/// A task assigned to worker 0.
fn assigned() -> u64 {
	ready(0, 1);
	run_to(3);
	let id = post();
	next_block();
	assert!(matches!(state(id), TaskState::Assigned { .. }));
	id
}

/// Parts of a result of three prompt ids and two output ids.
struct Parts {
	output: Payload,
	ids: TokenIds,
	prompt: u32,
	root: Hash,
}

/// The result after a change.
fn edited(edit: impl FnOnce(&mut Parts)) -> Outcome {
	let mut parts = Parts {
		output: Payload::Inline(b"out".to_vec().try_into().unwrap()),
		ids: TokenIds::Inline(vec![0, 1, 2, 3, 4].try_into().unwrap()),
		prompt: 3,
		root: Hash::zero(),
	};
	edit(&mut parts);
	let Parts { output, ids, prompt: prompt_ids, root } = parts;
	Outcome::Done { output, ids, prompt_ids, output_ids: 2, root, salt: Hash::zero() }
}

#[test]
fn no_call_takes_another_origin_than_a_signed_one() {
	run(|| {
		for origin in [RuntimeOrigin::root, RuntimeOrigin::none] {
			let input = text(4);
			assert_noop!(
				Market::post(origin(), model(), generate(1), input, 1, Default::default()),
				BadOrigin
			);
			assert_noop!(Market::cancel(origin(), 0), BadOrigin);
			assert_noop!(Market::ack(origin(), 0), BadOrigin);
			assert_noop!(Market::commit(origin(), 0, Hash::zero()), BadOrigin);
			assert_noop!(Market::reveal(origin(), 0, done(1)), BadOrigin);
			assert_noop!(Market::submit(origin(), 0, done(1)), BadOrigin);
			assert_noop!(Market::poke(origin(), 0), BadOrigin);
			assert_noop!(Market::set_ready(origin(), Default::default(), 1), BadOrigin);
			assert_noop!(Market::set_unready(origin()), BadOrigin);
		}
	});
}

#[test]
fn only_the_operator_of_the_assigned_worker_works() {
	run(|| {
		let id = assigned();
		// Not the stash, not another operator, not the requester.
		for who in [stash(0), operator(1), ALICE] {
			let fails = Error::<Test>::NotAssignee;
			assert_noop!(Market::submit(signed(who.clone()), id, done(1)), fails);
			assert_noop!(
				Market::commit(signed(who.clone()), id, Hash::zero()),
				Error::<Test>::NotAssignee
			);
			assert_noop!(Market::ack(signed(who), id), Error::<Test>::NotAssignee);
		}
		let who = || signed(operator(0));
		assert_noop!(Market::submit(who(), 7, done(1)), Error::<Test>::UnknownTask);
		assert_noop!(Market::ack(who(), id), Error::<Test>::AlreadyAcknowledged);
		assert_ok!(Market::submit(who(), id, done(1)));
		assert_noop!(Market::submit(who(), id, done(1)), Error::<Test>::NotAssigned);
		assert_noop!(Market::cancel(signed(ALICE), id), Error::<Test>::NotOpen);
		assert_noop!(Market::set_unready(signed(ALICE)), Error::<Test>::NotOperator);
		assert_noop!(Market::set_unready(signed(operator(1))), Error::<Test>::NotReady);
	});
}

#[test]
fn an_outcome_must_be_one_that_the_task_can_have() {
	run(|| {
		let id = assigned();
		let fails = |outcome, error: Error<Test>| {
			assert_noop!(Market::submit(signed(operator(0)), id, outcome), error);
		};
		let blob = || TokenIds::Blob { hash: Hash::zero(), count: 5 };
		fails(edited(|it| it.prompt = 0), Error::BadPromptCount);
		fails(edited(|it| it.prompt = 4_095), Error::BadPromptCount);
		fails(edited(|it| it.prompt = u32::MAX), Error::BadPromptCount);
		fails(edited(|it| it.prompt = 4), Error::IdCountMismatch);
		fails(edited(|it| it.root = Hash::repeat_byte(1)), Error::RootNotZero);
		TERMS.with(|terms| terms.borrow_mut().params.max_blob_bytes = 0);
		fails(edited(|it| it.ids = blob()), Error::BlobsNotTaken);
		let output = || Payload::Blob { hash: Hash::zero(), len: 1 };
		fails(edited(|it| it.output = output()), Error::BlobsNotTaken);
	});
}

/// Parts of a run of three prompt ids that stopped after two output ids.
struct Stop {
	ids: TokenIds,
	prompt: u32,
	output: u32,
	position: u32,
	operation: u32,
	root: Hash,
}

/// The fault after a change.
fn stopped(edit: impl FnOnce(&mut Stop)) -> Outcome {
	let mut stop =
		Stop { ids: ids(5), prompt: 3, output: 2, position: 4, operation: 34, root: Hash::zero() };
	edit(&mut stop);
	let Stop { ids, prompt: prompt_ids, output: output_ids, position, operation, root } = stop;
	Outcome::Fault {
		ids,
		prompt_ids,
		output_ids,
		position,
		layer: 0,
		operation,
		index: 0,
		root,
		salt: Hash::zero(),
	}
}

fn ids(count: u32) -> TokenIds {
	TokenIds::Inline((0..count).collect::<Vec<_>>().try_into().unwrap())
}

#[test]
fn a_fault_must_be_one_that_the_task_can_have() {
	run(|| {
		let id = assigned();
		let submit = |outcome| Market::submit(signed(operator(0)), id, outcome);
		let fails = |outcome, error: Error<Test>| {
			assert_noop!(submit(outcome), error);
		};
		fails(stopped(|it| it.prompt = 0), Error::BadPromptCount);
		fails(stopped(|it| it.prompt = 4_095), Error::BadPromptCount);
		fails(stopped(|it| it.prompt = u32::MAX), Error::BadPromptCount);
		fails(stopped(|it| it.ids = ids(4)), Error::IdCountMismatch);
		fails(stopped(|it| it.ids = ids(6)), Error::IdCountMismatch);
		fails(stopped(|it| it.root = Hash::repeat_byte(1)), Error::RootNotZero);
		// A task of 20 tokens: with the 20th the run is at its end.
		let after = |output| {
			stopped(move |it| {
				it.ids = ids(3 + output);
				it.output = output;
				it.position = 2 + output;
			})
		};
		for output in [20, 21] {
			fails(after(output), Error::BadFault);
		}
		fails(stopped(|it| it.output = u32::MAX), Error::BadFault);
		// Two ids were chosen, so all goes well up to the last.
		for position in [0, 3, 5, u32::MAX] {
			fails(stopped(|it| it.position = position), Error::BadFault);
		}
		// Inside the prompt.
		let inside = |position| {
			stopped(move |it| {
				it.ids = ids(3);
				it.output = 0;
				it.position = position;
			})
		};
		fails(inside(3), Error::BadFault);
		TERMS.with(|terms| terms.borrow_mut().params.max_blob_bytes = 0);
		let blob = || TokenIds::Blob { hash: Hash::zero(), count: 5 };
		fails(stopped(|it| it.ids = blob()), Error::BlobsNotTaken);
		let works = |outcome| {
			let kept: Result<(), _> = frame_support::storage::with_transaction(|| {
				let done = submit(outcome).map(|_| ()).map_err(|error| error.error);
				sp_runtime::TransactionOutcome::Rollback(done)
			});
			assert_ok!(kept);
		};
		works(after(19));
		works(inside(0));
		works(inside(2));
		// The operations of other models are their own affair.
		works(stopped(|it| it.operation = 35));
		TERMS.with(|terms| terms.borrow_mut().params.max_blob_bytes = 400);
		works(stopped(|it| it.ids = blob()));
	});
}

#[test]
fn a_fault_of_a_canonical_model_names_one_of_its_operations() {
	run(|| {
		TERMS.with(|terms| terms.borrow_mut().manifest.canon = Some(1));
		let id = assigned();
		let submit = |outcome| Market::submit(signed(operator(0)), id, outcome);
		for operation in [35, u32::MAX] {
			let fault = stopped(|it| it.operation = operation);
			assert_noop!(submit(fault), Error::<Test>::BadFault);
		}
		assert_ok!(submit(stopped(|it| it.root = Hash::repeat_byte(1))));
	});
}

#[test]
fn a_prompt_that_is_too_long_leaves_no_room_for_an_answer() {
	run(|| {
		let id = assigned();
		let submit = |outcome| Market::submit(signed(operator(0)), id, outcome);
		let fails = |outcome, error: Error<Test>| {
			assert_noop!(submit(outcome), error);
		};
		fails(too_long(0), Error::BadPromptCount);
		fails(too_long((1 << 24) + 1), Error::BadPromptCount);
		fails(too_long(u32::MAX), Error::BadPromptCount);
		// With less room than the task asks for, the answer is a shorter one.
		fails(too_long(1), Error::NotTooLong);
		fails(too_long(493), Error::NotTooLong);
		fails(too_long(511), Error::NotTooLong);
		let reason = Refusal::TooLong { ids_root: Hash::repeat_byte(1), count: 512 };
		fails(Outcome::Refused { reason, salt: Hash::zero() }, Error::RootNotZero);
		assert_ok!(submit(too_long(1 << 24)));
	});
}

#[test]
fn bad_ids_are_others_than_those_that_the_requester_fixed() {
	run(|| {
		let id = assigned();
		let who = || signed(operator(0));
		assert_noop!(Market::submit(who(), id, bad_ids(&[1])), Error::<Test>::IdsNotFixed);
		assert_ok!(Market::submit(who(), id, done(1)));
		let options = TaskOptions { prompt_ids: Some(ids_hash(&[7, 8, 9])), ..Default::default() };
		let post = Market::post(signed(ALICE), model(), generate(20), text(40), 10_000, options);
		assert_ok!(post);
		next_block();
		let submit = |outcome| Market::submit(who(), 1, outcome);
		let fails = |outcome, error: Error<Test>| {
			assert_noop!(submit(outcome), error);
		};
		fails(bad_ids(&[]), Error::BadPromptCount);
		fails(bad_ids(&[7, 8, 9]), Error::IdsAreFixed);
		let ids = vec![7, 8].try_into().unwrap();
		let reason = Refusal::BadIds { ids, ids_root: Hash::repeat_byte(1) };
		fails(Outcome::Refused { reason, salt: Hash::zero() }, Error::RootNotZero);
		assert_ok!(submit(bad_ids(&[7, 8])));
	});
}

#[test]
fn fixed_prompt_ids_bind_the_worker() {
	run(|| {
		ready(0, 1);
		run_to(3);
		let options = TaskOptions { prompt_ids: Some(ids_hash(&[7, 8, 9])), ..Default::default() };
		let post = Market::post(signed(ALICE), model(), generate(20), text(40), 10_000, options);
		assert_ok!(post);
		next_block();
		let who = || signed(operator(0));
		assert_noop!(Market::submit(who(), 0, done(1)), Error::<Test>::PromptIdsMismatch);
		assert_noop!(Market::submit(who(), 0, fault(1)), Error::<Test>::PromptIdsMismatch);
		let right = edited(|it| it.ids = TokenIds::Inline(vec![7, 8, 9, 0, 1].try_into().unwrap()));
		assert_ok!(Market::submit(who(), 0, right));
	});
}

#[test]
fn a_reveal_after_its_time_is_late() {
	run(|| {
		let id = assigned();
		let identity = Market::identity(id).unwrap();
		let hash = commitment(&identity, &stash(0), done(1).salt(), done(1).hash());
		assert_ok!(Market::commit(signed(operator(0)), id, hash));
		let TaskState::Committed { due, .. } = state(id) else { panic!("not committed") };
		System::set_block_number(due);
		assert_noop!(
			Market::commit(signed(operator(0)), id, hash),
			Error::<Test>::AlreadyCommitted
		);
		System::set_block_number(due + 1);
		let late = Error::<Test>::DeadlinePassed;
		assert_noop!(Market::reveal(signed(operator(0)), id, done(1)), late);
	});
}

#[test]
fn who_missed_a_deadline_waits_before_it_offers_itself_again() {
	run(|| {
		let id = assigned();
		let TaskState::Assigned { due, .. } = state(id) else { panic!("not assigned") };
		run_to(due + 1);
		let models = || vec![(model(), 0)].try_into().unwrap();
		let again = || Market::set_ready(signed(operator(0)), models(), 1);
		assert_noop!(again(), Error::<Test>::Paused);
		run_to(due + 6);
		assert_ok!(again());
		assert_eq!(FreeOfferFailures::<Test>::iter().count(), 0);
	});
}

#[test]
fn events_tell_the_life_of_a_task() {
	run(|| {
		let id = assigned();
		assert_ok!(Market::submit(signed(operator(0)), id, done(1)));
		let TaskState::Revealed { ends, .. } = state(id) else { panic!("not revealed") };
		run_to(ends);
		let names: Vec<String> = System::read_events_for_pallet::<Event<Test>>()
			.iter()
			.map(|event| {
				format!("{event:?}").split([' ', '{']).next().unwrap().replace("Event::", "")
			})
			.collect();
		let expected =
			["WorkerReady", "Posted", "Queued", "Assigned", "Committed", "Revealed", "Settled"];
		assert_eq!(names, expected);
	});
}

/// The worker's account does not exist and the fee is below the existential deposit: it stays with the requester.
#[test]
fn a_worker_that_can_not_be_paid_does_not_hold_up_the_settlement() {
	run(|| {
		TERMS.with(|terms| terms.borrow_mut().params.price_floor = 1);
		assert_ok!(Balances::transfer_allow_death(signed(stash(0)), BOB, RICHES));
		assert_eq!(total(&stash(0)), 0);
		ready(0, 1);
		run_to(3);
		assert_ok!(Market::post(
			signed(ALICE),
			model(),
			generate(1),
			text(4),
			1_000,
			Default::default()
		));
		next_block();
		assert_ok!(Market::submit(signed(operator(0)), 0, done(1)));
		let TaskState::Revealed { ends, .. } = state(0) else { panic!("not revealed") };
		run_to(ends);
		assert!(matches!(state(0), TaskState::Settled { .. }));
		assert_eq!(total(&stash(0)), 0, "two plancks do not make an account");
		assert_eq!(Balances::balance(&ALICE), total(&ALICE), "nothing is held");
	});
}
