//! Four validators that zombienet starts: who is in the set, and what double signing costs.

use assay_e2e::{hex, plancks, wait_for, Chain, ChainEvent, Network, Rpc, Sandbox, PATIENCE};
use serde_json::{json, Value};

const ASY: i128 = 1_000_000_000_000;
/// What a validator stakes at the genesis.
const STAKE: i128 = 10_000 * ASY;

/// An era of 20 seconds, and no more places than there are validators.
fn fast() -> Value {
	json!({
		"slotMillis": 1_000,
		"sessionSlots": 10,
		"eraSessions": 2,
		"unbondingEras": 3,
		"slashDeferralEras": 1,
		"maxValidators": 4,
		// A vote about a slash has to end before it is due.
		"governance": { "slashes": { "prepare": 1, "decide": 10, "confirm": 1, "enact": 1 } },
	})
}

/// Everything a test of this file talks to.
struct World {
	// Fields are dropped in this order: processes before the folder they write to.
	chain: Chain,
	network: Network,
	sandbox: Sandbox,
}

impl World {
	fn new() -> Self {
		let sandbox = Sandbox::new();
		let network = Network::four(&sandbox, &fast());
		let alice = &network.node("alice").rpc;
		alice.wait_finalised(1);
		let chain = Chain::connect(&sandbox, &alice.url());
		Self { chain, network, sandbox }
	}

	/// The node that tests ask: no fault is its own.
	fn honest(&self) -> &Rpc {
		&self.network.node("alice").rpc
	}

	fn address(&self, name: &str) -> String {
		self.chain.address(&format!("//{name}"))
	}

	fn addresses(&self, names: &[&str]) -> Vec<String> {
		let mut all: Vec<_> = names.iter().map(|name| self.address(name)).collect();
		all.sort();
		all
	}

	/// Validators after a block, sorted.
	fn validators(&self, block: u64) -> Vec<String> {
		let all = self.chain.query_at(block, "session.validators", json!([]));
		let mut all: Vec<String> =
			serde_json::from_value(all).expect("validators are a list of addresses");
		all.sort();
		all
	}

	/// Waits until a final block after `from` has these validators. Returns the first.
	fn wait_validators(&self, from: u64, names: &[&str]) -> u64 {
		let wanted = self.addresses(names);
		let mut next = from + 1;
		wait_for(&format!("{names:?} to be the validators"), PATIENCE, || {
			let last = self.honest().finalised();
			while next <= last {
				if self.validators(next) == wanted {
					return Some(next);
				}
				next += 1;
			}
			None
		})
	}

	/// Follows final blocks after `from`.
	fn follow(&self, from: u64) -> Follow<'_> {
		Follow { world: self, next: from + 1, seen: Vec::new() }
	}
}

/// Events of final blocks, in order.
struct Follow<'a> {
	world: &'a World,
	next: u64,
	seen: Vec<ChainEvent>,
}

impl Follow<'_> {
	/// Reads blocks until one has an event of this name about a stash. Returns the event.
	fn until(&mut self, name: &str, stash: &str) -> ChainEvent {
		wait_for(&format!("{name} of {stash}"), PATIENCE, || {
			let last = self.world.honest().finalised();
			while self.next <= last {
				let events = self.world.chain.events(self.next);
				let found = about(&events, name, stash).cloned();
				self.seen.extend(events);
				self.next += 1;
				if found.is_some() {
					return found;
				}
			}
			None
		})
	}

	/// Plancks that the events seen so far say were minted, less those burnt.
	fn minted(&self) -> i128 {
		minted(&self.seen)
	}
}

/// The first event of this name that is about a stash.
fn about<'a>(events: &'a [ChainEvent], name: &str, stash: &str) -> Option<&'a ChainEvent> {
	events.iter().find(|event| {
		let of = |field: &str| event.data[field] == stash;
		event.name == name && (of("stash") || of("validator"))
	})
}

fn minted(events: &[ChainEvent]) -> i128 {
	let both = |event: &ChainEvent| plancks(&event.data["own"]) + plancks(&event.data["delegated"]);
	events
		.iter()
		.map(|event| match event.name.as_str() {
			"tokenStaking.Rewarded" => both(event),
			"tokenStaking.Slashed" => -both(event),
			"tokenStaking.DustBurnt" => -plancks(&event.data["amount"]),
			"tokenStaking.Penalised" | "tokenStaking.ConvictionSettled" => {
				-plancks(&event.data["burnt"])
			}
			_ => 0,
		})
		.sum()
}

fn text(plancks: i128) -> Value {
	json!(plancks.to_string())
}

#[test]
fn validators_come_go_and_are_chosen_by_stake() {
	let world = World::new();
	let chain = &world.chain;
	// The others get ahead of Dave, so that rewards change nothing about who has the least.
	for (name, extra) in [("//Alice", 30_000), ("//Bob", 20_000), ("//Charlie", 10_000)] {
		chain.send(name, "tokenStaking.bondExtra", json!([text(extra * ASY)]));
	}

	// A stranger's node, keys of its own, and more stake than Dave's.
	let eve = world.network.join(&world.sandbox, "eve");
	let prefs = json!([{ "commission": 50_000_000, "blocked": false }]);
	chain.send("//Eve", "tokenStaking.bond", json!([text(15_000 * ASY)]));
	chain.refused("//Eve", "tokenStaking.validate", prefs.clone(), "NoSessionKeys");
	let address = world.address("Eve");
	let args = ["session-keys", "--stash", &address, "--url", &eve.url(), "--json"];
	let made = world.sandbox.run("assay-node", args).json();
	assert_eq!(made["stash"], address);
	// The proof is for Eve's account and no other.
	let keys = json!([made["keys"], made["proof"]]);
	chain.refused("//Ferdie", "session.setKeys", keys, "session.InvalidProof");
	chain.send_encoded("//Eve", made["call"].as_str().expect("a call is hexadecimal"));
	let before = world.honest().best();
	chain.send("//Eve", "tokenStaking.validate", prefs);

	// The next election takes it, from the first block of an era on, and it makes blocks.
	let joined = world.wait_validators(before, &["Alice", "Bob", "Charlie", "Eve"]);
	assert_eq!(
		world.validators(joined - 1),
		world.addresses(&["Alice", "Bob", "Charlie", "Dave"]),
		"the validators before"
	);
	let events = chain.events(joined);
	assert!(events.iter().any(|event| event.name == "tokenStaking.EraStarted"), "{events:?}");
	// After the first block: polkadot.js takes the validators before a block for those who may author it, and the first one
	// of an era is by one of the new.
	let mut next = joined + 1;
	let own = wait_for("a block by Eve", PATIENCE, || {
		while next <= world.honest().finalised() {
			let author = chain.author(next);
			if author == address {
				return Some(next);
			}
			assert!(world.validators(next).contains(&author), "block {next} is by {author}");
			next += 1;
		}
		None
	});
	let hash = world.honest().call("chain_getBlockHash", json!([own]));
	assert_eq!(eve.call("chain_getBlockHash", json!([own])), hash, "Eve's node has another block");

	// Delegated stake counts as own: with it Dave has more than Eve.
	let before = world.honest().best();
	let dave = world.address("Dave");
	chain.send("//Alice//stash", "tokenStaking.delegate", json!([dave, text(7_500 * ASY), 0]));
	let back = world.wait_validators(before, &["Alice", "Bob", "Charlie", "Dave"]);
	let view = chain.call_at(back, "assayApi.staker", json!([dave]));
	assert!(plancks(&view["delegated"]) >= 7_500 * ASY, "{view}");
	assert_eq!(view["active"], true, "{view}");

	// One leaves of its own will, whatever its stake; the next best takes its place.
	let before = world.honest().best();
	chain.send("//Bob", "tokenStaking.chill", json!([]));
	let left = world.wait_validators(before, &["Alice", "Charlie", "Dave", "Eve"]);
	let view = chain.call_at(left, "assayApi.staker", json!([world.address("Bob")]));
	assert_eq!((&view["role"], &view["active"]), (&Value::Null, &json!(false)), "{view}");
	chain.send("//Bob", "tokenStaking.unbond", json!([text(STAKE)]));
	// All of them still agree.
	world.honest().wait_finalised(left + 3);
	eve.wait_finalised(left + 3);
}

#[test]
fn double_signing_is_reported_and_slashed() {
	let world = World::new();
	let chain = &world.chain;
	let dave = world.address("Dave");
	let delegations = [("Alice//stash", 6_000 * ASY), ("Bob//stash", 2_000 * ASY)];
	for (name, amount) in delegations {
		let args = json!([dave, text(amount), 0]);
		chain.send(&format!("//{name}"), "tokenStaking.delegate", args);
	}
	// They are slashed for offences of eras in which they count.
	wait_for("an era with the delegations", PATIENCE, || {
		let stake = chain.query("tokenStaking.currentEra", json!([]));
		let stake = chain.query("tokenStaking.eraStakes", json!([stake, dave]));
		(!stake.is_null() && plancks(&stake["delegated"]) >= 8_000 * ASY).then_some(())
	});

	let start = world.honest().finalised();
	let twin = world.network.twin(&world.sandbox, "dave");

	// An honest node sees two blocks of one slot by one author, and says so on the chain.
	let mut follow = world.follow(start);
	let report = follow.until("tokenStaking.OffenceReported", &dave);
	twin.kill();
	let events = chain.events(report.block);
	let offence = events.iter().find(|event| event.name == "offences.Offence");
	let kind = &offence.expect("the offence has an event").data["kind"];
	assert_eq!(*kind, hex(b"babe:equivocatio"), "not of BABE");
	assert!(about(&events, "session.ValidatorDisabled", &dave).is_some(), "{events:?}");
	assert!(about(&events, "tokenStaking.Chilled", &dave).is_some(), "{events:?}");
	let [era, due] = ["era", "due"].map(|field| report.data[field].as_u64().expect("an era"));
	let now = chain.query_at(report.block, "tokenStaking.currentEra", json!([]));
	// One whole era in which it can be cancelled. A quarter of the stake is the most that is taken.
	assert_eq!((json!(due - 2), &report.data["fraction"]), (now, &json!(250_000_000)));
	let staker = chain.call_at(report.block, "assayApi.staker", json!([dave]));
	assert_eq!(
		staker["slashes"],
		json!([{ "era": era, "part": 250_000_000, "due": due }]),
		"{staker}"
	);
	chain.refused(
		"//Dave",
		"tokenStaking.validate",
		json!([{ "commission": 0, "blocked": false }]),
		"SlashPending",
	);

	// It is not elected any more, and then pays, its delegators with it.
	let left = world.wait_validators(report.block, &["Alice", "Bob", "Charlie"]);
	let slash = follow.until("tokenStaking.Slashed", &dave);
	assert!(left <= slash.block, "slashed while in the set");
	let block = slash.block;
	let started = follow.seen.iter().any(|event| {
		event.name == "tokenStaking.EraStarted" && event.data["era"] == due && event.block <= block
	});
	assert!(started, "slashed before era {due}");
	assert_eq!(slash.data["era"], era);
	let stake = chain.query_at(block - 1, "tokenStaking.eraStakes", json!([era, dave]));
	let [own, delegated] = ["own", "delegated"].map(|part| plancks(&slash.data[part]));
	assert_eq!(own, plancks(&stake["own"]) / 4);
	assert_eq!(delegated, plancks(&stake["delegated"]) / 4);
	assert!(own >= STAKE / 4 && delegated >= 2_000 * ASY, "{slash:?}");

	// What each of them has fell by exactly that, but for what the same block paid out.
	let events = chain.events(block);
	let rewarded = |part: &str| {
		let event = about(&events, "tokenStaking.Rewarded", &dave);
		event.map_or(0, |event| plancks(&event.data[part]))
	};
	let staker = |block: u64| chain.call_at(block, "assayApi.staker", json!([dave]));
	let (before, after) = (staker(block - 1), staker(block));
	let change = |part: &str| plancks(&after[part]) - plancks(&before[part]);
	assert_eq!(change("own"), rewarded("own") - own);
	assert_eq!(change("delegated"), rewarded("delegated") - delegated);
	let worth = |block: u64, name: &str| {
		let all = chain.call_at(block, "assayApi.delegations", json!([world.address(name)]));
		plancks(&all[0]["worth"])
	};
	let mut lost = 0;
	for (name, _) in delegations {
		let (had, has) = (worth(block - 1, name), worth(block, name));
		lost += had - has;
		// In proportion: has / had = after / before, as near as whole plancks can be.
		let [total, rest] = [&before, &after].map(|view| plancks(&view["delegated"]));
		let fair = had * rest / total;
		assert!((has - fair).abs() <= 2, "{name} has {has}, not {fair}");
	}
	assert!((lost + change("delegated")).abs() <= 4, "delegators lost {lost}: {after}");

	// Money comes from emission, goes by slashes, and nothing else.
	let issuance = |block| plancks(&chain.query_at(block, "balances.totalIssuance", json!([])));
	assert_eq!(issuance(block) - issuance(block - 1), minted(&events));
	assert_eq!(issuance(block) - issuance(start), follow.minted());
	assert_eq!(staker(block)["slashes"], json!([]));
	assert!(world.network.log("alice").contains("has authored two blocks in slot"));
}
