package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.BarrierResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadsAndEventsTest {
    private final World world = World.withProbe();
    private final World.Client client = world.client();
    private final Address address = new Address(World.NAMESPACE, "probe", "a");

    /** Keeps what it is told while it has room. */
    static final class Sink implements EventLink {
        final List<Long> values = new ArrayList<>();
        final List<Cursor> cursors = new ArrayList<>();
        int resets;
        int room = Integer.MAX_VALUE;

        @Override
        public boolean ready() {
            return values.size() < room;
        }

        @Override
        public void event(Cursor at, byte[] body) {
            values.add(World.decode(Probe.Changed.class, body).value());
            cursors.add(at);
        }

        @Override
        public void reset(Cursor at) {
            resets++;
        }
    }

    private Subscription subscribe(World in, Sink sink, Optional<Cursor> after) {
        SubscribeResult result = in.kernel.subscribe(address, "Changed", after, sink);
        Subscription subscription = ((SubscribeResult.Subscribed) result).subscription();
        subscription.resume();
        return subscription;
    }

    @Test
    void deliversEventsInOrderFromNowOn() {
        client.done("a", "put", new Probe.Put("k", 1));
        Sink sink = new Sink();
        subscribe(world, sink, Optional.empty());
        client.done("a", "put", new Probe.Put("k", 2));
        client.done("b", "put", new Probe.Put("k", 9));
        client.done("a", "put", new Probe.Put("k", 3));
        assertEquals(List.of(2L, 3L), sink.values);
    }

    @Test
    void resumesBehindACursorWithoutLossOrRepeat() {
        Sink first = new Sink();
        Subscription before = subscribe(world, first, Optional.empty());
        client.done("a", "put", new Probe.Put("k", 1));
        client.done("a", "put", new Probe.Put("k", 2));
        before.cancel();
        client.done("a", "put", new Probe.Put("k", 3));
        Sink second = new Sink();
        subscribe(world, second, Optional.of(first.cursors.get(0)));
        assertEquals(List.of(2L, 3L), second.values);
        assertEquals(0, second.resets);
    }

    @Test
    void aSlowSubscriberCatchesUpWhenItHasRoom() {
        Sink slow = new Sink();
        slow.room = 1;
        Subscription subscription = subscribe(world, slow, Optional.empty());
        for (int i = 1; i <= 4; i++) {
            client.done("a", "put", new Probe.Put("k", i));
        }
        assertEquals(List.of(1L), slow.values);
        slow.room = 3;
        subscription.resume();
        slow.room = 10;
        subscription.resume();
        assertEquals(List.of(1L, 2L, 3L, 4L), slow.values);
    }

    @Test
    void aQuietSubscriberThatMissedNothingIsNotReset() {
        World small = World.withProbe(WorldLimits.withEventRing(1_000));
        World.Client writer = small.client();
        Sink quiet = new Sink();
        quiet.room = 0;
        Subscription subscription = subscribe(small, quiet, Optional.empty());
        for (int i = 0; i < 50; i++) {
            writer.done("other", "put", new Probe.Put("k", i));
        }
        writer.done("a", "put", new Probe.Put("k", 77));
        quiet.room = 1;
        subscription.resume();
        assertEquals(List.of(77L), quiet.values);
        assertEquals(0, quiet.resets);
    }

    @Test
    void tellsASubscriberThatFellBehindTheRing() {
        World small = World.withProbe(WorldLimits.withEventRing(1_000));
        World.Client writer = small.client();
        Sink slow = new Sink();
        slow.room = 0;
        Subscription subscription = subscribe(small, slow, Optional.empty());
        for (int i = 0; i < 50; i++) {
            writer.done("a", "put", new Probe.Put("k", i));
        }
        slow.room = 100;
        subscription.resume();
        assertEquals(1, slow.resets);
        writer.done("a", "put", new Probe.Put("k", 77));
        assertEquals(List.of(77L), slow.values);
    }

    @Test
    void tellsOfAPossibleGapAfterARestart() {
        Sink before = new Sink();
        subscribe(world, before, Optional.empty());
        client.done("a", "put", new Probe.Put("k", 1));
        client.done("b", "put", new Probe.Put("k", 1));
        world.loop.advanceMillis(25_000);
        world.restart(false);
        Sink after = new Sink();
        subscribe(world, after, Optional.of(before.cursors.get(0)));
        assertEquals(1, after.resets);
    }

    @Test
    void aLinearizableReadWaitsForItsRound() {
        client.done("a", "put", new Probe.Put("k", 1));
        world.log.holdBarriers();
        List<CallResult> results = world.query(QueryRequest.ReadLevel.LINEARIZABLE, 0, "a", "get", new Probe.Key("k"));
        assertTrue(results.isEmpty());
        world.log.answerBarriers(new BarrierResult.Confirmed(1, true));
        world.loop.settle();
        assertEquals(1, World.decode(Probe.Value.class, results.get(0).body()).value());
    }

    @Test
    void aLinearizableReadWaitsForWhatWasCommittedWhenItCame() {
        world.log.holdBarriers();
        List<CallResult> results = world.query(QueryRequest.ReadLevel.LINEARIZABLE, 0, "a", "get", new Probe.Key("k"));
        long committed = world.kernel.status().appliedIndex() + 1;
        world.log.answerBarriers(new BarrierResult.Confirmed(committed, true));
        world.loop.settle();
        assertTrue(results.isEmpty(), "entry " + committed + " is committed and not yet applied here");
        client.done("a", "put", new Probe.Put("k", 1));
        assertEquals(1, World.decode(Probe.Value.class, results.get(0).body()).value());
    }

    @Test
    void aLinearizableReadFailsWithItsRound() {
        world.log.holdBarriers();
        List<CallResult> results = world.query(QueryRequest.ReadLevel.LINEARIZABLE, 0, "a", "get", new Probe.Key("k"));
        world.log.answerBarriers(new BarrierResult.Failed("no quorum"));
        world.loop.settle();
        assertEquals("NO_QUORUM", results.get(0).code());
    }

    @Test
    void aSessionReadWaitsForTheRevisionThatItHasSeen() {
        long ahead = world.kernel.status().revision() + 2;
        List<CallResult> results = world.query(QueryRequest.ReadLevel.SESSION, ahead, "a", "get", new Probe.Key("k"));
        assertTrue(results.isEmpty());
        client.done("a", "put", new Probe.Put("k", 1));
        client.done("a", "put", new Probe.Put("k", 2));
        assertEquals(2, World.decode(Probe.Value.class, results.get(0).body()).value());
    }

    @Test
    void refusesUnknownQueriesAndEvents() {
        assertEquals(
                "CALL_NOT_FOUND",
                world.query("a", "nothing", new Probe.Key("k")).code());
        assertTrue(
                world.kernel.subscribe(address, "Nothing", Optional.empty(), new Sink())
                        instanceof SubscribeResult.Refused);
    }
}
