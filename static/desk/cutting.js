// Cutting a card in two: its text with a cursor in it, Enter cuts there.

import { quietly, seen, send } from "./net.js";
import { characters, say, words } from "./page.js";
import { focusCard } from "./focus.js";

export async function cut(card, text, at) {
  const revision = seen(card);
  const fields = () => {
    const body = new FormData();
    body.set("at", characters(text.slice(0, at)));
    body.set("revision", revision());
    return body;
  };
  const answer = await quietly(send(card.dataset.split, fields, { card }));
  if (answer) say(answer.said, !answer.ok);
  focusCard(card);
}

export function askWhere(card) {
  const heading = card.querySelector(".pv-words");
  if (!heading || card.querySelector(".pv-cut")) return;
  const field = document.createElement("textarea");
  field.className = "pv-cut pv-input";
  field.value = heading.textContent;
  field.rows = 3;
  field.lang = "zh";
  field.setAttribute("aria-label", words.cut);
  field.addEventListener("beforeinput", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const at = field.selectionStart;
    leave();
    if (event.key === "Enter") cut(card, heading.textContent, at);
  });
  field.addEventListener("blur", leave);
  const at = clicked(heading) ?? likely(field.value);
  heading.hidden = true;
  heading.after(field);
  field.focus();
  field.setSelectionRange(at, at);
  say(words.cut);

  function leave() {
    field.removeEventListener("blur", leave);
    field.remove();
    heading.hidden = false;
    card.focus({ preventScroll: true });
  }
}

// Where the mouse has put the cursor in the text of the card, or null.
function clicked(heading) {
  const chosen = document.getSelection();
  return chosen.rangeCount && heading.contains(chosen.anchorNode) && chosen.anchorOffset > 0 ? chosen.anchorOffset : null;
}

// After the comma that lies nearest to the middle.
function likely(text) {
  const stops = [...text.matchAll(/[，,；;、。]/g)].map((match) => match.index + 1).filter((at) => at < text.length);
  const middle = text.length / 2;
  return stops.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? Math.floor(middle);
}
