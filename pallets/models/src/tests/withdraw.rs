use super::*;
use crate::WeightInfo;

#[test]
fn a_proposal_is_withdrawn_by_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		assert_ok!(Registry::withdraw(signed(ALICE), model));
		assert_eq!(Models::<Test>::get(model), None);
		assert_eq!(Models::<Test>::count(), 0);
		assert_eq!(Params::<Test>::iter().count(), 0);
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::balance(&ALICE), RICHES);
		assert_eq!(events_since_last_call(), [Event::Withdrawn { model, owner: Some(ALICE) }]);
	});
}

#[test]
fn a_retired_model_is_withdrawn_with_its_history_when_its_tasks_have_ended() {
	ExtBuilder::default().build_and_execute(|| {
		let other = model_at("other", ModelStatus::Admitted);
		let kept = held(ALICE);
		let model = model_at("tiny", ModelStatus::Admitted);
		assert_ok!(set_params(model, params_with(1)));
		let version = propose(model, "tiny 2");
		attest(model, version);
		assert_ok!(Registry::upgrade(root(), model, version, 5));
		let proposal = propose(model, "tiny 3");
		let uris: assay_primitives::model::Uris = vec![text("https://a")].try_into().unwrap();
		for (who, version) in [(ALICE, 0), (BOB, version), (BOB, proposal)] {
			assert_ok!(Registry::set_uris(signed(who), model, version, uris.clone()));
		}
		attest(model, proposal);
		assert_ok!(Registry::retire(root(), model));
		let _ = events_since_last_call();
		// Its tasks' prompts and answers are kept for a while, and so is what they were for.
		for who in [signed(ALICE), root()] {
			assert_noop!(Registry::withdraw(who, model), RegistryError::RetiredLately);
		}
		System::set_block_number(WITHDRAW_DELAY);
		assert_noop!(Registry::withdraw(root(), model), RegistryError::RetiredLately);
		System::set_block_number(1 + WITHDRAW_DELAY);

		let post = Registry::withdraw(signed(ALICE), model).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::withdraw(2, 3)));
		assert_eq!(Params::<Test>::iter_prefix(model).count(), 0);
		assert_eq!(crate::Versions::<Test>::iter_prefix(model).count(), 0);
		assert_eq!(crate::Uris::<Test>::iter().count(), 0);
		assert_eq!(upgrades(model), []);
		assert_eq!(Gone::get(), [model]);
		assert_eq!(Attestations::<Test>::iter().count(), 0);
		assert_eq!(held(BOB), 0, "whoever proposed a version has the deposit back");
		assert_eq!(held(ALICE), kept, "the deposit of the other model stays");
		assert!(Params::<Test>::contains_key(other, 0));
	});
}

#[test]
fn governance_clears_a_proposal_and_the_deposit_is_burnt() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("spam", ModelStatus::Proposed);
		let (deposit, issuance) = (held(ALICE), Balances::total_issuance());
		assert_ok!(Registry::withdraw(root(), model));
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, RICHES - deposit));
		assert_eq!(Balances::total_issuance(), issuance - deposit);
		assert_eq!(events_since_last_call(), [Event::Withdrawn { model, owner: Some(ALICE) }]);
	});
}

#[test]
fn governance_withdraws_a_retired_model_and_the_deposits_go_back() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		propose(model, "tiny 2");
		assert_ok!(Registry::retire(root(), model));
		System::set_block_number(1 + WITHDRAW_DELAY);
		assert_ok!(Registry::withdraw(root(), model));
		assert_eq!([ALICE, BOB].map(|who| Balances::balance(&who)), [RICHES; 2]);
	});
}

#[test]
fn strangers_do_not_withdraw() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		assert_noop!(Registry::withdraw(signed(BOB), model), RegistryError::NotOwner);
		assert_noop!(Registry::withdraw(RuntimeOrigin::none(), model), BadOrigin);
	});
}

#[test]
fn a_model_that_takes_tasks_is_not_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Registry::withdraw(signed(ALICE), NOWHERE), RegistryError::UnknownModel);
		for (name, status) in [("a", ModelStatus::Admitted), ("b", ModelStatus::Deprecated)] {
			let model = model_at(name, status);
			assert_noop!(Registry::withdraw(signed(ALICE), model), RegistryError::NotRetired);
			assert_noop!(Registry::withdraw(root(), model), RegistryError::NotRetired);
		}
	});
}

#[test]
fn a_withdrawn_model_can_be_proposed_again() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		assert_ok!(set_params(model, params_with(1)));
		assert_ok!(Registry::withdraw(signed(ALICE), model));
		assert_ok!(Registry::register(signed(BOB), manifest("tiny"), params_with(2)));
		let record = Models::<Test>::get(model).unwrap();
		assert_eq!((record.owner, record.params_version), (Some(BOB), 0));
		assert_eq!(stored(model, 0), Some(params_with(2)));
	});
}

#[test]
fn models_of_the_genesis_block_are_withdrawn_without_a_deposit() {
	ExtBuilder::default()
		.with_genesis_model("owned", Some(BOB))
		.with_genesis_model("free", None)
		.build_and_execute(|| {
			let (owned, free) = (manifest("owned").id(), manifest("free").id());
			assert_ok!(Registry::retire(root(), owned));
			assert_ok!(Registry::retire(root(), free));
			System::set_block_number(1 + WITHDRAW_DELAY);
			let _ = events_since_last_call();

			assert_ok!(Registry::withdraw(signed(BOB), owned));
			assert_eq!(Balances::balance(&BOB), RICHES);
			assert_noop!(Registry::withdraw(signed(BOB), free), RegistryError::NotOwner);
			assert_ok!(Registry::withdraw(root(), free));
			assert_eq!(
				events_since_last_call(),
				[
					Event::Withdrawn { model: owned, owner: Some(BOB) },
					Event::Withdrawn { model: free, owner: None },
				]
			);
		});
}
