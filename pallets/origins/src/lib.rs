//! # Origins
//!
//! Who speaks when a referendum has passed: one origin for each kind of change.
//!
//! A referendum asks for a call to be made by an origin, and the origin decides on which track it is voted. Root may
//! do everything, and takes the longest and the most votes; each of these here may do one kind of thing. The pallet has no
//! calls and no storage. The runtime says what an origin may do, where it sets up the pallet concerned, and how the
//! vote about it runs, in its tracks.
//!
//! For each variant of [`Origin`] there is a type of the same name to ask for it: [`StakingAdmin`] and so on.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Who speaks. The indices are part of proposals and never change.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Makes calls as root that the technical committee has whitelisted.
		#[codec(index = 0)]
		WhitelistedCaller,
		/// Sets emission.
		#[codec(index = 1)]
		StakingAdmin,
		/// Spends from the treasury.
		#[codec(index = 2)]
		Treasurer,
		/// Admits, deprecates and retires models.
		#[codec(index = 3)]
		ModelRegistry,
		/// Sets parameters of models: price floor, bond, audit rates, limits.
		#[codec(index = 4)]
		ModelParams,
		/// Sets fees of the market.
		#[codec(index = 5)]
		MarketParams,
		/// Cancels referenda; their deposits are returned.
		#[codec(index = 6)]
		ReferendumCanceller,
		/// Cancels referenda and takes their deposits.
		#[codec(index = 7)]
		ReferendumKiller,
		/// Cancels slashes for offences, in time.
		#[codec(index = 8)]
		SlashCanceller,
		/// Spends a little from the treasury.
		#[codec(index = 9)]
		SmallSpender,
	}
}

/// Makes a type for each variant of [`Origin`] that asks for it.
macro_rules! ensure_origins {
	($($name:ident),* $(,)?) => {$(
		#[doc = concat!("Asks for [`Origin::", stringify!($name), "`].")]
		pub struct $name;

		impl<O> frame_support::traits::EnsureOrigin<O> for $name
		where
			O: frame_support::traits::OriginTrait + From<Origin>,
			for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
		{
			type Success = ();

			fn try_origin(origin: O) -> Result<Self::Success, O> {
				let is_it = matches!(origin.caller().try_into(), Ok(Origin::$name));
				is_it.then_some(()).ok_or(origin)
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<O, ()> {
				Ok(O::from(Origin::$name))
			}
		}
	)*};
}

ensure_origins!(
	WhitelistedCaller,
	StakingAdmin,
	Treasurer,
	ModelRegistry,
	ModelParams,
	MarketParams,
	ReferendumCanceller,
	ReferendumKiller,
	SlashCanceller,
	SmallSpender,
);
