//! Being on offer: `set_ready` and `set_unready`.

use super::{transactions::Purpose, worker::Worker};
use crate::chain;
use assay_client::{calls, format_amount, At, BlockId, ClientError};
use assay_primitives::{api::WorkerView, BlockNumber, ModelId, ModelVersion};

/// Blocks after which a worker on offer asks again what became of its models. Until it offers a new version it gets no
/// tasks of the model.
const REFRESH: BlockNumber = 3;

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
		// Governance may have decided something; a model's price does not matter here.
		if head.number >= self.refreshed.saturating_add(REFRESH) {
			self.refresh(at).await?;
			self.refreshed = head.number;
		}
		if let Some(ready) = &view.ready {
			let mut offered = ready.models.clone();
			let mut wanted = self.wanted();
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

		// Prices change with every block.
		self.refresh(at).await?;
		let mut least = None;
		for served in self.served.iter().filter(|served| served.current) {
			if let Some(bond) = chain::largest_bond(&self.client, &served.view, at).await? {
				least = Some(least.map_or(bond, |least: u128| least.min(bond)));
			}
		}
		let models = self.wanted();
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

	/// Models that take tasks now, with the versions of them that are here.
	fn wanted(&self) -> Vec<(ModelId, ModelVersion)> {
		let current = self.served.iter().filter(|it| it.current && it.view.status.takes_tasks());
		current.map(|served| (served.view.id, served.view.version)).collect()
	}

	/// Asks which versions are current, and on which terms.
	async fn refresh(&mut self, at: At) -> Result<(), ClientError> {
		for served in &mut self.served {
			let Some(model) = self.client.model(served.view.id, at).await? else { continue };
			let (held, current) = (served.view.version, model.version);
			if held == current {
				served.view = model;
			} else if served.current {
				// Not offered any more; tasks that were posted for it go on.
				tracing::warn!(
					model = %served.name, held, current,
					"it has a new version; unless its file was named with --model, fetch it and restart"
				);
			}
			served.current = held == current;
		}
		Ok(())
	}
}
