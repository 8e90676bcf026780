//! A chain as polkadot.js sees it: calls, storage, events.

use crate::{checkout, Sandbox, PATIENCE};
use serde_json::{json, Map, Value};
use std::{
	cell::{Cell, RefCell},
	fs::File,
	io::{BufRead, BufReader, Write},
	process::{Child, ChildStdin, Command, Stdio},
	sync::mpsc::{channel, Receiver},
	thread,
};

/// A connection to a node, through `driver.mjs`. Whatever the chain's runtime says of itself can be used by name, so
/// nothing here knows the chain.
pub struct Chain {
	process: Child,
	requests: RefCell<ChildStdin>,
	answers: Receiver<String>,
	next: Cell<u64>,
}

/// An event of a block.
#[derive(Clone, Debug)]
pub struct ChainEvent {
	/// Height of the block.
	pub block: u64,
	/// Pallet and name, as `tokenStaking.Bonded`.
	pub name: String,
	/// Its fields by their names.
	pub data: Value,
}

impl Chain {
	/// Connects to a node by its WebSocket address.
	pub fn connect(sandbox: &Sandbox, url: &str) -> Self {
		let modules = checkout().join("examples/polkadot-js/node_modules");
		assert!(modules.is_dir(), "run `npm ci` in examples/polkadot-js");
		let log = sandbox.log("driver");
		let errors = File::options().create(true).append(true).open(log).expect("the log is ours");
		let mut process = Command::new("node")
			.arg(checkout().join("tests/e2e/driver.mjs"))
			.arg(url)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(errors)
			.spawn()
			.unwrap_or_else(|error| panic!("`node` can't be started: {error}"));
		let requests = process.stdin.take().expect("it was asked for");
		let output = process.stdout.take().expect("it was asked for");
		let (sender, answers) = channel();
		thread::spawn(move || {
			for line in BufReader::new(output).lines().map_while(Result::ok) {
				if sender.send(line).is_err() {
					return;
				}
			}
		});
		Self { process, requests: RefCell::new(requests), answers, next: Cell::new(0) }
	}

	/// Answer to a request, or the text of what went wrong with it.
	fn ask(&self, what: &str, mut request: Map<String, Value>) -> Result<Value, String> {
		let id = self.next.get();
		self.next.set(id + 1);
		request.insert("id".into(), json!(id));
		request.insert("do".into(), json!(what));
		let text = Value::Object(request).to_string();
		writeln!(self.requests.borrow_mut(), "{text}")
			.unwrap_or_else(|error| panic!("driver.mjs is gone ({error}), see driver.log: {text}"));
		let line = self
			.answers
			.recv_timeout(PATIENCE)
			.unwrap_or_else(|_| panic!("waited {} s for an answer: {text}", PATIENCE.as_secs()));
		let mut answer: Value = serde_json::from_str(&line).expect("an answer is JSON");
		assert_eq!(answer["id"], id, "{answer}");
		match answer["error"].as_str() {
			Some(error) => Err(error.into()),
			None => Ok(answer["ok"].take()),
		}
	}

	fn get(&self, what: &str, request: Value) -> Value {
		let fields = request.as_object().expect("requests are objects").clone();
		self.ask(what, fields).unwrap_or_else(|error| panic!("{what} {request}: {error}"))
	}

	/// Address of a secret URI.
	pub fn address(&self, suri: &str) -> String {
		let address = self.get("address", json!({ "suri": suri }));
		address.as_str().expect("an address is text").into()
	}

	/// Sends a call, `pallet.name` with its arguments, and waits until its block is final. Returns its events.
	pub fn send(&self, suri: &str, call: &str, args: Value) -> Value {
		self.get("send", json!({ "suri": suri, "call": call, "args": args }))["events"].take()
	}

	/// Sends one call several times in a batch, each time with other arguments. Returns the batch's events.
	pub fn send_batch(&self, suri: &str, call: &str, args: &[Value]) -> Value {
		self.get("sendBatch", json!({ "suri": suri, "call": call, "args": args }))["events"].take()
	}

	/// Sends an encoded call.
	pub fn send_encoded(&self, suri: &str, call: &str) -> Value {
		self.get("sendEncoded", json!({ "suri": suri, "call": call }))["events"].take()
	}

	/// A call, encoded, as a referendum takes it.
	pub fn encode(&self, call: &str, args: Value) -> String {
		let encoded = self.get("encode", json!({ "call": call, "args": args }));
		encoded.as_str().expect("an encoded call is text").into()
	}

	/// Name of an error that an event has as a field, as `txPause.Unpausable`.
	pub fn explain(&self, error: &Value) -> String {
		let name = self.get("explain", json!({ "error": error }));
		name.as_str().expect("a name is text").into()
	}

	/// All calls there are: `pallet` and `name` as the runtime has them, names of `args`, `docs`.
	pub fn calls(&self) -> Vec<Value> {
		let calls = self.get("calls", json!({}));
		calls.as_array().expect("a list").clone()
	}

	/// Checks that a call is refused, by the pool or in a block, and why.
	pub fn refused(&self, suri: &str, call: &str, args: Value, reason: &str) {
		let request = json!({ "suri": suri, "call": call, "args": args });
		let fields = request.as_object().expect("it is one").clone();
		match self.ask("send", fields) {
			Ok(done) => panic!("{call} of {suri} was not refused: {done}"),
			Err(error) => assert!(error.contains(reason), "{call} of {suri}: {error}"),
		}
	}

	/// A storage item at the best block.
	pub fn query(&self, name: &str, args: Value) -> Value {
		self.get("query", json!({ "name": name, "args": args }))
	}

	/// A storage item after a block.
	pub fn query_at(&self, block: u64, name: &str, args: Value) -> Value {
		self.get("query", json!({ "name": name, "args": args, "block": block }))
	}

	/// Answer of a runtime API, `api.method`, after a block.
	pub fn call_at(&self, block: u64, name: &str, args: Value) -> Value {
		self.get("call", json!({ "name": name, "args": args, "block": block }))
	}

	/// Events of a block.
	pub fn events(&self, block: u64) -> Vec<ChainEvent> {
		let events = self.get("events", json!({ "block": block }));
		let events = events.as_array().expect("a list").iter();
		events
			.map(|event| ChainEvent {
				block,
				name: event["name"].as_str().expect("an event has a name").into(),
				data: event["data"].clone(),
			})
			.collect()
	}

	/// Stash of the validator that made a block.
	pub fn author(&self, block: u64) -> String {
		let author = self.get("author", json!({ "block": block }));
		author.as_str().unwrap_or_else(|| panic!("block {block} has no author")).into()
	}
}

impl Drop for Chain {
	fn drop(&mut self) {
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}

/// Fields of the first event of this name among those of a transaction.
pub fn field<'a>(events: &'a Value, name: &str) -> &'a Value {
	let mut all = events.as_array().expect("a list").iter();
	let found = all.find(|event| event["name"] == name);
	&found.unwrap_or_else(|| panic!("no {name} in {events}"))["data"]
}

/// An amount in plancks, which is a number or, where that would lose digits, text.
pub fn plancks(value: &Value) -> i128 {
	value
		.as_i64()
		.map(i128::from)
		.or_else(|| value.as_str()?.parse().ok())
		.unwrap_or_else(|| panic!("not an amount: {value}"))
}
