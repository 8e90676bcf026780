//! The transport: one connection at a time to the first of several nodes that answers, made again when it breaks.
//!
//! subxt's own reconnecting client knows a single address and retries it for ever. This one goes through a list, checks
//! that a node it has not met before follows the same chain, and gives up after a while so that a command can say so.
//!
//! Calls are repeated on a new connection. That is safe: every call this crate makes is a query or submits the same
//! bytes again.

use futures::{FutureExt, StreamExt};
use sp_core::H256;
use std::{
	fmt,
	sync::{Arc, OnceLock},
	time::{Duration, Instant},
};
use subxt::rpcs::{
	client::{rpc_params, RawRpcFuture, RawRpcSubscription, RawValue},
	Error, RpcClient, RpcClientT,
};
use tokio::{
	sync::Mutex,
	time::{sleep, timeout},
};

/// Time one node has to complete the handshake.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// Time one call may take. State calls of this chain take milliseconds.
const CALL: Duration = Duration::from_secs(30);
/// Pauses between rounds over all addresses: from, to.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// No address answered: each with the reason.
#[derive(Clone, Debug)]
pub(crate) struct Unreachable(pub Vec<(String, String)>);

impl fmt::Display for Unreachable {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "no node answers")
	}
}

impl std::error::Error for Unreachable {}

/// A connection that outlives its sockets. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Failover {
	inner: Arc<Inner>,
}

struct Inner {
	urls: Vec<String>,
	/// How long a call waits for any node before it fails.
	patience: Duration,
	/// Genesis hash of the chain, known after the first connection.
	genesis: OnceLock<H256>,
	state: Mutex<State>,
}

#[derive(Default)]
struct State {
	/// The open connection and the index of its address.
	open: Option<(usize, RpcClient)>,
	/// Counts connections, so that a late error of an old one does not close the new one.
	generation: u64,
	/// Where to begin looking for the next node.
	next: usize,
}

impl Failover {
	/// Connects to the first address that answers, in one round over all of them.
	pub async fn connect(
		urls: Vec<String>,
		patience: Duration,
		genesis: Option<H256>,
	) -> Result<Self, Error> {
		let known = OnceLock::new();
		if let Some(genesis) = genesis {
			let _ = known.set(genesis);
		}
		let inner = Inner { urls, patience, genesis: known, state: Mutex::new(State::default()) };
		let failover = Self { inner: Arc::new(inner) };
		failover.open(Duration::ZERO).await?;
		Ok(failover)
	}

	/// Fixes the chain that every later node must follow.
	pub fn pin(&self, genesis: H256) {
		let _ = self.inner.genesis.set(genesis);
	}

	/// Address of the open connection.
	pub async fn url(&self) -> Option<String> {
		let state = self.inner.state.lock().await;
		let (index, _) = state.open.as_ref()?;
		self.inner.urls.get(*index).cloned()
	}

	/// The open connection, or a new one if that can be had within `patience`.
	async fn open(&self, patience: Duration) -> Result<(u64, RpcClient), Error> {
		let mut state = self.inner.state.lock().await;
		if let Some((_, client)) = &state.open {
			return Ok((state.generation, client.clone()));
		}
		let deadline = Instant::now() + patience;
		let mut pause = BACKOFF.0;
		loop {
			let mut reasons = Vec::new();
			for offset in 0..self.inner.urls.len() {
				let index = (state.next + offset) % self.inner.urls.len();
				let Some(url) = self.inner.urls.get(index) else { continue };
				match self.try_open(url).await {
					Ok(client) => {
						if state.generation > 0 {
							tracing::info!(url, "connected again");
						}
						state.generation += 1;
						state.next = index;
						state.open = Some((index, client.clone()));
						return Ok((state.generation, client));
					}
					Err(reason) => reasons.push((url.clone(), reason)),
				}
			}
			if Instant::now() + pause > deadline {
				return Err(Error::Client(Box::new(Unreachable(reasons))));
			}
			sleep(pause).await;
			pause = (pause * 2).min(BACKOFF.1);
		}
	}

	async fn try_open(&self, url: &str) -> Result<RpcClient, String> {
		let client = match timeout(HANDSHAKE, RpcClient::from_insecure_url(url)).await {
			Ok(Ok(client)) => client,
			Ok(Err(error)) => return Err(innermost(&error)),
			Err(_) => return Err(format!("no answer within {} s", HANDSHAKE.as_secs())),
		};
		if let Some(expected) = self.inner.genesis.get() {
			let found = timeout(HANDSHAKE, genesis(&client)).await;
			match found {
				Ok(Ok(found)) if found == *expected => {}
				Ok(Ok(found)) => {
					return Err(format!(
						"follows another chain (genesis {found:?}, not {expected:?})"
					))
				}
				Ok(Err(error)) => return Err(error.to_string()),
				Err(_) => return Err(format!("no answer within {} s", HANDSHAKE.as_secs())),
			}
		}
		Ok(client)
	}

	/// Forgets a connection that failed, and looks at the other addresses first.
	async fn close(&self, generation: u64, reason: &str) {
		let mut state = self.inner.state.lock().await;
		if state.generation == generation {
			if let Some((index, _)) = state.open.take() {
				tracing::warn!(url = self.inner.urls.get(index), reason, "connection lost");
				state.next = (index + 1) % self.inner.urls.len().max(1);
			}
		}
	}

	/// Runs `call` on the open connection, and again on new ones if they break, while patience lasts.
	async fn retry<T, F>(&self, call: impl Fn(RpcClient) -> F) -> Result<(u64, T), Error>
	where
		F: std::future::Future<Output = Result<T, Error>>,
	{
		let deadline = Instant::now() + self.inner.patience;
		loop {
			let patience = deadline.saturating_duration_since(Instant::now());
			let (generation, client) = self.open(patience).await?;
			let error = match timeout(CALL, call(client)).await {
				Ok(Ok(value)) => return Ok((generation, value)),
				// Not the connection's fault.
				Ok(Err(
					error @ (Error::User(_)
					| Error::Serialization(_)
					| Error::Deserialization(_)
					| Error::Decode(_)),
				)) => return Err(error),
				Ok(Err(error)) => error,
				Err(_) => Error::Client(format!("no answer within {} s", CALL.as_secs()).into()),
			};
			self.close(generation, &innermost(&error)).await;
			if Instant::now() >= deadline {
				return Err(error);
			}
		}
	}
}

/// Hash of the first block.
pub(crate) async fn genesis(client: &RpcClient) -> Result<H256, Error> {
	client.request("chain_getBlockHash", rpc_params![0]).await
}

/// The cause at the bottom of an error; the layers above it only repeat that there was one.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
	let mut error = error;
	if let Some(Error::Client(inner)) = error.downcast_ref::<Error>() {
		error = inner.as_ref();
		// The transport wraps its error once more in the same type.
		if let Some(Error::Client(inner)) = error.downcast_ref::<Error>() {
			error = inner.as_ref();
		}
	}
	while let Some(source) = error.source() {
		error = source;
	}
	error.to_string()
}

impl RpcClientT for Failover {
	fn request_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
	) -> RawRpcFuture<'a, Box<RawValue>> {
		async move {
			let call = |client: RpcClient| {
				let params = params.clone();
				async move { client.request_raw(method, params).await }
			};
			Ok(self.retry(call).await?.1)
		}
		.boxed()
	}

	fn subscribe_raw<'a>(
		&'a self,
		sub: &'a str,
		params: Option<Box<RawValue>>,
		unsub: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		async move {
			let call = |client: RpcClient| {
				let params = params.clone();
				async move { client.subscribe_raw(sub, params, unsub).await }
			};
			let (generation, subscription) = self.retry(call).await?;
			// The socket below ends silently when it breaks: say so, once, and forget the connection.
			let failover = self.clone();
			let ended = futures::stream::once(async move {
				failover.close(generation, "a subscription ended").await;
				Err(Error::DisconnectedWillReconnect("the subscription ended".into()))
			});
			let stream = subscription.stream.chain(ended).boxed();
			Ok(RawRpcSubscription { stream, id: subscription.id })
		}
		.boxed()
	}
}
