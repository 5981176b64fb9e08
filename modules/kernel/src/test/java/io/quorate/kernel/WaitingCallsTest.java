package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WaitingCallsTest {
    private final World world = World.withProbe();
    private final World.Client waiting = world.client(60_000);
    private final World.Client other = world.client(60_000);

    @Test
    void answersAWaitingCallInALaterEntryAndLetsLaterOnesPass() {
        assertTrue(waiting.call("a", "park", new Probe.Park(60_000)).isEmpty());
        assertEquals(
                CallResult.Kind.OK,
                waiting.done("b", "put", new Probe.Put("k", 1)).kind());
        other.done("a", "wake", new Probe.Wake(7));
        assertEquals(
                7,
                World.decode(
                                Probe.Value.class,
                                waiting.resultOf(1).orElseThrow().body())
                        .value());
    }

    @Test
    void keepsTicketsOverARestart() {
        waiting.call("a", "park", new Probe.Park(60_000));
        world.restart(false);
        world.kernel.attach(waiting.id, waiting.secret, waiting, result -> {});
        world.kernel.attach(other.id, other.secret, other, result -> {});
        world.loop.settle();
        other.done("a", "wake", new Probe.Wake(7));
        assertEquals(CallResult.Kind.OK, waiting.resultOf(1).orElseThrow().kind());
    }

    @Test
    void givesUpAtTheDeadlineInLogTime() {
        waiting.call("a", "park", new Probe.Park(500));
        world.loop.advanceMillis(400);
        assertTrue(waiting.replies.isEmpty());
        world.loop.advanceMillis(200);
        assertEquals("WAIT_TIMED_OUT", waiting.resultOf(1).orElseThrow().code());
        other.done("a", "wake", new Probe.Wake(7));
        assertEquals(1, waiting.replies.size());
    }

    @Test
    void logTimeStandsStillWhileTheProcessIsStopped() {
        waiting.call("a", "park", new Probe.Park(5_000));
        world.loop.freezeMillis(30_000);
        world.loop.advanceMillis(1_000);
        assertTrue(waiting.replies.isEmpty());
        assertTrue(waiting.ends.isEmpty());
        world.loop.advanceMillis(5_000);
        assertEquals("WAIT_TIMED_OUT", waiting.resultOf(1).orElseThrow().code());
    }

    @Test
    void logTimeGoesOnFromWhereTheLeaderBeforeHadIt() {
        waiting.call("a", "park", new Probe.Park(5_000));
        world.log.announce(world.log.announced() + 5_000);
        world.log.leadAgain();
        world.loop.advanceMillis(100);
        assertEquals("WAIT_TIMED_OUT", waiting.resultOf(1).orElseThrow().code());
    }

    @Test
    void cancelsAWaitingCall() {
        waiting.call("a", "park", new Probe.Park(60_000));
        waiting.cancel(1);
        assertEquals(
                CallResult.Kind.NOT_APPLIED, waiting.resultOf(1).orElseThrow().kind());
        assertEquals("CANCELLED", waiting.resultOf(1).orElseThrow().code());
        other.done("a", "wake", new Probe.Wake(7));
        assertEquals(1, waiting.replies.size());
    }

    @Test
    void undoesAGrantThatNobodyTook() {
        waiting.call("a", "park", new Probe.Park(60_000));
        other.done("a", "wake", new Probe.Wake(7));
        waiting.cancel(1);
        assertEquals(CallResult.Kind.UNDONE, waiting.resultOf(1).orElseThrow().kind());
        assertEquals(7, world.row("a", "abandoned"));
        waiting.cancel(1);
        assertEquals(CallResult.Kind.UNDONE, waiting.resultOf(1).orElseThrow().kind());
    }

    @Test
    void ownsANumberThatWasCancelledBeforeItCame() {
        waiting.cancel(1);
        waiting.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(
                CallResult.Kind.NOT_APPLIED, waiting.resultOf(1).orElseThrow().kind());
        assertEquals(-1, world.row("a", "k"));
    }

    @Test
    void dropsTheTicketsOfAnEndedSession() {
        waiting.call("a", "park", new Probe.Park(60_000));
        world.kernel.close(waiting.id, waiting);
        world.loop.settle();
        World.Client second = world.client();
        second.call("a", "park", new Probe.Park(60_000));
        other.done("a", "wake", new Probe.Wake(7));
        assertEquals(CallResult.Kind.OK, second.resultOf(1).orElseThrow().kind());
    }

    @Test
    void firesTimersOnceInOrderAndFreezesAnInstanceWhoseTimerFails() {
        other.done("a", "set-timer", new Probe.SetTimer(1, 300, false));
        other.done("b", "set-timer", new Probe.SetTimer(1, 300, true));
        world.loop.advanceMillis(1_000);
        assertTrue(world.row("a", "fired") > 0);
        assertEquals(-1, world.row("b", "fired"));
        assertEquals(
                "INSTANCE_FROZEN", other.done("b", "put", new Probe.Put("k", 1)).code());
        assertEquals(
                CallResult.Kind.OK,
                other.done("a", "put", new Probe.Put("k", 1)).kind());
    }

    @Test
    void boundsTheWaitersOfAnInstance() {
        Limits few = Limits.defaults();
        World small = World.withProbe(few.with(ClusterKey.MAX_WAITERS, 2));
        World.Client client = small.client();
        client.call("a", "park", new Probe.Park(1_000));
        client.call("a", "park", new Probe.Park(1_000));
        assertEquals(
                "OVERLOADED", client.done("a", "park", new Probe.Park(1_000)).code());
        small.loop.advanceMillis(2_000);
        assertTrue(client.call("a", "park", new Probe.Park(1_000)).isEmpty());
    }
}
