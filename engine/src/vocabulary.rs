//! Between bytes and token ids.

use super::{
	error::{LoadError, RunError},
	gguf::{brief, hash_of, panic_text, Gguf},
};
use assay_primitives::Hash;
use candle_core::quantized::{
	gguf_file::{Content, Value},
	tokenizer::TokenizerFromGguf,
};
use std::{
	collections::HashSet,
	panic::{catch_unwind, AssertUnwindSafe},
	path::{Path, PathBuf},
};
use tokenizers::{pre_tokenizers::byte_level::ByteLevel, Tokenizer};

/// A model's tokenizer, with the exact bytes of every id.
pub struct Vocabulary {
	tokenizer: Tokenizer,
	/// Bytes that an id spells, by id. Special ids and ids past the end spell nothing.
	bytes: Vec<Box<[u8]>>,
	/// Ids that stand for no text, such as the end of a turn.
	special: HashSet<u32>,
	/// The id of each single byte.
	singles: Box<[u32; 256]>,
	/// BLAKE2b-256 of the `tokenizer.json`, if it came from one.
	hash: Option<Hash>,
}

/// How a vocabulary writes bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
	/// One printable character stands for each byte (GPT-2's table).
	ByteLevel,
	/// Text with `▁` for a space, and `<0xNN>` for single bytes (SentencePiece).
	Pieces,
}

impl Vocabulary {
	/// The tokenizer of an opened model: from `json` if given, from the GGUF file otherwise.
	pub fn load(model: &Gguf, json: Option<&Path>) -> Result<Self, LoadError> {
		let rows = model.info.vocabulary;
		let (tokenizer, source, hash) = match json {
			Some(path) => {
				let unusable = |detail| LoadError::Tokenizer { path: path.into(), detail };
				let bytes = std::fs::read(path)
					.map_err(|source| LoadError::Unreadable { path: path.into(), source })?;
				let hash = hash_of(&mut &bytes[..])
					.map_err(|source| LoadError::Unreadable { path: path.into(), source })?;
				let tokenizer =
					guarded(|| Tokenizer::from_bytes(&bytes).map_err(|e| e.to_string()))
						.map_err(unusable)?;
				(tokenizer, path.to_path_buf(), Some(hash))
			}
			None => {
				let tokenizer = guarded(|| from_gguf(&model.content)).map_err(|detail| {
					LoadError::TokenizerNeeded { path: model.path.clone(), detail }
				})?;
				(tokenizer, model.path.clone(), None)
			}
		};
		let vocabulary = guarded(|| Self::new(tokenizer, hash))
			.map_err(|detail| LoadError::Tokenizer { path: source.clone(), detail })?;
		vocabulary.check_against(model, &source, rows)?;
		Ok(vocabulary)
	}

	fn new(mut tokenizer: Tokenizer, hash: Option<Hash>) -> Result<Self, String> {
		tokenizer.with_truncation(None).map_err(|e| e.to_string())?;
		tokenizer.with_padding(None);
		// What a user writes never becomes a special id; those stand only where the template puts them.
		tokenizer.set_encode_special_tokens(true);

		let spelling = spelling_of(&tokenizer)?;
		let added = tokenizer.get_added_tokens_decoder();
		let vocab = tokenizer.get_vocab(true);
		let end = vocab.values().max().map_or(0, |id| *id as usize + 1);
		let mut bytes = vec![Box::<[u8]>::default(); end];
		let mut singles = [None; 256];
		for (token, id) in &vocab {
			let spelt = match (added.get(id), spelling) {
				(Some(token), _) if token.special => Vec::new(),
				// Other added tokens are plain text in either kind of vocabulary.
				(Some(token), _) => token.content.as_bytes().to_vec(),
				(None, Spelling::ByteLevel) => token
					.chars()
					.map(|c| {
						byte_of(c)
							.ok_or_else(|| format!("token {id} holds `{c}`, which is no byte"))
					})
					.collect::<Result<_, _>>()?,
				(None, Spelling::Pieces) => match single_piece(token) {
					Some(byte) => vec![byte],
					None => token.replace('▁', " ").into_bytes(),
				},
			};
			let is_single = match spelling {
				Spelling::ByteLevel => spelt.len() == 1,
				Spelling::Pieces => single_piece(token).is_some(),
			};
			if is_single && !added.contains_key(id) {
				singles[spelt[0] as usize] = Some(*id);
			}
			bytes[*id as usize] = spelt.into_boxed_slice();
		}
		let mut found = Box::new([0u32; 256]);
		for (byte, single) in singles.iter().enumerate() {
			found[byte] =
				single.ok_or_else(|| format!("it has no token for the single byte {byte:#04x}"))?;
		}

		let special: HashSet<u32> =
			added.iter().filter(|(_, token)| token.special).map(|(id, _)| *id).collect();
		let vocabulary = Self { tokenizer, bytes, special, singles: found, hash };
		for id in &vocabulary.special {
			let text = &added[id].content;
			let ids = vocabulary.encode(text.as_bytes()).map_err(|e| e.to_string())?;
			if ids.iter().any(|id| vocabulary.special.contains(id)) {
				return Err(format!("the text `{text}` in a prompt would become a special id"));
			}
		}
		Ok(vocabulary)
	}

	fn check_against(&self, model: &Gguf, source: &Path, rows: u32) -> Result<(), LoadError> {
		let wrong = |detail| LoadError::WrongTokenizer {
			tokenizer: source.into(),
			model: PathBuf::from(&model.path),
			detail,
		};
		if self.size() > rows {
			return Err(wrong(format!("it knows {} ids, the model has {rows}", self.size())));
		}
		// The file's own list tells a tokenizer of the right size and the wrong content.
		let Some(Value::Array(tokens)) = model.content.metadata.get("tokenizer.ggml.tokens") else {
			return Ok(());
		};
		for id in 0..self.size() {
			let (Some(ours), Some(theirs)) = (
				self.tokenizer.id_to_token(id),
				tokens.get(id as usize).and_then(|t| t.to_string().ok()),
			) else {
				continue;
			};
			if ours != *theirs {
				return Err(wrong(format!(
					"id {id} is `{ours}` in it and `{theirs}` in the model"
				)));
			}
		}
		Ok(())
	}

	/// One more than the largest id.
	pub fn size(&self) -> u32 {
		self.bytes.len() as u32
	}

	/// BLAKE2b-256 of the `tokenizer.json`, if there is one.
	pub fn hash(&self) -> Option<Hash> {
		self.hash
	}

	/// Ids of a prompt, without special ids. Bytes that are not UTF-8 become single-byte ids.
	pub fn encode(&self, prompt: &[u8]) -> Result<Vec<u32>, RunError> {
		let mut ids = Vec::new();
		for chunk in prompt.utf8_chunks() {
			if !chunk.valid().is_empty() {
				let encoding = self
					.tokenizer
					.encode_fast(chunk.valid(), false)
					.map_err(|e| RunError::Tokenise(e.to_string()))?;
				ids.extend_from_slice(encoding.get_ids());
			}
			ids.extend(chunk.invalid().iter().map(|byte| self.singles[*byte as usize]));
		}
		Ok(ids)
	}

	/// As [`Self::encode`], with ids that spell the prompt's bytes and no others, each at least one: a run may be
	/// convicted for any difference. Tokenizers that prepend a space, compose accents or otherwise change a text would make some; there,
	/// single-byte ids take the place.
	pub fn encode_exactly(&self, prompt: &[u8]) -> Result<Vec<u32>, RunError> {
		let mut ids = self.encode(prompt)?;
		let spelt = self.spell(&ids);
		let singles = |bytes: &[u8]| -> Vec<u32> {
			bytes.iter().map(|byte| self.singles[usize::from(*byte)]).collect()
		};
		let usual = ids.iter().all(|id| !self.is_special(*id) && !self.spelling(*id).is_empty());
		if usual && spelt == prompt {
			return Ok(ids);
		}
		// Only the space before the text is too much: the rest stays as the model knows it.
		if usual && spelt.strip_prefix(b" ") == Some(prompt) {
			let first = ids.first().map(|id| self.spelling(*id)).unwrap_or_default();
			ids.splice(..1, singles(first.strip_prefix(b" ").unwrap_or_default()));
			if self.spell(&ids) == prompt {
				return Ok(ids);
			}
		}
		Ok(singles(prompt))
	}

	/// Whether an id stands for no text.
	pub fn is_special(&self, id: u32) -> bool {
		self.special.contains(&id)
	}

	/// The exact bytes that an id spells.
	pub fn spelling(&self, id: u32) -> &[u8] {
		self.bytes.get(id as usize).map(|bytes| &bytes[..]).unwrap_or_default()
	}

	/// The exact bytes that ids spell; they may end within a UTF-8 character.
	pub fn spell(&self, ids: &[u32]) -> Vec<u8> {
		ids.iter().flat_map(|id| self.spelling(*id)).copied().collect()
	}
}

/// Runs library code on data from a file: a panic is one more way to be refused.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
	catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panic_text(&*panic)))
}

fn from_gguf(content: &Content) -> Result<Tokenizer, String> {
	let text = |key: &str| content.metadata.get(key).and_then(|v| v.to_string().ok());
	// candle takes any name it does not know for GPT-2's rules, and would split text in the wrong places.
	let pre = text("tokenizer.ggml.pre").map_or("default", |s| s.as_str());
	let gpt2 = match pre {
		"llama3" | "qwen2" | "smaug-bpe" | "lfm2" => false,
		"default" | "gpt2" | "gpt-2" => true,
		// The name that converters write for Llama 3.
		"llama-bpe" => {
			return from_gguf(&with_metadata(
				content,
				"tokenizer.ggml.pre",
				Value::String("llama3".into()),
			))
		}
		other => return Err(format!("pre-tokenizer `{other}` is not known")),
	};
	let mut tokenizer = Tokenizer::from_gguf(content).map_err(|e| brief(&e))?;
	if gpt2 {
		// candle's default puts a space before the first word; the ids would not spell the prompt.
		tokenizer.with_pre_tokenizer(Some(ByteLevel::new(false, true, true)));
	}
	Ok(tokenizer)
}

/// The tokenizer's part of the metadata, with one value replaced.
fn with_metadata(content: &Content, key: &str, value: Value) -> Content {
	let mut metadata: std::collections::HashMap<_, _> = content
		.metadata
		.iter()
		.filter(|(key, _)| key.starts_with("tokenizer."))
		.map(|(key, value)| (key.clone(), value.clone()))
		.collect();
	metadata.insert(key.into(), value);
	Content {
		magic: content.magic,
		metadata,
		tensor_infos: Default::default(),
		tensor_data_offset: 0,
	}
}

/// Told from the decoder, which is what turns ids into text.
fn spelling_of(tokenizer: &Tokenizer) -> Result<Spelling, String> {
	let decoder = tokenizer
		.get_decoder()
		.map(serde_json::to_string)
		.transpose()
		.map_err(|e| e.to_string())?
		.unwrap_or_default();
	if decoder.contains("\"ByteLevel\"") {
		Ok(Spelling::ByteLevel)
	} else if decoder.contains("\"ByteFallback\"") {
		Ok(Spelling::Pieces)
	} else {
		Err("its decoder is neither byte-level nor SentencePiece with bytes".into())
	}
}

/// The byte that a character of GPT-2's table stands for: printable Latin-1 characters stand for themselves, the
/// other 68 bytes follow from U+0100 on, in order.
fn byte_of(c: char) -> Option<u8> {
	let printable = |b: u8| matches!(b, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
	match u32::from(c) {
		code @ 0..=0xff => Some(code as u8).filter(|b| printable(*b)),
		code => (0..=255u8).filter(|b| !printable(*b)).nth((code - 0x100) as usize),
	}
}

/// The byte that a SentencePiece token `<0xNN>` stands for.
fn single_piece(token: &str) -> Option<u8> {
	let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
	if digits.len() == 2 {
		u8::from_str_radix(digits, 16).ok()
	} else {
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn byte_table_is_a_bijection() {
		let all: HashSet<u8> = (0..0x200).filter_map(char::from_u32).filter_map(byte_of).collect();
		assert_eq!(all.len(), 256);
		assert_eq!(byte_of('A'), Some(b'A'));
		assert_eq!(byte_of('Ġ'), Some(b' '));
		assert_eq!(byte_of('Ċ'), Some(b'\n'));
		assert_eq!(byte_of(' '), None);
		assert_eq!(byte_of('Ń'), Some(0xad));
		assert_eq!(byte_of('€'), None);
	}

	#[test]
	fn single_pieces() {
		assert_eq!(single_piece("<0x0A>"), Some(10));
		assert_eq!(single_piece("<0xG0>"), None);
		assert_eq!(single_piece("<0x0>"), None);
	}
}
