const cards = cardElements();
const h1 = all('h1').find(visible);
const prices = all('body *').filter((e) => e.children.length === 0 && e.textContent.length < 40 && money.test(e.textContent) && visible(e));
const price = h1 && prices.find((e) => h1.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING && !cards.some((c) => c.contains(e)));
const block = document.querySelector('[itemtype*="schema.org/Product"]') || (price && near(h1, (e) => e.contains(price))) || null;
const ground = (e) => getComputedStyle(e).backgroundColor;
const clear = (colour) => colour === 'transparent' || /, 0\)$/.test(colour);
const filled = (e) => { const own = ground(e); return !clear(own) && own !== ground(e.parentElement || e); };
const marked = (e) => Object.entries(arg.markers).filter(([, selectors]) => selectors.some((s) => e.matches(s))).map(([intent]) => intent);
const total = new RegExp(arg.total, 'i');
const sums = once((e) => total.test(e.textContent));
const elements = all(arg.selector).filter((e) => visible(e));
const described = elements.map((e) => {
  const form = e.form || e.closest('form');
  const box = e.getBoundingClientRect();
  const target = e.getAttribute('formaction') || form?.getAttribute('action');
  const summary = near(e, (p) => p !== document.body && p !== document.documentElement && sums(p));
  return { name: nameOf(e), tag: e.tagName.toLowerCase(), role: e.getAttribute('role') || '', type: e.getAttribute('type') || '',
    href: e.tagName === 'A' ? e.href : '', action: form && e.tagName !== 'A' ? new URL(target || location.href, location.href).href : '',
    region: regionOf(e), in_product: !!block && block.contains(e), in_card: cards.some((c) => c.contains(e)), in_summary: !!summary,
    filled: filled(e), area: Math.round(box.width * box.height), disabled: e.disabled || e.getAttribute('aria-disabled') === 'true',
    markers: marked(e), hints: flat(`${e.hreflang ? 'hreflang ' : ''}${e.id} ${e.getAttribute('class') || ''} ${e.getAttribute('name') || ''} ${e.getAttribute('data-testid') || ''}`),
    fields: form ? [...form.elements].filter((f) => f.type !== 'hidden' && f.tagName !== 'BUTTON' && visible(f)).length : 0 };
});
return [elements, described];
