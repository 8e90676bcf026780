//! `assay`: the requester's, staker's and voter's command line.

mod account;
mod args;
mod config;
mod gov;
mod history;
mod http;
mod output;
mod receipt;
mod send;
mod stake;
mod task;
mod verify;

use args::{Cli, Command};
use clap::Parser;
use output::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(error) => {
			// Help and version are no errors; clap's own code for usage is 2, as ours.
			let _ = error.print();
			return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
		}
	};
	let level = match cli.global.verbose {
		0 => "error",
		1 => "assay=info,assay_client=info,warn",
		2 => "assay=debug,assay_client=debug,info",
		_ => "debug",
	};
	tracing_subscriber::fmt().with_env_filter(level).with_writer(std::io::stderr).init();
	let runtime =
		match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
			Ok(runtime) => runtime,
			Err(error) => {
				output::complain(&format!("cannot start: {error}"));
				return ExitCode::FAILURE;
			}
		};
	match runtime.block_on(run(cli)) {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			if let Some(text) = &failure.text {
				output::complain(text);
			}
			ExitCode::from(failure.code)
		}
	}
}

async fn run(cli: Cli) -> Result<(), Failure> {
	let settings = config::Settings::resolve(cli.global)?;
	match cli.command {
		Command::Post(arguments) => task::post(&settings, arguments).await,
		Command::Watch { task } => task::watch(&settings, task).await,
		Command::Result { task } => task::result(&settings, task).await,
		Command::Verify(arguments) => verify::run(&settings, arguments).await,
		Command::Models => task::models(&settings).await,
		Command::Quote(arguments) => task::quote(&settings, arguments).await,
		Command::Cancel { task } => task::cancel(&settings, task).await,
		Command::Stake { command } => stake::run(&settings, command).await,
		Command::Gov { command } => gov::run(&settings, command).await,
		Command::History { model } => gov::history(&settings, model).await,
		Command::Receipt { command } => receipt::run(&settings, command).await,
		Command::Balance { account } => account::balance(&settings, account).await,
		Command::Transfer { to, amount } => account::transfer(&settings, to, amount).await,
		Command::Key { command } => account::key(&settings, command),
	}
}
