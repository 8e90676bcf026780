//! What turns the state of the release before this one into that of this one.
//!
//! Storage of which there can be much is rewritten over several blocks, in [`Migrations`]: blocks then hold no transactions
//! but consensus's own, the market is closed and its clocks stand still, see [`crate::governance::safety`].

#[cfg(any(feature = "next-release", test))]
mod next_release;

/// Migrations of this release that take more than one block. None now.
///
/// Each has `max_steps`. One that never ended would keep the chain closed for ever, and votes with it.
#[cfg(not(feature = "next-release"))]
pub type OfThisRelease = ();
#[cfg(feature = "next-release")]
pub type OfThisRelease = (next_release::RewriteTasks,);

/// What the chain runs.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type Migrations = OfThisRelease;
/// Stand-ins, with which the pallet is measured.
#[cfg(feature = "runtime-benchmarks")]
pub type Migrations = pallet_migrations::mock_helpers::MockedMigrations;

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::migrations::SteppedMigrations;

	fn check<Migrations: SteppedMigrations>() {
		for n in 0..Migrations::len() {
			let steps = Migrations::nth_max_steps(n).flatten();
			assert!(steps.is_some_and(|steps| steps > 0), "migration {n} may go on for ever");
		}
	}

	#[test]
	fn every_migration_comes_to_an_end() {
		check::<OfThisRelease>();
		check::<(next_release::RewriteTasks,)>();
	}
}
