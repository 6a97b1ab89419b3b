//! How does a question between two marks of a page become a card that a reader answers?
//!
//! ```text
//! <!-- card: price-of-an-apple number ch05/apple_price_nudged/dapple %.1f -->   or: `softmax-of-1010 options`
//! <!-- truth: 2.2 yen -->                                  of options: which one is right, from 1
//! <!-- wrong: 50 | Why that guess fails. -->               a number that tempts, any number of times
//! <!-- within: 10 % -->                                    how near is right; without it 1 %
//! > **Guess.** The question. Options are a list in it.
//!
//! <details class="reveal"><summary>Reveal</summary>  The answer.  </details>
//! <!-- end card -->
//! ```
//!
//! Without a script the fold still opens; a script shows the form and compares.

use super::truth::{Truth, truth};
use super::ui::Ui;
use crate::html::escaped;
use anyhow::{Context, Result, bail, ensure};
use pulldown_cmark::{Event, Tag, TagEnd, html};
use serde::Serialize;
use std::collections::HashSet;

const NEAR: f64 = 0.01;

/// A number that tempts, and why it is wrong.
#[derive(Serialize)]
struct Wrong {
    value: f64,
    hint: String,
}

enum Kind {
    Number { truth: Truth, within: f64, wrong: Vec<Wrong> },
    Options { right: usize, options: Vec<String> },
}

/// The page's events with every card in its section.
///
/// # Errors
/// If a card is not closed, has no question, answer or truth, or has the id of another one.
pub(super) fn made<'a>(events: Vec<Event<'a>>, ui: &Ui) -> Result<Vec<Event<'a>>> {
    let mut out = Vec::new();
    let mut ids = HashSet::new();
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        let Some(head) = mark(&event, "card").map(str::to_owned) else {
            out.push(event);
            continue;
        };
        let inner = up_to_end(&mut events).with_context(|| format!("the card `{head}` has no end"))?;
        let id = head.split_whitespace().next().unwrap_or_default().to_owned();
        ensure!(ids.insert(id), "there are two cards `{head}`");
        out.extend(card(&head, inner, ui).with_context(|| format!("the card `{head}`"))?);
    }
    Ok(out)
}

/// The words behind `<!-- kind: `.
fn mark<'a>(event: &'a Event<'_>, kind: &str) -> Option<&'a str> {
    let (Event::Html(text) | Event::InlineHtml(text)) = event else { return None };
    let inner = text.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    Some(inner.strip_prefix(kind)?.strip_prefix(':')?.trim())
}

fn up_to_end<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Option<Vec<Event<'a>>> {
    let mut inner = Vec::new();
    for event in events {
        if mark(&event, "card").is_some() {
            return None;
        }
        if matches!(&event, Event::Html(text) if text.trim() == "<!-- end card -->") {
            return Some(inner);
        }
        inner.push(event);
    }
    None
}

fn card<'a>(head: &str, mut question: Vec<Event<'a>>, ui: &Ui) -> Result<Vec<Event<'a>>> {
    let begins = |event: &Event| matches!(event, Event::Html(text) if text.starts_with("<details"));
    let at = question.iter().position(begins).context("has no fold with the answer")?;
    let answer = question.split_off(at);
    let mut words = head.split_whitespace();
    let (id, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let options = options(&mut question)?;
    let kind = match kind {
        "number" => number(&question)?,
        "options" => chosen(&question, options)?,
        "exercise" if options.is_empty() => number(&question)?,
        "exercise" => chosen(&question, options)?,
        _ => bail!("is neither of a number nor of options, nor an exercise's"),
    };
    question.retain(|event| !is_comment(event));
    let is_asked = question.iter().any(|event| matches!(event, Event::Start(Tag::BlockQuote(_))));
    ensure!(is_asked, "asks nothing: its question is a quotation, `> …`");
    let mut out = vec![Event::Html(opening(id, &kind)?.into())];
    out.extend(question);
    out.push(Event::Html(form(id, &kind, ui).into()));
    out.extend(answer);
    out.push(Event::Html("</section>\n".into()));
    Ok(out)
}

fn is_comment(event: &Event) -> bool {
    matches!(event, Event::Html(text) | Event::InlineHtml(text) if text.trim_start().starts_with("<!--"))
}

fn number(events: &[Event]) -> Result<Kind> {
    let truth = truth(one(events, "truth")?)?;
    let within = match all(events, "within").next() {
        Some(text) => relative(text)?,
        None => NEAR,
    };
    let wrong = all(events, "wrong").map(wrong).collect::<Result<_>>()?;
    Ok(Kind::Number { truth, within, wrong })
}

fn one<'a>(events: &'a [Event], kind: &str) -> Result<&'a str> {
    all(events, kind).next().with_context(|| format!("has no `<!-- {kind}: … -->`"))
}

fn all<'a>(events: &'a [Event], kind: &str) -> impl Iterator<Item = &'a str> {
    events.iter().filter_map(move |event| mark(event, kind))
}

/// 0.1, of `10 %`.
fn relative(text: &str) -> Result<f64> {
    let parsed = truth(text)?;
    Ok(if parsed.unit == "%" { parsed.value / 100.0 } else { parsed.value })
}

fn wrong(text: &str) -> Result<Wrong> {
    let (number, hint) = text.split_once('|').with_context(|| format!("`{text}` has no hint after `|`"))?;
    Ok(Wrong { value: truth(number)?.value, hint: hint.trim().to_owned() })
}

fn chosen(question: &[Event], options: Vec<String>) -> Result<Kind> {
    let right: usize = one(question, "truth")?.parse().context("the truth is the number of an option")?;
    ensure!((2..=4).contains(&options.len()), "has {} options, not two to four", options.len());
    ensure!((1..=options.len()).contains(&right), "has no option {right}");
    Ok(Kind::Options { right, options })
}

/// Takes the list out of a question, and gives the HTML of its items.
fn options(question: &mut Vec<Event>) -> Result<Vec<String>> {
    let Some(first) = question.iter().position(|event| matches!(event, Event::Start(Tag::List(_)))) else {
        return Ok(Vec::new());
    };
    let last = question.iter().rposition(|event| matches!(event, Event::End(TagEnd::List(_))));
    let last = last.context("has a list without an end")?;
    let mut items: Vec<Vec<Event>> = Vec::new();
    for event in question.drain(first..=last) {
        match event {
            Event::Start(Tag::Item) => items.push(Vec::new()),
            Event::Start(Tag::List(_) | Tag::Paragraph)
            | Event::End(TagEnd::List(_) | TagEnd::Paragraph | TagEnd::Item) => {}
            event if is_comment(&event) => {}
            event => items.last_mut().context("has a list without items")?.push(event),
        }
    }
    Ok(items.into_iter().map(rendered).collect())
}

fn rendered(events: Vec<Event>) -> String {
    let mut text = String::new();
    html::push_html(&mut text, events.into_iter());
    text.trim().to_owned()
}

fn opening(id: &str, kind: &Kind) -> Result<String> {
    let data = match kind {
        Kind::Number { truth, within, wrong } => format!(
            "data-truth=\"{}\" data-shown=\"{}\" data-unit=\"{}\" data-within=\"{within}\" data-wrong=\"{}\"",
            truth.value,
            escaped(&truth.shown),
            escaped(&truth.unit),
            escaped(&serde_json::to_string(wrong)?)
        ),
        Kind::Options { right, .. } => format!("data-right=\"{right}\""),
    };
    let id = escaped(id);
    Ok(format!("<section class=\"card\" id=\"card-{id}\" data-card=\"{id}\" {data}>\n"))
}

/// Hidden until a script that can compare is there.
fn form(id: &str, kind: &Kind, ui: &Ui) -> String {
    let (id, label) = (escaped(id), ui.card.label);
    let fields = match kind {
        Kind::Number { truth, .. } => format!(
            "<label for=\"guess-{id}\">{label}</label> <input id=\"guess-{id}\" type=\"text\" inputmode=\"decimal\" \
             autocomplete=\"off\" size=\"9\"> <span class=\"unit\">{}</span>",
            escaped(&truth.unit)
        ),
        Kind::Options { options, .. } => {
            let options = options.iter().enumerate().map(|(at, option)| {
                let number = at + 1;
                format!(
                    "<label><input type=\"radio\" name=\"guess-{id}\" value=\"{number}\"> <span>{option}</span></label>\n"
                )
            });
            format!("<fieldset><legend>{label}</legend>\n{}</fieldset>", options.collect::<String>())
        }
    };
    let printed = printed(kind);
    format!(
        "{printed}<form class=\"guess\" hidden>\n{fields}\n<button type=\"submit\">{}</button>\n\
         <button type=\"button\" class=\"again\" hidden>{}</button>\n</form>\n\
         <p class=\"verdict\" aria-live=\"polite\"></p>\n",
        ui.card.reveal_without, ui.card.again
    )
}

/// Options as a plain list, for paper and for browsers without scripts.
fn printed(kind: &Kind) -> String {
    let Kind::Options { options, .. } = kind else { return String::new() };
    let items = options.iter().map(|option| format!("<li>{option}</li>"));
    format!("<ol class=\"options\">{}</ol>\n", items.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::ui;
    use super::*;
    use std::path::Path;

    const ANSWER: &str = "<details class=\"reveal\"><summary>Reveal</summary>\n\nIt is *so*.\n\n</details>\n<!-- end card -->\n";

    fn html(text: &str) -> Result<String> {
        let events = pulldown_cmark::Parser::new_ext(text, crate::markdown::options()).collect();
        Ok(rendered(made(events, ui::of(Path::new("ch05.md")))?))
    }

    #[test]
    fn a_number_is_asked_for_with_its_unit_and_its_hints() {
        let head = "<!-- card: apple number ch05/a/b %.1f -->\n<!-- truth: 2.2 yen -->\n<!-- wrong: 50 | \"No\" & why. -->\n<!-- within: 10 % -->\n";
        let html = html(&format!("{head}> **Guess.** How many?\n\n{ANSWER}\nAfter.\n")).unwrap();
        for part in [
            "id=\"card-apple\"",
            "data-truth=\"2.2\" data-shown=\"2.2\" data-unit=\"yen\" data-within=\"0.1\"",
            "&quot;hint&quot;:&quot;\\&quot;No\\&quot; &amp; why.&quot;",
            "<strong>Guess.</strong> How many?",
            "inputmode=\"decimal\"",
            "<span class=\"unit\">yen</span>",
            "<p>It is <em>so</em>.</p>",
            "</details>\n</section>\n<p>After.</p>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<!--"), "{html}");
    }

    #[test]
    fn options_leave_the_question_and_become_radio_buttons() {
        let question = "<!-- card: soft options -->\n<!-- truth: 2 -->\n> **Guess.** What?\n>\n> - `1`, 0 <!-- if: a < 0.5 -->\n> - not a number <!-- if: a >= 0.5 -->\n\n";
        let html = html(&format!("{question}{ANSWER}")).unwrap();
        assert!(html.contains("data-right=\"2\""), "{html}");
        assert!(html.contains("value=\"1\"> <span><code>1</code>, 0</span>"), "{html}");
        assert!(html.contains("<fieldset><legend>Your guess</legend>"), "{html}");
        assert!(!html.contains("<ul>") && !html.contains("<!--"), "{html}");
    }

    #[test]
    fn a_card_that_cannot_work_is_refused() {
        let number = "<!-- card: a number -->\n<!-- truth: 2 -->\n> Q?\n\n";
        let one_option = "<!-- card: a options -->\n<!-- truth: 1 -->\n> Q?\n>\n> - x\n\n";
        let cases = [
            (format!("{number}{ANSWER}{number}{ANSWER}"), "two cards"),
            (number.to_owned(), "no end"),
            (number.replace("truth", "trust") + ANSWER, "no `<!-- truth"),
            (number.replace("a number", "a song") + ANSWER, "neither"),
            (number.replace("> Q?", "Q?") + ANSWER, "asks nothing"),
            (one_option.to_owned() + ANSWER, "1 options"),
            (format!("{number}<!-- end card -->\n"), "no fold"),
        ];
        for (text, message) in cases {
            let error = format!("{:#}", html(&text).unwrap_err());
            assert!(error.contains(message), "{message}: {error}");
        }
    }
}
