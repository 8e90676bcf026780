//! Governance through the real programs: parameters that are voted in, or not, by the command line and by polkadot.js.

use assay_e2e::{plancks, wait_for, Chain, Market, VOTE};
use serde_json::{json, Value};

const PROMPT: &str = "And it came to pass in those days, that";
/// Plancks per unit: what the demo model begins with, and what is voted for.
const OLD_FLOOR: i128 = 1_000_000_000;
const NEW_FLOOR: i128 = 2_000_000_000;
/// What the treasury is asked for, and the same in plancks.
const GRANT: &str = "0.5 ASY";
const GRANTED: i128 = 500_000_000_000;

fn market() -> Market {
	Market::with_numbers(&json!({ "slotMillis": 1_000 }))
}

/// Proposes a new price floor and audit rate, and more, with the decision deposit. Returns what is said of it.
fn propose(market: &Market, who: &str, floor: &str, rate: &str, more: &[&str]) -> Value {
	let what = ["propose", "params", "--price-floor", floor, "--audit-rate", rate, "--deposit"];
	let proposed = market.gov().run(who, &[&what, more].concat()).json();
	assert_eq!(proposed["track"], "model_params", "{proposed}");
	assert_eq!(proposed["proposal"]["call"], "Models.set_params", "{proposed}");
	assert_eq!(proposed["decisionDepositPlaced"], true, "{proposed}");
	proposed
}

fn params(market: &Market) -> Value {
	market.node.call("assay_models", json!([]))[0]["params"].clone()
}

fn history(market: &Market) -> Value {
	market.assay("//Alice", &["history"]).json()
}

fn price_of_a_task(market: &Market) -> i128 {
	let args = ["post", "--yes", "--until", "settled", "--max-tokens", "8", PROMPT];
	let task = market.assay("//Dave", &args).json();
	plancks(&task["pricePerUnit"])
}

#[test]
fn a_price_and_an_audit_rate_are_voted_in() {
	let market = market();
	let gov = market.gov();
	let _worker = market.worker(&[]);
	let before = params(&market);
	assert_eq!(plancks(&before["priceFloor"]), OLD_FLOOR);
	assert_eq!(before["audit"]["rate"], 300_000);
	assert!(price_of_a_task(&market) < NEW_FLOOR);

	// With two hashes the call is too long for the referendum itself: it is a preimage.
	let hash = format!("0x{}", "07".repeat(32));
	let declared = ["--system-prompt", &hash, "--safety-policy", &hash];
	let proposed = propose(&market, "//Alice", "0.002 ASY", "25%", &declared);
	let referendum = proposed["referendum"].to_string();
	let preimage = proposed["preimage"].as_str().expect("it is one").to_string();
	for (who, text) in [("//Alice", "is not over"), ("//Bob", "'s")] {
		gov.run(who, &["refund", "--preimage", &preimage]).assert_failed(4, text);
	}
	let shown = gov.show(&referendum);
	assert_eq!(shown["track"], "model_params", "{shown}");
	assert_eq!(shown["proposal"]["arguments"]["params"]["price_floor"], NEW_FLOOR.to_string());
	let changes = shown["changes"].as_array().expect("a list");
	assert_eq!(changes.len(), 4, "{shown}");

	// Three accounts, with convictions. Bob's tokens are staked in part, and vote all the same.
	for (who, args) in [
		("//Alice", &["vote", &referendum, "aye", "900000 ASY", "--conviction", "1"][..]),
		("//Bob", &["vote", &referendum, "aye", "900000 ASY", "--conviction", "2"]),
		("//Charlie", &["vote", &referendum, "nay", "100000 ASY", "--conviction", "3"]),
	] {
		let voted = gov.run(who, args).json();
		assert_eq!(voted["replaced"], false, "{voted}");
	}
	let shown = gov.show(&referendum);
	let asy = |amount: i128| json!((amount * 1_000_000_000_000).to_string());
	assert_eq!(shown["ayes"], asy(2_700_000), "{shown}");
	assert_eq!(shown["nays"], asy(300_000), "{shown}");
	assert_eq!(shown["support"], asy(1_800_000), "{shown}");
	assert_eq!(shown["approvalPerBillion"], 900_000_000);
	let listed = gov.run("//Alice", &["list"]).json();
	assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");

	let ended = gov.wait_ended(&referendum);
	assert_eq!(ended["state"], "approved", "{ended}");
	assert_eq!(ended["enactment"]["error"], Value::Null, "{ended}");
	let after = wait_for("the height of the new parameters", VOTE, || {
		let params = params(&market);
		(plancks(&params["priceFloor"]) == NEW_FLOOR).then_some(params)
	});
	assert_eq!(after["audit"]["rate"], 250_000);
	assert_eq!(after["systemPrompt"], json!(hash));
	assert_eq!(after["bondFactor"], before["bondFactor"]);
	assert!(price_of_a_task(&market) >= NEW_FLOOR);

	let enacted = ended["enactment"]["block"].as_u64().expect("a block");
	market.node.wait_finalised(enacted);
	let told = history(&market);
	let versions = told["versions"].as_array().expect("a list");
	assert_eq!(versions.len(), 2, "{told}");
	assert_eq!(versions[1]["referendum"].to_string(), referendum, "{told}");
	assert_eq!(versions[1]["block"], enacted, "{told}");
	let fields: Vec<&str> = versions[1]["changes"]
		.as_array()
		.expect("a list")
		.iter()
		.map(|change| change["field"].as_str().expect("a name"))
		.collect();
	assert_eq!(fields, ["audit.rate", "priceFloor", "safetyPolicy", "systemPrompt"], "{told}");

	// Both deposits go back, and that of the preimage. The winners' tokens stay for a while, the loser's are free at once.
	let refunded = gov.run("//Alice", &["refund", &referendum]).json();
	assert!(plancks(&refunded["refunded"]) > 510 * 1_000_000_000_000, "{refunded}");
	gov.run("//Alice", &["refund", &referendum]).assert_failed(4, "no deposit");
	gov.run("//Alice", &["refund", "--preimage", &preimage]).assert_failed(4, "not noted");
	let unlocked = gov.run("//Charlie", &["unlock"]).json();
	assert_eq!(unlocked["released"], asy(100_000), "{unlocked}");
	let unlocked = wait_for("the winners' locks to end", VOTE, || {
		let output = gov.run("//Alice", &["unlock"]);
		(output.code == Some(0)).then(|| output.json())
	});
	assert_eq!(unlocked["released"], asy(900_000), "{unlocked}");
	gov.run("//Alice", &["unlock"]).assert_failed(4, "nothing to unlock");
}

#[test]
fn what_is_defeated_or_on_the_wrong_track_changes_nothing() {
	let market = market();
	let gov = market.gov();
	let before = params(&market);
	let proposed = propose(&market, "//Alice", "0.003 ASY", "26%", &[]);
	assert_eq!(proposed["preimage"], Value::Null, "{proposed}");
	let defeated = proposed["referendum"].to_string();
	let call = gov.show(&defeated)["proposal"]["encoded"].clone();
	gov.run("//Bob", &["vote", &defeated, "aye", "100000 ASY", "--conviction", "6"]).json();
	gov.run("//Charlie", &["vote", &defeated, "nay", "900000 ASY"]).json();

	// The command line does not let anyone propose a call on a track that may not make it; polkadot.js does.
	let encoded = call.as_str().expect("a call");
	gov.run("//Alice", &["propose", "call", encoded, "--track", "model_registry"])
		.assert_failed(4, "for track model_params");
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let args = json!([{ "Origins": "ModelRegistry" }, { "Inline": call }, { "After": 0 }]);
	chain.send("//Dave", "referenda.submit", args);
	let wrong = "1";
	gov.run("//Dave", &["deposit", wrong]).json();
	gov.vote_for(&["//Alice", "//Dave", "//Eve"], wrong);

	// Beside it one that grants something from the treasury.
	let ferdie = chain.address("//Ferdie");
	let spend = ["propose", "spend", GRANT, &ferdie, "--deposit"];
	let granted = gov.run("//Charlie", &spend).json();
	assert_eq!(granted["track"], "small_spender", "{granted}");
	let granted = granted["referendum"].to_string();
	gov.vote_for(&["//Alice", "//Eve"], &granted);

	let ended = gov.wait_ended(&defeated);
	assert_eq!(ended["state"], "rejected", "{ended}");
	gov.run("//Bob", &["vote", &defeated, "aye", "1 ASY"]).assert_failed(4, "is over");
	let ended = gov.wait_ended(wrong);
	assert_eq!(ended["state"], "approved", "{ended}");
	let error = ended["enactment"]["error"].as_str().expect("it failed");
	assert!(error.contains("Bad origin"), "{ended}");

	let ended = gov.wait_ended(&granted);
	assert_eq!(ended["enactment"]["error"], Value::Null, "{ended}");
	let spend = ended["enactment"]["spends"][0].to_string();
	let owned = || plancks(&chain.query("system.account", json!([ferdie]))["data"]["free"]);
	let had = owned();
	gov.run("//Bob", &["payout", &spend]).json();
	assert_eq!(owned() - had, GRANTED);
	gov.run("//Bob", &["payout", &spend]).assert_failed(4, "Treasury.");

	assert_eq!(params(&market), before);
	market.node.wait_finalised(market.node.best());
	let told = history(&market);
	assert_eq!(told["versions"].as_array().map(Vec::len), Some(1), "{told}");
	// Of what was rejected only the decision deposit goes back.
	let refunded = gov.run("//Alice", &["refund", &defeated]).json();
	assert_eq!(refunded["refunded"], "500000000000000", "{refunded}");
}

#[test]
fn bad_input_of_voters_has_a_text_of_its_own() {
	// Long enough to decide for all that is tried meanwhile.
	let decide = json!({ "parameters": { "decide": 200 } });
	let market = Market::with_numbers(&json!({ "slotMillis": 1_000, "governance": decide }));
	let gov = market.gov();
	let referendum = {
		let what = ["propose", "params", "--price-floor", "0.002 ASY"];
		let proposed = gov.run("//Alice", &what).json();
		assert_eq!(proposed["decisionDepositPlaced"], false, "{proposed}");
		proposed["referendum"].to_string()
	};
	for (who, args, code, text) in [
		("//Bob", &["show", "9"][..], 1, "there is no referendum 9"),
		("//Bob", &["vote", "9", "aye", "1 ASY"], 4, "there is no referendum 9"),
		("//Bob", &["deposit", "9"], 4, "there is no referendum 9"),
		("//Bob", &["vote", &referendum, "aye", "2000000 ASY"], 4, "in all, less than"),
		("//Bob", &["vote", &referendum, "abstain", "1 ASY", "--conviction", "2"], 2, "conviction"),
		("//Bob", &["vote", &referendum, "split", "1 ASY"], 2, "two or three amounts"),
		("//Bob", &["refund", &referendum], 4, "is not over"),
		("//Bob", &["unlock"], 4, "nothing to unlock"),
		("//Bob", &["undelegate"], 4, "delegates no votes"),
		("//Bob", &["propose", "params"], 2, "nothing would change"),
		(
			"//Bob",
			&["propose", "params", "NoSuchModel", "--bond-factor", "30"],
			2,
			"there is no model",
		),
		("//Bob", &["propose", "params", "--bond-factor", "30", "--at", "1"], 4, "has passed"),
		("//Bob", &["propose", "params", "--bond-factor", "30", "--at", "9000000"], 4, "too far"),
		("//Bob", &["refund", "--preimage", "0x07"], 2, "32 bytes"),
		("//Bob", &["propose", "call", "0xffff"], 2, "no call of this chain"),
		(
			"//Bob",
			&["propose", "params", "--bond-factor", "30", "--track", "nonsense"],
			2,
			"there is no track `nonsense`",
		),
		("//Bob", &["payout", "77"], 4, "Treasury.InvalidIndex"),
	] {
		gov.run(who, args).assert_failed(code, text);
	}

	// One deposit, once.
	gov.run("//Bob", &["deposit", &referendum]).json();
	gov.run("//Charlie", &["deposit", &referendum]).assert_failed(4, "has placed");

	// A second vote replaces the first.
	let voted = gov.run("//Bob", &["vote", &referendum, "aye", "5 ASY"]).json();
	assert_eq!(voted["replaced"], false);
	let voted = gov.run("//Bob", &["vote", &referendum, "nay", "7 ASY"]).json();
	assert_eq!(voted["replaced"], true);
	assert_eq!(voted["standing"]["ayes"], "0", "{voted}");
	assert_eq!(voted["standing"]["nays"], "7000000000000", "{voted}");

	// It can be taken back, once.
	let back = gov.run("//Bob", &["unvote", &referendum]).json();
	assert_eq!(back["locked"], "0", "{back}");
	gov.run("//Bob", &["unvote", &referendum]).assert_failed(4, "you have no vote");
	gov.run("//Bob", &["vote", &referendum, "nay", "7 ASY"]).json();

	// A delegation votes with the delegate, who may not be oneself.
	let chain = Chain::connect(&market.sandbox, &market.node.url());
	let (bob, dave) = (chain.address("//Bob"), chain.address("//Dave"));
	let on = ["--track", "model_params"];
	let delegate =
		|who: &str, to: &str| gov.run(who, &[&["delegate", to, "11 ASY"], &on[..]].concat());
	delegate("//Dave", &dave).assert_failed(2, "to itself");
	delegate("//Bob", &dave).assert_failed(4, "votes or delegates");
	delegate("//Dave", &bob).json();
	delegate("//Eve", &dave).assert_failed(4, "counts nothing");
	delegate("//Dave", &bob).assert_failed(4, "already");
	let shown = gov.show(&referendum);
	assert_eq!(shown["nays"], "18000000000000", "{shown}");
	gov.run("//Dave", &["vote", &referendum, "aye", "1 ASY"]).assert_failed(4, "vote for you");
	let undone = gov.run("//Dave", &["undelegate"]).json();
	assert_eq!(undone["tracks"], json!(["model_params"]), "{undone}");
	let shown = gov.show(&referendum);
	assert_eq!(shown["nays"], "7000000000000", "{shown}");

	// On all tracks, which are too many for one block.
	let delegated = gov.run("//Eve", &["delegate", &bob, "11 ASY"]).json();
	let all = delegated["tracks"].as_array().expect("a list").len();
	assert!(all > 10, "{delegated}");
	assert!(delegated["transactions"].as_array().expect("a list").len() > 1, "{delegated}");
	let shown = gov.show(&referendum);
	assert_eq!(shown["nays"], "18000000000000", "{shown}");
	let undone = gov.run("//Eve", &["undelegate"]).json();
	assert_eq!(undone["tracks"].as_array().map(Vec::len), Some(all), "{undone}");

	// Tracks and their periods are this network's.
	let tracks = gov.run("//Bob", &["tracks"]).json();
	let all = tracks["tracks"].as_array().expect("a list");
	let of = |name: &str| all.iter().find(|track| track["name"] == name).expect("a track");
	assert_eq!(of("model_params")["id"], 21);
	assert_eq!(of("root")["id"], 0);
	let blocks = |name: &str| of("model_params")[name].as_u64().expect("blocks");
	let longest: u64 = ["prepare", "decision", "confirm", "enactment"].map(blocks).iter().sum();
	assert!(longest < 220, "{tracks}");
	assert_eq!(tracks["blockMillis"], 1_000);
}

#[test]
fn polkadot_js_votes_a_price_in() {
	let market = market();
	let (url, floor) = (market.node.url(), NEW_FLOOR.to_string());
	let script = |args: &[&str]| {
		market.sandbox.run_example("govern.mjs", [&["--url", &url, "--json"], args].concat())
	};
	let done = script(&["--price-floor", &floor, "--amount", "800000000000000000"]).json();
	assert_eq!(done["state"], "Approved", "{done}");
	assert_eq!(done["track"], 21);
	assert_eq!(done["priceFloor"], json!({ "before": OLD_FLOOR.to_string(), "after": floor }));
	assert_eq!(plancks(&params(&market)["priceFloor"]), NEW_FLOOR);
	// Three voters with conviction 2, and one that delegates with conviction 1.
	let asy = |amount: i128| json!((amount * 1_000_000_000_000).to_string());
	assert_eq!(done["tally"]["ayes"], asy(3 * 2 * 800_000 + 800_000), "{done}");
	assert_eq!(done["tally"]["support"], asy(4 * 800_000), "{done}");
	let enacted = done["blocks"]["enacted"].as_u64().expect("a block");
	market.node.wait_finalised(enacted);
	let told = history(&market);
	assert_eq!(told["versions"][1]["block"], enacted, "{told}");
	assert_eq!(told["versions"][1]["referendum"], done["referendum"], "{told}");

	script(&["--price-floor", "0"]).assert_failed(2, "--price-floor");
	script(&["--price-floor", &floor]).assert_failed(1, "already");
	script(&["--price-floor", &floor, "--model", "NoSuchModel"]).assert_failed(1, "Unknown model");
}
