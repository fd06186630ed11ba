// Before printing: tables that are too wide become smaller step by step; a line of code that is continued gets its marks.
() => {
  const room = table => table.parentElement.getBoundingClientRect().right + 0.5;
  const wide = table => table.getBoundingClientRect().right > room(table) || table.scrollWidth > table.clientWidth + 1;
  const steps = ["small", "folded", "smallest", "broken"];
  for (const table of document.querySelectorAll("table")) {
    if (document.documentElement.lang.startsWith("zh"))  // else a column of Chinese can become one character wide
      for (const cell of table.querySelectorAll("th, td")) cell.style.minWidth = Math.min(cell.innerText.length, 4) + "em";
    if (table.rows.length <= 12) table.classList.add("short");
    for (const step of steps) if (wide(table)) table.classList.add(step);
  }
  for (const line of document.querySelectorAll(".line")) {
    const rows = Math.round(line.getBoundingClientRect().height / parseFloat(getComputedStyle(line).lineHeight));
    if (rows > 1) line.dataset.more = "\n↪".repeat(rows - 1);
  }
}
