package io.quorate.client.core;

import java.util.concurrent.TimeUnit;

/** Every bound of a client, each with its unit. */
public final class ClientLimits {
    /** Calls not yet ended, those included that were given up and are being taken back. A server keeps 16,384 per session. */
    public static final int MAX_CALLS = 12_000;

    /** Requests of calls and queries not yet ended, in bytes. */
    public static final long MAX_REQUEST_BYTES = 64L * 1024 * 1024;

    /** Queries not yet ended. */
    public static final int MAX_QUERIES = 12_000;

    /** Queries sent and not yet answered; a server takes 1,024 of one connection. */
    public static final int MAX_SENT_QUERIES = 1_000;

    public static final int MAX_SUBSCRIPTIONS = 10_000;

    /** Acknowledgements sent of which it is not known whether they arrived. */
    static final int MAX_UNCONFIRMED_ACKS = 8_192;

    /** Lost sessions that the client still tries to end; the server ends those beyond by itself. */
    static final int MAX_LOST_SESSIONS = 8;

    /** For the answer when a session is opened or attached. */
    static final long ESTABLISH_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** For the answers to what was sent to a server that will end the connection: longer than a server takes for them. */
    static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * A server that was sent something and says nothing for this long is asked for a sign of life, and left when that does not
     * come for as long; twice as long after each server that was left so.
     */
    static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static final int MAX_ANSWER_DOUBLINGS = 3;

    /** A server that was left for its silence is tried after all others for this time. */
    static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A server that takes no connection is tried after all others for this time. */
    static final long DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A server from which something is to come in the end, and nothing came, is asked for a sign of life after this time. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** After which a cancellation or skip without answer is sent again on the same connection. */
    static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Pause before another connection; it doubles when all endpoints were tried in vain. */
    static final Backoff RECONNECT = new Backoff(TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.SECONDS.toNanos(2));

    /** Pause before a request that was refused for the moment is sent again. */
    static final Backoff REFUSED = new Backoff(TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.SECONDS.toNanos(1));

    /** Pause before a refused subscription is tried again. */
    static final Backoff RESUBSCRIBE = new Backoff(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.SECONDS.toNanos(5));

    private ClientLimits() {}
}
