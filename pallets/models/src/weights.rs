//! Weights for `pallet_models`
//!
//! Counted by hand from the storage each call touches, and on the heavy side.

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
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:1)
	fn register() -> Weight {
		Weight::from_parts(100_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn admit() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn deprecate() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn retire() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:1)
	fn set_params() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:256)
	/// The range of component `v` is `[1, 256]`.
	fn withdraw(v: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(v.into())))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:1)
	fn register() -> Weight {
		Weight::from_parts(100_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn admit() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn deprecate() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn retire() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:1)
	fn set_params() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:256)
	/// The range of component `v` is `[1, 256]`.
	fn withdraw(v: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
	}
}
