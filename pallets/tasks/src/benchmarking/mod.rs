//! Benchmarks of calls, of what the hooks do, and of the transaction extension. They run on the real runtime,
//! `scripts/bench-weights.sh`: the mock knows neither its registry nor its stake.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod setup;

use crate::*;
use alloc::vec;
use assay_primitives::{
	task::{Input, RefundReason, TaskState},
	traits::Audits,
	Balance, MAX_INLINE_INPUT, MAX_INLINE_OUTPUT,
};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	traits::{Get, IsSubType},
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use setup::*;
pub(crate) use setup::{make_audited, make_revealed};
use sp_runtime::traits::{DispatchTransaction, Dispatchable, One, Saturating};

#[benchmarks(
	where
		T: Config + Send + Sync,
		T::RuntimeCall: Dispatchable<
			RuntimeOrigin = OriginFor<T>,
			Info = DispatchInfo,
			PostInfo = PostDispatchInfo,
		> + From<Call<T>> + IsSubType<Call<T>>,
)]
mod benches {
	use super::*;

	#[benchmark]
	fn post(b: Linear<1, MAX_INLINE_INPUT>) {
		// Another task waits, so that the queue has neighbours, and is the parent.
		let parent = setup::post::<T>(text(MIN_TEXT));
		let caller = requester::<T>();
		let options = options::<T>(Some(parent));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), model::<T>(), kind(), text(b), Balance::MAX, options);

		assert!(Tasks::<T>::contains_key(parent + 1));
	}

	/// A replica more, when one was posted.
	#[benchmark]
	fn replicate(b: Linear<1, MAX_INLINE_INPUT>) {
		let id = setup::post::<T>(text(MIN_TEXT));
		let task = TaskOf::<T> { replica: 1, ..Tasks::<T>::get(id).unwrap() };
		let input = text(b);

		#[block]
		{
			Pallet::<T>::open(id + 1, task.clone(), input.clone(), 1);
		}

		assert!(Tasks::<T>::contains_key(id + 1));
	}

	#[benchmark]
	fn cancel() {
		let _ = setup::post::<T>(text(MIN_TEXT));
		let id = setup::post::<T>(text(MIN_TEXT));
		let _ = setup::post::<T>(text(MIN_TEXT));

		#[extrinsic_call]
		_(RawOrigin::Signed(requester::<T>()), id);

		assert!(!Tasks::<T>::get(id).unwrap().state.is_live());
	}

	#[benchmark]
	fn ack() {
		let (id, _, operator) = assigned::<T>(Input::Blob { hash: SEED, len: 1 });

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id);

		let state = Tasks::<T>::get(id).unwrap().state;
		assert!(matches!(state, TaskState::Assigned { acked: true, .. }));
	}

	/// A replica, whose worker has a slot free again. The others wait.
	#[benchmark]
	fn commit() {
		let (id, _, operator) = assigned_replica::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, SEED);

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Committed { .. }));
	}

	/// A replica after all others.
	#[benchmark]
	fn reveal(b: Linear<8, MAX_INLINE_OUTPUT>) {
		let outcome = outcome(b);
		let (id, operator) = committed::<T>(&outcome);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, outcome);

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Revealed { .. }));
	}

	#[benchmark]
	fn submit(b: Linear<8, MAX_INLINE_OUTPUT>) {
		let (id, _, operator) = assigned::<T>(text(MIN_TEXT));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, outcome(b));

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Revealed { .. }));
	}

	/// A first offer. The slots that come and go are measured below.
	#[benchmark]
	fn set_ready() {
		let (stash, operator) =
			<T::Stake as assay_primitives::traits::TaskBonds>::benchmark_worker(0);
		let models = vec![(model::<T>(), 0)].try_into().unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), models, 1);

		assert!(Workers::<T>::get(&stash).offer.is_some());
	}

	#[benchmark]
	fn set_unready() {
		let (stash, operator) = offer::<T>(0, 1);
		pass::<T>(T::ReadyCooldown::get().saturating_add(One::one()));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator));

		assert!(Workers::<T>::get(&stash).offer.is_none());
	}

	/// Slots of one model for one worker, with the check of the model and of the stake behind them, and with reading and
	/// writing the worker's record. They fill one page up and begin the next.
	#[benchmark]
	fn add_slots(n: Linear<1, { T::MaxCapacity::get() }>) {
		let model = model::<T>();
		let (stash, _) = offer::<T>(0, T::MaxCapacity::get());
		Workers::<T>::mutate(&stash, |worker| {
			let own = worker.slots_mut(&model).unwrap();
			Pallet::<T>::drop_slots(&stash, own, &model, T::MaxCapacity::get());
		});
		fill::<T>(1, T::SlotsPerPage::get().saturating_sub(1));

		#[block]
		{
			Workers::<T>::mutate(&stash, |worker| {
				let covered = Pallet::<T>::slots_covered(&stash, &model);
				let own = worker.slots_mut(&model).unwrap();
				Pallet::<T>::add_slots(&stash, own, &model, n.min(covered), n);
			});
		}

		assert_eq!(slots::<T>(&stash), n);
	}

	/// Each slot that goes is on a page of its own, and is filled by the last one, which belongs to yet another worker.
	/// With reading and writing the worker's record.
	#[benchmark]
	fn drop_slots(n: Linear<0, { T::MaxCapacity::get() }>) {
		let model = model::<T>();
		let (stash, _) = offer::<T>(0, T::MaxCapacity::get());
		let mut others = 1;
		for slot in 0..T::MaxCapacity::get() {
			// To the end, a page further.
			others = fill::<T>(others, T::SlotsPerPage::get());
			Workers::<T>::mutate(&stash, |worker| {
				worker.let_go_first(&model, slot);
				let own = worker.slots_mut(&model).unwrap();
				Pallet::<T>::drop_slots(&stash, own, &model, 1);
				Pallet::<T>::add_slots(&stash, own, &model, T::MaxCapacity::get(), 1);
			});
		}
		for index in others..others + n {
			let _ = offer::<T>(index, 1);
		}

		#[block]
		{
			Workers::<T>::mutate(&stash, |worker| {
				let own = worker.slots_mut(&model).unwrap();
				Pallet::<T>::drop_slots(&stash, own, &model, n);
			});
		}

		assert_eq!(slots::<T>(&stash), T::MaxCapacity::get() - n);
	}

	/// A replica waits, and all workers drawn for it have others.
	#[benchmark]
	fn visit() {
		fill::<T>(0, MANY_PAGES.saturating_mul(T::SlotsPerPage::get()));
		pass::<T>(T::ReadyDelay::get().saturating_add(One::one()));
		let id = post_replicas::<T>();
		let at = Pallet::<T>::now();
		let model = Pallet::<T>::next_model().unwrap();
		others_are::<T>(id, |place, _| {
			let n = place as u32 % assignment::MAX_DRAWS;
			let (_, worker) = Pallet::<T>::draw_slot(id, &model, SEED, n).unwrap();
			TaskState::Assigned { worker, at, acked: true, due: at.saturating_add(One::one()) }
		});

		#[block]
		{
			Pallet::<T>::serve(&model, SEED);
			Pallet::<T>::list_model(model);
			let _ = Pallet::<T>::next_model();
		}

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Open { .. }));
	}

	/// Two workers are drawn for a replica and compared; the others wait.
	#[benchmark]
	fn assign() {
		fill::<T>(0, MANY_PAGES.saturating_mul(T::SlotsPerPage::get()));
		pass::<T>(T::ReadyDelay::get().saturating_add(One::one()));
		let id = post_replicas::<T>();
		let model = Pallet::<T>::next_model().unwrap();

		#[block]
		{
			Pallet::<T>::serve(&model, SEED);
			Pallet::<T>::list_model(model);
			let _ = Pallet::<T>::next_model();
		}

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Assigned { .. }));
	}

	/// The task stands between others in the queue.
	#[benchmark]
	fn expire() {
		let _ = setup::post::<T>(text(MIN_TEXT));
		let id = setup::post::<T>(text(MIN_TEXT));
		let _ = setup::post::<T>(text(MIN_TEXT));
		pass::<T>(T::QueueTtl::get().saturating_add(One::one()));

		#[block]
		{
			Pallet::<T>::act(id, Tasks::<T>::get(id).unwrap());
		}

		assert!(!Tasks::<T>::get(id).unwrap().state.is_live());
	}

	/// A replica that agrees with all others, with all auditors that there may be to pay.
	#[benchmark]
	fn settle() {
		let outcome = outcome(64);
		let (id, operator) = committed::<T>(&outcome);
		Pallet::<T>::do_reveal(&operator, id, outcome.clone()).unwrap();
		others_are::<T>(id, |place, task| answered::<T>(place, task, &outcome));
		let task = Tasks::<T>::get(id).unwrap();
		T::Audits::benchmark_audited(id, task.state.worker().unwrap(), &task.model);
		pass::<T>(T::ChallengeWindow::get().saturating_add(One::one()));

		#[block]
		{
			Pallet::<T>::act(id, Tasks::<T>::get(id).unwrap());
		}

		assert!(matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Settled { .. }));
	}

	/// Of as many replicas as there can be, so many were committed to, and the others have ended.
	#[benchmark]
	fn open_replicas(n: Linear<0, { T::MaxReplicas::get() }>) {
		let id = post_replicas::<T>();
		let mut task = Tasks::<T>::get(id).unwrap();
		let at = Pallet::<T>::now();
		let due = at.saturating_add(One::one());
		let state = |place: u32| match place < n {
			true => {
				let worker = account("worker", place, 0);
				TaskState::Committed { worker, commitment: SEED, at, due, open: false }
			}
			false => TaskState::Refunded { reason: RefundReason::Cancelled, at },
		};
		Pallet::<T>::enter(id, &mut task, state(0));
		others_are::<T>(id, |place, _| state(place as u32 + 1));

		#[block]
		{
			let _ = Pallet::<T>::open_replicas(id, &task);
		}

		let is_open = |id: &u64| {
			matches!(Tasks::<T>::get(id).unwrap().state, TaskState::Committed { open: true, .. })
		};
		assert_eq!(task.replicas(id).filter(is_open).count(), n as usize);
	}

	/// A missed deadline, after which the task waits in front of others.
	#[benchmark]
	fn miss() {
		let (id, stash, _) = assigned::<T>(text(MIN_TEXT));
		let _ = setup::post::<T>(text(MIN_TEXT));
		pass::<T>(Tasks::<T>::get(id).unwrap().deadline.saturating_add(2u32.into()));

		#[block]
		{
			Pallet::<T>::act(id, Tasks::<T>::get(id).unwrap());
		}

		assert_eq!(misses::<T>(&stash), 1);
	}

	/// Looking for what is due at a height where one task is.
	#[benchmark]
	fn height() {
		let at: frame_system::pallet_prelude::BlockNumberFor<T> = 1_000u32.into();
		Timeouts::<T>::insert(at, 7, ());
		let found;

		#[block]
		{
			found = Timeouts::<T>::iter_key_prefix(at).take(64).count();
		}

		assert_eq!(found, 1);
	}

	#[benchmark]
	fn clean_up() {
		let at: frame_system::pallet_prelude::BlockNumberFor<T> = 1_000u32.into();
		let id = 7;
		Cleanups::<T>::insert(at, id, ());
		Inputs::<T>::insert(id, text(MAX_INLINE_INPUT));
		Outcomes::<T>::insert(id, outcome(MAX_INLINE_OUTPUT));

		#[block]
		{
			Pallet::<T>::clean_up(at, id);
		}

		assert!(!Inputs::<T>::contains_key(id) && !Outcomes::<T>::contains_key(id));
	}

	/// A free call that is looked at before it runs, and then fails.
	#[benchmark]
	fn operator_calls() {
		let (id, _, operator) = assigned::<T>(text(MIN_TEXT));
		let call: T::RuntimeCall = Call::<T>::submit { task: id, outcome: outcome(8) }.into();
		let info = DispatchInfo::default();
		let origin = RawOrigin::Signed(operator).into();
		let failure = sp_runtime::DispatchError::Other("benchmark");

		#[block]
		{
			OperatorCalls::<T>::new()
				.test_run(origin, &call, &info, 0, 0, |_| Err(failure.into()))
				.unwrap()
				.unwrap_err();
		}

		assert_eq!(FreeFailures::<T>::get(id), 1);
	}
}
