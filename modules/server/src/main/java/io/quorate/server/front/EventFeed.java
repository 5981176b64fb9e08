package io.quorate.server.front;

import io.quorate.kernel.Cursor;
import io.quorate.kernel.EventLink;
import io.quorate.kernel.Subscription;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Reset;
import io.quorate.transport.Connection;
import org.jspecify.annotations.Nullable;

/** Carries one subscription's events to its client, as fast as that takes them. */
final class EventFeed implements EventLink {
    private final long subscription;
    private final Connection connection;
    /** Null until the kernel has answered. */
    private @Nullable Subscription place;
    /** Events wait because the client takes no more at present. */
    private boolean lagging;

    private boolean forced;

    EventFeed(long subscription, Connection connection) {
        this.subscription = subscription;
        this.connection = connection;
    }

    void begin(Subscription begun) {
        place = begun;
        begun.resume();
    }

    /** Sends what waits if the client takes it. */
    void resume() {
        if (place != null && lagging && connection.writable()) {
            lagging = false;
            place.resume();
        }
    }

    /** Sends what waits though the client is slow, because something that must not overtake it is about to be sent. */
    void catchUp() {
        if (place != null && lagging) {
            forced = true;
            lagging = false;
            place.resume();
            forced = false;
        }
    }

    void cancel() {
        if (place != null) {
            place.cancel();
        }
    }

    @Override
    public boolean ready() {
        boolean ready = forced || connection.writable();
        lagging |= !ready;
        return ready;
    }

    @Override
    public void event(Cursor at, byte[] body) {
        connection.send(new Event(subscription, Translation.cursor(at), body));
    }

    @Override
    public void reset(Cursor at) {
        connection.send(new Reset(subscription, Translation.cursor(at)));
    }
}
