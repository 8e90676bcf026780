use super::*;
use crate::types::Standing;

#[test]
fn when_all_have_committed_they_reveal() {
	run(|| {
		let id = audited(2);
		assert_ok!(commit(0, id, &Verdict::Match));
		let audit = Audits::<Test>::get(id).unwrap();
		assert_eq!(audit.phase, Phase::Commit { due: 9 });
		run_to(6);
		assert_ok!(commit(1, id, &Verdict::Match));
		let audit = Audits::<Test>::get(id).unwrap();
		assert_eq!(audit.phase, Phase::Reveal { due: 10 });
		assert!(audit.auditors.iter().all(|it| matches!(it.standing, Standing::Committed(_))));
		System::assert_last_event(Event::RevealsBegun { task: id, due: 10 }.into());
	});
}

#[test]
fn refusals() {
	run(|| {
		let id = audited(3);
		let other = (0..3).find(|n| !drawn(id).contains(n)).unwrap();
		let first = drawn(id)[0];
		let hash = Hash::repeat_byte(1);
		let seed = seed(id);
		let call = |who, id| Scoring::commit_verdict(signed(who), id, seed, hash);
		assert_noop!(call(validator(first), id), Error::<Test>::NotOperator);
		assert_noop!(call(operator(first), id + 1), Error::<Test>::NoAudit);
		assert_noop!(call(operator(other), id), Error::<Test>::NotDrawn);
		// A verdict about another chain's draw.
		let late = Scoring::commit_verdict(signed(operator(first)), id, hash, hash);
		assert_noop!(late, Error::<Test>::OtherDraw);
		assert_ok!(call(operator(first), id));
		assert_noop!(call(operator(first), id), Error::<Test>::AlreadyCommitted);
		let second = drawn(id)[1];
		System::set_block_number(10);
		assert_noop!(call(operator(second), id), Error::<Test>::TooLate);
		System::set_block_number(4);
		settle(id);
		assert_noop!(call(operator(second), id), Error::<Test>::NoAudit);
	});
}
