/* Writing a statement down: each stroke is kept in an encrypted draft; a saved one waits for the network. */
import { desk, keep, tell } from "./desk.js";
import { all, find, flaw, option, say } from "./page.js";
import { fillOrganisations, fillPlaces, organisationByName } from "./plan.js";
import { clock, moved } from "./times.js";
import { language, words } from "./words.js";

const DELAY = 150;
const form = find('[data-form="statement"]');
const fields = form.elements;
const state = find("[data-draft-state]");
const shown = (name, on) => all(`[data-shown="${name}"]`, form).forEach((part) => { part.hidden = !on; });
let slot = "new";
let saidAt = "";
let timer;
let running = null;
let dirty = false;

const isPerson = (speaker) => speaker.startsWith("person:");

function arrange() {
  const speaker = fields.speaker.value;
  shown("measure", fields.place.value.startsWith("measure:"));
  shown("withheld", speaker === "withheld");
  shown("named", speaker !== "withheld");
  shown("typed", speaker === "typed");
}

/* What the form says. Of a speaker who is withheld nothing leaves the form. */
function typed() {
  const speaker = fields.speaker.value;
  const known = isPerson(speaker) ? desk.people.get(speaker.slice(7)) : null;
  const named = speaker !== "withheld";
  const name = named ? (known ? known.name : fields.author_name.value.trim()) : "";
  const organisation = named ? (known ? known.organisation_name : fields.organisation_name.value.trim()) : "";
  return {
    place: fields.place.value, field: fields.place.value.startsWith("measure:") ? fields.field.value : "", speaker, level: fields.level.value,
    author_name: name, organisation_name: organisation, organisation_id: named ? known?.organisation_id || organisationByName(organisation)?.id || "" : "",
    text: fields.text.value, proposed_wording: fields.proposed_wording.value, language: fields.language.value, kind: fields.kind.value,
    read_back: fields.read_back.checked, said_at: saidAt,
  };
}

function fillSpeakers(chosen) {
  const present = [...desk.people].filter(([, one]) => one.name && !one.left_out).map(([key, one]) => option(`person:${key}`, one.name));
  find("[data-speakers]", form).replaceChildren(...present);
  fields.speaker.value = chosen;
  if (fields.speaker.value !== chosen) fields.speaker.value = "typed";
}

function show(values) {
  form.reset();
  fillPlaces(fields.place);
  fillOrganisations(document.getElementById("desk-organisations"));
  fillSpeakers(values.speaker || "withheld");
  for (const name of ["place", "field", "level", "author_name", "organisation_name", "text", "proposed_wording", "language", "kind"]) {
    if (values[name] !== undefined) fields[name].value = values[name];
  }
  if (!fields.place.value) fields.place.value = "plan";
  fields.read_back.checked = Boolean(values.read_back);
  saidAt = values.said_at || "";
  fields.time.value = saidAt ? clock(saidAt) : "";
  find("[data-more]", form).open = Boolean(values.proposed_wording);
  flaw("desk-text", "");
  state.textContent = "";
  arrange();
}

/* Open the form: for a new statement, a statement to change (its key), or what was begun before. */
export function open(key = "new", preset = {}) {
  slot = key;
  const begun = desk.drafts.get(key);
  const record = desk.statements.get(key);
  show(begun || (record ? { ...record, said_at: record.said_at } : { language: desk.settings.language || language, ...preset }));
  if (begun) state.textContent = words("draft_back");
}

async function write() {
  const values = { ...typed(), at: Date.now() };
  await keep([[`draft:${slot}`, values]]);
  desk.drafts.set(slot, values);
  state.textContent = words("draft_kept", { time: clock(new Date().toISOString()) });
}

/* Keep the draft now; while one write is on its way the next one waits for it, so that the last words win. */
export async function flush() {
  clearTimeout(timer);
  dirty = true;
  if (running) return running;
  running = (async () => {
    while (dirty) {
      dirty = false;
      await write();
    }
  })().catch(() => { state.textContent = ""; }).finally(() => { running = null; });
  return running;
}

function strokes(event) {
  if (!desk.vault) return;
  const timed = event.target === fields.time;
  if (!saidAt) saidAt = new Date().toISOString();
  if (timed) saidAt = moved(saidAt, fields.time.value); else fields.time.value = clock(saidAt);
  arrange();
  clearTimeout(timer);
  timer = setTimeout(flush, DELAY);
}

async function save(event, done) {
  event.preventDefault();
  const values = typed();
  if (!values.text.trim()) { flaw("desk-text", words("no_words")); return; }
  flaw("desk-text", "");
  clearTimeout(timer);
  if (running) await running;
  dirty = false;
  const before = desk.statements.get(slot);
  const key = before ? slot : crypto.randomUUID();
  const record = { ...values, key, said_at: saidAt || new Date().toISOString(), revision: before ? before.revision + 1 : 1,
    sent: before?.sent || 0, code: before?.code || "", late: before?.late || false, says: "", reason: "" };
  try {
    await keep([[`statement:${key}`, record], ["one:settings", { ...desk.settings, language: values.language }]], [`draft:${slot}`]);
  } catch { return; /* the words stay in the form, and the notice says why */ }
  desk.statements.set(key, record);
  desk.settings.language = values.language;
  desk.drafts.delete(slot);
  form.reset();
  say(words("saved_here"));
  tell();
  done();
}

async function drop(done) {
  clearTimeout(timer);
  if (running) await running;
  try { await keep([], [`draft:${slot}`]); } catch { return; }
  desk.drafts.delete(slot);
  form.reset();
  tell();
  done();
}

/* Has the form words that are nowhere else? */
export const isBusy = () => Boolean(fields.text.value || fields.proposed_wording.value);

export function mount({ done }) {
  form.addEventListener("input", strokes);
  form.addEventListener("submit", (event) => save(event, done));
  find('[data-act="drop"]', form).addEventListener("click", () => drop(done));
  find('[data-act="later"]', form).addEventListener("click", async () => { if (isBusy()) await flush(); tell(); done(); });
  const leaving = () => { if (desk.vault && !form.closest("[data-view]").hidden && isBusy()) flush(); };
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leaving(); });
}

/* What is sent of a statement: its place in one code, its level, and no name where it is withheld. */
export function outgoing(one) {
  const withheld = one.speaker === "withheld" || !(one.author_name || one.organisation_name);
  const target = one.field ? `${one.place}:${one.field}` : one.place;
  const who = withheld ? { level: "anonymous" } : { level: one.level, author_name: one.author_name, organisation_name: one.organisation_name, organisation_id: one.organisation_id };
  return { key: one.key, revision: one.revision, said_at: one.said_at, target, kind: one.kind, language: one.language, text: one.text,
    proposed_wording: one.proposed_wording, read_back: one.read_back, ...who };
}
