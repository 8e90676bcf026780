//! How the runtime's pallets are set up, by subject.

mod accounts;
mod consensus;
mod market;
mod system;
mod tools;

pub use accounts::{
	pot_account, protocol_account, DealWithFees, PotAccount, ProtocolAccount, ProtocolPalletId,
	EXISTENTIAL_DEPOSIT,
};
pub use consensus::{
	epoch_duration, key_ownership_proof, ConsensusSessions, OwnVrf, MAX_AUTHORITIES,
};
pub use market::{
	dynamic_params, RuntimeParameters, RuntimeParametersKey, MAX_ATTESTATIONS, PROPOSAL_DEPOSIT,
};
pub use system::{BLOCK_LENGTH, MAXIMUM_BLOCK_WEIGHT};
pub use tools::ProxyType;

/// `Get` implementations that read a number of this network, see [`crate::network`].
macro_rules! network_numbers {
	($($(#[$doc:meta])* $name:ident: $type:ty = $field:ident;)*) => {$(
		$(#[$doc])*
		pub struct $name;
		impl frame_support::traits::Get<$type> for $name {
			fn get() -> $type {
				$crate::Network::numbers().$field
			}
		}
	)*};
}
pub(crate) use network_numbers;
