package io.quorate.kernel;

import io.quorate.codec.CodecException;
import io.quorate.kernel.read.StateCopy;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateRows;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the parts of a backup hold, for people. */
public final class BackupContents {
    private final TreeMap<String, Long> instances = new TreeMap<>();
    private final List<String> bundles = new ArrayList<>();
    private long rows;

    /**
     * Looks at the next part.
     *
     * @throws CodecException it is damaged, or of a version that this one cannot read
     */
    public void add(byte[] part) {
        try (RowCursor cursor = StateCopy.rows(List.of(part).iterator())) {
            while (cursor.next()) {
                rows++;
                look(cursor.key(), cursor.value());
            }
        }
    }

    private void look(byte[] key, byte[] value) {
        if (Keys.isInstance(key)) {
            instances.merge(Keys.addressOfInstance(key).recipe(), 1L, Long::sum);
        } else if (Keys.isDeployment(key)) {
            var deployment = StateRows.DEPLOYMENT.decode(value);
            bundles.add((deployment.recipe() + " " + deployment.version() + " " + deployment.state()).strip());
        }
    }

    public long rows() {
        return rows;
    }

    /** By recipe. */
    public SortedMap<String, Long> instances() {
        return instances;
    }

    /** Recipe, version and state of each deployment. */
    public List<String> bundles() {
        return bundles;
    }
}
