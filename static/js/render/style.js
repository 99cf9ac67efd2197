/** Style sheets of parts that few visits need: fetched with the part, once. */

/** Milliseconds until a sheet that did not come is asked for again. */
const AGAIN = 2000;

/** @type {Map<string, Promise<void>>} */
const known = new Map();

/**
 * Resolves when `css/later/NAME.css` applies; without it the part still works.
 *
 * @param {string} name
 */
export function styled(name) {
  const fetched = known.get(name) ?? fetchStyle(name);
  known.set(name, fetched);
  return fetched;
}

/** @param {string} name @returns {Promise<void>} */
function fetchStyle(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../../css/later/${name}.css`, import.meta.url).href;
  document.head.append(link);
  return new Promise((done) => {
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      setTimeout(() => fetchStyle(name), AGAIN);
      done();
    };
  });
}
