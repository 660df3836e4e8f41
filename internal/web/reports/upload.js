// 拖文件上传，带进度。没有它，页面照样能用。
(function () {
  'use strict'
  document.querySelectorAll('form[data-drop]').forEach(function (form) {
    var input = form.querySelector('input[type=file]'), bar = form.querySelector('progress')
    var area = form.closest('section')
    ;['dragenter', 'dragover'].forEach(function (n) { area.addEventListener(n, function (e) { e.preventDefault(); form.classList.add('over') }) })
    ;['dragleave', 'drop'].forEach(function (n) { area.addEventListener(n, function (e) { e.preventDefault(); form.classList.remove('over') }) })
    area.addEventListener('drop', function (e) { if (e.dataTransfer.files.length) input.files = e.dataTransfer.files })
    form.addEventListener('submit', function (e) {
      if (!window.XMLHttpRequest) return
      e.preventDefault()
      var x = new XMLHttpRequest(), button = form.querySelector('button')
      button.disabled = true
      bar.hidden = false
      x.upload.addEventListener('progress', function (p) { if (p.lengthComputable) bar.value = 100 * p.loaded / p.total })
      x.addEventListener('load', function () {
        if (x.responseURL && x.status < 400) { location.href = x.responseURL; return }
        document.open(); document.write(x.responseText); document.close()
      })
      x.addEventListener('error', function () { button.disabled = false; bar.hidden = true; form.submit() })
      x.open('POST', form.action)
      x.send(new FormData(form))
    })
  })
})()
