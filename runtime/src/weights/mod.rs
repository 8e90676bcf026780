//! Weights of the SDK's pallets, as measured on the reference machine of their release.

pub mod frame_system {
	pub use ::frame_system::weights::SubstrateWeight as WeightInfo;
}
pub mod frame_system_extensions {
	pub use ::frame_system::SubstrateExtensionsWeight as WeightInfo;
}
pub mod pallet_balances {
	pub use ::pallet_balances::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_multisig {
	pub use ::pallet_multisig::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_preimage {
	pub use ::pallet_preimage::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_proxy {
	pub use ::pallet_proxy::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_scheduler {
	pub use ::pallet_scheduler::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_session {
	pub use ::pallet_session::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_timestamp {
	pub use ::pallet_timestamp::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_transaction_payment {
	pub use ::pallet_transaction_payment::weights::SubstrateWeight as WeightInfo;
}
pub mod pallet_utility {
	pub use ::pallet_utility::weights::SubstrateWeight as WeightInfo;
}
pub use frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight};
