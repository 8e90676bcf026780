//! Canonical arithmetic against candle's own kernels, in one process and on one thread each, runs alternating.
//!
//! `scripts/bench-canon.sh` runs it and says what it needs.

use assay_canon::kernels::{Activations, Arena, Kernels, Matrix, Path};
use assay_engine::{Arithmetic, Job, Model, Run};
use assay_primitives::{model::TemplatePart, task::Sampling};
use candle_core::{
	quantized::{GgmlDType, QMatMul, QTensor},
	Device, Module, Tensor,
};
use std::{path::Path as File, time::Instant};

const ROUNDS: usize = 31;

fn median(mut values: Vec<f64>) -> f64 {
	values.sort_by(f64::total_cmp);
	values[values.len() / 2]
}

type Contender<'a> = (String, Box<dyn FnMut() + 'a>);

/// Milliseconds of each contender, their runs alternating.
fn alternate(contenders: &mut [Contender]) -> Vec<f64> {
	let mut times = vec![Vec::new(); contenders.len()];
	for round in 0..ROUNDS + 3 {
		for ((_, run), times) in contenders.iter_mut().zip(&mut times) {
			let began = Instant::now();
			run();
			// The first rounds warm caches up.
			if round >= 3 {
				times.push(began.elapsed().as_secs_f64() * 1e3);
			}
		}
	}
	times.into_iter().map(median).collect()
}

fn products(rows: usize, columns: usize, batch: usize) {
	let device = Device::Cpu;
	let numbers = |count: usize| -> Vec<f32> {
		(0..count).map(|n| (n as f32 * 0.7311).sin() + (n as f32 * 0.013).cos()).collect()
	};
	let weights = Tensor::from_vec(numbers(rows * columns), (rows, columns), &device).unwrap();
	let quantised = QTensor::quantize(&weights, GgmlDType::Q8_0).unwrap();
	let matrix =
		Matrix::from_rows(&mut Arena::default(), &quantised.data().unwrap(), rows, columns)
			.unwrap();
	let candle = QMatMul::from_qtensor(quantised).unwrap();
	let x = numbers(batch * columns);
	let tensor = Tensor::from_vec(x.clone(), (batch, columns), &device).unwrap();
	let theirs = || {
		std::hint::black_box(candle.forward(&tensor).unwrap());
	};
	let mut contenders: Vec<Contender> = vec![("candle".into(), Box::new(theirs))];
	for kernels in Path::ALL.into_iter().filter_map(Kernels::new) {
		let (matrix, x) = (&matrix, &x);
		let run = move || {
			let mut activations = Activations::default();
			activations.resize(batch, columns);
			for (row, x) in x.chunks_exact(columns).enumerate() {
				kernels.quantise(x, &mut activations, row).unwrap();
			}
			let mut out = vec![0.0f32; batch * rows];
			let mut slices: Vec<&mut [f32]> = out.chunks_exact_mut(rows).collect();
			kernels.multiply(matrix, 0..matrix.groups(), &activations, &mut slices);
			std::hint::black_box(out);
		};
		contenders.push((kernels.path().to_string(), Box::new(run)));
	}
	let times = alternate(&mut contenders);
	print!("| {rows} × {columns}, batch {batch} | {:.3} |", times[0]);
	for ((name, _), time) in contenders.iter().zip(&times).skip(1) {
		print!(" {name} {time:.3} ({:.2})", times[0] / time);
	}
	println!(" |");
}

fn generation() {
	let folder = File::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this is"))
		.join("../examples/demo-model");
	let (model, tokenizer) = (folder.join("assay-demo.gguf"), folder.join("tokenizer.json"));
	let job = Job {
		template: vec![TemplatePart::Prompt],
		context: 512,
		prompt: b"In the beginning God created the heaven and the earth. ".repeat(6),
		max_tokens: 200,
		sampling: Sampling::Temperature { milli: 1000, seed: 1 },
		prompt_ids: None,
	};
	println!("\n| demo model, one thread | prompt ids/s | output ids/s |\n| --- | --: | --: |");
	for (name, canon) in [("candle", None), ("CANON-1, trace included", Some(1))] {
		let arithmetic = Arithmetic::of(canon, None, 1).unwrap();
		let mut model = Model::load(&model, Some(&tokenizer), arithmetic).unwrap();
		let mut speeds = (Vec::new(), Vec::new());
		for _ in 0..7 {
			let Ok(Run::Done(done)) = model.run(&job) else { panic!("the demo model runs") };
			speeds.0.push(done.prompt_ids.len() as f64 / done.prefill.as_secs_f64());
			speeds.1.push((done.output_ids.len() - 1) as f64 / done.decode.as_secs_f64());
		}
		println!("| {name} | {:.0} | {:.0} |", median(speeds.0), median(speeds.1));
	}
}

fn main() {
	println!("| `Q8_0` product, one thread, ms | candle | CANON-1 (times as fast) |\n| --- | --: | --- |");
	for (rows, columns) in [(1024, 1024), (4096, 4096), (3072, 1024)] {
		for batch in [1, 64] {
			products(rows, columns, batch);
		}
	}
	generation();
}
