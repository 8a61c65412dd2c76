/* Who came: registered people in two taps, others typed in, or numbers by category. */
import { attendance as mode, changed, desk, keep, keepOne, tell } from "./desk.js";
import { all, find, made, part } from "./page.js";
import { organisationByName } from "./plan.js";
import { words } from "./words.js";

const view = find('[data-view="people"]');
const present = () => [...desk.people].filter(([, one]) => !one.left_out);

async function record(key, facts) {
  const before = desk.people.get(key);
  const row = { ...before, ...facts, key, revision: before ? before.revision + 1 : 1, sent: before?.sent || 0, says: "" };
  try { await keep([[`person:${key}`, row]]); } catch { return; }
  desk.people.set(key, row);
  tell();
}

function keyOf(registration) {
  const known = [...desk.people.values()].find((one) => one.registration_id === registration.id);
  return known ? known.key : crypto.randomUUID();
}

function expected(one) {
  const known = [...desk.people.values()].find((row) => row.registration_id === one.id);
  const here = Boolean(known && !known.left_out);
  const item = made("expected", { name: one.name, organisation: one.organisation });
  const button = part(item, "tick");
  button.setAttribute("aria-pressed", String(here));
  button.addEventListener("click", async () => {
    const facts = { name: one.name, organisation_name: one.organisation, organisation_id: one.organisation_id, kind: one.kind, registration_id: one.id, may_be_named: true };
    await record(keyOf(one), { ...facts, left_out: here });
    all('[data-part="tick"]', view).find((other) => part(other, "name").textContent === one.name)?.focus();
  });
  return item;
}

function person([key, one]) {
  const name = one.name || words("unnamed");
  const item = made("person", { name, organisation: [one.organisation_name, one.revision > one.sent && words("state_waiting")].filter(Boolean).join(" · "), says: one.says || "", about: `: ${name}` });
  part(item, "remove").addEventListener("click", () => record(key, { left_out: true }));
  return item;
}

function draw() {
  if (!desk.pack) return;
  const named = mode() === "named";
  all('[name="attendance"]', view).forEach((radio) => { radio.checked = radio.value === mode(); });
  find('[data-shown="named-people"]').hidden = !named;
  find('[data-shown="counted-people"]').hidden = named;
  find("[data-expected]").replaceChildren(...desk.pack.expected.map(expected));
  find("[data-expected-part]").hidden = !desk.pack.expected.length;
  const added = present().filter(([, one]) => !one.registration_id);
  find("[data-people]").replaceChildren(...added.map(person));
  find("[data-nobody]").hidden = Boolean(present().length);
  const numbers = Object.values(desk.counts).reduce((sum, n) => sum + n, 0);
  find("[data-total]").textContent = words("present_count", { count: named ? present().length : numbers });
  const counts = find('[data-form="counts"]');
  for (const input of all("input", counts)) if (document.activeElement !== input) input.value = desk.counts[input.name] || "";
}

async function add(event) {
  event.preventDefault();
  const { person_name: name, person_organisation: body, person_kind: kind, person_may: may } = event.target.elements;
  const known = organisationByName(body.value);
  const named = may.checked && Boolean(name.value.trim());
  await record(crypto.randomUUID(), { name: named ? name.value.trim() : "", organisation_name: named ? body.value.trim() : "", organisation_id: named ? known?.id || "" : "",
    kind: kind.value || known?.kind || "", may_be_named: named, left_out: false, registration_id: "" });
  event.target.reset();
  name.focus();
}

async function count(event) {
  const number = Math.min(9999, Number.parseInt(event.target.value, 10) || 0);
  const counts = { ...desk.counts, [event.target.name]: Math.max(0, number) };
  try { await keep([["one:counts", counts], ["one:countsSent", false]]); } catch { return; }
  desk.counts = counts;
  desk.countsSent = false;
  tell();
}

export function mount() {
  changed(draw);
  find('[data-form="person"]').addEventListener("submit", add);
  find('[data-form="counts"]').addEventListener("input", count);
  find('[data-form="counts"]').addEventListener("submit", (event) => event.preventDefault());
  all('[name="attendance"]', view).forEach((radio) => radio.addEventListener("change", async () => {
    await keepOne("settings", { ...desk.settings, attendance: radio.value }).catch(() => undefined);
    tell();
  }));
}

/* What is sent: rows that changed; numbers only where no names are taken down. */
export function outgoingPeople() {
  return mode() === "named" ? [...desk.people.values()].filter((one) => one.revision > one.sent && !one.says) : [];
}
export function outgoingCounts() {
  if (mode() === "named" || desk.countsSent) return null;
  return Object.entries(desk.counts).filter(([, n]) => n > 0).map(([category, n]) => ({ category, count: n }));
}
