//! What a bond must be worth so that cheating loses money on average.
//!
//! A worker that invents a result earns the fee `f`, and what it brings in emission on top: `g × f`. It is audited with
//! probability `q`, unless it authors the block that draws, which it can skip one time in three (`σ`), and each of `k`
//! auditors looks with probability `1 − ρ`. Then it loses its bond but for the prover's part `r`, which an accomplice may
//! get. Cheating pays nothing if
//!
//! ```text
//! bond > f × (g / (q × (1 − σ) × (1 − ρ^k)) − 1) / (1 − r),   σ = 1/3, ρ = 1/2
//! ```

use crate::model::AuditParams;
use sp_runtime::{Perbill, Permill, SaturatedConversion};

/// Most auditors of a task: more change `ρ^k` little.
pub const MAX_AUDITORS: u32 = 4;

/// Least bond of a task as a multiple of its quote. `auditors`: how many can check; `emission`: what a task brings in new
/// tokens at most, as a part of its fee; `prover`: the prover's part of a bond. `None`: no bond is large enough, since
/// nobody checks.
pub fn least_factor(
	audit: &AuditParams,
	auditors: u32,
	emission: Permill,
	prover: Perbill,
) -> Option<u32> {
	const MILLION: u128 = 1_000_000;
	const BILLION: u128 = 1_000_000_000;
	let auditors = auditors.min(audit.auditors.into()).min(MAX_AUDITORS);
	let doubled = 1u128.checked_shl(auditors)?;
	// (1 − σ) × (1 − ρ^k) = 2 × (2^k − 1) / (3 × 2^k).
	let caught = u128::from(audit.rate.deconstruct())
		.checked_mul(2)?
		.checked_mul(doubled.checked_sub(1)?)?;
	let gained =
		MILLION.checked_add(emission.deconstruct().into())?.checked_mul(3)?.checked_mul(doubled)?;
	let excess = gained.saturating_sub(caught).checked_mul(BILLION)?;
	let lost = BILLION.checked_sub(prover.deconstruct().into())?.checked_mul(caught)?;
	// More than the quotient, not as much.
	let least = excess.checked_div(lost)?.checked_add(1)?;
	Some(least.saturated_into())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn audit(percent: u32, auditors: u8) -> AuditParams {
		AuditParams {
			newcomer_rate: Permill::one(),
			rate: Permill::from_percent(percent),
			auditors,
		}
	}

	fn least(percent: u32, auditors: u8, able: u32) -> Option<u32> {
		least_factor(
			&audit(percent, auditors),
			able,
			Permill::from_parts(25_000),
			Perbill::from_percent(20),
		)
	}

	#[test]
	fn is_the_formula() {
		// By hand: 1.025 / (0.1 × 2/3 × 3/4) = 20.5; (20.5 − 1) / 0.8 = 24.375.
		assert_eq!(least(10, 2, 2), Some(25));
		assert_eq!(least(10, 2, 9), Some(25));
		// One of the two can't be had: 30.75; 29.75 / 0.8 = 37.2.
		assert_eq!(least(10, 2, 1), Some(38));
		// 1.025 / (0.3 × 2/3 × 1/2) = 10.25; 9.25 / 0.8 = 11.56.
		assert_eq!(least(30, 1, 1), Some(12));
		for percent in 1..=100u32 {
			for (auditors, able) in [(1u8, 1), (2, 1), (2, 2), (3, 3), (4, 9)] {
				let k = able.min(u32::from(auditors));
				let caught =
					f64::from(percent) / 100.0 * (2.0 / 3.0) * (1.0 - 0.5f64.powi(k as i32));
				let exact = (1.025 / caught - 1.0) / 0.8;
				let found = f64::from(least(percent, auditors, able).unwrap());
				assert!(found > exact - 1e-9 && found <= exact + 1.0 + 1e-9, "{percent} {k}");
			}
		}
	}

	#[test]
	fn nothing_suffices_where_nobody_looks() {
		assert_eq!(least(10, 2, 0), None);
		assert_eq!(least(0, 2, 2), None);
		let all = Perbill::one();
		assert_eq!(least_factor(&audit(10, 2), 2, Permill::zero(), all), None);
	}
}
