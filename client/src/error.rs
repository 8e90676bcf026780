//! What can go wrong between this program and a chain. Each text says what to do next.

use crate::blocks::BlockId;
use sp_core::H256;

/// Why a query or connection failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClientError {
	/// No endpoint answers.
	#[error(
		"no node answers:\n{}\nStart one (`assay-node --dev` for a chain of your own), or name another with --url or \
		 ASSAY_URL",
		list(.0)
	)]
	Unreachable(Vec<(String, String)>),
	#[error("`{url}` is not the address of a node: {reason}. It looks like ws://127.0.0.1:9944 or wss://host:443")]
	BadUrl { url: String, reason: String },
	#[error("no address of a node is given; use --url or ASSAY_URL")]
	NoUrl,
	/// The node follows another chain than it must.
	#[error(
		"the node follows another chain: its genesis block is {found:?}, expected {expected:?}. Check --url, or remove \
		 what was kept for the old chain"
	)]
	WrongChain { expected: H256, found: H256 },
	/// The chain has none of our pallets.
	#[error("`{chain}` is not an Assay chain: it has no {missing}. Check --url")]
	NotAssay { chain: String, missing: String },
	/// The runtime changed in a way that this program does not understand.
	#[error(
		"this program was built for spec version {built}, the chain runs {chain}, and these changed: {}. Install the \
		 release of this program that fits the chain",
		.changed.join(", ")
	)]
	Incompatible { built: u32, chain: u32, changed: Vec<String> },
	/// The node answered with an error.
	#[error("the node refused `{method}`: {message} (code {code})")]
	Refused { method: String, message: String, code: i32 },
	/// The connection broke and did not come back in time.
	#[error("the connection to the node broke during `{method}`: {reason}")]
	Broken { method: String, reason: String },
	/// An answer has another shape than it should.
	#[error("the node's answer to `{what}` can't be read: {reason}. Is this program older than the chain?")]
	Undecodable { what: String, reason: String },
	#[error("block {0:?} is not known to the node; it may have been pruned or belong to an abandoned branch")]
	UnknownBlock(BlockId),
	#[error("there is no block {0:?}")]
	UnknownHash(H256),
}

impl ClientError {
	/// Whether the cause is that no node can be reached.
	pub fn is_unreachable(&self) -> bool {
		matches!(self, Self::Unreachable(_) | Self::Broken { .. })
	}

	pub(crate) fn undecodable(what: &str, reason: impl ToString) -> Self {
		Self::Undecodable { what: what.into(), reason: reason.to_string() }
	}

	/// Sorts an error of the transport.
	pub(crate) fn from_rpc(method: &str, error: subxt::rpcs::Error) -> Self {
		use subxt::rpcs::Error;
		match error {
			Error::User(user) => {
				let message = match user.data {
					// The reason stands in `data`; the message is only its class.
					Some(data) => {
						format!("{}: {}", user.message, data.get().trim_matches('"'))
					}
					None => user.message,
				};
				Self::Refused { method: method.into(), message, code: user.code }
			}
			Error::Client(error) => match error.downcast::<crate::rpc::Unreachable>() {
				Ok(unreachable) => Self::Unreachable(unreachable.0),
				Err(error) => Self::Broken { method: method.into(), reason: error.to_string() },
			},
			Error::DisconnectedWillReconnect(reason) => {
				Self::Broken { method: method.into(), reason }
			}
			other => Self::undecodable(method, other),
		}
	}
}

fn list(urls: &[(String, String)]) -> String {
	urls.iter().map(|(url, reason)| format!("  {url}: {reason}")).collect::<Vec<_>>().join("\n")
}
