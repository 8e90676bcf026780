//! Weights of `pallet_tasks`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-21, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
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
	fn miss() -> Weight;
	fn height() -> Weight;
	fn clean_up() -> Weight;
	fn operator_calls() -> Weight;
}

/// Weights for `pallet_tasks` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::NextTask` (r:1 w:1)
	/// Proof: `Tasks::NextTask` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:1 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:0 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16384]`.
	fn post(b: u32, ) -> Weight {
		// Minimum execution time: 257_129_000 picoseconds.
		Weight::from_parts(280_809_028, 6012)
			// Standard Error: 26
			.saturating_add(Weight::from_parts(16_510, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Minimum execution time: 219_989_000 picoseconds.
		Weight::from_parts(240_270_000, 8517)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn ack() -> Weight {
		// Minimum execution time: 50_039_000 picoseconds.
		Weight::from_parts(54_160_000, 4007)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Minimum execution time: 54_290_000 picoseconds.
		Weight::from_parts(58_920_000, 4007)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[8, 16384]`.
	fn reveal(b: u32, ) -> Weight {
		// Minimum execution time: 172_020_000 picoseconds.
		Weight::from_parts(186_968_824, 4534)
			// Standard Error: 29
			.saturating_add(Weight::from_parts(16_613, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[8, 16384]`.
	fn submit(b: u32, ) -> Weight {
		// Minimum execution time: 177_920_000 picoseconds.
		Weight::from_parts(192_941_132, 4534)
			// Standard Error: 40
			.saturating_add(Weight::from_parts(16_942, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_ready() -> Weight {
		// Minimum execution time: 96_160_000 picoseconds.
		Weight::from_parts(102_690_000, 4534)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_unready() -> Weight {
		// Minimum execution time: 60_370_000 picoseconds.
		Weight::from_parts(63_950_000, 4534)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:2 w:2)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn add_slots(n: u32, ) -> Weight {
		// Minimum execution time: 75_580_000 picoseconds.
		Weight::from_parts(83_453_685, 6777)
			// Standard Error: 6_347
			.saturating_add(Weight::from_parts(308_607, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 118).saturating_mul(n.into()))
	}
	/// Storage: `Tasks::Workers` (r:17 w:17)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:16 w:16)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 16]`.
	fn drop_slots(n: u32, ) -> Weight {
		// Minimum execution time: 18_260_000 picoseconds.
		Weight::from_parts(36_994_227, 4325)
			// Standard Error: 105_506
			.saturating_add(Weight::from_parts(23_479_053, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3544).saturating_mul(n.into()))
	}
	/// Storage: `Tasks::Waiting` (r:1 w:1)
	/// Proof: `Tasks::Waiting` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::WaitingModels` (r:1 w:2)
	/// Proof: `Tasks::WaitingModels` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:0)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:4 w:0)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:4 w:0)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	fn visit() -> Weight {
		// Minimum execution time: 164_389_000 picoseconds.
		Weight::from_parts(173_380_000, 15166)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:3 w:2)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:3 w:2)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:2 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 312_629_000 picoseconds.
		Weight::from_parts(341_370_000, 11622)
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 144_809_000 picoseconds.
		Weight::from_parts(154_889_000, 8517)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:0)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn settle() -> Weight {
		// Minimum execution time: 393_488_000 picoseconds.
		Weight::from_parts(425_319_000, 6362)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(160), added: 655, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:1 w:2)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn miss() -> Weight {
		// Minimum execution time: 220_910_000 picoseconds.
		Weight::from_parts(232_119_000, 4325)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `Tasks::Timeouts` (r:2 w:0)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn height() -> Weight {
		// Minimum execution time: 8_390_000 picoseconds.
		Weight::from_parts(9_930_000, 5996)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	fn clean_up() -> Weight {
		// Minimum execution time: 7_391_000 picoseconds.
		Weight::from_parts(8_950_000, 0)
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::FreeFailures` (r:1 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(542), added: 3017, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	fn operator_calls() -> Weight {
		// Minimum execution time: 30_240_000 picoseconds.
		Weight::from_parts(34_950_000, 4007)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn post(b: u32, ) -> Weight {
		Weight::from_parts(280_809_028, 6012)
			.saturating_add(Weight::from_parts(16_510, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(240_270_000, 8517)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn ack() -> Weight {
		Weight::from_parts(54_160_000, 4007)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(58_920_000, 4007)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn reveal(b: u32, ) -> Weight {
		Weight::from_parts(186_968_824, 4534)
			.saturating_add(Weight::from_parts(16_613, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn submit(b: u32, ) -> Weight {
		Weight::from_parts(192_941_132, 4534)
			.saturating_add(Weight::from_parts(16_942, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn set_ready() -> Weight {
		Weight::from_parts(102_690_000, 4534)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn set_unready() -> Weight {
		Weight::from_parts(63_950_000, 4534)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn add_slots(n: u32, ) -> Weight {
		Weight::from_parts(83_453_685, 6777)
			.saturating_add(Weight::from_parts(308_607, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 118).saturating_mul(n.into()))
	}
	fn drop_slots(n: u32, ) -> Weight {
		Weight::from_parts(36_994_227, 4325)
			.saturating_add(Weight::from_parts(23_479_053, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3544).saturating_mul(n.into()))
	}
	fn visit() -> Weight {
		Weight::from_parts(173_380_000, 15166)
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn assign() -> Weight {
		Weight::from_parts(341_370_000, 11622)
			.saturating_add(RocksDbWeight::get().reads(21_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(154_889_000, 8517)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(425_319_000, 6362)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn miss() -> Weight {
		Weight::from_parts(232_119_000, 4325)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(9_930_000, 5996)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn clean_up() -> Weight {
		Weight::from_parts(8_950_000, 0)
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn operator_calls() -> Weight {
		Weight::from_parts(34_950_000, 4007)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
