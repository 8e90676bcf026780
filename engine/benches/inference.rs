//! One contender of the inference benchmark: `scripts/bench-inference.sh` starts several and lets them run in turn.
//!
//! It loads a model, prints a line of JSON, and then one for every line on standard input: the seconds that prompt and
//! output took, or the bytes per second that threads read from memory.

use assay_canon::{merkle::Plain, trace::Recorder};
use assay_engine::{Arithmetic, Job, Model, Run};
use assay_primitives::{model::TemplatePart, task::Sampling};
use std::{env, hint::black_box, path::Path, time::Instant};

const USAGE: &str = "scripts/bench-inference.sh runs this as
  inference canon|candle MODEL TOKENIZER|- PROMPT-IDS OUTPUT-IDS THREADS
  inference trace LAYERS WIDTH KV-HEADS HEAD VOCABULARY
  inference bandwidth THREADS";
/// Text for prompts; the random model spells it byte by byte.
const TEXT: &str = "and it came to pass in those days that there went out a decree that all the world \
	should be told of the words that were written in the book of the kings of the east and of the west ";

fn number(argument: Option<&String>) -> usize {
	argument.and_then(|argument| argument.parse().ok()).expect(USAGE)
}

/// Waits for a line, prints what `measure` gives, and so on.
fn serve(mut measure: impl FnMut() -> String) {
	for line in std::io::stdin().lines() {
		line.expect("standard input is text");
		println!("{}", measure());
	}
}

fn runs(canon: bool, arguments: &[String]) {
	let [model, tokenizer, rest @ ..] = arguments else { panic!("{USAGE}") };
	let tokenizer = (tokenizer != "-").then(|| Path::new(tokenizer));
	let (prompt_ids, max_tokens) = (number(rest.first()), number(rest.get(1)));
	let arithmetic = Arithmetic::of(canon.then_some(1), None, number(rest.get(2)));
	let arithmetic = arithmetic.expect("this machine computes");
	let mut model = Model::load(Path::new(model), tokenizer, arithmetic).expect("the model loads");
	let template = vec![TemplatePart::Prompt];
	// The longest beginning of the text with so few ids.
	let mut prompt = TEXT.repeat(prompt_ids / 16 + 1);
	let ids = loop {
		let ids = model.prompt_ids(&template, prompt.as_bytes()).expect("the prompt has ids");
		if ids.len() <= prompt_ids {
			break ids;
		}
		prompt.pop();
	};
	println!("{{\"ids\":{ids:?},\"class\":\"{}\"}}", model.execution_class());
	let job = Job {
		template,
		context: (prompt_ids + max_tokens) as u32,
		prompt: prompt.into_bytes(),
		max_tokens: max_tokens as u32,
		sampling: Sampling::Greedy,
		prompt_ids: None,
	};
	serve(|| {
		let run = model.run(&job).expect("the model runs");
		let Run::Done(done) = run else { panic!("the run ends early: {run:?}") };
		let (prompt, output) = (done.prompt_ids.len(), done.output_ids.len() - 1);
		format!(
			"{{\"prefill\":{},\"decode\":{},\"first\":{},\"root\":\"{:?}\"}}",
			prompt as f64 / done.prefill.as_secs_f64(),
			output as f64 / done.decode.as_secs_f64(),
			done.output_ids[0],
			done.root
		)
	});
}

/// Seconds that the trace of a position takes on one thread.
fn trace(arguments: &[String]) {
	let size = |index| number(arguments.get(index));
	let (layers, width, kv_heads, head, vocabulary) = (size(0), size(1), size(2), size(3), size(4));
	let numbers: Vec<f32> = (0..vocabulary.max(width)).map(|n| n as f32 * 0.37).collect();
	let keys = &numbers[..kv_heads * head];
	println!("{{}}");
	serve(|| {
		let mut recorder = Recorder::new(layers as u32, head as u32);
		let began = Instant::now();
		const POSITIONS: u32 = 32;
		for position in 0..POSITIONS {
			for layer in 0..layers as u32 {
				recorder.cells::<Plain>(layer, 1, &numbers[..width], keys, keys);
			}
			recorder.end::<Plain>(position, &numbers[..width], &numbers[..vocabulary], 0);
		}
		let headers = vec![(0, 0); POSITIONS as usize + 2];
		black_box(recorder.finish::<Plain>(&headers, 1));
		format!("{{\"seconds\":{}}}", began.elapsed().as_secs_f64() / f64::from(POSITIONS))
	});
}

/// Plain reads of memory that fits no cache. Each thread reads four places side by side, which is faster than one.
fn bandwidth(threads: usize) {
	const BYTES: usize = 512 << 20;
	let memory: Vec<[u64; 8]> = (0..BYTES as u64 / 64).map(|n| [n; 8]).collect();
	println!("{{}}");
	serve(|| {
		let began = Instant::now();
		std::thread::scope(|scope| {
			for part in memory.chunks(memory.len().div_ceil(threads)) {
				scope.spawn(move || {
					let mut sums = [0u64; 8];
					let (low, high) = part.split_at(part.len() / 2);
					let ((a, b), (c, d)) =
						(low.split_at(low.len() / 2), high.split_at(high.len() / 2));
					for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
						for (n, sum) in sums.iter_mut().enumerate() {
							*sum ^= a[n] ^ b[n] ^ c[n] ^ d[n];
						}
					}
					black_box(sums);
				});
			}
		});
		format!("{{\"bytes\":{}}}", BYTES as f64 / began.elapsed().as_secs_f64())
	});
}

fn main() {
	// Cargo adds `--bench` when it runs benchmarks itself.
	let arguments: Vec<String> = env::args().skip(1).filter(|one| one != "--bench").collect();
	match arguments.split_first().map(|(what, rest)| (what.as_str(), rest)) {
		Some(("canon", rest)) => runs(true, rest),
		Some(("candle", rest)) => runs(false, rest),
		Some(("trace", rest)) => trace(rest),
		Some(("bandwidth", rest)) => bandwidth(number(rest.first())),
		_ => println!("{USAGE}"),
	}
}
