// Words of the source: those that the mouse has selected, or clauses chosen by the arrow keys.

import { current } from "./focus.js";
import { characters, desk, say, words } from "./page.js";

const text = () => desk.querySelector(".pv-text");

// The selection as offsets in the text shown, or null.
export function selected() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : { start, end };
}

function offset(node, at) {
  const held = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node.childNodes[at]?.parentElement ?? node).closest("[data-at]");
  if (!held || !text()?.contains(held)) return null;
  const before = document.createRange();
  before.setStart(held, 0);
  before.setEnd(node, at);
  return Number(held.dataset.at) + characters(before.toString());
}

// Run `take` with the selection; without one let the reviewer choose clauses by keys first.
export function withSelection(take) {
  const chosen = selected();
  if (chosen) {
    document.getSelection().removeAllRanges();
    take(chosen);
  } else if (text()) pick(take);
}

function pick(take) {
  const found = clauses();
  if (!found.length) return;
  const back = document.activeElement;
  let from = start(found);
  let to = from;
  text().focus({ preventScroll: true });
  say(words.select);
  show();

  function show() {
    const [first, last] = [found[Math.min(from, to)], found[Math.max(from, to)]];
    document.getSelection().setBaseAndExtent(first.node, first.at, last.lastNode, last.end);
    const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
    const frame = text().getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) text().scrollTop += box.top - frame.top - frame.height / 3;
  }

  function leave() {
    text().removeEventListener("keydown", pressed);
    text().removeEventListener("blur", leave);
    document.getSelection().removeAllRanges();
    back?.focus?.({ preventScroll: true });
  }

  function pressed(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      to = Math.max(0, Math.min(found.length - 1, to + by));
      if (!event.shiftKey) from = to;
      show();
    } else if (event.key === "Enter") {
      const chosen = selected();
      leave();
      if (chosen) take(chosen);
    } else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  text().addEventListener("keydown", pressed);
  text().addEventListener("blur", leave);
}

// The last clause of the card at hand, else the first one in sight.
function start(found) {
  const anchor = current()?.dataset.anchor;
  const marks = [...desk.querySelectorAll("mark[data-for]")].filter((mark) => mark.dataset.for.split(" ").includes(anchor));
  const at = found.findLastIndex((clause) => marks.some((mark) => mark.contains(clause.node)));
  if (at >= 0) return at;
  const top = text().getBoundingClientRect().top;
  const seen = found.findIndex((clause) => clause.node.parentElement.getBoundingClientRect().bottom > top);
  return Math.max(0, seen);
}

// The runs between commas and stops, each with the text nodes that it begins and ends in.
function clauses() {
  const walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest("[data-at]") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
  });
  const nodes = [];
  let whole = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, from: whole.length });
    whole += walker.currentNode.data;
  }
  const at = (place, end) => nodes.findLast((each) => (end ? each.from < place : each.from <= place));
  return [...whole.matchAll(/[^，,。；;：:！？!?\s][^，,。；;：:！？!?\n]*/g)].map((match) => {
    const end = match.index + match[0].length;
    const [first, last] = [at(match.index, false), at(end, true)];
    return { node: first.node, at: match.index - first.from, lastNode: last.node, end: end - last.from };
  });
}
