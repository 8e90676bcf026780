//! Weights of `pallet_scoring`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_scoring`.
pub trait WeightInfo {
	fn serve() -> Weight;
	fn commit_verdict() -> Weight;
	fn reveal_verdict() -> Weight;
	fn abstain() -> Weight;
	fn commit_opinion() -> Weight;
	fn reveal_opinion(n: u32, ) -> Weight;
	fn begin_tally() -> Weight;
	fn tally(n: u32, ) -> Weight;
	fn end_tally(n: u32, ) -> Weight;
	fn note_seed() -> Weight;
	fn refresh_panel() -> Weight;
	fn height() -> Weight;
	fn draw() -> Weight;
	fn deadline() -> Weight;
}

/// Weights for `pallet_scoring` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedSince` (r:1 w:1)
	/// Proof: `Scoring::ServedSince` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(173), added: 2648, mode: `MaxEncodedLen`)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Proof: `Models::Versions` (`max_values`: None, `max_size`: Some(1149), added: 3624, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::EraStakes` (r:100 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedModels` (r:1 w:1)
	/// Proof: `Scoring::ServedModels` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:9 w:9)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	fn serve() -> Weight {
		// Minimum execution time: 969_980_000 picoseconds.
		Weight::from_parts(1_040_294_000, 257690)
			.saturating_add(T::DbWeight::get().reads(118_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Deadlines` (r:0 w:2)
	/// Proof: `Scoring::Deadlines` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn commit_verdict() -> Weight {
		// Minimum execution time: 106_839_000 picoseconds.
		Weight::from_parts(158_496_000, 4064)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Deadlines` (r:0 w:1)
	/// Proof: `Scoring::Deadlines` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn reveal_verdict() -> Weight {
		// Minimum execution time: 134_169_000 picoseconds.
		Weight::from_parts(238_063_000, 4064)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:1 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:2 w:2)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:2 w:2)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:1)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Deadlines` (r:0 w:2)
	/// Proof: `Scoring::Deadlines` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn abstain() -> Weight {
		// Minimum execution time: 520_653_000 picoseconds.
		Weight::from_parts(783_142_000, 9103)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(15_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::EraStakes` (r:100 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::OpinionCommitments` (r:1 w:1)
	/// Proof: `Scoring::OpinionCommitments` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	fn commit_opinion() -> Weight {
		// Minimum execution time: 717_376_000 picoseconds.
		Weight::from_parts(960_667_000, 257690)
			.saturating_add(T::DbWeight::get().reads(104_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::EraStakes` (r:100 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::OpinionCommitments` (r:1 w:1)
	/// Proof: `Scoring::OpinionCommitments` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Delegations` (r:256 w:0)
	/// Proof: `TokenStaking::Delegations` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:256 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Revealers` (r:1 w:1)
	/// Proof: `Scoring::Revealers` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Ballots` (r:256 w:256)
	/// Proof: `Scoring::Ballots` (`max_values`: None, `max_size`: Some(862), added: 3337, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 256]`.
	fn reveal_opinion(n: u32, ) -> Weight {
		// Minimum execution time: 814_279_000 picoseconds.
		Weight::from_parts(1_295_240_356, 257690)
			// Standard Error: 756_852
			.saturating_add(Weight::from_parts(25_185_716, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(106_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3337).saturating_mul(n.into()))
	}
	/// Storage: `Scoring::Revealers` (r:1 w:1)
	/// Proof: `Scoring::Revealers` (`max_values`: None, `max_size`: Some(4814), added: 7289, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::EraStakes` (r:100 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::TallyOf` (r:0 w:1)
	/// Proof: `Scoring::TallyOf` (`max_values`: Some(1), `max_size`: Some(7215), added: 7710, mode: `MaxEncodedLen`)
	fn begin_tally() -> Weight {
		// Minimum execution time: 689_374_000 picoseconds.
		Weight::from_parts(1_069_708_000, 257690)
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::TallyOf` (r:1 w:1)
	/// Proof: `Scoring::TallyOf` (`max_values`: Some(1), `max_size`: Some(7215), added: 7710, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Ballots` (r:33 w:32)
	/// Proof: `Scoring::Ballots` (`max_values`: None, `max_size`: Some(862), added: 3337, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Consensuses` (r:32 w:32)
	/// Proof: `Scoring::Consensuses` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 32]`.
	fn tally(n: u32, ) -> Weight {
		// Minimum execution time: 214_869_000 picoseconds.
		Weight::from_parts(192_091_484, 8700)
			// Standard Error: 1_877_743
			.saturating_add(Weight::from_parts(78_908_927, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3337).saturating_mul(n.into()))
	}
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Windows` (r:100 w:100)
	/// Proof: `Scoring::Windows` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:100 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:100 w:100)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:1)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::OpinionCommitments` (r:100 w:100)
	/// Proof: `Scoring::OpinionCommitments` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::LargestConsensus` (r:0 w:1)
	/// Proof: `Scoring::LargestConsensus` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::TallyOf` (r:0 w:1)
	/// Proof: `Scoring::TallyOf` (`max_values`: Some(1), `max_size`: Some(7215), added: 7710, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::NextTally` (r:0 w:1)
	/// Proof: `Scoring::NextTally` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 100]`.
	fn end_tally(n: u32, ) -> Weight {
		// Minimum execution time: 283_741_000 picoseconds.
		Weight::from_parts(395_437_987, 257690)
			// Standard Error: 634_142
			.saturating_add(Weight::from_parts(28_930_517, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(104_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2591).saturating_mul(n.into()))
	}
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::RecentSeeds` (r:1 w:1)
	/// Proof: `Scoring::RecentSeeds` (`max_values`: Some(1), `max_size`: Some(2050), added: 2545, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Draws` (r:1 w:0)
	/// Proof: `Scoring::Draws` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::DrawSeeds` (r:1 w:1)
	/// Proof: `Scoring::DrawSeeds` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn note_seed() -> Weight {
		// Minimum execution time: 74_451_000 picoseconds.
		Weight::from_parts(86_509_000, 3535)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:1)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedModels` (r:99 w:99)
	/// Proof: `Scoring::ServedModels` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	fn refresh_panel() -> Weight {
		// Minimum execution time: 728_752_000 picoseconds.
		Weight::from_parts(860_958_000, 276210)
			.saturating_add(T::DbWeight::get().reads(103_u64))
			.saturating_add(T::DbWeight::get().writes(100_u64))
	}
	/// Storage: `Scoring::Draws` (r:2 w:1)
	/// Proof: `Scoring::Draws` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn height() -> Weight {
		// Minimum execution time: 10_977_000 picoseconds.
		Weight::from_parts(16_845_000, 5996)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Tasks::Tasks` (r:1 w:1)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(194), added: 2669, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Records` (r:1 w:0)
	/// Proof: `Scoring::Records` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:1 w:1)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:5 w:5)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::TaskBonds` (r:5 w:5)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:5 w:5)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:5 w:5)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Deadlines` (r:0 w:1)
	/// Proof: `Scoring::Deadlines` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:0 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Timeouts` (r:0 w:2)
	/// Proof: `Tasks::Timeouts` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn draw() -> Weight {
		// Minimum execution time: 918_414_000 picoseconds.
		Weight::from_parts(1_287_412_000, 17105)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(26_u64))
	}
	/// Storage: `TokenStaking::TaskBonds` (r:4 w:4)
	/// Proof: `TokenStaking::TaskBonds` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:4 w:4)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:4 w:4)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedModels` (r:4 w:4)
	/// Proof: `Scoring::ServedModels` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Panels` (r:8 w:8)
	/// Proof: `Scoring::Panels` (`max_values`: None, `max_size`: Some(5638), added: 8113, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Tasks` (r:1 w:0)
	/// Proof: `Tasks::Tasks` (`max_values`: None, `max_size`: Some(543), added: 3018, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Deadlines` (r:0 w:1)
	/// Proof: `Scoring::Deadlines` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::Audits` (r:0 w:1)
	/// Proof: `Scoring::Audits` (`max_values`: None, `max_size`: Some(599), added: 3074, mode: `MaxEncodedLen`)
	/// Storage: `Scoring::ServedSince` (r:0 w:4)
	/// Proof: `Scoring::ServedSince` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn deadline() -> Weight {
		// Minimum execution time: 1_424_635_000 picoseconds.
		Weight::from_parts(1_605_914_000, 65894)
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().writes(34_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn serve() -> Weight {
		Weight::from_parts(1_040_294_000, 257690)
			.saturating_add(RocksDbWeight::get().reads(118_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn commit_verdict() -> Weight {
		Weight::from_parts(158_496_000, 4064)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn reveal_verdict() -> Weight {
		Weight::from_parts(238_063_000, 4064)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn abstain() -> Weight {
		Weight::from_parts(783_142_000, 9103)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(15_u64))
	}
	fn commit_opinion() -> Weight {
		Weight::from_parts(960_667_000, 257690)
			.saturating_add(RocksDbWeight::get().reads(104_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn reveal_opinion(n: u32, ) -> Weight {
		Weight::from_parts(1_295_240_356, 257690)
			.saturating_add(Weight::from_parts(25_185_716, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(106_u64))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3337).saturating_mul(n.into()))
	}
	fn begin_tally() -> Weight {
		Weight::from_parts(1_069_708_000, 257690)
			.saturating_add(RocksDbWeight::get().reads(103_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn tally(n: u32, ) -> Weight {
		Weight::from_parts(192_091_484, 8700)
			.saturating_add(Weight::from_parts(78_908_927, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3337).saturating_mul(n.into()))
	}
	fn end_tally(n: u32, ) -> Weight {
		Weight::from_parts(395_437_987, 257690)
			.saturating_add(Weight::from_parts(28_930_517, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(103_u64))
			.saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(104_u64))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2591).saturating_mul(n.into()))
	}
	fn note_seed() -> Weight {
		Weight::from_parts(86_509_000, 3535)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn refresh_panel() -> Weight {
		Weight::from_parts(860_958_000, 276210)
			.saturating_add(RocksDbWeight::get().reads(103_u64))
			.saturating_add(RocksDbWeight::get().writes(100_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(16_845_000, 5996)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn draw() -> Weight {
		Weight::from_parts(1_287_412_000, 17105)
			.saturating_add(RocksDbWeight::get().reads(25_u64))
			.saturating_add(RocksDbWeight::get().writes(26_u64))
	}
	fn deadline() -> Weight {
		Weight::from_parts(1_605_914_000, 65894)
			.saturating_add(RocksDbWeight::get().reads(30_u64))
			.saturating_add(RocksDbWeight::get().writes(34_u64))
	}
}
