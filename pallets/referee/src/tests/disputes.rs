//! Honest workers keep their bonds, whoever says what about them.

use super::play::*;
use crate::{mock::*, types::*, Disclosures, Error, Event, Places};
use assay_canon::{
	disclosure::Scope,
	ops::Op,
	party::{Party, Theirs},
	trace::Leaf,
};
use assay_primitives::{
	task::{Grounds, TaskState},
	AccountId, Balance, Hash,
};
use frame_support::{assert_noop, assert_ok};

const SCOPE: Scope = Scope::Layer { layer: 0 };
const POSITION: u32 = 9;

/// Challenges a right place of an honest run.
fn sham(who: &AccountId, party: &Party) {
	challenge(who);
	let theirs = Theirs::default();
	let proved = |leaf: Leaf| ProvedLeaf {
		content: content(party.content(leaf).unwrap()),
		path: hashes(party.path(&theirs, leaf).unwrap()),
	};
	let claim = Claim {
		trace: trace_claim(),
		position: POSITION,
		scope: SCOPE,
		leaf: proved(Leaf::Cell { position: POSITION, layer: 0 }),
		next: Some(proved(Leaf::Cell { position: POSITION, layer: 1 })),
	};
	assert_ok!(Referee::name_place(signed(who.clone()), TASK, SALT, claim));
}

/// A disclosure that fits what is committed to and is wrong between: nobody can open the first operation's piece.
fn nonsense(party: &mut Party) -> Vec<Hash> {
	let mut pieces = hashes(party.disclose(SCOPE, POSITION).unwrap());
	pieces[0] = Hash::repeat_byte(0xee);
	pieces
}

fn disclose_pieces(by: &AccountId, challenger: &AccountId, pieces: Vec<Hash>) {
	let pieces = pieces.try_into().unwrap();
	assert_ok!(Referee::disclose(signed(by.clone()), TASK, challenger.clone(), pieces));
}

fn bond_of(challenger: &AccountId) -> Balance {
	crate::Challenges::<Test>::get(TASK, challenger).unwrap().bond
}

fn revealed() -> bool {
	matches!(world().task.state, TaskState::Revealed { .. })
}

#[test]
fn a_false_challenge_costs_its_maker() {
	run_lying(None, |mut party| {
		sham(&ACCOMPLICE, &party);
		let bond = bond_of(&ACCOMPLICE);
		assert_eq!(bond, 5_000);
		disclose(OPERATOR, &ACCOMPLICE, &mut party);
		assert_ok!(Referee::select(signed(ACCOMPLICE), TASK, WORKER, Op::Gate as u8, 0));
		open(OPERATOR, &ACCOMPLICE, &WORKER, &mut party);
		let (index, witness) = proof(&ACCOMPLICE, &WORKER, &mut honest(), &Theirs::default());
		let (worker, accomplice) = (total(&WORKER), total(&ACCOMPLICE));
		let issued = Balances::total_issuance();
		assert_ok!(Referee::prove(signed(ACCOMPLICE), TASK, WORKER, index, witness));
		assert_eq!(total(&WORKER), worker + bond / 2);
		assert_eq!(total(&ACCOMPLICE), accomplice - bond);
		assert_eq!(Balances::total_issuance(), issued - bond / 2);
		assert!(revealed());
		assert_eq!(world().resumed, 1);
		System::assert_last_event(Event::CaseClosed { task: TASK, prover: None }.into());
	})
}

#[test]
fn a_challenger_that_stops_loses() {
	// In each of its turns: 0 to show itself, 1 to select, 2 to prove.
	for turns in 0..3 {
		run_lying(None, |mut party| {
			let issued = Balances::total_issuance();
			if turns == 0 {
				challenge(&ACCOMPLICE);
				pass(5);
				assert!(!revealed());
				pass(1);
				// Nobody answered: all of it is burnt.
				assert_eq!(total(&ACCOMPLICE), RICHES - 5_000);
				assert_eq!(Balances::total_issuance(), issued - 5_000);
			} else {
				sham(&ACCOMPLICE, &party);
				disclose(OPERATOR, &ACCOMPLICE, &mut party);
				if turns == 2 {
					assert_ok!(Referee::select(signed(ACCOMPLICE), TASK, WORKER, 2, 0));
					open(OPERATOR, &ACCOMPLICE, &WORKER, &mut party);
				}
				pass(8);
				assert!(!revealed());
				pass(1);
				assert_eq!(total(&ACCOMPLICE), RICHES - 5_000);
				assert_eq!(total(&WORKER), RICHES + 2_500);
			}
			assert!(revealed());
			assert_eq!(convicted(), None);
		})
	}
}

#[test]
fn a_friend_saves_a_worker_that_is_away() {
	run_lying(None, |mut party| {
		sham(&ACCOMPLICE, &party);
		let pieces = hashes(party.disclose(SCOPE, POSITION).unwrap());
		disclose_pieces(&FRIEND, &ACCOMPLICE, pieces);
		assert_eq!(total(&FRIEND), RICHES);
		assert_eq!(Balances::free_balance(&FRIEND), RICHES - 5_000);
		pass(9);
		assert!(revealed());
		assert_eq!(total(&FRIEND), RICHES + 2_500);
		assert_eq!(Balances::free_balance(&FRIEND), RICHES + 2_500);
		assert_eq!(total(&WORKER), RICHES);
	})
}

#[test]
fn nonsense_in_a_workers_name_harms_its_maker_alone() {
	run_lying(None, |mut party| {
		sham(&PROVER, &party);
		pass(3);
		disclose_pieces(&ACCOMPLICE, &PROVER, nonsense(&mut party));
		// The worker's clock stands still now.
		assert_ok!(Referee::select(signed(PROVER), TASK, ACCOMPLICE, 1, 0));
		pass(9);
		// Nobody could open it: its maker loses, half to the challenger.
		assert_eq!(total(&ACCOMPLICE), RICHES - 5_000);
		assert_eq!(total(&PROVER), RICHES + 2_500);
		assert_eq!(convicted(), None);
		// The worker has what was left of its time: five blocks.
		pass(4);
		disclose(OPERATOR, &PROVER, &mut party);
		pass(9);
		assert!(revealed());
		assert_eq!(total(&WORKER), RICHES + 2_500);
	})
}

#[test]
fn the_workers_disclosure_replaces_all_others() {
	run_lying(None, |mut party| {
		sham(&PROVER, &party);
		let right = hashes(party.disclose(SCOPE, POSITION).unwrap());
		disclose_pieces(&ACCOMPLICE, &PROVER, nonsense(&mut party));
		disclose_pieces(&FRIEND, &PROVER, right.clone());
		// Each takes double the bond of the one before.
		assert_eq!(Balances::free_balance(&ACCOMPLICE), RICHES - 5_000);
		assert_eq!(Balances::free_balance(&FRIEND), RICHES - 10_000);
		disclose(OPERATOR, &PROVER, &mut party);
		assert_eq!(Balances::free_balance(&ACCOMPLICE), RICHES);
		assert_eq!(Balances::free_balance(&FRIEND), RICHES);
		assert_eq!(Disclosures::<Test>::iter().count(), 1);
		let again = right.try_into().unwrap();
		assert_noop!(
			Referee::disclose(signed(FRIEND), TASK, PROVER, again),
			Error::<Test>::WorkerAnswered
		);
	})
}

#[test]
fn one_right_disclosure_among_wrong_ones_is_enough() {
	run_lying(None, |mut party| {
		sham(&ACCOMPLICE, &party);
		let right = hashes(party.disclose(SCOPE, POSITION).unwrap());
		for n in 0..3 {
			let mut wrong = nonsense(&mut party);
			wrong[0] = Hash::repeat_byte(n);
			disclose_pieces(&account(n), &ACCOMPLICE, wrong);
		}
		disclose_pieces(&FRIEND, &ACCOMPLICE, right.clone());
		let fifth = right.try_into().unwrap();
		assert_noop!(
			Referee::disclose(signed(account(9)), TASK, ACCOMPLICE, fifth),
			Error::<Test>::TooManyDisclosures
		);
		for n in 0..3 {
			assert_ok!(Referee::select(signed(ACCOMPLICE), TASK, account(n), 1, 0));
		}
		pass(10);
		// The friend's was not refuted, so the challenge has failed. Those that could not be opened were.
		assert!(revealed());
		assert_eq!(total(&FRIEND), RICHES + 2_500);
		for n in 0..3 {
			assert_eq!(total(&account(n)), RICHES - (5_000 << n));
		}
		assert_eq!(total(&ACCOMPLICE), RICHES - 5_000 + (2_500 + 5_000 + 10_000));
	})
}

#[test]
fn a_sham_challenge_saves_no_liar() {
	let lie = lie(3, Some(0), Op::FeedAdd, 5, 1);
	run_lying(Some(lie), |mut worker| {
		// The accomplice comes first, and stays where it would lose.
		challenge(&ACCOMPLICE);
		let op = dispute(&PROVER, &mut honest(), &mut worker);
		assert_eq!(op, Some(Op::FeedAdd));
		assert!(convicted().is_some());
		// Who gets the prover's part is open while the earlier challenge is.
		assert_eq!(world().awarded, None);
		assert_eq!(Balances::free_balance(&PROVER), RICHES);
		pass(6);
		assert_eq!(world().awarded, Some(Some(PROVER)));
		assert_eq!(total(&ACCOMPLICE), RICHES - 5_000);
	})
}

#[test]
fn the_earliest_that_succeeds_gets_the_part() {
	let lie = lie(3, Some(0), Op::FeedAdd, 5, 1);
	run_lying(Some(lie), |mut worker| {
		let mut first = honest();
		let theirs = to_place(&PROVER, &first, &worker);
		challenge(&account(1));
		// The second is faster.
		let op = dispute(&FRIEND, &mut honest(), &mut worker);
		assert_eq!(op, Some(Op::FeedAdd));
		assert_eq!(world().awarded, None);
		// Both earlier ones run on.
		assert_eq!(Balances::free_balance(account(1)), RICHES - 10_000);
		disclose(OPERATOR, &PROVER, &mut worker);
		select(&PROVER, &WORKER, &mut first);
		open(OPERATOR, &PROVER, &WORKER, &mut worker);
		let (index, witness) = proof(&PROVER, &WORKER, &mut first, &theirs);
		assert_ok!(Referee::prove(signed(PROVER), TASK, WORKER, index, witness));
		assert_eq!(world().awarded, Some(Some(PROVER)));
		assert_eq!(Balances::free_balance(&FRIEND), RICHES);
		assert_eq!(Balances::free_balance(account(1)), RICHES);
		assert!(Places::<Test>::iter().next().is_none());
	})
}

#[test]
fn silence_towards_an_accomplice_spares_no_proof() {
	let lie = lie(3, Some(0), Op::FeedAdd, 5, 1);
	run_lying(Some(lie), |mut worker| {
		let mut first = honest();
		let theirs = to_place(&PROVER, &first, &worker);
		disclose(OPERATOR, &PROVER, &mut worker);
		select(&PROVER, &WORKER, &mut first);
		open(OPERATOR, &PROVER, &WORKER, &mut worker);
		// An accomplice asks and nobody answers; that comes to its end before the proof does.
		challenge(&ACCOMPLICE);
		assert_ok!(Referee::demand(signed(ACCOMPLICE), TASK, SALT, trace_claim(), 0));
		let late = crate::Challenges::<Test>::get(TASK, &ACCOMPLICE).unwrap();
		let closed = Referee::act(TASK, &ACCOMPLICE, late);
		assert_eq!(closed, 1);
		assert!(matches!(convicted(), Some(Grounds::Silence { .. })));
		let (index, witness) = proof(&PROVER, &WORKER, &mut first, &theirs);
		assert_ok!(Referee::prove(signed(PROVER), TASK, WORKER, index, witness));
		assert_eq!(convicted(), Some(Grounds::Proof));
		assert_eq!(world().awarded, Some(Some(PROVER)));
	})
}

#[test]
fn every_window_begins_anew_after_the_last_challenge() {
	run_lying(None, |_| {
		pass(10);
		challenge(&ACCOMPLICE);
		challenge(&account(1));
		assert_eq!(bond_of(&account(1)), 10_000);
		pass(30);
		assert!(revealed());
		let TaskState::Revealed { ends, .. } = world().task.state else { panic!() };
		// Both were lost in block 17.
		assert_eq!(ends, 17 + 20);
		assert_eq!(world().resumed, 1);
	})
}
