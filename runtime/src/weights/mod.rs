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

/// Takes the weights that a pallet came with, measured on the SDK's reference machine, until there are some of this runtime.
macro_rules! of_the_release {
	($($pallet:ident),* $(,)?) => {$(
		pub mod $pallet {
			pub use ::$pallet::weights::SubstrateWeight as WeightInfo;
		}
	)*};
}

// Of these the first two stay so: their benchmarks enter safe mode for a deposit, and pause calls that do not exist.
of_the_release!(
	pallet_safe_mode,
	pallet_tx_pause,
	pallet_collective,
	pallet_conviction_voting,
	pallet_migrations,
	pallet_referenda,
	pallet_treasury,
	pallet_whitelist,
);

pub use frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight};
