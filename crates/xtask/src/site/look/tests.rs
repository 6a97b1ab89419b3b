//! Does the judge notice what is wrong, and do the scripts do what they should? In a browser, if one is installed.

use super::browser::Browser;
use super::view::{VIEWS, Verdicts, View, judged};
use super::{JUDGE, pages, paper};
use crate::site::build::book;
use portable_math::powf;
use std::path::{Path, PathBuf};

/// A browser, or a sentence on why the test looks at nothing.
fn browser() -> Option<Browser> {
    match Browser::find() {
        Ok(browser) => Some(browser),
        Err(error) => {
            println!("not looked at: {error}");
            None
        }
    }
}

fn view(name: &str) -> &'static View {
    VIEWS.iter().find(|view| view.name == name).unwrap()
}

/// What the judge says of small pages, each with one body.
fn said_of(bodies: &[&str], view: &View) -> Option<Verdicts> {
    let browser = browser()?;
    let folder = tempfile::tempdir().unwrap();
    let style =
        "table { width: 1500px } .wide { overflow: auto } nav { display: none } .wider { width: 2000px }";
    let mut pages = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        let page = PathBuf::from(format!("{at}.html"));
        let html = format!(
            "<!doctype html><html><head><style>{style}</style></head><body><main>{body}</main></body></html>"
        );
        std::fs::write(folder.path().join(&page), html).unwrap();
        pages.push(page);
    }
    Some(judged(&browser, folder.path(), &pages, view, JUDGE).unwrap())
}

fn notices(cases: &[(&str, &str)], view: &View) {
    let bodies: Vec<&str> = cases.iter().map(|(body, _)| *body).collect();
    let Some(verdicts) = said_of(&bodies, view) else { return };
    for (at, (body, expected)) in cases.iter().enumerate() {
        let verdict = verdicts.pages.iter().find(|verdict| verdict.page == format!("{at}.html")).unwrap();
        let words = verdict.wrong.join("; ");
        match *expected {
            "" => assert_eq!(words, "", "{body}"),
            expected => assert!(words.contains(expected), "{expected}: {words:?} of {body}"),
        }
    }
}

const DOT: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

#[test]
fn the_judge_notices_what_is_wrong_on_a_desk() {
    let with_dot = |text: &str| text.replace("DOT", DOT);
    let no_caption = with_dot("<h1>T</h1><figure><img src=\"DOT\" alt=\"A\"></figure>");
    let no_alt = with_dot("<h1>T</h1><img src=\"DOT\" alt=\"\">");
    let card = "<h1>T</h1><section class=\"card\" id=\"card-a\"><form onsubmit=\"return false\"><input><button type=\"submit\">R</button>\
                <button type=\"button\" class=\"again\"></button></form><p class=\"verdict\"></p><details><p>A</p></details></section>";
    notices(
        &[
            ("<h1>T</h1><h2>A</h2><p>Text.</p>", ""),
            ("<p>Text.</p>", "0 headings"),
            ("<h1>T</h1><h3>A</h3>", "leaves out a level"),
            ("<h1>T</h1><img src=\"none.png\" alt=\"A\">", "no picture none.png"),
            (&no_caption, "no caption"),
            (&no_alt, "no alternative text"),
            (
                "<h1>T</h1><div class=\"wide\"><table><tr><td>1</td></tr></table></div>",
                "wider than its column",
            ),
            ("<h1>T</h1><div class=\"wider\">w</div>", "wider than the screen by 7"),
            ("<h1>T</h1><p>$x$</p>", "shown as text"),
            ("<h1>T</h1><p>**x**</p>", "a mark of Markdown"),
            ("<h1>T</h1><math><merror></merror></math>", "a formula is wrong"),
            ("<h1 id=\"a\">T</h1><p id=\"a\"></p>", "there are two #a"),
            ("<h1>T</h1><a href=\"#none\">n</a>", "a link leads to #none"),
            ("<h1>T</h1><img src=\"https://example.org/a.png\" alt=\"A\">", "a request to the network"),
            ("<h1>T</h1><pre><code>x</code></pre>", "cannot be copied"),
            (card, "the button of the card #card-a does nothing"),
        ],
        view("1280-light"),
    );
}

#[test]
fn the_judge_notices_what_is_wrong_on_a_phone_and_on_paper() {
    notices(
        &[
            ("<h1>T</h1><div style=\"width: 380px\">w</div>", ""),
            ("<h1>T</h1><div style=\"width: 500px\">w</div>", "wider than the screen"),
        ],
        view("390-dark"),
    );
    notices(
        &[
            ("<h1>T</h1><details open><summary>R</summary><p>A</p></details>", ""),
            (
                "<h1>T</h1><details><summary>R</summary><p style=\"display: none\">A</p></details>",
                "not on paper",
            ),
            ("<h1>T</h1><form><input></form>", "on paper there is form"),
        ],
        view("paper"),
    );
}

#[test]
fn what_the_browser_complains_of_is_heard() {
    let body = "<h1>T</h1><script>console.error(\"broken\")</script>";
    let Some(verdicts) = said_of(&[body], view("1280-light")) else { return };
    assert!(verdicts.console.iter().any(|line| line.contains("broken")), "{:?}", verdicts.console);
}

/// A workspace with few pages that have everything a page can have.
fn sample(root: &Path) -> PathBuf {
    let pages = root.join("notebooks-md");
    let figures = pages.join("figures/ch05-backprop");
    std::fs::create_dir_all(&figures).unwrap();
    let picture = crate::workspace::root().join("notebooks-md/figures/ch05-backprop/buy_apple.png");
    std::fs::copy(picture, figures.join("buy_apple.png")).unwrap();
    std::fs::write(pages.join("index.md"), include_str!("sample/index.md")).unwrap();
    std::fs::write(pages.join("ch05.md"), include_str!("sample/ch05.md")).unwrap();
    std::fs::write(pages.join("ch06.md"), include_str!("sample/ch06.md")).unwrap();
    std::fs::write(root.join("main.rs"), "fn main() {}\n").unwrap();
    let target = root.join("book");
    book(root, &target).unwrap();
    target
}

#[test]
fn a_page_with_everything_is_well_in_every_view() {
    let Some(browser) = browser() else { return };
    let root = tempfile::tempdir().unwrap();
    let book = sample(root.path());
    let pages = pages(&book).unwrap();
    for view in &VIEWS {
        let verdicts = judged(&browser, &book, &pages, view, JUDGE).unwrap();
        for verdict in &verdicts.pages {
            assert!(verdict.wrong.is_empty(), "{} {}: {:?}", verdict.page, view.name, verdict.wrong);
        }
        assert!(verdicts.console.is_empty(), "{:?}", verdicts.console);
    }
}

#[test]
fn scripts_compare_find_copy_and_remember() {
    let Some(browser) = browser() else { return };
    let root = tempfile::tempdir().unwrap();
    let book = sample(root.path());
    let script = include_str!("behaviour.js");
    let verdicts = judged(&browser, &book, &["ch05.html".into()], view("1280-light"), script).unwrap();
    assert!(verdicts.pages[0].wrong.is_empty(), "{:#?}", verdicts.pages[0].wrong);
    assert!(verdicts.console.is_empty(), "{:?}", verdicts.console);
}

#[test]
fn folds_are_printed() {
    let Some(browser) = browser() else { return };
    let root = tempfile::tempdir().unwrap();
    let book = sample(root.path());
    match paper::unprinted(&browser, &book.join("ch05.html")).unwrap() {
        Some(lost) => assert!(lost.is_empty(), "{lost:?}"),
        None => println!("not looked at: `pdftotext` isn't installed"),
    }
    // The same page without its style for paper and without its scripts loses what is folded.
    let html = std::fs::read_to_string(book.join("ch05.html")).unwrap();
    let bare =
        html.replace("book.css", "none.css").replace("reader.js", "none.js").replace("cards.js", "none.js");
    std::fs::write(book.join("bare.html"), bare).unwrap();
    if let Some(lost) = paper::unprinted(&browser, &book.join("bare.html")).unwrap() {
        assert!(!lost.is_empty());
    }
}

#[test]
fn the_colours_have_the_contrast_that_reading_needs() {
    let style = include_str!("../style/colours.css");
    let colours = |name: &str| -> [f64; 2] {
        let line = style.lines().find(|line| line.trim().starts_with(&format!("--{name}:"))).unwrap();
        let (_, pair) = line.split_once("light-dark(").unwrap();
        let mut both = pair.trim_end_matches(");").split(", ").map(luminance);
        [both.next().unwrap(), both.next().unwrap()]
    };
    let contrast = |a: f64, b: f64| (a.max(b) + 0.05) / (a.min(b) + 0.05);
    let words = ["ink", "dim", "link", "good", "bad", "warm", "comment", "string", "keyword", "type"];
    for (name, ground, least) in words
        .into_iter()
        .flat_map(|name| [(name, "paper", 4.5), (name, "soft", 4.5)])
        .chain([("ink", "mark", 4.5), ("edge", "paper", 3.0), ("edge", "soft", 3.0)])
    {
        let pairs = colours(name).into_iter().zip(colours(ground));
        for (theme, (front, back)) in ["light", "dark"].into_iter().zip(pairs) {
            let found = contrast(front, back);
            assert!(found >= least, "{name} on {ground}, {theme}: {found:.2} is less than {least}");
        }
    }
}

/// As WCAG defines it.
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { powf((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
