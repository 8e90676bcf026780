//! Genesis of the networks that the runtime knows by name.
//!
//! Both are for trying things: their validators and funded accounts are the well-known development accounts,
//! whose keys everyone has. A network for real money starts from the default, which is the production numbers
//! and nothing else.

use crate::{
	network::NetworkNumbers, opaque::SessionKeys, AccountId, Balance, BABE_GENESIS_EPOCH_CONFIG,
};
use alloc::{vec, vec::Vec};
use assay_primitives::ASY;
use serde_json::{json, Value};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// What each development account owns.
const ENDOWMENT: Balance = 1_000_000 * ASY;
/// What a validator of the genesis stakes of it.
const VALIDATOR_STAKE: Balance = 10_000 * ASY;
/// What the protocol's account and that of the audits' pots own: enough to exist, so that no fee is lost.
const PROTOCOL_ENDOWMENT: Balance = ASY;

/// Session keys of a development account.
fn session_keys(name: Sr25519Keyring, grandpa: Ed25519Keyring) -> SessionKeys {
	SessionKeys {
		babe: name.public().into(),
		grandpa: grandpa.public().into(),
		authority_discovery: name.public().into(),
	}
}

/// The small model that comes with the sources, so that a network for trying things has one to try.
const DEMO_MODEL: &str = include_str!("../../examples/demo-model/manifest.json");

fn preset(validators: Vec<(Sr25519Keyring, Ed25519Keyring)>) -> Value {
	let mut balances: Vec<(AccountId, Balance)> =
		Sr25519Keyring::well_known().map(|who| (who.to_account_id(), ENDOWMENT)).collect();
	balances.push((crate::configs::protocol_account(), PROTOCOL_ENDOWMENT));
	balances.push((crate::configs::pot_account(), PROTOCOL_ENDOWMENT));
	let stakes: Vec<(AccountId, Balance)> =
		validators.iter().map(|(name, _)| (name.to_account_id(), VALIDATOR_STAKE)).collect();
	let keys: Vec<(AccountId, AccountId, SessionKeys)> = validators
		.into_iter()
		.map(|(name, grandpa)| {
			(name.to_account_id(), name.to_account_id(), session_keys(name, grandpa))
		})
		.collect();

	// Three, so that two have to agree.
	let committee: Vec<AccountId> =
		[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
			.map(|who| who.to_account_id())
			.to_vec();

	// The file is part of the sources and its test is in `tests/genesis.rs`.
	let model: Value = serde_json::from_str(DEMO_MODEL).unwrap_or(Value::Null);

	json!({
		"network": { "numbers": NetworkNumbers::development() },
		"balances": { "balances": balances },
		"session": { "keys": keys },
		"tokenStaking": { "validators": stakes },
		"models": { "models": [model] },
		"technicalCommittee": { "members": committee },
		"babe": { "epochConfig": BABE_GENESIS_EPOCH_CONFIG },
	})
}

/// The JSON of a preset, as changes to the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let validators = match id.as_ref() {
		DEV_RUNTIME_PRESET => vec![(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		LOCAL_TESTNET_RUNTIME_PRESET => vec![
			(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
			(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
		],
		_ => return None,
	};
	serde_json::to_vec(&preset(validators)).ok()
}

/// Names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
