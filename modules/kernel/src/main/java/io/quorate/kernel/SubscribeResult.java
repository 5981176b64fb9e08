package io.quorate.kernel;

/** Answer to a subscription. */
public sealed interface SubscribeResult {
    /** Call {@link Subscription#resume()} to let the events come. */
    record Subscribed(Subscription subscription) implements SubscribeResult {}

    record Refused(Problem problem) implements SubscribeResult {}
}
