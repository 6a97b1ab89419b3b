// @ts-check
// Small things for readers: theme, copying, the position in the contents, keys, and paper.
{
  const root = document.documentElement;

  const themes = ["system", "light", "dark"];
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("theme"));
  const theme = () => root.dataset.theme ?? "system";
  const label = () => { button.textContent = WORDS.themes[themes.indexOf(theme())]; };
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(theme()) + 1) % themes.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    MEMORY.set("theme", next === "system" ? null : next);
    label();
  });

  for (const block of document.querySelectorAll("main pre")) {
    const code = /** @type {HTMLElement} */ (block.querySelector("code"));
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "copy";
    copy.textContent = WORDS.copy;
    copy.addEventListener("click", async () => {
      if (!(await copied(code.textContent ?? ""))) return;
      copy.textContent = WORDS.copied;
      copy.classList.add("done");
      setTimeout(() => { copy.textContent = WORDS.copy; copy.classList.remove("done"); }, 1500);
    });
    block.append(copy);
  }

  /** The clipboard is closed to some pages that come from a file; a selection is the old way. @param {string} text @returns {Promise<boolean>} */
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // The section whose heading was passed last is marked in the contents.
  /** @type {Map<string, HTMLAnchorElement>} */
  const entries = new Map();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("nav .sections a"))) {
    entries.set(decodeURIComponent(link.hash.slice(1)), link);
  }
  const headings = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main h2[id], main h3[id]")]).filter((h) => entries.has(h.id));
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    // A short last section never gets that far up.
    const isEnd = scrollY > 0 && scrollY + innerHeight >= root.scrollHeight - 2;
    const last = isEnd ? headings[headings.length - 1] : passed[passed.length - 1];
    const current = last && entries.get(last.id);
    for (const link of entries.values()) {
      if (link === current) continue;
      link.removeAttribute("aria-current");
    }
    if (!current || current.hasAttribute("aria-current")) return;
    current.setAttribute("aria-current", "location");
    const nav = /** @type {HTMLElement} */ (document.querySelector("nav.book"));
    const [top, frame] = [current.getBoundingClientRect().top, nav.getBoundingClientRect()];
    if (nav.scrollHeight > nav.clientHeight && (top < frame.top + 60 || top > frame.bottom - 60)) {
      nav.scrollTop += top - frame.top - frame.height / 2;
    }
  };
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings) watch.observe(heading);
  const end = document.querySelector(".turn");
  if (end) new IntersectionObserver(mark, { threshold: [0, 1], rootMargin: "0px 0px 2px 0px" }).observe(end);
  mark();

  const keys = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
  const help = /** @type {HTMLButtonElement} */ (document.getElementById("help"));
  help.hidden = false;
  help.addEventListener("click", () => keys.showModal());
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, textarea, select, dialog")) return;
    if (event.key === "?") keys.showModal();
    // A frame that moves sideways has the arrows for itself.
    if (target.closest?.(".wide, pre, .picture, math")) return;
    const direction = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (direction) /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[rel="${direction}"]`))?.click();
  });

  // Paper shows what is folded. Afterwards all is as it was.
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("main details:not([open])"))];
    for (const fold of opened) fold.open = true;
    for (const picture of document.images) picture.loading = "eager";
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}
