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
		assert_eq!(held(BOB), 1_000 + 10 * Balance::from(size) + PLACE);
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
		assert_noop!(
			propose(POOR, model, child.clone()),
			Token(sp_runtime::TokenError::FundsUnavailable)
		);
		for _ in 0..MAX_PROPOSALS {
			assert_ok!(propose(BOB, model, child.clone()));
		}
		assert_noop!(propose(BOB, model, child), RegistryError::TooManyProposals);
	});
}

#[test]
fn who_takes_all_places_pays_for_it_when_governance_clears_them() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let spam: Vec<_> = (0..MAX_PROPOSALS).map(|n| propose(model, &format!("{n}"))).collect();
		let honest = || Registry::propose_version(signed(CAROL), model, manifest("tiny 2"));
		assert_noop!(honest(), RegistryError::TooManyProposals);
		let (paid, issuance) = (held(BOB), Balances::total_issuance());
		for version in spam {
			assert_ok!(Registry::close(signed(REGISTRY_TRACK), model, version));
		}
		assert_eq!((held(BOB), Balances::balance(&BOB)), (0, RICHES - paid));
		assert_eq!(Balances::total_issuance(), issuance - paid);
		assert_ok!(honest());
	});
}

#[test]
fn adopted_versions_take_no_place_of_proposals_but_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		for n in 1..MAX_VERSIONS {
			let version = held_version(model, &format!("tiny {n}"));
			let before = held(BOB);
			assert_ok!(Registry::upgrade(root(), model, version, 1));
			assert_eq!(held(BOB), before - PLACE, "the place is free again");
		}
		// As many are adopted as may be, with the first one.
		assert_eq!(Models::<Test>::get(model).unwrap().adopted, MAX_VERSIONS);
		let one_more = || Registry::propose_version(signed(BOB), model, manifest("more"));
		assert_noop!(one_more(), RegistryError::TooManyVersions);

		// Nor are proposals adopted that were there before.
		let model = model_at("other", ModelStatus::Admitted);
		let first = held_version(model, "o 0");
		assert_ok!(Registry::upgrade(root(), model, first, 1));
		let all: Vec<_> =
			(0..MAX_PROPOSALS).map(|n| held_version(model, &format!("o {n}"))).collect();
		assert_ok!(Registry::upgrade(root(), model, all[0], 1));
		assert_ok!(Registry::upgrade(root(), model, all[1], 1));
		assert_noop!(Registry::upgrade(root(), model, all[2], 1), RegistryError::TooManyVersions);
		assert_ok!(Registry::upgrade(root(), model, first, 1));
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
		assert_eq!(Balances::balance(&BOB), RICHES, "who takes it back gets all back");
		// Governance clears what it does not want. The deposit is gone, that for the addresses comes back.
		assert_eq!(propose(model, "spam"), 2);
		let lost = held(BOB);
		let uris = vec![text("https://example.org/spam.gguf")].try_into().unwrap();
		assert_ok!(Registry::set_uris(signed(BOB), model, 2, uris));
		assert_ok!(Registry::close(signed(REGISTRY_TRACK), model, 2));
		assert_eq!((held(BOB), Balances::balance(&BOB)), (0, RICHES - lost));
		let proposed = model_at("other", ModelStatus::Proposed);
		assert_noop!(Registry::close(signed(ALICE), proposed, 0), RegistryError::FirstVersion);
	});
}
