//! Compute worker of the Assay chain.
//!
//! - [`args`], [`config`]: what was asked for.
//! - [`run`]: follows the chain and does what a worker must.
//! - [`audits`]: runs tasks again for a validator, and says whether their results are right.
//! - [`disputes`]: looks for wrong results, challenges them, defends right ones.
//! - [`doctor`], [`models`], [`status`], [`why`], [`earnings`], [`keys`]: the other commands.
//! - [`chain`]: what the chain says about local models.
//! - [`engine`]: runs models; a crate of its own.
//! - [`journal`]: what was promised, on disk before it is promised.
//! - [`receipts`]: what is signed about results.
//! - [`metrics`], [`http`]: how it is doing.

pub mod args;
pub mod audits;
pub mod chain;
pub mod config;
pub mod disputes;
pub mod doctor;
pub mod earnings;
pub mod http;
pub mod journal;
pub mod keys;
pub mod metrics;
pub mod models;
pub mod receipts;
pub mod run;
pub mod status;
pub mod why;

pub use assay_engine as engine;
