package io.quorate.client.core;

import io.quorate.protocol.ServerMessage;

/**
 * Where a client lives: its clocks, its one thread, and its way to the servers. Usually that is the machine and its network; a
 * test cluster keeps clients in its own time.
 */
public interface Habitat {
    /** Any thread. */
    Moment now();

    /** A moment's nanos in the scale of {@link System#nanoTime()}. Any thread. */
    long systemNanos(long nanos);

    /**
     * Runs the task soon on the client's thread, in the order of asking. Any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #stop}
     */
    void execute(Runnable task);

    /** Runs the task on the client's thread after this time, unless what is returned is run there before. On that thread. */
    Runnable schedule(long delayNanos, Runnable task);

    /** The way to the servers; asked for once, before anything happens. */
    Wire wire(Events events);

    /** Nothing runs any more on return, and no thread is left. Waits for a bounded time. */
    void stop();

    /** A transport that may collect what it is to send. */
    interface Wire extends Transport {
        /** What was sent goes out. */
        void flush();
    }

    /** What happens to the connection that was begun last. On the client's thread. */
    interface Events {
        void connected();

        void received(ServerMessage message);

        void disconnected(String cause);
    }
}
