/** The bottom of the page: how the picked number came to be. */

/** @param {{state: object, actions: object}} _props */
export function Arithmetic(_props) {
  return null;
}
