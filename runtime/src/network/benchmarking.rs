//! What the clocks of the market cost a block.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::Hooks;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::One;

#[benchmarks]
mod benches {
	use super::*;

	/// A block that counts.
	#[benchmark]
	fn counts() {
		#[block]
		{
			Pallet::<T>::on_initialize(BlockNumberFor::<T>::one());
		}
		assert!(Missed::<T>::get() < One::one());
	}

	/// The block after a closure, for which the clocks stand still.
	#[benchmark]
	fn stands_still() {
		Stood::<T>::put(true);
		#[block]
		{
			Pallet::<T>::on_initialize(BlockNumberFor::<T>::one());
		}
		assert_eq!(Missed::<T>::get(), One::one());
	}
}
