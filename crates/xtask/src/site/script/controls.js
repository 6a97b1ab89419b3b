// @ts-check
// What can a reader move? Each control of a demo as an element with a label and its value, in the form in which a value is sent.

import { make } from "./elements.js";
import { ink } from "./ink.js";

/** @typedef {number | boolean | string | number[]} Sent */
/** @typedef {{name: string, label: string, kind: string, [more: string]: any}} Spec */
/** @typedef {{element: HTMLElement, set: (value: number[]) => void, read: (text: string) => Sent, write: (value: Sent) => string}} Control */

const minus = (/** @type {string} */ text) => text.replace("-", "−");

/** As many decimals as the step has. @param {number} value @param {Spec} spec @returns {string} */
function readable(value, { step, log }) {
  if (log) return minus(value.toPrecision(3).replace(/\.?0+(e|$)/, "$1"));
  return minus(value.toFixed(Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))));
}

/** @param {Spec} spec @param {(value: Sent) => void} moved @returns {Control} */
function slider(spec, moved) {
  const { log } = spec;
  const place = (/** @type {number} */ value) => (log ? Math.log10(value) : value);
  const input = make("input", { type: "range", min: place(spec.from), max: place(spec.to), step: spec.step });
  const output = make("output");
  const show = (/** @type {number} */ value) => input.setAttribute("aria-valuetext", (output.textContent = readable(value, spec)));
  input.addEventListener("input", () => {
    // Ten decimals: 0.1 + 0.2 is 0.3 for a reader.
    const value = log ? 10 ** Number(input.value) : Number(Number(input.value).toFixed(10));
    show(value);
    moved(value);
  });
  const set = (/** @type {number[]} */ [value]) => { input.value = String(place(value)); show(value); };
  return { element: make("label", { class: "slider" }, make("span", {}, spec.label), output, input), set, read: Number, write: String };
}

/** @param {Spec} spec @param {(value: Sent) => void} moved @returns {Control} */
function choice(spec, moved) {
  const options = spec.options.map((/** @type {string} */ words, /** @type {number} */ at) => make("option", { value: at }, words));
  const select = make("select", {}, ...options);
  select.addEventListener("change", () => moved(select.selectedIndex));
  return { element: make("label", {}, make("span", {}, spec.label), select), set: ([at]) => { select.selectedIndex = at; }, read: Number, write: String };
}

/** @param {Spec} spec @param {(value: Sent) => void} moved @returns {Control} */
function switched(spec, moved) {
  const input = make("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => moved(input.checked));
  return { element: make("label", { class: "switch" }, input, make("span", {}, spec.label)), set: ([on]) => { input.checked = on !== 0; }, read: (text) => text === "true", write: String };
}

/** @param {Spec} spec @param {(value: Sent) => void} moved @returns {Control} */
function cells(spec, moved) {
  const inputs = spec.start.map((/** @type {number} */ _, /** @type {number} */ at) => {
    const where = `${spec.label}, ${Math.floor(at / spec.columns) + 1} / ${(at % spec.columns) + 1}`;
    return make("input", { type: "number", min: spec.from, max: spec.to, step: spec.step, "aria-label": where });
  });
  const grid = make("div", { class: "cells", style: `--columns: ${spec.columns}` }, ...inputs);
  grid.addEventListener("input", () => moved(inputs.map((/** @type {HTMLInputElement} */ input) => input.valueAsNumber || 0)));
  const set = (/** @type {number[]} */ values) => inputs.forEach((/** @type {HTMLInputElement} */ input, /** @type {number} */ at) => {
    if (input !== document.activeElement) input.value = String(Number(values[at].toFixed(6)));
  });
  return { element: make("div", { role: "group", "aria-label": spec.label }, make("span", {}, spec.label), grid), set, read: (text) => text.split(",").map(Number), write: String };
}

/** The control of a specification. `moved` hears of values, `pressed` of buttons. @param {Spec} spec @param {(value: Sent) => void} moved @param {() => void} pressed @returns {Control} */
export function control(spec, moved, pressed) {
  if (spec.kind === "button") {
    const button = make("button", { type: "button" }, spec.label);
    button.addEventListener("click", pressed);
    return { element: button, set: () => {}, read: Number, write: String };
  }
  const kinds = { slider, choice, switch: switched, cells, ink };
  const made = kinds[/** @type {keyof typeof kinds} */ (spec.kind)](spec, moved);
  made.element.dataset.control = spec.name;
  return made;
}
