use super::*;

#[test]
fn an_admitted_model_is_deprecated_and_takes_no_tasks() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		assert_ok!(Registry::deprecate(root(), model));
		assert_eq!(status(model), Some(ModelStatus::Deprecated));
		assert!(!Registry::terms(&model).unwrap().status.takes_tasks());
		assert_eq!(events_since_last_call(), [Event::Deprecated { model }]);
	});
}

#[test]
fn only_governance_deprecates() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for origin in [signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(Registry::deprecate(origin, model), BadOrigin);
		}
	});
}

#[test]
fn only_an_admitted_model_is_deprecated() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Registry::deprecate(root(), NOWHERE), RegistryError::UnknownModel);
		for (name, status, error) in [
			("a", ModelStatus::Proposed, RegistryError::NotAdmitted),
			("b", ModelStatus::Deprecated, RegistryError::AlreadyDeprecated),
			("c", ModelStatus::Retired, RegistryError::AlreadyRetired),
		] {
			let model = model_at(name, status);
			assert_noop!(Registry::deprecate(root(), model), error);
		}
	});
}
