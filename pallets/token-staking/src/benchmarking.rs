//! Benchmarks of calls and hooks.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::*;
use alloc::{vec, vec::Vec};
use assay_primitives::{
	task::Grounds,
	traits::{Duty, RewardPoints, Sessions, TaskBonds as TaskBondsOf},
	Balance, EraIndex, TaskId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	EnsureOrigin, Get,
};
use frame_system::RawOrigin;
use sp_runtime::{
	traits::{BlockNumberProvider, Saturating},
	Perbill,
};

/// Enough for any bond that a task may need.
fn large_stake<T: Config>() -> Balance {
	T::MinWorkerBond::get().max(T::MinValidatorBond::get()) * 1_000_000
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

const ANY: Prefs = Prefs { commission: Perbill::from_percent(10), blocked: false };

/// A stash that stands for election.
fn make_validator<T: Config>(index: u32) -> T::AccountId {
	let stash = make_stash::<T>(index);
	T::Sessions::benchmark_keys(&stash);
	Pallet::<T>::do_validate(&stash, ANY).unwrap();
	stash
}

/// So many stashes that stand for election, the same at every call.
pub(crate) fn make_candidates<T: Config>(count: u32) -> Vec<T::AccountId> {
	let all = (0..count).map(|index| {
		// Of workers and auditors the numbers are smaller.
		let number = 2_000_000 + index;
		let stash: T::AccountId = account("stash", number, 0);
		if !Ledgers::<T>::contains_key(&stash) {
			make_validator::<T>(number);
		}
		stash
	});
	all.collect()
}

/// Validators in office with operators, and with stake that stands behind them in this era.
pub(crate) fn make_auditors<T: Config>(count: u32) -> Vec<(T::AccountId, T::AccountId)> {
	let all: Vec<_> = (0..count)
		.map(|index| {
			// Of workers the numbers are small.
			let number = 1_000_000 + index;
			let stash: T::AccountId = account("stash", number, 0);
			let operator: T::AccountId = account("auditor", index, 0);
			if !Ledgers::<T>::contains_key(&stash) {
				make_validator::<T>(number);
				Pallet::<T>::do_set_operator(&stash, &operator).unwrap();
			}
			(stash, operator)
		})
		.collect();
	T::Sessions::benchmark_validators(all.iter().map(|(stash, _)| stash.clone()).collect());
	Pallet::<T>::note_validators(CurrentEra::<T>::get());
	all
}

/// As much as anyone delegates here.
fn some<T: Config>() -> Balance {
	T::MinDelegation::get() * 1_000
}

fn make_delegator<T: Config>(index: u32, stash: &T::AccountId) -> T::AccountId {
	let delegator: T::AccountId = account("delegator", index, 0);
	fund::<T>(&delegator, some::<T>() * 10);
	Pallet::<T>::do_delegate(&delegator, stash, some::<T>(), Perbill::one()).unwrap();
	delegator
}

/// Lets an era end in which a staker has points, so that it is to be paid.
fn end_era<T: Config>(stash: &T::AccountId) {
	Pallet::<T>::add_points(stash, Duty::Validation, 20);
	next_era::<T>();
}

fn next_era<T: Config>() {
	Pallet::<T>::on_session_start(EraStartSession::<T>::get() + T::SessionsPerEra::get().max(1));
}

/// A validator of the current era with delegators, and all that a step about it may find to do: it was not paid for the
/// last era, and its last delegator joins in this one.
fn make_busy_validator<T: Config>(index: u32, delegators: u32) -> (T::AccountId, T::AccountId) {
	let stash = make_validator::<T>(index);
	T::Sessions::benchmark_validators(vec![stash.clone()]);
	for n in 1..delegators.max(2) {
		make_delegator::<T>(n, &stash);
	}
	// The second era is the first for which delegated stake is behind it.
	next_era::<T>();
	let last = make_delegator::<T>(0, &stash);
	// Validators that stay in office are paid when the era begins.
	T::Sessions::benchmark_validators(Vec::new());
	end_era::<T>(&stash);
	T::Sessions::benchmark_validators(vec![stash.clone()]);
	let era = CurrentEra::<T>::get();
	let behind = some::<T>() * Balance::from(delegators.max(2));
	EraStakes::<T>::insert(era, &stash, EraStake { own: behind, delegated: behind });
	(stash, last)
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

		assert_eq!(OperatorOf::<T>::get(&stash), Some(operator));
	}

	#[benchmark]
	fn set_operator() {
		let (stash, old) = make_worker::<T>(0);
		let operator: T::AccountId = account("operator", 1, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), operator.clone());

		assert_eq!(OperatorOf::<T>::get(&stash), Some(operator));
		assert!(!Operators::<T>::contains_key(&old));
	}

	#[benchmark]
	fn deregister_worker() {
		let (stash, _) = make_worker::<T>(0);
		fill_chunks::<T>(&stash, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()));

		assert!(!OperatorOf::<T>::contains_key(&stash));
	}

	#[benchmark]
	fn on_session_start(v: Linear<1, { T::MaxValidators::get() }>) {
		let era = CurrentEra::<T>::get();
		let index = EraStartSession::<T>::get() + T::SessionsPerEra::get();
		// All have been in office before, and have delegators who join.
		let all: Vec<T::AccountId> = (0..v)
			.map(|n| {
				let stash = make_stash::<T>(n);
				Pallet::<T>::stand(&stash, ANY).unwrap();
				make_delegator::<T>(n, &stash);
				Pallet::<T>::add_points(&stash, Duty::Validation, 20);
				stash
			})
			.collect();
		T::Sessions::benchmark_validators(all);

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

	#[benchmark]
	fn validate() {
		let stash = make_stash::<T>(0);
		fill_chunks::<T>(&stash, 0);
		T::Sessions::benchmark_keys(&stash);

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), ANY);

		assert!(Validators::<T>::contains_key(&stash));
	}

	/// As many candidates as may be: one has to make room.
	#[benchmark]
	fn validate_crowded() {
		for n in 1..=T::MaxCandidates::get() - Validators::<T>::count() {
			let other = make_stash::<T>(n);
			Pallet::<T>::stand(&other, ANY).unwrap();
			make_delegator::<T>(n, &other);
		}
		let stash = make_stash::<T>(0);
		T::Sessions::benchmark_keys(&stash);
		Pallet::<T>::do_bond_extra(&stash, some::<T>() * 2).unwrap();

		#[extrinsic_call]
		validate(RawOrigin::Signed(stash.clone()), ANY);

		assert!(Validators::<T>::contains_key(&stash));
		assert_eq!(Validators::<T>::count(), T::MaxCandidates::get());
	}

	#[benchmark]
	fn chill() {
		let (stash, _) = make_busy_validator::<T>(0, 2);
		Pallet::<T>::do_set_operator(&stash, &account("operator", 0, 0)).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()));

		assert!(!Validators::<T>::contains_key(&stash));
	}

	#[benchmark]
	fn set_prefs() {
		let (stash, _) = make_busy_validator::<T>(0, 2);
		let prefs = Prefs { blocked: true, ..ANY };

		#[extrinsic_call]
		_(RawOrigin::Signed(stash.clone()), prefs);

		assert!(Pools::<T>::get(&stash).unwrap().prefs.blocked);
	}

	/// To one that was not paid yet, by one whose last delegation joins now.
	#[benchmark]
	fn delegate() {
		let (stash, delegator) = make_busy_validator::<T>(0, 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(delegator.clone()), stash.clone(), some::<T>(), Perbill::one());

		let delegation = Delegations::<T>::get(&delegator, &stash).unwrap();
		assert_eq!(delegation.joining, some::<T>());
		assert!(delegation.shares > 0);
	}

	/// All of it: a part that counts and one that does not.
	#[benchmark]
	fn undelegate() {
		let (stash, delegator) = make_busy_validator::<T>(0, 2);
		Pallet::<T>::do_delegate(&delegator, &stash, some::<T>(), Perbill::one()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(delegator.clone()), stash.clone(), None);

		let delegation = Delegations::<T>::get(&delegator, &stash).unwrap();
		assert_eq!((delegation.shares, delegation.joining), (0, 0));
		assert_eq!(delegation.leaving.len(), 1);
	}

	/// What was taken back in `n` eras, by the last delegator of a stash that has left.
	#[benchmark]
	fn withdraw_delegation(n: Linear<1, { T::MaxUnbondingChunks::get() }>) {
		let stash = make_validator::<T>(0);
		let delegator = make_delegator::<T>(0, &stash);
		next_era::<T>();
		let part = some::<T>() / Balance::from(n) / 2;
		for _ in 1..n {
			Pallet::<T>::do_undelegate(&delegator, &stash, Some(part.max(1))).unwrap();
			next_era::<T>();
		}
		Pallet::<T>::do_undelegate(&delegator, &stash, None).unwrap();
		Pallet::<T>::do_chill(&stash).unwrap();
		let era = CurrentEra::<T>::get() + T::BondingDuration::get();
		CurrentEra::<T>::put(era);
		OldestUnpaidEra::<T>::put(era);

		#[extrinsic_call]
		_(RawOrigin::Signed(delegator.clone()), stash.clone());

		assert!(!Delegations::<T>::contains_key(&delegator, &stash));
		assert!(!Pools::<T>::contains_key(&stash));
	}

	#[benchmark]
	fn pay_staker() {
		let (stash, _) = make_busy_validator::<T>(0, 2);
		let era = CurrentEra::<T>::get() - 1;
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), stash.clone(), era);

		assert!(!EraPoints::<T>::contains_key(era, &stash));
		assert!(Pools::<T>::get(&stash).unwrap().tokens >= some::<T>());
	}

	#[benchmark]
	fn cancel_slash() {
		let (stash, _) = make_busy_validator::<T>(0, 2);
		let era = CurrentEra::<T>::get();
		Pallet::<T>::on_offence(&stash, T::MaxSlash::get(), EraStartSession::<T>::get());
		let origin = T::CancelOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, stash.clone(), era);

		assert_eq!(Offences::<T>::get(era, &stash).due, None);
	}

	/// An election among `c` candidates.
	#[benchmark]
	fn plan_session(c: Linear<1, { T::MaxCandidates::get() }>) {
		for n in 0..c {
			let stash = make_validator::<T>(n);
			make_delegator::<T>(n, &stash);
		}
		let index = EraStartSession::<T>::get() + T::SessionsPerEra::get();
		let elected;

		#[block]
		{
			elected = Pallet::<T>::plan_session(index);
		}

		let enough = c >= T::MinValidators::get();
		assert_eq!(elected.is_some(), enough);
	}

	/// An offence of a validator that is chilled for it.
	#[benchmark]
	fn on_offence() {
		let (stash, _) = make_busy_validator::<T>(0, 2);
		Pallet::<T>::do_set_operator(&stash, &account("operator", 0, 0)).unwrap();
		let era = CurrentEra::<T>::get();
		let session = EraStartSession::<T>::get();

		#[block]
		{
			Pallet::<T>::on_offence(&stash, T::MaxSlash::get(), session);
		}

		assert!(Offences::<T>::get(era, &stash).due.is_some());
		assert!(!Validators::<T>::contains_key(&stash));
	}

	/// A slash that reaches own stake, free and unbonding, and delegators who took back in each era since the offence.
	#[benchmark]
	fn slash() {
		let (stash, delegator) = make_busy_validator::<T>(0, 2);
		let era = CurrentEra::<T>::get();
		for _ in 0..T::BondingDuration::get() {
			Pallet::<T>::do_undelegate(&delegator, &stash, Some(1)).unwrap();
			Pallet::<T>::do_unbond(&stash, 1).unwrap();
			next_era::<T>();
		}
		EraStakes::<T>::insert(era, &stash, EraStake { own: some::<T>(), delegated: some::<T>() });
		EraStarts::<T>::mutate(|starts| starts.try_insert(0, (era, 0)).unwrap());
		Pallet::<T>::on_offence(&stash, T::MaxSlash::get(), 0);
		assert_eq!(PendingSlashes::<T>::get(&stash), 1);
		let issued = T::Currency::total_issuance();

		#[block]
		{
			Pallet::<T>::do_slash(&stash, era).unwrap();
		}

		assert!(T::Currency::total_issuance() < issued);
	}

	/// Looking for slashes of an era where there is one.
	#[benchmark]
	fn slash_era_done() {
		let stash: T::AccountId = account("stash", 0, 0);
		SlashQueue::<T>::insert(7, (3, &stash), ());
		NextSlashEra::<T>::put(7);
		let found;

		#[block]
		{
			found = SlashQueue::<T>::iter_key_prefix(7).take(64).count();
			NextSlashEra::<T>::put(8);
		}

		assert_eq!(found, 1);
	}

	/// Looking for stakers to pay for an era where there is one, and closing the era.
	#[benchmark]
	fn era_paid() {
		let stash: T::AccountId = account("stash", 0, 0);
		EraPoints::<T>::insert(7, &stash, Points { validation: 1, work: 1, opinion: 1 });
		EraRewards::<T>::insert(7, EraReward::default());
		let found;

		#[block]
		{
			found = EraPoints::<T>::iter_key_prefix(7).take(64).count();
			EraRewards::<T>::remove(7);
			OldestUnpaidEra::<T>::put(8);
		}

		assert_eq!(found, 1);
	}

	#[benchmark]
	fn forget_era(n: Linear<0, { T::MaxPrunedPerBlock::get() }>) {
		// Of the validators of the genesis.
		let _ = EraStakes::<T>::clear_prefix(0, u32::MAX, None);
		for index in 0..n {
			let stash: T::AccountId = account("stash", index, 0);
			EraStakes::<T>::insert(0, &stash, EraStake::default());
			Offences::<T>::insert(0, &stash, Offence::default());
		}
		CurrentEra::<T>::put(EraIndex::MAX - 1);
		NextSlashEra::<T>::put(EraIndex::MAX);

		#[block]
		{
			Pallet::<T>::forget_old_eras();
		}

		assert_eq!(EraStakes::<T>::iter_key_prefix(0).count(), 0);
	}

	/// Not for the weights: shows that paying a staker takes the same with `d` delegators.
	#[benchmark(extra)]
	fn reward_with(d: Linear<1, 10_000>) {
		let (stash, _) = make_busy_validator::<T>(0, d);
		let era = CurrentEra::<T>::get() - 1;

		#[block]
		{
			Pallet::<T>::do_pay_staker(&stash, era).unwrap();
		}

		assert!(!EraPoints::<T>::contains_key(era, &stash));
	}

	/// Not for the weights: shows that slashing a staker takes the same with `d` delegators.
	#[benchmark(extra)]
	fn slash_with(d: Linear<1, 10_000>) {
		let (stash, _) = make_busy_validator::<T>(0, d);
		let era = CurrentEra::<T>::get();
		Pallet::<T>::on_offence(&stash, T::MaxSlash::get(), EraStartSession::<T>::get());
		let issued = T::Currency::total_issuance();

		#[block]
		{
			Pallet::<T>::do_slash(&stash, era).unwrap();
		}

		assert!(T::Currency::total_issuance() < issued);
	}

	impl_benchmark_test_suite! {
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test,
	}
}
