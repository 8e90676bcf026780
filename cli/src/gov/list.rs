//! `assay gov list`.

use super::{call, view};
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{
	governance::{Governance, Ongoing, Referendum, ReferendumIndex},
	At, Client,
};
use serde_json::Value;

pub async fn run(settings: &Settings, all: bool, last: u32) -> Result<(), Failure> {
	let client = settings.connect().await?;
	let at = At::Block(client.best_block().await?.hash);
	let governance = client.governance(at).await?;
	let count = client.referendum_count(at).await?;
	// Those that wait in a queue can be far behind the newest: all are looked at.
	let found = client.referenda((0..count).rev(), at).await?;
	let first = all.then(|| count.saturating_sub(last));
	let (mut rows, mut fields) = (Vec::new(), Vec::new());
	for (index, referendum) in shown(found, first) {
		match referendum {
			Referendum::Ongoing(it) => {
				let what = proposed(&client, &it, at).await;
				fields.push(ongoing_json(index, &it, &governance, &what));
				rows.push(row(index, &it, &governance, what));
			}
			Referendum::Ended(it) => {
				fields.push(view::ended_json(index, &it, &governance));
				rows.push(vec![
					index.to_string(),
					"-".into(),
					format!("{} in block {}", view::ending_name(it.how), it.block),
					"-".into(),
					"-".into(),
					"-".into(),
				]);
			}
		}
	}
	if settings.json {
		return output::json(&Value::Array(fields));
	}
	if rows.is_empty() {
		let more = if all { "" } else { "; those that are over: `assay gov list --all`" };
		return output::line(&format!("no referendum is being decided{more}"));
	}
	output::table(&["NUMBER", "TRACK", "STATE", "APPROVAL", "SUPPORT", "CALL"], &rows)
}

/// Referenda that are not over, and those that are from this number on.
fn shown(
	found: Vec<(ReferendumIndex, Referendum)>,
	first: Option<ReferendumIndex>,
) -> impl Iterator<Item = (ReferendumIndex, Referendum)> {
	found.into_iter().filter(move |(index, referendum)| match referendum {
		Referendum::Ongoing(_) => true,
		Referendum::Ended(_) => first.is_some_and(|first| *index >= first),
	})
}

/// The proposed call in a line.
async fn proposed(client: &Client, it: &Ongoing, at: At) -> String {
	match client.proposed_call(&it.proposal, at).await {
		Ok(Some(bytes)) => match client.describe_call(bytes, at).await {
			Ok(described) => call::line(&described),
			Err(error) => format!("can't be read: {}", view::why_unreadable(&error)),
		},
		Ok(None) => "its preimage is not noted".into(),
		Err(_) => "?".into(),
	}
}

fn ongoing_json(
	index: ReferendumIndex,
	it: &Ongoing,
	governance: &Governance,
	what: &str,
) -> Value {
	let Some(track) = governance.track(it.track) else { return Value::Null };
	let mut fields = view::ongoing_json(index, it, track, governance);
	fields["call"] = what.into();
	fields
}

fn row(index: ReferendumIndex, it: &Ongoing, governance: &Governance, what: String) -> Vec<String> {
	let Some(track) = governance.track(it.track) else {
		return vec![index.to_string(), it.track.to_string(), "?".into()];
	};
	let standing = view::Standing::of(it, track, governance);
	vec![
		index.to_string(),
		track.name.clone(),
		view::stage_name(&it.stage(track, governance)).into(),
		format!(
			"{} of {}",
			view::rounded(standing.approval),
			view::rounded(standing.approval_needed)
		),
		format!(
			"{} of {}",
			view::rounded(standing.support),
			view::rounded(standing.support_needed)
		),
		what,
	]
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{governance, ongoing};
	use assay_client::governance::{Ended, Ending};

	#[test]
	fn what_is_not_over_is_never_left_out() {
		let open = || Referendum::Ongoing(Box::new(ongoing()));
		let over = || {
			Referendum::Ended(Ended {
				how: Ending::Rejected,
				block: 50,
				submission_deposit: None,
				decision_deposit: None,
			})
		};
		let of = |first| -> Vec<ReferendumIndex> {
			let all = vec![(3, over()), (2, open()), (1, over()), (0, open())];
			shown(all, first).map(|(index, _)| index).collect()
		};
		assert_eq!(of(None), [2, 0]);
		assert_eq!(of(Some(2)), [3, 2, 0]);
		assert_eq!(of(Some(0)), [3, 2, 1, 0]);
	}

	#[test]
	fn a_referendum_in_a_row() {
		assert_eq!(
			row(3, &ongoing(), &governance(30), "Models.set_params(…)".into()),
			["3", "model_params", "deciding", "90% of 87.5%", "30% of 40%", "Models.set_params(…)"]
		);
		let fields = ongoing_json(3, &ongoing(), &governance(30), "x");
		assert_eq!(fields["call"], "x");
		assert_eq!(fields["referendum"], 3);
	}
}
