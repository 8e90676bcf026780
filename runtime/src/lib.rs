//! The Assay runtime: consensus, accounts and fees from FRAME, and the market's own pallets.
//!
//! One wasm serves every network. What differs between them is in [`network`] and set at genesis, see
//! [`genesis`].

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// The macros of FRAME generate code that these lints do not like.
#![allow(clippy::large_enum_variant)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod genesis;
pub mod governance;
pub mod migrations;
pub mod network;
#[cfg(test)]
mod tests;
mod views;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
pub use assay_primitives::{
	AccountId, Address, Balance, BlockNumber, Hash, Header, Moment, Nonce, Signature,
};
use sp_runtime::{generic, impl_opaque_keys, MultiAddress};
use sp_version::RuntimeVersion;

/// Types that the node uses without knowing the format of transactions.
pub mod opaque {
	use super::*;
	use alloc::vec::Vec;
	pub use assay_primitives::OpaqueBlock as Block;

	impl_opaque_keys! {
		/// The keys a validator signs with.
		pub struct SessionKeys {
			/// Authors blocks.
			pub babe: Babe,
			/// Finalises blocks.
			pub grandpa: Grandpa,
			/// Signs the validator's network addresses.
			pub authority_discovery: AuthorityDiscovery,
		}
	}
}

/// Version of this runtime.
#[cfg(not(feature = "next-release"))]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("assay"),
	impl_name: Cow::Borrowed("assay"),
	authoring_version: 1,
	spec_version: 100,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// Version of what stands in for the next release in tests of upgrades.
#[cfg(feature = "next-release")]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("assay"),
	impl_name: Cow::Borrowed("assay"),
	authoring_version: 1,
	spec_version: 101,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// BABE's configuration before its first epoch. The epoch's length is the network's, not this constant's.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		// One slot in four has a primary author; the rest falls to a secondary one, who has a VRF output too, so
		// that every block carries fresh randomness for the assignment of tasks.
		c: (1, 4),
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

/// Checks and effects around every signed transaction, in this order.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_tasks::OperatorCalls<Runtime>,
	pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Network = crate::network;

	// Consensus. Authorship comes before Session so that the author of a block is known to it.
	#[runtime::pallet_index(3)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(4)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(5)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(6)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(7)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(8)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(9)]
	pub type AuthorityDiscovery = pallet_authority_discovery;

	// Accounts and fees.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(12)]
	pub type SkipFeelessPayment = pallet_skip_feeless_payment;

	// Tools.
	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(22)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(23)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(24)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(25)]
	pub type Parameters = pallet_parameters;

	// Governance.
	#[runtime::pallet_index(40)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(41)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(42)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(43)]
	pub type Origins = pallet_origins;
	#[runtime::pallet_index(44)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(45)]
	pub type TechnicalCommittee = pallet_collective<Instance1>;
	#[runtime::pallet_index(46)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(47)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(48)]
	pub type MultiBlockMigrations = pallet_migrations;

	// The market.
	#[runtime::pallet_index(50)]
	pub type TokenStaking = pallet_token_staking;
	#[runtime::pallet_index(51)]
	pub type Models = pallet_models;
	#[runtime::pallet_index(52)]
	pub type Tasks = pallet_tasks;
	#[runtime::pallet_index(53)]
	pub type Scoring = pallet_scoring;
	#[runtime::pallet_index(54)]
	pub type Referee = pallet_referee;
}

/// An account as transactions name it.
pub fn address(account: AccountId) -> Address {
	MultiAddress::Id(account)
}
