package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {
    private final World world = World.withProbe();
    private final World.Client client = world.client();

    @Test
    void answersARetryWithTheStoredReply() {
        CallResult first = client.done("a", "put", new Probe.Put("k", 1));
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(2, client.replies.size());
        assertArrayEquals(first.body(), client.replies.get(1).result().body());
        assertEquals(first.revision(), client.replies.get(1).result().revision());
    }

    @Test
    void answersARetryAlsoAfterARestart() {
        CallResult first = client.done("a", "put", new Probe.Put("k", 1));
        world.restart(true);
        attach(client);
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertArrayEquals(first.body(), client.resultOf(1).orElseThrow().body());
    }

    private void attach(World.Client who) {
        world.kernel.attach(who.id, who.secret, who, result -> assertTrue(result instanceof AttachResult.Attached));
        world.loop.settle();
    }

    @Test
    void refusesACallBeforeItsTurnAndTakesItAfterwards() {
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(Kernel.OUT_OF_ORDER, client.refusals.get(0).code());
        client.send(1, "a", "put", new Probe.Put("k", 1));
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("a", "k"));
    }

    @Test
    void skipsANumberThatWasRefusedBeforeTheLog() {
        client.send(1, "a", "no-such-command", new Probe.Nothing());
        assertEquals("CALL_NOT_FOUND", client.refusals.get(0).code());
        client.skip(1);
        assertEquals(
                CallResult.Kind.NOT_APPLIED, client.resultOf(1).orElseThrow().kind());
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("a", "k"));
    }

    @Test
    void ownsANumberByWhateverAppliesFirst() {
        client.done("a", "put", new Probe.Put("k", 1));
        client.skip(1);
        assertEquals(CallResult.Kind.OK, client.resultOf(1).orElseThrow().kind());
        client.skip(2);
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(
                CallResult.Kind.NOT_APPLIED, client.resultOf(2).orElseThrow().kind());
        assertEquals(1, world.row("a", "k"));
    }

    @Test
    void sendsLostCallsAgainInOrder() {
        world.log.dropNext(1);
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals("NOT_SERVING", client.refusals.get(0).code());
        client.send(1, "a", "put", new Probe.Put("k", 1));
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("a", "k"));
    }

    @Test
    void refusesAnotherCommandUnderAUsedNumber() {
        client.done("a", "put", new Probe.Put("k", 1));
        client.send(1, "a", "put", new Probe.Put("k", 7));
        assertEquals("SEQUENCE_MISMATCH", client.resultOf(1).orElseThrow().code());
        assertEquals(1, world.row("a", "k"));
    }

    @Test
    void forgetsAcknowledgedReplies() {
        client.done("a", "put", new Probe.Put("k", 1));
        client.sendTo(new Address(World.NAMESPACE, "probe", "a"), 2, "put", new Probe.Put("k", 2), List.of(1L));
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(CallResult.Kind.UNKNOWN, client.resultOf(1).orElseThrow().kind());
        assertEquals(2, world.row("a", "k"));
    }

    @Test
    void boundsStoredReplies() {
        CallResult tooBig = client.done("a", "big", new Probe.Big(17 * 1024));
        assertEquals("OVER_BUDGET", tooBig.code());
        long sequence = client.lastSequence();
        while (client.refusals.isEmpty()) {
            client.call("a", "big", new Probe.Big(16_000));
        }
        assertEquals("OVERLOADED", client.refusals.get(0).code());
        assertEquals(68, client.lastSequence(), "one refused, 66 kept, and one more than 1 MiB of replies allow");
        List<Long> acks = java.util.stream.LongStream.range(sequence, client.lastSequence())
                .boxed()
                .toList();
        world.kernel.keepAlive(client.id, client, acks, problem -> assertTrue(problem.isEmpty()));
        world.loop.settle();
        client.send(client.lastSequence(), "a", "big", new Probe.Big(16_000));
        assertEquals(
                CallResult.Kind.OK,
                client.resultOf(client.lastSequence()).orElseThrow().kind());
    }

    @Test
    void aFailingCommandChangesNothingButItsNumber() {
        World.Client waiting = world.client();
        waiting.call("a", "park", new Probe.Park(60_000));
        CallResult failed = client.done("a", "put-and-fail", new Probe.Put("k", 1));
        assertEquals(CallResult.Kind.REFUSED, failed.kind());
        assertEquals("PROBE_FAILS", failed.code());
        assertEquals(-1, world.row("a", "k"));
        assertTrue(waiting.replies.isEmpty());
        world.loop.advanceMillis(2_000);
        assertEquals(-1, world.row("a", "fired"));
        client.send(1, "a", "put-and-fail", new Probe.Put("k", 1));
        assertEquals(failed.revision(), client.resultOf(1).orElseThrow().revision());
    }

    @Test
    void readsALargeReplyWhenItIsSentAndSaysWhenItIsGone() {
        client.done("a", "put", new Probe.Put("k", 1));
        CallResult taken = client.done("a", "take", new Probe.Key("k"));
        assertEquals(1, World.decode(Probe.Value.class, taken.body()).value());
        client.send(2, "a", "take", new Probe.Key("k"));
        assertArrayEquals(taken.body(), client.resultOf(2).orElseThrow().body());
        client.done("a", "remove", new Probe.Key("k"));
        client.send(2, "a", "take", new Probe.Key("k"));
        CallResult gone = client.resultOf(2).orElseThrow();
        assertEquals(CallResult.Kind.GONE, gone.kind());
        assertEquals(taken.revision(), gone.revision());
    }

    @Test
    void keepsARefusalThatNoTextCanCarry() {
        CallResult refused = client.done("a", "refuse-badly", new Probe.Nothing());
        assertEquals("RECIPE_FAILED", refused.code());
        assertEquals("half a pair: ?", refused.message());
        assertEquals(
                CallResult.Kind.OK,
                client.done("a", "put", new Probe.Put("k", 1)).kind());
    }

    @Test
    void undoesACalleeAloneWhenItsCallerGoesOn() {
        client.done("a", "other", new Probe.Other("store", "s", "k", 5, true));
        assertEquals(1, world.row("a", "PROBE_FAILS"));
        client.done("a", "other", new Probe.Other("store", "s", "k", 5, false));
        client.done("a", "other", new Probe.Other("probe", "s", "k", 5, false));
        assertEquals(1, world.row("a", "RECIPE_NOT_FOUND"));
    }
}
