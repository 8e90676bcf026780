//! The networks this binary knows, and those it reads from a file.

use assay_primitives::OpaqueBlock;
use sc_chain_spec::{
	update_code_in_json_chain_spec, ChainSpecExtension, ChainType, GenericChainSpec, Properties,
};
use sc_client_api::{BadBlocks, ForkBlocks};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A network: name, bootnodes, genesis.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// What a specification may say beyond the usual.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that must have the given hash.
	pub fork_blocks: ForkBlocks<OpaqueBlock>,
	/// Blocks that are never imported.
	pub bad_blocks: BadBlocks<OpaqueBlock>,
	/// A finalised block from which light clients may start.
	pub light_sync_state: LightSyncStateExtension,
}

/// Symbol of the native token.
const TOKEN_SYMBOL: &str = "ASY";
/// Decimal places of the native token: 1 ASY is 10^12 plancks.
const TOKEN_DECIMALS: u8 = 12;
/// Address format of networks that have none of their own registered.
const SS58_FORMAT: u16 = 42;

/// One validator, funded well-known accounts, a fast clock.
pub fn development() -> Result<ChainSpec, String> {
	built_in("Assay Development", "assay_dev", ChainType::Development, "development")
}

/// Several validators on one machine or one local network.
pub fn local() -> Result<ChainSpec, String> {
	built_in("Assay Local Testnet", "assay_local", ChainType::Local, "local_testnet")
}

fn built_in(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
) -> Result<ChainSpec, String> {
	Ok(ChainSpec::builder(runtime_code()?, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id("assay")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

fn runtime_code() -> Result<&'static [u8], String> {
	assay_runtime::WASM_BINARY.ok_or_else(|| {
		"this binary was built without its runtime: SKIP_WASM_BUILD was set. Build it again without that \
		 variable, or give --chain the path of a specification that holds the runtime's code."
			.into()
	})
}

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_FORMAT.into());
	properties
}

/// The parts of a specification file that decide how it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
	#[serde(default)]
	chain_type: ChainType,
	genesis: GenesisOutline,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GenesisOutline {
	runtime_genesis: Option<RuntimeGenesisOutline>,
}

#[derive(Deserialize)]
struct RuntimeGenesisOutline {
	code: String,
}

/// Reads a specification from a file, plain or raw.
///
/// A plain specification of a development or local network may leave out the runtime (`"code": "0x"`): it then
/// starts with the one in this binary. The files under `chain-specs/` are of that kind, so that a person can read
/// what changed in them. A live network never may, since nodes built on different machines would disagree about
/// its genesis block.
pub fn from_file(path: &Path) -> Result<ChainSpec, String> {
	let unreadable = |error: &dyn std::fmt::Display| {
		format!("`{}` is not a chain specification: {error}", path.display())
	};
	let bytes = std::fs::read(path)
		.map_err(|error| format!("can't read chain specification `{}`: {error}", path.display()))?;
	let outline: Outline = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
	let without_code = outline.genesis.runtime_genesis.is_some_and(|runtime| runtime.code == "0x");
	if !without_code {
		return ChainSpec::from_json_file(path.into()).map_err(|error| unreadable(&error));
	}
	if !matches!(outline.chain_type, ChainType::Development | ChainType::Local) {
		return Err(format!(
			"`{}` holds no runtime (\"code\": \"0x\"). Only a development or local network may leave it out.",
			path.display()
		));
	}
	let mut json: serde_json::Value =
		serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
	update_code_in_json_chain_spec(&mut json, runtime_code()?);
	let bytes = serde_json::to_vec(&json).map_err(|error| unreadable(&error))?;
	ChainSpec::from_json_bytes(bytes).map_err(|error| unreadable(&error))
}

/// The specification that `--chain` names.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" | "development" => development(),
		"" | "local" => local(),
		path if Path::new(path).is_file() => from_file(Path::new(path)),
		unknown => Err(format!(
			"unknown chain `{unknown}`, and there is no such file. Give --chain `dev`, `local` or the path of a \
			 chain specification."
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_chain_spec::ChainSpec as _;
	use serde_json::{json, Value};
	use sp_runtime::BuildStorage;

	fn write(json: &Value) -> tempfile::NamedTempFile {
		let file = tempfile::NamedTempFile::new().unwrap();
		std::fs::write(file.path(), serde_json::to_vec(json).unwrap()).unwrap();
		file
	}

	fn as_json(spec: &ChainSpec) -> Value {
		serde_json::from_str(&spec.as_json(false).unwrap()).unwrap()
	}

	#[test]
	fn the_built_in_networks_are_named() {
		for (id, spec_id, name, chain_type) in [
			("dev", "assay_dev", "Assay Development", ChainType::Development),
			("development", "assay_dev", "Assay Development", ChainType::Development),
			("", "assay_local", "Assay Local Testnet", ChainType::Local),
			("local", "assay_local", "Assay Local Testnet", ChainType::Local),
		] {
			let spec = load(id).unwrap();
			assert_eq!((spec.id(), spec.name()), (spec_id, name));
			assert_eq!(spec.chain_type(), chain_type);
			assert_eq!(spec.protocol_id(), Some("assay"));
			assert_eq!(
				Value::Object(spec.properties()),
				json!({ "tokenSymbol": "ASY", "tokenDecimals": 12, "ss58Format": 42 })
			);
		}
	}

	#[test]
	fn the_built_in_networks_have_a_genesis() {
		for spec in [development().unwrap(), local().unwrap()] {
			let storage = spec.build_storage().unwrap();
			assert!(storage.top.contains_key(sp_core::storage::well_known_keys::CODE));
		}
	}

	#[test]
	fn an_unknown_chain_says_which_there_are() {
		assert_eq!(
			load("nowhere").err().unwrap(),
			"unknown chain `nowhere`, and there is no such file. Give --chain `dev`, `local` or the path of a chain \
			 specification."
		);
	}

	#[test]
	fn a_file_that_is_no_specification_is_refused() {
		for json in [json!({}), json!([1]), json!({ "name": "x", "id": "x", "genesis": 1 })] {
			let file = write(&json);
			let error = load(file.path().to_str().unwrap()).err().unwrap();
			assert!(error.contains("is not a chain specification"), "{error}");
		}
	}

	#[test]
	fn an_exported_specification_reads_back() {
		let spec = development().unwrap();
		let file = write(&as_json(&spec));
		let read = load(file.path().to_str().unwrap()).unwrap();
		assert_eq!(as_json(&read), as_json(&spec));
	}

	#[test]
	fn a_test_network_without_code_gets_the_built_in_runtime() {
		let spec = local().unwrap();
		let mut json = as_json(&spec);
		json["genesis"]["runtimeGenesis"]["code"] = json!("0x");
		let file = write(&json);
		let read = load(file.path().to_str().unwrap()).unwrap();
		assert_eq!(read.build_storage().unwrap().top, spec.build_storage().unwrap().top);
	}

	#[test]
	fn a_live_network_must_hold_its_code() {
		let mut json = as_json(&local().unwrap());
		json["genesis"]["runtimeGenesis"]["code"] = json!("0x");
		json["chainType"] = json!("Live");
		let file = write(&json);
		let error = load(file.path().to_str().unwrap()).err().unwrap();
		assert!(error.contains("holds no runtime"), "{error}");
	}
}
