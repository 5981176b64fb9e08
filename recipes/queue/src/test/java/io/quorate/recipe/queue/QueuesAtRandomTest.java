package io.quorate.recipe.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.queue.QueueModel.Entry;
import io.quorate.recipe.queue.QueueModel.Held;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Died;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Poll;
import io.quorate.recipe.queue.api.QueueContract.Purge;
import io.quorate.recipe.queue.api.QueueContract.Purged;
import io.quorate.recipe.queue.api.QueueContract.Remove;
import io.quorate.recipe.queue.api.QueueContract.Removed;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that offer, take, acknowledge, fail, give up and die in any order, beside a model of what is to become of each item. */
class QueuesAtRandomTest {
    private static final int STEPS = 400;
    private static final int MAX_ITEMS = 12;
    private static final int MAX_ATTEMPTS = 3;
    private static final long AGEING = 1_000;
    private static final long LEASE = 8_000;

    /** Shorter than a lease, so that none begins and ends meanwhile. */
    private static final int MAX_PAUSE = 3_000;

    /** In ms: what is due may be late by so much. */
    private static final int TICK = 200;

    private final QueueWorld queue = new QueueWorld();
    private final QueueModel model = new QueueModel(MAX_ITEMS, MAX_ATTEMPTS, AGEING);
    private final List<TestClient> clients = new ArrayList<>(List.of(queue.a, queue.b, queue.c));
    private final List<Taking> takings = new ArrayList<>();
    private final List<Offering> offerings = new ArrayList<>();
    private final TestClient admin = queue.world.client("admin");
    private final List<Died> died = queue.world.events(QueueWorld.NAME, Died.class);
    private int acknowledged;

    private static int diedInAll;

    @AfterAll
    static void someDied() {
        assertTrue(diedInAll > 0);
    }

    private record Taking(TestClient client, Reply<Granted> reply) {}

    private record Offering(TestClient client, NewItem item, Reply<Offered> reply) {}

    /** {@code -Dqueue.seeds=100} plays more. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("queue.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void doesWhatTheModelSays(long seed) {
        queue.configure(settings());
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String when = "seed " + seed + ", step " + step;
            act(random, when);
            check(when);
        }
        assertTrue(acknowledged > STEPS / 20, () -> "only " + acknowledged + " were acknowledged");
        diedInAll += model.dead.size();
        end();
        queue.close();
    }

    private static QueueSettings settings() {
        return QueueSettings.DEFAULT
                .withMaxItems(MAX_ITEMS)
                .withMaxAttempts(MAX_ATTEMPTS)
                .withAgeingMillis(AGEING)
                .withLeaseMillis(LEASE);
    }

    private void act(Random random, String when) {
        TestClient client = clients.get(random.nextInt(clients.size()));
        int dice = random.nextInt(100);
        if (dice < 30) {
            offer(client, random, when);
        } else if (dice < 55) {
            take(client, random, when);
        } else if (dice < 75) {
            end(random, when);
        } else if (dice < 85) {
            pass(1 + random.nextInt(MAX_PAUSE), when);
        } else if (dice < 90) {
            giveUp(random, when);
        } else if (dice < 92) {
            queue.world.changeLeader();
        } else if (dice < 94) {
            late(random, when);
        } else if (dice < 97) {
            clients.remove(client);
            client.closeSession();
            model.endSession(client);
            takings.removeIf(taking -> taking.client() == client);
            offerings.removeIf(offering -> offering.client() == client);
            clients.add(queue.world.client("next"));
            settle(when);
        }
    }

    private void offer(TestClient client, Random random, String when) {
        String dedupId = random.nextInt(4) == 0 ? "d" + random.nextInt(6) : "";
        NewItem item = new NewItem(
                new byte[random.nextInt(20)],
                random.nextInt(3) == 0 ? random.nextInt(4_000) : 0,
                random.nextInt(3),
                random.nextInt(2) == 0 ? "g" + random.nextInt(3) : "",
                dedupId,
                dedupId.isEmpty() ? 0 : 1 + random.nextInt(6_000),
                0);
        boolean full = model.isFull() || !offerings.isEmpty();
        Optional<Long> duplicate = model.duplicateOf(item);
        long wait = random.nextInt(3) == 0 ? 1 + random.nextInt(10_000) : 0;
        Reply<Offered> reply = queue.offering(client, item, wait);
        if (duplicate.isPresent()) {
            assertEquals(new Offered(duplicate.get(), true), reply.reply(), when);
        } else if (!full) {
            assertFalse(reply.reply().duplicate(), when);
            model.add(item, reply.reply().id(), model.now);
        } else if (wait == 0) {
            assertEquals(QueueContract.QUEUE_FULL, reply.code(), when);
        } else {
            assertTrue(reply.isWaiting(), when);
            offerings.add(new Offering(client, item, reply));
        }
        settle(when);
    }

    private void take(TestClient client, Random random, String when) {
        int max = 1 + random.nextInt(3);
        long wait = random.nextInt(2) == 0 ? 1 + random.nextInt(10_000) : 0;
        List<Long> expected =
                model.ready().stream().limit(max).map(entry -> entry.id).toList();
        Reply<Granted> reply = queue.taking(client, max, wait);
        if (!expected.isEmpty()) {
            assertEquals(
                    expected, reply.reply().items().stream().map(TakenItem::id).toList(), when);
            model.grant(client, reply.reply(), model.now + LEASE);
            if (random.nextInt(8) == 0) {
                reply.cancel();
                expected.forEach(id -> model.abandon(entry(id)));
            }
        } else if (wait == 0) {
            assertEquals("WAIT_TIMED_OUT", reply.code(), when);
        } else {
            assertTrue(reply.isWaiting(), when);
            takings.add(new Taking(client, reply));
        }
        settle(when);
    }

    private Entry entry(long id) {
        return Optional.ofNullable(model.items.get(id)).orElseThrow();
    }

    /** The work on an item is done, or has failed. */
    private void end(Random random, String when) {
        List<Entry> held = model.held();
        if (held.isEmpty()) {
            return;
        }
        Entry entry = held.get(random.nextInt(held.size()));
        Held by = entry.held.orElseThrow();
        if (random.nextInt(3) > 0) {
            assertEquals(
                    1,
                    queue.ack(by.client(), entry.id, by.granted().token())
                            .repeat()
                            .reply()
                            .acked(),
                    when);
            model.items.remove(entry.id);
            acknowledged++;
        } else {
            long delay = random.nextInt(2) == 0 ? 0 : random.nextInt(3_000);
            Nack nack = new Nack(entry.id, by.granted().token(), delay, "at random");
            Nacked nacked = by.client()
                    .call(QueueWorld.NAME, QueueContract.NACK, nack, Nacked.class)
                    .reply();
            assertEquals(model.fail(entry, delay), nacked.dead(), when);
        }
        settle(when);
    }

    /** Somebody else's lease, or one that is over. */
    private void late(Random random, String when) {
        List<Entry> all = List.copyOf(model.items.values());
        if (!all.isEmpty()) {
            Entry entry = all.get(random.nextInt(all.size()));
            for (TestClient client : clients) {
                if (entry.held.isEmpty() || entry.held.get().client() != client) {
                    long token = Math.max(1, entry.lastToken);
                    assertEquals(
                            QueueContract.LEASE_LOST,
                            queue.ack(client, entry.id, new FencingToken(token)).code(),
                            when);
                }
            }
        }
    }

    private void pass(long millis, String when) {
        queue.advance(millis);
        model.pass(millis);
        while (model.isDueWithin(TICK)) {
            queue.advance(TICK);
            model.pass(TICK);
        }
        settle(when);
    }

    private void giveUp(Random random, String when) {
        if (!takings.isEmpty() && random.nextInt(2) == 0) {
            takings.remove(random.nextInt(takings.size())).reply().cancel();
        } else if (!offerings.isEmpty()) {
            offerings.remove(random.nextInt(offerings.size())).reply().cancel();
        }
        settle(when);
    }

    /** What calls that waited were answered, in the order of the log. */
    private void settle(String when) {
        TreeMap<Long, ListedItem> seen = new TreeMap<>();
        seen().forEach(item -> seen.put(item.id(), item));
        List<Record> answered = Stream.concat(
                        takings.stream().filter(taking -> !taking.reply().isWaiting()),
                        offerings.stream().filter(offering -> !offering.reply().isWaiting()))
                .sorted((one, other) -> Long.compare(revision(one), revision(other)))
                .toList();
        // Of one step, what came is there before it is taken.
        for (Record each : answered) {
            if (each instanceof Offering offering && offering.reply().code().isEmpty()) {
                Offered offered = offering.reply().reply();
                assertEquals(
                        offered.duplicate() ? model.duplicateOf(offering.item()) : Optional.empty(),
                        offered.duplicate() ? Optional.of(offered.id()) : model.duplicateOf(offering.item()),
                        when);
                if (!offered.duplicate()) {
                    long age =
                            Objects.requireNonNull(seen.get(offered.id()), when).ageMillis();
                    model.add(offering.item(), offered.id(), model.now - age);
                }
            }
        }
        for (Record each : answered) {
            if (each instanceof Taking taking && taking.reply().code().isEmpty()) {
                Granted granted = taking.reply().reply();
                long first = granted.items().get(0).id();
                long due = Objects.requireNonNull(seen.get(first), when).dueMillis();
                model.grant(taking.client(), granted, model.now + due);
            }
        }
        takings.removeIf(taking -> !taking.reply().isWaiting());
        offerings.removeIf(offering -> !offering.reply().isWaiting());
    }

    /** All items, as of now: whoever only asks sees the log time of the last entry. */
    private List<ListedItem> seen() {
        admin.call(QueueWorld.NAME, QueueContract.REMOVE, new Remove(Long.MAX_VALUE), Removed.class)
                .reply();
        return queue.items(Optional.empty());
    }

    private static long revision(Record answered) {
        return answered instanceof Taking taking
                ? taking.reply().revision()
                : ((Offering) answered).reply().revision();
    }

    private void check(String when) {
        QueueDescription seen = queue.describe();
        List<ListedItem> listed = queue.items(Optional.empty());
        assertEquals(
                List.copyOf(model.items.keySet()),
                listed.stream().map(ListedItem::id).toList(),
                when);
        assertEquals(model.items.size(), seen.items(), when);
        assertEquals(
                model.items.values().stream()
                        .mapToLong(entry -> entry.item.payload().length)
                        .sum(),
                seen.bytes(),
                when);
        for (ListedItem item : listed) {
            Optional<Held> held = entry(item.id()).held;
            assertEquals(held.map(by -> by.granted().token()), item.token(), when);
            assertEquals(held.map(by -> by.client().session()), item.session(), when);
        }
        assertEquals(
                model.ready().stream().map(entry -> entry.id).toList(),
                queue.items(ItemState.READY).stream().map(ListedItem::id).toList(),
                when);
        assertEquals(takings.size(), seen.taking().size(), when);
        assertEquals(offerings.size(), seen.offersWaiting(), when);
        assertTrue(takings.isEmpty() || seen.ready() == 0, when);
        assertTrue(offerings.isEmpty() || model.isFull(), when);
        assertEquals(model.dead.size(), died.size(), when);
        assertEquals(
                List.copyOf(model.dead),
                queue.items(ItemState.DEAD).stream().map(ListedItem::id).toList(),
                when);
    }

    private void end() {
        takings.forEach(taking -> taking.reply().cancel());
        offerings.forEach(offering -> offering.reply().cancel());
        clients.forEach(TestClient::closeSession);
        clients.forEach(model::endSession);
        queue.advance(10_000);
        TestClient last = queue.world.client("last");
        int left = model.items.size();
        for (int i = 0; i < left; i++) {
            last.call(QueueWorld.NAME, QueueContract.POLL, new Poll(1, 0), Granted.class)
                    .reply();
        }
        last.call(QueueWorld.NAME, QueueContract.PURGE, new Purge(true, 0, 100), Purged.class)
                .reply();
        last.call(
                        QueueWorld.NAME,
                        QueueContract.CONFIGURE,
                        new QueueContract.Configure(QueueSettings.DEFAULT),
                        QueueSettings.class)
                .reply();
        queue.requireNothingLeft();
    }
}
