//! Amounts of the native token as people write them.

use assay_primitives::{Balance, ASY, MICRO_ASY, MILLI_ASY};

/// Decimal places of one ASY.
pub const DECIMALS: usize = 12;

/// Units, by the name that follows a number. Case matters only where SI prefixes do.
const UNITS: &[(&str, Balance, usize)] =
	&[("ASY", ASY, 12), ("mASY", MILLI_ASY, 9), ("uASY", MICRO_ASY, 6), ("µASY", MICRO_ASY, 6)];

/// Why a text is not an amount.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AmountError {
	#[error(
		"an amount is missing: write it as `1.5 ASY`, `250 mASY` or in plancks, `1500000000000`"
	)]
	Empty,
	#[error("`{0}` is not a number: write digits and at most one decimal point, as in `1.5 ASY`")]
	NotANumber(String),
	#[error("unknown unit `{0}`: use ASY, mASY, uASY or planck")]
	UnknownUnit(String),
	#[error("`{0}` has more decimal places than its unit has plancks (ASY 12, mASY 9, uASY 6, planck 0)")]
	TooPrecise(String),
	#[error("`{0}` is more than can exist")]
	TooLarge(String),
}

/// Reads `1.5 ASY`, `250 mASY`, `3uASY`, `42 plancks` or `42` (plancks). Underscores and commas between digits are
/// not taken: they mean different things to different people.
pub fn parse_amount(text: &str) -> Result<Balance, AmountError> {
	let text = text.trim();
	if text.is_empty() {
		return Err(AmountError::Empty);
	}
	let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
	let (number, unit) = text.split_at(split);
	let unit = unit.trim();
	let (scale, places) = match unit {
		"" | "planck" | "plancks" => (1, 0),
		_ => UNITS
			.iter()
			.find(|(name, _, _)| *name == unit)
			.map(|(_, scale, places)| (*scale, *places))
			.ok_or_else(|| AmountError::UnknownUnit(unit.into()))?,
	};
	let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
	let malformed = || AmountError::NotANumber(text.into());
	if (whole.is_empty() && fraction.is_empty()) || number.ends_with('.') || fraction.contains('.')
	{
		return Err(malformed());
	}
	let too_large = || AmountError::TooLarge(text.into());
	let digits = |digits: &str| -> Result<Balance, AmountError> {
		if digits.is_empty() {
			Ok(0)
		} else {
			// Only digits are left, so the only way to fail is overflow.
			digits.parse().map_err(|_| too_large())
		}
	};
	let fraction = fraction.trim_end_matches('0');
	if fraction.len() > places {
		return Err(AmountError::TooPrecise(text.into()));
	}
	let part = digits(&format!("{fraction:0<places$}"))?;
	digits(whole)?
		.checked_mul(scale)
		.and_then(|value| value.checked_add(part))
		.ok_or_else(too_large)
}

/// Writes an amount so that [`parse_amount`] reads it back: `1.5 ASY`, and below a millionth of a token `42 plancks`.
pub fn format_amount(amount: Balance) -> String {
	match amount {
		0 => "0 ASY".into(),
		_ if amount >= MICRO_ASY => {
			let fraction = format!("{:012}", amount % ASY);
			let fraction = fraction.trim_end_matches('0');
			if fraction.is_empty() {
				format!("{} ASY", amount / ASY)
			} else {
				format!("{}.{fraction} ASY", amount / ASY)
			}
		}
		1 => "1 planck".into(),
		_ => format!("{amount} plancks"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn reads_what_people_write() {
		for (text, plancks) in [
			("1", 1),
			("1 planck", 1),
			("7 plancks", 7),
			("1ASY", ASY),
			("1.5 ASY", 1_500_000_000_000),
			(" 250 mASY ", 250_000_000_000),
			("0.001mASY", 1_000_000),
			("3 uASY", 3_000_000),
			("3 µASY", 3_000_000),
			(".5 ASY", ASY / 2),
			("1.500000000000000 ASY", 1_500_000_000_000),
			("340282366920938463463374607431768211455", Balance::MAX),
		] {
			assert_eq!(parse_amount(text), Ok(plancks), "{text}");
		}
	}

	#[test]
	fn says_what_is_wrong() {
		assert_eq!(parse_amount(""), Err(AmountError::Empty));
		assert_eq!(parse_amount("1,5 ASY"), Err(AmountError::UnknownUnit(",5 ASY".into())));
		assert_eq!(parse_amount("1.5"), Err(AmountError::TooPrecise("1.5".into())));
		assert_eq!(parse_amount("1 asy"), Err(AmountError::UnknownUnit("asy".into())));
		assert_eq!(parse_amount("1. ASY"), Err(AmountError::NotANumber("1. ASY".into())));
		assert_eq!(parse_amount("ASY"), Err(AmountError::NotANumber("ASY".into())));
		assert_eq!(parse_amount("1.2.3 ASY"), Err(AmountError::NotANumber("1.2.3 ASY".into())));
		assert_eq!(parse_amount("-1 ASY"), Err(AmountError::UnknownUnit("-1 ASY".into())));
		assert_eq!(
			parse_amount("0.0000000000001 ASY"),
			Err(AmountError::TooPrecise("0.0000000000001 ASY".into()))
		);
		assert!(matches!(
			parse_amount("340282366920938463463374607431768211456"),
			Err(AmountError::TooLarge(_))
		));
		assert!(matches!(
			parse_amount("340282366920938463463374608 ASY"),
			Err(AmountError::TooLarge(_))
		));
	}

	proptest! {
		#[test]
		fn what_is_written_is_read_back(amount: Balance) {
			prop_assert_eq!(parse_amount(&format_amount(amount)), Ok(amount));
		}

		#[test]
		fn units_agree(amount in 0..u128::from(u64::MAX)) {
			let plancks = amount * MILLI_ASY;
			prop_assert_eq!(parse_amount(&format!("{amount} mASY")), Ok(plancks));
			prop_assert_eq!(parse_amount(&format!("{plancks}")), Ok(plancks));
			prop_assert_eq!(parse_amount(&format!("{amount}000 uASY")), Ok(plancks));
		}

		#[test]
		fn any_text_is_handled(text in "\\PC{0,40}") {
			let _ = parse_amount(&text);
		}
	}
}
