//! How does a text stand in HTML so that none of it is taken for a mark?

/// Text with what HTML would misread written otherwise.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
