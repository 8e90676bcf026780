//! Three validators that audit, three workers of whom one is slow and one lies now and then, through the real programs:
//! who is drawn, who is paid, who is out.

use assay_e2e::{
	checkout, demo, free_ports, plancks, program, wait_for, Chain, Node, NodeOptions, Process,
	Sandbox, PATIENCE,
};
use serde_json::{json, Value};
use std::{collections::BTreeMap, fs, process::Command, time::Instant};

/// What prompts and the pauses between them are made from.
const SEED: u64 = 20_261_121;
/// Eras within which the liar has to be out.
const MOST_ERAS: u64 = 14;
/// Eras that are watched at least, so that opinions come to be counted and paid.
const LEAST_ERAS: u64 = 8;
/// Eras for which opinions stay as they are: auditors may read them an era late.
const CHANGE: u64 = 3;
/// One result of so many of the liar is wrong.
const LIES: u64 = 5;

const VALIDATORS: [&str; 3] = ["Alice", "Bob", "Charlie"];
/// Plancks that the third stakes beyond the first two: far more than their rewards for blocks differ.
const MORE_STAKE: &str = "500000000000000";
/// The honest one, the slow one and the liar.
const WORKERS: [&str; 3] = ["Dave", "Eve", "Ferdie"];

/// A network with its validators' nodes.
struct World {
	// Fields are dropped in this order: processes before the folder they write to.
	chain: Chain,
	nodes: Vec<Node>,
	sandbox: Sandbox,
}

impl World {
	fn new() -> Self {
		let sandbox = Sandbox::new();
		let spec = sandbox.path("spec.json");
		let numbers = json!({
			"slotMillis": 1_000,
			"sessionSlots": 12,
			"eraSessions": 2,
			"challengeWindow": 16,
			"drawDelay": 2,
			"verdictCommit": 15,
			"verdictReveal": 15,
			// So many results of everybody are all audited, and then three in ten.
			"newcomerAudits": 20,
			"convictionPause": 10_000,
			"queueTtl": 60,
			// A vote about a slash has to end before it is due.
			"governance": { "slashes": { "prepare": 1, "decide": 10, "confirm": 1, "enact": 1 } },
		});
		let patch = json!({ "network": { "numbers": numbers } }).to_string();
		let mut command = Command::new("node");
		command
			.arg(checkout().join("zombienet/spec.mjs"))
			.arg("--node")
			.arg(program("assay-node"))
			.args(["--validators", "3", "--plain", "--patch", &patch]);
		for name in WORKERS {
			command.args(["--worker", name]);
		}
		let made = sandbox.finish(command.arg(&spec));
		assert_eq!(made.code, Some(0), "{made:?}");
		// Only on a development chain may a worker lie.
		let text = fs::read_to_string(&spec).expect("it was written");
		let mut plain: Value = serde_json::from_str(&text).expect("it is JSON");
		plain["chainType"] = json!("Development");
		fs::write(&spec, plain.to_string()).expect("it can be written");
		let file = spec.display().to_string();

		let mut nodes: Vec<Node> = Vec::new();
		for name in VALIDATORS {
			let role = format!("--{}", name.to_lowercase());
			let args = [
				"--chain",
				&file,
				&role,
				"--validator",
				"--force-authoring",
				"--unsafe-force-node-key-generation",
			];
			let bootnodes = nodes.first().map(Node::peer_address).into_iter().collect();
			nodes.push(Node::start(&sandbox, NodeOptions { name, args: &args, bootnodes }));
		}
		let chain = Chain::connect(&sandbox, &nodes[0].url());
		Self { chain, nodes, sandbox }
	}

	fn node(&self) -> &Node {
		&self.nodes[0]
	}

	/// Starts a program of a worker's machine: a worker, or an auditor.
	fn start(&self, command: &str, name: &str, url: &str, extra: &[&str]) -> Process {
		let [http] = free_ports();
		let path = |file: &str| demo(file).display().to_string();
		let args = [
			command,
			"--url",
			url,
			"--suri",
			&format!("//{name}//operator"),
			"--data-dir",
			&self.sandbox.path(&format!("{command}-{name}")).display().to_string(),
			"--model",
			&path("assay-demo.gguf"),
			"--tokenizer",
			&path("tokenizer.json"),
			"--threads",
			"1",
			"--http",
			&format!("127.0.0.1:{http}"),
		]
		.map(String::from);
		let args = args.into_iter().chain(extra.iter().map(ToString::to_string));
		self.sandbox.start(&format!("{command}-{name}"), "assay-worker", args)
	}

	fn era(&self) -> u64 {
		self.chain.query("tokenStaking.currentEra", json!([])).as_u64().expect("a number")
	}

	/// Writes what a validator thinks of the workers.
	fn write_opinion(&self, validator: &str, weights: &BTreeMap<String, u64>) {
		let lines: String =
			weights.iter().map(|(who, weight)| format!("\"{who}\" = {weight}\n")).collect();
		let file = self.opinion_file(validator);
		// At once, since the auditor may read it at any time.
		let new = file.with_extension("new");
		fs::write(&new, lines).expect("a file can be written");
		fs::rename(new, file).expect("a file can be replaced");
	}

	fn opinion_file(&self, validator: &str) -> std::path::PathBuf {
		self.sandbox.path(&format!("{validator}.toml"))
	}
}

/// Numbers that look like chance, the same in every run.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, sides: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % sides
	}
}

/// What happened to a worker.
#[derive(Default, Debug)]
struct Lot {
	assigned: u64,
	settled: u64,
	/// Plancks that it was paid.
	earned: i128,
	missed: u64,
	convicted: u64,
}

#[test]
fn good_work_rises_and_a_liar_goes_by_itself() {
	let world = World::new();
	let chain = &world.chain;
	let addresses = WORKERS.map(|name| chain.address(&format!("//{name}")));
	let [honest, slow, liar] = addresses.clone();
	let validators = VALIDATORS.map(|name| chain.address(&format!("//{name}")));
	let models = world.node().call("assay_models", json!([]));
	let model = models[0]["id"].as_str().expect("a model").to_owned();
	let audit = models[0]["params"]["audit"].clone();
	println!(
		"seed {SEED}; audits {audit}; the liar lies about every task whose number is a multiple of {LIES}; all must be \
		 over in {MOST_ERAS} eras of 24 blocks"
	);

	// Validators audit, and have opinions: two of what they see, the third repeats what is known.
	// The third has more stake than either of them, so that it would hide each from the other if its stake alone decided.
	chain.send(&format!("//{}", VALIDATORS[2]), "tokenStaking.bondExtra", json!([MORE_STAKE]));
	let mut processes = Vec::new();
	for (name, node) in VALIDATORS.iter().zip(&world.nodes) {
		let operator = chain.address(&format!("//{name}//operator"));
		chain.send(&format!("//{name}"), "tokenStaking.setOperator", json!([operator]));
		let alike = addresses.iter().map(|who| (who.clone(), 1)).collect();
		world.write_opinion(name, &alike);
		let opinions = world.opinion_file(name).display().to_string();
		let challenger = format!("//{name}");
		let extra = ["--challenger-suri", &challenger, "--opinions", &opinions];
		processes.push(world.start("audit", name, &node.url(), &extra));
	}
	wait_for("all validators to audit", PATIENCE, || {
		let panel = world.node().call("assay_metagraph", json!([model]))["auditors"].clone();
		(panel.as_array().map(Vec::len) == Some(VALIDATORS.len())).then_some(())
	});
	let every = LIES.to_string();
	let tempers: [&[&str]; 3] =
		[&[], &["--delay", "4000"], &["--fault", "value", "--fault-every", &every]];
	for ((name, node), temper) in WORKERS.iter().zip(&world.nodes).zip(tempers) {
		processes.push(world.start("run", name, &node.url(), temper));
	}
	wait_for("all workers to be on offer", PATIENCE, || {
		let view = world.node().call("assay_model", json!([model]));
		(view["readySlots"].as_u64() == Some(3)).then_some(())
	});

	let began = (world.era(), Instant::now());
	let mut dice = Dice(SEED);
	let mut lots: BTreeMap<String, Lot> = BTreeMap::new();
	let mut workers: BTreeMap<u64, String> = BTreeMap::new();
	let (mut posted, mut next, mut out) = (0, world.node().finalised(), None);
	let (mut audits, mut mismatches) = (0, 0);
	// What each validator's opinion was worth, by era and validator.
	let mut paid: BTreeMap<(u64, usize), i128> = BTreeMap::new();
	let mut told = 0;
	loop {
		let era = world.era();
		assert!(era <= began.0 + MOST_ERAS, "the liar is still there: {lots:?}");
		if out.is_some() && era >= began.0 + LEAST_ERAS {
			break;
		}
		// What the first two see: another worker is the best one every few eras. The third says what the chain says, which is
		// what was seen two eras ago.
		if era != told {
			told = era;
			let best = (era - began.0) / CHANGE % WORKERS.len() as u64;
			let seen: BTreeMap<String, u64> = (0..)
				.zip(&addresses)
				.map(|(n, who)| (who.clone(), if n == best { 8 } else { 1 }))
				.collect();
			for name in &VALIDATORS[..2] {
				world.write_opinion(name, &seen);
			}
		}
		let known: BTreeMap<String, u64> = addresses
			.iter()
			.filter_map(|who| {
				let value = chain.query("scoring.consensuses", json!([who]))["value"].as_u64()?;
				Some((who.clone(), value / 100_000))
			})
			.collect();
		if !known.is_empty() {
			world.write_opinion(VALIDATORS[2], &known);
		}
		for (n, who) in validators.iter().enumerate() {
			let points = chain.query("tokenStaking.eraPoints", json!([era, who]));
			if let Some(opinion) = points.get("opinion").map(plancks).filter(|it| *it > 0) {
				paid.insert((era, n), opinion);
			}
		}
		// Two tasks at a time; the pauses are those of final blocks.
		let calls: Vec<Value> = (0..2)
			.map(|_| {
				let prompt = format!("In the year {} of", 1 + dice.roll(900));
				json!([
					model,
					{ "Generate": { "maxTokens": 4 + dice.roll(12), "sampling": "Greedy" } },
					{ "Inline": prompt },
					"1000000000000",
					{ "deadline": null, "verification": "Audited", "parent": null, "promptIds": null },
				])
			})
			.collect();
		chain.send_batch("//Alice//stash", "tasks.post", &calls);
		posted += calls.len();

		let last = world.node().finalised();
		for event in (next..=last).flat_map(|block| chain.events(block)) {
			let worker = event.data["worker"].as_str().map(str::to_owned);
			let task = event.data["task"].as_u64();
			match (event.name.as_str(), worker) {
				("tasks.Assigned", Some(worker)) => {
					workers.insert(task.expect("a number"), worker.clone());
					lots.entry(worker).or_default().assigned += 1;
				}
				("tasks.Settled", Some(worker)) => {
					let lot = lots.entry(worker).or_default();
					lot.settled += 1;
					lot.earned += plancks(&event.data["toWorker"]);
				}
				("tasks.DeadlineMissed", Some(worker)) => {
					println!("missed in block {}: {}", event.block, event.data);
					lots.entry(worker).or_default().missed += 1
				}
				("tasks.Convicted", Some(worker)) => {
					assert_eq!(worker, liar, "an honest worker was convicted: {event:?}");
					lots.entry(worker).or_default().convicted += 1;
					out.get_or_insert((era - began.0, event.block));
				}
				("scoring.VerdictRevealed", _) => {
					audits += 1;
					let wrong = event.data["verdict"].get("match").is_none();
					mismatches += u64::from(wrong);
					let worker = &workers[&task.expect("a number")];
					assert!(!wrong || *worker == liar, "{worker}: {event:?}");
				}
				("scoring.Silent", _) => panic!("an auditor said nothing: {event:?}"),
				_ => {}
			}
		}
		next = last + 1;
	}

	let (eras, block) = out.expect("it was waited for");
	let took = began.1.elapsed().as_secs();
	println!("{posted} tasks in {took} s, {audits} verdicts, {mismatches} of them a mismatch");
	println!("the liar was convicted in era {eras} of the test, block {block}");
	for (name, who) in ["honest", "slow", "liar"].iter().zip(&addresses) {
		println!("{name}: {:?}", lots.get(who));
	}
	let graph = world.node().call("assay_metagraph", json!([model]));
	println!("metagraph: {graph}");
	let sums: Vec<i128> = (0..VALIDATORS.len())
		.map(|n| paid.iter().filter(|((_, who), _)| *who == n).map(|(_, amount)| amount).sum())
		.collect();
	println!("paid for opinions, in plancks, by two that look and one that copies: {sums:?}");

	let lot = |who: &String| lots.get(who).unwrap_or_else(|| panic!("{who} had no task"));
	assert!(mismatches > 0, "the liar was not found by an audit");
	assert!(lot(&honest).assigned > lot(&slow).assigned, "{lots:?}");
	assert!(lot(&honest).assigned > lot(&liar).assigned, "{lots:?}");
	assert!(lot(&honest).earned > lot(&slow).earned && lot(&honest).earned > lot(&liar).earned);
	assert_eq!((lot(&honest).missed, lot(&slow).missed), (0, 0), "{lots:?}");
	// It is off the ready set and takes nothing any more.
	let view = world.node().call("assay_worker", json!([liar]));
	assert!(view["ready"].is_null() && !view["pausedUntil"].is_null(), "{view}");
	// By facts: opinions are made up here.
	let score = |who: &String| {
		let all = graph["workers"].as_array().expect("a list");
		all.iter().find(|it| it["stash"] == **who).map(|it| plancks(&it["factsPerBillion"]))
	};
	assert!(score(&honest) > score(&slow), "{graph}");
	// Both programs say so themselves, from the chain.
	let ask = |what: &str, name: &str| {
		let node = world.node().url();
		let (key, folder) = (format!("//{name}//operator"), world.sandbox.path("asked"));
		let args = [what, "--json", "--url", &node, "--suri", &key, "--data-dir"];
		let output = world
			.sandbox
			.run("assay-worker", [&args[..], &[&folder.display().to_string()]].concat());
		(
			output.code,
			serde_json::from_slice::<Value>(&output.stdout)
				.unwrap_or_else(|_| panic!("{output:?}")),
		)
	};
	let (code, why) = ask("why-no-tasks", WORKERS[2]);
	assert_eq!((code, &why["getsTasks"]), (Some(1), &json!(false)), "{why}");
	let findings = why["findings"].as_array().expect("a list");
	assert!(findings.iter().any(|it| it["about"] == "pause"), "{why}");
	let (_, why) = ask("why-no-tasks", WORKERS[0]);
	let about = |it: &Value| it["about"] == "score" && it["model"] == "Assay Demo KJV";
	assert!(why["findings"].as_array().expect("a list").iter().any(about), "{why}");
	let (code, earned) = ask("earnings", WORKERS[0]);
	let entries = earned["entries"].as_array().expect("a list");
	let of = |cause: &str| -> i128 {
		let those = entries.iter().filter(|it| it["cause"] == cause);
		those.map(|it| plancks(&it["amount"])).sum()
	};
	println!(
		"the honest one says that it earned {} in fees and {} in new tokens",
		of("fee"),
		of("emission")
	);
	assert_eq!(code, Some(0));
	assert!(of("fee") >= lot(&honest).earned, "{earned}");
	let (_, earned) = ask("earnings", VALIDATORS[0]);
	let audited = earned["entries"].as_array().expect("a list").iter();
	assert!(audited.filter(|it| it["cause"] == "audit").count() > 0, "{earned}");
	// Whoever repeats what is known earns less than those whom it repeats. In the first era that is counted nothing was known,
	// and it told as much as they.
	let told: Vec<i128> = validators
		.iter()
		.map(|who| {
			let window = chain.query("scoring.windows", json!([who]));
			let counted = window["era"].as_u64().expect("an era was counted") as usize;
			let sums = window["sums"].as_array().expect("a sum per era").iter().map(plancks);
			sums.take(counted).sum()
		})
		.collect();
	println!("what they told since the first of these eras, in parts per billion: {told:?}");
	assert!(sums[0] > sums[2] && sums[1] > sums[2], "{sums:?}");
	assert!(told[0] > told[2] && told[1] > told[2], "{told:?}");
}
