package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;

/** How a call or query ended, if it did. */
final class Outcome implements Completion {
    private final Script script;
    long id;
    byte[] body;
    QuorateException failure;

    Outcome(Script script) {
        this.script = script;
    }

    @Override
    public void replied(long revision, byte[] reply) {
        assertOpen();
        body = reply;
    }

    @Override
    public void failed(QuorateException why) {
        assertOpen();
        failure = why;
    }

    void take() {
        assertNotNull(body, () -> "no reply, but " + failure);
        script.core.taken(script.now(), id);
    }

    void assertOpen() {
        assertNull(body, "ended twice, or too early");
        assertNull(failure, () -> "ended twice, or too early: " + failure);
    }

    void assertFailed(String code, CallOutcome outcome) {
        assertNull(body, "replied");
        assertNotNull(failure, "still open");
        assertEquals(code + " " + outcome, failure.code() + " " + failure.outcome());
    }
}
