// The labels of the page in one language at a time.

const catalogues = new Map();
let current = {};

export async function load(language) {
  if (!catalogues.has(language)) {
    const response = await fetch(`/demo/strings/${language}.json`);
    if (!response.ok) throw new Error(`no strings for ${language}`);
    catalogues.set(language, await response.json());
  }
  current = catalogues.get(language);
}

export function t(key, parts = {}) {
  return (current[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

// Put the labels into everything below `root` that names one.
export function apply(root) {
  for (const node of root.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t, { hours: node.dataset.tHours });
  }
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of root.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
}
