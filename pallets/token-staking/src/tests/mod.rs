//! Stake, roles, bonds of tasks, convictions, eras; then what holds after any sequence of them.

mod audit_bonds;
mod checks;
mod convictions;
mod delegate;
mod emission;
mod eras;
mod governed;
mod invariants;
mod long_run;
mod model;
mod offences;
mod pools;
mod roles;
mod slash;
mod stake;
mod task_bonds;
mod validators;

use crate::{mock::*, Event, Ledgers, OperatorOf, Operators, Role};
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
