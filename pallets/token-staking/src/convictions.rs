//! Bonds of convicted workers: held until the conviction is mature, then split, or returned if it was declared void.
//!
//! Convictions that wait for their time stand in an agenda by height, as timeouts of tasks do: heights are worked off in
//! order, a bounded number of convictions and heights per block.

use crate::{
	types::{Award, BondSplit},
	Config, ConvictionOf, Convictions, Error, Event, HoldReason, Ledgers, Maturing, NextMaturing,
	Pallet, VoidedUpTo, WeightInfo,
};
use assay_primitives::{task::Grounds, Balance, CanonVersion, TaskId};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{fungible::MutateHold, tokens::Precision, Get},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{BlockNumberProvider, One, SaturatedConversion, Saturating},
	ArithmeticError, DispatchError,
};

/// Heights at which nothing is mature that a block passes over, at most. The clock moves by one a block, so there is a
/// backlog of heights only after one of convictions.
pub(crate) const MAX_EMPTY_HEIGHTS: u32 = 32;

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	pub(crate) fn do_convict(
		stash: &T::AccountId,
		task: TaskId,
		requester: &T::AccountId,
		canon: CanonVersion,
		grounds: Grounds<Balance>,
	) -> Result<Balance, DispatchError> {
		// The bond is taken once, so this is for the case that two workers had one for the same task.
		ensure!(!Convictions::<T>::contains_key(task), Error::<T>::AlreadyConvicted);
		let (mut ledger, bond) = Self::take_task_bond(stash, task)?;
		ledger.convicted = ledger.convicted.checked_add(bond).ok_or(ArithmeticError::Overflow)?;

		Ledgers::<T>::insert(stash, ledger);
		let at = Self::now();
		let requester = requester.clone();
		let record = ConvictionOf::<T> {
			stash: stash.clone(),
			bond,
			requester: requester.clone(),
			canon,
			grounds,
			at,
			award: None,
		};
		Convictions::<T>::insert(task, record);
		Self::deposit_event(Event::Convicted {
			stash: stash.clone(),
			task,
			bond,
			requester,
			grounds,
		});
		Ok(bond)
	}

	pub(crate) fn do_award(task: TaskId, prover: Option<&T::AccountId>) -> DispatchResult {
		let mut conviction = Convictions::<T>::get(task).ok_or(Error::<T>::UnknownConviction)?;
		ensure!(conviction.award.is_none(), Error::<T>::AlreadyAwarded);
		let prover = prover.cloned();
		let next = Self::now().saturating_add(One::one());
		let matures = conviction.at.saturating_add(T::ConvictionMaturity::get()).max(next);
		conviction.award = Some(Award { prover: prover.clone(), matures });
		Convictions::<T>::insert(task, conviction);
		Maturing::<T>::insert(matures, task, ());
		Self::deposit_event(Event::ConvictionAwarded { task, prover, matures });
		Ok(())
	}

	pub(crate) fn do_void_convictions(canon: CanonVersion) {
		let height = Self::now();
		VoidedUpTo::<T>::insert(canon, height);
		Self::deposit_event(Event::ConvictionsVoided { canon, height });
	}

	/// Whether the root track declared a conviction void.
	pub(crate) fn is_void(conviction: &ConvictionOf<T>) -> bool {
		VoidedUpTo::<T>::get(conviction.canon).is_some_and(|height| conviction.at <= height)
	}

	/// Pays out, or returns, the bond of a conviction whose time has passed.
	pub(crate) fn do_settle_conviction(task: TaskId) -> DispatchResult {
		let conviction = Convictions::<T>::get(task).ok_or(Error::<T>::UnknownConviction)?;
		let Some(Award { prover, matures }) = conviction.award.clone() else {
			return Err(Error::<T>::NotMature.into());
		};
		ensure!(Self::now() >= matures, Error::<T>::NotMature);
		with_storage_layer(|| {
			Maturing::<T>::remove(matures, task);
			Convictions::<T>::remove(task);
			if Self::is_void(&conviction) {
				Self::return_bond(task, conviction)
			} else {
				Self::pay_out(task, conviction, prover)
			}
		})
	}

	/// Splits the bond of a conviction.
	fn pay_out(
		task: TaskId,
		conviction: ConvictionOf<T>,
		prover: Option<T::AccountId>,
	) -> DispatchResult {
		let ConvictionOf::<T> { stash, bond, requester, grounds, .. } = conviction;
		let mut ledger = Ledgers::<T>::get(&stash).ok_or(Error::<T>::NotStash)?;
		ledger.convicted = ledger.convicted.checked_sub(bond).ok_or(ArithmeticError::Underflow)?;

		let parts = Self::split(bond, grounds)?;
		let to_prover = prover
			.as_ref()
			.map_or(0, |prover| Self::pay_from_task_bond(&stash, prover, parts.prover));
		let to_requester = Self::pay_from_task_bond(&stash, &requester, parts.requester);
		let burnt = bond
			.checked_sub(to_prover)
			.and_then(|rest| rest.checked_sub(to_requester))
			.ok_or(ArithmeticError::Underflow)?;
		Self::burn_task_bond(&stash, burnt)?;

		Self::put_ledger(&stash, ledger);
		Self::deposit_event(Event::ConvictionSettled {
			stash,
			task,
			prover,
			to_prover,
			requester,
			to_requester,
			burnt,
		});
		Ok(())
	}

	/// The parts of a bond, which add up to it, as far as everyone can be paid.
	fn split(bond: Balance, grounds: Grounds<Balance>) -> Result<BondSplit, ArithmeticError> {
		let prover = match grounds {
			Grounds::Proof => T::ProverShare::get().mul_floor(bond),
			Grounds::Silence { costs } => costs.min(bond),
		};
		let rest = bond.checked_sub(prover).ok_or(ArithmeticError::Underflow)?;
		let requester = match grounds {
			// The shares may be governed: should they ever be more than the whole, the requester gets what there is.
			Grounds::Proof => T::RequesterShare::get().mul_floor(bond).min(rest),
			Grounds::Silence { .. } => 0,
		};
		Ok(BondSplit { prover, requester })
	}

	/// Returns the bond of a void conviction: to free stake, or to whoever has left with all his stake.
	fn return_bond(task: TaskId, conviction: ConvictionOf<T>) -> DispatchResult {
		let ConvictionOf::<T> { stash, bond, .. } = conviction;
		let mut ledger = Ledgers::<T>::get(&stash).ok_or(Error::<T>::NotStash)?;
		ledger.convicted = ledger.convicted.checked_sub(bond).ok_or(ArithmeticError::Underflow)?;
		let staked = ledger.role.is_some() || ledger.active()? > 0;
		if staked {
			Self::free_task_bond(&stash, &mut ledger, bond)?;
		} else {
			let reason = HoldReason::TaskBond.into();
			T::Currency::release(&reason, &stash, bond, Precision::Exact)?;
		}
		Self::put_ledger(&stash, ledger);
		Self::deposit_event(Event::ConvictionVoided { stash, task, amount: bond, staked });
		Ok(())
	}

	/// Works off convictions that are mature. Returns the weight used.
	pub(crate) fn work_off_convictions() -> Weight {
		let now = Self::now();
		let mut left = T::MaxConvictionsPerBlock::get();
		let mut empty = MAX_EMPTY_HEIGHTS;
		let mut height = NextMaturing::<T>::get();
		let mut weight = T::DbWeight::get().reads_writes(1, 1);
		while height <= now && left > 0 && empty > 0 {
			let due: alloc::vec::Vec<TaskId> =
				Maturing::<T>::iter_key_prefix(height).take(left.saturated_into()).collect();
			weight.saturating_accrue(T::WeightInfo::maturing_height());
			if due.is_empty() {
				height = height.saturating_add(One::one());
				empty = empty.saturating_sub(1);
				continue;
			}
			for task in due {
				left = left.saturating_sub(1);
				// Finding it in the agenda costs about as much as looking for a height.
				weight.saturating_accrue(T::WeightInfo::maturing_height());
				weight.saturating_accrue(T::WeightInfo::settle_conviction());
				if let Err(error) = Self::do_settle_conviction(task) {
					frame_support::defensive!("a mature conviction can't be settled", error);
					// The next ones must not wait for it. The call still finds it.
					Maturing::<T>::remove(height, task);
				}
			}
		}
		NextMaturing::<T>::put(height);
		weight
	}
}
