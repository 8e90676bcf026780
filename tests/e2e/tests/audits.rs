//! Audits through the real programs: a validator that looks, one that does not, one without the model's file.
//!
//! Blocks come twice a second here, so that a draw, verdicts and a window take seconds.

use assay_e2e::{demo, free_ports, plancks, wait_for, Chain, Market, Process, PATIENCE};
use serde_json::{json, Value};
use std::path::Path;

const PROMPT: &str = "And it came to pass in those days, that";

/// A chain with fast blocks, whose one validator has an operator.
fn market() -> (Market, Chain) {
	let market = Market::with_numbers(&json!({
		"slotMillis": 500,
		"challengeWindow": 40,
		"openWithin": 20,
		"answerDeadline": 30,
		"convictionMaturity": 20,
		"governance": { "root": { "prepare": 1, "decide": 10, "confirm": 1, "enact": 1 } },
		"ackDeadline": 30,
		"revealDeadline": 30,
		"queueTtl": 240,
		"drawDelay": 2,
		"verdictCommit": 39,
		"verdictReveal": 30,
		"newcomerAudits": 1,
	}));
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let operator = market.generate_key("auditor.key");
	chain.send("//Alice", "tokenStaking.setOperator", json!([operator]));
	(market, chain)
}

/// The validator's process.
fn auditor(market: &Market, extra: &[&str]) -> Process {
	auditor_with(market, &demo("assay-demo.gguf"), extra)
}

/// The validator's process, with the model in this file.
fn auditor_with(market: &Market, model: &Path, extra: &[&str]) -> Process {
	let [http] = free_ports();
	let path = |file: &str| demo(file).display().to_string();
	let args = [
		"audit",
		"--url",
		&market.node.url(),
		"--keyfile",
		&market.sandbox.path("auditor.key").display().to_string(),
		"--challenger-suri",
		"//Dave",
		"--data-dir",
		&market.sandbox.path("auditor").display().to_string(),
		"--model",
		&model.display().to_string(),
		"--tokenizer",
		&path("tokenizer.json"),
		"--http",
		&format!("127.0.0.1:{http}"),
	]
	.map(String::from);
	let args = args.into_iter().chain(extra.iter().map(ToString::to_string));
	market.sandbox.start("auditor", "assay-worker", args)
}

/// Someone who runs every result again.
fn watcher(market: &Market) -> Process {
	let [http] = free_ports();
	let path = |file: &str| demo(file).display().to_string();
	let args = [
		"watch",
		"--url",
		&market.node.url(),
		"--suri",
		"//Eve",
		"--data-dir",
		&market.sandbox.path("watcher").display().to_string(),
		"--model",
		&path("assay-demo.gguf"),
		"--tokenizer",
		&path("tokenizer.json"),
		"--http",
		&format!("127.0.0.1:{http}"),
	]
	.map(String::from);
	market.sandbox.start("watcher", "assay-worker", args)
}

fn post(market: &Market) {
	// At any price: it rises while the only worker is busy.
	let args = ["post", "--yes", "--no-wait", "--max-tokens", "16", "--max-fee", "1 ASY", PROMPT];
	let posted = market.assay("//Charlie", &args);
	assert_eq!(posted.code, Some(0), "{posted:?}");
}

/// Waits until the validator audits the demo model.
fn wait_serving(chain: &Chain, alice: &str) {
	wait_for("the validator to audit", PATIENCE, || {
		let models = chain.query("scoring.servedModels", json!([alice]));
		models.as_array().is_some_and(|models| models.len() == 1).then_some(())
	});
}

/// The first event of this name in final blocks.
fn event(market: &Market, chain: &Chain, name: &str) -> Value {
	event_after(market, chain, 0, name)
}

/// The same in final blocks after one.
fn event_after(market: &Market, chain: &Chain, block: u64, name: &str) -> Value {
	let mut next = block + 1;
	wait_for(name, PATIENCE, || {
		let last = market.node.finalised();
		while next <= last {
			let found = chain.events(next).into_iter().find(|event| event.name == name);
			next += 1;
			if let Some(event) = found {
				return Some(event.data);
			}
		}
		None
	})
}

fn amount(value: &Value) -> u128 {
	match value {
		Value::String(text) => text.parse().expect("an amount"),
		other => other.as_u64().expect("an amount").into(),
	}
}

#[test]
fn a_right_result_passes_and_its_auditor_is_paid() {
	let (market, chain) = market();
	let alice = chain.address("//Alice");
	let _worker = market.worker(&[]);
	let _auditor = auditor(&market, &[]);
	wait_serving(&chain, &alice);
	post(&market);
	let revealed = event(&market, &chain, "scoring.VerdictRevealed");
	assert!(revealed["verdict"].get("match").is_some(), "{revealed}");
	let view = market.wait_state(0, "settled");
	let paid = event(&market, &chain, "scoring.AuditPaid");
	let settled = event(&market, &chain, "tasks.Settled");
	let fee = amount(&view["state"]["settled"]["result"]["fee"]);
	// A fifth of the fee: a newcomer pays for its audit. Six hundredths more are saved.
	assert_eq!((amount(&paid["amount"]), &paid["auditor"]), (fee / 5, &json!(alice)));
	assert_eq!(amount(&settled["audits"]), fee / 5 + fee * 6 / 100);
	// It has passed one audit: no newcomer any more, and with a score.
	let stash = chain.address("//Bob");
	let model = view["model"].as_str().expect("a model");
	let record = chain.query("scoring.records", json!([stash, model]));
	assert_eq!(record["streak"], 1, "{record}");
}

#[test]
fn a_liar_is_found_by_the_audit_and_the_auditor_gets_the_part() {
	let (market, chain) = market();
	let alice = chain.address("//Alice");
	let _liar = market.worker(&["--fault", "value"]);
	let _auditor = auditor(&market, &[]);
	wait_serving(&chain, &alice);
	post(&market);
	let revealed = event(&market, &chain, "scoring.VerdictRevealed");
	assert!(revealed["verdict"].get("mismatch").is_some(), "{revealed}");
	market.wait_state(0, "convicted");
	let closed = event(&market, &chain, "referee.CaseClosed");
	assert_eq!(closed["prover"], chain.address("//Dave"));
}

#[test]
fn who_says_match_without_looking_is_shown_to_have_computed_nothing() {
	let (market, chain) = market();
	let alice = chain.address("//Alice");
	let _worker = market.worker(&[]);
	let _watcher = watcher(&market);
	let _auditor = auditor(&market, &["--lazy"]);
	wait_serving(&chain, &alice);
	post(&market);
	let disproved = event(&market, &chain, "scoring.DigestDisproved");
	assert_eq!(disproved["auditor"], alice);
	assert_eq!(disproved["by"], chain.address("//Eve"));
	let lost = event(&market, &chain, "tokenStaking.AuditBondLost");
	let quote = amount(&market.node.call("assay_task", json!([0]))["quote"]);
	let (paid, burnt) = (amount(&lost["paid"]), amount(&lost["burnt"]));
	assert_eq!((paid, paid + burnt), (quote / 2, quote));
}

#[test]
fn who_says_match_without_looking_loses_its_bond_when_the_result_is_wrong() {
	let (market, chain) = market();
	let alice = chain.address("//Alice");
	let _liar = market.worker(&["--fault", "value"]);
	let _auditor = auditor(&market, &["--lazy"]);
	wait_serving(&chain, &alice);
	post(&market);
	event(&market, &chain, "scoring.VerdictRevealed");
	let _watcher = watcher(&market);
	let lost = event(&market, &chain, "scoring.WrongMatch");
	let quote = amount(&market.node.call("assay_task", json!([0]))["quote"]);
	assert_eq!((amount(&lost["burnt"]), &lost["auditor"]), (quote, &json!(alice)));
}

#[test]
fn without_the_models_file_an_auditor_abstains_and_no_score_moves() {
	let (market, chain) = market();
	let (alice, bob) = (chain.address("//Alice"), chain.address("//Bob"));
	let stake = || plancks(&market.node.call("assay_staker", json!([alice]))["own"]);
	let _worker = market.worker(&[]);
	let auditing = auditor(&market, &[]);
	wait_serving(&chain, &alice);
	let before = stake();

	// The file is lost, and a task comes before the validator is back.
	auditing.kill();
	let block = market.node.finalised();
	post(&market);
	let drawn = event_after(&market, &chain, block, "scoring.Drawn");
	assert_eq!(drawn["auditor"], alice);
	let gone = market.sandbox.path("gone.gguf");
	let mut auditing = auditor_with(&market, &gone, &[]);
	let abstained = event(&market, &chain, "scoring.Abstained");
	assert_eq!(abstained["auditor"], alice);
	assert!(auditing.log().contains("gone.gguf"), "{}", auditing.log());

	// The worker is paid. Nothing is known of its result, and nobody has lost anything.
	let view = market.wait_state(0, "settled");
	let model = view["model"].as_str().expect("a model");
	let record = chain.query("scoring.records", json!([bob, model]));
	assert_eq!(
		(&record["streak"], &record["passed"], &record["failed"]),
		(&json!(0), &json!(0), &json!(0))
	);
	assert_eq!(record["missed"], 0, "{record}");
	assert!(stake() >= before, "the validator lost stake");
	wait_for("the validator to be off the panels", PATIENCE, || {
		let models = chain.query("scoring.servedModels", json!([alice]));
		models.as_array().is_some_and(Vec::is_empty).then_some(())
	});

	// Whoever starts with a wrong path and is not expected anywhere is told so.
	auditing.terminate();
	assert!(auditing.wait(PATIENCE).success(), "{}", auditing.log());
	let mut refused = auditor_with(&market, &gone, &[]);
	assert_eq!(refused.wait(PATIENCE).code(), Some(1), "{}", refused.log());
}

#[test]
fn a_worker_that_goes_offline_loses_the_penalty_and_is_back_after_its_pause() {
	let (market, chain) = market();
	let bob = chain.address("//Bob");
	let stake = || {
		let ledger = chain.query("tokenStaking.ledgers", json!([bob]));
		plancks(&ledger["free"]) + plancks(&ledger["bonded"])
	};
	let before = stake();
	let worker = market.worker(&["--delay", "600000"]);
	wait_for("the worker to be on offer", PATIENCE, || {
		let ready = &market.node.call("assay_worker", json!([bob]))["ready"];
		(!ready.is_null()).then_some(())
	});
	post(&market);
	event(&market, &chain, "tasks.Assigned");
	worker.kill();
	let missed = event(&market, &chain, "tasks.DeadlineMissed");
	let quote = amount(&market.node.call("assay_task", json!([0]))["quote"]);
	assert_eq!((&missed["worker"], amount(&missed["burnt"])), (&json!(bob), quote / 4));
	assert_eq!(before - stake(), (quote / 4) as i128);

	// The same stake, key and journal: when its pause is over it is on offer again, and gets the task that still waits, or
	// the next one.
	let _worker = market.worker(&[]);
	let pause = missed["pausedUntil"].as_u64().expect("a height");
	wait_for("the worker to be on offer again", PATIENCE, || {
		let view = market.node.call("assay_worker", json!([bob]));
		let ready = !view["ready"].is_null();
		assert!(!ready || market.node.best() >= pause, "{view}");
		ready.then_some(())
	});
	post(&market);
	market.wait_state(1, "settled");
	assert_eq!(before - stake(), (quote / 4) as i128);
}
