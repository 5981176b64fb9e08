package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.QuorateException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Something that a client has until it gives it back or its session ends, as far as the client can know. One thread. */
final class Tenure {
    private static final int RETRY_MILLIS = 40;

    private final QuorateClient client;
    private final Optional<SessionId> session;
    private final BooleanSupplier valid;
    private long validNanos;

    /**
     * Begins now.
     *
     * @param valid what the facade's handle says
     * @param fromNanos when it was asked for
     */
    Tenure(QuorateClient client, BooleanSupplier valid, long fromNanos) {
        this.client = client;
        this.session = client.session().id();
        this.valid = valid;
        this.validNanos = fromNanos;
    }

    /** Looks whether it is valid. */
    boolean isValid() {
        long now = System.nanoTime();
        boolean holds = valid.getAsBoolean();
        if (holds) {
            validNanos = now;
        }
        return holds;
    }

    /** The last moment at which it was valid for certain. */
    long validNanos() {
        return validNanos;
    }

    /** A session that was lost meanwhile may go on at the servers, and what it has with it. */
    boolean isSameSession() {
        return client.session().isValid() && client.session().id().equals(session);
    }

    /** Gives it back again and again, until the servers have said that it is over, or the session is. */
    static void giveBack(Runnable close) throws InterruptedException {
        while (true) {
            try {
                close.run();
                return;
            } catch (QuorateException unanswered) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }
}
