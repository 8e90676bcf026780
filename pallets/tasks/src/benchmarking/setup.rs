//! Tasks in every state, with the largest things they can have.

use crate::*;
use alloc::{vec, vec::Vec};
use assay_primitives::{
	task::{
		commitment, ids_hash, Input, Outcome, Payload, Sampling, TaskKind, TaskOptions, TaskState,
		TokenIds, Verification,
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
	rich::<T>(whitelisted_caller())
}

fn rich<T: Config>(who: T::AccountId) -> T::AccountId {
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

/// For as many replicas as there can be.
fn replicated<T: Config>() -> TaskOptionsOf<T> {
	let count = T::MaxReplicas::get().saturated_into();
	TaskOptions {
		verification: Verification::Replicated(count),
		prompt_ids: Some(ids_hash(&[1])),
		..options::<T>(None)
	}
}

pub fn text(len: u32) -> Input {
	Input::Inline(vec![b'x'; len as usize].try_into().unwrap())
}

/// Posts a task and returns its number.
pub fn post<T: Config>(input: Input) -> TaskId {
	post_by::<T>(requester::<T>(), input, options::<T>(None))
}

/// Posts as many replicas as there can be and returns the number of the first.
pub fn post_replicas<T: Config>() -> TaskId {
	post_by::<T>(requester::<T>(), text(MIN_TEXT), replicated::<T>())
}

fn post_by<T: Config>(who: T::AccountId, input: Input, options: TaskOptionsOf<T>) -> TaskId {
	Pallet::<T>::do_post(who, model::<T>(), kind(), input, Balance::MAX, options).unwrap()
}

/// Brings the other replicas of a task into states that depend on their place. Nothing else of theirs is kept in step.
pub fn others_are<T: Config>(id: TaskId, state: impl Fn(usize, &TaskOf<T>) -> TaskStateOf<T>) {
	let task = Tasks::<T>::get(id).unwrap();
	let others = task.replicas(id).filter(|other| *other != id);
	for (place, other) in others.enumerate() {
		let mut task = Tasks::<T>::get(other).unwrap();
		let state = state(place, &task);
		Pallet::<T>::enter(other, &mut task, state);
	}
}

/// The state of a replica that was answered like this by a worker of its own.
pub fn answered<T: Config>(place: usize, task: &TaskOf<T>, outcome: &Outcome) -> TaskStateOf<T> {
	let result = Pallet::<T>::check_outcome(task, outcome).unwrap();
	let worker = account("worker", place as u32, 0);
	let at = Pallet::<T>::now();
	let ends = at.saturating_add(T::ChallengeWindow::get());
	TaskState::Revealed { worker, result, at, ends }
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
	let models: Vec<(ModelId, u32)> = vec![(model::<T>(), 0)];
	Pallet::<T>::do_set_ready(&operator, models.try_into().unwrap(), capacity).unwrap();
	(stash, operator)
}

/// Workers with so many slots together that can't be drawn yet, from this index on. Returns the index after the last.
pub fn fill<T: Config>(mut index: u32, mut slots: u32) -> u32 {
	while slots > 0 {
		let capacity = slots.min(T::MaxCapacity::get());
		let _ = offer::<T>(index, capacity);
		slots -= capacity;
		index += 1;
	}
	index
}

/// Slots that a worker has.
pub fn slots<T: Config>(stash: &T::AccountId) -> u32 {
	Workers::<T>::get(stash).slots(&model::<T>()).len().saturated_into()
}

/// Pages of slots, so many that those drawn for the first task by [`SEED`] are on different ones.
pub const MANY_PAGES: u32 = 8;

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

/// As [`assigned`], the first of as many replicas as there can be. The others wait.
pub fn assigned_replica<T: Config>() -> (TaskId, T::AccountId, T::AccountId) {
	let (stash, operator) = ready::<T>(0, 1);
	let id = post_replicas::<T>();
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

/// The last of as many replicas as there can be that was committed to this outcome. Of the others, the last has another.
pub fn committed<T: Config>(outcome: &Outcome) -> (TaskId, T::AccountId) {
	let (id, stash, operator) = assigned_replica::<T>();
	let last = T::MaxReplicas::get() as usize - 2;
	others_are::<T>(id, |place, task| {
		let other = self::outcome(9);
		answered::<T>(place, task, if place == last { &other } else { outcome })
	});
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

/// A revealed task of a canonical model, and its worker.
pub fn make_audited<T: Config>(index: u32) -> TaskId {
	make_revealed::<T>(index, SEED, outcome(16))
}

/// A revealed task of a canonical model with this root, whose worker answered this. Written as if all had gone its way:
/// bond and escrow are held.
pub fn make_revealed<T: Config>(index: u32, weights_root: Hash, outcome: Outcome) -> TaskId {
	let (stash, _) = ready::<T>(index, 1);
	// Not the caller of the benchmarks, whose account they read for nothing.
	let who = rich::<T>(account("requester", index, 0));
	let id = post_by::<T>(who, text(MIN_TEXT), options::<T>(None));
	let _ = Pallet::<T>::assign_with(SEED);
	let mut task = Tasks::<T>::get(id).unwrap();
	assert!(task.state.worker() == Some(&stash), "assigned");
	task.canon = Some(1);
	task.weights_root = weights_root;
	let result = Pallet::<T>::check_outcome(&task, &outcome).unwrap();
	Pallet::<T>::enter_revealed(id, &mut task, stash, outcome, result);
	id
}
