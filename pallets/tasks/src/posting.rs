//! Posting and cancelling.

use crate::{
	price::Cost, queue::End, types::Market, BlockNumberFor, Config, Error, Event, HoldReason,
	Inputs, Markets, NextTask, Pallet, TaskOf, TaskOptionsOf, Tasks, TermsOf, Timeouts, WeightInfo,
};
use assay_primitives::{
	model::MAX_TEMPERATURE_MILLI,
	task::{
		Input, RefundReason, Sampling, Task, TaskContent, TaskIdentity, TaskKind, TaskState,
		Verification,
	},
	traits::{ModelLookup, ModelTerms},
	Balance, ModelId, TaskId,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchError,
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::Preservation,
		Get,
	},
	weights::Weight,
};
use sp_runtime::{
	traits::{One, Saturating, Zero},
	ArithmeticError,
};

impl<T: Config> Pallet<T> {
	/// The terms of a model that takes tasks.
	pub(crate) fn open_terms(model: &ModelId) -> Result<TermsOf<T>, Error<T>> {
		let terms = T::Models::terms(model).ok_or(Error::<T>::UnknownModel)?;
		ensure!(terms.status.takes_tasks(), Error::<T>::ModelClosed);
		Ok(terms)
	}

	/// Whether the model runs this kind of task, checked in this way.
	pub(crate) fn ensure_kind(
		terms: &TermsOf<T>,
		kind: &TaskKind,
		verification: Verification,
	) -> Result<(), Error<T>> {
		if let Verification::Replicated(count) = verification {
			ensure!((2..=T::MaxReplicas::get()).contains(&count.into()), Error::<T>::BadReplicas);
		}
		let TaskKind::Generate { max_tokens, sampling } = kind;
		// At least one position is the prompt's.
		let limit =
			terms.params.max_output_tokens.min(terms.manifest.context_length.saturating_sub(1));
		ensure!((1..=limit).contains(max_tokens), Error::<T>::BadMaxTokens);
		if let Sampling::Temperature { milli, .. } = sampling {
			ensure!((1..=MAX_TEMPERATURE_MILLI).contains(milli), Error::<T>::BadSampling);
		}
		Ok(())
	}

	fn ensure_input(terms: &TermsOf<T>, input: &Input) -> Result<(), Error<T>> {
		ensure!(!input.is_empty(), Error::<T>::InputEmpty);
		match input {
			Input::Inline(bytes) => {
				ensure!(input.len() <= terms.params.max_input_bytes, Error::<T>::InputTooLarge);
				ensure!(core::str::from_utf8(bytes).is_ok(), Error::<T>::InputNotText);
			}
			Input::Blob { len, .. } => {
				ensure!(terms.params.max_blob_bytes > 0, Error::<T>::BlobsNotTaken);
				ensure!(*len <= terms.params.max_blob_bytes, Error::<T>::InputTooLarge);
			}
		}
		Ok(())
	}

	/// Least and usual deadline of a task of so many units.
	pub(crate) fn deadlines(
		terms: &TermsOf<T>,
		units: u32,
	) -> (BlockNumberFor<T>, BlockNumberFor<T>) {
		let least = terms.params.min_deadline(units).max(One::one());
		let usual = least.saturating_add(least).min(T::MaxDeadline::get()).max(least);
		(least, usual)
	}

	/// Posts a task, or replicas of it. Returns the number of the first.
	pub(crate) fn do_post(
		requester: T::AccountId,
		model: ModelId,
		kind: TaskKind,
		input: Input,
		max_fee: Balance,
		options: TaskOptionsOf<T>,
	) -> Result<TaskId, DispatchError> {
		let terms = Self::open_terms(&model)?;
		Self::ensure_kind(&terms, &kind, options.verification)?;
		Self::ensure_input(&terms, &input)?;
		let id = NextTask::<T>::get();
		ensure!(options.parent.is_none_or(|parent| parent < id), Error::<T>::UnknownParent);

		let workers = options.verification.workers();
		// Of two spellings of a prompt neither can be proved wrong, so a worker could split the results at no risk.
		let fixed = options.prompt_ids.is_some() || terms.manifest.canon.is_none();
		ensure!(workers == 1 || fixed, Error::<T>::IdsNeeded);

		let market = Markets::<T>::get(model);
		ensure!(Self::has_room(&market, workers), Error::<T>::QueueFull);
		let Cost { price, units, quote, posting_fee, bond } =
			Self::cost_of(&model, &market, &terms, kind.max_tokens(), input.len())?;
		let (least, usual) = Self::deadlines(&terms, units);
		let deadline = options.deadline.unwrap_or(usual);
		ensure!(deadline >= least, Error::<T>::DeadlineTooShort);
		ensure!(deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		let of_all = |amount: Balance| amount.checked_mul(workers.into());
		let (Some(held), Some(taken)) = (of_all(quote), of_all(posting_fee)) else {
			return Err(ArithmeticError::Overflow.into());
		};
		let total = held.checked_add(taken).ok_or(ArithmeticError::Overflow)?;
		ensure!(total <= max_fee, Error::<T>::FeeAboveMax);

		let ModelTerms { version, manifest, params_version, .. } = terms;
		let content_hash = TaskContent {
			requester: &requester,
			model,
			model_version: version,
			weights_root: manifest.weights_root,
			params_version,
			canon: manifest.canon,
			kind: &kind,
			input_hash: input.hash(),
			input_len: input.len(),
			deadline,
			price,
			quote,
			bond,
			verification: options.verification,
			parent: options.parent,
			prompt_ids: options.prompt_ids,
		}
		.hash();

		T::Currency::transfer(
			&requester,
			&T::ProtocolAccount::get(),
			taken,
			Preservation::Preserve,
		)?;
		T::Currency::hold(&HoldReason::Escrow.into(), &requester, held)?;

		let now = Self::now();
		let expires = now.saturating_add(T::QueueTtl::get().max(One::one()));
		NextTask::<T>::put(id.checked_add(workers.into()).ok_or(ArithmeticError::Overflow)?);
		let task: TaskOf<T> = Task {
			requester: requester.clone(),
			model,
			model_version: version,
			weights_root: manifest.weights_root,
			params_version,
			canon: manifest.canon,
			kind,
			input_hash: input.hash(),
			input_len: input.len(),
			blob: input.is_blob(),
			content_hash,
			deadline,
			price,
			quote,
			bond,
			verification: options.verification,
			replica: 0,
			parent: options.parent,
			prompt_ids: options.prompt_ids,
			posted_at: now,
			reassignments: 0,
			state: TaskState::Open { expires },
		};
		if workers > 1 {
			let count = workers;
			Self::deposit_event(Event::Replicated { first: id, count, requester, model });
		}
		for (id, replica) in task.replicas(id).zip(0..) {
			Self::open(id, TaskOf::<T> { replica, ..task.clone() }, input.clone(), posting_fee);
		}
		Ok(id)
	}

	/// Stores a task that was paid for, and has it wait for a worker.
	pub(crate) fn open(id: TaskId, task: TaskOf<T>, input: Input, posting_fee: Balance) {
		let TaskState::Open { expires } = task.state else { return };
		let model = task.model;
		Timeouts::<T>::insert(expires, id, ());
		Inputs::<T>::insert(id, input);
		T::Models::task_opened(&model);
		Self::deposit_event(Event::Posted {
			task: id,
			requester: task.requester.clone(),
			model,
			content_hash: task.content_hash,
			price: task.price,
			quote: task.quote,
			posting_fee,
			bond: task.bond,
			deadline: task.deadline,
		});
		Tasks::<T>::insert(id, task);
		let waiting = Self::enqueue(&model, id, End::Back);
		Self::deposit_event(Event::Queued { task: id, model, waiting, expires });
	}

	/// Whether so many tasks more may wait for a model.
	pub(crate) fn has_room(market: &Market<BlockNumberFor<T>>, workers: u8) -> bool {
		market.waiting.saturating_add(workers.into()) <= T::MaxQueue::get()
	}

	/// Returns the weight used.
	pub(crate) fn do_cancel(who: &T::AccountId, id: TaskId) -> Result<Weight, DispatchError> {
		let mut task = Self::task(id)?;
		ensure!(task.requester == *who, Error::<T>::NotRequester);
		let TaskState::Open { expires } = task.state else {
			return Err(Error::<T>::NotOpen.into());
		};
		ensure!(Self::now() < expires, Error::<T>::DeadlinePassed);
		Self::dequeue(&task.model, id);
		let given = Self::refund(id, &mut task, RefundReason::Cancelled);
		Ok(T::WeightInfo::cancel().saturating_add(given))
	}

	pub(crate) fn task(id: TaskId) -> Result<TaskOf<T>, Error<T>> {
		Tasks::<T>::get(id).ok_or(Error::<T>::UnknownTask)
	}

	/// What names a task across reorganisations.
	pub(crate) fn identity_of(id: TaskId, task: &TaskOf<T>) -> TaskIdentity {
		TaskIdentity {
			genesis: frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero()),
			number: id,
			content: task.content_hash,
		}
	}
}
