/* The plan of the package: what a statement may be about, in words. */
import { desk } from "./desk.js";
import { option } from "./page.js";
import { text, words } from "./words.js";

const short = (long) => (long.length > 90 ? `${long.slice(0, 88)}…` : long);

/* Fill the list of places: the whole plan, sections, their measures. */
export function fillPlaces(select) {
  select.replaceChildren(option("plan", words("whole_plan")));
  for (const section of desk.pack.sections) {
    const group = document.createElement("optgroup");
    group.label = short(`${section.number}. ${text(section.title)}`);
    group.append(option(`section:${section.number}`, words("section_as_whole", { number: section.number })));
    for (const measure of section.measures) group.append(option(`measure:${measure.number}`, short(`${measure.number}. ${text(measure.text)}`)));
    select.append(group);
  }
}

/* "Measure 2.1, Deadline" of a target's code. */
export function targetWords(code) {
  const [kind, number, field] = code.split(":");
  if (kind === "section") return words("section", { number });
  if (kind !== "measure") return words("whole_plan");
  return field ? words("measure_part", { number, part: words(`field_${field}`) }) : words("measure", { number });
}

export function organisationByName(name) {
  const wanted = name.trim().toLowerCase();
  return wanted ? desk.pack.organisations.find((one) => Object.values(one.name).some((known) => known.toLowerCase() === wanted)) : undefined;
}

export function fillOrganisations(list) {
  list.replaceChildren(...desk.pack.organisations.map((one) => option(text(one.name), "")));
}
