// The page judges itself, and says to the page around it what is wrong. PAGE and VIEW stand before this.
document.documentElement.dataset.theme = VIEW.theme;
// Pictures that would be loaded late hold up the page, so that it judges itself with them.
addEventListener("DOMContentLoaded", () => {
  for (const picture of document.images) picture.loading = "eager";
});
addEventListener("load", () => {
  const wrong = [];
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const named = (element) => (element.id ? "#" + element.id : element.textContent.trim().slice(0, 40));
  const main = document.querySelector("main");

  // Cards first: their buttons open folds.
  for (const card of all("section.card")) {
    const [form, fold, verdict] = ["form", "details", ".verdict"].map((part) => card.querySelector(part));
    if (!form) continue;
    const press = (selector) => form.querySelector(selector)?.click();
    press("[type=submit]");
    if (!fold.open) wrong.push("the button of the card " + named(card) + " does nothing");
    press(".again");
    if (fold.open) wrong.push("the card " + named(card) + " cannot be asked again");
    const field = form.querySelector("input");
    if (field.type === "radio") field.click(); else field.value = "1";
    press("[type=submit]");
    if (!verdict.textContent) wrong.push("the card " + named(card) + " says nothing of a guess");
    press(".again");
    press("[type=submit]");
  }
  if (VIEW.is_paper) {
    const hidden = all("main details > :not(summary)").filter((inner) => !inner.getClientRects().length && !inner.matches("form"));
    if (hidden.length) wrong.push(hidden.length + " parts of folds are not on paper, such as " + named(hidden[0]));
    for (const shown of all("nav, form, .copy, .anchor, .turn").filter((part) => part.getClientRects().length)) {
      wrong.push("on paper there is " + shown.tagName.toLowerCase() + " " + named(shown));
    }
  }
  for (const fold of all("main details")) fold.open = true;

  // Pictures.
  for (const picture of document.images) if (!picture.naturalWidth) wrong.push("no picture " + picture.getAttribute("src"));
  for (const picture of all("main img")) if (!picture.alt?.trim()) wrong.push("no alternative text at " + picture.getAttribute("src"));
  for (const figure of all("main figure")) if (!figure.querySelector("figcaption")?.textContent.trim()) wrong.push("no caption at " + (named(figure) || "a figure"));

  // Words.
  const words = main.cloneNode(true);
  for (const code of words.querySelectorAll("pre, code, math, script")) code.remove();
  if (/\$|\\frac|\\partial|<!--/.test(words.textContent)) wrong.push("a formula or mark is shown as text");
  if (/```|\]\(|\*\*/.test(words.textContent)) wrong.push("a mark of Markdown is shown as text");
  if (main.querySelector("merror")) wrong.push("a formula is wrong");

  // Headings: one of the page's own (or one of each page that was joined), and no step left out in pages of the book.
  const headings = all("h1, h2, h3, h4, h5, h6", main);
  const own = all("h1", main).length;
  if (own !== Math.max(1, all("article", main).length)) wrong.push(own + " headings of the page's own");
  headings.reduce((before, heading) => {
    const level = Number(heading.tagName[1]);
    if (level > before + 1 && !PAGE.startsWith("files/")) wrong.push("the heading " + named(heading) + " leaves out a level");
    return level;
  }, 0);

  // Widths. A table or formula may be wider than a phone, in a frame of its own.
  const width = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  if (width > VIEW.width + 1) {
    const far = all("main *").filter((part) => part.getBoundingClientRect().right > VIEW.width + 1 && !part.closest(".wide, pre, .picture, math"));
    wrong.push("wider than the screen by " + (width - VIEW.width) + (far[0] ? " at " + far[0].tagName + " " + named(far[0]) : ""));
  }
  if (VIEW.width >= 1280 || VIEW.is_paper) {
    for (const frame of all("main .wide")) {
      if (frame.scrollWidth > frame.clientWidth + 1) wrong.push("the table " + named(frame) + " is wider than its column by " + (frame.scrollWidth - frame.clientWidth));
    }
  }

  // Links in the page, names, requests.
  const ids = all("[id]").map((part) => part.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) wrong.push("there are two #" + twice[0]);
  const known = new Set(ids);
  for (const link of all("a[href^='#']")) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    if (id && !known.has(id)) wrong.push("a link leads to #" + id + ", which isn't there");
  }
  const requests = performance.getEntriesByType("resource").map((entry) => entry.name);
  const attributes = all("link[href], script[src], img[src], iframe[src], source[src]").map((part) => part.href || part.src);
  for (const address of new Set([...requests, ...attributes])) {
    if (!/^(file|data|blob):/.test(address)) wrong.push("a request to the network: " + address);
  }
  if (!VIEW.is_paper) for (const block of all("main pre")) if (!block.querySelector("button.copy")) wrong.push("code that cannot be copied: " + named(block));

  const height = Math.ceil(Math.max(main.getBoundingClientRect().bottom, document.body.scrollHeight));
  parent.postMessage({ page: PAGE, height, wrong }, "*");
});
