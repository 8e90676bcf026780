//! One HTTP exchange with one store: a connection of its own, version 1.1, with TLS or without, no redirects.

use super::{Patience, StoreFault};
use bytes::Bytes;
use hyper::{
	body::{Body, Frame, Incoming, SizeHint},
	client::conn::http1,
	header,
	http::uri::Scheme,
	Method, Request, Response, Uri,
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::{
	convert::Infallible,
	error::Error,
	pin::Pin,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
	task::{Context, Poll},
};
use tokio::{
	io::{AsyncRead, AsyncWrite},
	net::TcpStream,
	task::AbortHandle,
	time::{sleep, timeout},
};
use tokio_rustls::TlsConnector;

/// Bytes of a body handed over at a time.
const PART: usize = 64 << 10;

/// The way to a store.
pub(super) struct Transport {
	url: String,
	host: String,
	port: u16,
	/// What stands before `/blobs`.
	prefix: String,
	/// `Some`: https.
	tls: Option<(TlsConnector, ServerName<'static>)>,
}

/// An answer, and what keeps its body coming.
pub(super) struct Exchange {
	pub response: Response<Incoming>,
	pub connection: Guard,
}

/// Ends the connection's task.
pub(super) struct Guard(AbortHandle);

impl Drop for Guard {
	fn drop(&mut self) {
		self.0.abort();
	}
}

/// An error with its causes on one line.
pub(super) fn reason(error: &dyn Error) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(error) = cause {
		text = format!("{text}: {error}");
		cause = error.source();
	}
	text
}

impl Transport {
	pub fn new(url: &str) -> Result<Self, String> {
		let uri: Uri = url.parse().map_err(|error| format!("{error}"))?;
		let secure = match uri.scheme() {
			Some(scheme) if *scheme == Scheme::HTTP => false,
			Some(scheme) if *scheme == Scheme::HTTPS => true,
			_ => return Err("it must begin with http:// or https://".into()),
		};
		let host = uri.host().filter(|host| !host.is_empty()).ok_or("it names no host")?;
		if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
			return Err("user names and passwords are not supported".into());
		}
		if uri.query().is_some() {
			return Err("it must not have a query".into());
		}
		let port = match (uri.port(), secure) {
			(Some(port), _) => port.as_u16(),
			(None, true) => 443,
			(None, false) => 80,
		};
		// An address of version 6 stands in brackets, which are the URL's.
		let bare = host.trim_start_matches('[').trim_end_matches(']').to_string();
		let tls = if secure {
			let name = ServerName::try_from(bare.clone())
				.map_err(|_| format!("`{bare}` is not a name that certificates have"))?;
			Some((connector()?, name))
		} else {
			None
		};
		Ok(Self {
			url: url.trim_end_matches('/').to_string(),
			host: bare,
			port,
			prefix: uri.path().trim_end_matches('/').to_string(),
			tls,
		})
	}

	pub fn url(&self) -> &str {
		&self.url
	}

	/// Sends a request and waits for the head of the answer.
	pub async fn send(
		&self,
		method: Method,
		path: &str,
		range: Option<&str>,
		body: Bytes,
		patience: &Patience,
	) -> Result<Exchange, StoreFault> {
		let unreachable = |error: &dyn Error| StoreFault::Unreachable(reason(error));
		let silent = |_| StoreFault::Unreachable("no answer".into());
		let stream = timeout(patience.connect, TcpStream::connect((self.host.as_str(), self.port)))
			.await
			.map_err(silent)?
			.map_err(|error| unreachable(&error))?;
		let _ = stream.set_nodelay(true);
		let stream: Pin<Box<dyn Stream>> = match &self.tls {
			None => Box::pin(stream),
			Some((connector, name)) => Box::pin(
				timeout(patience.connect, connector.connect(name.clone(), stream))
					.await
					.map_err(silent)?
					.map_err(|error| unreachable(&error))?,
			),
		};
		let protocol = |error: &dyn Error| StoreFault::Protocol(reason(error));
		let (mut sender, connection) =
			http1::handshake(TokioIo::new(stream)).await.map_err(|error| protocol(&error))?;
		let connection = Guard(tokio::spawn(connection).abort_handle());

		let host = if self.host.contains(':') {
			format!("[{}]:{}", self.host, self.port)
		} else {
			format!("{}:{}", self.host, self.port)
		};
		let mut request = Request::builder()
			.method(method)
			.uri(format!("{}{path}", self.prefix))
			.header(header::HOST, host)
			.header(header::USER_AGENT, concat!("assay/", env!("CARGO_PKG_VERSION")));
		if let Some(range) = range {
			request = request.header(header::RANGE, range);
		}
		let len = body.len() as u64;
		let left = Arc::new(AtomicUsize::new(body.len()));
		let request =
			request.body(Upload { body, left: left.clone() }).map_err(|error| protocol(&error))?;
		let answered = sender.send_request(request);
		tokio::pin!(answered);
		loop {
			let before = left.load(Ordering::Relaxed);
			tokio::select! {
				response = &mut answered => return match response {
					Ok(response) => Ok(Exchange { response, connection }),
					Err(error) => {
						let got = len.saturating_sub(left.load(Ordering::Relaxed) as u64);
						Err(StoreFault::Broken { got, len, reason: reason(&error) })
					}
				},
				() = sleep(patience.stall) => if left.load(Ordering::Relaxed) == before {
					return Err(StoreFault::Stalled);
				},
			}
		}
	}
}

trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// Trusts the certificates that this machine trusts.
fn connector() -> Result<TlsConnector, String> {
	use rustls_platform_verifier::BuilderVerifierExt;
	// Named, for programs may hold more than one.
	let provider = Arc::new(rustls::crypto::ring::default_provider());
	let config = rustls::ClientConfig::builder_with_provider(provider)
		.with_safe_default_protocol_versions()
		.map_err(|error| error.to_string())?
		.with_platform_verifier()
		.with_no_client_auth();
	Ok(TlsConnector::from(Arc::new(config)))
}

/// A body that says how much of it is left.
struct Upload {
	body: Bytes,
	left: Arc<AtomicUsize>,
}

impl Body for Upload {
	type Data = Bytes;
	type Error = Infallible;

	fn poll_frame(
		mut self: Pin<&mut Self>,
		_: &mut Context<'_>,
	) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
		if self.body.is_empty() {
			return Poll::Ready(None);
		}
		let len = self.body.len().min(PART);
		let part = self.body.split_to(len);
		self.left.store(self.body.len(), Ordering::Relaxed);
		Poll::Ready(Some(Ok(Frame::data(part))))
	}

	fn is_end_stream(&self) -> bool {
		self.body.is_empty()
	}

	fn size_hint(&self) -> SizeHint {
		SizeHint::with_exact(self.body.len() as u64)
	}
}
