use super::*;
use assay_primitives::traits::ModelTerms;

#[test]
fn terms_are_those_that_hold_now_whatever_the_status() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Registry::terms(&NOWHERE), None);
		let model = model_at("tiny", ModelStatus::Proposed);
		let terms = ModelTerms {
			status: ModelStatus::Proposed,
			version: 0,
			manifest: manifest("tiny"),
			params_version: 0,
			params: params(),
		};
		assert_eq!(Registry::terms(&model), Some(terms.clone()));
		assert_ok!(set_params(model, params_with(5)));
		attest(model, 0);
		assert_ok!(admit(model));
		assert_eq!(
			Registry::terms(&model),
			Some(ModelTerms {
				status: ModelStatus::Admitted,
				params_version: 1,
				params: params_with(5),
				..terms
			})
		);
		// What a task was posted with stays known.
		assert_eq!(Registry::params(&model, 0), Some(params()));
		assert_eq!(Registry::params(&model, 2), None);
		assert_eq!(Registry::manifest(&model, 0), Some(manifest("tiny")));
		assert_eq!(Registry::manifest(&model, 1), None);
		assert_eq!(Registry::version(&NOWHERE), None);
	});
}

#[test]
fn live_tasks_are_counted() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let live = || Models::<Test>::get(model).unwrap().live_tasks;
		Registry::task_opened(&model);
		Registry::task_opened(&model);
		assert_eq!(live(), 2);
		Registry::task_closed(&model);
		assert_eq!(live(), 1);
	});
}

/// Live tasks of a model.
fn live(model: ModelId) -> u32 {
	Models::<Test>::get(model).unwrap().live_tasks
}

// The market's mistakes would be defects: they stop a build for debugging, and change nothing in one for use.

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "counted out of range"))]
fn closing_more_tasks_than_were_opened_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		Registry::task_closed(&model);
		assert_eq!(live(model), 0);
	});
}

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "counted out of range"))]
fn counting_live_tasks_beyond_their_type_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		Models::<Test>::mutate(model, |record| record.as_mut().unwrap().live_tasks = u32::MAX);
		Registry::task_opened(&model);
		assert_eq!(live(model), u32::MAX);
	});
}

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "not registered"))]
fn a_task_of_an_unknown_model_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		Registry::task_opened(&NOWHERE);
		assert_eq!(Registry::get(NOWHERE), None);
	});
}

#[test]
fn models_are_listed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Registry::all(), []);
		assert_eq!(Registry::get(NOWHERE), None);
		let a = model_at("a", ModelStatus::Admitted);
		let b = model_at("b", ModelStatus::Retired);
		assert_ok!(set_params(a, params_with(3)));

		let record = Models::<Test>::get(a).unwrap();
		assert_eq!(Registry::get(a), Some((record, manifest("a"), params_with(3))));
		let mut listed: Vec<_> =
			Registry::all().into_iter().map(|(id, _, _, params)| (id, params)).collect();
		listed.sort_by_key(|(id, _)| *id);
		let mut expected = vec![(a, params_with(3)), (b, params())];
		expected.sort_by_key(|(id, _)| *id);
		assert_eq!(listed, expected);
	});
}

/// Whoever has no library for the registry asks by view function.
#[test]
fn listings_are_view_functions() {
	use codec::Decode;
	use frame_support::view_functions::ViewFunction;
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let ask = |id, input: Vec<u8>| Test::execute_view_function(id, input).unwrap();
		let one = ask(crate::pallet::GetViewFunction::<Test>::id(), codec::Encode::encode(&model));
		let all = ask(crate::pallet::AllViewFunction::<Test>::id(), vec![]);
		assert_eq!(Decode::decode(&mut &one[..]), Ok(Registry::get(model)));
		assert_eq!(Decode::decode(&mut &all[..]), Ok(Registry::all()));
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn the_benchmarks_model_is_admitted_and_legal() {
	ExtBuilder::default().build_and_execute(|| {
		let model = Registry::benchmark_model();
		assert_eq!(Registry::benchmark_model(), model);
		assert_eq!(status(model), Some(ModelStatus::Admitted));
	});
}
