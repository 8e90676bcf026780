//! What an operator reads when something is wrong with the command line.

use serde_json::{json, Value};
use std::{
	net::{TcpListener, UdpSocket},
	process::{Command, Output},
};

/// Runs the node; it is expected to end by itself.
fn node(args: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_assay-node")).args(args).output().unwrap()
}

/// The error text of a command that fails with `code`.
fn fails(code: i32, args: &[&str]) -> String {
	let output = node(args);
	let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
	assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
	stderr
}

fn succeeds(args: &[&str]) -> String {
	let output = node(args);
	assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
	String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_version_is_printed() {
	assert!(succeeds(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_unknown_command_is_refused() {
	let error = fails(2, &["nonsense"]);
	assert!(error.contains("unrecognized subcommand 'nonsense'"), "{error}");
}

#[test]
fn an_unknown_chain_says_which_there_are() {
	for args in [
		&["--chain", "nowhere.json"][..],
		&["export-chain-spec", "--chain", "nowhere.json"],
		&["purge-chain", "-y", "--chain", "nowhere.json"],
	] {
		let error = fails(1, args);
		assert!(
			error.contains(
				"Error: Invalid input: unknown chain `nowhere.json`, and there is no such file. Give --chain `dev`, \
				 `local` or the path of a chain specification."
			),
			"{error}"
		);
	}
}

#[test]
fn a_file_that_is_no_chain_specification_is_refused() {
	let file = tempfile::NamedTempFile::new().unwrap();
	std::fs::write(file.path(), "{ \"name\": \"x\" }").unwrap();
	let error = fails(1, &["--chain", file.path().to_str().unwrap()]);
	assert!(error.contains("is not a chain specification: missing field `genesis`"), "{error}");
}

#[test]
fn a_genesis_that_can_not_be_is_explained() {
	let spec = succeeds(&["export-chain-spec", "--chain=local"]);
	let spec: Value = serde_json::from_str(&spec).unwrap();
	let file = tempfile::NamedTempFile::new().unwrap();
	let args = ["export-chain-spec", "--raw", "--chain", file.path().to_str().unwrap()];
	let poor = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	for (name, value, reason) in [
		("network", json!({ "numbers": { "slotMillis": 1 } }), "slotMillis must be at least 250"),
		("tokenStaking", json!({ "validators": [[poor, 1]] }), "can't be made"),
		("tokenStaking", json!({ "stakers": [] }), "unknown field `stakers`"),
	] {
		let mut changed = spec.clone();
		changed["genesis"]["runtimeGenesis"]["patch"][name] = value;
		std::fs::write(file.path(), changed.to_string()).unwrap();
		let error = fails(1, &args);
		assert!(error.contains(reason), "{error}");
	}
}

/// Flags of a node that takes no port but those a test names.
const QUIET: [&str; 4] = ["--dev", "--no-prometheus", "--no-telemetry", "--log=error"];

#[test]
fn a_taken_rpc_port_is_named() {
	let holder = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = holder.local_addr().unwrap().port().to_string();
	let error = fails(1, &[&QUIET[..], &["--port=0", "--rpc-port", &port]].concat());
	assert!(
		error.contains(&format!(
			"port {port} for JSON-RPC is taken on 127.0.0.1. Stop the program that holds it (another node?) or \
			 choose another port with --rpc-port."
		)),
		"{error}"
	);
}

#[test]
fn a_taken_peer_port_is_named() {
	let holder = TcpListener::bind("0.0.0.0:0").unwrap();
	let port = holder.local_addr().unwrap().port().to_string();
	let error = fails(1, &[&QUIET[..], &["--rpc-port=0", "--port", &port]].concat());
	assert!(error.contains(&format!("port {port} for peers is taken on")), "{error}");
	assert!(error.contains("choose another port with --port."), "{error}");
}

#[test]
fn a_taken_udp_port_is_named() {
	let holder = UdpSocket::bind("127.0.0.1:0").unwrap();
	let address =
		format!("/ip4/127.0.0.1/udp/{}/webrtc-direct", holder.local_addr().unwrap().port());
	let error = fails(1, &[&QUIET[..], &["--rpc-port=0", "--listen-addr", &address]].concat());
	assert!(error.contains("for peers (UDP) is taken on 127.0.0.1"), "{error}");
}

#[test]
fn a_taken_metrics_port_is_named() {
	let holder = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = holder.local_addr().unwrap().port().to_string();
	let args = ["--dev", "--port=0", "--rpc-port=0", "--prometheus-port", &port, "--log=error"];
	let error = fails(1, &args);
	assert!(error.contains(&format!("port {port} for Prometheus is taken on")), "{error}");
	assert!(error.contains("--no-prometheus"), "{error}");
}

#[test]
fn the_old_network_library_is_refused() {
	let args = [&QUIET[..], &["--port=0", "--rpc-port=0", "--network-backend=libp2p"]].concat();
	let error = fails(1, &args);
	assert!(error.contains("litep2p only. Leave out --network-backend."), "{error}");
}

#[test]
fn wrong_keys_are_refused() {
	let error = fails(1, &["--dev", "--node-key", "xyz"]);
	assert!(error.contains("Invalid node key"), "{error}");

	let folder = tempfile::tempdir().unwrap();
	let folder = folder.path().to_str().unwrap();
	let insert = ["key", "insert", "--chain=dev", "--base-path", folder, "--scheme=sr25519"];
	let error = fails(1, &[&insert[..], &["--key-type=babe", "--suri=not a phrase"]].concat());
	assert!(error.contains("Invalid phrase"), "{error}");
	let error = fails(1, &[&insert[..], &["--key-type=babel", "--suri=//Alice"]].concat());
	assert!(error.contains("must be a known 4-character sequence"), "{error}");
	succeeds(&[&insert[..], &["--key-type=babe", "--suri=//Alice"]].concat());
}

#[test]
fn a_validator_without_network_key_is_told_how_to_make_one() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().to_str().unwrap();
	let error = fails(1, &["--chain=local", "--validator", "--base-path", path]);
	assert!(error.contains("key generate-node-key"), "{error}");
}

#[test]
fn session_keys_need_an_account_and_a_node() {
	let error = fails(2, &["session-keys", "--stash", "bob"]);
	assert!(error.contains("not an account: give an SS58 address"), "{error}");

	let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
	let url = format!("ws://{free}");
	let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	let error = fails(1, &["session-keys", "--stash", alice, "--url", &url]);
	assert!(error.contains(&format!("Error: no node answers at {url} (")), "{error}");
	assert!(error.contains("say with --url where"), "{error}");
}

#[test]
fn keys_are_made_and_inspected() {
	let alice = succeeds(&["key", "inspect", "//Alice", "--output-type=json"]);
	let alice: Value = serde_json::from_str(&alice).unwrap();
	assert_eq!(alice["ss58Address"], "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
	let made = succeeds(&["key", "generate", "--output-type=json"]);
	let made: Value = serde_json::from_str(&made).unwrap();
	assert_eq!(made["secretPhrase"].as_str().unwrap().split(' ').count(), 12);
}

#[test]
fn chain_specifications_are_exported() {
	for (chain, id) in [("dev", "assay_dev"), ("local", "assay_local")] {
		for args in [
			&["export-chain-spec", "--chain", chain][..],
			&["export-chain-spec", "--raw", "--chain", chain],
			&["build-spec", "--disable-default-bootnode", "--chain", chain],
			&["build-spec", "--raw", "--disable-default-bootnode", "--chain", chain],
		] {
			let spec: Value = serde_json::from_str(&succeeds(args)).unwrap();
			assert_eq!(spec["id"], id);
			assert_eq!(spec["protocolId"], "assay");
			assert_eq!(spec["properties"]["tokenSymbol"], "ASY");
			let kind = if args.contains(&"--raw") { "raw" } else { "runtimeGenesis" };
			assert!(spec["genesis"][kind].is_object(), "{args:?}");
		}
	}
}
