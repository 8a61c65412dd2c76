/* The list of what was written down, here and at other devices; photos of flip-charts. */
import { changed, desk, isLook, isWaiting, keep, tell } from "./desk.js";
import { find, made, part, say, warn } from "./page.js";
import { targetWords } from "./plan.js";
import { smaller } from "./photo.js";
import { clock, moment } from "./times.js";
import { words } from "./words.js";

const lists = { own: find("[data-statements]"), others: find("[data-others]"), drafts: find("[data-drafts]"), photos: find("[data-photo-list]") };
const TONES = { waiting: "yellow", look: "red", sent: "green" };
const pictures = new Map();

export const stateOf = (one) => (isLook(one) ? "look" : isWaiting(one) ? "waiting" : "sent");
const byTime = (one, other) => other.said_at.localeCompare(one.said_at);
const target = (one) => targetWords(one.field ? `${one.place}:${one.field}` : one.place);

function speaker(one) {
  if (one.speaker === "withheld") return words("withheld");
  return [one.author_name, one.organisation_name].filter(Boolean).join(", ") || words("not_named");
}

function own(one, open) {
  const state = stateOf(one);
  const read = one.read_back ? words("read_back") : words("not_read_back");
  const item = made("statement", { meta: `${clock(one.said_at)} · ${target(one)} · ${words(`kind_${one.kind}`)}`, words: one.text, says: state === "look" ? one.says : "",
    who: [speaker(one), read, one.code && words("numbered", { code: one.code }), one.late && words("late")].filter(Boolean).join(" · "),
    state: words(`state_${state}`), about: `: ${clock(one.said_at)}` });
  part(item, "state").classList.add(`govuk-tag--${TONES[state]}`);
  part(item, "words").lang = one.language;
  item.dataset.key = one.key;
  item.dataset.state = state;
  part(item, "edit").addEventListener("click", () => open(one.key));
  return item;
}

function other(one) {
  const item = made("statement", { meta: `${clock(one.said_at)} · ${targetWords(one.target)} · ${words(`kind_${one.kind}`)}`, words: one.text, says: "",
    who: [one.device ? words("by_device", { device: one.device }) : words("by_organiser"), words("numbered", { code: one.code })].join(" · "), state: words("state_sent") });
  part(item, "state").classList.add("govuk-tag--green");
  part(item, "words").lang = one.language;
  part(item, "edit").remove();
  return item;
}

function draft([slot, one], open) {
  const item = made("draft", { words: one.text || one.proposed_wording || words("no_words_yet") });
  part(item, "open").addEventListener("click", () => open(slot));
  return item;
}

async function picture(key, image) {
  if (!pictures.has(key)) {
    const bytes = await desk.vault?.bytes(`bytes:${key}`);
    if (bytes) pictures.set(key, URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })));
  }
  if (pictures.has(key)) image.src = pictures.get(key);
}

function photo([key, one]) {
  const state = stateOf(one);
  const item = made("photo", { meta: `${moment(one.taken_at)} · ${words(`state_${state}`)}`, says: one.says || "" });
  picture(key, part(item, "picture"));
  return item;
}

function draw(open) {
  if (!desk.vault) { pictures.forEach((address) => URL.revokeObjectURL(address)); pictures.clear(); }
  const saved = [...desk.statements.values()].sort(byTime);
  lists.own.replaceChildren(...saved.map((one) => own(one, open)));
  find("[data-empty]").hidden = Boolean(saved.length);
  const drafts = [...desk.drafts].filter(([, one]) => one.text || one.proposed_wording);
  lists.drafts.replaceChildren(...drafts.map((one) => draft(one, open)));
  find("[data-unsaved]").hidden = !drafts.length;
  lists.others.replaceChildren(...desk.others.map(other));
  find("[data-others-part]").hidden = !desk.others.length;
  lists.photos.replaceChildren(...[...desk.photos].map(photo));
}

async function take(input) {
  const [file] = input.files;
  if (!file) return;
  try {
    const bytes = await smaller(file);
    const key = crypto.randomUUID();
    const record = { key, taken_at: new Date().toISOString(), revision: 1, sent: 0, says: "" };
    await keep([[`photo:${key}`, record], [`bytes:${key}`, bytes]]);
    desk.photos.set(key, record);
    warn("photo", "");
    say(words("photo_kept"));
    tell();
  } catch (error) {
    if (error?.name === "EncodingError" || error?.name === "InvalidStateError") warn("photo", words("no_photo"));
  } finally { input.value = ""; }
}

export function mount({ open }) {
  changed(() => draw(open));
  const input = find("[data-photo]");
  input.addEventListener("change", () => take(input));
}
