use super::*;
use crate::types::Standing;

#[test]
fn when_all_have_revealed_the_audit_is_closed_and_a_window_is_left() {
	run(|| {
		let id = audited(2);
		for n in [0, 1] {
			assert_ok!(commit(n, id, &Verdict::Match));
		}
		assert_ok!(reveal(0, id, &Verdict::Match));
		System::assert_last_event(
			Event::VerdictRevealed {
				task: id,
				auditor: validator(0),
				verdict: Verdict::Match,
				digest: DIGEST,
			}
			.into(),
		);
		run_to(7);
		assert_ok!(reveal(1, id, &Verdict::Match));
		System::assert_last_event(Event::AuditClosed { task: id }.into());
		let audit = Audits::<Test>::get(id).unwrap();
		assert_eq!(audit.phase, Phase::Closed);
		assert_eq!(audit.passed(), Some(true));
		// It was kept open for all that could have come, which is longer.
		assert_eq!(ends(id), 19);
		run_to(25);
	});
}

#[test]
fn refusals() {
	run(|| {
		let id = audited(2);
		assert_noop!(reveal(0, id, &Verdict::Match), Error::<Test>::NotCommitted);
		assert_ok!(commit(0, id, &Verdict::Match));
		assert_noop!(reveal(0, id, &Verdict::Match), Error::<Test>::TooEarly);
		assert_noop!(reveal(1, id, &Verdict::Match), Error::<Test>::NotCommitted);
		assert_ok!(commit(1, id, &mismatch()));
		assert_noop!(reveal(0, id, &mismatch()), Error::<Test>::CommitmentMismatch);
		// Nobody can use what another committed to, nor is it for another digest.
		assert_noop!(reveal(1, id, &Verdict::Match), Error::<Test>::CommitmentMismatch);
		let other =
			Scoring::reveal_verdict(signed(operator(0)), id, Verdict::Match, Hash::zero(), SALT);
		assert_eq!(other, Err(Error::<Test>::CommitmentMismatch.into()));
		assert_ok!(reveal(0, id, &Verdict::Match));
		assert_noop!(reveal(0, id, &Verdict::Match), Error::<Test>::AlreadyRevealed);
		assert_noop!(reveal(0, id + 1, &Verdict::Match), Error::<Test>::NoAudit);
		assert_noop!(reveal(2, id, &Verdict::Match), Error::<Test>::NotDrawn);
		System::set_block_number(9);
		assert_noop!(reveal(1, id, &mismatch()), Error::<Test>::TooLate);
		System::set_block_number(4);
	});
}

#[test]
fn a_copied_commitment_can_not_be_revealed() {
	run(|| {
		let id = audited(2);
		assert_ok!(commit(0, id, &Verdict::Match));
		let Standing::Committed(hash) = Audits::<Test>::get(id)
			.unwrap()
			.auditors
			.iter()
			.find(|it| it.stash == validator(0))
			.unwrap()
			.standing
			.clone()
		else {
			panic!("not committed")
		};
		assert_ok!(Scoring::commit_verdict(signed(operator(1)), id, seed(id), hash));
		assert_ok!(reveal(0, id, &Verdict::Match));
		assert_noop!(reveal(1, id, &Verdict::Match), Error::<Test>::CommitmentMismatch);
	});
}
