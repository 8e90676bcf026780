//! What CANON-1 costs in quality: the demo model's perplexity on text that it was not trained on, next to candle's on the
//! same weights in single precision, where nothing else is quantised.
//!
//! `scripts/bench-perplexity.sh` prints the figures, also of another text (`ASSAY_HELD_OUT`).

use assay_canon::{
	card::{self, Card},
	engine::{Run, Weights},
	merkle::{self, Plain},
	shape::{Family, Part, Shape, Tensor as Name},
};
use assay_engine::{inspect, Arithmetic, Kernels, Machine, Model};
use assay_primitives::Hash;
use candle_core::{
	quantized::{gguf_file, GgmlDType, QTensor},
	Device, Tensor,
};
use candle_transformers::models::quantized_llama::ModelWeights;
use std::{env, fs, io::Cursor, path::PathBuf, sync::Arc};

/// Most that CANON-1's perplexity may differ from that of single precision, of the latter.
const GATE: f64 = 0.005;

fn demo(name: &str) -> PathBuf {
	PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this is"))
		.join("../examples/demo-model")
		.join(name)
}

/// Logits after each of a window's ids.
type Forward = Box<dyn FnMut(&[u32]) -> Vec<Vec<f32>>>;

/// candle's own Llama on a GGUF file, with whichever kernels its types have.
fn candle(gguf: &[u8]) -> Forward {
	let mut file = Cursor::new(gguf);
	let content = gguf_file::Content::read(&mut file).unwrap();
	let mut model = ModelWeights::from_gguf(content, &mut file, &Device::Cpu).unwrap();
	Box::new(move |ids| {
		// It gives the last id's logits only. Position 0 starts anew.
		let logits = ids.iter().enumerate().map(|(position, id)| {
			let id = Tensor::new(&[[*id]], &Device::Cpu).unwrap();
			model.forward(&id, position).unwrap().squeeze(0).unwrap().to_vec1().unwrap()
		});
		logits.collect()
	})
}

/// The same model with its weights in single precision: candle multiplies those without quantising anything.
fn in_single_precision(gguf: &[u8]) -> Vec<u8> {
	let mut file = Cursor::new(gguf);
	let content = gguf_file::Content::read(&mut file).unwrap();
	let mut tensors = Vec::new();
	for name in content.tensor_infos.keys() {
		let tensor = content.tensor(&mut file, name, &Device::Cpu).unwrap();
		let tensor = tensor.dequantize(&Device::Cpu).unwrap();
		tensors.push((&name[..], QTensor::quantize(&tensor, GgmlDType::F32).unwrap()));
	}
	let tensors: Vec<_> = tensors.iter().map(|(name, tensor)| (*name, tensor)).collect();
	let metadata: Vec<_> = content.metadata.iter().map(|(key, value)| (&key[..], value)).collect();
	let mut written = Cursor::new(Vec::new());
	gguf_file::write(&mut written, &metadata, &tensors).unwrap();
	written.into_inner()
}

/// The model by CANON-1; `root` is what it is to the chain.
fn canonical(gguf: &[u8], model: &Model, root: Hash) -> Forward {
	let mut file = Cursor::new(gguf);
	let content = gguf_file::Content::read(&mut file).unwrap();
	let value = |key: &str| &content.metadata[&format!("llama.{key}")];
	let number = |key| value(key).to_u32().unwrap();
	let (width, heads) = (number("embedding_length"), number("attention.head_count"));
	let shape = Shape {
		family: Family::Llama,
		layers: number("block_count"),
		width,
		heads,
		kv_heads: number("attention.head_count_kv"),
		head: width / heads,
		inner: number("feed_forward_length"),
		vocabulary: model.info().vocabulary,
		context: model.info().context,
		epsilon: value("attention.layer_norm_rms_epsilon").to_f32().unwrap(),
		rope_base: value("rope.freq_base").to_f32().unwrap(),
		tied: !content.tensor_infos.contains_key("output.weight"),
	};
	let weights = Weights::load(shape, |tensor| {
		let tensor = content.tensor(&mut file, &name_of(tensor), &Device::Cpu)?;
		tensor.data().map(|bytes| bytes.into_owned().into())
	});
	let weights = Arc::new(weights.unwrap());

	// Hyper-parameters and weights are those of the model that workers run.
	let vocabulary = model.vocabulary();
	let spellings = (0..shape.vocabulary)
		.map(|id| card::spelling::<Plain>(vocabulary.is_special(id), vocabulary.spelling(id)));
	let card = Card {
		shape,
		rows: merkle::root::<Plain>(weights.row_leaves().to_vec()),
		spellings: merkle::root::<Plain>(spellings.collect()),
		stop: model.info().stop.clone(),
	};
	assert_eq!(Hash::from(card.root::<Plain>()), root);

	let mut run = Run::new(weights, Machine::new(Kernels::best(), 1).unwrap());
	Box::new(move |ids| {
		run.truncate(0);
		let hidden = run.extend(ids, &mut ()).expect("all numbers are finite");
		hidden.chunks_exact(width as usize).map(|hidden| run.logits(hidden).unwrap()).collect()
	})
}

fn name_of(tensor: Name) -> String {
	let (layer, part) = match tensor {
		Name::Embedding => return "token_embd.weight".into(),
		Name::Output => return "output.weight".into(),
		Name::OutputNorm => return "output_norm.weight".into(),
		Name::Layer(layer, part) => (layer, part),
	};
	let part = match part {
		Part::AttentionNorm => "attn_norm",
		Part::Query => "attn_q",
		Part::Key => "attn_k",
		Part::Value => "attn_v",
		Part::AttentionOutput => "attn_output",
		Part::FeedNorm => "ffn_norm",
		Part::Gate => "ffn_gate",
		Part::Up => "ffn_up",
		Part::Down => "ffn_down",
		Part::QueryNorm | Part::KeyNorm => unreachable!("a Llama has none; qed"),
	};
	format!("blk.{layer}.{part}.weight")
}

/// Logarithms of the probabilities that logits stand for.
fn log_softmax(logits: &[f32]) -> Vec<f64> {
	let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max) as f64;
	let sum: f64 = logits.iter().map(|logit| (f64::from(*logit) - largest).exp()).sum();
	logits.iter().map(|logit| f64::from(*logit) - largest - sum.ln()).collect()
}

fn first_choice(logs: &[f64]) -> usize {
	(0..logs.len()).max_by(|a, b| logs[*a].total_cmp(&logs[*b])).unwrap()
}

/// What a way to compute gave on a text, next to single precision.
#[derive(Default)]
struct Score {
	/// Of each token, its surprise.
	nats: Vec<f64>,
	/// Divergences from single precision's distributions (Kullback and Leibler's), summed.
	divergence: f64,
	/// Tokens with the same most probable id.
	agreeing: usize,
}

impl Score {
	fn add(&mut self, logs: &[f64], reference: &[f64], next: u32) {
		self.nats.push(-logs[next as usize]);
		self.divergence += reference.iter().zip(logs).map(|(p, q)| p.exp() * (p - q)).sum::<f64>();
		self.agreeing += usize::from(first_choice(logs) == first_choice(reference));
	}

	/// Nats per token.
	fn mean(&self) -> f64 {
		self.nats.iter().sum::<f64>() / self.nats.len() as f64
	}

	/// Perplexity against another's on the same text, and the standard error: both less one.
	fn against(&self, other: &Self) -> (f64, f64) {
		let difference = self.mean() - other.mean();
		let pairs = self.nats.iter().zip(&other.nats);
		let squares: f64 = pairs.map(|(a, b)| (a - b - difference).powi(2)).sum();
		(difference.exp_m1(), squares.sqrt() / self.nats.len() as f64)
	}
}

#[test]
fn perplexity_is_that_of_single_precision() {
	let (path, tokenizer) = (demo("assay-demo.gguf"), demo("tokenizer.json"));
	let gguf = fs::read(&path).unwrap();
	let model = Model::load(&path, Some(&tokenizer), Arithmetic::Candle).unwrap();
	let root = inspect(&path, Some(&tokenizer)).unwrap().canonical.unwrap();

	// As in the training: chapters, each between two ends of text.
	let text = env::var_os("ASSAY_HELD_OUT").map_or_else(|| demo("held-out.txt"), PathBuf::from);
	let text = fs::read_to_string(text).unwrap();
	let [end] = model.info().stop[..] else { panic!("it stops at one id") };
	let (mut ids, mut bytes) = (vec![end], 0);
	for chapter in text.split("\n\n") {
		let chapter = format!("{}\n", chapter.trim_end());
		bytes += chapter.len();
		ids.extend(model.vocabulary().encode(chapter.as_bytes()).unwrap());
		ids.push(end);
	}

	let mut ways = [
		("candle, `F32`", candle(&in_single_precision(&gguf)), Score::default()),
		("CANON-1", canonical(&gguf, &model, root), Score::default()),
		("candle, `Q8_0`", candle(&gguf), Score::default()),
	];
	// Each window's last prediction is the next one's first id, so every id but the first is predicted once.
	let context = model.info().context as usize;
	for start in (0..ids.len() - 1).step_by(context) {
		let window = &ids[start..ids.len().min(start + context + 1)];
		let (next, window) = (&window[1..], &window[..window.len() - 1]);
		let mut reference: Vec<Vec<f64>> = Vec::new();
		for (_, forward, score) in &mut ways {
			let logs: Vec<_> = forward(window).iter().map(|logits| log_softmax(logits)).collect();
			if reference.is_empty() {
				reference.clone_from(&logs);
			}
			assert_eq!(logs.len(), next.len());
			for ((logs, reference), next) in logs.iter().zip(&reference).zip(next) {
				score.add(logs, reference, *next);
			}
		}
	}

	let tokens = ids.len() - 1;
	println!("{bytes} bytes, {tokens} tokens, in windows of {context}\n");
	println!(
		"| | nats per token | perplexity per token | per byte | against `F32`, % | \
		 divergence, nats | same first choice, % |"
	);
	println!("| --- | --: | --: | --: | --: | --: | --: |");
	for (name, _, score) in &ways {
		let (difference, error) = score.against(&ways[0].2);
		println!(
			"| {name} | {:.5} | {:.4} | {:.5} | {:+.3} ± {:.3} | {:.6} | {:.2} |",
			score.mean(),
			score.mean().exp(),
			(score.mean() * tokens as f64 / bytes as f64).exp(),
			difference * 100.0,
			error * 100.0,
			score.divergence / tokens as f64,
			score.agreeing as f64 * 100.0 / tokens as f64,
		);
	}
	let (difference, _) = ways[1].2.against(&ways[0].2);
	assert!(difference.abs() <= GATE, "CANON-1's perplexity differs by {difference}");
}
