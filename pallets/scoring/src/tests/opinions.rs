//! Commitments to opinions, reveals, consensus, and what opinions are paid.

use super::*;
use crate::{
	Ballots, Call, Consensuses, LargestConsensus, NextTally, OpinionCommitments, OpinionOf, Pallet,
	Revealers, TallyOf,
};
use assay_primitives::AccountId;
use frame_support::dispatch::CheckIfFeeless;
use sp_runtime::Perbill;

fn opinion(of: &[(u8, u16)]) -> OpinionOf<Test> {
	of.iter().map(|(n, weight)| (worker(*n), *weight)).collect::<Vec<_>>().try_into().unwrap()
}

fn commit_to(n: u8, of: &[(u8, u16)]) {
	let era = world().era;
	let hash = Pallet::<Test>::opinion_commitment(era, &validator(n), &opinion(of), SALT);
	assert_ok!(Scoring::commit_opinion(signed(operator(n)), hash));
}

fn tell(n: u8, of: &[(u8, u16)]) -> sp_runtime::DispatchResult {
	Scoring::reveal_opinion(signed(operator(n)), opinion(of), SALT)
}

/// An era in which these validators hold these opinions: committed now, revealed in the next era, counted in the one after.
fn hold(all: &[(u8, &[(u8, u16)])]) {
	for (n, of) in all {
		commit_to(*n, of);
	}
	next_era();
	for (n, of) in all {
		assert_ok!(tell(*n, of));
	}
	next_era();
	run_to(System::block_number() + 6);
	assert_eq!(TallyOf::<Test>::get(), None);
}

fn next_era() {
	change(|world| world.era += 1);
	next_block();
}

fn consensus(n: u8) -> u32 {
	let (era, _) = LargestConsensus::<Test>::get();
	Consensuses::<Test>::get(worker(n)).filter(|it| it.era == era).map_or(0, |it| it.value)
}

/// Everyone in office has as much stake.
fn equal_stakes() {
	change(|world| world.stakes.values_mut().for_each(|stake| *stake = 100_000));
}

#[test]
fn opinions_are_told_in_the_next_era_and_counted_in_the_one_after() {
	run(|| {
		equal_stakes();
		// One era before anything is counted, for the shape of the clock: era 0.
		commit_to(0, &[(0, 1), (1, 3)]);
		commit_to(1, &[(0, 1), (1, 1)]);
		commit_to(2, &[(1, 5)]);
		next_era();
		for (n, of) in [(0, &[(0, 1), (1, 3)][..]), (1, &[(0, 1), (1, 1)]), (2, &[(1, 5)])] {
			assert_ok!(tell(n, of));
		}
		System::assert_last_event(
			Event::OpinionRevealed { validator: validator(2), era: 0, workers: 1 }.into(),
		);
		run_to(9);
		assert_eq!(NextTally::<Test>::get(), 0);
		assert_eq!(consensus(1), 0);
		next_era();
		next_block();
		next_block();
		System::assert_last_event(
			Event::OpinionsCounted { era: 0, validators: 3, quorum: true }.into(),
		);
		// Of 0.25, 0.5, 0 and 0.75, 0.5, 1 those in the middle.
		assert_eq!((consensus(0), consensus(1)), (250_000_000, 750_000_000));
		assert_eq!(LargestConsensus::<Test>::get(), (0, 750_000_000));
		assert_eq!(Pallet::<Test>::opinion_of(&worker(0)), Some(Perbill::from_rational(1u32, 3)));
		assert_eq!(Pallet::<Test>::opinion_of(&worker(3)), Some(Perbill::zero()));
		assert_eq!(Ballots::<Test>::iter().count() + Revealers::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_score_is_mixed_with_opinion_where_there_is_one() {
	run(|| {
		equal_stakes();
		for n in 0..2 {
			crate::Records::<Test>::mutate(worker(n), model(), |record| {
				(0..10).for_each(|_| record.pass());
			});
		}
		let facts = Scoring::score_of(&worker(0), &model());
		assert_eq!(Pallet::<Test>::opinion_of(&worker(0)), None);
		hold(&[(0, &[(0, 1)]), (1, &[(0, 1)]), (2, &[(0, 1)])]);
		let decayed = crate::Records::<Test>::get(worker(1), model()).at(world().era).facts();
		assert!(decayed < facts);
		// Three quarters facts, one quarter opinion: all of it for the one, nothing for the other.
		let near = |score: u32, part: u64| {
			let expected = u64::from(decayed) * 3 / 4 + 1_000_000_000 * part / 4;
			u64::from(score).abs_diff(expected) < 10
		};
		assert!(near(Scoring::score_of(&worker(0), &model()), 1));
		assert!(near(Scoring::score_of(&worker(1), &model()), 0));
	});
}

#[test]
fn who_moves_opinion_is_paid_and_who_repeats_it_is_not() {
	run(|| {
		equal_stakes();
		hold(&[(0, &[(0, 1)]), (1, &[(0, 1)]), (2, &[(0, 1)]), (3, &[(0, 1)])]);
		change(|world| world.told.clear());
		// The third repeats the consensus of before; it was counted just now, and is known to all.
		hold(&[(0, &[(1, 1)]), (1, &[(1, 1)]), (2, &[(0, 1)]), (3, &[(1, 1)])]);
		let told = world().told;
		let of = |n: u8| {
			told.iter().filter(|(who, _)| *who == validator(n)).map(|(_, it)| it).sum::<u128>()
		};
		assert!(of(0) > of(2), "{told:?}");
		assert_eq!((of(0), of(1)), (of(3), of(3)));
	});
}

#[test]
fn too_little_stake_makes_no_consensus() {
	run(|| {
		// Of stakes of 1, 2, 3 and 4 the first two have three tenths.
		hold(&[(0, &[(0, 1)]), (1, &[(0, 1)])]);
		System::assert_has_event(
			Event::OpinionsCounted { era: 0, validators: 2, quorum: false }.into(),
		);
		assert_eq!(Pallet::<Test>::opinion_of(&worker(0)), None);
		assert_eq!(world().told, []);
		// An era without any is no matter.
		hold(&[]);
		assert_eq!(LargestConsensus::<Test>::get().1, 0);
	});
}

#[test]
fn many_workers_are_counted_over_blocks() {
	run(|| {
		equal_stakes();
		for n in 0..3 {
			commit_to(n, &[(0, 1), (1, 1), (2, 1)]);
		}
		next_era();
		for n in 0..3 {
			assert_ok!(tell(n, &[(0, 1), (1, 1), (2, 1)]));
		}
		assert_eq!(Ballots::<Test>::iter().count(), 3);
		next_era();
		assert!(TallyOf::<Test>::get().is_some());
		assert_eq!(Ballots::<Test>::iter().count(), 3, "begun");
		next_block();
		assert_eq!(Ballots::<Test>::iter().count(), 1, "two a block");
		next_block();
		next_block();
		assert_eq!(TallyOf::<Test>::get(), None);
		assert_eq!(consensus(2), 333_333_333);
	});
}

#[test]
fn refusals() {
	run(|| {
		let commit = |who: AccountId| Scoring::commit_opinion(signed(who), Hash::zero());
		assert_noop!(commit(validator(0)), Error::<Test>::NotOperator);
		change(|world| world.stakes.remove(&validator(3)));
		assert_noop!(commit(operator(3)), Error::<Test>::NotInOffice);
		assert_noop!(tell(0, &[(0, 1)]), Error::<Test>::NoOpinion);
		commit_to(0, &[(0, 1)]);
		assert_noop!(commit(operator(0)), Error::<Test>::AlreadyCommitted);
		assert_noop!(tell(0, &[(0, 1)]), Error::<Test>::NoOpinion);

		// Ones that were committed to, but are none.
		change(|world| {
			world.workers.push(validator(2));
			world.delegations.push((validator(1), worker(1)));
		});
		commit_to(1, &[(1, 1)]);
		commit_to(2, &[(0, 0)]);
		next_era();
		assert_noop!(tell(0, &[(0, 2)]), Error::<Test>::CommitmentMismatch);
		assert_noop!(tell(1, &[(1, 1)]), Error::<Test>::OwnOpinion);
		assert_noop!(tell(2, &[(0, 0)]), Error::<Test>::EmptyOpinion);
		assert_ok!(tell(0, &[(0, 1)]));
		assert_noop!(tell(0, &[(0, 1)]), Error::<Test>::NoOpinion);

		let reveal_all = |n: u8, of: Vec<(AccountId, u16)>| {
			let of: OpinionOf<Test> = of.try_into().unwrap();
			let hash = Pallet::<Test>::opinion_commitment(world().era, &validator(n), &of, SALT);
			assert_ok!(Scoring::commit_opinion(signed(operator(n)), hash));
			next_era();
			Scoring::reveal_opinion(signed(operator(n)), of, SALT)
		};
		let none = |error: Error<Test>| Err(error.into());
		assert_eq!(reveal_all(2, vec![(validator(2), 1)]), none(Error::OwnOpinion));
		assert_eq!(reveal_all(2, vec![(SOMEONE, 1)]), none(Error::UnknownWorker));
		let twice = vec![(worker(0), 1), (worker(0), 1)];
		assert_eq!(reveal_all(2, twice), none(Error::NotInOrder));
		let turned = vec![(worker(1), 1), (worker(0), 1)];
		assert_eq!(reveal_all(2, turned), none(Error::NotInOrder));
		// One era later it is too late.
		commit_to(2, &[(0, 1)]);
		next_era();
		next_era();
		assert_noop!(tell(2, &[(0, 1)]), Error::<Test>::NoOpinion);
		run_to(System::block_number() + 40);
		let now = world().era;
		assert!(OpinionCommitments::<Test>::iter().all(|(era, ..)| era + 2 > now));
	});
}

#[test]
fn they_are_free_exactly_if_they_would_be_accepted() {
	run(|| {
		let hash = Pallet::<Test>::opinion_commitment(0, &validator(0), &opinion(&[(0, 1)]), SALT);
		let commit = Call::<Test>::commit_opinion { commitment: hash };
		let reveal =
			|of: &[(u8, u16)]| Call::<Test>::reveal_opinion { opinion: opinion(of), salt: SALT };
		let free = |call: &Call<Test>, who| call.is_feeless(&signed(who));
		assert!(free(&commit, operator(0)) && !free(&commit, validator(0)));
		assert!(!free(&reveal(&[(0, 1)]), operator(0)));
		commit_to(0, &[(0, 1)]);
		assert!(!free(&commit, operator(0)));
		next_era();
		assert!(free(&reveal(&[(0, 1)]), operator(0)));
		assert!(!free(&reveal(&[(0, 2)]), operator(0)) && !free(&reveal(&[(0, 1)]), operator(1)));
	});
}
