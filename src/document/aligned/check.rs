//! What must hold of every aligned text.

use super::AlignedText;

impl AlignedText {
    /// Checks the invariants against the decoded source text and says which one is broken.
    ///
    /// # Errors
    /// A sentence that names the first broken invariant.
    pub fn check(&self, source: &str) -> Result<(), String> {
        let mut source_end = 0;
        let (text, runs) = (self.as_str(), self.runs());
        for (at, run) in runs.iter().enumerate() {
            let end = runs.get(at + 1).map_or(text.len(), |next| next.start);
            if at == 0 && run.start != 0 || run.start >= end {
                return Err(format!("run {at} covers text {}..{end}", run.start));
            }
            if run.source.start < source_end || run.source.end > source.len() {
                return Err(format!("run {at} steps back or out of the source: {:?}", run.source));
            }
            if !source.is_char_boundary(run.source.start) || !source.is_char_boundary(run.source.end) {
                return Err(format!("run {at} splits a character: {:?}", run.source));
            }
            if run.verbatim && run.source.of(source) != &text[run.start..end] {
                return Err(format!("run {at} is not verbatim: {:?}", &text[run.start..end]));
            }
            source_end = if run.verbatim { run.source.end } else { run.source.start };
        }
        if runs.is_empty() && !text.is_empty() {
            return Err("text without a run".into());
        }
        Ok(())
    }
}
