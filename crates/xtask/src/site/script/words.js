// @ts-check
// What all scripts need: the book's words in the page's language, and a memory that may be forbidden.

/**
 * @typedef {object} CardWords
 * @property {string} reveal
 * @property {string} reveal_without
 * @property {string} right
 * @property {string} near
 * @property {string} wrong
 * @property {string} no_number
 * @property {string} quoted
 */

/** @type {{lang: string, themes: string[], copy: string, copied: string, none: string, card: CardWords, play: Record<string, string>}} */
const WORDS = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent ?? "{}");

const MEMORY = {
  /** @param {string} key @returns {string | null} */
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  /** @param {string} key @param {string | null} value */
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Forbidden: it is forgotten with the page.
    }
  },
};
