// 核对页的单键：J K 走，A 采纳，E 改，S 拆，M 并，R 不采，N 新记录，U 撤回。每个键都有按钮。
(function () {
  'use strict'
  var list = document.querySelector('.recs')
  if (!list || !document.querySelector('.keybar')) return
  function on() { try { return localStorage.getItem('keys') !== 'off' } catch (e) { return true } } // 不许存就每次都开

  function rows() { return [].slice.call(list.children) }
  function here() { return list.querySelector('.at') || list.querySelector('.now') || list.firstElementChild }
  function mark(li) { return document.getElementById('m-' + li.id.slice(2)) }
  function go(li) {
    if (!li) return
    rows().forEach(function (r) { r.classList.remove('at') })
    li.classList.add('at')
    li.scrollIntoView({ block: 'nearest' })
    document.querySelectorAll('.here').forEach(function (m) { m.classList.remove('here') })
    var m = mark(li)
    if (m) { m.classList.add('here'); m.scrollIntoView({ block: 'center' }) }
  }
  function open(li) {
    if (li.classList.contains('now')) return Promise.resolve(li)
    return htmx.ajax('GET', li.querySelector('.rt').getAttribute('href'), { target: li, swap: 'outerHTML' }).then(function () { return document.getElementById(li.id) })
  }
  function press(li, key) { return open(li).then(function (now) { var b = now.querySelector('[data-act="' + key + '"]'); if (b) { if (b.tagName === 'INPUT') b.focus(); else b.click() } }) }
  function next(li, by) { var r = rows(); return r[Math.max(0, Math.min(r.length - 1, r.indexOf(li) + by))] }

  var waiting = null
  document.addEventListener('keydown', function (e) {
    if (!on() || e.ctrlKey || e.metaKey || e.altKey) return
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) { if (e.key === 'Escape') e.target.blur(); return }
    var li = here()
    if (!li) return
    switch (e.key.toLowerCase()) {
      case 'j': go(next(li, list.querySelector('.at') ? 1 : 0)); break
      case 'k': go(next(li, -1)); break
      case 'a':
        go(li)
        waiting = li.id
        if (li.classList.contains('now')) li.querySelector('[data-act="enter"]').click()
        else { var b = li.querySelector('[data-act="a"]'); if (b) b.click(); else go(next(li, 1)) }
        break
      case 'e': open(li).then(function (now) { go(now); var f = now.querySelector('.cells .in'); if (f) f.focus() }); break
      case 's': press(li, 's'); break
      case 'm': press(li, 'm'); break
      case 'u': press(li, 'u'); break
      case 'r': press(li, 'r'); break
      case 'n': select(); break
      default: return
    }
    e.preventDefault()
  })

  // 换了一条，原文里的记号跟着变；采纳之后走到下一条
  document.addEventListener('htmx:after:swap', function () {
    rows().forEach(function (li) {
      var m = mark(li)
      if (m && li.dataset.state) { m.classList.remove('ok', 'out', 'flag', 'todo'); m.classList.add(li.dataset.state) }
    })
    if (waiting) {
      var li = document.getElementById(waiting)
      waiting = null
      if (li && li.dataset.state === 'ok') go(next(li, 1)); else go(li)
    }
  })

  // 点原文里的框号或记号，右边跟到那一条
  document.getElementById('paper').addEventListener('click', function (e) {
    if (String(getSelection())) return
    var m = e.target.closest('[id^="m-"]'), li = m && document.getElementById('r-' + m.id.slice(2))
    if (li) { e.preventDefault(); go(li) }
  })
  list.addEventListener('click', function (e) {
    var n = e.target.closest('.rno')
    if (n) { e.preventDefault(); go(n.closest('li')) }
  })

  // 选中的文字填进“新记录”，段号和起点一起填
  function select() {
    var s = getSelection(), words = String(s).trim(), form = document.querySelector('#add form')
    if (!words || !s.rangeCount || !form) return
    var p = s.getRangeAt(0).startContainer.parentElement.closest('[data-p]')
    if (!p) return
    var before = document.createRange()
    before.setStart(p, 0)
    before.setEnd(s.getRangeAt(0).startContainer, s.getRangeAt(0).startOffset)
    var box = document.createElement('div')
    box.appendChild(before.cloneContents())
    box.querySelectorAll('.no').forEach(function (n) { n.remove() })
    form.elements.paragraph.value = p.dataset.p
    form.elements.from.value = Array.from(box.textContent.replace(/\u2060/g, '')).length
    form.elements.words.value = words
    document.getElementById('add').scrollIntoView({ block: 'center' })
    form.elements.sort.focus()
  }

  var start = location.hash.indexOf('#r-') === 0 && document.getElementById(location.hash.slice(1))
  if (start) go(start)
})()
