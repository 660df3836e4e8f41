(function () {
  'use strict';
  var d = document, root = d.documentElement, all = function (s, e) { return [].slice.call((e || d).querySelectorAll(s)); };
  root.classList.add('js');
  var recs = all('.rec'), groups = all('.grp'), form = d.getElementById('find'), shown = d.getElementById('shown'), none = d.getElementById('none');
  var pane = d.getElementById('main'), wide = window.matchMedia('(min-width:1101px)'), now = null, total = recs.length;

  /* 一条记录在原文里的各段 */
  function marks(rec) {
    var n = rec.id.slice(1), list;
    if (rec.id.charAt(0) === 'k') { list = [d.getElementById('a' + n)]; } else { list = [d.getElementById('m' + n)].concat(all('[data-m="' + n + '"]', pane)); }
    return list.filter(Boolean);
  }
  function record(link) {
    var at = /^#([rk])(\d+)$/.exec(link.getAttribute('href') || '');
    return at && d.getElementById(at[1] + at[2]);
  }
  function paint(rec, name, on) { marks(rec).forEach(function (m) { m.classList.toggle(name, on); }); }
  function seen(e) { var r = e.getBoundingClientRect(), b = wide.matches ? pane.getBoundingClientRect() : { top: 50, bottom: innerHeight }; return r.top >= b.top && r.bottom <= b.bottom; }
  function rove(rec) {
    var link = rec && rec.querySelector('.rno');
    all('.rno[tabindex="0"]').forEach(function (a) { a.tabIndex = -1; });
    if (link) { link.tabIndex = 0; }
  }
  function choose(rec, move) {
    if (now) { now.classList.remove('now'); now.querySelector('.rno').removeAttribute('aria-current'); paint(now, 'here', false); }
    now = rec;
    if (!rec) { return; }
    rec.classList.add('now'); rec.querySelector('.rno').setAttribute('aria-current', 'true'); paint(rec, 'here', true); rove(rec);
    if (move.record) { rec.scrollIntoView({ block: 'nearest' }); }
    var m = marks(rec)[0];
    if (move.text && m && wide.matches) {
      var fold = m.closest('details'); if (fold) { fold.open = true; }
      if (!seen(m)) { m.scrollIntoView({ block: 'center' }); }
    }
    if (move.focus) { rec.querySelector('.rno').focus({ preventScroll: true }); }
  }

  /* 条件：与 GET 查询同名，留在地址里，可以转给别人 */
  var words = recs.map(function (r) { return r.textContent.toLowerCase(); });
  function value(name) { var f = form.elements[name]; return !f ? '' : f.type === 'checkbox' ? (f.checked ? f.value : '') : f.value; }
  function kind() { var k = d.querySelector('.kradio:checked'); return k ? k.value : 'all'; }
  function filter(keep) {
    var q = value('q').trim().toLowerCase().split(/\s+/).filter(Boolean), section = value('section'), status = value('status'), lead = value('lead'), unit = value('unit'), coded = value('coded'), k = kind(), n = 0;
    var inside = {};
    groups.forEach(function (g, i) { g.dataset.k = i; inside[i] = section === '' || (' ' + g.dataset.g + ' ').indexOf(' ' + section + ' ') >= 0; });
    recs.forEach(function (r, i) {
      var s = r.dataset, ok = (k === 'all' || r.classList.contains(k)) && inside[r.parentNode.parentNode.dataset.k] && (!status || s.s === status) && (!lead || s.d === lead) && (!unit || s.u === unit) && (!coded || s.i) && q.every(function (w) { return words[i].indexOf(w) >= 0; });
      r.hidden = !ok; if (ok) { n++; }
    });
    groups.forEach(function (g) { g.hidden = !g.querySelector('.rec:not([hidden])'); });
    var some = n < total;
    shown.textContent = some ? '合乎条件 ' + n + ' 条，共 ' + total + ' 条' : '与原文同一顺序；点号码看原处';
    if (none) { none.hidden = n > 0; }
    if (!now || now.hidden) { rove(recs.filter(function (r) { return !r.hidden; })[0]); }
    if (keep) {
      var p = new URLSearchParams();
      if (k !== 'all') { p.set('kind', k); }
      ['q', 'section', 'status', 'lead', 'unit', 'coded'].forEach(function (name) { if (value(name)) { p.set(name, value(name)); } });
      try { history.replaceState(null, '', (String(p) ? '?' + p : location.pathname) + location.hash); } catch (e) { /* 有的浏览器不许改本地文件的地址 */ }
    }
  }
  function recall() {
    new URLSearchParams(location.search).forEach(function (v, name) {
      if (name === 'kind') { var r = d.getElementById('k-' + v); if (r) { r.checked = true; } return; }
      var f = form.elements[name];
      if (f && f.type === 'checkbox') { f.checked = v === f.value; } else if (f && 'value' in f) { f.value = v; }
    });
  }
  var wait;
  form.addEventListener('input', function () { clearTimeout(wait); wait = setTimeout(function () { filter(true); }, 120); });
  form.addEventListener('submit', function (e) { e.preventDefault(); filter(true); });
  form.addEventListener('reset', function () { setTimeout(function () { filter(true); }, 0); });
  all('.kradio').forEach(function (r) { r.addEventListener('change', function () { filter(true); }); });

  /* 小条 */
  var pop = d.createElement('div'), timer, from = null;
  pop.className = 'pop'; pop.id = 'pop'; pop.hidden = true; pop.setAttribute('role', 'region'); pop.setAttribute('aria-label', '这一条的记录');
  d.body.appendChild(pop);
  function part(tag, cls, src) { var e = d.createElement(tag); e.className = cls; if (src) { [].forEach.call(src.childNodes, function (c) { e.appendChild(c.cloneNode(true)); }); } return e; }
  function show(link) {
    var rec = record(link); if (!rec) { return; }
    hide(); from = link; pop.textContent = ''; pop.className = 'pop ' + rec.className.split(' ')[1];
    var top = part('div', 'top');
    top.appendChild(part('span', rec.querySelector('.kind').className, rec.querySelector('.kind')));
    top.appendChild(part('span', 'rt', rec.querySelector('.rt'))); top.appendChild(part('span', 'rv', rec.querySelector('.rv')));
    pop.appendChild(top); pop.appendChild(part('p', 'path', rec.closest('.grp').querySelector('h3')));
    pop.appendChild(rec.querySelector('.more').cloneNode(true));
    var ways = part('p', 'ways'), go = d.createElement('a'), close = d.createElement('button');
    go.href = '#' + rec.id; go.textContent = '到记录'; close.type = 'button'; close.className = 'btn push'; close.textContent = '收起'; close.addEventListener('click', hide);
    go.addEventListener('click', hide); ways.appendChild(go); ways.appendChild(close); pop.appendChild(ways);
    pop.hidden = false; paint(rec, 'near', true); link.setAttribute('aria-describedby', 'pop');
    if (!wide.matches) { return; }
    var r = link.getClientRects()[0] || link.getBoundingClientRect(), h = pop.offsetHeight, w = pop.offsetWidth;
    pop.style.left = Math.max(8, Math.min(r.left, innerWidth - w - 8)) + 'px';
    pop.style.top = (r.bottom + 8 + h < innerHeight ? r.bottom + 8 : Math.max(8, r.top - h - 8)) + 'px';
  }
  function hide() {
    clearTimeout(timer);
    if (from) { var rec = record(from); if (rec) { paint(rec, 'near', false); } from.removeAttribute('aria-describedby'); from = null; }
    pop.hidden = true;
  }
  function markLink(t) { return t.closest ? t.closest('.mk-num[href],.mk-prop[href],.mk-mech[href],.out>a,.mk-task>.no[href]') : null; }
  pane.addEventListener('mouseover', function (e) {
    var link = wide.matches && markLink(e.target); if (!link || link === from) { return; }
    clearTimeout(timer); timer = setTimeout(function () { show(link); }, 220);
  });
  pane.addEventListener('mouseout', function (e) { if (wide.matches && markLink(e.target)) { clearTimeout(timer); timer = setTimeout(hide, 260); } });
  pop.addEventListener('mouseenter', function () { clearTimeout(timer); });
  pop.addEventListener('mouseleave', function () { if (wide.matches) { timer = setTimeout(hide, 200); } });
  pane.addEventListener('focusin', function (e) { var link = markLink(e.target); if (link && wide.matches && link.matches(':focus-visible')) { show(link); } });
  pane.addEventListener('focusout', function () { if (wide.matches) { timer = setTimeout(hide, 200); } });
  pane.addEventListener('scroll', function () { if (wide.matches && !pop.hidden && !(from && from === d.activeElement)) { hide(); } });
  pane.addEventListener('click', function (e) {
    var link = markLink(e.target); if (!link) { return; }
    if (!wide.matches) { e.preventDefault(); show(link); return; }
    hide();
  });

  /* 悬在记录上，原文里的亮一亮；点进去 */
  var over = null;
  d.getElementById('recs').addEventListener('mouseover', function (e) {
    var rec = e.target.closest('.rec'); if (rec === over) { return; }
    if (over) { paint(over, 'near', false); } over = rec; if (rec) { paint(rec, 'near', true); }
  });
  d.getElementById('recs').addEventListener('mouseleave', function () { if (over) { paint(over, 'near', false); over = null; } });
  function follow() {
    var at = /^#([rmak])(\d+)$/.exec(location.hash); if (!at) { return; }
    var rec = d.getElementById((at[1] === 'a' || at[1] === 'k' ? 'k' : 'r') + at[2]); if (!rec) { return; }
    if (rec.hidden) { form.reset(); d.getElementById('k-all').checked = true; filter(true); }
    var text = at[1] === 'r' || at[1] === 'k';
    choose(rec, { record: wide.matches || text, text: text });
  }
  addEventListener('hashchange', follow);
  d.getElementById('recs').addEventListener('click', function (e) {
    var link = e.target.closest('.rno[href]'); if (link) { choose(link.parentNode, {}); }
  });

  /* 按键 */
  var single = d.getElementById('single'), on = true;
  try { on = localStorage.getItem('duban.single') !== 'off'; } catch (e) { /* 不许存就每次开着 */ }
  function say() { single.setAttribute('aria-pressed', String(on)); single.textContent = on ? '单键：开' : '单键：关'; }
  single.addEventListener('click', function () { on = !on; try { localStorage.setItem('duban.single', on ? 'on' : 'off'); } catch (e) { /* 同上 */ } say(); });
  function step(by) {
    var list = recs.filter(function (r) { return !r.hidden; }); if (!list.length) { return; }
    var i = now ? list.indexOf(now) : -1;
    i = i < 0 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, i + by));
    hide(); choose(list[i], { record: true, text: true, focus: true });
  }
  all('[data-go]').forEach(function (b) { b.addEventListener('click', function () { step(+b.dataset.go); b.focus(); }); });
  var toc = d.querySelector('.toc');
  d.addEventListener('click', function (e) { if (toc && toc.open && (!toc.contains(e.target) || e.target.closest('a'))) { toc.open = false; } });
  d.addEventListener('keydown', function (e) {
    if (e.key === 'Escape') { hide(); if (toc) { toc.open = false; } return; }
    if (!on || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && e.target.type !== 'radio') { return; }
    if (e.key === 'j') { step(1); } else if (e.key === 'k') { step(-1); } else if (e.key === '/') { e.preventDefault(); form.elements.q.focus(); }
  });

  say(); recs.forEach(function (r) { r.querySelector('.rno').tabIndex = -1; }); recall(); filter(false); follow();
})();
