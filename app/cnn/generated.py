"""Graphs made runnable, without what torch.fx would keep of each for ever."""

import linecache

from torch import fx, nn
from torch.fx import graph_module


def runnable(root: nn.Module, graph: fx.Graph) -> fx.GraphModule:
    """Return the graph as a module with its own code.

    torch.fx holds the text of all the code that it ever wrote, for tracebacks: some 2 KB for each
    graph, and visitors of the lab have one made with every plan. Here it is let go.
    """
    made = fx.GraphModule(root, graph)
    texts: dict[str, str] = getattr(getattr(graph_module, "_loader", None), "eval_cache", {})
    for name in tuple(texts):  # other threads may do the same
        texts.pop(name, None)
        linecache.cache.pop(name, None)
    return made
