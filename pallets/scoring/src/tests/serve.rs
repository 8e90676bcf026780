use super::*;
use crate::{Pallet, RefreshAfter, ServedModels};
use assay_primitives::traits::Audits as _;
use frame_support::dispatch::{CheckIfFeeless, GetDispatchInfo};

fn models(of: &[Hash]) -> frame_support::BoundedVec<Hash, frame_support::traits::ConstU32<2>> {
	of.to_vec().try_into().unwrap()
}

#[test]
fn a_validator_joins_and_leaves_panels() {
	run(|| {
		assert_ok!(Scoring::serve(signed(operator(0)), models(&[model(), other_model()])));
		assert_ok!(Scoring::serve(signed(operator(1)), models(&[model()])));
		assert_eq!((Scoring::able(&model()), Scoring::able(&other_model())), (2, 1));
		run_to(4);
		assert_ok!(Scoring::serve(signed(operator(0)), models(&[other_model()])));
		System::assert_last_event(
			Event::Serving { validator: validator(0), models: models(&[other_model()]) }.into(),
		);
		assert_eq!((Scoring::able(&model()), Scoring::able(&other_model())), (1, 1));
		run_to(7);
		assert_ok!(Scoring::serve(signed(operator(0)), models(&[])));
		assert_eq!((Scoring::able(&model()), Scoring::able(&other_model())), (1, 0));
		assert!(!ServedModels::<Test>::contains_key(validator(0)));
		assert!(!Panels::<Test>::contains_key(other_model()));
	});
}

#[test]
fn refusals() {
	run(|| {
		let call = |who, of: &[Hash]| Scoring::serve(signed(who), models(of));
		assert_noop!(call(validator(0), &[model()]), Error::<Test>::NotOperator);
		let twice = call(operator(0), &[model(), model()]);
		assert_eq!(twice, Err(Error::<Test>::DuplicateModel.into()));
		let nowhere = Hash::repeat_byte(1);
		assert_noop!(call(operator(0), &[nowhere]), Error::<Test>::UnknownModel);
		change(|world| world.stakes.remove(&validator(0)));
		assert_noop!(call(operator(0), &[model()]), Error::<Test>::NotInOffice);
		assert_ok!(call(operator(1), &[model()]));
		run_to(3);
		assert_noop!(call(operator(1), &[]), Error::<Test>::TooSoon);
	});
}

#[test]
fn a_full_panel_takes_nobody() {
	run(|| {
		serve(VALIDATORS);
		run_to(5);
		let panel = Panels::<Test>::get(model());
		assert_eq!(panel.members.len(), 4);
		assert_ok!(Scoring::serve(signed(operator(3)), models(&[])));
		Panels::<Test>::mutate(model(), |panel| {
			let mut stranger = panel.members[0].clone();
			stranger.stash = SOMEONE;
			panel.members.try_push(stranger).unwrap();
		});
		ServedModels::<Test>::insert(SOMEONE, models(&[model()]));
		run_to(9);
		assert_noop!(
			Scoring::serve(signed(operator(3)), models(&[model()])),
			Error::<Test>::PanelFull
		);
	});
}

#[test]
fn it_is_free_exactly_if_it_would_be_accepted() {
	run(|| {
		let call = |of: &[Hash]| crate::Call::<Test>::serve { models: models(of) };
		let free = |who, of: &[Hash]| {
			let free = call(of).is_feeless(&signed(who));
			assert!(
				call(of).get_dispatch_info().class
					== frame_support::dispatch::DispatchClass::Operational
			);
			free
		};
		assert!(free(operator(0), &[model()]));
		assert!(!free(validator(0), &[model()]));
		assert!(!free(operator(0), &[Hash::zero()]));
		assert!(!free(operator(0), &[]), "it serves nothing already");
		assert_ok!(Scoring::serve(signed(operator(0)), models(&[model()])));
		assert!(!free(operator(0), &[]), "too soon");
		run_to(4);
		assert!(free(operator(0), &[]));
		assert!(!free(operator(0), &[model()]), "no change");
		assert!(!call(&[]).is_feeless(&RuntimeOrigin::root()));
	});
}

#[test]
fn an_era_brings_panels_up_to_date_one_a_block() {
	run(|| {
		for n in 0..2 {
			assert_ok!(Scoring::serve(signed(operator(n)), models(&[model(), other_model()])));
		}
		run_to(6);
		assert_eq!(RefreshAfter::<Test>::get(), (1, None), "era 0 is done with");
		crate::Panels::<Test>::mutate(model(), |panel| {
			panel.members[1].drawn = 4;
			panel.members[1].abstained = 3;
		});
		assert_eq!(Scoring::able(&model()), 1);
		change(|world| {
			world.era = 1;
			world.stakes.remove(&validator(0));
			world.stakes.insert(validator(1), 7);
		});
		next_block();
		next_block();
		for model in [model(), other_model()] {
			let panel = Panels::<Test>::get(model);
			assert_eq!((panel.era, panel.members.len()), (1, 1));
			let member = &panel.members[0];
			assert_eq!((&member.stash, member.stake, member.drawn), (&validator(1), 7, 0));
		}
		assert!(!ServedModels::<Test>::contains_key(validator(0)));
		next_block();
		assert_eq!(RefreshAfter::<Test>::get(), (2, None));
		let _ = Pallet::<Test>::refresh_panels();
		assert_eq!(RefreshAfter::<Test>::get(), (2, None));
	});
}
