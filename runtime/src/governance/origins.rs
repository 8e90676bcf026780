//! Who may do what. Root may do all of it.

use crate::{configs::RuntimeParametersKey, *};
use assay_primitives::{SMALL_SPENDER_LIMIT, TREASURER_LIMIT};
use frame_support::traits::{EitherOf, EnsureOrigin, EnsureOriginWithArg};
use frame_system::EnsureRoot;
use pallet_origins::{
	MarketParams, ModelParams, ModelRegistry, ReferendumCanceller, ReferendumKiller,
	SlashCanceller, StakingAdmin, WhitelistedCaller,
};

/// The technical committee.
pub type TechnicalCollective = pallet_collective::Instance1;

/// Root, or this origin.
pub type RootOr<Origin> = EitherOf<EnsureRoot<AccountId>, Origin>;

/// Two thirds of the technical committee.
pub struct TwoThirds;
/// More than a half of the technical committee.
pub struct MoreThanHalf;

impl EnsureOrigin<RuntimeOrigin> for TwoThirds {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		type Two = pallet_collective::EnsureProportionAtLeast<AccountId, TechnicalCollective, 2, 3>;
		<Two as EnsureOrigin<_>>::try_origin(origin).map(|_| ())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(pallet_collective::RawOrigin::Members(3, 3).into())
	}
}

impl EnsureOrigin<RuntimeOrigin> for MoreThanHalf {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		type Half =
			pallet_collective::EnsureProportionMoreThan<AccountId, TechnicalCollective, 1, 2>;
		<Half as EnsureOrigin<_>>::try_origin(origin).map(|_| ())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(pallet_collective::RawOrigin::Members(3, 3).into())
	}
}

/// Admits, deprecates and retires models.
pub type RegistryAdmin = RootOr<ModelRegistry>;
/// Sets the parameters of models.
pub type ParamsAdmin = RootOr<ModelParams>;
/// Cancels slashes for offences.
pub type SlashAdmin = RootOr<SlashCanceller>;
/// Cancels referenda.
pub type Canceller = RootOr<EitherOf<ReferendumCanceller, ReferendumKiller>>;
/// Cancels referenda and takes their deposits.
pub type Killer = RootOr<ReferendumKiller>;
/// Takes back a spend that is approved and not paid.
pub type SpendRejecter = RootOr<pallet_origins::Treasurer>;
/// Says that a call is urgent and right.
pub type Whitelister = RootOr<TwoThirds>;
/// Makes a call as root that was whitelisted.
pub type WhitelistDispatcher = RootOr<WhitelistedCaller>;
/// Closes the market in an emergency, or a single call of it.
pub type Guard = RootOr<EitherOf<WhitelistedCaller, TwoThirds>>;
/// Opens again what a guard closed.
pub type Opener = RootOr<EitherOf<WhitelistedCaller, MoreThanHalf>>;

/// A guard that closes the market, for so many blocks.
pub struct Closer;

impl EnsureOrigin<RuntimeOrigin> for Closer {
	type Success = BlockNumber;

	fn try_origin(origin: RuntimeOrigin) -> Result<BlockNumber, RuntimeOrigin> {
		<Guard as EnsureOrigin<_>>::try_origin(origin)
			.map(|()| Network::numbers().governance.safe_mode)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// A guard that keeps the market closed: up to as long from now as one that closes it. So however often it is made, a motion
/// closes the market for no longer than that. Root adds as long again each time.
pub struct Prolonger;

impl EnsureOrigin<RuntimeOrigin> for Prolonger {
	type Success = BlockNumber;

	fn try_origin(origin: RuntimeOrigin) -> Result<BlockNumber, RuntimeOrigin> {
		let longest = Network::numbers().governance.safe_mode;
		let origin = match <EnsureRoot<AccountId> as EnsureOrigin<_>>::try_origin(origin) {
			Ok(()) => return Ok(longest),
			Err(origin) => origin,
		};
		<Guard as EnsureOrigin<_>>::try_origin(origin).map(|()| {
			let left = <SafeMode as frame_support::traits::SafeMode>::remaining();
			longest.saturating_sub(left.unwrap_or_default())
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Sets the market's parameters: its own track those of fees, the staking track those of emission.
pub struct ParametersAdmin;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ParametersAdmin {
	type Success = ();

	fn try_origin(
		origin: RuntimeOrigin,
		key: &RuntimeParametersKey,
	) -> Result<Self::Success, RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Market(_) => RootOr::<MarketParams>::try_origin(origin),
			RuntimeParametersKey::Emission(_) => RootOr::<StakingAdmin>::try_origin(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Spends from the treasury, up to what the origin may.
pub struct Spender;

impl EnsureOrigin<RuntimeOrigin> for Spender {
	type Success = Balance;

	fn try_origin(origin: RuntimeOrigin) -> Result<Self::Success, RuntimeOrigin> {
		use pallet_origins::Origin;
		match &origin.caller {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(Balance::MAX),
			OriginCaller::Origins(Origin::Treasurer) => Ok(TREASURER_LIMIT),
			OriginCaller::Origins(Origin::SmallSpender) => Ok(SMALL_SPENDER_LIMIT),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}
