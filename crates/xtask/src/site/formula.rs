//! How does a formula become something that a browser draws by itself? As MathML.

use anyhow::{Result, ensure};
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// The MathML of a formula in TeX, in a line or (`display`) by itself.
///
/// # Errors
/// If it is no TeX that is understood.
pub(crate) fn mathml(tex: &str, display: bool) -> Result<String> {
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(tex, &storage).collect();
    ensure!(events.iter().all(Result::is_ok), "the formula `{tex}` is not understood");
    let mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let mut text = String::new();
    push_mathml(
        &mut text,
        events.into_iter(),
        RenderConfig { display_mode: mode, ..RenderConfig::default() },
    )?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_a_fraction_and_nonsense_is_refused() {
        assert!(mathml(r"\frac{a}{b}", true).unwrap().contains("<mfrac"));
        assert!(mathml(r"\nosuchword{a}", false).is_err());
    }
}
