//! Compiles the runtime to wasm: the one that every network runs.

fn main() {
	// The genesis presets contain it, and the wasm builder only looks at Rust sources.
	println!("cargo:rerun-if-changed=../examples/demo-model/manifest.json");
	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("ASY", 12)
		.build();
}
