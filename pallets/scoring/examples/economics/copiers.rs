//! Validators that save themselves the work of having an opinion.

use pallet_scoring::arithmetic::information::{pay, price_for};

use crate::{
	opinions::{run, Strategy},
	table::{print, two},
};

/// Twenty validators with stakes of 1 to 3.8, the one that is looked at in the middle.
pub fn validators(strategy: Strategy) -> Vec<(u128, Strategy)> {
	let of = |n: u128| {
		let stake = (10 + n * 28 / 19) * 1_000_000;
		(stake, if n == WHO as u128 { strategy } else { Strategy::Honest })
	};
	(0..20).map(of).collect()
}

const WHO: usize = 9;
const SEEDS: [u64; 4] = [11, 12, 13, 14];

/// Units and dividends of the one, over a few worlds.
fn of(strategy: Strategy) -> (f64, f64) {
	SEEDS.iter().fold((0.0, 0.0), |(units, dividends), seed| {
		let found = run(&validators(strategy), *seed);
		(units + found.units[WHO], dividends + found.dividends[WHO])
	})
}

pub fn report() {
	let honest = of(Strategy::Honest);
	let rows: Vec<_> = [
		("says what it sees", Strategy::Honest),
		("repeats the last consensus", Strategy::LastConsensus),
		("repeats the one before it", Strategy::CountedConsensus),
		("says the mean of the last eight", Strategy::MeanConsensus),
		("says the consensus of this era, if it could see it", Strategy::ThisConsensus),
		("says what it saw an era ago", Strategy::Late),
		("says what it saw first, for ever", Strategy::Stubborn),
		("says that all are alike", Strategy::Alike),
		("says anything", Strategy::Random),
		("exaggerates five times", Strategy::Exaggerate),
	]
	.into_iter()
	.map(|(name, strategy)| {
		let (units, dividends) = of(strategy);
		vec![name.into(), two(units / honest.0), two(dividends / honest.1)]
	})
	.collect();
	print(&["validator", "information pay, against honest", "Yuma: dividends"], &rows);

	let one = accounts(1);
	let rows: Vec<_> = [1, 2, 4, 8]
		.into_iter()
		.map(|count| {
			let (units, paid) = accounts(count);
			vec![count.to_string(), two(units / one.0), two(paid / one.1)]
		})
		.collect();
	print(&["accounts", "if units were paid alike", "paid by stake"], &rows);

	let rows: Vec<_> = [3, 4, 5, 7]
		.into_iter()
		.map(|count: usize| {
			let all_look = few(count, 100, Strategy::Honest).0;
			let looks = |stake: u128| few(count, stake, Strategy::LastConsensus).0 / all_look;
			let copies = |strategy| two(few(count, 100, strategy).1 / all_look);
			let mut row = vec![
				count.to_string(),
				copies(Strategy::LastConsensus),
				copies(Strategy::CountedConsensus),
			];
			row.extend([99, 101, 200, 400].map(|stake| two(looks(stake))));
			row
		})
		.collect();
	let heads = [
		"validators",
		"who copies",
		"the one before",
		"others, if it has 0.99 times their stake",
		"1.01",
		"2",
		"4",
	];
	print(&heads, &rows);
}

/// Units of the first of a few validators with a stake of 100 each, which look, and of the last, with another stake, which
/// may do something else.
fn few(count: usize, stake: u128, strategy: Strategy) -> (f64, f64) {
	let mut validators = vec![(100, Strategy::Honest); count];
	validators[count - 1] = (stake, strategy);
	SEEDS.iter().fold((0.0, 0.0), |(first, last), seed| {
		let units = run(&validators, *seed).units;
		(first + units[0], last + units[count - 1])
	})
}

/// Units of one validator's stake spread over so many accounts that say the same; and what they are paid if a unit is
/// worth what stake stands behind it.
fn accounts(count: usize) -> (f64, f64) {
	let mut validators = validators(Strategy::Honest);
	let stake = validators[WHO].0 / count as u128;
	validators[WHO].0 = stake;
	validators.extend((1..count).map(|_| (stake, Strategy::SameAs(WHO))));
	let all: u128 = validators.iter().map(|(stake, _)| stake).sum();
	let price = price_for(stake, all, 1_000_000_000).expect("there is stake");
	let mine = |units: &[f64]| units[WHO] + units[20..].iter().sum::<f64>();
	let units: f64 = SEEDS.iter().map(|seed| mine(&run(&validators, *seed).units)).sum();
	let paid = pay(units as u64, price).expect("amounts are small");
	(units, paid as f64)
}
