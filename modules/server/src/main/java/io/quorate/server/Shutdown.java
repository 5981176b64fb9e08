package io.quorate.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * SIGTERM, SIGINT or SIGHUP drains once; a second one halts at once with 128 + the signal's number, as a shell reports it. The log
 * makes that safe: nothing acknowledged needs a drain. Where the JDK's signals cannot be had, a shutdown hook drains.
 */
public final class Shutdown {
    /** By reflection, since the compiler warns of these classes and offers no other way. */
    private static final String SIGNAL = "sun.misc.Signal";

    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final int SIGNAL_EXIT_CODE = 128;

    private final Runnable drain;
    private final IntConsumer halt;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch drained = new CountDownLatch(1);

    Shutdown(Runnable drain, IntConsumer halt) {
        this.drain = drain;
        this.halt = halt;
    }

    /** Takes the signals of this process from now on. */
    public static Shutdown install(Runnable drain) {
        Shutdown shutdown = new Shutdown(drain, code -> Runtime.getRuntime().halt(code));
        try {
            shutdown.handleSignals();
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            Runtime.getRuntime().addShutdownHook(new Thread(shutdown::drainOnce, "quorate-shutdown"));
        }
        return shutdown;
    }

    /** A signal came and the drain has begun, or is over. */
    public boolean isDraining() {
        return draining.get();
    }

    /** Waits until the drain that a signal began is over. */
    public void await() throws InterruptedException {
        drained.await();
    }

    /** Signal handlers run on a thread each: the second one comes in while the first drains. */
    void signalled(int number) {
        if (!drainOnce()) {
            halt.accept(SIGNAL_EXIT_CODE + number);
        }
    }

    private boolean drainOnce() {
        if (!draining.compareAndSet(false, true)) {
            return false;
        }
        try {
            drain.run();
        } finally {
            drained.countDown();
        }
        return true;
    }

    /** A signal that the parent had ignored, as {@code nohup} does, stays ignored: the JVM sees to that. */
    private void handleSignals() throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        Class<?> handler = Class.forName(HANDLER);
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                signalled((int) signal.getMethod("getNumber").invoke(arguments[0]));
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "quorate signal handler";
        };
        Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
        for (String name : List.of("TERM", "INT", "HUP")) {
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        }
    }
}
