/* Handing in: small batches, each thing once, whatever breaks in between; what was taken is noted before the next batch. */
import { desk, held, keep, place, tell, waiting } from "./desk.js";
import { NoNetwork, Refused, byToken, post } from "./net.js";
import { outgoingCounts, outgoingPeople } from "./people.js";
import { outgoing } from "./statement.js";
import { words } from "./words.js";

const BATCH = 10;
const PEOPLE = 100;
let running = null;
export const progress = { all: 0, done: 0, busy: false, words: "" };

async function note(kind, map, one, facts) {
  const now = map.get(one.key);
  if (!now) return null;
  const next = { ...now, ...facts };
  if (now.revision > one.revision) Object.assign(next, { says: now.says, reason: now.reason });
  return [`${kind}:${one.key}`, next];
}

async function settle(kind, map, sent, outcomes) {
  const records = [];
  for (const told of outcomes) {
    const one = sent.find((each) => each.key === told.key);
    if (!one) continue;
    const refused = told.outcome === "refused" || told.outcome === "foreign";
    const says = refused ? told.says || words("by_another") : "";
    const facts = refused ? { says, reason: told.reason || "" } : { sent: one.revision, says: "", reason: "" };
    if (told.code) Object.assign(facts, { code: told.code, late: told.late });
    records.push(await note(kind, map, one, facts));
  }
  const known = records.filter(Boolean);
  await keep(known);
  for (const [name, value] of known) map.set(name.slice(kind.length + 1), value);
}

async function statements(late) {
  const chosen = late ? [...waiting().statements, ...waiting().closed] : waiting().statements;
  const queue = chosen.sort((one, other) => one.said_at.localeCompare(other.said_at));
  progress.all += queue.length;
  for (let at = 0; at < queue.length; at += BATCH) {
    const batch = queue.slice(at, at + BATCH).map((one) => desk.statements.get(one.key)).filter(Boolean);
    const told = await post(place.sync, desk.token, { statements: batch.map(outgoing), late, held: Math.max(0, held() - batch.length) });
    await settle("statement", desk.statements, batch, told.statements);
    progress.done += batch.length;
    tell();
  }
}

async function people() {
  const rows = outgoingPeople().slice(0, PEOPLE);
  const counts = outgoingCounts();
  if (!rows.length && counts === null) return;
  const attendees = rows.map(({ key, revision, name, organisation_id: body, organisation_name: typed, kind, may_be_named: may, registration_id: registered, left_out: out }) => (
    { key, revision, name, organisation_id: body || "", organisation_name: typed || "", kind: kind || "", may_be_named: Boolean(may), registration_id: registered || "", left_out: Boolean(out) }));
  const told = await post(place.sync, desk.token, { attendees, counts, held: held() });
  if (told.attendance_says) {
    await settle("person", desk.people, rows, rows.map((one) => ({ key: one.key, outcome: "refused", says: told.attendance_says })));
    progress.words = told.attendance_says;
    return;
  }
  await settle("person", desk.people, rows, told.attendees);
  if (told.counts_says) progress.words = told.counts_says;
  else if (counts !== null) { await keep([["one:countsSent", true]]); desk.countsSent = true; }
  tell();
  if (outgoingPeople().length) await people();
}

async function photos() {
  const queue = waiting().photos;
  progress.all += queue.length;
  for (const one of queue) {
    const bytes = await desk.vault.bytes(`bytes:${one.key}`);
    const facts = encodeURIComponent(JSON.stringify({ taken_at: one.taken_at }));
    let told;
    try {
      told = await byToken(place.photos.replace("00000000-0000-0000-0000-000000000000", one.key), desk.token,
        { method: "POST", body: bytes, headers: { "Content-Type": "image/jpeg", "Consult-Photo": facts } });
    } catch (error) {
      if (!(error instanceof Refused) || !["photo_refused", "not_a_picture", "too_large"].includes(error.code)) throw error;
      told = { outcome: "refused", says: error.says };
    }
    await settle("photo", desk.photos, [one], [{ key: one.key, ...told }]);
    progress.done += 1;
    tell();
  }
}

async function others() {
  const told = await post(`${place.sync}?others=1`, desk.token, { held: held() });
  if (JSON.stringify(told.others) === JSON.stringify(desk.others)) return;
  await keep([["one:others", told.others]]);
  desk.others = told.others;
}

function reason(error) {
  if (error instanceof NoNetwork) return words("no_network");
  if (error instanceof Refused) return error.status >= 500 ? words("server_trouble") : error.says || words("server_trouble");
  return words("not_kept");
}

async function all(late, lost) {
  Object.assign(progress, { all: 0, done: 0, busy: true, words: "" });
  tell();
  try {
    await statements(late);
    await people();
    await photos();
    await others();
    const { look } = waiting();
    progress.words ||= look.length ? words("done_but", { count: look.length }) : words("all_there");
  } catch (error) {
    progress.words = reason(error);
    if (error instanceof Refused && ["device_revoked", "unknown_device"].includes(error.code)) lost(error.says);
  } finally {
    progress.busy = false;
    tell();
  }
}

/* Hand everything in; a call while one is under way waits for that one. */
export function send({ late = false, lost }) {
  if (!desk.vault || !desk.token) return Promise.resolve();
  running ||= all(late, lost).finally(() => { running = null; });
  return running;
}
