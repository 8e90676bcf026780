//! All do their best, and some are better at it; scores by evidence.

use crate::{
	market::{Market, Worker},
	plot::{Axis, Legend, Plot},
	table::{percent, print, two},
	yuma::Yuma,
};
use pallet_scoring::arithmetic::score::{lower_bound, EVENT};
use std::path::Path;

const ERAS: u32 = 200;
const OF_EACH: usize = 4;

pub fn report() {
	let kinds = [
		("fast: 20 % of the time", Worker::new(8, 0.2, 0.0, 0.0)),
		("half of the time", Worker::new(8, 0.5, 0.0, 0.0)),
		("slow: 80 % of the time", Worker::new(8, 0.8, 0.0, 0.0)),
		("fast, misses 5 % of its deadlines", Worker::new(8, 0.2, 0.05, 0.0)),
		("fast, misses 30 %", Worker::new(8, 0.2, 0.3, 0.0)),
		("fast, fails 5 % of its audits (tolerance)", Worker::new(8, 0.2, 0.0, 0.05)),
	];
	// What users notice: late answers, slow ones.
	let quality = |it: &Worker| (1.0 - it.misses) * (1.0 - it.pace / 2.0) * (1.0 - it.fails);
	let best = kinds.iter().map(|(_, it)| quality(it)).fold(0.0, f64::max);
	let workers: Vec<Worker> = (kinds.iter())
		.flat_map(|(_, it)| {
			let mut it = it.clone();
			it.opinion = quality(&it) / best;
			std::iter::repeat_n(it, OF_EACH)
		})
		.collect();
	let weights: f64 = workers.iter().map(|it| it.opinion).sum();
	let row: Vec<u32> = workers.iter().map(|it| (it.opinion / weights * 1e9) as u32).collect();
	let shares = Yuma::default().era(&[1; 8], &vec![row; 8]).miners;

	let mut market = Market::new(workers, 1);
	(0..ERAS).for_each(|_| market.era(2_000));
	let group = |at: usize| &market.workers[at * OF_EACH..][..OF_EACH];
	let income = |at: usize| group(at).iter().map(|it| it.income).sum::<f64>();
	let of = |group: &[Worker], value: &dyn Fn(&Worker) -> f64| {
		group.iter().map(value).sum::<f64>() / OF_EACH as f64
	};
	let rows: Vec<_> = (kinds.iter().enumerate())
		.map(|(at, (name, _))| {
			let all: u32 = market.workers.iter().map(|it| it.tasks).sum();
			let tasks = of(group(at), &|it| f64::from(it.tasks)) / f64::from(all);
			vec![
				(*name).into(),
				two(of(group(at), &|it| f64::from(it.record.facts()) / 1e9)),
				two(of(group(at), &|it| f64::from(it.score()) / 1e9)),
				two(tasks * market.workers.len() as f64),
				percent(of(group(at), &|it| it.emission / f64::from(it.tasks))),
				two(income(at) / income(0)),
				two(shares[at * OF_EACH] / shares[0]),
			]
		})
		.collect();
	print(
		&[
			"worker",
			"facts",
			"score",
			"tasks, against an equal share",
			"emission per task, of its fee",
			"income, against the fast",
			"Yuma: the same",
		],
		&rows,
	);
}

pub fn plot(folder: &Path) -> std::io::Result<()> {
	let line = |every: u64| {
		let point = |n: u64| {
			let failed = n.checked_div(every).unwrap_or(0);
			(n as f64, f64::from(lower_bound((n - failed) * EVENT, failed * EVENT)) / 1e9)
		};
		(0..=200).map(point).collect::<Vec<_>>()
	};
	Plot {
		title: "What audits prove: the lower bound",
		x: Axis { name: "audits", from: 0.0, to: 200.0, step: 20.0 },
		y: Axis { name: "lower bound", from: 0.0, to: 1.0, step: 0.2 },
		legend: Legend::BottomRight,
		lines: vec![
			("all passed".into(), line(0)),
			("one of 20 failed".into(), line(20)),
			("one of 5 failed".into(), line(5)),
		],
	}
	.save(folder, "score.svg")
}
