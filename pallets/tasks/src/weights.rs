//! Weights of `pallet_tasks`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_tasks`.
pub trait WeightInfo {
	fn post(b: u32, ) -> Weight;
	fn replicate(b: u32, ) -> Weight;
	fn cancel() -> Weight;
	fn ack() -> Weight;
	fn commit() -> Weight;
	fn reveal(b: u32, ) -> Weight;
	fn submit(b: u32, ) -> Weight;
	fn set_ready() -> Weight;
	fn set_unready() -> Weight;
	fn add_slots(n: u32, ) -> Weight;
	fn drop_slots(n: u32, ) -> Weight;
	fn visit() -> Weight;
	fn assign() -> Weight;
	fn expire() -> Weight;
	fn settle() -> Weight;
	fn open_replicas(n: u32, ) -> Weight;
	fn miss() -> Weight;
	fn height() -> Weight;
	fn clean_up() -> Weight;
	fn operator_calls() -> Weight;
}

/// Weights for `pallet_tasks` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::NextTask` (r:1 w:1)
	/// Proof: `Tasks::NextTask` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:1 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:0 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16384]`.
	fn post(b: u32, ) -> Weight {
		// Minimum execution time: 283_531_000 picoseconds.
		Weight::from_parts(293_652_037, 67035)
			// Standard Error: 34
			.saturating_add(Weight::from_parts(14_380, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:1 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:0 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16384]`.
	fn replicate(b: u32, ) -> Weight {
		// Minimum execution time: 58_978_000 picoseconds.
		Weight::from_parts(62_307_688, 67035)
			// Standard Error: 4
			.saturating_add(Weight::from_parts(460, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Minimum execution time: 228_028_000 picoseconds.
		Weight::from_parts(235_629_000, 67035)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn ack() -> Weight {
		// Minimum execution time: 51_226_000 picoseconds.
		Weight::from_parts(53_550_000, 4008)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Minimum execution time: 200_698_000 picoseconds.
		Weight::from_parts(209_991_000, 16080)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Draws` (r:0 w:1)
	/// Proof: `Scoring::Draws` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[8, 16384]`.
	fn reveal(b: u32, ) -> Weight {
		// Minimum execution time: 141_400_000 picoseconds.
		Weight::from_parts(144_356_230, 16080)
			// Standard Error: 64
			.saturating_add(Weight::from_parts(14_797, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Draws` (r:0 w:1)
	/// Proof: `Scoring::Draws` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[8, 16384]`.
	fn submit(b: u32, ) -> Weight {
		// Minimum execution time: 216_772_000 picoseconds.
		Weight::from_parts(222_726_044, 4614)
			// Standard Error: 18
			.saturating_add(Weight::from_parts(13_931, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_ready() -> Weight {
		// Minimum execution time: 135_040_000 picoseconds.
		Weight::from_parts(140_078_000, 67035)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_unready() -> Weight {
		// Minimum execution time: 59_759_000 picoseconds.
		Weight::from_parts(63_173_000, 4534)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:2 w:2)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn add_slots(n: u32, ) -> Weight {
		// Minimum execution time: 95_632_000 picoseconds.
		Weight::from_parts(102_241_412, 67035)
			// Standard Error: 6_129
			.saturating_add(Weight::from_parts(275_142, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 118).saturating_mul(n.into()))
	}
	/// Storage: `Tasks::Workers` (r:17 w:17)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:16 w:16)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 16]`.
	fn drop_slots(n: u32, ) -> Weight {
		// Minimum execution time: 17_355_000 picoseconds.
		Weight::from_parts(40_501_604, 67035)
			// Standard Error: 149_982
			.saturating_add(Weight::from_parts(24_479_306, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3544).saturating_mul(n.into()))
	}
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:5 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:4 w:0)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:4 w:0)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Waiting` (r:1 w:1)
	/// Proof: `Tasks::Waiting` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::WaitingModels` (r:0 w:1)
	/// Proof: `Tasks::WaitingModels` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn visit() -> Weight {
		// Minimum execution time: 244_463_000 picoseconds.
		Weight::from_parts(263_631_000, 16080)
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:3 w:2)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:3 w:2)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:2 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::LargestConsensus` (r:1 w:0)
	/// Proof: `Scoring::LargestConsensus` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:2 w:0)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:2 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Waiting` (r:1 w:1)
	/// Proof: `Tasks::Waiting` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::WaitingModels` (r:0 w:1)
	/// Proof: `Tasks::WaitingModels` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn assign() -> Weight {
		// Minimum execution time: 389_799_000 picoseconds.
		Weight::from_parts(416_088_000, 16080)
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 147_720_000 picoseconds.
		Weight::from_parts(153_187_000, 8517)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:3 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:7 w:7)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:6 w:6)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:0)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Pots` (r:1 w:1)
	/// Proof: `Scoring::Pots` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:5 w:5)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:5 w:5)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::LargestConsensus` (r:1 w:0)
	/// Proof: `Scoring::LargestConsensus` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:0)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::FreeFailures` (r:0 w:4)
	/// Proof: `Scoring::FreeFailures` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn settle() -> Weight {
		// Minimum execution time: 1_419_397_000 picoseconds.
		Weight::from_parts(1_532_876_000, 19211)
			.saturating_add(T::DbWeight::get().reads(44_u64))
			.saturating_add(T::DbWeight::get().writes(36_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:5)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:10)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 5]`.
	fn open_replicas(n: u32, ) -> Weight {
		// Minimum execution time: 52_748_000 picoseconds.
		Weight::from_parts(61_374_136, 67035)
			// Standard Error: 58_033
			.saturating_add(Weight::from_parts(12_422_868, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:1 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn miss() -> Weight {
		// Minimum execution time: 235_399_000 picoseconds.
		Weight::from_parts(242_269_000, 4357)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Tasks::Timeouts` (r:2 w:0)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn height() -> Weight {
		// Minimum execution time: 7_921_000 picoseconds.
		Weight::from_parts(8_643_000, 5996)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	fn clean_up() -> Weight {
		// Minimum execution time: 6_910_000 picoseconds.
		Weight::from_parts(7_451_000, 0)
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::FreeFailures` (r:1 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn operator_calls() -> Weight {
		// Minimum execution time: 35_443_000 picoseconds.
		Weight::from_parts(37_837_000, 4008)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn post(b: u32, ) -> Weight {
		Weight::from_parts(293_652_037, 67035)
			.saturating_add(Weight::from_parts(14_380, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn replicate(b: u32, ) -> Weight {
		Weight::from_parts(62_307_688, 67035)
			.saturating_add(Weight::from_parts(460, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(235_629_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn ack() -> Weight {
		Weight::from_parts(53_550_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(209_991_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn reveal(b: u32, ) -> Weight {
		Weight::from_parts(144_356_230, 16080)
			.saturating_add(Weight::from_parts(14_797, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn submit(b: u32, ) -> Weight {
		Weight::from_parts(222_726_044, 4614)
			.saturating_add(Weight::from_parts(13_931, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn set_ready() -> Weight {
		Weight::from_parts(140_078_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn set_unready() -> Weight {
		Weight::from_parts(63_173_000, 4534)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn add_slots(n: u32, ) -> Weight {
		Weight::from_parts(102_241_412, 67035)
			.saturating_add(Weight::from_parts(275_142, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 118).saturating_mul(n.into()))
	}
	fn drop_slots(n: u32, ) -> Weight {
		Weight::from_parts(40_501_604, 67035)
			.saturating_add(Weight::from_parts(24_479_306, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3544).saturating_mul(n.into()))
	}
	fn visit() -> Weight {
		Weight::from_parts(263_631_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn assign() -> Weight {
		Weight::from_parts(416_088_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(30_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(153_187_000, 8517)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(1_532_876_000, 19211)
			.saturating_add(RocksDbWeight::get().reads(44_u64))
			.saturating_add(RocksDbWeight::get().writes(36_u64))
	}
	fn open_replicas(n: u32, ) -> Weight {
		Weight::from_parts(61_374_136, 67035)
			.saturating_add(Weight::from_parts(12_422_868, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn miss() -> Weight {
		Weight::from_parts(242_269_000, 4357)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(8_643_000, 5996)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn clean_up() -> Weight {
		Weight::from_parts(7_451_000, 0)
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn operator_calls() -> Weight {
		Weight::from_parts(37_837_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
