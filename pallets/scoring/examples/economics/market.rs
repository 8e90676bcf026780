//! A market for one model: tasks are drawn, done, missed, audited and paid as on the chain, or nearly so.

use crate::{
	numbers::{
		audit_fee, in_fees, protocol_fee, AUDITORS, AUDIT_FEE, FOR_NEWCOMERS, LAMBDA, MISS,
		NEWCOMER, NEWCOMER_RATE, OPINION, POT, PROTOCOL_FEE, RATE,
	},
	random::Random,
};
use pallet_scoring::arithmetic::{
	emission::{entitled, Work},
	score::{score, Record},
};
use sp_runtime::Perbill;

#[derive(Clone)]
pub struct Worker {
	/// Part of the granted time that it takes.
	pub pace: f64,
	/// Part of its tasks that it lets lie.
	pub misses: f64,
	/// Part of the audits that find fault with it without a conviction: models without canonical arithmetic only.
	pub fails: f64,
	/// What validators think of it, next to the best.
	pub opinion: f64,
	pub slots: usize,
	pub record: Record,
	/// What it earned, in fees of a task.
	pub income: f64,
	/// The part of that which is emission.
	pub emission: f64,
	pub tasks: u32,
	score: u32,
}

impl Worker {
	pub fn new(slots: usize, pace: f64, misses: f64, fails: f64) -> Self {
		Self {
			pace,
			misses,
			fails,
			opinion: 1.0,
			slots,
			record: Record::default(),
			income: 0.0,
			emission: 0.0,
			tasks: 0,
			score: 0,
		}
	}

	pub fn score(&self) -> u32 {
		score(&self.record, Some(Perbill::from_float(self.opinion)), OPINION)
	}
}

pub struct Market {
	pub workers: Vec<Worker>,
	random: Random,
	era: u32,
}

impl Market {
	pub fn new(workers: Vec<Worker>, seed: u64) -> Self {
		Self { workers, random: Random::new(seed), era: 0 }
	}

	/// An era with so many tasks. Scores are those of its beginning.
	pub fn era(&mut self, tasks: u32) {
		self.era += 1;
		for it in &mut self.workers {
			it.record = it.record.at(self.era);
			it.score = it.score();
		}
		let slots: Vec<usize> = (self.workers.iter().enumerate())
			.flat_map(|(at, it)| std::iter::repeat_n(at, it.slots))
			.collect();
		for _ in 0..tasks {
			let newcomers = self.random.chance(FOR_NEWCOMERS);
			let rank = |it: &Worker| (newcomers && it.record.is_newcomer(NEWCOMER), it.score);
			let first = slots[self.random.below(slots.len())];
			let second = slots[self.random.below(slots.len())];
			let better = rank(&self.workers[second]) > rank(&self.workers[first]);
			self.task(if better { second } else { first });
		}
	}

	fn task(&mut self, at: usize) {
		let (random, it) = (&mut self.random, &mut self.workers[at]);
		let newcomer = it.record.is_newcomer(NEWCOMER);
		let (missed, audited, failed) = (
			random.chance(it.misses),
			random.chance(if newcomer { NEWCOMER_RATE } else { RATE }),
			random.chance(it.fails),
		);
		it.tasks += 1;
		if missed {
			it.record.miss();
			it.income -= MISS;
			return;
		}
		it.record.finish(Perbill::from_float(it.pace));
		match (audited, failed) {
			(true, true) => it.record.fail(),
			(true, false) => it.record.pass(),
			(false, _) => {}
		}
		let fees = if audited { vec![audit_fee(); AUDITORS as usize] } else { vec![] };
		let work = Work {
			protocol_fee: protocol_fee(),
			score: it.score,
			newcomer,
			able: AUDITORS,
			auditors: AUDITORS,
		};
		let given = entitled(&work, LAMBDA, &fees).expect("amounts are small");
		let audits = if newcomer { AUDIT_FEE * fees.len() as f64 } else { 0.0 };
		it.emission += in_fees(given.worker);
		it.income += 1.0 - PROTOCOL_FEE - POT - audits + in_fees(given.worker);
	}
}
