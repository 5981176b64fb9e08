package io.quorate.client;

import io.quorate.client.core.ClientCore;
import io.quorate.client.core.CoreListener;
import io.quorate.client.core.CoreOptions;
import io.quorate.client.core.Habitat;
import io.quorate.client.core.Moment;
import io.quorate.protocol.ServerMessage;
import io.quorate.recipe.client.Registration;
import java.security.SecureRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Drives the core on the one thread of its habitat, the I/O thread: its connection, its timer, and what other threads ask of it. */
final class ClientLoop {
    private final Habitat habitat;
    private final Habitat.Wire wire;
    private final ClientCore core;

    private @Nullable Runnable cancelTimer;
    private long timerNanos = Moment.NEVER;

    ClientLoop(CoreOptions options, Habitat habitat, CoreListener listener) {
        this.habitat = habitat;
        this.wire = habitat.wire(new WireEvents());
        this.core = new ClientCore(options, wire, new SecureRandom(), listener);
    }

    /**
     * Does something with the core soon, in the order of asking. Any thread.
     *
     * @throws RejectedExecutionException after {@link #stop}
     */
    void execute(BiConsumer<ClientCore, Moment> task) {
        habitat.execute(() -> step(task));
    }

    /** Like {@link #execute}, but nothing is left to do when the loop is gone. */
    void tell(BiConsumer<ClientCore, Moment> task) {
        try {
            execute(task);
        } catch (RejectedExecutionException stopped) {
            // The session that the task was about has ended with the client.
        }
    }

    /** Runs on the I/O thread at this moment of the clocks, and not after {@link #stop}. Any thread. */
    Registration at(long nanos, Runnable reaction) {
        Alarm alarm = new Alarm(reaction);
        tell((running, now) -> alarm.set(nanos - now.nanos()));
        return () -> tell((running, now) -> alarm.cancel());
    }

    /** On the I/O thread. */
    private final class Alarm {
        private final Runnable reaction;
        private Runnable cancel = () -> {};

        Alarm(Runnable reaction) {
            this.reaction = reaction;
        }

        void set(long delayNanos) {
            cancel = habitat.schedule(delayNanos, reaction);
        }

        void cancel() {
            cancel.run();
        }
    }

    private void step(BiConsumer<ClientCore, Moment> task) {
        task.accept(core, habitat.now());
        wire.flush();
        setTimer();
    }

    private void setTimer() {
        long next = core.nextWakeNanos();
        if (next >= timerNanos) {
            return;
        }
        if (cancelTimer != null) {
            cancelTimer.run();
        }
        timerNanos = next;
        cancelTimer = habitat.schedule(next - habitat.now().nanos(), this::wake);
    }

    private void wake() {
        cancelTimer = null;
        timerNanos = Moment.NEVER;
        step(ClientCore::tick);
    }

    /** Ends the I/O thread, for a bounded time. */
    void stop() {
        habitat.stop();
    }

    private final class WireEvents implements Habitat.Events {
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
