package io.quorate.testkit.cluster;

import io.quorate.client.core.Habitat;
import io.quorate.client.core.Moment;
import io.quorate.protocol.ClientMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** The place of one client in the cluster's time, and its network. */
final class ClientHabitat implements Habitat {
    private final ClusterTime time;
    private final Function<String, Optional<TestNode>> nodes;
    /** Those that may still have something to tell; on the cluster's thread. */
    private final List<ClientLink> links = new ArrayList<>();

    private boolean isolated;
    private volatile boolean stopped;

    /** @param nodes by their endpoints */
    ClientHabitat(ClusterTime time, Function<String, Optional<TestNode>> nodes) {
        this.time = time;
        this.nodes = nodes;
    }

    @Override
    public Moment now() {
        long nanos = time.nanos();
        return new Moment(nanos, time.calendarMillis(nanos));
    }

    @Override
    public long systemNanos(long nanos) {
        return time.systemNanos(nanos);
    }

    @Override
    public void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("the client is closed");
        }
        time.execute(task);
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable task) {
        Timer timer = new Timer(task);
        time.schedule(delayNanos, timer::fire);
        return timer::cancel;
    }

    @Override
    public Wire wire(Events events) {
        return new MemoryWire(events);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /** Nothing reaches the client any more, and nothing that it says arrives. */
    void isolate() {
        isolated = true;
        links.forEach(ClientLink::cut);
    }

    void heal() {
        isolated = false;
        links.forEach(ClientLink::heal);
    }

    void nodeDied() {
        links.forEach(ClientLink::nodeDied);
    }

    private static final class Timer {
        private final Runnable task;
        private boolean cancelled;

        Timer(Runnable task) {
            this.task = task;
        }

        void fire() {
            if (!cancelled) {
                task.run();
            }
        }

        void cancel() {
            cancelled = true;
        }
    }

    private final class MemoryWire implements Wire {
        private final Events events;
        private Optional<ClientLink> current = Optional.empty();

        MemoryWire(Events events) {
            this.events = events;
        }

        @Override
        public void connect(String endpoint) {
            links.removeIf(link -> !link.isOpen() && !isolated);
            ClientLink link = new ClientLink(time, events);
            links.add(link);
            if (isolated) {
                link.cut();
            }
            current = Optional.of(link);
            link.connect(nodes.apply(endpoint));
        }

        @Override
        public void send(ClientMessage message) {
            current.ifPresent(link -> link.send(message));
        }

        @Override
        public void flush() {
            // What is sent goes at once.
        }

        @Override
        public void disconnect() {
            current.ifPresent(ClientLink::close);
            current = Optional.empty();
        }
    }
}
