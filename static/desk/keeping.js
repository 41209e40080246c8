// What is typed and not saved yet, kept in this browser until the server has it: a key for each card and revision.

import { desk } from "./page.js";

const prefix = `pv-desk:${desk.dataset.meeting}:`;

export function keep(pk, revision, form, touched) {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const labels = {};
  for (const option of form.querySelectorAll("select option")) labels[`${option.parentElement.name}=${option.value}`] = option.text;
  write(`${prefix}${pk}:${revision}`, JSON.stringify({ entries, labels, touched: [...touched] }));
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the form itself still holds what was typed.
  }
}

export function forget(pk) {
  for (const key of keys(pk)) localStorage.removeItem(key);
}

// [pk, revision] of every card with something kept.
export function kept() {
  return keys("").map((key) => key.slice(prefix.length).split(":"));
}

function keys(pk) {
  const start = pk === "" ? prefix : `${prefix}${pk}:`;
  return Object.keys(localStorage).filter((key) => key.startsWith(start));
}

// Puts what was kept back into the form; the fields it touched, or null where nothing was kept.
export function restore(pk, form) {
  const key = keys(pk).at(-1);
  if (!key) return null;
  const { entries, labels, touched } = JSON.parse(localStorage.getItem(key));
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    const wanted = values.get(field.name) ?? [];
    if (field.type === "checkbox") field.checked = wanted.includes(field.value);
    else if (field.multiple || field.tagName === "SELECT") choose(field, wanted, labels);
    else if (wanted.length) field.value = wanted[0];
  }
  return touched;
}

function choose(select, wanted, labels) {
  for (const value of wanted) {
    if (![...select.options].some((option) => option.value === value)) {
      select.add(new Option(labels[`${select.name}=${value}`] ?? value, value));
    }
  }
  for (const option of select.options) option.selected = wanted.includes(option.value);
}
