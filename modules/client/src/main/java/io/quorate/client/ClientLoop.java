package io.quorate.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.client.core.ClientCore;
import io.quorate.client.core.CoreListener;
import io.quorate.client.core.CoreOptions;
import io.quorate.client.core.Moment;
import io.quorate.protocol.ServerMessage;
import io.quorate.recipe.client.Registration;
import java.security.SecureRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Drives the core on one I/O thread: its socket, its timer, and what other threads ask of it. */
final class ClientLoop {
    private static final long CLOSE_MILLIS = 1_000;

    private final Clocks clocks;
    private final IoThread thread = new IoThread();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Resolver resolver = new Resolver();
    private final NettyTransport transport;
    private final ClientCore core;

    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos = Moment.NEVER;

    ClientLoop(CoreOptions options, Clocks clocks, CoreListener listener) {
        this.clocks = clocks;
        this.group = new MultiThreadIoEventLoopGroup(1, thread, NioIoHandler.newFactory());
        this.loop = group.next();
        this.transport = new NettyTransport(loop, resolver, new SocketEvents());
        this.core = new ClientCore(options, transport, new SecureRandom(), listener);
    }

    /**
     * Does something with the core soon, in the order of asking. Any thread.
     *
     * @throws RejectedExecutionException after {@link #stop}
     */
    void execute(BiConsumer<ClientCore, Moment> task) {
        loop.execute(() -> step(task));
    }

    /** Like {@link #execute}, but nothing is left to do when the loop is gone. */
    void tell(BiConsumer<ClientCore, Moment> task) {
        try {
            execute(task);
        } catch (RejectedExecutionException stopped) {
            // The session that the task was about has ended with the client.
        }
    }

    /** Runs on the I/O thread at this moment of the clocks, and not after {@link #stop}. */
    Registration at(long nanos, Runnable reaction) {
        try {
            ScheduledFuture<?> due =
                    loop.schedule(reaction, nanos - clocks.now().nanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException stopped) {
            return () -> {};
        }
    }

    private void step(BiConsumer<ClientCore, Moment> task) {
        task.accept(core, clocks.now());
        transport.flush();
        setTimer();
    }

    private void setTimer() {
        long next = core.nextWakeNanos();
        if (next >= timerNanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = next;
        timer = loop.schedule(this::wake, next - clocks.now().nanos(), TimeUnit.NANOSECONDS);
    }

    private void wake() {
        timer = null;
        timerNanos = Moment.NEVER;
        step(ClientCore::tick);
    }

    /** Ends the I/O thread, for a bounded time. */
    void stop() {
        resolver.close();
        group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * CLOSE_MILLIS);
        thread.awaitEnd();
    }

    /** Makes the one thread, and waits for its end, which comes a little after that of its loop. */
    private static final class IoThread implements ThreadFactory {
        private volatile @Nullable Thread made;

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new FastThreadLocalThread(task, "quorate-client-io");
            thread.setDaemon(true);
            made = thread;
            return thread;
        }

        void awaitEnd() {
            Thread ending = made;
            try {
                if (ending != null) {
                    ending.join(CLOSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class SocketEvents implements NettyTransport.Events {
        @Override
        public void connected() {
            step(ClientCore::connected);
        }

        @Override
        public void received(ServerMessage message) {
            step((running, now) -> running.received(now, message));
        }

        @Override
        public void disconnected(String cause) {
            step((running, now) -> running.disconnected(now, cause));
        }
    }
}
