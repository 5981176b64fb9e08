package io.quorate.client;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the address of a host. The system's way blocks, for seconds when name servers are away, so that it has a thread of its
 * own, which is there only while it is needed.
 */
final class Resolver implements AutoCloseable {
    private static final int MAX_WAITING = 16;
    private static final long IDLE_MILLIS = 100;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(MAX_WAITING), Resolver::newThread);

    Resolver() {
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable task) {
        Thread made = new Thread(task, "quorate-client-dns");
        made.setDaemon(true);
        return made;
    }

    /** One of the two is called on the loop, later than this returns. */
    void resolve(String host, EventLoop loop, Consumer<InetAddress> found, Consumer<String> failed) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            loop.execute(() -> lookUp(host, loop, found, failed));
            return;
        }
        try {
            thread.execute(() -> lookUp(host, loop, found, failed));
        } catch (RejectedExecutionException busy) {
            loop.execute(() -> failed.accept("cannot be looked up: name servers do not answer"));
        }
    }

    private static void lookUp(String host, EventLoop loop, Consumer<InetAddress> found, Consumer<String> failed) {
        Runnable told;
        try {
            InetAddress address = InetAddress.getByName(host);
            told = () -> found.accept(address);
        } catch (UnknownHostException e) {
            told = () -> failed.accept("is an unknown host");
        }
        try {
            loop.execute(told);
        } catch (RejectedExecutionException closed) {
            // Nobody waits any more: the client was closed meanwhile.
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
