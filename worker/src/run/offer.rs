//! Being on offer: `set_ready` and `set_unready`.

use super::{transactions::Purpose, worker::Worker};
use crate::chain;
use assay_client::{calls, format_amount, At, BlockId, ClientError};
use assay_primitives::{api::WorkerView, model::ModelStatus};

impl Worker {
	/// Brings the offer on chain to what this worker wants.
	pub(super) async fn offer(
		&mut self,
		view: &WorkerView,
		head: BlockId,
	) -> Result<(), ClientError> {
		if self.draining {
			self.hinder(Some("the worker is ending".into()));
			if view.ready.is_some() {
				self.transactions.send(Purpose::Unready, head.number, calls::set_unready);
			}
			return Ok(());
		}
		let at = At::Block(head.hash);
		if let Some(ready) = &view.ready {
			let mut offered = ready.models.clone();
			let mut wanted: Vec<_> = self
				.served
				.iter()
				.filter(|served| served.view.status.takes_tasks())
				.map(|served| served.view.id)
				.collect();
			offered.sort_unstable();
			wanted.sort_unstable();
			if wanted == offered && ready.capacity == self.capacity {
				if self.hindrance.is_some() || !self.announced {
					self.announced = true;
					let (capacity, block) = (ready.capacity, head.number);
					tracing::info!(phase = %"ready", capacity, since = ready.since, block);
				}
				self.hinder(None);
				return Ok(());
			}
		}
		self.announced = false;
		if let Some(until) = view.paused_until {
			let left = until.saturating_sub(self.client.active_height(head).await?);
			if left > 0 {
				self.hinder(Some(format!(
					"paused until block {} after a missed deadline or a conviction",
					head.number.saturating_add(left)
				)));
				return Ok(());
			}
		}

		// The registry may have changed since this worker started, and prices with every block.
		let mut least = None;
		for served in &mut self.served {
			if let Some(model) = self.client.model(served.view.id, at).await? {
				if model.manifest.weights_root == served.view.manifest.weights_root {
					served.view = model;
				} else {
					if served.view.status != ModelStatus::Retired {
						tracing::warn!(model = %served.name, "it has a new version; fetch its file and restart");
					}
					// Not to be offered with these weights any more; tasks of the old version go on.
					served.view.status = ModelStatus::Retired;
					continue;
				}
			}
			if let Some(bond) = chain::largest_bond(&self.client, &served.view, at).await? {
				least = Some(least.map_or(bond, |least: u128| least.min(bond)));
			}
		}
		let models: Vec<_> = self
			.served
			.iter()
			.filter(|served| served.view.status.takes_tasks())
			.map(|served| served.view.id)
			.collect();
		if models.is_empty() {
			self.hinder(Some(
				"none of the models takes tasks now; `assay models` lists those that do".into(),
			));
			return Ok(());
		}
		if let Some(bond) = least.filter(|bond| view.free < *bond && view.live_tasks.is_empty()) {
			self.hinder(Some(format!(
				"{} of stake are free, one task may bond {}; as the stash: assay stake bond",
				format_amount(view.free),
				format_amount(bond)
			)));
			return Ok(());
		}
		self.hinder(None);
		let capacity = self.capacity;
		let sent = self
			.transactions
			.send(Purpose::Ready, head.number, || calls::set_ready(models, capacity));
		if sent {
			tracing::debug!(phase = %"send-ready", capacity, block = head.number);
		}
		Ok(())
	}
}
