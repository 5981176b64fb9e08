package io.quorate.cli;

import io.quorate.server.Survivor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is said to a person who begins a new cluster with a node that is left. */
record RecoveryWords(Survivor survivor, Path directory) {
    /** All members but the node itself. */
    List<Integer> dropped() {
        TreeSet<Integer> others = new TreeSet<>(survivor.voters());
        others.addAll(survivor.learners());
        others.remove(survivor.node());
        return List.copyOf(others);
    }

    /** Before anything is changed. */
    List<String> warning() {
        List<String> lines = new ArrayList<>();
        lines.add("Node " + survivor.node() + " of cluster " + survivor.cluster() + ", in " + directory
                + ", becomes the only member of a new cluster.");
        if (survivor.isUnderWay()) {
            lines.add("An earlier run of this command did not come to its end; this one goes on with it.");
        }
        lines.add("");
        lines.add("Dropped:   " + nodes()
                + ". Do that only when they are lost for good: with a majority back, the cluster"
                + " goes on by itself and loses nothing.");
        lines.add("Lost:      every command that they acknowledged and that is not in this log, which ends with entry "
                + survivor.lastIndex() + " of term " + survivor.lastTerm() + ".");
        lines.add(
                "           If more nodes are left, take the one with the highest last term, and among those the highest"
                        + " last entry: `quorate recover --data DIRECTORY`.");
        lines.add(
                "Committed: all entries of this log; the last ones may never have been committed, and their clients may"
                        + " have been told so.");
        lines.add("Forbidden: to start " + nodes() + " ever again with the data that they have: delete it.");
        lines.add(
                "Clients:   lose their sessions (CLUSTER_RESTORED) and go on with new ones. What the old sessions hold is"
                        + " held until their time to live has passed.");
        lines.add("Tokens:    those of the new cluster are larger than all that were given, as the epoch is raised.");
        lines.add("");
        return lines;
    }

    private String nodes() {
        List<Integer> others = dropped();
        return others.isEmpty()
                ? "all other nodes"
                : (others.size() == 1 ? "node " : "nodes ")
                        + others.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Once it is done. */
    List<String> next(String cluster) {
        return List.of(
                "",
                "Node " + survivor.node() + " is the only member of cluster " + cluster + ". What to do next:",
                "1. In its configuration set cluster.id to " + cluster
                        + ", and leave in cluster.members only its own line.",
                "2. Start it: `quorate server --config FILE`.",
                "3. Start new nodes with empty data directories, with this cluster.id, cluster.join: true, and cluster.members"
                        + " that name them and node " + survivor.node() + ".",
                "4. Add each of them: `quorate cluster add NUMBER@HOST:PORT`.",
                "5. Delete the data of the nodes that were dropped, wherever it turns up.");
    }
}
