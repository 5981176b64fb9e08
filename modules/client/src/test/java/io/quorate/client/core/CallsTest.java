package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.Skip;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {
    @Test
    void callsAreNumberedInTheOrderOfAskingAndRepliedInAny() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        Outcome three = script.call("three");
        script.expectCalls(2, 3);
        script.reply(3);
        assertArrayEquals(new byte[] {3}, three.body);
        two.assertOpen();
        script.reply(2);
        assertArrayEquals(new byte[] {2}, two.body);
    }

    @Test
    void afterAReconnectEverythingUnansweredIsSentAgainInOrder() {
        Script script = new Script().ready();
        script.call("two", 60_000);
        Outcome three = script.call("three", 60_000);
        script.call("four", 60_000);
        script.reply(3);
        three.take();
        script.reconnect();
        script.call("five", 60_000);
        script.attached();
        script.expect(KeepAlive.class);
        script.expectCalls(2, 4, 5);
    }

    @Test
    void aReplyIsAcknowledgedOnceTakenAndNotBefore() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        assertEquals(List.of(1L), script.expect(ClientMessage.Call.class).acks());
        script.reply(2);
        script.call("three");
        assertEquals(List.of(), script.expect(ClientMessage.Call.class).acks());
        two.take();
        script.call("four");
        assertEquals(List.of(2L), script.expect(ClientMessage.Call.class).acks());
    }

    @Test
    void acknowledgementsWaitForNoCall() {
        Script script = new Script().ready();
        script.pass(3_400);
        assertEquals(List.of(1L), script.expect(KeepAlive.class).acks());
    }

    @Test
    void acknowledgementsThatMayBeLostAreRepeated() {
        Script script = new Script().ready();
        script.pass(3_400);
        assertEquals(List.of(1L), script.expect(KeepAlive.class).acks());
        script.reconnect();
        script.attached();
        KeepAlive again = script.expect(KeepAlive.class);
        assertEquals(List.of(1L), again.acks());
        script.server(new KeepAliveAck(again.correlation(), Script.SESSION));
        script.reconnect();
        script.attached();
        assertEquals(List.of(), script.expect(KeepAlive.class).acks());
    }

    @Test
    void manyAcknowledgementsDoNotWaitForThePace() {
        Script script = new Script().ready();
        List<Outcome> calls = new ArrayList<>();
        for (int i = 0; i < ProtocolLimits.MAX_ACKS; i++) {
            calls.add(script.call("many"));
        }
        script.sent.clear();
        for (int i = 0; i < calls.size(); i++) {
            script.reply(i + 2);
            calls.get(i).take();
        }
        assertEquals(
                ProtocolLimits.MAX_ACKS, script.expect(KeepAlive.class).acks().size());
        script.expectNothing();
    }

    @Test
    void aRefusedCallIsSkippedAndKeepsItsOwnReason() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        Outcome three = script.call("three");
        script.expectCalls(2, 3);
        script.refuse(2, "RECIPE_NOT_FOUND");
        two.assertOpen();
        assertEquals(2, script.expect(Skip.class).sequence());
        script.expectCalls(3);
        script.refuse(3, CallRefused.OUT_OF_ORDER);
        script.reply(2, Answer.Kind.NOT_APPLIED, "CANCELLED");
        two.assertFailed("RECIPE_NOT_FOUND", CallOutcome.NOT_APPLIED);
        script.reply(3);
        three.take();
        script.pass(2_000);
        script.expectNothing();
    }

    @Test
    void aSkipThatComesTooLateGivesTheReply() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        script.expectCalls(2);
        script.refuse(2, "RECIPE_NOT_FOUND");
        script.expect(Skip.class);
        script.reply(2);
        two.take();
    }

    @Test
    void anOverloadedServerIsAskedAgainAndLaterCallsWait() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        Outcome three = script.call("three");
        script.expectCalls(2, 3);
        script.refuse(2, "OVERLOADED");
        script.refuse(3, CallRefused.OUT_OF_ORDER);
        script.call("four");
        script.expectNothing();
        script.pass(25);
        script.expectCalls(2, 3, 4);
        script.reply(2);
        script.reply(3);
        two.take();
        three.take();
    }

    @Test
    void refusalsUntilTheDeadlineEndTheCall() {
        Script script = new Script().ready();
        Outcome two = script.call("two", 3_000);
        while (two.failure == null) {
            script.pass(10);
            while (script.sent.peek() != null) {
                if (script.sent.poll() instanceof ClientMessage.Call) {
                    script.refuse(2, "OVERLOADED");
                }
            }
        }
        two.assertFailed("DEADLINE_EXCEEDED", CallOutcome.NOT_APPLIED);
        assertTrue(two.failure.getMessage().contains("OVERLOADED"), two.failure.getMessage());
    }

    @Test
    void aCallThatOvertookAnotherIsSentAgain() {
        Script script = new Script().ready();
        script.call("two");
        script.call("three");
        script.expectCalls(2, 3);
        script.refuse(3, CallRefused.OUT_OF_ORDER);
        script.pass(25);
        script.expectCalls(2, 3);
    }

    @Test
    void aCallBeyondItsDeadlineIsTakenBackUntilThatIsAnswered() {
        Script script = new Script().ready();
        Outcome two = script.call("two", 1_000);
        script.expectCalls(2);
        script.pass(1_000);
        two.assertFailed("DEADLINE_EXCEEDED", CallOutcome.UNKNOWN);
        assertEquals(2, script.expect(Cancel.class).sequence());
        script.pass(1_000);
        assertEquals(2, script.expect(Cancel.class).sequence());
        script.reconnect();
        script.attached();
        script.expect(KeepAlive.class);
        assertEquals(2, script.expect(Cancel.class).sequence());
        script.reply(2, Answer.Kind.UNDONE, "CANCELLED");
        script.call("three");
        assertEquals(List.of(2L), script.expect(ClientMessage.Call.class).acks());
        script.pass(2_000);
        script.expectNothing();
    }

    @Test
    void aReplyThatNobodyTookIsTakenBack() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        script.expectCalls(2);
        script.reply(2);
        script.core.cancel(script.now(), two.id);
        assertEquals(2, script.expect(Cancel.class).sequence());
        script.reply(2, Answer.Kind.UNDONE, "CANCELLED");
        script.call("three");
        assertEquals(List.of(2L), script.expect(ClientMessage.Call.class).acks());
    }

    @Test
    void aCallCancelledBeforeItIsSentLeavesNoTrace() {
        Script script = new Script();
        Outcome call = script.call("acquire");
        script.core.cancel(script.now(), call.id);
        script.welcome();
        script.expectNothing();
        script.pass(6_000);
        call.assertOpen();
    }

    @Test
    void answersSayWhatBecameOfTheCall() {
        Script script = new Script().ready();
        Outcome two = script.call("two");
        Outcome three = script.call("three");
        Outcome four = script.call("four");
        Outcome five = script.call("five");
        script.reply(2, Answer.Kind.REFUSED, "NOT_GRANTED");
        script.reply(3, Answer.Kind.NOT_APPLIED, "SESSION_EXPIRED");
        script.reply(4, Answer.Kind.UNKNOWN, "OUTCOME_UNKNOWN");
        script.reply(5, Answer.Kind.GONE, "BODY_GONE");
        two.assertFailed("NOT_GRANTED", CallOutcome.NOT_APPLIED);
        three.assertFailed("SESSION_EXPIRED", CallOutcome.NOT_APPLIED);
        four.assertFailed("OUTCOME_UNKNOWN", CallOutcome.UNKNOWN);
        five.assertFailed("BODY_GONE", CallOutcome.APPLIED);
    }

    @Test
    void deadlinesHoldWithoutAnyServer() {
        Script script = new Script("a:1", "b:1");
        Outcome call = script.call("acquire", 1_000);
        for (int i = 0; i < 10; i++) {
            script.broken();
            script.pass(100);
        }
        call.assertFailed("UNREACHABLE", CallOutcome.NOT_APPLIED);
        assertTrue(call.failure.getMessage().contains("a:1, b:1"), call.failure.getMessage());
        assertTrue(call.failure.getMessage().contains("connection reset"), call.failure.getMessage());
    }

    @Test
    void deadlinesHoldWhileASessionIsOpened() {
        Script script = new Script();
        script.welcome();
        Outcome call = script.call("acquire", 1_000);
        script.pass(1_000);
        call.assertFailed("DEADLINE_EXCEEDED", CallOutcome.NOT_APPLIED);
    }

    @Test
    void tooManyCallsAreRefusedAtOnce() {
        Script script = new Script().ready();
        for (int i = 0; i < ClientLimits.MAX_CALLS; i++) {
            script.call("many").assertOpen();
        }
        script.call("over").assertFailed("OVERLOADED", CallOutcome.NOT_APPLIED);
        script.reply(2);
        script.call("still over").assertFailed("OVERLOADED", CallOutcome.NOT_APPLIED);
    }

    @Test
    void whatNoServerCouldReadIsNotSent() {
        Script script = new Script().ready();
        for (Target target : List.of(
                new Target("default", "lock", 1, List.of("x".repeat(ProtocolLimits.MAX_INSTANCE_BYTES + 1))),
                new Target("default", "lock", 1, List.of("\uD800")),
                new Target("n".repeat(300), "lock", 1, List.of("x")),
                new Target(1, "default", "lock", 1, List.of("x")))) {
            Outcome outcome = new Outcome(script);
            CallRequest request = new CallRequest(target, "acquire", new byte[0]);
            script.core.call(script.now(), request, script.in(1_000), outcome);
            outcome.assertFailed("INVALID_REQUEST", CallOutcome.NOT_APPLIED);
        }
        script.expectNothing();
    }
}
