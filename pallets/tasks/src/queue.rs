//! Tasks that wait for a worker: a doubly linked list per model, so that any task leaves it in constant time, and a
//! circle of the models in which tasks wait, so that no model starves another.

use crate::{types::Link, Config, Pallet, Queue, Waiting, WaitingModels};
use assay_primitives::{ModelId, TaskId};
use frame_support::defensive;

/// Where a task joins the queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
	/// A task that a worker let lie: it has waited already.
	Front,
	/// A new task, or one that no worker drawn can bond now.
	Back,
}

impl<T: Config> Pallet<T> {
	/// Adds a task to its model's queue, and the model to the circle. Returns how many tasks wait now.
	pub(crate) fn enqueue(model: &ModelId, task: TaskId, end: End) -> u32 {
		Self::with_market(model, |market| {
			let link = match end {
				End::Front => Link { previous: None, next: market.first },
				End::Back => Link { previous: market.last, next: None },
			};
			match link.previous {
				Some(previous) => Self::relink(previous, |link| link.next = Some(task)),
				None => market.first = Some(task),
			}
			match link.next {
				Some(next) => Self::relink(next, |link| link.previous = Some(task)),
				None => market.last = Some(task),
			}
			Queue::<T>::insert(task, link);
			// Bounded by the number of tasks.
			market.waiting = market.waiting.saturating_add(1);
			if !market.listed {
				market.listed = true;
				Self::list_model(*model);
			}
			market.waiting
		})
	}

	/// Takes a task out of its model's queue. The model leaves the circle when its turn comes.
	pub(crate) fn dequeue(model: &ModelId, task: TaskId) {
		let Some(link) = Queue::<T>::take(task) else {
			defensive!("an open task is in no queue", task);
			return;
		};
		Self::with_market(model, |market| {
			match link.previous {
				Some(previous) => Self::relink(previous, |other| other.next = link.next),
				None => market.first = link.next,
			}
			match link.next {
				Some(next) => Self::relink(next, |other| other.previous = link.previous),
				None => market.last = link.previous,
			}
			market.waiting = market.waiting.saturating_sub(1);
		})
	}

	fn relink(task: TaskId, change: impl FnOnce(&mut Link)) {
		Queue::<T>::mutate(task, |link| match link {
			Some(link) => change(link),
			None => {
				defensive!("a queue names a task that is not in it", task);
			}
		})
	}

	/// Puts a model at the end of the circle.
	pub(crate) fn list_model(model: ModelId) {
		Waiting::<T>::mutate(|circle| {
			WaitingModels::<T>::insert(circle.tail, model);
			// A u64 outlasts any chain.
			circle.tail = circle.tail.saturating_add(1);
		})
	}

	/// Takes the model whose turn it is out of the circle.
	pub(crate) fn next_model() -> Option<ModelId> {
		Waiting::<T>::mutate(|circle| {
			let model = WaitingModels::<T>::take(circle.head)?;
			circle.head = circle.head.saturating_add(1);
			Some(model)
		})
	}

	/// Number of models in the circle.
	pub(crate) fn models_waiting() -> u64 {
		let circle = Waiting::<T>::get();
		circle.tail.saturating_sub(circle.head)
	}
}
