//! The program, spoken to as strangers would.

use assay_blobs::{hash_of, hex_of};
use std::{
	fs,
	io::{BufRead, BufReader, Read, Write},
	net::TcpStream,
	path::Path,
	process::{Child, Command, Stdio},
	time::Duration,
};
use tempfile::TempDir;

struct Program {
	child: Child,
	address: String,
}

impl Program {
	fn start(dir: &Path, args: &[&str]) -> Self {
		let mut child = Command::new(env!("CARGO_BIN_EXE_assay-blobs"))
			.args(["--listen", "127.0.0.1:0", "--dir"])
			.arg(dir)
			.args(args)
			.env_remove("RUST_LOG")
			.stderr(Stdio::piped())
			.spawn()
			.unwrap();
		let mut log = BufReader::new(child.stderr.take().unwrap());
		let mut line = String::new();
		while !line.contains("address=") {
			line.clear();
			assert!(log.read_line(&mut line).unwrap() > 0, "it ended");
		}
		let address = line.split("address=").nth(1).unwrap().split(' ').next().unwrap().to_string();
		std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
		Self { child, address }
	}

	fn connect(&self) -> TcpStream {
		let stream = TcpStream::connect(&self.address).unwrap();
		stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
		stream
	}

	/// Status, head and body.
	fn ask(&self, request: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
		let mut stream = self.connect();
		stream.write_all(request.as_bytes()).unwrap();
		// It may have answered already.
		let _ = stream.write_all(body);
		let mut answer = Vec::new();
		stream.read_to_end(&mut answer).unwrap();
		let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
		let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase();
		let status = head.split(' ').nth(1).unwrap().parse().unwrap();
		(status, head, answer[end + 4..].to_vec())
	}

	fn get(&self, path: &str, extra: &str) -> (u16, String, Vec<u8>) {
		self.ask(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n{extra}\r\n"), b"")
	}

	fn put(&self, name: &str, body: &[u8]) -> (u16, String) {
		let head = format!(
			"PUT /blobs/{name} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
			body.len()
		);
		let (status, _, body) = self.ask(&head, body);
		(status, String::from_utf8(body).unwrap())
	}
}

impl Drop for Program {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

fn name(bytes: &[u8]) -> String {
	hex_of(&hash_of(bytes))
}

fn scratch(folder: &TempDir) -> usize {
	fs::read_dir(folder.path().join("tmp")).unwrap().count()
}

#[test]
fn what_can_be_asked_and_what_not() {
	let folder = tempfile::tempdir().unwrap();
	let store = Program::start(
		&folder.path().join("new/folder"),
		&["--max-blob-bytes", "1M", "--max-bytes", "1M"],
	);
	let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 253) as u8).collect();
	let path = format!("/blobs/{}", name(&bytes));
	assert_eq!(store.get(&path, "").0, 404);
	assert_eq!(store.put(&name(&bytes), &bytes).0, 201);
	assert_eq!(store.put(&format!("0x{}", name(&bytes)), &bytes).0, 200);
	let (status, head, body) = store.get(&path, "");
	assert_eq!((status, body == bytes), (200, true));
	for header in
		["accept-ranges: bytes", "content-length: 200000", "immutable", "etag: \"", "nosniff"]
	{
		assert!(head.contains(header), "{head}");
	}
	let (status, head, body) = store.get(&path, "Range: bytes=150000-150009\r\n");
	assert_eq!((status, &body[..]), (206, &bytes[150_000..150_010]));
	assert!(head.contains("content-range: bytes 150000-150009/200000"), "{head}");
	let (status, head, _) = store.get(&path, "Range: bytes=200000-\r\n");
	assert_eq!(status, 416);
	assert!(head.contains("content-range: bytes */200000"), "{head}");
	let (status, head, body) = store.ask(&format!("HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n"), b"");
	assert_eq!((status, body.len()), (200, 0));
	assert!(head.contains("content-length: 200000"), "{head}");

	// What is refused, and how it is explained.
	let (status, text) = store.put(&name(b"this"), b"that");
	assert_eq!(status, 422);
	assert!(text.contains(&name(b"that")), "{text}");
	assert_eq!(store.get(&format!("/blobs/{}", name(b"this")), "").0, 404);
	let (status, text) = store.put(&name(b"x"), &vec![0; (1 << 20) + 1]);
	assert_eq!(status, 413, "{text}");
	let other = vec![1; 900_000];
	let (status, text) = store.put(&name(&other), &other);
	assert_eq!(status, 507, "{text}");
	let chunked =
		format!("PUT {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
	assert_eq!(store.ask(&chunked, b"").0, 411);
	let (status, head, _) = store.ask(&format!("DELETE {path} HTTP/1.1\r\nHost: x\r\n\r\n"), b"");
	assert_eq!(status, 405);
	assert!(head.contains("allow: get, head, put"), "{head}");
	assert_eq!(store.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b"").0, 405);
	// An upload that ends early.
	let mut stream = store.connect();
	let head = format!(
		"PUT /blobs/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
		name(b"123456789")
	);
	stream.write_all(head.as_bytes()).unwrap();
	stream.write_all(b"12345").unwrap();
	stream.shutdown(std::net::Shutdown::Write).unwrap();
	let mut answer = Vec::new();
	let _ = stream.read_to_end(&mut answer);
	assert_eq!(store.get(&format!("/blobs/{}", name(b"123456789")), "").0, 404);

	let (status, _, body) = store.get("/healthz", "");
	let text = String::from_utf8(body).unwrap();
	assert_eq!(status, 200);
	assert!(text.contains("\"blobs\":1,\"usedBytes\":200704,"), "{text}");
	let text = String::from_utf8(store.get("/metrics", "").2).unwrap();
	for line in ["assay_blobs_puts_total 2", "assay_blobs_blobs 1", "assay_blobs_evicted_total 0"] {
		assert!(text.contains(line), "{line} in\n{text}");
	}
}

#[test]
fn no_path_leads_out() {
	let folder = tempfile::tempdir().unwrap();
	fs::write(folder.path().join("secret"), b"secret").unwrap();
	let dir = folder.path().join("store");
	let store = Program::start(&dir, &[]);
	for path in [
		"/blobs/../../secret",
		"/blobs/..%2f..%2fsecret",
		"/blobs/%2e%2e/secret",
		"/blobs//etc/passwd",
		"/blobs/lock",
		"/blobs/",
		"/../secret",
		"/tmp/0.part",
		"/lock",
		"//",
	] {
		let (status, _, body) = store.get(path, "");
		assert!(status == 400 || status == 404, "{path}: {status}");
		assert!(!body.starts_with(b"secret"));
		let (status, _) = store.put(path.trim_start_matches("/blobs/"), b"secret");
		assert!(status >= 400, "{path}: {status}");
	}
	let mut left: Vec<_> = fs::read_dir(&dir)
		.unwrap()
		.map(|file| file.unwrap().file_name().into_string().unwrap())
		.collect();
	left.sort();
	assert_eq!(left, ["blobs", "lock", "tmp"]);
	assert_eq!(fs::read_dir(dir.join("blobs")).unwrap().count(), 0);
}

#[test]
fn a_store_killed_during_an_upload_has_no_half_blob() {
	let folder = tempfile::tempdir().unwrap();
	let mut store = Program::start(folder.path(), &[]);
	assert_eq!(store.put(&name(b"before"), b"before").0, 201);
	let bytes = vec![5; 3_000_000];
	let mut stream = store.connect();
	let head = format!(
		"PUT /blobs/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n",
		name(&bytes)
	);
	stream.write_all(head.as_bytes()).unwrap();
	stream.write_all(&bytes[..2_000_000]).unwrap();
	let begun = (0..100).any(|_| {
		std::thread::sleep(Duration::from_millis(50));
		scratch(&folder) == 1
	});
	assert!(begun);
	// Not before its end, either.
	assert_eq!(store.get(&format!("/blobs/{}", name(&bytes)), "").0, 404);
	store.child.kill().unwrap();
	store.child.wait().unwrap();
	assert_eq!(scratch(&folder), 1);

	let store = Program::start(folder.path(), &[]);
	assert_eq!(scratch(&folder), 0);
	assert_eq!(store.get(&format!("/blobs/{}", name(&bytes)), "").0, 404);
	assert_eq!(store.get(&format!("/blobs/{}", name(b"before")), "").2, b"before");
	assert_eq!(store.put(&name(&bytes), &bytes).0, 201);
	assert!(store.get(&format!("/blobs/{}", name(&bytes)), "").2 == bytes);
}

#[test]
fn an_upload_that_falls_silent_is_given_up() {
	let folder = tempfile::tempdir().unwrap();
	let store = Program::start(folder.path(), &[]);
	let head = format!(
		"PUT /blobs/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
		name(b"123456789")
	);
	let (status, _, body) = store.ask(&head, b"12345");
	assert_eq!(status, 408);
	assert!(body.ends_with(b"send the blob again\n"));
	assert_eq!(scratch(&folder), 0);
}

#[test]
fn connections_are_limited() {
	let folder = tempfile::tempdir().unwrap();
	let store = Program::start(folder.path(), &["--max-connections", "2"]);
	let idle = [store.connect(), store.connect()];
	let busy = (0..50).any(|_| {
		std::thread::sleep(Duration::from_millis(50));
		let mut stream = store.connect();
		let mut answer = String::new();
		let _ = stream.read_to_string(&mut answer);
		answer.starts_with("HTTP/1.1 503") && answer.contains("Retry-After")
	});
	assert!(busy);
	drop(idle);
	let free = (0..50).any(|_| {
		std::thread::sleep(Duration::from_millis(50));
		let mut stream = store.connect();
		let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
		let mut answer = String::new();
		let _ = stream.read_to_string(&mut answer);
		answer.starts_with("HTTP/1.1 200")
	});
	assert!(free);
}
