use super::*;
use crate::types::Standing;
use assay_primitives::traits::Audits as _;

#[test]
fn the_first_to_abstain_is_replaced_and_nobody_loses_anything() {
	run(|| {
		let id = audited(3);
		let [first, second] = drawn(id)[..] else { panic!("two auditors") };
		run_to(6);
		assert_ok!(Scoring::abstain(signed(operator(first)), id));
		let [.., third] = drawn(id)[..] else { panic!("no auditors") };
		assert_eq!(drawn(id), [first, second, third]);
		assert!(third != first && third != second);
		let audit = Audits::<Test>::get(id).unwrap();
		assert_eq!(audit.auditors[0].standing, Standing::Abstained);
		assert_eq!(audit.phase, Phase::Commit { due: 11 }, "the new one has as long as any");
		assert_eq!(world().free[&validator(first)], 1_000_000);
		assert_noop!(
			Scoring::abstain(signed(operator(first)), id),
			Error::<Test>::AlreadyCommitted
		);
		// There is one redraw.
		assert_ok!(Scoring::abstain(signed(operator(second)), id));
		assert_eq!(drawn(id).len(), 3);
		assert_ok!(commit(third, id, &Verdict::Match));
		assert_ok!(reveal(third, id, &Verdict::Match));
		settle(id);
		assert_eq!(world().burnt, 0);
	});
}

#[test]
fn if_all_abstain_nothing_is_known_and_nothing_changes() {
	run(|| {
		let id = audited(2);
		let before = Scoring::record(&WORKER, &model());
		for n in [0, 1] {
			assert_ok!(Scoring::abstain(signed(operator(n)), id));
		}
		assert_eq!(Audits::<Test>::get(id).unwrap().phase, Phase::Closed);
		let bill = settle(id);
		// The pot's part alone.
		assert_eq!(bill, [(POTS, 400)]);
		assert_eq!(Scoring::record(&WORKER, &model()), before);
		assert_eq!(world().free[&validator(0)], 1_000_000);
	});
}

#[test]
fn who_abstains_too_often_is_left_alone_until_the_next_era() {
	run(|| {
		serve(2);
		change(|world| world.audit.rate = sp_runtime::Permill::one());
		for id in 0..3 {
			revealed(id);
			run_to(System::block_number() + 4);
			assert_ok!(Scoring::abstain(signed(operator(0)), id));
			assert_ok!(commit(1, id, &Verdict::Match));
			assert_ok!(reveal(1, id, &Verdict::Match));
			settle(id);
		}
		assert_eq!(Scoring::able(&model()), 1);
		revealed(3);
		run_to(System::block_number() + 4);
		assert_eq!(drawn(3), [1]);
		Scoring::split(3, &WORKER, &model());
		change(|world| world.era = 1);
		run_to(System::block_number() + 2);
		assert_eq!(Scoring::able(&model()), 2);
	});
}

#[test]
fn refusals() {
	run(|| {
		let id = audited(2);
		assert_noop!(Scoring::abstain(signed(validator(0)), id), Error::<Test>::NotOperator);
		assert_noop!(Scoring::abstain(signed(operator(0)), id + 1), Error::<Test>::NoAudit);
		assert_noop!(Scoring::abstain(signed(operator(2)), id), Error::<Test>::NotDrawn);
		assert_ok!(commit(0, id, &Verdict::Match));
		assert_noop!(Scoring::abstain(signed(operator(0)), id), Error::<Test>::AlreadyCommitted);
		System::set_block_number(10);
		assert_noop!(Scoring::abstain(signed(operator(1)), id), Error::<Test>::TooLate);
		System::set_block_number(4);
	});
}
