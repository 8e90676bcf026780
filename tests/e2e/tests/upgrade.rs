//! The next release's runtime is voted in while the market works, and rewrites all tasks over several blocks.
//!
//! `scripts/test-upgrade.sh` builds both runtimes, with the checks of state that others leave out, and names their files in
//! the environment.

use assay_e2e::{hex, wait_for, Chain, ChainEvent, Market, Node, NodeOptions, PATIENCE};
use serde_json::{json, Value};
use std::{env, fs};

const PROMPT: &str = "And it came to pass in those days, that";
/// At any price: it rises while the only worker is busy.
const POST: [&str; 8] =
	["post", "--yes", "--no-wait", "--max-tokens", "4", "--max-fee", "1 ASY", PROMPT];
/// Tasks that are under way when the runtime changes.
const TASKS: u64 = 8;
/// Tasks that the migration rewrites in a block.
const TASKS_PER_BLOCK: u64 = 4;
/// `UpgradeCheckSelect::All`.
const ALL_CHECKS: [u8; 1] = [1];
/// Most of all tokens there are: what the track of root asks for at first.
const VOTERS: [&str; 5] = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve"];

/// A runtime as a release has it: compressed.
fn runtime(variable: &str) -> Vec<u8> {
	let file = env::var_os(variable)
		.unwrap_or_else(|| panic!("run scripts/test-upgrade.sh, which sets {variable}"));
	let wasm = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
	sp_maybe_compressed_blob::compress_strongly(&wasm, LARGEST).expect("it can be compressed")
}

/// Largest runtime that a node decompresses.
const LARGEST: usize = sp_maybe_compressed_blob::CODE_BLOB_BOMB_LIMIT;

/// Has the runtime decode and check its whole state, as if the block were the last before an upgrade.
fn check_state(node: &Node, block: u64) {
	let hash = node.call("chain_getBlockHash", json!([block]));
	let asked = json!(["TryRuntime_on_runtime_upgrade", hex(&ALL_CHECKS), hash]);
	node.call("state_call", asked);
}

fn version(node: &Node) -> u64 {
	let version = node.call("state_getRuntimeVersion", json!([]));
	version["specVersion"].as_u64().expect("a number")
}

/// Blocks of all events of this name.
fn blocks(events: &[ChainEvent], name: &str) -> Vec<u64> {
	events.iter().filter(|event| event.name == name).map(|event| event.block).collect()
}

#[test]
fn the_next_release_is_voted_in_and_migrates_while_the_market_works() {
	let [previous, next] = ["ASSAY_PREVIOUS_RUNTIME", "ASSAY_NEXT_RUNTIME"].map(runtime);
	let numbers = json!({ "slotMillis": 1_000 });
	let market = Market::with_runtime(&numbers, Some(&previous));
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let bob = chain.address("//Bob");
	let old = version(&market.node);
	let mut worker = market.worker(&["--delay", "5000"]);

	// A task under the old runtime.
	market.assay("//Dave", &POST).json();
	market.wait_state(0, "settled");

	// What is no runtime is not proposed, and without a vote nothing is put in force.
	let file = |name: &str, bytes: &[u8]| {
		let path = market.sandbox.path(name);
		fs::write(&path, bytes).expect("a file can be written");
		path.display().to_string()
	};
	let (good, bad, other) = (
		file("next.wasm", &next),
		file("text.wasm", b"not a runtime"),
		file("other.wasm", &previous),
	);
	market.gov().run("//Alice", &["propose", "upgrade", &bad]).assert_failed(2, "is no runtime");
	market.gov().run("//Alice", &["upgrade", &good]).assert_failed(4, "no upgrade is authorised");

	let what = ["propose", "upgrade", &good, "--deposit"];
	let proposed = market.gov().run("//Alice", &what).json();
	assert_eq!(proposed["track"], "root", "{proposed}");
	assert_eq!(proposed["proposal"]["call"], "System.authorize_upgrade", "{proposed}");
	let referendum = proposed["referendum"].to_string();
	market.gov().vote_for(&VOTERS, &referendum);
	let enacted = market.gov().wait_enacted(&referendum);
	assert_eq!(enacted["error"], Value::Null, "{enacted}");
	assert_eq!(version(&market.node), old);
	market.gov().run("//Alice", &["upgrade", &other]).assert_failed(4, "to the byte");

	// The runtime changes while one task is worked on and others wait.
	for task in 1..=TASKS {
		assert_eq!(market.assay("//Dave", &POST).json()["task"], task);
	}
	let stake = |market: &Market| market.node.call("assay_staker", json!([bob]))["bonded"].clone();
	let staked = stake(&market);
	let before = market.node.best();
	check_state(&market.node, before);
	let done = market.gov().run("//Ferdie", &["upgrade", &good]).json();
	let changed = done["block"].as_u64().expect("a block");
	market.gov().run("//Ferdie", &["upgrade", &good]).assert_failed(4, "no upgrade is authorised");
	assert_eq!(version(&market.node), old + 1);

	// All of them are done by the worker that ran all the while.
	for task in 0..=TASKS {
		market.wait_state(task, "settled");
	}
	assert!(worker.is_running(), "{}", worker.log());
	assert_eq!(stake(&market), staked);

	// What happened, block by block.
	let last = market.node.best();
	market.node.wait_finalised(last);
	let events: Vec<ChainEvent> =
		(before + 1..=last).flat_map(|block| chain.events(block)).collect();
	let once = |name: &str| {
		let blocks = blocks(&events, name);
		assert_eq!(blocks.len(), 1, "{name} in {blocks:?}");
		blocks[0]
	};
	assert_eq!(once("system.CodeUpdated"), changed);
	let started = once("multiBlockMigrations.UpgradeStarted");
	assert_eq!(started, changed + 1);
	assert_eq!(
		once("multiBlockMigrations.MigrationCompleted"),
		once("multiBlockMigrations.UpgradeCompleted")
	);
	let completed = once("multiBlockMigrations.UpgradeCompleted");
	let steps = blocks(&events, "multiBlockMigrations.MigrationAdvanced").len() as u64;
	// All tasks and the first, and a look at what comes after the last.
	assert_eq!(steps, (TASKS + 1) / TASKS_PER_BLOCK);
	assert_eq!(completed, started + steps);
	assert_eq!(blocks(&events, "tasks.DeadlineMissed"), Vec::<u64>::new());
	// Nobody's transaction was in these blocks, and the market's clocks stood still for them and the block after.
	let paid = blocks(&events, "transactionPayment.TransactionFeePaid");
	assert!(!paid.iter().any(|block| (started..=completed).contains(block)), "{paid:?}");
	let missed = |block: u64| chain.query_at(block, "network.missed", json!([])).as_u64();
	assert_eq!(missed(changed), Some(0));
	assert_eq!(missed(last), Some(completed + 1 - started + 1));
	check_state(&market.node, last);

	// The chain goes on: for who posts, for a node that is killed, and for one that was not there.
	assert_eq!(market.assay("//Dave", &POST).json()["task"], TASKS + 1);
	market.wait_state(TASKS + 1, "settled");
	let market = market.restart_node();
	let head = market.node.best();
	wait_for("the chain to go on", PATIENCE, || {
		(market.node.best() > head.max(last) + 2).then_some(())
	});
	let spec = market.sandbox.path("spec.json").display().to_string();
	let options = NodeOptions {
		name: "late",
		args: &["--chain", &spec],
		bootnodes: vec![market.node.peer_address()],
	};
	let late = Node::start(&market.sandbox, options);
	late.wait_finalised(last);
	assert_eq!(version(&late), old + 1);
	assert!(worker.is_running(), "{}", worker.log());
	assert_eq!(market.assay("//Dave", &POST).json()["task"], TASKS + 2);
	market.wait_state(TASKS + 2, "settled");
}
