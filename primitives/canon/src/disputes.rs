//! What a referee relies on: whoever is right is never convicted, whoever is wrong always is, and nobody makes it panic
//! or work for long.

use crate::{
	card::Card,
	disclosure::{self, Disclosure, Scope},
	engine::{
		end_trace,
		tests::{weights_of, Seen},
		Cells, FineTrace, Machine, Request, Run, Witness as Observer,
	},
	merkle::{climb, Hash, Hasher, Plain, Tree},
	ops::{Element, Failure, Op, Operand, Output, Place, Source, CHUNK},
	proof::{Agreed, Item, Refused, SpanCell, Witness},
	quant::BLOCK_BYTES,
	sampling::Sampler,
	shape::{tests::small, Family, Part, Shape, Tensor},
	testing::Random,
	trace::{piece, Recorder, Trace},
};
use std::{
	cell::Cell,
	collections::{BTreeMap, BTreeSet},
};

const SAMPLERS: [Sampler; 2] =
	[Sampler::Greedy, Sampler::Temperature { milli: 800, seed: 0xfeed_0000_0001 }];

/// An honest run.
struct Subject {
	run: Run,
	card: Card,
	rows: Tree,
	trace: Trace,
	seen: Seen,
	ids: Vec<u32>,
	sampler: Sampler,
}

struct Notes(Seen, Recorder);

impl Observer for Notes {
	fn cells(&mut self, cells: Cells) {
		self.0.cells(cells);
		let Cells { layer, rows, inputs, keys, values, .. } = cells;
		self.1.cells::<Plain>(layer, rows, inputs, keys, values);
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.0.end(position, hidden, logits, id);
		self.1.end::<Plain>(position, hidden, logits, id);
	}
}

fn floats(bits: &[u32]) -> Vec<f32> {
	bits.iter().map(|x| f32::from_bits(*x)).collect()
}

/// A place of an honest run, with all that is agreed on about it.
struct At<'a> {
	subject: &'a Subject,
	scope: Scope,
	position: u32,
	fine: FineTrace,
	counts: Vec<(Op, u32)>,
	disclosed: Disclosure,
	outputs: BTreeMap<u8, Hash>,
	chosen: u32,
}

fn width(op: Op) -> usize {
	match op.element() {
		Element::Block => BLOCK_BYTES,
		Element::Number | Element::Id => 4,
	}
}

impl Subject {
	fn new(family: Family, sampler: Sampler, seed: u32, [prompt, output]: [u32; 2]) -> Self {
		let shape = small(family);
		let weights = weights_of(shape, seed);
		let rows = Tree::new::<Plain>(weights.row_leaves().to_vec(), 0);
		let machine = Machine::new(crate::kernels::Path::best(), 1).unwrap();
		let mut run = Run::new(weights, machine);
		let mut random = Random::new(seed);
		let prompt: Vec<u32> = (0..prompt).map(|_| random.below(300)).collect();
		let mut notes = Notes(Seen::default(), Recorder::new(shape.layers, shape.head));
		let request =
			Request { prompt: &prompt, max_tokens: output, stop: &[], sampler, batch: 32 };
		let output = run.generate(request, &mut notes, |_| true).unwrap().output;
		let ids = [&prompt[..], &output].concat();
		let headers: Vec<(u32, u32)> = ids.iter().chain(&[0]).map(|id| (*id, 0)).collect();
		let trace = notes.1.finish::<Plain>(&headers, prompt.len() as u32).unwrap();
		let card = Card { shape, rows: rows.root(), spellings: [0; 32], stop: Vec::new() };
		Self { run, card, rows, trace, seen: notes.0, ids, sampler }
	}

	fn shape(&self) -> &Shape {
		&self.card.shape
	}

	fn place(&self, scope: Scope, position: u32) -> Place<'_> {
		scope.place(self.shape(), self.trace.layout(), position, self.sampler).unwrap()
	}

	fn scope(&self, random: &mut Random) -> (Scope, u32) {
		let layout = self.trace.layout();
		let layer = random.below(self.shape().layers);
		let position = random.below(layout.positions());
		match random.below(8) {
			0 => (Scope::Embed, position),
			1 => (Scope::Cache { layer }, position),
			2 | 3 => (Scope::End, layout.prompt() - 1 + random.below(layout.output())),
			_ => (Scope::Layer { layer }, position),
		}
	}

	fn at(&self, scope: Scope, position: u32) -> At<'_> {
		let place = self.place(scope, position);
		let mut fine = match (scope, place.layer) {
			(Scope::Embed, _) => {
				let bytes = |x: &[u32]| x.iter().flat_map(|x| x.to_le_bytes()).collect();
				let [input, ..] = &self.seen.cells[&(position, 0)];
				let pieces = input.chunks(CHUNK as usize).map(bytes).collect();
				let outputs = BTreeMap::from([(Op::Embed, pieces)]);
				FineTrace { outputs, ..FineTrace::default() }
			}
			(_, Some(layer)) => {
				let input = floats(&self.seen.cells[&(position, layer)][0]);
				self.run.fine_trace(position, layer, &input)
			}
			(_, None) => {
				let hidden = floats(&self.seen.ends[&position].0[0]);
				end_trace(self.run.weights(), position, &hidden)
			}
		};
		fine.outputs.retain(|op, _| scope.contains(self.shape().family, *op));
		let counts = scope.counts(self.shape(), position);
		let disclosed: Disclosure = counts.iter().flat_map(|(op, _)| fine.hashes(*op)).collect();
		let outputs = disclosure::roots::<Plain>(&disclosed, &counts).unwrap();
		assert_eq!(outputs, fine.roots());
		let chosen = self.seen.ends.get(&position).map_or(0, |end| end.1);
		At { subject: self, scope, position, fine, counts, disclosed, outputs, chosen }
	}
}

impl At<'_> {
	fn agreed<'a>(&'a self, outputs: &'a BTreeMap<u8, Hash>, chosen: u32) -> Agreed<'a> {
		Agreed {
			card: &self.subject.card,
			layout: *self.subject.trace.layout(),
			trace: self.subject.trace.root(),
			input: self.fine.input_root(),
			id: self.subject.ids[self.position as usize],
			chosen,
			outputs,
		}
	}

	fn place(&self) -> Place<'_> {
		self.subject.place(self.scope, self.position)
	}

	fn ops(&self) -> Vec<Op> {
		self.scope.ops(self.subject.shape().family).collect()
	}

	fn count(&self, op: Op) -> u32 {
		match op {
			Op::Choose => self.subject.shape().vocabulary,
			_ => op.outputs(self.subject.shape(), self.position),
		}
	}

	/// The witness of an output, made of given outputs.
	fn witness(&self, fine: &FineTrace, op: Op, index: u32, chosen: u32) -> Witness {
		let id = match op {
			Op::Choose => chosen,
			_ => self.subject.ids[self.position as usize],
		};
		let Subject { run, trace, rows, .. } = self.subject;
		run.witness(trace, rows, (fine, |op| fine.hashes(op)), (&self.place(), id), (op, index))
			.unwrap()
	}

	/// Piece and first byte of an output.
	fn site(&self, op: Op, index: u32) -> (u32, usize) {
		let size = op.chunk(self.subject.shape());
		(index / size, (index % size) as usize * width(op))
	}

	/// The committed bytes of an output.
	fn value(&self, op: Op, index: u32) -> Vec<u8> {
		if op == Op::Choose {
			return self.chosen.to_le_bytes().to_vec();
		}
		let (chunk, first) = self.site(op, index);
		self.fine.outputs[&op][chunk as usize][first..first + width(op)].to_vec()
	}

	fn recompute<H: Hasher>(
		&self,
		witness: &Witness,
		op: Op,
		index: u32,
	) -> Result<Vec<u8>, Refused> {
		let agreed = self.agreed(&self.outputs, self.chosen);
		Ok(written(witness.recompute::<H>(&agreed, &self.place(), op, index)?))
	}
}

fn written(output: Output) -> Vec<u8> {
	let mut bytes = Vec::new();
	output.write(&mut bytes);
	bytes
}

fn number_of(variable: &str, default: u32) -> u32 {
	std::env::var(variable).map_or(default, |n| n.parse().unwrap())
}

/// What leads from a place's outputs to the leaf of the trace that commits to them.
#[test]
fn scopes_lead_to_leaves() {
	for family in [Family::Llama, Family::Qwen3] {
		let subject = Subject::new(family, SAMPLERS[1], 11, [20, 6]);
		let trace = &subject.trace;
		for position in 0..trace.layout().positions() {
			let cell = |layer| *trace.roots(position, layer).unwrap();
			let at = subject.at(Scope::Embed, position);
			assert_eq!(at.outputs[&(Op::Embed as u8)], cell(0)[0]);
			for layer in 0..3 {
				let at = subject.at(Scope::Layer { layer }, position);
				assert_eq!(at.fine.input_root(), cell(layer)[0]);
				let next = match layer {
					2 => trace.end(position).map(|end| end.0[0]),
					_ => Some(cell(layer + 1)[0]),
				};
				if let Some(next) = next {
					assert_eq!(at.outputs[&(Op::FeedAdd as u8)], next);
				}
				let at = subject.at(Scope::Cache { layer }, position);
				assert_eq!(at.outputs[&(Op::KeyRotate as u8)], cell(layer)[1]);
				assert_eq!(at.outputs[&(Op::Value as u8)], cell(layer)[2]);
			}
			if let Some(([hidden, logits], id)) = trace.end(position) {
				let at = subject.at(Scope::End, position);
				assert_eq!((at.fine.input_root(), at.chosen), (hidden, id));
				assert_eq!(at.outputs[&(Op::Logit as u8)], logits);
			}
		}
	}
}

/// Who is right is never convicted: whatever output is looked at, computing it again gives what was committed to.
#[test]
fn honest_runs_win_all_disputes() {
	let disputes = number_of("ASSAY_DISPUTES", 10_000);
	let mut random = Random::new(20);
	let mut seen = BTreeSet::new();
	let mut largest = 0;
	let mut done = 0;
	let mut seed = 100;
	while done < disputes {
		for family in [Family::Llama, Family::Qwen3] {
			for sampler in SAMPLERS {
				seed += 1;
				let numbers = [1 + random.below(120), 1 + random.below(60)];
				let subject = Subject::new(family, sampler, seed, numbers);
				for _ in 0..50 {
					let (scope, position) = subject.scope(&mut random);
					let at = subject.at(scope, position);
					let ops = at.ops();
					for _ in 0..50 {
						let op = ops[random.index(ops.len())];
						let index = random.below(at.count(op));
						let witness = at.witness(&at.fine, op, index, at.chosen);
						let output = at.recompute::<Plain>(&witness, op, index);
						assert_eq!(output, Ok(at.value(op, index)), "{op:?} {index}");
						largest = largest.max(witness.encoded_size());
						seen.insert((family == Family::Qwen3, op));
						done += 1;
					}
				}
			}
		}
	}
	assert_eq!(seen.len(), 31 + 35, "all operations of both families");
	println!("{done} honest disputes won; the largest witness has {largest} bytes");
}

/// Who commits to a value of which one bit is wrong is convicted.
#[test]
fn every_flipped_bit_convicts() {
	let mut convicted = BTreeMap::<Op, u32>::new();
	let mut not_finite = 0;
	for family in [Family::Llama, Family::Qwen3] {
		let subject = Subject::new(family, SAMPLERS[1], 30, [80, 64]);
		let mut random = Random::new(31);
		let layout = *subject.trace.layout();
		for sample in 0..64 {
			let position = random.below(layout.positions());
			let layer = random.below(3);
			let places = [
				(Scope::Embed, position),
				(Scope::Layer { layer }, position),
				(Scope::End, layout.prompt() - 1 + sample),
			];
			for (scope, position) in places {
				let at = subject.at(scope, position);
				for op in at.ops() {
					if op == Op::Choose {
						continue;
					}
					let index = random.below(at.count(op));
					let (count, odd) = flip_all(&at, op, index);
					*convicted.entry(op).or_default() += count;
					not_finite += odd;
				}
			}
		}
	}
	let total: u32 = convicted.values().sum();
	assert_eq!(convicted.len(), Op::ALL.len() - 1);
	for (op, count) in &convicted {
		let families = if (Op::QuerySquares..=Op::KeyNorm).contains(op) { 1 } else { 2 };
		assert_eq!(*count, families * 64 * 8 * width(*op) as u32, "{op:?}");
	}
	println!("{total} flipped bits convicted, {not_finite} of them made a value not finite");
}

/// Flips every bit of an output. Returns how many are convicted, and how many are no longer finite.
fn flip_all(at: &At, op: Op, index: u32) -> (u32, u32) {
	let (chunk, first) = at.site(op, index);
	let place = at.place();
	let mut fine = at.fine.clone();
	let start: u32 = at.counts.iter().take_while(|(other, _)| *other != op).map(|c| c.1).sum();
	let path = Tree::new::<Plain>(fine.hashes(op), 0).path(0, chunk as usize);
	let honest = at.witness(&fine, op, index, at.chosen);
	let reads_own =
		|item: &Item| matches!(item.operand, Operand::Output { op: other, .. } if other == op);
	let own = honest.items.iter().any(reads_own);
	let mut counts = (0, 0);
	for bit in 0..width(op) * 8 {
		let flip = |fine: &mut FineTrace| {
			let pieces = fine.outputs.get_mut(&op).unwrap();
			pieces[chunk as usize][first + bit / 8] ^= 1 << (bit % 8);
		};
		flip(&mut fine);
		// The liar discloses, and opens the piece that it is accused of.
		let opened = &fine.outputs[&op][chunk as usize];
		let mut disclosed = at.disclosed.clone();
		disclosed[(start + chunk) as usize] = piece::<Plain>(opened);
		let outputs = disclosure::roots::<Plain>(&disclosed, &at.counts).unwrap();
		let root = climb::<Plain>(piece::<Plain>(opened), chunk.into(), &path);
		assert_eq!(outputs[&(op as u8)], root);
		assert_eq!(
			disclosure::piece(&disclosed, &at.counts, op, chunk),
			Some(piece::<Plain>(opened))
		);

		let agreed = at.agreed(&outputs, at.chosen);
		let witness = if own { at.witness(&fine, op, index, at.chosen) } else { honest.clone() };
		let output = witness.recompute::<Plain>(&agreed, &place, op, index).unwrap();
		let bytes = written(output);
		assert_eq!(bytes, at.value(op, index));
		assert_ne!(bytes, opened[first..first + width(op)], "{op:?} {index} bit {bit}");
		counts.0 += 1;
		counts.1 += u32::from(!disclosure::finite(op.element(), opened));
		flip(&mut fine);
	}
	assert!(disclosure::finite(op.element(), &fine.outputs[&op][chunk as usize]));
	counts
}

/// Any other id than the one to be chosen is disproved by two logits; that one is not, by any.
#[test]
fn every_other_choice_convicts() {
	let mut convicted = 0;
	for family in [Family::Llama, Family::Qwen3] {
		for sampler in SAMPLERS {
			let subject = Subject::new(family, sampler, 40, [5, 64]);
			let layout = *subject.trace.layout();
			for step in 0..layout.output() {
				let at = subject.at(Scope::End, layout.prompt() - 1 + step);
				let place = at.place();
				for other in 0..subject.shape().vocabulary {
					let agreed = at.agreed(&at.outputs, other);
					let choose = |candidate: u32| {
						let witness = at.witness(&at.fine, Op::Choose, candidate, other);
						witness.recompute::<Plain>(&agreed, &place, Op::Choose, candidate)
					};
					assert_eq!(choose(at.chosen), Ok(Output::Id(at.chosen)));
					convicted += u32::from(other != at.chosen);
					let honest = at.agreed(&at.outputs, at.chosen);
					let witness = at.witness(&at.fine, Op::Choose, other, at.chosen);
					let output = witness.recompute::<Plain>(&honest, &place, Op::Choose, other);
					assert_eq!(output, Ok(Output::Id(at.chosen)));
				}
				// What the vocabulary lacks is for the rules about ids to convict.
				let agreed = at.agreed(&at.outputs, 300);
				let witness = at.witness(&at.fine, Op::Choose, 7, at.chosen);
				let refused = witness.recompute::<Plain>(&agreed, &place, Op::Choose, 7);
				assert_eq!(refused, Err(Refused::Failure(Failure::NoSuchOutput)));
			}
		}
	}
	println!("{convicted} other ids convicted");
}

/// Hands out what another source has, but for one operand.
struct Poisoned<'a> {
	items: BTreeMap<Operand, Vec<u8>>,
	id: [u8; 4],
	random: Option<&'a mut Random>,
}

impl Source for Poisoned<'_> {
	fn get(&mut self, operand: Operand) -> Option<&[u8]> {
		if matches!(operand, Operand::Id | Operand::Chosen) {
			return Some(&self.id);
		}
		let bytes = self.items.get_mut(&operand)?;
		if let Some(random) = &mut self.random {
			for byte in bytes.iter_mut() {
				*byte = random.word() as u8;
			}
		}
		Some(bytes)
	}
}

/// Operands that are not finite give no value, whatever operation reads them.
#[test]
fn what_is_not_finite_gives_no_value() {
	let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::from_bits(0x7f80_0001)];
	let (mut refused, mut unread, mut random_values, mut random_refused) = (0, 0, 0, 0);
	for family in [Family::Llama, Family::Qwen3] {
		let subject = Subject::new(family, SAMPLERS[1], 50, [70, 10]);
		let mut random = Random::new(51);
		for (scope, position) in [
			(Scope::Embed, 66),
			(Scope::Layer { layer: 1 }, 66),
			(Scope::Layer { layer: 0 }, 3),
			(Scope::End, 72),
		] {
			let at = subject.at(scope, position);
			let place = at.place();
			for op in at.ops() {
				let index = random.below(at.count(op));
				let witness = at.witness(&at.fine, op, index, at.chosen);
				let honest = at.value(op, index);
				let items = || -> BTreeMap<Operand, Vec<u8>> {
					witness.items.iter().map(|item| (item.operand, item.bytes.clone())).collect()
				};
				let id = match op {
					Op::Choose => at.chosen,
					_ => subject.ids[position as usize],
				};
				for item in &witness.items {
					let blocks = match item.operand {
						Operand::Row { tensor, .. } => !tensor.is_vector(),
						Operand::Output { op, .. } => op.element() == Element::Block,
						_ => false,
					};
					let size = if blocks { BLOCK_BYTES } else { 4 };
					for element in 0..item.bytes.len() / size {
						let mut items = items();
						let bytes = items.get_mut(&item.operand).unwrap();
						let value = odd[random.index(4)];
						if blocks {
							bytes[element * 34 + 1] |= 0x7c;
						} else {
							bytes[element * 4..][..4].copy_from_slice(&value.to_le_bytes());
						}
						let kind = if blocks { Element::Block } else { Element::Number };
						assert!(!disclosure::finite(kind, bytes));
						let mut source = Poisoned { items, id: id.to_le_bytes(), random: None };
						match place.recompute(op, index, &mut source) {
							Err(Failure::NotFinite(operand)) => {
								assert_eq!(operand, item.operand);
								refused += 1;
							}
							Err(Failure::Fault) => refused += 1,
							Err(other) => panic!("{other:?}"),
							// Of a piece, what is not read.
							Ok(output) => {
								assert!(!blocks);
								assert_eq!(written(output), honest, "{op:?} {:?}", item.operand);
								unread += 1;
							}
						}
					}
				}
				// Bytes of any kind give finite values, or none.
				for _ in 0..50 {
					let random = Some(&mut random);
					let mut source = Poisoned { items: items(), id: id.to_le_bytes(), random };
					match place.recompute(op, index, &mut source) {
						Ok(output) => {
							let bytes = written(output);
							assert!(disclosure::finite(op.element(), &bytes));
							random_values += 1;
						}
						Err(Failure::NotFinite(_) | Failure::Fault) => random_refused += 1,
						Err(other) => panic!("{other:?}"),
					}
				}
			}
		}
	}
	println!(
		"{refused} operands that are not finite refused, {unread} not read; of random bytes \
		 {random_values} values and {random_refused} refused"
	);
	assert!(refused > 5_000 && unread > 5_000 && random_values > 100 && random_refused > 100);
}

thread_local! {
	static HASHED: Cell<u64> = const { Cell::new(0) };
}

/// Counts the bytes that are hashed.
struct Counting;

impl Hasher for Counting {
	fn hash(bytes: &[u8]) -> Hash {
		HASHED.set(HASHED.get() + bytes.len() as u64);
		Plain::hash(bytes)
	}
}

fn odd_operand(random: &mut Random) -> Operand {
	let number = |random: &mut Random| match random.below(3) {
		0 => random.below(4),
		_ => random.odd(),
	};
	let op = Op::ALL[random.index(Op::ALL.len())];
	let tensor = match random.below(4) {
		0 => Tensor::Embedding,
		1 => Tensor::Output,
		2 => Tensor::OutputNorm,
		_ => Tensor::Layer(number(random), Part::ALL[random.index(11)]),
	};
	let (a, b) = (number(random), number(random));
	match random.below(7) {
		0 => Operand::Input { chunk: a },
		1 => Operand::Output { op, chunk: a },
		2 => Operand::Key { position: a, head: b },
		3 => Operand::Value { position: a, head: b },
		4 => Operand::Row { tensor, row: a },
		5 => Operand::Id,
		_ => Operand::Chosen,
	}
}

/// Changes a witness in one of many ways; some leave it good.
fn mutate(witness: &mut Witness, other: &Witness, random: &mut Random) {
	let items = witness.items.len();
	let spans = witness.spans.len();
	match random.below(20) {
		0..4 if items > 0 => {
			let item = &mut witness.items[random.index(items)];
			let len = item.bytes.len();
			match random.below(4) {
				0 => item.bytes.truncate(random.index(len + 1)),
				1 => item.bytes.push(random.word() as u8),
				_ if len == 0 => {}
				_ => item.bytes[random.index(len)] ^= 1 << random.below(8),
			}
		}
		4..7 if items > 0 => {
			let item = &mut witness.items[random.index(items)];
			let len = item.path.len();
			match random.below(4) {
				0 => item.path.truncate(random.index(len + 1)),
				1 => item.path.push([random.word() as u8; 32]),
				_ if len == 0 => {}
				_ => item.path[random.index(len)][random.index(32)] ^= 1 << random.below(8),
			}
		}
		7 if items > 0 => drop(witness.items.remove(random.index(items))),
		8 if items > 0 => witness.items.push(witness.items[random.index(items)].clone()),
		9 if items > 0 => {
			let (a, b) = (random.index(items), random.index(items));
			witness.items.swap(a, b);
		}
		10 if items > 0 => witness.items[random.index(items)].operand = odd_operand(random),
		11 if items > 0 => {
			let number = if random.once_in(2) { 1 } else { random.word() };
			match &mut witness.items[random.index(items)].operand {
				Operand::Input { chunk } | Operand::Output { chunk, .. } => *chunk ^= number,
				Operand::Key { position, .. } | Operand::Value { position, .. } => {
					*position ^= number
				}
				Operand::Row { row, .. } => *row ^= number,
				Operand::Id | Operand::Chosen => {}
			}
		}
		12 if !other.items.is_empty() => {
			witness.items.push(other.items[random.index(other.items.len())].clone())
		}
		13 if spans > 0 => {
			let span = &mut witness.spans[random.index(spans)];
			span.first = span.first.wrapping_add([64, 1, 64 * 63, random.odd()][random.index(4)]);
		}
		14 if spans > 0 => {
			let span = &mut witness.spans[random.index(spans)];
			let len = span.cells.len();
			match (random.below(3), len) {
				(0, _) => span.cells.truncate(random.index(len + 1)),
				(_, 0) => {}
				(1, _) => span.cells.push(span.cells[random.index(len)]),
				_ => match &mut span.cells[random.index(len)] {
					SpanCell::Roots(roots) => roots[random.index(3)][random.index(32)] ^= 1,
					SpanCell::Leaf(leaf) => leaf[random.index(32)] ^= 1,
				},
			}
		}
		15 if spans > 0 => {
			let span = &mut witness.spans[random.index(spans)];
			let len = span.path.len();
			if random.once_in(2) || len == 0 {
				span.path.truncate(random.index(len + 1));
			} else {
				span.path[random.index(len)][random.index(32)] ^= 1 << random.below(8);
			}
		}
		16 if spans > 0 => drop(witness.spans.remove(random.index(spans))),
		17 if spans > 0 => witness.spans.push(witness.spans[random.index(spans)].clone()),
		18 if !other.spans.is_empty() => {
			witness.spans.push(other.spans[random.index(other.spans.len())].clone())
		}
		_ => {}
	}
}

/// Whatever is done to a witness, it proves the right output or nothing, and costs little more than its size.
#[test]
fn mutated_witnesses_prove_nothing_else() {
	let rounds = number_of("ASSAY_FUZZ", 100_000);
	let mut random = Random::new(60);
	let mut done = 0;
	let (mut same, mut refused) = (0, 0);
	let mut most = 0.0f64;
	while done < rounds {
		for family in [Family::Llama, Family::Qwen3] {
			let subject = Subject::new(family, SAMPLERS[1], 61, [70, 70]);
			for _ in 0..20 {
				let (scope, position) = subject.scope(&mut random);
				let at = subject.at(scope, position);
				let ops = at.ops();
				let pick = |random: &mut Random| {
					let op = ops[random.index(ops.len())];
					(op, random.below(at.count(op)))
				};
				let mut other = Witness::default();
				for _ in 0..25 {
					let (op, index) = pick(&mut random);
					let honest = at.witness(&at.fine, op, index, at.chosen);
					for _ in 0..20 {
						let mut witness = honest.clone();
						for _ in 0..1 + random.below(2) {
							mutate(&mut witness, &other, &mut random);
						}
						#[cfg(feature = "codec")]
						if random.once_in(3) {
							use codec::{Decode, Encode};
							let mut bytes = witness.encode();
							let at = random.index(bytes.len());
							bytes[at] ^= 1 << random.below(8);
							match Witness::decode(&mut &bytes[..]) {
								Ok(decoded) => witness = decoded,
								Err(_) => refused += 1,
							}
						}
						// For the same output, or another one of the place.
						let (op, index) =
							if random.once_in(5) { pick(&mut random) } else { (op, index) };
						HASHED.set(0);
						match at.recompute::<Counting>(&witness, op, index) {
							Ok(output) => {
								assert_eq!(output, at.value(op, index), "{op:?} {index}");
								same += 1;
							}
							Err(_) => refused += 1,
						}
						let size = witness.encoded_size() as f64;
						let spans = witness.spans.len() as f64;
						let ratio = HASHED.get() as f64 / (size + spans * 500.0 + 100.0);
						most = most.max(ratio);
						assert!(ratio < 2.5, "{ratio}");
						done += 1;
					}
					other = honest;
				}
			}
		}
	}
	println!(
		"{done} mutated witnesses: {refused} refused, {same} prove the right output; at most \
		 {most:.2} bytes hashed per byte"
	);
	assert!(same > done / 50 && refused > done / 2);
}

/// Bytes of any kind are refused without panic, or decoded to what is refused.
#[cfg(feature = "codec")]
#[test]
fn random_bytes_decode_to_nothing_harmful() {
	use crate::text::Accusation;
	use codec::{Decode, Encode};
	let rounds = number_of("ASSAY_FUZZ", 100_000);
	let mut random = Random::new(70);
	let subject = Subject::new(Family::Qwen3, SAMPLERS[0], 71, [70, 4]);
	let at = subject.at(Scope::Layer { layer: 2 }, 69);
	let valid: Vec<Vec<u8>> = [Op::Query, Op::Score, Op::Mix, Op::Down]
		.into_iter()
		.map(|op| at.witness(&at.fine, op, 1, 0).encode())
		.chain([subject.card.encode(), at.disclosed.encode()])
		.collect();
	let mut decoded = [0u32; 4];
	for round in 0..rounds {
		let mut bytes = if round % 2 == 0 {
			let len = random.index(200);
			random.bytes(len)
		} else {
			let mut bytes = valid[random.index(valid.len())].clone();
			for _ in 0..1 + random.below(3) {
				let at = random.index(bytes.len());
				bytes[at] = if random.once_in(2) { random.word() as u8 } else { bytes[at] ^ 1 };
			}
			if random.once_in(8) {
				bytes.truncate(random.index(bytes.len()) + 1);
			}
			bytes
		};
		// Small lengths, so that random bytes decode to something.
		if round % 2 == 0 {
			for byte in &mut bytes {
				if random.once_in(3) {
					*byte = [0, 4, 8, 12][random.index(4)];
				}
			}
		}
		if let Ok(witness) = Witness::decode(&mut &bytes[..]) {
			assert_eq!(witness.encoded_size(), witness.encode().len());
			assert!(witness.encoded_size() <= bytes.len());
			decoded[0] += 1;
			let index = random.odd();
			let op = Op::ALL[random.index(Op::ALL.len())];
			let output = at.recompute::<Plain>(&witness, op, index);
			if let Ok(output) = output {
				assert_eq!(output, at.value(op, index));
			}
		}
		if let Ok(disclosed) = Disclosure::decode(&mut &bytes[..]) {
			decoded[1] += 1;
			let roots = disclosure::roots::<Plain>(&disclosed, &at.counts);
			assert!(roots.is_none() || disclosed.len() == at.disclosed.len());
			let op = Op::ALL[random.index(Op::ALL.len())];
			disclosure::piece(&disclosed, &at.counts, op, random.odd());
		}
		if let Ok(accusation) = Accusation::decode(&mut &bytes[..]) {
			decoded[2] += 1;
			let facts = crate::text::Facts {
				card: &subject.card,
				layout: *subject.trace.layout(),
				trace: subject.trace.root(),
				prefix: &[],
				suffix: &[],
				prompt: b"prompt",
				output: Some(b"output"),
				ids: Some(&subject.ids),
				too_long: false,
				max_tokens: 4,
				context: 200,
			};
			let judged = accusation.judge::<Plain>(&facts);
			assert!(judged.is_err(), "{accusation:?}");
		}
		if let Some(card) = Card::decode(&bytes) {
			decoded[3] += 1;
			assert_eq!(card.encode(), bytes);
			assert!(card.shape.check().is_ok());
			// Shapes that pass have small enough numbers, and so have disclosures.
			for scope in [Scope::Layer { layer: 0 }, Scope::End] {
				let counts = scope.counts(&card.shape, card.shape.context);
				let pieces: u64 = counts.iter().map(|(_, count)| u64::from(*count)).sum();
				assert!(pieces < 1 << 16, "{pieces}");
			}
		}
	}
	println!("decoded of {rounds}: {decoded:?} witnesses, disclosures, accusations, cards");
	assert!(decoded.iter().all(|n| *n > 50), "{decoded:?}");
}
