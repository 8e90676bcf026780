//! `assay gov …` and `assay history`: what is decided, by whom, and what came of it.

mod call;
mod checks;
mod delegate;
mod deposits;
mod explain;
mod history;
mod list;
pub(crate) mod params;
mod propose;
mod show;
mod time;
mod tracks;
mod unlock;
mod unvote;
mod upgrade;
mod view;
mod vote;

pub use history::run as history;

use crate::{
	args::Gov,
	config::Settings,
	output::{self, Failure},
	send::{Sender, Sent},
};
use assay_client::{
	calls,
	governance::{Governance, Ongoing, Referendum, ReferendumIndex, Track},
	At, Call, Client,
};
use assay_primitives::{AccountId, BlockNumber};
use serde_json::{Map, Value};

/// Calls in one batch, at most, where each is a small part of a block.
const BATCH: usize = 40;

pub async fn run(settings: &Settings, command: Gov) -> Result<(), Failure> {
	match command {
		Gov::Tracks => tracks::run(settings).await,
		Gov::List { all, last } => list::run(settings, all, last).await,
		Gov::Show { referendum } => show::run(settings, referendum).await,
		Gov::Propose { what, how } => propose::run(settings, what, how).await,
		Gov::Vote(arguments) => vote::run(settings, arguments).await,
		Gov::Delegate { to, amount, conviction, tracks } => {
			delegate::run(settings, to, amount, conviction, tracks).await
		}
		Gov::Undelegate { tracks } => delegate::undo(settings, tracks).await,
		Gov::Unvote { referendum } => unvote::run(settings, referendum).await,
		Gov::Unlock => unlock::run(settings).await,
		Gov::Deposit { referendum } => deposits::place(settings, referendum).await,
		Gov::Refund { referendum, preimage } => {
			deposits::refund(settings, referendum, preimage).await
		}
		Gov::Upgrade { file } => upgrade::run(settings, &file).await,
		Gov::Payout { spend } => deposits::payout(settings, spend).await,
	}
}

/// A connection with a key, and the block that all questions before the call are about.
struct Desk<'a> {
	settings: &'a Settings,
	sender: Sender,
	at: At,
	governance: Governance,
}

impl<'a> Desk<'a> {
	async fn open(settings: &'a Settings) -> Result<Self, Failure> {
		let sender = Sender::connect(settings).await?;
		let at = At::Block(sender.client.best_block().await?.hash);
		let governance = sender.client.governance(at).await?;
		Ok(Self { settings, sender, at, governance })
	}

	fn client(&self) -> &Client {
		&self.sender.client
	}

	fn account(&self) -> &AccountId {
		self.sender.account()
	}

	async fn send(&self, call: Call) -> Result<Sent, Failure> {
		self.sender.send(call).await.map_err(explain::explained)
	}

	/// Sends calls, several in a batch, so many at a time. All of a batch are done, or none.
	async fn send_all(&self, calls: Vec<Call>, at_a_time: usize) -> Result<Vec<Sent>, Failure> {
		let mut done = Vec::new();
		for some in calls.chunks(at_a_time) {
			let call = match some {
				[one] => one.clone(),
				some => {
					let mut encoded = Vec::new();
					for call in some {
						encoded.push(self.client().encode_call(call).await?);
					}
					calls::batch_all(&encoded)
				}
			};
			done.push(self.send(call).await?);
		}
		Ok(done)
	}

	/// A referendum; a failure if there is none.
	async fn referendum(&self, index: ReferendumIndex) -> Result<Referendum, Failure> {
		let found = self.client().referendum(index, self.at).await?;
		match found {
			Some(found) => Ok(found),
			None => {
				let count = self.client().referendum_count(self.at).await?;
				Err(Failure::refused(view::unknown(index, count)))
			}
		}
	}

	/// The tracks of these names; all if there are none.
	fn tracks(&self, names: &[String]) -> Result<Vec<&Track>, Failure> {
		if names.is_empty() {
			return Ok(self.governance.tracks.iter().collect());
		}
		names.iter().map(|name| named_track(&self.governance, name)).collect()
	}

	/// Says what was done: fields for programs, words for people.
	fn say(&self, sent: &Sent, more: Value, words: &str) -> Result<(), Failure> {
		if self.settings.json {
			let mut fields: Map<String, Value> = sent.json();
			if let Value::Object(more) = more {
				fields.extend(more);
			}
			return output::json(&Value::Object(fields));
		}
		output::line(&sent.text())?;
		if words.is_empty() {
			Ok(())
		} else {
			output::line(words)
		}
	}
}

fn named_track<'a>(governance: &'a Governance, name: &str) -> Result<&'a Track, Failure> {
	governance.track_named(name).ok_or_else(|| {
		let known: Vec<&str> = governance.tracks.iter().map(|track| track.name.as_str()).collect();
		Failure::usage(format!("there is no track `{name}`; there are: {}", known.join(", ")))
	})
}

/// A referendum as it was in the block before its end, and that block, if the node still has its state. What was proposed is
/// gone from the chain's state afterwards.
async fn before_end(
	client: &Client,
	index: ReferendumIndex,
	ended: BlockNumber,
) -> Option<(Ongoing, At)> {
	let hash = client.block_hash(ended.checked_sub(1)?).await.ok()??;
	let at = At::Block(hash);
	match client.referendum(index, at).await {
		Ok(Some(Referendum::Ongoing(last))) => Some((*last, at)),
		_ => None,
	}
}
