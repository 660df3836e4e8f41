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
      name: s.name, type: p.bars ? 'bar' : 'line', data: s.values.map(num), symbol: 'circle', symbolSize: 9, barMaxWidth: 36, cursor: s.links ? 'pointer' : 'default',
      lineStyle: { color: tones[Math.min(i, 2)], width: s.hollow ? 0 : 2 }, z: 3, clip: false,
      itemStyle: s.hollow ? { color: v('--paper'), borderColor: tones[0], borderWidth: 2 } : { color: tones[Math.min(i, 2)] },
      label: { show: true, position: !p.bars && i > 0 ? 'bottom' : 'top', ...text, color: v('--ink'), fontWeight: 600, textBorderColor: v('--paper'), textBorderWidth: 3, formatter: (d) => (s.values[d.dataIndex] ?? '') },
    }));
    if (p.band) { // on an axis of its own, so that bars keep their places
      const base = { type: 'bar', xAxisIndex: 1, stack: 'band', stackStrategy: 'all', barWidth: '72%', silent: true, z: 0, animation: false };
      const none = (b) => b[0] === null && b[1] === null;
      const from = (b) => num(b[0]) ?? p.low;
      series.push({ ...base, data: p.band.map((b) => (none(b) ? null : from(b))), itemStyle: { color: 'transparent' } });
      series.push({ ...base, silent: false, cursor: 'pointer', name: p.target, data: p.band.map((b) => (none(b) ? null : (num(b[1]) ?? p.high) - from(b))), itemStyle: { color: v('--tint-3'), borderColor: v('--rule-firm'), borderWidth: 1 }, emphasis: { disabled: true } });
    }
    return {
      animation: false, textStyle: text,
      grid: { left: 44, right: 12, top: 22, bottom: 26 },
      xAxis: [
        { type: 'category', data: p.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: v('--rule-firm') } }, axisLabel: text },
        { type: 'category', data: p.labels, show: false },
      ],
      yAxis: { type: 'value', min: p.low, max: p.high, interval: p.step, // as the server has drawn it
        axisLabel: text, splitLine: { lineStyle: { color: v('--rule') } } },
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: v('--paper'), borderColor: v('--rule-firm'), padding: 8, textStyle: { ...text, color: v('--ink') },
        axisPointer: { lineStyle: { color: v('--rule-firm') } },
        formatter: (all) => { // built as nodes: names are never read as markup
          const i = all[0].dataIndex;
          const box = document.createElement('div');
          const line = (t) => { const d = document.createElement('div'); d.textContent = t; box.append(d); };
          line(p.labels[i]);
          for (const s of p.series) if (!s.hollow || s.values[i] !== null) line(s.name + ' ' + shown(s.values[i]));
          const b = p.band && p.band[i];
          if (b && b[1] !== null) line(p.target + ' ' + (b[0] === null ? '' : b[0] + '～') + shown(b[1]));
          else if (b && b[0] !== null) line(p.target + ' ≥' + shown(b[0]));
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
      const p = JSON.parse(fig.dataset.plot);
      chart.on('click', (d) => { // each mark leads to its sentence
        const s = p.series[d.seriesIndex];
        const to = s ? s.links && s.links[d.dataIndex] : p.leads && p.leads[d.dataIndex];
        if (to) location.assign(to);
      });
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
