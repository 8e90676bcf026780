//! `scripts/network.sh`, as a person uses it.

use assay_e2e::{checkout, program, wait_for, Sandbox, PATIENCE};
use std::{fs, net::TcpStream, process::Command, time::Duration};

/// More than the script itself waits for all that it starts.
const START: Duration = Duration::from_secs(600);

#[test]
fn the_script_starts_a_network_that_works_and_leaves_nothing_behind() {
	let sandbox = Sandbox::new();
	let temporary = sandbox.path("tmp");
	fs::create_dir(&temporary).expect("a folder can be made");
	let programs = program("assay-node").parent().expect("it is in a folder").to_owned();
	let numbers = r#""slotMillis":1000,"challengeWindow":3,"drawDelay":1,"verdictCommit":2,"verdictReveal":2"#;
	let genesis = format!(r#"{{"network":{{"numbers":{{{numbers}}}}}}}"#);
	let mut command = Command::new(checkout().join("scripts/network.sh"));
	command.args(["two", &genesis]).env("ASSAY_BIN", programs).env("TMPDIR", &temporary);
	let mut network = sandbox.start_command("network", &mut command);
	let url = wait_for("the network to be ready", START, || {
		let log = network.log();
		assert!(network.is_running(), "the script ended:\n{log}");
		let (_, url) = log.split_once("NETWORK OK validators=2 url=")?;
		url.split_once('\n').map(|(url, _)| url.to_owned())
	});

	// The worker of the genesis answers.
	let post = ["post", "--yes", "--until", "settled", "--max-tokens", "8", "In the beginning"];
	let output = sandbox.run("assay", [&["--url", &url, "--suri", "//Eve"], &post[..]].concat());
	assert_eq!(output.code, Some(0), "{output:?}");
	assert!(!output.stdout.is_empty());

	// Ctrl-C ends it, and everything that it has started or written is gone.
	network.interrupt();
	assert!(network.wait(PATIENCE).success(), "{}", network.log());
	let address = url.strip_prefix("ws://").expect("an address of a WebSocket");
	assert!(TcpStream::connect(address).is_err(), "a node still runs");
	let left: Vec<_> = fs::read_dir(&temporary).expect("the folder is there").collect();
	assert!(left.is_empty(), "{left:?}");
}

#[test]
fn wrong_arguments_are_refused_before_anything_starts() {
	let run = |args: &[&str], programs: &str| {
		let mut command = Command::new(checkout().join("scripts/network.sh"));
		Sandbox::new().finish(command.args(args).env("ASSAY_BIN", programs))
	};
	run(&["three"], "/").assert_failed(1, "usage: scripts/network.sh [two|four]");
	run(&["two"], "/nowhere").assert_failed(1, "no program assay-node in /nowhere");
}
