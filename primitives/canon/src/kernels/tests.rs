//! Every path gives the bits of the definitions.

use super::*;
use crate::{half, maths, quant, vector};
use proptest::prelude::*;

fn paths() -> Vec<Kernels> {
	Path::ALL.into_iter().filter_map(Kernels::new).collect()
}

/// Numbers of many magnitudes, by a seed.
fn numbers(seed: u64, len: usize) -> Vec<f32> {
	(0..len)
		.map(|n| {
			let [a, b, ..] = crate::sampling::philox([n as u32, 0, 0, 0], [seed as u32, 1]);
			let fraction = a as f32 / u32::MAX as f32 - 0.5;
			fraction * f32::from_bits(((b % 24) + 116) << 23)
		})
		.collect()
}

/// Rows of blocks with elements of all values, −128 too.
fn rows(seed: u64, rows: usize, columns: usize) -> Vec<u8> {
	let mut bytes = Vec::new();
	for block in 0..rows * columns / 32 {
		let words: Vec<u32> = (0..9u32)
			.flat_map(|n| crate::sampling::philox([block as u32, n, 7, 0], [seed as u32, 2]))
			.collect();
		bytes.extend(half::from_f32(words[0] as f32 / 1e12).unwrap().to_le_bytes());
		bytes.extend(words[1..9].iter().flat_map(|w| w.to_le_bytes()));
	}
	bytes
}

fn bits(x: &[f32]) -> Vec<u32> {
	x.iter().map(|x| x.to_bits()).collect()
}

/// Compares all kernels with the definitions and returns how many values were compared.
fn compare(seed: u64, outputs: usize, columns: usize, batch: usize) -> usize {
	let source = rows(seed, outputs, columns);
	let matrix = Matrix::from_rows(&mut Arena::default(), &source, outputs, columns).unwrap();
	let weights: Vec<Vec<quant::Block>> = source
		.chunks_exact(columns / 32 * 34)
		.map(|row| row.as_chunks().0.iter().map(|b| quant::Block::read(b).unwrap()).collect())
		.collect();
	let x: Vec<Vec<f32>> = (0..batch).map(|n| numbers(seed + n as u64, columns)).collect();
	let blocks: Vec<Vec<quant::Block>> = x
		.iter()
		.map(|x| x.as_chunks().0.iter().map(|x| quant::Block::quantise(x).unwrap()).collect())
		.collect();
	let expected: Vec<Vec<f32>> = blocks
		.iter()
		.map(|blocks| weights.iter().map(|row| quant::dot(row, blocks)).collect())
		.collect();
	let most = vector::maximum(&x[0]).unwrap();
	let exp_sum = vector::exp_sum(&x[0], most);
	let shares: Vec<f32> = x[0].iter().map(|s| vector::share(*s, most, exp_sum)).collect();
	let parts: Vec<f32> = shares.iter().cycle().take(batch).copied().collect();
	let gain = numbers(seed + 99, columns);
	let mut count = 0;
	let mut same = |got: &[f32], expected: &[f32], what: &str, path: Path| {
		assert_eq!(bits(got), bits(expected), "{what}, {path}");
		count += got.len();
	};

	for kernels in paths() {
		let path = kernels.path();
		let mut activations = Activations::default();
		activations.resize(batch, columns);
		for (n, x) in x.iter().enumerate() {
			kernels.quantise(x, &mut activations, n).unwrap();
			for (index, block) in blocks[n].iter().enumerate() {
				assert_eq!(activations.block(n, index), *block, "{path}");
			}
		}
		let groups = matrix.groups();
		let mut out = vec![vec![0.0; groups * GROUP]; batch];
		// In two parts, as threads do.
		for part in [0..groups / 2, groups / 2..groups] {
			let mut slices: Vec<&mut [f32]> =
				out.iter_mut().map(|row| &mut row[part.start * GROUP..part.end * GROUP]).collect();
			kernels.multiply(&matrix, part, &activations, &mut slices);
		}
		for (out, expected) in out.iter().zip(&expected) {
			same(&out[..outputs], expected, "matrix", path);
		}
		let squares = vector::sum_of_squares(&x[0]);
		same(&[kernels.sum_of_squares(&x[0])], &[squares], "squares", path);
		let mut scores = vec![0.0; batch];
		kernels.scores(&gain, &x.concat(), 0.125, &mut scores);
		let expected: Vec<f32> = x.iter().map(|x| vector::dot(&gain, x) * 0.125).collect();
		same(&scores, &expected, "scores", path);
		let mut softmax = x[0].clone();
		kernels.softmax(&mut softmax).unwrap();
		same(&softmax, &shares, "softmax", path);
		let divisor = vector::norm_divisor(squares, columns as u32, 1e-5);
		let mut normed = vec![0.0; columns];
		kernels.norm(&x[0], divisor, &gain, &mut normed);
		let expected: Vec<f32> =
			x[0].iter().zip(&gain).map(|(x, g)| vector::normed(*x, divisor, *g)).collect();
		same(&normed, &expected, "norm", path);
		let mut gated = gain.clone();
		kernels.silu_multiply(&mut gated, &x[0]);
		let expected: Vec<f32> = x[0].iter().zip(&gain).map(|(x, g)| maths::silu(*g) * x).collect();
		same(&gated, &expected, "silu", path);
		let mut sums = gain.clone();
		kernels.accumulate(&parts, &x.concat(), &mut sums);
		let expected: Vec<f32> = (0..columns)
			.map(|n| x.iter().zip(&parts).fold(gain[n], |sum, (x, share)| sum + share * x[n]))
			.collect();
		same(&sums, &expected, "accumulate", path);
	}
	count
}

#[test]
fn shapes_of_models_give_the_same_bits() {
	let mut count = 0;
	for (outputs, columns) in [(256, 192), (96, 2048), (33, 96), (8, 32), (1, 1024)] {
		for batch in [1, 7, 40] {
			count += compare(outputs as u64, outputs, columns, batch);
		}
	}
	println!("{count} values compared");
	assert!(count > 10_000);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn any_shape_gives_the_same_bits(seed: u32, outputs in 1usize..70, blocks in 1usize..20, batch in 1usize..9) {
		compare(seed.into(), outputs, blocks * 32, batch);
	}
}

#[test]
fn what_is_not_finite_is_found() {
	for kernels in paths() {
		for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
			let mut x = vec![1.0; 64];
			assert!(kernels.all_finite(&x));
			x[63] = bad;
			assert!(!kernels.all_finite(&x));
			let mut activations = Activations::default();
			activations.resize(1, 64);
			assert_eq!(kernels.quantise(&x, &mut activations, 0), Err(NotFinite));
			assert_eq!(kernels.softmax(&mut x), Err(NotFinite));
		}
	}
}

#[test]
fn matrices_keep_their_rows() {
	let source = rows(3, 11, 64);
	let matrix = Matrix::from_rows(&mut Arena::default(), &source, 11, 64).unwrap();
	for row in 0..11 {
		for block in 0..2 {
			let expected = &source[(row * 2 + block) * 34..][..34];
			assert_eq!(matrix.block(row, block).write(), expected);
		}
	}
	assert!(Matrix::from_rows(&mut Arena::default(), &source, 10, 64).is_none());
	assert!(Matrix::from_rows(&mut Arena::default(), &source, 11, 63).is_none());
	let mut infinite = source;
	infinite[1] = 0x7c;
	assert!(Matrix::from_rows(&mut Arena::default(), &infinite, 11, 64).is_none());
}

#[test]
fn paths_have_names() {
	for path in Path::ALL {
		assert_eq!(path.to_string().parse::<Path>().is_ok(), path.is_available());
	}
	assert!("sse".parse::<Path>().unwrap_err().contains("avx512-vnni"));
	assert!(Path::best().is_available());
}
