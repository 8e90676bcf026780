//! Weights of `pallet_models`, written by scripts/bench-weights.sh.
//!
//! DATE: 2026-11-21, STEPS: `20`, REPEAT: `10`, CPU: `AMD EPYC`, CLI: 64.0.0
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
	fn admit() -> Weight;
	fn deprecate() -> Weight;
	fn retire() -> Weight;
	fn set_params() -> Weight;
	fn withdraw(v: u32, ) -> Weight;
}

/// Weights for `pallet_models` with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Proof: `Models::CounterForModels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Minimum execution time: 123_420_000 picoseconds.
		Weight::from_parts(131_040_000, 4348)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	fn admit() -> Weight {
		// Minimum execution time: 31_549_000 picoseconds.
		Weight::from_parts(34_860_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	fn deprecate() -> Weight {
		// Minimum execution time: 31_330_000 picoseconds.
		Weight::from_parts(34_700_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Minimum execution time: 31_691_000 picoseconds.
		Weight::from_parts(35_080_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	fn set_params() -> Weight {
		// Minimum execution time: 36_490_000 picoseconds.
		Weight::from_parts(39_830_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Proof: `Models::Models` (`max_values`: None, `max_size`: Some(883), added: 3358, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Proof: `Models::CounterForModels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Models::Params` (r:0 w:1024)
	/// Proof: `Models::Params` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// The range of component `v` is `[1, 1024]`.
	fn withdraw(v: u32, ) -> Weight {
		// Minimum execution time: 100_129_000 picoseconds.
		Weight::from_parts(81_099_914, 4348)
			// Standard Error: 4_809
			.saturating_add(Weight::from_parts(2_975_807, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(131_040_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn admit() -> Weight {
		Weight::from_parts(34_860_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn deprecate() -> Weight {
		Weight::from_parts(34_700_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(35_080_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(39_830_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn withdraw(v: u32, ) -> Weight {
		Weight::from_parts(81_099_914, 4348)
			.saturating_add(Weight::from_parts(2_975_807, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
	}
}
