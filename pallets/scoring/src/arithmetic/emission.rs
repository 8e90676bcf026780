//! What a settled task brings in new tokens.
//!
//! ```text
//! E = λ × protocol fee paid,   λ < 1
//! auditors: A = min(their fees, E / 2), divided as the fees are
//! worker:   (E − A) × score
//! ```
//!
//! All of it together is less than what the task paid to the protocol. So whoever is requester, worker and auditor of his
//! own tasks pays more than he is given.

use super::BILLION;
use alloc::vec::Vec;
use assay_primitives::Balance;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Permill, Rounding};

/// A task that was settled, as emission sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Work {
	/// Plancks that it really paid to the protocol.
	pub protocol_fee: Balance,
	/// The worker's score for the model, in parts per billion.
	pub score: u32,
	/// Whether the worker has not passed enough audits yet for its tasks to bring anything: whoever starts again under
	/// another name has to be looked at first.
	pub newcomer: bool,
	/// Validators that can check the model.
	pub able: u32,
	/// Validators that its parameters have check a result. With fewer able, nobody is given anything.
	pub auditors: u32,
}

/// Plancks of new tokens that a task entitles to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entitlement {
	pub worker: Balance,
	/// For each of the audit fees, in their order.
	pub auditors: Vec<Balance>,
}

impl Entitlement {
	/// All of it. `None`: more than there can be.
	pub fn total(&self) -> Option<Balance> {
		self.auditors.iter().try_fold(self.worker, |all, part| all.checked_add(*part))
	}
}

/// What a settled task entitles to: less than `lambda` of its protocol fee altogether, or as much, for no part is rounded
/// up. `audit_fees`: plancks paid to each auditor. `None`: these are more than there can be.
pub fn entitled(work: &Work, lambda: Permill, audit_fees: &[Balance]) -> Option<Entitlement> {
	if work.newcomer || work.able < work.auditors || work.auditors == 0 {
		let auditors = audit_fees.iter().map(|_| 0).collect();
		return Some(Entitlement { worker: 0, auditors });
	}
	let most = lambda.mul_floor(work.protocol_fee);
	let fees = audit_fees.iter().try_fold(0, |all: Balance, fee| all.checked_add(*fee))?;
	let audits = fees.min(most / 2);
	let auditors =
		audit_fees.iter().map(|fee| part(audits, *fee, fees)).collect::<Option<Vec<_>>>()?;
	let worker = part(most.checked_sub(audits)?, work.score.min(BILLION).into(), BILLION.into())?;
	Some(Entitlement { worker, auditors })
}

/// `whole × share / of`, rounded down; 0 of nothing.
fn part(whole: Balance, share: Balance, of: Balance) -> Option<Balance> {
	if of == 0 {
		return Some(0);
	}
	multiply_by_rational_with_rounding(whole, share, of, Rounding::Down)
}
