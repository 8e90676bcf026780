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
		let fault =
			Outcome::Fault { token: 21, layer: 0, operation: 0, index: 0, salt: Hash::zero() };
		fails(fault, Error::BadFault);
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
		let models = || vec![model()].try_into().unwrap();
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
