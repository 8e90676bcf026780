//! Four validators and a worker, started by zombienet.

use crate::{
	checkout, free_ports, hex, program, wait_for, Node, NodeOptions, Process, Rpc, Sandbox,
	PATIENCE,
};
use serde_json::{json, Value};
use std::{collections::BTreeMap, env, fs, path::PathBuf, process::Command};

/// The network of `zombienet/four.toml`.
pub struct Network {
	/// Ends all of them with it.
	_zombienet: Process,
	nodes: BTreeMap<String, Member>,
	folder: PathBuf,
	spec: PathBuf,
}

/// A validator's node.
pub struct Member {
	/// Its JSON-RPC.
	pub rpc: Rpc,
	/// The address at which other nodes find it.
	pub peer_address: String,
}

impl Network {
	/// Starts it on a chain whose numbers differ in these fields.
	pub fn four(sandbox: &Sandbox, numbers: &Value) -> Self {
		let zombienet = checkout().join("zombienet");
		let program_of_npm = zombienet.join("node_modules/.bin/zombienet");
		assert!(program_of_npm.exists(), "run `npm ci` in zombienet");
		let spec = sandbox.path("spec.json");
		let patch = json!({ "network": { "numbers": numbers } });
		let made = sandbox.finish(
			Command::new("node")
				.arg(zombienet.join("spec.mjs"))
				.arg("--node")
				.arg(program("assay-node"))
				.args(["--validators", "4", "--worker", "Ferdie", "--patch", &patch.to_string()])
				.arg(&spec),
		);
		assert_eq!(made.code, Some(0), "{made:?}");

		let folder = sandbox.path("network");
		let [http] = free_ports();
		let programs = program("assay-node").parent().expect("it is in a folder").to_owned();
		let others = env::var_os("PATH").unwrap_or_default();
		let path = env::join_paths([programs].into_iter().chain(env::split_paths(&others)));
		let mut command = Command::new("node");
		command
			.current_dir(checkout())
			.arg(program_of_npm)
			.args(["--provider", "native", "--logType", "text", "--force", "--dir"])
			.arg(&folder)
			.args(["spawn", "zombienet/four.toml"])
			.env("PATH", path.expect("folders of PATH have no colons"))
			.env("ASSAY_CHAIN_SPEC", &spec)
			.env("ASSAY_WORKER_DATA", sandbox.path("worker"))
			.env("ASSAY_WORKER_HTTP", http.to_string());
		let mut process = sandbox.start_command("zombienet", &mut command);
		for name in ["alice", "bob", "charlie", "dave", "worker"] {
			sandbox.log(&format!("network/{name}"));
		}
		// Written when all run.
		let description = wait_for("zombienet to start all nodes", PATIENCE, || {
			assert!(process.is_running(), "zombienet ended:\n{}", process.log());
			let text = fs::read_to_string(folder.join("zombie.json")).ok()?;
			serde_json::from_str::<Value>(&text).ok()
		});
		let nodes = description["relay"].as_array().expect("a list of nodes").iter().map(member);
		let nodes: BTreeMap<_, _> = nodes.collect();
		// For zombienet a node has started as soon as there is a process. The worker is one of its nodes, and has no such RPC.
		for (_, node) in nodes.iter().filter(|(name, _)| *name != "worker") {
			node.rpc.wait_ready(|| {
				assert!(process.is_running(), "zombienet ended:\n{}", process.log());
			});
		}
		Self { _zombienet: process, nodes, folder, spec }
	}

	/// A validator's node, by the name in the network's file.
	pub fn node(&self, name: &str) -> &Member {
		self.nodes.get(name).unwrap_or_else(|| panic!("there is no node {name}"))
	}

	/// Starts another validator's node, which knows of one node only, and waits until it has all blocks.
	pub fn join(&self, sandbox: &Sandbox, name: &str) -> Node {
		let spec = self.spec.display().to_string();
		let known = self.node("alice");
		let options = NodeOptions {
			name,
			args: &["--chain", &spec, "--validator", "--unsafe-force-node-key-generation"],
			bootnodes: vec![known.peer_address.clone()],
		};
		let node = Node::start(sandbox, options);
		wait_for(&format!("the node of {name} to have all blocks"), PATIENCE, || {
			let peers = node.call("system_health", json!([]))["peers"].as_u64()?;
			(peers > 0 && node.best() + 1 >= known.rpc.best()).then_some(())
		});
		node
	}

	/// Starts a second node with a validator's keys, as an operator has them who takes a backup into service while the first
	/// node still runs. All but the key for votes, so that there is one kind of offence.
	pub fn twin(&self, sandbox: &Sandbox, of: &str) -> Node {
		let from = self.folder.join(of).join("data/chains/assay_local/keystore");
		let to = sandbox.path("twin/chains/assay_local/keystore");
		fs::create_dir_all(&to).expect("a folder can be made");
		// Its name begins with the kind of key.
		let votes = hex(b"gran").replace("0x", "");
		for key in fs::read_dir(from).expect("it has keys").map(|key| key.expect("it is a file")) {
			if !key.file_name().to_string_lossy().starts_with(&votes) {
				fs::copy(key.path(), to.join(key.file_name())).expect("a key can be copied");
			}
		}
		self.join(sandbox, "twin")
	}

	/// Log of a node, or of the worker.
	pub fn log(&self, name: &str) -> String {
		fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default()
	}
}

fn member(node: &Value) -> (String, Member) {
	let text = |field: &str| node[field].as_str().expect("it is text").to_owned();
	let port = text("wsUri").rsplit(':').next().and_then(|port| port.parse().ok());
	let rpc = Rpc::new(port.expect("an address ends with its port"));
	(text("name"), Member { rpc, peer_address: text("multiAddress") })
}
