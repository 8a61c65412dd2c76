/* The capture desk: which part is open, who may look at it, how it begins and ends. */
import { base, desk, fill, forget, keep, place, tell } from "./desk.js";
import * as agenda from "./agenda.js";
import * as device from "./device.js";
import * as people from "./people.js";
import * as speakers from "./speakers.js";
import * as statement from "./statement.js";
import * as statements from "./statements.js";
import { Refused, NoNetwork, bySession } from "./net.js";
import { all, find, flaw, hush, say, warn } from "./page.js";
import { send } from "./sync.js";
import { Vault, WrongPassphrase, isPrepared } from "./vault.js";
import { words } from "./words.js";

const heading = find("[data-title]");
const SHORTEST = 8;
const TRIES = 4;
const REVOKED = "consult-desk-revoked";
const CLOSED = ["opening", "unfit", "enrol", "unlock", "revoked"];

function open(name) {
  all("[data-view]").forEach((view) => { view.hidden = view.dataset.view !== name; });
  const view = find(`[data-view="${name}"]`);
  heading.textContent = view.dataset.heading;
  find("[data-bar]").hidden = CLOSED.includes(name);
  all("[data-bar] [data-open]").forEach((button) => {
    if (button.dataset.open === name) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  });
  scrollTo(0, 0);
  tell();
}

function show(name) {
  open(name);
  heading.focus({ preventScroll: true });
}

function write(preset) {
  statement.open("new", preset);
  show("statement");
  if (desk.drafts.has("new")) say(words("draft_back"));
}

function unfit(name) {
  find("[data-unfit]").textContent = words(name);
  open("unfit");
}

/* Another tab with the same desk would write over this one: only one may be open. */
async function alone() {
  if (!navigator.locks) return true;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const held = await new Promise((answer) => {
      navigator.locks.request(base, { ifAvailable: true }, (lock) => { answer(Boolean(lock)); return lock && new Promise(() => undefined); });
    });
    if (held) return true;
    await new Promise((done) => { setTimeout(done, 250); });
  }
  return false;
}

async function enter() {
  fill(await desk.vault.all());
  const begun = [...desk.drafts].sort(([, one], [, other]) => other.at - one.at)[0];
  if (begun) {
    statement.open(begun[0]);
    show("statement");
  } else show(desk.pack ? "agenda" : "device");
  device.prepare().then(() => { if (navigator.onLine && desk.settings.by_itself) send({ lost }); });
}

/* Loading the page anew leaves nothing readable in it. */
function lock() {
  forget();
  location.reload();
}

function lost(says) {
  sessionStorage.setItem(REVOKED, says);
  lock();
}

async function enrol(event) {
  event.preventDefault();
  const { device: name, passphrase, again } = event.target.elements;
  ["desk-device", "desk-passphrase", "desk-again"].forEach((id) => flaw(id, ""));
  if (!name.value.trim()) return flaw("desk-device", words("no_name"));
  if (passphrase.value.length < SHORTEST) return flaw("desk-passphrase", words("short_passphrase"));
  if (passphrase.value !== again.value) return flaw("desk-again", words("other_passphrase"));
  const button = find("button", event.target);
  button.disabled = true;
  try {
    const { csrf } = await bySession(place.entry);
    const told = await bySession(place.devices, { method: "POST", body: JSON.stringify({ name: name.value }), headers: { "Content-Type": "application/json", "X-CSRFToken": csrf } });
    desk.vault = await Vault.make(base, passphrase.value);
    await keep([["one:token", told.token], ["one:device", told.name]]);
    event.target.reset();
    warn("enrol", "");
    fill(await desk.vault.all());
    show("device");
    await device.prepare();
  } catch (error) {
    const over = error instanceof Refused && error.code === "session_over";
    find("[data-session-over]").hidden = !over;
    warn("enrol", over ? words("session_over") : error instanceof NoNetwork ? words("no_network_to_begin") : error.says || words("not_kept"));
  } finally { button.disabled = false; }
  return undefined;
}

async function unlock(event) {
  event.preventDefault();
  const field = event.target.elements.secret;
  const button = find("button", event.target);
  flaw("desk-secret", "");
  button.disabled = true;
  try {
    desk.vault = await Vault.unlock(base, field.value);
    event.target.reset();
    await enter();
  } catch (error) {
    if (!(error instanceof WrongPassphrase)) throw error;
    flaw("desk-secret", words("wrong_passphrase"));
  } finally { button.disabled = false; }
}

async function begin() {
  if (!window.isSecureContext || !window.crypto?.subtle || !window.indexedDB) return unfit("not_secure");
  if (!(await alone())) return unfit("open_elsewhere");
  const prepared = await isPrepared(base).catch(() => null);
  if (prepared === null) return unfit("no_storage");
  const revoked = sessionStorage.getItem(REVOKED);
  sessionStorage.removeItem(REVOKED);
  find("[data-revoked]").textContent = revoked || "";
  return open(prepared ? (revoked ? "revoked" : "unlock") : "enrol");
}

agenda.mount({ write });
statements.mount({ open: (key) => { statement.open(key); show("statement"); } });
statement.mount({ done: () => { show("statements"); nudge(); } });
people.mount();
speakers.mount();
const { nudge } = device.mount({ lost, lock });
all("[data-open]").forEach((button) => button.addEventListener("click", async () => {
  hush();
  if (!find('[data-view="statement"]').hidden && statement.isBusy()) await statement.flush();
  show(button.dataset.open);
}));
all('[data-act="new"]').forEach((button) => button.addEventListener("click", () => write({})));
find('[data-act="reopen"]').addEventListener("click", () => show("unlock"));
find('[data-form="enrol"]').addEventListener("submit", enrol);
find('[data-form="unlock"]').addEventListener("submit", unlock);
begin();
