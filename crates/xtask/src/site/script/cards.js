// @ts-check
// A guess is committed, kept, and compared in words with what it is.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number as people write it: 79,520; 1.5e-7; 1.5 · 10⁻⁷; 2*10^3; −12; 93.9 %. NaN if it is none.
 * @param {string} text @param {string} unit @returns {number}
 */
function numberOf(text, unit = "") {
  let plain = text.trim();
  if (unit && plain.endsWith(unit)) plain = plain.slice(0, -unit.length).trim();
  plain = plain.replace(/[−–]/g, "-").replace(/[ \u00a0\u202f]/g, "").replace(/%$/, "");
  plain = plain.replace(/[·×*x]10\^?(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+|-?\d+)$/, (_, minus, digits) =>
    `e${minus ? "-" : ""}${digits.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (/** @type {string} */ digit) => String(RAISED.indexOf(digit)))}`);
  // "1,5" has a decimal comma, "1,500" and "79,520" have groups of three.
  if (/^[-+]?\d+,\d{1,2}$/.test(plain)) plain = plain.replace(",", ".");
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/**
 * Is a guess near enough, as a part of the truth?
 * @param {number} guess @param {number} truth @param {number} within @returns {boolean}
 */
function isNear(guess, truth, within) {
  return Math.abs(guess - truth) <= within * Math.abs(truth) * (1 + 1e-9);
}

/** @param {string} template @param {Record<string, string>} values @returns {string} */
function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

{
  /** @typedef {{is: "right" | "wrong", words: string}} Verdict */

  /** @param {HTMLElement} card @param {string} guess @returns {Verdict | null} nothing if it is no number */
  function compareNumber(card, guess) {
    const { truth = "", shown = "", unit = "", within = "0", wrong = "[]" } = card.dataset;
    const value = numberOf(guess, unit);
    if (Number.isNaN(value)) return null;
    const full = unit ? `${shown}\u00a0${unit}` : shown;
    const values = { guess, truth: full };
    if (isNear(value, Number(truth), Number(within))) {
      const isSame = isNear(value, Number(truth), 1e-12);
      return { is: "right", words: filled(isSame ? WORDS.card.right : WORDS.card.near, values) };
    }
    /** @type {{value: number, hint: string}[]} */
    const known = JSON.parse(wrong);
    const hint = known.find((one) => isNear(value, one.value, 1e-6))?.hint;
    return { is: "wrong", words: filled(WORDS.card.wrong, values) + (hint ? ` ${hint}` : "") };
  }

  /** @param {HTMLElement} card @param {string} guess @returns {Verdict | null} */
  function compareOption(card, guess) {
    const words = (/** @type {string} */ number) => {
      const text = card.querySelector(`input[value="${number}"] + span`)?.textContent?.trim() ?? "";
      return filled(WORDS.card.quoted, { text });
    };
    const right = card.dataset.right ?? "";
    const values = { guess: words(guess), truth: words(right) };
    if (guess === right) return { is: "right", words: filled(WORDS.card.right, values) };
    return { is: "wrong", words: filled(WORDS.card.wrong, values) };
  }

  /** @param {HTMLElement} card */
  function enliven(card) {
    const form = /** @type {HTMLFormElement} */ (card.querySelector("form"));
    const fold = /** @type {HTMLDetailsElement} */ (card.querySelector("details"));
    const verdict = /** @type {HTMLElement} */ (card.querySelector(".verdict"));
    const field = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=text]"));
    const reveal = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    const again = /** @type {HTMLButtonElement} */ (form.querySelector(".again"));
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input"));
    const key = `guess ${document.documentElement.dataset.page} ${card.dataset.card}`;
    const guess = () => field ? field.value.trim() : form.querySelector("input:checked")?.getAttribute("value") ?? "";
    const label = () => { reveal.textContent = guess() ? WORDS.card.reveal : WORDS.card.reveal_without; };

    /** @param {Verdict | null} found */
    const answered = (found) => {
      verdict.textContent = found?.words ?? "";
      card.classList.remove("right", "wrong");
      if (found) card.classList.add(found.is);
      for (const input of inputs) input.disabled = true;
      reveal.hidden = true;
      again.hidden = false;
      fold.open = true;
    };

    const commit = () => {
      const own = guess();
      if (!own) return answered(null);
      const found = field ? compareNumber(card, own) : compareOption(card, own);
      field?.setAttribute("aria-invalid", String(!found));
      if (!found) {
        verdict.textContent = filled(WORDS.card.no_number, { text: own });
        field?.focus();
        return;
      }
      MEMORY.set(key, own);
      answered(found);
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const held = reveal === document.activeElement;
      commit();
      if (held && reveal.hidden) again.focus({ preventScroll: true });
    });
    form.addEventListener("input", () => { label(); field?.removeAttribute("aria-invalid"); verdict.textContent = ""; });
    again.addEventListener("click", () => {
      MEMORY.set(key, null);
      for (const input of inputs) input.disabled = false;
      form.reset();
      verdict.textContent = "";
      card.classList.remove("right", "wrong");
      again.hidden = true;
      reveal.hidden = false;
      fold.open = false;
      label();
      inputs[0].focus();
    });

    card.classList.add("live");
    form.hidden = false;
    form.noValidate = true;
    const kept = MEMORY.get(key);
    if (kept !== null) {
      if (field) field.value = kept;
      for (const input of inputs) if (input !== field) input.checked = input.value === kept;
      if (guess()) commit();
    }
    label();
  }

  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("section.card"))) {
    if (card.querySelector("form")) enliven(card);
  }
}
