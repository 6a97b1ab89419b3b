//! Does a browser show every page as it should? Each is opened in Chromium without a window, at two widths.

use super::build::build;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A desk's and a phone's, in CSS pixels.
const WIDTHS: [u32; 2] = [1280, 390];
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Put before a page, in a copy: frames of both widths cannot be looked into from a file, so the page judges itself.
const JUDGE: &str = include_str!("judge.js");

/// Builds the book and opens every page; with `pictures` a picture of each is put there.
///
/// # Errors
/// With all that is wrong: a message of the browser, a picture or link that is missing, a formula that is not rendered,
/// a page wider than the screen.
pub(crate) fn look(pictures: Option<&Path>) -> Result<()> {
    let book = build()?;
    let browser = browser()?;
    let mut wrong = Vec::new();
    let mut looked = 0;
    for page in pages(&book)? {
        for width in WIDTHS {
            let words = judged(browser, &page, width, pictures)?;
            looked += 1;
            if !words.is_empty() {
                wrong.push(format!("{} at {width}: {words}", page.display()));
            }
        }
    }
    ensure!(wrong.is_empty(), "these pages are not as they should be:\n{}", wrong.join("\n"));
    println!("{looked} views, nothing wrong");
    Ok(())
}

fn browser() -> Result<&'static str> {
    let works =
        |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
    BROWSERS
        .iter()
        .find(works)
        .copied()
        .context("no Chromium is installed; `apt-get install chromium` is one way")
}

fn pages(book: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(book)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("figures") && !path.ends_with("files") {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What is wrong with a page at this width: nothing, if all is well.
fn judged(browser: &str, page: &Path, width: u32, pictures: Option<&Path>) -> Result<String> {
    let text = std::fs::read_to_string(page)?;
    let copy = page.with_extension("judged.html");
    let judge = format!("<script>const WIDTH = {width};\n{JUDGE}</script></head>");
    std::fs::write(&copy, text.replacen("</head>", &judge, 1))?;
    let address = format!("file://{}", copy.display());
    let profile = tempfile::tempdir()?;
    let run = |words: &[String]| {
        Command::new(browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("--window-size={width},1000"))
            .args(words)
            .arg(&address)
            .output()
            .context("the browser cannot be started")
    };
    let output = run(&["--virtual-time-budget=4000".to_owned(), "--dump-dom".to_owned()])?;
    if let Some(folder) = pictures {
        std::fs::create_dir_all(folder)?;
        let name = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let picture = folder.join(format!("{name}-{width}.png"));
        run(&["--virtual-time-budget=4000".into(), format!("--screenshot={}", picture.display())])?;
    }
    std::fs::remove_file(&copy)?;
    let dom = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    let mut words: Vec<String> =
        log.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    match dom.split_once("data-judged=\"").and_then(|(_, rest)| rest.split_once('"')) {
        Some(("well", _)) => {}
        Some((verdict, _)) => words.push(verdict.to_owned()),
        None => bail!("{} could not be looked at: {log}", page.display()),
    }
    Ok(words.join("; "))
}
