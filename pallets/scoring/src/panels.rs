//! Which validators audit which models.
//!
//! Every model has a panel of validators in office that have said they can run it. Their stakes are those of the era; when
//! one begins, panels are brought up to date one after the other, one a block, and whoever is not in office any more leaves
//! them.

use crate::{
	types::Serving, BlockNumberFor, Config, Error, Event, Pallet, PanelOf, Panels, RefreshAfter,
	ServedModels, ServedSince, WeightInfo,
};
use assay_primitives::{
	traits::{AuditBonds, AuditedTasks, Eras},
	Balance, Hash, ModelId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
	weights::Weight,
	BoundedVec,
};
use sp_runtime::traits::{SaturatedConversion, Saturating};

impl<T: Config> Pallet<T> {
	/// Validators of a panel that can be drawn.
	pub(crate) fn able_members(panel: &PanelOf<T>) -> u32 {
		panel.members.iter().filter(|member| member.is_able()).count().saturated_into()
	}

	/// Stash of the validator for which `operator` acts.
	pub(crate) fn validator_of(operator: &T::AccountId) -> Result<T::AccountId, DispatchError> {
		T::Bonds::validator_of(operator).ok_or(Error::<T>::NotOperator.into())
	}

	/// Whether a validator may say now that it audits these models. Returns its stash and its stake.
	pub(crate) fn check_serve(
		operator: &T::AccountId,
		models: &[ModelId],
	) -> Result<(T::AccountId, Balance), DispatchError> {
		let stash = Self::validator_of(operator)?;
		let since = ServedSince::<T>::get(&stash);
		let soon =
			since.is_some_and(|since| Self::now() < since.saturating_add(T::ServeCooldown::get()));
		ensure!(!soon, Error::<T>::TooSoon);
		for (n, model) in models.iter().enumerate() {
			ensure!(!models.iter().take(n).any(|other| other == model), Error::<T>::DuplicateModel);
			ensure!(T::Tasks::audit_params(model).is_some(), Error::<T>::UnknownModel);
		}
		let stake = T::Bonds::active().into_iter().find(|(who, _)| *who == stash);
		let (_, stake) = stake.ok_or(Error::<T>::NotInOffice)?;
		Ok((stash, stake))
	}

	pub(crate) fn do_serve(
		operator: &T::AccountId,
		models: BoundedVec<ModelId, T::MaxAuditedModels>,
	) -> DispatchResult {
		let (stash, stake) = Self::check_serve(operator, &models)?;
		let era = T::Eras::current();
		let before = ServedModels::<T>::get(&stash);
		for model in before.iter().filter(|model| !models.contains(model)) {
			Self::leave(model, &stash);
		}
		for model in models.iter().filter(|model| !before.contains(model)) {
			Panels::<T>::try_mutate(model, |panel| {
				if panel.members.is_empty() {
					panel.era = era;
				}
				let member = Serving { stash: stash.clone(), stake, drawn: 0, abstained: 0 };
				panel.members.try_push(member).map_err(|_| Error::<T>::PanelFull)
			})?;
		}
		if models.is_empty() {
			ServedModels::<T>::remove(&stash);
		} else {
			ServedModels::<T>::insert(&stash, &models);
		}
		ServedSince::<T>::insert(&stash, Self::now());
		Self::deposit_event(Event::Serving { validator: stash, models });
		Ok(())
	}

	fn leave(model: &ModelId, stash: &T::AccountId) {
		Panels::<T>::mutate_exists(model, |found| {
			let Some(panel) = found.as_mut() else { return };
			panel.members.retain(|member| member.stash != *stash);
			if panel.members.is_empty() {
				*found = None;
			}
		});
	}

	/// Takes a validator off all panels. It can say at once that it is back.
	pub(crate) fn leave_all(stash: &T::AccountId) {
		let models = ServedModels::<T>::take(stash);
		for model in &models {
			Self::leave(model, stash);
		}
		ServedSince::<T>::remove(stash);
		if !models.is_empty() {
			let models = Default::default();
			Self::deposit_event(Event::Serving { validator: stash.clone(), models });
		}
	}

	/// Notes that a member of a panel was drawn, or that it abstained.
	pub(crate) fn count_member(
		model: &ModelId,
		stash: &T::AccountId,
		change: impl FnOnce(&mut Serving<T::AccountId>),
	) {
		// One that has left is not there.
		Panels::<T>::mutate_exists(model, |panel| {
			let members = panel.as_mut().map(|panel| panel.members.iter_mut());
			if let Some(member) =
				members.and_then(|mut all| all.find(|member| member.stash == *stash))
			{
				change(member);
			}
		});
	}

	/// A member of a panel, drawn by stake with the `n`-th number of a seed. Not one of those excluded.
	pub(crate) fn pick(
		panel: &PanelOf<T>,
		seed: Hash,
		n: u32,
		excluded: impl Fn(&T::AccountId) -> bool,
	) -> Option<T::AccountId> {
		let able =
			|| panel.members.iter().filter(|member| member.is_able() && !excluded(&member.stash));
		let all = able().fold(0, |all: Balance, member| all.saturating_add(member.stake));
		let mut number = Self::number(b"assay/auditor/1", seed, n).checked_rem(all)?;
		able().find_map(|member| match number.checked_sub(member.stake) {
			Some(rest) => {
				number = rest;
				None
			}
			None => Some(member.stash.clone()),
		})
	}

	/// The `n`-th number of a seed, of 128 bits: the bias of a remainder by a stake is below 2^-40.
	pub(crate) fn number(domain: &[u8], seed: Hash, n: u32) -> u128 {
		let hash = assay_primitives::task::hash_of(domain, &(seed, n));
		let mut bytes = [0u8; 16];
		bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
		u128::from_le_bytes(bytes)
	}

	/// Brings a panel up to date, if an era has begun since. Returns the weight used.
	pub(crate) fn refresh_panels() -> Weight {
		let weight = T::DbWeight::get().reads(2);
		let era = T::Eras::current();
		let (of, after) = RefreshAfter::<T>::get();
		if of > era {
			return weight;
		}
		// Another era began while this one's panels were gone through: from the start.
		let after = if of < era { None } else { after };
		let mut panels = match after {
			Some(model) => Panels::<T>::iter_keys_from(Panels::<T>::hashed_key_for(model)),
			None => Panels::<T>::iter_keys(),
		};
		match panels.next() {
			Some(model) => {
				Self::refresh(&model, era);
				RefreshAfter::<T>::put((era, Some(model)));
			}
			None => RefreshAfter::<T>::put((era.saturating_add(1), None::<ModelId>)),
		}
		weight.saturating_add(T::WeightInfo::refresh_panel())
	}

	/// Gives a panel's members the stakes of an era. Those not in office leave.
	pub(crate) fn refresh(model: &ModelId, era: assay_primitives::EraIndex) {
		let active = T::Bonds::active();
		let mut left = alloc::vec::Vec::new();
		Panels::<T>::mutate_exists(model, |found| {
			let Some(panel) = found.as_mut() else { return };
			panel.era = era;
			panel.members.retain(|member| {
				let stays = active.iter().any(|(who, _)| *who == member.stash);
				if !stays {
					left.push(member.stash.clone());
				}
				stays
			});
			for member in panel.members.iter_mut() {
				let stake = active.iter().find(|(who, _)| *who == member.stash);
				member.stake = stake.map_or(0, |(_, stake)| *stake);
				member.drawn = 0;
				member.abstained = 0;
			}
			if panel.members.is_empty() {
				*found = None;
			}
		});
		for stash in left {
			ServedModels::<T>::mutate_exists(&stash, |found| {
				let Some(models) = found.as_mut() else { return };
				models.retain(|other| other != model);
				if models.is_empty() {
					*found = None;
				}
			});
		}
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		use sp_runtime::traits::BlockNumberProvider;
		T::BlockNumberProvider::current_block_number()
	}
}
