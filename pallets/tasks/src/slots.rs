//! The slots of a model, out of which workers are drawn.
//!
//! Slots are numbered from 0 without gaps, so that drawing one costs the same whatever their number. Each worker's
//! record has its own numbers, which lets any of its slots leave in constant time: the last slot takes its number.
//! Slots are stored in pages. Fewer keys are fewer levels of the state's tree to read and to hash, and the last page is
//! the same for all slots that leave or join in a block.

use crate::{Config, Pallet, SlotNumbersOf, Slots, Workers};
use assay_primitives::ModelId;
use frame_support::{
	defensive,
	traits::{Defensive, Get},
};
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Page of a slot, and its place there.
	pub(crate) fn place_of(slot: u32) -> (u32, usize) {
		let size = T::SlotsPerPage::get();
		// No page is empty: see the integrity test.
		let page = slot.checked_div(size).unwrap_or(0);
		(page, slot.checked_rem(size).unwrap_or(0).saturated_into())
	}

	/// The worker of a slot.
	pub(crate) fn slot_owner(model: &ModelId, slot: u32) -> Option<T::AccountId> {
		let (page, place) = Self::place_of(slot);
		Slots::<T>::get(model, page).get(place).cloned()
	}

	/// Gives a slot that exists to another worker.
	fn set_slot_owner(model: &ModelId, slot: u32, owner: T::AccountId) {
		let (page, place) = Self::place_of(slot);
		Slots::<T>::mutate(model, page, |owners| match owners.get_mut(place) {
			Some(old) => *old = owner,
			None => {
				defensive!("slots are not numbered without gaps");
			}
		})
	}

	/// Removes the last slot of a model, which has number `last`, and returns its worker.
	fn pop_slot(model: &ModelId, last: u32) -> Option<T::AccountId> {
		let (page, place) = Self::place_of(last);
		Slots::<T>::mutate_exists(model, page, |page| {
			let owners = page.as_mut().filter(|owners| owners.len() == place.saturating_add(1))?;
			let owner = owners.pop();
			if owners.is_empty() {
				*page = None;
			}
			owner
		})
		.defensive_proof("slots are numbered without gaps")
	}

	/// Adds slots of a worker until it has `target` of this model, `step` at most. `own` are the numbers that it has,
	/// which the caller stores. Returns how many came.
	pub(crate) fn add_slots(
		stash: &T::AccountId,
		own: &mut SlotNumbersOf<T>,
		model: &ModelId,
		target: u32,
		step: u32,
	) -> u32 {
		let held = own.len().saturated_into::<u32>();
		let wanted = target.saturating_sub(held).min(step);
		if wanted == 0 {
			return 0;
		}
		Self::with_market(model, |market| {
			let mut added = 0u32;
			// A page at a time. Each turn adds a slot or is the last.
			loop {
				let before = added;
				Slots::<T>::mutate(model, Self::place_of(market.ready).0, |owners| {
					while added < wanted && !owners.is_full() {
						let Some(ready) = market.ready.checked_add(1) else { break };
						// Capacity bounds both the target and the list.
						if own.try_push(market.ready).is_err() {
							break;
						}
						// It is not full.
						let _ = owners.try_push(stash.clone());
						market.ready = ready;
						added = added.saturating_add(1);
					}
				});
				if added == before || added == wanted {
					break added;
				}
			}
		})
	}

	/// Removes slots of a worker, `count` at most; all its slots of a model are alike. `own` are the numbers that it has,
	/// which the caller stores; records of other workers change in storage, where they get the numbers that became free.
	/// Returns how many went.
	pub(crate) fn drop_slots(
		stash: &T::AccountId,
		own: &mut SlotNumbersOf<T>,
		model: &ModelId,
		count: u32,
	) -> u32 {
		if own.is_empty() || count == 0 {
			return 0;
		}
		Self::with_market(model, |market| {
			let mut dropped = 0u32;
			for _ in 0..count {
				let Some(slot) = own.pop() else { break };
				let Some(last) = market.ready.checked_sub(1) else {
					defensive!("a worker has a slot that the market lacks");
					break;
				};
				if let Some(owner) = Self::pop_slot(model, last).filter(|_| last != slot) {
					if owner == *stash {
						renumber::<T>(own, last, slot);
					} else {
						Workers::<T>::mutate(&owner, |worker| match worker.slots_mut(model) {
							Some(numbers) => renumber::<T>(numbers, last, slot),
							None => {
								defensive!("a slot for a model that is not offered");
							}
						});
					}
					Self::set_slot_owner(model, slot, owner);
				}
				market.ready = last;
				dropped = dropped.saturating_add(1);
			}
			dropped
		})
	}
}

/// The slot numbered `from` is numbered `to` now.
fn renumber<T: Config>(own: &mut SlotNumbersOf<T>, from: u32, to: u32) {
	match own.iter_mut().find(|number| **number == from) {
		Some(number) => *number = to,
		None => {
			defensive!("a worker does not know its own slot");
		}
	}
}
