//! Line plots as SVG.

use std::{fmt::Write, fs, path::Path};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 48.0;
const COLOURS: [&str; 5] = ["#0b6e99", "#c4442d", "#4d7c0f", "#8b5cf6", "#a16207"];

pub struct Plot<'a> {
	pub title: &'a str,
	pub x: Axis<'a>,
	pub y: Axis<'a>,
	/// Where the names of the lines stand: where there are none.
	pub legend: Legend,
	pub lines: Vec<(String, Vec<(f64, f64)>)>,
}

#[derive(Clone, Copy)]
pub enum Legend {
	TopLeft,
	TopRight,
	BottomRight,
}

pub struct Axis<'a> {
	pub name: &'a str,
	pub from: f64,
	pub to: f64,
	pub step: f64,
}

impl Axis<'_> {
	fn marks(&self) -> Vec<f64> {
		let count = ((self.to - self.from) / self.step + 1e-9) as u32;
		(0..=count).map(|n| self.from + self.step * f64::from(n)).collect()
	}

	/// Where on the axis a value is, 0 to 1. What lies beyond is cut.
	fn place(&self, value: f64) -> f64 {
		((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
	}

	fn label(&self, value: f64) -> String {
		let text = format!("{value:.2}");
		let text = text.trim_end_matches('0').trim_end_matches('.');
		if text == "-0" {
			"0".into()
		} else {
			text.into()
		}
	}
}

impl Plot<'_> {
	pub fn save(&self, folder: &Path, name: &str) -> std::io::Result<()> {
		fs::create_dir_all(folder)?;
		fs::write(folder.join(name), self.svg())
	}

	fn svg(&self) -> String {
		let x = |value: f64| LEFT + self.x.place(value) * (WIDTH - LEFT - RIGHT);
		let y = |value: f64| HEIGHT - BOTTOM - self.y.place(value) * (HEIGHT - TOP - BOTTOM);
		let mut out = String::new();
		let mut line = |text: String| writeln!(out, "{text}").expect("strings grow");
		line(format!(
			"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
			 font-size=\"12\" fill=\"#222\">"
		));
		line(format!("<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"));
		line(format!("<text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{}</text>", self.title));
		for mark in self.x.marks() {
			let (at, bottom) = (x(mark), HEIGHT - BOTTOM);
			line(format!(
				"<path d=\"M{at:.1} {TOP}V{bottom}\" stroke=\"#eee\"/><text x=\"{at:.1}\" y=\"{}\" \
				 text-anchor=\"middle\">{}</text>",
				bottom + 16.0,
				self.x.label(mark)
			));
		}
		for mark in self.y.marks() {
			let (at, right) = (y(mark), WIDTH - RIGHT);
			let colour = if mark.abs() < 1e-9 { "#888" } else { "#eee" };
			line(format!(
				"<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"{colour}\"/><text x=\"{}\" y=\"{:.1}\" \
				 text-anchor=\"end\">{}</text>",
				LEFT - 6.0,
				at + 4.0,
				self.y.label(mark)
			));
		}
		line(format!(
			"<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
			(LEFT + WIDTH - RIGHT) / 2.0,
			HEIGHT - 10.0,
			self.x.name
		));
		let middle = (TOP + HEIGHT - BOTTOM) / 2.0;
		line(format!(
			"<text x=\"14\" y=\"{middle}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {middle})\">{}</text>",
			self.y.name
		));
		for (n, (name, points)) in self.lines.iter().enumerate() {
			let colour = COLOURS[n % COLOURS.len()];
			let path: Vec<String> =
				points.iter().map(|(a, b)| format!("{:.1} {:.1}", x(*a), y(*b))).collect();
			line(format!(
				"<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
				path.join("L")
			));
			let (at, down, anchor) = match self.legend {
				Legend::TopLeft => (LEFT + 12.0, TOP + 16.0, "start"),
				Legend::TopRight => (WIDTH - RIGHT - 12.0, TOP + 16.0, "end"),
				Legend::BottomRight => {
					let up = 16.0 * self.lines.len() as f64;
					(WIDTH - RIGHT - 12.0, HEIGHT - BOTTOM - up, "end")
				}
			};
			let down = down + 16.0 * n as f64;
			line(format!(
				"<text x=\"{at}\" y=\"{down}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{name}</text>"
			));
		}
		line("</svg>".into());
		out
	}
}
