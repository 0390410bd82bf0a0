"use strict";
// A search field and a choice for every column that offers one, above each table that has such columns.
for (const table of document.querySelectorAll("table[data-choose]")) {
  const rows = [...table.tBodies[0].rows];
  const words = cell => cell.textContent.split(",").map(word => word.trim()).filter(Boolean);
  const form = document.createElement("form");
  const field = (name, control) => {
    const label = document.createElement("label");
    label.append(name, control);
    form.append(label);
    return control;
  };
  const said = document.createElement("output");
  const search = field("search", document.createElement("input"));
  search.type = "search";
  const choices = [...table.tHead.rows[0].cells].flatMap((head, column) => {
    if (!("choose" in head.dataset)) return [];
    const select = field(head.textContent, document.createElement("select"));
    const found = new Set(rows.flatMap(row => words(row.cells[column])));
    select.append(new Option("all", ""), ...[...found].sort().map(word => new Option(word, word)));
    return [[column, select]];
  });
  const show = () => {
    const parts = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(parts.every(part => text.includes(part))
        && choices.every(([column, select]) => !select.value || words(row.cells[column]).includes(select.value)));
      count += !row.hidden;
    }
    said.textContent = `${count} of ${rows.length} shown`;
  };
  form.className = "choose";
  form.append(said);
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
  table.parentElement.before(form);
  show();
}
