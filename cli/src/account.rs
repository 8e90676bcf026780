//! Balances, transfers and keys.

use crate::{
	args::Key as KeyCommand,
	config::Settings,
	output::{self, Failure},
	send::send,
};
use assay_client::{calls, format_amount, generate_keyfile, At};
use assay_primitives::{AccountId, Balance};
use serde_json::json;

/// The account named, or that of the key in use.
pub fn named_or_own(settings: &Settings, named: Option<AccountId>) -> Result<AccountId, Failure> {
	match named {
		Some(account) => Ok(account),
		None => Ok(settings.key()?.account()),
	}
}

/// `assay balance`.
pub async fn balance(settings: &Settings, named: Option<AccountId>) -> Result<(), Failure> {
	let account = named_or_own(settings, named)?;
	let client = settings.connect().await?;
	let info = client.account(&account, At::Best).await?;
	if settings.json {
		return output::json(&json!({
			"account": account.to_string(),
			"free": info.free.to_string(),
			"reserved": info.reserved.to_string(),
			"frozen": info.frozen.to_string(),
			"nonce": info.nonce,
		}));
	}
	output::pairs(&[
		("account", account.to_string()),
		("free", format_amount(info.free)),
		("on hold", format_amount(info.reserved)),
		("frozen", format_amount(info.frozen)),
	])
}

/// `assay transfer`.
pub async fn transfer(settings: &Settings, to: AccountId, amount: Balance) -> Result<(), Failure> {
	send(settings, calls::transfer(to, amount)).await
}

/// `assay key …`.
pub fn key(settings: &Settings, command: KeyCommand) -> Result<(), Failure> {
	let key = match command {
		KeyCommand::Generate { file } => {
			let key = generate_keyfile(&file)?;
			if !settings.json {
				output::note("the file is the only copy of this key: keep another one safe");
			}
			key
		}
		KeyCommand::Inspect => settings.key()?,
	};
	if settings.json {
		return output::json(&json!({
			"address": key.ss58(),
			"account": output::hex(key.account().as_ref()),
			"origin": key.origin().to_string(),
			"developmentKey": key.is_dev(),
		}));
	}
	let mut rows = vec![
		("address", key.ss58()),
		("account", output::hex(key.account().as_ref())),
		("origin", key.origin().to_string()),
	];
	if key.is_dev() {
		rows.push(("note", "everybody knows this key; for development chains only".into()));
	}
	output::pairs(&rows)
}
