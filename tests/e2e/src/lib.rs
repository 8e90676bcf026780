//! Starts the real programs, waits for what they do and cleans up after them.
//!
//! A [`Sandbox`] is a temporary folder with the logs of every process in it. Processes live in groups of their own
//! and end with the value that stands for them, so a failed test leaves none behind. When a test fails, the ends of
//! all logs are printed.

mod chain;
mod market;
mod network;
mod process;
mod rpc;
mod votes;

pub use chain::{field, plancks, Chain, ChainEvent};
pub use market::{demo, hex, Market};
pub use network::{Member, Network};
pub use process::{Output, Process, Sandbox};
pub use rpc::{Node, NodeOptions, Rpc};
pub use votes::{Gov, VOTE};

use std::{
	net::TcpListener,
	path::PathBuf,
	sync::atomic::{AtomicU16, Ordering},
	thread,
	time::{Duration, Instant},
};

/// How long anything may take that takes seconds on an idle machine.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// A program of this workspace, next to the folder that holds the running test.
pub fn program(name: &str) -> PathBuf {
	let test = std::env::current_exe().expect("a running test has a path");
	let folder = test.ancestors().find(|folder| folder.join(name).is_file());
	folder.map(|folder| folder.join(name)).unwrap_or_else(|| {
		panic!("`{name}` is not built: run cargo build --release --workspace --all-targets")
	})
}

/// The checkout. As it is now: a target directory may have been filled by another.
pub fn checkout() -> PathBuf {
	PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this is"))
		.join("../..")
		.canonicalize()
		.expect("the checkout is there")
}

/// Ports that are free now, all different, and that no other running test is given.
///
/// They are bound seconds later. So they are not of those that the system gives away by itself (from 32,768 on), and each
/// of the tests that nextest runs at a time has a range of its own.
pub fn free_ports<const N: usize>() -> [u16; N] {
	const FIRST: u16 = 12_000;
	const RANGE: u16 = 1_000;
	static NEXT: AtomicU16 = AtomicU16::new(0);
	let slot: u16 = std::env::var("NEXTEST_TEST_GLOBAL_SLOT").map_or(0, |slot| {
		slot.parse().unwrap_or_else(|_| panic!("NEXTEST_TEST_GLOBAL_SLOT is no number: {slot}"))
	});
	// Not always the same, so that what a test before it has left behind is not met again and again.
	let somewhere = (std::process::id() % u32::from(RANGE)) as u16;
	std::array::from_fn(|_| {
		(0..RANGE)
			.map(|_| (somewhere + NEXT.fetch_add(1, Ordering::Relaxed)) % RANGE)
			.map(|at| FIRST + slot % 16 * RANGE + at)
			.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
			.expect("a port is free")
	})
}

/// Asks again and again until there is an answer.
pub fn wait_for<T>(what: &str, patience: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
	let deadline = Instant::now() + patience;
	loop {
		if let Some(answer) = ask() {
			return answer;
		}
		assert!(Instant::now() < deadline, "waited {} s for {what}", patience.as_secs());
		thread::sleep(Duration::from_millis(200));
	}
}
