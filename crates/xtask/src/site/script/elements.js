// @ts-check
// An element with its attributes and what stands in it.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string | number | boolean>} [attributes] @param {...(Node | string)} inner
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...inner) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  element.append(...inner);
  return element;
}

/** What is drawn where. @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/** A figure as it was drawn. What draws it is the book's own code, and it holds no script. @param {HTMLElement} place @param {{svg: string, words: string}} figure @returns {HTMLElement} */
export function draw(place, { svg, words }) {
  // A browser needs longer to lay out a drawing than to find that it is the same.
  if (drawn.get(place) === svg) return place;
  drawn.set(place, svg);
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", words);
  place.innerHTML = svg;
  return place;
}

/** Words, where what stands between backticks is code. @param {string} words @returns {(Node | string)[]} */
export const worded = (words) => words.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
