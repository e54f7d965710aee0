//! stand-in
/// Error
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError;
impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no text")
    }
}
/// Decoded
pub struct Decoded {
    /** t */
    pub text: String,
    /** e */
    pub encoding: &'static str,
}
/// decode
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    Ok(Decoded { text: String::from_utf8_lossy(bytes).into_owned(), encoding: "UTF-8" })
}
