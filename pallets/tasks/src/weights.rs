//! Weights for `pallet_tasks`
//!
//! Counted by hand from the storage each call touches, and on the heavy side.

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
	fn post(b: u32, ) -> Weight {
		Weight::from_parts(120_000_000, 4600)
			.saturating_add(Weight::from_parts(2000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(80_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn ack() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn reveal(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2500, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn submit(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2500, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn set_ready() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn set_unready() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn add_slots(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(Weight::from_parts(4000000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn drop_slots(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(Weight::from_parts(6000000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn visit() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn assign() -> Weight {
		Weight::from_parts(150_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(150_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn miss() -> Weight {
		Weight::from_parts(120_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(10_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(0_u64))
	}
	fn clean_up() -> Weight {
		Weight::from_parts(15_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn operator_calls() -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn post(b: u32, ) -> Weight {
		Weight::from_parts(120_000_000, 4600)
			.saturating_add(Weight::from_parts(2000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn cancel() -> Weight {
		Weight::from_parts(80_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn ack() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn reveal(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2500, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn submit(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(Weight::from_parts(2500, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn set_ready() -> Weight {
		Weight::from_parts(40_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn set_unready() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn add_slots(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(Weight::from_parts(4000000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn drop_slots(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(Weight::from_parts(6000000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn visit() -> Weight {
		Weight::from_parts(30_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn assign() -> Weight {
		Weight::from_parts(150_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(20_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(90_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn settle() -> Weight {
		Weight::from_parts(150_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
	}
	fn miss() -> Weight {
		Weight::from_parts(120_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(16_u64))
	}
	fn height() -> Weight {
		Weight::from_parts(10_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(0_u64))
	}
	fn clean_up() -> Weight {
		Weight::from_parts(15_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn operator_calls() -> Weight {
		Weight::from_parts(20_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
