//! Validators that work together.

use crate::{
	numbers::OPINION,
	opinions::{run, Outcome, Strategy, ERAS, OWN, RIVAL, WORKERS},
	plot::{Axis, Legend, Plot},
	table::{print, two},
};
use pallet_scoring::arithmetic::{
	consensus::relative,
	score::{score, Record, EVENT},
};
use std::path::Path;

const HONEST: usize = 16;
const CABAL: usize = 4;
const SHARES: [u128; 9] = [10, 20, 30, 40, 45, 49, 51, 55, 60];
const SEED: u64 = 21;

/// A cabal of four with so many per cent of all stake, which the strategy is of.
fn validators(share: u128, strategy: Strategy) -> Vec<(u128, Strategy)> {
	let honest = (0..HONEST).map(|_| ((100 - share) * 1_000 / HONEST as u128, Strategy::Honest));
	honest.chain((0..CABAL).map(|_| (share * 1_000 / CABAL as u128, strategy))).collect()
}

/// What a worker gets of the tasks, mean over the eras, if all have the same facts and as many slots: of two slots drawn
/// the better score wins.
fn tasks(found: &Outcome, worker: usize) -> f64 {
	let record = Record { passed: 60 * EVENT, ..Record::default() };
	let share = |row: &Vec<u32>| {
		let largest = row.iter().copied().max().unwrap_or(0);
		let scores: Vec<u32> = (row.iter())
			.map(|value| score(&record, Some(relative(*value, largest)), OPINION))
			.collect();
		let lower = scores.iter().filter(|it| **it < scores[worker]).count() as f64;
		let equal = scores.iter().filter(|it| **it == scores[worker]).count() as f64;
		(2.0 * lower + equal) / (WORKERS * WORKERS) as f64
	};
	found.consensus.iter().map(share).sum::<f64>() / f64::from(ERAS)
}

/// The score of a worker with those facts, mean over the eras.
fn mean_score(found: &Outcome, worker: usize) -> f64 {
	let record = Record { passed: 60 * EVENT, ..Record::default() };
	let of = |row: &Vec<u32>| {
		let largest = row.iter().copied().max().unwrap_or(0);
		f64::from(score(&record, Some(relative(row[worker], largest)), OPINION)) / 1e9
	};
	found.consensus.iter().map(of).sum::<f64>() / f64::from(ERAS)
}

fn opinion(found: &Outcome, worker: usize) -> f64 {
	found.consensus.iter().map(|row| f64::from(row[worker])).sum()
}

fn of_cabal(values: &[f64]) -> f64 {
	values[HONEST..].iter().sum()
}

pub fn report(folder: &Path) -> std::io::Result<()> {
	let mut rows = Vec::new();
	let mut lines = [vec![(0.0, 1.0)], vec![(0.0, 1.0)], vec![(0.0, 1.0)]];
	let mut swings = Vec::new();
	for share in SHARES {
		let honest = run(&validators(share, Strategy::Honest), SEED);
		let pushed = run(&validators(share, Strategy::Push), SEED);
		let against = |of: &dyn Fn(&Outcome) -> f64| {
			let honest = of(&honest);
			if honest > 0.0 {
				of(&pushed) / honest
			} else {
				0.0
			}
		};
		let own = against(&|it| mean_score(it, OWN));
		let (taken, yuma) = (against(&|it| tasks(it, OWN)), against(&|it| it.incentives[OWN]));
		rows.push(vec![
			format!("{share} %"),
			two(against(&|it| opinion(it, OWN))),
			two(against(&|it| opinion(it, RIVAL))),
			two(own),
			two(taken),
			two(against(&|it| tasks(it, RIVAL))),
			two(against(&|it| of_cabal(&it.units))),
			two(yuma),
			two(against(&|it| it.incentives[RIVAL])),
			two(against(&|it| of_cabal(&it.dividends))),
		]);
		for (line, value) in lines.iter_mut().zip([own, taken, yuma]) {
			line.push((share as f64, value));
		}
		let swung = run(&validators(share, Strategy::Swing), SEED);
		let all = |it: &Outcome| it.units.iter().sum::<f64>();
		swings.push(vec![
			format!("{share} %"),
			two(of_cabal(&swung.units) / of_cabal(&honest.units)),
			two((all(&swung) - of_cabal(&swung.units)) / (all(&honest) - of_cabal(&honest.units))),
			two(of_cabal(&swung.units) / all(&swung) / (of_cabal(&honest.units) / all(&honest))),
			two(of_cabal(&swung.dividends) / of_cabal(&honest.dividends)),
		]);
	}
	print(
		&[
			"cabal's stake",
			"opinion of its worker",
			"of its rival",
			"score of its worker",
			"tasks of its worker",
			"of its rival",
			"information pay of the cabal",
			"Yuma: emission of its worker",
			"of its rival",
			"dividends of the cabal",
		],
		&rows,
	);
	print(
		&[
			"cabal's stake",
			"information units of the cabal",
			"of all others",
			"its share of a spent budget",
			"Yuma: dividends of the cabal",
		],
		&swings,
	);
	let [score, taken, yuma] = lines;
	Plot {
		title: "A cabal pushes its own worker up: against honest opinions",
		x: Axis { name: "stake of the cabal, %", from: 0.0, to: 60.0, step: 10.0 },
		y: Axis { name: "against honest opinions", from: 0.0, to: 4.0, step: 0.5 },
		legend: Legend::TopLeft,
		lines: vec![
			("score, and so emission per task".into(), score),
			("tasks".into(), taken),
			("emission by Yuma consensus (up to 12)".into(), yuma),
		],
	}
	.save(folder, "cabal.svg")
}
