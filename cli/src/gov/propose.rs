//! `assay gov propose …`.

use super::{call, checks, named_track, params, time, upgrade, view, Desk};
use crate::{
	args::{Propose, ProposeHow},
	config::Settings,
	output::{self, Failure},
	send::Sent,
	task::find_model,
};
use assay_client::{
	calls, format_amount,
	governance::{track_of, Enactment, Proposal, ReferendumIndex, Track},
	Call, ChainEvent, DescribedCall, Event,
};
use assay_primitives::BlockNumber;
use serde_json::{json, Map, Value};

/// Blocks that the transactions of a proposal may take.
const MARGIN: BlockNumber = 10;

pub async fn run(settings: &Settings, what: Propose, how: ProposeHow) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let encoded = match &what {
		Propose::Params(wanted) => {
			let model = find_model(desk.client(), wanted.model.as_deref()).await?;
			let new = params::changed(&model.params, wanted)?;
			let said: Vec<String> =
				params::changes(&model.params, &new).iter().map(params::Change::text).collect();
			if !settings.json {
				output::note(&said.join("; "));
			}
			let at = wanted.at.map_or_else(|| height(&desk, how.deposit), Ok)?;
			if !settings.json {
				output::note(&format!("to hold from height {at} on"));
			}
			desk.client().encode_call(&calls::set_params(model.id, new, at)).await?
		}
		Propose::Call { call } => call.0.clone(),
		Propose::Upgrade { file } => {
			let call = calls::authorize_upgrade(upgrade::hash(&upgrade::read(file)?));
			desk.client().encode_call(&call).await?
		}
		Propose::Spend { amount, beneficiary } => {
			let call = calls::spend(*amount, beneficiary.clone());
			desk.client().encode_call(&call).await?
		}
	};
	let described = desk.client().describe_call(encoded.clone(), desk.at).await.map_err(
		|error| match what {
			Propose::Call { .. } => {
				Failure::usage(format!("this is no call of this chain: {error}"))
			}
			_ => error.into(),
		},
	)?;
	let track = choose(&desk, &described, how.track.as_deref())?;
	let deposits = desk.governance.submission_deposit.saturating_add(if how.deposit {
		track.decision_deposit
	} else {
		0
	});
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_deposit(desk.account(), &info, deposits, "the deposit for this")?;

	let sent = desk.send(submission(&desk, track, encoded, how.enact_at).await?).await?;
	let index = submitted(sent.events()).ok_or_else(|| {
		Failure::other(
			"the transaction is in a block, but says nothing of a referendum; see `assay gov list`",
		)
	})?;
	let placed = if how.deposit {
		// Said even if the deposit fails: the referendum is there.
		Some(desk.send(calls::place_decision_deposit(index)).await.map_err(|mut failure| {
			if let Some(text) = failure.text.as_mut() {
				*text = format!("referendum {index} is submitted, but its decision deposit is not placed: {text}");
			}
			failure
		})?)
	} else {
		None
	};
	report(&desk, track, index, &described, &sent, placed.as_ref())
}

/// The track that was named, or the one that may do this. A failure if the one named may not: it would be decided, and
/// then fail.
fn choose<'a>(
	desk: &'a Desk<'_>,
	call: &DescribedCall,
	named: Option<&str>,
) -> Result<&'a Track, Failure> {
	let right = track_of(call);
	let Some(named) = named else { return named_track(&desk.governance, right) };
	let track = named_track(&desk.governance, named)?;
	if fits(named, right) {
		return Ok(track);
	}
	Err(Failure::refused(format!(
		"{}.{} is for track {right}, or root: decided on track {named} it would fail (bad origin) when it is enacted. Leave \
		 --track out to have the right one",
		call.pallet, call.name
	)))
}

/// Whether a track may do what `right` is made for.
fn fits(named: &str, right: &str) -> bool {
	named == right
		|| named == "root"
		|| matches!(
			(named, right),
			("treasurer", "small_spender") | ("referendum_killer", "referendum_canceller")
		)
}

/// The call that submits it, in a batch with the preimage where one is needed.
async fn submission(
	desk: &Desk<'_>,
	track: &Track,
	encoded: Vec<u8>,
	enact_at: Option<u32>,
) -> Result<Call, Failure> {
	let proposal = Proposal::of(&encoded);
	let enactment = enact_at.map_or(Enactment::After(0), Enactment::At);
	let origin = desk.client().track_origin(track).await?;
	let submit = calls::submit_referendum(origin, &proposal, enactment);
	// Somebody may have noted the same call.
	let noted = desk.client().proposed_call(&proposal, desk.at).await?.is_some();
	if noted {
		return Ok(submit);
	}
	let note = desk.client().encode_call(&calls::note_preimage(encoded)).await?;
	let submit = desk.client().encode_call(&submit).await?;
	Ok(calls::batch_all(&[note, submit]))
}

/// A height that has not passed when new parameters are enacted: after the longest that the vote can take. While the market
/// was closed heights stood still, so that blocks are no less than they.
fn height(desk: &Desk<'_>, deposit: bool) -> Result<BlockNumber, Failure> {
	let all = &desk.governance;
	let track = named_track(all, "model_params")?;
	// Somebody may take as long as that to place the deposit.
	let wait = if deposit { MARGIN } else { all.undeciding_timeout };
	let longest = [track.prepare, track.decision, track.confirm, track.enactment, wait];
	Ok(longest.into_iter().fold(all.now, BlockNumber::saturating_add))
}

fn submitted(events: &[ChainEvent]) -> Option<ReferendumIndex> {
	events.iter().find_map(|event| match &event.event {
		Event::Governance(event) if event.is("Referenda", "Submitted") => {
			event.number("index")?.try_into().ok()
		}
		_ => None,
	})
}

fn report(
	desk: &Desk<'_>,
	track: &Track,
	index: ReferendumIndex,
	described: &DescribedCall,
	sent: &Sent,
	placed: Option<&Sent>,
) -> Result<(), Failure> {
	let all = &desk.governance;
	if desk.settings.json {
		let mut fields: Map<String, Value> = sent.json();
		let more = json!({
			"referendum": index,
			"track": track.name,
			"trackId": track.id,
			"proposal": call::json(described),
			"submissionDeposit": all.submission_deposit.to_string(),
			"decisionDeposit": track.decision_deposit.to_string(),
			"decisionDepositPlaced": placed.is_some(),
		});
		if let Value::Object(more) = more {
			fields.extend(more);
		}
		return output::json(&Value::Object(fields));
	}
	output::line(&format!(
		"referendum {index} on track {} ({}), submitted in block {}",
		track.name,
		track.id,
		sent.block().number
	))?;
	for line in call::lines(described) {
		output::line(&format!("  {line}"))?;
	}
	output::line(&format!(
		"submission deposit {}, back if it is approved or cancelled",
		format_amount(all.submission_deposit)
	))?;
	let deposit = format_amount(track.decision_deposit);
	output::line(&match placed {
		Some(_) => format!(
			"decision deposit {deposit}, back when it is over; the decision begins in {}, takes up to {}",
			time::block(
				sent.block().number.saturating_add(track.prepare),
				sent.block().number,
				all.block_millis
			),
			time::span(track.decision, all.block_millis)
		),
		None => format!(
			"it needs a decision deposit of {deposit} from anyone: `assay gov deposit {index}`; without it, it ends after {}",
			time::span(all.undeciding_timeout, all.block_millis)
		),
	})?;
	output::line(&format!(
		"to pass: ayes {} of the votes, falling to {}; support of {} of all tokens, falling to {}",
		view::rounded(track.approval.threshold(assay_client::Perbill::zero())),
		view::rounded(track.approval.threshold(assay_client::Perbill::one())),
		view::rounded(track.support.threshold(assay_client::Perbill::zero())),
		view::rounded(track.support.threshold(assay_client::Perbill::one()))
	))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tracks_may_do_what_they_are_for() {
		assert!(fits("model_params", "model_params"));
		assert!(fits("root", "model_params"));
		assert!(fits("treasurer", "small_spender"));
		assert!(!fits("small_spender", "treasurer"));
		assert!(!fits("staking_admin", "slash_canceller"));
		assert!(!fits("model_registry", "model_params"));
		assert!(!fits("model_params", "root"));
	}
}
