// The card of a name, shown beside it while it is pointed at or holds the focus; all mentions of it are outlined.
// As WCAG 1.4.13 asks, Escape closes it, and it stays while the pointer is on it.
"use strict";
(() => {
  const card = document.createElement("div");
  card.id = "name-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.getElementById("main").append(card);
  const statuses = document.getElementById("statuses");
  let shown = null;
  let closing = 0;

  const nameAt = (target) => target.closest?.("a.name[data-card]");

  const fill = (name) => {
    const source = document.getElementById(`card-${name.dataset.card}`);
    if (!source) return false;
    card.replaceChildren(...source.cloneNode(true).childNodes);
    for (const link of card.querySelectorAll("a")) {
      const plain = document.createElement("span");
      plain.className = link.className;
      plain.append(...link.childNodes);
      link.replaceWith(plain);
    }
    for (const decision of card.querySelectorAll("[data-decision]")) {
      if (decision.dataset.decision !== name.dataset.decision) decision.remove();
    }
    const status = statuses?.querySelector(`[data-status="${name.dataset.status}"]`);
    if (status) {
      const line = document.createElement("p");
      line.className = "status";
      line.append(...status.cloneNode(true).childNodes);
      card.append(line);
    }
    return true;
  };

  const place = (name) => {
    const gap = 8;
    const at = name.getClientRects()[0];
    const below = innerHeight - at.bottom - gap;
    const above = at.top - gap;
    card.style.maxHeight = `${Math.max(below, above, 120) - gap}px`;
    const { width, height } = card.getBoundingClientRect();
    const left = Math.min(Math.max(gap, at.left), document.documentElement.clientWidth - width - gap);
    card.style.left = `${Math.max(gap, left)}px`;
    card.style.top = `${height <= below || below >= above ? at.bottom + gap : at.top - gap - height}px`;
  };

  const outline = (number, on) => {
    for (const name of document.querySelectorAll(`a.name[data-card="${number}"]`)) name.classList.toggle("same", on);
  };

  const close = () => {
    clearTimeout(closing);
    if (!shown) return;
    outline(shown.dataset.card, false);
    shown.removeAttribute("aria-describedby");
    card.hidden = true;
    shown = null;
  };

  const open = (name) => {
    clearTimeout(closing);
    if (name === shown) return;
    close();
    if (!fill(name)) return;
    shown = name;
    card.hidden = false;
    place(name);
    outline(name.dataset.card, true);
    name.setAttribute("aria-describedby", card.id);
  };

  const closeSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(close, 200);
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const name = nameAt(target);
    if (name) open(name);
    else if (card.contains(target)) clearTimeout(closing);
    else if (shown && document.activeElement !== shown) closeSoon();
  });
  document.addEventListener("focusin", ({ target }) => {
    const name = nameAt(target);
    if (name) open(name);
    else close();
  });
  document.addEventListener("focusout", () => closeSoon());
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  // A finger shows the card with its first touch, and follows the link with the second.
  let touched = null;
  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    touched = pointerType === "touch" ? (nameAt(target) ?? null) : null;
    if (pointerType === "touch" && !touched && !card.contains(target)) close();
  });
  document.addEventListener("click", (event) => {
    if (!touched || nameAt(event.target) !== touched) return;
    if (shown !== touched || touched.dataset.touched === undefined) event.preventDefault();
    for (const name of document.querySelectorAll("[data-touched]")) delete name.dataset.touched;
    touched.dataset.touched = "";
    open(touched);
  });
  addEventListener("scroll", () => shown && place(shown), { passive: true });
  addEventListener("resize", close);
})();
