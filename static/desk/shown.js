// What an answer of the server changes on the page; an open form and the focus stay where they are.

import { desk, fragment, list } from "./page.js";
import { cards, focusCard, roving } from "./focus.js";

const versions = { meeting: desk.dataset.meetingVersion, source: desk.dataset.sourceVersion };

export function known() {
  const shown = [...desk.querySelectorAll("article[data-anchor]")].map((card) => [card.dataset.anchor, card.dataset.version]);
  return [...shown, ...Object.entries(versions)].map((pair) => pair.join("=")).join(";");
}

export function apply(answer) {
  const held = document.activeElement?.closest("article[data-anchor]");
  const place = cards().indexOf(held);
  for (const [anchor, html] of Object.entries(answer.cards)) {
    const card = document.getElementById(anchor);
    if (html === null) card?.remove();
    else if (card) renew(card, fragment(html).firstElementChild);
    else list.append(fragment(html).firstElementChild);
  }
  order(answer.order);
  for (const [id, html] of Object.entries(answer.parts)) part(id, html);
  Object.assign(versions, answer.versions);
  colour(answer.styles);
  roving();
  desk.dispatchEvent(new Event("desk:shown"));
  if (document.activeElement === document.body && place >= 0) {
    focusCard(held.isConnected ? held : cards()[Math.min(place, cards().length - 1)]);
  }
}

function renew(card, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (name !== "class") card.setAttribute(name, value);
  }
  const editing = card.querySelector(":scope > .pv-editor");
  card.className = fresh.className;
  card.classList.toggle("pv-editing", Boolean(editing));
  card.removeAttribute("aria-busy");
  for (const child of [...card.children]) if (child !== editing) child.remove();
  if (editing) editing.before(...fresh.children);
  else card.replaceChildren(...fresh.childNodes);
}

function order(anchors) {
  const now = [...list.children].map((card) => card.id);
  if (anchors.join() === now.join()) return;
  for (const anchor of anchors) list.append(document.getElementById(anchor));
}

function part(id, html) {
  const region = document.getElementById(id);
  if (!region) return;
  const top = region.querySelector(".pv-text")?.scrollTop;
  region.replaceChildren(fragment(html));
  if (top !== undefined) region.querySelector(".pv-text").scrollTop = top;
}

function colour(styles) {
  for (const mark of desk.querySelectorAll("mark[data-for]")) {
    const style = mark.dataset.for.split(" ").map((anchor) => styles[anchor]).find(Boolean);
    if (style) mark.className = `pv-${style}`;
  }
}
