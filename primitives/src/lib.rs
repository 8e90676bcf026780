//! Words that the Assay runtime and its clients share.
//!
//! Everything a worker signs, a requester checks or a pallet stores in the name of another pallet is defined
//! here, once, so that both sides hash the same bytes. Modules, in the order in which to read them:
//!
//! - [`model`]: manifest and governed parameters of a model.
//! - [`task`]: what is posted, what a worker answers, and the hashes over both.
//! - [`audit`]: what a validator says of a result, and how it shows that it computed it.
//! - [`deterrence`]: what a bond must be worth so that cheating loses money.
//! - [`receipt`]: the statement a worker signs, checkable offline.
//! - [`traits`]: what pallets ask of each other; they never import one another.
//! - [`api`]: runtime APIs behind the `assay_*` RPC methods.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

pub mod api;
pub mod audit;
pub mod deterrence;
pub mod model;
pub mod receipt;
pub mod task;
pub mod traits;

use sp_core::H256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature, OpaqueExtrinsic,
};

/// Height of a block.
pub type BlockNumber = u32;
/// Signature of a transaction: sr25519, ed25519 or ecdsa.
pub type Signature = MultiSignature;
/// Public account identifier, 32 bytes.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Account identifier or its index or raw bytes, as transactions name their targets.
pub type Address = MultiAddress<AccountId, ()>;
/// Amount of the native token in plancks; 1 ASY is 10^12 plancks.
pub type Balance = u128;
/// Transaction counter of an account.
pub type Nonce = u32;
/// BLAKE2b-256 hash.
pub type Hash = H256;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block whose transactions are opaque bytes, as the node handles it.
pub type OpaqueBlock = generic::Block<Header, OpaqueExtrinsic>;

/// Number of a task, counted from 0 in the order of posting.
pub type TaskId = u64;
/// Identifier of a model: [`model::ModelManifest::id`] of its first version.
pub type ModelId = H256;
/// Counts the versions of a model's weights, from 0.
pub type ModelVersion = u32;
/// Counts the versions of a model's governed parameters, from 0.
pub type ParamsVersion = u32;
/// Version of the canonical arithmetic a model is bound to. `None` where a model names none: such a model is of
/// the tolerance class, whose results are comparable only within an execution class.
pub type CanonVersion = u16;
/// What a task is billed by: `ceil(prompt bytes / 4) + output tokens`.
pub type Units = u32;
/// Counts eras from 0.
pub type EraIndex = u32;

/// One token, in plancks.
pub const ASY: Balance = 1_000_000_000_000;
/// A thousandth of a token, in plancks.
pub const MILLI_ASY: Balance = 1_000_000_000;
/// A millionth of a token, in plancks.
pub const MICRO_ASY: Balance = 1_000_000;

/// What the pool says of a free call that is closed (`InvalidTransaction::Custom`): the market is, or the call is paused.
pub const CALL_CLOSED: u8 = 1;

/// Plancks that the track `small_spender` may grant from the treasury in one call, all spends of a batch together.
pub const SMALL_SPENDER_LIMIT: Balance = 1_000 * ASY;
/// The same of the track `treasurer`.
pub const TREASURER_LIMIT: Balance = 1_000_000 * ASY;

/// Largest inline input, in bytes.
pub const MAX_INLINE_INPUT: u32 = 16_384;
/// Largest inline output, in bytes.
pub const MAX_INLINE_OUTPUT: u32 = 16_384;
/// Most positions (prompt and output tokens together) a run may have; bounds every witness of a dispute.
pub const MAX_POSITIONS: u32 = 4_096;
