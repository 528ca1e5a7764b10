([elements, button]) => {
  const seen = new Set();
  const chosen = (e) => e.checked || e.getAttribute('aria-checked') === 'true' || e.getAttribute('aria-pressed') === 'true';
  return elements.map((e) => {
    if (e.form && button && button.form && e.form !== button.form) return '';
    if (e.disabled || e.getAttribute('aria-disabled') === 'true') return '';
    if (e.tagName === 'SELECT') return e.value ? '' : 'select';
    const group = e.name || e.closest('fieldset, [role=radiogroup], [role=group]');
    if (!group || seen.has(group)) return '';
    seen.add(group);
    const alike = e.name ? [...document.getElementsByName(e.name)] : [...group.querySelectorAll('[role=radio], [aria-pressed]')];
    if (alike.some(chosen)) return '';
    return e.tagName === 'INPUT' ? 'radio' : 'button';
  });
}
