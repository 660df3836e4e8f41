// Shows the phone's page and what it is made of where there is no net. It keeps
// nothing that was entered, and sees no other page of the site.
'use strict';
const shelf = 'duban-phone';
const patience = 4000; // a net this slow is none, once the page is kept

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (e) => {
  const at = new URL(e.request.url);
  if (e.request.method !== 'GET' || at.origin !== self.location.origin) return;
  if (e.request.mode === 'navigate') e.respondWith(page(e.request, at.pathname));
  else if (at.pathname.startsWith('/assets/')) e.respondWith(asset(e.request));
});

async function page(request, path) {
  const kept = await (await caches.open(shelf)).match(path);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && answer.type === 'basic') await (await caches.open(shelf)).put(path, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(() => done(kept), patience));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function asset(request) {
  const on = await caches.open(shelf);
  const kept = await on.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await on.put(request.url, answer.clone());
  return answer;
}
