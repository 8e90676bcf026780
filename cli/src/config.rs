//! Settings: flags over environment over file over defaults.

use crate::{args::Global, output::Failure};
use assay_client::{Client, ConnectConfig, Key, KeyOptions};
use std::{
	env, fs, io,
	path::{Path, PathBuf},
};

const DEFAULT_URL: &str = "ws://127.0.0.1:9944";

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	url: Option<Urls>,
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

/// What is in force.
pub struct Settings {
	pub urls: Vec<String>,
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
		Ok(Self::merge(global, file))
	}

	fn merge(global: Global, file: File) -> Self {
		let urls = if !global.url.is_empty() {
			global.url
		} else {
			match file.url {
				Some(Urls::One(url)) => vec![url],
				Some(Urls::Many(urls)) => urls,
				None => vec![DEFAULT_URL.into()],
			}
		};
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
		Self { urls, keys, json: global.json }
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
