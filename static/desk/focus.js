// One card at a time has the focus; Tab enters the list once, j and k walk it.

import { desk } from "./page.js";

export const cards = () => [...desk.querySelectorAll("article[data-anchor]")];
const isDraft = (card) => card.dataset.state === "draft" && !card.hasAttribute("aria-busy");
let now = "";

export function current() {
  return document.activeElement?.closest?.("article[data-anchor]") ?? document.getElementById(now);
}

export function focusCard(card, scroll = true) {
  if (!card) return;
  now = card.id;
  roving();
  card.focus({ preventScroll: true });
  if (scroll) card.scrollIntoView({ block: "nearest" });
}

// Exactly one card can be reached by Tab.
export function roving() {
  const all = cards();
  const chosen = all.find((card) => card.id === now) ?? all.find(isDraft) ?? all[0];
  for (const card of all) card.tabIndex = card === chosen ? 0 : -1;
}

export function walk(by) {
  const all = cards();
  const at = all.indexOf(current());
  focusCard(at < 0 ? all.find(isDraft) ?? all[0] : all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

// The next draft after this card, else the first one before it.
export function nextDraft(card) {
  const all = cards();
  const at = all.indexOf(card);
  return [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))].find(isDraft) ?? null;
}

export function firstDraft() {
  return cards().find(isDraft) ?? cards()[0] ?? null;
}

desk.addEventListener("focusin", (event) => {
  const card = event.target.closest("article[data-anchor]");
  if (card && card.id !== now) {
    now = card.id;
    roving();
  }
});
