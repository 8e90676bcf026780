//! Tables in Markdown.

/// Prints a table: the first column to the left, all others to the right.
pub fn print(head: &[&str], rows: &[Vec<String>]) {
	println!("| {} |", head.join(" | "));
	println!("| ---{} |", " | --:".repeat(head.len() - 1));
	rows.iter().for_each(|row| println!("| {} |", row.join(" | ")));
	println!();
}

/// With two decimals, and no minus before zero.
pub fn two(value: f64) -> String {
	plain(format!("{value:.2}"))
}

/// As a percentage with one decimal.
pub fn percent(value: f64) -> String {
	plain(format!("{:.1}", value * 100.0)) + " %"
}

fn plain(text: String) -> String {
	match text.strip_prefix('-') {
		Some(rest) if rest.chars().all(|it| it == '0' || it == '.') => rest.into(),
		_ => text,
	}
}
