//! Models: the manifest that says what a model is, and the parameters that governance sets for it.

use crate::{CanonVersion, ModelId, Units};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::{
	traits::{AtLeast32BitUnsigned, SaturatedConversion},
	BoundedVec, Permill,
};

/// Longest name of a model, in bytes.
pub const MAX_NAME: u32 = 64;
/// Longest SPDX licence expression, in bytes.
pub const MAX_LICENCE: u32 = 64;
/// Most parts of a prompt template.
pub const MAX_TEMPLATE_PARTS: u32 = 8;
/// Most fixed token ids in one part of a template.
pub const MAX_TEMPLATE_IDS: u32 = 16;
/// Most data sets that a manifest can name.
pub const MAX_DATASETS: u32 = 8;
/// Most places from which a version's files can be fetched.
pub const MAX_URIS: u32 = 8;
/// Longest name of such a place, in bytes.
pub const MAX_URI: u32 = 256;
/// Highest temperature of sampling, in thousandths.
pub const MAX_TEMPERATURE_MILLI: u32 = 10_000;

/// Where a version's files can be fetched. Only a hint: whoever fetches a file compares its hash with the manifest.
pub type Uris = BoundedVec<BoundedVec<u8, ConstU32<MAX_URI>>, ConstU32<MAX_URIS>>;

/// Layer arrangement of a model, as GGUF files name it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum Architecture {
	/// `general.architecture = "llama"`.
	#[codec(index = 0)]
	Llama,
	/// `general.architecture = "qwen3"`.
	#[codec(index = 1)]
	Qwen3,
}

/// How most of the weights are stored, as GGUF files name it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[allow(non_camel_case_types)]
pub enum Quantisation {
	#[codec(index = 0)]
	F32,
	#[codec(index = 1)]
	F16,
	#[codec(index = 2)]
	Q8_0,
	#[codec(index = 3)]
	Q6K,
	#[codec(index = 4)]
	Q5K,
	#[codec(index = 5)]
	Q4K,
	#[codec(index = 6)]
	Q4_0,
}

/// One part of a prompt template. Special ids stand only where a template puts them, never in user text.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum TemplatePart {
	/// Fixed token ids, for example a beginning-of-text id.
	#[codec(index = 0)]
	Ids(BoundedVec<u32, ConstU32<MAX_TEMPLATE_IDS>>),
	/// The requester's prompt, tokenised without special tokens.
	#[codec(index = 1)]
	Prompt,
}

/// What a version of a model is. Immutable; new weights are a new version of the model, with a manifest of its own.
///
/// As JSON, in a chain specification or in a file, name and licence are strings and hashes are `0x` and hex.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelManifest {
	/// Name for people, UTF-8, unique by convention only.
	#[serde(with = "text")]
	pub name: BoundedVec<u8, ConstU32<MAX_NAME>>,
	/// Layer arrangement.
	pub architecture: Architecture,
	/// Storage of the weights.
	pub quantisation: Quantisation,
	/// Root over the weights. For a model without canon version: BLAKE2b-256 of the whole GGUF file.
	pub weights_root: H256,
	/// BLAKE2b-256 of the `tokenizer.json`; `None` where the GGUF file carries the tokenizer.
	pub tokenizer: Option<H256>,
	/// How prompt ids are put together. `[Prompt]` is the bare prompt.
	pub template: BoundedVec<TemplatePart, ConstU32<MAX_TEMPLATE_PARTS>>,
	/// Most positions the model was made for, at most [`crate::MAX_POSITIONS`].
	pub context_length: u32,
	/// Version of the canonical arithmetic; `None`: tolerance class.
	pub canon: Option<CanonVersion>,
	/// SPDX licence expression of the weights.
	#[serde(with = "text")]
	pub licence: BoundedVec<u8, ConstU32<MAX_LICENCE>>,
	/// The model this one was made from. It must be registered when this manifest is.
	pub parent: Option<ModelId>,
	/// BLAKE2b-256 of the data sets, or of lists of them, that it was made from, as far as its maker declares them.
	#[serde(default)]
	pub datasets: BoundedVec<H256, ConstU32<MAX_DATASETS>>,
}

impl ModelManifest {
	/// Hash of the manifest: BLAKE2b-256 over a domain tag and the SCALE encoding. That of a model's first version is the
	/// model's identifier.
	pub fn id(&self) -> ModelId {
		crate::task::hash_of(b"assay/model/1", self)
	}
}

/// How results of a model are checked. In JSON, rates are parts per million.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditParams {
	/// Part of the results that are audited of workers that have not passed enough audits yet.
	pub newcomer_rate: Permill,
	/// Part of the results that are audited of all others. What deterrence is computed from.
	pub rate: Permill,
	/// Validators that audit a result, 1 to [`crate::deterrence::MAX_AUDITORS`].
	pub auditors: u8,
}

/// Parameters of a model that token holders govern. Versioned; running tasks keep the version they were posted
/// with.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelParams<Balance, BlockNumber> {
	/// Least price, in plancks per unit. The market price moves above it.
	pub price_floor: Balance,
	/// Task bond as a multiple of the quote. At least what deterrence needs.
	pub bond_factor: u32,
	/// Largest inline prompt, in bytes.
	pub max_input_bytes: u32,
	/// Largest prompt given as a blob, in bytes; 0 where the model takes no blobs.
	pub max_blob_bytes: u32,
	/// Most output tokens of a task.
	pub max_output_tokens: u32,
	/// Blocks that a task of zero units may take.
	pub base_deadline: BlockNumber,
	/// Units that a worker must manage per block on top of that; at least 1.
	pub units_per_block: Units,
	/// How often results are checked, and by how many.
	pub audit: AuditParams,
	/// Least number of blocks in which a result can be challenged. The network's own window counts if it is longer, or if
	/// none is given.
	pub challenge_window: Option<BlockNumber>,
	/// Temperature, in thousandths, of clients whose users name none; `None`: the likeliest token. Declared: a task says
	/// itself how its tokens are chosen.
	pub default_temperature: Option<u32>,
	/// BLAKE2b-256 of the text that clients put before a prompt. Declared: it is part of a task only where the requester
	/// sends it.
	pub system_prompt: Option<H256>,
	/// BLAKE2b-256 of the text that says what the model must not be used for. Declared.
	pub safety_policy: Option<H256>,
}

impl<Balance: Encode, BlockNumber: Encode> ModelParams<Balance, BlockNumber> {
	/// BLAKE2b-256 of the SCALE encoding. A vote to admit a model names it, so that nobody puts other parameters under it.
	pub fn hash(&self) -> H256 {
		crate::task::hash_of(b"", self)
	}
}

impl<Balance, BlockNumber: AtLeast32BitUnsigned + Copy> ModelParams<Balance, BlockNumber> {
	/// Least number of blocks a task of `units` may be given.
	pub fn min_deadline(&self, units: Units) -> BlockNumber {
		let extra = units.div_ceil(self.units_per_block.max(1));
		self.base_deadline.saturating_add(extra.saturated_into())
	}

	/// Most units a task for this model can be billed, whatever its input.
	pub fn max_units(&self) -> Units {
		crate::task::prompt_units(self.max_input_bytes.max(self.max_blob_bytes))
			.saturating_add(self.max_output_tokens)
	}
}

/// Bounded bytes that hold UTF-8 text, as a string in JSON.
mod text {
	use alloc::{format, string::String};
	use serde::{de, ser, Deserialize, Deserializer, Serializer};
	use sp_core::Get;
	use sp_runtime::BoundedVec;

	pub fn serialize<S: Serializer, N>(
		bytes: &BoundedVec<u8, N>,
		serializer: S,
	) -> Result<S::Ok, S::Error> {
		let text = core::str::from_utf8(bytes).map_err(ser::Error::custom)?;
		serializer.serialize_str(text)
	}

	pub fn deserialize<'de, D: Deserializer<'de>, N: Get<u32>>(
		deserializer: D,
	) -> Result<BoundedVec<u8, N>, D::Error> {
		String::deserialize(deserializer)?
			.into_bytes()
			.try_into()
			.map_err(|_| de::Error::custom(format!("longer than {} bytes", N::get())))
	}
}

/// Where a model stands.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum ModelStatus {
	/// Registered, not yet admitted: takes no tasks.
	#[codec(index = 0)]
	Proposed,
	/// Takes tasks.
	#[codec(index = 1)]
	Admitted,
	/// Takes no new tasks, those that are live finish; a successor is recommended.
	#[codec(index = 2)]
	Deprecated,
	/// Takes no tasks and has none.
	#[codec(index = 3)]
	Retired,
}

impl ModelStatus {
	/// Whether new tasks may be posted.
	pub fn takes_tasks(&self) -> bool {
		matches!(self, Self::Admitted)
	}
}

/// Who decided about a model.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Authority {
	/// The chain specification, or whoever registered the model.
	#[codec(index = 0)]
	Proposer,
	/// The track that is for such decisions.
	#[codec(index = 1)]
	Track,
	/// Root.
	#[codec(index = 2)]
	Root,
}

/// When something was decided about a model, and by whom.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Decision<BlockNumber> {
	/// Number of the block, in which the referendum behind it is found. Not a height in active blocks.
	pub block: BlockNumber,
	pub by: Authority,
}
