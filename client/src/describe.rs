//! Calls taken apart by the chain's own metadata, so that people can read what they would do.

use crate::{
	client::{At, Client},
	error::ClientError,
	runtime::Runtime,
};
use assay_primitives::{AccountId, Balance};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use sp_runtime::Perbill;
use std::{sync::Arc, thread};
use subxt::ext::scale_value::{scale::decode_as_type, Composite, Primitive, Value, ValueDef};

/// Longest call that is taken apart, in bytes.
const LONGEST: usize = 64 * 1024;
/// Calls and values within each other that are taken apart; what is deeper is left out.
const DEEPEST: u32 = 48;
/// A byte or two can open a level, and whoever wrote the call may mean harm: as many levels as [`LONGEST`] allows must fit.
/// Memory that is not touched costs nothing.
const STACK: usize = 512 * 1024 * 1024;

/// A call with the names of all its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DescribedCall {
	pub pallet: String,
	pub name: String,
	pub arguments: Vec<(String, Datum)>,
}

/// A value of which the chain says what it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Datum {
	/// Plancks: all numbers of 128 bits are.
	Amount(Balance),
	Number(u128),
	Signed(i128),
	Flag(bool),
	Text(String),
	Bytes(Vec<u8>),
	Account(AccountId),
	/// A part of a whole.
	Part(Perbill),
	List(Vec<Datum>),
	Record(Vec<(String, Datum)>),
	/// One of several: its name, and what belongs to it if anything does.
	Variant(String, Option<Box<Datum>>),
	Call(DescribedCall),
	/// A value that is not there.
	Nothing,
	/// Too deep to be shown.
	Omitted,
}

impl DescribedCall {
	/// An argument by its name.
	pub fn argument(&self, name: &str) -> Option<&Datum> {
		self.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value)
	}
}

impl Client {
	/// Takes an encoded call apart as the chain at this block understands it.
	pub async fn describe_call(
		&self,
		bytes: Vec<u8>,
		at: At,
	) -> Result<DescribedCall, ClientError> {
		let block = match at {
			At::Block(hash) => Some(hash),
			At::Best | At::Finalised => None,
		};
		describe(self.runtime_at(block).await?, bytes)
	}
}

/// Takes a call apart on a stack of its own.
pub(crate) fn describe(
	runtime: Arc<Runtime>,
	bytes: Vec<u8>,
) -> Result<DescribedCall, ClientError> {
	if bytes.len() > LONGEST {
		let reason = format!("it has {} bytes; at most {LONGEST} are taken apart", bytes.len());
		return Err(ClientError::undecodable("call", reason));
	}
	let broken = |reason: String| ClientError::undecodable("call", reason);
	thread::Builder::new()
		.stack_size(STACK)
		.spawn(move || read(&runtime, &bytes))
		.map_err(|error| broken(error.to_string()))?
		.join()
		.map_err(|_| broken("it is too deep".into()))?
}

fn read(runtime: &Runtime, bytes: &[u8]) -> Result<DescribedCall, ClientError> {
	let types = runtime.metadata.types();
	let kind = runtime.metadata.outer_enums().call_enum_ty();
	let mut rest = bytes;
	let value = decode_as_type(&mut rest, kind, types)
		.map_err(|error| ClientError::undecodable("call", error))?;
	if !rest.is_empty() {
		let reason = format!("{} bytes follow it that belong to no call", rest.len());
		return Err(ClientError::undecodable("call", reason));
	}
	let reader = Reader { types, calls: kind };
	reader.call(&value, 0).ok_or_else(|| ClientError::undecodable("call", "it names no call"))
}

struct Reader<'a> {
	types: &'a PortableRegistry,
	/// Type of all calls.
	calls: u32,
}

impl Reader<'_> {
	/// A call is a variant named as its pallet that holds a variant named as itself.
	fn call(&self, value: &Value<u32>, depth: u32) -> Option<DescribedCall> {
		let ValueDef::Variant(pallet) = &value.value else { return None };
		let ValueDef::Variant(call) = &pallet.values.values().next()?.value else { return None };
		let arguments = match &call.values {
			Composite::Named(fields) => fields
				.iter()
				.map(|(name, value)| (name.clone(), self.datum(value, depth + 1)))
				.collect(),
			Composite::Unnamed(fields) => fields
				.iter()
				.enumerate()
				.map(|(index, value)| (index.to_string(), self.datum(value, depth + 1)))
				.collect(),
		};
		Some(DescribedCall { pallet: pallet.name.clone(), name: call.name.clone(), arguments })
	}

	fn datum(&self, value: &Value<u32>, depth: u32) -> Datum {
		if depth > DEEPEST {
			return Datum::Omitted;
		}
		if value.context == self.calls {
			return self.call(value, depth).map_or(Datum::Omitted, Datum::Call);
		}
		match &value.value {
			ValueDef::Primitive(primitive) => self.primitive(primitive, value.context),
			ValueDef::BitSequence(bits) => Datum::List(bits.iter().map(Datum::Flag).collect()),
			ValueDef::Variant(variant) => match (variant.name.as_str(), variant.values.len()) {
				("None", 0) => Datum::Nothing,
				// An address that is an account.
				("Some" | "Id", 1) => self.fields(&variant.values, depth),
				(name, 0) => Datum::Variant(name.into(), None),
				(name, _) => {
					Datum::Variant(name.into(), Some(Box::new(self.fields(&variant.values, depth))))
				}
			},
			ValueDef::Composite(fields) => self.composite(fields, value.context, depth),
		}
	}

	fn primitive(&self, primitive: &Primitive, kind: u32) -> Datum {
		match primitive {
			Primitive::U128(number) if self.is_amount(kind) => Datum::Amount(*number),
			Primitive::U128(number) => Datum::Number(*number),
			Primitive::I128(number) => Datum::Signed(*number),
			Primitive::Bool(flag) => Datum::Flag(*flag),
			Primitive::Char(character) => Datum::Text(character.to_string()),
			Primitive::String(text) => Datum::Text(text.clone()),
			Primitive::U256(bytes) | Primitive::I256(bytes) => Datum::Bytes(bytes.to_vec()),
		}
	}

	/// Whether a number has 128 bits, compact or not.
	fn is_amount(&self, kind: u32) -> bool {
		match self.types.resolve(kind).map(|kind| &kind.type_def) {
			Some(TypeDef::Primitive(TypeDefPrimitive::U128)) => true,
			Some(TypeDef::Compact(inner)) => self.is_amount(inner.type_param.id),
			_ => false,
		}
	}

	fn name_of(&self, kind: u32) -> Option<&str> {
		self.types.resolve(kind)?.path.segments.last().map(AsRef::as_ref)
	}

	fn composite(&self, fields: &Composite<u32>, kind: u32, depth: u32) -> Datum {
		let known = match self.name_of(kind) {
			Some("AccountId32") => bytes_of(fields)
				.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
				.map(|bytes| Datum::Account(bytes.into())),
			Some("Percent") => part(fields, 10_000_000),
			Some("Permill") => part(fields, 1_000),
			Some("Perbill") => part(fields, 1),
			_ => None,
		};
		if let Some(known) = known {
			return known;
		}
		if self.holds_bytes(kind) {
			if let Some(bytes) = bytes_of(fields) {
				return readable(bytes);
			}
		}
		if self.is_list(kind) {
			let all = fields.values().map(|value| self.datum(value, depth + 1)).collect();
			return Datum::List(all);
		}
		self.fields(fields, depth)
	}

	fn is_list(&self, kind: u32) -> bool {
		matches!(
			self.types.resolve(kind).map(|kind| &kind.type_def),
			Some(TypeDef::Sequence(_) | TypeDef::Array(_))
		)
	}

	/// Whether a type is bytes, perhaps within a structure of one field.
	fn holds_bytes(&self, kind: u32) -> bool {
		let is_byte = |kind: u32| {
			matches!(
				self.types.resolve(kind).map(|kind| &kind.type_def),
				Some(TypeDef::Primitive(TypeDefPrimitive::U8))
			)
		};
		match self.types.resolve(kind).map(|kind| &kind.type_def) {
			Some(TypeDef::Sequence(all)) => is_byte(all.type_param.id),
			Some(TypeDef::Array(all)) => is_byte(all.type_param.id),
			Some(TypeDef::Composite(one)) => match one.fields.as_slice() {
				[field] => self.holds_bytes(field.ty.id),
				_ => false,
			},
			_ => false,
		}
	}

	/// Fields by their names. A single one without a name stands for the whole.
	fn fields(&self, fields: &Composite<u32>, depth: u32) -> Datum {
		match fields {
			Composite::Named(all) => Datum::Record(
				all.iter()
					.map(|(name, value)| (name.clone(), self.datum(value, depth + 1)))
					.collect(),
			),
			Composite::Unnamed(all) => match all.as_slice() {
				[one] => self.datum(one, depth + 1),
				all => Datum::List(all.iter().map(|value| self.datum(value, depth + 1)).collect()),
			},
		}
	}
}

fn part(fields: &Composite<u32>, scale: u128) -> Option<Datum> {
	let parts = fields.values().next()?.as_u128()?.checked_mul(scale)?;
	Some(Datum::Part(Perbill::from_parts(parts.try_into().ok()?)))
}

fn bytes_of(fields: &Composite<u32>) -> Option<Vec<u8>> {
	let mut bytes = Vec::new();
	for value in fields.values() {
		match &value.value {
			ValueDef::Composite(inner) => bytes.extend(bytes_of(inner)?),
			_ => bytes.push(value.as_u128()?.try_into().ok()?),
		}
	}
	Some(bytes)
}

/// Text where it is text that can be printed, a remark for example.
fn readable(bytes: Vec<u8>) -> Datum {
	match String::from_utf8(bytes) {
		Ok(text) if !text.is_empty() && !text.chars().any(misleads) => Datum::Text(text),
		Ok(text) => Datum::Bytes(text.into_bytes()),
		Err(error) => Datum::Bytes(error.into_bytes()),
	}
}

/// Characters that move the cursor, change the direction of what is around them, or are not seen: whoever wrote them may mean
/// harm.
fn misleads(letter: char) -> bool {
	letter.is_control()
		|| matches!(
			letter,
			'\u{ad}'
				| '\u{61c}'
				| '\u{180e}'
				| '\u{200b}'..='\u{200f}'
				| '\u{2028}'..='\u{202e}'
				| '\u{2060}'..='\u{206f}'
				| '\u{feff}'
				| '\u{fff9}'..='\u{fffb}'
				| '\u{e0000}'..='\u{e007f}'
		)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{calls, runtime::committed_runtime};
	use codec::Encode;

	fn described(call: &calls::Call) -> DescribedCall {
		let runtime = committed_runtime();
		let bytes = runtime.offline.tx().call_data(call).unwrap();
		describe(runtime, bytes).unwrap()
	}

	#[test]
	fn amounts_accounts_and_numbers_are_told_apart() {
		let to = AccountId::from([7; 32]);
		let call = described(&calls::transfer(to.clone(), 1_500));
		assert_eq!((call.pallet.as_str(), call.name.as_str()), ("Balances", "transfer_keep_alive"));
		assert_eq!(call.argument("dest"), Some(&Datum::Account(to.clone())));
		assert_eq!(call.argument("value"), Some(&Datum::Amount(1_500)));

		let call = described(&calls::undelegate(to.clone(), None));
		assert_eq!(call.argument("value"), Some(&Datum::Nothing));
		let call = described(&calls::undelegate(to.clone(), Some(5)));
		assert_eq!(call.argument("value"), Some(&Datum::Amount(5)));
		let call = described(&calls::pay_staker(to.clone(), 6));
		assert_eq!(call.argument("era"), Some(&Datum::Number(6)));
		let call = described(&calls::delegate(to, 5, Perbill::from_percent(5)));
		assert_eq!(call.argument("max_commission"), Some(&Datum::Part(Perbill::from_percent(5))));
	}

	#[test]
	fn calls_within_calls_are_named_too() {
		let runtime = committed_runtime();
		let one = |to| runtime.offline.tx().call_data(&calls::transfer(to, 1)).unwrap();
		let batch = calls::batch_all(&[one([1; 32].into()), one([2; 32].into())]);
		let call = described(&batch);
		let Some(Datum::List(all)) = call.argument("calls") else { panic!("{call:?}") };
		assert_eq!(all.len(), 2);
		assert!(matches!(&all[1], Datum::Call(call) if call.pallet == "Balances"), "{all:?}");
	}

	#[test]
	fn what_is_no_call_is_said_to_be_none() {
		let runtime = committed_runtime();
		for bytes in [vec![], vec![255, 255], vec![0; LONGEST + 1]] {
			assert!(describe(runtime.clone(), bytes).is_err());
		}
		let mut bytes = runtime.offline.tx().call_data(&calls::withdraw()).unwrap();
		bytes.push(0);
		let error = describe(runtime, bytes).unwrap_err();
		assert!(error.to_string().contains("1 bytes follow it"), "{error}");
	}

	#[test]
	fn a_deep_call_does_no_harm() {
		let runtime = committed_runtime();
		let inner = runtime.offline.tx().call_data(&calls::withdraw()).unwrap();
		let utility = runtime.metadata.pallet_by_name("Utility").unwrap();
		let derivative = utility.call_variant_by_name("as_derivative").unwrap();
		let level = [&[utility.call_index(), derivative.index][..], &0u16.encode()].concat();
		let deep = [level.repeat((LONGEST - inner.len()) / level.len()), inner].concat();
		let mut call = &describe(runtime, deep).unwrap();
		let mut levels = 0;
		while let Some(Datum::Call(next)) = call.argument("call") {
			call = next;
			levels += 1;
		}
		assert!(levels > 10 && levels <= DEEPEST, "{levels}");
		assert_eq!(call.argument("call"), Some(&Datum::Omitted));
	}

	#[test]
	fn bytes_that_are_text_are_shown_as_text() {
		assert_eq!(readable(b"a remark".to_vec()), Datum::Text("a remark".into()));
		assert_eq!(readable(vec![]), Datum::Bytes(vec![]));
		assert_eq!(readable(vec![0, 1]), Datum::Bytes(vec![0, 1]));
		assert_eq!(readable(vec![255]), Datum::Bytes(vec![255]));
		assert_eq!(readable("naïve 日本 é".into()), Datum::Text("naïve 日本 é".into()));
		for hidden in ["\u{202e}evil", "a\u{200b}b", "a\u{2066}b", "a\u{1b}[2J"] {
			assert_eq!(readable(hidden.into()), Datum::Bytes(hidden.into()));
		}
	}
}
