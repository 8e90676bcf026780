//! Model parameters: what a proposal changes, and how they are written.

use crate::{args::Params, output::Failure};
use assay_client::{format_amount, format_percent, DescribedCall, Perbill};
use assay_primitives::{api::ParamsView, model::ModelParams, Balance, BlockNumber};
use codec::Decode;
use serde_json::{json, Value};

pub type Current = ModelParams<Balance, BlockNumber>;

/// The current parameters with what was asked for. A failure if that changes nothing.
pub fn changed(current: &Current, wanted: &Params) -> Result<Current, Failure> {
	let mut params = current.clone();
	fn set<T>(to: &mut T, value: Option<T>) {
		if let Some(value) = value {
			*to = value;
		}
	}
	set(&mut params.price_floor, wanted.price_floor);
	set(&mut params.bond_factor, wanted.bond_factor);
	set(&mut params.max_input_bytes, wanted.max_input_bytes);
	set(&mut params.max_blob_bytes, wanted.max_blob_bytes);
	set(&mut params.max_output_tokens, wanted.max_output_tokens);
	set(&mut params.base_deadline, wanted.base_deadline);
	set(&mut params.units_per_block, wanted.units_per_block);
	set(&mut params.challenge_window, wanted.challenge_window.map(|it| it.0));
	set(&mut params.default_temperature, wanted.default_temperature.map(|it| it.0));
	set(&mut params.system_prompt, wanted.system_prompt.map(|it| it.0));
	set(&mut params.safety_policy, wanted.safety_policy.map(|it| it.0));
	set(&mut params.audit.auditors, wanted.auditors);
	// Parts per million on the chain.
	let rate = |part: Perbill| {
		let parts = part.deconstruct();
		if !parts.is_multiple_of(1_000) {
			let part = format_percent(part);
			return Err(Failure::usage(format!("a rate has four decimal places, {part} has more")));
		}
		let parts = parts / 1_000;
		Decode::decode(&mut &parts.to_le_bytes()[..]).map_err(Failure::other)
	};
	set(&mut params.audit.rate, wanted.audit_rate.map(rate).transpose()?);
	set(&mut params.audit.newcomer_rate, wanted.newcomer_rate.map(rate).transpose()?);
	if params == *current {
		return Err(Failure::usage(
			"nothing would change: say what should, for example --price-floor '0.001 ASY' (`assay gov propose params --help`)",
		));
	}
	Ok(params)
}

/// Of all versions that were decided, the one that holds at a height: of those for the last height before it, the one decided
/// last.
pub fn holds_at(all: &[ParamsView], height: BlockNumber) -> Option<&ParamsView> {
	all.iter().filter(|it| it.at <= height).max_by_key(|it| (it.at, it.version))
}

/// The version because of which this one never holds: decided later, for the same height.
pub fn replaced_by<'a>(all: &'a [ParamsView], it: &ParamsView) -> Option<&'a ParamsView> {
	holds_at(all, it.at).filter(|last| last.version != it.version)
}

/// What holds before this version.
pub fn held_before<'a>(all: &'a [ParamsView], it: &ParamsView) -> Option<&'a ParamsView> {
	holds_at(all, it.at.checked_sub(1)?)
}

/// The parameters that an encoded call sets, if it is such a call: after its two numbers and the model.
pub fn of_call(call: &DescribedCall, bytes: &[u8]) -> Option<Current> {
	if (call.pallet.as_str(), call.name.as_str()) != ("Models", "set_params") {
		return None;
	}
	Decode::decode(&mut bytes.get(34..)?).ok()
}

/// All fields by their names in the chain's JSON, those of a structure as `audit.rate`.
fn fields(params: &Current) -> Vec<(String, Value)> {
	fn flatten(name: &str, value: Value, out: &mut Vec<(String, Value)>) {
		match value {
			Value::Object(all) => {
				for (field, value) in all {
					let name = if name.is_empty() { field } else { format!("{name}.{field}") };
					flatten(&name, value, out);
				}
			}
			value => out.push((name.into(), value)),
		}
	}
	let mut out = Vec::new();
	// A price that does not fit a number of JSON can't be set either.
	flatten("", serde_json::to_value(params).unwrap_or_default(), &mut out);
	out
}

/// A name for people: `audit rate`.
fn label(name: &str) -> String {
	let mut label = String::new();
	for letter in name.chars() {
		match letter {
			'.' => label.push(' '),
			_ if letter.is_ascii_uppercase() => {
				label.push(' ');
				label.push(letter.to_ascii_lowercase());
			}
			_ => label.push(letter),
		}
	}
	label
}

fn text(name: &str, value: &Value) -> String {
	match value {
		Value::Null => "none".into(),
		Value::Number(number) if name == "priceFloor" => {
			number.as_u64().map_or_else(|| number.to_string(), |it| format_amount(it.into()))
		}
		// Rates are parts per million.
		Value::Number(number) if name.to_lowercase().ends_with("rate") => number
			.as_u64()
			.and_then(|parts| u32::try_from(parts.checked_mul(1_000)?).ok())
			.map_or_else(|| number.to_string(), |it| format_percent(Perbill::from_parts(it))),
		Value::Number(number) if name == "defaultTemperature" => number
			.as_f64()
			.map_or_else(|| number.to_string(), |milli| (milli / 1_000.0).to_string()),
		Value::String(text) => text.clone(),
		value => value.to_string(),
	}
}

/// A changed field.
pub struct Change {
	name: String,
	from: Value,
	to: Value,
}

impl Change {
	pub fn text(&self) -> String {
		let Self { name, from, to } = self;
		format!("{} {} → {}", label(name), text(name, from), text(name, to))
	}

	pub fn json(&self) -> Value {
		json!({ "field": self.name, "from": self.from, "to": self.to })
	}
}

/// What is different.
pub fn changes(from: &Current, to: &Current) -> Vec<Change> {
	let before = fields(from);
	fields(to)
		.into_iter()
		.filter_map(|(name, to)| {
			let from = before.iter().find(|(known, _)| *known == name);
			let from = from.map_or(Value::Null, |(_, value)| value.clone());
			(from != to).then_some(Change { name, from, to })
		})
		.collect()
}

/// All parameters, in words.
pub fn all(params: &Current) -> Vec<String> {
	fields(params)
		.iter()
		.map(|(name, value)| format!("{} {}", label(name), text(name, value)))
		.collect()
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use assay_primitives::{
		model::{Authority, Decision},
		ASY,
	};
	use clap::Parser;

	/// Parameters as the development chain has them.
	pub fn current() -> Current {
		serde_json::from_value(json!({
			"priceFloor": 100_000_000,
			"bondFactor": 25,
			"maxInputBytes": 1_024,
			"maxBlobBytes": 0,
			"maxOutputTokens": 128,
			"baseDeadline": 10,
			"unitsPerBlock": 8,
			"audit": { "newcomerRate": 1_000_000, "rate": 300_000, "auditors": 1 },
		}))
		.unwrap()
	}

	fn wanted(args: &[&str]) -> Params {
		#[derive(Parser)]
		struct Line {
			#[command(flatten)]
			params: Params,
		}
		Line::try_parse_from([&["x"], args].concat()).unwrap().params
	}

	#[test]
	fn only_what_is_given_changes() {
		let current = current();
		let wanted = wanted(&["--price-floor", "0.001 ASY", "--audit-rate", "40%"]);
		let new = changed(&current, &wanted).unwrap();
		assert_eq!(new.price_floor, ASY / 1_000);
		assert_eq!(new.bond_factor, current.bond_factor);
		let texts: Vec<String> = changes(&current, &new).iter().map(Change::text).collect();
		assert_eq!(texts, ["audit rate 30% → 40%", "price floor 0.0001 ASY → 0.001 ASY"]);
		let first = changes(&current, &new).remove(0).json();
		assert_eq!(first, json!({ "field": "audit.rate", "from": 300_000, "to": 400_000 }));
	}

	#[test]
	fn what_is_optional_is_set_and_switched_off() {
		let current = current();
		let hash = format!("0x{}", "07".repeat(32));
		let set = wanted(&[
			"--challenge-window",
			"30",
			"--default-temperature",
			"0.7",
			"--system-prompt",
			&hash,
			"--safety-policy",
			&hash,
		]);
		let new = changed(&current, &set).unwrap();
		assert_eq!((new.challenge_window, new.default_temperature), (Some(30), Some(700)));
		assert_eq!(new.safety_policy, Some([7; 32].into()));
		let texts: Vec<String> = changes(&current, &new).iter().map(Change::text).collect();
		let expected = [
			"challenge window none → 30".to_string(),
			"default temperature none → 0.7".into(),
			format!("safety policy none → {hash}"),
			format!("system prompt none → {hash}"),
		];
		assert_eq!(texts, expected);
		let off = ["--challenge-window", "none", "--default-temperature", "none"];
		let off =
			wanted(&[&off[..], &["--system-prompt", "none", "--safety-policy", "none"]].concat());
		assert_eq!(changed(&new, &off).unwrap(), current);
		assert_eq!(changed(&current, &off).unwrap_err().code, 2);
	}

	#[test]
	fn what_holds_at_a_height_was_decided_last_for_it() {
		let of = |version, at| ParamsView {
			version,
			params: current(),
			decided: Decision { block: 10 * version, by: Authority::Track },
			at,
		};
		let all = [of(0, 0), of(1, 50), of(2, 90), of(3, 50), of(4, 70)];
		let held = |height| holds_at(&all, height).map(|it| it.version);
		assert_eq!([0, 49, 50, 70, 89, 90, 900].map(held), [0, 0, 3, 4, 4, 2, 2].map(Some));
		let replaced: Vec<_> =
			all.iter().map(|it| replaced_by(&all, it).map(|it| it.version)).collect();
		assert_eq!(replaced, [None, Some(3), None, None, None]);
		let before = |version: usize| held_before(&all, &all[version]).map(|it| it.version);
		assert_eq!([0, 1, 2, 3, 4].map(before), [None, Some(0), Some(4), Some(0), Some(3)]);
		assert!(holds_at(&[], 5).is_none());
	}

	#[test]
	fn nothing_and_too_much_precision_are_refused() {
		let refused = |args: &[&str]| changed(&current(), &wanted(args)).unwrap_err();
		assert!(refused(&[]).text.unwrap().contains("nothing would change"));
		assert_eq!(refused(&["--bond-factor", "25"]).code, 2);
		let text = refused(&["--audit-rate", "0.00001%"]).text.unwrap();
		assert!(text.contains("four decimal places"), "{text}");
	}

	#[test]
	fn all_is_written_in_words() {
		let all = all(&current());
		assert!(all.contains(&"audit newcomer rate 100%".to_string()), "{all:?}");
		assert!(all.contains(&"price floor 0.0001 ASY".to_string()), "{all:?}");
		assert!(all.contains(&"bond factor 25".to_string()), "{all:?}");
	}
}
