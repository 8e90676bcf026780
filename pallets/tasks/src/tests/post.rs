use super::*;
use assay_primitives::{model::ModelStatus, ModelId};

fn try_post(
	model: ModelId,
	kind: TaskKind,
	input: Input,
	max_fee: Balance,
	options: TaskOptions<u32>,
) -> Result<(), sp_runtime::DispatchError> {
	Market::post(signed(ALICE), model, kind, input, max_fee, options)
}

#[test]
fn every_bad_input_has_its_error() {
	run(|| {
		let fails = |kind, input, options, error: Error<Test>| {
			assert_noop!(try_post(model(), kind, input, Balance::MAX, options), error);
		};
		let options = TaskOptions::<u32>::default;
		let hot = |milli| TaskKind::Generate {
			max_tokens: 1,
			sampling: Sampling::Temperature { milli, seed: 0 },
		};
		fails(generate(0), text(1), options(), Error::BadMaxTokens);
		fails(generate(101), text(1), options(), Error::BadMaxTokens);
		fails(hot(0), text(1), options(), Error::BadSampling);
		fails(hot(10_001), text(1), options(), Error::BadSampling);
		fails(generate(1), text(0), options(), Error::InputEmpty);
		fails(generate(1), text(401), options(), Error::InputTooLarge);
		let binary = Input::Inline(vec![0xff].try_into().unwrap());
		fails(generate(1), binary, options(), Error::InputNotText);
		let blob = || Input::Blob { hash: Hash::zero(), len: 401 };
		fails(generate(1), blob(), options(), Error::InputTooLarge);
		let deadline = |blocks| TaskOptions { deadline: Some(blocks), ..options() };
		fails(generate(1), text(1), deadline(5), Error::DeadlineTooShort);
		fails(generate(1), text(1), deadline(101), Error::DeadlineTooLong);
		let orphan = TaskOptions { parent: Some(0), ..options() };
		fails(generate(1), text(1), orphan, Error::UnknownParent);
		TERMS.with(|terms| terms.borrow_mut().params.max_blob_bytes = 0);
		fails(generate(1), blob(), options(), Error::BlobsNotTaken);
		assert_noop!(
			try_post(Hash::zero(), generate(1), text(1), Balance::MAX, options()),
			Error::<Test>::UnknownModel
		);
		TERMS.with(|terms| terms.borrow_mut().status = ModelStatus::Retired);
		fails(generate(1), text(1), options(), Error::ModelClosed);
	});
}

#[test]
fn the_fee_is_exact_and_doubles_as_the_queue_fills() {
	run(|| {
		let quoted = || Market::quote(model(), generate(20), 40, Verification::Audited).unwrap();
		assert_eq!((quoted().quote, quoted().posting_fee), (3_000, 90));
		let max_fee = |fee| try_post(model(), generate(20), text(40), fee, Default::default());
		assert_noop!(max_fee(3_089), Error::<Test>::FeeAboveMax);
		assert_ok!(max_fee(3_090));
		for expected in [90, 180, 180, 360, 360, 720, 720] {
			assert_eq!(quoted().posting_fee, expected);
			post();
		}
		assert_noop!(max_fee(Balance::MAX), Error::<Test>::QueueFull);
	});
}

#[test]
fn a_task_that_nobody_takes_is_refunded() {
	run(|| {
		let id = post();
		run_to(20);
		assert!(state(id).is_live());
		next_block();
		assert!(matches!(state(id), TaskState::Refunded { reason: RefundReason::Expired, .. }));
		assert_eq!(Balances::balance(&ALICE), RICHES - 90);
	});
}
