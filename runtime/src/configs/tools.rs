//! Batches, multisigs, proxies, preimages and scheduling.

use crate::*;
use assay_primitives::MILLI_ASY;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, InstanceFilter,
		LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use scale_info::TypeInfo;
use sp_runtime::{traits::BlakeTwo256, Perbill};

/// Deposit for `items` entries and `bytes` bytes of state.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * 20 * MILLI_ASY + bytes as Balance * MILLI_ASY / 10
}

parameter_types! {
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	pub MaximumSchedulerWeight: Weight = Perbill::from_percent(50) * super::MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = weights::pallet_utility::WeightInfo<Runtime>;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = weights::pallet_multisig::WeightInfo<Runtime>;
	type BlockNumberProvider = System;
}

/// What a proxy may do for an account.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything that does not move tokens to others.
	#[codec(index = 1)]
	NonTransfer,
	/// Posting, cancelling and doing tasks.
	#[codec(index = 2)]
	Tasks,
	/// Bonding, unbonding and the operator of a worker.
	#[codec(index = 3)]
	Staking,
	/// Rejecting announced calls of other proxies.
	#[codec(index = 4)]
	CancelProxy,
	/// Proposing, voting and delegating votes.
	#[codec(index = 5)]
	Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		let is_staking = matches!(call, RuntimeCall::TokenStaking(..) | RuntimeCall::Session(..));
		let is_governance = matches!(
			call,
			RuntimeCall::Treasury(..)
				| RuntimeCall::ConvictionVoting(..)
				| RuntimeCall::Referenda(..)
				| RuntimeCall::Whitelist(..)
				| RuntimeCall::TechnicalCommittee(..)
				| RuntimeCall::Preimage(..)
		);
		match self {
			Self::Any => true,
			// Posting pays a worker, so that a proxy that may not move tokens may not post.
			Self::NonTransfer => {
				is_staking
					|| is_governance
					|| matches!(
						call,
						RuntimeCall::System(..)
							| RuntimeCall::Timestamp(..)
							| RuntimeCall::Models(..)
							| RuntimeCall::Multisig(..)
							| RuntimeCall::Utility(..)
							| RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. })
					)
			}
			Self::Tasks => matches!(call, RuntimeCall::Tasks(..)),
			Self::Staking => is_staking,
			// A batch holds nothing but calls that pass, too.
			Self::Governance => is_governance || matches!(call, RuntimeCall::Utility(..)),
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(x, y) if x == y => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, Self::Staking | Self::CancelProxy | Self::Governance) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = weights::pallet_proxy::WeightInfo<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_preimage::WeightInfo<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	// Enactments and alarms of referenda share a block's places, and an enactment that finds none is lost. So many that it costs
	// more in deposits to take them all than it could be worth.
	type MaxScheduledPerBlock = ConstU32<512>;
	type WeightInfo = weights::pallet_scheduler::WeightInfo<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}
