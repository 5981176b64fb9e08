package io.quorate.client;

import io.quorate.client.core.ClientCore;
import io.quorate.client.core.EventSink;
import io.quorate.client.core.Moment;
import io.quorate.codec.CodecException;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Brings events to their listener. One that is too slow gets a reset in place of what it missed. */
final class Subscriber<E extends Record> implements EventSink, Registration {
    /** Events that wait for one listener, in bytes with what is around each. */
    static final long MAX_WAITING_BYTES = 4L * 1024 * 1024;

    private static final long BYTES_AROUND_AN_EVENT = 64;
    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());

    /** An event as it came; without body for a reset. */
    private record Letter(EventCursor at, boolean reset, byte[] body) {
        static Letter reset(EventCursor at) {
            return new Letter(at, true, new byte[0]);
        }

        long bytes() {
            return BYTES_AROUND_AN_EVENT + body.length;
        }
    }

    private final Remote remote;
    private final String event;
    private final Function<byte[], E> decoder;
    private final Consumer<Optional<QuorateException>> over;
    private final Mailbox<Letter> mailbox;

    /** Number of the subscription, on the I/O thread. */
    private long id;

    private volatile boolean closed;

    /**
     * @param over told, on the I/O thread, when nothing will come any more: with the reason, or without when the client is closed
     * @param demand events that the listener takes before it asks for more
     */
    Subscriber(
            Remote remote,
            String event,
            Function<byte[], E> decoder,
            Consumer<EventMessage<E>> listener,
            Consumer<Optional<QuorateException>> over,
            long demand) {
        this.remote = remote;
        this.event = event;
        this.decoder = decoder;
        this.over = over;
        this.mailbox =
                new Mailbox<>(remote.callbacks(), Letter::bytes, letter -> listener.accept(read(letter)), demand);
    }

    static <E extends Record> Registration begin(
            Remote remote,
            Target target,
            String event,
            Optional<Cursor> after,
            Function<byte[], E> decoder,
            Consumer<EventMessage<E>> listener) {
        Subscriber<E> subscriber = new Subscriber<>(
                remote,
                event,
                decoder,
                listener,
                why -> why.ifPresent(failure -> LOG.log(
                        System.Logger.Level.WARNING, "no event '" + event + "' will be told: " + failure.getMessage())),
                Mailbox.ALL);
        subscriber.begin(target, after.map(Subscriber::sent));
        return subscriber;
    }

    /** @param after where an earlier subscription was; empty for from now on */
    void begin(Target target, Optional<EventCursor> after) {
        try {
            remote.loop().execute((core, now) -> subscribe(core, now, target, after));
        } catch (RejectedExecutionException stopped) {
            ended();
        }
    }

    private void subscribe(ClientCore core, Moment now, Target target, Optional<EventCursor> after) {
        if (closed) {
            return;
        }
        try {
            id = core.subscribe(now, target, event, after, this);
        } catch (QuorateException e) {
            over.accept(e.is(ErrorCode.CLOSED) ? Optional.empty() : Optional.of(e));
        }
    }

    /** The listener takes so many events more. */
    void ask(long events) {
        mailbox.ask(events);
    }

    private static EventCursor sent(Cursor cursor) {
        return new EventCursor(cursor.epoch(), cursor.revision(), cursor.ordinal());
    }

    private EventMessage<E> read(Letter letter) {
        Cursor at = new Cursor(
                letter.at().epoch(), letter.at().revision(), letter.at().ordinal());
        if (!letter.reset()) {
            try {
                return new EventMessage.Event<>(at, decoder.apply(letter.body()));
            } catch (CodecException e) {
                LOG.log(System.Logger.Level.WARNING, "an event '" + event + "' cannot be read: " + e.getMessage());
            }
        }
        return new EventMessage.Reset<>(at);
    }

    @Override
    public void event(EventCursor at, byte[] body) {
        mailbox.put(new Letter(at, false, body), MAX_WAITING_BYTES, Letter.reset(at));
    }

    @Override
    public void reset(EventCursor at) {
        mailbox.put(Letter.reset(at));
    }

    @Override
    public void refused(String code, String message) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the subscription to '" + event + "' is refused and tried again: " + message + " [" + code + "]");
    }

    @Override
    public void ended() {
        over.accept(Optional.empty());
    }

    @Override
    public void close() {
        mailbox.close();
        leave();
    }

    /** {@link #close}, after which the end is told as an event would be; not when it is closed already. */
    void close(Runnable end) {
        mailbox.close(end);
        leave();
    }

    private void leave() {
        closed = true;
        remote.loop().tell((core, now) -> core.unsubscribe(now, id));
    }
}
