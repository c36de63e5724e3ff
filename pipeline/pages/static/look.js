// The choice of colours and of the interface language. Messages, plural rules and the signs of numbers come from the
// gettext catalogues and CLDR by way of words.js; dates and names carry their forms in every language.
"use strict";
(() => {
  const root = document.documentElement;
  const words = window.nazvyWords;
  const languages = Object.keys(words);
  const marked = ["aria-label", "placeholder", "title"];
  let language = root.lang;

  const keep = (key, value) => {
    try {
      localStorage.setItem(`nazvy-${key}`, value);
    } catch {
      // The address carries the language from page to page all the same.
    }
  };
  const kept = (key) => {
    try {
      return localStorage.getItem(`nazvy-${key}`);
    } catch {
      return null;
    }
  };

  const number = (value, digits = 0) => {
    const [whole, rest] = Number(value).toFixed(digits).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words[language].group);
    return rest ? grouped + words[language].decimal + rest : grouped;
  };

  const fill = (message, values) =>
    message.replace(/%\((\w+)\)s/g, (_, name) => {
      const value = values[name];
      if (Array.isArray(value)) return number(...value);
      return typeof value === "number" ? number(value) : String(value);
    });

  const say = (message, values = {}) => fill(words[language].messages[message] ?? message, values);

  const count = (one, many, num) => {
    const { messages, plural } = words[language];
    const forms = messages[one] ?? [one, many];
    return fill(forms[plural(num)], { num });
  };

  const retell = (element) => {
    const { t, n, a } = element.dataset;
    element.textContent = n === undefined ? say(t, a ? JSON.parse(a) : {}) : count(t, t, Number(n));
  };

  const tellAll = (within) => {
    for (const element of within.querySelectorAll("[data-t]")) retell(element);
    for (const element of within.querySelectorAll("[data-own], time")) {
      element.textContent = element.dataset[language] ?? element.dataset.own ?? element.textContent;
    }
    for (const element of within.querySelectorAll("[data-num]")) {
      const { num } = element.dataset;
      element.textContent = number(num, (num.split(".")[1] ?? "").length);
    }
    for (const name of marked) {
      for (const element of within.querySelectorAll(`[data-t-${name}]`)) {
        element.setAttribute(name, say(element.getAttribute(`data-t-${name}`)));
      }
    }
  };

  const speak = (chosen) => {
    language = root.lang = chosen;
    tellAll(document);
    document.dispatchEvent(new CustomEvent("nazvy-language"));
  };

  const wanted = () => {
    const asked = [new URLSearchParams(location.search).get("ui"), kept("language"), ...navigator.languages];
    const known = asked.map((tag) => tag?.split("-")[0]).find((tag) => languages.includes(tag));
    return known ?? language;
  };

  const chooseLanguage = document.getElementById("choose-language");
  const chooseTheme = document.getElementById("choose-theme");

  chooseLanguage?.addEventListener("change", () => {
    keep("language", chooseLanguage.value);
    const address = new URL(location.href);
    address.searchParams.set("ui", chooseLanguage.value);
    history.replaceState(null, "", address);
    speak(chooseLanguage.value);
  });

  chooseTheme?.addEventListener("change", () => {
    keep("theme", chooseTheme.value);
    if (chooseTheme.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = chooseTheme.value;
  });

  // Where nothing is kept between pages, the address of the next one says which language was chosen.
  for (const event of ["click", "auxclick"]) {
    document.addEventListener(event, ({ target }) => {
      const link = target.closest?.("a[href]");
      const chosen = new URLSearchParams(location.search).get("ui");
      if (!link || !chosen || link.getAttribute("href").startsWith("#")) return;
      const address = new URL(link.href);
      address.searchParams.set("ui", chosen);
      link.href = address.href;
    });
  }

  window.nazvy = { say, count, number, tellAll, get language() { return language; } };
  const first = wanted();
  if (first !== language) speak(first);
  if (chooseLanguage) chooseLanguage.value = language;
  if (chooseTheme) chooseTheme.value = root.dataset.theme ?? "auto";
})();
