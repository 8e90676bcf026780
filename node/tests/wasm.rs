//! The runtime computes the same bits as workers do: every output of whole positions, and some of many others, computed
//! again in wasm from their witnesses.

use assay_canon::{
	card::Card,
	disclosure::Scope,
	engine::{Machine, Request, Run, Weights},
	half,
	kernels::Path,
	merkle::{self, Plain},
	ops::{Element, Op},
	party::{Disclosed, Party, Theirs, Tracer},
	quant::BLOCK_BYTES,
	sampling::{philox, Sampler},
	shape::{Family, Shape, Tensor},
	trace::{Ending, Leaf},
};
use assay_primitives::{api::Question, task::Sampling, Hash};
use codec::{Decode, Encode};
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use std::{borrow::Cow, sync::Arc};

const TEMPERATURE: Sampling = Sampling::Temperature { milli: 800, seed: 11 };

fn shape(family: Family) -> Shape {
	Shape {
		family,
		layers: 2,
		width: 96,
		heads: 4,
		kv_heads: 2,
		head: 32,
		inner: 160,
		vocabulary: 300,
		context: 200,
		epsilon: 1e-5,
		rope_base: 10_000.0,
		tied: family == Family::Qwen3,
	}
}

/// Weights with random bits; the same for the same shape.
fn weights(shape: Shape) -> Arc<Weights> {
	let read = |tensor: Tensor| -> Result<Cow<'static, [u8]>, String> {
		let (rows, _) = shape.dimensions(tensor);
		let number = shape.tensors().position(|other| other == tensor).unwrap() as u32;
		let word = |n: usize| philox([n as u32, number, 0, 0], [8, 3])[0];
		let bytes = rows as usize * shape.row_bytes(tensor);
		Ok(Cow::Owned(if tensor.is_vector() {
			(0..bytes / 4).flat_map(|n| (0.5 + word(n) as f32 / 4e9).to_le_bytes()).collect()
		} else {
			let block = |n: usize| {
				let scale = half::from_f32(0.5 / 74.0 / 8.0 + word(n * 40) as f32 / 1e13).unwrap();
				let elements = (1..33).map(move |m| (word(n * 40 + m) >> 24) as u8);
				scale.to_le_bytes().into_iter().chain(elements)
			};
			(0..bytes / BLOCK_BYTES).flat_map(block).collect()
		}))
	};
	Arc::new(Weights::load(shape, read).unwrap())
}

/// A run of 72 prompt and 8 output ids.
fn party(family: Family) -> Party {
	let shape = shape(family);
	let weights = weights(shape);
	let machine = Machine::new(Path::best(), 2).unwrap();
	let prompt: Vec<u32> = (0..72).map(|n| n * 7919 % 300).collect();
	let sampler = Sampler::Temperature { milli: 800, seed: 11 };
	let mut run = Run::new(weights.clone(), machine);
	let mut nobody = Tracer::new(shape.layers, shape.head, None);
	let request = Request { prompt: &prompt, max_tokens: 8, stop: &[], sampler, batch: 40 };
	let output = run.generate(request, &mut nobody, |_| true).unwrap().output;
	let rows = merkle::root::<Plain>(weights.row_leaves().to_vec());
	let card = Card { shape, rows, spellings: [0; 32], stop: Vec::new() };
	let headers: Vec<(u32, u32)> =
		prompt.iter().chain(&output).chain(&[0]).map(|id| (*id, 0)).collect();
	Party::new(run, card, (&prompt, &output), &headers, sampler, Ending::Done, None).unwrap()
}

struct Wasm {
	executor: WasmExecutor<sp_io::SubstrateHostFunctions>,
	code: &'static [u8],
}

impl Wasm {
	fn recompute(&self, question: Question) -> Vec<u8> {
		let fetcher = WrappedRuntimeCode(Cow::Borrowed(self.code));
		let code = RuntimeCode { code_fetcher: &fetcher, hash: vec![1], heap_pages: None };
		let mut state = sp_io::TestExternalities::default();
		let mut state = state.ext();
		let (answer, _) = self.executor.call(
			&mut state,
			&code,
			"RefereeApi_recompute",
			&question.encode(),
			CallContext::Offchain,
		);
		type Answer = Result<Option<Vec<u8>>, sp_runtime::DispatchError>;
		let answer = Answer::decode(&mut &answer.expect("the call returns")[..]);
		answer.expect("an answer").expect("a witness that is accepted").expect("a finite number")
	}
}

/// Has the runtime compute outputs of a place again, each `step`th. Returns how many there were.
fn compare(wasm: &Wasm, party: &mut Party, scope: Scope, position: u32, step: u32) -> usize {
	let shape = party.card().shape;
	let trace = party.trace().clone();
	let layout = *trace.layout();
	let counts = scope.counts(&shape, position);
	let pieces = party.disclose(scope, position).unwrap();
	let roots = assay_canon::disclosure::roots::<Plain>(&pieces, &counts).unwrap();
	let outputs: Vec<(u8, Hash)> = roots.into_iter().map(|(op, root)| (op, root.into())).collect();
	let (input, id) = match scope {
		Scope::Embed => ([0; 32], trace.header(position).unwrap().0),
		Scope::Cache { layer } | Scope::Layer { layer } => {
			(trace.roots(position, layer).unwrap()[0], 0)
		}
		Scope::End => {
			let ([hidden, _], id) = trace.end(position).unwrap();
			(hidden, id)
		}
		Scope::Stop { .. } => unreachable!("these runs don't stop"),
	};
	assert!(layout.index(Leaf::Cell { position, layer: 0 }).is_some());
	let mut compared = 0;
	for op in scope.ops(shape.family) {
		for index in (0..op.outputs(&shape, position)).step_by(step as usize) {
			// The choice is computed for one candidate, here the chosen id itself.
			let index = if op == Op::Choose { id } else { index };
			let disclosed = Disclosed { pieces: &pieces, opened: &[], chosen: id };
			let witness = party
				.witness(&Theirs::default(), (scope, position), (op, index), disclosed)
				.unwrap();
			let computed = wasm.recompute(Question {
				card: party.card().encode(),
				prompt_ids: layout.prompt(),
				output_ids: layout.output(),
				trace: trace.root().into(),
				position,
				scope,
				input: input.into(),
				id,
				outputs: outputs.clone(),
				sampling: TEMPERATURE,
				operation: op as u8,
				index,
				witness,
			});
			let expected = if op == Op::Choose {
				id.to_le_bytes().to_vec()
			} else {
				let (size, width) = match op.element() {
					Element::Block => (op.chunk(&shape), BLOCK_BYTES),
					_ => (op.chunk(&shape), 4),
				};
				let (piece, _) = party.open((scope, position), op, index / size).unwrap();
				let start = (index % size) as usize * width;
				piece[start..start + width].to_vec()
			};
			assert_eq!(computed, expected, "{op:?} {index} at {position}");
			compared += 1;
		}
	}
	compared
}

#[test]
fn the_runtime_computes_the_bits_of_workers() {
	let code = assay_runtime::WASM_BINARY.expect("the runtime was built with its wasm");
	let wasm = Wasm { executor: WasmExecutor::builder().build(), code };
	let mut compared = 0;
	for family in [Family::Llama, Family::Qwen3] {
		let mut party = party(family);
		// A position past the first span of attention, and its end: all of it.
		for layer in 0..2 {
			compared += compare(&wasm, &mut party, Scope::Layer { layer }, 73, 1);
		}
		compared += compare(&wasm, &mut party, Scope::End, 73, 1);
		for position in [0, 1, 63, 64, 78] {
			compared += compare(&wasm, &mut party, Scope::Embed, position, 5);
			compared += compare(&wasm, &mut party, Scope::Cache { layer: 1 }, position, 29);
			compared += compare(&wasm, &mut party, Scope::Layer { layer: 0 }, position, 37);
		}
	}
	println!("{compared} outputs are the same in wasm");
	assert!(compared > 5_000);
}
