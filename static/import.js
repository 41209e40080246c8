// The page of a new report: says what was chosen before it is sent, and that it is being sent. Without it all works.

const form = document.querySelector("form[data-import]");
const said = form.querySelector("[data-chosen]");
const most = { files: Number(form.dataset.mostFiles), bytes: Number(form.dataset.mostBytes) };

// Unfold's script would write the name of a chosen file into the nearest text field: here, that of the publisher.
for (const input of form.querySelectorAll("input[type=file]")) input.hasChangeListener = true;

function chosen() {
  return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
}

function tell() {
  const files = chosen();
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const tooMany = files.length > most.files || bytes > most.bytes;
  const words = said.dataset.words
    .replace("%files%", files.length)
    .replace("%size%", (bytes / 1048576).toFixed(1));
  said.textContent = files.length ? words + (tooMany ? ` ${said.dataset.tooMany}` : "") : "";
  said.classList.toggle("pv-error", tooMany);
  return tooMany;
}

form.addEventListener("change", tell);
form.addEventListener("submit", (event) => {
  if (tell()) {
    event.preventDefault();
    said.scrollIntoView({ block: "center" });
  } else if (chosen().length) {
    said.textContent = said.dataset.sending;
    event.submitter?.setAttribute("aria-busy", "true");
  }
});
