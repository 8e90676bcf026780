//! What a validator thinks of workers: read from a file, committed to in one era, revealed in the next.
//!
//! The file says it in TOML, a weight from 0 to 65,535 for the address of each worker's stash; only proportions count:
//!
//! ```toml
//! "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty" = 30
//! "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy" = 10
//! ```
//!
//! It is read again in every era, so that whatever measures workers can write it anew.

use crate::journal::JournalError;
use assay_primitives::{task::hash_of, AccountId, EraIndex, Hash};
use codec::{Decode, Encode};
use redb::{Database, ReadableDatabase, TableDefinition};
use std::{collections::BTreeMap, path::Path, str::FromStr};

/// Most workers that the chain takes in an opinion.
pub const MOST: usize = 256;
/// SCALE of genesis hash and era → SCALE of the record.
const OPINIONS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("opinions");

/// Workers and their weights, in the order of accounts.
pub type Opinion = Vec<(AccountId, u16)>;

/// An opinion that was committed to.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Record {
	/// Stash of the validator.
	pub validator: AccountId,
	pub opinion: Opinion,
	pub salt: Hash,
}

impl Record {
	/// What the chain is told first.
	pub fn commitment(&self, genesis: Hash, era: EraIndex) -> Hash {
		let Self { validator, opinion, salt } = self;
		hash_of(b"assay/opinion/1", &(genesis, era, validator, opinion, salt))
	}
}

/// Reads an opinion. An error says which line is wrong.
pub fn parse(text: &str) -> Result<Opinion, String> {
	let all: BTreeMap<String, i64> = toml::from_str(text).map_err(|error| {
		format!("not lines of the form \"address\" = weight: {}", error.message())
	})?;
	let mut opinion = Opinion::new();
	for (address, weight) in all {
		let account = AccountId::from_str(&address)
			.map_err(|_| format!("`{address}` is no address of an account"))?;
		let weight = u16::try_from(weight)
			.map_err(|_| format!("the weight of {address} is {weight}; it must be 0 to 65535"))?;
		opinion.push((account, weight));
	}
	opinion.retain(|(_, weight)| *weight > 0);
	opinion.sort_unstable();
	if opinion.windows(2).any(|two| two[0].0 == two[1].0) {
		return Err("an account stands there twice, in two spellings".into());
	}
	match opinion.len() {
		0 => Err("it names no worker with a weight above zero".into()),
		len if len > MOST => Err(format!("it names {len} workers; the chain takes {MOST}")),
		_ => Ok(opinion),
	}
}

/// Reads an opinion from a file.
pub fn read(path: &Path) -> Result<Opinion, String> {
	let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
	parse(&text)
}

fn store(error: impl Into<redb::Error>) -> JournalError {
	JournalError::Store(Box::new(error.into()))
}

fn key(genesis: Hash, era: EraIndex) -> Vec<u8> {
	(genesis, era).encode()
}

/// Makes the table, if it is not there.
pub(super) fn prepare(database: &Database) -> Result<(), JournalError> {
	let write = database.begin_write().map_err(store)?;
	write.open_table(OPINIONS).map_err(store)?;
	write.commit().map_err(store)
}

/// Writes an opinion down, durably.
pub(super) fn put(
	database: &Database,
	genesis: Hash,
	era: EraIndex,
	record: &Record,
) -> Result<(), JournalError> {
	let write = database.begin_write().map_err(store)?;
	{
		let mut table = write.open_table(OPINIONS).map_err(store)?;
		let (key, value) = (key(genesis, era), record.encode());
		table.insert(key.as_slice(), value.as_slice()).map_err(store)?;
	}
	write.commit().map_err(store)
}

pub(super) fn get(
	database: &Database,
	genesis: Hash,
	era: EraIndex,
) -> Result<Option<Record>, JournalError> {
	let read = database.begin_read().map_err(store)?;
	let table = read.open_table(OPINIONS).map_err(store)?;
	let value = table.get(key(genesis, era).as_slice()).map_err(store)?;
	value
		.map(|value| Record::decode(&mut value.value()).map_err(|_| JournalError::Damaged))
		.transpose()
}

#[cfg(test)]
mod tests {
	use super::*;

	const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
	const DAVE: &str = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy";

	#[test]
	fn opinions_are_lines_of_addresses_and_weights() {
		let read = parse(&format!("# best first\n\"{BOB}\" = 30\n\"{DAVE}\" = 10\n")).unwrap();
		let (bob, dave) = (AccountId::from_str(BOB).unwrap(), AccountId::from_str(DAVE).unwrap());
		let mut expected = vec![(bob, 30), (dave, 10)];
		expected.sort();
		assert_eq!(read, expected);
		let none = parse(&format!("\"{BOB}\" = 0")).unwrap_err();
		assert!(none.contains("no worker"), "{none}");
		for (text, reason) in [
			("", "no worker"),
			("what", "not lines"),
			("\"5abc\" = 1", "`5abc` is no address"),
			(&format!("\"{BOB}\" = 70000")[..], "0 to 65535"),
			(&format!("\"{BOB}\" = -1")[..], "0 to 65535"),
			(&format!("\"{BOB}\" = 1\n\"{BOB}\" = 2")[..], "not lines"),
		] {
			let error = parse(text).unwrap_err();
			assert!(error.contains(reason), "{text}: {error}");
		}
	}

	#[test]
	fn opinions_survive_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("opinions.redb");
		let record = Record {
			validator: AccountId::from([1; 32]),
			opinion: vec![(AccountId::from([2; 32]), 7)],
			salt: Hash::repeat_byte(3),
		};
		let genesis = Hash::repeat_byte(9);
		{
			let database = Database::create(&path).unwrap();
			prepare(&database).unwrap();
			put(&database, genesis, 4, &record).unwrap();
		}
		let database = Database::create(&path).unwrap();
		assert_eq!(get(&database, genesis, 4).unwrap(), Some(record.clone()));
		assert_eq!(get(&database, genesis, 5).unwrap(), None);
		assert_eq!(get(&database, Hash::zero(), 4).unwrap(), None);
		assert_ne!(record.commitment(genesis, 4), record.commitment(genesis, 5));
	}
}
