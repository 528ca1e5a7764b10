(() => {
  if (window !== window.top) return;
  const seen = { lcp: 0, lcpElement: '', shifts: [], shifted: [], tasks: [], mutated: 0 };
  Object.defineProperty(window, '__ecomkit', { value: seen });
  const watch = (type, take) => {
    try { new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true }); } catch { /* not in this browser */ }
  };
  watch('largest-contentful-paint', (e) => { seen.lcp = e.startTime; seen.lcpElement = (e.element?.outerHTML || e.url || '').slice(0, 300); });
  watch('layout-shift', (e) => {
    if (e.hadRecentInput) return;
    seen.shifts.push([e.startTime, e.value]);
    e.sources.forEach((s) => s.node?.outerHTML && seen.shifted.push(s.node.outerHTML.slice(0, 160)));
  });
  watch('longtask', (e) => seen.tasks.push([e.startTime, e.duration]));
  new MutationObserver(() => { seen.mutated = performance.now(); }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();
