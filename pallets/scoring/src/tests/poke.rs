use super::*;
use crate::{types::Standing, ServedModels};
use assay_primitives::traits::Audits as _;

#[test]
fn silence_costs_half_of_the_bond_once_and_the_place_on_the_panels() {
	run(|| {
		let id = audited(2);
		assert_ok!(commit(0, id, &Verdict::Match));
		run_to(9);
		assert_eq!(world().burnt, 0);
		next_block();
		assert_eq!(world().burnt, QUOTE / 2);
		let audit = Audits::<Test>::get(id).unwrap();
		let of = |n| audit.auditors.iter().find(|it| it.stash == validator(n)).unwrap();
		assert_eq!(of(1).standing, Standing::Silent);
		assert!(!ServedModels::<Test>::contains_key(validator(1)));
		assert_eq!(Scoring::able(&model()), 1);
		assert_eq!(audit.phase, Phase::Reveal { due: 14 });
		// It is back as soon as it says so.
		serve_again(1);
		run_to(15);
		assert_eq!(world().burnt, QUOTE, "who does not reveal is silent, too");
		assert_eq!(Audits::<Test>::get(id).unwrap().phase, Phase::Closed);
		assert_eq!(settle(id), [(POTS, 400)]);
		assert_eq!(world().free[&validator(0)], 1_000_000 - QUOTE / 2);
	});
}

fn serve_again(n: u8) {
	let models = vec![model()].try_into().unwrap();
	assert_ok!(Scoring::serve(signed(operator(n)), models));
}

#[test]
fn anyone_does_it_if_the_chain_has_not() {
	run(|| {
		let id = audited(2);
		assert_noop!(Scoring::poke(signed(SOMEONE), id), Error::<Test>::NothingDue);
		assert_noop!(Scoring::poke(signed(SOMEONE), id + 1), Error::<Test>::NoAudit);
		System::set_block_number(10);
		let done = Scoring::poke(signed(SOMEONE), id).unwrap();
		assert_eq!(done.pays_fee, frame_support::dispatch::Pays::No);
		assert_eq!(world().burnt, QUOTE);
		assert_eq!(Audits::<Test>::get(id).unwrap().phase, Phase::Closed);
		assert_noop!(Scoring::poke(signed(SOMEONE), id), Error::<Test>::NothingDue);
	});
}

#[test]
fn many_deadlines_at_once_are_worked_off_in_turn() {
	run(|| {
		serve(1);
		change(|world| world.audit.auditors = 1);
		(0..5).for_each(|id| {
			revealed(id);
		});
		run_to(30);
		let silent = |id| {
			let audit = Audits::<Test>::get(id)?;
			(audit.phase == Phase::Closed).then_some(())
		};
		// After the first, the validator is on no panel: two were drawn with it.
		let audits = (0..5).filter(|id| Audits::<Test>::contains_key(id)).count();
		assert_eq!((0..5).filter_map(silent).count(), audits);
		assert!(audits >= 2);
	});
}
