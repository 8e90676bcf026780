//! Eras, counted in sessions.

use crate::{Config, CurrentEra, EraStartSession, Event, Pallet, WeightInfo};
use assay_primitives::{traits, EraIndex};
use frame_support::{pallet_prelude::DispatchClass, traits::Get};

impl<T: Config> traits::Eras for Pallet<T> {
	fn current() -> EraIndex {
		CurrentEra::<T>::get()
	}
}

impl<T: Config> Pallet<T> {
	/// Begins an era if the current one has had its sessions. The runtime's session manager calls this when the
	/// session `index` starts; it charges its own weight to the block.
	///
	/// The length is compared with the first session of the era, not derived from `index`, so that a change of
	/// [`Config::SessionsPerEra`] never skips or repeats an era.
	pub fn on_session_start(index: u32) {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::on_session_start(),
			DispatchClass::Mandatory,
		);
		let sessions = index.checked_sub(EraStartSession::<T>::get());
		if sessions.is_none_or(|sessions| sessions < T::SessionsPerEra::get().max(1)) {
			return;
		}
		if let Some(era) = CurrentEra::<T>::get().checked_add(1) {
			CurrentEra::<T>::put(era);
			EraStartSession::<T>::put(index);
			Self::deposit_event(Event::EraStarted { era });
		}
	}
}
