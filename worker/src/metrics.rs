//! Counters for Prometheus, all there from the start: a counter that is missing can't be told from one that is zero.

use prometheus::{
	Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
	TextEncoder,
};

/// Seconds from a second's fraction to a quarter of an hour.
const RUN_SECONDS: &[f64] = &[0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0];

/// The worker's metrics. Cloning shares them.
#[derive(Clone)]
pub struct Metrics {
	registry: Registry,
	pub assigned: IntCounter,
	pub committed: IntCounter,
	pub revealed: IntCounter,
	pub settled: IntCounter,
	pub missed: IntCounter,
	pub unpaid: IntCounter,
	pub convicted: IntCounter,
	pub results_checked: IntCounter,
	pub results_wrong: IntCounter,
	pub challenges_made: IntCounter,
	pub challenges_won: IntCounter,
	pub challenges_lost: IntCounter,
	pub defences: IntCounter,
	pub disclosures_lost: IntCounter,
	pub refused: IntCounter,
	pub faults: IntCounter,
	pub engine_errors: IntCounter,
	pub prompt_tokens: IntCounter,
	pub output_tokens: IntCounter,
	pub run_seconds: Histogram,
	pub receipts: IntCounter,
	pub blob_fetches: IntCounter,
	pub blob_fetch_failures: IntCounter,
	pub blob_pushes: IntCounter,
	pub blob_push_failures: IntCounter,
	pub transaction_failures: IntCounter,
	pub transaction_retries: IntCounter,
	pub reconnects: IntCounter,
	pub chain_errors: IntCounter,
	pub connected: IntGauge,
	pub registered: IntGauge,
	pub ready: IntGauge,
	pub draining: IntGauge,
	pub live_tasks: IntGauge,
	pub running: IntGauge,
	pub best_block: IntGauge,
	pub finalised_block: IntGauge,
}

impl Metrics {
	pub fn new() -> Result<Self, prometheus::Error> {
		let registry = Registry::new();
		let counter = |name: &str, help: &str| -> Result<IntCounter, prometheus::Error> {
			let counter = IntCounter::new(format!("assay_worker_{name}"), help)?;
			registry.register(Box::new(counter.clone()))?;
			Ok(counter)
		};
		let gauge = |name: &str, help: &str| -> Result<IntGauge, prometheus::Error> {
			let gauge = IntGauge::new(format!("assay_worker_{name}"), help)?;
			registry.register(Box::new(gauge.clone()))?;
			Ok(gauge)
		};
		let run_seconds = Histogram::with_opts(
			HistogramOpts::new("assay_worker_run_seconds", "Seconds that runs of a model took")
				.buckets(RUN_SECONDS.to_vec()),
		)?;
		registry.register(Box::new(run_seconds.clone()))?;
		let tokens = IntCounterVec::new(
			Opts::new("assay_worker_tokens_total", "Tokens of finished runs"),
			&["kind"],
		)?;
		registry.register(Box::new(tokens.clone()))?;
		Ok(Self {
			assigned: counter("tasks_assigned_total", "Tasks assigned to this worker")?,
			committed: counter("tasks_committed_total", "Commitments included in a block")?,
			revealed: counter("tasks_revealed_total", "Outcomes included in a block")?,
			settled: counter("tasks_settled_total", "Tasks settled, by finalised blocks")?,
			missed: counter(
				"tasks_missed_total",
				"Tasks taken from this worker or refunded, by finalised blocks",
			)?,
			unpaid: counter(
				"tasks_unpaid_total",
				"Replicas not paid because others had other results, by finalised blocks",
			)?,
			convicted: counter(
				"tasks_convicted_total",
				"Tasks whose result was found wrong, by finalised blocks",
			)?,
			results_checked: counter("results_checked_total", "Results computed again")?,
			results_wrong: counter("results_wrong_total", "Results that were wrong")?,
			challenges_made: counter("challenges_made_total", "Challenges included in a block")?,
			challenges_won: counter("challenges_won_total", "Challenges that succeeded")?,
			challenges_lost: counter("challenges_lost_total", "Challenges that failed")?,
			defences: counter(
				"defences_total",
				"Challenges by others that failed after this process answered",
			)?,
			disclosures_lost: counter(
				"disclosures_lost_total",
				"Disclosures of this process that were refuted",
			)?,
			refused: counter("tasks_refused_total", "Runs that ended in a refusal")?,
			faults: counter("tasks_fault_total", "Runs whose numbers were not finite")?,
			engine_errors: counter("engine_errors_total", "Runs that failed in this worker")?,
			prompt_tokens: tokens.with_label_values(&["prompt"]),
			output_tokens: tokens.with_label_values(&["output"]),
			run_seconds,
			receipts: counter("receipts_total", "Receipts signed")?,
			blob_fetches: counter("blob_fetches_total", "Prompts fetched from a blob store")?,
			blob_fetch_failures: counter(
				"blob_fetch_failures_total",
				"Times that no blob store had a prompt, intact",
			)?,
			blob_pushes: counter("blob_pushes_total", "Outputs pushed to a blob store")?,
			blob_push_failures: counter(
				"blob_push_failures_total",
				"Times that no blob store took an output",
			)?,
			transaction_failures: counter(
				"transaction_failures_total",
				"Transactions that the chain refused or that failed",
			)?,
			transaction_retries: counter(
				"transaction_retries_total",
				"Transactions sent again: lost, failed or reorganised away",
			)?,
			reconnects: counter("reconnects_total", "Times the node came back")?,
			chain_errors: counter("chain_errors_total", "Queries to the node that failed")?,
			connected: gauge("connected", "1 while the node answers")?,
			registered: gauge("registered", "1 if the operator belongs to a worker")?,
			ready: gauge("ready", "1 while the worker is on offer")?,
			draining: gauge("draining", "1 while the worker is leaving")?,
			live_tasks: gauge("live_tasks", "Tasks that bond this worker's stake")?,
			running: gauge("running", "Runs queued or under way")?,
			best_block: gauge("best_block", "Last best block seen")?,
			finalised_block: gauge("finalised_block", "Last finalised block seen")?,
			registry,
		})
	}

	/// All metrics in Prometheus' text format.
	pub fn render(&self) -> Result<String, prometheus::Error> {
		let mut buffer = Vec::new();
		TextEncoder::new().encode(&self.registry.gather(), &mut buffer)?;
		Ok(String::from_utf8_lossy(&buffer).into_owned())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn everything_is_registered_at_zero() {
		let text = Metrics::new().unwrap().render().unwrap();
		for name in [
			"tasks_assigned_total 0",
			"tasks_committed_total 0",
			"tasks_revealed_total 0",
			"tasks_settled_total 0",
			"tasks_missed_total 0",
			"tasks_unpaid_total 0",
			"tasks_convicted_total 0",
			"results_checked_total 0",
			"results_wrong_total 0",
			"challenges_made_total 0",
			"challenges_won_total 0",
			"challenges_lost_total 0",
			"defences_total 0",
			"disclosures_lost_total 0",
			"tasks_refused_total 0",
			"tasks_fault_total 0",
			"tokens_total{kind=\"prompt\"} 0",
			"tokens_total{kind=\"output\"} 0",
			"run_seconds_bucket{le=\"0.1\"} 0",
			"run_seconds_count 0",
			"blob_fetches_total 0",
			"blob_fetch_failures_total 0",
			"blob_pushes_total 0",
			"blob_push_failures_total 0",
			"transaction_retries_total 0",
			"reconnects_total 0",
			"ready 0",
			"live_tasks 0",
			"best_block 0",
		] {
			assert!(text.contains(&format!("assay_worker_{name}")), "{name} in\n{text}");
		}
	}
}
