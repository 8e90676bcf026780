//! Runs give the same bits however they are computed, and the bits of the definitions.

use super::*;
use crate::{
	half,
	ops::{Op, CHUNK},
	sampling::{philox, Sampler},
	shape::{tests::small, Family, Shape, Tensor},
};
use std::borrow::Cow;

/// Weights with random bits; the same for the same seed.
pub(crate) fn weights_of(shape: Shape, seed: u32) -> Arc<Weights> {
	hot_weights(shape, seed, None)
}

/// As [`weights_of`], with one element of a vector so large that some runs leave the finite numbers.
pub(crate) fn hot_weights(
	shape: Shape,
	seed: u32,
	hot: Option<(Tensor, u32, f32)>,
) -> Arc<Weights> {
	let plain = |tensor: Tensor| -> Result<Cow<'static, [u8]>, String> {
		let (rows, _) = shape.dimensions(tensor);
		let number = shape.tensors().position(|other| other == tensor).unwrap() as u32;
		let word = |n: usize| philox([n as u32, number, 0, 0], [seed, 3])[0];
		let bytes = rows as usize * shape.row_bytes(tensor);
		Ok(Cow::Owned(if tensor.is_vector() {
			(0..bytes / 4).flat_map(|n| (0.5 + word(n) as f32 / 4e9).to_le_bytes()).collect()
		} else {
			let block = |n: usize| {
				// So that products of random signs keep their size.
				let scale = half::from_f32(0.5 / 74.0 / 8.0 + word(n * 40) as f32 / 1e13);
				let elements = (1..33).map(move |m| (word(n * 40 + m) >> 24) as u8);
				scale.unwrap().to_le_bytes().into_iter().chain(elements)
			};
			(0..bytes / 34).flat_map(block).collect()
		}))
	};
	let read = |tensor: Tensor| {
		let mut bytes = plain(tensor)?.into_owned();
		if let Some((_, index, value)) = hot.filter(|(of, ..)| *of == tensor) {
			bytes[index as usize * 4..][..4].copy_from_slice(&value.to_le_bytes());
		}
		Ok::<Cow<[u8]>, String>(Cow::Owned(bytes))
	};
	Arc::new(Weights::load(shape, read).unwrap())
}

/// Everything that a trace commits to.
#[derive(Default, PartialEq, Clone, Debug)]
pub(crate) struct Seen {
	/// By position and layer: input, keys, values.
	pub cells: std::collections::BTreeMap<(u32, u32), [Vec<u32>; 3]>,
	/// By position: last layer's output, logits, id.
	pub ends: std::collections::BTreeMap<u32, ([Vec<u32>; 2], u32)>,
}

impl Witness for Seen {
	fn cells(&mut self, cells: Cells) {
		let layer = cells.layer;
		self.cells
			.extend(cells.each().map(|(position, values)| ((position, layer), values.map(bits))));
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.ends.insert(position, ([hidden, logits].map(bits), id));
	}
}

fn bits(x: &[f32]) -> Vec<u32> {
	x.iter().map(|x| x.to_bits()).collect()
}

impl Seen {
	fn values(&self) -> usize {
		let cells = self.cells.values().flatten().map(Vec::len).sum::<usize>();
		cells + self.ends.values().flat_map(|end| &end.0).map(Vec::len).sum::<usize>()
	}
}

fn prompt(len: u32) -> Vec<u32> {
	(0..len).map(|n| n * 7919 % 300).collect()
}

fn request(prompt: &[u32], batch: usize, sampler: Sampler) -> Request<'_> {
	Request { prompt, max_tokens: 12, stop: &[], sampler, batch }
}

fn machines() -> Vec<Machine> {
	crate::kernels::Path::ALL
		.into_iter()
		.filter(|path| path.is_available())
		.flat_map(|path| [1, 2].map(|threads| Machine::new(path, threads).unwrap()))
		.collect()
}

#[test]
fn runs_do_not_depend_on_kernels_threads_or_batches() {
	let mut compared = 0;
	for family in [Family::Llama, Family::Qwen3] {
		let weights = weights_of(small(family), 1);
		let prompt = prompt(81);
		for sampler in [Sampler::Greedy, Sampler::Temperature { milli: 900, seed: 5 }] {
			let mut expected: Option<(Generation, Seen)> = None;
			for machine in machines() {
				for batch in [1, 7, 40, 81] {
					let mut seen = Seen::default();
					let mut run = Run::new(weights.clone(), machine.clone());
					let request = request(&prompt, batch, sampler);
					let result = run.generate(request, &mut seen, |_| true).unwrap();
					assert_eq!(result.output.len(), 12);
					compared += seen.values();
					let expected = expected.get_or_insert_with(|| (result.clone(), seen.clone()));
					assert!(*expected == (result.clone(), seen), "{machine:?}, {batch}");

					// Who checks sees the same.
					let mut seen = Seen::default();
					let chosen = run.replay(request, &result.output, &mut seen, || true).unwrap();
					assert!(chosen == result.output && seen == expected.1);
				}
			}
		}
	}
	println!("{compared} values compared");
}

impl std::fmt::Debug for Machine {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{} with {} threads", self.path(), self.threads())
	}
}

#[test]
fn runs_follow_the_definitions() {
	for family in [Family::Llama, Family::Qwen3] {
		let shape = small(family);
		let weights = weights_of(shape, 2);
		let machine = Machine::new(crate::kernels::Path::best(), 2).unwrap();
		let mut run = Run::new(weights.clone(), machine);
		let mut seen = Seen::default();
		let prompt = prompt(130);
		run.generate(request(&prompt, 64, Sampler::Greedy), &mut seen, |_| true).unwrap();
		for position in [0, 1, 63, 64, 129, 140] {
			for layer in 0..shape.layers {
				let [input, keys, values] = &seen.cells[&(position, layer)];
				let input: Vec<f32> = input.iter().map(|x| f32::from_bits(*x)).collect();
				let trace = run.fine_trace(position, layer, &input);
				let numbers = |op: Op| -> Vec<u32> {
					let bytes: Vec<u8> = trace.outputs[&op].concat();
					bytes.as_chunks().0.iter().map(|x| u32::from_le_bytes(*x)).collect()
				};
				assert_eq!(numbers(Op::KeyRotate), *keys);
				assert_eq!(numbers(Op::Value), *values);
				let next = match seen.cells.get(&(position, layer + 1)) {
					Some([next, ..]) => Some(next),
					None => seen.ends.get(&position).map(|end| &end.0[0]),
				};
				if let Some(next) = next {
					assert_eq!(numbers(Op::FeedAdd), *next);
				}
				for (op, pieces) in &trace.outputs {
					assert_eq!(pieces.len() as u32, op.chunks(&shape, position), "{op:?}");
				}
				assert_eq!(trace.input.len(), shape.width.div_ceil(CHUNK) as usize);
			}
			if let Some(([hidden, logits], _)) = seen.ends.get(&position) {
				let hidden: Vec<f32> = hidden.iter().map(|x| f32::from_bits(*x)).collect();
				let trace = cell::end_trace(&weights, position, &hidden);
				let bytes: Vec<u8> = trace.outputs[&Op::Logit].concat();
				let again: Vec<u32> =
					bytes.as_chunks().0.iter().map(|x| u32::from_le_bytes(*x)).collect();
				assert_eq!(again, *logits);
			}
		}
	}
}

/// Weights of which one tensor was changed.
fn changed(honest: &Weights, tensor: Tensor, change: impl Fn(&mut [u8])) -> Arc<Weights> {
	let shape = *honest.shape();
	let read = |asked: Tensor| -> Result<Cow<'static, [u8]>, String> {
		let rows = shape.dimensions(asked).0;
		let mut bytes: Vec<u8> =
			(0..rows).flat_map(|row| honest.row(asked, row).unwrap()).collect();
		if asked == tensor {
			change(&mut bytes);
		}
		Ok(Cow::Owned(bytes))
	};
	Arc::new(Weights::load(shape, read).unwrap())
}

/// The fault of a run, which must be the same however it is computed.
fn fault_of(weights: &Arc<Weights>, prompt: &[u32]) -> Fault {
	let mut faults = Vec::new();
	for machine in machines() {
		for batch in [1, 3, 100] {
			let mut run = Run::new(weights.clone(), machine.clone());
			match run.generate(request(prompt, batch, Sampler::Greedy), &mut (), |_| true) {
				Err(Stopped::Fault(fault)) => faults.push(fault),
				other => panic!("no fault: {other:?}"),
			}
		}
	}
	assert!(faults.iter().all(|fault| *fault == faults[0]), "{faults:?}");
	faults[0]
}

#[test]
fn faults_are_found_at_their_operation() {
	use crate::shape::Part;
	let honest = weights_of(small(Family::Llama), 4);
	// The largest scale there is, so that the next quantising needs a larger one.
	let largest = |bytes: &mut [u8]| {
		for block in bytes.as_chunks_mut::<34>().0 {
			block[..2].copy_from_slice(&0x7bffu16.to_le_bytes());
		}
	};
	for (tensor, op, layer) in [
		(Tensor::Layer(1, Part::Gate), Op::ActivateQuantise, 1),
		(Tensor::Layer(2, Part::Value), Op::MixQuantise, 2),
	] {
		let fault = fault_of(&changed(&honest, tensor, largest), &[1, 2, 3]);
		assert_eq!((fault.position, fault.layer, fault.op), (0, layer, op));
	}
	let huge = |bytes: &mut [u8]| bytes[36..40].copy_from_slice(&1e38f32.to_le_bytes());
	let fault = fault_of(&changed(&honest, Tensor::OutputNorm, huge), &[1, 2, 3]);
	let expected = Fault { position: 2, layer: 3, op: Op::FinalQuantise, index: 0 };
	assert_eq!(fault, expected);
}

#[test]
fn the_earliest_position_has_the_first_fault() {
	use crate::shape::Part;
	let gain =
		|value: f32| move |bytes: &mut [u8]| bytes[20..24].copy_from_slice(&value.to_le_bytes());
	let honest = weights_of(small(Family::Llama), 4);
	// A fault of few ids in the first layer, of many in the last.
	let first = changed(&honest, Tensor::Layer(0, Part::AttentionNorm), gain(5.5e6));
	let both = changed(&first, Tensor::Layer(2, Part::AttentionNorm), gain(1.2e7));
	let prompt = prompt(60);
	let fault = fault_of(&both, &prompt);
	let machine = Machine::new(crate::kernels::Path::Scalar, 1).unwrap();
	let in_first_layer = prompt.iter().position(|id| {
		let fault = Run::new(both.clone(), machine.clone()).extend(&[*id], &mut ());
		matches!(fault, Err(Fault { layer: 0, .. }))
	});
	// A batch meets the one in the first layer first.
	assert!(in_first_layer.is_some_and(|position| position as u32 > fault.position));
	assert_eq!((fault.layer, fault.op), (2, Op::AttentionQuantise));
}

#[test]
fn runs_can_be_cancelled_and_reused() {
	let weights = weights_of(small(Family::Qwen3), 1);
	let machine = Machine::new(crate::kernels::Path::best(), 1).unwrap();
	let mut run = Run::new(weights, machine);
	let prompt = prompt(5);
	let request = request(&prompt, 2, Sampler::Greedy);
	let whole = run.generate(request, &mut (), |_| true).unwrap();
	let mut left = 4;
	let cancelled = run.generate(request, &mut (), |_| {
		left -= 1;
		left > 0
	});
	assert_eq!(cancelled, Err(Stopped::Cancelled));
	assert_eq!(run.generate(request, &mut (), |_| true).unwrap(), whole);
	let stop = [whole.output[3]];
	let first = whole.output.iter().position(|id| *id == stop[0]).unwrap();
	let stopped = run.generate(Request { stop: &stop, ..request }, &mut (), |_| true).unwrap();
	assert!(stopped.stopped && stopped.output == whole.output[..=first]);
}

#[test]
fn wrong_weights_are_refused() {
	let shape = small(Family::Llama);
	let short = |_: Tensor| Ok::<_, String>(Cow::Borrowed(&[0u8; 33][..]));
	let error = Weights::load(shape, short).err().unwrap().to_string();
	assert!(error.starts_with("Embedding has 33 bytes"), "{error}");
	let gone = |tensor: Tensor| Err::<Cow<[u8]>, _>(format!("{tensor:?} is missing"));
	let error = Weights::load(shape, gone).err().unwrap().to_string();
	assert_eq!(error, "Embedding is missing");
	let odd = Shape { width: 100, ..shape };
	let error = Weights::load(odd, short).err().unwrap().to_string();
	assert!(error.starts_with("canonical arithmetic needs a width"), "{error}");
}

/// A run with its trace, and the tree over its weights.
struct Proven {
	weights: Arc<Weights>,
	run: Run,
	trace: crate::trace::Trace,
	rows: crate::merkle::Tree,
	card: crate::card::Card,
	seen: Seen,
}

/// Two witnesses at once.
struct Both(Seen, crate::trace::Recorder);

impl Witness for Both {
	fn cells(&mut self, cells: Cells) {
		self.0.cells(cells);
		let Cells { layer, rows, inputs, keys, values, .. } = cells;
		self.1.cells::<crate::merkle::Plain>(layer, rows, inputs, keys, values);
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.0.end(position, hidden, logits, id);
		self.1.end::<crate::merkle::Plain>(position, hidden, logits, id);
	}
}

fn proven(family: Family) -> Proven {
	use crate::merkle::{Plain, Tree};
	let shape = small(family);
	let weights = weights_of(shape, 3);
	let machine = Machine::new(crate::kernels::Path::best(), 2).unwrap();
	let mut run = Run::new(weights.clone(), machine);
	let mut both = Both(Seen::default(), crate::trace::Recorder::new(shape.layers, shape.head));
	let prompt = prompt(90);
	let result = run.generate(request(&prompt, 32, Sampler::Greedy), &mut both, |_| true).unwrap();
	let ids = prompt.iter().chain(&result.output).chain(&[0]);
	let headers: Vec<(u32, u32)> = ids.map(|id| (*id, 0)).collect();
	let Both(seen, recorder) = both;
	let trace = recorder.finish::<Plain>(&headers, 90).unwrap();
	let rows = Tree::new::<Plain>(weights.row_leaves().to_vec(), 0);
	let card = crate::card::Card { shape, rows: rows.root(), spellings: [0; 32], stop: Vec::new() };
	Proven { weights, run, trace, rows, card, seen }
}

fn floats(bits: &[u32]) -> Vec<f32> {
	bits.iter().map(|x| f32::from_bits(*x)).collect()
}

/// The same on every processor there is: these roots are part of the definition.
#[test]
fn traces_have_their_golden_roots() {
	for (family, root) in [(Family::Llama, LLAMA_ROOT), (Family::Qwen3, QWEN3_ROOT)] {
		let root_of: String =
			proven(family).trace.root().iter().map(|b| format!("{b:02x}")).collect();
		assert_eq!(root_of, root, "{family:?}");
	}
}

const LLAMA_ROOT: &str = "9a9e6f0515d503fb5a6c597e31ba6dfc506901e1db1e8ebb611e65fed8de9d86";
const QWEN3_ROOT: &str = "d858b9ea5f3d342c6ef14854aaf67342bface750f6d569930198c61c06368437";

/// The cells of a layer at the first 64 positions.
fn first_span(trace: &crate::trace::Trace, layer: u32) -> crate::proof::Span {
	let cells = (0..64)
		.map(|position| crate::proof::SpanCell::Roots(*trace.roots(position, layer).unwrap()))
		.collect();
	let path = trace.path_from(6, crate::trace::Leaf::Cell { position: 0, layer }).unwrap();
	crate::proof::Span { first: 0, cells, path }
}

/// Every operation of a layer and of the end can be proved from its witness, and nothing else can.
#[test]
fn every_output_is_proved_by_its_witness() {
	use crate::{
		merkle::Plain,
		ops::{Output, Place},
		proof::{Agreed, Refused},
	};
	let mut proofs = 0u32;
	let mut largest = 0;
	for family in [Family::Llama, Family::Qwen3] {
		let p = proven(family);
		let shape = *p.weights.shape();
		let layers = (0..shape.layers).map(Some).chain([None]);
		for layer in layers {
			for position in [0, 63, 64, 89, 100] {
				let input = match layer {
					Some(layer) => floats(&p.seen.cells[&(position, layer)][0]),
					None => match p.seen.ends.get(&position) {
						Some(end) => floats(&end.0[0]),
						None => continue,
					},
				};
				let fine = match layer {
					Some(layer) => p.run.fine_trace(position, layer, &input),
					None => end_trace(&p.weights, position, &input),
				};
				let chosen = p.seen.ends.get(&position).map_or(0, |end| end.1);
				let place =
					Place { shape: &shape, position, layer, sampler: Sampler::Greedy, step: 0 };
				let outputs = fine.roots();
				let agreed = Agreed {
					card: &p.card,
					layout: *p.trace.layout(),
					trace: p.trace.root(),
					input: fine.input_root(),
					id: 0,
					chosen,
					outputs: &outputs,
				};
				for (number, op) in fine.outputs.keys().chain(&[Op::Choose]).enumerate() {
					if *op == Op::Choose && layer.is_some() {
						continue;
					}
					let count = match op {
						Op::Choose => shape.vocabulary,
						_ => op.outputs(&shape, position),
					};
					let index = philox([position, number as u32, 5, 0], [9, 9])[0] % count;
					let what = ((&place, chosen), (*op, index));
					let witness = p
						.run
						.witness(&p.trace, &p.rows, (&fine, |op| fine.hashes(op)), what.0, what.1)
						.unwrap();
					let proof = witness.recompute::<Plain>(&agreed, &place, *op, index).unwrap();
					if let Output::Id(id) = proof {
						assert_eq!(id, chosen);
					} else {
						let mut bytes = Vec::new();
						proof.write(&mut bytes);
						let size = op.chunk(&shape);
						let piece = &fine.outputs[op][(index / size) as usize];
						let within = (index % size) as usize * bytes.len();
						assert_eq!(piece[within..within + bytes.len()], bytes, "{op:?} {index}");
					}
					proofs += 1;
					let size: usize =
						witness.items.iter().map(|i| i.bytes.len() + i.path.len() * 32).sum();
					largest = largest.max(size);

					// Whatever is changed in a witness, it is refused.
					let random = philox([position, number as u32, 6, 0], [9, 9]);
					let refused = |witness: &crate::proof::Witness| {
						witness.recompute::<Plain>(&agreed, &place, *op, index).unwrap_err()
					};
					let item = random[0] as usize % witness.items.len();
					let operand = witness.items[item].operand;
					let mut other = witness.clone();
					let at = random[1] as usize % other.items[item].bytes.len();
					other.items[item].bytes[at] ^= 1 << (random[2] % 8);
					assert_eq!(refused(&other), Refused::NotCommitted(operand));
					if !witness.items[item].path.is_empty() {
						let mut other = witness.clone();
						let at = random[3] as usize % other.items[item].path.len();
						other.items[item].path[at][random[1] as usize % 32] ^= 1;
						assert_eq!(refused(&other), Refused::NotCommitted(operand));
						other.items[item].path.pop();
						assert_eq!(refused(&other), Refused::NotCommitted(operand));
					}
					let mut other = witness.clone();
					other.items.push(other.items[item].clone());
					assert!(matches!(refused(&other), Refused::Superfluous(_)));
					let mut other = witness.clone();
					other.items.remove(item);
					assert!(matches!(refused(&other), Refused::Failure(_)));
					if let Some(span) = witness.spans.first() {
						let mut other = witness.clone();
						let (crate::proof::SpanCell::Roots([hash, ..])
						| crate::proof::SpanCell::Leaf(hash)) = &mut other.spans[0].cells[0];
						hash[0] ^= 1;
						assert_eq!(refused(&other), Refused::BadSpan(span.first));
						other.spans[0].cells.pop();
						assert_eq!(refused(&other), Refused::BadSpan(span.first));
					} else if let Some(layer) = layer {
						// True, but not needed.
						let mut other = witness.clone();
						other.spans.push(first_span(&p.trace, layer));
						assert_eq!(refused(&other), Refused::BadSpan(0));
					}
				}
			}
		}
	}
	println!("{proofs} outputs proved, the largest witness has {largest} bytes without spans");
}

/// Cells and stops as a survey shows them.
#[derive(Default)]
struct Surveyed {
	seen: Seen,
	stops: Vec<Fault>,
}

impl Witness for Surveyed {
	fn cells(&mut self, cells: Cells) {
		let before = self.seen.cells.len();
		self.seen.cells(cells);
		assert_eq!(self.seen.cells.len(), before + cells.rows, "a cell was shown twice");
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.seen.end(position, hidden, logits, id);
	}

	fn fault(&mut self, fault: Fault, _: &[f32]) {
		self.stops.push(fault);
	}
}

#[test]
fn surveys_show_what_runs_show() {
	for family in [Family::Llama, Family::Qwen3] {
		let weights = weights_of(small(family), 3);
		let machine = Machine::new(crate::kernels::Path::best(), 2).unwrap();
		let ids: Vec<u32> = (0..130).map(|n| (n * 37) % 300).collect();
		let sampler = Sampler::Temperature { milli: 700, seed: 9 };
		let mut seen = Seen::default();
		let (prompt, output) = ids.split_at(100);
		let request = Request { prompt, max_tokens: 30, stop: &[], sampler, batch: 7 };
		let mut run = Run::new(weights, machine);
		run.replay(request, output, &mut seen, || true).unwrap();
		let mut surveyed = Surveyed::default();
		assert_eq!(run.survey(&ids[..129], 99, sampler, &mut surveyed), []);
		assert_eq!(surveyed.seen, seen);
		assert_eq!(surveyed.stops, []);
	}
}

#[test]
fn surveys_go_on_behind_faults() {
	use crate::shape::Part;
	let machine = Machine::new(crate::kernels::Path::best(), 1).unwrap();
	let mut kinds = std::collections::BTreeSet::new();
	for (family, tensor, value) in [
		(Family::Llama, Tensor::Layer(1, Part::AttentionNorm), 2e38),
		(Family::Qwen3, Tensor::Layer(1, Part::AttentionNorm), 9e6),
		(Family::Qwen3, Tensor::Layer(2, Part::KeyNorm), 2.5e38),
		(Family::Llama, Tensor::Layer(0, Part::FeedNorm), 2e38),
		(Family::Qwen3, Tensor::Layer(1, Part::FeedNorm), 1.1e7),
		(Family::Llama, Tensor::OutputNorm, 2e38),
	] {
		let shape = small(family);
		let hot = hot_weights(shape, 3, Some((tensor, 5, value)));
		let ids: Vec<u32> = (0..150).map(|n| (n * 37 + 11) % 300).collect();
		// Position by position, as a worker runs.
		let mut run = Run::new(hot.clone(), machine.clone());
		let mut first = None;
		for (position, id) in ids.iter().enumerate() {
			let choose = |run: &Run, hidden: Vec<f32>| {
				(position >= 40).then(|| run.choose(position as u32, &hidden, Sampler::Greedy, 0))
			};
			let stopped = match run.extend(&[*id], &mut ()) {
				Ok(hidden) => choose(&run, hidden).and_then(Result::err),
				Err(fault) => Some(fault),
			};
			if let Some(fault) = stopped {
				first = Some(fault);
				break;
			}
		}
		let first = first.unwrap_or_else(|| panic!("{tensor:?} {value} has no fault"));
		kinds.insert((first.op, first.position > 0));
		// The ids up to it have no other.
		let mut run = Run::new(hot.clone(), machine.clone());
		let upto = &ids[..=first.position as usize];
		assert_eq!(run.survey(upto, 40, Sampler::Greedy, &mut Surveyed::default()), [first]);
		// All ids have it as the last, and the others before it in the order of leaves.
		let mut surveyed = Surveyed::default();
		let faults = run.survey(&ids, 40, Sampler::Greedy, &mut surveyed);
		assert_eq!(faults.last(), Some(&first));
		let leaf = |fault: &Fault| {
			let unknown =
				fault.layer + u32::from(fault.op > Op::KeyRotate && fault.layer < shape.layers);
			(unknown, fault.position)
		};
		assert!(faults.windows(2).all(|pair| leaf(&pair[0]) < leaf(&pair[1])), "{faults:?}");
		// What it shows is what a run over whole weights shows before the hot one.
		let (layer, position) = leaf(&faults[0]);
		assert!((0..layer).all(|layer| surveyed.seen.cells.contains_key(&(149, layer))));
		assert!((0..position)
			.all(|at| layer >= shape.layers || surveyed.seen.cells.contains_key(&(at, layer))));
		assert!(!surveyed.seen.cells.contains_key(&(position, layer)));
	}
	println!("{kinds:?}");
	assert!(kinds.len() >= 5, "{kinds:?}");
}
