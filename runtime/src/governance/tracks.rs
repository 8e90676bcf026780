//! The tracks on which referenda run: how many votes each kind of change takes, and how long.
//!
//! What a proposal has to reach falls with time, by curves that are the same on every network; the time itself is the
//! network's, see [`crate::network::GovernanceNumbers`]. *Approval* is the part of ayes, weighed with conviction, of all
//! that voted. *Support* is the part of all tokens that voted aye or abstained, without conviction. No curve of support ends at zero: while few
//! vote, nobody wins by voting alone.

use crate::{
	network::{GovernanceNumbers, TrackPeriods},
	*,
};
use alloc::borrow::Cow;
use assay_primitives::ASY;
use frame_support::traits::OriginTrait;
use pallet_origins::Origin;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{str_array, FixedI64};

/// Number of a track. Part of referenda, so that none may change.
pub type TrackId = u16;

/// What a track is on every network.
struct Terms {
	id: TrackId,
	/// In which decided referenda speak. None: root.
	origin: Option<Origin>,
	name: [u8; 25],
	/// Referenda that may be decided at once.
	max_deciding: u32,
	/// Plancks that somebody puts up for the decision. They are returned when it is over.
	decision_deposit: Balance,
	periods: fn(&GovernanceNumbers) -> TrackPeriods,
	min_approval: Curve,
	min_support: Curve,
}

const fn percent(part: u128) -> FixedI64 {
	FixedI64::from_rational(part, 100)
}

/// A straight line from `ceil` to `floor` percent.
const fn line(ceil: u128, floor: u128) -> Curve {
	Curve::make_linear(1, 1, percent(floor), percent(ceil))
}

/// From all to `floor` percent, most of it early: through `level` percent after a seventh of the time.
const fn steep(level: u128, floor: u128) -> Curve {
	Curve::make_reciprocal(4, 28, percent(level), percent(floor), percent(100))
}

// `Curve::make_reciprocal` searches its result; here it does so while this is compiled.
const STEEP: Curve = steep(80, 50);

/// In the order of their numbers.
static TRACKS: [Terms; 11] = [
	Terms {
		id: 0,
		origin: None,
		name: str_array("root"),
		// A vote that voids convictions must not have to wait for others.
		max_deciding: 5,
		decision_deposit: 10_000 * ASY,
		periods: |numbers| numbers.root,
		min_approval: STEEP,
		min_support: line(50, 15),
	},
	Terms {
		id: 1,
		origin: Some(Origin::WhitelistedCaller),
		name: str_array("whitelisted_caller"),
		max_deciding: 20,
		decision_deposit: 2_000 * ASY,
		periods: |numbers| numbers.whitelisted,
		min_approval: STEEP,
		min_support: line(30, 10),
	},
	Terms {
		id: 10,
		origin: Some(Origin::StakingAdmin),
		name: str_array("staking_admin"),
		max_deciding: 10,
		decision_deposit: 1_000 * ASY,
		periods: |numbers| numbers.staking,
		min_approval: line(100, 50),
		min_support: line(40, 10),
	},
	Terms {
		id: 11,
		origin: Some(Origin::Treasurer),
		name: str_array("treasurer"),
		max_deciding: 10,
		decision_deposit: 1_000 * ASY,
		periods: |numbers| numbers.spending,
		min_approval: line(100, 50),
		min_support: line(40, 10),
	},
	Terms {
		id: 20,
		origin: Some(Origin::ModelRegistry),
		name: str_array("model_registry"),
		max_deciding: 20,
		decision_deposit: 500 * ASY,
		periods: |numbers| numbers.models,
		min_approval: line(100, 50),
		min_support: line(30, 8),
	},
	Terms {
		id: 21,
		origin: Some(Origin::ModelParams),
		name: str_array("model_params"),
		max_deciding: 20,
		decision_deposit: 500 * ASY,
		periods: |numbers| numbers.parameters,
		min_approval: line(100, 50),
		min_support: line(30, 8),
	},
	Terms {
		id: 22,
		origin: Some(Origin::MarketParams),
		name: str_array("market_params"),
		max_deciding: 10,
		decision_deposit: 500 * ASY,
		periods: |numbers| numbers.parameters,
		min_approval: line(100, 50),
		min_support: line(30, 8),
	},
	Terms {
		id: 30,
		origin: Some(Origin::ReferendumCanceller),
		name: str_array("referendum_canceller"),
		max_deciding: 50,
		decision_deposit: 1_000 * ASY,
		periods: |numbers| numbers.stopping,
		min_approval: line(100, 50),
		min_support: line(20, 3),
	},
	Terms {
		id: 31,
		origin: Some(Origin::ReferendumKiller),
		name: str_array("referendum_killer"),
		max_deciding: 50,
		decision_deposit: 5_000 * ASY,
		periods: |numbers| numbers.stopping,
		min_approval: line(100, 50),
		min_support: line(30, 5),
	},
	Terms {
		id: 32,
		origin: Some(Origin::SlashCanceller),
		name: str_array("slash_canceller"),
		max_deciding: 50,
		decision_deposit: 500 * ASY,
		periods: |numbers| numbers.slashes,
		min_approval: line(100, 50),
		min_support: line(20, 3),
	},
	Terms {
		id: 40,
		origin: Some(Origin::SmallSpender),
		name: str_array("small_spender"),
		// Few ayes are enough at the end, so that all that is voted on at once must be little.
		max_deciding: 3,
		decision_deposit: 50 * ASY,
		periods: |numbers| numbers.small_spending,
		min_approval: line(100, 50),
		min_support: line(20, 2),
	},
];

impl Terms {
	fn with(&self, numbers: &GovernanceNumbers) -> TrackInfo<Balance, BlockNumber> {
		let TrackPeriods { prepare, decide, confirm, enact } = (self.periods)(numbers);
		TrackInfo {
			name: self.name,
			max_deciding: self.max_deciding,
			decision_deposit: self.decision_deposit,
			prepare_period: prepare,
			decision_period: decide,
			confirm_period: confirm,
			min_enactment_period: enact,
			min_approval: self.min_approval.clone(),
			min_support: self.min_support.clone(),
		}
	}
}

/// The tracks, with this network's periods.
pub struct Tracks;

impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = TrackId;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, Balance, BlockNumber>>> {
		let numbers = Network::numbers().governance;
		TRACKS
			.iter()
			.map(move |terms| Cow::Owned(Track { id: terms.id, info: terms.with(&numbers) }))
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<TrackId, ()> {
		let wanted = match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => None,
			OriginCaller::Origins(origin) => Some(*origin),
			_ => return Err(()),
		};
		TRACKS.iter().find(|terms| terms.origin == wanted).map(|terms| terms.id).ok_or(())
	}

	fn track_ids() -> impl Iterator<Item = TrackId> {
		TRACKS.iter().map(|terms| terms.id)
	}

	fn info(id: TrackId) -> Option<Cow<'static, TrackInfo<Balance, BlockNumber>>> {
		let terms = TRACKS.iter().find(|terms| terms.id == id)?;
		Some(Cow::Owned(terms.with(&Network::numbers().governance)))
	}
}
