// Who else has this meeting open, and what they have changed: asked every 30 seconds, sooner while the line is down.

import { isLost, send } from "./net.js";
import { desk } from "./page.js";

const BEAT = 30_000;
const AGAIN = 4_000;
const who = document.getElementById("desk-who");
let timer = 0;

export async function beat() {
  clearTimeout(timer);
  try {
    const answer = await send(desk.dataset.present, () => new FormData(), { isStep: false });
    if (who.innerHTML !== answer.who) who.innerHTML = answer.who;
  } catch {
    // The bar says that the line is down; the next beat tries again.
  }
  timer = setTimeout(beat, isLost() ? AGAIN : BEAT);
}

export function attend() {
  beat();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  window.addEventListener("online", beat);
  window.addEventListener("offline", () => { clearTimeout(timer); timer = setTimeout(beat, AGAIN); });
  window.addEventListener("pagehide", () => {
    const body = new FormData();
    body.set("leave", "1");
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    navigator.sendBeacon(desk.dataset.present, body);
  });
}
