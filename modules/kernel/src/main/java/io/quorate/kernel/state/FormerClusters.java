package io.quorate.kernel.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that this one was begun from when they had lost most of their nodes.
 *
 * @param ids newest last
 */
public record FormerClusters(List<String> ids) {
    /** The oldest are forgotten: their clients are long gone. */
    private static final int MAX_IDS = 8;

    public static FormerClusters of(Rows rows) {
        byte @Nullable [] row = rows.get(Keys.formerClusters());
        return row == null ? new FormerClusters(List.of()) : StateRows.FORMER_CLUSTERS.decode(row);
    }

    public FormerClusters and(String id) {
        List<String> all = new ArrayList<>(ids);
        all.add(id);
        return new FormerClusters(List.copyOf(all.subList(Math.max(0, all.size() - MAX_IDS), all.size())));
    }
}
