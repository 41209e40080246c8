// The review desk.  Without this script every step is a plain form of the page.

import { reopen } from "./editing.js";
import { firstDraft, focusCard, roving } from "./focus.js";
import { listen } from "./keys.js";
import { link, showWords } from "./linking.js";
import { desk } from "./page.js";
import { attend } from "./presence.js";
import { showText, submit } from "./steps.js";

desk.classList.add("pv-live");
const source = desk.querySelector(".pv-source");
if (source && matchMedia("(max-width: 1023px)").matches) source.open = false;
roving();
link();
listen();

desk.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-move")) return;
  event.preventDefault();
  submit(event.target);
});
desk.addEventListener("click", (event) => {
  const which = event.target.closest("a[data-text]");
  if (!which) return;
  event.preventDefault();
  showText(which.dataset.text);
});
desk.addEventListener("desk:words", (event) => showWords(event.detail));

// What the report leaves open is asked first.
const question = desk.querySelector("#desk-ask input:not([type=hidden])");
if (question) {
  question.focus();
  question.select();
} else focusCard(document.getElementById(location.hash.slice(1))?.closest("article") ?? firstDraft(), location.hash.length > 1);
reopen();
attend();
