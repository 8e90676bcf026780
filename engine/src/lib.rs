//! Runs language models: a GGUF file and a prompt in, ids and bytes out.
//!
//! Models that the chain registers with a canon version run on CANON-1: the same bits on every machine, with a trace.
//! The others run with candle, and their results are bit-equal only within an *execution class*
//! ([`Model::execution_class`]): candle's kernels differ between instruction sets and batch sizes. Within a class a run
//! is a function of the task alone.

mod canonical;
mod error;
mod faults;
mod gguf;
mod judge;
pub mod sampling;
mod vocabulary;

pub use error::{LoadError, ManifestMismatch, RunError};
pub use faults::FaultKind;
pub use gguf::Info;
pub use judge::{operation_name, Difference, Judge, Opinion, Revealed};
pub use vocabulary::Vocabulary;

pub use assay_canon::{
	engine::{Machine, MachineError},
	kernels::Path as Kernels,
};

use assay_canon::{card::VERSION, merkle::Plain};
use assay_primitives::{
	model::{Architecture, ModelManifest, TemplatePart},
	task::{ids_hash, Refusal, Sampling},
	CanonVersion, Hash, MAX_POSITIONS,
};
use candle_core::{Device, Tensor};
use candle_transformers::models::{quantized_llama, quantized_qwen3};
use canonical::Canonical;
use gguf::{brief, panic_text, Gguf};
use std::{
	panic::{catch_unwind, AssertUnwindSafe},
	path::{Path, PathBuf},
	sync::Arc,
	time::{Duration, Instant},
};

/// Version of candle this worker is built with; part of the execution class.
pub const CANDLE_VERSION: &str = "0.11.1";
/// Prompt ids a Llama takes at once. candle builds the whole attention matrix of a batch; without a bound, a
/// prompt of 4096 ids would take gigabytes.
const LLAMA_PREFILL: usize = 512;

/// A model in memory, ready to run.
pub struct Model {
	path: PathBuf,
	info: Info,
	vocabulary: Arc<Vocabulary>,
	weights: Weights,
}

enum Weights {
	/// Never run itself: cloning is cheap, and a clone's caches (attention masks, too, which candle never drops)
	/// go with it.
	Llama(Box<quantized_llama::ModelWeights>),
	/// A clone would copy the cache, a hundred megabytes and more; it is cleared instead.
	Qwen3(Box<quantized_qwen3::ModelWeights>),
	Canonical(Box<Canonical>),
}

/// How a model computes.
#[derive(Clone)]
pub enum Arithmetic {
	/// With candle: fast, and reproducible on machines of the same kind only.
	Candle,
	/// By CANON-1, on this machine.
	Canonical(Machine),
}

impl Arithmetic {
	/// What a model needs whose manifest names this canon version; on so many threads, 0 for one per core.
	pub fn of(
		canon: Option<CanonVersion>,
		kernels: Option<Kernels>,
		threads: usize,
	) -> Result<Self, MachineError> {
		Ok(match canon {
			None => Self::Candle,
			Some(_) => {
				let kernels = kernels.unwrap_or_else(Kernels::best);
				Self::Canonical(Machine::new(kernels, threads)?)
			}
		})
	}
}

/// What to compute.
#[derive(Clone, Debug)]
pub struct Job {
	/// From the manifest.
	pub template: Vec<TemplatePart>,
	/// From the manifest: most ids of prompt and output together.
	pub context: u32,
	pub prompt: Vec<u8>,
	pub max_tokens: u32,
	pub sampling: Sampling,
	/// [`ids_hash`] of the ids of the whole templated prompt, if the requester fixed them.
	pub prompt_ids: Option<Hash>,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
	Done(Generation),
	Refused(Refusal),
	/// A number was not finite.
	Fault(Stopped),
}

/// A run that stopped at a number that is not finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
	/// Template included.
	pub prompt_ids: Vec<u32>,
	/// So far.
	pub output_ids: Vec<u32>,
	/// Of the id that was put in last.
	pub position: u32,
	/// The number of layers after the last, where candle shows all faults.
	pub layer: u32,
	/// By CANON-1 its number; 0 with candle.
	pub operation: u32,
	/// First output of the operation that is not finite.
	pub index: u32,
	/// Root over the values before; zero with candle.
	pub root: Hash,
}

/// What a worker says a run gave.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
	/// Of prompt and output.
	pub ids: &'a [u32],
	/// How many of them are the prompt's.
	pub prompt_ids: u32,
	pub output: &'a [u8],
	/// Root of the trace.
	pub root: Hash,
}

/// What is wrong with a claim, if anything is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
	Right,
	/// The ids are not those of a run: too many, too few, or unknown to the model.
	Malformed,
	/// The prompt is spelt with other ids than the tokenizer's, from this one on.
	Prompt {
		index: u32,
	},
	/// At output token number `step` another id should have been chosen.
	Token {
		step: u32,
		claimed: u32,
		right: u32,
	},
	/// The run should have ended after so many output ids, or is not at its end yet.
	Length,
	/// The output's bytes are not those that its ids spell.
	Output,
	/// All ids are right, but the trace is of other values.
	Trace {
		right: Hash,
	},
}

/// A finished text.
#[derive(Clone, Debug, PartialEq)]
pub struct Generation {
	/// Template included.
	pub prompt_ids: Vec<u32>,
	/// A stop id included.
	pub output_ids: Vec<u32>,
	/// The bytes of the output; special ids spell none. May end within a UTF-8 character.
	pub output: Vec<u8>,
	/// Root of the trace; zero with candle.
	pub root: Hash,
	/// Time for the prompt, and for all output tokens but the first.
	pub prefill: Duration,
	pub decode: Duration,
}

impl Generation {
	/// Output tokens per second, the time for the prompt included.
	pub fn tps(&self) -> f64 {
		let seconds = (self.prefill + self.decode).as_secs_f64();
		if seconds > 0.0 {
			self.output_ids.len() as f64 / seconds
		} else {
			0.0
		}
	}
}

/// What there is to know about a model file without loading its weights.
#[derive(Clone, Debug)]
pub struct Inspection {
	pub path: PathBuf,
	pub info: Info,
	/// The model's root by CANON-1, or why it has none.
	pub canonical: Result<Hash, String>,
	/// BLAKE2b-256 of the `tokenizer.json`, if one is configured.
	pub tokenizer: Option<Hash>,
	/// Ids the tokenizer knows.
	pub vocabulary: u32,
}

/// Checks a model file and its tokenizer without loading the weights.
pub fn inspect(path: &Path, tokenizer: Option<&Path>) -> Result<Inspection, LoadError> {
	let mut gguf = Gguf::open(path)?;
	let vocabulary = Vocabulary::load(&gguf, tokenizer)?;
	let card = canonical::card_of(&mut gguf, &vocabulary);
	Ok(Inspection {
		path: path.into(),
		canonical: card.map(|card| Hash::from(card.root::<Plain>())),
		tokenizer: vocabulary.hash(),
		vocabulary: vocabulary.size(),
		info: gguf.info,
	})
}

/// Ids of a whole prompt, template included, as a model's own files have them; without loading the weights.
pub fn prompt_ids(
	path: &Path,
	tokenizer: Option<&Path>,
	manifest: &ModelManifest,
	prompt: &[u8],
) -> Result<Vec<u32>, PromptError> {
	let gguf = Gguf::open(path)?;
	let vocabulary = Vocabulary::load(&gguf, tokenizer)?;
	Ok(templated(&vocabulary, manifest.canon.is_some(), &manifest.template, prompt)?)
}

/// Why a prompt has no ids.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
	#[error(transparent)]
	Load(#[from] LoadError),
	#[error(transparent)]
	Run(#[from] RunError),
}

/// Ids of a whole prompt: the template's parts in order.
fn templated(
	vocabulary: &Vocabulary,
	exactly: bool,
	template: &[TemplatePart],
	prompt: &[u8],
) -> Result<Vec<u32>, RunError> {
	let mut ids = Vec::new();
	for part in template {
		match part {
			TemplatePart::Ids(fixed) => ids.extend_from_slice(fixed),
			TemplatePart::Prompt if exactly => ids.extend(vocabulary.encode_exactly(prompt)?),
			TemplatePart::Prompt => ids.extend(vocabulary.encode(prompt)?),
		}
	}
	Ok(ids)
}

impl Inspection {
	/// Whether the local files are those that a manifest describes.
	pub fn check(&self, manifest: &ModelManifest) -> Result<(), ManifestMismatch> {
		let root = match manifest.canon {
			None => self.info.hash,
			Some(VERSION) => self.canonical.clone().map_err(ManifestMismatch::NotCanonical)?,
			Some(version) => return Err(ManifestMismatch::Canon(version)),
		};
		if root != manifest.weights_root {
			return Err(ManifestMismatch::Weights { file: root, manifest: manifest.weights_root });
		}
		if self.info.architecture != manifest.architecture {
			return Err(ManifestMismatch::Architecture {
				file: self.info.architecture,
				manifest: manifest.architecture,
			});
		}
		match (self.tokenizer, manifest.tokenizer) {
			(None, None) => {}
			(Some(file), Some(manifest)) if file == manifest => {}
			(Some(file), Some(manifest)) => {
				return Err(ManifestMismatch::Tokenizer { file, manifest })
			}
			(None, Some(manifest)) => return Err(ManifestMismatch::TokenizerMissing { manifest }),
			(Some(_), None) => return Err(ManifestMismatch::TokenizerUnexpected),
		}
		let context = self.info.context.min(MAX_POSITIONS);
		if manifest.canon.is_some() && manifest.context_length != context {
			return Err(ManifestMismatch::CanonContext {
				file: context,
				manifest: manifest.context_length,
			});
		}
		if manifest.context_length > self.info.context {
			return Err(ManifestMismatch::Context {
				file: self.info.context,
				manifest: manifest.context_length,
			});
		}
		for part in &manifest.template {
			if let TemplatePart::Ids(ids) = part {
				if let Some(id) = ids.iter().find(|id| **id >= self.info.vocabulary) {
					return Err(ManifestMismatch::TemplateId {
						id: *id,
						size: self.info.vocabulary,
					});
				}
			}
		}
		Ok(())
	}
}

impl Model {
	/// Loads a model and its tokenizer.
	pub fn load(
		path: &Path,
		tokenizer: Option<&Path>,
		arithmetic: Arithmetic,
	) -> Result<Self, LoadError> {
		let mut gguf = Gguf::open(path)?;
		let vocabulary = Vocabulary::load(&gguf, tokenizer)?;
		if let Arithmetic::Canonical(machine) = arithmetic {
			let canonical = Canonical::load(&mut gguf, &vocabulary, machine)
				.map_err(|detail| LoadError::Unsupported { path: path.into(), detail })?;
			let weights = Weights::Canonical(Box::new(canonical));
			let vocabulary = Arc::new(vocabulary);
			return Ok(Self { path: gguf.path, info: gguf.info, vocabulary, weights });
		}
		if gguf.content.tensor_infos.contains_key("rope_freqs.weight") {
			tracing::warn!(
				model = %path.display(),
				"the file scales its rotations (Llama 3.1 and later), which candle ignores: \
				 long texts will differ from the published model"
			);
		}
		gguf.prepare_for_candle();
		let Gguf { path, mut file, content, info } = gguf;
		let device = Device::Cpu;
		let loaded = catch_unwind(AssertUnwindSafe(|| match info.architecture {
			Architecture::Llama => {
				quantized_llama::ModelWeights::from_gguf(content, &mut file, &device)
					.map(|weights| Weights::Llama(Box::new(weights)))
			}
			Architecture::Qwen3 => {
				quantized_qwen3::ModelWeights::from_gguf(content, &mut file, &device)
					.map(|weights| Weights::Qwen3(Box::new(weights)))
			}
		}));
		let corrupt = |detail| LoadError::Corrupt { path: path.clone(), detail };
		let weights = loaded
			.map_err(|panic| corrupt(panic_text(&*panic)))?
			.map_err(|e| corrupt(brief(&e)))?;
		Ok(Self { path, info, vocabulary: Arc::new(vocabulary), weights })
	}

	pub fn path(&self) -> &Path {
		&self.path
	}

	pub fn info(&self) -> &Info {
		&self.info
	}

	pub fn vocabulary(&self) -> &Vocabulary {
		&self.vocabulary
	}

	/// All that the bits of a result depend on besides the task: the canon version, or candle's version,
	/// architecture's code path, machine, instruction sets, batch.
	pub fn execution_class(&self) -> String {
		if let Weights::Canonical(_) = self.weights {
			return format!("canon-{VERSION}");
		}
		let (arch, prefill) = match self.info.architecture {
			Architecture::Llama => ("llama", LLAMA_PREFILL.to_string()),
			Architecture::Qwen3 => ("qwen3", "all".into()),
		};
		format!(
			"candle-{CANDLE_VERSION}/{arch}/{}-{}/{}/prefill-{prefill}",
			std::env::consts::ARCH,
			std::env::consts::OS,
			instruction_sets().join("+")
		)
	}

	/// What judges results of this model, with the same weights in memory. Of canonical models only.
	pub fn judge(&self) -> Option<Judge> {
		let Weights::Canonical(canonical) = &self.weights else { return None };
		Some(Judge::new(canonical, self.vocabulary.clone()))
	}

	/// Ids of the whole prompt: the template's parts in order.
	pub fn prompt_ids(
		&self,
		template: &[TemplatePart],
		prompt: &[u8],
	) -> Result<Vec<u32>, RunError> {
		let exactly = matches!(self.weights, Weights::Canonical(_));
		templated(&self.vocabulary, exactly, template, prompt)
	}

	/// Runs a job. Blocks for as long as that takes; a panic in the libraries comes back as an error.
	pub fn run(&mut self, job: &Job) -> Result<Run, RunError> {
		catch_unwind(AssertUnwindSafe(|| self.run_unguarded(job)))
			.unwrap_or_else(|panic| Err(RunError::Panic(panic_text(&*panic))))
	}

	fn run_unguarded(&mut self, job: &Job) -> Result<Run, RunError> {
		if job.max_tokens == 0 {
			return Err(RunError::NoOutput);
		}
		let prompt_ids = self.prompt_ids(&job.template, &job.prompt)?;
		if prompt_ids.is_empty() {
			return Err(RunError::NoIds);
		}
		let context = job.context.min(self.info.context).min(MAX_POSITIONS) as usize;
		if prompt_ids.len() >= context {
			let ids_root = self.ids_root(&prompt_ids);
			return Ok(Run::Refused(Refusal::TooLong { ids_root, count: prompt_ids.len() as u32 }));
		}
		// The vocabulary has one spelling for a prompt, its own. What it did not choose, we can't have been asked to
		// spell.
		if job.prompt_ids.is_some_and(|wanted| wanted != ids_hash(&prompt_ids)) {
			let ids_root = self.ids_root(&prompt_ids);
			let ids = prompt_ids.try_into().expect("no more than the context holds; qed");
			return Ok(Run::Refused(Refusal::BadIds { ids, ids_root }));
		}
		let most = (job.max_tokens as usize).min(context - prompt_ids.len());
		if let Weights::Canonical(canonical) = &mut self.weights {
			return Ok(canonical.run(prompt_ids, most as u32, job.sampling, &self.vocabulary));
		}

		let device = Device::Cpu;
		let stop = &self.info.stop;
		let layer = self.info.layers;
		let weights = &mut self.weights;
		// One pool for the whole run keeps its threads awake between the many short operations.
		let run = device.with_context(|| {
			let mut session = Session::start(weights);
			generate(&mut session, &prompt_ids, most, job.sampling, stop)
		});
		self.weights.clear();
		let (output_ids, fault, prefill, decode) = run.map_err(|e| RunError::Model(brief(&e)))?;
		if let Some(index) = fault {
			let position = (prompt_ids.len() + output_ids.len()) as u32 - 1;
			let root = Hash::zero();
			let stopped =
				Stopped { prompt_ids, output_ids, position, layer, operation: 0, index, root };
			return Ok(Run::Fault(stopped));
		}
		let output = self.vocabulary.spell(&output_ids);
		let root = Hash::zero();
		Ok(Run::Done(Generation { prompt_ids, output_ids, output, root, prefill, decode }))
	}
}

impl Model {
	/// Root of the tree over a prompt's ids; zero with candle.
	fn ids_root(&self, prompt: &[u32]) -> Hash {
		match &self.weights {
			Weights::Canonical(canonical) => canonical.ids_root(prompt, &self.vocabulary),
			_ => Hash::zero(),
		}
	}

	/// Computes a run again, over the ids that a worker claims, and compares. Of canonical models only: others give
	/// different results on different machines.
	pub fn check(&mut self, job: &Job, claim: Claim) -> Result<Verdict, RunError> {
		let Weights::Canonical(canonical) = &mut self.weights else {
			return Err(RunError::NotCanonical);
		};
		let prompt_count = claim.prompt_ids as usize;
		let Some((prompt, output)) = claim.ids.split_at_checked(prompt_count) else {
			return Ok(Verdict::Malformed);
		};
		let context = job.context.min(self.info.context).min(MAX_POSITIONS) as usize;
		let known = claim.ids.iter().all(|id| *id < self.info.vocabulary);
		if prompt.is_empty() || output.is_empty() || !known || prompt.len() >= context {
			return Ok(Verdict::Malformed);
		}
		let most = (job.max_tokens as usize).min(context - prompt.len());
		if output.len() > most {
			return Ok(Verdict::Length);
		}
		let right = templated(&self.vocabulary, true, &job.template, &job.prompt)?;
		if right != prompt {
			let same = right.iter().zip(prompt).take_while(|(a, b)| a == b).count();
			return Ok(Verdict::Prompt { index: same as u32 });
		}
		let (chosen, root) = canonical.replay(prompt, output, job.sampling, &self.vocabulary)?;
		for (step, (claimed, right)) in output.iter().zip(&chosen).enumerate() {
			if claimed != right {
				let (claimed, right) = (*claimed, *right);
				return Ok(Verdict::Token { step: step as u32, claimed, right });
			}
		}
		let stops = |id: &u32| self.info.stop.contains(id);
		let (last, before) = output.split_last().expect("there is output; qed");
		if before.iter().any(stops) || !(stops(last) || output.len() == most) {
			return Ok(Verdict::Length);
		}
		Ok(if self.vocabulary.spell(output) != claim.output {
			Verdict::Output
		} else if root != claim.root {
			Verdict::Trace { right: root }
		} else {
			Verdict::Right
		})
	}
}

impl Weights {
	fn clear(&mut self) {
		if let Self::Qwen3(weights) = self {
			weights.clear_kv_cache();
		}
	}
}

/// One run's forward passes, with an empty cache at the start.
enum Session<'a> {
	Llama(Box<quantized_llama::ModelWeights>),
	Qwen3(&'a mut quantized_qwen3::ModelWeights),
}

impl<'a> Session<'a> {
	fn start(weights: &'a mut Weights) -> Self {
		// Also after a run that ended in an error.
		weights.clear();
		match weights {
			Weights::Llama(weights) => Self::Llama(weights.clone()),
			Weights::Qwen3(weights) => Self::Qwen3(weights),
			Weights::Canonical(_) => unreachable!("canonical models have runs of their own; qed"),
		}
	}

	/// Logits after `ids`, of which the first stands at `position`.
	fn forward(&mut self, ids: &[u32], position: usize) -> candle_core::Result<Vec<f32>> {
		let input = Tensor::new(ids, &Device::Cpu)?.unsqueeze(0)?;
		let logits = match self {
			Self::Llama(weights) => weights.forward(&input, position)?,
			Self::Qwen3(weights) => weights.forward(&input, position)?,
		};
		logits.flatten_all()?.to_vec1()
	}

	/// Logits after the whole prompt.
	fn prefill(&mut self, ids: &[u32]) -> candle_core::Result<Vec<f32>> {
		let batch = match self {
			Self::Llama(_) => LLAMA_PREFILL,
			// candle's cache takes one batch only.
			Self::Qwen3(_) => ids.len(),
		};
		let mut logits = Vec::new();
		for (number, ids) in ids.chunks(batch).enumerate() {
			logits = self.forward(ids, number * batch)?;
		}
		Ok(logits)
	}
}

/// Output ids (up to a fault), the first logit that was not finite, and the times.
type Generated = (Vec<u32>, Option<u32>, Duration, Duration);

fn generate(
	session: &mut Session,
	prompt: &[u32],
	most: usize,
	sampling: Sampling,
	stop: &[u32],
) -> candle_core::Result<Generated> {
	let began = Instant::now();
	let mut logits = session.prefill(prompt)?;
	let prefill = began.elapsed();
	let began = Instant::now();
	let mut output = Vec::new();
	loop {
		if let Some(index) = sampling::first_non_finite(&logits) {
			return Ok((output, Some(index as u32), prefill, began.elapsed()));
		}
		let Some(id) = sampling::choose(&logits, sampling, output.len() as u32) else {
			candle_core::bail!("the model gave no logits");
		};
		output.push(id);
		if stop.contains(&id) || output.len() >= most {
			return Ok((output, None, prefill, began.elapsed()));
		}
		logits = session.forward(&[id], prompt.len() + output.len() - 1)?;
	}
}

/// The instruction sets on which candle's kernels branch, as this machine has them.
fn instruction_sets() -> Vec<&'static str> {
	let mut sets = Vec::new();
	#[cfg(target_arch = "x86_64")]
	{
		macro_rules! detect {
			($($set:tt),*) => {$(
				if std::is_x86_feature_detected!($set) {
					sets.push($set);
				}
			)*};
		}
		detect!(
			"avx",
			"avx2",
			"fma",
			"f16c",
			"avx512f",
			"avx512bw",
			"avx512vl",
			"avx512bf16",
			"avx512vnni"
		);
	}
	#[cfg(target_arch = "aarch64")]
	{
		macro_rules! detect {
			($($set:tt),*) => {$(
				if std::arch::is_aarch64_feature_detected!($set) {
					sets.push($set);
				}
			)*};
		}
		detect!("neon", "dotprod", "i8mm", "fp16", "bf16");
	}
	if sets.is_empty() {
		sets.push("scalar");
	}
	sets
}
