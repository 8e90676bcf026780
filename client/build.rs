//! Takes the committed metadata into the program. A runtime that is being made has none yet: then the program is built
//! without, and checks at run time only that the chain has what it needs.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
	println!("cargo:rerun-if-changed=metadata.scale");
	println!("cargo:rerun-if-changed=build.rs");
	let metadata = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("metadata.scale");
	let value = if metadata.is_file() {
		// Not the path as it is now: a target directory may serve another checkout next.
		r#"Some(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/metadata.scale")))"#
	} else {
		println!("cargo:warning=client/metadata.scale is missing; run scripts/update-metadata.sh");
		"None"
	};
	let code = format!("static COMMITTED: Option<&[u8]> = {value};\n");
	fs::write(Path::new(&env::var("OUT_DIR")?).join("committed.rs"), code)?;
	Ok(())
}
