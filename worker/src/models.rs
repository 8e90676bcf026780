//! `assay-worker models`: local files, and what the chain says of them.

use crate::{
	chain::{self, name_of, Known, Standing},
	config::Settings,
	run::connect,
};
use anyhow::Context;
use assay_client::format_amount;
use serde_json::json;

pub async fn run(settings: &Settings, json: bool) -> anyhow::Result<()> {
	if settings.models.is_empty() {
		anyhow::bail!(
			"no model is configured: use --model PATH, or name models in the settings file"
		);
	}
	let client = connect(settings).await?;
	let known = chain::known(&client).await.context("can't read the chain's models")?;
	let mut rows = Vec::new();
	for file in &settings.models {
		let path = file.path.display().to_string();
		let found = match chain::inspect(file).await {
			Ok(inspection) => chain::find(file, &inspection, &known),
			Err(error) => Err(error.into()),
		};
		match found {
			Ok(known) if json => {
				for Known { view, standing } in known {
					let from = match standing {
						Standing::From(at) => Some(at),
						_ => None,
					};
					let replaced = standing == Standing::Replaced;
					rows.push(json!({
						"file": path,
						"model": view.id,
						"name": name_of(&view.manifest),
						"version": view.version,
						"from": from,
						"replaced": replaced,
						"status": view.status,
						"price": view.price.to_string(),
						"queued": view.queued,
						"readySlots": view.ready_slots,
					}));
				}
			}
			Ok(known) => {
				println!("{path}");
				for Known { view, standing } in known {
					println!("  model    {} version {}", name_of(&view.manifest), view.version);
					println!("  id       {:?}", view.id);
					match standing {
						Standing::Current => {}
						Standing::From(at) => {
							println!("           it is current from block {at} on")
						}
						Standing::Replaced => println!("           it has been replaced"),
					}
					println!("  status   {:?}", view.status);
					println!("  price    {} per unit", format_amount(view.price));
					println!(
						"  market   {} waiting, {} slots ready",
						view.queued, view.ready_slots
					);
				}
			}
			Err(error) if json => rows.push(json!({ "file": path, "error": error.to_string() })),
			Err(error) => println!("{path}\n  not usable: {error}"),
		}
	}
	if json {
		println!("{}", serde_json::to_string_pretty(&rows)?);
	}
	Ok(())
}
