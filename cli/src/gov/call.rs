//! Calls in words, and as JSON.

use crate::output;
use assay_client::{format_amount, format_percent, Datum, DescribedCall};
use serde_json::{json, Map, Value};

/// A call in lines: its name, and below it the arguments.
pub fn lines(call: &DescribedCall) -> Vec<String> {
	let mut lines = vec![format!("{}.{}", call.pallet, call.name)];
	for (name, value) in &call.arguments {
		named(name, value, 1, &mut lines);
	}
	lines
}

/// A call in a line, for a table.
pub fn line(call: &DescribedCall) -> String {
	let arguments: Vec<String> = call.arguments.iter().map(|(_, value)| short(value)).collect();
	format!("{}.{}({})", call.pallet, call.name, arguments.join(", "))
}

/// A value in a word or two.
fn short(value: &Datum) -> String {
	match value {
		Datum::Bytes(bytes) if bytes.len() > 6 => {
			format!("{}…", output::hex(bytes.get(..4).unwrap_or_default()))
		}
		Datum::Account(account) => {
			let address = account.to_string();
			format!("{}…", address.get(..8).unwrap_or_default())
		}
		Datum::Text(text) if text.chars().count() > 24 => {
			format!("{:?}…", text.chars().take(24).collect::<String>())
		}
		Datum::Record(fields) => format!("{} fields", fields.len()),
		Datum::List(all) => format!("{} of them", all.len()),
		Datum::Call(call) => format!("{}.{}", call.pallet, call.name),
		Datum::Variant(name, Some(_)) => format!("{name} …"),
		value => simple(value).unwrap_or_default(),
	}
}

/// A value that fits a line.
fn simple(value: &Datum) -> Option<String> {
	Some(match value {
		Datum::Amount(amount) => format_amount(*amount),
		Datum::Number(number) => number.to_string(),
		Datum::Signed(number) => number.to_string(),
		Datum::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
		// Quoted, with nothing in it that moves the cursor: whoever wrote it may mean harm.
		Datum::Text(text) => format!("{text:?}"),
		Datum::Bytes(bytes) => output::hex(bytes),
		Datum::Account(account) => account.to_string(),
		Datum::Part(part) => format_percent(*part),
		Datum::Variant(name, None) => name.clone(),
		Datum::Nothing => "-".into(),
		Datum::Omitted => "…".into(),
		Datum::List(all) if all.is_empty() => "none".into(),
		Datum::List(_) | Datum::Record(_) | Datum::Variant(..) | Datum::Call(_) => return None,
	})
}

fn named(name: &str, value: &Datum, depth: usize, lines: &mut Vec<String>) {
	let indent = "  ".repeat(depth);
	if let Some(text) = simple(value) {
		lines.push(format!("{indent}{name}: {text}"));
		return;
	}
	match value {
		Datum::Variant(variant, Some(inner)) => match simple(inner) {
			Some(text) => lines.push(format!("{indent}{name}: {variant} {text}")),
			None => {
				lines.push(format!("{indent}{name}: {variant}"));
				below(inner, depth, lines);
			}
		},
		Datum::Call(call) => {
			lines.push(format!("{indent}{name}: {}.{}", call.pallet, call.name));
			below(value, depth, lines);
		}
		_ => {
			lines.push(format!("{indent}{name}:"));
			below(value, depth, lines);
		}
	}
}

/// What belongs to a value, a level deeper.
fn below(value: &Datum, depth: usize, lines: &mut Vec<String>) {
	match value {
		Datum::Record(fields) => {
			for (name, value) in fields {
				named(name, value, depth.saturating_add(1), lines);
			}
		}
		Datum::List(all) => {
			for (index, value) in all.iter().enumerate() {
				named(&index.to_string(), value, depth.saturating_add(1), lines);
			}
		}
		Datum::Call(call) => {
			for (name, value) in &call.arguments {
				named(name, value, depth.saturating_add(1), lines);
			}
		}
		value => named("value", value, depth.saturating_add(1), lines),
	}
}

/// A call as JSON. Amounts are plancks as text, parts of a whole parts per billion.
pub fn json(call: &DescribedCall) -> Value {
	let arguments: Map<String, Value> =
		call.arguments.iter().map(|(name, value)| (name.clone(), datum(value))).collect();
	json!({ "call": format!("{}.{}", call.pallet, call.name), "arguments": arguments })
}

fn datum(value: &Datum) -> Value {
	match value {
		Datum::Amount(amount) => json!(amount.to_string()),
		Datum::Number(number) => match u64::try_from(*number) {
			Ok(number) => json!(number),
			Err(_) => json!(number.to_string()),
		},
		Datum::Signed(number) => match i64::try_from(*number) {
			Ok(number) => json!(number),
			Err(_) => json!(number.to_string()),
		},
		Datum::Flag(flag) => json!(flag),
		Datum::Text(text) => json!(text),
		Datum::Bytes(bytes) => json!(output::hex(bytes)),
		Datum::Account(account) => json!(account.to_string()),
		Datum::Part(part) => json!({ "perBillion": part.deconstruct() }),
		Datum::List(all) => all.iter().map(datum).collect(),
		Datum::Record(fields) => {
			Value::Object(fields.iter().map(|(name, value)| (name.clone(), datum(value))).collect())
		}
		Datum::Variant(name, None) => json!(name),
		Datum::Variant(name, Some(inner)) => json!({ name: datum(inner) }),
		Datum::Call(call) => json(call),
		Datum::Nothing | Datum::Omitted => Value::Null,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_client::Perbill;
	use assay_primitives::{AccountId, ASY};

	fn call() -> DescribedCall {
		let params = Datum::Record(vec![
			("price_floor".into(), Datum::Amount(ASY / 1_000)),
			("bond_factor".into(), Datum::Number(25)),
			(
				"audit".into(),
				Datum::Record(vec![("rate".into(), Datum::Part(Perbill::from_percent(30)))]),
			),
		]);
		DescribedCall {
			pallet: "Models".into(),
			name: "set_params".into(),
			arguments: vec![("model".into(), Datum::Bytes(vec![7; 32])), ("params".into(), params)],
		}
	}

	#[test]
	fn calls_are_told_in_lines() {
		let model = "07".repeat(32);
		assert_eq!(
			lines(&call()),
			[
				"Models.set_params".to_string(),
				format!("  model: 0x{model}"),
				"  params:".into(),
				"    price_floor: 0.001 ASY".into(),
				"    bond_factor: 25".into(),
				"    audit:".into(),
				"      rate: 30%".into(),
			]
		);
		assert_eq!(line(&call()), "Models.set_params(0x07070707…, 3 fields)");
	}

	#[test]
	fn long_texts_are_escaped_as_short_ones_are() {
		let text = Datum::Text(format!("\u{1b}[2J\u{202e}{}", "x".repeat(30)));
		assert_eq!(short(&text), format!("\"\\u{{1b}}[2J\\u{{202e}}{}\"…", "x".repeat(19)));
	}

	#[test]
	fn calls_within_calls_are_told_too() {
		let batch = DescribedCall {
			pallet: "Utility".into(),
			name: "batch".into(),
			arguments: vec![("calls".into(), Datum::List(vec![Datum::Call(call())]))],
		};
		let lines = lines(&batch);
		assert_eq!(lines[..3], ["Utility.batch", "  calls:", "    0: Models.set_params"]);
		assert_eq!(lines[4..6], ["      params:", "        price_floor: 0.001 ASY"]);
		assert_eq!(line(&batch), "Utility.batch(1 of them)");
		let inner = &json(&batch)["arguments"]["calls"][0];
		assert_eq!(inner["call"], "Models.set_params");
		assert_eq!(inner["arguments"]["params"]["price_floor"], "1000000000");
		assert_eq!(inner["arguments"]["params"]["audit"]["rate"]["perBillion"], 300_000_000);
	}

	#[test]
	fn values_are_told_as_they_are_written() {
		let all = [
			(Datum::Nothing, "-"),
			(Datum::Flag(true), "yes"),
			(Datum::List(vec![]), "none"),
			(Datum::Text("a\u{1b}[2J".into()), "\"a\\u{1b}[2J\""),
			(Datum::Variant("Generic".into(), None), "Generic"),
		];
		for (value, text) in all {
			assert_eq!(simple(&value).as_deref(), Some(text));
		}
		let address = AccountId::from([1; 32]);
		let some = Datum::Variant("Other".into(), Some(Box::new(Datum::Account(address.clone()))));
		let mut out = Vec::new();
		named("who", &some, 0, &mut out);
		assert_eq!(out, [format!("who: Other {address}")]);
		assert_eq!(datum(&some), json!({ "Other": address.to_string() }));
	}
}
