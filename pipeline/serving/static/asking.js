// Answers as one types: the server's own words about the name, put under the box. Without this script the form asks.
"use strict";
(() => {
  const form = document.getElementById("ask");
  const answer = document.getElementById("answer");
  let waiting = 0;
  let asking = null;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const wanted = new URLSearchParams(new FormData(form));
    const ui = new URLSearchParams(location.search).get("ui");
    const address = new URL("/", location.href);
    address.search = wanted;
    if (ui) address.searchParams.set("ui", ui);
    answer.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(`/answer?${wanted}&ui=${window.nazvy.language}`, { signal: asking.signal });
      if (!reply.ok) return;
      const said = new DOMParser().parseFromString(await reply.text(), "text/html");
      answer.replaceChildren(...said.body.childNodes);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return;
    }
    answer.setAttribute("aria-busy", "false");
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
})();
