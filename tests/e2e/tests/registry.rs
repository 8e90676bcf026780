//! The registry of models through the real programs: a second model is admitted and served, and gets new weights.

use assay_e2e::{demo, field, plancks, wait_for, Chain, Market, Process, PATIENCE, VOTE};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

const PROMPT: &str = "And it came to pass in those days, that";
const NAME: &str = "Assay Demo KJV, mixed";
/// Blocks from a proposal to the height that it names: more than a vote takes if all agree.
const NOTICE: u64 = 100;

fn market() -> (Market, Chain) {
	let market = Market::with_numbers(&json!({ "slotMillis": 1_000 }));
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	(market, chain)
}

/// A file of a model that nobody has registered: the demo model with some of its weights in another order. The
/// tokenizer lies next to it.
fn mixed(market: &Market, name: &str, blocks: usize) -> PathBuf {
	// The file ends with the weights of the last layer, in blocks of a scale and 32 numbers of a byte, and a vector.
	const VECTOR: usize = 256 * 4;
	const SCALE: usize = 2;
	const BLOCK: usize = SCALE + 32;
	let mut bytes = fs::read(demo("assay-demo.gguf")).expect("the demo model is there");
	let end = bytes.len() - VECTOR;
	for block in bytes[end - blocks * BLOCK..end].chunks_exact_mut(BLOCK) {
		block[SCALE..].reverse();
	}
	let path = market.sandbox.path(name);
	fs::write(&path, bytes).expect("a file can be written");
	fs::copy(demo("tokenizer.json"), market.sandbox.path("tokenizer.json"))
		.expect("a file can be copied");
	path
}

/// What `assay-worker models` says of a file.
fn local(market: &Market, model: &Path) -> Value {
	let (url, model) = (market.node.url(), model.display().to_string());
	let args = ["models", "--json", "--url", &url, "--model", &model];
	market.sandbox.run("assay-worker", args).json()[0].take()
}

/// Canonical root of a file that is not registered.
fn root(market: &Market, model: &Path) -> String {
	let said = local(market, model);
	let text = said["error"].as_str().unwrap_or_else(|| panic!("it is registered: {said}"));
	let (_, rest) = text.split_once("canonical root ").expect("it says the root");
	rest[..2 + 64].into()
}

/// A manifest as the demo model's, with another name and root.
fn manifest(root: &str) -> Value {
	let text = fs::read_to_string(demo("manifest.json")).expect("the demo model has a manifest");
	let mut all: Value = serde_json::from_str(&text).expect("it is JSON");
	let mut manifest = all["manifest"].take();
	manifest["name"] = json!(NAME);
	manifest["weightsRoot"] = json!(root);
	manifest["datasets"] = json!([]);
	manifest
}

/// Parameters as the demo model's.
fn params(market: &Market) -> Value {
	market.node.call("assay_models", json!([]))[0]["params"].clone()
}

/// Proposes a model and returns its identifier.
fn register(market: &Market, chain: &Chain, who: &str, manifest: &Value) -> String {
	let events = chain.send(who, "models.register", json!([manifest, params(market)]));
	let registered = field(&events, "models.Registered");
	assert_eq!(registered["owner"], chain.address(who));
	registered["model"].as_str().expect("an identifier").into()
}

/// Hash of a model's parameters, as a vote to admit it names it.
fn params_hash(market: &Market, model: &str) -> Value {
	let models = market.node.call("assay_models", json!([]));
	let mut all = models.as_array().expect("a list").iter();
	let found = all.find(|it| it["id"] == model).unwrap_or_else(|| panic!("no {model}: {models}"));
	found["paramsHash"].clone()
}

/// Proposes a call on the track that may make it, with the decision deposit. Returns the referendum's number.
fn propose(market: &Market, chain: &Chain, call: &str, args: Value) -> u64 {
	let encoded = chain.encode(call, args);
	let what = ["propose", "call", &encoded, "--deposit"];
	let proposed = market.gov().run("//Charlie", &what).json();
	assert_eq!(proposed["track"], "model_registry", "{proposed}");
	proposed["referendum"].as_u64().expect("a number")
}

/// Almost everyone votes for these, and they are enacted. Returns what each enactment says.
fn carry(market: &Market, chain: &Chain, referenda: &[u64]) -> Vec<Value> {
	let balance = (900_000 * 1_000_000_000_000_i128).to_string();
	let aye = json!({ "aye": true, "conviction": "Locked1x" });
	let vote = json!({ "Standard": { "vote": aye, "balance": balance } });
	let votes: Vec<Value> = referenda.iter().map(|index| json!([index, vote])).collect();
	for who in ["//Alice", "//Bob", "//Charlie", "//Dave"] {
		chain.send_batch(who, "convictionVoting.vote", &votes);
	}
	referenda.iter().map(|index| market.gov().wait_enacted(&index.to_string())).collect()
}

/// Checks that the call of a referendum was dispatched and refused.
fn assert_failed(enacted: &Value, error: &str) {
	let said = enacted["error"].as_str().unwrap_or_else(|| panic!("no {error}: {enacted}"));
	assert!(said.contains(error), "{enacted}");
}

/// Starts the worker with these files.
fn worker(market: &Market, models: &[&PathBuf], extra: &[&str]) -> Process {
	let path = |name: &str| market.sandbox.path(name).display().to_string();
	let mut args = vec![
		"run".to_string(),
		format!("--url={}", market.node.url()),
		format!("--keyfile={}", path("operator.key")),
		format!("--data-dir={}", path("worker")),
		format!("--http=127.0.0.1:{}", market.http),
	];
	args.extend(models.iter().map(|model| format!("--model={}", model.display())));
	args.extend(extra.iter().map(ToString::to_string));
	market.sandbox.start("worker", "assay-worker", &args)
}

/// Waits until the worker offers this version of this model and nothing else.
fn wait_offered(market: &Market, bob: &str, model: &str, version: u32) {
	wait_for(&format!("version {version} to be on offer"), PATIENCE, || {
		let ready = &market.node.call("assay_worker", json!([bob]))["ready"];
		let offered = json!([[model], [version]]);
		(json!([ready["models"], ready["versions"]]) == offered).then_some(())
	});
}

/// Posts a task and returns its number.
fn post(market: &Market, extra: &[&str]) -> u64 {
	let args = ["post", "--yes", "--no-wait", "--model", NAME, "--max-tokens", "24"];
	let posted = market.assay("//Charlie", &[&args, extra, &[PROMPT]].concat()).json();
	posted["task"].as_u64().expect("a number")
}

fn result(market: &Market, task: u64) -> Vec<u8> {
	let (url, task) = (market.node.url(), task.to_string());
	let output = market.sandbox.run("assay", ["--url", &url, "result", &task]);
	assert_eq!(output.code, Some(0), "{output:?}");
	output.stdout
}

/// Computes a result again with a file.
fn verify(market: &Market, task: u64, model: &Path) {
	let (task, model) = (task.to_string(), model.display().to_string());
	let verified = market.assay("//Dave", &["verify", &task, "--model", &model]).json();
	assert_eq!(verified["right"], true, "{verified}");
}

#[test]
fn a_second_model_is_admitted_and_served_and_gets_new_weights() {
	let (market, chain) = market();
	let bob = chain.address("//Bob");
	let files = [mixed(&market, "first.gguf", 1_000), mixed(&market, "second.gguf", 3_000)];
	let [first, second] = &files;
	let roots = files.each_ref().map(|file| root(&market, file));

	// Somebody proposes it. Nobody has said that it can be checked: a vote for it changes nothing.
	let model = register(&market, &chain, "//Eve", &manifest(&roots[0]));
	let known = local(&market, first);
	assert_eq!((&known["model"], &known["status"]), (&json!(model), &json!("Proposed")), "{known}");
	// The vote is about its parameters, too.
	let voted = params_hash(&market, &model);
	let admit = || propose(&market, &chain, "models.admit", json!([model, voted]));
	let [early] = carry(&market, &chain, &[admit()]).try_into().expect("one of one");
	assert_failed(&early, "TooFewAttestations");
	let post_args = ["post", "--yes", "--no-wait", "--model", NAME, PROMPT];
	market.assay("//Charlie", &post_args).assert_failed(4, "no quote");

	// A validator does, and the same vote admits it.
	chain.refused("//Eve", "models.attest", json!([model, 0]), "models.NotValidator");
	chain.send("//Alice", "models.attest", json!([model, 0]));
	chain.refused("//Alice", "models.attest", json!([model, 0]), "models.AlreadyAttested");
	let admitting = admit();
	let [admitted] = carry(&market, &chain, &[admitting]).try_into().expect("one of one");
	assert_eq!(admitted["error"], Value::Null, "{admitted}");

	// A worker serves it, and a task runs on it: with its weights, not the demo model's.
	let mut serving = worker(&market, &[first], &[]);
	wait_offered(&market, &bob, &model, 0);
	let before = post(&market, &[]);
	let view = market.wait_state(before, "settled");
	assert_eq!((&view["model"], &view["modelVersion"]), (&json!(model), &json!(0)), "{view}");
	assert_eq!(view["weightsRoot"], roots[0], "{view}");
	assert!(plancks(&view["state"]["settled"]["result"]["fee"]) > 0, "{view}");
	verify(&market, before, first);
	let demo_model = demo("assay-demo.gguf").display().to_string();
	let args = ["verify", &before.to_string(), "--model", &demo_model];
	market.assay("//Dave", &args).assert_failed(2, "is not the task's model");
	let receipt = market.sandbox.path("receipt.json").display().to_string();
	let from = format!("http://127.0.0.1:{}", market.http);
	wait_for("the receipt", PATIENCE, || {
		let args = ["receipt", "fetch", &before.to_string(), "--from", &from, "--output", &receipt];
		(market.assay("//Dave", &args).code == Some(0)).then_some(())
	});
	let checked = market.assay("//Dave", &["receipt", "verify", &receipt, "--against-chain"]);
	assert_eq!(checked.code, Some(0), "{checked:?}");
	serving.terminate();
	assert!(serving.wait(PATIENCE).success(), "{}", serving.log());

	// A task that runs while all that follows is decided.
	let slow = worker(&market, &[first], &["--delay", "600000"]);
	wait_offered(&market, &bob, &model, 0);
	let running = post(&market, &["--deadline", "600"]);
	market.wait_state(running, "assigned");

	// New weights, for a height that the vote names. The model can't be retired while the task is live, nor changed for a
	// height that has passed.
	let events = chain.send("//Eve", "models.proposeVersion", json!([model, manifest(&roots[1])]));
	assert_eq!(field(&events, "models.VersionProposed")["version"], 1, "{events}");
	chain.send("//Alice", "models.attest", json!([model, 1]));
	let retire = propose(&market, &chain, "models.retire", json!([model]));
	let passed = market.node.best();
	let late = propose(&market, &chain, "models.upgrade", json!([model, 1, passed]));
	let height = market.node.best() + NOTICE;
	let upgrade = propose(&market, &chain, "models.upgrade", json!([model, 1, height]));
	let [retired, late, upgraded] =
		carry(&market, &chain, &[retire, late, upgrade]).try_into().expect("three of three");
	assert_failed(&retired, "LiveTasks");
	assert_failed(&late, "HeightPassed");
	assert_eq!(upgraded["error"], Value::Null, "{upgraded}");

	// The history has both versions, and the referendum behind each.
	let enacted = upgraded["block"].as_u64().expect("a block");
	market.node.wait_finalised(enacted);
	let history = || market.assay("//Alice", &["history", NAME]).json();
	let told = history();
	assert_eq!(told["model"], model, "{told}");
	assert_eq!(told["admitted"]["referendum"], admitting, "{told}");
	let weights = told["weights"].as_array().expect("a list");
	assert_eq!(weights.len(), 2, "{told}");
	let eve = chain.address("//Eve");
	for (number, of, decided) in [(0, admitting, &admitted), (1, upgrade, &upgraded)] {
		let version = &weights[number];
		assert_eq!(version["version"], number, "{told}");
		assert_eq!(version["manifest"]["weightsRoot"], roots[number], "{told}");
		assert_eq!(version["proposer"], eve, "{told}");
		let expected = json!({ "block": decided["block"], "by": "track", "referendum": of });
		assert_eq!(told["upgrades"][number]["version"], number, "{told}");
		assert_eq!(told["upgrades"][number]["decided"], expected, "{told}");
	}
	assert_eq!(told["upgrades"][0]["at"], admitted["block"], "{told}");
	assert_eq!(told["upgrades"][1]["at"], height, "{told}");

	// Its worker has both files before the height, and offers the new version as soon as it is current.
	slow.kill();
	let early = market.node.best() + 10 < height;
	let prepared = worker(&market, &[first, second], &["--delay", "600000"]);
	if early {
		wait_for("the worker to say from when it offers them", PATIENCE, || {
			prepared.log().contains("it is offered from then on").then_some(())
		});
	}
	wait_for("the height", VOTE, || (market.node.finalised() >= height).then_some(()));
	let current = |block: u64| chain.call_at(block, "assayApi.model", json!([model]));
	assert_eq!(current(height - 1)["version"], 0);
	assert_eq!(current(height)["version"], 1);
	assert_eq!(history()["currentWeights"], 1);
	wait_offered(&market, &bob, &model, 1);
	prepared.kill();

	// What was posted before runs with the old weights still, and is paid.
	let view = market.wait_state(running, "assigned");
	assert_eq!(view["weightsRoot"], roots[0], "{view}");
	assert!(view["postedAt"].as_u64().expect("a height") < enacted, "{view}");
	let _worker = worker(&market, &[first, second], &[]);
	let view = market.wait_state(running, "settled");
	let settled = &view["state"]["settled"];
	assert!(settled["at"].as_u64().expect("a height") > height, "{view}");
	assert_eq!((&view["modelVersion"], &settled["worker"]), (&json!(0), &json!(bob)), "{view}");
	assert!(plancks(&settled["result"]["fee"]) > 0, "{view}");
	assert_eq!(result(&market, running), result(&market, before));
	verify(&market, running, first);

	// What is posted now runs with the new ones.
	let after = post(&market, &[]);
	let view = market.wait_state(after, "settled");
	assert_eq!((&view["model"], &view["modelVersion"]), (&json!(model), &json!(1)), "{view}");
	assert_eq!(view["weightsRoot"], roots[1], "{view}");
	assert_ne!(result(&market, after), result(&market, before));
	verify(&market, after, second);
}

#[test]
fn what_is_malformed_or_not_paid_for_is_not_registered() {
	let (market, chain) = market();
	let root = format!("0x{}", "ab".repeat(32));
	let good = manifest(&root);
	let with = |name: &str, value: Value| {
		let mut manifest = good.clone();
		manifest[name] = value;
		manifest
	};
	for (manifest, error) in [
		(with("name", json!("")), "EmptyName"),
		(with("name", json!("two\nlines")), "NameNotText"),
		(with("licence", json!("")), "EmptyLicence"),
		(with("template", json!([])), "TemplateNeedsOnePrompt"),
		(with("template", json!(["Prompt", "Prompt"])), "TemplateNeedsOnePrompt"),
		(with("contextLength", json!(0)), "BadContextLength"),
		(with("weightsRoot", json!(format!("0x{}", "00".repeat(32)))), "ZeroWeightsRoot"),
		(with("canon", json!(77)), "UnknownCanonVersion"),
		(with("parent", json!(root)), "UnknownParent"),
	] {
		let args = json!([manifest, params(&market)]);
		chain.refused("//Eve", "models.register", args, &format!("models.{error}"));
	}
	let mut terms = params(&market);
	terms["bondFactor"] = json!(1);
	chain.refused("//Eve", "models.register", json!([good, terms]), "models.BondFactorTooLow");

	// Enough for the fee of the transaction and for the bytes, not for the place.
	let [poor, little] =
		[json!(chain.address("//Poor")), json!((99_000_000_000_000_u64).to_string())];
	chain.send("//Dave", "balances.transferKeepAlive", json!([poor, little]));
	let args = json!([good, params(&market)]);
	chain.refused("//Poor", "models.register", args.clone(), "FundsUnavailable");
	let models = market.node.call("assay_models", json!([]));
	assert_eq!(models.as_array().map(Vec::len), Some(1), "{models}");

	// Who can pay has it registered, once, with the deposit on hold. It takes no tasks and no new versions.
	let eve = json!([chain.address("//Eve")]);
	let held = || chain.query("balances.holds", eve.clone());
	assert_eq!(held(), json!([]));
	let model = register(&market, &chain, "//Eve", &good);
	let holds = held();
	assert_eq!(holds[0]["id"], json!({ "models": "Registration" }), "{holds}");
	// A hundred tokens for the place among the proposals, and what the bytes cost.
	assert!(plancks(&holds[0]["amount"]) > 100 * 1_000_000_000_000, "{holds}");
	chain.refused("//Eve", "models.register", args, "models.AlreadyRegistered");
	let version = json!([model, with("name", json!("Another"))]);
	chain.refused("//Eve", "models.proposeVersion", version, "models.NotAdmitted");
	// Nobody admits it without a vote, nor takes it from its owner.
	let voted = params_hash(&market, &model);
	chain.refused("//Alice", "models.admit", json!([model, voted]), "BadOrigin");
	chain.refused("//Alice", "models.withdraw", json!([model]), "models.NotOwner");
	chain.send("//Eve", "models.withdraw", json!([model]));
	assert_eq!(held(), json!([]));

	// Results of a model are checked in the same way in all versions.
	let demo = market.node.call("assay_models", json!([]))[0]["id"].clone();
	let version = json!([demo, with("canon", Value::Null)]);
	chain.refused("//Eve", "models.proposeVersion", version, "models.OtherClass");
}
