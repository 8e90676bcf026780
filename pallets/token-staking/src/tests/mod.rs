//! Stake, roles, bonds of tasks, convictions, eras; then what holds after any sequence of them.

mod checks;
mod convictions;
mod eras;
mod governed;
mod invariants;
mod long_run;
mod model;
mod roles;
mod slash;
mod stake;
mod task_bonds;

use crate::{mock::*, Event, Ledgers, Operators, Role, Workers};
use assay_primitives::{
	task::Grounds,
	traits::{Eras, TaskBonds},
	Balance,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{Inspect, Mutate},
};
use sp_runtime::{
	DispatchError::{BadOrigin, Token},
	Perbill, TokenError,
};
