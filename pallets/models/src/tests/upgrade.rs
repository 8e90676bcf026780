use super::*;
use crate::{Upgrades, Versions};
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
		System::set_block_number(6);
		assert_noop!(upgrade(model, version, 5), RegistryError::HeightPassed);
		assert_noop!(upgrade(model, version, 6 + MAX_NOTICE + 1), RegistryError::HeightTooFar);
		assert_ok!(upgrade(model, version, 6 + MAX_NOTICE));
		let record = Models::<Test>::get(model).unwrap();
		assert_eq!((record.adopted, record.proposals), (2, 0));
	});
}

#[test]
fn a_decision_is_taken_back_by_the_version_that_held_before() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let version = held_version(model, "tiny 2");
		assert_ok!(Registry::upgrade(root(), model, version, 10));
		// Nobody has to attest the first one again, and the list need not have room.
		for at in 20..20 + u64::from(crate::MAX_PENDING) - 1 {
			assert_ok!(Registry::set_params(root(), model, params_with(1), at));
		}
		assert_ok!(Registry::upgrade(root(), model, 0, 10));
		System::set_block_number(11);
		assert_eq!(current(model), (0, manifest("tiny")));
		// The one that never held can be adopted after all.
		assert_ok!(Registry::upgrade(root(), model, version, 12));
		System::set_block_number(12);
		assert_eq!(current(model), (version, manifest("tiny 2")));
		assert_eq!(upgrades(model), [(0, 1), (1, 10), (0, 10), (1, 12)]);
		// A version is what it was, and says when it was adopted first.
		let adopted = Versions::<Test>::get(model, version).unwrap().adopted.unwrap();
		assert_eq!(adopted.at, 10);
	});
}

#[test]
fn governance_goes_back_to_any_version_that_held() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		// With the very same weights: another template, or licence.
		let second = ModelManifest { licence: text("MIT"), ..manifest("tiny") };
		assert_ok!(Registry::propose_version(signed(BOB), model, second.clone()));
		attest(model, 1);
		assert_ok!(Registry::upgrade(root(), model, 1, 1));
		let third = held_version(model, "tiny 3");
		assert_ok!(Registry::upgrade(root(), model, third, 5));
		System::set_block_number(6);
		let before = held(BOB);
		let _ = events_since_last_call();
		// Validators come and go: this needs none.
		Validators::set(Vec::new());
		assert_ok!(Registry::upgrade(signed(REGISTRY_TRACK), model, 1, 6));
		assert_eq!(current(model), (1, second));
		assert_eq!(events_since_last_call(), [Event::Upgraded { model, version: 1, at: 6 }]);
		assert_ok!(Registry::upgrade(root(), model, 0, 8));
		System::set_block_number(8);
		assert_eq!(current(model), (0, manifest("tiny")));
		let decided: Vec<_> = Upgrades::<Test>::get(model)
			.iter()
			.map(|it| (it.version, it.adopted.decided.block, it.adopted.at))
			.collect();
		assert_eq!(decided, [(0, 1, 1), (1, 1, 1), (2, 1, 5), (1, 6, 6), (0, 6, 8)]);
		let record = Models::<Test>::get(model).unwrap();
		assert_eq!((record.adopted, held(BOB)), (3, before), "nothing new is stored");
	});
}

#[test]
fn a_version_that_held_before_must_fit_what_it_meets_now() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let long = ModelManifest { context_length: 1_024, ..manifest("long") };
		assert_ok!(Registry::propose_version(signed(BOB), model, long));
		attest(model, 1);
		assert_ok!(Registry::upgrade(root(), model, 1, 1));
		let many = ModelParams { max_output_tokens: 1_000, ..params() };
		assert_ok!(set_params(model, many));
		assert_noop!(Registry::upgrade(root(), model, 0, 5), RegistryError::BadMaxOutputTokens);
		assert_ok!(set_params(model, params()));
		assert_ok!(Registry::upgrade(root(), model, 0, 5));
	});
}

#[test]
fn two_decisions_in_a_block_are_told_in_their_order() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let [a, b] = ["a", "b"].map(|name| held_version(model, name));
		// The one with the smaller number last, for the same height; parameters likewise.
		assert_ok!(Registry::upgrade(root(), model, b, 9));
		assert_ok!(Registry::upgrade(root(), model, a, 9));
		for n in [2, 1] {
			assert_ok!(Registry::set_params(root(), model, params_with(n), 9));
		}
		// And both at once, for now.
		assert_ok!(Registry::upgrade(root(), model, b, 1));
		assert_ok!(Registry::upgrade(root(), model, 0, 1));
		assert_ok!(set_params(model, params_with(4)));
		assert_ok!(set_params(model, params_with(3)));
		check_invariants();
		let (record, manifest_now, params) = Registry::get(model).unwrap();
		assert_eq!((record.version, record.pending.len()), (0, 2));
		assert_eq!((manifest_now, params), (manifest("tiny"), params_with(3)));
		System::set_block_number(9);
		let (record, manifest_now, params) = Registry::get(model).unwrap();
		assert_eq!(record.version, a);
		assert_eq!((manifest_now, params), (manifest("a"), params_with(1)));
		assert_eq!(upgrades(model), [(0, 1), (b, 9), (a, 9), (b, 1), (0, 1)]);
	});
}

#[test]
fn the_history_of_weights_has_an_end() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for _ in 1..MAX_UPGRADES {
			assert_ok!(Registry::upgrade(root(), model, 0, 1));
		}
		let version = held_version(model, "tiny 2");
		for version in [0, version] {
			assert_noop!(
				Registry::upgrade(root(), model, version, 1),
				RegistryError::TooManyUpgrades
			);
		}
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
