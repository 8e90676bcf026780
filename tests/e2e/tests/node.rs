//! Nodes by themselves: finality, restarts, JSON-RPC, ports.

use assay_e2e::{wait_for, Node, NodeOptions, Sandbox, PATIENCE};
use serde_json::{json, Value};

fn validator<'a>(name: &'a str, args: &'a [&'a str], bootnodes: Vec<String>) -> NodeOptions<'a> {
	NodeOptions { name, args, bootnodes }
}

// A validator that sees no other authors blocks only if it is told to.
const ALICE: &[&str] = &[
	"--chain=local",
	"--alice",
	"--validator",
	"--unsafe-force-node-key-generation",
	"--force-authoring",
];
const BOB: &[&str] = &[
	"--chain=local",
	"--bob",
	"--validator",
	"--unsafe-force-node-key-generation",
	"--force-authoring",
];

#[test]
fn two_validators_finalise_and_one_comes_back_after_a_kill() {
	let sandbox = Sandbox::new();
	let alice = Node::start(&sandbox, validator("alice", ALICE, vec![]));
	let address = alice.peer_address();
	let bob = Node::start(&sandbox, validator("bob", BOB, vec![address.clone()]));
	alice.wait_finalised(3);
	bob.wait_finalised(3);
	let hash = |node: &Node, number: u64| node.call("chain_getBlockHash", json!([number]));
	assert_eq!(hash(&alice, 3), hash(&bob, 3));

	// Two of two must vote: without Bob nothing becomes final.
	let ports = bob.ports();
	bob.kill();
	let best = alice.best();
	wait_for("blocks by one validator", PATIENCE, || (alice.best() >= best + 4).then_some(()));
	assert!(alice.finalised() < best + 4, "final without the second validator");

	let bob = Node::start_on(&sandbox, validator("bob", BOB, vec![address]), ports);
	alice.wait_finalised(best + 4);
	bob.wait_finalised(best + 4);
	assert_eq!(hash(&alice, best + 4), hash(&bob, best + 4));
}

#[test]
fn the_market_answers_by_rpc() {
	let sandbox = Sandbox::new();
	let node = Node::dev(&sandbox);

	let models = node.call("assay_models", json!([]));
	let [model] = models.as_array().expect("a list").as_slice() else { panic!("{models}") };
	let id = model["id"].as_str().expect("a hash");
	assert_eq!(id.len(), 66, "{id}");
	assert_eq!(node.call("assay_model", json!([id])), *model);
	assert_eq!(node.call("assay_model", json!([format!("0x{}", "00".repeat(32))])), Value::Null);
	assert_eq!(node.call("assay_task", json!([0])), Value::Null);
	let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	assert_eq!(node.call("assay_worker", json!([alice])), Value::Null);

	let error = node.try_call("assay_worker", json!(["nobody"])).unwrap_err();
	assert!(error["message"].as_str().unwrap().contains("not an account"), "{error}");
	let error =
		node.try_call("assay_task", json!([0, format!("0x{}", "11".repeat(32))])).unwrap_err();
	assert!(error["message"].as_str().unwrap().contains("has no block"), "{error}");
}

#[test]
fn a_taken_port_is_named() {
	let sandbox = Sandbox::new();
	let node = Node::dev(&sandbox);
	let [rpc, ..] = node.ports();
	let base = sandbox.path("second");
	let output = sandbox.run(
		"assay-node",
		[
			"--dev",
			&format!("--base-path={}", base.display()),
			&format!("--rpc-port={rpc}"),
			"--port=0",
			"--no-prometheus",
		],
	);
	output.assert_failed(1, &format!("port {rpc} for JSON-RPC is taken"));
	assert!(output.stderr.contains("--rpc-port"), "{}", output.stderr);
}

#[test]
fn an_unknown_chain_is_named() {
	let output = Sandbox::new().run("assay-node", ["--chain=nowhere"]);
	output.assert_failed(1, "unknown chain `nowhere`");
}

#[test]
fn the_node_ends_when_asked_to() {
	let sandbox = Sandbox::new();
	let mut node = Node::dev(&sandbox);
	node.wait_finalised(1);
	node.process().terminate();
	assert!(node.process().wait(PATIENCE).success());
}
