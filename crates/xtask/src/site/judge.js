// The page looks at itself and writes what is wrong into its first element.
addEventListener("load", () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const wrong = [];
  if (innerWidth !== WIDTH) document.documentElement.style.width = WIDTH + "px";
  for (const picture of document.images) if (!picture.naturalWidth) wrong.push("no picture " + picture.getAttribute("src"));
  const main = document.querySelector("main");
  const words = main.cloneNode(true);
  for (const code of words.querySelectorAll("pre, code, math")) code.remove();
  if (/\$|\\frac|\\partial|<!--/.test(words.textContent)) wrong.push("a formula or mark is shown as text");
  if (/```|\]\(|\*\*/.test(words.textContent)) wrong.push("a mark of Markdown is shown as text");
  if (main.querySelector("merror")) wrong.push("a formula is wrong");
  const right = Math.max(...[...main.children].map((child) => child.getBoundingClientRect().right));
  if (right > WIDTH + 1) wrong.push("wider than the screen by " + Math.round(right - WIDTH));
  if (!document.querySelector("h1")) wrong.push("no heading");
  document.documentElement.dataset.judged = wrong.length ? wrong.join(", ") : "well";
});
