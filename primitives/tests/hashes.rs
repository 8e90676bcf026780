//! Hashes that bind tasks, commitments and outcomes. Clients in other languages compute them, too: they never change.
//! The values were computed by hand in Python: hashlib's BLAKE2b over the SCALE encoding of the fields.

use assay_primitives::{
	task::{
		commitment, ids_hash, trace_root, Outcome, Payload, Refusal, Sampling, TaskContent,
		TaskIdentity, TaskKind, TokenIds, Verification,
	},
	AccountId, Hash,
};

fn hash(n: u8) -> Hash {
	Hash::repeat_byte(n)
}

fn ids() -> TokenIds {
	TokenIds::Inline(vec![7, 300, 70_000, 4].try_into().unwrap())
}

fn done() -> Outcome {
	Outcome::Done {
		output: Payload::Inline(b"God said".to_vec().try_into().unwrap()),
		ids: ids(),
		prompt_ids: 3,
		output_ids: 1,
		root: hash(1),
		salt: hash(2),
	}
}

fn hex(hash: Hash) -> String {
	hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn ids_and_traces() {
	assert_eq!(
		hex(ids_hash(&[])),
		"450e5292b3d2914c62bdfb9c39880a5ed8e5885b1b41dd5cb4dd69f49ebc7b85"
	);
	assert_eq!(
		hex(ids_hash(&[7, 300, 70_000, 4])),
		"c4bebb7cb56802e84961f2b359387d483dd2ae17a08750059448d7d715288b72"
	);
	assert_eq!(
		hex(trace_root(hash(1), 3, 1)),
		"fc8bede78f51d742058f930640308f8897a523ca6292c8dd6eab7030cecccf1d"
	);
}

#[test]
fn outcomes() {
	assert_eq!(
		hex(done().hash()),
		"e5860f2515d4a04cf04ca4fe0ba7b4db58a3cfc29f48686b9ed41c89e34ee9dd"
	);
	let too_long = Refusal::TooLong { ids_root: hash(1), count: 900 };
	let refused = Outcome::Refused { reason: too_long, salt: hash(2) };
	assert_eq!(
		hex(refused.hash()),
		"9f64645fd29613d3b5cf0eaee476ac91d4b7e5c21c1e2bcdb4a79d482fa02b1b"
	);
	let fixed = vec![7, 300].try_into().unwrap();
	let bad_ids = Refusal::BadIds { ids: fixed, ids_root: hash(1) };
	let refused = Outcome::Refused { reason: bad_ids, salt: hash(2) };
	assert_eq!(
		hex(refused.hash()),
		"1ce2445d01fd91e634ef872b0730e0465c2aa33b2a541e0102f7910fb7dd748a"
	);
	let fault = Outcome::Fault {
		ids: ids(),
		prompt_ids: 3,
		output_ids: 1,
		position: 3,
		layer: 2,
		operation: 24,
		index: 5,
		root: hash(1),
		salt: hash(2),
	};
	assert_eq!(
		hex(fault.hash()),
		"6e325d25249ea52e87cf0b5d6d8af49b5934cb4fa0c2d43a24ff230d96d16d8f"
	);
}

/// Where the bytes of an output or of ids are makes no difference, and neither does the salt.
#[test]
fn payloads_elsewhere_are_the_same_outcome() {
	let Outcome::Done { output, ids, prompt_ids, output_ids, root, .. } = done() else { panic!() };
	let ((hash, len), (of_ids, count)) = (output.digest(), ids.digest());
	let elsewhere = Outcome::Done {
		output: Payload::Blob { hash, len },
		ids: TokenIds::Blob { hash: of_ids, count },
		prompt_ids,
		output_ids,
		root,
		salt: Hash::zero(),
	};
	assert_eq!(elsewhere.hash(), done().hash());
}

#[test]
fn tasks_and_commitments() {
	let requester = AccountId::from([3; 32]);
	let kind = TaskKind::Generate {
		max_tokens: 24,
		sampling: Sampling::Temperature { milli: 800, seed: 9 },
	};
	let content = TaskContent {
		requester: &requester,
		model: hash(4),
		model_version: 1,
		weights_root: hash(5),
		params_version: 2,
		canon: Some(1),
		kind: &kind,
		input_hash: hash(6),
		input_len: 42,
		deadline: 30u32,
		price: 1_000u128,
		quote: 36_000u128,
		bond: 900_000u128,
		verification: Verification::Audited,
		parent: Some(8),
		prompt_ids: Some(hash(7)),
	};
	assert_eq!(
		hex(content.hash()),
		"6ee783f2aa93da1ef6b8d815cfcde100d93f930106344fb664cbb78700f101e8"
	);
	let identity = TaskIdentity { genesis: hash(8), number: 11, content: content.hash() };
	let committed = commitment(&identity, &requester, hash(2), done().hash());
	assert_eq!(hex(committed), "d4c798f359c0026f63f3a3085a773e5e4e97100779f3619bf57f2ec1e402123c");
}
