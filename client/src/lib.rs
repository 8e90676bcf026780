//! Typed client of the Assay chain.
//!
//! - [`Client`]: a connection that survives its node, queries through the chain's own runtime API, and the check that
//!   this program and the chain understand each other.
//! - [`BlockStream`]: best or finalised blocks, with what a reorganisation took back.
//! - [`calls`], [`TxQueue`]: what can be asked of the chain, and the queue that signs, submits and sees it through.
//! - [`Key`], [`KeyOptions`]: signing keys, kept private.
//! - [`referee`]: disputes, as the chain stores them; [`scoring`]: audits.
//! - [`governance`]: tracks, referenda and votes; [`DescribedCall`]: calls as people read them.
//! - [`parse_amount`], [`format_amount`], [`parse_percent`], [`format_percent`]: amounts and parts as people write them.
//! - [`blobs`]: large prompts, outputs and traces, kept in stores outside the chain.
//! - [`receipt`]: receipts as files, checked without a chain.

mod amount;
pub mod blobs;
mod blocks;
pub mod calls;
mod client;
mod describe;
mod error;
mod events;
pub mod governance;
mod keys;
mod percent;
mod queue;
pub mod receipt;
pub mod referee;
mod rpc;
mod runtime;
pub mod scoring;
mod staking;

pub use amount::{format_amount, parse_amount, AmountError, DECIMALS};
pub use blobs::{blob_hash, BlobError, BlobStores};
pub use blocks::{BlockId, BlockStream, ChainUpdate};
pub use calls::Call;
pub use client::{AccountInfo, At, Client, ConnectConfig, SyncState};
pub use describe::{Datum, DescribedCall};
pub use error::ClientError;
pub use events::{
	ChainEvent, DispatchFailure, Event, GovernanceEvent, RefereeEvent, ScoringEvent, StakingEvent,
	TaskEvent,
};
pub use keys::{generate_keyfile, ChainType, Key, KeyError, KeyOptions, KeyOrigin, SURI_VARIABLE};
pub use percent::{format_percent, parse_percent, PercentError, PERCENT_DECIMALS};
pub use queue::{TxError, TxHandle, TxInBlock, TxQueue, TxStatus};
pub use sp_runtime::Perbill;
pub use staking::SessionKey;
