use super::*;
use crate::{types::Standing, Call, FreeFailures, ServedModels};
use assay_primitives::traits::{AuditClaims, FreeCalls};

type Free = Scoring;

#[test]
fn a_revealed_mismatch_names_a_challenger() {
	run(|| {
		let id = audited(2);
		assert!(!Scoring::is_challenger(id, &SOMEONE));
		for n in [0, 1] {
			assert_ok!(commit(n, id, &mismatch()));
		}
		assert!(!Scoring::is_challenger(id, &SOMEONE));
		assert_ok!(reveal(0, id, &mismatch()));
		assert!(Scoring::is_challenger(id, &SOMEONE));
		assert!(!Scoring::is_challenger(id, &WORKER));
		assert!(!Scoring::is_challenger(id + 1, &SOMEONE));
		assert_eq!(Scoring::digest_of(id, &validator(0)), None, "it computed something else");
	});
}

#[test]
fn a_false_digest_costs_the_bond_and_pays_who_shows_it() {
	run(|| {
		let id = audited(2);
		assert_eq!(Scoring::digest_of(id, &validator(0)), None);
		all_say(id, &Verdict::Match);
		let seed = Audits::<Test>::get(id).unwrap().seed;
		assert_eq!(Scoring::digest_of(id, &validator(0)), Some((seed, DIGEST)));
		assert_ok!(Scoring::disproved(id, &validator(0), &SOMEONE));
		assert_eq!(world().forfeited, [(validator(0), SOMEONE, QUOTE / 2)]);
		assert!(!ServedModels::<Test>::contains_key(validator(0)));
		let audit = Audits::<Test>::get(id).unwrap();
		let of = audit.auditors.iter().find(|it| it.stash == validator(0)).unwrap();
		assert_eq!(of.standing, Standing::Disproved);
		assert_eq!(Scoring::digest_of(id, &validator(0)), None);
		assert_noop!(Scoring::disproved(id, &validator(0), &SOMEONE), Error::<Test>::NotDrawn);
		assert_noop!(Scoring::disproved(id + 1, &validator(0), &SOMEONE), Error::<Test>::NoAudit);
		// It is paid nothing.
		assert_eq!(settle(id), [(POTS, 400), (validator(1), 1_600)]);
	});
}

#[test]
fn what_cannot_be_proved_has_no_digest() {
	run(|| {
		serve(2);
		let id = revealed_of(0, None);
		run_to(4);
		all_say(id, &Verdict::Match);
		assert_eq!(Scoring::digest_of(id, &validator(0)), None);
	});
}

#[test]
fn calls_are_free_while_they_would_be_accepted_and_few_have_failed() {
	run(|| {
		let id = audited(2);
		let commit_call: RuntimeCall =
			Call::commit_verdict { task: id, seed: seed(id), commitment: Hash::zero() }.into();
		let other_call: RuntimeCall =
			Call::commit_verdict { task: id, seed: Hash::zero(), commitment: Hash::zero() }.into();
		let reveal_call: RuntimeCall =
			Call::reveal_verdict { task: id, verdict: Verdict::Match, digest: DIGEST, salt: SALT }
				.into();
		let abstain_call: RuntimeCall = Call::abstain { task: id }.into();
		let serve_call: RuntimeCall = Call::serve { models: Default::default() }.into();
		let ticket = |n, call: &RuntimeCall| Free::ticket(&signed(operator(n)), call);
		let mine = Some((Some(id), validator(0)));
		assert!(Free::is_one(&commit_call) && Free::is_one(&reveal_call));
		assert!(Free::is_one(&abstain_call) && Free::is_one(&serve_call));
		let poke_call: RuntimeCall = Call::poke { task: id }.into();
		assert!(!Free::is_one(&poke_call));
		assert_eq!(ticket(0, &commit_call), mine);
		assert_eq!(ticket(0, &other_call), None);
		assert_eq!(ticket(0, &abstain_call), mine);
		assert_eq!(ticket(0, &reveal_call), None);
		assert_eq!(ticket(2, &commit_call), None);
		assert_eq!(Free::ticket(&RuntimeOrigin::root(), &commit_call), None);

		for _ in 0..3 {
			assert_eq!(ticket(0, &commit_call), mine);
			Free::failed((Some(id), validator(0)));
		}
		assert_eq!(ticket(0, &commit_call), None);
		assert_eq!(ticket(1, &commit_call), Some((Some(id), validator(1))), "another's failures");
		assert_ok!(commit(0, id, &Verdict::Match));
		assert_ok!(commit(1, id, &Verdict::Match));
		assert_eq!(ticket(1, &reveal_call), Some((Some(id), validator(1))));
		settle(id);
		assert_eq!(FreeFailures::<Test>::iter().count(), 0);
		Free::failed((Some(id), validator(0)));
		assert_eq!(FreeFailures::<Test>::iter().count(), 0);
	});
}

#[test]
fn calls_about_no_task_are_free_until_three_have_failed_in_an_era() {
	run(|| {
		serve(1);
		run_to(5);
		let serve_call: RuntimeCall = Call::serve { models: Default::default() }.into();
		let opinion_call: RuntimeCall = Call::commit_opinion { commitment: Hash::zero() }.into();
		let ticket = |call: &RuntimeCall| Free::ticket(&signed(operator(0)), call);
		for _ in 0..3 {
			assert_eq!(ticket(&serve_call), Some((None, validator(0))));
			assert_eq!(ticket(&opinion_call), Some((None, validator(0))));
			Free::failed((None, validator(0)));
		}
		assert_eq!((ticket(&serve_call), ticket(&opinion_call)), (None, None));
		change(|world| world.era = 1);
		assert_eq!(ticket(&serve_call), Some((None, validator(0))));
	});
}
