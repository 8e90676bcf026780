//! Answers to queries. Nothing here runs in a block.

use crate::{Config, Inputs, Markets, Outcomes, Pallet, Tasks, TermsOf, Workers};
use assay_primitives::{
	api::{QuoteError, QuoteView, ReadyView, TaskView},
	task::{TaskKind, Verification},
	traits::{Eras, ModelLookup},
	AccountId, Balance, BlockNumber, ModelId, TaskId,
};
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Price in plancks per unit, tasks that wait, and slots that are ready, for a registered model.
	pub fn model_market(model: &ModelId) -> Option<(Balance, u32, u32)> {
		let terms = T::Models::terms(model)?;
		let market = Markets::<T>::get(model);
		Some((Self::price_of(&market, &terms.params).ok()?, market.waiting, market.ready))
	}

	/// Deadlines a worker missed, as they count now, and the height until which it is paused.
	pub fn standing(stash: &T::AccountId) -> (u32, Option<BlockNumber>) {
		let worker = Workers::<T>::get(stash);
		let now = Self::now();
		let until = worker.paused_until.filter(|until| now < *until);
		(worker.misses_in(T::Eras::current()), until.map(|until| until.saturated_into()))
	}

	/// Slots by which a worker can be drawn for a model.
	pub fn slots_of(stash: &T::AccountId, model: &ModelId) -> u32 {
		Workers::<T>::get(stash).slots(model).len().saturated_into()
	}

	/// What a worker offers.
	pub fn ready_view(stash: &T::AccountId) -> Option<ReadyView> {
		let worker = Workers::<T>::get(stash);
		let offer = worker.offer?;
		Some(ReadyView {
			models: offer.models.iter().map(|served| (served.model, served.version)).collect(),
			capacity: offer.capacity,
			busy: worker.busy,
			since: offer.since.saturated_into(),
		})
	}

	/// What a task would cost now with all its replicas, or why it can't be posted.
	pub fn quote(
		model: ModelId,
		kind: TaskKind,
		input_len: u32,
		verification: Verification,
	) -> Result<QuoteView, QuoteError> {
		let terms: TermsOf<T> = T::Models::terms(&model).ok_or(QuoteError::UnknownModel)?;
		if !terms.status.takes_tasks() {
			return Err(QuoteError::ModelClosed);
		}
		Self::ensure_kind(&terms, &kind, verification).map_err(|error| match error {
			crate::Error::BadReplicas => QuoteError::BadReplicas,
			crate::Error::BadSampling => QuoteError::BadSampling,
			_ => QuoteError::BadMaxTokens,
		})?;
		if input_len == 0 {
			return Err(QuoteError::InputEmpty);
		}
		if input_len > terms.params.max_input_bytes.max(terms.params.max_blob_bytes) {
			return Err(QuoteError::InputTooLarge);
		}
		let market = Markets::<T>::get(model);
		let workers = verification.workers();
		if !Self::has_room(&market, workers) {
			return Err(QuoteError::QueueFull);
		}
		// The registry bounds parameters so that no amount overflows; an input that did would be too large.
		let cost = Self::cost_of(&model, &market, &terms, kind.max_tokens(), input_len)
			.map_err(|_| QuoteError::InputTooLarge)?;
		let (least, usual) = Self::deadlines(&terms, cost.units);
		let of_all =
			|amount: Balance| amount.checked_mul(workers.into()).ok_or(QuoteError::InputTooLarge);
		Ok(QuoteView {
			price: cost.price,
			max_units: cost.units,
			quote: of_all(cost.quote)?,
			posting_fee: of_all(cost.posting_fee)?,
			bond: cost.bond,
			min_deadline: least.saturated_into(),
			default_deadline: usual.saturated_into(),
			queued: market.waiting,
			ready_slots: market.ready,
		})
	}
}

impl<T> Pallet<T>
where
	T: Config + frame_system::Config<AccountId = AccountId>,
	T::Block: sp_runtime::traits::HeaderProvider<
		HeaderT: sp_runtime::traits::Header<Number = BlockNumber>,
	>,
{
	/// A task with, while they are kept, its prompt and answer.
	pub fn task_view(id: TaskId) -> Option<TaskView> {
		let task = Tasks::<T>::get(id)?;
		Some(TaskView {
			identity: Self::identity_of(id, &task),
			task,
			input: Inputs::<T>::get(id),
			outcome: Outcomes::<T>::get(id),
		})
	}
}
