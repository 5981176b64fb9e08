package io.quorate.simulation.check;

import io.quorate.simulation.register.RegisterContract.Change;
import java.util.ArrayList;
import java.util.List;

/** A subscriber gets every change in order and once, and is told where some may be missing. */
public final class EventsInOrder implements Invariant {
    private static final long UNKNOWN = -1;

    private final Verdict verdict;
    private final List<Subscriber> subscribers = new ArrayList<>();

    EventsInOrder(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void subscribed(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    @Override
    public void finished(FinalState state) {
        for (Subscriber subscriber : subscribers) {
            List<Change> changes = state.changes().getOrDefault(subscriber.register(), List.of()).stream()
                    .filter(change -> change.number() > 0)
                    .toList();
            follow(subscriber, changes);
        }
    }

    private void follow(Subscriber subscriber, List<Change> changes) {
        long seen = UNKNOWN;
        for (Delivery delivery : subscriber.deliveries()) {
            if (seen != UNKNOWN && delivery.revision() < seen) {
                verdict.violated(getClass(), subscriber + " was told " + delivery + " behind revision " + seen);
            }
            if (delivery instanceof Delivery.Event event) {
                requireNext(subscriber, changes, seen, event);
            }
            seen = delivery.revision();
        }
        if (seen != UNKNOWN && !subscriber.isEnded()) {
            long last = seen;
            changes.stream()
                    .filter(change -> change.revision() > last)
                    .findFirst()
                    .ifPresent(missed -> verdict.violated(
                            getClass(), subscriber + " was never told " + missed + ", it has seen " + last));
        }
    }

    private void requireNext(Subscriber subscriber, List<Change> changes, long seen, Delivery.Event event) {
        Change expected = changes.stream()
                .filter(change -> seen == UNKNOWN ? change.number() == event.number() : change.revision() > seen)
                .findFirst()
                .orElse(null);
        if (expected == null || expected.number() != event.number() || expected.revision() != event.revision()) {
            verdict.violated(
                    getClass(),
                    subscriber + " was told " + event + " behind revision " + seen + ", due was " + expected);
        }
    }
}
