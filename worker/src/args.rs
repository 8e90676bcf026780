//! Arguments of the command line.

use crate::{
	disputes::court::{Lies, Sham},
	engine::FaultKind,
};
use assay_client::KeyOptions;
use assay_primitives::Hash;
use clap::{Args, Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

const AFTER: &str = "Exit codes:
  0  done
  1  failed, or a check of `doctor` failed
  2  wrong use: arguments or settings

Settings are taken from flags, then the environment (ASSAY_URL, ASSAY_GENESIS, ASSAY_KEYFILE,
ASSAY_WORKER_MODEL, ASSAY_WORKER_DATA_DIR, ASSAY_WORKER_HTTP, ASSAY_WORKER_CAPACITY,
ASSAY_WORKER_THREADS, ASSAY_WORKER_KERNELS, ASSAY_BLOB_STORES), then the file assay/worker.toml in
$XDG_CONFIG_HOME (or ~/.config), then defaults. `assay-worker config` shows them.";

/// Runs models for the Assay chain, commits, reveals, gets paid.
#[derive(Parser, Debug)]
#[command(name = "assay-worker", version, after_help = AFTER, max_term_width = 100)]
pub struct Cli {
	#[command(flatten)]
	pub settings: Flags,
	/// Say more about what happens
	#[arg(short, long, global = true, action = clap::ArgAction::Count)]
	pub verbose: u8,
	#[command(subcommand)]
	pub command: Command,
}

/// Settings as flags.
#[derive(Args, Clone, Default, Debug)]
pub struct Flags {
	/// Settings file instead of assay/worker.toml in $XDG_CONFIG_HOME
	#[arg(long, global = true, value_name = "FILE")]
	pub config: Option<PathBuf>,
	/// Address of a node; several, separated by commas, are tried in turn [default: ws://127.0.0.1:9944]
	#[arg(long, global = true, value_delimiter = ',')]
	pub url: Vec<String>,
	/// Genesis hash of the chain that must be found
	#[arg(long, global = true, value_name = "HASH")]
	pub genesis: Option<Hash>,
	/// A GGUF file to serve, with its tokenizer if that is not tokenizer.json next to it:
	/// PATH[,tokenizer=PATH|none]. May be given several times
	#[arg(long, global = true, value_name = "PATH")]
	pub model: Vec<String>,
	/// The tokenizer.json of the only --model
	#[arg(long, global = true, value_name = "PATH")]
	pub tokenizer: Option<PathBuf>,
	/// Folder of the journal and the receipts [default: assay-worker in $XDG_DATA_HOME]
	#[arg(long, global = true, value_name = "DIR")]
	pub data_dir: Option<PathBuf>,
	/// Where to serve /metrics, /healthz, /tasks and /receipts [default: 127.0.0.1:9616]
	#[arg(long, global = true, value_name = "ADDRESS")]
	pub http: Option<SocketAddr>,
	/// Tasks to take at the same time [default: 1]
	#[arg(long, global = true, value_name = "N")]
	pub capacity: Option<u32>,
	/// Threads that canonical models run on; 0 for one per core [default: 0]
	#[arg(long, global = true, value_name = "N")]
	pub threads: Option<usize>,
	/// Instructions that canonical models use: best, scalar, avx2, avx512-vnni or neon. The results are the same
	/// [default: best]
	#[arg(long, global = true, value_name = "NAME")]
	pub kernels: Option<String>,
	/// Address of a blob store, where large prompts are fetched and large outputs pushed. May be given several
	/// times; prompts are taken from the first that has them, outputs go to all
	#[arg(long, global = true, value_name = "URL", value_delimiter = ',')]
	pub blob_store: Vec<String>,
	/// The operator's key: a file with a secret phrase, readable by you alone (chmod 600)
	#[arg(long, global = true, value_name = "FILE")]
	pub keyfile: Option<PathBuf>,
	/// The operator's key as exported by polkadot.js (chmod 600)
	#[arg(long, global = true, value_name = "FILE")]
	pub polkadot_json: Option<PathBuf>,
	/// File with the password of that account (chmod 600)
	#[arg(long, global = true, value_name = "FILE")]
	pub password_file: Option<PathBuf>,
	/// Secret phrase or development key such as //Alice; others on this machine can see it, so only for tests
	#[arg(long, global = true)]
	pub suri: Option<String>,
}

/// Options of `audit`.
#[derive(Args, Clone, Default, Debug)]
pub struct Audit {
	/// Key of the account that challenges what is wrong, and pays the bond: a file with a secret phrase, readable by
	/// you alone (chmod 600) [default: the operator's key]
	#[arg(long, value_name = "FILE")]
	pub challenger_keyfile: Option<PathBuf>,
	/// The same as a secret phrase or development key; others on this machine can see it, so only for tests
	#[arg(long, value_name = "SURI", conflicts_with = "challenger_keyfile")]
	pub challenger_suri: Option<String>,
	/// What the validator thinks of workers: a TOML file with a weight for the address of each worker's stash, read
	/// again in every era
	#[arg(long, value_name = "FILE")]
	pub opinions: Option<PathBuf>,
	/// Find all results right without a look; for tests of those that look, on development chains only
	#[arg(long, hide = true)]
	pub lazy: bool,
}

impl Audit {
	/// Where the challenger's key is, if it is not the operator's.
	pub fn challenger(&self) -> Option<KeyOptions> {
		let (keyfile, suri) = (self.challenger_keyfile.clone(), self.challenger_suri.clone());
		let given = keyfile.is_some() || suri.is_some();
		let suri = suri.map(Into::into);
		given.then(|| KeyOptions { keyfile, suri, ..Default::default() })
	}
}

#[derive(Subcommand, Debug)]
pub enum Command {
	/// Take tasks and run them, until told to end
	Run(Run),
	/// Compute the results of others again, challenge wrong ones and defend right ones, until told to end
	Watch {
		/// Play falsely in this way; for tests of those that don't, on development chains only
		#[arg(long, hide = true, value_name = "KIND")]
		sham: Option<Sham>,
	},
	/// Run tasks again that the chain drew for a validator, and say whether their results are right, until told to
	/// end. The key is that of the validator's operator
	Audit(Audit),
	/// Check machine, key, models, chain and stake, and say what to do about what is wrong
	Doctor {
		/// Skip the test generation
		#[arg(long)]
		no_generation: bool,
	},
	/// List the local models and what the chain says of them
	Models {
		/// Print JSON
		#[arg(long)]
		json: bool,
	},
	/// Show how the worker stands on chain and in its journal
	Status {
		/// Print JSON
		#[arg(long)]
		json: bool,
	},
	/// Show what the stash earned and lost in the last blocks: fees, audit fees, new tokens, penalties
	Earnings {
		/// Blocks to look at, up to the best one
		#[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=100_000))]
		blocks: u32,
		/// Print JSON
		#[arg(long)]
		json: bool,
	},
	/// Say what keeps this worker from getting tasks, with what the chain says about it
	WhyNoTasks {
		/// Print JSON
		#[arg(long)]
		json: bool,
	},
	/// Make and look at operator keys
	Keys {
		#[command(subcommand)]
		command: Keys,
	},
	/// Show the settings in force and where each came from
	Config,
}

#[derive(Args, Clone, Default, Debug)]
pub struct Run {
	/// Do nothing more for a task once it is that far; for tests
	#[arg(long, hide = true, value_name = "STAGE")]
	pub pause_after: Option<PauseAfter>,
	/// Make every result wrong in this way; for tests of those that look, on development chains only
	#[arg(long, hide = true, value_name = "KIND")]
	pub fault: Option<FaultKind>,
	/// Make only results of tasks wrong whose number is a multiple of N
	#[arg(long, hide = true, value_name = "N", requires = "fault", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
	pub fault_every: u64,
	/// Wait so long before each run; for tests
	#[arg(long, hide = true, value_name = "MILLISECONDS")]
	pub delay: Option<u64>,
	/// Push outputs of more bytes to the blob stores, instead of those that do not fit a transaction; for tests
	#[arg(long, hide = true, value_name = "BYTES")]
	pub inline_output: Option<u32>,
}

impl Run {
	/// How results are to be wrong, if so.
	pub fn lies(&self) -> Option<Lies> {
		self.fault.map(|kind| Lies { kind, every: self.fault_every })
	}
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum PauseAfter {
	Commit,
}

#[derive(Subcommand, Debug)]
pub enum Keys {
	/// Make a key in a new file that only you can read, and print its address
	Generate {
		#[arg(value_name = "FILE", required_unless_present = "out", conflicts_with = "out")]
		file: Option<PathBuf>,
		/// Same as FILE
		#[arg(long, value_name = "FILE")]
		out: Option<PathBuf>,
	},
	/// Print address and public key of the operator's key
	Show,
	/// Say where the operator's key comes from and whether it is fit for use
	Inspect,
}
