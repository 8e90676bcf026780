//! `assay-node`: validator and full node of the Assay chain.
//!
//! - [`cli`] and [`command`]: the command line and what each command does.
//! - [`chain_spec`]: the networks this binary knows, and those it reads from a file.
//! - [`service`]: the running node: storage, network, BABE, GRANDPA.
//! - [`equivocations`]: reports validators that author two blocks in one slot.
//! - [`rpc`]: JSON-RPC, with the `assay_*` methods.
//! - [`session_keys`]: has a running node make a validator's keys.
//! - [`ports`]: refuses to start where a port is taken.

// The SDK's errors are large.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
mod command;
mod equivocations;
mod ports;
mod rpc;
mod service;
mod session_keys;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("Error: {error}");
			ExitCode::FAILURE
		}
	}
}
