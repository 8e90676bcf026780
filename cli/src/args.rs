//! Arguments of the command line.

use assay_client::{
	governance::{Conviction, ReferendumIndex},
	parse_amount, parse_percent, Perbill,
};
use assay_primitives::{AccountId, Balance, BlockNumber, EraIndex, Hash, TaskId};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, str::FromStr};

const AFTER: &str = "Exit codes:
  0  done
  1  failed
  2  wrong use
  3  no node can be reached
  4  the chain or the node refused the transaction
  5  the task ended without a result
  6  a receipt does not hold, or a result is wrong

Settings are taken from flags, then the environment, then the file assay/config.toml in
$XDG_CONFIG_HOME (or ~/.config), then defaults. The file knows: url, blob_stores, keyfile, polkadot_json,
password_file.";

/// Buy inference on the Assay chain, look at results, stake, vote.
#[derive(Parser)]
#[command(name = "assay", version, after_help = AFTER, max_term_width = 100)]
pub struct Cli {
	#[command(flatten)]
	pub global: Global,
	#[command(subcommand)]
	pub command: Command,
}

#[derive(Args)]
pub struct Global {
	/// Address of a node; several, separated by commas, are tried in turn [default: ws://127.0.0.1:9944]
	#[arg(long, global = true, env = "ASSAY_URL", value_delimiter = ',')]
	pub url: Vec<String>,
	/// Address of a blob store, for prompts that are too large for a transaction and for outputs that are not on the
	/// chain. May be given several times
	#[arg(
		long,
		global = true,
		env = "ASSAY_BLOB_STORES",
		value_name = "URL",
		value_delimiter = ','
	)]
	pub blob_store: Vec<String>,
	/// Print JSON
	#[arg(long, global = true)]
	pub json: bool,
	/// File with a secret phrase, readable by you alone (chmod 600)
	#[arg(long, global = true, env = "ASSAY_KEYFILE")]
	pub keyfile: Option<PathBuf>,
	/// Account exported by polkadot.js (chmod 600)
	#[arg(long, global = true)]
	pub polkadot_json: Option<PathBuf>,
	/// File with the password of that account (chmod 600)
	#[arg(long, global = true)]
	pub password_file: Option<PathBuf>,
	/// Secret phrase or development key such as //Alice; others on this machine can see it, so only for tests
	#[arg(long, global = true, hide_env_values = true)]
	pub suri: Option<String>,
	/// Say more about what happens; twice for even more
	#[arg(short, long, global = true, action = clap::ArgAction::Count)]
	pub verbose: u8,
}

#[derive(Subcommand)]
pub enum Command {
	/// Post a task, wait for its result and print it
	Post(Post),
	/// Follow a task until it has a result
	Watch { task: TaskId },
	/// Write the output of a task, exactly its bytes, to standard output
	Result { task: TaskId },
	/// Compute a task again on this machine and compare: ids, output and trace
	Verify(Verify),
	/// List the models
	Models,
	/// Say what a task would cost
	Quote(What),
	/// Take back a task that no worker has yet
	Cancel { task: TaskId },
	/// Stake, delegate, work and validate
	Stake {
		#[command(subcommand)]
		command: Stake,
	},
	/// Propose, vote, delegate votes, and see what is being decided
	Gov {
		#[command(subcommand)]
		command: Gov,
	},
	/// Show every version of a model and of its parameters, and the decisions behind them
	History {
		/// Name or identifier of the model; may be left out where there is only one
		model: Option<String>,
	},
	/// Fetch and check receipts
	Receipt {
		#[command(subcommand)]
		command: Receipt,
	},
	/// Show the balance of an account
	Balance {
		/// Address; your own if left out
		#[arg(value_parser = address)]
		account: Option<AccountId>,
	},
	/// Send tokens
	Transfer {
		/// Address of the receiver
		#[arg(value_parser = address)]
		to: AccountId,
		/// Amount, such as "1.5 ASY"
		#[arg(value_parser = amount)]
		amount: Balance,
	},
	/// Make and look at keys
	Key {
		#[command(subcommand)]
		command: Key,
	},
}

#[derive(Args)]
pub struct What {
	/// Name or identifier of the model; may be left out where there is only one
	#[arg(short, long)]
	pub model: Option<String>,
	/// Prompt; read from standard input if neither this nor --file is given. What does not fit a transaction goes
	/// to the blob stores
	pub prompt: Option<String>,
	/// File with the prompt
	#[arg(short, long, conflicts_with = "prompt")]
	pub file: Option<PathBuf>,
	/// Most tokens to produce
	#[arg(short = 'n', long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
	pub max_tokens: u32,
	/// Draw tokens at this temperature, 0.001 to 10; the likeliest token is taken otherwise
	#[arg(short, long, value_parser = temperature)]
	pub temperature: Option<u32>,
	/// Seed of the draw; 0 if left out
	#[arg(long, requires = "temperature")]
	pub seed: Option<u64>,
	/// Have so many workers run the task, each for the whole price, and compare their answers
	#[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..))]
	pub replicas: Option<u8>,
}

#[derive(Args)]
pub struct Post {
	#[command(flatten)]
	pub what: What,
	/// Most that the task may cost, posting fee included, such as "10 mASY"; what it costs now if left out
	#[arg(long, value_parser = amount)]
	pub max_fee: Option<Balance>,
	/// Blocks the worker has; twice the model's minimum if left out
	#[arg(long)]
	pub deadline: Option<u32>,
	/// Task that this one follows up on
	#[arg(long)]
	pub parent: Option<TaskId>,
	/// The model's GGUF file: fixes the prompt's token ids as its tokenizer gives them. A worker that reads the prompt
	/// otherwise has no valid answer then. Replicas of canonical models need it
	#[arg(long, value_name = "FILE")]
	pub fix_ids: Option<PathBuf>,
	/// Its tokenizer; tokenizer.json next to it if there is one, else the one in the GGUF file
	#[arg(long, value_name = "FILE", requires = "fix_ids")]
	pub tokenizer: Option<PathBuf>,
	/// Do not ask before paying
	#[arg(short, long)]
	pub yes: bool,
	/// Wait until the result can be read, or until it is paid for
	#[arg(long, value_enum, default_value_t = Until::Result, conflicts_with = "no_wait")]
	pub until: Until,
	/// Return as soon as the task is posted
	#[arg(long)]
	pub no_wait: bool,
}

#[derive(Args)]
pub struct Verify {
	pub task: TaskId,
	/// The model's GGUF file
	#[arg(short, long, value_name = "FILE")]
	pub model: PathBuf,
	/// Its tokenizer; tokenizer.json next to it if there is one, else the one in the GGUF file
	#[arg(long, value_name = "FILE")]
	pub tokenizer: Option<PathBuf>,
	/// Threads; 0 for one per core
	#[arg(long, default_value_t = 0)]
	pub threads: usize,
}

/// How far to follow a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Until {
	/// Until its result can be read
	Result,
	/// Until it is paid or refunded
	Settled,
}

#[derive(Subcommand)]
pub enum Stake {
	/// Stake tokens for the first time
	Bond {
		#[arg(value_parser = amount)]
		amount: Balance,
	},
	/// Add to the stake
	BondExtra {
		#[arg(value_parser = amount)]
		amount: Balance,
	},
	/// Begin to take tokens out of the stake
	Unbond {
		#[arg(value_parser = amount)]
		amount: Balance,
	},
	/// Make spendable what has finished unbonding
	Withdraw,
	/// Become a worker, for which the operator's key acts
	Register {
		/// Address of the operator
		#[arg(value_parser = address)]
		operator: AccountId,
	},
	/// Replace the operator's key
	SetOperator {
		/// Address of the new operator
		#[arg(value_parser = address)]
		operator: AccountId,
	},
	/// Stop being a worker
	Deregister,
	/// Name the keys with which a validator's node signs blocks and votes
	SetKeys {
		/// Public keys, as `assay-node session-keys --stash ADDRESS` prints them
		#[arg(long, value_name = "0x…", value_parser = hex_bytes)]
		keys: Bytes,
		/// Proof that the node has their secret halves, from the same command
		#[arg(long, value_name = "0x…", value_parser = hex_bytes)]
		proof: Bytes,
	},
	/// Stand for election as a validator
	///
	/// The stash must have session keys (`set-keys`) and enough stake of its own (`bond`, `bond-extra`). A validator that
	/// stands for election already changes its terms.
	Validate(Terms),
	/// Stand for election as a validator no more
	///
	/// A validator goes on to the end of the eras it is elected for: its node must run until then. Stake can be unbonded
	/// at once. Delegations stay until they are taken back.
	Chill,
	/// Change what is asked of delegators
	///
	/// A worker takes delegations from the first time on.
	Prefs(Terms),
	/// Entrust tokens to a worker or validator, for a part of its rewards
	///
	/// They count and earn from the next era on. With a validator they are slashed as its own stake is.
	Delegate {
		/// Address of the staker's stash
		#[arg(value_parser = address)]
		stash: AccountId,
		/// Amount, such as "100 ASY"
		#[arg(value_parser = amount)]
		amount: Balance,
		/// Highest commission to accept, such as 5%; what the staker asks now if left out. Nothing is delegated if it
		/// asks more when the transaction gets there
		#[arg(long, value_name = "PERCENT", value_parser = percent)]
		max_commission: Option<Perbill>,
	},
	/// Begin to take back what was delegated
	///
	/// What does not count yet is spendable at once, unless the next era's validators are elected already. All else can be
	/// withdrawn some eras later, with `withdraw-delegation`.
	Undelegate {
		/// Address of the staker's stash
		#[arg(value_parser = address)]
		stash: AccountId,
		/// Amount, such as "100 ASY"
		#[arg(value_parser = amount, required_unless_present = "all", conflicts_with = "all")]
		amount: Option<Balance>,
		/// Everything, rewards included
		#[arg(long)]
		all: bool,
	},
	/// Make spendable what was taken back from a staker long enough ago
	WithdrawDelegation {
		/// Address of the staker's stash; all stakers that have something ready if left out
		#[arg(value_parser = address)]
		stash: Option<AccountId>,
	},
	/// Have a staker and its delegators paid for an era that is over
	///
	/// The chain does so by itself; this is for when it has not come to it yet. Anyone may.
	Pay {
		/// Address of the staker's stash
		#[arg(value_parser = address)]
		stash: AccountId,
		/// Number of the era
		#[arg(long, value_name = "ERA")]
		era: EraIndex,
	},
	/// Show stake, role, commission, slashes that are due, and delegations of an account
	Show {
		/// Address of a stash, operator or delegator; your own if left out
		#[arg(value_parser = address)]
		account: Option<AccountId>,
	},
	/// List validators and those who stand for election, and the terms of staking
	///
	/// Those with most stake come first: own, delegated, and what joins in the next era.
	List,
}

/// What a staker asks of delegators.
#[derive(Args)]
pub struct Terms {
	/// Part of every reward that you take before it is shared with your delegators, such as 5%. While there are
	/// delegators it may rise once an era, and only a little
	#[arg(long, value_name = "PERCENT", value_parser = percent)]
	pub commission: Perbill,
	/// Take no new delegations. Those there are stay
	#[arg(long)]
	pub blocked: bool,
}

#[derive(Subcommand)]
pub enum Gov {
	/// List the tracks: who may be spoken for, what it costs, takes and needs
	Tracks,
	/// List referenda, the newest first
	List {
		/// Those that are over, too
		#[arg(long)]
		all: bool,
		/// With --all, how far back from the newest to show those that are over
		#[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
		last: u32,
	},
	/// Show a referendum: what it would do, how it stands, what comes next
	Show { referendum: ReferendumIndex },
	/// Propose something: a referendum
	Propose {
		#[command(subcommand)]
		what: Propose,
		#[command(flatten)]
		how: ProposeHow,
	},
	/// Vote on a referendum. A second vote replaces the first
	///
	/// The tokens stay yours, and stay staked or on hold if they are. They can't be sent away nor pay fees while the vote stands
	/// and, with conviction, for a while after the end if your side wins.
	Vote(Vote),
	/// Take a vote back, while a referendum is being decided or after it
	///
	/// Its tokens are free at once if no other vote locks them. If it was cast with conviction and its side has won, they stay
	/// locked for as long as if the vote had stayed.
	Unvote { referendum: ReferendumIndex },
	/// Let another account vote with your tokens
	Delegate {
		/// Address of the account that votes
		#[arg(value_parser = address)]
		to: AccountId,
		/// Amount, such as "100 ASY"
		#[arg(value_parser = amount)]
		amount: Balance,
		#[command(flatten)]
		conviction: WithConviction,
		#[command(flatten)]
		tracks: OnTracks,
	},
	/// Vote yourself again
	Undelegate {
		#[command(flatten)]
		tracks: OnTracks,
	},
	/// Remove your votes on referenda that are over, and release the tokens that no vote locks any more
	Unlock,
	/// Place the deposit that a referendum needs to be decided. Anyone may
	Deposit { referendum: ReferendumIndex },
	/// Get back deposits of a referendum that is over, for whoever placed them
	Refund {
		#[arg(required_unless_present = "preimage")]
		referendum: Option<ReferendumIndex>,
		/// Hash of a preimage that you have noted, as `assay gov propose` says it: its deposit is returned when its call
		/// was dispatched, or will not be
		#[arg(long, value_name = "0x…", value_parser = hash)]
		preimage: Option<Hash>,
	},
	/// Put the runtime in force that a referendum has authorised. Anyone may, and it costs nothing if it is done
	Upgrade {
		/// The file that was proposed
		file: PathBuf,
	},
	/// Pay what a referendum granted from the treasury
	Payout {
		/// Number of the spend; `assay gov show` of the referendum says it when it is enacted
		spend: u32,
	},
}

/// What to propose.
#[derive(Subcommand)]
pub enum Propose {
	/// New parameters of a model. What is not given stays as it is
	Params(Box<Params>),
	/// Any call, as `assay`, polkadot.js Apps or a script has encoded it
	Call {
		/// The encoded call
		#[arg(value_name = "0x…", value_parser = hex_bytes)]
		call: Bytes,
	},
	/// Another runtime for the chain. If it is approved, `assay gov upgrade` puts it in force
	Upgrade {
		/// The runtime's wasm, best the compressed one: what is approved is this file to the byte
		file: PathBuf,
	},
	/// A payment from the treasury
	Spend {
		/// Amount, such as "100 ASY"
		#[arg(value_parser = amount)]
		amount: Balance,
		/// Address of the receiver
		#[arg(value_parser = address)]
		beneficiary: AccountId,
	},
}

#[derive(Args)]
pub struct ProposeHow {
	/// Name of the track; chosen by what is proposed if left out. `assay gov tracks` lists them
	#[arg(long, global = true, value_name = "NAME")]
	pub track: Option<String>,
	/// Place the decision deposit, too
	#[arg(long, global = true)]
	pub deposit: bool,
	/// Block in which it takes effect if it is approved; as soon as the track allows if left out
	#[arg(long, global = true, value_name = "BLOCK")]
	pub enact_at: Option<BlockNumber>,
}

#[derive(Args)]
pub struct Params {
	/// Name or identifier of the model; may be left out where there is only one
	pub model: Option<String>,
	/// Least price of a unit, such as "0.0002 ASY"
	#[arg(long, value_name = "AMOUNT", value_parser = amount)]
	pub price_floor: Option<Balance>,
	/// Bond of a task as a multiple of its quote
	#[arg(long, value_name = "N")]
	pub bond_factor: Option<u32>,
	/// Part of the results that are audited, such as 30%
	#[arg(long, value_name = "PERCENT", value_parser = percent)]
	pub audit_rate: Option<Perbill>,
	/// The same for workers that have not passed enough audits yet
	#[arg(long, value_name = "PERCENT", value_parser = percent)]
	pub newcomer_rate: Option<Perbill>,
	/// Validators that audit a result
	#[arg(long, value_name = "N")]
	pub auditors: Option<u8>,
	/// Largest prompt in a transaction, in bytes
	#[arg(long, value_name = "BYTES")]
	pub max_input_bytes: Option<u32>,
	/// Largest prompt in a blob store, in bytes
	#[arg(long, value_name = "BYTES")]
	pub max_blob_bytes: Option<u32>,
	/// Most output tokens
	#[arg(long, value_name = "N")]
	pub max_output_tokens: Option<u32>,
	/// Blocks that the smallest task may take
	#[arg(long, value_name = "BLOCKS")]
	pub base_deadline: Option<BlockNumber>,
	/// Units that a worker must manage per block
	#[arg(long, value_name = "N")]
	pub units_per_block: Option<u32>,
	/// Least blocks in which a result can be challenged; `none` leaves it to the network
	#[arg(long, value_name = "BLOCKS|none", value_parser = or_none::<BlockNumber>)]
	pub challenge_window: Option<OrNone<BlockNumber>>,
	/// Temperature of clients whose users name none, such as 0.7; with `none` they take the likeliest token
	#[arg(long, value_name = "NUMBER|none", value_parser = temperature_or_none)]
	pub default_temperature: Option<OrNone<u32>>,
	/// BLAKE2b-256 of the text that clients put before a prompt, or `none`
	#[arg(long, value_name = "0x…|none", value_parser = hash_or_none)]
	pub system_prompt: Option<OrNone<Hash>>,
	/// BLAKE2b-256 of the text that says what the model must not be used for, or `none`
	#[arg(long, value_name = "0x…|none", value_parser = hash_or_none)]
	pub safety_policy: Option<OrNone<Hash>>,
	/// Height from which they hold. It must not have passed when the proposal is enacted; late enough for that if left out
	#[arg(long, value_name = "BLOCK")]
	pub at: Option<BlockNumber>,
}

#[derive(Args)]
pub struct Vote {
	pub referendum: ReferendumIndex,
	#[arg(value_enum)]
	pub side: Side,
	/// Amount, such as "100 ASY". For `split`, two or three: for aye, for nay, and to abstain
	#[arg(required = true, num_args = 1..=3, value_name = "AMOUNT", value_parser = amount)]
	pub amounts: Vec<Balance>,
	#[command(flatten)]
	pub conviction: WithConviction,
}

/// Which way to vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Side {
	/// For it
	Aye,
	/// Against it
	Nay,
	/// Neither, but count for the support it needs
	Abstain,
	/// Some for it and some against it
	Split,
}

#[derive(Args)]
pub struct WithConviction {
	/// From 0 (a tenth of the tokens count, nothing is locked afterwards) over 1 (they count once, locked for one period) to 6
	/// (they count six times, locked for 32 periods). `assay gov tracks` says how long a period is [default: 1]
	#[arg(long, value_name = "0..6", value_parser = conviction)]
	pub conviction: Option<Conviction>,
}

#[derive(Args)]
pub struct OnTracks {
	/// Name of a track; may be given several times [default: all]
	#[arg(long, value_name = "NAME")]
	pub track: Vec<String>,
}

#[derive(Subcommand)]
pub enum Receipt {
	/// Fetch the receipt of a task from its worker and check it
	Fetch {
		task: TaskId,
		/// Address of the worker, such as http://127.0.0.1:9616
		#[arg(long)]
		from: String,
		/// File to write; standard output if left out
		#[arg(short, long)]
		output: Option<PathBuf>,
	},
	/// Check a receipt without a chain
	Verify {
		file: PathBuf,
		/// Compare it with what the chain says, too
		#[arg(long)]
		against_chain: bool,
	},
}

#[derive(Subcommand)]
pub enum Key {
	/// Make a key in a new file that only you can read
	Generate { file: PathBuf },
	/// Show address and origin of the key that would be used, never its secret
	Inspect,
}

fn amount(text: &str) -> Result<Balance, String> {
	parse_amount(text).map_err(|error| error.to_string())
}

fn address(text: &str) -> Result<AccountId, String> {
	AccountId::from_str(text).map_err(|error| format!("not an address: {error}"))
}

fn percent(text: &str) -> Result<Perbill, String> {
	parse_percent(text).map_err(|error| error.to_string())
}

fn conviction(text: &str) -> Result<Conviction, String> {
	text.parse()
		.ok()
		.and_then(Conviction::new)
		.ok_or_else(|| "a conviction is a number from 0 to 6".into())
}

/// Bytes that were written as hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bytes(pub Vec<u8>);

fn hex_bytes(text: &str) -> Result<Bytes, String> {
	let digits = text.trim();
	let digits = digits.strip_prefix("0x").unwrap_or(digits);
	if digits.is_empty() {
		return Err("there are no digits after 0x".into());
	}
	hex::decode(digits).map(Bytes).map_err(|error| format!("not hexadecimal digits: {error}"))
}

fn hash(text: &str) -> Result<Hash, String> {
	let Bytes(bytes) = hex_bytes(text)?;
	let len = bytes.len();
	let bytes: [u8; 32] =
		bytes.try_into().map_err(|_| format!("a hash has 32 bytes, not {len}"))?;
	Ok(bytes.into())
}

/// What is set, or `none` where it is switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrNone<T>(pub Option<T>);

fn or_none_by<T>(
	text: &str,
	parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<OrNone<T>, String> {
	match text {
		"none" => Ok(OrNone(None)),
		text => parse(text).map(|value| OrNone(Some(value))),
	}
}

fn or_none<T: FromStr<Err: ToString>>(text: &str) -> Result<OrNone<T>, String> {
	or_none_by(text, |text| text.parse().map_err(|error: T::Err| error.to_string()))
}

fn temperature_or_none(text: &str) -> Result<OrNone<u32>, String> {
	or_none_by(text, temperature)
}

fn hash_or_none(text: &str) -> Result<OrNone<Hash>, String> {
	or_none_by(text, hash)
}

/// Temperature in thousandths.
fn temperature(text: &str) -> Result<u32, String> {
	let value: f64 = text.parse().map_err(|_| "not a number".to_string())?;
	let milli = (value * 1_000.0).round();
	if (1.0..=10_000.0).contains(&milli) {
		Ok(milli as u32)
	} else {
		Err("must be between 0.001 and 10".into())
	}
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
	fn temperatures() {
		assert_eq!(temperature("0.7"), Ok(700));
		assert_eq!(temperature("10"), Ok(10_000));
		for bad in ["0", "-1", "NaN", "inf", "10.1", "x"] {
			assert!(temperature(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn convictions_are_from_0_to_6() {
		assert_eq!(conviction("0"), Ok(Conviction::new(0).unwrap()));
		assert_eq!(conviction("6"), Ok(Conviction::new(6).unwrap()));
		for bad in ["7", "-1", "locked1x", ""] {
			assert!(conviction(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn bytes_are_hexadecimal_digits() {
		assert_eq!(hex_bytes("0x00ff"), Ok(Bytes(vec![0, 255])));
		assert_eq!(hex_bytes(" 00FF"), Ok(Bytes(vec![0, 255])));
		for bad in ["", "0x", "0x0", "0xzz", "0x 0"] {
			assert!(hex_bytes(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn hashes_have_32_bytes() {
		let text = format!("0x{}", "07".repeat(32));
		assert_eq!(hash(&text), Ok(Hash::repeat_byte(7)));
		for bad in ["0x07", "", "none", "0xzz"] {
			assert!(hash(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn what_can_be_switched_off_takes_none() {
		assert_eq!(or_none::<u32>("none"), Ok(OrNone(None)));
		assert_eq!(or_none::<u32>("30"), Ok(OrNone(Some(30))));
		assert!(or_none::<u32>("None").is_err());
		assert_eq!(temperature_or_none("0.7"), Ok(OrNone(Some(700))));
		assert_eq!(temperature_or_none("none"), Ok(OrNone(None)));
		assert!(temperature_or_none("0").is_err());
		assert_eq!(hash_or_none("none"), Ok(OrNone(None)));
		assert!(hash_or_none("0x07").is_err());
	}

	#[test]
	fn a_refund_names_a_referendum_or_a_preimage() {
		let parse = |rest: &[&str]| {
			Cli::try_parse_from([&["assay", "gov", "refund"], rest].concat()).is_ok()
		};
		let preimage = format!("0x{}", "07".repeat(32));
		assert!(parse(&["3"]));
		assert!(parse(&["--preimage", &preimage]));
		assert!(parse(&["3", "--preimage", &preimage]));
		assert!(!parse(&[]));
		assert!(!parse(&["--preimage", "0x07"]));
	}

	fn stake(arguments: &[&str]) -> Result<Stake, String> {
		let all = [&["assay", "stake"], arguments].concat();
		match Cli::try_parse_from(all).map_err(|error| error.to_string())?.command {
			Command::Stake { command } => Ok(command),
			_ => Err("another command".into()),
		}
	}

	#[test]
	fn undelegating_takes_an_amount_or_all() {
		let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		let parse = |rest: &[&str]| stake(&[&["undelegate", alice], rest].concat());
		assert!(matches!(
			parse(&["2 ASY"]),
			Ok(Stake::Undelegate { amount: Some(2_000_000_000_000), all: false, .. })
		));
		assert!(matches!(parse(&["--all"]), Ok(Stake::Undelegate { amount: None, all: true, .. })));
		assert!(parse(&[]).is_err());
		assert!(parse(&["2 ASY", "--all"]).is_err());
	}

	#[test]
	fn terms_need_a_commission() {
		assert!(matches!(
			stake(&["validate", "--commission", "2.5%", "--blocked"]),
			Ok(Stake::Validate(Terms { commission, blocked: true }))
				if commission == Perbill::from_parts(25_000_000)
		));
		assert!(matches!(
			stake(&["prefs", "--commission", "0%"]),
			Ok(Stake::Prefs(Terms { blocked: false, .. }))
		));
		for bad in [&["validate"][..], &["prefs", "--commission", "5"], &["prefs", "--blocked"]] {
			assert!(stake(bad).is_err(), "{bad:?}");
		}
	}
}
