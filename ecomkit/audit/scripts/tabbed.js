window.__ecomkitTabs?.over.abort();
const tabs = { stops: [], over: new AbortController() };
window.__ecomkitTabs = tabs;
addEventListener('keyup', () => tabs.stops.push(stop()), { capture: true, signal: tabs.over.signal });
