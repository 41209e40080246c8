// Steps on their way to the server: one after the other, so that an undo never overtakes what it undoes.

import { apply, known } from "./shown.js";
import { desk, say, words } from "./page.js";

const bar = document.getElementById("desk-lost");
let last = Promise.resolve();
let steps = 0;
const done = new Map();
let lost = false;

export class Lost extends Error {}

// A step that the server did not hear of has been told of already.
export const quietly = (step) => step.catch((error) => {
  if (!(error instanceof Lost)) throw error;
});

// `fields` is asked for when the turn comes: by then the page shows what the answers before have changed.
export function send(url, fields, { card, isStep = true } = {}) {
  if (isStep) steps += 1;
  const turn = last.then(() => post(url, fields())).then((answer) => {
    if (card && answer.ok) done.set(card.id, times(card) + 1);
    return answer;
  });
  last = turn.catch(() => {}).then(() => { if (isStep) steps -= 1; });
  return turn;
}

const times = (card) => done.get(card.id) ?? 0;

// What to ask for a card's revision when the turn comes: the revision that she saw when she took the step, so that a
// change of somebody else's, come with an answer between, is a conflict and not agreed to; only a step of her own on
// the same card, done in between, moves it on.
export function seen(card) {
  const [shown, before] = [card.dataset.version, times(card)];
  return () => times(card) > before ? card.dataset.version : shown;
}

// Resolves once every step has been answered or is known to be lost: who leaves sooner takes those that wait with her.
export async function settled() {
  while (steps) await last;
}
window.addEventListener("beforeunload", (event) => { if (steps) event.preventDefault(); });

export async function get(url) {
  return read(await reach(url, { headers: { Accept: "application/json" } }));
}

async function post(url, body) {
  body.delete("csrfmiddlewaretoken");  // the token of now counts: who logs in again has another
  body.set("known", known());
  body.set("show", desk.dataset.show);
  body.set("as", desk.dataset.text);
  const answer = await read(await reach(url, {
    method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() },
  }));
  if (answer.cards) apply(answer);
  return answer;
}

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    return fail(words.lost);
  }
}

async function read(response) {
  if (response.redirected || response.status === 401) return fail(words.login);
  if (response.status >= 500) return fail(words.lost);
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    say(words.refused, true);
    throw new Lost(`answer ${response.status}`);
  }
  if (lost) {
    lost = false;
    bar.hidden = true;
    say(words.back);
    document.dispatchEvent(new Event("desk:back"));
  }
  return response.json();
}

function fail(text) {
  if (!lost || bar.textContent !== text) {
    bar.textContent = text;
    bar.hidden = false;
  }
  lost = true;
  throw new Lost(text);
}

export const isLost = () => lost;
window.addEventListener("offline", () => { try { fail(words.lost); } catch { /* the bar says it */ } });
