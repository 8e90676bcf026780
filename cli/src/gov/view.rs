//! Referenda in words and as JSON. Amounts are plancks as text, parts of a whole parts per billion.

use super::time;
use assay_client::{
	format_amount, format_percent,
	governance::{Deposit, Ended, Ending, Governance, Ongoing, ReferendumIndex, Stage, Track},
	ClientError, Perbill,
};
use assay_primitives::BlockNumber;
use serde_json::{json, Value};

pub type Rows = Vec<(&'static str, String)>;

/// That there is no such referendum.
pub fn unknown(index: ReferendumIndex, count: ReferendumIndex) -> String {
	let known = match count.checked_sub(1) {
		None => "there has been none yet".into(),
		Some(0) => "there is number 0 only".into(),
		Some(last) => format!("there are 0 to {last}"),
	};
	format!("there is no referendum {index}: {known} (`assay gov list --all`)")
}

/// Why a call can't be taken apart, without what an error of another kind would begin with.
pub fn why_unreadable(error: &ClientError) -> String {
	match error {
		ClientError::Undecodable { reason, .. } => reason.clone(),
		error => error.to_string(),
	}
}

/// A part, short enough to be read: two decimal places.
pub fn rounded(part: Perbill) -> String {
	let parts = part.deconstruct();
	format_percent(Perbill::from_parts(parts.saturating_sub(parts % 100_000)))
}

pub fn stage_name(stage: &Stage) -> &'static str {
	match stage {
		Stage::NeedsDeposit { .. } => "needs deposit",
		Stage::Preparing { .. } => "preparing",
		Stage::Queued => "queued",
		Stage::Deciding { .. } => "deciding",
		Stage::Confirming { .. } => "confirming",
	}
}

pub fn ending_name(how: Ending) -> &'static str {
	match how {
		Ending::Approved => "approved",
		Ending::Rejected => "rejected",
		Ending::Cancelled => "cancelled",
		Ending::TimedOut => "timed out",
		Ending::Killed => "killed",
	}
}

/// What is needed and what there is, now.
pub struct Standing {
	pub approval: Perbill,
	pub approval_needed: Perbill,
	pub support: Perbill,
	pub support_needed: Perbill,
}

impl Standing {
	pub fn of(ongoing: &Ongoing, track: &Track, governance: &Governance) -> Self {
		let elapsed = ongoing.elapsed(track, governance.now);
		Self {
			approval: ongoing.tally.approval(),
			approval_needed: track.approval.threshold(elapsed),
			support: ongoing.tally.support_of(governance.turnout),
			support_needed: track.support.threshold(elapsed),
		}
	}

	pub fn passes(&self) -> bool {
		self.approval >= self.approval_needed && self.support >= self.support_needed
	}
}

/// What happens next, and when.
pub fn next(index: ReferendumIndex, it: &Ongoing, track: &Track, all: &Governance) -> String {
	let at = |block| time::block(block, all.now, all.block_millis);
	let confirm = time::span(track.confirm, all.block_millis);
	match it.stage(track, all) {
		Stage::NeedsDeposit { timeout } => format!(
			"somebody places the decision deposit of {}: `assay gov deposit {index}`; without it the referendum ends in {}",
			format_amount(track.decision_deposit),
			at(timeout)
		),
		Stage::Preparing { until } => format!("the decision begins in {}", at(until)),
		Stage::Queued => format!(
			"the decision begins when one of the {} that track {} decides at a time is over; those with most ayes come first",
			track.max_deciding, track.name
		),
		Stage::Deciding { until, passes: None } => {
			format!("it is rejected in {}, if votes stay as they are", at(until))
		}
		Stage::Deciding { passes: Some(block), .. } => format!(
			"it needs less with every block and has enough in {}; then it must stay so for {confirm}",
			at(block)
		),
		Stage::Confirming { until } => format!(
			"it is approved in {}, if it stays above what it needs, and takes effect in block {} or soon after",
			at(until),
			it.enacted(track, until)
		),
	}
}

pub fn deposit(deposit: &Deposit) -> String {
	format!("{} of {}", format_amount(deposit.amount), deposit.who)
}

/// Lines about an ongoing referendum, without its call.
pub fn ongoing_rows(index: ReferendumIndex, it: &Ongoing, track: &Track, all: &Governance) -> Rows {
	let standing = Standing::of(it, track, all);
	let end = Perbill::one();
	let mut rows = vec![
		("track", format!("{} ({}), speaks for {}", track.name, track.id, it.origin)),
		("state", stage_name(&it.stage(track, all)).into()),
		("ayes", format!("{}, weighted by conviction", format_amount(it.tally.ayes))),
		("nays", format!("{}, weighted by conviction", format_amount(it.tally.nays))),
		(
			"approval",
			format!(
				"{}; needs {} now, {} at the end",
				rounded(standing.approval),
				rounded(standing.approval_needed),
				rounded(track.approval.threshold(end))
			),
		),
		(
			"support",
			format!(
				"{}, {} of {}; needs {} now, {} at the end",
				rounded(standing.support),
				format_amount(it.tally.support),
				format_amount(all.turnout),
				rounded(standing.support_needed),
				rounded(track.support.threshold(end))
			),
		),
		("submitted", format!("block {}", it.submitted)),
	];
	if let Some(deciding) = it.deciding {
		let until = deciding.since.saturating_add(track.decision);
		let until = time::block(until, all.now, all.block_millis);
		rows.push(("decided", format!("from block {} to {until}", deciding.since)));
	}
	rows.push(("submission deposit", deposit(&it.submission_deposit)));
	let decision = it.decision_deposit.as_ref().map_or_else(
		|| format!("none yet; {} is needed", format_amount(track.decision_deposit)),
		deposit,
	);
	rows.push(("decision deposit", decision));
	rows.push(("next", next(index, it, track, all)));
	rows
}

/// What becomes of the deposits of a referendum that is over.
pub fn ended_rows(index: ReferendumIndex, it: &Ended) -> Rows {
	let mut rows = vec![("state", format!("{} in block {}", ending_name(it.how), it.block))];
	if let Some(held) = &it.submission_deposit {
		let back = match it.how {
			Ending::Approved | Ending::Cancelled => {
				format!("`assay gov refund {index}` returns it")
			}
			Ending::Rejected | Ending::TimedOut | Ending::Killed => "not returned".into(),
		};
		rows.push(("submission deposit", format!("{}; {back}", deposit(held))));
	}
	if let Some(held) = &it.decision_deposit {
		let held = deposit(held);
		rows.push(("decision deposit", format!("{held}; `assay gov refund {index}` returns it")));
	}
	rows
}

fn deposit_json(deposit: Option<&Deposit>) -> Value {
	deposit.map_or(
		Value::Null,
		|it| json!({ "who": it.who.to_string(), "amount": it.amount.to_string() }),
	)
}

pub fn ongoing_json(
	index: ReferendumIndex,
	it: &Ongoing,
	track: &Track,
	all: &Governance,
) -> Value {
	let standing = Standing::of(it, track, all);
	let stage = it.stage(track, all);
	// The block in which the state changes, if nobody votes until then.
	let changes: Option<BlockNumber> = match stage {
		Stage::NeedsDeposit { timeout } => Some(timeout),
		Stage::Preparing { until } | Stage::Confirming { until } => Some(until),
		Stage::Queued => None,
		Stage::Deciding { until, passes } => Some(passes.unwrap_or(until)),
	};
	json!({
		"referendum": index,
		"track": track.name,
		"trackId": track.id,
		"origin": it.origin,
		"state": stage_name(&stage),
		"passing": standing.passes(),
		"ayes": it.tally.ayes.to_string(),
		"nays": it.tally.nays.to_string(),
		"support": it.tally.support.to_string(),
		"turnout": all.turnout.to_string(),
		"approvalPerBillion": standing.approval.deconstruct(),
		"approvalNeededPerBillion": standing.approval_needed.deconstruct(),
		"supportPerBillion": standing.support.deconstruct(),
		"supportNeededPerBillion": standing.support_needed.deconstruct(),
		"submitted": it.submitted,
		"decidingSince": it.deciding.map(|deciding| deciding.since),
		"confirmingUntil": it.deciding.and_then(|deciding| deciding.confirming),
		"next": changes,
		"submissionDeposit": deposit_json(Some(&it.submission_deposit)),
		"decisionDeposit": deposit_json(it.decision_deposit.as_ref()),
		"block": all.now,
	})
}

pub fn ended_json(index: ReferendumIndex, it: &Ended, all: &Governance) -> Value {
	json!({
		"referendum": index,
		"state": ending_name(it.how),
		"ended": it.block,
		"submissionDeposit": deposit_json(it.submission_deposit.as_ref()),
		"decisionDeposit": deposit_json(it.decision_deposit.as_ref()),
		"block": all.now,
	})
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use assay_client::governance::{Curve, Deciding, Enactment, Proposal, Tally};
	use assay_primitives::{AccountId, Balance, ASY};

	pub fn account(index: u8) -> AccountId {
		AccountId::from([index; 32])
	}

	/// Approval from 100 % to 50 %, support from 50 % to 10 %.
	pub fn track() -> Track {
		let percent = Perbill::from_percent;
		let line = |floor, ceil| Curve::LinearDecreasing {
			length: percent(100),
			floor: percent(floor),
			ceil: percent(ceil),
		};
		Track {
			id: 21,
			name: "model_params".into(),
			max_deciding: 10,
			decision_deposit: 100 * ASY,
			prepare: 5,
			decision: 40,
			confirm: 5,
			enactment: 5,
			approval: line(50, 100),
			support: line(10, 50),
		}
	}

	pub fn governance(now: BlockNumber) -> Governance {
		Governance {
			now,
			tracks: vec![track()],
			submission_deposit: ASY,
			undeciding_timeout: 100,
			vote_locking: 10,
			block_millis: 2_000,
			turnout: 1_000 * ASY,
			longest_notice: 1_000,
		}
	}

	fn of(who: u8, amount: Balance) -> Deposit {
		Deposit { who: account(who), amount }
	}

	pub fn ongoing() -> Ongoing {
		Ongoing {
			track: 21,
			origin: "ModelParams".into(),
			proposal: Proposal::Inline(vec![1, 2]),
			enactment: Enactment::After(0),
			submitted: 10,
			submission_deposit: of(1, ASY),
			decision_deposit: Some(of(2, 100 * ASY)),
			deciding: Some(Deciding { since: 20, confirming: None }),
			tally: Tally { ayes: 900 * ASY, nays: 100 * ASY, support: 300 * ASY },
			in_queue: false,
		}
	}

	fn row<'a>(rows: &'a Rows, name: &str) -> &'a str {
		&rows.iter().find(|(known, _)| *known == name).unwrap().1
	}

	#[test]
	fn standing_is_said_with_what_is_needed() {
		let rows = ongoing_rows(3, &ongoing(), &track(), &governance(30));
		assert_eq!(row(&rows, "track"), "model_params (21), speaks for ModelParams");
		assert_eq!(row(&rows, "state"), "deciding");
		assert_eq!(row(&rows, "approval"), "90%; needs 87.5% now, 50% at the end");
		assert_eq!(
			row(&rows, "support"),
			"30%, 300 ASY of 1000 ASY; needs 40% now, 10% at the end"
		);
		assert_eq!(row(&rows, "decided"), "from block 20 to block 60, in 30 blocks (60 s)");
		assert_eq!(
			row(&rows, "next"),
			"it needs less with every block and has enough in block 40, in 10 blocks (20 s); then it must stay so for 5 \
			 blocks (10 s)"
		);
		let fields = ongoing_json(3, &ongoing(), &track(), &governance(30));
		assert_eq!(fields["state"], "deciding");
		assert_eq!(fields["passing"], false);
		assert_eq!(fields["next"], 40);
		assert_eq!(fields["supportNeededPerBillion"], 400_000_000);
	}

	#[test]
	fn every_stage_says_what_comes_next() {
		let (track, mut it) = (track(), ongoing());
		it.deciding = Some(Deciding { since: 20, confirming: Some(45) });
		let text = next(3, &it, &track, &governance(41));
		assert!(text.contains("approved in block 45, in 4 blocks (8 s)"), "{text}");
		assert!(text.contains("takes effect in block 50"), "{text}");
		it.deciding = Some(Deciding { since: 20, confirming: None });
		it.tally = Tally::default();
		assert!(next(3, &it, &track, &governance(41)).contains("rejected in block 60"));
		it.deciding = None;
		assert!(next(3, &it, &track, &governance(11)).contains("begins in block 15"));
		it.in_queue = true;
		assert!(next(3, &it, &track, &governance(11)).contains("most ayes come first"));
		it.in_queue = false;
		it.decision_deposit = None;
		let text = next(3, &it, &track, &governance(11));
		assert!(text.contains("100 ASY: `assay gov deposit 3`"), "{text}");
		assert!(text.contains("ends in block 110"), "{text}");
	}

	#[test]
	fn endings_say_what_becomes_of_deposits() {
		let mut it = Ended {
			how: Ending::Approved,
			block: 50,
			submission_deposit: Some(of(1, ASY)),
			decision_deposit: Some(of(2, 100 * ASY)),
		};
		let rows = ended_rows(3, &it);
		assert_eq!(row(&rows, "state"), "approved in block 50");
		assert!(row(&rows, "submission deposit").ends_with("`assay gov refund 3` returns it"));
		it.how = Ending::Rejected;
		let rows = ended_rows(3, &it);
		assert!(row(&rows, "submission deposit").ends_with("not returned"));
		assert!(row(&rows, "decision deposit").ends_with("`assay gov refund 3` returns it"));
		assert_eq!(ended_json(3, &it, &governance(60))["state"], "rejected");
	}

	#[test]
	fn unknown_ones_are_said_to_be() {
		assert!(unknown(0, 0).contains("none yet"));
		assert!(unknown(9, 1).contains("number 0 only"));
		assert!(unknown(9, 4).contains("there are 0 to 3"));
		assert_eq!(rounded(Perbill::from_parts(123_456_789)), "12.34%");
	}
}
