// Entering by hand: one more person, one more directive. Without it the page has one empty row of each.

const form = document.querySelector("form[data-by-hand]");

for (const button of form.querySelectorAll("button[data-add]")) {
  const rows = form.querySelector(`[data-rows="${button.dataset.add}"]`);
  const total = form.querySelector(`[name="${button.dataset.add}-TOTAL_FORMS"]`);
  const most = Number(form.querySelector(`[name="${button.dataset.add}-MAX_NUM_FORMS"]`).value);
  const template = rows.querySelector("template");
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", number);
    const row = holder.firstElementChild;
    template.before(row);
    total.value = number + 1;
    button.hidden = number + 1 >= most;
    row.querySelector("input, textarea").focus();
  });
}

// A second click would wait for the first and find its entry there; better that it is not made.
form.addEventListener("submit", (event) => event.submitter?.setAttribute("aria-busy", "true"));
