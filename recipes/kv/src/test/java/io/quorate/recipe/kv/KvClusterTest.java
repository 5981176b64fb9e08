package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.Attempt;
import io.quorate.recipe.kv.api.Committed;
import io.quorate.recipe.kv.api.Conditions;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.History;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvStore;
import io.quorate.recipe.kv.api.Listing;
import io.quorate.recipe.kv.api.NearCache;
import io.quorate.recipe.kv.api.Operations;
import io.quorate.recipe.kv.api.PutOptions;
import io.quorate.recipe.kv.api.Stores;
import io.quorate.recipe.kv.api.Values;
import io.quorate.recipe.kv.api.WatchMessage;
import io.quorate.testkit.cluster.QuorateCluster;
import io.quorate.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs with real clients, of whole nodes in one process. */
@Timeout(120)
@QuorateCluster(nodes = 3, recipes = KvRecipe.class)
class KvClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PREFIX = "/watched/";

    private static KvStore store(QuorateClient client) {
        return client.open(Stores.TYPE).store("store");
    }

    private static QuorateClient client(TestCluster cluster) {
        return cluster.client(settings -> settings.defaultDeadline(PATIENCE));
    }

    @Test
    void aWatcherSeesEachChangeOnceAndACacheBecomesTheStoreWhateverBreaks(TestCluster cluster) {
        Random random = new Random(7);
        QuorateClient writer = client(cluster);
        QuorateClient reader = client(cluster);
        List<WatchMessage> told = new CopyOnWriteArrayList<>();
        List<WatchMessage> taken = new CopyOnWriteArrayList<>();
        KvStore written = store(writer);
        long begin = written.put(PREFIX + "first", 0).revision();
        Registration watch = store(reader).watch(PREFIX, told::add);
        NearCache cache = store(reader).cache(PREFIX);
        cache.onChange(taken::add);
        for (int round = 0; round < 12; round++) {
            disturb(cluster, reader, random);
            for (int i = 0; i < 15; i++) {
                write(written, random);
            }
            cluster.heal();
        }
        long end = written.put(PREFIX + "last", 1).revision();
        cache.await(end, PATIENCE);
        List<Change> changes = changes(written, begin, end);
        awaitSize(told, changes.size());
        awaitSize(taken, changes.size());
        assertEquals(changes.toString(), changes(told).toString());
        assertEquals(changes.toString(), changes(taken).toString());
        assertEquals(names(written.list(PREFIX).entries()), names(cache.entries()));
        watch.close();
        cache.close();
    }

    private static void disturb(TestCluster cluster, QuorateClient reader, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> cluster.isolate(reader);
            case 1 -> {
                cluster.isolate(reader);
                cluster.advance(Duration.ofMinutes(1));
            }
            case 2 -> {
                int leader = cluster.leader();
                cluster.kill(leader);
                cluster.leader();
                cluster.restart(leader);
            }
            default -> cluster.advance(Duration.ofSeconds(3));
        }
    }

    private static void write(KvStore store, Random random) {
        String key = PREFIX + random.nextInt(8);
        switch (random.nextInt(6)) {
            case 0 -> store.delete(key);
            case 1 -> store.put(key, Values.text("short"), PutOptions.NONE.ttl(Duration.ofSeconds(2)));
            case 2 ->
                store.transaction()
                        .when(Conditions.isAbsent(key))
                        .then(Operations.put(key, Values.number(1)), Operations.put("/other", Values.text(key)))
                        .otherwise(Operations.delete(key), Operations.put(PREFIX + "both", Values.text(key)))
                        .commit();
            case 3 -> store.put("/other", random.nextInt(100));
            case 4 -> store.put(PREFIX + "large", new byte[20_000]);
            default -> store.put(key, random.nextInt(1_000));
        }
    }

    private static List<Change> changes(KvStore store, long after, long end) {
        List<Change> all = new ArrayList<>();
        long next = after;
        Past past;
        do {
            past = store.history(new History(PREFIX, next, OptionalLong.empty(), 50));
            past.changes().stream()
                    .filter(change -> change.revision() <= end)
                    .map(KvClusterTest::unread)
                    .forEach(all::add);
            next = past.next();
        } while (past.more());
        return all;
    }

    private static List<Change> changes(List<WatchMessage> messages) {
        return messages.stream()
                .map(message -> unread(((WatchMessage.Happened) message).change()))
                .toList();
    }

    /** Without what differs by the time at which it is read, and by identity. */
    private static Change unread(Change change) {
        return new Change(
                change.key(), change.revision(), change.cause(), change.entry().map(KvClusterTest::unread));
    }

    private static Entry unread(Entry entry) {
        return new Entry(
                entry.key(),
                Values.number(entry.modified()),
                entry.created(),
                entry.modified(),
                entry.version(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static List<Entry> names(List<Entry> entries) {
        return entries.stream().map(KvClusterTest::unread).toList();
    }

    private static void awaitSize(List<WatchMessage> messages, int size) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (messages.size() < size) {
            assertTrue(System.nanoTime() < end, () -> messages.size() + " of " + size + " were told: " + messages);
            Thread.onSpinWait();
        }
    }

    @Test
    void transfersOfManyNeitherLoseNorMakeMoney(TestCluster cluster) {
        QuorateClient one = client(cluster);
        QuorateClient two = client(cluster);
        store(one).put("/from", 100);
        store(one).put("/to", 0);
        List<CompletableFuture<Void>> transfers = new ArrayList<>();
        for (QuorateClient client : List.of(one, two)) {
            transfers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    store(client).transact(PATIENCE, KvClusterTest::move);
                }
            }));
        }
        transfers.forEach(CompletableFuture::join);
        Committed sums = store(one)
                .transaction()
                .then(Operations.get("/from"), Operations.get("/to"))
                .commit();
        assertEquals(60, Values.numberOf(sums.found(0).orElseThrow().value()));
        assertEquals(40, Values.numberOf(sums.found(1).orElseThrow().value()));
    }

    private static long move(Attempt attempt) {
        attempt.put("/to", attempt.number("/to") + 1);
        long left = attempt.number("/from") - 1;
        attempt.put("/from", left);
        return left;
    }

    @Test
    void aWatchFromThePastTellsAllSinceThen(TestCluster cluster) {
        KvStore store = store(client(cluster));
        store.put(PREFIX + "1", "a");
        Listing listing = store.list("/");
        store.delete(PREFIX + "1");
        long last = store.put(PREFIX + "1", "b").revision();
        List<WatchMessage> told = new CopyOnWriteArrayList<>();
        Registration watch = store.watch(PREFIX, listing.revision(), told::add);
        awaitSize(told, 2);
        assertEquals(last, told.get(1).revision());
        watch.close();
    }

    @Test
    void whatWasWrittenIsInTheCacheWhenItsRevisionIs(TestCluster cluster) {
        KvStore store = store(client(cluster));
        try (NearCache cache = store.cache("/")) {
            for (int i = 0; i < 20; i++) {
                cache.await(store.put("/n", i).revision(), PATIENCE);
                assertEquals(i, Values.numberOf(cache.get("/n").orElseThrow().value()));
            }
            cache.await(
                    client(cluster)
                            .open(Stores.TYPE)
                            .store("other")
                            .put("/x", 1)
                            .revision(),
                    PATIENCE);
            assertTrue(cache.isWithin(PATIENCE), "the query that proved the revision proved that, too");
        }
    }

    @Test
    void manyKeysAreListedInPages(TestCluster cluster) {
        KvStore store = store(client(cluster));
        List<CompletableFuture<?>> puts = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            puts.add(store.async().put("/many/" + i, Values.number(i)));
        }
        puts.forEach(CompletableFuture::join);
        assertEquals(1_500, store.list("/many/").entries().size());
        int entries = 0;
        for (Entry entry : store.entries("/many/")) {
            assertTrue(entry.key().startsWith("/many/"));
            entries++;
        }
        assertEquals(1_500, entries);
        int children = 0;
        for (var child : store.children("/many")) {
            assertTrue(child.isKey());
            children++;
        }
        assertEquals(1_500, children);
        try (NearCache cache = store.cache("/many/")) {
            assertEquals(
                    store.list("/many/").entries().toString(), cache.entries().toString());
        }
    }
}
