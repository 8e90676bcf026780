//! What is refused, each with its own error, and what changes nothing.

use super::play::*;
use crate::{mock::*, types::*, Error};
use assay_canon::{
	disclosure::Scope,
	ops::Op,
	party::{Disclosed, Party, Theirs},
	trace::Leaf,
};
use assay_primitives::{task::TaskState, Hash};
use frame_support::{assert_noop, assert_ok};

fn lying() -> assay_canon::party::Lie {
	lie(3, Some(0), Op::FeedAdd, 5, 1)
}

#[test]
fn challenges_are_refused() {
	run_lying(None, |_| {
		let of = |who: &_| commitment(who, SALT);
		let challenge = |who, hash| Referee::challenge(signed(who), TASK, hash);
		assert_noop!(
			Referee::challenge(signed(PROVER), 99, Hash::zero()),
			Error::<Test>::UnknownTask
		);
		// Without the bond.
		let poor = assay_primitives::AccountId::new([200; 32]);
		assert!(challenge(poor.clone(), of(&poor)).is_err());
		assert_ok!(challenge(PROVER, of(&PROVER)));
		assert_noop!(challenge(PROVER, of(&PROVER)), Error::<Test>::AlreadyChallenged);
		// A hash copied from the pool.
		assert_noop!(challenge(ACCOMPLICE, of(&PROVER)), Error::<Test>::CommitmentTaken);
		pass(6);
		// One that is decided may be made again; one of a settled task not.
		change(|world| {
			let result = result_of(&world.task.state);
			world.task.state =
				TaskState::Settled { worker: WORKER, result, protocol_fee: 0, at: 9 };
		});
		assert!(challenge(ACCOMPLICE, of(&ACCOMPLICE)).is_err());
	})
}

#[test]
fn only_who_made_a_challenge_shows_it() {
	run_lying(Some(lying()), |_| {
		let demand = |who, salt, trace| Referee::demand(signed(who), TASK, salt, trace, 0);
		assert_noop!(demand(PROVER, SALT, trace_claim()), Error::<Test>::NoChallenge);
		challenge(&PROVER);
		assert_noop!(demand(PROVER, Hash::zero(), trace_claim()), Error::<Test>::SaltMismatch);
		let mut other = trace_claim();
		other.card = vec![1, 2, 3].try_into().unwrap();
		assert_noop!(demand(PROVER, SALT, other), Error::<Test>::WrongCard);
		let mut card = card();
		card.stop = vec![];
		let other = TraceClaim { card: card.encode().try_into().unwrap(), ..trace_claim() };
		assert_noop!(demand(PROVER, SALT, other), Error::<Test>::WrongCard);
		let other = TraceClaim { root: Hash::zero(), ..trace_claim() };
		assert_noop!(demand(PROVER, SALT, other), Error::<Test>::WrongTrace);
		pass(5);
		System::set_block_number(System::block_number() + 1);
		assert_noop!(demand(PROVER, SALT, trace_claim()), Error::<Test>::TooLate);
		System::set_block_number(System::block_number() - 1);
		pass(1);
	})
}

#[test]
fn answers_are_refused() {
	run_lying(Some(lying()), |worker| {
		challenge(&PROVER);
		let leaf = LeafContent::Header { id: 0, offset: 0 };
		let answer_leaf = |who| Referee::answer_leaf(signed(who), TASK, PROVER, leaf);
		assert_noop!(answer_leaf(OPERATOR), Error::<Test>::NotDemanded);
		assert_ok!(Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), 0));
		assert_noop!(
			Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), 0),
			Error::<Test>::NotYourTurn
		);
		assert_noop!(answer_leaf(OPERATOR), Error::<Test>::NotDemanded);
		assert_noop!(answer_leaf(PROVER), Error::<Test>::OwnChallenge);
		let depth = worker.trace().layout().depth();
		let right = hashes(worker.descendants(depth, 0, 8).unwrap());
		let nodes = |nodes: Vec<Hash>| {
			Referee::answer_nodes(signed(FRIEND), TASK, PROVER, nodes.try_into().unwrap())
		};
		assert_noop!(nodes(right[..255].to_vec()), Error::<Test>::WrongAnswer);
		assert_noop!(nodes(vec![]), Error::<Test>::WrongAnswer);
		let mut wrong = right.clone();
		wrong.swap(0, 1);
		assert_noop!(nodes(wrong), Error::<Test>::WrongAnswer);
		assert_ok!(nodes(right));
		// A node that is beyond the answer.
		assert_noop!(
			Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), 256),
			Error::<Test>::NothingBelow
		);
	})
}

#[test]
fn nothing_is_asked_that_nobody_could_answer() {
	run_lying(None, |worker| {
		let layout = *worker.trace().layout();
		// The positions before the last prompt id have no end, and the tree has padding.
		let (prompt, _) = ids();
		let index = |leaf| layout.index(leaf).unwrap();
		let end = index(Leaf::End { position: prompt.len() as u32 - 1 });
		assert!(layout.leaf(end).is_some());
		for none in [
			end - 1,
			index(Leaf::Header { position: layout.positions() + 1 }) + 1,
			(1 << layout.depth()) - 1,
			1 << layout.depth(),
			u64::MAX,
		] {
			assert_eq!(layout.leaf(none), None);
		}
		// A challenger that walks there loses its way.
		challenge(&PROVER);
		let mut child = 255;
		loop {
			let demanded = Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), child);
			let stage = crate::Challenges::<Test>::get(TASK, &PROVER).unwrap().stage;
			if demanded.is_err() {
				assert_eq!(demanded, Err(Error::<Test>::NoSuchPlace.into()));
				break;
			}
			let Stage::Demanded { node, .. } = stage else { panic!() };
			assert!(node.level > 0);
			answer(OPERATOR, &PROVER, &worker);
			let Content::Nodes(nodes) = crate::Answers::<Test>::get(TASK, &PROVER).unwrap().content
			else {
				panic!()
			};
			child = nodes.len() as u16 - 1;
		}
	})
}

/// A right result with something else than padding in its tree has another root: whoever challenges it must not lose.
#[test]
fn what_stands_in_the_place_of_padding_convicts() {
	run_lying(None, |worker| {
		let layout = *worker.trace().layout();
		let depth = layout.depth();
		// The last leaf is padding in any tree of these tests; give it a hash.
		let last = (1u64 << depth) - 1;
		let mut nodes =
			worker.descendants(8.min(depth), last >> 8.min(depth), 8.min(depth)).unwrap();
		*nodes.last_mut().unwrap() = [9; 32];
		let levels = 8.min(depth);
		let top = assay_canon::merkle::root::<assay_canon::merkle::Plain>(nodes.clone());
		let path: Vec<_> = (levels..depth)
			.map(|level| worker.trace().node(level, (last >> level) ^ 1).unwrap())
			.collect();
		type Plain = assay_canon::merkle::Plain;
		let root = assay_canon::merkle::climb::<Plain>(top, last >> levels, &path);
		change(|world| {
			let mut result = result_of(&world.task.state);
			let (p, o) = (result.prompt_ids, result.output_ids);
			result.trace_root = assay_primitives::task::trace_root(root.into(), p, o);
			world.task.state = TaskState::Revealed { worker: WORKER, result, at: 1, ends: 20 };
			let assay_primitives::task::Outcome::Done { root: revealed, .. } = &mut world.outcome
			else {
				panic!()
			};
			*revealed = root.into();
		});
		challenge(&PROVER);
		let ask = |child| Referee::demand(signed(PROVER), TASK, SALT, trace_claim(), child);
		assert_ok!(ask(0));
		let mut level = depth;
		while level > 0 {
			let down = level.min(8);
			// The way down to the last leaf: its own nodes are altered, all others are not.
			let below = level - down;
			let first = (last >> level) << down;
			let answer: Vec<Hash> = (0..1u64 << down)
				.map(|n| {
					let index = first + n;
					if index == last >> below {
						let path = (0..below).map(|l| match l {
							l if l < levels => {
								let tree =
									assay_canon::merkle::Tree::new::<Plain>(nodes.clone(), 0);
								tree.node(l, ((1u64 << (levels - l)) - 2) as usize)
							}
							l => worker.trace().node(l, (last >> l) ^ 1).unwrap(),
						});
						let path: Vec<_> = path.collect();
						assay_canon::merkle::climb::<Plain>([9; 32], last, &path).into()
					} else if below < levels && index >> (levels - below) == last >> levels {
						let tree = assay_canon::merkle::Tree::new::<Plain>(nodes.clone(), 0);
						let within = index & ((1u64 << (levels - below)) - 1);
						tree.node(below, within as usize).into()
					} else {
						worker.trace().node(below, index).unwrap().into()
					}
				})
				.collect();
			let count = answer.len() as u16;
			assert_ok!(Referee::answer_nodes(
				signed(OPERATOR),
				TASK,
				PROVER,
				answer.try_into().unwrap()
			));
			level = below;
			assert_ok!(ask(count - 1));
		}
		assert_eq!(convicted(), Some(assay_primitives::task::Grounds::Proof));
	})
}

#[test]
fn claims_are_refused() {
	run_lying(Some(lying()), |worker| {
		challenge(&PROVER);
		let ours = honest();
		let found = demand(&PROVER, &ours, || {
			answer(OPERATOR, &PROVER, &worker);
			true
		});
		let (theirs, leaf, found) = found.unwrap();
		let good = claim(&ours, &theirs, leaf, found);
		let name = |claim: Claim| Referee::name_place(signed(PROVER), TASK, SALT, claim);
		let cases: Vec<(Claim, Error<Test>)> = vec![
			(Claim { position: 4, ..good.clone() }, Error::<Test>::WrongLeaf),
			(Claim { position: u32::MAX, ..good.clone() }, Error::<Test>::NoSuchPlace),
			(
				Claim { scope: Scope::Layer { layer: 9 }, ..good.clone() },
				Error::<Test>::NoSuchPlace,
			),
			(Claim { scope: Scope::End, ..good.clone() }, Error::<Test>::NoSuchPlace),
			(Claim { scope: Scope::Embed, ..good.clone() }, Error::<Test>::WrongLeaf),
			(Claim { scope: Scope::Cache { layer: 0 }, ..good.clone() }, Error::<Test>::WrongLeaf),
			(Claim { next: None, ..good.clone() }, Error::<Test>::WrongLeaf),
			(Claim { next: Some(good.leaf.clone()), ..good.clone() }, Error::<Test>::WrongLeaf),
			(
				Claim {
					leaf: ProvedLeaf { path: good.leaf.path[1..].to_vec(), ..good.leaf.clone() },
					..good.clone()
				},
				Error::<Test>::WrongLeaf,
			),
			(
				Claim {
					leaf: ProvedLeaf { path: vec![Hash::zero(); 100_000], ..good.leaf.clone() },
					..good.clone()
				},
				Error::<Test>::WrongLeaf,
			),
		];
		for (claim, error) in cases {
			assert_noop!(name(claim), error);
		}
		// What the last layer gives before the last prompt id is not part of the trace.
		let last = Claim { scope: Scope::Layer { layer: 1 }, ..good.clone() };
		assert_noop!(name(last), Error::<Test>::NoSuchPlace);
		assert_ok!(name(good.clone()));
		assert_noop!(name(good), Error::<Test>::NotYourTurn);
	})
}

#[test]
fn steps_are_refused() {
	run_lying(Some(lying()), |mut worker| {
		let mut ours = honest();
		let theirs = to_place(&PROVER, &ours, &worker);
		let pieces =
			|party: &mut Party| hashes(party.disclose(Scope::Layer { layer: 0 }, 3).unwrap());
		let disclose = |by, pieces: Vec<Hash>| {
			Referee::disclose(signed(by), TASK, PROVER, pieces.try_into().unwrap())
		};
		let right = pieces(&mut worker);
		assert_noop!(disclose(PROVER, right.clone()), Error::<Test>::OwnChallenge);
		assert_noop!(disclose(OPERATOR, right[1..].to_vec()), Error::<Test>::WrongLength);
		assert_noop!(disclose(OPERATOR, vec![]), Error::<Test>::WrongLength);
		// What is right is not what the worker committed to.
		assert_noop!(disclose(FRIEND, pieces(&mut ours)), Error::<Test>::NotCommitted);
		let select = |maker, op, chunk| Referee::select(signed(PROVER), TASK, maker, op, chunk);
		assert_noop!(select(WORKER, 1, 0), Error::<Test>::NoDisclosure);
		assert_ok!(disclose(OPERATOR, right.clone()));
		assert_noop!(disclose(OPERATOR, right), Error::<Test>::WorkerAnswered);
		for (op, chunk) in [(0, 0), (30, 0), (34, 0), (35, 0), (255, 0), (29, 1), (1, u32::MAX)] {
			assert_noop!(select(WORKER, op, chunk), Error::<Test>::NoSuchPiece);
		}
		let at = (Scope::Layer { layer: 0 }, 3);
		let (piece, path) = worker.open(at, Op::FeedAdd, 0).unwrap();
		let open = |who, piece: Vec<u8>, path: Vec<Hash>| {
			let (piece, path) = (piece.try_into().unwrap(), path.try_into().unwrap());
			Referee::open(signed(who), TASK, PROVER, WORKER, piece, path)
		};
		let path = hashes(path);
		assert_noop!(open(OPERATOR, piece.clone(), path.clone()), Error::<Test>::NotYourTurn);
		let (_, witness) = {
			let index = 5;
			let pieces: Vec<_> = worker.disclose(at.0, at.1).unwrap();
			let disclosed = Disclosed { pieces: &pieces, opened: &piece, chosen: 0 };
			(index, ours.witness(&theirs, at, (Op::FeedAdd, index), disclosed).unwrap())
		};
		let prove = |index, witness| Referee::prove(signed(PROVER), TASK, WORKER, index, witness);
		assert_noop!(prove(5, witness.clone()), Error::<Test>::NotYourTurn);
		assert_ok!(select(WORKER, Op::FeedAdd as u8, 0));
		assert_noop!(select(WORKER, Op::FeedAdd as u8, 0), Error::<Test>::NotYourTurn);
		assert_noop!(open(PROVER, piece.clone(), path.clone()), Error::<Test>::OwnChallenge);
		assert_noop!(open(OPERATOR, piece[4..].to_vec(), path.clone()), Error::<Test>::WrongPiece);
		assert_noop!(open(OPERATOR, vec![], path.clone()), Error::<Test>::WrongPiece);
		let longer = [&path[..], &[Hash::zero()]].concat();
		assert_noop!(open(OPERATOR, piece.clone(), longer), Error::<Test>::WrongPiece);
		let mut other = piece.clone();
		other[0] ^= 1;
		assert_noop!(open(OPERATOR, other, path.clone()), Error::<Test>::WrongPiece);
		assert_ok!(open(FRIEND, piece, path));
		// Proofs for other outputs, of other operations, with too little, too much or wrong operands.
		for index in [64, 256, u32::MAX] {
			assert_noop!(prove(index, witness.clone()), Error::<Test>::NoSuchOutput);
		}
		let mut less = witness.clone();
		less.items.pop();
		assert_noop!(prove(5, less), Error::<Test>::OperandMissing);
		let mut more = witness.clone();
		let pieces: Vec<_> = worker.disclose(at.0, at.1).unwrap();
		let disclosed = Disclosed { pieces: &pieces, opened: &[], chosen: 0 };
		let extra = ours.witness(&Theirs::default(), at, (Op::Gate, 0), disclosed).unwrap();
		more.items.extend(extra.items.clone());
		assert_noop!(prove(5, more), Error::<Test>::OperandSuperfluous);
		assert_noop!(prove(5, extra), Error::<Test>::OperandMissing);
		let mut wrong = witness.clone();
		wrong.items[0].bytes[0] ^= 1;
		assert_noop!(prove(5, wrong), Error::<Test>::OperandNotCommitted);
		let mut nan = witness.clone();
		nan.items[0].bytes[..4].copy_from_slice(&f32::NAN.to_le_bytes());
		assert_noop!(prove(5, nan), Error::<Test>::OperandNotCommitted);
		let mut deep = witness.clone();
		deep.items[0].path.push([0; 32]);
		assert_noop!(prove(5, deep), Error::<Test>::OperandNotCommitted);
		let mut long = witness.clone();
		long.items[0].bytes = vec![0; MAX_WITNESS];
		assert_noop!(prove(5, long), Error::<Test>::WitnessTooLong);
		assert_eq!(convicted(), None);
		assert_ok!(prove(5, witness));
		assert!(convicted().is_some());
	})
}
