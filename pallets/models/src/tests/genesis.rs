use super::*;
use crate::{GenesisConfig, GenesisModel};
use frame_support::traits::BuildGenesisConfig;
use serde_json::{from_value, json, to_value, Value};

fn spec() -> Value {
	json!({ "models": [{
		"manifest": {
			"name": "Tiny, größer",
			"architecture": "Llama",
			"quantisation": "Q8_0",
			"weightsRoot": format!("{:?}", Hash::repeat_byte(7)),
			"tokenizer": null,
			"template": [{ "Ids": [0] }, "Prompt"],
			"contextLength": 512,
			"canon": null,
			"licence": "Apache-2.0",
			"parent": null,
			"datasets": [],
		},
		"params": {
			"priceFloor": 100,
			"bondFactor": 25,
			"maxInputBytes": 4096,
			"maxBlobBytes": 0,
			"maxOutputTokens": 256,
			"baseDeadline": 10,
			"unitsPerBlock": 50,
			"audit": { "newcomerRate": 1_000_000, "rate": 100_000, "auditors": 2 },
			"challengeWindow": null,
			"defaultTemperature": null,
			"systemPrompt": null,
			"safetyPolicy": null,
		},
		"owner": BOB,
	}] })
}

#[test]
fn models_of_the_genesis_block_are_admitted_without_deposit() {
	ExtBuilder::default()
		.with_genesis_model("a", Some(BOB))
		.with_genesis_model("b", None)
		.build_and_execute(|| {
			for (name, owner) in [("a", Some(BOB)), ("b", None)] {
				let record = Models::<Test>::get(manifest(name).id()).unwrap();
				assert_eq!(record.owner, owner);
				let version = crate::Versions::<Test>::get(manifest(name).id(), 0).unwrap();
				assert_eq!(version.deposit, None);
				assert!(version.adopted.is_some());
				assert_eq!(record.status, ModelStatus::Admitted);
				assert_eq!(record.registered, 0);
			}
			assert_eq!(Models::<Test>::count(), 2);
			assert_eq!(held(BOB), 0);
		});
}

#[test]
fn a_chain_specification_is_for_people() {
	let config: GenesisConfig<Test> = from_value(spec()).unwrap();
	let expected =
		GenesisModel { manifest: manifest("Tiny, größer"), params: params(), owner: Some(BOB) };
	assert_eq!(config.models, [expected]);
	assert_eq!(to_value(&config).unwrap(), spec());
	// From text too, and without what may be absent.
	let mut short = spec();
	let model = short["models"][0].as_object_mut().unwrap();
	model.remove("owner");
	let manifest = model["manifest"].as_object_mut().unwrap();
	for name in ["tokenizer", "canon", "parent", "datasets"] {
		manifest.remove(name);
	}
	let terms = model["params"].as_object_mut().unwrap();
	for name in ["challengeWindow", "defaultTemperature", "systemPrompt", "safetyPolicy"] {
		terms.remove(name);
	}
	let config: GenesisConfig<Test> = serde_json::from_str(&short.to_string()).unwrap();
	assert_eq!(config.models[0].owner, None);
	assert_eq!(config.models[0].manifest.tokenizer, None);
	assert_eq!(config.models[0].params, params());
}

#[test]
fn a_wrong_chain_specification_says_where() {
	let refused = |path: &str, value: Value, expected: &str| {
		let mut wrong = spec();
		*wrong.pointer_mut(path).unwrap() = value;
		let error = from_value::<GenesisConfig<Test>>(wrong).err().unwrap().to_string();
		assert!(error.contains(expected), "{error}");
	};
	refused("/models/0/manifest/name", json!("n".repeat(65)), "longer than 64 bytes");
	refused("/models/0/manifest/name", json!([1, 2]), "expected a string");
	refused("/models/0/manifest/weightsRoot", json!("0x12"), "invalid length");
	refused("/models/0/manifest/architecture", json!("Mamba"), "unknown variant `Mamba`");
	refused("/models/0/params", json!({ "price": 1 }), "unknown field `price`");
}

#[test]
#[should_panic(expected = "models.models[0] of the chain specification: BondFactorTooLow")]
fn unsafe_parameters_make_no_chain() {
	let mut config: GenesisConfig<Test> = from_value(spec()).unwrap();
	config.models[0].params.bond_factor = 1;
	sp_io::TestExternalities::default().execute_with(|| config.build());
}

#[test]
#[should_panic(expected = "models.models[1] of the chain specification: AlreadyRegistered")]
fn the_same_model_twice_makes_no_chain() {
	let mut config: GenesisConfig<Test> = from_value(spec()).unwrap();
	config.models.push(config.models[0].clone());
	sp_io::TestExternalities::default().execute_with(|| config.build());
}
