//! CANON-1: arithmetic for language models that gives the same bits on every machine.
//!
//! The runtime judges disputes with the same code with which workers compute, so this crate is `no_std`. Every
//! operation is defined by a function here that computes one output from its operands; native kernels compute many at
//! a time, in the same order, and are tested to give the same bits. See `docs/canon.md` for the definition in words.
//!
//! - [`half`], [`maths`]: numbers and elementary functions.
//! - [`quant`]: blocks of 32 bytes and the quantised dot product.
//! - [`vector`]: sums, norms, rotation, attention.
//! - [`sampling`]: the choice of the next id.
//! - [`shape`], [`ops`]: hyper-parameters, the operations that follow from them, and how to compute one output again.
//! - [`card`]: what a model is, in one hash.
//! - [`proof`]: one output computed again from operands that were committed to.
//! - [`disclosure`]: the hashes of all outputs of a place.
//! - [`text`]: what ids and text have to satisfy, judged from a few leaves.
//! - [`merkle`], [`trace`]: trees of hashes, and the tree over a run.
//! - [`kernels`], [`engine`]: many outputs at a time and whole runs, on native machines.

#![cfg_attr(not(any(feature = "std", test)), no_std)]
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

pub mod card;
pub mod disclosure;
#[cfg(all(test, feature = "std"))]
mod disputes;
#[cfg(feature = "std")]
pub mod engine;
pub mod half;
#[cfg(feature = "std")]
pub mod keep;
#[cfg(feature = "std")]
pub mod kernels;
pub mod maths;
pub mod merkle;
pub mod ops;
#[cfg(feature = "std")]
pub mod party;
pub mod proof;
pub mod quant;
pub mod sampling;
pub mod shape;
#[cfg(all(test, feature = "std"))]
mod testing;
pub mod text;
pub mod trace;
pub mod vector;
