//! `assay gov delegate` and `undelegate`.

use super::{checks, Desk};
use crate::{
	args::{OnTracks, WithConviction},
	config::Settings,
	output::{self, Failure},
	send::Sent,
};
use assay_client::{
	calls, format_amount,
	governance::{Conviction, Track, TrackId, Voting},
};
use assay_primitives::{AccountId, Balance};
use serde_json::{json, Value};

/// Delegations in one batch, at most. Each is weighed as if the account that votes had as many votes as it may, so that few fit
/// into a block.
const BATCH: usize = 5;

pub async fn run(
	settings: &Settings,
	to: AccountId,
	amount: Balance,
	conviction: WithConviction,
	tracks: OnTracks,
) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	if to == *desk.account() {
		return Err(Failure::usage("an account can't delegate to itself"));
	}
	let conviction = conviction
		.conviction
		.or(Conviction::new(1))
		.ok_or_else(|| Failure::other("no conviction"))?;
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_vote_with(desk.account(), &info, amount)?;
	let tracks = desk.tracks(&tracks.track)?;
	for (track, voting) in voting(&desk, desk.account(), &tracks).await? {
		checks::may_delegate(track, &voting)?;
	}
	checks::votes_for_others(&to, &voting(&desk, &to, &tracks).await?)?;
	let calls = tracks
		.iter()
		.map(|track| calls::delegate_votes(track.id, to.clone(), conviction, amount))
		.collect();
	let done = desk.send_all(calls, BATCH).await?;
	let names = names(&tracks);
	say(
		&desk,
		&done,
		json!({ "to": to.to_string(), "amount": amount.to_string(), "tracks": names }),
		&format!(
			"{to} votes with your {}, which count {}, on {}",
			format_amount(amount),
			format_amount(conviction.votes(amount)),
			names.join(", ")
		),
	)
}

pub async fn undo(settings: &Settings, tracks: OnTracks) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let wanted = desk.tracks(&tracks.track)?;
	let delegating: Vec<&Track> = voting(&desk, desk.account(), &wanted)
		.await?
		.into_iter()
		.filter(|(_, voting)| matches!(voting, Voting::Delegating(_)))
		.map(|(track, _)| track)
		.collect();
	if delegating.is_empty() {
		return Err(Failure::refused(format!("{} delegates no votes there", desk.account())));
	}
	let calls = delegating.iter().map(|track| calls::undelegate_votes(track.id)).collect();
	let done = desk.send_all(calls, BATCH).await?;
	let names = names(&delegating);
	say(
		&desk,
		&done,
		json!({ "tracks": names }),
		&format!(
			"you vote yourself again on {}; `assay gov unlock` releases the tokens when their time is over",
			names.join(", ")
		),
	)
}

fn names(tracks: &[&Track]) -> Vec<String> {
	tracks.iter().map(|track| track.name.clone()).collect()
}

async fn voting<'a>(
	desk: &Desk<'_>,
	who: &AccountId,
	tracks: &[&'a Track],
) -> Result<Vec<(&'a Track, Voting)>, Failure> {
	let ids: Vec<TrackId> = tracks.iter().map(|track| track.id).collect();
	let found = desk.client().voting_on(who, &ids, desk.at).await?;
	Ok(tracks.iter().copied().zip(found.into_iter().map(|(_, voting)| voting)).collect())
}

/// Says what several transactions did, of which there is one in most cases.
pub fn say(desk: &Desk<'_>, done: &[Sent], more: Value, words: &str) -> Result<(), Failure> {
	match done {
		[one] => desk.say(one, more, words),
		done if desk.settings.json => {
			let mut fields = more;
			fields["transactions"] = done.iter().map(|sent| Value::Object(sent.json())).collect();
			output::json(&fields)
		}
		done => {
			for sent in done {
				output::line(&sent.text())?;
			}
			output::line(words)
		}
	}
}
