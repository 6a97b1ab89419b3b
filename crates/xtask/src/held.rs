//! Does a test of this name run, and does it assert something?
//!
//! A claim names the tests that hold its numbers. A name found in the text holds nothing: the function may be commented
//! out, ignored, or free of assertions. So the file is parsed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use syn::visit::{self, Visit};
use syn::{Expr, Ident, Item, ItemFn, Macro};

/// Refuses the test called `name` of a file if it isn't there, doesn't run, or asserts nothing.
///
/// # Errors
/// With the file's path and what is wrong.
pub(crate) fn check_file(path: &Path, name: &str) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    check(&text, name).with_context(|| path.display().to_string())
}

fn check(text: &str, name: &str) -> Result<()> {
    let file = syn::parse_file(text)?;
    let functions: Vec<&ItemFn> = file
        .items
        .iter()
        .filter_map(|item| if let Item::Fn(function) = item { Some(function) } else { None })
        .collect();
    let test = functions.iter().find(|function| function.sig.ident == name);
    let test = test.with_context(|| format!("there is no function `{name}`"))?;
    let has = |attribute: &str| test.attrs.iter().any(|each| each.path().is_ident(attribute));
    ensure!(has("test"), "`{name}` is not a `#[test]`");
    for attribute in ["ignore", "cfg", "cfg_attr"] {
        ensure!(!has(attribute), "`{name}` runs only sometimes: it has the attribute `{attribute}`");
    }
    ensure!(asserts(test, &functions, &mut Vec::new()), "`{name}` asserts nothing");
    Ok(())
}

/// Whether a function, or one that it calls, contains an assertion; `seen` are those asked before. Of another file's
/// functions, and of methods, only the name is known: `assert_found` asserts something.
fn asserts<'a>(function: &'a ItemFn, all: &[&'a ItemFn], seen: &mut Vec<&'a Ident>) -> bool {
    if seen.contains(&&function.sig.ident) {
        return false;
    }
    seen.push(&function.sig.ident);
    let mut body = Body::default();
    body.visit_block(&function.block);
    body.asserts
        || body.calls.iter().any(|call| match all.iter().find(|other| other.sig.ident == call) {
            Some(other) => asserts(other, all, seen),
            None => call.starts_with("assert_"),
        })
}

/// What stands in a function: an assertion macro or none, and the names of the functions that are called.
#[derive(Default)]
struct Body {
    asserts: bool,
    calls: Vec<String>,
}

impl<'a> Visit<'a> for Body {
    fn visit_macro(&mut self, used: &'a Macro) {
        self.asserts |= used.path.get_ident().is_some_and(|name| name.to_string().starts_with("assert"));
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let Expr::Path(function) = &*call.func {
            self.calls.extend(function.path.segments.last().map(|last| last.ident.to_string()));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        self.asserts |= call.method.to_string().starts_with("assert_");
        visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said about a file whose test is called `it_holds`.
    #[track_caller]
    fn assert_refused(text: &str, because: &str) {
        let error = check(text, "it_holds").expect_err(text).to_string();
        assert!(error.contains(because), "{error:?} about: {text}");
    }

    #[test]
    fn a_test_with_an_assertion_holds() {
        for text in [
            "#[test] fn it_holds() { assert_eq!(1 + 1, 2); }",
            "#[test] fn it_holds() { for x in [1, 2] { assert!(x > 0, \"{x}\"); } }",
            "#[test] fn it_holds() { a::<u8>(1); } fn a<T>(x: T) { b(x); } fn b<T>(x: T) { assert!(x > 0); }",
            "#[test] fn it_holds() { entry.get(\"loss\").assert_close(f(), 0.0); }",
            "use kit::assert_found; #[test] fn it_holds() { assert_found(&outcome, \"loss\", 1.0, 0.0); }",
        ] {
            check(text, "it_holds").unwrap_or_else(|error| panic!("{error} about: {text}"));
        }
    }

    #[test]
    fn what_is_not_there_or_not_a_test_holds_nothing() {
        assert_refused("#[test] fn it_holds_more() { assert!(f()); }", "no function");
        assert_refused("// #[test]\n// fn it_holds() { assert!(f()); }", "no function");
        assert_refused("/* #[test] fn it_holds() { assert!(f()); } */", "no function");
        assert_refused("const TEXT: &str = \"#[test] fn it_holds() { assert!(f()); }\";", "no function");
        assert_refused("fn it_holds() { assert!(f()); }", "not a `#[test]`");
    }

    #[test]
    fn a_test_that_runs_only_sometimes_holds_nothing() {
        assert_refused("#[test] #[ignore] fn it_holds() { assert!(f()); }", "`ignore`");
        assert_refused("#[test] #[ignore = \"slow\"] fn it_holds() { assert!(f()); }", "`ignore`");
        assert_refused("#[test] #[cfg_attr(unix, ignore)] fn it_holds() { assert!(f()); }", "`cfg_attr`");
        assert_refused("#[test] #[cfg(windows)] fn it_holds() { assert!(f()); }", "`cfg`");
    }

    #[test]
    fn a_test_without_an_assertion_holds_nothing() {
        let because = "asserts nothing";
        assert_refused("#[test] fn it_holds() { let _ = f(); }", because);
        assert_refused("#[test] fn it_holds() { /* assert!(f()); */ }", because);
        assert_refused("#[test] fn it_holds() { debug_assert!(f()); }", because);
        assert_refused("#[test] fn it_holds() { a(); } fn a() {} fn b() { assert!(f()); }", because);
        assert_refused("#[test] fn it_holds() { a(); } fn a() { b(); } fn b() { a(); }", because);
        assert_refused("#[test] fn it_holds() { assert_found(); } fn assert_found() {}", because);
    }

    #[test]
    fn a_file_that_is_not_rust_is_an_error() {
        check("fn (", "it_holds").expect_err("no Rust");
    }
}
