//! Prompts and outputs that lie in blob stores, through the real programs.

use assay_e2e::{demo, free_ports, wait_for, Market, Process, Sandbox, PATIENCE};
use serde_json::{json, Value};
use std::{
	io::{BufRead, BufReader, Read, Write},
	net::{TcpListener, TcpStream},
	thread,
};

const SENTENCE: &str =
	"And it came to pass in those days, that the children of Israel said unto Moses, ";

/// More than the demo model takes in a transaction, and few enough tokens for its context.
fn prompt() -> String {
	SENTENCE.repeat(19)
}

fn start_store(sandbox: &Sandbox, port: u16, folder: &str) -> Process {
	let listen = format!("127.0.0.1:{port}");
	let folder = sandbox.path(folder).display().to_string();
	let store = sandbox.start("blobs", "assay-blobs", ["--listen", &listen, "--dir", &folder]);
	wait_for("the blob store", PATIENCE, || TcpStream::connect(&listen).ok());
	store
}

/// Posts the prompt and waits until it is paid.
fn post_args(store: &str) -> [String; 9] {
	["--blob-store", store, "post", "--yes", "--until", "settled", "--max-tokens", "24", &prompt()]
		.map(String::from)
}

fn get(port: u16, path: &str) -> String {
	let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
	write!(stream, "GET {path} HTTP/1.0\r\n\r\n").expect("it reads");
	let mut answer = String::new();
	stream.read_to_string(&mut answer).expect("it answers");
	answer
}

#[test]
fn a_large_prompt_is_run_and_an_output_comes_back_through_a_store() {
	let market = Market::new();
	let [port] = free_ports();
	let url = format!("http://127.0.0.1:{port}");
	let mut store = start_store(&market.sandbox, port, "store");
	// A text of 24 tokens is as large as outputs get here: it is treated like one that fits no transaction.
	let worker = ["--blob-store", &url, "--inline-output", "8"];
	let _worker = market.worker(&worker);

	market
		.assay("//Charlie", &["post", "--yes", &prompt()])
		.assert_failed(2, "through a blob store: use --blob-store");
	let args = post_args(&url);
	let done = market.assay("//Charlie", &args.each_ref().map(String::as_str)).json();
	assert_eq!(done["promptBlob"]["bytes"], prompt().len(), "{done}");
	assert_eq!(done["state"], "settled", "{done}");
	let output = done["output"].as_str().expect("text");
	assert_eq!(done["outputBlob"]["bytes"], output.len(), "{done}");
	assert_eq!(done["outputBlob"]["hash"], done["outputHash"], "{done}");
	let task = done["task"].to_string();

	// Whoever names the store gets the output, exactly, and can check the result.
	let node = market.node.url();
	let result = |extra: &[&str]| {
		let args = [&["--url", &node, "result", &task], extra].concat();
		market.sandbox.run("assay", args)
	};
	assert_eq!(result(&["--blob-store", &url]).stdout, output.as_bytes());
	result(&[]).assert_failed(2, "--blob-store");
	let model = demo("assay-demo.gguf").display().to_string();
	let verify = ["--blob-store", &url, "verify", &task, "--model", &model];
	assert_eq!(market.assay("//Dave", &verify).json()["right"], true);

	// The receipt has both, although the chain has neither.
	let receipt = market.sandbox.path("receipt.json").display().to_string();
	let from = format!("http://127.0.0.1:{}", market.http);
	wait_for("the receipt", PATIENCE, || {
		let args = ["receipt", "fetch", &task, "--from", &from, "--output", &receipt];
		(market.assay("//Dave", &args).code == Some(0)).then_some(())
	});
	let receipt = market.assay("//Dave", &["receipt", "verify", &receipt]).json();
	assert_eq!(receipt["output"], output, "{receipt}");

	let metrics = get(market.http, "/metrics");
	for counter in ["blob_fetches_total 1", "blob_pushes_total 1", "blob_fetch_failures_total 0"] {
		assert!(metrics.contains(&format!("assay_worker_{counter}")), "{counter} in\n{metrics}");
	}
	let doctor = market.sandbox.run(
		"assay-worker",
		["doctor", "--no-generation", "--url", &node, "--model", &model, "--blob-store", &url],
	);
	assert!(doctor.text().contains("ok    blob store"), "{doctor:?}");

	store.terminate();
	assert!(store.wait(PATIENCE).success(), "{}", store.log());
	result(&["--blob-store", &url]).assert_failed(1, "can't be reached");
}

#[test]
fn an_output_that_a_store_lost_is_pushed_again_before_it_is_revealed() {
	let market = Market::new();
	let [port] = free_ports();
	let url = format!("http://127.0.0.1:{port}");
	let store = start_store(&market.sandbox, port, "store");
	let worker =
		market.worker(&["--blob-store", &url, "--inline-output", "8", "--pause-after", "commit"]);
	let node = market.node.url();
	let args = post_args(&url);
	let args = [&["--url", &node, "--suri", "//Charlie"], &args.each_ref().map(String::as_str)[..]];
	let mut client = market.sandbox.start("post", "assay", args.concat());
	market.wait_state(0, "committed");
	worker.kill();
	store.kill();
	let _store = start_store(&market.sandbox, port, "empty store");
	let _worker = market.worker(&["--blob-store", &url, "--inline-output", "8"]);
	market.wait_state(0, "settled");
	assert!(client.wait(PATIENCE).success(), "{}", client.log());
	let result = market.sandbox.run("assay", ["--url", &node, "result", "0", "--blob-store", &url]);
	assert!(!result.stdout.is_empty(), "{result:?}");
}

/// A store that takes everything, and gives back as many bytes of its own.
fn start_liar() -> String {
	let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
	let url = format!("http://{}", listener.local_addr().expect("it is bound"));
	let len = prompt().len();
	let answer = move |stream: TcpStream| -> std::io::Result<()> {
		let mut reader = BufReader::new(stream.try_clone()?);
		let (mut request, mut line, mut body) = (String::new(), String::new(), 0);
		reader.read_line(&mut request)?;
		while line != "\r\n" {
			line.clear();
			reader.read_line(&mut line)?;
			if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
				body = text.trim().parse().map_err(std::io::Error::other)?;
			}
		}
		std::io::copy(&mut reader.take(body), &mut std::io::sink())?;
		let mut stream = stream;
		if request.starts_with("PUT") {
			write!(stream, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
		} else {
			write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {len}\r\n\r\n{}", "x".repeat(len))
		}
	};
	thread::spawn(move || {
		for stream in listener.incoming().flatten() {
			let _ = answer(stream);
		}
	});
	url
}

#[test]
fn garbage_from_a_store_is_not_acknowledged_and_costs_nobody_anything() {
	let market = Market::new();
	market.register("//Dave", "other.key");
	let liar = start_liar();
	let workers = [
		market.worker(&["--blob-store", &liar]),
		market.other_worker("other", "other.key", &["--blob-store", &liar]),
	];
	let stake = |stash: &str| market.assay(stash, &["stake", "show"]).json();
	for stash in ["//Bob", "//Dave"] {
		wait_for(&format!("{stash} to be ready"), PATIENCE, || {
			(!stake(stash)["ready"].is_null()).then_some(())
		});
	}
	let before = ["//Bob", "//Dave"].map(stake);

	let args = post_args(&liar);
	let output = market.assay("//Charlie", &args.each_ref().map(String::as_str));
	output.assert_failed(5, "two workers let it lie");
	let view = market.node.call("assay_task", json!([0]));
	assert!(view["state"].get("refunded").is_some(), "{view}");

	for (stash, before) in ["//Bob", "//Dave"].into_iter().zip(before) {
		let after = stake(stash);
		for field in ["stake", "free", "bonded", "misses"] {
			assert_eq!(after[field], before[field], "{stash}: {field} in {after}");
		}
		assert_eq!(after["liveTasks"], Value::Array(vec![]), "{after}");
	}
	for worker in &workers {
		let log = worker.log();
		assert!(log.contains("sent other bytes"), "{log}");
		assert!(!log.contains("phase=run"), "{log}");
	}
}
