/** Names that platforms accept. The generator asks the same before it writes a product. */

/**
 * @param {string} name
 * @param {{pattern: string, max: number}} accepted what a platform accepts: `name` of its target.json
 */
export function isAccepted(name, { pattern, max }) {
  return name.length <= max && new RegExp(pattern).test(name);
}

/** Lower-case letters, digits and single dashes, a letter first: every platform accepts that. */
export function acceptableName(name, max) {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, max)
    .replace(/-+$/, '');
  return plain || 'my-product';
}
