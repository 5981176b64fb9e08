package io.quorate.client.core;

import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Members;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.Reset;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A client without clock, thread, socket or chance of its own: events go in with the moment at which they happen, and what
 * follows goes out through {@link Transport}, {@link Completion}, {@link EventSink} and {@link CoreListener} before the
 * method returns. Between events, {@link #tick} is due at {@link #nextWakeNanos()}.
 *
 * <p>Use: {@link #start}, then anything, and at last {@link #close}. One thread at a time; no method blocks. None may be
 * called from within a port's method.
 */
public final class ClientCore {
    private final Connection connection;
    private final Sessions sessions;
    private final Calls calls;
    private final Queries queries;
    private final Subscriptions subscriptions;
    private final Pulse pulse;
    private final CoreListener listener;

    private long lastNumber;
    private boolean closing;
    private long closeNanos = Moment.NEVER;
    private boolean closed;

    /**
     * @param random for pauses and secrets of sessions, so it must not be guessable outside of a simulation
     */
    public ClientCore(CoreOptions options, Transport transport, RandomGenerator random, CoreListener listener) {
        this.listener = listener;
        SeenRevision seen = new SeenRevision();
        pulse = new Pulse(transport, this::nextNumber);
        connection = new Connection(options, pulse, random, new Roles(seen));
        calls = new Calls(connection, seen);
        queries = new Queries(connection, pulse, seen, random);
        subscriptions = new Subscriptions(connection, pulse, seen, random);
        sessions = new Sessions(options, pulse, random, this::nextNumber, connection, calls, listener);
    }

    private long nextNumber() {
        lastNumber++;
        return lastNumber;
    }

    /** Begins to connect. */
    public void start(Moment now) {
        advance(now);
    }

    /** When {@link #tick} is due, in the scale of {@link Moment#nanos}; {@link Moment#NEVER} for not at all. */
    public long nextWakeNanos() {
        if (closed) {
            return Moment.NEVER;
        }
        long reads = Math.min(queries.nextWakeNanos(), subscriptions.nextWakeNanos());
        long writes = Math.min(calls.nextWakeNanos(), sessions.nextWakeNanos());
        long link = Math.min(connection.nextWakeNanos(), pulse.nextWakeNanos(connection.answerNanos()));
        return Math.min(Math.min(reads, writes), Math.min(link, closeNanos));
    }

    private boolean isAwaiting() {
        return !queries.isEmpty() || !subscriptions.isEmpty() || sessions.isEndingLost();
    }

    /** Time has passed. May be called at any moment. */
    public void tick(Moment now) {
        sessions.expire(now);
        advance(now);
    }

    /** The connection that {@link Transport#connect} began is there. */
    public void connected(Moment now) {
        sessions.expire(now);
        connection.connected();
        advance(now);
    }

    /**
     * The connection, or the attempt at one, has ended otherwise than by {@link Transport#disconnect}.
     *
     * @param cause for people
     */
    public void disconnected(Moment now, String cause) {
        sessions.expire(now);
        connection.disconnected(now, cause);
        advance(now);
    }

    /** The server has sent something. */
    public void received(Moment now, ServerMessage message) {
        sessions.expire(now);
        pulse.heard(now);
        if (message instanceof Goodbye goodbye) {
            connection.goodbye(now, goodbye);
        } else if (connection.isOpen()) {
            dispatch(now, message);
        } else {
            connection.greeted(now, message);
        }
        advance(now);
    }

    private void dispatch(Moment now, ServerMessage message) {
        if (message instanceof Reply reply) {
            inFlight(reply.session()).ifPresent(session -> calls.replied(now, session, reply));
        } else if (message instanceof CallRefused refused) {
            refused(now, refused);
        } else if (message instanceof KeepAliveAck ack) {
            sessions.confirmed(ack);
        } else if (message instanceof QueryReply reply) {
            queries.replied(now, reply);
        } else if (message instanceof Event event) {
            subscriptions.happened(event);
        } else if (message instanceof Reset reset) {
            subscriptions.reset(reset);
        } else if (message instanceof Subscribed subscribed) {
            subscriptions.subscribed(subscribed);
        } else if (message instanceof SessionOpened opened) {
            sessions.opened(now, opened);
        } else if (message instanceof SessionAttached attached) {
            sessions.attached(now, attached);
        } else if (message instanceof SessionEnded ended) {
            sessions.ended(ended);
        } else if (message instanceof Failed failed) {
            failed(now, failed);
        } else if (message instanceof Members members) {
            connection.learn(members);
        } else {
            connection.drop(now, "sent a second " + message.getClass().getSimpleName());
        }
    }

    private void refused(Moment now, CallRefused refused) {
        boolean move = Reaction.to(refused.code()) == Reaction.MOVE;
        inFlight(refused.session()).ifPresent(session -> {
            if (move) {
                session.notTaken(refused);
            } else {
                session.refused(now, refused);
            }
        });
        if (move && !connection.isLeaving()) {
            connection.drop(now, refused.message());
        }
    }

    private void failed(Moment now, Failed failed) {
        if (!sessions.failed(now, failed)) {
            subscriptions.failed(now, failed);
        }
    }

    private Optional<InFlight> inFlight(long session) {
        return sessions.inFlight().filter(calling -> calling.session() == session);
    }

    /**
     * Sends a command as soon as the session allows; it is applied at most once.
     *
     * @param deadlineNanos in the scale of {@link Moment#nanos}; the completion is told then at the latest
     * @return number for {@link #taken} and {@link #cancel}
     */
    public long call(Moment now, CallRequest request, long deadlineNanos, Completion completion) {
        sessions.expire(now);
        long id = nextNumber();
        if (closing) {
            completion.failed(isClosed());
        } else {
            calls.add(id, request, deadlineNanos, completion);
        }
        advance(now);
        return id;
    }

    /** The caller has the reply of this call, and the server may forget it. */
    public void taken(Moment now, long call) {
        calls.taken(sessions.inFlight(), call);
        advance(now);
    }

    /**
     * The caller has gone: the completion is not told any more. A command that was sent is taken back on the server, also
     * one that was replied to and not {@link #taken} yet.
     *
     * @param id of a call or query, ended or not
     */
    public void cancel(Moment now, long id) {
        sessions.expire(now);
        calls.cancel(now, sessions.inFlight(), id);
        queries.cancel(id);
        advance(now);
    }

    /**
     * Asks a query until it is answered.
     *
     * @param deadlineNanos in the scale of {@link Moment#nanos}; the completion is told then at the latest
     * @return number for {@link #cancel}
     */
    public long query(Moment now, QueryRequest request, long deadlineNanos, Completion completion) {
        sessions.expire(now);
        long id = nextNumber();
        if (closing) {
            completion.failed(isClosed());
        } else {
            queries.add(id, request, deadlineNanos, completion);
        }
        advance(now);
        return id;
    }

    /**
     * Subscribes to one kind of event, over all connections to come.
     *
     * @param after where an earlier subscription was; empty for from now on
     * @return number for {@link #unsubscribe}
     * @throws QuorateException when there are too many subscriptions, a name cannot be sent, or the client is closed
     */
    public long subscribe(Moment now, Target target, String event, Optional<EventCursor> after, EventSink sink) {
        if (closing) {
            throw isClosed();
        }
        long id = nextNumber();
        subscriptions.add(id, target, event, after, sink);
        advance(now);
        return id;
    }

    /** The sink is told nothing more. */
    public void unsubscribe(Moment now, long subscription) {
        subscriptions.remove(subscription);
        advance(now);
    }

    /**
     * Fails what is open with {@link ErrorCode#CLOSED} and ends the session; {@link CoreListener#closed} follows once the
     * server has answered.
     *
     * @param deadlineNanos when not to wait for the server any longer
     */
    public void close(Moment now, long deadlineNanos) {
        if (!closing) {
            closing = true;
            closeNanos = deadlineNanos;
            calls.failUnsent(isClosed());
            queries.failAll(isClosed());
            subscriptions.end();
            sessions.close();
            advance(now);
        }
    }

    /** Why there is no connection, for people. */
    public String connectionFailure() {
        return connection.failure();
    }

    private static QuorateException isClosed() {
        return QuorateException.of(ErrorCode.CLOSED, CallOutcome.NOT_APPLIED, "the client is closed");
    }

    /** Does what has become possible or due. */
    private void advance(Moment now) {
        if (closed) {
            return;
        }
        if (closing && (sessions.isQuiet() || now.nanos() >= closeNanos)) {
            closed = true;
            connection.close();
            listener.closed();
            return;
        }
        if (connection.isLeaving() && !sessions.isAwaiting()) {
            connection.leave(now);
        }
        connection.tick(now);
        calls.tick(now, sessions.inFlight());
        sessions.tick(now);
        if (!connection.isLeaving()) {
            sessions.inFlight().ifPresent(calls::sendTo);
        }
        queries.tick(now);
        subscriptions.tick(now);
        pulse.tick(now, connection, isAwaiting());
    }

    /** What the connection's fate means for the others. */
    private final class Roles implements Connection.Owner {
        private final SeenRevision seen;

        Roles(SeenRevision seen) {
            this.seen = seen;
        }

        @Override
        public boolean needsLeader() {
            return sessions.needsLeader();
        }

        @Override
        public void established(Moment now) {
            subscriptions.established();
            sessions.established(now);
            listener.welcomed();
        }

        @Override
        public void broken(Moment now) {
            sessions.broken();
            queries.broken();
            subscriptions.broken();
        }

        @Override
        public void restored(Moment now, String message) {
            seen.forget();
            sessions.restored(message);
        }

        @Override
        public void refused(QuorateException refusal) {
            calls.failUnsent(refusal);
            queries.failAll(refusal);
            listener.refused(refusal);
        }
    }
}
