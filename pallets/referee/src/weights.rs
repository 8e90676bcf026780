//! Weights of `pallet_referee`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_referee`.
pub trait WeightInfo {
	fn disprove_digest() -> Weight;
	fn challenge() -> Weight;
	fn demand() -> Weight;
	fn answer_nodes() -> Weight;
	fn answer_leaf() -> Weight;
	fn name_place() -> Weight;
	fn accuse(b: u32, ) -> Weight;
	fn disclose(n: u32, ) -> Weight;
	fn select() -> Weight;
	fn open() -> Weight;
	fn prove(b: u32, ) -> Weight;
	fn timeout() -> Weight;
	fn height() -> Weight;
	fn close() -> Weight;
}

/// Weights for `pallet_referee` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedModels` (r:1 w:1)
	/// Proof: `Scoring::ServedModels` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:1)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedSince` (r:0 w:1)
	/// Proof: `Scoring::ServedSince` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn disprove_digest() -> Weight {
		// Minimum execution time: 524_729_000 picoseconds.
		Weight::from_parts(624_147_000, 9103)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Challenges` (r:8 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:1)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:0)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:1)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn challenge() -> Weight {
		// Minimum execution time: 192_756_000 picoseconds.
		Weight::from_parts(206_136_000, 22974)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:1 w:0)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:2)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn demand() -> Weight {
		// Minimum execution time: 180_618_000 picoseconds.
		Weight::from_parts(187_769_000, 11800)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:0)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:2)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn answer_nodes() -> Weight {
		// Minimum execution time: 246_546_000 picoseconds.
		Weight::from_parts(256_681_000, 3974)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:0)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:2)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn answer_leaf() -> Weight {
		// Minimum execution time: 79_297_000 picoseconds.
		Weight::from_parts(93_679_000, 4008)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:0 w:1)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:2)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn name_place() -> Weight {
		// Minimum execution time: 116_503_000 picoseconds.
		Weight::from_parts(126_147_000, 4008)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Inputs` (r:1 w:0)
	/// Proof: `Tasks::Inputs` (`max_values`: None, `max_size`: Some(16405), added: 18880, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Outcomes` (r:1 w:0)
	/// Proof: `Tasks::Outcomes` (`max_values`: None, `max_size`: Some(32865), added: 35340, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:1)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Convictions` (r:1 w:1)
	/// Proof: `TokenStaking::Convictions` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:0)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Maturing` (r:0 w:1)
	/// Proof: `TokenStaking::Maturing` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Referee::FreeFailures` (r:0 w:1)
	/// Proof: `Referee::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:0 w:1)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:1)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[1000, 60000]`.
	fn accuse(b: u32, ) -> Weight {
		// Minimum execution time: 470_719_000 picoseconds.
		Weight::from_parts(472_813_888, 36330)
			// Standard Error: 32
			.saturating_add(Weight::from_parts(3_083, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:0)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:1 w:0)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Disclosures` (r:3 w:1)
	/// Proof: `Referee::Disclosures` (`max_values`: None, `max_size`: Some(2320), added: 4795, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Pieces` (r:0 w:1)
	/// Proof: `Referee::Pieces` (`max_values`: None, `max_size`: Some(262258), added: 264733, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[64, 4096]`.
	fn disclose(n: u32, ) -> Weight {
		// Minimum execution time: 304_892_000 picoseconds.
		Weight::from_parts(276_788_878, 15375)
			// Standard Error: 1_143
			.saturating_add(Weight::from_parts(730_313, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Disclosures` (r:4 w:1)
	/// Proof: `Referee::Disclosures` (`max_values`: None, `max_size`: Some(2320), added: 4795, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:1 w:0)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	fn select() -> Weight {
		// Minimum execution time: 126_358_000 picoseconds.
		Weight::from_parts(136_663_000, 20170)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Disclosures` (r:1 w:1)
	/// Proof: `Referee::Disclosures` (`max_values`: None, `max_size`: Some(2320), added: 4795, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:1 w:0)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:2)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// Minimum execution time: 111_185_000 picoseconds.
		Weight::from_parts(116_914_000, 5785)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Referee::Challenges` (r:1 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Disclosures` (r:1 w:1)
	/// Proof: `Referee::Disclosures` (`max_values`: None, `max_size`: Some(2320), added: 4795, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:1 w:1)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:1)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Convictions` (r:1 w:1)
	/// Proof: `TokenStaking::Convictions` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:0)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Maturing` (r:0 w:1)
	/// Proof: `TokenStaking::Maturing` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Referee::FreeFailures` (r:0 w:1)
	/// Proof: `Referee::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Pieces` (r:0 w:1)
	/// Proof: `Referee::Pieces` (`max_values`: None, `max_size`: Some(262258), added: 264733, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:1)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// The range of component `b` is `[2000, 30000]`.
	fn prove(b: u32, ) -> Weight {
		// Minimum execution time: 525_420_000 picoseconds.
		Weight::from_parts(511_907_463, 6470)
			// Standard Error: 47
			.saturating_add(Weight::from_parts(14_204, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:1)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Convictions` (r:1 w:1)
	/// Proof: `TokenStaking::Convictions` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:1 w:1)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:0)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:1)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:1)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Markets` (r:1 w:1)
	/// Proof: `Tasks::Markets` (`max_values`: None, `max_size`: Some(83), added: 2558, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Slots` (r:1 w:1)
	/// Proof: `Tasks::Slots` (`max_values`: None, `max_size`: Some(1069), added: 3544, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::PendingMisses` (r:1 w:0)
	/// Proof: `Tasks::PendingMisses` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Maturing` (r:0 w:1)
	/// Proof: `TokenStaking::Maturing` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Referee::FreeFailures` (r:0 w:1)
	/// Proof: `Referee::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:0 w:1)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Challenges` (r:0 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:1)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::FreeFailures` (r:0 w:1)
	/// Proof: `Tasks::FreeFailures` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Cleanups` (r:0 w:1)
	/// Proof: `Tasks::Cleanups` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn timeout() -> Weight {
		// Minimum execution time: 341_637_000 picoseconds.
		Weight::from_parts(359_664_000, 6470)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	/// Storage: `Referee::NextTimeout` (r:1 w:1)
	/// Proof: `Referee::NextTimeout` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:1 w:0)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn height() -> Weight {
		// Minimum execution time: 12_068_000 picoseconds.
		Weight::from_parts(13_170_000, 3533)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `System::Account` (r:5 w:5)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:5 w:5)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Disclosures` (r:4 w:4)
	/// Proof: `Referee::Disclosures` (`max_values`: None, `max_size`: Some(2320), added: 4795, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Cases` (r:1 w:1)
	/// Proof: `Referee::Cases` (`max_values`: None, `max_size`: Some(509), added: 2984, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Places` (r:0 w:1)
	/// Proof: `Referee::Places` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Answers` (r:0 w:1)
	/// Proof: `Referee::Answers` (`max_values`: None, `max_size`: Some(8335), added: 10810, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Pieces` (r:0 w:4)
	/// Proof: `Referee::Pieces` (`max_values`: None, `max_size`: Some(262258), added: 264733, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Challenges` (r:0 w:1)
	/// Proof: `Referee::Challenges` (`max_values`: None, `max_size`: Some(273), added: 2748, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Timeouts` (r:0 w:1)
	/// Proof: `Referee::Timeouts` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Minimum execution time: 416_950_000 picoseconds.
		Weight::from_parts(594_082_000, 20170)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(23_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn disprove_digest() -> Weight {
		Weight::from_parts(624_147_000, 9103)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn challenge() -> Weight {
		Weight::from_parts(206_136_000, 22974)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn demand() -> Weight {
		Weight::from_parts(187_769_000, 11800)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn answer_nodes() -> Weight {
		Weight::from_parts(256_681_000, 3974)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn answer_leaf() -> Weight {
		Weight::from_parts(93_679_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn name_place() -> Weight {
		Weight::from_parts(126_147_000, 4008)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn accuse(b: u32, ) -> Weight {
		Weight::from_parts(472_813_888, 36330)
			.saturating_add(Weight::from_parts(3_083, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().writes(22_u64))
	}
	fn disclose(n: u32, ) -> Weight {
		Weight::from_parts(276_788_878, 15375)
			.saturating_add(Weight::from_parts(730_313, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn select() -> Weight {
		Weight::from_parts(136_663_000, 20170)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn open() -> Weight {
		Weight::from_parts(116_914_000, 5785)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn prove(b: u32, ) -> Weight {
		Weight::from_parts(511_907_463, 6470)
			.saturating_add(Weight::from_parts(14_204, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(21_u64))
			.saturating_add(RocksDbWeight::get().writes(24_u64))
	}
	fn timeout() -> Weight {
		Weight::from_parts(359_664_000, 6470)
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().writes(22_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(13_170_000, 3533)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(594_082_000, 20170)
			.saturating_add(RocksDbWeight::get().reads(15_u64))
			.saturating_add(RocksDbWeight::get().writes(23_u64))
	}
}
