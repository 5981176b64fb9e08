package io.quorate.client.core;

import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ClientMessage.Unsubscribe;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.Reset;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The subscriptions of the client, each with the place up to which it has seen the events. */
final class Subscriptions {
    private static final class Open {
        final Target target;
        final String event;
        final EventSink sink;

        Optional<EventCursor> cursor;

        /** It did not begin when its listener came, so that events may have passed unseen. */
        boolean gap;

        /** This connection carries it, or is asked to. */
        boolean asked;

        int refusals;

        Open(Target target, String event, Optional<EventCursor> after, EventSink sink, boolean gap) {
            this.target = target;
            this.event = event;
            this.cursor = after;
            this.sink = sink;
            this.gap = gap;
        }
    }

    private final Connection connection;
    private final Transport transport;
    private final SeenRevision seen;
    private final RandomGenerator random;
    private final TreeMap<Long, Open> open = new TreeMap<>();
    private final Deadlines retries = new Deadlines();

    Subscriptions(Connection connection, Transport transport, SeenRevision seen, RandomGenerator random) {
        this.connection = connection;
        this.transport = transport;
        this.seen = seen;
        this.random = random;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    long nextWakeNanos() {
        return retries.nextNanos();
    }

    /** @throws QuorateException when there are too many, or a name cannot be sent */
    void add(long id, Target target, String event, Optional<EventCursor> after, EventSink sink) {
        RequestCheck.problem(target, event, new byte[0]).ifPresent(problem -> {
            throw problem;
        });
        if (open.size() >= ClientLimits.MAX_SUBSCRIPTIONS) {
            throw QuorateException.of(
                    ErrorCode.OVERLOADED,
                    CallOutcome.NOT_APPLIED,
                    "this client has " + open.size() + " subscriptions, the limit");
        }
        Open added = new Open(target, event, after, sink, after.isEmpty() && !connection.isOpen());
        open.put(id, added);
        if (connection.isOpen()) {
            ask(id, added);
        }
    }

    void remove(long id) {
        if (open.remove(id) != null && connection.isOpen()) {
            transport.send(new Unsubscribe(id));
        }
    }

    /** Ends them all. */
    void end() {
        List<Open> ended = List.copyOf(open.values());
        open.clear();
        ended.forEach(each -> each.sink.ended());
    }

    void established() {
        open.forEach(this::ask);
    }

    void tick(Moment now) {
        for (Optional<Long> id = retries.poll(now); id.isPresent(); id = retries.poll(now)) {
            Open each = open.get(id.get());
            if (each != null && connection.isOpen() && !each.asked) {
                ask(id.get(), each);
            }
        }
    }

    private void ask(long id, Open each) {
        each.asked = true;
        transport.send(new Subscribe(id, each.target, each.event, each.cursor));
    }

    void broken() {
        for (Open each : open.values()) {
            each.asked = false;
            each.gap |= each.cursor.isEmpty();
        }
    }

    void subscribed(Subscribed answer) {
        Open each = open.get(answer.subscription());
        if (each == null) {
            return;
        }
        each.refusals = 0;
        if (each.cursor.isEmpty()) {
            connection.reached(answer.from().epoch());
            each.cursor = Optional.of(answer.from());
        }
        if (each.gap) {
            each.gap = false;
            each.sink.reset(answer.from());
        }
    }

    void happened(Event event) {
        Open each = open.get(event.subscription());
        if (each != null
                && each.cursor.filter(cursor -> !isNew(event.at(), cursor)).isEmpty()) {
            each.cursor = Optional.of(event.at());
            connection.reached(event.at().epoch());
            seen.see(event.at().revision());
            each.sink.event(event.at(), event.body());
        }
    }

    private static boolean isNew(EventCursor at, EventCursor seen) {
        return at.epoch() != seen.epoch()
                || at.revision() > seen.revision()
                || (at.revision() == seen.revision() && at.ordinal() > seen.ordinal());
    }

    void reset(Reset reset) {
        Open each = open.get(reset.subscription());
        if (each != null) {
            each.cursor = Optional.of(reset.at());
            connection.reached(reset.at().epoch());
            seen.see(reset.at().revision());
            each.sink.reset(reset.at());
        }
    }

    /** Whether the failed request was one of these. */
    boolean failed(Moment now, Failed failed) {
        Open each = open.get(failed.correlation());
        if (each == null) {
            return false;
        }
        each.asked = false;
        each.gap |= each.cursor.isEmpty();
        each.refusals++;
        retries.add(now.nanos() + ClientLimits.RESUBSCRIBE.nanos(each.refusals, random), failed.correlation());
        if (each.refusals == 1) {
            each.sink.refused(failed.code(), failed.message());
        }
        if (Reaction.to(failed.code()) == Reaction.MOVE) {
            connection.drop(now, failed.message());
        }
        return true;
    }
}
