//! The program as people meet it: arguments, settings, key files, ports.

use std::{
	fs,
	net::TcpListener,
	os::unix::fs::PermissionsExt,
	path::PathBuf,
	process::{Command, Output},
};

struct Place(tempfile::TempDir);

impl Place {
	fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	fn command(&self) -> Command {
		let mut command = Command::new(env!("CARGO_BIN_EXE_assay-worker"));
		command.env_clear().env("HOME", self.0.path()).current_dir(self.0.path());
		command
	}

	fn run(&self, args: &[&str]) -> Output {
		self.command().args(args).output().unwrap()
	}

	/// Standard output of a command that succeeds.
	fn good(&self, args: &[&str]) -> String {
		let output = self.run(args);
		assert!(output.status.success(), "{args:?}: {output:?}");
		String::from_utf8(output.stdout).unwrap()
	}

	/// Standard error of a command that fails with this code.
	fn bad(&self, args: &[&str], code: i32) -> String {
		let output = self.run(args);
		assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
		let text = String::from_utf8(output.stderr).unwrap();
		assert!(!text.contains("panicked"), "{text}");
		text
	}

	/// Makes a key; returns its address.
	fn key(&self) -> String {
		self.good(&["keys", "generate", "operator.key"]).trim().into()
	}
}

fn demo(name: &str) -> String {
	let folder =
		PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this is"))
			.join("../examples/demo-model");
	folder.join(name).display().to_string()
}

/// A port that nobody listens on.
fn free_port() -> u16 {
	TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn keys() {
	let place = Place::new();
	let address = place.key();
	assert_eq!(address.len(), 48);
	let mode = fs::metadata(place.path("operator.key")).unwrap().permissions().mode();
	assert_eq!(mode & 0o777, 0o600);
	let secret = fs::read_to_string(place.path("operator.key")).unwrap();
	assert!(place.bad(&["keys", "generate", "operator.key"], 1).contains("exists already"));
	assert_eq!(place.good(&["keys", "generate", "--out", "other.key"]).lines().count(), 1);
	place.bad(&["keys", "generate"], 2);

	for command in ["show", "inspect"] {
		let text = place.good(&["keys", command, "--keyfile", "operator.key"]);
		assert!(text.contains(&address), "{text}");
		assert!(text.contains("0x"), "{text}");
		assert!(!text.contains(secret.trim()));
	}
	let dev = place.good(&["keys", "inspect", "--suri", "//Alice"]);
	assert!(dev.contains("everybody knows"), "{dev}");
	assert!(place.bad(&["keys", "show"], 1).contains("assay-worker keys generate"));

	let open = fs::Permissions::from_mode(0o640);
	fs::set_permissions(place.path("operator.key"), open).unwrap();
	let text = place.bad(&["keys", "show", "--keyfile", "operator.key"], 1);
	assert!(text.contains("chmod 600") && text.contains("0600"), "{text}");
	assert!(place.bad(&["keys", "show", "--keyfile", "none.key"], 1).contains("none.key"));
}

#[test]
fn wrong_use_is_code_2() {
	let place = Place::new();
	for args in [
		&[][..],
		&["dance"],
		&["run", "--http", "nowhere"],
		&["run", "--capacity", "many"],
		&["run", "--capacity", "0"],
		&["run", "--capacity", "17"],
		&["run", "--model", "a.gguf", "--model", "b.gguf", "--tokenizer", "t.json"],
		&["run", "--tokenizer", "t.json"],
		&["run", "--model", "a.gguf,tokenizer="],
		&["run", "--pause-after", "lunch"],
		&["run", "--genesis", "0x12"],
		&["run", "--config", "none.toml"],
	] {
		assert!(!place.bad(args, 2).is_empty());
	}
	assert!(place.good(&["--help"]).contains("doctor"));
	assert!(!place.good(&["run", "--help"]).contains("pause-after"));
}

#[test]
fn settings_file() {
	let place = Place::new();
	let folder = place.path(".config/assay");
	fs::create_dir_all(&folder).unwrap();
	let file = folder.join("worker.toml");
	fs::write(&file, "capacity = 3\nhttp = \"127.0.0.1:1\"\n").unwrap();
	let output =
		place.command().args(["config"]).env("ASSAY_WORKER_CAPACITY", "4").output().unwrap();
	let text = String::from_utf8(output.stdout).unwrap();
	let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
	assert!(line("capacity").contains("4  (environment variable ASSAY_WORKER_CAPACITY)"), "{text}");
	assert!(line("http").contains("worker.toml"), "{text}");
	assert!(line("url").contains("(default)"), "{text}");
	assert!(place.good(&["config", "--capacity", "5"]).contains("5  (flag)"));

	fs::write(&file, "capacity = 3\ncapcity = 4\n").unwrap();
	let text = place.bad(&["config"], 2);
	assert!(text.contains("line 2") && text.contains("capcity"), "{text}");
	fs::write(&file, "capacity =").unwrap();
	assert!(place.bad(&["config"], 2).contains("worker.toml"));
}

#[test]
fn what_is_wrong_shows_before_a_node_is_needed() {
	let place = Place::new();
	place.key();
	let (gguf, tokenizer) = (demo("assay-demo.gguf"), demo("tokenizer.json"));
	let http = format!("127.0.0.1:{}", free_port());
	let url = format!("ws://127.0.0.1:{}", free_port());
	let start = ["run", "--keyfile", "operator.key", "--url", &url, "--http", &http];
	let run = |more: &[&str]| place.bad(&[&start[..], more].concat(), 1);

	assert!(run(&[]).contains("--model"));
	fs::write(place.path("broken.gguf"), &fs::read(&gguf).unwrap()[..1 << 20]).unwrap();
	let text = run(&["--model", "broken.gguf", "--tokenizer", &tokenizer]);
	assert!(text.contains("broken.gguf") && text.contains("fetch it again"), "{text}");
	fs::write(place.path("t.json"), "{}").unwrap();
	let text = run(&["--model", &format!("{gguf},tokenizer=t.json")]);
	assert!(text.contains("tokenizer t.json"), "{text}");

	// Everything else is fine, so it is the node that is missed.
	let text = run(&["--model", &gguf]);
	assert!(text.contains(&url) && text.contains("--url"), "{text}");
}

#[test]
fn a_taken_port_is_named() {
	let place = Place::new();
	place.key();
	let taken = TcpListener::bind("127.0.0.1:0").unwrap();
	let address = taken.local_addr().unwrap();
	let text = place.bad(
		&[
			"run",
			"--keyfile",
			"operator.key",
			"--model",
			&demo("assay-demo.gguf"),
			"--http",
			&address.to_string(),
		],
		1,
	);
	let port = address.port().to_string();
	assert!(text.contains(&port) && text.contains("--http"), "{text}");
}

#[test]
fn doctor_names_every_failure_and_fails() {
	let place = Place::new();
	place.key();
	let url = format!("ws://127.0.0.1:{}", free_port());
	let http = format!("127.0.0.1:{}", free_port());
	let model = demo("assay-demo.gguf");
	let output = place.run(&[
		"doctor",
		"--no-generation",
		"--keyfile",
		"operator.key",
		"--url",
		&url,
		"--http",
		&http,
		"--model",
		&model,
		"--data-dir",
		"data",
	]);
	assert_eq!(output.status.code(), Some(1));
	let text = String::from_utf8(output.stdout).unwrap();
	let starts = |start: &str| text.lines().any(|line| line.starts_with(start));
	for ok in ["ok    key", "ok    model file", "ok    journal", "ok    http"] {
		assert!(starts(ok), "{ok} in\n{text}");
	}
	assert!(starts("FAIL  node"), "{text}");
	assert!(
		text.lines().all(|line| line.starts_with("ok ") || line.starts_with("FAIL ")),
		"{text}"
	);
}
