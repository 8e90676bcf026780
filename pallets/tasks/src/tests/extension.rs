use super::*;
use crate::{extension::OPERATOR_PRIORITY, FreeFailures, OperatorCalls};
use frame_support::dispatch::{CheckIfFeeless, GetDispatchInfo};
use sp_runtime::{traits::DispatchTransaction, transaction_validity::TransactionSource::External};

fn submit(outcome: Outcome) -> RuntimeCall {
	crate::Call::submit { task: 0, outcome }.into()
}

#[test]
fn three_failures_are_free_and_counted_although_the_call_is_rolled_back() {
	run(|| {
		ready(0, 1);
		run_to(3);
		post();
		next_block();
		assert!(!submit(done(1)).is_feeless(&signed(operator(1))));
		for n in 0..3u8 {
			assert_eq!(FreeFailures::<Test>::get(0), n);
			let call = submit(done(99));
			assert!(call.is_feeless(&signed(operator(0))));
			let info = call.get_dispatch_info();
			let (validity, ..) = OperatorCalls::<Test>::new()
				.validate_only(signed(operator(0)), &call, &info, 0, External, 0)
				.unwrap();
			assert_eq!((validity.priority, validity.longevity), (OPERATOR_PRIORITY, 64));
			assert!(OperatorCalls::<Test>::new()
				.dispatch_transaction(signed(operator(0)), call, &info, 0, 0)
				.unwrap()
				.is_err());
		}
		let call = submit(done(1));
		assert!(!call.is_feeless(&signed(operator(0))));
		assert_ok!(Market::submit(signed(operator(0)), 0, done(1)));
		run_to(20);
		assert_eq!(FreeFailures::<Test>::iter().count(), 0);
	});
}
