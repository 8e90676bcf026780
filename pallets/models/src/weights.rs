//! Weights of `pallet_models`, in the form of scripts/bench-weights.sh.
//!
//! Estimates from what like calls of this pallet took, on the high side, until it is run again.

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
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Storage: `Models::Models` (r:2 w:1)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `Models::Params` (r:0 w:1)
	/// Storage: `Models::Versions` (r:0 w:1)
	fn register() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(160_000_000, 6500)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Storage: `Models::Params` (r:1 w:0)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// Storage: `Models::Upgrades` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Storage: `TokenStaking::Validators` (r:32 w:0)
	/// The range of component `a` is `[1, 32]`.
	fn admit(a: u32, ) -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(120_000_000, 6000)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn deprecate() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(35_000_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	fn retire() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(37_000_000, 4348)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Versions` (r:4 w:0)
	/// Storage: `Parameters::Parameters` (r:2 w:0)
	/// Storage: `Models::Params` (r:0 w:1)
	fn set_params() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(75_000_000, 8500)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Versions` (r:96 w:95)
	/// Storage: `Balances::Holds` (r:96 w:96)
	/// Storage: `Models::Uris` (r:95 w:95)
	/// Storage: `Models::Attestations` (r:0 w:95)
	/// Storage: `Models::Params` (r:0 w:1024)
	/// Storage: `Models::Upgrades` (r:0 w:1)
	/// Storage: `Models::CounterForModels` (r:1 w:1)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Storage: `Scoring::Pots` (r:1 w:1)
	/// Storage: `System::Account` (r:2 w:2)
	/// The range of component `p` is `[1, 1024]`.
	/// The range of component `v` is `[1, 95]`.
	fn withdraw(p: u32, v: u32, ) -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(180_000_000, 6000)
			.saturating_add(Weight::from_parts(3_200_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(90_000_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(v.into())))
	}
	/// Storage: `Models::Models` (r:2 w:1)
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Storage: `Models::Params` (r:4 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	fn propose_version() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(150_000_000, 8500)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Models::Versions` (r:2 w:1)
	/// Storage: `Models::Params` (r:4 w:0)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// Storage: `Models::Upgrades` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Network::Numbers` (r:1 w:0)
	/// Storage: `TokenStaking::Validators` (r:32 w:0)
	/// The range of component `a` is `[1, 32]`.
	fn upgrade(a: u32, ) -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(160_000_000, 8500)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `TokenStaking::Operators` (r:1 w:0)
	/// Storage: `TokenStaking::Validators` (r:33 w:0)
	/// Storage: `Models::Models` (r:1 w:0)
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Storage: `Models::Attestations` (r:1 w:1)
	/// The range of component `a` is `[1, 32]`.
	fn attest(a: u32, ) -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(45_000_000, 6000)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Versions` (r:1 w:1)
	/// Storage: `Models::Models` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `Models::Uris` (r:1 w:1)
	/// Storage: `Models::Attestations` (r:0 w:1)
	fn close() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(120_000_000, 6500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Models::Versions` (r:1 w:0)
	/// Storage: `Models::Uris` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	fn set_uris() -> Weight {
		// Estimate: not measured since the call changed.
		Weight::from_parts(110_000_000, 6500)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For tests: the same figures with the database of the SDK's reference.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(160_000_000, 6500)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn admit(a: u32, ) -> Weight {
		Weight::from_parts(120_000_000, 6000)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn deprecate() -> Weight {
		Weight::from_parts(35_000_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(37_000_000, 4348)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_params() -> Weight {
		Weight::from_parts(75_000_000, 8500)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn withdraw(p: u32, v: u32, ) -> Weight {
		Weight::from_parts(180_000_000, 6000)
			.saturating_add(Weight::from_parts(3_200_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(90_000_000, 0).saturating_mul(v.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(v.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(v.into())))
	}
	fn propose_version() -> Weight {
		Weight::from_parts(150_000_000, 8500)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn upgrade(a: u32, ) -> Weight {
		Weight::from_parts(160_000_000, 8500)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn attest(a: u32, ) -> Weight {
		Weight::from_parts(45_000_000, 6000)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(120_000_000, 6500)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn set_uris() -> Weight {
		Weight::from_parts(110_000_000, 6500)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
