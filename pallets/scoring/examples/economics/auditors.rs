//! Auditors that say "match" without having computed anything.

use crate::{
	numbers::{
		audit_fee, in_fees, protocol_fee, AUDITORS, AUDIT_BOND, AUDIT_COST, AUDIT_FEE, LAMBDA,
	},
	plot::{Axis, Legend, Plot},
	table::{percent, print, two},
};
use pallet_scoring::arithmetic::{
	emission::{entitled, Work},
	BILLION,
};
use std::path::Path;

/// What an auditor is paid for one audit in fees of the task, emission included.
fn paid() -> f64 {
	let work = Work {
		protocol_fee: protocol_fee(),
		score: BILLION,
		newcomer: false,
		able: AUDITORS,
		auditors: AUDITORS,
	};
	let given = entitled(&work, LAMBDA, &vec![audit_fee(); AUDITORS as usize]);
	AUDIT_FEE + in_fees(given.expect("amounts are small").auditors[0])
}

/// What a lazy one keeps if its digest is disproved this often: never its bond, then.
fn lazy(disproved: f64) -> f64 {
	paid() - disproved * AUDIT_BOND
}

pub fn report(folder: &Path) -> std::io::Result<()> {
	let honest = paid() - AUDIT_COST;
	let rows: Vec<_> = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0]
		.into_iter()
		.map(|part| {
			let lazy = lazy(part);
			vec![
				percent(part),
				percent(honest),
				percent(lazy),
				two(lazy / honest),
				two(paid() / honest),
			]
		})
		.collect();
	print(
		&[
			"digests disproved",
			"honest, of the task's fee",
			"lazy",
			"lazy, against honest",
			"without digests",
		],
		&rows,
	);
	println!(
		"Laziness pays less than honesty if more than {} of false digests are disproved, and loses money from {} on.\n",
		percent(AUDIT_COST / AUDIT_BOND),
		percent(paid() / AUDIT_BOND)
	);
	Plot {
		title: "An audit, by what is done of false digests",
		x: Axis { name: "false digests disproved, %", from: 0.0, to: 100.0, step: 10.0 },
		y: Axis { name: "of the task's fee, %", from: -80.0, to: 40.0, step: 20.0 },
		legend: Legend::TopRight,
		lines: vec![
			("honest".into(), vec![(0.0, honest * 100.0), (100.0, honest * 100.0)]),
			("lazy".into(), vec![(0.0, lazy(0.0) * 100.0), (100.0, lazy(1.0) * 100.0)]),
		],
	}
	.save(folder, "auditors.svg")
}
