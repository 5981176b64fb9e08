package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.TimerRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.RowCursor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Namespaces of a world, as the kernel tells of them and as its rows say. */
record NamespacesInHand(World world) {
    Map<String, SystemQuery.NamespaceInfo> told() {
        Map<String, SystemQuery.NamespaceInfo> told = new TreeMap<>();
        world.system(
                        new SystemQuery.ListNamespaces(Optional.empty(), SystemQuery.MAX_PAGE),
                        SystemQuery.Namespaces.class)
                .namespaces()
                .forEach(each -> told.put(each.name(), each));
        return told;
    }

    long used(String namespace) {
        return told().get(namespace).usedBytes();
    }

    /** What the rows of all instances come to; each namespace of the state is there. */
    void assertRecounted() {
        Map<String, Long> counted = new TreeMap<>();
        Map<String, Long> told = new TreeMap<>();
        told().forEach((name, info) -> {
            told.put(name, info.usedBytes());
            counted.put(name, 0L);
        });
        sum(Keys.instances(), instance -> {
            long id = InstanceRow.decode(instance.value()).id();
            long bytes = sum(Keys.rows(id), row -> Keys.ownBytesOf(row.key()) + (long) row.value().length)
                    + sum(
                            Keys.tickets(id),
                            row -> WaitingRow.decode(row.value()).note().length)
                    + sum(Keys.timers(id), row -> TimerRow.decode(row.value()).payload().length);
            counted.merge(Keys.addressOfInstance(instance.key()).namespace(), bytes, Long::sum);
            return bytes;
        });
        assertEquals(counted, told);
    }

    long sum(byte[] prefix, ToLongFunction<RowCursor> each) {
        long sum = 0;
        try (RowCursor rows = world.store.scan(prefix, KeyBytes.successor(prefix))) {
            while (rows.next()) {
                sum += each.applyAsLong(rows);
            }
        }
        return sum;
    }

    long count(byte[] prefix) {
        return sum(prefix, row -> 1);
    }
}
