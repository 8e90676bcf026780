//! Weights of `network`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-22, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
//! WORST CASE MAP SIZE: `1000000`, WASM-EXECUTION: `Compiled`

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `network`.
pub trait WeightInfo {
	fn counts() -> Weight;
	fn stands_still() -> Weight;
}

/// Weights for `network` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	fn counts() -> Weight {
		// Minimum execution time: 5_688_000 picoseconds.
		Weight::from_parts(6_250_000, 67035)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Proof: `MultiBlockMigrations::Cursor` (`max_values`: Some(1), `max_size`: Some(65550), added: 66045, mode: `MaxEncodedLen`)
	fn stands_still() -> Weight {
		// Minimum execution time: 7_131_000 picoseconds.
		Weight::from_parts(7_772_000, 67035)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn counts() -> Weight {
		Weight::from_parts(6_250_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn stands_still() -> Weight {
		Weight::from_parts(7_772_000, 67035)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
}
