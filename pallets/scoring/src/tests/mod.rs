//! A file per call, then draws, money, and what holds after any sequence of calls.

mod abstain;
mod claims;
mod commit_verdict;
mod draws;
mod invariants;
mod money;
mod opinions;
mod poke;
mod reveal_verdict;
mod serve;

use crate::{mock::*, types::Phase, Audits, Error, Event, Panels};
use assay_primitives::{audit::Verdict, Hash};
use frame_support::{assert_noop, assert_ok};

/// A task that was revealed at height 1 and drawn at 4, with these validators on the panel.
fn audited(validators: u8) -> u64 {
	serve(validators);
	let id = revealed(0);
	run_to(4);
	id
}

fn mismatch() -> Verdict<assay_primitives::AccountId> {
	Verdict::Mismatch { challenger: SOMEONE }
}
