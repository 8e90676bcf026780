//! Tasks in every state, with the largest things they can have.

use crate::*;
use alloc::{vec, vec::Vec};
use assay_primitives::{
	task::{
		commitment, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TokenIds,
		Verification,
	},
	traits::{ModelLookup, TaskBonds},
	Balance, Hash, ModelId, TaskId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Get,
};
use sp_runtime::traits::{BlockNumberProvider, One, SaturatedConversion, Saturating};

pub const SEED: Hash = Hash::repeat_byte(9);

pub fn model<T: Config>() -> ModelId {
	T::Models::benchmark_model()
}

/// An account that can pay for any task.
pub fn requester<T: Config>() -> T::AccountId {
	let who: T::AccountId = whitelisted_caller();
	let amount = T::Currency::minimum_balance().max(1) * 1_000_000_000;
	T::Currency::mint_into(&who, amount).unwrap();
	T::Currency::mint_into(&T::ProtocolAccount::get(), amount).unwrap();
	who
}

pub fn kind() -> TaskKind {
	TaskKind::Generate { max_tokens: 64, sampling: Sampling::Temperature { milli: 700, seed: 1 } }
}

pub fn options<T: Config>(parent: Option<TaskId>) -> TaskOptionsOf<T> {
	TaskOptions { deadline: None, verification: Verification::Audited, parent, prompt_ids: None }
}

pub fn text(len: u32) -> Input {
	Input::Inline(vec![b'x'; len as usize].try_into().unwrap())
}

/// Posts a task and returns its number.
pub fn post<T: Config>(input: Input) -> TaskId {
	let id = NextTask::<T>::get();
	let who = requester::<T>();
	Pallet::<T>::do_post(who, model::<T>(), kind(), input, Balance::MAX, options::<T>(None))
		.unwrap();
	id
}

/// Moves the clock on by this many blocks.
pub fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let height = Pallet::<T>::now().saturating_add(blocks);
	T::BlockNumberProvider::set_block_number(height);
	frame_system::Pallet::<T>::set_block_number(
		frame_system::Pallet::<T>::block_number().max(height),
	);
}

/// A worker on offer with so many slots that can't be drawn yet, by stash and operator.
pub fn offer<T: Config>(index: u32, capacity: u32) -> (T::AccountId, T::AccountId) {
	let (stash, operator) = T::Stake::benchmark_worker(index);
	let models: Vec<ModelId> = vec![model::<T>()];
	Pallet::<T>::do_set_ready(&operator, models.try_into().unwrap(), capacity).unwrap();
	(stash, operator)
}

/// As [`offer`], with slots that can be drawn.
pub fn ready<T: Config>(index: u32, capacity: u32) -> (T::AccountId, T::AccountId) {
	let worker = offer::<T>(index, capacity);
	pass::<T>(T::ReadyDelay::get().saturating_add(One::one()));
	worker
}

/// A task that was assigned to the only worker, with its stash and operator.
pub fn assigned<T: Config>(input: Input) -> (TaskId, T::AccountId, T::AccountId) {
	let (stash, operator) = ready::<T>(0, 1);
	let id = post::<T>(input);
	let _ = Pallet::<T>::assign_with(SEED);
	assert!(Tasks::<T>::get(id).unwrap().state.worker() == Some(&stash), "assigned");
	(id, stash, operator)
}

/// An outcome of so many bytes: two ids and the rest in text.
pub fn outcome(bytes: u32) -> Outcome {
	let text = bytes.saturating_sub(8) as usize;
	Outcome::Done {
		output: Payload::Inline(vec![b'y'; text].try_into().unwrap()),
		ids: TokenIds::Inline(vec![1, 2].try_into().unwrap()),
		prompt_ids: 1,
		output_ids: 1,
		root: Hash::zero(),
		salt: SEED,
	}
}

/// A task that was committed to this outcome.
pub fn committed<T: Config>(outcome: &Outcome) -> (TaskId, T::AccountId) {
	let (id, stash, operator) = assigned::<T>(text(MIN_TEXT));
	let task = Tasks::<T>::get(id).unwrap();
	let identity = Pallet::<T>::identity_of(id, &task);
	let hidden = commitment(&identity, &stash, outcome.salt(), outcome.hash());
	Pallet::<T>::do_commit(&operator, id, hidden).unwrap();
	(id, operator)
}

/// Bytes of a short prompt.
pub const MIN_TEXT: u32 = 16;

/// What is left of a worker's record: deadlines missed.
pub fn misses<T: Config>(stash: &T::AccountId) -> u32 {
	Workers::<T>::get(stash).misses.saturated_into()
}
