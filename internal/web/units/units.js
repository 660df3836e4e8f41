// 打字时就地筛单位树；没有它，按“查找”一样能找。
(function () {
  'use strict'
  document.querySelectorAll('[data-sift]').forEach(function (box) {
    var tree = document.getElementById(box.dataset.sift)
    if (!tree) return
    var folds = [].map.call(tree.querySelectorAll('details'), function (d) { return [d, d.open] })
    box.addEventListener('input', function () {
      var word = box.value.trim().toLowerCase()
      ;[].slice.call(tree.querySelectorAll('li')).reverse().forEach(function (li) {
        var own = li.querySelector('.unit'), hit = own && own.closest('li') === li && own.dataset.words.toLowerCase().indexOf(word) >= 0
        li.hidden = !(word === '' || hit || li.querySelector('li:not([hidden])'))
      })
      folds.forEach(function (f) { f[0].open = word === '' ? f[1] : !!f[0].querySelector('li:not([hidden])'); f[0].hidden = word !== '' && !f[0].open && f[0].classList.contains('kind') })
    })
  })
})()
