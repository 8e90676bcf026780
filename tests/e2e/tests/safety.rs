//! When something is wrong: safe mode, pauses, and a slash that a vote cancels, through the real programs.

use assay_e2e::{
	field, plancks, wait_for, Chain, ChainEvent, Gov, Market, Network, Output, Rpc, Sandbox,
	PATIENCE,
};
use serde_json::{json, Value};
use std::{collections::BTreeMap, time::Duration};

/// How long something may take that lasts for a hundred blocks of a second, on a machine that has other things to do.
const LONG: Duration = Duration::from_secs(400);
const PROMPT: &str = "And it came to pass in those days, that";
/// At any price: it rises while the only worker is busy.
const POST: [&str; 7] = ["post", "--yes", "--no-wait", "--max-tokens", "8", "--max-fee", "1 ASY"];
/// Most of all tokens that vote.
const VOTERS: [&str; 3] = ["//Alice", "//Bob", "//Eve"];
const ASY: i128 = 1_000_000_000_000;
/// What is said of a call that is closed: in safe mode, and by itself.
const CLOSED: &str = "The market is closed up to block";
const PAUSED: &str = "Tasks.post is paused";
/// Blocks of safe mode: it ends when the test says so.
const SAFE_MODE: u64 = 1_000;

/// A development chain on which safe mode lasts long.
fn market() -> Market {
	let spec = Sandbox::new().run("assay-node", ["export-chain-spec", "--chain", "dev"]).json();
	let mut numbers = spec["genesis"]["runtimeGenesis"]["patch"]["network"]["numbers"].clone();
	numbers["governance"]["safeMode"] = json!(SAFE_MODE);
	let governance = &numbers["governance"];
	Market::with_numbers(&json!({ "slotMillis": 1_000, "governance": governance }))
}

/// A motion of the technical committee.
struct Motion<'a> {
	chain: &'a Chain,
	hash: Value,
	index: Value,
	len: usize,
}

impl<'a> Motion<'a> {
	/// Proposes a call, as one of three members.
	fn propose(chain: &'a Chain, call: &str, args: Value) -> Self {
		let call = chain.encode(call, args);
		let len = call.len() / 2;
		let events = chain.send("//Alice", "technicalCommittee.propose", json!([2, call, len]));
		let proposed = field(&events, "technicalCommittee.Proposed");
		let [hash, index] = ["proposalHash", "proposalIndex"].map(|name| proposed[name].clone());
		Self { chain, hash, index, len }
	}

	fn vote(&self, who: &str) {
		self.chain.send(who, "technicalCommittee.vote", json!([self.hash, self.index, true]));
	}

	/// Has enough votes.
	fn carry(self) -> Self {
		["//Alice", "//Bob"].iter().for_each(|who| self.vote(who));
		self
	}

	fn closing(&self) -> Value {
		let weight = json!({ "refTime": 200_000_000_000_u64, "proofSize": 5_000_000 });
		json!([self.hash, self.index, weight, self.len])
	}

	/// Has the call made. Returns the events.
	fn close(&self) -> Value {
		let events = self.chain.send("//Charlie", "technicalCommittee.close", self.closing());
		let result = &field(&events, "technicalCommittee.Executed")["result"];
		assert!(result.get("err").is_none(), "{result}");
		events
	}
}

/// Has the committee make a call.
fn decide(chain: &Chain, call: &str, args: Value) {
	Motion::propose(chain, call, args).carry().close();
}

fn done(output: Output) {
	assert_eq!(output.code, Some(0), "{output:?}");
}

/// What an account has after a block, free and held.
fn owned(chain: &Chain, block: u64, who: &str) -> [i128; 2] {
	let account = chain.query_at(block, "system.account", json!([who]));
	["free", "reserved"].map(|part| plancks(&account["data"][part]))
}

/// Events of final blocks after one, and how long the clocks had stood still in each.
struct Record<'a> {
	chain: &'a Chain,
	node: &'a Rpc,
	next: u64,
	events: Vec<ChainEvent>,
	missed: BTreeMap<u64, u64>,
}

impl<'a> Record<'a> {
	fn after(chain: &'a Chain, node: &'a Rpc, block: u64) -> Self {
		Self { chain, node, next: block + 1, events: Vec::new(), missed: BTreeMap::new() }
	}

	fn read(&mut self) {
		let last = self.node.finalised();
		while self.next <= last {
			self.events.extend(self.chain.events(self.next));
			let missed = self.chain.query_at(self.next, "network.missed", json!([]));
			self.missed.insert(self.next, missed.as_u64().expect("a number"));
			self.next += 1;
		}
	}

	/// Reads until an event has this name and is about somebody.
	fn until(&mut self, name: &str, about: (&str, &str)) -> ChainEvent {
		wait_for(&format!("{name} of {}", about.1), LONG, || {
			self.read();
			self.of(name, about).next().cloned()
		})
	}

	fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b ChainEvent> {
		self.events.iter().filter(move |event| event.name == name)
	}

	fn of<'b>(
		&'b self,
		name: &'b str,
		about: (&'b str, &'b str),
	) -> impl Iterator<Item = &'b ChainEvent> {
		let those = self.events.iter().filter(move |event| event.name == name);
		those.filter(move |event| event.data[about.0] == about.1)
	}

	/// Sum of a field over all events of a name that are about somebody.
	fn sum(&self, name: &str, about: (&str, &str), field: &str) -> i128 {
		self.of(name, about).map(|event| plancks(&event.data[field])).sum()
	}

	/// The block of the only event of this name.
	fn block_of(&self, name: &str) -> u64 {
		let blocks: Vec<u64> = self
			.events
			.iter()
			.filter(|event| event.name == name)
			.map(|event| event.block)
			.collect();
		assert_eq!(blocks.len(), 1, "{name} in {blocks:?}");
		blocks[0]
	}

	/// Plancks that somebody has paid for transactions.
	fn fees(&self, who: &str) -> i128 {
		self.sum("transactionPayment.TransactionFeePaid", ("who", who), "actualFee")
	}
}

#[test]
fn safe_mode_stops_all_clocks_and_nobody_loses_by_it() {
	let market = market();
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let [alice, bob, dave] = ["//Alice", "//Bob", "//Dave"].map(|who| chain.address(who));
	let worker = market.worker(&["--delay", "45000"]);
	done(market.assay("//Eve", &["stake", "delegate", &alice, "10 ASY"]));

	// Neither a member alone nor money closes the market.
	chain.refused("//Alice", "safeMode.forceEnter", json!([]), "BadOrigin");
	chain.refused("//Eve", "safeMode.enter", json!([]), "safeMode.NotConfigured");
	let motion = Motion::propose(&chain, "safeMode.forceEnter", json!([])).carry();

	// Two tasks. One is given to the worker, who has not delivered when the market closes; the other waits.
	wait_for("the worker to be on offer", PATIENCE, || {
		let ready = &market.node.call("assay_worker", json!([bob]))["ready"];
		(!ready.is_null()).then_some(())
	});
	let start = market.node.best();
	market.node.wait_finalised(start);
	let before = [&bob, &dave].map(|who| owned(&chain, start, who));
	let mut record = Record::after(&chain, &market.node, start);
	let post = [&POST[..], &["--deadline", "50", PROMPT]].concat();
	for task in 0..2 {
		assert_eq!(market.assay("//Dave", &post).json()["task"], task);
	}
	let assigned = market.wait_state(0, "assigned");
	let due = assigned["state"]["assigned"]["due"].as_u64().expect("a height");
	motion.close();
	let assigned = market.node.call("assay_task", json!([0]));
	assert!(assigned["state"].get("assigned").is_some(), "{assigned}");

	// Nothing begins, and no money moves.
	for closed in [&post[..], &["transfer", &dave, "1 ASY"], &["stake", "bond", "1000 ASY"]] {
		market.assay("//Ferdie", closed).assert_failed(4, CLOSED);
	}
	// Who wants to leave may.
	done(market.assay("//Bob", &["stake", "unbond", "100 ASY"]));
	done(market.assay("//Eve", &["stake", "undelegate", &alice, "--all"]));
	done(market.assay("//Dave", &["cancel", "1"]));
	// Voters vote.
	let proposal = ["gov", "propose", "params", "--price-floor", "0.002 ASY", "--deposit"];
	let referendum = market.assay("//Ferdie", &proposal).json()["referendum"].to_string();
	let vote = ["gov", "vote", &referendum, "nay", "1000 ASY"];
	let voted = market.assay("//Eve", &vote).json();
	assert_eq!(voted["standing"]["nays"], (1_000 * ASY).to_string(), "{voted}");

	// The deadline would pass. The worker tries to deliver; its calls, which cost nothing, come into no block.
	wait_for("the deadline to be past", LONG, || {
		record.read();
		(market.node.finalised() > due).then_some(())
	});
	let refused = |line: &str| line.contains("refused") && line.contains("phase=commit");
	wait_for("the worker to be refused", LONG, || worker.log().lines().any(refused).then_some(()));
	let waiting = market.node.call("assay_task", json!([0]));
	assert_eq!(waiting["state"], assigned["state"]);

	// It opens, and the worker is in time.
	decide(&chain, "safeMode.forceExit", json!([]));
	let settled = record.until("tasks.Settled", ("worker", &bob));
	assert_eq!(settled.data["task"], 0, "{settled:?}");
	let last = record.next - 1;
	let missed_deadlines = record.all("tasks.DeadlineMissed").count();
	assert_eq!(missed_deadlines, 0);

	// Clocks stood still from the block in which it closed to the one after that in which it opened, and go on.
	let [closed, opened] = ["safeMode.Entered", "safeMode.Exited"].map(|it| record.block_of(it));
	assert!(opened > due, "closed for too short a time");
	for (block, missed) in &record.missed {
		let closed = (*block).clamp(closed, opened + 1) - closed;
		assert_eq!(*missed, closed, "in block {block}");
	}
	// The worker's calls that were refused are in no block.
	let failed = record.all("system.ExtrinsicFailed");
	let failed: Vec<_> = failed.map(|it| chain.explain(&it.data["dispatchError"])).collect();
	assert_eq!(failed, ["system.CallFiltered"; 3]);

	// Who has worked is paid and keeps its stake. The requester pays for one task, and for posting two.
	let [[_, stake], [free, held]] = before;
	let [was, is] = [before[0], owned(&chain, last, &bob)].map(|[free, held]| free + held);
	assert_eq!(is - was, plancks(&settled.data["toWorker"]) - record.fees(&bob));
	assert_eq!(owned(&chain, last, &bob)[1], stake);
	let posted = ("requester", dave.as_str());
	let fee = plancks(&assigned["quote"]) - plancks(&settled.data["refund"]);
	let cost = fee + record.sum("tasks.Posted", posted, "postingFee") + record.fees(&dave);
	assert!(fee > 0, "{settled:?}");
	assert_eq!(owned(&chain, last, &dave), [free - cost, held]);
}

#[test]
fn only_what_begins_something_can_be_paused_and_no_clock_stops() {
	let market = market();
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let _worker = market.worker(&["--delay", "5000"]);

	// All other calls there are, in one motion, each of which fails by itself.
	let calls = chain.calls();
	let name = |call: &Value| {
		let [pallet, name] = ["pallet", "name"].map(|part| call[part].as_str().expect("text"));
		format!("{pallet}.{name}")
	};
	let pausable = ["Tasks.post", "Tasks.set_ready", "TokenStaking.bond", "TokenStaking.delegate"];
	let (begins, others): (Vec<&Value>, Vec<&Value>) =
		calls.iter().partition(|call| pausable.contains(&name(call).as_str()));
	assert_eq!(begins.len(), pausable.len());
	for clocked in ["Tasks.submit", "Tasks.reveal", "Referee.disclose", "Referee.prove"] {
		assert!(others.iter().any(|call| name(call) == clocked), "there is no {clocked}");
	}
	let pauses: Vec<String> = others
		.iter()
		.map(|call| chain.encode("txPause.pause", json!([[call["pallet"], call["name"]]])))
		.collect();
	let motion = Motion::propose(&chain, "utility.forceBatch", json!([pauses]));
	motion.vote("//Alice");
	let early = "technicalCommittee.TooEarly";
	chain.refused("//Charlie", "technicalCommittee.close", motion.closing(), early);
	motion.vote("//Bob");
	let events = motion.close();
	let errors: Vec<String> = events
		.as_array()
		.expect("a list")
		.iter()
		.filter(|event| event["name"] == "utility.ItemFailed")
		.map(|event| chain.explain(&event["data"]["error"]))
		.collect();
	assert_eq!(errors, vec!["txPause.Unpausable"; others.len()]);

	// With posting paused the task of before goes on, and its clocks.
	let post = [&POST[..], &[PROMPT]].concat();
	done(market.assay("//Dave", &post));
	let full_name = json!(["Tasks", "post"]);
	decide(&chain, "txPause.pause", json!([full_name]));
	market.assay("//Dave", &post).assert_failed(4, PAUSED);
	market.wait_state(0, "settled");
	market.assay("//Dave", &post).assert_failed(4, PAUSED);
	assert_eq!(chain.query("network.missed", json!([])), 0);
	done(market.assay("//Dave", &["transfer", &chain.address("//Eve"), "1 ASY"]));

	// One vote is too few to open it, two are enough.
	chain.refused("//Alice", "txPause.unpause", json!([full_name]), "BadOrigin");
	decide(&chain, "txPause.unpause", json!([full_name]));
	done(market.assay("//Dave", &post));
}

/// Four validators.
struct World {
	// Fields are dropped in this order: processes before the folder they write to.
	chain: Chain,
	network: Network,
	sandbox: Sandbox,
}

impl World {
	/// Eras of 20 seconds, and time enough between an offence and its slash to vote.
	fn new() -> Self {
		let sandbox = Sandbox::new();
		let numbers = json!({
			"slotMillis": 1_000,
			"sessionSlots": 10,
			"eraSessions": 2,
			"unbondingEras": 9,
			"slashDeferralEras": 8,
			"maxValidators": 4,
			"governance": { "safeMode": SAFE_MODE },
		});
		let network = Network::four(&sandbox, &numbers);
		let alice = &network.node("alice").rpc;
		alice.wait_finalised(1);
		let chain = Chain::connect(&sandbox, &alice.url());
		Self { chain, network, sandbox }
	}

	/// The node that is asked: no fault is its own.
	fn honest(&self) -> &Rpc {
		&self.network.node("alice").rpc
	}

	fn gov(&self) -> Gov<'_> {
		Gov::at(&self.sandbox, self.honest().url())
	}
}

#[test]
fn a_vote_cancels_a_slash_in_time_and_none_can_touch_a_conviction() {
	let world = World::new();
	let chain = &world.chain;
	let dave = chain.address("//Dave");

	// The market is closed: consensus, reports of offences and votes go on.
	decide(chain, "safeMode.forceEnter", json!([]));
	wait_for("an era with Dave's stake", PATIENCE, || {
		let era = chain.query("tokenStaking.currentEra", json!([]));
		let stake = chain.query("tokenStaking.eraStakes", json!([era, dave]));
		(!stake.is_null()).then_some(())
	});
	let mut record = Record::after(chain, world.honest(), world.honest().finalised());
	let twin = world.network.twin(&world.sandbox, "dave");
	let report = record.until("tokenStaking.OffenceReported", ("stash", &dave));
	twin.kill();
	let [era, due] = ["era", "due"].map(|field| report.data[field].as_u64().expect("an era"));
	let staker = |block: u64| chain.call_at(block, "assayApi.staker", json!([dave]));
	let before = staker(report.block);
	let part = json!([{ "era": era, "part": 250_000_000, "due": due }]);
	assert_eq!(before["slashes"], part, "{before}");
	let prefs = json!([{ "commission": 0, "blocked": false }]);
	chain.refused("//Dave", "tokenStaking.validate", prefs.clone(), "system.CallFiltered");

	// Its track, and one that tries to have convictions void by the same votes.
	let cancel = chain.encode("tokenStaking.cancelSlash", json!([dave, era]));
	let proposed = world.gov().run("//Alice", &["propose", "call", &cancel, "--deposit"]).json();
	assert_eq!(proposed["track"], "slash_canceller", "{proposed}");
	assert_eq!(proposed["proposal"]["call"], "TokenStaking.cancel_slash", "{proposed}");
	// It is in a block that may yet be another.
	world.honest().wait_finalised(world.honest().best());
	let cancelling = proposed["referendum"].to_string();
	world.gov().vote_for(&VOTERS, &cancelling);
	let void = chain.encode("tokenStaking.voidConvictions", json!([1]));
	let args = json!([{ "Origins": "SlashCanceller" }, { "Inline": void }, { "After": 0 }]);
	let submitted = chain.send("//Charlie", "referenda.submit", args);
	let voiding = field(&submitted, "referenda.Submitted")["index"].to_string();
	done(world.gov().run("//Charlie", &["deposit", &voiding]));
	world.gov().vote_for(&VOTERS, &voiding);

	assert_eq!(world.gov().wait_enacted(&cancelling)["error"], Value::Null);
	let cancelled = record.until("tokenStaking.SlashCancelled", ("stash", &dave));
	assert_eq!(cancelled.data["era"], era);
	assert_eq!(staker(cancelled.block)["slashes"], json!([]));
	let error = world.gov().wait_enacted(&voiding)["error"].take();
	assert!(error.as_str().is_some_and(|error| error.contains("Bad origin")), "{error}");

	// No call of those that deal with convictions and cases is for governance, but these two, and neither is about one
	// conviction.
	let calls = chain.calls();
	let governed: Vec<String> = calls
		.iter()
		.filter(|call| call["pallet"] == "Referee" || call["pallet"] == "TokenStaking")
		.filter(|call| !call["docs"].as_str().expect("text").contains("Origin: signed"))
		.map(|call| format!("{}{}", call["name"].as_str().expect("text"), call["args"]))
		.collect();
	assert_eq!(governed, [r#"void_convictions["canon"]"#, r#"cancel_slash["stash","era"]"#]);

	// It opens. The validator may stand for election again, and when the slash would have been due nothing happens.
	decide(chain, "safeMode.forceExit", json!([]));
	chain.send("//Dave", "tokenStaking.validate", prefs);
	wait_for("the era after that in which it was due", LONG, || {
		record.read();
		let eras = record.all("tokenStaking.EraStarted");
		eras.filter_map(|event| event.data["era"].as_u64()).find(|era| *era > due)
	});
	assert_eq!(record.all("tokenStaking.Slashed").count(), 0);
	let after = staker(record.next - 1);
	assert!(plancks(&after["own"]) >= plancks(&before["own"]), "{after}");
	assert!(plancks(&before["own"]) >= 10_000 * ASY, "{before}");
	assert!(record.all("safeMode.Exited").next().is_some());
}
