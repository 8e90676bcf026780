//! The runtime as a whole: genesis presets, filters, and transactions through the executive.

mod fuzz;
mod genesis;
mod governance;
mod market;
mod models;
mod own_tasks;
mod safety;
mod seed;
mod session;
mod tools;

use crate::*;
use sp_runtime::BuildStorage;

/// Externalities with the state of a genesis preset.
pub fn preset_ext(id: &str) -> sp_io::TestExternalities {
	let patch = crate::genesis::get_preset(&id.into()).expect("preset exists");
	let patch: serde_json::Value = serde_json::from_slice(&patch).expect("preset is JSON");
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("serialises");
	merge(&mut config, patch);
	let config: RuntimeGenesisConfig = serde_json::from_value(config).expect("preset fits");
	let mut ext: sp_io::TestExternalities = config.build_storage().expect("genesis builds").into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

fn merge(into: &mut serde_json::Value, from: serde_json::Value) {
	match (into, from) {
		(serde_json::Value::Object(into), serde_json::Value::Object(from)) => {
			for (key, value) in from {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(into, from) => *into = from,
	}
}
