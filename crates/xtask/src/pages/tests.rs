//! One digit, one line, one figure: each difference is refused.

use super::*;
use serde_json::json;

fn records(accuracy: f64, units: &str) -> Records {
    let number = json!({ "number": 1, "as": "count", "shown": units });
    let table =
        json!({ "title": "After 300 iterations", "heads": ["", "units"], "rows": [["all 0", number]] });
    let figure = json!({ "name": "symmetry_laboratory", "width": 582, "height": 400, "title": "Zero", "alt": "curves" });
    let experiment = json!({
        "experiment": "symmetry_laboratory",
        "question": "Zero?",
        "findings": { "relu.accuracy": accuracy },
        "record": { "tables": [table], "figures": [figure] },
        "figures": { "symmetry_laboratory.png": "0" },
    });
    Records::of(vec![json!({ "chapter": "ch06-init-optim", "experiments": [experiment] })])
}

const PAGE: &str = "# Zero?\n\nIt has <!-- n: ch06/symmetry_laboratory/relu.accuracy %.1% -->?<!-- /n -->.\n\n\
    <!-- code: ch06-init-optim/src/derive/sgd.rs#Sgd::update -->\n<!-- end -->\n\n\
    <!-- run: ch06/symmetry_laboratory -->\n<!-- end -->\n";

fn filled() -> String {
    blocks::filled(PAGE, &records(0.1135, "1"), "").unwrap()
}

#[test]
fn a_page_is_filled_with_code_output_figures_and_numbers() {
    let page = filled();
    assert!(
        page.contains("%.1% -->11.3 %<!-- /n -->") || page.contains("%.1% -->11.4 %<!-- /n -->"),
        "{page}"
    );
    assert!(page.contains("*w -= self.lr * g;"), "{page}");
    assert!(page.contains("| all 0 | 1 |"), "{page}");
    assert!(page.contains("<a href=\"figures/ch06-init-optim/symmetry_laboratory.png\">"), "{page}");
    assert_eq!(blocks::filled(&page, &records(0.1135, "1"), "").unwrap(), page);
}

#[test]
fn one_digit_of_an_output_one_of_a_number_and_one_line_of_code_are_filled_back() {
    let page = filled();
    for (from, to) in
        [("| all 0 | 1 |", "| all 0 | 2 |"), (" %<!-- /n", "5 %<!-- /n"), ("*w -= self.lr", "*w += self.lr")]
    {
        let changed = page.replacen(from, to, 1);
        assert_ne!(changed, page);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ch06.md");
        std::fs::write(&path, &changed).unwrap();
        let right = blocks::filled(&changed, &records(0.1135, "1"), "").unwrap();
        assert_eq!(right, page);
        assert!(put(&path, right.as_bytes(), true, COMMAND).is_err(), "{from} became {to}");
    }
}

#[test]
fn a_demo_has_its_place_and_says_how_to_open_it() {
    let page = "<!-- demo: perceptron-line -->\n<!-- end -->\n";
    let filled = blocks::filled(page, &records(0.1, ""), "").unwrap();
    assert!(
        filled.contains(
            "<div class=\"demo\" id=\"demo-perceptron-line\">\n\n**Demo: Three numbers, one line.**"
        ),
        "{filled}"
    );
    assert!(filled.contains("`cargo xtask book --open`.\n\n</div>\n<!-- end -->\n"), "{filled}");
    assert_eq!(blocks::filled(&filled, &records(0.1, ""), "").unwrap(), filled);
}

#[test]
fn one_pixel_of_a_figure_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let figures = folder.path().join("figures/ch06-init-optim");
    std::fs::create_dir_all(&figures).unwrap();
    std::fs::write(figures.join("symmetry_laboratory.png"), b"another picture").unwrap();
    let error = records(0.1, "").have_their_figures(folder.path()).unwrap_err();
    assert!(error.to_string().contains("is not what the run drew"), "{error}");
}

#[test]
fn unknown_experiments_items_and_numbers_are_refused() {
    let records = records(0.1, "");
    for line in [
        "<!-- run: ch06/no_such -->\n<!-- end -->",
        "<!-- demo: no-such -->\n<!-- end -->",
        "<!-- code: ch06-init-optim/src/derive/sgd.rs#Sgd::leap -->\n<!-- end -->",
        "a <!-- n: ch06/symmetry_laboratory/no_such %.1f --><!-- /n -->",
        "<!-- n: ch06/symmetry_laboratory/relu.accuracy %.1f --><!-- /n --> at the start",
        "<!-- figure: ch06/symmetry_laboratory-no_such -->\n<!-- end -->",
        "<!-- run: ch06/symmetry_laboratory -->\nwithout an end",
    ] {
        assert!(blocks::filled(line, &records, "").is_err(), "{line}");
    }
}

#[test]
fn an_experiment_without_a_page_and_a_dead_link_are_refused() {
    let records = records(0.1, "");
    let page = |text: &str| vec![(PathBuf::from("/nowhere/ch06.md"), text.to_owned())];
    assert!(audit::all_is_shown(&records, &page("# Nothing\n")).is_err());
    audit::all_is_shown(&records, &page("<!-- run: ch06/symmetry_laboratory -->\n")).unwrap();
    assert!(audit::links_lead_somewhere(&page("[x](gone.md)")).is_err());
}

#[test]
fn a_text_that_shows_a_clock_may_differ_its_findings_may_not() {
    let result = |n: u32, shown: &str, clock: bool| {
        record::says(
            &json!({ "scale": "standard", "findings": { "n": n }, "record": shown, "shows_a_clock": clock }),
        )
    };
    assert_eq!(result(1, "3 ms", true), result(1, "4 ms", true));
    assert_ne!(result(1, "3 ms", true), result(2, "3 ms", true));
    assert_ne!(result(1, "3 ms", false), result(1, "4 ms", false));
    let measured = |time: &str| record::says(&json!({ "record": { "tables": [1], "measured": [time] } }));
    assert_eq!(measured("3 ms"), measured("4 ms"));
}
