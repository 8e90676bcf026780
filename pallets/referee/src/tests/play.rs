//! Plays disputes between parties.

use crate::{
	mock::*,
	types::{
		commitment_to, Claim, Content, LeafContent, ProvedLeaf, Refuting, Stage, TraceClaim,
		DEMAND_LEVELS,
	},
	Answers, Challenges, Disclosures, Pieces, Places,
};
use assay_canon::{
	disclosure::Scope,
	ops::Op,
	party::{self, Disclosed, Party, Theirs},
	proof::Witness,
	trace::Leaf,
};
use assay_primitives::{
	task::{Outcome, Refusal},
	traits::DisputedTasks,
	AccountId, Hash,
};
use frame_support::assert_ok;

pub fn commitment(who: &AccountId, salt: Hash) -> Hash {
	commitment_to(&Market::identity(TASK).unwrap(), who, salt)
}

pub fn challenge(who: &AccountId) {
	assert_ok!(Referee::challenge(signed(who.clone()), TASK, commitment(who, SALT)));
}

pub fn root() -> Hash {
	match world().outcome {
		Outcome::Done { root, .. } | Outcome::Fault { root, .. } => root,
		Outcome::Refused {
			reason: Refusal::TooLong { ids_root, .. } | Refusal::BadIds { ids_root, .. },
			..
		} => ids_root,
	}
}

pub fn trace_claim() -> TraceClaim {
	TraceClaim { card: card().encode().try_into().unwrap(), root: root() }
}

pub fn content(content: party::Content) -> LeafContent {
	match content {
		party::Content::Header { id, offset } => LeafContent::Header { id, offset },
		party::Content::Cell([input, keys, values]) => {
			LeafContent::Cell { input: input.into(), keys: keys.into(), values: values.into() }
		}
		party::Content::End([hidden, logits], id) => {
			LeafContent::End { hidden: hidden.into(), logits: logits.into(), id }
		}
		party::Content::Stop(input) => LeafContent::Stop { input: input.into() },
	}
}

fn of_content(content: LeafContent) -> party::Content {
	match content {
		LeafContent::Header { id, offset } => party::Content::Header { id, offset },
		LeafContent::Cell { input, keys, values } => {
			party::Content::Cell([input.0, keys.0, values.0])
		}
		LeafContent::End { hidden, logits, id } => party::Content::End([hidden.0, logits.0], id),
		LeafContent::Stop { input } => party::Content::Stop(input.0),
	}
}

pub fn hashes(path: Vec<[u8; 32]>) -> Vec<Hash> {
	path.into_iter().map(Hash::from).collect()
}

/// The leaf at a number, of these tests' runs.
pub fn leaf_at(party: &Party, index: u64) -> Leaf {
	party.trace().layout().leaf(index).unwrap()
}

/// Asks for nodes of the accused trace down to the first leaf that differs. `answer` answers each demand; false: it
/// does not.
pub fn demand(
	who: &AccountId,
	ours: &Party,
	mut answer: impl FnMut() -> bool,
) -> Option<(Theirs, Leaf, LeafContent)> {
	let mut theirs = Theirs::default();
	let mut child = 0;
	loop {
		assert_ok!(Referee::demand(signed(who.clone()), TASK, SALT, trace_claim(), child));
		if !answer() {
			return None;
		}
		let found = Answers::<Test>::get(TASK, who).unwrap();
		match found.content {
			Content::Nodes(nodes) => {
				let nodes: Vec<_> = nodes.iter().map(|node| node.0).collect();
				let levels = found.node.level.min(DEMAND_LEVELS);
				let (level, index) = (found.node.level, found.node.index);
				child = ours.differing_child(level, index, levels, &nodes).expect("they differ");
				theirs.learn(level, index, nodes);
			}
			Content::Leaf(leaf) => {
				return Some((theirs, leaf_at(ours, found.node.index), leaf));
			}
		}
	}
}

/// Answers the demand that is open, truly about this party's trace.
pub fn answer(by: AccountId, challenger: &AccountId, party: &Party) {
	let challenge = Challenges::<Test>::get(TASK, challenger).unwrap();
	let Stage::Demanded { node, .. } = challenge.stage else { panic!("nothing was demanded") };
	let (by, to) = (signed(by), challenger.clone());
	if node.level == 0 {
		let leaf = content(party.content(leaf_at(party, node.index)).unwrap());
		assert_ok!(Referee::answer_leaf(by, TASK, to, leaf));
	} else {
		let levels = node.level.min(DEMAND_LEVELS);
		let nodes = party.descendants(node.level, node.index, levels).unwrap();
		assert_ok!(Referee::answer_nodes(by, TASK, to, hashes(nodes).try_into().unwrap()));
	}
}

/// What is wrong at a leaf of the accused trace that is the first to differ.
pub fn claim(ours: &Party, theirs: &Theirs, leaf: Leaf, found: LeafContent) -> Claim {
	let (scope, position) = ours.differing_place(leaf, of_content(found)).expect("not a header");
	claim_of(ours, theirs, (scope, position), leaf, found)
}

/// That a place is wrong, shown by a leaf.
pub fn claim_of(
	ours: &Party,
	theirs: &Theirs,
	(scope, position): (Scope, u32),
	leaf: Leaf,
	found: LeafContent,
) -> Claim {
	let proved = |leaf: Leaf, content: LeafContent| ProvedLeaf {
		content,
		path: hashes(ours.path(theirs, leaf).unwrap()),
	};
	let agreed = |leaf: Leaf| proved(leaf, content(ours.content(leaf).unwrap()));
	let (own, next) = match scope {
		Scope::Embed => (agreed(Leaf::Header { position }), Some(proved(leaf, found))),
		Scope::Layer { layer } => {
			(agreed(Leaf::Cell { position, layer }), Some(proved(leaf, found)))
		}
		Scope::Cache { .. } | Scope::End | Scope::Stop { .. } => (proved(leaf, found), None),
	};
	Claim { trace: trace_claim(), position, scope, leaf: own, next }
}

/// Says truly what this party's outputs are.
pub fn disclose(by: AccountId, challenger: &AccountId, party: &mut Party) {
	let place = Places::<Test>::get(TASK, challenger).unwrap();
	let pieces = party.disclose(place.scope, place.position).unwrap();
	let pieces = hashes(pieces).try_into().unwrap();
	assert_ok!(Referee::disclose(signed(by), TASK, challenger.clone(), pieces));
}

/// Selects the first piece that differs from this party's. `None` if none does.
pub fn select(who: &AccountId, maker: &AccountId, ours: &mut Party) -> Option<(Op, u32)> {
	let place = Places::<Test>::get(TASK, who).unwrap();
	let pieces = Pieces::<Test>::get((TASK, who, maker)).unwrap();
	let pieces: Vec<_> = pieces.iter().map(|piece| piece.0).collect();
	let (op, chunk) = ours.differing_piece(place.scope, place.position, &pieces).unwrap()?;
	assert_ok!(Referee::select(signed(who.clone()), TASK, maker.clone(), op as u8, chunk));
	Some((op, chunk))
}

/// Opens the piece that was selected.
pub fn open(by: AccountId, challenger: &AccountId, maker: &AccountId, party: &mut Party) {
	let place = Places::<Test>::get(TASK, challenger).unwrap();
	let disclosure = Disclosures::<Test>::get((TASK, challenger, maker)).unwrap();
	let Refuting::Selected { op, chunk } = disclosure.stage else { panic!("nothing selected") };
	let op = Op::from_number(op).unwrap();
	let (piece, path) = party.open((place.scope, place.position), op, chunk).unwrap();
	assert_ok!(Referee::open(
		signed(by),
		TASK,
		challenger.clone(),
		maker.clone(),
		piece.try_into().unwrap(),
		hashes(path).try_into().unwrap(),
	));
}

/// Number and witness of the first output that differs in an opened piece; of the first there is if none does.
pub fn proof(
	who: &AccountId,
	maker: &AccountId,
	ours: &mut Party,
	theirs: &Theirs,
) -> (u32, Witness) {
	let place = Places::<Test>::get(TASK, who).unwrap();
	let disclosure = Disclosures::<Test>::get((TASK, who, maker)).unwrap();
	let Refuting::Opened { op, chunk, bytes } = disclosure.stage else { panic!("not opened") };
	let (at, op) = ((place.scope, place.position), Op::from_number(op).unwrap());
	let index = ours.differing_output(at, op, chunk, &bytes).unwrap();
	let index = index.unwrap_or(chunk * op.chunk(&SHAPE));
	let pieces = Pieces::<Test>::get((TASK, who, maker)).unwrap();
	let pieces: Vec<_> = pieces.iter().map(|piece| piece.0).collect();
	let opened = if op == Op::Choose { &[][..] } else { &bytes };
	let disclosed = Disclosed { pieces: &pieces, opened, chosen: place.id };
	(index, ours.witness(theirs, at, (op, index), disclosed).unwrap())
}

/// From the challenge to the named place: the worker answers demands truly about its own trace.
pub fn to_place(who: &AccountId, ours: &Party, worker: &Party) -> Theirs {
	challenge(who);
	place(who, ours, worker)
}

/// From the open challenge to the named place.
pub fn place(who: &AccountId, ours: &Party, worker: &Party) -> Theirs {
	let found = demand(who, ours, || {
		answer(OPERATOR, who, worker);
		true
	});
	let (theirs, leaf, found) = found.unwrap();
	let claim = claim(ours, &theirs, leaf, found);
	assert_ok!(Referee::name_place(signed(who.clone()), TASK, SALT, claim));
	theirs
}

/// A whole dispute in which the worker stands for its own run. Returns the operation that was computed, if any.
pub fn dispute(who: &AccountId, ours: &mut Party, worker: &mut Party) -> Option<Op> {
	let theirs = to_place(who, ours, worker);
	about_place(who, ours, worker, &theirs)
}

/// The same once the place is named.
pub fn about_place(
	who: &AccountId,
	ours: &mut Party,
	worker: &mut Party,
	theirs: &Theirs,
) -> Option<Op> {
	disclose(OPERATOR, who, worker);
	let (op, _) = select(who, &WORKER, ours)?;
	if op != Op::Choose {
		open(OPERATOR, who, &WORKER, worker);
		if convicted().is_some() {
			return Some(op);
		}
	}
	let (index, witness) = proof(who, &WORKER, ours, theirs);
	assert_ok!(Referee::prove(signed(who.clone()), TASK, WORKER, index, witness));
	Some(op)
}
