//! The scheme to compare with: Yuma consensus, as Bittensor's documentation publishes it.
//!
//! Validators give miners weights that sum to one. The consensus of a miner is the stake-weighted median of its weights,
//! κ = ½, and weights are cut to it. A miner's share of the emission is what is left of its weights, by stake. A
//! validator's bond to a miner is its stake times its weight after the cut, as a part of all bonds to the miner, averaged
//! over time with α = 0.1; its share is the sum over its bonds times what the miners get. Emission does not depend on
//! anybody having paid for anything.

use pallet_scoring::arithmetic::consensus::{consensus, Opinion};

const ALPHA: f64 = 0.1;

#[derive(Default)]
pub struct Yuma {
	/// By validator and miner.
	bonds: Vec<Vec<f64>>,
}

/// Who gets which part of an era's emission. Miners and validators get as much in sum.
pub struct Shares {
	pub miners: Vec<f64>,
	pub validators: Vec<f64>,
}

impl Yuma {
	/// An era. `weights`: of each validator for each miner, in parts per billion.
	pub fn era(&mut self, stakes: &[u128], weights: &[Vec<u32>]) -> Shares {
		let miners = weights[0].len();
		let all: u128 = stakes.iter().sum();
		let stake: Vec<f64> = stakes.iter().map(|it| *it as f64 / all as f64).collect();
		let median = |j: usize| {
			let given = stakes.iter().zip(weights);
			let given = given.map(|(stake, row)| Opinion { stake: *stake, value: row[j] });
			consensus(&given.collect::<Vec<_>>())
		};
		let medians: Vec<u32> = (0..miners).map(median).collect();
		let cut = |i: usize, j: usize| f64::from(weights[i][j].min(medians[j])) / 1e9;
		let ranks: Vec<f64> =
			(0..miners).map(|j| (0..stake.len()).map(|i| stake[i] * cut(i, j)).sum()).collect();
		let total: f64 = ranks.iter().sum();
		let incentives: Vec<f64> = ranks.iter().map(|it| it / total.max(1e-12)).collect();

		self.bonds.resize(stake.len(), vec![0.0; miners]);
		for (i, row) in self.bonds.iter_mut().enumerate() {
			for (j, held) in row.iter_mut().enumerate() {
				let bond = stake[i] * cut(i, j) / ranks[j].max(1e-12);
				*held += ALPHA * (bond - *held);
			}
		}
		let dividends: Vec<f64> = (self.bonds.iter())
			.map(|row| row.iter().zip(&incentives).map(|(bond, share)| bond * share).sum())
			.collect();
		let total: f64 = dividends.iter().sum();
		let validators = dividends.iter().map(|it: &f64| it / total.max(1e-12)).collect();
		Shares { miners: incentives, validators }
	}
}
