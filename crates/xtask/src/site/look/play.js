// Does with every demo what a reader does, and says what was asked and what was shown. DEMOS stands before this.
const asked = [];
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...more) {
  if (message.request) asked.push(message.request);
  return post.call(this, message, ...more);
};
const requests = () => performance.getEntriesByType("resource").map((entry) => entry.name);
const one = (selector, from = document) => from.querySelector(selector);
const wait = (time) => new Promise((done) => setTimeout(done, time));
/** Waits until something is so, at most so many seconds. */
async function until(is, seconds) {
  const end = performance.now() + 1000 * seconds;
  while (!is() && performance.now() < end) await wait(5);
  return Boolean(is());
}
/** Always the same numbers from 0 to 1. */
let state = 42;
const random = () => (state = (1103515245 * state + 12345) % 2147483648) / 2147483648;

const changed = (input, event = "input") => input.dispatchEvent(new Event(event, { bubbles: true }));
const moves = {
  range: (input, share) => { input.value = Number(input.min) + share * (input.max - input.min); changed(input); },
  number: (input, share) => { input.value = Number(input.min) + Math.round(share * 8) * (input.max - input.min) / 8; changed(input); },
  checkbox: (input) => input.click(),
  "select-one": (select, share) => { select.selectedIndex = Math.min(select.length - 1, Math.floor(share * select.length)); changed(select, "change"); },
};
function pointed(part, event, x, y) {
  const box = part.getBoundingClientRect();
  part.dispatchEvent(new PointerEvent(event, { bubbles: true, pointerId: 1, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
}
/** Draws or drags a line; no pointer of this browser is down, so its capture is only pretended. */
function dragged(part, points) {
  Object.assign(part, { setPointerCapture() {}, hasPointerCapture: () => true });
  points.forEach(([x, y], at) => pointed(part, at ? "pointermove" : "pointerdown", x, y));
  delete part.hasPointerCapture;
}
/** Draws a 1 with the keyboard alone. */
function drawn(canvas) {
  const key = (name, times = 1) => { for (let at = 0; at < times; at++) canvas.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true })); };
  key("ArrowUp", 8);
  key(" ");
  key("ArrowDown", 16);
  key(" ");
}
const numbers = (demo) => Object.fromEntries([...demo.querySelectorAll("dd")].map((dd) => [dd.dataset.name, dd.dataset.value]));

async function used(id) {
  const demo = one("#demo-" + id);
  demo.scrollIntoView();
  await until(() => /ready|failed/.test(demo.dataset.state), 120);
  const said = { id, state: demo.dataset.state ?? "not loaded", says: demo.textContent.slice(0, 300), asked: [], numbers: {}, milliseconds: [] };
  if (said.state !== "ready") return said;
  const quiet = async () => { let shown; do { shown = demo.dataset.shown; await wait(60); } while (demo.dataset.shown !== shown); };
  const first = one(".says", demo).textContent;
  // One control: an input, or what is drawn on.
  const input = one(".controls :is(input, select)", demo);
  const from = asked.length;
  const before = demo.dataset.shown;
  if (input) moves[input.type](input, 0.8);
  else if (one("canvas", demo)) drawn(one("canvas", demo));
  else one(".controls button", demo)?.click();
  await until(() => demo.dataset.shown !== before, 30);
  await quiet();
  said.numbers = numbers(demo);
  said.sentence = one(".says", demo).textContent;
  said.asked = asked.slice(from).map((text) => JSON.parse(text));
  // How long until a slider's answer is on the page?
  const slider = one("input[type=range]", demo);
  for (let at = 0; slider && at < 40; at++) {
    const [shown, began] = [demo.dataset.shown, performance.now()];
    moves.range(slider, random());
    const seen = new Promise((done) => new MutationObserver((_, watch) => { watch.disconnect(); done(); }).observe(demo, { attributeFilter: ["data-shown"] }));
    await Promise.race([seen, wait(10000)]);
    said.milliseconds.push(performance.now() - began);
  }
  // Whatever a reader does.
  for (let at = 0; at < 200; at++) {
    const parts = [...demo.querySelectorAll(".controls :is(input, select, button, canvas), .handle")];
    const part = parts[Math.floor(random() * parts.length)];
    if (!part) break;
    if (part.matches("canvas, .handle")) dragged(part, [[random(), random()], [random(), random()]]);
    else if (part.matches("button")) part.click();
    else moves[part.type](part, random());
    await wait(10);
  }
  await quiet();
  one(".reset", demo).click();
  await until(() => one(".says", demo).textContent === first, 30);
  said.walked = demo.dataset.state;
  said.after = one(".says", demo).textContent;
  return said;
}

/** Trains fifty equal units as a reader would, and nudges one weight. */
async function trained() {
  const demo = one("#demo-symmetry");
  demo.scrollIntoView();
  const shown = () => Object.fromEntries(Object.entries(numbers(demo)).map(([name, value]) => [name, Number(value)]));
  const press = async (words) => {
    const before = demo.dataset.shown;
    [...demo.querySelectorAll(".controls button")].find((button) => button.textContent === words).click();
    await until(() => demo.dataset.shown !== before, 30);
  };
  const began = performance.now();
  await press("Train");
  await until(() => shown().step >= 2000, 120);
  const seconds = (performance.now() - began) / 1000;
  await press("Pause");
  await wait(200);
  const { step, distinct } = shown();
  await press("Nudge one weight");
  return { step, seconds, equal: distinct, nudged: shown().distinct };
}

/** Runs one experiment after the other from its button. */
async function ran() {
  const all = [];
  for (let button = one(".run-here"); button; button = one(".run-here")) {
    const from = asked.length;
    const done = document.querySelectorAll(".from-run").length;
    button.scrollIntoView();
    button.click();
    await until(() => document.querySelectorAll(".from-run")[done]?.querySelector("h3, h4, h5"), 120);
    const place = document.querySelectorAll(".from-run")[done];
    all.push({
      heading: one("h3, h4, h5", place)?.textContent ?? place?.previousElementSibling?.textContent ?? "",
      figures: place?.querySelectorAll("svg").length ?? 0,
      cells: [...(place?.querySelectorAll("td") ?? [])].map((cell) => cell.textContent),
      asked: asked.slice(from).map((text) => JSON.parse(text)),
    });
  }
  return all;
}

/** Opens all demos on a page of 360 pixels, dark, and says what is wrong there. */
async function onPhone() {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 360px; height: 700px; border: 0";
  frame.src = location.href.replace(/#.*/, "");
  document.body.append(frame);
  await new Promise((done) => frame.addEventListener("load", done, { once: true }));
  const page = frame.contentDocument;
  page.documentElement.dataset.theme = "dark";
  const wrong = [];
  const luminance = (color) => color.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  if (luminance(frame.contentWindow.getComputedStyle(page.body).backgroundColor) > 200) wrong.push("a dark page is light");
  for (const id of DEMOS) {
    const demo = one("#demo-" + id, page);
    demo.scrollIntoView();
    if (!await until(() => demo.dataset.state === "ready", 60)) wrong.push(`${id} is ${demo.dataset.state}`);
    if (page.documentElement.scrollWidth > 360) wrong.push(`${id} is ${page.documentElement.scrollWidth} pixels wide`);
    for (const part of demo.querySelectorAll(".controls :is(input, select, button, canvas)")) {
      const name = part.getAttribute("aria-label") || part.closest("label")?.textContent || part.textContent || part.closest("[aria-label]")?.getAttribute("aria-label");
      if (!name?.trim()) wrong.push(`${id}: a ${part.tagName} has no name`);
      if (part.tabIndex < 0) wrong.push(`${id}: a key doesn't reach ${name}`);
    }
  }
  frame.remove();
  return wrong;
}

if (window === top) addEventListener("load", async () => {
  const said = { demos: [], early: [], requests: [], runs: [], phone: [] };
  try {
    await wait(300);
    said.early = requests().filter((name) => /wasm|worker|engine|demo\.js/.test(name));
    for (const id of DEMOS) said.demos.push(await used(id));
    said.trained = await trained();
    said.runs = await ran();
    said.phone = await onPhone();
    said.requests = requests().filter((name) => !name.startsWith(location.origin));
  } catch (error) {
    said.error = String(error.stack);
  }
  await fetch("/said", { method: "POST", body: JSON.stringify(said) });
});
