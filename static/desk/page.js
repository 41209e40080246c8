// The page itself: its root, its words, its status line.

export const desk = document.getElementById("desk");
export const words = document.getElementById("desk-words").dataset;
export const list = document.getElementById("desk-cards");

const line = document.getElementById("desk-status");

export function say(text, bad = false) {
  if (!text) return;
  line.textContent = text;
  line.classList.toggle("pv-bad", bad);
}

// Offsets on the server count characters, those of the browser UTF-16 units.
export const characters = (text) => [...text].length;

export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content;
}
