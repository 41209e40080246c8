// What the buttons and keys of the desk do: each a form of the page sent without leaving it, or a question asked first.

import { cards, current, firstDraft, focusCard, nextDraft } from "./focus.js";
import { quietly, seen, send } from "./net.js";
import { desk, say, words } from "./page.js";
import { withSelection } from "./selecting.js";

async function take(url, fields, card) {
  const answer = (await quietly(send(url, fields, { card }))) ?? { ok: false };
  say(answer.said, !answer.ok);
  return answer;
}

const fill = (facts) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(facts)) body.set(name, value);
  return body;
};

// A form of a card or of the bar; after a decision the next draft is ready at once, before the answer is there.
export async function submit(form) {
  const card = form.closest("article[data-anchor]");
  if (card?.hasAttribute("aria-busy")) return;
  const url = form.action;
  const sure = card && ["c", "x"].includes(form.dataset.key);
  if (sure) {
    card.setAttribute("aria-busy", "true");
    const next = nextDraft(card);
    if (next) focusCard(next);
  }
  const answer = await take(url, fieldsOf(form, card), card);
  card?.removeAttribute("aria-busy");
  const again = card && document.getElementById(card.id);
  if (!answer.ok) {
    if (card) focusCard(again);
  } else if (sure) {
    if (!cards().some((each) => each.dataset.state === "draft")) say(`${answer.said} · ${words.last}`);
  } else after(answer);
}

// The form as it is when its turn comes, for it may be drawn anew until then; of a card, with the revision she saw.
function fieldsOf(form, card) {
  const revision = card && seen(card);
  return () => {
    const body = new FormData(form.isConnected ? form : renewed(card, form));
    if (body.has("revision") && revision) body.set("revision", revision());
    return body;
  };
}

function renewed(card, form) {
  return [...document.querySelectorAll(`#${card?.id ?? "desk"} form`)].find((each) => each.action === form.action) ?? form;
}

function after(answer) {
  const card = document.getElementById(answer.focus);
  const held = current();
  if (card) focusCard(card);
  else if (held?.dataset.state !== "draft" || document.activeElement === document.body) {
    focusCard((held && nextDraft(held)) ?? firstDraft());
  }
}

export async function undo() {
  const answer = await take(desk.dataset.undo, () => new FormData());
  const card = document.getElementById(answer.focus);
  if (card) focusCard(card);
}

export function fromSelection() {
  withSelection(async (span) => {
    const answer = await take(desk.dataset.spot, () => fill(span));
    focusCard(document.getElementById(answer.focus));
  });
}

export function restOn(card) {
  if (!card?.dataset.restOn) return say(words.none, true);
  const revision = seen(card);
  withSelection(async (span) => {
    await take(card.dataset.restOn, () => fill({ ...span, revision: revision() }), card);
    focusCard(document.getElementById(card.id));
  });
}

export async function join(card) {
  const all = cards().filter((each) => each.dataset.state === "draft");
  const next = all[all.indexOf(card) + 1];
  if (!next || !all.includes(card)) return say(words.noNext, true);
  const [revision, others] = [seen(card), seen(next)];
  await take(card.dataset.join, () => fill({ revision: revision(), other: next.dataset.pk, others: others() }), card);
  focusCard(document.getElementById(card.id));
}

// The source cleaned, or as it came.
export async function showText(which) {
  desk.dataset.text = which ?? (desk.dataset.text === "cleaned" ? "original" : "cleaned");
  await take(desk.dataset.present, () => new FormData());
  const anchor = current()?.dataset.anchor;
  if (anchor) desk.dispatchEvent(new CustomEvent("desk:words", { detail: anchor }));
}
