/** What somebody has seen of the page before, where the browser lets us remember it. */

const VISITED = "inkling.visited";

/** Nothing was drawn here before. Where nothing can be remembered, nobody is taken for new. */
export function isFirstVisit() {
  try {
    return localStorage.getItem(VISITED) === null;
  } catch {
    return false;
  }
}

export function rememberVisit() {
  try {
    localStorage.setItem(VISITED, "1");
  } catch {
    // Storage is forbidden: then nobody was taken for new.
  }
}
