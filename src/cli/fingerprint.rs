//! What results depend on besides their sources, as one hash: a run that is to go on where another
//! stopped must agree with it in all of this.

use guiyi::lexicon::{noise, page, threads};
use guiyi::pipeline::Pipeline;
use guiyi::taxonomy::sha256_hex;

/// The hash of version, rules, settings, the user's lexicons, and what else the command counts in.
pub(super) fn fingerprint(pipeline: &Pipeline, more: &[String]) -> String {
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        noise::EMBEDDED.text.to_owned(),
        page::EMBEDDED.text.to_owned(),
        threads::EMBEDDED.text.to_owned(),
        pipeline.settings().for_lock(),
    ];
    for file in &pipeline.knowledge().extra {
        parts.extend([file.name.clone(), file.text.clone()]);
    }
    parts.extend_from_slice(more);
    // Each part by its own hash, so that no two lists of parts read the same.
    let hashes: String = parts.iter().map(|part| sha256_hex(part.as_bytes())).collect();
    sha256_hex(hashes.as_bytes())
}
