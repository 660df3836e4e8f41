// Adds reading by pointer to the charts that the server has drawn. The library
// is fetched only when a chart comes into view; the drawn picture stays for
// print and for those who do not see it.
(() => {
  'use strict';
  let library;
  const load = (src) => library || (library = new Promise((done, fail) => {
    const s = document.createElement('script');
    s.src = src;
    s.onload = () => done(window.dubanChart);
    s.onerror = fail;
    document.head.append(s);
  }));
  const drawn = new Map();

  function option(fig) {
    const p = JSON.parse(fig.dataset.plot);
    const css = getComputedStyle(document.documentElement);
    const v = (n) => css.getPropertyValue(n).trim();
    const font = css.getPropertyValue('--hei');
    const tones = [v('--ink'), v('--ink-3'), v('--tint-1')];
    const num = (x) => (x === null || x === undefined ? null : Number(x));
    const shown = (x) => (x === null || x === undefined ? '—' : String(x) + p.unit);
    const text = { color: v('--ink-2'), fontFamily: font, fontSize: 12 };
    const series = p.series.map((s, i) => ({
      name: s.name, type: p.bars ? 'bar' : 'line', data: s.values.map(num), symbol: 'circle', symbolSize: 9, barMaxWidth: 36,
      lineStyle: { color: tones[Math.min(i, 2)], width: 2 }, itemStyle: { color: tones[Math.min(i, 2)] }, z: 3, clip: false,
      label: { show: true, position: !p.bars && i > 0 ? 'bottom' : 'top', ...text, color: v('--ink'), fontWeight: 600, textBorderColor: v('--paper'), textBorderWidth: 3, formatter: (d) => (s.values[d.dataIndex] ?? '') },
    }));
    if (p.band) { // on an axis of its own, so that bars keep their places
      const base = { type: 'bar', xAxisIndex: 1, stack: 'band', barWidth: '72%', silent: true, z: 0, animation: false };
      series.push({ ...base, data: p.band.map((b) => num(b[0]) ?? 0), itemStyle: { color: 'transparent' } });
      series.push({ ...base, data: p.band.map((b) => (b[1] === null ? null : num(b[1]) - (num(b[0]) ?? 0))), itemStyle: { color: v('--tint-3'), borderColor: v('--rule-firm'), borderWidth: 0 } });
    }
    const top = Math.max(0, ...p.series.flatMap((s) => s.values.map(num)), ...(p.band || []).map((b) => num(b[1]) ?? 0));
    return {
      animation: false, textStyle: text,
      grid: { left: 44, right: 12, top: 22, bottom: 26 },
      xAxis: [
        { type: 'category', data: p.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: v('--rule-firm') } }, axisLabel: text },
        { type: 'category', data: p.labels, show: false },
      ],
      yAxis: { type: 'value', max: (r) => (r.max < top ? top : null), scale: !p.bars && !p.band, splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: v('--rule') } } },
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: v('--paper'), borderColor: v('--rule-firm'), padding: 8, textStyle: { ...text, color: v('--ink') },
        axisPointer: { lineStyle: { color: v('--rule-firm') } },
        formatter: (all) => { // built as nodes: names are never read as markup
          const i = all[0].dataIndex;
          const box = document.createElement('div');
          const line = (t) => { const d = document.createElement('div'); d.textContent = t; box.append(d); };
          line(p.labels[i]);
          for (const s of p.series) line(s.name + ' ' + shown(s.values[i]));
          if (p.band && p.band[i] && p.band[i][1] !== null) line(p.target + ' ' + (p.band[i][0] === null ? '' : p.band[i][0] + '～') + shown(p.band[i][1]));
          return box;
        },
      },
      series,
    };
  }

  function draw(fig) {
    const svg = fig.querySelector('svg.drawn');
    load(fig.dataset.library).then((lib) => {
      if (drawn.has(fig) || !lib) return;
      const host = document.createElement('div');
      host.className = 'canvas';
      host.setAttribute('aria-hidden', 'true');
      svg.after(host);
      const chart = lib.init(host, null, { renderer: 'canvas' });
      chart.setOption(option(fig));
      fig.classList.add('live');
      drawn.set(fig, chart);
      new ResizeObserver(() => chart.resize()).observe(host);
    }).catch(() => {}); // the drawn picture stands
  }

  const seen = new IntersectionObserver((all) => {
    for (const e of all) if (e.isIntersecting) { seen.unobserve(e.target); draw(e.target); }
  }, { rootMargin: '200px' });
  window.dubanPlot = (fig) => { if (!drawn.has(fig)) seen.observe(fig); };
  for (const f of document.querySelectorAll('figure[data-plot]')) window.dubanPlot(f);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { for (const [f, c] of drawn) c.setOption(option(f)); });
})();
