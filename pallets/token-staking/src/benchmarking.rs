//! Benchmarks of calls and hooks.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::*;
use assay_primitives::{task::Grounds, traits::TaskBonds as TaskBondsOf, Balance, TaskId};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	EnsureOrigin, Get,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{BlockNumberProvider, Saturating};

/// Enough for any bond that a task may need.
fn large_stake<T: Config>() -> Balance {
	T::MinWorkerBond::get().max(T::MinBond::get()) * 1_000_000
}

fn fund<T: Config>(who: &T::AccountId, stake: Balance) {
	T::Currency::mint_into(who, stake * 2 + T::Currency::minimum_balance()).unwrap();
}

fn make_stash<T: Config>(index: u32) -> T::AccountId {
	let stash: T::AccountId = account("stash", index, 0);
	fund::<T>(&stash, large_stake::<T>());
	Pallet::<T>::do_bond(&stash, large_stake::<T>()).unwrap();
	stash
}

/// A worker with a large free stake, by stash and operator. The operator has no balance.
pub(crate) fn make_worker<T: Config>(index: u32) -> (T::AccountId, T::AccountId) {
	let stash = make_stash::<T>(index);
	let operator: T::AccountId = account("operator", index, 0);
	Pallet::<T>::do_register_worker(&stash, &operator).unwrap();
	(stash, operator)
}

/// Fills all but `spare` of a stash's chunks, one per era.
fn fill_chunks<T: Config>(stash: &T::AccountId, spare: u32) {
	for era in 0..T::MaxUnbondingChunks::get() - spare {
		CurrentEra::<T>::put(era);
		Pallet::<T>::do_unbond(stash, 1).unwrap();
	}
}

/// The conviction of a worker with a full list of chunks, mature now. Prover and requester are new accounts.
fn mature<T: Config>(task: TaskId) -> T::AccountId {
	let (stash, _) = make_worker::<T>(0);
	fill_chunks::<T>(&stash, 0);
	let bond = T::Currency::minimum_balance().max(1) * 1_000;
	let bond = bond.min(Ledgers::<T>::get(&stash).unwrap().free);
	let (prover, requester) = (account("prover", 0, 0), account("requester", 0, 0));
	<Pallet<T> as TaskBondsOf>::bond(&stash, task, bond).unwrap();
	<Pallet<T> as TaskBondsOf>::convict(&stash, task, &requester, 1, Grounds::Proof).unwrap();
	<Pallet<T> as TaskBondsOf>::award(task, Some(&prover)).unwrap();
	let height = Pallet::<T>::now().saturating_add(T::ConvictionMaturity::get());
	T::BlockNumberProvider::set_block_number(height);
	stash
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn bond() {
		let caller: T::AccountId = whitelisted_caller();
		let value = T::MinBond::get();
		fund::<T>(&caller, value);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), value);

		assert_eq!(Ledgers::<T>::get(&caller).unwrap().free, value);
	}

	#[benchmark]
	fn bond_extra() {
		let stash = make_stash::<T>(0);
		fill_chunks::<T>(&stash, 0);
		let before = Ledgers::<T>::get(&stash).unwrap().free;

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), 1);

		assert_eq!(Ledgers::<T>::get(&stash).unwrap().free, before + 1);
	}

	#[benchmark]
	fn unbond() {
		let stash = make_stash::<T>(0);
		fill_chunks::<T>(&stash, 1);
		CurrentEra::<T>::put(T::MaxUnbondingChunks::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), 1);

		let chunks = Ledgers::<T>::get(&stash).unwrap().unbonding.len();
		assert_eq!(chunks, T::MaxUnbondingChunks::get() as usize);
	}

	#[benchmark]
	fn withdraw_unbonded() {
		let stash = make_stash::<T>(0);
		fill_chunks::<T>(&stash, 1);
		CurrentEra::<T>::put(T::MaxUnbondingChunks::get());
		let rest = Ledgers::<T>::get(&stash).unwrap().free;
		Pallet::<T>::do_unbond(&stash, rest).unwrap();
		CurrentEra::<T>::put(T::MaxUnbondingChunks::get() + T::BondingDuration::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()));

		assert!(!Ledgers::<T>::contains_key(&stash));
	}

	#[benchmark]
	fn register_worker() {
		let stash = make_stash::<T>(0);
		fill_chunks::<T>(&stash, 0);
		let operator: T::AccountId = account("operator", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), operator.clone());

		assert_eq!(Workers::<T>::get(&stash), Some(operator));
	}

	#[benchmark]
	fn set_operator() {
		let (stash, old) = make_worker::<T>(0);
		let operator: T::AccountId = account("operator", 1, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), operator.clone());

		assert_eq!(Workers::<T>::get(&stash), Some(operator));
		assert!(!Operators::<T>::contains_key(&old));
	}

	#[benchmark]
	fn deregister_worker() {
		let (stash, _) = make_worker::<T>(0);
		fill_chunks::<T>(&stash, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()));

		assert!(!Workers::<T>::contains_key(&stash));
	}

	#[benchmark]
	fn on_session_start() {
		let era = CurrentEra::<T>::get();
		let index = EraStartSession::<T>::get() + T::SessionsPerEra::get();

		#[block]
		{
			Pallet::<T>::on_session_start(index);
		}

		assert_eq!(CurrentEra::<T>::get(), era + 1);
	}

	/// Prover and requester are paid.
	#[benchmark]
	fn settle_conviction() {
		let task = 7;
		let stash = mature::<T>(task);
		// Convictions were void once, but not this one.
		VoidedUpTo::<T>::insert(1, frame_system::pallet_prelude::BlockNumberFor::<T>::default());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), task);

		assert_eq!(Ledgers::<T>::get(&stash).unwrap().convicted, 0);
		assert!(!Convictions::<T>::contains_key(task));
	}

	#[benchmark]
	fn void_convictions() {
		let origin = T::VoidOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1);

		assert_eq!(VoidedUpTo::<T>::get(1), Some(Pallet::<T>::now()));
	}

	/// Looking for what is mature at a height where one conviction is.
	#[benchmark]
	fn maturing_height() {
		let at: frame_system::pallet_prelude::BlockNumberFor<T> = 1_000u32.into();
		Maturing::<T>::insert(at, 7, ());
		let found;

		#[block]
		{
			found = Maturing::<T>::iter_key_prefix(at).take(64).count();
		}

		assert_eq!(found, 1);
	}

	impl_benchmark_test_suite! {
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test,
	}
}
