use super::*;

#[test]
fn validators_attest_by_stash_or_operator() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		assert_ok!(Registry::attest(signed(VALIDATOR), model, 0));
		assert_ok!(Registry::attest(signed(operator(VALIDATOR + 1)), model, 0));
		assert_eq!(
			events_since_last_call(),
			[
				Event::Attested { model, version: 0, validator: VALIDATOR },
				Event::Attested { model, version: 0, validator: VALIDATOR + 1 },
			]
		);
		for who in [VALIDATOR, operator(VALIDATOR), VALIDATOR + 1] {
			assert_noop!(Registry::attest(signed(who), model, 0), RegistryError::AlreadyAttested);
		}
		assert_ok!(admit(model));
		assert_eq!(Attestations::<Test>::iter().count(), 0);
	});
}

#[test]
fn others_do_not_attest_and_not_everything() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		assert_noop!(Registry::attest(root(), model, 0), BadOrigin);
		assert_noop!(Registry::attest(signed(ALICE), model, 0), RegistryError::NotValidator);
		let attest = |model, version| Registry::attest(signed(VALIDATOR), model, version);
		assert_noop!(attest(NOWHERE, 0), RegistryError::UnknownModel);
		assert_noop!(attest(model, 1), RegistryError::UnknownVersion);
		let admitted = model_at("other", ModelStatus::Admitted);
		assert_noop!(attest(admitted, 0), RegistryError::VersionAdopted);
		let version = propose(admitted, "new");
		assert_ok!(Registry::retire(root(), admitted));
		assert_noop!(attest(admitted, version), RegistryError::AlreadyRetired);
	});
}

#[test]
fn places_of_those_that_are_validators_no_longer_are_free() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		for n in 0..u64::from(MAX_ATTESTATIONS) {
			assert_ok!(Registry::attest(signed(VALIDATOR + n), model, 0));
		}
		let late = || Registry::attest(signed(VALIDATOR + 3), model, 0);
		assert_noop!(late(), RegistryError::EnoughAttestations);
		Validators::mutate(|all| all.retain(|stash| *stash != VALIDATOR));
		assert_ok!(late());
		let holders = Attestations::<Test>::get(model, 0).into_inner();
		assert_eq!(holders, [VALIDATOR + 1, VALIDATOR + 2, VALIDATOR + 3]);
	});
}
