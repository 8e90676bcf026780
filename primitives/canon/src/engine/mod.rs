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
#[cfg(test)]
pub(crate) mod tests;
mod weights;

pub use cell::{end_trace, FineTrace};
pub use generate::{Generation, Request, Stopped};
pub use prover::Nodes;
pub use run::{Fault, Run, Witness};
pub use weights::{LoadError, Weights};

use crate::kernels::{Kernels, Path};
use std::sync::Arc;

/// Threads and kernels with which runs compute.
#[derive(Clone)]
pub struct Machine {
	kernels: Kernels,
	pool: Arc<rayon::ThreadPool>,
}

/// Why a machine can't compute.
#[derive(Debug, thiserror::Error)]
pub enum MachineError {
	#[error("this machine has no {0}")]
	Path(Path),
	#[error("the threads can't be started: {0}")]
	Threads(#[from] rayon::ThreadPoolBuildError),
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
		let pool = rayon::ThreadPoolBuilder::new()
			.num_threads(threads)
			.thread_name(|n| format!("canon-{n}"))
			.build()?;
		if pool.broadcast(|_| crate::kernels::flushes_to_zero()).contains(&true) {
			return Err(MachineError::FlushToZero);
		}
		if !pool.install(|| crate::kernels::self_test(kernels)) {
			return Err(MachineError::Kernels(path));
		}
		Ok(Self { kernels, pool: Arc::new(pool) })
	}

	/// Number of threads.
	pub fn threads(&self) -> usize {
		self.pool.current_num_threads()
	}

	/// The path of the kernels.
	pub fn path(&self) -> Path {
		self.kernels.path()
	}
}
