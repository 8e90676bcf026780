//! `assay gov tracks`.

use super::{time, view::rounded};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	format_amount,
	governance::{Curve, Governance, Track},
	At, Perbill,
};
use serde_json::{json, Value};

pub async fn run(settings: &Settings) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let governance = client.governance(At::Best).await?;
	if settings.json {
		return output::json(&all_json(&governance));
	}
	for line in terms(&governance) {
		output::line(&line)?;
	}
	let rows: Vec<Vec<String>> =
		governance.tracks.iter().map(|track| row(track, &governance)).collect();
	output::table(
		&["ID", "TRACK", "DEPOSIT", "PREPARE", "DECIDE", "CONFIRM", "ENACT", "APPROVAL", "SUPPORT"],
		&rows,
	)
}

/// From what to what a threshold falls.
fn range(curve: &Curve) -> String {
	let at = |time| rounded(curve.threshold(time));
	format!("{} to {}", at(Perbill::zero()), at(Perbill::one()))
}

fn row(track: &Track, governance: &Governance) -> Vec<String> {
	let span = |blocks| time::span(blocks, governance.block_millis);
	vec![
		track.id.to_string(),
		track.name.clone(),
		format_amount(track.decision_deposit),
		span(track.prepare),
		span(track.decision),
		span(track.confirm),
		span(track.enactment),
		range(&track.approval),
		range(&track.support),
	]
}

fn terms(governance: &Governance) -> [String; 2] {
	let span = |blocks| time::span(blocks, governance.block_millis);
	[
		format!(
			"a referendum costs a deposit of {} to submit, and ends after {} if nobody places the decision deposit",
			format_amount(governance.submission_deposit),
			span(governance.undeciding_timeout)
		),
		format!(
			"{} can vote; a locking period is {}",
			format_amount(governance.turnout),
			span(governance.vote_locking)
		),
	]
}

fn curve_json(curve: &Curve) -> Value {
	json!({
		"startPerBillion": curve.threshold(Perbill::zero()).deconstruct(),
		"endPerBillion": curve.threshold(Perbill::one()).deconstruct(),
	})
}

fn all_json(governance: &Governance) -> Value {
	let tracks: Vec<Value> = governance
		.tracks
		.iter()
		.map(|track| {
			json!({
				"id": track.id,
				"name": track.name,
				"maxDeciding": track.max_deciding,
				"decisionDeposit": track.decision_deposit.to_string(),
				"prepare": track.prepare,
				"decision": track.decision,
				"confirm": track.confirm,
				"enactment": track.enactment,
				"approval": curve_json(&track.approval),
				"support": curve_json(&track.support),
			})
		})
		.collect();
	json!({
		"submissionDeposit": governance.submission_deposit.to_string(),
		"undecidingTimeout": governance.undeciding_timeout,
		"voteLocking": governance.vote_locking,
		"turnout": governance.turnout.to_string(),
		"blockMillis": governance.block_millis,
		"tracks": tracks,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{governance, track};

	#[test]
	fn a_track_in_a_row() {
		assert_eq!(
			row(&track(), &governance(1)),
			[
				"21",
				"model_params",
				"100 ASY",
				"5 blocks (10 s)",
				"40 blocks (80 s)",
				"5 blocks (10 s)",
				"5 blocks (10 s)",
				"100% to 50%",
				"50% to 10%"
			]
		);
		let fields = all_json(&governance(1));
		assert_eq!(fields["tracks"][0]["support"]["endPerBillion"], 100_000_000);
		assert_eq!(fields["voteLocking"], 10);
		assert!(terms(&governance(1))[1].contains("a locking period is 10 blocks (20 s)"));
	}
}
