// The keys of the desk; none of them acts while somebody types in a field.

import { edit } from "./editing.js";
import { current, walk } from "./focus.js";
import { isLost, settled } from "./net.js";
import { desk, say, words } from "./page.js";
import { askWhere } from "./cutting.js";
import { fromSelection, join, restOn, showText, submit, undo } from "./steps.js";

const help = document.getElementById("desk-help");

const formOf = (place, key) => place?.querySelector(`form[data-key="${key}"]`);
const decide = (key) => (card) => {
  const form = formOf(card, key);
  if (form) submit(form);
  else say(words.nothing, true);
};
const all = (key) => () => {
  const form = formOf(document.getElementById("desk-bar"), key);
  if (form) submit(form);
  else say(words.nothing, true);
};
const draft = (act) => (card) => (card?.dataset.state === "draft" && desk.hasAttribute("data-may-review") ? act(card) : say(words.nothing, true));

// The matrix shows what is confirmed: the decisions still on their way arrive first.
async function issue() {
  await settled();
  const link = document.querySelector("#desk-bar a[data-key=i]");
  if (link && !isLost()) location.assign(link.href);
  else if (!link) say(words.nothing, true);
}

const ACTS = {
  j: () => walk(1),
  k: () => walk(-1),
  c: decide("c"),
  x: decide("x"),
  e: (card) => (card?.querySelector("[data-key=e]") ? edit(card) : say(words.nothing, true)),
  s: draft(askWhere),
  m: draft(join),
  w: (card) => (card?.querySelector("[data-key=w]") ? restOn(card) : say(words.nothing, true)),
  u: () => (desk.hasAttribute("data-may-review") ? undo() : say(words.nothing, true)),
  a: all("a"),
  p: all("p"),
  n: () => (desk.hasAttribute("data-may-review") ? fromSelection() : say(words.nothing, true)),
  o: () => showText(),
  i: issue,
  "?": () => help.showModal(),
};

const typing = (element) => element.closest?.("input:not([type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]");

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open || typing(event.target)) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act(current());
  });
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key], a[data-key]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ACTS[button.dataset.key](button.closest("article[data-anchor]") ?? current());
  });
  // A click on a button must not take the selection in the source away.
  desk.addEventListener("mousedown", (event) => {
    if (event.target.closest("button[data-key=n], button[data-key=w], button[data-key=s]")) event.preventDefault();
  });
}
