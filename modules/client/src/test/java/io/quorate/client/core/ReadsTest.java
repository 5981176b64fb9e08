package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ClientMessage.Unsubscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Reset;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.client.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadsTest {
    /** Events as text, one line each. */
    private static final class Events implements EventSink {
        final List<String> seen = new ArrayList<>();

        @Override
        public void event(EventCursor at, byte[] body) {
            seen.add("event " + at.revision());
        }

        @Override
        public void reset(EventCursor at) {
            seen.add("reset " + at.revision());
        }

        @Override
        public void refused(String code, String message) {
            seen.add("refused " + code);
        }
    }

    private final Script script = new Script();
    private final Events events = new Events();

    private Outcome query(ReadLevel level) {
        Outcome outcome = new Outcome(script);
        QueryRequest request = new QueryRequest(Script.TARGET, "describe", new byte[0], level);
        outcome.id = script.core.query(script.now(), request, script.in(5_000), outcome);
        return outcome;
    }

    private Subscribe subscribe() {
        script.core.subscribe(script.now(), Script.TARGET, "Revoked", Optional.empty(), events);
        return script.expect(Subscribe.class);
    }

    private static EventCursor at(long revision, int ordinal) {
        return new EventCursor(0, revision, ordinal);
    }

    @Test
    void aQueryNeedsNoSession() {
        script.welcome();
        Outcome query = query(ReadLevel.LINEARIZABLE);
        Query sent = script.expect(Query.class);
        script.server(new QueryReply(sent.correlation(), Answer.ok(9, new byte[] {4})));
        assertEquals(4, query.body[0]);
        script.expectNothing();
    }

    @Test
    void aQueryIsAskedAgainOnTheNextConnection() {
        script.welcome();
        Outcome query = query(ReadLevel.LINEARIZABLE);
        script.reconnect();
        Query again = script.expect(Query.class);
        script.server(new QueryReply(again.correlation(), Answer.ok(9, new byte[] {4})));
        assertEquals(4, query.body[0]);
    }

    @Test
    void aQueryEndsAtItsDeadline() {
        script.welcome();
        Outcome query = query(ReadLevel.LINEARIZABLE);
        script.pass(5_000);
        query.assertFailed("DEADLINE_EXCEEDED", CallOutcome.NOT_APPLIED);
    }

    @Test
    void aQueryRefusedForTheMomentIsAskedAgain() {
        script.welcome();
        Outcome query = query(ReadLevel.LINEARIZABLE);
        Query sent = script.expect(Query.class);
        script.server(new QueryReply(
                sent.correlation(), Answer.error(Answer.Kind.NOT_APPLIED, 0, "OVERLOADED", "too many queries")));
        query.assertOpen();
        script.pass(25);
        script.expect(Query.class);
    }

    @Test
    void aQueryThatFailsIsTold() {
        script.welcome();
        Outcome query = query(ReadLevel.LINEARIZABLE);
        Query sent = script.expect(Query.class);
        script.server(new QueryReply(
                sent.correlation(), Answer.error(Answer.Kind.REFUSED, 0, "RECIPE_NOT_FOUND", "deploy it")));
        query.assertFailed("RECIPE_NOT_FOUND", CallOutcome.NOT_APPLIED);
    }

    @Test
    void aSessionReadIsNotOlderThanWhatWasSeen() {
        script.ready();
        query(ReadLevel.SESSION);
        assertEquals(101, script.expect(Query.class).minRevision());
        query(ReadLevel.STALE);
        assertEquals(0, script.expect(Query.class).minRevision());
    }

    @Test
    void noMoreQueriesAreSentThanAServerTakes() {
        script.welcome();
        for (int i = 0; i <= ClientLimits.MAX_SENT_QUERIES; i++) {
            query(ReadLevel.STALE);
        }
        assertEquals(ClientLimits.MAX_SENT_QUERIES, script.sent.size());
        Query first = script.expect(Query.class);
        script.server(new QueryReply(first.correlation(), Answer.ok(1, new byte[0])));
        assertEquals(ClientLimits.MAX_SENT_QUERIES, script.sent.size());
    }

    @Test
    void aSubscriptionGoesOnBehindTheLastEventAfterAReconnect() {
        script.welcome();
        Subscribe first = subscribe();
        assertEquals(Optional.empty(), first.after());
        script.server(new Subscribed(first.subscription(), at(10, 0)));
        script.server(new Event(first.subscription(), at(77, 0), new byte[0]));
        script.reconnect();
        Subscribe again = script.expect(Subscribe.class);
        assertEquals(Optional.of(at(77, 0)), again.after());
        script.server(new Subscribed(again.subscription(), at(77, 0)));
        script.server(new Event(again.subscription(), at(77, 0), new byte[0]));
        script.server(new Event(again.subscription(), at(77, 1), new byte[0]));
        assertEquals(List.of("event 77", "event 77"), events.seen);
    }

    @Test
    void aQuietSubscriptionGoesOnFromItsBegin() {
        script.welcome();
        Subscribe first = subscribe();
        script.server(new Subscribed(first.subscription(), at(10, 0)));
        script.reconnect();
        assertEquals(Optional.of(at(10, 0)), script.expect(Subscribe.class).after());
    }

    @Test
    void aSubscriptionGoesOnBehindWhatAnotherOneHasSeen() {
        script.core.subscribe(script.now(), Script.TARGET, "Revoked", Optional.of(at(10, 1)), events);
        script.welcome();
        Subscribe first = script.expect(Subscribe.class);
        assertEquals(Optional.of(at(10, 1)), first.after());
        script.server(new Subscribed(first.subscription(), at(10, 1)));
        script.server(new Event(first.subscription(), at(10, 2), new byte[0]));
        script.reconnect();
        assertEquals(Optional.of(at(10, 2)), script.expect(Subscribe.class).after());
        assertEquals(List.of("event 10"), events.seen, "nothing is missing, so nothing is reset");
    }

    @Test
    void aResetIsPassedOn() {
        script.welcome();
        Subscribe first = subscribe();
        script.server(new Subscribed(first.subscription(), at(10, 0)));
        script.server(new Reset(first.subscription(), at(50, 0)));
        script.server(new Event(first.subscription(), at(51, 0), new byte[0]));
        assertEquals(List.of("reset 50", "event 51"), events.seen);
    }

    @Test
    void aSubscriptionIsResetInALaterEpochAndGoesOnThere() {
        script.welcome();
        Subscribe first = subscribe();
        script.server(new Subscribed(first.subscription(), at(10, 0)));
        script.server(new Event(first.subscription(), at(77, 0), new byte[0]));
        script.broken();
        script.awaitConnect();
        script.welcome(1);
        Subscribe again = script.expect(Subscribe.class);
        assertEquals(Optional.of(at(77, 0)), again.after(), "it is the server that knows what became of the cursor");
        script.server(new Subscribed(again.subscription(), at(77, 0)));
        script.server(new Reset(again.subscription(), new EventCursor(1, 5_000, 0)));
        script.server(new Event(again.subscription(), new EventCursor(1, 5_001, 0), new byte[0]));
        assertEquals(List.of("event 77", "reset 5000", "event 5001"), events.seen);
    }

    /** A node that has not come to the restore yet would take it back behind what it has seen. */
    @Test
    void aSubscriberOfALaterEpochGoesToANodeThatHasComeToIt() {
        script.welcome();
        Subscribe first = subscribe();
        script.server(new Subscribed(first.subscription(), at(10, 0)));
        script.server(new Reset(first.subscription(), new EventCursor(1, 5_000, 0)));
        script.broken();
        script.awaitConnect();
        script.core.connected(script.now());
        assertEquals(1, script.expect(Hello.class).epoch());
    }

    @Test
    void aBrokenBeginIsToldAsAReset() {
        script.welcome();
        subscribe();
        script.reconnect();
        Subscribe again = script.expect(Subscribe.class);
        assertEquals(Optional.empty(), again.after());
        script.server(new Subscribed(again.subscription(), at(30, 0)));
        assertEquals(List.of("reset 30"), events.seen);
    }

    @Test
    void aRefusedSubscriptionIsTriedAgain() {
        script.welcome();
        Subscribe first = subscribe();
        script.server(new Failed(first.subscription(), "RECIPE_NOT_FOUND", "deploy it"));
        script.pass(250);
        Subscribe again = script.expect(Subscribe.class);
        script.server(new Subscribed(again.subscription(), at(30, 0)));
        script.pass(4_900);
        script.expectNothing();
        assertEquals(List.of("refused RECIPE_NOT_FOUND", "reset 30"), events.seen);
    }

    @Test
    void anEndedSubscriptionHearsNothing() {
        script.welcome();
        long id = script.core.subscribe(script.now(), Script.TARGET, "Revoked", Optional.empty(), events);
        script.expect(Subscribe.class);
        script.core.unsubscribe(script.now(), id);
        assertEquals(id, script.expect(Unsubscribe.class).subscription());
        script.server(new Event(id, at(5, 0), new byte[0]));
        script.reconnect();
        script.expectNothing();
        assertTrue(events.seen.isEmpty());
    }

    @Test
    void whoWaitsForEventsLeavesAServerThatIsSilent() {
        script.welcome().silent();
        script.server(new Subscribed(subscribe().subscription(), at(10, 0)));
        script.pass(5_000);
        Query sign = script.expect(Query.class);
        assertEquals(ReadLevel.STALE, sign.level());
        script.server(new QueryReply(sign.correlation(), Answer.ok(1, new byte[0])));
        script.pass(5_000);
        script.expect(Query.class);
        script.expectNothing();
        script.pass(499);
        assertEquals(1, script.connects.size());
        script.awaitConnect();
        script.welcome();
        script.expect(Subscribe.class);
    }

    @Test
    void whoWaitsForNothingLeavesAServerInPeace() {
        script.welcome();
        script.pass(60_000);
        script.expectNothing();
        assertEquals(1, script.connects.size());
    }
}
