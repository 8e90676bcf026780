//! `assay-blobs`.

use anyhow::Context;
use assay_blobs::{serve, Limits, Store, StoreOptions};
use clap::Parser;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};
use tokio::net::TcpListener;

/// Keeps large prompts, outputs and traces of the Assay chain: bytes by their BLAKE2b-256 hash, over HTTP.
#[derive(Parser, Debug)]
#[command(name = "assay-blobs", version, max_term_width = 100)]
struct Cli {
	/// Where to listen; a store for others listens on 0.0.0.0:9617, or stands behind a proxy that speaks https
	#[arg(
		long,
		env = "ASSAY_BLOBS_LISTEN",
		value_name = "ADDRESS",
		default_value = "127.0.0.1:9617"
	)]
	listen: SocketAddr,
	/// Folder of the blobs; no other store may use it
	#[arg(long, env = "ASSAY_BLOBS_DIR", value_name = "DIR")]
	dir: PathBuf,
	/// Most bytes that all blobs together may take, such as 500M or 10G
	#[arg(long, env = "ASSAY_BLOBS_MAX_BYTES", value_name = "SIZE", default_value = "10G", value_parser = size)]
	max_bytes: u64,
	/// Most bytes of one blob
	#[arg(long, env = "ASSAY_BLOBS_MAX_BLOB_BYTES", value_name = "SIZE", default_value = "64M", value_parser = size)]
	max_blob_bytes: u64,
	/// How long a blob is kept at least, such as 12h or 7d; after that it goes when its room is needed
	#[arg(long, env = "ASSAY_BLOBS_KEEP", value_name = "TIME", default_value = "7d", value_parser = time)]
	keep: Duration,
	/// Connections at a time
	#[arg(long, env = "ASSAY_BLOBS_MAX_CONNECTIONS", value_name = "N", default_value_t = Limits::default().connections)]
	max_connections: usize,
	/// Connections at a time from one address; this machine's own, where a proxy stands, are not counted
	#[arg(long, env = "ASSAY_BLOBS_MAX_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = Limits::default().connections_per_address)]
	max_connections_per_address: usize,
}

/// Reads bytes: a number, with K, M, G or T for powers of 1024.
fn size(text: &str) -> Result<u64, String> {
	scaled(text, &[('K', 1 << 10), ('M', 1 << 20), ('G', 1 << 30), ('T', 1 << 40)])
		.ok_or_else(|| "not a size such as 500M or 10G".into())
}

/// Reads a time: a number with s, m, h or d.
fn time(text: &str) -> Result<Duration, String> {
	scaled(text, &[('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)])
		.map(Duration::from_secs)
		.ok_or_else(|| "not a time such as 12h or 7d".into())
}

fn scaled(text: &str, units: &[(char, u64)]) -> Option<u64> {
	let (digits, unit) = match units.iter().find(|(unit, _)| text.ends_with(*unit)) {
		Some((unit, scale)) => (text.strip_suffix(*unit)?, *scale),
		None => (text, 1),
	};
	digits.parse::<u64>().ok()?.checked_mul(unit)
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_target(false)
		.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
		.with_writer(std::io::stderr)
		.init();
	match run(cli) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		}
	}
}

#[tokio::main]
async fn run(cli: Cli) -> anyhow::Result<()> {
	use tokio::signal::unix::{signal, SignalKind};
	let mut terminate = signal(SignalKind::terminate())?;
	let mut interrupt = signal(SignalKind::interrupt())?;
	let listener = TcpListener::bind(cli.listen)
		.await
		.with_context(|| format!("can't listen on {}; choose another with --listen", cli.listen))?;
	let options = StoreOptions {
		dir: cli.dir,
		max_bytes: cli.max_bytes,
		max_blob_bytes: cli.max_blob_bytes,
		keep: cli.keep,
	};
	let store = tokio::task::spawn_blocking(move || Store::open(options)).await??;
	let (stats, address) = (store.stats(), listener.local_addr()?);
	tracing::info!(
		%address,
		dir = %store.options().dir.display(),
		blobs = stats.blobs,
		used = stats.used,
		max = stats.max_bytes,
		"serving /blobs, /healthz and /metrics"
	);
	let limits = Limits {
		connections: cli.max_connections,
		connections_per_address: cli.max_connections_per_address,
	};
	let stop = async move {
		tokio::select! {
			_ = terminate.recv() => {},
			_ = interrupt.recv() => {},
		}
		tracing::info!("asked to end");
	};
	serve(listener, store, limits, stop).await;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn arguments_are_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn sizes_and_times() {
		assert_eq!(size("4096"), Ok(4096));
		assert_eq!(size("500M"), Ok(500 << 20));
		assert_eq!(time("90"), Ok(Duration::from_secs(90)));
		assert_eq!(time("7d"), Ok(Duration::from_secs(604_800)));
		for bad in ["", "M", "1.5G", "-1", "99999999T", "1 G"] {
			assert!(size(bad).is_err(), "{bad}");
		}
		assert!(time("1w").is_err());
	}
}
