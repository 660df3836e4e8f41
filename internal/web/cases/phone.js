// The phone's page with script: what is entered is kept in the phone first and
// sent from there, so that it makes no difference whether there is a net.
// Without script, or where the phone keeps nothing, the form is sent as it is.
(() => {
  'use strict';
  const form = document.querySelector('form[data-phone]');
  const queue = document.querySelector('[data-queue]');
  if (!form || !queue || !window.indexedDB) return;
  const { person } = form.dataset;
  const page = location.pathname;
  const shelf = 'duban-phone';
  const draftID = 'draft ' + person + ' ' + page;
  const keepSent = 7 * 24 * 3600e3, again = 30e3, longest = 5 * 60e3, largest = 2560;
  const word = (name, values) => (queue.dataset[name] || '').replace(/\{(\w)\}/g, (_, k) => values[k]);
  const one = (s, root) => (root || document).querySelector(s);
  const all = (s, root) => [...(root || document).querySelectorAll(s)];

  // What the phone keeps. Entries of somebody else are never read.
  let base;
  const opened = new Promise((done, fail) => {
    const o = indexedDB.open(shelf, 1);
    o.onupgradeneeded = () => o.result.createObjectStore('entries', { keyPath: 'id' }).createIndex('person', 'person');
    o.onsuccess = () => { base = o.result; done(); };
    o.onerror = () => fail(o.error);
  });
  const asked = (mode, f) => new Promise((done, fail) => {
    const t = base.transaction('entries', mode);
    const r = f(t.objectStore('entries'));
    t.oncomplete = () => done(r.result);
    t.onerror = t.onabort = () => fail(t.error);
  });
  const put = (x) => asked('readwrite', (s) => s.put(x));
  const take = (id) => asked('readwrite', (s) => s.delete(id));
  const get = (id) => asked('readonly', (s) => s.get(id));
  const mine = async () => (await asked('readonly', (s) => s.index('person').getAll(person))).filter((x) => x.page === page && x.id !== draftID).sort((a, b) => b.at - a.at);

  const newID = () => {
    const b = crypto.getRandomValues(new Uint8Array(12));
    return 'p' + Date.now().toString(36) + '-' + [...b].map((n) => n.toString(16).padStart(2, '0')).join('');
  };

  // Photographs, made smaller: nobody waits for twelve megabytes at the roadside.
  let shots = [];
  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const by = Math.min(1, largest / Math.max(picture.width, picture.height));
      const c = document.createElement('canvas');
      c.width = Math.round(picture.width * by);
      c.height = Math.round(picture.height * by);
      c.getContext('2d').drawImage(picture, 0, 0, c.width, c.height);
      picture.close();
      const blob = await new Promise((done) => c.toBlob(done, 'image/jpeg', 0.85));
      if (blob && blob.size < file.size) return { blob, file: file.name.replace(/\.\w+$/, '') + '.jpg' };
    } catch { /* the house says what is wrong with it */ }
    return { blob: file, file: file.name };
  };
  const size = (n) => n < 1e6 ? Math.max(1, Math.round(n / 1e3)) + ' KB' : (n / 1e6).toFixed(1) + ' MB';
  const weight = (list) => list.reduce((n, s) => n + s.blob.size, 0);
  const showShots = () => {
    for (const box of all('[data-shooting]')) {
      for (const old of all('[data-made]', box)) { URL.revokeObjectURL(one('img', old).src); old.remove(); }
      const name = box.dataset.shooting, list = shots.filter((s) => s.name === name);
      list.forEach((s, i) => {
        const f = document.getElementById('shot').content.firstElementChild.cloneNode(true);
        f.dataset.made = 'yes';
        one('img', f).src = URL.createObjectURL(s.blob);
        one('img', f).alt = one('legend', box).firstChild.textContent.trim() + ' ' + (i + 1);
        const b = one('button', f);
        b.setAttribute('aria-label', b.textContent + ' ' + one('img', f).alt);
        b.addEventListener('click', () => { shots = shots.filter((x) => x !== s); showShots(); keepDraft(); });
        one('.addp', box).before(f);
      });
      const line = one('[data-sizes]', box);
      line.dataset.first = line.dataset.first || line.textContent;
      line.textContent = list.length ? word('shots', { n: list.length, s: size(weight(list)) }) : line.dataset.first;
    }
  };

  // The form as it stands, so that a phone that throws the page away while its
  // camera is open loses nothing.
  const written = () => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'act' && name !== 'person' && value.trim() !== '');
  let draftAt;
  const keepDraft = () => {
    clearTimeout(draftAt);
    draftAt = setTimeout(() => put({ id: draftID, person, page, fields: written(), shots }).catch(() => {}), 300);
  };
  const fill = (entry) => {
    form.reset();
    for (const [name, value] of entry.fields) {
      for (const e of form.elements) {
        if (e.name !== name) continue;
        if (e.type === 'radio' || e.type === 'checkbox') e.checked = e.checked || e.value === value;
        else e.value = value;
      }
    }
    shots = entry.shots;
    showShots();
    located();
  };
  const clear = () => {
    form.reset();
    shots = [];
    showShots();
    located();
    clearTimeout(draftAt);
    return take(draftID);
  };

  // The place, only where its owner presses for it.
  const where = one('[data-locate]'), point = one('[data-typed] input');
  const located = (state) => {
    if (!where || !point) return;
    const s = one('[data-located]', where);
    s.textContent = state || (point.value ? point.value : s.dataset.none);
    one('[data-find]', where).hidden = point.value !== '';
    one('[data-forget]', where).hidden = point.value === '';
  };
  if (where && point && navigator.geolocation) {
    where.hidden = false;
    one('[data-typed]').hidden = true;
    const s = one('[data-located]', where);
    one('[data-find]', where).addEventListener('click', () => {
      s.textContent = s.dataset.asking;
      navigator.geolocation.getCurrentPosition((at) => {
        point.value = at.coords.longitude.toFixed(6) + ',' + at.coords.latitude.toFixed(6);
        located(s.dataset.found.replace('{n}', Math.round(at.coords.accuracy)));
        one('[data-forget]', where).focus();
        keepDraft();
      }, (why) => located(why.code === 1 ? s.dataset.denied : s.dataset.failed), { enableHighAccuracy: true, timeout: 20e3, maximumAge: 15e3 });
    });
    one('[data-forget]', where).addEventListener('click', () => { point.value = ''; located(); one('[data-find]', where).focus(); keepDraft(); });
  }

  // The queue.
  let down = false, busy = '', timer;
  const tell = (text) => { one('[data-told]', queue).textContent = text; };
  const clock = (at) => {
    const d = new Date(at), today = new Date().toDateString() === d.toDateString();
    return new Intl.DateTimeFormat(document.documentElement.lang, today ? { hour: '2-digit', minute: '2-digit' } : { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(d);
  };
  // Whether it is one of those nearby: the answer goes with it when it is sent.
  const question = (x) => {
    const q = document.getElementById('alike').content.firstElementChild.cloneNode(true);
    const answer = async (name, value) => { await put({ ...x, state: 'waiting', alike: null, fields: [...x.fields, [name, value]] }); await show(); sendAll(); };
    for (const near of x.alike) {
      const li = one('template', q).content.firstElementChild.cloneNode(true);
      one('b', li).textContent = near.title;
      one('p', li).textContent = near.says;
      one('button', li).addEventListener('click', () => answer('same', near.id));
      one('ul', q).append(li);
    }
    const why = one('input', q);
    one('[data-apart]', q).addEventListener('click', () => { if (why.value.trim()) answer('apart', why.value.trim()); else why.focus(); });
    return q;
  };
  const line = (x) => {
    const li = document.getElementById('entry').content.firstElementChild.cloneNode(true);
    li.dataset.entry = x.id;
    li.dataset.state = x.state;
    one('[data-title]', li).textContent = x.title;
    one('[data-where]', li).textContent = [x.place, ...x.kinds, word('entered', { t: clock(x.at) })].filter(Boolean).join('，');
    one('[data-size]', li).textContent = x.shots.length ? word('shots', { n: x.shots.length, s: size(weight(x.shots)) }) : '';
    const chip = x.state === 'sent' ? 'sent' : x.state === 'refused' || x.state === 'alike' || x.state === 'login' ? 'look' : 'waiting';
    for (const c of all('[data-chip]', li)) {
      if (c.dataset.chip !== chip) { c.remove(); continue; }
      const w = one('[data-word]', c);
      if (w) w.textContent = word(x.state === 'refused' || x.state === 'alike' ? 'look' : x.state === 'login' ? 'login' : busy === x.id ? 'sending' : 'waiting', {});
    }
    one('[data-why]', li).textContent = x.why || '';
    const number = one('[data-number]', li);
    if (x.state === 'sent') {
      const a = one('a', number);
      a.textContent = x.number;
      a.href = '/cases/' + x.case;
      one('[data-do]', li).remove();
      return li;
    }
    number.remove();
    const login = one('[data-sign-in]', li), mend = one('[data-mend]', li);
    if (x.state === 'login') login.href = '/sign-in?next=' + encodeURIComponent(page); else login.remove();
    if (x.state === 'refused') mend.addEventListener('click', async () => { await take(x.id); fill(x); keepDraft(); await show(); form.scrollIntoView(); one('input:not([type=hidden]), textarea', form).focus(); });
    else mend.remove();
    if (x.state === 'alike') one('[data-do]', li).before(question(x));
    one('[data-drop]', li).addEventListener('click', async () => { if (confirm(word('drop', {}))) { await take(x.id); await show(); } });
    return li;
  };
  // A line that says what it said stays, with the focus that may be in it.
  const lay = (ul, list) => {
    const old = new Map([...ul.children].map((li) => [li.dataset.entry, li]));
    list.forEach((x, i) => {
      const says = [x.state, x.why, busy === x.id].join('|');
      let li = old.get(x.id);
      old.delete(x.id);
      if (!li || li.dataset.says !== says) {
        const fresh = line(x);
        fresh.dataset.says = says;
        if (li) li.replaceWith(fresh);
        li = fresh;
      }
      if (ul.children[i] !== li) ul.insertBefore(li, ul.children[i] || null);
    });
    for (const li of old.values()) li.remove();
  };
  const show = async () => {
    const list = await mine();
    const open = list.filter((x) => x.state !== 'sent'), sent = list.filter((x) => x.state === 'sent');
    queue.hidden = list.length === 0;
    for (const c of all('[data-count]')) c.textContent = open.length;
    lay(one('[data-list=waiting]', queue), open);
    lay(one('[data-list=sent]', queue), sent);
    one('[data-head=sent]', queue).hidden = sent.length === 0;
    one('[data-try]', queue).hidden = open.length === 0;
    one('[data-off]').hidden = navigator.onLine && !down;
  };

  // One entry after the other. Each has an id of its own, so whoever sends it
  // twice reports it once.
  const send = async (x) => {
    const body = new FormData();
    body.append('act', x.id);
    body.append('person', x.person);
    for (const [name, value] of x.fields) body.append(name, value);
    for (const s of x.shots) body.append(s.name, s.blob, s.file);
    const late = new AbortController(), t = setTimeout(() => late.abort(), longest);
    try {
      const waited = Math.max(0, Math.round((Date.now() - x.at) / 1e3));
      const a = await fetch(page + '?waited=' + waited, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'manual', signal: late.signal });
      const json = (a.headers.get('Content-Type') || '').startsWith('application/json') ? await a.json() : null;
      const said = json ? (json.wrong || [json.sentence, json.hint]).filter(Boolean).join('') : '';
      if (a.ok && json) return { state: 'sent', number: json.number, case: json.id, why: '', shots: [] };
      if (json && json.alike) return { state: 'alike', why: '', alike: json.alike };
      if (a.type === 'opaqueredirect' || a.status === 401 || a.status === 403) return { state: 'login', why: said };
      if (a.status === 408 || a.status === 429 || a.status >= 500) return { state: 'waiting', why: said || word('broken', {}) };
      return { state: 'refused', why: said || word('broken', {}) };
    } catch {
      return null; // no net
    } finally { clearTimeout(t); }
  };
  const round = async (pressed) => {
    let word1 = '';
    for (const x of (await mine()).reverse()) {
      if (x.state === 'sent') {
        if (Date.now() - x.at > keepSent) await take(x.id);
        continue;
      }
      if (x.state === 'refused' || x.state === 'alike' || x.state === 'login' && !pressed) continue;
      busy = x.id;
      await show();
      const became = await send(x);
      busy = '';
      down = !became;
      if (became && await get(x.id)) await put({ ...x, ...became }); // unless it was taken back meanwhile
      await show();
      if (!became) break;
      if (became.state === 'sent') word1 = word('toldSent', { n: became.number });
      else word1 = word('toldLook', {});
      if (became.state === 'login') break;
    }
    if (word1) tell(word1);
    await show();
    clearTimeout(timer);
    if ((await mine()).some((x) => x.state === 'waiting')) timer = setTimeout(() => sendAll(), again);
  };
  let going = Promise.resolve();
  const sendAll = (pressed) => {
    const alone = navigator.locks ? () => navigator.locks.request(shelf, () => round(pressed)) : () => round(pressed);
    going = going.then(alone).catch(() => {});
    return going;
  };

  const submit = async (e) => {
    e.preventDefault();
    const fields = written();
    const values = (name) => fields.filter(([n]) => n === name).map(([, v]) => v);
    const x = {
      id: newID(), person, page, at: Date.now(), state: 'waiting', fields, shots,
      title: values(form.dataset.subject)[0] || '', place: values(form.dataset.place)[0] || '',
      kinds: form.dataset.kinds.split('|').flatMap(values),
    };
    try { await put(x); } catch { tell(word('full', {})); queue.hidden = false; return; }
    await clear();
    tell(word('toldKept', {}));
    await show();
    queue.scrollIntoView();
    sendAll();
  };

  // The page and what it is made of, kept for where there is no net.
  const keep = async () => {
    if (!navigator.serviceWorker || !window.caches) return;
    await navigator.serviceWorker.register(form.dataset.worker, { scope: page });
    const on = await caches.open(shelf);
    const parts = all('link[rel=stylesheet], link[rel=icon], script[src]').map((e) => new URL(e.href || e.src).pathname);
    const answer = await fetch(page, { redirect: 'manual' });
    if (answer.ok) await on.put(page, answer);
    for (const old of await on.keys()) {
      const path = new URL(old.url).pathname;
      if (path.startsWith('/assets/') && !parts.includes(path)) await on.delete(old);
    }
    for (const path of parts) if (!await on.match(path)) await on.add(path);
    document.documentElement.dataset.kept = 'yes';
  };

  opened.then(async () => {
    form.addEventListener('submit', submit);
    form.addEventListener('input', keepDraft);
    for (const input of all('[data-shooting] input[type=file]')) {
      const { name } = input;
      input.removeAttribute('name'); // they are sent from what is kept
      input.addEventListener('change', async () => {
        const files = [...input.files];
        input.value = '';
        for (const f of files) shots.push({ name, ...await smaller(f) });
        showShots();
        keepDraft();
      });
    }
    const b = one('[data-kept]', form);
    b.textContent = b.dataset.kept;
    one('[data-try]', queue).addEventListener('click', () => sendAll(true));
    addEventListener('online', () => { down = false; show(); sendAll(true); });
    addEventListener('offline', show);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) sendAll(); });
    const draft = await get(draftID);
    if (draft && !document.body.classList.contains('is-wrong')) fill(draft);
    form.dataset.ready = 'yes';
    await show();
    sendAll(true);
    keep().catch(() => {}); // without it the page needs a net to open, and nothing else
  }).catch(() => {});
})();
