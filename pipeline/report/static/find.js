// Search and filters of the overview. The index is fetched when somebody first asks for it, by a script element: pages
// of a folder may not fetch otherwise. What is found is put in as text, never as markup.
"use strict";
(() => {
  const { say, count } = window.nazvy;
  const form = document.getElementById("find");
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const list = document.getElementById("found-list");
  const heading = document.getElementById("found-count");
  const more = document.getElementById("found-more");
  const overview = document.getElementById("overview");
  const step = 60;
  let limit = step;
  let entries = null;

  const fold = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\p{M}'’ʼ`\u00ad]/gu, "")
      .toLowerCase()
      .replace(/ł/g, "l");

  const named = ([href, label, kind, state, mentions, langs, forms, spellings]) => ({
    href, label, kind, state, mentions, langs, forms,
    keys: [...new Set([label, ...Object.values(forms), ...spellings].map(fold))],
  });
  const document_ = ([href, label, source, lang, mentions]) => ({
    href, label, source, kind: "document", mentions, langs: [lang], forms: {}, keys: [fold(label), fold(source)],
  });

  const load = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = form.dataset.index;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    }).then(() => {
      entries = [...window.nazvyIndex.names.map(named), ...window.nazvyIndex.documents.map(document_)];
      delete window.nazvyIndex;
    });
  let loading = null;
  const ready = () => (loading ??= load());

  // A name that begins with the words comes before one in which they stand later.
  const rank = (entry, words) => {
    let best = Infinity;
    for (const key of entry.keys) {
      if (!words.every((word) => key.includes(word))) continue;
      best = Math.min(best, key === words.join(" ") ? 0 : key.startsWith(words[0]) ? 1 : 2);
    }
    return best;
  };

  const chosen = (name) => new Set([...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));

  const matching = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const [kinds, langs] = [chosen("kind"), chosen("lang")];
    const fitting = entries.filter(
      (entry) => (!kinds.size || kinds.has(entry.kind)) && (!langs.size || entry.langs.some((lang) => langs.has(lang))),
    );
    if (!words.length) return fitting;
    return fitting
      .map((entry) => [rank(entry, words), entry])
      .filter(([at]) => at < Infinity)
      .sort(([one, a], [other, b]) => one - other || b.mentions - a.mentions)
      .map(([, entry]) => entry);
  };

  const element = (tag, text, className = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const kindName = (entry) =>
    ({
      person: say("person"),
      place: say("place"),
      organisation: say("organisation"),
      document: count("document", "documents", 1),
    })[entry.kind] ?? entry.kind;

  const line = (entry) => {
    const item = document.createElement("li");
    const link = element("a", entry.forms[window.nazvy.language] ?? entry.label, "title");
    link.href = entry.href;
    const facts = element("span", "", "facts");
    facts.append(element("span", kindName(entry)));
    if (entry.source) facts.append(element("span", entry.source, "source"));
    if (entry.state === "new") facts.append(element("span", say("not in the gazetteer"), "warn"));
    if (entry.state === "open") facts.append(element("span", say("undecided"), "warn"));
    facts.append(
      element(
        "span",
        entry.kind === "document"
          ? count("%(num)s name", "%(num)s names", entry.mentions)
          : count("%(num)s mention", "%(num)s mentions", entry.mentions),
      ),
    );
    item.append(link, facts);
    return item;
  };

  const draw = () => {
    const asked = query.value.trim() || form.querySelector(":checked");
    found.hidden = !asked;
    overview.hidden = Boolean(asked);
    if (!asked) return;
    const hits = matching();
    heading.textContent = hits.length
      ? count("%(num)s found", "%(num)s found", hits.length)
      : say("Nothing found");
    list.replaceChildren(...hits.slice(0, limit).map(line));
    more.hidden = hits.length <= limit;
  };

  const ask = async (size = step) => {
    limit = size;
    try {
      await ready();
      draw();
    } catch {
      found.hidden = false;
      heading.textContent = say("The search index is missing from the folder of the report.");
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => ask());
  query.addEventListener("focus", () => ready().catch(() => {}), { once: true });
  more.addEventListener("click", () => ask(limit + step));
  document.addEventListener("nazvy-language", () => entries && draw());
  query.value = new URLSearchParams(location.search).get("q") ?? query.value;
  if (query.value || form.querySelector(":checked")) ask();
})();
