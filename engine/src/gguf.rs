//! Opens a GGUF file and checks everything candle takes on trust: sizes that it multiplies, divides by or
//! allocates from.

use super::error::LoadError;
use assay_primitives::{model::Architecture, Hash, MAX_POSITIONS};
use candle_core::quantized::gguf_file::{Content, Value};
use std::{
	fs::File,
	io::{BufReader, Read, Seek, SeekFrom},
	panic::{catch_unwind, AssertUnwindSafe},
	path::{Path, PathBuf},
};

/// No known model comes near these; a damaged header does.
const MAX_WIDTH: usize = 1 << 17;
const MAX_LAYERS: usize = 1 << 10;
const MAX_VOCABULARY: usize = 1 << 22;
const MAX_ALIGNMENT: u64 = 1 << 16;

/// A GGUF file whose header is sound.
pub struct Gguf {
	pub path: PathBuf,
	pub file: BufReader<File>,
	pub content: Content,
	pub info: Info,
}

/// What the header says.
#[derive(Clone, Debug)]
pub struct Info {
	/// Name the file gives itself, for people.
	pub name: Option<String>,
	pub architecture: Architecture,
	/// Bytes.
	pub size: u64,
	/// BLAKE2b-256 of the whole file.
	pub hash: Hash,
	/// Positions the model was made for.
	pub context: u32,
	/// Rows of the embedding.
	pub vocabulary: u32,
	pub layers: u32,
	/// Ids at which a run stops.
	pub stop: Vec<u32>,
}

/// BLAKE2b-256 of all that `reader` gives.
pub fn hash_of(reader: &mut impl Read) -> std::io::Result<Hash> {
	let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
	let mut buffer = vec![0u8; 1 << 20];
	loop {
		match reader.read(&mut buffer) {
			Ok(0) => break,
			Ok(n) => {
				state.update(&buffer[..n]);
			}
			Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
			Err(e) => return Err(e),
		}
	}
	Ok(Hash::from_slice(state.finalize().as_bytes()))
}

/// Name of an architecture in GGUF metadata.
pub fn name_of(architecture: Architecture) -> &'static str {
	match architecture {
		Architecture::Llama => "llama",
		Architecture::Qwen3 => "qwen3",
	}
}

impl Gguf {
	/// Opens and checks a file. The hash and the contents come from the same open file.
	pub fn open(path: &Path) -> Result<Self, LoadError> {
		let unreadable = |source| LoadError::Unreadable { path: path.into(), source };
		let corrupt = |detail: String| LoadError::Corrupt { path: path.into(), detail };
		let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(unreadable)?);
		let size = file.get_ref().metadata().map_err(unreadable)?.len();
		let hash = hash_of(&mut file).map_err(unreadable)?;
		file.seek(SeekFrom::Start(0)).map_err(unreadable)?;

		let content = catch_unwind(AssertUnwindSafe(|| Content::read(&mut file)))
			.map_err(|panic| corrupt(panic_text(&*panic)))?
			.map_err(|e| corrupt(brief(&e)))?;
		let found = content
			.metadata
			.get("general.architecture")
			.and_then(|v| v.to_string().ok())
			.ok_or_else(|| corrupt("it names no architecture".into()))?;
		let architecture = match found.as_str() {
			"llama" => Architecture::Llama,
			"qwen3" => Architecture::Qwen3,
			_ => {
				return Err(LoadError::UnsupportedArchitecture {
					path: path.into(),
					found: found.chars().take(64).collect(),
				})
			}
		};
		let shape = Shape::read(&content, architecture).map_err(|e| match e {
			Fault::Corrupt(detail) => corrupt(detail),
			Fault::Unsupported(detail) => LoadError::Unsupported { path: path.into(), detail },
		})?;
		check_data(&content, size).map_err(corrupt)?;

		let info = Info {
			name: content
				.metadata
				.get("general.name")
				.and_then(|v| v.to_string().ok())
				.map(|name| name.chars().filter(|c| !c.is_control()).take(64).collect()),
			architecture,
			size,
			hash,
			context: shape.context as u32,
			vocabulary: shape.vocabulary as u32,
			layers: shape.layers as u32,
			stop: stop_ids(&content, shape.vocabulary),
		};
		Ok(Self { path: path.into(), file, content, info })
	}

	/// Adjusts metadata that candle would otherwise read to our harm.
	pub fn prepare_for_candle(&mut self) {
		if self.info.architecture == Architecture::Qwen3 {
			// candle sizes its rotation tables by this; some files say a million.
			let context = self.info.context.min(MAX_POSITIONS);
			self.content.metadata.insert("qwen3.context_length".into(), Value::U32(context));
			// Without it candle computes the rotation angles in f16, useless past a few hundred positions.
			self.content.metadata.insert("general.dtype".into(), Value::U32(0));
		}
	}
}

enum Fault {
	Corrupt(String),
	Unsupported(String),
}

struct Shape {
	context: usize,
	vocabulary: usize,
	layers: usize,
}

impl Shape {
	fn read(content: &Content, architecture: Architecture) -> Result<Self, Fault> {
		let corrupt = |detail: String| Fault::Corrupt(detail);
		let arch = name_of(architecture);
		let number = |key: &str| {
			let key = format!("{arch}.{key}");
			let value = content.metadata.get(&key).map(|v| v.to_u32());
			match value {
				None => Ok(None),
				Some(Ok(v)) => Ok(Some(v as usize)),
				Some(Err(_)) => Err(corrupt(format!("`{key}` is not a 32-bit number"))),
			}
		};
		let within = |key: &str, most: usize| match number(key)? {
			None => Err(corrupt(format!("`{arch}.{key}` is missing"))),
			Some(v) if v == 0 || v > most => {
				Err(corrupt(format!("`{arch}.{key}` is {v}, not within 1 and {most}")))
			}
			Some(v) => Ok(v),
		};
		let real = |key: &str, needed: bool| {
			let key = format!("{arch}.{key}");
			match content.metadata.get(&key).map(|v| v.to_f32()) {
				None if !needed => Ok(()),
				None => Err(corrupt(format!("`{key}` is missing"))),
				Some(Ok(v)) if v.is_finite() && v > 0.0 => Ok(()),
				Some(_) => Err(corrupt(format!("`{key}` is not a positive number"))),
			}
		};

		if let Some(value) = content.metadata.get("general.alignment") {
			let alignment = value.to_u64().or_else(|_| value.to_i64().map(|v| v as u64));
			if !alignment.is_ok_and(|a| a.is_power_of_two() && a <= MAX_ALIGNMENT) {
				return Err(corrupt("`general.alignment` is not a small power of two".into()));
			}
		}
		if number("expert_count")?.unwrap_or(0) > 1 {
			return Err(Fault::Unsupported("mixtures of experts are not".into()));
		}
		let width = within("embedding_length", MAX_WIDTH)?;
		let layers = within("block_count", MAX_LAYERS)?;
		let heads = within("attention.head_count", MAX_WIDTH)?;
		let kv_heads = within("attention.head_count_kv", MAX_WIDTH)?;
		if !heads.is_multiple_of(kv_heads) {
			return Err(corrupt(format!("{heads} heads can't share {kv_heads} key heads evenly")));
		}
		real("attention.layer_norm_rms_epsilon", true)?;
		let context = match architecture {
			Architecture::Llama => match number("context_length")? {
				Some(_) => within("context_length", u32::MAX as usize)?,
				None => MAX_POSITIONS as usize,
			},
			Architecture::Qwen3 => within("context_length", u32::MAX as usize)?,
		};
		let head = match architecture {
			Architecture::Llama => {
				real("rope.freq_base", false)?;
				if !width.is_multiple_of(heads) {
					return Err(corrupt(format!(
						"width {width} does not divide into {heads} heads"
					)));
				}
				let head = width / heads;
				for key in
					["rope.dimension_count", "attention.key_length", "attention.value_length"]
				{
					let value = number(key)?;
					if value.is_none() && key == "rope.dimension_count" {
						return Err(corrupt(format!("`{arch}.{key}` is missing")));
					}
					if value.is_some_and(|v| v != head) {
						return Err(Fault::Unsupported(format!(
							"`{arch}.{key}` other than width / heads is not"
						)));
					}
				}
				head
			}
			Architecture::Qwen3 => {
				real("rope.freq_base", true)?;
				within("attention.key_length", MAX_WIDTH)?
			}
		};
		if !head.is_multiple_of(2) {
			return Err(corrupt(format!("heads of odd width {head} can't be rotated")));
		}

		let dims = |name: &str| {
			content
				.tensor_infos
				.get(name)
				.map(|t| t.shape.dims().to_vec())
				.ok_or_else(|| corrupt(format!("tensor `{name}` is missing")))
		};
		let expect = |name: &str, expected: &[usize]| {
			let found = dims(name)?;
			if found == expected {
				Ok(())
			} else {
				Err(corrupt(format!("tensor `{name}` is {found:?}, not {expected:?}")))
			}
		};
		let vocabulary = match dims("token_embd.weight")?[..] {
			[rows, columns] if (1..=MAX_VOCABULARY).contains(&rows) && columns == width => rows,
			ref other => {
				return Err(corrupt(format!("tensor `token_embd.weight` is {other:?}")));
			}
		};
		if content.tensor_infos.contains_key("output.weight") {
			expect("output.weight", &[vocabulary, width])?;
		}
		expect("output_norm.weight", &[width])?;
		for layer in 0..layers {
			let name = |part: &str| format!("blk.{layer}.{part}.weight");
			let ffn = match dims(&name("ffn_gate"))?[..] {
				[rows, columns] if (1..=MAX_WIDTH * 8).contains(&rows) && columns == width => rows,
				ref other => {
					return Err(corrupt(format!("tensor `{}` is {other:?}", name("ffn_gate"))));
				}
			};
			expect(&name("ffn_up"), &[ffn, width])?;
			expect(&name("ffn_down"), &[width, ffn])?;
			expect(&name("attn_norm"), &[width])?;
			expect(&name("ffn_norm"), &[width])?;
			expect(&name("attn_q"), &[heads * head, width])?;
			expect(&name("attn_k"), &[kv_heads * head, width])?;
			expect(&name("attn_v"), &[kv_heads * head, width])?;
			expect(&name("attn_output"), &[width, heads * head])?;
			if architecture == Architecture::Qwen3 {
				expect(&name("attn_q_norm"), &[head])?;
				expect(&name("attn_k_norm"), &[head])?;
			}
		}
		Ok(Self { context, vocabulary, layers })
	}
}

/// Every tensor's bytes lie within the file, and its rows divide into whole blocks.
fn check_data(content: &Content, size: u64) -> Result<(), String> {
	for (name, tensor) in &content.tensor_infos {
		let elements = tensor
			.shape
			.dims()
			.iter()
			.try_fold(1u64, |product, dim| product.checked_mul(*dim as u64))
			.ok_or_else(|| format!("tensor `{name}` is impossibly large"))?;
		let block = tensor.ggml_dtype.block_size() as u64;
		let row = tensor.shape.dims().last().copied().unwrap_or(0) as u64;
		if row == 0 || !row.is_multiple_of(block) {
			return Err(format!("rows of tensor `{name}` do not divide into blocks of {block}"));
		}
		let end = (elements / block)
			.checked_mul(tensor.ggml_dtype.type_size() as u64)
			.and_then(|bytes| bytes.checked_add(tensor.offset))
			.and_then(|end| end.checked_add(content.tensor_data_offset));
		if end.is_none_or(|end| end > size) {
			return Err(format!("it ends before the data of tensor `{name}` does"));
		}
	}
	Ok(())
}

/// End of text, of a turn and of a message, where the file names them.
fn stop_ids(content: &Content, vocabulary: usize) -> Vec<u32> {
	let mut ids: Vec<u32> = ["eos", "eot", "eom"]
		.iter()
		.filter_map(|which| content.metadata.get(&format!("tokenizer.ggml.{which}_token_id")))
		.filter_map(|value| value.to_u32().ok())
		.filter(|id| (*id as usize) < vocabulary)
		.collect();
	ids.sort_unstable();
	ids.dedup();
	ids
}

/// First line of an error: candle appends backtraces.
pub fn brief(error: &candle_core::Error) -> String {
	error.to_string().lines().next().unwrap_or_default().to_string()
}

/// Text of a caught panic.
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
	panic
		.downcast_ref::<String>()
		.cloned()
		.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()))
		.unwrap_or_else(|| "unknown panic".into())
}
