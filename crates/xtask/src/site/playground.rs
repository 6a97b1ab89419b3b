//! How do demos and experiments get into the book? The crate `playground`, compiled for browsers, and the files that it asks for.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TARGET: &str = "wasm32-unknown-unknown";
/// Rustup gives up later than a reader does.
const PATIENCE: Duration = Duration::from_secs(120);
/// Browsers have had these vector instructions since 2021 to 2023.
const FLAGS: &str = "-C target-feature=+simd128";
/// The file in the book.
pub(super) const WASM: &str = "playground.wasm";
/// The folder in the book with the digits and the trained weights.
const DATA: &str = "data";
/// What the page loads instead of the scripts when there is nothing to play with.
const NOTHING: &str = "// This book was built without the playground.\n";

/// Compiles the playground; without a compiler for browsers there is none, and one line says so.
///
/// # Errors
/// If it doesn't compile.
pub(super) fn compiled(root: &Path) -> Result<Option<PathBuf>> {
    let Some(mut command) = compiler(root) else {
        println!("without demos: no compiler for browsers (`rustup target add {TARGET}` gets it)");
        return Ok(None);
    };
    let target = root.join("target/wasm");
    let done = command
        .args(["--package", "playground", "--lib", "--profile", "browser"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", FLAGS)
        .status()
        .context("the playground cannot be compiled")?;
    ensure!(done.success(), "the playground doesn't compile for browsers");
    Ok(Some(target.join(TARGET).join("browser").join(WASM)))
}

/// Cargo with the target, or with the compiler that `.ci/wasm-toolchain` has unpacked.
fn compiler(root: &Path) -> Option<Command> {
    if has_target() || added() {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--target", TARGET]);
        return Some(cargo);
    }
    root.join("target/wasm-toolchain/complete").exists().then(|| {
        let mut script = Command::new(root.join(".ci/wasm-toolchain"));
        script.arg("build");
        script
    })
}

/// Whether the standard library for browsers is installed.
fn has_target() -> bool {
    let output = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Asks rustup for the target.
fn added() -> bool {
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]).stdout(Stdio::null()).stderr(Stdio::null());
    let is_added = within(&mut rustup, PATIENCE) && has_target();
    if is_added {
        println!("rustup has added the target {TARGET}");
    }
    is_added
}

/// Whether a command succeeds in this time.
fn within(command: &mut Command, time: Duration) -> bool {
    let Ok(mut child) = command.spawn() else { return false };
    let end = Instant::now() + time;
    while Instant::now() < end {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Ok(Some(status)) => return status.success(),
            Err(_) => return false,
        }
    }
    // Nothing waits for what never ends.
    let _ = child.kill().and_then(|()| child.wait());
    false
}

/// Puts the playground, or its absence, into the folder of the book.
///
/// # Errors
/// If a file cannot be read or written.
pub(super) fn put(root: &Path, book: &Path, wasm: Option<&Path>) -> Result<()> {
    let Some(wasm) = wasm else {
        return Ok(std::fs::write(book.join("playground.js"), NOTHING)?);
    };
    let bytes = std::fs::read(wasm).with_context(|| wasm.display().to_string())?;
    std::fs::write(book.join(WASM), slim(&bytes)?)?;
    let data = book.join(DATA);
    std::fs::create_dir_all(&data)?;
    for file in files(root)? {
        std::fs::copy(&file, data.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// The files of the digits and of the trained weights.
///
/// # Errors
/// If their folders cannot be read.
pub(super) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for (folder, ending) in [("mnist", "gz"), ("weights", "safetensors")] {
        let folder = root.join("datasets").join(folder);
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The module without what only the tool `wasm-bindgen` would read: `plotters` brings 2,800 exports that describe a browser's
/// objects, and nothing calls them. A fifth of the module is reachable from them alone.
///
/// # Errors
/// If it is no module.
fn slim(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(bytes)?;
    let exports: Vec<_> =
        module.exports.iter().filter(|export| export.name.starts_with("__wbindgen")).collect();
    let exports: Vec<_> = exports.into_iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|export| module.exports.delete(export));
    let sections: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for section in sections {
        module.customs.delete(section);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_without_the_playground_says_so_in_its_script() {
        let book = tempfile::tempdir().unwrap();
        put(&crate::workspace::root(), book.path(), None).unwrap();
        assert_eq!(std::fs::read_to_string(book.path().join("playground.js")).unwrap(), NOTHING);
    }

    #[test]
    fn what_describes_a_browsers_objects_is_left_out() {
        let mut module = walrus::Module::default();
        for name in ["answer", "__wbindgen_describe_x"] {
            let mut function = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            function.func_body().unreachable();
            let function = function.finish(vec![], &mut module.funcs);
            module.exports.add(name, function);
        }
        let slim = walrus::Module::from_buffer(&slim(&module.emit_wasm()).unwrap()).unwrap();
        let names: Vec<&str> = slim.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!((names, slim.funcs.iter().count()), (vec!["answer"], 1));
    }

    #[test]
    fn a_command_that_never_ends_is_ended() {
        assert!(!within(Command::new("sleep").arg("60"), Duration::from_millis(200)));
        assert!(!within(&mut Command::new("no-such-command"), PATIENCE));
    }

    #[test]
    fn every_file_that_demos_ask_for_is_put_into_the_book() {
        let files = files(&crate::workspace::root()).unwrap();
        let names: Vec<_> = files.iter().filter_map(|file| file.file_name()?.to_str()).collect();
        for demo in playground::DEMOS {
            for name in demo.needs.files() {
                assert!(names.contains(&name), "{name} of {}", demo.id);
            }
        }
    }
}
