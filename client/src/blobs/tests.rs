use super::*;
use assay_blobs::{Limits, Store, StoreOptions};
use std::sync::Mutex;
use tempfile::TempDir;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream},
};

const PATIENCE: Patience = Patience {
	connect: Duration::from_secs(2),
	stall: Duration::from_secs(2),
	grace: Duration::from_secs(20),
	least_speed: 1 << 20,
};

fn stores(urls: &[&String]) -> BlobStores {
	BlobStores::with_patience(urls, PATIENCE).unwrap()
}

fn content(len: usize) -> Vec<u8> {
	(0..len).map(|n| (n * 31 % 251) as u8).collect()
}

/// A store of ours.
struct Ours {
	url: String,
	_folder: TempDir,
}

async fn ours(max_bytes: u64, max_blob_bytes: u64) -> Ours {
	let folder = tempfile::tempdir().unwrap();
	let options = StoreOptions {
		dir: folder.path().into(),
		max_bytes,
		max_blob_bytes,
		keep: Duration::from_secs(60),
	};
	let store = Store::open(options).unwrap();
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	tokio::spawn(assay_blobs::serve(listener, store, Limits::default(), std::future::pending()));
	Ours { url, _folder: folder }
}

/// A server that does to the n-th connection what it likes. Returns its address and the heads of the requests.
async fn theirs<F, R>(act: F) -> (String, Arc<Mutex<Vec<String>>>)
where
	F: Fn(usize, TcpStream, Option<u64>) -> R + Send + 'static,
	R: std::future::Future<Output = ()> + Send + 'static,
{
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	let heads = Arc::new(Mutex::new(Vec::new()));
	let kept = heads.clone();
	tokio::spawn(async move {
		for n in 0.. {
			let (mut stream, _) = listener.accept().await.unwrap();
			let mut head = Vec::new();
			while !head.ends_with(b"\r\n\r\n") {
				let Ok(byte) = stream.read_u8().await else { break };
				head.push(byte);
			}
			let head = String::from_utf8(head).unwrap().to_lowercase();
			let from = head
				.split_once("range: bytes=")
				.and_then(|(_, rest)| rest.split_once('-')?.0.parse::<u64>().ok());
			kept.lock().unwrap().push(head);
			tokio::spawn(act(n, stream, from));
		}
	});
	(url, heads)
}

async fn silent(_: usize, stream: TcpStream, _: Option<u64>) {
	sleep(Duration::from_secs(30)).await;
	drop(stream);
}

/// An answer that promises `total` bytes from `from` on, and sends `body`.
fn part(from: Option<u64>, total: usize, body: &[u8]) -> Vec<u8> {
	let head = match from {
		None => format!("HTTP/1.1 200 OK\r\nContent-Length: {total}\r\n\r\n"),
		Some(from) => format!(
			"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{}/{total}\r\nContent-Length: {}\r\n\r\n",
			total - 1,
			total as u64 - from
		),
	};
	[head.as_bytes(), body].concat()
}

/// A server that gives every connection the same answer, then closes it.
async fn always(answer: Vec<u8>) -> String {
	let act = move |_, mut stream: TcpStream, _| {
		let answer = answer.clone();
		async move {
			let _ = stream.write_all(&answer).await;
			let _ = stream.shutdown().await;
			// Until the other side has closed, too: what it still sends must not break the answer.
			let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
		}
	};
	theirs(act).await.0
}

fn only_fault(error: BlobError) -> StoreFault {
	match error {
		BlobError::NotFetched { stores, .. } | BlobError::NotPushed { stores, .. } => {
			assert_eq!(stores.len(), 1);
			stores[0].1.clone()
		}
		other => panic!("{other}"),
	}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_pushed_can_be_fetched_from_any_store_that_has_it() {
	let (first, second) = (ours(1 << 30, 1 << 24).await, ours(1 << 30, 1 << 24).await);
	let bytes = content(3_000_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	let both = stores(&[&first.url, &second.url]);
	let missing = both.fetch(hash, len).await.unwrap_err();
	assert!(missing.to_string().contains("does not have it"), "{missing}");
	let one = stores(&[&second.url]);
	assert_eq!(one.push(bytes.clone()).await.unwrap().taken, std::slice::from_ref(&second.url));
	assert_eq!(both.fetch(hash, len).await.unwrap(), bytes);
	let pushed = both.push(bytes.clone()).await.unwrap();
	assert_eq!((pushed.hash, pushed.taken.len(), pushed.failed), (hash, 2, vec![]));
	assert_eq!(stores(&[&first.url]).fetch(hash, len).await.unwrap(), bytes);
	assert!(both.probe().await.iter().all(|(_, result)| result.is_ok()));

	// Nothing is a blob, too. A length that was announced wrong is not fetched.
	let nothing = both.push(vec![]).await.unwrap();
	assert!(both.fetch(nothing.hash, 0).await.unwrap().is_empty());
	let wrong = only_fault(one.fetch(hash, len - 1).await.unwrap_err());
	assert_eq!(wrong, StoreFault::Length { found: len });
	let wrong = only_fault(one.fetch(hash, len + 1).await.unwrap_err());
	assert_eq!(wrong, StoreFault::Length { found: len });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_goes_on_where_it_broke() {
	let bytes = content(100_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	let kept = bytes.clone();
	let (url, heads) = theirs(move |n, mut stream, from| {
		let start = from.unwrap_or_default() as usize;
		// A third at a time; the second connection brings nothing, the third falls silent.
		let end = if n == 1 { start } else { (start + 30_000).min(kept.len()) };
		let answer = part(from, kept.len(), &kept[start..end]);
		async move {
			stream.write_all(&answer).await.unwrap();
			if n == 2 {
				sleep(Duration::from_secs(30)).await;
			}
		}
	})
	.await;
	assert_eq!(stores(&[&url]).fetch(hash, len).await.unwrap(), bytes);
	let heads = heads.lock().unwrap();
	assert!(!heads[0].contains("range:"), "{}", heads[0]);
	for (head, from) in heads[1..].iter().zip([30_000, 30_000, 60_000, 90_000]) {
		assert!(head.contains(&format!("range: bytes={from}-\r\n")), "{head}");
	}
	assert_eq!(heads.len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_does_not_know_ranges_begins_again() {
	let bytes = content(50_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	let kept = bytes.clone();
	let (url, _) = theirs(move |n, mut stream, _| {
		let end = if n == 0 { 20_000 } else { kept.len() };
		let answer = part(None, kept.len(), &kept[..end]);
		async move { stream.write_all(&answer).await.unwrap() }
	})
	.await;
	assert_eq!(stores(&[&url]).fetch(hash, len).await.unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_never_comes_to_an_end_is_given_up() {
	let bytes = content(50_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	// Always the same half.
	let url = always(part(None, bytes.len(), &bytes[..25_000])).await;
	let fault = only_fault(stores(&[&url]).fetch(hash, len).await.unwrap_err());
	assert!(matches!(fault, StoreFault::Broken { got: 25_000, len: 50_000, .. }), "{fault}");
	// One byte more each time.
	let kept = bytes.clone();
	let (url, heads) = theirs(move |_, mut stream, from| {
		let start = from.unwrap_or_default() as usize;
		let answer = part(from, kept.len(), &kept[start..start + 1]);
		async move { stream.write_all(&answer).await.unwrap() }
	})
	.await;
	let fault = only_fault(stores(&[&url]).fetch(hash, len).await.unwrap_err());
	assert!(matches!(fault, StoreFault::Broken { got: 16, .. }), "{fault}");
	assert_eq!(heads.lock().unwrap().len(), MOST_BREAKS as usize);
	// Not a byte.
	let (url, _) = theirs(silent).await;
	let fault = only_fault(stores(&[&url]).fetch(hash, len).await.unwrap_err());
	assert_eq!(fault, StoreFault::Stalled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_is_found_and_the_next_store_asked() {
	let bytes = content(70_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	let mut wrong = bytes.clone();
	wrong[69_999] ^= 1;
	let garbage = always(part(None, wrong.len(), &wrong)).await;
	let fault = only_fault(stores(&[&garbage]).fetch(hash, len).await.unwrap_err());
	assert_eq!(fault, StoreFault::Garbage { found: blob_hash(&wrong) });
	let good = ours(1 << 30, 1 << 24).await;
	stores(&[&good.url]).push(bytes.clone()).await.unwrap();
	let all = stores(&[&garbage, &good.url]);
	assert_eq!(all.fetch(hash, len).await.unwrap(), bytes);
	// Half of it garbage, then a broken connection: the next store begins from nothing.
	let half = always(part(None, wrong.len(), &[0; 35_000])).await;
	assert_eq!(stores(&[&half, &good.url]).fetch(hash, len).await.unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strange_answers_are_named() {
	let bytes = content(1_000);
	let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
	let shorter = part(None, 900, &bytes[..900]);
	let mut endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
	for _ in 0..100 {
		endless.extend(b"3e9\r\n");
		endless.extend([7; 1001]);
		endless.extend(b"\r\n");
	}
	let other_range = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-999/1000\r\nContent-Length: 995\r\n\r\n";
	let no_range = b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1000\r\n\r\n";
	let moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
	let gone = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
	let failing = b"HTTP/1.1 500 Oh\r\nContent-Length: 13\r\n\r\nthe \x1b[31mdisk";
	for (answer, want) in [
		(shorter, "has 900 bytes"),
		(endless, "has 1001 bytes"),
		(other_range.to_vec(), "asked from 0"),
		(no_range.to_vec(), "Content-Range"),
		(moved.to_vec(), "status 302"),
		(gone.to_vec(), "does not have it"),
		(failing.to_vec(), "status 500: the [31mdisk"),
		(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(), "broke"),
		(vec![], "broke"),
	] {
		let url = always(answer).await;
		let error = stores(&[&url]).fetch(hash, len).await.unwrap_err().to_string();
		assert!(error.contains(want), "{want}: {error}");
		assert!(error.contains(&url) && error.contains("1000 bytes"), "{error}");
	}
	let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
	for url in [format!("http://{nobody}"), format!("https://{nobody}")] {
		let error = stores(&[&url]).fetch(hash, len).await.unwrap_err().to_string();
		assert!(error.contains("can't be reached"), "{error}");
	}
	let plain = ours(1 << 20, 1 << 20).await.url.replace("http:", "https:");
	let error = stores(&[&plain]).fetch(hash, len).await.unwrap_err().to_string();
	assert!(error.contains("can't be reached"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_is_explained() {
	let small = ours(8 << 20, 6 << 20).await;
	let one = stores(&[&small.url]);
	let fault = only_fault(one.push(content((6 << 20) + 1)).await.unwrap_err());
	assert!(
		matches!(&fault, StoreFault::Refused { status: 413, message } if message.contains("--max-blob-bytes")),
		"{fault}"
	);
	one.push(content(5 << 20)).await.unwrap();
	let fault = only_fault(one.push(content(4 << 20)).await.unwrap_err());
	assert!(
		matches!(&fault, StoreFault::Refused { status: 507, message } if message.contains("--max-bytes")),
		"{fault}"
	);
	// One that takes it is enough; the others are named.
	let large = ours(1 << 30, 1 << 24).await;
	let pushed = stores(&[&small.url, &large.url]).push(content(4 << 20)).await.unwrap();
	assert_eq!((pushed.taken, pushed.failed.len()), (vec![large.url.clone()], 1));
	// Takes the head and no more.
	let (deaf, _) = theirs(silent).await;
	let fault = only_fault(stores(&[&deaf]).push(content(16 << 20)).await.unwrap_err());
	assert_eq!(fault, StoreFault::Stalled);
	// Says that it took it, and did not: the probe sees.
	let liar = always(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".to_vec()).await;
	let probed = stores(&[&liar]).probe().await;
	assert!(probed[0].1.is_err(), "{probed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_and_ids() {
	let store = ours(1 << 30, 1 << 24).await;
	let all = stores(&[&store.url]);
	let text = all.push("grün".as_bytes().to_vec()).await.unwrap().hash;
	assert_eq!(all.fetch_text(text, 5).await.unwrap(), "grün");
	let bytes = all.push(vec![0xff, 0xfe]).await.unwrap().hash;
	let error = all.fetch_text(bytes, 2).await.unwrap_err();
	assert!(matches!(error, BlobError::Nonsense { .. }), "{error}");

	let ids: Vec<u32> = (0..5_000).collect();
	let pushed = all.push(ids_to_blob(&ids)).await.unwrap().hash;
	assert_eq!(pushed, assay_primitives::task::ids_hash(&ids));
	let blob = TokenIds::Blob { hash: pushed, count: 5_000 };
	assert_eq!(all.fetch_ids(&blob).await.unwrap(), ids);
	let inline = TokenIds::Inline(vec![1, 2].try_into().unwrap());
	assert_eq!(all.fetch_ids(&inline).await.unwrap(), [1, 2]);
	let other = all.push(vec![0; 15]).await.unwrap().hash;
	let error = all.fetch_ids(&TokenIds::Blob { hash: other, count: 1 }).await.unwrap_err();
	assert!(matches!(error, BlobError::Nonsense { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses() {
	for bad in [
		"",
		"host",
		"ftp://host",
		"http://",
		"http://a b",
		"http://me:secret@host",
		"http://host/?x=1",
		"127.0.0.1:9617",
	] {
		let error = BlobStores::new([bad]).unwrap_err().to_string();
		assert!(error.contains("http://127.0.0.1:9617"), "{error}");
	}
	let all = BlobStores::new(["http://host/", "http://host", "https://host/a/", "http://[::1]:5"]);
	let all = all.unwrap();
	assert_eq!(all.urls().collect::<Vec<_>>(), ["http://host", "https://host/a", "http://[::1]:5"]);
	let none = BlobStores::new::<&str>([]).unwrap();
	assert!(none.is_empty());
	let error = none.fetch(H256::zero(), 1).await.unwrap_err().to_string();
	assert!(error.contains("--blob-store"), "{error}");
	assert!(matches!(none.push(vec![1]).await, Err(BlobError::NoStore)));
}
