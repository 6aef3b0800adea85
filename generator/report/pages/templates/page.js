"use strict";
(function () {
  const byId = (id) => document.getElementById(id);

  // Findings of a check, or rules: filters.
  const filters = byId("filters");
  if (filters) {
    const parts = [...document.querySelectorAll(".part")].map((part) => ({
      part,
      heading: part.querySelector("h3").textContent.toLowerCase(),
      findings: [...part.querySelectorAll(".finding")].map((item) => ({
        item,
        severity: item.dataset.severity,
        about: item.dataset.about,
        text: item.textContent.toLowerCase(),
      })),
    }));
    const rows = [...document.querySelectorAll(".matrix tbody tr")];
    const all = parts.reduce((sum, one) => sum + one.findings.length, 0);
    const boxes = [...filters.querySelectorAll("input[type=checkbox]")];
    const chosen = (id) => (byId(id) ? byId(id).value : "");

    const filter = () => {
      const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      const subjects = [chosen("program"), chosen("board")].filter(Boolean).map((name) => `|${name}|`);
      const words = chosen("text").toLowerCase().split(/\s+/).filter(Boolean);
      const open = boxes.every((box) => box.checked) && !subjects.length && !words.length;
      const left = new Set();
      let number = 0;
      for (const { part, heading, findings } of parts) {
        let some = false;
        for (const { item, severity, about, text } of findings) {
          const fits =
            severities.has(severity) &&
            subjects.every((name) => about.includes(name)) &&
            words.every((word) => text.includes(word) || heading.includes(word));
          item.hidden = !fits;
          some = some || fits;
          number += fits;
        }
        part.hidden = !some;
        if (some) left.add(part.id);
      }
      for (const row of rows) row.hidden = !open && !left.has(row.dataset.part);
      byId("shown").textContent = `Showing ${number.toLocaleString("en-US")} of ${all.toLocaleString("en-US")}`;
    };
    filters.addEventListener("input", filter);
    byId("reset").addEventListener("click", () => {
      boxes.forEach((box) => (box.checked = true));
      for (const id of ["program", "board", "text"]) if (byId(id)) byId(id).value = "";
      filter();
    });
    filters.hidden = false;
    filter();
  }

  // The receipt of an export: boxes to tick, kept where the browser lets a page keep something.
  const ticks = byId("ticks");
  if (ticks) {
    const boxes = [...ticks.querySelectorAll(".tick")];
    const key = ticks.dataset.key;
    let keeps = true;
    try {
      const kept = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
      boxes.forEach((box) => (box.checked = box.checked || kept.has(box.value)));
    } catch {
      keeps = false;
    }
    const show = () => {
      const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const part of ticks.querySelectorAll(".to-do")) {
        const text = part.textContent.toLowerCase();
        const left = [...part.querySelectorAll(".tick")].some((box) => !box.checked);
        part.hidden = (byId("open-only").checked && !left) || !words.every((word) => text.includes(word));
      }
    };
    const tell = () => {
      const done = boxes.filter((box) => box.checked);
      byId("done").textContent = `${done.length.toLocaleString("en-US")} of ${boxes.length.toLocaleString("en-US")} steps done`;
      if (keeps) {
        try {
          localStorage.setItem(key, JSON.stringify(done.map((box) => box.value)));
        } catch {
          keeps = false;
        }
      }
      byId("kept").textContent = keeps
        ? "This browser keeps your ticks on this computer."
        : "This browser keeps no ticks: print the page to save them.";
    };
    ticks.addEventListener("change", tell);
    byId("open-only").addEventListener("change", show);
    byId("find").addEventListener("input", show);
    byId("progress").hidden = false;
    tell();
    show();
  }
})();
