package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Past;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All changes of keys with a prefix behind a place, in order, each once. They come as events. Where some may be missing, or there is no
 * room for more, and at a place of the past, they are read from the store's history, and the events that came meanwhile follow
 * from the revision on up to which it was read. The consumer runs on the callback executor, one call at a time.
 */
final class Feed implements Registration {
    /** Events that wait for the consumer, in bytes with what is around each. */
    static final long MAX_WAITING_BYTES = 4L * 1024 * 1024;

    /** Steps before others get their turn on the executor. */
    private static final int MAX_TURN = 64;

    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    private enum State {
        /** Events are collected for a place that is to come. */
        COLLECTING,
        LIVE,
        READING
    }

    private final Calls calls;
    private final String prefix;
    private final Consumer<Step> consumer;
    private final Patient patient;
    private final ArrayDeque<EventMessage.Event<Changed>> waiting = new ArrayDeque<>();
    private final Registration events;
    private long waitingBytes;
    private State state = State.COLLECTING;
    private Place place = Place.at(0, OptionalLong.empty());
    private @Nullable Runnable read;
    private boolean busy;
    private boolean closed;

    /** Events behind those that wait may be missing; none are added before it is closed by reading. */
    private boolean gap;

    /** Collects events from now on. */
    Feed(Calls calls, String prefix, Consumer<Step> consumer) {
        this.calls = calls;
        this.prefix = prefix;
        this.consumer = consumer;
        this.patient = new Patient(calls, this::isOpen);
        this.events = calls.resource().events(Changed.class, this::heard);
    }

    /** Forgets the events that wait, and brings nothing more before it is started. */
    synchronized void collect() {
        state = State.COLLECTING;
        waiting.clear();
        waitingBytes = 0;
        gap = false;
    }

    /**
     * Brings what follows a place.
     *
     * @param isPast the place is older than the events that were collected
     */
    void start(Place from, boolean isPast) {
        synchronized (this) {
            place = from;
            state = State.LIVE;
            if (isPast) {
                waiting.clear();
                waitingBytes = 0;
                gap = true;
            }
        }
        wake();
    }

    private void heard(EventMessage<Changed> message) {
        synchronized (this) {
            if (message instanceof EventMessage.Event<Changed> event && !gap) {
                long bytes = Sizes.bytes(event.value());
                gap = waitingBytes + bytes > MAX_WAITING_BYTES && !waiting.isEmpty();
                if (!gap) {
                    waiting.add(event);
                    waitingBytes += bytes;
                }
            } else {
                gap = true;
            }
        }
        wake();
    }

    private void wake() {
        synchronized (this) {
            if (busy || closed) {
                return;
            }
            busy = true;
        }
        calls.client().callbackExecutor().execute(this::turn);
    }

    private void turn() {
        for (int i = 0; i < MAX_TURN; i++) {
            Runnable step = next();
            if (step == null) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
            }
        }
        calls.client().callbackExecutor().execute(this::turn);
    }

    private synchronized @Nullable Runnable next() {
        Runnable step = read;
        read = null;
        if (step == null && state == State.LIVE && !closed) {
            EventMessage.Event<Changed> event = waiting.poll();
            if (event != null) {
                waitingBytes -= Sizes.bytes(event.value());
                step = () -> tell(event);
            } else if (gap) {
                gap = false;
                state = State.READING;
                step = this::readOn;
            }
        }
        busy = step != null && !closed;
        return busy ? step : null;
    }

    private void readOn() {
        Place from = place();
        patient.ask(
                () -> calls.query(KvContract.HISTORY, from.history(prefix), Past.class),
                past -> arrived(() -> tell(past)),
                () -> arrived(this::gone));
    }

    private void arrived(Runnable step) {
        synchronized (this) {
            read = step;
        }
        wake();
    }

    private void tell(Past past) {
        List<Change> changes;
        synchronized (this) {
            changes = past.changes()
                    .subList(
                            Math.min(place.repeated(), past.changes().size()),
                            past.changes().size());
            place = place.behind(past);
            state = past.more() ? State.READING : State.LIVE;
        }
        try {
            consumer.accept(new Step.Changes(changes, past.next()));
        } finally {
            if (past.more()) {
                readOn();
            }
        }
    }

    private void tell(EventMessage.Event<Changed> event) {
        List<Change> changes = new ArrayList<>();
        synchronized (this) {
            if (place.isBehind(event.revision())) {
                return;
            }
            for (Change change : event.value().changes()) {
                if (change.key().startsWith(prefix)) {
                    changes.add(change);
                }
            }
            place = place.with(event.at(), changes.size());
        }
        consumer.accept(new Step.Changes(changes, event.revision()));
    }

    private void gone() {
        collect();
        consumer.accept(new Step.Gone());
    }

    private synchronized Place place() {
        return place;
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        events.close();
    }
}
