// A card and its words in the source light up together, whichever of them has the mouse or the focus.

import { focusCard } from "./focus.js";
import { desk } from "./page.js";

const anchorsOf = (element) => {
  const found = element?.closest?.("[data-anchor], mark[data-for]");
  return found ? (found.dataset.for ?? found.dataset.anchor).split(" ") : [];
};
const marksOf = (anchor) => [...desk.querySelectorAll("mark[data-for]")].filter((mark) => mark.dataset.for.split(" ").includes(anchor));

let lit = [];

function light(anchors) {
  lit = anchors;
  for (const each of desk.querySelectorAll(".pv-lit")) each.classList.remove("pv-lit");
  for (const anchor of anchors) {
    for (const mark of marksOf(anchor)) mark.classList.add("pv-lit");
    desk.querySelector(`[data-anchor="${anchor}"]`)?.classList.add("pv-lit");
  }
}

// Only the text scrolls, not the page.
export function showWords(anchor) {
  const mark = marksOf(anchor)[0];
  const text = mark?.closest(".pv-text");
  if (!text) return;
  const off = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
  if (off < 0 || off > text.clientHeight - mark.offsetHeight) text.scrollTop += off - text.clientHeight / 3;
}

function focused(event) {
  const anchors = anchorsOf(event.target);
  light(anchors);
  if (anchors.length && !event.target.closest(".pv-text")) showWords(anchors[0]);
}

export function link() {
  desk.addEventListener("focusin", focused);
  desk.addEventListener("mouseover", (event) => light(anchorsOf(event.target)));
  desk.addEventListener("mouseleave", () => light(anchorsOf(document.activeElement)));
  desk.addEventListener("desk:shown", () => light(lit));
  desk.addEventListener("click", (event) => {
    const mark = event.target.closest(".pv-text mark[data-for]");
    if (mark && document.getSelection().isCollapsed) {
      const card = document.getElementById(mark.dataset.for.split(" ").find((anchor) => document.getElementById(anchor)));
      if (card?.matches("article")) {
        event.preventDefault();
        focusCard(card);
      }
      return;
    }
    const back = event.target.closest("a[href^='#s-']");
    if (back) {
      event.preventDefault();
      const anchor = back.hash.slice(3);
      back.closest("article")?.focus({ preventScroll: true });
      light([anchor]);
      showWords(anchor);
    }
  });
}
