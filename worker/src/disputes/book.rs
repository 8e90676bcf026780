//! Challenges that were made, on disk before they are made.
//!
//! A challenge is shown with the salt it hides, so the salt is durable before the challenge leaves the machine. Answers
//! to demands are kept as they come: the chain keeps the last alone, and all are needed to prove something.

use crate::journal::JournalError;
use assay_primitives::{task::TaskIdentity, AccountId, Hash};
use codec::{Decode, Encode};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::Path;

/// Layout of [`Record`]; the first byte of every value.
const VERSION: u8 = 1;
const FILE: &str = "challenges.redb";
/// SCALE of the identity → version and SCALE of the record.
const RECORDS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("challenges");

/// Nodes below a node of another's trace.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Learnt {
	pub level: u32,
	pub index: u64,
	pub nodes: Vec<Hash>,
}

/// A challenge of ours.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Record {
	pub identity: TaskIdentity,
	/// Whose key made it.
	pub challenger: AccountId,
	pub salt: Hash,
	/// What was answered to its demands.
	pub learnt: Vec<Learnt>,
	/// Whether it was on chain.
	pub seen: bool,
	/// Challenges of the task that were lost because this process was late.
	pub late: u8,
	/// Whether none is made again.
	pub given_up: bool,
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
		Ok(Self { database })
	}

	/// Writes a record over any earlier one of the same task.
	pub fn put(&self, record: &Record) -> Result<(), JournalError> {
		let mut value = vec![VERSION];
		record.encode_to(&mut value);
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(RECORDS).map_err(store)?;
			table.insert(record.identity.encode().as_slice(), value.as_slice()).map_err(store)?;
		}
		write.commit().map_err(store)
	}

	pub fn get(&self, identity: &TaskIdentity) -> Result<Option<Record>, JournalError> {
		let read = self.database.begin_read().map_err(store)?;
		let table = read.open_table(RECORDS).map_err(store)?;
		let value = table.get(identity.encode().as_slice()).map_err(store)?;
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

	pub fn remove(&self, identity: &TaskIdentity) -> Result<(), JournalError> {
		let write = self.database.begin_write().map_err(store)?;
		{
			let mut table = write.open_table(RECORDS).map_err(store)?;
			table.remove(identity.encode().as_slice()).map_err(store)?;
		}
		write.commit().map_err(store)
	}
}

/// Challenges of a task that may be lost by being late before no more are made.
const MOST_LATE: u8 = 3;

impl Record {
	/// The challenge was lost by being late. The window begins anew: another may be made, with another salt.
	pub fn was_late(&mut self, salt: Hash) {
		self.late = self.late.saturating_add(1);
		self.given_up |= self.late >= MOST_LATE;
		self.seen = false;
		self.salt = salt;
	}

	/// Notes an answer. Says whether it is new.
	pub fn learn(&mut self, learnt: Learnt) -> bool {
		let new = !self.learnt.contains(&learnt);
		if new {
			self.learnt.push(learnt);
		}
		new
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
			challenger: AccountId::from([3; 32]),
			salt: Hash::repeat_byte(4),
			learnt: Vec::new(),
			seen: false,
			late: 0,
			given_up: false,
		}
	}

	#[test]
	fn salts_and_answers_survive_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		let mut written = record(7);
		let answer = Learnt { level: 12, index: 0, nodes: vec![Hash::repeat_byte(5); 256] };
		{
			let book = Book::open(folder.path()).unwrap();
			book.put(&written).unwrap();
			assert!(written.learn(answer.clone()));
			assert!(!written.learn(answer));
			book.put(&written).unwrap();
			book.put(&record(8)).unwrap();
			let second = Book::open(folder.path()).err().unwrap();
			assert!(matches!(second, JournalError::InUse { .. }), "{second}");
		}
		let book = Book::open(folder.path()).unwrap();
		assert_eq!(book.get(&written.identity).unwrap(), Some(written.clone()));
		book.remove(&written.identity).unwrap();
		assert_eq!(book.get(&written.identity).unwrap(), None);
		assert_eq!(book.all().unwrap(), [record(8)]);
	}

	#[test]
	fn late_challenges_are_made_again_a_few_times() {
		let mut record = record(1);
		for n in 1..=3 {
			assert!(!record.given_up);
			record.seen = true;
			record.was_late(Hash::repeat_byte(n));
			assert!(!record.seen);
			assert_eq!(record.salt, Hash::repeat_byte(n));
		}
		assert!(record.given_up);
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
