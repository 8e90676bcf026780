//! The registry between staking, the market and the network's numbers.

use super::preset_ext;
use crate::{
	configs::{dynamic_params, RuntimeParameters, PROPOSAL_DEPOSIT},
	*,
};
use assay_primitives::{
	api::NextVersion,
	model::ModelManifest,
	task::{Input, Sampling, TaskKind, TaskOptions},
	traits::Deterrence,
	ASY,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::InspectHold, Get},
};
use pallet_models::{Config, Error};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Permill,
};

/// The preset's model.
fn demo() -> (ModelManifest, pallet_models::ModelParamsOf<Runtime>) {
	let view = views::models().remove(0);
	(view.manifest, view.params)
}

#[test]
fn networks_ask_for_one_attestation_or_three() {
	preset_ext("development").execute_with(|| {
		assert_eq!(<Runtime as Config>::MinAttestations::get(), 1);
		network::Numbers::<Runtime>::kill();
		assert_eq!(<Runtime as Config>::MinAttestations::get(), 3);
	});
}

#[test]
fn a_second_model_is_admitted_when_a_validator_holds_it_and_a_new_version_replaces_it() {
	preset_ext("development").execute_with(|| {
		let signed = |who: AccountId| RuntimeOrigin::signed(who);
		let (manifest, params) = demo();
		let parent = Some(manifest.id());
		let second = ModelManifest { parent, weights_root: Hash::repeat_byte(2), ..manifest };
		let model = second.id();
		let bob = Bob.to_account_id();
		assert_ok!(Models::register(signed(bob.clone()), second.clone(), params.clone()));
		// What clients show is what a vote names.
		let voted = views::model(model).expect("it is registered").params_hash;
		assert_eq!(voted, BlakeTwo256::hash_of(&params));
		let admit = |voted| Models::admit(RuntimeOrigin::root(), model, voted);
		assert_noop!(admit(voted), Error::<Runtime>::TooFewAttestations);
		let stranger = Models::attest(signed(bob.clone()), model, 0);
		assert_noop!(stranger, Error::<Runtime>::NotValidator);
		assert_ok!(Models::attest(signed(Alice.to_account_id()), model, 0));
		assert_noop!(admit(Hash::zero()), Error::<Runtime>::OtherParams);
		assert_ok!(admit(voted));

		let third = ModelManifest { weights_root: Hash::repeat_byte(3), ..second };
		assert_ok!(Models::propose_version(signed(bob), model, third.clone()));
		assert_ok!(Models::attest(signed(Alice.to_account_id()), model, 1));
		assert_ok!(Models::upgrade(RuntimeOrigin::root(), model, 1, 5));
		let dearer = pallet_models::ModelParamsOf::<Runtime> {
			price_floor: params.price_floor * 2,
			..params
		};
		assert_ok!(Models::set_params(RuntimeOrigin::root(), model, dearer, 5));

		let post = || {
			let task = pallet_tasks::NextTask::<Runtime>::get();
			assert_ok!(Tasks::post(
				signed(Charlie.to_account_id()),
				model,
				TaskKind::Generate { max_tokens: 8, sampling: Sampling::Greedy },
				Input::Inline(b"In the beginning".to_vec().try_into().expect("short")),
				100 * ASY,
				TaskOptions::default(),
			));
			pallet_tasks::Tasks::<Runtime>::get(task).expect("it was posted")
		};
		let view = views::model(model).expect("it is registered");
		assert_eq!(
			(
				view.version,
				view.next.iter().map(|next| (next.version, next.at)).collect::<Vec<_>>()
			),
			(0, vec![(1, 5)])
		);
		let before = post();
		System::set_block_number(5);
		let after = post();
		assert_eq!((before.model_version, before.params_version), (0, 0));
		assert_eq!((after.model_version, after.params_version), (1, 1));
		assert_eq!(after.weights_root, third.weights_root);
		assert_eq!(after.price, 2 * before.price);

		let history = views::model_history(model).expect("it is registered");
		assert_eq!((history.version, history.params_version, history.height), (1, 1, 5));
		let heights: Vec<_> = history.versions.iter().map(|version| version.adopted).collect();
		assert!(heights.iter().all(Option::is_some));
		assert_eq!(history.params.iter().map(|params| params.at).collect::<Vec<_>>(), [1, 5]);

		// And back to the first version, for tasks that are posted from then on. The others keep theirs.
		assert_ok!(Models::upgrade(RuntimeOrigin::root(), model, 0, 7));
		System::set_block_number(7);
		let again = post();
		assert_eq!((again.model_version, again.weights_root), (0, before.weights_root));
		let history = views::model_history(model).expect("it is registered");
		let decided: Vec<_> = history.upgrades.iter().map(|it| (it.version, it.at)).collect();
		assert_eq!((history.version, decided), (0, vec![(0, 1), (1, 5), (0, 7)]));
		Models::do_try_state().expect("models");
		Tasks::do_try_state().expect("tasks");
	});
}

#[test]
fn all_versions_that_wait_are_shown_in_the_order_of_their_heights() {
	preset_ext("development").execute_with(|| {
		let (manifest, _) = demo();
		let model = manifest.id();
		for (version, at) in [(1, 9), (2, 5)] {
			let weights_root = Hash::repeat_byte(version as u8);
			let next = ModelManifest { weights_root, ..manifest.clone() };
			let bob = RuntimeOrigin::signed(Bob.to_account_id());
			assert_ok!(Models::propose_version(bob, model, next));
			let alice = RuntimeOrigin::signed(Alice.to_account_id());
			assert_ok!(Models::attest(alice, model, version));
			assert_ok!(Models::upgrade(RuntimeOrigin::root(), model, version, at));
		}
		let waiting = || {
			let view = views::model(model).expect("it is registered");
			let next = |next: &NextVersion| (next.version, next.manifest.weights_root, next.at);
			(view.version, view.next.iter().map(next).collect::<Vec<_>>())
		};
		let (first, second) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
		assert_eq!(waiting(), (0, vec![(2, second, 5), (1, first, 9)]));
		System::set_block_number(5);
		assert_eq!(waiting(), (2, vec![(1, first, 9)]));
		System::set_block_number(9);
		assert_eq!(waiting(), (1, vec![]));
	});
}

#[test]
fn a_proposal_takes_a_deposit_that_governance_can_destroy() {
	preset_ext("development").execute_with(|| {
		let (manifest, params) = demo();
		let demo = manifest.id();
		let next = ModelManifest { weights_root: Hash::repeat_byte(3), ..manifest };
		let bob = Bob.to_account_id();
		let signed = || RuntimeOrigin::signed(Bob.to_account_id());
		let held = || Balances::total_balance_on_hold(&bob);
		assert_ok!(Models::register(signed(), next.clone(), params));
		let model = held();
		assert!((PROPOSAL_DEPOSIT..PROPOSAL_DEPOSIT + ASY).contains(&model));
		assert_ok!(Models::propose_version(signed(), demo, next.clone()));
		assert!(held() - model >= PROPOSAL_DEPOSIT);
		// It is his as long as nobody decided.
		assert_ok!(Models::close(signed(), demo, 1));
		assert_eq!(held(), model);
		let issuance = Balances::total_issuance();
		assert_ok!(Models::withdraw(RuntimeOrigin::root(), next.id()));
		assert_eq!((held(), Balances::total_issuance()), (0, issuance - model));
		Models::do_try_state().expect("models");
	});
}

#[test]
fn a_larger_share_for_the_protocol_leaves_models_as_they_are() {
	preset_ext("development").execute_with(|| {
		let (manifest, params) = demo();
		let least = <Runtime as Config>::Deterrence::least_factor(&params.audit, 1);
		let tight = pallet_models::ModelParamsOf::<Runtime> {
			bond_factor: least.expect("one auditor is able"),
			..params
		};
		assert_ok!(Models::set_params(RuntimeOrigin::root(), manifest.id(), tight.clone(), 1));
		let share = dynamic_params::market::Parameters::ProtocolFee(
			dynamic_params::market::ProtocolFee,
			Some(Permill::from_percent(20)),
		);
		let root = RuntimeOrigin::root();
		assert_ok!(Parameters::set_parameter(root, RuntimeParameters::Market(share)));
		Models::do_try_state().expect("models");
		// Nobody could set these now. Tasks are posted with a larger bond.
		let unsafe_now = Models::check_params(&manifest, &tight);
		assert!(matches!(unsafe_now, Err(Error::BondFactorTooLow)));
	});
}

#[test]
fn a_model_is_withdrawn_when_its_tasks_payloads_are_gone_and_leaves_its_pot() {
	preset_ext("development").execute_with(|| {
		let (manifest, _) = demo();
		let model = manifest.id();
		let (pots, protocol) = (crate::configs::pot_account(), crate::configs::protocol_account());
		let pot = 7 * ASY;
		assert_ok!(Balances::transfer_keep_alive(
			RuntimeOrigin::signed(Charlie.to_account_id()),
			sp_runtime::MultiAddress::Id(pots.clone()),
			pot
		));
		pallet_scoring::Pots::<Runtime>::insert(model, pot);
		assert_ok!(Models::retire(RuntimeOrigin::root(), model));
		let withdraw = || Models::withdraw(RuntimeOrigin::root(), model);
		let keep = Network::numbers().payload_keep;
		System::set_block_number(keep);
		assert_noop!(withdraw(), Error::<Runtime>::RetiredLately);
		System::set_block_number(1 + keep);
		let before = [&pots, &protocol].map(Balances::free_balance);
		assert_ok!(withdraw());
		let after = [&pots, &protocol].map(Balances::free_balance);
		assert_eq!(after, [before[0] - pot, before[1] + pot]);
		assert_eq!(pallet_scoring::Pots::<Runtime>::get(model), 0);
		Scoring::do_try_state().expect("scoring");
	});
}
