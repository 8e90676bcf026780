use super::*;
use crate::network::NetworkNumbers;

#[test]
fn presets_build_and_hold_their_invariants() {
	for (id, validators) in [("development", 1), ("local_testnet", 2)] {
		preset_ext(id).execute_with(|| {
			assert_eq!(Session::validators().len(), validators, "{id}");
			assert_eq!(Babe::authorities().len(), validators, "{id}");
			assert_eq!(Grandpa::grandpa_authorities().len(), validators, "{id}");
			assert_eq!(Network::numbers(), NetworkNumbers::development(), "{id}");
		});
	}
}

#[test]
fn a_network_that_says_nothing_gets_the_production_numbers() {
	let ext: sp_io::TestExternalities =
		RuntimeGenesisConfig::default().build_storage().expect("genesis builds").into();
	let mut ext = ext;
	ext.execute_with(|| assert_eq!(Network::numbers(), NetworkNumbers::production()));
}

#[test]
#[should_panic(expected = "minWorkerBond")]
fn numbers_that_cannot_work_are_refused_at_genesis() {
	let config = RuntimeGenesisConfig {
		network: crate::network::GenesisConfig {
			numbers: NetworkNumbers { min_worker_bond: 0, ..NetworkNumbers::production() },
			..Default::default()
		},
		..Default::default()
	};
	let _ = config.build_storage();
}

#[test]
fn unknown_presets_are_absent() {
	assert_eq!(crate::genesis::get_preset(&"mainnet".into()), None);
	assert_eq!(crate::genesis::preset_names().len(), 2);
}
