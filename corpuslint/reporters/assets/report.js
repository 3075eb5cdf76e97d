"use strict";
// The report is complete without this script; it adds filters, keys and a choice of colours.
(() => {
  const find = (id) => document.getElementById(id);
  const filters = find("filters"), filter = find("filter"), rule = find("rule"), count = find("count");
  const sections = [...document.querySelectorAll("section.rule")];
  const articles = [...document.querySelectorAll("article")];
  const texts = articles.map((article) => null);
  let now = null;
  filters.hidden = false;

  const textOf = (index) => (texts[index] ??= articles[index].textContent.toLowerCase());

  function apply() {
    const wanted = filter.value.trim().toLowerCase(), code = rule.value;
    let shown = 0;
    articles.forEach((article, index) => {
      const visible = (!code || article.dataset.code === code) && (!wanted || textOf(index).includes(wanted));
      article.hidden = !visible;
      shown += visible ? 1 : 0;
    });
    for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])");
    count.textContent = `${shown.toLocaleString("en")} of ${articles.length.toLocaleString("en")}`;
  }

  let waiting = 0;
  filter.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  rule.addEventListener("change", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());

  for (const link of document.querySelectorAll("a[data-file]")) {
    link.addEventListener("click", () => { filter.value = link.dataset.file; apply(); });
  }

  find("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  function step(direction) {
    const visible = articles.filter((article) => !article.hidden);
    if (!visible.length) return;
    const place = visible.indexOf(now) + direction;
    const next = visible[now === null || !visible.includes(now) ? 0 : Math.max(0, Math.min(visible.length - 1, place))];
    if (now) now.classList.remove("now");
    now = next;
    now.classList.add("now");
    now.focus({ preventScroll: true });
    now.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") { filter.value = ""; rule.value = ""; apply(); event.target.blur?.(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); filter.focus(); }
  });
  apply();
})();
