// 上传：拖进来，一份一份传，各有进度和结果；一份不成，别的照传。没有它，表单照样能用。
(function () {
  'use strict'
  document.querySelectorAll('form[data-drop]').forEach(function (form) {
    var input = form.querySelector('input[type=file]'), area = form.closest('section'), lines = area.querySelector('.sent')
    ;['dragenter', 'dragover'].forEach(function (n) { area.addEventListener(n, function (e) { e.preventDefault(); form.classList.add('over') }) })
    ;['dragleave', 'drop'].forEach(function (n) { area.addEventListener(n, function (e) { e.preventDefault(); form.classList.remove('over') }) })
    area.addEventListener('drop', function (e) { if (e.dataTransfer.files.length) input.files = e.dataTransfer.files })
    form.addEventListener('submit', function (e) {
      if (!window.FormData || !input.files.length) return
      e.preventDefault()
      var files = [].slice.call(input.files), button = form.querySelector('button[type=submit]'), base = form.elements.act.value
      button.disabled = true
      lines.textContent = ''
      var rows = files.map(function (f) {
        var li = document.createElement('li'), name = document.createElement('strong'), bar = document.createElement('progress'), word = document.createElement('span')
        name.textContent = f.name
        bar.max = 100
        bar.value = 0
        bar.setAttribute('aria-label', lines.dataset.sending + ' ' + f.name)
        li.append(name, bar, word)
        lines.append(li)
        return { file: f, li: li, bar: bar, word: word }
      })
      function done(row, ok, sentence) {
        row.bar.remove()
        row.word.textContent = sentence
        row.li.classList.toggle('bad', !ok)
        if (ok && window.htmx) htmx.ajax('GET', location.pathname + location.search, { target: '#reports', swap: 'outerHTML' })
      }
      function next(i) {
        if (i === rows.length) { button.disabled = false; form.reset(); form.elements.act.value = base + Date.now().toString(36); return }
        var row = rows[i], x = new XMLHttpRequest(), body = new FormData()
        body.append('act', base + '-' + i)
        if (form.elements.declared.checked) body.append('declared', 'yes')
        body.append('file', row.file)
        row.word.textContent = lines.dataset.sending
        x.upload.addEventListener('progress', function (p) { if (p.lengthComputable) row.bar.value = 100 * p.loaded / p.total })
        x.addEventListener('load', function () {
          var out = null
          try { out = JSON.parse(x.responseText).pop() } catch (err) { /* 答的不是我们的话 */ }
          if (out) done(row, out.ok, out.sentence); else done(row, false, lines.dataset.broken)
          next(i + 1)
        })
        x.addEventListener('error', function () { done(row, false, lines.dataset.broken); next(i + 1) })
        x.open('POST', form.action)
        x.setRequestHeader('Accept', 'application/json')
        x.send(body)
      }
      next(0)
    })
  })
})()
