//! A world of opinions: validators see how good workers are, with some noise, and say so or something else.

use crate::{random::Random, yuma::Yuma};
use pallet_scoring::arithmetic::{
	consensus::{cap_stakes, consensus, consensus_and_others, Opinion},
	information::{contribution, Window},
	BILLION,
};

pub const WORKERS: usize = 32;
/// Eras that count, and those before them until the consensus has settled.
pub const ERAS: u32 = 200;
const BEFORE: u32 = 20;
/// Part of the workers whose quality changes from one era to the next.
const CHANGE: f64 = 0.1;
/// Deviation of what a validator sees, as a part of the quality.
pub const NOISE: f64 = 0.1;

/// The worker that a cabal pushes up, and the one that it pushes down.
pub const OWN: usize = 0;
pub const RIVAL: usize = 1;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
	/// Says what it sees.
	Honest,
	/// The consensus of the era before.
	LastConsensus,
	/// The last consensus that the chain has counted when opinions are due: that of the era before it.
	CountedConsensus,
	/// The mean consensus of the eight eras before.
	MeanConsensus,
	/// The consensus of all others in this era, which nobody can see before the opinions are revealed.
	ThisConsensus,
	/// What it saw the era before.
	Late,
	/// What it saw first, for ever.
	Stubborn,
	/// All workers are alike.
	Alike,
	/// Any numbers.
	Random,
	/// What this other validator says, which is the same person: the vector is used as it is.
	SameAs(usize),
	/// Goes five times as far from the consensus of the era before as what it sees.
	Exaggerate,
	/// Half for [`OWN`], nothing for [`RIVAL`], the rest as it sees it.
	Push,
	/// Every other worker far up, the others far down, and the other way round in the next era.
	Swing,
}

/// What came out, summed over the eras that count.
pub struct Outcome {
	/// Units of information that each validator is paid for.
	pub units: Vec<f64>,
	/// Each validator's share of dividends by Yuma consensus, mean.
	pub dividends: Vec<f64>,
	/// By era and worker: the consensus, in parts per billion.
	pub consensus: Vec<Vec<u32>>,
	/// Of each worker, its share of the emission by Yuma consensus, mean.
	pub incentives: Vec<f64>,
}

/// What a validator may go by.
struct Sight<'a> {
	now: &'a [f64],
	then: &'a [f64],
	first: &'a [f64],
	consensus: &'a [Vec<u32>],
	random: &'a [f64],
	era: u32,
}

pub fn run(validators: &[(u128, Strategy)], seed: u64) -> Outcome {
	let mut random = Random::new(seed);
	let stakes: Vec<u128> = validators.iter().map(|(stake, _)| *stake).collect();
	let capped = cap_stakes(&stakes);
	let quality = |random: &mut Random| 0.2 + 0.8 * random.unit();
	let mut qualities: Vec<f64> = (0..WORKERS).map(|_| quality(&mut random)).collect();
	let mut seen: Vec<Vec<Vec<f64>>> = Vec::new();
	let mut history: Vec<Vec<u32>> = Vec::new();
	let mut windows = vec![Window::default(); validators.len()];
	let mut yuma = Yuma::default();
	let mut units = vec![0.0; validators.len()];
	let mut dividends = vec![0.0; validators.len()];
	let mut incentives = vec![0.0; WORKERS];

	for era in 0..ERAS + BEFORE {
		for it in &mut qualities {
			// Those two stay as they are, and middling, so that what a cabal does to them is easy to see.
			let (changes, to) = (random.chance(CHANGE), quality(&mut random));
			*it = if changes { to } else { *it };
		}
		qualities[OWN] = 0.6;
		qualities[RIVAL] = 0.6;
		let see = |random: &mut Random| -> Vec<f64> {
			qualities.iter().map(|it| (it * (1.0 + NOISE * random.normal())).max(0.0)).collect()
		};
		seen.push(validators.iter().map(|_| see(&mut random)).collect());
		let noise: Vec<Vec<f64>> =
			validators.iter().map(|_| (0..WORKERS).map(|_| random.unit()).collect()).collect();

		let at = era as usize;
		let sight = |i: usize| Sight {
			now: &seen[at][i],
			then: &seen[at.saturating_sub(1)][i],
			first: &seen[0][i],
			consensus: &history,
			random: &noise[i],
			era,
		};
		let mut vectors: Vec<Vec<u32>> =
			(0..validators.len()).map(|i| vector(validators[i].1, &sight(i))).collect();
		for (i, (_, strategy)) in validators.iter().enumerate() {
			if *strategy == Strategy::ThisConsensus {
				let others: Vec<f64> = (0..WORKERS)
					.map(|j| consensus(&opinions(&capped, &vectors, j, Some(i))).into())
					.collect();
				vectors[i] = normalised(&others);
			} else if let Strategy::SameAs(other) = strategy {
				vectors[i] = vectors[*other].clone();
			}
		}

		let found: Vec<_> = (0..WORKERS)
			.map(|j| consensus_and_others(&opinions(&capped, &vectors, j, None)))
			.collect();
		if let Some(before) = history.last() {
			for (i, window) in windows.iter_mut().enumerate() {
				*window = window.at(era);
				for j in 0..WORKERS {
					window.add(contribution(vectors[i][j], found[j].others[i], before[j]));
				}
			}
		}
		history.push(found.iter().map(|it| it.value).collect());
		let shares = yuma.era(&stakes, &vectors);
		if era < BEFORE {
			continue;
		}
		let mean = |sums: &mut [f64], shares: &[f64]| {
			sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share / f64::from(ERAS));
		};
		units.iter_mut().zip(&windows).for_each(|(sum, it)| *sum += it.units() as f64);
		mean(&mut dividends, &shares.validators);
		mean(&mut incentives, &shares.miners);
	}
	Outcome { units, dividends, consensus: history.split_off(BEFORE as usize), incentives }
}

/// What all validators, or all but one, gave a worker.
fn opinions(
	stakes: &[u128],
	vectors: &[Vec<u32>],
	worker: usize,
	but: Option<usize>,
) -> Vec<Opinion> {
	(0..stakes.len())
		.filter(|i| Some(*i) != but)
		.map(|i| Opinion { stake: stakes[i], value: vectors[i][worker] })
		.collect()
}

fn vector(strategy: Strategy, sight: &Sight) -> Vec<u32> {
	let honest = || normalised(sight.now);
	let Some(last) = sight.consensus.last() else { return honest() };
	let each = |of: &dyn Fn(usize) -> f64| normalised(&(0..WORKERS).map(of).collect::<Vec<_>>());
	match strategy {
		Strategy::Honest | Strategy::ThisConsensus | Strategy::SameAs(_) => honest(),
		Strategy::Alike => each(&|_| 1.0),
		Strategy::LastConsensus => last.clone(),
		Strategy::CountedConsensus => sight.consensus.iter().rev().nth(1).unwrap_or(last).clone(),
		Strategy::MeanConsensus => {
			let eras = sight.consensus.len().min(8);
			let past = &sight.consensus[sight.consensus.len() - eras..];
			each(&|j| past.iter().map(|row| f64::from(row[j])).sum::<f64>())
		}
		Strategy::Late => normalised(sight.then),
		Strategy::Stubborn => normalised(sight.first),
		Strategy::Random => normalised(sight.random),
		Strategy::Exaggerate => {
			let honest = honest();
			each(&|j| {
				let (seen, last) = (f64::from(honest[j]), f64::from(last[j]));
				(last + 5.0 * (seen - last)).max(0.0)
			})
		}
		Strategy::Push => {
			let rest: f64 = sight.now.iter().sum::<f64>() - sight.now[OWN] - sight.now[RIVAL];
			each(&|j| match j {
				OWN => rest,
				RIVAL => 0.0,
				_ => sight.now[j],
			})
		}
		Strategy::Swing => each(&|j| {
			let up = (j + sight.era as usize).is_multiple_of(2);
			sight.now[j] * if up { 3.0 } else { 0.2 }
		}),
	}
}

/// Parts per billion that sum to one, but for rounding.
fn normalised(values: &[f64]) -> Vec<u32> {
	let all: f64 = values.iter().sum();
	values.iter().map(|it| (it / all * f64::from(BILLION)) as u32).collect()
}
