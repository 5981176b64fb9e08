package io.quorate.server;

import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Limits;
import io.quorate.kernel.RecipeHost;
import io.quorate.log.Disk;
import io.quorate.log.LogFaultException;
import io.quorate.log.Membership;
import io.quorate.log.RaftLog;
import io.quorate.log.Wal;
import io.quorate.runtime.FelixRecipeHost;
import io.quorate.server.config.ClusterPlan;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The parts behind the kernel, in the order in which they stand on each other. Each says how it is closed as soon as it is
 * open, so that a start that fails half-way leaves nothing behind.
 */
record NodeParts(DataDirectory data, LoopThread loop, Kernel kernel, RaftLog log, Peers peers) {
    /** The one group there is. */
    static final int GROUP = 0;

    private static final long CLOSE_SECONDS = 10;

    /** Opens the disk of a directory. */
    interface DiskOpener {
        Disk open(Path directory) throws IOException;
    }

    static NodeParts open(
            ServerConfiguration configuration, Media media, LoopThread loop, TurnLoop consensus, Closers closers)
            throws StartException {
        DataDirectory data = DataDirectory.open(
                configuration.dataDirectory(),
                configuration.node(),
                configuration.cluster().map(ClusterPlan::id));
        closers.add("data directory", data);
        try {
            ExecutorService writer = thread("quorate-log", closers);
            ExecutorService segments = thread("quorate-segments", closers);
            Wal wal = NodeLog.open(data, media.log().open(data.log()), configuration, segments);
            closers.add("write-ahead log", wal);
            RecipeHost host = new FelixRecipeHost(data.bundlesCache());
            closers.add("recipe host", host);
            NodeState state = NodeState.open(data, configuration.store(), media.state());
            StateStore store = state.store();
            closers.add("state store", () -> loop.call(closing(store)).join());
            Peers peers = Peers.of(configuration, data);
            closers.add("peer port", peers);
            RaftLog log = RaftLog.open(
                    wal,
                    member(configuration, peers),
                    new RaftLog.Threads(consensus, writer, loop, segments),
                    peers.network());
            closers.add("log", log);
            KernelIdentity identity =
                    new KernelIdentity(data.clusterId(), configuration.node(), SoftwareVersion.current());
            Limits limits = new Limits(configuration.limits(), ClusterLimits.defaults());
            state.fitTo(log.status());
            Kernel kernel = loop.call(() -> {
                        Kernel started =
                                Kernel.start(loop, log, store, host, identity, limits, state.quarantine(), segments);
                        loop.onDamage(started::damaged);
                        return started;
                    })
                    .join();
            closers.add("kernel", () -> loop.call(stopping(kernel)).join());
            return new NodeParts(data, loop, kernel, log, peers);
        } catch (IOException | LogFaultException | StoreException failure) {
            throw new StartException(
                    "data.directory " + configuration.dataDirectory() + ": " + failure.getMessage(), failure);
        } catch (CompletionException failure) {
            throw new StartException("the kernel cannot start: " + message(failure), failure);
        }
    }

    private static RaftLog.Member member(ServerConfiguration configuration, Peers peers) {
        Optional<Membership> founders = configuration.cluster().isEmpty()
                ? Optional.of(Membership.solo(configuration.node()))
                : configuration.cluster().flatMap(ClusterPlan::founders);
        return new RaftLog.Member(
                GROUP, configuration.node(), founders, peers.founds(), configuration.raft(), new SplittableRandom());
    }

    private static String message(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static Callable<Void> closing(StateStore store) {
        return () -> {
            store.close();
            return null;
        };
    }

    private static Callable<Void> stopping(Kernel kernel) {
        return () -> {
            kernel.stop();
            return null;
        };
    }

    private static ExecutorService thread(String name, Closers closers) {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        closers.add(name, () -> {
            // Never interrupted: a file channel would be closed under the log.
            executor.shutdown();
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        });
        return executor;
    }
}
