package io.quorate.kernel;

/** A place in the stream of one instance's events. On the loop only. */
public interface Subscription {
    /** Where it began. */
    Cursor from();

    /** The link has room again. */
    void resume();

    /** No more events; idempotent. */
    void cancel();
}
