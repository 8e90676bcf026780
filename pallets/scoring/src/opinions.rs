//! What validators think of workers, and what that is worth.
//!
//! In an era validators commit to their opinions, in the next they reveal them. When that is over, a block at a time, a
//! bounded number of workers gets its consensus, and every validator its information about them. With the last worker,
//! validators are paid.

use crate::{
	arithmetic::{
		consensus::{cap_stakes, consensus_and_others, relative, Opinion as Given},
		information::{contribution, pay, price_for, Window},
		BILLION,
	},
	types::{Ballot, Consensus, Revealer, Tally},
	Ballots, Config, Consensuses, Error, Event, LargestConsensus, OpinionCommitments, OpinionOf,
	Pallet, Revealers, TallyOf, WeightInfo, Windows,
};
use alloc::vec::Vec;
use assay_primitives::{
	task::hash_of,
	traits::{AuditBonds, Duty, Eras, RewardPoints},
	Balance, EraIndex, Hash,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
	weights::Weight,
};
use sp_runtime::{traits::Zero, Perbill, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// What a validator commits to: nobody else can use it, nor it for another era or chain.
	pub fn opinion_commitment(
		era: EraIndex,
		validator: &T::AccountId,
		opinion: &OpinionOf<T>,
		salt: Hash,
	) -> Hash {
		let genesis = frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		);
		hash_of(b"assay/opinion/1", &(genesis, era, validator, opinion, salt))
	}

	/// The validator in office for which `operator` acts, and its stake.
	fn in_office(operator: &T::AccountId) -> Result<(T::AccountId, Balance), DispatchError> {
		let stash = Self::validator_of(operator)?;
		let found = T::Bonds::active().into_iter().find(|(who, _)| *who == stash);
		found.ok_or(Error::<T>::NotInOffice.into())
	}

	pub(crate) fn check_commit_opinion(
		operator: &T::AccountId,
	) -> Result<T::AccountId, DispatchError> {
		let (stash, _) = Self::in_office(operator)?;
		let era = T::Eras::current();
		let before = OpinionCommitments::<T>::get(era, &stash);
		ensure!(before.is_none(), Error::<T>::AlreadyCommitted);
		Ok(stash)
	}

	pub(crate) fn do_commit_opinion(operator: &T::AccountId, hash: Hash) -> DispatchResult {
		let stash = Self::check_commit_opinion(operator)?;
		let era = T::Eras::current();
		OpinionCommitments::<T>::insert(era, &stash, hash);
		Self::deposit_event(Event::OpinionCommitted { validator: stash, era, commitment: hash });
		Ok(())
	}

	/// Checks an opinion, and returns era, stash, stake and the sum of the weights.
	pub(crate) fn check_reveal_opinion(
		operator: &T::AccountId,
		opinion: &OpinionOf<T>,
		salt: Hash,
	) -> Result<(EraIndex, T::AccountId, Balance, u32), DispatchError> {
		let (stash, stake) = Self::in_office(operator)?;
		let era = T::Eras::current().checked_sub(1).ok_or(Error::<T>::NoOpinion)?;
		let hash = OpinionCommitments::<T>::get(era, &stash).ok_or(Error::<T>::NoOpinion)?;
		ensure!(
			Self::opinion_commitment(era, &stash, opinion, salt) == hash,
			Error::<T>::CommitmentMismatch
		);
		let mut sum = 0u32;
		for (n, (worker, weight)) in opinion.iter().enumerate() {
			ensure!(*worker != stash, Error::<T>::OwnOpinion);
			ensure!(!T::Bonds::has_delegated(&stash, worker), Error::<T>::OwnOpinion);
			ensure!(T::Bonds::is_worker(worker), Error::<T>::UnknownWorker);
			// In order, so that doubles stand next to each other.
			let ordered = n.checked_sub(1).and_then(|n| opinion.get(n));
			ensure!(ordered.is_none_or(|(last, _)| last < worker), Error::<T>::NotInOrder);
			sum = sum.saturating_add((*weight).into());
		}
		ensure!(sum > 0, Error::<T>::EmptyOpinion);
		Ok((era, stash, stake, sum))
	}

	pub(crate) fn do_reveal_opinion(
		operator: &T::AccountId,
		opinion: OpinionOf<T>,
		salt: Hash,
	) -> DispatchResult {
		let (era, stash, stake, sum) = Self::check_reveal_opinion(operator, &opinion, salt)?;
		OpinionCommitments::<T>::remove(era, &stash);
		let place = Revealers::<T>::try_mutate(era, |all| {
			let place: u32 = all.len().saturated_into();
			let revealer = Revealer { stash: stash.clone(), stake };
			all.try_push(revealer).map(|()| place).map_err(|_| Error::<T>::PanelFull)
		})?;
		for (worker, weight) in &opinion {
			let share = u64::from(*weight)
				.saturating_mul(BILLION.into())
				.checked_div(sum.into())
				.unwrap_or(0)
				.saturated_into();
			if share == 0 {
				continue;
			}
			Ballots::<T>::mutate(era, worker, |ballots| {
				// As many as there are revealers at most.
				let _ = ballots.try_push(Ballot { revealer: place, share });
			});
		}
		Self::deposit_event(Event::OpinionRevealed {
			validator: stash,
			era,
			workers: opinion.len().saturated_into(),
		});
		Ok(())
	}

	/// Goes on counting the opinions of an era whose reveals are over. Returns the weight used.
	pub(crate) fn tally() -> Weight {
		let weight = T::DbWeight::get().reads(2);
		let current = T::Eras::current();
		let mut tally = match TallyOf::<T>::get() {
			Some(tally) => tally,
			None => {
				// Committed to two eras ago, revealed in the last.
				let era = crate::NextTally::<T>::get();
				if current < era.saturating_add(2) {
					return weight;
				}
				return weight.saturating_add(Self::begin_tally(era));
			}
		};
		let most = T::MaxBallotsPerBlock::get();
		let workers: Vec<_> =
			Ballots::<T>::drain_prefix(tally.era).take(most.saturated_into()).collect();
		let count: u32 = workers.len().saturated_into();
		if count == 0 {
			let used = T::WeightInfo::end_tally(tally.revealers.len().saturated_into());
			Self::end_tally(tally);
			return weight.saturating_add(used);
		}
		for (worker, ballots) in workers {
			Self::count(&mut tally, &worker, &ballots);
		}
		TallyOf::<T>::put(tally);
		weight.saturating_add(T::WeightInfo::tally(count))
	}

	/// Begins with the opinions of an era. Without enough of them there is no consensus of it.
	pub(crate) fn begin_tally(era: EraIndex) -> Weight {
		let revealers = Revealers::<T>::take(era);
		let stakes: Vec<Balance> = revealers.iter().map(|it| it.stake).collect();
		let said = stakes.iter().fold(0, |all: Balance, stake| all.saturating_add(*stake));
		let office = T::Bonds::active()
			.iter()
			.fold(0, |all: Balance, (_, stake)| all.saturating_add(*stake));
		// Half of the stake in office, so that a few can't decide in a quiet era.
		let quorum = said >= office.saturating_sub(said) && said > 0;
		let mut counted = revealers;
		for (it, capped) in counted.iter_mut().zip(cap_stakes(&stakes)) {
			it.stake = if quorum { capped } else { 0 };
		}
		let info = counted.iter().map(|_| 0i64).collect::<Vec<_>>();
		let tally = Tally {
			era,
			revealers: counted,
			stakes: frame_support::BoundedVec::truncate_from(stakes),
			info: frame_support::BoundedVec::truncate_from(info),
			largest: 0,
			quorum,
		};
		TallyOf::<T>::put(tally);
		T::WeightInfo::begin_tally()
	}

	/// Counts the opinions about a worker.
	pub(crate) fn count(
		tally: &mut crate::TallyRecordOf<T>,
		worker: &T::AccountId,
		ballots: &[Ballot],
	) {
		if !tally.quorum {
			return;
		}
		// Whoever did not name the worker gave it nothing.
		let mut given: Vec<Given> =
			tally.revealers.iter().map(|it| Given { stake: it.stake, value: 0 }).collect();
		for ballot in ballots {
			if let Some(given) = given.get_mut(ballot.revealer as usize) {
				given.value = ballot.share;
			}
		}
		let before = Consensuses::<T>::get(worker)
			.filter(|last| last.era.saturating_add(1) == tally.era)
			.map_or(0, |last| last.value);
		let found = consensus_and_others(&given);
		for ((info, given), others) in tally.info.iter_mut().zip(&given).zip(&found.others) {
			*info = info.saturating_add(contribution(given.value, *others, before));
		}
		tally.largest = tally.largest.max(found.value);
		if found.value > 0 {
			let consensus = Consensus { era: tally.era, value: found.value };
			Consensuses::<T>::insert(worker, consensus);
		} else {
			Consensuses::<T>::remove(worker);
		}
	}

	/// Pays validators for what they told, and makes the consensus the one that scores are mixed with.
	pub(crate) fn end_tally(tally: crate::TallyRecordOf<T>) {
		let all = tally.stakes.iter().fold(0, |all: Balance, stake| all.saturating_add(*stake));
		let price: Balance = T::OpinionPrice::get();
		for ((revealer, stake), info) in tally.revealers.iter().zip(&tally.stakes).zip(&tally.info)
		{
			let mut window: Window = Windows::<T>::get(&revealer.stash).at(tally.era);
			window.add(*info);
			Windows::<T>::insert(&revealer.stash, window);
			let paid = price_for(*stake, all, price)
				.and_then(|price| pay(window.units(), price))
				// Prices are of a whole, units are parts per billion, and count in eight eras.
				.and_then(|paid| paid.checked_div(Balance::from(BILLION).saturating_mul(8)));
			if let Some(paid) = paid.filter(|paid| *paid > 0) {
				T::Points::add_points(&revealer.stash, Duty::Opinion, paid);
			}
		}
		// An era in which too little was said leaves the last consensus to run out.
		LargestConsensus::<T>::put((tally.era, tally.largest));
		crate::NextTally::<T>::put(tally.era.saturating_add(1));
		TallyOf::<T>::kill();
		let _ = OpinionCommitments::<T>::clear_prefix(tally.era, T::MaxPanel::get(), None);
		Self::deposit_event(Event::OpinionsCounted {
			era: tally.era,
			validators: tally.revealers.len().saturated_into(),
			quorum: tally.quorum,
		});
	}

	/// What validators think of a worker, relative to the one that they think most of. `None` if they think nothing of any.
	pub(crate) fn opinion_of(worker: &T::AccountId) -> Option<Perbill> {
		let (era, largest) = LargestConsensus::<T>::get();
		if largest == 0 {
			return None;
		}
		let value = Consensuses::<T>::get(worker)
			.filter(|consensus| consensus.era == era)
			.map_or(0, |consensus| consensus.value);
		Some(relative(value, largest))
	}
}
