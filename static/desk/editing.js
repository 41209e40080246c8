// A card's form in its place: opened, saved as its fields are left or rest, two versions compared, nothing lost.

import { focusCard } from "./focus.js";
import { forget, keep, kept, restore } from "./keeping.js";
import { get, Lost, quietly, send } from "./net.js";
import { fragment, say, words } from "./page.js";
import { dressPickers } from "./picking.js";
import { cut } from "./cutting.js";

const PAUSE = 2000;
const open = new Map();

export async function edit(card, focus = true) {
  if (!card?.dataset.edit) return;
  const there = open.get(card.id);
  if (there) return there.first().focus();
  const answer = await quietly(get(card.dataset.edit));
  if (!answer) return undefined;
  if (!answer.form) return say(answer.said, true);
  if (open.has(card.id)) return;
  const editor = new Editor(card, fragment(answer.form).firstElementChild);
  open.set(card.id, editor);
  if (focus) editor.first().focus();
}

// What was typed before the page was left is put back, in its form.
export async function reopen() {
  for (const [pk] of kept()) {
    const card = document.getElementById(`d-${pk}`);
    if (card) await edit(card);
    else forget(pk);
  }
}

class Editor {
  constructor(card, form) {
    Object.assign(this, { card, form, touched: new Set(), timer: 0, typed: 0, asked: Promise.resolve(true) });
    card.append(form);
    card.classList.add("pv-editing");
    const before = restore(card.dataset.pk, form);
    dressPickers(form);
    if (before) {
      before.forEach((name) => this.touched.add(name));
      say(words.restored);
      this.later();
    }
    form.addEventListener("input", (event) => this.touch(event, !event.target.closest("[data-group]")));
    form.addEventListener("change", (event) => this.touch(event, true));
    form.addEventListener("focusout", (event) => this.left(event));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.close(); });
    form.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("desk:back", () => this.save());
  }

  first() { return this.form.querySelector("[name=text]:not(:disabled)") ?? this.form.querySelector("input:not([type=hidden]):not(:disabled)"); }
  get revision() { return this.form.elements.revision; }

  touch(event, soon) {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    this.touched.add(field.dataset.field);
    this.typed += 1;
    keep(this.card.dataset.pk, this.revision.value, this.form, this.touched);
    if (soon) this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // Figures, a rhythm, readers are saved as a whole: when their group is left.
  left(event) {
    if (event.relatedTarget?.closest(".pv-versions")) return;  // two versions are shown: the reviewer decides
    const group = event.target.closest("[data-group]");
    if (this.touched.size && !(group && group.contains(event.relatedTarget))) this.save();
  }

  // Resolves to whether the server has all that was typed.
  save() {
    clearTimeout(this.timer);
    if (!this.touched.size || !this.form.isConnected) return this.asked;
    this.asked = this.asked.then(() => this.put());
    return this.asked;
  }

  async put() {
    if (!this.touched.size) return true;
    const typed = this.typed;
    const sent = [...this.touched];
    say(words.saving);
    try {
      const answer = await send(this.form.action, () => {
        const body = new FormData(this.form);
        body.set("touched", sent.join());
        return body;
      }, { card: this.card });
      return this.heard(answer, sent, typed);
    } catch (error) {
      if (error instanceof Lost) return false;
      throw error;
    }
  }

  heard(answer, sent, typed) {
    say(answer.said, !answer.ok);
    this.errors(answer.errors ?? {});
    const versions = this.form.querySelector(".pv-versions");
    versions.replaceChildren(answer.conflict ? fragment(answer.conflict) : "");
    versions.firstElementChild?.focus();
    if (!answer.ok) return false;
    this.revision.value = answer.revision;
    if (typed === this.typed) {
      this.touched.clear();
      forget(this.card.dataset.pk);
    }
    for (const [name, value] of Object.entries(answer.fields)) {
      const field = this.form.elements[name];
      if (field && field !== document.activeElement && !this.touched.has(name)) field.value = value;
    }
    if (sent.includes("targets")) this.renewTargets();
    return true;
  }

  // The saved figures, and an empty row for another.
  async renewTargets() {
    const answer = await quietly(get(this.card.dataset.edit));
    const fresh = answer?.form && fragment(answer.form).querySelector("[data-field=targets]");
    const old = this.form.querySelector("[data-field=targets]");
    if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }

  errors(found) {
    for (const place of this.form.querySelectorAll("[data-errors]")) {
      place.textContent = (found[place.dataset.errors] ?? []).join(" ");
    }
    for (const field of this.form.elements) {
      if (field.name) field.toggleAttribute("aria-invalid", field.name in found);
    }
  }

  pressed(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  clicked(event) {
    const taken = event.target.closest("[data-take]")?.dataset.take;
    if (taken === "theirs") this.drop();
    if (taken === "mine") {
      this.revision.value = event.target.closest("[data-revision]").dataset.revision;
      this.save();
    }
    if (event.target.closest("[data-cut]")) this.split();
  }

  async split() {
    const field = this.form.elements.text;
    const [text, at] = [field.value, field.selectionStart];
    if (!(await this.save())) return;
    this.drop();
    cut(this.card, text, at);
  }

  async close() {
    if (await this.save()) this.drop();
  }

  drop() {
    clearTimeout(this.timer);
    this.touched.clear();
    forget(this.card.dataset.pk);
    open.delete(this.card.id);
    this.form.remove();
    this.card.classList.remove("pv-editing");
    focusCard(this.card);
  }
}
