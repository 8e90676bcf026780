//! Parts of a whole as people write them.

use sp_runtime::Perbill;

/// Decimal places of a percentage that parts per billion can tell apart.
pub const PERCENT_DECIMALS: usize = 7;
/// Parts per billion of one percent.
const ONE_PERCENT: u32 = 10_000_000;
/// Parts per billion of the whole.
const WHOLE: u32 = 1_000_000_000;

/// Why a text is not a percentage.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PercentError {
	#[error("a percentage is missing: write it as `5%` or `2.5%`")]
	Empty,
	#[error("`{0}` has no percent sign: write 5% for five of a hundred")]
	NoSign(String),
	#[error(
		"`{0}` is not a percentage: write digits, at most one decimal point and %, as in `2.5%`"
	)]
	NotANumber(String),
	#[error("`{0}` has more than {PERCENT_DECIMALS} decimal places")]
	TooPrecise(String),
	#[error("`{0}` is more than the whole, 100%")]
	TooLarge(String),
}

/// Reads `5%`, `2.5 %` or `0.0000001%`, from 0 % to 100 %. The sign must be there: 0.05 means different things to
/// different people.
pub fn parse_percent(text: &str) -> Result<Perbill, PercentError> {
	let text = text.trim();
	if text.is_empty() {
		return Err(PercentError::Empty);
	}
	let malformed = || PercentError::NotANumber(text.into());
	let Some(number) = text.strip_suffix('%').map(str::trim_end) else {
		return Err(PercentError::NoSign(text.into()));
	};
	let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
	let is_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
	if (whole.is_empty() && fraction.is_empty())
		|| number.ends_with('.')
		|| !is_digits(whole)
		|| !is_digits(fraction)
	{
		return Err(malformed());
	}
	let fraction = fraction.trim_end_matches('0');
	if fraction.len() > PERCENT_DECIMALS {
		return Err(PercentError::TooPrecise(text.into()));
	}
	let too_large = || PercentError::TooLarge(text.into());
	let digits = |digits: &str| -> Result<u32, PercentError> {
		if digits.is_empty() {
			Ok(0)
		} else {
			// Only digits are left, so the only way to fail is overflow.
			digits.parse().map_err(|_| too_large())
		}
	};
	let part = digits(&format!("{fraction:0<PERCENT_DECIMALS$}"))?;
	digits(whole)?
		.checked_mul(ONE_PERCENT)
		.and_then(|parts| parts.checked_add(part))
		.filter(|parts| *parts <= WHOLE)
		.map(Perbill::from_parts)
		.ok_or_else(too_large)
}

/// Writes a part so that [`parse_percent`] reads it back: `2.5%`.
pub fn format_percent(part: Perbill) -> String {
	let parts = part.deconstruct();
	let fraction = format!("{:07}", parts % ONE_PERCENT);
	let fraction = fraction.trim_end_matches('0');
	let whole = parts / ONE_PERCENT;
	if fraction.is_empty() {
		format!("{whole}%")
	} else {
		format!("{whole}.{fraction}%")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn reads_what_people_write() {
		for (text, parts) in [
			("0%", 0),
			("5%", 50_000_000),
			(" 5 % ", 50_000_000),
			("2.5%", 25_000_000),
			(".5%", 5_000_000),
			("0.0000001%", 1),
			("99.9999999%", 999_999_999),
			("100%", 1_000_000_000),
			("100.000000000%", 1_000_000_000),
			("007%", 70_000_000),
		] {
			assert_eq!(parse_percent(text), Ok(Perbill::from_parts(parts)), "{text}");
		}
	}

	#[test]
	fn says_what_is_wrong() {
		assert_eq!(parse_percent(" "), Err(PercentError::Empty));
		for bad in ["5", "0.05", "5 percent"] {
			assert_eq!(parse_percent(bad), Err(PercentError::NoSign(bad.into())));
		}
		for bad in ["%", ".%", "5.%", "-1%", "+1%", "1e1%", "1.2.3%", "5%%", "5,5%", "½%"] {
			assert_eq!(parse_percent(bad), Err(PercentError::NotANumber(bad.into())), "{bad}");
		}
		let bad = "0.00000001%";
		assert_eq!(parse_percent(bad), Err(PercentError::TooPrecise(bad.into())));
		for bad in ["100.0000001%", "101%", "430%", "99999999999999999999%"] {
			assert_eq!(parse_percent(bad), Err(PercentError::TooLarge(bad.into())), "{bad}");
		}
	}

	proptest! {
		#[test]
		fn what_is_written_is_read_back(parts in 0..=WHOLE) {
			let part = Perbill::from_parts(parts);
			prop_assert_eq!(parse_percent(&format_percent(part)), Ok(part));
		}

		#[test]
		fn any_text_is_handled(text in "\\PC{0,20}%?") {
			let _ = parse_percent(&text);
		}
	}
}
