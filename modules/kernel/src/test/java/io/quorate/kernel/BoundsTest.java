package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.state.Keys;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.SessionId;
import io.quorate.storage.RowCursor;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Nothing that a client does makes the state or the queue of the log grow without end. */
class BoundsTest {
    private static final Address ADDRESS = new Address(World.NAMESPACE, "probe", "a");

    private static final Limits FEW_RESULTS =
            Limits.defaults().with(ClusterKey.MAX_UNACKNOWLEDGED, 8).with(ClusterKey.MAX_PARKED, 2);

    private static int results(World world, SessionId session) {
        byte[] prefix = Keys.results(session);
        int count = 0;
        try (RowCursor rows = world.store.scan(prefix, KeyBytes.successor(prefix))) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }

    private static CallRequest put(long sequence, List<Long> acks) {
        return new CallRequest(sequence, ADDRESS, 1, "put", World.encode(new Probe.Put("k", sequence)), acks);
    }

    @Test
    void keepsNoMoreResultsThanItsLimitAndTakesTheNextCallOnceOneIsAcknowledged() {
        World world = World.withProbe(FEW_RESULTS);
        World.Client client = world.client();
        for (long sequence = 1; sequence <= 9; sequence++) {
            client.send(sequence, "a", "put", new Probe.Put("k", sequence));
        }
        client.cancel(9);
        client.skip(9);
        assertEquals(
                List.of("OVERLOADED", "OVERLOADED", "OVERLOADED"),
                client.refusals.stream().map(Problem::code).toList());
        assertEquals(8, results(world, client.id));
        client.sendTo(ADDRESS, 9, "put", new Probe.Put("k", 9), List.of(1L));
        client.send(9, "a", "put", new Probe.Put("k", 9));
        assertEquals(9, world.row("a", "k"));
    }

    @Test
    void forgetsEveryResultOfAnEndedSession() {
        World world = World.withProbe(FEW_RESULTS);
        World.Client client = world.client();
        for (long sequence = 1; sequence <= 20; sequence++) {
            world.kernel.call(client.id, client, put(sequence, List.of()));
        }
        world.loop.settle();
        assertEquals(20, results(world, client.id), "all were on their way before the first was applied");
        world.kernel.close(client.id, client);
        world.loop.advanceMillis(ClusterKey.TOMBSTONE.defaultValue() + 60_000);
        assertEquals(0, results(world, client.id));
    }

    @Test
    void takesTheAcknowledgementsOfACallThatItRefuses() {
        World world = World.withProbe();
        World.Client client = world.client();
        client.done("a", "put", new Probe.Put("k", 1));
        client.sendTo(ADDRESS, 2, "no-such-command", new Probe.Nothing(), List.of(1L));
        assertEquals("CALL_NOT_FOUND", client.refusals.get(0).code());
        assertEquals(0, results(world, client.id));
    }

    @Test
    void refusesRepetitionsWhenTheLogCannotKeepUp() {
        World world = World.withProbe(WorldLimits.withPending(10));
        World.Client client = world.client();
        client.done("a", "put", new Probe.Put("k", 1));
        for (int i = 0; i < 100; i++) {
            world.kernel.cancel(client.id, client, 1);
            world.kernel.call(client.id, client, put(1, List.of()));
        }
        assertTrue(client.refusals.size() >= 180, client.refusals.size() + " refused");
        assertEquals("OVERLOADED", client.refusals.get(0).code());
        world.loop.settle();
        assertEquals(
                CallResult.Kind.OK,
                client.done("a", "put", new Probe.Put("k", 2)).kind());
    }

    @Test
    void keepsEntriesWithinWhatTheLogTakes() {
        World world = World.withProbe();
        World.Client client = world.client();
        List<Long> acks = LongStream.range(1_000_000, 1_001_024).boxed().toList();
        for (long sequence = 1; sequence <= 4_096; sequence++) {
            world.kernel.call(client.id, client, put(sequence, acks));
        }
        world.loop.settle();
        assertEquals(4_096, world.row("a", "k"));
        assertTrue(world.log.entries().stream()
                .allMatch(entry -> entry.payload().length <= ReplicatedLog.MAX_PAYLOAD_BYTES));
    }
}
