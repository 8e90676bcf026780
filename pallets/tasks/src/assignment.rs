//! Which worker gets a task.
//!
//! Slots of workers that have other weights than a task is posted for are passed over. When a model gets new weights, those
//! of workers that did not offer them go when they are drawn, and tasks that wait for the old ones are refunded when none is
//! drawn that has them. A visit by which slots went is not one in vain: the model is visited again in the same block, until
//! somebody takes its task or enough slots went in this block.
//!
//! At the start of a block the models in which tasks wait are served in turn, one task each, with slots drawn by a
//! seed that nobody knew when the block before was made.

use crate::{
	queue::End, Config, Event, Markets, Pallet, PendingMisses, TaskOf, Tasks, WeightInfo, WorkerOf,
	Workers,
};
use assay_primitives::{
	task::{hash_of, TaskState},
	traits::{BlockSeed, Eras, ModelLookup, TaskBonds, WorkerScores},
	Balance, Hash, ModelId, ModelVersion, TaskId,
};
use core::cmp::Reverse;
use frame_support::{
	defensive,
	traits::{Defensive, Get},
	weights::Weight,
};
use sp_runtime::traits::{SaturatedConversion, Saturating};

/// Slots drawn for a task in one block, at most.
pub(crate) const MAX_DRAWS: u32 = 4;
/// Models visited per task that may be assigned in a block. Visits without assignment are cheap.
const VISITS_PER_ASSIGNMENT: u32 = 4;

/// Tasks per block that are put behind the others, after which such a visit counts as one in vain.
const MAX_PASSED: u32 = 8;

/// Visits per block by which nobody got a task but slots went, after which such a visit counts as one in vain. They weigh more
/// than others.
const MAX_CLEARED: u32 = 32;

/// Tasks of 256 for which a newcomer comes before a worker with a score, if one of each is drawn: an eighth.
const NEWCOMERS_OF_256: u8 = 32;

/// What came of a visit to a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Visit {
	/// A task was assigned.
	Assigned,
	/// Nobody drawn may take the task, which waits behind the others now.
	Passed,
	/// A task had expired, or was posted for weights that nobody drawn has any more, and was refunded.
	Expired,
	/// Nobody drawn could take a task, but slots that stand for nothing are gone: the next draw finds others.
	Cleared,
	/// No task waits, or none could be assigned now.
	Idle,
}

/// What came of drawing slots for a task.
enum Drawn<AccountId> {
	/// A worker, and the number of the slot by which it was drawn.
	Worker(AccountId, u32),
	/// No slot can take any task now.
	NoWorker,
	/// A worker drawn could take another task, but not this one: others in the queue may be luckier.
	NotThis,
}

/// What a drawn slot is worth.
enum Fitness<Worker> {
	/// The slot's worker can take the task.
	Fits(Worker),
	/// Not now, but the slot stays.
	NotNow,
	/// Not this task, but the slot stays.
	NotThis,
	/// The slot goes: it stands for nothing.
	Stale,
	/// The slot goes: the worker can't bond this task.
	TooPoor,
}

impl<T: Config> Pallet<T> {
	/// Assigns waiting tasks, if the block has a seed. Returns the weight used.
	pub(crate) fn assign_waiting() -> Weight {
		match T::Seed::block_seed() {
			Some(seed) => Self::assign_with(seed),
			None => T::DbWeight::get().reads(1),
		}
	}

	/// Assigns waiting tasks with this seed, at most [`Config::MaxAssignmentsPerBlock`]. Ends early when no model in
	/// the circle can be served.
	pub(crate) fn assign_with(seed: Hash) -> Weight {
		let limit = T::MaxAssignmentsPerBlock::get();
		let mut visits = limit.saturating_mul(VISITS_PER_ASSIGNMENT);
		let mut assigned = 0u32;
		let mut passed = 0u32;
		let mut cleared = 0u32;
		let mut idle = 0u64;
		let mut weight = T::DbWeight::get().reads(1);
		while assigned < limit && visits > 0 && idle < Self::models_waiting() {
			let Some(model) = Self::next_model() else {
				defensive!("models that wait are not numbered without gaps");
				break;
			};
			let (visit, used) = Self::serve(&model, seed);
			if Markets::<T>::get(model).waiting > 0 {
				Self::list_model(model);
			} else {
				Self::with_market(&model, |market| market.listed = false);
			}
			visits = visits.saturating_sub(1);
			weight.saturating_accrue(used);
			match visit {
				Visit::Assigned => {
					assigned = assigned.saturating_add(1);
					idle = 0;
				}
				Visit::Expired => idle = 0,
				Visit::Cleared if cleared < MAX_CLEARED => {
					cleared = cleared.saturating_add(1);
					idle = 0;
				}
				Visit::Passed if passed < MAX_PASSED => passed = passed.saturating_add(1),
				Visit::Cleared | Visit::Passed | Visit::Idle => idle = idle.saturating_add(1),
			}
		}
		weight
	}

	/// Serves the first task that waits for a model. Returns the weight used, too.
	pub(crate) fn serve(model: &ModelId, seed: Hash) -> (Visit, Weight) {
		let idle = (Visit::Idle, T::WeightInfo::visit());
		let market = Markets::<T>::get(model);
		let Some(id) = market.first else { return idle };
		let Some(task) = Tasks::<T>::get(id).defensive() else { return idle };
		let TaskState::Open { expires } = task.state else {
			defensive!("a task that waits is not open", id);
			return idle;
		};
		if Self::now() >= expires {
			// Its timeout is due and the hook is behind.
			let used = Self::act(id, task);
			return (Visit::Expired, T::WeightInfo::visit().saturating_add(used));
		}
		if market.ready == 0 {
			return idle;
		}
		let version = T::Models::version(model).unwrap_or(task.model_version);
		let (drawn, lost) = Self::draw(id, &task, version, seed);
		let visit = if lost > 0 { Visit::Cleared } else { Visit::Idle };
		let lost = T::WeightInfo::drop_slots(1).saturating_mul(lost);
		let idle = (visit, T::WeightInfo::visit().saturating_add(lost));
		match drawn {
			Drawn::NoWorker | Drawn::NotThis if task.model_version != version => {
				// Its weights were replaced. Those that still have them become fewer, and others wait behind it.
				let used = Self::act(id, task);
				(Visit::Expired, idle.1.saturating_add(used))
			}
			Drawn::Worker(worker, slot) => match Self::assign(id, task, worker, slot) {
				Some(used) => (Visit::Assigned, used.saturating_add(lost)),
				None => (Visit::Cleared, idle.1),
			},
			Drawn::NoWorker => idle,
			Drawn::NotThis => {
				Self::dequeue(model, id);
				Self::enqueue(model, id, End::Back);
				(Visit::Passed, idle.1)
			}
		}
	}

	/// Draws slots until two fit, and takes the better worker of the two: the higher score, then the fewer missed
	/// deadlines, then the one drawn first. For a share of the tasks a newcomer is better than anyone else, so that it can
	/// earn a score. `version`: the model's current one. Returns how many slots were lost, too.
	fn draw(
		id: TaskId,
		task: &TaskOf<T>,
		version: ModelVersion,
		seed: Hash,
	) -> (Drawn<T::AccountId>, u64) {
		let newcomers = Self::is_for_newcomers(id, seed);
		let rank = |stash: &T::AccountId, worker: &WorkerOf<T>| {
			let misses = worker.misses_in(T::Eras::current());
			let chance = newcomers && T::Scores::is_newcomer(stash, &task.model);
			(chance, T::Scores::score(stash, &task.model), Reverse(misses))
		};
		let slot_bond = Self::slot_bond(&task.model);
		// Of its record only the misses are used: its slots may get other numbers when another worker loses one.
		let mut first: Option<(T::AccountId, u32, WorkerOf<T>)> = None;
		let others = Self::workers_of_others(id, task);
		let mut not_this = false;
		let mut lost = 0u64;
		for n in 0..MAX_DRAWS {
			let Some((slot, stash)) = Self::draw_slot(id, &task.model, seed, n) else { break };
			match Self::fitness(id, task, version, slot_bond, &others, &stash) {
				Fitness::Fits(worker) => match first {
					None => first = Some((stash, slot, worker)),
					Some((other, other_slot, other_worker)) => {
						let better = rank(&stash, &worker) > rank(&other, &other_worker);
						let (stash, slot) =
							if better { (stash, slot) } else { (other, other_slot) };
						return (Drawn::Worker(stash, slot), lost);
					}
				},
				Fitness::NotNow => {}
				Fitness::NotThis => not_this = true,
				fitness @ (Fitness::Stale | Fitness::TooPoor) => {
					not_this |= matches!(fitness, Fitness::TooPoor);
					Self::lose_slot(&stash, &task.model, slot);
					lost = lost.saturating_add(1);
				}
			}
		}
		let drawn = match first {
			Some((stash, slot, _)) => Drawn::Worker(stash, slot),
			None if not_this => Drawn::NotThis,
			None => Drawn::NoWorker,
		};
		(drawn, lost)
	}

	/// Who would get a task, were it assigned now.
	#[cfg(test)]
	pub(crate) fn drawn(id: TaskId, task: &TaskOf<T>, seed: Hash) -> Option<T::AccountId> {
		match Self::draw(id, task, task.model_version, seed).0 {
			Drawn::Worker(worker, _) => Some(worker),
			_ => None,
		}
	}

	/// Whether this task is one of those for which newcomers come first.
	pub(crate) fn is_for_newcomers(id: TaskId, seed: Hash) -> bool {
		let hash = hash_of(b"assay/newcomers/1", &(seed, id));
		hash.as_bytes().first().is_some_and(|byte| *byte < NEWCOMERS_OF_256)
	}

	/// A random slot, and its worker.
	pub(crate) fn draw_slot(
		id: TaskId,
		model: &ModelId,
		seed: Hash,
		n: u32,
	) -> Option<(u32, T::AccountId)> {
		let ready = Markets::<T>::get(model).ready;
		let mut random = [0u8; 16];
		let hash = hash_of(b"assay/draw/1", &(seed, id, n));
		random.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
		// 128 random bits: the bias of the remainder is below 2^-96. No slots, no remainder.
		let slot = u128::from_le_bytes(random).checked_rem(ready.into())?.saturated_into();
		Some((slot, Self::slot_owner(model, slot).defensive()?))
	}

	/// `version`: the model's current one. `slot_bond`: see [`Self::slot_bond`]. `others`: workers of other replicas.
	fn fitness(
		id: TaskId,
		task: &TaskOf<T>,
		version: ModelVersion,
		slot_bond: Option<Balance>,
		others: &[T::AccountId],
		stash: &T::AccountId,
	) -> Fitness<WorkerOf<T>> {
		let worker = Workers::<T>::get(stash);
		let Some(offer) = worker.offer.as_ref() else { return Fitness::Stale };
		if worker.spare() == 0 {
			return Fitness::Stale;
		}
		let serves = worker.serves(&task.model);
		if serves != Some(task.model_version) {
			let outdated = serves != Some(version);
			return if outdated { Fitness::Stale } else { Fitness::NotThis };
		}
		if Self::now() < offer.since {
			return Fitness::NotNow;
		}
		// Who is under suspicion of having let this very task lie can't acquit itself, and who has another replica can't be
		// compared with itself.
		if PendingMisses::<T>::get(id).as_ref() == Some(stash) || others.contains(stash) {
			return Fitness::NotThis;
		}
		// Of an account that is no worker any more, nothing.
		let free = T::Stake::free_stake(stash);
		if free < task.bond {
			return Fitness::TooPoor;
		}
		let held: u32 = worker.slots(&task.model).len().saturated_into();
		if held > 1 && held > Self::slots_covered_by(free, slot_bond) {
			// The price rose or stake was taken out: slots beyond the first need cover of their own.
			return Fitness::Stale;
		}
		Fitness::Fits(worker)
	}

	/// Takes the slot by which a worker was drawn from it.
	fn lose_slot(stash: &T::AccountId, model: &ModelId, slot: u32) {
		let slots = Workers::<T>::mutate(stash, |worker| {
			worker.let_go_first(model, slot);
			if let Some(slots) = worker.slots_mut(model) {
				Self::drop_slots(stash, slots, model, 1);
			}
			worker.slots(model).len().saturated_into()
		});
		Self::deposit_event(Event::SlotLost { worker: stash.clone(), model: *model, slots });
	}

	/// Gives an open task to a worker that was drawn by this slot. Returns the weight used; or nothing if the worker
	/// could not bond the task, which costs it a slot.
	fn assign(id: TaskId, mut task: TaskOf<T>, worker: T::AccountId, slot: u32) -> Option<Weight> {
		// The bond was compared with the free stake; the number of bonds may be at its limit.
		if T::Stake::bond(&worker, id, task.bond).is_err() {
			Self::lose_slot(&worker, &task.model, slot);
			return None;
		}
		let now = Self::now();
		Self::dequeue(&task.model, id);
		let mut record = Workers::<T>::get(&worker);
		record.let_go_first(&task.model, slot);
		// It starts to compute: one slot fewer for each model it serves.
		let taken = Self::drop_slots_each(&worker, &mut record, 1);
		Self::with_market(&task.model, |market| market.busy = market.busy.saturating_add(1));
		record.busy = record.busy.saturating_add(1);
		record.live = record.live.saturating_add(1);
		Workers::<T>::insert(&worker, record);

		let acked = !task.blob;
		let time = if acked { task.deadline } else { T::AckDeadline::get() };
		let due = now.saturating_add(time);
		Self::deposit_event(Event::Assigned {
			task: id,
			worker: worker.clone(),
			bond: task.bond,
			acked,
			due,
		});
		Self::enter(id, &mut task, TaskState::Assigned { worker, at: now, acked, due });
		Some(T::WeightInfo::assign().saturating_add(taken))
	}
}
