//! The store over HTTP. A connection carries one request, which has a time that grows with its bytes.

use crate::store::{hex_of, parse_hash, Hash, PutError, Store, Stored};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Either, Full};
use hyper::{
	body::{Body, Frame, Incoming, SizeHint},
	header::{self, HeaderMap, HeaderValue},
	server::conn::http1,
	service::service_fn,
	Method, Request, Response, StatusCode,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
	collections::HashMap,
	convert::Infallible,
	future::Future,
	io::{self, Seek, SeekFrom},
	net::{IpAddr, Ipv6Addr},
	pin::Pin,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex,
	},
	task::{ready, Context, Poll},
	time::Duration,
};
use tokio::{
	io::{AsyncRead, ReadBuf},
	net::{TcpListener, TcpStream},
	sync::{watch, OwnedSemaphorePermit, Semaphore},
	time::{sleep, sleep_until, timeout, Instant},
};

/// Time until a request's head is there.
const HEAD: Duration = Duration::from_secs(10);
/// Time for a request beside that of its bytes.
const GRACE: Duration = Duration::from_secs(30);
/// Bytes a second that a peer must manage at least.
const LEAST_SPEED: u64 = 64 << 10;
/// Time without a byte after which an upload is given up.
const STALL: Duration = Duration::from_secs(10);
/// Size of a request's head.
const MAX_HEAD: usize = 16 << 10;
/// Bytes of a refused upload that are read, so that the sender gets to see the answer: closing a connection with bytes
/// unread makes the sender's side drop what it has not read itself. As much as `assay post` sends at most.
const DRAINED: u64 = 64 << 20;
/// Bytes of a file read at a time.
const PART: usize = 64 << 10;
/// How long an orderly end waits for requests under way.
const END_PATIENCE: Duration = Duration::from_secs(10);

/// What strangers may use up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// Connections at a time.
	pub connections: usize,
	/// Connections at a time from one address (IPv6: one network of 64 bits). Loopback is exempt, for there stands
	/// the proxy.
	pub connections_per_address: usize,
}

impl Default for Limits {
	fn default() -> Self {
		Self { connections: 256, connections_per_address: 32 }
	}
}

#[derive(Default)]
struct Counters {
	served: AtomicU64,
	served_bytes: AtomicU64,
	missing: AtomicU64,
	taken: AtomicU64,
	taken_bytes: AtomicU64,
	refused: AtomicU64,
	turned_away: AtomicU64,
}

fn count(counter: &AtomicU64, by: u64) {
	counter.fetch_add(by, Ordering::Relaxed);
}

struct Shared {
	store: Store,
	counters: Counters,
	peers: Mutex<HashMap<IpAddr, usize>>,
}

/// Serves until `stop` resolves, then waits a moment for requests under way.
pub async fn serve(
	listener: TcpListener,
	store: Store,
	limits: Limits,
	stop: impl Future<Output = ()>,
) {
	let shared = Arc::new(Shared {
		store,
		counters: Counters::default(),
		peers: Mutex::new(HashMap::new()),
	});
	let slots = Arc::new(Semaphore::new(limits.connections));
	tokio::pin!(stop);
	loop {
		let accepted = tokio::select! {
			() = &mut stop => break,
			accepted = listener.accept() => accepted,
		};
		let (stream, peer) = match accepted {
			Ok((stream, peer)) => (stream, peer.ip()),
			Err(error) => {
				// Out of file handles, most likely: they come back as requests end.
				tracing::warn!(%error, "can't accept a connection");
				sleep(Duration::from_millis(100)).await;
				continue;
			}
		};
		let slot = slots.clone().try_acquire_owned().ok();
		let seat = Seat::take(&shared, peer, limits.connections_per_address);
		match (slot, seat) {
			(Some(slot), Some(seat)) => {
				tokio::spawn(connection(stream, shared.clone(), slot, seat));
			}
			_ => {
				count(&shared.counters.turned_away, 1);
				turn_away(stream);
			}
		}
	}
	let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
	let _ = timeout(END_PATIENCE, slots.acquire_many(all)).await;
}

/// Says that there are too many connections, as far as that goes without waiting.
fn turn_away(stream: TcpStream) {
	const ANSWER: &[u8] =
		b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n\
		Content-Type: text/plain\r\nContent-Length: 38\r\n\r\ntoo many connections; try again later\n";
	let _ = stream.try_write(ANSWER);
}

/// A connection's place among those of its address.
struct Seat {
	shared: Arc<Shared>,
	/// `None`: not counted.
	network: Option<IpAddr>,
}

impl Seat {
	fn take(shared: &Arc<Shared>, peer: IpAddr, limit: usize) -> Option<Self> {
		let peer = peer.to_canonical();
		let shared = shared.clone();
		if peer.is_loopback() {
			return Some(Self { shared, network: None });
		}
		let network = match peer {
			IpAddr::V4(_) => peer,
			IpAddr::V6(address) => {
				IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
			}
		};
		{
			let mut peers = shared.peers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
			let taken = peers.entry(network).or_default();
			if *taken >= limit {
				return None;
			}
			*taken += 1;
		}
		Some(Self { shared, network: Some(network) })
	}
}

impl Drop for Seat {
	fn drop(&mut self) {
		let Some(network) = self.network else { return };
		let mut peers = self.shared.peers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
		if let Some(taken) = peers.get_mut(&network) {
			*taken = taken.saturating_sub(1);
			if *taken == 0 {
				peers.remove(&network);
			}
		}
	}
}

async fn connection(
	stream: TcpStream,
	shared: Arc<Shared>,
	_slot: OwnedSemaphorePermit,
	_seat: Seat,
) {
	let _ = stream.set_nodelay(true);
	let (deadline, mut moved) = watch::channel(Instant::now() + HEAD + GRACE);
	let deadline = Arc::new(deadline);
	let service = service_fn(move |request| {
		let (shared, deadline) = (shared.clone(), deadline.clone());
		async move { Ok::<_, Infallible>(answer(&shared, request, &deadline).await) }
	});
	let served = http1::Builder::new()
		.timer(TokioTimer::new())
		.header_read_timeout(HEAD)
		.max_buf_size(MAX_HEAD)
		.keep_alive(false)
		.serve_connection(TokioIo::new(stream), service);
	let out_of_time = async {
		loop {
			let until = *moved.borrow_and_update();
			tokio::select! {
				() = sleep_until(until) => return,
				Ok(()) = moved.changed() => {}
			}
		}
	};
	// What is dropped half way takes its files with it.
	tokio::select! {
		result = served => if let Err(error) = result {
			tracing::debug!(%error, "connection broke");
		},
		() = out_of_time => tracing::debug!("connection was too slow"),
	}
}

fn allow(deadline: &watch::Sender<Instant>, bytes: u64) {
	deadline.send_replace(Instant::now() + GRACE + Duration::from_secs(bytes / LEAST_SPEED));
}

type Answer = Response<Either<Full<Bytes>, FileBody>>;

async fn answer(
	shared: &Shared,
	request: Request<Incoming>,
	deadline: &watch::Sender<Instant>,
) -> Answer {
	let path = request.uri().path().to_string();
	let method = request.method().clone();
	let reading = method == Method::GET || method == Method::HEAD;
	match (path.as_str(), path.strip_prefix("/blobs/")) {
		("/", _) if reading => {
			say(StatusCode::OK, "An Assay blob store: GET, HEAD or PUT /blobs/<BLAKE2b-256>")
		}
		("/healthz", _) if reading => healthz(&shared.store),
		("/metrics", _) if reading => metrics(shared),
		(_, Some(name)) => {
			let Some(hash) = parse_hash(name) else {
				return say(
					StatusCode::BAD_REQUEST,
					"a blob's name is its BLAKE2b-256: 64 hexadecimal digits",
				);
			};
			match method {
				Method::GET | Method::HEAD => get(shared, &request, hash, deadline),
				Method::PUT => put(shared, request, hash, deadline).await,
				_ => not_allowed("GET, HEAD, PUT"),
			}
		}
		("/" | "/healthz" | "/metrics", _) => not_allowed("GET, HEAD"),
		_ => say(StatusCode::NOT_FOUND, "nothing is here; blobs are at /blobs/<BLAKE2b-256>"),
	}
}

fn say(status: StatusCode, text: &str) -> Answer {
	let mut answer = Response::new(Either::Left(Full::new(Bytes::from(format!("{text}\n")))));
	*answer.status_mut() = status;
	let headers = answer.headers_mut();
	headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
	headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
	answer
}

fn not_allowed(methods: &'static str) -> Answer {
	let mut answer =
		say(StatusCode::METHOD_NOT_ALLOWED, &format!("what can be done here: {methods}"));
	answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
	answer
}

fn healthz(store: &Store) -> Answer {
	let stats = store.stats();
	let max_blob = store.options().max_blob_bytes;
	let text = format!(
		"{{\"blobs\":{},\"usedBytes\":{},\"maxBytes\":{},\"maxBlobBytes\":{max_blob},\"keepSeconds\":{}}}",
		stats.blobs,
		stats.used,
		stats.max_bytes,
		store.options().keep.as_secs()
	);
	let mut answer = say(StatusCode::OK, &text);
	answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
	answer
}

fn metrics(shared: &Shared) -> Answer {
	let (stats, counters) = (shared.store.stats(), &shared.counters);
	let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
	let mut text = String::new();
	for (name, kind, help, value) in [
		("blobs", "gauge", "Blobs kept", stats.blobs),
		("used_bytes", "gauge", "Bytes that blobs and uploads take", stats.used),
		("max_bytes", "gauge", "Bytes that they may take", stats.max_bytes),
		("evicted_total", "counter", "Old blobs dropped to make room", stats.evicted),
		("gets_total", "counter", "Blobs, or parts of them, served", of(&counters.served)),
		("get_bytes_total", "counter", "Bytes asked for in them", of(&counters.served_bytes)),
		("missing_total", "counter", "Blobs asked for that are not here", of(&counters.missing)),
		("puts_total", "counter", "Blobs taken", of(&counters.taken)),
		("put_bytes_total", "counter", "Bytes of blobs taken", of(&counters.taken_bytes)),
		("refused_total", "counter", "Blobs refused", of(&counters.refused)),
		(
			"turned_away_total",
			"counter",
			"Connections refused because there were too many",
			of(&counters.turned_away),
		),
	] {
		text += &format!("# HELP assay_blobs_{name} {help}\n# TYPE assay_blobs_{name} {kind}\nassay_blobs_{name} {value}\n");
	}
	let mut answer = say(StatusCode::OK, text.trim_end());
	answer.headers_mut().insert(
		header::CONTENT_TYPE,
		HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
	);
	answer
}

/// What of a blob is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
	Whole,
	/// From this byte on, that many.
	Part(u64, u64),
	Nothing,
}

/// Reads `Range`. What is not a single range of bytes may be ignored, and is.
fn wanted(headers: &HeaderMap, len: u64) -> Wanted {
	let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
	let Some((first, last)) = range
		.and_then(|range| range.strip_prefix("bytes="))
		.and_then(|range| range.split_once('-'))
	else {
		return Wanted::Whole;
	};
	let number = |text: &str| {
		let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
		digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
	};
	let (from, to) = match (number(first), number(last)) {
		(Some(from), Some(to)) if from <= to => (from, to.min(len.saturating_sub(1))),
		(Some(from), None) if last.is_empty() => (from, len.saturating_sub(1)),
		(None, Some(0)) if first.is_empty() => return Wanted::Nothing,
		(None, Some(tail)) if first.is_empty() => (len.saturating_sub(tail), len.saturating_sub(1)),
		_ => return Wanted::Whole,
	};
	if from >= len {
		return Wanted::Nothing;
	}
	Wanted::Part(from, to - from + 1)
}

fn get(
	shared: &Shared,
	request: &Request<Incoming>,
	hash: Hash,
	deadline: &watch::Sender<Instant>,
) -> Answer {
	let (mut file, len) = match shared.store.get(&hash) {
		Ok(Some(found)) => found,
		Ok(None) => {
			count(&shared.counters.missing, 1);
			return say(
				StatusCode::NOT_FOUND,
				"this store does not have the blob; ask another, or whoever has it to push it",
			);
		}
		Err(error) => {
			tracing::error!(blob = hex_of(&hash), %error, "can't read");
			return say(
				StatusCode::INTERNAL_SERVER_ERROR,
				"the store can't read the blob; tell its operator",
			);
		}
	};
	let mut headers = HeaderMap::new();
	let mut set = |name, value: String| {
		if let Ok(value) = HeaderValue::from_str(&value) {
			headers.insert(name, value);
		}
	};
	set(header::ACCEPT_RANGES, "bytes".into());
	let (status, from, size) = match wanted(request.headers(), len) {
		Wanted::Whole => (StatusCode::OK, 0, len),
		Wanted::Part(from, count) => {
			set(header::CONTENT_RANGE, format!("bytes {from}-{}/{len}", from + count - 1));
			(StatusCode::PARTIAL_CONTENT, from, count)
		}
		Wanted::Nothing => {
			let mut answer =
				say(StatusCode::RANGE_NOT_SATISFIABLE, "the blob ends before that byte");
			set(header::CONTENT_RANGE, format!("bytes */{len}"));
			answer.headers_mut().extend(headers);
			return answer;
		}
	};
	set(header::CONTENT_LENGTH, size.to_string());
	set(header::CONTENT_TYPE, "application/octet-stream".into());
	set(header::X_CONTENT_TYPE_OPTIONS, "nosniff".into());
	set(header::ETAG, format!("\"{}\"", hex_of(&hash)));
	// What a name stands for never changes.
	set(header::CACHE_CONTROL, "public, max-age=31536000, immutable".into());
	let body = if *request.method() == Method::HEAD {
		Either::Left(Full::default())
	} else {
		if let Err(error) = file.seek(SeekFrom::Start(from)) {
			tracing::error!(blob = hex_of(&hash), %error, "can't read");
			return say(
				StatusCode::INTERNAL_SERVER_ERROR,
				"the store can't read the blob; tell its operator",
			);
		}
		allow(deadline, size);
		count(&shared.counters.served, 1);
		count(&shared.counters.served_bytes, size);
		Either::Right(FileBody { file: tokio::fs::File::from_std(file), left: size })
	};
	let mut answer = Response::new(body);
	*answer.status_mut() = status;
	*answer.headers_mut() = headers;
	answer
}

async fn put(
	shared: &Shared,
	request: Request<Incoming>,
	hash: Hash,
	deadline: &watch::Sender<Instant>,
) -> Answer {
	let mut body = request.into_body();
	let Some(len) = body.size_hint().exact() else {
		return say(StatusCode::LENGTH_REQUIRED, "say with Content-Length how long the blob is");
	};
	allow(deadline, len);
	match take(&shared.store, &mut body, hash, len).await {
		Ok(stored) => {
			count(&shared.counters.taken, 1);
			count(&shared.counters.taken_bytes, len);
			match stored {
				Stored::New => say(StatusCode::CREATED, "taken"),
				Stored::Known => say(StatusCode::OK, "it was here, and is kept anew"),
			}
		}
		Err(refusal) => {
			count(&shared.counters.refused, 1);
			let status = match &refusal {
				Refusal::Stalled => StatusCode::REQUEST_TIMEOUT,
				Refusal::Broken => StatusCode::BAD_REQUEST,
				Refusal::Put(error) => match error {
					PutError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
					PutError::Full => StatusCode::INSUFFICIENT_STORAGE,
					PutError::WrongHash { .. } => StatusCode::UNPROCESSABLE_ENTITY,
					PutError::WrongLength { .. } => StatusCode::BAD_REQUEST,
					PutError::Dropped => StatusCode::SERVICE_UNAVAILABLE,
					PutError::Io(_) => StatusCode::INTERNAL_SERVER_ERROR,
				},
			};
			if status.is_server_error() {
				tracing::warn!(blob = hex_of(&hash), len, error = %refusal, "refused");
			}
			if matches!(refusal, Refusal::Put(_)) {
				drain(&mut body).await;
			}
			say(status, &refusal.to_string())
		}
	}
}

/// Why an upload came to nothing.
#[derive(Debug, thiserror::Error)]
enum Refusal {
	#[error("nothing came for {} s; send the blob again", STALL.as_secs())]
	Stalled,
	#[error("the upload broke off; send the blob again")]
	Broken,
	#[error(transparent)]
	Put(#[from] PutError),
}

async fn take(store: &Store, body: &mut Incoming, hash: Hash, len: u64) -> Result<Stored, Refusal> {
	let mut upload = store.begin(hash, len).await?;
	loop {
		match timeout(STALL, body.frame()).await {
			Err(_) => return Err(Refusal::Stalled),
			Ok(None) => return Ok(upload.finish().await?),
			Ok(Some(Err(_))) => return Err(Refusal::Broken),
			Ok(Some(Ok(frame))) => {
				if let Some(bytes) = frame.data_ref() {
					upload.write(bytes).await?;
				}
			}
		}
	}
}

/// Reads on for a bit: a sender that is still sending would see a broken connection instead of the answer.
async fn drain(body: &mut Incoming) {
	let mut left = DRAINED;
	while left > 0 {
		match timeout(STALL, body.frame()).await {
			Ok(Some(Ok(frame))) => {
				let len = frame.data_ref().map_or(0, Bytes::len);
				left = left.saturating_sub(len.max(1) as u64);
			}
			_ => return,
		}
	}
}

/// A part of a file, as long as was announced; a file that ends before breaks the connection.
struct FileBody {
	file: tokio::fs::File,
	left: u64,
}

impl Body for FileBody {
	type Data = Bytes;
	type Error = io::Error;

	fn poll_frame(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
	) -> Poll<Option<io::Result<Frame<Bytes>>>> {
		if self.left == 0 {
			return Poll::Ready(None);
		}
		let want = usize::try_from(self.left).unwrap_or(PART).min(PART);
		let mut part = BytesMut::zeroed(want);
		let mut buffer = ReadBuf::new(&mut part);
		if let Err(error) = ready!(Pin::new(&mut self.file).poll_read(context, &mut buffer)) {
			return Poll::Ready(Some(Err(error)));
		}
		let len = buffer.filled().len();
		if len == 0 {
			return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
		}
		part.truncate(len);
		self.left -= len as u64;
		Poll::Ready(Some(Ok(Frame::data(part.freeze()))))
	}

	fn is_end_stream(&self) -> bool {
		self.left == 0
	}

	fn size_hint(&self) -> SizeHint {
		SizeHint::with_exact(self.left)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ranges() {
		let ask = |range: &str| {
			let mut headers = HeaderMap::new();
			headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
			wanted(&headers, 10)
		};
		assert_eq!(wanted(&HeaderMap::new(), 10), Wanted::Whole);
		for (range, want) in [
			("bytes=0-", Wanted::Part(0, 10)),
			("bytes=0-0", Wanted::Part(0, 1)),
			("bytes=3-5", Wanted::Part(3, 3)),
			("bytes=3-99999999999999999999999", Wanted::Part(3, 7)),
			("bytes=-4", Wanted::Part(6, 4)),
			("bytes=-99", Wanted::Part(0, 10)),
			("bytes=9-", Wanted::Part(9, 1)),
			("bytes=10-", Wanted::Nothing),
			("bytes=10-12", Wanted::Nothing),
			("bytes=-0", Wanted::Nothing),
			// Not understood, so not obeyed.
			("bytes=5-3", Wanted::Whole),
			("bytes=1-2,4-5", Wanted::Whole),
			("bytes=+1-2", Wanted::Whole),
			("bytes=a-", Wanted::Whole),
			("bytes=-", Wanted::Whole),
			("lines=1-2", Wanted::Whole),
		] {
			assert_eq!(ask(range), want, "{range}");
		}
		let mut headers = HeaderMap::new();
		headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-"));
		assert_eq!(wanted(&headers, 0), Wanted::Nothing);
	}
}
