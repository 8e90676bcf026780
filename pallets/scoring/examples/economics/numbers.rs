//! Numbers of a production network, and what the simulation assumes besides.

use assay_primitives::{model::AuditParams, Balance};
use sp_runtime::{Perbill, Permill};

/// Fee of every task, in plancks: all results are parts of it.
pub const FEE: Balance = 1_000_000_000_000;
/// Of the fee, to the protocol.
pub const PROTOCOL_FEE: f64 = 0.05;
/// Of the fee, to the pot out of which audits of the model are paid.
pub const POT: f64 = 0.06;
/// Of the fee, to each auditor.
pub const AUDIT_FEE: f64 = 0.2;
/// Bond of an auditor, in quotes; here a quote is the fee.
pub const AUDIT_BOND: f64 = 1.0;
/// Auditors of a result.
pub const AUDITORS: u32 = 2;
/// Most that is emitted for a task, of its protocol fee.
pub const LAMBDA: Permill = Permill::from_percent(50);
/// The prover's part of a task's bond.
pub const PROVER: Perbill = Perbill::from_percent(20);
/// Bond of a task, in quotes.
pub const FACTOR: u32 = 25;
/// What a missed deadline costs at least, in quotes. More if it is not the first.
pub const MISS: f64 = 0.25;
/// Weight of opinion in a score.
pub const OPINION: Permill = Permill::from_percent(25);
/// Audits that a newcomer has to pass.
pub const NEWCOMER: u32 = 20;
/// Part of the results of newcomers that is audited.
pub const NEWCOMER_RATE: f64 = 0.3;
/// Part of the results of others that is audited.
pub const RATE: f64 = 0.1;
/// Part of the tasks for which newcomers come first.
pub const FOR_NEWCOMERS: f64 = 0.125;
/// Part of the blocks that an attacker authors, and may skip to have an audit drawn anew.
pub const SKIPPED: f64 = 1.0 / 3.0;
/// Chance that an auditor does not look. Assumed.
pub const BLIND: f64 = 0.5;
/// What it costs to run a task, of its fee. Assumed.
pub const COST: f64 = 0.6;
/// What it costs to audit one, of its fee: all positions at once, so less than running it. Assumed.
pub const AUDIT_COST: f64 = 0.1;

/// The protocol's part of the fee in plancks.
pub fn protocol_fee() -> Balance {
	(FEE as f64 * PROTOCOL_FEE) as Balance
}

/// An auditor's fee in plancks.
pub fn audit_fee() -> Balance {
	(FEE as f64 * AUDIT_FEE) as Balance
}

/// How results are audited, at this rate.
pub fn audits(rate: f64) -> AuditParams {
	AuditParams {
		newcomer_rate: Permill::from_float(NEWCOMER_RATE.max(rate)),
		rate: Permill::from_float(rate),
		auditors: AUDITORS as u8,
	}
}

/// Most emission for a task as a part of its fee.
pub fn most_emission() -> Permill {
	LAMBDA * Permill::from_float(PROTOCOL_FEE)
}

/// Plancks as a part of a task's fee.
pub fn in_fees(amount: Balance) -> f64 {
	amount as f64 / FEE as f64
}
