//! What is known about a challenged result, and who may act in its challenge.

use crate::{
	types::{commitment_to, CardBytes, Host, Stage, TraceClaim},
	BlockNumberFor, CaseOf, Cases, ChallengeOf, Challenges, Config, Error, Pallet,
};
use assay_canon::{
	card::Card,
	disclosure::Scope,
	ops::Op,
	sampling::Sampler,
	trace::{Ending, Layout},
};
use assay_primitives::{
	task::{trace_root, ResultKind, ResultSummary, Sampling, Task, TaskKind, TaskState},
	traits::{DisputedTasks, TaskBonds},
	Balance, Hash, TaskId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{
	traits::{BlockNumberProvider, Saturating},
	DispatchError,
};

/// A task with the types of a runtime.
pub(crate) type TaskOf<T> =
	Task<<T as frame_system::Config>::AccountId, Balance, BlockNumberFor<T>>;

/// A result that is challenged.
pub(crate) struct Facts<T: Config> {
	pub task: TaskOf<T>,
	pub result: ResultSummary<Balance>,
}

impl<T: Config> Facts<T> {
	/// Reads the card, which has to be the model's.
	pub fn card(&self, bytes: &CardBytes) -> Result<Card, DispatchError> {
		let card = Card::decode(bytes).ok_or(Error::<T>::WrongCard)?;
		ensure!(card.root::<Host>() == self.task.weights_root.0, Error::<T>::WrongCard);
		Ok(card)
	}

	/// Arrangement of the trace for a model with so many layers.
	pub fn layout(&self, layers: u32) -> Result<Layout, DispatchError> {
		let ending = match self.result.kind {
			ResultKind::Done => Ending::Done,
			ResultKind::TooLong | ResultKind::BadIds => Ending::Unrun,
			ResultKind::Fault { position, layer, .. } => Ending::Fault { position, layer },
		};
		Layout::with(self.result.prompt_ids, self.result.output_ids, layers, ending)
			.ok_or(Error::<T>::WrongTrace.into())
	}

	/// Where the run is said to have stopped: the position and the place.
	pub fn stop(&self, card: &Card) -> Option<(u32, Scope)> {
		let ResultKind::Fault { position, layer, operation, index } = self.result.kind else {
			return None;
		};
		let op = Op::from_number(operation.try_into().ok()?)?;
		let layer = (layer < card.shape.layers).then_some(layer);
		Some((position, Scope::Stop { layer, op, index }))
	}

	/// Whether no run of this model can have stopped where this one is said to have.
	pub fn impossible(&self, card: &Card) -> bool {
		let ResultKind::Fault { .. } = self.result.kind else { return false };
		let place = || {
			let layout = self.layout(card.shape.layers).ok()?;
			let (position, scope) = self.stop(card)?;
			scope.place(&card.shape, &layout, position, self.sampler())
		};
		place().is_none()
	}

	/// Checks card and root against what model and worker committed to.
	pub fn trace(&self, claim: &TraceClaim) -> Result<(Card, Layout), DispatchError> {
		let card = self.card(&claim.card)?;
		let layout = self.layout(card.shape.layers)?;
		let bound = trace_root(claim.root, self.result.prompt_ids, self.result.output_ids);
		ensure!(bound == self.result.trace_root, Error::<T>::WrongTrace);
		Ok((card, layout))
	}

	/// How ids are chosen.
	pub fn sampler(&self) -> Sampler {
		let TaskKind::Generate { sampling, .. } = self.task.kind;
		sampler(sampling)
	}
}

pub(crate) fn sampler(sampling: Sampling) -> Sampler {
	match sampling {
		Sampling::Greedy => Sampler::Greedy,
		Sampling::Temperature { milli, seed } => Sampler::Temperature { milli, seed },
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	/// Last height of a turn that begins now.
	pub(crate) fn turn() -> BlockNumberFor<T> {
		Self::now().saturating_add(T::AnswerDeadline::get())
	}

	/// The challenged result of a task.
	pub(crate) fn facts(id: TaskId) -> Result<Facts<T>, DispatchError> {
		let task = T::Tasks::task(id).ok_or(Error::<T>::UnknownTask)?;
		let result = match &task.state {
			TaskState::Disputed { result, .. } | TaskState::Convicted { result, .. } => {
				result.clone()
			}
			_ => return Err(Error::<T>::NotDisputed.into()),
		};
		Ok(Facts { task, result })
	}

	/// The result of a task whose auditors can still be held to what they said of it.
	pub(crate) fn audited_facts(id: TaskId) -> Result<Facts<T>, DispatchError> {
		let task = T::Tasks::task(id).ok_or(Error::<T>::UnknownTask)?;
		let result = match &task.state {
			TaskState::Revealed { result, .. } | TaskState::Disputed { result, .. } => {
				result.clone()
			}
			_ => return Err(Error::<T>::NoDigest.into()),
		};
		Ok(Facts { task, result })
	}

	pub(crate) fn case(id: TaskId) -> Result<CaseOf<T>, DispatchError> {
		Cases::<T>::get(id).ok_or(Error::<T>::NotDisputed.into())
	}

	/// An open challenge, in its time.
	pub(crate) fn challenge_of(
		id: TaskId,
		challenger: &T::AccountId,
	) -> Result<ChallengeOf<T>, DispatchError> {
		let challenge = Challenges::<T>::get(id, challenger).ok_or(Error::<T>::NoChallenge)?;
		ensure!(Self::now() <= challenge.due, Error::<T>::TooLate);
		Ok(challenge)
	}

	/// A challenge in which it is the challenger's turn to say what is wrong, and who proves to have made it.
	pub(crate) fn shown(
		id: TaskId,
		who: &T::AccountId,
		salt: Hash,
	) -> Result<(ChallengeOf<T>, Facts<T>), DispatchError> {
		let challenge = Self::challenge_of(id, who)?;
		ensure!(matches!(challenge.stage, Stage::Committed | Stage::Open), Error::<T>::NotYourTurn);
		let identity = T::Tasks::identity(id).ok_or(Error::<T>::UnknownTask)?;
		ensure!(
			commitment_to(&identity, who, salt) == challenge.commitment,
			Error::<T>::SaltMismatch
		);
		Ok((challenge, Self::facts(id)?))
	}

	/// A challenge that `who` wants to answer. The second part is whether `who` acts for the worker.
	pub(crate) fn answered(
		id: TaskId,
		challenger: &T::AccountId,
		who: &T::AccountId,
	) -> Result<(ChallengeOf<T>, CaseOf<T>, bool), DispatchError> {
		ensure!(who != challenger, Error::<T>::OwnChallenge);
		let challenge = Self::challenge_of(id, challenger)?;
		let case = Self::case(id)?;
		let is_worker = Self::acts_for(who, &case.worker);
		Ok((challenge, case, is_worker))
	}

	pub(crate) fn acts_for(who: &T::AccountId, worker: &T::AccountId) -> bool {
		who == worker || T::Stake::worker_of(who).as_ref() == Some(worker)
	}

	/// Stores a challenge and moves its timeout.
	pub(crate) fn put(
		id: TaskId,
		challenger: &T::AccountId,
		before: BlockNumberFor<T>,
		challenge: ChallengeOf<T>,
	) {
		Self::move_timeout(id, challenger, Some(before), Some(challenge.due));
		Challenges::<T>::insert(id, challenger, challenge);
	}

	/// Hands the turn on: a new deadline for whoever comes next.
	pub(crate) fn next_turn(
		id: TaskId,
		challenger: &T::AccountId,
		mut challenge: ChallengeOf<T>,
		stage: Stage<T::AccountId, BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		let (before, due) = (challenge.due, Self::turn());
		challenge.stage = stage;
		challenge.due = due;
		Self::put(id, challenger, before, challenge);
		due
	}
}
