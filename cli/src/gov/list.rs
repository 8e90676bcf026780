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
	let first = count.saturating_sub(last);
	let found = client.referenda((first..count).rev(), at).await?;
	let (mut rows, mut fields) = (Vec::new(), Vec::new());
	for (index, referendum) in found {
		match referendum {
			Referendum::Ongoing(it) => {
				let what = proposed(&client, &it, at).await;
				fields.push(ongoing_json(index, &it, &governance, &what));
				rows.push(row(index, &it, &governance, what));
			}
			Referendum::Ended(it) if all => {
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
			Referendum::Ended(_) => {}
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
