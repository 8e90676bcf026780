use super::*;
use crate::Versions;
use assay_primitives::model::{Authority, Decision};

/// Manifest that the model's tasks are posted for.
fn current(model: ModelId) -> (u32, ModelManifest) {
	let terms = Registry::terms(&model).unwrap();
	assert_eq!(Registry::version(&model), Some(terms.version));
	(terms.version, terms.manifest)
}

#[test]
fn new_weights_replace_the_current_ones_at_the_named_height() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let version = propose(model, "tiny 2");
		attest(model, version);
		let _ = events_since_last_call();
		assert_ok!(Registry::upgrade(root(), model, version, 9));
		assert_eq!(events_since_last_call(), [Event::Upgraded { model, version, at: 9 }]);
		check_invariants();
		for height in [1, 8] {
			System::set_block_number(height);
			assert_eq!(current(model), (0, manifest("tiny")));
		}
		System::set_block_number(9);
		assert_eq!(current(model), (1, manifest("tiny 2")));
		// Both stay known, and when it was decided.
		assert_eq!(Registry::manifest(&model, 0), Some(manifest("tiny")));
		assert_eq!(Registry::manifest(&model, 1), Some(manifest("tiny 2")));
		let adopted = Versions::<Test>::get(model, 1).unwrap().adopted.unwrap();
		assert_eq!((adopted.decided, adopted.at), (Decision { block: 1, by: Authority::Root }, 9));
		assert_eq!(Attestations::<Test>::iter().count(), 0);
		let numbers: Vec<_> = Registry::versions(model).into_iter().map(|(n, _)| n).collect();
		assert_eq!(numbers, [0, 1]);
		// The record catches up when it is written next.
		assert_eq!(Models::<Test>::get(model).unwrap().version, 0);
		assert_ok!(set_params(model, params_with(1)));
		let record = Models::<Test>::get(model).unwrap();
		assert_eq!((record.version, record.pending.len()), (1, 0));
	});
}

#[test]
fn an_upgrade_may_hold_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let version = propose(model, "tiny 2");
		attest(model, version);
		assert_ok!(Registry::upgrade(signed(REGISTRY_TRACK), model, version, 1));
		assert_eq!(current(model).0, 1);
		let adopted = Versions::<Test>::get(model, 1).unwrap().adopted.unwrap();
		assert_eq!(adopted.decided.by, Authority::Track);
	});
}

#[test]
fn the_later_decision_for_a_height_counts() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for name in ["a", "b", "c"] {
			let version = propose(model, name);
			attest(model, version);
		}
		assert_ok!(Registry::upgrade(root(), model, 3, 20));
		assert_ok!(Registry::upgrade(root(), model, 1, 10));
		assert_ok!(Registry::upgrade(root(), model, 2, 10));
		assert_eq!(Models::<Test>::get(model).unwrap().pending.len(), 2);
		let at = |height| {
			System::set_block_number(height);
			current(model).0
		};
		assert_eq!([at(9), at(10), at(19), at(20)], [0, 2, 2, 3]);
	});
}

#[test]
fn only_governance_upgrades_to_a_proposal_that_validators_hold() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let version = propose(model, "tiny 2");
		for origin in [signed(ALICE), signed(PARAMS_TRACK), RuntimeOrigin::none()] {
			assert_noop!(Registry::upgrade(origin, model, version, 5), BadOrigin);
		}
		let upgrade = |model, version, at| Registry::upgrade(root(), model, version, at);
		assert_noop!(upgrade(model, version, 5), RegistryError::TooFewAttestations);
		assert_ok!(Registry::attest(signed(VALIDATOR), model, version));
		assert_noop!(upgrade(model, version, 5), RegistryError::TooFewAttestations);
		assert_ok!(Registry::attest(signed(VALIDATOR + 1), model, version));
		// One of them leaves office.
		Validators::mutate(|all| all.retain(|stash| *stash != VALIDATOR));
		assert_noop!(upgrade(model, version, 5), RegistryError::TooFewAttestations);
		assert_ok!(Registry::attest(signed(VALIDATOR + 2), model, version));

		assert_noop!(upgrade(NOWHERE, version, 5), RegistryError::UnknownModel);
		assert_noop!(upgrade(model, 7, 5), RegistryError::UnknownVersion);
		assert_noop!(upgrade(model, 0, 5), RegistryError::VersionAdopted);
		System::set_block_number(6);
		assert_noop!(upgrade(model, version, 5), RegistryError::HeightPassed);
		assert_noop!(upgrade(model, version, 6 + MAX_NOTICE + 1), RegistryError::HeightTooFar);
		assert_ok!(upgrade(model, version, 6 + MAX_NOTICE));
		assert_noop!(upgrade(model, version, 8), RegistryError::VersionAdopted);
	});
}

#[test]
fn a_version_must_fit_the_parameters_that_it_will_meet() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let short = ModelManifest { context_length: 100, ..manifest("short") };
		// 256 output tokens.
		assert_noop!(
			Registry::propose_version(signed(BOB), model, short.clone()),
			RegistryError::BadMaxOutputTokens
		);
		let few = ModelParams { max_output_tokens: 100, ..params() };
		assert_ok!(set_params(model, few.clone()));
		assert_ok!(Registry::propose_version(signed(BOB), model, short));
		attest(model, 1);
		// More are to be allowed at 20.
		assert_ok!(Registry::set_params(root(), model, params(), 20));
		assert_noop!(Registry::upgrade(root(), model, 1, 10), RegistryError::BadMaxOutputTokens);
		assert_ok!(Registry::set_params(root(), model, few, 20));
		assert_ok!(Registry::upgrade(root(), model, 1, 10));
		// And what is set now has to fit what comes.
		assert_noop!(set_params(model, params()), RegistryError::BadMaxOutputTokens);
		// Nor does the way in which results are checked change.
		let canonical = ModelManifest { canon: Some(1), ..manifest("canonical") };
		assert_noop!(
			Registry::propose_version(signed(BOB), model, canonical),
			RegistryError::OtherClass
		);
	});
}
