use super::*;
use assay_primitives::model::{Authority, Decision};

#[test]
fn a_proposed_model_is_admitted() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		let deposit = held(ALICE);
		attest(model, 0);
		let _ = events_since_last_call();
		System::set_block_number(3);
		assert_ok!(Registry::admit(root(), model));
		let record = Models::<Test>::get(model).unwrap();
		let decided = Decision { block: 3, by: Authority::Root };
		assert_eq!(record.admitted, Some(decided));
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
		assert_noop!(Registry::admit(signed(PARAMS_TRACK), model), BadOrigin);
	});
}

#[test]
fn validators_must_hold_the_weights() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		let admit = || Registry::admit(signed(REGISTRY_TRACK), model);
		assert_noop!(admit(), RegistryError::TooFewAttestations);
		assert_ok!(Registry::attest(signed(VALIDATOR), model, 0));
		assert_noop!(admit(), RegistryError::TooFewAttestations);
		assert_ok!(Registry::attest(signed(VALIDATOR + 1), model, 0));
		assert_ok!(admit());
		let by = Models::<Test>::get(model).unwrap().admitted.unwrap().by;
		assert_eq!(by, Authority::Track);
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
