package io.quorate.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.quorate.protocol.ServerMessage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages on their way from the loop to one client. All that the loop sends until the I/O thread comes round goes out with
 * one flush. What waits is counted until the socket has taken it, so that a client that does not read is noticed.
 */
final class Outbox {
    /** Progress of a long backlog is seen in steps of this many bytes. */
    private static final int STEP_BYTES = 64 * 1024;

    /** For which a client may go on sending after the last message to it, so that it can read that one. */
    private static final long LINGER_MILLIS = 1_000;

    private final Channel channel;
    private final String remote;
    private final ListenerOptions options;
    private final long lowBytes;
    private final QuietLog log;
    private final Runnable onRoom;

    private final Queue<ServerMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong unsentBytes = new AtomicLong();
    private final AtomicBoolean flushDue = new AtomicBoolean();
    private volatile boolean closing;

    // On the I/O thread.
    private long takenBytes;
    private boolean watched;
    private boolean finished;

    /** @param onRoom called on the I/O thread once half of what may wait has gone */
    Outbox(Channel channel, String remote, ListenerOptions options, QuietLog log, Runnable onRoom) {
        this.channel = channel;
        this.remote = remote;
        this.options = options;
        lowBytes = options.maxUnsentBytes() / 2;
        this.log = log;
        this.onRoom = onRoom;
    }

    void send(ServerMessage message) {
        if (!closing) {
            unsentBytes.addAndGet(MessageSize.of(message));
            waiting.add(message);
            flushSoon();
        }
    }

    boolean hasRoom() {
        return unsentBytes.get() <= options.maxUnsentBytes();
    }

    /** Closes behind what was sent so far. */
    void close() {
        closing = true;
        flushSoon();
    }

    boolean isClosing() {
        return closing;
    }

    /** The socket is gone. */
    void discard() {
        closing = true;
        finished = true;
        waiting.clear();
    }

    private void flushSoon() {
        if (flushDue.compareAndSet(false, true)) {
            IoTasks.run(channel, this::flush);
        }
    }

    private void flush() {
        flushDue.set(false);
        // Read before the queue: what was sent before close() is then surely polled below.
        boolean last = closing;
        if (unsentBytes.get() > options.maxBacklogBytes()) {
            giveUp(unsentBytes.get() + " bytes wait for it, limit " + options.maxBacklogBytes());
            return;
        }
        long step = 0;
        for (ServerMessage next = waiting.poll(); next != null; next = waiting.poll()) {
            channel.write(next, channel.voidPromise());
            step += MessageSize.of(next);
            if (step >= STEP_BYTES) {
                countWhenTaken(step);
                step = 0;
            }
        }
        if (step > 0) {
            countWhenTaken(step);
        }
        channel.flush();
        if (last) {
            finish();
        } else {
            watch();
        }
    }

    /** An empty write completes after the ones before it. */
    private void countWhenTaken(long bytes) {
        channel.write(Unpooled.EMPTY_BUFFER).addListener(written -> {
            takenBytes += bytes;
            long left = unsentBytes.addAndGet(-bytes);
            if (left <= lowBytes && left + bytes > lowBytes) {
                onRoom.run();
            }
        });
    }

    /** Whoever found no room is called when this ends, so that it must be watched from here on, not from where room ends. */
    private boolean isPressed() {
        return unsentBytes.get() > lowBytes;
    }

    private void watch() {
        if (!watched && isPressed()) {
            watched = true;
            long takenBefore = takenBytes;
            channel.eventLoop().schedule(() -> lookAgain(takenBefore), options.stalledMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain(long takenBefore) {
        watched = false;
        if (isPressed() && takenBytes == takenBefore && channel.isActive()) {
            giveUp("it took nothing for " + options.stalledMillis() + " ms while " + unsentBytes.get() + " bytes wait");
        } else {
            watch();
        }
    }

    private void giveUp(String why) {
        if (!finished) {
            log.warn("disconnecting client " + remote + ", it does not read: " + why);
        }
        discard();
        channel.close();
    }

    /**
     * Closing a socket with unread bytes resets it, and the client could lose the message that says why: so only our
     * direction ends at first.
     */
    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener((ChannelFutureListener) written -> ((DuplexChannel) channel).shutdownOutput());
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
