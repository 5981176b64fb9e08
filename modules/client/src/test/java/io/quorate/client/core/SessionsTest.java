package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.SessionState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final long PACE_MILLIS = Script.TTL_MILLIS / 3 + 1;

    @Test
    void aSessionIsOpenedWithTheFirstCall() {
        Script script = new Script();
        script.welcome();
        script.expectNothing();
        assertEquals(SessionState.CONNECTING, script.session.state());
        script.call("acquire");
        script.opened();
        assertEquals(SessionState.READY, script.session.state());
        assertEquals(Script.SESSION, script.session.id().orElseThrow().value());
        script.expectCalls(1);
    }

    @Test
    void lostIsToldBeforeTheServerMayExpireAtTheWorstClocks() {
        for (long ttl : new long[] {1_000, 10_000, 300_000}) {
            Lease lease = new Lease(new Moment(0, 0), ttl);
            // Our clock runs 1 % slow and the server's 1 % fast; the server counts from the moment of sending at the
            // earliest.
            double trueNanosAtLost = lease.untilNanos() / 0.99;
            double trueNanosAtExpiry = TimeUnit.MILLISECONDS.toNanos(ttl) / 1.01;
            assertTrue(trueNanosAtLost < trueNanosAtExpiry, ttl + " ms");
            assertTrue(lease.untilNanos() > TimeUnit.MILLISECONDS.toNanos(ttl) * 95 / 100, ttl + " ms");
        }
    }

    @Test
    void theDeadlineCountsFromTheSendingOfTheConfirmedKeepAlive() {
        Script script = new Script().ready();
        script.pass(PACE_MILLIS);
        KeepAlive keepAlive = script.expect(KeepAlive.class);
        long before = script.session.validUntilNanos();
        script.pass(2_000);
        script.server(new KeepAliveAck(keepAlive.correlation(), Script.SESSION));
        long gained = script.session.validUntilNanos() - before;
        assertEquals(Script.TTL_MILLIS / 3, TimeUnit.NANOSECONDS.toMillis(gained));
    }

    @Test
    void keepAlivesKeepASessionForHours() {
        Script script = new Script().ready();
        for (int i = 0; i < 3_600; i++) {
            script.pass(PACE_MILLIS);
            script.confirmKeepAlive();
        }
        assertEquals(List.of(SessionState.READY), script.states);
    }

    @Test
    void aServerThatDoesNotConfirmIsLeft() {
        Script script = new Script("a:1", "b:1").ready();
        script.pass(PACE_MILLIS);
        script.expect(KeepAlive.class);
        script.pass(PACE_MILLIS);
        assertEquals(SessionState.SUSPECT, script.session.state());
        script.pass(100);
        assertEquals(List.of("a:1", "b:1"), script.connects);
    }

    @Test
    void aReconnectSavesTheSessionWithItsSecret() {
        Script script = new Script();
        script.welcome();
        script.call("acquire", 60_000);
        OpenSession open = script.expect(OpenSession.class);
        script.server(new SessionOpened(open.correlation(), Script.SESSION, Script.TTL_MILLIS));
        script.reconnect();
        AttachSession attach = script.expect(AttachSession.class);
        assertArrayEquals(open.secret(), attach.secret());
        long before = script.session.validUntilNanos();
        script.server(new SessionAttached(attach.correlation(), Script.SESSION, 1, 0, 1));
        assertEquals(before, script.session.validUntilNanos(), "an attach extends nothing");
        script.confirmKeepAlive();
        assertTrue(script.session.validUntilNanos() > before);
        assertEquals(List.of(SessionState.READY, SessionState.SUSPECT, SessionState.READY), script.states);
    }

    @Test
    void lostFiresWithoutAnyServer() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire", 60_000);
        long until = script.session.validUntilNanos();
        script.broken();
        while (script.session.state() == SessionState.SUSPECT) {
            call.assertOpen();
            script.pass(1);
        }
        assertEquals(SessionState.LOST, script.session.state());
        assertTrue(script.now().nanos() - until < TimeUnit.MILLISECONDS.toNanos(2));
        call.assertFailed("SESSION_EXPIRED", CallOutcome.UNKNOWN);
    }

    @Test
    void aReplyAfterTheDeadlineIsNotAGrant() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire", 60_000);
        script.pass(PACE_MILLIS);
        // No tick comes in time, as when the thread is stopped.
        long late = script.session.validUntilNanos();
        script.core.received(
                new Moment(late, script.now().wallMillis() + 6_700),
                new Reply(Script.SESSION, 2, Answer.ok(102, new byte[0])));
        call.assertFailed("SESSION_EXPIRED", CallOutcome.UNKNOWN);
    }

    @Test
    void aLostSessionIsEndedOnTheServerAndNeverUsedAgain() {
        Script script = new Script().ready();
        script.broken();
        script.pass(Script.TTL_MILLIS);
        assertEquals(SessionState.LOST, script.session.state());
        Outcome later = script.call("acquire", 60_000);
        script.welcome();
        AttachSession attach = script.expect(AttachSession.class);
        assertEquals(Script.SESSION, attach.session());
        OpenSession open = script.expect(OpenSession.class);
        script.server(new SessionAttached(attach.correlation(), Script.SESSION, 1, 0, 1));
        assertEquals(Script.SESSION, script.expect(CloseSession.class).session());
        script.server(new SessionEnded(Script.SESSION, "CLOSED", "closed by its client"));
        script.expectNothing();
        script.server(new SessionOpened(open.correlation(), 88, Script.TTL_MILLIS));
        ClientMessage.Call call = script.expect(ClientMessage.Call.class);
        assertEquals(88, call.session());
        assertEquals(1, call.sequence());
        later.assertOpen();
        assertEquals(88, script.session.id().orElseThrow().value());
    }

    @Test
    void sentCallsOfALostSessionAreNeverSentAgain() {
        Script script = new Script().ready();
        Outcome inFlight = script.call("acquire", 60_000);
        script.expectCalls(2);
        script.server(new SessionEnded(Script.SESSION, "SESSION_EXPIRED", "not renewed"));
        inFlight.assertFailed("SESSION_EXPIRED", CallOutcome.UNKNOWN);
        assertEquals(SessionState.LOST, script.session.state());
        script.pass(1_000);
        script.expectNothing();
    }

    @Test
    void unsentCallsOfALostSessionGoToTheNext() {
        Script script = new Script().ready();
        script.broken();
        Outcome waiting = script.call("acquire", 60_000);
        script.awaitConnect();
        script.welcome();
        AttachSession attach = script.expect(AttachSession.class);
        script.server(new Failed(attach.correlation(), "SESSION_EXPIRED", "session 77 is over"));
        OpenSession open = script.expect(OpenSession.class);
        script.server(new SessionOpened(open.correlation(), 88, Script.TTL_MILLIS));
        assertEquals(88, script.expect(ClientMessage.Call.class).session());
        waiting.assertOpen();
        assertEquals(
                List.of(
                        SessionState.READY,
                        SessionState.SUSPECT,
                        SessionState.LOST,
                        SessionState.CONNECTING,
                        SessionState.READY),
                script.states);
    }

    @Test
    void anAttachThatIsRefusedForTheMomentIsRepeated() {
        Script script = new Script("a:1", "b:1").ready();
        script.reconnect();
        AttachSession attach = script.expect(AttachSession.class);
        script.server(new Failed(attach.correlation(), "NOT_LEADER", "another node leads"));
        script.awaitConnect();
        script.welcome();
        script.attached();
        assertEquals(SessionState.READY, script.session.state());
    }

    @Test
    void aSuspendedMachineLosesTheSession() {
        Script script = new Script().ready();
        script.suspend(9_000);
        assertEquals(SessionState.READY, script.session.state());
        script.suspend(800);
        assertEquals(SessionState.LOST, script.session.state());
    }

    @Test
    void aShortSuspensionDoesNotLengthenTheSession() {
        Script script = new Script().ready();
        script.broken();
        script.suspend(900);
        script.pass(8_790);
        assertEquals(SessionState.SUSPECT, script.session.state());
        script.pass(100);
        assertEquals(SessionState.LOST, script.session.state());
    }

    @Test
    void aWallClockSetBackIsNoSuspension() {
        Script script = new Script().ready();
        script.suspend(-3_600_000);
        assertEquals(SessionState.READY, script.session.state());
    }

    @Test
    void aWallClockSetBackDoesNotLengthenTheSession() {
        Script script = new Script().ready();
        script.broken();
        script.suspend(-3_600_000);
        script.pass(9_690);
        assertEquals(SessionState.SUSPECT, script.session.state());
        script.pass(100);
        assertEquals(SessionState.LOST, script.session.state());
    }

    @Test
    void aWallClockSetForwardByLessThanTheLeaseHasLeftEndsNothing() {
        Script script = new Script().ready();
        for (int i = 0; i < 10; i++) {
            script.pass(PACE_MILLIS);
            script.suspend(6_000);
            script.confirmKeepAlive();
            script.pass(PACE_MILLIS);
            script.confirmKeepAlive();
        }
        assertEquals(List.of(SessionState.READY), script.states);
    }

    @Test
    void aLostSessionSaysWhyAndTheNextOneDoesNot() {
        Script script = new Script().ready();
        assertEquals(Optional.empty(), script.session.whyLost());
        script.server(new SessionEnded(Script.SESSION, "SESSION_EXPIRED", "maintenance"));
        assertEquals(Optional.of("maintenance"), script.session.whyLost());
        script.call("acquire");
        script.opened();
        assertEquals(Optional.empty(), script.session.whyLost());
    }

    @Test
    void aSessionTakenByAnotherConnectionIsLost() {
        Script script = new Script().ready();
        script.server(new SessionEnded(Script.SESSION, "SESSION_TAKEN", "another connection took the session"));
        assertEquals(SessionState.LOST, script.session.state());
        script.pass(1_000);
        script.expectNothing();
    }

    @Test
    void aSessionThatCannotBeOpenedFailsTheCallsThatNeedIt() {
        Script script = new Script();
        script.welcome();
        Outcome call = script.call("acquire");
        OpenSession open = script.expect(OpenSession.class);
        script.server(new Failed(open.correlation(), "INVALID_REQUEST", "label too long"));
        call.assertFailed("INVALID_REQUEST", CallOutcome.NOT_APPLIED);
        script.expectNothing();
    }

    @Test
    void closingEndsTheSessionOnTheServer() {
        Script script = new Script().ready();
        Outcome inFlight = script.call("acquire", 60_000);
        script.expectCalls(2);
        script.core.close(script.now(), script.in(2_000));
        inFlight.assertFailed("CLOSED", CallOutcome.UNKNOWN);
        script.expect(CloseSession.class);
        assertFalse(script.closed);
        script.server(new SessionEnded(Script.SESSION, "CLOSED", "closed by its client"));
        assertTrue(script.closed);
        assertFalse(script.connectionOpen);
        assertEquals(SessionState.CLOSED, script.session.state());
        Outcome late = script.call("acquire");
        late.assertFailed("CLOSED", CallOutcome.NOT_APPLIED);
        assertEquals(Moment.NEVER, script.core.nextWakeNanos());
    }

    @Test
    void closingWithoutServerIsBounded() {
        Script script = new Script().ready();
        script.broken();
        script.core.close(script.now(), script.in(2_000));
        script.pass(1_999);
        assertFalse(script.closed);
        script.pass(2);
        assertTrue(script.closed);
    }

    @Test
    void closingWhileASessionIsOpenedLeavesNoneBehind() {
        Script script = new Script();
        script.welcome();
        Outcome call = script.call("acquire");
        OpenSession open = script.expect(OpenSession.class);
        script.core.close(script.now(), script.in(2_000));
        call.assertFailed("CLOSED", CallOutcome.NOT_APPLIED);
        script.server(new SessionOpened(open.correlation(), Script.SESSION, Script.TTL_MILLIS));
        script.expect(CloseSession.class);
        script.server(new SessionEnded(Script.SESSION, "CLOSED", ""));
        assertTrue(script.closed);
    }
}
