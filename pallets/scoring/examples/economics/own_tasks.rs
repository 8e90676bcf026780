//! A requester that is its own worker and auditor, to farm emission.

use crate::{
	numbers::{
		audit_fee, in_fees, protocol_fee, AUDITORS, AUDIT_COST, AUDIT_FEE, LAMBDA, POT,
		PROTOCOL_FEE, RATE, SKIPPED,
	},
	plot::{Axis, Legend, Plot},
	table::{percent, print},
	yuma::Yuma,
};
use pallet_scoring::arithmetic::{
	emission::{entitled, Entitlement, Work},
	BILLION,
};
use std::path::Path;

/// Emission for a task of a perfect worker, by whether it is audited.
fn given(audited: bool) -> Entitlement {
	let work = Work {
		protocol_fee: protocol_fee(),
		score: BILLION,
		newcomer: false,
		able: AUDITORS,
		auditors: AUDITORS,
	};
	let fees = if audited { vec![audit_fee(); AUDITORS as usize] } else { vec![] };
	entitled(&work, LAMBDA, &fees).expect("amounts are small")
}

/// Net of one own task, in its fees, for whoever has these parts of the ready set and of the auditors. All is in its
/// favour: its worker has the best score, audits of its own tasks cost nothing and are paid out of a pot that others
/// filled, and it skips blocks to have more of them, or fewer, as it likes.
fn net(ready: f64, auditors: f64, rate: f64) -> f64 {
	let audit = f64::from(AUDITORS) * AUDIT_FEE;
	let (plain, audited) = (given(false), given(true));
	let for_audits = in_fees(audited.auditors.iter().sum());
	let with = |rate: f64| {
		let own = -PROTOCOL_FEE - POT
			+ (1.0 - rate) * in_fees(plain.worker)
			+ rate * (in_fees(audited.worker) + auditors * (for_audits + audit));
		// A result that it has no use for, by somebody else.
		let other =
			-1.0 + rate * auditors * (for_audits + audit - f64::from(AUDITORS) * AUDIT_COST);
		let won = 1.0 - (1.0 - ready) * (1.0 - ready);
		won * own + (1.0 - won) * other
	};
	let more = (rate * (1.0 + SKIPPED * (1.0 - rate))).min(1.0);
	with(rate * (1.0 - SKIPPED)).max(with(more))
}

/// What a miner that serves nobody gets of all miners' emission, if a validator with this part of the stake gives it
/// everything and all others give the 32 miners equal weights.
fn yuma(share: f64) -> f64 {
	const MINERS: usize = 32;
	let stake = (share * 1e6) as u128;
	let mut own = vec![0; MINERS];
	own[0] = BILLION;
	let fair = vec![BILLION / MINERS as u32; MINERS];
	Yuma::default().era(&[stake, 1_000_000 - stake], &[own, fair]).miners[0]
}

pub fn report(folder: &Path) -> std::io::Result<()> {
	let shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
	let rows: Vec<_> = (shares.into_iter())
		.map(|share| {
			vec![
				percent(share),
				percent(net(share, 0.0, RATE)),
				percent(net(share, share, RATE)),
				percent(net(share, 1.0, RATE)),
				format!("+{}", percent(yuma(share))),
			]
		})
		.collect();
	print(
		&[
			"share of the ready set",
			"net, no auditors",
			"the same share of auditors",
			"all auditors",
			"Yuma: of all emission, with that share of the stake",
		],
		&rows,
	);
	let worst = (1..=100)
		.flat_map(|ready| (0..=100).map(move |auditors| (ready, auditors)))
		.map(|(ready, auditors)| net(f64::from(ready) / 100.0, f64::from(auditors) / 100.0, RATE))
		.fold(f64::MIN, f64::max);
	println!(
		"The best of all pairs of shares, in steps of 1 %: a net result of {} of the fee.\n",
		percent(worst)
	);

	let rows: Vec<_> = [0.05, 0.1, 0.15, 0.2, 0.3]
		.into_iter()
		.map(|rate| {
			let mut row = vec![percent(rate)];
			row.extend(
				[0.1, 1.0 / 3.0, 0.5, 1.0].map(|auditors| percent(net(1.0, auditors, rate))),
			);
			row
		})
		.collect();
	print(&["audited", "10 % of auditors", "a third", "half", "all"], &rows);

	let line = |auditors: &dyn Fn(f64) -> f64| {
		let of = |n: i32| {
			(f64::from(n), net(f64::from(n) / 100.0, auditors(f64::from(n) / 100.0), RATE) * 100.0)
		};
		(1..=100).map(of).collect::<Vec<_>>()
	};
	Plot {
		title: "Own tasks: what one brings, by the share of the ready set",
		x: Axis { name: "share of the ready set, %", from: 0.0, to: 100.0, step: 10.0 },
		y: Axis { name: "net, in % of the fee", from: -100.0, to: 20.0, step: 20.0 },
		legend: Legend::TopLeft,
		lines: vec![
			("no auditors".into(), line(&|_| 0.0)),
			("all auditors".into(), line(&|_| 1.0)),
		],
	}
	.save(folder, "own-tasks.svg")
}
