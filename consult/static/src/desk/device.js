/* The part of the desk about the device itself: handing in, what it holds, locking, wiping. */
import { base, changed, desk, forget, keep, keepOne, place, tell, unsent, waiting } from "./desk.js";
import { NoNetwork, byToken, post } from "./net.js";
import { clear, isStocked, register, stock, storage } from "./offline.js";
import { find, say } from "./page.js";
import { progress, send } from "./sync.js";
import { moment } from "./times.js";
import { text, words } from "./words.js";
import { destroy } from "./vault.js";

const view = find('[data-view="device"]');
const act = (name) => find(`[data-act="${name}"]`, view);
const SOON = 1500;
let soon;

export async function fetchPackage() {
  const pack = await byToken(place.package, desk.token);
  await keep([["one:pack", pack]]);
  desk.pack = pack;
}

/* Make the device ready: package, pages, parts; what fails is told by the panel. */
export async function prepare() {
  await register();
  await fetchPackage().catch(() => undefined);
  await stock().catch(() => undefined);
  tell();
}

async function readiness() {
  const stocked = await isStocked().catch(() => false);
  const ready = Boolean(desk.pack && stocked);
  find("[data-ready]").hidden = !ready;
  find("[data-unready]").hidden = ready;
  find("[data-unready-words]").textContent = words(desk.pack ? "no_pages_yet" : "no_package_yet");
  const { persisted, free } = await storage();
  find("[data-free]").textContent = free === null ? "" : words("free_space", { size: Math.round(free / 1048576) });
  if (!desk.pack) return;
  const measures = desk.pack.sections.reduce((sum, section) => sum + section.measures.length, 0);
  const lines = [words("holds_plan", { agenda: desk.pack.agenda.length, measures }), words("holds_register", { organisations: desk.pack.organisations.length, people: desk.pack.expected.length }),
    words("holds_made", { time: moment(desk.pack.made_at) }), words(persisted ? "kept_for_good" : "kept_maybe")];
  find("[data-contents]").replaceChildren(...lines.map((line) => { const item = document.createElement("li"); item.textContent = line; return item; }));
}

function draw() {
  const chip = find("[data-chip]");
  const now = unsent();
  chip.hidden = !desk.vault;
  chip.classList.toggle("desk-chip--done", now === 0);
  find("[data-chip-words]").textContent = now ? words("chip_waiting", { count: now }) : words("chip_done");
  if (desk.pack) find("[data-meeting]").textContent = text(desk.pack.table.title);
  const { statements, look, closed } = waiting();
  find("[data-waiting]").textContent = [statements.length ? words("only_here", { count: statements.length }) : now ? "" : words("all_there"),
    look.length && words("needs_look", { count: look.length })].filter(Boolean).join(" · ");
  find("[data-send-words]").textContent = statements.length ? words("send_some", { count: statements.length }) : words("send");
  find("[data-closed]").hidden = !closed.length;
  const bar = find("[data-progress]");
  bar.hidden = !progress.busy;
  bar.max = Math.max(1, progress.all);
  bar.value = progress.done;
  act("send").disabled = progress.busy;
  find("[data-progress-words]").textContent = progress.busy ? words("sending", { done: progress.done, all: progress.all }) : progress.words;
  find("[data-device-name]").textContent = desk.device;
  document.getElementById("desk-by_itself").checked = Boolean(desk.settings.by_itself);
  find("[data-wipe-words]").textContent = words(now ? "wipe_some" : "wipe_none");
  find("[data-wipe-lost]").textContent = words("wipe_lost", { count: now });
}

async function wipe() {
  const token = desk.token;
  if (!unsent()) await post(place.wiped, token, {}).catch(() => undefined);
  forget();
  await destroy(base);
  await clear().catch(() => undefined);
  location.reload();
}

export function mount({ lost, lock }) {
  changed(draw);
  changed(() => { if (!view.hidden) readiness(); });
  act("send").addEventListener("click", () => send({ lost }));
  act("late").addEventListener("click", () => send({ late: true, lost }));
  act("lock").addEventListener("click", lock);
  act("refresh").addEventListener("click", async () => {
    try { await fetchPackage(); await stock(); say(words("fetched")); } catch (error) { say(error instanceof NoNetwork ? words("no_network") : error.says || words("server_trouble")); }
    tell();
  });
  act("wipe").addEventListener("click", () => {
    if (!unsent()) { wipe(); return; }
    find("[data-wipe-sure]").hidden = false;
    act("wipe-sure").focus();
  });
  act("wipe-sure").addEventListener("click", wipe);
  document.getElementById("desk-by_itself").addEventListener("change", (event) => {
    keepOne("settings", { ...desk.settings, by_itself: event.target.checked }).catch(() => undefined);
  });
  const byItself = () => { if (desk.vault && desk.settings.by_itself && navigator.onLine) send({ lost }); };
  addEventListener("online", byItself);
  setInterval(byItself, 60000);
  return { nudge: () => { clearTimeout(soon); soon = setTimeout(byItself, SOON); } };
}
