package io.quorate.kernel;

/** Where a subscription's events go. Called on the loop; must not block or throw. */
public interface EventLink {
    /** Whether more can be taken now; after a false answer the owner calls {@link Subscription#resume()} once there is room. */
    boolean ready();

    void event(Cursor at, byte[] body);

    /** Events up to the cursor may be missing; those behind it follow. */
    void reset(Cursor at);
}
