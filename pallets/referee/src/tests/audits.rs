//! Challenges that auditors named, and digests of auditors that computed nothing.

use super::play::*;
use crate::{
	mock::*,
	types::{LeafContent, ProvedLeaf, ShownPiece, ShownPieces, MAX_CHALLENGES},
	Cases, Challenges, Error, Event,
};
use assay_canon::{
	keep::{self, Wanted},
	ops::Op,
	party::Party,
	sampling::Sampler,
	trace::{Ending, Leaf},
};
use assay_primitives::{
	audit::{digest, digest_pieces, CellPart},
	Hash,
};
use frame_support::{assert_noop, assert_ok};

const SEED: Hash = Hash::repeat_byte(0x5e);

fn name(who: &assay_primitives::AccountId) {
	change(|world| world.named.push(who.clone()));
}

#[test]
fn an_auditor_is_not_kept_out_and_pays_the_base_bond() {
	run_lying(None, |_| {
		for n in 0..MAX_CHALLENGES as u8 {
			challenge(&account(n));
		}
		let (late, named) = (account(8), account(9));
		assert_noop!(
			Referee::challenge(signed(late.clone()), TASK, commitment(&late, SALT)),
			Error::<Test>::NoSlot
		);
		name(&named);
		challenge(&named);
		let of = |who| Challenges::<Test>::get(TASK, who).unwrap();
		let (first, last) = (of(account(0)), of(account(7)));
		assert_eq!(of(named.clone()).bond, first.bond);
		assert_eq!(last.bond, first.bond << 7);
		assert_eq!(Referee::challenge_bond(TASK), Some(first.bond << 8), "it takes no slot");
		assert!(of(named.clone()).rank() < first.rank());
		assert_eq!(Cases::<Test>::get(TASK).unwrap().open.len(), 9);
	});
}

#[test]
fn of_two_that_prove_it_the_auditor_gets_the_part_although_it_came_later() {
	for auditor_first in [true, false] {
		let wrong = lie(3, Some(0), Op::FeedAdd, 2, 1 << 20);
		run_lying(Some(wrong), |mut party| {
			let (watcher, auditor) = (account(0), account(1));
			challenge(&watcher);
			name(&auditor);
			challenge(&auditor);
			let order = if auditor_first { [&auditor, &watcher] } else { [&watcher, &auditor] };
			for who in order {
				if Challenges::<Test>::contains_key(TASK, who) {
					let theirs = place(who, &honest(), &party);
					disclose(OPERATOR, who, &mut party);
					let (op, _) = select(who, &WORKER, &mut honest()).unwrap();
					assert_eq!(op, wrong.op);
					open(OPERATOR, who, &WORKER, &mut party);
					let (index, witness) = proof(who, &WORKER, &mut honest(), &theirs);
					let origin = signed(who.clone());
					assert_ok!(Referee::prove(origin, TASK, WORKER, index, witness));
				}
			}
			assert!(convicted().is_some());
			assert_eq!(world().awarded, Some(Some(auditor)));
		});
	}
}

/// The honest run, with what an auditor has to show of it.
fn kept() -> (Party, ShownPieces, Hash) {
	let (prompt, output) = ids();
	let headers = headers(&prompt, &output);
	let run = fresh_run();
	let party = Party::keeping(
		run,
		card(),
		(&prompt, &output),
		&headers,
		Sampler::Greedy,
		Ending::Done,
		None,
		|layout| {
			let part = |part| match part {
				CellPart::Input => keep::CellPart::Input,
				CellPart::Keys => keep::CellPart::Keys,
				CellPart::Values => keep::CellPart::Values,
			};
			digest_pieces(SEED, layout, &SHAPE)
				.into_iter()
				.map(|it| Wanted {
					position: it.position,
					layer: it.layer,
					part: part(it.part),
					piece: it.piece,
				})
				.collect()
		},
	)
	.unwrap();
	let shown: Vec<ShownPiece> = party
		.kept()
		.iter()
		.map(|kept| {
			let leaf = Leaf::Cell { position: kept.wanted.position, layer: kept.wanted.layer };
			ShownPiece {
				leaf: ProvedLeaf {
					content: content(party.content(leaf).unwrap()),
					path: hashes(party.trace().path(leaf).unwrap()),
				},
				bytes: kept.bytes().try_into().unwrap(),
				path: hashes(kept.path()).try_into().unwrap(),
			}
		})
		.collect();
	assert_eq!(shown.len(), 8);
	let real = digest(&AUDITOR, SEED, shown.iter().map(|it| it.bytes.as_slice()));
	(party, shown.try_into().unwrap(), real)
}

const AUDITOR: assay_primitives::AccountId = assay_primitives::AccountId::new([77; 32]);

fn said(digest: Hash) {
	change(|world| world.digest = Some((AUDITOR, SEED, digest)));
}

#[test]
fn a_digest_of_nothing_is_shown_to_be_false_and_a_true_one_is_not() {
	let (_, pieces, real) = kept();
	run_lying(None, |_| {
		let by = account(0);
		let call = |pieces: &ShownPieces| {
			let origin = signed(by.clone());
			Referee::disprove_digest(origin, TASK, AUDITOR, trace_claim(), pieces.clone())
		};
		assert_noop!(call(&pieces), Error::<Test>::NoDigest);
		said(real);
		assert_noop!(call(&pieces), Error::<Test>::NothingWrong);
		said(Hash::zero());
		assert_ok!(call(&pieces));
		assert_eq!(world().disproved, Some(by.clone()));
		System::assert_last_event(
			Event::DigestRefuted { task: TASK, auditor: AUDITOR, by: by.clone() }.into(),
		);
	});
}

#[test]
fn what_is_shown_has_to_be_of_the_trace_and_what_the_seed_names() {
	let (_, pieces, _) = kept();
	run_lying(None, |_| {
		said(Hash::zero());
		let call = |change: &dyn Fn(&mut Vec<ShownPiece>)| {
			let mut pieces = pieces.clone().into_inner();
			change(&mut pieces);
			let origin = signed(account(0));
			let pieces: ShownPieces = pieces.try_into().unwrap();
			Referee::disprove_digest(origin, TASK, AUDITOR, trace_claim(), pieces)
		};
		let wrong = Err(Error::<Test>::WrongEvidence.into());
		assert_eq!(call(&|all| drop(all.pop())), wrong);
		assert_eq!(call(&|all| all.swap(0, 7)), wrong);
		assert_eq!(call(&|all| all[3].bytes[0] ^= 1), wrong);
		assert_eq!(
			call(&|all| {
				let _ = all[2].leaf.path.pop();
			}),
			wrong
		);
		assert_eq!(call(&|all| all[2].leaf.path[0] = Hash::zero()), wrong);
		let other = LeafContent::Stop { input: Hash::zero() };
		assert_eq!(call(&|all| all[1].leaf.content = other), wrong);
		assert_eq!(call(&|all| all[5].path.force_push(Hash::zero())), wrong);
		let mut claim = trace_claim();
		claim.root = Hash::repeat_byte(1);
		let origin = signed(account(0));
		assert_noop!(
			Referee::disprove_digest(origin, TASK, AUDITOR, claim, pieces.clone()),
			Error::<Test>::WrongTrace
		);
		assert_eq!(world().disproved, None);
		assert_ok!(call(&|_| {}));
	});
}
