// 重读页的单键：J K 走，A 采用，R 保留，L 以后再定。每个键都有选项可点。
(function () {
  'use strict'
  var rows = [].slice.call(document.querySelectorAll('.diffed')), bar = document.querySelector('[data-keys-switch]'), at = -1
  if (!rows.length) return
  function go(i) {
    at = Math.max(0, Math.min(rows.length - 1, i))
    rows.forEach(function (r, k) { r.classList.toggle('at', k === at) })
    rows[at].scrollIntoView({ block: 'center' })
    rows[at].focus({ preventScroll: true })
  }
  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || (bar && bar.getAttribute('aria-pressed') === 'false')) return
    if (e.target.matches('input:not([type=radio]), select, textarea')) return
    var pick = { a: 'take', r: 'leave', l: 'later' }[e.key.toLowerCase()]
    if (e.key === 'j' || e.key === 'k') go(at + (e.key === 'j' ? 1 : -1))
    else if (pick && at >= 0) { rows[at].querySelector('input[value="' + pick + '"]').checked = true; go(at + 1) }
    else return
    e.preventDefault()
  })
})()
