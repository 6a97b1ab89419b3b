// @ts-check
// How does an experiment run in the page? On a worker of its own, which a reader can stop; what it gives stands under its command.

import { draw, make, worded } from "./elements.js";
import { Engine } from "./engine.js";

/** @typedef {{title: string, heads: string[], rows: {text: string, number: boolean}[][]}} Table */
/** @typedef {{title: string, svg: string, words: string}} Figure */
/** @typedef {{class: string, verdict: string, says: string, numbers: string}} Claim */

/** The level below the heading that a place stands under. @param {HTMLElement} place @returns {"h3" | "h4" | "h5"} */
function below(place) {
  const before = [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].filter((heading) => heading.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
  const level = Number(before.pop()?.tagName[1] ?? 2);
  return level < 3 ? "h3" : level === 3 ? "h4" : "h5";
}

/** @param {Table} table */
function tabled({ title, heads, rows }) {
  const right = (/** @type {boolean} */ isNumber) => ({ style: isNumber && "text-align: right" });
  const cell = (/** @type {{text: string, number: boolean}} */ { text, number }) => make("td", right(number), ...worded(number ? text.replace("-", "−") : text));
  const head = make("thead", {}, make("tr", {}, ...heads.map((words, at) => make("th", { scope: "col", ...right(rows.every((row) => row[at].number)) }, ...worded(words)))));
  const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell))));
  return [title && make("p", { class: "table-title" }, ...worded(title)), make("div", { class: "wide" }, make("table", {}, head, body))];
}

/** @param {Figure} figure */
const pictured = (figure) => make("figure", {}, draw(make("div", { class: "drawing" }), figure), make("figcaption", {}, make("strong", {}, ...worded(figure.title))));

/** @param {Claim} claim */
function claimed({ says, numbers, verdict, ...claim }) {
  const inner = [make("strong", {}, verdict), " ", ...worded(says), " ", make("em", {}, WORDS.play.here), " ", ...worded(numbers)];
  return make("blockquote", { class: `claim ${claim.class}` }, make("p", {}, ...inner));
}

/** @param {Record<string, any>} reply @returns {(Node | string)[]} */
function results({ figures, tables, claims, notes }) {
  const said = notes.length ? [make("blockquote", { class: "note" }, ...notes.map((/** @type {string} */ note) => make("p", {}, ...worded(note))))] : [];
  return [...figures.map(pictured), ...tables.flatMap(tabled), ...claims.map(claimed), ...said];
}

/** Runs it, and offers to run it again with another seed. @param {HTMLButtonElement} button @param {string} chapter @param {string} experiment */
export function offer(button, chapter, experiment) {
  const seed = make("input", { type: "number", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, value: 42, required: true });
  const [start, stop] = [make("button", {}, WORDS.play.start), make("button", { type: "button", hidden: true }, WORDS.play.stop)];
  const bar = make("progress", { hidden: true, "aria-label": WORDS.play.progress });
  const says = make("span", { role: "status" });
  const form = make("form", { class: "run" }, make("label", {}, `${WORDS.play.seed} `, seed), start, stop, bar, says);
  const place = make("section", { class: "from-run", "aria-label": WORDS.play.from_run });
  /** @type {Engine | undefined} */
  let engine;

  /** @param {boolean} is @param {string} words */
  const running = (is, words) => {
    const isHeld = [start, stop].some((button) => button === document.activeElement);
    [start.hidden, stop.hidden, bar.hidden, seed.disabled] = [is, !is, !is, is];
    if (isHeld) (is ? stop : start).focus({ preventScroll: true });
    says.textContent = words;
  };
  const run = async () => {
    const began = performance.now();
    bar.removeAttribute("value");
    running(true, WORDS.play.running);
    place.replaceChildren();
    engine = new Engine((done, total) => { if (total) Object.assign(bar, { max: total, value: done }); });
    try {
      const reply = await engine.ask({ do: "run", chapter, experiment, seed: seed.valueAsNumber, width: form.clientWidth });
      place.replaceChildren(make(below(form), {}, WORDS.play.from_run), ...results(reply));
      running(false, WORDS.play.done.replace("{seconds}", ((performance.now() - began) / 1000).toFixed(1)));
    } catch (error) {
      running(false, /** @type {Error} */ (error).message);
    }
    engine.stop("");
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  stop.addEventListener("click", () => engine?.stop(WORDS.play.stopped));
  button.replaceWith(form);
  form.after(place);
  start.focus({ preventScroll: true });
  run();
}
