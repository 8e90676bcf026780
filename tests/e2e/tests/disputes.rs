//! Disputes through the real programs: lying workers, watchers, false challengers, silence.
//!
//! Blocks come twice a second here, so that a dispute of a dozen turns takes seconds.

use assay_e2e::{demo, free_ports, Market, Process};
use serde_json::{json, Value};

const PROMPT: &str = "And it came to pass in those days, that";

/// A chain with fast blocks, on which a conviction is paid out soon.
fn market() -> Market {
	Market::with_numbers(&json!({
		"slotMillis": 500,
		"challengeWindow": 30,
		"openWithin": 20,
		"answerDeadline": 30,
		"convictionMaturity": 20,
		"governance": { "root": { "prepare": 1, "decide": 10, "confirm": 1, "enact": 1 } },
		"ackDeadline": 30,
		"revealDeadline": 30,
		"queueTtl": 240,
	}))
}

/// Someone who runs every result again.
fn watcher(market: &Market, name: &str, suri: &str, extra: &[&str]) -> Process {
	let [http] = free_ports();
	let path = |file: &str| demo(file).display().to_string();
	let args = [
		"watch",
		"--url",
		&market.node.url(),
		"--suri",
		suri,
		"--data-dir",
		&market.sandbox.path(name).display().to_string(),
		"--model",
		&path("assay-demo.gguf"),
		"--tokenizer",
		&path("tokenizer.json"),
		"--http",
		&format!("127.0.0.1:{http}"),
	]
	.map(String::from);
	let args = args.into_iter().chain(extra.iter().map(ToString::to_string));
	market.sandbox.start(name, "assay-worker", args)
}

fn post(market: &Market) {
	post_with(market, &[]);
}

fn post_with(market: &Market, extra: &[&str]) {
	let args = [&["post", "--yes", "--no-wait", "--max-tokens", "16"], extra, &[PROMPT]].concat();
	let posted = market.assay("//Charlie", &args);
	assert_eq!(posted.code, Some(0), "{posted:?}");
}

/// Follows the first task to its end, as a polkadot.js user would.
fn follow(market: &Market) -> Value {
	let url = market.node.url();
	let args = ["--url", &url, "--timeout", "300", "--json", "0"];
	let output = market.sandbox.run_example("follow-dispute.mjs", args);
	assert!(matches!(output.code, Some(0 | 3)), "{}", output.stderr);
	serde_json::from_slice(&output.stdout).expect("one JSON record")
}

fn amount(value: &Value) -> u128 {
	value
		.as_str()
		.and_then(|text| text.parse().ok())
		.unwrap_or_else(|| panic!("no amount: {value}"))
}

/// A worker lies in this way, a watcher looks: the worker is convicted and everybody is paid.
fn convicts(fault: &str) -> Value {
	let market = market();
	let _watcher = watcher(&market, "watcher", "//Dave", &[]);
	let _liar = market.worker(&["--fault", fault]);
	if fault == "bad-ids" {
		let model = demo("assay-demo.gguf");
		post_with(&market, &["--fix-ids", model.to_str().expect("a path")]);
	} else {
		post(&market);
	}
	let dispute = follow(&market);
	let convicted = &dispute["convicted"];
	assert!(!convicted.is_null(), "{dispute}");
	let paid = &dispute["paid"];
	let (bond, prover) = (amount(&convicted["bond"]), amount(&paid["toProver"]));
	let (requester, burnt) = (amount(&paid["toRequester"]), amount(&paid["burnt"]));
	assert_eq!(prover + requester + burnt, bond, "{paid}");
	assert!(prover > 0, "{paid}");
	// The stake is gone, the requester has its quote back and more.
	let view = market.node.call("assay_task", json!([0]));
	assert!(view["state"]["convicted"].is_object(), "{view}");
	assert_eq!(amount(&convicted["refund"]), amount(&view["quote"]));
	if convicted["grounds"].get("proof").is_some() {
		assert_eq!(requester, bond / 5);
		assert_eq!(prover, bond / 5);
	}
	// Nobody knows what garbage is a root of: its worker can't answer.
	assert_eq!(convicted["grounds"].get("proof").is_some(), fault != "garbage", "{dispute}");
	let result = market.assay("//Charlie", &["result", "0"]);
	result.assert_failed(5, "the result was wrong");
	dispute
}

macro_rules! faults {
	($($name:ident: $fault:literal,)*) => {
		$(
			#[test]
			fn $name() {
				convicts($fault);
			}
		)*
	};
}

faults! {
	a_wrong_value_is_convicted: "value",
	a_wrong_cache_is_convicted: "cache",
	a_wrong_embedding_is_convicted: "embed",
	a_wrong_logit_is_convicted: "logit",
	another_token_is_convicted: "token",
	a_number_that_is_none_is_convicted: "nan",
	half_a_prompt_is_convicted: "half-prompt",
	an_early_end_is_convicted: "early-stop",
	appended_bytes_are_convicted: "append",
	a_special_id_is_convicted: "special",
	a_made_up_root_is_convicted: "garbage",
	a_false_fault_is_convicted: "fault",
	a_prompt_that_fits_is_convicted: "too-long",
	a_refusal_of_right_ids_is_convicted: "bad-ids",
}

/// Posts, and waits until the result is there.
fn post_and_wait(market: &Market) {
	let args = ["post", "--yes", "--max-tokens", "16", PROMPT];
	let posted = market.assay("//Charlie", &args);
	assert_eq!(posted.code, Some(0), "{posted:?}");
}

fn steps(dispute: &Value, event: &str) -> usize {
	let steps = dispute["steps"].as_array().expect("a list");
	steps.iter().filter(|step| step["event"] == event).count()
}

/// Someone says of a right result that it is wrong. The worker answers for itself, and is paid twice.
#[test]
fn a_false_challenge_costs_its_maker() {
	let market = market();
	let _worker = market.worker(&[]);
	let _troll = watcher(&market, "troll", "//Eve", &["--sham", "challenge"]);
	post_and_wait(&market);
	let dispute = follow(&market);
	assert!(dispute["convicted"].is_null(), "{dispute}");
	assert_eq!(steps(&dispute, "referee.Failed"), 1, "{dispute}");
	assert_eq!(steps(&dispute, "tasks.Settled"), 1, "{dispute}");
}

/// The worker is away, someone challenges its right result, and an accomplice answers falsely in its name. A watcher
/// stands for it: it is paid, and both others lose their bonds.
#[test]
fn a_watcher_saves_an_honest_worker_that_is_away() {
	let market = market();
	let worker = market.worker(&[]);
	post_and_wait(&market);
	worker.kill();
	let _accomplice = watcher(&market, "accomplice", "//Ferdie", &["--sham", "disclose"]);
	let _troll = watcher(&market, "troll", "//Eve", &["--sham", "challenge"]);
	let _watcher = watcher(&market, "watcher", "//Dave", &[]);
	let dispute = follow(&market);
	assert!(dispute["convicted"].is_null(), "{dispute}");
	assert_eq!(steps(&dispute, "referee.Failed"), 1, "{dispute}");
	assert_eq!(steps(&dispute, "tasks.Settled"), 1, "{dispute}");
}

/// The liar's accomplice challenges first and in vain: that saves nobody.
#[test]
fn a_sham_challenge_saves_no_liar() {
	let market = market();
	let _liar = market.worker(&["--fault", "value"]);
	let _accomplice = watcher(&market, "accomplice", "//Eve", &["--sham", "challenge"]);
	let _watcher = watcher(&market, "watcher", "//Dave", &[]);
	post(&market);
	let dispute = follow(&market);
	assert!(!dispute["convicted"].is_null(), "{dispute}");
	assert!(!dispute["paid"].is_null(), "{dispute}");
}

/// Nobody answers for a right result: the worker is convicted by silence, and the challenger earns no more than its
/// costs.
#[test]
fn silence_convicts_and_pays_costs_alone() {
	let market = market();
	let worker = market.worker(&[]);
	post_and_wait(&market);
	worker.kill();
	let _troll = watcher(&market, "troll", "//Eve", &["--sham", "challenge"]);
	let dispute = follow(&market);
	assert!(!dispute["convicted"]["grounds"]["silence"].is_null(), "{dispute}");
	let paid = &dispute["paid"];
	assert_eq!(amount(&paid["toRequester"]), 0, "{paid}");
	assert!(amount(&paid["toProver"]) < amount(&dispute["convicted"]["bond"]) / 5, "{paid}");
}
