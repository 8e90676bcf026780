//! Keys: where they come from, and that they stay where they belong.
//!
//! Sources, the first that is given counts: a key file (its owner's eyes only), a polkadot.js account file with a
//! password file, the environment variable `ASSAY_SURI`, a secret on the command line. No source is ever logged and no
//! type here shows a secret through `Debug`.

use assay_primitives::{AccountId, Signature};
use secrecy::{ExposeSecret, SecretString};
use sp_core::{crypto::Ss58Codec, Pair};
use std::{
	fmt,
	fs::{self, OpenOptions},
	io::{self, Read, Write},
	path::{Path, PathBuf},
	str::FromStr,
};
use subxt_signer::{sr25519::Keypair, SecretUri};

/// Environment variable that may hold a secret URI.
pub const SURI_VARIABLE: &str = "ASSAY_SURI";
/// Key files are a line; anything longer is something else.
const MAX_KEYFILE_BYTES: u64 = 4_096;
/// polkadot.js account files are below a kilobyte.
const MAX_JSON_BYTES: u64 = 65_536;

/// Kind of a chain, as its specification says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainType {
	/// One developer's machine.
	Development,
	/// A few nodes on one machine.
	Local,
	/// Anything that other people use.
	Live,
}

impl ChainType {
	/// Reads the answer of `system_chainType`.
	pub fn from_json(value: &serde_json::Value) -> Self {
		match value.as_str() {
			Some("Development") => Self::Development,
			Some("Local") => Self::Local,
			_ => Self::Live,
		}
	}

	/// Whether the keys that everybody knows may be used.
	pub fn allows_dev_keys(self) -> bool {
		matches!(self, Self::Development | Self::Local)
	}
}

/// Where a key came from. Safe to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyOrigin {
	KeyFile(PathBuf),
	PolkadotJs(PathBuf),
	Environment,
	Argument,
	/// Made by this process.
	Generated,
}

impl fmt::Display for KeyOrigin {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::KeyFile(path) => write!(f, "key file {}", path.display()),
			Self::PolkadotJs(path) => write!(f, "polkadot.js account {}", path.display()),
			Self::Environment => write!(f, "environment variable {SURI_VARIABLE}"),
			Self::Argument => write!(f, "command line"),
			Self::Generated => write!(f, "generated"),
		}
	}
}

/// Why there is no key. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
	#[error(
		"no key given. Use --keyfile FILE (make one with `assay key generate FILE`), or --polkadot-json FILE with \
		 --password-file FILE, or set {SURI_VARIABLE}"
	)]
	Missing,
	#[error("cannot read {path}: {error}")]
	Unreadable { path: PathBuf, error: io::Error },
	#[error(
		"{path} can be read by others (mode {mode:04o}); a key must not be. Type:\n  chmod 600 {path}\n\
		 and make a new key if someone else uses this machine"
	)]
	Permissions { path: String, mode: u32 },
	#[error("{0} is not a regular file; a key file must be one")]
	NotAFile(PathBuf),
	#[error("{path} is too large ({size} bytes) to be a key")]
	TooLarge { path: PathBuf, size: u64 },
	#[error("{origin} holds no usable secret: it must be a secret phrase, or 0x and 64 hexadecimal digits, optionally with derivation (//path)")]
	Malformed { origin: KeyOrigin },
	#[error("--polkadot-json needs --password-file FILE with the password of the account, in a file only you can read")]
	PasswordMissing,
	#[error(
		"{0} cannot be opened: wrong password, or not an sr25519 account exported by polkadot.js"
	)]
	BadJson(PathBuf),
	#[error(
		"the key from the {0} is a development key that everybody knows; it is refused on a live chain. Make your own \
		 with `assay key generate FILE`"
	)]
	DevKeyOnLiveChain(KeyOrigin),
	#[error(
		"{0} exists already; it may be the only copy of a key. Choose another name or move it away"
	)]
	Exists(PathBuf),
	#[error("cannot write {path}: {error}")]
	Unwritable { path: PathBuf, error: io::Error },
}

/// A signing key (sr25519) and where it came from.
pub struct Key {
	pair: Keypair,
	origin: KeyOrigin,
	dev: bool,
}

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Key")
			.field("account", &self.ss58())
			.field("origin", &self.origin)
			.finish_non_exhaustive()
	}
}

impl Key {
	/// Reads a secret URI: a phrase or hex seed with optional derivation and password. `//Alice` alone derives from
	/// the phrase that everybody knows.
	pub fn from_suri(suri: &SecretString, origin: KeyOrigin) -> Result<Self, KeyError> {
		let malformed = || KeyError::Malformed { origin: origin.clone() };
		let text = suri.expose_secret().trim();
		// To the parser an empty text is the phrase that everybody knows.
		if text.is_empty() {
			return Err(malformed());
		}
		let uri = SecretUri::from_str(text).map_err(|_| malformed())?;
		let dev = uri.phrase.expose_secret() == subxt_signer::DEV_PHRASE;
		let pair = Keypair::from_uri(&uri).map_err(|_| malformed())?;
		Ok(Self { pair, origin, dev })
	}

	/// Reads a key file: one secret URI, in a file that only its owner can read.
	pub fn from_file(path: &Path) -> Result<Self, KeyError> {
		let suri = read_private(path, MAX_KEYFILE_BYTES)?;
		Self::from_suri(&suri, KeyOrigin::KeyFile(path.into()))
	}

	/// Reads an account exported by polkadot.js, with its password in a file that only its owner can read.
	pub fn from_polkadot_js(json: &Path, password_file: &Path) -> Result<Self, KeyError> {
		let text = read_private(json, MAX_JSON_BYTES)?;
		let password = read_private(password_file, MAX_KEYFILE_BYTES)?;
		let password = password.expose_secret().trim_end_matches(['\r', '\n']);
		// The decoder indexes into the decoded bytes, so check their length first.
		check_json_shape(text.expose_secret()).ok_or_else(|| KeyError::BadJson(json.into()))?;
		let pair = subxt_signer::polkadot_js_compat::decrypt_json(text.expose_secret(), password)
			.map_err(|_| KeyError::BadJson(json.into()))?;
		let dev = is_well_known(&pair);
		Ok(Self { pair, origin: KeyOrigin::PolkadotJs(json.into()), dev })
	}

	/// Account of the key.
	pub fn account(&self) -> AccountId {
		AccountId::from(self.pair.public_key().0)
	}

	/// Address of the key, SS58.
	pub fn ss58(&self) -> String {
		self.account().to_ss58check()
	}

	/// Where the key came from.
	pub fn origin(&self) -> &KeyOrigin {
		&self.origin
	}

	/// Whether everybody knows this key.
	pub fn is_dev(&self) -> bool {
		self.dev
	}

	/// Signs a message.
	pub fn sign(&self, message: &[u8]) -> Signature {
		Signature::Sr25519(sp_core::sr25519::Signature::from_raw(self.pair.sign(message).0))
	}

	/// Refuses development keys on chains that other people use.
	pub fn check_allowed_on(&self, chain: ChainType) -> Result<(), KeyError> {
		if self.dev && !chain.allows_dev_keys() {
			Err(KeyError::DevKeyOnLiveChain(self.origin.clone()))
		} else {
			Ok(())
		}
	}

	pub(crate) fn pair(&self) -> &Keypair {
		&self.pair
	}
}

/// Sources of a key, in the order in which they count.
#[derive(Clone, Default, Debug)]
pub struct KeyOptions {
	/// File with a secret URI, mode 0600.
	pub keyfile: Option<PathBuf>,
	/// Account file of polkadot.js, and the file with its password, both mode 0600.
	pub polkadot_json: Option<PathBuf>,
	pub password_file: Option<PathBuf>,
	/// Secret URI given as an argument.
	pub suri: Option<SecretString>,
}

impl KeyOptions {
	/// Whether any source is given, the environment included.
	pub fn is_given(&self) -> bool {
		self.keyfile.is_some()
			|| self.polkadot_json.is_some()
			|| self.suri.is_some()
			|| environment_suri().is_some()
	}

	/// Loads the key from the first source that is given.
	pub fn load(&self) -> Result<Key, KeyError> {
		self.load_with(environment_suri())
	}

	fn load_with(&self, environment: Option<SecretString>) -> Result<Key, KeyError> {
		if let Some(path) = &self.keyfile {
			return Key::from_file(path);
		}
		if let Some(json) = &self.polkadot_json {
			let password = self.password_file.as_ref().ok_or(KeyError::PasswordMissing)?;
			return Key::from_polkadot_js(json, password);
		}
		if let Some(suri) = environment {
			return Key::from_suri(&suri, KeyOrigin::Environment);
		}
		match &self.suri {
			Some(suri) => Key::from_suri(suri, KeyOrigin::Argument),
			None => Err(KeyError::Missing),
		}
	}
}

fn environment_suri() -> Option<SecretString> {
	std::env::var(SURI_VARIABLE).ok().filter(|value| !value.is_empty()).map(SecretString::from)
}

/// Makes a key and writes its phrase to a new file that only its owner can read.
pub fn generate_keyfile(path: &Path) -> Result<Key, KeyError> {
	let (_, phrase, _) = sp_core::sr25519::Pair::generate_with_phrase(None);
	let phrase = SecretString::from(phrase);
	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let unwritable = |error| KeyError::Unwritable { path: path.into(), error };
	let mut file = options.open(path).map_err(|error| match error.kind() {
		io::ErrorKind::AlreadyExists => KeyError::Exists(path.into()),
		_ => unwritable(error),
	})?;
	file.write_all(phrase.expose_secret().as_bytes())
		.and_then(|()| file.write_all(b"\n"))
		.and_then(|()| file.sync_all())
		.map_err(unwritable)?;
	let mut key = Key::from_suri(&phrase, KeyOrigin::Generated)?;
	key.origin = KeyOrigin::KeyFile(path.into());
	Ok(key)
}

/// Reads a file that nobody but its owner may read.
fn read_private(path: &Path, limit: u64) -> Result<SecretString, KeyError> {
	let unreadable = |error| KeyError::Unreadable { path: path.into(), error };
	// Opening a pipe would wait for a writer.
	if !fs::metadata(path).map_err(unreadable)?.is_file() {
		return Err(KeyError::NotAFile(path.into()));
	}
	let file = fs::File::open(path).map_err(unreadable)?;
	let metadata = file.metadata().map_err(unreadable)?;
	#[cfg(unix)]
	{
		let mode = std::os::unix::fs::MetadataExt::mode(&metadata) & 0o7777;
		if mode & 0o077 != 0 {
			return Err(KeyError::Permissions { path: path.display().to_string(), mode });
		}
	}
	if metadata.len() > limit {
		return Err(KeyError::TooLarge { path: path.into(), size: metadata.len() });
	}
	let mut text = String::new();
	file.take(limit).read_to_string(&mut text).map_err(unreadable)?;
	Ok(SecretString::from(text))
}

/// Whether `encoded` of a polkadot.js account is long enough to hold scrypt's parameters.
fn check_json_shape(text: &str) -> Option<()> {
	let value: serde_json::Value = serde_json::from_str(text).ok()?;
	// 68 bytes of parameters are 91 digits of base64.
	(value.get("encoded")?.as_str()?.len() >= 92).then_some(())
}

/// Whether a key is one of the accounts that development chains fund.
fn is_well_known(pair: &Keypair) -> bool {
	let public = pair.public_key().0;
	let named = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "One", "Two"];
	let derived = |path: String| {
		SecretUri::from_str(&path)
			.ok()
			.and_then(|uri| Keypair::from_uri(&uri).ok())
			.is_some_and(|dev| dev.public_key().0 == public)
	};
	derived(subxt_signer::DEV_PHRASE.into())
		|| named
			.iter()
			.any(|name| derived(format!("//{name}")) || derived(format!("//{name}//stash")))
}

#[cfg(all(test, unix))]
mod tests {
	use super::*;
	use std::os::unix::fs::PermissionsExt;

	const PHRASE: &str =
		"caution juice atom organ advance problem want pledge someone senior holiday very";

	fn file(dir: &tempfile::TempDir, name: &str, text: &str, mode: u32) -> PathBuf {
		let path = dir.path().join(name);
		fs::write(&path, text).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
		path
	}

	fn secret(text: &str) -> SecretString {
		SecretString::from(text.to_string())
	}

	#[test]
	fn key_file_must_be_private() {
		let dir = tempfile::tempdir().unwrap();
		for mode in [0o644, 0o640, 0o604, 0o660, 0o666] {
			let path = file(&dir, "key", PHRASE, mode);
			let error = Key::from_file(&path).unwrap_err();
			let text = error.to_string();
			assert!(text.contains(&format!("chmod 600 {}", path.display())), "{text}");
			assert!(text.contains(&format!("{mode:04o}")), "{text}");
		}
		for mode in [0o600, 0o400] {
			let path = file(&dir, &format!("key{mode}"), PHRASE, mode);
			assert!(Key::from_file(&path).is_ok());
		}
	}

	#[test]
	fn sources_in_order() {
		let dir = tempfile::tempdir().unwrap();
		let keyfile = file(&dir, "key", "//FromFile\n", 0o600);
		let bob = include_str!("../tests/data/bob.json");
		let json = file(&dir, "bob.json", bob, 0o600);
		let password_file = file(&dir, "password", "whoisbob\n", 0o600);
		let options = KeyOptions {
			keyfile: Some(keyfile.clone()),
			polkadot_json: Some(json.clone()),
			password_file: Some(password_file),
			suri: Some(secret("//FromArgument")),
		};
		let environment = || Some(secret("//FromEnvironment"));
		let account =
			|suri: &str| Key::from_suri(&secret(suri), KeyOrigin::Argument).unwrap().account();

		let key = options.load_with(environment()).unwrap();
		assert_eq!(key.account(), account("//FromFile"));
		assert_eq!(key.origin(), &KeyOrigin::KeyFile(keyfile));

		let options = KeyOptions { keyfile: None, ..options };
		let key = options.load_with(environment()).unwrap();
		assert_eq!(key.origin(), &KeyOrigin::PolkadotJs(json));
		assert_eq!(key.ss58(), "5CfWTDh7XxJ2yrayqQ2aJnnZAH5v5XaF1oJFfH5QCpbfP9v8");

		let options = KeyOptions { polkadot_json: None, ..options };
		let key = options.load_with(environment()).unwrap();
		assert_eq!(key.account(), account("//FromEnvironment"));

		assert_eq!(options.load_with(None).unwrap().account(), account("//FromArgument"));
		assert!(matches!(KeyOptions::default().load_with(None), Err(KeyError::Missing)));
	}

	#[test]
	fn a_bad_first_source_is_an_error_not_a_fallback() {
		let options = KeyOptions {
			keyfile: Some("/nonexistent/key".into()),
			suri: Some(secret("//Alice")),
			..Default::default()
		};
		assert!(matches!(options.load_with(None), Err(KeyError::Unreadable { .. })));
	}

	#[test]
	fn polkadot_js_accounts() {
		let dir = tempfile::tempdir().unwrap();
		let bob = include_str!("../tests/data/bob.json");
		let json = file(&dir, "bob.json", bob, 0o600);
		let wrong = file(&dir, "wrong", "whoisalice", 0o600);
		let open = file(&dir, "open", "whoisbob", 0o644);
		assert!(matches!(Key::from_polkadot_js(&json, &wrong), Err(KeyError::BadJson(_))));
		assert!(matches!(Key::from_polkadot_js(&json, &open), Err(KeyError::Permissions { .. })));
		let options = KeyOptions { polkadot_json: Some(json), ..Default::default() };
		assert!(matches!(options.load_with(None), Err(KeyError::PasswordMissing)));
		let right = file(&dir, "right", "whoisbob", 0o600);
		for text in ["", "{}", "{\"encoded\":\"AAAA\"}", &bob.replace("J2FF", "J2FG"), "[1]"] {
			let json = file(&dir, "broken.json", text, 0o600);
			assert!(matches!(Key::from_polkadot_js(&json, &right), Err(KeyError::BadJson(_))));
		}
	}

	#[test]
	fn development_keys_stay_on_development_chains() {
		for suri in ["//Alice", "//Bob//stash", "//anything", subxt_signer::DEV_PHRASE] {
			let key = Key::from_suri(&secret(suri), KeyOrigin::Argument).unwrap();
			assert!(key.is_dev());
			assert!(key.check_allowed_on(ChainType::Development).is_ok());
			assert!(key.check_allowed_on(ChainType::Local).is_ok());
			let error = key.check_allowed_on(ChainType::Live).unwrap_err();
			assert!(error.to_string().contains("assay key generate"), "{error}");
		}
		let own = Key::from_suri(&secret(PHRASE), KeyOrigin::Argument).unwrap();
		assert!(!own.is_dev());
		assert!(own.check_allowed_on(ChainType::Live).is_ok());
		assert!(is_well_known(&subxt_signer::sr25519::dev::ferdie()));
	}

	#[test]
	fn chain_types() {
		let parse = |text: &str| ChainType::from_json(&serde_json::from_str(text).unwrap());
		assert_eq!(parse("\"Development\""), ChainType::Development);
		assert_eq!(parse("\"Local\""), ChainType::Local);
		assert_eq!(parse("\"Live\""), ChainType::Live);
		assert_eq!(parse("{\"Custom\":\"Development\"}"), ChainType::Live);
	}

	#[test]
	fn nothing_shows_a_secret() {
		let dir = tempfile::tempdir().unwrap();
		let key = Key::from_suri(&secret(PHRASE), KeyOrigin::Argument).unwrap();
		let options = KeyOptions { suri: Some(secret(PHRASE)), ..Default::default() };
		let garbage = "caution juice atom organ";
		let path = file(&dir, "key", garbage, 0o600);
		let error = Key::from_file(&path).unwrap_err();
		for shown in [
			format!("{key:?}"),
			format!("{options:?}"),
			format!("{error:?}"),
			format!("{error}"),
			format!("{}", key.origin()),
		] {
			assert!(!shown.contains("caution"), "{shown}");
		}
		assert!(format!("{key:?}").contains(&key.ss58()));
	}

	#[test]
	fn generated_files_are_private_and_never_overwrite() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key");
		let key = generate_keyfile(&path).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		assert_eq!(Key::from_file(&path).unwrap().account(), key.account());
		assert!(!key.is_dev());
		assert!(matches!(generate_keyfile(&path), Err(KeyError::Exists(_))));
		assert!(matches!(
			generate_keyfile(&dir.path().join("no/such/dir")),
			Err(KeyError::Unwritable { .. })
		));
	}

	#[test]
	fn signatures_verify() {
		use sp_runtime::traits::Verify;
		let key = Key::from_suri(&secret("//Alice"), KeyOrigin::Argument).unwrap();
		assert!(key.sign(b"message").verify(&b"message"[..], &key.account()));
		assert!(!key.sign(b"message").verify(&b"other"[..], &key.account()));
	}

	#[test]
	fn odd_files_are_refused() {
		let dir = tempfile::tempdir().unwrap();
		assert!(matches!(Key::from_file(dir.path()), Err(KeyError::NotAFile(_))));
		let large = file(&dir, "large", &"x".repeat(5_000), 0o600);
		assert!(matches!(Key::from_file(&large), Err(KeyError::TooLarge { .. })));
		let empty = file(&dir, "empty", "", 0o600);
		assert!(matches!(Key::from_file(&empty), Err(KeyError::Malformed { .. })));
	}
}
