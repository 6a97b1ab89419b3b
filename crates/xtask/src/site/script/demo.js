// @ts-check
// How does a demo live in the page? Its controls ask, its figures, numbers and sentence show the answer, and the address keeps its state.

import { draw, make } from "./elements.js";
import { control } from "./controls.js";
import { engine } from "./engine.js";

/** @typedef {{from: number, to: number, log: boolean}} Ends */
/** @typedef {{left: number, top: number, width: number, height: number, x: Ends, y: Ends}} Frame */
/** @typedef {{svg: string, words: string, frames: Frame[]}} Figure */
/** @typedef {{figures: Figure[], numbers: {name: string, label: string, value: number | null, shown: string}[], texts: {name: string, code: string}[], says: string, settings: Record<string, number[]>, running?: boolean}} View */
/** @typedef {import("./controls.js").Sent} Sent */

/** The number at this share of an axis. @param {Ends} ends @param {number} share */
const between = ({ from, to, log }, share) => (log ? from * (to / from) ** share : from + share * (to - from));

/** A frame's work, in milliseconds, for what trains as fast as it can. */
const FRAME = 24;

/** A program to copy, folded. @param {string} name */
function program(name) {
  const code = make("code");
  const copy = make("button", { type: "button", class: "copy" }, WORDS.copy);
  copy.addEventListener("click", () => navigator.clipboard.writeText(code.textContent ?? "").then(() => { copy.textContent = WORDS.copied; }));
  return make("details", {}, make("summary", {}, name), make("pre", {}, code, copy));
}

class Demo {
  /** @type {import("./engine.js").Engine | undefined} */
  engine;
  /** @type {Map<string, import("./controls.js").Control>} */
  controls = new Map();
  /** @type {Record<string, number[]>} */
  first = {};
  /** Drawings, which replies leave out. @type {Record<string, Sent>} */
  drawn = {};
  /** What is to be asked. @type {{set: Record<string, Sent>, press: string[], drag: {do: string, [more: string]: any} | null, isDue: boolean}} */
  next = { set: {}, press: [], drag: null, isDue: false };
  isBusy = false;
  isRunning = false;
  steps = 1;
  /** How often it was reset: an answer to what was asked before is not shown. */
  age = 0;
  /** @type {number | undefined} */
  frame;
  /** @type {number | undefined} */
  noted;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.id = element.id.replace(/^demo-/, "");
    this.stage = make("div", { class: "stage" });
    this.panel = make("div", { class: "controls" });
    this.numbers = make("dl");
    this.says = make("p", { class: "says", role: "status" });
    this.programs = make("div");
  }

  /** The first state, or the one of the address. */
  async start() {
    const { title, invites, view } = await this.open();
    const reset = make("button", { type: "button", class: "reset" }, WORDS.play.reset);
    reset.addEventListener("click", () => this.reset());
    const head = make("p", { class: "title" }, make("strong", {}, title), reset);
    const parts = this.element.matches(".drawn-on") ? [this.panel, this.stage] : [this.stage, this.panel];
    this.element.replaceChildren(head, make("p", { class: "invites" }, invites), ...parts, this.numbers, this.says, this.programs);
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", title);
    this.show(view);
    addEventListener("hashchange", () => { if (this.shared()) this.reset().then(() => this.restore()); });
    this.restore();
  }

  /** Opens it in its first state, with controls of its own. */
  async open() {
    this.engine = engine();
    const reply = await this.engine.ask({ do: "open", demo: this.id, width: this.element.clientWidth });
    this.first = reply.view.settings;
    this.draggable = /** @type {[number, number][]} */ (reply.draggable);
    this.trains = Boolean(reply.trains);
    this.controls.clear();
    for (const spec of reply.controls) {
      this.controls.set(spec.name, control(spec, (value) => this.move(spec, value), () => { this.next.press.push(spec.name); this.pump(); }));
    }
    // Where a reader draws stands first, since all else follows from it.
    if (reply.controls.some((/** @type {import("./controls.js").Spec} */ { kind }) => kind === "ink")) this.element.classList.add("drawn-on");
    this.panel.replaceChildren(...[...this.controls.values()].map(({ element }) => element));
    this.stage.replaceChildren();
    return reply;
  }

  async reset() {
    Object.assign(this, { age: this.age + 1, isRunning: false, drawn: {}, next: { set: {}, press: [], drag: null, isDue: false } });
    await this.open().then(({ view }) => this.show(view)).catch((error) => this.fail(error));
  }

  /** @param {import("./controls.js").Spec} spec @param {Sent} value */
  move({ name, kind }, value) {
    if (kind === "ink") this.drawn[name] = value;
    this.next.set[name] = value;
    this.pump();
  }

  /** One request at a time; of a control's values only the newest is asked for. */
  async pump() {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let request = this.request(); request; request = this.request()) await this.ask(request);
    } catch (error) {
      this.fail(error);
    }
    this.isBusy = false;
  }

  /** @returns {{do: string, [more: string]: any} | undefined} */
  request() {
    const { set, press, drag, isDue } = this.next;
    if (Object.keys(set).length) return (this.next.set = {}, { do: "set", settings: set });
    if (press.length) return { do: "press", button: press.shift() };
    if (drag) return (this.next.drag = null, drag);
    this.next.isDue = false;
    return isDue && this.isRunning ? { do: "advance", steps: this.steps } : undefined;
  }

  /** @param {{do: string, [more: string]: any}} request */
  async ask(request) {
    // After a panic there is a new engine, which knows nothing of this demo.
    if (!this.engine || this.engine.is_broken) await this.reset();
    const [began, age] = [performance.now(), this.age];
    const view = /** @type {View} */ (await /** @type {import("./engine.js").Engine} */ (this.engine).ask({ ...request, demo: this.id }));
    if (age !== this.age) return;
    if (request.do === "advance" && this.trains) {
      this.steps = Math.max(1, Math.min(1000, Math.round(this.steps * Math.min(2, FRAME / (performance.now() - began)))));
    }
    // Nothing plays by itself: a button or a switch begins, a slider may only go on with what runs already.
    const begins = request.do === "press" || request.do === "advance" || Object.values(request.settings ?? {}).some((value) => typeof value === "boolean");
    this.isRunning = Boolean(view.running) && (begins || this.isRunning);
    this.show(view);
    if (this.isRunning) this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.next.isDue = true; this.pump(); });
  }

  /** @param {View} view */
  show(view) {
    view.figures.forEach((figure, at) => this.figure(figure, at));
    while (this.stage.children.length > view.figures.length) this.stage.lastChild?.remove();
    this.numbers.replaceChildren(...view.numbers.map(({ name, label, value, shown }) =>
      make("div", {}, make("dt", {}, label), make("dd", { "data-name": name, "data-value": String(value) }, shown))));
    this.says.setAttribute("aria-live", this.isRunning ? "off" : "polite");
    this.says.textContent = view.says;
    view.texts.forEach(({ name, code }, at) => {
      const place = this.programs.children[at] ?? this.programs.appendChild(program(name));
      /** @type {HTMLElement} */ (place.querySelector("code")).textContent = code;
    });
    for (const [name, value] of Object.entries(view.settings)) if (!(name in this.next.set)) this.controls.get(name)?.set(value);
    this.element.dataset.state = "ready";
    this.element.dataset.shown = String(Number(this.element.dataset.shown ?? 0) + 1);
    this.note(view.settings);
  }

  /** @param {Figure} figure @param {number} at */
  figure(figure, at) {
    let place = /** @type {HTMLElement | undefined} */ (this.stage.children[at]);
    if (!place) {
      place = make("div", { class: "figure" }, make("div", { class: "drawing" }));
      this.stage.append(place);
      for (const [of, panel] of this.draggable ?? []) if (of === at) place.append(this.handle([of, panel]));
    }
    draw(/** @type {HTMLElement} */ (place.firstElementChild), figure);
    const svg = /** @type {SVGSVGElement} */ (place.querySelector("svg"));
    const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
    place.style.maxWidth = `${width}px`;
    for (const handle of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(".handle"))) {
      const frame = figure.frames[Number(handle.dataset.panel)];
      if (!frame) continue;
      handle.dataset.ends = JSON.stringify([frame.x, frame.y]);
      const share = (/** @type {number} */ part, /** @type {number} */ whole) => `${(100 * part) / whole}%`;
      Object.assign(handle.style, { left: share(frame.left, width), top: share(frame.top, height), width: share(frame.width, width), height: share(frame.height, height) });
    }
  }

  /** What lies on a plotting area and is dragged. Keys have the controls. @param {[number, number]} panel @returns {HTMLElement} */
  handle(panel) {
    const handle = make("div", { class: "handle", "data-panel": panel[1] });
    const dragged = (/** @type {PointerEvent} */ event) => {
      const box = handle.getBoundingClientRect();
      const [x, y] = JSON.parse(handle.dataset.ends ?? "[{},{}]");
      const [right, up] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height].map((share) => Math.min(1, Math.max(0, share)));
      this.next.drag = { do: "drag", panel, point: [between(x, right), between(y, up)] };
      this.pump();
    };
    handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); dragged(event); });
    handle.addEventListener("pointermove", (event) => { if (handle.hasPointerCapture(event.pointerId)) dragged(event); });
    return handle;
  }

  /** The address keeps what differs from the first state. @param {Record<string, number[]>} settings */
  note(settings) {
    const changed = Object.entries(settings).filter(([name, value]) => String(value) !== String(this.first[name]));
    const drawn = Object.entries(this.drawn).filter(([, value]) => !/^0*$/.test(String(value)));
    const state = [...changed, ...drawn].map(([name, value]) => `${name}=${this.controls.get(name)?.write(value)}`).join("&");
    const own = location.hash.split("?")[0] === `#${this.element.id}`;
    clearTimeout(this.noted);
    if (!state && !own) return;
    // Browsers refuse an address that changes with every frame.
    this.noted = setTimeout(() => history.replaceState(history.state, "", state ? `#${this.element.id}?${state}` : location.pathname + location.search), 300);
  }

  /** The state in the address, if it is this demo's. */
  shared() {
    const [id, state] = location.hash.slice(1).split("?");
    return id === this.element.id ? state : undefined;
  }

  restore() {
    for (const [name, text] of new URLSearchParams(this.shared())) {
      const known = this.controls.get(name);
      const value = known?.read(text);
      if (value === undefined) continue;
      if (!(name in this.first)) {
        this.drawn[name] = value;
        known?.set(/** @type {any} */ (value));
      }
      this.next.set[name] = value;
    }
    this.pump();
  }

  /** @param {unknown} error */
  fail(error) {
    this.isRunning = false;
    this.element.dataset.state = "failed";
    this.says.textContent = `${/** @type {Error} */ (error).message} ${WORDS.play.try_reset}`;
  }
}

/** @param {HTMLElement} element */
export async function enliven(element) {
  await new Demo(element).start();
}
