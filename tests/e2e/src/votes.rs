//! Referenda, by the command line.

use crate::{wait_for, Market, Output, Sandbox};
use serde_json::Value;
use std::time::Duration;

/// How long a vote may take from submission to enactment: 60 blocks of a second, on a machine that has other things to do.
pub const VOTE: Duration = Duration::from_secs(400);

/// `assay gov` at a node.
pub struct Gov<'a> {
	sandbox: &'a Sandbox,
	url: String,
}

impl<'a> Gov<'a> {
	/// At the node with this WebSocket address.
	pub fn at(sandbox: &'a Sandbox, url: String) -> Self {
		Self { sandbox, url }
	}

	/// `assay gov …` as somebody.
	pub fn run(&self, who: &str, args: &[&str]) -> Output {
		let all = [&["--url", &self.url, "--suri", who, "--json", "gov"], args].concat();
		self.sandbox.run("assay", all)
	}

	/// What is said of a referendum.
	pub fn show(&self, referendum: &str) -> Value {
		self.run("//Alice", &["show", referendum]).json()
	}

	/// Each of them votes for it with most that it has.
	pub fn vote_for(&self, who: &[&str], referendum: &str) {
		for who in who {
			self.run(who, &["vote", referendum, "aye", "900000 ASY"]).json();
		}
	}

	/// Waits until a referendum is over and, if it was approved, its call dispatched.
	pub fn wait_ended(&self, referendum: &str) -> Value {
		wait_for(&format!("referendum {referendum} to end"), VOTE, || {
			let shown = self.show(referendum);
			match shown["state"].as_str().expect("a state") {
				"approved" => (shown["enactment"]["done"] == true).then_some(shown),
				"rejected" | "cancelled" | "timed out" | "killed" => Some(shown),
				_ => None,
			}
		})
	}

	/// Waits until a referendum was approved and its call dispatched. Returns what is said of that.
	pub fn wait_enacted(&self, referendum: &str) -> Value {
		let mut shown = self.wait_ended(referendum);
		assert_eq!(shown["state"], "approved", "{shown}");
		shown["enactment"].take()
	}
}

impl Market {
	/// `assay gov` at the chain's node.
	pub fn gov(&self) -> Gov<'_> {
		Gov::at(&self.sandbox, self.node.url())
	}
}
