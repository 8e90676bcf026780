//! A node, and its JSON-RPC over plain HTTP.

use crate::{free_ports, wait_for, Process, Sandbox, PATIENCE};
use serde_json::{json, Value};
use std::{
	io::{Read, Write},
	net::TcpStream,
	ops::Deref,
	path::PathBuf,
};

/// How a node is started.
pub struct NodeOptions<'a> {
	/// Name of its log and folder.
	pub name: &'a str,
	/// What says which chain and which role, for example `--dev`.
	pub args: &'a [&'a str],
	/// Addresses of other nodes.
	pub bootnodes: Vec<String>,
}

/// JSON-RPC of a node on this machine.
pub struct Rpc {
	port: u16,
}

/// A running node.
pub struct Node {
	process: Process,
	ports: [u16; 3],
	base: PathBuf,
	rpc: Rpc,
}

impl Deref for Node {
	type Target = Rpc;

	fn deref(&self) -> &Rpc {
		&self.rpc
	}
}

impl Node {
	/// Starts a development chain of one validator.
	pub fn dev(sandbox: &Sandbox) -> Self {
		Self::start(sandbox, NodeOptions { name: "node", args: &["--dev"], bootnodes: vec![] })
	}

	/// Starts a node on free ports and waits until it answers.
	pub fn start(sandbox: &Sandbox, options: NodeOptions) -> Self {
		Self::start_on(sandbox, options, free_ports())
	}

	/// Starts a node on these ports (JSON-RPC, peers, Prometheus). One that ran before on the same name goes on with
	/// its database.
	pub fn start_on(sandbox: &Sandbox, options: NodeOptions, ports: [u16; 3]) -> Self {
		let base = sandbox.path(options.name);
		let [rpc, peers, prometheus] = ports;
		let mut args: Vec<String> = options.args.iter().map(ToString::to_string).collect();
		args.extend([
			format!("--base-path={}", base.display()),
			format!("--rpc-port={rpc}"),
			format!("--listen-addr=/ip4/127.0.0.1/tcp/{peers}"),
			format!("--prometheus-port={prometheus}"),
			"--no-telemetry".into(),
			"--no-mdns".into(),
			"--allow-private-ip".into(),
		]);
		args.extend(options.bootnodes.iter().map(|address| format!("--bootnodes={address}")));
		let process = sandbox.start(options.name, "assay-node", &args);
		let mut node = Self { process, ports, base, rpc: Rpc::new(rpc) };
		node.rpc.wait_ready(|| {
			assert!(node.process.is_running(), "the node ended:\n{}", node.process.log());
		});
		node
	}

	/// Ports for JSON-RPC, peers and Prometheus.
	pub fn ports(&self) -> [u16; 3] {
		self.ports
	}

	/// Folder of database and keys.
	pub fn base(&self) -> &PathBuf {
		&self.base
	}

	/// The address at which other nodes find this one.
	pub fn peer_address(&self) -> String {
		let id = self.call("system_localPeerId", json!([]));
		format!(
			"/ip4/127.0.0.1/tcp/{}/p2p/{}",
			self.ports[1],
			id.as_str().expect("a peer id is text")
		)
	}

	/// The process.
	pub fn process(&mut self) -> &mut Process {
		&mut self.process
	}

	/// Kills the node without warning.
	pub fn kill(self) {
		self.process.kill();
	}
}

impl Rpc {
	/// Of a node that listens on this port.
	pub fn new(port: u16) -> Self {
		Self { port }
	}

	/// WebSocket address.
	pub fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.port)
	}

	/// Waits until it answers. Checks each time that something holds, such as that the process runs.
	pub fn wait_ready(&self, mut check: impl FnMut()) {
		wait_for("the node's RPC", PATIENCE, || {
			check();
			self.try_call("system_health", json!([])).ok()
		});
	}

	/// Result of a call that must succeed.
	pub fn call(&self, method: &str, params: Value) -> Value {
		self.try_call(method, params.clone())
			.unwrap_or_else(|error| panic!("{method}({params}): {error}"))
	}

	/// Result or error object of a call. A failure to connect is an error that is a string.
	pub fn try_call(&self, method: &str, params: Value) -> Result<Value, Value> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let answer =
			post(self.port, &request.to_string()).map_err(|error| json!(error.to_string()))?;
		let mut answer: Value =
			serde_json::from_str(&answer).map_err(|error| json!(format!("{error}: {answer}")))?;
		match answer.get_mut("error") {
			Some(error) => Err(error.take()),
			None => Ok(answer["result"].take()),
		}
	}

	/// Height of the best block.
	pub fn best(&self) -> u64 {
		height(&self.call("chain_getHeader", json!([])))
	}

	/// Height of the latest final block.
	pub fn finalised(&self) -> u64 {
		let hash = self.call("chain_getFinalizedHead", json!([]));
		height(&self.call("chain_getHeader", json!([hash])))
	}

	/// Waits until a height is final.
	pub fn wait_finalised(&self, at_least: u64) {
		wait_for(&format!("block {at_least} to be final"), PATIENCE, || {
			(self.finalised() >= at_least).then_some(())
		});
	}
}

fn height(header: &Value) -> u64 {
	let number = header["number"].as_str().and_then(|text| text.strip_prefix("0x"));
	u64::from_str_radix(number.expect("a header has a number"), 16).expect("it is hexadecimal")
}

/// Body of the answer to a POST request. Enough HTTP for a server on this machine that closes when asked to.
fn post(port: u16, body: &str) -> std::io::Result<String> {
	let mut stream = TcpStream::connect(("127.0.0.1", port))?;
	stream.set_read_timeout(Some(PATIENCE))?;
	write!(
		stream,
		"POST / HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
		body.len()
	)?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer)?;
	match answer.split_once("\r\n\r\n") {
		Some((_, body)) => Ok(body.into()),
		None => Err(std::io::Error::other(format!("not HTTP: {answer}"))),
	}
}
