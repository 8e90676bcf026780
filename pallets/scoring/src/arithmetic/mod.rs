//! Formulas of scores, opinions and emission. Pure: nothing here reads or writes storage.
//!
//! - [`score`]: how well a worker does at a model, from what the chain saw.
//! - [`consensus`]: what validators together think of a worker.
//! - [`information`]: what an opinion was worth to know.
//! - [`emission`]: what a settled task brings in new tokens.
//!
//! Shares and scores are in parts per billion, `0..=`[`BILLION`], so that a `u32` holds them. All of it is integers: every
//! node gets the same bits.

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

pub mod consensus;
pub mod emission;
pub mod information;
pub mod score;

#[cfg(test)]
mod tests;

/// One, in parts per billion.
pub const BILLION: u32 = 1_000_000_000;
