package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the instances of one namespace, which sort by recipe first. */
public final class NamespaceInstances {
    private NamespaceInstances() {}

    /** Recipes that have instances in any namespace, deployed or not. Looks at one row of each. */
    static List<String> recipes(Rows rows) {
        List<String> recipes = new ArrayList<>();
        byte[] end = KeyBytes.successor(Keys.instances());
        List<Rows.KeyValue> next = rows.list(Keys.instances(), end, 1);
        while (!next.isEmpty()) {
            String recipe = Keys.addressOfInstance(next.get(0).key()).recipe();
            recipes.add(recipe);
            next = rows.list(Keys.behindInstances(recipe), end, 1);
        }
        return recipes;
    }

    /**
     * At most {@code limit} of them.
     *
     * @param namespace empty for all namespaces
     */
    static List<Rows.KeyValue> find(Rows rows, Optional<String> namespace, int limit) {
        if (namespace.isEmpty()) {
            return rows.listPrefix(Keys.instances(), limit);
        }
        List<Rows.KeyValue> found = new ArrayList<>();
        for (String recipe : recipes(rows)) {
            found.addAll(rows.listPrefix(Keys.instances(recipe, namespace.get()), limit - found.size()));
        }
        return found;
    }

    /** How many instances recipes have in a namespace, those that have some; counts {@code most} of each. */
    public static SortedMap<String, Integer> count(Rows rows, String namespace, int most) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (String recipe : recipes(rows)) {
            int count = count(rows, Keys.instances(recipe, namespace), most);
            if (count > 0) {
                counts.put(recipe, count);
            }
        }
        return counts;
    }

    private static int count(Rows rows, byte[] prefix, int most) {
        int count = 0;
        try (RowCursor cursor = rows.scan(prefix, KeyBytes.successor(prefix))) {
            while (count < most && cursor.next()) {
                count++;
            }
        }
        return count;
    }
}
