//! `assay gov deposit`, `refund` and `payout`.

use super::{before_end, checks, delegate, Desk, BATCH};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	calls, format_amount,
	governance::{Ended, Ending, Ongoing, ReferendumIndex},
	Call,
};
use assay_primitives::{Balance, BlockNumber, Hash};
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
	let place = calls::place_decision_deposit(index);
	let needed = amount.saturating_add(desk.client().fee(&place, desk.at).await?);
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_deposit(desk.account(), &info, needed, "the decision deposit with the fee")?;
	let sent = desk.send(place).await?;
	desk.say(
		&sent,
		json!({ "referendum": index, "amount": amount.to_string() }),
		&format!(
			"{} are back when the referendum is over: `assay gov refund {index}`",
			format_amount(amount)
		),
	)
}

/// Returns all deposits of a referendum that can be, that of its preimage if it is the signer's, and that of a preimage that was
/// named.
pub async fn refund(
	settings: &Settings,
	index: Option<ReferendumIndex>,
	preimage: Option<Hash>,
) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let mut refunds = Refunds::default();
	let mut why = "";
	if let Some(index) = index {
		let referendum = desk.referendum(index).await?;
		let it = checks::ended(index, &referendum)?;
		refunds.add_deposits(index, it);
		if let Some((hash, amount)) = own_preimage(&desk, index, it.block).await? {
			refunds.add_preimage(hash, amount);
		}
		if kept(it) {
			why = "; the submission deposit of what was not approved is not returned";
		}
	}
	if let Some(hash) = preimage.filter(|hash| !refunds.preimages.contains(hash)) {
		let deposit = desk.client().preimage_deposit(hash, desk.at).await?;
		let amount = checks::can_unnote(desk.account(), hash, deposit.as_ref())?;
		if let Some(other) = needed_by(&desk.client().ongoing_referenda(desk.at).await?, hash) {
			return Err(Failure::refused(format!(
				"referendum {other} is not over, and without its preimage nothing would come of it"
			)));
		}
		refunds.add_preimage(hash, amount);
	}
	if refunds.calls.is_empty() {
		let index = index.unwrap_or_default();
		return Err(Failure::refused(format!(
			"referendum {index} has no deposit that could be returned{why}"
		)));
	}
	let done = desk.send_all(refunds.calls, BATCH).await?;
	delegate::say(
		&desk,
		&done,
		json!({ "referendum": index, "refunded": refunds.total.to_string() }),
		&refunds.said.join("\n"),
	)
}

/// Whether a referendum's submission deposit stays where it is.
fn kept(it: &Ended) -> bool {
	it.submission_deposit.is_some() && !matches!(it.how, Ending::Approved | Ending::Cancelled)
}

/// Deposits that are returned together.
#[derive(Default)]
struct Refunds {
	calls: Vec<Call>,
	preimages: Vec<Hash>,
	said: Vec<String>,
	total: Balance,
}

impl Refunds {
	fn add(&mut self, call: Call, what: &str, amount: Balance, whom: &str) {
		self.calls.push(call);
		self.said.push(format!("{what}: {} to {whom}", format_amount(amount)));
		self.total = self.total.saturating_add(amount);
	}

	fn add_deposits(&mut self, index: ReferendumIndex, it: &Ended) {
		if let Some(deposit) = &it.decision_deposit {
			let call = calls::refund_decision_deposit(index);
			self.add(call, "decision deposit", deposit.amount, &deposit.who.to_string());
		}
		if let Some(deposit) = it.submission_deposit.as_ref().filter(|_| !kept(it)) {
			let call = calls::refund_submission_deposit(index);
			self.add(call, "submission deposit", deposit.amount, &deposit.who.to_string());
		}
	}

	fn add_preimage(&mut self, hash: Hash, amount: Balance) {
		self.preimages.push(hash);
		self.add(calls::unnote_preimage(hash), "preimage", amount, "you");
	}
}

/// The preimage of a referendum that is over, with its deposit, if it is the signer's and nothing needs it any more. Only a node
/// that still has the state before the end knows which it was.
async fn own_preimage(
	desk: &Desk<'_>,
	index: ReferendumIndex,
	ended: BlockNumber,
) -> Result<Option<(Hash, Balance)>, Failure> {
	let client = desk.client();
	let Some((last, _)) = before_end(client, index, ended).await else { return Ok(None) };
	let Some(hash) = last.proposal.preimage() else { return Ok(None) };
	let deposit = client.preimage_deposit(hash, desk.at).await?;
	let Some(deposit) = deposit.filter(|it| it.who == *desk.account() && it.amount > 0) else {
		return Ok(None);
	};
	let later =
		format!("`assay gov refund --preimage {}` returns the deposit", output::hex(&hash.0));
	if deposit.needed {
		output::note(&format!(
			"its preimage is needed until its call was dispatched; then {later}"
		));
		return Ok(None);
	}
	// The chain does not guard it: until a referendum is approved, nothing keeps its preimage.
	if let Some(other) = needed_by(&client.ongoing_referenda(desk.at).await?, hash) {
		output::note(&format!(
			"its preimage stays: referendum {other}, which is not over, needs it, too; when that is over, {later}"
		));
		return Ok(None);
	}
	Ok(Some((hash, deposit.amount)))
}

/// A referendum whose call is this preimage.
fn needed_by(ongoing: &[(ReferendumIndex, Ongoing)], hash: Hash) -> Option<ReferendumIndex> {
	ongoing.iter().find(|(_, it)| it.proposal.preimage() == Some(hash)).map(|(index, _)| *index)
}

pub async fn payout(settings: &Settings, spend: u32) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let sent = desk.send(calls::payout(spend)).await?;
	desk.say(&sent, json!({ "spend": spend }), "")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{account, ongoing};
	use assay_client::governance::{Deposit, Proposal};
	use assay_primitives::ASY;

	fn ended(how: Ending) -> Ended {
		let of = |who, amount| Some(Deposit { who: account(who), amount });
		Ended {
			how,
			block: 5,
			submission_deposit: of(1, 10 * ASY),
			decision_deposit: of(2, 100 * ASY),
		}
	}

	#[test]
	fn a_preimage_stays_while_a_referendum_is_about_it() {
		let hash = Hash::repeat_byte(7);
		let mut same = ongoing();
		same.proposal = Proposal::Lookup { hash, len: 200 };
		let all = [(3, ongoing()), (1, same)];
		assert_eq!(needed_by(&all, hash), Some(1));
		assert_eq!(needed_by(&all, Hash::repeat_byte(8)), None);
		assert_eq!(needed_by(&all[..1], hash), None);
	}

	#[test]
	fn what_goes_back_depends_on_the_end() {
		for (how, total, count) in [
			(Ending::Approved, 110, 2),
			(Ending::Cancelled, 110, 2),
			(Ending::Rejected, 100, 1),
			(Ending::TimedOut, 100, 1),
		] {
			let mut refunds = Refunds::default();
			refunds.add_deposits(3, &ended(how));
			assert_eq!((refunds.total, refunds.calls.len()), (total * ASY, count), "{how:?}");
			assert_eq!(kept(&ended(how)), count == 1);
		}
		let mut refunds = Refunds::default();
		refunds.add_preimage(Hash::repeat_byte(7), ASY);
		assert_eq!(refunds.said, ["preimage: 1 ASY to you"]);
		assert_eq!(refunds.preimages, [Hash::repeat_byte(7)]);
	}
}
