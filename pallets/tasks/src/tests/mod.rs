//! Lives of tasks, clocks, slots, prices, free calls, and what holds after any sequence of calls.

mod audits;
mod clock;
mod disputes;
mod extension;
mod invariants;
mod lifecycle;
mod post;
mod price;
mod ready;
mod refusals;
mod replicas;
mod slots;
mod splits;
mod versions;
mod votes;

use crate::{mock::*, Error, Tasks, Workers};
use assay_primitives::{task::*, Balance, Hash};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
