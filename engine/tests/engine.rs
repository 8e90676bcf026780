//! The engine on the demo model, and on files that are not what they should be.

use assay_engine::{
	inspect, Arithmetic, Claim, FaultKind, Generation, Job, Kernels, LoadError, ManifestMismatch,
	Model, Opinion, Revealed, Run, Stopped, Verdict,
};
use assay_primitives::{
	model::TemplatePart,
	task::{ids_hash, Refusal, ResultKind, Sampling},
	Hash,
};
use std::{
	fs,
	path::{Path, PathBuf},
	thread,
};

fn demo(name: &str) -> PathBuf {
	PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this is"))
		.join("../examples/demo-model")
		.join(name)
}

fn load(arithmetic: Arithmetic) -> Model {
	Model::load(&demo("assay-demo.gguf"), Some(&demo("tokenizer.json")), arithmetic).unwrap()
}

fn canonical(kernels: Kernels, threads: usize) -> Arithmetic {
	Arithmetic::of(Some(1), Some(kernels), threads).unwrap()
}

fn both() -> [Arithmetic; 2] {
	[Arithmetic::Candle, canonical(Kernels::best(), 2)]
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
	for arithmetic in both() {
		assert!(Model::load(path, tokenizer, arithmetic).is_err());
	}
	error
}

#[test]
fn runs_are_functions_of_the_task() {
	let greedy = job(Sampling::Greedy);
	let drawn = job(Sampling::Temperature { milli: 900, seed: 5 });
	for arithmetic in both() {
		same_for_the_same_task(arithmetic, &greedy, &drawn);
	}
}

fn same_for_the_same_task(arithmetic: Arithmetic, greedy: &Job, drawn: &Job) {
	let mut model = load(arithmetic.clone());
	let first = generate(&mut model, greedy);
	assert_eq!(first.output_ids.len(), 6);
	assert!(!first.output.is_empty());
	// Not disturbed by what ran between.
	let other = generate(&mut model, drawn);
	assert_eq!(generate(&mut model, greedy).output_ids, first.output_ids);
	assert_eq!(generate(&mut model, drawn).output_ids, other.output_ids);
	// The same in another thread, with the model loaded anew.
	let greedy = greedy.clone();
	let again = thread::spawn(move || generate(&mut load(arithmetic), &greedy)).join().unwrap();
	assert_eq!(
		(again.prompt_ids, again.output_ids, again.output, again.root),
		(first.prompt_ids, first.output_ids, first.output, first.root)
	);
}

#[test]
fn limits_of_a_task() {
	for arithmetic in both() {
		limits(load(arithmetic));
	}
}

fn limits(mut model: Model) {
	let ids = model.prompt_ids(&[TemplatePart::Prompt], b"And it came").unwrap();
	let short = Job {
		prompt: b"And it came".to_vec(),
		max_tokens: 2,
		prompt_ids: Some(ids_hash(&ids)),
		..job(Sampling::Greedy)
	};
	assert_eq!(generate(&mut model, &short).output_ids.len(), 2);
	let other = Job { prompt_ids: Some(Hash::zero()), ..short.clone() };
	let Run::Refused(Refusal::BadIds { ids: own, ids_root }) = model.run(&other).unwrap() else {
		panic!()
	};
	assert_eq!(own.to_vec(), ids);
	// Canonical models have a tree over them.
	assert_eq!(ids_root.is_zero(), model.judge().is_none());
	// A prompt too long is that first.
	for prompt_ids in [None, Some(Hash::zero())] {
		let full = Job { context: ids.len() as u32, prompt_ids, ..short.clone() };
		let refusal = Refusal::TooLong { ids_root, count: ids.len() as u32 };
		assert_eq!(model.run(&full).unwrap(), Run::Refused(refusal));
	}
	let full = Job { prompt_ids: None, ..short.clone() };
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
		datasets: Default::default(),
	};
	assert_eq!(found.check(&manifest), Ok(()));
	let other = ModelManifest { weights_root: Hash::zero(), ..manifest.clone() };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Weights { .. })));
	let other = ModelManifest { tokenizer: Some(Hash::zero()), ..manifest.clone() };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Tokenizer { .. })));
	let other = ModelManifest { tokenizer: None, ..manifest.clone() };
	assert_eq!(found.check(&other), Err(ManifestMismatch::TokenizerUnexpected));
	let other = ModelManifest { canon: Some(2), ..manifest.clone() };
	assert_eq!(found.check(&other), Err(ManifestMismatch::Canon(2)));
	let other = ModelManifest { canon: Some(1), ..manifest.clone() };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Weights { .. })));
	let root = found.canonical.clone().unwrap();
	let other = ModelManifest { canon: Some(1), weights_root: root, ..manifest.clone() };
	assert_eq!(found.check(&other), Ok(()));
	let short = ModelManifest { context_length: found.info.context - 1, ..other };
	assert!(matches!(found.check(&short), Err(ManifestMismatch::CanonContext { .. })));
	let other = ModelManifest { context_length: found.info.context + 1, ..manifest };
	assert!(matches!(found.check(&other), Err(ManifestMismatch::Context { .. })));
}

/// The same ids, bytes and trace on every kind of kernels and any number of threads; and these, on every machine.
#[test]
fn canonical_runs_are_the_same_everywhere() {
	for (sampling, root) in [
		(Sampling::Greedy, GREEDY_ROOT),
		(Sampling::Temperature { milli: 900, seed: 5 }, DRAWN_ROOT),
	] {
		let job = Job { max_tokens: 40, ..job(sampling) };
		for kernels in Kernels::ALL.into_iter().filter(|kernels| kernels.is_available()) {
			for threads in [1, 2, 3] {
				let mut model = load(canonical(kernels, threads));
				let run = generate(&mut model, &job);
				assert_eq!(format!("{:?}", run.root), root, "{kernels}, {threads} threads");
				assert_eq!(model.execution_class(), "canon-1");
			}
		}
	}
}

const GREEDY_ROOT: &str = "0x30e546eccbd539f60173233764a3182ff7dc33fb9086686372208979206ce6ea";
const DRAWN_ROOT: &str = "0x07179746fe18033f633b5b29ceec3c81decfbf12f8fb0725f3d6fd9bcac7f868";

/// Two implementations, ours and the script's that wrote the manifest, agree on what the model is.
#[test]
fn the_manifest_names_the_demo_model() {
	let text = fs::read_to_string(demo("manifest.json")).unwrap();
	let json: serde_json::Value = serde_json::from_str(&text).unwrap();
	let found = inspect(&demo("assay-demo.gguf"), Some(&demo("tokenizer.json"))).unwrap();
	assert_eq!(json["manifest"]["weightsRoot"], format!("{:?}", found.canonical.unwrap()));
	assert_eq!(json["manifest"]["canon"], 1);
}

/// Arithmetic differs, meaning does not: candle finds the same words likely.
#[test]
fn canonical_runs_say_what_candle_says() {
	let job = job(Sampling::Greedy);
	let [candle, canon] = both().map(|arithmetic| generate(&mut load(arithmetic), &job));
	assert_eq!(canon.prompt_ids, candle.prompt_ids);
	assert_eq!(canon.output_ids, candle.output_ids);
	assert!(candle.root.is_zero() && !canon.root.is_zero());
}

#[test]
fn wrong_claims_are_found_out() {
	let mut model = load(canonical(Kernels::best(), 2));
	let job = Job { max_tokens: 20, ..job(Sampling::Temperature { milli: 800, seed: 3 }) };
	let run = generate(&mut model, &job);
	let ids = [run.prompt_ids.clone(), run.output_ids.clone()].concat();
	let prompt_ids = run.prompt_ids.len() as u32;
	let right = Claim { ids: &ids, prompt_ids, output: &run.output, root: run.root };
	let mut check = |claim| model.check(&job, claim).unwrap();
	assert_eq!(check(right), Verdict::Right);

	let mut other = ids.clone();
	let at = prompt_ids as usize + 7;
	other[at] ^= 1;
	let expected = Verdict::Token { step: 7, claimed: other[at], right: ids[at] };
	assert_eq!(check(Claim { ids: &other, ..right }), expected);
	let mut other = ids.clone();
	other[3] ^= 1;
	assert_eq!(check(Claim { ids: &other, ..right }), Verdict::Prompt { index: 3 });
	let short = &ids[..ids.len() - 1];
	assert_eq!(check(Claim { ids: short, ..right }), Verdict::Length);
	let long = [&ids[..], &[5]].concat();
	assert_eq!(check(Claim { ids: &long, ..right }), Verdict::Length);
	assert_eq!(check(Claim { output: b"other words", ..right }), Verdict::Output);
	let root = Hash::repeat_byte(1);
	assert_eq!(check(Claim { root, ..right }), Verdict::Trace { right: run.root });
	let mut other = ids.clone();
	other[at] = u32::MAX;
	for (ids, prompt_ids) in [(&other[..], prompt_ids), (&ids, 0), (&ids, 9_999), (&[], 0)] {
		assert_eq!(check(Claim { ids, prompt_ids, ..right }), Verdict::Malformed);
	}
	let mut candle = load(Arithmetic::Candle);
	assert!(candle.check(&job, right).unwrap_err().to_string().contains("not canonical"));
}

/// A result as its worker shows it.
fn revealed(job: &Job, done: &Generation) -> Revealed {
	Revealed {
		template: job.template.clone(),
		context: job.context,
		prompt: job.prompt.clone(),
		max_tokens: job.max_tokens,
		sampling: job.sampling,
		kind: ResultKind::Done,
		ids: [&done.prompt_ids[..], &done.output_ids].concat(),
		prompt_ids: done.prompt_ids.len() as u32,
		output: done.output.clone(),
		root: done.root,
	}
}

/// A run that is said to have stopped, as its worker shows it.
fn stopped_at(job: &Job, stopped: &Stopped) -> Revealed {
	let Stopped { position, layer, operation, index, .. } = *stopped;
	Revealed {
		template: job.template.clone(),
		context: job.context,
		prompt: job.prompt.clone(),
		max_tokens: job.max_tokens,
		sampling: job.sampling,
		kind: ResultKind::Fault { position, layer, operation, index },
		ids: [&stopped.prompt_ids[..], &stopped.output_ids].concat(),
		prompt_ids: stopped.prompt_ids.len() as u32,
		output: Vec::new(),
		root: stopped.root,
	}
}

/// A refusal as its worker shows it.
fn refusal_of(job: &Job, reason: &Refusal) -> Revealed {
	let (kind, ids, prompt_ids, root) = match reason {
		Refusal::TooLong { ids_root, count } => {
			(ResultKind::TooLong, Vec::new(), *count, *ids_root)
		}
		Refusal::BadIds { ids, ids_root } => {
			(ResultKind::BadIds, ids.to_vec(), ids.len() as u32, *ids_root)
		}
	};
	Revealed {
		template: job.template.clone(),
		context: job.context,
		prompt: job.prompt.clone(),
		max_tokens: job.max_tokens,
		sampling: job.sampling,
		kind,
		ids,
		prompt_ids,
		output: Vec::new(),
		root,
	}
}

#[test]
fn honest_refusals_are_right() {
	use assay_canon::{party::Theirs, text::Rule};
	let mut model = load(canonical(Kernels::best(), 2));
	let judge = model.judge().unwrap();
	let job = Job { prompt_ids: Some(Hash::zero()), ..job(Sampling::Greedy) };
	let Run::Refused(bad_ids) = model.run(&job).unwrap() else { panic!() };
	assert_eq!(judge.look(&refusal_of(&job, &bad_ids)).unwrap().0, Opinion::Right);
	let long = Job { prompt: b"In the beginning ".repeat(200), ..job };
	let Run::Refused(too_long) = model.run(&long).unwrap() else { panic!() };
	let right = refusal_of(&long, &too_long);
	assert!(right.prompt_ids > long.context);
	let (opinion, party) = judge.look(&right).unwrap();
	assert_eq!(opinion, Opinion::Right);
	// Of another spelling nothing can be said but that it is one; of too many ids, that they are.
	let root = Hash::repeat_byte(1);
	assert_eq!(judge.look(&Revealed { root, ..right.clone() }).unwrap().0, Opinion::Spelling);
	let prompt_ids = right.prompt_ids + 1;
	let other = Revealed { prompt_ids, ..right.clone() };
	assert_eq!(judge.look(&other).unwrap().0, Opinion::Spelling);
	for prompt_ids in [long.context - 1, long.prompt.len() as u32 + 5] {
		let wrong = Revealed { prompt_ids, ..right.clone() };
		assert_eq!(judge.look(&wrong).unwrap().0, Opinion::Text(Rule::Count));
		let (_, accusation) = judge.find(&wrong, None).unwrap();
		let proved = judge.prove(accusation, None, &Theirs::default()).unwrap();
		assert!(judge.holds(&wrong, &proved));
	}
	assert!(party.is_some());
}

#[test]
fn judges_find_every_fault() {
	use assay_canon::{party::Theirs, text::Rule};
	let mut model = load(canonical(Kernels::best(), 2));
	let judge = model.judge().unwrap();
	assert!(load(Arithmetic::Candle).judge().is_none());
	let drawn = Sampling::Temperature { milli: 900, seed: 5 };
	for job in [job(Sampling::Greedy), job(drawn)] {
		let ids = model.prompt_ids(&job.template, &job.prompt).unwrap();
		let job = Job { prompt_ids: Some(ids_hash(&ids)), ..job };
		let honest = revealed(&job, &generate(&mut model, &job));
		let (opinion, party) = judge.look(&honest).unwrap();
		assert_eq!(opinion, Opinion::Right);
		assert_eq!(judge.find(&honest, party.as_ref()), None);
		for fault in FaultKind::ALL {
			let done = match model.run_wrongly(&job, fault).unwrap() {
				Run::Done(done) => done,
				Run::Fault(stopped) => {
					assert_eq!(fault, FaultKind::Fault);
					let wrong = stopped_at(&job, &stopped);
					let (opinion, party) = judge.look(&wrong).unwrap();
					assert_eq!((opinion, party.is_some()), (Opinion::Finite, true));
					continue;
				}
				Run::Refused(reason) => {
					let wrong = refusal_of(&job, &reason);
					let rule = match fault {
						FaultKind::TooLong => Rule::Count,
						FaultKind::BadIds => Rule::Length,
						other => panic!("{other}"),
					};
					let (opinion, party) = judge.look(&wrong).unwrap();
					assert_eq!(opinion, Opinion::Text(rule), "{fault}");
					let (_, accusation) = judge.find(&wrong, party.as_ref()).unwrap();
					let theirs = Theirs::default();
					let proved = judge.prove(accusation, party.as_ref(), &theirs).unwrap();
					assert!(judge.holds(&wrong, &proved), "{fault}");
					continue;
				}
			};
			assert!((1..=job.max_tokens as usize).contains(&done.output_ids.len()));
			let wrong = revealed(&job, &done);
			let (opinion, party) = judge.look(&wrong).unwrap();
			let party = party.unwrap();
			let expected = match fault {
				FaultKind::HalfPrompt => Opinion::Text(Rule::Length),
				FaultKind::Special => Opinion::Text(Rule::Special),
				FaultKind::EarlyStop => Opinion::Text(Rule::Stop),
				FaultKind::Append => Opinion::Text(Rule::Offset),
				_ => Opinion::Trace(None),
			};
			assert_eq!(opinion, expected, "{fault}");
			if let Opinion::Text(rule) = opinion {
				let (found, accusation) = judge.find(&wrong, Some(&party)).unwrap();
				assert_eq!(found, rule);
				assert!(!judge.holds(&wrong, &accusation), "it lacks the ways");
				let proved = judge.prove(accusation, Some(&party), &Theirs::default()).unwrap();
				assert!(judge.holds(&wrong, &proved), "{fault}");
				continue;
			}
			// Whoever lied can answer for it later, but for garbage.
			let (prompt, output) = wrong.split().unwrap();
			let lie = judge.lie(fault, prompt, output, job.sampling).unwrap();
			let ending = assay_canon::trace::Ending::Done;
			let party = judge.party((prompt, output), ending, job.sampling, lie, None).unwrap();
			let answers = party.trace().root() == wrong.root.0;
			assert_eq!(answers, fault != FaultKind::Garbage, "{fault}");
		}
	}
}

#[test]
fn judges_need_no_ids_that_make_sense() {
	let mut model = load(canonical(Kernels::best(), 2));
	let judge = model.judge().unwrap();
	let job = job(Sampling::Greedy);
	let right = revealed(&job, &generate(&mut model, &job));
	let rule_of = |change: &dyn Fn(&mut Revealed)| {
		let mut wrong = right.clone();
		change(&mut wrong);
		match judge.look(&wrong).unwrap().0 {
			Opinion::Text(rule) | Opinion::Trace(Some(rule)) => rule,
			other => panic!("{other:?}"),
		}
	};
	use assay_canon::text::Rule;
	assert_eq!(rule_of(&|wrong| wrong.ids[1] = u32::MAX), Rule::Known);
	assert_eq!(rule_of(&|wrong| wrong.ids.extend([7; 600])), Rule::Count);
	assert_eq!(rule_of(&|wrong| wrong.max_tokens = 2), Rule::Count);
	assert!(judge.look(&Revealed { prompt_ids: 5_000, ..right.clone() }).is_err());
}
