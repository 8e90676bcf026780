//! Verdicts, on disk before they are committed to: a verdict is revealed with the salt that its commitment hides.

use super::opinions;
use crate::journal::JournalError;
use assay_primitives::{
	audit::{verdict_commitment, Verdict},
	task::TaskIdentity,
	AccountId, EraIndex, Hash,
};
use codec::{Decode, Encode};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::Path;

/// Layout of [`Record`]; the first byte of every value.
const VERSION: u8 = 1;
const FILE: &str = "verdicts.redb";
/// SCALE of the identity and of the draw's seed → version and SCALE of the record. After a reorganisation the same task may be
/// drawn by another seed, and by the first again after the next.
const RECORDS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("verdicts");

/// What an auditor found.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Record {
	pub identity: TaskIdentity,
	/// Stash of the auditor.
	pub auditor: AccountId,
	/// Hash of the outcome that was judged: another after a reorganisation.
	pub outcome: Hash,
	/// Seed of the draw: another after a reorganisation.
	pub seed: Hash,
	pub verdict: Verdict<AccountId>,
	pub digest: Hash,
	pub salt: Hash,
}

impl Record {
	/// What the chain is told first.
	pub fn commitment(&self) -> Hash {
		verdict_commitment(&self.identity, &self.auditor, &self.verdict, self.digest, self.salt)
	}
}

/// The store. Every write is on disk when it returns.
pub struct Book {
	database: Database,
}

fn store(error: impl Into<redb::Error>) -> JournalError {
	JournalError::Store(Box::new(error.into()))
}

impl Book {
	/// Opens or creates the store in `folder`.
	pub fn open(folder: &Path) -> Result<Self, JournalError> {
		let path = folder.join(FILE);
		let failed = |detail: String| JournalError::Open { path: path.clone(), detail };
		std::fs::create_dir_all(folder).map_err(|e| failed(e.to_string()))?;
		let database = Database::create(&path).map_err(|e| match e {
			DatabaseError::DatabaseAlreadyOpen => JournalError::InUse { path: path.clone() },
			other => failed(other.to_string()),
		})?;
		let write = database.begin_write().map_err(store)?;
		write.open_table(RECORDS).map_err(store)?;
		write.commit().map_err(store)?;
		opinions::prepare(&database)?;
		Ok(Self { database })
	}

	/// Writes a record over any earlier one of the same task and draw.
	pub fn put(&self, record: &Record) -> Result<(), JournalError> {
		let mut value = vec![VERSION];
		record.encode_to(&mut value);
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(RECORDS).map_err(store)?;
			let key = (record.identity, record.seed).encode();
			table.insert(key.as_slice(), value.as_slice()).map_err(store)?;
		}
		write.commit().map_err(store)
	}

	/// Writes down an opinion of an era.
	pub fn put_opinion(
		&self,
		genesis: Hash,
		era: EraIndex,
		record: &opinions::Record,
	) -> Result<(), JournalError> {
		opinions::put(&self.database, genesis, era, record)
	}

	/// The opinion of an era.
	pub fn opinion(
		&self,
		genesis: Hash,
		era: EraIndex,
	) -> Result<Option<opinions::Record>, JournalError> {
		opinions::get(&self.database, genesis, era)
	}

	pub fn get(&self, identity: &TaskIdentity, seed: Hash) -> Result<Option<Record>, JournalError> {
		let read = self.database.begin_read().map_err(store)?;
		let table = read.open_table(RECORDS).map_err(store)?;
		let value = table.get((identity, seed).encode().as_slice()).map_err(store)?;
		value.map(|value| decode(value.value())).transpose()
	}

	pub fn all(&self) -> Result<Vec<Record>, JournalError> {
		let read = self.database.begin_read().map_err(store)?;
		let table = read.open_table(RECORDS).map_err(store)?;
		let mut records = Vec::new();
		for row in table.iter().map_err(store)? {
			records.push(decode(row.map_err(store)?.1.value())?);
		}
		Ok(records)
	}
}

fn decode(bytes: &[u8]) -> Result<Record, JournalError> {
	match bytes.split_first() {
		Some((&VERSION, mut rest)) => {
			let record = Record::decode(&mut rest).map_err(|_| JournalError::Damaged)?;
			rest.is_empty().then_some(record).ok_or(JournalError::Damaged)
		}
		Some((&other, _)) => Err(JournalError::Layout(other)),
		None => Err(JournalError::Damaged),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn record(number: u64) -> Record {
		Record {
			identity: TaskIdentity {
				genesis: Hash::repeat_byte(1),
				number,
				content: Hash::repeat_byte(2),
			},
			auditor: AccountId::from([3; 32]),
			outcome: Hash::repeat_byte(4),
			seed: Hash::repeat_byte(5),
			verdict: Verdict::Mismatch { challenger: AccountId::from([6; 32]) },
			digest: Hash::repeat_byte(7),
			salt: Hash::repeat_byte(8),
		}
	}

	#[test]
	fn verdicts_survive_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		{
			let book = Book::open(folder.path()).unwrap();
			book.put(&record(7)).unwrap();
			book.put(&record(8)).unwrap();
			let second = Book::open(folder.path()).err().unwrap();
			assert!(matches!(second, JournalError::InUse { .. }), "{second}");
		}
		let book = Book::open(folder.path()).unwrap();
		let seed = record(7).seed;
		assert_eq!(book.get(&record(7).identity, seed).unwrap(), Some(record(7)));
		assert_eq!(book.all().unwrap(), [record(7), record(8)]);
		// The same task on another branch of the chain: both are kept, for either may come to be the chain.
		let other = Record { seed: Hash::repeat_byte(9), salt: Hash::zero(), ..record(7) };
		book.put(&other).unwrap();
		assert_eq!(book.get(&record(7).identity, other.seed).unwrap(), Some(other));
		assert_eq!(book.get(&record(7).identity, seed).unwrap(), Some(record(7)));
		assert_eq!(book.get(&record(7).identity, Hash::zero()).unwrap(), None);
	}

	#[test]
	fn damage_is_an_error() {
		let good = [&[VERSION], &record(1).encode()[..]].concat();
		assert_eq!(decode(&good).unwrap(), record(1));
		assert!(matches!(decode(&good[..9]), Err(JournalError::Damaged)));
		assert!(matches!(decode(&[&good[..], &[0]].concat()), Err(JournalError::Damaged)));
		assert!(matches!(decode(&[7]), Err(JournalError::Layout(7))));
		assert!(matches!(decode(&[]), Err(JournalError::Damaged)));
	}
}
