use super::*;

#[test]
fn registering_proposes_a_model_for_a_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		System::set_block_number(9);
		assert_ok!(Registry::register(signed(ALICE), manifest("tiny"), params()));

		let model = manifest("tiny").id();
		let record = Models::<Test>::get(model).unwrap();
		assert_eq!(record.owner, Some(ALICE));
		assert_eq!(record.version, 0);
		let version = crate::Versions::<Test>::get(model, 0).unwrap();
		assert_eq!(version.manifest, manifest("tiny"));
		assert_eq!((version.proposer, version.adopted), (Some(ALICE), None));
		assert_eq!(record.params_version, 0);
		assert_eq!(record.status, ModelStatus::Proposed);
		assert_eq!(record.live_tasks, 0);
		assert_eq!(record.registered, 9);
		assert_eq!(stored(model, 0), Some(params()));
		assert_eq!(Models::<Test>::count(), 1);

		let footprint = crate::Pallet::<Test>::footprint(&(manifest("tiny"), params()));
		let deposit = 1_000 + 10 * Balance::from(footprint.size) + PLACE;
		assert_eq!(version.deposit.as_ref().map(amount), Some(deposit));
		assert_eq!(held(ALICE), deposit);
		assert_eq!(Balances::balance(&ALICE), RICHES - deposit);
		assert_eq!(events_since_last_call(), [Event::Registered { model, owner: ALICE }]);
	});
}

#[test]
fn a_longer_manifest_costs_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Registry::register(signed(ALICE), manifest("a"), params()));
		assert_ok!(Registry::register(signed(BOB), manifest("abc"), params()));
		assert_eq!(held(BOB), held(ALICE) + 2 * 10);
	});
}

#[test]
fn only_a_signed_origin_registers() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [root(), RuntimeOrigin::none()] {
			assert_noop!(Registry::register(origin, manifest("tiny"), params()), BadOrigin);
		}
	});
}

#[test]
fn a_manifest_is_registered_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Registry::register(signed(ALICE), manifest("tiny"), params()));
		// Whoever asks, and with whatever parameters.
		assert_noop!(
			Registry::register(signed(BOB), manifest("tiny"), params_with(1)),
			RegistryError::AlreadyRegistered
		);
		// The same name is no conflict.
		let other = ModelManifest { context_length: 256, ..manifest("tiny") };
		assert_ok!(Registry::register(signed(BOB), other, params()));
	});
}

#[test]
fn the_registry_has_an_end() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..MAX_MODELS {
			assert_ok!(Registry::register(signed(ALICE), manifest(&format!("m{n}")), params()));
		}
		assert_noop!(
			Registry::register(signed(BOB), manifest("late"), params()),
			RegistryError::TooManyModels
		);
		assert_ok!(Registry::withdraw(signed(ALICE), manifest("m0").id()));
		assert_ok!(Registry::register(signed(BOB), manifest("late"), params()));
	});
}

#[test]
fn who_fills_the_registry_pays_for_it_when_governance_clears_it() {
	ExtBuilder::default().build_and_execute(|| {
		let names: Vec<_> = (0..MAX_MODELS).map(|n| format!("m{n}")).collect();
		for name in &names {
			assert_ok!(Registry::register(signed(ALICE), manifest(name), params()));
		}
		assert_noop!(
			Registry::register(signed(BOB), manifest("late"), params()),
			RegistryError::TooManyModels
		);
		let (paid, issuance) = (held(ALICE), Balances::total_issuance());
		assert!(paid > Balance::from(MAX_MODELS) * PLACE);
		for name in &names {
			assert_ok!(Registry::withdraw(signed(REGISTRY_TRACK), manifest(name).id()));
		}
		assert_eq!((held(ALICE), Balances::balance(&ALICE)), (0, RICHES - paid));
		assert_eq!(Balances::total_issuance(), issuance - paid, "nobody gains by clearing");
		assert_ok!(Registry::register(signed(BOB), manifest("late"), params()));
	});
}

#[test]
fn the_deposit_must_be_there() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Registry::register(signed(POOR), manifest("tiny"), params()),
			Token(sp_runtime::TokenError::FundsUnavailable)
		);
	});
}

#[test]
fn malformed_manifests_are_refused() {
	let cases: Vec<(Change<ModelManifest>, RegistryError)> = vec![
		(|m| m.name = text(""), RegistryError::EmptyName),
		(|m| m.name = vec![0xff, 0xfe].try_into().unwrap(), RegistryError::NameNotText),
		(|m| m.name = text("two\nlines"), RegistryError::NameNotText),
		(|m| m.licence = text(""), RegistryError::EmptyLicence),
		(|m| m.licence = vec![0xc3].try_into().unwrap(), RegistryError::LicenceNotText),
		(|m| m.licence = text("MIT\u{7}"), RegistryError::LicenceNotText),
		(|m| m.template = Default::default(), RegistryError::TemplateNeedsOnePrompt),
		(
			|m| {
				m.template =
					vec![TemplatePart::Ids(vec![1, 2].try_into().unwrap())].try_into().unwrap()
			},
			RegistryError::TemplateNeedsOnePrompt,
		),
		(
			|m| m.template = vec![TemplatePart::Prompt, TemplatePart::Prompt].try_into().unwrap(),
			RegistryError::TemplateNeedsOnePrompt,
		),
		(|m| m.context_length = 0, RegistryError::BadContextLength),
		(|m| m.context_length = MAX_POSITIONS + 1, RegistryError::BadContextLength),
		(|m| m.weights_root = Hash::zero(), RegistryError::ZeroWeightsRoot),
		(|m| m.canon = Some(0), RegistryError::UnknownCanonVersion),
		(|m| m.canon = Some(2), RegistryError::UnknownCanonVersion),
		(|m| m.parent = Some(NOWHERE), RegistryError::UnknownParent),
	];
	ExtBuilder::default().build_and_execute(|| {
		for (change, error) in cases {
			let mut broken = manifest("tiny");
			change(&mut broken);
			assert_noop!(Registry::register(signed(ALICE), broken, params()), error);
		}
	});
}

#[test]
fn the_widest_manifest_is_accepted() {
	ExtBuilder::default().build_and_execute(|| {
		let parent = model_at("parent", ModelStatus::Proposed);
		let wide = ModelManifest {
			name: text(&"é".repeat(32)),
			context_length: MAX_POSITIONS,
			canon: Some(1),
			parent: Some(parent),
			datasets: vec![Hash::repeat_byte(2); 8].try_into().unwrap(),
			tokenizer: Some(Hash::repeat_byte(1)),
			..manifest("")
		};
		assert_ok!(Registry::register(signed(ALICE), wide, params()));
	});
}

#[test]
fn unsafe_parameters_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		for (change, error) in bad_params() {
			let mut broken = params();
			change(&mut broken);
			assert_noop!(Registry::register(signed(ALICE), manifest("tiny"), broken), error);
		}
	});
}

#[test]
fn parameters_at_their_limits_are_accepted() {
	let edge = |change: Change<crate::ModelParamsOf<Test>>| {
		let mut params = params();
		change(&mut params);
		params
	};
	ExtBuilder::default().build_and_execute(|| {
		let cases = [
			edge(|p| p.price_floor = 1),
			edge(|p| p.max_output_tokens = 512),
			edge(|p| p.max_output_tokens = 1),
			edge(|p| p.max_input_bytes = MAX_INLINE_INPUT),
			// 1,024 prompt units and 256 tokens at 50 a block are 26 blocks.
			edge(|p| {
				p.base_deadline = MAX_DEADLINE - 26;
				p.challenge_window = Some(MAX_DEADLINE);
				p.default_temperature = Some(10_000);
				p.system_prompt = Some(Hash::zero());
				p.safety_policy = Some(Hash::zero());
			}),
		];
		for (n, params) in cases.into_iter().enumerate() {
			assert_ok!(Registry::register(signed(ALICE), manifest(&format!("m{n}")), params));
		}
	});
	ExtBuilder::default().build_and_execute(|| {
		// The highest floor whose bond at the highest price still is a balance, and one more.
		let highest = Balance::MAX / 25 / 1_280 / crate::PRICE_HEADROOM;
		let at = |price_floor| ModelParams { price_floor, ..params() };
		assert_ok!(Registry::register(signed(ALICE), manifest("a"), at(highest)));
		assert_noop!(
			Registry::register(signed(ALICE), manifest("b"), at(highest + 1)),
			RegistryError::AmountsTooLarge
		);
	});
}
