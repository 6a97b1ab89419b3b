//! Does each chapter use only what it or an earlier chapter has derived?
//!
//! A file of `core-tensor` that holds something the book teaches says `Derived in: chNN` on top; what says nothing
//! (tensors, random streams, matrix products) is there from the start. Every name that a chapter takes from
//! `core_tensor` is looked up, whether in a `use` or in the middle of an expression.

use crate::workspace::{chapter_number, chapters, root};
use anyhow::{Context, Result, bail, ensure};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use syn::visit::Visit;
use syn::{Item, UseTree, Visibility};

/// Refuses a chapter that runs ahead of the book, or that uses another chapter.
///
/// # Errors
/// With one line for each name that is used too early.
pub(crate) fn check() -> Result<()> {
    let derived = derived_in()?;
    let mut early = Vec::new();
    for chapter in chapters()? {
        let number = chapter_number(&chapter).context("a chapter has a number")?;
        let folder = root().join("crates").join(&chapter);
        for name in other_chapters(&folder)? {
            early.push(format!("{chapter} uses {name}: a chapter never imports another"));
        }
        for file in rust_files(&folder.join("src"))? {
            let text = std::fs::read_to_string(&file)?;
            for name in names_from_core(&text).with_context(|| file.display().to_string())? {
                let home = derived.get(&name).copied().unwrap_or(0);
                if home > number {
                    early.push(format!("{} uses {name}, which ch{home:02} derives", file.display()));
                }
            }
        }
    }
    ensure!(early.is_empty(), "what a later chapter derives is used too early:\n{}", early.join("\n"));
    Ok(())
}

/// The chapter that derives each public name of `core-tensor`.
fn derived_in() -> Result<HashMap<String, u32>> {
    let mut homes = HashMap::new();
    for file in rust_files(&root().join("crates/core-tensor/src"))? {
        let text = std::fs::read_to_string(&file)?;
        let Some(chapter) = derived_note(&text) else { continue };
        for name in public_names(&text).with_context(|| file.display().to_string())? {
            if let Some(other) = homes.insert(name.clone(), chapter)
                && other != chapter
            {
                bail!("two public items are called {name}, one of ch{other:02}, one of ch{chapter:02}");
            }
        }
    }
    Ok(homes)
}

/// 5, of the line `//! Derived in: ch05 (book §5.6.1).`
fn derived_note(text: &str) -> Option<u32> {
    let note =
        text.lines().take_while(|line| line.starts_with("//!")).find_map(|l| l.split_once("Derived in: ch"));
    note?.1.get(..2)?.parse().ok()
}

fn public_names(text: &str) -> Result<Vec<String>> {
    let names = syn::parse_file(text)?.items.into_iter().filter_map(|item| match item {
        Item::Fn(item) => public(&item.vis, &item.sig.ident),
        Item::Struct(item) => public(&item.vis, &item.ident),
        Item::Enum(item) => public(&item.vis, &item.ident),
        Item::Trait(item) => public(&item.vis, &item.ident),
        Item::Const(item) => public(&item.vis, &item.ident),
        Item::Type(item) => public(&item.vis, &item.ident),
        _ => None,
    });
    Ok(names.collect())
}

fn public(visibility: &Visibility, name: &syn::Ident) -> Option<String> {
    matches!(visibility, Visibility::Public(_)).then(|| name.to_string())
}

/// Every name that this source takes from `core_tensor`.
fn names_from_core(text: &str) -> Result<Vec<String>> {
    let mut names = Names::default();
    names.visit_file(&syn::parse_file(text)?);
    match names.glob {
        true => bail!("`use core_tensor::…::*` hides what is used: name it"),
        false => Ok(names.found),
    }
}

#[derive(Default)]
struct Names {
    found: Vec<String>,
    glob: bool,
}

impl Names {
    fn add(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                self.found.push(path.ident.to_string());
                self.add(&path.tree);
            }
            UseTree::Name(name) => self.found.push(name.ident.to_string()),
            UseTree::Rename(rename) => self.found.push(rename.ident.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(tree)),
            UseTree::Glob(_) => self.glob = true,
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let UseTree::Path(path) = &item.tree
            && path.ident == "core_tensor"
        {
            self.add(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.first().is_some_and(|first| first.ident == "core_tensor") {
            self.found.extend(path.segments.iter().skip(1).map(|segment| segment.ident.to_string()));
        }
        syn::visit::visit_path(self, path);
    }
}

/// The chapters among a crate's dependencies.
fn other_chapters(folder: &Path) -> Result<Vec<String>> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))?;
    let keys = manifest.lines().filter_map(|line| line.split(['.', '=', ' ']).next());
    Ok(keys.filter(|key| chapter_number(key).is_some()).map(str::to_owned).collect())
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_uses_and_in_the_middle_of_expressions() {
        let text = "use core_tensor::{Init, layers::{Affine, Layer as L}};
                    use ndarray::Array;
                    fn f() { let y = core_tensor::functions::activation::relu::<f64>(1.0); }";
        let names = names_from_core(text).unwrap();
        assert_eq!(names, ["Init", "layers", "Affine", "Layer", "functions", "activation", "relu"]);
        assert!(names_from_core("use core_tensor::layers::*;").is_err());
    }

    #[test]
    fn the_core_says_where_its_parts_are_derived() {
        let derived = derived_in().unwrap();
        for (name, chapter) in [("relu", 3), ("numerical_gradient", 4), ("Affine", 5), ("BatchNorm", 6)] {
            assert_eq!(derived.get(name), Some(&chapter), "{name}");
        }
        assert_eq!(derived.get("Streams"), None, "random streams are there from the start");
    }

    #[test]
    fn every_chapter_keeps_the_books_order() {
        check().unwrap();
    }
}
