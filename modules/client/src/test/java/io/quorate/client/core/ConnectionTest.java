package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.Members;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.SessionState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    @Test
    void endpointsAreTriedInTurn() {
        Script script = new Script("a:1", "b:1", "c:1");
        for (int i = 0; i < 5; i++) {
            script.broken();
            script.awaitConnect();
        }
        assertEquals(List.of("a:1", "b:1", "c:1", "a:1", "b:1", "c:1"), script.connects);
    }

    @Test
    void aServerThatTakesNoConnectionIsNotReturnedToForAMomentThoughItIsSaidToLead() {
        Script script = new Script("a:1", "b:1", "c:1");
        script.call("acquire", 30_000);
        script.broken();
        for (int i = 0; i < 3; i++) {
            script.awaitConnect();
            script.follows("a:1");
        }
        script.awaitConnect();
        assertEquals(List.of("a:1", "b:1", "c:1", "b:1", "c:1"), script.connects);
    }

    @Test
    void thePauseDoublesOnlyWhenAllEndpointsWereTried() {
        Script script = new Script("a:1", "b:1", "c:1");
        for (int i = 0; i < 6; i++) {
            long before = script.now().nanos();
            script.broken();
            long most = ClientLimits.RECONNECT.firstNanos() << (i / 3);
            assertTrue(script.core.nextWakeNanos() - before <= most, "failure " + i);
            script.awaitConnect();
        }
    }

    @Test
    void pausesGrowAndStayBounded() {
        Script script = new Script();
        for (int i = 0; i < 40; i++) {
            long before = script.now().nanos();
            script.broken();
            long pause = script.core.nextWakeNanos() - before;
            assertTrue(pause >= ClientLimits.RECONNECT.firstNanos() / 2, "pause of " + pause);
            assertTrue(pause <= ClientLimits.RECONNECT.maxNanos(), "pause of " + pause);
            if (i > 10) {
                assertTrue(pause >= ClientLimits.RECONNECT.maxNanos() / 2, "pause of " + pause);
            }
            script.awaitConnect();
        }
    }

    @Test
    void aServerThatNeverAnswersIsLeft() {
        Script script = new Script("a:1", "b:1");
        script.core.connected(script.now());
        script.pass(1_100);
        assertEquals(List.of("a:1", "b:1"), script.connects);
    }

    @Test
    void membersThatAreToldLaterAreTriedToo() {
        Script script = new Script("a:1");
        script.welcome();
        script.server(new Members(List.of("c:1")));
        script.broken();
        script.awaitConnect();
        script.broken();
        script.awaitConnect();
        assertEquals(List.of("a:1", "c:1", "a:1"), script.connects);
    }

    @Test
    void aServerThatFallsSilentIsLeftAndForAWhileNotReturnedToThoughItIsSaidToLead() {
        Script script = new Script("a:1", "b:1", "c:1").silent();
        script.welcome();
        script.call("acquire", 30_000);
        script.expect(OpenSession.class);
        script.pass(499);
        script.expectNothing();
        script.pass(1);
        script.expect(Query.class);
        script.awaitConnect();
        script.follows("a:1");
        script.awaitConnect();
        script.follows("a:1");
        script.awaitConnect();
        assertEquals(List.of("a:1", "b:1", "c:1", "b:1"), script.connects);
        script.pass(1_950);
        script.follows("a:1");
        script.awaitConnect();
        assertEquals("a:1", script.connects.get(4));
    }

    @Test
    void aParkedCallNeedsNoMoreThanASignOfLife() {
        Script script = new Script("a:1", "b:1").ready().silent();
        script.call("acquire", 60_000);
        script.expect(Call.class);
        script.pass(500);
        Query sign = script.expect(Query.class);
        script.server(new QueryReply(sign.correlation(), Answer.ok(1, new byte[0])));
        script.pass(2_000);
        script.expectNothing();
        assertEquals(1, script.connects.size());
    }

    @Test
    void silentServersAreLeftMoreAndMoreSlowlyUntilOneAnswers() {
        Script script = new Script("a:1", "b:1");
        for (int silent = 0; silent < 3; silent++) {
            script.core.connected(script.now());
            script.pass((1_000 << silent) - 1);
            assertEquals(silent + 1, script.connects.size());
            script.awaitConnect();
        }
    }

    @Test
    void aServerThatHasNotAnsweredYetIsNamed() {
        Script script = new Script("a:1");
        Outcome silent = script.call("acquire", 900);
        script.core.connected(script.now());
        script.pass(900);
        String untold = silent.failure.getMessage();
        assertTrue(untold.contains("last: a:1 took the connection and has not answered yet"), untold);
        Outcome again = script.call("acquire", 200);
        script.pass(200);
        String told = again.failure.getMessage();
        assertTrue(told.contains("last: a:1 no answer to the handshake within 1000 ms"), told);
    }

    @Test
    void eachServerIsNamedWithWhatWasWrongWithIt() {
        Script script = new Script("a:1", "b:1");
        script.welcome();
        Outcome call = script.call("acquire", 900);
        OpenSession open = script.expect(OpenSession.class);
        script.server(new Failed(open.correlation(), "NOT_LEADER", "no leader is known"));
        script.awaitConnect();
        script.broken();
        script.pass(900);
        String told = call.failure.getMessage();
        assertTrue(told.contains("; last: a:1 ") && told.contains("no leader is known"), told);
        assertTrue(told.contains("; b:1 "), told);
    }

    @Test
    void theLeaderIsAskedWhenCallsWait() {
        Script script = new Script("a:1", "b:1");
        script.call("acquire");
        script.core.connected(script.now());
        script.server(new Welcome(1, "c-1", 0, 1, false, "z:9", List.of("a:1", "z:9"), 1_000, 300_000));
        assertFalse(script.connectionOpen);
        script.awaitConnect();
        assertEquals("z:9", script.connects.get(1));
    }

    @Test
    void membersThatAServerNamesAreTriedToo() {
        Script script = new Script("a:1");
        script.core.connected(script.now());
        script.server(new Welcome(1, "c-1", 0, 1, true, "", List.of("a:1", "b:1"), 1_000, 300_000));
        script.broken();
        script.awaitConnect();
        script.broken();
        script.awaitConnect();
        assertEquals(List.of("a:1", "b:1", "a:1"), script.connects);
    }

    @Test
    void aServerThatDoesNotLeadIsLeftAndItsHintFollowed() {
        Script script = new Script("a:1", "b:1");
        script.welcome();
        Outcome call = script.call("acquire");
        OpenSession open = script.expect(OpenSession.class);
        script.server(new Failed(open.correlation(), "NOT_LEADER", "another node leads"));
        script.awaitConnect();
        script.welcome();
        script.opened();
        script.expectCalls(1);
        script.reply(1);
        call.take();
        assertEquals(List.of("a:1", "b:1"), script.connects);
    }

    @Test
    void aGoodbyeNamesTheNextServer() {
        Script script = new Script("a:1", "b:1");
        script.welcome();
        script.server(new Goodbye("NOT_SERVING", "shutting down", "y:1"));
        script.awaitConnect();
        assertEquals("y:1", script.connects.get(1));
    }

    @Test
    void aServerThatIsStoppedStillAnswersWhatItTook() {
        Script script = new Script("a:1", "b:1").ready();
        Outcome taken = script.call("acquire");
        script.expectCalls(2);
        script.server(new Goodbye("NOT_SERVING", "shutting down", ""));
        Outcome later = script.call("release");
        script.expectNothing();
        script.reply(2);
        taken.take();
        script.awaitConnect();
        script.welcome();
        script.attached();
        script.confirmKeepAlive();
        script.expectCalls(3);
        script.reply(3);
        later.take();
    }

    @Test
    void aServerThatEndsNoConnectionIsLeftAllTheSame() {
        Script script = new Script("a:1", "b:1").ready();
        Outcome parked = script.call("acquire", 60_000);
        script.server(new Goodbye("NOT_SERVING", "shutting down", ""));
        script.pass(4_900);
        assertEquals(1, script.connects.size());
        script.awaitConnect();
        script.welcome();
        parked.assertOpen();
    }

    @Test
    void aCallThatEveryServerRefusedIsKnownNotToBeApplied() {
        Script script = new Script("a:1", "b:1").ready();
        Outcome taken = script.call("acquire");
        Outcome refused = script.call("release");
        Outcome untold = script.call("describe");
        script.expectCalls(2, 3, 4);
        script.server(new Goodbye("NOT_SERVING", "shutting down", ""));
        script.refuse(3, "NOT_SERVING");
        script.reply(2);
        taken.take();
        script.broken();
        script.pass(5_000);
        refused.assertFailed("DEADLINE_EXCEEDED", CallOutcome.NOT_APPLIED);
        untold.assertFailed("DEADLINE_EXCEEDED", CallOutcome.UNKNOWN);
    }

    @Test
    void aClientThatNobodyTakesIsToldWhy() {
        Script script = new Script("a:1", "b:1");
        Outcome call = script.call("acquire", 60_000);
        script.core.connected(script.now());
        script.server(new Goodbye("UNAUTHENTICATED", "wrong credential", ""));
        call.assertOpen();
        script.awaitConnect();
        script.core.connected(script.now());
        script.server(new Goodbye("UNAUTHENTICATED", "wrong credential", ""));
        call.assertFailed("UNAUTHENTICATED", CallOutcome.NOT_APPLIED);
        assertEquals(1, script.refusals.size());
    }

    @Test
    void aServerOfAnotherClusterIsNotUsed() {
        Script script = new Script("a:1", "b:1").ready();
        script.broken();
        script.awaitConnect();
        script.core.connected(script.now());
        assertEquals("c-1", script.expect(Hello.class).clusterId());
        script.server(new Welcome(1, "c-2", 0, 1, true, "", List.of(), 1_000, 300_000));
        assertFalse(script.connectionOpen);
        assertEquals(SessionState.SUSPECT, script.session.state());
    }

    @Test
    void aRestoredClusterEndsEverythingOfBefore() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire");
        script.broken();
        script.awaitConnect();
        script.core.connected(script.now());
        assertEquals(0, script.expect(Hello.class).epoch());
        script.server(new Goodbye("CLUSTER_RESTORED", "epoch 1 now", ""));
        call.assertFailed("CLUSTER_RESTORED", CallOutcome.UNKNOWN);
        assertEquals(SessionState.LOST, script.session.state());

        script.awaitConnect();
        script.core.connected(script.now());
        Hello anew = script.expect(Hello.class);
        assertEquals(-1, anew.epoch());
        assertEquals("", anew.clusterId());
        script.server(new Welcome(1, "c-2", 1, 1, true, "", List.of(), 1_000, 300_000));
        script.call("again");
        OpenSession open = script.expect(OpenSession.class);
        script.server(new SessionOpened(open.correlation(), 5_000, Script.TTL_MILLIS));
        assertEquals(5_000, script.session.id().orElseThrow().value());
    }

    @Test
    void aSessionLivesOnInALaterEpochAndItsCallsAreSentAgain() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire");
        script.expectCalls(2);
        script.broken();
        script.awaitConnect();
        script.welcome(1);
        script.attached();
        assertEquals(SessionState.READY, script.session.state());
        assertEquals(Script.SESSION, script.session.id().orElseThrow().value());
        script.expect(KeepAlive.class);
        script.expectCalls(2);
        script.reply(2);
        call.take();

        script.broken();
        script.awaitConnect();
        script.core.connected(script.now());
        assertEquals(1, script.expect(Hello.class).epoch());
    }

    @Test
    void aSessionThatARestoreEndedMeanwhileIsLostForThatReason() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire");
        script.broken();
        script.awaitConnect();
        script.welcome(1);
        AttachSession attach = script.expect(AttachSession.class);
        script.server(new Failed(attach.correlation(), "CLUSTER_RESTORED", "restored from a backup"));
        assertEquals(SessionState.LOST, script.session.state());
        assertEquals("restored from a backup", script.session.whyLost().orElseThrow());
        call.assertFailed("CLUSTER_RESTORED", CallOutcome.UNKNOWN);
        assertTrue(script.connectionOpen);
    }

    @Test
    void aSessionThatARestoreEndsIsLostAtOnceForThatReason() {
        Script script = new Script().ready();
        Outcome call = script.call("acquire");
        script.server(new SessionEnded(Script.SESSION, "CLUSTER_RESTORED", "restored from a backup"));
        assertEquals(SessionState.LOST, script.session.state());
        call.assertFailed("CLUSTER_RESTORED", CallOutcome.UNKNOWN);
        script.expectCalls(2);
        script.call("again");
        OpenSession open = script.expect(OpenSession.class);
        script.server(new SessionOpened(open.correlation(), 5_000, Script.TTL_MILLIS));
        assertEquals(SessionState.READY, script.session.state());
    }

    @Test
    void aNodeThatHasNotComeToTheEpochYetIsLeftForAnother() {
        Script script = new Script("a:1", "b:1");
        script.welcome(1);
        script.call("first");
        script.opened();
        script.broken();
        script.awaitConnect();
        script.core.connected(script.now());
        script.server(new Goodbye("NOT_SERVING", "epoch 0 so far", ""));
        assertEquals(SessionState.SUSPECT, script.session.state());
        script.awaitConnect();
        script.welcome(1);
        script.attached();
        assertEquals(SessionState.READY, script.session.state());
    }

    @Test
    void nothingIsUnderstoodBeforeTheWelcome() {
        Script script = new Script("a:1", "b:1");
        script.core.connected(script.now());
        script.server(new SessionOpened(1, 2, 3));
        assertFalse(script.connectionOpen);
        assertEquals(SessionState.CONNECTING, script.session.state());
    }
}
