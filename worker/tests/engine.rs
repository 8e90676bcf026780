//! The engine on the demo model, and on files that are not what they should be.

use assay_primitives::{
	model::TemplatePart,
	task::{ids_hash, Refusal, Sampling},
	Hash,
};
use assay_worker::engine::{inspect, Generation, Job, LoadError, ManifestMismatch, Model, Run};
use std::{
	fs,
	path::{Path, PathBuf},
	thread,
};

fn demo(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/demo-model").join(name)
}

fn load() -> Model {
	Model::load(&demo("assay-demo.gguf"), Some(&demo("tokenizer.json"))).unwrap()
}

fn job(sampling: Sampling) -> Job {
	Job {
		template: vec![TemplatePart::Prompt],
		context: 512,
		prompt: b"And it came to pass in those days, that".to_vec(),
		max_tokens: 6,
		sampling,
		prompt_ids: None,
	}
}

fn generate(model: &mut Model, job: &Job) -> Generation {
	match model.run(job).unwrap() {
		Run::Done(done) => done,
		other => panic!("{other:?}"),
	}
}

/// Bytes of the demo model, changed.
fn changed(change: impl FnOnce(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("changed.gguf");
	let mut bytes = fs::read(demo("assay-demo.gguf")).unwrap();
	change(&mut bytes);
	fs::write(&path, bytes).unwrap();
	(folder, path)
}

fn refused(path: &Path, tokenizer: Option<&Path>) -> LoadError {
	let error = inspect(path, tokenizer).unwrap_err();
	// The text names the file.
	assert!(error.to_string().contains(path.file_name().unwrap().to_str().unwrap()), "{error}");
	assert!(Model::load(path, tokenizer).is_err());
	error
}

#[test]
fn runs_are_functions_of_the_task() {
	let greedy = job(Sampling::Greedy);
	let drawn = job(Sampling::Temperature { milli: 900, seed: 5 });
	let mut model = load();
	let first = generate(&mut model, &greedy);
	assert_eq!(first.output_ids.len(), 6);
	assert!(!first.output.is_empty());
	// Not disturbed by what ran between.
	let other = generate(&mut model, &drawn);
	assert_eq!(generate(&mut model, &greedy).output_ids, first.output_ids);
	assert_eq!(generate(&mut model, &drawn).output_ids, other.output_ids);
	// The same in another thread, with the model loaded anew.
	let again = thread::spawn(move || generate(&mut load(), &greedy)).join().unwrap();
	assert_eq!(
		(again.prompt_ids, again.output_ids, again.output),
		(first.prompt_ids, first.output_ids, first.output)
	);
}

#[test]
fn limits_of_a_task() {
	let mut model = load();
	let ids = model.prompt_ids(&[TemplatePart::Prompt], b"And it came").unwrap();
	let short = Job {
		prompt: b"And it came".to_vec(),
		max_tokens: 2,
		prompt_ids: Some(ids_hash(&ids)),
		..job(Sampling::Greedy)
	};
	assert_eq!(generate(&mut model, &short).output_ids.len(), 2);
	let other = Job { prompt_ids: Some(Hash::zero()), ..short.clone() };
	assert_eq!(model.run(&other).unwrap(), Run::Refused(Refusal::BadIds));
	let full = Job { context: ids.len() as u32, prompt_ids: None, ..short.clone() };
	let refusal = Refusal::TooLong { ids_root: ids_hash(&ids), count: ids.len() as u32 };
	assert_eq!(model.run(&full).unwrap(), Run::Refused(refusal));
	let nearly = Job { context: ids.len() as u32 + 1, ..full };
	assert_eq!(generate(&mut model, &nearly).output_ids.len(), 1);
	assert!(model.run(&Job { max_tokens: 0, ..short.clone() }).is_err());
	assert!(model.run(&Job { prompt: vec![], prompt_ids: None, ..short }).is_err());
}

#[test]
fn truncated_files() {
	for keep in [0, 3, 4, 24, 1_000, 60_000, 1_000_000] {
		let (_folder, path) = changed(|bytes| bytes.truncate(keep));
		let error = refused(&path, Some(&demo("tokenizer.json")));
		assert!(matches!(error, LoadError::Corrupt { .. }), "{keep}: {error}");
	}
	let (_folder, path) = changed(|bytes| {
		bytes.pop();
	});
	let error = refused(&path, Some(&demo("tokenizer.json")));
	assert!(error.to_string().contains("fetch it again"), "{error}");
}

#[test]
fn files_that_are_something_else() {
	let (_folder, path) = changed(|bytes| bytes[0] ^= 1);
	assert!(matches!(refused(&path, None), LoadError::Corrupt { .. }));
	let (_folder, path) = changed(|bytes| bytes.iter_mut().for_each(|b| *b = b.wrapping_mul(37)));
	assert!(matches!(refused(&path, None), LoadError::Corrupt { .. }));
	// Sizes that would not fit any memory.
	let (_folder, path) = changed(|bytes| bytes[8..24].fill(0xff));
	assert!(matches!(refused(&path, None), LoadError::Corrupt { .. }));
	let error = inspect(Path::new("/nonexistent/model.gguf"), None).unwrap_err();
	assert!(matches!(error, LoadError::Unreadable { .. }), "{error}");
	assert!(inspect(Path::new("/"), None).is_err());
}

#[test]
fn a_changed_header_never_panics() {
	let bytes = fs::read(demo("assay-demo.gguf")).unwrap();
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("changed.gguf");
	for place in (0..2_000).step_by(223) {
		let mut bytes = bytes.clone();
		bytes[place] ^= 0x80;
		fs::write(&path, &bytes).unwrap();
		// Either is fine, for some bytes are names.
		let _ = inspect(&path, Some(&demo("tokenizer.json")));
	}
}

#[test]
fn wrong_tokenizers() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("tokenizer.json");
	let model = demo("assay-demo.gguf");
	let text = fs::read_to_string(demo("tokenizer.json")).unwrap();

	for bad in ["", "{}", "no JSON", &text[..text.len() / 2]] {
		fs::write(&path, bad).unwrap();
		let error = inspect(&model, Some(&path)).unwrap_err();
		assert!(matches!(error, LoadError::Tokenizer { .. }), "{error}");
		assert!(error.to_string().contains("tokenizer.json"), "{error}");
	}
	assert!(matches!(
		inspect(&model, Some(&folder.path().join("none.json"))),
		Err(LoadError::Unreadable { .. })
	));

	// Two words exchanged: a tokenizer of the right size and the wrong content.
	let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
	let vocab = json["model"]["vocab"].as_object_mut().unwrap();
	let names: Vec<String> = vocab.keys().filter(|name| name.len() > 3).take(2).cloned().collect();
	let (a, b) = (vocab[&names[0]].clone(), vocab[&names[1]].clone());
	vocab[&names[0]] = b;
	vocab[&names[1]] = a;
	fs::write(&path, json.to_string()).unwrap();
	let error = inspect(&model, Some(&path)).unwrap_err();
	assert!(matches!(error, LoadError::WrongTokenizer { .. }), "{error}");
}

#[test]
fn a_manifest_names_exactly_these_files() {
	use assay_primitives::model::{Architecture, ModelManifest, Quantisation};
	let tokenizer = demo("tokenizer.json");
	let found = inspect(&demo("assay-demo.gguf"), Some(&tokenizer)).unwrap();
	let manifest = ModelManifest {
		name: b"demo".to_vec().try_into().unwrap(),
		architecture: Architecture::Llama,
		quantisation: Quantisation::Q8_0,
		weights_root: found.info.hash,
		tokenizer: found.tokenizer,
		template: vec![TemplatePart::Prompt].try_into().unwrap(),
		context_length: found.info.context,
		canon: None,
		licence: Default::default(),
		parent: None,
	};
	assert_eq!(found.check(&manifest), Ok(()));
	let other = ModelManifest { weights_root: Hash::zero(), ..manifest.clone() };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Weights { .. })));
	let other = ModelManifest { tokenizer: Some(Hash::zero()), ..manifest.clone() };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Tokenizer { .. })));
	let other = ModelManifest { tokenizer: None, ..manifest.clone() };
	assert_eq!(found.check(&other), Err(ManifestMismatch::TokenizerUnexpected));
	let other = ModelManifest { canon: Some(1), ..manifest.clone() };
	assert_eq!(found.check(&other), Err(ManifestMismatch::Canon(1)));
	let other = ModelManifest { context_length: found.info.context + 1, ..manifest };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Context { .. })));
}
