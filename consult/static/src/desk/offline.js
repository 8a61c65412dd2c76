/* Being ready for offline: workers for the three languages, the shells and all they need kept by the browser. */
import { all } from "./page.js";
import { place } from "./desk.js";

const PATIENCE = 10000;
export const KEPT = "consult-desk";
const shells = () => place.shells.trim().split(/\s+/);
const folder = (shell) => `${shell.split("/desk/")[0]}/desk/`;

function parts() {
  const linked = all('link[rel="stylesheet"], link[rel="icon"], script[src]').map((part) => part.href || part.src);
  return [...linked, new URL(place.font, location).href];
}

/* Register the workers; the browser answers offline once they run. */
export async function register() {
  if (!navigator.serviceWorker) return;
  await Promise.allSettled(shells().map((shell) => navigator.serviceWorker.register(`${folder(shell)}worker.js`, { scope: folder(shell) })));
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  await Promise.race([navigator.serviceWorker.ready, late]);
}

/* Put the shells (this session may open them) and their parts where the workers find them. */
export async function stock() {
  const kept = await caches.open(KEPT);
  await Promise.all(parts().map(async (address) => { if (!(await kept.match(address))) await kept.add(address); }));
  await Promise.all(shells().map(async (shell) => {
    const answer = await fetch(shell, { redirect: "manual", cache: "no-store" });
    if (answer.ok) await kept.put(new URL(shell, location).href, answer);
  }));
}

export async function isStocked() {
  if (!navigator.serviceWorker || !window.caches) return false;
  const kept = await caches.open(KEPT);
  const needed = [...parts(), new URL(location.pathname, location).href];
  const found = await Promise.all(needed.map((address) => kept.match(address)));
  const registration = await navigator.serviceWorker.getRegistration(location.pathname);
  return found.every(Boolean) && Boolean(registration?.active);
}

export async function clear() {
  const kept = await caches.open(KEPT);
  await Promise.all(shells().map((shell) => kept.delete(new URL(shell, location).href)));
}

export async function storage() {
  const persisted = await navigator.storage?.persist?.().catch(() => false);
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  return { persisted: Boolean(persisted), free: estimate ? Math.max(0, estimate.quota - estimate.usage) : null };
}
