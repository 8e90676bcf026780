//! Weights of the SDK's pallets and of the runtime's own, measured by `scripts/bench-weights.sh`. Our other pallets have
//! theirs themselves.
//!
//! Session, BABE and GRANDPA keep the weights of their release, since their benchmarks ask for the SDK's own staking pallet;
//! and so do safe mode and pauses.

pub mod frame_system;
pub mod frame_system_extensions;
pub mod network;
pub mod pallet_balances;
pub mod pallet_collective;
pub mod pallet_conviction_voting;
pub mod pallet_migrations;
pub mod pallet_multisig;
pub mod pallet_parameters;
pub mod pallet_preimage;
pub mod pallet_proxy;
pub mod pallet_referenda;
pub mod pallet_scheduler;
pub mod pallet_timestamp;
pub mod pallet_transaction_payment;
pub mod pallet_treasury;
pub mod pallet_utility;
pub mod pallet_whitelist;

pub mod pallet_session {
	pub use ::pallet_session::weights::SubstrateWeight as WeightInfo;
}

// The benchmarks of these enter safe mode for a deposit, and pause calls that do not exist.
pub mod pallet_safe_mode {
	pub use ::pallet_safe_mode::weights::SubstrateWeight as WeightInfo;
}

pub mod pallet_tx_pause {
	pub use ::pallet_tx_pause::weights::SubstrateWeight as WeightInfo;
}

pub use frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight};
