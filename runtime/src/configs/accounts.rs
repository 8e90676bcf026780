//! Balances and fees.

use crate::*;
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU128, ConstU32, ConstU8, Imbalance, OnUnbalanced, VariantCountOf,
	},
	weights::IdentityFee,
	PalletId,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{
	traits::{AccountIdConversion, Bounded},
	FixedPointNumber, Perquintill,
};

/// Least balance of an account, in plancks.
pub const EXISTENTIAL_DEPOSIT: Balance = assay_primitives::MILLI_ASY;

parameter_types! {
	/// Whose account receives the protocol's share of fees: the treasury's.
	pub const ProtocolPalletId: PalletId = PalletId(*b"py/trsry");
	pub ProtocolAccount: AccountId = protocol_account();
	/// Keeps what is saved for audits.
	pub const PotPalletId: PalletId = PalletId(*b"py/audit");
	pub PotAccount: AccountId = pot_account();

	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10u128);
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

/// Account that receives the protocol's share of fees.
pub fn protocol_account() -> AccountId {
	ProtocolPalletId::get().into_account_truncating()
}

/// Account that keeps what is saved for audits.
pub fn pot_account() -> AccountId {
	PotPalletId::get().into_account_truncating()
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
	type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
}

/// Transaction fees: four fifths to the protocol, one fifth and the whole tip to the block's author.
pub struct DealWithFees;

impl OnUnbalanced<Credit<AccountId, Balances>> for DealWithFees {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		let Some(fees) = fees_then_tips.next() else { return };
		let (protocol, mut to_author) = fees.ration(80, 20);
		if let Some(tips) = fees_then_tips.next() {
			tips.merge_into(&mut to_author);
		}
		// What an account can't receive, because it would stay below the existential deposit, is burnt on drop.
		let _ = Balances::resolve(&protocol_account(), protocol);
		if let Some(author) = Authorship::author() {
			let _ = Balances::resolve(&author, to_author);
		}
	}
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealWithFees>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = IdentityFee<Balance>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

impl pallet_skip_feeless_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
}
