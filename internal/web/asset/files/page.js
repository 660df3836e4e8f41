// What script adds to the parts. Every page works without it.
(() => {
  'use strict';
  const one = (s, root) => (root || document).querySelector(s);

  // A dialog opens where it stands on the page; without script its link leads
  // to the same question as a page.
  const open = (ask) => {
    const d = ask && document.getElementById(ask.dataset.dialog);
    if (!d || !d.showModal) return false;
    d.showModal();
    return true;
  };
  document.addEventListener('click', (e) => {
    if (!e.ctrlKey && !e.metaKey && !e.shiftKey && open(e.target.closest('[data-dialog]'))) e.preventDefault();
    const close = e.target.closest('dialog [data-close]');
    if (close) { e.preventDefault(); close.closest('dialog').close(); }
  });

  // An act is sent once. The page comes back from the history ready again.
  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.method !== 'post' || e.defaultPrevented) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = 'yes';
    setTimeout(() => { delete form.dataset.sent; }, 3000);
  });
  addEventListener('pageshow', () => { for (const f of document.querySelectorAll('form[data-sent]')) delete f.dataset.sent; });

  // Single keys press what bears them, never while somebody types.
  const keysOn = () => { try { return localStorage.getItem('keys') !== 'off'; } catch { return true; } };
  const typing = (t) => t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && !/^(radio|checkbox|button|submit)$/.test(t.type);
  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || !keysOn() || one('dialog[open]')) return;
    const key = e.key.length === 1 ? e.key.toUpperCase() : e.key;
    for (const it of document.querySelectorAll('[data-key]')) {
      if (it.dataset.key.toUpperCase() !== key.toUpperCase() || it.disabled || it.offsetParent === null) continue;
      e.preventDefault();
      it.click();
      return;
    }
  });
  for (const b of document.querySelectorAll('[data-keys-switch]')) {
    b.hidden = false;
    b.setAttribute('aria-pressed', String(keysOn()));
    b.addEventListener('click', () => {
      const on = !keysOn();
      try { localStorage.setItem('keys', on ? 'on' : 'off'); } catch { return; }
      b.setAttribute('aria-pressed', String(on));
    });
  }

  // Whoever has to sign in may be somebody else: what a phone keeps of a page, to
  // show it without a net, goes. What was entered there stays, for who entered it.
  if (location.pathname.startsWith('/sign-in') && window.caches) caches.delete('duban-phone');

  const arrive = (root) => {
    const first = one('.is-wrong [data-focus]', root); // the error summary is read first
    if (first) first.focus();
    for (const f of root.querySelectorAll('figure[data-plot]')) window.dubanPlot && window.dubanPlot(f);
  };
  arrive(document);
  document.addEventListener('htmx:after:swap', (e) => { if (e.target instanceof Element) arrive(e.target); });
})();
