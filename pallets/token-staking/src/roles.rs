//! Workers and the hot keys that act for them.

use crate::{
	Config, Error, Event, LedgerOf, Ledgers, OperatorRecord, Operators, Pallet, Role, Workers,
};
use assay_primitives::traits::WorkerActivity;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_worker(
		stash: &T::AccountId,
		operator: &T::AccountId,
	) -> DispatchResult {
		let mut ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStash)?;
		ensure!(ledger.role.is_none(), Error::<T>::RoleTaken);
		ensure!(ledger.active()? >= T::MinWorkerBond::get(), Error::<T>::BelowMinWorkerBond);
		Self::ensure_fresh_operator(operator)?;

		ledger.role = Some(Role::Worker);
		Ledgers::<T>::insert(stash, ledger);
		Self::attach_operator(stash, operator);
		Self::deposit_event(Event::WorkerRegistered {
			stash: stash.clone(),
			operator: operator.clone(),
		});
		Ok(())
	}

	pub(crate) fn do_set_operator(stash: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let old = Workers::<T>::get(stash).ok_or(Error::<T>::NotWorker)?;
		Self::ensure_fresh_operator(new)?;

		Self::detach_operator(&old);
		Self::attach_operator(stash, new);
		Self::deposit_event(Event::OperatorChanged { stash: stash.clone(), old, new: new.clone() });
		Ok(())
	}

	pub(crate) fn do_deregister_worker(stash: &T::AccountId) -> DispatchResult {
		let mut ledger = Self::worker_ledger(stash)?;
		let operator = Workers::<T>::get(stash).ok_or(Error::<T>::NotWorker)?;
		ensure!(ledger.task_bonds == 0, Error::<T>::TaskBondsLive);
		ensure!(!T::Activity::is_active(stash), Error::<T>::WorkerActive);

		Self::detach_operator(&operator);
		Workers::<T>::remove(stash);
		ledger.role = None;
		// Penalties and convictions may have taken everything.
		Self::put_ledger(stash, ledger);
		Self::deposit_event(Event::WorkerDeregistered { stash: stash.clone(), operator });
		Ok(())
	}

	/// Ledger of a worker.
	pub(crate) fn worker_ledger(stash: &T::AccountId) -> Result<LedgerOf<T>, DispatchError> {
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotWorker)?;
		ensure!(ledger.role == Some(Role::Worker), Error::<T>::NotWorker);
		Ok(ledger)
	}

	/// The stash that asks has a ledger, so this refuses the stash itself too.
	fn ensure_fresh_operator(operator: &T::AccountId) -> DispatchResult {
		ensure!(!Ledgers::<T>::contains_key(operator), Error::<T>::OperatorIsStash);
		ensure!(!Operators::<T>::contains_key(operator), Error::<T>::OperatorTaken);
		Ok(())
	}

	/// The sufficient reference lets an account without balance exist and have a nonce. There is one for each
	/// entry in [`Operators`].
	fn attach_operator(stash: &T::AccountId, operator: &T::AccountId) {
		frame_system::Pallet::<T>::inc_sufficients(operator);
		let since = frame_system::Pallet::<T>::block_number();
		Operators::<T>::insert(operator, OperatorRecord { stash: stash.clone(), since });
		Workers::<T>::insert(stash, operator);
	}

	fn detach_operator(operator: &T::AccountId) {
		if Operators::<T>::take(operator).is_some() {
			frame_system::Pallet::<T>::dec_sufficients(operator);
		}
	}
}
