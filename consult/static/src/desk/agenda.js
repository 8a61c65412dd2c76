/* The agenda of the meeting with the measures of the plan behind each item. */
import { changed, desk } from "./desk.js";
import { find, made, part } from "./page.js";
import { moment } from "./times.js";
import { text, words } from "./words.js";

const FACTS = ["completion_form", "executors", "deadline", "indicator", "funding"];

function measure(one, write) {
  const item = made("measure", { number: one.number, text: text(one.text) });
  part(item, "write").addEventListener("click", () => write({ place: `measure:${one.number}` }));
  for (const name of FACTS) {
    const value = text(one.fields[name === "executors" ? "executors_text" : name]);
    if (!value) continue;
    const key = document.createElement("dt");
    const said = document.createElement("dd");
    key.textContent = words(`field_${name}`);
    said.textContent = value;
    part(item, "facts").append(key, said);
  }
  return item;
}

function agendum(one, write) {
  const section = desk.pack.sections.find((known) => known.number === one.section);
  const title = text(one.title) || (section ? `${section.number}. ${text(section.title)}` : words("whole_plan"));
  const at = [one.at, one.minutes && words("for_minutes", { count: one.minutes })].filter(Boolean).join(" · ");
  const item = made("agendum", { title, at, about: `: ${title}` });
  part(item, "write").addEventListener("click", () => write({ place: section ? `section:${section.number}` : "plan" }));
  if (section) part(item, "measures").append(...section.measures.map((known) => measure(known, write)));
  else part(item, "plan").remove();
  return item;
}

export function mount({ write }) {
  changed(() => {
    const list = find("[data-agenda]");
    if (!desk.pack) { list.replaceChildren(); return; }
    const { table, agenda } = desk.pack;
    find("[data-when]").textContent = [moment(table.starts_at), text(table.city), text(table.venue)].filter(Boolean).join(" · ");
    list.replaceChildren(...agenda.map((one) => agendum(one, write)));
    find("[data-agenda-empty]").hidden = Boolean(agenda.length);
  });
}
