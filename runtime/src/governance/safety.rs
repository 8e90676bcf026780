//! Emergencies: what can be closed, by whom, and what always stays open.
//!
//! *Safe mode* closes the market. Its clocks stand still meanwhile: every deadline of ours counts active blocks, see
//! [`crate::network`], so that nobody is late with a call that he can't make. Open stay the way out (what is due is settled,
//! paid and withdrawn), consensus, whose offences don't wait, and governance, which has to repair what is broken. What counts eras,
//! which go on, stays open too. Nobody can buy safe mode with a deposit.
//!
//! *Pauses* close one call while all clocks run, so only four calls can be paused, with which something begins.

use super::origins;
use crate::{
	configs::{OwnVrf, MAXIMUM_BLOCK_WEIGHT},
	*,
};
use assay_primitives::{traits::BlockSeed, Hash};
use frame_support::{
	migrations::{FailedMigrationHandler, FailedMigrationHandling, MultiStepMigrator},
	parameter_types,
	traits::{ConstU32, Contains, Get, InsideBoth},
	weights::Weight,
};
use pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::Perbill;

/// Which calls are open now.
pub type OpenCalls = InsideBoth<SafeMode, TxPause>;

parameter_types! {
	/// What entering and prolonging safe mode cost those who are nobody: it can't be had.
	pub const NotForSale: Option<Balance> = None;
	/// There are no deposits that would be released after a while.
	pub const NoRelease: Option<BlockNumber> = None;
	/// Part of a block that a migration may take.
	pub MaxMigrationWeight: Weight = Perbill::from_percent(60) * MAXIMUM_BLOCK_WEIGHT;
}

/// Blocks that safe mode lasts, if it is not prolonged.
pub struct SafeModeDuration;
impl Get<BlockNumber> for SafeModeDuration {
	fn get() -> BlockNumber {
		Network::numbers().governance.safe_mode
	}
}

/// Calls that stay open in safe mode.
pub struct OpenInSafeMode;
impl Contains<RuntimeCall> for OpenInSafeMode {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_models::Call as Models;
		use pallet_referee::Call as Referee;
		use pallet_scoring::Call as Scoring;
		use pallet_tasks::Call as Tasks;
		use pallet_token_staking::Call as Staking;
		match call {
			// Blocks, and reports of equivocations.
			RuntimeCall::System(_)
			| RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Session(_) => true,
			// These make other calls, each of which has to be open itself.
			RuntimeCall::Utility(_) | RuntimeCall::Multisig(_) | RuntimeCall::Proxy(_) => true,
			// Governance.
			RuntimeCall::Preimage(_)
			| RuntimeCall::Scheduler(_)
			| RuntimeCall::Parameters(_)
			| RuntimeCall::Treasury(_)
			| RuntimeCall::ConvictionVoting(_)
			| RuntimeCall::Referenda(_)
			| RuntimeCall::Whitelist(_)
			| RuntimeCall::TechnicalCommittee(_)
			| RuntimeCall::SafeMode(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::MultiBlockMigrations(_) => true,
			// What was proposed can be decided; nothing new begins.
			RuntimeCall::Models(call) => {
				!matches!(call, Models::register { .. } | Models::propose_version { .. })
			}
			// The way out, and taking a stolen key out of office.
			RuntimeCall::TokenStaking(call) => matches!(
				call,
				Staking::unbond { .. }
					| Staking::withdraw_unbonded {}
					| Staking::set_operator { .. }
					| Staking::deregister_worker {}
					| Staking::settle_conviction { .. }
					| Staking::void_convictions { .. }
					| Staking::chill {}
					| Staking::undelegate { .. }
					| Staking::withdraw_delegation { .. }
					| Staking::pay_staker { .. }
					| Staking::cancel_slash { .. }
			),
			RuntimeCall::Tasks(call) => {
				matches!(call, Tasks::cancel { .. } | Tasks::poke { .. } | Tasks::set_unready {})
			}
			// Opinions are of eras, which go on.
			RuntimeCall::Scoring(call) => matches!(
				call,
				Scoring::poke { .. }
					| Scoring::commit_opinion { .. }
					| Scoring::reveal_opinion { .. }
			),
			RuntimeCall::Referee(call) => matches!(call, Referee::poke { .. }),
			_ => false,
		}
	}
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = OpenInSafeMode;
	type EnterDuration = SafeModeDuration;
	type ExtendDuration = SafeModeDuration;
	type EnterDepositAmount = NotForSale;
	type ExtendDepositAmount = NotForSale;
	type ForceEnterOrigin = origins::Closer;
	type ForceExtendOrigin = origins::Prolonger;
	type ForceExitOrigin = origins::Opener;
	type ForceDepositOrigin = frame_system::EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = weights::pallet_safe_mode::WeightInfo<Runtime>;
}

/// Calls that may be paused, each the begin of something: no clock runs for who can't make it.
const PAUSABLE: [(&str, &str); 4] = [
	("Tasks", "post"),
	("Tasks", "set_ready"),
	("TokenStaking", "bond"),
	("TokenStaking", "delegate"),
];

/// Calls that can't be paused: all others.
pub struct NeverPaused;
impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		!PAUSABLE
			.iter()
			.any(|it| (it.0.as_bytes(), it.1.as_bytes()) == (pallet.as_slice(), call.as_slice()))
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = origins::Guard;
	type UnpauseOrigin = origins::Opener;
	type WhitelistedCalls = NeverPaused;
	type MaxNameLen = ConstU32<64>;
	type WeightInfo = weights::pallet_tx_pause::WeightInfo<Runtime>;
}

/// Whether the market stands still: in safe mode, and while a migration takes all transactions out of blocks.
pub struct MarketClosed;
impl Get<bool> for MarketClosed {
	fn get() -> bool {
		SafeMode::is_entered() || MultiBlockMigrations::ongoing()
	}
}

/// The block's random number for those who draw workers, and none while the market is closed: then nobody is given work.
pub struct MarketSeed;
impl BlockSeed for MarketSeed {
	fn block_seed() -> Option<Hash> {
		if MarketClosed::get() {
			return None;
		}
		OwnVrf::block_seed()
	}
}

/// A migration that failed leaves a state that nobody expected: the market closes until governance opens it. Were the chain to stay
/// in migration, governance could not even vote on what to do.
pub struct CloseMarket;
impl FailedMigrationHandler for CloseMarket {
	fn failed(_: Option<u32>) -> FailedMigrationHandling {
		let forever = BlockNumber::MAX;
		let closed = match SafeMode::is_entered() {
			true => <SafeMode as frame_support::traits::SafeMode>::extend(forever),
			false => <SafeMode as frame_support::traits::SafeMode>::enter(forever),
		};
		if closed.is_err() {
			frame_support::defensive!("safe mode can be entered or is entered");
		}
		FailedMigrationHandling::ForceUnstuck
	}
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Migrations = crate::migrations::Migrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	type FailedMigrationHandler = CloseMarket;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = weights::pallet_migrations::WeightInfo<Runtime>;
}
