//! Workers, and the hot keys that act for stakers.

use crate::{
	Config, CurrentEra, Error, Event, LedgerOf, Ledgers, OperatorOf, OperatorRecord, Operators,
	Pallet, PendingSlashes, Role,
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
		// Of a validator that has left: what it has bonded to audits is no bond of tasks.
		ensure!(ledger.task_bonds == 0, Error::<T>::TaskBondsLive);
		ensure!(ledger.active()? >= T::MinWorkerBond::get(), Error::<T>::BelowMinWorkerBond);
		// What is bonded to a task can't be slashed for anything else.
		let exposed = ledger.exposed_until.is_some_and(|era| era >= CurrentEra::<T>::get());
		ensure!(!exposed && PendingSlashes::<T>::get(stash) == 0, Error::<T>::StillExposed);
		Self::ensure_fresh_operator(operator)?;

		ledger.role = Some(Role::Worker);
		Ledgers::<T>::insert(stash, ledger);
		Self::attach_operator(stash, operator, Role::Worker);
		Self::deposit_event(Event::WorkerRegistered {
			stash: stash.clone(),
			operator: operator.clone(),
		});
		Ok(())
	}

	pub(crate) fn do_set_operator(stash: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let ledger = Ledgers::<T>::get(stash).ok_or(Error::<T>::NotStaker)?;
		let role = ledger.role.ok_or(Error::<T>::NotStaker)?;
		Self::ensure_fresh_operator(new)?;

		let old = Self::drop_operator(stash);
		Self::attach_operator(stash, new, role);
		Self::deposit_event(Event::OperatorChanged { stash: stash.clone(), old, new: new.clone() });
		Ok(())
	}

	pub(crate) fn do_deregister_worker(stash: &T::AccountId) -> DispatchResult {
		let mut ledger = Self::worker_ledger(stash)?;
		let operator = OperatorOf::<T>::get(stash).ok_or(Error::<T>::NotWorker)?;
		ensure!(ledger.task_bonds == 0, Error::<T>::TaskBondsLive);
		ensure!(!T::Activity::is_active(stash), Error::<T>::WorkerActive);

		Self::drop_operator(stash);
		ledger.role = None;
		// Penalties and convictions may have taken everything.
		Self::put_ledger(stash, ledger);
		if let Some(pool) = Self::pool(stash)? {
			Self::put_pool(stash, pool);
		}
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
	fn attach_operator(stash: &T::AccountId, operator: &T::AccountId, role: Role) {
		frame_system::Pallet::<T>::inc_sufficients(operator);
		let since = frame_system::Pallet::<T>::block_number();
		Operators::<T>::insert(operator, OperatorRecord { stash: stash.clone(), role, since });
		OperatorOf::<T>::insert(stash, operator);
	}

	/// Takes the operator from a staker, if it has one.
	pub(crate) fn drop_operator(stash: &T::AccountId) -> Option<T::AccountId> {
		let operator = OperatorOf::<T>::take(stash)?;
		if Operators::<T>::take(&operator).is_some() {
			frame_system::Pallet::<T>::dec_sufficients(&operator);
		}
		Some(operator)
	}
}
