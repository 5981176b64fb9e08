package io.quorate.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.client.core.Habitat;
import io.quorate.client.core.Moment;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The machine that the program runs on: its clocks, the monotonic one from the making of this object, a thread, and sockets. */
final class Machine implements Habitat {
    private static final long CLOSE_MILLIS = 1_000;

    private final long originNanos = System.nanoTime();
    private final IoThread thread = new IoThread();
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, thread, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Resolver resolver = new Resolver();

    @Override
    public Moment now() {
        return new Moment(System.nanoTime() - originNanos, System.currentTimeMillis());
    }

    @Override
    public long systemNanos(long nanos) {
        return originNanos + nanos;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable task) {
        ScheduledFuture<?> timer = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public Wire wire(Events events) {
        return new NettyTransport(loop, resolver, events);
    }

    @Override
    public void stop() {
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
}
