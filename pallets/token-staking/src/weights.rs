//! Weights of `pallet_token_staking`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_token_staking`.
pub trait WeightInfo {
	fn bond() -> Weight;
	fn bond_extra() -> Weight;
	fn unbond() -> Weight;
	fn withdraw_unbonded() -> Weight;
	fn register_worker() -> Weight;
	fn set_operator() -> Weight;
	fn deregister_worker() -> Weight;
	fn on_session_start(v: u32, ) -> Weight;
	fn settle_conviction() -> Weight;
	fn void_convictions() -> Weight;
	fn maturing_height() -> Weight;
	fn validate() -> Weight;
	fn validate_crowded() -> Weight;
	fn chill() -> Weight;
	fn set_prefs() -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn withdraw_delegation(n: u32, ) -> Weight;
	fn pay_staker() -> Weight;
	fn cancel_slash() -> Weight;
	fn plan_session(c: u32, ) -> Weight;
	fn on_offence() -> Weight;
	fn slash() -> Weight;
	fn slash_era_done() -> Weight;
	fn era_paid() -> Weight;
	fn forget_era(n: u32, ) -> Weight;
}

/// Weights for `pallet_token_staking` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	fn bond() -> Weight {
		// Minimum execution time: 103_334_000 picoseconds.
		Weight::from_parts(108_401_000, 4213)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	fn bond_extra() -> Weight {
		// Minimum execution time: 113_508_000 picoseconds.
		Weight::from_parts(122_392_000, 4213)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PlannedEra` (r:1 w:0)
	/// Proof: `TokenStaking::PlannedEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Minimum execution time: 38_087_000 picoseconds.
		Weight::from_parts(41_482_000, 4213)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	fn withdraw_unbonded() -> Weight {
		// Minimum execution time: 97_164_000 picoseconds.
		Weight::from_parts(103_083_000, 4213)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:2 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:1)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:0 w:1)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn register_worker() -> Weight {
		// Minimum execution time: 61_662_000 picoseconds.
		Weight::from_parts(67_260_000, 7436)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:2 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:2 w:2)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:1 w:1)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn set_operator() -> Weight {
		// Minimum execution time: 68_451_000 picoseconds.
		Weight::from_parts(72_187_000, 7436)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:1 w:1)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Tasks::Workers` (r:1 w:0)
	/// Proof: `Tasks::Workers` (`max_values`: None, `max_size`: Some(892), added: 3367, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:1)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:3 w:0)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:0)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	fn deregister_worker() -> Weight {
		// Minimum execution time: 85_487_000 picoseconds.
		Weight::from_parts(90_925_000, 8715)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TokenStaking::EraStartSession` (r:1 w:1)
	/// Proof: `TokenStaking::EraStartSession` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:1)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:1)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Parameters::Parameters` (r:4 w:0)
	/// Proof: `Parameters::Parameters` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PlannedEra` (r:1 w:1)
	/// Proof: `TokenStaking::PlannedEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStarts` (r:1 w:1)
	/// Proof: `TokenStaking::EraStarts` (`max_values`: Some(1), `max_size`: Some(2050), added: 2545, mode: `MaxEncodedLen`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::Ledgers` (r:8 w:8)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:8 w:8)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:8 w:8)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:8 w:8)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:8 w:8)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:8 w:8)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Leavings` (r:8 w:0)
	/// Proof: `TokenStaking::Leavings` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::JoinPrices` (r:0 w:8)
	/// Proof: `TokenStaking::JoinPrices` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 8]`.
	fn on_session_start(v: u32, ) -> Weight {
		// Minimum execution time: 183_102_000 picoseconds.
		Weight::from_parts(76_389_276, 11034)
			// Standard Error: 131_367
			.saturating_add(Weight::from_parts(114_659_663, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 3223).saturating_mul(v.into()))
	}
	/// Storage: `TokenStaking::Convictions` (r:1 w:1)
	/// Proof: `TokenStaking::Convictions` (`max_values`: None, `max_size`: Some(157), added: 2632, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::VoidedUpTo` (r:1 w:0)
	/// Proof: `TokenStaking::VoidedUpTo` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Maturing` (r:0 w:1)
	/// Proof: `TokenStaking::Maturing` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn settle_conviction() -> Weight {
		// Minimum execution time: 118_897_000 picoseconds.
		Weight::from_parts(124_965_000, 4213)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::VoidedUpTo` (r:0 w:1)
	/// Proof: `TokenStaking::VoidedUpTo` (`max_values`: None, `max_size`: Some(14), added: 2489, mode: `MaxEncodedLen`)
	fn void_convictions() -> Weight {
		// Minimum execution time: 18_798_000 picoseconds.
		Weight::from_parts(20_441_000, 67035)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TokenStaking::Maturing` (r:2 w:0)
	/// Proof: `TokenStaking::Maturing` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	fn maturing_height() -> Weight {
		// Minimum execution time: 7_241_000 picoseconds.
		Weight::from_parts(7_972_000, 5996)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:1 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::Validators` (r:1 w:1)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CounterForValidators` (r:1 w:1)
	/// Proof: `TokenStaking::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:3 w:0)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	fn validate() -> Weight {
		// Minimum execution time: 93_308_000 picoseconds.
		Weight::from_parts(100_560_000, 8715)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:257 w:2)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:1 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::Validators` (r:257 w:2)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CounterForValidators` (r:1 w:1)
	/// Proof: `TokenStaking::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:257 w:2)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:1 w:0)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn validate_crowded() -> Weight {
		// Minimum execution time: 3_797_939_000 picoseconds.
		Weight::from_parts(4_416_227_000, 829301)
			.saturating_add(T::DbWeight::get().reads(778_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Validators` (r:1 w:1)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CounterForValidators` (r:1 w:1)
	/// Proof: `TokenStaking::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:1 w:1)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:1)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:2 w:1)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:0)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::JoinPrices` (r:0 w:1)
	/// Proof: `TokenStaking::JoinPrices` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn chill() -> Weight {
		// Minimum execution time: 225_344_000 picoseconds.
		Weight::from_parts(233_536_000, 8799)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:2 w:1)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:0)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::JoinPrices` (r:0 w:1)
	/// Proof: `TokenStaking::JoinPrices` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn set_prefs() -> Weight {
		// Minimum execution time: 184_534_000 picoseconds.
		Weight::from_parts(193_367_000, 6470)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:2 w:1)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:0)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Delegations` (r:1 w:1)
	/// Proof: `TokenStaking::Delegations` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::JoinPrices` (r:0 w:1)
	/// Proof: `TokenStaking::JoinPrices` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn delegate() -> Weight {
		// Minimum execution time: 285_855_000 picoseconds.
		Weight::from_parts(329_139_000, 8799)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:2 w:0)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Delegations` (r:1 w:1)
	/// Proof: `TokenStaking::Delegations` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PlannedEra` (r:1 w:0)
	/// Proof: `TokenStaking::PlannedEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Leavings` (r:1 w:1)
	/// Proof: `TokenStaking::Leavings` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn undelegate() -> Weight {
		// Minimum execution time: 153_738_000 picoseconds.
		Weight::from_parts(169_682_000, 6196)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Delegations` (r:1 w:1)
	/// Proof: `TokenStaking::Delegations` (`max_values`: None, `max_size`: Some(773), added: 3248, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Leavings` (r:32 w:32)
	/// Proof: `TokenStaking::Leavings` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[1, 32]`.
	fn withdraw_delegation(n: u32, ) -> Weight {
		// Minimum execution time: 195_210_000 picoseconds.
		Weight::from_parts(210_542_333, 6196)
			// Standard Error: 156_008
			.saturating_add(Weight::from_parts(11_453_524, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2567).saturating_mul(n.into()))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:1 w:1)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:0)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	fn pay_staker() -> Weight {
		// Minimum execution time: 159_988_000 picoseconds.
		Weight::from_parts(171_094_000, 6470)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `TokenStaking::Offences` (r:1 w:1)
	/// Proof: `TokenStaking::Offences` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:1)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::SlashQueue` (r:0 w:1)
	/// Proof: `TokenStaking::SlashQueue` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn cancel_slash() -> Weight {
		// Minimum execution time: 36_775_000 picoseconds.
		Weight::from_parts(39_439_000, 3538)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PlannedEra` (r:1 w:1)
	/// Proof: `TokenStaking::PlannedEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStartSession` (r:1 w:0)
	/// Proof: `TokenStaking::EraStartSession` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CounterForValidators` (r:1 w:0)
	/// Proof: `TokenStaking::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Validators` (r:256 w:0)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:256 w:0)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:256 w:0)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:256 w:0)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Session::NextKeys` (r:256 w:0)
	/// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	/// The range of component `c` is `[1, 256]`.
	fn plan_session(c: u32, ) -> Weight {
		// Minimum execution time: 90_394_000 picoseconds.
		Weight::from_parts(106_040_573, 6474)
			// Standard Error: 305_546
			.saturating_add(Weight::from_parts(24_516_436, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3220).saturating_mul(c.into()))
	}
	/// Storage: `TokenStaking::EraStarts` (r:1 w:0)
	/// Proof: `TokenStaking::EraStarts` (`max_values`: Some(1), `max_size`: Some(2050), added: 2545, mode: `MaxEncodedLen`)
	/// Storage: `Session::DisabledValidators` (r:1 w:0)
	/// Proof: `Session::DisabledValidators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	/// Storage: `TokenStaking::Validators` (r:1 w:1)
	/// Proof: `TokenStaking::Validators` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CounterForValidators` (r:1 w:1)
	/// Proof: `TokenStaking::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OperatorOf` (r:1 w:1)
	/// Proof: `TokenStaking::OperatorOf` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Operators` (r:1 w:1)
	/// Proof: `TokenStaking::Operators` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:2 w:1)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:1 w:0)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:2 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Offences` (r:1 w:1)
	/// Proof: `TokenStaking::Offences` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:1)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::SlashQueue` (r:0 w:1)
	/// Proof: `TokenStaking::SlashQueue` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::JoinPrices` (r:0 w:1)
	/// Proof: `TokenStaking::JoinPrices` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn on_offence() -> Weight {
		// Minimum execution time: 269_239_000 picoseconds.
		Weight::from_parts(278_013_000, 8799)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	/// Storage: `TokenStaking::Offences` (r:1 w:1)
	/// Proof: `TokenStaking::Offences` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PendingSlashes` (r:1 w:1)
	/// Proof: `TokenStaking::PendingSlashes` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:1 w:0)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Ledgers` (r:1 w:1)
	/// Proof: `TokenStaking::Ledgers` (`max_values`: None, `max_size`: Some(748), added: 3223, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(265), added: 2740, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraPoints` (r:3 w:0)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Pools` (r:1 w:1)
	/// Proof: `TokenStaking::Pools` (`max_values`: None, `max_size`: Some(126), added: 2601, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::PlannedEra` (r:1 w:0)
	/// Proof: `TokenStaking::PlannedEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Leavings` (r:3 w:2)
	/// Proof: `TokenStaking::Leavings` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::SlashQueue` (r:0 w:1)
	/// Proof: `TokenStaking::SlashQueue` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn slash() -> Weight {
		// Minimum execution time: 212_175_000 picoseconds.
		Weight::from_parts(220_187_000, 8715)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// Storage: `TokenStaking::SlashQueue` (r:2 w:0)
	/// Proof: `TokenStaking::SlashQueue` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::NextSlashEra` (r:0 w:1)
	/// Proof: `TokenStaking::NextSlashEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn slash_era_done() -> Weight {
		// Minimum execution time: 8_813_000 picoseconds.
		Weight::from_parts(9_694_000, 6068)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `TokenStaking::EraPoints` (r:2 w:0)
	/// Proof: `TokenStaking::EraPoints` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::OldestUnpaidEra` (r:0 w:1)
	/// Proof: `TokenStaking::OldestUnpaidEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraRewards` (r:0 w:1)
	/// Proof: `TokenStaking::EraRewards` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	fn era_paid() -> Weight {
		// Minimum execution time: 11_747_000 picoseconds.
		Weight::from_parts(12_829_000, 6140)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `TokenStaking::OldestEra` (r:1 w:0)
	/// Proof: `TokenStaking::OldestEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Proof: `Network::Numbers` (`max_values`: Some(1), `max_size`: Some(348), added: 843, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::CurrentEra` (r:1 w:0)
	/// Proof: `TokenStaking::CurrentEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::NextSlashEra` (r:1 w:0)
	/// Proof: `TokenStaking::NextSlashEra` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::EraStakes` (r:32 w:32)
	/// Proof: `TokenStaking::EraStakes` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	/// Storage: `TokenStaking::Offences` (r:0 w:32)
	/// Proof: `TokenStaking::Offences` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// The range of component `n` is `[0, 32]`.
	fn forget_era(n: u32, ) -> Weight {
		// Minimum execution time: 22_244_000 picoseconds.
		Weight::from_parts(26_352_350, 3779)
			// Standard Error: 6_543
			.saturating_add(Weight::from_parts(7_964_449, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2544).saturating_mul(n.into()))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn bond() -> Weight {
		Weight::from_parts(108_401_000, 4213)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(122_392_000, 4213)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(41_482_000, 4213)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(103_083_000, 4213)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn register_worker() -> Weight {
		Weight::from_parts(67_260_000, 7436)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(72_187_000, 7436)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn deregister_worker() -> Weight {
		Weight::from_parts(90_925_000, 8715)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn on_session_start(v: u32, ) -> Weight {
		Weight::from_parts(76_389_276, 11034)
			.saturating_add(Weight::from_parts(114_659_663, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().reads((7_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(RocksDbWeight::get().writes((7_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(0, 3223).saturating_mul(v.into()))
	}
	fn settle_conviction() -> Weight {
		Weight::from_parts(124_965_000, 4213)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn void_convictions() -> Weight {
		Weight::from_parts(20_441_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn maturing_height() -> Weight {
		Weight::from_parts(7_972_000, 5996)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn validate() -> Weight {
		Weight::from_parts(100_560_000, 8715)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn validate_crowded() -> Weight {
		Weight::from_parts(4_416_227_000, 829301)
			.saturating_add(RocksDbWeight::get().reads(778_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn chill() -> Weight {
		Weight::from_parts(233_536_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(17_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn set_prefs() -> Weight {
		Weight::from_parts(193_367_000, 6470)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn delegate() -> Weight {
		Weight::from_parts(329_139_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(169_682_000, 6196)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn withdraw_delegation(n: u32, ) -> Weight {
		Weight::from_parts(210_542_333, 6196)
			.saturating_add(Weight::from_parts(11_453_524, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2567).saturating_mul(n.into()))
	}
	fn pay_staker() -> Weight {
		Weight::from_parts(171_094_000, 6470)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn cancel_slash() -> Weight {
		Weight::from_parts(39_439_000, 3538)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn plan_session(c: u32, ) -> Weight {
		Weight::from_parts(106_040_573, 6474)
			.saturating_add(Weight::from_parts(24_516_436, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().reads((5_u64).saturating_mul(c.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(0, 3220).saturating_mul(c.into()))
	}
	fn on_offence() -> Weight {
		Weight::from_parts(278_013_000, 8799)
			.saturating_add(RocksDbWeight::get().reads(24_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn slash() -> Weight {
		Weight::from_parts(220_187_000, 8715)
			.saturating_add(RocksDbWeight::get().reads(19_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn slash_era_done() -> Weight {
		Weight::from_parts(9_694_000, 6068)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn era_paid() -> Weight {
		Weight::from_parts(12_829_000, 6140)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn forget_era(n: u32, ) -> Weight {
		Weight::from_parts(26_352_350, 3779)
			.saturating_add(Weight::from_parts(7_964_449, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2544).saturating_mul(n.into()))
	}
}
