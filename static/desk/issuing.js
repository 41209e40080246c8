// The issuing matrix: whole lines and columns by one click, arrow keys between the boxes, and the answer in place.
// Without this script the page is a plain form that does the same.

const form = document.getElementById("issuing");
const live = document.getElementById("issuing-live");

const boxes = (line) => [...line.querySelectorAll("input[name=to]")];
const lines = () => [...live.querySelectorAll("tr[data-line]")];
const allBoxes = () => lines().flatMap(boxes);

// Which boxes a box at the head of a line or a column stands for.
function group(head) {
  if (head.dataset.all === "matrix") return allBoxes();
  if (head.dataset.all === "line") return boxes(head.closest("tr"));
  return allBoxes().filter((box) => box.dataset.column === head.dataset.all);
}

function showHeads() {
  for (const head of live.querySelectorAll("input[data-all]")) {
    const own = group(head);
    const ticked = own.filter((box) => box.checked).length;
    head.disabled = own.length === 0;
    head.checked = own.length > 0 && ticked === own.length;
    head.indeterminate = ticked > 0 && ticked < own.length;
  }
}

// The same list that the server makes: whoever of a directive's scope would not get it.
function showLeftOut() {
  const seen = [];
  const items = [];
  for (const line of lines()) {
    const scope = boxes(line).filter((box) => box.hasAttribute("data-scope"));
    const left = scope.filter((box) => !box.checked);
    if (left.length === 0) continue;
    seen.push(...left.map((box) => box.value));
    const names = left.map((box) => box.closest("label").textContent.trim()).join("、");
    const whole = left.length === scope.length && scope.length > 1;
    const item = document.createElement("li");
    item.textContent = `${line.dataset.line}: ${whole ? `${form.dataset.whole} (${left.length})` : names}`;
    items.push(item);
  }
  live.querySelector("[name=seen]").value = seen.join(" ");
  const list = live.querySelector("#left-out");
  list.replaceChildren(...items);
  list.parentElement.hidden = items.length === 0;
  live.querySelector("#ticked").textContent = allBoxes().filter((box) => box.checked).length;
}

// One stop for the tabulator among all boxes; the arrow keys lead from there.
function rows() {
  return [...live.querySelectorAll(".pv-matrix tr:not(.issuing-own)")]
    .map((row) => [...row.querySelectorAll("input[type=checkbox]")].filter((box) => !box.disabled))
    .filter((row) => row.length > 0);
}

function stopAt(box) {
  for (const other of live.querySelectorAll(".pv-matrix input[type=checkbox]")) other.tabIndex = other === box ? 0 : -1;
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function move(event) {
  const step = STEPS[event.key];
  if (!step || event.target.type !== "checkbox" || !event.target.closest(".pv-matrix")) return;
  event.preventDefault();
  const grid = rows();
  const y = grid.findIndex((row) => row.includes(event.target));
  const columnOf = (box) => box.closest("td, th").cellIndex;
  let next;
  if (step[1]) {
    next = grid[y][grid[y].indexOf(event.target) + step[1]];
  } else {
    // The nearest column of the next line: what is issued there has no box.
    const from = columnOf(event.target);
    const row = grid[y + step[0]] || [];
    next = row.reduce(
      (best, box) => (!best || Math.abs(columnOf(box) - from) < Math.abs(columnOf(best) - from) ? box : best),
      undefined,
    );
  }
  if (next) {
    stopAt(next);
    next.focus();
  }
}

function refresh() {
  showHeads();
  showLeftOut();
}

function start() {
  for (const element of form.querySelectorAll("[data-script]")) element.hidden = false;
  refresh();
  stopAt(rows()[0]?.[0]);
}

// What is sent, by whichever button; the server answers with the part of the page that we ask for.
function send(part, extra = {}) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return fetch(form.action, { method: "POST", body: data, headers: { "X-Part": part } });
}

function say(words) {
  live.querySelector("[data-answer-to=sending]").textContent = words;
}

let sending = false;

async function issue() {
  if (sending) return;
  sending = true;
  say(form.dataset.working);
  try {
    const response = await send("live");
    if (response.redirected || ![200, 422].includes(response.status)) {
      say(form.dataset.failed);
      return;
    }
    live.innerHTML = await response.text();
    start();
    live.querySelector("[data-answer]").focus();
  } catch {
    say(form.dataset.lost);
  } finally {
    sending = false;
  }
}

// Whatever is typed while the answer is on its way stays, and so does the cursor.
function fill(cell, html) {
  const typed = new Map([...cell.querySelectorAll("input")].map((input) => [input.name, input.value]));
  const focused = cell.contains(document.activeElement) ? document.activeElement.name : "";
  cell.innerHTML = html;
  for (const input of cell.querySelectorAll("input")) {
    if (typed.has(input.name)) input.value = typed.get(input.name);
    if (focused && input.name === focused) input.focus();
  }
}

// The fields of a line's own cells come when they are asked for, with what has been typed so far.
async function open(line) {
  const button = line.querySelector("button[name=open]");
  const response = await send("own", { open: button.value }).catch(() => null);
  if (!response?.ok || response.redirected) {
    say(response ? form.dataset.failed : form.dataset.lost);
    return;
  }
  const html = await response.text();
  let row = line.nextElementSibling;
  if (!row?.classList.contains("issuing-own")) {
    row = document.createElement("tr");
    row.className = "issuing-own";
    row.append(document.createElement("td"));
    row.firstChild.colSpan = line.cells.length;
    line.after(row);
  }
  fill(row.firstChild, html);
  row.hidden = false;
  button.setAttribute("aria-expanded", "true");
}

function toggle(button) {
  const line = button.closest("tr");
  const row = line.nextElementSibling;
  if (row?.classList.contains("issuing-own") && !row.hidden) {
    row.hidden = true;
    button.setAttribute("aria-expanded", "false");
  } else {
    open(line);
  }
}

let waiting;

function ticked(event) {
  const box = event.target;
  if (box.type !== "checkbox") return;
  if (box.dataset.all) for (const each of group(box)) each.checked = box.checked;
  refresh();
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    for (const row of live.querySelectorAll(".issuing-own:not([hidden])")) open(row.previousElementSibling);
  }, 300);
}

if (form) {
  start();
  // Not sooner than `load`: until its own script has run, the admin keeps the page invisible, and nothing takes the focus.
  window.addEventListener("load", () => {
    if (document.activeElement === document.body) rows()[0]?.[0]?.focus({ preventScroll: true });
  });
  form.addEventListener("change", ticked);
  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".pv-matrix input[type=checkbox]")) stopAt(event.target);
  });
  form.addEventListener("keydown", (event) => {
    // Enter in a field would press the first button of the form, which only adds columns.
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
    move(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      issue();
    }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "add") return;
    event.preventDefault();
    if (event.submitter?.name === "open") toggle(event.submitter);
    else issue();
  });
}
