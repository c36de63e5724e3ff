// Single keys for the review: each presses the button or follows the link that is marked with it. They rest while
// something is typed, and can be turned off (WCAG 2.1.4).
"use strict";
(() => {
  const box = document.getElementById("keys");
  const kept = "nazvy-keys";
  try {
    if (box) box.checked = localStorage.getItem(kept) !== "off";
    box?.addEventListener("change", () => localStorage.setItem(kept, box.checked ? "on" : "off"));
  } catch {
    // Where nothing is kept, the keys work on every page until they are turned off.
  }
  let sent = false;
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
    if (typing && event.key === "Escape") typing.blur();
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || (box && !box.checked)) return;
    const marked = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!marked) return;
    event.preventDefault();
    const needed = marked.dataset.needs && document.getElementById(marked.dataset.needs);
    if (needed && !needed.value.trim()) needed.focus();
    else marked.click();
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
})();
