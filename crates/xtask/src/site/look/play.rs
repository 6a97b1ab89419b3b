//! Do demos and experiments show in a browser what they give natively? Every demo is used as a reader would, on a page of its own.

use super::browser::Browser;
use crate::site::build::build;
use crate::site::playground::{WASM, files};
use crate::site::serve::Server;
use crate::workspace::root;
use anyhow::{Context, Result, ensure};
use playground::{DEMOS, Outside, Shell};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

const SCRIPT: &str = include_str!("play.js");
const PAGE: &str = "play.judged.html";
/// An experiment of each chapter that takes no time.
const EXPERIMENTS: [[&str; 2]; 8] = [
    ["ch01-ndarray", "array_basics"],
    ["ch02-perceptron", "and_gate"],
    ["ch03-neural-net", "three_layer"],
    ["ch04-loss", "gradient_1d"],
    ["ch05-backprop", "buy_apple"],
    ["ch06-init-optim", "sgd_zigzag"],
    ["ch07-cnn", "convolution_by_hand"],
    ["ch08-deep", TRAINING],
];
/// It trains in `f32`, where one rounding more in each step adds up.
const TRAINING: &str = "two_small_filters_for_one_large";
/// How near its numbers have to be, as a share of them.
const NEAR_AFTER_TRAINING: f64 = 1e-3;
/// How long all demos together may take.
const PATIENCE: Duration = Duration::from_secs(1200);
/// A slider's answer, in the median.
const MOST: f64 = 16.0;
/// Steps a second of a training that is shown.
const LEAST: f64 = 100.0;
/// How near a number has to be, as a share of it.
const NEAR: f64 = 1e-6;

/// What the page says of itself.
#[derive(Deserialize)]
struct Said {
    demos: Vec<Used>,
    /// What was requested before a demo was in view.
    early: Vec<String>,
    /// What was requested elsewhere.
    requests: Vec<String>,
    trained: Option<Trained>,
    runs: Vec<Ran>,
    /// What is wrong on a dark page of 360 pixels.
    phone: Vec<String>,
    error: Option<String>,
}

/// What a demo showed.
#[derive(Deserialize)]
struct Used {
    id: String,
    state: String,
    says: String,
    /// What was asked of it, until these numbers were there.
    asked: Vec<Value>,
    numbers: BTreeMap<String, String>,
    #[serde(default)]
    sentence: String,
    milliseconds: Vec<f64>,
    /// The state after a random walk and a reset.
    walked: Option<String>,
    /// Its sentence then.
    after: Option<String>,
}

/// What fifty equal units became.
#[derive(Deserialize)]
struct Trained {
    step: f64,
    seconds: f64,
    /// How many were different after these steps, and after a nudge.
    equal: f64,
    nudged: f64,
}

/// What an experiment showed.
#[derive(Deserialize)]
struct Ran {
    heading: String,
    figures: usize,
    cells: Vec<String>,
    asked: Vec<Value>,
}

/// Builds the book, uses every demo in a browser, runs an experiment there, and compares with the native values.
///
/// # Errors
/// With all that is wrong: a demo that doesn't become ready or doesn't stay so, another number, a message of the browser, a
/// request too early or elsewhere.
pub(crate) fn play() -> Result<()> {
    let book = build()?;
    ensure!(book.join(WASM).exists(), "this book has no demos, since there is no compiler for browsers");
    std::fs::write(book.join(PAGE), page(&book)?)?;
    let (said, console) = said(&book)?;
    std::fs::remove_file(book.join(PAGE))?;
    let mut wrong = console;
    wrong.extend(said.error.iter().cloned());
    wrong.extend(said.early.iter().map(|name| format!("requested before a demo was in view: {name}")));
    wrong.extend(said.requests.iter().map(|name| format!("requested elsewhere: {name}")));
    for used in &said.demos {
        let faults = faults(used)?;
        println!("{:<24} {}", used.id, if faults.is_empty() { timed(used) } else { "wrong".to_owned() });
        wrong.extend(faults.into_iter().map(|words| format!("{}: {words}", used.id)));
    }
    wrong.extend(said.phone.iter().map(|words| format!("on a phone: {words}")));
    wrong.extend(faults_of_training(said.trained.as_ref()));
    if said.runs.len() != EXPERIMENTS.len() {
        wrong.push(format!("{} experiments ran", said.runs.len()));
    }
    for ran in &said.runs {
        wrong.extend(faults_of_run(ran)?);
    }
    ensure!(wrong.is_empty(), "not all can be used:\n{}", wrong.join("\n"));
    println!(
        "{} demos and {} experiments show in a browser what they give natively",
        said.demos.len(),
        said.runs.len()
    );
    Ok(())
}

/// A page with all demos and an experiment of each chapter, far below its beginning.
fn page(book: &Path) -> Result<String> {
    let html = std::fs::read_to_string(book.join("notation.html"))?;
    let (before, rest) = html.split_once("<main id=\"main\">").context("a page has no beginning")?;
    let (_, after) = rest.split_once("</main>").context("a page has no end")?;
    let demo = |id: &str| {
        format!("<div class=\"demo\" id=\"demo-{id}\"></div>\n<div style=\"height: 3000px\"></div>\n")
    };
    let ids: Vec<&str> = DEMOS.iter().map(|demo| demo.id).collect();
    let demos: String = ids.iter().map(|id| demo(id)).collect();
    let run = |[chapter, name]: [&str; 2]| {
        format!(
            "<p><a id=\"{name}\"></a></p>\n<pre class=\"sh\"><code>cargo run -p {chapter} {name}\n</code></pre>\n"
        )
    };
    let runs: String = EXPERIMENTS.map(run).concat();
    let script = format!("<script>const DEMOS = {};\n{SCRIPT}</script></head>", serde_json::to_string(&ids)?);
    let body = format!("<h1>Demos</h1>\n<div style=\"height: 3000px\"></div>\n{demos}<h2>Run</h2>\n{runs}");
    Ok(format!("{}<main id=\"main\">{body}</main>{after}", before.replacen("</head>", &script, 1)))
}

/// What the page says, and what the browser complains of.
fn said(book: &Path) -> Result<(Said, Vec<String>)> {
    let browser = Browser::find()?;
    let (teller, heard) = channel();
    let server = Server::new(book, Some(teller))?;
    let address = format!("{}{PAGE}", server.address());
    std::thread::spawn(move || server.run());
    let profile = tempfile::tempdir()?;
    let log = profile.path().join("log");
    let mut child = browser.start(&address, profile.path(), File::create(&log)?)?;
    let text = heard.recv_timeout(PATIENCE);
    child.kill()?;
    child.wait()?;
    let log = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
    let text = text.with_context(|| format!("the browser said nothing: {log}"))?;
    let console = log.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    Ok((serde_json::from_str(&text)?, console))
}

/// What is wrong with a demo.
fn faults(used: &Used) -> Result<Vec<String>> {
    if used.state != "ready" {
        return Ok(vec![format!("{}: {}", used.state, used.says)]);
    }
    let mut shell = Shell::new();
    let first = replied(&mut shell, &serde_json::json!({ "do": "open", "demo": used.id }))?;
    let mut view = first["view"].clone();
    for request in used.asked.iter().filter(|request| request["demo"] == used.id.as_str()) {
        view = replied(&mut shell, request)?;
    }
    let mut faults = differences(&view, &used.numbers);
    if view["says"] != used.sentence.as_str() {
        faults.push(format!("it says “{}”, and natively {}", used.sentence, view["says"]));
    }
    if used.asked.is_empty() {
        faults.push("nothing was asked when a control was moved".to_owned());
    }
    if used.walked.as_deref() != Some("ready") {
        faults.push(format!("after 200 changes and a reset it is {:?}", used.walked));
    }
    if first["view"]["says"].as_str() != used.after.as_deref() {
        faults.push(format!("reset doesn't bring back the first state, but {:?}", used.after));
    }
    if let Some(median) = median(used).filter(|median| *median > MOST && !trains(&used.id)) {
        println!("{}: a slider's answer takes {median:.1} ms, which should be {MOST} ms", used.id);
    }
    Ok(faults)
}

/// Numbers of the page that aren't those of the view.
fn differences(view: &Value, shown: &BTreeMap<String, String>) -> Vec<String> {
    let numbers = view["numbers"].as_array().cloned().unwrap_or_default();
    if numbers.len() != shown.len() {
        return vec![format!("{} numbers on the page, and natively {}", shown.len(), numbers.len())];
    }
    let differs = |number: &Value| {
        let name = number["name"].as_str().unwrap_or_default();
        let there = shown.get(name).map_or("nothing", String::as_str);
        (!is_same(there, &number["value"]))
            .then(|| format!("{name} is {there} on the page, and natively {}", number["value"]))
    };
    numbers.iter().filter_map(differs).collect()
}

/// Integers exactly, others nearly; what isn't finite is `null` on both sides.
fn is_same(shown: &str, native: &Value) -> bool {
    match (shown.parse::<f64>(), native.as_f64()) {
        (Ok(shown), Some(native)) if native.fract() == 0.0 => shown == native,
        (Ok(shown), Some(native)) => (shown - native).abs() <= NEAR * native.abs(),
        _ => native.is_null() && shown == "null",
    }
}

/// Equal units have to stay equal, and one nudge makes two of them.
fn faults_of_training(trained: Option<&Trained>) -> Vec<String> {
    let Some(Trained { step, seconds, equal, nudged }) = trained else {
        return vec!["nothing was trained".to_owned()];
    };
    let rate = step / seconds;
    println!("{equal} of 50 equal units after {step} steps, {rate:.0} a second; {nudged} after a nudge");
    if rate < LEAST {
        println!("it trains {rate:.0} steps a second, which should be {LEAST}");
    }
    let is_right = *step >= 2000.0 && (*equal, *nudged) == (1.0, 2.0);
    (!is_right)
        .then(|| format!("{equal} units after {step} steps, {nudged} after a nudge"))
        .into_iter()
        .collect()
}

fn faults_of_run(ran: &Ran) -> Result<Vec<String>> {
    let request = ran.asked.last().context("the experiment was never asked for")?;
    let native = replied(&mut Shell::new(), request)?;
    let rows = native["tables"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|table| table["rows"].as_array().into_iter().flatten());
    let cells = rows.flat_map(|row| row.as_array().into_iter().flatten());
    let cells: Vec<String> = cells.map(cell).collect();
    let figures = native["figures"].as_array().map_or(0, Vec::len);
    let mut faults = Vec::new();
    if ran.heading != "From your run, at quick scale" {
        faults.push(format!("a run has the heading “{}”", ran.heading));
    }
    let are_same = if request["experiment"] == TRAINING {
        cells.len() == ran.cells.len() && cells.iter().zip(&ran.cells).all(|(a, b)| is_near(a, b))
    } else {
        ran.cells == cells
    };
    if ran.figures != figures || !are_same {
        faults.push(format!(
            "a run shows {} figures and {:?}, and natively {figures} and {cells:?}",
            ran.figures, ran.cells
        ));
    }
    Ok(faults)
}

/// Whether two cells are the same words, or nearly the same number.
fn is_near(a: &str, b: &str) -> bool {
    let numbers = a.parse::<f64>().ok().zip(b.parse::<f64>().ok());
    a == b || numbers.is_some_and(|(a, b)| (a - b).abs() <= NEAR_AFTER_TRAINING * a.abs())
}

/// A cell as the page writes it.
fn cell(cell: &Value) -> String {
    let text = cell["text"].as_str().unwrap_or_default().replace('`', "");
    if cell["number"] == true { text.replacen('-', "−", 1) } else { text }
}

/// The native reply; files that it misses are read.
fn replied(shell: &mut Shell, request: &Value) -> Result<Value> {
    loop {
        let reply: Value = serde_json::from_str(&shell.answer(&request.to_string(), Outside::NOTHING))?;
        let Some(missing) = reply["missing"].as_array() else { return Ok(reply) };
        for path in files(&root())? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if missing.iter().any(|missing| *missing == name.as_str()) {
                shell.keep(name, std::fs::read(&path)?);
            }
        }
    }
}

fn trains(id: &str) -> bool {
    DEMOS.iter().any(|demo| demo.id == id && demo.needs.digits)
}

fn timed(used: &Used) -> String {
    median(used).map_or("no slider".to_owned(), |median| format!("a slider's answer in {median:.1} ms"))
}

fn median(used: &Used) -> Option<f64> {
    let mut times = used.milliseconds.clone();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers_are_compared_exactly_others_nearly() {
        assert!(is_near("2.1596", "2.1594") && is_near("one", "one") && !is_near("2.16", "2.15"));
        assert!(is_same("4", &json!(4.0)) && !is_same("4.000001", &json!(4.0)));
        assert!(is_same("0.1000000001", &json!(0.1)) && !is_same("0.101", &json!(0.1)));
        assert!(
            is_same("null", &json!(null)) && !is_same("0", &json!(null)) && !is_same("null", &json!(0.0))
        );
    }

    #[test]
    fn another_number_or_none_is_a_difference() {
        let view = json!({ "numbers": [{ "name": "right", "value": 3.0 }] });
        let shown = |value: &str| BTreeMap::from([("right".to_owned(), value.to_owned())]);
        assert!(differences(&view, &shown("3")).is_empty());
        assert_eq!(differences(&view, &shown("2")), ["right is 2 on the page, and natively 3.0"]);
        assert_eq!(differences(&view, &BTreeMap::new()).len(), 1);
    }
}
