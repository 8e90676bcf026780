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
		assert_ok!(Registry::admit(root(), model, params().hash()));
		let record = Models::<Test>::get(model).unwrap();
		let decided = Decision { block: 3, by: Authority::Root };
		assert_eq!(record.admitted, Some(decided));
		assert_eq!(status(model), Some(ModelStatus::Admitted));
		assert_eq!(held(ALICE), deposit - PLACE, "the deposit for the bytes stays");
		assert_eq!(upgrades(model), [(0, 3)]);
		assert_eq!((record.adopted, record.proposals), (1, 0));
		assert_eq!(events_since_last_call(), [Event::Admitted { model }]);
	});
}

#[test]
fn only_governance_admits() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		for origin in [signed(ALICE), signed(BOB), RuntimeOrigin::none()] {
			assert_noop!(Registry::admit(origin, model, params().hash()), BadOrigin);
		}
		let origin = signed(PARAMS_TRACK);
		assert_noop!(Registry::admit(origin, model, params().hash()), BadOrigin);
	});
}

#[test]
fn validators_must_hold_the_weights() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		let admit = || Registry::admit(signed(REGISTRY_TRACK), model, params().hash());
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
		assert_noop!(admit(NOWHERE), RegistryError::UnknownModel);
		for (name, status, error) in [
			("a", ModelStatus::Admitted, RegistryError::AlreadyAdmitted),
			("b", ModelStatus::Deprecated, RegistryError::AlreadyAdmitted),
			("c", ModelStatus::Retired, RegistryError::AlreadyRetired),
		] {
			let model = model_at(name, status);
			assert_noop!(admit(model), error);
		}
	});
}

#[test]
fn a_model_is_admitted_on_the_parameters_that_were_voted_for() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		attest(model, 0);
		let voted = params_hash(model);
		assert_eq!(voted.as_bytes(), sp_io::hashing::blake2_256(&codec::Encode::encode(&params())));
		// While the vote runs, the owner puts others there, and the validators attest again.
		assert_ok!(Registry::withdraw(signed(ALICE), model));
		assert_ok!(Registry::register(signed(ALICE), manifest("tiny"), params_with(9)));
		attest(model, 0);
		assert_noop!(Registry::admit(root(), model, voted), RegistryError::OtherParams);
		// What the parameters' track sets until then counts as well.
		assert_ok!(set_params(model, params()));
		assert_ok!(Registry::admit(root(), model, voted));
	});
}
