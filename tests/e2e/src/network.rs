//! Four validators and a worker, started by zombienet.

use crate::{checkout, free_ports, program, wait_for, Process, Rpc, Sandbox, PATIENCE};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	env, fs,
	path::{Path, PathBuf},
	process::Command,
};

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
		// A node has started for zombienet as soon as there is a process.
		for node in nodes.values() {
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

	/// The chain specification, without boot nodes.
	pub fn spec(&self) -> &Path {
		&self.spec
	}

	/// Folder of a validator's keys.
	pub fn keystore(&self, name: &str) -> PathBuf {
		self.folder.join(name).join("data/chains/assay_local/keystore")
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
