//! Sending calls, and saying what they did.

use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	format_amount, At, BlockId, Call, ChainEvent, Client, ClientError, Event, StakingEvent,
	TxError, TxHandle, TxInBlock, TxQueue,
};
use assay_primitives::{AccountId, BlockNumber};
use serde_json::{json, Map, Value};
use std::sync::Arc;

/// Sends one call, waits for its block and says what it did.
pub async fn send(settings: &Settings, call: Call) -> Result<(), Failure> {
	Sender::connect(settings).await?.send(call).await?.print(settings)
}

/// A connection, and the key that signs on it.
pub struct Sender {
	pub client: Client,
	queue: TxQueue,
}

impl Sender {
	pub async fn connect(settings: &Settings) -> Result<Self, Failure> {
		let key = settings.key()?;
		let client = settings.connect().await?;
		key.check_allowed_on(client.chain_type())?;
		let queue = TxQueue::start(client.clone(), Arc::new(key));
		Ok(Self { client, queue })
	}

	/// Whose key it is.
	pub fn account(&self) -> &AccountId {
		self.queue.account()
	}

	/// Sends a call and waits for its block.
	pub async fn send(&self, call: Call) -> Result<Sent, Failure> {
		self.submit(call).included().await
	}

	/// Sends a call without waiting.
	pub fn submit(&self, call: Call) -> Pending {
		let (pallet, name) = (call.pallet(), call.name());
		Pending { pallet, name, client: self.client.clone(), handle: self.queue.submit(call) }
	}
}

/// A call on its way.
pub struct Pending {
	pallet: &'static str,
	name: &'static str,
	client: Client,
	handle: TxHandle,
}

impl Pending {
	/// Waits for the call's block. A failure if the call failed there.
	pub async fn included(mut self) -> Result<Sent, Failure> {
		let done = match self.handle.in_block().await {
			Ok(done) => done,
			Err(error) => return Err(failed(&self.client, self.pallet, self.name, error).await),
		};
		Ok(Sent { pallet: self.pallet, name: self.name, done })
	}
}

/// Why a call came to nothing. Of one that is closed the chain says no more than that, so its state is asked.
pub async fn failed(client: &Client, pallet: &str, name: &str, error: TxError) -> Failure {
	let closed = matches!(
		&error,
		TxError::Dispatch(why) if why.pallet == "System" && why.name == "CallFiltered"
	);
	let mut failure = Failure::from(error);
	if closed {
		// Without an answer, there is still what the chain said.
		let why = closed_by(client, pallet, name).await.ok().flatten();
		if let (Some(text), Some(why)) = (failure.text.as_mut(), why) {
			text.push_str(if text.ends_with('.') { " " } else { ". " });
			text.push_str(&why);
		}
	}
	failure
}

/// What closes a call now, and for how long.
async fn closed_by(
	client: &Client,
	pallet: &str,
	name: &str,
) -> Result<Option<String>, ClientError> {
	if let Some(until) = client.safe_mode_until(At::Best).await? {
		let end = match until {
			BlockNumber::MAX => "until governance opens it".into(),
			block => format!("up to block {block}, if governance does not open it before"),
		};
		return Ok(Some(format!(
			"The market is closed {end}. Its clocks stand still meanwhile: nobody is late by waiting"
		)));
	}
	let paused = client.is_paused(pallet, name, At::Best).await?;
	Ok(paused.then(|| format!("{pallet}.{name} is paused until governance opens it")))
}

/// A call that was done.
pub struct Sent {
	pallet: &'static str,
	name: &'static str,
	done: TxInBlock,
}

impl Sent {
	pub fn print(&self, settings: &Settings) -> Result<(), Failure> {
		if settings.json {
			output::json(&Value::Object(self.json()))
		} else {
			output::line(&self.text())
		}
	}

	/// What the call caused.
	pub fn events(&self) -> &[ChainEvent] {
		&self.done.events
	}

	/// Where it is.
	pub fn block(&self) -> BlockId {
		self.done.block
	}

	pub fn json(&self) -> Map<String, Value> {
		let done = &self.done;
		let mut fields = Map::new();
		fields.insert("call".into(), format!("{}.{}", self.pallet, self.name).into());
		fields.insert("transaction".into(), output::hex(&done.hash.0).into());
		fields.insert("block".into(), done.block.number.into());
		fields.insert("blockHash".into(), output::hex(&done.block.hash.0).into());
		if let Some((Value::Object(more), _)) = self.effect() {
			fields.extend(more);
		}
		fields
	}

	pub fn text(&self) -> String {
		let done =
			format!("{}.{} done in block {}", self.pallet, self.name, self.done.block.number);
		match self.effect() {
			Some((_, effect)) => format!("{done}: {effect}"),
			None => done,
		}
	}

	/// What the call did to stake, as far as that is not in the call itself: fields for programs, words for people.
	fn effect(&self) -> Option<(Value, String)> {
		if self.pallet != "TokenStaking" {
			return None;
		}
		let find = |name| find(&self.done.events, name);
		match self.name {
			"unbond" => {
				let event = find("Unbonding")?;
				let (amount, era) = (event.amount("amount")?, event.era("era")?);
				Some((
					json!({ "amount": amount.to_string(), "era": era }),
					format!("{} can be withdrawn from era {era} on", format_amount(amount)),
				))
			}
			"withdraw_unbonded" => {
				let amount = find("Withdrawn")?.amount("amount")?;
				Some((
					json!({ "amount": amount.to_string() }),
					format!("{} can be spent again", format_amount(amount)),
				))
			}
			"delegate" => {
				let event = find("Delegated")?;
				let (amount, era) = (event.amount("amount")?, event.era("era")?);
				Some((
					json!({ "amount": amount.to_string(), "era": era }),
					format!("{} will count and earn from era {era} on", format_amount(amount)),
				))
			}
			"undelegate" => {
				let event = find("Undelegated")?;
				let (returned, leaving) = (event.amount("returned")?, event.amount("leaving")?);
				let era = event.era("era")?;
				let mut parts = Vec::new();
				if returned > 0 {
					parts.push(format!("{} can be spent again", format_amount(returned)));
				}
				if leaving > 0 {
					let leaving = format_amount(leaving);
					parts.push(format!("{leaving} can be withdrawn from era {era} on"));
				}
				Some((
					json!({
						"returned": returned.to_string(),
						"leaving": leaving.to_string(),
						"era": era,
					}),
					parts.join(", "),
				))
			}
			"withdraw_delegation" => {
				let event = find("DelegationWithdrawn")?;
				let (amount, stash) = (event.amount("amount")?, event.stash.as_ref()?);
				Some((
					json!({ "stash": stash.to_string(), "amount": amount.to_string() }),
					format!("{} from {stash} can be spent again", format_amount(amount)),
				))
			}
			"pay_staker" => {
				let Some(event) = find("Rewarded") else {
					let nothing = "nothing was due: it has no points for that era, or was paid";
					return Some((json!({ "own": "0", "delegated": "0" }), nothing.into()));
				};
				let (own, delegated) = (event.amount("own")?, event.amount("delegated")?);
				Some((
					json!({ "own": own.to_string(), "delegated": delegated.to_string() }),
					format!(
						"{} for the staker, {} for its delegators",
						format_amount(own),
						format_amount(delegated)
					),
				))
			}
			_ => None,
		}
	}
}

fn find<'a>(events: &'a [ChainEvent], name: &str) -> Option<&'a StakingEvent> {
	events.iter().find_map(|event| match &event.event {
		Event::Staking(event) if event.name == name => Some(event),
		_ => None,
	})
}
