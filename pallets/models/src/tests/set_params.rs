use super::*;
use assay_primitives::model::{Authority, Decision};

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
			assert_ok!(set_params(model, params_with(1)));
			assert_ok!(set_params(model, params_with(2)));

			assert_eq!(stored(model, 0), Some(params()));
			assert_eq!(stored(model, 1), Some(params_with(1)));
			assert_eq!(stored(model, 2), Some(params_with(2)));
			let terms = Registry::terms(&model).unwrap();
			assert_eq!((terms.params_version, terms.params), (2, params_with(2)));
			assert_eq!(status(model), Some(before));
			assert_eq!(held(ALICE), deposit, "governance's changes cost the owner nothing");
			assert_eq!(
				events_since_last_call(),
				[1, 2].map(|params_version| Event::ParamsSet { model, params_version, at: 1 })
			);
		}
	});
}

#[test]
fn parameters_hold_from_the_named_height() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let set = |n, at| {
			assert_ok!(Registry::set_params(root(), model, params_with(n), at));
		};
		set(1, 20);
		// What is decided later may hold earlier, and for the same height the later decision counts.
		set(2, 10);
		set(3, 20);
		check_invariants();
		let at = |height| {
			System::set_block_number(height);
			let (record, _, params) = Registry::get(model).unwrap();
			assert_eq!(params.price_floor, 100 + Balance::from(record.params_version));
			record.params_version
		};
		assert_eq!([at(9), at(10), at(19), at(20), at(50)], [0, 2, 2, 3, 3]);
		assert_eq!(Models::<Test>::get(model).unwrap().params_version, 0, "nothing had to run");
	});
}

#[test]
fn the_history_says_when_and_by_whom() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		System::set_block_number(4);
		assert_ok!(Registry::set_params(signed(PARAMS_TRACK), model, params_with(1), 8));
		System::set_block_number(6);
		assert_ok!(Registry::set_params(root(), model, params_with(2), 6));
		let history = Registry::params_history(model);
		let entries: Vec<_> = history
			.into_iter()
			.map(|(version, record)| (version, record.adopted.decided, record.adopted.at))
			.collect();
		let decided = |block, by| Decision { block, by };
		assert_eq!(
			entries,
			[
				(0, decided(1, Authority::Proposer), 1),
				(1, decided(4, Authority::Track), 8),
				(2, decided(6, Authority::Root), 6),
			]
		);
	});
}

#[test]
fn a_height_must_be_near_and_few_changes_wait() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		System::set_block_number(10);
		let set = |n, at| Registry::set_params(root(), model, params_with(n), at);
		assert_noop!(set(1, 9), RegistryError::HeightPassed);
		assert_noop!(set(1, 10 + MAX_NOTICE + 1), RegistryError::HeightTooFar);
		for n in 1..=u64::from(crate::MAX_PENDING) {
			assert_ok!(set(1, 10 + n));
		}
		assert_noop!(set(1, 10 + MAX_NOTICE), RegistryError::TooManyPending);
		// There is room for one that replaces another, and for one that does not wait.
		let record = || Registry::get(model).unwrap().0;
		assert_ok!(set(9, 14));
		assert_eq!(
			(record().pending.len() as u32, record().params_version),
			(crate::MAX_PENDING, 0)
		);
		assert_ok!(set(8, 10));
		assert_eq!(
			(record().pending.len() as u32, record().params_version),
			(crate::MAX_PENDING, 6)
		);
		assert_noop!(set(7, 15), RegistryError::TooManyPending);
		// And when a height has come.
		System::set_block_number(11);
		assert_ok!(set(7, 15));
		assert_eq!(
			(record().pending.len() as u32, record().params_version),
			(crate::MAX_PENDING, 1)
		);
		assert_eq!(record().next_params, MAX_PARAMS);
	});
}

#[test]
fn parameters_that_deterred_when_they_were_set_stay_when_the_network_asks_for_more() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		Emission::set(Permill::from_percent(10));
		check_invariants();
		// Such are not set any more.
		assert_noop!(set_params(model, params()), RegistryError::BondFactorTooLow);
		let more = ModelParams { bond_factor: 2 * MIN_BOND_FACTOR, ..params() };
		assert_ok!(set_params(model, more));
	});
}

#[test]
fn only_the_parameters_track_sets_parameters() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		for origin in [signed(ALICE), signed(REGISTRY_TRACK), RuntimeOrigin::none()] {
			assert_noop!(Registry::set_params(origin, model, params_with(1), 1), BadOrigin);
		}
	});
}

#[test]
fn parameters_of_unknown_and_retired_models_stay() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_params(NOWHERE, params()), RegistryError::UnknownModel);
		let retired = model_at("tiny", ModelStatus::Retired);
		assert_noop!(set_params(retired, params_with(1)), RegistryError::AlreadyRetired);
	});
}

#[test]
fn unsafe_parameters_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for (change, error) in bad_params() {
			let mut broken = params();
			change(&mut broken);
			assert_noop!(set_params(model, broken), error);
		}
	});
}

#[test]
fn the_history_has_an_end() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for n in 1..MAX_PARAMS {
			assert_ok!(set_params(model, params_with(n)));
		}
		assert_noop!(set_params(model, params_with(99)), RegistryError::TooManyParamsVersions);
	});
}
