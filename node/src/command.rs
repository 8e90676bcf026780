//! What each command does.

use crate::{
	chain_spec,
	cli::{limit_public_rpc, Cli, Subcommand},
	ports, service,
};
use assay_primitives::OpaqueBlock;
use sc_cli::{ChainSpec, SubstrateCli};
use sc_service::PartialComponents;
use sp_core::crypto::{set_default_ss58_version, Ss58AddressFormat};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Assay Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		"Validator and full node of the Assay chain, where people buy AI inference from strangers."
			.into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the issue tracker of the repository this program was built from".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		let spec = chain_spec::load(id)?;
		use_address_format(&spec);
		Ok(Box::new(spec))
	}
}

/// Prints addresses in the format of the network.
fn use_address_format(spec: &dyn ChainSpec) {
	let format = spec.properties().get("ss58Format").and_then(|format| format.as_u64());
	if let Some(format) = format.and_then(|format| u16::try_from(format).ok()) {
		set_default_ss58_version(Ss58AddressFormat::custom(format));
	}
}

/// Does what the command line asks for.
pub fn run() -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	match &cli.subcommand {
		None => {
			limit_public_rpc(&mut cli.run.rpc_params);
			run_node(&cli)
		}
		Some(Subcommand::Key(command)) => command.run(&cli),
		Some(Subcommand::SessionKeys(command)) => command.run(),
		Some(Subcommand::BuildSpec(command)) => cli
			.create_runner(command)?
			.sync_run(|config| command.run(config.chain_spec, config.network)),
		Some(Subcommand::ExportChainSpec(command)) => {
			// What is wrong with a genesis the runtime says in its log alone.
			sc_cli::LoggerBuilder::new("error").init()?;
			command.run(cli.load_spec(&command.chain)?)
		}
		Some(Subcommand::CheckBlock(command)) => cli.create_runner(command)?.async_run(|config| {
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_partial(&config)?;
			Ok((command.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(command)) => {
			cli.create_runner(command)?.async_run(|config| {
				let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
				Ok((command.run(client, config.database), task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(command)) => {
			cli.create_runner(command)?.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config)?;
				Ok((command.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::PurgeChain(command)) => {
			cli.create_runner(command)?.sync_run(|config| command.run(config.database))
		}
		Some(Subcommand::Revert(command)) => cli.create_runner(command)?.async_run(|config| {
			let PartialComponents { client, task_manager, backend, .. } =
				service::new_partial(&config)?;
			Ok((command.run(client, backend, Some(Box::new(service::revert))), task_manager))
		}),
		Some(Subcommand::ChainInfo(command)) => {
			cli.create_runner(command)?.sync_run(|config| command.run::<OpaqueBlock>(&config))
		}
	}
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
	let rpc_by_flags = cli.run.rpc_params.experimental_rpc_endpoint.is_empty();
	cli.create_runner(&cli.run)?.run_node_until_exit(|mut config| async move {
		if rpc_by_flags {
			// A port that moves by itself is a port nobody finds.
			for endpoint in config.rpc.addr.iter_mut().flatten() {
				endpoint.retry_random_port = false;
			}
		}
		ports::check(&config)?;
		service::new_full(config).map_err(sc_cli::Error::from)
	})
}
