//! Runs models by CANON-1: the same bits on every machine, and a trace.

use super::{gguf::Gguf, Generation, Run as Outcome, RunError, Vocabulary};
use assay_canon::{
	card::{self, Card},
	engine::{Fault, Machine, Request, Run, Stopped, Weights},
	merkle::{self, Hasher, Kind, Plain, Tree, PADDING},
	party::Tracer,
	sampling::Sampler,
	shape::{Family, Part, Shape, Tensor},
	trace::{Ending, Layout},
};
use assay_primitives::{model::Architecture, task::Sampling, Hash, MAX_POSITIONS};
use candle_core::quantized::{gguf_file::TensorInfo, GgmlDType};
use std::{
	borrow::Cow,
	collections::HashSet,
	io::{Read, Seek, SeekFrom},
	sync::Arc,
	time::{Duration, Instant},
};

/// Prompt ids that go through the layers at a time.
const BATCH: usize = 128;

/// A model in memory, ready to run.
pub struct Canonical {
	run: Run,
	machine: Machine,
	card: Card,
}

/// Hyper-parameters of a model file, or why it has no canonical arithmetic.
pub fn shape_of(gguf: &Gguf) -> Result<Shape, String> {
	let metadata = &gguf.content.metadata;
	let tensors = &gguf.content.tensor_infos;
	let (family, arch) = match gguf.info.architecture {
		Architecture::Llama => (Family::Llama, "llama"),
		Architecture::Qwen3 => (Family::Qwen3, "qwen3"),
	};
	let value = |key: &str| metadata.get(&format!("{arch}.{key}"));
	let number = |key: &str| {
		let number = value(key).and_then(|value| value.to_u32().ok());
		number.ok_or_else(|| format!("it does not say `{arch}.{key}`"))
	};
	let real = |key: &str| value(key).and_then(|value| value.to_f32().ok());
	let scaling = value("rope.scaling.type").and_then(|value| value.to_string().ok());
	if scaling.is_some_and(|kind| kind != "none") || tensors.contains_key("rope_freqs.weight") {
		return Err("it scales its rotations, which CANON-1 does not".into());
	}
	let rows = |name: &str| {
		let rows = tensors.get(name).and_then(|info| info.shape.dims().first().copied());
		rows.and_then(|rows| u32::try_from(rows).ok()).ok_or(format!("it has no tensor `{name}`"))
	};
	let heads = number("attention.head_count")?;
	let width = number("embedding_length")?;
	let shape = Shape {
		family,
		layers: number("block_count")?,
		width,
		heads,
		kv_heads: number("attention.head_count_kv")?,
		head: match family {
			Family::Llama => width.checked_div(heads).unwrap_or_default(),
			Family::Qwen3 => number("attention.key_length")?,
		},
		inner: rows("blk.0.ffn_gate.weight")?,
		vocabulary: rows("token_embd.weight")?,
		context: gguf.info.context.min(MAX_POSITIONS),
		epsilon: real("attention.layer_norm_rms_epsilon")
			.ok_or("it names no epsilon of its norms")?,
		rope_base: real("rope.freq_base").unwrap_or(10_000.0),
		tied: !tensors.contains_key("output.weight"),
	};
	shape.check().map_err(|why| format!("CANON-1 needs {why}"))?;
	let known: HashSet<String> = shape.tensors().map(name_of).collect();
	if let Some(name) = tensors.keys().find(|name| !known.contains(*name)) {
		return Err(format!("it has a tensor `{name}` that CANON-1 does not know"));
	}
	for tensor in shape.tensors() {
		info_of(gguf, &shape, tensor)?;
	}
	Ok(shape)
}

/// Name of a tensor in GGUF files.
fn name_of(tensor: Tensor) -> String {
	let (layer, part) = match tensor {
		Tensor::Embedding => return "token_embd.weight".into(),
		Tensor::Output => return "output.weight".into(),
		Tensor::OutputNorm => return "output_norm.weight".into(),
		Tensor::Layer(layer, part) => (layer, part),
	};
	let part = match part {
		Part::AttentionNorm => "attn_norm",
		Part::Query => "attn_q",
		Part::Key => "attn_k",
		Part::Value => "attn_v",
		Part::QueryNorm => "attn_q_norm",
		Part::KeyNorm => "attn_k_norm",
		Part::AttentionOutput => "attn_output",
		Part::FeedNorm => "ffn_norm",
		Part::Gate => "ffn_gate",
		Part::Up => "ffn_up",
		Part::Down => "ffn_down",
	};
	format!("blk.{layer}.{part}.weight")
}

/// A tensor's entry, of the type and size that CANON-1 needs.
fn info_of<'g>(gguf: &'g Gguf, shape: &Shape, tensor: Tensor) -> Result<&'g TensorInfo, String> {
	let name = name_of(tensor);
	let info = gguf.content.tensor_infos.get(&name);
	let info = info.ok_or_else(|| format!("it has no tensor `{name}`"))?;
	let (wanted, kind) = match tensor.is_vector() {
		true => (GgmlDType::F32, "F32"),
		false => (GgmlDType::Q8_0, "Q8_0"),
	};
	if info.ggml_dtype != wanted {
		return Err(format!("its tensor `{name}` is {:?}, CANON-1 takes {kind}", info.ggml_dtype));
	}
	let (rows, columns) = shape.dimensions(tensor);
	if info.shape.elem_count() as u64 != u64::from(rows) * u64::from(columns) {
		return Err(format!("its tensor `{name}` is {:?}, not {rows} × {columns}", info.shape));
	}
	Ok(info)
}

/// Reads a tensor's bytes.
fn read(gguf: &mut Gguf, shape: &Shape, tensor: Tensor) -> Result<Cow<'static, [u8]>, String> {
	let start = gguf.content.tensor_data_offset + info_of(gguf, shape, tensor)?.offset;
	let rows = shape.dimensions(tensor).0 as usize;
	let mut bytes = vec![0; rows * shape.row_bytes(tensor)];
	let read =
		gguf.file.seek(SeekFrom::Start(start)).and_then(|_| gguf.file.read_exact(&mut bytes));
	read.map_err(|error| format!("its tensor `{}` can't be read: {error}", name_of(tensor)))?;
	Ok(bytes.into())
}

/// Tree over the spellings of all ids; those beyond the tokenizer's spell nothing.
pub fn spellings(shape: &Shape, vocabulary: &Vocabulary) -> Tree {
	let leaves = (0..shape.vocabulary)
		.map(|id| card::spelling::<Plain>(vocabulary.is_special(id), vocabulary.spelling(id)));
	Tree::new::<Plain>(leaves.collect(), 0)
}

fn card_over(shape: Shape, rows: Vec<merkle::Hash>, stop: &[u32], vocabulary: &Vocabulary) -> Card {
	Card {
		shape,
		rows: merkle::root::<Plain>(rows),
		spellings: spellings(&shape, vocabulary).root(),
		stop: stop.to_vec(),
	}
}

/// What a model file is to the chain, without loading it; or why it has no canonical arithmetic.
pub fn card_of(gguf: &mut Gguf, vocabulary: &Vocabulary) -> Result<Card, String> {
	let shape = shape_of(gguf)?;
	let mut rows = Vec::new();
	for tensor in shape.tensors() {
		let bytes = read(gguf, &shape, tensor)?;
		let leaves = bytes.chunks(shape.row_bytes(tensor));
		rows.extend(leaves.map(|row| Plain::leaf(Kind::Row, &[row])));
	}
	Ok(card_over(shape, rows, &gguf.info.stop, vocabulary))
}

impl Canonical {
	/// Loads the weights.
	pub fn load(
		gguf: &mut Gguf,
		vocabulary: &Vocabulary,
		machine: Machine,
	) -> Result<Self, String> {
		let shape = shape_of(gguf)?;
		let weights = Weights::load(shape, |tensor| read(gguf, &shape, tensor));
		let weights = Arc::new(weights.map_err(|error| error.to_string())?);
		let stop = gguf.info.stop.clone();
		let card = card_over(shape, weights.row_leaves().to_vec(), &stop, vocabulary);
		let run = Run::new(weights, machine.clone());
		Ok(Self { run, machine, card })
	}

	/// What the model is to the chain.
	pub fn card(&self) -> &Card {
		&self.card
	}

	/// The weights, and what to compute with.
	pub fn parts(&self) -> (Arc<Weights>, Machine) {
		(self.run.weights().clone(), self.machine.clone())
	}

	/// Root of the tree over a prompt's ids alone.
	pub fn ids_root(&self, prompt: &[u32], vocabulary: &Vocabulary) -> Hash {
		let layers = self.card.shape.layers;
		let layout = Layout::with(prompt.len() as u32, 0, layers, Ending::Unrun);
		let headers = headers_of(prompt, &[], vocabulary);
		let trace = layout.and_then(|layout| self.tracer().arrange(&headers, layout, PADDING));
		trace.map(|trace| Hash::from(trace.root())).unwrap_or_default()
	}

	/// Root of the trace of a run up to its fault.
	fn root_to(
		&mut self,
		fault: Fault,
		prompt: &[u32],
		output: &[u32],
		sampler: Sampler,
		vocabulary: &Vocabulary,
	) -> Hash {
		let (p, o) = (prompt.len() as u32, output.len() as u32);
		let ids: Vec<u32> = prompt.iter().chain(output).copied().collect();
		let mut tracer = self.tracer();
		let upto = &ids[..=fault.position as usize];
		let faults = self.run.survey(upto, p - 1, sampler, &mut tracer);
		debug_assert_eq!(faults, [fault]);
		let ending = Ending::Fault { position: fault.position, layer: fault.layer };
		let layout = Layout::with(p, o, self.card.shape.layers, ending);
		let headers = headers_of(prompt, output, vocabulary);
		let trace = layout.and_then(|layout| tracer.arrange(&headers, layout, PADDING));
		Hash::from(trace.expect("the run stopped there; qed").root())
	}

	fn tracer(&self) -> Tracer {
		let shape = &self.card.shape;
		Tracer::new(shape.layers, shape.head, None)
	}

	/// Goes over given output ids. Returns the ids that should have been chosen, and the root of the trace.
	pub fn replay(
		&mut self,
		prompt: &[u32],
		output: &[u32],
		sampling: Sampling,
		vocabulary: &Vocabulary,
	) -> Result<(Vec<u32>, Hash), RunError> {
		let max_tokens = output.len() as u32;
		let sampler = sampler_of(sampling);
		let request = Request { prompt, max_tokens, stop: &self.card.stop, sampler, batch: BATCH };
		let mut tracer = self.tracer();
		match self.run.replay(request, output, &mut tracer, || true) {
			Ok(chosen) => Ok((chosen, root_of(tracer, prompt, output, vocabulary))),
			Err(Stopped::Fault(Fault { position, layer, op, index })) => {
				Err(RunError::Fault(format!(
					"a number is not finite at position {position}, layer {layer}, {op:?} {index}: \
					 the outcome should be a fault"
				)))
			}
			Err(Stopped::Cancelled) => unreachable!("nobody cancels; qed"),
		}
	}

	/// Runs a prompt that leaves room for so many output ids.
	pub fn run(
		&mut self,
		prompt: Vec<u32>,
		max_tokens: u32,
		sampling: Sampling,
		vocabulary: &Vocabulary,
	) -> Outcome {
		let sampler = sampler_of(sampling);
		let request =
			Request { prompt: &prompt, max_tokens, stop: &self.card.stop, sampler, batch: BATCH };
		let mut tracer = self.tracer();
		let began = Instant::now();
		let mut prefill = Duration::ZERO;
		let mut output_ids = Vec::new();
		let generated = self.run.generate(request, &mut tracer, |output| {
			if output.len() == 1 {
				prefill = began.elapsed();
			}
			output_ids = output.to_vec();
			true
		});
		let took = began.elapsed();
		match generated {
			Ok(generation) => {
				let root = root_of(tracer, &prompt, &generation.output, vocabulary);
				let prefill = if generation.output.len() > 1 { prefill } else { took };
				Outcome::Done(Generation {
					output: vocabulary.spell(&generation.output),
					prompt_ids: prompt,
					output_ids: generation.output,
					root,
					prefill,
					decode: took - prefill,
				})
			}
			Err(Stopped::Fault(fault)) => {
				let root = self.root_to(fault, &prompt, &output_ids, sampler, vocabulary);
				let Fault { position, layer, op, index } = fault;
				let operation = op as u32;
				Outcome::Fault(super::Stopped {
					prompt_ids: prompt,
					output_ids,
					position,
					layer,
					operation,
					index,
					root,
				})
			}
			Err(Stopped::Cancelled) => unreachable!("nobody cancels; qed"),
		}
	}
}

pub fn sampler_of(sampling: Sampling) -> Sampler {
	match sampling {
		Sampling::Greedy => Sampler::Greedy,
		Sampling::Temperature { milli, seed } => Sampler::Temperature { milli, seed },
	}
}

/// Headers of a run: each id and the bytes of prompt or output before it, and the terminator.
pub fn headers_of(prompt: &[u32], output: &[u32], vocabulary: &Vocabulary) -> Vec<(u32, u32)> {
	let mut headers = Vec::with_capacity(prompt.len() + output.len() + 1);
	let mut end = 0;
	for ids in [prompt, output] {
		end = 0;
		for id in ids {
			headers.push((*id, end));
			end += vocabulary.spelling(*id).len() as u32;
		}
	}
	// The terminator stands where the output ends.
	headers.push((0, end));
	headers
}

/// Root of a run's trace.
fn root_of(tracer: Tracer, prompt: &[u32], output: &[u32], vocabulary: &Vocabulary) -> Hash {
	let headers = headers_of(prompt, output, vocabulary);
	let trace = tracer.finish(&headers, prompt.len() as u32);
	Hash::from(trace.expect("every id but the last was a position; qed").root())
}
