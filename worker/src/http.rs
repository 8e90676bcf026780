//! `/metrics`, `/healthz`, `/tasks` and `/receipts/<task>`.

use crate::{
	journal::{Entry, Journal},
	metrics::Metrics,
	receipts::Receipts,
};
use assay_client::ChainUpdate;
use assay_primitives::TaskId;
use axum::{
	extract::{Path, State},
	http::{header, StatusCode},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use serde::{Deserialize, Serialize};
use std::{
	future::Future,
	net::SocketAddr,
	sync::{Arc, RwLock},
	time::{Duration, Instant},
};
use tokio::net::TcpListener;

/// Without a new block for this long the worker counts as cut off.
pub const STALE_AFTER: Duration = Duration::from_secs(60);
/// Tasks that `/tasks` lists.
const LISTED: usize = 50;

/// What the runner knows of its own state. Cloning shares it.
#[derive(Clone, Default)]
pub struct Health(Arc<RwLock<HealthState>>);

#[derive(Clone, Debug, Default)]
pub struct HealthState {
	/// Whether the node answered last.
	pub connected: bool,
	/// Last best block, and when it was seen.
	pub head: Option<(u32, Instant)>,
	pub registered: bool,
	pub ready: bool,
	pub draining: bool,
	pub live_tasks: usize,
	/// Why the worker is not on offer, if it is not.
	pub hindrance: Option<String>,
}

/// Body of `/healthz`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthReport {
	pub healthy: bool,
	/// Why not.
	pub reason: Option<String>,
	pub connected: bool,
	pub best_block: Option<u32>,
	/// Seconds since it was seen.
	pub best_block_age: Option<u64>,
	pub registered: bool,
	pub ready: bool,
	/// Why not on offer.
	pub not_ready_because: Option<String>,
	pub draining: bool,
	pub live_tasks: usize,
}

impl Health {
	pub fn update(&self, change: impl FnOnce(&mut HealthState)) {
		// A panic while the lock was held leaves plain values, still good to read.
		change(&mut self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()));
	}

	pub fn state(&self) -> HealthState {
		self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
	}

	pub fn report(&self) -> HealthReport {
		let state = self.state();
		let age = state.head.map(|(_, seen)| seen.elapsed());
		let reason = if !state.connected {
			Some("the node does not answer".into())
		} else {
			match age {
				None => Some("no block seen yet".to_string()),
				Some(age) if age > STALE_AFTER => {
					Some(format!("no new block for {} seconds", age.as_secs()))
				}
				Some(_) => None,
			}
		};
		HealthReport {
			healthy: reason.is_none(),
			reason,
			connected: state.connected,
			best_block: state.head.map(|(number, _)| number),
			best_block_age: age.map(|age| age.as_secs()),
			registered: state.registered,
			ready: state.ready,
			not_ready_because: state.hindrance,
			draining: state.draining,
			live_tasks: state.live_tasks,
		}
	}
}

/// A task as `/tasks` and `status` show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskLine {
	pub task: TaskId,
	pub stage: String,
	pub model: String,
	pub units: u32,
	/// Seconds the run took.
	pub seconds: f64,
	/// Heights.
	pub assigned: u32,
	pub committed: Option<u32>,
	pub revealed: Option<u32>,
	pub ended: Option<u32>,
	/// Plancks, as text: JSON numbers end at 2⁵³.
	pub fee: Option<String>,
}

impl From<&Entry> for TaskLine {
	fn from(entry: &Entry) -> Self {
		Self {
			task: entry.identity.number,
			stage: entry.stage.as_str().into(),
			model: format!("{:?}", entry.model),
			units: entry.units,
			seconds: entry.millis as f64 / 1000.0,
			assigned: entry.assigned_at,
			committed: entry.committed_at,
			revealed: entry.revealed_at,
			ended: entry.ended_at,
			fee: entry.fee.map(|fee| fee.to_string()),
		}
	}
}

/// What the endpoints show.
#[derive(Clone)]
pub struct Sources {
	pub metrics: Metrics,
	pub health: Health,
	pub receipts: Receipts,
	pub journal: Arc<Journal>,
}

/// Why there is no HTTP server.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
	#[error("port {} on {} is taken; choose another with --http", addr.port(), addr.ip())]
	PortTaken { addr: SocketAddr },
	#[error("can't listen on {addr}: {source}")]
	Bind { addr: SocketAddr, source: std::io::Error },
}

/// Takes the port, so that a conflict shows before anything else starts.
pub async fn bind(addr: SocketAddr) -> Result<TcpListener, HttpError> {
	TcpListener::bind(addr).await.map_err(|source| match source.kind() {
		std::io::ErrorKind::AddrInUse => HttpError::PortTaken { addr },
		_ => HttpError::Bind { addr, source },
	})
}

/// Serves until `stop` resolves.
pub async fn serve(
	listener: TcpListener,
	sources: Sources,
	stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
	let router = Router::new()
		.route("/metrics", get(metrics))
		.route("/healthz", get(healthz))
		.route("/tasks", get(tasks))
		.route("/receipts/{task}", get(receipt))
		.with_state(sources);
	axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// Serves what a process without tasks of its own has to show, until `stop` resolves.
pub async fn serve_health(
	listener: TcpListener,
	metrics: Metrics,
	health: Health,
	stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
	let router = Router::new()
		.route("/metrics", get(move || async move { rendered(&metrics) }))
		.route("/healthz", get(move || async move { reported(&health) }));
	axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn metrics(State(sources): State<Sources>) -> Response {
	rendered(&sources.metrics)
}

fn rendered(metrics: &Metrics) -> Response {
	match metrics.render() {
		Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
			.into_response(),
		Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
	}
}

async fn healthz(State(sources): State<Sources>) -> Response {
	reported(&sources.health)
}

fn reported(health: &Health) -> Response {
	let report = health.report();
	let status = if report.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
	json(status, &report)
}

async fn tasks(State(sources): State<Sources>) -> Response {
	match sources.journal.all() {
		Ok(entries) => {
			let lines: Vec<_> = entries.iter().take(LISTED).map(TaskLine::from).collect();
			json(StatusCode::OK, &lines)
		}
		Err(e) => error(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string()),
	}
}

async fn receipt(State(sources): State<Sources>, Path(task): Path<String>) -> Response {
	let Ok(task) = task.parse::<TaskId>() else {
		return error(StatusCode::BAD_REQUEST, "a task is a number");
	};
	match sources.receipts.read(task) {
		Some(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
		None => error(StatusCode::NOT_FOUND, "this worker has no receipt for that task"),
	}
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
	match serde_json::to_string(value) {
		Ok(text) => (status, [(header::CONTENT_TYPE, "application/json")], text).into_response(),
		Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
	}
}

fn error(status: StatusCode, text: &str) -> Response {
	json(status, &serde_json::json!({ "error": text }))
}

/// Takes note of a best block.
pub fn seen(update: &ChainUpdate, metrics: &Metrics, health: &Health) {
	if metrics.connected.get() == 0 {
		tracing::info!(block = update.head.number, "following the chain");
	}
	metrics.connected.set(1);
	metrics.best_block.set(update.head.number.into());
	health.update(|health| {
		health.connected = true;
		health.head = Some((update.head.number, Instant::now()));
	});
}
