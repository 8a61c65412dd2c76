/* The service worker of the desk: its pages and their parts come from this device first, data never. */
const KEPT = "consult-desk";
const STATIC = /\/static\/[^"'\s)]+\.(?:css|js|svg|woff2)/g;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  const cache = await caches.open(KEPT);
  return cache.match(request.url.split(/[?#]/)[0]);
}

/* Fetch a shell anew in the background; it takes the place of the old one only with all its parts. */
async function renew(request) {
  const answer = await fetch(request.url, { redirect: "manual", cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) return answer;
  const cache = await caches.open(KEPT);
  const parts = new Set((await answer.clone().text()).match(STATIC) || []);
  for (const part of parts) if (!(await cache.match(part))) await cache.add(part);
  await cache.put(request.url.split(/[?#]/)[0], answer.clone());
  return answer;
}

async function page(event) {
  const found = await kept(event.request);
  if (!found) return fetch(event.request);
  event.waitUntil(renew(event.request).catch(() => undefined));
  return found;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(kept(request).then((found) => found || fetch(request)));
});
