//! One machine as many workers, and workers that leave their past behind.

use crate::{
	market::{Market, Worker},
	plot::{Axis, Legend, Plot},
	table::{print, two},
	yuma::Yuma,
};
use std::path::Path;

const SLOTS: usize = 16;
const HONEST: usize = 20;
const TASKS: u32 = 2_000;
/// Eras before anybody joins.
const BEFORE: u32 = 60;
/// A week.
const ERAS: u32 = 84;
const NAMES: [usize; 5] = [1, 2, 4, 8, 16];

fn settled(seed: u64) -> Market {
	let mut market = Market::new(vec![Worker::new(8, 0.4, 0.01, 0.0); HONEST], seed);
	(0..BEFORE).for_each(|_| market.era(TASKS));
	market
}

/// Income and emission of a machine with 16 slots under so many names.
fn split(names: usize) -> (f64, f64) {
	let mut market = settled(2);
	let joining = Worker::new(SLOTS / names, 0.4, 0.01, 0.0);
	market.workers.extend(std::iter::repeat_n(joining, names));
	(0..ERAS).for_each(|_| market.era(TASKS));
	let mine = &market.workers[HONEST..];
	(mine.iter().map(|it| it.income).sum(), mine.iter().map(|it| it.emission).sum())
}

/// Income of a worker that misses so many deadlines and takes a new name every so often.
fn renewed(misses: f64, every: u32) -> f64 {
	let mut market = settled(3);
	market.workers.push(Worker::new(SLOTS, 0.4, misses, 0.0));
	for era in 0..ERAS {
		if era > 0 && era % every == 0 {
			market.workers[HONEST].record = Default::default();
		}
		market.era(TASKS);
	}
	market.workers[HONEST].income
}

/// Share of the emission under so many names, if all names answer equally well.
fn yuma(names: usize) -> f64 {
	let miners = HONEST + names;
	let row = vec![(1e9 / miners as f64) as u32; miners];
	Yuma::default().era(&[1; 8], &vec![row; 8]).miners[HONEST..].iter().sum()
}

pub fn report(folder: &Path) -> std::io::Result<()> {
	let one = split(1);
	let found: Vec<_> = (NAMES.iter())
		.map(|names| {
			let (income, emission) = split(*names);
			(*names, income / one.0, emission / one.1, yuma(*names) / yuma(1))
		})
		.collect();
	let rows: Vec<_> = (found.iter())
		.map(|(names, income, emission, yuma)| {
			vec![names.to_string(), two(*income), two(*emission), two(*yuma)]
		})
		.collect();
	print(&["names", "income, against one", "emission, against one", "Yuma: emission"], &rows);

	let reliable = renewed(0.0, ERAS);
	let rows: Vec<_> = [0.0, 0.05, 0.1, 0.3, 0.6]
		.into_iter()
		.map(|misses| {
			let mut row = vec![format!("{:.0} %", misses * 100.0)];
			let every = [ERAS, 42, 21, 12, 4, 1];
			row.extend(every.map(|every| two(renewed(misses, every) / reliable)));
			row
		})
		.collect();
	print(
		&[
			"misses",
			"keeps its name",
			"new every 42 eras",
			"every 21",
			"every 12",
			"every 4",
			"every era",
		],
		&rows,
	);

	let points =
		|values: Vec<f64>| found.iter().map(|it| it.0 as f64).zip(values).collect::<Vec<_>>();
	Plot {
		title: "One machine under many names, against one name",
		x: Axis { name: "names", from: 0.0, to: 16.0, step: 2.0 },
		y: Axis { name: "against one name", from: 0.0, to: 10.0, step: 1.0 },
		legend: Legend::TopLeft,
		lines: vec![
			("income".into(), points(found.iter().map(|it| it.1).collect())),
			("emission".into(), points(found.iter().map(|it| it.2).collect())),
			("emission by Yuma consensus".into(), points(found.iter().map(|it| it.3).collect())),
		],
	}
	.save(folder, "names.svg")
}
