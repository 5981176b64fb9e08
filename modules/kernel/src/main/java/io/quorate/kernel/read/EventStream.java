package io.quorate.kernel.read;

import io.quorate.kernel.Address;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.EventLink;
import io.quorate.kernel.Subscription;
import io.quorate.kernel.apply.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The latest events of this node, in a ring bounded in bytes, and a cursor for each subscriber, so that a slow one costs
 * nothing but a place. A subscriber that fell behind the ring is told so.
 */
public final class EventStream {
    private static final long BYTES_AROUND_AN_EVENT = 128L;

    private record Topic(Address address, String event) {}

    private final long maxBytes;
    private final ArrayDeque<Effect.Emitted> ring = new ArrayDeque<>();
    private final Map<Topic, Set<Place>> places = new HashMap<>();
    private long bytes;
    private int subscriptions;

    // Events behind the floor are all in the ring; head is the newest place. Floor moves when the ring overflows.
    private Cursor floor;
    private Cursor head;

    /** A stream that begins now: what was before is not in it. */
    public EventStream(long maxBytes, int epoch, long revision) {
        this.maxBytes = maxBytes;
        this.floor = endOf(epoch, revision);
        this.head = floor;
    }

    private static Cursor endOf(int epoch, long revision) {
        return new Cursor(epoch, revision, Integer.MAX_VALUE);
    }

    public int subscriptions() {
        return subscriptions;
    }

    /** Everything up to this revision has been applied. */
    public void reached(int epoch, long revision) {
        head = endOf(epoch, revision);
    }

    /** The state was replaced by a later one, and what happened in between is not known here: every subscriber is told. */
    public void restart(int epoch, long revision) {
        ring.clear();
        bytes = 0;
        head = endOf(epoch, revision);
        floor = head;
        places.values().forEach(interested -> List.copyOf(interested).forEach(Place::restart));
    }

    public void add(Effect.Emitted event) {
        ring.add(event);
        bytes += size(event);
        while (bytes > maxBytes && ring.size() > 1) {
            Effect.Emitted oldest = ring.remove();
            bytes -= size(oldest);
            floor = oldest.at();
        }
        Set<Place> interested = places.get(new Topic(event.address(), event.event()));
        if (interested != null) {
            for (Place place : List.copyOf(interested)) {
                place.offer(event);
            }
        }
    }

    private static long size(Effect.Emitted event) {
        return BYTES_AROUND_AN_EVENT + event.body().length;
    }

    public Subscription subscribe(Address address, String event, Optional<Cursor> after, EventLink link) {
        Topic topic = new Topic(address, event);
        Place place = new Place(topic, link, after.orElse(head));
        places.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(place);
        subscriptions++;
        return place;
    }

    /** One subscriber's place. It begins behind and catches up when resumed. */
    private final class Place implements Subscription {
        private final Topic topic;
        private final EventLink link;
        private final Cursor from;
        private Cursor seen;
        private boolean caughtUp;
        private boolean cancelled;

        Place(Topic topic, EventLink link, Cursor from) {
            this.topic = topic;
            this.link = link;
            this.from = from;
            this.seen = from;
        }

        @Override
        public Cursor from() {
            return from;
        }

        void restart() {
            caughtUp = false;
            if (link.ready()) {
                resume();
            }
        }

        void offer(Effect.Emitted event) {
            if (!caughtUp) {
                return;
            }
            if (link.ready()) {
                link.event(event.at(), event.body());
                seen = event.at();
            } else {
                caughtUp = false;
                // What came before this event was not for this place, or was delivered.
                seen = new Cursor(
                        event.at().epoch(), event.at().revision(), event.at().ordinal() - 1);
            }
        }

        @Override
        public void resume() {
            if (cancelled || caughtUp) {
                return;
            }
            if (seen.epoch() != floor.epoch() || seen.compareTo(floor) < 0) {
                seen = head;
                link.reset(head);
            }
            for (Effect.Emitted event : new ArrayList<>(ring)) {
                if (event.at().compareTo(seen) > 0
                        && event.address().equals(topic.address())
                        && event.event().equals(topic.event())) {
                    if (!link.ready()) {
                        return;
                    }
                    link.event(event.at(), event.body());
                    seen = event.at();
                }
            }
            caughtUp = true;
        }

        @Override
        public void cancel() {
            if (cancelled) {
                return;
            }
            cancelled = true;
            subscriptions--;
            Set<Place> interested = places.get(topic);
            if (interested != null) {
                interested.remove(this);
                if (interested.isEmpty()) {
                    places.remove(topic);
                }
            }
        }
    }
}
