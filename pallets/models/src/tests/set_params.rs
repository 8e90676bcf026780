use super::*;

#[test]
fn parameters_get_a_new_version_and_the_old_ones_stay() {
	ExtBuilder::default().build_and_execute(|| {
		for (name, before) in [
			("a", ModelStatus::Proposed),
			("b", ModelStatus::Admitted),
			("c", ModelStatus::Deprecated),
		] {
			let model = model_at(name, before);
			let deposit = held(ALICE);
			assert_ok!(Registry::set_params(root(), model, params_with(1)));
			assert_ok!(Registry::set_params(root(), model, params_with(2)));

			assert_eq!(Params::<Test>::get(model, 0), Some(params()));
			assert_eq!(Params::<Test>::get(model, 1), Some(params_with(1)));
			assert_eq!(Params::<Test>::get(model, 2), Some(params_with(2)));
			let terms = Registry::terms(&model).unwrap();
			assert_eq!((terms.params_version, terms.params), (2, params_with(2)));
			assert_eq!(status(model), Some(before));
			assert_eq!(held(ALICE), deposit, "governance's changes cost the owner nothing");
			assert_eq!(
				events_since_last_call(),
				[
					Event::ParamsSet { model, params_version: 1 },
					Event::ParamsSet { model, params_version: 2 },
				]
			);
		}
	});
}

#[test]
fn only_governance_sets_parameters() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Registry::set_params(origin, model, params_with(1)), BadOrigin);
		}
	});
}

#[test]
fn parameters_of_unknown_and_retired_models_stay() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Registry::set_params(root(), NOWHERE, params()), RegistryError::UnknownModel);
		let retired = model_at("tiny", ModelStatus::Retired);
		assert_noop!(
			Registry::set_params(root(), retired, params_with(1)),
			RegistryError::AlreadyRetired
		);
	});
}

#[test]
fn unsafe_parameters_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for (change, error) in bad_params() {
			let mut broken = params();
			change(&mut broken);
			assert_noop!(Registry::set_params(root(), model, broken), error);
		}
	});
}

#[test]
fn the_history_has_an_end() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for n in 1..MAX_VERSIONS {
			assert_ok!(Registry::set_params(root(), model, params_with(n)));
		}
		assert_noop!(
			Registry::set_params(root(), model, params_with(99)),
			RegistryError::TooManyParamsVersions
		);
	});
}
