// Which languages of a document are shown, and which types of names stand out.
"use strict";
(() => {
  const rows = document.getElementById("rows");
  const tools = document.getElementById("tools");
  const apply = () => {
    for (const box of tools.elements) {
      if (box.name === "column") {
        for (const cell of rows.querySelectorAll(`[data-column="${CSS.escape(box.value)}"]`)) cell.hidden = !box.checked;
      } else if (box.name === "type") {
        rows.classList.toggle(`without-${box.value}`, !box.checked);
      }
    }
  };
  tools.addEventListener("change", (event) => {
    const columns = [...tools.querySelectorAll("[name=column]")];
    if (!columns.some((box) => box.checked)) event.target.checked = true;
    apply();
  });
  apply();
})();
