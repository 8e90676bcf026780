//! Threads that share the parts of jobs of some microseconds each.
//!
//! A token takes hundreds of such jobs, one after the other. So helpers look out for the next one for a while before
//! they sleep, whoever is free takes the next part, and nobody waits for a helper that took none: a busy machine slows
//! a job down by what it takes away, not more.

use super::MachineError;
use crate::kernels::flushes_to_zero;
use std::{
	cell::UnsafeCell,
	hint::spin_loop,
	panic::{catch_unwind, resume_unwind, AssertUnwindSafe},
	sync::{
		atomic::{AtomicBool, AtomicUsize, Ordering::*},
		mpsc, Arc, Condvar, Mutex, PoisonError, TryLockError,
	},
	thread::{self, JoinHandle},
};

/// Looks at the next job before a helper sleeps: a tenth of a millisecond, longer than what is done between jobs.
const LOOKS: u32 = 4000;

/// What is computed for each number of a part.
type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// A value with a cache line of its own, as others are written by other threads.
#[repr(align(128))]
struct Apart<T>(T);

struct Shared {
	/// Parts that nobody took yet. Who takes one off has that part, counted from the end.
	left: Apart<AtomicUsize>,
	/// Parts that are done.
	done: Apart<AtomicUsize>,
	/// The job and its number of parts. Written while no part is left and all are done; read by those who have a part.
	job: Apart<UnsafeCell<Option<(Work<'static>, usize)>>>,
	panicked: AtomicBool,
	closing: AtomicBool,
	/// Helpers that sleep, or are about to.
	sleepers: AtomicUsize,
	bed: (Mutex<()>, Condvar),
}

// SAFETY: see `job`; the rest is `Sync` itself.
unsafe impl Sync for Shared {}
// SAFETY: work is `Sync`, so it may be called from any thread.
unsafe impl Send for Shared {}

impl Shared {
	/// Does one part, if one is left.
	fn help(&self) -> bool {
		let mut left = self.left.0.load(Relaxed);
		loop {
			let Some(rest) = left.checked_sub(1) else { return false };
			match self.left.0.compare_exchange_weak(left, rest, Acquire, Relaxed) {
				Ok(_) => break,
				Err(now) => left = now,
			}
		}
		// SAFETY: the job stays until all parts are done, and this one is not.
		let job = unsafe { *self.job.0.get() };
		if let Some((work, parts)) = job {
			if catch_unwind(AssertUnwindSafe(|| work(parts - left))).is_err() {
				self.panicked.store(true, Relaxed);
			}
		}
		self.done.0.fetch_add(1, Release);
		true
	}

	/// A helper's life.
	fn serve(&self) {
		let mut looks = 0;
		while !self.closing.load(Relaxed) {
			if self.help() {
				looks = 0;
			} else if looks < LOOKS {
				looks += 1;
				spin_loop();
			} else {
				let bed = self.bed.0.lock().unwrap_or_else(PoisonError::into_inner);
				self.sleepers.fetch_add(1, SeqCst);
				// Either this sees the next job's parts, or that job's owner sees the sleeper.
				if self.left.0.load(SeqCst) == 0 && !self.closing.load(SeqCst) {
					drop(self.bed.1.wait(bed));
				}
				self.sleepers.fetch_sub(1, SeqCst);
				looks = 0;
			}
		}
	}

	fn wake(&self) {
		if self.sleepers.load(SeqCst) > 0 {
			let _bed = self.bed.0.lock().unwrap_or_else(PoisonError::into_inner);
			self.bed.1.notify_all();
		}
	}
}

/// The threads. Whoever brings a job is one of them.
pub(super) struct Team {
	shared: Arc<Shared>,
	helpers: Vec<JoinHandle<()>>,
	/// One job at a time.
	busy: Mutex<()>,
}

impl Team {
	/// Starts helpers for `threads` threads; 0 for one per core. They first see whether they are fit.
	pub fn new(threads: usize) -> Result<Self, MachineError> {
		let threads = match threads {
			0 => thread::available_parallelism().map_or(1, usize::from),
			threads => threads,
		};
		let shared = Arc::new(Shared {
			left: Apart(AtomicUsize::new(0)),
			done: Apart(AtomicUsize::new(0)),
			job: Apart(UnsafeCell::new(None)),
			panicked: AtomicBool::new(false),
			closing: AtomicBool::new(false),
			sleepers: AtomicUsize::new(0),
			bed: Default::default(),
		});
		let mut team = Self { shared, helpers: Vec::new(), busy: Mutex::new(()) };
		let (report, reports) = mpsc::channel();
		for number in 1..threads {
			let (shared, report) = (team.shared.clone(), report.clone());
			let helper = thread::Builder::new().name(format!("canon-{number}"));
			team.helpers.push(helper.spawn(move || {
				// Whoever starts the team has not gone away.
				let _ = report.send(flushes_to_zero());
				shared.serve();
			})?);
		}
		let helpers_flush = reports.iter().take(threads - 1).any(|flushes| flushes);
		match flushes_to_zero() || helpers_flush {
			true => Err(MachineError::FlushToZero),
			false => Ok(team),
		}
	}

	/// Number of threads.
	pub fn threads(&self) -> usize {
		self.helpers.len() + 1
	}

	/// Calls `work` with each number below `parts`, on all threads, and returns when all calls did.
	///
	/// Panics if a call did.
	fn run(&self, parts: usize, work: Work) {
		let free = match self.busy.try_lock() {
			// Another run has the team, or this is a part of a job.
			Err(TryLockError::WouldBlock) => None,
			Err(TryLockError::Poisoned(free)) => Some(free.into_inner()),
			Ok(free) => Some(free),
		};
		if parts <= 1 || self.helpers.is_empty() || free.is_none() {
			return (0..parts).for_each(work);
		}
		let shared = &*self.shared;
		// SAFETY: nobody calls the work after all parts are done, for which this waits.
		let work: Work<'static> = unsafe { std::mem::transmute::<Work, Work<'static>>(work) };
		// SAFETY: no part is left and all are done, so nobody reads the job.
		unsafe { *shared.job.0.get() = Some((work, parts)) };
		shared.done.0.store(0, Relaxed);
		shared.left.0.store(parts, SeqCst);
		shared.wake();
		while shared.help() {}
		let mut looks = 0;
		while shared.done.0.load(Acquire) < parts {
			looks += 1;
			if looks < LOOKS {
				spin_loop();
			} else {
				// Whoever has the last part may be waiting for this core.
				thread::yield_now();
			}
		}
		if shared.panicked.swap(false, Relaxed) {
			drop(free);
			resume_unwind(Box::new("a part of a job panicked"));
		}
	}
}

impl Team {
	/// Calls `work` with every item, on all threads, and returns whether all calls were successful.
	pub fn each<T: Send>(&self, items: Vec<T>, work: impl Fn(T) -> bool + Sync) -> bool {
		if items.len() <= 1 || self.helpers.is_empty() {
			// All, as threads would.
			return items.into_iter().fold(true, |all, item| all & work(item));
		}
		let items: Vec<Mutex<Option<T>>> =
			items.into_iter().map(|item| Mutex::new(Some(item))).collect();
		let failed = AtomicBool::new(false);
		self.run(items.len(), &|part| {
			let item = items[part].lock().unwrap_or_else(PoisonError::into_inner).take();
			if !item.is_none_or(&work) {
				failed.store(true, Relaxed);
			}
		});
		!failed.into_inner()
	}
}

impl Drop for Team {
	fn drop(&mut self) {
		self.shared.closing.store(true, SeqCst);
		self.shared.wake();
		for helper in self.helpers.drain(..) {
			// Its panics were caught.
			let _ = helper.join();
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Duration;

	#[test]
	fn every_part_is_done_once() {
		for threads in [1, 2, 5] {
			let team = Team::new(threads).unwrap();
			assert_eq!(team.threads(), threads);
			for job in 0..2000 {
				let parts = job % 23;
				let counts: Vec<AtomicUsize> = (0..parts).map(|_| AtomicUsize::new(0)).collect();
				team.run(parts, &|part| {
					counts[part].fetch_add(1, Relaxed);
				});
				assert!(counts.iter().all(|count| count.load(Relaxed) == 1));
				if job % 500 == 0 {
					// Long enough for helpers to fall asleep.
					thread::sleep(Duration::from_millis(5));
				}
			}
		}
	}

	#[test]
	fn jobs_of_several_runs_and_within_jobs_are_done() {
		let team = Team::new(2).unwrap();
		let count = AtomicUsize::new(0);
		thread::scope(|scope| {
			for _ in 0..3 {
				scope.spawn(|| {
					for _ in 0..200 {
						team.run(4, &|_| {
							team.run(3, &|_| {
								count.fetch_add(1, Relaxed);
							});
						});
					}
				});
			}
		});
		assert_eq!(count.into_inner(), 3 * 200 * 4 * 3);
	}

	#[test]
	fn a_panic_comes_back_and_the_team_goes_on() {
		let team = Team::new(2).unwrap();
		let panics = || team.run(8, &|part| assert!(part != 5, "as it should"));
		assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
		let count = AtomicUsize::new(0);
		team.run(8, &|_| {
			count.fetch_add(1, Relaxed);
		});
		assert_eq!(count.into_inner(), 8);
	}
}
