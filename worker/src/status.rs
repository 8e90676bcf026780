//! `assay-worker status`: the chain's view of this worker, next to its journal's.

use crate::{
	config::Settings,
	http::{HealthReport, TaskLine},
	journal::{Journal, JournalError},
	keys,
	run::connect,
};
use assay_client::{format_amount, At};
use assay_primitives::{task::TaskState, AccountId, Balance, BlockNumber};
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
};

/// Ended tasks that are listed.
const RECENT: usize = 10;
const PATIENCE: Duration = Duration::from_secs(3);
const MAX_ANSWER: u64 = 1 << 20;

pub async fn run(settings: &Settings, json: bool) -> anyhow::Result<()> {
	let key = keys::load(settings)?;
	let client = connect(settings).await?;
	let head = client.best_block().await?;
	let at = At::Block(head.hash);
	let view = client.worker(&key.account(), at).await?;
	let mut live = Vec::new();
	for task in view.iter().flat_map(|view| &view.live_tasks) {
		let state = client.task(*task, at).await?;
		live.push((*task, state.map_or("unknown", |view| state_name(&view.task.state))));
	}
	let (journal, running) = journal(settings).await?;
	if json {
		let document = json!({
			"operator": key.ss58(),
			"block": head.number,
			"registered": view.is_some(),
			"worker": view.as_ref().map(|view| json!({
				"stash": view.stash.to_string(),
				"ready": view.ready.is_some(),
				"capacity": view.ready.as_ref().map(|ready| ready.capacity),
				"busy": view.ready.as_ref().map(|ready| ready.busy),
				"misses": view.misses,
				"pausedUntil": view.paused_until,
				"stake": view.stake.to_string(),
				"free": view.free.to_string(),
				"bonded": view.bonded.to_string(),
			})),
			"live": live.iter().map(|(task, state)| json!({ "task": task, "state": state })).collect::<Vec<_>>(),
			"process": running,
			"journal": journal,
		});
		println!("{}", serde_json::to_string_pretty(&document)?);
		return Ok(());
	}

	println!("operator    {}", key.ss58());
	println!("chain       {} at block {}", client.chain_name(), head.number);
	match &running {
		None => println!("process     does not run with these settings, or serves another --http"),
		Some(HealthReport { healthy: true, .. }) => println!("process     runs"),
		Some(report) => {
			println!("process     runs, but {}", report.reason.as_deref().unwrap_or("is not well"))
		}
	}
	match &view {
		None => println!("registered  no; as the stash: assay stake register {}", key.ss58()),
		Some(view) => {
			println!("registered  yes, for stash {}", view.stash);
			match &view.ready {
				Some(ready) => println!(
					"ready       yes, {} models, {} of {} busy, since block {}",
					ready.models.len(),
					ready.busy,
					ready.capacity,
					ready.since
				),
				None => {
					let because = running.as_ref().and_then(|r| r.not_ready_because.clone());
					println!(
						"ready       no{}",
						because.map(|b| format!(": {b}")).unwrap_or_default()
					);
				}
			}
			match view.paused_until {
				Some(until) => println!("misses      {}, paused until block {until}", view.misses),
				None => println!("misses      {}", view.misses),
			}
			println!(
				"stake       {}: {} free, {} bonded to tasks",
				format_amount(view.stake),
				format_amount(view.free),
				format_amount(view.bonded)
			);
		}
	}
	println!("live tasks  {}", live.len());
	for (task, state) in &live {
		let line = journal.iter().find(|line| line.task == *task);
		let stage = line.map_or("not in the journal", |line| line.stage.as_str());
		println!("  task {task}: {state} on chain, journal: {stage}");
	}
	let ended: Vec<_> = journal.iter().filter(|line| line.ended.is_some()).take(RECENT).collect();
	println!("ended       {}", if ended.is_empty() { "none" } else { "the last:" });
	for line in ended {
		let fee = line.fee.as_ref().and_then(|fee| fee.parse().ok()).map(format_amount);
		println!(
			"  task {}: {} at block {}, {} units in {:.2} s{}",
			line.task,
			line.stage,
			line.ended.unwrap_or_default(),
			line.units,
			line.seconds,
			fee.map(|fee| format!(", fee {fee}")).unwrap_or_default()
		);
	}
	Ok(())
}

fn state_name(state: &TaskState<AccountId, Balance, BlockNumber>) -> &'static str {
	match state {
		TaskState::Open { .. } => "open",
		TaskState::Assigned { .. } => "assigned",
		TaskState::Committed { .. } => "committed",
		TaskState::Revealed { .. } => "revealed",
		TaskState::Disputed { .. } => "disputed",
		TaskState::Convicted { .. } => "convicted",
		TaskState::Settled { .. } => "settled",
		TaskState::Refunded { .. } => "refunded",
		TaskState::Outvoted { .. } => "outvoted",
	}
}

/// The journal, through the worker that has it open if one runs.
async fn journal(settings: &Settings) -> anyhow::Result<(Vec<TaskLine>, Option<HealthReport>)> {
	if !Journal::exists(&settings.data_dir) {
		return Ok((Vec::new(), None));
	}
	match Journal::open(&settings.data_dir) {
		Ok(journal) => Ok((journal.all()?.iter().map(TaskLine::from).collect(), None)),
		Err(JournalError::InUse { .. }) => {
			let tasks = get(settings.http, "/tasks").await;
			let health = get(settings.http, "/healthz").await;
			let tasks = tasks.and_then(|body| serde_json::from_slice(&body).ok());
			let health = health.and_then(|body| serde_json::from_slice(&body).ok());
			Ok((tasks.unwrap_or_default(), health))
		}
		Err(error) => Err(error.into()),
	}
}

/// Body of what the local worker answers, whatever the status.
async fn get(address: SocketAddr, path: &str) -> Option<Vec<u8>> {
	let exchange = async {
		let mut stream = TcpStream::connect(address).await?;
		let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
		stream.write_all(request.as_bytes()).await?;
		let mut answer = Vec::new();
		stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
		Ok::<_, std::io::Error>(answer)
	};
	let answer = tokio::time::timeout(PATIENCE, exchange).await.ok()?.ok()?;
	let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
	Some(answer.get(end + 4..)?.to_vec())
}
