package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Instances of recipes: there from the first row on, gone with the last. */
final class Instances {
    private Instances() {}

    static Optional<InstanceRow> find(Step step, Address address) {
        return step.read(Keys.instance(address), InstanceRow::decode);
    }

    /** The instance as it is, or a new one that is not stored before {@link #settle}. */
    static InstanceRow open(Step step, Address address, int stateVersion) {
        return find(step, address).orElseGet(() -> new InstanceRow(step.drawInstance(), stateVersion, 0, ""));
    }

    /** Stores the instance after a handler ran, or removes it when nothing of it is left. */
    static void settle(Step step, Address address, InstanceRow instance) {
        byte[] key = Keys.instance(address);
        if (isEmpty(step, instance)) {
            if (step.rows().get(key) != null) {
                step.rows().delete(key);
            }
            return;
        }
        byte[] before = step.rows().get(key);
        byte[] after = instance.encode();
        if (before == null || !java.util.Arrays.equals(before, after)) {
            step.rows().put(key, after);
        }
    }

    static void freeze(Step step, Address address, InstanceRow instance, String why) {
        step.rows().put(Keys.instance(address), instance.frozenBecause(why).encode());
    }

    static boolean isEmpty(Step step, InstanceRow instance) {
        return instance.frozen().isEmpty()
                && instance.tickets() == 0
                && !step.rows().hasPrefix(Keys.rows(instance.id()))
                && !step.rows().hasPrefix(Keys.timers(instance.id()));
    }

    /**
     * At most {@code limit} instances of all recipes.
     *
     * @param namespace empty for all of them
     */
    static List<Rows.KeyValue> inNamespace(Rows rows, Optional<String> namespace, int limit) {
        if (namespace.isEmpty()) {
            return rows.listPrefix(Keys.instances(), limit);
        }
        List<Rows.KeyValue> found = new ArrayList<>();
        byte[] end = Objects.requireNonNull(KeyBytes.successor(Keys.instances()));
        List<Rows.KeyValue> next = rows.list(Keys.instances(), end, 1);
        while (!next.isEmpty() && found.size() < limit) {
            String recipe = Keys.addressOfInstance(next.get(0).key()).recipe();
            found.addAll(rows.listPrefix(Keys.instances(recipe, namespace.get()), limit - found.size()));
            next = rows.list(Objects.requireNonNull(KeyBytes.successor(Keys.instances(recipe))), end, 1);
        }
        return found;
    }
}
