//! A development chain with workers.

use crate::{
	checkout, free_ports, wait_for, Node, NodeOptions, Output, Process, Sandbox, PATIENCE,
};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

const STASH: &str = "//Bob";

/// A development chain with a registered worker that does not run yet.
pub struct Market {
	// Fields are dropped in this order: processes before the folder they write to.
	pub node: Node,
	/// What the node was started with.
	args: Vec<String>,
	/// Port of the worker's HTTP server.
	pub http: u16,
	pub sandbox: Sandbox,
}

impl Default for Market {
	fn default() -> Self {
		Self::new()
	}
}

impl Market {
	pub fn new() -> Self {
		Self::start_chain(Sandbox::new(), vec!["--dev".into()])
	}

	fn start_chain(sandbox: Sandbox, args: Vec<String>) -> Self {
		let node = start_node(&sandbox, &args, free_ports());
		let [http] = free_ports();
		let market = Self { node, args, http, sandbox };
		market.register(STASH, "operator.key");
		market
	}

	/// Kills the node and starts it again.
	pub fn restart_node(self) -> Self {
		let Self { node, args, http, sandbox } = self;
		let ports = node.ports();
		node.kill();
		let node = start_node(&sandbox, &args, ports);
		Self { node, args, http, sandbox }
	}

	/// As [`Self::new`], on a chain whose numbers differ in these fields.
	pub fn with_numbers(numbers: &Value) -> Self {
		Self::with_runtime(numbers, None)
	}

	/// The same with another runtime than the node's own.
	pub fn with_runtime(numbers: &Value, wasm: Option<&[u8]>) -> Self {
		let sandbox = Sandbox::new();
		let spec = sandbox.run("assay-node", ["export-chain-spec", "--chain", "dev"]);
		let mut spec = spec.json();
		let genesis = &mut spec["genesis"]["runtimeGenesis"];
		patch(&mut genesis["patch"]["network"]["numbers"], numbers);
		if let Some(wasm) = wasm {
			genesis["code"] = json!(hex(wasm));
		}
		let file = sandbox.path("spec.json").display().to_string();
		std::fs::write(&file, spec.to_string()).expect("a file can be written");
		let args = [
			"--chain",
			&file,
			"--alice",
			"--validator",
			"--force-authoring",
			"--unsafe-force-node-key-generation",
			// Tests look at early blocks when many have come.
			"--state-pruning=archive",
		];
		Self::start_chain(sandbox, args.map(String::from).to_vec())
	}

	/// Makes an operator's key, a file in the sandbox. Returns its address.
	pub fn generate_key(&self, key: &str) -> String {
		let key = self.sandbox.path(key);
		let made =
			self.sandbox.run("assay-worker", ["keys", "generate", &key.display().to_string()]);
		assert_eq!(made.code, Some(0), "{made:?}");
		made.text().trim().into()
	}

	/// Stakes, and registers a worker with a new key in the sandbox.
	pub fn register(&self, stash: &str, key: &str) {
		let operator = self.generate_key(key);
		for stake in [["bond", "1000 ASY"], ["register", &operator]] {
			let output = self.assay(stash, &[&["stake"], &stake[..]].concat());
			assert_eq!(output.code, Some(0), "{output:?}");
		}
	}

	/// Runs the command line as somebody.
	pub fn assay(&self, suri: &str, args: &[&str]) -> Output {
		let url = self.node.url();
		self.sandbox.run("assay", [&["--url", &url, "--suri", suri, "--json"], args].concat())
	}

	/// Arguments of the worker, if it serves these files.
	fn worker_args(&self, model: &Path, tokenizer: &Path) -> Vec<String> {
		self.args_of("worker", "operator.key", self.http, model, tokenizer)
	}

	fn args_of(
		&self,
		name: &str,
		key: &str,
		http: u16,
		model: &Path,
		tokenizer: &Path,
	) -> Vec<String> {
		let path = |path: &Path| path.display().to_string();
		[
			"run",
			"--url",
			&self.node.url(),
			"--keyfile",
			&path(&self.sandbox.path(key)),
			"--data-dir",
			&path(&self.sandbox.path(name)),
			"--model",
			&path(model),
			"--tokenizer",
			&path(tokenizer),
			"--http",
			&format!("127.0.0.1:{http}"),
		]
		.map(String::from)
		.to_vec()
	}

	/// Starts the worker.
	pub fn worker(&self, extra: &[&str]) -> Process {
		self.start("worker", "operator.key", self.http, extra)
	}

	/// Starts another worker, with a key that was registered.
	pub fn other_worker(&self, name: &str, key: &str, extra: &[&str]) -> Process {
		let [http] = free_ports();
		self.start(name, key, http, extra)
	}

	fn start(&self, name: &str, key: &str, http: u16, extra: &[&str]) -> Process {
		let (model, tokenizer) = (demo("assay-demo.gguf"), demo("tokenizer.json"));
		let mut args = self.args_of(name, key, http, &model, &tokenizer);
		args.extend(extra.iter().map(ToString::to_string));
		self.sandbox.start(name, "assay-worker", &args)
	}

	/// What a worker that can't run says.
	pub fn refused_worker(&self, model: &Path, tokenizer: &Path) -> Output {
		self.sandbox.run("assay-worker", self.worker_args(model, tokenizer))
	}

	/// Waits until a task is in a state and returns it.
	pub fn wait_state(&self, task: u64, state: &str) -> Value {
		wait_for(&format!("task {task} to be {state}"), PATIENCE, || {
			let view = self.node.call("assay_task", json!([task]));
			view["state"].get(state).is_some().then_some(view)
		})
	}
}

fn start_node(sandbox: &Sandbox, args: &[String], ports: [u16; 3]) -> Node {
	let args: Vec<&str> = args.iter().map(String::as_str).collect();
	Node::start_on(sandbox, NodeOptions { name: "node", args: &args, bootnodes: vec![] }, ports)
}

/// A file of the demo model.
pub fn demo(file: &str) -> PathBuf {
	checkout().join("examples/demo-model").join(file)
}

/// Bytes as JSON-RPC writes them.
pub fn hex(bytes: &[u8]) -> String {
	let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
	format!("0x{}", digits.collect::<String>())
}

/// Replaces fields that are there, and those of objects within.
fn patch(all: &mut Value, with: &Value) {
	let Some(fields) = with.as_object() else {
		*all = with.clone();
		return;
	};
	for (name, value) in fields {
		patch(all.get_mut(name).unwrap_or_else(|| panic!("there is no number {name}")), value);
	}
}
