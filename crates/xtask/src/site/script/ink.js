// @ts-check
// How does a reader draw? With a pointer, or with the arrow keys and the space bar for the pen.

import { make } from "./elements.js";

/** @typedef {import("./controls.js").Sent} Sent */
/** @typedef {import("./controls.js").Spec} Spec */

/** A square of points; 0 is paper, 255 is ink. @param {Spec} spec @param {(value: Sent) => void} moved @returns {import("./controls.js").Control} */
export function ink(spec, moved) {
  const { side } = spec;
  const points = new Uint8ClampedArray(side * side);
  const canvas = make("canvas", { width: side, height: side, tabindex: 0, role: "application", "aria-label": `${spec.label}. ${WORDS.play.pen}` });
  const pen = { x: side / 2, y: side / 2, down: false };
  const paint = () => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(side, side);
    points.forEach((value, at) => image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * at));
    context.putImageData(image, 0, 0);
    if (canvas.matches(":focus-visible")) {
      context.fillStyle = pen.down ? "#c33" : "#36c";
      context.fillRect(Math.floor(pen.x), Math.floor(pen.y), Math.ceil(side / 28), Math.ceil(side / 28));
    }
  };
  const write = () => Array.from(points, (value) => value.toString(16).padStart(2, "0")).join("");
  const sent = () => { paint(); moved(write()); };
  /** A pen about as thick as those of the digits, from where it was to here. @param {number} x @param {number} y */
  const to = (x, y) => {
    const radius = (1.1 * side) / 28;
    const count = Math.max(1, Math.ceil(Math.hypot(x - pen.x, y - pen.y) / (radius / 2)));
    for (let part = 0; part <= count; part++) dot(pen.x + ((x - pen.x) * part) / count, pen.y + ((y - pen.y) * part) / count, radius);
    Object.assign(pen, { x, y });
  };
  /** @param {number} x @param {number} y @param {number} radius */
  const dot = (x, y, radius) => {
    for (let row = Math.max(0, Math.floor(y - radius - 1)); row < Math.min(side, y + radius + 1); row++) {
      for (let column = Math.max(0, Math.floor(x - radius - 1)); column < Math.min(side, x + radius + 1); column++) {
        const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        points[row * side + column] = Math.max(points[row * side + column], 255 * Math.min(1, radius + 0.5 - distance));
      }
    }
  };
  const pointed = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
    if (event.type === "pointerdown") Object.assign(pen, { x, y });
    to(x, y);
    sent();
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); pointed(event); });
  canvas.addEventListener("pointermove", (event) => { if (canvas.hasPointerCapture(event.pointerId)) pointed(event); });
  canvas.addEventListener("keydown", (event) => {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], " ": [0, 0] }[event.key] ?? [];
    if (x === undefined || y === undefined) return;
    event.preventDefault();
    // Arrow keys turn the page elsewhere.
    event.stopPropagation();
    if (event.key === " ") pen.down = !pen.down;
    const within = (/** @type {number} */ value) => Math.min(side - 1, Math.max(1, value));
    const next = { x: within(pen.x + (x * side) / 28), y: within(pen.y + (y * side) / 28) };
    if (pen.down) to(next.x, next.y);
    else Object.assign(pen, next);
    if (pen.down) sent(); else paint();
  });
  for (const event of ["focus", "blur"]) canvas.addEventListener(event, paint);
  const clear = make("button", { type: "button" }, WORDS.play.clear);
  clear.addEventListener("click", () => { points.fill(0); sent(); });
  paint();
  const set = (/** @type {number[] | string} */ value) => {
    points.fill(0);
    if (typeof value === "string") value.match(/../g)?.slice(0, points.length).forEach((pair, at) => { points[at] = parseInt(pair, 16); });
    paint();
  };
  // Most of it is paper: in an address, runs of paper are counted.
  const short = (/** @type {Sent} */ value) => (String(value).match(/(?:00){3,}|../g) ?? [])
    .map((run) => (run.length > 2 ? `.${(run.length / 2).toString(36)}.` : run)).join("");
  const read = (/** @type {string} */ text) => text.replace(/\.(\w+)\./g, (_, count) => "00".repeat(Math.min(side * side, parseInt(count, 36) || 0)));
  return { element: make("div", { class: "ink", role: "group", "aria-label": spec.label }, make("span", {}, spec.label), canvas, clear), set: /** @type {any} */ (set), read, write: short };
}
