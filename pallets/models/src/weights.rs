//! Weights of `pallet_models`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_models`.
pub trait WeightInfo {
	fn register() -> Weight;
	fn admit(a: u32, ) -> Weight;
	fn deprecate() -> Weight;
	fn retire() -> Weight;
	fn set_params() -> Weight;
	fn withdraw(p: u32, v: u32, ) -> Weight;
	fn propose_version() -> Weight;
	fn upgrade(a: u32, ) -> Weight;
	fn attest(a: u32, ) -> Weight;
	fn close() -> Weight;
	fn set_uris() -> Weight;
}

/// Weights for `pallet_models` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Models::Models` (r:2 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Proof: `Models::CounterForModels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:0 w:1)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Minimum execution time: 161_380_000 picoseconds.
		Weight::from_parts(192_215_000, 67035)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// Proof: `Models::Attestations` (`max_values`: None, `max_size`: Some(1085), added: 3560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Validators` (r:32 w:0)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Models::Upgrades` (r:1 w:1)
	/// Proof: `Models::Upgrades` (`max_values`: None, `max_size`: Some(13362), added: 15837, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[1, 32]`.
	fn admit(a: u32, ) -> Weight {
		// Minimum execution time: 180_247_000 picoseconds.
		Weight::from_parts(207_569_843, 67035)
			// Standard Error: 162_982
			.saturating_add(Weight::from_parts(9_351_391, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(a.into()))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	fn deprecate() -> Weight {
		// Minimum execution time: 40_020_000 picoseconds.
		Weight::from_parts(44_706_000, 67035)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Minimum execution time: 40_199_000 picoseconds.
		Weight::from_parts(44_657_000, 67035)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:3 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	fn set_params() -> Weight {
		// Minimum execution time: 106_048_000 picoseconds.
		Weight::from_parts(113_759_000, 67035)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:96 w:95)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:94 w:94)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:95 w:95)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Models::Uris` (r:95 w:94)
	/// Proof: `Models::Uris` (`max_values`: None, `max_size`: Some(2174), added: 4649, mode: `MaxEncodedLen`)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Proof: `Models::CounterForModels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Pots` (r:1 w:0)
	/// Proof: `Scoring::Pots` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Upgrades` (r:0 w:1)
	/// Proof: `Models::Upgrades` (`max_values`: None, `max_size`: Some(13362), added: 15837, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1024)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Models::Attestations` (r:0 w:95)
	/// Proof: `Models::Attestations` (`max_values`: None, `max_size`: Some(1085), added: 3560, mode: `MaxEncodedLen`)
	/// The range of component `p` is `[1, 1024]`.
	/// The range of component `v` is `[1, 95]`.
	fn withdraw(p: u32, v: u32, ) -> Weight {
		// Minimum execution time: 3_532_365_000 picoseconds.
		Weight::from_parts(3_595_598_000, 11402)
			// Standard Error: 178_601
			.saturating_add(Weight::from_parts(1_886_893, 0).saturating_mul(p.into()))
			// Standard Error: 1_925_053
			.saturating_add(Weight::from_parts(134_779_395, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 4649).saturating_mul(v.into()))
	}
	/// Storage: `Models::Models` (r:2 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:3 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	fn propose_version() -> Weight {
		// Minimum execution time: 182_350_000 picoseconds.
		Weight::from_parts(194_719_000, 67035)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:2 w:1)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:3 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// Proof: `Models::Attestations` (`max_values`: None, `max_size`: Some(1085), added: 3560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Validators` (r:32 w:0)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Models::Upgrades` (r:1 w:1)
	/// Proof: `Models::Upgrades` (`max_values`: None, `max_size`: Some(13362), added: 15837, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[1, 32]`.
	fn upgrade(a: u32, ) -> Weight {
		// Minimum execution time: 220_067_000 picoseconds.
		Weight::from_parts(235_136_187, 67035)
			// Standard Error: 126_833
			.saturating_add(Weight::from_parts(7_887_693, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(a.into()))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Validators` (r:33 w:0)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// Proof: `Models::Attestations` (`max_values`: None, `max_size`: Some(1085), added: 3560, mode: `MaxEncodedLen`)
	/// The range of component `a` is `[1, 32]`.
	fn attest(a: u32, ) -> Weight {
		// Minimum execution time: 73_038_000 picoseconds.
		Weight::from_parts(62_669_402, 67035)
			// Standard Error: 114_229
			.saturating_add(Weight::from_parts(2_750_118, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 373).saturating_mul(a.into()))
	}
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Models::Uris` (r:1 w:1)
	/// Proof: `Models::Uris` (`max_values`: None, `max_size`: Some(2174), added: 4649, mode: `MaxEncodedLen`)
	/// Storage: `Models::Attestations` (r:0 w:1)
	/// Proof: `Models::Attestations` (`max_values`: None, `max_size`: Some(1085), added: 3560, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Minimum execution time: 212_485_000 picoseconds.
		Weight::from_parts(267_658_000, 67035)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Uris` (r:1 w:1)
	/// Proof: `Models::Uris` (`max_values`: None, `max_size`: Some(2174), added: 4649, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	fn set_uris() -> Weight {
		// Minimum execution time: 123_574_000 picoseconds.
		Weight::from_parts(131_475_000, 5639)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(192_215_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn admit(a: u32, ) -> Weight {
		Weight::from_parts(207_569_843, 67035)
			.saturating_add(Weight::from_parts(9_351_391, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(a.into()))
	}
	fn deprecate() -> Weight {
		Weight::from_parts(44_706_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(44_657_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(113_759_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn withdraw(p: u32, v: u32, ) -> Weight {
		Weight::from_parts(3_595_598_000, 11402)
			.saturating_add(Weight::from_parts(1_886_893, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(134_779_395, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes((5_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 4649).saturating_mul(v.into()))
	}
	fn propose_version() -> Weight {
		Weight::from_parts(194_719_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn upgrade(a: u32, ) -> Weight {
		Weight::from_parts(235_136_187, 67035)
			.saturating_add(Weight::from_parts(7_887_693, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(0, 2523).saturating_mul(a.into()))
	}
	fn attest(a: u32, ) -> Weight {
		Weight::from_parts(62_669_402, 67035)
			.saturating_add(Weight::from_parts(2_750_118, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 373).saturating_mul(a.into()))
	}
	fn close() -> Weight {
		Weight::from_parts(267_658_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn set_uris() -> Weight {
		Weight::from_parts(131_475_000, 5639)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
