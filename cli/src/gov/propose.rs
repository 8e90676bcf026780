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
	governance::{
		noting_deposit, track_may, track_of, Enactment, Governance, Proposal, ReferendumIndex,
		Track,
	},
	At, BlockId, Call, ChainEvent, DescribedCall, Event,
};
use assay_primitives::{api::ParamsView, Balance, BlockNumber, Hash, ParamsVersion};
use serde_json::{json, Map, Value};

/// Blocks that the transactions of a proposal may take.
const MARGIN: BlockNumber = 10;
/// Name of the track for parameters of models.
const PARAMS: &str = "model_params";

pub async fn run(settings: &Settings, what: Propose, how: ProposeHow) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let encoded = match &what {
		Propose::Params(wanted) => {
			let model = find_model(desk.client(), wanted.model.as_deref()).await?;
			let track = named_track(&desk.governance, how.track.as_deref().unwrap_or(PARAMS))?;
			let enacted = enacted(&desk.governance, track, &how, active_height(&desk).await?);
			let at = wanted.at.unwrap_or(enacted.latest);
			let mut said: Vec<String> = checks::can_hold_at(at, &enacted)?.into_iter().collect();
			let history = desk.client().model_history(model.id, desk.at).await?;
			let decided = history.map(|it| it.params).unwrap_or_default();
			// What is decided already and waits for its height is not taken back.
			let before = params::holds_at(&decided, at);
			said.extend(waiting(&decided, before, model.params_version, at));
			let before = before.map_or(&model.params, |it| &it.params);
			let new = params::changed(before, wanted)?;
			let changes = params::changes(before, &new);
			let changes: Vec<String> = changes.iter().map(params::Change::text).collect();
			said.push(changes.join("; "));
			said.push(format!("to hold from height {at} on"));
			if !settings.json {
				for line in said {
					output::note(&line);
				}
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
	checks::for_governance(&described)?;
	let track = choose(&desk, &described, how.track.as_deref())?;
	let preimage = Proposal::of(&encoded).preimage();
	let (submission, noting) = submission(&desk, track, encoded, how.enact_at).await?;
	let mut costs = vec![
		desk.governance.submission_deposit,
		noting,
		desk.client().fee(&submission, desk.at).await?,
	];
	if how.deposit {
		// The number is not known yet; it costs the same.
		let place = calls::place_decision_deposit(0);
		costs.extend([track.decision_deposit, desk.client().fee(&place, desk.at).await?]);
	}
	let needed = costs.into_iter().fold(0, Balance::saturating_add);
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_deposit(desk.account(), &info, needed, "what this takes, deposits and fees,")?;

	let sent = desk.send(submission).await?;
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
	let proposed = Proposed { track, index, call: &described, preimage };
	report(&desk, &proposed, &sent, placed.as_ref())
}

/// What was proposed.
struct Proposed<'a> {
	track: &'a Track,
	index: ReferendumIndex,
	call: &'a DescribedCall,
	/// Where it is not in the referendum itself.
	preimage: Option<Hash>,
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
	if track_may(named, right) {
		return Ok(track);
	}
	Err(Failure::refused(format!(
		"{}.{} is for track {right}, or root: decided on track {named} it would fail (bad origin) when it is enacted. Leave \
		 --track out to have the right one",
		call.pallet, call.name
	)))
}

/// The call that submits it, in a batch with the preimage where one is needed; and the deposit for that preimage.
async fn submission(
	desk: &Desk<'_>,
	track: &Track,
	encoded: Vec<u8>,
	enact_at: Option<u32>,
) -> Result<(Call, Balance), Failure> {
	let proposal = Proposal::of(&encoded);
	let enactment = enact_at.map_or(Enactment::After(0), Enactment::At);
	let origin = desk.client().track_origin(track).await?;
	let submit = calls::submit_referendum(origin, &proposal, enactment);
	// Somebody may have noted the same call.
	let noted = desk.client().proposed_call(&proposal, desk.at).await?.is_some();
	if noted {
		return Ok((submit, 0));
	}
	let deposit = noting_deposit(encoded.len());
	let note = desk.client().encode_call(&calls::note_preimage(encoded)).await?;
	let submit = desk.client().encode_call(&submit).await?;
	Ok((calls::batch_all(&[note, submit]), deposit))
}

/// Height of the best block in active blocks, which heights of models are counted in: they stood still while the market was closed.
async fn active_height(desk: &Desk<'_>) -> Result<BlockNumber, Failure> {
	let At::Block(hash) = desk.at else { return Ok(desk.governance.now) };
	let block = BlockId { number: desk.governance.now, hash };
	Ok(desk.client().active_height(block).await?)
}

/// Heights at which a proposal can be enacted, with what its transactions may take. The market is taken to stay open: if it
/// closes, heights come later.
fn enacted(
	all: &Governance,
	track: &Track,
	how: &ProposeHow,
	height: BlockNumber,
) -> checks::Enacted {
	// Somebody may take as long as that to place the deposit.
	let wait = if how.deposit { 0 } else { all.undeciding_timeout };
	let least = [track.prepare, track.confirm, track.enactment];
	let most = [wait, track.decision, MARGIN];
	let sum = |blocks: &[BlockNumber]| blocks.iter().copied().fold(0, BlockNumber::saturating_add);
	let wanted = how.enact_at.map_or(0, |block| block.saturating_sub(all.now));
	let least = sum(&least);
	let most = sum(&most).saturating_add(least);
	checks::Enacted {
		earliest: height.saturating_add(least.max(wanted)),
		latest: height.saturating_add(most.max(wanted.saturating_add(MARGIN))),
		longest_notice: all.longest_notice,
	}
}

/// What is to be known of parameters that are decided and wait for their height.
fn waiting(
	decided: &[ParamsView],
	before: Option<&ParamsView>,
	current: ParamsVersion,
	at: BlockNumber,
) -> Vec<String> {
	let mut said = Vec::new();
	if let Some(it) = before.filter(|it| it.version != current) {
		said.push(format!(
			"parameters {} are decided and hold from height {} on: this changes those",
			it.version, it.at
		));
	}
	let later = decided.iter().filter(|it| it.at > at);
	said.extend(later.map(|it| {
		format!("parameters {} are decided, too, and replace these at height {}", it.version, it.at)
	}));
	said
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
	proposed: &Proposed<'_>,
	sent: &Sent,
	placed: Option<&Sent>,
) -> Result<(), Failure> {
	let Proposed { track, index, call: described, preimage } = *proposed;
	let preimage = preimage.map(|hash| output::hex(&hash.0));
	let all = &desk.governance;
	if desk.settings.json {
		let mut fields: Map<String, Value> = sent.json();
		let more = json!({
			"referendum": index,
			"track": track.name,
			"trackId": track.id,
			"proposal": call::json(described),
			"preimage": preimage,
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
	if let Some(preimage) = preimage {
		output::line(&format!(
			"its call is the preimage {preimage}; when it was dispatched, or will not be, `assay gov refund --preimage {preimage}` \
			 returns the deposit to whoever noted it"
		))?;
	}
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
	use crate::gov::{
		params::tests::current,
		view::tests::{governance, track},
	};
	use assay_primitives::model::{Authority, Decision};

	fn how(deposit: bool, enact_at: Option<BlockNumber>) -> ProposeHow {
		ProposeHow { track: None, deposit, enact_at }
	}

	#[test]
	fn heights_are_after_the_longest_vote() {
		// 5 blocks to prepare, 40 to decide, 5 to confirm, 5 to enact; 100 until the deposit.
		let (track, all) = (track(), governance(500));
		let at = |how: &ProposeHow, height| {
			let it = enacted(&all, &track, how, height);
			(it.earliest, it.latest)
		};
		assert_eq!(at(&how(true, None), 500), (515, 565));
		assert_eq!(at(&how(false, None), 500), (515, 665));
		// The market was closed for 200 blocks.
		assert_eq!(at(&how(true, None), 300), (315, 365));
		// Enacted in block 900, if not later.
		assert_eq!(at(&how(true, Some(900)), 500), (900, 910));
		assert_eq!(at(&how(true, Some(900)), 300), (700, 710));
		assert_eq!(at(&how(true, Some(520)), 500), (520, 565));
		assert_eq!(at(&how(true, Some(9)), 500), (515, 565));
	}

	#[test]
	fn what_waits_is_said() {
		let of = |version, at| ParamsView {
			version,
			params: current(),
			decided: Decision { block: 1, by: Authority::Track },
			at,
		};
		let all = [of(0, 0), of(1, 50), of(2, 90)];
		let said = |at| waiting(&all, params::holds_at(&all, at), 0, at);
		assert_eq!(said(10).len(), 2);
		assert!(said(10)[0].contains("parameters 1 are decided, too"));
		let at_60 = said(60);
		assert_eq!(at_60.len(), 2);
		assert!(at_60[0].contains("from height 50 on: this changes those"), "{at_60:?}");
		assert!(at_60[1].contains("replace these at height 90"), "{at_60:?}");
		assert_eq!(said(90).len(), 1);
		assert!(waiting(&all[..1], all.first(), 0, 90).is_empty());
	}
}
