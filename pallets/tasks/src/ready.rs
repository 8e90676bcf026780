//! Workers on offer, and the slots out of which workers are drawn.
//!
//! Slots of a model are numbered from 0 without gaps, so that drawing one costs the same whatever their number. Each
//! worker's list of its own numbers lets any of its slots leave in constant time: the last slot takes its number.

use crate::{
	types::{Offer, UnreadyReason},
	BlockNumberFor, Config, Error, Event, Markets, Pallet, Positions, Slots, WeightInfo, Workers,
};
use assay_primitives::{
	traits::{ModelLookup, TaskBonds, WorkerActivity},
	Balance, ModelId,
};
use frame_support::{
	defensive, ensure,
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
		models: BoundedVec<ModelId, T::MaxServedModels>,
		capacity: u32,
	) -> Result<Weight, DispatchError> {
		let stash = Self::stash_of(operator)?;
		ensure!(!models.is_empty(), Error::<T>::NoModels);
		ensure!((1..=T::MaxCapacity::get()).contains(&capacity), Error::<T>::BadCapacity);
		for (n, model) in models.iter().enumerate() {
			ensure!(!models.iter().take(n).any(|other| other == model), Error::<T>::DuplicateModel);
			let terms = T::Models::terms(model).ok_or(Error::<T>::UnknownModel)?;
			ensure!(terms.status.takes_tasks(), Error::<T>::ModelClosed);
		}

		let now = Self::now();
		let used = Self::add_weight(models.len().saturated_into(), capacity);
		let mut worker = Workers::<T>::get(&stash);
		Self::ensure_changeable(&stash, now)?;
		let dropped = match &worker.offer {
			Some(old) => Self::drop_slots_each(&stash, &old.models, T::MaxCapacity::get()),
			None => Weight::zero(),
		};
		let since = now.saturating_add(T::ReadyDelay::get());
		worker.offer = Some(Offer { models: models.clone(), capacity, since });
		worker.changed_at = Some(now);
		worker.paused_until = None;
		let (spare, live) = (worker.spare(), worker.live);
		Workers::<T>::insert(&stash, worker);

		let added = Self::refill_up_to(&stash, &models, spare, T::MaxCapacity::get());
		// While tasks lock its stake a worker may have none to spare; else it could never be drawn.
		ensure!(added > 0 || live > 0, Error::<T>::StakeTooLow);
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
		ensure!(Workers::<T>::get(&stash).offer.is_some(), Error::<T>::NotReady);
		Self::ensure_changeable(&stash, now)?;
		Workers::<T>::mutate(&stash, |worker| worker.changed_at = Some(now));
		Ok(Self::withdraw_offer(&stash, UnreadyReason::Withdrawn))
	}

	/// Whether a worker may change its offer now.
	pub(crate) fn ensure_changeable(
		stash: &T::AccountId,
		now: BlockNumberFor<T>,
	) -> DispatchResult {
		let worker = Workers::<T>::get(stash);
		ensure!(worker.paused_until.is_none_or(|until| now >= until), Error::<T>::Paused);
		ensure!(
			worker.changed_at.is_none_or(|at| now >= at.saturating_add(T::ReadyCooldown::get())),
			Error::<T>::TooSoon
		);
		Ok(())
	}

	/// Ends a worker's offer, if it has one, and removes its slots. Returns the weight used.
	pub(crate) fn withdraw_offer(stash: &T::AccountId, reason: UnreadyReason) -> Weight {
		let Some(offer) = Workers::<T>::mutate(stash, |worker| worker.offer.take()) else {
			return Weight::zero();
		};
		let dropped = Self::drop_slots_each(stash, &offer.models, T::MaxCapacity::get());
		Self::deposit_event(Event::WorkerUnready { worker: stash.clone(), reason });
		dropped
	}

	/// A worker started to compute a task: one slot fewer for each model it serves. Returns the weight used.
	pub(crate) fn take_slot_each(stash: &T::AccountId) -> Weight {
		match Workers::<T>::get(stash).offer {
			Some(offer) => Self::drop_slots_each(stash, &offer.models, 1),
			None => Weight::zero(),
		}
	}

	/// Removes slots of a worker, at most `count` of each model. Returns the weight used.
	fn drop_slots_each(stash: &T::AccountId, models: &[ModelId], count: u32) -> Weight {
		models
			.iter()
			.map(|model| T::WeightInfo::drop_slots(Self::drop_slots(stash, model, count)))
			.fold(Weight::zero(), Weight::saturating_add)
	}

	/// A worker became free or got stake back: one slot more for each model it serves, where capacity and stake
	/// allow. Returns the weight used.
	pub(crate) fn give_slot_each(stash: &T::AccountId) -> Weight {
		let worker = Workers::<T>::get(stash);
		match &worker.offer {
			Some(offer) => {
				Self::refill_up_to(stash, &offer.models, worker.spare(), 1);
				Self::add_weight(offer.models.len().saturated_into(), 1)
			}
			None => Weight::zero(),
		}
	}

	/// Adds slots of a worker, at most `step` for each model, while it has fewer than `spare` and its free stake
	/// covers the largest bond of the model for each.
	fn refill_up_to(
		stash: &T::AccountId,
		models: &BoundedVec<ModelId, T::MaxServedModels>,
		spare: u32,
		step: u32,
	) -> u32 {
		models
			.iter()
			.map(|model| {
				let covered = Self::slots_covered(stash, model);
				Self::add_slots(stash, model, spare.min(covered), step)
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
		Self::largest_bond(&Markets::<T>::get(model), &terms.params).ok()
	}

	/// Slots that free stake covers.
	pub(crate) fn slots_covered_by(free: Balance, slot_bond: Option<Balance>) -> u32 {
		slot_bond.and_then(|bond| free.checked_div(bond)).unwrap_or(0).saturated_into()
	}

	/// Adds slots of a worker until it has `target` of this model, `step` at most. Returns how many came.
	pub(crate) fn add_slots(stash: &T::AccountId, model: &ModelId, target: u32, step: u32) -> u32 {
		let mut own = Positions::<T>::get(stash, model);
		let held = own.len().saturated_into::<u32>();
		let wanted = target.saturating_sub(held).min(step);
		if wanted == 0 {
			return 0;
		}
		let added = Self::with_market(model, |market| {
			let mut added = 0u32;
			for _ in 0..wanted {
				let Some(ready) = market.ready.checked_add(1) else { break };
				// Capacity bounds both the target and the list.
				if own.try_push(market.ready).is_err() {
					break;
				}
				Slots::<T>::insert(model, market.ready, stash);
				market.ready = ready;
				added = added.saturating_add(1);
			}
			added
		});
		Positions::<T>::insert(stash, model, own);
		added
	}

	/// Removes slots of a worker, `count` at most; all its slots of a model are alike. Returns how many went.
	pub(crate) fn drop_slots(stash: &T::AccountId, model: &ModelId, count: u32) -> u32 {
		let mut own = Positions::<T>::get(stash, model);
		if own.is_empty() || count == 0 {
			return 0;
		}
		let dropped = Self::with_market(model, |market| {
			let mut dropped = 0u32;
			for _ in 0..count {
				let Some(index) = own.pop() else { break };
				let Some(last) = market.ready.checked_sub(1) else {
					defensive!("a worker has a slot that the market lacks");
					break;
				};
				match Slots::<T>::take(model, last) {
					Some(owner) if last != index => {
						Slots::<T>::insert(model, index, &owner);
						if owner == *stash {
							renumber(&mut own, last, index);
						} else {
							Positions::<T>::mutate(&owner, model, |positions| {
								renumber(positions, last, index)
							});
						}
					}
					Some(_) => {}
					None => {
						defensive!("slots are not numbered without gaps");
					}
				}
				market.ready = last;
				dropped = dropped.saturating_add(1);
			}
			dropped
		});
		if own.is_empty() {
			Positions::<T>::remove(stash, model);
		} else {
			Positions::<T>::insert(stash, model, own);
		}
		dropped
	}
}

/// The slot numbered `from` is numbered `to` now.
fn renumber<S>(positions: &mut BoundedVec<u32, S>, from: u32, to: u32) {
	match positions.iter_mut().find(|position| **position == from) {
		Some(position) => *position = to,
		None => {
			defensive!("a worker does not know its own slot");
		}
	}
}
