// Forms that a passkey fills in. They stand hidden on the page and show
// themselves where the browser can do it; without script there is the password.
(() => {
  'use strict';
  if (!window.PublicKeyCredential || !navigator.credentials || !window.isSecureContext) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => {
    let s = '';
    for (const b of new Uint8Array(buffer)) s += String.fromCharCode(b);
    return btoa(s).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  const named = (list) => (list || []).map((c) => Object.assign({}, c, { id: bytes(c.id) }));

  // The browser's own readers and writers of this form are missing in older ones.
  const device = {
    create: async (o) => {
      const key = await navigator.credentials.create({ publicKey: Object.assign({}, o, {
        challenge: bytes(o.challenge), user: Object.assign({}, o.user, { id: bytes(o.user.id) }), excludeCredentials: named(o.excludeCredentials),
      }) });
      const r = key.response;
      return reply(key, { attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [] });
    },
    get: async (o) => {
      const key = await navigator.credentials.get({ publicKey: Object.assign({}, o, { challenge: bytes(o.challenge), allowCredentials: named(o.allowCredentials) }) });
      const r = key.response;
      const said = { authenticatorData: text(r.authenticatorData), signature: text(r.signature) };
      if (r.userHandle) said.userHandle = text(r.userHandle);
      return reply(key, said);
    },
  };
  const reply = (key, said) => ({
    id: key.id, rawId: text(key.rawId), type: key.type,
    clientExtensionResults: {},
    response: Object.assign({ clientDataJSON: text(key.response.clientDataJSON) }, said),
  });

  const words = (form, name) => ({ NotAllowedError: form.dataset.stopped, AbortError: form.dataset.stopped, InvalidStateError: form.dataset.taken, SecurityError: form.dataset.elsewhere })[name] || form.dataset.failed;

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const told = form.querySelector('[data-told]');
    const tell = (word) => { told.textContent = word; told.hidden = !word; };
    let busy = false;
    form.hidden = false;
    form.addEventListener('submit', async (e) => {
      e.preventDefault();
      if (busy) return;
      busy = true;
      tell('');
      try {
        for (const it of form.querySelectorAll('[data-from]')) {
          const from = document.getElementById(it.dataset.from);
          if (from) it.value = from.value;
        }
        const answer = await fetch(form.dataset.ask, { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)) });
        if (!(answer.headers.get('Content-Type') || '').startsWith('application/json')) throw new Error('no answer');
        const ask = await answer.json();
        if (!answer.ok) { tell(ask.sentence + ask.hint); return; }
        const said = await device[form.dataset.passkey](ask.options.publicKey);
        form.elements.ticket.value = ask.ticket;
        form.elements.reply.value = JSON.stringify(said);
        form.submit();
      } catch (wrong) {
        tell(words(form, wrong && wrong.name));
      } finally {
        busy = false;
      }
    });
  }
})();
