package io.quorate.testkit;

import io.quorate.kernel.Address;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.EventLink;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.SubscribeResult;
import io.quorate.kernel.Subscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One instance's events of one kind, as a subscriber gets them that goes along with the leader. */
final class EventFeed<E extends Record> implements EventLink {
    private final Address address;
    private final Class<E> type;
    private final List<E> seen = new ArrayList<>();
    private Optional<Cursor> last = Optional.empty();
    private Optional<Subscription> current = Optional.empty();

    EventFeed(Address address, Class<E> type) {
        this.address = address;
        this.type = type;
    }

    /** Leaves the node where it was, and goes on at another one. */
    void subscribe(Kernel at) {
        current.ifPresent(Subscription::cancel);
        SubscribeResult result = at.subscribe(address, type.getSimpleName(), last, this);
        if (result instanceof SubscribeResult.Subscribed subscribed) {
            if (last.isEmpty()) {
                last = Optional.of(subscribed.subscription().from());
            }
            current = Optional.of(subscribed.subscription());
            subscribed.subscription().resume();
        } else {
            throw new IllegalArgumentException(
                    ((SubscribeResult.Refused) result).problem().message());
        }
    }

    List<E> seen() {
        return Collections.unmodifiableList(seen);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void event(Cursor at, byte[] body) {
        last = Optional.of(at);
        seen.add(Bytes.decode(type, body));
    }

    @Override
    public void reset(Cursor at) {
        throw new AssertionError("events of " + address + " were dropped before they could be read");
    }
}
