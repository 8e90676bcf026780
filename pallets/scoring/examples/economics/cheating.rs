//! Workers that make up some of their results.

use crate::{
	numbers::{
		audits, most_emission, AUDITORS, BLIND, COST, FACTOR, POT, PROTOCOL_FEE, PROVER, RATE,
		SKIPPED,
	},
	plot::{Axis, Legend, Plot},
	random::Random,
	table::{percent, print, two},
};
use assay_primitives::deterrence::least_factor;
use std::path::Path;

const TASKS: u32 = 400_000;

fn emission() -> f64 {
	f64::from(most_emission().deconstruct()) / 1e6
}

/// What a made up result brings that is not caught, in fees: the worker has no costs, and is taken to get all of the fee.
fn gain() -> f64 {
	1.0 + emission()
}

/// What one that is caught costs: the fee, and the bond but for the prover's part, which an accomplice gets.
fn loss(factor: f64) -> f64 {
	1.0 + factor * (1.0 - f64::from(PROVER.deconstruct()) / 1e9)
}

fn caught(rate: f64, blind: f64) -> f64 {
	let all_blind: f64 = (0..AUDITORS).map(|_| blind).product();
	rate * (1.0 - SKIPPED) * (1.0 - all_blind)
}

/// Profit of a made up result, on average.
fn profit(factor: f64, rate: f64, blind: f64) -> f64 {
	gain() - caught(rate, blind) * loss(factor)
}

/// Profit of an honest result.
fn honest() -> f64 {
	1.0 - PROTOCOL_FEE - POT + emission() - COST
}

/// The same, task by task: drawn or not, by a block that the worker skipped or not, looked at or not.
fn played(factor: f64, random: &mut Random) -> f64 {
	let mut sum = 0.0;
	for _ in 0..TASKS {
		let drawn = random.chance(RATE) && !random.chance(SKIPPED);
		let seen = (0..AUDITORS).filter(|_| !random.chance(BLIND)).count() > 0;
		sum += gain() - if drawn && seen { loss(factor) } else { 0.0 };
	}
	sum / f64::from(TASKS)
}

pub fn report(folder: &Path) -> std::io::Result<()> {
	let least = |rate: f64| {
		least_factor(&audits(rate), AUDITORS, most_emission(), PROVER).expect("somebody audits")
	};
	let mut random = Random::new(31);
	let rows: Vec<_> = [6, 12, 18, 24, 25, 37, 50]
		.into_iter()
		.map(|factor| {
			let (bond, honest) = (f64::from(factor), honest());
			let each = profit(bond, RATE, BLIND);
			let mixed = |part: f64| two(((1.0 - part) * honest + part * each) / honest);
			vec![
				format!("{factor}{}", if factor == least(RATE) { ", the least" } else { "" }),
				percent(each),
				percent(played(bond, &mut random)),
				mixed(0.01),
				mixed(0.1),
				mixed(0.5),
				mixed(1.0),
			]
		})
		.collect();
	print(
		&[
			"bond, in quotes",
			"profit of a made up result, of the fee",
			"played",
			"profit with 1 % made up, against honest",
			"with 10 %",
			"with half",
			"with all",
		],
		&rows,
	);

	let rows: Vec<_> = [0.02, 0.05, 0.1, 0.2, 0.3, 1.0]
		.into_iter()
		.map(|rate| {
			let factor = least(rate);
			let below = f64::from(factor) - 1.0;
			vec![
				percent(rate),
				factor.to_string(),
				percent(profit(f64::from(factor), rate, BLIND)),
				percent(profit(below.max(0.0), rate, BLIND)),
			]
		})
		.collect();
	print(&["audited", "least factor", "profit with it", "with one less"], &rows);

	let rows: Vec<_> = [0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9]
		.into_iter()
		.map(|blind| {
			let c = caught(RATE, blind);
			let bound = |aim: f64| {
				((gain() - aim) / c - 1.0) / (1.0 - f64::from(PROVER.deconstruct()) / 1e9)
			};
			vec![
				percent(blind),
				percent(profit(f64::from(FACTOR), RATE, blind)),
				two(profit(f64::from(FACTOR), RATE, blind) / honest()),
				format!("{:.1}", bound(0.0)),
				format!("{:.1}", bound(honest())),
			]
		})
		.collect();
	print(
		&[
			"auditors that don't look",
			"profit of a made up result, of the fee",
			"against an honest one",
			"bond for none",
			"bond for less than honesty",
		],
		&rows,
	);

	let line =
		|blind: f64| (0..=50).map(|n| (f64::from(n), profit(f64::from(n), RATE, blind))).collect();
	Plot {
		title: "A made up result at an audit rate of 10 %",
		x: Axis { name: "bond, in quotes", from: 0.0, to: 50.0, step: 5.0 },
		y: Axis { name: "profit, in fees", from: -1.0, to: 1.0, step: 0.25 },
		legend: Legend::TopRight,
		lines: vec![
			("half of the auditors don't look".into(), line(0.5)),
			("70 % don't".into(), line(0.7)),
			("90 % don't".into(), line(0.9)),
			("honest work".into(), vec![(0.0, honest()), (50.0, honest())]),
		],
	}
	.save(folder, "cheating.svg")
}
