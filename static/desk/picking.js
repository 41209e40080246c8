// Units and places in a form: chips for those chosen, a search field for more, over the admin's own search address.

import { words } from "./page.js";

export function dressPickers(form) {
  for (const select of form.querySelectorAll("select[data-ajax--url]")) dress(select);
}

function dress(select) {
  const box = document.createElement("div");
  box.className = "pv-picker";
  const chips = document.createElement("span");
  const field = document.createElement("input");
  const offered = document.createElement("datalist");
  offered.id = `${select.id}_offered`;
  field.setAttribute("list", offered.id);
  field.placeholder = words.search;
  field.className = "pv-input";
  field.autocomplete = "off";
  field.disabled = select.disabled;
  field.id = `${select.id}_search`;
  point(select, field.id);
  select.hidden = true;
  select.after(box);
  box.append(chips, field, offered);
  show();

  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  for (const type of ["input", "change"]) field.addEventListener(type, (event) => event.stopPropagation());
  field.addEventListener("input", async () => {
    const option = [...offered.options].find((each) => each.value === field.value);
    if (option) {
      field.value = "";
      choose(option.dataset.key, option.value);
    } else if (field.value.trim()) await search(field.value.trim());
  });

  async function search(term) {
    const { appLabel, modelName, fieldName } = select.dataset;
    const asked = new URLSearchParams({ term, app_label: appLabel, model_name: modelName, field_name: fieldName });
    const response = await fetch(`${select.getAttribute("data-ajax--url")}?${asked}`).catch(() => null);
    if (!response?.ok || field.value.trim() !== term) return;
    const { results } = await response.json();
    offered.replaceChildren(...results.map(({ id, text }) => {
      const option = new Option(text, text);
      option.dataset.key = id;
      return option;
    }));
  }

  function choose(value, text) {
    if (!select.multiple) for (const option of select.options) option.selected = false;
    let option = [...select.options].find((each) => each.value === String(value));
    if (!option) select.add(option = new Option(text, value));
    option.selected = true;
    changed();
  }

  function changed() {
    show();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    chips.replaceChildren(...[...select.selectedOptions].filter((option) => option.value).map((option) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "pv-chip";
      chip.textContent = `${option.text} ×`;
      chip.setAttribute("aria-label", `${words.remove}: ${option.text}`);
      chip.disabled = select.disabled;
      chip.addEventListener("click", () => {
        option.selected = false;
        if (!select.multiple) select.value = "";
        changed();
        field.focus();
      });
      return chip;
    }));
  }
}

// The label of the hidden select names the search field.
function point(select, id) {
  const label = select.form.querySelector(`label[for="${select.id}"]`);
  if (label) label.htmlFor = id;
}
