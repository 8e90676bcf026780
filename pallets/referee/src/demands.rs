//! Challenges, and what a challenger asks for before it can say what is wrong.

use crate::{
	types::{
		Answer, Case, Challenge, Content, Host, Node, Stage, TraceClaim, DEMAND_LEVELS,
		MAX_CHALLENGES, MAX_DEMANDS,
	},
	Answers, Cases, Challenges, Config, Error, Event, HoldReason, Pallet,
};
use assay_canon::merkle;
use assay_primitives::{
	task::Grounds,
	traits::{AuditClaims, DisputedTasks},
	Hash, TaskId,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_runtime::{traits::Saturating, DispatchError};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge(who: T::AccountId, id: TaskId, commitment: Hash) -> DispatchResult {
		let task = T::Tasks::task(id).ok_or(Error::<T>::UnknownTask)?;
		ensure!(!Challenges::<T>::contains_key(id, &who), Error::<T>::AlreadyChallenged);
		let before = Cases::<T>::get(id);
		let mut slots = 0u32;
		if let Some(case) = &before {
			ensure!(case.convicted.is_none(), Error::<T>::AlreadyConvicted);
			for other in &case.open {
				let Some(other) = Challenges::<T>::get(id, other) else { continue };
				ensure!(other.commitment != commitment, Error::<T>::CommitmentTaken);
				slots = slots.saturating_add(u32::from(!other.audit));
			}
		}
		T::Tasks::stop(id)?;
		let mut case = match before {
			Some(case) => case,
			None => Case {
				worker: task.state.worker().cloned().ok_or(Error::<T>::NotDisputed)?,
				canon: task.canon.ok_or(Error::<T>::NotDisputed)?,
				challenges: 0,
				open: Default::default(),
				convicted: None,
			},
		};
		// An auditor can't be kept out by others, nor be made to pay for their number.
		let audit = T::Audits::is_challenger(id, &who);
		ensure!(audit || slots < MAX_CHALLENGES, Error::<T>::NoSlot);
		let bond = Self::bond_for(task.bond, if audit { 0 } else { slots });
		let order = case.challenges;
		case.challenges = case.challenges.saturating_add(1);
		case.open.try_push(who.clone()).map_err(|_| Error::<T>::NoSlot)?;
		Self::hold(HoldReason::Challenge, &who, bond)?;
		let due = Self::now().saturating_add(T::OpenWithin::get());
		let challenge = Challenge {
			order,
			audit,
			commitment,
			bond,
			base: bond,
			demands: 0,
			disclosures: 0,
			stage: Stage::Committed,
			due,
		};
		Self::move_timeout(id, &who, None, Some(due));
		Challenges::<T>::insert(id, &who, challenge);
		Cases::<T>::insert(id, case);
		Self::deposit_event(Event::Challenged { task: id, challenger: who, order, bond, due });
		Ok(())
	}

	/// Returns how many challenges were ended.
	pub(crate) fn do_demand(
		who: T::AccountId,
		id: TaskId,
		salt: Hash,
		claim: TraceClaim,
		child: u16,
	) -> Result<u32, DispatchError> {
		let (mut challenge, facts) = Self::shown(id, &who, salt)?;
		let (card, layout) = facts.trace(&claim)?;
		let layers = card.shape.layers;
		let node = match Answers::<T>::get(id, &who) {
			None => Node { level: layout.depth(), index: 0, hash: claim.root },
			Some(Answer { node, content: Content::Nodes(nodes), .. }) => {
				let hash = nodes.get(usize::from(child)).ok_or(Error::<T>::NothingBelow)?;
				let levels = node.level.min(DEMAND_LEVELS);
				let first = node.index.checked_shl(levels).ok_or(Error::<T>::NothingBelow)?;
				Node {
					level: node.level.saturating_sub(levels),
					index: first.saturating_add(child.into()),
					hash: *hash,
				}
			}
			Some(Answer { content: Content::Leaf(_), .. }) => {
				return Err(Error::<T>::NothingBelow.into())
			}
		};
		if node.level == 0 {
			if layout.leaf(node.index).is_none() {
				// Padding is the hash of nothing: nobody could answer. Anything else there would be another root for the
				// same result, and whoever challenged that would lose.
				ensure!(node.hash.0 != merkle::PADDING, Error::<T>::NoSuchPlace);
				return Ok(Self::succeed(id, &who, challenge, Grounds::Proof));
			}
		} else {
			ensure!(challenge.demands < MAX_DEMANDS, Error::<T>::NoMoreDemands);
			challenge.demands = challenge.demands.saturating_add(1);
		}
		let fee = T::DemandFee::get();
		Self::hold(HoldReason::Challenge, &who, fee)?;
		challenge.bond = challenge.bond.saturating_add(fee);
		let due = Self::next_turn(id, &who, challenge, Stage::Demanded { node, layers });
		Self::deposit_event(Event::Demanded {
			task: id,
			challenger: who,
			level: node.level,
			index: node.index,
			due,
		});
		Ok(0)
	}

	pub(crate) fn do_answer(
		who: T::AccountId,
		id: TaskId,
		challenger: T::AccountId,
		content: Content,
	) -> DispatchResult {
		let (challenge, case, is_worker) = Self::answered(id, &challenger, &who)?;
		let Stage::Demanded { node, layers } = challenge.stage else {
			return Err(Error::<T>::NotDemanded.into());
		};
		match &content {
			Content::Nodes(nodes) => {
				ensure!(node.level > 0, Error::<T>::NotDemanded);
				let levels = node.level.min(DEMAND_LEVELS);
				let count = 1usize.checked_shl(levels).ok_or(Error::<T>::NotDemanded)?;
				ensure!(nodes.len() == count, Error::<T>::WrongAnswer);
				let nodes = nodes.iter().map(|node| node.0).collect();
				ensure!(merkle::root::<Host>(nodes) == node.hash.0, Error::<T>::WrongAnswer);
			}
			Content::Leaf(leaf) => {
				ensure!(node.level == 0, Error::<T>::NotDemanded);
				let layout = Self::facts(id)?.layout(layers)?;
				let place = layout.leaf(node.index).ok_or(Error::<T>::NoSuchPlace)?;
				ensure!(leaf.hash(place) == Some(node.hash.0), Error::<T>::WrongAnswer);
			}
		}
		let by = if is_worker { case.worker } else { who };
		Answers::<T>::insert(id, &challenger, Answer { node, by: by.clone(), content });
		let due = Self::next_turn(id, &challenger, challenge, Stage::Open);
		Self::deposit_event(Event::Answered { task: id, challenger, by, due });
		Ok(())
	}
}
