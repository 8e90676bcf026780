//! The life of a task through the real programs: node, worker, command line, polkadot.js.

use assay_e2e::{demo, free_ports, plancks, wait_for, Chain, Market, PATIENCE};
use serde_json::{json, Value};
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt};

const PROMPT: &str = "And it came to pass in those days, that";

/// The text with another last digit in its longest run of hexadecimal digits.
fn change_a_digit(text: &str) -> String {
	let (start, run) = text
		.split(|c: char| !c.is_ascii_hexdigit())
		.map(|run| (run.as_ptr() as usize - text.as_ptr() as usize, run))
		.max_by_key(|(_, run)| run.len())
		.expect("a receipt has hashes");
	let last = start + run.len() - 1;
	let digit = if &text[last..=last] == "0" { "1" } else { "0" };
	format!("{}{digit}{}", &text[..last], &text[last + 1..])
}

fn post(market: &Market) -> Value {
	let args = ["post", "--yes", "--until", "settled", "--max-tokens", "24", PROMPT];
	market.assay("//Charlie", &args).json()
}

fn amount(value: &Value) -> i128 {
	value
		.as_str()
		.and_then(|text| text.parse().ok())
		.unwrap_or_else(|| panic!("not an amount: {value}"))
}

/// What the balance events say each account gained, free and held together.
fn gains(events: &[Value]) -> BTreeMap<String, i128> {
	let mut gains = BTreeMap::new();
	for event in events.iter().filter(|event| event["pallet"] == "balances") {
		let mut add = |field: &str, sign: i128| {
			let who = event[field].as_str().unwrap_or_else(|| panic!("no {field}: {event}"));
			*gains.entry(who.to_owned()).or_default() += sign * amount(&event["amount"]);
		};
		match event["name"].as_str().expect("an event has a name") {
			"Deposit" | "Minted" => add("who", 1),
			"Withdraw" | "Burned" | "BurnedHeld" | "Slashed" => add("who", -1),
			"Transfer" => {
				add("from", -1);
				add("to", 1);
			}
			"TransferOnHold" | "TransferAndHold" => {
				add("source", -1);
				add("dest", 1);
			}
			// These move nothing between accounts.
			"Held" | "Released" | "Reserved" | "Unreserved" | "Issued" | "Rescinded"
			| "Endowed" | "Locked" | "Unlocked" => (),
			other => panic!("a balance event this test does not know: {other}"),
		}
	}
	gains
}

#[test]
fn a_task_is_run_paid_and_can_be_checked() {
	let market = Market::new();
	let _worker = market.worker(&[]);
	let first = post(&market);
	// The script counts from the latest final block on: the first task must lie before it.
	market.node.wait_finalised(market.node.best());
	let url = market.node.url();
	let second = market
		.sandbox
		.run_script(["--url", &url, "--suri", "//Dave", "--max-tokens", "24", "--json", PROMPT])
		.json();

	// The same prompt, greedily continued, by two clients.
	assert_eq!(first["outputHex"], second["outputHex"]);
	let task = second["task"].as_str().expect("a number as text");
	let result = market.sandbox.run("assay", ["--url", &url, "result", task]);
	let output = second["output"].as_str().expect("text");
	assert_eq!(result.stdout, output.as_bytes());
	assert!(!output.is_empty());

	// Whoever has the model's file can compute the result again, and gets the same bits.
	let file = |name: &str| demo(name).display().to_string();
	let verify = |args: &[&str]| market.assay("//Dave", &[&["verify", task], args].concat());
	let verified = verify(&["--model", &file("assay-demo.gguf"), "--threads", "1"]).json();
	assert_eq!(verified["right"], true, "{verified}");
	verify(&["--model", &file("tokenizer.json")]).assert_failed(2, "not an intact GGUF file");
	verify(&["--model", "/nowhere.gguf"]).assert_failed(2, "can't read");

	// The worker signed for it, and the signature holds without the chain; a changed receipt does not.
	let receipt = market.sandbox.path("receipt.json");
	let (file, from) = (receipt.display().to_string(), format!("http://127.0.0.1:{}", market.http));
	let fetched = wait_for("the receipt", PATIENCE, || {
		let args = ["receipt", "fetch", task, "--from", &from, "--output", &file];
		let output = market.assay("//Dave", &args);
		(output.code == Some(0)).then_some(output)
	});
	assert_eq!(fetched.code, Some(0));
	let checked = market.sandbox.run("assay", ["receipt", "verify", &file]);
	assert_eq!(checked.code, Some(0), "{checked:?}");
	let text = fs::read_to_string(&receipt).expect("it was written");
	let changed = market.sandbox.path("changed.json");
	fs::write(&changed, change_a_digit(&text)).expect("a file can be written");
	let refused =
		market.sandbox.run("assay", ["receipt", "verify", &changed.display().to_string()]);
	refused.assert_failed(6, "");

	// Every balance that moved moved by what the events say.
	let events = second["events"].as_array().expect("a list");
	let gains = gains(events);
	let balances = second["balances"].as_object().expect("a map");
	for (who, balance) in balances {
		let total =
			|when: &str| amount(&balance[when]["free"]) + amount(&balance[when]["reserved"]);
		assert_eq!(total("after") - total("before"), gains.get(who).copied().unwrap_or(0), "{who}");
	}

	// And by what the task says.
	let requester = second["requester"].as_str().expect("an address");
	let worker = second["worker"].as_str().expect("an address");
	let transaction_fees: i128 = events
		.iter()
		.filter(|event| event["name"] == "TransactionFeePaid" && event["who"] == requester)
		.map(|event| amount(&event["actualFee"]))
		.sum();
	assert_eq!(
		gains[requester],
		-amount(&second["fee"]) - amount(&second["postingFee"]) - transaction_fees
	);
	assert_eq!(gains[worker], amount(&second["fee"]) - amount(&second["protocolFee"]));
	assert_eq!(amount(&second["quote"]), amount(&second["fee"]) + amount(&second["refund"]));
}

#[test]
fn a_worker_killed_between_commit_and_reveal_reveals_and_is_paid() {
	let market = Market::new();
	let worker = market.worker(&["--pause-after", "commit"]);
	let url = market.node.url();
	let mut client = market.sandbox.start(
		"post",
		"assay",
		[
			"--url",
			&url,
			"--suri",
			"//Charlie",
			"post",
			"--yes",
			"--until",
			"settled",
			"--max-tokens",
			"24",
			PROMPT,
		],
	);
	market.wait_state(0, "committed");
	worker.kill();
	let _worker = market.worker(&[]);
	market.wait_state(0, "settled");
	assert!(client.wait(PATIENCE).success(), "{}", client.log());
}

#[test]
fn a_worker_asked_to_end_finishes_its_task_first() {
	let market = Market::new();
	let mut worker = market.worker(&[]);
	let url = market.node.url();
	let _client = market.sandbox.start(
		"post",
		"assay",
		[
			"--url",
			&url,
			"--suri",
			"//Charlie",
			"post",
			"--yes",
			"--until",
			"settled",
			"--max-tokens",
			"24",
			PROMPT,
		],
	);
	wait_for("the assignment", PATIENCE, || {
		let view = market.node.call("assay_task", json!([0]));
		(!view.is_null() && view["state"].get("open").is_none()).then_some(())
	});
	worker.terminate();
	assert!(worker.wait(PATIENCE).success(), "{}", worker.log());
	let view = market.node.call("assay_task", json!([0]));
	assert!(
		view["state"].get("revealed").is_some() || view["state"].get("settled").is_some(),
		"{view}"
	);
}

#[test]
fn a_new_operator_key_takes_a_task_over_and_the_old_one_can_do_nothing() {
	let market = Market::with_numbers(&json!({ "revealDeadline": 100 }));
	let mut worker = market.worker(&["--pause-after", "commit"]);
	let posted =
		market.assay("//Charlie", &["post", "--yes", "--no-wait", "--max-tokens", "24", PROMPT]);
	assert_eq!(posted.json()["task"], 0);
	market.wait_state(0, "committed");

	// The key has leaked, and its owner names another one while the task is under way.
	let stolen = fs::read_to_string(market.sandbox.path("operator.key")).expect("a phrase");
	let operator = market.generate_key("new.key");
	let replaced = market.assay("//Bob", &["stake", "set-operator", &operator]);
	assert_eq!(replaced.code, Some(0), "{replaced:?}");
	wait_for("the worker to see that its key is void", PATIENCE, || {
		worker.log().contains("no worker has this operator").then_some(())
	});
	worker.terminate();
	assert!(worker.wait(PATIENCE).success(), "{}", worker.log());

	// Whoever has the old key has nothing: no fee is waived for it, and with a balance its calls are refused.
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let (stolen, unpaid) = (stolen.trim(), "Inability to pay some fees");
	for call in [("tasks.ack", json!([0])), ("tasks.setUnready", json!([]))] {
		chain.refused(stolen, call.0, call.1, unpaid);
	}
	let to = chain.address(stolen);
	let ten = json!((10 * 1_000_000_000_000_u64).to_string());
	chain.send("//Dave", "balances.transferKeepAlive", json!([to, ten]));
	chain.refused(stolen, "tasks.ack", json!([0]), "tasks.NotAssignee");
	chain.refused(stolen, "tasks.setUnready", json!([]), "tasks.NotOperator");
	let view = market.node.call("assay_task", json!([0]));
	assert!(view["state"].get("committed").is_some(), "{view}");

	// The worker goes on with the new key, its journal, and the same stake.
	let bob = chain.address("//Bob");
	let free = || plancks(&chain.query("system.account", json!([bob]))["data"]["free"]);
	let before = free();
	let _worker = market.other_worker("worker", "new.key", &[]);
	let view = market.wait_state(0, "settled");
	let settled = &view["state"]["settled"];
	assert_eq!(settled["worker"], bob, "{view}");
	let [fee, protocol] = [&settled["result"]["fee"], &settled["protocolFee"]].map(plancks);
	assert!(fee > 0, "{view}");
	assert_eq!(free() - before, fee - protocol);
}

#[test]
fn bad_input_has_a_text_of_its_own() {
	let market = Market::new();
	let unknown = format!("0x{}", "ab".repeat(32));
	let mine = market.assay("//Charlie", &["post", "--yes", "--no-wait", PROMPT]).json();
	assert_eq!(mine["task"], 0);
	for (args, code, text) in [
		(&["post", "--yes", "--model", &unknown, PROMPT][..], 2, "there is no model"),
		(&["post", "--yes", "--max-fee", "1 mASY", PROMPT], 2, "does not cover"),
		(&["post", "--yes", "--max-tokens", "9999", PROMPT], 4, "BadMaxTokens"),
		(&["post", "--yes", "--deadline", "1", PROMPT], 4, "DeadlineTooShort"),
		(&["post", "--yes", &"long ".repeat(1_000)], 4, "InputTooLarge"),
		(&["post", PROMPT], 2, "--yes"),
		(&["result", "77"], 1, "no task 77"),
		(&["result", "0"], 5, "no result yet"),
		(&["verify", "0", "--model", "x.gguf"], 5, "no answer of task 0"),
	] {
		market.assay("//Charlie", args).assert_failed(code, text);
	}
	// Somebody else's task.
	market.assay("//Dave", &["cancel", "0"]).assert_failed(4, "NotRequester");
	assert_eq!(market.assay("//Charlie", &["cancel", "0"]).code, Some(0));
	let url = market.node.url();
	market
		.sandbox
		.run_script(["--url", &url, "--model", &unknown, PROMPT])
		.assert_failed(1, "Unknown model");
	market
		.sandbox
		.run_script(["--url", &url, "--max-fee", "1", PROMPT])
		.assert_failed(1, "max fee is too low");

	let [nobody] = free_ports();
	let nowhere = format!("ws://127.0.0.1:{nobody}");
	market.sandbox.run_script(["--url", &nowhere, PROMPT]).assert_failed(1, "No node answers");
	let output = market.sandbox.run("assay", ["--url", &nowhere, "models"]);
	output.assert_failed(3, &nowhere);

	// Files.
	let broken = market.sandbox.path("broken.gguf");
	let model = fs::read(demo("assay-demo.gguf")).expect("the demo model is there");
	fs::write(&broken, &model[..model.len() / 2]).expect("a file can be written");
	let (gguf, tokenizer) = (demo("assay-demo.gguf"), demo("tokenizer.json"));
	market.refused_worker(&broken, &tokenizer).assert_failed(1, "broken.gguf");
	let other = market.sandbox.path("other.json");
	let text = fs::read_to_string(&tokenizer).expect("the tokenizer is there");
	fs::write(&other, text + "\n").expect("a file can be written");
	market.refused_worker(&gguf, &other).assert_failed(1, "tokenizer");

	let key = market.sandbox.path("operator.key");
	fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("it is ours");
	market.refused_worker(&gguf, &tokenizer).assert_failed(1, "0600");
}
