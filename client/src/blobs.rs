//! Blobs: bytes that the chain knows by BLAKE2b-256 and length, kept in stores that need no trust.
//!
//! [`BlobStores::fetch`] hands out bytes only after their length and hash were compared. It never holds more of them
//! than were announced, goes on where a connection broke, and asks the next store when one fails. [`BlobStores::push`]
//! gives a blob to every store, so that whoever knows one of them finds it.

mod transport;

use assay_primitives::task::TokenIds;
use bytes::Bytes;
use futures::future::join_all;
use http_body_util::BodyExt;
use hyper::{header, Method, StatusCode};
use sp_core::H256;
use std::{
	fmt,
	sync::Arc,
	time::{Duration, SystemTime},
};
use tokio::time::{sleep, timeout};
use transport::{Exchange, Transport};

/// Broken connections after which a store is given up, whatever it sent in between.
const MOST_BREAKS: u32 = 16;
/// Of these, how many in a row that brought nothing.
const MOST_BARREN: u32 = 2;
/// Pause before a broken download goes on.
const BREATH: Duration = Duration::from_millis(200);
/// Of a store's answer, how much is shown, in characters.
const SHOWN: usize = 200;

/// BLAKE2b-256 of bytes: the name of a blob.
pub fn blob_hash(bytes: &[u8]) -> H256 {
	H256(sp_crypto_hashing::blake2_256(bytes))
}

/// What lies in a store for [`TokenIds::Blob`]: the bytes that `ids_hash` is the hash of.
pub fn ids_to_blob(ids: &[u32]) -> Vec<u8> {
	let mut bytes = IDS_DOMAIN.to_vec();
	bytes.extend(ids.iter().flat_map(|id| id.to_le_bytes()));
	bytes
}

const IDS_DOMAIN: &[u8] = b"assay/ids/1";

/// Why a blob can't be had, or could not be pushed. Each text says what to do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BlobError {
	#[error("no blob store is named; use --blob-store URL or ASSAY_BLOB_STORES")]
	NoStore,
	#[error("`{url}` is not the address of a blob store: {reason}. It looks like http://127.0.0.1:9617 or https://host")]
	BadUrl { url: String, reason: String },
	#[error("blob {hash:?} of {len} bytes can't be had:\n{}", list(.stores))]
	NotFetched { hash: H256, len: u64, stores: Vec<(String, StoreFault)> },
	#[error("blob {hash:?} of {len} bytes was taken by no store:\n{}", list(.stores))]
	NotPushed { hash: H256, len: u64, stores: Vec<(String, StoreFault)> },
	/// The bytes are those that were announced, and are not what they should be.
	#[error("blob {hash:?} is intact but holds no {wanted}; whoever made it made it wrong")]
	Nonsense { hash: H256, wanted: &'static str },
}

fn list(stores: &[(String, StoreFault)]) -> String {
	stores.iter().map(|(url, fault)| format!("  {url}: {fault}")).collect::<Vec<_>>().join("\n")
}

/// What is wrong with one store's answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreFault {
	#[error("can't be reached ({0}); is it running, and is the address right?")]
	Unreachable(String),
	#[error("fell silent; try again, or use another store")]
	Stalled,
	#[error("is too slow; try again, or use another store")]
	TooSlow,
	#[error("the connection broke with {got} of {len} bytes there ({reason}); try again, or use another store")]
	Broken { got: u64, len: u64, reason: String },
	#[error(
		"does not have it; whoever made the blob must push it there, or name a store that has it"
	)]
	Missing,
	#[error("has {found} bytes under that hash, so not this blob; do not use the store")]
	Length { found: u64 },
	#[error("sent other bytes, with the BLAKE2b-256 {found:?}; do not use the store")]
	Garbage { found: H256 },
	#[error("answered with status {status}: {message}")]
	Refused { status: u16, message: String },
	#[error("does not speak as a blob store does ({0}); check the address")]
	Protocol(String),
}

impl StoreFault {
	/// Whether asking the same store again may help at once.
	fn may_pass(&self) -> bool {
		match self {
			Self::Broken { .. } => true,
			Self::Refused { status, .. } => matches!(status, 429 | 502 | 503 | 504),
			_ => false,
		}
	}
}

/// How patient to be with a store.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
	/// For the connection to be there.
	pub connect: Duration,
	/// Without a byte.
	pub stall: Duration,
	/// For everything, beside the time of the bytes.
	pub grace: Duration,
	/// Bytes a second that a store must manage.
	pub least_speed: u64,
}

impl Default for Patience {
	fn default() -> Self {
		Self {
			connect: Duration::from_secs(5),
			stall: Duration::from_secs(10),
			grace: Duration::from_secs(30),
			least_speed: 64 << 10,
		}
	}
}

impl Patience {
	fn in_all(&self, len: u64) -> Duration {
		self.grace.saturating_add(Duration::from_secs(len / self.least_speed.max(1)))
	}
}

/// What became of a blob that at least one store took.
#[derive(Clone, Debug)]
pub struct Pushed {
	pub hash: H256,
	/// Addresses of the stores that have it.
	pub taken: Vec<String>,
	/// Those that did not take it, and why.
	pub failed: Vec<(String, StoreFault)>,
}

/// Blob stores, the preferred first. Cheap to clone.
#[derive(Clone)]
pub struct BlobStores {
	stores: Arc<Vec<Transport>>,
	patience: Patience,
}

impl fmt::Debug for BlobStores {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_list().entries(self.urls()).finish()
	}
}

impl BlobStores {
	/// Stores at these addresses. None is allowed: then there is nowhere to push, and nothing to fetch.
	pub fn new<T: AsRef<str>>(urls: impl IntoIterator<Item = T>) -> Result<Self, BlobError> {
		Self::with_patience(urls, Patience::default())
	}

	pub fn with_patience<T: AsRef<str>>(
		urls: impl IntoIterator<Item = T>,
		patience: Patience,
	) -> Result<Self, BlobError> {
		let mut stores: Vec<Transport> = Vec::new();
		for url in urls {
			let url = url.as_ref();
			let store = Transport::new(url)
				.map_err(|reason| BlobError::BadUrl { url: url.into(), reason })?;
			if stores.iter().all(|other| other.url() != store.url()) {
				stores.push(store);
			}
		}
		Ok(Self { stores: Arc::new(stores), patience })
	}

	pub fn is_empty(&self) -> bool {
		self.stores.is_empty()
	}

	pub fn urls(&self) -> impl Iterator<Item = &str> {
		self.stores.iter().map(Transport::url)
	}

	/// The `len` bytes with this BLAKE2b-256, from the first store that has them.
	pub async fn fetch(&self, hash: H256, len: u64) -> Result<Vec<u8>, BlobError> {
		if self.stores.is_empty() {
			return Err(BlobError::NoStore);
		}
		let mut faults = Vec::new();
		for store in self.stores.iter() {
			let fetched = timeout(self.patience.in_all(len), self.fetch_from(store, hash, len));
			match fetched.await.unwrap_or(Err(StoreFault::TooSlow)) {
				Ok(bytes) => return Ok(bytes),
				Err(fault) => {
					tracing::debug!(url = store.url(), blob = ?hash, %fault, "not fetched");
					faults.push((store.url().to_string(), fault));
				}
			}
		}
		Err(BlobError::NotFetched { hash, len, stores: faults })
	}

	/// As [`Self::fetch`], of UTF-8 text.
	pub async fn fetch_text(&self, hash: H256, len: u64) -> Result<String, BlobError> {
		let bytes = self.fetch(hash, len).await?;
		String::from_utf8(bytes).map_err(|_| BlobError::Nonsense { hash, wanted: "UTF-8 text" })
	}

	/// The ids that an outcome has, wherever they are.
	pub async fn fetch_ids(&self, ids: &TokenIds) -> Result<Vec<u32>, BlobError> {
		let (hash, count) = match ids {
			TokenIds::Inline(ids) => return Ok(ids.to_vec()),
			TokenIds::Blob { hash, count } => (*hash, *count),
		};
		let len = u64::from(count).saturating_mul(4).saturating_add(IDS_DOMAIN.len() as u64);
		let bytes = self.fetch(hash, len).await?;
		let nonsense = BlobError::Nonsense { hash, wanted: "token ids" };
		let ids = bytes.strip_prefix(IDS_DOMAIN).ok_or(nonsense)?;
		Ok(ids
			.chunks_exact(4)
			.map(|id| u32::from_le_bytes(id.try_into().unwrap_or_default()))
			.collect())
	}

	/// Gives a blob to every store. Good if one of them took it.
	pub async fn push(&self, bytes: impl Into<Bytes>) -> Result<Pushed, BlobError> {
		if self.stores.is_empty() {
			return Err(BlobError::NoStore);
		}
		let bytes: Bytes = bytes.into();
		let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
		let pushes = self.stores.iter().map(|store| async {
			let pushed =
				timeout(self.patience.in_all(len), self.push_to(store, hash, bytes.clone()));
			(store.url().to_string(), pushed.await.unwrap_or(Err(StoreFault::TooSlow)))
		});
		let mut pushed = Pushed { hash, taken: Vec::new(), failed: Vec::new() };
		for (url, result) in join_all(pushes).await {
			match result {
				Ok(()) => pushed.taken.push(url),
				Err(fault) => pushed.failed.push((url, fault)),
			}
		}
		if pushed.taken.is_empty() {
			return Err(BlobError::NotPushed { hash, len, stores: pushed.failed });
		}
		Ok(pushed)
	}

	/// Puts a small blob into every store, and reads it back whole and in part.
	pub async fn probe(&self) -> Vec<(String, Result<(), StoreFault>)> {
		let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
		let bytes = Bytes::from(format!("assay: is this store well? {}", now.as_nanos()));
		let (hash, len) = (blob_hash(&bytes), bytes.len() as u64);
		join_all(self.stores.iter().map(|store| async {
			let exchange = async {
				self.push_to(store, hash, bytes.clone()).await?;
				self.fetch_from(store, hash, len).await?;
				let mut end = bytes.to_vec();
				end.truncate(bytes.len() / 2);
				let half = end.len();
				self.continue_from(store, hash, len, &mut end, &mut false).await?;
				if end.get(half..) != bytes.get(half..) {
					return Err(StoreFault::Protocol("a range holds other bytes".into()));
				}
				Ok(())
			};
			let done = timeout(self.patience.in_all(len), exchange).await;
			(store.url().to_string(), done.unwrap_or(Err(StoreFault::TooSlow)))
		}))
		.await
	}

	async fn push_to(&self, store: &Transport, hash: H256, bytes: Bytes) -> Result<(), StoreFault> {
		let exchange = store.send(Method::PUT, &path(hash), None, bytes, &self.patience).await?;
		let status = exchange.response.status();
		if status.is_success() {
			Ok(())
		} else {
			Err(refusal(exchange, &self.patience).await)
		}
	}

	/// All bytes from one store, compared with their hash.
	async fn fetch_from(
		&self,
		store: &Transport,
		hash: H256,
		len: u64,
	) -> Result<Vec<u8>, StoreFault> {
		let mut bytes = Vec::new();
		let (mut breaks, mut barren) = (0, 0);
		loop {
			let before = bytes.len();
			let mut again = false;
			let fault = match self.continue_from(store, hash, len, &mut bytes, &mut again).await {
				Ok(()) => break,
				Err(fault) => fault,
			};
			breaks += 1;
			barren = if !again && bytes.len() > before { 0 } else { barren + 1 };
			if !fault.may_pass() || breaks >= MOST_BREAKS || barren >= MOST_BARREN {
				return Err(fault);
			}
			sleep(BREATH).await;
		}
		let found = blob_hash(&bytes);
		if found == hash {
			Ok(bytes)
		} else {
			Err(StoreFault::Garbage { found })
		}
	}

	/// Asks for what is missing of `bytes`. Leaves what came; `again` says that the store began from the first byte.
	async fn continue_from(
		&self,
		store: &Transport,
		hash: H256,
		len: u64,
		bytes: &mut Vec<u8>,
		again: &mut bool,
	) -> Result<(), StoreFault> {
		let from = bytes.len() as u64;
		if from > 0 && from == len {
			return Ok(());
		}
		let range = (from > 0).then(|| format!("bytes={from}-"));
		let exchange = store
			.send(Method::GET, &path(hash), range.as_deref(), Bytes::new(), &self.patience)
			.await?;
		let text =
			|name| exchange.response.headers().get(name).and_then(|value| value.to_str().ok());
		match exchange.response.status() {
			StatusCode::OK => {
				// It does not know ranges.
				*again = from > 0;
				bytes.clear();
				let found = text(header::CONTENT_LENGTH).and_then(|value| value.parse().ok());
				if let Some(found) = found.filter(|found| *found != len) {
					return Err(StoreFault::Length { found });
				}
			}
			StatusCode::PARTIAL_CONTENT => {
				let range = text(header::CONTENT_RANGE).unwrap_or_default();
				let (start, total) = content_range(range)
					.ok_or_else(|| StoreFault::Protocol(format!("Content-Range: {range:?}")))?;
				if start != from {
					return Err(StoreFault::Protocol(format!("asked from {from}, sent {range:?}")));
				}
				if total != len {
					return Err(StoreFault::Length { found: total });
				}
			}
			StatusCode::NOT_FOUND | StatusCode::GONE => return Err(StoreFault::Missing),
			_ => return Err(refusal(exchange, &self.patience).await),
		}
		let Exchange { response, connection: _connection } = exchange;
		let mut body = response.into_body();
		loop {
			let got = bytes.len() as u64;
			if got == len {
				return Ok(());
			}
			let broken = |reason: String| StoreFault::Broken { got, len, reason };
			match timeout(self.patience.stall, body.frame()).await {
				// A connection that fell silent may come to life on another.
				Err(_) => return Err(broken("it fell silent".into())),
				Ok(Some(Ok(frame))) => {
					let Some(part) = frame.data_ref() else { continue };
					let found = got.saturating_add(part.len() as u64);
					if found > len {
						return Err(StoreFault::Length { found });
					}
					bytes.extend_from_slice(part);
				}
				Ok(Some(Err(error))) => return Err(broken(transport::reason(&error))),
				Ok(None) => return Err(broken("it was closed early".into())),
			}
		}
	}
}

fn path(hash: H256) -> String {
	format!("/blobs/{}", hex::encode(hash.as_bytes()))
}

/// Reads `bytes 5-9/10`: first byte and length of the whole.
fn content_range(text: &str) -> Option<(u64, u64)> {
	let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
	let (start, _) = range.split_once('-')?;
	Some((start.parse().ok()?, total.parse().ok()?))
}

/// A store's own words about an error, short and printable.
async fn refusal(exchange: Exchange, patience: &Patience) -> StoreFault {
	let status = exchange.response.status();
	let mut body = exchange.response.into_body();
	let mut text = Vec::new();
	while text.len() < 4 * SHOWN {
		match timeout(patience.stall, body.frame()).await {
			Ok(Some(Ok(frame))) => {
				text.extend_from_slice(frame.data_ref().unwrap_or(&Bytes::new()))
			}
			_ => break,
		}
	}
	let text = String::from_utf8_lossy(&text);
	let message: String = text.trim().chars().filter(|c| !c.is_control()).take(SHOWN).collect();
	let message = if message.is_empty() {
		status.canonical_reason().unwrap_or("no reason given").to_string()
	} else {
		message
	};
	StoreFault::Refused { status: status.as_u16(), message }
}

#[cfg(test)]
mod tests;
