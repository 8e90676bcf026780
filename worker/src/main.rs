//! `assay-worker`.

use assay_worker::{
	args::{Cli, Command},
	audits,
	config::{process_environment, Settings},
	disputes, doctor, earnings, keys, models, run, status, why,
};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = Cli::parse();
	start_log(cli.verbose);
	let settings = match Settings::resolve(cli.settings, &process_environment) {
		Ok(settings) => settings,
		Err(error) => {
			complain(&error);
			return ExitCode::from(2);
		}
	};
	let runtime =
		match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
			Ok(runtime) => runtime,
			Err(error) => {
				complain(&error);
				return ExitCode::FAILURE;
			}
		};
	let done = runtime.block_on(async {
		match cli.command {
			Command::Run(options) => run::run(settings, options).await.map(|()| true),
			Command::Watch { sham } => disputes::watch::run(settings, sham).await.map(|()| true),
			Command::Audit(options) => audits::run(settings, options).await.map(|()| true),
			Command::Doctor { no_generation } => doctor::run(&settings, !no_generation).await,
			Command::Models { json } => models::run(&settings, json).await.map(|()| true),
			Command::Status { json } => status::run(&settings, json).await.map(|()| true),
			Command::Earnings { blocks, json } => {
				earnings::run(&settings, blocks, json).await.map(|()| true)
			}
			Command::WhyNoTasks { json } => why::run(&settings, json).await,
			Command::Keys { command } => keys::run(&settings, command).map(|()| true),
			Command::Config => {
				for (name, value, origin) in &settings.origins {
					println!("{name:<11} {value}  ({origin})");
				}
				Ok(true)
			}
		}
	});
	// A run of a model that nobody waits for any more must not keep the process.
	runtime.shutdown_background();
	match done {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::FAILURE,
		Err(error) => {
			complain(&format!("{error:#}"));
			ExitCode::FAILURE
		}
	}
}

fn complain(error: &dyn std::fmt::Display) {
	eprintln!("error: {error}");
}

/// Log lines go to standard error; `RUST_LOG` overrides what is logged.
fn start_log(verbose: u8) {
	let level = match verbose {
		0 => "assay_worker=info,assay_client=warn,warn",
		1 => "assay_worker=debug,assay_client=debug,info",
		_ => "debug",
	};
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_target(false)
		.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
		.with_writer(std::io::stderr)
		.init();
}
