//! The program as people run it: wrong use, unreachable nodes, receipts.

use assay_primitives::{
	receipt::{Receipt, ReceiptFile, SignedReceipt, RECEIPT_VERSION},
	task::{ids_hash, TaskIdentity},
	Signature,
};
use codec::Encode;
use sp_core::{Pair, H256};
use sp_crypto_hashing::blake2_256;
use std::{
	fs,
	net::TcpListener,
	process::{Command, Output, Stdio},
};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn assay(home: &tempfile::TempDir) -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
	command.env_clear().env("HOME", home.path()).stdin(Stdio::null());
	command
}

fn run(arguments: &[&str]) -> Output {
	let home = tempfile::tempdir().unwrap();
	assay(&home).args(arguments).output().unwrap()
}

fn errors(output: &Output) -> String {
	String::from_utf8(output.stderr.clone()).unwrap()
}

/// Address of a port that nobody listens on.
fn dead_url() -> String {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	format!("ws://{}", listener.local_addr().unwrap())
}

#[test]
fn wrong_use_is_code_2() {
	for arguments in [
		&["frobnicate"][..],
		&[],
		&["result"],
		&["result", "x"],
		&["transfer", ALICE, "1 dollar"],
		&["transfer", "nobody", "1 ASY", "--suri", "//Alice"],
		&["post", "hello", "--max-tokens", "0"],
		&["post", "hello", "--temperature", "11"],
		&["post", "hello", "--seed", "1"],
		&["post", "hello", "--file", "x"],
		&["post", "--file", "/nonexistent"],
		&["post", "", "--suri", "//Alice"],
		&["balance", "--url", "http://127.0.0.1:1", ALICE],
		&["balance"],
		&["stake", "validate", "--suri", "//Alice"],
		&["stake", "validate", "--commission", "5", "--suri", "//Alice"],
		&["stake", "validate", "--commission", "100.1%", "--suri", "//Alice"],
		&["stake", "delegate", "nobody", "1 ASY", "--suri", "//Alice"],
		&["stake", "delegate", ALICE, "1 ASY", "--max-commission", "0.05", "--suri", "//Bob"],
		&["stake", "undelegate", ALICE, "--suri", "//Bob"],
		&["stake", "undelegate", ALICE, "1 ASY", "--all", "--suri", "//Bob"],
		&["stake", "pay", ALICE, "--suri", "//Bob"],
		&["stake", "set-keys", "--keys", "0x12", "--suri", "//Bob"],
		&["stake", "set-keys", "--keys", "0x1", "--proof", "0x12", "--suri", "//Bob"],
		&["stake", "chill"],
		&["stake", "show"],
		&["gov", "show"],
		&["gov", "show", "x"],
		&["gov", "vote", "0", "aye", "--suri", "//Bob"],
		&["gov", "vote", "0", "maybe", "1 ASY", "--suri", "//Bob"],
		&["gov", "vote", "0", "aye", "1 ASY", "--conviction", "7", "--suri", "//Bob"],
		&["gov", "vote", "0", "aye", "1 ASY", "2 ASY", "--suri", "//Bob"],
		&["gov", "vote", "0", "split", "1 ASY", "--suri", "//Bob"],
		&["gov", "vote", "0", "abstain", "1 ASY", "--conviction", "1", "--suri", "//Bob"],
		&["gov", "vote", "0", "aye", "1 ASY"],
		&["gov", "unvote", "--suri", "//Bob"],
		&["gov", "delegate", "nobody", "1 ASY", "--suri", "//Bob"],
		&["gov", "propose"],
		&["gov", "propose", "call", "0x1", "--suri", "//Bob"],
		&["gov", "propose", "spend", "1 dollar", ALICE, "--suri", "//Bob"],
		&["gov", "propose", "params", "--audit-rate", "0.3", "--suri", "//Bob"],
		&["gov", "list", "--last", "0"],
		&["receipt", "verify", "/nonexistent"],
		&["key", "inspect", "--keyfile", "/nonexistent"],
	] {
		let output = run(arguments);
		assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", errors(&output));
		assert!(!output.stderr.is_empty(), "{arguments:?}");
		assert!(output.stdout.is_empty(), "{arguments:?}");
	}
}

#[test]
fn help_names_the_exit_codes() {
	let output = run(&["--help"]);
	assert_eq!(output.status.code(), Some(0));
	let text = String::from_utf8(output.stdout).unwrap();
	for line in ["3  no node can be reached", "6  a receipt does not hold"] {
		assert!(text.contains(line), "{text}");
	}
}

#[test]
fn an_unreachable_node_is_code_3_and_named() {
	let (first, second) = (dead_url(), dead_url());
	let urls = format!("{first},{second}");
	let output = run(&["models", "--url", &urls]);
	let text = errors(&output);
	assert_eq!(output.status.code(), Some(3), "{text}");
	for part in [first.as_str(), second.as_str(), "refused", "assay-node --dev", "--url"] {
		assert!(text.contains(part), "{part}: {text}");
	}
}

#[test]
fn staking_commands_that_are_well_formed_look_for_a_node() {
	let url = dead_url();
	for arguments in [
		&["validate", "--commission", "2.5 %", "--blocked"][..],
		&["prefs", "--commission", "0%"],
		&["chill"],
		&["delegate", ALICE, "1 ASY"],
		&["delegate", ALICE, "1 ASY", "--max-commission", "5%"],
		&["undelegate", ALICE, "--all"],
		&["withdraw-delegation"],
		&["withdraw-delegation", ALICE],
		&["pay", ALICE, "--era", "0"],
		&["set-keys", "--keys", "0x12", "--proof", "0x34"],
		&["show", ALICE],
		&["list"],
	] {
		let output = run(&[&["stake"], arguments, &["--url", &url, "--suri", "//Bob"]].concat());
		assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", errors(&output));
	}
}

#[test]
fn voting_commands_that_are_well_formed_look_for_a_node() {
	let url = dead_url();
	for arguments in [
		&["tracks"][..],
		&["list", "--all", "--last", "5"],
		&["show", "0"],
		&["propose", "params", "--price-floor", "0.001 ASY", "--audit-rate", "30%", "--deposit"],
		&["propose", "params", "Demo", "--bond-factor", "30", "--track", "root"],
		&["propose", "call", "0x0000", "--enact-at", "100"],
		&["propose", "spend", "1 ASY", ALICE],
		&["vote", "0", "aye", "1 ASY"],
		&["vote", "0", "nay", "1 ASY", "--conviction", "6"],
		&["vote", "0", "split", "1 ASY", "2 ASY", "3 ASY"],
		&["vote", "0", "abstain", "1 ASY", "--conviction", "0"],
		&["unvote", "0"],
		&["delegate", ALICE, "1 ASY", "--track", "root", "--track", "treasurer"],
		&["undelegate"],
		&["unlock"],
		&["deposit", "0"],
		&["refund", "0"],
		&["payout", "0"],
	] {
		let output = run(&[&["gov"], arguments, &["--url", &url, "--suri", "//Bob"]].concat());
		assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", errors(&output));
	}
	let output = run(&["history", "--url", &url]);
	assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
}

#[test]
fn flags_over_environment_over_file() {
	let home = tempfile::tempdir().unwrap();
	let (file, environment, flag) = (dead_url(), dead_url(), dead_url());
	let folder = home.path().join(".config/assay");
	fs::create_dir_all(&folder).unwrap();
	fs::write(folder.join("config.toml"), format!("url = \"{file}\"")).unwrap();
	let text = |command: &mut Command| errors(&command.output().unwrap());
	assert!(text(assay(&home).arg("models")).contains(&file));
	assert!(text(assay(&home).arg("models").env("ASSAY_URL", &environment)).contains(&environment));
	let both = text(assay(&home).args(["models", "--url", &flag]).env("ASSAY_URL", &environment));
	assert!(both.contains(&flag) && !both.contains(&environment), "{both}");
	fs::write(folder.join("config.toml"), "urll = 1").unwrap();
	let output = assay(&home).arg("models").output().unwrap();
	assert_eq!(output.status.code(), Some(2));
	assert!(errors(&output).contains("config.toml"), "{}", errors(&output));
}

#[test]
fn keys_are_made_private_and_shown_without_secret() {
	let home = tempfile::tempdir().unwrap();
	let path = home.path().join("key");
	let path = path.to_str().unwrap();
	assert!(assay(&home).args(["key", "generate", path]).status().unwrap().success());
	let again = assay(&home).args(["key", "generate", path]).output().unwrap();
	assert_eq!(again.status.code(), Some(2));
	let shown = assay(&home).args(["key", "inspect", "--keyfile", path]).output().unwrap();
	let text = String::from_utf8(shown.stdout).unwrap();
	let phrase = fs::read_to_string(path).unwrap();
	assert!(text.contains("address") && !text.contains(phrase.trim()), "{text}");
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
		let refused = assay(&home).args(["key", "inspect", "--keyfile", path]).output().unwrap();
		assert_eq!(refused.status.code(), Some(2));
		assert!(errors(&refused).contains(&format!("chmod 600 {path}")), "{}", errors(&refused));
	}
}

fn receipt() -> ReceiptFile {
	let (key, _) = sp_core::sr25519::Pair::generate();
	let (input, output) = (b"prompt".to_vec(), b"output".to_vec());
	let receipt = Receipt {
		version: RECEIPT_VERSION,
		task: TaskIdentity { genesis: H256::zero(), number: 7, content: H256::zero() },
		model: H256::zero(),
		model_version: 0,
		weights_root: H256::zero(),
		canon: None,
		execution_class: "test".into(),
		worker: key.public().into(),
		operator: key.public().into(),
		input_hash: H256(blake2_256(&input)),
		outcome_hash: H256::zero(),
		output_hash: H256(blake2_256(&output)),
		ids_hash: ids_hash(&[1, 2]),
		prompt_ids: 1,
		output_ids: 1,
		units: 3,
	};
	let signature = Signature::Sr25519(key.sign(&receipt.signing_payload()));
	ReceiptFile { signed: SignedReceipt { receipt, signature }.encode(), input, output }
}

#[test]
fn receipts_are_checked_offline() {
	let home = tempfile::tempdir().unwrap();
	let path = home.path().join("receipt.json");
	let verify = |file: &[u8]| {
		fs::write(&path, file).unwrap();
		assay(&home).args(["receipt", "verify"]).arg(&path).output().unwrap()
	};
	let good = receipt();
	let text = serde_json::to_vec(&good).unwrap();
	let output = verify(&text);
	assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
	assert!(String::from_utf8(output.stdout).unwrap().contains("holds"));

	assert_eq!(verify(&text[..text.len() / 2]).status.code(), Some(6));
	let mut tampered = good.clone();
	tampered.output.push(b'!');
	let output = verify(&serde_json::to_vec(&tampered).unwrap());
	assert_eq!(output.status.code(), Some(6));
	assert!(errors(&output).contains("output"), "{}", errors(&output));
	let mut newer = good;
	newer.signed[0] = 9;
	let output = verify(&serde_json::to_vec(&newer).unwrap());
	assert_eq!(output.status.code(), Some(6));
	assert!(errors(&output).contains("version 9"), "{}", errors(&output));
}

#[test]
fn a_closed_pipe_is_no_failure() {
	let home = tempfile::tempdir().unwrap();
	let mut child = assay(&home)
		.args(["key", "inspect", "--suri", "//Alice"])
		.stdout(Stdio::piped())
		.stderr(Stdio::piped())
		.spawn()
		.unwrap();
	drop(child.stdout.take());
	let output = child.wait_with_output().unwrap();
	assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
	assert!(!errors(&output).contains("panic"));
}
