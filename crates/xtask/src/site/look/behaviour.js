// Does what a reader does, and says what did not happen.
// A browser without a window draws no frames, in which it would see what comes into view: here it is told.
const watched = [];
const watchers = [];
const seen = () => watchers.forEach((watcher) => watcher());
window.IntersectionObserver = class {
  constructor(watcher) { watchers.push(watcher); }
  observe(part) { watched.push(part); }
};
addEventListener("load", async () => {
  const wrong = [];
  const is = (what, found, expected) => {
    if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  };
  const one = (selector) => document.querySelector(selector);
  const key = (name, target = document.body) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  try {
    // Numbers as readers type them.
    for (const [text, value] of [["79,520", 79520], ["−12", -12], ["1.5e-7", 1.5e-7], ["1.5 · 10⁻⁷", 1.5e-7], ["2*10^3", 2000], ["93.9 %", 93.9], ["1,5", 1.5], [".5", 0.5], ["many", null], ["1 2x", null]]) {
      is(`number ${text}`, numberOf(text), value);
    }

    // A number: a tempting guess, a right one, one that is no number, none.
    const apple = one("#card-apple");
    const [field, reveal, again, verdict, fold] = ["input", "[type=submit]", ".again", ".verdict", "details"].map((part) => apple.querySelector(part));
    const guess = (text) => { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); };
    is("label without a guess", reveal.textContent, "Reveal without a guess");
    guess("1.1");
    is("label with a guess", reveal.textContent, "Reveal");
    reveal.click();
    is("a tempting guess", verdict.textContent, "You said 1.1; it is 2.2\u00a0yen. That is one apple; you buy two.");
    is("the fold", fold.open, true);
    is("kept", localStorage.getItem("guess ch05.html apple"), "1.1");
    again.click();
    is("asked again", [fold.open, field.value, verdict.textContent, localStorage.getItem("guess ch05.html apple")], [false, "", "", null]);
    guess("many");
    reveal.click();
    is("no number", [fold.open, verdict.textContent.includes("“many” is not a number")], [false, true]);
    guess("2.2 yen");
    reveal.click();
    is("right", [verdict.textContent, verdict.getAttribute("aria-live")], ["You said 2.2 yen: right.", "polite"]);
    again.click();
    reveal.click();
    is("without a guess", [fold.open, verdict.textContent], [true, ""]);

    // A wide tolerance.
    const images = one("#card-images");
    images.querySelector("input").value = "1.6e-7";
    images.querySelector("[type=submit]").click();
    is("near", images.querySelector(".verdict").textContent, "You said 1.6e-7: right. To the digit it is 1.5 · 10⁻⁷.");

    // Options.
    const options = one("#card-softmax-of-1010");
    options.querySelector("input[value='1']").click();
    options.querySelector("[type=submit]").click();
    is("a wrong option", options.querySelector(".verdict").textContent, "You said “1, 0 and 0”; it is “not a number”.");
    options.querySelector(".again").click();
    options.querySelector("input[value='2']").click();
    options.querySelector("[type=submit]").click();
    is("the right option", options.querySelector(".verdict").textContent, "You said “not a number”: right.");

    // Search: keys, ranking, marks.
    key("/");
    const box = one("#search");
    is("focus", document.activeElement, box);
    await wait(300);
    const search = (text) => {
      box.value = text;
      box.dispatchEvent(new Event("input"));
      return [...document.querySelectorAll("#found a")];
    };
    is("the chapter comes first", search("learning rate")[0].getAttribute("href"), "ch06.html#6-learning-rate");
    is("no rate in crate", ranked(INDEX, "rate").map((one) => around("a crate", "rate") && one.text.includes("rate")).length > 0 && begins("rate").test("crate"), false);
    is("word starts", search("backprop").map((link) => link.getAttribute("href"))[0], "ch05.html#5-backpropagation");
    is("a chapter before a page that points", ranked(INDEX, "backpropagation").map((one) => one.address).indexOf("index.html#the-way-through") > 0, true);
    is("all words", search("decay apple").length, 0);
    is("said", one("#nothing").textContent, "Nothing found.");
    is("Hangul inside a word", search("울기")[0]?.getAttribute("href"), "ch06.html#61-decay");
    const [first] = search("cosine wave");
    is("marks", [...first.querySelectorAll("mark")].map((mark) => mark.textContent), ["Cosine", "wave"]);
    is("the page's title", first.querySelector(".page")?.textContent, "6. Learning rate");
    is("captions are found", search("derivatives left").length, 1);
    search("rate");
    key("ArrowDown", box);
    is("the second is chosen", [...document.querySelectorAll("#found a")].map((link) => link.getAttribute("aria-selected")).indexOf("true"), 1);
    let opened = "";
    one("#found").addEventListener("click", (event) => { opened = event.target.closest("a").getAttribute("href"); event.preventDefault(); });
    const second = document.querySelectorAll("#found a")[1].getAttribute("href");
    key("Enter", box);
    is("Enter opens it", opened, second);
    search("rate");
    key("Escape", box);
    is("Escape leaves", [box.value, document.querySelectorAll("#found a").length], ["", 0]);

    // Theme.
    const button = one("#theme");
    is("the system's", button.textContent, "Theme: system");
    button.click();
    is("light", [button.textContent, localStorage.getItem("theme")], ["Theme: light", "light"]);
    button.click();
    is("dark", [document.documentElement.dataset.theme, localStorage.getItem("theme"), getComputedStyle(document.body).backgroundColor], ["dark", "dark", "rgb(20, 24, 31)"]);
    is("a picture is a white card", getComputedStyle(one("figure img")).backgroundColor, "rgb(255, 255, 255)");
    button.click();
    is("system", [document.documentElement.dataset.theme, localStorage.getItem("theme")], [undefined, null]);

    // Keys: help, neighbours.
    key("?");
    is("help", one("#keys").open, true);
    one("#keys").close();
    let turned = "";
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[rel]");
      if (link) { turned = link.getAttribute("href"); event.preventDefault(); }
    });
    key("ArrowRight");
    is("→", turned, "ch06.html");
    key("ArrowLeft");
    is("←", turned, "index.html");

    // Copy.
    const copy = one("pre .copy");
    let clipboard = "";
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { clipboard = text; } } });
    copy.click();
    await wait(100);
    is("copied", [copy.textContent, clipboard], ["Copied", one("pre code").textContent]);

    // The position in the contents.
    one("#what-is-said-of-it").scrollIntoView();
    seen();
    is("position", one("nav [aria-current=location]")?.getAttribute("href"), "#what-is-said-of-it");
    scrollTo(0, document.body.scrollHeight);
    seen();
    is("position at the end", one("nav [aria-current=location]")?.getAttribute("href"), "#52-the-chain-rule");
    is("one position", document.querySelectorAll("nav [aria-current=location]").length, 1);
    is("observed", watched.map((part) => part.id || part.className), ["51-a-shop-with-apples", "what-is-said-of-it", "52-the-chain-rule", "turn"]);

    // Paper opens the folds, and shuts them again.
    again.click();
    dispatchEvent(new Event("beforeprint"));
    is("open for paper", fold.open, true);
    dispatchEvent(new Event("afterprint"));
    is("shut after", fold.open, false);

    // Figures may be wider than the text.
    is("text", Math.round(one("main > p").getBoundingClientRect().width), 736);
    is("numbers", [one("figcaption .label").textContent, one(".table-title .label").textContent, one("a[href='#fig-buy_apple']").textContent], ["Figure 5.1", "Table 5.1", "Figure\u00a05.1"]);
  } catch (error) {
    wrong.push(String(error.stack));
  }
  parent.postMessage({ page: PAGE, height: 0, wrong }, "*");
});
