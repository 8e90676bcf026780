use super::*;

#[test]
fn an_admitted_or_deprecated_model_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		for (name, before) in [("a", ModelStatus::Admitted), ("b", ModelStatus::Deprecated)] {
			let model = model_at(name, before);
			assert_ok!(Registry::retire(root(), model));
			assert_eq!(status(model), Some(ModelStatus::Retired));
			assert!(!Registry::terms(&model).unwrap().status.takes_tasks());
			assert_eq!(events_since_last_call(), [Event::Retired { model }]);
		}
	});
}

#[test]
fn a_model_with_live_tasks_is_not_retired() {
	ExtBuilder::default().build_and_execute(|| {
		for (name, before) in [("a", ModelStatus::Admitted), ("b", ModelStatus::Deprecated)] {
			let model = model_at(name, before);
			Registry::task_opened(&model);
			assert_noop!(Registry::retire(root(), model), RegistryError::LiveTasks);
			Registry::task_closed(&model);
			assert_ok!(Registry::retire(root(), model));
		}
	});
}

#[test]
fn only_governance_retires() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Registry::retire(origin, model), BadOrigin);
		}
	});
}

#[test]
fn only_a_model_that_takes_tasks_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Registry::retire(root(), NOWHERE), RegistryError::UnknownModel);
		let proposed = model_at("a", ModelStatus::Proposed);
		assert_noop!(Registry::retire(root(), proposed), RegistryError::NotAdmitted);
		let retired = model_at("b", ModelStatus::Retired);
		assert_noop!(Registry::retire(root(), retired), RegistryError::AlreadyRetired);
	});
}
