//! Why a model can't be loaded or run.

use assay_primitives::{model::Architecture, Hash};
use std::path::PathBuf;

/// Why a model file is not usable. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
	#[error("can't read {}: {source}", path.display())]
	Unreadable { path: PathBuf, source: std::io::Error },

	#[error("{} is not an intact GGUF file: {detail}; fetch it again", path.display())]
	Corrupt { path: PathBuf, detail: String },

	#[error(
		"{} is of architecture `{found}`; this worker runs `llama` and `qwen3`",
		path.display()
	)]
	UnsupportedArchitecture { path: PathBuf, found: String },

	#[error("{} is not supported: {detail}", path.display())]
	Unsupported { path: PathBuf, detail: String },

	#[error("the tokenizer {} can't be used: {detail}", path.display())]
	Tokenizer { path: PathBuf, detail: String },

	#[error(
		"{} carries no tokenizer this worker can build ({detail}); name its tokenizer.json: \
		 --model {},tokenizer=PATH",
		path.display(),
		path.display()
	)]
	TokenizerNeeded { path: PathBuf, detail: String },

	#[error(
		"{} is the wrong tokenizer for {}: {detail}",
		tokenizer.display(),
		model.display()
	)]
	WrongTokenizer { tokenizer: PathBuf, model: PathBuf, detail: String },
}

/// Why a local model does not match the manifest on chain.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestMismatch {
	#[error("the file's hash is {file:?}, the manifest names {manifest:?}; fetch the file again")]
	Weights { file: Hash, manifest: Hash },

	#[error("the file is of architecture {file:?}, the manifest says {manifest:?}")]
	Architecture { file: Architecture, manifest: Architecture },

	#[error(
		"the tokenizer.json's hash is {file:?}, the manifest names {manifest:?}; fetch it again"
	)]
	Tokenizer { file: Hash, manifest: Hash },

	#[error(
		"the manifest names a tokenizer.json of hash {manifest:?}, none is configured: \
		 --model PATH,tokenizer=PATH"
	)]
	TokenizerMissing { manifest: Hash },

	#[error(
		"the manifest takes the tokenizer from the GGUF file; write --model PATH,tokenizer=none"
	)]
	TokenizerUnexpected,

	#[error("the template names id {id}, the vocabulary ends at {size}")]
	TemplateId { id: u32, size: u32 },

	#[error("the manifest says {manifest} positions, the file was made for {file}")]
	Context { file: u32, manifest: u32 },

	#[error("the manifest asks for canonical arithmetic, version {0}; this worker has version 1")]
	Canon(u16),

	#[error("the manifest asks for canonical arithmetic, for which the file is not fit: {0}")]
	NotCanonical(String),

	#[error("the manifest says {manifest} positions, the file by CANON-1 has {file}")]
	CanonContext { file: u32, manifest: u32 },
}

/// Why a task could not be run, for reasons that are the worker's own.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
	#[error("the prompt can't be tokenised: {0}")]
	Tokenise(String),
	#[error("the prompt spells no ids")]
	NoIds,
	#[error("the task allows no output")]
	NoOutput,
	#[error("the model is not canonical: other machines may rightly get other results")]
	NotCanonical,
	#[error("{0}")]
	Fault(String),
	#[error("the model failed: {0}")]
	Model(String),
	#[error("the engine panicked: {0}")]
	Panic(String),
}
