// Runs before anything is drawn, so that no page flashes in the wrong colours.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const theme = localStorage.getItem("nazvy-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Some browsers keep nothing for pages of a folder; the device's colours it is.
  }
})();
