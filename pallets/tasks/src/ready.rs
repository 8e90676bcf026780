//! Workers on offer, and how many slots they have.
//!
//! A worker's record has the numbers of its slots. Functions that change them take the record, and whoever read it
//! stores it. No record is kept while slots of another worker go: see [`Pallet::drop_slots`].

use crate::{
	types::{Offer, Served, UnreadyReason},
	BlockNumberFor, Config, Error, Event, Markets, Pallet, WeightInfo, WorkerOf, Workers,
};
use assay_primitives::{
	traits::{ModelLookup, TaskBonds, WorkerActivity},
	Balance, ModelId, ModelVersion,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
	weights::Weight,
	BoundedVec,
};
use sp_runtime::traits::{SaturatedConversion, Saturating};

impl<T: Config> WorkerActivity<T::AccountId> for Pallet<T> {
	fn is_active(stash: &T::AccountId) -> bool {
		let worker = Workers::<T>::get(stash);
		worker.offer.is_some() || worker.live > 0
	}
}

impl<T: Config> Pallet<T> {
	/// The stash for which `who` acts.
	pub(crate) fn stash_of(who: &T::AccountId) -> Result<T::AccountId, DispatchError> {
		T::Stake::worker_of(who).ok_or(Error::<T>::NotOperator.into())
	}

	/// Puts a worker on offer, or replaces its offer. Returns the weight of the slots that came and went.
	pub(crate) fn do_set_ready(
		operator: &T::AccountId,
		models: BoundedVec<(ModelId, ModelVersion), T::MaxServedModels>,
		capacity: u32,
	) -> Result<Weight, DispatchError> {
		let stash = Self::stash_of(operator)?;
		ensure!(!models.is_empty(), Error::<T>::NoModels);
		ensure!((1..=T::MaxCapacity::get()).contains(&capacity), Error::<T>::BadCapacity);
		for (n, (model, version)) in models.iter().enumerate() {
			let twice = models.iter().take(n).any(|(other, _)| other == model);
			ensure!(!twice, Error::<T>::DuplicateModel);
			let terms = T::Models::terms(model).ok_or(Error::<T>::UnknownModel)?;
			ensure!(terms.status.takes_tasks(), Error::<T>::ModelClosed);
			// Slots are of the current version: others would be lost with the first draw.
			ensure!(terms.version == *version, Error::<T>::OtherVersion);
		}

		let now = Self::now();
		let used = Self::add_weight(models.len().saturated_into(), capacity);
		let mut worker = Workers::<T>::get(&stash);
		Self::ensure_changeable(&worker, now)?;
		let dropped = Self::drop_slots_each(&stash, &mut worker, T::MaxCapacity::get());
		let since = now.saturating_add(T::ReadyDelay::get());
		let served = models.iter().map(|(model, version)| Served {
			model: *model,
			version: *version,
			slots: Default::default(),
		});
		// As many as `models`, which has the same bound.
		let served = BoundedVec::truncate_from(served.collect());
		worker.offer = Some(Offer { models: served, capacity, since });
		worker.changed_at = Some(now);
		worker.paused_until = None;

		let added = Self::add_slots_each(&stash, &mut worker, T::MaxCapacity::get());
		// While tasks lock its stake a worker may have none to spare; else it could never be drawn.
		ensure!(added > 0 || worker.live > 0, Error::<T>::StakeTooLow);
		Workers::<T>::insert(&stash, worker);
		Self::deposit_event(Event::WorkerReady {
			worker: stash,
			models,
			capacity,
			since,
			slots: added,
		});
		Ok(used.saturating_add(dropped))
	}

	/// Withdraws a worker's offer. Returns the weight of the slots that went.
	pub(crate) fn do_set_unready(operator: &T::AccountId) -> Result<Weight, DispatchError> {
		let stash = Self::stash_of(operator)?;
		let now = Self::now();
		let mut worker = Workers::<T>::get(&stash);
		ensure!(worker.offer.is_some(), Error::<T>::NotReady);
		Self::ensure_changeable(&worker, now)?;
		worker.changed_at = Some(now);
		let dropped = Self::end_offer(&stash, &mut worker, UnreadyReason::Withdrawn);
		Workers::<T>::insert(&stash, worker);
		Ok(dropped)
	}

	/// Whether a worker may change its offer now.
	pub(crate) fn ensure_changeable(
		worker: &WorkerOf<T>,
		now: BlockNumberFor<T>,
	) -> DispatchResult {
		ensure!(worker.paused_until.is_none_or(|until| now >= until), Error::<T>::Paused);
		ensure!(
			worker.changed_at.is_none_or(|at| now >= at.saturating_add(T::ReadyCooldown::get())),
			Error::<T>::TooSoon
		);
		Ok(())
	}

	/// Ends a worker's offer, if it has one, and removes its slots. Returns the weight used.
	pub(crate) fn withdraw_offer(stash: &T::AccountId, reason: UnreadyReason) -> Weight {
		let mut worker = Workers::<T>::get(stash);
		if worker.offer.is_none() {
			return Weight::zero();
		}
		let dropped = Self::end_offer(stash, &mut worker, reason);
		Workers::<T>::insert(stash, worker);
		dropped
	}

	/// Ends a worker's offer in its record, which the caller stores, and removes its slots. Returns the weight used.
	fn end_offer(stash: &T::AccountId, worker: &mut WorkerOf<T>, reason: UnreadyReason) -> Weight {
		let dropped = Self::drop_slots_each(stash, worker, T::MaxCapacity::get());
		worker.offer = None;
		Self::deposit_event(Event::WorkerUnready { worker: stash.clone(), reason });
		dropped
	}

	/// Removes slots of a worker, at most `count` of each model it serves. The caller stores its record. Returns the
	/// weight used.
	pub(crate) fn drop_slots_each(
		stash: &T::AccountId,
		worker: &mut WorkerOf<T>,
		count: u32,
	) -> Weight {
		let Some(offer) = worker.offer.as_mut() else { return Weight::zero() };
		offer
			.models
			.iter_mut()
			.map(|Served { model, slots, .. }| {
				T::WeightInfo::drop_slots(Self::drop_slots(stash, slots, model, count))
			})
			.fold(Weight::zero(), Weight::saturating_add)
	}

	/// A worker became free or got stake back: one slot more for each model it serves, where capacity and stake
	/// allow. Returns the weight used.
	pub(crate) fn give_slot_each(stash: &T::AccountId) -> Weight {
		let mut worker = Workers::<T>::get(stash);
		let Some(models) = worker.offer.as_ref().map(|offer| offer.models.len()) else {
			return Weight::zero();
		};
		if Self::add_slots_each(stash, &mut worker, 1) > 0 {
			Workers::<T>::insert(stash, worker);
		}
		Self::add_weight(models.saturated_into(), 1)
	}

	/// Adds slots of a worker, at most `step` for each model it serves, while it has fewer than it has spare capacity
	/// and its free stake covers the largest bond of the model for each. The caller stores its record.
	fn add_slots_each(stash: &T::AccountId, worker: &mut WorkerOf<T>, step: u32) -> u32 {
		let spare = worker.spare();
		let Some(offer) = worker.offer.as_mut() else { return 0 };
		offer
			.models
			.iter_mut()
			.map(|Served { model, version, slots }| {
				// Nobody is drawn for weights that were replaced.
				if T::Models::version(model) != Some(*version) {
					return 0;
				}
				let covered = Self::slots_covered(stash, model);
				Self::add_slots(stash, slots, model, spare.min(covered), step)
			})
			.fold(0, u32::saturating_add)
	}

	/// Slots of a model that a worker's free stake covers at the present price.
	pub(crate) fn slots_covered(stash: &T::AccountId, model: &ModelId) -> u32 {
		Self::slots_covered_by(T::Stake::free_stake(stash), Self::slot_bond(model))
	}

	/// The largest bond that a task of a model can need at the present price, which each slot stands for. `None` if it
	/// is more than anyone's stake.
	pub(crate) fn slot_bond(model: &ModelId) -> Option<Balance> {
		let terms = T::Models::terms(model)?;
		Self::largest_bond(model, &Markets::<T>::get(model), &terms).ok()
	}

	/// Slots that free stake covers.
	pub(crate) fn slots_covered_by(free: Balance, slot_bond: Option<Balance>) -> u32 {
		slot_bond.and_then(|bond| free.checked_div(bond)).unwrap_or(0).saturated_into()
	}
}
