//! `assay-worker keys`.

use crate::{args::Keys, config::Settings};
use assay_client::{generate_keyfile, Key, KeyError};
use assay_primitives::AccountId;

/// Loads the operator's key, with a word more about permissions.
pub fn load(settings: &Settings) -> anyhow::Result<Key> {
	settings.keys.load().map_err(explain)
}

fn explain(error: KeyError) -> anyhow::Error {
	match error {
		KeyError::Permissions { .. } => {
			anyhow::anyhow!("{error}\nOnly mode 0600 or 0400 is accepted")
		}
		KeyError::Missing => anyhow::anyhow!(
			"no operator key given. Make one with `assay-worker keys generate FILE`, then use --keyfile FILE"
		),
		other => other.into(),
	}
}

/// Public key of an account, in hexadecimal digits.
fn public(account: &AccountId) -> String {
	format!("0x{}", hex::encode::<&[u8]>(account.as_ref()))
}

pub fn run(settings: &Settings, command: Keys) -> anyhow::Result<()> {
	match command {
		Keys::Generate { file, out } => {
			let Some(path) = file.or(out) else { anyhow::bail!("name the file to make") };
			let key = generate_keyfile(&path)?;
			println!("{}", key.ss58());
			eprintln!(
				"The key is in {}; keep a copy in a safe place. As the stash, register it:\n  \
				 assay stake register {}",
				path.display(),
				key.ss58()
			);
		}
		Keys::Show => {
			let key = load(settings)?;
			println!("address     {}", key.ss58());
			println!("public key  {}", public(&key.account()));
		}
		Keys::Inspect => {
			let key = load(settings)?;
			println!("address     {}", key.ss58());
			println!("public key  {}", public(&key.account()));
			println!("kind        sr25519");
			println!("from        {}", key.origin());
			println!("permissions private");
			let known =
				"everybody knows this key; only chains of type Development and Local take it";
			println!("secret      {}", if key.is_dev() { known } else { "your own" });
		}
	}
	Ok(())
}
