// Keeps style, script, icons and the offline page; every other page comes from the network and is
// never kept.
const KEPT = "deshang-{{ version }}";
const OFFLINE = "{{ offline }}";
const ASSETS = [{% for asset in assets %}"{{ asset }}",{% endfor %}OFFLINE];

self.addEventListener("install", (event) => {
  const kept = caches.open(KEPT).then((cache) => cache.addAll(ASSETS));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

async function dropOthers() {
  const others = (await caches.keys()).filter((name) => name !== KEPT);
  return Promise.all(others.map((name) => caches.delete(name)));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (ASSETS.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
