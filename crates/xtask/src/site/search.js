// Finds sections that contain all the words; the index is loaded when somebody begins to search.
const box = document.getElementById("search");
const found = document.getElementById("found");
const top_folder = document.documentElement.dataset.up;
box.parentElement.hidden = false;
// On a phone the list of pages would fill the screen.
if (innerWidth > 800) document.querySelector("nav.book details.pages").open = true;

function load() {
  if (document.getElementById("index")) return;
  const script = document.createElement("script");
  script.id = "index";
  script.src = top_folder + "search-index.js";
  script.onload = show;
  document.head.append(script);
}

function show() {
  found.replaceChildren();
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length || typeof SECTIONS === "undefined") return;
  const rated = [];
  for (const [address, title, text] of SECTIONS) {
    const all = (title + " " + text).toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    const in_title = words.filter((word) => title.toLowerCase().includes(word)).length;
    rated.push([in_title, address, title, text]);
  }
  rated.sort((a, b) => b[0] - a[0]);
  for (const [, address, title, text] of rated.slice(0, 12)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = top_folder + address;
    link.textContent = title;
    const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
    const around = document.createElement("small");
    around.textContent = text.slice(at, at + 110);
    item.append(link, around);
    found.append(item);
  }
  if (!rated.length) found.textContent = box.dataset.none;
}

box.addEventListener("focus", load);
box.addEventListener("input", () => { load(); show(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box) { event.preventDefault(); box.focus(); }
  if (event.key === "Escape") { box.value = ""; show(); box.blur(); }
});
