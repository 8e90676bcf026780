//! Runs models by CANON-1 on native machines: as fast as the machine allows, the bits of [`crate::ops`].
//!
//! Positions go through the layers in batches of any size; every row of a batch is computed as if it were alone. A
//! [`Witness`] is shown every value that traces commit to.

// Indices follow from shapes that are checked when weights are loaded.
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod cell;
mod generate;
mod prover;
mod run;
mod survey;
mod team;
#[cfg(test)]
pub(crate) mod tests;
mod weights;

pub use cell::{end_trace, FineTrace};
pub use generate::{Generation, Request, Stopped};
pub use prover::Nodes;
pub use run::{Cells, Fault, Run, Witness};
pub use weights::{LoadError, Weights};

use crate::kernels::{Kernels, Path};
use std::sync::Arc;
use team::Team;

/// Threads and kernels with which runs compute.
#[derive(Clone)]
pub struct Machine {
	kernels: Kernels,
	team: Arc<Team>,
}

/// Why a machine can't compute.
#[derive(Debug, thiserror::Error)]
pub enum MachineError {
	#[error("this machine has no {0}")]
	Path(Path),
	#[error("the threads can't be started: {0}")]
	Threads(#[from] std::io::Error),
	#[error(
		"this process flushes small numbers to zero; some library set that mode, which changes \
		 results"
	)]
	FlushToZero,
	#[error("the kernels {0} give wrong results on this machine; choose others")]
	Kernels(Path),
}

impl Machine {
	/// Starts `threads` threads; 0 for one per core. Tests that kernels and threads compute as they should.
	pub fn new(path: Path, threads: usize) -> Result<Self, MachineError> {
		let kernels = Kernels::new(path).ok_or(MachineError::Path(path))?;
		let team = Team::new(threads)?;
		if !crate::kernels::self_test(kernels) {
			return Err(MachineError::Kernels(path));
		}
		Ok(Self { kernels, team: Arc::new(team) })
	}

	/// Number of threads.
	pub fn threads(&self) -> usize {
		self.team.threads()
	}

	/// The path of the kernels.
	pub fn path(&self) -> Path {
		self.kernels.path()
	}
}
