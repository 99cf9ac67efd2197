/** The centre of the page: every layer of the network, left to right. */

/** @param {{state: object, actions: object}} _props */
export function Flow(_props) {
  return null;
}
