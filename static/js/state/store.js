/** The page's one state: facts only, never DOM. Views read it, `actions.js` changes it. */
import { noHistory } from "../core/history.js";
import { isBlank } from "../core/ink.js";
import { tellingMeasure } from "../core/measure.js";
import { computed, signal } from "../core/signals.js";

/** @import { Ablation, Anatomy, Connection, Deed, Drawing, Edit, Filters, Fit, Frame, Ink, Moment, Motion, NetworkSummary, Pick, Picture, Problem, Signal, Theme, Tool } from "../types.js" */
/** @import { History } from "../core/history.js" */

/** The contract's default pen. */
export const DEFAULT_WIDTH = 0.07;

/** @type {Ink} */
export const BLANK = Object.freeze({ strokes: Object.freeze([]), width: DEFAULT_WIDTH });

/** @type {readonly Edit[]} */
export const NO_EDITS = Object.freeze([]);

/** @type {readonly string[]} */
const NO_LAYERS = Object.freeze([]);

/** @typedef {ReturnType<typeof createState>} State */

export function createState() {
  /** @type {Signal<NetworkSummary[]>} */
  const networks = signal([]);
  const networkId = signal("");
  /** The chosen network with its layers; null until it is fetched. @type {Signal<Anatomy | null>} */
  const anatomy = signal(null);
  /** Kernels by layer, fetched once per network. @type {Signal<Map<string, Filters>>} */
  const filters = signal(new Map());

  /** @type {Signal<Ink>} */
  const ink = signal(BLANK);
  /** What is loaded instead of drawn. @type {Signal<Picture | null>} */
  const picture = signal(null);
  /** @type {Signal<Tool>} */
  const tool = signal("pen");
  /** @type {Signal<History<Drawing>>} */
  const history = signal(noHistory());
  /** A moment of the past that the page shows in place of the drawing. @type {Signal<Drawing | null>} */
  const past = signal(null);
  /** What last changed the drawing. @type {Signal<Deed>} */
  const deed = signal("draw");
  /** The drawing's timeline, oldest first. @type {Signal<readonly Moment[]>} */
  const moments = signal([]);
  /** Where on the timeline `past` stands, in ms without the pauses; null: it is not from there. @type {Signal<number | null>} */
  const instant = signal(null);
  const replaying = signal(false);
  /** Of the replay: 1 is the hand's. */
  const speed = signal(1);
  /** Somebody's first visit: a digit is drawn for them, then it stays. @type {Signal<"" | "draws" | "rests">} */
  const demo = signal("");
  /** How the drawing becomes the input; null leaves it to the server. @type {Signal<Fit | null>} */
  const fit = signal(null);
  /** The network as it was at this step of its training; null: finished. @type {Signal<number | null>} */
  const checkpoint = signal(null);
  /** The training is played. */
  const lapsing = signal(false);
  /** Changes of the network. @type {Signal<readonly Edit[]>} */
  const edits = signal(NO_EDITS);
  /** Their undo and redo, apart from the drawing's. @type {Signal<History<readonly Edit[]>>} */
  const editHistory = signal(noHistory());
  /** What other networks' edits were when they were left. @type {Map<string, {edits: readonly Edit[], history: History<readonly Edit[]>}>} */
  const keptEdits = new Map();
  /** The column and channel that the edit panel works on. @type {Signal<{stage: string, channel: number} | null>} */
  const editing = signal(null);
  /** The flow shows what the edits changed. */
  const difference = signal(false);
  /** Each channel carries how far the answer falls without it; null: while the edit panel is open. @type {Signal<boolean | null>} */
  const badges = signal(null);
  /** What the badges shall count; null: what tells more. @type {Signal<"points" | "margin" | null>} */
  const counted = signal(null);
  /** The newest answer about that; kept, but `stale`, while another is on its way. @type {Signal<Ablation | null>} */
  const ablation = signal(null);
  /** The badges say what channels are worth in general, in place of here. @type {Signal<Ablation | null>} */
  const general = signal(null);

  /** What stands beside this network, as a link says it; empty: nothing does. */
  const compared = signal("");

  /** The layers that the page paints; empty: not known yet. @type {Signal<readonly string[]>} */
  const painted = signal(NO_LAYERS);
  /** The newest answer. @type {Signal<Frame | null>} */
  const frame = signal(null);
  /** @type {Signal<Pick | null>} */
  const hover = signal(null);
  /** @type {Signal<Pick | null>} */
  const pin = signal(null);
  /** Where a player stands: it goes before pin and pointer. @type {Signal<Pick | null>} */
  const played = signal(null);
  /** What the player builds and how far it is. @type {Signal<Motion | null>} */
  const motion = signal(null);
  /** The panel that is open in the rail; empty: none. */
  const panel = signal("");

  /** The layer in which neighbours are wanted; empty: in none. */
  const near = signal("");

  /** Colour scale: one for the layer or one for each map. @type {Signal<"layer" | "map">} */
  const scale = signal("layer");
  /** Layers side by side, or in space. @type {Signal<"flat" | "space">} */
  const view = signal("flat");
  /** Values before or after the activation. @type {Signal<"after" | "before">} */
  const stage = signal("after");
  /** Whether single keys (letters, signs) work anywhere on the page. */
  const shortcuts = signal(true);
  /** @type {Signal<Theme>} */
  const theme = signal("system");
  /** What `theme` comes to on this machine. */
  const dark = signal(true);
  /** @type {Signal<Connection>} */
  const connection = signal("connecting");
  /** @type {Signal<Problem | null>} */
  const problem = signal(null);

  const seen = computed(() => past.value ?? { ink: ink.value, picture: picture.value });

  return {
    networks,
    networkId,
    anatomy,
    filters,
    ink,
    picture,
    tool,
    history,
    past,
    deed,
    moments,
    instant,
    replaying,
    speed,
    demo,
    fit,
    checkpoint,
    lapsing,
    edits,
    painted,
    editHistory,
    keptEdits,
    editing,
    difference,
    badges,
    counted,
    /** What the badges count. */
    measure: computed(() => counted.value ?? tellingMeasure(general.value ?? ablation.value)),
    ablation,
    general,
    compared,
    frame,
    hover,
    pin,
    played,
    motion,
    panel,
    near,
    scale,
    stage,
    view,
    shortcuts,
    theme,
    dark,
    connection,
    problem,
    /** The cell that everything explains: a pin holds against the pointer. */
    picked: computed(() => played.value ?? pin.value ?? hover.value),
    /** What the network is shown: a moment of the past, or the drawing as it is now. */
    seen,
    /** `near`, where the network that answers has that layer. */
    around: computed(() => {
      const settled = anatomy.value?.id === networkId.value ? anatomy.value : null;
      return settled?.layers.some(({ name }) => name === near.value) ? near.value : "";
    }),
    /** Whether channels carry how far the answer falls without them. */
    badged: computed(() => badges.value ?? (panel.value === "edit" || panel.value === "causes")),
    /** Nothing drawn, nothing loaded. */
    blank: computed(() => isBlank({ ink: ink.value, picture: picture.value })),
    /** The network is shown nothing. */
    bare: computed(() => isBlank(seen.value)),
    /** Of the pen; unlike the ink it changes rarely. */
    width: computed(() => ink.value.width),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
  };
}
