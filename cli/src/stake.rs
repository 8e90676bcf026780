//! `assay stake …`: stake, roles, delegation.

mod checks;
mod list;
mod show;
mod view;

use crate::{
	args::{Bytes, Stake, Terms},
	config::Settings,
	output::{self, Failure},
	send::{send, Sender},
};
use assay_client::{calls, At, Call, Client, Perbill};
use assay_primitives::{
	api::{DelegationView, StakerView},
	AccountId, Balance, EraIndex,
};
use serde_json::Value;

pub async fn run(settings: &Settings, command: Stake) -> Result<(), Failure> {
	match command {
		Stake::Bond { amount } => send(settings, calls::bond(amount)).await,
		Stake::BondExtra { amount } => send(settings, calls::bond_extra(amount)).await,
		Stake::Unbond { amount } => send(settings, calls::unbond(amount)).await,
		Stake::Withdraw => send(settings, calls::withdraw()).await,
		Stake::Register { operator } => send(settings, calls::register_worker(operator)).await,
		Stake::SetOperator { operator } => send(settings, calls::set_operator(operator)).await,
		Stake::Deregister => send(settings, calls::deregister_worker()).await,
		Stake::SetKeys { keys, proof } => set_keys(settings, keys, proof).await,
		Stake::Validate(terms) => validate(settings, terms).await,
		Stake::Chill => chill(settings).await,
		Stake::Prefs(terms) => prefs(settings, terms).await,
		Stake::Delegate { stash, amount, max_commission } => {
			delegate(settings, stash, amount, max_commission).await
		}
		// Without an amount it is all: the parser sees to it that one of the two is given.
		Stake::Undelegate { stash, amount, all: _ } => undelegate(settings, stash, amount).await,
		Stake::WithdrawDelegation { stash } => withdraw_delegation(settings, stash).await,
		Stake::Pay { stash, era } => pay(settings, stash, era).await,
		Stake::Show { account } => show::run(settings, account).await,
		Stake::List => list::run(settings).await,
	}
}

/// A connection with a key, and the block that all questions before the call are about.
struct Desk<'a> {
	settings: &'a Settings,
	sender: Sender,
	at: At,
}

impl<'a> Desk<'a> {
	async fn open(settings: &'a Settings) -> Result<Self, Failure> {
		let sender = Sender::connect(settings).await?;
		let at = At::Block(sender.client.best_block().await?.hash);
		Ok(Self { settings, sender, at })
	}

	fn client(&self) -> &Client {
		&self.sender.client
	}

	fn account(&self) -> &AccountId {
		self.sender.account()
	}

	/// The stash that signs. A failure for an operator: its key can do nothing with stake.
	async fn own(&self) -> Result<Option<StakerView>, Failure> {
		match self.client().staker(self.account(), self.at).await? {
			Some(view) if view.stash != *self.account() => {
				Err(checks::is_operator(self.account(), &view.stash))
			}
			view => Ok(view),
		}
	}

	async fn check_commission(&self, own: &StakerView, commission: Perbill) -> Result<(), Failure> {
		checks::commission(own, commission, self.client().max_commission_rise().await?)
	}

	async fn delegations(&self) -> Result<Vec<DelegationView>, Failure> {
		Ok(self.client().delegations(self.account(), self.at).await?)
	}

	async fn delegation(&self, stash: &AccountId) -> Result<Option<DelegationView>, Failure> {
		let all = self.delegations().await?;
		Ok(all.into_iter().find(|delegation| delegation.stash == *stash))
	}

	async fn send(&self, call: Call) -> Result<(), Failure> {
		self.sender.send(call).await?.print(self.settings)
	}
}

async fn set_keys(settings: &Settings, keys: Bytes, proof: Bytes) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let decoded = desk.client().decode_session_keys(&keys.0, desk.at).await?.ok_or_else(|| {
		Failure::usage(format!(
			"--keys: these {} bytes are not this chain's session keys; copy them whole from what \
			 `assay-node session-keys` prints",
			keys.0.len()
		))
	})?;
	if !settings.json {
		let names: Vec<&str> = decoded.iter().map(|key| key.kind.as_str()).collect();
		output::note(&format!("keys: {}", names.join(", ")));
	}
	desk.send(calls::set_keys(keys.0, proof.0)).await.map_err(explain_proof)
}

/// Says where a proof of session keys comes from if the chain did not take one.
fn explain_proof(mut failure: Failure) -> Failure {
	if let Some(text) = failure.text.as_mut().filter(|text| text.contains("Session.InvalidProof")) {
		text.push_str(
			" Keys and proof must come from one run of `assay-node session-keys`, with this account as --stash",
		);
	}
	failure
}

async fn validate(settings: &Settings, terms: Terms) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let own = desk.own().await?;
	let has_keys = desk.client().has_session_keys(desk.account(), desk.at).await?;
	let staking = desk.client().staking(desk.at).await?;
	let own = checks::validate(&staking, desk.account(), own.as_ref(), has_keys)?;
	desk.check_commission(own, terms.commission).await?;
	desk.send(calls::validate(terms.commission, terms.blocked)).await
}

async fn chill(settings: &Settings) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	checks::chill(desk.account(), desk.own().await?.as_ref())?;
	desk.send(calls::chill()).await
}

async fn prefs(settings: &Settings, terms: Terms) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let own = desk.own().await?;
	let own = checks::prefs(desk.account(), own.as_ref())?;
	desk.check_commission(own, terms.commission).await?;
	desk.send(calls::set_prefs(terms.commission, terms.blocked)).await
}

async fn delegate(
	settings: &Settings,
	stash: AccountId,
	amount: Balance,
	max_commission: Option<Perbill>,
) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let staking = desk.client().staking(desk.at).await?;
	let staker = desk.client().staker(&stash, desk.at).await?;
	let commission = checks::delegate(
		&staking,
		desk.account(),
		&checks::Wanted { stash: &stash, amount, max_commission },
		staker.as_ref(),
	)?;
	let balance = desk.client().account(desk.account(), desk.at).await?;
	checks::funds(desk.account(), &balance, amount)?;
	// A commission that rises before the call gets there is not what was agreed to.
	desk.send(calls::delegate(stash, amount, max_commission.unwrap_or(commission))).await
}

async fn undelegate(
	settings: &Settings,
	stash: AccountId,
	amount: Option<Balance>,
) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let staking = desk.client().staking(desk.at).await?;
	checks::undelegate(&staking, &stash, desk.delegation(&stash).await?.as_ref(), amount)?;
	desk.send(calls::undelegate(stash, amount)).await
}

async fn withdraw_delegation(settings: &Settings, stash: Option<AccountId>) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let era = desk.client().staking(desk.at).await?.era;
	let ripe = checks::ripe(era, &desk.delegations().await?, stash.as_ref())?;
	let stakers = desk.client().stakers(&ripe, desk.at).await?;
	let (ready, waiting) = checks::not_slashed(ripe, &stakers)?;
	for stash in &waiting {
		output::note(&checks::slash_first(stash));
	}

	let pending: Vec<_> = ready
		.into_iter()
		.map(|stash| desk.sender.submit(calls::withdraw_delegation(stash)))
		.collect();
	let (mut done, mut failed) = (Vec::new(), None);
	for call in pending {
		match call.included().await {
			Ok(sent) => done.push(sent),
			Err(failure) => {
				failed.get_or_insert(failure);
			}
		}
	}
	// What was withdrawn is said in any case.
	if settings.json {
		let all = done.iter().map(|sent| Value::Object(sent.json())).collect();
		output::json(&Value::Array(all))?;
	} else {
		for sent in &done {
			output::line(&sent.text())?;
		}
	}
	failed.map_or(Ok(()), Err)
}

async fn pay(settings: &Settings, stash: AccountId, era: EraIndex) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	checks::pay(&desk.client().staking(desk.at).await?, era)?;
	desk.send(calls::pay_staker(stash, era)).await
}
