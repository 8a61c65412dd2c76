/* The screen in the hall: renews its changing part every five seconds, keeps the clock, can be paused. */
const part = document.querySelector("[data-screen-now]");
const button = document.querySelector("[data-screen-pause]");
const lost = document.querySelector("[data-screen-lost]");
const clock = document.querySelector("[data-screen-clock]");
const EVERY = 5000;
let paused = false;
let shown = "";

async function renew() {
  if (paused) return;
  try {
    const answer = await fetch(part.dataset.screenNow, { cache: "no-store", signal: AbortSignal.timeout(EVERY * 2) });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (!paused && text !== shown) {
      part.innerHTML = text;
      shown = text;
    }
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

function tell() {
  const now = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.screenClock });
  clock.textContent = now.format(new Date());
}

const words = [button.textContent, button.dataset.goOn];
button.hidden = false;
button.addEventListener("click", () => {
  paused = !paused;
  button.textContent = words[Number(paused)];
  renew();
});
tell();
setInterval(tell, 1000);
setInterval(renew, EVERY);
