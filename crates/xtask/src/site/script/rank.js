// @ts-check
// Which sections have all the words, and which of them comes first? Knows nothing of the page it is on.

/**
 * @typedef {[address: string, title: string, isChapter: boolean]} IndexPage
 * @typedef {[page: number, id: string, heading: string, text: string]} IndexSection
 * @typedef {{pages: IndexPage[], sections: IndexSection[]}} Index
 * @typedef {{address: string, page: string, heading: string, text: string, score: number}} Result
 */

/**
 * A word begins where letters begin: "rate" isn't in "crate". Hangul joins words, so there any place counts.
 * @param {string} word @returns {RegExp}
 */
function begins(word) {
  const plain = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const isHangul = /\p{Script=Hangul}/u.test(word);
  return new RegExp(isHangul || !/^[\p{L}\p{N}_]/u.test(word) ? plain : `(?<![\\p{L}\\p{N}_])${plain}|(?<=[_])${plain}`, "giu");
}

/** @param {string} query @returns {string[]} */
function wordsOf(query) {
  return query.normalize("NFC").split(/\s+/).filter(Boolean).slice(0, 12);
}

/**
 * How well one text has one word: often, early, and as a whole word.
 * @param {string} text @param {RegExp} word @returns {number}
 */
function weight(text, word) {
  const found = [...text.matchAll(word)];
  if (!found.length) return 0;
  const whole = found.some((one) => !/[\p{L}\p{N}]/u.test(text[one.index + one[0].length] ?? " "));
  return 1 + Math.log2(found.length) + 1 / (1 + found[0].index / 200) + (whole ? 1 : 0);
}

/**
 * Sections with all words, the best first.
 * @param {Index} index @param {string} query @param {number} most @returns {Result[]}
 */
function ranked(index, query, most = 15) {
  const words = wordsOf(query).map(begins);
  if (!words.length) return [];
  const phrase = begins(wordsOf(query).join(" "));
  /** @type {Result[]} */
  const results = [];
  for (const [at, id, heading, text] of index.sections) {
    const [address, page, isChapter] = index.pages[at];
    let score = isChapter ? 2 : 0;
    const has = words.every((word) => {
      const parts = [20 * weight(page, word), 8 * weight(heading, word), weight(text, word)];
      // The page's title alone finds only the section that stands under it.
      if (heading !== page && !parts[1] && !parts[2]) return false;
      score += heading === page ? parts[0] + parts[2] : parts[0] / 20 + parts[1] + parts[2];
      return parts.some(Boolean);
    });
    if (!has) continue;
    if (words.length > 1) score += 6 * weight(heading, phrase) + 2 * weight(text, phrase);
    results.push({ address: `${address}#${id}`, page, heading, text, score });
  }
  return results.sort((a, b) => b.score - a.score).slice(0, most);
}

/**
 * The part of a text that has most of the words close together.
 * @param {string} text @param {string} query @param {number} length @returns {string}
 */
function around(text, query, length = 130) {
  const words = wordsOf(query).map(begins);
  const places = words.flatMap((word, kind) => [...text.matchAll(word)].map((found) => ({ at: found.index, kind })));
  let [best, most] = [0, 0];
  for (const { at } of places) {
    const kinds = new Set(places.filter((other) => other.at >= at && other.at < at + length - 40).map((other) => other.kind));
    if (kinds.size > most) [best, most] = [at, kinds.size];
  }
  let from = Math.max(0, best - 40);
  if (from > 0) from = text.indexOf(" ", from) + 1 || from;
  const piece = text.slice(from, from + length);
  return (from > 0 ? "… " : "") + piece + (from + length < text.length ? " …" : "");
}

/**
 * The text in pieces, where every second one is a word that was sought.
 * @param {string} text @param {string} query @returns {string[]}
 */
function parts(text, query) {
  const words = wordsOf(query);
  if (!words.length) return [text];
  const any = new RegExp(`(${words.map((word) => begins(word).source).join("|")})`, "giu");
  return text.split(any);
}
