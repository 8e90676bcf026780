//! `assay gov deposit`, `refund` and `payout`.

use super::{checks, delegate, Desk};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	calls, format_amount,
	governance::{Ending, Referendum, ReferendumIndex},
	At,
};
use serde_json::json;

pub async fn place(settings: &Settings, index: ReferendumIndex) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let referendum = desk.referendum(index).await?;
	let it = checks::ongoing(index, &referendum)?;
	if let Some(deposit) = &it.decision_deposit {
		let text = format!("{} has placed the decision deposit of referendum {index}", deposit.who);
		return Err(Failure::refused(text));
	}
	let amount = desk.governance.track(it.track).map_or(0, |track| track.decision_deposit);
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_deposit(desk.account(), &info, amount, "the decision deposit")?;
	let sent = desk.send(calls::place_decision_deposit(index)).await?;
	desk.say(
		&sent,
		json!({ "referendum": index, "amount": amount.to_string() }),
		&format!(
			"{} are back when the referendum is over: `assay gov refund {index}`",
			format_amount(amount)
		),
	)
}

/// Returns all deposits of a referendum that can be, and that of its preimage if it is the signer's.
pub async fn refund(settings: &Settings, index: ReferendumIndex) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let referendum = desk.referendum(index).await?;
	let it = checks::ended(index, &referendum)?;
	let (mut calls, mut said, mut total) = (Vec::new(), Vec::new(), 0u128);
	if let Some(deposit) = &it.decision_deposit {
		calls.push(calls::refund_decision_deposit(index));
		said.push(format!(
			"decision deposit: {} to {}",
			format_amount(deposit.amount),
			deposit.who
		));
		total = total.saturating_add(deposit.amount);
	}
	let kept = !matches!(it.how, Ending::Approved | Ending::Cancelled);
	if let Some(deposit) = it.submission_deposit.as_ref().filter(|_| !kept) {
		calls.push(calls::refund_submission_deposit(index));
		said.push(format!(
			"submission deposit: {} to {}",
			format_amount(deposit.amount),
			deposit.who
		));
		total = total.saturating_add(deposit.amount);
	}
	if let Some((hash, amount)) = own_preimage(&desk, index, it.block).await {
		calls.push(calls::unnote_preimage(hash));
		said.push(format!("preimage: {} to you", format_amount(amount)));
		total = total.saturating_add(amount);
	}
	if calls.is_empty() {
		let why = if kept && it.submission_deposit.is_some() {
			"; the submission deposit of what was not approved is not returned"
		} else {
			""
		};
		return Err(Failure::refused(format!(
			"referendum {index} has no deposit that could be returned{why}"
		)));
	}
	let done = desk.send_all(calls).await?;
	delegate::say(
		&desk,
		&done,
		json!({ "referendum": index, "refunded": total.to_string() }),
		&said.join("\n"),
	)
}

/// The preimage of a referendum that is over, with its deposit, if it is the signer's and nothing needs it any more. The
/// proposal is gone from the chain's state: what it was is asked of the block before the end, if the node still has it.
async fn own_preimage(
	desk: &Desk<'_>,
	index: ReferendumIndex,
	ended: u32,
) -> Option<(assay_primitives::Hash, u128)> {
	let client = desk.client();
	let hash = client.block_hash(ended.checked_sub(1)?).await.ok()??;
	let before = client.referendum(index, At::Block(hash)).await.ok()??;
	let Referendum::Ongoing(before) = before else { return None };
	let preimage = before.proposal.preimage()?;
	let (who, amount) = client.preimage_deposit(preimage, desk.at).await.ok()??;
	let waits = client.enactment(index, desk.at).await.ok()?.is_some();
	if who != *desk.account() || amount == 0 {
		return None;
	}
	if waits {
		output::note("the deposit of its preimage can be returned when its call was dispatched");
		return None;
	}
	Some((preimage, amount))
}

pub async fn payout(settings: &Settings, spend: u32) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let sent = desk.send(calls::payout(spend)).await?;
	desk.say(&sent, json!({ "spend": spend }), "")
}
