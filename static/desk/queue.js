// The queue of meetings by keys: j and k walk its rows, Enter opens one; the first row has the focus from the start.

// Not sooner than `load`: until its own script has run, the admin keeps the page invisible, and nothing takes the focus.
window.addEventListener("load", () => {
  const links = [...document.querySelectorAll("#result_list tbody tr")].map((row) => row.querySelector("th a, td a")).filter(Boolean);
  if (!links.length) return;
  const typing = (element) => element.closest?.("input, textarea, select, [contenteditable], .select2");
  if (document.activeElement === document.body) links[0].focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const by = { j: 1, k: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))].focus();
  });
});
