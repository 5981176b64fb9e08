package io.quorate.recipe.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is to become of each item, one step after the other. */
final class QueueModel {
    final TreeMap<Long, Entry> items = new TreeMap<>();
    final TreeSet<Long> dead = new TreeSet<>();
    private final TreeMap<String, Known> known = new TreeMap<>();
    private final long ageing;
    private final int maxAttempts;
    final int maxItems;
    long now;

    /** An item that is not acknowledged. */
    static final class Entry {
        final NewItem item;
        final long id;
        long readyAt;
        int attempts;
        long lastToken;
        Optional<Held> held = Optional.empty();

        Entry(NewItem item, long id, long readyAt) {
            this.item = item;
            this.id = id;
            this.readyAt = readyAt;
        }
    }

    /** Who has an item. */
    record Held(TestClient client, Granted granted, long until) {}

    private record Known(long id, long until) {}

    QueueModel(int maxItems, int maxAttempts, long ageing) {
        this.maxItems = maxItems;
        this.maxAttempts = maxAttempts;
        this.ageing = ageing;
    }

    boolean isFull() {
        return items.size() == maxItems;
    }

    Optional<Long> duplicateOf(NewItem item) {
        return Optional.ofNullable(known.get(item.dedupId()))
                .filter(before -> before.until() > now)
                .map(Known::id);
    }

    void add(NewItem item, long id, long at) {
        assertTrue(!isFull(), "there is room");
        assertTrue(items.isEmpty() || id > items.lastKey(), "ids grow");
        items.put(id, new Entry(item, id, at + item.delayMillis()));
        if (!item.dedupId().isEmpty()) {
            known.put(item.dedupId(), new Known(id, at + item.dedupWindowMillis()));
        }
    }

    private boolean isBehind(Entry entry) {
        return !entry.item.group().isEmpty()
                && items.headMap(entry.id).values().stream()
                        .anyMatch(other -> other.item.group().equals(entry.item.group()));
    }

    /** Those that may be taken, in the order in which they are. */
    List<Entry> ready() {
        return items.values().stream()
                .filter(entry -> entry.held.isEmpty() && entry.readyAt <= now && !isBehind(entry))
                .sorted(Comparator.comparingLong((Entry entry) -> entry.readyAt - entry.item.priority() * ageing)
                        .thenComparingLong(entry -> entry.id))
                .toList();
    }

    /** Each item of a grant may be taken, and nobody has it. */
    void grant(TestClient client, Granted granted, long until) {
        for (TakenItem taken : granted.items()) {
            Entry entry = items.get(taken.id());
            assertNotNull(entry, "item " + taken.id() + " is there");
            assertTrue(entry.held.isEmpty(), "item " + taken.id() + " is nobody's");
            assertTrue(entry.readyAt <= now && !isBehind(entry), "item " + taken.id() + " has its turn");
            assertTrue(granted.token().value() > entry.lastToken, "its token is new");
            entry.attempts++;
            entry.lastToken = granted.token().value();
            assertEquals(entry.attempts, taken.attempt());
            entry.held = Optional.of(new Held(client, granted, until));
        }
    }

    /** True when the item is dead. */
    boolean fail(Entry entry, long delay) {
        entry.held = Optional.empty();
        if (entry.attempts >= maxAttempts) {
            items.remove(entry.id);
            dead.add(entry.id);
            return true;
        }
        entry.readyAt = delay == 0 ? entry.readyAt : now + delay;
        return false;
    }

    void abandon(Entry entry) {
        entry.held = Optional.empty();
        entry.attempts--;
    }

    List<Entry> held() {
        return items.values().stream().filter(entry -> entry.held.isPresent()).toList();
    }

    void endSession(TestClient client) {
        for (Entry entry : held()) {
            if (entry.held.orElseThrow().client() == client) {
                fail(entry, 0);
            }
        }
    }

    /** Something happened by itself so lately that it may not have been noticed. */
    boolean isDueWithin(long millis) {
        return items.values().stream()
                .mapToLong(entry -> entry.held.map(Held::until).orElse(entry.readyAt))
                .anyMatch(at -> at <= now && at > now - millis);
    }

    void pass(long millis) {
        now += millis;
        for (Entry entry : new ArrayList<>(held())) {
            if (entry.held.orElseThrow().until() <= now) {
                fail(entry, 0);
            }
        }
    }
}
