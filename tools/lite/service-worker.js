// What was loaded once is kept, so that the workbook opens without a network; nothing is fetched twice.
// Each edition keeps its own files. A new one waits until the last page of the old one is closed, or a page says "take over",
// so that a page and the programs it loads later belong together.
const KEPT = "casebook-EDITION";
const LIVE = /\/api\/(drive|stdin|service-worker-heartbeat)/; // JupyterLite's own messages between page and kernel

self.addEventListener("install", (event) => event.stopImmediatePropagation());
self.addEventListener("activate", (event) => event.waitUntil(forgetOldEditions()));
self.addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || LIVE.test(url.pathname)) return;
  event.stopImmediatePropagation();
  event.respondWith(url.pathname.endsWith("/edition.json") ? newest(event.request) : kept(event.request));
});

async function kept(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request, { ignoreSearch: true })) || fetched(request, cache);
}

async function newest(request) {
  const cache = await caches.open(KEPT);
  try {
    return await fetched(request, cache);
  } catch (error) {
    return (await cache.match(request, { ignoreSearch: true })) || Response.error();
  }
}

// The browser's own cache may hold a file of an older edition: it has to ask the server whether that is still the one.
async function fetched(request, cache) {
  const page = request.mode === "navigate";
  const answer = await fetch(page ? request.url : request, { cache: "no-cache", ...(page ? { redirect: "manual" } : {}) });
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}

async function forgetOldEditions() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("casebook-") && name !== KEPT).map((name) => caches.delete(name)));
}

importScripts("service-worker-jupyterlite.js");

// JupyterLite tells answers apart by the page they go to: of two kernels of one page, each could get the other's file, and end.
// So they ask one after the other; an answer that does not come holds up the next for a moment only.
const ask = self.broadcastOne;
let before = Promise.resolve();
self.broadcastOne = (request, url) => {
  if (!url.pathname.includes("/api/drive")) return ask(request, url);
  const mine = before.then(() => ask(request, url));
  before = Promise.race([mine.catch(() => {}), new Promise((done) => setTimeout(done, 5000))]);
  return mine;
};
