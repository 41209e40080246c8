// Reports with photos: each is shown small before it goes, a bar says how far they are, a refused one is named beside
// its reason, and nothing typed or chosen is lost with the connection. Without this file the forms work as any other.

const words = document.querySelector("script[data-proof]").dataset;
const MB = 1_000_000;
const SIDE = 192;  // pixels of a preview

for (const input of document.querySelectorAll("form input[type=file][data-most-bytes]")) watch(input);

function watch(input) {
  const shown = element("ul", "chosen");
  const bar = element("progress");
  const said = element("p", "said");
  said.setAttribute("role", "status");
  bar.hidden = true;
  bar.max = 1;
  input.after(shown, bar);
  input.form.querySelector(".buttons").before(said);
  const work = { input, form: input.form, shown, bar, said, kept: [], rows: new Map() };
  input.addEventListener("change", () => add(work));
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(work, event.submitter);
  });
  add(work);
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// The files ----------------------------------------------------------------------------------------------------------

// A phone hands over one photo at a time: what is chosen comes to what was chosen before.
async function add(work) {
  const known = new Set(work.kept.map(mark));
  const fresh = [...work.input.files].filter((file) => !known.has(mark(file)));
  for (const file of fresh) {
    const row = rowOf(work, file);
    work.shown.append(row);
    if (file.size > Number(work.input.dataset.mostBytes)) {
      refuse(row, words.large.replace("%size%", work.input.dataset.mostBytes / MB));
    } else {
      work.kept.push(file);
      work.rows.set(file, row);
    }
  }
  keep(work);
  for (const file of fresh) await preview(file, work.rows.get(file));  // one by one: each is large once decoded
}

function mark(file) {
  return `${file.name}/${file.size}/${file.lastModified}`;
}

function keep(work) {
  const held = new DataTransfer();
  for (const file of work.kept) held.items.add(file);
  work.input.files = held.files;
}

function rowOf(work, file) {
  const row = element("li");
  const remove = element("button", "quiet", "×");
  remove.type = "button";
  remove.setAttribute("aria-label", words.remove.replace("%name%", file.name));
  remove.addEventListener("click", () => {
    work.kept = work.kept.filter((each) => each !== file);
    keep(work);
    row.remove();
    work.input.focus();
  });
  const name = element("span", "name", file.name);
  name.append(" ", element("span", "small soft nowrap", `${Math.max(0.1, file.size / MB).toFixed(1)} MB`));
  row.append(name, remove);
  return row;
}

async function preview(file, row) {
  if (!row || !file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: SIDE });
    const canvas = element("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    row.prepend(canvas);
  } catch {
    // A browser that cannot show its kind (HEIC) sends it all the same.
  }
}

function refuse(row, reason) {
  row.classList.add("refused");
  row.querySelector(".name").append(element("strong", "", ` ${reason}`));
}

// The way to the server ----------------------------------------------------------------------------------------------

function send(work, button) {
  const body = new FormData(work.form);
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token && body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token);  // another after a new login
  const request = new XMLHttpRequest();  // fetch does not say how far it has sent
  request.open("POST", work.form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => tellHowFar(work, event));
  request.addEventListener("load", () => read(work, request));
  request.addEventListener("error", () => tell(work, words.lost, true));
  request.addEventListener("loadend", () => busy(work, button, false));
  clear(work);
  busy(work, button, true);
  request.send(body);
}

function busy(work, button, is) {
  if (button) button.disabled = is;
  work.form.setAttribute("aria-busy", is);
  work.bar.hidden = !is || !work.kept.length;
}

function tellHowFar(work, { loaded, total }) {
  work.bar.value = loaded / total;
  const figures = words.sending.replace("%done%", (loaded / MB).toFixed(1)).replace("%all%", (total / MB).toFixed(1));
  if (work.kept.length) tell(work, loaded < total ? figures : words.kept);
}

function tell(work, text, isFault = false) {
  if (work.said.textContent !== text) work.said.textContent = text;
  work.said.classList.toggle("errorlist", isFault);
}

function read(work, request) {
  if (!request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
    return tell(work, new URL(request.responseURL).pathname.startsWith("/login/") ? words.login : words.failed, true);
  }
  const answer = JSON.parse(request.responseText);
  return answer.to ? goOn(work, new URL(answer.to, location)) : show(work, answer);
}

function goOn(work, address) {
  work.form.reset();  // some browsers fill a page that is loaded again with what was typed
  if (address.pathname + address.search !== location.pathname + location.search) return location.assign(address);
  history.replaceState(null, "", address);
  return location.reload();
}

// What is wanting ----------------------------------------------------------------------------------------------------

function clear(work) {
  tell(work, "");
  for (const each of work.form.querySelectorAll("ul.errorlist")) each.remove();
  for (const each of work.form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

function show(work, { errors, revision }) {
  work.form.querySelector("[name$='revision']").value = revision;
  let left = 0;
  for (const [name, faults] of Object.entries(errors)) {
    const about = faults.filter(({ code }) => code !== "again");
    const ofFiles = about.filter(({ code }) => code?.startsWith("file-"));
    left += ofFiles.length;
    for (const { code, message } of ofFiles) refuse(work.rows.get(work.kept[Number(code.slice(5))]), message);
    const others = about.filter((each) => !ofFiles.includes(each));
    if (others.length) place(work, name, others);
  }
  work.kept = work.kept.filter((file) => !work.rows.get(file).classList.contains("refused"));
  keep(work);
  const first = work.form.querySelector("[aria-invalid]");
  first?.closest("details.more")?.setAttribute("open", "");
  (first ?? work.said).scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
  tell(work, left && !work.form.querySelector("ul.errorlist") ? words.leftOut : words.refused, true);
}

function place(work, name, faults) {
  const list = element("ul", "errorlist");
  list.append(...faults.map(({ message }) => element("li", "", message)));
  const field = name && work.form.elements.namedItem(name);
  if (!field || field.type === "hidden") return work.form.prepend(list);
  field.before(list);
  return field.setAttribute("aria-invalid", "true");
}
