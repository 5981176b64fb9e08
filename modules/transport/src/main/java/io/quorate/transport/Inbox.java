package io.quorate.transport;

import io.netty.channel.Channel;
import io.quorate.protocol.ClientMessage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from one client to the loop, where one task takes a burst of them. While too many are in hand the
 * socket is not read, so that TCP holds the client back; while the client does not read its answers, none are taken.
 */
final class Inbox {
    /** Messages of one connection that the loop takes before it turns to others. */
    private static final int MAX_TURN_MESSAGES = 256;

    private final Channel channel;
    private final Executor loop;
    private final ListenerOptions options;
    private final BooleanSupplier answersFlow;

    private final Queue<ClientMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inHandMessages = new AtomicInteger();
    private final AtomicLong inHandBytes = new AtomicLong();
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private volatile boolean paused;
    private volatile boolean ended;

    /** On the loop; null before the connection was opened there and after its end. */
    private @Nullable Receiver receiver;

    Inbox(Channel channel, Executor loop, ListenerOptions options, BooleanSupplier answersFlow) {
        this.channel = channel;
        this.loop = loop;
        this.options = options;
        this.answersFlow = answersFlow;
    }

    void open(ClientConnections connections, Connection connection) {
        loop.execute(() -> receiver = connections.opened(connection));
    }

    /** On the I/O thread; {@link #turn()} follows at the end of the burst. */
    void add(ClientMessage message) {
        waiting.add(message);
        inHandMessages.incrementAndGet();
        inHandBytes.addAndGet(MessageSize.of(message));
        if (!paused && !hasRoom(1)) {
            paused = true;
            channel.config().setAutoRead(false);
            readAgain();
        }
    }

    /** Lets the loop take what waits. Any thread. */
    void turn() {
        if (turnDue.compareAndSet(false, true)) {
            loop.execute(this::deliver);
        }
    }

    /** Tells the receiver on the loop that answers flow again. */
    void room() {
        loop.execute(() -> {
            if (receiver != null) {
                receiver.writable();
            }
        });
        turn();
    }

    /** The socket is gone; what was received before is still delivered. */
    void end() {
        ended = true;
        turn();
    }

    private void deliver() {
        turnDue.set(false);
        boolean last = ended;
        Receiver taker = receiver;
        if (taker == null) {
            return;
        }
        for (int taken = 0; taken < MAX_TURN_MESSAGES && (last || answersFlow.getAsBoolean()); taken++) {
            ClientMessage next = waiting.poll();
            if (next == null) {
                break;
            }
            inHandMessages.decrementAndGet();
            inHandBytes.addAndGet(-MessageSize.of(next));
            taker.received(next);
        }
        if (paused && hasRoom(2)) {
            IoTasks.run(channel, this::readAgain);
        }
        if (last && waiting.isEmpty()) {
            receiver = null;
            taker.closed();
        } else if (!waiting.isEmpty() && (last || answersFlow.getAsBoolean())) {
            turn();
        }
    }

    private void readAgain() {
        if (paused && hasRoom(2)) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    /** Whether no more than this part of what is allowed is in hand. */
    private boolean hasRoom(int divisor) {
        return inHandMessages.get() <= options.maxInHandMessages() / divisor
                && inHandBytes.get() <= options.maxInHandBytes() / divisor;
    }
}
