//! Weights of the SDK's pallets, measured by `scripts/bench-weights.sh`. Ours are in the pallets themselves.
//!
//! Session, BABE and GRANDPA keep the weights of their release: their benchmarks ask for the SDK's own staking pallet.

pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_balances;
pub mod pallet_multisig;
pub mod pallet_parameters;
pub mod pallet_preimage;
pub mod pallet_proxy;
pub mod pallet_scheduler;
pub mod pallet_timestamp;
pub mod pallet_transaction_payment;
pub mod pallet_utility;

pub mod pallet_session {
	pub use ::pallet_session::weights::SubstrateWeight as WeightInfo;
}
pub use frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight};
