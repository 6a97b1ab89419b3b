// @ts-check
// Where can a reader touch the page? Demos and experiments. Nothing more is loaded before a demo comes into view or a run is asked for.
{
  const root = document.documentElement;
  const up = new URL(root.dataset.up || ".", location.href).href;
  /** @param {string} name @returns {Promise<any>} */
  const script = (name) => import(new URL(name, up).href);
  const demos = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".demo[id]"));
  // The whole book as one page is for paper and for searching.
  const isLive = !root.dataset.page?.endsWith("print.html");

  /** The static words stay, and a sentence says what is missing. @param {HTMLElement} demo @param {string} words */
  const failed = (demo, words) => {
    demo.dataset.state = "failed";
    demo.append(Object.assign(document.createElement("p"), { className: "why", role: "status", textContent: words }));
  };

  if (isLive && (location.protocol === "file:" || typeof WebAssembly !== "object" || typeof Worker !== "function")) {
    const words = location.protocol === "file:" ? WORDS.play.from_file : WORDS.play.no_wasm;
    for (const demo of demos) failed(demo, words);
  } else if (isLive) {
    /** @param {HTMLElement} demo */
    const open = async (demo) => {
      watch.unobserve(demo);
      if (demo.dataset.state) return;
      demo.dataset.state = "loading";
      try {
        await (await script("demo.js")).enliven(demo);
      } catch (error) {
        failed(demo, /** @type {Error} */ (error).message);
      }
    };
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) open(/** @type {HTMLElement} */ (entry.target));
    });
    for (const demo of demos) watch.observe(demo);

    // An address with the state of a demo leads to the demo.
    const shared = () => {
      const demo = document.getElementById(location.hash.slice(1).split("?")[0]);
      if (location.hash.includes("?") && demo?.matches(".demo")) demo.scrollIntoView();
    };
    addEventListener("hashchange", shared);
    shared();

    for (const code of document.querySelectorAll("main pre > code")) {
      const [, chapter, experiment] = code.textContent?.match(/^cargo run -p (ch\d\d-[\w-]+) (\w+)\s*$/) ?? [];
      const block = /** @type {HTMLElement} */ (code.parentElement);
      if (!chapter || block.previousElementSibling?.querySelector("a[id]")?.id !== experiment) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "run-here", textContent: WORDS.play.run });
      button.addEventListener("click", async () => (await script("run.js")).offer(button, chapter, experiment));
      block.after(button);
    }
  }
}
