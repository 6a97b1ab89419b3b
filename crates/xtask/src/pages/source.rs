//! Which lines of a file are the item of this name? Found by its syntax, so that no mark in the code is needed.

use anyhow::{Context, Result, bail};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem, Type};

/// The lines of `Sgd::update`, `Sgd`, `impl Sgd` or `xavier`, with the comment above, moved to the left.
///
/// # Errors
/// If the file is no Rust, or has no such item, or several.
pub(crate) fn item(text: &str, name: &str) -> Result<String> {
    let mut found = Vec::new();
    for item in syn::parse_file(text)?.items {
        collect(&item, name, &mut found);
    }
    match found.as_slice() {
        [span] => Ok(lines(text, *span)),
        [] => bail!("there is no item `{name}`"),
        _ => bail!("there are {} items `{name}`", found.len()),
    }
}

fn collect(item: &Item, name: &str, found: &mut Vec<Span>) {
    let is = |ident: &syn::Ident| ident == name;
    let matches = match item {
        Item::Fn(item) => is(&item.sig.ident),
        Item::Struct(item) => is(&item.ident),
        Item::Enum(item) => is(&item.ident),
        Item::Trait(item) => {
            collect_methods(item, name, found);
            is(&item.ident)
        }
        Item::Const(item) => is(&item.ident),
        Item::Static(item) => is(&item.ident),
        Item::Type(item) => is(&item.ident),
        Item::Impl(item) => {
            let of = type_name(&item.self_ty);
            for inner in &item.items {
                if let ImplItem::Fn(method) = inner
                    && format!("{of}::{}", method.sig.ident) == name
                {
                    found.push(method.span());
                }
            }
            name.strip_prefix("impl ") == Some(&of)
        }
        _ => false,
    };
    if matches {
        found.push(item.span());
    }
}

fn collect_methods(item: &syn::ItemTrait, name: &str, found: &mut Vec<Span>) {
    for inner in &item.items {
        if let TraitItem::Fn(method) = inner
            && format!("{}::{}", item.ident, method.sig.ident) == name
        {
            found.push(method.span());
        }
    }
}

fn type_name(of: &Type) -> String {
    match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn lines(text: &str, span: Span) -> String {
    let (first, last) = (span.start().line, span.end().line);
    let lines: Vec<&str> = text.lines().skip(first - 1).take(last + 1 - first).collect();
    let indent = lines.first().map_or(0, |line| line.len() - line.trim_start().len());
    lines.iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or("").trim_end())).collect()
}

/// The whole of `file.rs`, or of `file.rs#a,b` the items `a` and `b` with an empty line between them.
///
/// # Errors
/// If there is no such file or item.
pub(crate) fn code(root: &std::path::Path, address: &str) -> Result<String> {
    let (file, names) = address.split_once('#').map_or((address, None), |(file, names)| (file, Some(names)));
    let path = root.join("crates").join(file);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let Some(names) = names else { return Ok(text) };
    let items: Result<Vec<String>> =
        names.split(',').map(|name| item(&text, name.trim()).with_context(|| file.to_owned())).collect();
    Ok(items?.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! Head.\n\n/// A point.\npub struct P(f64);\n\nimpl P {\n    /// Its size.\n    pub fn size(&self) -> f64 {\n        self.0\n    }\n}\n";

    #[test]
    fn an_item_is_found_with_its_comment_and_moved_to_the_left() {
        assert_eq!(item(TEXT, "P").unwrap(), "/// A point.\npub struct P(f64);\n");
        let method = "/// Its size.\npub fn size(&self) -> f64 {\n    self.0\n}\n";
        assert_eq!(item(TEXT, "P::size").unwrap(), method);
        assert!(item(TEXT, "impl P").unwrap().starts_with("impl P {\n    /// Its size."));
        assert!(item(TEXT, "P::length").unwrap_err().to_string().contains("P::length"));
    }
}
