"use strict";
(function () {
  const byId = (id) => document.getElementById(id);

  // The report of a check: filters.
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
      byId("shown").textContent = `${number.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} findings`;
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
})();
