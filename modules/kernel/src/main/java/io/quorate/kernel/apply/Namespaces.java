package io.quorate.kernel.apply;

import io.quorate.kernel.Problem;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.kernel.state.Rows;
import io.quorate.recipe.ErrorCode;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The namespaces at the applied revision, and what each holds. Moved by apply alone; what each holds is stored with every entry. */
public final class Namespaces {
    /** Is always there, and cannot be deleted. */
    public static final String DEFAULT = "default";

    private static final int MAX_ROWS = 1_000_000;

    private final Map<String, NamespaceRow> known = new HashMap<>();
    // Hold more or less than their rows say.
    private final TreeSet<String> moved = new TreeSet<>();
    private long usedBytes;

    Namespaces(Rows rows) {
        reload(rows);
    }

    /** The state is another one from now on. */
    void reload(Rows rows) {
        known.clear();
        moved.clear();
        known.put(DEFAULT, NamespaceRow.UNTOUCHED);
        for (Rows.KeyValue row : rows.listPrefix(Keys.namespaces(), MAX_ROWS)) {
            known.put(Keys.nameOfNamespace(row.key()), NamespaceRow.decode(row.value()));
        }
        usedBytes = known.values().stream().mapToLong(NamespaceRow::usedBytes).sum();
    }

    /** By their names. */
    public SortedMap<String, NamespaceRow> all() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(known));
    }

    /** Besides the default one. */
    int created() {
        return known.size() - 1;
    }

    public Optional<NamespaceRow> find(String name) {
        return Optional.ofNullable(known.get(name));
    }

    /** Why nothing in this namespace may be called, asked or subscribed to. */
    public Optional<Problem> refusal(String name) {
        NamespaceRow row = known.get(name);
        if (row == null) {
            return Optional.of(notFound(name));
        }
        return row.deletion().isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(ErrorCode.NAMESPACE_NOT_FOUND, "namespace '" + name + "' is being deleted"));
    }

    /** What to say of a name that nobody created. */
    public static Problem notFound(String name) {
        return Problem.of(
                ErrorCode.NAMESPACE_NOT_FOUND,
                "namespace '" + name + "' does not exist: create it with `quorate namespace create " + name + "`");
    }

    /** Logical bytes of all namespaces. */
    long usedBytes() {
        return usedBytes;
    }

    /** Logical bytes of one; 0 when there is none. */
    long usedBytes(String name) {
        NamespaceRow row = known.get(name);
        return row == null ? 0 : row.usedBytes();
    }

    void grow(Growth growth) {
        growth.forEach((name, more) -> {
            NamespaceRow row = known.get(name);
            if (row != null && more != 0) {
                known.put(name, row.withUsed(row.usedBytes() + more));
                usedBytes += more;
                moved.add(name);
            }
        });
    }

    /** A namespace was created or deleted, or is another one in what does not come from {@link #grow}. */
    void redefine(String name, Rows rows) {
        byte[] row = rows.get(Keys.namespace(name));
        long used = usedBytes(name);
        if (row == null) {
            known.remove(name);
            moved.remove(name);
            usedBytes -= used;
        } else {
            known.put(name, NamespaceRow.decode(row).withUsed(used));
        }
    }

    /** Hands over the rows of those that hold more or less than before. */
    void drainTo(BiConsumer<byte[], byte[]> store) {
        for (String name : moved) {
            NamespaceRow row = known.get(name);
            if (row != null) {
                store.accept(Keys.namespace(name), row.encode());
            }
        }
        moved.clear();
    }
}
