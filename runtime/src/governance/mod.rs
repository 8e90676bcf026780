//! Token holders decide: referenda, votes, the treasury, the technical committee.
//!
//! [`tracks`] says what votes take and how long, [`origins`] what they may do, [`safety`] what can be closed in an
//! emergency, and what can't.

pub mod origins;
pub mod safety;
pub mod tracks;

use crate::{configs::MAXIMUM_BLOCK_WEIGHT, *};
use assay_primitives::ASY;
use frame_support::{
	parameter_types,
	traits::{
		fungible::Mutate,
		tokens::{
			currency::ActiveIssuanceOf, Pay, PaymentStatus, Preservation,
			UnityAssetBalanceConversion,
		},
		AsEnsureOriginWithArg, ConstU128, ConstU32,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use origins::TechnicalCollective;
use pallet_collective::{DefaultVote, MemberCount};
use sp_runtime::{traits::AccountIdLookup, DispatchError, Perbill, Permill};
pub use tracks::Tracks;

/// Reads a period of governance, see [`crate::network::GovernanceNumbers`].
macro_rules! governance_numbers {
	($($(#[$doc:meta])* $name:ident = $field:ident;)*) => {$(
		$(#[$doc])*
		pub struct $name;
		impl frame_support::traits::Get<BlockNumber> for $name {
			fn get() -> BlockNumber {
				Network::numbers().governance.$field
			}
		}
	)*};
}

governance_numbers! {
	/// Blocks for which the tokens of a vote on the winning side stay locked, times the conviction's factor.
	VoteLocking = vote_locking;
	/// Blocks after which a referendum without decision deposit ends.
	UndecidingTimeout = undeciding_timeout;
	/// Blocks between two rounds in which approved spends are paid.
	SpendPeriod = spend_period;
	/// Blocks in which an approved spend can be claimed.
	PayoutPeriod = payout_period;
	/// Blocks in which the technical committee votes on a motion.
	MotionDuration = motion_duration;
}

parameter_types! {
	/// Nothing of the treasury is burnt: it is there to be spent, or kept.
	pub const TreasuryBurn: Permill = Permill::zero();
	pub MaxMotionWeight: Weight = Perbill::from_percent(50) * MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_origins::Config for Runtime {}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_conviction_voting::WeightInfo<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	// What the treasury has takes no part, so it does not count.
	type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<128>;
	type VoteLockingPeriod = VoteLocking;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_referenda::WeightInfo<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = origins::Canceller;
	type KillOrigin = origins::Killer;
	type Slash = Treasury;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = ConstU128<{ 10 * ASY }>;
	type MaxQueued = ConstU32<50>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	// All blocks, not the active ones: governance goes on when the market stands still.
	type BlockNumberProvider = System;
}

/// Pays from the treasury, but not the last of it: were its account gone, shares of fees below the existential deposit
/// would be burnt.
pub struct PayFromTreasury;

impl Pay for PayFromTreasury {
	type Balance = Balance;
	type Beneficiary = AccountId;
	type AssetKind = ();
	type Id = ();
	type Error = DispatchError;

	fn pay(who: &AccountId, (): (), amount: Balance) -> Result<(), DispatchError> {
		let treasury = configs::protocol_account();
		<Balances as Mutate<_>>::transfer(&treasury, who, amount, Preservation::Preserve)?;
		Ok(())
	}

	fn check_payment((): ()) -> PaymentStatus {
		PaymentStatus::Success
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(who: &AccountId, (): (), amount: Balance) {
		let enough = amount.saturating_add(configs::EXISTENTIAL_DEPOSIT);
		// The benchmark pays less than an account that is not there needs.
		for account in [&configs::protocol_account(), who] {
			let minted = <Balances as Mutate<_>>::mint_into(account, enough);
			frame_support::defensive_assert!(minted.is_ok(), "both can receive");
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_concluded((): ()) {}
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = origins::SpendRejecter;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = TreasuryBurn;
	// The account that the protocol's share of fees goes to.
	type PalletId = configs::ProtocolPalletId;
	type BurnDestination = ();
	type WeightInfo = weights::pallet_treasury::WeightInfo<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = origins::Spender;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = AccountIdLookup<AccountId, ()>;
	type Paymaster = PayFromTreasury;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

/// Who does not vote on a motion is not for it. Otherwise two thirds would be more than a half, as soon as the time to vote is over.
pub struct SilenceIsNo;

impl DefaultVote for SilenceIsNo {
	fn default_vote(prime: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
		// A benchmark of the SDK's has the prime's vote carry a motion.
		cfg!(feature = "runtime-benchmarks") && prime == Some(true)
	}
}

impl pallet_collective::Config<TechnicalCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<30>;
	type DefaultVote = SilenceIsNo;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type WeightInfo = weights::pallet_collective::WeightInfo<Runtime>;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	// Its few members are elected; proposals are bounded in number.
	type Consideration = ();
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = origins::Whitelister;
	type DispatchWhitelistedOrigin = origins::WhitelistDispatcher;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = PayoutPeriod;
	type BlockNumberProvider = System;
	type WeightInfo = weights::pallet_whitelist::WeightInfo<Runtime>;
}
