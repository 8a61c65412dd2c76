/* What the desk knows while it is open, and the one way in which it is kept on the device. */
import { warn } from "./page.js";
import { words } from "./words.js";

export const place = document.body.dataset;
export const base = `consult-desk:${place.desk}`;

export const desk = {
  vault: null, token: "", device: "", pack: null, statements: new Map(), drafts: new Map(), people: new Map(), photos: new Map(),
  counts: {}, countsSent: true, queue: [], others: [], settings: { by_itself: true, attendance: "", minutes: "3" },
};

const MAPS = { statement: "statements", draft: "drafts", person: "people", photo: "photos" };
const listeners = [];

export const changed = (listener) => listeners.push(listener);
export const tell = () => listeners.forEach((listener) => listener());

export function fill(records) {
  for (const [name, value] of records) {
    const [kind, key] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
    if (MAPS[kind]) desk[MAPS[kind]].set(key, value);
  }
  const one = (name, otherwise) => records.get(`one:${name}`) ?? otherwise;
  Object.assign(desk, { token: one("token", ""), device: one("device", ""), pack: one("pack", null), counts: one("counts", {}),
    countsSent: one("countsSent", true), queue: one("queue", []), others: one("others", []), settings: { ...desk.settings, ...one("settings", {}) } });
}

export function forget() {
  desk.vault?.close();
  Object.assign(desk, { vault: null, token: "", device: "", pack: null, counts: {}, countsSent: true, queue: [], others: [] });
  Object.values(MAPS).forEach((name) => desk[name].clear());
}

/* Keep records; a failure is said at once and stays on the screen until a write succeeds. */
export async function keep(records, gone = []) {
  try {
    await desk.vault.put(records, gone);
    warn("disk", "");
  } catch (error) {
    warn("disk", words(error?.name === "QuotaExceededError" ? "disk_full" : "not_kept"));
    throw error;
  }
}

export async function keepOne(name, value) {
  await keep([[`one:${name}`, value]]);
  desk[name] = value;
}

/* What is not on the server yet. `look` are statements that need a person before they can go. */
export const isWaiting = (one) => one.revision > one.sent && !one.says;
export const isLook = (one) => one.revision > one.sent && Boolean(one.says);
export const attendance = () => desk.settings.attendance || desk.pack?.table.attendance || "named";
export function waiting() {
  const of = (map, test) => [...map.values()].filter(test);
  return {
    statements: of(desk.statements, isWaiting), look: of(desk.statements, isLook), closed: of(desk.statements, (one) => isLook(one) && one.reason === "closed"),
    people: of(desk.people, isWaiting), photos: of(desk.photos, isWaiting), lookPhotos: of(desk.photos, isLook), counts: !desk.countsSent && attendance() === "numbers",
  };
}
export function held() {
  const now = waiting();
  return now.statements.length + now.look.length;
}
export function unsent() {
  const now = waiting();
  return held() + now.people.length + now.photos.length + now.lookPhotos.length + (now.counts ? 1 : 0) + [...desk.drafts.values()].filter((one) => one.text?.trim()).length;
}
