//! Settings: flags over environment over file over defaults.

use crate::{args::Global, output::Failure};
use assay_client::{BlobStores, Client, ConnectConfig, Key, KeyOptions};
use std::{
	env, fs, io,
	path::{Path, PathBuf},
};

const DEFAULT_URL: &str = "ws://127.0.0.1:9944";

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	url: Option<Urls>,
	blob_stores: Option<Urls>,
	keyfile: Option<PathBuf>,
	polkadot_json: Option<PathBuf>,
	password_file: Option<PathBuf>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Urls {
	One(String),
	Many(Vec<String>),
}

impl From<Urls> for Vec<String> {
	fn from(urls: Urls) -> Self {
		match urls {
			Urls::One(url) => vec![url],
			Urls::Many(urls) => urls,
		}
	}
}

/// What is in force.
pub struct Settings {
	pub urls: Vec<String>,
	/// Where large prompts and outputs lie; perhaps nowhere.
	pub blob_stores: BlobStores,
	pub keys: KeyOptions,
	pub json: bool,
}

impl Settings {
	/// Flags and environment come from the parser, the rest from the file.
	pub fn resolve(global: Global) -> Result<Self, Failure> {
		let file = match path() {
			Some(path) => read(&path)?,
			None => File::default(),
		};
		Self::merge(global, file)
	}

	fn merge(global: Global, file: File) -> Result<Self, Failure> {
		let urls = if !global.url.is_empty() {
			global.url
		} else {
			file.url.map_or_else(|| vec![DEFAULT_URL.into()], Vec::from)
		};
		let blob_stores = if !global.blob_store.is_empty() {
			global.blob_store
		} else {
			file.blob_stores.map(Vec::from).unwrap_or_default()
		};
		let blob_stores = BlobStores::new(blob_stores.iter().map(|url| url.trim()))?;
		let mut keys = KeyOptions {
			keyfile: global.keyfile,
			polkadot_json: global.polkadot_json,
			password_file: global.password_file,
			suri: global.suri.map(Into::into),
		};
		// A key in the file must not outrank one that was given for this command.
		if !keys.is_given() {
			keys.keyfile = file.keyfile;
			keys.polkadot_json = file.polkadot_json;
		}
		keys.password_file = keys.password_file.or(file.password_file);
		Ok(Self { urls, blob_stores, keys, json: global.json })
	}

	pub async fn connect(&self) -> Result<Client, Failure> {
		Ok(Client::connect(ConnectConfig::new(self.urls.clone())).await?)
	}

	pub fn key(&self) -> Result<Key, Failure> {
		Ok(self.keys.load()?)
	}
}

fn path() -> Option<PathBuf> {
	let base = env::var_os("XDG_CONFIG_HOME")
		.filter(|value| !value.is_empty())
		.map(PathBuf::from)
		.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".config")))?;
	Some(base.join("assay").join("config.toml"))
}

fn read(path: &Path) -> Result<File, Failure> {
	match fs::read_to_string(path) {
		Ok(text) => toml::from_str(&text)
			.map_err(|error| Failure::usage(format!("{}: {}", path.display(), error.message()))),
		Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(File::default()),
		Err(error) => Err(Failure::usage(format!("cannot read {}: {error}", path.display()))),
	}
}
