//! What the economy of the chain pays to those who work, and to those who try to get by without: a simulation with the
//! formulas of the pallet, next to Bittensor's Yuma consensus. Always gives the same.
//!
//! ```text
//! cargo run --example economics -- FOLDER
//! ```
//!
//! prints tables in Markdown, each between two marks, and writes plots into the folder. `scripts/economics.sh` puts both
//! into `docs/economics.md`.

mod auditors;
mod cabal;
mod cheating;
mod copiers;
mod honest;
mod market;
mod numbers;
mod opinions;
mod own_tasks;
mod plot;
mod random;
mod sybils;
mod table;
mod yuma;

use std::path::PathBuf;

/// Prints a section between its marks.
fn section(name: &str, report: impl FnOnce() -> std::io::Result<()>) -> std::io::Result<()> {
	println!("<!-- begin {name} -->\n");
	report()?;
	println!("<!-- end {name} -->");
	Ok(())
}

fn main() -> std::io::Result<()> {
	let folder = std::env::args_os().nth(1).map(PathBuf::from);
	let Some(folder) = folder else {
		eprintln!("usage: economics FOLDER");
		std::process::exit(2);
	};
	section("honest", || {
		honest::report();
		honest::plot(&folder)
	})?;
	section("auditors", || auditors::report(&folder))?;
	section("copiers", || {
		copiers::report();
		Ok(())
	})?;
	section("cabal", || cabal::report(&folder))?;
	section("sybils", || sybils::report(&folder))?;
	section("cheating", || cheating::report(&folder))?;
	section("own-tasks", || own_tasks::report(&folder))
}
