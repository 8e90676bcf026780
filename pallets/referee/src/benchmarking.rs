//! Benchmarks of calls and of what the hook does. They run on the real runtime, `scripts/bench-weights.sh`.
//!
//! Models and traces are made up: roots are computed from leaves and arbitrary paths, as deep as any model allows.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::{types::*, *};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use assay_canon::{
	card::{self, Card},
	disclosure::Scope,
	merkle::{self, climb, depth_of, Hasher},
	ops::{Op, Operand, CHUNK},
	proof::{Item, Span, SpanCell, Witness},
	shape::{Family, Shape},
	text::{Accusation, Header, Spelling},
	trace::{self, piece, Layout, Leaf},
};
use assay_primitives::{
	audit::{digest_pieces, CellPart},
	task::{Outcome, Payload, TokenIds},
	traits::{AuditClaims, DisputedTasks},
	Balance, Hash, TaskId,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Get,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{BlockNumberProvider, One, Saturating};

const PROMPT: u32 = 4_064;
const OUTPUT: u32 = 32;
const SALT: Hash = Hash::repeat_byte(3);
const FILL: merkle::Hash = [7; 32];

/// The deepest tree that there is; heads are small, so that there are many.
fn shape(vocabulary: u32) -> Shape {
	Shape {
		family: Family::Llama,
		layers: 256,
		width: 8_192,
		heads: 128,
		kv_heads: 128,
		head: 32,
		inner: 8_192,
		vocabulary,
		context: 4_096,
		epsilon: 1e-5,
		rope_base: 10_000.0,
		tied: true,
	}
}

fn card_of(vocabulary: u32, rows: merkle::Hash, spellings: merkle::Hash) -> Card {
	Card { shape: shape(vocabulary), rows, spellings, stop: (0..16).collect() }
}

fn layout() -> Layout {
	Layout::new(PROMPT, OUTPUT, 256).unwrap()
}

fn rich<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who: T::AccountId = account(name, n, 0);
	let amount = T::Currency::minimum_balance().max(1) * 1_000_000_000_000;
	T::Currency::mint_into(&who, amount).unwrap();
	who
}

/// A revealed task of such a model, with this root.
fn task<T: Config>(card: &Card, root: merkle::Hash) -> TaskId {
	let outcome = Outcome::Done {
		output: Payload::Inline(vec![b'y'; 64].try_into().unwrap()),
		ids: TokenIds::Inline(vec![1; (PROMPT + OUTPUT) as usize].try_into().unwrap()),
		prompt_ids: PROMPT,
		output_ids: OUTPUT,
		root: Hash::from(root),
		salt: SALT,
	};
	T::Tasks::benchmark_revealed(0, Hash::from(card.root::<Host>()), outcome)
}

fn claim_of(card: &Card, root: merkle::Hash) -> TraceClaim {
	TraceClaim { card: card.encode().try_into().unwrap(), root: Hash::from(root) }
}

/// A challenge of a task, by a new account.
fn challenged<T: Config>(id: TaskId, n: u32) -> T::AccountId {
	let who = rich::<T>("challenger", n);
	let identity = T::Tasks::identity(id).unwrap();
	let commitment = commitment_to(&identity, &who, SALT);
	Pallet::<T>::do_challenge(who.clone(), id, commitment).unwrap();
	who
}

fn set_stage<T: Config>(
	id: TaskId,
	who: &T::AccountId,
	stage: Stage<T::AccountId, BlockNumberFor<T>>,
) {
	let mut challenge = Challenges::<T>::get(id, who).unwrap();
	challenge.stage = stage;
	Challenges::<T>::insert(id, who, challenge);
}

/// A challenge about a place.
fn named<T: Config>(id: TaskId, who: &T::AccountId, place: Place) {
	Places::<T>::insert(id, who, place);
	set_stage::<T>(
		id,
		who,
		Stage::Named { left: T::AnswerDeadline::get(), makers: Default::default() },
	);
}

/// A place at the end of a position, of a model with so many ids.
fn end_place(card: &Card, root: merkle::Hash, logits: Hash) -> Place {
	Place {
		card: card.encode().try_into().unwrap(),
		root: Hash::from(root),
		position: PROMPT,
		scope: Scope::End,
		input: Hash::zero(),
		id: 1,
		targets: vec![(Op::Logit as u8, logits)].try_into().unwrap(),
	}
}

/// Hashes that an end's disclosure has, and the root of its logits.
fn end_pieces(card: &Card) -> (Vec<Hash>, Hash) {
	let counts = Scope::End.counts(&card.shape, PROMPT);
	let total: u32 = counts.iter().map(|(_, count)| count).sum();
	let logits = counts.iter().find(|(op, _)| *op == Op::Logit).unwrap().1;
	let root = trace::tensor_root::<Host>(vec![FILL; logits as usize]);
	(vec![Hash::from(FILL); total as usize], Hash::from(root))
}

/// Puts a disclosure into storage.
fn disclosed<T: Config>(
	id: TaskId,
	who: &T::AccountId,
	maker: &T::AccountId,
	roots: Vec<(u8, Hash)>,
	stage: Refuting,
) {
	let mut challenge = Challenges::<T>::get(id, who).unwrap();
	let worker = Cases::<T>::get(id).unwrap().worker;
	let bond = if *maker == worker { 0 } else { challenge.base };
	if bond > 0 {
		Pallet::<T>::hold(HoldReason::Disclosure, maker, bond).unwrap();
	}
	let due = challenge.due;
	let disclosure = types::Disclosure { bond, roots: roots.try_into().unwrap(), stage, due };
	Disclosures::<T>::insert((id, who, maker), disclosure);
	let pieces = vec![Hash::from(FILL); 1_024];
	let pieces: frame_support::BoundedVec<_, _> = pieces.try_into().unwrap();
	Pieces::<T>::insert((id, who, maker), pieces);
	let Stage::Named { makers, .. } = &mut challenge.stage else { panic!("named") };
	makers.try_push(maker.clone()).unwrap();
	Challenges::<T>::insert(id, who, challenge);
}

fn worker<T: Config>(id: TaskId) -> T::AccountId {
	Cases::<T>::get(id).unwrap().worker
}

/// A challenge against which four disclosures stand, and an answer was given before.
fn crowded<T: Config>(id: TaskId, who: &T::AccountId, card: &Card, n: u32) {
	named::<T>(id, who, end_place(card, FILL, Hash::zero()));
	for maker in 0..MAX_DISCLOSURES {
		let maker = rich::<T>("maker", n * MAX_DISCLOSURES + maker);
		disclosed::<T>(id, who, &maker, Vec::new(), Refuting::Standing);
	}
	let node = Node { level: 8, index: 0, hash: Hash::zero() };
	let nodes = vec![Hash::zero(); MAX_NODES as usize].try_into().unwrap();
	let answer = Answer { node, by: who.clone(), content: Content::Nodes(nodes) };
	Answers::<T>::insert(id, who, answer);
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let height = Pallet::<T>::now().saturating_add(blocks);
	T::BlockNumberProvider::set_block_number(height);
}

/// Root of a tree so deep that has these leaves and padding, and the ways to it.
fn sparse(leaves: &BTreeMap<u64, merkle::Hash>, depth: u32) -> (merkle::Hash, Vec<Vec<Hash>>) {
	let mut level = leaves.clone();
	let mut pad = merkle::PADDING;
	let mut paths = vec![Vec::new(); leaves.len()];
	for height in 0..depth {
		let at =
			|level: &BTreeMap<u64, merkle::Hash>, n: u64| level.get(&n).copied().unwrap_or(pad);
		for (path, leaf) in paths.iter_mut().zip(leaves.keys()) {
			path.push(Hash::from(at(&level, (leaf >> height) ^ 1)));
		}
		level = level
			.keys()
			.map(|n| n / 2)
			.map(|n| (n, Host::node(&at(&level, 2 * n), &at(&level, 2 * n + 1))))
			.collect();
		pad = Host::node(&pad, &pad);
	}
	(level[&0], paths)
}

#[benchmarks]
mod benches {
	use super::*;

	/// Of the largest model, with all pieces at different places.
	#[benchmark]
	fn disprove_digest() {
		let card = card_of(1 << 20, FILL, FILL);
		let layout = layout();
		// The seed is known before there is an audit.
		let named = digest_pieces(Hash::repeat_byte(3), &layout, &card.shape);
		let piece_bytes = vec![7u8; 1_024];
		let mut leaves = BTreeMap::new();
		let mut shown = Vec::new();
		for it in &named {
			let (count, bytes) = match it.part {
				CellPart::Input => (card.shape.width.div_ceil(CHUNK), piece_bytes.clone()),
				_ => (card.shape.kv_heads, piece_bytes[..128].to_vec()),
			};
			let path = vec![FILL; depth_of(count as usize) as usize];
			let root = climb::<Host>(piece::<Host>(&bytes), it.piece.into(), &path);
			let of = |part: CellPart| Hash::from(if part == it.part { root } else { FILL });
			let content = LeafContent::Cell {
				input: of(CellPart::Input),
				keys: of(CellPart::Keys),
				values: of(CellPart::Values),
			};
			let leaf = Leaf::Cell { position: it.position, layer: it.layer };
			let index = layout.index(leaf).unwrap();
			leaves.insert(index, content.hash(leaf).unwrap());
			shown.push((index, content, bytes, path));
		}
		assert_eq!(leaves.len(), named.len(), "all at different places");
		let (root, paths) = sparse(&leaves, layout.depth());
		let id = task::<T>(&card, root);
		let (auditor, seed) = T::Audits::benchmark_claim(id);
		assert_eq!(seed, Hash::repeat_byte(3));
		let of: BTreeMap<u64, Vec<Hash>> = leaves.keys().copied().zip(paths).collect();
		let pieces: Vec<ShownPiece> = shown
			.into_iter()
			.map(|(index, content, bytes, path)| ShownPiece {
				leaf: ProvedLeaf { content, path: of[&index].clone() },
				bytes: bytes.try_into().unwrap(),
				path: path.into_iter().map(Hash::from).collect::<Vec<_>>().try_into().unwrap(),
			})
			.collect();
		let pieces: ShownPieces = pieces.try_into().unwrap();
		let by = rich::<T>("challenger", 0);
		let claim = claim_of(&card, root);
		#[extrinsic_call]
		_(RawOrigin::Signed(by), id, auditor.clone(), claim, pieces);
		assert!(T::Audits::digest_of(id, &auditor).is_none());
	}

	/// With seven open challenges.
	#[benchmark]
	fn challenge() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		for n in 1..MAX_CHALLENGES {
			challenged::<T>(id, n);
		}
		let caller = rich::<T>("challenger", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), id, Hash::zero());

		assert!(Challenges::<T>::contains_key(id, caller));
	}

	#[benchmark]
	fn demand() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let caller = challenged::<T>(id, 0);
		let node = Node { level: layout().depth(), index: 0, hash: Hash::zero() };
		let nodes = vec![Hash::zero(); MAX_NODES as usize].try_into().unwrap();
		let answer = Answer { node, by: caller.clone(), content: Content::Nodes(nodes) };
		Answers::<T>::insert(id, &caller, answer);
		set_stage::<T>(id, &caller, Stage::Open);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), id, SALT, claim_of(&card, FILL), 0);

		let stage = Challenges::<T>::get(id, caller).unwrap().stage;
		assert!(matches!(stage, Stage::Demanded { .. }));
	}

	#[benchmark]
	fn answer_nodes() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let challenger = challenged::<T>(id, 0);
		let nodes = vec![FILL; MAX_NODES as usize];
		let hash = Hash::from(merkle::root::<Host>(nodes.clone()));
		let node = Node { level: DEMAND_LEVELS, index: 0, hash };
		set_stage::<T>(id, &challenger, Stage::Demanded { node, layers: 256 });
		let nodes: Vec<Hash> = nodes.into_iter().map(Hash::from).collect();
		let caller = rich::<T>("answerer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, challenger.clone(), nodes.try_into().unwrap());

		assert!(Answers::<T>::contains_key(id, challenger));
	}

	#[benchmark]
	fn answer_leaf() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let challenger = challenged::<T>(id, 0);
		let place = Leaf::Cell { position: 0, layer: 0 };
		let zero = Hash::zero();
		let leaf = LeafContent::Cell { input: zero, keys: zero, values: zero };
		let hash = Hash::from(leaf.hash(place).unwrap());
		let node = Node { level: 0, index: layout().index(place).unwrap(), hash };
		set_stage::<T>(id, &challenger, Stage::Demanded { node, layers: 256 });
		let caller = rich::<T>("answerer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, challenger.clone(), leaf);

		assert!(Answers::<T>::contains_key(id, challenger));
	}

	/// All of a layer: two leaves of the trace.
	#[benchmark]
	fn name_place() {
		// Sections of these two layers are neighbours.
		let (own, above) =
			(Leaf::Cell { position: 9, layer: 1 }, Leaf::Cell { position: 9, layer: 2 });
		let zero = Hash::zero();
		let cell = LeafContent::Cell { input: zero, keys: zero, values: zero };
		let within = layout().section_depth() as usize;
		let depth = layout().depth() as usize;
		let section = |leaf| {
			let index = layout().index(leaf).unwrap();
			climb::<Host>(cell.hash(leaf).unwrap(), index, &vec![FILL; within])
		};
		let path = |other: Leaf| -> Vec<Hash> {
			let path = [vec![FILL; within], vec![section(other)], vec![FILL; depth - within - 1]];
			path.concat().into_iter().map(Hash::from).collect()
		};
		let plain: Vec<_> = path(above).iter().map(|hash| hash.0).collect();
		let root = climb::<Host>(cell.hash(own).unwrap(), layout().index(own).unwrap(), &plain);
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, root);
		let caller = challenged::<T>(id, 0);
		let claim = Claim {
			trace: claim_of(&card, root),
			position: 9,
			scope: Scope::Layer { layer: 1 },
			leaf: ProvedLeaf { content: cell, path: path(above) },
			next: Some(ProvedLeaf { content: cell, path: path(own) }),
		};

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), id, SALT, claim);

		assert!(Places::<T>::contains_key(id, caller));
	}

	/// `b`: bytes that an id spells, besides leaves and paths.
	#[benchmark]
	fn accuse(b: Linear<1_000, 60_000>) {
		let id_of = 1u32;
		let bytes = vec![b'z'; b as usize];
		let spelt = card::spelling::<Host>(false, &bytes);
		let path = vec![FILL; depth_of(1 << 20) as usize];
		let spellings = climb::<Host>(spelt, id_of.into(), &path);
		let spelling = Spelling { id: id_of, special: false, bytes, path };
		// Two headers that are neighbours.
		let header = |position| trace::header::<Host>(position, id_of, 0);
		let depth = layout().depth() as usize;
		let path = |other: u32| [vec![header(other)], vec![FILL; depth - 1]].concat();
		let root = climb::<Host>(header(8), 8, &path(9));
		let at = |position: u32, other: u32| Header {
			position,
			id: id_of,
			offset: 0,
			path: path(other),
		};
		let accusation = Accusation::Step { before: at(8, 9), after: at(9, 8), spelling };
		let card = card_of(1 << 20, FILL, spellings);
		let id = task::<T>(&card, root);
		let caller = challenged::<T>(id, 0);
		let charge = Charge { trace: claim_of(&card, root), accusation };

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, SALT, charge, Texts::default());

		assert!(Cases::<T>::get(id).is_none());
	}

	/// `n`: pieces.
	#[benchmark]
	fn disclose(n: Linear<64, 4_096>) {
		let card = card_of((n - 40) * CHUNK, FILL, FILL);
		let (pieces, logits) = end_pieces(&card);
		let id = task::<T>(&card, FILL);
		let challenger = challenged::<T>(id, 0);
		named::<T>(id, &challenger, end_place(&card, FILL, logits));
		for maker in 1..MAX_DISCLOSURES {
			let maker = rich::<T>("maker", maker);
			disclosed::<T>(id, &challenger, &maker, Vec::new(), Refuting::Standing);
		}
		let caller = rich::<T>("answerer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), id, challenger.clone(), pieces.try_into().unwrap());

		assert!(Pieces::<T>::contains_key((id, challenger, caller)));
	}

	#[benchmark]
	fn select() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let caller = challenged::<T>(id, 0);
		named::<T>(id, &caller, end_place(&card, FILL, Hash::zero()));
		let maker = rich::<T>("maker", 0);
		for n in 1..MAX_DISCLOSURES {
			let maker = rich::<T>("maker", n);
			disclosed::<T>(id, &caller, &maker, Vec::new(), Refuting::Standing);
		}
		disclosed::<T>(id, &caller, &maker, Vec::new(), Refuting::Standing);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), id, maker.clone(), Op::Logit as u8, 9);

		let stage = Disclosures::<T>::get((id, caller, maker)).unwrap().stage;
		assert!(matches!(stage, Refuting::Selected { .. }));
	}

	#[benchmark]
	fn open() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let challenger = challenged::<T>(id, 0);
		named::<T>(id, &challenger, end_place(&card, FILL, Hash::zero()));
		let bytes = vec![1u8; MAX_PIECE as usize];
		let op = Op::Logit;
		let path = vec![FILL; depth_of(op.chunks(&card.shape, PROMPT) as usize) as usize];
		let root = climb::<Host>(piece::<Host>(&bytes), 9, &path);
		let roots = vec![(op as u8, Hash::from(root))];
		let maker = worker::<T>(id);
		let stage = Refuting::Selected { op: op as u8, chunk: 9 };
		disclosed::<T>(id, &challenger, &maker, roots, stage);
		let path: Vec<Hash> = path.into_iter().map(Hash::from).collect();
		let caller = rich::<T>("answerer", 0);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(caller),
			id,
			challenger.clone(),
			maker.clone(),
			bytes.try_into().unwrap(),
			path.try_into().unwrap(),
		);

		let stage = Disclosures::<T>::get((id, challenger, maker)).unwrap().stage;
		assert!(matches!(stage, Refuting::Opened { .. }));
	}

	/// A sum of values by their shares, whose witness has the most hashes for its length. `b`: bytes of the witness,
	/// roughly.
	#[benchmark]
	fn prove(b: Linear<2_000, 30_000>) {
		// An operand has 128 bytes, seven hashes of a path, and a cell.
		let positions = (b / 480).clamp(2, 63);
		let card = card_of(1 << 20, FILL, FILL);
		let shape = card.shape;
		let (position, layer) = (positions, 3);
		let bytes = vec![0u8; 128];
		let heads = vec![FILL; depth_of(shape.kv_heads as usize) as usize];
		let values = climb::<Host>(piece::<Host>(&bytes), 0, &heads);
		let mut items: Vec<Item> = (0..positions)
			.map(|position| Item {
				operand: Operand::Value { position, head: 0 },
				bytes: bytes.clone(),
				path: heads.clone(),
			})
			.collect();
		let cells = (0..64).map(|position| match position < positions {
			true => SpanCell::Roots([FILL, FILL, values]),
			false => SpanCell::Leaf(FILL),
		});
		let cells: Vec<SpanCell> = cells.collect();
		let leaves = (0u32..).zip(&cells).map(|(position, cell)| match cell {
			SpanCell::Roots(roots) => trace::cell::<Host>(position, layer, roots),
			SpanCell::Leaf(leaf) => *leaf,
		});
		let span = merkle::root::<Host>(leaves.collect());
		let path = vec![FILL; (layout().depth() - 6) as usize];
		let index = layout().index(Leaf::Cell { position: 0, layer }).unwrap() >> 6;
		let root = climb::<Host>(span, index, &path);
		let mut roots = Vec::new();
		let mut output = |op: Op, len: u32| {
			let chunks = op.chunks(&shape, position);
			let path = vec![FILL; depth_of(chunks as usize) as usize];
			let bytes = vec![0u8; len as usize];
			let root = climb::<Host>(piece::<Host>(&bytes), 0, &path);
			roots.push((op as u8, Hash::from(root)));
			items.push(Item { operand: Operand::Output { op, chunk: 0 }, bytes, path });
		};
		output(Op::Value, 128);
		output(Op::Share, 1_024);
		let witness = Witness { items, spans: vec![Span { first: 0, cells, path }] };

		let id = task::<T>(&card, root);
		let caller = challenged::<T>(id, 0);
		let place = Place {
			card: card.encode().try_into().unwrap(),
			root: Hash::from(root),
			position,
			scope: Scope::Layer { layer },
			input: Hash::zero(),
			id: 0,
			targets: Default::default(),
		};
		named::<T>(id, &caller, place);
		// All sums are zero, and something else was claimed.
		let bytes = vec![1u8; MAX_PIECE as usize].try_into().unwrap();
		let stage = Refuting::Opened { op: Op::Mix as u8, chunk: 0, bytes };
		let maker = worker::<T>(id);
		disclosed::<T>(id, &caller, &maker, roots, stage);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, maker, 0, witness);

		assert!(Cases::<T>::get(id).is_none());
	}

	/// Nobody answered: a conviction.
	#[benchmark]
	fn timeout() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		let challenger = challenged::<T>(id, 0);
		named::<T>(id, &challenger, end_place(&card, FILL, Hash::zero()));
		let record = Challenges::<T>::get(id, &challenger).unwrap();

		#[block]
		{
			Pallet::<T>::act(id, &challenger, record);
		}

		assert!(Cases::<T>::get(id).is_none());
	}

	/// A height at which nothing is due.
	#[benchmark]
	fn height() {
		pass::<T>(One::one());
		NextTimeout::<T>::put(Pallet::<T>::now());

		#[block]
		{
			Pallet::<T>::work_off_timeouts();
		}
	}

	/// One of eight challenges, with four disclosures against it.
	#[benchmark]
	fn close() {
		let card = card_of(1 << 20, FILL, FILL);
		let id = task::<T>(&card, FILL);
		for n in 1..MAX_CHALLENGES {
			challenged::<T>(id, n);
		}
		let who = challenged::<T>(id, 0);
		crowded::<T>(id, &who, &card, 0);
		let record = Challenges::<T>::get(id, &who).unwrap();
		let bond: Balance = record.bond;

		#[block]
		{
			Pallet::<T>::fail(id, &who, record, None);
		}

		assert!(!Challenges::<T>::contains_key(id, who) && bond > 0);
	}
}
