use super::*;
use crate::Uris;

fn uris(all: &[&str]) -> assay_primitives::model::Uris {
	all.iter().map(|uri| text(uri)).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn addresses_cost_a_deposit_that_follows_their_length() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Admitted);
		let before = held(ALICE);
		let paid = || held(ALICE) - before;
		assert_ok!(Registry::set_uris(signed(ALICE), model, 0, uris(&["https://a.example"])));
		let one = paid();
		assert!(one > 1_000);
		let two = uris(&["https://a.example", "ipfs://größer"]);
		assert_ok!(Registry::set_uris(signed(ALICE), model, 0, two.clone()));
		assert!(paid() > one);
		assert_eq!(Uris::<Test>::get(model, 0).unwrap().uris, two);
		assert_ok!(Registry::set_uris(signed(ALICE), model, 0, uris(&[])));
		assert_eq!(paid(), 0);
		assert_eq!(Uris::<Test>::get(model, 0), None);
		assert_eq!(
			events_since_last_call(),
			[1, 2, 0].map(|count| Event::UrisSet { model, version: 0, count })
		);
	});
}

#[test]
fn governance_sets_addresses_without_deposit() {
	ExtBuilder::default().with_genesis_model("free", None).build_and_execute(|| {
		let free = manifest("free").id();
		assert_ok!(Registry::set_uris(signed(REGISTRY_TRACK), free, 0, uris(&["https://a"])));
		assert_eq!(Uris::<Test>::get(free, 0).unwrap().payer, None);
		let model = model_at("tiny", ModelStatus::Admitted);
		let before = held(ALICE);
		assert_ok!(Registry::set_uris(signed(ALICE), model, 0, uris(&["https://a"])));
		assert_ok!(Registry::set_uris(root(), model, 0, uris(&["https://b"])));
		assert_eq!(held(ALICE), before);
		assert_ok!(Registry::set_uris(signed(ALICE), model, 0, uris(&["https://c"])));
		assert!(held(ALICE) > before);
		assert_ok!(Registry::set_uris(root(), model, 0, uris(&[])));
		assert_eq!(held(ALICE), before);
	});
}

#[test]
fn strangers_and_noise_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let model = model_at("tiny", ModelStatus::Proposed);
		let set =
			|who, version, all: &[&str]| Registry::set_uris(signed(who), model, version, uris(all));
		assert_noop!(set(BOB, 0, &["https://a"]), RegistryError::NotProposer);
		assert_noop!(set(ALICE, 1, &["https://a"]), RegistryError::UnknownVersion);
		assert_noop!(set(ALICE, 0, &["https://a", ""]), RegistryError::UriNotText);
		assert_noop!(set(ALICE, 0, &["https://a\n"]), RegistryError::UriNotText);
		assert_noop!(Registry::set_uris(RuntimeOrigin::none(), model, 0, uris(&[])), BadOrigin);
		// Alice has given away all that is not on hold.
		let left = Balances::balance(&ALICE);
		assert_ok!(Balances::transfer_allow_death(signed(ALICE), BOB, left - 10));
		assert_noop!(
			set(ALICE, 0, &["https://a"]),
			Token(sp_runtime::TokenError::FundsUnavailable)
		);
	});
}
