//! The chain's runtime as this program knows it: versions, metadata, and whether both understand each other.

use crate::{calls, client, error::ClientError, events, governance, referee, scoring, staking};
use codec::{Decode, DecodeAll};
use sp_core::H256;
use std::sync::Arc;
use subxt::{
	config::substrate::{SpecVersionForRange, SubstrateConfig},
	ArcMetadata, Metadata, OfflineClient, OfflineClientAtBlock,
};

/// Methods of runtime APIs that are decoded without looking at metadata, so they must be the same.
const USED_METHODS: &[(&str, &str)] = &[
	("AssayApi", "task"),
	("AssayApi", "quote"),
	("AssayApi", "worker"),
	("AssayApi", "staker"),
	("AssayApi", "delegations"),
	("AssayApi", "staking"),
	("AssayApi", "metagraph"),
	("AssayApi", "model"),
	("AssayApi", "models"),
	("AssayApi", "model_history"),
	("RefereeApi", "recompute"),
	("SessionKeys", "decode_session_keys"),
];

// `COMMITTED`: the content of `metadata.scale`, or `None` where a new runtime has none yet. See `build.rs`.
include!(concat!(env!("OUT_DIR"), "/committed.rs"));

/// A storage item, and the type as which it is read without looking at metadata.
#[derive(Clone, Copy)]
pub(crate) struct Item {
	pallet: &'static str,
	name: &'static str,
	/// Whether these bytes are such a value; `None` if the chain has to say what is in it.
	#[cfg_attr(not(test), allow(dead_code))]
	is_value: Option<fn(&[u8]) -> bool>,
}

impl Item {
	pub const fn of<T: Decode>(pallet: &'static str, name: &'static str) -> Self {
		Self { pallet, name, is_value: Some(|mut bytes| T::decode_all(&mut bytes).is_ok()) }
	}

	/// One of which a part is read by the chain's metadata.
	pub const fn with_metadata(pallet: &'static str, name: &'static str) -> Self {
		Self { pallet, name, is_value: None }
	}
}

/// One version of the chain's runtime.
pub(crate) struct Runtime {
	pub spec_version: u32,
	pub metadata: ArcMetadata,
	/// Builds transactions and decodes events; needs no connection.
	pub offline: OfflineClientAtBlock<SubstrateConfig>,
}

impl Runtime {
	pub fn new(
		genesis: H256,
		spec_version: u32,
		transaction_version: u32,
		metadata: Metadata,
	) -> Result<Arc<Self>, ClientError> {
		let metadata = Arc::new(metadata);
		let config = SubstrateConfig::builder()
			.set_genesis_hash(genesis)
			.set_metadata_for_spec_versions([(spec_version, metadata.clone())])
			.set_spec_version_for_block_ranges([SpecVersionForRange {
				block_range: 0..u64::MAX,
				spec_version,
				transaction_version,
			}])
			.build();
		let offline = OfflineClient::new_with_config(config)
			.at_block(0u64)
			.map_err(|error| ClientError::undecodable("metadata", error))?;
		Ok(Arc::new(Self { spec_version, metadata, offline }))
	}

	/// Compares the chain with the metadata this program was built against, as far as it uses it.
	pub fn check(&self, chain: &str) -> Result<(), ClientError> {
		let not_assay =
			|missing: &str| ClientError::NotAssay { chain: chain.into(), missing: missing.into() };
		self.metadata.pallet_by_name("Tasks").ok_or_else(|| not_assay("pallet `Tasks`"))?;
		self.metadata
			.runtime_api_trait_by_name("AssayApi")
			.ok_or_else(|| not_assay("runtime API `AssayApi`"))?;
		let built = match committed()? {
			Some(committed) => committed,
			// Without it, compare the chain with itself: that still finds what is missing.
			None => return self.check_against(&self.metadata),
		};
		self.check_against(&built)
	}

	fn check_against(&self, committed: &Metadata) -> Result<(), ClientError> {
		let changed = differences(committed, &self.metadata);
		if changed.is_empty() {
			Ok(())
		} else {
			Err(ClientError::Incompatible {
				built: spec_version_of(committed).unwrap_or_default(),
				chain: self.spec_version,
				changed,
			})
		}
	}
}

/// The metadata this program was built against.
fn committed() -> Result<Option<Metadata>, ClientError> {
	COMMITTED
		.map(|mut bytes| Metadata::decode(&mut bytes))
		.transpose()
		.map_err(|error| ClientError::undecodable("committed metadata", error))
}

/// `spec_version` in the constant `System.Version`.
fn spec_version_of(metadata: &Metadata) -> Option<u32> {
	let system = metadata.pallet_by_name("System")?;
	let mut bytes = system.constant_by_name("Version")?.value();
	let (_, _, _, spec_version) = <(String, String, u32, u32)>::decode(&mut bytes).ok()?;
	Some(spec_version)
}

/// All storage that is read here.
fn items() -> Vec<Item> {
	[client::USED, referee::USED, scoring::USED, staking::USED, governance::USED].concat()
}

/// What this program uses and the chain has differently, by name.
fn differences(ours: &Metadata, theirs: &Metadata) -> Vec<String> {
	let mut changed = Vec::new();
	for (pallet, call) in calls::USED {
		let hash = |metadata: &Metadata| metadata.pallet_by_name(pallet)?.call_hash(call);
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("call {pallet}.{call}"));
		}
	}
	for (api, method) in USED_METHODS {
		let hash = |metadata: &Metadata| {
			Some(metadata.runtime_api_trait_by_name(api)?.method_by_name(method)?.hash())
		};
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("query {method}"));
		}
	}
	for (pallet, event) in events::USED {
		let found = theirs.pallet_by_name(pallet).and_then(|pallet| {
			pallet.event_variants().map(|all| all.iter().any(|e| e.name == *event))
		});
		if found != Some(true) {
			changed.push(format!("event {pallet}.{event}"));
		}
	}
	for item in items() {
		let hash =
			|metadata: &Metadata| metadata.pallet_by_name(item.pallet)?.storage_hash(item.name);
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("storage {}.{}", item.pallet, item.name));
		}
	}
	changed
}

/// The runtime this program was built against.
#[cfg(test)]
pub(crate) fn committed_runtime() -> Arc<Runtime> {
	let metadata = committed().unwrap().expect("run scripts/update-metadata.sh");
	Runtime::new(H256::zero(), 1, 1, metadata).unwrap()
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use codec::{Compact, Encode};
	use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};

	#[test]
	fn committed_metadata_has_all_that_is_used() {
		let metadata = committed().unwrap().expect("run scripts/update-metadata.sh");
		assert_eq!(differences(&metadata, &metadata), Vec::<String>::new());
		assert!(spec_version_of(&metadata).is_some());
		committed_runtime().check("test").unwrap();
	}

	/// Random values of the chain's types, from a seed.
	struct Samples<'a> {
		types: &'a PortableRegistry,
		random: u64,
	}

	impl Samples<'_> {
		/// A number below `end`.
		fn draw(&mut self, end: usize) -> usize {
			// Knuth's linear congruential generator; its high bits are the good ones.
			self.random = self
				.random
				.wrapping_mul(6_364_136_223_846_793_005)
				.wrapping_add(1_442_695_040_888_963_407);
			(self.random >> 33) as usize % end
		}

		/// An encoded value of a type; `None` where a type without values was drawn.
		fn value(&mut self, id: u32) -> Option<Vec<u8>> {
			let all = |this: &mut Self, ids: Vec<u32>| {
				let values: Option<Vec<_>> = ids.into_iter().map(|id| this.value(id)).collect();
				values.map(|values| values.concat())
			};
			let fields =
				|fields: &[Field<PortableForm>]| fields.iter().map(|it| it.ty.id).collect();
			match &self.types.resolve(id).unwrap().type_def {
				TypeDef::Composite(it) => all(self, fields(&it.fields)),
				TypeDef::Tuple(it) => all(self, it.fields.iter().map(|field| field.id).collect()),
				TypeDef::Array(it) => all(self, vec![it.type_param.id; it.len as usize]),
				TypeDef::Sequence(it) => {
					let len = self.draw(4);
					let values = all(self, vec![it.type_param.id; len])?;
					Some([Compact(len as u32).encode(), values].concat())
				}
				TypeDef::Variant(it) => {
					if it.variants.is_empty() {
						return None;
					}
					let variant = &it.variants[self.draw(it.variants.len())];
					Some([vec![variant.index], all(self, fields(&variant.fields))?].concat())
				}
				// All small, so that what has a limit keeps it.
				TypeDef::Compact(_) => Some(Compact(self.draw(100) as u32).encode()),
				TypeDef::Primitive(kind) => {
					let bytes = match kind {
						TypeDefPrimitive::Bool => return Some(vec![self.draw(2) as u8]),
						TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => 1,
						TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
						TypeDefPrimitive::U32 | TypeDefPrimitive::I32 => 4,
						TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
						TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
						other => panic!("no samples of {other:?}"),
					};
					let mut value = vec![0; bytes];
					value[0] = self.draw(100) as u8;
					Some(value)
				}
				other => panic!("no samples of {other:?}"),
			}
		}
	}

	/// Some encoded values of a storage item.
	pub fn values_of(runtime: &Runtime, pallet: &str, item: &str) -> Vec<Vec<u8>> {
		let mut samples = Samples { types: runtime.metadata.types(), random: 1 };
		let storage = runtime.metadata.pallet_by_name(pallet).unwrap().storage().unwrap();
		let kind = storage.entry_by_name(item).unwrap().value_ty();
		let values: Vec<_> = (0..500).filter_map(|_| samples.value(kind)).collect();
		assert!(values.len() > 50, "{pallet}.{item} has {} values", values.len());
		values
	}

	/// Some encoded values of a call's argument, one if need be that the chain takes as a compact number.
	pub fn values_for(runtime: &Runtime, pallet: &str, call: &str, argument: &str) -> Vec<Vec<u8>> {
		let types = runtime.metadata.types();
		let pallet = runtime.metadata.pallet_by_name(pallet).unwrap();
		let fields = &pallet.call_variant_by_name(call).unwrap().fields;
		let field = fields.iter().find(|it| it.name.as_deref() == Some(argument));
		let mut kind = field.unwrap_or_else(|| panic!("{call} has no {argument}")).ty.id;
		if let TypeDef::Compact(inner) = &types.resolve(kind).unwrap().type_def {
			kind = inner.type_param.id;
		}
		let mut samples = Samples { types, random: 1 };
		(0..100).filter_map(|_| samples.value(kind)).collect()
	}

	#[test]
	fn types_written_here_are_those_of_the_chain() {
		let runtime = committed_runtime();
		for item in items() {
			let Some(is_value) = item.is_value else { continue };
			let name = format!("{}.{}", item.pallet, item.name);
			for value in values_of(&runtime, item.pallet, item.name) {
				assert!(is_value(&value), "{name}: 0x{}", hex::encode(&value));
				// A field more would leave a byte over, a field less would miss one.
				assert!(!is_value(&[&value[..], &[0]].concat()), "{name} ends early");
			}
		}
	}
}
