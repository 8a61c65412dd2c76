/* The speakers' list and the time of each; it stays on this device. */
import { changed, desk, keepOne, tell } from "./desk.js";
import { all, find, made, option, part } from "./page.js";
import { words } from "./words.js";

const view = find('[data-view="speakers"]');
const act = (name) => find(`[data-act="${name}"]`, view);
let ends = 0;
let left = null;
let beat;

const whole = () => Number(desk.settings.minutes) * 60;
const store = (queue) => keepOne("queue", queue).then(tell, () => undefined);

function show() {
  const seconds = left === null ? whole() : left;
  const minutes = Math.floor(Math.abs(seconds) / 60);
  find("[data-left]").textContent = `${seconds < 0 ? "+" : ""}${minutes}:${String(Math.abs(seconds) % 60).padStart(2, "0")}`;
  view.querySelector("[data-timer]").classList.toggle("desk-timer--over", seconds <= 0);
  const over = seconds <= 0 ? words("time_over") : "";
  if (find("[data-over]").textContent !== over) find("[data-over]").textContent = over;
}

function run(on) {
  clearInterval(beat);
  act("start").hidden = on;
  act("pause").hidden = !on;
  if (!on) return;
  ends = Date.now() + (left === null ? whole() : left) * 1000;
  const tick = () => { left = Math.round((ends - Date.now()) / 1000); show(); };
  tick();
  beat = setInterval(tick, 500);
}

function draw() {
  find("[data-now]").textContent = desk.queue[0] || words("nobody_speaks");
  const rows = desk.queue.slice(1).map((name, place) => {
    const item = made("queued", { name, about: `: ${name}` });
    part(item, "remove").addEventListener("click", () => store(desk.queue.filter((_one, n) => n !== place + 1)));
    return item;
  });
  find("[data-queue]").replaceChildren(...rows);
  find("[data-queue-empty]").hidden = Boolean(rows.length);
  document.getElementById("desk-present").replaceChildren(...[...desk.people.values()].filter((one) => one.name && !one.left_out).map((one) => option(one.name, "")));
  all('[name="minutes"]', view).forEach((radio) => { radio.checked = radio.value === desk.settings.minutes; });
  show();
}

export function mount() {
  changed(draw);
  act("start").addEventListener("click", () => { run(true); act("pause").focus(); });
  act("pause").addEventListener("click", () => { run(false); act("start").focus(); });
  act("next").addEventListener("click", () => { run(false); left = null; store(desk.queue.slice(1)); show(); });
  all('[name="minutes"]', view).forEach((radio) => radio.addEventListener("change", async () => {
    await keepOne("settings", { ...desk.settings, minutes: radio.value }).catch(() => undefined);
    left = null;
    show();
  }));
  find('[data-form="queue"]').addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.next_name;
    const name = field.value.trim();
    if (!name) return;
    store([...desk.queue, name]);
    field.value = "";
    field.focus();
  });
}
