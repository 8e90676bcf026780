//! Being on offer: `set_ready` and `set_unready`.

use super::{transactions::Purpose, worker::Worker};
use crate::chain;
use assay_client::{calls, format_amount, At, BlockId, ClientError};
use assay_primitives::{
	api::{ModelView, ReadyView, WorkerView},
	BlockNumber, ModelId, ModelVersion,
};

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
		let ready = view.ready.as_ref();
		if let Plan::Keep(ready) = plan(ready, self.wanted(), self.capacity) {
			if self.hindrance.is_some() || !self.announced {
				self.announced = true;
				let (capacity, block) = (ready.capacity, head.number);
				tracing::info!(phase = %"ready", capacity, since = ready.since, block);
			}
			self.hinder(None);
			return Ok(());
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
		let models = match plan(ready, self.wanted(), self.capacity) {
			Plan::Keep(_) => return Ok(()),
			Plan::Renew(models) => models,
			none @ (Plan::Withdraw | Plan::Nothing) => {
				self.hinder(Some(
					"none of the models takes tasks now in a version that is here; `assay models` lists those that do".into(),
				));
				// Slots that can run nothing are in the way of those that can.
				if none == Plan::Withdraw {
					self.transactions.send(Purpose::Unready, head.number, calls::set_unready);
				}
				return Ok(());
			}
		};
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
		let mut ids: Vec<ModelId> = self.served.iter().map(|served| served.view.id).collect();
		ids.sort_unstable();
		ids.dedup();
		for id in ids {
			let now = self.client.model(id, at).await?;
			let here = self.served.iter_mut().filter(|served| served.view.id == id);
			let here = here.map(|served| (&mut served.view, &mut served.current));
			let Some(held) = renew(here, now.as_ref()) else { continue };
			let model = self.model_name(&id);
			// Tasks that were posted for it go on.
			match now {
				None => {
					tracing::warn!(%model, held, "it was withdrawn, and is not offered any more")
				}
				Some(now) => tracing::warn!(
					%model, held, current = now.version,
					"it has a new version: restart the worker, with the new version's file if that is another"
				),
			}
		}
		Ok(())
	}
}

/// Brings the versions of a model that are here up to date. Returns the one that was offered if none can be any more.
///
/// Manifests are compared, too: a model that was withdrawn can be registered again, and counts its versions anew.
fn renew<'a>(
	here: impl Iterator<Item = (&'a mut ModelView, &'a mut bool)>,
	now: Option<&ModelView>,
) -> Option<ModelVersion> {
	let mut lost = None;
	let mut offered = false;
	for (held, current) in here {
		let now = now.filter(|now| now.version == held.version && now.manifest == held.manifest);
		if *current && now.is_none() {
			lost = Some(held.version);
		}
		*current = now.is_some();
		if let Some(now) = now {
			offered = true;
			*held = now.clone();
		}
	}
	lost.filter(|_| !offered)
}

/// What to do about the offer on chain.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Plan<'a> {
	/// It is as it should be.
	Keep(&'a ReadyView),
	/// Offer these, with the versions of them that are here.
	Renew(Vec<(ModelId, ModelVersion)>),
	/// Take it back.
	Withdraw,
	/// There is none, and nothing to offer.
	Nothing,
}

fn plan(
	ready: Option<&ReadyView>,
	wanted: Vec<(ModelId, ModelVersion)>,
	capacity: u32,
) -> Plan<'_> {
	let sorted = |models: &[_]| {
		let mut models = models.to_vec();
		models.sort_unstable();
		models
	};
	match ready {
		Some(_) if wanted.is_empty() => Plan::Withdraw,
		None if wanted.is_empty() => Plan::Nothing,
		Some(ready) if ready.capacity == capacity && sorted(&ready.models) == sorted(&wanted) => {
			Plan::Keep(ready)
		}
		_ => Plan::Renew(wanted),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain::tests::{manifest, model};

	fn id(byte: u8) -> ModelId {
		ModelId::repeat_byte(byte)
	}

	#[test]
	fn an_offer_is_kept_renewed_or_taken_back() {
		let ready =
			|models: &[_]| ReadyView { models: models.to_vec(), capacity: 2, busy: 0, since: 1 };
		let both = ready(&[(id(1), 0), (id(2), 3)]);
		let wanted = vec![(id(2), 3), (id(1), 0)];
		assert_eq!(plan(Some(&both), wanted.clone(), 2), Plan::Keep(&both));
		assert_eq!(plan(Some(&both), wanted.clone(), 1), Plan::Renew(wanted.clone()));
		assert_eq!(plan(None, wanted.clone(), 2), Plan::Renew(wanted));
		let newer = vec![(id(1), 1), (id(2), 3)];
		assert_eq!(plan(Some(&both), newer.clone(), 2), Plan::Renew(newer));
		let fewer = vec![(id(2), 3)];
		assert_eq!(plan(Some(&both), fewer.clone(), 2), Plan::Renew(fewer));
		assert_eq!(plan(None, Vec::new(), 2), Plan::Nothing);
	}

	#[test]
	fn a_worker_without_the_new_file_takes_its_offer_back() {
		let ready = ReadyView { models: vec![(id(1), 0)], capacity: 1, busy: 0, since: 1 };
		assert_eq!(plan(Some(&ready), Vec::new(), 1), Plan::Withdraw);
	}

	/// What becomes of versions that are here, each with whether it is offered.
	fn renewed(
		here: &mut [(ModelView, bool)],
		now: Option<&ModelView>,
	) -> (Option<ModelVersion>, Vec<bool>) {
		let lost = renew(here.iter_mut().map(|(view, current)| (view, current)), now);
		(lost, here.iter().map(|(_, current)| *current).collect())
	}

	#[test]
	fn a_version_is_offered_while_it_is_current() {
		let mut here = [(model(0), true), (model(1), false)];
		let dearer = ModelView { price: 2, params_version: 1, ..model(0) };
		assert_eq!(renewed(&mut here, Some(&dearer)), (None, vec![true, false]));
		assert_eq!(here[0].0, dearer);
		// With both files the new one takes its place, of which there is nothing to say.
		assert_eq!(renewed(&mut here, Some(&model(1))), (None, vec![false, true]));
		// A version of which there is no file; said once.
		assert_eq!(renewed(&mut here, Some(&model(2))), (Some(1), vec![false, false]));
		assert_eq!(renewed(&mut here, Some(&model(2))), (None, vec![false, false]));
		// The first comes back.
		assert_eq!(renewed(&mut here, Some(&model(0))), (None, vec![true, false]));
	}

	#[test]
	fn a_withdrawn_model_is_not_offered_even_if_it_is_registered_again() {
		let mut here = [(model(1), true)];
		assert_eq!(renewed(&mut here, None), (Some(1), vec![false]));
		let again = ModelView { manifest: manifest(9), ..model(1) };
		assert_eq!(renewed(&mut here, Some(&again)), (None, vec![false]));
		assert_eq!(here[0].0, model(1));
	}
}
