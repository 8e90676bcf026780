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
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::NextTask` (r:1 w:1)
	/// Proof: `Tasks::NextTask` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
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
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1, 16384]`.
	fn post(b: u32, ) -> Weight {
		// Minimum execution time: 259_950_000 picoseconds.
		Weight::from_parts(287_260_894, 6012)
			// Standard Error: 35
			.saturating_add(Weight::from_parts(17_105, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 58_370_000 picoseconds.
		Weight::from_parts(65_019_663, 4348)
			// Standard Error: 5
			.saturating_add(Weight::from_parts(602, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Minimum execution time: 222_139_000 picoseconds.
		Weight::from_parts(250_519_000, 8517)
			.saturating_add(T::DbWeight::get().reads(10_u64))
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
		// Minimum execution time: 50_260_000 picoseconds.
		Weight::from_parts(55_649_000, 4008)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Minimum execution time: 183_980_000 picoseconds.
		Weight::from_parts(193_529_000, 16080)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Draws` (r:0 w:1)
	/// Proof: `Scoring::Draws` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[8, 16384]`.
	fn reveal(b: u32, ) -> Weight {
		// Minimum execution time: 150_940_000 picoseconds.
		Weight::from_parts(155_775_300, 16080)
			// Standard Error: 27
			.saturating_add(Weight::from_parts(16_239, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 200_840_000 picoseconds.
		Weight::from_parts(212_215_975, 4534)
			// Standard Error: 26
			.saturating_add(Weight::from_parts(16_353, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_ready() -> Weight {
		// Minimum execution time: 97_049_000 picoseconds.
		Weight::from_parts(104_849_000, 4534)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	fn set_unready() -> Weight {
		// Minimum execution time: 60_870_000 picoseconds.
		Weight::from_parts(66_640_000, 4534)
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
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:2 w:2)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 16]`.
	fn add_slots(n: u32, ) -> Weight {
		// Minimum execution time: 77_230_000 picoseconds.
		Weight::from_parts(86_791_112, 6814)
			// Standard Error: 10_291
			.saturating_add(Weight::from_parts(247_187, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 114).saturating_mul(n.into()))
	}
	/// Storage: `Tasks::Workers` (r:17 w:17)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:16 w:16)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 16]`.
	fn drop_slots(n: u32, ) -> Weight {
		// Minimum execution time: 19_169_000 picoseconds.
		Weight::from_parts(32_290_236, 4325)
			// Standard Error: 82_599
			.saturating_add(Weight::from_parts(25_967_082, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
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
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:4 w:0)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:4 w:0)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Waiting` (r:1 w:1)
	/// Proof: `Tasks::Waiting` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::WaitingModels` (r:0 w:1)
	/// Proof: `Tasks::WaitingModels` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn visit() -> Weight {
		// Minimum execution time: 229_970_000 picoseconds.
		Weight::from_parts(256_729_000, 16080)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:5 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
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
	/// Storage: `Scoring::LargestConsensus` (r:1 w:0)
	/// Proof: `Scoring::LargestConsensus` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:2 w:0)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 375_550_000 picoseconds.
		Weight::from_parts(426_129_000, 16080)
			.saturating_add(T::DbWeight::get().reads(29_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Queue` (r:3 w:3)
	/// Proof: `Tasks::Queue` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:1)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Minimum execution time: 145_959_000 picoseconds.
		Weight::from_parts(159_430_000, 8517)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:0)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(595), added: 3070, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Pots` (r:1 w:1)
	/// Proof: `Scoring::Pots` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:5 w:5)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:5 w:5)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(109), added: 2584, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::LargestConsensus` (r:1 w:0)
	/// Proof: `Scoring::LargestConsensus` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:4 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:4 w:4)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:1)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 1_476_266_000 picoseconds.
		Weight::from_parts(1_640_286_000, 19211)
			.saturating_add(T::DbWeight::get().reads(52_u64))
			.saturating_add(T::DbWeight::get().writes(41_u64))
	}
	/// Storage: `Tasks::Tasks` (r:5 w:5)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:10)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 5]`.
	fn open_replicas(n: u32, ) -> Weight {
		// Minimum execution time: 47_851_000 picoseconds.
		Weight::from_parts(56_404_324, 16080)
			// Standard Error: 33_837
			.saturating_add(Weight::from_parts(10_852_719, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(860), added: 3335, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(176), added: 671, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
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
		// Minimum execution time: 226_939_000 picoseconds.
		Weight::from_parts(240_699_000, 4325)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Tasks::Timeouts` (r:2 w:0)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn height() -> Weight {
		// Minimum execution time: 8_390_000 picoseconds.
		Weight::from_parts(9_879_000, 5996)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `Tasks::Outcomes` (r:0 w:1)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:0 w:1)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	fn clean_up() -> Weight {
		// Minimum execution time: 6_860_000 picoseconds.
		Weight::from_parts(8_080_000, 0)
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Tasks::FreeFailures` (r:1 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	fn operator_calls() -> Weight {
		// Minimum execution time: 31_110_000 picoseconds.
		Weight::from_parts(34_569_000, 4008)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn post(b: u32, ) -> Weight {
		Weight::from_parts(287_260_894, 6012)
			.saturating_add(Weight::from_parts(17_105, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn replicate(b: u32, ) -> Weight {
		Weight::from_parts(65_019_663, 4348)
			.saturating_add(Weight::from_parts(602, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(250_519_000, 8517)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn ack() -> Weight {
		Weight::from_parts(55_649_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(193_529_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn reveal(b: u32, ) -> Weight {
		Weight::from_parts(155_775_300, 16080)
			.saturating_add(Weight::from_parts(16_239, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn submit(b: u32, ) -> Weight {
		Weight::from_parts(212_215_975, 4534)
			.saturating_add(Weight::from_parts(16_353, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn set_ready() -> Weight {
		Weight::from_parts(104_849_000, 4534)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn set_unready() -> Weight {
		Weight::from_parts(66_640_000, 4534)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn add_slots(n: u32, ) -> Weight {
		Weight::from_parts(86_791_112, 6814)
			.saturating_add(Weight::from_parts(247_187, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(Weight::from_parts(0, 114).saturating_mul(n.into()))
	}
	fn drop_slots(n: u32, ) -> Weight {
		Weight::from_parts(32_290_236, 4325)
			.saturating_add(Weight::from_parts(25_967_082, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3544).saturating_mul(n.into()))
	}
	fn visit() -> Weight {
		Weight::from_parts(256_729_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(22_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn assign() -> Weight {
		Weight::from_parts(426_129_000, 16080)
			.saturating_add(RocksDbWeight::get().reads(29_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(159_430_000, 8517)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(1_640_286_000, 19211)
			.saturating_add(RocksDbWeight::get().reads(52_u64))
			.saturating_add(RocksDbWeight::get().writes(41_u64))
	}
	fn open_replicas(n: u32, ) -> Weight {
		Weight::from_parts(56_404_324, 16080)
			.saturating_add(Weight::from_parts(10_852_719, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn miss() -> Weight {
		Weight::from_parts(240_699_000, 4325)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(9_879_000, 5996)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn clean_up() -> Weight {
		Weight::from_parts(8_080_000, 0)
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn operator_calls() -> Weight {
		Weight::from_parts(34_569_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
