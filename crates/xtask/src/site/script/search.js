// @ts-check
// The search field. The index is loaded when somebody begins to search.
{
  const box = /** @type {HTMLInputElement} */ (document.getElementById("search"));
  const found = /** @type {HTMLElement} */ (document.getElementById("found"));
  const nothing = /** @type {HTMLElement} */ (document.getElementById("nothing"));
  const up = document.documentElement.dataset.up ?? "";
  const frame = /** @type {HTMLElement} */ (box.closest(".search"));
  frame.hidden = false;
  let chosen = 0;

  const load = () => {
    if (document.getElementById("index")) return;
    const script = document.createElement("script");
    script.id = "index";
    script.src = `${up}search-index-${WORDS.lang}.js`;
    script.onload = show;
    document.head.append(script);
  };

  /** @returns {HTMLAnchorElement[]} */
  const links = () => [...found.querySelectorAll("a")];

  /** @param {HTMLElement} into @param {string} text */
  const write = (into, text) => {
    parts(text, box.value).forEach((part, at) => {
      if (!part) return;
      const piece = at % 2 ? document.createElement("mark") : document.createElement("span");
      piece.textContent = part;
      into.append(piece);
    });
  };

  /** @param {string} name @param {string} text @param {HTMLElement} into */
  const line = (name, text, into) => {
    const span = document.createElement("span");
    span.className = name;
    write(span, text);
    into.append(span);
  };

  const choose = (/** @type {number} */ at) => {
    const all = links();
    chosen = Math.max(0, Math.min(at, all.length - 1));
    all.forEach((link, at) => link.setAttribute("aria-selected", String(at === chosen)));
    all[chosen]?.scrollIntoView({ block: "nearest" });
  };

  function show() {
    found.replaceChildren();
    nothing.textContent = "";
    // @ts-ignore: the index is a script of its own.
    if (!box.value.trim() || typeof INDEX === "undefined") return;
    // @ts-ignore
    const results = ranked(INDEX, box.value);
    for (const result of results) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = up + result.address;
      line("heading", result.heading, link);
      if (result.heading !== result.page) line("page", result.page, link);
      line("around", around(result.text, box.value), link);
      item.append(link);
      found.append(item);
    }
    if (!results.length) nothing.textContent = WORDS.none;
    choose(0);
  }

  const leave = () => { box.value = ""; show(); box.blur(); };

  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); show(); });
  found.addEventListener("click", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest("a")) leave();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") links()[chosen]?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (document.activeElement === box || found.firstChild)) leave();
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, textarea, select, dialog")) return;
    if (event.key !== "/" && event.key !== "s") return;
    event.preventDefault();
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  });
}
