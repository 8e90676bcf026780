//! Disputes about results: looking for wrong ones, challenging them, and answering challenges of right ones.
//!
//! - [`decide`]: what someone does next, from the chain's state.
//! - [`court`]: computes what is said, in a thread per model.
//! - [`brief`]: a task and its result, as far as judging them takes.
//! - [`book`]: challenges that were made, on disk before they are made.
//! - [`docket`]: brings them together at each block.
//! - [`watch`]: `assay-worker watch`.

pub mod book;
pub mod brief;
pub mod court;
pub mod decide;
pub mod docket;
pub mod watch;
