//! What turns the state of the release before this one into that of this one.
//!
//! Storage of which there can be much is rewritten over several blocks, in [`Migrations`]: blocks then hold no transactions
//! but consensus's own, the market is closed and its clocks stand still, see [`crate::governance::safety`].

#[cfg(feature = "next-release")]
mod next_release;

/// Migrations of this release that take more than one block. None now.
#[cfg(not(any(feature = "next-release", feature = "runtime-benchmarks")))]
pub type Migrations = ();
#[cfg(all(feature = "next-release", not(feature = "runtime-benchmarks")))]
pub type Migrations = (next_release::RewriteTasks,);
/// Stand-ins, with which the pallet is measured.
#[cfg(feature = "runtime-benchmarks")]
pub type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
