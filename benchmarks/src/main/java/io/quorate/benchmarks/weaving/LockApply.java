package io.quorate.benchmarks.weaving;

import io.quorate.benchmarks.product.ShippedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.apply.Applied;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.runtime.FelixRecipeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Entries of {@link Replica#BATCH} commands of the lock in the kernel's apply: what JMH runs, in processes of its own. */
public class LockApply {
    /** System property: a directory that exists, for hosts to keep bundles in. */
    public static final String CACHE = "quorate.weaving.cache";

    /** Commands of each measured entry. */
    public static final int COMMANDS = Replica.BATCH;

    private static final Applied NOTHING = new Applied(List.of(), List.of(), false);

    /** A replica that runs the lock as the parameter says. */
    @State(Scope.Benchmark)
    public static class Running {
        @Param({"plain", "woven"})
        public String form = "";

        private RecipeHost host = new PlainHost();
        private Replica replica = Replica.of(host, new byte[1]);

        @Setup
        public void start() throws IOException {
            if (form.equals("woven")) {
                Path cache = Path.of(System.getProperty(CACHE));
                host = new FelixRecipeHost(Files.createTempDirectory(cache, "woven"));
            }
            replica = Replica.of(host, ShippedBundle.bytes(LockRecipe.class));
        }

        @TearDown
        public void stop() {
            host.close();
        }
    }

    /** Acquires, given back outside of what is measured. */
    @State(Scope.Benchmark)
    public static class Acquires {
        private byte[] entry = {};
        private Applied applied = NOTHING;

        @Setup(Level.Invocation)
        public void prepare(Running running) {
            entry = running.replica.acquires();
        }

        @TearDown(Level.Invocation)
        public void undo(Running running) {
            running.replica.results(running.replica.apply(running.replica.releases(applied)));
        }
    }

    /** Releases of what was taken outside of what is measured. */
    @State(Scope.Benchmark)
    public static class Releases {
        private byte[] entry = {};
        private Applied applied = NOTHING;

        @Setup(Level.Invocation)
        public void prepare(Running running) {
            entry = running.replica.releases(running.replica.apply(running.replica.acquires()));
        }

        @TearDown(Level.Invocation)
        public void check(Running running) {
            running.replica.results(applied);
        }
    }

    @Benchmark
    public Applied acquire(Running running, Acquires acquires) {
        acquires.applied = running.replica.apply(acquires.entry);
        return acquires.applied;
    }

    @Benchmark
    public Applied release(Running running, Releases releases) {
        releases.applied = running.replica.apply(releases.entry);
        return releases.applied;
    }
}
