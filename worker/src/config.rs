//! Settings: flags over environment over file over defaults, each with where it came from.

use crate::{args::Flags, engine::Kernels};
use assay_client::{BlobError, BlobStores, KeyOptions};
use assay_primitives::Hash;
use std::{
	fmt, fs, io,
	net::SocketAddr,
	path::{Path, PathBuf},
};

const DEFAULT_URL: &str = "ws://127.0.0.1:9944";
/// One above the node's metrics.
const DEFAULT_HTTP: &str = "127.0.0.1:9616";
/// Most tasks at a time, as the chain has it.
const MAX_CAPACITY: u32 = 16;

/// Where a setting came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
	Flag,
	Environment(&'static str),
	File(PathBuf),
	Default,
}

impl fmt::Display for Origin {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Flag => write!(f, "flag"),
			Self::Environment(name) => write!(f, "environment variable {name}"),
			Self::File(path) => write!(f, "{}", path.display()),
			Self::Default => write!(f, "default"),
		}
	}
}

/// Why there are no settings. Each text says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
	#[error("{}: {detail}", path.display())]
	File { path: PathBuf, detail: String },
	#[error("can't read {}: {source}", path.display())]
	Unreadable { path: PathBuf, source: io::Error },
	#[error("{name} is `{value}`, which is not {wanted}")]
	Value { name: String, value: String, wanted: &'static str },
	#[error("--tokenizer goes with exactly one --model; with several, write --model PATH,tokenizer=PATH")]
	Tokenizer,
	#[error("no folder for data: set HOME, or use --data-dir")]
	NoDataDir,
	#[error(transparent)]
	BlobStore(#[from] BlobError),
}

/// A model file and its tokenizer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelFile {
	pub path: PathBuf,
	/// `None`: the GGUF file carries it.
	pub tokenizer: Option<PathBuf>,
}

/// What is in force.
#[derive(Clone, Debug)]
pub struct Settings {
	pub urls: Vec<String>,
	pub genesis: Option<Hash>,
	pub models: Vec<ModelFile>,
	pub data_dir: PathBuf,
	pub http: SocketAddr,
	pub capacity: u32,
	/// Threads for canonical models; 0 for one per core.
	pub threads: usize,
	/// Kernels for canonical models; `None` for the fastest.
	pub kernels: Option<Kernels>,
	/// Where large prompts and outputs lie; perhaps nowhere.
	pub blob_stores: BlobStores,
	pub keys: KeyOptions,
	/// Name, value and origin of each setting, for people.
	pub origins: Vec<(&'static str, String, Origin)>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	url: Option<Urls>,
	genesis: Option<String>,
	#[serde(default)]
	model: Vec<FileModel>,
	data_dir: Option<PathBuf>,
	http: Option<String>,
	capacity: Option<u32>,
	threads: Option<usize>,
	kernels: Option<String>,
	blob_stores: Option<Urls>,
	keyfile: Option<PathBuf>,
	polkadot_json: Option<PathBuf>,
	password_file: Option<PathBuf>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FileModel {
	path: PathBuf,
	tokenizer: Option<PathBuf>,
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

/// Reads the environment; a function, so that tests need not change their process.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of this process. Empty variables count as unset.
pub fn process_environment(name: &str) -> Option<String> {
	std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Settings {
	pub fn resolve(flags: Flags, environment: Environment) -> Result<Self, ConfigError> {
		let path = match &flags.config {
			Some(path) => Some(path.clone()),
			None => xdg(environment, "XDG_CONFIG_HOME", ".config")
				.map(|base| base.join("assay").join("worker.toml")),
		};
		let file = match &path {
			Some(path) => read(path, flags.config.is_some())?,
			None => File::default(),
		};
		merge(flags, environment, file, path.unwrap_or_default())
	}
}

/// Chooses between the sources of one setting.
struct Chooser<'a> {
	environment: Environment<'a>,
	path: PathBuf,
	origins: Vec<(&'static str, String, Origin)>,
}

impl Chooser<'_> {
	fn pick<T>(
		&mut self,
		flag: Option<T>,
		variable: &'static str,
		parse: impl Fn(&str) -> Option<T>,
		wanted: &'static str,
		file: Option<T>,
	) -> Result<Option<(T, Origin)>, ConfigError> {
		if let Some(value) = flag {
			return Ok(Some((value, Origin::Flag)));
		}
		if let Some(text) = (self.environment)(variable) {
			let bad = || ConfigError::Value { name: variable.into(), value: text.clone(), wanted };
			return Ok(Some((parse(&text).ok_or_else(bad)?, Origin::Environment(variable))));
		}
		Ok(file.map(|value| (value, Origin::File(self.path.clone()))))
	}

	fn note(&mut self, name: &'static str, value: impl fmt::Display, origin: Origin) {
		self.origins.push((name, value.to_string(), origin));
	}
}

fn merge(
	flags: Flags,
	environment: Environment,
	file: File,
	path: PathBuf,
) -> Result<Settings, ConfigError> {
	let in_file = |name: &str, value: &str, wanted| ConfigError::Value {
		name: format!("{name} in {}", path.display()),
		value: value.into(),
		wanted,
	};
	let mut all = Chooser { environment, path: path.clone(), origins: Vec::new() };

	let split = |text: &str| Some(text.split(',').map(|url| url.trim().to_string()).collect());
	let of_file = file.url.map(Vec::from);
	let given = Some(flags.url).filter(|urls: &Vec<String>| !urls.is_empty());
	let (urls, origin) = all
		.pick(given, "ASSAY_URL", split, "a list of addresses", of_file)?
		.unwrap_or_else(|| (vec![DEFAULT_URL.into()], Origin::Default));
	all.note("url", urls.join(","), origin);

	const HASH: &str = "a hash: 0x and 64 hexadecimal digits";
	let hash = |text: &str| text.parse::<Hash>().ok();
	let of_file = match &file.genesis {
		Some(text) => Some(hash(text).ok_or_else(|| in_file("genesis", text, HASH))?),
		None => None,
	};
	let genesis = all.pick(flags.genesis, "ASSAY_GENESIS", hash, HASH, of_file)?;
	if let Some((hash, origin)) = &genesis {
		all.note("genesis", format!("{hash:?}"), origin.clone());
	}

	let (models, origin) = models(flags.model, flags.tokenizer, environment, file.model, &path)?;
	for model in &models {
		let tokenizer = match &model.tokenizer {
			Some(path) => path.display().to_string(),
			None => "in the file".into(),
		};
		let text = format!("{}, tokenizer {tokenizer}", model.path.display());
		all.note("model", text, origin.clone());
	}

	let folder = |text: &str| Some(PathBuf::from(text));
	let data_dir =
		all.pick(flags.data_dir, "ASSAY_WORKER_DATA_DIR", folder, "a folder", file.data_dir)?;
	let (data_dir, origin) = match data_dir {
		Some(found) => found,
		None => {
			let base = xdg(environment, "XDG_DATA_HOME", ".local/share");
			(base.ok_or(ConfigError::NoDataDir)?.join("assay-worker"), Origin::Default)
		}
	};
	all.note("data_dir", data_dir.display(), origin);

	const ADDRESS: &str = "an address such as 127.0.0.1:9616";
	let address = |text: &str| text.parse::<SocketAddr>().ok();
	let default = address(DEFAULT_HTTP).ok_or_else(|| in_file("http", DEFAULT_HTTP, ADDRESS))?;
	let of_file = match &file.http {
		Some(text) => Some(address(text).ok_or_else(|| in_file("http", text, ADDRESS))?),
		None => None,
	};
	let (http, origin) = all
		.pick(flags.http, "ASSAY_WORKER_HTTP", address, ADDRESS, of_file)?
		.unwrap_or((default, Origin::Default));
	all.note("http", http, origin);

	const COUNT: &str = "a number from 1 to 16";
	let number = |text: &str| text.parse::<u32>().ok();
	let (capacity, origin) = all
		.pick(flags.capacity, "ASSAY_WORKER_CAPACITY", number, COUNT, file.capacity)?
		.unwrap_or((1, Origin::Default));
	if !(1..=MAX_CAPACITY).contains(&capacity) {
		let (name, value) = ("capacity".into(), capacity.to_string());
		return Err(ConfigError::Value { name, value, wanted: COUNT });
	}
	all.note("capacity", capacity, origin);

	let count = |text: &str| text.parse::<usize>().ok();
	let (threads, origin) = all
		.pick(flags.threads, "ASSAY_WORKER_THREADS", count, "a number", file.threads)?
		.unwrap_or((0, Origin::Default));
	let shown = if threads == 0 { "one per core".into() } else { threads.to_string() };
	all.note("threads", shown, origin);

	const KERNELS: &str = "best, or the name of kernels that this machine has";
	let kernels = all.pick(
		flags.kernels,
		"ASSAY_WORKER_KERNELS",
		|text| Some(text.to_string()),
		KERNELS,
		file.kernels,
	)?;
	let (text, origin) = kernels.unwrap_or(("best".into(), Origin::Default));
	let kernels = match text.as_str() {
		"best" => None,
		name => Some(name.parse::<Kernels>().map_err(|_| ConfigError::Value {
			name: "kernels".into(),
			value: name.into(),
			wanted: KERNELS,
		})?),
	};
	all.note("kernels", text, origin);

	let of_file = file.blob_stores.map(Vec::from);
	let given = Some(flags.blob_store).filter(|urls: &Vec<String>| !urls.is_empty());
	let (urls_of_stores, origin) = all
		.pick(given, "ASSAY_BLOB_STORES", split, "a list of addresses", of_file)?
		.unwrap_or((Vec::new(), Origin::Default));
	let blob_stores = BlobStores::new(&urls_of_stores)?;
	let shown = if blob_stores.is_empty() { "none".into() } else { urls_of_stores.join(",") };
	all.note("blob_stores", shown, origin);

	let mut keys = KeyOptions {
		keyfile: flags.keyfile,
		polkadot_json: flags.polkadot_json,
		password_file: flags.password_file,
		suri: flags.suri.map(Into::into),
	};
	let mut origin = Origin::Flag;
	if keys.keyfile.is_none() && keys.polkadot_json.is_none() && keys.suri.is_none() {
		if let Some(path) = environment("ASSAY_KEYFILE") {
			keys.keyfile = Some(path.into());
			origin = Origin::Environment("ASSAY_KEYFILE");
		} else if environment(assay_client::SURI_VARIABLE).is_some() {
			origin = Origin::Environment(assay_client::SURI_VARIABLE);
		} else {
			// A key in the file must not outrank one that was given for this command.
			keys.keyfile = file.keyfile;
			keys.polkadot_json = file.polkadot_json;
			origin = Origin::File(path);
		}
	}
	keys.password_file = keys.password_file.or(file.password_file);
	if keys.is_given() {
		let text = match (&keys.keyfile, &keys.polkadot_json) {
			(Some(path), _) | (None, Some(path)) => path.display().to_string(),
			(None, None) => "(not shown)".into(),
		};
		all.note("key", text, origin);
	}

	Ok(Settings {
		urls,
		genesis: genesis.map(|(hash, _)| hash),
		models,
		data_dir,
		http,
		capacity,
		threads,
		kernels,
		blob_stores,
		keys,
		origins: all.origins,
	})
}

/// The models, from the first source that names any.
fn models(
	flags: Vec<String>,
	tokenizer: Option<PathBuf>,
	environment: Environment,
	file: Vec<FileModel>,
	path: &Path,
) -> Result<(Vec<ModelFile>, Origin), ConfigError> {
	const VARIABLE: &str = "ASSAY_WORKER_MODEL";
	let (mut models, origin) = if !flags.is_empty() {
		let models = flags.iter().map(|text| parse_model("--model", text));
		(models.collect::<Result<Vec<_>, _>>()?, Origin::Flag)
	} else if let Some(text) = environment(VARIABLE) {
		(vec![parse_model(VARIABLE, &text)?], Origin::Environment(VARIABLE))
	} else {
		let models = file.into_iter().map(|model| (model.path, model.tokenizer));
		(models.collect(), Origin::File(path.into()))
	};
	if let Some(tokenizer) = tokenizer {
		match &mut models[..] {
			[(_, one @ None)] => *one = Some(tokenizer),
			_ => return Err(ConfigError::Tokenizer),
		}
	}
	let models = models
		.into_iter()
		.map(|(path, tokenizer)| {
			let tokenizer = match tokenizer {
				Some(none) if none.as_os_str() == "none" => None,
				Some(path) => Some(path),
				None => Some(path.with_file_name("tokenizer.json")).filter(|path| path.is_file()),
			};
			ModelFile { path, tokenizer }
		})
		.collect();
	Ok((models, origin))
}

/// Reads `PATH[,tokenizer=PATH]`.
fn parse_model(name: &str, text: &str) -> Result<(PathBuf, Option<PathBuf>), ConfigError> {
	let (path, tokenizer) = match text.rsplit_once(",tokenizer=") {
		Some((path, tokenizer)) => (path, Some(tokenizer)),
		None => (text, None),
	};
	if path.is_empty() || tokenizer == Some("") {
		let wanted = "PATH or PATH,tokenizer=PATH";
		return Err(ConfigError::Value { name: name.into(), value: text.into(), wanted });
	}
	Ok((path.into(), tokenizer.map(PathBuf::from)))
}

fn xdg(environment: Environment, variable: &str, fallback: &str) -> Option<PathBuf> {
	// The standard says that relative paths are to be ignored.
	environment(variable)
		.map(PathBuf::from)
		.filter(|path| path.is_absolute())
		.or_else(|| Some(PathBuf::from(environment("HOME")?).join(fallback)))
}

fn read(path: &Path, must_exist: bool) -> Result<File, ConfigError> {
	match fs::read_to_string(path) {
		Ok(text) => toml::from_str(&text).map_err(|error| {
			let line = error.span().map(|span| {
				let before = text.get(..span.start).unwrap_or_default();
				format!("line {}: ", before.matches('\n').count() + 1)
			});
			let detail = format!("{}{}", line.unwrap_or_default(), error.message());
			ConfigError::File { path: path.into(), detail }
		}),
		Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => Ok(File::default()),
		Err(source) => Err(ConfigError::Unreadable { path: path.into(), source }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::HashMap;

	fn settings(
		flags: Flags,
		environment: &[(&str, &str)],
		file: &str,
	) -> Result<Settings, ConfigError> {
		let mut all: HashMap<_, _> = environment.iter().copied().collect();
		all.entry("HOME").or_insert("/home/me");
		let environment = |name: &str| all.get(name).map(|value| value.to_string());
		merge(flags, &environment, toml::from_str(file).unwrap(), "worker.toml".into())
	}

	#[test]
	fn flags_over_environment_over_file_over_defaults() {
		let file = "url = \"ws://file\"\ncapacity = 3\nkeyfile = \"file.key\"";
		let environment = [("ASSAY_URL", "ws://a, ws://b"), ("ASSAY_WORKER_CAPACITY", "4")];
		let flags =
			Flags { url: vec!["ws://flag".into()], capacity: Some(5), ..Default::default() };
		let all = settings(flags, &environment, file).unwrap();
		assert_eq!((all.urls, all.capacity), (vec!["ws://flag".to_string()], 5));
		let all = settings(Flags::default(), &environment, file).unwrap();
		assert_eq!((all.urls, all.capacity), (vec!["ws://a".into(), "ws://b".into()], 4));
		assert_eq!(all.keys.keyfile, Some("file.key".into()));
		assert!(all.blob_stores.is_empty());
		let all = settings(Flags::default(), &[], file).unwrap();
		assert_eq!((all.urls, all.capacity), (vec!["ws://file".to_string()], 3));
		let all = settings(Flags::default(), &[], "").unwrap();
		assert_eq!((all.urls, all.capacity), (vec![DEFAULT_URL.to_string()], 1));
		assert_eq!(all.data_dir, PathBuf::from("/home/me/.local/share/assay-worker"));
		assert!(all.origins.iter().all(|(_, _, origin)| *origin == Origin::Default));
	}

	#[test]
	fn a_key_for_this_command_outranks_the_file() {
		let file = "keyfile = \"file.key\"";
		let flags = Flags { suri: Some("//Alice".into()), ..Default::default() };
		assert_eq!(settings(flags, &[], file).unwrap().keys.keyfile, None);
		let all = settings(Flags::default(), &[("ASSAY_KEYFILE", "env.key")], file).unwrap();
		assert_eq!(all.keys.keyfile, Some("env.key".into()));
		let all = settings(Flags::default(), &[("ASSAY_SURI", "//Alice")], file).unwrap();
		assert_eq!(all.keys.keyfile, None);
		assert!(all.origins.iter().all(|(_, value, _)| !value.contains("Alice")));
	}

	#[test]
	fn blob_stores() {
		let file = "blob_stores = [\"http://a\", \"https://b/\"]";
		let urls = |flags, environment: &[(&str, &str)]| {
			let all = settings(flags, environment, file).unwrap();
			all.blob_stores.urls().map(String::from).collect::<Vec<_>>()
		};
		assert_eq!(urls(Flags::default(), &[]), ["http://a", "https://b"]);
		let environment = [("ASSAY_BLOB_STORES", "http://c, http://d:5")];
		assert_eq!(urls(Flags::default(), &environment), ["http://c", "http://d:5"]);
		let flags = Flags { blob_store: vec!["http://e".into()], ..Default::default() };
		assert_eq!(urls(flags, &environment), ["http://e"]);
	}

	#[test]
	fn models_and_tokenizers() {
		let models = |flags: &[&str], tokenizer: Option<&str>| {
			let flags = Flags {
				model: flags.iter().map(ToString::to_string).collect(),
				tokenizer: tokenizer.map(PathBuf::from),
				..Default::default()
			};
			settings(flags, &[], "").map(|all| all.models)
		};
		let file = |path: &str, tokenizer: Option<&str>| ModelFile {
			path: path.into(),
			tokenizer: tokenizer.map(PathBuf::from),
		};
		assert_eq!(models(&["a"], Some("t")).unwrap(), [file("a", Some("t"))]);
		let two = models(&["a,tokenizer=t", "b,tokenizer=none"], None).unwrap();
		assert_eq!(two, [file("a", Some("t")), file("b", None)]);
		assert!(matches!(models(&["a", "b"], Some("t")), Err(ConfigError::Tokenizer)));
		assert!(matches!(models(&["a,tokenizer=u"], Some("t")), Err(ConfigError::Tokenizer)));
		assert!(models(&[",tokenizer=t"], None).is_err());

		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
		let path = folder.path().join("m.gguf").display().to_string();
		let found = models(&[&path], None).unwrap();
		assert_eq!(found[0].tokenizer, Some(folder.path().join("tokenizer.json")));
		assert_eq!(models(&[&format!("{path},tokenizer=none")], None).unwrap()[0].tokenizer, None);

		let all = settings(
			Flags::default(),
			&[],
			"[[model]]\npath = \"a\"\n[[model]]\npath = \"b\"\ntokenizer = \"t\"",
		);
		assert_eq!(all.unwrap().models, [file("a", None), file("b", Some("t"))]);
	}

	#[test]
	fn bad_values_name_their_place() {
		for (environment, file, text) in [
			(&[("ASSAY_WORKER_HTTP", "here")][..], "", "ASSAY_WORKER_HTTP"),
			(&[("ASSAY_GENESIS", "0x1")], "", "ASSAY_GENESIS"),
			(&[], "http = \"here\"", "worker.toml"),
			(&[], "genesis = \"1\"", "worker.toml"),
			(&[], "capacity = 0", "capacity"),
			(&[("ASSAY_BLOB_STORES", "http://a,b")], "", "`b` is not the address of a blob store"),
		] {
			let error = settings(Flags::default(), environment, file).unwrap_err().to_string();
			assert!(error.contains(text), "{error}");
		}
	}
}
