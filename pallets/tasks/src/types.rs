//! What this pallet stores beside the tasks themselves.

use assay_primitives::{EraIndex, ModelId, ModelVersion, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound,
	PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::FixedU128;

/// Supply, demand and price of one model.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Market<BlockNumber> {
	/// The price as a multiple of the model's price floor, from 1 to [`crate::price::MAX_MULTIPLE`], as of
	/// `updated_at`. Fixed point: 10^18 is 1.
	pub multiple: FixedU128,
	/// Height up to which `multiple` has been moved.
	pub updated_at: BlockNumber,
	/// Tasks of this model that a worker is computing.
	pub busy: u32,
	/// Slots of workers that are on offer for this model.
	pub ready: u32,
	/// Tasks of this model that wait for a worker.
	pub waiting: u32,
	/// The task that has waited longest, and the one that joined last.
	pub first: Option<TaskId>,
	pub last: Option<TaskId>,
	/// Whether the model is in the circle of models that are served in turn.
	pub listed: bool,
}

impl<BlockNumber: Default> Default for Market<BlockNumber> {
	fn default() -> Self {
		Self {
			multiple: FixedU128::from_u32(1),
			updated_at: BlockNumber::default(),
			busy: 0,
			ready: 0,
			waiting: 0,
			first: None,
			last: None,
			listed: false,
		}
	}
}

/// Neighbours of a task in its model's queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Link {
	/// The task before it, none for the first.
	pub previous: Option<TaskId>,
	/// The task after it, none for the last.
	pub next: Option<TaskId>,
}

/// A circle of models: those with indices from `head` to before `tail` are in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Circle {
	/// Index of the model that is served next.
	pub head: u64,
	/// Index that the next model to join gets.
	pub tail: u64,
}

/// A model that a worker runs, and what it can be drawn by.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(MaxSlots))]
pub struct Served<MaxSlots: Get<u32>> {
	/// The model.
	pub model: ModelId,
	/// Version of its weights that the worker has. It is drawn for tasks of this version alone.
	pub version: ModelVersion,
	/// Numbers of the worker's slots for it, in no order. They are alike; the last of them goes first.
	pub slots: BoundedVec<u32, MaxSlots>,
}

/// What a worker offers.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(MaxModels, MaxSlots))]
pub struct Offer<
	BlockNumber: Clone + PartialEq + Eq + core::fmt::Debug,
	MaxModels: Get<u32>,
	MaxSlots: Get<u32>,
> {
	/// Models it runs, each once, with its slots.
	pub models: BoundedVec<Served<MaxSlots>, MaxModels>,
	/// Tasks it computes at the same time, at least 1.
	pub capacity: u32,
	/// Height from which its slots can be drawn.
	pub since: BlockNumber,
}

/// A worker as the market sees it.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxModels, MaxSlots))]
pub struct Worker<
	BlockNumber: Clone + PartialEq + Eq + core::fmt::Debug,
	MaxModels: Get<u32>,
	MaxSlots: Get<u32>,
> {
	/// What it offers now; nothing after `set_unready` or a missed deadline.
	pub offer: Option<Offer<BlockNumber, MaxModels, MaxSlots>>,
	/// Height of its last `set_ready` or `set_unready`.
	pub changed_at: Option<BlockNumber>,
	/// Tasks that it is computing: assigned to it, or committed by it unless they wait for other replicas.
	pub busy: u32,
	/// Tasks that lock a bond of it.
	pub live: u32,
	/// Deadlines missed as of era `misses_era`; halves with every era since.
	pub misses: u32,
	/// See `misses`.
	pub misses_era: EraIndex,
	/// Height from which it may offer itself again after a missed deadline or a conviction.
	pub paused_until: Option<BlockNumber>,
}

impl<
		BlockNumber: Clone + PartialEq + Eq + core::fmt::Debug,
		MaxModels: Get<u32>,
		MaxSlots: Get<u32>,
	> Worker<BlockNumber, MaxModels, MaxSlots>
{
	/// Deadlines missed, as they count in `era`.
	pub fn misses_in(&self, era: EraIndex) -> u32 {
		self.misses.checked_shr(era.saturating_sub(self.misses_era)).unwrap_or(0)
	}

	/// Tasks it could take on beside those that it is computing.
	pub fn spare(&self) -> u32 {
		self.offer.as_ref().map_or(0, |offer| offer.capacity.saturating_sub(self.busy))
	}

	/// Keeps it off offer until this height, or longer if it is paused for longer already. Returns the height.
	pub(crate) fn pause(&mut self, until: BlockNumber) -> BlockNumber
	where
		BlockNumber: Ord,
	{
		let until = match &self.paused_until {
			Some(before) => until.max(before.clone()),
			None => until,
		};
		self.paused_until = Some(until.clone());
		until
	}

	/// Numbers of its slots for a model, none if it does not serve the model.
	pub fn slots(&self, model: &ModelId) -> &[u32] {
		self.offer
			.as_ref()
			.and_then(|offer| offer.models.iter().find(|served| served.model == *model))
			.map_or(&[], |served| &served.slots)
	}

	/// Version of a model that it runs, if it serves the model.
	pub fn serves(&self, model: &ModelId) -> Option<ModelVersion> {
		let served = self.offer.as_ref()?.models.iter().find(|served| served.model == *model)?;
		Some(served.version)
	}

	/// As [`Self::slots`], to be changed; `None` if it does not serve the model.
	pub(crate) fn slots_mut(&mut self, model: &ModelId) -> Option<&mut BoundedVec<u32, MaxSlots>> {
		self.offer
			.as_mut()
			.and_then(|offer| offer.models.iter_mut().find(|served| served.model == *model))
			.map(|served| &mut served.slots)
	}

	/// Makes a slot the one that goes first, if the worker still has it. Of slots that are alike, one whose page was
	/// read already costs least to remove.
	pub(crate) fn let_go_first(&mut self, model: &ModelId, slot: u32) {
		let Some(slots) = self.slots_mut(model) else { return };
		if let Some(found) = slots.iter().position(|number| *number == slot) {
			// Pushed where one was just removed.
			let _ = slots.swap_remove(found);
			let _ = slots.try_push(slot);
		}
	}
}

/// What becomes of a revealed task whose window is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict<BlockNumber> {
	/// Its result holds.
	Pays,
	/// Other replicas are not decided before this height.
	Waits(BlockNumber),
	/// Most replicas have another result.
	Outvoted,
	/// Another result stands against it.
	Split,
}

/// Why a worker is not on offer any more.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum UnreadyReason {
	/// Its operator withdrew the offer.
	#[codec(index = 0)]
	Withdrawn,
	/// It missed a deadline.
	#[codec(index = 1)]
	Missed,
	/// It was convicted of a wrong result.
	#[codec(index = 2)]
	Convicted,
}

/// What a free call that failed is counted against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FreeCall<AccountId, Ticket> {
	/// A call about a task.
	Task(TaskId),
	/// A change of the offer of this worker.
	Offer(AccountId),
	/// A call of another pallet.
	Other(Ticket),
}
