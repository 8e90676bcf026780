//! The command line.

use crate::session_keys::SessionKeysCmd;
use sc_cli::{Cors, RpcMethods, RpcParams, RunCmd};
use std::num::NonZeroU32;

/// Calls a minute that a connection to a public JSON-RPC port may make where no `--rpc-rate-limit` is given.
const PUBLIC_RATE_LIMIT: NonZeroU32 = match NonZeroU32::new(1_200) {
	Some(limit) => limit,
	None => NonZeroU32::MIN,
};
/// Requests that one batch may hold on a public JSON-RPC port where no `--rpc-max-batch-request-len` is given.
const PUBLIC_BATCH_LIMIT: u32 = 64;

/// Without a subcommand the node runs.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	#[clap(flatten)]
	pub run: RunCmd,
}

/// What the binary does besides running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Make a validator's session keys in a node that runs on this machine, and print the call that sets them.
	SessionKeys(SessionKeysCmd),

	/// Write a chain specification to the standard output. `export-chain-spec` is the newer command.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write a chain specification to a file or to the standard output.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute a block of the database again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file or to the standard output.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Read blocks that `export-blocks` wrote.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the chain's database. Keys stay.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Drop the latest blocks that are not finalised.
	Revert(sc_cli::RevertCmd),

	/// Print best, finalised and genesis block of the database.
	ChainInfo(sc_cli::ChainInfoCmd),
}

/// Fills in what an operator who opens the JSON-RPC port to others left unsaid: a rate limit, a limit of batches,
/// and, as long as unsafe methods are not forced on, pages of any origin. Explicit flags win.
pub fn limit_public_rpc(params: &mut RpcParams) {
	if !(params.rpc_external || params.unsafe_rpc_external) {
		return;
	}
	params.rpc_rate_limit.get_or_insert(PUBLIC_RATE_LIMIT);
	if !params.rpc_disable_batch_requests {
		params.rpc_max_batch_request_len.get_or_insert(PUBLIC_BATCH_LIMIT);
	}
	if !matches!(params.rpc_methods, RpcMethods::Unsafe) {
		params.rpc_cors.get_or_insert(Cors::All);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
		Cli::try_parse_from([&["assay-node"], args].concat())
	}

	fn rpc(args: &[&str]) -> RpcParams {
		let mut params = parse(args).unwrap().run.rpc_params;
		limit_public_rpc(&mut params);
		params
	}

	#[test]
	fn the_definition_holds_together() {
		use clap::CommandFactory;
		Cli::command().debug_assert();
	}

	#[test]
	fn every_subcommand_is_known() {
		for args in [
			&["key", "generate"][..],
			&["session-keys", "--stash", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"],
			&["build-spec", "--chain", "local", "--raw"],
			&["export-chain-spec", "--chain", "dev"],
			&["check-block", "1"],
			&["export-blocks", "--from", "1", "--to", "2"],
			&["import-blocks", "blocks.json"],
			&["purge-chain", "-y"],
			&["revert", "3"],
			&["chain-info"],
		] {
			assert!(parse(args).unwrap().subcommand.is_some(), "{args:?}");
		}
		assert!(parse(&["--dev"]).unwrap().subcommand.is_none());
	}

	#[test]
	fn wrong_arguments_are_refused() {
		for (args, part) in [
			(&["nonsense"][..], "nonsense"),
			(&["--rpc-port", "70000"], "70000"),
			(&["--no-such-flag"], "--no-such-flag"),
			(&["--alice", "--bob"], "cannot be used with"),
			(&["check-block"], "HASH or NUMBER"),
			(&["key"], "subcommand"),
			(&["session-keys"], "--stash <ADDRESS>"),
			(&["session-keys", "--stash", "bob"], "not an account"),
		] {
			let error = parse(args).unwrap_err().to_string();
			assert!(error.contains(part), "{args:?}: {error}");
		}
	}

	#[test]
	fn a_private_rpc_port_keeps_its_settings() {
		let params = rpc(&["--dev"]);
		assert_eq!(params.rpc_rate_limit, None);
		assert_eq!(params.rpc_max_batch_request_len, None);
		assert!(params.rpc_cors.is_none());
	}

	#[test]
	fn a_public_rpc_port_is_limited() {
		for flag in ["--rpc-external", "--unsafe-rpc-external"] {
			let params = rpc(&[flag]);
			assert_eq!(params.rpc_rate_limit, Some(PUBLIC_RATE_LIMIT));
			assert_eq!(params.rpc_max_batch_request_len, Some(PUBLIC_BATCH_LIMIT));
			assert!(matches!(params.rpc_cors, Some(Cors::All)));
		}
	}

	#[test]
	fn flags_win_over_the_limits_of_a_public_rpc_port() {
		let params = rpc(&[
			"--rpc-external",
			"--rpc-rate-limit=7",
			"--rpc-max-batch-request-len=3",
			"--rpc-cors=http://localhost",
		]);
		assert_eq!(params.rpc_rate_limit, NonZeroU32::new(7));
		assert_eq!(params.rpc_max_batch_request_len, Some(3));
		assert!(matches!(params.rpc_cors, Some(Cors::List(_))));
		assert_eq!(
			rpc(&["--rpc-external", "--rpc-disable-batch-requests"]).rpc_max_batch_request_len,
			None
		);
		assert!(rpc(&["--unsafe-rpc-external", "--rpc-methods=unsafe"]).rpc_cors.is_none());
	}
}
