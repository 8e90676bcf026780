//! Blocks as people count time.

use assay_primitives::BlockNumber;

/// A length of time, rounded to what matters: `90 s` is `2 min`.
fn length(millis: u64) -> String {
	const SECOND: u64 = 1_000;
	const MINUTE: u64 = 60 * SECOND;
	const HOUR: u64 = 60 * MINUTE;
	const DAY: u64 = 24 * HOUR;
	// Up to a few of a unit, the smaller one says more.
	let (unit, name) = match millis {
		0..=119_999 => (SECOND, "s"),
		_ if millis < 2 * HOUR => (MINUTE, "min"),
		_ if millis < 2 * DAY => (HOUR, "h"),
		_ => (DAY, "days"),
	};
	format!("{} {name}", millis.saturating_add(unit / 2) / unit)
}

/// So many blocks: `30 blocks (60 s)`.
pub fn span(blocks: BlockNumber, block_millis: u64) -> String {
	let time = length(u64::from(blocks).saturating_mul(block_millis));
	match blocks {
		1 => format!("1 block ({time})"),
		_ => format!("{blocks} blocks ({time})"),
	}
}

/// A block to come: `block 130, in 30 blocks (60 s)`; or one that has been: `block 90`.
pub fn block(number: BlockNumber, now: BlockNumber, block_millis: u64) -> String {
	match number.checked_sub(now) {
		None | Some(0) => format!("block {number}"),
		Some(blocks) => format!("block {number}, in {}", span(blocks, block_millis)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn time_is_told_in_units_that_fit() {
		for (millis, text) in [
			(0, "0 s"),
			(60_000, "60 s"),
			(119_999, "120 s"),
			(120_000, "2 min"),
			(3_600_000, "60 min"),
			(7_200_000, "2 h"),
			(86_400_000, "24 h"),
			(7 * 86_400_000, "7 days"),
		] {
			assert_eq!(length(millis), text);
		}
		assert_eq!(span(1, 2_000), "1 block (2 s)");
		assert_eq!(span(43_200, 2_000), "43200 blocks (24 h)");
		assert_eq!(block(130, 100, 2_000), "block 130, in 30 blocks (60 s)");
		assert_eq!(block(100, 100, 2_000), "block 100");
		assert_eq!(block(90, 100, 2_000), "block 90");
	}
}
