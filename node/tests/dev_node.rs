//! A development node from its first block to the end of its database.

use serde_json::{json, Value};
use std::{
	io::{Read, Write},
	net::{TcpListener, TcpStream},
	path::Path,
	process::{Child, Command, Stdio},
	thread::sleep,
	time::{Duration, Instant},
};

const BINARY: &str = env!("CARGO_BIN_EXE_assay-node");
const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
/// Slots of the development chain take two seconds; a busy machine is slow to start.
const PATIENCE: Duration = Duration::from_secs(90);

fn free_port() -> u16 {
	TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What an HTTP server on this machine answers.
fn http(port: u16, request: &str) -> std::io::Result<String> {
	let mut stream = TcpStream::connect(("127.0.0.1", port))?;
	stream.set_read_timeout(Some(Duration::from_secs(20)))?;
	stream.write_all(request.as_bytes())?;
	let mut response = String::new();
	stream.read_to_string(&mut response)?;
	Ok(response)
}

/// A node that is stopped when the test ends, however it ends.
struct Node {
	child: Child,
	rpc_port: u16,
	prometheus_port: u16,
}

impl Node {
	fn start(base_path: &Path) -> Self {
		let (rpc_port, prometheus_port) = (free_port(), free_port());
		let child = Command::new(BINARY)
			.args(["--dev", "--port=0", "--no-telemetry", "--log=warn"])
			.arg(format!("--rpc-port={rpc_port}"))
			.arg(format!("--prometheus-port={prometheus_port}"))
			.arg("--base-path")
			.arg(base_path)
			.stderr(Stdio::inherit())
			.spawn()
			.unwrap();
		Self { child, rpc_port, prometheus_port }
	}

	/// The response of a method, if the node answers at all.
	fn call(&self, method: &str, params: Value) -> Option<Value> {
		let body =
			json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
		let request = format!(
			"POST / HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
			 Connection: close\r\n\r\n{body}",
			self.rpc_port,
			body.len()
		);
		let response = http(self.rpc_port, &request).ok()?;
		let (_, body) = response.split_once("\r\n\r\n")?;
		serde_json::from_str(body.get(body.find('{')?..=body.rfind('}')?)?).ok()
	}

	fn result(&self, method: &str, params: Value) -> Value {
		let mut response = self.call(method, params).unwrap();
		assert!(response.get("error").is_none(), "{method}: {response}");
		response["result"].take()
	}

	/// Height of a block, by the method that names it.
	fn height(&self, of: Option<&str>) -> Option<u64> {
		let params = match of {
			Some(method) => json!([self.call(method, json!([]))?["result"]]),
			None => json!([]),
		};
		let header = self.call("chain_getHeader", params)?;
		let number = header["result"]["number"].as_str()?.trim_start_matches("0x");
		u64::from_str_radix(number, 16).ok()
	}

	fn wait_for(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
		let start = Instant::now();
		while !reached(self) {
			assert_eq!(self.child.try_wait().unwrap(), None, "the node ended before {what}");
			assert!(start.elapsed() < PATIENCE, "no {what} in time");
			sleep(Duration::from_millis(250));
		}
	}

	/// Asks the node to stop, as a service manager does.
	fn stop(mut self) {
		let id = self.child.id().to_string();
		assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
		let start = Instant::now();
		loop {
			if let Some(status) = self.child.try_wait().unwrap() {
				assert!(status.success(), "{status}");
				return;
			}
			assert!(start.elapsed() < PATIENCE, "the node did not stop");
			sleep(Duration::from_millis(100));
		}
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// Runs a command on the database under `base_path`.
fn command(base_path: &Path, args: &[&str]) -> String {
	let output = Command::new(BINARY)
		.args(args)
		.args(["--chain=dev", "--log=warn", "--base-path"])
		.arg(base_path)
		.output()
		.unwrap();
	let stderr = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{args:?}: {stderr}");
	String::from_utf8(output.stdout).unwrap()
}

fn chain_info(base_path: &Path) -> Value {
	serde_json::from_str(&command(base_path, &["chain-info"])).unwrap()
}

/// Session keys, by JSON-RPC and by the command that asks for them.
fn check_session_keys(node: &Node) {
	let by_rpc = node.result("assay_rotateSessionKeys", json!([ALICE]));
	let url = format!("ws://127.0.0.1:{}", node.rpc_port);
	let output = Command::new(BINARY)
		.args(["session-keys", "--stash", ALICE, "--json", "--url", &url])
		.output()
		.unwrap();
	assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	let by_command: Value = serde_json::from_slice(&output.stdout).unwrap();
	assert_ne!(by_rpc["keys"], by_command["keys"]);
	for made in [by_rpc, by_command] {
		assert_eq!(made["stash"], ALICE);
		assert_eq!(node.result("author_hasSessionKeys", json!([made["keys"]])), true, "{made}");

		let digits = |field: &str| made[field].as_str().unwrap().strip_prefix("0x").unwrap();
		let call = digits("call");
		assert!(call.contains(digits("keys")) && call.ends_with(digits("proof")), "{made}");
		// The chain's runtime weighs the call, so it can read it. The length comes after it.
		let length = u32::try_from(call.len() / 2).unwrap().to_le_bytes();
		let argument = format!("0x{call}{}", hex::encode(length));
		node.result("state_call", json!(["TransactionPaymentCallApi_query_call_info", argument]));
	}
}

#[test]
fn a_development_node_lives() {
	let folder = tempfile::tempdir().unwrap();
	let base_path = folder.path();

	let mut node = Node::start(base_path);
	node.wait_for("block 4", |node| node.height(None) >= Some(4));
	node.wait_for("finality", |node| node.height(Some("chain_getFinalizedHead")) >= Some(1));

	assert_eq!(node.result("system_chain", json!([])), "Assay Development");
	assert_eq!(node.result("system_name", json!([])), "Assay Node");
	let properties = node.result("system_properties", json!([]));
	assert_eq!(properties, json!({ "tokenSymbol": "ASY", "tokenDecimals": 12, "ss58Format": 42 }));
	let methods = node.result("rpc_methods", json!([]))["methods"].take();
	for method in [
		"assay_task",
		"assay_quote",
		"assay_worker",
		"assay_model",
		"assay_models",
		"assay_staker",
		"assay_delegations",
		"assay_staking",
		"assay_rotateSessionKeys",
		"author_rotateKeysWithOwner",
		"babe_epochAuthorship",
		"grandpa_roundState",
		"payment_queryInfo",
		"sync_state_genSyncSpec",
		"system_accountNextIndex",
	] {
		assert!(methods.as_array().unwrap().contains(&json!(method)), "{method}");
	}

	// Alice authors, so she has a slot in every epoch.
	let slots = node.result("babe_epochAuthorship", json!([]));
	assert_eq!(slots.as_object().unwrap().len(), 1, "{slots}");

	assert!(node.result("assay_models", json!([])).is_array());
	assert_eq!(node.result("assay_task", json!([u64::MAX])), Value::Null);
	let nobody = format!("0x{}", "09".repeat(32));
	assert_eq!(node.result("assay_worker", json!([nobody])), Value::Null);
	let request = json!({ "model": nobody, "maxTokens": 1, "inputLen": 1 });
	let refused = node.call("assay_quote", json!([request])).unwrap();
	assert_eq!(refused["error"]["code"], 20_010, "{refused}");
	assert_eq!(refused["error"]["data"]["reason"], "unknownModel");

	let staking = node.result("assay_staking", json!([]));
	assert_eq!(
		(&staking["validators"], &staking["candidates"]),
		(&json!([ALICE]), &json!([ALICE]))
	);
	assert_eq!((&staking["sessionsPerEra"], &staking["unbondingEras"]), (&json!(2), &json!(2)));
	let alice = node.result("assay_staker", json!([ALICE]));
	assert_eq!((&alice["role"], &alice["active"]), (&json!("validator"), &json!(true)), "{alice}");
	assert_eq!(node.result("assay_staker", json!([nobody])), Value::Null);
	assert_eq!(node.result("assay_delegations", json!([nobody])), json!([]));
	check_session_keys(&node);

	let metrics =
		http(node.prometheus_port, "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
	assert!(metrics.contains("substrate_block_height"), "{metrics}");
	assert!(metrics.contains("chain=\"assay_dev\""), "{metrics}");

	node.stop();

	let info = chain_info(base_path);
	let best = info["best_number"].as_u64().unwrap();
	let finalised = info["finalized_number"].as_u64().unwrap();
	assert!(best >= 4 && (1..=best).contains(&finalised), "{info}");

	command(base_path, &["check-block", "1"]);

	let blocks = folder.path().join("blocks");
	command(base_path, &["export-blocks", "--binary", blocks.to_str().unwrap()]);
	let copy = tempfile::tempdir().unwrap();
	command(copy.path(), &["import-blocks", "--binary", blocks.to_str().unwrap()]);
	assert_eq!(chain_info(copy.path())["best_hash"], info["best_hash"]);

	// Nothing that is final can be dropped.
	command(base_path, &["revert", "1000"]);
	let reverted = chain_info(base_path);
	assert_eq!(reverted["best_number"], finalised);
	assert_eq!(reverted["finalized_hash"], info["finalized_hash"]);

	// The chain goes on from there.
	let mut node = Node::start(base_path);
	node.wait_for("the next block", |node| node.height(None) > Some(finalised));
	node.stop();

	let chain = base_path.join("chains/assay_dev");
	assert!(chain.join("paritydb").exists());
	command(base_path, &["purge-chain", "-y"]);
	assert!(!chain.join("paritydb").exists());
	assert!(chain.join("keystore").exists() && chain.join("network").exists());
}
