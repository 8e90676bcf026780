use super::*;

#[test]
fn a_proposed_model_is_admitted() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		let deposit = held(ALICE);
		assert_ok!(Registry::admit(root(), model));
		assert_eq!(status(model), Some(ModelStatus::Admitted));
		assert_eq!(held(ALICE), deposit, "the deposit stays");
		assert_eq!(events_since_last_call(), [Event::Admitted { model }]);
	});
}

#[test]
fn only_governance_admits() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		for origin in [signed(ALICE), signed(BOB), RuntimeOrigin::none()] {
			assert_noop!(Registry::admit(origin, model), BadOrigin);
		}
	});
}

#[test]
fn a_model_is_admitted_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Registry::admit(root(), NOWHERE), RegistryError::UnknownModel);
		for (name, status, error) in [
			("a", ModelStatus::Admitted, RegistryError::AlreadyAdmitted),
			("b", ModelStatus::Deprecated, RegistryError::AlreadyAdmitted),
			("c", ModelStatus::Retired, RegistryError::AlreadyRetired),
		] {
			let model = model_at(name, status);
			assert_noop!(Registry::admit(root(), model), error);
		}
	});
}
