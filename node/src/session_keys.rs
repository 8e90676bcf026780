//! `assay-node session-keys`: has a running node make session keys, and says how to set them.

use crate::rpc::types::SessionKeysJson;
use assay_primitives::AccountId;
use jsonrpsee_core::client::{ClientT, Error as ClientError};
use jsonrpsee_ws_client::WsClientBuilder;
use std::str::FromStr;

/// What SDK nodes answer for unknown methods, and for unsafe ones that they refuse.
const METHOD_NOT_FOUND: i32 = -32601;

/// The arguments of the command.
#[derive(Debug, clap::Args)]
pub struct SessionKeysCmd {
	/// Account that stakes and validates, as SS58 address or hexadecimal. It must sign what this command prints.
	#[arg(long, value_name = "ADDRESS", value_parser = read_stash)]
	stash: AccountId,

	/// JSON-RPC of the validator's node, which must run on this machine.
	#[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944")]
	url: String,

	/// Print one JSON object: stash, keys, proof, call.
	#[arg(long)]
	json: bool,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
enum Failure {
	#[error(
		"no node answers at {url} ({reason}). Start the validator's node on this machine, or say with --url where its \
		 JSON-RPC listens, for example --url ws://127.0.0.1:9945."
	)]
	Unreachable { url: String, reason: String },
	#[error(
		"the node at {url} refuses unsafe methods, and this is one: it changes the keystore. A node takes them from \
		 programs on its own machine if it was started without --rpc-external, --unsafe-rpc-external and --rpc-methods \
		 safe. Start it so, at least for this once, and use its address 127.0.0.1."
	)]
	Refused { url: String },
	#[error(
		"what answers at {url} does not know assay_rotateSessionKeys: it is another program, or an assay-node that is older \
		 than this one. Upgrade the node that validates, and start it again."
	)]
	UnknownMethod { url: String },
	#[error("the node made no keys: {0}.")]
	NotMade(String),
}

/// What a node has answered.
struct Answer {
	made: SessionKeysJson,
	/// Whether the node authors and finalises blocks if its keys are those of a validator; `None` if it did not say.
	validates: Option<bool>,
}

fn read_stash(text: &str) -> Result<AccountId, &'static str> {
	AccountId::from_str(text)
		.map_err(|_| "not an account: give an SS58 address or 32 bytes as hexadecimal")
}

impl SessionKeysCmd {
	/// Makes keys and prints them.
	pub fn run(&self) -> sc_cli::Result<()> {
		let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
		let answer = runtime.block_on(self.ask()).map_err(other)?;
		if self.json {
			println!("{}", serde_json::to_string_pretty(&answer.made).map_err(other)?);
		} else {
			print!("{}", explain(&answer));
		}
		Ok(())
	}

	async fn ask(&self) -> Result<Answer, Failure> {
		let client = WsClientBuilder::default()
			.build(&self.url)
			.await
			.map_err(|error| self.unreachable(&error))?;
		// Hexadecimal, which is the same on all networks.
		let stash = hexadecimal(self.stash.as_ref());
		let made: SessionKeysJson = client
			.request("assay_rotateSessionKeys", [stash])
			.await
			.map_err(|error| self.failure(error))?;
		// For a hint. The keys are as good if there is no answer.
		let roles: Option<Vec<String>> =
			client.request("system_nodeRoles", Vec::<String>::new()).await.ok();
		let validates = roles.map(|roles| roles.iter().any(|role| role == "Authority"));
		Ok(Answer { made, validates })
	}

	fn failure(&self, error: ClientError) -> Failure {
		match error {
			ClientError::Call(error) if error.code() == METHOD_NOT_FOUND => {
				let url = self.url.clone();
				if error.message().contains("unsafe") {
					Failure::Refused { url }
				} else {
					Failure::UnknownMethod { url }
				}
			}
			ClientError::Call(error) => Failure::NotMade(match error.data() {
				Some(data) => format!("{} ({})", error.message(), data.get().trim_matches('"')),
				None => error.message().into(),
			}),
			ClientError::ParseError(error) => {
				Failure::NotMade(format!("its answer can't be read ({error})"))
			}
			error => self.unreachable(&error),
		}
	}

	fn unreachable(&self, error: &ClientError) -> Failure {
		Failure::Unreachable { url: self.url.clone(), reason: error.to_string() }
	}
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> sc_cli::Error {
	sc_cli::Error::Application(Box::new(error))
}

fn hexadecimal(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Keys, proof and call, and what to do with them.
fn explain(Answer { made, validates }: &Answer) -> String {
	let stash = &made.stash;
	let note = match validates {
		Some(false) => {
			"\nThis node does not run with --validator: it does not use any keys before it is started so.\n"
		},
		_ => "",
	};
	let keys = hexadecimal(&made.keys);
	let proof = hexadecimal(&made.proof);
	let call = hexadecimal(&made.call);
	format!(
		"New session keys for {stash}

keys   {keys}
proof  {proof}
call   {call}

The keys are in this node's keystore and nowhere else. The chain does not know them yet: the stash must sign
and send the call, which is session.setKeys with these keys and this proof. No other account can.

In polkadot.js Apps, connected to this chain:
  1. Developer, Extrinsics, Decode: paste the call. The page must show session.setKeys.
  2. Submission, on the same page: choose the account {stash},
     Submit Transaction, sign.

Or with the stash's key in a file, where that is:
  assay --keyfile FILE stake set-keys --keys {keys} --proof {proof}

Keys count from the session after the next one on. Until then the old ones do, so let the node that has them
run, and leave its keystore alone. The first keys of an account take a deposit from its balance.
{note}"
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use jsonrpsee::{
		core::RpcResult,
		server::{Server, ServerHandle},
		types::ErrorObject,
		RpcModule,
	};
	use sc_rpc_api::UnsafeRpcError;
	use std::net::TcpListener;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	const ALICE_HEX: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

	#[derive(Debug, Parser)]
	struct Line {
		#[command(flatten)]
		command: SessionKeysCmd,
	}

	fn parse(args: &[&str]) -> Result<SessionKeysCmd, clap::Error> {
		Line::try_parse_from([&["session-keys"], args].concat()).map(|line| line.command)
	}

	fn sample() -> SessionKeysJson {
		SessionKeysJson {
			stash: ALICE.parse().unwrap(),
			keys: vec![1; 96].into(),
			proof: vec![2; 192].into(),
			call: vec![3; 292].into(),
		}
	}

	/// A node that gives this answer, and whose role is the given one.
	async fn node(
		answer: impl Fn() -> RpcResult<SessionKeysJson> + Send + Sync + 'static,
		role: &'static str,
	) -> (ServerHandle, SessionKeysCmd) {
		let mut module = RpcModule::new(());
		module
			.register_method("assay_rotateSessionKeys", move |params, _, _| {
				assert_eq!(params.one::<String>().unwrap(), ALICE_HEX);
				answer()
			})
			.unwrap();
		module.register_method("system_nodeRoles", move |_, _, _| vec![role]).unwrap();
		serve(module).await
	}

	async fn serve(module: RpcModule<()>) -> (ServerHandle, SessionKeysCmd) {
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", server.local_addr().unwrap());
		(server.start(module), parse(&["--stash", ALICE, "--url", &url]).unwrap())
	}

	#[test]
	fn arguments_are_read() {
		let command = parse(&["--stash", ALICE]).unwrap();
		assert_eq!(command.stash.to_string(), ALICE);
		assert_eq!((command.url.as_str(), command.json), ("ws://127.0.0.1:9944", false));
		let command = parse(&["--stash", ALICE_HEX, "--url", "ws://[::1]:9945", "--json"]).unwrap();
		assert_eq!(command.stash.to_string(), ALICE);
		assert_eq!((command.url.as_str(), command.json), ("ws://[::1]:9945", true));
		for (args, part) in [
			(&["--json"][..], "--stash <ADDRESS>"),
			(&["--stash", "bob"], "not an account: give an SS58 address"),
			(&["--stash", "0x12"], "not an account: give an SS58 address"),
			(&["--stash", &ALICE.replace('K', "L")], "not an account: give an SS58 address"),
		] {
			let error = parse(args).unwrap_err().to_string();
			assert!(error.contains(part), "{args:?}: {error}");
		}
	}

	#[tokio::test]
	async fn keys_are_asked_for() {
		for (role, validates) in [("Authority", true), ("Full", false)] {
			let (_server, command) = node(|| Ok(sample()), role).await;
			let answer = command.ask().await.unwrap();
			assert_eq!(answer.made, sample());
			assert_eq!(answer.validates, Some(validates));
		}
	}

	#[tokio::test]
	async fn a_node_that_does_not_say_its_role_is_asked_all_the_same() {
		let mut module = RpcModule::new(());
		module
			.register_method("assay_rotateSessionKeys", |_, _, _| -> RpcResult<SessionKeysJson> {
				Ok(sample())
			})
			.unwrap();
		let (_server, command) = serve(module).await;
		let answer = command.ask().await.unwrap();
		assert_eq!((answer.made, answer.validates), (sample(), None));
	}

	#[tokio::test]
	async fn what_is_in_the_way_is_said() {
		let refuse: fn() -> RpcResult<SessionKeysJson> = || Err(UnsafeRpcError.into());
		let fail: fn() -> RpcResult<SessionKeysJson> =
			|| Err(ErrorObject::owned(20_020, "the keystore is full", Some("disk")));
		for (answer, part) in [
			(
				refuse,
				"started without --rpc-external, --unsafe-rpc-external and --rpc-methods safe",
			),
			(fail, "the node made no keys: the keystore is full (disk)."),
		] {
			let (_server, command) = node(answer, "Authority").await;
			let error = command.ask().await.err().unwrap().to_string();
			assert!(error.contains(part), "{error}");
		}
	}

	#[tokio::test]
	async fn another_program_is_named() {
		let (_server, command) = serve(RpcModule::new(())).await;
		let error = command.ask().await.err().unwrap().to_string();
		assert!(error.contains("does not know assay_rotateSessionKeys"), "{error}");
	}

	#[tokio::test]
	async fn a_node_that_is_not_there_is_named() {
		let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
		for url in [format!("ws://{free}"), "http://127.0.0.1:9944".into(), "nonsense".into()] {
			let command = parse(&["--stash", ALICE, "--url", &url]).unwrap();
			let error = command.ask().await.err().unwrap().to_string();
			assert!(error.contains(&format!("no node answers at {url} (")), "{error}");
			assert!(error.contains("--url"), "{error}");
		}
	}

	#[test]
	fn the_text_says_what_to_do() {
		let text = explain(&Answer { made: sample(), validates: Some(true) });
		for part in [
			ALICE,
			&format!("keys   0x{}\n", "01".repeat(96)),
			&format!("proof  0x{}\n", "02".repeat(192)),
			&format!("call   0x{}\n", "03".repeat(292)),
			"Developer, Extrinsics, Decode",
			&format!("set-keys --keys 0x{} --proof 0x{}\n", "01".repeat(96), "02".repeat(192)),
			"session.setKeys",
		] {
			assert!(text.contains(part), "no `{part}` in: {text}");
		}
		assert!(!text.contains("--validator"), "{text}");
		let text = explain(&Answer { made: sample(), validates: Some(false) });
		assert!(text.contains("does not run with --validator"), "{text}");
	}
}
