//! What happened to a task, and in which blocks.

use crate::{output::Failure, task::describe};
use assay_client::{BlockId, Client, Event};
use assay_primitives::{api::TaskView, Balance, BlockNumber, TaskId};
use serde_json::{json, Map, Value};

/// Events of a task's life, by the name that the JSON gives them.
const MOMENTS: &[(&str, &str)] = &[
	("Posted", "posted"),
	("Assigned", "assigned"),
	("Committed", "committed"),
	("Revealed", "revealed"),
	("Stopped", "disputed"),
	("Resumed", "resumed"),
	("Convicted", "convicted"),
	("Settled", "settled"),
	("Refunded", "refunded"),
	("Outvoted", "outvoted"),
];

/// The blocks of a task's life.
#[derive(Default)]
pub struct History {
	/// The last block of each kind: a task that was reassigned was assigned twice.
	blocks: Map<String, Value>,
	posting_fee: Option<Balance>,
}

impl History {
	/// Reads the events of all blocks since the task was posted.
	pub async fn read(client: &Client, task: TaskId, posted: BlockNumber) -> Result<Self, Failure> {
		let mut history = Self::default();
		let best = client.best_block().await?;
		for number in posted..=best.number {
			let Some(hash) = client.block_hash(number).await? else { break };
			for event in client.events(BlockId { number, hash }).await? {
				let Event::Tasks(event) = event.event else { continue };
				if event.task != Some(task) {
					continue;
				}
				if event.name == "Posted" {
					history.posting_fee = event.amount("posting_fee");
				}
				if let Some((_, moment)) = MOMENTS.iter().find(|(name, _)| *name == event.name) {
					history.blocks.insert((*moment).into(), json!(number));
				}
			}
		}
		Ok(history)
	}

	/// The task as JSON, with its history.
	pub fn describe(self, task: TaskId, view: &TaskView) -> Value {
		let mut value = describe(task, view);
		if let Some(object) = value.as_object_mut() {
			if let Some(fee) = self.posting_fee {
				object.insert("postingFee".into(), json!(fee.to_string()));
			}
			object.insert("blocks".into(), Value::Object(self.blocks));
		}
		value
	}
}
