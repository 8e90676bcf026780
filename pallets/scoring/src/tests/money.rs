use super::*;
use crate::{Pots, Records};
use assay_primitives::traits::Audits as _;

/// Makes the worker one that has passed enough audits, with something in the pot.
fn settled_worker(pot: u128) {
	Records::<Test>::mutate(WORKER, model(), |record| {
		(0..20).for_each(|_| record.pass());
	});
	if pot > 0 {
		use frame_support::traits::{fungible::Mutate, tokens::Preservation::Preserve};
		assert_ok!(<Balances as Mutate<_>>::transfer(&REQUESTER, &POTS, pot, Preserve));
		Pots::<Test>::insert(model(), pot);
	}
	change(|world| world.audit.rate = sp_runtime::Permill::one());
}

#[test]
fn a_newcomer_pays_for_its_audits() {
	run(|| {
		let id = audited(2);
		all_say(id, &Verdict::Match);
		let before = Balances::free_balance(validator(0));
		// 5 % into the pot, 20 % to each auditor.
		assert_eq!(sorted(settle(id)), [(validator(0), 1_600), (validator(1), 1_600), (POTS, 400)]);
		assert_eq!(Balances::free_balance(validator(0)), before + 1_600);
		assert_eq!(Pots::<Test>::get(model()), 400);
		assert_eq!(world().free[&validator(0)], 1_000_000);
		System::assert_has_event(
			Event::AuditPaid { task: id, auditor: validator(0), amount: 1_600 }.into(),
		);
		// New tokens are for none of them: it has not shown yet that it can do it.
		assert_eq!(world().points, []);
		assert_eq!(Scoring::record(&WORKER, &model()).streak, 1);
	});
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
	all.sort_unstable();
	all
}

#[test]
fn the_pot_pays_for_audits_of_others_and_the_fee_for_what_it_lacks() {
	run(|| {
		settled_worker(2_000);
		let id = audited(2);
		all_say(id, &Verdict::Match);
		let [first, second] = drawn(id)[..] else { panic!("two auditors") };
		// 1,600 to the first and 400 to the second out of the pot.
		assert_eq!(settle(id), [(POTS, 400), (validator(second), 1_200)]);
		assert_eq!(Pots::<Test>::get(model()), 400);
		for n in [first, second] {
			assert_eq!(Balances::free_balance(validator(n)), 1_000 + 1_600);
		}
		// Auditors get as much in new tokens as is left to them: half of 50 % of 400.
		let of = |n: u8| world().points.into_iter().find(|(who, _)| *who == validator(n));
		assert_eq!([first, second].map(of), [first, second].map(|n| Some((validator(n), 50))));
		let worker = world().points.into_iter().find(|(who, _)| *who == WORKER).unwrap().1;
		// The half of 200 that is not the auditors', times a score just below one.
		assert!((80..100).contains(&worker), "{worker}");
	});
}

#[test]
fn without_an_audit_only_the_pot_is_fed_and_without_a_panel_not_even_that() {
	run(|| {
		let id = revealed(0);
		assert_eq!(settle(id), []);
		assert_eq!(Pots::<Test>::get(model()), 0);
		serve(1);
		let id = revealed(1);
		assert_eq!(settle(id), [(POTS, 400)]);
		assert_eq!(world().points, [], "too few can look");
	});
}

#[test]
fn new_tokens_need_as_many_auditors_as_the_task_was_posted_with() {
	run(|| {
		settled_worker(0);
		let [before, after] = [audited(2), revealed(1)];
		all_say(before, &Verdict::Match);
		run_to(System::block_number() + 3);
		all_say(after, &Verdict::Match);
		// More are asked for now than can check; the first was posted before.
		let pinned = world().audit;
		change(|world| {
			world.pinned.insert(before, pinned);
			world.audit.auditors = 3;
		});
		settle(after);
		assert_eq!(world().points, [], "too few can look");
		settle(before);
		assert!(world().points.iter().any(|(who, _)| *who == WORKER));
	});
}

#[test]
fn the_pot_of_a_withdrawn_model_goes_to_the_protocol() {
	use assay_primitives::traits::OnWithdrawn;
	run(|| {
		settled_worker(2_000);
		Scoring::withdrawn(&other_model());
		assert_eq!(Balances::free_balance(PROTOCOL), 0, "it has none");
		Scoring::withdrawn(&model());
		assert_eq!(Pots::<Test>::get(model()), 0);
		assert_eq!((Balances::free_balance(PROTOCOL), Balances::free_balance(POTS)), (2_000, 10));
		System::assert_last_event(Event::PotClosed { model: model(), amount: 2_000 }.into());
	});
}

#[test]
fn a_pot_that_can_not_be_moved_stays() {
	use assay_primitives::traits::OnWithdrawn;
	run(|| {
		// Less than an account can have that is not there.
		settled_worker(9);
		Scoring::withdrawn(&model());
		assert_eq!(Pots::<Test>::get(model()), 9);
	});
}

#[test]
fn a_mismatch_that_nobody_showed_costs_the_bond() {
	run(|| {
		let id = audited(2);
		for (n, verdict) in [(0, mismatch()), (1, Verdict::Match)] {
			assert_ok!(commit(n, id, &verdict));
		}
		assert_ok!(reveal(0, id, &mismatch()));
		assert_ok!(reveal(1, id, &Verdict::Match));
		assert_eq!(settle(id), [(POTS, 400), (validator(1), 1_600)]);
		assert_eq!(world().burnt, QUOTE);
		assert_eq!(world().free[&validator(0)], 1_000_000 - QUOTE);
		assert_eq!(Scoring::record(&WORKER, &model()).streak, 1, "it passed by the other's word");
	});
}

#[test]
fn a_match_of_a_wrong_result_costs_the_bond() {
	run(|| {
		settled_worker(0);
		let id = audited(2);
		for (n, verdict) in [(0, Verdict::Match), (1, mismatch())] {
			assert_ok!(commit(n, id, &verdict));
		}
		assert_ok!(reveal(0, id, &Verdict::Match));
		assert_ok!(reveal(1, id, &mismatch()));
		convict(id);
		System::assert_last_event(
			Event::WrongMatch { task: id, auditor: validator(0), burnt: QUOTE }.into(),
		);
		assert_eq!(world().burnt, QUOTE);
		assert_eq!(world().free[&validator(1)], 1_000_000);
		let record = Scoring::record(&WORKER, &model());
		assert_eq!((record.streak, Scoring::score_of(&WORKER, &model())), (0, 0));
		assert!(Audits::<Test>::iter().next().is_none());
	});
}

#[test]
fn of_other_spellings_and_of_models_without_proofs_the_score_suffers_alone() {
	run(|| {
		settled_worker(0);
		let good = Scoring::score_of(&WORKER, &model());
		let id = audited(2);
		all_say(id, &Verdict::Spelling);
		assert_eq!(settle(id).len(), 3, "who finds out is paid");
		assert_eq!(world().burnt, 0);
		let worse = Scoring::score_of(&WORKER, &model());
		assert!(worse < good);

		let id = revealed_of(1, None);
		run_to(System::block_number() + 4);
		assert!(!Audits::<Test>::get(id).unwrap().canonical);
		all_say(id, &mismatch());
		assert_eq!(settle(id).len(), 3);
		assert_eq!(world().burnt, 0);
		assert!(Scoring::score_of(&WORKER, &model()) < worse);
	});
}

#[test]
fn an_audit_that_did_not_finish_costs_nothing_but_brings_nothing() {
	run(|| {
		let id = audited(2);
		assert_ok!(commit(0, id, &Verdict::Match));
		assert_eq!(settle(id), [(POTS, 400)]);
		assert_eq!(world().burnt, 0);
		let id = revealed(1);
		run_to(System::block_number() + 4);
		Scoring::split(id, &WORKER, &model());
		assert_eq!(world().bonds.len(), 0);
	});
}

#[test]
fn what_was_drawn_before_a_conviction_says_nothing_for_the_worker_after_it() {
	run(|| {
		serve(2);
		let drawn_now = |ids: [u64; 2]| {
			let ids = ids.map(revealed);
			run_to(System::block_number() + 3);
			ids
		};
		let [before, wrong] = drawn_now([0, 1]);
		all_say(before, &Verdict::Match);
		convict(wrong);
		assert_eq!(Scoring::score_of(&WORKER, &model()), 0);
		settle(before);
		assert_eq!(Scoring::record(&WORKER, &model()).passed, 0);
		assert_eq!(Scoring::score_of(&WORKER, &model()), 0);
		// What it does from then on counts.
		let [after, spelt] = drawn_now([2, 3]);
		all_say(after, &Verdict::Match);
		settle(after);
		assert_eq!(Scoring::record(&WORKER, &model()).streak, 1);
		assert!(Scoring::score_of(&WORKER, &model()) > 0);
		// What is found wrong counts whenever it was drawn.
		all_say(spelt, &Verdict::Spelling);
		convict(drawn_now([4, 5])[0]);
		let failed = Scoring::record(&WORKER, &model()).failed;
		settle(spelt);
		assert!(Scoring::record(&WORKER, &model()).failed > failed);
	});
}
