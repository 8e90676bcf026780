use super::*;
use crate::Versions;

#[test]
fn anyone_proposes_weights_for_a_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		System::set_block_number(7);
		assert_ok!(Registry::propose_version(signed(BOB), model, manifest("tiny 2")));
		let stored = Versions::<Test>::get(model, 1).unwrap();
		assert_eq!(stored.manifest, manifest("tiny 2"));
		assert_eq!((stored.proposer, stored.proposed, stored.adopted), (Some(BOB), 7, None));
		let size = crate::Pallet::<Test>::footprint(&manifest("tiny 2")).size;
		assert_eq!(held(BOB), 1_000 + 10 * Balance::from(size));
		assert_eq!(Registry::terms(&model).unwrap().version, 0, "nothing changes");
		assert_eq!(
			events_since_last_call(),
			[Event::VersionProposed {
				model,
				version: 1,
				proposer: BOB,
				manifest_hash: manifest("tiny 2").id(),
			}]
		);
	});
}

#[test]
fn a_proposal_is_checked() {
	ExtBuilder::default().build_and_execute(|| {
		let propose =
			|who, model, manifest| Registry::propose_version(signed(who), model, manifest);
		assert_noop!(
			Registry::propose_version(root(), NOWHERE, manifest("v")),
			sp_runtime::DispatchError::BadOrigin
		);
		assert_noop!(propose(BOB, NOWHERE, manifest("v")), RegistryError::UnknownModel);
		let proposed = model_at("a", ModelStatus::Proposed);
		assert_noop!(propose(BOB, proposed, manifest("v")), RegistryError::NotAdmitted);
		let retired = model_at("b", ModelStatus::Retired);
		assert_noop!(propose(BOB, retired, manifest("v")), RegistryError::AlreadyRetired);
		let model = model_at("c", ModelStatus::Admitted);
		assert_noop!(propose(BOB, model, manifest("")), RegistryError::EmptyName);
		let orphan = ModelManifest { parent: Some(NOWHERE), ..manifest("v") };
		assert_noop!(propose(BOB, model, orphan), RegistryError::UnknownParent);
		let child = ModelManifest { parent: Some(model), ..manifest("v") };
		assert!(propose(POOR, model, child.clone()).is_err());
		for _ in 1..MAX_VERSIONS {
			assert_ok!(propose(BOB, model, child.clone()));
		}
		assert_noop!(propose(BOB, model, child), RegistryError::TooManyVersions);
	});
}

#[test]
fn a_proposal_is_closed_and_its_number_is_not_given_again() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let version = propose(model, "tiny 2");
		attest(model, version);
		let uris = vec![text("https://example.org/tiny.gguf")].try_into().unwrap();
		assert_ok!(Registry::set_uris(signed(BOB), model, version, uris));
		let _ = events_since_last_call();
		assert_noop!(Registry::close(signed(ALICE), model, version), RegistryError::NotProposer);
		assert_noop!(Registry::close(signed(BOB), model, 8), RegistryError::UnknownVersion);
		assert_noop!(Registry::close(signed(ALICE), model, 0), RegistryError::VersionAdopted);
		assert_ok!(Registry::close(signed(BOB), model, version));
		assert_eq!(held(BOB), 0);
		assert_eq!(Attestations::<Test>::iter().count(), 0);
		assert_eq!(
			events_since_last_call(),
			[Event::VersionClosed { model, version, proposer: Some(BOB) }]
		);
		// Governance clears what it does not want.
		assert_eq!(propose(model, "spam"), 2);
		assert_ok!(Registry::close(signed(REGISTRY_TRACK), model, 2));
		assert_eq!(held(BOB), 0);
		let proposed = model_at("other", ModelStatus::Proposed);
		assert_noop!(Registry::close(signed(ALICE), proposed, 0), RegistryError::FirstVersion);
	});
}
