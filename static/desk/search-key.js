// The key "/" leads to the search from any page of the desk; where a list has its own field, the admin takes it there.

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("#searchbar, .pv-search input[type=search]");
  const link = document.querySelector("a[href$='/search/']");
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.focus();
  else location.assign(link.href);
});

// A field that was hidden while the admin's script started missed its autofocus.
addEventListener("load", () => requestAnimationFrame(() => {
  if (document.activeElement === document.body) document.querySelector(".pv-search [autofocus]")?.focus();
}));
