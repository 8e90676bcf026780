//! What people and programs get to see.

use assay_client::{BlobError, ClientError, KeyError, TxError};
use std::io::{self, Write};

/// Why the program ends early, and with which code.
#[derive(Debug)]
pub struct Failure {
	pub code: u8,
	pub text: Option<String>,
}

impl Failure {
	fn new(code: u8, text: impl ToString) -> Self {
		Self { code, text: Some(text.to_string()) }
	}

	pub fn other(text: impl ToString) -> Self {
		Self::new(1, text)
	}

	pub fn usage(text: impl ToString) -> Self {
		Self::new(2, text)
	}

	pub fn refused(text: impl ToString) -> Self {
		Self::new(4, text)
	}

	pub fn no_result(text: impl ToString) -> Self {
		Self::new(5, text)
	}

	pub fn not_valid(text: impl ToString) -> Self {
		Self::new(6, text)
	}
}

impl From<ClientError> for Failure {
	fn from(error: ClientError) -> Self {
		match error {
			ClientError::BadUrl { .. } | ClientError::NoUrl => Self::usage(error),
			_ if error.is_unreachable() => Self::new(3, error),
			_ => Self::other(error),
		}
	}
}

impl From<BlobError> for Failure {
	fn from(error: BlobError) -> Self {
		match error {
			BlobError::BadUrl { .. } | BlobError::NoStore => Self::usage(error),
			_ => Self::other(error),
		}
	}
}

impl From<KeyError> for Failure {
	fn from(error: KeyError) -> Self {
		Self::usage(error)
	}
}

impl From<TxError> for Failure {
	fn from(error: TxError) -> Self {
		match error {
			TxError::Rejected { .. } | TxError::Dispatch(_) => Self::refused(error),
			_ => Self::other(error),
		}
	}
}

impl From<io::Error> for Failure {
	fn from(error: io::Error) -> Self {
		// Whoever reads our output has seen enough.
		if error.kind() == io::ErrorKind::BrokenPipe {
			Self { code: 0, text: None }
		} else {
			Self::other(error)
		}
	}
}

/// Writes bytes to standard output as they are.
pub fn raw(bytes: &[u8]) -> Result<(), Failure> {
	let mut out = io::stdout().lock();
	out.write_all(bytes)?;
	out.flush()?;
	Ok(())
}

pub fn line(text: &str) -> Result<(), Failure> {
	raw(format!("{text}\n").as_bytes())
}

/// Writes a value as JSON on one line.
pub fn json(value: &serde_json::Value) -> Result<(), Failure> {
	line(&value.to_string())
}

/// Writes names and values, aligned.
pub fn pairs(rows: &[(&str, String)]) -> Result<(), Failure> {
	let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
	let text: String =
		rows.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect();
	raw(text.as_bytes())
}

/// Writes a table, aligned.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
	let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
	for row in rows {
		for (width, cell) in widths.iter_mut().zip(row) {
			*width = (*width).max(cell.chars().count());
		}
	}
	let format = |cells: Vec<&str>| {
		let cells: Vec<_> =
			cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
		format!("{}\n", cells.join("  ").trim_end())
	};
	let mut text = format(head.to_vec());
	for row in rows {
		text.push_str(&format(row.iter().map(String::as_str).collect()));
	}
	raw(text.as_bytes())
}

/// Says something on standard error; a closed one is no reason to fail.
pub fn complain(text: &str) {
	let _ = writeln!(io::stderr(), "assay: {text}");
}

pub fn note(text: &str) {
	let _ = writeln!(io::stderr(), "{text}");
}

/// Bytes as hexadecimal digits with 0x.
pub fn hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}
