//! Processes and their logs.

use crate::{checkout, program};
use std::{
	cell::RefCell,
	ffi::OsStr,
	fs::{self, File},
	os::unix::process::{CommandExt, ExitStatusExt},
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	thread,
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// How much of a log is printed when a test fails, in lines.
const TAIL: usize = 60;

/// A temporary folder for the files and logs of one test.
pub struct Sandbox {
	folder: TempDir,
	logs: RefCell<Vec<PathBuf>>,
}

/// What a program that ran to its end has left.
#[derive(Debug)]
pub struct Output {
	pub code: Option<i32>,
	pub stdout: Vec<u8>,
	pub stderr: String,
}

impl Output {
	/// Standard output as text.
	pub fn text(&self) -> String {
		String::from_utf8_lossy(&self.stdout).into_owned()
	}

	/// Standard output as JSON, of a program that succeeded.
	pub fn json(&self) -> serde_json::Value {
		assert_eq!(self.code, Some(0), "{self:?}");
		serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
	}

	/// Checks that the program failed with this code and said this.
	pub fn assert_failed(&self, code: i32, text: &str) {
		assert_eq!(self.code, Some(code), "{self:?}");
		assert!(self.stderr.contains(text), "no `{text}` in: {}", self.stderr);
	}
}

impl Default for Sandbox {
	fn default() -> Self {
		Self::new()
	}
}

impl Sandbox {
	pub fn new() -> Self {
		let folder =
			tempfile::Builder::new().prefix("assay-e2e-").tempdir().expect("a folder can be made");
		Self { folder, logs: RefCell::default() }
	}

	/// A path in the folder.
	pub fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	/// Starts a program of the workspace in the background. Its output goes to a log named `log`, after what an
	/// earlier process of that name has written.
	pub fn start<S: AsRef<OsStr>>(
		&self,
		log: &str,
		name: &str,
		args: impl IntoIterator<Item = S>,
	) -> Process {
		self.start_command(log, Command::new(program(name)).args(args))
	}

	/// Starts a command in the background, as [`Self::start`] does.
	pub fn start_command(&self, log: &str, command: &mut Command) -> Process {
		let path = self.log(log);
		let file =
			File::options().create(true).append(true).open(&path).expect("the log can be written");
		let child = command
			.env("HOME", self.folder.path())
			.env_remove("RUST_LOG")
			.stdin(Stdio::null())
			.stdout(file.try_clone().expect("the log can be shared"))
			.stderr(file)
			.process_group(0)
			.spawn()
			.unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
		Process { child, log: path }
	}

	/// Path of a log whose end is printed when the test fails.
	pub fn log(&self, name: &str) -> PathBuf {
		let path = self.path(&format!("{name}.log"));
		if !self.logs.borrow().contains(&path) {
			self.logs.borrow_mut().push(path.clone());
		}
		path
	}

	/// Runs a program of the workspace to its end.
	pub fn run<S: AsRef<OsStr>>(&self, name: &str, args: impl IntoIterator<Item = S>) -> Output {
		self.finish(Command::new(program(name)).args(args))
	}

	/// Runs the polkadot.js example to its end.
	pub fn run_script<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
		self.run_example("post-task.mjs", args)
	}

	/// Runs a script of the polkadot.js examples to its end.
	pub fn run_example<S: AsRef<OsStr>>(
		&self,
		script: &str,
		args: impl IntoIterator<Item = S>,
	) -> Output {
		let folder = checkout().join("examples/polkadot-js");
		assert!(folder.join("node_modules").is_dir(), "run `npm ci` in examples/polkadot-js");
		self.finish(Command::new("node").arg(folder.join(script)).args(args))
	}

	/// Runs a command to its end.
	pub fn finish(&self, command: &mut Command) -> Output {
		let output = command
			.env("HOME", self.folder.path())
			.env_remove("RUST_LOG")
			.stdin(Stdio::null())
			.output()
			.unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
		Output {
			code: output.status.code(),
			stdout: output.stdout,
			stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
		}
	}
}

impl Drop for Sandbox {
	fn drop(&mut self) {
		if !thread::panicking() {
			return;
		}
		for path in self.logs.borrow().iter() {
			eprintln!("--- end of {}", path.display());
			let text = read_lossy(path);
			let lines: Vec<&str> = text.lines().collect();
			for line in lines.iter().skip(lines.len().saturating_sub(TAIL)) {
				eprintln!("{line}");
			}
		}
	}
}

fn read_lossy(path: &Path) -> String {
	String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

/// A running program. Its whole process group is killed with this value.
pub struct Process {
	child: Child,
	log: PathBuf,
}

impl Process {
	/// Everything it has written.
	pub fn log(&self) -> String {
		read_lossy(&self.log)
	}

	/// Whether it still runs.
	pub fn is_running(&mut self) -> bool {
		matches!(self.child.try_wait(), Ok(None))
	}

	/// Asks it to end.
	pub fn terminate(&self) {
		self.signal("TERM");
	}

	/// Asks it to end as Ctrl-C does.
	pub fn interrupt(&self) {
		self.signal("INT");
	}

	/// Kills it, and its children, without warning.
	pub fn kill(mut self) {
		self.signal("KILL");
		let status = self.child.wait().expect("a child can be waited for");
		assert_eq!(status.signal(), Some(9), "it had ended before: {status}\n{}", self.log());
	}

	/// Waits until it ends by itself.
	pub fn wait(&mut self, patience: Duration) -> ExitStatus {
		let deadline = Instant::now() + patience;
		loop {
			if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
				return status;
			}
			assert!(Instant::now() < deadline, "still running after {} s", patience.as_secs());
			thread::sleep(Duration::from_millis(100));
		}
	}

	/// Sends a signal to the group. There is no safe function for it in the standard library, but there is a program.
	fn signal(&self, name: &str) {
		let group = format!("-{}", self.child.id());
		let _ = Command::new("kill")
			.args([&format!("-{name}"), "--", &group])
			.stdout(Stdio::null())
			.stderr(Stdio::null())
			.status();
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		self.signal("KILL");
		let _ = self.child.wait();
	}
}
